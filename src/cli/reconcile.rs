//! `eccn reconcile`: our answers beside a vendor's published ones.

use super::args::{TableArgs, WhenArgs, pair};
use super::columns::{is_table, read_table};
use super::input::Parts;
use super::{Exit, usage};
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use eccn::part::Part;
use eccn::reconcile::{Reconciler, Vendor};
use eccn::report::reconcile as report;
use std::io::Write as _;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct ReconcileArgs {
    /// Our parts: names, part files, folders, or tables (.csv, .jsonl, .parquet)
    #[arg(value_name = "PART|FILE|DIR")]
    pub(super) input: Vec<String>,
    /// Our parts are those of the catalog
    #[arg(long, conflicts_with = "input")]
    pub(super) all: bool,
    /// The vendor's table, a CSV file
    #[arg(long, value_name = "FILE")]
    pub(super) against: PathBuf,
    /// What the vendor's columns hold: part=Model,eccn=ECCN,tpp=TPP; also form, cryptography, datacenter
    #[arg(long = "map", value_name = "WHAT=HEADER", value_delimiter = ',', value_parser = pair, required = true)]
    pub(super) vendor_map: Vec<(String, String)>,
    #[command(flatten)]
    pub(super) when: WhenArgs,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: ReconcileFormat,
    /// What a column of our table holds: fp16="FP16 dense"
    #[arg(long, value_name = "FACT=HEADER", value_parser = pair)]
    pub(super) column: Vec<(String, String)>,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReconcileFormat {
    /// Text, by cause
    Text,
    /// CSV
    Csv,
    /// JSON
    Json,
}

pub(super) fn run(args: &ReconcileArgs) -> anyhow::Result<Exit> {
    let law = args.when.how.law()?;
    let statute = args.when.statute(&law)?;
    let bytes = std::fs::read(&args.against).with_context(|| args.against.display().to_string())?;
    let vendor = Vendor::read(&args.against.display().to_string(), &bytes, &args.vendor_map)
        .map_err(|error| usage(error.to_string()))?;
    if args.input.is_empty() && !args.all {
        return Err(usage("no parts of ours: give names, files, a table, or --all for the catalog"));
    }
    let (parts, failures) = parts(args)?;
    let found = Reconciler::new(&statute, args.when.how.question()?).all(&parts, &vendor);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        ReconcileFormat::Text => write!(out, "{}", report::text(&found, &statute))?,
        ReconcileFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &report::document(&found, &statute))?;
            writeln!(out)?;
        }
        ReconcileFormat::Csv => {
            let mut rows = csv::Writer::from_writer(&mut out);
            rows.write_record(report::COLUMNS)?;
            report::rows(&found).iter().try_for_each(|row| rows.write_record(row))?;
            rows.flush()?;
        }
    }
    out.flush()?;
    let counts: Vec<String> = found.counts().iter().map(|(cause, count)| format!("{count} {cause}")).collect();
    let unmatched = match (found.vendor_unmatched.len(), found.ours_unmatched.len()) {
        (0, 0) => String::new(),
        (theirs, ours) => format!("; not matched: {theirs} of the vendor's, {ours} of ours"),
    };
    say!("eccn: {} rows compared: {}{unmatched}", found.compared.len(), counts.join(", "));
    Ok(if failures > 0 { Exit::Failure } else { Exit::Success })
}

/// Our parts, and how many inputs or rows could not be read.
fn parts(args: &ReconcileArgs) -> anyhow::Result<(Vec<Part>, usize)> {
    let mut read = Parts::default();
    if args.all {
        read.catalog()?;
    }
    for input in &args.input {
        if !is_table(input) {
            read.read(input)?;
            continue;
        }
        let table = TableArgs { column: args.column.clone(), ..TableArgs::default() };
        read_table(&table, input, &mut read)?;
    }
    Ok((read.parts, read.failures))
}
