//! A header's words to what the column holds: a proposal, or why there is none.

mod spellings;

use super::meaning::{ColumnFact, Kind, Meaning, RateColumn};
use crate::part::{Engine, Format, Sparsity};
use spellings::{MATRIX, OTHER_WORDS, RATE_WORDS, SPELLINGS, VECTOR};

/// What a header seems to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Proposal {
    /// It is understood.
    Column {
        /// What it holds.
        meaning: Meaning,
        /// The unit in the header.
        unit: Option<String>,
    },
    /// It is left out on purpose; why.
    Unused(&'static str),
    /// It may be of use, but it is not for us to guess.
    Unclear {
        /// What it seems to be about.
        what: Seems,
        /// Why it is not clear.
        why: String,
    },
    /// Nothing in it is about a fact of the law.
    Other,
}

/// What an unclear header seems to be about.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Seems {
    /// Throughput.
    Rate,
    /// Another fact.
    Fact(ColumnFact),
}

impl Seems {
    /// Whether answers may be wrong if the column is left out without a word.
    pub fn decides(self) -> bool {
        match self {
            Self::Rate => true,
            Self::Fact(fact) => {
                use ColumnFact::{BitLength, DieArea, DieCount, Macs, NonPlanar, Planar, Tops, Tpp, Units, Value};
                matches!(fact, BitLength | DieArea | DieCount | Macs | NonPlanar | Planar | Tops | Tpp | Units | Value)
            }
        }
    }
}

/// Reads a header.
///
/// ```
/// use eccn::batch::header::{Proposal, propose};
/// let Proposal::Column { meaning, unit } = propose("TF32 (TensorFloat-32) performance (FLOP/s)") else { panic!() };
/// assert_eq!((meaning.name().as_str(), unit.as_deref()), ("tf32", Some("FLOP/s")));
/// assert!(matches!(propose("fp8_sparse_tops"), Proposal::Unused(_)));
/// assert_eq!(propose("Release date"), Proposal::Other);
/// ```
pub fn propose(header: &str) -> Proposal {
    let (text, bracketed) = without_unit(last_part(header.trim()));
    let (words, suffix) = words(&text, bracketed.is_some());
    let unit = bracketed.or(suffix);
    let joined = words.join(" ");
    // Sparse, in Chinese, with dense beside it or not.
    if header.contains("稀疏") {
        return match header.contains("稠密") {
            true => unclear(Seems::Rate, format!("{header:?} speaks of dense and of sparse rates")),
            false => Proposal::Unused("a sparse rate, which never counts"),
        };
    }
    let (words, said) = sparsity(words);
    let joined = if said == Said::Nothing { joined } else { words.join(" ") };
    match said {
        Said::Both => {
            return unclear(Seems::Rate, format!("{header:?} speaks of dense and of sparse rates"));
        }
        // By itself it is a column of the long form, not a rate.
        Said::Sparse if !words.is_empty() => return Proposal::Unused("a sparse rate, which never counts"),
        Said::Sparse => return of_fact(ColumnFact::Condition, unit, header),
        Said::Dense | Said::Nothing => {}
    }
    let named = SPELLINGS.iter().find(|(_, spellings)| spellings.contains(&joined.as_str())).map(|(fact, _)| *fact);
    if let Some(fact) = named {
        return of_fact(fact, unit, header);
    }
    match of_rate(&words, unit.clone(), said == Said::Dense, header) {
        Proposal::Other => of_unit(&words, unit.as_deref(), header),
        proposal => proposal,
    }
}

/// A header that is about nothing known, but has the unit of something that matters.
fn of_unit(words: &[String], unit: Option<&str>, header: &str) -> Proposal {
    let alone = words.len() == 1 && Kind::Throughput.multiplier(&words[0]).is_some() && words[0].len() > 1;
    let is = |kind: Kind| unit.is_some_and(|unit| kind.multiplier(unit).is_some());
    if words.iter().any(|word| OTHER_WORDS.contains(&word.as_str())) {
        return Proposal::Other;
    }
    if alone || is(Kind::Throughput) {
        return unclear(Seems::Rate, format!("{header:?} is a throughput, but in which numeric format?"));
    }
    if is(Kind::Area) {
        let why =
            format!("{header:?} is an area; if it is that of the logic dies, say so with --column die_area=HEADER");
        return unclear(Seems::Fact(ColumnFact::MemoryArea), why);
    }
    Proposal::Other
}

