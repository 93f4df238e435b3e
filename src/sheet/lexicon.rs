//! The words of the trade, in English and Chinese: which fact each spelling names. They stand in `words/`, one file for
//! labels, formats and units, one for processes; code only knows the facts.

use crate::part::{Engine, Format};
use serde::Deserialize;
use std::sync::LazyLock;

/// What a spelling says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sense {
    /// A numeric format.
    Format(Format),
    /// A rate in a format that is not said, or not said by this word alone.
    FormatUnsaid,
    Engine(Engine),
    /// Hardware whose rates are none of multiply-accumulates: ray tracing, textures.
    OtherEngine,
    Accumulate(u16),
    Sparsity(Say),
    Label(Label),
    Direction(Direction),
    Status(Status),
    Scope(Scope),
    /// "Up to", "about".
    Qualifier(Qualifier),
    /// No value here.
    Missing,
}

/// What is said of sparsity.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Say {
    Dense,
    Sparse,
    /// Sparse, with the 2:4 pattern.
    TwoOfFour,
    /// Sparse, and the dense rate is half.
    SparseHalf,
    /// With sparsity it would be twice as much: says nothing of the number beside it.
    RatioTwo,
    /// Sparse in a structure that is not named.
    Structured,
    /// Sparse by another ratio.
    Other,
    /// Neither: "effective".
    Vague,
}

/// What a row is about.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Label {
    DieArea,
    ChipArea,
    PackageArea,
    InterposerArea,
    Wafer,
    DieCount,
    Circuits,
    Bandwidth,
    Tpp,
    Transistors,
    Process,
    MemoryBandwidth,
    OnChipBandwidth,
    BusWidth,
    MemoryCapacity,
    MemoryType,
    MemoryStacks,
    Interconnect,
    Host,
    Network,
    Power,
    Clock,
    Units,
    Rate,
    Vendor,
    Name,
    Form,
}

/// Which way a bandwidth goes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Both,
    OneWay,
    /// Of both kinds of use: nothing follows from it.
    Unclear,
}

/// How sure a sheet is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Measured,
    Preliminary,
    Rumor,
}

/// What a number is of.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    Die,
    Package,
    Item,
    Superchip,
    System,
    Rack,
}

/// A word at a number.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Qualifier {
    About,
    AtLeast,
    AtMost,
    /// The peak itself.
    UpTo,
}

#[derive(Deserialize)]
struct LabelFile {
    label: Vec<LabelEntry>,
}

#[derive(Deserialize)]
struct LabelEntry {
    fact: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    short: Vec<String>,
}

/// Spellings with what they mean; the longest that fits is found.
#[derive(Debug)]
pub(super) struct Lexicon<T> {
    /// Where spellings go on after an ASCII letter at their start; 0: none begins so. Nearly all words end here.
    first: [u32; 128],
    nodes: Vec<Node>,
    meanings: Vec<(T, bool)>,
}

#[derive(Debug, Default)]
struct Node {
    /// Which letters of ASCII are in `next`.
    ascii: u128,
    /// By letter, in order.
    next: Vec<(char, u32)>,
    /// Place in `meanings`, of a spelling that holds everywhere and of a short one.
    ends: Vec<u32>,
}

impl Node {
    fn step(&self, letter: char) -> Option<usize> {
        if letter.is_ascii() {
            let bit = 1u128 << u32::from(letter);
            // Letters of ASCII are the first ones.
            let place = (self.ascii & (bit - 1)).count_ones() as usize;
            return (self.ascii & bit != 0).then(|| self.next[place].1 as usize);
        }
        let place = self.next.binary_search_by_key(&letter, |(letter, _)| *letter).ok()?;
        Some(self.next[place].1 as usize)
    }
}

/// A spelling found in a text.
#[derive(Debug)]
pub(super) struct Found<'l, T> {
    pub(super) meaning: &'l T,
    /// Where it ends, in bytes from where it was looked for.
    pub(super) length: usize,
}

impl<T> Lexicon<T> {
    pub(super) fn new() -> Self {
        Self { first: [0; 128], nodes: vec![Node::default()], meanings: Vec::new() }
    }

