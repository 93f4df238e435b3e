//! `eccn law`.

use super::{Exit, asked};
use anyhow::bail;
use clap::{Args, Subcommand};
use eccn::law::{Amendment, Law, Note, Provision, Status, reflow};
use eccn::license::Licensing;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct LawArgs {
    #[command(subcommand)]
    command: LawCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum LawCommand {
    /// List amendments, paragraphs and open readings
    List {
        /// Read law files from this folder
        #[arg(long, value_name = "DIR")]
        law: Option<PathBuf>,
    },
    /// Show a paragraph or entry with all its versions (3A090.a.2, 3A090), or a license rule, exception or term (NAC, groups-d-b)
    Show {
        /// The paragraph
        paragraph: String,
        /// Read law files from this folder
        #[arg(long, value_name = "DIR")]
        law: Option<PathBuf>,
    },
    /// Check law files: the built-in ones, or those of a folder
    Check {
        /// The folder
        folder: Option<PathBuf>,
    },
}

pub(super) fn run(args: &LawArgs) -> anyhow::Result<Exit> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match &args.command {
        LawCommand::List { law } => {
            let read = asked::law(law.as_deref())?;
            list(&mut out, &read)?;
            if law.as_ref().is_none_or(|folder| folder.join("licensing").is_dir()) {
                list_rules(&mut out, &*asked::licensing(law.as_deref(), &read)?)?;
            }
        }
        LawCommand::Show { paragraph, law } => {
            let read = asked::law(law.as_deref())?;
            let has_rules = law.as_ref().is_none_or(|folder| folder.join("licensing").is_dir());
            let rules = has_rules.then(|| asked::licensing(law.as_deref(), &read)).transpose()?;
            if !rules.is_some_and(|rules| show_rule(&mut out, &rules, paragraph).unwrap_or(false)) {
                show(&mut out, &read, paragraph)?;
            }
        }
        LawCommand::Check { folder } => {
            let law = asked::law(folder.as_deref())?;
            let provisions: usize = law.entries().iter().map(|entry| entry.provisions.len()).sum();
            writeln!(
                out,
                "in order: {} amendments, {} entries, {provisions} versions of paragraphs, {} readings; hash {}",
                law.amendments().len(),
                law.entries().len(),
                law.readings().len(),
                law.hash()
            )?;
            // Law files on classification alone are law files, too.
            let licenses = folder.as_ref().is_none_or(|folder| folder.join("licensing").is_dir());
            if licenses {
                let rules = asked::licensing(folder.as_deref(), &law)?;
                writeln!(
                    out,
                    "in order: {} destinations, {} versions of license rules, {} questions; hash {}",
                    rules.destinations().all().count(),
                    rules.rules().count(),
                    rules.questions().len(),
                    rules.hash()
                )?;
            }
        }
    }
    out.flush()?;
    Ok(Exit::Success)
}

fn list(out: &mut impl Write, law: &Law) -> anyhow::Result<()> {
    writeln!(
        out,
        "Law {} (verified to {}, new rules looked for until {})",
        law.hash(),
        law.verified_date(),
        law.surveyed_date()
    )?;
    writeln!(out, "\nAmendments: effective, compliance, citation, what changed")?;
    for amendment in law.amendments() {
        let compliance = amendment.compliance.map_or_else(|| "          ".to_owned(), |date| date.to_string());
        writeln!(
            out,
            "  {} {compliance} {:<22} {}{}",
            amendment.effective,
            amendment.id,
            amendment.citation,
            mark(amendment.status)
        )?;
        writeln!(out, "      {}", amendment.changes)?;
        if let Some(note) = &amendment.note {
            writeln!(out, "      note: {note}")?;
        }
        for period in &amendment.enforcement {
            let until = period.until.map_or_else(String::new, |until| format!(" to before {until}"));
            writeln!(out, "      {} on{until}: {} ({}){}", period.from, period.what, period.cite, mark(period.status))?;
        }
    }
    writeln!(out, "\nParagraphs")?;
    for entry in law.entries() {
        for provision in &entry.provisions {
            writeln!(
                out,
                "  {:<34} {}  {}{}",
                provision.id,
                period(law, provision.from, provision.until),
                provision.when,
                mark(provision.status)
            )?;
        }
    }
    writeln!(out, "\nOpen readings (--reading NAME=CHOICE; the first is the default)")?;
    for reading in law.readings() {
        let mut choices: Vec<&str> = vec![&reading.default];
        choices
            .extend(reading.choices.iter().map(|choice| choice.name.as_str()).filter(|name| *name != reading.default));
        writeln!(out, "  {} = {}{}", reading.name, choices.join(" | "), mark(reading.status))?;
        writeln!(out, "      {} {}", reading.question, reading.why)?;
    }
    Ok(())
}

fn mark(status: Status) -> String {
    if status == Status::Primary { String::new() } else { format!(" [{}]", status.as_str()) }
}

fn period(law: &Law, from: usize, until: Option<usize>) -> String {
    let start = law.amendments()[from].effective;
    match until {
        Some(until) => format!("{start} to before {}", law.amendments()[until].effective),
        None => format!("{start} on"),
    }
}

