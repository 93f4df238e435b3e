//! Our answers beside a vendor's published ones, and why they differ.
//!
//! A cause is established by trying: the part is determined again in another form, with other cryptography, for another market,
//! under another reading, or at the clock that makes the vendor's TPP. Only where the vendor's ECCN, and its TPP if it gives
//! one, come out, the trial is called the cause. As few trials as possible are put together; where none does it, the difference
//! is unexplained.
//!
//! ```
//! use eccn::law::{Law, Posture};
//! use eccn::reconcile::{Cause, Reconciler, Vendor};
//! let csv = "Model,ECCN,TPP\nL4,4A090.a,1952\n";
//! let map = [("part", "Model"), ("eccn", "ECCN"), ("tpp", "TPP")].map(|(a, b)| (a.to_owned(), b.to_owned()));
//! let vendor = Vendor::read("vendor.csv", csv.as_bytes(), &map)?;
//! let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
//! let reconciler = Reconciler::new(&statute, Default::default());
//! let report = reconciler.all(&[eccn::catalog::find("L4").one()?], &vendor);
//! assert_eq!(report.compared[0].causes, [Cause::ClockAboveDatasheet, Cause::Form]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod trial;
mod vendor;

pub use vendor::{Vendor, VendorError, VendorRow};

use crate::determine::Question;
use crate::facts::NumericFact;
use crate::law::Statute;
use crate::part::Part;
use crate::quantity::Exact;
use crate::report::compact;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use trial::Trials;

/// Why an answer is another one than the vendor's.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The vendor's TPP is that of a higher clock than the datasheet's, or of less rounding.
    ClockAboveDatasheet,
    /// The vendor's TPP is a little below what the datasheet gives.
    ClockBelowDatasheet,
    /// The vendor classifies a board or a computer, or a bare circuit.
    Form,
    /// The vendor's item has cryptography that Category 5 Part 2 describes, or has none.
    Cryptography,
    /// The vendor's item is for another market.
    Market,
    /// Another reading of the law.
    Interpretation,
    /// A value is missing; for some values of it the vendor's answer comes out.
    NumberMissing,
    /// No trial brings the vendor's answer about.
    Unexplained,
}

impl Cause {
    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClockAboveDatasheet => "clock-above-datasheet",
            Self::ClockBelowDatasheet => "clock-below-datasheet",
            Self::Form => "form",
            Self::Cryptography => "cryptography",
            Self::Market => "market",
            Self::Interpretation => "interpretation",
            Self::NumberMissing => "number-missing",
            Self::Unexplained => "unexplained",
        }
    }
}

/// One row of the vendor beside our answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Our name of the part.
    pub part: String,
    /// The line of the vendor's row.
    pub line: u64,
    /// The vendor's name of it.
    pub vendor_part: String,
    /// Our governing paragraph, or the possible ones joined by `|`.
    pub eccn: String,
    /// Our TPP, as in CSV output.
    pub tpp: String,
    /// The vendor's ECCN as it stands there; may be empty.
    pub vendor_eccn: String,
    /// The vendor's TPP; empty if it gives none.
    pub vendor_tpp: String,
    /// Whether ECCN and TPP are the same, as far as the vendor gives them.
    pub agrees: bool,
    /// The causes of the difference, all needed; empty if there is none.
    pub causes: Vec<Cause>,
    /// What was tried to bring the vendor's answer about, or what does not come out, in words.
    pub explanation: String,
    /// Other explanations with as few causes.
    pub alternatives: Vec<String>,
}

impl Compared {
    /// The causes joined by ` + `; `agrees` if there is no difference.
    pub fn cause(&self) -> String {
        match &self.causes[..] {
            [] => "agrees".to_owned(),
            causes => causes.iter().map(|cause| cause.as_str()).collect::<Vec<_>>().join(" + "),
        }
    }
}

