//! Determinations as a Markdown table.

use super::{compact, governing, margin_or_needs};
use crate::determine::Determination;
use crate::facts::NumericFact;
use crate::quantity::Exact;

/// A Markdown table with a row a part.
pub fn table<'a>(answers: impl IntoIterator<Item = &'a Determination>) -> String {
    let mut out =
        String::from("| part | as of | TPP | PD | ECCN | all met | margin, or what it depends on | remarks |\n");
    out.push_str("| --- | --- | ---: | ---: | --- | --- | --- | --- |\n");
    for answer in answers {
        let tpp = compact(&answer.facts().numeric(NumericFact::Tpp).value, Exact::grouped);
        let last = margin_or_needs(answer);
        let tpp = if tpp.is_empty() { "unknown".to_owned() } else { tpp };
        let mut remarks: Vec<&str> = answer.lints().iter().map(|lint| lint.id).collect();
        remarks.dedup();
        let cells = [
            answer.part().to_owned(),
            answer.date().to_string(),
            tpp,
            answer.density_text(),
            governing(answer).replace('|', " or "),
            answer.paragraphs().join(", "),
            last,
            remarks.join(", "),
        ];
        out.push('|');
        for cell in cells {
            out.push(' ');
            out.push_str(&cell.replace('|', "\\|"));
            out.push_str(" |");
        }
        out.push('\n');
    }
    out
}
