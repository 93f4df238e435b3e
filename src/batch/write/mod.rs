//! Answered rows to bytes: CSV and JSON lines.

mod csv;
mod json;
mod names;

pub(super) use csv::header;
pub(super) use names::{free, keys, names};

use super::engine::{Added, Found, ROWS, Worker};
use super::table::Chunk;
use super::tally::Tally;
use std::io::Write as _;

/// What is written for each row.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) add: Vec<Added>,
    /// Ours only.
    pub(super) only: bool,
    pub(super) form: RowForm,
    pub(super) delimiter: u8,
    pub(super) escape_formulas: bool,
    /// The headers of the input, each of its own where the format asks for it.
    pub(super) keys: Vec<String>,
    /// The headers of what is added.
    pub(super) names: Vec<String>,
    /// Whether the input's bytes are of the output's format.
    pub(super) same_format: bool,
    /// The column whose words rows are counted by.
    pub(super) group: Option<usize>,
    /// Whether anything but counts is asked for.
    pub(super) rows: bool,
    /// Whether errors are collected.
    pub(super) errors: bool,
}

/// The format of rows.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum RowForm {
    Csv,
    Jsonl,
    /// Columns of texts.
    Texts,
}

/// How much room for output a worker keeps from one chunk to the next.
const MOST_HELD: usize = 32 * 1024 * 1024;

/// What a worker made of a chunk.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) out: Vec<u8>,
    pub(super) errors: Vec<u8>,
    pub(super) tally: Tally,
    /// Rows by the number of their answer.
    places: Vec<u64>,
    /// Columns of texts, if that is what is written.
    #[cfg(feature = "parquet")]
    pub(super) texts: Vec<super::parquet::Texts>,
    /// The row group whose columns stand before them.
    #[cfg(feature = "parquet")]
    pub(super) group: Option<super::parquet::Group>,
}

impl Work {
    /// Readies it for a chunk.
    pub(super) fn start(&mut self) {
        self.out.clear();
        // One very long record is no reason to hold so much for good.
        self.out.shrink_to(MOST_HELD);
        self.errors.clear();
        self.tally = Tally::default();
        #[cfg(feature = "parquet")]
        self.texts.iter_mut().for_each(super::parquet::Texts::clear);
    }
}

impl Rows {
    /// Answers all records of a chunk, and adds what is to be written to `work`.
    pub(super) fn chunk(&self, worker: &mut Worker<'_>, chunk: &Chunk, work: &mut Work) {
        let records = chunk.records.len();
        let mut copied = 0;
        for from in (0..records).step_by(ROWS) {
            let rows = from..(from + ROWS).min(records);
            worker.answer(chunk, rows.clone());
            self.count(worker, chunk, rows.clone(), work);
            if !self.rows {
                continue;
            }
            for record in rows {
                let found = worker.found(record - from);
                match (self.form, self.same_format, self.only) {
                    (RowForm::Csv, true, false) => {
                        // All bytes up to the end of the record: line ends and empty lines stay as they are.
                        if self.escape_formulas {
                            copied = self.escape_cells(chunk, record, copied, &mut work.out);
                        }
                        let end = chunk.records.get(record).end as usize;
                        work.out.extend_from_slice(&chunk.bytes[copied..end]);
                        copied = end;
                        self.close(chunk, record, &mut work.out);
                        self.pad(worker, chunk, record, &mut work.out);
                        self.csv(worker, found, true, &mut work.out);
                    }
                    (RowForm::Csv, _, only) => {
                        if !only {
                            self.csv_cells(chunk, record, &mut work.out);
                            self.pad(worker, chunk, record, &mut work.out);
                        }
                        self.csv(worker, found, !only, &mut work.out);
                        work.out.push(b'\n');
                    }
                    #[cfg(feature = "parquet")]
                    (RowForm::Texts, ..) => self.texts(worker, chunk, record, found, work),
                    #[cfg(not(feature = "parquet"))]
                    (RowForm::Texts, ..) => {}
                    (RowForm::Jsonl, ..) => self.json(worker, chunk, record, found, &mut work.out),
                }
            }
        }
        self.settle(worker, work);
        if self.rows && self.form == RowForm::Csv && self.same_format && !self.only {
            work.out.extend_from_slice(&chunk.bytes[copied..chunk.filled]);
        }
    }

