//! What came of `eccn check` as SARIF 2.1.0, for code hosts that show findings beside the lines they are about.

use super::check::{KINDS, help, sentence};
use crate::digest::sha256;
use crate::gate::{Accepted, Checked, Policy, Report};
use crate::law::Statute;
use serde_json::{Value, json};

/// Where the form is described.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The report as a SARIF log. The same report gives the same bytes.
pub fn document(report: &Report, policy: &Policy, statute: &Statute<'_>) -> Value {
    let rules: Vec<Value> = KINDS
        .iter()
        .map(|(kind, meaning)| {
            json!({
                "id": kind,
                "shortDescription": { "text": meaning },
                "help": { "text": help(kind) },
                "defaultConfiguration": { "level": level(kind) },
            })
        })
        .collect();
    let mut results = Vec::new();
    for unread in &report.unread {
        let message = format!("{} cannot be read: {}", unread.file, unread.message);
        results.push(result(
            "unreadable",
            &message,
            &unread.file,
            line_of(&unread.message, &unread.file),
            &unread.file,
        ));
    }
    for part in &report.parts {
        for problem in &part.problems {
            let message = format!("{} {}.", part.answer.name, sentence(problem, &part.answer));
            results.push(result(problem.kind(), &message, &part.answer.file, region(part), &part.answer.name));
        }
    }
    for Accepted { file, name, outcomes, .. } in &report.gone {
        let message = format!("{name} was {}, and is not there.", outcomes.join(" or "));
        results.push(result("gone-from-lock", &message, file, None, name));
    }
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "eccn",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": report.unread.is_empty() }],
            "properties": {
                "asOf": statute.date().to_string(),
                "posture": statute.posture().as_str(),
                "law": statute.law().hash(),
                "proposals": statute.law().proposals(),
                "deny": policy.denied(),
            },
            "results": results,
        }],
    })
}

fn level(kind: &str) -> &'static str {
    if kind == "may-be-denied" { "warning" } else { "error" }
}

fn region(part: &Checked) -> Option<(u32, u32)> {
    part.location.as_ref().map(|place| (place.line.max(1), place.column.max(1)))
}

/// The line and column that an error names behind the file.
fn line_of(message: &str, file: &str) -> Option<(u32, u32)> {
    let (_, rest) = message.split_once(file)?;
    let mut numbers = rest.strip_prefix(':')?.split(':').map_while(|number| number.parse::<u32>().ok());
    Some((numbers.next()?.max(1), numbers.next().unwrap_or(1).max(1)))
}

fn result(kind: &str, message: &str, file: &str, region: Option<(u32, u32)>, name: &str) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(file) } });
    if let Some((line, column)) = region {
        location["region"] = json!({ "startLine": line, "startColumn": column });
    }
    json!({
        "ruleId": kind,
        "ruleIndex": KINDS.iter().position(|(known, _)| *known == kind),
        "level": level(kind),
        "message": { "text": message },
        "locations": [{ "physicalLocation": location }],
        // One finding stays the same one when lines move and numbers change.
        "partialFingerprints": { "eccnPart/v1": sha256(format!("{kind}\n{file}\n{name}").as_bytes()) },
    })
}

/// A relative path as a URI reference.
pub(super) fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
