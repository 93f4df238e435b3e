//! Sheets as vendors print them: product pages, texts of PDF files, tables of encyclopedias and forums, press releases.
//!
//! A part file ([`datasheet`](crate::datasheet)) is written for this project and read strictly. A sheet is not: what is not
//! understood is kept and counted, and a value is stated as certain only if the sheet itself decides it. It is read in
//! stages:
//!
//! 1. `layout` turns a text into a [`Document`]: tables, pairs of label and value, and prose, each with its line. It knows
//!    how pages are written and nothing of accelerators.
//!
//! 2. [`read`] finds [statements](Statement): what a label is about, which values stand beside it, and what is said of
//!    them. It decides nothing yet: neither which part a value is of, nor whether a rate is dense.
//!
//! Before that, [`file`] makes text of the bytes of a file; a workbook becomes a [`Document`] at once.

mod document;
pub mod file;
mod layout;
mod lexicon;
mod said;
mod statement;
mod token;
mod unit;
mod value;

pub use document::{Block, Cell, Document, Mark, Table, Text};
pub use layout::Layout;
pub use statement::{Ignored, Reading, StatedProcess, StatedValue, Statement, read};
