//! Claims to fields: what a sheet decides, and what it leaves open.

mod bandwidth;
mod choose;
mod lint;
mod peers;
mod rates;
mod silicon;

use super::claim::{Claim, What};
use super::gather::Gathered;
use super::lexicon::{Qualifier, Status};
use super::reading::{Fact, Ignored, Lint, Open, ReadPart, Reading};
use crate::quantity::Exact;
pub use lint::LINTS;
use rates::Rate;

/// Everything known of one part while it is decided.
#[derive(Debug)]
struct Case<'c> {
    claims: Vec<&'c Claim>,
    rates: Vec<Rate>,
    facts: Vec<Fact>,
    lints: Vec<Lint>,
}

/// Decides all parts of a sheet.
pub(super) fn decide(gathered: &Gathered) -> Reading {
    let mut reading = Reading::default();
    for rest in &gathered.rest {
        let ignored = Ignored { line: rest.line, text: rest.text.clone(), why: rest.why };
        if rest.why.is_empty() { &mut reading.ignored } else { &mut reading.set_aside }.push(ignored);
    }
    let mut cases: Vec<(usize, Case<'_>)> = Vec::new();
    for (subject, of) in gathered.subjects.iter().enumerate() {
        let claims: Vec<&Claim> = gathered.claims.iter().filter(|claim| claim.subject == Some(subject)).collect();
        if claims.is_empty() {
            continue;
        }
        if of.system {
            aside(&mut reading, &claims, "of something that holds several");
            continue;
        }
        let rates = rates::rates(&claims, gathered);
        cases.push((subject, Case { claims, rates, facts: Vec::new(), lints: Vec::new() }));
    }
    let unassigned: Vec<&Claim> = gathered.claims.iter().filter(|claim| claim.subject.is_none()).collect();
    aside(&mut reading, &unassigned, "of no part that is named");
    peers::outliers(&mut cases);
    for (subject, mut case) in cases {
        let of = &gathered.subjects[subject];
        lint::rates(&mut case);
        case.facts.extend(case.rates.iter().map(Rate::fact));
        silicon::decide(&mut case);
        bandwidth::decide(&mut case);
        if case.facts.is_empty() {
            aside(&mut reading, &case.claims, "nothing that is asked for");
            continue;
        }
        let circuits = count(&case.claims, &What::Circuits);
        let preliminary = of.preliminary || case.claims.iter().any(|claim| claim.status == Some(Status::Preliminary));
        let tpp = rates::tpp(&case.rates, &case.claims, circuits);
        lint::stated_tpp(&mut case, tpp.as_ref());
        reading.parts.push(ReadPart {
            name: of.name.clone(),
            line: of.line,
            circuits,
            preliminary,
            tpp: tpp.map(|tpp| tpp.lossless()),
            facts: case.facts,
            lints: case.lints,
        });
    }
    reading
}

fn aside(reading: &mut Reading, claims: &[&Claim], why: &'static str) {
    for claim in claims {
        let text = if claim.label.is_empty() { claim.text.clone() } else { format!("{}: {}", claim.label, claim.text) };
        let ignored = Ignored { line: claim.line, text, why };
        // Several numbers of one cell are one piece of text.
        if reading.set_aside.last() != Some(&ignored) {
            reading.set_aside.push(ignored);
        }
    }
}

/// The count that all claims of a kind agree on.
fn count(claims: &[&Claim], what: &What) -> Option<u64> {
    let mut found = claims
        .iter()
        .filter(|claim| claim.what == *what && claim.status != Some(Status::Rumor))
        .map(|claim| &claim.number);
    let first = found.next()?;
    if found.any(|other| other != first) {
        return None;
    }
    first.finite_decimal()?.parse().ok().filter(|count| (1..=1024).contains(count))
}

/// Why a claim cannot be certain, whatever it is about.
fn doubt(claim: &Claim) -> Option<String> {
    match claim.status {
        Some(Status::Rumor) => return Some("a rumor or an estimate".to_owned()),
        Some(Status::Measured) => return Some("measured, no peak".to_owned()),
        _ => {}
    }
    if let Some(to) = &claim.to {
        return Some(format!("a range, {} to {to}", claim.number));
    }
    match claim.qualifier {
        Some(Qualifier::AtLeast) => Some("a lower bound".to_owned()),
        Some(Qualifier::AtMost) => Some("an upper bound".to_owned()),
        _ => None,
    }
}

/// What follows from a claim that is not certain.
fn open_kind(claim: &Claim) -> Open {
    match (claim.status, claim.qualifier) {
        (Some(Status::Rumor), _) => Open::Nothing,
        (Some(Status::Measured), _) | (_, Some(Qualifier::AtLeast)) => Open::Above,
        _ if claim.to.is_some() => Open::Within,
        _ => Open::Below,
    }
}

/// Whether two printed numbers are one, within their last digits.
fn same(a: &Exact, step_a: &Exact, b: &Exact, step_b: &Exact) -> bool {
    let difference = (a + &(b * &Exact::ratio(-1, 1))).magnitude();
    difference <= step_a + step_b
}

/// A field read from one claim.
fn fact(claim: &Claim, field: &str, value: String, unit: &'static str, certain: bool, why: &str) -> Fact {
    Fact {
        field: field.to_owned(),
        certain,
        value,
        unit,
        density: "",
        direction: "",
        why: why.to_owned(),
        to: None,
        open: open_kind(claim),
        format: None,
        accumulate: None,
        line: claim.line,
        label: claim.label.clone(),
        text: claim.text.clone(),
    }
}
