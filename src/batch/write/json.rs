//! Rows as JSON lines.

use super::{Rows, changed, free};
use crate::batch::engine::{Added, Found, Worker};
use crate::batch::scan;
use crate::batch::table::Chunk;

impl Rows {
    /// A row as an object.
    pub(super) fn json(&self, worker: &Worker<'_>, chunk: &Chunk, record: usize, found: Found<'_>, out: &mut Vec<u8>) {
        let (same, only) = (self.same_format, self.only);
        let mut first = true;
        let raw = chunk.raw(record);
        match raw.trim_ascii().strip_suffix(b"}").filter(|_| same && !only && is_whole(chunk, record)) {
            Some(stem) => {
                out.extend_from_slice(stem);
                first = stem.trim_ascii_end().ends_with(b"{");
            }
            None => {
                out.push(b'{');
                if same && !only {
                    // No object: its text is kept whole.
                    key(out, &mut first, "input");
                    string(out, &scan::text(raw, false));
                } else if !only {
                    let place = chunk.records.get(record);
                    let (bytes, quoting) = chunk.cells();
                    for field in 0..place.fields() {
                        let (start, end) = chunk.records.field(place, field);
                        match self.keys.get(field) {
                            Some(name) => key(out, &mut first, name),
                            // More cells than headers: by the name that flags have for a place.
                            None => key(out, &mut first, &self.beyond(field)),
                        }
                        string(out, &scan::text(&bytes[start..end], quoting));
                    }
                }
            }
        }
        let mut scratch = Vec::new();
        for (column, name) in self.add.iter().zip(&self.names) {
            scratch.clear();
            worker.write(*column, found, &mut scratch);
            let text = String::from_utf8_lossy(&scratch);
            key(out, &mut first, name);
            match column {
                _ if text.is_empty() => out.extend_from_slice(b"null"),
                Added::Tpp | Added::PerformanceDensity
                    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !text.contains("..") =>
                {
                    out.extend_from_slice(text.as_bytes());
                }
                Added::Paragraphs | Added::Needs | Added::Lints => {
                    out.push(b'[');
                    for (i, item) in text.split(';').enumerate() {
                        if i > 0 {
                            out.push(b',');
                        }
                        string(out, item);
                    }
                    out.push(b']');
                }
                _ => string(out, &text),
            }
        }
        if worker.engine.second_day().is_some() {
            let (before, second) = self.both(found);
            for (name, text) in self.names[self.add.len()..].iter().zip([second, changed(before, second)]) {
                key(out, &mut first, name);
                string(out, text);
            }
        }
        if let Some(licenses) = worker.licenses(found) {
            for (name, text) in self.names[self.names.len() - licenses.len()..].iter().zip(&*licenses) {
                key(out, &mut first, name);
                if text.is_empty() { out.extend_from_slice(b"null") } else { string(out, text) }
            }
        }
        out.extend_from_slice(b"}\n");
    }

    /// The key of a cell that is beyond the headers.
    fn beyond(&self, field: usize) -> String {
        free(&format!("#{}", field + 1), |name| self.keys.iter().chain(&self.names).any(|known| known == name))
    }
}

/// Whether a JSON line could be read as an object.
fn is_whole(chunk: &Chunk, record: usize) -> bool {
    !chunk.fault(record).is_some_and(|message| message.starts_with("the line is not"))
}

fn key(out: &mut Vec<u8>, first: &mut bool, name: &str) {
    if !*first {
        out.push(b',');
    }
    *first = false;
    string(out, name);
    out.push(b':');
}

fn string(out: &mut Vec<u8>, text: &str) {
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(out, text);
}
