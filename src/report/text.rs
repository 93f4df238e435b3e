//! One determination for a person to read.

use super::{foot, full_name, governing, under};
use crate::Truth;
use crate::determine::{Determination, ReadingEffect, Stay, TraceNode};
use crate::facts::{Derivation, Flag, NumericFact};
use crate::law::Operator;
use crate::part::Location;
use std::fmt::Write as _;

/// The facts that every explanation shows, known or not.
pub(super) const ALWAYS: &[NumericFact] = &[NumericFact::Tpp, NumericFact::ApplicableDieArea];

/// Bold, or not, for terminals without color.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether to write terminal escape codes.
    pub color: bool,
}

impl Style {
    pub(super) fn strong(self, text: &str) -> String {
        if self.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn truth(self, truth: Truth) -> String {
        let (word, code) = match truth {
            Truth::Yes => ("yes", "32"),
            Truth::No => ("no", "2"),
            Truth::Unknown => ("unknown", "33"),
        };
        if self.color { format!("\u{1b}[{code}m{word}\u{1b}[0m") } else { word.to_owned() }
    }
}

/// The answer, the arithmetic, the margin and what would change it.
pub fn summary(answer: &Determination, style: Style) -> String {
    let mut out = String::new();
    head(&mut out, answer, style);
    facts(&mut out, answer, false);
    margins(&mut out, answer);
    tail(&mut out, answer);
    out
}

/// [`summary`] with every derivation, the trace through the law, and its words.
///
/// ```
/// let part = eccn::catalog::find("l4").one()?;
/// let statute = eccn::law::Law::embedded().at("2024-01-01".parse()?, eccn::law::Posture::Text)?;
/// let answer = eccn::determine::classify(&part, &statute, &Default::default());
/// let text = eccn::report::text::explain(&answer);
/// assert!(text.starts_with("NVIDIA L4 on 2024-01-01, as codified: 3A090.a.2\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explain(answer: &Determination) -> String {
    explain_styled(answer, Style::default())
}

/// [`explain`] with a style.
pub fn explain_styled(answer: &Determination, style: Style) -> String {
    let mut out = String::new();
    head(&mut out, answer, style);
    facts(&mut out, answer, true);
    margins(&mut out, answer);
    out.push_str("\nWhat was asked\n");
    for node in answer.trace() {
        trace(&mut out, node, 1, style);
    }
    tail(&mut out, answer);
    out
}

/// The sign of a comparison as it is printed.
pub(super) fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::AtLeast => "≥",
        Operator::AtMost => "≤",
        Operator::Equal => "=",
        Operator::Above => ">",
        Operator::Below => "<",
    }
}

fn head(out: &mut String, answer: &Determination, style: Style) {
    let posture = answer.posture().words();
    let eccn = match answer.eccn() {
        Some("none") => "none of the entries checked".to_owned(),
        Some(eccn) => eccn.to_owned(),
        None => format!("depends: {}", governing(answer).replace('|', " or ")),
    };
    let under = under(answer.proposals());
    let _ = writeln!(out, "{} on {}, {posture}{under}: {}", full_name(answer), answer.date(), style.strong(&eccn));
    let also: Vec<&str> =
        answer.paragraphs().iter().map(String::as_str).filter(|id| Some(*id) != answer.eccn()).collect();
    if !also.is_empty() {
        let _ = writeln!(out, "  also meets {}", also.join(", "));
    }
    if !answer.is_certain() {
        for possibility in answer.possibilities() {
            let _ = writeln!(out, "  {} if", possibility.eccn().unwrap_or("none of the entries checked"));
            for (i, when) in possibility.when().iter().enumerate() {
                let _ = writeln!(out, "    {}{when}", if i == 0 { "" } else { "or " });
            }
        }
    }
}

fn facts(out: &mut String, answer: &Determination, deep: bool) {
    out.push_str("\nFacts\n");
    let depth = if deep { usize::MAX } else { 1 };
    for fact in answer.asked() {
        let measured = answer.facts().numeric(*fact);
        match fact {
            NumericFact::PerformanceDensity => {
                if let Some(density) = answer.facts().performance_density().filter(|density| !density.says_nothing()) {
                    let _ =
                        writeln!(out, "  performance density {}{}", answer.density_text(), quotient(answer, &density));
                }
            }
            fact if measured.derivation.text.is_empty() || measured.value.says_nothing() && !ALWAYS.contains(fact) => {}
            _ => derivation(out, &measured.derivation, 1, depth),
        }
    }
    for flag in [Flag::Datacenter, Flag::HasHbm] {
        let measured = answer.facts().flag(flag);
        if flag == Flag::Datacenter || deep {
            derivation(out, &measured.derivation, 1, depth);
        }
    }
    let assumed = answer.assumptions();
    if !assumed.is_empty() {
        let _ = writeln!(out, "  assumed: {}", assumed.join("; "));
    }
}

