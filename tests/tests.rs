//! The integration tests: one binary, a module a folder.

mod datasheet;
mod golden;
