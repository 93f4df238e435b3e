//! JSON part files.

use super::{Cell, Entries, Format, PartFile, Writer, fault, not_a_scalar};
use crate::datasheet::error::{Fault, Faults};
use crate::datasheet::span::Source;
use serde::de::{Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Reads the rows of a file.
pub(in crate::datasheet) fn read(source: &Source<'_>, faults: &mut Faults) -> Entries {
    match serde_json::from_str::<PartFile<Key<'_>, &RawValue>>(source.text) {
        Ok(file) => Writer { format: Json(source.text), out: Entries::default(), faults }.file(&file),
        Err(error) => {
            let at = source.offset(error.line(), error.column());
            let message = error.to_string();
            let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
            let mut fault = fault(message, at..at + 1);
            if let Some(key) = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next())
                && let Some(start) = source.text[..at].rfind(key)
            {
                // The reader stops behind the key.
                fault = self::fault(message, start..start + key.len());
            }
            faults.push(fault);
            Entries::default()
        }
    }
}

/// A key: borrowed from the file, unless it holds escapes.
#[derive(Debug)]
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// The text of the file.
struct Json<'a>(&'a str);

impl Json<'_> {
    /// Where a slice of the file starts.
    fn offset(&self, part: &str) -> usize {
        (part.as_ptr().addr()).saturating_sub(self.0.as_ptr().addr()).min(self.0.len())
    }
}

impl<'a> Format for Json<'a> {
    type Key = Key<'a>;
    type Value = &'a RawValue;

    fn key(&self, key: &Key<'a>) -> Cell {
        let at = match &key.0 {
            Cow::Borrowed(key) => self.offset(key),
            Cow::Owned(_) => 0,
        };
        Cell { text: key.0.clone().into_owned(), at }
    }

    fn value(&self, value: &&'a RawValue) -> Result<Cell, Fault> {
        let written = value.get();
        let at = self.offset(written);
        match written.bytes().next() {
            Some(b'"') => match serde_json::from_str::<String>(written) {
                Ok(text) => Ok(Cell { text, at: at + 1 }),
                Err(error) => Err(fault(&error.to_string(), at..at + written.len())),
            },
            Some(b'{' | b'[') | None => Err(not_a_scalar(at)),
            Some(_) => Ok(Cell { text: written.to_owned(), at }),
        }
    }
}
