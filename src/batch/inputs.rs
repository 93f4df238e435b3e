//! The inputs of a run: files opened as far as their headers, one after the other.

use super::input::{Content, CsvFormat, CsvHeader, Source, Stream, TextSource};
use super::jsonl::Keys;
use super::layout::{Form, Layout, Mapping};
#[cfg(feature = "parquet")]
use super::parquet;
use super::run::{Options, Progress};
use super::scan::Scanner;
use super::table::Chunk;
use super::write::Rows;
use super::{BatchError, Decimal};
use std::path::PathBuf;
use std::sync::Arc;

/// The inputs of a run, opened as far as their headers.
pub struct Inputs {
    pub(super) layout: Layout,
    pub(super) content: Content,
    pub(super) csv: Option<CsvHeader>,
    keys: Keys,
    pub(super) source: Box<dyn Source>,
    rest: Vec<PathBuf>,
    format: CsvFormat,
    pub(super) progress: Progress,
    /// All files, to be read again.
    files: Vec<PathBuf>,
    /// Standard input, kept where it can be read again.
    kept: Option<tempfile::NamedTempFile>,
    #[cfg(feature = "parquet")]
    parquet: Option<ParquetInput>,
}

/// What is known of a Parquet input.
#[cfg(feature = "parquet")]
struct ParquetInput {
    /// The first file.
    file: Arc<parquet::File>,
    wanted: Arc<parquet::Wanted>,
}

impl Inputs {
    /// Opens the first of some files and settles what its columns hold.
    ///
    /// # Errors
    /// If it cannot be read, or its columns cannot be used: see [`Layout::new`].
    pub fn open(files: &[PathBuf], options: &Options, progress: &Progress) -> Result<Self, BatchError> {
        let opened = Self::peek(files, options, progress)?;
        Layout::new(&opened.layout.headers, &opened.mapping(options))
            .map_err(|error| BatchError::Layout { file: files[0].display().to_string(), error })?;
        Ok(opened)
    }

    /// As [`open`](Self::open), without refusing columns that are ambiguous, unclear or missing.
    ///
    /// # Errors
    /// If it cannot be read, or the mapping names what is not there.
    pub fn peek(files: &[PathBuf], options: &Options, progress: &Progress) -> Result<Self, BatchError> {
        let Some((first, rest)) = files.split_first() else {
            return Err(BatchError::Input("no input was given".to_owned()));
        };
        let (stream, content) = Stream::open(first, &progress.bytes)?;
        Self::of_stream(stream, content, (files, rest), options, progress)
    }

