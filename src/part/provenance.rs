//! Where a value comes from and how far to trust it.

use serde::Serialize;
use std::sync::Arc;

/// A place in a file: both line and column count from 1; the column counts characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Location {
    /// The file as it was named, or `<command line>`.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// How far a value is to be trusted.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The source states it.
    #[default]
    Stated,
    /// Calculated from other values; the note says how.
    Derived,
    /// Sources disagree; the value holds the alternatives or a range.
    Disputed,
    /// A rumor, or a source of little weight.
    Low,
}

impl Confidence {
    /// The word for it in a part file; the empty text for [`Confidence::Stated`].
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "",
            Self::Derived => "derived",
            Self::Disputed => "disputed",
            Self::Low => "low confidence",
        }
    }
}

/// A value with its place in the file, its sources and its confidence.
#[derive(Clone, Debug)]
pub struct Cited<T> {
    /// The value.
    pub value: T,
    /// How far to trust it.
    pub confidence: Confidence,
    /// Ids of [`Source`]s in the same part.
    pub sources: Vec<String>,
    /// Where it was read. `None` for a value built in code.
    pub location: Option<Location>,
}

impl<T> Cited<T> {
    /// A value as stated, without source or place.
    pub fn new(value: T) -> Self {
        Self { value, confidence: Confidence::Stated, sources: Vec::new(), location: None }
    }

    /// The same provenance with another value.
    pub fn with<V>(&self, value: V) -> Cited<V> {
        Cited { value, confidence: self.confidence, sources: self.sources.clone(), location: self.location.clone() }
    }
}

/// Equal if value, confidence and sources are; where it was read does not matter.
impl<T: PartialEq> PartialEq for Cited<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.confidence == other.confidence && self.sources == other.sources
    }
}

/// A source that values refer to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The short mark used beside values: `1` for `[1]`.
    pub id: String,
    /// A URL, or the name of a publication where no URL is known.
    pub reference: String,
    /// What it is used for, or a reservation about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}
