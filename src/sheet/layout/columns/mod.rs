//! Columns by spaces, as `pdftotext -layout` leaves them and as people align them by hand.
//!
//! Two spaces or more separate the chunks of a line. [`region`](self) finds lines that belong together, [`geometry`] finds
//! the columns of their chunks, and [`rows`] puts wrapped cells together. Where the columns contradict each other, the lines
//! are kept as prose: a number without a header is better than one under the wrong header.

mod geometry;
mod rows;

use super::lines::Lines;
use super::notes;
use super::out::Out;
use super::pairs;
use super::paragraph;
use super::words::{collapse, has_gap, is_invisible, is_rule, is_wide};
use super::{boxes, pipes};

/// Longer lines are prose.
const WIDTH: usize = 600;
/// Chunks so far from each other stand at the edges of a page.
const EDGES: usize = 16;
/// A longer region is read in pieces.
const LINES: usize = 4000;

/// Words between two gaps, with their places.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Chunk<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

/// A line of a region.
#[derive(Clone, Debug)]
struct Row<'t> {
    chunks: Vec<Chunk<'t>>,
    number: u32,
    /// An empty line stands above it.
    blank: bool,
    /// A drawn line stands above it.
    ruled: bool,
}

/// Whether a line may have several chunks.
fn is_multiple(line: &str) -> bool {
    let line = line.trim();
    line.len() <= WIDTH * 3
        && (has_gap(line)
            || memchr::memchr(b'\t', line.as_bytes()).is_some()
            || (!line.is_ascii() && line.contains('\u{3000}')))
}

/// The chunks of a line.
fn chunks(line: &str) -> Vec<Chunk<'_>> {
    let mut found = Vec::new();
    let mut place = 0;
    let mut spaces = 2;
    let mut open: Option<(usize, usize)> = None;
    // Where the last word ends: byte and place.
    let mut end = (0, 0);
    for (at, c) in line.char_indices() {
        match c {
            _ if c == ' ' || (c.is_whitespace() && c != '\u{a0}') => {
                if spaces == 0 {
                    end = (at, place);
                }
                let step = if c == '\t' { 8 - place % 8 } else { 1 + usize::from(c == '\u{3000}') };
                place += step;
                spaces += if matches!(c, '\t' | '\u{3000}') { 2 } else { 1 };
                if spaces >= 2
                    && let Some((byte, start)) = open.take()
                {
                    found.push(Chunk { text: &line[byte..end.0], start, end: end.1 });
                }
            }
            _ if is_invisible(c) => {}
            _ => {
                if open.is_none() {
                    open = Some((at, place));
                }
                spaces = 0;
                place += 1 + usize::from(is_wide(c));
            }
        }
    }
    if let Some((byte, start)) = open {
        let text = line[byte..].trim_end();
        found.push(Chunk { text, start, end: if spaces == 0 { place } else { end.1 } });
    }
    found
}

/// A line of two chunks of which one bears the colon, or with leaders.
fn is_pair(line: &str) -> bool {
    let line = line.trim();
    if pairs::at_leader(line).is_some() {
        return true;
    }
    pairs::at_colon(line).is_some_and(|(label, value)| !value.is_empty() && !is_multiple(label) && !is_multiple(value))
}

/// Whether a table of aligned columns may begin at a line.
pub(super) fn is_start(of: &Lines<'_>, at: usize) -> bool {
    let line = of.get(at);
    is_multiple(line) && !is_rule(line) && !is_pair(line) && !is_list(line) && chunks(line).len() > 1
}

/// A bullet whose words hold no gaps.
fn is_list(line: &str) -> bool {
    let start = line.trim_start();
    let mark = start.chars().next().map_or(0, char::len_utf8);
    matches!(start.chars().next(), Some('•' | '-' | '*' | '+' | '▪' | '■' | '●' | '–'))
        && start[mark..].starts_with([' ', '\t'])
        && {
            let words = start[mark..].trim_start();
            // "-   Peak rate:    47.8 TFLOPS" is one line of a list, however its value is aligned.
            !is_multiple(words)
                || pairs::at_colon(words).is_some_and(|(label, value)| !is_multiple(label) && !is_multiple(value))
        }
}

