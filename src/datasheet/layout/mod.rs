//! Text to rows. One layout a file; each only finds labels and values, and understands neither.

pub(super) mod markdown;

use super::section::Section;
use super::span::Span;
use std::rc::Rc;

/// What a layout makes of a file.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    /// The part's name, if the layout has a place for it.
    pub(super) title: Option<Span<'a>>,
    /// The sections in order; [`Row::section`] counts in here. The first is [`Section::Head`].
    pub(super) sections: Vec<Section>,
    pub(super) rows: Vec<Row<'a>>,
}

impl Default for Sheet<'_> {
    fn default() -> Self {
        Self { title: None, sections: vec![Section::Head], rows: Vec::new() }
    }
}

impl<'a> Sheet<'a> {
    /// Adds a row to the section that was opened last.
    pub(super) fn push(&mut self, content: Content<'a>) {
        let section = self.sections.len().saturating_sub(1);
        self.rows.push(Row { section, content });
    }
}

/// One row of a file.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) section: usize,
    pub(super) content: Content<'a>,
}

/// What a row holds.
#[derive(Debug)]
pub(super) enum Content<'a> {
    /// `label: value`, or a table row of two cells; `starred` if it stood behind the bullet `*`, which may have been
    /// meant as a footnote mark. `hint` is the header of the value's column.
    Pair { label: Span<'a>, value: Span<'a>, starred: Option<Span<'a>>, hint: Option<Span<'a>> },
    /// A table row of several cells, with the header of each. As many cells as headers.
    Cells { header: Rc<[Span<'a>]>, cells: Vec<Span<'a>> },
    /// A line that explains a footnote mark; `line` is all of it.
    Note { sign: Span<'a>, text: Span<'a>, line: Span<'a> },
    /// A paragraph or bullet of a section of prose; `span` is its first line, `sign` a footnote mark before it.
    Prose { span: Span<'a>, text: String, sign: Option<Span<'a>> },
}
