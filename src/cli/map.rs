//! `eccn map`.

use super::args::{TransactionArgs, ValueArgs, WhenArgs};
use super::asked;
use super::input::Parts;
use super::license::report_csv;
use super::transaction::transaction;
use super::{Exit, usage};
use clap::Args;
use eccn::determine::{Question, classify as determine};
use eccn::license::{LicenseAnswer, Proposal, answer_with, brief};
use eccn::report::map;
use std::io::Write as _;

#[derive(Debug, Args)]
pub(super) struct MapArgs {
    /// A part name, a part file, or - for standard input
    #[arg(value_name = "PART|FILE|-")]
    input: Option<String>,
    #[command(flatten)]
    when: WhenArgs,
    /// How to print
    #[arg(long, value_parser = ["table", "csv", "json", "svg"], default_value = "table")]
    format: String,
    #[command(flatten)]
    transaction: TransactionArgs,
    #[command(flatten)]
    values: ValueArgs,
}

pub(super) fn run(args: &MapArgs) -> anyhow::Result<Exit> {
    let how = &args.when.how;
    let law = asked::law(how.law.as_deref())?;
    let rules = asked::licensing(how.law.as_deref(), &law)?;
    let date = args.when.date()?;
    let statute = args.when.statute(&law)?;
    let (readings, choices) = how.readings(&rules)?;
    let regime = rules.at(date, how.posture, &choices).map_err(|error| usage(error.to_string()))?;
    let mut parts = Parts::default();
    let Some(part) = parts.one(&args.input, &args.values, "a map")? else { return Ok(Exit::Failure) };
    let question = Question { readings, circumstances: args.values.who.circumstances() };
    let item = determine(&part, &statute, &question);
    let proposals = asked::proposals(how.law.as_deref(), &law, &how.proposal)?;
    let proposals: Vec<&Proposal> = proposals.iter().collect();
    let all = rules.destinations();
    let mut answers: Vec<LicenseAnswer> = Vec::new();
    // An end user of each destination itself, unless the flags say otherwise.
    for (_, destination) in all.all().filter(|(_, destination)| destination.listed && destination.iso2 != "US") {
        let mut transaction = transaction(&args.transaction, &destination.iso2, true, &rules, date)?;
        transaction.circuits = part.integrated_circuits.as_ref().map_or(1, |count| u64::from(count.value));
        // What would change an answer is for one that is read.
        let deep = args.format == "json" || !proposals.is_empty();
        answers.push(if deep {
            answer_with(&regime, &item, &transaction, &proposals)
        } else {
            brief(&regime, &item, &transaction)
        });
    }
    let posture = how.posture.words();
    let local = args.transaction.hq.is_none() && args.transaction.parent.is_none();
    let whom = if local { "end users of each destination itself" } else { "end users as given" };
    let tested = answers.first().map(LicenseAnswer::proposals).unwrap_or_default().iter().map(|proposal| {
        let meets = proposal.meets.map_or("no test that can be run", |meets| match meets {
            eccn::Truth::Yes => "met",
            eccn::Truth::No => "not met",
            eccn::Truth::Unknown => "open",
        });
        format!("; {} (not law): {meets}", proposal.id)
    });
    let title = format!("{} on {date}, {posture}, {whom}{}", part.name, tested.collect::<String>());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format.as_str() {
        "csv" => {
            let mut table = csv::Writer::from_writer(&mut out);
            report_csv(&mut table, &answers)?;
            table.flush()?;
        }
        "json" => {
            serde_json::to_writer_pretty(&mut out, &map::document(&answers, all, &title))?;
            writeln!(out)?;
        }
        "svg" => write!(out, "{}", map::scene(&answers, all, &title).to_svg())?,
        _ => {
            writeln!(out, "{title}")?;
            write!(out, "{}", map::table(&answers, all))?;
            let unlisted = all.all().filter(|(_, destination)| !destination.listed).count();
            writeln!(out, "unresolved: {unlisted} territories without a row of their own (eccn destination NAME)")?;
        }
    }
    out.flush()?;
    if let Some(answer) = answers.first() {
        say!("eccn: not checked: {}", answer.not_checked().join("; "));
    }
    Ok(Exit::Success)
}