    pub(super) fn add(&mut self, spelling: &str, short: bool, meaning: T) {
        let mut at = 0usize;
        for letter in spelling.chars().flat_map(plain).filter(|letter| !is_skipped(*letter)) {
            let fresh = self.nodes.len() as u32;
            let place = self.nodes[at].next.binary_search_by_key(&letter, |(letter, _)| *letter);
            at = match place {
                Ok(place) => self.nodes[at].next[place].1 as usize,
                Err(place) => {
                    if at == 0 && letter.is_ascii() {
                        self.first[letter as usize] = fresh;
                    }
                    if letter.is_ascii() {
                        self.nodes[at].ascii |= 1 << u32::from(letter);
                    }
                    self.nodes[at].next.insert(place, (letter, fresh));
                    self.nodes.push(Node::default());
                    fresh as usize
                }
            };
        }
        if at > 0 {
            self.nodes[at].ends.push(self.meanings.len() as u32);
            self.meanings.push((meaning, short));
        }
    }

    /// The longest spelling at the start of `text`, which begins where a word may begin. Spaces and hyphens between its
    /// letters do not count. A spelling in Latin letters ends where a word ends.
    pub(super) fn longest(&self, text: &str, short: bool) -> Option<Found<'_, T>> {
        self.find(text, short, false)
    }

    /// The same, where digits may follow a spelling without a space: "Trainium2", "RTX4090".
    pub(super) fn before_digits(&self, text: &str) -> Option<Found<'_, T>> {
        self.find(text, false, true)
    }

    fn find(&self, text: &str, short: bool, digits: bool) -> Option<Found<'_, T>> {
        // Most places begin no spelling.
        let start = text.as_bytes().first()?;
        if start.is_ascii() && self.first[start.to_ascii_lowercase() as usize] == 0 {
            return None;
        }
        let (mut at, mut best, mut gap) = (0usize, None, false);
        for (place, letter) in text.char_indices() {
            if is_skipped(letter) {
                if place == 0 || gap && letter != ' ' {
                    break;
                }
                gap = true;
                continue;
            }
            gap = false;
            let Some(next) = plain(letter).and_then(|letter| self.nodes[at].step(letter)) else { break };
            at = next;
            let end = place + letter.len_utf8();
            if self.nodes[at].ends.is_empty() {
                continue;
            }
            let goes_on = |next: char| is_word(next) && !(digits && letter.is_alphabetic() && next.is_ascii_digit());
            if is_word(letter) && text[end..].chars().next().is_some_and(goes_on) {
                continue;
            }
            let fits = |end: &&u32| short || !self.meanings[**end as usize].1;
            if let Some(found) = self.nodes[at].ends.iter().find(fits) {
                best = Some(Found { meaning: &self.meanings[*found as usize].0, length: end });
            }
        }
        best
    }
}

/// Letters that words of Latin script are made of.
pub(super) fn is_word(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric();
    }
    letter.is_alphanumeric() && letter < '\u{2e80}' && !is_superscript(letter)
}

/// Raised digits and letters, which are footnote marks.
pub(super) fn is_superscript(letter: char) -> bool {
    matches!(letter, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | 'ª' | 'ᵃ' | 'ᵇ' | '①'..='⑳')
}

fn is_skipped(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '-' | '_' | '\u{2010}' | '\u{2011}' | '\u{3000}')
}

/// A letter in lower case, of full-width letters the ordinary ones. Letters whose lower case is several stay.
fn plain(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return Some(letter.to_ascii_lowercase());
    }
    let narrow = narrow(letter);
    let mut lower = narrow.to_lowercase();
    let first = lower.next();
    if lower.next().is_none() { first } else { Some(narrow) }
}

/// Of full-width letters, digits and punctuation the ordinary ones.
pub(super) fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '\u{3000}' | '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
        _ => letter,
    }
}

/// All words but those of processes.
pub(super) static WORDS: LazyLock<Lexicon<Sense>> = LazyLock::new(|| {
    let mut lexicon = Lexicon::new();
    // The tests read the same file and show that it can be read.
    let Ok(file) = toml::from_str::<LabelFile>(include_str!("words/labels.toml")) else { return lexicon };
    for entry in &file.label {
        for (words, short) in [(&entry.words, false), (&entry.short, true)] {
            for word in words {
                if let Some(sense) = sense(&entry.fact, word) {
                    lexicon.add(word, short, sense);
                }
            }
        }
    }
    lexicon
});

