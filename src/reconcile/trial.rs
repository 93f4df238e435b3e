//! Trials: the part otherwise described or otherwise read, until the vendor's answer comes out.

use super::Cause;
use super::vendor::VendorRow;
use crate::Truth;
use crate::determine::Question;
use crate::facts::{Choice, Facts, Flag, NumericFact};
use crate::kernel::{Answer, PartAnswers};
use crate::law::Statute;
use crate::measure::{Readings, concerns};
use crate::part::{Cited, Cryptography, Form, Market, Part};
use crate::quantity::{Exact, Known};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The largest number of trials put together.
const MOST: usize = 3;

/// One thing that may be otherwise.
#[derive(Clone, Debug, PartialEq)]
enum Trial {
    /// All rates times a factor.
    Clock(Exact),
    Form(Form),
    Cryptography(Cryptography),
    Market(Truth),
    Reading(String, String),
}

impl Trial {
    /// Trials of one kind exclude each other.
    fn kind(&self) -> &str {
        match self {
            Self::Clock(_) => "clock",
            Self::Form(_) => "form",
            Self::Cryptography(_) => "cryptography",
            Self::Market(_) => "market",
            Self::Reading(name, _) => name,
        }
    }

    fn cause(&self) -> Cause {
        match self {
            Self::Clock(factor) if *factor < Exact::ONE => Cause::ClockBelowDatasheet,
            Self::Clock(_) => Cause::ClockAboveDatasheet,
            Self::Form(_) => Cause::Form,
            Self::Cryptography(_) => Cause::Cryptography,
            Self::Market(_) => Cause::Market,
            Self::Reading(..) => Cause::Interpretation,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Clock(factor) => format!("{} times the datasheet's clock", factor.rounded(4)),
            Self::Form(Form::IntegratedCircuit) => "as an integrated circuit".to_owned(),
            Self::Form(Form::Memory) => "as a memory".to_owned(),
            Self::Form(form) => {
                let article = if *form == Form::Assembly { "an" } else { "a" };
                format!("as {article} {form}")
            }
            Self::Cryptography(Cryptography::None) => "without cryptography of Category 5 Part 2".to_owned(),
            Self::Cryptography(Cryptography::Described) => "with cryptography described in 5A002.a".to_owned(),
            Self::Cryptography(Cryptography::MassMarket) => "as mass market encryption, 5A992.c".to_owned(),
            Self::Market(Truth::Yes) => "designed or marketed for datacenters".to_owned(),
            Self::Market(_) => "not designed or marketed for datacenters".to_owned(),
            Self::Reading(name, choice) => format!("with {name} read as {choice}"),
        }
    }

    fn apply(&self, part: &mut Part, readings: &mut Readings) {
        match self {
            Self::Clock(factor) => faster(part, factor),
            Self::Form(form) => part.form = Some(Cited::new(*form)),
            Self::Cryptography(cryptography) => part.cryptography = Some(Cited::new(*cryptography)),
            Self::Market(datacenter) => {
                let text = format!("tried: datacenter {datacenter}");
                part.market = Some(Cited::new(Market { text, datacenter: *datacenter }));
            }
            Self::Reading(name, choice) => {
                // The choices are those of the law, which are checked against these when it is loaded.
                let _ = readings.set(name, choice);
            }
        }
    }
}

/// Every rate times a factor.
fn faster(part: &mut Part, factor: &Exact) {
    for unit in &mut part.units {
        for rate in &mut unit.rates {
            rate.value.value = Known::from_extent(rate.value.value.extent().scale(factor));
        }
        if let Some(clock) = &mut unit.clock {
            clock.value = Known::from_extent(clock.value.extent().scale(factor));
        }
    }
    if let Some(stated) = &mut part.stated_tpp {
        stated.value = Known::from_extent(stated.value.extent().scale(factor));
    }
}

/// What was found.
pub(super) struct Found {
    pub(super) causes: Vec<Cause>,
    pub(super) explanation: String,
    pub(super) alternatives: Vec<String>,
}

