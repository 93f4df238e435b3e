//! `eccn license`.

use super::args::LicenseArgs;
use super::input::{Parts, overlay};
use super::transaction::transaction;
use super::{Exit, classify, output, usage};
use eccn::determine::{Question, classify as determine};
use eccn::license::{LicenseAnswer, Proposal, answer_with};
use eccn::report::license as report;
use std::io::Write as _;

pub(super) fn run(args: &LicenseArgs) -> anyhow::Result<Exit> {
    let law = output::law(args.when.how.law.as_deref())?;
    let rules = output::licensing(args.when.how.law.as_deref(), &law)?;
    let date = args.when.as_of.map_or_else(classify::today, Ok)?;
    let posture = args.when.how.posture;
    let statute = law.at(date, posture).map_err(|error| usage(error.to_string()))?;
    let (readings, choices) = output::all_readings(&args.when.how, &rules)?;
    let regime = rules.at(date, posture, &choices).map_err(|error| usage(error.to_string()))?;
    let question = Question { readings, circumstances: classify::circumstances(&args.values) };
    let mut parts = Parts::default();
    for argument in &args.input {
        parts.read(argument)?;
    }
    let flags = args.values.part()?;
    match &flags {
        Some(design) if args.input.is_empty() => parts.parts.push(design.clone()),
        Some(flags) => parts.parts.iter_mut().for_each(|part| overlay(part, flags)),
        None if args.input.is_empty() => {
            return Err(usage("no item: give a part name, a file, a folder, - or values such as --tpp 5000"));
        }
        None => {}
    }
    let proposals = output::proposals(args.when.how.law.as_deref(), &law, &args.when.how.proposal)?;
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
