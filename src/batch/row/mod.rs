//! The cells of one row, or of the rows of one part, to a [`Part`].

mod words;

use super::cell::{Decimal, is_missing, known};
use super::layout::{Column, Layout, Rates};
use super::meaning::{ColumnFact, Meaning, RateColumn};
use crate::Truth;
use crate::part::{
    Cited, Cryptography, Die, Direction, Engine, Form, Format, Link, MacRate, Market, Part, ProcessingUnit, Rate,
    Scope, Sparsity, Transistor, foundry_node,
};
use crate::quantity::parse::UnitWords;
use crate::quantity::{Count, Exact, GBPerSecond, Gigahertz, Known, SquareMillimeters, Tops};
use std::fmt;
pub(super) use words::{node, planar, planar_default, process, text_format, tops_sparsity, truth, whole};

/// A cell that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// The header of its column.
    pub column: String,
    /// What stands in it, cut short if it is long.
    pub text: String,
    /// What is wrong with it.
    pub message: String,
}

impl CellError {
    pub(super) fn new(column: &str, text: &str, message: impl Into<String>) -> Self {
        Self { column: column.to_owned(), text: short(text), message: message.into() }
    }
}

/// A text as errors give it: cut short if it is long.
pub(super) fn short(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

impl std::error::Error for CellError {}

impl fmt::Display for CellError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.column.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "column {:?}: {:?}: {}", self.column, self.text, self.message)
    }
}

/// A part under construction.
#[derive(Debug, Default)]
pub(super) struct Builder {
    part: Part,
    rates: Vec<(String, Rate)>,
    tops: Option<(Known<Tops>, Sparsity)>,
    bits: Option<u16>,
    format: Option<Format>,
    area: Option<Known<SquareMillimeters>>,
    die_count: Option<u32>,
    planar: Option<Truth>,
    nodes: Vec<String>,
    foundry: Option<String>,
    datacenter: Option<Truth>,
    market: Option<Market>,
    units: Option<u64>,
    macs: Option<Known<Count>>,
    clock: Option<Known<Gigahertz>>,
    given: Vec<ColumnFact>,
    /// Planar or not where neither the row nor its process name tells.
    planar_default: Option<Truth>,
    /// How many factors of units and of multiply-accumulates the row gave.
    factors: (usize, usize),
    /// Several values of one thing are alternatives: the rows of the long form.
    merging: bool,
    /// Words and counts that a row of the part gave, in lower case.
    said: Vec<(ColumnFact, String)>,
    /// A factor of the architecture is missing.
    lacks_factors: bool,
    /// The rates of a part of several rows: whether one shows how fast it is at best, or the table's rates are said to.
    shows_peak: bool,
}

/// This much or more.
fn at_least(value: &Known<Tops>) -> Known<Tops> {
    Known::from_extent(value.extent().max(&crate::quantity::Extent::anything()))
}

fn cited<T>(value: T) -> Option<Cited<T>> {
    Some(Cited::new(value))
}

impl Builder {
    /// For a part whose values come from several rows: a second value of one thing is an alternative to the first.
    pub(super) fn merging() -> Self {
        Self { merging: true, ..Self::default() }
    }

