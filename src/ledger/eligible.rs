//! Whether a row may go under what it names: asked of the clauses in `law/licensing`, once for rows that are alike.

use super::{Authorization, Entry, Ledger};
use crate::Truth;
use crate::destination::Place;
use crate::license::{Role, Transaction, Verb, Whereabouts};
use crate::quantity::{Exact, Extent};
use std::collections::HashMap;

/// How many kinds of rows are kept; beyond that each is asked anew.
const MOST_KEPT: usize = 262_144;

/// What eligibility turns on: the authorization, the amendments in effect, the places and the verb.
type Key = (Authorization, usize, Place, Option<Place>, Option<Place>, Option<Verb>);

/// Why rows of a kind may not go; `None`: they may, or that is open.
pub(super) type Known = HashMap<Key, Option<Bar>>;

/// Why an authorization is not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    /// In words, with its citation.
    pub(super) why: String,
    /// Whether it did not exist on that day, so that nothing counts against it.
    pub(super) too_early: bool,
}

impl Authorization {
    /// The name of its rule in `law/licensing/exceptions.toml`, and of the question that the row itself answers.
    fn rule(self) -> Option<(&'static str, Option<&'static str>)> {
        match self {
            Self::Lpp => Some(("LPP", None)),
            Self::Aia => Some(("AIA", None)),
            Self::Nveu => Some(("NVEU", Some("nveu"))),
            Self::Uveu => Some(("UVEU", Some("uveu"))),
            Self::License | Self::LicensedShipment | Self::Domestic | Self::Other => None,
        }
    }
}

impl Ledger<'_> {
    /// What bars a row of the .a class, if something does for certain.
    pub(super) fn bar(&mut self, entry: &Entry<'_>) -> Option<Bar> {
        let (rule, question) = entry.authorization.rule()?;
        let amendments = self.places.amendments();
        let period = amendments.iter().filter(|amendment| amendment.effective <= entry.date).count();
        let key = (entry.authorization, period, entry.location, entry.hq, entry.parent_hq, entry.verb);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = self.ask(rule, question, entry);
        if self.known.len() < MOST_KEPT {
            self.known.insert(key, found.clone());
        }
        found
    }

    fn ask(&self, rule: &str, question: Option<&str>, entry: &Entry<'_>) -> Option<Bar> {
        let mut transaction = Transaction::to(entry.location);
        let place = |place: Option<Place>| place.map_or(Whereabouts::Unknown, Whereabouts::At);
        transaction.set(Role::Hq, place(entry.hq));
        transaction.set(Role::Parent, place(entry.parent_hq));
        transaction.verb = entry.verb;
        // Amounts are for the ledger to count.
        let nothing = || Extent::point(Exact::ZERO);
        (transaction.quantity, transaction.received_lpp) = (nothing(), nothing());
        transaction.answers.extend(question.map(|name| (name.to_owned(), Truth::Yes)));
        let Some(found) = self.rules.eligibility(rule, "a", entry.date, &self.choices, &transaction) else {
            let why = format!("{rule} is not in effect on {}", entry.date);
            return Some(Bar { why, too_early: true });
        };
        let because = || found.because.clone().unwrap_or_else(|| "its conditions are not met".to_owned());
        let why = || format!("{rule} is not open: {} ({})", because(), found.cite);
        (found.open == Truth::No).then(|| Bar { why: why(), too_early: false })
    }
}
