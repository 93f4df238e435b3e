//! License columns of a table: for each destination, whether a license is required, exceptions and review.

use crate::destination::Choices;
use crate::determine::{Determination, determine};
use crate::facts::Facts;
use crate::law::{Posture, Statute};
use crate::license::{Amount, EarlyDate, Licensing, Transaction, answer};
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
    /// The limits that rules put on TPP: where a row stands to them decides with its classification.
    limits: Vec<Exact>,
}

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
        let limits = rules.at(date, posture, &choices)?.limits(Amount::Tpp);
        Ok(Self { rules, choices, date, posture, targets, limits })
    }

    /// What the license columns do not cover.
    pub fn not_checked(&self) -> &[String] {
        self.rules.not_checked()
    }

    /// The headers.
    pub(super) fn names(&self) -> Vec<String> {
        self.targets.iter().flat_map(|(name, _)| COLUMNS.map(|column| format!("{column}_{name}"))).collect()
    }

    /// Which side of every limit a TPP is on.
    pub(super) fn rank(&self, tpp: &Exact) -> usize {
        let side = |limit: &Exact| match tpp.cmp(limit) {
            Ordering::Less => 0,
            Ordering::Equal => 1,
            Ordering::Greater => 2,
        };
        self.limits.iter().map(side).sum()
    }

    /// The cells of facts.
    pub(super) fn of_facts(&self, facts: Facts, statute: &Statute<'_>) -> Vec<String> {
        self.of(&determine(&Measurement { facts, lints: Vec::new() }, statute))
    }

    /// The cells of a determination.
    pub(super) fn of(&self, item: &Determination) -> Vec<String> {
        let Ok(regime) = self.rules.at(self.date, self.posture, &self.choices) else { return self.nothing() };
        let cells = self.targets.iter().flat_map(|(_, transaction)| {
            let answer = answer(&regime, item, transaction);
            [answer.license().to_owned(), answer.exceptions_text(), answer.review_text()]
        });
        cells.collect()
    }

    /// The cells of a row that has an error.
    pub(super) fn nothing(&self) -> Vec<String> {
        vec![String::new(); self.targets.len() * COLUMNS.len()]
    }
}
