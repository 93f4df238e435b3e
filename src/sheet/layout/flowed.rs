//! Rows whose cells only single spaces part, as a table of a PDF file is pasted: "TF32 Tensor Core* 989 TFLOPS 835 TFLOPS".
//!
//! A cell begins with its number. A line alone may be a sentence; several lines with as many cells each are a table.

use super::grid::Grid;
use super::lines::{Lines, Manner};
use super::out::Out;
use super::pairs;
use super::paragraph;
use super::words::is_rule;

/// So many rows make a table.
const ROWS: usize = 4;
/// So many lines are looked at for them.
const LOOK: usize = 9;
/// Longer lines are sentences.
const WIDTH: usize = 160;

/// A label and its cells.
struct Row<'t> {
    label: &'t str,
    cells: Vec<&'t str>,
}

/// Whether such a table may begin at a line, its header included.
pub(super) fn is_start(of: &Lines<'_>, at: usize) -> bool {
    of.manner != Manner::Rst && (begins(of, at) || (is_header(of.get(at)) && begins(of, at + 1)))
}

/// Whether a line and those below it are rows with as many cells each.
fn begins(of: &Lines<'_>, at: usize) -> bool {
    let Some(first) = row(of.get(at)) else { return false };
    let next = (at + 1..of.lines.len()).filter(|next| !of.get(*next).trim().is_empty()).take(LOOK);
    let alike = next.map_while(|next| {
        row(of.get(next)).or_else(|| is_header(of.get(next)).then_some(Row { label: "", cells: Vec::new() }))
    });
    1 + alike.filter(|other| other.cells.len() == first.cells.len()).count() >= ROWS
}

/// Whether a line may name the columns, or belong to a row: short and no sentence.
fn is_header(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty()
        && line.chars().count() <= 80
        && !line.ends_with(['.', '。', ',', '，', ';', '；'])
        && !line.contains(". ")
        && !line.contains(['|', '\t', '│'])
        && !line.starts_with(['#', '<', '*', '†', '‡'])
        && !is_rule(line)
        && !paragraph::is_bullet(line)
}

/// A line as a label with its cells.
fn row(line: &str) -> Option<Row<'_>> {
    let line = line.trim();
    if !line.bytes().any(|byte| byte.is_ascii_digit())
        || line.chars().count() > WIDTH
        || line.ends_with(['.', '。', ',', '，', ':', '：', ';', '；'])
        || line.contains(['\t', '│', '，'])
        || line.contains(". ")
        || line.starts_with(['|', '#', '<', '*', '†', '‡', '['])
        || paragraph::is_bullet(line)
        || pairs::at_colon(line).is_some()
        || pairs::at_equals(line).is_some()
        || pairs::at_leader(line).is_some()
    {
        return None;
    }
    let words: Vec<(usize, &str)> = words(line).collect();
    let mut starts: Vec<usize> = Vec::new();
    let mut depth = 0i32;
    for (nth, (at, word)) in words.iter().enumerate() {
        let before = nth.checked_sub(1).map(|before| words[before].1);
        let joined = before.is_some_and(|word| {
            matches!(
                word,
                "|" | "/" | "-" | "–" | "to" | "x" | "×" | "@" | "+" | "or" | "and" | "±" | "of" | "by" | "Gen" | "for"
            ) || word.eq_ignore_ascii_case("up") && words[nth].1 == "to"
        });
        let up_to = word.eq_ignore_ascii_case("up") && words.get(nth + 1).is_some_and(|next| next.1 == "to");
        let after_up_to = nth >= 2 && before == Some("to") && words[nth - 2].1.eq_ignore_ascii_case("up");
        if depth == 0 && nth > 0 && !joined && !after_up_to && (is_value(word) || up_to) {
            starts.push(*at);
        }
        depth += word.matches(['(', '（']).count() as i32 - word.matches([')', '）']).count() as i32;
    }
    let first = *starts.first()?;
    let label = line[..first].trim();
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    let cells: Vec<&str> = starts.iter().zip(ends).map(|(from, to)| line[*from..to].trim()).collect();
    let short = cells.iter().all(|cell| cell.split(' ').count() <= 7) && label.split(' ').count() <= 10;
    (short && cells.len() <= 8 && label.chars().any(char::is_alphabetic)).then_some(Row { label, cells })
}

