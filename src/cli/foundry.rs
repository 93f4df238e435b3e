//! `eccn foundry`: the presumption of Note 1 to 3A090.a, and what overcomes it.

use super::args::{ValueArgs, WhenArgs};
use super::input::Parts;
use super::{Exit, usage};
use clap::Args;
use eccn::determine::{Determination, Question, classify as determine};
use eccn::measure::Circumstances;
use std::io::Write as _;

/// The paragraph that presumes, in law files.
const PRESUMPTION: &str = "3A090.a.note-1";

#[derive(Debug, Args)]
pub(super) struct FoundryArgs {
    /// A part name, a part file, or - for standard input
    #[arg(value_name = "PART|FILE|-")]
    input: Option<String>,
    #[command(flatten)]
    when: WhenArgs,
    #[command(flatten)]
    values: ValueArgs,
}

pub(super) fn run(args: &FoundryArgs) -> anyhow::Result<Exit> {
    let law = args.when.how.law()?;
    let statute = args.when.statute(&law)?;
    let readings = args.when.how.question()?.readings;
    let mut parts = Parts::default();
    if !parts.read_all(&args.input, false, &args.values)? {
        return Err(usage("no circuit: give a part name, a file, - or values such as --node \"TSMC N5\""));
    }
    let mut out = std::io::stdout().lock();
    for part in &parts.parts {
        let ask = |designer: &'static str, packaging: &'static str| {
            let circumstances = Circumstances { exporter: "front-end-fabricator", designer, packaging };
            determine(part, &statute, &Question { readings, circumstances })
        };
        let under = eccn::report::under(law.proposals());
        writeln!(out, "{} on {}{under}, for a front-end fabricator or OSAT company", part.name, statute.date())?;
        let bare = ask("other", "other");
        writeln!(out, "  without an attestation: {}", verdict(&bare))?;
        let ways = [
            ("approved designer attests TPP and performance density (Note 1.a)", "approved", "other"),
            ("authorized designer attests TPP and performance density (Note 1.a)", "authorized", "other"),
            (
                "packaged by the fabricator outside Macau and D:5, transistor count attested (Note 1.b)",
                "other",
                "fabricator-outside-d5",
            ),
            ("packaged by an approved OSAT company, transistor count attested (Note 1.c)", "other", "approved-osat"),
        ];
        for (way, designer, packaging) in ways {
            writeln!(out, "  {way}: {}", verdict(&ask(designer, packaging)))?;
        }
        for gap in bare.gaps() {
            writeln!(out, "  the text leaves open: {gap}")?;
        }
        for notice in bare.notices() {
            writeln!(out, "  on this date: {notice}")?;
        }
        writeln!(out, "  not checked: {}", bare.not_checked().join("; "))?;
    }
    Ok(if parts.failures > 0 { Exit::Failure } else { Exit::Success })
}

/// Whether the circuit is presumed to be 3A090.a, and what it is by its own numbers.
fn verdict(answer: &Determination) -> String {
    let presumed = |paragraphs: &[String]| paragraphs.iter().any(|id| id == PRESUMPTION);
    let some = answer.possibilities().iter().any(|possibility| presumed(possibility.paragraphs()));
    let by_numbers = |eccn: &str| eccn.starts_with("3A090.a.") && eccn != PRESUMPTION;
    let eccn = eccn::report::governing(answer).replace('|', " or ");
    if answer.eccn().is_some_and(by_numbers) {
        return format!("{eccn} by its own numbers");
    }
    match (presumed(answer.paragraphs()), some) {
        (true, _) => "presumed 3A090.a and designed or marketed for datacenters".to_owned(),
        (false, true) => format!("depends on {}: {eccn}", answer.needs().join(", ")),
        (false, false) => format!("not presumed; {eccn}"),
    }
}
