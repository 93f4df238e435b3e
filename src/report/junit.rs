//! What came of `eccn check` as JUnit XML, for test reports: a test case a part.

use super::check::{absence, sentence};
use super::markup::escape;
use crate::gate::Report;
use crate::law::Statute;
use std::fmt::Write as _;

/// The report as JUnit XML. Times are zero, so that the same report gives the same bytes.
///
/// A part that does not pass is a failure, an input that cannot be read an error.
pub fn document(report: &Report, statute: &Statute<'_>) -> String {
    let failures = report.parts.iter().filter(|part| !part.problems.is_empty()).count() + report.gone.len();
    let errors = report.unread.len();
    let tests = report.parts.len() + report.gone.len() + errors;
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" time=\"0\"");
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"eccn\" {counts}>");
    let _ = writeln!(out, "  <testsuite name=\"eccn check\" {counts} timestamp=\"{}T00:00:00\">", statute.date());
    out.push_str("    <properties>\n");
    let properties = [
        ("as_of", statute.date().to_string()),
        ("posture", statute.posture().to_string()),
        ("law", statute.law().hash().to_owned()),
        ("proposals", statute.law().proposals().join(" ")),
    ];
    for (name, value) in properties.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", escape(value));
    }
    out.push_str("    </properties>\n");
    let case = |out: &mut String, file: &str, name: &str, element: &str, problems: &[(&str, String)]| {
        let head = format!("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"", escape(file), escape(name));
        if problems.is_empty() {
            let _ = writeln!(out, "{head}/>");
            return;
        }
        let _ = writeln!(out, "{head}>");
        // One element a case: readers of this form count cases by it.
        let kinds: Vec<&str> = problems.iter().map(|(kind, _)| *kind).collect();
        let texts: Vec<&str> = problems.iter().map(|(_, text)| text.as_str()).collect();
        let _ = writeln!(
            out,
            "      <{element} type=\"{}\" message=\"{}\">{}</{element}>",
            kinds.join(" "),
            escape(texts[0].lines().next().unwrap_or_default()),
            escape(&texts.join("\n"))
        );
        out.push_str("    </testcase>\n");
    };
    for unread in &report.unread {
        case(&mut out, &unread.file, &unread.file, "error", &[("unreadable", unread.message.clone())]);
    }
    for part in &report.parts {
        let answer = &part.answer;
        let problems: Vec<(&str, String)> = part
            .problems
            .iter()
            .map(|problem| (problem.kind(), format!("{} {}", answer.name, sentence(problem, answer))))
            .collect();
        case(&mut out, &answer.file, &answer.name, "failure", &problems);
    }
    for gone in &report.gone {
        case(&mut out, &gone.file, &gone.name, "failure", &[("gone-from-lock", absence(gone))]);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}
