//! Words of Markdown: emphasis, links, escapes, code, footnotes and inline HTML become the words that a reader sees.

use super::html;
use super::words::{collapse, superscript};

/// A longer link text, tag or address is none.
const LINK: usize = 400;

/// The words of a piece of Markdown. A `<br>` is a line end, all other white space single spaces.
pub(super) fn inline(text: &str) -> String {
    if !text.bytes().any(|b| matches!(b, b'*' | b'_' | b'`' | b'[' | b'\\' | b'<' | b'&' | b'~' | b'^' | b'$')) {
        return collapse(text);
    }
    let mut reader = Inline {
        text,
        out: String::with_capacity(text.len()),
        stars: Vec::new(),
        dashes: Vec::new(),
        cuts: Vec::new(),
    };
    reader.read();
    let out = reader.finish();
    if out.contains('\n') { super::words::collapse_lines(&out) } else { collapse(&out) }
}

struct Inline<'t> {
    text: &'t str,
    out: String,
    /// Open runs of `*` and `_`: where they stand in `out`, and how long they are.
    stars: Vec<(usize, usize)>,
    dashes: Vec<(usize, usize)>,
    /// Ranges of `out` that were marks.
    cuts: Vec<(usize, usize)>,
}

impl Inline<'_> {
    fn read(&mut self) {
        let text = self.text;
        let mut at = 0;
        let mut before = ' ';
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            let used = match c {
                '\\' => self.escape(rest),
                '`' => self.code(rest),
                '*' | '_' => self.emphasis(rest, c, before),
                '~' if rest.starts_with("~~") => {
                    // What is struck out is gone.
                    rest[2..].find("~~").filter(|&end| end <= LINK && end > 0).map(|end| end + 4)
                }
                '[' | '!' => self.link(rest),
                '<' => self.tag(rest),
                '&' => self.entity(rest),
                '$' if rest.starts_with("$^") => self.power(rest),
                _ => None,
            };
            match used {
                Some(used) => {
                    before = text[..at + used].chars().next_back().unwrap_or(' ');
                    at += used;
                }
                None => {
                    self.out.push(c);
                    before = c;
                    at += c.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self, rest: &str) -> Option<usize> {
        let next = rest[1..].chars().next().filter(char::is_ascii_punctuation)?;
        self.out.push(next);
        Some(2)
    }

    fn code(&mut self, rest: &str) -> Option<usize> {
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        let inner = &rest[ticks..];
        let window = floor(inner, LINK);
        let end = inner[..window].find(&rest[..ticks])?;
        self.out.push_str(inner[..end].trim());
        Some(ticks * 2 + end)
    }

    /// A run of `*` or `_`: it opens, closes, or stands for itself as a footnote mark does.
    fn emphasis(&mut self, rest: &str, mark: char, before: char) -> Option<usize> {
        let length = rest.len() - rest.trim_start_matches(mark).len();
        let after = rest[length..].chars().next().unwrap_or(' ');
        let is_mark = |c: char| {
            c.is_ascii_punctuation()
                || matches!(c, '（' | '）' | '，' | '。' | '：' | '、' | '“' | '”' | '–' | '—' | '|')
        };
        let left = !after.is_whitespace() && (!is_mark(after) || before.is_whitespace() || is_mark(before));
        let right = !before.is_whitespace() && (!is_mark(before) || after.is_whitespace() || is_mark(after));
        let inner = before.is_alphanumeric() && after.is_alphanumeric();
        let (opens, closes) = match mark {
            '_' => (left && !before.is_alphanumeric(), right && !after.is_alphanumeric()),
            // `2*4` is a product.
            _ if inner && length == 1 && (before.is_ascii() || after.is_ascii()) => {
                (false, right && !self.stars.is_empty() && !before.is_ascii_digit())
            }
            _ => (left, right),
        };
        let stack = if mark == '*' { &mut self.stars } else { &mut self.dashes };
        let mut left_over = length;
        while closes && left_over > 0 {
            let Some((start, open)) = stack.pop() else { break };
            let both = open.min(left_over);
            // The inner ends of both runs are the marks.
            self.cuts.push((start + open - both, start + open));
            self.cuts.push((self.out.len(), self.out.len() + both));
            self.out.extend(std::iter::repeat_n(mark, both));
            left_over -= both;
            if open > both {
                stack.push((start, open - both));
            }
        }
        if left_over > 0 {
            if opens && (!closes || left_over == length) {
                stack.push((self.out.len(), left_over));
            }
            self.out.extend(std::iter::repeat_n(mark, left_over));
        }
        Some(length)
    }

    /// `[words](address)`, `![words](address)`, `[^1]`.
    fn link(&mut self, rest: &str) -> Option<usize> {
        let image = rest.starts_with("![");
        let start = if image { 2 } else { 1 };
        if rest.starts_with('!') && !image {
            return None;
        }
        let inner = &rest[start..];
        let mut depth = 1;
        let window = floor(inner, LINK);
        let end = inner[..window].char_indices().find_map(|(at, c)| {
            match c {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(at)
        })?;
        let (words, after) = (&inner[..end], &inner[end + 1..]);
        if let Some(mark) = words.strip_prefix('^') {
            self.out.push_str(&superscript(mark));
            return Some(start + end + 1);
        }
        let (open, close) = match after.chars().next() {
            Some('(') => ('(', ')'),
            Some('[') => ('[', ']'),
            _ => return None,
        };
        let mut depth = 0;
        let window = floor(after, 4 * LINK);
        let length = after[..window].char_indices().find_map(|(at, c)| {
            if c == open {
                depth += 1;
            } else if c == close {
                depth -= 1;
            }
            (depth == 0).then_some(at + 1)
        })?;
        // `[2](a)` may be two marks, but `[1][2]` is.
        if open == '[' && words.len() <= 2 {
            return None;
        }
        if !image {
            // Links hold no links, so this goes down once.
            let words: String = words.chars().filter(|&c| c != '[' && c != ']').collect();
            self.out.push_str(&inline(&words));
        }
        Some(start + end + 1 + length)
    }

    /// `<sup>2</sup>`, `<br>`; other tags are dropped, `<address>` and `<` of a number are not.
    fn tag(&mut self, rest: &str) -> Option<usize> {
        let window = floor(rest, LINK);
        if let Some(comment) = rest.strip_prefix("<!--") {
            return Some(comment.find("-->").map_or(rest.len(), |end| end + 7));
        }
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            return None;
        }
        let end = rest[..window].find('>')?;
        let name: String = rest[1..end]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if rest[1..end].contains("://") || rest[1..end].contains('@') {
            self.out.push_str(&rest[1..end]);
            return Some(end + 1);
        }
        match name.as_str() {
            "br" | "li" => self.out.push('\n'),
            "sup" if !rest.starts_with("</") => {
                let inner = &rest[end + 1..];
                let window = floor(inner, LINK);
                if let Some(length) = inner[..window].find("</sup>") {
                    let words = html::fragment(&inner[..length].replace(['*', '_'], "\u{e000}"));
                    let words = words.replace('\u{e000}', "*");
                    self.out.push_str(&superscript(&words.replace("\\*", "*")));
                    return Some(end + 1 + length + 6);
                }
            }
            "p" | "div" | "tr" | "td" | "th" => self.out.push(' '),
            _ => {}
        }
        Some(end + 1)
    }

    fn entity(&mut self, rest: &str) -> Option<usize> {
        let window = floor(rest, 40);
        let end = rest[..window].find(';')?;
        let words = rest[1..end]
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '#')
            .then(|| html::fragment_raw(&rest[..=end]))?;
        self.out.push_str(&words);
        Some(end + 1)
    }

    /// `mm$^2$`
    fn power(&mut self, rest: &str) -> Option<usize> {
        let window = floor(rest, 40);
        let inner = rest[2..window].find('$').map(|end| &rest[2..2 + end])?;
        self.out.push_str(&superscript(inner.trim_matches(['{', '}'])));
        Some(inner.len() + 3)
    }

    /// The words without their marks.
    fn finish(mut self) -> String {
        if self.cuts.is_empty() {
            return self.out;
        }
        self.cuts.sort_unstable();
        let mut words = String::with_capacity(self.out.len());
        let mut at = 0;
        for (start, end) in self.cuts {
            if start >= at {
                words.push_str(&self.out[at..start]);
            }
            at = at.max(end);
        }
        words.push_str(&self.out[at..]);
        words
    }
}

