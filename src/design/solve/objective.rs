//! What a goal is about, and what moves to reach it.

use super::Goal;
use crate::design::expression::Expression;
use crate::design::lever::{Lever, Moved};
use crate::design::outline::Outline;
use crate::design::part::PointError;
use crate::design::{Design, Parameter, Span};
use crate::facts::NumericFact;
use crate::part::Format;
use crate::quantity::Exact;

/// What the goal is about, as an expression of the design.
pub(super) struct Objective {
    pub(super) label: String,
    pub(super) unit: &'static str,
    /// `None`: the lever itself.
    pub(super) value: Option<Expression>,
}

/// What moves, and what is looked for.
pub(super) fn moved(
    design: &Design,
    outline: &Outline,
    goal: &Goal,
    point: &[Exact],
) -> Result<(Lever, Objective), PointError> {
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
            Moved::Fact(NumericFact::PerformanceDensity) => {
                let of = |fact| outline.of(fact).cloned();
                of(NumericFact::Tpp).zip(of(NumericFact::ApplicableDieArea)).map(|(tpp, area)| tpp.over(area))
            }
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
    let of = |wanted: &dyn Fn(&Parameter) -> bool| -> Vec<&str> {
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
