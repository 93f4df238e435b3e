//! A design file: which keys there are, and what each is.

use super::expression::Expression;
use super::field::{Field, Kind};
use super::parameters::{Parameter, Parameters, Span, shifted};
use super::table::{Scalar, Table, parse, scalar};
use super::{Design, Die, Link, MAX_BYTES, Unit};
use crate::Truth;
use crate::datasheet::{DatasheetErrorKind, Fault, Faults, Source, quote};
use crate::part::{Cited, DieRole, Form, Format, Market, Transistor, foundry_node};
use std::ops::Range;

/// The most units, dies or links.
const MAX_ITEMS: usize = 100;

/// Reads a file. `None`: it is not TOML, or it lacks what every design has; then there is a fault.
pub(super) fn read(text: &str, source: &Source<'_>, faults: &mut Faults) -> Option<Design> {
    if text.len() > MAX_BYTES {
        let message = format!("a file of {} bytes; the longest read has {MAX_BYTES}", text.len());
        faults.push(Fault::new(DatasheetErrorKind::TooLong, 0..0, message));
        return None;
    }
    let root = parse(text, faults)?;
    let mut table = Table::new(text, root.get_ref());
    let title = table.scalar("design", faults);
    let parameters = table.table("parameters", faults);
    let parameters = Parameters::read(text, parameters, faults);
    let mut reader = Reader { text, source, faults, parameters, fields: Vec::new() };
    let design = reader.design(&mut table, title);
    table.finish(reader.faults);
    let Reader { parameters, fields, .. } = reader;
    let mut design = Design { parameters: parameters.free, derived: parameters.derived, fields, ..design? };
    whole(&mut design, faults);
    label(&mut design, faults);
    Some(design)
}

/// What counts something has to be whole, and so has what it follows from.
fn whole(design: &mut Design, faults: &mut Faults) {
    let mut counting: Vec<(usize, String)> = Vec::new();
    for field in design.fields.iter().filter(|field| field.kind.is_whole()) {
        let mut free = Vec::new();
        field.value.free(&mut free);
        counting.extend(free.into_iter().map(|place| (place, field.path.clone())));
    }
    for (place, path) in counting {
        let parameter = &mut design.parameters[place];
        if std::mem::replace(&mut parameter.whole, true) {
            continue;
        }
        let values: Vec<_> = match &parameter.span {
            Span::Fixed => Vec::new(),
            Span::Range(from, _, step) => [Some(from.clone()), step.clone()].into_iter().flatten().collect(),
            Span::List(values) => values.clone(),
        };
        let odd = values.iter().chain(&parameter.value).find_map(|value| Kind::Stacks.refuse(value));
        if let Some(odd) = odd {
            let message = format!("{odd}, and {} follows from {:?}", path, parameter.name);
            faults.push(Fault::value(parameter.range.clone(), message));
        }
    }
}

/// Parameters take the unit of the fields that they are all of, and may be written in no other.
fn label(design: &mut Design, faults: &mut Faults) {
    for field in &design.fields {
        let Expression::Free(place) = field.value else { continue };
        let parameter = &mut design.parameters[place];
        parameter.unit = field.kind.unit();
        if let Some(other) = parameter.written_in.filter(|unit| *unit != parameter.unit) {
            let wanted = if parameter.unit.is_empty() { "a number without a unit" } else { parameter.unit };
            let message = format!("{:?} is in {other}, and {} follows from it", parameter.name, field.path);
            faults.push(Fault::value(parameter.range.clone(), message).expected(wanted));
        }
    }
}

struct Reader<'t, 's, 'f> {
    text: &'t str,
    source: &'s Source<'s>,
    faults: &'f mut Faults,
    parameters: Parameters<'t>,
    fields: Vec<Field>,
}

