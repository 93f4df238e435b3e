//! Files, standard input and compressed streams to chunks of records.

use super::header;
use super::scan::{Scanner, Splitter, is_open, text};
use super::table::Chunk;
use super::{BatchError, Decimal};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes are read at a time.
const BLOCK: usize = 512 * 1024;
/// The longest record read. Longer ones are nearly always an unclosed quote.
const LONGEST: usize = 512 * 1024 * 1024;

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

/// A file or standard input, with what is needed to tell whether it changed.
pub(super) struct Stream {
    pub(super) name: String,
    reader: Box<dyn Read + Send>,
    watched: Option<Watched>,
}

/// A file on disk whose size must not change while it is read.
struct Watched {
    path: PathBuf,
    size: u64,
    read: Arc<AtomicU64>,
}

/// Counts the bytes that pass.
struct Counting<R> {
    inner: R,
    counts: Vec<Arc<AtomicU64>>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        for count in &self.counts {
            count.fetch_add(read as u64, Ordering::Relaxed);
        }
        Ok(read)
    }
}

impl Stream {
    /// Opens a file, or standard input as `-`, and unpacks it if it is compressed. `progress` counts bytes as they stand
    /// in the file.
    pub(super) fn open(path: &Path, progress: &Arc<AtomicU64>) -> Result<(Self, Content), BatchError> {
        let name = path.display().to_string();
        let fail = |error: io::Error| BatchError::Read { file: path.display().to_string(), error };
        let (raw, watched): (Box<dyn Read + Send>, _) = if name == "-" {
            (Box::new(Counting { inner: io::stdin(), counts: vec![progress.clone()] }), None)
        } else {
            let file = std::fs::File::open(path).map_err(fail)?;
            let metadata = file.metadata().map_err(fail)?;
            if metadata.is_dir() {
                return Err(BatchError::Input(format!(
                    "{name} is a folder; give files, or a pattern such as '{name}/*.csv'"
                )));
            }
            let read = Arc::new(AtomicU64::new(0));
            let watched = Watched { path: path.to_owned(), size: metadata.len(), read: read.clone() };
            let counts = vec![progress.clone(), read];
            (Box::new(Counting { inner: file, counts }), metadata.is_file().then_some(watched))
        };
        let name = if name == "-" { "standard input".to_owned() } else { name };
        let named = path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson");
        Self::unpack(name, raw, watched, named)
    }

    /// Takes the bytes of a reader, which may be compressed or UTF-16.
    pub(super) fn of(name: &str, reader: impl Read + Send + 'static) -> Result<(Self, Content), BatchError> {
        Self::unpack(name.to_owned(), Box::new(reader), None, name.ends_with(".jsonl") || name.ends_with(".ndjson"))
    }

    fn unpack(
        name: String,
        raw: Box<dyn Read + Send>,
        watched: Option<Watched>,
        lines_of_json: bool,
    ) -> Result<(Self, Content), BatchError> {
        let fail = |error: io::Error| BatchError::Read { file: name.clone(), error };
        let (head, reader) = peek(raw).map_err(fail)?;
        let (head, reader): (Vec<u8>, Box<dyn Read + Send>) = if head.starts_with(&[0x1f, 0x8b]) {
            peek(Box::new(flate2::read::MultiGzDecoder::new(reader))).map_err(fail)?
        } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            peek(Box::new(zstd::stream::read::Decoder::new(reader).map_err(fail)?)).map_err(fail)?
        } else {
            (head, reader)
        };
        let little = head.starts_with(&[0xff, 0xfe]);
        let (head, reader) = if little || head.starts_with(&[0xfe, 0xff]) {
            peek(Box::new(super::utf16::Utf16::new(reader, little))).map_err(fail)?
        } else {
            (head, reader)
        };
        let content = if head.starts_with(b"PAR1") {
            Content::Parquet
        } else {
            let body = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
            let brace = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
            if lines_of_json || brace { Content::Jsonl } else { Content::Csv }
        };
        Ok((Self { name, reader, watched }, content))
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, BatchError> {
        loop {
            match self.reader.read(buffer) {
                Ok(read) => return Ok(read),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(BatchError::Read { file: self.name.clone(), error }),
            }
        }
    }

    /// The file that is read, if it is one.
    #[cfg(feature = "parquet")]
    pub(super) fn path(&self) -> Option<&Path> {
        self.watched.as_ref().map(|watched| watched.path.as_path())
    }

    /// Copies all that is left to a file.
    #[cfg(feature = "parquet")]
    pub(super) fn copy(&mut self, file: &mut std::fs::File) -> Result<(), BatchError> {
        let mut block = vec![0; BLOCK];
        loop {
            let (filled, ended) = self.fill(&mut block, 0)?;
            let fail = |error: io::Error| BatchError::Write { target: "a temporary file".to_owned(), error };
            file.write_all(&block[..filled]).map_err(fail)?;
            if ended {
                return Ok(());
            }
        }
    }

