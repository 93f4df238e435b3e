//! The provisions in force on a day.

use super::{Amendment, Condition, Effect, Law, Note, Operator, Provision};
use crate::facts::{Choice, FactName, NumericFact};
use crate::quantity::Exact;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which law: as codified, or as enforced.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Posture {
    /// As codified: a rule counts from its effective date.
    #[default]
    Text,
    /// As enforced: a rule counts from its compliance date, and not while its enforcement is suspended.
    Enforced,
}

impl Posture {
    /// `text` or `enforced`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Enforced => "enforced",
        }
    }

    /// `as codified` or `as enforced`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "as codified",
            Self::Enforced => "as enforced",
        }
    }
}

impl fmt::Display for Posture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Posture {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "enforced" => Ok(Self::Enforced),
            _ => Err(format!("expected text or enforced, found {text:?}")),
        }
    }
}

/// A date that this law cannot answer for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError {
    date: Date,
    first: Date,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, first } = self;
        write!(f, "{date} is before {first}, when the first rule encoded here took effect; use a date from {first} on")
    }
}

impl std::error::Error for DateError {}

/// The law on one day, in one posture.
#[derive(Clone, Debug)]
pub struct Statute<'law> {
    law: &'law Law,
    date: Date,
    posture: Posture,
    provisions: Vec<&'law Provision>,
    /// For each provision, the facts it asks about, itself or through others.
    asks: Vec<Vec<FactName>>,
    /// For each numeric fact, the thresholds put on it, rising.
    thresholds: Vec<Vec<Exact>>,
    /// For each prefix that a `meets` names, the provisions under it.
    references: Vec<(&'law str, Vec<&'law Provision>)>,
    notices: Vec<String>,
}

impl Law {
    /// The provisions in force on `date`.
    ///
    /// # Errors
    /// If `date` is before [`first_date`](Self::first_date). A date after [`verified_date`](Self::verified_date) is
    /// answered with a [notice](Statute::notices).
    pub fn at(&self, date: Date, posture: Posture) -> Result<Statute<'_>, DateError> {
        if date < self.first_date() {
            return Err(DateError { date, first: self.first_date() });
        }
        let mut notices = Vec::new();
        for amendment in self.amendments.iter().filter(|amendment| amendment.supposed) {
            let Amendment { id, title, citation, note, .. } = amendment;
            let state = note.as_deref().unwrap_or("a proposal");
            notices.push(format!("{id} is not law: {title} ({citation}). {state}"));
        }
        if date > self.verified_date() {
            notices.push(format!(
                "the text was verified as of {}, and new rules were looked for until {}: check for later ones before relying on an answer for {date}",
                self.verified_date(),
                self.surveyed_date()
            ));
        }
        let provisions: Vec<&Provision> = self
            .entries
            .iter()
            .flat_map(|entry| &entry.provisions)
            .filter(|provision| self.in_force(provision.from, provision.until, &provision.id, date, posture))
            .collect();
        for (index, amendment) in self.amendments.iter().enumerate() {
            let brings =
                || self.entries.iter().flat_map(|entry| &entry.provisions).any(|provision| provision.from == index);
            if let Some(compliance) = amendment.compliance
                && (amendment.effective..compliance).contains(&date)
                && !amendment.enforcement.iter().any(|suspension| suspension.covers(date))
                && brings()
            {
                let Amendment { title, citation, effective, .. } = amendment;
                notices.push(format!(
                    "{title} ({citation}) took effect on {effective}; compliance is required from {compliance}"
                ));
            }
            let suspended = amendment.enforcement.iter().filter(|suspension| suspension.covers(date));
            notices.extend(suspended.map(|suspension| format!("{} ({})", suspension.what, suspension.cite)));
        }
        Ok(Statute::of(self, date, posture, provisions, notices))
    }

    /// The days from which amendments count, rising, each with its amendment: of effect, or of compliance if the enforced
    /// law is asked about.
    pub fn days(&self, posture: Posture) -> Vec<(Date, &Amendment)> {
        let amendments = self.amendments.iter().filter(|of| !of.supposed);
        let mut days: Vec<_> = amendments.map(|amendment| (amendment.starts(posture), amendment)).collect();
        days.sort_by_key(|(day, _)| *day);
        days
    }

    /// Whether a version that runs from one amendment until another is in force.
    fn in_force(&self, from: usize, until: Option<usize>, id: &str, date: Date, posture: Posture) -> bool {
        let starts = |index: usize| self.amendments[index].starts(posture);
        let suspended = || {
            self.amendments[from].enforcement.iter().any(|suspension| {
                suspension.covers(date) && suspension.suspends.iter().any(|prefix| is_under(id, prefix))
            })
        };
        starts(from) <= date
            && until.is_none_or(|until| date < starts(until))
            && !(posture == Posture::Enforced && suspended())
    }
}

impl super::Suspension {
    fn covers(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date < until)
    }
}

