//! Characters in their places to lines of text, in which what stands below each other stands below each other.
//!
//! Raised small characters become superscripts, `1,979³`, so that the number of a footnote is never read as a digit.

use super::page::Glyph;
use std::collections::HashMap;

/// A part of a line without a wide gap in it.
struct Piece {
    from: f64,
    to: f64,
    baseline: f64,
    size: f64,
    text: String,
    /// A blank stands before it.
    spaced: bool,
    /// Its first column in the text.
    column: usize,
}

/// The most columns that the text is spread over.
const COLUMNS: usize = 400;

/// Adds the lines of a page. Lines that run in another direction than most follow on their own.
pub(super) fn write(glyphs: &[Glyph], out: &mut String) {
    let mut turns: Vec<(usize, u8)> =
        (0..4_u8).map(|turn| (glyphs.iter().filter(|glyph| glyph.turn == turn).count(), turn)).collect();
    turns.sort_by_key(|(count, turn)| (std::cmp::Reverse(*count), *turn));
    for (place, (_, turn)) in turns.iter().filter(|(count, _)| *count > 0).enumerate() {
        if place > 0 {
            out.push('\n');
        }
        spread(lines(pieces(glyphs.iter().filter(|glyph| glyph.turn == *turn))), out);
    }
}

/// Characters that follow each other on one line at one size, up to a blank or a gap.
fn pieces<'a>(glyphs: impl Iterator<Item = &'a Glyph>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let (mut open, mut spaced) = (false, false);
    // Bold text is sometimes the same text twice, a hair apart.
    let mut printed: HashMap<(i64, i64), Vec<&Glyph>> = HashMap::new();
    for glyph in glyphs {
        if glyph.text.chars().all(|c| c.is_whitespace() || c.is_control()) {
            (open, spaced) = (false, true);
            continue;
        }
        let near = (glyph.size * 0.12).max(0.05);
        let cell = ((glyph.from / 16.0).floor() as i64, (glyph.baseline / 16.0).floor() as i64);
        let there = printed.entry(cell).or_default();
        // Unless it has no width: then its places tell nothing, and `11` must not become `1`.
        let wide = glyph.to - glyph.from > 0.15 * glyph.size;
        let twice = wide
            && there.iter().rev().take(64).any(|other| {
                other.text == glyph.text
                    && (other.from - glyph.from).abs() < near
                    && (other.baseline - glyph.baseline).abs() < near
            });
        if twice {
            continue;
        }
        there.push(glyph);
        if let Some(last) = out.last_mut().filter(|last| {
            open && (last.baseline - glyph.baseline).abs() < 0.05 * last.size
                && (last.size - glyph.size).abs() < 0.05 * last.size
                && (-0.4 * last.size..0.13 * last.size).contains(&(glyph.from - last.to))
        }) {
            last.text.extend(glyph.text.chars().map(plain));
            last.to = last.to.max(glyph.to);
        } else {
            out.push(Piece {
                from: glyph.from,
                to: glyph.to,
                baseline: glyph.baseline,
                size: glyph.size,
                text: glyph.text.chars().map(plain).collect(),
                spaced,
                column: 0,
            });
        }
        (open, spaced) = (true, false);
    }
    for piece in &mut out {
        piece.text = ["ﬃ ffi", "ﬄ ffl", "ﬀ ff", "ﬁ fi", "ﬂ fl"].iter().filter_map(|pair| pair.split_once(' ')).fold(
            std::mem::take(&mut piece.text),
            |text, (one, many)| if text.contains(one) { text.replace(one, many) } else { text },
        );
    }
    out
}

fn plain(c: char) -> char {
    if c.is_whitespace() || c.is_control() { ' ' } else { c }
}

/// Pieces to lines, from top to bottom, and within a line to segments: what only a word space parts is joined.
fn lines(mut pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    superscripts(&mut pieces);
    pieces.sort_by(|a, b| b.baseline.total_cmp(&a.baseline));
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line)
                if line
                    .first()
                    .is_some_and(|first| first.baseline - piece.baseline < 0.35 * first.size.min(piece.size)) =>
            {
                line.push(piece);
            }
            _ => lines.push(vec![piece]),
        }
    }
    lines.into_iter().map(segments).collect()
}

fn segments(mut line: Vec<Piece>) -> Vec<Piece> {
    line.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut out: Vec<Piece> = Vec::new();
    for piece in line {
        match out.last_mut() {
            Some(last) if piece.from - last.to < 0.75 * last.size.max(piece.size) => {
                // Letters that touch are one word, of two fonts or with an accent set by hand.
                if piece.spaced || piece.from - last.to > 0.13 * last.size.min(piece.size) {
                    last.text.push(' ');
                }
                last.text.push_str(&piece.text);
                last.to = last.to.max(piece.to);
                last.size = last.size.max(piece.size);
            }
            _ => out.push(piece),
        }
    }
    out
}

