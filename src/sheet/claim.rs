//! What a sheet says, one number at a time, with everything said around it. Nothing is decided here.

use super::density::{Density, half_is_stated};
use super::footnote::Notes;
use super::lexicon::{Direction, Label, Qualifier, Scope, Status};
use super::phrases::holds;
use super::process::Named;
use super::said::Said;
use super::token::{Decimals, tokens};
use super::unit::Quantity;
use super::value::Value;
use crate::part::{Engine, Format};
use crate::quantity::Exact;

/// What a claim is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    Rate(Vec<Format>),
    /// A rate in a format that is not named.
    UnsaidRate,
    Area(Label),
    Bandwidth(Label),
    Process(Named),
    Dies,
    Circuits,
    Tpp,
    /// The width of the bus to the memory, in bits.
    BusWidth,
    /// A rate that is said to exist and not published.
    Unpublished(Vec<Format>, Option<Engine>),
    /// Whether there is matrix hardware at all.
    Matrix(bool),
}

/// One number of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Claim {
    pub(super) subject: Option<usize>,
    pub(super) what: What,
    /// In the base unit of the quantity.
    pub(super) number: Exact,
    pub(super) to: Option<Exact>,
    /// One in the last printed digit.
    pub(super) step: Exact,
    pub(super) times: Option<Exact>,
    /// No unit is printed, neither at the number nor in its label.
    pub(super) bare: bool,
    pub(super) density: Option<Density>,
    /// Where the density is said.
    pub(super) why: String,
    pub(super) engine: Option<Engine>,
    pub(super) accumulate: Option<u16>,
    pub(super) direction: Option<Direction>,
    pub(super) scope: Option<Scope>,
    pub(super) status: Option<Status>,
    pub(super) qualifier: Option<Qualifier>,
    /// Which of several joined figures it is.
    pub(super) group: Option<(u32, usize)>,
    /// The table or list.
    pub(super) list: u32,
    pub(super) section: u32,
    pub(super) line: u32,
    pub(super) label: String,
    pub(super) text: String,
}

/// Words around a value: its label, its column, the title of its table.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) said: Said,
    pub(super) density: Option<(Density, String)>,
    pub(super) pair: Option<[Density; 2]>,
    pub(super) text: String,
}

impl Layer {
    /// What a text says. `place` is how the reason names it.
    pub(super) fn of(text: &str, decimals: Decimals, notes: &Notes, block: usize, place: &str) -> Self {
        Self::from_said(Said::of(&tokens(text, decimals, true)), text, notes, block, place)
    }

    pub(super) fn from_said(mut said: Said, text: &str, notes: &Notes, block: usize, place: &str) -> Self {
        let mut layer = Self { text: text.to_owned(), ..Self::default() };
        layer.pair = Density::pair(&said.sparsity);
        if half_is_stated(text) {
            layer.density = Some((Density::TwiceDense, place.to_owned()));
        } else if layer.pair.is_none() {
            layer.density = Density::of(&said.sparsity).map(|density| (density, place.to_owned()));
        }
        // "bfloat16 / with structured sparsity".
        if let (None, Some((density, _)), Some((left, right))) =
            (layer.pair, layer.density.clone(), text.split_once(['/', '|', '／', '｜']))
            && density.is_sparse()
            && !right.contains(['/', '|', '／', '｜'])
        {
            let says = |text: &str| Said::of(&tokens(text, Decimals::Point, true));
            let (left, right) = (says(left), says(right));
            // Not "FP16 / BF16 with structured sparsity".
            let one = right.formats.is_empty() || right.formats == left.formats;
            if one && left.sparsity.is_empty() && !right.sparsity.is_empty() {
                (layer.pair, layer.density) = (Some([Density::Dense, density]), None);
            }
        }
        for mark in &said.marks {
            let Some(note) = notes.at(mark, block) else { continue };
            layer.pair = layer.pair.or(note.pair);
            if let Some(density) = note.density {
                if Notes::is_of_second(note) && density.is_sparse() {
                    layer.pair = layer.pair.or(Some([Density::Dense, density]));
                } else {
                    layer.density = layer.density.take().or_else(|| Some((density, format!("note {mark}"))));
                }
            }
            said.status = said.status.or(note.said.status);
        }
        layer.said = said;
        layer
    }
}

/// One in the last printed digit of a number.
pub(super) fn step(number: &Exact) -> Exact {
    let digits =
        number.finite_decimal().and_then(|text| text.split_once('.').map(|(_, digits)| digits.len())).unwrap_or(0);
    Exact::from_digits("1", -(digits as i32)).unwrap_or_else(|| Exact::from(1))
}

