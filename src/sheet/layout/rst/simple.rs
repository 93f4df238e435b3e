//! Simple tables: columns below borders of `=`.

use super::super::super::{Cell, Text};
use super::super::grid::Grid;
use super::super::lines::Lines;
use super::super::out::Out;
use super::super::words::{is_wide, join};

/// More columns are none.
const COLUMNS: usize = 100;

/// `====  ====`
pub(super) fn is_border(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("==") && line.contains(' ') && line.bytes().all(|b| matches!(b, b'=' | b' '))
}

/// Where the groups of a border begin and end.
fn groups(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, byte) in line.bytes().chain([b' ']).enumerate() {
        match (byte, start) {
            (b' ', Some(from)) => {
                found.push((from, at));
                start = None;
            }
            (b' ', None) => {}
            (_, None) => start = Some(at),
            _ => {}
        }
    }
    found
}

/// Reads the table that begins with a border.
pub(super) fn read(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    let columns = groups(of.get(at));
    if columns.len() > COLUMNS {
        return None;
    }
    // The table ends with its third border, or with the second if an empty line follows.
    let mut borders = vec![at];
    let mut end = at + 1;
    while end < of.lines.len() && borders.len() < 3 {
        let line = of.get(end);
        if is_border(line) {
            borders.push(end);
            if of.get(end + 1).trim().is_empty() {
                break;
            }
        } else if super::indent(line) < columns[0].0 && !line.trim().is_empty() {
            break;
        }
        end += 1;
    }
    let last = *borders.last()?;
    if borders.len() < 2 {
        return None;
    }
    let body = if borders.len() > 2 { borders[1] } else { at };
    let mut rows: Vec<Vec<(usize, usize, String, u32)>> = Vec::new();
    let mut header_rows = 0;
    let mut blank = true;
    for index in at + 1..last {
        let line = of.get(index);
        if index == body {
            header_rows = rows.len();
            blank = true;
            continue;
        }
        if line.trim().is_empty() {
            blank = true;
            continue;
        }
        // A line of `-` tells which columns the row above spans.
        let spans = of.get(index + 1);
        let is_spans = |line: &str| line.contains("--") && line.bytes().all(|b| matches!(b, b'-' | b' '));
        if is_spans(line) {
            blank = true;
            continue;
        }
        let cells = if is_spans(spans) {
            slice(line, &joined(&columns, &groups(spans)))
        } else {
            slice(line, &separate(&columns))
        };
        let continues = !blank && cells.first().is_some_and(|cell| cell.0 > 0);
        blank = false;
        let number = of.number(index);
        if continues && let Some(row) = rows.last_mut() {
            for (low, high, text) in cells {
                let text = of.words(text);
                match row.iter_mut().find(|cell| cell.0 == low) {
                    Some(cell) => join(&mut cell.2, &text),
                    None => row.push((low, high, text, number)),
                }
            }
        } else {
            rows.push(cells.into_iter().map(|(low, high, text)| (low, high, of.words(text), number)).collect());
        }
    }
    let mut grid = Grid::default();
    grid.header_rows = Some(header_rows);
    for mut row in rows {
        row.sort_by_key(|cell| cell.0);
        grid.row();
        let mut next = 0;
        let line = row.first().map_or(0, |cell| cell.3);
        for (low, high, text, number) in row {
            if low < next {
                continue;
            }
            for _ in next..low {
                grid.cell(Cell { text: Text::new("", line), ..Cell::default() }, 1, 1);
            }
            grid.cell(Cell { text: Text::new(text, number), ..Cell::default() }, high - low + 1, 1);
            next = high + 1;
        }
    }
    out.table(grid);
    Some(last + 1)
}

/// Places and columns, each column on its own.
fn separate(columns: &[(usize, usize)]) -> Vec<(usize, usize, usize)> {
    columns.iter().enumerate().map(|(index, place)| (place.0, index, index)).collect()
}

/// Places and columns, joined as a line of `-` says.
fn joined(columns: &[(usize, usize)], groups: &[(usize, usize)]) -> Vec<(usize, usize, usize)> {
    groups
        .iter()
        .filter_map(|group| {
            let low = columns.iter().position(|column| column.1 > group.0)?;
            let high = columns.iter().rposition(|column| column.0 < group.1)?;
            (low <= high).then_some((group.0, low, high))
        })
        .collect()
}

/// The words below each place; words that reach into the next column join the two.
fn slice<'t>(line: &'t str, places: &[(usize, usize, usize)]) -> Vec<(usize, usize, &'t str)> {
    let mut cuts: Vec<usize> = Vec::with_capacity(places.len() + 1);
    let mut place = 0;
    let mut joins = vec![false; places.len()];
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        while cuts.len() < places.len() && place >= places[cuts.len()].0 {
            joins[cuts.len()] = !cuts.is_empty() && before != ' ' && c != ' ';
            cuts.push(at);
        }
        place += 1 + usize::from(is_wide(c));
        before = c;
    }
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    for (index, &at) in cuts.iter().enumerate() {
        if !joins[index] {
            start = Some((at, places[index].1));
        }
        let next = cuts.get(index + 1).copied().unwrap_or(line.len());
        if joins.get(index + 1).copied().unwrap_or(false) && index + 1 < cuts.len() {
            continue;
        }
        if let Some((from, low)) = start.take() {
            let text = line[from..next].trim();
            if !text.is_empty() {
                found.push((low, places[index].2, text));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::super::Layout;
    use super::super::super::tests::show;

    #[test]
    fn a_simple_table() {
        let text = "\
=====  =====  ======
       Rates
-----  -------------
Unit   FP8    FP16
=====  =====  ======
MI300  2614   1307
              TFLOPS
MI210  n/a    181
=====  =====  ======
";
        assert_eq!(
            show(&Layout::Rst.read(text)),
            ["T h=2", "| Rates | ~Rates", "Unit | FP8 | FP16", "MI300 | 2614 | 1307 TFLOPS", "MI210 | n/a | 181"]
        );
        assert_eq!(show(&Layout::Rst.read("==  ==\na   b\nc   d\n==  ==\n\nx\n")), ["T h=0", "a | b", "c | d", "P x"]);
    }
}
