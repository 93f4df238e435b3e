//! The license rules of one day, and clauses evaluated over a transaction, parts of which may be open.

use super::{Amount, Clause, Clock, EarlyDate, Kind, Licensing, Role, Rule, Term, Verb};
use crate::Truth;
use crate::destination::{Choices, Place};
use crate::facts::Flag;
use crate::law::{Operator, Posture};
use crate::quantity::{Exact, Extent, Interval};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The license rules in force on a day, in one posture and under chosen readings.
#[derive(Clone, Debug)]
pub struct Regime<'a> {
    pub(super) law: &'a Licensing,
    pub(super) date: Date,
    pub(super) posture: Posture,
    pub(super) choices: &'a Choices,
    /// For each group, whether each destination is in it; `None`: not known.
    groups: BTreeMap<&'a str, Vec<Option<bool>>>,
    terms: BTreeMap<&'a str, &'a Term>,
    pub(super) requirements: Vec<&'a Rule>,
    pub(super) exceptions: Vec<&'a Rule>,
    pub(super) reviews: Vec<&'a Rule>,
    pub(super) advisories: Vec<&'a Rule>,
    pub(super) routes: Vec<&'a Rule>,
}

impl Licensing {
    /// The rules in force on a day.
    ///
    /// # Errors
    /// If the day is before the first rule encoded.
    pub fn at<'a>(&'a self, date: Date, posture: Posture, choices: &'a Choices) -> Result<Regime<'a>, EarlyDate> {
        if date < self.first {
            return Err(EarlyDate { date, first: self.first });
        }
        let all = &self.destinations;
        let members = |group: &str| all.all().map(|(place, _)| all.is_in(place, group, date, choices)).collect();
        let groups = all.groups().iter().map(|group| (group.name.as_str(), members(&group.name))).collect();
        let covers = |from, until, clock| self.covers((from, until), clock, date, posture);
        let terms = self.terms.iter().filter(|term| covers(term.from, term.until, Clock::Posture));
        let in_force = |rules: &'a [Rule]| -> Vec<&'a Rule> {
            let fits = |rule: &&Rule| {
                rule.posture.is_none_or(|only| only == posture) && covers(rule.from, rule.until, rule.clock)
            };
            rules.iter().filter(fits).collect()
        };
        Ok(Regime {
            law: self,
            date,
            posture,
            choices,
            groups,
            terms: terms.map(|term| (term.name.as_str(), term)).collect(),
            requirements: in_force(&self.requirements),
            exceptions: in_force(&self.exceptions),
            reviews: in_force(&self.reviews),
            advisories: in_force(&self.advisories),
            routes: in_force(&self.routes),
        })
    }

    fn covers(
        &self,
        (from, until): (Option<usize>, Option<usize>),
        clock: Clock,
        date: Date,
        posture: Posture,
    ) -> bool {
        let clock = match clock {
            Clock::Posture => posture,
            Clock::Compliance => Posture::Enforced,
        };
        let starts = |index: usize| self.destinations.amendments()[index].starts(clock);
        from.is_none_or(|from| starts(from) <= date) && until.is_none_or(|until| date < starts(until))
    }
}

impl<'a> Regime<'a> {
    /// The law it is taken from.
    pub fn law(&self) -> &'a Licensing {
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

    /// The limits that rules in force put on an amount, rising.
    pub(crate) fn limits(&self, amount: Amount) -> Vec<Exact> {
        let rules = self.requirements.iter().chain(&self.exceptions).chain(&self.reviews).map(|rule| &rule.when);
        limits_in(rules.chain(self.terms.values().map(|term| &term.means)), amount)
    }

    /// The limits that advisories of a kind put on an amount, rising.
    pub(crate) fn limits_of(&self, kind: Kind, amount: Amount) -> Vec<Exact> {
        let advisories = self.advisories.iter().filter(|rule| rule.kind == Some(kind));
        limits_in(advisories.map(|rule| &rule.when), amount)
    }

