//! `eccn timeline`.

use super::args::TimelineArgs;
use super::input::Parts;
use super::{Exit, output};
use eccn::determine::{Determination, Question, classify};
use eccn::measure::Circumstances;
use std::io::Write as _;

pub(super) fn run(args: &TimelineArgs) -> anyhow::Result<Exit> {
    let law = output::law(args.how.law.as_deref())?;
    let question = Question { readings: output::readings(&args.how)?, circumstances: Circumstances::default() };
    let mut parts = Parts::default();
    parts.read(&args.input)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(["part", "date", "amendment", "citation", "eccn", "paragraphs", "changed"])?;
    for part in &parts.parts {
        writeln!(out, "{}", part.name)?;
        let mut before: Option<String> = None;
        for amendment in law.amendments() {
            let Ok(statute) = law.at(amendment.effective, args.how.posture) else { continue };
            let answer = classify(part, &statute, &question);
            let eccn = governing(&answer);
            let now = format!("{eccn} {}", answer.paragraphs().join(";"));
            let changed = before.as_ref().is_some_and(|before| *before != now) || before.is_none();
            let date = amendment.effective.to_string();
            let paragraphs = answer.paragraphs().join(";");
            let changed_word = if changed { "yes" } else { "no" };
            rows.write_record([
                &part.name,
                &date,
                &amendment.id,
                &amendment.citation,
                &eccn,
                &paragraphs,
                changed_word,
            ])?;
            writeln!(out, "  {date}  {}{eccn:<28} {}", if changed { "→ " } else { "  " }, amendment.title)?;
            before = Some(now);
        }
    }
    if args.format == "csv" {
        std::io::stdout().lock().write_all(&rows.into_inner()?)?;
    } else {
        out.flush()?;
    }
    // The text buffer is dropped unwritten when CSV was asked for.
    let _ = out.into_parts();
    Ok(if parts.failures > 0 { Exit::Failure } else { Exit::Success })
}

fn governing(answer: &Determination) -> String {
    let names: Vec<&str> =
        answer.possibilities().iter().map(|possibility| possibility.eccn().unwrap_or("none")).collect();
    names.join(" or ")
}
