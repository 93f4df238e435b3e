//! `eccn headroom`.

use super::design::{DesignArgs, DesignFormat};
use super::{Exit, output, usage};
use clap::Args;
use eccn::design::headroom::headroom;
use eccn::report;
use std::io::Write as _;

#[derive(Debug, Args)]
pub(super) struct HeadroomArgs {
    #[command(flatten)]
    design: DesignArgs,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: DesignFormat,
}

pub(super) fn run(args: &HeadroomArgs) -> anyhow::Result<Exit> {
    let design = args.design.read()?;
    let point = design.point(&args.design.set()?).map_err(|error| usage(error.to_string()))?;
    args.design.with_law(|statute, question| {
        let found = headroom(&design, &point, statute, question)?;
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        match args.format {
            DesignFormat::Text => out.write_all(report::headroom::text(&found, output::style()).as_bytes())?,
            DesignFormat::Json => {
                serde_json::to_writer_pretty(&mut out, &report::headroom::document(&found))?;
                writeln!(out)?;
            }
        }
        out.flush()?;
        Ok(Exit::Success)
    })
}