/// How far a trial goes to the vendor's answer.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Reach {
    /// It comes out.
    There,
    /// It is among the possible ones.
    Possible,
    No,
}

/// Trials under a statute.
#[derive(Debug)]
pub(super) struct Trials<'s, 'law> {
    statute: &'s Statute<'law>,
    question: Question,
    ours: PartAnswers<'s, 'law>,
    /// Under other readings.
    others: Mutex<HashMap<Readings, Arc<PartAnswers<'s, 'law>>>>,
}

impl<'s, 'law> Trials<'s, 'law> {
    pub(super) fn new(statute: &'s Statute<'law>, question: Question) -> Self {
        let ours = PartAnswers::new(statute, question.clone());
        Self { statute, question, ours, others: Mutex::default() }
    }

    /// Our own answer.
    pub(super) fn ours(&self, part: &Part) -> (Facts, Arc<Answer>) {
        self.ours.of(part)
    }

    fn answer(&self, part: &Part, readings: Readings) -> (Facts, Arc<Answer>) {
        if readings == self.question.readings {
            return self.ours.of(part);
        }
        let answers = {
            let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
            let make = || {
                let circumstances = self.question.circumstances;
                Arc::new(PartAnswers::new(self.statute, Question { readings, circumstances }))
            };
            others.entry(readings).or_insert_with(make).clone()
        };
        answers.of(part)
    }

    /// Why the vendor's row is as it is.
    pub(super) fn explain(&self, part: &Part, row: &VendorRow) -> Found {
        let candidates = self.candidates(part, row);
        // The vendor's ECCN and TPP together; else its ECCN alone, or its TPP alone, and the other stays unexplained.
        if let Some(found) = self.search(part, row, &candidates, true, true) {
            return found;
        }
        let open = |what: &str, mut found: Found| {
            found.causes.push(Cause::Unexplained);
            let link = if found.explanation.is_empty() { "" } else { "; " };
            found.explanation.push_str(&format!("{link}{what}"));
            found
        };
        let tpp = row.tpp.as_ref().map(Exact::grouped).unwrap_or_default();
        if let Some(found) = self.search(part, row, &candidates, true, false) {
            return open(&format!("nothing tried gives the vendor's TPP of {tpp}"), found);
        }
        if row.tpp.is_some()
            && let Some(found) = self.search(part, row, &candidates, false, true)
        {
            return open(&format!("nothing tried gives the vendor's {}", row.eccn), found);
        }
        let none = Found { causes: Vec::new(), explanation: String::new(), alternatives: Vec::new() };
        let what = if tpp.is_empty() { row.eccn.clone() } else { format!("{} and TPP of {tpp}", row.eccn) };
        open(&format!("nothing tried gives the vendor's {what}"), none)
    }

    fn reach(&self, part: &Part, row: &VendorRow, trials: &[&Trial], eccn: bool, tpp: bool) -> Reach {
        let (mut part, mut readings) = (part.clone(), self.question.readings);
        trials.iter().for_each(|trial| trial.apply(&mut part, &mut readings));
        let (facts, answer) = self.answer(&part, readings);
        let mut reach = Reach::There;
        if tpp && let Some(stated) = &row.tpp {
            let ours = &facts.numeric(NumericFact::Tpp).value;
            match ours.as_point() {
                Some(point) if row.has_tpp(point) => {}
                None if ours.contains(stated) => reach = Reach::Possible,
                _ => return Reach::No,
            }
        }
        if eccn {
            let mut outcomes = answer.governing.split('|');
            if !answer.certain {
                reach = if outcomes.any(|outcome| row.has(outcome)) { Reach::Possible } else { Reach::No };
            } else if !row.has(&answer.governing) {
                reach = Reach::No;
            }
        }
        reach
    }

