//! `eccn classify`.

use super::args::{ValueArgs, WhenArgs};
use super::input::Parts;
use super::{Exit, output, usage};
use clap::{Args, ValueEnum};
use eccn::determine::{Question, classify};

#[derive(Debug, Args)]
pub(super) struct ClassifyArgs {
    /// Part names, part files (.md, .toml, .json), printed datasheets (.pdf, .html, .xlsx, .rst, .txt, .tsv), folders of
    /// part files, or - for standard input
    #[arg(value_name = "PART|FILE|DIR|-")]
    input: Vec<String>,
    /// Classify every part of the catalog
    #[arg(long, conflicts_with = "input")]
    all: bool,
    /// Read files as datasheets as they are printed, whatever their endings
    #[arg(long)]
    sheet: bool,
    #[command(flatten)]
    when: WhenArgs,
    /// Show every derivation, every condition and the words of the law
    #[arg(long)]
    explain: bool,
    /// How to print: one part is explained in text, several are a table, unless this says otherwise
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    values: ValueArgs,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table with a row a part
    Table,
    /// A text a part
    Text,
    /// A JSON object, or an array if there are several parts
    Json,
    /// A JSON object a line
    Jsonl,
    /// CSV with a header
    Csv,
    /// A Markdown table
    Md,
}

pub(super) fn run(args: &ClassifyArgs) -> anyhow::Result<Exit> {
    let law = args.when.how.law()?;
    let statute = args.when.statute(&law)?;
    let circumstances = args.values.who.circumstances();
    let question = Question { circumstances, ..args.when.how.question()? };
    let mut parts = Parts { sheets: args.sheet, ..Parts::default() };
    if !parts.read_all(&args.input, args.all, &args.values)? {
        return Err(usage(
            "nothing to classify: give a part name, a file, a folder, - or values such as --rate fp8=1979",
        ));
    }
    let answers: Vec<_> = parts.parts.iter().map(|part| classify(part, &statute, &question)).collect();
    let several = args.all || answers.len() > 1 || args.input.len() > 1;
    let format = args.format.unwrap_or(if several && !args.explain { Format::Table } else { Format::Text });
    if !answers.is_empty() || matches!(format, Format::Csv | Format::Json | Format::Jsonl) {
        output::write(&answers, format, args.explain, several || answers.is_empty())?;
    }
    // The other formats carry the notices in themselves.
    if matches!(format, Format::Table | Format::Csv | Format::Md) && statute.is_after_verification() {
        for notice in statute.notices().iter().take(1) {
            say!("eccn: {notice}");
        }
    }
    if parts.failures > 0 {
        say!("eccn: {} input(s) could not be read; {} part(s) were answered", parts.failures, answers.len());
        return Ok(Exit::Failure);
    }
    Ok(Exit::Success)
}
