//! Values of cells to facts: throughput, area, market, form.

use super::*;

impl Program {
    /// The weight of each row for a rate whose bit length is in another column.
    pub(super) fn row_weight(&self, block: &Block, row: usize) -> Option<(i64, i64)> {
        let format = self.at.format.and_then(|slot| block.words[slot][row].bits());
        if let Some(format) = format {
            return self.weight_of(format);
        }
        let bits = self.at.bits.map_or(MISSING, |slot| block.numbers[slot][row]);
        if let (MISSING, Some(format)) = (bits, self.format_default) {
            return self.weight_of(format);
        }
        let whole = bits > 0 && bits % SCALE as i64 == 0;
        let bits = whole.then_some(bits / SCALE as i64).filter(|bits| *bits <= 1024)?;
        Some((bits, highest_2022(bits, &self.readings)))
    }

    fn weight_of(&self, (bits, tf32): (u16, bool)) -> Option<(i64, i64)> {
        let significant = tf32 && self.readings.tf32_bits == Tf32Bits::Significant;
        let bits = if significant { 19 } else { i64::from(bits) };
        Some((bits, highest_2022(bits, &self.readings)))
    }

    pub(super) fn throughput(&self, block: &mut Block) {
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
            if self.remarks && rate.sparsity == Sparsity::Unstated {
                mark(lints, &numbers[rate.slot], SPARSITY_UNSTATED);
            }
            if rate.at_least {
                odd.iter_mut().zip(&numbers[rate.slot]).for_each(|(odd, value)| *odd |= *value >= 0);
            }
        }
        if self.remarks {
            self.halves(block);
        }
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
                    // A factor that is missing is not one: the exact way says so.
                    MISSING if any || slots.len() > 1 => return None,
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
        if self.at.macs.iter().all(|slot| block.numbers[*slot][row] == MISSING) {
            return Some(MISSING);
        }
        let (macs, _) = factors(&self.at.macs)?;
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

    pub(super) fn area(&self, block: &mut Block) {
        let Block { numbers, words, facts, lints, odd, planar, .. } = block;
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
        self.planar(words, planar);
        // By whether there is an area and by what is said of the dies.
        let kind = |there: bool, planar: u8| match (there, planar) {
            (true, 3) => Area::NonPlanar,
            (_, 2) => Area::Planar,
            (true, _) => Area::IfNonPlanar,
            (false, 3) => Area::UnknownNonPlanar,
            (false, _) => Area::Unknown,
        };
        let kinds: [[Area; 4]; 2] = [false, true].map(|there| [0, 1, 2, 3].map(|planar| kind(there, planar)));
        for ((area, is), planar) in facts.area.iter_mut().zip(&mut facts.area_is).zip(&*planar) {
            let kind = kinds[usize::from(*area > 0)][usize::from(*planar & 3)];
            *is = kind as u8;
            *area = if kind.has_value() { *area } else { 0 };
        }
    }

    /// Whether the dies of each row are planar (2), not (3), or not known (0, 1): as the row states it, as its process
    /// name tells, or by default.
    fn planar(&self, words: &[Vec<Word>], planar: &mut [u8]) {
        let default = match self.planar_default {
            Some(Truth::Yes) => 2,
            Some(Truth::No) => 3,
            _ => 0,
        };
        // By what the row says, what it says in a column of the opposite, and what its process name tells.
        let decide = |stated: u8, opposite: u8, named: u8| {
            let said = if stated > 0 { stated } else { [0, 1, 3, 2][usize::from(opposite)] };
            match (said, named) {
                (2 | 3, _) => said,
                (_, 2 | 3) => named,
                (0, _) => default,
                // Said to be unknown: no default takes its place.
                _ => 0,
            }
        };
        let mut decided = [0u8; 64];
        for (at, decided) in decided.iter_mut().enumerate() {
            *decided = decide(at as u8 >> 4, at as u8 >> 2 & 3, at as u8 & 3);
        }
        planar.fill(0);
        for (slot, shift) in [(self.at.planar, 4), (self.at.non_planar, 2)] {
            let Some(slot) = slot else { continue };
            planar.iter_mut().zip(&words[slot]).for_each(|(planar, word)| *planar |= word.truth_code() << shift);
        }
        if let Some(slot) = self.at.node {
            planar.iter_mut().zip(&words[slot]).for_each(|(planar, word)| *planar |= word.planar_code());
        }
        planar.iter_mut().for_each(|planar| *planar = decided[usize::from(*planar & 63)]);
    }

    pub(super) fn others(&self, block: &mut Block) {
        let Block { numbers, words, facts, lints, odd, planar, .. } = block;
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
                    let default = self.datacenter_default.map_or(0, truth_code);
                    column.fill(0);
                    // What is said of the use counts before what is said of the market.
                    for slot in [self.at.datacenter, self.at.market].into_iter().flatten() {
                        for (code, word) in column.iter_mut().zip(&words[slot]) {
                            *code = if *code > 0 { *code } else { word.truth_code() };
                        }
                    }
                    for (code, lint) in column.iter_mut().zip(&mut *lints) {
                        let said = if *code > 0 { *code } else { default };
                        *lint |= if said == 1 { MARKET_UNCLEAR } else { 0 };
                        *code = FACTS[usize::from(said & 3)];
                    }
                }
                Flag::HasHbm => {
                    if let Some(slot) = self.at.memory_kind {
                        let code = |word: &Word| FACTS[usize::from(word.truth_code() & 3)];
                        column.iter_mut().zip(&words[slot]).for_each(|(cell, word)| *cell = code(word));
                    }
                }
                Flag::ProgrammableLogic => {
                    if let Some(slot) = self.at.programmable {
                        // Nothing said is no.
                        let code = |word: &Word| [0, 2, 1, 0][usize::from(word.truth_code() & 3)];
                        column.iter_mut().zip(&words[slot]).for_each(|(cell, word)| *cell = code(word));
                    }
                }
                Flag::AdvancedLogic => {
                    for (row, (code, planar)) in column.iter_mut().zip(&*planar).enumerate() {
                        let planar = [None, None, Some(true), Some(false)][usize::from(*planar & 3)];
                        let node = self.at.node.map(|slot| words[slot][row]);
                        *code = FACTS[usize::from(truth_code(Word::advanced(planar, node)) & 3)];
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

/// The codes of facts, no, yes and unknown, by the [code of a word](Word::truth_code).
const FACTS: [u8; 4] = [2, 2, 1, 0];

fn truth_code(truth: Truth) -> u8 {
    Word::Truth(truth).truth_code()
}

fn mark(lints: &mut [u8], column: &[i64], lint: u8) {
    for (lints, value) in lints.iter_mut().zip(column) {
        *lints |= if *value >= 0 { lint } else { 0 };
    }
}
