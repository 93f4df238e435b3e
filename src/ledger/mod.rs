//! A ledger of total processing performance: what is left of each limit, shipment by shipment.
//!
//! Amounts are exact integers. Totals do not depend on the order of rows or on how they are cut into pieces; what a row is
//! told depends on the rows before it. Memory grows with the number of groups, countries and products, not of rows.
//!
//! ```
//! use eccn::destination::{Choices, Destinations};
//! use eccn::ledger::{Amount, Authorization, Entry, Flag, Ledger, Limits};
//! let places = Destinations::embedded();
//! let mut ledger = Ledger::new(Limits::embedded(), places, Choices::default());
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
mod limits;
mod quota;
mod summary;
mod table;

pub use amount::Amount;
pub use limits::{Limit, Limits};
pub use quota::{Quota, quota};
pub use summary::{Line, Verdict};
pub use table::{COLUMNS, Outcome, TableError, run};

use crate::destination::{Choices, Destinations, Place};
use crate::license::Verb;
use jiff::civil::Date;
use std::collections::HashMap;
use std::fmt;

/// What a shipment goes under.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authorization {
    /// License Exception LPP.
    Lpp,
    /// License Exception AIA.
    Aia,
    /// A license that is granted: counts against the country's allocation.
    License,
    /// A shipment under a license that another row grants: counts against nothing.
    LicensedShipment,
    /// A national validated end user.
    Nveu,
    /// A universal validated end user: also what its group holds at home.
    Uveu,
    /// Delivered to a customer in the United States for use there.
    Domestic,
    /// Another exception (ACA, NAC, ACM …): counts against nothing.
    Other,
}

impl Authorization {
    /// All of them, with their names in ledgers.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Lpp, "lpp"),
        (Self::Aia, "aia"),
        (Self::License, "license"),
        (Self::LicensedShipment, "licensed-shipment"),
        (Self::Nveu, "nveu"),
        (Self::Uveu, "uveu"),
        (Self::Domestic, "domestic"),
        (Self::Other, "other"),
    ];

    /// The name in ledgers.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(known, _)| *known == self).map_or("other", |(_, name)| name)
    }
}

impl std::str::FromStr for Authorization {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let known = Self::ALL.iter().find(|(_, name)| name.eq_ignore_ascii_case(text));
        let others = ["aca", "nac", "acm", "none", "nlr"];
        match known {
            Some((known, _)) => Ok(*known),
            None if others.iter().any(|name| name.eq_ignore_ascii_case(text)) => Ok(Self::Other),
            None => {
                let names: Vec<&str> = Self::ALL.iter().map(|(_, name)| *name).collect();
                Err(format!("expected an authorization ({}, aca, nac, acm), found {text:?}", names.join(", ")))
            }
        }
    }
}

/// One shipment, or one license.
#[derive(Copy, Clone, Debug)]
pub struct Entry<'a> {
    /// The day.
    pub date: Date,
    /// TPP of one item.
    pub tpp: Amount,
    /// How many items.
    pub quantity: u64,
    /// What it is: rows of one product are counted together in the 50 % test.
    pub product: &'a str,
    /// Whether the item is of the .a class, which alone counts.
    pub counts: bool,
    /// The ultimate consignee.
    pub consignee: &'a str,
    /// Its ultimate parent; empty: it has none.
    pub parent: &'a str,
    /// Where the items go.
    pub location: Place,
    /// Where the consignee is headquartered, if known.
    pub hq: Option<Place>,
    /// Where its ultimate parent is headquartered, if known.
    pub parent_hq: Option<Place>,
    /// What is done, if known.
    pub verb: Option<Verb>,
    /// What it goes under.
    pub authorization: Authorization,
}

/// What a row comes to.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// Within the limit, or under none.
    Within,
    /// Within the limit, and BIS has to be told.
    Notice,
    /// More than what is left.
    Exceeds,
    /// The authorization is not open for this.
    NotEligible,
    /// Counts against nothing.
    NotCounted,
}

impl Flag {
    /// The word in ledgers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Notice => "notice",
            Self::Exceeds => "exceeds",
            Self::NotEligible => "not-eligible",
            Self::NotCounted => "not-counted",
        }
    }
}

/// What is said of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// TPP of the row.
    pub tpp: Amount,
    /// What it comes to.
    pub flag: Flag,
    /// The total counted against the limit, with this row; nothing where there is no fixed limit.
    pub total: Option<Amount>,
    /// What was left of the limit before this row if it exceeds it, after it if not.
    pub left: Option<Amount>,
    /// What has to be done or is wrong; empty if nothing.
    pub why: &'static str,
}

/// An amount that cannot be counted.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct LedgerError;

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the amount is more TPP than can be counted")
    }
}

impl std::error::Error for LedgerError {}

/// How many rows of the table of national validated end users there are at most.
const QUARTERS: usize = 64;

