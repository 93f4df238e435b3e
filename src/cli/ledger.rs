//! `eccn ledger` and `eccn quota`.

use super::args::pair;
use super::input::Parts;
use super::{Exit, asked, usage};
use anyhow::Context as _;
use clap::Args;
use eccn::destination::Choices;
use eccn::facts::NumericFact;
use eccn::law::read_folder;
use eccn::ledger::{Amount, Flag, Ledger, Limits, Line, TableError, quota, run as post};
use eccn::license::Licensing;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct LedgerArgs {
    /// CSV with the columns date, part or tpp, quantity, consignee, parent, location, hq, parent_hq, verb, authorization; -
    /// is standard input
    #[arg(value_name = "FILE|-")]
    input: String,
    /// Write totals and limits as CSV in place of the rows
    #[arg(long)]
    summary: bool,
    /// Exit with 3 if a row exceeds a limit, is not eligible or has an error
    #[arg(long)]
    strict: bool,
    /// Another choice for an open question of interpretation, such as d5-list=state-list
    #[arg(long, value_name = "NAME=CHOICE", value_parser = pair)]
    reading: Vec<(String, String)>,
    /// Read law files from this folder in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct QuotaArgs {
    /// An amount of TPP, or the name of a limit: lpp, lpp-notice, allocation, aia, nveu-2026Q1
    #[arg(value_name = "TPP|LIMIT")]
    limit: String,
    /// Part names or part files
    #[arg(value_name = "PART|FILE|-", required = true)]
    input: Vec<String>,
    /// How to print
    #[arg(long, value_parser = ["text", "csv"], default_value = "text")]
    format: String,
    /// Read law files from this folder in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
}

pub(super) fn run(args: &LedgerArgs) -> anyhow::Result<Exit> {
    let law = asked::law(args.law.as_deref())?;
    let rules = asked::licensing(args.law.as_deref(), &law)?;
    let read = limits(args.law.as_deref(), &rules)?;
    let limits: &Limits = &read;
    let mut choices = Choices::default();
    for (name, choice) in &args.reading {
        choices.set(rules.readings(), name, choice).map_err(usage)?;
    }
    let mut ledger = Ledger::new(limits, &rules, choices);
    let input: Box<dyn Read> = if args.input == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(&args.input).with_context(|| args.input.clone())?))
    };
    let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    let rows: Option<&mut dyn Write> = if args.summary { None } else { Some(&mut out) };
    let outcome = match post(input, rows, &mut ledger, &law) {
        Ok(outcome) => outcome,
        Err(error @ TableError::Header(_)) => return Err(usage(error.to_string())),
        Err(TableError::Write(error)) => return Err(output_error(error)),
        Err(error) => return Err(error.into()),
    };
    let lines = ledger.summary();
    if args.summary {
        let mut table = csv::Writer::from_writer(&mut out);
        table.write_record(Line::COLUMNS)?;
        for line in &lines {
            table.write_record(line.row())?;
        }
        table.flush()?;
    } else {
        for line in &lines {
            let words: Vec<String> = [&line.who, &line.country, &line.period].into_iter().cloned().collect();
            let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
            say!(
                "eccn: {} {}: {} of {} TPP, {} left: {} ({})",
                line.limit,
                words.join(" "),
                line.total.grouped(),
                line.of.grouped(),
                line.left.grouped(),
                line.verdict.as_str(),
                line.cite
            );
        }
    }
    out.flush()?;
    let count = |flag: Flag| ledger.flagged(flag);
    say!(
        "eccn: {} rows: {} within, {} with a notice, {} exceed a limit, {} not eligible, {} not counted, {} with errors",
        outcome.rows,
        count(Flag::Within),
        count(Flag::Notice),
        count(Flag::Exceeds),
        count(Flag::NotEligible),
        count(Flag::NotCounted),
        outcome.errors
    );
    say!("eccn: not checked: {}", rules.not_checked().join("; "));
    Ok(if args.strict && (outcome.errors > 0 || outcome.flagged > 0) { Exit::Rows } else { Exit::Success })
}

