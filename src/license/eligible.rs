//! Whether one exception or authorization is open, its amounts aside: for whoever counts the amounts.

use super::evaluate::in_every_case;
use super::setting::world;
use super::wording::failing;
use super::{Item, Licensing, Transaction};
use crate::Truth;
use crate::destination::Choices;
use crate::law::Posture;
use jiff::civil::Date;

/// Whether an exception or authorization is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// Yes or no; unknown: that turns on what is not known of the transaction.
    pub open: Truth,
    /// What bars it.
    pub because: Option<String>,
    /// Where that stands.
    pub cite: String,
}

impl Licensing {
    /// Whether the exception or authorization `id` is open on a day for an item of `class` under a transaction, the
    /// item's numbers and the order's amounts aside. `None`: nothing of this name was in effect.
    ///
    /// ```
    /// use eccn::Truth;
    /// use eccn::destination::Choices;
    /// use eccn::license::{Licensing, Transaction};
    /// let law = Licensing::embedded();
    /// let open = |to: &str, day: &str| {
    ///     let transaction = Transaction::to(law.destinations().find(to).unwrap());
    ///     law.eligibility("LPP", "a", day.parse().unwrap(), &Choices::default(), &transaction).map(|found| found.open)
    /// };
    /// assert_eq!(open("PL", "2025-01-12"), None);
    /// assert_eq!(open("PL", "2025-01-13"), Some(Truth::Unknown));
    /// // § 740.2(a)(9)(ii) bars it where D:4 is not also A:5 or A:6.
    /// assert_eq!(open("SA", "2025-06-01"), Some(Truth::No));
    /// ```
    pub fn eligibility(
        &self,
        id: &str,
        class: &str,
        date: Date,
        choices: &Choices,
        transaction: &Transaction,
    ) -> Option<Eligibility> {
        let day = |index: usize| self.destinations.amendments()[index].effective;
        let rule = self.exceptions.iter().find(|rule| {
            rule.id == id
                && (rule.classes.is_empty() || rule.classes.iter().any(|known| known == class))
                && rule.from.is_none_or(|from| day(from) <= date)
                && rule.until.is_none_or(|until| date < day(until))
        })?;
        let paragraphs =
            self.classes.iter().find(|known| known.name == class).map_or(&[][..], |known| &known.paragraphs);
        let regime = self.at(date, Posture::Text, choices).ok()?;
        let world = world(&regime, &Item::of_paragraphs(paragraphs), transaction, None);
        let open = in_every_case(&world, &rule.when);
        let because = if open == Truth::No { failing(&world, &rule.when) } else { None };
        Some(Eligibility { open, because, cite: rule.cite.clone() })
    }
}
