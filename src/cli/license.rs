//! `eccn license`.

use super::args::{TransactionArgs, ValueArgs, WhenArgs};
use super::asked;
use super::input::Parts;
use super::transaction::transaction;
use super::{Exit, output, usage};
use clap::Args;
use eccn::determine::{Question, classify as determine};
use eccn::license::{LicenseAnswer, Proposal, answer_with};
use eccn::report::license as report;
use std::io::Write as _;

#[derive(Debug, Args)]
pub(super) struct LicenseArgs {
    /// Part names, part files (.md, .toml, .json), folders of part files, or - for standard input
    #[arg(value_name = "PART|FILE|DIR|-")]
    input: Vec<String>,
    /// Where it goes: names or ISO 3166 codes, separated by commas
    #[arg(long, value_name = "PLACE", value_delimiter = ',', required = true)]
    to: Vec<String>,
    #[command(flatten)]
    when: WhenArgs,
    /// Show the words of the law, every condition, and why exceptions are not open
    #[arg(long)]
    explain: bool,
    /// How to print [default: text; for several answers, csv]
    #[arg(long, value_parser = ["text", "csv", "json"])]
    format: Option<String>,
    #[command(flatten)]
    transaction: TransactionArgs,
    #[command(flatten)]
    values: ValueArgs,
}

pub(super) fn run(args: &LicenseArgs) -> anyhow::Result<Exit> {
    let how = &args.when.how;
    let law = asked::law(how.law.as_deref())?;
    let rules = asked::licensing(how.law.as_deref(), &law)?;
    let date = args.when.date()?;
    let statute = args.when.statute(&law)?;
    let (readings, choices) = how.readings(&rules)?;
    let regime = rules.at(date, how.posture, &choices).map_err(|error| usage(error.to_string()))?;
    let question = Question { readings, circumstances: args.values.who.circumstances() };
    let mut parts = Parts::default();
    if !parts.read_all(&args.input, false, &args.values)? {
        return Err(usage("no item: give a part name, a file, a folder, - or values such as --tpp 5000"));
    }
    let proposals = asked::proposals(how.law.as_deref(), &law, &how.proposal)?;
    let proposals: Vec<&Proposal> = proposals.iter().collect();
    let mut answers: Vec<LicenseAnswer> = Vec::new();
    for part in &parts.parts {
        let item = determine(part, &statute, &question);
        for to in &args.to {
            let mut transaction = transaction(&args.transaction, to, false, &rules, date)?;
            transaction.circuits = part.integrated_circuits.as_ref().map_or(1, |count| u64::from(count.value));
            answers.push(answer_with(&regime, &item, &transaction, &proposals));
        }
    }
    let several = parts.parts.len() > 1 || args.to.len() > 1;
    let format = args.format.as_deref().unwrap_or(if several && !args.explain { "csv" } else { "text" });
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        "csv" => {
            let mut rows = csv::Writer::from_writer(&mut out);
            report_csv(&mut rows, &answers)?;
            rows.flush()?;
            drop(rows);
            out.flush()?;
            if let Some(answer) = answers.first() {
                say!("eccn: not checked: {}", answer.not_checked().join("; "));
            }
        }
        "json" => {
            let documents: Vec<_> = answers.iter().map(report::document).collect();
            match &documents[..] {
                [one] if !several => serde_json::to_writer_pretty(&mut out, one)?,
                documents => serde_json::to_writer_pretty(&mut out, documents)?,
            }
            writeln!(out)?;
        }
        _ => {
            for (i, answer) in answers.iter().enumerate() {
                if i > 0 {
                    writeln!(out)?;
                }
                write!(out, "{}", report::text(answer, args.explain, output::style()))?;
            }
        }
    }
    out.flush()?;
    Ok(if parts.failures > 0 { Exit::Failure } else { Exit::Success })
}

/// Rows of license answers, with a column for each bill or draft that was tested beside them.
pub(super) fn report_csv<W: std::io::Write>(
    rows: &mut csv::Writer<W>,
    answers: &[LicenseAnswer],
) -> anyhow::Result<()> {
    let tested = answers.first().map(report::tested).unwrap_or_default();
    rows.write_record(report::COLUMNS.iter().copied().chain(tested.iter().map(String::as_str)))?;
    for answer in answers {
        rows.write_record(report::row(answer).into_iter().chain(report::tests(answer)))?;
    }
    Ok(())
}