pub(super) fn quotient(answer: &Determination, density: &crate::quantity::Extent) -> String {
    let facts = answer.facts();
    let tpp = facts.numeric(NumericFact::Tpp).value.as_point();
    let area = facts.numeric(NumericFact::ApplicableDieArea).value.as_point();
    match (density.as_point(), tpp, area) {
        (Some(_), Some(tpp), Some(area)) => format!(" = {} / {} mm²", tpp.grouped(), area.grouped()),
        _ => String::new(),
    }
}

/// Where a value stands; flags have no place worth naming.
fn place(location: &Option<Location>) -> String {
    let named = location.as_ref().filter(|location| &*location.file != "<command line>");
    named.map(|location| format!("  [{location}]")).unwrap_or_default()
}

fn derivation(out: &mut String, step: &Derivation, indent: usize, depth: usize) {
    if step.text.is_empty() {
        return;
    }
    let place = if indent > 1 { place(&step.location) } else { String::new() };
    let _ = writeln!(out, "{}{}{place}", "  ".repeat(indent), step.text);
    if depth > 0 {
        // A step that its result already spells out is not said again.
        for inner in step.from.iter().filter(|inner| !step.text.contains(&inner.text)) {
            derivation(out, inner, indent + 1, depth - 1);
        }
    }
}

fn margins(out: &mut String, answer: &Determination) {
    let mut lines = Vec::new();
    for stay in answer.stays() {
        if let Some(line) = stay_line(stay) {
            lines.push(line);
        }
    }
    if !lines.is_empty() {
        out.push_str("\nThe answer stays while, all else unchanged,\n");
        for line in lines {
            let _ = writeln!(out, "  {line}");
        }
    }
}

/// `TPP 2,368 stays below 2,400 (32 more: 3A090.b.1)`.
pub(super) fn stay_line(stay: &Stay) -> Option<String> {
    let unit = if stay.fact().unit().is_empty() { String::new() } else { format!(" {}", stay.fact().unit()) };
    let beyond = |beyond: Option<&str>| beyond.unwrap_or("none").replace('|', " or ");
    let mut ends = Vec::new();
    if let Some(below) = stay.below() {
        let (low, open) = stay.range().low();
        let word = if open { "above" } else { "at least" };
        let distance = stay.value() - low;
        ends.push(format!("{word} {} ({} to spare; beyond it {})", low.grouped(), distance.grouped(), beyond(below)));
    }
    if let (Some(above), Some((high, open))) = (stay.above(), stay.range().high()) {
        let word = if open { "below" } else { "at most" };
        let distance = high - stay.value();
        ends.push(format!("{word} {} ({} to spare; beyond it {})", high.grouped(), distance.grouped(), beyond(above)));
    }
    if ends.is_empty() {
        return None;
    }
    let unit = if unit.trim() == stay.fact().label() { String::new() } else { unit };
    Some(format!("{} ({}{unit}) is {}", stay.fact().label(), stay.value().grouped(), ends.join(" and ")))
}

fn trace(out: &mut String, node: &TraceNode, indent: usize, style: Style) {
    let pad = "  ".repeat(indent);
    let _ = writeln!(out, "{pad}{}: {}", node.text, style.truth(node.holds));
    if let Some(cite) = &node.cite {
        let status = node.status.as_ref().map(|status| format!(" [{status}]")).unwrap_or_default();
        let _ = writeln!(out, "{pad}  {cite}{status}");
    }
    for line in node.quote.iter().flat_map(|quote| quote.lines()) {
        let _ = writeln!(out, "{pad}  | {line}");
    }
    if let Some(remark) = &node.remark {
        let _ = writeln!(out, "{pad}  remark: {remark}");
    }
    for inner in &node.because {
        trace(out, inner, indent + 1, style);
    }
}

/// What another reading would make of the answer.
pub(super) fn verdict(answer: &Determination, effect: &ReadingEffect) -> String {
    if !effect.changes_answer {
        "the answer stays".to_owned()
    } else if effect.eccn == governing(answer) {
        "the same paragraphs are possible, under other conditions".to_owned()
    } else {
        format!("the answer would be {}", effect.eccn.replace('|', " or "))
    }
}

fn tail(out: &mut String, answer: &Determination) {
    if !answer.readings().is_empty() {
        out.push_str("\nOpen readings that touch this part\n");
        for effect in answer.readings() {
            let verdict = verdict(answer, effect);
            let _ = writeln!(
                out,
                "  {}: taken as {}; as {}: {}; {verdict}",
                effect.reading,
                effect.taken,
                effect.other,
                effect.facts.join(", ")
            );
        }
    }
    let list = |out: &mut String, title: &str, lines: &mut dyn Iterator<Item = String>| {
        let mut first = true;
        for line in lines {
            if first {
                let _ = writeln!(out, "\n{title}");
                first = false;
            }
            let _ = writeln!(out, "  {line}");
        }
    };
    let lint = |lint: &crate::facts::Lint| format!("{}: {}{}", lint.id, lint.message, place(&lint.location));
    list(out, "Remarks", &mut answer.lints().iter().map(lint));
    list(out, "The text leaves open", &mut answer.gaps().iter().cloned());
    list(out, "On this date", &mut answer.notices().iter().cloned());
    list(out, "Not checked", &mut answer.not_checked().iter().cloned());
    out.push_str(&foot(answer.law_hash()));
}
