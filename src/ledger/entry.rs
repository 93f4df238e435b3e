//! One row of a ledger, and what is said of it.

use super::Amount;
use crate::destination::Place;
use crate::license::Verb;
use jiff::civil::Date;
use std::borrow::Cow;
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
    pub why: Cow<'static, str>,
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