/// A row of the vendor that stands beside no part of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    /// Its line.
    pub line: u64,
    /// The name in it.
    pub part: String,
    /// Why.
    pub why: String,
}

/// Everything that was compared, and everything that could not be.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reconciliation {
    /// The vendor's rows with a part of ours, in their order.
    pub compared: Vec<Compared>,
    /// The vendor's rows without one.
    pub vendor_unmatched: Vec<Unmatched>,
    /// Our parts that no row names.
    pub ours_unmatched: Vec<String>,
}

impl Reconciliation {
    /// How many rows have which causes: `agrees`, `form`, `clock-above-datasheet + form` …
    pub fn counts(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for compared in &self.compared {
            *counts.entry(compared.cause()).or_insert(0) += 1;
        }
        counts
    }
}

/// Compares parts with a vendor's rows, under a statute and a question.
#[derive(Debug)]
pub struct Reconciler<'s, 'law> {
    trials: Trials<'s, 'law>,
}

impl<'s, 'law> Reconciler<'s, 'law> {
    /// Under a statute and a question.
    pub fn new(statute: &'s Statute<'law>, question: Question) -> Self {
        Self { trials: Trials::new(statute, question) }
    }

    /// Compares all parts with all rows, matched by name: forgiving case, spaces and signs, with or without the vendor's name,
    /// and by alias. A part may stand beside several rows.
    pub fn all(&self, parts: &[Part], vendor: &Vendor) -> Reconciliation {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        let mut aliases: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, part) in parts.iter().enumerate() {
            let maker = part.vendor.as_deref().unwrap_or_default();
            let mut names = vec![key(&part.name), key(&format!("{maker} {}", part.name))];
            names.dedup();
            names.into_iter().for_each(|name| places.entry(name).or_default().push(place));
            for alias in &part.aliases {
                let mut names = vec![key(alias), key(&format!("{maker} {alias}"))];
                names.dedup();
                names.into_iter().for_each(|name| aliases.entry(name).or_default().push(place));
            }
        }
        let mut report = Reconciliation::default();
        let mut met = vec![false; parts.len()];
        for row in vendor.rows() {
            let unmatched = |why: String| Unmatched { line: row.line, part: row.part.clone(), why };
            if let Some(fault) = &row.fault {
                report.vendor_unmatched.push(unmatched(fault.clone()));
                continue;
            }
            let key = key(&row.part);
            match places.get(&key).or_else(|| aliases.get(&key)).map(Vec::as_slice) {
                Some([place]) => {
                    met[*place] = true;
                    report.compared.push(self.one(&parts[*place], row));
                }
                Some(several) => {
                    let names: Vec<&str> = several.iter().map(|place| parts[*place].name.as_str()).collect();
                    report
                        .vendor_unmatched
                        .push(unmatched(format!("names several parts of ours: {}", names.join(", "))));
                }
                None => report.vendor_unmatched.push(unmatched("no part of ours has this name".to_owned())),
            }
        }
        let rest = parts.iter().zip(met).filter(|(_, met)| !met).map(|(part, _)| part.name.clone());
        report.ours_unmatched.extend(rest);
        report
    }

    /// Compares one part with one row.
    pub fn one(&self, part: &Part, row: &VendorRow) -> Compared {
        let part = row.described(part);
        let found = self.trials.explain(&part, row);
        let (facts, answer) = self.trials.ours(&part);
        Compared {
            part: part.name,
            line: row.line,
            vendor_part: row.part.clone(),
            eccn: answer.governing.clone(),
            tpp: compact(&facts.numeric(NumericFact::Tpp).value, ToString::to_string),
            vendor_eccn: row.eccn.clone(),
            vendor_tpp: row.tpp.as_ref().map(Exact::to_string).unwrap_or_default(),
            agrees: found.causes.is_empty(),
            causes: found.causes,
            explanation: found.explanation,
            alternatives: found.alternatives,
        }
    }
}

/// A name without spaces, signs and case.
fn key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
