//! What each column of a file holds: header proposals, column maps and flags, resolved.

mod resolve;
mod sample;
mod usable;

use super::cell::Decimal;
use super::dialect;
use super::header::{Proposal, propose};
use super::map::ColumnMap;
use super::meaning::{ColumnFact, Kind, Meaning, RateColumn};
use crate::part::Sparsity;
use crate::quantity::Exact;
use resolve::{Slot, apply_flags, drop_idle, first_of_names, from_map, slot};
pub(super) use resolve::{find, place};
use std::fmt;

/// A column that is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its place, from 0.
    pub index: usize,
    /// Its header.
    pub header: String,
    /// What it holds.
    pub meaning: Meaning,
    /// The unit of numbers without one; `None` if neither header nor map says it.
    pub unit: Option<String>,
    /// The factor from that unit to the base unit of its kind.
    pub(crate) multiplier: Exact,
    /// Whether a person said what it holds: not to be second-guessed.
    pub(crate) stated: bool,
    /// Whether rows may be whole computers, whose values have no bounds worth checking.
    pub(crate) computers: bool,
}

impl Column {
    fn new(index: usize, header: &str, meaning: Meaning, unit: Option<String>) -> Result<Self, String> {
        let multiplier = match (meaning.kind(), &unit) {
            (Some(kind), Some(unit)) => kind
                .multiplier(unit)
                .ok_or_else(|| format!("{unit:?} is not a unit of {}; expected {}", meaning.name(), kind.expected()))?,
            _ => Exact::ONE,
        };
        Ok(Self { index, header: header.to_owned(), meaning, unit, multiplier, stated: false, computers: false })
    }

    pub(crate) fn is_rate(&self) -> bool {
        self.meaning.kind() == Some(Kind::Throughput)
    }

    pub(crate) fn fact(&self) -> Option<ColumnFact> {
        match self.meaning {
            Meaning::Fact(fact) => Some(fact),
            Meaning::Rate(_) => None,
        }
    }

    /// Whether it holds a word or a count, of which a part has one: not a quantity that sources may give differently.
    pub(crate) fn kind_of_many(&self) -> bool {
        matches!(self.meaning.kind(), None | Some(Kind::Count))
    }

    /// The name of what it holds, as flags write it.
    pub(crate) fn name(&self) -> String {
        self.meaning.name()
    }
}

/// One row a part, or several rows a part.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// One row a part, a column a fact.
    Wide,
    /// A row for each fact or rate of a part; rows of one part stand together.
    Long,
}

/// Whether the rates of a table show how fast its parts are at best.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Rates {
    /// They do: no part is faster.
    Complete,
    /// A part may be faster than the table says.
    AtLeast,
}

/// What each column of a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The headers as they stand in the file.
    pub headers: Vec<String>,
    /// The columns that are used, in order.
    pub columns: Vec<Column>,
    /// The headers that are not used, each with the reason if there is one.
    pub unused: Vec<(usize, String)>,
    /// The known kind of file it is.
    pub dialect: Option<&'static str>,
    /// One row a part, or several.
    pub form: Form,
    /// What holds where a row does not say: `datacenter` yes.
    pub defaults: Vec<(ColumnFact, String)>,
    /// How numbers are written.
    pub decimal: Decimal,
    /// What a person said of the rates.
    pub rates: Option<Rates>,
    /// What was taken for granted where neither headers nor flags say it.
    pub remarks: Vec<String>,
}

/// What the user says of the columns.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// A column map, in place of proposals.
    pub map: Option<ColumnMap>,
    /// Meaning and header: `fp16`, `FP16 dense`. The meaning `unused` leaves a column out.
    pub columns: Vec<(String, String)>,
    /// Meaning and unit.
    pub units: Vec<(String, String)>,
    /// Fact and value for rows that do not say.
    pub defaults: Vec<(String, String)>,
    /// The form, where the headers do not tell.
    pub form: Option<Form>,
    /// How numbers are written, if it is stated.
    pub decimal: Option<Decimal>,
    /// Whether the rates show how fast parts are at best, if it is stated.
    pub rates: Option<Rates>,
}

/// Columns that cannot be used as they are: ambiguous, missing, or wrongly named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutError(pub(in crate::batch) String);

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LayoutError {}

fn error<T>(message: impl Into<String>) -> Result<T, LayoutError> {
    Err(LayoutError(message.into()))
}

impl Layout {
    /// Resolves headers with what the user says of them.
    ///
    /// ```
    /// use eccn::batch::{Layout, Mapping};
    /// let headers = ["Part", "FP16 dense (TFLOPS)", "Die Size (mm^2)", "Price"].map(str::to_owned);
    /// let layout = Layout::new(&headers, &Mapping::default())?;
    /// let facts: Vec<String> = layout.columns.iter().map(|column| column.meaning.name()).collect();
    /// assert_eq!(facts, ["name", "fp16", "die_area"]);
    /// # Ok::<(), eccn::batch::LayoutError>(())
    /// ```
    ///
    /// # Errors
    /// If two columns claim one fact, if none gives throughput, if a column that looks like a rate or an area is not
    /// clear, or if the map or a flag names what is not there. The message lists the candidates.
    pub fn new(headers: &[String], mapping: &Mapping) -> Result<Self, LayoutError> {
        let layout = Self::proposed(headers, mapping)?;
        layout.usable()?;
        Ok(layout)
    }