    /// Takes a cell.
    ///
    /// # Errors
    /// In words.
    pub(super) fn put(&mut self, column: &Column, text: &str, decimal: Decimal) -> Result<(), String> {
        if is_missing(text) {
            return Ok(());
        }
        let text = text.trim();
        let fact = match &column.meaning {
            Meaning::Rate(rate) => return self.rate(rate, column, text, decimal),
            Meaning::Fact(fact) => *fact,
        };
        self.given.push(fact);
        let merging = self.merging;
        fn either<U: crate::quantity::Unit>(merging: bool, before: Option<&Known<U>>, new: Known<U>) -> Known<U> {
            match before.filter(|_| merging) {
                Some(before) => Known::from_extent(before.extent().union(new.extent())),
                None => new,
            }
        }
        fn read<U: UnitWords>(
            merging: bool,
            before: &Option<Cited<Known<U>>>,
            (text, column, decimal): (&str, &Column, Decimal),
        ) -> Result<Option<Cited<Known<U>>>, String> {
            let before = before.as_ref().map(|before| &before.value);
            Ok(cited(either(merging, before, known::<U>(text, column, decimal)?)))
        }
        let from = (text, column, decimal);
        // Words and counts of one part are the same in all its rows.
        if self.merging
            && !matches!(fact, ColumnFact::Node | ColumnFact::Name | ColumnFact::Vendor)
            && column.kind_of_many()
        {
            let new = (fact, text.to_lowercase());
            match self.said.iter().find(|(known, _)| *known == fact) {
                Some((_, known)) if *known != new.1 => {
                    return Err(format!("another row of this part says {known:?}"));
                }
                Some(_) => return Ok(()),
                None => self.said.push(new),
            }
        }
        let part = &mut self.part;
        match fact {
            ColumnFact::Name => part.name = text.to_owned(),
            ColumnFact::Vendor => part.vendor = Some(text.to_owned()),
            ColumnFact::Tpp => part.stated_tpp = read(merging, &part.stated_tpp, from)?,
            ColumnFact::Tops => self.tops = Some((known(text, column, decimal)?, tops_sparsity(column))),
            ColumnFact::BitLength => {
                // "8", "8-bit", "8 bits".
                let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '-' || c == ' ');
                let bits = whole(&known(digits, column, decimal)?)?;
                self.bits =
                    Some(u16::try_from(bits).ok().filter(|bits| *bits <= 1024).ok_or("expected 1 to 1024 bits")?);
            }
            ColumnFact::Format => self.format = Some(text_format(text)?),
            ColumnFact::DieArea => self.area = Some(either(merging, self.area.as_ref(), known(text, column, decimal)?)),
            ColumnFact::DieCount => self.die_count = Some(whole(&known(text, column, decimal)?)?),
            ColumnFact::Planar => self.planar = Some(planar(text)?),
            ColumnFact::NonPlanar if self.planar.is_none() => {
                let non_planar = match Transistor::from_words(text) {
                    Some(transistor) => Truth::from(transistor == Transistor::NonPlanar),
                    None => truth(text)?,
                };
                self.planar = Some(non_planar.negate());
            }
            ColumnFact::NonPlanar => {}
            ColumnFact::Node => {
                let node = node(text, column.unit.as_deref());
                if !self.nodes.contains(&node) {
                    self.nodes.push(node);
                }
            }
            ColumnFact::Foundry => self.foundry = Some(text.to_owned()),
            ColumnFact::Datacenter => self.datacenter = Some(truth(text)?),
            ColumnFact::Market => self.market = Some(Market::from_words(text)),
            ColumnFact::Form => part.form = cited(text.parse::<Form>()?),
            ColumnFact::Cryptography => part.cryptography = cited(text.parse::<Cryptography>()?),
            ColumnFact::MemoryKind => part.memory.kind = cited(text.to_owned()),
            ColumnFact::MemoryBandwidth => part.memory.bandwidth = read(merging, &part.memory.bandwidth, from)?,
            ColumnFact::MemoryArea => part.memory.area = read(merging, &part.memory.area, from)?,
            ColumnFact::IoBandwidth => {
                let before = part.links.first().map(|link| &link.bandwidth.value);
                let bandwidth = Cited::new(either(merging, before, known::<GBPerSecond>(text, column, decimal)?));
                let link = Link { name: column.header.clone(), bandwidth, direction: Direction::Bidirectional };
                part.links = vec![link];
            }
            ColumnFact::Transistors => part.transistors = read(merging, &part.transistors, from)?,
            ColumnFact::Circuits => part.integrated_circuits = cited(whole(&known(text, column, decimal)?)?),
            ColumnFact::ProgrammableLogic => part.programmable_logic = cited(truth(text)?),
            ColumnFact::SingleEndedIo => part.single_ended_io = read(merging, &part.single_ended_io, from)?,
            ColumnFact::TransceiverRate => part.transceiver_rate = read(merging, &part.transceiver_rate, from)?,
            ColumnFact::App => part.stated_app = read(merging, &part.stated_app, from)?,
            ColumnFact::Units => {
                let factor = u64::from(whole(&known(text, column, decimal)?)?);
                self.factors.0 += 1;
                self.units = Some(self.units.unwrap_or(1).checked_mul(factor).ok_or("too many units")?);
            }
            ColumnFact::Macs => {
                let factor = known::<Count>(text, column, decimal)?;
                self.factors.1 += 1;
                self.macs = Some(match &self.macs {
                    Some(so_far) => Known::from_extent(so_far.extent().multiply(factor.extent())),
                    None => factor,
                });
            }
            ColumnFact::Clock => self.clock = Some(known(text, column, decimal)?),
            ColumnFact::Field | ColumnFact::Value | ColumnFact::Unit | ColumnFact::Condition => {}
        }
        Ok(())
    }

    fn rate(&mut self, rate: &RateColumn, column: &Column, text: &str, decimal: Decimal) -> Result<(), String> {
        let mut value = known::<Tops>(text, column, decimal)?;
        self.shows_peak |= rate.shows_peak();
        if rate.at_least {
            value = at_least(&value);
        }
        let rate_of = Rate {
            format: rate.format.clone(),
            engine: rate.engine,
            sparsity: rate.sparsity,
            accumulate: rate.accumulate,
            scope: Scope::Package,
            value: Cited::new(value),
        };
        let same = |(unit, known): &&mut (String, Rate)| {
            *unit == rate.processing_unit
                && (&known.format, known.engine, known.sparsity, known.accumulate)
                    == (&rate_of.format, rate_of.engine, rate_of.sparsity, rate_of.accumulate)
        };
        if self.merging
            && let Some((_, known)) = self.rates.iter_mut().find(same)
        {
            known.value.value = Known::from_extent(known.value.value.extent().union(rate_of.value.value.extent()));
            return Ok(());
        }
        self.rates.push((rate.processing_unit.clone(), rate_of));
        Ok(())
    }

    /// Takes the defaults of facts that no cell gave.
    pub(super) fn defaults(&mut self, layout: &Layout) -> Result<(), CellError> {
        let columns = |fact: ColumnFact| layout.columns.iter().filter(|column| column.fact() == Some(fact)).count();
        let whole = |given: usize, fact: ColumnFact| {
            given == columns(fact) || (given == 0 && layout.default_of(fact).is_some())
        };
        let complete = whole(self.factors.0, ColumnFact::Units) && whole(self.factors.1, ColumnFact::Macs);
        self.lacks_factors = !complete && !self.merging;
        self.shows_peak |= !self.merging || layout.rates == Some(Rates::Complete);
        for (fact, value) in &layout.defaults {
            if self.given.contains(fact) {
                continue;
            }
            let column = default_column(*fact);
            if let Some(planar) = planar_default(*fact, value) {
                let stated = [ColumnFact::Planar, ColumnFact::NonPlanar].iter().any(|fact| self.given.contains(fact));
                self.planar_default = Some(planar).filter(|_| !stated);
                continue;
            }
            // What the row says in other words counts as said.
            let said = match fact {
                ColumnFact::Datacenter => self.market.is_some(),
                ColumnFact::Format => self.bits.is_some(),
                ColumnFact::BitLength => self.format.is_some(),
                _ => false,
            };
            if said {
                continue;
            }
            self.put(&column, value, Decimal::Point)
                .map_err(|message| CellError::new(&column.header, value, message))?;
        }
        Ok(())
    }

    /// The part.
    pub(super) fn finish(self) -> Result<Part, String> {
        let Self { mut part, rates, .. } = self;
        let mut units: Vec<ProcessingUnit> = Vec::new();
        let mut unit = |name: &str| {
            units.iter().position(|unit| unit.name == name).unwrap_or_else(|| {
                units.push(ProcessingUnit { name: name.to_owned(), ..ProcessingUnit::default() });
                units.len() - 1
            })
        };
        let mut rates = rates;
        if !self.shows_peak && self.tops.is_none() {
            // As the columns of a wide table are taken: see `Layout`.
            for (_, rate) in &mut rates {
                rate.value.value = at_least(&rate.value.value);
            }
        }
        let mut places: Vec<(usize, Rate)> = rates.into_iter().map(|(name, rate)| (unit(&name), rate)).collect();
        if let Some((value, sparsity)) = self.tops {
            let format = match (&self.format, self.bits) {
                (Some(format), _) => format.clone(),
                (None, Some(bits)) => format!("{bits}-bit").parse().map_err(|error| format!("{error}"))?,
                (None, None) => return Err("a rate is given without the bit length of its operation".to_owned()),
            };
            let rate = Rate {
                format,
                engine: Engine::Unstated,
                sparsity,
                accumulate: None,
                scope: Scope::Package,
                value: Cited::new(value),
            };
            places.push((unit(""), rate));
        }
        if let Some(per_clock) = self.macs {
            let format = match (&self.format, self.bits) {
                (Some(format), _) => format.clone(),
                (None, Some(bits)) => format!("{bits}-bit").parse().map_err(|error| format!("{error}"))?,
                (None, None) => return Err("multiply-accumulates are given without a format".to_owned()),
            };
            let place = unit("");
            // A factor that is missing is not one.
            let per_clock = if self.lacks_factors { Known::unknown() } else { per_clock };
            units[place].count = u32::try_from(self.units.unwrap_or(1)).map_err(|_| "too many units")?;
            units[place].clock = self.clock.map(Cited::new);
            units[place].macs.push(MacRate { format, per_clock: Cited::new(per_clock) });
        }
        for (place, rate) in places {
            units[place].rates.push(rate);
        }
        part.units = units;
        let node = process(self.foundry.as_deref(), &self.nodes);
        let told = node.as_deref().and_then(foundry_node).is_some();
        let stated = self.planar.filter(|planar| *planar != Truth::Unknown);
        let transistor = match stated.or(self.planar_default.filter(|_| !told)) {
            Some(Truth::Yes) => Some(Transistor::Planar),
            Some(Truth::No) => Some(Transistor::NonPlanar),
            Some(Truth::Unknown) | None => None,
        };
        if self.area.is_some() || self.die_count.is_some() || node.is_some() || transistor.is_some() {
            part.dies.push(Die {
                name: "die".to_owned(),
                role: crate::part::DieRole::Compute,
                count: self.die_count.map(Cited::new),
                area: self.area.map(Cited::new),
                node: node.map(Cited::new),
                transistor: transistor.map(Cited::new),
            });
        }
        part.market = match (self.datacenter, self.market) {
            (Some(datacenter), _) => cited(Market { text: format!("datacenter: {datacenter}"), datacenter }),
            (None, market) => market.map(Cited::new),
        };
        Ok(part)
    }
}

/// The column that a default would stand in.
pub(super) fn default_column(fact: ColumnFact) -> Column {
    Column {
        index: usize::MAX,
        header: format!("--default {}", fact.name()),
        meaning: Meaning::Fact(fact),
        unit: fact.kind().map(|kind| kind.base_unit().to_owned()),
        multiplier: Exact::ONE,
        stated: true,
        computers: true,
    }
}

/// The part that a row describes. `cell` gives the text of a column.
///
/// # Errors
/// The first cell that cannot be read.
pub(super) fn part<'c>(
    layout: &Layout,
    mut cell: impl FnMut(usize) -> std::borrow::Cow<'c, str>,
) -> Result<Part, CellError> {
    let mut builder = Builder::default();
    for column in &layout.columns {
        let text = cell(column.index);
        let put = builder.put(column, &text, layout.decimal);
        put.map_err(|message| CellError::new(&column.header, text.trim(), message))?;
    }
    builder.defaults(layout)?;
    builder.finish().map_err(|message| CellError::new("", "", message))
}
