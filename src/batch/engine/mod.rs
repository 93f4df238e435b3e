//! Records in, answers out: what every worker does with a chunk of rows.

mod cells;
mod worker;

pub(super) use worker::{Found, ROWS, Worker};

use super::Decimal;
use super::block::Program;
use super::layout::Layout;
use super::long::Answers;
use super::row::{self, CellError};
use super::table::Chunk;
use crate::determine::{self, Question, Stay};
use crate::facts::NumericFact;
use crate::kernel::{Kernel, Surroundings};
use crate::law::Statute;
use crate::measure::measure;
use crate::part::Part;
use crate::quantity::Exact;
use crate::report;
use std::borrow::Cow;

/// A column that is added to each row.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// The governing paragraph, `none`, the possible ones joined by `|`, or nothing where the row has an error.
    Eccn,
    /// Every paragraph that is met in any case, joined by `;`.
    Paragraphs,
    /// `certain`, `depends`, or `error`.
    Certainty,
    /// Total processing performance.
    Tpp,
    /// Performance density, to four decimals.
    PerformanceDensity,
    /// The nearest change of the answer.
    Margin,
    /// The missing values that decide, joined by `;`.
    Needs,
    /// Names of remarks, joined by `;`.
    Lints,
    /// What is wrong with the row.
    Error,
}

impl Added {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Eccn,
        Self::Paragraphs,
        Self::Certainty,
        Self::Tpp,
        Self::PerformanceDensity,
        Self::Margin,
        Self::Needs,
        Self::Lints,
        Self::Error,
    ];

    /// Its header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Eccn => "eccn",
            Self::Paragraphs => "paragraphs",
            Self::Certainty => "certainty",
            Self::Tpp => "tpp",
            Self::PerformanceDensity => "performance_density",
            Self::Margin => "margin",
            Self::Needs => "needs",
            Self::Lints => "lints",
            Self::Error => "error",
        }
    }
}

/// The law and the columns of one run: shared by its workers.
#[derive(Debug)]
pub struct Engine<'s, 'law> {
    pub(super) layout: Layout,
    question: Question,
    kernel: Kernel<'s, 'law>,
    /// The same law on a second day.
    second: Option<Kernel<'s, 'law>>,
    statutes: (&'s Statute<'law>, Option<&'s Statute<'law>>),
    around: Option<Surroundings>,
    /// The density thresholds in ten-thousandths, cut off: what a rounded density may be mistaken for.
    densities: Vec<i64>,
    /// All rows go the exact way: for tests.
    exact_only: bool,
    /// The columns that are asked for.
    wanted: Vec<Added>,
    /// License columns.
    pub(super) licenses: Option<std::sync::Arc<super::licenses::Licenses>>,
    /// In the long form, the answers of all parts.
    pub(super) long: Option<Answers>,
}

impl<'s, 'law> Engine<'s, 'law> {
    /// For rows laid out as `layout` says. `second`: the statute of a second day whose answer is added.
    ///
    /// # Errors
    /// If a default cannot be read.
    pub fn new(
        layout: Layout,
        statute: &'s Statute<'law>,
        second: Option<&'s Statute<'law>>,
        question: Question,
    ) -> Result<Self, CellError> {
        let program = Program::new(&layout, &question.readings)?;
        let kernel = |statute: &'s Statute<'law>| {
            let all = Part::default();
            Kernel::new(statute, &all, &question.readings, &question.circumstances, program.shape().clone())
        };
        let first = kernel(statute);
        Ok(Self {
            around: first.surroundings(),
            densities: statute
                .thresholds(NumericFact::PerformanceDensity)
                .iter()
                .filter_map(|threshold| threshold.floor_scaled(10_000))
                .collect(),
            kernel: first,
            second: second.map(kernel),
            statutes: (statute, second),
            layout,
            question,
            exact_only: false,
            wanted: Added::ALL.to_vec(),
            licenses: None,
            long: None,
        })
    }

    /// The same, with every row going the way of single parts: slow, and by definition right.
    pub fn exact(mut self) -> Self {
        self.exact_only = true;
        self
    }

    /// The same with license columns.
    pub fn licensed(mut self, licenses: std::sync::Arc<super::Licenses>) -> Self {
        self.licenses = Some(licenses);
        self
    }

    /// The same for a run that asks for some columns only: the others may be empty.
    pub fn wanting(mut self, columns: &[Added]) -> Self {
        self.wanted = columns.to_vec();
        self
    }

    /// Whether a column is asked for.
    pub(super) fn wants(&self, column: Added) -> bool {
        self.wanted.contains(&column)
    }

    /// What each column holds.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The second day, if one was asked for.
    pub fn second_day(&self) -> Option<jiff::civil::Date> {
        self.statutes.1.map(Statute::date)
    }
}

/// What is said of one row, in the order of [`Added::ALL`] but for what is computed when it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowAnswer {
    /// The cells of [`Added::ALL`].
    pub cells: [String; 9],
    /// The governing paragraph on the second day.
    pub second: Option<String>,
    /// License columns, if they are asked for and the row has no error.
    pub licenses: Vec<String>,
}

