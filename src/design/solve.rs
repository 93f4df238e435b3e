//! The largest or smallest value that stays off a paragraph, with its proof.
//!
//! ```
//! use eccn::design::{Design, solve::{Goal, solve}};
//! use eccn::determine::Question;
//! use eccn::law::{Law, Posture};
//!
//! let text = r#"
//! design = "An accelerator"
//! market = "datacenter"
//! [parameters]
//! clock = { value = 0.5, from = 0.1, to = 2, step = 0.001 }
//! [[unit]]
//! name = "SM"
//! count = 132
//! clock = "clock"
//! macs = { fp16 = 2048 }
//! "#;
//! let design = Design::parse(text, "design.toml")?;
//! let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
//! let goal = Goal { off: vec!["3A090.a.1".to_owned()], maximize: true, what: "clock".to_owned(), by: None, step: None };
//! let solution = solve(&design, &design.point(&[])?, &goal, &statute, &Question::default())?;
//! let best = solution.best().unwrap();
//! assert_eq!((best.value().lossless(), best.is_reached()), ("3125/5632".to_owned(), false));
//! assert_eq!(solution.on_grid().unwrap().value().to_string(), "0.554");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::expression::Expression;
use super::headroom::step_within;
use super::lever::{Lever, Moved};
use super::outline::Outline;
use super::part::PointError;
use super::profile::{Holds, Stretch};
use super::{Design, Span};
use crate::determine::{Question, Standing};
use crate::facts::NumericFact;
use crate::law::{Effect, Statute, is_under};
use crate::part::Format;
use crate::quantity::{Exact, Interval};

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Paragraphs or entries that must not be met: `3A090` is every paragraph under it.
    pub off: Vec<String>,
    /// The largest value, or the smallest.
    pub maximize: bool,
    /// Of what: a parameter, the path of a number, a fact (`area`, `tpp`), or a format, whose TOPS are meant.
    pub what: String,
    /// What moves, where `what` follows from it.
    pub by: Option<String>,
    /// The step between values, from the start of the parameter's range or from zero.
    pub step: Option<Exact>,
}

/// Paragraphs that must not be met on a day.
#[derive(Clone, Debug)]
pub(crate) struct Off(Vec<String>);

impl Off {
    /// # Errors
    /// If nothing in force is called so.
    pub(crate) fn new(names: &[String], statute: &Statute<'_>) -> Result<Self, PointError> {
        let in_force = || statute.provisions().filter(|provision| provision.effect != Effect::Gap);
        for name in names {
            if in_force().any(|provision| is_under(&provision.id, name)) {
                continue;
            }
            let mut all: Vec<&str> = in_force().map(|provision| provision.id.as_str()).collect();
            all.dedup();
            return Err(PointError::new(format!(
                "no paragraph in force on {} is {name:?} or under it; there are {}",
                statute.date(),
                all.join(", ")
            )));
        }
        Ok(Self(names.to_vec()))
    }

    /// The first of the paragraphs that is met, or may be.
    pub(crate) fn broken<'law>(&self, standing: &Standing<'law>) -> Option<&'law str> {
        standing.possible.iter().copied().find(|id| self.0.iter().any(|name| is_under(id, name)))
    }
}

/// One end of what is possible.
#[derive(Clone, Debug, PartialEq)]
pub struct Best {
    pub(crate) value: Exact,
    pub(crate) reached: bool,
    /// If there is no exact form: it lies between `value` and this.
    pub(crate) bracket: Option<Exact>,
    /// Where it is, if another number moves.
    pub(crate) at: Option<Exact>,
}

impl Best {
    /// The value; where [`is_reached`](Self::is_reached) is false, values come as near to it as one likes.
    pub fn value(&self) -> &Exact {
        &self.value
    }

    /// Whether the value itself is possible.
    pub fn is_reached(&self) -> bool {
        self.reached
    }

