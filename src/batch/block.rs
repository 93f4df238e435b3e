//! Rows to columns of facts: the fast way, for cells that are plain numbers and known words.
//!
//! A row with any other cell is marked [odd](Block::is_odd) and goes the exact way of [`row`](super::row).

use super::cell::{self, Decimal};
use super::layout::{Column, Layout};
use super::meaning::{ColumnFact, Kind, Meaning};
use super::numbers::{Numbers, Tens, Values};
use super::row;
use super::scan::number::scaled;
use super::words::{Word, WordColumn};
use crate::Truth;
use crate::facts::{Choice, Flag, NumericFact};
use crate::kernel::{Area, FactColumns, SCALE, Shape, UNKNOWN, add_unit};
use crate::measure::{BitLength2022, Readings, TensorPlusVector, Tf32Bits};
use crate::part::{Engine, Format, Sparsity};
use crate::quantity::parse::UnitWords;
use crate::quantity::{
    Count, Exact, GBPerSecond, GigabitsPerSecond, Gigahertz, SquareMillimeters, Tops, Tpp, TransistorsBillion,
    WeightedTeraflops,
};
use std::borrow::Cow;

/// No value in this cell.
const MISSING: i64 = -1;
/// A value that this way does not understand.
const ODD: i64 = -2;
/// Values above this, scaled, are left to the exact way: a billion units.
const LARGEST: i64 = 1_000_000_000_000_000;

