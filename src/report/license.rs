//! A license answer for people and machines.

use super::destination::mark;
use super::foot;
use super::text::Style;
use crate::Truth;
use crate::license::{Alternative, ExceptionAnswer, Kind, LicenseAnswer, ProposalAnswer, Standing};
use crate::quantity::describe;
use serde::Serialize;
use std::fmt::Write as _;

/// The columns of [`row`].
pub const COLUMNS: [&str; 9] =
    ["part", "eccn", "destination", "as_of", "posture", "license", "exceptions", "review", "needs"];

/// The headers of what [`tests`] gives: `proposal:gain-ai`.
pub fn tested(answer: &LicenseAnswer) -> Vec<String> {
    answer.proposals().iter().map(|proposal| format!("{}{}", crate::law::overlay::PREFIX, proposal.id)).collect()
}

/// Whether the item meets the tests of the bills and drafts that were asked for: `yes`, `no`, `unknown`, or nothing for
/// one without a test. None of it is law.
pub fn tests(answer: &LicenseAnswer) -> Vec<String> {
    let meets = |proposal: &ProposalAnswer| proposal.meets.map(|meets| meets.as_str().to_owned()).unwrap_or_default();
    answer.proposals().iter().map(meets).collect()
}

/// The cells of a row, in the order of [`COLUMNS`]; `destination` is the ISO code.
///
/// Exceptions that are open are joined by `;`, with a `?` behind those that depend; review policies by `|`.
pub fn row(answer: &LicenseAnswer) -> [String; 9] {
    [
        answer.part().to_owned(),
        answer.eccn().to_owned(),
        code(answer),
        answer.date.to_string(),
        answer.posture.to_string(),
        answer.license().to_owned(),
        answer.exceptions_text(),
        answer.review_text(),
        answer.needs().join(";"),
    ]
}

fn code(answer: &LicenseAnswer) -> String {
    let destination = answer.places.first().and_then(|(_, place)| place.as_ref());
    destination.map(|(code, _)| code.clone()).unwrap_or_default()
}

/// A license answer as JSON, as `schema/license.schema.json` describes it.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    schema: &'static str,
    part: &'a str,
    vendor: Option<&'a str>,
    eccn: &'a str,
    classes: Vec<&'a str>,
    as_of: String,
    posture: &'static str,
    law: &'a str,
    destination: String,
    places: Vec<PlaceDocument<'a>>,
    verb: Option<&'static str>,
    license: &'static str,
    alternatives: &'a [Alternative<bool>],
    rules: &'a [crate::license::RuleAnswer],
    exceptions: &'a [ExceptionAnswer],
    reviews: &'a [crate::license::ReviewAnswer],
    advisories: &'a [crate::license::Advisory],
    jurisdiction: &'a crate::license::Jurisdiction,
    changes: &'a [String],
    needs: Vec<String>,
    questions: Vec<QuestionDocument<'a>>,
    readings: &'a [String],
    proposals: &'a [crate::license::ProposalAnswer],
    assumptions: &'a [String],
    notices: &'a [String],
    not_checked: &'a [String],
}

#[derive(Debug, Serialize)]
struct PlaceDocument<'a> {
    role: &'static str,
    place: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct QuestionDocument<'a> {
    name: &'a str,
    asks: &'a str,
    cite: &'a str,
}

/// The JSON Schema of [`document`].
pub const SCHEMA: &str = include_str!("../../schema/license.schema.json");

/// The answer in the shape of the schema.
pub fn document(answer: &LicenseAnswer) -> Document<'_> {
    Document {
        schema: "eccn-license/1",
        part: &answer.part,
        vendor: answer.vendor.as_deref(),
        eccn: &answer.eccn,
        classes: answer.classes.iter().map(|(name, _)| name.as_str()).collect(),
        as_of: answer.date.to_string(),
        posture: answer.posture.as_str(),
        law: &answer.hash,
        destination: code(answer),
        places: answer
            .places
            .iter()
            .map(|(role, place)| PlaceDocument {
                role: role.name(),
                place: place.as_ref().map(|(code, _)| code.as_str()),
            })
            .collect(),
        verb: answer.verb.map(crate::license::Verb::name),
        license: answer.license(),
        alternatives: &answer.license,
        rules: &answer.rules,
        exceptions: &answer.exceptions,
        reviews: &answer.reviews,
        advisories: &answer.advisories,
        jurisdiction: &answer.jurisdiction,
        changes: &answer.changes,
        needs: answer.needs(),
        questions: answer.questions.iter().map(|(name, asks, cite)| QuestionDocument { name, asks, cite }).collect(),
        readings: &answer.readings,
        proposals: &answer.proposals,
        assumptions: &answer.assumptions,
        notices: &answer.notices,
        not_checked: &answer.not_checked,
    }
}

