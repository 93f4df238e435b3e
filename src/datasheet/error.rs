//! What can be wrong with a datasheet, and where.

use super::draw;
use super::span::Source;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The most errors reported for one file; reading stops there.
pub const MAX_ERRORS: usize = 50;

/// The longest piece of a line that an error keeps, in bytes on either side of the fault.
const MAX_CONTEXT: usize = 160;

/// The kind of a [`DatasheetError`].
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DatasheetErrorKind {
    /// The file, or one line of it, is longer than is read.
    TooLong,
    /// The file is not well-formed TOML or JSON, or its extension is not one that is read.
    Syntax,
    /// A line that is no heading, no table row, no `label: value` and no note.
    Line,
    /// A table row with another number of cells than its header, or a header that is not understood.
    Table,
    /// A label or section that is not known.
    Label,
    /// A value that cannot be read.
    Value,
    /// The same thing given twice.
    Duplicate,
    /// A footnote mark without its note or source.
    Footnote,
    /// Something every part needs is missing.
    Missing,
}

/// One thing wrong with a datasheet, with its place.
///
/// Its [`Display`](fmt::Display) form shows the line and points at the fault:
///
/// ```
/// let errors = eccn::datasheet::parse("# X\n- Vendr: ACME\n", "x.md").unwrap_err();
/// assert_eq!(errors.to_string(), "\
/// x.md:2:3: unknown label \"Vendr\"
///   |
/// 2 | - Vendr: ACME
///   |   ^^^^^
///   = help: did you mean \"Vendor\"?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasheetError {
    inner: Box<Inner>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    kind: DatasheetErrorKind,
    file: Arc<str>,
    line: u32,
    column: u32,
    span: Range<usize>,
    excerpt: String,
    excerpt_start: usize,
    message: String,
    expected: Option<String>,
    help: Option<String>,
}

impl DatasheetError {
    /// What kind of error it is.
    pub fn kind(&self) -> DatasheetErrorKind {
        self.inner.kind
    }

    /// The file as it was named.
    pub fn file(&self) -> &str {
        &self.inner.file
    }

    /// The line, from 1.
    pub fn line(&self) -> u32 {
        self.inner.line
    }

    /// The column of the fault in characters, from 1.
    pub fn column(&self) -> u32 {
        self.inner.column
    }

    /// The byte range of the fault in its line.
    pub fn span(&self) -> Range<usize> {
        self.inner.span.clone()
    }

    /// The line's text; of a very long line, the part around the fault.
    pub fn line_text(&self) -> &str {
        &self.inner.excerpt
    }

    /// The byte of the line at which [`line_text`](Self::line_text) starts: 0 unless the line is very long.
    pub fn line_text_start(&self) -> usize {
        self.inner.excerpt_start
    }

    /// What is wrong, in one sentence without the place.
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    /// What was expected instead.
    pub fn expected(&self) -> Option<&str> {
        self.inner.expected.as_deref()
    }

    /// What to do about it.
    pub fn suggestion(&self) -> Option<&str> {
        self.inner.help.as_deref()
    }
}

impl fmt::Display for DatasheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        draw::error(self, f)
    }
}

impl std::error::Error for DatasheetError {}

/// Everything wrong with one file, in the order of the file; at least one error, at most [`MAX_ERRORS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasheetErrors {
    errors: Vec<DatasheetError>,
    stopped: bool,
}

impl DatasheetErrors {
    /// The errors in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, DatasheetError> {
        self.errors.iter()
    }

    /// Whether reading stopped at [`MAX_ERRORS`], so that there may be more.
    pub fn stopped(&self) -> bool {
        self.stopped
    }
}

impl<'a> IntoIterator for &'a DatasheetErrors {
    type Item = &'a DatasheetError;
    type IntoIter = std::slice::Iter<'a, DatasheetError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for DatasheetErrors {
    /// Each error as it draws itself, a blank line between two.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.errors.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { "\n\n" })?;
            error.fmt(f)?;
        }
        if self.stopped { write!(f, "\n\nstopped after {MAX_ERRORS} errors") } else { Ok(()) }
    }
}

impl std::error::Error for DatasheetErrors {}

/// A fault as the stages report it: a byte range of the file and the words.
#[derive(Debug)]
pub(crate) struct Fault {
    kind: DatasheetErrorKind,
    range: Range<usize>,
    message: String,
    expected: Option<String>,
    help: Option<String>,
}

impl Fault {
    pub(crate) fn new(kind: DatasheetErrorKind, range: Range<usize>, message: impl Into<String>) -> Self {
        Self { kind, range, message: message.into(), expected: None, help: None }
    }

    pub(crate) fn value(range: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(DatasheetErrorKind::Value, range, message)
    }

    pub(crate) fn duplicate(range: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(DatasheetErrorKind::Duplicate, range, message)
    }

    pub(crate) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The message and what was expected, without the place.
    pub(crate) fn in_words(&self) -> String {
        match &self.expected {
            Some(expected) => format!("{}; expected {expected}", self.message),
            None => self.message.clone(),
        }
    }

    fn locate(self, source: &Source<'_>) -> DatasheetError {
        let place = source.locate(self.range.start);
        let line = source.line(self.range.start);
        let span = source.range_in_line(self.range);
        let text = &source.text[line];
        let mut start = span.start.saturating_sub(MAX_CONTEXT);
        let mut end = (span.start + 2 * MAX_CONTEXT).min(text.len());
        if text.len() <= 3 * MAX_CONTEXT {
            (start, end) = (0, text.len());
        }
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        DatasheetError {
            inner: Box::new(Inner {
                kind: self.kind,
                file: place.file,
                line: place.line,
                column: place.column,
                span,
                excerpt: text[start..end].to_owned(),
                excerpt_start: start,
                message: self.message,
                expected: self.expected,
                help: self.help,
            }),
        }
    }
}

/// Collects the faults of one file.
#[derive(Default)]
pub(crate) struct Faults {
    faults: Vec<Fault>,
}

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        if !self.full() {
            self.faults.push(fault);
        }
    }

    /// Keeps the fault, if it is one, and goes on without the value.
    pub(crate) fn keep<T>(&mut self, result: Result<T, Fault>) -> Option<T> {
        result.map_err(|fault| self.push(fault)).ok()
    }

    /// Whether there are any.
    pub(crate) fn any(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Whether there are so many that reading should stop.
    pub(crate) fn full(&self) -> bool {
        self.faults.len() >= MAX_ERRORS
    }

    /// `value`, unless there are faults.
    pub(crate) fn finish<T>(self, value: T, source: &Source<'_>) -> Result<T, DatasheetErrors> {
        if self.faults.is_empty() {
            return Ok(value);
        }
        let stopped = self.full();
        let mut faults = self.faults;
        faults.sort_by_key(|fault| fault.range.start);
        Err(DatasheetErrors { errors: faults.into_iter().map(|fault| fault.locate(source)).collect(), stopped })
    }
}

/// `text` as errors quote it: cut to a length that fits a line.
pub(crate) fn quote(text: &str) -> String {
    const MAX: usize = 40;
    let text = text.trim();
    if text.chars().count() <= MAX {
        return format!("\"{text}\"");
    }
    let cut: String = text.chars().take(MAX).collect();
    format!("\"{cut}…\"")
}
