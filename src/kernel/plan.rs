//! A statute compiled to cuts and strides: what the loops of [`passes`](super::passes) run.

use super::columns::{Area, FactColumns, Shape};
use super::cuts::{Cuts, DensityCut};
use crate::facts::{Choice, FactName, NumericFact};
use crate::law::{Condition, Provision, Statute};
use crate::part::Form;

/// What the loops need: every comparison of the law, and where its outcome goes in a row's code.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) density: Vec<DensityCut>,
    pub(super) density_stride: i64,
    pub(super) area: Cuts,
    pub(super) area_stride: i64,
    pub(super) axes: Vec<Axis>,
    pub(super) words: Vec<Words>,
    /// The largest scaled TPP and area whose products with every density threshold fit into 64 bits.
    pub(super) tpp_limit: i64,
    pub(super) area_limit: i64,
    /// How many codes there are.
    pub(super) codes: i64,
}

/// Where a numeric column is.
#[derive(Copy, Clone, Debug)]
enum Numbers {
    Tpp,
    TopsLow,
    Tops,
    BitsTopsLow,
    BitsTopsHigh,
    Other(usize),
}

/// A numeric column and the cuts of its fact.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    from: Numbers,
    pub(super) cuts: Cuts,
    pub(super) stride: i64,
}

impl Axis {
    #[inline(always)]
    pub(super) fn column<'c>(&self, columns: &'c FactColumns) -> &'c [i64] {
        match self.from {
            Numbers::Tpp => &columns.tpp,
            Numbers::TopsLow => &columns.tops_low_64,
            Numbers::Tops => &columns.tops,
            Numbers::BitsTopsLow => &columns.bits_tops_low,
            Numbers::BitsTopsHigh => &columns.bits_tops_high,
            Numbers::Other(index) => &columns.numeric[index],
        }
    }
}

/// A column of small numbers: a flag or a choice.
#[derive(Copy, Clone, Debug)]
pub(super) struct Words {
    choice: bool,
    index: usize,
    pub(super) stride: i64,
}

impl Words {
    #[inline(always)]
    pub(super) fn column<'c>(&self, columns: &'c FactColumns) -> &'c [u8] {
        if self.choice { &columns.choices[self.index] } else { &columns.flags[self.index] }
    }
}

/// How far a scaled TPP or area may go at most: below 2^50, a billion TPP.
const LARGEST: i64 = 1 << 50;

impl Plan {
    /// Compiles a statute. `None` if it asks something that columns cannot answer exactly.
    pub(super) fn new(statute: &Statute<'_>, shape: &Shape) -> Option<Self> {
        if asks_beyond_columns(statute) {
            return None;
        }
        let density = DensityCut::of(statute)?;
        let limit = |largest: Option<i64>| LARGEST.min(i64::MAX / 2 / largest.unwrap_or(1).max(1));
        let tpp_limit = limit(density.iter().map(|cut| cut.denominator).max());
        let area_limit = limit(density.iter().map(|cut| cut.numerator).max());
        let mut codes = Area::COUNT;
        let mut stride = |cells: i64| {
            let stride = codes;
            codes = codes.checked_mul(cells)?;
            Some(stride)
        };
        let density_stride = stride(density.len() as i64 + 1)?;
        let area = Cuts::of_area(statute)?;
        let area_stride = stride(area.cells())?;
        let mut axes = Vec::new();
        let mut axis = |from: Numbers, cuts: Cuts| {
            if cuts.cells() > 2 {
                axes.push(Axis { from, stride: stride(cuts.cells())?, cuts });
            }
            Some(())
        };
        axis(Numbers::Tpp, Cuts::of_tpp(statute)?)?;
        axis(Numbers::Tops, Cuts::of(statute, NumericFact::Tops, 1)?)?;
        if shape.tops_ranged {
            axis(Numbers::TopsLow, Cuts::of(statute, NumericFact::Tops, 64)?)?;
        }
        axis(Numbers::BitsTopsLow, Cuts::of(statute, NumericFact::BitsTops2022, 1)?)?;
        axis(Numbers::BitsTopsHigh, Cuts::of(statute, NumericFact::BitsTops2022, 1)?)?;
        for (index, fact) in shape.numeric.iter().enumerate() {
            axis(Numbers::Other(index), Cuts::of(statute, *fact, 1)?)?;
        }
        let asked: Vec<FactName> = statute.asking().flat_map(|(_, asks)| asks).copied().collect();
        let mut words = Vec::new();
        for (index, flag) in shape.flags.iter().enumerate() {
            if asked.contains(&FactName::Flag(*flag)) {
                words.push(Words { choice: false, index, stride: stride(3)? });
            }
        }
        for (index, choice) in shape.choices.iter().enumerate() {
            words.push(Words { choice: true, index, stride: stride(choice.values().len() as i64 + 1)? });
        }
        Some(Self { density, density_stride, area, area_stride, axes, words, tpp_limit, area_limit, codes })
    }
}

/// Whether the law asks, of a circuit or an assembly, about a fact that follows from a row in a way that columns do not
/// hold: the area as such, or Adjusted Peak Performance. Computers and memory never have a code.
fn asks_beyond_columns(statute: &Statute<'_>) -> bool {
    statute.provisions().flat_map(Provision::conditions).any(asks_openly)
}

/// Whether a condition has such a comparison outside of a conjunction that is for computers or memory only.
fn asks_openly(condition: &Condition) -> bool {
    let elsewhere = |part: &Condition| match part {
        Condition::OneOf { choice: Choice::Form, values } => {
            values.iter().all(|form| *form == Form::Computer.as_str() || *form == Form::Memory.as_str())
        }
        _ => false,
    };
    match condition {
        Condition::Compare { fact, .. } => matches!(
            fact,
            NumericFact::App
                | NumericFact::ApplicableDieArea
                | NumericFact::DramBandwidth
                | NumericFact::MemoryAndIoBandwidth
        ),
        Condition::All(parts) => !parts.iter().any(elsewhere) && parts.iter().any(asks_openly),
        Condition::Any(parts) => parts.iter().any(asks_openly),
        Condition::Not(inner) => asks_openly(inner),
        Condition::Flag(_) | Condition::OneOf { .. } | Condition::Meets(_) => false,
    }
}
