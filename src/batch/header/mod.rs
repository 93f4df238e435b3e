//! A header's words to what the column holds: a proposal, or why there is none.

mod languages;
mod rate;
mod sparsity;
mod spellings;
mod words;

use super::meaning::{ColumnFact, Kind, Meaning};
pub(super) use languages::yes_or_no;
use rate::of_rate;
use sparsity::sparsity;
pub(super) use sparsity::{Said, said_of};
use spellings::{OTHER_WORDS, SPELLINGS};
use words::{opened, without_unit, words};

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
    let plain = languages::with_unit(&opened(last_part(header.trim())));
    let (text, bracketed) = without_unit(&plain);
    let (foreign, suffix) = words(&text, bracketed.is_some());
    if let Some(fact) = languages::fact(&foreign) {
        return of_fact(fact, bracketed.or(suffix), header);
    }
    let (text, bracketed) = without_unit(&languages::translated(&plain));
    let (words, suffix) = words(&text, bracketed.is_some());
    let unit = bracketed.or(suffix);
    let (words, said) = sparsity(words);
    let joined = words.join(" ");
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
        // "TOPS" alone is its own unit.
        let tops = fact == ColumnFact::Tops && unit.is_none() && joined != "dense";
        return of_fact(fact, if tops { Some("TOPS".to_owned()) } else { unit }, header);
    }
    match of_rate(&words, unit.clone(), said == Said::Dense, header) {
        Proposal::Other => of_unit(&words, unit.as_deref(), header),
        proposal => proposal,
    }
}

/// A header that is about nothing known, but speaks of something that matters.
fn of_unit(words: &[String], unit: Option<&str>, header: &str) -> Proposal {
    let alone = words.len() == 1 && Kind::Throughput.multiplier(&words[0]).is_some() && words[0].len() > 1;
    let is = |kind: Kind| unit.is_some_and(|unit| kind.multiplier(unit).is_some());
    let any = |those: &[&str]| words.iter().any(|word| those.contains(&word.as_str()));
    let area = any(&["die", "dies", "chip", "chips"]) && any(&["area", "size", "surface"]);
    let other = words.iter().any(|word| OTHER_WORDS.contains(&word.as_str()) && !(area && word == "die"));
    if other {
        return Proposal::Other;
    }
    // "TFLOPS32"
    let glued = words.iter().any(|word| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        letters.len() < word.len() && letters.len() > 3 && Kind::Throughput.multiplier(letters).is_some()
    });
    if alone || glued || is(Kind::Throughput) {
        return unclear(Seems::Rate, format!("{header:?} is a throughput, but in which numeric format?"));
    }
    if area || is(Kind::Area) {
        let why =
            format!("{header:?} is an area; if it is that of the logic dies, say so with --column die_area=HEADER");
        return unclear(Seems::Fact(ColumnFact::MemoryArea), why);
    }
    if any(&["chiplet", "chiplets"]) && any(&["number", "count", "num", "n", "chiplets"]) {
        let why = format!("{header:?} may count chiplets of any kind; the number of logic dies is asked for");
        return unclear(Seems::Fact(ColumnFact::DieCount), why);
    }
    if any(&["transfer"]) && any(&["rate"]) || any(&["interconnect"]) && is(Kind::Bandwidth) {
        let why = format!(
            "{header:?} does not say of what; if it is the aggregate of all links other than to volatile memory, say so \
             with --column io_bandwidth=HEADER"
        );
        return unclear(Seems::Fact(ColumnFact::IoBandwidth), why);
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
    let (text, bracketed) =
        without_unit(&languages::translated(&languages::with_unit(&opened(last_part(header.trim())))));
    let (_, suffix) = words(&text, bracketed.is_some());
    let kind = meaning.kind()?;
    bracketed.or(suffix).filter(|unit| kind.multiplier(unit).is_some() && !ambiguous(kind, unit))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::{Engine, Sparsity};

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
                    if let Some(bits) = rate.accumulate {
                        text.push_str(&format!(" into {bits}"));
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
            ("TOPS", "tops [TOPS]"),
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
            ("die area in mm²", "die_area [mm²]"),
            ("Die size in (mm2)", "die_area [mm2]"),
            ("FP16_in_GFLOPS", "fp16 [GFLOPS]"),
            ("die area each", "die_area"),
            ("Die area (per die)", "die_area"),
            ("die area per die (mm²)", "die_area [mm²]"),
            ("HBM die area (mm²)", "unclear"),
            ("Total die area", "unclear"),
            ("die_area_source", "other"),
            ("Number of chiplets", "unclear"),
            ("Chiplets", "unclear"),
            ("FinFET", "non_planar"),
            ("isFinFET", "non_planar"),
            ("FP16 with FP32 accumulate (TFLOPS)", "fp16 into 32 [TFLOPS]"),
            ("FP16 Tensor w/ FP32 accumulate", "fp16 matrix into 32"),
            ("peak_fp16_tensor_tflops_fp16_acc", "fp16 matrix into 16 [TFLOPS]"),
            ("FP16 TFLOPS w/o sparsity", "fp16 dense [TFLOPS]"),
            ("FP8 (w/ sparsity)", "unused"),
            ("FP16¹", "fp16"),
            ("FP16 (TFLOPS)*", "fp16 [TFLOPS]"),
            ("Transfer rate (GB/s)", "unclear"),
            ("TFLOPS32", "unclear"),
            ("GFLOPS32/W", "other"),
            ("FP16-Leistung (TFLOPS)", "fp16 [TFLOPS]"),
            ("Chipfläche (mm²)", "die_area [mm²]"),
            ("Anzahl Dies", "die_count"),
            ("Fertigung", "node"),
            ("Speicherbandbreite (GB/s)", "memory_bandwidth [GB/s]"),
            ("Hersteller", "vendor"),
            ("TDP (W)", "other"),
            ("Surface du die (mm²)", "die_area [mm²]"),
            ("Finesse de gravure (nm)", "node [nm]"),
            ("Bande passante mémoire (Go/s)", "memory_bandwidth [GB/s]"),
            ("芯片面积（mm²）", "die_area [mm²]"),
            ("芯片面积(平方毫米)", "die_area [mm2]"),
            ("FP16稠密算力（TFLOPS）", "fp16 dense [TFLOPS]"),
            ("FP16算力（非稀疏）", "fp16 dense"),
            ("FP16 张量算力", "fp16 matrix"),
            ("制程工艺", "node"),
            ("記憶體頻寬 (GB/s)", "memory_bandwidth [GB/s]"),
            ("ダイ面積 (mm²)", "die_area [mm²]"),
            ("FP16スパース性能", "unused"),
            ("FP16不明", "unclear"),
        ] {
            assert_eq!(read(header), expected, "{header}");
        }
    }
}
