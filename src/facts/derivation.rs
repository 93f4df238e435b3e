//! How a fact was reached: a plain tree that renderers only read.

use crate::part::Location;
use serde::Serialize;

/// One step of a derivation, with the steps it rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Derivation {
    /// What was done, with the numbers: `TPP 15,832 = 1,979 TFLOPS FP8 dense × 8`.
    pub text: String,
    /// Where the value stands in the input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The sources of the value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// The steps it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Derivation>,
}

impl Derivation {
    /// A step with nothing under it.
    pub fn step(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// The step with further steps under it.
    pub fn from(mut self, steps: impl IntoIterator<Item = Derivation>) -> Self {
        self.from.extend(steps);
        self
    }
}

/// A fact with the way it was reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured<T> {
    /// The value.
    pub value: T,
    /// How it was reached.
    pub derivation: Derivation,
    /// Whether the value is assumed because the input does not state it.
    pub assumed: bool,
}

impl<T> Measured<T> {
    /// A value without derivation.
    pub fn new(value: T) -> Self {
        Self { value, derivation: Derivation::default(), assumed: false }
    }

    /// A value with its derivation.
    pub fn derived(value: T, derivation: Derivation) -> Self {
        Self { value, derivation, assumed: false }
    }

    /// A value the input does not state, taken for the reason given.
    pub fn assumed(value: T, reason: impl Into<String>) -> Self {
        Self { value, derivation: Derivation::step(reason), assumed: true }
    }
}
