//! `eccn check`: a gate for continuous integration.

use super::args::WhenArgs;
use super::input::{Parts, part_files};
use super::{Exit, usage};
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use eccn::batch::Target;
use eccn::gate::{Gate, Item, Lock, Policy, Report, Unread};
use eccn::report;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The lock that is used if it is there.
const LOCK: &str = "eccn.lock";

#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 every part passes; 1 a part is denied, or differs from the lock; 2 the command line is wrong, or \
                        an input or the lock cannot be read."
)]
pub(super) struct CheckArgs {
    /// Part files, design files, printed datasheets, or folders of part and design files
    #[arg(value_name = "PATH", required = true)]
    pub(super) input: Vec<PathBuf>,
    /// Entries and paragraphs that no part may come under, such as 3A090.a,3A090.b
    #[arg(long, value_name = "PARAGRAPHS", value_delimiter = ',')]
    pub(super) deny: Vec<String>,
    /// Let a part pass that comes under a denied paragraph for some of the missing values only
    #[arg(long)]
    pub(super) allow_depends: bool,
    /// The accepted answers [default: eccn.lock, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(super) lock: Option<PathBuf>,
    /// Accept the answers: write the lock [default: eccn.lock]
    #[arg(long)]
    pub(super) update_lock: bool,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: CheckFormat,
    #[command(flatten)]
    pub(super) when: WhenArgs,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// Text
    Text,
    /// A JSON object
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
    /// An SPDX 3.1 document with an `ExportControlClassificationAssessment` for each part
    Spdx,
}

/// A file to be read, and its name in the lock.
struct Input {
    path: PathBuf,
    name: String,
}

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let law = args.when.how.law()?;
    let statute = args.when.statute(&law)?;
    let policy = Policy::new(&args.deny, args.allow_depends, &law).map_err(usage)?;
    let path = args.lock.clone().unwrap_or_else(|| PathBuf::from(LOCK));
    let lock = read_lock(&path, args)?;
    if lock.is_none() && args.deny.is_empty() {
        say!("eccn: nothing is denied and there is no lock: only whether the inputs can be read is checked");
    }
    let (inputs, folders, mut unread) = inputs(&args.input, &path)?;
    let gate = Gate::new(&statute, args.when.how.question()?, policy);
    let mut report = check(&gate, &inputs, lock.as_ref());
    report.unread.append(&mut unread);
    report.gone = gate.gone(&report.parts, lock.as_ref(), &folders);
    if args.update_lock {
        update(&mut report, lock, &path)?;
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        CheckFormat::Text => write!(out, "{}", report::check::text(&report, &statute))?,
        CheckFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &report::check::document(&report, gate.policy(), &statute))?;
            writeln!(out)?;
        }
        CheckFormat::Sarif => {
            serde_json::to_writer_pretty(&mut out, &report::sarif::document(&report, gate.policy(), &statute))?;
            writeln!(out)?;
        }
        CheckFormat::Junit => write!(out, "{}", report::junit::document(&report, &statute))?,
        CheckFormat::Spdx => {
            serde_json::to_writer_pretty(&mut out, &report::spdx::document(&report, &statute))?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    if statute.is_after_verification() && args.format == CheckFormat::Text {
        for notice in statute.notices().iter().take(1) {
            say!("eccn: {notice}");
        }
    }
    say!("eccn: {}", report::check::summary(&report));
    Ok(match report.unread.is_empty() {
        false => Exit::Usage,
        true if report.passes() => Exit::Success,
        true => Exit::Failure,
    })
}

/// The lock, if there is one.
fn read_lock(path: &Path, args: &CheckArgs) -> anyhow::Result<Option<Lock>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Lock::parse(&text, &path.display().to_string()).map(Some).map_err(|error| usage(error.to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && (args.lock.is_none() || args.update_lock) => {
            Ok(args.update_lock.then(Lock::default))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(usage(format!("{}: no such file; --update-lock writes it", path.display())))
        }
        Err(error) => Err(usage(format!("{}: {error}", path.display()))),
    }
}

