//! Tables of a TOML file with the places of all they hold; keys that nobody asks for are refused.

use crate::datasheet::{DatasheetErrorKind, Fault, Faults, nearest, quote};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A scalar as it is written, and the byte where its text starts.
#[derive(Clone, Debug)]
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) at: usize,
}

impl Scalar {
    /// Its place in the file.
    pub(super) fn range(&self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }
}

/// A value of the file with its place.
pub(super) type Value<'t> = &'t Spanned<DeValue<'t>>;

/// A table being read.
pub(super) struct Table<'t> {
    file: &'t str,
    entries: Vec<(&'t str, Range<usize>, Value<'t>)>,
    asked: Vec<&'static str>,
}

impl<'t> Table<'t> {
    pub(super) fn new(file: &'t str, table: &'t DeTable<'t>) -> Self {
        let mut entries: Vec<_> =
            table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
        entries.sort_by_key(|(_, span, _)| span.start);
        Self { file, entries, asked: Vec::new() }
    }

    /// The value of a key.
    pub(super) fn get(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.asked.push(key);
        self.entries.iter().find(|(name, _, _)| *name == key).map(|(_, _, value)| *value)
    }

    /// Every key with its place and its value, in the order of the file: for tables whose keys are free.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'t str, Range<usize>, Value<'t>)> {
        self.entries.iter().cloned()
    }

    /// A scalar under a key.
    pub(super) fn scalar(&mut self, key: &'static str, faults: &mut Faults) -> Option<Scalar> {
        let value = self.get(key)?;
        faults.keep(scalar(self.file, value))
    }

    /// A table under a key.
    pub(super) fn table(&mut self, key: &'static str, faults: &mut Faults) -> Option<Table<'t>> {
        let value = self.get(key)?;
        let file = self.file;
        faults.keep(table(file, value, &format!("{key} = {{ … }} or [{key}]")))
    }

    /// The tables of a list of tables.
    pub(super) fn tables(&mut self, key: &'static str, faults: &mut Faults) -> Vec<(Table<'t>, Range<usize>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let file = self.file;
        let Some(array) = value.get_ref().as_array() else {
            let fault = Fault::new(DatasheetErrorKind::Syntax, value.span(), "a list of tables was expected here");
            faults.push(fault.expected(format!("[[{key}]]")));
            return Vec::new();
        };
        let tables = array.iter().filter_map(|value| {
            faults.keep(table(file, value, &format!("[[{key}]]"))).map(|table| (table, value.span()))
        });
        tables.collect()
    }

    /// Refuses every key that was not asked for.
    pub(super) fn finish(self, faults: &mut Faults) {
        for (key, span, _) in &self.entries {
            if self.asked.contains(key) {
                continue;
            }
            let fault = Fault::new(DatasheetErrorKind::Label, span.clone(), format!("unknown key {}", quote(key)));
            faults.push(match nearest(key, self.asked.iter().copied()) {
                Some(name) => fault.help(format!("did you mean \"{name}\"?")),
                None => fault.expected(format!("one of {}", self.asked.join(", "))),
            });
        }
    }
}

fn table<'t>(file: &'t str, value: Value<'t>, expected: &str) -> Result<Table<'t>, Fault> {
    match value.get_ref().as_table() {
        Some(table) => Ok(Table::new(file, table)),
        None => {
            Err(Fault::new(DatasheetErrorKind::Syntax, value.span(), "a table was expected here").expected(expected))
        }
    }
}

/// A text, a number or a truth value as it is written.
pub(super) fn scalar(file: &str, value: Value<'_>) -> Result<Scalar, Fault> {
    let span = value.span();
    let written = file.get(span.clone()).unwrap_or_default();
    match value.get_ref() {
        DeValue::String(text) => {
            let quotes = ["\"\"\"", "'''", "\"", "'"].iter().find(|quotes| written.starts_with(**quotes));
            Ok(Scalar { text: text.clone().into_owned(), at: span.start + quotes.map_or(0, |quotes| quotes.len()) })
        }
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) => {
            Ok(Scalar { text: written.to_owned(), at: span.start })
        }
        _ => Err(Fault::value(span, format!("a {} has no meaning here", value.get_ref().type_str()))
            .expected("a number, or a text in quotation marks")),
    }
}

/// The file's text as a table.
pub(super) fn parse<'t>(text: &'t str, faults: &mut Faults) -> Option<Spanned<DeTable<'t>>> {
    DeTable::parse(text)
        .map_err(|error| {
            let message = error.message().trim().replace('\n', "; ");
            faults.push(Fault::new(DatasheetErrorKind::Syntax, error.span().unwrap_or(0..0), message));
        })
        .ok()
}
