//! Lines of columns to rows of a table: which lines only continue the row above.

use super::super::super::{Cell, Text};
use super::super::grid::Grid;
use super::super::lines::Lines;
use super::super::out::Out;
use super::super::paragraph::{self, Line};
use super::super::words::{join, width};
use super::geometry::Columns;
use super::{Chunk, Row};

/// So often may blocks stand beside each other.
const BESIDE: usize = 4;

/// A cell while lines are added to it.
#[derive(Default)]
struct Open {
    text: String,
    line: u32,
    columns: usize,
    repeated: bool,
}

/// Puts the table of some lines out, and prose that stands beside it.
pub(super) fn emit(of: &Lines<'_>, rows: Vec<Row<'_>>, out: &mut Out<'_>, depth: usize) {
    let columns = match Columns::of(&rows) {
        Some(columns) if columns.places.len() == 2 || !are_labeled(&rows) => columns,
        _ => return by_order(of, &rows, out),
    };
    if depth < BESIDE
        && let Some(cut) = beside(&rows, &columns)
    {
        let (left, right) = part(rows, cut);
        for side in [left, right] {
            if side.iter().any(|row| row.chunks.len() > 1) {
                emit(of, side, out, depth + 1);
            } else {
                lines(of, &side, out);
            }
        }
        return;
    }
    table(of, &rows, &columns, out);
}

/// Lines without columns.
fn lines(of: &Lines<'_>, rows: &[Row<'_>], out: &mut Out<'_>) {
    let limit = rows.iter().flat_map(|row| &row.chunks).map(|chunk| width(chunk.text)).max().unwrap_or_default();
    let mut block: Vec<Line<'_>> = Vec::new();
    for row in rows {
        if row.blank && !block.is_empty() {
            paragraph::emit_within(of, &block, false, limit, out);
            block.clear();
        }
        block.extend(row.chunks.iter().map(|chunk| Line { text: chunk.text, number: row.number }));
    }
    paragraph::emit_within(of, &block, false, limit, out);
}

/// Where two blocks stand beside each other: the place that separates them.
fn beside(rows: &[Row<'_>], columns: &Columns) -> Option<usize> {
    let count = columns.places.len();
    if count >= 3 {
        if is_prose(rows, columns, 0) {
            return Some(columns.places[1].0);
        }
        if is_prose(rows, columns, count - 1) {
            return Some(columns.places[count - 1].0);
        }
    } else if is_prose(rows, columns, 0) && is_prose(rows, columns, 1) {
        return Some(columns.places[1].0);
    }
    (count == 4 && are_pairs(rows, columns)).then(|| columns.places[2].0)
}

/// Whether a column holds running text: lines that begin small or end full, of several words.
fn is_prose(rows: &[Row<'_>], columns: &Columns, column: usize) -> bool {
    let (mut count, mut small, mut words) = (0usize, 0usize, 0usize);
    for row in rows {
        for chunk in &row.chunks {
            if columns.range(chunk.start, chunk.end) == Some((column, column)) {
                count += 1;
                small += usize::from(chunk.text.starts_with(char::is_lowercase) || chunk.text.ends_with(['.', '。']));
                words += chunk.text.split(' ').count();
            }
        }
    }
    count >= 4 && small * 3 >= count && words >= count * 4
}

/// Whether four columns are two lists of labels and values: a name, a number, a name, a number in nearly all rows.
fn are_pairs(rows: &[Row<'_>], columns: &Columns) -> bool {
    let (mut fits, mut all) = (0, 0);
    for row in rows.iter().filter(|row| row.chunks.len() > 1) {
        all += 1;
        let value = |chunk: &Chunk<'_>| {
            chunk.text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '~' | '<' | '>' | '≈'))
        };
        let good = row.chunks.iter().all(|chunk| match columns.range(chunk.start, chunk.end) {
            Some((0, 0) | (2, 2)) => !value(chunk) && chunk.text.len() > 1,
            Some((1, 1) | (3, 3)) => value(chunk),
            _ => false,
        });
        fits += usize::from(good && row.chunks.len() % 2 == 0);
    }
    all >= 2 && fits * 5 >= all * 4
}