/// Whether words speak of a rate per clock, per unit or per watt.
pub(super) fn is_per_clock(text: &str) -> bool {
    holds!(
        text,
        &[
            "per clock",
            "/clock",
            "/clk",
            "per cycle",
            "/cycle",
            "per sm",
            "/sm",
            "per cu",
            "/cu",
            "per core",
            "per watt",
            "/watt",
            "per dollar",
            "每瓦",
            "能效",
            "flops/w",
            "tops/w",
        ]
    )
}

/// Whether nobody sells sparse rates of a kind: vector hardware, FP64, FP32.
pub(super) fn is_always_dense(claim: &Claim) -> bool {
    let What::Rate(formats) = &claim.what else { return false };
    claim.engine == Some(Engine::Vector) || formats.iter().all(|format| matches!(format.name(), "FP64" | "FP32"))
}

/// What a value is about, by its unit and the words around it.
pub(super) fn what(value: &Value, own: &Said, row: &Said, all: &Said) -> Option<(What, Exact, bool)> {
    let one = || Exact::from(1);
    let unit = value.unit.as_ref().or(all.unit.as_ref());
    let has = |label: Label| all.labels.contains(&label);
    if all.other_engine {
        return None;
    }
    if has(Label::Tpp) && value.unit.is_none() {
        return Some((What::Tpp, one(), false));
    }
    let Some(unit) = unit else { return unitless(row, all).map(|what| (what, one(), true)) };
    let rate = |formats: &[Format]| if formats.is_empty() { What::UnsaidRate } else { What::Rate(formats.to_vec()) };
    let what = match unit.kind {
        Quantity::Rate => rate(&all.formats),
        Quantity::Letter if !all.formats.is_empty() || all.unsaid_format || has(Label::Rate) => rate(&all.formats),
        Quantity::Area => What::Area(area(own, row, all)?),
        Quantity::Bits if all.labels.contains(&Label::BusWidth) => What::BusWidth,
        Quantity::Bandwidth => What::Bandwidth(bandwidth(own, row, all)?),
        _ => return None,
    };
    // A unit in the label does not fit a value of another kind; that of the value counts.
    Some((what, unit.factor.clone(), false))
}

/// Whether a label counts hardware: "Single precision CUDA cores | 5120".
pub(super) fn counts_hardware(label: &str) -> bool {
    let counts = holds!(
        label,
        &["cores", " units", "core count", "registers", "核心数", "核心數", " sms", "pipelines", "lanes"]
    );
    counts && !holds!(label, &["peak", "flops", "tops", "performance", "rate", "算力", "性能"])
}

fn unitless(row: &Said, all: &Said) -> Option<What> {
    let other =
        all.labels.iter().any(|label| !matches!(label, Label::Rate | Label::Name | Label::Form | Label::Vendor));
    if row.labels.contains(&Label::Circuits) {
        Some(What::Circuits)
    } else if row.labels.contains(&Label::DieCount) && all.formats.is_empty() {
        Some(What::Dies)
    } else {
        (!all.formats.is_empty() && !other).then(|| What::Rate(all.formats.clone()))
    }
}

/// Which area is meant.
fn area(own: &Said, row: &Said, all: &Said) -> Option<Label> {
    let is_area = |label: &&Label| {
        matches!(label, Label::DieArea | Label::ChipArea | Label::PackageArea | Label::InterposerArea | Label::Wafer)
    };
    [own, row, all].iter().find_map(|said| said.labels.iter().find(is_area).copied()).or_else(|| {
        // "Each die measures 724 mm²", "Process: N7, 826 mm²".
        (all.labels.contains(&Label::DieCount) || row.labels.contains(&Label::Process)).then_some(Label::DieArea)
    })
}

/// Which bandwidth is meant. A label that names the memory counts before a word in the cell: "Memory bandwidth | PCIe: …".
fn bandwidth(own: &Said, row: &Said, all: &Said) -> Option<Label> {
    let of = |said: &Said| said.labels.iter().find_map(|label| link(*label));
    if row.labels.contains(&Label::MemoryBandwidth) {
        return Some(Label::MemoryBandwidth);
    }
    // "Dies: 2 (chip-to-chip 10 TB/s)".
    if row.labels.contains(&Label::DieCount) {
        return Some(Label::OnChipBandwidth);
    }
    of(own).or_else(|| of(row)).or_else(|| of(all)).or(Some(Label::Bandwidth))
}

/// Of which link or memory a label is.
pub(super) fn link(label: Label) -> Option<Label> {
    Some(match label {
        Label::OnChipBandwidth => Label::OnChipBandwidth,
        Label::Interconnect => Label::Interconnect,
        Label::Host => Label::Host,
        Label::Network => Label::Network,
        Label::MemoryBandwidth | Label::MemoryCapacity | Label::MemoryType | Label::MemoryStacks | Label::BusWidth => {
            Label::MemoryBandwidth
        }
        _ => return None,
    })
}
