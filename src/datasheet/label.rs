//! Label text to the field it names: the one place where a spelling is added.

use super::error::{DatasheetErrorKind, Fault, quote};
use super::marks::{Mark, trailing};
use super::section::Section;
use super::span::Span;
use super::words::{Said, Topic, phrase, word};
use crate::part::Format;
use crate::quantity::parse::unit_word;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Vendor,
    Aliases,
    Status,
    Released,
    Retrieved,
    Form,
    Circuits,
    Market,
    Datacenter,
    ProgrammableLogic,
    Cryptography,
    Tpp,
    App,
    Transistors,
    SingleEndedIo,
    TransceiverRate,
    Power,
    UnitCount,
    Clock,
    DieCount,
    DieArea,
    DieNode,
    MemoryKind,
    MemoryCapacity,
    MemoryBandwidth,
    MemoryArea,
    MemoryStacks,
    /// Throughput in each of these formats.
    Rate(Vec<Format>, Said),
    /// Multiply-accumulates per clock in each of these formats.
    Macs(Vec<Format>),
    /// An input or output path with its name.
    Link(String),
}

/// Where a spelling holds.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Place {
    Anywhere,
    Unit,
    Dies,
    Memory,
}

/// Every spelling (in lower case, with `-` and `_` as spaces); the first of a field is the one suggested.
const SPELLINGS: &[(Field, Place, &[&str])] = &[
    (Field::Vendor, Place::Anywhere, &["Vendor", "Manufacturer", "Maker", "Company"]),
    (Field::Name, Place::Anywhere, &["Name", "Product", "Product name", "Model", "Model name"]),
    (Field::Aliases, Place::Anywhere, &["Also known as", "Aliases", "Alias"]),
    (Field::Status, Place::Anywhere, &["Status"]),
    (Field::Released, Place::Anywhere, &["Released", "Release date", "Launch date", "Launched", "Launch"]),
    (Field::Retrieved, Place::Anywhere, &["Retrieved"]),
    (Field::Form, Place::Anywhere, &["Form", "Item form", "Product form"]),
    (
        Field::Circuits,
        Place::Anywhere,
        &["Integrated circuits", "ICs", "Integrated circuits per item", "Chips per item", "Chips per card"],
    ),
    (Field::Market, Place::Anywhere, &["Market", "Market segment", "Segment"]),
    (Field::Datacenter, Place::Anywhere, &["Datacenter", "Data center"]),
    (
        Field::ProgrammableLogic,
        Place::Anywhere,
        &["Field programmable logic", "Field programmable logic device", "FPGA", "Programmable logic"],
    ),
    (Field::Cryptography, Place::Anywhere, &["Cryptography"]),
    (Field::Tpp, Place::Anywhere, &["TPP", "Total processing performance", "Total processing performance (TPP)"]),
    (Field::App, Place::Anywhere, &["APP", "Adjusted peak performance", "Adjusted peak performance (APP)"]),
    (Field::Transistors, Place::Anywhere, &["Transistors", "Transistor count"]),
    (Field::SingleEndedIo, Place::Anywhere, &["Single ended I/O", "Single ended digital input/outputs"]),
    (Field::TransceiverRate, Place::Anywhere, &["Transceiver rate", "Aggregate transceiver rate"]),
    (
        Field::Power,
        Place::Anywhere,
        &["Power", "TDP", "TBP", "Thermal design power", "Typical board power", "Max power", "Power consumption"],
    ),
    (Field::UnitCount, Place::Unit, &["Units", "Count", "Cores", "SMs", "CUs", "Compute units"]),
    (
        Field::Clock,
        Place::Anywhere,
        &["Clock", "Boost clock", "Clock speed", "Clock frequency", "Frequency", "Peak engine clock"],
    ),
    (Field::DieCount, Place::Anywhere, &["Die count", "Dies", "Compute dies", "Number of dies"]),
    (Field::DieCount, Place::Dies, &["Count"]),
    (Field::DieArea, Place::Anywhere, &["Die area", "Die size"]),
    (Field::DieArea, Place::Dies, &["Area", "Size"]),
    (
        Field::DieNode,
        Place::Anywhere,
        &["Process", "Process node", "Process technology", "Node", "Technology node", "Manufacturing process"],
    ),
    (Field::MemoryKind, Place::Memory, &["Type", "Kind"]),
    (Field::MemoryKind, Place::Anywhere, &["Memory type", "GPU memory type"]),
    (Field::MemoryCapacity, Place::Memory, &["Capacity", "Size"]),
    (Field::MemoryCapacity, Place::Anywhere, &["Memory capacity", "Memory size", "GPU memory"]),
    (Field::MemoryBandwidth, Place::Memory, &["Bandwidth"]),
    (
        Field::MemoryBandwidth,
        Place::Anywhere,
        &["Memory bandwidth", "GPU memory bandwidth", "Peak memory bandwidth", "Total memory bandwidth"],
    ),
    (Field::MemoryArea, Place::Memory, &["Area"]),
    (Field::MemoryArea, Place::Anywhere, &["Package area", "Stack area", "Memory area", "Memory package area"]),
    (Field::MemoryStacks, Place::Memory, &["Stacks", "Devices"]),
    (Field::MemoryStacks, Place::Anywhere, &["Memory stacks", "HBM stacks"]),
];

