//! Rows to columns of facts: the fast way, for cells that are plain numbers and known words.
//!
//! A row with any other cell is marked [odd](Block::is_odd) and goes the exact way of [`row`](super::row).

mod assemble;
mod compile;
mod scale;
mod table;

use compile::highest_2022;
use scale::factors;
pub(in crate::batch) use table::Table;

use super::cell::{self, Decimal};
use super::layout::{Column, Layout};
use super::meaning::{ColumnFact, Kind, Meaning};
use super::numbers::{Numbers, Scaling, Tens, Values};
use super::row;
use super::scan::Records;
use super::scan::number::{MISSING, ODD, Scaled};
use super::words::{Word, WordColumn};
use crate::Truth;
use crate::facts::{Choice, Flag, NumericFact};
use crate::kernel::{Area, FactColumns, Instructions, SCALE, Shape, UNKNOWN, add_unit, dispatch};
use crate::measure::{BitLength2022, Readings, TensorPlusVector, Tf32Bits};
use crate::part::{Engine, Format, Sparsity};
use crate::quantity::parse::UnitWords;
use crate::quantity::{
    Count, Exact, GBPerSecond, GigabitsPerSecond, Gigahertz, SquareMillimeters, Tops, Tpp, TransistorsBillion,
    WeightedTeraflops,
};
use std::borrow::Cow;

/// Values above this, scaled, are left to the exact way: a billion units.
const LARGEST: i64 = 1_000_000_000_000_000;

/// A remark that follows from a row's values alone.
pub(in crate::batch) const LINTS: [&str; 7] = [
    "stated-tpp-differs",
    "zero-area",
    "die-count-assumed",
    "market-unclear",
    "sparsity-unstated",
    "fp16-bf16-differ",
    "above-reticle",
];
const STATED_TPP_DIFFERS: u8 = 1;
const ZERO_AREA: u8 = 1 << 1;
const DIE_COUNT_ASSUMED: u8 = 1 << 2;
const MARKET_UNCLEAR: u8 = 1 << 3;
const SPARSITY_UNSTATED: u8 = 1 << 4;
const FP16_BF16_DIFFER: u8 = 1 << 5;
const ABOVE_RETICLE: u8 = 1 << 6;

/// What is done with one column.
#[derive(Clone, Debug)]
enum Step {
    Number { column: usize, slot: usize, scale: Box<Scale> },
    Word { slot: usize },
}

/// From digits to millionths of the base unit.
#[derive(Clone, Debug)]
struct Scale {
    column: Column,
    /// By the number of decimals: what the digits are multiplied by, or 0 if that would not be exact.
    factors: [i64; 8],
    /// The same from doubles, if it is a power of ten.
    tens: Option<Tens>,
    /// Above this, a column without a unit is not believed.
    limit: i64,
}

/// One rate that competes with others.
#[derive(Clone, Debug)]
struct RateSlot {
    slot: usize,
    unit: usize,
    vector: bool,
    weight: Weight,
    sparsity: Sparsity,
    /// 1 for FP16, 2 for BF16, 0 for others: compared with each other.
    half: u8,
    at_least: bool,
}

/// The bit length of a rate.
#[derive(Copy, Clone, Debug)]
enum Weight {
    /// The column's format.
    Fixed { bits: i64, highest_2022: i64 },
    /// Said by each row.
    Row,
}

/// A layout compiled to steps.
#[derive(Debug)]
pub(in crate::batch) struct Program {
    steps: Vec<Step>,
    words: Vec<WordColumn>,
    numbers: usize,
    rates: Vec<RateSlot>,
    units: usize,
    readings: Readings,
    decimal: Decimal,
    shape: Shape,
    at: Places,
    defaults: Vec<(usize, i64)>,
    /// Planar or not where neither the row nor its process name tells.
    planar_default: Option<Truth>,
    /// For rows that say nothing of their market.
    datacenter_default: Option<Truth>,
    /// For rows that give neither format nor bit length.
    format_default: Option<(u16, bool)>,
    /// Whether the October 2022 measure is asked for.
    asks_2022: bool,
    /// Whether remarks are asked for.
    remarks: bool,
}

