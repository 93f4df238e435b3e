//! What the law made of a part: between two days, or between two laws.

use super::fewest;
use crate::determine::Question;
use crate::facts::Facts;
use crate::kernel::PartAnswers;
use crate::law::{Amendment, DateError, Law, Posture, Provision, Statute, is_under};
use crate::measure::measure;
use crate::part::Part;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt;

/// A part whose answer moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// The governing paragraph before, or the possible ones joined by `|`.
    pub before: String,
    /// The same after.
    pub after: String,
    /// Every change between, in order. A part can move and move back.
    pub steps: Vec<Step>,
}

/// One change of an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// The first day of the later law of the two; `None` between two laws.
    pub day: Option<Date>,
    /// Whether days are compared backward: then what was after it came before.
    pub backward: bool,
    /// The governing paragraph before.
    pub before: String,
    /// The governing paragraph after.
    pub after: String,
    /// The paragraphs whose change brings it about: each alone, or `together`. Empty if it could not be established.
    pub because: Vec<Because>,
    /// Whether only all of them together bring it about.
    pub together: bool,
    /// The day itself brings it about, by the year of the export that notes of the law ask about.
    pub year: bool,
}

/// A version of a paragraph that came, went or changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Because {
    /// The paragraph.
    pub paragraph: String,
    /// Its condition before; `None`: it was not in force.
    pub was: Option<String>,
    /// Its condition after; `None`: it is not in force.
    pub is: Option<String>,
    /// Where the version that counts stands.
    pub cite: String,
    /// The amendment that did it; `None` between two laws.
    pub amendment: Option<AmendmentNote>,
}

/// An amendment, or a period in which one is not enforced.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AmendmentNote {
    /// Its name in law files.
    pub id: String,
    /// Its title, or what is not enforced.
    pub title: String,
    /// Its citation.
    pub citation: String,
}

/// In words: `3A991.p.1 → 3A090.a.1 on 2023-11-17: 3A090.a.1 came: tpp >= 4800 (ac-s-ifr-2023, 88 FR 73458)`.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |governing: &str| governing.replace('|', " or ");
        write!(f, "{} → {}", words(&self.before), words(&self.after))?;
        if let Some(day) = self.day {
            write!(f, " {} {day}", if self.backward { "before" } else { "on" })?;
        }
        if self.year {
            return f.write_str(": by the year of the export");
        }
        if self.because.is_empty() {
            return f.write_str(": no change of the law was found that does it");
        }
        for (place, because) in self.because.iter().enumerate() {
            let link = if self.together { " and " } else { "; or, alone, " };
            write!(f, "{}{because}", if place == 0 { ": " } else { link })?;
        }
        Ok(())
    }
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { paragraph, was, is, cite, amendment } = self;
        match (was, is) {
            (None, Some(is)) => write!(f, "{paragraph} came: {is}")?,
            (Some(was), None) => write!(f, "{paragraph} went: {was}")?,
            (Some(was), Some(is)) if was != is => write!(f, "{paragraph} changed from \"{was}\" to \"{is}\"")?,
            _ => write!(f, "{paragraph} changed in its rank or in the forms it is for")?,
        }
        match amendment {
            Some(note) => write!(f, " ({}, {}; {cite})", note.id, note.citation),
            None => write!(f, " ({cite})"),
        }
    }
}

/// The law on every day between two on which it may change.
#[derive(Debug)]
pub struct Days<'law> {
    statutes: Vec<Statute<'law>>,
    question: Question,
}

impl<'law> Days<'law> {
    /// From one day to another, earlier or later.
    ///
    /// # Errors
    /// If a day is before the first rule encoded.
    pub fn new(law: &'law Law, posture: Posture, from: Date, to: Date, question: Question) -> Result<Self, DateError> {
        let (first, last) = if from <= to { (from, to) } else { (to, from) };
        let mut days: Vec<Date> = Vec::new();
        for amendment in law.amendments().iter().filter(|amendment| !amendment.supposed) {
            days.push(amendment.effective);
            days.extend(amendment.compliance);
            days.extend(amendment.enforcement.iter().flat_map(|period| [Some(period.from), period.until]).flatten());
        }
        // Some notes ask about the year of the export.
        days.extend((first.year()..=last.year()).filter_map(|year| Date::new(year, 1, 1).ok()));
        days.retain(|day| (first..=last).contains(day));
        days.extend([first, last]);
        days.sort();
        days.dedup();
        let mut statutes = days.into_iter().map(|day| law.at(day, posture)).collect::<Result<Vec<_>, _>>()?;
        if to < from {
            statutes.reverse();
        }
        Ok(Self { statutes, question })
    }

    /// The statute of the first day asked about.
    pub fn before(&self) -> &Statute<'law> {
        &self.statutes[0]
    }

    /// The statute of the last day asked about.
    pub fn after(&self) -> &Statute<'law> {
        &self.statutes[self.statutes.len() - 1]
    }

    /// The question that is put on each day.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// What moved a part; `None` if its answer is the same on both days.
    pub fn moved(&self, part: &Part) -> Option<Moved> {
        let facts = measure(part, &self.question.readings, &self.question.circumstances).facts;
        let answer = |statute: &Statute<'law>| governing(&facts, statute);
        let (before, after) = (answer(self.before()), answer(self.after()));
        if before == after {
            return None;
        }
        let mut steps = Vec::new();
        let mut last = (before.clone(), self.before());
        for statute in &self.statutes[1..] {
            let now = answer(statute);
            if now != last.0 {
                steps.push(step(&facts, last.1, statute, last.0, now.clone(), true));
            }
            last = (now, statute);
        }
        Some(Moved { before, after, steps })
    }
}

