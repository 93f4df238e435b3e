//! `eccn read`.

use super::Exit;
use super::input::sheet_files;
use anyhow::Context as _;
use clap::Args;
use eccn::datasheet;
use eccn::sheet::file::{FileError, Limits, open, read_file};
use eccn::sheet::{Fact, Origin, ReadPart, Reading, read};
use serde::Serialize;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// One sheet as JSON.
#[derive(Serialize)]
struct Sheet<'r> {
    file: String,
    left_out: &'r [String],
    #[serde(flatten)]
    reading: &'r Reading,
}

#[derive(Debug, Args)]
pub(super) struct ReadArgs {
    /// Datasheets as printed, or folders of them: PDF, HTML, XLSX, Markdown, reStructuredText, text with columns, prose
    #[arg(value_name = "FILE|DIR", required = true)]
    files: Vec<PathBuf>,
    /// As JSON
    #[arg(long)]
    json: bool,
    /// Write each part as a part file with its source into this folder; a file that exists is left as it is
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// The page the datasheet was saved from, as the source in part files
    #[arg(long, value_name = "URL")]
    source: Option<String>,
    /// The day it was saved, as in 2026-11-22
    #[arg(long, value_name = "DATE")]
    retrieved: Option<jiff::civil::Date>,
    /// The character encoding of a text that does not tell: gb18030, big5, windows-1252
    #[arg(long)]
    encoding: Option<String>,
}

/// How many sheets each thread reads before what they say is printed.
const AHEAD: usize = 32;

pub(super) fn run(args: &ReadArgs) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    let mut failures = 0usize;
    let files = files(&args.files)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    for some in files.chunks(threads * AHEAD) {
        for (file, read) in some.iter().zip(read_all(args, some, threads)) {
            let Read { reading, left_out, printed } = match read {
                Ok(read) => read,
                Err(error) => {
                    say!("eccn: {error}");
                    failures += 1;
                    continue;
                }
            };
            for what in &left_out {
                say!("eccn: {}: {what}", file.display());
            }
            out.write_all(&printed)?;
            out.flush()?;
            summary(file, &reading);
            if let Some(folder) = &args.write {
                let origin = Origin {
                    file: file.display().to_string(),
                    url: args.source.clone(),
                    retrieved: args.retrieved.map(|date| date.to_string()),
                };
                failures += write(folder, &reading, &origin)?;
            }
        }
    }
    Ok(if failures == 0 { Exit::Success } else { Exit::Failure })
}

/// The files that are named, and those in folders that are.
fn files(named: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let found = sheet_files(path)?;
        if found.is_empty() {
            anyhow::bail!("{}: no datasheets (.pdf, .html, .xlsx, .md, .rst, .txt …) in this folder", path.display());
        }
        files.extend(found);
    }
    Ok(files)
}

/// A sheet that was read, and what is printed of it.
struct Read {
    reading: Reading,
    left_out: Vec<String>,
    printed: Vec<u8>,
}

/// Reads some files by so many threads, each file on its own, in their order.
fn read_all(args: &ReadArgs, files: &[PathBuf], threads: usize) -> Vec<anyhow::Result<Read>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(at) else { return done };
            done.push((at, one(args, file)));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(files.len())).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for other in others {
            all.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, read)| read).collect()
}

fn one(args: &ReadArgs, file: &Path) -> anyhow::Result<Read> {
    let (_, reading, left_out) = sheet(file, args.encoding.clone())?;
    let mut printed = Vec::new();
    if args.json {
        let sheet = Sheet { file: file.display().to_string(), left_out: &left_out, reading: &reading };
        serde_json::to_writer(&mut printed, &sheet)?;
        printed.push(b'\n');
    } else {
        print(&mut printed, &reading)?;
    }
    Ok(Read { reading, left_out, printed })
}

