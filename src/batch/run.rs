//! A whole run: inputs to one output, by as many workers as there are cores, in the order of the rows.
//!
//! Workers take turns at the input: each reads a block, finds where its last record ends, and lets the next one in. Then it
//! works on its block alone, and hands in what it made, which is written when all blocks before it are. Memory holds a few
//! blocks a worker however long the input is.

use super::BatchError;
use super::engine::{Added, Engine, Worker};
use super::input::{Content, CsvFormat};
use super::inputs::{Inputs, Parser};
use super::layout::{Form, Mapping};
use super::licenses::Licenses;
use super::long::Answers;
use super::order::Order;
use super::sink::Sink;
use super::table::Chunk;
use super::tally::Tally;
use super::target::Target;
use super::write::{RowForm, Rows, Work, header, keys, names};
use crate::determine::Question;
use crate::law::Statute;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What to make of the rows.
#[derive(Clone, Debug)]
pub struct Options {
    /// What each column holds.
    pub mapping: Mapping,
    /// How a CSV input is written, where it is not to be found out.
    pub csv: CsvFormat,
    /// What is added to each row; nothing is written but counts if this is empty.
    pub add: Vec<Added>,
    /// Write what is added without the input's columns.
    pub only: bool,
    /// The format of the output; that of the first input if not given.
    pub output: Option<OutputFormat>,
    /// Put an apostrophe before cells that a spreadsheet would take for a formula; for CSV output only.
    pub escape_formulas: bool,
    /// Count rows by the words of this column, besides by answer.
    pub group: Option<String>,
    /// License columns to add.
    pub licenses: Option<Arc<Licenses>>,
    /// How many workers; as many as there are cores if not given.
    pub threads: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mapping: Mapping::default(),
            csv: CsvFormat::default(),
            add: Added::ALL.to_vec(),
            only: false,
            output: None,
            escape_formulas: false,
            group: None,
            licenses: None,
            threads: None,
        }
    }
}

/// The format of the output.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// CSV.
    Csv,
    /// A JSON object a line.
    Jsonl,
    /// Parquet: the columns of a Parquet input as they are, others as texts.
    Parquet,
}

/// Counters that another thread may read while a run goes on.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Bytes read, as they stand in the files.
    pub bytes: Arc<AtomicU64>,
    /// Rows answered.
    pub rows: Arc<AtomicU64>,
    /// Set it to stop the run.
    pub stop: Arc<AtomicBool>,
}

/// What came of a run.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Counts.
    pub tally: Tally,
    /// Remarks on the inputs: an unclosed quote, columns of ours that were renamed.
    pub remarks: Vec<String>,
}

