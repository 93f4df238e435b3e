//! `eccn parts`.

use super::Exit;
use clap::Args;
use eccn::{catalog, datasheet};
use std::io::Write as _;

#[derive(Debug, Args)]
pub(super) struct PartsArgs {
    /// Part of a name or vendor
    query: Option<String>,
    /// Print the part file itself
    #[arg(long, requires = "query")]
    show: bool,
}

pub(super) fn run(args: &PartsArgs) -> anyhow::Result<Exit> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let found: Vec<catalog::Entry> = match &args.query {
        None => catalog::entries().collect(),
        Some(query) => {
            let lower = query.to_lowercase();
            let by_vendor: Vec<_> = catalog::entries().filter(|entry| entry.vendor.to_lowercase() == lower).collect();
            let matches = catalog::find(query);
            if by_vendor.is_empty() && matches.entries().is_empty() {
                return Err(matches.miss().into());
            }
            if by_vendor.is_empty() { matches.entries().to_vec() } else { by_vendor }
        }
    };
    for entry in found {
        if args.show {
            write!(out, "{}", datasheet::print(&entry.part()?))?;
        } else {
            writeln!(out, "{:<16} {:<34} {}", entry.vendor, entry.name, entry.aliases.join(", "))?;
        }
    }
    out.flush()?;
    Ok(Exit::Success)
}
