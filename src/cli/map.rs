//! `eccn map`.

use super::args::MapArgs;
use super::input::{Parts, overlay};
use super::license::report_csv;
use super::transaction::transaction;
use super::{Exit, classify, output, usage};
use eccn::determine::{Question, classify as determine};
use eccn::license::{LicenseAnswer, Proposal, answer_with, brief};
use eccn::report::map;
use std::io::Write as _;

pub(super) fn run(args: &MapArgs) -> anyhow::Result<Exit> {
    let law = output::law(args.when.how.law.as_deref())?;
    let rules = output::licensing(args.when.how.law.as_deref(), &law)?;
    let date = args.when.as_of.map_or_else(classify::today, Ok)?;
    let posture = args.when.how.posture;
    let statute = law.at(date, posture).map_err(|error| usage(error.to_string()))?;
    let (readings, choices) = output::all_readings(&args.when.how, &rules)?;
    let regime = rules.at(date, posture, &choices).map_err(|error| usage(error.to_string()))?;
    let mut parts = Parts::default();
    if let Some(input) = &args.input {
        parts.read(input)?;
    }
    let flags = args.values.part()?;
    let part = match (&mut parts.parts[..], flags) {
        ([], None) if parts.failures > 0 => return Ok(Exit::Failure),
        ([], Some(design)) => design,
        ([part], flags) => {
            if let Some(flags) = flags {
                overlay(part, &flags);
            }
            part.clone()
        }
        ([], None) => return Err(usage("no item: give a part name, a file, - or values such as --tpp 5000")),
        (several, _) => return Err(usage(format!("a map is for one part, found {}", several.len()))),
    };
    let item = determine(&part, &statute, &Question { readings, circumstances: classify::circumstances(&args.values) });
    let proposals = output::proposals(args.when.how.law.as_deref(), &law, &args.when.how.proposal)?;
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
    let posture = if posture == eccn::law::Posture::Text { "as codified" } else { "as enforced" };
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
