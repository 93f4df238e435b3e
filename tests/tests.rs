//! The integration tests: one binary, a module a folder.

mod batch;
mod catalog;
mod cli;
mod datasheet;
mod design;
mod destination;
mod determination;
mod dossier;
mod golden;
mod law;
mod ledger;
mod licensing;
mod measure;
mod plot;
mod properties;
mod transactions;
