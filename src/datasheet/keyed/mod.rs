//! Part files with keys: TOML and JSON. Another layout for the same labels and the same grammar of values.
//!
//! Both formats are read into one [`PartFile`] by serde. Scalars stay as they are written, so that `1.41` never
//! becomes a binary float on its way.

mod json;
mod toml;

pub(super) use json::read as json;
pub(super) use toml::read as toml;

use super::error::{DatasheetErrorKind, Fault, Faults, quote};
use super::label::nearest;
use super::layout::markdown::{MAX_LINE, undecorated};
use super::layout::{Content, Sheet};
use super::marks;
use super::section::Section;
use super::span::Span;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The keys of a part file. They mirror the labels of the Markdown form; `K` is a free key, `V` a scalar.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PartFile<K, V> {
    name: Option<V>,
    vendor: Option<V>,
    #[serde(alias = "also_known_as", alias = "aliases")]
    also_known_as: Option<Texts<V>>,
    status: Option<V>,
    released: Option<V>,
    retrieved: Option<V>,
    form: Option<V>,
    #[serde(alias = "integrated_circuits")]
    integrated_circuits: Option<V>,
    market: Option<V>,
    datacenter: Option<V>,
    #[serde(alias = "field_programmable_logic", alias = "fpga")]
    field_programmable_logic: Option<V>,
    cryptography: Option<V>,
    transistors: Option<V>,
    #[serde(alias = "single_ended_io")]
    single_ended_io: Option<V>,
    #[serde(alias = "transceiver_rate")]
    transceiver_rate: Option<V>,
    tpp: Option<V>,
    app: Option<V>,
    power: Option<V>,
    #[serde(default = "Vec::new", alias = "units")]
    unit: Vec<UnitFile<K, V>>,
    #[serde(default = "Vec::new", alias = "dies")]
    die: Vec<DieFile<V>>,
    memory: Option<MemoryFile<V>>,
    links: Option<Pairs<K, V>>,
    #[serde(default = "Vec::new", alias = "control_status")]
    control_status: Vec<V>,
    #[serde(default = "Vec::new")]
    notes: Vec<V>,
    sources: Option<Pairs<K, V>>,
}

/// A processing unit.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct UnitFile<K, V> {
    name: Option<V>,
    count: Option<V>,
    clock: Option<V>,
    macs: Option<Pairs<K, V>>,
    rates: Option<Pairs<K, V>>,
}

/// A kind of die.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DieFile<V> {
    name: Option<V>,
    role: Option<V>,
    count: Option<V>,
    area: Option<V>,
    #[serde(alias = "process")]
    node: Option<V>,
    transistor: Option<V>,
}

/// The memory.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MemoryFile<V> {
    r#type: Option<V>,
    capacity: Option<V>,
    bandwidth: Option<V>,
    area: Option<V>,
    stacks: Option<V>,
}

/// One text, or a list of them.
#[derive(Debug)]
struct Texts<V>(Vec<V>);

/// A table with free keys, in the order of the file.
#[derive(Debug)]
struct Pairs<K, V>(Vec<(K, V)>);

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Pairs<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect<K, V>(PhantomData<(K, V)>);
        impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Collect<K, V> {
            type Value = Pairs<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Collect(PhantomData))
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Texts<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Texts)
    }
}

/// A key or a scalar as it is written, and the byte where its text starts.
#[derive(Clone, Debug)]
struct Cell {
    text: String,
    at: usize,
}

impl Cell {
    fn span(&self) -> Span<'_> {
        Span::new(&self.text, self.at)
    }

    /// The same without bold and the like, as in Markdown.
    fn undecorated(mut self) -> Self {
        if let Cow::Owned(text) = undecorated(&self.text) {
            self.text = text;
        }
        self
    }
}

/// How a format gives keys and scalars back as text.
trait Format {
    type Key;
    type Value;

    fn key(&self, key: &Self::Key) -> Cell;

    /// # Errors
    /// If the value is a list or a table.
    fn value(&self, value: &Self::Value) -> Result<Cell, Fault>;
}

/// A fault for a value that is a list or table.
fn not_a_scalar(at: usize) -> Fault {
    Fault::value(at..at + 1, "a list or a table has no meaning here").expected("a text in quotation marks, or a number")
}

/// The rows of a file, owning their text.
#[derive(Default)]
pub(super) struct Entries {
    entries: Vec<Entry>,
}

enum Entry {
    Section(Section),
    Pair { label: Cell, value: Cell },
    Die(Vec<Cell>),
    Prose(Cell),
}

/// The columns of [`Entry::Die`].
const DIE: [&str; 6] = ["Die", "Role", "Count", "Area", "Process", "Transistor"];

impl Entries {
    /// The same as a sheet.
    pub(super) fn sheet(&self) -> Sheet<'_> {
        let mut sheet = Sheet::default();
        for entry in &self.entries {
            match entry {
                Entry::Section(section) => sheet.sections.push(section.clone()),
                Entry::Pair { label, value } => {
                    let (label, value) = (label.span().trim(), value.span().trim());
                    sheet.push(Content::Pair { label, value, starred: None, hint: None });
                }
                Entry::Die(cells) => {
                    let header = DIE.map(|name| Span::new(name, 0)).to_vec().into();
                    sheet.push(Content::Cells { header, cells: cells.iter().map(|cell| cell.span().trim()).collect() });
                }
                Entry::Prose(cell) => {
                    let span = cell.span().trim();
                    let text = span.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    sheet.push(Content::Prose { span, text, sign: marks::note(span).map(|(sign, _)| sign) });
                }
            }
        }
        sheet
    }
}

/// Puts the keys of a file in the order of the Markdown form.
struct Writer<'f, F> {
    format: F,
    out: Entries,
    faults: &'f mut Faults,
}

