//! `eccn weights`.

use super::args::{TransactionArgs, WhenArgs, pair};
use super::transaction::transaction;
use super::{Exit, asked, output, usage};
use anyhow::Context as _;
use clap::Args;
use eccn::Truth;
use eccn::law::{Posture, read_folder};
use eccn::license::{Item, LicenseAnswer, Verb, answer as license};
use eccn::quantity::{Exact, Extent, parse};
use eccn::report::license as report;
use eccn::weights::{Rules, Synthetic, Training, WeightsAnswer, answer_on, from_chips, from_parameters};
use jiff::civil::Date;
use serde::Serialize;
use std::io::Write;

#[derive(Debug, Args)]
pub(super) struct WeightsArgs {
    /// Operations of training, such as 3.8e25
    #[arg(long, value_name = "COUNT", conflicts_with_all = ["parameters", "chip_hours"])]
    operations: Option<String>,
    /// Parameters of a dense model, such as 405e9; with --tokens
    #[arg(long, value_name = "COUNT", requires = "tokens", conflicts_with = "chip_hours")]
    parameters: Option<String>,
    /// Tokens trained on, such as 15.6e12
    #[arg(long, value_name = "COUNT", requires = "parameters")]
    tokens: Option<String>,
    /// Chips times hours, such as 30.84e6; with --peak and --utilization
    #[arg(long, value_name = "COUNT", requires = "peak", requires = "utilization")]
    chip_hours: Option<String>,
    /// Peak of one chip in TFLOPS
    #[arg(long, value_name = "TFLOPS", requires = "chip_hours")]
    peak: Option<String>,
    /// Share of the peak that was used, in percent
    #[arg(long, value_name = "PERCENT", requires = "chip_hours")]
    utilization: Option<String>,
    /// Whether the weights are published: yes, no or unknown
    #[arg(long, default_value = "unknown")]
    published: eccn::Truth,
    /// Additional operations, if the model is derived from a published one
    #[arg(long, value_name = "COUNT")]
    additional: Option<String>,
    /// Operations of Note 2, of which additional ones are a share
    #[arg(long, value_name = "COUNT", requires = "additional")]
    note_2_operations: Option<String>,
    /// Whether Note 2 takes the model out: yes, no or unknown
    #[arg(long, default_value = "unknown")]
    note_2: eccn::Truth,
    /// Share of operations on unpublished data that one model generated, in percent
    #[arg(long, value_name = "PERCENT")]
    synthetic: Option<String>,
    /// Operations of generating that data
    #[arg(long, value_name = "COUNT", requires = "synthetic")]
    generating: Option<String>,
    /// Operations of training the model that generated it
    #[arg(long, value_name = "COUNT", requires = "synthetic")]
    generator_operations: Option<String>,
    /// Whether that model's weights are published: yes, no or unknown
    #[arg(long, default_value = "unknown", requires = "synthetic")]
    generator_published: eccn::Truth,
    #[command(flatten)]
    when: WhenArgs,
    /// How to print [default: text; with several destinations, csv]
    #[arg(long, value_parser = ["text", "csv", "json"])]
    format: Option<String>,
    #[command(flatten)]
    license: WeightsLicenseArgs,
}

/// To whom and where the weights go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Transaction (what is not given stays open in the answer)")]
struct WeightsLicenseArgs {
    /// Also say whether a license is required to these destinations: names or ISO 3166 codes, separated by commas
    #[arg(long, value_name = "PLACE", value_delimiter = ',')]
    to: Vec<String>,
    /// Where the end user is, if not at the destination
    #[arg(long, value_name = "PLACE", requires = "to")]
    located: Option<String>,
    /// Where the end user is headquartered: a destination, or local: at the destination, or unknown
    #[arg(long, value_name = "PLACE", requires = "to")]
    hq: Option<String>,
    /// Where its ultimate parent is headquartered: a destination, or same: it has none, or unknown
    #[arg(long, value_name = "PLACE", requires = "to")]
    parent: Option<String>,
    /// Where the weights leave from, or unknown [default: the United States, and the answer says so]
    #[arg(long, value_name = "PLACE", requires = "to")]
    from: Option<String>,
    /// What is done: export, reexport or transfer (in-country) [default: what --from makes it]
    #[arg(long, value_name = "VERB", requires = "to")]
    verb: Option<Verb>,
    /// An answer to a question that only the parties can answer: weights-facility=yes
    #[arg(long, value_name = "NAME=yes|no|unknown", value_parser = pair, requires = "to")]
    answer: Vec<(String, String)>,
    /// Show the words of the law, every condition, and why exceptions are not open
    #[arg(long, requires = "to")]
    explain: bool,
}

