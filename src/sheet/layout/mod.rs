//! Text to a [`Document`]. One layout a file.

use super::Document;

/// How a text is written.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// HTML, whole or a fragment.
    Html,
    /// Markdown, with its tables.
    Markdown,
    /// reStructuredText, with its list-tables and grid tables.
    Rst,
    /// Text in which tabs stand between columns.
    Tabs,
    /// Any other text: columns by spaces, `label: value` lines, bullets, prose.
    Plain,
}

impl Layout {
    /// Finds out how a text is written.
    pub fn of(_text: &str) -> Self {
        Self::Plain
    }

    /// Reads a text that is written so.
    pub fn read(self, _text: &str) -> Document {
        Document::default()
    }
}
