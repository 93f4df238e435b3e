//! The inputs of a run: files opened as far as their headers, one after the other.

mod alike;
mod twice;

use super::input::{Among, Content, CsvFormat, CsvHeader, InputFile, SAMPLE, Source, Stream, TextSource};
use super::jsonl::Keys;
use super::layout::{Form, Layout};
#[cfg(feature = "parquet")]
use super::parquet;
use super::run::{Options, Progress};
use super::scan::Scanner;
use super::table::Chunk;
use super::target::Temporary;
#[cfg(feature = "parquet")]
use super::write::Rows;
use super::{BatchError, Decimal};
use alike::{Writing, same_header, same_writing};
use std::path::PathBuf;
#[cfg(feature = "parquet")]
use std::sync::Arc;

/// The inputs of a run, opened as far as their headers.
pub struct Inputs {
    pub(super) layout: Layout,
    pub(super) content: Content,
    pub(super) csv: Option<CsvHeader>,
    keys: Keys,
    pub(super) source: Box<dyn Source>,
    /// The name of the first file.
    name: String,
    /// The files after this one, the last first.
    rest: Vec<InputFile>,
    format: CsvFormat,
    /// The decimal sign is found out from the file: others have to write numbers like the first.
    sniffed: bool,
    pub(super) progress: Progress,
    /// All files, to be read again.
    files: Vec<InputFile>,
    /// Copies of what can be read but once, while there is a need of them.
    kept: Vec<Temporary>,
    /// What was remarked of files that are read.
    remarks: Vec<String>,
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
        let error = |error| BatchError::Layout { file: opened.name.clone(), error };
        opened.layout.usable().map_err(error)?;
        Ok(opened)
    }

    /// As [`open`](Self::open), without refusing columns that are ambiguous, unclear or missing.
    ///
    /// # Errors
    /// If it cannot be read, or the mapping names what is not there.
    pub fn peek(files: &[PathBuf], options: &Options, progress: &Progress) -> Result<Self, BatchError> {
        let files: Vec<InputFile> = files.iter().map(|path| InputFile::new(path)).collect();
        // A file that is missing is not to be found missing after hours.
        for file in files.iter().skip(1) {
            file.is_there()?;
        }
        Self::first_of(files, options, progress)
    }

    fn first_of(files: Vec<InputFile>, options: &Options, progress: &Progress) -> Result<Self, BatchError> {
        let Some(first) = files.first() else {
            return Err(BatchError::Input("no input was given".to_owned()));
        };
        let (stream, content) = Stream::open(first, &progress.bytes)?;
        Self::of_stream(stream, content, files, options, progress)
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
        let opened = Self::of_stream(stream, content, Vec::new(), options, progress)?;
        let error = |error| BatchError::Layout { file: name.to_owned(), error };
        opened.layout.usable().map_err(error)?;
        Ok(opened)
    }

    fn of_stream(
        stream: Stream,
        content: Content,
        files: Vec<InputFile>,
        options: &Options,
        progress: &Progress,
    ) -> Result<Self, BatchError> {
        let name = stream.name.clone();
        let among = Among { several: files.len() > 1, followed: files.len() > 1 };
        let stated = options.mapping.decimal.or(options.mapping.map.as_ref().and_then(|map| map.decimal));
        let mut opened = Self {
            layout: Layout::default(),
            content,
            csv: None,
            keys: Keys::default(),
            source: Box::new(Nothing),
            name: name.clone(),
            rest: files.iter().skip(1).rev().cloned().collect(),
            format: options.csv.clone(),
            sniffed: stated.is_none(),
            progress: progress.clone(),
            files,
            kept: Vec::new(),
            remarks: Vec::new(),
            #[cfg(feature = "parquet")]
            parquet: None,
        };
        let mut sample = Vec::new();
        let headers = match content {
            Content::Csv => {
                let (mut header, source) = TextSource::csv(stream, &options.csv, among)?;
                let names = header.names.clone();
                sample = std::mem::take(&mut header.sample);
                opened.csv = Some(header);
                opened.source = Box::new(source);
                names
            }
            Content::Jsonl => {
                let (head, source) = TextSource::jsonl(stream, among)?;
                opened.keys = Keys::of(&head);
                opened.source = Box::new(source);
                sample = head;
                opened.keys.names.clone()
            }
            #[cfg(not(feature = "parquet"))]
            Content::Parquet => return Err(unread(&stream.name)),
            #[cfg(feature = "parquet")]
            Content::Parquet => {
                let file = Arc::new(parquet::File::open(stream)?);
                let wanted = Arc::new(parquet::Wanted::all(&file));
                let bytes = progress.bytes.clone();
                opened.source =
                    Box::new(parquet::ParquetSource::new(file.clone(), wanted.clone(), bytes, among.several));
                let names = file.columns.iter().map(|column| column.name.clone()).collect();
                opened.parquet = Some(ParquetInput { file, wanted });
                names
            }
        };
        opened.layout =
            Layout::proposed(&headers, &options.mapping).map_err(|error| BatchError::Mapping { file: name, error })?;
        opened.look(sample, options)?;
        #[cfg(feature = "parquet")]
        if let Some(input) = &opened.parquet {
            input.file.leave_out(&mut opened.layout);
        }
        Ok(opened)
    }

    /// Looks at the first rows, to see whether columns hold what their headers promise.
    fn look(&mut self, bytes: Vec<u8>, options: &Options) -> Result<(), BatchError> {
        let delimiter = self.csv.as_ref().map(|header| header.delimiter);
        if let Some(delimiter) = delimiter.filter(|delimiter| *delimiter != b',' && options.csv.delimiter.is_none()) {
            let name = if delimiter == b'\t' { "tabs".to_owned() } else { format!("{:?}", char::from(delimiter)) };
            self.layout.remarks.push(format!("fields are separated by {name} (--delimiter says otherwise)"));
        }
        if self.content == Content::Parquet {
            self.layout.note(None);
            return Ok(());
        }
        let rows = self.sample(bytes)?;
        self.layout.look(&rows, delimiter, !self.sniffed);
        Ok(())
    }

    /// The first rows of a file.
    fn sample(&self, mut bytes: Vec<u8>) -> Result<Chunk, BatchError> {
        if bytes.len() >= SAMPLE {
            // What is cut at the end may be half a number.
            bytes.truncate(SAMPLE);
            bytes.truncate(memchr::memrchr2(b'\n', b'\r', &bytes).map_or(bytes.len(), |end| end + 1));
        }
        let mut rows = Chunk { filled: bytes.len(), bytes, fresh: true, first_line: 1, ..Chunk::default() };
        self.parser().read(&mut rows)?;
        Ok(rows)
    }

    /// Remarks for the person who runs this, when all is read. `json`: lines come out with all their keys.
    pub(super) fn remarks(&self, json: bool) -> Vec<String> {
        let late = if json { None } else { self.keys.remark() };
        self.remarks.iter().cloned().chain(self.source.remarks()).chain(late).collect()
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

    /// Says what is added to each object of the output, if objects get more keys.
    pub(super) fn reserve(&mut self, names: &[String]) {
        self.keys.ours = names.to_vec();
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

    /// What errors call the first file.
    pub(crate) fn name(&self) -> &str {
        &self.name
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
            let Some(file) = self.rest.pop() else { return Ok(false) };
            let (stream, content) = Stream::open(&file, &self.progress.bytes)?;
            if content != self.content {
                let message =
                    format!("{} is {}, and {} is {}", stream.name, content.name(), self.name, self.content.name());
                return Err(BatchError::Input(format!("{message}: give files of one format to a run")));
            }
            let among = Among { several: true, followed: !self.rest.is_empty() };
            self.remarks.extend(self.source.remarks());
            let name = stream.name.clone();
            self.source = match content {
                Content::Jsonl => Box::new(TextSource::jsonl(stream, among)?.1),
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
                    let (header, source) = TextSource::csv(stream, &self.format, among)?;
                    if let Some(first) = &self.csv {
                        let one = Writing { delimiter: first.delimiter, decimal: self.layout.decimal, unclear: None };
                        let (decimal, unclear) =
                            self.layout.sign(&self.sample(header.sample.clone())?, first.delimiter);
                        let other = Writing { delimiter: header.delimiter, decimal, unclear };
                        same_writing((&self.name, &one), (&name, &other), self.sniffed)?;
                    }
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
            rates: None,
            remarks: Vec::new(),
        }
    }
}
