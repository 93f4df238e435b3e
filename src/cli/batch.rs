//! `eccn batch`.

use super::args::{TableArgs, TransactionArgs, WhenArgs, WhoArgs, date};
use super::columns::{csv, fault, mapping, vendor};
use super::transaction::transaction;
use super::{Exit, asked, usage};
use clap::{Args, ValueEnum};
use eccn::batch::{
    self, Added, Form, Inputs, Options, Outcome, OutputFormat, Progress, Tally, Target, discard_temporary_files,
};
use eccn::determine::Question;
use eccn::law::Law;
use eccn::measure::Readings;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

#[derive(Debug, Args)]
pub(super) struct BatchArgs {
    /// Tables: CSV, JSON lines or Parquet, also compressed with gzip or zstd; - is standard input
    #[arg(value_name = "FILE|-", required = true)]
    input: Vec<String>,
    #[command(flatten)]
    when: WhenArgs,
    /// Write here instead of to standard output (-); the file appears when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The format of the output [default: that of the output's name, or of the input; for Parquet, CSV]
    #[arg(long, value_enum)]
    format: Option<TableFormat>,
    /// Which columns to add [default: eccn,paragraphs,certainty,tpp,performance_density,margin,needs,lints,error]
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', value_parser = added)]
    add: Vec<eccn::batch::Added>,
    /// Write the added columns without those of the input
    #[arg(long)]
    only: bool,
    /// Also add, for each of these destinations, whether a license is required, exceptions and review; for end users of the
    /// destination itself unless --hq or --parent say otherwise
    #[arg(long, value_name = "PLACE", value_delimiter = ',', conflicts_with_all = ["counts", "summary"])]
    to: Vec<String>,
    /// Where end users are headquartered, for --to
    #[arg(long, value_name = "PLACE", requires = "to")]
    hq: Option<String>,
    /// Where their ultimate parents are headquartered, for --to
    #[arg(long, value_name = "PLACE", requires = "to")]
    parent: Option<String>,
    /// Where items leave from, for --to [default: the United States]
    #[arg(long, value_name = "PLACE", requires = "to")]
    from: Option<String>,
    /// Also add the answer of this day, and whether it differs
    #[arg(long, value_name = "DATE", value_parser = date)]
    diff_date: Option<Date>,
    /// Write only how many rows have which answer; with --diff-date, which answers on both days
    #[arg(long, conflicts_with_all = ["add", "only"])]
    counts: bool,
    /// Write only how many rows of each word of this column have which answer [default column: the vendor]
    #[arg(long, value_name = "COLUMN", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["add", "only", "diff_date", "counts"])]
    summary: Option<String>,
    /// Collect the errors of rows in this file, a line each
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Exit with 3 if any row has an error
    #[arg(long)]
    strict: bool,
    /// Put an apostrophe before cells of the input that a spreadsheet would take for a formula
    #[arg(long)]
    escape_formulas: bool,
    /// How many rows are worked on at once [default: as many as there are cores]
    #[arg(long, value_name = "COUNT")]
    threads: Option<usize>,
    /// No progress bar and no closing line
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    who: WhoArgs,
    #[command(flatten)]
    table: TableArgs,
}

fn added(name: &str) -> Result<eccn::batch::Added, String> {
    let all = eccn::batch::Added::ALL;
    let names = || all.map(eccn::batch::Added::name).join(", ");
    all.into_iter().find(|added| added.name() == name.trim()).ok_or_else(|| format!("expected one of {}", names()))
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// CSV
    Csv,
    /// A JSON object a line
    Jsonl,
    /// Parquet, to a file
    Parquet,
}

