//! `eccn read`.

use super::Exit;
use super::args::ReadArgs;
use eccn::sheet::file::{Limits, open_file};
use eccn::sheet::{Fact, Reading, read};
use std::io::Write;

pub(super) fn run(args: &ReadArgs) -> anyhow::Result<Exit> {
    let limits = Limits { encoding: args.encoding.clone(), ..Limits::default() };
    let opened = open_file(&args.file, &limits)?;
    for what in &opened.left_out {
        say!("eccn: {}: {what}", args.file.display());
    }
    let reading = read(&opened.content.into_document());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.json {
        serde_json::to_writer_pretty(&mut out, &reading)?;
        writeln!(out)?;
    } else {
        print(&mut out, &reading)?;
    }
    out.flush()?;
    let certain: usize = reading.parts.iter().map(|part| part.facts.iter().filter(|fact| fact.certain).count()).sum();
    let open: usize = reading.parts.iter().map(|part| part.facts.iter().filter(|fact| !fact.certain).count()).sum();
    say!(
        "eccn: {}: {} parts, {certain} values certain, {open} not decided; {} pieces of text set aside, {} not understood",
        args.file.display(),
        reading.parts.len(),
        reading.set_aside.len(),
        reading.ignored.len()
    );
    Ok(Exit::Success)
}

/// Prints what was understood, part by part, and then everything that was not.
fn print(out: &mut impl Write, reading: &Reading) -> std::io::Result<()> {
    for part in &reading.parts {
        let name = if part.name.is_empty() { "(no name)" } else { &part.name };
        write!(out, "{name}")?;
        if let Some(circuits) = part.circuits.filter(|circuits| *circuits > 1) {
            write!(out, ", {circuits} circuits")?;
        }
        if part.preliminary {
            write!(out, ", preliminary")?;
        }
        match &part.tpp {
            Some(tpp) => writeln!(out, ": TPP {tpp}")?,
            None => writeln!(out, ": TPP not decided")?,
        }
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

/// One field with its certainty.
fn line(fact: &Fact) -> String {
    let mark = if fact.certain { "=" } else { "?" };
    let mut words = vec![format!("{:<24}{mark} {}", fact.field, fact.value)];
    words.extend([fact.unit, fact.direction].iter().filter(|word| !word.is_empty()).map(|word| (*word).to_owned()));
    let density = if fact.density.is_empty() { String::new() } else { format!("{}; ", fact.density) };
    format!("{}  (line {}: {density}{})", words.join(" "), fact.line, fact.why)
}
