//! The rows of a table as parts, for what looks at parts and not at rows: pictures, differences, reconciliation.

use super::engine::part_of;
use super::inputs::Inputs;
use super::layout::Form;
use super::table::Chunk;
use super::{BatchError, long};
use crate::part::Part;

/// A part of a table.
#[derive(Clone, Debug)]
pub struct TablePart {
    /// Where it stands: `line 12`; nothing in the long form, where it stands in several rows.
    pub place: String,
    /// The part, or what cannot be read, in words and with its place.
    pub part: Result<Part, String>,
}

/// Hands every part of a table to `take`, in order. Of the wide form, one row after the other; of the long form, all are put
/// together first. A row without a name is named by its place.
///
/// ```
/// use eccn::batch::{Inputs, Options, Progress, parts};
/// let csv = "part,fp8_dense_tops,die_area_mm2\nH20,296,814\nbad,29G,1\n";
/// let inputs = Inputs::read("parts.csv", csv.as_bytes(), &Options::default(), &Progress::default())?;
/// let mut names = Vec::new();
/// parts(inputs, |found| names.push(found.part.map(|part| part.name).map_err(|_| found.place)))?;
/// assert_eq!(names, [Ok("H20".to_owned()), Err("line 3".to_owned())]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the table cannot be read.
pub fn parts(mut inputs: Inputs, mut take: impl FnMut(TablePart)) -> Result<(), BatchError> {
    let layout = inputs.layout().clone();
    if layout.form == Form::Long {
        for (_, part) in long::parts(inputs, &layout)? {
            take(TablePart { place: String::new(), part });
        }
        return Ok(());
    }
    let parser = inputs.parser();
    let (mut chunk, mut number) = (Chunk::default(), 0);
    loop {
        if !parser.read(&mut chunk)? {
            if !inputs.next(&mut chunk, number)? {
                return Ok(());
            }
            number += 1;
            continue;
        }
        for record in 0..chunk.records.len() {
            let place = chunk.line(record);
            let mut part = part_of(&layout, &chunk, record);
            if let Ok(part) = &mut part
                && part.name.trim().is_empty()
            {
                part.name.clone_from(&place);
            }
            take(TablePart { place, part });
        }
    }
}
