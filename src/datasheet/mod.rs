//! Datasheet text to [`Part`].

mod assemble;
mod draw;
mod error;
mod label;
mod layout;
mod marks;
mod print;
mod section;
mod span;
mod value;
mod words;

pub use error::{DatasheetError, DatasheetErrorKind, DatasheetErrors, MAX_ERRORS};
pub use print::print;

use crate::part::Part;
use error::{Fault, Faults};
use span::Source;

/// The largest file read, in bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Reads a Markdown part file.
///
/// # Errors
/// All that is wrong with it, up to [`MAX_ERRORS`] things.
pub fn parse(text: &str, file: &str) -> Result<Part, DatasheetErrors> {
    let source = Source::new(bounded(text), file);
    let mut faults = Faults::default();
    if let Some(fault) = too_long(text) {
        faults.push(fault);
        return faults.finish(Part::default(), &source);
    }
    let clean = layout::markdown::undecorated(text);
    let sheet = layout::markdown::rows(text, &clean, &mut faults);
    let part = assemble::part(sheet, &source, &mut faults);
    faults.finish(part, &source)
}

/// The text, or nothing of it if it is too long to be read.
fn bounded(text: &str) -> &str {
    if text.len() > MAX_BYTES { "" } else { text }
}

fn too_long(text: &str) -> Option<Fault> {
    (text.len() > MAX_BYTES).then(|| {
        let message = format!("a file of {} bytes; the largest file read has {MAX_BYTES}", text.len());
        Fault::new(DatasheetErrorKind::TooLong, 0..0, message)
    })
}

/// Reads a part file, by its ending.
///
/// # Errors
/// As [`parse`].
pub fn read(text: &str, file: &str) -> Result<Part, DatasheetErrors> {
    parse(text, file)
}