/// `Theoretical Performance__FP16 (half)` and `theoretical_performance.fp16` are about their last part.
pub(super) fn last_part(header: &str) -> &str {
    let header = header.rsplit("__").next().unwrap_or(header);
    match header.rsplit_once('.') {
        Some((before, after)) if after.starts_with(char::is_alphabetic) && before.starts_with(char::is_alphabetic) => {
            after
        }
        _ => header,
    }
}

fn unclear(what: Seems, why: String) -> Proposal {
    Proposal::Unclear { what, why }
}

/// The unit that a header gives for something of the kind of `meaning`, whatever else it says.
pub(super) fn unit_for(header: &str, meaning: &Meaning) -> Option<String> {
    let (text, bracketed) = without_unit(last_part(header.trim()));
    let (_, suffix) = words(&text, bracketed.is_some());
    let kind = meaning.kind()?;
    bracketed.or(suffix).filter(|unit| kind.multiplier(unit).is_some() && !ambiguous(kind, unit))
}

/// What words say of sparsity.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Nothing,
    Dense,
    Sparse,
    Both,
}

/// What words say of sparsity, and the words without those that deny it or state it.
fn sparsity(words: Vec<String>) -> (Vec<String>, Said) {
    let denies = |word: &str| matches!(word, "without" | "no" | "non" | "not" | "ohne" | "sans" | "wo" | "excluding");
    let between = |word: &str| matches!(word, "structured" | "with" | "fine" | "grained" | "2:4" | "2:1" | "any");
    let mut gone = vec![false; words.len()];
    let (mut dense, mut sparse) = (false, false);
    for (i, word) in words.iter().enumerate() {
        if matches!(word.as_str(), "nonsparse" | "nonsparsity" | "unsparse" | "unsparsed" | "unsparsified") {
            (dense, gone[i]) = (true, true);
            continue;
        }
        if word == "dense" {
            dense = true;
            continue;
        }
        if !(word.starts_with("spars") || matches!(word.as_str(), "2:4" | "2:1" | "structured")) || gone[i] {
            continue;
        }
        gone[i] = true;
        let mut from = i;
        while from > 0 && between(&words[from - 1]) {
            from -= 1;
        }
        let slashed = from >= 2 && words[from - 1] == "o" && words[from - 2] == "w";
        let denied = (from > 0 && denies(&words[from - 1])) || slashed;
        let off = words.get(i + 1).is_some_and(|next| matches!(next.as_str(), "off" | "disabled"));
        if denied || off {
            let start = from - if slashed { 2 } else { usize::from(denied) };
            gone[start..=i].fill(true);
            if off {
                gone[i + 1] = true;
            }
            dense = true;
        } else if word.starts_with("spars") || !words[i..].iter().any(|word| word.starts_with("spars")) {
            gone[from..=i].fill(true);
            sparse = true;
        }
    }
    let said = match (dense, sparse) {
        (true, true) => Said::Both,
        (true, false) => Said::Dense,
        (false, true) => Said::Sparse,
        (false, false) => Said::Nothing,
    };
    (words.into_iter().zip(gone).filter(|(_, gone)| !gone).map(|(word, _)| word).collect(), said)
}

/// What a text says of sparsity.
pub(super) fn said_of(text: &str) -> Said {
    sparsity(words(text, true).0).1
}

