//! Bytes of a file or of standard input, unpacked and as UTF-8.

use super::elements::Elements;
use super::{BLOCK, Content, elements, foreign};
use crate::batch::BatchError;
use crate::batch::utf16::Utf16;
use std::fs::{File, Metadata};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// A file to be read.
#[derive(Clone, Debug)]
pub(in crate::batch) struct InputFile {
    pub(in crate::batch) path: PathBuf,
    /// What errors call it.
    pub(in crate::batch) name: String,
    /// What it was when it was read before, and has to be still.
    pub(in crate::batch) stamp: Option<Stamp>,
}

impl InputFile {
    /// A file, or standard input as `-`.
    pub(in crate::batch) fn new(path: &Path) -> Self {
        let name = match path.display().to_string() {
            name if name == "-" => "standard input".to_owned(),
            name if name.is_empty() => "\"\"".to_owned(),
            name => name,
        };
        Self { path: path.to_owned(), name, stamp: None }
    }

    pub(in crate::batch) fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// Fails if there is nothing under the name, or a folder.
    pub(in crate::batch) fn is_there(&self) -> Result<(), BatchError> {
        if self.is_standard_input() {
            return Ok(());
        }
        let metadata = std::fs::metadata(&self.path);
        let metadata = metadata.map_err(|error| BatchError::Read { file: self.name.clone(), error })?;
        if metadata.is_dir() { Err(folder(&self.name)) } else { Ok(()) }
    }

    /// What the file is now; `None` if it is no file on disk, and can be read but once.
    pub(in crate::batch) fn on_disk(&self) -> Option<Stamp> {
        let metadata = if self.is_standard_input() { None } else { std::fs::metadata(&self.path).ok() };
        metadata.filter(Metadata::is_file).map(|metadata| Stamp::of(&metadata))
    }
}

/// What a file on disk was at some time.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(in crate::batch) struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    pub(in crate::batch) fn of(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified: metadata.modified().ok() }
    }

    /// Fails if the file is not now what it was.
    pub(in crate::batch) fn check(self, file: &str, now: Self) -> Result<(), BatchError> {
        let how = if now.size != self.size {
            format!("it had {} bytes and now has {}", self.size, now.size)
        } else if now.modified != self.modified {
            "it was written to".to_owned()
        } else {
            return Ok(());
        };
        Err(BatchError::Changed { file: file.to_owned(), how })
    }
}

/// A file or standard input, with what is needed to tell whether it changed.
pub(in crate::batch) struct Stream {
    pub(in crate::batch) name: String,
    reader: Box<dyn Read + Send>,
    watched: Option<Watched>,
    /// Whether records are the elements of JSON, which lie on no lines of their own in the file.
    pub(super) elements: bool,
    /// What a person should know of how it is read.
    pub(super) remark: Option<String>,
}

/// A file on disk that must not change while it is read.
struct Watched {
    #[cfg(feature = "parquet")]
    path: PathBuf,
    /// What is read, whatever is under its name by then.
    file: File,
    stamp: Stamp,
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
    pub(in crate::batch) fn open(input: &InputFile, progress: &Arc<AtomicU64>) -> Result<(Self, Content), BatchError> {
        let name = input.name.clone();
        let fail = |error: io::Error| BatchError::Read { file: input.name.clone(), error };
        let (raw, watched): (Box<dyn Read + Send>, _) = if input.is_standard_input() {
            (Box::new(Counting { inner: io::stdin(), counts: vec![progress.clone()] }), None)
        } else {
            let file = File::open(&input.path).map_err(fail)?;
            let metadata = file.metadata().map_err(fail)?;
            if metadata.is_dir() {
                return Err(folder(&name));
            }
            let stamp = Stamp::of(&metadata);
            input.stamp.map_or(Ok(()), |before| before.check(&name, stamp))?;
            let read = Arc::new(AtomicU64::new(0));
            let counts = vec![progress.clone(), read.clone()];
            let watch = || {
                Ok(Watched {
                    #[cfg(feature = "parquet")]
                    path: input.path.clone(),
                    file: file.try_clone()?,
                    stamp,
                    read,
                })
            };
            let watched = metadata.is_file().then(watch).transpose().map_err(fail)?;
            (Box::new(Counting { inner: file, counts }), watched)
        };
        let extension = Path::new(&name).extension().is_some_and(|is| is == "jsonl" || is == "ndjson");
        Self::unpack(name, raw, watched, extension)
    }

