//! Determinations as CSV, a row each.

use super::{compact, governing, nearest, remarks};
use crate::determine::Determination;
use crate::facts::NumericFact;
use std::io;

/// The columns.
pub const COLUMNS: [&str; 11] = [
    "part",
    "as_of",
    "posture",
    "eccn",
    "paragraphs",
    "certainty",
    "tpp",
    "performance_density",
    "margin",
    "needs",
    "lints",
];

/// Writes determinations as CSV with a header.
pub struct Writer<W: io::Write> {
    inner: csv::Writer<W>,
    /// Whether there is a column for what was laid over the law.
    supposing: bool,
}

impl<W: io::Write> Writer<W> {
    /// Starts with the header.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(out: W) -> io::Result<Self> {
        let mut inner = csv::Writer::from_writer(out);
        inner.write_record(COLUMNS)?;
        Ok(Self { inner, supposing: false })
    }

    /// Starts with the header for answers under bills and drafts: the last column, `proposals`, names them in each row.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn supposing(out: W) -> io::Result<Self> {
        let mut inner = csv::Writer::from_writer(out);
        inner.write_record(COLUMNS.iter().chain(&["proposals"]))?;
        Ok(Self { inner, supposing: true })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, answer: &Determination) -> io::Result<()> {
        let mut cells = row(answer).to_vec();
        if self.supposing {
            cells.push(answer.proposals().join(";"));
        }
        self.inner.write_record(cells)?;
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The cells of a row, in the order of [`COLUMNS`].
///
/// A governing paragraph that depends is given as the possible ones joined by `|`. Numbers are decimals without
/// separators; alternatives are joined by `|`, a range is `low..high`, an open one `low..`, and nothing known is empty.
pub fn row(answer: &Determination) -> [String; 11] {
    let tpp = &answer.facts().numeric(NumericFact::Tpp).value;
    let density = answer.facts().performance_density();
    let margin = if answer.is_certain() { answer.nearest_change().and_then(nearest) } else { None };
    [
        answer.part().to_owned(),
        answer.date().to_string(),
        answer.posture().to_string(),
        governing(answer),
        answer.paragraphs().join(";"),
        answer.certainty().to_owned(),
        compact(tpp, ToString::to_string),
        density.map(|density| compact(&density, |value| answer.density_digits(value))).unwrap_or_default(),
        margin.unwrap_or_default(),
        answer.needs().join(";"),
        remarks(answer).join(";"),
    ]
}
