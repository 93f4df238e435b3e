//! reStructuredText: what begins at a line that begins nothing in other texts.
//!
//! Lists, grid tables, paragraphs and pairs are read as in any text ([`Lines`]); here are titles, fields, definitions,
//! directives, footnotes and simple tables.

mod directive;
mod inline;
mod simple;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::lines::{Lines, Manner};
use super::out::Out;
use super::paragraph::{is_item, is_title};
use super::words::{join, width};

/// Directives in directives.
const DEPTH: usize = 16;

/// What has to be known of the rest of the text.
#[derive(Default)]
pub(super) struct State {
    /// `|name|`
    substitutions: HashMap<String, String>,
    /// Characters of title lines, and whether there is one above too, in the order of their levels.
    styles: RefCell<Vec<(char, bool)>>,
    /// Numbers and signs that were given to `[#]_` and `[*]_`, and to their notes.
    given: [Cell<usize>; 4],
    depth: usize,
}

impl State {
    fn next(&self, kind: usize) -> usize {
        let given = self.given.get(kind).map_or(0, Cell::get);
        if let Some(cell) = self.given.get(kind) {
            cell.set(given + 1);
        }
        given
    }

    /// A label without brackets: its name, the next number for `#`, the next sign for `*`.
    fn label(&self, label: &str, note: bool) -> String {
        const SIGNS: [&str; 6] = ["*", "†", "‡", "§", "¶", "#"];
        match label {
            "#" => (self.next(usize::from(note)) + 1).to_string(),
            "*" => SIGNS[self.next(2 + usize::from(note)) % SIGNS.len()].to_owned(),
            _ => label.trim_start_matches('#').to_owned(),
        }
    }
}

/// Reads a whole text.
pub(super) fn layout(text: &str, out: &mut Out<'_>) {
    let mut lines = Lines::new(text, 1, Manner::Rst);
    for line in &lines.lines {
        let Some(rest) = line.trim_start().strip_prefix(".. |") else { continue };
        let Some((name, rest)) = rest.split_once('|') else { continue };
        let value = if let Some(words) = rest.trim_start().strip_prefix("replace::") {
            inline::words(words, &State::default())
        } else if let Some(codes) = rest.trim_start().strip_prefix("unicode::") {
            codes.split(" .. ").next().unwrap_or_default().split_whitespace().map(code).collect()
        } else {
            continue;
        };
        lines.rst.substitutions.insert(name.to_owned(), value);
    }
    lines.read(out);
}

/// A character by its number, or words.
fn code(text: &str) -> String {
    let digits = ["U+", "u+", "0x", "\\u", "\\x", "&#x", "x"].iter().find_map(|prefix| text.strip_prefix(prefix));
    digits
        .and_then(|digits| u32::from_str_radix(digits.trim_end_matches(';'), 16).ok())
        .and_then(char::from_u32)
        .map_or_else(|| text.to_owned(), String::from)
}

/// The words of a piece of a line.
pub(super) fn words(text: &str, of: &Lines<'_>) -> String {
    inline::words(text, &of.rst)
}

pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether something of this layout begins at a line.
pub(super) fn is_start(of: &Lines<'_>, at: usize) -> bool {
    let start = of.get(at).trim_start();
    start.starts_with(".. ") || start == ".." || field(start).is_some() || simple::is_border(start)
}

/// Reads what begins at a line.
pub(super) fn block(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    let line = of.get(at);
    let start = line.trim_start();
    if start.starts_with(".. ") || start == ".." || (start.starts_with("__ ") && start.contains("://")) {
        return Some(directive::read(of, at, out));
    }
    if let Some(end) = title(of, at, out) {
        return Some(end);
    }
    if simple::is_border(start) {
        return simple::read(of, at, out);
    }
    if let Some((label, value)) = field(start) {
        let (value, end) = continued(of, at, value);
        out.pair(&of.words(label), &value, of.number(at));
        return Some(end);
    }
    definition(of, at, out)
}

/// `:Label: value`, not a role.
fn field(start: &str) -> Option<(&str, &str)> {
    let rest = start.strip_prefix(':')?;
    let end = rest.find(": ").or_else(|| rest.ends_with(':').then(|| rest.len() - 1))?;
    let (label, value) = (&rest[..end], rest[end + 1..].trim());
    let fits = !label.is_empty() && label.len() <= 90 && !label.starts_with([' ', ':']) && !label.contains('`');
    fits.then_some((label, value))
}

