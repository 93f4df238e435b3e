//! `eccn read`.

use super::Exit;
use super::args::ReadArgs;
use eccn::sheet::file::{Limits, open_file};
use eccn::sheet::{StatedValue, read};
use std::io::Write as _;

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
        for statement in &reading.statements {
            let of = statement.of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
            writeln!(
                out,
                "line {}: {}{of}: {} = {}",
                statement.line, statement.about, statement.label, statement.text
            )?;
            for value in &statement.values {
                writeln!(out, "    {}", words(value))?;
            }
        }
        for ignored in &reading.ignored {
            writeln!(out, "line {}: not understood: {}", ignored.line, ignored.text)?;
        }
    }
    out.flush()?;
    say!(
        "eccn: {} labels with values, {} pieces of text not understood; nothing is decided yet: neither dense nor sparse",
        reading.statements.len(),
        reading.ignored.len()
    );
    Ok(Exit::Success)
}

/// One value with what is said of it.
fn words(value: &StatedValue) -> String {
    let mut words = vec![value.number.clone()];
    words.extend(value.to.as_ref().map(|to| format!("to {to}")));
    words.extend(value.unit.clone());
    words.extend(value.formats.iter().cloned());
    words.extend(value.engine.map(str::to_owned));
    words.extend(value.sparsity.iter().cloned());
    words.extend(value.marks.iter().map(|mark| format!("mark {mark}")));
    words.extend(value.variant.as_ref().map(|variant| format!("({variant})")));
    words.join(" ")
}