pub(super) fn run(args: &WeightsArgs) -> anyhow::Result<Exit> {
    if !args.when.how.proposal.is_empty() {
        return Err(usage("--proposal: no bill or draft of law/proposals has a test for model weights"));
    }
    let law = asked::law(args.when.how.law.as_deref())?;
    let read;
    let rules = match &args.when.how.law {
        None => Rules::embedded(),
        Some(folder) => {
            let files = read_folder(folder).context("the law files are faulty")?;
            let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            read = Rules::load(&law, files).context("the law files are faulty")?;
            &read
        }
    };
    let date = args.when.date()?;
    let answer = answer_on(rules, &training(args, rules)?, date);
    let licenses = licenses(args, &answer, &law, date)?;
    let format =
        args.format.as_deref().unwrap_or(if licenses.len() > 1 && !args.license.explain { "csv" } else { "text" });
    if format == "csv" && licenses.is_empty() {
        return Err(usage("--format csv is for license answers: give --to"));
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        "json" if licenses.is_empty() => {
            serde_json::to_writer_pretty(&mut out, &answer)?;
            writeln!(out)?;
        }
        "json" => {
            let documents: Vec<_> = licenses.iter().map(report::document).collect();
            serde_json::to_writer_pretty(&mut out, &Both { weights: &answer, licenses: documents })?;
            writeln!(out)?;
        }
        "csv" => {
            let mut rows = csv::Writer::from_writer(&mut out);
            rows.write_record(report::COLUMNS)?;
            for answer in &licenses {
                rows.write_record(report::row(answer))?;
            }
            rows.flush()?;
            drop(rows);
            if let Some(answer) = licenses.first() {
                say!("eccn: not checked: {}", answer.not_checked().join("; "));
            }
        }
        _ => {
            text(&mut out, &answer, date, args.when.how.posture)?;
            if licenses.is_empty() {
                alone(&mut out, &answer, rules)?;
            }
            for answer in &licenses {
                write!(out, "\n{}", report::text(answer, args.license.explain, output::style()))?;
            }
        }
    }
    out.flush()?;
    Ok(Exit::Success)
}

/// Both answers as JSON.
#[derive(Serialize)]
struct Both<'a> {
    weights: &'a WeightsAnswer,
    licenses: Vec<report::Document<'a>>,
}

/// What is said of the training.
fn training(args: &WeightsArgs, rules: &Rules) -> anyhow::Result<Training> {
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
    Ok(Training {
        operations,
        published: args.published,
        additional: args.additional.as_ref().map(|text| number("--additional", Some(text))).transpose()?,
        note_2_operations: number("--note-2-operations", args.note_2_operations.as_ref())?,
        note_2: args.note_2,
        synthetic,
    })
}

/// The license answers asked for.
fn licenses(
    args: &WeightsArgs,
    answer: &WeightsAnswer,
    law: &eccn::law::Law,
    date: Date,
) -> anyhow::Result<Vec<LicenseAnswer>> {
    let to = &args.license;
    if to.to.is_empty() {
        return Ok(Vec::new());
    }
    let rules = asked::licensing(args.when.how.law.as_deref(), law)?;
    let (_, choices) = args.when.how.readings(&rules)?;
    let regime = rules.at(date, args.when.how.posture, &choices).map_err(|error| usage(error.to_string()))?;
    let given = TransactionArgs {
        located: to.located.clone(),
        hq: to.hq.clone(),
        parent: to.parent.clone(),
        from: to.from.clone(),
        verb: to.verb,
        answer: to.answer.clone(),
        ..TransactionArgs::default()
    };
    let statute = law.at(date, args.when.how.posture).map_err(|error| usage(error.to_string()))?;
    let item = Item::weights("model weights", answer).noted(statute.notices());
    let answer = |place: &String| Ok(license(&regime, &item, &transaction(&given, place, false, &rules, date)?));
    to.to.iter().map(answer).collect()
}

fn text(out: &mut impl Write, answer: &WeightsAnswer, date: Date, posture: Posture) -> std::io::Result<()> {
    let verdict = match answer.controlled {
        Truth::Yes => "4E091".to_owned(),
        Truth::No => "not 4E091".to_owned(),
        Truth::Unknown => format!("depends on {}", answer.needs.join(", ")),
    };
    writeln!(out, "model weights on {date}, {}: {verdict}", posture.words())?;
    writeln!(out, "  operations that count: {}", answer.operations)?;
    for step in &answer.steps {
        writeln!(out, "  {}: {}\n    {}", step.text, step.holds, step.cite)?;
    }
    for open in &answer.undecided {
        writeln!(out, "\nNot decided by numbers\n  {open}")?;
    }
    Ok(())
}

/// What is said where no destination is asked about.
fn alone(out: &mut impl Write, answer: &WeightsAnswer, rules: &Rules) -> std::io::Result<()> {
    if answer.controlled != Truth::No {
        let (_, compliance) = rules.dates;
        writeln!(
            out,
            "\nLicense requirement (--to PLACE says more)\n  worldwide ({}); compliance is required from {compliance}",
            rules.license
        )?;
        writeln!(out, "  {}", rules.status)?;
    }
    writeln!(
        out,
        "\nNot checked\n  entity lists, end uses and end users under part 744, sanctions under part 746; deemed exports\n\nNot legal advice."
    )
}

/// A number as written; anything if it is not given.
fn number(flag: &str, text: Option<&String>) -> anyhow::Result<Extent> {
    let Some(text) = text else { return Ok(Extent::anything()) };
    let value = parse::decimal(text).map_err(|error| usage(format!("{flag} {text:?}: {error}")))?;
    Ok(Extent::point(value))
}