pub(super) fn run(args: &BatchArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let law = args.when.how.law()?;
    let at = |date| law.at(date, args.when.how.posture).map_err(|error| usage(error.to_string()));
    let statute = at(args.when.date()?)?;
    let second = args.diff_date.map(at).transpose()?;
    let (readings, licenses) = licenses(args, &law, statute.date())?;
    let question = Question { readings, circumstances: args.who.circumstances() };
    let files = batch::files(&args.input).map_err(fault)?;
    let mut options = Options {
        mapping: mapping(&args.table)?,
        csv: csv(&args.table),
        add: if args.add.is_empty() { Added::ALL.to_vec() } else { args.add.clone() },
        only: args.only,
        output: format(args),
        escape_formulas: args.escape_formulas,
        group: None,
        licenses,
        threads: args.threads,
    };
    let counting = args.counts || args.summary.is_some();
    if options.output == Some(OutputFormat::Parquet) {
        if counting {
            return Err(usage("counts are written as CSV"));
        }
        if file(args).is_none() {
            return Err(usage("Parquet is written to a file: say which with --output FILE"));
        }
    }
    if args.escape_formulas && !counting && matches!(options.output, Some(OutputFormat::Parquet | OutputFormat::Jsonl))
    {
        return Err(usage(
            "only cells of CSV are taken for formulas: there is nothing to escape in JSON lines or Parquet",
        ));
    }
    let output = file(args);
    if let Some(errors) = &args.errors {
        let is = |other: &PathBuf| other == errors || same_file(other, errors);
        if output.is_some_and(is) {
            return Err(usage("--output and --errors name the same file"));
        }
        if files.iter().any(is) {
            return Err(usage(format!("--errors would replace the input {}", errors.display())));
        }
    }
    discard_on_interrupt();
    // The target first: an hour's work that cannot be written is an hour lost.
    let mut target = match output {
        Some(path) => Target::file(path)?,
        None => Target::stream(std::io::stdout()),
    };
    let errors = args.errors.as_deref().map(Target::file).transpose()?;
    let progress = Progress::default();
    let inputs = Inputs::open(&files, &options, &progress).map_err(fault)?;
    if let Some(column) = &args.summary {
        let column = if column.is_empty() { vendor(inputs.layout()) } else { Some(column.clone()) };
        options.group = Some(column.ok_or_else(|| usage("no column is the vendor; name one: --summary COLUMN"))?);
    }
    if !args.quiet {
        tell_columns(&inputs);
    }
    let statutes = (&statute, second.as_ref());
    let with_bar = !args.quiet && std::io::stderr().is_terminal();
    let total = size(&files);
    let rows = (!counting).then_some(());
    let outcome = watch(with_bar, total, &progress, || match rows {
        Some(()) => {
            batch::run(inputs, &options, statutes, &question, Some(target), errors).map(|outcome| (outcome, None))
        }
        None => batch::run(inputs, &options, statutes, &question, None, errors).map(|outcome| {
            let table = table(&outcome.tally, options.group.as_deref(), args);
            target.text(&table).map(|()| (outcome, Some(target)))
        })?,
    });
    let (outcome, target) = outcome.map_err(fault)?;
    if let Some(target) = target {
        target.finish()?;
    }
    close(args, &outcome, started.elapsed());
    if let Some(licenses) = &options.licenses {
        say!("eccn: licenses: not checked: {}", licenses.not_checked().join("; "));
    }
    if statute.is_after_verification() {
        for notice in statute.notices().iter().take(1) {
            say!("eccn: {notice}");
        }
    }
    Ok(if args.strict && outcome.tally.errors > 0 { Exit::Rows } else { Exit::Success })
}

/// The readings, and the license columns asked for.
fn licenses(args: &BatchArgs, law: &Law, date: Date) -> anyhow::Result<(Readings, Option<Arc<batch::Licenses>>)> {
    if args.to.is_empty() {
        return Ok((args.when.how.question()?.readings, None));
    }
    let rules = asked::licensing(args.when.how.law.as_deref(), law)?;
    let (readings, choices) = args.when.how.readings(&rules)?;
    let given = TransactionArgs {
        hq: args.hq.clone(),
        parent: args.parent.clone(),
        from: args.from.clone(),
        ..TransactionArgs::default()
    };
    let mut targets = Vec::new();
    for to in &args.to {
        let place = rules.destinations().find(to).map_err(|error| usage(error.to_string()))?;
        let name = rules.destinations().get(place).iso2.clone();
        targets.push((name, transaction(&given, to, true, &rules, date)?));
    }
    let licenses = batch::Licenses::new(rules.into_cow(), choices, date, args.when.how.posture, targets);
    Ok((readings, Some(Arc::new(licenses.map_err(|error| usage(error.to_string()))?))))
}

/// The format asked for, or that of the output's name.
fn format(args: &BatchArgs) -> Option<OutputFormat> {
    match args.format {
        Some(TableFormat::Csv) => return Some(OutputFormat::Csv),
        Some(TableFormat::Jsonl) => return Some(OutputFormat::Jsonl),
        Some(TableFormat::Parquet) => return Some(OutputFormat::Parquet),
        None => {}
    }
    match args.output.as_deref()?.extension()?.to_str()? {
        "jsonl" | "ndjson" => Some(OutputFormat::Jsonl),
        "csv" => Some(OutputFormat::Csv),
        "parquet" => Some(OutputFormat::Parquet),
        _ => None,
    }
}

/// The file that is written, if it is not standard output.
fn file(args: &BatchArgs) -> Option<&PathBuf> {
    args.output.as_ref().filter(|path| path.as_os_str() != "-")
}

/// Whether two names are those of one file that is there.
fn same_file(one: &Path, other: &Path) -> bool {
    let is_file = |path: &Path| std::fs::canonicalize(path).ok().filter(|path| path.is_file());
    is_file(one).is_some_and(|path| is_file(other) == Some(path))
}