/// The slots of facts, where there is a column or a default.
#[derive(Clone, Debug, Default)]
struct Places {
    tpp: Option<usize>,
    bits: Option<usize>,
    area: Option<usize>,
    die_count: Option<usize>,
    circuits: Option<usize>,
    numeric: Vec<(NumericFact, usize)>,
    macs: Vec<usize>,
    unit_factors: Vec<usize>,
    clock: Option<usize>,
    planar: Option<usize>,
    non_planar: Option<usize>,
    node: Option<usize>,
    datacenter: Option<usize>,
    market: Option<usize>,
    form: Option<usize>,
    cryptography: Option<usize>,
    memory_kind: Option<usize>,
    programmable: Option<usize>,
    format: Option<usize>,
}

/// The values of a block of rows.
#[derive(Debug, Default)]
pub(in crate::batch) struct Block {
    rows: usize,
    numbers: Vec<Vec<i64>>,
    words: Vec<Vec<Word>>,
    odd: Vec<bool>,
    /// Whether the dies are planar.
    planar: Vec<u8>,
    pub(in crate::batch) lints: Vec<u8>,
    pub(in crate::batch) facts: FactColumns,
}

impl Program {
    /// Readies a block for `rows` rows.
    pub(in crate::batch) fn start(&self, block: &mut Block, rows: usize) {
        block.rows = rows;
        // What stood there before is written over, but for columns that only a default fills: these stay as they are.
        block.numbers.resize_with(self.numbers, Vec::new);
        block.numbers.iter_mut().for_each(|column| column.resize(rows, MISSING));
        block.words.resize_with(self.words.len(), Vec::new);
        for (column, words) in block.words.iter_mut().zip(&self.words) {
            column.resize(rows, words.missing());
        }
        block.odd.clear();
        block.odd.resize(rows, false);
    }

    /// Takes the rows of a table, a column after the other: what a column's cells look like is then easy to foresee.
    pub(in crate::batch) fn take(&mut self, block: &mut Block, table: &Table<'_>) {
        for step in &self.steps {
            match step {
                Step::Number { column, slot, scale } => {
                    let values = &mut block.numbers[*slot];
                    if let Some(numbers) = table.numbers.get(*column).and_then(Option::as_ref) {
                        scale.take(numbers, table.from, values, &mut block.odd);
                        continue;
                    }
                    // Without a decimal point, only whole numbers are plain.
                    let mut factors = scale.factors;
                    if self.decimal != Decimal::Point {
                        factors[1..].fill(0);
                    }
                    if table.scaled(*column, &factors, scale.limit, values) {
                        for (row, value) in values.iter_mut().enumerate().filter(|(_, value)| **value == ODD) {
                            let (start, end) = table.cell(row, *column);
                            *value = scale.exact(&table.text(start, end), self.decimal);
                            block.odd[row] |= *value == ODD;
                        }
                    }
                }
                Step::Word { slot } => {
                    let words = &mut block.words[*slot];
                    if self.words[*slot].read(table, words) {
                        block.odd.iter_mut().zip(words).for_each(|(odd, word)| *odd |= word.is_odd());
                    }
                }
            }
        }
    }

    /// A row whose cells cannot be found is not for this way.
    pub(in crate::batch) fn skip(&self, block: &mut Block, row: usize) {
        block.odd[row] = true;
    }

    /// Computes the facts of all rows taken.
    pub(in crate::batch) fn finish(&self, block: &mut Block) {
        for (slot, value) in &self.defaults {
            let column = &mut block.numbers[*slot];
            column.iter_mut().filter(|cell| **cell == MISSING).for_each(|cell| *cell = *value);
            if *value == ODD {
                block.odd.fill(true);
            }
        }
        block.planar.resize(block.rows, 0);
        block.lints.clear();
        block.lints.resize(block.rows, 0);
        block.facts.reset(&self.shape, block.rows);
        self.throughput(block);
        self.area(block);
        self.others(block);
    }
}

impl Block {
    /// Whether a row has to go the exact way.
    pub(in crate::batch) fn is_odd(&self, row: usize) -> bool {
        self.odd[row]
    }
}
