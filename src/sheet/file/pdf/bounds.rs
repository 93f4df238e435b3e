//! What a PDF file may cost in memory, estimated before it is parsed.
//!
//! Each parsed object takes some fifty times the room of its shortest spelling (`0 `). Pictures and fonts are in streams,
//! which are kept as they are; so only what is outside streams, and in streams that hold objects, is limited.

use super::super::error::{Problem, size};
use super::super::guard::slow;
use super::super::limits::Limits;
use super::WHAT;
use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem::{Finder, find};
use std::time::Instant;

/// The most bytes of objects outside streams, and of objects in streams.
pub(super) const OBJECTS: usize = 16 << 20;

/// How far before a stream its dictionary is searched.
const DICTIONARY: usize = 1024;

pub(super) fn check(bytes: &[u8], limits: &Limits, deadline: Instant) -> Result<(), Problem> {
    let (start, end) = (Finder::new(b"stream"), Finder::new(b"endstream"));
    let (mut outside, mut objects, mut from) = (0, 0, 0);
    while let Some(at) = start.find(&bytes[from..]).map(|at| from + at) {
        outside += at - from;
        let data = at + b"stream".len();
        let opens = bytes[..at].trim_ascii_end().ends_with(b">>");
        if !opens {
            from = data;
            continue;
        }
        let close = end.find(&bytes[data..]).map_or(bytes.len(), |close| data + close);
        let head = &bytes[at.saturating_sub(DICTIONARY).max(from)..at];
        if find(head, b"/ObjStm").is_some() {
            objects += unfolded(&bytes[data..close], OBJECTS.saturating_sub(objects) + 1);
        }
        if objects > OBJECTS || outside > OBJECTS {
            break;
        }
        if Instant::now() > deadline {
            return Err(slow(WHAT, limits));
        }
        from = (close + b"endstream".len()).min(bytes.len());
    }
    outside += bytes.len() - from.min(bytes.len());
    if outside > OBJECTS || objects > OBJECTS {
        return Err(Problem::TooLarge {
            what: "the structure of this PDF file, without its pictures and fonts,".to_owned(),
            limit: size(OBJECTS as u64),
            help: "print the pages that matter to a new PDF file, or copy the text out of it",
        });
    }
    Ok(())
}

/// To how many bytes a stream unfolds, at most `most`. Encrypted ones do not show it: they count with ten times their
/// length.
fn unfolded(data: &[u8], most: usize) -> usize {
    let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
    let mut inflate = Decompress::new(true);
    let mut buffer = vec![0; 1 << 15];
    loop {
        let (read, wrote) = (inflate.total_in(), inflate.total_out());
        let rest = &data[usize::try_from(read).unwrap_or(usize::MAX).min(data.len())..];
        let status = inflate.decompress(rest, &mut buffer, FlushDecompress::None);
        let total = usize::try_from(inflate.total_out()).unwrap_or(usize::MAX);
        let stuck = inflate.total_in() == read && inflate.total_out() == wrote;
        if total >= most || stuck || !matches!(status, Ok(Status::Ok | Status::BufError)) {
            return if total == 0 { data.len().saturating_mul(10).min(most) } else { total.min(most) };
        }
    }
}
