//! `eccn solve`.

use super::design::{DesignArgs, DesignFormat};
use super::{Exit, output, usage};
use clap::Args;
use eccn::design::solve::{Goal, solve};
use eccn::quantity::parse;
use eccn::report;
use std::io::Write as _;

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("goal").required(true).args(["maximize", "minimize"]))]
pub(super) struct SolveArgs {
    #[command(flatten)]
    design: DesignArgs,
    /// Paragraphs that must not be met, with all under them: 3A090, 3A090.a.1; several with commas or by repeating
    #[arg(long, value_name = "PARAGRAPH", required = true, value_delimiter = ',')]
    keep_below: Vec<String>,
    /// The largest value of a parameter, of a number by its path, of a fact (tpp, tops, io, dram), or of the TOPS of a format
    #[arg(long, value_name = "NAME")]
    maximize: Option<String>,
    /// The smallest value, likewise; `area` is the applicable die area
    #[arg(long, value_name = "NAME")]
    minimize: Option<String>,
    /// What moves, where the value follows from several
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// The step between values, such as 0.001 [default: that of the parameter's range; 1 for counts]
    #[arg(long)]
    step: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: DesignFormat,
}

pub(super) fn run(args: &SolveArgs) -> anyhow::Result<Exit> {
    let design = args.design.read()?;
    let step = args.step.as_ref().map(|step| parse::decimal(step)).transpose();
    let goal = Goal {
        off: args.keep_below.clone(),
        maximize: args.maximize.is_some(),
        what: args.maximize.clone().or_else(|| args.minimize.clone()).unwrap_or_default(),
        by: args.by.clone(),
        step: step.map_err(|error| usage(format!("--step: {error}")))?,
    };
    // What is to be found needs no value of its own.
    let mut set = args.design.set()?;
    let names = [Some(&goal.what), goal.by.as_ref()];
    for name in names.into_iter().flatten() {
        set.extend(design.start(name));
    }
    let point = design.point(&set).map_err(|error| usage(error.to_string()))?;
    args.design.with_law(|statute, question| {
        let found = solve(&design, &point, &goal, statute, question).map_err(|error| usage(error.to_string()))?;
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        match args.format {
            DesignFormat::Text => {
                let text = report::solve::text(design.name(), &found, statute, output::style());
                out.write_all(text.as_bytes())?;
            }
            DesignFormat::Json => {
                let document = report::solve::document(design.name(), &found, statute);
                serde_json::to_writer_pretty(&mut out, &document)?;
                writeln!(out)?;
            }
        }
        out.flush()?;
        Ok(Exit::Success)
    })
}
