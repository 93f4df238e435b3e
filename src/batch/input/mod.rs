//! Files, standard input and compressed streams to chunks of records.

mod elements;
mod foreign;
mod sniff;
mod stream;
mod text;

pub(super) use stream::{InputFile, Stamp, Stream};
pub(super) use text::{Among, CsvHeader, SAMPLE, TextSource};

use super::BatchError;
use super::table::Chunk;
use std::path::PathBuf;
#[cfg(feature = "parquet")]
use std::sync::Arc;

/// How many bytes are read at a time.
const BLOCK: usize = 512 * 1024;
/// The longest record read. Longer ones are nearly always an unclosed quote.
const LONGEST: usize = 128 * 1024 * 1024;

/// How a CSV file is written, where it is not to be found out.
#[derive(Clone, Debug, Default)]
pub struct CsvFormat {
    /// What stands between fields.
    pub delimiter: Option<u8>,
    /// The file has no header: columns are named `#1`, `#2` and so on.
    pub no_header: bool,
}

/// Something that gives records, a chunk at a time, in order.
pub(super) trait Source: Send {
    /// Fills `chunk` with the next records; `false` at the end.
    fn next(&mut self, chunk: &mut Chunk) -> Result<bool, BatchError>;

    /// Whether there may be another chunk.
    fn has_more(&self) -> bool {
        false
    }

    /// Writes all that is left, after `head`, to a file.
    fn keep(&mut self, _head: &[u8], _file: &mut std::fs::File) -> Result<(), BatchError> {
        Ok(())
    }

    /// Says which columns are read from here on, where columns are read one by one.
    #[cfg(feature = "parquet")]
    fn want(&mut self, _wanted: &Arc<super::parquet::Wanted>) {}

    /// What the input was when it was opened, if it is a file.
    fn stamp(&self) -> Option<Stamp> {
        None
    }

    /// Remarks for the person who runs this, at the end.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What the bytes of an input are.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Csv,
    Jsonl,
    Parquet,
}

impl Content {
    /// What errors call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Jsonl => "JSON",
            Self::Parquet => "Parquet",
        }
    }
}

/// The files that arguments name: `-`, a path, or a pattern with `*`, `?` or `[`.
pub fn files(arguments: &[String]) -> Result<Vec<PathBuf>, BatchError> {
    let mut files = Vec::new();
    for argument in arguments {
        let path = PathBuf::from(argument);
        if argument == "-" || path.exists() || !argument.contains(['*', '?', '[']) {
            files.push(path);
            continue;
        }
        let found = glob::glob(argument).map_err(|error| BatchError::Input(format!("{argument}: {error}")))?;
        let mut found: Vec<PathBuf> = found.filter_map(Result::ok).filter(|path| path.is_file()).collect();
        if found.is_empty() {
            return Err(BatchError::Input(format!("{argument}: no file fits this pattern")));
        }
        found.sort();
        files.append(&mut found);
    }
    Ok(files)
}