/// Words and the deeper lines below them.
fn continued(of: &Lines<'_>, at: usize, first: &str) -> (String, usize) {
    let base = indent(of.get(at));
    let mut words = of.words(first);
    let mut end = at + 1;
    while end < of.lines.len() && !of.get(end).trim().is_empty() && indent(of.get(end)) > base {
        join(&mut words, &of.words(of.get(end)));
        end += 1;
    }
    (words, end)
}

/// The character that underlines, if a line is such a line.
fn underline(line: &str) -> Option<char> {
    let line = line.trim_end();
    let first = line.chars().next().filter(char::is_ascii_punctuation)?;
    (line.len() >= 2 && line.chars().all(|c| c == first)).then_some(first)
}

/// A title with a line below, or with one above and below.
fn title(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    let over = underline(of.get(at));
    let text_at = if over.is_some() { at + 1 } else { at };
    let (text, under) = (of.get(text_at), of.get(text_at + 1));
    let mark = underline(under)?;
    if over.is_some_and(|over| over != mark) || text.trim().is_empty() || underline(text).is_some() {
        return None;
    }
    let long = width(under.trim()) >= width(text.trim()).min(4) && (over.is_some() || !text.starts_with(' '));
    if !long || !is_title(text) {
        return None;
    }
    let mut styles = of.rst.styles.borrow_mut();
    let style = (mark, over.is_some());
    let level = styles.iter().position(|&known| known == style).unwrap_or_else(|| {
        if styles.len() < 6 {
            styles.push(style);
        }
        styles.len() - 1
    });
    out.heading(u8::try_from(level + 1).unwrap_or(6), &of.words(text), of.number(text_at));
    Some(text_at + 2)
}

/// A term and, deeper below it, what it means.
fn definition(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    let (line, next) = (of.get(at), of.get(at + 1));
    let fits = !next.trim().is_empty()
        && indent(next) > indent(line)
        && !is_item(line)
        && !is_item(next)
        && field(next.trim_start()).is_none()
        && !next.trim_start().starts_with("..")
        && is_title(line)
        && !line.contains("  ")
        && !of.is_other_start(at)
        && !of.is_other_start(at + 1);
    if !fits {
        return None;
    }
    let (words, end) = continued(of, at, "");
    out.pair(&of.words(line), &words, of.number(at));
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::tests::{line, show};

    fn rst(text: &str) -> Vec<String> {
        show(&Layout::Rst.read(text))
    }

    #[test]
    fn titles_take_their_level_from_their_order() {
        assert_eq!(
            rst("***\nTop\n***\n\nPart\n====\n\nText of it.\n\nPart 2\n======\n\nSub\n---\n"),
            ["#1 Top", "#2 Part", "P Text of it.", "#2 Part 2", "#3 Sub"]
        );
    }

    #[test]
    fn fields_and_definitions_are_pairs() {
        assert_eq!(
            rst(":FP64: 34\n:FP32 (vector): 67\n   TFLOPS\n\nMemory\n   80 GB\n"),
            ["FP64 => 34", "FP32 (vector) => 67 TFLOPS", "Memory => 80 GB"]
        );
    }

    #[test]
    fn substitutions_and_footnotes() {
        let text = ".. |pf| replace:: PFLOPS\n.. |dag| unicode:: U+2020\n\n- FP8: 5 |pf| [#i]_ x [1]_\n\n|dag| sparse\n\n.. [#i] In\n   TOPS.\n.. [1] Two.\n";
        assert_eq!(rst(text), ["FP8 => 5 PFLOPS^{i} x^{1}", "N[†] sparse", "N[i] In TOPS.", "N[1] Two."]);
    }

    #[test]
    fn lists_in_lists_stand_after_empty_lines() {
        assert_eq!(
            rst("- RTX\n\n  - FP8: 5\n  - FP4: 6\n\n- Rack: 7\n"),
            ["#5 RTX", "FP8 => 5", "FP4 => 6", "#5 ", "Rack => 7"]
        );
    }

    #[test]
    fn lines_are_counted_in_directives_too() {
        let document =
            Layout::Rst.read("\n\n\n.. note::\n\n   x\n\n.. list-table::\n\n   * - a\n     - b\n   * - c\n     - d\n");
        assert_eq!(document.blocks.iter().map(line).collect::<Vec<_>>(), [6, 10]);
    }
}
