//! The comparisons that decide an answer, over expressions of a design.

use crate::design::expression::Expression;
use crate::design::field::Kind;
use crate::design::outline::Outline;
use crate::facts::NumericFact;
use crate::law::{Operator, Statute};
use crate::quantity::Exact;

/// `left - factor × right` is at least a threshold, or above it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Comparison {
    pub(super) left: Expression,
    pub(super) right: Option<(Exact, Expression)>,
    pub(super) threshold: Exact,
    pub(super) above: bool,
}

impl Comparison {
    fn new(left: &Expression, threshold: &Exact, above: bool) -> Self {
        Self { left: left.clone(), right: None, threshold: threshold.clone(), above }
    }

    /// Whether it holds at a point. `None`: a division by zero.
    pub(super) fn holds(&self, point: &[Exact]) -> Option<bool> {
        let mut left = self.left.value(point)?;
        if let Some((factor, right)) = &self.right {
            left = left - factor * &right.value(point)?;
        }
        Some(if self.above { left > self.threshold } else { left >= self.threshold })
    }
}

/// Every comparison on which the answer of a point can turn: points at which all come out alike have one answer.
pub(super) fn comparisons(outline: &Outline, statute: &Statute<'_>) -> Vec<Comparison> {
    let mut found: Vec<Comparison> = Vec::new();
    let mut add = |comparison: Comparison| {
        if !found.contains(&comparison) {
            found.push(comparison);
        }
    };
    // Whether a number is possible at all.
    for (_, kind, value) in &outline.numbers {
        add(Comparison::new(value, &Exact::ZERO, kind.above_zero()));
        add(Comparison::new(value, &Kind::largest(*kind), true));
    }
    let area = outline.of(NumericFact::ApplicableDieArea);
    for (fact, low, high) in &outline.numeric {
        for (operator, threshold) in statute.comparisons(*fact) {
            for above in sides(operator) {
                add(Comparison::new(low, &threshold, *above));
                add(Comparison::new(high, &threshold, *above));
            }
        }
        // Without TPP, and without an area, the density is a case of its own.
        if matches!(fact, NumericFact::Tpp | NumericFact::ApplicableDieArea) {
            add(Comparison::new(low, &Exact::ZERO, true));
        }
        if let (NumericFact::Tpp, Some(area)) = (fact, area) {
            for (operator, threshold) in statute.comparisons(NumericFact::PerformanceDensity) {
                for above in sides(operator) {
                    let right = Some((threshold.clone(), area.clone()));
                    add(Comparison { left: low.clone(), right, threshold: Exact::ZERO, above: *above });
                }
            }
        }
    }
    found
}

fn sides(operator: Operator) -> &'static [bool] {
    match operator {
        Operator::AtLeast | Operator::Below => &[false],
        Operator::Above | Operator::AtMost => &[true],
        Operator::Equal => &[false, true],
    }
}