/// The words of a line with their places.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.split_whitespace().map(|word| (word.as_ptr() as usize - line.as_ptr() as usize, word))
}

/// Whether a word begins a cell: a number, no ordinal, no "8-bit", no "2:4"; or a word for "none".
fn is_value(word: &str) -> bool {
    if matches!(word, "N/A" | "NA" | "n/a" | "-" | "–" | "—" | "TBD") {
        return true;
    }
    let number = word.trim_start_matches(['~', '≈', '<', '>', '≥', '≤', '$']);
    let length = number.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    let rest = &number[length..];
    let ordinal = ["st", "nd", "rd", "th", "D", "d"].contains(&rest);
    let glued = rest.starts_with('-') && rest[1..].starts_with(|c: char| c.is_alphabetic()) || rest.starts_with(':');
    // "910B3" is a name, "312/624" and "80GB" are not.
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let code = letters > 0 && rest[letters..].starts_with(|c: char| c.is_ascii_digit());
    length > 0 && !ordinal && !glued && !code
}

/// Reads the rows that begin at a line.
pub(super) fn read(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    if !is_start(of, at) {
        return None;
    }
    let header = (!begins(of, at)).then(|| of.get(at));
    let mut next = at + usize::from(header.is_some());
    let count = row(of.get(next))?.cells.len();
    let mut grid = Grid::default();
    let mut rest: Vec<(usize, &str)> = Vec::new();
    if let Some(header) = header.filter(|_| count > 1) {
        grid.plain(std::iter::once(of.words(header.trim())).chain((0..count).map(|_| String::new())), of.number(at));
    } else if let Some(header) = header {
        out.words(&of.words(header.trim()), of.number(at));
    }
    let fits = |at: usize| row(of.get(at)).is_some_and(|row| row.cells.len() == count);
    while next < of.lines.len() {
        let line = of.get(next);
        match row(line) {
            Some(row) if count > 1 && row.cells.len() == count => {
                let cells = std::iter::once(row.label).chain(row.cells).map(|cell| of.words(cell));
                grid.plain(cells, of.number(next));
            }
            Some(row) if row.cells.len() == count => {
                out.pair(&of.words(row.label), &of.words(row.cells[0]), of.number(next));
            }
            // A line between rows: a wrapped cell, or one that several columns share.
            _ if (is_header(line) || row(line).is_some()) && (fits(next + 1) || fits(next + 2)) => {
                rest.push((next, line))
            }
            _ if line.trim().is_empty() && fits(next + 1) => {}
            _ => break,
        }
        next += 1;
    }
    if count > 1 {
        out.table(grid);
    }
    for (at, line) in rest {
        out.words(&of.words(line.trim()), of.number(at));
    }
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::tests::show;

    #[test]
    fn cells_that_single_spaces_part() {
        let text = "Widget A Widget B\nFP64 34 TFLOPS 30 TFLOPS\nTF32 Core* 989 TFLOPS 835 TFLOPS\nMemory 80GB 94GB\n\
                    Power (TDP) Up to 700W (set) 350-400W (set)\nLink\nINT8* 3,958 TOPS N/A\n\nA sentence of 3 words and 4 more.";
        assert_eq!(
            show(&Layout::Plain.read(text)),
            [
                "T",
                "Widget A Widget B | |",
                "FP64 | 34 TFLOPS | 30 TFLOPS",
                "TF32 Core* | 989 TFLOPS | 835 TFLOPS",
                "Memory | 80GB | 94GB",
                "Power (TDP) | Up to 700W (set) | 350-400W (set)",
                "INT8* | 3,958 TOPS | N/A",
                "P Link",
                "P A sentence of 3 words and 4 more.",
            ]
        );
    }

    #[test]
    fn one_cell_a_line_is_pairs() {
        let text = "Widget L\nFP32 91.6 TFLOPS\nTF32 183 | 366* TFLOPS\nPeak 8-bit rate 733 TOPS\nMemory 48GB with ECC";
        assert_eq!(
            show(&Layout::Plain.read(text)),
            [
                "P Widget L",
                "FP32 => 91.6 TFLOPS",
                "TF32 => 183 | 366* TFLOPS",
                "Peak 8-bit rate => 733 TOPS",
                "Memory => 48GB with ECC",
            ]
        );
    }
}