/// How the names of links begin, for files without sections.
const LINKS: &[&str] = &[
    "nvlink",
    "pcie",
    "pci express",
    "ethernet",
    "infinity fabric",
    "infiniband",
    "interconnect",
    "hccs",
    "ici",
    "xe link",
    "roce",
    "ualink",
    "cxl",
    "neuronlink",
    "mlu-link",
    "mtlink",
    "serdes",
    "scale-up",
    "scale-out",
];

/// Ways to write the unit of [`Field::Macs`].
const MACS: &[&str] = &[
    "multiply accumulates per clock per unit",
    "multiply accumulates per clock",
    "multiply accumulates per cycle",
    "macs per clock",
    "macs per cycle",
    "mac per clock",
    "fmas per clock",
    "fma per clock",
    "fmas/clk",
    "fma/clk",
    "macs/clk",
    "mac/clk",
    "macs/clock",
    "fmas/clock",
    "fma/clock",
    "macs/cycle",
];

/// The words a rate's label may hold.
const RATE_TOPICS: &[Topic] =
    &[Topic::Sparsity, Topic::Engine, Topic::Scope, Topic::Confidence, Topic::Accumulate, Topic::Noise];

/// The most formats one label may name: `FP16/BF16`.
const MAX_FORMATS: usize = 8;
/// The longest label looked at, in bytes.
const MAX_LABEL: usize = 200;

/// A label, understood.
#[derive(Clone, Debug)]
pub(super) struct Label<'a> {
    pub(super) field: Field,
    /// The marks at its end: they hold for every value of the row.
    pub(super) marks: Vec<Mark<'a>>,
    /// The unit in brackets at its end: `Die area (mm²)`.
    pub(super) unit: Option<&'a str>,
}

/// Reads a label.
///
/// # Errors
/// If it names no field; suggests the nearest spelling.
pub(super) fn label<'a>(text: Span<'a>, section: &Section) -> Result<Label<'a>, Fault> {
    find(text, section).ok_or_else(|| unknown(stem(text).0, section))
}

/// Reads a label; `None` if it names no field.
pub(super) fn find<'a>(text: Span<'a>, section: &Section) -> Option<Label<'a>> {
    let (text, marks) = stem(text);
    if text.is_empty() || text.text.len() > MAX_LABEL {
        return None;
    }
    let link = || Field::Link(text.text.to_owned());
    if *section == Section::Links {
        return Some(Label { field: link(), marks, unit: None });
    }
    let field = |text: Span<'_>| named(text.text, section).or_else(|| throughput(text));
    if let Some(field) = field(text) {
        return Some(Label { field, marks, unit: None });
    }
    let (stem, unit) = without_unit(text);
    if let Some(field) = unit.and_then(|_| field(stem)) {
        return Some(Label { field, marks, unit });
    }
    let lower = text.text.to_lowercase();
    let is_link = LINKS.iter().any(|name| lower.starts_with(name));
    is_link.then(|| Label { field: link(), marks, unit: None })
}

