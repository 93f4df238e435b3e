//! Text inside markup.

use std::borrow::Cow;

/// A text that is inert in HTML, SVG and XML, between tags and in quoted attributes.
///
/// Signs that markup is made of are written as references; control characters, which XML has no way to write, as the
/// replacement character.
///
/// ```
/// use eccn::report::markup::escape;
/// assert_eq!(escape("<script>\"a\" & 'b'"), "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;");
/// ```
pub fn escape(text: &str) -> Cow<'_, str> {
    let special = |c: char| {
        matches!(c, '&' | '<' | '>' | '"' | '\'') || (c.is_control() && !matches!(c, '\n' | '\t')) || is_noncharacter(c)
    };
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\r' => out.push('\n'),
            c if special(c) => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Code points that no XML document may hold.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_nothing_is_borrowed() {
        assert!(matches!(escape("H100 SXM5 §, 昇騰"), Cow::Borrowed(_)));
    }

    #[test]
    fn control_characters_and_what_xml_forbids_are_replaced() {
        assert_eq!(escape("a\u{0}b\u{1b}[1m\u{ffff}"), "a\u{fffd}b\u{fffd}[1m\u{fffd}");
        assert_eq!(escape("a\nb\tc"), "a\nb\tc");
    }
}
