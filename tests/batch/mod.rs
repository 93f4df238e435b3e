//! Batches: the fast way gives what the exact way gives, on every row, day and reading.

mod agreement;
mod files;
pub(crate) mod kernel;
mod licenses;
mod lossless;
#[cfg(feature = "parquet")]
mod parquet;
mod reliability;
mod table;
