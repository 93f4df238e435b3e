//! Pieces of text that know where they stand in the file.

use crate::part::Location;
use nom::Offset;
use std::ops::Range;
use std::sync::Arc;

/// A piece of text and the byte in the file where it starts.
///
/// The text need not be a slice of the file (a TOML string is decoded first); then ends are as near as they can be.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Span<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Span<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// The same without white space at both ends.
    pub(super) fn trim(self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        Self { text: self.text.trim(), at: self.at + start }
    }

    /// `part`, which is a slice of this span's text, as a span.
    pub(super) fn part(self, part: &'a str) -> Self {
        Self { text: part, at: self.at + self.text.offset(part) }
    }

    /// Its byte range in the file.
    pub(super) fn range(self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    pub(super) fn is_empty(self) -> bool {
        self.text.is_empty()
    }
}

/// The distance of the places whose character count is kept.
const STEP: usize = 1024;

/// A file's text with its line starts: turns bytes into lines and columns.
pub(crate) struct Source<'a> {
    pub(super) text: &'a str,
    file: Arc<str>,
    starts: Vec<usize>,
    /// How many characters start before each [`STEP`] bytes: a file may be one line of many values.
    counts: Vec<usize>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(text: &'a str, file: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        let mut counts = vec![0];
        counts.extend(text.as_bytes().chunks(STEP).scan(0, |sum, chunk| {
            *sum += characters(chunk);
            Some(*sum)
        }));
        Self { text, file: file.into(), starts, counts }
    }

    pub(crate) fn file(&self) -> Arc<str> {
        self.file.clone()
    }

    /// The nearest character boundary at or before `offset`.
    fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    /// The index of the line that holds `offset`.
    fn line_index(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Where `offset` is.
    pub(crate) fn locate(&self, offset: usize) -> Location {
        let offset = self.floor(offset);
        let index = self.line_index(offset);
        let column = self.before(offset) - self.before(self.starts[index]) + 1;
        Location { file: self.file(), line: small(index + 1), column: small(column) }
    }

    /// How many characters start before `offset`.
    fn before(&self, offset: usize) -> usize {
        let step = offset / STEP;
        self.counts[step] + characters(&self.text.as_bytes()[step * STEP..offset])
    }

    /// The byte range of the line that holds `offset`, without its end of line.
    pub(super) fn line(&self, offset: usize) -> Range<usize> {
        let index = self.line_index(self.floor(offset));
        let start = self.starts[index];
        let end = self.starts.get(index + 1).copied().unwrap_or(self.text.len());
        start..start + self.text[start..end].trim_end_matches(['\n', '\r']).len()
    }

    /// `range` cut to the line it starts in and to whole characters, relative to that line.
    pub(super) fn range_in_line(&self, range: Range<usize>) -> Range<usize> {
        let line = self.line(range.start);
        let start = self.floor(range.start).clamp(line.start, line.end);
        let end = self.floor(range.end).clamp(start, line.end);
        start - line.start..end - line.start
    }

    /// The byte that a line and a byte column, both from 1, name.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        self.floor(start.saturating_add(column.saturating_sub(1)))
    }
}

/// How many characters start in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_start_at_one() {
        let source = Source::new("mm² 8\r\nÄÖ x", "a.md");
        let at = |offset| (source.locate(offset).line, source.locate(offset).column);
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(5), (1, 5), "² takes two bytes");
        assert_eq!(at(8), (2, 1));
        assert_eq!(at(13), (2, 4));
        assert_eq!(at(5), (1, 5), "going back works");
        assert_eq!(at(999), (2, 5), "past the end is the end");
        assert_eq!(source.line(5), 0..6);
        assert_eq!(source.range_in_line(5..400), 5..6);
    }
}
