//! What another reading of the law would make of the part.

use super::tree::{self, Tree};
use super::world::Outcome;
use super::{Determination, Question, dated};
use crate::Truth;
use crate::facts::{Facts, Flag, NumericFact};
use crate::law::Statute;
use crate::measure::{concerns, measure};
use crate::part::{Part, Sparsity};
use serde::Serialize;
use std::cell::LazyCell;

/// An open question of interpretation that changes a fact of this part, and what comes of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadingEffect {
    /// The question's name.
    pub reading: String,
    /// The choice taken for this answer.
    pub taken: String,
    /// Another choice.
    pub other: String,
    /// The facts that it changes, with their values under it.
    pub facts: Vec<String>,
    /// Whether the governing paragraph changes.
    pub changes_answer: bool,
    /// The governing paragraph under the other choice, or the possible ones.
    pub eccn: String,
}

/// Every other choice of every question that changes some fact which the law of the day asks about.
pub(super) fn effects(
    part: &Part,
    statute: &Statute<'_>,
    question: &Question,
    answer: &Determination,
) -> Vec<ReadingEffect> {
    let mut effects = Vec::new();
    let governs = |tree: &Tree<Outcome<'_>>| tree.map(&|outcome: &Outcome<'_>| outcome.governing().map(str::to_owned));
    // Needed only where some reading changes a fact.
    let taken_tree = LazyCell::new(|| governs(&tree::outcomes(answer.facts(), statute)));
    let of_2022 = !statute.thresholds(NumericFact::BitsTops2022).is_empty();
    for reading in statute.law().readings() {
        if !concerns(&reading.name, part) || (reading.name == "bit-length-2022" && !of_2022) {
            continue;
        }
        let Some(taken) = question.readings.get(&reading.name) else { continue };
        for choice in reading.choices.iter().filter(|choice| choice.name != taken) {
            let mut readings = question.readings;
            if readings.set(&reading.name, &choice.name).is_err() {
                continue;
            }
            let measurement = measure(part, &readings, &question.circumstances);
            let facts = changed(answer.facts(), &measurement.facts, statute);
            if facts.is_empty() {
                continue;
            }
            let outcomes = tree::outcomes(&dated(&measurement.facts, statute), statute);
            let eccn = outcomes.governing(statute, |outcome| outcome.governing());
            effects.push(ReadingEffect {
                reading: reading.name.clone(),
                taken: taken.to_owned(),
                other: choice.name.clone(),
                facts,
                changes_answer: governs(&outcomes) != *taken_tree,
                eccn,
            });
        }
    }
    effects
}

/// Where rates do not say whether they are dense: the governing paragraph if they were 2:4 sparse, if it would differ.
pub(super) fn if_sparse(
    part: &Part,
    statute: &Statute<'_>,
    question: &Question,
    answer: &Determination,
) -> Option<String> {
    let mut sparse = part.clone();
    let unstated =
        sparse.units.iter_mut().flat_map(|unit| &mut unit.rates).filter(|rate| rate.sparsity == Sparsity::Unstated);
    let count = unstated.map(|rate| rate.sparsity = Sparsity::TwoOfFour).count();
    if count == 0 {
        return None;
    }
    let measurement = measure(&sparse, &question.readings, &question.circumstances);
    let eccn =
        tree::outcomes(&dated(&measurement.facts, statute), statute).governing(statute, |outcome| outcome.governing());
    (eccn != crate::report::governing(answer)).then_some(eccn)
}

fn changed(taken: &Facts, other: &Facts, statute: &Statute<'_>) -> Vec<String> {
    let asks = |fact: NumericFact| {
        let through_density = matches!(fact, NumericFact::ApplicableDieArea | NumericFact::Tpp)
            && !statute.thresholds(NumericFact::PerformanceDensity).is_empty();
        through_density || !statute.thresholds(fact).is_empty()
    };
    let mut changed: Vec<String> = NumericFact::ALL
        .iter()
        .copied()
        .filter(|fact| *fact != NumericFact::ExportYear && asks(*fact))
        .filter(|fact| taken.numeric(*fact).value != other.numeric(*fact).value)
        .map(|fact| {
            let value = crate::quantity::describe(&other.numeric(fact).value, crate::quantity::Exact::grouped);
            format!("{} {value} {}", fact.label(), fact.unit()).trim_end().to_owned()
        })
        .collect();
    if taken.flag(Flag::MemoryItem).value != Truth::Yes
        && taken.density_unlimited_without_area != other.density_unlimited_without_area
        && taken.numeric(NumericFact::ApplicableDieArea).value.contains(&crate::quantity::Exact::ZERO)
        && !statute.thresholds(NumericFact::PerformanceDensity).is_empty()
    {
        changed.push("performance density without an applicable die area".to_owned());
    }
    changed
}
