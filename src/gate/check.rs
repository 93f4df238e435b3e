//! Parts against a policy and a lock.

use super::cause::because;
use super::lock::{Accepted, Lock};
use super::policy::Policy;
use crate::determine::{Question, determine, rounded_density};
use crate::facts::{Facts, NumericFact};
use crate::kernel::{Answer, PartAnswers};
use crate::law::Statute;
use crate::measure::{Measurement, Readings};
use crate::part::{Location, Part};
use crate::report::compact;

/// A part with the file it was read from.
#[derive(Clone, Debug)]
pub struct Item {
    /// The file, as the lock names it.
    pub file: String,
    /// [`sha256`](crate::digest::sha256) of its bytes.
    pub input: String,
    /// The part.
    pub part: Part,
}

/// Why a part does not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It comes under a denied paragraph whatever the missing values are.
    Denied {
        /// The paragraph, or the possible ones joined by ` or `.
        paragraph: String,
        /// The denied name.
        by: String,
    },
    /// It comes under a denied paragraph for some of the missing values.
    MayBeDenied {
        /// The paragraph.
        paragraph: String,
        /// The denied name.
        by: String,
        /// The conditions on missing values under which it does: any one of them.
        when: Vec<String>,
    },
    /// Nobody has accepted an answer for it.
    NotInLock,
    /// Its answer is not the accepted one.
    Differs {
        /// What is different.
        differences: Vec<Difference>,
        /// Why, in sentences.
        because: Vec<String>,
    },
}

impl Problem {
    /// Its name: `denied`, `may-be-denied`, `not-in-lock`, `differs-from-lock`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Denied { .. } => "denied",
            Self::MayBeDenied { .. } => "may-be-denied",
            Self::NotInLock => "not-in-lock",
            Self::Differs { .. } => "differs-from-lock",
        }
    }
}

/// A value of an answer that is not the accepted one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `ECCN`, `TPP`, `performance density`, `posture`, `readings` or `proposals`.
    pub what: &'static str,
    /// What was accepted.
    pub was: String,
    /// What it is.
    pub is: String,
}

/// One part, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its answer now.
    pub answer: Accepted,
    /// Where the value stands that its TPP rests on, or else any value.
    pub location: Option<Location>,
    /// Why it does not pass; nothing if it does.
    pub problems: Vec<Problem>,
    /// What is otherwise worth knowing: the same answer from other bytes, or on another day.
    pub remarks: Vec<String>,
}

/// An input that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The file, as it was named.
    pub file: String,
    /// What is wrong.
    pub message: String,
}

/// What came of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Every part, in the order given.
    pub parts: Vec<Checked>,
    /// Accepted answers for parts that are not there anymore.
    pub gone: Vec<Accepted>,
    /// Inputs that could not be read.
    pub unread: Vec<Unread>,
}

impl Report {
    /// Takes out what a new lock settles: parts that are new or differ from the old one, and answers that are gone.
    pub fn accept(&mut self) {
        for part in &mut self.parts {
            part.problems.retain(|problem| !matches!(problem, Problem::NotInLock | Problem::Differs { .. }));
            part.remarks.clear();
        }
        self.gone.clear();
    }

    /// Whether every part passes, none is gone, and all could be read.
    pub fn passes(&self) -> bool {
        self.unread.is_empty() && self.gone.is_empty() && self.parts.iter().all(|part| part.problems.is_empty())
    }
}

/// A statute, a question and a policy, to check parts by.
#[derive(Debug)]
pub struct Gate<'s, 'law> {
    answers: PartAnswers<'s, 'law>,
    policy: Policy,
    readings: Vec<String>,
}

impl<'s, 'law> Gate<'s, 'law> {
    /// By a statute, under a question.
    pub fn new(statute: &'s Statute<'law>, question: Question, policy: Policy) -> Self {
        let taken = |name: &&&str| question.readings.get(name) != Readings::default().get(name);
        let written = |name: &&str| format!("{name}={}", question.readings.get(name).unwrap_or_default());
        let readings = Readings::NAMES.iter().filter(taken).map(written).collect();
        Self { readings, answers: PartAnswers::new(statute, question), policy }
    }

    /// What it denies.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Checks parts. Without a lock, only the policy counts.
    ///
    /// `folders` are those that were looked through whole, as the lock names them (`""` is the lock's own): an accepted answer
    /// for a file in one of them that is not among `items` is gone.
    pub fn check(&self, items: &[Item], lock: Option<&Lock>, folders: &[String]) -> Report {
        let parts: Vec<Checked> = items.iter().map(|item| self.item(item, lock)).collect();
        let mut report = Report { parts, ..Report::default() };
        report.gone = self.gone(&report.parts, lock, folders);
        report
    }

    /// The accepted answers in `folders` for parts that are not there.
    pub fn gone(&self, parts: &[Checked], lock: Option<&Lock>, folders: &[String]) -> Vec<Accepted> {
        let within = |file: &str| {
            folders.iter().any(|folder| {
                folder.is_empty() && !file.starts_with("../") && !file.starts_with('/')
                    || file.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
            })
        };
        let there: std::collections::HashSet<(&str, &str)> =
            parts.iter().map(|part| (part.answer.file.as_str(), part.answer.name.as_str())).collect();
        let files: std::collections::HashSet<&str> = there.iter().map(|(file, _)| *file).collect();
        let accepted = lock.map(Lock::parts).unwrap_or_default().iter();
        // A file that was given may also have lost a part.
        let looked = |part: &&Accepted| within(&part.file) || files.contains(part.file.as_str());
        accepted
            .filter(looked)
            .filter(|part| !there.contains(&(part.file.as_str(), part.name.as_str())))
            .cloned()
            .collect()
    }

