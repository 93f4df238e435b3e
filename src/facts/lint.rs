//! Remarks on a part or an answer that a reader should see.

use crate::part::Location;
use serde::Serialize;

/// Something odd, unsure or close in the input or the answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lint {
    /// Its name: `too-close-to-call`.
    pub id: &'static str,
    /// What was seen, and what to do.
    pub message: String,
    /// Where it stands in the input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

impl Lint {
    /// A remark without a place.
    pub fn new(id: &'static str, message: impl Into<String>) -> Self {
        Self { id, message: message.into(), location: None }
    }

    /// The remark at a place.
    pub fn at(mut self, location: &Option<Location>) -> Self {
        self.location.clone_from(location);
        self
    }
}
