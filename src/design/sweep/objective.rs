//! What points of a front are good at, and what they cost.

use crate::design::Design;
use crate::design::expression::Expression;
use crate::design::outline::Outline;
use crate::design::part::PointError;
use crate::part::Format;

/// What the front is about.
#[derive(Clone, Debug)]
pub(super) struct Objective {
    pub(super) label: String,
    pub(super) performance: Expression,
    pub(super) cost: Expression,
}

impl Objective {
    pub(super) fn new(design: &Design, outline: &Outline, what: &str) -> Result<Objective, PointError> {
        let none = || {
            PointError::new(format!(
                "the front cannot be about {what:?}: a format of the design, or tpp, tops, io or dram"
            ))
        };
        let (label, performance) = match (what.parse::<Format>(), crate::design::lever::fact(what)) {
            (_, Some(fact)) => (fact.label().to_owned(), outline.of(fact).cloned().ok_or_else(none)?),
            (Ok(format), None) => (format!("{format} TOPS"), design.tops_in(&format).ok_or_else(none)?),
            (Err(_), None) => return Err(none()),
        };
        if design.dies.iter().all(|die| !die.role.is_logic()) {
            return Err(PointError::new("the front is against the area of logic dies, and the design describes none"));
        }
        Ok(Objective { label, performance, cost: design.logic_area() })
    }
}
