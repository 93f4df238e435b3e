//! License columns of a table: for each destination, whether a license is required, exceptions and review.

use crate::destination::Choices;
use crate::determine::{Determination, determine};
use crate::facts::{Facts, NumericFact};
use crate::kernel::{FactColumns, SCALE, Shape};
use crate::law::{Posture, Statute};
use crate::license::{Amount, EarlyDate, Item, Licensing, Role, Transaction, brief};
use crate::measure::Measurement;
use crate::quantity::Exact;
use jiff::civil::Date;
use std::borrow::Cow;
use std::cmp::Ordering;

/// The columns of each destination.
pub(super) const COLUMNS: [&str; 3] = ["license", "exceptions", "review"];

/// What is asked of every row besides its classification.
#[derive(Clone, Debug)]
pub struct Licenses {
    rules: Cow<'static, Licensing>,
    choices: Choices,
    date: Date,
    posture: Posture,
    targets: Vec<(String, Transaction)>,
    /// The limits that rules put on numbers that rows have: where a row stands to them decides with its classification.
    limits: Vec<(NumericFact, Vec<Exact>)>,
    /// Whether rules ask for nothing of an item but these numbers and its yes-or-no facts.
    plain: bool,
    /// Whether somebody's designer is for the vendor to tell.
    by_vendor: bool,
}

/// The numbers that rules ask of an item, each with the fact that a column holds.
const NUMBERS: [(Amount, NumericFact); 4] = [
    (Amount::Tpp, NumericFact::Tpp),
    (Amount::DramBandwidth, NumericFact::DramBandwidth),
    (Amount::IoBandwidth, NumericFact::IoBandwidth),
    (Amount::Transistors, NumericFact::Transistors),
];

/// Numbers that follow from several columns: a rule that asks for one is asked of every row anew.
const DERIVED: [Amount; 2] = [Amount::PerformanceDensity, Amount::MemoryAndIoBandwidth];

/// Whose row it is, as far as license rules can tell vendors apart: 0 for one that is not known.
pub(super) type Vendor = u16;

impl Licenses {
    /// License columns for `targets`, each with the name that its columns end with.
    ///
    /// # Errors
    /// If the day is before the first rule encoded.
    pub fn new(
        rules: Cow<'static, Licensing>,
        choices: Choices,
        date: Date,
        posture: Posture,
        targets: Vec<(String, Transaction)>,
    ) -> Result<Self, EarlyDate> {
        let regime = rules.at(date, posture, &choices)?;
        let limits = NUMBERS.map(|(amount, fact)| (fact, regime.limits(amount)));
        let limits = limits.into_iter().filter(|(_, limits)| !limits.is_empty()).collect();
        let plain = DERIVED.iter().all(|amount| regime.limits(*amount).is_empty());
        let by_vendor = targets.iter().any(|(_, transaction)| transaction.place(Role::Designer).is_none());
        Ok(Self { rules, choices, date, posture, targets, limits, plain, by_vendor })
    }

    /// What the license columns do not cover.
    pub fn not_checked(&self) -> &[String] {
        self.rules.not_checked()
    }

    /// The headers.
    pub(super) fn names(&self) -> Vec<String> {
        self.targets.iter().flat_map(|(name, _)| COLUMNS.map(|column| format!("{column}_{name}"))).collect()
    }

    /// A number that rows of one classification have the same cells under: which side of every limit each of their
    /// numbers is on, and what their flags are. `None`: no number tells that.
    pub(super) fn rank(&self, facts: &FactColumns, shape: &Shape, row: usize) -> Option<u64> {
        let mut rank = 0u64;
        let mut add = |place: u64, of: u64| rank = rank * of + place;
        for (fact, limits) in &self.limits {
            let column = match fact {
                NumericFact::Tpp => Some(&facts.tpp),
                fact => shape.numeric.iter().rposition(|known| known == fact).map(|column| &facts.numeric[column]),
            };
            let Some(value) = column.map(|column| column[row]) else { continue };
            // From 1 on; 0 is not known.
            let place = u64::try_from(value).map_or(0, |_| {
                let value = Exact::ratio(value, SCALE);
                1 + limits.iter().map(|limit| side(&value, limit)).sum::<u64>()
            });
            add(place, 2 * limits.len() as u64 + 2);
        }
        for flag in &facts.flags {
            add(u64::from(flag[row]), 4);
        }
        self.plain.then_some(rank)
    }

    /// Which vendor a name is.
    pub(super) fn vendor(&self, name: &str) -> Vendor {
        let place = if self.by_vendor { self.rules.designer_place(name.trim()) } else { None };
        place.and_then(|place| Vendor::try_from(place + 1).ok()).unwrap_or(0)
    }

    /// The cells of facts.
    pub(super) fn of_facts(&self, facts: Facts, vendor: Vendor, statute: &Statute<'_>) -> Vec<String> {
        let item = determine(&Measurement { facts, lints: Vec::new() }, statute);
        let name = usize::from(vendor).checked_sub(1).and_then(|place| self.rules.vendor_of_designer(place));
        self.of(&item, name)
    }

    /// The cells of a determination for a part of this vendor.
    pub(super) fn of(&self, item: &Determination, vendor: Option<&str>) -> Vec<String> {
        let Ok(regime) = self.rules.at(self.date, self.posture, &self.choices) else { return self.nothing() };
        let item = Item::from(item).of_vendor(vendor);
        let cells = self.targets.iter().flat_map(|(_, transaction)| {
            let answer = brief(&regime, &item, transaction);
            [answer.license().to_owned(), answer.exceptions_text(), answer.review_text()]
        });
        cells.collect()
    }

    /// The cells of a row that has an error.
    pub(super) fn nothing(&self) -> Vec<String> {
        vec![String::new(); self.targets.len() * COLUMNS.len()]
    }
}

/// 0 below a limit, 1 at it, 2 above.
fn side(value: &Exact, limit: &Exact) -> u64 {
    match value.cmp(limit) {
        Ordering::Less => 0,
        Ordering::Equal => 1,
        Ordering::Greater => 2,
    }
}