/// A label without the marks and the colon at its end, and those marks.
fn stem(text: Span<'_>) -> (Span<'_>, Vec<Mark<'_>>) {
    // `NVLink†:` as well as `NVLink:†`: what is left must not end with a mark, or it would not survive printing.
    let mut marks = Vec::new();
    let mut rest = text.trim();
    loop {
        let (stem, mut found) = trailing(rest);
        found.append(&mut marks);
        marks = found;
        if !stem.text.ends_with(':') {
            return (stem, marks);
        }
        rest = stem.part(stem.text.trim_end_matches(':')).trim();
    }
}

/// `text` without a unit in brackets at its end, and that unit.
fn without_unit(text: Span<'_>) -> (Span<'_>, Option<&str>) {
    let inner = text.text.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let inner = inner.or_else(|| text.text.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')));
    match inner {
        Some((stem, unit)) if matches!(unit_word(unit.trim()), Ok(("", _))) => {
            (text.part(stem).trim(), Some(unit.trim()))
        }
        _ => (text, None),
    }
}

/// A label or spelling as they are compared.
fn key(text: &str) -> String {
    let spaced = text.to_lowercase().replace(['-', '_', '\u{2011}'], " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn holds(place: Place, section: &Section) -> bool {
    match place {
        Place::Anywhere => !matches!(section, Section::Links),
        Place::Unit => matches!(section, Section::Unit { .. }),
        Place::Dies => *section == Section::Dies,
        Place::Memory => *section == Section::Memory,
    }
}

/// The fields of each spelling, by its [`key`].
static BY_KEY: LazyLock<HashMap<String, Vec<(Place, Field)>>> = LazyLock::new(|| {
    let mut map: HashMap<String, Vec<(Place, Field)>> = HashMap::new();
    for (field, place, spellings) in SPELLINGS {
        for spelling in *spellings {
            map.entry(key(spelling)).or_default().push((*place, field.clone()));
        }
    }
    map
});

fn named(text: &str, section: &Section) -> Option<Field> {
    let fields = BY_KEY.get(&key(text))?;
    fields.iter().find(|(place, _)| holds(*place, section)).map(|(_, field)| field.clone())
}

/// A label that names formats: a rate, or multiply-accumulates per clock.
fn throughput(text: Span<'_>) -> Option<Field> {
    let mut rest = text.text;
    let mut said = Said::default();
    let mut macs = false;
    let mut names = String::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',', '(', ')', '[', ']', '\u{a0}']);
        let Some(first) = rest.chars().next() else { break };
        if let Ok((after, word)) = word(rest)
            && RATE_TOPICS.contains(&word.topic())
        {
            said.add(word, 0..0).ok()?;
            rest = after;
        } else if let Some(after) = MACS.iter().find_map(|spelling| phrase(spelling)(rest).ok().map(|(after, _)| after))
        {
            macs = true;
            rest = after;
        } else if first == '/' {
            names.push('/');
            rest = &rest[1..];
        } else {
            let end = rest.find([' ', '\t', ',', '(', ')', '[', ']', '/', '\u{a0}']).unwrap_or(rest.len());
            if !names.is_empty() && !names.ends_with('/') {
                names.push(' ');
            }
            names.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
    let names: Vec<&str> = names.split('/').collect();
    if names.len() > MAX_FORMATS {
        return None;
    }
    let formats: Vec<Format> = names.iter().map(|name| name.parse().ok()).collect::<Option<_>>()?;
    match (macs, said == Said::default()) {
        (false, _) => Some(Field::Rate(formats, said)),
        (true, true) => Some(Field::Macs(formats)),
        (true, false) => None,
    }
}

fn unknown(text: Span<'_>, section: &Section) -> Fault {
    let fault = |message: String| Fault::new(DatasheetErrorKind::Label, text.range(), message);
    if text.is_empty() {
        return fault("a label is missing".to_owned());
    }
    let fault = fault(format!("unknown label {}", quote(text.text)));
    let names = SPELLINGS.iter().filter(|(_, place, _)| holds(*place, section));
    let names = names.flat_map(|(_, _, spellings)| spellings.iter().copied()).chain(Format::known_names());
    match nearest(text.text, names) {
        Some(name) => fault.help(format!("did you mean \"{name}\"?")),
        None => fault.expected("a label such as Vendor, Die area, Memory bandwidth, or a format such as FP16 tensor"),
    }
}

/// The name nearest to `text`, if it is near: a third of the letters or fewer are to be changed.
pub(crate) fn nearest<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let text = key(text);
    let length = text.chars().count();
    if length > 40 {
        return None;
    }
    let (distance, name) =
        names.map(|name| (distance(&text, &key(name)), name)).min_by_key(|(distance, _)| *distance)?;
    (distance * 3 <= length).then_some(name)
}