/// A remark that follows from a row's values alone.
pub(super) const LINTS: [&str; 7] = [
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
pub(super) struct Program {
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
    /// Whether the October 2022 measure is asked for.
    asks_2022: bool,
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
pub(super) struct Block {
    rows: usize,
    numbers: Vec<Vec<i64>>,
    words: Vec<Vec<Word>>,
    odd: Vec<bool>,
    pub(super) lints: Vec<u8>,
    pub(super) facts: FactColumns,
}

impl Program {
    /// Compiles a layout. `Err` if a default cannot be read.
    pub(super) fn new(layout: &Layout, readings: &Readings) -> Result<Self, row::CellError> {
        let mut program = Self {
            steps: Vec::new(),
            words: Vec::new(),
            numbers: 0,
            rates: Vec::new(),
            units: 0,
            readings: *readings,
            decimal: layout.decimal,
            shape: Shape::default(),
            at: Places::default(),
            defaults: Vec::new(),
            planar_default: None,
            asks_2022: true,
        };
        let mut units: Vec<String> = Vec::new();
        for column in &layout.columns {
            program.column(column, layout, &mut units)?;
        }
        for (fact, value) in &layout.defaults {
            program.default(*fact, value, layout)?;
        }
        program.units = units.len().max(1);
        // Numbers first, in the order of the row.
        program.shape = program.shape_of();
        Ok(program)
    }

    /// The same without the October 2022 measure, where no law asks for it.
    pub(super) fn without_2022(mut self) -> Self {
        self.asks_2022 = false;
        self
    }

    pub(super) fn shape(&self) -> &Shape {
        &self.shape
    }

    fn number(&mut self, column: &Column) -> usize {
        let slot = self.numbers;
        self.numbers += 1;
        let unstated = column.is_rate() && column.unit.is_none();
        let limit = if unstated { (cell::LARGEST_WITHOUT_UNIT * SCALE) as i64 } else { LARGEST };
        let scale = Scale {
            factors: factors(&column.multiplier),
            tens: Tens::of(&column.multiplier),
            limit,
            column: column.clone(),
        };
        self.steps.push(Step::Number { column: column.index, slot, scale: Box::new(scale) });
        slot
    }

    fn word(&mut self, fact: ColumnFact, column: &Column) -> usize {
        let slot = self.words.len();
        self.words.push(WordColumn::new(fact, column));
        self.steps.push(Step::Word { slot });
        slot
    }

    fn column(&mut self, column: &Column, layout: &Layout, units: &mut Vec<String>) -> Result<(), row::CellError> {
        let mut unit_of = |name: &str| {
            units.iter().position(|known| known == name).unwrap_or_else(|| {
                units.push(name.to_owned());
                units.len() - 1
            })
        };
        let fact = match &column.meaning {
            Meaning::Rate(rate) => {
                let unit = unit_of(&rate.processing_unit);
                let slot = self.number(column);
                let half = match rate.format.name() {
                    "FP16" => 1,
                    "BF16" => 2,
                    _ => 0,
                };
                self.rates.push(RateSlot {
                    slot,
                    unit,
                    vector: rate.engine == Engine::Vector,
                    weight: fixed(&rate.format, &self.readings),
                    sparsity: rate.sparsity,
                    half,
                    at_least: rate.at_least,
                });
                return Ok(());
            }
            Meaning::Fact(fact) => *fact,
        };
        match fact {
            ColumnFact::Tops => {
                let unit = unit_of("");
                let slot = self.number(column);
                self.rates.push(RateSlot {
                    slot,
                    unit,
                    vector: false,
                    weight: Weight::Row,
                    sparsity: row::tops_sparsity(column),
                    half: 0,
                    at_least: false,
                });
            }
            ColumnFact::Foundry | ColumnFact::Node => {
                // One word for all of them: a process name is read as a whole.
                if self.at.node.is_none() {
                    let slot = self.word(ColumnFact::Node, column);
                    self.words[slot].of_process(layout);
                    self.at.node = Some(slot);
                }
            }
            ColumnFact::Name | ColumnFact::Vendor => {}
            ColumnFact::Field | ColumnFact::Value | ColumnFact::Unit | ColumnFact::Condition => {}
            fact => {
                let slot = if fact.kind().is_some() { self.number(column) } else { self.word(fact, column) };
                self.place(fact, slot);
            }
        }
        Ok(())
    }

    fn place(&mut self, fact: ColumnFact, slot: usize) {
        let at = &mut self.at;
        match fact {
            ColumnFact::Tpp => at.tpp = Some(slot),
            ColumnFact::BitLength => at.bits = Some(slot),
            ColumnFact::DieArea => at.area = Some(slot),
            ColumnFact::DieCount => at.die_count = Some(slot),
            ColumnFact::Circuits => at.circuits = Some(slot),
            ColumnFact::MemoryBandwidth => at.numeric.push((NumericFact::DramBandwidth, slot)),
            ColumnFact::IoBandwidth => at.numeric.push((NumericFact::IoBandwidth, slot)),
            ColumnFact::Transistors => at.numeric.push((NumericFact::Transistors, slot)),
            ColumnFact::SingleEndedIo => at.numeric.push((NumericFact::SingleEndedIo, slot)),
            ColumnFact::TransceiverRate => at.numeric.push((NumericFact::TransceiverRate, slot)),
            ColumnFact::Macs => at.macs.push(slot),
            ColumnFact::Units => at.unit_factors.push(slot),
            ColumnFact::Clock => at.clock = Some(slot),
            ColumnFact::Planar => at.planar = Some(slot),
            ColumnFact::NonPlanar => at.non_planar = Some(slot),
            ColumnFact::Datacenter => at.datacenter = Some(slot),
            ColumnFact::Market => at.market = Some(slot),
            ColumnFact::Form => at.form = Some(slot),
            ColumnFact::Cryptography => at.cryptography = Some(slot),
            ColumnFact::MemoryKind => at.memory_kind = Some(slot),
            ColumnFact::ProgrammableLogic => at.programmable = Some(slot),
            ColumnFact::Format => at.format = Some(slot),
            // Used for forms that go the exact way; here only to find cells that cannot be read.
            ColumnFact::App | ColumnFact::MemoryArea => {}
            _ => {}
        }
    }

    /// A default fills the cells of its column that say nothing; without a column, all rows.
    fn default(&mut self, fact: ColumnFact, value: &str, layout: &Layout) -> Result<(), row::CellError> {
        let column = row::default_column(fact);
        // The exact way tells what is wrong with it.
        let mut builder = row::Builder::default();
        let put = builder.put(&column, value, Decimal::Point);
        put.map_err(|message| row::CellError::new(&column.header, value, message))?;
        let existing = layout.columns.iter().any(|column| column.fact() == Some(fact));
        match (fact, fact.kind()) {
            (ColumnFact::Name | ColumnFact::Vendor, _) => {}
            (ColumnFact::Planar | ColumnFact::NonPlanar, _) => self.planar_default = row::planar_default(fact, value),
            (ColumnFact::Node | ColumnFact::Foundry, _) => {
                let slot = match self.at.node {
                    Some(slot) => slot,
                    None => {
                        let slot = self.words.len();
                        self.words.push(WordColumn::new(ColumnFact::Node, &column));
                        self.at.node = Some(slot);
                        slot
                    }
                };
                self.words[slot].of_process(layout);
            }
            (_, Some(_)) => {
                let step = self.steps.iter().find_map(|step| match step {
                    Step::Number { slot, scale, .. } if scale.column.fact() == Some(fact) => Some(*slot),
                    _ => None,
                });
                let slot = step.filter(|_| existing).unwrap_or_else(|| {
                    let slot = self.numbers;
                    self.numbers += 1;
                    self.place(fact, slot);
                    slot
                });
                let scale = Scale { factors: [0; 8], tens: None, limit: LARGEST, column };
                let number = scale.exact(value, Decimal::Point);
                self.defaults.push((slot, number));
            }
            (_, None) => {
                let slot = self.words.iter().position(|word| word.fact() == fact).unwrap_or_else(|| {
                    self.words.push(WordColumn::new(fact, &column));
                    self.words.len() - 1
                });
                self.words[slot].set_default(value);
                self.place(fact, slot);
            }
        }
        Ok(())
    }

    fn shape_of(&self) -> Shape {
        let at = &self.at;
        let flag = |flag: Flag, there: bool| there.then_some(flag);
        let node = at.node.is_some() || at.planar.is_some() || at.non_planar.is_some() || self.planar_default.is_some();
        Shape {
            tops_ranged: at.tpp.is_some(),
            numeric: at.numeric.iter().map(|(fact, _)| *fact).collect(),
            flags: [
                flag(Flag::Datacenter, at.datacenter.is_some() || at.market.is_some()),
                flag(Flag::HasHbm, at.memory_kind.is_some()),
                flag(Flag::ProgrammableLogic, at.programmable.is_some()),
                flag(Flag::AdvancedLogic, node),
            ]
            .into_iter()
            .flatten()
            .collect(),
            choices: [at.form.map(|_| Choice::Form), at.cryptography.map(|_| Choice::Cryptography)]
                .into_iter()
                .flatten()
                .collect(),
        }
    }

    /// Readies a block for `rows` rows.
    pub(super) fn start(&self, block: &mut Block, rows: usize) {
        block.rows = rows;
        block.numbers.resize_with(self.numbers, Vec::new);
        for column in &mut block.numbers {
            column.clear();
            column.resize(rows, MISSING);
        }
        block.words.resize_with(self.words.len(), Vec::new);
        for (column, words) in block.words.iter_mut().zip(&self.words) {
            column.clear();
            column.resize(rows, words.missing());
        }
        block.odd.clear();
        block.odd.resize(rows, false);
    }

    /// Takes the rows of a table, a column after the other: what a column's cells look like is then easy to foresee.
    pub(super) fn take(&mut self, block: &mut Block, table: &Table<'_>) {
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
                    let mut odd = false;
                    let mut take = |value: &mut i64, start: usize, end: usize| {
                        *value = scaled(table.bytes, (start, end), &factors, scale.limit, (MISSING, ODD));
                        if *value == ODD {
                            *value = scale.exact(&table.text(start, end), self.decimal);
                            odd |= *value == ODD;
                        }
                    };
                    match table.regular() {
                        // As nearly always: the field ends of a row stand after those of the row before.
                        Some((width, ends)) if *column > 0 => {
                            for (value, ends) in values.iter_mut().zip(ends.chunks_exact(width)) {
                                take(value, (ends[*column - 1] as usize).wrapping_add(1), ends[*column] as usize);
                            }
                        }
                        _ => {
                            for (value, place) in values.iter_mut().zip(table.rows) {
                                let Some((start, end)) = table.place(*place, *column) else { continue };
                                take(value, start, end);
                            }
                        }
                    }
                    if odd {
                        block.odd.iter_mut().zip(values).for_each(|(odd, value)| *odd |= *value == ODD);
                    }
                }
                Step::Word { slot } => {
                    let words = &mut self.words[*slot];
                    for (row, value) in block.words[*slot].iter_mut().enumerate() {
                        if table.is_whole(row) {
                            *value = words.read(table, row);
                            block.odd[row] |= value.is_odd();
                        }
                    }
                }
            }
        }
    }

    /// A row whose cells cannot be found is not for this way.
    pub(super) fn skip(&self, block: &mut Block, row: usize) {
        block.odd[row] = true;
    }

    /// Computes the facts of all rows taken.
    pub(super) fn finish(&self, block: &mut Block) {
        for (slot, value) in &self.defaults {
            let column = &mut block.numbers[*slot];
            column.iter_mut().filter(|cell| **cell == MISSING).for_each(|cell| *cell = *value);
            if *value == ODD {
                block.odd.fill(true);
            }
        }
        block.lints.clear();
        block.lints.resize(block.rows, 0);
        block.facts.reset(&self.shape, block.rows);
        self.throughput(block);
        self.area(block);
        self.others(block);
    }

    /// The weight of each row for a rate whose bit length is in another column.
    fn row_weight(&self, block: &Block, row: usize) -> Option<(i64, i64)> {
        let format = self.at.format.and_then(|slot| block.words[slot][row].bits());
        let bits = match format {
            Some((bits, tf32)) => {
                if tf32 && self.readings.tf32_bits == Tf32Bits::Significant {
                    19
                } else {
                    i64::from(bits)
                }
            }
            None => {
                let bits = block.numbers[self.at.bits?][row];
                let whole = bits > 0 && bits % SCALE as i64 == 0;
                whole.then_some(bits / SCALE as i64).filter(|bits| *bits <= 1024)?
            }
        };
        Some((bits, highest_2022(bits, &self.readings)))
    }

    fn throughput(&self, block: &mut Block) {
        let Block { numbers, facts, lints, odd, .. } = &mut *block;
        // Under the reading that adds matrix and vector rates, a unit is two groups.
        let split = self.readings.tensor_plus_vector == TensorPlusVector::Added;
        let fixed: Vec<(&RateSlot, i64, i64)> = self
            .rates
            .iter()
            .filter_map(|rate| match rate.weight {
                Weight::Fixed { bits, highest_2022 } => Some((rate, bits, highest_2022)),
                Weight::Row => None,
            })
            .collect();
        let by_row = self.rates.iter().find(|rate| matches!(rate.weight, Weight::Row));
        let best = |total: &mut [i64], split: bool, weight: &dyn Fn(&(&RateSlot, i64, i64)) -> i64| {
            for unit in 0..self.units {
                for vector in [false, true].into_iter().take(if split { 2 } else { 1 }) {
                    let group =
                        fixed.iter().filter(|(rate, ..)| rate.unit == unit && (!split || rate.vector == vector));
                    let group: Vec<_> = group.map(|rate| (&numbers[rate.0.slot][..], weight(rate))).collect();
                    if !group.is_empty() {
                        add_unit(total, &group);
                    }
                }
            }
        };
        best(&mut facts.tpp, split, &|(_, bits, _)| *bits);
        best(&mut facts.tops, false, &|_| 1);
        if self.asks_2022 {
            best(&mut facts.bits_tops_low, split, &|(_, bits, _)| *bits);
            best(&mut facts.bits_tops_high, split, &|(_, _, highest)| *highest);
        }
        for rate in &self.rates {
            if rate.sparsity == Sparsity::Unstated {
                mark(lints, &numbers[rate.slot], SPARSITY_UNSTATED);
            }
            if rate.at_least {
                odd.iter_mut().zip(&numbers[rate.slot]).for_each(|(odd, value)| *odd |= *value >= 0);
            }
        }
        self.halves(block);
        if by_row.is_some() || !self.at.macs.is_empty() {
            self.by_row(block, by_row);
        }
        if let Some(slot) = self.at.tpp {
            self.stated_tpp(block, slot);
        }
    }

    /// Rates with a bit length in each row, and those that follow from multiply-accumulates: beside rates with a column of
    /// their own they go the exact way.
    fn by_row(&self, block: &mut Block, rate: Option<&RateSlot>) {
        for row in 0..block.rows {
            let macs = match self.at.macs.is_empty() {
                true => Some(MISSING),
                false => self.architecture_rate(block, row),
            };
            let stated = rate.map_or(MISSING, |rate| block.numbers[rate.slot][row]);
            let value = match (macs, stated) {
                (Some(MISSING), stated) => stated,
                (Some(macs), MISSING) => macs,
                _ => ODD,
            };
            if value == MISSING {
                continue;
            }
            let weight = self.row_weight(block, row).filter(|_| value != ODD && block.facts.tpp[row] == UNKNOWN);
            let Some((bits, highest)) = weight else {
                block.odd[row] = true;
                continue;
            };
            block.facts.tpp[row] = value.wrapping_mul(bits);
            block.facts.tops[row] = value;
            block.facts.bits_tops_low[row] = value.wrapping_mul(bits);
            block.facts.bits_tops_high[row] = value.wrapping_mul(highest);
        }
    }

    /// 2 × units × multiply-accumulates per clock × GHz / 1000, if that is a whole number of millionths of TOPS.
    /// [`MISSING`] if the row gives no multiply-accumulates; `None` if it is not for this way.
    fn architecture_rate(&self, block: &Block, row: usize) -> Option<i64> {
        let factors = |slots: &[usize]| -> Option<(i128, bool)> {
            let mut product = 1i128;
            let mut any = false;
            for slot in slots {
                match block.numbers[*slot][row] {
                    MISSING => {}
                    value if value <= 0 || value % SCALE as i64 != 0 => return None,
                    value => {
                        any = true;
                        product = product.checked_mul(i128::from(value / SCALE as i64))?;
                    }
                }
            }
            Some((product, any))
        };
        let (macs, any) = factors(&self.at.macs)?;
        if !any {
            return Some(MISSING);
        }
        let (units, _) = factors(&self.at.unit_factors)?;
        // One unit raises a remark; leave its words to the exact way.
        if units <= 1 || units > i128::from(u32::MAX) {
            return None;
        }
        let clock = i128::from(block.numbers[self.at.clock?][row]);
        let rate = macs.checked_mul(units)?.checked_mul(clock)?.checked_mul(2)?;
        let whole = clock >= 0 && rate % 1000 == 0;
        whole.then(|| i64::try_from(rate / 1000).ok()).flatten().filter(|rate| *rate <= LARGEST)
    }

    fn stated_tpp(&self, block: &mut Block, slot: usize) {
        let factor = if self.readings.bit_length_2022 == BitLength2022::Inputs { 1 } else { 32 };
        let Block { numbers, facts, lints, .. } = block;
        for (row, stated) in numbers[slot].iter().copied().enumerate() {
            let tops = facts.tops[row];
            facts.tops_low_64[row] = if tops < 0 { UNKNOWN } else { tops.wrapping_mul(64) };
            if stated < 0 {
                continue;
            }
            if facts.tpp[row] >= 0 {
                lints[row] |= if facts.tpp[row] == stated { 0 } else { STATED_TPP_DIFFERS };
                continue;
            }
            facts.tpp[row] = stated;
            facts.tops_low_64[row] = stated;
            facts.tops[row] = stated;
            facts.bits_tops_low[row] = stated;
            facts.bits_tops_high[row] = stated.wrapping_mul(factor);
        }
    }

    /// Marks rows whose dense FP16 and BF16 rates differ in some unit.
    fn halves(&self, block: &mut Block) {
        let dense = |unit: usize, half: u8| {
            let of = move |rate: &&RateSlot| rate.unit == unit && rate.half == half && rate.sparsity == Sparsity::Dense;
            self.rates.iter().filter(of).map(|rate| rate.slot).collect::<Vec<_>>()
        };
        for unit in 0..self.units {
            let (fp16, bf16) = (dense(unit, 1), dense(unit, 2));
            if fp16.is_empty() || bf16.is_empty() {
                continue;
            }
            let Block { numbers, lints, .. } = block;
            for (row, lint) in lints.iter_mut().enumerate() {
                let best = |slots: &[usize]| slots.iter().map(|slot| numbers[*slot][row]).max().unwrap_or(MISSING);
                let (a, b) = (best(&fp16), best(&bf16));
                if a >= 0 && b >= 0 && a != b {
                    *lint |= FP16_BF16_DIFFER;
                }
            }
        }
    }

    fn area(&self, block: &mut Block) {
        let Block { rows, numbers, words, facts, lints, odd, .. } = block;
        const RETICLE: i64 = crate::measure::RETICLE_MM2 as i64 * SCALE as i64;
        const ONE: i64 = SCALE as i64;
        if let Some(slot) = self.at.area {
            for ((area, lint), value) in facts.area.iter_mut().zip(&mut *lints).zip(&numbers[slot]) {
                // Zero stands for no area from here on.
                *area = (*value).max(0);
                *lint |= if *value == 0 { ZERO_AREA } else { 0 } | if *value > RETICLE { ABOVE_RETICLE } else { 0 };
            }
            match self.at.die_count {
                None => {
                    for (lint, area) in lints.iter_mut().zip(&facts.area) {
                        *lint |= if *area > 0 { DIE_COUNT_ASSUMED } else { 0 };
                    }
                }
                Some(slot) => {
                    for (row, (area, count)) in facts.area.iter_mut().zip(&numbers[slot]).enumerate() {
                        match *count {
                            _ if *area == 0 => {}
                            MISSING => lints[row] |= DIE_COUNT_ASSUMED,
                            count if count <= 0 || count % ONE != 0 => odd[row] = true,
                            count => *area = area.saturating_mul(count / ONE),
                        }
                    }
                }
            }
        }
        let told = self.at.planar.is_some() || self.at.non_planar.is_some() || self.at.node.is_some();
        for row in 0..*rows {
            let planar = if told || self.planar_default.is_some() { self.planar(words, row) } else { None };
            let is = match (facts.area[row] > 0, planar) {
                (true, Some(false)) => Area::NonPlanar,
                (_, Some(true)) => Area::Planar,
                (true, None) => Area::IfNonPlanar,
                (false, Some(false)) => Area::UnknownNonPlanar,
                (false, None) => Area::Unknown,
            };
            facts.area_is[row] = is as u8;
            if !is.has_value() {
                facts.area[row] = 0;
            }
        }
    }

    /// Whether the dies of a row are planar: as the row states it, as its process name tells, or by default.
    #[inline(always)]
    fn planar(&self, words: &[Vec<Word>], row: usize) -> Option<bool> {
        let word = |slot: Option<usize>| slot.map(|slot| words[slot][row]);
        let yes = |truth: Truth| (truth != Truth::Unknown).then_some(truth == Truth::Yes);
        let opposite = || word(self.at.non_planar).and_then(Word::truth).map(Truth::negate);
        let stated = word(self.at.planar).and_then(Word::truth).or_else(opposite).and_then(yes);
        stated.or_else(|| word(self.at.node).and_then(Word::is_planar)).or(self.planar_default.and_then(yes))
    }

    fn others(&self, block: &mut Block) {
        let Block { numbers, words, facts, lints, odd, .. } = block;
        for (column, (_, slot)) in facts.numeric.iter_mut().zip(&self.at.numeric) {
            column.copy_from_slice(&numbers[*slot]);
        }
        // Counts that are none are errors, which the exact way words.
        let counts = [(self.at.bits, 1024), (self.at.die_count, i64::MAX)].into_iter();
        let factors = self.at.unit_factors.iter().map(|slot| (Some(*slot), i64::MAX));
        for (slot, most) in counts.chain(factors).filter_map(|(slot, most)| Some((slot?, most))) {
            const ONE: i64 = SCALE as i64;
            let fits = |count: i64| count == MISSING || (count >= ONE && count % ONE == 0 && count / ONE <= most);
            odd.iter_mut().zip(&numbers[slot]).for_each(|(odd, count)| *odd |= !fits(*count));
        }
        if let Some(slot) = self.at.circuits {
            // Several circuits: rates, areas and remarks are for the exact way.
            let one = |count: &i64| matches!(*count, MISSING) || *count == SCALE as i64;
            odd.iter_mut().zip(&numbers[slot]).for_each(|(odd, count)| *odd |= !one(count));
        }
        for (column, flag) in facts.flags.iter_mut().zip(&self.shape.flags) {
            match flag {
                Flag::Datacenter => {
                    for (row, code) in column.iter_mut().enumerate() {
                        let stated = self.at.datacenter.and_then(|slot| words[slot][row].truth());
                        let market = || self.at.market.and_then(|slot| words[slot][row].truth());
                        let truth = stated.or_else(market);
                        if truth == Some(Truth::Unknown) {
                            lints[row] |= MARKET_UNCLEAR;
                        }
                        *code = code_of(truth.unwrap_or(Truth::Unknown));
                    }
                }
                Flag::HasHbm => {
                    if let Some(slot) = self.at.memory_kind {
                        let code = |word: &Word| code_of(word.truth().unwrap_or(Truth::Unknown));
                        column.iter_mut().zip(&words[slot]).for_each(|(cell, word)| *cell = code(word));
                    }
                }
                Flag::ProgrammableLogic => {
                    if let Some(slot) = self.at.programmable {
                        let code = |word: &Word| code_of(word.truth().unwrap_or(Truth::No));
                        column.iter_mut().zip(&words[slot]).for_each(|(cell, word)| *cell = code(word));
                    }
                }
                Flag::AdvancedLogic => {
                    for (row, code) in column.iter_mut().enumerate() {
                        let node = self.at.node.map(|slot| words[slot][row]);
                        *code = code_of(Word::advanced(self.planar(words, row), node));
                    }
                }
                Flag::MemoryItem => {}
            }
        }
        for (column, choice) in facts.choices.iter_mut().zip(&self.shape.choices) {
            let slot = if *choice == Choice::Form { self.at.form } else { self.at.cryptography };
            let Some(slot) = slot else { continue };
            for (row, (cell, word)) in column.iter_mut().zip(&words[slot]).enumerate() {
                let place = word.choice().unwrap_or(0);
                // Memory and computers have measures of their own.
                let other = matches!(choice.values()[usize::from(place)], "memory" | "computer");
                odd[row] |= *choice == Choice::Form && other;
                *cell = place;
            }
        }
    }
}