    /// Fills `buffer` from `filled` on; gives where it is filled to and whether the stream has ended.
    pub(super) fn fill(&mut self, buffer: &mut [u8], mut filled: usize) -> Result<(usize, bool), BatchError> {
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..])? {
                0 => {
                    self.unchanged()?;
                    return Ok((filled, true));
                }
                read => filled += read,
            }
        }
        Ok((filled, false))
    }

    /// Fails if the file is not as long as it was, or not as much was read.
    fn unchanged(&self) -> Result<(), BatchError> {
        let Some(watched) = &self.watched else { return Ok(()) };
        let read = watched.read.load(Ordering::Relaxed);
        let now = std::fs::metadata(&watched.path).map_or(read, |metadata| metadata.len());
        if read == watched.size && now == watched.size {
            return Ok(());
        }
        let file = watched.path.display().to_string();
        Err(BatchError::Changed { file, was: watched.size, now: if now == watched.size { read } else { now } })
    }
}

/// The first bytes of a stream, and the stream with them put back.
fn peek(mut reader: Box<dyn Read + Send>) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::new();
    (&mut reader).take(512).read_to_end(&mut head)?;
    let whole: Box<dyn Read + Send> = Box::new(io::Cursor::new(head.clone()).chain(reader));
    Ok((head, whole))
}

/// Text as chunks of whole records: CSV, or JSON lines.
pub(super) struct TextSource {
    stream: Stream,
    splitter: Splitter,
    carry: Vec<u8>,
    line: u64,
    number: u64,
    ended: bool,
    file: Option<Arc<str>>,
    open_quote: Option<u64>,
}

/// The header of a CSV file.
#[derive(Clone, Debug)]
pub(super) struct CsvHeader {
    pub(super) names: Vec<String>,
    /// Its bytes as they stand in the file, with what stands before and its line end. Empty if the file has none.
    pub(super) raw: Vec<u8>,
    /// Where its last field ends in `raw`.
    pub(super) end: usize,
    /// Whether its last field opens a quote that never closes.
    pub(super) open: bool,
    pub(super) delimiter: u8,
    pub(super) decimal: Decimal,
}

impl TextSource {
    /// Reads the header of a CSV file.
    pub(super) fn csv(mut stream: Stream, format: &CsvFormat, several: bool) -> Result<(CsvHeader, Self), BatchError> {
        let mut bytes = vec![0; BLOCK];
        let (mut filled, mut ended) = stream.fill(&mut bytes, 0)?;
        let bom = if bytes[..filled].starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let delimiter = format.delimiter.unwrap_or_else(|| sniff(&bytes[bom..filled]));
        let end = loop {
            let end = first_record(&bytes[bom..filled], delimiter, ended);
            if end.is_some() || ended {
                break end.map(|(start, end, next)| (start + bom, end + bom, next + bom));
            }
            if filled >= LONGEST {
                return Err(too_long(&stream.name, 1, None));
            }
            bytes.resize(bytes.len() * 2, 0);
            (filled, ended) = stream.fill(&mut bytes, filled)?;
        };
        let Some((start, end, next)) = end else {
            return Err(BatchError::Input(format!(
                "{}: the file is empty; a header and rows were expected",
                stream.name
            )));
        };
        let scanner = Scanner::new(delimiter);
        let mut records = super::scan::Records::default();
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
        let decimal = if delimiter == b',' { Decimal::Point } else { sniff_decimal(&bytes[next..filled], delimiter) };
        let body = if format.no_header { bom } else { next };
        if format.no_header {
            names = (1..=names.len()).map(|index| format!("#{index}")).collect();
        }
        let raw = if format.no_header { bytes[..bom].to_vec() } else { bytes[..next].to_vec() };
        let line = 1 + lines(&bytes[..body]);
        let header = CsvHeader { names, end: if format.no_header { bom } else { end }, open, raw, delimiter, decimal };
        bytes.truncate(filled);
        bytes.drain(..body);
        Ok((header, Self::new(stream, Splitter::new(delimiter), bytes, line, ended, several)))
    }

    /// JSON lines, with the first of them for a look at their keys.
    pub(super) fn jsonl(mut stream: Stream, several: bool) -> Result<(Vec<u8>, Self), BatchError> {
        let mut bytes = vec![0; BLOCK];
        let (filled, ended) = stream.fill(&mut bytes, 0)?;
        bytes.truncate(filled);
        let bom = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        bytes.drain(..bom);
        Ok((bytes.clone(), Self::new(stream, Splitter::lines(), bytes, 1, ended, several)))
    }

