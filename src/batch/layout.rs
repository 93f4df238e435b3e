//! What each column of a file holds: header proposals, column maps and flags, resolved.

use super::cell::Decimal;
use super::dialect;
use super::header::{Proposal, propose};
use super::map::ColumnMap;
use super::meaning::{ColumnFact, Kind, Meaning, RateColumn};
use crate::part::Sparsity;
use crate::quantity::Exact;
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
}

impl Column {
    fn new(index: usize, header: &str, meaning: Meaning, unit: Option<String>) -> Result<Self, String> {
        let multiplier = match (meaning.kind(), &unit) {
            (Some(kind), Some(unit)) => kind
                .multiplier(unit)
                .ok_or_else(|| format!("{unit:?} is not a unit of {}; expected {}", meaning.name(), kind.expected()))?,
            _ => Exact::ONE,
        };
        Ok(Self { index, header: header.to_owned(), meaning, unit, multiplier })
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
}

/// Columns that cannot be used as they are: ambiguous, missing, or wrongly named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutError(pub(super) String);

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LayoutError {}

fn error<T>(message: impl Into<String>) -> Result<T, LayoutError> {
    Err(LayoutError(message.into()))
}

/// A header's proposal with what became of it.
struct Slot {
    meaning: Option<Meaning>,
    unit: Option<String>,
    why: String,
    unclear: bool,
    /// By a flag or a map: not to be second-guessed.
    stated: bool,
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
                    let column = Column::new(index, header, meaning, slot.unit);
                    columns.push(column.map_err(|message| LayoutError(format!("column {header:?}: {message}")))?);
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
        Ok(Self {
            headers: headers.to_vec(),
            columns,
            unused,
            dialect: dialect.map(|dialect| dialect.name),
            form,
            defaults,
            decimal: mapping.decimal.unwrap_or_default(),
        })
    }