/// Answers every row of `inputs`.
///
/// Rows go to `out`, texts of errors, a line each, to `errors`.
///
/// ```
/// use eccn::batch::{Inputs, Options, Progress, Target, run};
/// use eccn::law::{Law, Posture};
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("parts.csv");
/// std::fs::write(&path, "part,fp8_dense_tops\nH100,1979\nsmall,1\n")?;
/// let options = Options::default();
/// let inputs = Inputs::open(&[path], &options, &Progress::default())?;
/// let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
/// let outcome = run(inputs, &options, (&statute, None), &Default::default(), Some(Target::stream(std::io::sink())), None)?;
/// assert_eq!(outcome.tally.by_answer().get("3A090.a.1"), Some(&1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If an input cannot be read or changes, or the output cannot be written. Then nothing is under the output's final name
/// that was not there before.
pub fn run<'s, 'law>(
    inputs: Inputs,
    options: &Options,
    statutes: (&'s Statute<'law>, Option<&'s Statute<'law>>),
    question: &Question,
    mut out: Option<Target>,
    errors: Option<Target>,
) -> Result<Outcome, BatchError> {
    let same = |format: OutputFormat| match inputs.content {
        Content::Csv => format == OutputFormat::Csv,
        Content::Jsonl => format == OutputFormat::Jsonl,
        Content::Parquet => false,
    };
    let output = options.output.unwrap_or(match inputs.content {
        Content::Jsonl => OutputFormat::Jsonl,
        _ => OutputFormat::Csv,
    });
    let layout = inputs.layout.clone();
    let mut remarks = Vec::new();
    let group = match &options.group {
        Some(name) => Some(
            super::layout::find(&layout.headers, name)
                .map_err(|error| BatchError::Mapping { file: inputs.name().to_owned(), error })?,
        ),
        None => None,
    };
    let delimiter = inputs.csv.as_ref().map_or(b',', |header| header.delimiter);
    // Columns of Parquet come out as they are.
    let copied = inputs.content == Content::Parquet && output == OutputFormat::Parquet && !options.only;
    if output != OutputFormat::Csv && options.escape_formulas && out.is_some() {
        let message = "only cells of CSV are taken for formulas: there is nothing to escape in JSON lines or Parquet";
        return Err(BatchError::Input(message.to_owned()));
    }
    let keyed = output != OutputFormat::Csv && !options.only && !copied && out.is_some() && !same(output);
    let keys = if keyed { keys(&layout.headers, &mut remarks) } else { layout.headers.clone() };
    let names = names(options, statutes, &keys, &mut remarks);
    let rows = Rows {
        add: options.add.clone(),
        only: options.only || copied,
        form: match output {
            OutputFormat::Csv => RowForm::Csv,
            OutputFormat::Jsonl => RowForm::Jsonl,
            OutputFormat::Parquet => RowForm::Texts,
        },
        delimiter,
        escape_formulas: options.escape_formulas,
        keys,
        names,
        same_format: same(output),
        group,
        rows: out.is_some(),
        errors: errors.is_some(),
    };
    let engine = Engine::new(layout, statutes.0, statutes.1, question.clone()).map_err(BatchError::Default)?;
    let mut engine = engine.wanting(if out.is_some() { &options.add } else { &[] });
    engine.licenses = options.licenses.clone().filter(|_| out.is_some());
    if let (Some(out), OutputFormat::Csv) = (&mut out, output) {
        out.put(&header(&rows, engine.layout(), inputs.csv.as_ref()))?;
    }
    let out = out.map(|out| Sink::new(out, &rows, &inputs, copied)).transpose()?;
    let mut inputs = inputs;
    if engine.layout().form == Form::Long {
        let (first, again) = inputs.twice(options)?;
        engine.long = Some(Answers::collect(first, &engine)?);
        inputs = again;
    }
    #[cfg(feature = "parquet")]
    inputs.want(engine.layout(), &rows, copied && rows.rows);
    if rows.form == RowForm::Jsonl && rows.same_format && !rows.only {
        inputs.reserve(&rows.names);
    }
    let parser = inputs.parser();
    let progress = inputs.progress.clone();
    let threads = options.threads.or_else(|| std::thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let line = Line {
        source: Mutex::new((inputs, 0)),
        order: Order::new(out, errors, threads),
        failure: Mutex::new(None),
        progress: &progress,
        parser,
        rows: &rows,
    };
    let mut worker = Worker::new(&engine);
    let mut chunk = Chunk::default();
    // The first block on this thread: most inputs have no second.
    if line.take(&mut chunk) {
        line.handle(&mut worker, &mut chunk, &mut Work::default());
        if threads > 1 && line.has_more() {
            std::thread::scope(|scope| {
                for _ in 1..threads {
                    scope.spawn(|| line.work(&mut Worker::new(&engine), Chunk::default()));
                }
                line.work(&mut worker, chunk);
            });
        } else {
            line.work(&mut worker, chunk);
        }
    }
    if let Some(failure) = line.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(failure);
    }
    if progress.stop.load(Ordering::Relaxed) {
        return Err(BatchError::Interrupted);
    }
    let done = line.order.finish();
    let kept = output == OutputFormat::Jsonl || !rows.rows || rows.only;
    remarks.extend(line.source.into_inner().unwrap_or_else(PoisonError::into_inner).0.remarks(kept));
    if let Some(errors) = done.errors {
        errors.finish()?;
    }
    if let Some(out) = done.rows {
        out.finish()?;
    }
    Ok(Outcome { tally: done.tally, remarks })
}

/// What workers share.
pub(super) struct Line<'r> {
    /// The inputs and the number of the next chunk.
    source: Mutex<(Inputs, u64)>,
    order: Order,
    failure: Mutex<Option<BatchError>>,
    progress: &'r Progress,
    parser: Parser,
    pub(super) rows: &'r Rows,
}

/// Ends the run if a worker panics: else the others would wait for its turn for ever.
struct Guard<'l, 'r>(&'l Line<'r>);

impl Drop for Guard<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.fail(BatchError::Input("a worker stopped in the middle of its rows".to_owned()));
        }
    }
}

impl Line<'_> {
    /// Takes a turn at the input. `false`: there is no more, or the run has stopped.
    pub(super) fn take(&self, chunk: &mut Chunk) -> bool {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        if self.stopped() {
            return false;
        }
        let number = source.1;
        match source.0.next(chunk, number) {
            Ok(more) => {
                source.1 += u64::from(more);
                more
            }
            Err(error) => {
                self.fail(error);
                false
            }
        }
    }

    /// Whether there may be another chunk.
    fn has_more(&self) -> bool {
        !self.failed() && self.source.lock().unwrap_or_else(PoisonError::into_inner).0.has_more()
    }

    fn failed(&self) -> bool {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn stopped(&self) -> bool {
        self.failed() || self.progress.stop.load(Ordering::Relaxed)
    }

    fn fail(&self, error: BatchError) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.get_or_insert(error);
        drop(failure);
        self.order.stop();
    }

    fn work(&self, worker: &mut Worker<'_>, mut chunk: Chunk) {
        let mut work = Work::default();
        while self.take(&mut chunk) {
            self.handle(worker, &mut chunk, &mut work);
        }
    }

    fn handle(&self, worker: &mut Worker<'_>, chunk: &mut Chunk, work: &mut Work) {
        let _guard = Guard(self);
        work.start();
        loop {
            match self.parser.read(chunk) {
                Ok(true) => self.rows.chunk(worker, chunk, work),
                Ok(false) => break,
                Err(error) => return self.fail(error),
            }
            if self.stopped() {
                // Others may wait for this chunk.
                return self.order.stop();
            }
        }
        #[cfg(feature = "parquet")]
        work.group.clone_from(&chunk.group);
        let rows = work.tally.rows;
        match self.order.put(chunk.number, work, || self.stopped()) {
            Ok(()) => drop(self.progress.rows.fetch_add(rows, Ordering::Relaxed)),
            Err(error) => self.fail(error),
        }
    }
}