/// The error of the writer itself: that a reader has left is no failure.
fn output_error(error: csv::Error) -> anyhow::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => anyhow::anyhow!("the output cannot be written: {other:?}"),
    }
}

/// The limits of a folder of law files, or the built-in ones.
fn limits(folder: Option<&Path>, rules: &Licensing) -> anyhow::Result<Cow<'static, Limits>> {
    let Some(folder) = folder else { return Ok(Cow::Borrowed(Limits::embedded())) };
    let files = read_folder(folder).context("the law files are faulty")?;
    let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    Ok(Cow::Owned(Limits::load(rules.destinations(), files).context("the law files are faulty")?))
}

pub(super) fn quotas(args: &QuotaArgs) -> anyhow::Result<Exit> {
    let law = asked::law(args.law.as_deref())?;
    let rules = asked::licensing(args.law.as_deref(), &law)?;
    let limits = limits(args.law.as_deref(), &rules)?;
    let named = |name: &str| match name.to_lowercase().as_str() {
        "lpp" => Some((limits.lpp.tpp, limits.lpp.cite.clone())),
        "lpp-notice" => Some((limits.lpp_notice, limits.lpp.cite.clone())),
        "allocation" => Some((limits.allocation.tpp, limits.allocation.cite.clone())),
        "aia" => Some((limits.aia.tpp, limits.aia.cite.clone())),
        quarter => {
            let quarter = quarter.strip_prefix("nveu-")?.to_uppercase();
            let row = limits.nveu.iter().find(|((year, number), _)| format!("{year}Q{number}") == quarter)?;
            Some((row.1, limits.nveu_source.cite.clone()))
        }
    };
    let (limit, cite) = match named(&args.limit) {
        Some((amount, cite)) => (amount, Some(cite)),
        None => {
            // 790e6 is 790000000.
            let plain = eccn::quantity::parse::decimal(&args.limit).ok().filter(|number| !number.is_negative());
            let text = plain.map_or_else(|| args.limit.clone(), |number| number.to_string());
            let amount = text.parse::<Amount>().map_err(|message| {
                usage(format!("{message}; or the name of a limit: lpp, lpp-notice, allocation, aia, nveu-2026Q1"))
            })?;
            (amount, None)
        }
    };
    let statute = law.at(law.verified_date(), eccn::law::Posture::Text).map_err(|error| usage(error.to_string()))?;
    let mut parts = Parts::default();
    for name in &args.input {
        parts.read(name)?;
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut table = csv::Writer::from_writer(Vec::new());
    let csv = args.format == "csv";
    if csv {
        table.write_record(["part", "tpp", "limit", "count", "used", "left", "one_more_exceeds_by"])?;
    }
    for part in &parts.parts {
        let answer = eccn::determine::classify(part, &statute, &Default::default());
        let tpp = &answer.facts().numeric(NumericFact::Tpp).value;
        let circuits = part.integrated_circuits.as_ref().map_or(1, |count| u64::from(count.value));
        let each = tpp.as_point().and_then(|tpp| tpp.to_string().parse::<Amount>().ok()?.times(circuits));
        let Some((each, fits)) = each.and_then(|each| Some((each, quota(limit, each)?))) else {
            parts.failures += 1;
            say!("eccn: {}: its TPP is not one number above zero; `eccn classify` shows what is known", part.name);
            continue;
        };
        if csv {
            let cells = [
                part.name.clone(),
                each.to_string(),
                limit.to_string(),
                fits.count.to_string(),
                fits.used,
                fits.left,
                fits.one_more_exceeds_by,
            ];
            table.write_record(cells)?;
        } else {
            let cite = cite.as_ref().map(|cite| format!(" ({cite})")).unwrap_or_default();
            writeln!(
                out,
                "{}: {} at {} TPP each are within {} TPP{cite}; {} TPP are left, one more is {} TPP too many",
                part.name,
                fits.count,
                each.grouped(),
                limit.grouped(),
                fits.left,
                fits.one_more_exceeds_by
            )?;
        }
    }
    out.write_all(&table.into_inner()?)?;
    out.flush()?;
    Ok(if parts.failures > 0 { Exit::Failure } else { Exit::Success })
}
