//! Determinations as a Markdown table.

use super::{governing, margin_or_needs, remarks, tpp};
use crate::determine::Determination;

/// A Markdown table with a row a part.
pub fn table<'a>(answers: impl IntoIterator<Item = &'a Determination>) -> String {
    let mut out =
        String::from("| part | as of | TPP | PD | ECCN | all met | margin, or what it depends on | remarks |\n");
    out.push_str("| --- | --- | ---: | ---: | --- | --- | --- | --- |\n");
    for answer in answers {
        let last = margin_or_needs(answer);
        let cells = [
            answer.part().to_owned(),
            answer.date().to_string(),
            tpp(answer),
            answer.density_text(),
            governing(answer).replace('|', " or "),
            answer.paragraphs().join(", "),
            last,
            remarks(answer).join(", "),
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
