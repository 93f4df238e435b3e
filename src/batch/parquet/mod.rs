//! Parquet files: read a row group or a part of one at a time by each worker, and written a row group at a time.
//!
//! Columns that are numbers in the file go to the kernel as numbers, with no text in between.

mod cells;
mod file;
mod read;
mod texts;
mod write;

pub(crate) use file::{File, Group};
pub(super) use read::Rows;
pub(crate) use texts::Texts;
pub(crate) use write::Writer;

use super::BatchError;
use super::input::{Source, Stamp};
use super::layout::{Form, Layout};
use super::meaning::ColumnFact;
use super::table::Chunk;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many rows a worker takes at once if their text is kept until its turn to write it.
const PART: usize = 128 * 1024;

/// Which columns are read, and how.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// By column, whether its cells are wanted as texts.
    pub(super) texts: Vec<bool>,
    /// By column, whether it is wanted as numbers.
    pub(super) numbers: Vec<bool>,
    /// Whether rows are written, which wait in memory for their turn.
    pub(super) rows: bool,
    /// Whether a worker takes a whole row group at a time, and says which it is.
    pub(super) groups: bool,
}

impl Wanted {
    /// All columns as texts.
    pub(super) fn all(file: &File) -> Self {
        let columns = file.columns.len();
        Self { texts: vec![true; columns], numbers: vec![false; columns], rows: true, groups: false }
    }

    /// What answers need, besides the column that rows are grouped by; and all others as texts if `cells`.
    pub(super) fn of(file: &File, layout: &Layout, group: Option<usize>, cells: bool) -> Self {
        let columns = file.columns.len();
        let mut wanted = Self { texts: vec![cells; columns], numbers: vec![false; columns], rows: true, groups: false };
        let mut need = |column: usize, number: bool| match wanted.numbers.get_mut(column) {
            Some(numbers) if number => *numbers = true,
            _ => wanted.texts[column] = true,
        };
        for column in &layout.columns {
            let names = matches!(column.fact(), Some(ColumnFact::Name | ColumnFact::Vendor));
            // In the wide form, names decide nothing.
            if !names || layout.form == Form::Long {
                let number = file.columns[column.index].kind.is_number();
                need(column.index, number && column.meaning.kind().is_some());
            }
        }
        if let Some(group) = group {
            need(group, file.columns[group].kind.is_number());
        }
        wanted
    }
}

/// The rows of a Parquet file, in parts.
#[derive(Debug)]
pub(super) struct ParquetSource {
    file: Arc<File>,
    wanted: Arc<Wanted>,
    progress: Arc<AtomicU64>,
    /// The row group and the row of it that come next.
    group: usize,
    row: usize,
    /// The number of the next row in the file, from 1.
    number: u64,
    name: Option<Arc<str>>,
}

impl ParquetSource {
    /// The rows of `file`, of which only the columns `wanted` are read.
    pub(super) fn new(file: Arc<File>, wanted: Arc<Wanted>, progress: Arc<AtomicU64>, several: bool) -> Self {
        let name = several.then(|| Arc::from(file.name.as_str()));
        Self { file, wanted, progress, group: 0, row: 0, number: 1, name }
    }

    /// How many of the rows of a group are taken at once.
    fn part(&self, rows: usize) -> usize {
        // The parts of a group are a little more work than the whole of it. Without them one group is one worker's.
        let few = self.file.metadata.num_row_groups() < 8;
        if self.wanted.groups || !(self.wanted.rows || few) {
            return rows;
        }
        rows.div_ceil((rows / PART).max(1))
    }
}

impl Source for ParquetSource {
    fn next(&mut self, chunk: &mut Chunk) -> Result<bool, BatchError> {
        loop {
            let Some(group) = self.file.metadata.row_groups().get(self.group) else {
                self.file.unchanged()?;
                return Ok(false);
            };
            let all = usize::try_from(group.num_rows()).map_err(|_| self.file.fault("a row group has no size"))?;
            if self.row >= all {
                (self.group, self.row) = (self.group + 1, 0);
                continue;
            }
            let rows = self.part(all).min(all - self.row);
            let range = self.row..self.row + rows;
            chunk.first_line = self.number;
            chunk.by_row = true;
            chunk.file.clone_from(&self.name);
            chunk.group = self.wanted.groups.then(|| Group { file: self.file.clone(), index: self.group });
            chunk.batches = Some(Box::new(Rows::new(self.file.clone(), self.group, range, self.wanted.clone())));
            let bytes = u128::try_from(group.compressed_size()).unwrap_or(0) * rows as u128 / all.max(1) as u128;
            if self.file.is_in_place() {
                self.progress.fetch_add(bytes as u64, Ordering::Relaxed);
            }
            self.row += rows;
            self.number += rows as u64;
            return Ok(true);
        }
    }

    fn want(&mut self, wanted: &Arc<Wanted>) {
        self.wanted = wanted.clone();
    }

    fn has_more(&self) -> bool {
        let more = self.file.metadata.row_groups().iter().skip(self.group);
        more.map(|group| group.num_rows()).sum::<i64>() > self.row as i64
    }

    fn stamp(&self) -> Option<Stamp> {
        self.file.stamp()
    }

    fn keep(&mut self, _: &[u8], file: &mut std::fs::File) -> Result<(), BatchError> {
        self.file.copy(file)
    }
}