/// The bytes of all files, if they are known.
fn size(files: &[PathBuf]) -> Option<u64> {
    files
        .iter()
        .map(|file| std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file).map(|file| file.len()))
        .sum()
}

/// Leaves nothing half-written behind when the user stops the run.
pub(super) fn discard_on_interrupt() {
    // Without a handler, a file under a temporary name stays: no reason to stop.
    let _ = ctrlc::set_handler(|| {
        discard_temporary_files();
        say!("eccn: interrupted; nothing was written under the final name");
        std::process::exit(130);
    });
}

/// What was understood of the columns, in one line.
fn tell_columns(inputs: &Inputs) {
    let layout = inputs.layout();
    let used: Vec<String> =
        layout.columns.iter().map(|column| format!("{} = {:?}", column.meaning.name(), column.header)).collect();
    if layout.form == Form::Long {
        say!("eccn: rows of one name are taken as one part (--layout wide, if each row is a part)");
    }
    let dialect = layout.dialect.map(|dialect| format!("{dialect}: ")).unwrap_or_default();
    say!("eccn: columns: {dialect}{}", used.join(", "));
    for remark in &layout.remarks {
        say!("eccn: {remark}");
    }
    for (index, why) in layout.unused.iter().filter(|(_, why)| !why.is_empty()) {
        say!("eccn: column {:?} is not used: {why}", layout.headers[*index]);
    }
}

/// Runs with a bar on the terminal, if one is wanted.
fn watch<T: Send>(bar: bool, total: Option<u64>, progress: &Progress, run: impl FnOnce() -> T + Send) -> T {
    if !bar {
        return run();
    }
    let template = match total {
        Some(_) => "{bar:30} {percent:>3} %  {msg}  {eta} left",
        None => "{spinner} {msg}",
    };
    let bar = ProgressBar::new(total.unwrap_or(0));
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let started = Instant::now();
            while !done.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(100));
                let rows = progress.rows.load(Ordering::Relaxed);
                let rate = rows as f64 / started.elapsed().as_secs_f64().max(0.001);
                bar.set_position(progress.bytes.load(Ordering::Relaxed));
                bar.set_message(format!("{} rows, {}/s", grouped(rows), grouped(rate as u64)));
            }
        });
        let result = run();
        done.store(true, Ordering::Relaxed);
        bar.finish_and_clear();
        result
    })
}

pub(super) fn grouped(number: u64) -> String {
    eccn::quantity::Exact::from(number).grouped()
}

/// The counts as CSV.
fn table(tally: &Tally, group: Option<&str>, args: &BatchArgs) -> Vec<u8> {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    let rows = |rows: &u64| rows.to_string();
    // Words of the input may be formulas here too.
    let cell = |text: &str| match args.escape_formulas && text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    // Writing to memory does not fail.
    match (group, args.diff_date) {
        (Some(column), _) => {
            let _ = out.write_record([&*cell(column), "eccn", "rows"]);
            for (group, counts) in &tally.counts {
                for (eccn, count) in counts {
                    let _ = out.write_record([&*cell(group), eccn, &rows(count)]);
                }
            }
        }
        (None, Some(date)) => {
            let _ = out.write_record(["eccn", &*format!("eccn_on_{date}"), "rows"]);
            for (first, counts) in &tally.changes {
                for (second, count) in counts {
                    let _ = out.write_record([first, second, &rows(count)]);
                }
            }
        }
        (None, None) => {
            let _ = out.write_record(["eccn", "rows"]);
            for (eccn, count) in tally.by_answer() {
                let _ = out.write_record([eccn, &rows(&count)]);
            }
        }
    }
    out.into_inner().unwrap_or_default()
}

/// What came of it, on stderr.
fn close(args: &BatchArgs, outcome: &Outcome, took: Duration) {
    for remark in &outcome.remarks {
        say!("eccn: {remark}");
    }
    let tally = &outcome.tally;
    if tally.errors > 0 {
        let hint = match &args.errors {
            Some(path) => format!("; see {}", path.display()),
            None => "; the column error says why, --errors FILE collects them".to_owned(),
        };
        say!("eccn: rows with errors: {} of {}{hint}", grouped(tally.errors), grouped(tally.rows));
    }
    if !args.quiet {
        let certain = tally.rows - tally.depends - tally.errors;
        let mut line = format!(
            "eccn: {} rows: {} certain, {} depending on a missing value, {} with errors",
            grouped(tally.rows),
            grouped(certain),
            grouped(tally.depends),
            grouped(tally.errors)
        );
        if std::io::stderr().is_terminal() {
            line.push_str(&format!("; {:.1} s", took.as_secs_f64()));
        }
        say!("{line}");
    }
}
