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
    #[error(
        "{file} changed while it was read: it had {was} bytes and now has {now}; nothing was written under the final name"
    )]
    Changed {
        /// The file.
        file: String,
        /// Its size when it was opened.
        was: u64,
        /// Its size, or how much could be read.
        now: u64,
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
