//! The long form: several rows a part, each a fact or a rate of it, in any order. Each row gets its part's answer.
//!
//! The input is read twice: first to put the parts together, which takes memory for each part, then to write the rows.

use super::BatchError;
use super::cell::is_missing;
use super::engine::{Engine, RowAnswer};
use super::header::{self, Proposal, Said};
use super::inputs::Inputs;
use super::layout::{Column, Layout};
use super::meaning::{ColumnFact, Meaning, RateColumn};
use super::row::{Builder, CellError, text_format, tops_sparsity};
use super::table::Chunk;
use crate::part::{Part, Sparsity};
use crate::quantity::Exact;
use std::borrow::Cow;
use std::collections::HashMap;

/// The answers of all parts of a file.
#[derive(Debug, Default)]
pub(super) struct Answers(HashMap<String, RowAnswer>);

/// A part while its rows are read.
#[derive(Default)]
struct Growing {
    builder: Builder,
    /// The first row of it that could not be read.
    fault: Option<String>,
}

impl Answers {
    /// Reads all rows and answers their parts.
    pub(super) fn collect(inputs: Inputs, engine: &Engine<'_, '_>) -> Result<Self, BatchError> {
        let parts = parts(inputs, engine.layout())?.into_iter().map(|(key, part)| {
            let answer = match part {
                Ok(part) => engine.answer_part(&part),
                Err(fault) => RowAnswer::error(fault),
            };
            (key, answer)
        });
        Ok(Self(parts.collect()))
    }

    /// The answer of the part that a row belongs to.
    pub(super) fn of(&self, layout: &Layout, chunk: &Chunk, record: usize) -> RowAnswer {
        match key(layout, chunk, record) {
            Some(key) => self.0.get(&key).cloned().unwrap_or_default(),
            None => {
                let place = chunk.records.get(record);
                let width = layout.headers.len();
                let what = match place.fields() == width {
                    true => "the row names no part".to_owned(),
                    false => format!("the row has {} fields, the header has {width}", place.fields()),
                };
                RowAnswer::error(format!("{}: {what}", chunk.line(record)))
            }
        }
    }
}

/// The vendor and name of a part, and the part, or what cannot be read of it.
type Named = (String, Result<Part, String>);

/// The parts of all rows by vendor and name, in the order of their first rows. What cannot be read is said in words.
pub(super) fn parts(mut inputs: Inputs, layout: &Layout) -> Result<Vec<Named>, BatchError> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut growing: Vec<(String, Growing)> = Vec::new();
    let mut chunk = Chunk::default();
    let parser = inputs.parser();
    loop {
        if !parser.read(&mut chunk)? {
            if !inputs.next(&mut chunk, 0)? {
                break;
            }
            continue;
        }
        for record in 0..chunk.records.len() {
            let Some(key) = key(layout, &chunk, record) else { continue };
            let place = *places.entry(key).or_insert_with_key(|key| {
                growing.push((key.clone(), Growing { builder: Builder::merging(), fault: None }));
                growing.len() - 1
            });
            let part = &mut growing[place].1;
            if let Err(error) = take(layout, &chunk, record, &mut part.builder) {
                part.fault.get_or_insert_with(|| format!("{}: {error}", chunk.line(record)));
            }
        }
    }
    let parts = growing.into_iter().map(|(key, Growing { mut builder, fault })| {
        let part = match fault {
            Some(fault) => Err(fault),
            None => builder
                .defaults(layout)
                .and_then(|()| builder.finish().map_err(|m| CellError::new("", "", m)))
                .map_err(|error| format!("{key}: {error}")),
        };
        (key, part)
    });
    Ok(parts.collect())
}

/// The vendor and name of a row's part; `None` if it has none, or is not a whole row.
fn key(layout: &Layout, chunk: &Chunk, record: usize) -> Option<String> {
    if chunk.records.get(record).fields() != layout.headers.len() {
        return None;
    }
    let of = |fact: ColumnFact| layout.columns.iter().find(|column| column.fact() == Some(fact));
    let name = cell(chunk, record, of(ColumnFact::Name)?.index);
    let vendor = of(ColumnFact::Vendor).map(|column| cell(chunk, record, column.index)).unwrap_or_default();
    let key = format!("{} {}", vendor.trim(), name.trim());
    (!is_missing(&name)).then(|| key.trim().to_owned())
}

fn cell(chunk: &Chunk, record: usize, column: usize) -> Cow<'_, str> {
    chunk.text(record, column).unwrap_or_default()
}

