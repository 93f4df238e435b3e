//! Footnotes: which mark stands for which words, and what they say of a rate.

use super::density::{Density, stated};
use super::document::{Block, Document};
use super::phrases::holds;
use super::said::Said;
use super::token::{Decimals, Kind, Token, may_hold_mark, tokens};
use std::collections::BTreeMap;

/// A note with what it says.
#[derive(Clone, Debug)]
pub(super) struct Note {
    mark: String,
    block: usize,
    /// By a sentence that says more than this.
    told: bool,
    /// The mark as printed.
    shown: String,
    pub(super) density: Option<Density>,
    /// "The left value is dense, the right one sparse".
    pub(super) pair: Option<[Density; 2]>,
    pub(super) said: Said,
    pub(super) text: String,
}

/// The notes of a sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    notes: Vec<Note>,
}

impl Notes {
    pub(super) fn of(document: &Document) -> Self {
        let mut all = Self::default();
        for (block, content) in document.blocks.iter().enumerate() {
            match content {
                Block::Note { mark, text } if !mark.is_empty() => {
                    // "① …。② …" in one line.
                    let whole = format!("{} {}", shown(mark), text.text);
                    if !all.several(block, &whole) {
                        all.add(mark, block, &text.text);
                    }
                }
                Block::Note { text, .. } | Block::Prose(text) => {
                    all.about_marks(block, &text.text);
                    all.several(block, &text.text);
                }
                Block::Pair { label, value } => {
                    let whole = format!("{}: {}", label.text, value.text);
                    all.several(block, &whole);
                }
                _ => {}
            }
        }
        all.only_used(document);
        all
    }

    /// Leaves out circled numbers to which nothing refers: "① Huawei, ② Cambricon" are a list.
    fn only_used(&mut self, document: &Document) {
        let is_circled = |mark: &str| mark.chars().count() == 1 && mark.chars().all(|c| matches!(c, '①'..='⑳'));
        let mut uses: BTreeMap<char, usize> = BTreeMap::new();
        let mut count = |text: &str| {
            text.chars().filter(|c| matches!(c, '①'..='⑳')).for_each(|c| *uses.entry(c).or_default() += 1);
        };
        for block in &document.blocks {
            match block {
                Block::Heading { text, .. } | Block::Prose(text) => count(&text.text),
                Block::Note { mark, text } => {
                    count(mark);
                    count(&text.text);
                }
                Block::Pair { label, value } => {
                    count(&label.text);
                    count(&value.text);
                }
                Block::Table(table) => table.rows.iter().flatten().for_each(|cell| count(&cell.text.text)),
            }
        }
        self.notes.retain(|note| {
            let Some(circled) = note.shown.chars().next().filter(|_| is_circled(&note.shown)) else { return true };
            uses.get(&circled).is_some_and(|uses| *uses > 1)
        });
    }

    fn add(&mut self, mark: &str, block: usize, text: &str) {
        let (said, density) = stated(text);
        let lower = text.to_lowercase();
        let sides = [("left", "right"), ("左", "右"), ("first", "second"), ("前者", "后者"), ("前者", "後者")];
        let ordered = sides
            .iter()
            .any(|(one, other)| lower.find(one).zip(lower.find(other)).is_some_and(|(one, other)| one < other));
        // The last statement counts: "with sparsity, that is, left dense and right sparse".
        let from = says_of_sides(&lower).unwrap_or(0);
        let pair =
            Density::pair(&Said::of(&tokens(lower.get(from..).unwrap_or(&lower), Decimals::Point, true)).sparsity)
                .filter(|_| ordered);
        let density = if pair.is_some() { None } else { density };
        self.notes.push(Note {
            mark: plain(mark),
            block,
            told: false,
            shown: mark.to_owned(),
            density,
            pair,
            said,
            text: text.to_owned(),
        });
    }

    /// Sentences about what a mark means: "figures with (*) are with sparsity", "标 * 的为稀疏算力".
    fn about_marks(&mut self, block: usize, text: &str) {
        for sentence in text.split_inclusive(['。', '；', ';', '\n']) {
            for mark in MARKS.into_iter().filter(|mark| tells_of(sentence, mark)) {
                if stated(sentence).1.is_some() {
                    self.add(mark, block, sentence);
                    if let Some(note) = self.notes.last_mut() {
                        note.told = true;
                    }
                }
            }
        }
    }

