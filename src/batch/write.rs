//! Answered rows to bytes: CSV and JSON lines.

use super::engine::{Added, Found, ROWS, Worker};
use super::print::Short;
use super::scan;
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
                    (RowForm::Csv, true, false) if !self.escape_formulas => {
                        // All bytes up to the end of the record: line ends and empty lines stay as they are.
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
                            self.close(chunk, record, &mut work.out);
                            self.pad(worker, chunk, record, &mut work.out);
                        }
                        self.csv(worker, found, !only, &mut work.out);
                        work.out.push(b'\n');
                    }
                    #[cfg(feature = "parquet")]
                    (RowForm::Texts, ..) => self.texts(worker, chunk, record, found, work),
                    #[cfg(not(feature = "parquet"))]
                    (RowForm::Texts, ..) => {}
                    (RowForm::Jsonl, same, only) => self.json(worker, chunk, record, found, same, only, work),
                }
            }
        }
        self.settle(worker, work);
        if self.rows && self.form == RowForm::Csv && self.same_format && !self.only && !self.escape_formulas {
            work.out.extend_from_slice(&chunk.bytes[copied..chunk.filled]);
        }
    }

    /// The closing quote that the last field of a file may lack: without it what is added would be part of that field.
    #[inline(always)]
    fn close(&self, chunk: &Chunk, record: usize, out: &mut Vec<u8>) {
        if record + 1 < chunk.records.len() {
            return;
        }
        let place = chunk.records.get(record);
        let (bytes, quoting) = chunk.cells();
        if let Some(last) = place.fields().checked_sub(1).filter(|_| quoting) {
            let (start, end) = chunk.records.field(place, last);
            if scan::is_open(&bytes[start..end]) {
                out.push(b'"');
            }
        }
    }

    /// Fields that a short row lacks, so that what is added stands under its header.
    fn pad(&self, worker: &Worker<'_>, chunk: &Chunk, record: usize, out: &mut Vec<u8>) {
        let width = worker.engine.layout().headers.len();
        for _ in chunk.records.get(record).fields()..width {
            out.push(self.delimiter);
        }
    }

    fn count(&self, worker: &Worker<'_>, chunk: &Chunk, rows: std::ops::Range<usize>, work: &mut Work) {
        work.tally.rows += rows.len() as u64;
        for record in rows.clone() {
            let found = worker.found(record - rows.start);
            // Without groups, answers that are known by number are counted by number.
            if let (None, Found::Code { place, .. }) = (self.group, found) {
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

    /// Our cells of a row, each after a delimiter (the first only if `after`).
    #[inline(always)]
    fn csv(&self, worker: &Worker<'_>, found: Found<'_>, after: bool, out: &mut Vec<u8>) {
        let mut short = Short::new();
        for (i, column) in self.add.iter().enumerate() {
            if i > 0 || after {
                short.byte(self.delimiter);
            }
            // Nothing said shortly can need quotes.
            if short.has_room() && worker.short(*column, found, &mut short) {
                continue;
            }
            out.extend_from_slice(short.text());
            short = Short::new();
            let start = out.len();
            worker.write(*column, found, out);
            quote_from(start, self.delimiter, out);
        }
        out.extend_from_slice(short.text());
        if worker.engine.second_day().is_some() {
            let (first, second) = self.both(found);
            out.push(self.delimiter);
            quote(second.as_bytes(), self.delimiter, out);
            out.push(self.delimiter);
            out.extend_from_slice(changed(first, second).as_bytes());
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
            texts.push(|out| worker.write(*column, found, out));
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

    /// The input's cells as CSV.
    fn csv_cells(&self, chunk: &Chunk, record: usize, out: &mut Vec<u8>) {
        let place = chunk.records.get(record);
        let (bytes, quoting) = chunk.cells();
        for field in 0..place.fields() {
            if field > 0 {
                out.push(self.delimiter);
            }
            let (start, end) = chunk.records.field(place, field);
            let raw = &bytes[start..end];
            let quoted = quoting && raw.first() == Some(&b'"');
            let first = if quoted { raw.get(1) } else { raw.first() };
            let starts_formula = matches!(first, Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'));
            match (quoting, self.escape_formulas && starts_formula) {
                (true, true) if quoted => {
                    out.extend_from_slice(b"\"'");
                    out.extend_from_slice(&raw[1..]);
                }
                (true, escape) => {
                    if escape {
                        out.push(b'\'');
                    }
                    out.extend_from_slice(raw);
                }
                (false, true) => quote(&[b"'", raw].concat(), self.delimiter, out),
                (false, false) => quote(raw, self.delimiter, out),
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one call, one place")]
    fn json(
        &self,
        worker: &Worker<'_>,
        chunk: &Chunk,
        record: usize,
        found: Found<'_>,
        same: bool,
        only: bool,
        work: &mut Work,
    ) {
        let out = &mut work.out;
        let mut first = true;
        let raw = chunk.raw(record);
        match raw.trim_ascii().strip_suffix(b"}").filter(|_| same && !only && is_whole(chunk, record)) {
            Some(stem) => {
                out.extend_from_slice(stem);
                first = stem.trim_ascii_end().ends_with(b"{");
            }
            None => {
                out.push(b'{');
                if same && !only {
                    // No object: its text is kept whole.
                    key(out, &mut first, "input");
                    string(out, &String::from_utf8_lossy(raw));
                } else if !only {
                    let place = chunk.records.get(record);
                    let (bytes, quoting) = chunk.cells();
                    for (field, name) in worker.engine.layout().headers.iter().enumerate().take(place.fields()) {
                        let (start, end) = chunk.records.field(place, field);
                        key(out, &mut first, name);
                        string(out, &scan::text(&bytes[start..end], quoting));
                    }
                }
            }
        }
        let mut scratch = Vec::new();
        for (column, name) in self.add.iter().zip(&self.names) {
            scratch.clear();
            worker.write(*column, found, &mut scratch);
            let text = String::from_utf8_lossy(&scratch);
            key(out, &mut first, name);
            match column {
                _ if text.is_empty() => out.extend_from_slice(b"null"),
                Added::Tpp | Added::PerformanceDensity
                    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !text.contains("..") =>
                {
                    out.extend_from_slice(text.as_bytes());
                }
                Added::Paragraphs | Added::Needs | Added::Lints => {
                    out.push(b'[');
                    for (i, item) in text.split(';').enumerate() {
                        if i > 0 {
                            out.push(b',');
                        }
                        string(out, item);
                    }
                    out.push(b']');
                }
                _ => string(out, &text),
            }
        }
        if worker.engine.second_day().is_some() {
            let (before, second) = self.both(found);
            for (name, text) in self.names[self.add.len()..].iter().zip([second, changed(before, second)]) {
                key(out, &mut first, name);
                string(out, text);
            }
        }
        out.extend_from_slice(b"}\n");
    }
}

/// Whether a JSON line could be read as an object.
fn is_whole(chunk: &Chunk, record: usize) -> bool {
    !chunk.fault(record).is_some_and(|message| message.starts_with("the line is not"))
}

/// Whether the answer differs; nothing where a row has none.
fn changed(first: &str, second: &str) -> &'static str {
    match first {
        "" => "",
        first if first == second => "no",
        _ => "yes",
    }
}

fn key(out: &mut Vec<u8>, first: &mut bool, name: &str) {
    if !*first {
        out.push(b',');
    }
    *first = false;
    string(out, name);
    out.push(b':');
}

fn string(out: &mut Vec<u8>, text: &str) {
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(out, text);
}

/// A cell, in quotes if it needs them.
pub(super) fn quote(cell: &[u8], delimiter: u8, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(cell);
    quote_from(start, delimiter, out);
}

/// Puts what stands from `start` on in quotes, if it needs them.
#[inline(always)]
fn quote_from(start: usize, delimiter: u8, out: &mut Vec<u8>) {
    // All bytes are looked at, without a branch for each.
    let special = |any, byte: &u8| any | matches!(byte, b'"' | b'\n' | b'\r') | (*byte == delimiter);
    if out[start..].iter().fold(false, special) {
        quote_all(start, out);
    }
}

#[cold]
fn quote_all(start: usize, out: &mut Vec<u8>) {
    let cell = out.split_off(start);
    out.push(b'"');
    for byte in cell {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}
