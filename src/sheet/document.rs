//! What every layout becomes: blocks with their places.

use std::fmt;

/// A sheet as blocks, in the order in which a person reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The blocks.
    pub blocks: Vec<Block>,
}

/// One thing on a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A title, heading or caption that stands on its own. Level 1 is the highest.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its words.
        text: Text,
    },
    /// A grid of cells.
    Table(Table),
    /// `label: value`, a definition, a bullet with a bold label, a table of two cells beside each other without any header.
    Pair {
        /// What stands before the colon.
        label: Text,
        /// What stands after it.
        value: Text,
    },
    /// A paragraph, a bullet or a line of prose.
    Prose(Text),
    /// A line that begins with a footnote mark, or stands at the foot of a table: `* With sparsity`.
    Note {
        /// The mark it explains; empty if it explains the table or page as a whole.
        mark: Mark,
        /// What it says.
        text: Text,
    },
}

/// Words with the line on which they begin.
///
/// White space is collapsed to single spaces, entities and markup are gone, lines that only wrap are joined. Full-width
/// letters, digits and punctuation are as printed. A superscript stands as `^{…}` if it is not one of `¹²³⁴⁵⁶⁷⁸⁹⁰`,
/// `*`, `†`, `‡` and `§`, which stand as they are: `mm^{2}`, `989.4^{[3]}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The words.
    pub text: String,
    /// The line, from 1. For a file without lines (a workbook, a PDF file) the row or the line of the extracted text.
    pub line: u32,
}

/// A footnote mark as printed, without brackets and superscript: `*`, `†`, `1`, `a`.
pub type Mark = String;

/// A grid of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its title, if the layout has one that belongs to it: `<caption>`, the line above a list-table.
    pub caption: Option<Text>,
    /// The rows, all of the same length. A cell that spans several places stands in each of them, in all but the first
    /// [repeated](Cell::repeated).
    pub rows: Vec<Vec<Cell>>,
    /// How many of the first rows are headers, where the layout says so. `None`: it does not say.
    pub header_rows: Option<usize>,
    /// How many of the first columns are headers of their rows, where the layout says so.
    pub header_columns: Option<usize>,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its words. Lines in it that were broken on purpose (`<br>`, a list, paragraphs) are joined with `\n`.
    pub text: Text,
    /// The layout says that it is a header.
    pub header: bool,
    /// It is the continuation of a cell to its left or above that spans several places.
    pub repeated: bool,
}

impl Text {
    /// Words on a line.
    pub fn new(text: impl Into<String>, line: u32) -> Self {
        Self { text: text.into(), line }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
