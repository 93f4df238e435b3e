//! `eccn columns`.

use super::args::TableArgs;
use super::input::Parts;
use super::{Exit, usage};
use anyhow::Context as _;
use clap::Args;
use eccn::batch::{
    self, BatchError, ColumnMap, CsvFormat, Decimal, Form, Inputs, Layout, Mapping, Options, Progress, Rates,
};
use eccn::part::Part;
use std::io::Write as _;
use std::path::Path;

/// Rows whose errors are told each; of the rest the number is.
pub(super) const TOLD: usize = 12;

#[derive(Debug, Args)]
pub(super) struct ColumnsArgs {
    /// A table
    #[arg(value_name = "FILE|-")]
    input: String,
    #[command(flatten)]
    table: TableArgs,
}

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

/// Whether an input is a table by its name.
pub(super) fn is_table(input: &str) -> bool {
    let mut name = Path::new(input);
    while name.extension().is_some_and(|end| ["gz", "zst"].iter().any(|known| end.eq_ignore_ascii_case(known))) {
        name = Path::new(name.file_stem().unwrap_or_default());
    }
    let tables = ["csv", "tsv", "jsonl", "ndjson", "parquet"];
    name.extension().is_some_and(|end| tables.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

/// Opens one table; what was remarked of its columns is told.
pub(super) fn open(args: &TableArgs, input: &str) -> anyhow::Result<Inputs> {
    let options = Options { mapping: mapping(args)?, csv: csv(args), ..Options::default() };
    let files = batch::files(&[input.to_owned()]).map_err(fault)?;
    let inputs = Inputs::open(&files, &options, &Progress::default()).map_err(fault)?;
    for remark in &inputs.layout().remarks {
        say!("eccn: {input}: {remark}");
    }
    Ok(inputs)
}

/// Calls `take` with every part of a table; rows that are none are told, the first of them each. How many there were.
pub(super) fn each_part(input: &str, table: Inputs, mut take: impl FnMut(Part)) -> anyhow::Result<usize> {
    let mut faults = 0;
    let found = batch::parts(table, |row| match row.part {
        Ok(part) => take(part),
        Err(error) => {
            faults += 1;
            if faults <= TOLD {
                say!("eccn: {input}: {error}");
            }
        }
    });
    found.map_err(fault).with_context(|| input.to_owned())?;
    if faults > TOLD {
        say!("eccn: {input}: {} more rows could not be read", faults - TOLD);
    }
    Ok(faults)
}

/// Adds the parts of a table to those read.
pub(super) fn read_table(args: &TableArgs, input: &str, into: &mut Parts) -> anyhow::Result<()> {
    let table = open(args, input)?;
    into.failures += each_part(input, table, |part| into.parts.push(part))?;
    Ok(())
}

/// A layout's column for the vendor, if it has one.
pub(super) fn vendor(layout: &Layout) -> Option<String> {
    let is = |column: &&batch::Column| column.meaning.name() == "vendor";
    layout.columns.iter().find(is).map(|column| column.header.clone())
}