    /// Takes the bytes of a reader, which may be compressed or UTF-16.
    pub(in crate::batch) fn of(name: &str, reader: impl Read + Send + 'static) -> Result<(Self, Content), BatchError> {
        Self::unpack(name.to_owned(), Box::new(reader), None, false)
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
        if let Some(what) = foreign::what(&head) {
            return Err(BatchError::Input(format!("{name} is {what}")));
        }
        let mut remark = None;
        let marked = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
        let little = if marked { Some(head[0] == 0xff) } else { foreign::utf16(&head) };
        let (head, reader) = match little {
            Some(little) => {
                if !marked {
                    remark = Some(format!("{name}: read as UTF-16, though no byte order mark says so"));
                }
                peek(Box::new(Utf16::new(reader, little))).map_err(fail)?
            }
            None => (head, reader),
        };
        let mut stream = Self { name, reader, watched, elements: false, remark };
        let body = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
        let content = if head.starts_with(b"PAR1") {
            Content::Parquet
        } else if elements::are_in(body) {
            let mark = (head.len() - body.len()) as u64;
            io::copy(&mut (&mut stream.reader).take(mark), &mut io::sink()).map_err(|error| stream.fault(error))?;
            stream.reader = Box::new(Elements::new(stream.reader));
            stream.elements = true;
            Content::Jsonl
        } else if lines_of_json || body.trim_ascii_start().starts_with(b"{") {
            Content::Jsonl
        } else {
            Content::Csv
        };
        Ok((stream, content))
    }

    fn fault(&self, error: io::Error) -> BatchError {
        BatchError::Read { file: self.name.clone(), error }
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, BatchError> {
        loop {
            match self.reader.read(buffer) {
                Ok(read) => return Ok(read),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.fault(error)),
            }
        }
    }

    /// The file that is read, if it is one.
    #[cfg(feature = "parquet")]
    pub(in crate::batch) fn path(&self) -> Option<&Path> {
        self.watched.as_ref().map(|watched| watched.path.as_path())
    }

    /// What the file was when it was opened, if it is one.
    pub(in crate::batch) fn stamp(&self) -> Option<Stamp> {
        self.watched.as_ref().map(|watched| watched.stamp)
    }

    /// Copies all that is left to a file.
    pub(in crate::batch) fn copy(&mut self, file: &mut File) -> Result<(), BatchError> {
        let mut block = vec![0; BLOCK];
        while !self.copy_block(&mut block, file)? {}
        Ok(())
    }

    /// Copies as much as `block` holds to a file; `true` at the end.
    pub(super) fn copy_block(&mut self, block: &mut [u8], file: &mut File) -> Result<bool, BatchError> {
        let (filled, ended) = self.fill(block, 0)?;
        file.write_all(&block[..filled]).map_err(BatchError::temporary)?;
        Ok(ended)
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

    /// Fails if the file is not what it was, or not as much was read.
    fn unchanged(&self) -> Result<(), BatchError> {
        let Some(watched) = &self.watched else { return Ok(()) };
        let now = watched.file.metadata().map_err(|error| self.fault(error))?;
        watched.stamp.check(&self.name, Stamp::of(&now))?;
        let read = watched.read.load(Ordering::Relaxed);
        watched.stamp.check(&self.name, Stamp { size: read, ..watched.stamp })
    }
}

fn folder(name: &str) -> BatchError {
    BatchError::Input(format!("{name} is a folder; give files, or a pattern such as '{name}/*.csv'"))
}

/// The first bytes of a stream, and the stream with them put back.
fn peek(mut reader: Box<dyn Read + Send>) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::new();
    (&mut reader).take(512).read_to_end(&mut head)?;
    let whole: Box<dyn Read + Send> = Box::new(io::Cursor::new(head.clone()).chain(reader));
    Ok((head, whole))
}
