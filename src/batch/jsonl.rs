//! JSON lines to cells.

use super::header::{self, Proposal};
use super::table::Chunk;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Lines whose keys make the columns.
const LOOKED_AT: usize = 1000;
/// How deep objects are looked into.
const DEEPEST: usize = 8;

/// The columns of JSON lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    pub(super) names: Vec<String>,
    places: HashMap<String, usize>,
}

type Object<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// Calls `visit` with every value of an object; keys inside objects are joined with a point.
fn walk<'a>(text: &'a str, prefix: &str, depth: usize, visit: &mut dyn FnMut(&str, &'a str)) -> Result<(), String> {
    let object: Object<'a> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    for (key, value) in object {
        let name = if prefix.is_empty() { key.into_owned() } else { format!("{prefix}.{key}") };
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
                    chunk.faults.push((chunk.records.len(), message));
                    chunk.records.push(from, []);
                }
            }
            chunk.spans.push(span);
        }
        chunk.arena = Some(arena);
    }

    fn cells<'a>(&self, line: &'a [u8], cells: &mut Vec<Option<&'a str>>) -> Result<(), String> {
        cells.clear();
        cells.resize(self.names.len(), None);
        let text = std::str::from_utf8(line).map_err(|_| "the line is not UTF-8 text".to_owned())?;
        let mut late = None;
        walk(text, "", 0, &mut |name, value| match self.places.get(name) {
            Some(place) => cells[*place] = Some(value),
            None if header::propose(name) != Proposal::Other => late = Some(name.to_owned()),
            None => {}
        })
        .map_err(|error| format!("the line is not a JSON object: {error}"))?;
        match late {
            Some(name) => Err(format!(
                "the key {name:?} is not among those of the first {LOOKED_AT} lines, from which the columns were taken"
            )),
            None => Ok(()),
        }
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