/// The files to be read, the folders that are looked through whole, and paths that are nothing.
fn inputs(paths: &[PathBuf], lock: &Path) -> anyhow::Result<(Vec<Input>, Vec<String>, Vec<Unread>)> {
    let base = lock.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let base = base.canonicalize().unwrap_or_else(|_| base.to_path_buf());
    let (mut inputs, mut folders, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        let whole = path.canonicalize().unwrap_or_else(|_| path.clone());
        if path.is_dir() {
            folders.push(name(&whole, &base));
            let files = part_files(path)?;
            if files.is_empty() {
                let message = format!("{}: no part files (.md, .toml, .json) in this folder", path.display());
                unread.push(Unread { file: path.display().to_string(), message });
            }
            for file in files {
                let inside = file.strip_prefix(path).map_or_else(|_| file.clone(), |rest| whole.join(rest));
                inputs.push(Input { name: name(&inside, &base), path: file });
            }
        } else if path.is_file() {
            inputs.push(Input { name: name(&whole, &base), path: path.clone() });
        } else {
            let message = format!("eccn: {}: no such file or folder", path.display());
            unread.push(Unread { file: path.display().to_string(), message });
        }
    }
    let mut seen = std::collections::HashSet::new();
    inputs.retain(|input| seen.insert(input.name.clone()));
    Ok((inputs, folders, unread))
}

/// A path relative to the lock's folder, with `/`; both are whole.
fn name(path: &Path, base: &Path) -> String {
    let mut up = PathBuf::new();
    let mut from = Some(base);
    while let Some(folder) = from {
        if let Ok(rest) = path.strip_prefix(folder) {
            return up.join(rest).to_string_lossy().replace('\\', "/");
        }
        up.push("..");
        from = folder.parent();
    }
    path.to_string_lossy().replace('\\', "/")
}

/// Reads and checks all inputs, by as many threads as there are cores, in the order of the inputs.
fn check(gate: &Gate<'_, '_>, inputs: &[Input], lock: Option<&Lock>) -> Report {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(inputs.len()).max(1);
    let work = |inputs: &[Input]| {
        let mut report = Report::default();
        for input in inputs {
            one(gate, input, lock, &mut report);
        }
        report
    };
    let mut chunks = inputs.chunks(inputs.len().div_ceil(threads).max(1));
    let first = chunks.next().unwrap_or_default();
    std::thread::scope(|scope| {
        let others: Vec<_> = chunks.map(|chunk| scope.spawn(move || work(chunk))).collect();
        let mut all = work(first);
        for other in others {
            match other.join() {
                Ok(report) => {
                    all.parts.extend(report.parts);
                    all.unread.extend(report.unread);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

/// Reads a file and checks its parts.
fn one(gate: &Gate<'_, '_>, input: &Input, lock: Option<&Lock>, report: &mut Report) {
    let mut read = Parts { kept: Some(Vec::new()), inputs: Some(Vec::new()), ..Parts::default() };
    read.file(&input.path);
    let unread = |message: String| Unread { file: input.name.clone(), message };
    report.unread.extend(read.kept.into_iter().flatten().map(unread));
    let hash = read.inputs.into_iter().flatten().next().map(|input| input.sha256).unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    for mut part in read.parts {
        // Parts of one sheet may have one name: the lock tells them apart by their order.
        let again = names.iter().filter(|name| **name == part.name).count();
        names.push(part.name.clone());
        if again > 0 {
            part.name = format!("{} ({})", part.name, again + 1);
        }
        let item = Item { file: input.name.clone(), input: hash.clone(), part };
        report.parts.push(gate.item(&item, lock));
    }
}

/// Writes the lock with the answers of now, and takes what was open from the report.
fn update(report: &mut Report, lock: Option<Lock>, path: &Path) -> anyhow::Result<()> {
    if let Some(unread) = report.unread.first() {
        say!("eccn: {} is left as it is: {} cannot be read", path.display(), unread.file);
        return Ok(());
    }
    let lock = lock.unwrap_or_default();
    let new = lock.updated(&report.parts, &report.gone);
    let text = new.print();
    if !path.exists() || text != lock.print() {
        let mut target = Target::file(path)?;
        target.text(text.as_bytes()).and_then(|()| target.finish()).with_context(|| path.display().to_string())?;
    }
    report.accept();
    Ok(())
}