fn code_of(truth: Truth) -> u8 {
    match truth {
        Truth::No => 0,
        Truth::Yes => 1,
        Truth::Unknown => 2,
    }
}

fn fixed(format: &Format, readings: &Readings) -> Weight {
    let significant = format.is_tf32() && readings.tf32_bits == Tf32Bits::Significant;
    let bits = if significant { 19 } else { i64::from(format.bits()) };
    Weight::Fixed { bits, highest_2022: highest_2022(bits, readings) }
}

/// The largest bit length that the October 2022 rule may count where the accumulator is not stated.
fn highest_2022(bits: i64, readings: &Readings) -> i64 {
    if readings.bit_length_2022 == BitLength2022::Inputs { bits } else { bits.max(32) }
}

fn mark(lints: &mut [u8], column: &[i64], lint: u8) {
    for (lints, value) in lints.iter_mut().zip(column) {
        *lints |= if *value >= 0 { lint } else { 0 };
    }
}

impl Block {
    /// Whether a row has to go the exact way.
    pub(super) fn is_odd(&self, row: usize) -> bool {
        self.odd[row]
    }
}

/// Where the cells of a block of rows are.
#[derive(Copy, Clone, Debug)]
pub(super) struct Table<'c> {
    pub(super) bytes: &'c [u8],
    /// Whether quotes around a cell are not part of it.
    pub(super) quoting: bool,
    /// The ends of all fields.
    pub(super) ends: &'c [u32],
    /// For each row, where it starts and the place of its first field's end; [`NOT_WHOLE`] if it lacks fields.
    pub(super) rows: &'c [(u32, u32)],
    /// How many fields a whole row has.
    pub(super) width: usize,
    /// By column, those that are numbers in the file.
    pub(super) numbers: &'c [Option<Numbers>],
    /// Where the rows start in them.
    pub(super) from: usize,
}