/// Finds small pieces that stand raised right after a larger one, and puts them on its line, as superscripts.
fn superscripts(pieces: &mut [Piece]) {
    let cell = |x: f64, y: f64| ((x / 24.0).floor() as i64, (y / 24.0).floor() as i64);
    let mut ends: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for (index, piece) in pieces.iter().enumerate() {
        let there = ends.entry(cell(piece.to, piece.baseline)).or_default();
        if there.len() < 64 {
            there.push(index);
        }
    }
    // From the left, so that a mark after a mark finds it on the line already.
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by(|a, b| pieces[*a].from.total_cmp(&pieces[*b].from));
    let mut raised_to: HashMap<usize, (f64, f64)> = HashMap::new();
    for index in order {
        let piece = &pieces[index];
        let (x, y) = cell(piece.from, piece.baseline);
        let around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let base = around.filter_map(|place| ends.get(&place)).flatten().find_map(|other| {
            let of = &pieces[*other];
            let beside = (-0.3 * of.size..0.4 * of.size).contains(&(piece.from - of.to));
            if *other == index || !beside {
                return None;
            }
            // Beside another mark: raised as that one is.
            if let Some((baseline, size)) = raised_to.get(other) {
                return ((piece.baseline - of.baseline).abs() < 0.1 * size && piece.size < 0.85 * size)
                    .then_some((*baseline, *size));
            }
            let up = (piece.baseline - of.baseline) / of.size;
            (piece.size <= 0.85 * of.size && (0.12..0.75).contains(&up)).then_some((of.baseline, of.size))
        });
        if let Some(base) = base {
            raised_to.insert(index, base);
        }
    }
    for (index, (baseline, _)) in raised_to {
        let piece = &mut pieces[index];
        piece.baseline = baseline;
        piece.text = superscript(&piece.text);
    }
}

/// Words as a superscript: digits and marks that have one as such, the rest as `^{…}`.
fn superscript(text: &str) -> String {
    match text.chars().map(raised).collect::<Option<String>>() {
        Some(raised) => raised,
        None => format!("^{{{text}}}"),
    }
}

/// A digit as a superscript; a mark that is raised anyway as it is.
pub(super) fn raised(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32(u32::from(c) - u32::from('4') + 0x2074)?,
        '*' | '†' | '‡' | '§' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '®' | '™' => c,
        _ => return None,
    })
}

/// Writes lines with their segments in columns.
///
/// Segments that begin at one place on the page begin in one column. Columns keep the order of the page; where words need
/// more room than the page gave them, all that is further right is pushed on together.
fn spread(mut lines: Vec<Vec<Piece>>, out: &mut String) {
    let mut widths: Vec<f64> = lines
        .iter()
        .flatten()
        .filter(|piece| piece.to > piece.from)
        .map(|piece| (piece.to - piece.from) / piece.text.chars().count().max(1) as f64)
        .collect();
    widths.sort_by(f64::total_cmp);
    let left = lines.iter().flatten().map(|piece| piece.from).fold(f64::INFINITY, f64::min);
    let right = lines.iter().flatten().map(|piece| piece.from).fold(f64::NEG_INFINITY, f64::max);
    let middle = widths.get(widths.len() / 2).copied().unwrap_or(5.0);
    let unit = middle.max((right - left) / COLUMNS as f64).max(0.1);

    let mut order: Vec<(usize, usize)> =
        lines.iter().enumerate().flat_map(|(line, pieces)| (0..pieces.len()).map(move |piece| (line, piece))).collect();
    order.sort_by(|a, b| lines[a.0][a.1].from.total_cmp(&lines[b.0][b.1].from));
    let mut shift = 0_usize;
    let mut at = 0;
    while at < order.len() {
        let from = lines[order[at].0][order[at].1].from;
        let end =
            at + order[at..].iter().take_while(|(line, piece)| lines[*line][*piece].from - from < 0.4 * unit).count();
        let natural = ((from - left) / unit).round() as usize;
        for &(line, piece) in &order[at..end] {
            if let Some(before) = piece.checked_sub(1).map(|before| &lines[line][before]) {
                let needed = before.column + before.text.chars().count() + 2;
                shift = shift.max(needed.saturating_sub(natural));
            }
        }
        for &(line, piece) in &order[at..end] {
            lines[line][piece].column = natural + shift;
        }
        at = end.max(at + 1);
    }

    let mut above: Option<(f64, f64)> = None;
    for line in &lines {
        let Some(first) = line.first() else { continue };
        let size = line.iter().map(|piece| piece.size).fold(0.0, f64::max);
        if above.is_some_and(|(baseline, above)| baseline - first.baseline > 1.9 * size.max(above)) {
            out.push('\n');
        }
        above = Some((first.baseline, size));
        let mut column = 0;
        for piece in line {
            out.extend(std::iter::repeat_n(' ', piece.column.saturating_sub(column)));
            out.push_str(&piece.text);
            column = piece.column.max(column) + piece.text.chars().count();
        }
        out.push('\n');
    }
}
