//! Footnotes: lines that begin with a mark, and notes that follow each other in one paragraph.

use std::cell::OnceCell;

use super::words::is_raised;

/// The marks that a text uses, needed where `1.` may begin a note or the first entry of a list.
pub(super) struct Used<'a> {
    source: &'a str,
    found: OnceCell<(u128, u32)>,
    star: OnceCell<bool>,
}

impl<'a> Used<'a> {
    pub(super) const fn new(source: &'a str) -> Self {
        Self { source, found: OnceCell::new(), star: OnceCell::new() }
    }

    /// Whether a word ends in a star.
    pub(super) fn has_star(&self) -> bool {
        *self.star.get_or_init(|| {
            let bytes = self.source.as_bytes();
            memchr::memchr_iter(b'*', bytes).any(|at| {
                let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
                (before.is_ascii_alphanumeric() || matches!(before, b')' | b'\\' | 0x80..))
                    && bytes.get(at + 1) != Some(&b'*')
            })
        })
    }

    /// Whether the mark `1` or `a` stands raised or in brackets somewhere.
    fn has(&self, mark: &str) -> bool {
        let (numbers, letters) = *self.found.get_or_init(|| search(self.source));
        match mark.parse::<u32>() {
            Ok(number) => number < 128 && numbers >> number & 1 == 1,
            Err(_) => match mark.as_bytes() {
                [letter @ b'a'..=b'z'] => letters >> (letter - b'a') & 1 == 1,
                _ => false,
            },
        }
    }
}

/// All raised or bracketed numbers and letters of a text.
fn search(source: &str) -> (u128, u32) {
    let (mut numbers, mut letters) = (0u128, 0u32);
    let mut before = ' ';
    let mut line_start = true;
    for (at, c) in source.char_indices() {
        let begins = line_start;
        line_start = c == '\n' || (begins && c == ' ');
        if is_raised(c) && !begins {
            // `mm²` is a unit.
            if before != 'm' {
                let digits: String = source[at..].chars().take(3).map_while(raised_digit).collect();
                if let Ok(number @ 0..128) = digits.parse::<u32>() {
                    numbers |= 1 << number;
                }
            }
        } else if !begins && matches!(c, '[' | '(' | '>' | '{' | '`' | '（') {
            let rest = source[at + c.len_utf8()..].trim_start_matches(['[', '(', '^']);
            let length = rest.bytes().take(3).take_while(u8::is_ascii_alphanumeric).count();
            if rest[length..].starts_with([']', ')', '<', '}', '`', '）', ',']) {
                match rest[..length].parse::<u32>() {
                    Ok(number @ 0..128) => numbers |= 1 << number,
                    Ok(_) => {}
                    Err(_) => {
                        if let [letter @ b'a'..=b'z'] = rest.as_bytes()[..length] {
                            letters |= 1 << (letter - b'a');
                        }
                    }
                }
            }
        }
        before = c;
    }
    (numbers, letters)
}

/// The digit of a superscript digit.
pub(super) fn raised_digit(c: char) -> Option<char> {
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let digit = RAISED.chars().position(|r| r == c)?;
    char::from_digit(digit as u32, 10)
}

/// The mark with which a text begins, and what follows it.
pub(super) fn leading<'t>(text: &'t str, used: &Used<'_>) -> Option<(String, &'t str)> {
    let first = text.chars().next()?;
    if first.is_ascii_alphabetic() && !matches!(first, 'N' | 'n') && !text[1..].starts_with(['.', ')']) {
        return None;
    }
    if let Some(found) = sure(text) {
        return Some(found);
    }
    if let Some(found) = word(text) {
        return Some(found);
    }
    // `1.`, `1)`, `(1)`, `1 Text`, `a.` only where the sheet uses that mark.
    let (open, body) = match first {
        '(' => (true, &text[1..]),
        '（' => (true, &text['（'.len_utf8()..]),
        '^' => (false, text[1..].trim_start()),
        _ => (false, text),
    };
    let digits = body.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let length = if digits > 0 { digits } else { usize::from(body.starts_with(|c: char| c.is_ascii_lowercase())) };
    if length == 0 || length > 2 {
        return None;
    }
    let (mark, rest) = body.split_at(length);
    let rest = if open {
        rest.strip_prefix([')', '）'])?
    } else if let Some(rest) = rest.strip_prefix(['.', ')', ':', '：', '、']) {
        // `1.5 TB/s` is a number.
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        rest
    } else if digits > 0 && rest.starts_with(' ') && rest.trim_start().starts_with(|c: char| c.is_uppercase()) {
        // `1 With sparsity`, where `8 GPUs` is not: the next word has to be a word.
        let next = rest.trim_start().split(' ').next().unwrap_or_default();
        if next.len() < 3 || !next.chars().skip(1).all(|c| c.is_lowercase()) {
            return None;
        }
        rest
    } else {
        return None;
    };
    let rest = rest.trim();
    (!rest.is_empty() && used.has(mark)).then(|| (mark.to_owned(), rest))
}

