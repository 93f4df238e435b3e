//! CSV bytes to records and cells, as the `csv` crate reads them, several gigabytes a second.
//!
//! The same bytes give the same records and fields as `csv::Reader` with flexible records: quotes count only where a field
//! starts, a doubled quote inside is one, `\r`, `\n` and `\r\n` each end a record, and empty lines are no records. Unlike
//! it, this leaves the bytes where they are and says where each field is.

mod fields;
mod masks;
pub mod number;
mod records;
mod split;

pub use fields::Scanner;
pub use records::{Record, Records};
pub(crate) use split::Splitter;

use std::borrow::Cow;

/// The bytes of a field as text, without its quotes if `quoting`. Bytes that are not UTF-8 are read as Windows-1252.
pub fn text(field: &[u8], quoting: bool) -> Cow<'_, str> {
    let bytes =
        if quoting && field.first() == Some(&b'"') { Cow::Owned(unquoted(field)) } else { Cow::Borrowed(field) };
    match bytes {
        Cow::Borrowed(bytes) => decoded(bytes),
        Cow::Owned(bytes) => Cow::Owned(decoded(&bytes).into_owned()),
    }
}

/// Whether a field starts with a quote that never closes. Only the last field of a file can.
pub(crate) fn is_open(field: &[u8]) -> bool {
    let Some(inside) = field.strip_prefix(b"\"") else { return false };
    let mut at = 0;
    while let Some(quote) = memchr::memchr(b'"', &inside[at..]) {
        at += quote + 1;
        if inside.get(at) != Some(&b'"') {
            return false;
        }
        at += 1;
    }
    true
}

/// A field that starts with a quote, without its quotes: `"a""b"c` is `a"bc`.
fn unquoted(field: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(field.len());
    let mut rest = &field[1..];
    while let Some(quote) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..quote]);
        rest = &rest[quote + 1..];
        if rest.first() != Some(&b'"') {
            // The closing quote: what follows stands as it is.
            out.extend_from_slice(rest);
            return out;
        }
        out.push(b'"');
        rest = &rest[1..];
    }
    out.extend_from_slice(rest);
    out
}

/// Windows-1252 from 0x80 to 0x9f; the rest of it is Latin-1.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(
            bytes
                .iter()
                .map(|byte| match byte {
                    0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
                    byte => char::from(*byte),
                })
                .collect(),
        ),
    }
}
