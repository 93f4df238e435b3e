//! The `eccn` command line.

// Printing to a closed stderr panics: `say!` does not.
#![warn(clippy::print_stderr)]

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
