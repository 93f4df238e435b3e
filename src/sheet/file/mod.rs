//! A file to what can be read: a text with a hint of its layout, or, for a workbook, a [`Document`].
//!
//! The kind of a file is told by its first bytes and then by its name. Texts are decoded, never guessed at. PDF files
//! (feature `pdf`) become text with columns kept by spaces. Workbooks (feature `xlsx`) become one table a visible sheet.
//!
//! Whatever the bytes are, [`open`] answers within [`Limits`]: a file too large, too deep or too slow is an error that says
//! what to do, and so is everything that is not read.

mod encoding;
mod error;
#[cfg(any(feature = "pdf", feature = "xlsx"))]
mod guard;
mod kind;
mod limits;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(test)]
mod tests;
#[cfg(feature = "xlsx")]
mod workbook;

pub use error::{FileError, Problem};
pub use limits::{Limits, PdfToText};

use super::{Document, Layout};
use error::size;
use kind::Kind;
use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Its contents.
    pub content: Content,
    /// Who read it.
    pub reader: Reader,
    /// What was left out or could not be decoded, in words, to be shown: a hidden sheet, characters without Unicode.
    pub left_out: Vec<String>,
}

/// The contents of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text, still to be laid out.
    Text {
        /// The text, without a byte-order mark.
        text: String,
        /// Its layout, if the kind or name of the file tells it.
        hint: Option<Layout>,
    },
    /// A workbook.
    Document(Document),
}

/// Who read a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// It is a text in this encoding.
    Text {
        /// The name of the encoding on the web.
        encoding: &'static str,
    },
    /// The built-in reader of PDF files.
    Pdf {
        /// How many pages there were.
        pages: usize,
    },
    /// The program `pdftotext`.
    PdfToText,
    /// The built-in reader of workbooks.
    Workbook,
}

impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { encoding } => write!(f, "text ({encoding})"),
            Self::Pdf { pages: 1 } => f.write_str("PDF file, one page, read by the built-in reader"),
            Self::Pdf { pages } => write!(f, "PDF file, {pages} pages, read by the built-in reader"),
            Self::PdfToText => f.write_str("PDF file, read by pdftotext -layout"),
            Self::Workbook => f.write_str("XLSX workbook"),
        }
    }
}

impl Content {
    /// The document: a text is laid out as hinted, or as it looks.
    pub fn into_document(self) -> Document {
        match self {
            Self::Text { text, hint } => hint.unwrap_or_else(|| Layout::of(&text)).read(&text),
            Self::Document(document) => document,
        }
    }
}

/// Reads the bytes of a file. Its `name` is for messages, and its ending for the layout.
pub fn open(bytes: &[u8], name: &str, limits: &Limits) -> Result<Opened, FileError> {
    let length = bytes.len() as u64;
    if length > limits.bytes {
        return Err(too_long(size(length), limits).of(name));
    }
    contents(bytes, name, limits).map_err(|problem| problem.of(name))
}

fn contents(bytes: &[u8], name: &str, limits: &Limits) -> Result<Opened, Problem> {
    match kind::of(bytes, name)? {
        Kind::Text(hint) => {
            let (text, encoding) = encoding::decode(bytes, limits.encoding.as_deref())?;
            if text.trim().is_empty() {
                return Err(Problem::Empty);
            }
            Ok(Opened {
                content: Content::Text { text, hint },
                reader: Reader::Text { encoding },
                left_out: Vec::new(),
            })
        }
        #[cfg(feature = "pdf")]
        Kind::Pdf => pdf::read(bytes, limits),
        #[cfg(not(feature = "pdf"))]
        Kind::Pdf => Err(Problem::Feature { what: "a PDF file", feature: "pdf" }),
        #[cfg(feature = "xlsx")]
        Kind::Workbook => workbook::read(bytes, limits),
        #[cfg(not(feature = "xlsx"))]
        Kind::Workbook => Err(Problem::Feature { what: "a workbook", feature: "xlsx" }),
    }
}

/// Reads a file, but never more of it than the limit, whatever its size is said to be.
pub fn read_file(path: &Path, limits: &Limits) -> Result<Vec<u8>, FileError> {
    let name = path.display().to_string();
    let unreadable = |e: std::io::Error| Problem::Unreadable(e.to_string()).of(&name);
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if about.is_dir() {
        return Err(Problem::Unreadable("it is a directory; name the files in it".to_owned()).of(&name));
    }
    if about.len() > limits.bytes {
        return Err(too_long(size(about.len()), limits).of(&name));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
    file.take(limits.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limits.bytes {
        return Err(too_long("what came".to_owned(), limits).of(&name));
    }
    Ok(bytes)
}

/// [`read_file`], then [`open`].
pub fn open_file(path: &Path, limits: &Limits) -> Result<Opened, FileError> {
    open(&read_file(path, limits)?, &path.display().to_string(), limits)
}

fn too_long(length: String, limits: &Limits) -> Problem {
    Problem::TooLarge {
        what: format!("a file of {length}"),
        limit: size(limits.bytes),
        help: "a datasheet is far smaller: give the page or table that matters as a file of its own",
    }
}
