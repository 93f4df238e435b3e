//! The facts that the law asks about: the narrow waist between datasheets and rules.
//!
//! Everything before [`Facts`] turns somebody's file into facts about a part. Everything after it applies law to
//! facts. The vocabulary ([`NumericFact`], [`Flag`], [`Choice`]) is what conditions in `law/` may name.

mod derivation;
mod lint;
mod vocabulary;

pub use derivation::{Derivation, Measured};
pub use lint::Lint;
pub(crate) use vocabulary::vocabulary;
pub use vocabulary::{Choice, FactName, Flag, NumericFact};

use crate::Truth;
use crate::quantity::{Extent, Known, Unit};

/// What is known of a part in the regulation's own terms, each fact with its derivation.
///
/// Made by [`measure`](crate::measure::measure).
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    numeric: Vec<Measured<Extent>>,
    flags: Vec<Measured<Truth>>,
    choices: Vec<Measured<Option<&'static str>>>,
    /// Whether a part without applicable die area meets every "or more" density test; see the reading `planar-only`.
    pub density_unlimited_without_area: bool,
}

impl Facts {
    /// Facts of which nothing is known.
    pub fn unknown() -> Self {
        Self {
            numeric: vec![Measured::new(Extent::anything()); NumericFact::ALL.len()],
            flags: vec![Measured::new(Truth::Unknown); Flag::ALL.len()],
            choices: vec![Measured::new(None); Choice::ALL.len()],
            density_unlimited_without_area: false,
        }
    }

    /// A numeric fact. `performance_density` is not stored: it follows from TPP and area, see
    /// [`performance_density`](Self::performance_density).
    pub fn numeric(&self, fact: NumericFact) -> &Measured<Extent> {
        &self.numeric[fact as usize]
    }

    /// A numeric fact in its unit.
    pub fn known<U: Unit>(&self, fact: NumericFact) -> Known<U> {
        Known::from_extent(self.numeric(fact).value.clone())
    }

    /// A yes-or-no fact.
    pub fn flag(&self, flag: Flag) -> &Measured<Truth> {
        &self.flags[flag as usize]
    }

    /// A fact that is one of several words. `None`: not known.
    pub fn choice(&self, choice: Choice) -> &Measured<Option<&'static str>> {
        &self.choices[choice as usize]
    }

    /// All densities that the known TPP and applicable die area allow. `None` if there is no applicable die area, so
    /// that the density is not defined.
    pub fn performance_density(&self) -> Option<Extent> {
        let tpp = &self.numeric(NumericFact::Tpp).value;
        tpp.divide(&self.numeric(NumericFact::ApplicableDieArea).value)
    }

    /// Sets a numeric fact.
    pub fn set_numeric(&mut self, fact: NumericFact, value: Measured<Extent>) {
        self.numeric[fact as usize] = value;
    }

    /// Sets a yes-or-no fact.
    pub fn set_flag(&mut self, flag: Flag, value: Measured<Truth>) {
        self.flags[flag as usize] = value;
    }

    /// Sets a fact that is one of several words.
    ///
    /// # Panics
    /// If the word is not one of [`Choice::values`].
    pub fn set_choice(&mut self, choice: Choice, value: Measured<Option<&'static str>>) {
        assert!(value.value.is_none_or(|word| choice.values().contains(&word)), "a value of {}", choice.name());
        self.choices[choice as usize] = value;
    }
}
