//! Sheets as vendors print them: product pages, texts of PDF files, tables of encyclopedias and forums, press releases.
//!
//! A part file ([`datasheet`](crate::datasheet)) is written for this project and read strictly. A sheet is not: what is not
//! understood is kept and counted, and a value is stated as certain only if the sheet itself decides it. It is read in
//! stages:
//!
//! 1. [`mod@file`] makes text of the bytes of a file; a workbook becomes a [`Document`] at once.
//!
//! 2. `layout` turns a text into a [`Document`]: tables, pairs of label and value, and prose, each with its line. It knows
//!    how pages are written and nothing of accelerators.
//!
//! 3. `gather` finds claims: each number with the part it is of, its format, and what labels, columns, footnotes and
//!    sentences say around it. `words/` holds the words of the trade in English and Chinese, with sources.
//!
//! 4. `decide` makes fields of claims: which rate is dense, which of several counts, and what stays open, each with the
//!    reason.

mod claim;
mod decide;
mod density;
mod document;
pub mod file;
mod footnote;
mod gather;
mod layout;
mod lexicon;
mod name;
mod part;
mod phrases;
mod process;
mod process_table;
mod reading;
mod said;
mod token;
mod unit;
mod value;

pub use decide::LINTS;
pub use document::{Block, Cell, Document, Mark, Table, Text};
pub use layout::Layout;
pub use part::Origin;
pub use reading::{Fact, Ignored, Lint, ReadPart, Reading};

/// Reads a document: its parts, what is certain of them, and what is not.
///
/// A rate is certain if the sheet says that it is dense, if it marks its sparse rates and not this one, if it says that a
/// sparse rate is twice the dense one (the rate is then half), if it equals a dense rate of the part as their bit lengths
/// require, or if nobody sells sparse rates of its kind (vector hardware, FP64, FP32).
///
/// ```
/// use eccn::sheet::{Layout, read};
/// let page = "# Widget X100\n\n| INT8 | 400 TOPS* |\n|---|---|\n| Die area | 300 mm² |\n\n\\* With 2:4 sparsity.\n";
/// let reading = read(&Layout::Markdown.read(page));
/// let part = &reading.parts[0];
/// assert_eq!(part.certain("int8").unwrap().value, "200");
/// assert_eq!(part.certain("die_area").unwrap().value, "300");
/// assert_eq!(part.tpp.as_deref(), Some("1600"));
/// ```
pub fn read(document: &Document) -> Reading {
    decide::decide(&gather::gather(document))
}
