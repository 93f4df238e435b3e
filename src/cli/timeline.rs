//! `eccn timeline`.

use super::args::TimelineArgs;
use super::input::Parts;
use super::{Exit, output};
use eccn::determine::{Determination, Question, classify};
use eccn::law::{Amendment, Law, Posture};
use eccn::measure::Circumstances;
use eccn::part::Part;
use eccn::report;
use jiff::civil::Date;
use std::io::Write as _;

pub(super) fn run(args: &TimelineArgs) -> anyhow::Result<Exit> {
    let law = output::supposed_law(&args.how)?;
    let question = Question { readings: output::readings(&args.how)?, circumstances: Circumstances::default() };
    let mut parts = Parts::default();
    parts.read(&args.input)?;
    let moments = |part: &Part| moments(part, &law, args, &question);
    if args.format == "csv" {
        let mut rows = csv::Writer::from_writer(std::io::stdout().lock());
        // An answer that is not what the law says is not named like one that is.
        let eccn = match law.proposals() {
            [] => "eccn".to_owned(),
            names => format!("eccn_under_{}", names.join("_")),
        };
        rows.write_record(["part", "date", "amendment", "citation", &eccn, "paragraphs", "changed"])?;
        for part in &parts.parts {
            for moment in moments(part) {
                let Amendment { id, citation, .. } = moment.amendment;
                let (eccn, paragraphs) = (report::governing(&moment.answer), moment.answer.paragraphs().join(";"));
                let changed = if moment.changed { "yes" } else { "no" };
                rows.write_record([&part.name, &moment.day.to_string(), id, citation, &eccn, &paragraphs, changed])?;
            }
        }
        rows.flush()?;
    } else {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        for part in &parts.parts {
            writeln!(out, "{}{}", part.name, report::under(law.proposals()))?;
            for moment in moments(part) {
                let arrow = if moment.changed { "→" } else { " " };
                let eccn = report::governing(&moment.answer).replace('|', " or ");
                writeln!(out, "  {}  {arrow} {eccn:<28} {}", moment.day, moment.amendment.title)?;
            }
        }
        out.flush()?;
    }
    Ok(if parts.failures > 0 { Exit::Failure } else { Exit::Success })
}

/// What one amendment made of a part.
struct Moment<'law> {
    /// The day from which it counts: of effect, or of compliance if the enforced law is asked about.
    day: Date,
    amendment: &'law Amendment,
    answer: Determination,
    /// Whether the answer differs from the one before; the first always does.
    changed: bool,
}

fn moments<'law>(part: &Part, law: &'law Law, args: &TimelineArgs, question: &Question) -> Vec<Moment<'law>> {
    let mut moments: Vec<Moment<'law>> = Vec::new();
    let day = |amendment: &Amendment| match args.how.posture {
        Posture::Text => amendment.effective,
        Posture::Enforced => amendment.compliance.unwrap_or(amendment.effective),
    };
    let mut amendments: Vec<&Amendment> = law.amendments().iter().filter(|amendment| !amendment.supposed).collect();
    amendments.sort_by_key(|amendment| day(amendment));
    for amendment in amendments {
        let day = day(amendment);
        let Ok(statute) = law.at(day, args.how.posture) else { continue };
        let answer = classify(part, &statute, question);
        let same = |before: &Moment<'_>| {
            before.answer.possibilities() == answer.possibilities() && before.answer.paragraphs() == answer.paragraphs()
        };
        let changed = !moments.last().is_some_and(same);
        moments.push(Moment { day, amendment, answer, changed });
    }
    moments
}
