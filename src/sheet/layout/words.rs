//! Words as they stand in a [`Document`](super::super::Document): single spaces, no invisible characters, lines joined.

use std::borrow::Cow;

/// Characters that take no room: zero-width spaces and joiners, soft hyphens, direction marks, the byte-order mark.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        | '\u{fe0e}' | '\u{fe0f}' | '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}')
}

/// Whether a character belongs to a script that is written without spaces.
pub(super) const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{303f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is two places wide in a terminal.
pub(super) const fn is_wide(c: char) -> bool {
    c as u32 >= 0x1100
        && (is_cjk(c)
            || matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{3000}' | '\u{ac00}'..='\u{d7a3}' | '\u{ffe0}'..='\u{ffe6}'))
}

/// White space is collapsed to single spaces, invisible characters are dropped. Line ends are white space too.
pub(super) fn collapse(text: &str) -> String {
    let trimmed = text.trim();
    let bytes = trimmed.as_bytes();
    // Most words are plain ones.
    if bytes.iter().all(|b| matches!(b, b' '..=b'~')) && !has_gap(trimmed) {
        return trimmed.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    push_collapsed(&mut out, text);
    out.truncate(out.trim_end().len());
    out
}

/// Whether two spaces follow each other.
pub(super) fn has_gap(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b' ', bytes).any(|at| bytes.get(at + 1) == Some(&b' '))
}

/// As [`collapse`], but at the end of words that may already end in a space; a trailing space is kept.
pub(super) fn push_collapsed(out: &mut String, text: &str) {
    let mut space = out.is_empty() || out.ends_with([' ', '\n']);
    for c in text.chars() {
        if c == ' ' || (c != '!' && c.is_whitespace()) {
            if !space {
                out.push(' ');
            }
            space = true;
        } else if !is_invisible(c) {
            out.push(c);
            space = false;
        }
    }
}

/// As [`collapse`], line by line; empty lines are dropped.
pub(super) fn collapse_lines(text: &str) -> String {
    if !text.contains('\n') {
        return collapse(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        let line = collapse(line);
        if !line.is_empty() {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&line);
        }
    }
    out
}

/// Appends the next line of wrapped words: with a space, without one between two Chinese or Japanese characters.
pub(super) fn join(out: &mut String, next: &str) {
    if next.is_empty() {
        return;
    }
    let tight = match (out.chars().next_back(), next.chars().next()) {
        (None, _) | (_, None) => true,
        (Some(a), Some(b)) => is_cjk(a) && is_cjk(b),
    };
    if !tight {
        out.push(' ');
    }
    out.push_str(next);
}

/// A superscript: marks and superscript digits stand as they are, anything else as `^{…}`.
pub(super) fn superscript(inner: &str) -> Cow<'_, str> {
    let inner = inner.trim();
    if inner.chars().all(|c| is_raised(c) || matches!(c, '*' | '†' | '‡' | '§' | ' ')) {
        Cow::Borrowed(inner)
    } else if let Some(all) = inner.strip_prefix("^{").and_then(|i| i.strip_suffix('}')).filter(|i| !i.contains('}')) {
        Cow::Owned(format!("^{{{all}}}"))
    } else {
        Cow::Owned(format!("^{{{inner}}}"))
    }
}

/// One of `¹²³⁴⁵⁶⁷⁸⁹⁰`.
pub(super) const fn is_raised(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// How many places a text takes, wide characters counted twice.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum() }
}

/// Whether a line is drawn: three or more of `-`, `=`, `_`, `~` and the like, and nothing else but spaces.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let Some(first) = line.chars().next() else { return false };
    let is_line = |c: char| matches!(c, '-' | '=' | '_' | '~' | '─' | '━' | '═' | '—' | '–');
    let is_ornament = matches!(first, '*' | '#' | '^' | '+' | '.' | ':' | '"' | '\'' | '`');
    if !is_line(first) && !is_ornament {
        return false;
    }
    let mut count = 0;
    for c in line.chars().filter(|&c| c != ' ') {
        if !(if is_ornament { c == first } else { is_line(c) }) {
            return false;
        }
        count += 1;
    }
    count >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_collapsed_and_invisible_characters_go() {
        assert_eq!(collapse("  1,979\u{a0}\u{a0}tera\u{ad}FLOPS\u{200b} \n x "), "1,979 teraFLOPS x");
        assert_eq!(collapse_lines(" a  b \n\n c"), "a b\nc");
    }

    #[test]
    fn lines_are_joined_with_a_space_but_not_in_chinese() {
        let mut text = String::from("峰值算力");
        join(&mut text, "为每秒");
        join(&mut text, "INT8");
        assert_eq!(text, "峰值算力为每秒 INT8");
    }

    #[test]
    fn superscripts_are_shown() {
        assert_eq!(superscript("2"), "^{2}");
        assert_eq!(superscript(" * "), "*");
        assert_eq!(superscript("[3]"), "^{[3]}");
        assert_eq!(superscript("¹"), "¹");
        assert_eq!(superscript("^{1}"), "^{1}");
    }

    #[test]
    fn rules_are_told_from_text() {
        assert!(is_rule("-----  ---"));
        assert!(is_rule("═════"));
        assert!(!is_rule("--"));
        assert!(!is_rule("- a -"));
    }
}
