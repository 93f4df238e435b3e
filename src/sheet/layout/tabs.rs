//! Text in which tabs stand between columns, as spreadsheets and browsers leave it when a table is copied; and small sheets
//! with commas or semicolons.

use super::super::{Cell, Text};
use super::grid::Grid;
use super::lines::{Lines, Manner};
use super::out::Out;
use super::words::collapse_lines;

/// Whether tabs separate words of a line.
fn is_row(line: &str) -> bool {
    match memchr::memchr(b'\t', line.as_bytes()) {
        // Tabs that only indent separate nothing, but an empty first cell is a cell.
        Some(at) => {
            let rest = line[at..].trim();
            !rest.is_empty() && (!line[..at].trim().is_empty() || rest.contains('\t'))
        }
        None => false,
    }
}

/// Whether columns with tabs begin at a line.
pub(super) fn is_start(of: &Lines<'_>, at: usize) -> bool {
    is_row(of.get(at)) && !is_bullet(of.get(at))
}

/// `•<tab>words`
fn is_bullet(line: &str) -> bool {
    let line = line.trim_start();
    let Some((mark, rest)) = line.split_once('\t') else { return false };
    let mut mark = mark.trim().chars();
    mark.next().is_some_and(|c| !c.is_alphanumeric()) && mark.next().is_none() && !rest.contains('\t')
}

/// Reads the columns with tabs that begin at a line.
pub(super) fn read(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    if !is_start(of, at) {
        return None;
    }
    let mut end = at;
    let mut rows: Vec<(usize, &str)> = Vec::new();
    let cells = |line: &str| line.split('\t').count();
    while end < of.lines.len() {
        let line = of.get(end);
        if is_bullet(line) {
            break;
        }
        if is_row(line) {
            rows.push((end, line));
        } else if line.contains('\t') || line.trim().is_empty() {
            // An empty row, if the table goes on after it.
            let next = of.get(end + 1);
            let fits =
                is_row(next) && (line.contains('\t') || rows.last().is_some_and(|row| cells(row.1) == cells(next)));
            let single = line.contains('\t') && !line.trim().is_empty();
            if single {
                rows.push((end, line));
            } else if !fits || next.starts_with('\t') && !line.contains('\t') {
                break;
            }
        } else if end > at && is_row(of.get(end + 1)) && line.len() < 60 && !line.ends_with(['.', '。', ':', '：']) {
            // A section of the table.
            rows.push((end, line));
        } else {
            break;
        }
        end += 1;
    }
    // Where all rows have the same number of words between tabs, several tabs only align.
    let count = |line: &str| line.split('\t').filter(|cell| !cell.trim().is_empty()).count();
    let raw = rows.iter().all(|row| cells(row.1) == cells(rows[0].1));
    let aligned = !raw
        && rows.len() > 1
        && count(rows[0].1) > 1
        && rows.iter().all(|row| count(row.1) == count(rows[0].1) && !row.1.starts_with('\t'));
    let mut grid = Grid::default();
    for (index, line) in rows {
        let cells = line.split('\t').filter(|cell| !aligned || !cell.trim().is_empty()).map(|cell| {
            let cell = cell.trim();
            let inner =
                cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).filter(|cell| !cell.contains('"'));
            of.words(inner.unwrap_or(cell))
        });
        grid.plain(cells, of.number(index));
    }
    out.table(grid);
    Some(end)
}

/// The separator of a small sheet: all lines have the same number of them, three lines or more.
pub(super) fn separator(text: &str) -> Option<u8> {
    [b';', b','].into_iter().find(|&separator| {
        let (mut lines, mut expected, mut spaced, mut all) = (0usize, 0usize, 0usize, 0usize);
        for line in text.lines().filter(|line| !line.trim().is_empty()).take(200) {
            if line.len() > 2000 {
                return false;
            }
            let (mut count, mut quoted) = (0, false);
            let bytes = line.as_bytes();
            for (at, &byte) in bytes.iter().enumerate() {
                match byte {
                    b'"' => quoted = !quoted,
                    _ if byte == separator && !quoted => {
                        count += 1;
                        spaced += usize::from(bytes.get(at + 1) == Some(&b' '));
                    }
                    _ => {}
                }
            }
            if count == 0 || quoted || (lines > 0 && count != expected) {
                return false;
            }
            (lines, expected, all) = (lines + 1, count, all + count);
        }
        // Sentences have spaces after their commas.
        lines >= 3 && spaced * 3 < all && (expected > 1 || spaced == 0)
    })
}

/// Reads text with tabs, or a small sheet.
pub(super) fn layout(text: &str, out: &mut Out<'_>) {
    let separator = if text.contains('\t') { None } else { separator(text) };
    let Some(separator) = separator else {
        return Lines::new(text, 1, Manner::Plain).read(out);
    };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut grid = Grid::default();
    for record in reader.records() {
        let Ok(record) = record else { break };
        let line = record.position().map_or(1, |position| u32::try_from(position.line()).unwrap_or(u32::MAX));
        grid.row();
        for cell in &record {
            grid.cell(Cell { text: Text::new(collapse_lines(cell), line), ..Cell::default() }, 1, 1);
        }
    }
    out.table(grid);
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::tests::show;
    use super::*;

    fn tabs(text: &str) -> Vec<String> {
        show(&Layout::Tabs.read(text))
    }

    #[test]
    fn tabs_separate_cells_and_empty_ones_stay() {
        assert_eq!(
            tabs("\tA\tB\nFP16\t\t2\n\t\t\nFP8\t3\t\nAll dense.\n"),
            ["T", "| A | B", "FP16 | | 2", "FP8 | 3 |", "P All dense."]
        );
    }

    #[test]
    fn several_tabs_may_only_align() {
        assert_eq!(tabs("FP16\t\t989\nLong label\t1979\n"), ["T", "FP16 | 989", "Long label | 1979"]);
    }

    #[test]
    fn small_sheets() {
        assert_eq!(tabs("a,b\n\"1,979\",2\nx,3\n"), ["T", "a | b", "1,979 | 2", "x | 3"]);
        assert_eq!(tabs("a;b\n19,5;2\nx;3\n"), ["T", "a | b", "19,5 | 2", "x | 3"]);
        assert_eq!(separator("One, two.\nThree, four.\nFive, six.\n"), None);
        assert_eq!(separator("a,b\nc\n"), None);
    }
}
