//! Whose a figure in running text is, and what it is about.

use super::super::claim::{What, link};
use super::super::lexicon::{Label, Scope, Sense};
use super::super::name::Name;
use super::super::phrases::holds;
use super::super::process;
use super::super::said::Said;
use super::super::token::Token;
use super::super::unit::Quantity;
use super::Gather;
use super::figure::{Figure, clause};
use crate::quantity::Exact;
use std::ops::Range;

impl Gather {
    /// Whether a figure is a rate: its unit says so, or a bare letter beside a format or a word for rates.
    pub(super) fn is_rate(&self, figure: &Figure, tokens: &[Token<'_>]) -> bool {
        match figure.unit.kind {
            Quantity::Rate => true,
            Quantity::Letter => {
                let said = Said::of(&tokens[clause(tokens, figure)]);
                !said.formats.is_empty() || said.labels.contains(&Label::Rate)
            }
            _ => false,
        }
    }

    /// Which part a figure is of, and whether it is of something larger.
    pub(super) fn subject_at(
        &mut self,
        text: &str,
        tokens: &[Token<'_>],
        figure: &Figure,
        named: &[Name],
        line: u32,
    ) -> (Option<usize>, bool) {
        let place = tokens[figure.tokens.start].start;
        let start = tokens[0].start;
        let compares = |name: &Name| is_compared(&text[start..name.start]) || is_multiplied(&text[name.end..]);
        // A part that is only compared has the figures of its own clause.
        let breaks =
            |from: usize| text[from..place.max(from)].contains([',', ';', '—', '–', '(', ')', '，', '；', '（', '）']);
        // "Identical compute to the A100 with 141 GB".
        let ends = |name: &Name| breaks(name.end) || text[name.end..].starts_with(" with ");
        let before = named.iter().rev().find(|name| name.end <= place && !(compares(name) && ends(name)));
        let only = if let [only] = named { Some(only).filter(|name| !compares(name)) } else { None };
        // Words for something larger, since the name or the word for one part.
        let mut system = before.is_some_and(|name| name.system);
        let from = before.map_or(start, |name| name.end);
        for token in tokens.iter().filter(|token| token.start >= from && token.start < place) {
            match token.sense() {
                Some(Sense::Scope(Scope::System | Scope::Rack | Scope::Superchip)) => system = true,
                Some(Sense::Scope(_)) => system = false,
                _ => {}
            }
        }
        let words = text[from..place].to_lowercase();
        if [
            "node of",
            "组成",
            "总算力",
            "總算力",
            "pod ",
            "cluster",
            "server holds",
            "servers",
            "eight cards",
            "集群",
            "组成的",
            "整机",
            "a rack",
            "supercomputer",
        ]
        .iter()
        .any(|word| words.contains(word))
        {
            system = true;
        }
        if [
            "per chip",
            "each chip",
            "every chip",
            "each package",
            "per gpu",
            "each gpu",
            "one gpu",
            "a single",
            "单颗",
            "单卡",
            "每颗",
        ]
        .iter()
        .any(|word| words.contains(word))
            && !before.is_some_and(|name| name.system)
        {
            system = false;
        }
        // After the figure: "for the rack".
        let after = &tokens[clause(tokens, figure)];
        let own = Said::of(after).scope;
        if matches!(own, Some(Scope::System | Scope::Rack)) && before.is_none_or(|name| name.system) {
            system = true;
        }
        if figure.unit.kind == Quantity::Rate && figure.unit.factor >= Exact::from(1_000_000) {
            system = true;
        }
        let name = before.or(only);
        let subject = match name {
            Some(name) => Some(self.subjects.refer(&name.text, line, name.system, self.current)),
            None => self.current,
        };
        let of_system = subject.is_some_and(|subject| self.subjects.all[subject].system);
        (subject, system || of_system)
    }

    /// What a figure that is no rate is about.
    pub(super) fn other(&self, text: &str, tokens: &[Token<'_>], figure: &Figure, figures: &[Figure]) -> Option<What> {
        let own = clause(tokens, figure);
        let label_in = |range: Range<usize>, of: &dyn Fn(Label) -> Option<Label>| {
            let before = tokens[range.start..figure.tokens.start.max(range.start).min(range.end)].iter().rev();
            let after = tokens[figure.tokens.end.min(range.end)..range.end].iter();
            before
                .chain(after)
                .find_map(|token| if let Some(Sense::Label(label)) = token.sense() { of(*label) } else { None })
        };
        match figure.unit.kind {
            Quantity::Bandwidth => {
                let words = text[tokens[own.start].start..tokens[own.end - 1].end].to_lowercase();
                if holds!(
                    &words,
                    &["external i/o", "i/o总", "sum of all", "injection", "slingshot", "file system", "storage"]
                ) {
                    return None;
                }
                // Both together: of neither alone.
                let lower = text.to_lowercase();
                if lower.contains("scale-up and scale-out") || lower.contains("scale up and scale out") {
                    return None;
                }
                if holds!(
                    &words,
                    &[
                        "connects gcds",
                        "between gcds",
                        "gcd-to-gcd",
                        "between dies",
                        "between the dies",
                        "between the two dies"
                    ]
                ) {
                    return Some(What::Bandwidth(Label::OnChipBandwidth));
                }
                if let Some(label) = label_in(own.clone(), &link) {
                    // "Two dies are joined by a 10 TB/s link".
                    let dies = tokens[..figure.tokens.start].iter().rev().take(16);
                    let between_dies = label == Label::Interconnect
                        && own.start == 0
                        && dies.clone().any(|token| token.sense() == Some(&Sense::Label(Label::DieCount)))
                        && ["joined", "connect", "linked", "互联", "互连", "连接"]
                            .iter()
                            .any(|word| words.contains(word));
                    return Some(What::Bandwidth(if between_dies { Label::OnChipBandwidth } else { label }));
                }
                // The last word for a memory or a link before, if no other bandwidth has taken it.
                let earlier = figures
                    .iter()
                    .rfind(|other| other.tokens.end <= figure.tokens.start && other.unit.kind == Quantity::Bandwidth);
                let from = earlier.map_or(0, |other| clause(tokens, other).end);
                let label = label_in(from.min(own.start)..own.start, &link);
                // "32 GB at 1,638 GB/s".
                let beside = figures
                    .iter()
                    .rfind(|other| other.tokens.end <= figure.tokens.start)
                    .filter(|other| other.unit.kind == Quantity::Bytes && figure.tokens.start - other.tokens.end <= 4);
                label.or(self.above).or(beside.map(|_| Label::MemoryBandwidth)).map(What::Bandwidth)
            }
            Quantity::Area
                if tokens[own.clone()].iter().any(|token| token.sense() == Some(&Sense::Scope(Scope::Die))) =>
            {
                Some(What::Area(Label::DieArea))
            }
            Quantity::Area => {
                let of = |label: Label| {
                    matches!(
                        label,
                        Label::DieArea
                            | Label::ChipArea
                            | Label::PackageArea
                            | Label::InterposerArea
                            | Label::Wafer
                            | Label::DieCount
                    )
                    .then_some(if label == Label::DieCount { Label::DieArea } else { label })
                };
                let found = label_in(own, &of)
                    .or_else(|| label_in(0..figure.tokens.start, &of))
                    .or_else(|| label_in(figure.tokens.end..tokens.len(), &of));
                // "together they cover 1,074 square millimeters", after a sentence about dies.
                let earlier = || {
                    let before = text[..tokens[figure.tokens.start].start].to_lowercase();
                    (before.contains(" die") || before.contains("silicon")).then_some(Label::DieArea)
                };
                // "TSMC N5, 421 mm²".
                let behind_process = || {
                    let from = tokens.first().map_or(0, |token| token.start);
                    let before = &text[from..tokens[figure.tokens.start].start];
                    process::process(before, process::is_node_alone(before)).map(|_| Label::DieArea)
                };
                found.or_else(earlier).or_else(behind_process).map(What::Area)
            }
            _ => None,
        }
    }
}

/// Whether the words before a name tell it apart from the part at hand: "not to be confused with".
pub(super) fn is_set_apart(before: &str) -> bool {
    let lower = before.to_lowercase();
    let words = ["distinct from", "different from", "confused with", "区别于", "有别于", "區別於", "有別於"];
    words.iter().any(|word| lower.trim_end().trim_end_matches(" the").ends_with(word))
}

/// Whether a name is only compared with, by the words before or behind it.
pub(super) fn compares(text: &str, name: &Name) -> bool {
    is_compared(&text[..name.start]) || is_multiplied(&text[name.end..])
}

/// Whether the words behind a name make a multiple of it: "约为 H20 的 2.3 倍".
fn is_multiplied(after: &str) -> bool {
    let after = after.trim_start();
    // "在 B200 基础上".
    if ["基础上", "的基础上", "基礎上", "的基礎上"].iter().any(|words| after.starts_with(words)) {
        return true;
    }
    let after = after.strip_prefix('的').map(str::trim_start).unwrap_or_default();
    let number = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    number > 0 && after[number..].trim_start().starts_with(['倍', '%', '成'])
}

/// Whether the words before a name compare with it: "ahead of Nvidia's", "相比第一代".
pub(super) fn is_compared(before: &str) -> bool {
    let lower = before.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().rev().take(4).collect();
    let english = [
        "than",
        "versus",
        "vs",
        "vs.",
        "compared",
        "ahead",
        "behind",
        "over",
        "times",
        "below",
        "above",
        "identical",
        "unlike",
        "outperforms",
        "outperforming",
        "beats",
        "rivals",
        "rivaling",
        "succeeds",
        "successor",
        "replaces",
    ];
    // "(2.3× H100)", "56% of the H100".
    let times =
        lower.trim_end().strip_suffix(['×', 'x', '%']).is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit()));
    let last: String = lower.chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
    times
        || words.iter().any(|word| english.contains(word))
        || [
            "上一代",
            "上代",
            "前代",
            "低于",
            "仅次于",
            "僅次於",
            "高于",
            "优于",
            "不及",
            "媲美",
            "接近",
            "落后",
            "对比",
            "相比",
            "相较",
            "比",
            "較",
            "较",
            "对标",
            "超过",
            "與",
            "与",
        ]
        .iter()
        .any(|word| last.contains(word))
}
