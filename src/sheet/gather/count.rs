//! Counts in words: of dies in one package, of circuits on one card, and of accelerators in something larger.

use super::super::claim::What;
use super::super::document::Text;
use super::super::lexicon::{Label, narrow};
use super::super::name::names;
use super::super::phrases::{Phrases, holds};
use super::super::said::Said;
use super::Gather;
use crate::quantity::Exact;
use std::sync::LazyLock;

const NUMBERS: &[(&str, u64)] = &[
    ("single", 1),
    ("one", 1),
    ("two", 2),
    ("dual", 2),
    ("twin", 2),
    ("three", 3),
    ("four", 4),
    ("quad", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("sixteen", 16),
    ("a pair of", 2),
    ("both", 2),
    ("单", 1),
    ("單", 1),
    ("一颗", 1),
    ("双", 2),
    ("雙", 2),
    ("两颗", 2),
    ("兩顆", 2),
    ("两个", 2),
    ("兩個", 2),
    ("四颗", 4),
    ("八颗", 8),
    ("四个", 4),
    ("八个", 8),
];

/// Whether a label is of a die that holds no accelerator: of memory, of inputs and outputs.
pub(super) fn is_other_die(label: &str) -> bool {
    // "Process (XCDs / IODs)" names the compute dies first.
    if holds!(label, &["xcd", "gcd", "compute die", "compute tile"]) {
        return false;
    }
    holds!(
        label,
        &[
            "i/o die",
            "io die",
            "iod",
            "base die",
            "cache die",
            "mcd",
            "memory die",
            "hbm die",
            "i/o tile",
            "base tile",
            "rambo",
            "i/o chiplet",
            "io chiplet",
        ]
    )
}

/// Whether a text counts several accelerators: "8 GPUs", "eight cards", "72x", "25 chips".
pub(super) fn of_several(text: &str) -> bool {
    let count: String = text.trim_start().chars().take_while(char::is_ascii_digit).collect();
    let times = text.trim_start()[count.len()..].trim_start().starts_with(['x', 'X', '×']);
    if times && count.len() <= 4 && !matches!(count.as_str(), "" | "1") {
        return true;
    }
    counted(text, &SEVERAL).is_some_and(|count| count >= 2 && !holds!(text, &["for 2 gpus", "chips on"]))
}

/// How many accelerators a text counts.
pub(super) fn held(text: &str) -> Option<u64> {
    counted(text, &HELD).filter(|count| *count >= 2)
}

/// Nouns of accelerators where several are counted.
static SEVERAL: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "gpus",
        "gpu",
        "cards",
        "chips",
        "accelerators",
        "npus",
        "processors",
        "boards",
        "卡",
        "颗芯片",
        "顆晶片",
        "张卡",
    ])
});

/// Nouns of accelerators in something that holds them.
static HELD: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&["gpus", "cards", "chips", "accelerators", "npus"]));

/// Nouns of dies.
static DIES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "dies",
        "die",
        "compute dies",
        "xcds",
        "gcds",
        "compute tiles",
        "compute chiplets",
        "裸片",
        "计算芯粒",
        "芯粒",
        "晶粒",
        "裸晶",
        "裸芯",
    ])
});

/// Nouns of circuits on a card.
static CIRCUITS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(&["socs", "soc", "asics", "asic", "chips", "gpus", "颗芯片", "芯片"]));

/// The number before one of some nouns.
fn counted(text: &str, nouns: &Phrases) -> Option<u64> {
    let full_width = text.contains(|letter| narrow(letter) != letter);
    if !full_width && !nouns.any_in(text) {
        return None;
    }
    let mut without = text.to_owned();
    for name in names(text).iter().rev() {
        without.replace_range(name.start..name.end, "");
    }
    let plain: String = without.chars().map(narrow).collect::<String>().to_lowercase();
    for noun in nouns.list() {
        let mut from = 0;
        while let Some(found) = plain[from..].find(noun) {
            let at = from + found;
            from = at + noun.len();
            let ends = !noun.is_ascii() || !plain[from..].starts_with(|c: char| c.is_ascii_alphanumeric());
            if !ends {
                continue;
            }
            if let Some(number) = number_before(&plain[..at]) {
                return Some(number);
            }
        }
    }
    None
}

