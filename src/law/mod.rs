//! The regulation as dated data: law files, the condition grammar, and the statute in force on a day.
//!
//! Thresholds, texts, dates and citations live in `law/`, not here. [`Law::embedded`] is the law the crate was built
//! with; [`Law::from_dir`] reads another folder of the same shape. [`Law::at`] picks the provisions in force on a date.
//!
//! ```
//! use eccn::law::{Law, Posture};
//! let statute = Law::embedded().at("2024-01-01".parse()?, Posture::Text)?;
//! assert!(statute.provisions().any(|provision| provision.id == "3A090.a.2"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod condition;
mod error;
pub(crate) mod files;
mod folder;
pub(crate) mod load;
pub(crate) mod overlay;
mod statute;

pub(crate) use condition::write_joined;
pub use condition::{Condition, ConditionError, Operator};
pub use error::{LawError, LawErrors};
pub use files::{Effect, Status};
pub use folder::read_folder;
pub use overlay::Supposition;
pub(crate) use statute::is_under;
pub use statute::{DateError, Posture, Statute};

use crate::part::Form;
use crate::quantity::Exact;
use jiff::civil::Date;
use std::sync::LazyLock;

/// The whole law: every version of every provision that the files hold.
#[derive(Clone, Debug)]
pub struct Law {
    hash: String,
    first: Date,
    verified: Date,
    surveyed: Date,
    coverage_cite: String,
    not_checked: Vec<String>,
    close_call: CloseCall,
    amendments: Vec<Amendment>,
    entries: Vec<Entry>,
    readings: Vec<Reading>,
    proposals: Vec<String>,
}

/// One ECCN.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The number: `3A090`.
    pub eccn: String,
    /// Its heading on the Commerce Control List.
    pub heading: String,
    /// Where it stands.
    pub cite: String,
    /// Notes and technical notes, with their versions.
    pub notes: Vec<Note>,
    /// Its provisions, in the law's own order, with their versions.
    pub provisions: Vec<Provision>,
}

/// A note or technical note of an entry, quoted.
#[derive(Clone, Debug)]
pub struct Note {
    /// Its name: `3A090.note-2`.
    pub id: String,
    /// In force from this amendment on.
    pub from: usize,
    /// Until this amendment; `None`: still.
    pub until: Option<usize>,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// One version of one provision.
#[derive(Clone, Debug)]
pub struct Provision {
    /// Its paragraph: `3A090.a.2`.
    pub id: String,
    /// In force from this amendment on: an index into [`Law::amendments`].
    pub from: usize,
    /// Until this amendment; `None`: still.
    pub until: Option<usize>,
    /// The item forms that can be classified here.
    pub forms: Vec<Form>,
    /// Its parameters.
    pub when: Condition,
    /// Its exclusion.
    pub unless: Option<Condition>,
    /// The note the exclusion is from.
    pub unless_note: Option<String>,
    /// Order of precedence among paragraphs met: the smallest governs.
    pub rank: u32,
    /// What it means to meet it.
    pub effect: Effect,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

impl Provision {
    /// Its parameters and its exclusion.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        std::iter::once(&self.when).chain(&self.unless)
    }
}

/// A rule, letter or guidance that changed the law.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// Its name in law files.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its citation: `88 FR 73458`.
    pub citation: String,
    /// When it was published.
    pub published: Option<Date>,
    /// When it took effect.
    pub effective: Date,
    /// When compliance was first required, if later than it took effect.
    pub compliance: Option<Date>,
    /// What it changed, in a sentence.
    pub changes: String,
    /// How well its dates are sourced.
    pub status: Status,
    /// A remark of the editors.
    pub note: Option<String>,
    /// Periods in which it is not enforced.
    pub enforcement: Vec<Suspension>,
    /// Whether it is a bill or a draft laid over the law, and no law.
    pub supposed: bool,
}

impl Amendment {
    /// The day from which it counts: of effect as codified, of compliance as enforced.
    pub fn starts(&self, posture: Posture) -> Date {
        match posture {
            Posture::Text => self.effective,
            Posture::Enforced => self.compliance.unwrap_or(self.effective),
        }
    }
}

/// A period in which provisions are codified but not enforced.
#[derive(Clone, Debug)]
pub struct Suspension {
    /// First day.
    pub from: Date,
    /// First day after it; `None`: still.
    pub until: Option<Date>,
    /// The provisions, by id or prefix.
    pub suspends: Vec<String>,
    /// What is not enforced, in a sentence.
    pub what: String,
    /// Where that is said.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
}

/// An open question of interpretation.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its name on the command line.
    pub name: String,
    /// The question.
    pub question: String,
    /// The choice taken unless another is asked for.
    pub default: String,
    /// Why that is the default.
    pub why: String,
    /// Which parts it moves.
    pub moves: String,
    /// How well the default is sourced.
    pub status: Status,
    /// The choices.
    pub choices: Vec<ReadingChoice>,
}

/// One answer to a question of interpretation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingChoice {
    /// Its name on the command line.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// Who reads it so.
    pub held_by: String,
}

/// How near to a threshold a datasheet value is too close to call, as fractions of the threshold.
#[derive(Clone, Debug)]
pub struct CloseCall {
    /// Down to this fraction below it.
    pub below: Exact,
    /// Up to this fraction above it.
    pub above: Exact,
    /// Why.
    pub reason: String,
}

/// The words of a law file as running text: a line break is a space, an empty line a line break.
pub fn reflow(text: &str) -> String {
    let paragraphs =
        text.trim().split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.collect::<Vec<_>>().join("\n")
}

static EMBEDDED: LazyLock<Law> = LazyLock::new(|| match Law::load(crate::embedded::LAW.iter().copied()) {
    Ok(law) => law,
    // Cannot happen in a released build: a test loads the same files.
    Err(errors) => panic!("the law this build carries is faulty:\n{errors}"),
});

impl Law {
    /// The law this crate was built with.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// SHA-256 over the names and contents of the files, in order of name.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The first day this law covers.
    pub fn first_date(&self) -> Date {
        self.first
    }

    /// The last day to which the text was verified.
    pub fn verified_date(&self) -> Date {
        self.verified
    }

    /// The last day to which new rules were looked for.
    pub fn surveyed_date(&self) -> Date {
        self.surveyed
    }

    /// What those two days rest on.
    pub fn coverage_cite(&self) -> &str {
        &self.coverage_cite
    }

    /// What this law does not cover, for every answer to say.
    pub fn not_checked(&self) -> &[String] {
        &self.not_checked
    }

    /// When a value is too close to a threshold to call.
    pub fn close_call(&self) -> &CloseCall {
        &self.close_call
    }

    /// Rules, letters and guidance, in order of effect.
    pub fn amendments(&self) -> &[Amendment] {
        &self.amendments
    }

    /// The ECCNs, in order of number.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The open questions of interpretation.
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }
}
