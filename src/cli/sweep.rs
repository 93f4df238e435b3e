//! `eccn sweep`.

use super::batch::{discard_on_interrupt, grouped};
use super::design::DesignArgs;
use super::{Exit, usage};
use clap::{Args, ValueEnum};
use eccn::batch::Target;
use eccn::design::sweep::{Options, RowFormat, Sweep};
use eccn::report;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

#[derive(Debug, Args)]
pub(super) struct SweepArgs {
    #[command(flatten)]
    design: DesignArgs,
    /// Write every point as a row: a name ending in .csv or .parquet; the file appears when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Find the points that have the most of something for their die area: a format, whose TOPS are meant, or tpp
    #[arg(long, value_name = "WHAT")]
    front: Option<String>,
    /// Count the points that meet none of these paragraphs, and take only those for the front
    #[arg(long, value_name = "PARAGRAPH", value_delimiter = ',')]
    keep_below: Vec<String>,
    /// Start at the point with this number; the first is 0
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    from: u64,
    /// Stop before the point with this number
    #[arg(long, value_name = "NUMBER")]
    to: Option<u64>,
    /// How many threads work [default: as many as the machine has]
    #[arg(long, value_name = "COUNT")]
    threads: Option<usize>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: SweepFormat,
    /// Say nothing on standard error unless something is wrong
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
enum SweepFormat {
    /// Text for people
    Text,
    /// The counts as CSV, or the front if one is asked for
    Csv,
    /// A JSON object
    Json,
}

pub(super) fn run(args: &SweepArgs) -> anyhow::Result<Exit> {
    let design = args.design.read()?;
    let set = args.design.set()?;
    let options = Options { off: args.keep_below.clone(), front: args.front.clone() };
    let rows = args.output.as_deref().map(|path| Ok::<_, anyhow::Error>((path, row_format(path)?))).transpose()?;
    args.design.with_law(|statute, question| {
        let sweep = Sweep::new(&design, &set, statute, question, &options);
        let sweep = sweep.map_err(|error| usage(error.to_string()))?;
        let range = args.from..args.to.unwrap_or(sweep.points());
        if range.start > range.end || range.end > sweep.points() {
            return Err(usage(format!(
                "points are numbered from 0 to below {}: --from {} --to {} is no range of them",
                sweep.points(),
                range.start,
                range.end
            )));
        }
        // The target first: an hour's work that cannot be written is an hour lost.
        let target = match rows {
            Some((path, format)) => {
                discard_on_interrupt();
                Some((Target::file(path)?, format))
            }
            None => {
                stop_on_interrupt();
                None
            }
        };
        let started = Instant::now();
        let passes = 1 + u64::from(target.is_some());
        let bar = bar(args, (range.end - range.start) * passes);
        let progress = |points| {
            bar.inc(points);
            if STOP.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let available = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let outcome = sweep.run(range.clone(), args.threads.unwrap_or(available), &progress);
        if let Some((target, format)) = target {
            sweep.write(range.clone(), format, target, &|points| bar.inc(points))?;
        }
        bar.finish_and_clear();
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        match args.format {
            SweepFormat::Text => {
                let text = report::sweep::text(design.name(), &sweep, &outcome, &options.off, statute);
                out.write_all(text.as_bytes())?;
            }
            SweepFormat::Csv => out.write_all(&report::sweep::csv(&sweep, &outcome, statute))?,
            SweepFormat::Json => {
                let document = report::sweep::document(design.name(), &sweep, &outcome, &options.off, statute);
                serde_json::to_writer_pretty(&mut out, &document)?;
                writeln!(out)?;
            }
        }
        out.flush()?;
        if !args.quiet && std::io::stderr().is_terminal() {
            let seconds = started.elapsed().as_secs_f64();
            say!("eccn: {} points in {seconds:.2} s", grouped(outcome.points()));
        }
        let done = outcome.range().end;
        if done < range.end {
            say!("eccn: interrupted; what is counted ends before point {done}; --from {done} goes on");
            return Ok(Exit::Interrupted);
        }
        Ok(Exit::Success)
    })
}

/// Whether the user wants the run to end.
static STOP: AtomicBool = AtomicBool::new(false);

/// Ends the run with what is counted so far when the user stops it; at once when stopped again.
fn stop_on_interrupt() {
    // Without a handler, the run ends without a word.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// What rows are written as, by the name of their file.
fn row_format(path: &Path) -> anyhow::Result<RowFormat> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => Ok(RowFormat::Csv),
        #[cfg(feature = "parquet")]
        Some("parquet") => Ok(RowFormat::Parquet),
        _ => Err(usage(format!("{}: rows are written to a file whose name ends in .csv or .parquet", path.display()))),
    }
}

/// A bar on the terminal, if one is wanted.
fn bar(args: &SweepArgs, points: u64) -> ProgressBar {
    if args.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(points);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {percent:>3} %  {human_pos} points, {per_sec}  {eta} left")
    {
        bar.set_style(style);
    }
    bar
}