/// How many letters are to be added, dropped, changed or swapped with their neighbor to make `a` from `b`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &str, section: Section) -> Option<Field> {
        find(Span::new(text, 0), &section).map(|label| label.field)
    }

    #[test]
    fn a_section_decides_between_labels() {
        assert_eq!(field("Bandwidth", Section::Memory), Some(Field::MemoryBandwidth));
        assert_eq!(field("Bandwidth", Section::Links), Some(Field::Link("Bandwidth".into())));
        assert_eq!(field("Bandwidth", Section::Head), None);
        assert_eq!(field("Area", Section::Dies), Some(Field::DieArea));
        assert_eq!(field("Area", Section::Memory), Some(Field::MemoryArea));
    }

    #[test]
    fn case_hyphens_and_a_unit_in_brackets_do_not_matter() {
        for text in ["die area", "DIE-AREA", "Die_size", "Die  area (mm²)", "Die area [mm²]", "Die area:"] {
            assert_eq!(field(text, Section::Head), Some(Field::DieArea), "{text}");
        }
        assert_eq!(find(Span::new("Die area (mm²)", 0), &Section::Head).and_then(|label| label.unit), Some("mm²"));
    }

    #[test]
    fn a_mark_before_the_colon_comes_off_too() {
        let label = find(Span::new("NVLink†:*", 0), &Section::Links).unwrap();
        assert_eq!(label.field, Field::Link("NVLink".into()));
        assert_eq!(label.marks.len(), 2);
    }

    #[test]
    fn multiply_accumulates_are_no_rate() {
        let fp16 = vec!["FP16".parse().unwrap()];
        assert_eq!(field("FP16 FMA/clk", Section::Head), Some(Field::Macs(fp16.clone())));
        assert_eq!(field("FP16 multiply-accumulates per clock", Section::Head), Some(Field::Macs(fp16)));
        assert_eq!(field("FP16 tensor FMA/clk", Section::Head), None);
    }

    #[test]
    fn every_spelling_is_read_where_it_holds() {
        let sections = [
            Section::Head,
            Section::Unit { name: String::new(), count: None, span: 0..0 },
            Section::Dies,
            Section::Memory,
        ];
        for (field, place, spellings) in SPELLINGS {
            for (spelling, section) in spellings.iter().flat_map(|s| sections.iter().map(move |section| (s, section))) {
                // A spelling of one section hides none that holds anywhere.
                if holds(*place, section) {
                    assert_eq!(named(spelling, section).as_ref(), Some(field), "{spelling}");
                }
            }
        }
    }

    #[test]
    fn distances() {
        assert_eq!(distance("vendor", "vendor"), 0);
        assert_eq!(distance("vendro", "vendor"), 1, "two neighbors swapped");
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
