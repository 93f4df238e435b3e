//! Texts that are read line by line: Markdown, tabs and plain text differ in their words, not in how blocks follow each
//! other, and people mix them. So one reader tries, at each line, what may begin there.

use super::columns;
use super::out::Out;
use super::paragraph::{self, Line};
use super::words::is_rule;
use super::{boxes, flowed, html, markdown, pipes, rst, tabs, vertical, wiki};
use std::cell::OnceCell;

/// How the words of a line are written.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum Manner {
    /// As they stand.
    Plain,
    /// With emphasis, links and escapes.
    Markdown,
    /// With roles, references and substitutions.
    Rst,
}

/// The lines of a text.
pub(super) struct Lines<'t> {
    pub(super) lines: Vec<&'t str>,
    /// The number of the first one.
    pub(super) first: u32,
    /// No line has a higher number, even if there are more than in the source.
    pub(super) last: u32,
    pub(super) manner: Manner,
    pub(super) rst: rst::State,
    pub(super) numbered: OnceCell<u16>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str, first: u32, manner: Manner) -> Self {
        let lines = text.strip_prefix('\u{feff}').unwrap_or(text).split('\n').map(|line| line.trim_end_matches('\r'));
        Self {
            lines: lines.collect(),
            first,
            last: u32::MAX,
            manner,
            rst: rst::State::default(),
            numbered: OnceCell::new(),
        }
    }

    /// The number of a line.
    pub(super) fn number(&self, at: usize) -> u32 {
        self.first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)).min(self.last)
    }

    /// The words of a piece of a line.
    pub(super) fn words(&self, text: &str) -> String {
        match self.manner {
            Manner::Plain => super::words::collapse(text),
            Manner::Markdown => markdown::inline(text),
            Manner::Rst => rst::words(text, self),
        }
    }

    pub(super) fn get(&self, at: usize) -> &'t str {
        self.lines.get(at).copied().unwrap_or_default()
    }

    /// Whether a line begins with this digit as the mark of a note: "2. With sparsity", "2) …".
    pub(super) fn has_note(&self, digit: u8) -> bool {
        let all = *self.numbered.get_or_init(|| {
            let mark = |line: &&str| match line.trim_start().as_bytes() {
                [digit @ b'0'..=b'9', b'.' | b')', ..] => Some(digit - b'0'),
                _ => None,
            };
            self.lines.iter().filter_map(mark).fold(0, |all, digit| all | 1 << digit)
        });
        all >> digit & 1 == 1
    }

    fn is_blank(&self, at: usize) -> bool {
        self.get(at).trim().is_empty()
    }

    /// Reads all lines.
    pub(super) fn read(mut self, out: &mut Out<'_>) {
        for line in &mut self.lines {
            *line = unquote(line);
        }
        let manner = self.manner;
        let mut fenced = false;
        let mut at = 0;
        while at < self.lines.len() {
            if self.is_blank(at) {
                at += 1;
                continue;
            }
            if is_fence(self.get(at)) {
                // Fenced text stands as it is.
                fenced = !fenced;
                self.manner = if fenced { Manner::Plain } else { manner };
                at += 1;
                continue;
            }
            if is_page_number(self.get(at)) && (at == 0 || self.is_blank(at - 1)) && self.is_blank(at + 1) {
                at += 1;
                continue;
            }
            at = self.block(at, out).max(at + 1);
        }
        let end = self.number(self.lines.len());
        out.close(0, end);
    }

    /// Reads the block that begins at a line, and returns where the next may begin.
    fn block(&self, at: usize, out: &mut Out<'_>) -> usize {
        let line = self.get(at);
        let start = line.trim_start();
        if !paragraph::is_bullet(start) {
            out.close(paragraph::BULLET, self.number(at));
        }
        let found = match start.as_bytes().first() {
            Some(b'{') if start.starts_with("{|") => wiki::read(self, at, out),
            Some(b'<') if self.manner == Manner::Markdown => html::embedded(self, at, out),
            _ if self.manner == Manner::Rst => rst::block(self, at, out),
            _ => None,
        };
        found
            .or_else(|| boxes::read(self, at, out))
            .or_else(|| pipes::read(self, at, out))
            .or_else(|| tabs::read(self, at, out))
            .or_else(|| columns::read(self, at, out))
            .or_else(|| vertical::read(self, at, out))
            .or_else(|| flowed::read(self, at, out))
            .unwrap_or_else(|| self.paragraph(at, out))
    }

    /// Whether something that is no paragraph begins at a line.
    pub(super) fn is_start(&self, at: usize) -> bool {
        self.is_other_start(at) || (self.manner == Manner::Rst && rst::is_start(self, at))
    }

    /// As [`Self::is_start`], without what only one layout has.
    pub(super) fn is_other_start(&self, at: usize) -> bool {
        let start = self.get(at).trim_start();
        start.starts_with("{|")
            || (self.manner == Manner::Markdown && start.starts_with('<') && html::is_embedded(start))
            || is_fence(start)
            || boxes::is_start(start)
            || pipes::is_start(self, at)
            || tabs::is_start(self, at)
            || columns::is_start(self, at)
            || flowed::is_start(self, at)
    }

    /// Reads lines of text up to an empty one or to the start of something else.
    fn paragraph(&self, at: usize, out: &mut Out<'_>) -> usize {
        let mut end = at;
        let mut lines = Vec::new();
        while end < self.lines.len() && (end == at || !self.is_start(end)) {
            let line = self.get(end);
            if self.is_blank(end) {
                // An empty line between a bullet and those in it.
                let goes_on = paragraph::is_bullet(self.get(end - 1)) && paragraph::is_bullet(self.get(end + 1));
                if goes_on && (self.get(end + 1).starts_with(' ') || self.get(end - 1).starts_with(' ')) {
                    end += 1;
                    continue;
                }
                break;
            }
            if is_rule(line) && !line.contains(['.', ':']) {
                // A line below one line of text underlines it; any other only separates.
                if lines.len() == 1 && !line.trim().contains(' ') {
                    let level = if line.trim_start().starts_with(['=', '═', '*']) { 1 } else { 2 };
                    let only: Line<'_> = lines.remove(0);
                    if paragraph::is_title(only.text) {
                        out.heading(level, &self.words(only.text), only.number);
                        end += 1;
                        return end;
                    }
                    lines.push(only);
                }
                end += 1;
                break;
            }
            lines.push(Line { text: line, number: self.number(end) });
            end += 1;
        }
        let next = (end..self.lines.len()).take(3).find(|&next| !self.is_blank(next) && !is_rule(self.get(next)));
        let leads = next.is_some_and(|next| self.is_start(next) || paragraph::is_item(self.get(next)));
        paragraph::emit(self, &lines, leads, out);
        end
    }
}

