//! What came out of a sweep, as text, CSV and JSON.

use super::number::exact;
use super::{Head, day, foot};
use crate::design::sweep::{Outcome, Sweep};
use crate::law::Statute;
use crate::quantity::Exact;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn grouped(number: u64) -> String {
    Exact::from(number).grouped()
}

/// The counts, strictest paragraph first, and the front.
pub fn text(design: &str, sweep: &Sweep<'_, '_>, outcome: &Outcome, off: &[String], statute: &Statute<'_>) -> String {
    let mut out = String::new();
    let range = outcome.range();
    let which = match outcome.points() {
        all if all == sweep.points() => format!("all {} points", grouped(all)),
        some => {
            let (from, to) = (grouped(range.start), grouped(range.end));
            format!("points {from} to below {to} ({}) of {}", grouped(some), grouped(sweep.points()))
        }
    };
    let _ = writeln!(out, "{design} on {}: {which}", day(statute));
    let axes = sweep.axes();
    let axes: Vec<String> = axes.iter().map(|(name, _, count)| format!("{name} ({})", grouped(*count))).collect();
    if !axes.is_empty() {
        let _ = writeln!(out, "  axes: {}; the last changes fastest", axes.join(" × "));
    }
    if outcome.exact() {
        out.push_str("  evaluated point by point in fractions: the design does not fit into integers\n");
    }
    out.push('\n');
    for (eccn, count) in ranked(outcome.governing(), statute) {
        let share = (Exact::from(*count) * Exact::from(100)).checked_div(&Exact::from(outcome.points().max(1)));
        let share = share.map(|share| share.rounded(2)).unwrap_or_default();
        let _ = writeln!(out, "  {:<24} {:>18}  {share:>6} %", eccn.replace('|', " or "), grouped(*count));
    }
    if !off.is_empty() {
        let _ = writeln!(out, "\n  off {}: {}", off.join(", "), grouped(outcome.allowed()));
    }
    if let Some(what) = sweep.objective() {
        let off = if off.is_empty() { String::new() } else { format!(", off {}", off.join(", ")) };
        let points = outcome.front().len();
        let _ = writeln!(out, "\nMost {what} for the area of its logic dies{off}: {points} points");
        for point in outcome.front() {
            let axes = sweep.axes();
            let values: Vec<String> =
                axes.iter().zip(&point.values).map(|((name, _, _), value)| format!("{name} = {value}")).collect();
            let _ = writeln!(
                out,
                "  {} mm²: {} {what} ({}), point {}: {}",
                exact(&point.area),
                exact(&point.performance),
                point.governing.replace('|', " or "),
                grouped(point.point),
                values.join(", ")
            );
        }
    }
    for notice in statute.notices() {
        let _ = writeln!(out, "\nNote: {notice}");
    }
    out.push_str(&foot(statute.law().hash()));
    out
}

/// Counts in the order of precedence, `none` and what is impossible last.
fn ranked<'c>(counts: &'c BTreeMap<String, u64>, statute: &Statute<'_>) -> Vec<(&'c str, &'c u64)> {
    let mut all: Vec<(&str, &u64)> = counts.iter().map(|(eccn, count)| (eccn.as_str(), count)).collect();
    all.sort_by_key(|(eccn, _)| (eccn.contains('|'), statute.rank(eccn.split('|').next())));
    all
}

/// The counts, or the front if one was asked for, as CSV.
pub fn csv(sweep: &Sweep<'_, '_>, outcome: &Outcome, statute: &Statute<'_>) -> Vec<u8> {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    if sweep.objective().is_none() {
        let _ = out.write_record(["eccn", "points"]);
        for (eccn, count) in ranked(outcome.governing(), statute) {
            let _ = out.write_record([eccn, &count.to_string()]);
        }
    } else {
        let axes = sweep.axes();
        let names = axes.iter().map(|(name, _, _)| *name);
        let _ = out.write_record(["point"].into_iter().chain(names).chain(["area", "performance", "eccn"]));
        for point in outcome.front() {
            let mut cells = vec![point.point.to_string()];
            cells.extend(point.values.iter().chain([&point.area, &point.performance]).map(Exact::lossless));
            cells.push(point.governing.clone());
            let _ = out.write_record(cells);
        }
    }
    out.into_inner().unwrap_or_default()
}

/// A sweep as JSON.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    design: &'a str,
    grid_points: u64,
    from: u64,
    to: u64,
    axes: Vec<AxisDocument<'a>>,
    evaluated_exactly: bool,
    governing: &'a BTreeMap<String, u64>,
    met: &'a BTreeMap<String, u64>,
    off: &'a [String],
    allowed: u64,
    front_of: Option<&'a str>,
    front: Vec<PointDocument<'a>>,
}

#[derive(Debug, Serialize)]
struct AxisDocument<'a> {
    name: &'a str,
    unit: &'a str,
    values: u64,
}

#[derive(Debug, Serialize)]
struct PointDocument<'a> {
    point: u64,
    values: Vec<String>,
    area: String,
    performance: String,
    eccn: &'a str,
}

/// A sweep as JSON; numbers of designs are texts, without loss.
pub fn document<'a>(
    design: &'a str,
    sweep: &'a Sweep<'_, '_>,
    outcome: &'a Outcome,
    off: &'a [String],
    statute: &'a Statute<'_>,
) -> Document<'a> {
    let axes = sweep.axes().into_iter().map(|(name, unit, values)| AxisDocument { name, unit, values });
    let front = outcome.front().iter().map(|point| PointDocument {
        point: point.point,
        values: point.values.iter().map(Exact::lossless).collect(),
        area: point.area.lossless(),
        performance: point.performance.lossless(),
        eccn: &point.governing,
    });
    Document {
        head: Head::new("eccn-sweep/1", statute),
        design,
        grid_points: sweep.points(),
        from: outcome.range().start,
        to: outcome.range().end,
        axes: axes.collect(),
        evaluated_exactly: outcome.exact(),
        governing: outcome.governing(),
        met: outcome.met(),
        off,
        allowed: outcome.allowed(),
        front_of: sweep.objective(),
        front: front.collect(),
    }
}