/// Totals so far.
#[derive(Clone, Debug)]
pub struct Ledger<'a> {
    limits: &'a Limits,
    places: &'a Destinations,
    choices: Choices,
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
    pub fn new(limits: &'a Limits, places: &'a Destinations, choices: Choices) -> Self {
        Self {
            limits,
            places,
            choices,
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

    /// Adds a row to the totals and says what it comes to. A row that exceeds a limit is counted all the same: it was
    /// shipped, or is to be.
    ///
    /// # Errors
    /// If quantity times TPP, or a total, is more than can be counted.
    pub fn post(&mut self, entry: &Entry<'_>) -> Result<Posting, LedgerError> {
        let tpp = entry.tpp.times(entry.quantity).ok_or(LedgerError)?;
        // What goes to China or Macau, or stays in the United States, also counts for the 50 % test.
        let posting = if entry.counts { self.counted(entry, tpp)? } else { plain(tpp, Flag::NotCounted, NOT_A) };
        if entry.counts {
            self.half(entry, tpp)?;
        }
        self.rows += 1;
        self.flags[posting.flag as usize] += 1;
        Ok(posting)
    }

    fn counted(&mut self, entry: &Entry<'_>, tpp: Amount) -> Result<Posting, LedgerError> {
        let barred = self.is_d5(entry.location, entry.date)
            || [entry.hq, entry.parent_hq].into_iter().flatten().any(|place| self.is_d5(place, entry.date));
        match entry.authorization {
            Authorization::Lpp => {
                let group = group(&mut self.key, entry);
                let years = slot(&mut self.lpp, group);
                let year = entry.date.year();
                let place = years.iter().position(|(known, _)| *known == year).unwrap_or(years.len());
                if place == years.len() {
                    years.push((year, Amount::ZERO));
                }
                let before = years[place].1;
                years[place].1 = before.plus(tpp).ok_or(LedgerError)?;
                let total = years[place].1;
                let mut posting = against(tpp, before, total, self.limits.lpp.tpp);
                if barred {
                    (posting.flag, posting.why) = (Flag::NotEligible, LPP_D5);
                } else if entry.verb == Some(Verb::Transfer) {
                    (posting.flag, posting.why) = (Flag::NotEligible, LPP_TRANSFER);
                } else if tpp >= self.limits.lpp_notice {
                    posting.why = LPP_NOTICE;
                    if posting.flag == Flag::Within {
                        posting.flag = Flag::Notice;
                    }
                }
                Ok(posting)
            }
            Authorization::Aia => {
                let before = *slot(&mut self.aia, lower(&mut self.key, entry.consignee));
                let total = before.plus(tpp).ok_or(LedgerError)?;
                *slot(&mut self.aia, lower(&mut self.key, entry.consignee)) = total;
                let inside =
                    |place: Option<Place>| place.is_none_or(|place| self.is(place, "supplement-5a", entry.date));
                let (flag, why) = if !inside(Some(entry.location)) || !inside(entry.hq) || !inside(entry.parent_hq) {
                    (Flag::NotEligible, AIA_PLACE)
                } else if total >= self.limits.aia.tpp {
                    (Flag::Notice, AIA_NOTICE)
                } else {
                    (Flag::Within, "")
                };
                Ok(Posting { tpp, flag, total: Some(total), left: Some(self.limits.aia.tpp.less(total)), why })
            }
            Authorization::License => self.licensed(entry, tpp),
            Authorization::Nveu => self.national(entry, tpp, barred),
            Authorization::Uveu => {
                let us = self.places.leader(entry.parent_hq.or(entry.hq).unwrap_or(entry.location));
                let in_us = self.places.get(us).iso2 == "US" && (entry.parent_hq.is_some() || entry.hq.is_some());
                let place = self.places.leader(entry.location);
                let holdings = slot(&mut self.uveu, group(&mut self.key, entry));
                holdings.in_us |= in_us;
                let held = holdings.by_country.entry(place).or_default();
                *held = held.plus(tpp).ok_or(LedgerError)?;
                let (flag, why) = if barred { (Flag::NotEligible, VEU_D5) } else { (Flag::Within, UVEU_SHARES) };
                Ok(Posting { tpp, flag, total: None, left: None, why })
            }
            Authorization::LicensedShipment => Ok(plain(tpp, Flag::NotCounted, SHIPPED)),
            Authorization::Domestic | Authorization::Other => Ok(plain(tpp, Flag::NotCounted, "")),
        }
    }

    /// A license: counts against the allocation of a country that has one.
    fn licensed(&mut self, entry: &Entry<'_>, tpp: Amount) -> Result<Posting, LedgerError> {
        let (first, last) = self.limits.allocation_period;
        if !(first..=last).contains(&entry.date) {
            return Ok(plain(tpp, Flag::NotCounted, OUTSIDE_PERIOD));
        }
        if self.is_d5(entry.location, entry.date) || self.is(entry.location, "supplement-5a", entry.date) {
            return Ok(plain(tpp, Flag::NotCounted, NO_ALLOCATION));
        }
        let total = self.allocation.entry(self.places.leader(entry.location)).or_default();
        let before = *total;
        *total = before.plus(tpp).ok_or(LedgerError)?;
        let mut posting = against(tpp, before, *total, self.limits.allocation.tpp);
        if posting.flag == Flag::Exceeds {
            posting.why = ALLOCATION_EXCEEDED;
        }
        Ok(posting)
    }

    /// A national validated end user: the cumulative base of this and every later quarter stays within its row.
    fn national(&mut self, entry: &Entry<'_>, tpp: Amount, barred: bool) -> Result<Posting, LedgerError> {
        let table = &self.limits.nveu[..self.limits.nveu.len().min(QUARTERS)];
        let quarter = (entry.date.year(), ((entry.date.month() - 1) / 3 + 1) as u8);
        let Some(index) = table.iter().position(|(known, _)| *known == quarter) else {
            return Ok(plain(tpp, Flag::NotEligible, NO_ROW));
        };
        let companies = slot(&mut self.nveu, group(&mut self.key, entry));
        let added =
            companies.entry(self.places.leader(entry.location)).or_insert_with(|| vec![Amount::ZERO; table.len()]);
        let before: Vec<Amount> = cumulative(added);
        added[index] = added[index].plus(tpp).ok_or(LedgerError)?;
        let later = index..table.len();
        let left = later.map(|quarter| table[quarter].1.less(before[quarter])).min().unwrap_or_default();
        let exceeds = tpp > left || before[index..].iter().zip(&table[index..]).any(|(held, row)| *held > row.1);
        let (flag, why) = match (barred, exceeds) {
            (true, _) => (Flag::NotEligible, VEU_D5),
            (_, true) => (Flag::Exceeds, ""),
            _ => (Flag::Within, ""),
        };
        let left = if exceeds { left } else { left.less(tpp) };
        Ok(Posting { tpp, flag, total: before[index].plus(tpp), left: Some(left), why })
    }

    fn half(&mut self, entry: &Entry<'_>, tpp: Amount) -> Result<(), LedgerError> {
        let china = entry.authorization == Authorization::License
            && entry.date >= self.limits.half_from
            && matches!(self.places.get(self.places.leader(entry.location)).iso2.as_str(), "CN" | "MO");
        let domestic = entry.authorization == Authorization::Domestic;
        if china || domestic {
            let (to_china, to_us) = slot(&mut self.half, lower(&mut self.key, entry.product));
            let total = if china { to_china } else { to_us };
            *total = total.plus(tpp).ok_or(LedgerError)?;
        }
        Ok(())
    }

    fn is(&self, place: Place, group: &str, date: Date) -> bool {
        self.places.is_in(place, group, date, &self.choices) == Some(true)
    }

    /// In Country Group D:5, or Macau.
    fn is_d5(&self, place: Place, date: Date) -> bool {
        self.is(place, "D:5", date) || self.places.get(place).iso2 == "MO"
    }
}

const NOT_A: &str = "not of the .a class: counts against no limit";
const LPP_D5: &str = "LPP is not open for Macau, Country Group D:5 or entities headquartered there";
const LPP_TRANSFER: &str = "LPP is not open for in-country transfers";
const LPP_NOTICE: &str = "tell BIS before export (§ 740.29(g)(3))";
const AIA_PLACE: &str = "AIA is open within Supplement No. 5(a) only";
const AIA_NOTICE: &str = "the certification goes to BIS before the first shipment (§ 740.27(c))";
const SHIPPED: &str = "what is licensed counts, not what is shipped";
const OUTSIDE_PERIOD: &str = "outside the period of the allocations";
const NO_ALLOCATION: &str = "this destination has no allocation";
const ALLOCATION_EXCEEDED: &str = "policy of denial (§ 742.6(b)(10)(iii)(B)(2))";
const NO_ROW: &str = "the table of § 748.15 has no row for this quarter";
const VEU_D5: &str = "validated end users are not open for Macau and Country Group D:5";
const UVEU_SHARES: &str = "shares are in the summary";

/// A row that counts against no fixed limit.
fn plain(tpp: Amount, flag: Flag, why: &'static str) -> Posting {
    Posting { tpp, flag, total: None, left: None, why }
}

fn against(tpp: Amount, before: Amount, total: Amount, limit: Amount) -> Posting {
    let exceeds = total > limit;
    let left = limit.less(if exceeds { before } else { total });
    let flag = if exceeds { Flag::Exceeds } else { Flag::Within };
    Posting { tpp, flag, total: Some(total), left: Some(left), why: "" }
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
