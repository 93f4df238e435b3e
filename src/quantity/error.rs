//! What can be wrong with a number.

use std::fmt;

/// A number that could not be read or does not fit its unit.
///
/// Carries the byte range of the offending text inside the text that was given, so that a caller can point at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantityError {
    message: String,
    start: usize,
    end: usize,
}

impl QuantityError {
    pub(crate) fn new(message: impl Into<String>, start: usize, end: usize) -> Self {
        Self { message: message.into(), start, end: end.max(start) }
    }

    /// The byte range of the offending text, inside the text that was parsed.
    ///
    /// ```
    /// let err = eccn::quantity::parse::rate("12 parsecs").unwrap_err();
    /// assert_eq!(err.span(), 3..10);
    /// ```
    pub fn span(&self) -> std::ops::Range<usize> {
        self.start..self.end
    }

    /// The same error, with its range moved by `by` bytes: for a text that is part of a longer one.
    pub fn shifted(mut self, by: usize) -> Self {
        self.start += by;
        self.end += by;
        self
    }
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for QuantityError {}
