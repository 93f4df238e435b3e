//! Draws one error as text: the place, the line, a caret under the fault.

use super::DatasheetError;
use std::fmt::{self, Write as _};

/// The widest line drawn, in characters; of a longer one the part around the fault is.
const MAX_WIDTH: usize = 120;
/// How many characters a tab is drawn as.
const TAB: &str = "    ";

pub(super) fn error(error: &DatasheetError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (line, column) = (error.line(), error.column());
    write!(f, "{}:{line}:{column}: {}", error.file(), error.message())?;
    let gutter = " ".repeat(line.to_string().len());
    if !error.line_text().trim().is_empty() {
        let (shown, before, width) = excerpt(error);
        write!(f, "\n{gutter} |\n{line} | {shown}\n{gutter} | {}{}", " ".repeat(before), "^".repeat(width))?;
    }
    if let Some(expected) = error.expected() {
        write!(f, "\n{gutter} = expected {expected}")?;
    }
    if let Some(help) = error.suggestion() {
        write!(f, "\n{gutter} = help: {help}")?;
    }
    Ok(())
}

/// The text to show, how many columns stand before the caret, and how many carets there are.
fn excerpt(error: &DatasheetError) -> (String, usize, usize) {
    let text = error.line_text();
    let start = error.span().start.saturating_sub(error.line_text_start()).min(text.len());
    let end = error.span().end.saturating_sub(error.line_text_start()).clamp(start, text.len());
    let (head, fault, tail) = (&text[..start], &text[start..end], &text[end..]);

    let mut shown = String::new();
    let head_length = head.chars().count();
    let skip = (head_length + fault.chars().count()).saturating_sub(MAX_WIDTH - 20).min(head_length.saturating_sub(20));
    if error.line_text_start() > 0 || skip > 0 {
        shown.push('…');
    }
    head.chars().skip(skip).for_each(|c| draw(c, &mut shown));
    let before = columns(&shown);
    fault.chars().take(MAX_WIDTH).for_each(|c| draw(c, &mut shown));
    let width = (columns(&shown) - before).max(1);
    let room = MAX_WIDTH.saturating_sub(columns(&shown));
    tail.chars().take(room).for_each(|c| draw(c, &mut shown));
    if tail.chars().count() > room {
        shown.push('…');
    }
    (shown.trim_end().to_owned(), before, width)
}

/// One character as a terminal shows it in one place: a tab as spaces, a control character as its picture.
fn draw(c: char, out: &mut String) {
    match c {
        '\t' => out.push_str(TAB),
        c if c.is_control() => out.push('\u{fffd}'),
        c => {
            let _ = out.write_char(c);
        }
    }
}

/// How many terminal columns `text` takes: two for a wide East Asian character, none for a combining mark.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|c| match u32::from(c) {
            0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
            0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f => 2,
            0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1f64f | 0x20000..=0x3fffd => 2,
            _ => 1,
        })
        .sum()
}