    /// If the value has no exact form: the other end of the bracket around it, found by bisection.
    pub fn bracket(&self) -> Option<&Exact> {
        self.bracket.as_ref()
    }
}

/// What holds at one value.
#[derive(Clone, Debug)]
pub struct Proof {
    pub(crate) value: Exact,
    /// What the goal is about there, if another number moves.
    pub(crate) objective: Option<Exact>,
    pub(crate) tpp: Option<Exact>,
    pub(crate) area: Option<Exact>,
    /// The governing paragraph; what is impossible, if there is none.
    pub(crate) governing: Result<String, String>,
    /// The paragraph that was to be kept off and is met, or may be.
    pub(crate) broken: Option<String>,
}

impl Proof {
    /// The value.
    pub fn value(&self) -> &Exact {
        &self.value
    }

    /// Whether the goal's paragraphs are kept off there.
    pub fn holds(&self) -> bool {
        self.governing.is_ok() && self.broken.is_none()
    }

    /// TPP there.
    pub fn tpp(&self) -> Option<&Exact> {
        self.tpp.as_ref()
    }

    /// The governing paragraph there; `none` if no entry checked is met, `None` if no such part can be.
    pub fn governing(&self) -> Option<&str> {
        self.governing.as_deref().ok()
    }
}

/// The answer to a [`Goal`].
#[derive(Clone, Debug)]
pub struct Solution {
    pub(crate) goal: Goal,
    /// What moves.
    pub(crate) mover: String,
    pub(crate) mover_unit: &'static str,
    /// What is looked for.
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) domain: Interval,
    /// Where the paragraphs are kept off.
    pub(crate) feasible: Vec<Interval>,
    pub(crate) best: Option<Best>,
    /// Whether the goal can be had without limit.
    pub(crate) unlimited: bool,
    pub(crate) step: Option<Exact>,
    pub(crate) on_grid: Option<Proof>,
    /// The next step beyond.
    pub(crate) next: Option<Proof>,
    /// At the limit itself, today, and at the ends of what was looked through.
    pub(crate) at_limit: Option<Proof>,
    pub(crate) today: Proof,
    /// The thresholds on performance density, so that no density is printed like one that it is not.
    pub(crate) densities: Vec<Exact>,
}

impl Solution {
    /// The best value; `None` if the paragraphs cannot be kept off, or if there is no limit.
    pub fn best(&self) -> Option<&Best> {
        self.best.as_ref()
    }

    /// The best value on the grid, if there is one.
    pub fn on_grid(&self) -> Option<&Proof> {
        self.on_grid.as_ref()
    }

    /// The next value of the grid beyond it, where the paragraphs are not kept off, or beyond the range.
    pub fn next_on_grid(&self) -> Option<&Proof> {
        self.next.as_ref()
    }

    /// What holds exactly at the best value, if it is not reached.
    pub fn at_limit(&self) -> Option<&Proof> {
        self.at_limit.as_ref()
    }

    /// Where the paragraphs are kept off, rising.
    pub fn feasible(&self) -> &[Interval] {
        &self.feasible
    }

    /// Whether what is looked for is what moves.
    pub(crate) fn moves_itself(&self) -> bool {
        self.today.objective.is_none()
    }

    /// Whether there is no limit to the goal.
    pub fn is_unlimited(&self) -> bool {
        self.unlimited
    }
}

/// What the goal is about, as an expression of the design.
struct Objective {
    label: String,
    unit: &'static str,
    /// `None`: the lever itself.
    value: Option<Expression>,
}

