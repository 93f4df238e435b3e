//! The command line: one subcommand a file, thin.
//!
//! stdout is data, stderr is talk. Exit codes: see [`Exit`].

/// Says something on stderr. That nobody can hear it is no reason to stop, or to panic.
macro_rules! say {
    ($($what:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($what)*);
    }};
}

mod args;
mod asked;
mod batch;
mod check;
mod classify;
mod columns;
mod design;
mod destination;
mod diff;
mod dossier;
mod foundry;
mod headroom;
mod input;
mod law;
mod ledger;
mod license;
mod map;
mod output;
mod parts;
mod plot;
mod read;
mod reconcile;
mod setup;
mod solve;
mod sweep;
mod timeline;
mod transaction;
mod values;
mod weights;

use args::{Cli, Command};
use clap::Parser;
use std::io::ErrorKind;
use std::process::ExitCode;

/// What the process returns.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Exit {
    /// Everything asked was answered.
    Success = 0,
    /// Some input could not be read, or the law is faulty; the rest was answered.
    Failure = 1,
    /// The command line itself is wrong. clap returns the same.
    Usage = 2,
    /// Rows have errors, and that was not to be.
    Rows = 3,
    /// The user stopped the run.
    Interrupted = 130,
}

/// An error that the command line is to blame for.
#[derive(Debug)]
struct UsageError(String);

impl std::fmt::Display for UsageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

fn usage(message: impl Into<String>) -> anyhow::Error {
    UsageError(message.into()).into()
}

/// Runs the command of this process.
pub(crate) fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Classify(args) => classify::run(&args),
        Command::Batch(args) => batch::run(&args),
        Command::Columns(args) => columns::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Reconcile(args) => reconcile::run(&args),
        Command::Parts(args) => parts::run(&args),
        Command::Read(args) => read::run(&args),
        Command::Law(args) => law::run(&args),
        Command::Timeline(args) => timeline::run(&args),
        Command::License(args) => license::run(&args),
        Command::Ledger(args) => ledger::run(&args),
        Command::Quota(args) => ledger::quotas(&args),
        Command::Map(args) => map::run(&args),
        Command::Dossier(args) => dossier::run(&args),
        Command::Plot(args) => plot::run(&args),
        Command::Weights(args) => weights::run(&args),
        Command::Foundry(args) => foundry::run(&args),
        Command::Destination(args) => destination::run(&args),
        Command::Headroom(args) => headroom::run(&args),
        Command::Solve(args) => solve::run(&args),
        Command::Sweep(args) => sweep::run(&args),
        Command::Schema { of } => setup::schema(&of),
        Command::Completions { shell } => setup::completions(shell),
        Command::Man => setup::man(),
    };
    let exit = match result {
        Ok(exit) => exit,
        // The reader of our output has left: that is its right.
        Err(error) if is_broken_pipe(&error) => Exit::Success,
        Err(error) => {
            say!("eccn: {error:#}");
            if error.is::<UsageError>() { Exit::Usage } else { Exit::Failure }
        }
    };
    ExitCode::from(exit as u8)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = || cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        kind.or_else(json) == Some(ErrorKind::BrokenPipe)
    })
}
