//! Text as chunks of whole records: CSV, or JSON lines.

use super::{BLOCK, CsvFormat, LONGEST, Source, Stamp, Stream, sniff};
use crate::batch::BatchError;
use crate::batch::scan::{Records, Scanner, Splitter, is_open, text};
use crate::batch::table::Chunk;
use std::io::Write as _;
use std::sync::Arc;

/// Text as chunks of whole records: CSV, or JSON lines.
pub(in crate::batch) struct TextSource {
    stream: Stream,
    splitter: Splitter,
    carry: Vec<u8>,
    line: u64,
    number: u64,
    ended: bool,
    file: Option<Arc<str>>,
    open_quote: Option<u64>,
    /// What the last record gets for a line end if it has none and another file follows.
    line_end: Option<Vec<u8>>,
}

/// The header of a CSV file.
#[derive(Clone, Debug)]
pub(in crate::batch) struct CsvHeader {
    pub(in crate::batch) names: Vec<String>,
    /// Its bytes as they stand in the file, with what stands before and its line end. Empty if the file has none.
    pub(in crate::batch) raw: Vec<u8>,
    /// Where its first field starts in `raw`.
    pub(in crate::batch) start: usize,
    /// Where its last field ends in `raw`.
    pub(in crate::batch) end: usize,
    /// Whether its last field opens a quote that never closes.
    pub(in crate::batch) open: bool,
    pub(in crate::batch) delimiter: u8,
    /// Some of the rows, as they stand in the file; the last may be cut.
    pub(in crate::batch) sample: Vec<u8>,
}

/// How much of a file is looked at to find out what its columns hold.
pub(in crate::batch) const SAMPLE: usize = 128 * 1024;

/// Where a text stands among the files of a run.
#[derive(Copy, Clone, Debug, Default)]
pub(in crate::batch) struct Among {
    /// There are several.
    pub(in crate::batch) several: bool,
    /// Another follows.
    pub(in crate::batch) followed: bool,
}

impl TextSource {
    /// Reads the header of a CSV file.
    pub(in crate::batch) fn csv(
        mut stream: Stream,
        format: &CsvFormat,
        among: Among,
    ) -> Result<(CsvHeader, Self), BatchError> {
        let mut bytes = vec![0; BLOCK];
        let (mut filled, mut ended) = stream.fill(&mut bytes, 0)?;
        let bom = if bytes[..filled].starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let delimiter = format.delimiter.unwrap_or_else(|| sniff::delimiter(&bytes[bom..filled]));
        let end = loop {
            let end = sniff::first_record(&bytes[bom..filled], delimiter, ended);
            if end.is_some() || ended {
                break end.map(|(start, end, next)| (start + bom, end + bom, next + bom));
            }
            if filled >= LONGEST {
                let mut splitter = Splitter::new(delimiter);
                splitter.advance(&bytes[bom..filled], false);
                let quote = splitter.open_quote().map(|quote| 1 + lines(&bytes[..bom + quote]));
                return Err(too_long(&stream.name, "header", quote));
            }
            grow(&mut bytes);
            (filled, ended) = stream.fill(&mut bytes, filled)?;
        };
        let Some((start, end, next)) = end else {
            return Err(BatchError::Input(format!(
                "{}: the file is empty; a header and rows were expected",
                stream.name
            )));
        };
        let scanner = Scanner::new(delimiter);
        let mut records = Records::default();
        scanner.scan(&bytes[start..end], &mut records);
        let record = records.get(0);
        let open = record.fields().checked_sub(1).is_some_and(|last| {
            let (from, to) = records.field(record, last);
            is_open(&bytes[start..end][from..to])
        });
        let names = (0..record.fields()).map(|index| {
            let (from, to) = records.field(record, index);
            text(&bytes[start..end][from..to], true).into_owned()
        });
        let mut names: Vec<String> = names.collect();
        let line_end = if next > end { bytes[end..next].to_vec() } else { b"\n".to_vec() };
        let (start, end, body) = if format.no_header { (bom, bom, bom) } else { (start, end, next) };
        if format.no_header {
            names = (1..=names.len()).map(|index| format!("#{index}")).collect();
        }
        let raw = bytes[..body].to_vec();
        let line = 1 + lines(&bytes[..body]);
        let sample = bytes[body..filled.min(body + SAMPLE)].to_vec();
        let header = CsvHeader { names, start, end, open, raw, delimiter, sample };
        bytes.truncate(filled);
        bytes.drain(..body);
        let mut source = Self::new(stream, Splitter::new(delimiter), bytes, line, ended, among);
        source.line_end = among.followed.then_some(line_end);
        Ok((header, source))
    }

