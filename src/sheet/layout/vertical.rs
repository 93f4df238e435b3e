//! Cells one under another, as a table leaves them when it is copied from a viewer or its text is taken without positions:
//! each label with its values below it, or all labels first and then column by column.

use super::grid::Grid;
use super::lines::{Lines, Manner};
use super::out::Out;
use super::paragraph;
use super::words::is_rule;

/// A cell: its words, the line it begins on, and the line after it.
struct Item {
    text: String,
    line: usize,
    end: usize,
    /// Words, a figure, or what stands where there is none.
    figure: bool,
}

/// A cell has at most so many letters.
const LENGTH: usize = 90;
/// A table has at most so many columns of values.
const COLUMNS: usize = 8;
/// A longer table is read in pieces.
const CELLS: usize = 1_000;
/// So many rows with figures make a table.
const ROWS: usize = 4;

/// Reads the cells that begin at a line.
pub(super) fn read(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    if of.manner == Manner::Rst || !is_cell(of.get(at)) || !leads(of, at) {
        return None;
    }
    by_column(of, at, out).or_else(|| by_row(of, at, out))
}

/// Whether a few figures stand alone on lines not far below. Most text is told by this.
fn leads(of: &Lines<'_>, at: usize) -> bool {
    let mut figures = 0;
    for next in at..(at + 48).min(of.lines.len()) {
        let line = of.get(next).trim();
        if line.is_empty() {
            continue;
        }
        if !is_cell(line) {
            return figures >= ROWS;
        }
        figures += usize::from(is_figure(line));
    }
    figures >= ROWS
}

/// Whether a line may be a cell: short, no sentence, no bullet, no pair, no row of another table.
fn is_cell(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty()
        && line.len() <= 3 * LENGTH
        && line.chars().count() <= LENGTH
        && !line.contains(['|', '\t', '│'])
        && !line.starts_with(['#', '<'])
        && !line.contains(". ")
        && !line.ends_with(['.', '。', '，', ',', '：', ':', ';', '；'])
        && !is_rule(line)
        && !paragraph::is_bullet(line)
}

/// Whether a cell is a figure, or says that there is none.
fn is_figure(cell: &str) -> bool {
    let cell = cell.trim().trim_matches(['*', '_', '`']);
    let lower = cell.to_lowercase();
    if matches!(lower.as_str(), "-" | "–" | "—" | "n/a" | "na" | "tbd" | "no" | "yes" | "none" | "unknown" | "?") {
        return true;
    }
    let number = ["up to ", "about ", "approx. ", "over ", "最高", "约", "~", "≈", "<", ">", "≥", "≤", "±", "$"]
        .iter()
        .find_map(|word| lower.strip_prefix(word))
        .unwrap_or(&lower)
        .trim_start();
    // "4th generation", "2nd" and a year are words, "4nm" is a figure.
    let digits = number.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    let ordinal =
        ["st ", "nd ", "rd ", "th ", "st-", "nd-", "rd-", "th-"].iter().any(|end| number[digits..].starts_with(end));
    digits > 0 && !ordinal
}

/// The cells from a line on. Where empty lines stand between cells, what is not separated by one is one cell.
fn items(of: &Lines<'_>, at: usize, apart: bool) -> Vec<Item> {
    let mut all: Vec<Item> = Vec::new();
    let mut next = at;
    let mut blank = true;
    while next < of.lines.len() && all.len() < CELLS {
        let line = of.get(next);
        if line.trim().is_empty() {
            blank = true;
            next += 1;
            continue;
        }
        if !is_cell(line) || (next > at && of.is_start(next)) {
            break;
        }
        let text = of.words(line.trim());
        match all.last_mut().filter(|_| apart && !blank) {
            Some(last) => {
                last.text = format!("{} {text}", last.text);
                last.end = next + 1;
            }
            None => all.push(Item { figure: is_figure(&text), text, line: next, end: next + 1 }),
        }
        blank = false;
        next += 1;
    }
    all
}

/// A digit apart at the end of a figure is the mark of a note, if a line below begins with it: "312/624 2".
fn marked(of: &Lines<'_>, text: String) -> String {
    let Some((figure, mark)) = text.rsplit_once(' ').filter(|(figure, _)| is_figure(figure) && !figure.contains(' '))
    else {
        return text;
    };
    match mark.as_bytes() {
        [digit @ b'0'..=b'9'] if of.has_note(digit - b'0') => format!("{figure}^{{{mark}}}"),
        _ => text,
    }
}

/// Each label with its values below it.
fn by_row(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    let apart = (at..(at + 6).min(of.lines.len())).any(|next| of.get(next).trim().is_empty());
    let items = items(of, at, apart);
    let mut best: Option<(usize, Vec<Row>)> = None;
    for columns in 1..=COLUMNS {
        for corner in [true, false] {
            let Some(rows) = rows(&items, columns, corner) else { continue };
            let used = rows.last().map_or(0, |row| row.end);
            if best.as_ref().is_none_or(|(known, _)| used > *known) {
                best = Some((used, rows));
            }
        }
    }
    let (used, rows) = best?;
    let mut grid = Grid::default();
    for row in &rows {
        let label = row.label.iter().map(|at| items[*at].text.as_str()).collect::<Vec<_>>().join(" ");
        let line = items[*row.label.first().unwrap_or(&row.values.start)].line;
        let values = items[row.values.clone()].iter().map(|item| marked(of, item.text.clone()));
        grid.plain(std::iter::once(label).chain(values), of.number(line));
    }
    out.table(grid);
    Some(items[used - 1].end)
}

