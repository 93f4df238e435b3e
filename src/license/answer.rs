//! The answer for an item and a transaction, and what it is made of.

use super::{Kind, Policy, ProposalAnswer, Role, Verb};
use crate::Truth;
use crate::destination::Place;
use crate::law::{Posture, Status};
use crate::quantity::Extent;
use jiff::civil::Date;
use serde::Serialize;

/// One way something can turn out, and under which conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alternative<T> {
    /// What comes out.
    pub outcome: T,
    /// The conditions on what is open: any one of them. Empty: in every case.
    pub when: Vec<String>,
}

/// A rule that requires a license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleAnswer {
    /// Its name in the law files.
    pub id: String,
    /// Whether it holds: yes, or unknown.
    pub holds: Truth,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// Whether an exception is open.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Wherever a license is required.
    Eligible,
    /// In no case.
    NotEligible,
    /// In some cases.
    Depends,
}

impl Standing {
    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::NotEligible => "not eligible",
            Self::Depends => "depends",
        }
    }
}

/// A license exception, or an authorization that takes the place of a license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExceptionAnswer {
    /// Its symbol: `NAC`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Whether it is an exception or an authorization.
    pub kind: Kind,
    /// Whether it is open.
    pub standing: Standing,
    /// If that depends: the conditions under which it is.
    pub when: Vec<String>,
    /// If it is not open: the first thing that bars it.
    pub because: Option<String>,
    /// What it depends on.
    pub needs: Vec<String>,
    /// What the parties must do, with deadlines; those that depend on an amount that is open say so.
    pub duties: Vec<String>,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// A review policy that may apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReviewAnswer {
    /// The policy.
    pub policy: Policy,
    /// The rule's name in the law files.
    pub id: String,
    /// The conditions under which it applies; empty: in every case in which a license is required.
    pub when: Vec<String>,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// A letter, guidance, red flag or tariff that bears on the transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advisory {
    /// Its name in the law files.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it applies: yes, or unknown.
    pub applies: Truth,
    /// What that depends on.
    pub needs: Vec<String>,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// Whether the EAR reach the item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jurisdiction {
    /// Yes, no, or unknown. An answer is given as if it were yes unless it is no.
    pub subject: Truth,
    /// The ways in which they do, or may.
    pub routes: Vec<RuleAnswer>,
    /// What decides.
    pub needs: Vec<String>,
}

/// The answer for one item and one transaction on one day. Made only by [`answer`](super::answer()).
#[derive(Clone, Debug)]
pub struct LicenseAnswer {
    pub(crate) part: String,
    pub(crate) vendor: Option<String>,
    pub(crate) eccn: String,
    pub(crate) hardware: bool,
    pub(crate) classes: Vec<(String, String)>,
    pub(crate) date: Date,
    pub(crate) posture: Posture,
    pub(crate) hash: String,
    pub(crate) destination: Place,
    pub(crate) places: Vec<(Role, Option<(String, String)>)>,
    pub(crate) verb: Option<Verb>,
    pub(crate) order_tpp: Extent,
    pub(crate) license: Vec<Alternative<bool>>,
    pub(crate) license_needs: Vec<String>,
    pub(crate) rules: Vec<RuleAnswer>,
    pub(crate) exceptions: Vec<ExceptionAnswer>,
    pub(crate) reviews: Vec<ReviewAnswer>,
    pub(crate) review_needs: Vec<String>,
    pub(crate) advisories: Vec<Advisory>,
    pub(crate) jurisdiction: Jurisdiction,
    pub(crate) changes: Vec<String>,
    pub(crate) questions: Vec<(String, String, String)>,
    pub(crate) readings: Vec<String>,
    pub(crate) proposals: Vec<ProposalAnswer>,
    pub(crate) assumptions: Vec<String>,
    pub(crate) notices: Vec<String>,
    pub(crate) not_checked: Vec<String>,
}

impl LicenseAnswer {
    /// The part's name.
    pub fn part(&self) -> &str {
        &self.part
    }

    /// The governing paragraph, or the possible ones joined by `|`.
    pub fn eccn(&self) -> &str {
        &self.eccn
    }

    /// The destination.
    pub fn destination(&self) -> Place {
        self.destination
    }

    /// `required`, `not-required` or `depends`. Exceptions are apart: they are for items that need a license.
    pub fn license(&self) -> &'static str {
        match &self.license[..] {
            [one] if one.outcome => "required",
            [_] => "not-required",
            _ => "depends",
        }
    }

    /// The ways the requirement can turn out.
    pub fn alternatives(&self) -> &[Alternative<bool>] {
        &self.license
    }

    /// The rules that require a license, or may.
    pub fn rules(&self) -> &[RuleAnswer] {
        &self.rules
    }

    /// Exceptions and authorizations; none if no license is required.
    pub fn exceptions(&self) -> &[ExceptionAnswer] {
        &self.exceptions
    }

    /// The exceptions that are open joined by `;`, those that depend with a `?` behind.
    pub fn exceptions_text(&self) -> String {
        let word = |exception: &ExceptionAnswer| match exception.standing {
            Standing::Eligible => Some(exception.id.clone()),
            Standing::Depends => Some(format!("{}?", exception.id)),
            Standing::NotEligible => None,
        };
        self.exceptions.iter().filter_map(word).collect::<Vec<_>>().join(";")
    }

    /// The review policies that may apply, if a license is required.
    pub fn reviews(&self) -> &[ReviewAnswer] {
        &self.reviews
    }

    /// The policies joined by `|`, each once; empty if no license is required.
    pub fn review_text(&self) -> String {
        let mut policies: Vec<&str> = Vec::new();
        for review in &self.reviews {
            if !policies.contains(&review.policy.as_str()) {
                policies.push(review.policy.as_str());
            }
        }
        policies.join("|")
    }

    /// Letters, guidance, red flags and tariffs.
    pub fn advisories(&self) -> &[Advisory] {
        &self.advisories
    }

    /// Whether the EAR reach the item.
    pub fn jurisdiction(&self) -> &Jurisdiction {
        &self.jurisdiction
    }

    /// What bills and drafts would say, if they were asked for.
    pub fn proposals(&self) -> &[ProposalAnswer] {
        &self.proposals
    }

    /// What would come out if one thing were otherwise.
    pub fn changes(&self) -> &[String] {
        &self.changes
    }

    /// What was assumed.
    pub fn assumptions(&self) -> &[String] {
        &self.assumptions
    }

    /// What this answer does not cover.
    pub fn not_checked(&self) -> &[String] {
        &self.not_checked
    }

    /// Everything open that the license, an exception or the review turns on, and, where a
    /// license is not required in every case, the letters that may require one.
    pub fn needs(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let exceptions = self.exceptions.iter().flat_map(|exception| &exception.needs);
        for need in self.license_needs.iter().chain(&self.review_needs).chain(exceptions) {
            if !found.contains(need) {
                found.push(need.clone());
            }
        }
        let may_bind = self.license() != "required";
        let letters = self.advisories.iter().filter(|advisory| may_bind && advisory.kind == Kind::Letter);
        found.extend(letters.map(|letter| match letter.applies {
            Truth::Yes => format!("letter:{}", letter.id),
            _ => format!("letter:{}?", letter.id),
        }));
        found
    }
}