    /// Takes a table from a reader and settles what its columns hold. `name` is what errors call it.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn read(
        name: &str,
        reader: impl std::io::Read + Send + 'static,
        options: &Options,
        progress: &Progress,
    ) -> Result<Self, BatchError> {
        let (stream, content) = Stream::of(name, reader)?;
        let opened = Self::of_stream(stream, content, (&[], &[]), options, progress)?;
        let error = |error| BatchError::Layout { file: name.to_owned(), error };
        opened.layout.usable().map_err(error)?;
        Ok(opened)
    }

    fn of_stream(
        stream: Stream,
        content: Content,
        (files, rest): (&[PathBuf], &[PathBuf]),
        options: &Options,
        progress: &Progress,
    ) -> Result<Self, BatchError> {
        let (several, name) = (files.len() > 1, stream.name.clone());
        let mut opened = Self {
            layout: Layout::default(),
            content,
            csv: None,
            keys: Keys::default(),
            source: Box::new(Nothing),
            rest: rest.to_vec(),
            format: options.csv.clone(),
            progress: progress.clone(),
            files: files.to_vec(),
            kept: None,
            #[cfg(feature = "parquet")]
            parquet: None,
        };
        let headers = match content {
            Content::Csv => {
                let (header, source) = TextSource::csv(stream, &options.csv, several)?;
                let names = header.names.clone();
                opened.csv = Some(header);
                opened.source = Box::new(source);
                names
            }
            Content::Jsonl => {
                let (head, source) = TextSource::jsonl(stream, several)?;
                opened.keys = Keys::of(&head);
                opened.source = Box::new(source);
                opened.keys.names.clone()
            }
            #[cfg(not(feature = "parquet"))]
            Content::Parquet => return Err(unread(&stream.name)),
            #[cfg(feature = "parquet")]
            Content::Parquet => {
                let file = Arc::new(parquet::File::open(stream)?);
                let wanted = Arc::new(parquet::Wanted::all(&file));
                let bytes = progress.bytes.clone();
                opened.source = Box::new(parquet::ParquetSource::new(file.clone(), wanted.clone(), bytes, several));
                let names = file.columns.iter().map(|column| column.name.clone()).collect();
                opened.parquet = Some(ParquetInput { file, wanted });
                names
            }
        };
        let mapping = opened.mapping(options);
        opened.layout =
            Layout::proposed(&headers, &mapping).map_err(|error| BatchError::Layout { file: name, error })?;
        #[cfg(feature = "parquet")]
        if let Some(input) = &opened.parquet {
            input.file.leave_out(&mut opened.layout);
        }
        opened.rest.reverse();
        Ok(opened)
    }

    /// What the user says, with what the file's own bytes say of its numbers.
    fn mapping(&self, options: &Options) -> Mapping {
        let mut mapping = options.mapping.clone();
        let stated = mapping.map.as_ref().and_then(|map| map.decimal);
        let found = self.csv.as_ref().map(|header| header.decimal);
        mapping.decimal = mapping.decimal.or(stated).or(found);
        mapping
    }

    /// The same inputs from the start, to be read twice.
    pub(super) fn twice(mut self, options: &Options) -> Result<(Self, Self), BatchError> {
        let progress = Progress::default();
        // Standard input, or a reader that is no file.
        if self.files.is_empty() || self.files.iter().any(|file| file.as_os_str() == "-") {
            if self.files.len() > 1 {
                return Err(BatchError::Input(
                    "the long form is read twice: give standard input alone, or files".to_owned(),
                ));
            }
            let mut kept = tempfile::NamedTempFile::new()
                .map_err(|error| BatchError::Write { target: "a temporary file".to_owned(), error })?;
            let head = self.csv.as_ref().map_or(&[][..], |header| &header.raw);
            self.source.keep(head, kept.as_file_mut())?;
            let again = Self::peek(&[kept.path().to_owned()], options, &progress)?;
            let mut first = Self::peek(&[kept.path().to_owned()], options, &self.progress)?;
            first.kept = Some(kept);
            return Ok((first, again));
        }
        let again = Self::peek(&self.files, options, &progress)?;
        Ok((self, again))
    }

    /// Reads only the columns that are needed; of those of the output, only if their cells are texts there.
    #[cfg(feature = "parquet")]
    pub(super) fn want(&mut self, layout: &Layout, rows: &Rows, groups: bool) {
        let Some(input) = &mut self.parquet else { return };
        let cells = rows.rows && !rows.only;
        let wanted = parquet::Wanted::of(&input.file, layout, rows.group, cells);
        input.wanted = Arc::new(parquet::Wanted { rows: rows.rows, groups, ..wanted });
        self.source.want(&input.wanted);
    }

    /// How the bytes of a chunk become records.
    pub(super) fn parser(&self) -> Parser {
        match self.content {
            Content::Jsonl => Parser::Jsonl(self.keys.clone()),
            _ => Parser::Csv(Scanner::new(self.csv.as_ref().map_or(b',', |header| header.delimiter))),
        }
    }

    /// The first file, if it is Parquet.
    #[cfg(feature = "parquet")]
    pub(super) fn parquet(&self) -> Option<&parquet::File> {
        self.parquet.as_ref().map(|input| &*input.file)
    }

    /// What each column holds.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(super) fn has_more(&self) -> bool {
        self.source.has_more() || !self.rest.is_empty()
    }

    /// The next chunk, from the next file if one ends.
    pub(super) fn next(&mut self, chunk: &mut Chunk, number: u64) -> Result<bool, BatchError> {
        loop {
            if self.source.next(chunk)? {
                chunk.number = number;
                return Ok(true);
            }
            let Some(path) = self.rest.pop() else { return Ok(false) };
            let (stream, content) = Stream::open(&path, &self.progress.bytes)?;
            if content != self.content {
                return Err(BatchError::Input(format!("{}: not of the same format as the first file", stream.name)));
            }
            let name = stream.name.clone();
            self.source = match content {
                Content::Jsonl => Box::new(TextSource::jsonl(stream, true)?.1),
                #[cfg(feature = "parquet")]
                Content::Parquet => {
                    let file = Arc::new(parquet::File::open(stream)?);
                    let names: Vec<String> = file.columns.iter().map(|column| column.name.clone()).collect();
                    same_header(&name, &self.layout.headers, &names)?;
                    let wanted = self.parquet.as_ref().map(|input| input.wanted.clone()).unwrap_or_default();
                    let bytes = self.progress.bytes.clone();
                    Box::new(parquet::ParquetSource::new(file, wanted, bytes, true))
                }
                #[cfg(not(feature = "parquet"))]
                Content::Parquet => return Err(unread(&name)),
                Content::Csv => {
                    let (header, source) = TextSource::csv(stream, &self.format, true)?;
                    same_header(&name, &self.layout.headers, &header.names)?;
                    Box::new(source)
                }
            };
        }
    }
}

