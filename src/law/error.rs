//! What can be wrong with law files.

use std::fmt;

/// One fault in a law file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawError {
    /// The file, relative to the law folder.
    pub file: String,
    /// Line, from 1; 0 if the fault is the file's as a whole.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what was expected.
    pub message: String,
    /// The line's text.
    pub source_line: String,
    /// Length of the offending text in characters, at least 1.
    pub width: usize,
}

impl LawError {
    /// A fault at the byte range `span` of `text`.
    pub(crate) fn at(file: &str, text: &str, span: std::ops::Range<usize>, message: impl Into<String>) -> Self {
        let start = (0..=span.start.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let source_line = text[line_start..].lines().next().unwrap_or("");
        let width = text.get(start..span.end.max(start)).map_or(1, |t| t.lines().next().unwrap_or("").chars().count());
        Self {
            file: file.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            message: message.into(),
            source_line: source_line.to_owned(),
            width: width.max(1),
        }
    }

    /// A fault of the file as a whole, or of the folder.
    pub(crate) fn whole(file: &str, message: impl Into<String>) -> Self {
        let (line, column, width) = (0, 0, 1);
        Self { file: file.to_owned(), line, column, message: message.into(), source_line: String::new(), width }
    }
}

impl fmt::Display for LawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            return write!(f, "{}: {}", self.file, self.message);
        }
        writeln!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        let number = self.line.to_string();
        writeln!(f, " {number} | {}", self.source_line)?;
        let indent: String =
            self.source_line.chars().take(self.column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        write!(f, " {} | {indent}{}", " ".repeat(number.len()), "^".repeat(self.width))
    }
}

impl std::error::Error for LawError {}

/// All faults found in a set of law files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawErrors(pub Vec<LawError>);

impl fmt::Display for LawErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for LawErrors {}
