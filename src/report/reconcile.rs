//! Our answers beside a vendor's, as text, CSV or JSON.

use super::{Head, day_and_law};
use crate::law::Statute;
use crate::reconcile::{Compared, Reconciliation};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The columns of CSV. A row that is not matched has one side empty, and `unmatched` in place of a cause.
pub const COLUMNS: [&str; 10] =
    ["part", "vendor_part", "line", "eccn", "vendor_eccn", "tpp", "vendor_tpp", "cause", "explanation", "alternatives"];

/// All rows, those that are not matched too: first the compared ones in the vendor's order, then the vendor's that no part of
/// ours stands beside, then ours.
pub fn rows(report: &Reconciliation) -> Vec<[String; 10]> {
    let compared = report.compared.iter().map(|row| {
        [
            row.part.clone(),
            row.vendor_part.clone(),
            row.line.to_string(),
            row.eccn.clone(),
            row.vendor_eccn.clone(),
            row.tpp.clone(),
            row.vendor_tpp.clone(),
            row.cause(),
            row.explanation.clone(),
            row.alternatives.join("; or "),
        ]
    });
    let empty = String::new;
    let vendor = report.vendor_unmatched.iter().map(|row| {
        let (line, why) = (row.line.to_string(), row.why.clone());
        let cause = "unmatched".to_owned();
        [empty(), row.part.clone(), line, empty(), empty(), empty(), empty(), cause, why, empty()]
    });
    let ours = report.ours_unmatched.iter().map(|part| {
        let (cause, why) = ("unmatched".to_owned(), "no row of the vendor names it".to_owned());
        [part.clone(), empty(), empty(), empty(), empty(), empty(), empty(), cause, why, empty()]
    });
    compared.chain(vendor).chain(ours).collect()
}

/// For people: rows by cause, then what is not matched, then counts.
pub fn text(report: &Reconciliation, statute: &Statute<'_>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "On {}", day_and_law(statute));
    for (cause, count) in report.counts() {
        let _ = writeln!(out, "\n{cause} ({count})");
        for row in report.compared.iter().filter(|row| row.cause() == cause) {
            line(&mut out, row);
        }
    }
    if !report.vendor_unmatched.is_empty() {
        let _ = writeln!(out, "\nrows of the vendor without a part of ours ({})", report.vendor_unmatched.len());
        for row in &report.vendor_unmatched {
            let _ = writeln!(out, "  line {}: {}: {}", row.line, row.part, row.why);
        }
    }
    if !report.ours_unmatched.is_empty() {
        let _ = writeln!(out, "\nparts of ours without a row of the vendor ({})", report.ours_unmatched.len());
        for names in report.ours_unmatched.chunks(6) {
            let _ = writeln!(out, "  {}", names.join(", "));
        }
    }
    out
}

fn line(out: &mut String, row: &Compared) {
    let tpp = |tpp: &str| if tpp.is_empty() { String::new() } else { format!(", TPP {tpp}") };
    let eccn = if row.vendor_eccn.is_empty() { "no ECCN" } else { &row.vendor_eccn };
    let ours = row.eccn.replace('|', " or ");
    let _ = writeln!(
        out,
        "  {}: ours {ours}{}; the vendor's {eccn}{} (line {})",
        row.part,
        tpp(&row.tpp),
        tpp(&row.vendor_tpp),
        row.line
    );
    if !row.explanation.is_empty() {
        let _ = writeln!(out, "    {}", row.explanation);
    }
    for other in row.alternatives.iter().take(3) {
        let _ = writeln!(out, "    or {other}");
    }
    if row.alternatives.len() > 3 {
        let _ = writeln!(out, "    or {} others", row.alternatives.len() - 3);
    }
}

/// A reconciliation as JSON.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    counts: BTreeMap<String, u64>,
    #[serde(flatten)]
    report: &'a Reconciliation,
}

/// The report as JSON.
pub fn document<'a>(report: &'a Reconciliation, statute: &'a Statute<'_>) -> Document<'a> {
    Document { head: Head::new("eccn-reconcile/1", statute), counts: report.counts(), report }
}