/// In place of a row's first field: the row is not as wide as the header.
pub(super) const NOT_WHOLE: u32 = u32::MAX;

impl<'c> Table<'c> {
    /// Where a cell starts and ends; `None` if the row has too few or too many.
    #[inline(always)]
    pub(super) fn place(&self, (start, first): (u32, u32), column: usize) -> Option<(usize, usize)> {
        if first == NOT_WHOLE {
            return None;
        }
        let at = first as usize + column;
        let start = if column == 0 { start } else { self.ends[at - 1] + 1 };
        Some((start as usize, self.ends[at] as usize))
    }

    /// The width of all rows and the ends of their fields, if all rows are whole and follow each other.
    fn regular(&self) -> Option<(usize, &'c [u32])> {
        let first = self.rows.first()?.1 as usize;
        let whole = self.rows.iter().enumerate().all(|(row, (_, at))| *at as usize == first + row * self.width);
        let ends = self.ends.get(first..first + self.rows.len() * self.width)?;
        (whole && self.width > 0).then_some((self.width, ends))
    }

    pub(super) fn is_whole(&self, row: usize) -> bool {
        self.rows[row].1 != NOT_WHOLE
    }

    /// The bytes of a cell of a whole row.
    #[inline(always)]
    pub(super) fn cell(&self, row: usize, column: usize) -> (usize, usize) {
        self.place(self.rows[row], column).unwrap_or((0, 0))
    }