    /// The term of this name that is in force.
    pub(super) fn term(&self, name: &str) -> Option<&'a Term> {
        self.terms.get(name).copied()
    }

    /// Whether `place` is in a group, or is the destination of an ISO code.
    fn is_in(&self, place: Place, word: &str) -> Option<bool> {
        if let Some(members) = self.groups.get(word) {
            return members[place.0];
        }
        let all = &self.law.destinations;
        all.get(place).listed.then(|| all.get(all.leader(place)).iso2 == word || all.get(place).iso2 == word)
    }
}

/// The limits that clauses put on an amount, rising, each once.
fn limits_in<'c>(clauses: impl Iterator<Item = &'c Clause>, amount: Amount) -> Vec<Exact> {
    let mut found = Vec::new();
    for clause in clauses {
        clause.walk(&mut |part| {
            if let Clause::Amount { amount: named, limit, .. } = part
                && *named == amount
            {
                found.push(limit.clone());
            }
        });
    }
    found.sort();
    found.dedup();
    found
}

/// A transaction over a regime; what is open can be narrowed.
#[derive(Clone, Debug)]
pub(super) struct World<'r> {
    pub(super) regime: &'r Regime<'r>,
    /// The role whose place counts for each role.
    pub(super) roles: [Role; 6],
    /// The possible places of each role.
    pub(super) places: [Rc<[Place]>; 6],
    pub(super) classes: Vec<&'r str>,
    pub(super) verbs: Vec<Verb>,
    pub(super) amounts: Vec<(Amount, Extent)>,
    pub(super) flags: Vec<(Flag, Truth)>,
    pub(super) answers: BTreeMap<&'r str, Truth>,
    /// Leaves that were decided although nothing could be narrowed.
    pub(super) decided: Vec<(Clause, bool)>,
}

impl<'r> World<'r> {
    /// Whether `clause` holds; if that is open, the leaf that it turns on.
    pub(super) fn holds(&self, clause: &Clause) -> Result<bool, Clause> {
        match clause {
            Clause::All(parts) => self.fold(parts, false),
            Clause::Any(parts) => self.fold(parts, true),
            Clause::Not(inner) => self.holds(inner).map(|holds| !holds),
            Clause::Name(name) => match self.regime.term(name) {
                Some(term) => self.holds(&term.means),
                None => self.leaf(clause),
            },
            Clause::Place { role, of } if self.roles[*role as usize] != *role => {
                let role = self.roles[*role as usize];
                self.leaf(&Clause::Place { role, of: of.clone() })
            }
            leaf => self.leaf(leaf),
        }
    }

    /// All of the parts (`any` false) or any of them. One part can decide whatever is open in the others.
    fn fold(&self, parts: &[Clause], any: bool) -> Result<bool, Clause> {
        let mut open = None;
        for part in parts {
            match self.holds(part) {
                Ok(holds) if holds == any => return Ok(any),
                Ok(_) => {}
                Err(leaf) => open = open.or(Some(leaf)),
            }
        }
        open.map_or(Ok(!any), Err)
    }

    fn leaf(&self, leaf: &Clause) -> Result<bool, Clause> {
        if let Some((_, truth)) = self.decided.iter().find(|(known, _)| known == leaf) {
            return Ok(*truth);
        }
        let truth = match leaf {
            Clause::Place { role, of } => {
                let place = |place: &Place| self.place(*place, of);
                agree(self.places[*role as usize].iter().map(place))
            }
            Clause::Class(of) => agree(self.classes.iter().map(|class| of.iter().any(|word| word == class).into())),
            Clause::Verb(of) => agree(self.verbs.iter().map(|verb| of.contains(verb).into())),
            Clause::Amount { amount, operator, limit } => {
                let value = self.amount(*amount);
                let (inside, outside) = sides(*operator, limit);
                match (meet(value, &inside).is_some(), meet(value, &outside).is_some()) {
                    (true, false) => Truth::Yes,
                    (false, true) => Truth::No,
                    _ => Truth::Unknown,
                }
            }
            Clause::Flag(flag) => {
                self.flags.iter().find(|(known, _)| known == flag).map_or(Truth::Unknown, |(_, truth)| *truth)
            }
            Clause::Reading { name, choice } => {
                (self.regime.choices.get(&self.regime.law.readings, name) == choice).into()
            }
            Clause::Name(name) => match self.answers.get(name.as_str()) {
                Some(truth) => *truth,
                // A term that is not in force on this day.
                None if !self.regime.law.questions.iter().any(|question| question.name == *name) => Truth::No,
                None => Truth::Unknown,
            },
            Clause::All(_) | Clause::Any(_) | Clause::Not(_) => return self.holds(leaf),
        };
        match truth {
            Truth::Yes => Ok(true),
            Truth::No => Ok(false),
            Truth::Unknown => Err(leaf.clone()),
        }
    }

