//! Tables drawn with `+---+` and `|` or with the line characters of Unicode, among them the grid tables of reStructuredText.
//!
//! The corners give the columns, the drawn lines the rows. A missing border joins two cells.

use super::super::{Cell, Text};
use super::grid::Grid;
use super::lines::{Lines, Manner};
use super::out::Out;
use super::words::{collapse, is_wide, join};

/// A longer or wider drawing is kept as prose.
const LINES: usize = 5000;
const WIDTH: usize = 2000;
const COLUMNS: usize = 100;

/// One place of a drawing.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum Place {
    Upright,
    Corner,
    Level,
    Double,
    Char(char),
    /// The second half of a wide character.
    Half,
}

/// Whether a box begins with this line.
pub(super) fn is_start(line: &str) -> bool {
    let line = line.trim();
    match line.chars().next() {
        Some('+') => {
            line.len() > 4
                && line.ends_with('+')
                && line.bytes().all(|b| matches!(b, b'+' | b'-' | b'=' | b' '))
                && line[1..].starts_with(['-', '='])
        }
        Some(c) => {
            matches!(c, '┌' | '╔' | '┏' | '╭' | '╒' | '╓' | '├')
                && line.chars().nth(1).is_some_and(|c| matches!(level(c), Place::Level | Place::Double))
        }
        None => false,
    }
}

/// What a line character of Unicode draws.
const fn level(c: char) -> Place {
    match c {
        '─' | '━' | '╌' | '╍' | '┄' | '┅' | '┈' | '┉' => Place::Level,
        '═' => Place::Double,
        '│' | '┃' | '║' | '┆' | '┇' | '┊' | '┋' | '╎' => Place::Upright,
        '┌'..='╋' | '╒'..='╬' | '╭'..='╰' => Place::Corner,
        _ => Place::Char(c),
    }
}

/// A line as places.
fn places(line: &str, unicode: bool, wide: bool) -> Vec<Place> {
    let is_level =
        !unicode && line.trim_start().starts_with(['+', '|']) && (line.contains("--") || line.contains("=="));
    let chars: Vec<char> = line.chars().collect();
    let mut found = Vec::with_capacity(chars.len());
    for (at, &c) in chars.iter().enumerate() {
        let near = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied().unwrap_or(' ');
        found.push(match c {
            '|' if !unicode => Place::Upright,
            '+' if is_level
                && (matches!(near(at.checked_sub(1)), '-' | '=') || matches!(near(Some(at + 1)), '-' | '=')) =>
            {
                Place::Corner
            }
            '-' if is_level => Place::Level,
            '=' if is_level => Place::Double,
            _ if unicode => level(c),
            _ => Place::Char(c),
        });
        if wide && is_wide(c) {
            found.push(Place::Half);
        }
    }
    found
}

/// Reads the box that begins at a line.
pub(super) fn read(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    if !is_start(of.get(at)) {
        return None;
    }
    let unicode = !of.get(at).trim_start().starts_with('+');
    let end = (at..of.lines.len().min(at + LINES))
        .find(|&line| !belongs(of.get(line), unicode))
        .unwrap_or(of.lines.len().min(at + LINES));
    if end < at + 3 {
        return None;
    }
    // Wide characters take two places, or one if whoever drew the table counted them so.
    let found = [true, false].into_iter().find_map(|wide| {
        let lines: Vec<Vec<Place>> = of.lines[at..end].iter().map(|line| places(line, unicode, wide)).collect();
        table(of, &lines, of.number(at))
    });
    match found.or_else(|| by_order(of, at, end, unicode)) {
        Some(grid) => out.table(grid),
        None => {
            for line in at..end {
                let words = collapse(of.get(line).trim_matches(['|', ' ']));
                if words.chars().any(char::is_alphanumeric) {
                    out.prose(&of.words(&words), of.number(line));
                }
            }
        }
    }
    Some(end)
}

fn belongs(line: &str, unicode: bool) -> bool {
    let line = line.trim();
    if unicode {
        line.chars().next().is_some_and(|c| !matches!(level(c), Place::Char(_)))
    } else {
        line.starts_with('|') || is_start(line) || (line.starts_with('+') && line.contains("--"))
    }
}