/// Reads the columns that begin at a line.
pub(super) fn read(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    if !is_start(of, at) {
        return None;
    }
    let (region, end) = region(of, at, out);
    if is_alone(&region) {
        return Some(alone(of, region, at, out));
    }
    rows::emit(of, region, out, 0);
    Some(end)
}

/// Whether the first line of a region stands for itself: nothing belongs to it, or something separates it from lines whose
/// columns are elsewhere.
fn is_alone(region: &[Row<'_>]) -> bool {
    let Some((first, rest)) = region.split_first() else { return true };
    let wide = first.chunks.windows(2).any(|pair| pair[1].start - pair[0].end >= EDGES);
    let Some(next) = rest.iter().find(|row| row.chunks.len() > 1) else { return rest.is_empty() || wide };
    let separated = rest.first().is_some_and(|row| row.blank || row.ruled) || (wide && next.blank);
    let aligned =
        first.chunks.iter().skip(1).any(|chunk| next.chunks.iter().any(|other| other.start.abs_diff(chunk.start) <= 1));
    // A header whose words stand over their figures, if not at the same place.
    let over = first.chunks.len() == next.chunks.len()
        && first.chunks.iter().zip(&next.chunks).all(|(head, cell)| head.start < cell.end && cell.start < head.end);
    separated && !aligned && !over && (first.chunks[0].start < next.chunks[0].start + 2)
}

/// A line of several chunks with nothing below that belongs to it: a pair, or titles at the left and right of a page.
fn alone(of: &Lines<'_>, region: Vec<Row<'_>>, at: usize, out: &mut Out<'_>) -> usize {
    if let Some(row) = region.into_iter().next() {
        let wide = row.chunks.windows(2).any(|pair| pair[1].start - pair[0].end >= EDGES);
        match row.chunks.as_slice() {
            [label, value] if !wide && value.text.chars().any(|c| c.is_ascii_digit()) => {
                out.pair(&of.words(label.text), &of.words(value.text), row.number);
            }
            chunks if wide => {
                // At the foot of a text they are no titles.
                let last = of.lines[at + 1..].iter().take(LINES).all(|line| line.trim().is_empty());
                for chunk in chunks {
                    if !last && paragraph::is_title(chunk.text) && chunk.text.chars().any(char::is_alphabetic) {
                        out.heading(if row.number == of.first { 1 } else { 3 }, &of.words(chunk.text), row.number);
                    } else {
                        out.words(&of.words(chunk.text), row.number);
                    }
                }
            }
            chunks => {
                let line: Vec<String> =
                    chunks.iter().map(|chunk| collapse(chunk.text)).filter(|words| !words.is_empty()).collect();
                let line = line.join(" ");
                if (paragraph::is_title(&line) || paragraph::is_caption(&line))
                    && of.lines[at + 1..].iter().take(3).any(|line| is_multiple(line))
                {
                    out.heading(4, &line, row.number);
                } else {
                    out.words(&line, row.number);
                }
            }
        }
    }
    at + 1
}

/// Whether a line is the foot of a page: below it is nothing, and it holds the number of the page.
fn is_foot(of: &Lines<'_>, at: usize, chunks: &[Chunk<'_>], rows: &[Row<'_>]) -> bool {
    let [first, last] = chunks else { return false };
    let is_number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let is_page = |text: &str| {
        text.strip_prefix("Page ")
            .or_else(|| text.strip_prefix("page "))
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let right = || rows.iter().filter_map(|row| row.chunks.last()).all(|chunk| chunk.end < last.start);
    let below = of.get(at + 1);
    (below.trim().is_empty() || below.starts_with('\u{c}'))
        && (is_page(first.text) || is_page(last.text) || (is_number(last.text) && right()))
}

/// The lines that belong together from a line on, and where the next block may begin.
fn region<'t>(of: &Lines<'t>, at: usize, out: &Out<'_>) -> (Vec<Row<'t>>, usize) {
    let mut rows: Vec<Row<'t>> = Vec::new();
    // So many rows, and so many lines, are sure to belong to the region.
    let (mut kept, mut end) = (0, at);
    let (mut blanks, mut ruled) = (0, false);
    let mut left = usize::MAX;
    let mut labeled = false;
    let mut gaps: Vec<(usize, usize)> = Vec::new();
    let mut crossing = false;
    for index in at..of.lines.len().min(at + LINES) {
        let line = of.get(index);
        if line.trim().is_empty() {
            blanks += 1;
            if blanks > 2 {
                break;
            }
            continue;
        }
        if is_rule(line) {
            ruled = true;
            blanks = 0;
            if kept == rows.len() {
                end = index + 1;
            }
            continue;
        }
        let text = line.trim();
        if boxes::is_start(text)
            || pipes::is_start(of, index)
            || is_list(line)
            || is_pair(line) && index > at && !is_multiple(line) && line.len() - text.len() < left.saturating_add(2)
        {
            break;
        }
        let chunks = chunks(line);
        let Some(first) = chunks.first() else { continue };
        if chunks.iter().any(|chunk| chunk.end > WIDTH)
            || chunks.len() == 1 && notes::leading(text, &out.used).is_some()
        {
            break;
        }
        if (blanks > 0 || ruled) && is_foot(of, index, &chunks, &rows) {
            break;
        }
        let second = gaps.iter().map(|gap| gap.1).min().unwrap_or(usize::MAX);
        if chunks.len() > 1 {
            if is_pair(line) && index > at {
                break;
            }
            let aligned = || gaps.iter().any(|gap| chunks.iter().any(|chunk| chunk.start.abs_diff(gap.1) <= 1));
            if blanks > 1 && !aligned() {
                break;
            }
            // After an empty line, a line without a label is the header of another table.
            if blanks > 0 && labeled && first.start > left + 2 && first.start + 2 >= second {
                break;
            }
            labeled |= first.start <= left.saturating_add(1) && left != usize::MAX && rows.len() > 1;
            left = left.min(first.start);
            gaps = chunks.windows(2).map(|pair| (pair[0].end, pair[1].start)).collect();
            crossing = false;
        } else {
            if blanks > 1 {
                break;
            }
            let crosses = gaps.iter().any(|&(from, to)| first.start < from && first.end > to);
            let sentence = text.len() > 100 || text.ends_with(['.', '。', ':', '：']);
            if crosses && (sentence || crossing) {
                if crossing && kept < rows.len() {
                    rows.truncate(kept);
                }
                break;
            }
            crossing = crosses;
        }
        let single = chunks.len() == 1;
        // A single chunk belongs to the region if it stands below one that does, or between two lines of columns.
        let follows = single
            && blanks == 0
            && kept == rows.len()
            && !crossing
            && (first.start > left + 1 || rows::is_continuation(text));
        rows.push(Row { chunks, number: of.number(index), blank: blanks > 0, ruled });
        if !single || follows {
            kept = rows.len();
            end = index + 1;
        }
        (blanks, ruled) = (0, false);
    }
    rows.truncate(kept);
    (rows, end.max(at + 1))
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::tests::show;
    use super::*;

    fn plain(text: &str) -> Vec<String> {
        show(&Layout::Plain.read(text))
    }

    #[test]
    fn chunks_are_separated_by_two_spaces() {
        let found = chunks("  FP16 rate   312  TFLOPS ");
        let texts: Vec<_> = found.iter().map(|chunk| (chunk.text, chunk.start, chunk.end)).collect();
        assert_eq!(texts, [("FP16 rate", 2, 11), ("312", 14, 17), ("TFLOPS", 19, 25)]);
        assert_eq!(chunks("显存  48GB")[1].start, 6);
        assert_eq!(chunks("显存\u{3000}48GB").len(), 2);
    }

    #[test]
    fn columns_with_a_header_and_wrapped_cells() {
        let text = "
                     MI325X          MI300X
                     accelerator     accelerator

Matrix FP16,         1307.4          1307.4
dense                TFLOPS          TFLOPS
Peak memory          6 TB/s          5.3 TB/s
bandwidth
Links                Fabric: 1       Fabric: 2
                     PCIe: 128       PCIe: 64
";
        assert_eq!(
            plain(text),
            [
                "T h=1",
                "| MI325X accelerator | MI300X accelerator",
                "Matrix FP16, dense | 1307.4 TFLOPS | 1307.4 TFLOPS",
                "Peak memory bandwidth | 6 TB/s | 5.3 TB/s",
                "Links | Fabric: 1/PCIe: 128 | Fabric: 2/PCIe: 64"
            ]
        );
    }

    #[test]
    fn cells_that_span_columns_stand_in_each() {
        let text = "
                     PCIe cards              SXM
                 40GB         80GB           80GB
FP64             9.7          9.7            9.8
Die                 826 mm² for all of the cards
";
        assert_eq!(
            plain(text),
            [
                "T h=2",
                "| PCIe cards | ~PCIe cards | SXM",
                "| 40GB | 80GB | 80GB",
                "FP64 | 9.7 | 9.7 | 9.8",
                "Die | 826 mm² for all of the cards | ~826 mm² for all of the cards | ~826 mm² for all of the cards"
            ]
        );
    }

    #[test]
    fn a_data_sheet_with_a_title_rules_and_a_foot() {
        let text = "
  CloudBlazer / Suisi 2.0                                        rev 0.9
  ----------------------------------------------------------------------
  Parameter                          Condition        Value        Unit
  ----------------------------------------------------------------------
  FP32 peak                          dense               40        TFLOPS
  Package size                       57.5 x 57.5       3306        mm²
  Substrate layers                                        16
  Process                            GlobalFoundries     12        nm
  ----------------------------------------------------------------------
  Suisi 2.0 data sheet                                      page 7 of 52
";
        assert_eq!(
            plain(text)[..9],
            [
                "#3 CloudBlazer / Suisi 2.0",
                "#3 rev 0.9",
                "T h=1",
                "Parameter | Condition | Value | Unit",
                "FP32 peak | dense | 40 | TFLOPS",
                "Package size | 57.5 x 57.5 | 3306 | mm²",
                "Substrate layers | | 16 |",
                "Process | GlobalFoundries | 12 | nm",
                "P Suisi 2.0 data sheet"
            ]
        );
    }

    #[test]
    fn a_missing_cell_stays_empty() {
        let text =
            "            Dense     Sparse\nFP64        67\nFP16        989       1979\nINT4                  3958\n";
        assert_eq!(plain(text), ["T h=1", "| Dense | Sparse", "FP64 | 67 |", "FP16 | 989 | 1979", "INT4 | | 3958"]);
    }

    #[test]
    fn prose_beside_a_table_is_read_on_its_own() {
        let text = "\
A card for training and all            FP64             9.7 TFLOPS
of the same work that fits on          FP16             312 TFLOPS
a single board with 7 parts,           INT8             624 TOPS
each with 10 GB of its own.            Memory           80 GB
";
        assert_eq!(
            plain(text),
            [
                "P A card for training and all of the same work that fits on a single board with 7 parts, each with 10 GB of its own.",
                "T",
                "FP64 | 9.7 TFLOPS",
                "FP16 | 312 TFLOPS",
                "INT8 | 624 TOPS",
                "Memory | 80 GB"
            ]
        );
    }

    #[test]
    fn two_columns_that_are_not_aligned_are_read_by_their_order() {
        assert_eq!(
            plain("FP16 with FP32 accumulate   989 TFLOPS\nFP8   1979 TFLOPS\n"),
            ["T", "FP16 with FP32 accumulate | 989 TFLOPS", "FP8 | 1979 TFLOPS"]
        );
    }

    #[test]
    fn titles_at_both_edges_of_a_page_are_no_table() {
        assert_eq!(
            plain("H200 GPU                                   DATASHEET\n\nText of it here.\n"),
            ["#1 H200 GPU", "#1 DATASHEET", "P Text of it here."]
        );
    }
}