/// Solves a goal around a point.
///
/// # Errors
/// If the goal names what the design or the law has not.
pub fn solve(
    design: &Design,
    point: &[Exact],
    goal: &Goal,
    statute: &Statute<'_>,
    question: &Question,
) -> Result<Solution, PointError> {
    let off = Off::new(&goal.off, statute)?;
    let outline = Outline::new(design, &question.readings, &question.circumstances)?;
    let (lever, objective) = moved(design, &outline, goal, point)?;
    let search = Search { lever: &lever, objective: &objective, off: &off, statute, goal };
    let domain = lever.domain.clone();
    let profile = lever.profile(statute, &domain);
    let feasible: Vec<(Interval, [bool; 2])> = search.feasible(&profile.stretches);
    let listed = lever.kind == Moved::Parameter;
    let listed = design.parameters.iter().find(|parameter| listed && parameter.name == lever.name);
    let list = listed.and_then(|parameter| match &parameter.span {
        Span::List(values) => Some(values.clone()),
        _ => None,
    });
    let grid = match &goal.step {
        Some(step) if step.is_zero() || step.is_negative() => return Err(PointError::new("a step is above 0")),
        Some(step) => Some((lever.grid.as_ref().map_or(Exact::ZERO, |(start, _)| start.clone()), step.clone())),
        None => lever.grid.clone(),
    };
    let (best, unlimited) = search.best(&feasible);
    let ranges: Vec<Interval> = feasible.into_iter().map(|(range, _)| range).collect();
    let (on_grid, next) = match (&list, &grid) {
        (Some(values), _) => search.listed(values),
        (None, Some((start, step))) if !unlimited => search.stepped(start, step, &ranges),
        _ => (None, None),
    };
    let at_limit = best
        .as_ref()
        .filter(|best| !best.reached && best.bracket.is_none())
        .map(|best| search.proof(best.at.as_ref().unwrap_or(&best.value)));
    Ok(Solution {
        mover: lever.label().to_owned(),
        mover_unit: lever.unit,
        what: objective.label.clone(),
        unit: objective.unit,
        today: search.proof(&lever.value),
        step: grid.map(|(_, step)| step).filter(|_| list.is_none()),
        goal: goal.clone(),
        feasible: ranges,
        domain,
        best,
        unlimited,
        on_grid,
        next,
        at_limit,
        densities: statute.thresholds(NumericFact::PerformanceDensity).to_vec(),
    })
}

/// What moves, and what is looked for.
fn moved(design: &Design, outline: &Outline, goal: &Goal, point: &[Exact]) -> Result<(Lever, Objective), PointError> {
    let by = goal.by.as_deref();
    let derived = || design.derived.iter().find(|(name, _)| *name == goal.what).map(|(_, value)| value.clone());
    let objective = match goal.what.parse::<Format>() {
        Ok(format) if !design.parameters.iter().any(|parameter| parameter.name == goal.what) => {
            let value = design.tops_in(&format).ok_or_else(|| {
                PointError::new(format!("no unit of the design has {format}, so it has no {format} rate"))
            })?;
            Some(Objective { label: format!("{format} TOPS"), unit: "TOPS", value: Some(value) })
        }
        _ => derived().map(|value| Objective { label: goal.what.clone(), unit: "", value: Some(value) }),
    };
    let Some(objective) = objective else {
        let lever = Lever::find(design, outline, &goal.what, point)?;
        let Some(by) = by.filter(|by| *by != goal.what) else {
            let objective = Objective { label: lever.label().to_owned(), unit: lever.unit, value: None };
            return Ok((lever, objective));
        };
        // A fact that follows from what moves.
        let value = match lever.kind {
            Moved::Fact(fact) => outline.of(fact).cloned(),
            _ => None,
        };
        let Some(value) = value else {
            return Err(PointError::new(format!("{} does not follow from {by}", goal.what)));
        };
        let objective = Objective { label: lever.label().to_owned(), unit: lever.unit, value: Some(value) };
        return Ok((Lever::find(design, outline, by, point)?, objective));
    };
    let value = objective.value.clone().unwrap_or(Expression::number(0));
    let mut free = Vec::new();
    value.free(&mut free);
    let by = match by {
        Some(by) => by.to_owned(),
        None => mover(design, &goal.what, &free)?,
    };
    let lever = Lever::find(design, outline, &by, point)?;
    let depends = design.find(&by).is_ok_and(|place| free.contains(&place));
    if !depends {
        return Err(PointError::new(format!("{} does not follow from {by}", objective.label)));
    }
    Ok((lever, objective))
}

