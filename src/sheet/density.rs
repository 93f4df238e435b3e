//! Dense or sparse: what words and footnotes say of a rate.

use super::document::{Block, Document};
use super::lexicon::Say;
use super::phrases::holds;
use super::said::Said;
use super::token::{Decimals, Kind, Token, may_hold_mark, tokens};
use std::collections::BTreeMap;

/// What is said of sparsity at a rate.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Density {
    Dense,
    /// Sparse by the 2:4 pattern, or with the statement that the dense rate is half.
    TwiceDense,
    /// Sparse, and nobody says by how much.
    Sparse,
    /// Sparse by another ratio than two.
    Other,
    /// "Effective": neither.
    Vague,
    /// Dense and sparse at once.
    Contradictory,
}

impl Density {
    pub(super) fn is_sparse(self) -> bool {
        matches!(self, Self::TwiceDense | Self::Sparse | Self::Other)
    }

    /// What several words of one place say together.
    pub(super) fn of(says: &[Say]) -> Option<Self> {
        let has = |say: Say| says.contains(&say);
        if has(Say::SparseHalf) {
            return Some(Self::TwiceDense);
        }
        let sparse = has(Say::Sparse) || has(Say::TwoOfFour) || has(Say::Structured) || has(Say::Other);
        match (has(Say::Dense), sparse) {
            (true, true) => Some(Self::Contradictory),
            (true, false) => Some(Self::Dense),
            (false, true) if has(Say::Other) => Some(Self::Other),
            (false, true) if has(Say::TwoOfFour) => Some(Self::TwiceDense),
            (false, true) => Some(Self::Sparse),
            (false, false) if has(Say::Vague) => Some(Self::Vague),
            (false, false) => None,
        }
    }

    /// Where both kinds are named for two figures, what each of them is: "dense / sparse (2:4)".
    pub(super) fn pair(says: &[Say]) -> Option<[Self; 2]> {
        let dense = says.iter().position(|say| *say == Say::Dense)?;
        let is_sparse =
            |say: &Say| matches!(say, Say::Sparse | Say::TwoOfFour | Say::Structured | Say::Other | Say::SparseHalf);
        let sparse = says.iter().position(is_sparse)?;
        let others: Vec<Say> = says.iter().copied().filter(|say| *say != Say::Dense).collect();
        let second = Self::of(&others)?;
        Some(if dense < sparse { [Self::Dense, second] } else { [second, Self::Dense] })
    }
}

/// What a note or a sentence says of the figures that it is about.
pub(super) fn stated(text: &str) -> (Said, Option<Density>) {
    let all = Said::of(&tokens(text, Decimals::Point, true));
    if half_is_stated(text) {
        return (all, Some(Density::TwiceDense));
    }
    // What no clause could say.
    if all.sparsity.is_empty() {
        return (all, None);
    }
    let mut says: Vec<Say> = Vec::new();
    for clause in text.split(['.', ';', '。', '；', ',', '，']) {
        let said = Said::of(&tokens(clause, Decimals::Point, true));
        let conditional = doubling(clause) && said.sparsity.iter().any(|say| *say != Say::Dense);
        let of_others = holds!(
            clause,
            &[
                "without this",
                "without the sign",
                "unmarked",
                "all other",
                "others ",
                "otherwise",
                "no mark",
                "其余",
                "未标",
            ]
        );
        if !conditional && !of_others {
            said.sparsity.iter().filter(|say| **say != Say::RatioTwo).for_each(|say| says.push(*say));
        }
    }
    let density = Density::of(&says);
    (all, density)
}

