//! Markdown: headings, bullets and lines with `label: value`, tables.

use super::{Content, Sheet};
use crate::datasheet::error::{DatasheetErrorKind, Fault, Faults, quote};
use crate::datasheet::marks;
use crate::datasheet::section::Section;
use crate::datasheet::span::Span;
use std::borrow::Cow;
use std::rc::Rc;

/// The longest line read, in bytes.
pub(in crate::datasheet) const MAX_LINE: usize = 64 * 1024;

/// `text` with everything that only decorates replaced by as many spaces: byte order mark, bold, the backslash of an
/// escaped star. Every other byte stays where it is, so places found in the result are places in the file.
pub(in crate::datasheet) fn undecorated(text: &str) -> Cow<'_, str> {
    if !text.contains("**") && !text.contains("\\*") && !text.starts_with('\u{feff}') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            out.push_str("   ");
            rest
        }
        None => text,
    };
    for line in text.split_inclusive('\n') {
        if line.len() > MAX_LINE {
            out.push_str(line);
            continue;
        }
        for cell in line.split_inclusive('|') {
            unbold(&cell.replace("\\*", " *"), &mut out);
        }
    }
    Cow::Owned(out)
}

/// Appends `cell` to `out` with `**bold**` as `  bold  `.
fn unbold(cell: &str, out: &mut String) {
    let mut rest = cell;
    while let Some(start) = rest.find("**") {
        let run = rest[start..].len() - rest[start..].trim_start_matches('*').len();
        let (before, after) = (&rest[..start], &rest[start + run..]);
        let opens = before.chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(')
            && after.starts_with(|c: char| !c.is_whitespace());
        let stars = &rest[start..start + run];
        let close = if opens { after.find(stars).filter(|end| !after[..*end].ends_with(' ')) } else { None };
        out.push_str(before);
        match close {
            Some(end) => {
                out.push_str(&" ".repeat(run));
                out.push_str(&after[..end]);
                out.push_str(&" ".repeat(run));
                rest = &after[end + run..];
            }
            None => {
                out.push_str(stars);
                rest = after;
            }
        }
    }
    out.push_str(rest);
}

/// Reads the rows of a file. `clean` is `text` [`undecorated`].
pub(in crate::datasheet) fn rows<'a>(text: &'a str, clean: &'a str, faults: &mut Faults) -> Sheet<'a> {
    let mut reader = Reader { sheet: Sheet::default(), table: Table::None, paragraph: false, faults };
    let mut at = 0;
    for line in clean.split_inclusive('\n') {
        let span = Span::new(line, at).trim();
        // Prose keeps its decoration.
        let written = Span::new(text.get(at..at + line.len()).unwrap_or(line), at).trim();
        at += line.len();
        if line.len() > MAX_LINE {
            let message = format!("a line of {} bytes; the longest line read has {MAX_LINE}", line.len());
            reader.faults.push(Fault::new(DatasheetErrorKind::TooLong, span.at..span.at, message));
        } else {
            reader.line(span, written);
        }
        if reader.faults.full() {
            break;
        }
    }
    reader.end_table();
    reader.sheet
}

struct Reader<'a, 'f> {
    sheet: Sheet<'a>,
    table: Table<'a>,
    /// Whether the line before belongs to the same paragraph of prose.
    paragraph: bool,
    faults: &'f mut Faults,
}

/// What has been seen of the table that the line before belongs to.
enum Table<'a> {
    None,
    /// One row: a header if a separator follows.
    First(Vec<Span<'a>>),
    /// Rows under a header.
    Header(Rc<[Span<'a>]>),
    /// Rows without a header.
    Bare,
}

impl<'a> Reader<'a, '_> {
    fn line(&mut self, line: Span<'a>, written: Span<'a>) {
        if !line.text.starts_with('|') {
            self.end_table();
        }
        if line.is_empty() {
            self.paragraph = false;
        } else if let Some((level, title)) = heading(line) {
            self.paragraph = false;
            self.heading(level, title, line);
        } else if self.sheet.sections.last().is_some_and(Section::is_prose) {
            self.prose(written);
        } else if line.text.starts_with('|') {
            self.table_row(line);
        } else {
            self.labeled(line);
        }
    }

    fn heading(&mut self, level: usize, title: Span<'a>, line: Span<'a>) {
        let kind = DatasheetErrorKind::Line;
        match level {
            1 if self.sheet.title.is_some() => self.faults.push(
                Fault::new(kind, line.range(), "a second title")
                    .help("a file holds one part; sections begin with `##`"),
            ),
            1 if title.is_empty() => self.faults.push(Fault::new(kind, line.range(), "the title is empty")),
            1 => self.sheet.title = Some(title),
            2 => {
                if let Some(section) = self.faults.keep(Section::from_heading(title)) {
                    self.sheet.sections.push(section);
                }
            }
            _ => self.faults.push(
                Fault::new(kind, line.range(), "a heading of this level has no meaning here").expected("`# ` or `## `"),
            ),
        }
    }

    /// `label: value`, or a line that explains a footnote mark.
    fn labeled(&mut self, line: Span<'a>) {
        let (bullet, body) = bullet(line);
        let starred = bullet.filter(|bullet| bullet.text == "*");
        let may_be_note = bullet.is_none() || (starred.is_some() && split(body).is_none());
        if let Some((sign, text)) = marks::note(line).filter(|_| may_be_note) {
            self.sheet.push(Content::Note { sign, text, line });
            return;
        }
        match split(body) {
            Some((label, value)) => self.sheet.push(Content::Pair { label, value, starred, hint: None }),
            None => self.faults.push(
                Fault::new(DatasheetErrorKind::Line, body.range(), format!("{} has no label", quote(body.text)))
                    .expected("`label: value`, a table row `| label | value |`, or a heading")
                    .help("prose belongs under `## Notes`"),
            ),
        }
    }

    fn prose(&mut self, line: Span<'a>) {
        let (bullet, body) = bullet(line);
        let sign = match bullet {
            Some(bullet) if bullet.text == "*" => Some(bullet),
            _ => marks::note(body).map(|(sign, _)| sign),
        };
        let text = body.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let goes_on = self.paragraph && bullet.is_none() && sign.is_none();
        if goes_on
            && self.sheet.sections.last() != Some(&Section::Sources)
            && let Some(Content::Prose { text: before, .. }) = self.sheet.rows.last_mut().map(|row| &mut row.content)
        {
            before.push(' ');
            before.push_str(&text);
            return;
        }
        self.paragraph = true;
        if text.is_empty() {
            return;
        }
        self.sheet.push(Content::Prose { span: body, text, sign });
    }

    fn table_row(&mut self, line: Span<'a>) {
        let cells = cells(line);
        if cells.iter().all(|cell| is_separator(cell.text)) {
            match std::mem::replace(&mut self.table, Table::Bare) {
                Table::First(header) if header.len() == cells.len() => self.table = Table::Header(header.into()),
                Table::First(header) => {
                    self.table = Table::Header(header.clone().into());
                    self.wrong_count(line, cells.len(), header.len());
                }
                other => self.table = other,
            }
            return;
        }
        match &self.table {
            Table::None => self.table = Table::First(cells),
            Table::First(_) => {
                self.end_table();
                self.table = Table::Bare;
                self.bare_row(line, cells);
            }
            Table::Bare => self.bare_row(line, cells),
            Table::Header(header) if header.len() != cells.len() => {
                let expected = header.len();
                self.wrong_count(line, cells.len(), expected);
            }
            Table::Header(header) => {
                let header = header.clone();
                match cells[..] {
                    [label, value] if !is_die_header(&header) => {
                        let hint = Some(header[1]);
                        self.sheet.push(Content::Pair { label, value, starred: None, hint });
                    }
                    _ => self.sheet.push(Content::Cells { header, cells }),
                }
            }
        }
    }

    /// A row of a table without a header: a label and a value.
    fn bare_row(&mut self, line: Span<'a>, cells: Vec<Span<'a>>) {
        match cells[..] {
            [label, value] => self.sheet.push(Content::Pair { label, value, starred: None, hint: None }),
            _ => self.wrong_count(line, cells.len(), 2),
        }
    }

    /// A first row with no separator under it is a row like others.
    fn end_table(&mut self) {
        if let Table::First(cells) = std::mem::replace(&mut self.table, Table::None) {
            let line = Span { text: "", at: cells.first().map_or(0, |cell| cell.at) };
            self.bare_row(line, cells);
        }
    }

    fn wrong_count(&mut self, line: Span<'a>, found: usize, expected: usize) {
        let cells = if found == 1 { "cell" } else { "cells" };
        self.faults.push(
            Fault::new(DatasheetErrorKind::Table, line.range(), format!("this row has {found} {cells}"))
                .expected(format!("{expected} cells, as in the table's first row"))
                .help("write `\\|` for a bar inside a cell"),
        );
    }
}

/// A table of dies may have two columns; its rows are no pairs.
fn is_die_header(header: &[Span<'_>]) -> bool {
    let names = ["die", "dies", "chiplet"];
    header.first().is_some_and(|cell| names.iter().any(|name| cell.text.eq_ignore_ascii_case(name)))
}

/// The level and text of a heading.
fn heading(line: Span<'_>) -> Option<(usize, Span<'_>)> {
    let rest = line.text.trim_start_matches('#');
    let level = line.text.len() - rest.len();
    let closed = rest.is_empty() || rest.starts_with([' ', '\t']);
    ((1..=6).contains(&level) && closed).then(|| (level, line.part(rest).trim()))
}

/// A bullet at the start of a line, and the rest.
fn bullet(line: Span<'_>) -> (Option<Span<'_>>, Span<'_>) {
    match line.text.split_once([' ', '\t']) {
        Some((bullet @ ("-" | "*" | "+" | "•"), rest)) => (Some(line.part(bullet)), line.part(rest).trim()),
        _ if matches!(line.text, "-" | "*" | "+") => (Some(line), line.part(&line.text[1..])),
        _ => (None, line),
    }
}

/// Label and value at the first colon that a space or the end follows: the one in `2:4` or `https://` is none.
fn split(body: Span<'_>) -> Option<(Span<'_>, Span<'_>)> {
    let colon = body.text.match_indices([':', '：']).find(|(at, colon)| {
        let after = &body.text[at + colon.len()..];
        *at > 0 && (*colon == "：" || after.is_empty() || after.starts_with([' ', '\t']))
    });
    let (at, colon) = colon?;
    let (label, value) = (&body.text[..at], &body.text[at + colon.len()..]);
    Some((body.part(label).trim(), body.part(value).trim()))
}

/// The cells of a table row, without the bars. A bar behind a backslash is part of its cell.
fn cells(line: Span<'_>) -> Vec<Span<'_>> {
    let inner = line.text.strip_prefix('|').unwrap_or(line.text);
    let inner = inner.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(inner);
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in inner.match_indices('|') {
        if !inner[..at].ends_with('\\') {
            cells.push(line.part(&inner[start..at]).trim());
            start = at + 1;
        }
    }
    cells.push(line.part(&inner[start..]).trim());
    cells
}

fn is_separator(cell: &str) -> bool {
    let dashes = cell.strip_prefix(':').unwrap_or(cell);
    let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
    // A lone dash is more likely an empty cell.
    let enough = dashes.len() >= 2 || (dashes.len() == 1 && cell.len() > 1);
    enough && dashes.bytes().all(|b| b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a text, each in one line.
    fn shown(text: &str) -> Vec<String> {
        let clean = undecorated(text);
        let mut faults = Faults::default();
        let sheet = rows(text, &clean, &mut faults);
        assert!(!faults.any());
        let cell = |span: &Span<'_>| span.text.to_owned();
        let show = |row: &crate::datasheet::layout::Row<'_>| match &row.content {
            Content::Pair { label, value, .. } => format!("{} = {}", cell(label), cell(value)),
            Content::Cells { header, cells } => {
                let pair = |(name, value)| format!("{}: {}", cell(name), cell(value));
                header.iter().zip(cells).map(pair).collect::<Vec<_>>().join(", ")
            }
            Content::Note { sign, text, .. } => format!("note {} {}", cell(sign), cell(text)),
            Content::Prose { text, .. } => format!("prose {text}"),
        };
        sheet.rows.iter().map(show).collect()
    }

    #[test]
    fn lines_bullets_and_tables_are_the_same_rows() {
        assert_eq!(shown("A: 1\n- A: 1\n* A: 1\n**A:** 1\n| A | 1 |\n"), ["A = 1"; 5]);
        assert_eq!(shown("| H | V |\n|---|:-:|\n| A | 1 |\n"), ["A = 1"]);
        assert_eq!(shown("FP16 (2:4): see https://a.b/c\n"), ["FP16 (2:4) = see https://a.b/c"]);
        assert_eq!(shown("| H | V | W |\n|---|---|---|\n| A | | a \\| b |\n"), ["H: A, V: , W: a \\| b"]);
    }

    #[test]
    fn notes_and_prose() {
        assert_eq!(
            shown("* With sparsity\n\\* Sparse\n† Sparse\n"),
            ["note * With sparsity", "note * Sparse", "note † Sparse"]
        );
        assert_eq!(
            shown("## Notes\none\ntwo\n\nthree: **3**\n- four\n"),
            ["prose one two", "prose three: **3**", "prose four"]
        );
    }

    #[test]
    fn what_decorates_becomes_spaces_and_nothing_moves() {
        for (text, expected) in [
            ("**A:** 1", "  A:   1"),
            ("| **FP8** | **1** TOPS** |", "|   FP8   |   1   TOPS** |"),
            ("FP8** 1** x", "FP8** 1** x"),
            ("\\* With", " * With"),
            ("\u{feff}# X**", "   # X**"),
        ] {
            let clean = undecorated(text);
            assert_eq!(clean, expected);
            assert_eq!(clean.len(), text.len());
        }
    }
}