fn of_fact(fact: ColumnFact, unit: Option<String>, header: &str) -> Proposal {
    let column = |unit: Option<String>| Proposal::Column { meaning: Meaning::Fact(fact), unit };
    let Some(kind) = fact.kind() else {
        // A node in nanometers is a word with a unit.
        return match (fact, &unit) {
            (ColumnFact::Node, Some(unit)) if unit.eq_ignore_ascii_case("nm") => column(Some("nm".to_owned())),
            (_, None) => column(None),
            (_, Some(unit)) => {
                unclear(Seems::Fact(fact), format!("{header:?} has the unit {unit:?}, which a word has not"))
            }
        };
    };
    let about = Seems::Fact(fact);
    match unit {
        None if kind == Kind::Clock => unclear(about, format!("{header:?} does not say GHz or MHz")),
        None => column(None),
        Some(unit) => match ambiguous(kind, &unit) {
            true => {
                unclear(about, format!("{header:?}: bits or bytes? Say which with --unit {}=GB/s or Gb/s", fact.name()))
            }
            false if kind.multiplier(&unit).is_some() => column(Some(unit)),
            false => unclear(about, format!("{header:?} has the unit {unit:?}; expected {}", kind.expected())),
        },
    }
}

/// `gbps` without capitals may be bits or bytes.
fn ambiguous(kind: Kind, unit: &str) -> bool {
    let bits = matches!(kind, Kind::Bandwidth | Kind::Transceiver);
    bits && !unit.contains(char::is_uppercase) && unit.ends_with('s') && !unit.contains('/') && !unit.contains("bit")
}

fn of_rate(words: &[String], unit: Option<String>, said_dense: bool, header: &str) -> Proposal {
    let mut formats: Vec<Format> = Vec::new();
    let (mut engine, mut left) = (Engine::Unstated, Vec::new());
    let mut conflict = false;
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
    let rate = RateColumn { engine, ..RateColumn::new(format, sparsity) };
    Proposal::Column { meaning: Meaning::Rate(rate), unit }
}

