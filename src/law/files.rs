//! The shape of the files under `law/`, as serde reads them. Unknown keys are refused.

use serde::Deserialize;
use toml::Spanned;

/// `amendments.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AmendmentsFile {
    pub(super) statute: Coverage,
    pub(super) close_call: CloseCallEntry,
    #[serde(default)]
    pub(super) amendment: Vec<Spanned<AmendmentEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Coverage {
    pub(super) first: Spanned<String>,
    pub(super) verified: Spanned<String>,
    pub(super) surveyed: Spanned<String>,
    pub(super) cite: String,
    pub(super) not_checked: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CloseCallEntry {
    pub(super) below_percent: Spanned<String>,
    pub(super) above_percent: Spanned<String>,
    pub(super) reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmendmentEntry {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) citation: String,
    pub(crate) published: Option<Spanned<String>>,
    pub(crate) effective: Spanned<String>,
    pub(crate) compliance: Option<Spanned<String>>,
    pub(crate) changes: String,
    pub(crate) status: Status,
    pub(crate) note: Option<String>,
    #[serde(default)]
    pub(crate) enforcement: Vec<EnforcementEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnforcementEntry {
    pub(crate) from: Spanned<String>,
    pub(crate) until: Option<Spanned<String>>,
    pub(crate) suspends: Vec<String>,
    pub(crate) what: String,
    pub(crate) cite: String,
    pub(crate) status: Status,
}

/// How well a statement of law is sourced.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Regulatory or agency text was read.
    Primary,
    /// Operative words quoted verbatim by others.
    Quoted,
    /// Restated by others.
    Secondary,
    /// Reasoned from sourced statements.
    Inference,
    /// From general knowledge, not confirmed in a source.
    Memory,
}

impl Status {
    /// The word in law files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Quoted => "quoted",
            Self::Secondary => "secondary",
            Self::Inference => "inference",
            Self::Memory => "memory",
        }
    }
}

/// `entries/<ECCN>.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryFile {
    pub(super) eccn: Spanned<String>,
    pub(super) heading: String,
    pub(super) cite: String,
    #[serde(default)]
    pub(super) note: Vec<NoteEntry>,
    #[serde(default)]
    pub(super) provision: Vec<Spanned<ProvisionEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteEntry {
    pub(super) id: Spanned<String>,
    pub(super) from: Spanned<String>,
    pub(super) until: Option<Spanned<String>>,
    pub(super) text: String,
    pub(super) cite: String,
    pub(super) status: Status,
    pub(super) remark: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProvisionEntry {
    pub(super) id: Spanned<String>,
    pub(super) from: Spanned<String>,
    pub(super) until: Option<Spanned<String>>,
    pub(super) forms: Vec<Spanned<String>>,
    pub(super) when: Spanned<String>,
    pub(super) unless: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) unless_note: Option<String>,
    pub(super) rank: u32,
    #[serde(default)]
    pub(super) effect: Effect,
    pub(super) text: String,
    pub(super) cite: Spanned<String>,
    pub(super) status: Status,
    pub(super) remark: Option<String>,
}

/// What it means that a provision is met.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// The item is classified there.
    #[default]
    Classifies,
    /// The item is presumed to be classified there.
    Presumes,
    /// The text leaves the case open: reported beside the answer, never part of it.
    Gap,
}

/// `readings.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadingsFile {
    pub(super) reading: Vec<Spanned<ReadingEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadingEntry {
    pub(super) name: String,
    pub(super) question: String,
    pub(super) default: String,
    pub(super) why: String,
    pub(super) moves: String,
    pub(super) status: Status,
    pub(super) choice: Vec<ChoiceEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceEntry {
    pub(crate) name: String,
    pub(crate) meaning: String,
    pub(crate) held_by: String,
}