impl RowAnswer {
    /// A cell.
    pub fn get(&self, column: Added) -> &str {
        &self.cells[column as usize]
    }

    pub(super) fn error(message: String) -> Self {
        let mut row = Self::default();
        row.cells[Added::Certainty as usize] = "error".to_owned();
        row.cells[Added::Error as usize] = message;
        row.second = Some(String::new());
        row
    }
}

impl Engine<'_, '_> {
    /// A row of a chunk on its own, as a single part would be answered.
    fn explain(&self, chunk: &Chunk, record: usize) -> RowAnswer {
        match part_of(&self.layout, chunk, record) {
            Ok(part) => self.answer_part(&part),
            Err(error) => RowAnswer::error(error),
        }
    }

    /// The part of cells that were kept: those of the layout's columns, in their order.
    pub(crate) fn part_of(&self, used: &[&str]) -> Result<Part, CellError> {
        row::part(&self.layout, |column| {
            let place = self.layout.columns.iter().position(|known| known.index == column);
            Cow::Borrowed(place.and_then(|place| used.get(place).copied()).unwrap_or_default())
        })
    }

    /// The answer of a part, as cells; those that nobody asks for may be empty.
    pub(super) fn answer_part(&self, part: &Part) -> RowAnswer {
        let measurement = measure(part, &self.question.readings, &self.question.circumstances);
        let facts = &measurement.facts;
        let mut row = RowAnswer::default();
        let known = if self.exact_only { None } else { self.kernel.answer_of(facts, self.around.as_ref()) };
        match known {
            Some((answer, far)) => {
                let thresholds = self.statutes.0.thresholds(NumericFact::PerformanceDensity);
                let density = |value: &Exact| determine::rounded_density(value, thresholds);
                let wants = |column: Added| self.wants(column);
                let vicinity = (wants(Added::Margin) && answer.certain || wants(Added::Lints) && !far)
                    .then(|| determine::vicinity(facts, self.statutes.0));
                let mut lints: Vec<&str> = measurement.lints.iter().map(|lint| lint.id).collect();
                lints.extend(&answer.lints);
                let mut put = |column: Added, text: String| row.cells[column as usize] = text;
                if let Some((stays, close)) = vicinity {
                    lints.extend(close.then_some("too-close-to-call"));
                    if answer.certain {
                        put(Added::Margin, Stay::nearest_of(&stays).and_then(report::nearest).unwrap_or_default());
                    }
                }
                lints.dedup();
                put(Added::Eccn, answer.governing.clone());
                put(Added::Paragraphs, answer.paragraphs.join(";"));
                put(Added::Certainty, certainty(answer.certain).to_owned());
                put(Added::Tpp, report::compact(&facts.numeric(NumericFact::Tpp).value, ToString::to_string));
                let densities = facts.performance_density();
                put(Added::PerformanceDensity, densities.map(|all| report::compact(&all, density)).unwrap_or_default());
                put(Added::Needs, answer.needs.join(";"));
                put(Added::Lints, lints.join(";"));
            }
            None => {
                let cells = report::csv::row(&determine::determine(&measurement, self.statutes.0));
                for (cell, text) in row.cells.iter_mut().zip(cells.into_iter().skip(3)) {
                    *cell = text;
                }
            }
        }
        if let Some(licenses) = &self.licenses {
            row.licenses = licenses.of(&determine::determine(&measurement, self.statutes.0), part.vendor.as_deref());
        }
        row.second = self.statutes.1.map(|statute| {
            let known =
                self.second.as_ref().filter(|_| !self.exact_only).and_then(|kernel| kernel.answer_of(facts, None));
            known.map_or_else(|| determine::brief(facts, statute).governing, |(answer, _)| answer.governing.clone())
        });
        row
    }
}

/// The part that a row of a chunk describes, or its place and what is wrong with it.
pub(super) fn part_of(layout: &Layout, chunk: &Chunk, record: usize) -> Result<Part, String> {
    let place = chunk.records.get(record);
    let width = layout.headers.len();
    let line = || chunk.line(record);
    if let Some(fault) = chunk.fault(record) {
        return Err(format!("{}: {fault}", line()));
    }
    if place.fields() != width {
        let (has, s) = (place.fields(), if place.fields() == 1 { "" } else { "s" });
        return Err(format!("{}: the row has {has} field{s}, the header has {width}", line()));
    }
    let part = row::part(layout, |column| cell(layout, chunk, record, column));
    part.map_err(|error| format!("{}: {error}", line()))
}

/// The text of a cell as the layout's decimal sign writes it.
pub(super) fn cell<'c>(layout: &Layout, chunk: &'c Chunk, record: usize, column: usize) -> Cow<'c, str> {
    let text = chunk.text(record, column).unwrap_or_default();
    // The point of a number of the file is no question of how its texts are written.
    let swap = layout.decimal == Decimal::Comma && chunk.numbers(column).is_some();
    if swap { text.replace('.', ",").into() } else { text }
}

pub(super) fn certainty(certain: bool) -> &'static str {
    if certain { "certain" } else { "depends" }
}