/// Whether a text says that the dense rate is half of what is printed.
pub(super) fn half_is_stated(text: &str) -> bool {
    let half = holds!(
        text,
        &[
            "half",
            "1/2",
            "½",
            "50% lower",
            "减半",
            "減半",
            "一半",
            "二分之一",
            "divided by two",
            "divide by two",
            "divide by 2",
        ]
    );
    let dense = || {
        holds!(
            text,
            &[
                "without sparsity",
                "without it",
                "without the feature",
                "w/o sparsity",
                "without structured sparsity",
                "without the sparsity",
                "dense",
                "non-sparse",
                "no sparsity",
                "无稀疏",
                "不含稀疏",
                "不带稀疏",
                "非稀疏",
                "稠密",
                "無稀疏",
                "不計稀疏",
                "未开启稀疏",
                "未启用稀疏",
                "关闭稀疏",
                "不使用稀疏",
                "不采用稀疏",
                "不用稀疏",
            ]
        )
    };
    half && dense() && !holds!(text, &["half precision", "half-precision", "半精度"])
}

fn doubling(clause: &str) -> bool {
    holds!(clause, &["double", "twice", "2x", "2×", "two times", "翻倍", "两倍", "兩倍", "2倍", "加倍", "翻番"])
}

/// Whether a sentence without figures of its own speaks of all figures around it.
pub(super) fn speaks_of_all(text: &str, density: Density) -> bool {
    // What hardware can do is no statement about figures.
    if holds!(
        text,
        &[
            "supports",
            "support for",
            "supporting",
            "can use",
            "enables",
            "accelerates",
            "支持2:4",
            "支持结构",
            "支持稀疏",
            "支援稀疏",
            "支援結構",
        ]
    ) {
        return false;
    }
    let figures = holds!(
        text,
        &[
            "figure",
            "rates",
            "numbers",
            "values",
            "specs",
            "specification",
            "shown",
            "throughput",
            "columns",
            "rows",
            "数值",
            "數值",
            "数据",
            "數據",
            "算力",
            "性能",
            "指标",
            "規格",
            "规格",
            "tflops",
            "teraflops",
        ]
    );
    let all = holds!(
        text,
        &[
            "all ",
            "every",
            "these",
            "below",
            "above",
            "following",
            "table",
            "均",
            "皆",
            "全部",
            "所有",
            "以下",
            "以上",
            "本表",
            "表中",
        ]
    );
    match density {
        Density::Dense => {
            let hardware = holds!(
                text,
                &[
                    "no sparse",
                    "no sparsity",
                    "not support sparsity",
                    "skips zeros",
                    "no structured sparsity",
                    "不支持稀疏",
                    "不支援稀疏",
                    "不依赖稀疏",
                ]
            );
            figures || all || hardware || text.trim_end().ends_with([':', '：'])
        }
        Density::Contradictory => figures || all,
        _ => figures,
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_about_sparsity() {
        let density = |text: &str| stated(text).1;
        assert_eq!(density("With sparsity"), Some(Density::Sparse));
        assert_eq!(
            density("Shown with sparsity. Specifications are one half lower without sparsity."),
            Some(Density::TwiceDense)
        );
        assert_eq!(
            density("Shown with sparsity. Without sparsity these figures are one half lower."),
            Some(Density::TwiceDense)
        );
        assert_eq!(density("Using 2:4 sparsity; dense operation reaches half."), Some(Density::TwiceDense));
        assert_eq!(density("Tensor core rates without sparsity; with 2:4 sparsity they double."), Some(Density::Dense));
        assert_eq!(density("Preliminary. Figures may change before shipping."), None);
        assert_eq!(density("开启 2:4 结构化稀疏时的数值"), Some(Density::TwiceDense));
        assert_eq!(density("There are no sparse rates"), Some(Density::Dense));
    }

    #[test]
    fn features_are_no_statements() {
        assert!(!speaks_of_all("All tensor cores support 2:4 structured sparsity", Density::TwiceDense));
        assert!(!speaks_of_all("The chip supports 2:4 sparsity for faster figures", Density::TwiceDense));
        assert!(speaks_of_all("All tensor figures without sparsity.", Density::Dense));
        assert!(speaks_of_all("there is no sparse mode", Density::Dense));
    }
}
