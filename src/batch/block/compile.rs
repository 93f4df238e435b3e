//! A layout to the steps that its cells go through.

use super::*;

impl Program {
    /// Compiles a layout. `Err` if a default cannot be read.
    pub(in crate::batch) fn new(layout: &Layout, readings: &Readings) -> Result<Self, row::CellError> {
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
            datacenter_default: None,
            format_default: None,
            asks_2022: true,
            remarks: true,
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

    /// The same with the October 2022 measure only if the law asks for it, and with remarks only if somebody does.
    pub(in crate::batch) fn only(mut self, asks_2022: bool, remarks: bool) -> Self {
        (self.asks_2022, self.remarks) = (asks_2022, remarks);
        self
    }

    pub(in crate::batch) fn shape(&self) -> &Shape {
        &self.shape
    }

    fn number(&mut self, column: &Column) -> usize {
        let slot = self.numbers;
        self.numbers += 1;
        let limit = cell::largest(column, true).map_or(LARGEST, |most| (most * SCALE) as i64).min(LARGEST);
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
                    // How products are added up matters to the rule of 2022 alone: that is left to the exact way.
                    at_least: rate.at_least || rate.accumulate.is_some(),
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
            (ColumnFact::Datacenter, _) => {
                self.datacenter_default = row::truth(value).ok();
            }
            (ColumnFact::Format, _) => {
                let format = row::text_format(value).ok();
                self.format_default = format.map(|format| (format.bits(), format.is_tf32()));
            }
            // Factors that a row lacks are for the exact way.
            (ColumnFact::Units | ColumnFact::Macs, _) if existing => {}
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

    pub(super) fn shape_of(&self) -> Shape {
        let at = &self.at;
        let flag = |flag: Flag, there: bool| there.then_some(flag);
        let node = at.node.is_some() || at.planar.is_some() || at.non_planar.is_some() || self.planar_default.is_some();
        Shape {
            tops_ranged: at.tpp.is_some(),
            numeric: at.numeric.iter().map(|(fact, _)| *fact).collect(),
            flags: [
                flag(
                    Flag::Datacenter,
                    at.datacenter.is_some() || at.market.is_some() || self.datacenter_default.is_some(),
                ),
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
}

fn fixed(format: &Format, readings: &Readings) -> Weight {
    let significant = format.is_tf32() && readings.tf32_bits == Tf32Bits::Significant;
    let bits = if significant { 19 } else { i64::from(format.bits()) };
    Weight::Fixed { bits, highest_2022: highest_2022(bits, readings) }
}

/// The largest bit length that the October 2022 rule may count where the accumulator is not stated.
pub(super) fn highest_2022(bits: i64, readings: &Readings) -> i64 {
    if readings.bit_length_2022 == BitLength2022::Inputs { bits } else { bits.max(32) }
}
