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

mod objective;
mod search;

use super::lever::Moved;
use super::outline::Outline;
use super::part::PointError;
use super::{Design, Span};
use crate::determine::{Question, Standing};
use crate::facts::NumericFact;
use crate::law::{Effect, Statute, is_under};
use crate::quantity::{Exact, Interval};
use objective::moved;
use search::{Search, Steps};

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
    /// Whether it is come near to only as the other number grows without end.
    pub(crate) far: bool,
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
    /// The next better step.
    pub(crate) next: Option<Proof>,
    /// Whether the next better step is beyond the range of what moves.
    pub(crate) ends: bool,
    /// Whether what moves has a list of values.
    pub(crate) listed: bool,
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

    /// The next better value of the grid, where the paragraphs are not kept off; `None`: there is none, or it is beyond
    /// the range of what moves.
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
        Some(_) if list.is_some() => {
            return Err(PointError::new(format!("{} has a list of values, and no steps between them", lever.label())));
        }
        Some(step) if lever.whole && step.fraction().is_none_or(|(_, denominator)| denominator != 1) => {
            return Err(PointError::new(format!("{} counts something: a step of {step} is none", lever.label())));
        }
        Some(step) => Some((lever.grid.as_ref().map_or(Exact::ZERO, |(start, _)| start.clone()), step.clone())),
        None => lever.grid.clone(),
    };
    let (best, unlimited) = search.best(&feasible);
    let ranges: Vec<Interval> = feasible.into_iter().map(|(range, _)| range).collect();
    let steps = match (&list, &grid) {
        (Some(values), _) => search.listed(values),
        (None, Some((start, step))) if !unlimited => search.stepped(start, step, &ranges),
        _ => Steps::default(),
    };
    let at_limit = best
        .as_ref()
        .filter(|best| !best.reached && best.bracket.is_none() && !best.far)
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
        on_grid: steps.best,
        next: steps.next,
        ends: steps.ends,
        listed: list.is_some(),
        at_limit,
        densities: statute.thresholds(NumericFact::PerformanceDensity).to_vec(),
    })
}
