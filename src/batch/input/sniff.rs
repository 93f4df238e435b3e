//! What the first rows of a CSV file tell of how it is written.

use crate::batch::header;
use crate::batch::scan::{Scanner, text};

/// The first record that is not an empty line: where it starts, where it ends, and where the next line starts.
pub(super) fn first_record(bytes: &[u8], delimiter: u8, last: bool) -> Option<(usize, usize, usize)> {
    let start = bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n'))?;
    let (mut at, mut field, mut quoted) = (start, start, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' if quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if quoted => quoted = false,
            b'"' if at == field => quoted = true,
            byte if *byte == delimiter && !quoted => field = at + 1,
            b'\r' | b'\n' if !quoted => {
                if *byte == b'\r' && at + 1 == bytes.len() && !last {
                    return None;
                }
                let pair = *byte == b'\r' && bytes.get(at + 1) == Some(&b'\n');
                return Some((start, at, at + 1 + usize::from(pair)));
            }
            _ => {}
        }
        at += 1;
    }
    last.then_some((start, bytes.len(), bytes.len()))
}

/// What stands between fields: of comma, semicolon, tab and bar, the one that makes most of the headers understood, then
/// the one that stands most often in the first line.
pub(super) fn delimiter(bytes: &[u8]) -> u8 {
    let mut best = (b',', (0, 0));
    for delimiter in *b",;\t|" {
        let Some((start, end, _)) = first_record(bytes, delimiter, true) else { continue };
        let line = &bytes[start..end];
        let mut records = crate::batch::scan::Records::default();
        Scanner::new(delimiter).scan(line, &mut records);
        if records.is_empty() {
            continue;
        }
        let record = records.get(0);
        let understood = (0..record.fields().min(1000)).filter(|index| {
            let (from, to) = records.field(record, *index);
            header::propose(&text(&line[from..to], true)) != header::Proposal::Other
        });
        let score = if record.fields() > 1 { (understood.count(), record.fields()) } else { (0, 0) };
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}
