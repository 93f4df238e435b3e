//! Rows as CSV.

use super::{Rows, changed};
use crate::batch::engine::{Found, Worker};
use crate::batch::input::CsvHeader;
use crate::batch::layout::Layout;
use crate::batch::print::Short;
use crate::batch::scan::{Records, Scanner, is_open};
use crate::batch::table::Chunk;

impl Rows {
    /// The closing quote that the last field of a file may lack: without it what is added would be part of that field.
    #[inline(always)]
    pub(super) fn close(&self, chunk: &Chunk, record: usize, out: &mut Vec<u8>) {
        if record + 1 < chunk.records.len() {
            return;
        }
        let place = chunk.records.get(record);
        let (bytes, quoting) = chunk.cells();
        if let Some(last) = place.fields().checked_sub(1).filter(|_| quoting) {
            let (start, end) = chunk.records.field(place, last);
            if is_open(&bytes[start..end]) {
                out.push(b'"');
            }
        }
    }

    /// Fields that a short row lacks, so that what is added stands under its header.
    pub(super) fn pad(&self, worker: &Worker<'_>, chunk: &Chunk, record: usize, out: &mut Vec<u8>) {
        let width = worker.engine.layout().headers.len();
        for _ in chunk.records.get(record).fields()..width {
            out.push(self.delimiter);
        }
    }

    /// Our cells of a row, each after a delimiter (the first only if `after`).
    #[inline(always)]
    pub(super) fn csv(&self, worker: &Worker<'_>, found: Found<'_>, after: bool, out: &mut Vec<u8>) {
        let mut short = Short::new();
        let row = out.len();
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
            if self.escape_formulas && formula(&out[start..], false).is_some() {
                out.insert(start, b'\'');
            }
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
        for cell in worker.licenses(found).iter().flat_map(|cells| cells.iter()) {
            if after || out.len() > row || !self.add.is_empty() {
                out.push(self.delimiter);
            }
            quote(cell.as_bytes(), self.delimiter, out);
        }
        if !after && out.len() == row {
            // A line without anything is no row to those who read it.
            out.extend_from_slice(b"\"\"");
        }
    }

    /// Copies the bytes of a record from `copied` on as far as its last cell that a spreadsheet would take for a formula,
    /// with an apostrophe in each of these, and gives how far that is.
    pub(super) fn escape_cells(&self, chunk: &Chunk, record: usize, mut copied: usize, out: &mut Vec<u8>) -> usize {
        let place = chunk.records.get(record);
        for field in 0..place.fields() {
            let (start, end) = chunk.records.field(place, field);
            if let Some(at) = formula(&chunk.bytes[start..end], true) {
                out.extend_from_slice(&chunk.bytes[copied..start + at]);
                out.push(b'\'');
                copied = start + at;
            }
        }
        copied
    }

    /// The cells of an input that is no CSV.
    pub(super) fn csv_cells(&self, chunk: &Chunk, record: usize, out: &mut Vec<u8>) {
        let place = chunk.records.get(record);
        let (bytes, _) = chunk.cells();
        for field in 0..place.fields() {
            if field > 0 {
                out.push(self.delimiter);
            }
            let (start, end) = chunk.records.field(place, field);
            let cell = &bytes[start..end];
            match self.escape_formulas && formula(cell, false).is_some() {
                true => quote(&[b"'", cell].concat(), self.delimiter, out),
                false => quote(cell, self.delimiter, out),
            }
        }
    }
}

/// Where an apostrophe goes in a cell that a spreadsheet would take for a formula. `quoting`: quotes around it are not
/// part of it.
fn formula(cell: &[u8], quoting: bool) -> Option<usize> {
    let at = match cell {
        // Quotes around nothing, and the cell goes on after them.
        [b'"', b'"', next, ..] if quoting && *next != b'"' => 2,
        [b'"', ..] if quoting => 1,
        _ => 0,
    };
    matches!(cell.get(at), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n')).then_some(at)
}

/// The header of CSV output.
pub(in crate::batch) fn header(rows: &Rows, layout: &Layout, csv: Option<&CsvHeader>) -> Vec<u8> {
    let mut out = Vec::new();
    let ours = |out: &mut Vec<u8>, after: bool| {
        for (i, name) in rows.names.iter().enumerate() {
            if i > 0 || after {
                out.push(rows.delimiter);
            }
            quote(name.as_bytes(), rows.delimiter, out);
        }
    };
    match csv {
        // No header in, none out.
        Some(csv) if csv.raw.len() == csv.end && layout.headers.first().is_some_and(|name| name == "#1") => {
            out.extend_from_slice(&csv.raw);
        }
        Some(csv) if !rows.only => {
            let mut copied = 0;
            if rows.escape_formulas {
                let names = &csv.raw[csv.start..csv.end];
                let mut records = Records::default();
                Scanner::new(csv.delimiter).scan(names, &mut records);
                for field in 0..records.get(0).fields() {
                    let (start, end) = records.field(records.get(0), field);
                    if let Some(at) = formula(&names[start..end], true) {
                        let at = csv.start + start + at;
                        out.extend_from_slice(&csv.raw[copied..at]);
                        out.push(b'\'');
                        copied = at;
                    }
                }
            }
            out.extend_from_slice(&csv.raw[copied..csv.end]);
            if csv.open {
                out.push(b'"');
            }
            ours(&mut out, true);
            let line_end = &csv.raw[csv.end..];
            out.extend_from_slice(if line_end.is_empty() { b"\n" } else { line_end });
        }
        _ => {
            for (i, name) in layout.headers.iter().enumerate().filter(|_| !rows.only) {
                if i > 0 {
                    out.push(rows.delimiter);
                }
                let escaped = rows.escape_formulas && formula(name.as_bytes(), false).is_some();
                let name = if escaped { format!("'{name}") } else { name.clone() };
                quote(name.as_bytes(), rows.delimiter, &mut out);
            }
            ours(&mut out, !rows.only);
            out.push(b'\n');
        }
    }
    out
}

/// A cell, in quotes if it needs them.
pub(in crate::batch) fn quote(cell: &[u8], delimiter: u8, out: &mut Vec<u8>) {
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
