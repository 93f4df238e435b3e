//! `eccn dossier`.

use super::args::{ValueArgs, WhenArgs};
use super::input::Parts;
use super::{Exit, output, usage};
use clap::Args;
use eccn::determine::Question;
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
    let law = args.when.how.law()?;
    let statute = args.when.statute(&law)?;
    let circumstances = args.values.who.circumstances();
    let question = Question { circumstances, ..args.when.how.question()? };
    let mut parts = Parts { sheets: args.sheet, inputs: Some(Vec::new()), ..Parts::default() };
    let Some(part) = parts.one(&args.input, &args.values, "a dossier")? else { return Ok(Exit::Failure) };
    let mut inputs = parts.inputs.unwrap_or_default();
    inputs.extend(args.values.digest()?);
    let dossier = Dossier::new(&part, &statute, &question, inputs);
    let mut target = output::target(&args.output)?;
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
