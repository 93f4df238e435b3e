//! Where the rows of a run go: text to a target, or columns to a Parquet file.

use super::BatchError;
use super::inputs::Inputs;
use super::target::Target;
use super::write::{RowForm, Rows, Work};

/// Where rows go.
pub(super) enum Sink {
    /// As bytes.
    Bytes(Target),
    /// As columns.
    #[cfg(feature = "parquet")]
    Parquet(Box<super::parquet::Writer>),
}

impl Sink {
    /// For what `rows` makes of `inputs`; with `copied`, beside the columns of a Parquet input.
    #[cfg(feature = "parquet")]
    pub(super) fn new(target: Target, rows: &Rows, inputs: &Inputs, copied: bool) -> Result<Self, BatchError> {
        if rows.form != RowForm::Texts {
            return Ok(Self::Bytes(target));
        }
        let headers: &[String] = if rows.only { &[] } else { &rows.keys };
        let input = inputs.parquet().filter(|_| copied);
        let writer = super::parquet::Writer::new(target, input, &[headers, &rows.names[..]].concat())?;
        Ok(Self::Parquet(Box::new(writer)))
    }

    /// For what `rows` makes of the input.
    #[cfg(not(feature = "parquet"))]
    pub(super) fn new(target: Target, rows: &Rows, _: &Inputs, _: bool) -> Result<Self, BatchError> {
        match rows.form {
            RowForm::Texts => {
                Err(BatchError::Input("this build does not write Parquet; build with --features parquet".to_owned()))
            }
            _ => Ok(Self::Bytes(target)),
        }
    }

    /// Writes the rows of a chunk.
    pub(super) fn take(&mut self, work: &Work) -> Result<(), BatchError> {
        match self {
            Self::Bytes(target) => target.put(&work.out),
            #[cfg(feature = "parquet")]
            Self::Parquet(writer) => writer.take(&work.texts, work.group.as_ref()),
        }
    }

    /// Completes the output.
    pub(super) fn finish(self) -> Result<(), BatchError> {
        match self {
            Self::Bytes(target) => target.finish(),
            #[cfg(feature = "parquet")]
            Self::Parquet(writer) => writer.finish(),
        }
    }
}