    /// Takes a line of several notes apart: "[1] from the box; [2] with sparsity".
    fn several(&mut self, block: usize, text: &str) -> bool {
        if !may_hold_mark(text) {
            return false;
        }
        let tokens = tokens(text, Decimals::Point, true);
        let begins = |at: usize| {
            matches!(tokens[at].kind, Kind::Mark(_))
                && !is_citation(text, &tokens[at])
                && (at == 0
                    || matches!(tokens[at - 1].kind, Kind::Sign('.' | ';' | ':' | '\n'))
                    || text[..tokens[at].start].ends_with(['。', '；', '：']))
        };
        let starts: Vec<usize> = (0..tokens.len()).filter(|at| begins(*at)).collect();
        let one = starts.len() == 1 && starts[0] == 0;
        if starts.is_empty() || one && tokens.len() < 2 {
            return false;
        }
        for (nth, at) in starts.iter().enumerate() {
            let Kind::Mark(mark) = tokens[*at].kind else { continue };
            let end = starts.get(nth + 1).map_or(text.len(), |next| tokens[*next].start);
            let body = text[tokens[*at].end..end].trim_matches([' ', ';', '；', ',']);
            if !body.is_empty() {
                self.add(mark, block, body);
            }
        }
        true
    }

    /// The note for a mark at a block: the next one below, or else the last one above.
    pub(super) fn at(&self, mark: &str, block: usize) -> Option<&Note> {
        let mark = plain(mark);
        let mut same = self.notes.iter().filter(|note| note.mark == mark);
        same.clone().find(|note| note.block >= block).or_else(|| same.next_back())
    }

    /// Whether a block holds the text of a note.
    pub(super) fn is_note(&self, block: usize) -> bool {
        self.notes.iter().any(|note| note.block == block && !note.told)
    }

    /// Whether a note speaks of the second of two figures.
    pub(super) fn is_of_second(note: &Note) -> bool {
        holds!(&note.text, &["second figure", "second number", "second value", "the latter", "后者", "後者", "第二"])
    }
}

/// Whether a raised number is glued to the sentence before it, as a citation is: "in one package.⁶⁴ The next".
fn is_citation(text: &str, token: &Token<'_>) -> bool {
    let raised = text[token.start..].starts_with(|c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹'));
    raised && text[..token.start].ends_with(|c: char| !c.is_whitespace())
}

/// Marks that sentences tell of.
const MARKS: [&str; 3] = ["*", "†", "‡"];

/// Whether a sentence says what a mark means.
pub(super) fn tells_of_mark(sentence: &str) -> bool {
    MARKS.iter().any(|mark| tells_of(sentence, mark))
}

fn tells_of(sentence: &str, mark: &str) -> bool {
    let told = |before: &str, after: &str| {
        sentence
            .match_indices(mark)
            .any(|(at, _)| sentence[..at].ends_with(before) && sentence[at + mark.len()..].starts_with(after))
    };
    let frames = [("(", ")"), ("（", "）"), ("`", "`"), ("\"", "\""), ("“", "”"), ("", "号"), ("", " 号"), ("", "號")];
    let words = ["带", "带 ", "帶", "标", "标 ", "標", "with ", "marked ", "avec "];
    frames.iter().any(|(before, after)| told(before, after)) || words.iter().any(|before| told(before, ""))
}

fn shown(mark: &str) -> String {
    if mark.chars().all(|c| c.is_ascii_alphanumeric()) { format!("[{mark}]") } else { mark.to_owned() }
}

/// Where a text begins to speak of a left and a right figure.
fn says_of_sides(text: &str) -> Option<usize> {
    ["left", "左", "first", "前者"].iter().filter_map(|word| text.find(word)).min()
}

/// A mark in one way of writing: `¹`, `1` and `①` are one.
fn plain(mark: &str) -> String {
    let one = |letter: char| match letter {
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁰' => '0',
        '⁴'..='⁹' => char::from_u32('4' as u32 + (letter as u32 - '⁴' as u32)).unwrap_or(letter),
        '①'..='⑨' => char::from_u32('1' as u32 + (letter as u32 - '①' as u32)).unwrap_or(letter),
        'ª' | 'ᵃ' => 'a',
        'ᵇ' => 'b',
        letter => letter,
    };
    mark.trim_matches(['(', ')', '[', ']', '.']).chars().map(one).collect::<String>().to_lowercase()
}
