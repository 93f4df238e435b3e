//! Tables whose cells stand one after the other as running text, as some readers of PDF files leave them: "MI210 MI250
//! Peak FP64 Vector 22.6 TF 45.3 TF Peak FP64 Matrix 45.3 TF 90.5 TF".

use super::super::document::{Block, Cell, Document, Table, Text};
use super::super::lexicon::{Label, Sense};
use super::super::name::{key, names};
use super::super::said::Said;
use super::super::token::{Decimals, Kind, Token, tokens};
use std::ops::Range;

/// Fewer rows of figures that are asked for are chance.
const ROWS: usize = 3;

/// The document with such tables as tables, if it has any: names in a row, and after them rows of as many figures.
pub(super) fn rebuilt(document: &Document) -> Option<Document> {
    let mut columns: Vec<String> = Vec::new();
    let mut blocks = Vec::new();
    let mut rows_asked_for = 0;
    for block in &document.blocks {
        let (Block::Heading { text, .. } | Block::Prose(text)) = block else {
            columns.clear();
            blocks.push(block.clone());
            continue;
        };
        let mut rest = text.text.as_str();
        if let Some((run, end)) = row_of_names(rest) {
            columns = run;
            rest = &rest[end..];
        }
        let rows = if columns.is_empty() { Vec::new() } else { rows(rest, columns.len()) };
        if rows.is_empty() {
            blocks.push(block.clone());
            continue;
        }
        rows_asked_for += rows.iter().filter(|(label, _)| is_asked_for(label)).count();
        blocks.push(Block::Table(table(&columns, &rows, text.line)));
    }
    (rows_asked_for >= ROWS).then_some(Document { blocks })
}

/// Names in a row with nothing but words like "GPU" between them, and where they end.
fn row_of_names(text: &str) -> Option<(Vec<String>, usize)> {
    let found = names(text);
    let joins = |gap: &str| {
        let word = |word: &str| word.chars().all(char::is_alphabetic) && word.starts_with(char::is_uppercase);
        gap.split_whitespace().count() <= 3 && gap.split_whitespace().all(word)
    };
    let mut best: Option<Range<usize>> = None;
    let mut from = 0;
    for at in 0..found.len() {
        let goes_on = at > from && joins(&text[found[at - 1].end..found[at].start]);
        if at > from && !goes_on || found[at].system {
            from = at + usize::from(found[at].system);
        }
        if at > from && best.as_ref().is_none_or(|best| at + 1 - from > best.len()) {
            best = Some(from..at + 1);
        }
    }
    let run = best?;
    let mut keys: Vec<String> = found[run.clone()].iter().map(|name| key(&name.text)).collect();
    keys.sort_unstable();
    keys.dedup();
    // What kind of part the last one is belongs to its name.
    let end = found[run.end - 1].end;
    let kind = ["GPU", "APU", "Accelerator", "NPU"].iter().find(|kind| text[end..].trim_start().starts_with(**kind));
    let end = kind.map_or(end, |kind| text.len() - text[end..].trim_start().len() + kind.len());
    (keys.len() == run.len()).then(|| (found[run].iter().map(|name| name.text.clone()).collect(), end))
}

/// Labels, each followed by exactly so many figures.
fn rows(text: &str, columns: usize) -> Vec<(String, Vec<String>)> {
    let tokens = tokens(text, Decimals::Point, true);
    let mut rows = Vec::new();
    let (mut at, mut label) = (0, 0);
    while at < tokens.len() {
        let Some(first) = figure(&tokens, at) else {
            at += 1;
            continue;
        };
        let start = tokens[at].start;
        let mut cells = vec![&text[start..tokens[first - 1].end]];
        let mut end = first;
        while let Some(next) = figure(&tokens, end) {
            cells.push(&text[tokens[end].start..tokens[next - 1].end]);
            end = next;
        }
        let words = text[label..start].trim();
        if cells.len() == columns && !words.is_empty() {
            rows.push((words.to_owned(), cells.into_iter().map(str::to_owned).collect()));
        }
        (at, label) = (end, tokens[end - 1].end);
    }
    rows
}

/// Where the figure that begins at a token ends, with its unit, its mark and its sparse rate: "up to 490.3 TF | 980.6 TF".
fn figure(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let is = |at: usize, what: fn(&Kind<'_>) -> bool| tokens.get(at).is_some_and(|token| what(&token.kind));
    let number = |kind: &Kind<'_>| matches!(kind, Kind::Number(_));
    let mut end = at;
    while is(end, |kind| matches!(kind, Kind::Sense(Sense::Qualifier(_)))) {
        end += 1;
    }
    if is(end, |kind| matches!(kind, Kind::Sense(Sense::Missing))) {
        return Some(end + 1);
    }
    loop {
        if !is(end, number) {
            return None;
        }
        end += 1;
        while is(end, |kind| matches!(kind, Kind::Unit(_) | Kind::Mark(_))) {
            end += 1;
        }
        // "3.2TB/sec2": the number of a note.
        if is(end, number)
            && tokens[end].start == tokens[end - 1].end
            && is(end - 1, |kind| matches!(kind, Kind::Unit(_)))
        {
            end += 1;
        }
        if !(is(end, |kind| matches!(kind, Kind::Sign('|' | '/'))) && is(end + 1, number)) {
            return Some(end);
        }
        end += 1;
    }
}

/// Whether a label names a format or a bandwidth.
fn is_asked_for(label: &str) -> bool {
    let said = Said::of(&tokens(label, Decimals::Point, true));
    !said.formats.is_empty() || said.labels.iter().any(|label| matches!(label, Label::MemoryBandwidth | Label::DieArea))
}

fn table(columns: &[String], rows: &[(String, Vec<String>)], line: u32) -> Table {
    let cell = |text: &str| Cell { text: Text::new(text, line), ..Cell::default() };
    let head = std::iter::once("").chain(columns.iter().map(String::as_str)).map(cell).collect();
    let row = |(label, cells): &(String, Vec<String>)| {
        std::iter::once(label.as_str()).chain(cells.iter().map(String::as_str)).map(cell).collect()
    };
    Table {
        rows: std::iter::once(head).chain(rows.iter().map(row)).collect(),
        header_rows: Some(1),
        ..Table::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_behind_their_labels_are_rows() {
        let text = "Matrix Cores 416 832 FP16 | FP16 (SPARSITY) 980.6 TF | 1,961.2 1,307.4 TF | 2,614.9 TF Gen 5 BW up to 5.3 TB/sec N/A";
        let rows = rows(text, 2);
        let shown: Vec<String> = rows.iter().map(|(label, cells)| format!("{label}: {}", cells.join(" ; "))).collect();
        let expected = [
            "Matrix Cores: 416 ; 832",
            "FP16 | FP16 (SPARSITY): 980.6 TF | 1,961.2 ; 1,307.4 TF | 2,614.9 TF",
            "BW: up to 5.3 TB/sec ; N/A",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn names_in_a_row_are_columns() {
        let of = |text: &str| row_of_names(text).map(|(names, end)| (names.len(), text[end..].trim().to_owned()));
        assert_eq!(
            of("AMD Instinct MI300A APU AMD Instinct MI300X GPU FP64 61.3 TF"),
            Some((2, "FP64 61.3 TF".into()))
        );
        assert_eq!(of("the A100 and the H100"), None);
        assert_eq!(of("A100, H100 and H200"), None);
        assert_eq!(of("H100 H100"), None);
    }
}