/// Whether the paragraph `id` is `prefix` or one below it: `3A090.a.2` is under `3A090.a` and under `3A090`.
pub(crate) fn is_under(id: &str, prefix: &str) -> bool {
    id.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl<'law> Statute<'law> {
    fn of(
        law: &'law Law,
        date: Date,
        posture: Posture,
        provisions: Vec<&'law Provision>,
        notices: Vec<String>,
    ) -> Self {
        let asks = provisions.iter().map(|provision| asks(provision, &provisions)).collect();
        let thresholds = NumericFact::ALL.iter().map(|fact| thresholds(&provisions, *fact)).collect();
        let references = references(&provisions);
        Self { law, date, posture, provisions, asks, thresholds, references, notices }
    }

    /// This statute on another day with other versions of some paragraphs: what would be if only they had changed.
    ///
    /// Each replacement is an id and the version that takes its place; `None` takes the paragraph out.
    pub(crate) fn with<'other>(&self, day: Date, replacements: &[(&str, Option<&'other Provision>)]) -> Statute<'other>
    where
        'law: 'other,
    {
        let mut provisions: Vec<&'other Provision> = Vec::new();
        for provision in &self.provisions {
            match replacements.iter().find(|(id, _)| *id == provision.id) {
                Some((_, replacement)) => provisions.extend(*replacement),
                None => provisions.push(provision),
            }
        }
        let here = |id: &str| self.provisions.iter().any(|provision| provision.id == id);
        provisions.extend(replacements.iter().filter(|(id, _)| !here(id)).filter_map(|(_, added)| *added));
        Statute::of(self.law, day, self.posture, provisions, Vec::new())
    }

    /// The law it is taken from.
    pub fn law(&self) -> &'law Law {
        self.law
    }

    /// The day.
    pub fn date(&self) -> Date {
        self.date
    }

    /// The posture.
    pub fn posture(&self) -> Posture {
        self.posture
    }

    /// The provisions in force, in the law's own order.
    pub fn provisions(&self) -> impl Iterator<Item = &'law Provision> {
        self.provisions.iter().copied()
    }

    /// The note of this name that is in force: `3A090.note-2`.
    pub fn note(&self, id: &str) -> Option<&'law Note> {
        let notes = self.law.entries.iter().flat_map(|entry| &entry.notes);
        notes
            .filter(|note| note.id == id)
            .find(|note| self.law.in_force(note.from, note.until, &note.id, self.date, self.posture))
    }

    /// The provisions in force under a prefix that some `meets` names.
    pub(crate) fn under(&self, prefix: &str) -> &[&'law Provision] {
        let found = self.references.iter().find(|(named, _)| *named == prefix);
        found.map_or(&[], |(_, provisions)| provisions)
    }

    /// The precedence of a paragraph; nothing comes last.
    pub(crate) fn rank(&self, id: Option<&str>) -> u32 {
        let found = id.and_then(|id| self.provisions.iter().find(|provision| provision.id == id));
        found.map_or(u32::MAX, |provision| provision.rank)
    }

    /// What a reader has to know about this day: verification, compliance dates, periods without enforcement.
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Whether the day is after the last one to which the text was verified; the first notice then says so.
    pub fn is_after_verification(&self) -> bool {
        self.date > self.law.verified_date()
    }

    /// Every threshold that a provision in force puts on `fact`, rising, without repeats.
    pub fn thresholds(&self, fact: NumericFact) -> &[Exact] {
        &self.thresholds[fact as usize]
    }

    /// Every comparison with `fact` in a provision in force.
    pub(crate) fn comparisons(&self, fact: NumericFact) -> Vec<(Operator, Exact)> {
        let mut found = Vec::new();
        for condition in self.provisions.iter().copied().flat_map(Provision::conditions) {
            condition.walk(&mut |part| {
                if let Condition::Compare { fact: named, operator, threshold } = part
                    && *named == fact
                {
                    found.push((*operator, threshold.clone()));
                }
            });
        }
        found
    }

    /// The provisions in force, each with the facts it asks about, itself or through others.
    pub(crate) fn asking(&self) -> impl Iterator<Item = (&'law Provision, &[FactName])> {
        self.provisions.iter().copied().zip(self.asks.iter().map(Vec::as_slice))
    }
}

/// Every prefix that a `meets` names, with the provisions under it that classify or presume.
fn references<'law>(provisions: &[&'law Provision]) -> Vec<(&'law str, Vec<&'law Provision>)> {
    let mut found: Vec<(&'law str, Vec<&'law Provision>)> = Vec::new();
    for condition in provisions.iter().copied().flat_map(Provision::conditions) {
        condition.walk(&mut |part| {
            let Condition::Meets(prefix) = part else { return };
            if !found.iter().any(|(named, _)| named == prefix) {
                let under = |provision: &&Provision| provision.effect != Effect::Gap && is_under(&provision.id, prefix);
                found.push((prefix, provisions.iter().copied().filter(under).collect()));
            }
        });
    }
    found
}

fn thresholds(provisions: &[&Provision], fact: NumericFact) -> Vec<Exact> {
    let mut found = Vec::new();
    for condition in provisions.iter().copied().flat_map(Provision::conditions) {
        condition.walk(&mut |part| {
            if let Condition::Compare { fact: named, threshold, .. } = part
                && *named == fact
            {
                found.push(threshold.clone());
            }
        });
    }
    found.sort();
    found.dedup();
    found
}

/// Every fact that `provision` asks about, itself or through the provisions it refers to.
fn asks(provision: &Provision, provisions: &[&Provision]) -> Vec<FactName> {
    let mut found = vec![FactName::Choice(Choice::Form)];
    let mut seen: Vec<&str> = Vec::new();
    let mut open = vec![provision];
    while let Some(provision) = open.pop() {
        for condition in provision.conditions() {
            condition.walk(&mut |part| match part {
                Condition::Compare { fact, .. } => found.push(FactName::Numeric(*fact)),
                Condition::Flag(flag) => found.push(FactName::Flag(*flag)),
                Condition::OneOf { choice, .. } => found.push(FactName::Choice(*choice)),
                Condition::Meets(prefix) if !seen.contains(&prefix.as_str()) => {
                    seen.push(prefix);
                    open.extend(provisions.iter().copied().filter(|other| is_under(&other.id, prefix)));
                }
                _ => {}
            });
        }
    }
    found.sort();
    found.dedup();
    found
}
