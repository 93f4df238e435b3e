//! The integration tests: one binary, a module a folder.

mod batch;
mod catalog;
mod cli;
mod datasheet;
mod design;
mod destination;
mod determination;
mod diff;
mod docs;
mod dossier;
mod gate;
mod golden;
mod law;
mod ledger;
mod licensing;
mod measure;
mod plot;
mod properties;
mod reconcile;
mod supposed;
mod transactions;
