//! The shape of the files under `law/destinations/`, as serde reads them. Unknown keys are refused.

use crate::law::Status;
use crate::law::files::{AmendmentEntry, ChoiceEntry};
use serde::Deserialize;
use toml::Spanned;

/// `destinations.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DestinationsFile {
    pub(super) coverage: CoverageEntry,
    pub(super) destination: Vec<Spanned<DestinationEntry>>,
    pub(super) unlisted: Vec<Spanned<DestinationEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CoverageEntry {
    pub(super) first: Spanned<String>,
    pub(super) verified: Spanned<String>,
    pub(super) cite: String,
    pub(super) unlisted: String,
    pub(super) unlisted_cite: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DestinationEntry {
    pub(super) iso2: String,
    pub(super) iso3: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) also: Vec<String>,
    pub(super) follows: Option<String>,
    pub(super) note: Option<String>,
    pub(super) cite: Option<String>,
    pub(super) status: Option<Status>,
}

/// `groups.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupsFile {
    pub(super) group: Vec<Spanned<GroupEntry>>,
    pub(super) membership: Vec<Spanned<MembershipEntry>>,
    pub(super) tier: Vec<Spanned<TierEntry>>,
    #[serde(default)]
    pub(super) reading: Vec<Spanned<OpenReadingEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupEntry {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) cite: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MembershipEntry {
    pub(super) group: Spanned<String>,
    pub(super) from: Option<Spanned<String>>,
    pub(super) until: Option<Spanned<String>>,
    pub(super) reading: Option<Spanned<String>>,
    pub(super) members: Vec<Spanned<String>>,
    pub(super) cite: String,
    pub(super) status: Status,
    pub(super) remark: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TierEntry {
    pub(super) tier: u8,
    pub(super) of: Vec<Spanned<String>>,
    pub(super) meaning: String,
    pub(super) cite: String,
}

/// An open question of interpretation about destinations or licenses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenReadingEntry {
    pub(crate) name: String,
    pub(crate) question: String,
    pub(crate) default: String,
    pub(crate) why: String,
    pub(crate) moves: String,
    pub(crate) status: Status,
    pub(crate) cite: String,
    pub(crate) choice: Vec<ChoiceEntry>,
}

/// `changes.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangesFile {
    pub(super) amendment: Vec<Spanned<AmendmentEntry>>,
}
