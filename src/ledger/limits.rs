//! The amounts that ledgers count against, from `law/licensing/limits.toml`.

use super::Amount;
use crate::destination::Destinations;
use crate::law::load::{File, Loader};
use crate::law::{LawErrors, Status};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use toml::Spanned;

/// One amount, with its source.
#[derive(Clone, Debug)]
pub struct Limit {
    /// The amount; nothing where the limit is a share.
    pub tpp: Amount,
    /// Of what it is the limit.
    pub scope: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
}

/// Every amount that a ledger counts against.
#[derive(Clone, Debug)]
pub struct Limits {
    /// License Exception LPP, per corporate group and calendar year.
    pub lpp: Limit,
    /// A shipment of this or more under LPP is told to BIS before export.
    pub lpp_notice: Amount,
    /// The country allocation.
    pub allocation: Limit,
    /// The first and last day of the period it is for.
    pub allocation_period: (Date, Date),
    /// From this amount on the AIA certification goes to BIS.
    pub aia: Limit,
    /// The cumulative installed base of a national validated end user, by quarter, oldest first.
    pub nveu: Vec<((i16, u8), Amount)>,
    /// Where that table stands.
    pub nveu_source: Limit,
    /// Shares of a universal validated end user, in percent: outside Supplement No. 5(a), in one country there, outside
    /// the United States.
    pub uveu_percent: (u8, u8, u8),
    /// Where those stand.
    pub uveu_source: Limit,
    /// The largest share of a product to China and Macau, in percent of that to U.S. customers.
    pub half_percent: u8,
    /// Since when.
    pub half_from: Date,
    /// Where that stands.
    pub half_source: Limit,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsFile {
    lpp: LppEntry,
    allocation: AllocationEntry,
    aia: AmountEntry,
    uveu: SharesEntry,
    half: HalfEntry,
    nveu: TableEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LppEntry {
    tpp: Spanned<String>,
    notice: Spanned<String>,
    #[expect(dead_code, reason = "for the reader of the file")]
    from: String,
    scope: String,
    cite: String,
    status: Status,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AllocationEntry {
    tpp: Spanned<String>,
    first: Spanned<String>,
    last: Spanned<String>,
    scope: String,
    cite: String,
    status: Status,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AmountEntry {
    tpp: Spanned<String>,
    scope: String,
    cite: String,
    status: Status,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharesEntry {
    outside_percent: u8,
    country_percent: u8,
    outside_us_percent: u8,
    scope: String,
    cite: String,
    status: Status,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HalfEntry {
    percent: u8,
    from: Spanned<String>,
    scope: String,
    cite: String,
    status: Status,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableEntry {
    scope: String,
    cite: String,
    status: Status,
    quarters: Vec<QuarterEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuarterEntry {
    quarter: Spanned<String>,
    tpp: Spanned<String>,
}

static EMBEDDED: LazyLock<Limits> =
    LazyLock::new(|| match Limits::load(Destinations::embedded(), crate::embedded::LAW.iter().copied()) {
        Ok(limits) => limits,
        // Cannot happen in a released build: a test loads the same file.
        Err(errors) => panic!("the limits this build carries are faulty:\n{errors}"),
    });

impl Limits {
    /// Those this crate was built with.
    ///
    /// ```
    /// use eccn::ledger::Limits;
    /// assert_eq!(Limits::embedded().lpp.tpp.to_string(), "26900000");
    /// ```
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads `law/licensing/limits.toml` out of law files given as (name, text).
    ///
    /// # Errors
    /// Every fault found, with its place.
    pub fn load<'a>(
        destinations: &Destinations,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, LawErrors> {
        let files: BTreeMap<&str, &str> = files.into_iter().collect();
        let mut loader = Loader::default();
        let loaded = limits(&mut loader, destinations, &files);
        loader.end(loaded)
    }
}

fn limits(loader: &mut Loader, destinations: &Destinations, files: &BTreeMap<&str, &str>) -> Option<Limits> {
    let file = loader.named(files, "law/licensing/limits.toml")?;
    let read: LimitsFile = loader.read(file)?;
    let from = loader.amendment(file, &read.half.from, destinations.amendments())?;
    let mut nveu = Vec::new();
    for entry in &read.nveu.quarters {
        let quarter = quarter(entry.quarter.get_ref());
        if quarter.is_none() {
            let message = format!("expected a quarter such as 2025Q1, found {:?}", entry.quarter.get_ref());
            loader.fault(file, entry.quarter.span(), message);
        }
        nveu.push((quarter?, amount(loader, file, &entry.tpp)?));
    }
    nveu.sort();
    let none = Amount::ZERO;
    let limit = |tpp, scope, cite, status| Limit { tpp, scope, cite, status };
    let (lpp, allocation, aia) = (read.lpp, read.allocation, read.aia);
    Some(Limits {
        lpp_notice: amount(loader, file, &lpp.notice)?,
        lpp: limit(amount(loader, file, &lpp.tpp)?, lpp.scope, lpp.cite, lpp.status),
        allocation_period: (loader.date(file, &allocation.first)?, loader.date(file, &allocation.last)?),
        allocation: limit(amount(loader, file, &allocation.tpp)?, allocation.scope, allocation.cite, allocation.status),
        aia: limit(amount(loader, file, &aia.tpp)?, aia.scope, aia.cite, aia.status),
        nveu,
        nveu_source: limit(none, read.nveu.scope, read.nveu.cite, read.nveu.status),
        uveu_percent: (read.uveu.outside_percent, read.uveu.country_percent, read.uveu.outside_us_percent),
        uveu_source: limit(none, read.uveu.scope, read.uveu.cite, read.uveu.status),
        half_percent: read.half.percent,
        half_from: destinations.amendments()[from].effective,
        half_source: limit(none, read.half.scope, read.half.cite, read.half.status),
    })
}

fn amount(loader: &mut Loader, file: File<'_>, text: &Spanned<String>) -> Option<Amount> {
    text.get_ref().parse().map_err(|message: String| loader.fault(file, text.span(), message)).ok()
}

/// `2025Q3`.
pub(super) fn quarter(text: &str) -> Option<(i16, u8)> {
    let (year, quarter) = text.split_once(['Q', 'q'])?;
    let quarter: u8 = quarter.parse().ok()?;
    Some((year.parse().ok()?, quarter)).filter(|(_, quarter)| (1..=4).contains(quarter))
}
