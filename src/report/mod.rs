//! A determination for people and machines, one format a file. Renderers read; they decide nothing.

pub mod check;
pub mod csv;
pub mod destination;
pub mod diff;
pub mod dossier;
pub mod headroom;
pub mod json;
pub mod junit;
pub mod license;
pub mod map;
pub mod markdown;
pub mod markup;
mod number;
pub mod reconcile;
pub mod sarif;
pub mod solve;
pub mod spdx;
pub mod sweep;
pub mod table;
pub mod text;

use crate::determine::{Determination, Stay};
use crate::digest;
use crate::facts::NumericFact;
use crate::law::Statute;
use crate::quantity::{Exact, Extent};
use serde::Serialize;

/// The governing paragraph, `none` where no entry checked is met, or the possible ones joined by `|`.
pub fn governing(answer: &Determination) -> String {
    let names: Vec<&str> =
        answer.possibilities().iter().map(|possibility| possibility.eccn().unwrap_or("none")).collect();
    names.join("|")
}

/// What the first line of an answer says of bills and drafts that were laid over the law; nothing if there are none.
pub fn under(proposals: &[String]) -> String {
    match proposals {
        [] => String::new(),
        names => format!(", under {}, which is not law", names.join(" and ")),
    }
}

/// `2026-06-01, as enforced`: the law that a text says it is under, with bills and drafts laid over it.
pub(crate) fn day(statute: &Statute<'_>) -> String {
    format!("{}, {}{}", statute.date(), statute.posture().words(), under(statute.law().proposals()))
}

/// [`day`] with the hash of the law: what the first line of a report on many parts says.
fn day_and_law(statute: &Statute<'_>) -> String {
    format!("{}, law {}", day(statute), digest::short(statute.law().hash()))
}

/// What every report in JSON begins with: its form, and the law it is under.
#[derive(Debug, Serialize)]
struct Head<'a> {
    schema: &'static str,
    as_of: String,
    posture: &'static str,
    law: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    proposals: &'a [String],
}

impl<'a> Head<'a> {
    fn new(schema: &'static str, statute: &'a Statute<'_>) -> Self {
        Self {
            schema,
            as_of: statute.date().to_string(),
            posture: statute.posture().as_str(),
            law: statute.law().hash(),
            proposals: statute.law().proposals(),
        }
    }
}

/// The last lines of an answer: which law, and what it is not.
fn foot(law_hash: &str) -> String {
    format!("\nLaw {}. Not legal advice.\n", digest::short(law_hash))
}

/// The part's name with its vendor's, unless it starts with that.
pub(crate) fn full_name(answer: &Determination) -> String {
    match answer.vendor() {
        Some(vendor) if !answer.part().starts_with(vendor) => format!("{vendor} {}", answer.part()),
        _ => answer.part().to_owned(),
    }
}

/// The names of the remarks, one after another of the same name once.
pub(crate) fn remarks(answer: &Determination) -> Vec<&'static str> {
    let mut remarks: Vec<&str> = answer.lints().iter().map(|lint| lint.id).collect();
    remarks.dedup();
    remarks
}

/// TPP for a table.
pub(crate) fn tpp(answer: &Determination) -> String {
    let tpp = compact(&answer.facts().numeric(NumericFact::Tpp).value, Exact::grouped);
    if tpp.is_empty() { "unknown".to_owned() } else { tpp }
}

/// A set of numbers for machines: `15832`, `280|313|320`, `1600..4800`, `900..` (at least), `` (nothing known).
pub(crate) fn compact(extent: &Extent, number: impl Fn(&Exact) -> String) -> String {
    if extent.says_nothing() {
        return String::new();
    }
    let pieces: Vec<String> = extent
        .pieces()
        .iter()
        .map(|piece| match (piece.as_point(), piece.high()) {
            (Some(value), _) => number(value),
            (None, Some((high, _))) => format!("{}..{}", number(piece.low().0), number(high)),
            (None, None) => format!("{}..", number(piece.low().0)),
        })
        .collect();
    pieces.join("|")
}

/// The nearest change in a few words: `TPP 32 below 2400 (3A090.b.1)`, or `TPP at 4800 (below it 3A090.b.1)`.
pub(crate) fn nearest(stay: &Stay) -> Option<String> {
    let (distance, end, beyond) = stay.nearest()?;
    let label = stay.fact().label();
    let beyond = beyond.unwrap_or("none").replace('|', " or ");
    let upper = stay.range().high().is_some_and(|(high, _)| high == end) && end != stay.range().low().0;
    if distance.is_zero() {
        let side = if upper { "above" } else { "below" };
        return Some(format!("{label} at {end} ({side} it {beyond})"));
    }
    let side = if upper { "below" } else { "above" };
    let unit = match stay.fact().unit() {
        "" => String::new(),
        unit if unit == label => String::new(),
        unit => format!(" {unit}"),
    };
    Some(format!("{label} {distance}{unit} {side} {end} ({beyond})"))
}

/// What a table says beside the answer: the nearest change, or what the answer depends on.
pub(crate) fn margin_or_needs(answer: &Determination) -> String {
    if answer.is_certain() {
        answer.nearest_change().and_then(nearest).unwrap_or_default()
    } else {
        format!("depends on {}", needs(answer).join(", "))
    }
}

/// The labels of missing values, for people.
fn needs(answer: &Determination) -> Vec<&'static str> {
    answer
        .needs()
        .iter()
        .map(|name| {
            NumericFact::from_name(name)
                .map(NumericFact::label)
                .or_else(|| crate::facts::Flag::from_name(name).map(crate::facts::Flag::label))
                .or_else(|| crate::facts::Choice::from_name(name).map(crate::facts::Choice::label))
                .unwrap_or(name)
        })
        .collect()
}
