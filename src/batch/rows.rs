//! Answered rows one after the other, for programs that are no command line.

use super::BatchError;
use super::engine::{Added, Engine, Found, ROWS, RowAnswer, Worker, cell};
use super::inputs::{Inputs, Parser};
use super::row::{self, CellError};
use super::table::Chunk;
use crate::part::Part;
use std::ops::Range;

/// A row with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its cells as texts.
    pub cells: Vec<String>,
    /// Where it stands: `line 12`.
    pub place: String,
    /// What is said of it.
    pub answer: RowAnswer,
}

/// An iterator over the rows of some inputs, in order.
///
/// ```
/// use eccn::batch::{Added, Engine, Inputs, Options, Progress};
/// use eccn::law::{Law, Posture};
///
/// let csv = "part,fp8_dense_tops,die_area_mm2,node,datacenter\nH20,296,814,TSMC 4N,yes\n";
/// let inputs = Inputs::read("parts.csv", csv.as_bytes(), &Options::default(), &Progress::default())?;
/// let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
/// let engine = Engine::new(inputs.layout().clone(), &statute, None, Default::default())?;
/// for row in engine.rows(inputs) {
///     let row = row?;
///     assert_eq!((row.cells[0].as_str(), row.answer.get(Added::Tpp)), ("H20", "2368"));
///     assert_eq!(row.answer.get(Added::Margin), "TPP 32 below 2400 (3A090.b.1)");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Rows<'e> {
    inputs: Inputs,
    parser: Parser,
    worker: Worker<'e>,
    engine: &'e Engine<'e, 'e>,
    chunk: Chunk,
    /// The rows of the chunk that are answered, and the next of them.
    answered: Range<usize>,
    next: usize,
    number: u64,
    ended: bool,
}

impl<'e> Engine<'e, 'e> {
    /// The answered rows of `inputs`, which have this engine's layout and the wide form.
    pub fn rows(&'e self, inputs: Inputs) -> Rows<'e> {
        Rows {
            parser: inputs.parser(),
            inputs,
            worker: Worker::new(self),
            engine: self,
            chunk: Chunk::default(),
            answered: 0..0,
            next: 0,
            number: 0,
            ended: false,
        }
    }
}

impl Rows<'_> {
    /// The part that the row returned last describes.
    ///
    /// # Errors
    /// As the row's own answer: which cell cannot be read.
    ///
    /// # Panics
    /// If no row was returned yet.
    pub fn part(&self) -> Result<Part, CellError> {
        let record = self.next - 1;
        row::part(self.engine.layout(), |column| cell(self.engine.layout(), &self.chunk, record, column))
    }

    /// The cells that the row's part is made of, in the order of the layout's columns: for [`Engine::part_of`].
    pub(crate) fn used(&self) -> Vec<String> {
        let record = self.next - 1;
        let columns = self.engine.layout().columns.iter();
        columns.map(|column| cell(self.engine.layout(), &self.chunk, record, column.index).into_owned()).collect()
    }

    fn chunk(&mut self) -> Result<bool, BatchError> {
        while !self.parser.read(&mut self.chunk)? {
            if !self.inputs.next(&mut self.chunk, self.number)? {
                return Ok(false);
            }
            self.number += 1;
        }
        (self.answered, self.next) = (0..0, 0);
        Ok(true)
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.next >= self.chunk.records.len() {
            if self.ended {
                return None;
            }
            match self.chunk() {
                Ok(true) => {}
                Ok(false) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
            if self.ended {
                return None;
            }
        }
        if !self.answered.contains(&self.next) {
            self.answered = self.next..(self.next + ROWS).min(self.chunk.records.len());
            self.worker.answer(&self.chunk, self.answered.clone());
        }
        let record = self.next;
        self.next += 1;
        let place = self.chunk.records.get(record);
        let cell = |field: usize| self.chunk.text(record, field).unwrap_or_default().into_owned();
        Some(Ok(Row {
            cells: (0..place.fields()).map(cell).collect(),
            place: self.chunk.line(record),
            answer: self.worker.row(record - self.answered.start),
        }))
    }
}

impl Worker<'_> {
    /// All that is said of a row of the block.
    fn row(&self, row: usize) -> RowAnswer {
        match self.found(row) {
            Found::Odd(answer) => answer.clone(),
            found @ Found::Code { second, .. } => {
                let mut answer = RowAnswer::default();
                for (cell, column) in answer.cells.iter_mut().zip(Added::ALL) {
                    if !self.engine.wants(column) {
                        continue;
                    }
                    let mut bytes = Vec::new();
                    self.write(column, found, &mut bytes);
                    *cell = String::from_utf8_lossy(&bytes).into_owned();
                }
                answer.licenses = self.licenses(found).map(|cells| cells.to_vec()).unwrap_or_default();
                answer.second = second.map(|second| second.answer.governing.clone());
                answer
            }
        }
    }
}
