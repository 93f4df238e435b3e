//! May it go there? License requirement, exceptions and review policy for a determination and a transaction.
//!
//! The rules are clauses in `law/licensing/`, dated like the rest of the law. What a transaction leaves open (the
//! headquarters of an ultimate parent, say) is carried to the answer as "depends".
//!
//! ```
//! use eccn::destination::Choices;
//! use eccn::law::{Law, Posture};
//! use eccn::license::{Licensing, Transaction, answer};
//! let (date, posture) = ("2024-01-01".parse()?, Posture::Text);
//! let part = eccn::catalog::find("GeForce RTX 4090").one()?;
//! let item = eccn::determine::classify(&part, &Law::embedded().at(date, posture)?, &Default::default());
//! let (law, choices) = (Licensing::embedded(), Choices::default());
//! let mut transaction = Transaction::to(law.destinations().find("CN")?);
//! transaction.assume_export_from_us(law);
//! let answer = answer(&law.at(date, posture, &choices)?, &item, &transaction);
//! assert_eq!((answer.license(), answer.exceptions_text().as_str()), ("required", "NAC"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod change;
mod clause;
mod decide;
mod eligible;
mod evaluate;
mod files;
mod item;
mod load;
mod parties;
mod proposal;
mod regime;
mod setting;
mod transaction;
mod wording;

pub use answer::{
    Advisory, Alternative, ExceptionAnswer, Jurisdiction, LicenseAnswer, ReviewAnswer, RuleAnswer, Standing,
};
pub use clause::Clause;
pub use eligible::Eligibility;
pub use evaluate::{answer, answer_with, brief};
pub use files::{Clock, Kind, Policy};
pub use item::Item;
pub(crate) use parties::Designer;
pub use parties::Party;
pub use proposal::{Proposal, ProposalAnswer, proposals, proposals_of};
pub use regime::Regime;
pub use transaction::{Transaction, Whereabouts};

use crate::Truth;
use crate::destination::{Destinations, OpenReading};
use crate::facts::vocabulary;
use crate::law::{Law, Posture, Status};
use jiff::civil::Date;
use std::fmt;
use std::sync::LazyLock;

vocabulary! {
    /// Whose place a clause asks about.
    Role {
        /// Where the item goes.
        Destination = "destination", "the destination";
        /// Where the end user is.
        Location = "location", "the end user's location";
        /// Where the end user is headquartered.
        Hq = "hq", "the end user's headquarters";
        /// Where the end user's ultimate parent is headquartered.
        Parent = "parent", "the ultimate parent's headquarters";
        /// Where the item leaves from.
        Exporter = "exporter", "the exporter's location";
        /// Where the designer of the circuit is headquartered.
        Designer = "designer", "the designer's headquarters";
    }
}

vocabulary! {
    /// What is done with the item.
    Verb {
        /// Shipped out of the United States, or from abroad where § 734.13 says so.
        Export = "export", "an export";
        /// Shipped from one foreign country to another.
        Reexport = "reexport", "a reexport";
        /// Changes hands within one foreign country.
        Transfer = "transfer", "an in-country transfer";
    }
}

impl std::str::FromStr for Verb {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::from_name(text).ok_or_else(|| format!("expected export, reexport or transfer, found {text:?}"))
    }
}

vocabulary! {
    /// A number that a clause asks about.
    Amount {
        /// TPP of one integrated circuit.
        Tpp = "tpp", "TPP";
        /// TPP over applicable die area.
        PerformanceDensity = "performance_density", "performance density";
        /// Total DRAM bandwidth, GB/s.
        DramBandwidth = "dram_bandwidth", "total DRAM bandwidth (GB/s)";
        /// I/O bandwidth, GB/s.
        IoBandwidth = "io_bandwidth", "I/O bandwidth (GB/s)";
        /// The two together, GB/s.
        MemoryAndIoBandwidth = "memory_and_io_bandwidth", "DRAM and I/O bandwidth together (GB/s)";
        /// Memory bandwidth over package or stack area, GB/s/mm².
        MemoryBandwidthDensity = "memory_bandwidth_density", "memory bandwidth density (GB/s/mm²)";
        /// Transistors in the package, billions.
        Transistors = "transistors", "transistors (billions)";
        /// TPP of the order: quantity × circuits × TPP.
        OrderTpp = "order_tpp", "TPP of the order";
        /// TPP that the corporate group has received under LPP this calendar year, with the order.
        LppTpp = "lpp_tpp", "TPP under LPP this calendar year, with the order";
        /// TPP licensed to the country from 2025 on, with the order.
        AllocationTpp = "allocation_tpp", "TPP licensed to the country, with the order";
        /// TPP that the ultimate consignee receives under AIA in all, with the order.
        AiaTpp = "aia_tpp", "TPP under AIA, with the order";
        /// TPP of the product shipped to China and Macau, with the order, over that shipped to U.S. customers.
        ChinaShare = "china_share", "aggregate TPP to China and Macau, with the order, over that to U.S. customers";
    }
}

