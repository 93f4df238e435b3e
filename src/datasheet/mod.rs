//! Datasheet text to a [`Part`], and a part back to text.
//!
//! A part file is Markdown that reads as a spec sheet. It is read in four stages, so that another layout, another
//! spelling or another way to write a value is an addition in one place:
//!
//! 1. `layout` finds rows: a section, a label and a value, each with its place. It understands neither. TOML and JSON
//!    (`keyed`) are layouts too.
//! 2. `label` turns a label's text into the field it names; all spellings stand in one table.
//! 3. `value` is the grammar of one cell: alternatives, ranges, units, qualifying words, footnote marks. It knows no
//!    labels.
//! 4. `assemble` puts fields and values into the part, and ties footnotes to their notes and sources.
//!
//! Reading is strict. What is not understood is an error and never a guess, because a rate that is silently left out
//! changes a classification. Numbers are exact; a float never comes between the text and the value.

mod assemble;
mod draw;
mod error;
mod keyed;
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

use crate::part::{Part, Sparsity};
use crate::quantity::parse::UnitWords;
use crate::quantity::{Exact, Known};
pub(crate) use error::{Fault, Faults, quote};
pub(crate) use label::nearest;
pub(crate) use span::Source;
use span::Span;
use value::Reading;
use words::Topic;

/// The largest file read, in bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Reads a Markdown part file.
///
/// `file` is the name that errors and [locations](crate::part::Location) carry; nothing is opened.
///
/// # Errors
/// All that is wrong with it, up to [`MAX_ERRORS`] things.
///
/// ```
/// let text = "# X1\n\nVendor: ACME\nINT8 tensor: 400 TOPS dense\nDie area: 300 mm²\nProcess: TSMC 7 nm FinFET\n";
/// let part = eccn::datasheet::parse(text, "x1.md")?;
/// assert_eq!(part.units[0].rates[0].value.value.to_string(), "400 TOPS");
/// assert_eq!(part.dies[0].area.as_ref().unwrap().location.as_ref().unwrap().to_string(), "x1.md:5:11");
/// # Ok::<(), eccn::datasheet::DatasheetErrors>(())
/// ```
pub fn parse(text: &str, file: &str) -> Result<Part, DatasheetErrors> {
    guarded(text, file, |source, faults| {
        let clean = layout::markdown::undecorated(text);
        let sheet = layout::markdown::rows(text, &clean, faults);
        assemble::part(sheet, source, faults)
    })
}

/// Reads a TOML part file: the labels of the Markdown form as keys, the same values as texts.
///
/// # Errors
/// All that is wrong with it; of errors in the TOML itself only the first.
///
/// ```
/// let text = r#"
/// name = "My NPU"
/// [[unit]]
/// name = "NPU"
/// count = 4
/// clock = "1.41 GHz"
/// macs = { fp16 = 1024 }
/// [[die]]
/// area = "814 mm²"
/// node = "TSMC 4N, non-planar"
/// "#;
/// let part = eccn::datasheet::parse_toml(text, "npu.toml")?;
/// assert_eq!(part.units[0].clock.as_ref().unwrap().value.to_string(), "1.41 GHz");
/// # Ok::<(), eccn::datasheet::DatasheetErrors>(())
/// ```
pub fn parse_toml(text: &str, file: &str) -> Result<Part, DatasheetErrors> {
    guarded(text, file, |source, faults| {
        let entries = keyed::toml(text, faults);
        keyed_part(&entries, source, faults)
    })
}

/// Reads a JSON part file, with the keys of [`parse_toml`].
///
/// # Errors
/// As [`parse_toml`].
///
/// ```
/// let part = eccn::datasheet::parse_json(r#"{"name": "X1", "memory": {"bandwidth": "3.35 TB/s"}}"#, "x1.json")?;
/// assert_eq!(part.memory.bandwidth.unwrap().value.to_string(), "3350 GB/s");
/// # Ok::<(), eccn::datasheet::DatasheetErrors>(())
/// ```
pub fn parse_json(text: &str, file: &str) -> Result<Part, DatasheetErrors> {
    guarded(text, file, |source, faults| {
        let entries = keyed::json(source, faults);
        keyed_part(&entries, source, faults)
    })
}

/// Reads a part file in the format that the extension of `file` names: `.toml`, `.json`, else Markdown for `.md`,
/// `.markdown`, `.txt` and names without an extension.
///
/// # Errors
/// As [`parse`] and [`parse_toml`], and if the extension is another one.
pub fn read(text: &str, file: &str) -> Result<Part, DatasheetErrors> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("toml") => parse_toml(text, file),
        Some("json") => parse_json(text, file),
        Some("md" | "markdown" | "txt") | None => parse(text, file),
        Some(other) => {
            let message = format!("a file with the extension {} is not read", error::quote(other));
            let fault = Fault::new(DatasheetErrorKind::Syntax, 0..0, message).expected(".md, .txt, .toml or .json");
            let mut faults = Faults::default();
            faults.push(fault);
            faults.finish(Part::default(), &Source::new("", file))
        }
    }
}

/// The part of a file with keys. After an error in the TOML or JSON itself there is nothing to say of the part.
fn keyed_part(entries: &keyed::Entries, source: &Source<'_>, faults: &mut Faults) -> Part {
    if faults.any() { Part::default() } else { assemble::part(entries.sheet(), source, faults) }
}

/// Reads a file that is not too long.
fn guarded(
    text: &str,
    file: &str,
    read: impl FnOnce(&Source<'_>, &mut Faults) -> Part,
) -> Result<Part, DatasheetErrors> {
    let mut faults = Faults::default();
    if let Some(fault) = too_long(text) {
        faults.push(fault);
        return faults.finish(Part::default(), &Source::new("", file));
    }
    let source = Source::new(text, file);
    let part = read(&source, &mut faults);
    faults.finish(part, &source)
}

fn too_long(text: &str) -> Option<Fault> {
    (text.len() > MAX_BYTES).then(|| {
        let message = format!("a file of {} bytes; the largest file read has {MAX_BYTES}", text.len());
        Fault::new(DatasheetErrorKind::TooLong, 0..0, message)
    })
}
/// One cell of a table as a quantity: exact, one of several, a range, or unknown. A number without a unit is multiplied
/// by `scale`; `peak` says that "up to" adds nothing.
///
/// # Errors
/// In words: what is wrong and what was expected.
pub(crate) fn cell<U: UnitWords>(text: &str, scale: &Exact, peak: bool) -> Result<Known<U>, String> {
    let read = || -> Result<_, Fault> {
        let item = value::single(Span::new(text, 0))?;
        let said = item.said(&[Topic::Sparsity, Topic::Confidence, Topic::Noise])?;
        let known = item.known::<U>(Reading { peak, scale: Some(scale), ..Reading::default() }, &[])?;
        Ok((known, said.sparsity, item.marks.is_empty()))
    };
    match read() {
        Ok((_, Some(Sparsity::Sparse | Sparsity::TwoOfFour), _)) => Err("a sparse rate never counts".to_owned()),
        Ok((_, _, false)) => Err("it has a footnote mark, and the note is not in this row".to_owned()),
        Ok((known, _, true)) => Ok(known),
        Err(fault) => Err(fault.in_words()),
    }
}