    /// Whether the layout can be used.
    ///
    /// # Errors
    /// The first thing that keeps it from being used: see [`new`](Self::new).
    pub fn usable(&self) -> Result<(), LayoutError> {
        let list = |columns: &[&Column]| {
            let names: Vec<String> = columns.iter().map(|column| format!("{:?}", column.header)).collect();
            names.join(", ")
        };
        if let Some((_, why)) = self.unused.iter().find(|(_, why)| why.starts_with("unclear: ")) {
            let why = why.trim_start_matches("unclear: ");
            return error(format!(
                "{why}\n  say what it holds with --column FACT=HEADER, or that it is of no use with --column unused=HEADER"
            ));
        }
        let many = |fact: ColumnFact| matches!(fact, ColumnFact::Node | ColumnFact::Units | ColumnFact::Macs);
        for column in &self.columns {
            let Some(fact) = column.fact().filter(|fact| !many(*fact)) else { continue };
            let same: Vec<&Column> = self.columns.iter().filter(|other| other.fact() == Some(fact)).collect();
            if same.len() > 1 {
                return error(format!(
                    "{} columns may hold {}: {}\n  pick one with --column {}=HEADER",
                    same.len(),
                    fact.name(),
                    list(&same),
                    fact.name()
                ));
            }
        }
        let find = |fact: ColumnFact| self.columns.iter().find(|column| column.fact() == Some(fact));
        if self.form == Form::Wide {
            for fact in [ColumnFact::Condition, ColumnFact::Unit, ColumnFact::Field, ColumnFact::Value] {
                if let Some(column) = find(fact) {
                    return error(format!(
                        "{:?} is of a table with several rows a part, which this is not\n  say --layout long, name what it holds \
                         with --column FACT=HEADER, or leave it out with --column unused=HEADER",
                        column.header
                    ));
                }
            }
        }
        if let (Some(area), true) = (find(ColumnFact::DieArea), find(ColumnFact::DieCount).is_some()) {
            let header = area.header.to_lowercase();
            if ["total", "applicable", "all dies", "sum"].iter().any(|word| header.contains(word)) {
                return error(format!(
                    "{:?} may be the area of all dies, and the number of dies has a column too\n  if it is the area of one die, \
                     say --column die_area=HEADER; if of all, --column unused=HEADER for the number of dies",
                    area.header
                ));
            }
        }
        // Memory is asked for its bandwidth and area.
        let memory = self.has(ColumnFact::Form) || self.has(ColumnFact::MemoryArea);
        let throughput = |column: &Column| match &column.meaning {
            Meaning::Rate(_) => true,
            Meaning::Fact(ColumnFact::MemoryBandwidth) => memory,
            Meaning::Fact(fact) => {
                matches!(fact, ColumnFact::Tpp | ColumnFact::Tops | ColumnFact::Macs | ColumnFact::Value)
            }
        };
        if !self.columns.iter().any(throughput) {
            let headers: Vec<String> = self.headers.iter().map(|header| format!("{header:?}")).collect();
            return error(format!(
                "no column gives throughput (a format such as FP16, TOPS with bit length, TPP, or multiply-accumulates)\n  \
                 the columns are {}\n  say which with --column fp16=HEADER; `eccn columns FILE` shows what was understood",
                if headers.is_empty() { "none: the file has no header".to_owned() } else { headers.join(", ") }
            ));
        }
        let has = |fact: ColumnFact| self.has(fact);
        if has(ColumnFact::Tops) && !has(ColumnFact::BitLength) && !has(ColumnFact::Format) {
            return error(
                "a column of TOPS needs the bit length of each row: name its column with --column bit_length=HEADER, or \
                 give one for all with --default bit_length=8",
            );
        }
        if has(ColumnFact::Macs) && !(has(ColumnFact::Clock) && has(ColumnFact::Units)) {
            return error(
                "multiply-accumulates per clock need columns for the clock and for the number of units: --column \
                 clock=HEADER, --column units=HEADER, or --default units=1",
            );
        }
        if has(ColumnFact::Macs) && !(has(ColumnFact::Format) || has(ColumnFact::BitLength)) {
            return error("multiply-accumulates need a format: --default format=fp16");
        }
        Ok(())
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

fn slot(proposal: Proposal) -> Slot {
    let mut slot = Slot { meaning: None, unit: None, why: String::new(), unclear: false, stated: false };
    match proposal {
        Proposal::Column { meaning, unit } => (slot.meaning, slot.unit) = (Some(meaning), unit),
        Proposal::Unused(why) => slot.why = why.to_owned(),
        Proposal::Unclear { what, why } => (slot.unclear, slot.why) = (what.decides(), why),
        Proposal::Other => {}
    }
    slot
}

/// The place that `#3` names, if there are so many columns.
pub(super) fn place(headers: &[String], name: &str) -> Option<usize> {
    let number = name.strip_prefix('#')?.parse::<usize>().ok()?;
    (1..=headers.len()).contains(&number).then(|| number - 1)
}

/// The place of a header named by the user: as `#3`, whatever the headers are, or by its words.
pub(super) fn find(headers: &[String], name: &str) -> Result<usize, LayoutError> {
    if let Some(place) = place(headers, name) {
        return Ok(place);
    }
    let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
    let found: Vec<usize> = (0..headers.len()).filter(|index| same(&headers[*index], name)).collect();
    match found[..] {
        [one] => Ok(one),
        [] => {
            let all: Vec<String> = headers.iter().map(|header| format!("{header:?}")).collect();
            let nearest =
                headers.iter().max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
            let hint = nearest.map(|nearest| format!("; did you mean {nearest:?}?")).unwrap_or_default();
            error(format!("there is no column {name:?}{hint}\n  the columns are {}", all.join(", ")))
        }
        _ => {
            let places: Vec<String> = found.iter().map(|index| format!("#{}", index + 1)).collect();
            error(format!(
                "the header {name:?} stands over {} columns: say which as {}",
                found.len(),
                places.join(" or ")
            ))
        }
    }
}

fn from_map(headers: &[String], map: &ColumnMap) -> Result<Vec<Slot>, LayoutError> {
    let nothing =
        || Slot { meaning: None, unit: None, why: "not in the column map".into(), unclear: false, stated: false };
    let mut slots: Vec<Slot> = headers.iter().map(|_| nothing()).collect();
    for entry in &map.columns {
        let slot = &mut slots[find(headers, &entry.header)?];
        if slot.stated {
            return error(format!("the column map names {:?} twice", entry.header));
        }
        slot.stated = true;
        slot.meaning.clone_from(&entry.meaning);
        slot.unit.clone_from(&entry.unit);
        slot.why = "unused in the column map".into();
    }
    Ok(slots)
}

fn apply_flags(headers: &[String], mapping: &Mapping, slots: &mut [Slot]) -> Result<(), LayoutError> {
    for (name, header) in &mapping.columns {
        let index = find(headers, header)?;
        if name == "unused" {
            slots[index] = Slot {
                meaning: None,
                unit: None,
                why: "left out by --column unused".into(),
                unclear: false,
                stated: true,
            };
            continue;
        }
        let meaning =
            Meaning::from_name(name).map_err(|message| LayoutError(format!("--column {name}={header}: {message}")))?;
        // What was proposed for this fact gives way to what is stated.
        for slot in slots.iter_mut().filter(|slot| !slot.stated) {
            if slot.meaning.as_ref().is_some_and(|proposed| same_fact(proposed, &meaning)) {
                (slot.meaning, slot.why) = (None, format!("another column was named for {name}"));
            }
        }
        let proposed = propose(header);
        let unit = match proposed {
            Proposal::Column { unit, meaning: read } if read.kind() == meaning.kind() => unit,
            _ => super::header::unit_for(header, &meaning),
        };
        slots[index] = Slot { meaning: Some(meaning), unit, why: String::new(), unclear: false, stated: true };
    }
    for (name, unit) in &mapping.units {
        let wanted =
            Meaning::from_name(name).map_err(|message| LayoutError(format!("--unit {name}={unit}: {message}")))?;
        let mut found = false;
        for slot in slots.iter_mut() {
            if slot.meaning.as_ref().is_some_and(|meaning| same_fact(meaning, &wanted)) {
                slot.unit = Some(unit.clone());
                found = true;
            }
        }
        if !found {
            return error(format!(
                "--unit {name}={unit}: no column holds {name}; name one with --column {name}=HEADER"
            ));
        }
    }
    Ok(())
}

fn same_fact(a: &Meaning, b: &Meaning) -> bool {
    match (a, b) {
        (Meaning::Rate(a), Meaning::Rate(b)) => a.format == b.format,
        (a, b) => a == b,
    }
}

/// Leaves out columns that answer nothing: parts of a product that is not there, and facts that several columns claim and
/// that no circuit's paragraph turns on. What is left out is unknown, never guessed.
fn drop_idle(headers: &[String], slots: &mut [Slot]) {
    use ColumnFact::{Clock, Foundry, Macs, MemoryArea, MemoryBandwidth, MemoryKind, Transistors, Units};
    let is = |slot: &Slot, fact: ColumnFact| slot.meaning == Some(Meaning::Fact(fact));
    if !slots.iter().any(|slot| is(slot, Macs)) {
        for slot in slots.iter_mut().filter(|slot| !slot.stated && (is(slot, Clock) || is(slot, Units))) {
            slot.meaning = None;
        }
    }
    // Where a column says that its rates are dense, another of that format that does not say is of other rates.
    let rate = |slot: &Slot| match &slot.meaning {
        Some(Meaning::Rate(rate)) => Some((rate.format.clone(), rate.processing_unit.clone(), rate.sparsity)),
        _ => None,
    };
    let dense: Vec<_> = slots.iter().filter_map(rate).filter(|(.., sparsity)| *sparsity == Sparsity::Dense).collect();
    for slot in slots.iter_mut().filter(|slot| !slot.stated) {
        if let Some((format, unit, Sparsity::Unstated)) = rate(slot)
            && dense.iter().any(|(other, of, _)| (other, of) == (&format, &unit))
        {
            slot.meaning = None;
            slot.why = format!("another column gives dense {format} rates");
        }
    }
    for fact in [MemoryKind, MemoryBandwidth, MemoryArea, Transistors, Foundry, Clock] {
        let claims: Vec<usize> = (0..slots.len()).filter(|index| is(&slots[*index], fact)).collect();
        if claims.len() < 2 {
            continue;
        }
        let stated = claims.iter().any(|index| slots[*index].stated);
        let names: Vec<String> = claims.iter().map(|index| format!("{:?}", headers[*index])).collect();
        for index in claims {
            if slots[index].stated {
                continue;
            }
            slots[index].meaning = None;
            let (names, fact) = (names.join(" and "), fact.name());
            slots[index].why = match stated {
                true => format!("another column was named for {fact}"),
                false => format!("{names} may each be {fact}; name one with --column {fact}=HEADER"),
            };
        }
    }
}

/// Several columns may look like names; the first is the name. It decides nothing.
fn first_of_names(slots: &mut [Slot]) {
    for fact in [ColumnFact::Name, ColumnFact::Vendor] {
        let is = |slot: &&mut Slot| slot.meaning == Some(Meaning::Fact(fact));
        let stated = slots.iter_mut().filter(is).any(|slot| slot.stated);
        for slot in slots.iter_mut().filter(is).filter(|slot| !slot.stated).skip(usize::from(!stated)) {
            (slot.meaning, slot.why) = (None, format!("another column is the {}", fact.name()));
        }
    }
}

/// A rate column as a dialect or a flag would have it.
pub(super) fn dense(rate: &RateColumn) -> RateColumn {
    RateColumn { sparsity: Sparsity::Dense, ..rate.clone() }
}
