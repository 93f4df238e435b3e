//! The shape of the files under `law/licensing/`, as serde reads them. Unknown keys are refused.

use crate::destination::OpenReadingEntry;
use crate::law::Status;
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// `terms.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermsFile {
    pub(super) coverage: CoverageEntry,
    pub(super) class: Vec<Spanned<ClassEntry>>,
    pub(super) term: Vec<Spanned<TermEntry>>,
    pub(super) question: Vec<Spanned<QuestionEntry>>,
    pub(super) reading: Vec<Spanned<OpenReadingEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CoverageEntry {
    pub(super) cite: String,
    pub(super) not_checked: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassEntry {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) cite: String,
    pub(super) status: Status,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermEntry {
    pub(super) name: String,
    pub(super) from: Option<Spanned<String>>,
    pub(super) until: Option<Spanned<String>>,
    pub(super) means: Spanned<String>,
    pub(super) says: String,
    pub(super) cite: String,
    pub(super) status: Status,
    pub(super) remark: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionEntry {
    pub(super) name: String,
    pub(super) asks: String,
    pub(super) default: Option<crate::Truth>,
    pub(super) assumed: Option<String>,
    pub(super) implied: Option<Spanned<String>>,
    pub(super) implied_until: Option<Spanned<String>>,
    pub(super) implied_says: Option<String>,
    pub(super) cite: String,
    pub(super) status: Status,
}

/// `parties.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartiesFile {
    pub(super) designer: Vec<DesignerEntry>,
    pub(super) party: Vec<PartyEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DesignerEntry {
    pub(super) hq: Spanned<String>,
    pub(super) vendors: Vec<String>,
    pub(super) cite: String,
    pub(super) status: Status,
    pub(super) remark: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartyEntry {
    pub(super) name: String,
    #[serde(default)]
    pub(super) also: Vec<String>,
    pub(super) list: String,
    pub(super) from: Spanned<String>,
    pub(super) lapses: Option<Spanned<String>>,
    pub(super) cite: String,
    pub(super) status: Status,
}

/// `requirements.toml`, `exceptions.toml`, `review.toml`, `advisories.toml` and `jurisdiction.toml`: each holds rules
/// under one of these names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesFile {
    #[serde(default, alias = "exception", alias = "review", alias = "advisory", alias = "route")]
    pub(super) rule: Vec<Spanned<RuleEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub(super) id: String,
    pub(super) title: Option<String>,
    /// The classes that it is asked of; none: all.
    #[serde(default)]
    pub(super) classes: Vec<Spanned<String>>,
    pub(super) from: Option<Spanned<String>>,
    pub(super) until: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) clock: Clock,
    pub(super) posture: Option<crate::law::Posture>,
    pub(super) kind: Option<Kind>,
    pub(super) policy: Option<Policy>,
    pub(super) when: Spanned<String>,
    #[serde(default)]
    pub(super) parts: Vec<String>,
    #[serde(default)]
    pub(super) duties: Vec<String>,
    #[serde(default)]
    pub(super) notice: Vec<NoticeEntry>,
    pub(super) text: String,
    pub(super) cite: Spanned<String>,
    pub(super) status: Status,
    pub(super) remark: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticeEntry {
    pub(super) when: Spanned<String>,
    pub(super) text: String,
    pub(super) cite: String,
}

/// Which day of an amendment a rule counts from.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// As codified, the day of effect; as enforced, that of compliance.
    #[default]
    Posture,
    /// The day of compliance, as codified too.
    Compliance,
}

/// What kind of thing a rule is, where its file holds several.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A license exception.
    Exception,
    /// An authorization of a validated end user.
    Authorization,
    /// A letter that binds those it is addressed to.
    Letter,
    /// Guidance of BIS.
    Guidance,
    /// A red flag: a prompt to ask.
    RedFlag,
    /// A tariff on imports: no export control.
    Tariff,
}

impl Kind {
    /// The word in law files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exception => "exception",
            Self::Authorization => "authorization",
            Self::Letter => "letter",
            Self::Guidance => "guidance",
            Self::RedFlag => "red-flag",
            Self::Tariff => "tariff",
        }
    }
}

/// How an application is reviewed.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// Presumption of approval.
    PresumptionOfApproval,
    /// Case by case.
    CaseByCase,
    /// Presumption of denial.
    PresumptionOfDenial,
    /// Policy of denial.
    PolicyOfDenial,
    /// That of a section to which part 746 sends, which is not encoded.
    #[serde(rename = "see-part-746")]
    SeePart746,
    /// The law read here states none.
    NoneStated,
}

impl Policy {
    /// The word in law files, CSV and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PresumptionOfApproval => "presumption-of-approval",
            Self::CaseByCase => "case-by-case",
            Self::PresumptionOfDenial => "presumption-of-denial",
            Self::PolicyOfDenial => "policy-of-denial",
            Self::SeePart746 => "see-part-746",
            Self::NoneStated => "none-stated",
        }
    }

    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::PresumptionOfApproval => "presumption of approval",
            Self::CaseByCase => "case by case",
            Self::PresumptionOfDenial => "presumption of denial",
            Self::PolicyOfDenial => "policy of denial",
            Self::SeePart746 => "see part 746",
            Self::NoneStated => "none stated",
        }
    }

    /// Whether an application is as a rule denied; so it is by the sections of part 746 that are not encoded.
    pub fn denies(self) -> bool {
        matches!(self, Self::PresumptionOfDenial | Self::PolicyOfDenial | Self::SeePart746)
    }
}
