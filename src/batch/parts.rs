//! A table as parts, for those that ask more of them than an answer.

use super::engine::{Added, Engine};
use super::inputs::Inputs;
use super::layout::Form;
use super::{BatchError, long};
use crate::part::Part;

/// A part of a table.
#[derive(Clone, Debug)]
pub struct TablePart {
    /// Where it stands: `line 12`; nothing in the long form, where it stands in several rows.
    pub place: String,
    /// The part, or what cannot be read, in words.
    pub part: Result<Part, String>,
}

impl<'e> Engine<'e, 'e> {
    /// Hands every part of `inputs` to `take`, in order, with its governing paragraph. Of the wide form, one row after the
    /// other; of the long form, all are put together first.
    ///
    /// ```
    /// use eccn::batch::{Added, Engine, Inputs, Options, Progress};
    /// use eccn::law::{Law, Posture};
    /// let csv = "part,fp8_dense_tops,die_area_mm2,node,datacenter\nH20,296,814,TSMC 4N,yes\nbad,x,1,TSMC 4N,yes\n";
    /// let inputs = Inputs::read("parts.csv", csv.as_bytes(), &Options::default(), &Progress::default())?;
    /// let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
    /// let engine = Engine::new(inputs.layout().clone(), &statute, None, Default::default())?;
    /// let mut names = Vec::new();
    /// engine.parts(inputs, |part| names.push(part.part.map(|part| part.name).map_err(|_| part.place)))?;
    /// assert_eq!(names, [Ok("H20".to_owned()), Err("line 3".to_owned())]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the table cannot be read.
    pub fn parts(&'e self, inputs: Inputs, mut take: impl FnMut(TablePart)) -> Result<(), BatchError> {
        if self.layout().form == Form::Long {
            for (_, part) in long::parts(inputs, self.layout())? {
                take(TablePart { place: String::new(), part });
            }
            return Ok(());
        }
        let mut rows = self.rows(inputs);
        while let Some(row) = rows.next() {
            let row = row?;
            let part = match row.answer.get(Added::Error) {
                "" => rows.part().map_err(|error| error.to_string()),
                fault => Err(fault.to_owned()),
            };
            take(TablePart { place: row.place, part });
        }
        Ok(())
    }
}
