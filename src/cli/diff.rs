//! `eccn diff`: what moved, and because of which amendment or which value.

use super::args::{HowArgs, TableArgs, date};
use super::columns::{each_part, fault, is_table, open};
use super::input::Parts;
use super::{Exit, asked, usage};
use clap::{Args, ValueEnum};
use eccn::batch::{Added, Engine, Form};
use eccn::determine::Question;
use eccn::diff::{Days, Laws, Moved, RowChange, TableSummary, parts, tables};
use eccn::digest;
use eccn::law::{Law, Statute};
use eccn::part::Part;
use eccn::report::{self, diff as write};
use jiff::civil::Date;
use std::io::BufWriter;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// One input to compare two days or two laws: part names, part files, folders, or a table (.csv, .jsonl, .parquet). Two
    /// inputs to compare their values: tables, part files or folders, matched by the parts' names
    #[arg(value_name = "PART|FILE|DIR")]
    pub(super) input: Vec<String>,
    /// Compare every part of the catalog
    #[arg(long, conflicts_with = "input")]
    pub(super) all: bool,
    /// Compare the law of this day
    #[arg(long, value_name = "DATE", value_parser = date, requires = "to")]
    pub(super) from: Option<Date>,
    /// with the law of this one
    #[arg(long, value_name = "DATE", value_parser = date, requires = "from")]
    pub(super) to: Option<Date>,
    /// Compare the law with the law files of this folder
    #[arg(long, value_name = "DIR", conflicts_with = "from")]
    pub(super) to_law: Option<PathBuf>,
    /// Compare the law with this bill or draft laid over it
    #[arg(long, value_name = "NAME|all", conflicts_with = "from")]
    pub(super) to_proposal: Vec<String>,
    /// The day whose law applies where two laws or two inputs are compared, such as 2024-01-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "from")]
    pub(super) as_of: Option<Date>,
    #[command(flatten)]
    pub(super) how: HowArgs,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: DiffFormat,
    #[command(flatten)]
    pub(super) table: TableArgs,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// Text
    Text,
    /// CSV: a row for each cause
    Csv,
    /// JSON lines: an object a part
    Jsonl,
}

pub(super) fn run(args: &DiffArgs) -> anyhow::Result<Exit> {
    let law = args.how.law()?;
    let question = args.how.question()?;
    let other = args.to_law.is_some() || !args.to_proposal.is_empty();
    match (args.input.len(), args.from, args.to) {
        (0, _, _) if !args.all => Err(usage("nothing to compare: give an input or --all")),
        (0 | 1, Some(from), Some(to)) => {
            let days =
                Days::new(&law, args.how.posture, from, to, question).map_err(|error| usage(error.to_string()))?;
            let title = format!("{from} → {to}");
            moved(args, &title, days.before(), days.after(), days.question(), |part| days.moved(part))
        }
        (0 | 1, None, _) if other => {
            let mut proposals = args.how.proposal.clone();
            proposals.extend(args.to_proposal.iter().cloned());
            let folder = args.to_law.as_deref().or(args.how.law.as_deref());
            let second = asked::law_with(folder, &proposals)?;
            let date = args.as_of.map_or_else(asked::today, Ok)?;
            let first = law.at(date, args.how.posture).map_err(|error| usage(error.to_string()))?;
            let second = second.at(date, args.how.posture).map_err(|error| usage(error.to_string()))?;
            let laws = Laws::new(&first, &second, question.clone());
            let name = |law: &Law| {
                let under = report::under(law.proposals());
                format!("law {}{under}", digest::short(law.hash()))
            };
            let title = format!("{} → {} on {date}", name(first.law()), name(second.law()));
            moved(args, &title, &first, &second, &question, |part| laws.moved(part))
        }
        (2, None, _) if !other => {
            let date = args.as_of.map_or_else(asked::today, Ok)?;
            let statute = law.at(date, args.how.posture).map_err(|error| usage(error.to_string()))?;
            values(args, &statute, &question)
        }
        (0 | 1, None, _) => Err(usage(
            "compare with what? --from DATE --to DATE for two days, --to-law DIR or --to-proposal NAME for two laws, or a second input",
        )),
        (2, ..) => Err(usage("two inputs are compared under one law: leave --from, --to-law and --to-proposal out")),
        (several, ..) => Err(usage(format!("expected one input or two, found {several}"))),
    }
}

