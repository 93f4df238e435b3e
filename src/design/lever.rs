//! What can be moved: a parameter, a number of a field, or a fact itself.

use super::expression::Expression;
use super::outline::Outline;
use super::part::PointError;
use super::profile::{Line, Profile};
use super::{Design, Span};
use crate::facts::NumericFact;
use crate::law::Statute;
use crate::quantity::{Exact, Interval};

/// Something that moves while all else stays.
#[derive(Clone, Debug)]
pub(super) struct Lever {
    pub(super) name: String,
    pub(super) unit: &'static str,
    pub(super) kind: Moved,
    pub(super) value: Exact,
    /// Whether it counts something.
    pub(super) whole: bool,
    /// A value and a step between those that make sense.
    pub(super) grid: Option<(Exact, Exact)>,
    /// The values that may be chosen.
    pub(super) domain: Interval,
    outline: Outline,
    place: usize,
    point: Vec<Exact>,
}

/// What a lever moves.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// A fact itself, whatever brings it about.
    Fact(NumericFact),
    /// A parameter of the design.
    Parameter,
    /// A number written into a field of the design.
    Field,
}

/// The names that facts have as levers.
const FACTS: &[(&str, NumericFact)] = &[
    ("tpp", NumericFact::Tpp),
    ("density", NumericFact::PerformanceDensity),
    ("area", NumericFact::ApplicableDieArea),
    ("tops", NumericFact::Tops),
    ("io", NumericFact::IoBandwidth),
    ("dram", NumericFact::DramBandwidth),
    ("transistors", NumericFact::Transistors),
];

/// The fact with a short name.
pub(super) fn fact(name: &str) -> Option<NumericFact> {
    FACTS.iter().find(|(short, _)| *short == name).map(|(_, fact)| *fact).or_else(|| NumericFact::from_name(name))
}

impl Lever {
    /// A parameter of the design, or a number of a field.
    pub(super) fn parameter(design: &Design, outline: &Outline, place: usize, point: &[Exact]) -> Self {
        let parameter = &design.parameters[place];
        let everything = Interval::closed(Exact::ZERO, None);
        Self {
            name: parameter.name.clone(),
            unit: parameter.unit,
            kind: if parameter.written { Moved::Field } else { Moved::Parameter },
            value: point[place].clone(),
            whole: parameter.whole,
            grid: parameter.grid(),
            domain: match &parameter.span {
                Span::Range(from, to, _) => Interval::closed(from.clone(), Some(to.clone())),
                Span::Fixed | Span::List(_) => everything,
            },
            outline: outline.clone(),
            place,
            point: point.to_vec(),
        }
    }

    /// A fact. `None`: it is not known, or there is none (a density without an area).
    pub(super) fn fact(outline: &Outline, fact: NumericFact, point: &[Exact]) -> Option<Self> {
        let place = point.len();
        let free = Expression::Free(place);
        let value_of = |fact| outline.of(fact)?.value(point);
        let (value, outline) = if fact == NumericFact::PerformanceDensity {
            let (tpp, area) = (value_of(NumericFact::Tpp)?, value_of(NumericFact::ApplicableDieArea)?);
            let needed = Expression::Number(tpp.clone()).over(free);
            (tpp.checked_div(&area)?, outline.with(NumericFact::ApplicableDieArea, needed))
        } else {
            (value_of(fact)?, outline.with(fact, free))
        };
        let dense = matches!(fact, NumericFact::ApplicableDieArea | NumericFact::PerformanceDensity);
        // A part that has an applicable die area keeps one.
        if dense && value.is_zero() {
            return None;
        }
        let mut point = point.to_vec();
        point.push(value.clone());
        let name = FACTS.iter().find(|(_, known)| *known == fact).map_or(fact.name(), |(short, _)| short);
        Some(Self {
            name: name.to_owned(),
            unit: fact.unit(),
            kind: Moved::Fact(fact),
            value,
            whole: false,
            grid: None,
            domain: if dense { Interval::above_zero() } else { Interval::closed(Exact::ZERO, None) },
            outline,
            place,
            point,
        })
    }

    /// The lever that a name means: a parameter, a number of a field, a fact.
    pub(super) fn find(design: &Design, outline: &Outline, name: &str, point: &[Exact]) -> Result<Self, PointError> {
        let named = design.parameters.iter().any(|parameter| parameter.name == name);
        if let Some(fact) = fact(name).filter(|_| !named) {
            return Self::fact(outline, fact, point).ok_or_else(|| {
                PointError::new(format!("the design does not say its {}, so it cannot be moved", fact.label()))
            });
        }
        match design.find(name) {
            Ok(place) => Ok(Self::parameter(design, outline, place, point)),
            Err(missing) => {
                let facts: Vec<&str> = FACTS.iter().map(|(name, _)| *name).collect();
                Err(PointError::new(format!("{missing}; or a fact: {}", facts.join(", "))))
            }
        }
    }

    /// What becomes of the design along its values.
    pub(super) fn profile<'law>(&self, statute: &Statute<'law>, domain: &Interval) -> Profile<'law> {
        self.line().profile(statute, domain)
    }

    pub(super) fn line(&self) -> Line<'_> {
        Line { outline: &self.outline, place: self.place, point: self.point.clone() }
    }

    /// How people call it.
    pub(super) fn label(&self) -> &str {
        match self.kind {
            Moved::Fact(fact) => fact.label(),
            _ => &self.name,
        }
    }
}