/// The answer for a person to read; `deep` adds the words of the law, exceptions that are not open, and remarks.
pub fn text(answer: &LicenseAnswer, deep: bool, style: Style) -> String {
    let mut out = String::new();
    head(&mut out, answer, style);
    requirement(&mut out, answer);
    for exception in &answer.exceptions {
        if deep || exception.standing != Standing::NotEligible {
            self::exception(&mut out, exception, deep);
        }
    }
    let closed: Vec<String> = answer
        .exceptions
        .iter()
        .filter(|exception| exception.standing == Standing::NotEligible)
        .map(|exception| exception.id.clone())
        .collect();
    if !deep && !closed.is_empty() {
        let _ = writeln!(out, "\nNot eligible: {} (--explain says why)", closed.join(", "));
    }
    review(&mut out, answer, deep);
    advisories(&mut out, answer, deep);
    let jurisdiction = &answer.jurisdiction;
    if jurisdiction.subject != Truth::Yes {
        let _ = writeln!(
            out,
            "\nSubject to the EAR: {}{}",
            jurisdiction.subject,
            if jurisdiction.subject == Truth::Unknown { "; the answer holds if it is, which turns on" } else { "" }
        );
        for route in &jurisdiction.routes {
            let _ = writeln!(out, "  {}: {} ({})", route.id, route.text, route.cite);
        }
    }
    if !answer.questions.is_empty() {
        out.push_str("\nQuestions that are open (--answer NAME=yes or no)\n");
        for (name, asks, cite) in &answer.questions {
            let _ = writeln!(out, "  {name}: {asks} ({cite})");
        }
    }
    if !answer.proposals.is_empty() {
        out.push_str("\nProposals, none of them law\n");
        for proposal in &answer.proposals {
            let meets = match proposal.meets {
                Some(Truth::Yes) => "meets its test",
                Some(Truth::No) => "does not meet its test",
                Some(Truth::Unknown) => "may meet its test: a value is missing",
                None => "has no test that can be run",
            };
            let _ = writeln!(out, "  {} ({}): {meets}", proposal.id, proposal.title);
            let _ = writeln!(out, "    {}", proposal.effect);
            let _ = writeln!(out, "    {}; {}{}", proposal.state, proposal.cite, mark(proposal.status));
        }
    }
    let lists = [
        ("What would change it", &answer.changes),
        ("Assumed", &answer.assumptions),
        ("Open readings that touch this", &answer.readings),
        ("On this date", &answer.notices),
        ("Not checked", &answer.not_checked),
    ];
    for (title, lines) in lists {
        if !lines.is_empty() {
            let _ = writeln!(out, "\n{title}");
            for line in lines {
                let _ = writeln!(out, "  {line}");
            }
        }
    }
    out.push_str(&foot(&answer.hash));
    out
}

fn head(out: &mut String, answer: &LicenseAnswer, style: Style) {
    let posture = answer.posture.words();
    let verdict = match answer.license() {
        "required" => "license required",
        "not-required" => "no license required by these rules",
        _ => "depends",
    };
    let (exceptions, review) = (answer.exceptions_text(), answer.review_text());
    let mut words = vec![verdict.to_owned()];
    if !exceptions.is_empty() {
        words.push(format!("exceptions {}", exceptions.replace(';', ", ")));
    }
    if !review.is_empty() {
        words.push(format!("review {}", review.replace('-', " ").replace('|', " or ")));
    }
    let place = |index: usize| answer.places[index].1.as_ref().map_or("not known", |(_, name)| name.as_str());
    let name = match &answer.vendor {
        Some(vendor) if !answer.part.starts_with(vendor.as_str()) => format!("{vendor} {}", answer.part),
        _ => answer.part.clone(),
    };
    let _ = writeln!(out, "{name} to {} on {}, {posture}: {}", place(0), answer.date, style.strong(&words.join("; ")));
    let classes: Vec<String> = answer.classes.iter().map(|(name, label)| format!("{name}, {label}")).collect();
    let _ = writeln!(out, "  {}; class {}", answer.eccn.replace('|', " or "), classes.join("; or "));
    let _ = writeln!(
        out,
        "  end user: {}; its headquarters: {}; its ultimate parent's headquarters: {}",
        place(1),
        place(2),
        place(3)
    );
    let verb = answer.verb.map_or("export, reexport or transfer: not known", crate::license::Verb::label);
    let designer = if answer.hardware { format!("; designer's headquarters: {}", place(5)) } else { String::new() };
    let _ = writeln!(out, "  {verb}; leaves from: {}{designer}", place(4));
    if answer.hardware && !answer.order_tpp.says_nothing() {
        let tpp = describe(&answer.order_tpp, crate::quantity::Exact::grouped);
        let _ = writeln!(out, "  TPP of the order {tpp}");
    }
}

