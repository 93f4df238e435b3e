//! Why an answer is not the accepted one, established by trying the part of today on the day of then.

use super::lock::Accepted;
use crate::diff::Days;
use crate::digest::short;
use crate::kernel::PartAnswers;
use crate::part::Part;

/// Sentences on what moved an answer.
pub(super) fn because(
    answers: &PartAnswers<'_, '_>,
    part: &Part,
    accepted: &Accepted,
    answer: &Accepted,
) -> Vec<String> {
    let mut out = Vec::new();
    let (statute, question) = (answers.statute(), answers.question().clone());
    for (what, was, is) in [
        ("another posture is", accepted.posture.as_str().to_owned(), answer.posture.as_str().to_owned()),
        ("other readings are", accepted.readings.join(", "), answer.readings.join(", ")),
        ("other proposals are", accepted.proposals.join(", "), answer.proposals.join(", ")),
    ] {
        if was != is {
            let said = |text: String| if text.is_empty() { "the default".to_owned() } else { text };
            out.push(format!("{what} asked for: {}, not {}", said(is), said(was)));
        }
    }
    let input = accepted.input != answer.input;
    // The part of today on the day of then.
    let then = statute
        .law()
        .at(accepted.as_of, statute.posture())
        .ok()
        .map(|statute| PartAnswers::new(&statute, question.clone()).of(part).1.governing.replace('|', " or "));
    let moved_by_day = accepted.as_of != answer.as_of && then.as_ref().is_some_and(|then| *then != answer.eccn());
    if moved_by_day
        && let Ok(days) = Days::new(statute.law(), statute.posture(), accepted.as_of, answer.as_of, question)
        && let Some(moved) = days.moved(part)
    {
        out.extend(moved.steps.iter().map(ToString::to_string));
    }
    let then_as_accepted = then.is_some_and(|then| then == accepted.eccn());
    if input {
        let numbers = accepted.tpp != answer.tpp || accepted.performance_density != answer.performance_density;
        if !then_as_accepted || numbers {
            out.push("the file changed".to_owned());
        }
    } else if accepted.law != answer.law && !then_as_accepted && accepted.proposals == answer.proposals {
        out.push(format!(
            "the law files changed (from {} to {}): on {} they give another answer than was accepted",
            short(&accepted.law),
            short(&answer.law),
            accepted.as_of
        ));
    }
    if out.is_empty() {
        out.push("neither the file nor the law changed: this version of eccn measures otherwise".to_owned());
    }
    out
}