/// A Parquet file, in a build that does not read any.
#[cfg(not(feature = "parquet"))]
fn unread(name: &str) -> BatchError {
    BatchError::Input(format!("{name}: this build does not read Parquet; build with --features parquet"))
}

/// Fails if the headers of a file are not those of the first.
fn same_header(name: &str, first: &[String], other: &[String]) -> Result<(), BatchError> {
    if first == other {
        return Ok(());
    }
    let difference = difference(first, other);
    Err(BatchError::Input(format!("{name}: its header differs from that of the first file: {difference}")))
}

/// In words, the first place where two headers differ.
fn difference(first: &[String], other: &[String]) -> String {
    let at = first.iter().zip(other).position(|(a, b)| a != b).unwrap_or(first.len().min(other.len()));
    let name = |names: &[String]| names.get(at).map_or("nothing".to_owned(), |name| format!("{name:?}"));
    format!("column {} is {} there and {} here", at + 1, name(first), name(other))
}

/// No source at all.
struct Nothing;

impl Source for Nothing {
    fn next(&mut self, _: &mut Chunk) -> Result<bool, BatchError> {
        Ok(false)
    }
}

/// How the bytes of a chunk become records.
pub(super) enum Parser {
    Csv(Scanner),
    Jsonl(Keys),
}

impl Parser {
    /// Finds the next records of a chunk; `false` if all were found.
    pub(super) fn read(&self, chunk: &mut Chunk) -> Result<bool, BatchError> {
        if let Some(mut batches) = chunk.batches.take() {
            let more = batches.read(chunk)?;
            chunk.batches = more.then_some(batches);
            return Ok(more);
        }
        if !std::mem::take(&mut chunk.fresh) {
            return Ok(false);
        }
        chunk.counted.take();
        match self {
            Self::Csv(scanner) => {
                let Chunk { bytes, filled, records, .. } = chunk;
                scanner.scan(&bytes[..*filled], records);
            }
            Self::Jsonl(keys) => keys.read(chunk),
        }
        Ok(true)
    }
}

impl Default for Layout {
    /// No columns at all.
    fn default() -> Self {
        Self {
            headers: Vec::new(),
            columns: Vec::new(),
            unused: Vec::new(),
            dialect: None,
            form: Form::Wide,
            defaults: Vec::new(),
            decimal: Decimal::Point,
        }
    }
}