fn requirement(out: &mut String, answer: &LicenseAnswer) {
    let _ = writeln!(out, "\nLicense requirement: {}", answer.license().replace('-', " "));
    if answer.license.len() > 1 {
        for alternative in &answer.license {
            let verdict = if alternative.outcome { "required" } else { "not required" };
            let _ = writeln!(out, "  {verdict} if {}", alternative.when.join("; or "));
        }
    }
    for rule in &answer.rules {
        let open = if rule.holds == Truth::Unknown { " (may hold)" } else { "" };
        let _ = writeln!(out, "  {}{open}: {}", rule.id, rule.text);
        let _ = writeln!(out, "    {}{}", rule.cite, mark(rule.status));
        if let Some(remark) = &rule.remark {
            let _ = writeln!(out, "    remark: {remark}");
        }
    }
    if answer.license() == "not-required" {
        out.push_str("  none of the rules encoded requires one; see what was not checked\n");
    }
}

fn exception(out: &mut String, exception: &ExceptionAnswer, deep: bool) {
    let kind = if exception.kind == Kind::Authorization { "Authorization" } else { "License Exception" };
    let _ = writeln!(out, "\n{kind} {} ({}): {}", exception.id, exception.title, exception.standing.label());
    for (i, when) in exception.when.iter().enumerate() {
        let _ = writeln!(out, "  {} {when}", if i == 0 { "open if" } else { "or if" });
    }
    if let Some(because) = &exception.because {
        let _ = writeln!(out, "  because {because}");
    }
    for duty in &exception.duties {
        let _ = writeln!(out, "  - {duty}");
    }
    if deep {
        let _ = writeln!(out, "  | {}", exception.text);
    }
    let _ = writeln!(out, "  {}{}", exception.cite, mark(exception.status));
    if let Some(remark) = exception.remark.as_ref().filter(|_| deep) {
        let _ = writeln!(out, "  remark: {remark}");
    }
}

fn review(out: &mut String, answer: &LicenseAnswer, deep: bool) {
    if answer.reviews.is_empty() {
        return;
    }
    out.push_str("\nReview policy, if a license is applied for\n");
    let last = answer.reviews.len() - 1;
    for (place, review) in answer.reviews.iter().enumerate() {
        let _ = writeln!(out, "  {}: {}", review.policy.label(), review.id);
        let many = review.when.len();
        if !deep && many > 1 && place == last {
            out.push_str("    otherwise\n");
        } else {
            for (i, when) in review.when.iter().take(if deep { many } else { 1 }).enumerate() {
                let _ = writeln!(out, "    {} {when}", if i == 0 { "if" } else { "or if" });
            }
            if !deep && many > 1 {
                let cases = if many == 2 { "case" } else { "cases" };
                let _ = writeln!(out, "    or in {} other {cases} (--explain lists them)", many - 1);
            }
        }
        if deep {
            let _ = writeln!(out, "    | {}", review.text);
        }
        let _ = writeln!(out, "    {}{}", review.cite, mark(review.status));
        if let Some(remark) = &review.remark {
            let _ = writeln!(out, "    remark: {remark}");
        }
    }
}

fn advisories(out: &mut String, answer: &LicenseAnswer, deep: bool) {
    let shown: Vec<_> = answer
        .advisories
        .iter()
        .filter(|advisory| deep || advisory.applies == Truth::Yes || advisory.kind != Kind::Tariff)
        .collect();
    if shown.is_empty() {
        return;
    }
    out.push_str("\nBeside the license requirement\n");
    for advisory in shown {
        let kind = advisory.kind.as_str().replace('-', " ");
        let open = match advisory.applies {
            Truth::Unknown => format!(", if it applies (turns on {})", advisory.needs.join(", ")),
            _ => String::new(),
        };
        let _ = writeln!(out, "  {kind}{open}: {}", advisory.title);
        if deep || advisory.applies == Truth::Yes {
            let _ = writeln!(out, "    {}", advisory.text);
            let _ = writeln!(out, "    {}{}", advisory.cite, mark(advisory.status));
        }
    }
}
