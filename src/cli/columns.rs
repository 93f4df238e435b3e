//! `eccn columns`.

use super::args::{ColumnsArgs, TableArgs};
use super::{Exit, usage};
use anyhow::Context as _;
use eccn::batch::{
    self, BatchError, ColumnMap, CsvFormat, Decimal, Form, Inputs, Layout, Mapping, Options, Progress, Rates,
};
use std::io::Write as _;

pub(super) fn run(args: &ColumnsArgs) -> anyhow::Result<Exit> {
    let options = Options { mapping: mapping(&args.table)?, csv: csv(&args.table), ..Options::default() };
    let files = batch::files(std::slice::from_ref(&args.input)).map_err(fault)?;
    let inputs = Inputs::peek(&files, &options, &Progress::default()).map_err(fault)?;
    std::io::stdout().lock().write_all(inputs.layout().to_map().as_bytes())?;
    match inputs.layout().usable() {
        Ok(()) => Ok(Exit::Success),
        Err(error) => {
            say!("eccn: {}: {error}", args.input);
            Ok(Exit::Failure)
        }
    }
}

/// What the flags say of the columns.
pub(super) fn mapping(args: &TableArgs) -> anyhow::Result<Mapping> {
    let map = match &args.map {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
            Some(ColumnMap::parse(&text).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?)
        }
        None => None,
    };
    Ok(Mapping {
        map,
        columns: args.column.clone(),
        units: args.unit.clone(),
        defaults: args.default.clone(),
        form: args.layout.as_deref().map(|form| if form == "long" { Form::Long } else { Form::Wide }),
        rates: args.rates.as_deref().map(|rates| if rates == "complete" { Rates::Complete } else { Rates::AtLeast }),
        decimal: args.decimal.as_deref().map(|sign| if sign == "comma" { Decimal::Comma } else { Decimal::Point }),
    })
}

pub(super) fn csv(args: &TableArgs) -> CsvFormat {
    CsvFormat { delimiter: args.delimiter, no_header: args.no_header }
}

/// Errors of the columns and defaults are the command line's to mend.
pub(super) fn fault(error: BatchError) -> anyhow::Error {
    match error {
        BatchError::Default(_) | BatchError::Mapping { .. } => usage(error.to_string()),
        error => error.into(),
    }
}

/// A layout's column for the vendor, if it has one.
pub(super) fn vendor(layout: &Layout) -> Option<String> {
    let is = |column: &&batch::Column| column.meaning.name() == "vendor";
    layout.columns.iter().find(is).map(|column| column.header.clone())
}