/// A form feed, as `pdftotext` leaves it between pages, does not belong to the line; neither do the marks of a quotation.
fn unquote(line: &str) -> &str {
    let mut line = line.trim_start_matches('\u{c}');
    while let Some(rest) = line.strip_prefix("> ").or_else(|| (line == ">").then_some("")) {
        line = rest;
    }
    line
}

/// The first or last line of a block of code.
fn is_fence(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("```")
        || line.starts_with("~~~")
        || (line.starts_with('[')
            && ["[code]", "[/code]", "[quote]", "[/quote]", "[table]", "[/table]"].contains(&line))
}

/// A line that holds nothing but a short number or `Page 3 of 7`.
fn is_page_number(line: &str) -> bool {
    let text = line.trim().trim_matches(['-', '–', '—', ' ']);
    let is_number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let rest = text.strip_prefix("Page ").or_else(|| text.strip_prefix("page ")).or_else(|| text.strip_prefix("第"));
    match rest {
        Some(rest) => {
            let mut parts = rest.split([' ', '/', '页', '頁', '共']).filter(|part| !part.is_empty() && *part != "of");
            parts.all(is_number)
        }
        // A number at the left may be a value; page numbers stand in the middle or at the right.
        None => is_number(text) && line.starts_with("    "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_told_from_values() {
        assert!(is_page_number("                           27"));
        assert!(is_page_number("Page 3 of 7"));
        assert!(is_page_number("第 3 页"));
        assert!(!is_page_number("27"));
        assert!(!is_page_number("   Page size"));
    }

    #[test]
    fn quotation_marks_and_form_feeds_go() {
        assert_eq!(unquote("> > FP16"), "FP16");
        assert_eq!(unquote("\u{c}FP16"), "FP16");
        assert_eq!(unquote(">"), "");
    }
}