/// The number at the end of a text, up to three words before it.
fn number_before(text: &str) -> Option<u64> {
    let text = text.trim_end_matches([' ', '-', '×', 'x', '\u{a0}']);
    // "2个Die".
    let measured =
        text.strip_suffix(['个', '個', '颗', '顆', '枚']).filter(|text| text.ends_with(|c: char| c.is_ascii_digit()));
    let text = measured.unwrap_or(text);
    for (word, number) in NUMBERS.iter().filter(|(word, _)| !word.is_ascii()) {
        if text.ends_with(word) {
            return Some(*number);
        }
    }
    // Digits right before, after a letter without a space: "由384".
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && text[..text.len() - digits].ends_with(|c: char| c.is_alphabetic() && !c.is_ascii()) {
        return text[text.len() - digits..].parse().ok().filter(|number| *number < 100_000);
    }
    for (steps, word) in text.rsplit([' ', '-', '\u{a0}', '(']).filter(|word| !word.is_empty()).enumerate() {
        if word.ends_with([',', '.', ';', ':', ')']) || steps > 2 {
            return None;
        }
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        if !digits.is_empty() && word.trim_end_matches(['x', '×']).chars().all(|c| c.is_ascii_digit()) {
            return digits.parse().ok().filter(|number| *number < 100_000);
        }
        if let Some((_, number)) = NUMBERS.iter().find(|(name, _)| name == &word) {
            return Some(*number);
        }
        if word.chars().any(|c| c.is_ascii_digit()) || !is_adjective(word) {
            return None;
        }
    }
    None
}

fn is_adjective(word: &str) -> bool {
    matches!(
        word,
        "identical"
            | "compute"
            | "graphics"
            | "logic"
            | "of"
            | "these"
            | "the"
            | "its"
            | "reticle"
            | "limited"
            | "large"
            | "gpu"
            | "such"
            | "smaller"
            | "same"
            | "reticle-limited"
            | "reticle-sized"
            | "sized"
            | "blackwell"
            | "core"
            | "accelerator"
            | "separate"
            | "siyuan"
            | "ascend"
    )
}

/// How many dies a text says one package has.
pub(super) fn dies(text: &str) -> Option<u64> {
    if holds!(text, &["three dies", "one of the two"]) {
        return None;
    }
    counted(text, &DIES).filter(|count| (1..=128).contains(count))
}

/// How many circuits a text says one card has.
fn circuits(text: &str) -> Option<u64> {
    if !holds!(text, &["card", "board", "卡", "module"]) {
        return None;
    }
    counted(text, &CIRCUITS).filter(|count| (1..=16).contains(count))
}

impl Gather {
    /// Counts in a cell beside a label.
    pub(super) fn count_in(&mut self, label: &Text, cell: &Text, subject: Option<usize>, row: &Said) -> bool {
        if is_other_die(&label.text) {
            return false;
        }
        if row.labels.contains(&Label::DieCount)
            && self.claims.last().is_some_and(|claim| claim.what == What::Dies && claim.line == cell.line)
        {
            return true;
        }
        if row.labels.iter().any(|label| {
            matches!(label, Label::Interconnect | Label::Network | Label::MemoryStacks | Label::MemoryType)
        }) {
            return false;
        }
        let found = dies(&cell.text).filter(|_| !is_other_die(&cell.text));
        if let Some(count) = found {
            self.simple(subject, What::Dies, Exact::from(count), label, cell);
        }
        if let Some(count) = circuits(&cell.text).filter(|_| row.formats.is_empty()) {
            self.simple(subject, What::Circuits, Exact::from(count), label, cell);
            return true;
        }
        found.is_some()
    }

    /// Counts in words that stand alone.
    pub(super) fn count(&mut self, text: &Text, subject: Option<usize>) {
        let empty = Text::new("", text.line);
        if let Some(count) = dies(&text.text).filter(|_| !is_other_die(&text.text)) {
            self.simple(subject, What::Dies, Exact::from(count), &empty, text);
        }
        if let Some(count) = circuits(&text.text) {
            self.simple(subject, What::Circuits, Exact::from(count), &empty, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_words() {
        assert_eq!(dies("joins two identical dies in one package"), Some(2));
        assert_eq!(dies("采用双die封装"), Some(2));
        assert_eq!(dies("两颗计算芯粒合封而成"), Some(2));
        assert_eq!(dies("单die封装"), Some(1));
        assert_eq!(dies("carries two graphics compute dies (GCDs)"), Some(2));
        assert_eq!(dies("one die, ~820 mm²"), Some(1));
        assert_eq!(dies("a die of 814 mm²"), None);
        assert_eq!(circuits("a PCIe card with four SoCs"), Some(4));
        assert_eq!(circuits("card brings together two Siyuan 370 chips"), Some(2));
        assert!(of_several("HGX B200 (eight GPUs)"));
        assert!(of_several("25 chips"));
        assert!(of_several("由384颗芯片组成"));
        assert!(!of_several("one GPU"));
        assert!(!of_several("NVLink bridge for 2 GPUs"));
    }
}