    /// The text of a cell.
    pub(super) fn text(&self, start: usize, end: usize) -> Cow<'c, str> {
        super::scan::text(&self.bytes[start..end], self.quoting)
    }
}

/// By the number of decimals, the factor from digits to millionths of the base unit; 0 where it is no whole number or the
/// product may be too large.
fn factors(multiplier: &Exact) -> [i64; 8] {
    let mut factors = [0; 8];
    for (decimals, factor) in factors.iter_mut().enumerate() {
        let scale = Exact::from(SCALE).checked_div(&Exact::from(10u64.pow(decimals as u32)));
        let exact = scale.map(|scale| &scale * multiplier);
        let whole = exact.and_then(|exact| exact.floor_scaled(1).filter(|low| exact.ceil_scaled(1) == Some(*low)));
        // Eight digits times this stay below 2^63.
        *factor = whole.filter(|factor| *factor < 90_000_000_000).unwrap_or(0);
    }
    factors
}

impl Scale {
    /// Digits and decimals to a scaled integer, or [`ODD`].
    #[inline(always)]
    fn quick(&self, digits: u64, decimals: usize) -> i64 {
        let factor = self.factors[decimals & 7];
        let value = (digits as i64).wrapping_mul(factor);
        if factor == 0 || value > self.limit { ODD } else { value }
    }

