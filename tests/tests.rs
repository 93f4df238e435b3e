//! The integration tests: one binary, a module a folder.

mod catalog;
mod datasheet;
mod law;
mod properties;