/// Which paragraphs make an item's class.
#[derive(Clone, Debug)]
pub struct Class {
    /// `a`, `b`, `c`, `at` …
    pub name: String,
    /// What it holds.
    pub label: String,
    /// The paragraphs, by id or prefix.
    pub paragraphs: Vec<String>,
    /// Where that stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
}

/// A name for a clause.
#[derive(Clone, Debug)]
pub struct Term {
    /// The name.
    pub name: String,
    from: Option<usize>,
    until: Option<usize>,
    /// What it means.
    pub means: Clause,
    /// In words.
    pub says: String,
    /// Where that stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// What only the parties can answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its name on the command line.
    pub name: String,
    /// The question.
    pub asks: String,
    /// What is assumed unless it is answered; unknown: nothing.
    pub default: Truth,
    /// The assumption in words.
    pub assumed: Option<String>,
    implied: Option<(Clause, Date, String)>,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
}

/// A rule: a requirement, an exception, a review policy, an advisory or a way to jurisdiction.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// The classes that it is asked of; none: all. Rules of one name for different classes are in force side by side.
    pub classes: Vec<String>,
    from: Option<usize>,
    until: Option<usize>,
    clock: Clock,
    posture: Option<Posture>,
    /// What kind of thing it is, where that matters.
    pub kind: Option<Kind>,
    /// The policy, of a review rule.
    pub policy: Option<Policy>,
    /// When it holds.
    pub when: Clause,
    /// The parts it is about; none: all.
    pub parts: Vec<String>,
    /// What the parties must do.
    pub duties: Vec<String>,
    /// What they must do if an amount is reached.
    pub notices: Vec<Notice>,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// A duty that depends on an amount.
#[derive(Clone, Debug)]
pub struct Notice {
    /// When it applies.
    pub when: Clause,
    /// What to do.
    pub text: String,
    /// Where that stands.
    pub cite: String,
}

/// All of `law/licensing/`.
#[derive(Clone, Debug)]
pub struct Licensing {
    hash: String,
    first: Date,
    verified: Date,
    cite: String,
    not_checked: Vec<String>,
    destinations: Destinations,
    classes: Vec<Class>,
    terms: Vec<Term>,
    questions: Vec<Question>,
    readings: Vec<OpenReading>,
    designers: Vec<Designer>,
    parties: Vec<Party>,
    requirements: Vec<Rule>,
    exceptions: Vec<Rule>,
    reviews: Vec<Rule>,
    advisories: Vec<Rule>,
    routes: Vec<Rule>,
}

static EMBEDDED: LazyLock<Licensing> = LazyLock::new(|| {
    let destinations = Destinations::embedded().clone();
    match Licensing::load(Law::embedded(), destinations, crate::embedded::LAW.iter().copied()) {
        Ok(licensing) => licensing,
        // Cannot happen in a released build: a test loads the same files.
        Err(errors) => panic!("the license rules this build carries are faulty:\n{errors}"),
    }
});

impl Licensing {
    /// The rules this crate was built with.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// SHA-256 over the law's hash and the names and contents of the files on destinations and licenses.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The first day covered.
    pub fn first_date(&self) -> Date {
        self.first
    }

    /// The last day to which the text was verified.
    pub fn verified_date(&self) -> Date {
        self.verified
    }

    /// What the rules rest on.
    pub fn coverage_cite(&self) -> &str {
        &self.cite
    }

    /// What no answer covers, for every answer to say.
    pub fn not_checked(&self) -> &[String] {
        &self.not_checked
    }

    /// The destinations.
    pub fn destinations(&self) -> &Destinations {
        &self.destinations
    }

    /// The classes, strictest first.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The names for clauses, every version.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// When a rule counts, in words: `2023-11-17 to before 2025-05-15, as enforced`.
    pub fn period(&self, rule: &Rule) -> String {
        let clock = match rule.clock {
            Clock::Compliance => Posture::Enforced,
            Clock::Posture => Posture::Text,
        };
        let day = |index: usize| self.destinations.amendments()[index].starts(clock);
        let posture = rule.posture.map_or_else(String::new, |posture| format!(", {}", posture.words()));
        let from = rule.from.map_or_else(|| "always".to_owned(), |from| day(from).to_string());
        let until = rule.until.map_or_else(|| "on".to_owned(), |until| format!("to before {}", day(until)));
        format!("{from} {until}{posture}")
    }

    /// The questions that only the parties can answer.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The open questions of interpretation, those about destinations among them.
    pub fn readings(&self) -> &[OpenReading] {
        &self.readings
    }

    /// Every rule of every version, with the name of its file.
    pub fn rules(&self) -> impl Iterator<Item = (&'static str, &Rule)> {
        let files = [
            ("requirements", &self.requirements),
            ("exceptions", &self.exceptions),
            ("review", &self.reviews),
            ("advisories", &self.advisories),
            ("jurisdiction", &self.routes),
        ];
        files.into_iter().flat_map(|(name, rules)| rules.iter().map(move |rule| (name, rule)))
    }
}

/// A date that these rules cannot answer for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlyDate {
    date: Date,
    first: Date,
}

impl fmt::Display for EarlyDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, first } = self;
        write!(f, "{date} is before {first}, the first day whose license rules are encoded; use a date from then on")
    }
}

impl std::error::Error for EarlyDate {}