/// The table of a drawing, if its borders meet.
fn table(of: &Lines<'_>, lines: &[Vec<Place>], first: u32) -> Option<Grid> {
    let is_border = |line: &Vec<Place>| {
        line.contains(&Place::Corner)
            && line.windows(3).any(|three| {
                three[0] == Place::Corner
                    && matches!(three[1], Place::Level | Place::Double)
                    && matches!(three[2], Place::Level | Place::Double | Place::Corner)
            })
    };
    let borders: Vec<usize> = (0..lines.len()).filter(|&line| is_border(&lines[line])).collect();
    let mut columns: Vec<usize> = borders
        .iter()
        .flat_map(|&line| {
            lines[line].iter().enumerate().filter(|(_, place)| **place == Place::Corner).map(|(at, _)| at)
        })
        .collect();
    columns.sort_unstable();
    columns.dedup();
    let last = *columns.last()?;
    if columns.len() < 2 || columns.len() > COLUMNS || last > WIDTH || borders.len() < 2 {
        return None;
    }
    let place = |line: usize, at: usize| lines[line].get(at).copied().unwrap_or(Place::Char(' '));
    let content = |line: usize| borders.binary_search(&line).is_err();
    // Each line has to end where the drawing does, save a title over the whole width.
    let is_title = |line: usize| lines[line].iter().filter(|place| **place == Place::Upright).count() == 2;
    if (0..lines.len()).any(|line| {
        content(line)
            && !is_title(line)
            && (place(line, last) != Place::Upright || place(line, columns[0]) != Place::Upright)
    }) {
        return None;
    }
    let mut starts = borders.clone();
    if starts.last() != Some(&(lines.len() - 1)) {
        starts.push(lines.len());
    }
    let bands: Vec<(usize, usize)> =
        starts.windows(2).map(|pair| (pair[0], pair[1])).filter(|band| band.1 > band.0 + 1).collect();
    let double =
        borders.iter().find(|&&line| line > 0 && line + 1 < lines.len() && lines[line].contains(&Place::Double));
    let mut grid = Grid::default();
    let width = columns.len() - 1;
    let first_cell = |line: usize| (columns[0] + 1..columns[1]).any(|at| place(line, at) != Place::Char(' '));
    // Rows without lines between them: below the header, or in sections.
    let single = bands.iter().filter(|band| band.1 - band.0 == 2).count();
    let open = |band: &(usize, usize)| {
        if of.manner == Manner::Rst {
            return false;
        }
        let lines = band.0 + 1..band.1;
        // Lines without an empty cell do not wrap.
        let filled = |line: usize| {
            columns.windows(2).all(|pair| (pair[0] + 1..pair[1]).any(|at| place(line, at) != Place::Char(' ')))
        };
        if lines.len() > 1 && columns.len() > 2 && lines.clone().all(filled) {
            return true;
        }
        lines.len() > 1
            && double.is_none_or(|_| bands.len() <= 2)
            && (bands.len() <= 2 || (single * 2 < bands.len() && lines.clone().all(first_cell)))
    };
    // A line without a first cell goes on where the line before broke off: "3.35" and "TB/s" below it, "NVLink" and "900".
    let goes_on = |before: usize, line: usize| {
        let has_digit = |line: usize, from: usize, to: usize| {
            (from..to).any(|at| matches!(place(line, at), Place::Char('0'..='9')))
        };
        columns.windows(2).all(|pair| !(has_digit(line, pair[0], pair[1]) && has_digit(before, pair[0], pair[1])))
    };
    let mut above: Vec<Option<(usize, usize)>> = Vec::new();
    let mut texts: Vec<Vec<Cell>> = Vec::new();
    for band in &bands {
        if double == Some(&band.0)
            || (double.is_none() && grid.header_rows.is_none() && !texts.is_empty() && bands.len() == 2)
        {
            grid.header_rows = Some(texts.len());
        }
        let parts: Vec<(usize, usize)> = if open(band) {
            let mut rows: Vec<(usize, usize)> = Vec::new();
            for line in band.0 + 1..band.1 {
                match rows.last_mut() {
                    Some(row) if !first_cell(line) && first_cell(row.0) && goes_on(row.1 - 1, line) => row.1 = line + 1,
                    _ => rows.push((line, line + 1)),
                }
            }
            rows
        } else {
            vec![(band.0 + 1, band.1)]
        };
        for (part, &(from, to)) in parts.iter().enumerate() {
            let number = first.saturating_add(from as u32);
            let mut row: Vec<Cell> = Vec::with_capacity(width);
            let mut owners: Vec<Option<(usize, usize)>> = Vec::with_capacity(width);
            let mut column = 0;
            while column < width {
                let mut next = column + 1;
                while next < width && !(from..to).all(|line| place(line, columns[next]) == Place::Upright) {
                    next += 1;
                }
                let range = columns[column] + 1..columns[next];
                // No border above: the cell goes on.
                let joined = part == 0
                    && band.0 > 0
                    && content_above(&range, |at| place(band.0, at))
                    && above.get(column).copied().flatten().is_some();
                let text = words(of, from..to, &range, place);
                if joined && let Some(Some((owner_row, owner_column))) = above.get(column).copied() {
                    let mut more = words(of, band.0..band.0 + 1, &range, place);
                    join(&mut more, &text);
                    let owner = &mut texts[owner_row][owner_column];
                    join(&mut owner.text.text, &more);
                    let copy = Cell { repeated: true, ..owner.clone() };
                    for _ in column..next {
                        row.push(copy.clone());
                        owners.push(Some((owner_row, owner_column)));
                    }
                } else {
                    let owner = (texts.len(), column);
                    for at in column..next {
                        row.push(Cell { text: Text::new(text.clone(), number), header: false, repeated: at > column });
                        owners.push(Some(owner));
                    }
                }
                column = next;
            }
            texts.push(row);
            above = owners;
        }
    }
    for row in texts {
        grid.row();
        for cell in row {
            grid.cell(cell, 1, 1);
        }
    }
    Some(grid)
}