    fn place(&self, place: Place, of: &[String]) -> Truth {
        of.iter()
            .fold(Truth::No, |found, word| found.or(self.regime.is_in(place, word).map_or(Truth::Unknown, Truth::from)))
    }

    pub(super) fn amount(&self, amount: Amount) -> &Extent {
        static ANYTHING: std::sync::LazyLock<Extent> = std::sync::LazyLock::new(Extent::anything);
        self.amounts.iter().find(|(known, _)| *known == amount).map_or(&ANYTHING, |(_, value)| value)
    }

    /// This world where an open leaf holds, or does not.
    pub(super) fn narrowed(&self, leaf: &Clause, holds: bool) -> Self {
        let mut world = self.clone();
        let fits = |truth: Truth| truth == Truth::Unknown || truth == Truth::from(holds);
        match leaf {
            Clause::Place { role, of } => {
                let places = &self.places[*role as usize];
                world.places[*role as usize] =
                    places.iter().copied().filter(|place| fits(self.place(*place, of))).collect();
            }
            Clause::Class(of) => world.classes.retain(|class| of.iter().any(|word| word == class) == holds),
            Clause::Verb(of) => world.verbs.retain(|verb| of.contains(verb) == holds),
            Clause::Amount { amount, operator, limit } => {
                let (inside, outside) = sides(*operator, limit);
                if let Some(narrow) = meet(self.amount(*amount), if holds { &inside } else { &outside }) {
                    world.amounts.retain(|(known, _)| known != amount);
                    world.amounts.push((*amount, narrow));
                }
            }
            Clause::Flag(flag) => {
                world.flags.retain(|(known, _)| known != flag);
                world.flags.push((*flag, holds.into()));
            }
            _ => {}
        }
        world.decided.push((leaf.clone(), holds));
        world
    }
}

/// Yes if all are, no if none is.
fn agree(truths: impl Iterator<Item = Truth>) -> Truth {
    truths.reduce(|a, b| if a == b { a } else { Truth::Unknown }).unwrap_or(Truth::Unknown)
}

/// The values that meet a comparison, and those that do not.
fn sides(operator: Operator, limit: &Exact) -> (Vec<Interval>, Vec<Interval>) {
    let below = |open: bool| Interval { high_open: open, ..Interval::closed(Exact::ZERO, Some(limit.clone())) };
    let above = |open: bool| Interval { low_open: open, ..Interval::closed(limit.clone(), None) };
    match operator {
        Operator::AtLeast => (vec![above(false)], vec![below(true)]),
        Operator::Above => (vec![above(true)], vec![below(false)]),
        Operator::AtMost => (vec![below(false)], vec![above(true)]),
        Operator::Below => (vec![below(true)], vec![above(false)]),
        Operator::Equal => (vec![Interval::point(limit.clone())], vec![below(true), above(true)]),
    }
}

/// The values in both, or `None` if there are none.
fn meet(value: &Extent, side: &[Interval]) -> Option<Extent> {
    let pieces: Vec<Interval> =
        side.iter().filter_map(|interval| value.intersect(interval)).flat_map(|met| met.pieces().to_vec()).collect();
    (!pieces.is_empty()).then(|| Extent::new(pieces))
}