/// Takes a row.
fn take(layout: &Layout, chunk: &Chunk, record: usize, builder: &mut Builder) -> Result<(), CellError> {
    let of = |fact: ColumnFact| layout.columns.iter().find(|column| column.fact() == Some(fact));
    let get = |fact: ColumnFact| of(fact).map(|column| cell(chunk, record, column.index));
    for column in &layout.columns {
        use ColumnFact::{BitLength, Condition, Field, Format, Tops, Unit, Value};
        if matches!(column.fact(), Some(Field | Value | Unit | Condition | Format | BitLength | Tops)) {
            continue;
        }
        let text = cell(chunk, record, column.index);
        builder.put(column, &text, layout.decimal).map_err(|message| CellError::new(&column.header, &text, message))?;
    }
    let Some(values) = of(ColumnFact::Value).or_else(|| of(ColumnFact::Tops)) else { return Ok(()) };
    let value = cell(chunk, record, values.index);
    if is_missing(&value) {
        return Ok(());
    }
    let condition = of(ColumnFact::Condition);
    let sparsity = match condition.map(|column| (column, cell(chunk, record, column.index))) {
        Some((column, text)) => match says_sparse(&column.header, &text)
            .map_err(|message| CellError::new(&column.header, &text, message))?
        {
            Some(true) => return Ok(()),
            Some(false) => Some(Sparsity::Dense),
            None => None,
        },
        None => None,
    };
    let wrong = |header: &str, text: &str| {
        let (header, text) = (header.to_owned(), text.to_owned());
        move |message: String| CellError::new(&header, &text, message)
    };
    let (meaning, unit) = match (of(ColumnFact::Field), get(ColumnFact::Format)) {
        (Some(field), _) => {
            let name = cell(chunk, record, field.index);
            let found = meaning_of(&name).map_err(|message| CellError::new(&field.header, &name, message))?;
            match found {
                Some(found) => found,
                None => return Ok(()),
            }
        }
        (None, Some(format)) => {
            let header = &of(ColumnFact::Format).map(|column| column.header.clone()).unwrap_or_default();
            if header::said_of(&format) == Said::Sparse {
                return Ok(());
            }
            let format = text_format(&format).map_err(wrong(header, &format))?;
            (Meaning::Rate(RateColumn::new(format, tops_sparsity(values))), values.unit.clone())
        }
        (None, None) => return Ok(()),
    };
    let meaning = match meaning {
        Meaning::Rate(rate) => Meaning::Rate(RateColumn { sparsity: sparsity.unwrap_or(rate.sparsity), ..rate }),
        fact => fact,
    };
    let stated = get(ColumnFact::Unit).map(|unit| unit.trim().to_owned()).filter(|unit| !is_missing(unit));
    let unit = stated.or(unit);
    let kind = meaning.kind();
    let multiplier = match (&unit, kind) {
        (Some(unit), Some(kind)) => {
            let header = of(ColumnFact::Unit).map_or("unit", |column| &column.header);
            let expected = || wrong(header, unit)(format!("expected {}", kind.expected()));
            kind.multiplier(unit).ok_or_else(expected)?
        }
        _ => Exact::ONE,
    };
    let computers = layout.has(ColumnFact::Form);
    let column = Column {
        index: values.index,
        header: values.header.clone(),
        meaning,
        unit,
        multiplier,
        stated: false,
        computers,
    };
    builder.put(&column, &value, layout.decimal).map_err(wrong(&values.header, &value))
}

/// What a field's name means, with the unit in it; `None` if it is about nothing the law asks.
fn meaning_of(name: &str) -> Result<Option<(Meaning, Option<String>)>, String> {
    match header::propose(name) {
        Proposal::Column { meaning, unit } => Ok(Some((meaning, unit))),
        Proposal::Unused(_) => Ok(None),
        Proposal::Unclear { what, why } if what.decides() => Err(why),
        // A name of ours that is no header of others.
        _ => match Meaning::from_name(name) {
            Ok(Meaning::Fact(fact)) => Ok(Some((Meaning::Fact(fact), None))),
            _ => Ok(None),
        },
    }
}

/// Whether a condition says sparse or dense; `None` if neither.
fn says_sparse(header: &str, text: &str) -> Result<Option<bool>, String> {
    if header.to_lowercase().contains("spars")
        && let Ok(truth) = super::row::truth(text)
    {
        return Ok(match truth {
            crate::Truth::Yes => Some(true),
            crate::Truth::No => Some(false),
            crate::Truth::Unknown => None,
        });
    }
    match header::said_of(text) {
        Said::Sparse => Ok(Some(true)),
        Said::Dense => Ok(Some(false)),
        Said::Nothing => Ok(None),
        Said::Both => Err("speaks of dense and of sparse rates".to_owned()),
    }
}
