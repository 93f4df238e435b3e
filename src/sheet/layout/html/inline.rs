//! Words inside of a paragraph or a cell.

use super::super::out::Out;
use super::super::paragraph::is_title;
use super::super::words::{collapse, collapse_lines, push_collapsed, superscript};
use super::super::{grid::Grid, pairs};
use super::Page;
use super::tree::Id;

/// Words that are collected, with the line of the first.
#[derive(Debug, Default)]
pub(super) struct Run {
    words: String,
    /// The line of the first words, 0 before there are any.
    pub(super) line: u32,
    /// Lines of the words after a line end.
    breaks: Vec<u32>,
    /// A box has just ended: the next word does not touch the last.
    apart: bool,
}

impl Run {
    /// The words; line ends that were made on purpose stand as such.
    pub(super) fn text(&self) -> String {
        collapse_lines(&self.words)
    }

    /// The lines of the words.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u32, String)> {
        std::iter::once(self.line)
            .chain(self.breaks.iter().copied())
            .zip(self.words.split('\n'))
            .map(|(line, text)| (line, collapse(text)))
    }

    fn push(&mut self, text: &str, line: u32) {
        let has_words = !text.trim().is_empty();
        if has_words && self.line == 0 {
            self.line = line;
        }
        if has_words
            && self.words.ends_with('\n')
            && let Some(last) = self.breaks.last_mut()
        {
            *last = line;
        }
        if self.apart && has_words {
            let touch = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            if touch(self.words.chars().next_back()) && touch(text.chars().next()) {
                self.words.push(' ');
            }
        }
        if has_words {
            self.apart = false;
        }
        push_collapsed(&mut self.words, text);
    }

    fn line_end(&mut self, line: u32) {
        if !self.words.trim().is_empty() && !self.words.ends_with('\n') {
            self.words.push('\n');
            self.breaks.push(line);
        }
    }
}

impl Page {
    /// The words of an element on one line.
    pub(super) fn inline(&self, id: Id) -> Run {
        let mut run = Run::default();
        for &child in &self.tree.nodes[id].children {
            self.inline_into(child, &mut run);
        }
        run
    }

    /// The words of a cell: its paragraphs and bullets are lines. Tables in it are left out.
    pub(super) fn cell(&self, id: Id) -> Run {
        let mut run = Run { line: 0, ..Run::default() };
        for &child in &self.tree.nodes[id].children {
            self.inline_into(child, &mut run);
        }
        if run.line == 0 {
            run.line = self.tree.nodes[id].line;
        }
        run
    }

    pub(super) fn inline_into(&self, id: Id, run: &mut Run) {
        let node = &self.tree.nodes[id];
        if node.is_text() {
            return run.push(&node.text, node.line);
        }
        if node.hidden || self.is_furniture(id) && node.name != "button" {
            return;
        }
        match node.name {
            "br" => run.line_end(node.line),
            "del" | "s" | "strike" | "table" => {}
            "sup" => {
                let inner = self.inline(id);
                let words = inner.text().replace('\n', " ");
                if !words.is_empty() {
                    let mark = superscript(&words);
                    run.apart = false;
                    run.push(&mark, inner.line);
                }
            }
            _ => {
                let block = node.is_block();
                if block {
                    run.line_end(node.line);
                } else if node.name == "span" {
                    run.apart = true;
                }
                for &child in &node.children {
                    self.inline_into(child, run);
                }
                if block {
                    run.line_end(node.line);
                } else if node.name == "span" {
                    run.apart = true;
                }
            }
        }
    }

    /// The parts of a row made of boxes: two or more elements with words and nothing else.
    fn row(&self, id: Id) -> Option<Vec<Id>> {
        let node = &self.tree.nodes[id];
        if node.hidden || !matches!(node.name, "div" | "li" | "p") || node.has_table {
            return None;
        }
        let mut parts = Vec::new();
        for &child in &node.children {
            let part = &self.tree.nodes[child];
            if part.hidden || (part.is_text() && part.text.trim().is_empty()) {
                continue;
            }
            let is_leaf = matches!(part.name, "div" | "span" | "p" | "strong" | "b" | "label" | "dt" | "dd");
            if part.is_text()
                || !is_leaf
                || part.children.iter().any(|&inner| {
                    self.tree.nodes[inner].has_block
                        || matches!(
                            self.tree.nodes[inner].name,
                            "ul" | "ol" | "table" | "dl" | "h1" | "h2" | "h3" | "h4"
                        )
                })
            {
                return None;
            }
            parts.push(child);
            if parts.len() > 12 {
                return None;
            }
        }
        (parts.len() > 1).then_some(parts)
    }

    /// A label and a value as two boxes beside each other.
    pub(super) fn pair_of(&self, id: Id, out: &mut Out<'_>) -> bool {
        let Some(parts) = self.row(id).filter(|parts| parts.len() == 2) else { return false };
        let (label, value) = (self.cell(parts[0]), self.cell(parts[1]));
        let (words, text) = (label.text(), value.text());
        let words = words.trim_end_matches([':', '：']).trim();
        if words.contains('\n')
            || !is_title(words)
            || words.len() > 90
            || text.is_empty()
            || pairs::is_sentence(&text)
            || words.contains([':', '：'])
        {
            return false;
        }
        out.pair(words, &text, label.line);
        true
    }

    /// Rows made of boxes: pairs if each has two, a table if each has the same number of more.
    pub(super) fn grid(&self, id: Id, out: &mut Out<'_>) -> bool {
        let children = || {
            self.tree.nodes[id].children.iter().copied().filter(|&child| {
                let node = &self.tree.nodes[child];
                !(node.hidden || node.is_space())
            })
        };
        let mut rows = Vec::new();
        for child in children() {
            match self.row(child) {
                Some(parts) => rows.push(parts),
                None => return false,
            }
        }
        let Some(count) = rows.first().map(Vec::len) else { return false };
        if rows.len() < 2 || rows.iter().any(|row| row.len() != count) {
            return false;
        }
        if count == 2 {
            let labels = children().filter(|&row| {
                self.row(row).is_some_and(|parts| {
                    let (label, value) = (self.cell(parts[0]).text(), self.cell(parts[1]).text());
                    is_title(&label) && label.len() <= 90 && !value.is_empty() && !pairs::is_sentence(&value)
                })
            });
            if labels.count() != rows.len() {
                return false;
            }
            for row in children() {
                self.pair_of(row, out);
            }
            return true;
        }
        let texts: Vec<Vec<Run>> = rows.iter().map(|row| row.iter().map(|&part| self.cell(part)).collect()).collect();
        if texts.iter().flatten().any(|run| pairs::is_sentence(&run.text())) {
            return false;
        }
        let mut grid = Grid::default();
        for row in &texts {
            let line = row.first().map_or(0, |run| run.line);
            grid.plain(row.iter().map(Run::text), line);
        }
        out.table(grid);
        true
    }
}
