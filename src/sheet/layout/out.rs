//! Where layouts put what they have read.

use super::super::{Block, Cell, Document, Table, Text};
use super::grid::Grid;
use super::notes::{Piece, Used, leading, split};
use super::pairs;
use super::words::collapse_lines;

/// The blocks so far.
pub(super) struct Out<'a> {
    blocks: Vec<Block>,
    pub(super) used: Used<'a>,
    /// Levels of the headings that bullets have opened and that end with their list.
    open: Vec<u8>,
}

impl<'a> Out<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { blocks: Vec::new(), used: Used::new(source), open: Vec::new() }
    }

    pub(super) fn finish(mut self) -> Document {
        if matches!(self.blocks.last(), Some(Block::Heading { text, .. }) if text.is_empty()) {
            self.blocks.pop();
        }
        Document { blocks: self.blocks }
    }

    pub(super) fn heading(&mut self, level: u8, text: &str, line: u32) {
        let text = text.trim();
        if !text.is_empty() {
            self.open.retain(|&open| open < level);
            // A heading of this level ends a section as well.
            if let Some(Block::Heading { level: closed, text }) = self.blocks.last()
                && text.is_empty()
                && *closed >= level
            {
                self.blocks.pop();
            }
            self.blocks.push(Block::Heading { level: level.clamp(1, 6), text: Text::new(text, line) });
        }
    }

    /// A bullet that has bullets of its own: their heading, until [`Out::close`].
    pub(super) fn open(&mut self, level: u8, text: &str, line: u32) {
        self.heading(level, text, line);
        self.open.push(level);
    }

    /// Ends the sections that bullets of this level or deeper ones have opened.
    pub(super) fn close(&mut self, level: u8, line: u32) {
        let kept = self.open.iter().position(|&open| open >= level).unwrap_or(self.open.len());
        if let Some(&highest) = self.open[kept..].iter().min() {
            self.open.truncate(kept);
            self.blocks.push(Block::Heading { level: highest.clamp(1, 6), text: Text::new("", line) });
        }
    }

    pub(super) fn pair(&mut self, label: &str, value: &str, line: u32) {
        let (label, value) = (label.trim(), value.trim());
        match (label.is_empty(), value.is_empty()) {
            (false, false) => {
                self.blocks.push(Block::Pair { label: Text::new(label, line), value: Text::new(value, line) });
            }
            (true, true) => {}
            (true, false) => self.prose(value, line),
            (false, true) => self.prose(label, line),
        }
    }

    /// A paragraph, bullet or line whose kind is still open: notes, a pair, or prose.
    pub(super) fn words(&mut self, text: &str, line: u32) {
        for piece in split(text, &self.used) {
            match piece {
                Piece::Note(mark, words) => self.blocks.push(Block::Note { mark, text: Text::new(words, line) }),
                Piece::Words(words) => match pairs::split(words) {
                    Some((label, value)) if !value.is_empty() => {
                        self.blocks.push(Block::Pair { label: Text::new(label, line), value: Text::new(value, line) });
                    }
                    _ => self.prose(words, line),
                },
            }
        }
    }

    pub(super) fn prose(&mut self, text: &str, line: u32) {
        let text = text.trim();
        if !text.is_empty() {
            self.blocks.push(Block::Prose(Text::new(text, line)));
        }
    }

    pub(super) fn note(&mut self, mark: &str, text: &str, line: u32) {
        if !text.trim().is_empty() {
            self.blocks.push(Block::Note { mark: mark.to_owned(), text: Text::new(text.trim(), line) });
        }
    }

    /// A table; one of one row with two cells is a pair, one with single cells is words. What did not fit is prose.
    pub(super) fn table(&mut self, grid: Grid) {
        let (table, rest) = grid.finish();
        if let Some(table) = table {
            self.push_table(table);
        }
        for text in rest {
            self.prose(&text.text, text.line);
        }
    }

    fn push_table(&mut self, mut table: Table) {
        let width = table.rows.first().map_or(0, Vec::len);
        // Notes in the last rows belong below the table.
        let mut notes = Vec::new();
        while width > 1
            && table.rows.len() > 1
            && let Some(last) = table.rows.last()
            && last[1..].iter().all(|cell| cell.repeated || cell.text.is_empty())
            && !last[0].repeated
            && leading(&last[0].text.text, &self.used).is_some()
        {
            notes.extend(table.rows.pop().and_then(|row| row.into_iter().next()));
        }
        self.push_sized(table, width);
        for note in notes.into_iter().rev() {
            for words in note.text.text.split('\n') {
                self.words(words, note.text.line);
            }
        }
    }

    fn push_sized(&mut self, mut table: Table, width: usize) {
        let own = |cell: &Cell| !cell.repeated && !cell.text.is_empty();
        if width == 2 && table.rows.len() == 1 && table.header_rows.unwrap_or(0) == 0 && table.rows[0].iter().all(own) {
            self.caption(table.caption.take());
            let mut cells = table.rows.remove(0).into_iter().map(|cell| cell.text);
            if let (Some(label), Some(value)) = (cells.next(), cells.next()) {
                self.blocks.push(Block::Pair { label, value });
            }
        } else if width == 1 {
            self.caption(table.caption.take());
            for cell in table.rows.into_iter().flatten() {
                for words in cell.text.text.split('\n') {
                    self.words(words, cell.text.line);
                }
            }
        } else if width > 1 {
            self.blocks.push(Block::Table(table));
        }
    }

    fn caption(&mut self, caption: Option<Text>) {
        if let Some(text) = caption {
            self.heading(4, &text.text, text.line);
        }
    }

    /// Turns the prose that is last into a heading, if it is one line that stands alone.
    pub(super) fn promote(&mut self, level: u8) {
        if let Some(Block::Prose(text)) = self.blocks.last_mut() {
            let text = std::mem::take(text);
            self.blocks.pop();
            self.heading(level, collapse_lines(&text.text).trim_end_matches([':', '：']), text.line);
        }
    }
}
