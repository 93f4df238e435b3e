//! `eccn schema`, `eccn completions`, `eccn man`: what a shell or another program needs to know.

use super::Exit;
use super::args::{Cli, EXIT_CODES};
use clap::CommandFactory as _;
use std::io::Write as _;

pub(super) fn schema(of: &str) -> anyhow::Result<Exit> {
    let schema = if of == "license" { eccn::report::license::SCHEMA } else { eccn::report::json::SCHEMA };
    std::io::stdout().lock().write_all(schema.as_bytes())?;
    Ok(Exit::Success)
}

pub(super) fn completions(shell: clap_complete::Shell) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "eccn", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Exit::Success)
}

pub(super) fn man() -> anyhow::Result<Exit> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    for command in Cli::command().get_subcommands() {
        clap_mangen::Man::new(command.clone()).render_synopsis_section(&mut page)?;
        clap_mangen::Man::new(command.clone()).render_options_section(&mut page)?;
    }
    page.extend_from_slice(b".SH \"EXIT STATUS\"\n");
    for (code, when) in EXIT_CODES {
        writeln!(page, ".TP\n\\fB{code}\\fR\n{}", when.replace('-', "\\-"))?;
    }
    std::io::stdout().lock().write_all(&page)?;
    Ok(Exit::Success)
}