/// A label and its values, by their places among the cells.
struct Row {
    label: Vec<usize>,
    values: std::ops::Range<usize>,
    end: usize,
}

/// The rows of a table of so many columns of values, if that is what the cells are.
fn rows(items: &[Item], columns: usize, corner: bool) -> Option<Vec<Row>> {
    let mut all: Vec<Row> = Vec::new();
    let mut at = 0;
    let mut figures = 0;
    if !corner {
        if columns == 1 || items.len() <= columns || items.iter().take(columns).any(|item| item.figure) {
            return None;
        }
        all.push(Row { label: Vec::new(), values: 0..columns, end: columns });
        at = columns;
    }
    while at < items.len() {
        let mut label = vec![at];
        if items[at].figure {
            break;
        }
        // "(Reference / Founders Edition)" goes on with the label.
        while items.get(at + label.len()).is_some_and(|item| item.text.starts_with(['(', '（']) && !item.figure) {
            label.push(at + label.len());
        }
        let from = at + label.len();
        let Some(values) = items.get(from..from + columns) else { break };
        let filled = values.iter().filter(|item| item.figure).count();
        // The first row names the columns; further ones may hold words, but not all of them.
        if columns == 1 && filled == 0 && !all.is_empty() {
            break;
        }
        figures += usize::from(filled * 2 > columns);
        at = from + columns;
        all.push(Row { label, values: from..at, end: at });
    }
    // Words at the end are what follows the table.
    while all.last().is_some_and(|row| !items[row.values.clone()].iter().any(|item| item.figure)) {
        all.pop();
    }
    let first = all.first()?;
    let named = columns == 1 || !items[first.values.clone()].iter().any(|item| item.figure);
    (named && figures >= ROWS && figures * 2 >= all.len()).then_some(all)
}

/// All labels, then all values of each column: pieces of as many lines each.
fn by_column(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    let piece = |from: usize| -> Option<(Vec<usize>, usize)> {
        let start = (from..of.lines.len()).find(|next| !of.get(*next).trim().is_empty())?;
        let lines: Vec<usize> = (start..of.lines.len()).take_while(|next| is_cell(of.get(*next))).collect();
        let end = start + lines.len();
        (of.get(end).trim().is_empty() && !lines.is_empty()).then_some((lines, end))
    };
    let figures = |lines: &[usize]| lines.iter().filter(|line| is_figure(of.get(**line))).count();
    let (labels, mut end) = piece(at)?;
    let count = labels.len();
    if count < ROWS || figures(&labels) * 4 > count {
        return None;
    }
    let mut columns: Vec<Vec<usize>> = vec![labels];
    while columns.len() <= COLUMNS
        && let Some((values, next)) = piece(end)
        && values.len() == count
        && figures(&values) * 2 >= count
    {
        columns.push(values);
        end = next;
    }
    if columns.len() == 1 {
        return None;
    }
    let mut grid = Grid::default();
    for row in 0..count {
        let cells = columns.iter().map(|column| of.words(of.get(column[row]).trim()));
        grid.plain(cells, of.number(columns[0][row]));
    }
    out.table(grid);
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::tests::show;

    #[test]
    fn labels_with_their_values_below() {
        let text = "Features\n\nWidget A\n\nWidget B\n\nBoard\n\nSmall\n\nTall\n\nClock\n(boost)\n\n1410 MHz\n\nNot final\n\nFP16\n\
                    \n312/624\n\n1000/2000\n\nFP64\n\n19.5\n\n60\n\nINT8\n\nN/A\n\n2000\n\nBus\n\n5120\n\n6144\n\nA sentence that ends it.";
        assert_eq!(
            show(&Layout::Plain.read(text)),
            [
                "T",
                "Features | Widget A | Widget B",
                "Board | Small | Tall",
                "Clock (boost) | 1410 MHz | Not final",
                "FP16 | 312/624 | 1000/2000",
                "FP64 | 19.5 | 60",
                "INT8 | N/A | 2000",
                "Bus | 5120 | 6144",
                "P A sentence that ends it.",
            ]
        );
    }

    #[test]
    fn labels_first_then_values() {
        let text = "FP64\nFP32\nTF32\nINT8\n\n34 TFLOPS\n67 TFLOPS\n989 TFLOPS\n3,958 TOPS\n\nWords after it.";
        assert_eq!(
            show(&Layout::Plain.read(text)),
            [
                "T",
                "FP64 | 34 TFLOPS",
                "FP32 | 67 TFLOPS",
                "TF32 | 989 TFLOPS",
                "INT8 | 3,958 TOPS",
                "P Words after it."
            ]
        );
    }

    #[test]
    fn one_value_below_each_label() {
        let text = "Specification\nWidget\nFP64\n34 TFLOPS\nFP32\n67 TFLOPS\nTF32\n989 TFLOPS\nINT8\n3,958 TOPS\n";
        assert_eq!(show(&Layout::Plain.read(text)).len(), 6);
    }

    #[test]
    fn verses_are_no_table() {
        let text = "One short line\nanother one\n\nand a third\nwith 3 words\n\n2 more\nlines";
        assert!(show(&Layout::Plain.read(text)).iter().all(|line| line.starts_with("P ")));
    }
}
