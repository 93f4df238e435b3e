//! Headers of rates: a format, the hardware, what the products are added up in.

use super::spellings::{ACCUMULATE, MATRIX, OTHER_WORDS, RATE_WORDS, VECTOR};
use super::{Proposal, Seems, unclear};
use crate::batch::meaning::{Kind, Meaning, RateColumn};
use crate::part::{Engine, Format, Sparsity};

/// Reads the words of a header as those of a rate.
pub(super) fn of_rate(words: &[String], unit: Option<String>, said_dense: bool, header: &str) -> Proposal {
    let mut formats: Vec<Format> = Vec::new();
    let (mut engine, mut left) = (Engine::Unstated, Vec::new());
    let mut conflict = false;
    let (words, accumulate) = match without_accumulator(words) {
        Some((words, bits)) => (words, Some(bits)),
        None => (words.to_vec(), None),
    };
    for (i, word) in words.iter().enumerate() {
        let next = words.get(i + 1).map_or("", String::as_str);
        let is = |list: &[&str]| list.contains(&word.as_str());
        if let Some(format) = format(word, next) {
            if !formats.contains(&format) {
                formats.push(format);
            }
        } else if is(MATRIX) {
            conflict |= engine == Engine::Vector;
            engine = Engine::Matrix;
        } else if is(VECTOR) {
            conflict |= engine == Engine::Matrix;
            engine = Engine::Vector;
        } else if matches!(word.as_str(), "core" | "cores") {
            // "FP16 tensor core" is a rate; "FP32 cores" is a number of cores.
            if engine == Engine::Unstated {
                left.push(word.as_str());
            }
        } else if !is(RATE_WORDS) {
            left.push(word.as_str());
        }
    }
    // "half float": the words are formats only where no other is named.
    if formats.is_empty() {
        let has = |name: &str| words.iter().any(|word| word == name);
        let word = [("half", "fp16"), ("single", "fp32"), ("double", "fp64")].into_iter().find(|(word, _)| has(word));
        if let Some((_, name)) = word.filter(|_| has("float") || has("precision")) {
            formats.extend(name.parse::<Format>().ok());
        }
    }
    let Some(first) = formats.first().cloned() else { return Proposal::Other };
    if left.iter().any(|word| OTHER_WORDS.contains(word)) {
        return Proposal::Other;
    }
    if !left.is_empty() {
        let units = ["gpu", "npu", "cpu", "dsp", "dla", "vpu", "tpu", "apu", "igpu"];
        let hint = match left.iter().all(|word| units.contains(word)) {
            true => "; the rates of several processing units add up: give each its processing_unit in a column map",
            false => "",
        };
        return unclear(Seems::Rate, format!("{header:?} names {first}, but also {:?}{hint}", left.join(" ")));
    }
    let bits = formats.iter().map(Format::bits).max().unwrap_or(0);
    if formats.iter().any(|format| format.bits() != bits) {
        return unclear(Seems::Rate, format!("{header:?} names formats of different bit length"));
    }
    if conflict {
        return unclear(Seems::Rate, format!("{header:?} names matrix and vector hardware"));
    }
    if let Some(unit) = unit.as_deref().filter(|unit| Kind::Throughput.multiplier(unit).is_none()) {
        return unclear(
            Seems::Rate,
            format!("{header:?} has the unit {unit:?}; expected {}", Kind::Throughput.expected()),
        );
    }
    // Of several formats of one length, one whose bit length is a question of interpretation settles nothing here.
    let format = formats.into_iter().find(|format| format.is_tf32()).unwrap_or(first);
    let sparsity = if said_dense { Sparsity::Dense } else { Sparsity::Unstated };
    let rate = RateColumn { engine, accumulate, ..RateColumn::new(format, sparsity) };
    Proposal::Column { meaning: Meaning::Rate(rate), unit }
}

/// The words without "with FP32 accumulate" or the like, and the bit length of that accumulator.
fn without_accumulator(words: &[String]) -> Option<(Vec<String>, u16)> {
    let at = words.iter().position(|word| ACCUMULATE.contains(&word.as_str()))?;
    let bits = format(words.get(at.checked_sub(1)?)?, "")?.bits();
    let with = at >= 2 && matches!(words[at - 2].as_str(), "with" | "and");
    let from = at - 1 - usize::from(with);
    let rest = words[..from].iter().chain(&words[at + 1..]);
    Some((rest.cloned().collect(), bits))
}

/// A format, if the word names one by itself.
fn format(word: &str, next: &str) -> Option<Format> {
    // "double" or "half" are formats of their own only beside "precision" or "float", and "32" never is.
    if word.chars().all(|c| c.is_ascii_digit()) || matches!(word, "half" | "single" | "double" | "binary") {
        return None;
    }
    if word == "tensorfloat" && next == "32" {
        return "tf32".parse().ok();
    }
    if let Some(both) = word.strip_prefix("fp16").filter(|rest| *rest == "bf16") {
        return both.parse().ok();
    }
    let looks = word.chars().any(|c| c.is_ascii_digit());
    looks.then(|| word.parse().ok()).flatten()
}
