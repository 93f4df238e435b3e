//! The integration tests: one binary, a module a folder.

mod batch;
mod catalog;
mod cli;
mod datasheet;
mod destination;
mod determination;
mod diff;
mod docs;
mod gate;
mod golden;
mod law;
mod ledger;
mod licensing;
mod measure;
mod properties;
mod reconcile;
mod supposed;
mod transactions;
