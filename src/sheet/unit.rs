//! Units as sheets print them. Case counts where it tells bits from bytes.

use super::lexicon::{is_word, narrow};
use crate::quantity::Exact;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a unit measures.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// In 10^12 operations per second.
    Rate,
    /// In square millimeters.
    Area,
    /// In 10^9 bytes per second.
    Bandwidth,
    /// Bits or transfers per second: no bandwidth in bytes.
    Signals,
    /// In 10^9 bytes.
    Bytes,
    /// Bits of a bus, or of a format.
    Bits,
    /// In watts.
    Power,
    /// In 10^9 hertz.
    Frequency,
    /// In nanometers.
    Length,
    /// In millimeters: a side.
    Side,
    /// A letter or a number word that is a unit only beside other things: `T`, `P`, `亿`.
    Letter,
    /// "x", "×": times.
    Times,
}

/// A unit with its factor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unit {
    pub(super) kind: Quantity,
    /// From this unit to the one named at [`Quantity`]: digits and exponent of ten, or a power of two.
    pub(super) factor: Exact,
    /// Whether it speaks of floating-point operations (`TFLOPS`) and not of any (`TOPS`).
    pub(super) floating: bool,
}

type Spellings = &'static [&'static str];

/// Spellings that are compared without case, each with its quantity, factor (digits, exponent) and whether it is of
/// floating-point operations.
const LOOSE: &[(Spellings, Quantity, (&str, i32), bool)] = &[
    (
        &["teraflops", "teraflop/s", "teraflop", "tflops", "tflop/s", "tflop", "tflops/s"],
        Quantity::Rate,
        ("1", 0),
        true,
    ),
    (&["petaflops", "petaflop/s", "petaflop", "pflops", "pflop/s", "pflop"], Quantity::Rate, ("1", 3), true),
    (&["exaflops", "exaflop/s", "exaflop", "eflops", "eflop/s"], Quantity::Rate, ("1", 6), true),
    (&["gigaflops", "gigaflop/s", "gflops", "gflop/s"], Quantity::Rate, ("1", -3), true),
    (&["flop/s", "flops"], Quantity::Rate, ("1", -12), true),
    (&["teraops", "tops", "top/s", "tera-ops", "teraop/s", "tops/s"], Quantity::Rate, ("1", 0), false),
    (&["petaops", "pops", "pop/s"], Quantity::Rate, ("1", 3), false),
    (&["gops", "gop/s", "gigaops"], Quantity::Rate, ("1", -3), false),
    (&["op/s", "ops"], Quantity::Rate, ("1", -12), false),
    // One multiply-accumulate is two operations.
    (&["tmac/s", "tmacs", "tmacs/s"], Quantity::Rate, ("2", 0), false),
    (&["gmac/s", "gmacs"], Quantity::Rate, ("2", -3), false),
    (&["万亿次浮点运算", "萬億次浮點運算", "兆次浮點運算"], Quantity::Rate, ("1", 0), true),
    (&["千万亿次浮点运算", "千萬億次浮點運算"], Quantity::Rate, ("1", 3), true),
    (&["万亿次运算", "万亿次操作", "萬億次運算", "万亿次/秒", "万亿次", "萬億次"], Quantity::Rate, ("1", 0), false),
    (&["千万亿次运算", "千萬億次運算", "千万亿次", "千萬億次"], Quantity::Rate, ("1", 3), false),
    (
        &[
            "mm²",
            "mm2",
            "mm^2",
            "mm^{2}",
            "sqmm",
            "sq mm",
            "sq. mm",
            "square mm",
            "square millimeters",
            "square millimetres",
            "square millimeter",
            "㎟",
            "平方毫米",
            "平方公釐",
            "平方公厘",
            "平方mm",
        ],
        Quantity::Area,
        ("1", 0),
        false,
    ),
    (&["cm²", "cm2", "cm^2", "cm^{2}", "平方厘米", "平方公分"], Quantity::Area, ("1", 2), false),
    (
        &["gigabytes per second", "gigabyte per second", "gigabytes/s", "gigabytes a second", "GB per second"],
        Quantity::Bandwidth,
        ("1", 0),
        false,
    ),
    (
        &["terabytes per second", "terabyte per second", "terabytes/s", "terabytes a second", "TB per second"],
        Quantity::Bandwidth,
        ("1", 3),
        false,
    ),
    (&["watts", "watt", "瓦特", "瓦"], Quantity::Power, ("1", 0), false),
    (&["kw", "千瓦"], Quantity::Power, ("1", 3), false),
    (&["ghz", "吉赫"], Quantity::Frequency, ("1", 0), false),
    (&["mhz"], Quantity::Frequency, ("1", -3), false),
    (&["nanometers", "nanometer", "nm", "纳米", "奈米"], Quantity::Length, ("1", 0), false),
    (&["bits", "bit", "位元", "位"], Quantity::Bits, ("1", 0), false),
];