    /// As [`new`](Self::new), without refusing what is ambiguous, unclear or missing: for showing it to a person.
    ///
    /// # Errors
    /// If the map or a flag names what is not there.
    pub fn proposed(headers: &[String], mapping: &Mapping) -> Result<Self, LayoutError> {
        let dialect = if mapping.map.is_some() { None } else { dialect::detect(headers) };
        let read = dialect.map_or(propose as fn(&str) -> Proposal, |dialect| dialect.read);
        let mut slots: Vec<Slot> = match &mapping.map {
            Some(map) => from_map(headers, map)?,
            None => headers.iter().map(|header| slot(read(header))).collect(),
        };
        apply_flags(headers, mapping, &mut slots)?;
        if mapping.map.is_none() {
            first_of_names(&mut slots);
        }
        drop_idle(headers, &mut slots);
        let mut columns = Vec::new();
        let mut unused = Vec::new();
        for (index, (header, slot)) in headers.iter().zip(slots).enumerate() {
            match slot.meaning {
                Some(meaning) => {
                    let column = Column::new(index, header, meaning, slot.unit)
                        .map_err(|message| LayoutError(format!("column {header:?}: {message}")))?;
                    columns.push(Column { stated: slot.stated, ..column });
                }
                None if slot.unclear => unused.push((index, format!("unclear: {}", slot.why))),
                None => unused.push((index, slot.why)),
            }
        }
        let mut defaults = mapping.map.as_ref().map(|map| map.defaults.clone()).unwrap_or_default();
        for (name, value) in &mapping.defaults {
            let Ok(Meaning::Fact(fact)) = Meaning::from_name(name) else {
                return error(format!("--default {name}={value}: {name:?} is not a fact that can have a default"));
            };
            defaults.retain(|(known, _)| *known != fact);
            defaults.push((fact, value.clone()));
        }
        let has = |fact: ColumnFact| columns.iter().any(|column| column.fact() == Some(fact));
        let long = has(ColumnFact::Name)
            && (has(ColumnFact::Value) || has(ColumnFact::Tops))
            && (has(ColumnFact::Field) || has(ColumnFact::Format));
        let stated = mapping.form.or(mapping.map.as_ref().and_then(|map| map.form));
        let form = stated.unwrap_or(if long { Form::Long } else { Form::Wide });
        let mut layout = Self {
            headers: headers.to_vec(),
            columns,
            unused,
            dialect: dialect.map(|dialect| dialect.name),
            form,
            defaults,
            decimal: mapping.decimal.or(mapping.map.as_ref().and_then(|map| map.decimal)).unwrap_or_default(),
            rates: mapping.rates,
            remarks: Vec::new(),
        };
        let computers = layout.has(ColumnFact::Form);
        layout.columns.iter_mut().for_each(|column| column.computers = computers);
        layout.bound_rates(mapping.map.is_some());
        Ok(layout)
    }

    /// Takes rates as "at least" where no column shows how fast a part is at best: a table of FP32 and FP64 rates, or of FP16
    /// rates that may be those of vector hardware, leaves the faster matrix hardware out. A map says so itself.
    fn bound_rates(&mut self, mapped: bool) {
        let rates = |layout: &Self| {
            let rates = layout.columns.iter().filter_map(|column| match &column.meaning {
                Meaning::Rate(rate) => Some(rate.shows_peak()),
                Meaning::Fact(_) => None,
            });
            rates.collect::<Vec<bool>>()
        };
        let others = [ColumnFact::Tops, ColumnFact::Macs].iter().any(|fact| self.has(*fact));
        let bound = match self.rates {
            Some(Rates::Complete) => Some(false),
            Some(Rates::AtLeast) => Some(true),
            None if mapped || others => None,
            None => rates(self).iter().all(|shows| !shows).then_some(true),
        };
        for column in &mut self.columns {
            if let (Meaning::Rate(rate), Some(bound)) = (&mut column.meaning, bound) {
                rate.at_least = bound;
            }
        }
    }

    /// Whether a column or a default gives this fact.
    pub(crate) fn has(&self, fact: ColumnFact) -> bool {
        self.columns.iter().any(|column| column.fact() == Some(fact))
            || self.defaults.iter().any(|(known, _)| *known == fact)
    }

    /// The default of a fact.
    pub(crate) fn default_of(&self, fact: ColumnFact) -> Option<&str> {
        self.defaults.iter().find(|(known, _)| *known == fact).map(|(_, value)| value.as_str())
    }
}

/// A rate column as a dialect or a flag would have it.
pub(super) fn dense(rate: &RateColumn) -> RateColumn {
    RateColumn { sparsity: Sparsity::Dense, ..rate.clone() }
}
