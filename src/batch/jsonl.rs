//! JSON lines to cells.

use super::header::{self, Proposal};
use super::table::Chunk;
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Lines whose keys make the columns.
const LOOKED_AT: usize = 1000;
/// How deep objects are looked into.
const DEEPEST: usize = 8;
/// How many late keys are named.
const NAMED: usize = 5;

/// The columns of JSON lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    pub(super) names: Vec<String>,
    places: HashMap<String, usize>,
    /// What is added to each object: a key of these that comes late would be there twice.
    pub(super) ours: Vec<String>,
    /// Keys that came too late to be columns. All workers write them here.
    late: Arc<Mutex<Late>>,
}

/// Keys that came too late to be columns, and hold nothing that is asked for.
#[derive(Debug, Default)]
struct Late {
    lines: u64,
    /// The first of them.
    names: BTreeSet<String>,
    more: bool,
}

/// The keys and values of an object, in their order.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Object(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// Calls `visit` with every value of an object; keys inside objects are joined with a point.
fn walk<'a>(text: &'a str, prefix: &str, depth: usize, visit: &mut dyn FnMut(&str, &'a str)) -> Result<(), String> {
    let Object(pairs) = serde_json::from_str(text).map_err(|error| error.to_string())?;
    for (key, value) in pairs {
        let name = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
        let value = value.get();
        if value.starts_with('{') && depth < DEEPEST {
            walk(value, &name, depth + 1, visit)?;
        } else {
            visit(&name, value);
        }
    }
    Ok(())
}

impl Keys {
    /// The keys of the first lines, in the order in which they come.
    pub(super) fn of(head: &[u8]) -> Self {
        let mut keys = Self::default();
        for line in head.split(|byte| *byte == b'\n').take(LOOKED_AT) {
            let Ok(text) = std::str::from_utf8(line) else { continue };
            // A line that is cut off or is no object adds nothing.
            let _ = walk(text, "", 0, &mut |name, _| {
                if !keys.places.contains_key(name) {
                    keys.places.insert(name.to_owned(), keys.names.len());
                    keys.names.push(name.to_owned());
                }
            });
        }
        keys
    }

    /// Finds the cells of every line of the chunk.
    pub(super) fn read(&self, chunk: &mut Chunk) {
        let mut arena = chunk.arena.take().unwrap_or_default();
        arena.clear();
        chunk.records.clear();
        chunk.spans.clear();
        chunk.faults.clear();
        let mut start = 0;
        let bytes = &chunk.bytes[..chunk.filled];
        let mut cells: Vec<Option<&str>> = Vec::new();
        for end in memchr::memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len())) {
            let line = &bytes[start..end];
            let span = (start as u32, (start + line.trim_ascii_end().len()) as u32);
            start = end + 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let from = arena.len() as u32;
            match self.cells(line, &mut cells) {
                Ok(()) => {
                    let mut ends = Vec::with_capacity(cells.len());
                    for (i, cell) in cells.iter().enumerate() {
                        if i > 0 {
                            arena.push(0);
                        }
                        arena.extend_from_slice(text(cell.unwrap_or("null")).as_bytes());
                        ends.push(arena.len() as u32);
                    }
                    chunk.records.push(from, ends);
                    // A column of its own between records keeps them apart.
                    arena.push(0);
                }
                Err(message) => {
                    // All of its text is one cell, so that it is not lost where other than JSON lines is written.
                    chunk.faults.push((chunk.records.len(), message));
                    arena.extend_from_slice(line.trim_ascii());
                    chunk.records.push(from, [arena.len() as u32]);
                    arena.push(0);
                }
            }
            chunk.spans.push(span);
        }
        chunk.arena = Some(arena);
    }

    fn cells<'a>(&self, line: &'a [u8], cells: &mut Vec<Option<&'a str>>) -> Result<(), String> {
        cells.clear();
        cells.resize(self.names.len(), None);
        let said = || super::row::short(&String::from_utf8_lossy(line.trim_ascii()));
        let text = std::str::from_utf8(line).map_err(|_| format!("the line is not UTF-8 text: {:?}", said()))?;
        let (mut late, mut twice, mut ours, mut unasked) = (None, None, None, Vec::new());
        walk(text, "", 0, &mut |name, value| match self.places.get(name) {
            Some(place) if cells[*place].is_some() => twice = Some(name.to_owned()),
            Some(place) => cells[*place] = Some(value),
            None if self.ours.iter().any(|known| known == name) => ours = Some(name.to_owned()),
            None if header::propose(name) != Proposal::Other => late = Some(name.to_owned()),
            None => unasked.push(name.to_owned()),
        })
        .map_err(|error| format!("the line is not a JSON object: {error}: {:?}", said()))?;
        if let Some(name) = twice {
            return Err(format!("the key {name:?} is there twice"));
        }
        if let Some(name) = ours {
            return Err(format!(
                "the line is not to be added to: it has a key {name:?}, which is none of the first {LOOKED_AT} lines"
            ));
        }
        if let Some(name) = late {
            return Err(format!(
                "the key {name:?} is not among those of the first {LOOKED_AT} lines, from which the columns were taken"
            ));
        }
        if !unasked.is_empty() {
            let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
            late.lines += 1;
            for name in unasked {
                if late.names.len() < NAMED {
                    late.names.insert(name);
                } else {
                    late.more |= !late.names.contains(&name);
                }
            }
        }
        Ok(())
    }

    /// What was left out of an output with columns, if anything was.
    pub(super) fn remark(&self) -> Option<String> {
        let late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<String> = late.names.iter().map(|name| format!("{name:?}")).collect();
        names.extend(late.more.then(|| "others".to_owned()));
        (late.lines > 0).then(|| {
            format!(
                "keys that come after the first {LOOKED_AT} lines have no column: {} in {} lines; --format jsonl keeps them",
                names.join(", "),
                late.lines
            )
        })
    }
}

/// A JSON value as a cell: strings without quotes, `null` as nothing, all else as it is written.
fn text(value: &str) -> Cow<'_, str> {
    match value {
        "null" => Cow::Borrowed(""),
        value if value.starts_with('"') => {
            serde_json::from_str::<String>(value).map_or(Cow::Borrowed(value), Cow::Owned)
        }
        value => Cow::Borrowed(value),
    }
}
