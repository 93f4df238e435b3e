//! A run of whole records with the places of their cells: what every input format is turned into.

use super::BatchError;
use super::numbers::Numbers;
use super::scan::Records;
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Debug;
use std::sync::Arc;

/// Rows that are read a batch at a time by the worker that has the chunk.
pub(super) trait Batches: Debug + Send {
    /// Replaces the records of `chunk` by the next; `false` if there are none.
    fn read(&mut self, chunk: &mut Chunk) -> Result<bool, BatchError>;
}

/// Some records of a file.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// The bytes of the records as they stand in the file. May be longer than what is filled.
    pub(super) bytes: Vec<u8>,
    /// How many bytes are filled with whole records.
    pub(super) filled: usize,
    /// Where the cells are: in `arena` if there is one, else in `bytes`.
    pub(super) records: Records,
    /// The texts of the cells, where they do not stand in the file as they are.
    pub(super) arena: Option<Vec<u8>>,
    /// Where each record stands in `bytes`, if the cells are in an arena.
    pub(super) spans: Vec<(u32, u32)>,
    /// The line of the first byte, from 1. For a format without lines, the row.
    pub(super) first_line: u64,
    /// The file's name, if there are several.
    pub(super) file: Option<Arc<str>>,
    /// The place of this chunk among all.
    pub(super) number: u64,
    /// Whether `first_line` counts rows.
    pub(super) by_row: bool,
    /// What is wrong with records whose cells could not be found, in the order of the records.
    pub(super) faults: Vec<(usize, String)>,
    /// Line feeds and carriage returns before some byte of `bytes`; to be reset with them.
    pub(super) counted: Cell<(usize, usize, usize)>,
    /// Whether the bytes are still to be parsed.
    pub(super) fresh: bool,
    /// In place of bytes, what gives the records.
    pub(super) batches: Option<Box<dyn Batches>>,
    /// By column, those that are numbers in the file and are used as such. Their cells may be empty.
    pub(super) numbers: Vec<Option<Numbers>>,
    /// Where the rows are from, if they are all rows of a row group and it is to be copied.
    #[cfg(feature = "parquet")]
    pub(super) group: Option<super::parquet::Group>,
}

impl Chunk {
    /// The bytes that cells stand in, and whether quotes around them are not part of them.
    pub(super) fn cells(&self) -> (&[u8], bool) {
        match &self.arena {
            Some(arena) => (arena, false),
            None => (&self.bytes[..self.filled], true),
        }
    }

    /// The numbers of a column.
    pub(super) fn numbers(&self, column: usize) -> Option<&Numbers> {
        self.numbers.get(column)?.as_ref()
    }

    /// The text of a cell, if the record has it.
    pub(super) fn text(&self, record: usize, column: usize) -> Option<Cow<'_, str>> {
        if let Some(numbers) = self.numbers(column) {
            return Some(Cow::Owned(numbers.text(record)));
        }
        let place = self.records.get(record);
        let (bytes, quoting) = self.cells();
        (column < place.fields()).then(|| {
            let (start, end) = self.records.field(place, column);
            super::scan::text(&bytes[start..end], quoting)
        })
    }

    /// The bytes of a record as they stand in the file, without its line end. Nothing if they do not stand there as such.
    pub(super) fn raw(&self, record: usize) -> &[u8] {
        let (start, end) = self.span(record);
        &self.bytes[start as usize..end as usize]
    }

    /// What is wrong with a record whose cells could not be found.
    pub(super) fn fault(&self, record: usize) -> Option<&str> {
        let at = self.faults.binary_search_by_key(&record, |(faulty, _)| *faulty).ok()?;
        Some(&self.faults[at].1)
    }

    /// Where a record stands in the file's bytes.
    pub(super) fn span(&self, record: usize) -> (u32, u32) {
        match self.arena {
            Some(_) => self.spans.get(record).copied().unwrap_or_default(),
            None => {
                let record = self.records.get(record);
                (record.start, record.end)
            }
        }
    }

    /// Where a record stands, for errors: `line 12`, `spec.csv: line 12`.
    pub(super) fn line(&self, record: usize) -> String {
        let place = if self.by_row {
            format!("row {}", self.first_line + record as u64)
        } else {
            let start = self.span(record).0 as usize;
            // Records are mostly asked for in order: what was counted before is not counted again.
            let (from, mut feeds, mut turns) =
                Some(self.counted.get()).filter(|seen| seen.0 <= start).unwrap_or_default();
            let between = &self.bytes[from..start];
            feeds += memchr::memchr_iter(b'\n', between).count();
            turns += memchr::memchr_iter(b'\r', between).count();
            self.counted.set((start, feeds, turns));
            // A carriage return alone ends a line where there are no others.
            format!("line {}", self.first_line + if feeds == 0 { turns } else { feeds } as u64)
        };
        match &self.file {
            Some(file) => format!("{file}: {place}"),
            None => place,
        }
    }
}
