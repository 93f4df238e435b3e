//! How much a workbook unfolds to, found out before anything is kept of it.

use super::super::error::{Problem, size};
use super::super::guard::{damaged, slow};
use super::super::limits::Limits;
use super::WHAT;
use std::io::{Cursor, Read as _};
use std::time::Instant;
use zip::ZipArchive;

/// The most entries: a workbook has a few for each sheet.
const ENTRIES: usize = 10_000;

/// Unfolds every part once into nothing, and counts. What the directory says is looked at first; it may lie, so what comes
/// is counted as well.
pub(super) fn check(bytes: &[u8], limits: &Limits, deadline: Instant) -> Result<(), Problem> {
    let broken = |e: zip::result::ZipError| damaged(WHAT, e.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > ENTRIES {
        return Err(Problem::TooLarge {
            what: format!("a workbook of {} parts", archive.len()),
            limit: format!("{ENTRIES} parts"),
            help: "open it and save it again as XLSX",
        });
    }
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        declared = declared.saturating_add(archive.by_index_raw(index).map_err(broken)?.size());
    }
    if declared > limits.unpacked {
        return Err(bomb(format!("a workbook that says it unfolds to {}", size(declared)), limits));
    }
    let mut actual = 0_u64;
    let mut buffer = vec![0; 1 << 16];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(broken)?;
        let name = part.name().map(|name| name.into_owned()).unwrap_or_default();
        // A part that ends badly is the reader's to judge: it may not need it.
        while let Ok(count @ 1..) = part.read(&mut buffer) {
            actual = actual.saturating_add(count as u64);
            if actual > limits.unpacked {
                return Err(bomb(format!("a workbook whose parts, up to `{name}`, unfold to this and more"), limits));
            }
            if Instant::now() > deadline {
                return Err(slow(WHAT, limits));
            }
        }
    }
    Ok(())
}

fn bomb(what: String, limits: &Limits) -> Problem {
    Problem::TooLarge {
        what,
        limit: size(limits.unpacked),
        help: "this is no ordinary datasheet; if you trust it, save the sheet that matters as text",
    }
}
