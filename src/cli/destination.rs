//! `eccn destination`.

use super::args::DestinationArgs;
use super::{Exit, classify, output, usage};
use anyhow::Context as _;
use eccn::destination::{Choices, Destinations, Place};
use eccn::law::read_folder;
use eccn::report::destination;
use std::io::Write as _;

pub(super) fn run(args: &DestinationArgs) -> anyhow::Result<Exit> {
    let law = output::law(args.law.as_deref())?;
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
    let date = args.as_of.map_or_else(classify::today, Ok)?;
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
