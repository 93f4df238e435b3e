//! A header to words and a unit.

use crate::batch::meaning::Kind;

/// Units that stand as the last words of a header, and how they are written in full.
const SUFFIXES: &[(&[&str], &str)] = &[
    (&["tera", "operations", "per", "second"], "TOPS"),
    (&["tera", "flops", "per", "second"], "TFLOPS"),
    (&["tera", "flop", "s"], "TFLOP/s"),
    (&["flops", "per", "second"], "FLOPS"),
    (&["ops", "per", "second"], "OPS"),
    (&["tera", "flops"], "TFLOPS"),
    (&["peta", "flops"], "PFLOPS"),
    (&["giga", "flops"], "GFLOPS"),
    (&["mega", "flops"], "MFLOPS"),
    (&["exa", "flops"], "EFLOPS"),
    (&["tera", "ops"], "TOPS"),
    (&["peta", "ops"], "POPS"),
    (&["giga", "ops"], "GOPS"),
    (&["mflops"], "MFLOPS"),
    (&["eflops"], "EFLOPS"),
    (&["tflop", "s"], "TFLOP/s"),
    (&["gflop", "s"], "GFLOP/s"),
    (&["pflop", "s"], "PFLOP/s"),
    (&["flop", "s"], "FLOP/s"),
    (&["op", "s"], "OP/s"),
    (&["top", "s"], "TOP/s"),
    (&["gb", "per", "s"], "GB/s"),
    (&["tb", "per", "s"], "TB/s"),
    (&["gb", "s"], "GB/s"),
    (&["tb", "s"], "TB/s"),
    (&["gbs"], "GB/s"),
    (&["tbs"], "TB/s"),
    (&["gbps"], "gbps"),
    (&["tbps"], "tbps"),
    (&["tflops"], "TFLOPS"),
    (&["gflops"], "GFLOPS"),
    (&["pflops"], "PFLOPS"),
    (&["teraflops"], "TFLOPS"),
    (&["petaflops"], "PFLOPS"),
    (&["gigaflops"], "GFLOPS"),
    (&["flops"], "FLOPS"),
    (&["tops"], "TOPS"),
    (&["gops"], "GOPS"),
    (&["pops"], "POPS"),
    (&["mm2"], "mm2"),
    (&["mm^2"], "mm²"),
    (&["mm²"], "mm²"),
    (&["sqmm"], "sq mm"),
    (&["sq", "mm"], "sq mm"),
    (&["cm2"], "cm2"),
    (&["nm"], "nm"),
    (&["ghz"], "GHz"),
    (&["mhz"], "MHz"),
    (&["hz"], "Hz"),
    (&["million"], "million"),
    (&["millions"], "million"),
    (&["billion"], "billion"),
    (&["billions"], "billion"),
    (&["bn"], "billion"),
];

/// The header with plain brackets and without marks of footnotes; `w/` and `w/o` in full.
pub(super) fn opened(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '（' => plain.push('('),
            '）' => plain.push(')'),
            '［' | '【' => plain.push('['),
            '］' | '】' => plain.push(']'),
            '¹' | '³' | '⁰' | '⁴'..='⁹' | '†' | '‡' => {}
            '²' if !plain.ends_with(['m', 'M']) => {}
            c => plain.push(c),
        }
    }
    let mut plain = plain.trim_end_matches(['*', ' ']).to_owned();
    for (short, long) in [("w/o ", "without "), ("w/ ", "with ")] {
        for before in [" ", "("] {
            plain = plain.replace(&format!("{before}{short}"), &format!("{before}{long}"));
        }
    }
    plain
}

/// The header without a unit in brackets at its end, and that unit. Brackets around other words are only opened.
pub(super) fn without_unit(text: &str) -> (String, Option<String>) {
    let close = |open: char| if open == '(' { ')' } else { ']' };
    for open in ['(', '['] {
        if let Some(inner) = text.trim_end().strip_suffix(close(open))
            && let Some((stem, unit)) = inner.rsplit_once(open)
        {
            let unit = unit.trim();
            if is_unit(unit) {
                return (stem.trim().to_owned(), Some(unit.to_owned()));
            }
        }
    }
    (text.to_owned(), None)
}

/// Whether a text in brackets is a unit of some kind, used here or not.
fn is_unit(text: &str) -> bool {
    let kinds =
        [Kind::Throughput, Kind::Tpp, Kind::Area, Kind::Bandwidth, Kind::Transceiver, Kind::Transistors, Kind::Clock];
    let others =
        ["nm", "w", "watts", "gb", "mb", "byte", "bytes", "bit", "bits", "usd", "$", "mm", "kb", "gib", "tib", "v"];
    kinds.iter().any(|kind| kind.multiplier(text).is_some()) || others.contains(&text.to_lowercase().as_str())
}

/// The words of a header in lower case, without a unit at their end, and that unit.
pub(super) fn words(text: &str, has_unit: bool) -> (Vec<String>, Option<String>) {
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let is_han = |c: char| c >= '\u{2e80}';
    for c in text.chars() {
        // DieSize_mm2, fp16Tensor: a capital after a small letter starts a word; not in "TFLOPs" or "TensorFloat-32".
        // FP16算力: letters of another script start one too.
        let other_script = is_han(c) != is_han(before) && c.is_alphanumeric() && before.is_alphanumeric();
        if (c.is_uppercase() && before.is_lowercase()) || other_script {
            spaced.push(' ');
        }
        let keep = c.is_alphanumeric() || matches!(c, '^' | '²' | ':' | '+' | '$');
        let io = c == '/' && matches!(before, 'i' | 'I');
        spaced.push(if keep || io { c } else { ' ' });
        before = c;
    }
    let mut lower = spaced.to_lowercase();
    for (split, whole) in [("tensor float", "tensorfloat"), ("tf lops", "tflops"), ("fin fet", "finfet")] {
        lower = lower.replace(split, whole);
    }
    let mut words: Vec<String> = lower.split_whitespace().map(str::to_owned).collect();
    let without_in = |words: &mut Vec<String>| {
        // "die area in mm²"
        if words.len() > 1 && words.last().is_some_and(|last| matches!(last.as_str(), "in" | "en")) {
            words.pop();
        }
    };
    if has_unit {
        without_in(&mut words);
        return (words, None);
    }
    for (suffix, unit) in SUFFIXES {
        let fits = words.len() > suffix.len()
            && words[words.len() - suffix.len()..].iter().zip(*suffix).all(|(word, suffix)| word == suffix);
        if fits {
            words.truncate(words.len() - suffix.len());
            without_in(&mut words);
            return (words, Some((*unit).to_owned()));
        }
    }
    // "INT8 TOPS dense", "TOPS (INT8)": the unit stands elsewhere.
    let known = |word: &String| {
        SUFFIXES.iter().find(|(suffix, unit)| suffix == &[word.as_str()] && Kind::Throughput.multiplier(unit).is_some())
    };
    if words.len() > 1
        && let Some(at) = words.iter().position(|word| known(word).is_some())
        && let Some((_, unit)) = known(&words[at])
    {
        words.remove(at);
        return (words, Some((*unit).to_owned()));
    }
    (words, None)
}