/// Reads a sheet: its bytes, what they say, and what its reader left out.
pub(super) fn sheet(file: &Path, encoding: Option<String>) -> Result<(Vec<u8>, Reading, Vec<String>), FileError> {
    let limits = Limits { encoding, ..Limits::default() };
    let bytes = read_file(file, &limits)?;
    let opened = open(&bytes, &file.display().to_string(), &limits)?;
    Ok((bytes, read(&opened.content.into_document()), opened.left_out))
}

/// Counts what was read, on standard error.
pub(super) fn summary(file: &Path, reading: &Reading) {
    let facts = || reading.parts.iter().flat_map(|part| &part.facts);
    let certain = facts().filter(|fact| fact.certain).count();
    let open = facts().count() - certain;
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    say!(
        "eccn: {}: {} part{}, {certain} value{} certain, {open} not decided; {} piece{} of text set aside, {} not understood",
        file.display(),
        reading.parts.len(),
        plural(reading.parts.len()),
        plural(certain),
        reading.set_aside.len(),
        plural(reading.set_aside.len()),
        reading.ignored.len()
    );
}

/// Writes each part as a part file. How many could not be written.
fn write(folder: &Path, reading: &Reading, origin: &Origin) -> anyhow::Result<usize> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let mut failures = 0;
    for read in &reading.parts {
        let part = read.to_part(origin);
        let path = folder.join(format!("{}.md", slug(&part.name)));
        // Complete or not at all, and never over what somebody else wrote.
        let mut file = tempfile::NamedTempFile::new_in(folder).with_context(|| folder.display().to_string())?;
        file.write_all(datasheet::print(&part).as_bytes())?;
        match file.persist_noclobber(&path) {
            Ok(_) => say!("eccn: {} written", path.display()),
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
                say!("eccn: {} exists and is left as it is; move it away to write it anew", path.display());
                failures += 1;
            }
            Err(error) => return Err(error.error).with_context(|| path.display().to_string()),
        }
    }
    Ok(failures)
}

/// A name for a file: letters, digits and hyphens.
fn slug(name: &str) -> String {
    let plain: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "part".to_owned() } else { words.join("-").chars().take(80).collect() }
}

/// Prints what was understood, part by part, and then everything that was not.
fn print(out: &mut impl Write, reading: &Reading) -> std::io::Result<()> {
    for part in &reading.parts {
        writeln!(out, "{}", title(part))?;
        for fact in &part.facts {
            writeln!(out, "  {}", line(fact))?;
        }
        for lint in &part.lints {
            writeln!(out, "  warning {}: {} (line {})", lint.name, lint.text, lint.line)?;
        }
        writeln!(out)?;
    }
    for (title, list) in [("set aside", &reading.set_aside), ("not understood", &reading.ignored)] {
        for ignored in list {
            let why = if ignored.why.is_empty() { String::new() } else { format!(" ({})", ignored.why) };
            writeln!(out, "{title}, line {}{why}: {}", ignored.line, ignored.text.replace('\n', " / "))?;
        }
    }
    Ok(())
}

fn title(part: &ReadPart) -> String {
    let mut title = if part.name.is_empty() { "(no name)".to_owned() } else { part.name.clone() };
    if let Some(circuits) = part.circuits.filter(|circuits| *circuits > 1) {
        title = format!("{title}, {circuits} circuits");
    }
    if part.preliminary {
        title.push_str(", preliminary");
    }
    match &part.tpp {
        Some(tpp) => format!("{title}: TPP {tpp}"),
        None => format!("{title}: TPP not decided"),
    }
}

/// One field: `=` where it is certain, `?` where it is not.
fn line(fact: &Fact) -> String {
    let mark = if fact.certain { "=" } else { "?" };
    let to = fact.to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
    let mut words = vec![format!("{:<24}{mark} {}{to}", fact.field, fact.value)];
    words.extend([fact.unit, fact.direction].iter().filter(|word| !word.is_empty()).map(|word| (*word).to_owned()));
    let density = if fact.density.is_empty() { String::new() } else { format!("{}; ", fact.density) };
    format!("{}  (line {}: {density}{})", words.join(" ").trim_end(), fact.line, fact.why)
}