/// Two laws on one day.
#[derive(Debug)]
pub struct Laws<'s, 'law> {
    before: PartAnswers<'s, 'law>,
    after: PartAnswers<'s, 'law>,
}

impl<'s, 'law> Laws<'s, 'law> {
    /// One law and another.
    ///
    /// ```
    /// use eccn::diff::Laws;
    /// use eccn::law::{Law, Posture};
    /// let gain = eccn::license::proposals().iter().find(|proposal| proposal.id == "gain-ai").unwrap();
    /// let supposed = Law::embedded().supposing(&[gain.supposition().unwrap()]);
    /// let day = "2026-07-23".parse()?;
    /// let (law, supposed) = (Law::embedded().at(day, Posture::Text)?, supposed.at(day, Posture::Text)?);
    /// let laws = Laws::new(&law, &supposed, Default::default());
    /// let moved = laws.moved(&eccn::catalog::find("RTX 4090 D").one()?).unwrap();
    /// assert_eq!((moved.before.as_str(), moved.after.as_str()), ("3A991.p.1", "proposal:gain-ai"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(before: &'s Statute<'law>, after: &'s Statute<'law>, question: Question) -> Self {
        Self { before: PartAnswers::new(before, question.clone()), after: PartAnswers::new(after, question) }
    }

    /// What moved a part; `None` if its answer is the same under both.
    pub fn moved(&self, part: &Part) -> Option<Moved> {
        let (facts, before) = self.before.of(part);
        let after = self.after.of_facts(&facts);
        let (before, after) = (before.governing.clone(), after.governing.clone());
        if before == after {
            return None;
        }
        let step = step(&facts, self.before.statute(), self.after.statute(), before.clone(), after.clone(), false);
        Some(Moved { before, after, steps: vec![step] })
    }
}

fn governing(facts: &Facts, statute: &Statute<'_>) -> String {
    crate::determine::brief(facts, statute).governing
}

/// A paragraph that is not the same in two statutes.
struct Changed<'a> {
    id: &'a str,
    was: Option<&'a Provision>,
    is: Option<&'a Provision>,
}

fn step(facts: &Facts, from: &Statute<'_>, to: &Statute<'_>, before: String, after: String, days: bool) -> Step {
    let changed = changes(from, to);
    let gives = |set: &[usize]| {
        let replacements: Vec<(&str, Option<&Provision>)> =
            set.iter().map(|place| (changed[*place].id, changed[*place].is)).collect();
        governing(facts, &from.with(to.date(), &replacements)) == after
    };
    let year = from.date() != to.date() && gives(&[]);
    let found = if year { Vec::new() } else { fewest(changed.len(), gives) };
    let together = found.len() == 1 && found[0].len() > 1;
    let because = found.iter().flatten().map(|place| because(&changed[*place], from, to, days)).collect();
    let backward = days && to.date() < from.date();
    let day = days.then(|| from.date().max(to.date()));
    Step { day, backward, before, after, because, together, year }
}

/// The paragraphs that are not the same, in the order of the later law; those that went come last.
fn changes<'a>(from: &Statute<'a>, to: &Statute<'a>) -> Vec<Changed<'a>> {
    let find = |statute: &Statute<'a>, id: &str| statute.provisions().find(|provision| provision.id == id);
    let same = |a: &Provision, b: &Provision| {
        a.when == b.when && a.unless == b.unless && a.forms == b.forms && a.rank == b.rank && a.effect == b.effect
    };
    let mut changed: Vec<Changed<'a>> = Vec::new();
    for is in to.provisions() {
        let was = find(from, &is.id);
        if !was.is_some_and(|was| same(was, is)) {
            changed.push(Changed { id: &is.id, was, is: Some(is) });
        }
    }
    for was in from.provisions().filter(|was| find(to, &was.id).is_none()) {
        changed.push(Changed { id: &was.id, was: Some(was), is: None });
    }
    changed
}

fn because(changed: &Changed<'_>, from: &Statute<'_>, to: &Statute<'_>, days: bool) -> Because {
    let words = |provision: &Provision| match &provision.unless {
        Some(unless) => format!("{} unless {unless}", provision.when),
        None => provision.when.to_string(),
    };
    let cite = changed.is.or(changed.was).map(|provision| provision.cite.clone()).unwrap_or_default();
    Because {
        paragraph: changed.id.to_owned(),
        was: changed.was.map(words),
        is: changed.is.map(words),
        cite,
        amendment: days.then(|| amendment(changed, from, to)).flatten(),
    }
}

/// What did it between two days of one law: the beginning or end of a version, or of a period without enforcement.
fn amendment(changed: &Changed<'_>, from: &Statute<'_>, to: &Statute<'_>) -> Option<AmendmentNote> {
    let amendments = to.law().amendments();
    let note = |amendment: &Amendment| AmendmentNote {
        id: amendment.id.clone(),
        title: amendment.title.clone(),
        citation: amendment.citation.clone(),
    };
    let forward = from.date() <= to.date();
    let (first, last) = if forward { (from.date(), to.date()) } else { (to.date(), from.date()) };
    let between = |day: Date| first < day && day <= last;
    let versions = [changed.is, changed.was];
    let marks = versions.into_iter().flatten().flat_map(|version| [Some(version.from), version.until]).flatten();
    if let Some(found) = marks.map(|place| &amendments[place]).find(|amendment| between(amendment.starts(to.posture())))
    {
        return Some(note(found));
    }
    let version = changed.is.or(changed.was)?;
    let rule = &amendments[version.from];
    rule.enforcement
        .iter()
        .filter(|period| period.suspends.iter().any(|prefix| is_under(&version.id, prefix)))
        .find(|period| between(period.from) || period.until.is_some_and(between))
        .map(|period| AmendmentNote { id: rule.id.clone(), title: period.what.clone(), citation: period.cite.clone() })
}