    /// JSON lines, with the first of them for a look at their keys.
    pub(in crate::batch) fn jsonl(mut stream: Stream, among: Among) -> Result<(Vec<u8>, Self), BatchError> {
        let mut bytes = vec![0; BLOCK];
        let (filled, ended) = stream.fill(&mut bytes, 0)?;
        bytes.truncate(filled);
        let bom = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        bytes.drain(..bom);
        Ok((bytes.clone(), Self::new(stream, Splitter::lines(), bytes, 1, ended, among)))
    }

    fn new(stream: Stream, splitter: Splitter, carry: Vec<u8>, line: u64, ended: bool, among: Among) -> Self {
        let file = among.several.then(|| Arc::from(stream.name.as_str()));
        Self { stream, splitter, carry, line, number: 0, ended, file, open_quote: None, line_end: None }
    }
}

/// Makes room for a record that is longer than what is read at a time.
fn grow(bytes: &mut Vec<u8>) {
    bytes.resize((bytes.len() * 2).min(LONGEST), 0);
}

fn too_long(file: &str, what: &str, quote: Option<u64>) -> BatchError {
    let hint = match quote {
        Some(line) => format!("the quote that opens in line {line} does not close: close it there, or double it"),
        None => "is the file a table with line ends?".to_owned(),
    };
    BatchError::Input(format!(
        "{file}: the {what} is longer than {} MiB, the longest record that is read; {hint}",
        LONGEST >> 20
    ))
}

fn lines(bytes: &[u8]) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    (if feeds == 0 { memchr::memchr_iter(b'\r', bytes).count() } else { feeds }) as u64
}

impl Source for TextSource {
    fn next(&mut self, chunk: &mut Chunk) -> Result<bool, BatchError> {
        if self.ended && self.carry.is_empty() {
            return Ok(false);
        }
        let bytes = &mut chunk.bytes;
        let wanted = self.carry.len() + BLOCK;
        if bytes.len() < wanted {
            bytes.resize(wanted, 0);
        } else if bytes.len() > wanted * 8 {
            // One very long record is no reason to hold so much for good.
            bytes.truncate(wanted);
            bytes.shrink_to_fit();
        }
        let mut filled = self.carry.len();
        bytes[..filled].copy_from_slice(&self.carry);
        let end = loop {
            if !self.ended {
                let until = bytes.len();
                (filled, self.ended) = self.stream.fill(&mut bytes[..until], filled)?;
            }
            let end = self.splitter.advance(&bytes[..filled], self.ended);
            if end > 0 || self.ended {
                break end;
            }
            if filled >= LONGEST {
                let quote = self.splitter.open_quote().map(|quote| self.line + lines(&bytes[..quote]));
                return Err(too_long(&self.stream.name, &format!("record that starts in line {}", self.line), quote));
            }
            grow(bytes);
        };
        if self.ended {
            self.open_quote = self.splitter.open_quote().map(|quote| self.line + lines(&bytes[..quote]));
        }
        self.carry.clear();
        self.carry.shrink_to(BLOCK);
        self.carry.extend_from_slice(&bytes[end..filled]);
        self.splitter.taken(end);
        chunk.filled = end;
        if self.ended
            && self.carry.is_empty()
            && let Some(line_end) = &self.line_end
            && (self.open_quote.is_some() || !matches!(bytes[..end].last(), None | Some(b'\n' | b'\r')))
        {
            // Else the first row of the next file would go on in the last line of this one.
            bytes.truncate(end);
            bytes.extend(self.open_quote.map(|_| b'"'));
            bytes.extend_from_slice(line_end);
            chunk.filled = bytes.len();
        }
        chunk.fresh = true;
        chunk.first_line = self.line;
        chunk.number = self.number;
        chunk.by_row = self.stream.elements;
        chunk.file.clone_from(&self.file);
        self.number += 1;
        self.line += lines(&bytes[..end]);
        Ok(true)
    }

    fn has_more(&self) -> bool {
        !self.ended || !self.carry.is_empty()
    }

    fn keep(&mut self, head: &[u8], file: &mut std::fs::File) -> Result<(), BatchError> {
        file.write_all(head).and_then(|()| file.write_all(&self.carry)).map_err(BatchError::temporary)?;
        let mut block = vec![0; BLOCK];
        while !self.ended {
            self.ended = self.stream.copy_block(&mut block, file)?;
        }
        Ok(())
    }

    fn stamp(&self) -> Option<Stamp> {
        self.stream.stamp()
    }

    fn remarks(&self) -> Vec<String> {
        let quote = |line: &u64| format!("{}: the quote that opens in line {line} never closes", self.stream.name);
        self.stream.remark.iter().cloned().chain(self.open_quote.iter().map(quote)).collect()
    }
}
