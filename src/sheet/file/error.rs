//! Why a file cannot be read, and what to do about it.

/// A file that cannot be read as a sheet. The message names the file, says what it is, what was expected and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct FileError {
    /// The file, as it was named.
    pub file: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// It cannot be opened or read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// There is nothing in it.
    #[error("the file is empty; expected a datasheet as text, HTML, PDF or XLSX")]
    Empty,
    /// It is of a kind that is not read.
    #[error("this is {what}, which is not read; {help}")]
    Kind {
        /// What it is, with its article.
        what: &'static str,
        /// What to do.
        help: &'static str,
    },
    /// This program was built without a reader for it.
    #[error(
        "this is {what}, and this build cannot read it; build with the feature `{feature}`, or save the file as text"
    )]
    Feature {
        /// What it is, with its article.
        what: &'static str,
        /// The feature.
        feature: &'static str,
    },
    /// It exceeds a limit.
    #[error("{what} is more than the limit of {limit}; {help}")]
    TooLarge {
        /// What is too large, with its size as far as it is known.
        what: String,
        /// The limit, with its unit.
        limit: String,
        /// What to do.
        help: &'static str,
    },
    /// Its encoding is not known.
    #[error(
        "the encoding of this text is unknown: {found}; expected UTF-8, or an encoding that the file declares. Name it \
         (--encoding gb18030, big5, shift_jis, windows-1252 …) or save the file as UTF-8"
    )]
    Encoding {
        /// What was found instead.
        found: String,
    },
    /// It needs a password.
    #[error(
        "this {what} is encrypted and opens only with a password; save a copy without one, or copy the text out of it"
    )]
    Encrypted {
        /// `PDF file`, `workbook`.
        what: &'static str,
    },
    /// A PDF file without text.
    #[error(
        "this PDF file has no text ({pages}), as a scanned one has none; it needs OCR: run a text recognizer such as \
         ocrmypdf on it, or type the figures in"
    )]
    NoText {
        /// How many pages were looked at, with their unit.
        pages: String,
    },
    /// It is damaged, or the reader of its kind fails on it.
    #[error("this {what} cannot be read: {why}; {help}")]
    Damaged {
        /// `PDF file`, `workbook`.
        what: &'static str,
        /// The reader's words.
        why: String,
        /// What to do.
        help: &'static str,
    },
    /// Reading it took too long.
    #[error(
        "reading this {what} took more than {seconds} s; save the page or sheet that matters as a file of its own, or as text"
    )]
    Slow {
        /// `PDF file`, `workbook`.
        what: &'static str,
        /// The limit.
        seconds: u64,
    },
}

impl Problem {
    /// With the name of the file.
    pub(super) fn of(self, file: &str) -> FileError {
        FileError { file: file.to_owned(), problem: self }
    }
}

/// A number of bytes as a person says it, rounded up in its last digit: a limit is never named as exceeded by itself.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..0x400 => format!("{bytes} bytes"),
        0x400..0x10_0000 => format!("{} KiB", bytes.div_ceil(0x400)),
        _ => format!("{} MiB", bytes.div_ceil(0x10_0000)),
    }
}