    fn count(&self, worker: &Worker<'_>, chunk: &Chunk, rows: std::ops::Range<usize>, work: &mut Work) {
        work.tally.rows += rows.len() as u64;
        for record in rows.clone() {
            let found = worker.found(record - rows.start);
            // Without groups and with one day, answers that are known by number are counted by number.
            let second_day = worker.engine.second_day().is_some();
            if let (None, false, Found::Code { place, .. }) = (self.group, second_day, found) {
                if work.places.len() <= place {
                    work.places.resize(place + 1, 0);
                }
                work.places[place] += 1;
                continue;
            }
            let tally = &mut work.tally;
            let eccn = match found {
                Found::Code { rendered, .. } => {
                    tally.depends += u64::from(!rendered.answer.certain);
                    rendered.answer.governing.as_str()
                }
                Found::Odd(answer) => {
                    let error = answer.get(Added::Error);
                    if error.is_empty() {
                        tally.depends += u64::from(answer.get(Added::Certainty) == "depends");
                        answer.get(Added::Eccn)
                    } else {
                        tally.errors += 1;
                        if self.errors {
                            let _ = writeln!(work.errors, "{error}");
                        }
                        "error"
                    }
                }
            };
            if second_day {
                let second = if eccn == "error" { eccn } else { self.both(found).1 };
                tally.change(eccn, second, 1);
            }
            let group = self.group.and_then(|column| chunk.text(record, column)).unwrap_or_default();
            tally.add(group.trim(), eccn, 1);
        }
    }

    /// Turns counts by number into counts by name.
    fn settle(&self, worker: &Worker<'_>, work: &mut Work) {
        for (place, rows) in work.places.drain(..).enumerate() {
            let answer = worker.answer_at(place);
            work.tally.depends += if answer.certain { 0 } else { rows };
            work.tally.add("", &answer.governing, rows);
        }
    }

    /// A row's cells to columns.
    #[cfg(feature = "parquet")]
    fn texts(&self, worker: &Worker<'_>, chunk: &Chunk, record: usize, found: Found<'_>, work: &mut Work) {
        let headers = if self.only { 0 } else { worker.engine.layout().headers.len() };
        work.texts.resize_with(headers + self.names.len(), Default::default);
        let (input, ours) = work.texts.split_at_mut(headers);
        for (column, texts) in input.iter_mut().enumerate() {
            let text = chunk.text(record, column).unwrap_or_default();
            texts.push(|out| out.extend_from_slice(text.as_bytes()));
        }
        let (ours, days) = ours.split_at_mut(self.add.len());
        for (column, texts) in self.add.iter().zip(ours) {
            texts.push(|out| {
                worker.write(*column, found, out);
                if *column == Added::Error {
                    beyond(chunk, record, headers, out);
                }
            });
        }
        let licenses = worker.licenses(found);
        let (days, ours) = days.split_at_mut(days.len() - licenses.as_ref().map_or(0, |cells| cells.len()));
        for (texts, text) in ours.iter_mut().zip(licenses.iter().flat_map(|cells| cells.iter())) {
            texts.push(|out| out.extend_from_slice(text.as_bytes()));
        }
        if let [on_day, differs] = days {
            let (first, second) = self.both(found);
            on_day.push(|out| out.extend_from_slice(second.as_bytes()));
            differs.push(|out| out.extend_from_slice(changed(first, second).as_bytes()));
        }
    }

    /// The governing paragraphs of both days.
    fn both<'f>(&self, found: Found<'f>) -> (&'f str, &'f str) {
        match found {
            Found::Code { rendered, second, .. } => {
                (&rendered.answer.governing, second.map_or("", |second| &second.answer.governing))
            }
            Found::Odd(answer) => (answer.get(Added::Eccn), answer.second.as_deref().unwrap_or("")),
        }
    }
}

/// Whether the answer differs; nothing where a row has none.
fn changed(first: &str, second: &str) -> &'static str {
    match first {
        "" => "",
        first if first == second => "no",
        _ => "yes",
    }
}

/// The cells of a row that are more than there are headers, where they have no column: added to what is wrong with the row.
#[cfg(feature = "parquet")]
fn beyond(chunk: &Chunk, record: usize, headers: usize, out: &mut Vec<u8>) {
    if headers == 0 {
        return;
    }
    for column in headers..chunk.records.get(record).fields() {
        out.extend_from_slice(if column == headers { b"; beyond it: " } else { b", " });
        // Writing to memory does not fail.
        let _ = write!(out, "{:?}", chunk.text(record, column).unwrap_or_default());
    }
}
