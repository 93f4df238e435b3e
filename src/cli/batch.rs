//! `eccn batch`.

use super::args::{BatchArgs, TableFormat};
use super::columns::{csv, fault, mapping, vendor};
use super::{Exit, classify, output, usage};
use eccn::batch::{
    self, Added, Form, Inputs, Options, Outcome, OutputFormat, Progress, Tally, Target, discard_temporary_files,
};
use eccn::determine::Question;
use eccn::facts::Choice;
use eccn::measure::Circumstances;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

pub(super) fn run(args: &BatchArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let law = output::law(args.when.how.law.as_deref())?;
    let at = |date| law.at(date, args.when.how.posture).map_err(|error| usage(error.to_string()));
    let statute = at(args.when.as_of.map_or_else(classify::today, Ok)?)?;
    let second = args.diff_date.map(at).transpose()?;
    let question = Question {
        readings: output::readings(&args.when.how)?,
        circumstances: Circumstances {
            exporter: classify::word(Choice::Exporter, &args.exporter),
            designer: classify::word(Choice::Designer, &args.designer),
            packaging: classify::word(Choice::Packaging, &args.packaging),
        },
    };
    let files = batch::files(&args.input).map_err(fault)?;
    let mut options = Options {
        mapping: mapping(&args.table)?,
        csv: csv(&args.table),
        add: if args.add.is_empty() { Added::ALL.to_vec() } else { args.add.clone() },
        only: args.only,
        output: format(args),
        escape_formulas: args.escape_formulas,
        group: None,
        threads: args.threads,
    };
    let counting = args.counts || args.summary.is_some();
    if options.output == Some(OutputFormat::Parquet) {
        if counting {
            return Err(usage("counts are written as CSV"));
        }
        if args.output.is_none() {
            return Err(usage("Parquet is written to a file: say which with --output FILE"));
        }
        if args.escape_formulas {
            return Err(usage("cells of a Parquet file are no formulas: there is nothing to escape"));
        }
    }
    if args.errors.is_some() && args.errors == args.output {
        return Err(usage("--output and --errors name the same file"));
    }
    discard_on_interrupt();
    // The target first: an hour's work that cannot be written is an hour lost.
    let mut target = match &args.output {
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
            let table = table(&outcome.tally, options.group.as_deref());
            target.text(&table).map(|()| (outcome, Some(target)))
        })?,
    });
    let (outcome, target) = outcome.map_err(fault)?;
    if let Some(target) = target {
        target.finish()?;
    }
    close(args, &outcome, started.elapsed());
    if statute.is_after_verification() {
        for notice in statute.notices().iter().take(1) {
            eprintln!("eccn: {notice}");
        }
    }
    Ok(if args.strict && outcome.tally.errors > 0 { Exit::Rows } else { Exit::Success })
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

/// The bytes of all files, if they are known.
fn size(files: &[PathBuf]) -> Option<u64> {
    files
        .iter()
        .map(|file| std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file).map(|file| file.len()))
        .sum()
}

/// Leaves nothing half-written behind when the user stops the run.
fn discard_on_interrupt() {
    // Without a handler, a file under a temporary name stays: no reason to stop.
    let _ = ctrlc::set_handler(|| {
        discard_temporary_files();
        eprintln!("eccn: interrupted; nothing was written under the final name");
        std::process::exit(130);
    });
}

/// What was understood of the columns, in one line.
fn tell_columns(inputs: &Inputs) {
    let layout = inputs.layout();
    let used: Vec<String> =
        layout.columns.iter().map(|column| format!("{} = {:?}", column.meaning.name(), column.header)).collect();
    if layout.form == Form::Long {
        eprintln!("eccn: rows of one name are taken as one part (--layout wide, if each row is a part)");
    }
    let dialect = layout.dialect.map(|dialect| format!("{dialect}: ")).unwrap_or_default();
    eprintln!("eccn: columns: {dialect}{}", used.join(", "));
    for (index, why) in layout.unused.iter().filter(|(_, why)| !why.is_empty()) {
        eprintln!("eccn: column {:?} is not used: {why}", layout.headers[*index]);
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

fn grouped(number: u64) -> String {
    eccn::quantity::Exact::from(number).grouped()
}

/// The counts as CSV.
fn table(tally: &Tally, group: Option<&str>) -> Vec<u8> {
    let mut out = csv_writer();
    let rows = |rows: &u64| rows.to_string();
    // Writing to memory does not fail.
    match group {
        None => {
            let _ = out.write_record(["eccn", "rows"]);
            for (eccn, count) in tally.by_answer() {
                let _ = out.write_record([eccn, &rows(&count)]);
            }
        }
        Some(column) => {
            let _ = out.write_record([column, "eccn", "rows"]);
            for (group, counts) in &tally.counts {
                for (eccn, count) in counts {
                    let _ = out.write_record([group, eccn, &rows(count)]);
                }
            }
        }
    }
    out.into_inner().unwrap_or_default()
}

fn csv_writer() -> ::csv::Writer<Vec<u8>> {
    ::csv::Writer::from_writer(Vec::new())
}

/// What came of it, on stderr.
fn close(args: &BatchArgs, outcome: &Outcome, took: Duration) {
    for remark in &outcome.remarks {
        eprintln!("eccn: {remark}");
    }
    let tally = &outcome.tally;
    if tally.errors > 0 {
        let hint = match &args.errors {
            Some(path) => format!("; see {}", path.display()),
            None => "; the column error says why, --errors FILE collects them".to_owned(),
        };
        eprintln!("eccn: rows with errors: {} of {}{hint}", grouped(tally.errors), grouped(tally.rows));
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
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}
