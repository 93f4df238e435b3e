//! `eccn destination`.

use super::args::{date, pair};
use super::{Exit, asked, usage};
use anyhow::Context as _;
use clap::Args;
use eccn::destination::{Choices, Destinations, Place};
use eccn::law::read_folder;
use eccn::report::destination;
use jiff::civil::Date;
use std::io::Write as _;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct DestinationArgs {
    /// Names or ISO 3166 codes of destinations
    #[arg(value_name = "DESTINATION", required_unless_present = "all")]
    input: Vec<String>,
    /// Show every destination and unlisted territory
    #[arg(long, conflicts_with = "input")]
    all: bool,
    /// The day asked about, such as 2024-01-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Another choice for an open question of interpretation, such as d5-list=state-list
    #[arg(long, value_name = "NAME=CHOICE", value_parser = pair)]
    reading: Vec<(String, String)>,
    /// Read law files from this folder in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
    /// How to print [default: text; with --all, csv]
    #[arg(long, value_parser = ["text", "csv", "json"])]
    format: Option<String>,
}

pub(super) fn run(args: &DestinationArgs) -> anyhow::Result<Exit> {
    let law = asked::law(args.law.as_deref())?;
    let read;
    let all = match &args.law {
        None => Destinations::embedded(),
        Some(folder) => {
            let files = read_folder(folder).context("the law files are faulty")?;
            let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            read = Destinations::load(&law, files).context("the law files are faulty")?;
            &read
        }
    };
    let date = args.as_of.map_or_else(asked::today, Ok)?;
    if date < all.first_date() {
        return Err(usage(format!(
            "{date} is before {}, the first day whose country groups are encoded; use a date from then on",
            all.first_date()
        )));
    }
    let mut choices = Choices::default();
    for (name, choice) in &args.reading {
        choices.set(all.readings(), name, choice).map_err(usage)?;
    }
    let places: Vec<Place> = if args.all {
        all.all().map(|(place, _)| place).collect()
    } else {
        let found = args.input.iter().map(|name| all.find(name).map_err(|error| usage(error.to_string())));
        found.collect::<anyhow::Result<_>>()?
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let format = args.format.as_deref().unwrap_or(if args.all { "csv" } else { "text" });
    match format {
        "csv" => {
            let mut rows = csv::Writer::from_writer(&mut out);
            rows.write_record(destination::COLUMNS)?;
            for place in &places {
                rows.write_record(destination::row(all, *place, date, &choices))?;
            }
            rows.flush()?;
        }
        "json" => {
            let documents: Vec<_> =
                places.iter().map(|place| destination::document(all, *place, date, &choices)).collect();
            match &documents[..] {
                [one] if !args.all => serde_json::to_writer_pretty(&mut out, one)?,
                several => serde_json::to_writer_pretty(&mut out, several)?,
            }
            writeln!(out)?;
        }
        _ => {
            for (i, place) in places.iter().enumerate() {
                if i > 0 {
                    writeln!(out)?;
                }
                write!(out, "{}", destination::text(all, *place, date, &choices))?;
            }
        }
    }
    out.flush()?;
    Ok(Exit::Success)
}