/// Parts lines at a place.
fn part<'t>(rows: Vec<Row<'t>>, cut: usize) -> (Vec<Row<'t>>, Vec<Row<'t>>) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let (mut left_blank, mut right_blank) = (false, false);
    for row in rows {
        let (head, tail): (Vec<Chunk<'t>>, Vec<Chunk<'t>>) =
            row.chunks.into_iter().partition(|chunk| chunk.start < cut);
        left_blank |= row.blank || head.is_empty();
        right_blank |= row.blank || tail.is_empty();
        if !head.is_empty() {
            left.push(Row { chunks: head, number: row.number, blank: left_blank, ruled: row.ruled });
            left_blank = false;
        }
        if !tail.is_empty() {
            right.push(Row { chunks: tail, number: row.number, blank: right_blank, ruled: row.ruled });
            right_blank = false;
        }
    }
    (left, right)
}

/// Whether each line has a label at the left and one value.
fn are_labeled(rows: &[Row<'_>]) -> bool {
    let left = rows.iter().filter_map(|row| row.chunks.first()).map(|chunk| chunk.start).min().unwrap_or_default();
    rows.iter().all(|row| row.chunks.len() == 2 && row.chunks[0].start <= left + 1)
}

/// Columns that contradict each other: a label and a value where every line has just these, prose otherwise.
fn by_order(of: &Lines<'_>, rows: &[Row<'_>], out: &mut Out<'_>) {
    if are_labeled(rows) {
        let mut grid = Grid::default();
        for row in rows {
            grid.plain(row.chunks.iter().map(|chunk| of.words(chunk.text)), row.number);
        }
        return out.table(grid);
    }
    for row in rows {
        let mut line = String::new();
        for chunk in &row.chunks {
            join(&mut line, &of.words(chunk.text));
        }
        out.prose(&line, row.number);
    }
}

