//! Footnote marks: `[1]` names a source; `*`, `†`, `‡` and superscript digits name a note line.

use super::span::Span;
use nom::branch::alt;
use nom::bytes::complete::{take_while_m_n, take_while1};
use nom::character::complete::{char, one_of, space0};
use nom::combinator::{map, recognize};
use nom::multi::{many1, separated_list1};
use nom::sequence::delimited;
use nom::{IResult, Parser};

/// The most marks one value may carry.
pub(super) const MAX_MARKS: usize = 64;
/// The longest id of a source, in bytes.
const MAX_ID: usize = 40;

/// One footnote mark.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    /// `[1]`: the id of a source.
    Source(Span<'a>),
    /// `*`, `††`, `¹²`: the sign of a note line.
    Note(Span<'a>),
}

fn is_sign(c: char) -> bool {
    matches!(c, '*' | '†' | '‡' | '§')
}

fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

fn is_id(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// Whether `text` can stand between brackets as the id of a source.
pub(super) fn is_source_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_ID && text.chars().all(is_id)
}

/// The ids of `[1]` or `[1, 2]`.
fn bracketed(input: &str) -> IResult<&str, Vec<&str>> {
    let id = || delimited(space0, take_while_m_n(1, MAX_ID, is_id), space0);
    delimited(char('['), separated_list1(char(','), id()), char(']')).parse(input)
}

/// A run of one sign, or of superscript digits.
fn sign(input: &str) -> IResult<&str, &str> {
    let (_, first) = one_of("*†‡§¹²³⁰⁴⁵⁶⁷⁸⁹").parse(input)?;
    if is_sign(first) { recognize(many1(char(first))).parse(input) } else { take_while1(is_superscript).parse(input) }
}

/// The marks at the start of `input`, which is a slice of `base`.
pub(super) fn marks<'a>(base: Span<'a>, input: &'a str) -> IResult<&'a str, Vec<Mark<'a>>> {
    alt((
        map(bracketed, |ids| ids.into_iter().map(|id| Mark::Source(base.part(id))).collect()),
        map(sign, |sign| vec![Mark::Note(base.part(sign))]),
    ))
    .parse(input)
}

/// The sign of a note line at the start of `text`, and the rest of the line.
pub(super) fn note(text: Span<'_>) -> Option<(Span<'_>, Span<'_>)> {
    let (rest, sign) = sign(text.text).ok()?;
    let rest = text.part(rest).trim();
    (!rest.is_empty()).then(|| (text.part(sign), rest))
}

/// `text` without the marks at its end, and those marks in order.
pub(super) fn trailing(text: Span<'_>) -> (Span<'_>, Vec<Mark<'_>>) {
    let mut rest = text.trim();
    let mut found = Vec::new();
    while found.len() <= MAX_MARKS {
        let start = match rest.text.chars().next_back() {
            Some(']') => rest.text.rfind('['),
            // The 2 of mm² is no mark.
            Some('²' | '³') if rest.text.trim_end_matches(['²', '³']).ends_with(['m', 'M']) => None,
            Some(c) if is_sign(c) => Some(rest.text.trim_end_matches(c).len()),
            Some(c) if is_superscript(c) => Some(rest.text.trim_end_matches(is_superscript).len()),
            _ => None,
        };
        // A text that is nothing but marks keeps them: it is its own value.
        let Some(start) = start.filter(|start| *start > 0) else { break };
        let Ok(("", mut these)) = marks(rest, &rest.text[start..]) else { break };
        these.reverse();
        found.append(&mut these);
        rest = rest.part(&rest.text[..start]).trim();
    }
    found.reverse();
    (rest, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> (String, Vec<&str>) {
        let (rest, marks) = trailing(Span::new(text, 0));
        let name = |mark: Mark<'static>| match mark {
            Mark::Source(span) | Mark::Note(span) => span.text,
        };
        let marks: Vec<Mark<'static>> = marks
            .into_iter()
            .map(|mark| match mark {
                Mark::Source(span) => Mark::Source(Span::new(Box::leak(span.text.into()), span.at)),
                Mark::Note(span) => Mark::Note(Span::new(Box::leak(span.text.into()), span.at)),
            })
            .collect();
        (rest.text.to_owned(), marks.into_iter().map(name).collect())
    }

    #[test]
    fn marks_at_the_end_come_off_in_order() {
        assert_eq!(names("HBM3 [1][2]"), ("HBM3".into(), vec!["1", "2"]));
        assert_eq!(names("HBM3 [1, nv-2] †"), ("HBM3".into(), vec!["1", "nv-2", "†"]));
        assert_eq!(names("INT8**"), ("INT8".into(), vec!["**"]));
        assert_eq!(names("INT8¹²"), ("INT8".into(), vec!["¹²"]));
    }

    #[test]
    fn what_is_no_mark_stays() {
        assert_eq!(names("814 mm²"), ("814 mm²".into(), vec![]));
        assert_eq!(names("[1]"), ("[1]".into(), vec![]));
        assert_eq!(names("a [b c]"), ("a [b c]".into(), vec![]));
        assert_eq!(names("]"), ("]".into(), vec![]));
    }
}
