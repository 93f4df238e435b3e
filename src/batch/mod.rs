//! Spec rows in, the same rows with answers out.
//!
//! A file's headers are resolved to a [`Layout`]: what each column holds, in which unit. Then every row becomes a part, by
//! one of two ways that give the same answers: values that are plain numbers go to columns of scaled integers and through
//! the [`kernel`](crate::kernel); anything else (a range, a long number, a memory part) goes through
//! [`measure`](crate::measure) and [`determine`](crate::determine) as a single part would.

mod block;
mod cell;
mod dialect;
mod engine;
mod error;
pub mod header;
mod input;
mod inputs;
mod jsonl;
mod layout;
mod licenses;
mod long;
mod map;
mod meaning;
mod numbers;
mod order;
#[cfg(feature = "parquet")]
mod parquet;
mod parts;
mod print;
mod row;
mod rows;
mod run;
pub mod scan;
mod sink;
mod table;
mod tally;
mod target;
mod utf16;
mod words;
mod write;

pub use cell::Decimal;
pub use engine::{Added, Engine, RowAnswer};
pub use error::BatchError;
pub use input::{CsvFormat, files};
pub use inputs::Inputs;
pub use layout::{Column, Form, Layout, LayoutError, Mapping, Rates};
pub use licenses::Licenses;
pub use map::{ColumnMap, MapColumn};
pub use meaning::{ColumnFact, Kind, Meaning, RateColumn};
#[cfg(feature = "parquet")]
pub(crate) use parquet::{Texts as ParquetTexts, Writer as ParquetWriter};
pub use parts::{TablePart, parts};
pub use row::CellError;
pub use rows::{Row, Rows};
pub use run::{Options, Outcome, OutputFormat, Progress, run};
pub use tally::Tally;
pub use target::{Target, discard_temporary_files};
