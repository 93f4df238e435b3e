//! The numbers of a design, by what they are a number of.

use super::expression::Expression;
use crate::part::Location;
use crate::quantity::parse::UnitWords;
use crate::quantity::{
    Count, Exact, GBPerSecond, Gigahertz, Quantity, SquareMillimeters, Tops, TransistorsBillion, Unit,
};

/// One number of a design.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its name: `unit.core.clock`.
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) value: Expression,
    pub(super) location: Location,
}

/// What a number is a number of.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Units, dies, circuits: a whole number from 1.
    Count,
    /// Memory stacks: a whole number.
    Stacks,
    /// Multiply-accumulates per clock.
    Macs,
    Clock,
    Rate,
    Area,
    Bandwidth,
    Transistors,
}

impl Kind {
    pub(super) fn unit(self) -> &'static str {
        match self {
            Self::Count | Self::Stacks | Self::Macs => "",
            Self::Clock => Gigahertz::SYMBOL,
            Self::Rate => Tops::SYMBOL,
            Self::Area => SquareMillimeters::SYMBOL,
            Self::Bandwidth => GBPerSecond::SYMBOL,
            Self::Transistors => TransistorsBillion::SYMBOL,
        }
    }

    /// What a unit word is in [`unit`](Self::unit).
    pub(super) fn multiplier(self, word: &str) -> Option<Exact> {
        match self {
            Self::Count | Self::Stacks | Self::Macs => None,
            Self::Clock => Gigahertz::multiplier(word),
            Self::Rate => Tops::multiplier(word),
            Self::Area => SquareMillimeters::multiplier(word),
            Self::Bandwidth => GBPerSecond::multiplier(word),
            Self::Transistors => TransistorsBillion::multiplier(word),
        }
    }

    /// Whether only whole numbers make sense.
    pub(super) fn is_whole(self) -> bool {
        matches!(self, Self::Count | Self::Stacks)
    }

    /// Whether zero makes no sense either.
    pub(super) fn above_zero(self) -> bool {
        matches!(self, Self::Count | Self::Area)
    }

    /// The largest value.
    pub(super) fn largest(self) -> Exact {
        let power = |exponent| Exact::from(10u64.pow(exponent));
        match self {
            Self::Count => Exact::from(u64::from(u32::MAX)),
            Self::Stacks | Self::Macs => power(Count::MAX_EXPONENT),
            Self::Clock => power(Gigahertz::MAX_EXPONENT),
            Self::Rate => power(Tops::MAX_EXPONENT),
            Self::Area => power(SquareMillimeters::MAX_EXPONENT),
            Self::Bandwidth => power(GBPerSecond::MAX_EXPONENT),
            Self::Transistors => power(TransistorsBillion::MAX_EXPONENT),
        }
    }

    /// What is wrong with a value that is too small.
    pub(super) fn below_least(self, value: &Exact) -> Option<String> {
        let least = if self.above_zero() { "above 0" } else { "0 or more" };
        let wrong = value.is_negative() || self.above_zero() && value.is_zero();
        wrong.then(|| format!("{} {}", value.grouped(), self.unit()).trim_end().to_owned() + " is not " + least)
    }

    /// What is wrong with a value.
    pub(super) fn refuse(self, value: &Exact) -> Option<String> {
        if let Some(message) = self.below_least(value) {
            return Some(message);
        }
        let unit = self.unit();
        if value > &self.largest() {
            let largest = self.largest().grouped();
            return Some(format!("{} is above the largest value accepted, {largest} {unit}", value.grouped()));
        }
        if self.is_whole() && value.fraction().is_none_or(|(_, denominator)| denominator != 1) {
            return Some(format!("{value} is not a whole number"));
        }
        None
    }
}

/// A value that [`Kind::refuse`] has let pass, in its unit.
pub(super) fn quantity<U: Unit>(value: Exact) -> Result<Quantity<U>, String> {
    Quantity::new(value).map_err(|error| error.to_string())
}
