//! TOML part files.

use super::{Cell, Entries, Format, PartFile, Writer, fault, not_a_scalar};
use crate::datasheet::error::{Fault, Faults};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use toml::Spanned;

/// Reads the rows of a file.
pub(in crate::datasheet) fn read(text: &str, faults: &mut Faults) -> Entries {
    match toml::from_str::<PartFile<Spanned<String>, Spanned<Scalar>>>(text) {
        Ok(mut file) => {
            // The reader sorts keys; the order of the file is that of the values.
            let tables = file.unit.iter_mut().flat_map(|unit| [&mut unit.macs, &mut unit.rates]);
            for pairs in tables.chain([&mut file.links, &mut file.sources]).flatten() {
                pairs.0.sort_by_key(|(_, value)| value.span().start);
            }
            Writer { format: Toml(text), out: Entries::default(), faults }.file(&file)
        }
        Err(error) => {
            faults.push(fault(error.message(), error.span().unwrap_or(0..0)));
            Entries::default()
        }
    }
}

/// A scalar; only a text is decoded, the rest is taken from the file as written.
#[derive(Debug)]
enum Scalar {
    Text(String),
    Written,
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a number")
            }

            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(text.to_owned()))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
                Ok(Scalar::Written)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Scalar, E> {
                Ok(Scalar::Written)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Scalar, E> {
                Ok(Scalar::Written)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Scalar, E> {
                Ok(Scalar::Written)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar::Written)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar::Written)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// The text of the file.
struct Toml<'a>(&'a str);

impl Toml<'_> {
    /// What is written at `span`, and how long its opening quotation marks are.
    fn written(&self, span: std::ops::Range<usize>) -> (&str, usize) {
        let written = self.0.get(span).unwrap_or_default();
        let quotes = ["\"\"\"", "'''", "\"", "'"].iter().find(|quotes| written.starts_with(**quotes));
        (written, quotes.map_or(0, |quotes| quotes.len()))
    }
}

impl Format for Toml<'_> {
    type Key = Spanned<String>;
    type Value = Spanned<Scalar>;

    fn key(&self, key: &Spanned<String>) -> Cell {
        let (_, quotes) = self.written(key.span());
        Cell { text: key.get_ref().clone(), at: key.span().start + quotes }
    }

    fn value(&self, value: &Spanned<Scalar>) -> Result<Cell, Fault> {
        let start = value.span().start;
        let (written, quotes) = self.written(value.span());
        match value.get_ref() {
            Scalar::Text(text) => Ok(Cell { text: text.clone(), at: start + quotes }),
            Scalar::Written if written.is_empty() || written.starts_with(['{', '[']) => Err(not_a_scalar(start)),
            Scalar::Written => Ok(Cell { text: written.to_owned(), at: start }),
        }
    }
}