    /// Numbers as they stand in the file, from row `from` on.
    fn take(&self, numbers: &Numbers, from: usize, values: &mut [i64], odd: &mut [bool]) {
        let there = &numbers.there[from..];
        match (&numbers.values, self.tens) {
            (Values::Doubles(doubles), Some(tens)) => {
                for ((value, double), there) in values.iter_mut().zip(&doubles[from..]).zip(there) {
                    let scaled = tens.scaled(*double, self.limit).unwrap_or(ODD);
                    *value = if *there { scaled } else { MISSING };
                }
            }
            (Values::Integers(integers, decimals @ ..8), _) => {
                for ((value, integer), there) in values.iter_mut().zip(&integers[from..]).zip(there) {
                    let quick = (0..100_000_000).contains(integer);
                    let scaled = if quick { self.quick(*integer as u64, *decimals) } else { ODD };
                    *value = if *there { scaled } else { MISSING };
                }
            }
            _ => values.iter_mut().zip(there).for_each(|(value, there)| *value = if *there { ODD } else { MISSING }),
        }
        for (row, value) in values.iter_mut().enumerate().filter(|(_, value)| **value == ODD) {
            *value = self.exact(&numbers.text(from + row), Decimal::Point);
            odd[row] |= *value == ODD;
        }
    }