/// The one number that is open to be moved.
fn mover(design: &Design, what: &str, free: &[usize]) -> Result<String, PointError> {
    let of = |wanted: &dyn Fn(&super::Parameter) -> bool| -> Vec<&str> {
        let parameters = free.iter().map(|place| &design.parameters[*place]);
        parameters.filter(|parameter| wanted(parameter)).map(|parameter| parameter.name.as_str()).collect()
    };
    let open = of(&|parameter| !matches!(parameter.span, Span::Fixed));
    let named = of(&|parameter| !parameter.written);
    let all = of(&|_| true);
    for candidates in [&open, &named, &all] {
        if let [only] = &candidates[..] {
            return Ok((*only).to_owned());
        }
    }
    Err(PointError::new(format!("{what} follows from {}; say which of them moves: --by {}", all.join(", "), all[0])))
}

struct Search<'s, 'law> {
    lever: &'s Lever,
    objective: &'s Objective,
    off: &'s Off,
    statute: &'s Statute<'law>,
    goal: &'s Goal,
}

impl Search<'_, '_> {
    fn allowed(&self, stretch: &Stretch<'_>) -> bool {
        matches!(&stretch.holds, Holds::Stands(standing) if self.off.broken(standing).is_none())
    }

    /// Where the paragraphs are kept off, each with whether its ends lie in a bracket.
    fn feasible(&self, stretches: &[Stretch<'_>]) -> Vec<(Interval, [bool; 2])> {
        let mut found: Vec<(Interval, [bool; 2])> = Vec::new();
        let mut open = false;
        for (index, stretch) in stretches.iter().enumerate() {
            if !self.allowed(stretch) {
                open = false;
                continue;
            }
            let bracket = |index: Option<usize>| {
                let beside = index.and_then(|index| stretches.get(index));
                beside.is_some_and(|stretch| stretch.holds == Holds::Bracket)
            };
            match found.last_mut().filter(|_| open) {
                Some((range, ends)) => {
                    (range.high, range.high_open) = (stretch.range.high.clone(), stretch.range.high_open);
                    ends[1] = bracket(Some(index + 1));
                }
                None => {
                    let ends = [bracket(index.checked_sub(1)), bracket(Some(index + 1))];
                    found.push((stretch.range.clone(), ends));
                }
            }
            open = true;
        }
        found
    }

    /// The best value, and whether there is no limit.
    fn best(&self, feasible: &[(Interval, [bool; 2])]) -> (Option<Best>, bool) {
        let mut best: Option<Best> = None;
        for (range, ends) in feasible {
            for (candidate, unlimited) in self.candidates(range, *ends) {
                if unlimited {
                    return (None, true);
                }
                let better = best.as_ref().is_none_or(|best| {
                    let order = candidate.value.cmp(&best.value);
                    let order = if self.goal.maximize { order } else { order.reverse() };
                    order.then(candidate.reached.cmp(&best.reached)).is_gt()
                });
                if better {
                    best = Some(candidate);
                }
            }
        }
        (best, false)
    }

    /// The ends of a range, and the places inside where what is looked for turns.
    fn candidates(&self, range: &Interval, ends: [bool; 2]) -> Vec<(Best, bool)> {
        // One billionth: as wide as brackets are.
        let wide = Exact::ratio(1, 1_000_000_000);
        let low = Best {
            value: range.low.clone(),
            reached: !range.low_open,
            bracket: ends[0].then(|| &range.low - &wide),
            at: None,
        };
        let high = range.high.as_ref().map(|high| Best {
            value: high.clone(),
            reached: !range.high_open,
            bracket: ends[1].then(|| high + &wide),
            at: None,
        });
        let Some(value) = &self.objective.value else {
            return match (self.goal.maximize, high) {
                (true, Some(high)) => vec![(high, false)],
                (true, None) => vec![(low, true)],
                (false, _) => vec![(low, false)],
            };
        };
        let line = self.lever.line();
        let of = |at: &Exact| value.value(&line.at(at));
        let mut found = Vec::new();
        for end in std::iter::once(low).chain(high.clone()) {
            if let Some(value) = of(&end.value) {
                let bracket = end.bracket.as_ref().and_then(of);
                found.push((Best { at: Some(end.value.clone()), value, bracket, ..end }, false));
            }
        }
        for turn in line.turns(value, range) {
            if let Some(value) = of(&turn) {
                found.push((Best { value, reached: true, bracket: None, at: Some(turn) }, false));
            }
        }
        if high.is_none() {
            // Far out: if it is better there than anywhere near, it goes on so.
            let far = &range.low + &Exact::from(1_000_000_000);
            let best = found.iter().map(|(best, _)| &best.value);
            let best = if self.goal.maximize { best.max() } else { best.min() };
            let beyond = of(&far).zip(best).is_some_and(
                |(far, best)| {
                    if self.goal.maximize { &far > best } else { &far < best }
                },
            );
            found.extend(found.first().cloned().filter(|_| beyond).map(|(best, _)| (best, true)));
        }
        found
    }

    /// The best step, and the next.
    fn stepped(&self, start: &Exact, step: &Exact, ranges: &[Interval]) -> (Option<Proof>, Option<Proof>) {
        let value = |at: &Exact| match &self.objective.value {
            Some(value) => value.value(&self.lever.line().at(at)),
            None => Some(at.clone()),
        };
        let mut best: Option<(Exact, Exact)> = None;
        for range in ranges {
            for first in [true, false] {
                let Some(at) = step_within(start, step, range, first) else { continue };
                let Some(value) = value(&at) else { continue };
                let better = best.as_ref().is_none_or(
                    |(_, best)| {
                        if self.goal.maximize { &value > best } else { &value < best }
                    },
                );
                if better {
                    best = Some((at, value));
                }
            }
        }
        let Some((at, reached)) = best else { return (None, None) };
        // The neighbor on the side that would be better.
        let neighbors = [&at + step, &at - step];
        let next = neighbors.iter().filter(|next| !next.is_negative()).find(|next| {
            value(next).is_some_and(|value| if self.goal.maximize { value > reached } else { value < reached })
        });
        (Some(self.proof(&at)), next.map(|next| self.proof(next)))
    }

    /// The best value of a list, and the next better one.
    fn listed(&self, values: &[Exact]) -> (Option<Proof>, Option<Proof>) {
        let mut proofs: Vec<Proof> = values.iter().map(|value| self.proof(value)).collect();
        proofs.sort_by(|a, b| {
            let key = |proof: &Proof| proof.objective.clone().unwrap_or_else(|| proof.value.clone());
            if self.goal.maximize { key(b).cmp(&key(a)) } else { key(a).cmp(&key(b)) }
        });
        match proofs.iter().position(Proof::holds) {
            Some(best) => (Some(proofs[best].clone()), best.checked_sub(1).map(|next| proofs[next].clone())),
            None => (None, proofs.pop()),
        }
    }

    fn proof(&self, at: &Exact) -> Proof {
        let line = self.lever.line();
        let point = line.at(at);
        let of = |fact| line.outline.of(fact)?.value(&point);
        let standing = line.standing(self.statute, at);
        Proof {
            value: at.clone(),
            objective: self.objective.value.as_ref().and_then(|value| value.value(&point)),
            tpp: of(NumericFact::Tpp),
            area: of(NumericFact::ApplicableDieArea),
            broken: standing.as_ref().ok().and_then(|standing| self.off.broken(standing)).map(str::to_owned),
            governing: standing.map(|standing| standing.governing).map_err(|error| error.to_string()),
        }
    }
}