/// Whether a border has a hole.
fn content_above(range: &std::ops::Range<usize>, place: impl Fn(usize) -> Place) -> bool {
    !range.clone().any(|at| matches!(place(at), Place::Level | Place::Double))
}

/// The words in a part of a drawing.
fn words(
    of: &Lines<'_>,
    lines: std::ops::Range<usize>,
    range: &std::ops::Range<usize>,
    place: impl Fn(usize, usize) -> Place,
) -> String {
    let mut text = String::new();
    let mut gap = false;
    for line in lines {
        let words: String = range
            .clone()
            .filter_map(|at| match place(line, at) {
                Place::Char(c) => Some(c),
                Place::Upright => Some('|'),
                Place::Half => None,
                _ => Some('-'),
            })
            .collect();
        let words = collapse(&words);
        if words.is_empty() {
            gap = true;
            continue;
        }
        let bullet = words.strip_prefix("- ").or_else(|| words.strip_prefix("* "));
        if (gap || bullet.is_some()) && !text.is_empty() {
            text.push('\n');
            text.push_str(bullet.unwrap_or(&words));
        } else {
            join(&mut text, bullet.unwrap_or(&words));
        }
        gap = false;
    }
    match of.manner {
        Manner::Plain => text,
        Manner::Markdown | Manner::Rst => of.words(&text),
    }
}

/// Borders that do not meet: each line on its own, if all have the same number of cells.
fn by_order(of: &Lines<'_>, at: usize, end: usize, unicode: bool) -> Option<Grid> {
    let mut grid = Grid::default();
    let mut count = None;
    for line in at..end {
        let text = of.get(line).trim();
        let is_border = if unicode {
            text.chars().all(|c| !matches!(level(c), Place::Char(c) if c != ' ') && level(c) != Place::Upright)
        } else {
            text.starts_with('+')
        };
        if is_border {
            continue;
        }
        let upright = |c: char| if unicode { level(c) == Place::Upright } else { c == '|' };
        let cells: Vec<&str> = text.trim_matches(upright).split(upright).collect();
        if *count.get_or_insert(cells.len()) != cells.len() || cells.len() < 2 || cells.len() > COLUMNS {
            return None;
        }
        grid.plain(cells.into_iter().map(|cell| of.words(cell)), of.number(line));
    }
    (grid.len() > 0).then_some(grid)
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::tests::show;

    fn plain(text: &str) -> Vec<String> {
        show(&Layout::Plain.read(text))
    }

    #[test]
    fn a_box_with_a_header() {
        let text = "  +------+------+\n  |      | 4090 |\n  +------+------+\n  | INT8 | 660  |\n  | FP4  | --   |\n  +------+------+\n";
        assert_eq!(plain(text), ["T h=1", "| 4090", "INT8 | 660", "FP4 | --"]);
    }

    #[test]
    fn a_grid_with_joined_cells_and_wrapped_ones() {
        let text = "\
+--------+-------+-------+
| Rates  | n150  | n300  |
+========+=======+=======+
| Memory | 12 GB | 24 GB |
|        | GDDR6 | GDDR6 |
+--------+-------+-------+
| Node   | 12 nm         |
+--------+-------+-------+
| Power  | 160   | 300   |
|        +-------+-------+
|        | 150   | 290   |
+--------+-------+-------+
";
        assert_eq!(
            plain(text),
            [
                "T h=1",
                "Rates | n150 | n300",
                "Memory | 12 GB GDDR6 | 24 GB GDDR6",
                "Node | 12 nm | ~12 nm",
                "Power | 160 | 300",
                "~Power | 150 | 290"
            ]
        );
    }

    #[test]
    fn lines_of_unicode() {
        let text = "┌──────┬──────┐\n│ 显存 │ 48GB │\n├──────┼──────┤\n│ FP16 │ 1|2  │\n└──────┴──────┘\n";
        assert_eq!(plain(text), ["T h=1", "显存 | 48GB", "FP16 | 1|2"]);
    }

    #[test]
    fn borders_that_do_not_meet() {
        assert_eq!(plain("+----+----+\n| 显存容量 | 48 |\n| b | 2 |\n+----+----+\n"), ["T", "显存容量 | 48", "b | 2"]);
    }
}
