//! What the commands on designs have in common: the file, the point, the law.

use super::args::{WhenArgs, pair};
use super::usage;
use anyhow::Context as _;
use clap::Args;
use eccn::design::Design;
use eccn::determine::Question;
use eccn::law::Statute;
use eccn::quantity::{Exact, parse};
use std::io::Read as _;

/// A design and the law that is asked about it.
#[derive(Debug, Args)]
pub(super) struct DesignArgs {
    /// A design file; - is standard input
    #[arg(value_name = "DESIGN")]
    pub(super) design: String,
    /// Set a parameter, or a number of a field by its path: cores=64, unit.core.clock=1.41
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub(super) set: Vec<(String, String)>,
    #[command(flatten)]
    pub(super) when: WhenArgs,
}

impl DesignArgs {
    /// Reads the file.
    pub(super) fn read(&self) -> anyhow::Result<Design> {
        let mut bytes = Vec::new();
        let name = if self.design == "-" { "<standard input>" } else { &self.design };
        let limit = eccn::design::MAX_BYTES as u64 + 1;
        if self.design == "-" {
            std::io::stdin().lock().take(limit).read_to_end(&mut bytes).context("standard input")?;
        } else {
            let file = std::fs::File::open(&self.design).with_context(|| self.design.clone())?;
            file.take(limit).read_to_end(&mut bytes).with_context(|| self.design.clone())?;
        }
        let text = String::from_utf8(bytes).map_err(|_| anyhow::anyhow!("{name}: not UTF-8 text; save it as UTF-8"))?;
        Design::parse(&text, name).map_err(|errors| anyhow::anyhow!("the design cannot be read\n{errors}"))
    }

    /// The values set by flags.
    pub(super) fn set(&self) -> anyhow::Result<Vec<(String, Exact)>> {
        let value = |(name, value): &(String, String)| {
            let value = parse::decimal(value).map_err(|error| usage(format!("--set {name}: {error}")))?;
            Ok((name.clone(), value))
        };
        self.set.iter().map(value).collect()
    }

    /// Calls `run` with the law of the day and the readings.
    pub(super) fn with_law<T>(
        &self,
        run: impl FnOnce(&Statute<'_>, &Question) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let law = self.when.how.law()?;
        run(&self.when.statute(&law)?, &self.when.how.question()?)
    }
}

/// How an answer about a design is printed.
#[derive(Copy, Clone, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum DesignFormat {
    /// Text for people
    Text,
    /// A JSON object; numbers are texts, without loss
    Json,
}
