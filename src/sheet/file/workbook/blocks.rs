//! The cells of a sheet to blocks.

use super::super::super::{Block, Cell, Mark, Table, Text};
use super::hidden::Hidden;
use super::{Cells, Merged};
use std::collections::{BTreeMap, BTreeSet};

/// Adds the blocks of a sheet: its name as a heading, what stands alone above the table, the table, what stands alone
/// below it. An empty row between filled ones stays, as one, since it parts what belongs together from what does not.
///
/// The number of places in the table, or nothing if they are more than `room`.
pub(super) fn sheet(
    name: &str,
    cells: &Cells,
    merged: &[Merged],
    hidden: &Hidden,
    room: usize,
    blocks: &mut Vec<Block>,
) -> Option<usize> {
    let rows: BTreeSet<u32> = cells.keys().map(|(row, _)| *row).filter(|row| !hidden.row(*row)).collect();
    let columns: BTreeSet<u32> =
        cells.keys().map(|(_, column)| *column).filter(|column| !hidden.column(*column)).collect();
    if rows.is_empty() || columns.is_empty() {
        return Some(0);
    }
    // Every row of the sheet gets at most one empty row before it.
    let places = rows.len().checked_mul(columns.len())?;
    if places > room {
        return None;
    }
    let columns: Vec<u32> = columns.into_iter().collect();
    let spans = spans(cells, merged, &rows, &columns, room)?;
    let line = |row: u32| row.saturating_add(1);
    let mut grid: Vec<Vec<Cell>> = Vec::with_capacity(rows.len());
    let mut last = None;
    for row in &rows {
        if last.is_some_and(|last: u32| (last + 1..*row).any(|between| !hidden.row(between))) {
            grid.push(columns.iter().map(|_| empty(line(row - 1))).collect());
        }
        last = Some(*row);
        grid.push(columns.iter().map(|column| cell(cells, &spans, (*row, *column), line(*row))).collect());
    }
    blocks.push(Block::Heading { level: 1, text: Text::new(name, 1) });
    let first = grid.iter().position(|row| words(row) > 1).unwrap_or(grid.len());
    let end = grid.iter().rposition(|row| words(row) > 1).map_or(first, |last| last + 1);
    let below = grid.split_off(end);
    let table = grid.split_off(first);
    blocks.extend(grid.iter().filter_map(|row| alone(row)).map(|text| match first {
        0 => Block::Prose(text),
        _ => note(text).unwrap_or_else(Block::Prose),
    }));
    if !table.is_empty() {
        blocks.push(Block::Table(Table { rows: table, ..Table::default() }));
    }
    blocks.extend(below.iter().filter_map(|row| alone(row)).map(|text| note(text).unwrap_or_else(Block::Prose)));
    Some(places)
}

fn empty(line: u32) -> Cell {
    Cell { text: Text::new("", line), ..Cell::default() }
}

/// Where the words of joined cells come from. Only filled joined cells count, and only where the table is.
fn spans(
    cells: &Cells,
    merged: &[Merged],
    rows: &BTreeSet<u32>,
    columns: &[u32],
    room: usize,
) -> Option<BTreeMap<(u32, u32), (u32, u32)>> {
    let mut out = BTreeMap::new();
    let mut steps = 0_usize;
    for (start, end) in merged {
        if !cells.contains_key(start) || end.0 < start.0 || end.1 < start.1 {
            continue;
        }
        for row in rows.range(start.0..=end.0) {
            let from = columns.partition_point(|column| *column < start.1);
            for column in columns[from..].iter().take_while(|column| **column <= end.1) {
                steps += 1;
                if steps > room {
                    return None;
                }
                out.insert((*row, *column), *start);
            }
        }
    }
    Some(out)
}

fn cell(cells: &Cells, spans: &BTreeMap<(u32, u32), (u32, u32)>, place: (u32, u32), line: u32) -> Cell {
    let source = spans.get(&place).copied().unwrap_or(place);
    let words = cells.get(&source).map_or("", String::as_str);
    Cell { text: Text::new(words, line), header: false, repeated: source != place }
}

/// How many cells of a row have words of their own.
fn words(row: &[Cell]) -> usize {
    row.iter().filter(|cell| !cell.text.is_empty() && !cell.repeated).count()
}

/// The words of a row that has only one cell.
fn alone(row: &[Cell]) -> Option<Text> {
    row.iter()
        .find(|cell| !cell.text.is_empty())
        .map(|cell| Text::new(cell.text.text.replace('\n', " "), cell.text.line))
}

/// A note, if the words begin with a footnote mark.
fn note(text: Text) -> Result<Block, Text> {
    let words = text.text.as_str();
    let length = match words.chars().next() {
        Some(first @ ('*' | '†' | '‡' | '§')) => words.len() - words.trim_start_matches(first).len(),
        Some('¹' | '²' | '³' | '⁴'..='⁹' | '⁰') => {
            words.len() - words.trim_start_matches(|c| matches!(c, '¹' | '²' | '³' | '⁴'..='⁹' | '⁰')).len()
        }
        Some('[' | '(') => match words.find([']', ')']) {
            Some(close) if close <= 3 => close + 1,
            _ => 0,
        },
        _ => 0,
    };
    let (mark, rest) = words.split_at(length);
    let mark: Mark = mark.chars().map(plain).filter(|c| !"[]()".contains(*c)).collect();
    match mark.is_empty() || rest.trim().is_empty() {
        true => Err(text),
        false => {
            Ok(Block::Note { mark, text: Text::new(rest.trim().trim_start_matches([':', '：']).trim(), text.line) })
        }
    }
}

/// A mark without superscript, as the contract of [`Mark`] has it.
fn plain(c: char) -> char {
    match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from_u32(u32::from(c) - 0x2074 + u32::from('4')).unwrap_or(c),
        c => c,
    }
}
