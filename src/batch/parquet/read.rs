//! Some rows of a row group, a batch at a time.

use super::Wanted;
use super::cells::ColumnCells;
use super::file::{File, Kind, guarded};
use crate::batch::BatchError;
use crate::batch::table::{Batches, Chunk};
use parquet::column::reader::get_column_reader;
use parquet::errors::ParquetError;
use parquet::file::serialized_reader::SerializedPageReader;
use std::ops::Range;
use std::sync::Arc;

/// How many rows are turned into cells at a time.
const BATCH: usize = 4096;

/// Some rows of a row group.
pub(in crate::batch) struct Rows {
    file: Arc<File>,
    group: usize,
    /// The rows that are left.
    rows: Range<usize>,
    /// The number of rows before, which the chunk counts from.
    read: u64,
    wanted: Arc<Wanted>,
    columns: Option<Vec<ColumnCells>>,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rows({}, {}, {:?})", self.file.name, self.group, self.rows)
    }
}

impl Rows {
    pub(super) fn new(file: Arc<File>, group: usize, rows: Range<usize>, wanted: Arc<Wanted>) -> Self {
        Self { file, group, rows, read: 0, wanted, columns: None }
    }

    /// The columns that are wanted, from the first of the rows on.
    fn open(&self) -> Result<Vec<ColumnCells>, ParquetError> {
        let group = self.file.metadata.row_group(self.group);
        let wanted = |column: &usize| {
            let unread = matches!(self.file.columns[*column].kind, Kind::Unread(_));
            !unread && (self.wanted.texts[*column] || self.wanted.numbers[*column])
        };
        let columns = (0..self.file.columns.len()).filter(wanted).map(|place| {
            let chunk = group.column(place);
            let rows = usize::try_from(group.num_rows()).unwrap_or(0);
            let pages = SerializedPageReader::new(Arc::new(self.file.bytes.clone()), chunk, rows, None)?;
            let reader = get_column_reader(chunk.column_descr_ptr(), Box::new(pages));
            let mut cells = ColumnCells::new(place, &self.file.columns[place], reader);
            cells.skip(self.rows.start)?;
            Ok(cells)
        });
        columns.collect()
    }

    fn fill(&mut self, chunk: &mut Chunk, rows: usize) -> Result<(), ParquetError> {
        let mut columns = match self.columns.take() {
            Some(columns) => columns,
            None => self.open()?,
        };
        let width = self.file.columns.len();
        chunk.numbers.resize_with(width, || None);
        for column in &mut columns {
            column.read(rows, chunk.numbers[column.column].take())?;
        }
        let mut arena = chunk.arena.take().unwrap_or_default();
        arena.clear();
        chunk.records.clear();
        // Every cell ends with a byte of its own; of most columns there is nothing else in the arena.
        let mut ends: Vec<u32> = vec![0; width];
        let blank = vec![0; width];
        let texts: Vec<usize> = (0..columns.len()).filter(|at| self.wanted.texts[columns[*at].column]).collect();
        for row in 0..rows {
            let start = arena.len() as u32;
            let mut from = 0;
            for at in &texts {
                let place = columns[*at].column;
                arena.extend_from_slice(&blank[from..place]);
                let begin = arena.len() as u32 - (place - from) as u32;
                (begin..).zip(&mut ends[from..place]).for_each(|(at, end)| *end = at);
                columns[*at].write(row, &mut arena);
                ends[place] = arena.len() as u32;
                arena.push(0);
                from = place + 1;
            }
            let begin = arena.len() as u32;
            arena.extend_from_slice(&blank[from..]);
            (begin..).zip(&mut ends[from..]).for_each(|(at, end)| *end = at);
            if arena.len() > u32::MAX as usize {
                return Err(ParquetError::General(format!("the texts of {rows} rows have more than 4 GiB")));
            }
            chunk.records.push_all(start, &ends);
        }
        for column in columns.iter_mut().filter(|column| self.wanted.numbers[column.column]) {
            chunk.numbers[column.column] = column.numbers();
        }
        chunk.arena = Some(arena);
        self.columns = Some(columns);
        Ok(())
    }
}

impl Batches for Rows {
    fn read(&mut self, chunk: &mut Chunk) -> Result<bool, BatchError> {
        let rows = self.rows.len().min(BATCH);
        if rows == 0 {
            return Ok(false);
        }
        let file = self.file.clone();
        guarded(&file.name, || self.fill(chunk, rows))?;
        chunk.first_line += self.read;
        self.read = rows as u64;
        self.rows.start += rows;
        Ok(true)
    }
}