impl<'t> Reader<'t, '_, '_> {
    fn design(&mut self, table: &mut Table<'t>, title: Option<Scalar>) -> Option<Design> {
        if title.is_none() {
            let fault = Fault::new(DatasheetErrorKind::Missing, 0..0, "the design has no name");
            self.faults.push(fault.expected("design = \"NAME\" before the first table"));
        }
        let vendor = table.scalar("vendor", self.faults).map(|vendor| vendor.text);
        let form = self.word(table, "form", |text| match text.parse::<Form>()? {
            Form::Memory => Err("a design is of a processor; a memory is a part file".to_owned()),
            form => Ok(form),
        });
        let market = self.word(table, "market", |text| Ok(Market::from_words(text)));
        let datacenter = self.word(table, "datacenter", str::parse::<Truth>);
        let cryptography = self.word(table, "cryptography", str::parse);
        let programmable_logic = self.word(table, "field-programmable-logic", str::parse::<Truth>);
        let circuits = self.field(table, "integrated-circuits", "integrated-circuits", Kind::Count);
        let transistors = self.field(table, "transistors", "transistors", Kind::Transistors);
        let units = self.units(table);
        let dies = self.dies(table);
        let (mut memory_kind, mut memory_bandwidth, mut memory_stacks) = (None, None, None);
        if let Some(mut memory) = table.table("memory", self.faults) {
            memory_kind = self.word(&mut memory, "type", |text| Ok(text.to_owned()));
            memory_stacks = self.field(&mut memory, "stacks", "memory.stacks", Kind::Stacks);
            memory_bandwidth = self.field(&mut memory, "bandwidth", "memory.bandwidth", Kind::Bandwidth);
            memory.finish(self.faults);
        }
        let links = self.links(table);
        let market = match (market, datacenter) {
            (Some(market), Some(stated)) => {
                Some(market.with(Market { datacenter: stated.value, text: market.value.text.clone() }))
            }
            (None, Some(stated)) => Some(stated.with(Market { text: String::new(), datacenter: stated.value })),
            (market, None) => market,
        };
        let name = title?.text.trim().to_owned();
        Some(Design {
            name,
            vendor,
            file: self.source.file(),
            form,
            market,
            cryptography,
            programmable_logic,
            parameters: Vec::new(),
            derived: Vec::new(),
            fields: Vec::new(),
            circuits,
            units,
            dies,
            memory_kind,
            memory_bandwidth,
            memory_stacks,
            transistors,
            links,
        })
    }

    /// A value of words.
    fn word<T>(
        &mut self,
        table: &mut Table<'t>,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Cited<T>> {
        let scalar = table.scalar(key, self.faults)?;
        let value = read(scalar.text.trim()).map_err(|message| Fault::value(scalar.range(), message));
        let value = self.faults.keep(value)?;
        Some(Cited { location: Some(self.source.locate(scalar.at)), ..Cited::new(value) })
    }

    /// A number under a key.
    fn field(&mut self, table: &mut Table<'t>, key: &'static str, path: &str, kind: Kind) -> Option<usize> {
        let scalar = table.scalar(key, self.faults)?;
        self.number(scalar, path.to_owned(), kind)
    }

    fn number(&mut self, written: Scalar, path: String, kind: Kind) -> Option<usize> {
        let Self { parameters, faults, .. } = self;
        let parsed = Expression::parse(&written.text, &|word| kind.multiplier(word), &mut |name| {
            parameters.meaning(name, faults)
        });
        let fault = match parsed {
            Ok(expression) => match self.check(expression, &written, &path, kind) {
                Ok(value) => {
                    let location = self.source.locate(written.at);
                    self.fields.push(Field { path, kind, value, location });
                    return Some(self.fields.len() - 1);
                }
                Err(fault) => fault,
            },
            Err(error) => Fault::value(shifted(&written, &error.range), error.message),
        };
        self.faults.push(fault);
        None
    }

    /// A number that does not follow from parameters can move itself.
    fn check(&mut self, value: Expression, written: &Scalar, path: &str, kind: Kind) -> Result<Expression, Fault> {
        if kind.is_whole() && !value.is_whole() {
            return Err(Fault::value(
                written.range(),
                format!("{path} is a count, and this may not be a whole number"),
            )
            .expected("whole numbers, and + - * min max of them and of parameters"));
        }
        let mut free = Vec::new();
        value.free(&mut free);
        if !free.is_empty() {
            return Ok(value);
        }
        let Some(today) = value.constant() else {
            return Err(Fault::value(written.range(), "a division by zero"));
        };
        if let Some(message) = kind.refuse(&today) {
            return Err(Fault::value(written.range(), message));
        }
        self.parameters.free.push(Parameter {
            name: path.to_owned(),
            span: Span::Fixed,
            value: Some(today),
            whole: false,
            written: true,
            unit: kind.unit(),
            written_in: None,
            range: written.range(),
        });
        Ok(Expression::Free(self.parameters.free.len() - 1))
    }

