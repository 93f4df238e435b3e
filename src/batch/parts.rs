//! The rows of a table as parts, for what looks at parts and not at rows: pictures.

use super::BatchError;
use super::engine::part_of;
use super::inputs::Inputs;
use super::layout::{Form, Layout};
use super::table::Chunk;
use crate::part::Part;

/// The parts of a table, and what is wrong with the rows that are none.
#[derive(Clone, Debug, Default)]
pub struct TableParts {
    /// A part for each row that could be read.
    pub parts: Vec<Part>,
    /// For each row that could not, its place and what is wrong with it.
    pub errors: Vec<String>,
}

/// Reads every row of a table as a part. A row without a name is named by its place.
///
/// ```
/// use eccn::batch::{Inputs, Options, Progress, parts};
/// let csv = "part,fp8_dense_tops,die_area_mm2\nH20,296,814\nbad,29G,1\n";
/// let inputs = Inputs::read("parts.csv", csv.as_bytes(), &Options::default(), &Progress::default())?;
/// let found = parts(inputs)?;
/// assert_eq!(found.parts[0].name, "H20");
/// assert!(found.errors[0].starts_with("line 3: column \"fp8_dense_tops\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the table cannot be read, or has several rows a part.
pub fn parts(mut inputs: Inputs) -> Result<TableParts, BatchError> {
    let layout = inputs.layout().clone();
    if layout.form == Form::Long {
        let message = "this table has several rows a part; `eccn batch` reads those, and a picture needs one with a row a part (if it is one: --layout wide)";
        return Err(BatchError::Input(message.to_owned()));
    }
    let parser = inputs.parser();
    let (mut chunk, mut number, mut found) = (Chunk::default(), 0, TableParts::default());
    loop {
        if !parser.read(&mut chunk)? {
            if !inputs.next(&mut chunk, number)? {
                return Ok(found);
            }
            number += 1;
            continue;
        }
        for record in 0..chunk.records.len() {
            match row(&layout, &chunk, record) {
                Ok(part) => found.parts.push(part),
                Err(error) => found.errors.push(error),
            }
        }
    }
}

fn row(layout: &Layout, chunk: &Chunk, record: usize) -> Result<Part, String> {
    let mut part = part_of(layout, chunk, record)?;
    if part.name.trim().is_empty() {
        part.name = chunk.line(record);
    }
    Ok(part)
}
