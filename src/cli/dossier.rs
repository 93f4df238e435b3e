//! `eccn dossier`.

use super::args::{ValueArgs, WhenArgs};
use super::input::{Parts, overlay};
use super::{Exit, classify, output, usage};
use clap::Args;
use eccn::batch::Target;
use eccn::determine::Question;
use eccn::facts::Choice;
use eccn::measure::Circumstances;
use eccn::report::dossier::Dossier;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct DossierArgs {
    /// A part name, a part file (.md, .toml, .json), a printed datasheet, or - for standard input
    #[arg(value_name = "PART|FILE|-")]
    input: Option<String>,
    /// The file to write: an .html page, or an .md text without pictures; - is standard output, as HTML
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Read the file as a datasheet as it is printed, whatever its ending
    #[arg(long)]
    sheet: bool,
    #[command(flatten)]
    when: WhenArgs,
    #[command(flatten)]
    values: ValueArgs,
}

pub(super) fn run(args: &DossierArgs) -> anyhow::Result<Exit> {
    let markdown = is_markdown(&args.output)?;
    let law = output::law(args.when.how.law.as_deref())?;
    let date = args.when.as_of.map_or_else(classify::today, Ok)?;
    let statute = law.at(date, args.when.how.posture).map_err(|error| usage(error.to_string()))?;
    let word = |choice: Choice, given: &str| classify::word(choice, given);
    let question = Question {
        readings: output::readings(&args.when.how)?,
        circumstances: Circumstances {
            exporter: word(Choice::Exporter, &args.values.exporter),
            designer: word(Choice::Designer, &args.values.designer),
            packaging: word(Choice::Packaging, &args.values.packaging),
        },
    };
    let mut parts = Parts { sheets: args.sheet, ..Parts::default() };
    if let Some(input) = &args.input {
        parts.read(input)?;
    }
    let mut inputs = std::mem::take(&mut parts.inputs);
    inputs.extend(args.values.digest()?);
    let part = match (&mut parts.parts[..], args.values.part()?) {
        ([], _) if parts.failures > 0 => return Ok(Exit::Failure),
        ([], Some(design)) => design,
        ([], None) => return Err(usage("no part: give a part name, a file, - or values such as --tpp 5000")),
        ([part], flags) => {
            if let Some(flags) = flags {
                overlay(part, &flags);
            }
            part.clone()
        }
        (several, _) => {
            let names: Vec<&str> = several.iter().map(|part| part.name.as_str()).collect();
            return Err(usage(format!("a dossier is about one part, and this names {}", names.join(", "))));
        }
    };
    let dossier = Dossier::new(&part, &statute, &question, inputs);
    let mut target = match args.output.as_os_str() == "-" {
        true => Target::stream(std::io::stdout()),
        false => Target::file(&args.output)?,
    };
    let page = if markdown { dossier.to_markdown() } else { dossier.to_html() };
    target.text(page.as_bytes())?;
    target.finish()?;
    Ok(if parts.failures > 0 { Exit::Failure } else { Exit::Success })
}

fn is_markdown(path: &Path) -> anyhow::Result<bool> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("html" | "htm") => Ok(false),
        Some("md" | "markdown") => Ok(true),
        _ if path.as_os_str() == "-" => Ok(false),
        _ => Err(usage(format!("{}: a dossier is written as .html or .md", path.display()))),
    }
}