/// A format, if the word names one by itself.
fn format(word: &str, next: &str) -> Option<Format> {
    // "FP16¹", "FP16算力": what follows the letters and digits is no part of the name.
    let ascii = word.find(|c: char| !c.is_ascii()).map_or(word, |end| &word[..end]);
    let word = if ascii.len() >= 3 { ascii } else { word };
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

/// The header without a unit in brackets at its end, and that unit. Brackets around other words are only opened.
fn without_unit(text: &str) -> (String, Option<String>) {
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
fn words(text: &str, has_unit: bool) -> (Vec<String>, Option<String>) {
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        // DieSize_mm2, fp16Tensor: a capital after a small letter starts a word; not in "TFLOPs" or "TensorFloat-32".
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        let keep = c.is_alphanumeric() || matches!(c, '^' | '²' | ':' | '+' | '$');
        let io = c == '/' && matches!(before, 'i' | 'I');
        spaced.push(if keep || io { c } else { ' ' });
        before = c;
    }
    let lower = spaced.to_lowercase().replace("tensor float", "tensorfloat").replace("tf lops", "tflops");
    let mut words: Vec<String> = lower.split_whitespace().map(str::to_owned).collect();
    if has_unit {
        return (words, None);
    }
    for (suffix, unit) in SUFFIXES {
        let fits = words.len() > suffix.len()
            && words[words.len() - suffix.len()..].iter().zip(*suffix).all(|(word, suffix)| word == suffix);
        if fits {
            words.truncate(words.len() - suffix.len());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> String {
        match propose(header) {
            Proposal::Column { meaning, unit } => {
                let mut text = meaning.name();
                if let Meaning::Rate(rate) = &meaning {
                    if rate.sparsity == Sparsity::Dense {
                        text.push_str(" dense");
                    }
                    match rate.engine {
                        Engine::Matrix => text.push_str(" matrix"),
                        Engine::Vector => text.push_str(" vector"),
                        Engine::Unstated => {}
                    }
                }
                unit.map_or(text.clone(), |unit| format!("{text} [{unit}]"))
            }
            Proposal::Unused(_) => "unused".into(),
            Proposal::Unclear { .. } => "unclear".into(),
            Proposal::Other => "other".into(),
        }
    }

    #[test]
    fn headers_as_people_write_them() {
        for (header, expected) in [
            ("FP16 (TFLOPS)", "fp16 [TFLOPS]"),
            ("fp8_dense_tops", "fp8 dense [TOPS]"),
            ("Die Size (mm^2)", "die_area [mm^2]"),
            ("die_area_mm2", "die_area [mm2]"),
            ("DieSize_mm2", "die_area [mm2]"),
            ("TF32 (TensorFloat-32) performance (FLOP/s)", "tf32 [FLOP/s]"),
            ("Tensor-FP16/BF16 performance (FLOP/s)", "fp16 matrix [FLOP/s]"),
            ("FP64 (double precision) performance (FLOP/s)", "fp64 [FLOP/s]"),
            ("INT8 performance (OP/s)", "int8 [OP/s]"),
            ("INT4/FP4 performance (OP/s)", "int4 [OP/s]"),
            ("FP/TF32 Tensor Performance (FLOP/s)", "unclear"),
            ("Total processing performance (bit-OP/s)", "tpp [bit-OP/s]"),
            ("half_float_performance_gflop_s", "fp16 [GFLOP/s]"),
            ("Theoretical Performance__FP16 (half)", "fp16"),
            ("theoretical_performance.fp16_(half)_performance", "fp16"),
            ("INT8 TOPS", "int8 [TOPS]"),
            ("fp16bf16_dense_tflops", "bf16 dense [TFLOPS]"),
            ("FP8 (sparse) TFLOPS", "unused"),
            ("FP8 with sparsity (TFLOPS)", "unused"),
            ("FP8 without sparsity (TFLOPS)", "fp8 dense [TFLOPS]"),
            ("FP4 (Sparse | Dense)", "unclear"),
            ("FP32 TFLOPS per watt", "other"),
            ("fp16_fp32_ratio", "other"),
            ("Process Size (nm)", "node [nm]"),
            ("process_nm", "node [nm]"),
            ("mem_bw_tbs", "memory_bandwidth [TB/s]"),
            ("mem_bw_gbps", "unclear"),
            ("Memory bandwidth (byte/s)", "memory_bandwidth [byte/s]"),
            ("Internode bandwidth (bit/s)", "other"),
            ("TDP (W)", "other"),
            ("Release date", "other"),
            ("Hardware name", "name"),
            ("Number of transistors (millions)", "transistors [millions]"),
            ("Transistors (million)", "transistors [million]"),
            ("TOPS", "tops"),
            ("Bit width", "bit_length"),
            ("TPP", "tpp"),
            ("FP16 vector (TFLOPS)", "fp16 vector [TFLOPS]"),
            ("with_sparsity", "condition"),
            ("frequency_Hz", "clock [Hz]"),
            ("dense_tops", "tops [TOPS]"),
            ("FP16 TeraFLOPS", "fp16 [TFLOPS]"),
            ("fp16 teraFLOP/s", "fp16 [TFLOP/s]"),
            ("FP16 TFLOPS w/o sparsity", "fp16 dense [TFLOPS]"),
            ("FP16 TFLOPS without structured sparsity", "fp16 dense [TFLOPS]"),
            ("FP16 (non-sparse) TFLOPS", "fp16 dense [TFLOPS]"),
            ("FP16 TFLOPS (dense)", "fp16 dense [TFLOPS]"),
            ("INT8 TOPS dense", "int8 dense [TOPS]"),
            ("TOPS (INT8)", "int8 [TOPS]"),
            ("FP16 2:4 (TFLOPS)", "unused"),
            ("FP16 structured sparsity (TFLOPS)", "unused"),
            ("FP16算力 (TFLOPS)", "fp16 [TFLOPS]"),
            ("FP16稀疏算力 (TFLOPS)", "unused"),
            ("FP32 Cores", "unclear"),
            ("FP16 Tensor Core (TFLOPS)", "fp16 matrix [TFLOPS]"),
            ("FP16 per board (TFLOPS)", "unclear"),
            ("FP16 total TFLOPS", "unclear"),
            ("TFLOPS", "unclear"),
            ("Performance (TFLOPS)", "unclear"),
            ("Package size (mm²)", "unclear"),
            ("npu_int8_tops", "unclear"),
            ("GFLOPS per watt", "other"),
            ("FLOPs_per_dollar", "other"),
            ("clock", "unclear"),
            ("datacenter", "datacenter"),
            ("Data Center", "datacenter"),
            ("array_height", "macs"),
            ("device.compute_chiplet.core.systolic_array.array_width", "macs"),
            ("Die size (mm)", "unclear"),
        ] {
            assert_eq!(read(header), expected, "{header}");
        }
    }
}