/// What the law moved.
fn moved(
    args: &DiffArgs,
    title: &str,
    before: &Statute<'_>,
    after: &Statute<'_>,
    question: &Question,
    ask: impl Fn(&Part) -> Option<Moved>,
) -> anyhow::Result<Exit> {
    let mut out = write::Laws::new(BufWriter::new(std::io::stdout().lock()), format(args), title)?;
    let (mut asked, mut count, mut failures) = (0u64, 0u64, 0usize);
    // A row whose two answers are known to be the same is only counted.
    let mut one = |part: Option<&Part>| -> std::io::Result<()> {
        asked += 1;
        if let Some((part, moved)) = part.and_then(|part| Some((part, ask(part)?))) {
            count += 1;
            out.write(&named(part), &moved)?;
        }
        Ok(())
    };
    match args.input.first() {
        Some(input) if is_table(input) => {
            let inputs = open(&args.table, input)?;
            let engine = Engine::new(inputs.layout().clone(), before, Some(after), question.clone());
            let engine = engine.map_err(|error| usage(error.to_string()))?.wanting(&[Added::Eccn, Added::Error]);
            if engine.layout().form == Form::Long {
                let mut result = Ok(());
                failures += each_part(input, inputs, |part| {
                    if result.is_ok() {
                        result = one(Some(&part));
                    }
                })?;
                result?;
            } else {
                let mut rows = engine.rows(inputs);
                while let Some(row) = rows.next() {
                    let row = row?;
                    let error = row.answer.get(Added::Error);
                    if !error.is_empty() {
                        failures += 1;
                        say!("eccn: {input}: {error}");
                    } else if row.answer.second.as_deref() == Some(row.answer.get(Added::Eccn)) {
                        one(None)?;
                    } else {
                        let part = rows.part().map_err(|error| anyhow::anyhow!("{input}: {}: {error}", row.place))?;
                        one(Some(&part))?;
                    }
                }
            }
        }
        input => {
            let mut read = Parts::default();
            if let Some(input) = input {
                read.read(input)?;
            } else {
                read.catalog()?;
            }
            failures = read.failures;
            read.parts.iter().try_for_each(|part| one(Some(part)))?;
        }
    }
    out.finish()?;
    say!("eccn: {count} of {asked} parts moved{}", unread(failures));
    Ok(if failures > 0 { Exit::Failure } else { Exit::Success })
}

fn unread(failures: usize) -> String {
    if failures == 0 { String::new() } else { format!("; {failures} could not be read") }
}

/// The name of a part with its vendor's, unless it starts with that.
fn named(part: &Part) -> String {
    match &part.vendor {
        Some(vendor) if !part.name.starts_with(vendor.as_str()) => format!("{vendor} {}", part.name),
        _ => part.name.clone(),
    }
}

fn format(args: &DiffArgs) -> write::Format {
    match args.format {
        DiffFormat::Text => write::Format::Text,
        DiffFormat::Csv => write::Format::Csv,
        DiffFormat::Jsonl => write::Format::Jsonl,
    }
}

/// What values moved.
fn values(args: &DiffArgs, statute: &Statute<'_>, question: &Question) -> anyhow::Result<Exit> {
    let (old, new) = (&args.input[0], &args.input[1]);
    let mut out = write::Values::new(BufWriter::new(std::io::stdout().lock()), format(args), statute)?;
    let mut result = Ok(());
    let mut emit = |change: RowChange| {
        if result.is_ok() {
            result = out.write(&change);
        }
    };
    let mut failures = 0;
    let summary: TableSummary = match (is_table(old), is_table(new)) {
        (true, true) => {
            tables(open(&args.table, old)?, open(&args.table, new)?, statute, question, &mut emit).map_err(fault)?
        }
        (false, false) => {
            let (mut first, mut second) = (Parts::default(), Parts::default());
            first.read(old)?;
            second.read(new)?;
            failures = first.failures + second.failures;
            // One part against one: they are compared whatever their names.
            if let ([one], [other]) = (&mut first.parts[..], &second.parts[..]) {
                one.name.clone_from(&other.name);
            }
            parts(first.parts, second.parts, statute, question, &mut emit)
        }
        _ => return Err(usage("a table is compared with a table, and part files with part files")),
    };
    result?;
    out.finish()?;
    let TableSummary { same, moved, added, removed, errors } = summary;
    say!(
        "eccn: {moved} moved, {same} with the same answer, {added} added, {removed} removed, {errors} with errors{}",
        unread(failures)
    );
    Ok(if failures > 0 { Exit::Failure } else { Exit::Success })
}