/// One table.
fn table(of: &Lines<'_>, rows: &[Row<'_>], columns: &Columns, out: &mut Out<'_>) {
    let count = columns.places.len();
    let label_width = rows
        .iter()
        .flat_map(|row| &row.chunks)
        .filter(|chunk| columns.range(chunk.start, chunk.end) == Some((0, 0)))
        .map(|chunk| width(chunk.text))
        .max()
        .unwrap_or_default();
    let mut done: Vec<Vec<Open>> = Vec::new();
    let mut header_rows = None;
    // Whether all rows so far stand above the first label.
    let mut header = true;
    for row in rows {
        let mut cells: Vec<(usize, usize, &Chunk<'_>)> = Vec::new();
        for chunk in &row.chunks {
            if let Some((low, high)) = columns.range(chunk.start, chunk.end) {
                cells.push((low, high, chunk));
            }
        }
        let labeled = cells.first().is_some_and(|cell| cell.0 == 0);
        let valued = cells.iter().any(|cell| cell.0 > 0);
        let spans = cells.iter().any(|cell| cell.1 > cell.0);
        if row.ruled && header_rows.is_none() && !done.is_empty() && done.len() <= 3 {
            header_rows = Some(done.len());
        }
        let last_spans = done.last().is_some_and(|last| last.iter().any(|cell| cell.columns > 1));
        let last_label_only =
            done.last().is_some_and(|last| is_empty(&last[1..]) && !last[0].text.is_empty() && last[0].columns < 2);
        let continues = !row.blank
            && !row.ruled
            && !done.is_empty()
            && match (labeled, valued) {
                (false, _) if header => !spans && !last_spans,
                (false, _) => !spans && !last_spans,
                (true, false) if spans => false,
                (true, false) => done.last().is_some_and(|last| {
                    wraps(&last[0].text, cells[0].2.text, label_width, header, is_empty(&last[1..]))
                }),
                (true, true) => {
                    !spans
                        && !last_spans
                        && done.last().is_some_and(|last| {
                            let label = is_continuation(cells[0].2.text) || expects_more(&last[0].text);
                            label
                                && (last_label_only
                                    || cells[1..].iter().all(|cell| is_unit(&last[cell.0].text, cell.2.text)))
                        })
                }
            };
        if !continues {
            let mut fresh: Vec<Open> = (0..count).map(|_| Open::default()).collect();
            // A spanning value below a row is of the same label.
            if !labeled
                && spans
                && !header
                && !row.blank
                && let Some(last) = done.last()
            {
                fresh[0] = Open { text: last[0].text.clone(), line: last[0].line, columns: 1, repeated: true };
            }
            done.push(fresh);
        }
        let Some(current) = done.last_mut() else { continue };
        for (low, high, chunk) in cells {
            let open = &mut current[low];
            let words = of.words(chunk.text);
            if open.text.is_empty() {
                open.line = row.number;
            } else if low > 0 && !header && is_new_line(&open.text, &words) {
                open.text.push('\n');
            }
            if open.text.ends_with('\n') {
                open.text.push_str(&words)
            } else {
                join(&mut open.text, &words)
            }
            open.columns = open.columns.max(high - low + 1);
        }
        header &= !labeled;
        if labeled && header_rows.is_none() && done.len() > 1 && !is_empty(&done[0][1..]) && done[0][0].text.is_empty()
        {
            header_rows = Some(done.len() - 1);
        }
    }
    let mut grid = Grid::default();
    grid.header_rows = header_rows;
    for row in done {
        grid.row();
        let line = row.iter().filter(|cell| !cell.text.is_empty()).map(|cell| cell.line).min().unwrap_or_default();
        let mut covered = 0;
        for open in row {
            if covered > 0 {
                covered -= 1;
                continue;
            }
            let columns = open.columns.max(1);
            covered = columns - 1;
            let line = if open.text.is_empty() { line } else { open.line };
            grid.cell(Cell { text: Text::new(open.text, line), repeated: open.repeated, header: false }, columns, 1);
        }
    }
    out.table(grid);
}

fn is_empty(cells: &[Open]) -> bool {
    cells.iter().all(|cell| cell.text.is_empty())
}

/// Whether words that stand alone in the column of labels belong to the label above.
fn wraps(label: &str, next: &str, limit: usize, header: bool, label_only: bool) -> bool {
    if label.is_empty() || header {
        return false;
    }
    let first = width(next.split(' ').next().unwrap_or_default());
    let full = limit >= 16 && width(label.rsplit('\n').next().unwrap_or_default()) + 1 + first > limit;
    is_continuation(next) || expects_more(label) || (full && !label_only && next.contains(' '))
}

/// Whether words begin as no label does.
pub(super) fn is_continuation(text: &str) -> bool {
    text.starts_with(|c: char| c.is_lowercase() || matches!(c, '(' | '（' | '/' | '+' | '&'))
}

/// Whether words only give the unit of the number above.
fn is_unit(number: &str, words: &str) -> bool {
    number.ends_with(|c: char| c.is_ascii_digit()) && !words.contains(|c: char| c.is_ascii_digit())
}

/// Whether a label is not finished.
fn expects_more(label: &str) -> bool {
    label.ends_with([',', '-', '/', '&', '(', '，', '、'])
        || [" with", " and", " of", " for", " per", " or"].iter().any(|word| label.ends_with(word))
}

/// Whether a further line of a cell begins something new: it has a label of its own.
fn is_new_line(before: &str, next: &str) -> bool {
    let finished = !before.ends_with([':', ',', '-', '/', '：']) && !before.ends_with(|c: char| c.is_ascii_digit());
    let starts = next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    (finished && starts && next.contains(|c: char| c.is_ascii_digit()) && next.contains(char::is_alphabetic))
        || (starts && next.contains(": "))
}
