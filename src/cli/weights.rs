//! `eccn weights`.

use super::args::WeightsArgs;
use super::{Exit, classify, output, usage};
use anyhow::Context as _;
use eccn::Truth;
use eccn::law::read_folder;
use eccn::quantity::{Exact, Extent, parse};
use eccn::weights::{Rules, Synthetic, Training, answer, from_chips, from_parameters};
use std::io::Write as _;

pub(super) fn run(args: &WeightsArgs) -> anyhow::Result<Exit> {
    let read;
    let rules = match &args.law {
        None => Rules::embedded(),
        Some(folder) => {
            let law = output::law(Some(folder))?;
            let files = read_folder(folder).context("the law files are faulty")?;
            let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            read = Rules::load(&law, files).context("the law files are faulty")?;
            &read
        }
    };
    let operations = match (&args.operations, &args.parameters, &args.chip_hours) {
        (Some(operations), _, _) => number("--operations", Some(operations))?,
        (None, Some(parameters), _) => from_parameters(
            rules,
            &number("--parameters", Some(parameters))?,
            &number("--tokens", args.tokens.as_ref())?,
        ),
        (None, None, Some(hours)) => {
            let utilization = number("--utilization", args.utilization.as_ref())?.scale(&Exact::ratio(1, 100));
            if utilization.low().0 > &Exact::ONE {
                return Err(usage("--utilization is a percentage of the peak: expected 100 or less"));
            }
            from_chips(&number("--chip-hours", Some(hours))?, &number("--peak", args.peak.as_ref())?, &utilization)
        }
        (None, None, None) => Extent::anything(),
    };
    let synthetic = match &args.synthetic {
        None => None,
        Some(percent) => Some(Synthetic {
            percent: number("--synthetic", Some(percent))?,
            generating: number("--generating", args.generating.as_ref())?,
            training: number("--generator-operations", args.generator_operations.as_ref())?,
            published: args.generator_published,
        }),
    };
    let training = Training {
        operations,
        published: args.published,
        additional: args.additional.as_ref().map(|text| number("--additional", Some(text))).transpose()?,
        note_2_operations: number("--note-2-operations", args.note_2_operations.as_ref())?,
        note_2: args.note_2,
        synthetic,
    };
    let date = args.as_of.map_or_else(classify::today, Ok)?;
    let answer = answer(rules, &training);
    let mut out = std::io::stdout().lock();
    if args.format == "json" {
        serde_json::to_writer_pretty(&mut out, &answer)?;
        writeln!(out)?;
        return Ok(Exit::Success);
    }
    let (effective, compliance) = rules.dates;
    if date < effective {
        writeln!(out, "on {date}: there is no 4E091 before {effective}")?;
        return Ok(Exit::Success);
    }
    let verdict = match answer.controlled {
        Truth::Yes => "4E091".to_owned(),
        Truth::No => "not 4E091".to_owned(),
        Truth::Unknown => format!("depends on {}", answer.needs.join(", ")),
    };
    writeln!(out, "model weights on {date}, as codified: {verdict}")?;
    writeln!(out, "  operations that count: {}", answer.operations)?;
    for step in &answer.steps {
        writeln!(out, "  {}: {}\n    {}", step.text, step.holds, step.cite)?;
    }
    for open in &answer.undecided {
        writeln!(out, "\nNot decided by numbers\n  {open}")?;
    }
    if answer.controlled != Truth::No {
        writeln!(
            out,
            "\nLicense requirement\n  worldwide ({}); compliance is required from {compliance}",
            rules.license
        )?;
        writeln!(out, "  {}", rules.status)?;
    }
    writeln!(
        out,
        "\nNot checked\n  entity lists, end uses and end users under part 744, sanctions under part 746; deemed exports\n\nNot legal advice."
    )?;
    Ok(Exit::Success)
}

/// A number as written; anything if it is not given.
fn number(flag: &str, text: Option<&String>) -> anyhow::Result<Extent> {
    let Some(text) = text else { return Ok(Extent::anything()) };
    let value = parse::decimal(text).map_err(|error| usage(format!("{flag} {text:?}: {error}")))?;
    Ok(Extent::point(value))
}