impl<F: Format> Writer<'_, F> {
    fn section(&mut self, section: Section) {
        self.out.entries.push(Entry::Section(section));
    }

    fn cell(&mut self, value: &F::Value) -> Option<Cell> {
        let result = self.format.value(value).and_then(|mut cell| {
            if cell.text.len() > MAX_LINE {
                let message = format!("a text of {} bytes; the longest read has {MAX_LINE}", cell.text.len());
                return Err(Fault::new(DatasheetErrorKind::TooLong, cell.at..cell.at, message));
            }
            cell.text = cell.text.replace(['\n', '\r', '\t'], " ");
            Ok(cell)
        });
        self.faults.keep(result)
    }

    /// A value under a fixed label.
    fn value(&mut self, label: &str, value: Option<&F::Value>) {
        if let Some(value) = value.and_then(|value| self.cell(value)) {
            let label = Cell { text: label.to_owned(), at: value.at };
            self.out.entries.push(Entry::Pair { label, value: value.undecorated() });
        }
    }

    /// Values under labels of their own.
    fn pairs(&mut self, suffix: &str, pairs: Option<&Pairs<F::Key, F::Value>>) {
        for (key, value) in pairs.into_iter().flat_map(|pairs| &pairs.0) {
            if let Some(value) = self.cell(value) {
                let mut label = self.format.key(key);
                label.text.push_str(suffix);
                let (label, value) = (label.undecorated(), value.undecorated());
                self.out.entries.push(Entry::Pair { label, value });
            }
        }
    }

    fn prose(&mut self, section: Section, texts: &[F::Value]) {
        self.section(section);
        for text in texts {
            if let Some(cell) = self.cell(text) {
                self.out.entries.push(Entry::Prose(cell));
            }
        }
    }

    fn file(mut self, file: &PartFile<F::Key, F::Value>) -> Entries {
        self.value("Name", file.name.as_ref());
        self.value("Vendor", file.vendor.as_ref());
        if let Some(names) = &file.also_known_as {
            let cells: Vec<Cell> = names.0.iter().filter_map(|name| self.cell(name)).collect();
            if let Some(first) = cells.first() {
                let at = first.at;
                let text = cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(", ");
                let label = Cell { text: "Also known as".to_owned(), at };
                let value = Cell { text, at }.undecorated();
                self.out.entries.push(Entry::Pair { label, value });
            }
        }
        for (label, value) in [
            ("Status", &file.status),
            ("Released", &file.released),
            ("Retrieved", &file.retrieved),
            ("Form", &file.form),
            ("Integrated circuits", &file.integrated_circuits),
            ("Market", &file.market),
            ("Datacenter", &file.datacenter),
            ("Field programmable logic", &file.field_programmable_logic),
            ("Cryptography", &file.cryptography),
            ("Transistors", &file.transistors),
            ("Single-ended I/O", &file.single_ended_io),
            ("Transceiver rate", &file.transceiver_rate),
            ("TPP", &file.tpp),
            ("APP", &file.app),
            ("Power", &file.power),
        ] {
            self.value(label, value.as_ref());
        }
        file.unit.iter().for_each(|unit| self.unit(unit));
        self.section(Section::Dies);
        file.die.iter().for_each(|die| self.die(die));
        if let Some(memory) = &file.memory {
            self.section(Section::Memory);
            self.value("Type", memory.r#type.as_ref());
            self.value("Capacity", memory.capacity.as_ref());
            self.value("Bandwidth", memory.bandwidth.as_ref());
            self.value("Area", memory.area.as_ref());
            self.value("Stacks", memory.stacks.as_ref());
        }
        self.section(Section::Links);
        self.pairs("", file.links.as_ref());
        self.prose(Section::ControlStatus, &file.control_status);
        self.prose(Section::Notes, &file.notes);
        self.section(Section::Sources);
        for (key, value) in file.sources.iter().flat_map(|sources| &sources.0) {
            if let Some(value) = self.cell(value) {
                let key = self.format.key(key);
                self.out
                    .entries
                    .push(Entry::Prose(Cell { text: format!("[{}]: {}", key.text, value.text), at: key.at }));
            }
        }
        self.out
    }

    fn unit(&mut self, unit: &UnitFile<F::Key, F::Value>) {
        let name = unit.name.as_ref().and_then(|name| self.cell(name)).unwrap_or(Cell { text: String::new(), at: 0 });
        self.section(Section::unit(name.undecorated().span()));
        self.value("Units", unit.count.as_ref());
        self.value("Clock", unit.clock.as_ref());
        self.pairs(" multiply-accumulates per clock", unit.macs.as_ref());
        self.pairs("", unit.rates.as_ref());
    }

    fn die(&mut self, die: &DieFile<F::Value>) {
        let values = [&die.name, &die.role, &die.count, &die.area, &die.node, &die.transistor];
        let empty = || Cell { text: String::new(), at: 0 };
        let cells = values.map(|value| value.as_ref().and_then(|value| self.cell(value)).unwrap_or_else(empty));
        self.out.entries.push(Entry::Die(cells.map(Cell::undecorated).to_vec()));
    }
}

/// What serde says, in our words: an unknown key with the nearest known one.
fn fault(message: &str, range: std::ops::Range<usize>) -> Fault {
    let message = message.trim().replace('\n', "; ");
    let Some((key, rest)) = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`')) else {
        return Fault::new(DatasheetErrorKind::Syntax, range, message);
    };
    let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    let fault = Fault::new(DatasheetErrorKind::Label, range, format!("unknown key {}", quote(key)));
    match nearest(key, known.iter().copied()) {
        Some(name) => fault.help(format!("did you mean \"{name}\"?")),
        None => fault.expected(format!("one of {}", known.join(", "))),
    }
}