fn show(out: &mut impl Write, law: &Law, paragraph: &str) -> anyhow::Result<()> {
    let wanted = paragraph.to_lowercase();
    let fits = |id: &str| {
        let id = id.to_lowercase();
        id.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let mut shown = false;
    for entry in law.entries() {
        let provisions: Vec<&Provision> = entry.provisions.iter().filter(|provision| fits(&provision.id)).collect();
        let whole = entry.eccn.eq_ignore_ascii_case(paragraph);
        let notes: Vec<&Note> = entry.notes.iter().filter(|note| whole || fits(&note.id)).collect();
        if provisions.is_empty() && notes.is_empty() {
            continue;
        }
        writeln!(out, "{} — {}", entry.eccn, reflow(&entry.heading))?;
        for provision in provisions {
            shown = true;
            show_provision(out, law, provision)?;
        }
        for note in notes {
            shown = true;
            writeln!(out, "\n{}  {}{}", note.id, period(law, note.from, note.until), mark(note.status))?;
            text(out, &note.text, &note.cite, note.remark.as_deref())?;
        }
    }
    if !shown {
        let ids = law.entries().iter().flat_map(|entry| &entry.provisions).map(|provision| provision.id.as_str());
        let closest =
            ids.max_by(|a, b| strsim::jaro_winkler(a, paragraph).total_cmp(&strsim::jaro_winkler(b, paragraph)));
        bail!(
            "no paragraph {paragraph:?} in this law; did you mean {}? `eccn law list` lists them",
            closest.unwrap_or("3A090")
        );
    }
    Ok(())
}

/// License rules, the questions they put, and the readings they leave open.
fn list_rules(out: &mut impl Write, rules: &Licensing) -> anyhow::Result<()> {
    writeln!(out, "\nLicense rules (verified to {}; `eccn law show NAME`)", rules.verified_date())?;
    for (file, rule) in rules.rules() {
        writeln!(out, "  {file:<13} {:<24} {}{}", rule.id, rules.period(rule), mark(rule.status))?;
    }
    writeln!(out, "\nQuestions that only the parties can answer (eccn license --answer NAME=yes)")?;
    for question in rules.questions() {
        writeln!(out, "  {}: {} ({}){}", question.name, question.asks, question.cite, mark(question.status))?;
    }
    writeln!(out, "\nReadings of license rules")?;
    for reading in rules.readings() {
        let choices: Vec<&str> = reading.choices.iter().map(|choice| choice.name.as_str()).collect();
        writeln!(out, "  {} = {} of {}: {}", reading.name, reading.default, choices.join(", "), reading.question)?;
        writeln!(out, "      {} ({}){}", reading.why, reading.cite, mark(reading.status))?;
    }
    Ok(())
}

/// Every version of the license rule, exception or term of this name. Whether there is one.
fn show_rule(out: &mut impl Write, rules: &Licensing, name: &str) -> anyhow::Result<bool> {
    let mut shown = false;
    for (file, rule) in rules.rules().filter(|(_, rule)| rule.id.eq_ignore_ascii_case(name)) {
        shown = true;
        writeln!(out, "{} (law/licensing/{file}.toml)  {}{}", rule.id, rules.period(rule), mark(rule.status))?;
        writeln!(out, "  when {}", rule.when)?;
        text(out, &rule.text, &rule.cite, rule.remark.as_deref())?;
    }
    for term in rules.terms().iter().filter(|term| term.name.eq_ignore_ascii_case(name)) {
        shown = true;
        writeln!(out, "{} (a term){}", term.name, mark(term.status))?;
        writeln!(out, "  means {}", term.means)?;
        text(out, &term.says, &term.cite, term.remark.as_deref())?;
    }
    Ok(shown)
}

fn show_provision(out: &mut impl Write, law: &Law, provision: &Provision) -> anyhow::Result<()> {
    writeln!(out, "\n{}  {}{}", provision.id, period(law, provision.from, provision.until), mark(provision.status))?;
    writeln!(out, "  when {}", provision.when)?;
    if let Some(unless) = &provision.unless {
        let note = provision.unless_note.as_ref().map(|note| format!("  ({note})")).unwrap_or_default();
        writeln!(out, "  unless {unless}{note}")?;
    }
    let Amendment { title, citation, note, status, .. } = &law.amendments()[provision.from];
    writeln!(out, "  since {title} ({citation}){}", mark(*status))?;
    if let Some(note) = note {
        writeln!(out, "  note on that: {note}")?;
    }
    text(out, &provision.text, &provision.cite, provision.remark.as_deref())
}

fn text(out: &mut impl Write, text: &str, cite: &str, remark: Option<&str>) -> anyhow::Result<()> {
    for line in reflow(text).lines() {
        writeln!(out, "  | {line}")?;
    }
    writeln!(out, "  {cite}")?;
    if let Some(remark) = remark {
        writeln!(out, "  remark: {remark}")?;
    }
    Ok(())
}