    fn few<T>(&mut self, what: &str, range: Range<usize>, items: &mut Vec<T>) {
        if items.len() > MAX_ITEMS {
            let message = format!("{} {what}; the most that are read are {MAX_ITEMS}", items.len());
            self.faults.push(Fault::new(DatasheetErrorKind::TooLong, range, message));
            items.clear();
        }
    }

    fn units(&mut self, table: &mut Table<'t>) -> Vec<Unit> {
        let mut tables = table.tables("unit", self.faults);
        let place = tables.first().map_or(0..0, |(_, range)| range.clone());
        self.few("units", place, &mut tables);
        if tables.is_empty() && !self.faults.any() {
            let fault = Fault::new(DatasheetErrorKind::Missing, 0..0, "the design has no processing unit");
            self.faults.push(fault.expected("[[unit]] with count, clock and macs, or with rates"));
        }
        let mut units: Vec<Unit> = Vec::new();
        for (index, (mut table, range)) in tables.into_iter().enumerate() {
            let name = table.scalar("name", self.faults).map_or_else(|| format!("{}", index + 1), |name| name.text);
            if units.iter().any(|unit| unit.name == name) {
                self.faults.push(Fault::duplicate(range.clone(), format!("two units are called {}", quote(&name))));
            }
            let count = self.field(&mut table, "count", &format!("unit.{name}.count"), Kind::Count);
            let clocks = self.clocks(&mut table, &name);
            let macs = self.formats(&mut table, "macs", &name, Kind::Macs);
            let rates = self.formats(&mut table, "rates", &name, Kind::Rate);
            table.finish(self.faults);
            let fault = match (macs.is_empty(), rates.is_empty(), clocks.is_empty()) {
                (false, true, false) | (true, false, true) => None,
                (false, true, true) => Some("a unit with macs needs a clock"),
                (false, false, _) => Some("a unit has macs or rates, not both"),
                (true, false, false) => Some("a clock has no meaning beside rates"),
                (true, true, _) => Some("a unit needs macs (multiply-accumulates per clock) and a clock, or rates"),
            };
            if let Some(message) = fault.filter(|_| !self.faults.any()) {
                self.faults.push(Fault::new(DatasheetErrorKind::Missing, range, message));
            }
            units.push(Unit { name, count, clocks, macs, rates });
        }
        units
    }

    /// One clock, or a table of bins.
    fn clocks(&mut self, table: &mut Table<'t>, unit: &str) -> Vec<(String, usize)> {
        let Some(value) = table.get("clock") else { return Vec::new() };
        let Some(bins) = value.get_ref().as_table() else {
            let scalar = scalar(self.text, value);
            let scalar = self.faults.keep(scalar);
            let field = scalar.and_then(|scalar| self.number(scalar, format!("unit.{unit}.clock"), Kind::Clock));
            return field.map(|field| (String::new(), field)).into_iter().collect();
        };
        let bins = Table::new(self.text, bins);
        let mut found = Vec::new();
        for (bin, _, value) in bins.all() {
            let scalar = scalar(self.text, value);
            let Some(scalar) = self.faults.keep(scalar) else { continue };
            let field = self.number(scalar, format!("unit.{unit}.clock.{bin}"), Kind::Clock);
            found.extend(field.map(|field| (bin.to_owned(), field)));
        }
        found
    }

    /// Numbers by format.
    fn formats(&mut self, table: &mut Table<'t>, key: &'static str, unit: &str, kind: Kind) -> Vec<(Format, usize)> {
        let Some(table) = table.table(key, self.faults) else { return Vec::new() };
        let mut found: Vec<(Format, usize)> = Vec::new();
        for (name, span, value) in table.all() {
            let format = match name.parse::<Format>() {
                Ok(format) => format,
                Err(error) => {
                    self.faults.push(Fault::new(DatasheetErrorKind::Label, span, error.to_string()));
                    continue;
                }
            };
            if found.iter().any(|(known, _)| *known == format) {
                self.faults.push(Fault::duplicate(span, format!("{format} is given twice")));
                continue;
            }
            let scalar = scalar(self.text, value);
            let Some(scalar) = self.faults.keep(scalar) else { continue };
            let field = self.number(scalar, format!("unit.{unit}.{key}.{}", name.to_lowercase()), kind);
            found.extend(field.map(|field| (format, field)));
        }
        found
    }

