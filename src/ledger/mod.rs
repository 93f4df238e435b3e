//! A ledger of total processing performance: what is left of each limit, shipment by shipment.
//!
//! Amounts are exact integers. Totals do not depend on the order of rows or on how they are cut into pieces; what a row is
//! told depends on the rows before it. Whether a row may go under what it names is
//! for the clauses of `law/licensing` to say. Memory grows with the number of groups, countries and products, not of rows.
//!
//! ```
//! use eccn::destination::Choices;
//! use eccn::ledger::{Amount, Authorization, Entry, Flag, Ledger, Limits};
//! use eccn::license::Licensing;
//! let rules = Licensing::embedded();
//! let places = rules.destinations();
//! let mut ledger = Ledger::new(Limits::embedded(), rules, Choices::default());
//! let entry = |quantity| Entry {
//!     date: "2025-06-01".parse().unwrap(),
//!     tpp: Amount::whole(15_832),
//!     quantity,
//!     product: "H100 SXM5",
//!     counts: true,
//!     consignee: "Example Cloud",
//!     parent: "",
//!     location: places.find("PL").unwrap(),
//!     hq: None,
//!     parent_hq: None,
//!     verb: None,
//!     authorization: Authorization::Lpp,
//! };
//! assert_eq!(ledger.post(&entry(1_699))?.flag, Flag::Notice);
//! let posting = ledger.post(&entry(1))?;
//! assert_eq!((posting.flag, posting.left.map(|left| left.to_string())), (Flag::Exceeds, Some("1432".to_owned())));
//! # Ok::<(), eccn::ledger::LedgerError>(())
//! ```

mod amount;
mod eligible;
mod entry;
mod limits;
mod post;
mod quota;
mod summary;
mod table;

pub use amount::Amount;
pub use entry::{Authorization, Entry, Flag, LedgerError, Posting};
pub use limits::{Limit, Limits};
pub use quota::{Quota, quota};
pub use summary::{Line, Verdict};
pub use table::{COLUMNS, Outcome, TableError, run};

use crate::destination::{Choices, Destinations, Place};
use crate::license::Licensing;
use eligible::Known;
use std::collections::HashMap;

/// Totals so far.
#[derive(Clone, Debug)]
pub struct Ledger<'a> {
    limits: &'a Limits,
    rules: &'a Licensing,
    places: &'a Destinations,
    choices: Choices,
    /// Whether authorizations are open, by what that turns on.
    known: Known,
    /// By group, by calendar year.
    lpp: HashMap<String, Vec<(i16, Amount)>>,
    /// By consignee.
    aia: HashMap<String, Amount>,
    /// By country.
    allocation: HashMap<Place, Amount>,
    /// By company and country: what was added in each quarter of the table.
    nveu: HashMap<String, HashMap<Place, Vec<Amount>>>,
    /// By group: whether it is headquartered in the United States, and what it holds where.
    uveu: HashMap<String, Holdings>,
    /// By product: to China and Macau, and to U.S. customers.
    half: HashMap<String, (Amount, Amount)>,
    /// Rows, and rows by flag.
    rows: u64,
    flags: [u64; 5],
    errors: u64,
    key: String,
}

/// What the group of a universal validated end user holds.
#[derive(Clone, Debug, Default)]
struct Holdings {
    in_us: bool,
    by_country: HashMap<Place, Amount>,
}

impl<'a> Ledger<'a> {
    /// An empty ledger.
    pub fn new(limits: &'a Limits, rules: &'a Licensing, choices: Choices) -> Self {
        Self {
            limits,
            rules,
            places: rules.destinations(),
            choices,
            known: Known::default(),
            lpp: HashMap::new(),
            aia: HashMap::new(),
            allocation: HashMap::new(),
            nveu: HashMap::new(),
            uveu: HashMap::new(),
            half: HashMap::new(),
            rows: 0,
            flags: [0; 5],
            errors: 0,
            key: String::new(),
        }
    }

    /// Counts a row that could not be read.
    pub fn error(&mut self) {
        self.rows += 1;
        self.errors += 1;
    }
}

/// Running sums.
fn cumulative(added: &[Amount]) -> Vec<Amount> {
    let mut sum = Amount::ZERO;
    added
        .iter()
        .map(|amount| {
            sum = [sum, *amount].into_iter().sum();
            sum
        })
        .collect()
}

/// A name without case and outer spaces: one group is one group however it is typed.
fn lower<'k>(key: &'k mut String, name: &str) -> &'k str {
    key.clear();
    key.extend(name.trim().chars().flat_map(char::to_lowercase));
    key
}

/// The corporate group: the ultimate parent, or the consignee if it has none.
fn group<'k>(key: &'k mut String, entry: &Entry<'_>) -> &'k str {
    lower(key, if entry.parent.trim().is_empty() { entry.consignee } else { entry.parent })
}

/// The value of a key; the key is copied only if it is new.
fn slot<'m, V: Default>(map: &'m mut HashMap<String, V>, key: &str) -> &'m mut V {
    if !map.contains_key(key) {
        map.insert(key.to_owned(), V::default());
    }
    #[expect(clippy::expect_used, reason = "it was put there")]
    map.get_mut(key).expect("a key that is there")
}