    fn candidates(&self, part: &Part, row: &VendorRow) -> Vec<Trial> {
        let (facts, _) = self.ours.of(part);
        let mut trials: Vec<Trial> = self.clock(&facts, row).into_iter().collect();
        let word = |choice: Choice| facts.choice(choice).value.unwrap_or_default();
        // A form or cryptography that the vendor's own columns state is not to be second-guessed.
        if row.form.is_none() {
            let forms = [Form::Assembly, Form::Computer, Form::IntegratedCircuit];
            trials.extend(forms.into_iter().filter(|form| form.as_str() != word(Choice::Form)).map(Trial::Form));
        }
        if row.cryptography.is_none() {
            let other = |cryptography: &&Cryptography| cryptography.as_str() != word(Choice::Cryptography);
            trials.extend(Cryptography::ALL.iter().filter(other).copied().map(Trial::Cryptography));
        }
        if row.datacenter.is_none() {
            let now = facts.flag(Flag::Datacenter).value;
            trials.extend([Truth::Yes, Truth::No].into_iter().filter(|market| *market != now).map(Trial::Market));
        }
        for reading in self.statute.law().readings().iter().filter(|reading| concerns(&reading.name, part)) {
            let taken = self.question.readings.get(&reading.name);
            let others = reading.choices.iter().filter(|choice| Some(choice.name.as_str()) != taken);
            trials.extend(others.map(|choice| Trial::Reading(reading.name.clone(), choice.name.clone())));
        }
        trials
    }

    /// The clock that makes the vendor's TPP, if it is as near as the law files say that datasheets and vendors' figures are.
    fn clock(&self, facts: &Facts, row: &VendorRow) -> Option<Trial> {
        let (stated, ours) = (row.tpp.as_ref()?, facts.numeric(NumericFact::Tpp).value.as_point()?);
        if row.has_tpp(ours) || ours.is_zero() {
            return None;
        }
        let close = self.statute.law().close_call();
        let difference = stated - ours;
        let most = stated * if difference.is_negative() { &close.above } else { &close.below };
        (difference.magnitude() <= most).then(|| stated.checked_div(ours)).flatten().map(Trial::Clock)
    }

    /// The fewest trials that do it.
    fn search(&self, part: &Part, row: &VendorRow, candidates: &[Trial], eccn: bool, tpp: bool) -> Option<Found> {
        for size in 0..=MOST {
            let (mut there, mut possible) = (Vec::new(), Vec::new());
            each_set(candidates, size, &mut |set| match self.reach(part, row, set, eccn, tpp) {
                Reach::There => there.push(self.found(set, false)),
                Reach::Possible => possible.push(self.found(set, true)),
                Reach::No => {}
            });
            let mut found = if there.is_empty() { possible } else { there }.into_iter();
            if let Some(mut first) = found.next() {
                first.alternatives = found.map(|other| other.explanation).collect();
                return Some(first);
            }
        }
        None
    }

    fn found(&self, set: &[&Trial], possible: bool) -> Found {
        let mut causes: Vec<Cause> = set.iter().map(|trial| trial.cause()).collect();
        let mut words: Vec<String> = set.iter().map(|trial| trial.words()).collect();
        if possible {
            causes.push(Cause::NumberMissing);
            words.push("for some of the missing values".to_owned());
        }
        causes.dedup();
        Found { causes, explanation: words.join(", "), alternatives: Vec::new() }
    }
}

/// Calls `visit` with every set of so many trials of different kinds, in order.
fn each_set<'t>(trials: &'t [Trial], size: usize, visit: &mut dyn FnMut(&[&'t Trial])) {
    fn grow<'t>(trials: &'t [Trial], size: usize, set: &mut Vec<&'t Trial>, visit: &mut dyn FnMut(&[&'t Trial])) {
        if set.len() == size {
            return visit(set);
        }
        for (place, trial) in trials.iter().enumerate() {
            if set.iter().all(|other| other.kind() != trial.kind()) {
                set.push(trial);
                grow(&trials[place + 1..], size, set, visit);
                set.pop();
            }
        }
    }
    grow(trials, size, &mut Vec::new(), visit);
}
