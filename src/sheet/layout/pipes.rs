//! Tables with pipes: those of Markdown, and what people type without a delimiter row.

use super::grid::Grid;
use super::lines::Lines;
use super::out::Out;
use super::words::collapse_lines;

/// The cells of a row; `\|` is no border.
pub(super) fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut found = Vec::new();
    let mut start = 0;
    let bytes = line.as_bytes();
    for at in memchr::memchr_iter(b'|', bytes) {
        if at == 0 || bytes[at - 1] != b'\\' {
            found.push(line[start..at].trim());
            start = at + 1;
        }
    }
    if !line[start..].trim().is_empty() || found.is_empty() {
        found.push(line[start..].trim());
    }
    found
}

/// `|---|:--:|`
pub(super) fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    if line.starts_with(['─', '━', '═']) && line.contains('|') {
        return line.chars().all(|c| matches!(c, '─' | '━' | '═' | '|' | ' '));
    }
    if line.len() < 3
        || !line.contains('-')
        || !line.bytes().all(|b| matches!(b, b'-' | b':' | b'|' | b' ' | b'\t'))
        || !line.contains('|')
    {
        return false;
    }
    cells(line).iter().all(|cell| {
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.bytes().all(|b| b == b'-')
    })
}

fn pipes(line: &str) -> usize {
    memchr::memchr_iter(b'|', line.as_bytes()).count()
}

/// A line without the marker of a list before its first pipe.
fn without_marker(line: &str) -> &str {
    let trimmed = line.trim_start();
    match trimmed.strip_prefix(['-', '*', '+']).map(str::trim_start) {
        Some(rest) if rest.starts_with('|') => rest,
        _ => line,
    }
}

/// Whether a table with pipes begins at a line.
pub(super) fn is_start(of: &Lines<'_>, at: usize) -> bool {
    let line = of.get(at);
    if !line.contains('|') {
        return false;
    }
    let next = of.get(at + 1);
    if is_delimiter(next) {
        return !is_delimiter(line);
    }
    let (line, next) = (line.trim(), next.trim());
    if line.starts_with('|') && !line.starts_with("|-") && !line.starts_with("|}") {
        return pipes(line) >= 2 && next.starts_with('|') && pipes(next) >= 2;
    }
    // Without borders at the edges and without a delimiter row: three rows of the same number of cells.
    let count = pipes(line);
    count >= 2
        && count == pipes(next)
        && count == pipes(of.get(at + 2))
        && [line, next, of.get(at + 2).trim()].iter().all(|line| !line.contains("   "))
}

/// Reads the table with pipes that begins at a line.
pub(super) fn read(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    if !is_start(of, at) {
        return None;
    }
    let mut grid = Grid::default();
    // Rows that begin with words have no border at the edge: a row that begins with a pipe has an empty first cell.
    let rows = (at..of.lines.len()).map(|line| of.get(line)).take_while(|line| line.contains('|'));
    let mut rows = rows.filter(|line| !is_delimiter(line));
    let open = rows.any(|line| !without_marker(line).trim_start().starts_with('|'));
    let mut end = at;
    while end < of.lines.len() {
        let line = of.get(end);
        if !line.contains('|') {
            break;
        }
        if is_delimiter(line) {
            // The line above is the header; a second such line only separates.
            grid.header_rows = grid.header_rows.or(Some(grid.len()));
        } else {
            // Another table begins where another delimiter row follows.
            if end > at + 1
                && is_delimiter(of.get(end + 1))
                && !of.get(end - 1).trim().is_empty()
                && grid.len() > 1
                && grid.header_rows.is_some()
            {
                break;
            }
            // "- | Metric | X1 |": the first line of a table in a list.
            let line = if end == at { without_marker(line) } else { line };
            let edge =
                if open && line.starts_with(' ') && line.trim_start().starts_with('|') { Some("") } else { None };
            grid.plain(edge.into_iter().chain(cells(line)).map(|cell| collapse_lines(&of.words(cell))), of.number(end));
        }
        end += 1;
    }
    out.table(grid);
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::tests::show;

    #[test]
    fn tables_with_and_without_borders() {
        let expected = ["T h=1", "card | fp16", "A10 | 125/250"];
        assert_eq!(show(&Layout::Markdown.read("card | fp16\n-----|----:\nA10 | 125/250\n")), expected);
        assert_eq!(show(&Layout::Markdown.read("| card | fp16 |\n|:--|--|\n| A10 | 125/250 |")), expected);
    }

    #[test]
    fn escaped_pipes_stay_in_their_cells() {
        assert_eq!(
            show(&Layout::Markdown.read("| a | b |\n|---|---|\n| FP16 | 1979 \\| 3958* |\n")),
            ["T h=1", "a | b", "FP16 | 1979 | 3958*"]
        );
    }

    #[test]
    fn an_empty_header_is_none() {
        assert_eq!(
            show(&Layout::Markdown.read("| | |\n|---|---|\n| FP16 | 1979 |\n| FP8 | 3958 |\n")),
            ["T h=0", "FP16 | 1979", "FP8 | 3958"]
        );
    }

    #[test]
    fn rows_without_a_delimiter() {
        assert_eq!(show(&Layout::Plain.read("| a | b |\n| 1 | 2 |\n")), ["T", "a | b", "1 | 2"]);
    }

    #[test]
    fn one_pipe_between_values_is_no_table() {
        assert_eq!(show(&Layout::Plain.read("Rate: 1,247 TOPS | 623.8 TFLOPS")), ["Rate => 1,247 TOPS | 623.8 TFLOPS"]);
    }
}
