//! What stops a run. What is wrong with single rows does not: see [`RowAnswer`](super::RowAnswer).

use super::layout::LayoutError;
use super::row::CellError;
use std::io;

/// What stops a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// An input cannot be used as it is.
    #[error("{0}")]
    Input(String),
    /// Columns are ambiguous, unclear or missing.
    #[error("{file}: {error}")]
    Layout {
        /// The file.
        file: String,
        /// What is wrong.
        error: LayoutError,
    },
    /// What a flag or a column map says does not fit the columns of the file.
    #[error("{file}: {error}")]
    Mapping {
        /// The file.
        file: String,
        /// What is wrong.
        error: LayoutError,
    },
    /// A default cannot be read.
    #[error("{0}")]
    Default(CellError),
    /// An input cannot be read.
    #[error("{file}: {error}")]
    Read {
        /// The file.
        file: String,
        /// The reason.
        error: io::Error,
    },
    /// An input changed while it was read.
    #[error("{file} changed while it was read: {how}; nothing was written under the final name")]
    Changed {
        /// The file.
        file: String,
        /// In which way.
        how: String,
    },
    /// The output cannot be written.
    #[error("{target} cannot be written")]
    Write {
        /// Where to.
        target: String,
        /// The reason.
        #[source]
        error: io::Error,
    },
    /// The run was interrupted.
    #[error("interrupted; nothing was written under the final name")]
    Interrupted,
}

impl BatchError {
    /// What is kept aside while a run goes on cannot be.
    pub(super) fn temporary(error: io::Error) -> Self {
        Self::Write { target: format!("a temporary file in {}", std::env::temp_dir().display()), error }
    }
}
