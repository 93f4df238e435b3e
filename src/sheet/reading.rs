//! What is read from a sheet: parts, their fields with certainty and reason, remarks, and what was not used.

use crate::part::Format;
use serde::Serialize;

/// Everything read from a sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reading {
    /// The parts, in the order of the sheet.
    pub parts: Vec<ReadPart>,
    /// Text that was understood and belongs to no part: notes, figures of a system, rows that nobody asks for.
    pub set_aside: Vec<Ignored>,
    /// Text that was not understood.
    pub ignored: Vec<Ignored>,
}

/// Words that were not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ignored {
    /// Where they stand.
    pub line: u32,
    /// The words.
    pub text: String,
    /// Why; empty if they were not understood.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub why: &'static str,
}

/// One part as the sheet has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadPart {
    /// As the sheet names it; empty if it names none.
    pub name: String,
    /// Where it is first named.
    pub line: u32,
    /// Integrated circuits on the card that the values are of, if the sheet counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub circuits: Option<u64>,
    /// Whether the sheet calls its values preliminary.
    pub preliminary: bool,
    /// Total processing performance of one circuit, if the sheet decides it: decimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tpp: Option<String>,
    /// Its fields.
    pub facts: Vec<Fact>,
    /// What looks wrong.
    pub lints: Vec<Lint>,
}

/// One field of a part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fact {
    /// `fp16`, `fp32_vector`, `die_area`, `die_area_total`, `dies`, `process`, `process_name`, `memory_bandwidth`,
    /// `interconnect_bandwidth`, `pcie_bandwidth`.
    pub field: String,
    /// Whether the sheet itself decides the value.
    pub certain: bool,
    /// The value in [`unit`](Self::unit), as decimal digits, or a word. Where it is not certain, the number as printed.
    pub value: String,
    /// `TFLOPS`, `TOPS`, `mm²`, `GB/s`, or empty.
    pub unit: &'static str,
    /// `dense`, `half of a sparse rate`, `sparse`, `not said`; empty where the question does not arise.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub density: &'static str,
    /// `both directions`, `one way`, or empty.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub direction: &'static str,
    /// Why it is certain, or why it is not.
    pub why: String,
    /// The upper end, where a range is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What keeps it from being certain.
    #[serde(skip)]
    pub(super) open: Open,
    /// The numeric format of a rate.
    #[serde(skip)]
    pub(super) format: Option<Format>,
    /// Bits of the accumulator.
    #[serde(skip)]
    pub(super) accumulate: Option<u16>,
    /// The line it was read from.
    pub line: u32,
    /// Its label as printed.
    pub label: String,
    /// The text it was read from.
    pub text: String,
}

/// What keeps a value from being certain, as far as something follows from it.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Open {
    /// It is not above the printed number: a sparse rate, or one of which nothing is said.
    #[default]
    Below,
    /// It is not below the printed number: a lower bound, a measured rate.
    Above,
    /// It lies in the printed range.
    Within,
    /// Nothing follows.
    Nothing,
}

/// Something that looks wrong on a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lint {
    /// Its name; `docs/lints/NAME.md` explains it.
    pub name: &'static str,
    /// What was seen.
    pub text: String,
    /// The line.
    pub line: u32,
}

impl ReadPart {
    /// The field of a name, if the sheet decides it.
    pub fn certain(&self, field: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.certain && fact.field == field)
    }
}