    /// Checks one part.
    pub fn item(&self, item: &Item, lock: Option<&Lock>) -> Checked {
        let (facts, found) = self.answers.of(&item.part);
        let answer = self.accepted(item, &facts, &found);
        let mut problems = Vec::new();
        self.denied(&facts, &found, &mut problems);
        let mut remarks = Vec::new();
        if let Some(lock) = lock {
            match lock.find(&item.file, &item.part.name) {
                None => problems.push(Problem::NotInLock),
                Some(accepted) => {
                    let differences = differences(accepted, &answer);
                    if differences.is_empty() {
                        remarks.extend(unchanged(accepted, &answer));
                    } else {
                        let because = because(&self.answers, &item.part, accepted, &answer);
                        problems.push(Problem::Differs { differences, because });
                    }
                }
            }
        }
        Checked { location: location(&facts), answer, problems, remarks }
    }

    fn accepted(&self, item: &Item, facts: &Facts, found: &Answer) -> Accepted {
        let statute = self.answers.statute();
        let thresholds = statute.thresholds(NumericFact::PerformanceDensity);
        let density = facts.performance_density();
        let density = density.map(|all| compact(&all, |value| rounded_density(value, thresholds))).unwrap_or_default();
        Accepted {
            file: item.file.clone(),
            name: item.part.name.clone(),
            outcomes: found.governing.split('|').map(str::to_owned).collect(),
            tpp: compact(&facts.numeric(NumericFact::Tpp).value, ToString::to_string),
            performance_density: density,
            as_of: statute.date(),
            posture: statute.posture(),
            readings: self.readings.clone(),
            proposals: statute.law().proposals().to_vec(),
            law: statute.law().hash().to_owned(),
            input: item.input.clone(),
        }
    }

    fn denied(&self, facts: &Facts, found: &Answer, problems: &mut Vec<Problem>) {
        let by = |paragraph: &str| self.policy.denies(paragraph).map(str::to_owned);
        // What governs first, then whatever else is met.
        let met = found.paragraphs.iter().find_map(|id| Some((id.clone(), by(id)?)));
        let governs: Option<Vec<String>> = found.governing.split('|').map(by).collect();
        let certain = match governs {
            Some(names) if !names.is_empty() => Some((found.governing.replace('|', " or "), names[0].clone())),
            _ => met,
        };
        if let Some((paragraph, by)) = certain {
            problems.push(Problem::Denied { paragraph, by });
            return;
        }
        if self.policy.allows_depends() {
            return;
        }
        let Some((paragraph, by)) = found.possible.iter().find_map(|id| Some((id.clone(), by(id)?))) else { return };
        let measurement = Measurement { facts: facts.clone(), lints: Vec::new() };
        let answer = determine(&measurement, self.answers.statute());
        let denied = |id: &str| self.policy.denies(id).is_some();
        let conditions = answer.possibilities().iter().filter(|possibility| {
            possibility.eccn().is_some_and(denied) || possibility.paragraphs().iter().any(|id| denied(id))
        });
        let when = conditions.flat_map(|possibility| possibility.when().to_vec()).collect();
        problems.push(Problem::MayBeDenied { paragraph, by, when });
    }
}

/// What is not as it was accepted, of what the answer is. That the day, the law or the file is another one does not count as
/// long as the same comes out.
fn differences(accepted: &Accepted, answer: &Accepted) -> Vec<Difference> {
    let words = |list: &[String]| if list.is_empty() { "none".to_owned() } else { list.join(", ") };
    let pairs = [
        ("ECCN", accepted.eccn(), answer.eccn()),
        ("TPP", accepted.tpp.clone(), answer.tpp.clone()),
        ("performance density", accepted.performance_density.clone(), answer.performance_density.clone()),
        ("posture", accepted.posture.to_string(), answer.posture.to_string()),
        ("readings", words(&accepted.readings), words(&answer.readings)),
        ("proposals", words(&accepted.proposals), words(&answer.proposals)),
    ];
    let changed = pairs.into_iter().filter(|(_, was, is)| was != is);
    changed.map(|(what, was, is)| Difference { what, was, is }).collect()
}

/// Remarks where the answer is the accepted one, and not all that it rests on.
fn unchanged(accepted: &Accepted, answer: &Accepted) -> Vec<String> {
    let mut remarks = Vec::new();
    if accepted.input != answer.input {
        remarks.push("the file changed, the answer did not".to_owned());
    }
    if accepted.law != answer.law {
        remarks.push("the law files changed, the answer did not".to_owned());
    }
    remarks
}

/// The place of the value that TPP rests on.
fn location(facts: &Facts) -> Option<Location> {
    fn first(step: &crate::facts::Derivation) -> Option<Location> {
        step.location.clone().or_else(|| step.from.iter().find_map(first))
    }
    let tpp = first(&facts.numeric(NumericFact::Tpp).derivation);
    tpp.or_else(|| NumericFact::ALL.iter().find_map(|fact| first(&facts.numeric(*fact).derivation)))
}