    /// A cell of any kind to a scaled integer, [`MISSING`] or [`ODD`].
    #[inline(never)]
    fn exact(&self, text: &str, decimal: Decimal) -> i64 {
        if cell::is_missing(text) {
            return MISSING;
        }
        fn value<U: UnitWords>(text: &str, column: &Column, decimal: Decimal) -> Option<Exact> {
            cell::known::<U>(text, column, decimal).ok()?.as_exact().cloned()
        }
        let column = &self.column;
        let Some(kind) = column.meaning.kind() else { return ODD };
        let text = match column.fact() {
            Some(ColumnFact::BitLength) => {
                text.trim().trim_end_matches(|c: char| c.is_alphabetic() || c == '-' || c == ' ')
            }
            _ => text,
        };
        let exact = match kind {
            Kind::Throughput => value::<Tops>(text, column, decimal),
            Kind::Tpp => value::<Tpp>(text, column, decimal),
            Kind::Area => value::<SquareMillimeters>(text, column, decimal),
            Kind::Bandwidth => value::<GBPerSecond>(text, column, decimal),
            Kind::Transceiver => value::<GigabitsPerSecond>(text, column, decimal),
            Kind::Transistors => value::<TransistorsBillion>(text, column, decimal),
            Kind::Clock => value::<Gigahertz>(text, column, decimal),
            Kind::App => value::<WeightedTeraflops>(text, column, decimal),
            Kind::Count => value::<Count>(text, column, decimal),
        };
        let scaled = exact.and_then(|exact| {
            let (low, high) = (exact.floor_scaled(SCALE)?, exact.ceil_scaled(SCALE)?);
            (low == high).then_some(low)
        });
        scaled.filter(|scaled| (0..=LARGEST).contains(scaled)).unwrap_or(ODD)
    }
}