/// Spellings whose case counts.
const STRICT: &[(Spellings, Quantity, (&str, i32))] = &[
    (
        &[
            "GB/s", "GB/S", "GBps", "GB/sec", "GByte/s", "Gbyte/s", "GBytes/s", "GB/秒", "GB每秒", "Go/s", "GB / s",
            "GB /s",
        ],
        Quantity::Bandwidth,
        ("1", 0),
    ),
    (
        &[
            "TB/s", "TB/S", "TBps", "TB/sec", "TByte/s", "Tbyte/s", "TBytes/s", "TB/秒", "TB每秒", "To/s", "TB / s",
            "TB /s",
        ],
        Quantity::Bandwidth,
        ("1", 3),
    ),
    (&["MB/s", "MBps"], Quantity::Bandwidth, ("1", -3)),
    (&["PB/s"], Quantity::Bandwidth, ("1", 6)),
    (&["B/s", "bytes/s", "bytes/sec", "Bytes/s"], Quantity::Bandwidth, ("1", -9)),
    (&["GiB/s", "GiB/sec", "GiBps"], Quantity::Bandwidth, ("1073741824", -9)),
    (&["TiB/s", "TiB/sec", "TiBps"], Quantity::Bandwidth, ("1099511627776", -9)),
    (
        &["Gb/s", "Gbps", "Gbit/s", "Gbits/s", "GBit/s", "Tb/s", "Tbps", "Tbit/s", "GT/s", "MT/s", "GbE", "Mbps"],
        Quantity::Signals,
        ("1", 0),
    ),
    (&["GB", "GByte", "GBytes", "Go", "TB", "MB", "KB", "GiB", "TiB", "MiB", "KiB"], Quantity::Bytes, ("1", 0)),
    (&["TF", "TFs"], Quantity::Rate, ("1", 0)),
    (&["PF", "PFs"], Quantity::Rate, ("1", 3)),
    (&["EF"], Quantity::Rate, ("1", 6)),
    (&["W"], Quantity::Power, ("1", 0)),
    (&["mm"], Quantity::Side, ("1", 0)),
    (&["x", "X", "×"], Quantity::Times, ("1", 0)),
    (&["T"], Quantity::Letter, ("1", 0)),
    (&["P"], Quantity::Letter, ("1", 3)),
    (&["E"], Quantity::Letter, ("1", 6)),
];

/// A spelling with its unit, made once.
struct Entry {
    spelling: &'static str,
    strict: bool,
    unit: Unit,
}

/// The first two letters of a spelling or a text, in lower case; a blank where there is no second one.
type Start = (char, char);

/// All spellings by their start, in its order.
static UNITS: LazyLock<Vec<(Start, Vec<Entry>)>> = LazyLock::new(|| {
    let mut units: BTreeMap<Start, Vec<Entry>> = BTreeMap::new();
    let mut add = |spelling: &'static str, strict, kind, (digits, exponent): (&str, i32), floating| {
        let mut letters = spelling.chars().map(|letter| letter.to_ascii_lowercase());
        let (Some(factor), Some(first)) = (Exact::from_digits(digits, exponent), letters.next()) else { return };
        let entry = Entry { spelling, strict, unit: Unit { kind, factor, floating } };
        units.entry((first, letters.next().unwrap_or(' '))).or_default().push(entry);
    };
    for (spellings, kind, factor, floating) in LOOSE {
        spellings.iter().for_each(|spelling| add(spelling, false, *kind, *factor, *floating));
    }
    for (spellings, kind, factor) in STRICT {
        spellings.iter().for_each(|spelling| {
            add(spelling, true, *kind, *factor, matches!(*spelling, "TF" | "PF" | "EF" | "TFs" | "PFs"))
        });
    }
    units.into_iter().collect()
});

/// The unit that a text begins with, the longest that fits, and how long it is.
pub(super) fn unit(text: &str) -> Option<(Unit, usize)> {
    let mut letters = text.chars().map(|letter| narrow(letter).to_ascii_lowercase());
    let first = letters.next()?;
    let starting = |second: char| {
        let place = UNITS.binary_search_by_key(&(first, second), |(start, _)| *start).ok();
        place.map_or(&[][..], |place| &UNITS[place].1)
    };
    let two = letters.next().filter(|second| *second != ' ').map_or(&[][..], &starting);
    let mut best: Option<(&Unit, usize)> = None;
    for entry in two.iter().chain(starting(' ')) {
        if let Some(length) =
            begins(text, entry.spelling, entry.strict).filter(|length| best.is_none_or(|(_, found)| found < *length))
        {
            best = Some((&entry.unit, length));
        }
    }
    best.map(|(unit, length)| (unit.clone(), length))
}

/// How much of `text` a spelling at its start takes. A spelling that ends with a letter ends where a word ends.
fn begins(text: &str, spelling: &str, strict: bool) -> Option<usize> {
    let mut letters = text.char_indices();
    let mut end = 0;
    for wanted in spelling.chars() {
        let (at, letter) = letters.next()?;
        let plain = narrow(letter);
        if plain != wanted && (strict || !plain.eq_ignore_ascii_case(&wanted)) {
            return None;
        }
        end = at + letter.len_utf8();
    }
    let ends_in_letter = spelling.chars().next_back().is_some_and(is_word);
    let mut rest = text[end..].chars();
    let goes_on = rest.next().is_some_and(|next| {
        // "3.2TB/sec2": the number of a note.
        let number = spelling.contains('/') && next.is_ascii_digit() && !rest.clone().next().is_some_and(is_word);
        is_word(next) && !is_mark(next) && !number
    });
    (!ends_in_letter || !goes_on).then_some(end)
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '¹' | '²' | '³' | '⁴'..='⁹' | '⁰' | 'ª' | 'ᵃ' | 'ᵇ')
}