/// The next end of a character at or below a place.
fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() { text.len() } else { text.floor_char_boundary(at) }
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::tests::show;
    use super::*;

    #[test]
    fn marks_of_markdown_go_and_footnote_marks_stay() {
        for (markdown, words) in [
            ("**bold** and *small* and __b__ and _i_", "bold and small and b and i"),
            ("***both***", "both"),
            ("1,979 teraFLOPS*", "1,979 teraFLOPS*"),
            ("FP16* and FP8*", "FP16* and FP8*"),
            ("**FP16***", "FP16*"),
            ("\\* Shown", "* Shown"),
            ("2*4*8", "2*4*8"),
            ("a_b_c", "a_b_c"),
            ("`FP16*`", "FP16*"),
            ("[H100](https://x.y/z_(a)) card", "H100 card"),
            ("![alt](x.png)text", "text"),
            ("x[^1]", "x^{1}"),
            ("TFLOPS[2]", "TFLOPS[2]"),
            ("mm<sup>2</sup>", "mm^{2}"),
            ("5<sup>*</sup>", "5*"),
            ("a<br/>b", "a\nb"),
            ("< 5 W & more &nbsp;&lt; x", "< 5 W & more < x"),
            ("~814 mm²", "~814 mm²"),
            ("~~1979~~ 989", "989"),
            ("**稠密**算力", "稠密算力"),
            ("mm$^2$", "mm²".replace('²', "^{2}").as_str()),
            ("<!-- FP16 -->x", "x"),
        ] {
            assert_eq!(inline(markdown), words, "{markdown}");
        }
    }

    #[test]
    fn a_page_of_markdown() {
        let text = "# H100\n\n**Label:** value\n- **TDP**: 700 W\n\nFP16[^1]\n\n[^1]: With sparsity.\n\n\\* Dense.\n";
        assert_eq!(
            show(&Layout::Markdown.read(text)),
            ["#1 H100", "Label => value", "TDP => 700 W", "P FP16^{1}", "N[1] With sparsity.", "N[*] Dense."]
        );
    }
}