/// The bytes of a run of characters, so far as it could be a mark.
fn run(text: &str, of: impl Fn(char) -> bool) -> usize {
    text.chars().take(8).take_while(|&c| of(c)).map(char::len_utf8).sum()
}

/// The beginning of a text.
fn window(text: &str, length: usize) -> &str {
    if text.len() > length { &text[..text.floor_char_boundary(length)] } else { text }
}

/// A mark that is one wherever a line begins with it.
fn sure(text: &str) -> Option<(String, &str)> {
    let first = text.chars().next()?;
    let (mark, rest) = match first {
        '*' | '†' | '‡' | '§' | '¶' | '※' | '#' | '△' => {
            let rest = &text[run(text, |c| c == first)..];
            if (text.len() - rest.len()) / first.len_utf8() > 4 {
                return None;
            }
            let digits = if first == '※' { rest.bytes().take(2).take_while(u8::is_ascii_digit).count() } else { 0 };
            if first == '#' && !rest.starts_with(' ') {
                return None;
            }
            let mark = text.len() - rest.len() + digits;
            // `*†` and the like.
            (text[..mark].to_owned(), &rest[digits..])
        }
        '①'..='⑳' | '❶'..='❿' | '⁎' | 'ᵃ'..='ᵇ' => (first.to_string(), &text[first.len_utf8()..]),
        _ if is_raised(first) => {
            let rest = &text[run(text, is_raised)..];
            (text[..text.len() - rest.len()].chars().filter_map(raised_digit).collect(), rest)
        }
        '^' => {
            let (inner, rest) =
                window(text.strip_prefix("^{")?, 60).find('}').map(|end| (&text[2..2 + end], &text[3 + end..]))?;
            (inner.trim_matches(['[', ']', '(', ')']).to_owned(), rest)
        }
        '[' | '［' | '【' => {
            let text = &text[first.len_utf8()..];
            let end = window(text, 24).find([']', '］', '】'])?;
            let (inner, rest) = (&text[..end], &text[end + text[end..].chars().next().map_or(1, char::len_utf8)..]);
            let fits = inner.chars().count() <= 3
                && inner.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '*' | '†' | '‡' | '#'));
            if !fits || inner.is_empty() || rest.starts_with(['(', '[']) {
                return None;
            }
            (inner.to_owned(), rest)
        }
        _ => return None,
    };
    let rest = rest.trim_start_matches([':', '：', '.', ')', '）', '、', '\u{a0}']).trim();
    (!mark.is_empty() && rest.chars().take(400).any(char::is_alphanumeric)).then_some((mark, rest))
}

/// `Note 1: …`, `Notes: …`, `注：…`, `備註1：…`. The mark is empty if there is none.
fn word(text: &str) -> Option<(String, &str)> {
    const WORDS: [&str; 13] =
        ["备注", "備註", "注释", "说明", "說明", "附注", "注", "註", "Notes", "NOTES", "Note", "NOTE", "note"];
    let rest = WORDS.iter().find_map(|word| text.strip_prefix(word))?;
    let rest = rest.trim_start();
    let length = rest.find([':', '：', '.', '）'])?;
    let mark = rest[..length].trim().trim_matches(['[', ']', '(', ')', '（', '#']);
    if length > 6 || !mark.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '†') || is_raised(c)) {
        return None;
    }
    let rest = rest[length..].trim_start_matches([':', '：', '.', '）']).trim();
    (!rest.is_empty()).then(|| (mark.chars().map(|c| raised_digit(c).unwrap_or(c)).collect(), rest))
}

/// Where the next note begins in a text: a mark at the start of a sentence, or after a space if the text is a note itself.
fn next(text: &str, in_note: bool) -> Option<usize> {
    let mut before = '\0';
    let mut end = false;
    for (at, c) in text.char_indices() {
        let first = before != c && !(is_raised(c) && is_raised(before));
        if at > 0
            && first
            && matches!(c, '*' | '†' | '‡' | '§' | '※' | '[' | '^' | '①'..='⑳' | '¹' | '²' | '³' | '⁴'..='⁹')
        {
            let after = &text[at + run(&text[at..], |other| other == c)..];
            let circled = matches!(c, '①'..='⑳');
            let own = before == ' ' || (end && !before.is_alphanumeric());
            let starts =
                after.trim_start().starts_with(|n: char| n.is_uppercase() || !n.is_ascii()) || c == '[' || c == '^';
            let spaced = after.starts_with(' ') || matches!(c, '[' | '^') || circled || !c.is_ascii();
            let bracketed = matches!(c, '[' | '^') || is_raised(c);
            if own
                && spaced
                && ((end && (in_note || !bracketed)) || (in_note && starts && !bracketed))
                && sure(&text[at..]).is_some()
            {
                return Some(at);
            }
        }
        if c != ' ' {
            end = matches!(c, '.' | ';' | '。' | '；' | '!') || (c == '，' && in_note);
        }
        before = c;
    }
    None
}

