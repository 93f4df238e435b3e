//! `eccn timeline`.

use super::Exit;
use super::args::HowArgs;
use super::input::Parts;
use clap::Args;
use eccn::determine::timeline;
use eccn::law::Amendment;
use eccn::part::Part;
use eccn::report;
use std::io::Write as _;

#[derive(Debug, Args)]
pub(super) struct TimelineArgs {
    /// A part name, a part file, or - for standard input
    #[arg(value_name = "PART|FILE|-")]
    input: String,
    #[command(flatten)]
    how: HowArgs,
    /// How to print
    #[arg(long, value_parser = ["text", "csv"], default_value = "text")]
    format: String,
}

pub(super) fn run(args: &TimelineArgs) -> anyhow::Result<Exit> {
    let law = args.how.law()?;
    let question = args.how.question()?;
    let mut parts = Parts::default();
    parts.read(&args.input)?;
    let moments = |part: &Part| timeline(part, &law, args.how.posture, &question);
    if args.format == "csv" {
        let mut rows = csv::Writer::from_writer(std::io::stdout().lock());
        // An answer that is not what the law says is not named like one that is.
        let eccn = match law.proposals() {
            [] => "eccn".to_owned(),
            names => format!("eccn_under_{}", names.join("_")),
        };
        rows.write_record(["part", "date", "amendment", "citation", &eccn, "paragraphs", "changed"])?;
        for part in &parts.parts {
            for moment in moments(part) {
                let Amendment { id, citation, .. } = moment.amendment;
                let (eccn, paragraphs) = (report::governing(&moment.answer), moment.answer.paragraphs().join(";"));
                let changed = if moment.changed { "yes" } else { "no" };
                rows.write_record([&part.name, &moment.day.to_string(), id, citation, &eccn, &paragraphs, changed])?;
            }
        }
        rows.flush()?;
    } else {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        for part in &parts.parts {
            writeln!(out, "{}{}", part.name, report::under(law.proposals()))?;
            for moment in moments(part) {
                let arrow = if moment.changed { "→" } else { " " };
                let eccn = report::governing(&moment.answer).replace('|', " or ");
                writeln!(out, "  {}  {arrow} {eccn:<28} {}", moment.day, moment.amendment.title)?;
            }
        }
        out.flush()?;
    }
    Ok(if parts.failures > 0 { Exit::Failure } else { Exit::Success })
}
