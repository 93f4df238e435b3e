//! What came of `eccn check`, for people and as JSON.

use super::{Head, day_and_law};
use crate::gate::{Accepted, Checked, Policy, Problem, Report};
use crate::law::Statute;
use serde::Serialize;
use std::fmt::Write as _;

/// A problem in one sentence without the part's name.
pub fn sentence(problem: &Problem, answer: &Accepted) -> String {
    match problem {
        Problem::Denied { paragraph, by } if *paragraph == answer.eccn() => format!("is {paragraph}: {by} is denied"),
        Problem::Denied { paragraph, by } => format!("is {} and meets {paragraph}: {by} is denied", answer.eccn()),
        Problem::MayBeDenied { paragraph, by, when } => {
            let when = match &when[..] {
                [] => String::new(),
                ways => format!(", if {}", ways.join("; or if ")),
            };
            format!("depends, and {paragraph} is possible{when}: {by} is denied")
        }
        Problem::NotInLock => format!("is {}: nobody has accepted an answer for it", answer.eccn()),
        Problem::Differs { differences, because } => {
            let changes: Vec<String> = differences
                .iter()
                .map(|difference| {
                    let said = |text: &str| if text.is_empty() { "unknown".to_owned() } else { text.to_owned() };
                    format!("{} {} → {}", difference.what, said(&difference.was), said(&difference.is))
                })
                .collect();
            format!("differs from the lock: {}; because: {}", changes.join(", "), because.join("; "))
        }
    }
}

/// What is said of a part of the lock that is gone.
pub(super) fn absence(gone: &Accepted) -> String {
    format!("{} was {}, and is not there", gone.name, gone.eccn())
}

/// What to do about a kind of problem.
pub(super) fn help(kind: &str) -> &'static str {
    match kind {
        "denied" => {
            "Change the part, or what is denied. `eccn classify --explain FILE` shows the arithmetic and the law."
        }
        "may-be-denied" => {
            "State the missing values, or let such parts pass with --allow-depends. `eccn classify FILE` shows what it depends on."
        }
        "not-in-lock" => "Review the answer and accept it with `eccn check --update-lock`.",
        "differs-from-lock" => "Review the change and accept it with `eccn check --update-lock`, or undo it.",
        "gone-from-lock" => "If the part was taken away on purpose, `eccn check --update-lock` takes it from the lock.",
        _ => "Mend the file: the message says where and what was expected.",
    }
}

/// Every kind of problem, with what it means.
pub(super) const KINDS: [(&str, &str); 6] = [
    ("denied", "The part comes under a denied paragraph."),
    ("may-be-denied", "The part comes under a denied paragraph for some of the missing values."),
    ("not-in-lock", "The part has no accepted answer."),
    ("differs-from-lock", "The answer is not the accepted one."),
    ("gone-from-lock", "The lock has an answer for a part that is not there."),
    ("unreadable", "The input cannot be read."),
];

/// The parts that do not pass, a paragraph each; nothing if all do.
pub fn text(report: &Report, statute: &Statute<'_>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "On {}", day_and_law(statute));
    for unread in &report.unread {
        let _ = writeln!(out, "{:<18} {}", "unreadable", unread.file);
        for line in unread.message.lines() {
            let _ = writeln!(out, "  {line}");
        }
    }
    for part in &report.parts {
        for problem in &part.problems {
            let place = place(part);
            let _ = writeln!(
                out,
                "{:<18} {place}: {} {}",
                problem.kind(),
                part.answer.name,
                sentence(problem, &part.answer)
            );
        }
        for remark in &part.remarks {
            let _ = writeln!(out, "{:<18} {}: {}: {remark}", "remark", part.answer.file, part.answer.name);
        }
    }
    for gone in &report.gone {
        let _ = writeln!(out, "{:<18} {}: {}", "gone-from-lock", gone.file, absence(gone));
    }
    out
}

/// The file of a part, with the line of the value that decides if it is of that file.
pub(super) fn place(part: &Checked) -> String {
    match &part.location {
        Some(place) => format!("{}:{}:{}", part.answer.file, place.line, place.column),
        None => part.answer.file.clone(),
    }
}

/// Counts, in a line.
pub fn summary(report: &Report) -> String {
    let passed = report.parts.iter().filter(|part| part.problems.is_empty()).count();
    let count = |kind: &str| {
        report.parts.iter().flat_map(|part| &part.problems).filter(|problem| problem.kind() == kind).count()
    };
    let mut line = format!("{passed} of {} parts pass", report.parts.len());
    let counts = [
        ("denied", count("denied")),
        ("may be denied", count("may-be-denied")),
        ("not in the lock", count("not-in-lock")),
        ("differ from the lock", count("differs-from-lock")),
        ("gone", report.gone.len()),
        ("inputs cannot be read", report.unread.len()),
    ];
    for (what, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        let _ = write!(line, "; {count} {what}");
    }
    line
}

/// A report as JSON.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    deny: &'a [String],
    passes: bool,
    parts: Vec<Part<'a>>,
    gone: &'a [Accepted],
    unreadable: Vec<Unreadable<'a>>,
}

#[derive(Debug, Serialize)]
struct Part<'a> {
    #[serde(flatten)]
    answer: &'a Accepted,
    line: Option<u32>,
    passes: bool,
    problems: Vec<ProblemDocument<'a>>,
    remarks: &'a [String],
}

#[derive(Debug, Serialize)]
struct ProblemDocument<'a> {
    kind: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a [String]>,
}

#[derive(Debug, Serialize)]
struct Unreadable<'a> {
    file: &'a str,
    message: &'a str,
}

/// The report as JSON.
pub fn document<'a>(report: &'a Report, policy: &'a Policy, statute: &'a Statute<'_>) -> Document<'a> {
    let problem = |problem: &'a Problem, answer: &Accepted| ProblemDocument {
        kind: problem.kind(),
        message: format!("{} {}", answer.name, sentence(problem, answer)),
        paragraph: match problem {
            Problem::Denied { paragraph, .. } | Problem::MayBeDenied { paragraph, .. } => Some(paragraph),
            _ => None,
        },
        because: match problem {
            Problem::Differs { because, .. } => Some(because),
            _ => None,
        },
    };
    let part = |part: &'a Checked| Part {
        answer: &part.answer,
        line: part.location.as_ref().map(|place| place.line),
        passes: part.problems.is_empty(),
        problems: part.problems.iter().map(|found| problem(found, &part.answer)).collect(),
        remarks: &part.remarks,
    };
    Document {
        head: Head::new("eccn-check/1", statute),
        deny: policy.denied(),
        passes: report.passes(),
        parts: report.parts.iter().map(part).collect(),
        gone: &report.gone,
        unreadable: report
            .unread
            .iter()
            .map(|unread| Unreadable { file: &unread.file, message: &unread.message })
            .collect(),
    }
}