/// What a spelling of a fact says. `None` for facts that are read otherwise: units, and lists of formats.
fn sense(fact: &str, word: &str) -> Option<Sense> {
    let (group, name) = fact.split_once('.')?;
    Some(match group {
        "format" => match name {
            "family" | "block-float" | "MX" | "TF32+" => return None,
            "none" | "mixed" => Sense::FormatUnsaid,
            "MXFP8" => Sense::Format("FP8".parse().ok()?),
            "MXFP4" | "NVFP4" => Sense::Format("FP4".parse().ok()?),
            name => Sense::Format(name.parse().ok()?),
        },
        "engine" => match name {
            "matrix" => Sense::Engine(Engine::Matrix),
            "vector" => Sense::Engine(Engine::Vector),
            _ => Sense::OtherEngine,
        },
        "accumulate" => Sense::Accumulate(name.parse().ok()?),
        "sparsity" => Sense::Sparsity(match name {
            "dense" => Say::Dense,
            "sparse" => Say::Sparse,
            "two-of-four" => Say::TwoOfFour,
            "sparse-half" => Say::SparseHalf,
            "ratio-two" => Say::RatioTwo,
            "structured" => Say::Structured,
            "other-ratio" => Say::Other,
            _ => Say::Vague,
        }),
        "label" => Sense::Label(label(name)?),
        "direction" => Sense::Direction(match name {
            "bidirectional" => Direction::Both,
            "one-way" => Direction::OneWay,
            _ => Direction::Unclear,
        }),
        "status" => Sense::Status(match name {
            "measured" => Status::Measured,
            "preliminary" => Status::Preliminary,
            _ => Status::Rumor,
        }),
        "scope" => Sense::Scope(match name {
            "die" => Scope::Die,
            "package" => Scope::Package,
            "item" => Scope::Item,
            "superchip" => Scope::Superchip,
            "system" => Scope::System,
            _ => Scope::Rack,
        }),
        "number" if name == "missing" => Sense::Missing,
        "number" => Sense::Qualifier(qualifier(word)),
        _ => return None,
    })
}

fn label(name: &str) -> Option<Label> {
    Some(match name {
        "die-area" => Label::DieArea,
        "chip-area" => Label::ChipArea,
        "package-area" => Label::PackageArea,
        "interposer-area" => Label::InterposerArea,
        "wafer-or-reticle" => Label::Wafer,
        "die-count" => Label::DieCount,
        "circuits" => Label::Circuits,
        "bandwidth" => Label::Bandwidth,
        "tpp" => Label::Tpp,
        "transistors" => Label::Transistors,
        "process" => Label::Process,
        "memory-bandwidth" => Label::MemoryBandwidth,
        "on-chip-bandwidth" => Label::OnChipBandwidth,
        "memory-bus-width" => Label::BusWidth,
        "memory-capacity" => Label::MemoryCapacity,
        "memory-type" => Label::MemoryType,
        "memory-stacks" => Label::MemoryStacks,
        "interconnect" => Label::Interconnect,
        "host-interface" => Label::Host,
        "network" => Label::Network,
        "power" => Label::Power,
        "clock" => Label::Clock,
        "units" => Label::Units,
        "rate" => Label::Rate,
        "vendor" => Label::Vendor,
        "name" => Label::Name,
        "form" => Label::Form,
        _ => return None,
    })
}

fn qualifier(word: &str) -> Qualifier {
    match word {
        "over" | "more than" | "at least" | "min" | ">" | "≥" | "超过" | "超" | "逾" | "不低于" | "至少" | "以上"
        | "超過" => Qualifier::AtLeast,
        "nearly" | "almost" | "less than" | "<" | "≤" | "近" | "以下" | "不到" => Qualifier::AtMost,
        "up to" | "max" | "高达" | "最高" | "高達" | "最高可達" => Qualifier::UpTo,
        _ => Qualifier::About,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(&'static Sense, usize)> {
        WORDS.longest(text, true).map(|found| (found.meaning, found.length))
    }

    #[test]
    fn the_longest_spelling_is_found() {
        let format = |name: &str| Sense::Format(name.parse().unwrap());
        assert_eq!(found("FP16 tensor"), Some((&format("FP16"), 4)));
        assert_eq!(found("half-precision rate"), Some((&format("FP16"), 14)));
        assert_eq!(found("TensorFloat-32 rate"), Some((&format("TF32"), 14)));
        assert_eq!(found("ＦＰ１６张量"), Some((&format("FP16"), 12)));
        assert_eq!(found("非稀疏算力"), Some((&Sense::Sparsity(Say::Dense), 9)));
        assert_eq!(found("without sparsity"), Some((&Sense::Sparsity(Say::Dense), 16)));
        assert_eq!(found("显存带宽3.35"), Some((&Sense::Label(Label::MemoryBandwidth), 12)));
        assert_eq!(found("denser"), None);
        assert_eq!(found("FP160"), None);
        assert_eq!(found(""), None);
    }
}