/// A part of a paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Words without a mark.
    Words(&'t str),
    /// A note.
    Note(String, &'t str),
}

/// Takes a paragraph apart into words and notes.
pub(super) fn split<'t>(text: &'t str, used: &Used<'_>) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let found = leading(rest, used);
        let (mark, body) = match found {
            // `Notes: [1] … [2] …`
            Some((mark, body)) if mark.is_empty() && sure(body).is_some() => {
                rest = body;
                continue;
            }
            Some((mark, body)) => (Some(mark), body),
            None => (None, rest),
        };
        let length = next(body, mark.is_some()).unwrap_or(body.len());
        let words = body[..length].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ';' | '；'));
        match mark {
            Some(mark) => pieces.push(Piece::Note(mark, words)),
            None => pieces.push(Piece::Words(words)),
        }
        rest = body[length..].trim_start();
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str, source: &str) -> Option<(String, String)> {
        leading(text, &Used::new(source)).map(|(mark, rest)| (mark, rest.to_owned()))
    }

    #[test]
    fn marks_at_the_start_are_found() {
        for (text, mark, rest) in [
            ("* With sparsity", "*", "With sparsity"),
            ("** Bridge sold separately", "**", "Bridge sold separately"),
            ("†Preliminary", "†", "Preliminary"),
            ("¹ Second figure", "1", "Second figure"),
            ("^{[3]} Ibid.", "3", "Ibid."),
            ("[2] With sparsity", "2", "With sparsity"),
            ("① 开启稀疏", "①", "开启稀疏"),
            ("※1 With sparsity", "※1", "With sparsity"),
            ("注：稠密", "", "稠密"),
            ("备注1：稠密", "1", "稠密"),
            ("Note: dense", "", "dense"),
            ("Note 2: dense", "2", "dense"),
        ] {
            assert_eq!(one(text, ""), Some((mark.to_owned(), rest.to_owned())), "{text}");
        }
    }

    #[test]
    fn numbers_begin_a_note_only_where_the_number_is_used() {
        assert_eq!(one("1. Early data", "1. Early data"), None);
        assert_eq!(one("1. Early data", "SXM¹"), Some(("1".to_owned(), "Early data".to_owned())));
        assert_eq!(one("2. Early data", "814 mm²"), None);
        assert_eq!(one("a. Rates", "TFLOPS[a]"), Some(("a".to_owned(), "Rates".to_owned())));
        assert_eq!(one("1 With sparsity", "x<sup>1</sup>"), Some(("1".to_owned(), "With sparsity".to_owned())));
        assert_eq!(one("8 GPUs", "x⁸"), None);
        assert_eq!(one("1.5 TB/s", "x¹"), None);
    }

    #[test]
    fn what_only_looks_like_a_mark_is_none() {
        for text in ["*", "***** a", "[link](url)", "Nothing else", "Notebook: 5", "#tag", "900 GB/s", "（稠密）", ""]
        {
            assert_eq!(one(text, ""), None, "{text}");
        }
    }

    #[test]
    fn notes_in_one_paragraph_are_told_apart() {
        let used = Used::new("");
        let note = |mark: &str, text| Piece::Note(mark.to_owned(), text);
        assert_eq!(split("① 开启2:4稀疏。② 初步数据。", &used), [note("①", "开启2:4稀疏。"), note("②", "初步数据。")]);
        assert_eq!(
            split("Rates in TFLOPS. * With sparsity.", &used),
            [Piece::Words("Rates in TFLOPS."), note("*", "With sparsity.")]
        );
        assert_eq!(
            split("Notes: [1] from the box; [2] with 2:4 sparsity.", &used),
            [note("1", "from the box"), note("2", "with 2:4 sparsity.")]
        );
        assert_eq!(
            split("* With sparsity ** Sold separately", &used),
            [note("*", "With sparsity"), note("**", "Sold separately")]
        );
        assert_eq!(split("1,979* TFLOPS in FP16 * two", &used), [Piece::Words("1,979* TFLOPS in FP16 * two")]);
    }
}