    fn dies(&mut self, table: &mut Table<'t>) -> Vec<Die> {
        let mut tables = table.tables("die", self.faults);
        let place = tables.first().map_or(0..0, |(_, range)| range.clone());
        self.few("dies", place, &mut tables);
        let mut dies: Vec<Die> = Vec::new();
        for (index, (mut table, range)) in tables.into_iter().enumerate() {
            let name = table.scalar("name", self.faults).map_or_else(|| format!("{}", index + 1), |name| name.text);
            if dies.iter().any(|die| die.name == name) {
                self.faults.push(Fault::duplicate(range.clone(), format!("two dies are called {}", quote(&name))));
            }
            let role = self.word(&mut table, "role", role).map_or(DieRole::Compute, |role| role.value);
            let count = self.field(&mut table, "count", &format!("die.{name}.count"), Kind::Count);
            let area = self.field(&mut table, "area", &format!("die.{name}.area"), Kind::Area);
            let node = self.word(&mut table, "node", |text| Ok(text.to_owned()));
            let transistor = self.word(&mut table, "transistor", |text| {
                Transistor::from_words(text).ok_or_else(|| format!("expected planar or non-planar, found {text:?}"))
            });
            table.finish(self.faults);
            let stated = transistor.map(|stated| stated.value);
            let transistor = stated.or_else(|| foundry_node(&node.as_ref()?.value));
            let missing = |message: &str| Fault::new(DatasheetErrorKind::Missing, range.clone(), message);
            match (area, transistor) {
                (Some(area), Some(transistor)) => dies.push(Die { name, role, count, area, node, transistor }),
                (Some(area), None) if !role.is_logic() => {
                    dies.push(Die { name, role, count, area, node, transistor: Transistor::Planar });
                }
                (None, _) if !self.faults.any() => self.faults.push(missing("a die has an area")),
                (Some(_), None) => self.faults.push(
                    missing("whether this logic die is on a node with non-planar transistors is not said, and its area counts only if so")
                        .expected("a node that is known, or transistor = \"planar\" or \"non-planar\""),
                ),
                _ => {}
            }
        }
        dies
    }

    fn links(&mut self, table: &mut Table<'t>) -> Vec<Link> {
        let Some(table) = table.table("links", self.faults) else { return Vec::new() };
        let mut links = Vec::new();
        for (name, _, value) in table.all() {
            let path = format!("links.{name}");
            let (one_way, bandwidth) = if let Some(inner) = value.get_ref().as_table() {
                let mut inner = Table::new(self.text, inner);
                let bandwidth = self.field(&mut inner, "bandwidth", &path, Kind::Bandwidth);
                let one_way = self.word(&mut inner, "direction", |text| match text {
                    "bidirectional" => Ok(false),
                    "one-way" => Ok(true),
                    _ => Err(format!("expected bidirectional or one-way, found {text:?}")),
                });
                inner.finish(self.faults);
                if bandwidth.is_none() && !self.faults.any() {
                    self.faults.push(Fault::new(DatasheetErrorKind::Missing, value.span(), "a link has a bandwidth"));
                }
                (one_way.is_some_and(|one_way| one_way.value), bandwidth)
            } else {
                let scalar = scalar(self.text, value);
                let scalar = self.faults.keep(scalar);
                (false, scalar.and_then(|scalar| self.number(scalar, path, Kind::Bandwidth)))
            };
            links.extend(bandwidth.map(|bandwidth| Link { name: name.to_owned(), one_way, bandwidth }));
        }
        links
    }
}

fn role(text: &str) -> Result<DieRole, String> {
    let all = [DieRole::Compute, DieRole::Io, DieRole::Base, DieRole::Memory, DieRole::Interposer, DieRole::Dummy];
    let found = all.into_iter().find(|role| {
        role.as_str().eq_ignore_ascii_case(text) || *role == DieRole::Io && text.eq_ignore_ascii_case("io")
    });
    found.ok_or_else(|| format!("expected one of {}, found {text:?}", all.map(DieRole::as_str).join(", ")))
}