    fn new(stream: Stream, splitter: Splitter, carry: Vec<u8>, line: u64, ended: bool, several: bool) -> Self {
        let file = several.then(|| Arc::from(stream.name.as_str()));
        Self { stream, splitter, carry, line, number: 0, ended, file, open_quote: None }
    }
}

fn too_long(file: &str, line: u64, quote: Option<u64>) -> BatchError {
    let hint = match quote {
        Some(line) => format!("; the quote that opens in line {line} never closes"),
        None => String::new(),
    };
    BatchError::Input(format!(
        "{file}: the record that starts in line {line} is longer than {} MiB{hint}",
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
                return Err(too_long(&self.stream.name, self.line, quote));
            }
            bytes.resize(bytes.len() * 2, 0);
        };
        if self.ended {
            self.open_quote = self.splitter.open_quote().map(|quote| self.line + lines(&bytes[..quote]));
        }
        self.carry.clear();
        self.carry.extend_from_slice(&bytes[end..filled]);
        self.splitter.taken(end);
        chunk.filled = end;
        chunk.fresh = true;
        chunk.first_line = self.line;
        chunk.number = self.number;
        chunk.file.clone_from(&self.file);
        self.number += 1;
        self.line += lines(&bytes[..end]);
        Ok(true)
    }

    fn has_more(&self) -> bool {
        !self.ended || !self.carry.is_empty()
    }

    fn keep(&mut self, head: &[u8], file: &mut std::fs::File) -> Result<(), BatchError> {
        let fail = |error: io::Error| BatchError::Write { target: "a temporary file".to_owned(), error };
        file.write_all(head).and_then(|()| file.write_all(&self.carry)).map_err(fail)?;
        let mut block = vec![0; BLOCK];
        while !self.ended {
            let (filled, ended) = self.stream.fill(&mut block, 0)?;
            file.write_all(&block[..filled]).map_err(fail)?;
            self.ended = ended;
        }
        Ok(())
    }

    fn remarks(&self) -> Vec<String> {
        let remark = |line: &u64| format!("{}: the quote that opens in line {line} never closes", self.stream.name);
        self.open_quote.iter().map(remark).collect()
    }
}

/// The first record that is not an empty line: where it starts, where it ends, and where the next line starts.
fn first_record(bytes: &[u8], delimiter: u8, last: bool) -> Option<(usize, usize, usize)> {
    let start = bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n'))?;
    let (mut at, mut field, mut quoted) = (start, start, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' if quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if quoted => quoted = false,
            b'"' if at == field => quoted = true,
            byte if *byte == delimiter && !quoted => field = at + 1,
            b'\r' | b'\n' if !quoted => {
                if *byte == b'\r' && at + 1 == bytes.len() && !last {
                    return None;
                }
                let pair = *byte == b'\r' && bytes.get(at + 1) == Some(&b'\n');
                return Some((start, at, at + 1 + usize::from(pair)));
            }
            _ => {}
        }
        at += 1;
    }
    last.then_some((start, bytes.len(), bytes.len()))
}

/// What stands between fields: of comma, semicolon, tab and bar, the one that makes most of the headers understood, then
/// the one that stands most often in the first line.
fn sniff(bytes: &[u8]) -> u8 {
    let mut best = (b',', (0, 0));
    for delimiter in *b",;\t|" {
        let Some((start, end, _)) = first_record(bytes, delimiter, true) else { continue };
        let line = &bytes[start..end];
        let mut records = super::scan::Records::default();
        Scanner::new(delimiter).scan(line, &mut records);
        if records.is_empty() {
            continue;
        }
        let record = records.get(0);
        let understood = (0..record.fields().min(1000)).filter(|index| {
            let (from, to) = records.field(record, *index);
            header::propose(&text(&line[from..to], true)) != header::Proposal::Other
        });
        let score = if record.fields() > 1 { (understood.count(), record.fields()) } else { (0, 0) };
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// How numbers are written in a file that is not separated by commas, by its first rows.
fn sniff_decimal(bytes: &[u8], delimiter: u8) -> Decimal {
    let (mut comma, mut point) = (false, false);
    for cell in bytes.split(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r')).take(20_000) {
        let cell = cell.trim_ascii();
        let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
        let mut parts = cell.split(|byte| matches!(byte, b',' | b'.'));
        let (Some(whole), Some(fraction), None) = (parts.next(), parts.next(), parts.next()) else { continue };
        // Three digits after one sign may be thousands.
        if digits(whole) && digits(fraction) && fraction.len() != 3 {
            comma |= cell.contains(&b',');
            point |= cell.contains(&b'.');
        }
    }
    match (comma, point) {
        (true, false) => Decimal::Comma,
        (false, true) => Decimal::Point,
        _ => Decimal::Undecided,
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
