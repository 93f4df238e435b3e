//! Where answers go: the law asked for, the terminal, the format.

use super::args::{Format, HowArgs};
use super::usage;
use anyhow::Context as _;
use eccn::destination::{Choices, Destinations};
use eccn::determine::Determination;
use eccn::law::{Law, read_folder};
use eccn::license::{self, Licensing, Proposal};
use eccn::measure::Readings;
use eccn::report;
use std::io::{IsTerminal as _, Write};
use std::path::Path;

/// The law asked for.
pub(super) enum Source {
    BuiltIn(&'static Law),
    Folder(Box<Law>),
}

impl std::ops::Deref for Source {
    type Target = Law;

    fn deref(&self) -> &Law {
        match self {
            Self::BuiltIn(law) => law,
            Self::Folder(law) => law,
        }
    }
}

/// The built-in law, or the one in a folder, which is told.
pub(super) fn law(folder: Option<&Path>) -> anyhow::Result<Source> {
    let Some(folder) = folder else { return Ok(Source::BuiltIn(Law::embedded())) };
    let law = Law::from_dir(folder).context("the law files are faulty")?;
    if law.hash() != Law::embedded().hash() {
        let short = |law: &Law| law.hash().chars().take(12).collect::<String>();
        say!("eccn: law {} of {}; the built-in law is {}", short(&law), folder.display(), short(Law::embedded()));
    }
    Ok(Source::Folder(Box::new(law)))
}

/// The law asked for, with the bills and drafts asked for laid over it.
pub(super) fn supposed_law(how: &HowArgs) -> anyhow::Result<Source> {
    law_with(how.law.as_deref(), &how.proposal)
}

/// The law of a folder, or the built-in one, with bills and drafts laid over it, which are told.
pub(super) fn law_with(folder: Option<&Path>, proposals: &[String]) -> anyhow::Result<Source> {
    let law = law(folder)?;
    if proposals.is_empty() {
        return Ok(law);
    }
    let mut supposed = Vec::new();
    for proposal in self::proposals(folder, &law, proposals)?.iter() {
        let Some(supposition) = proposal.supposition() else {
            // Of all proposals, those with a test are meant.
            if proposals.contains(&proposal.id) {
                return Err(usage(format!("{} has no test that can be run: {}", proposal.id, proposal.effect)));
            }
            continue;
        };
        say!("eccn: under {}, which is not law: {} ({})", proposal.id, proposal.title, proposal.state);
        supposed.push(supposition);
    }
    Ok(Source::Folder(Box::new(law.supposing(&supposed))))
}

/// The bills and drafts named, from the law files asked for; each once.
pub(super) fn proposals(folder: Option<&Path>, law: &Law, names: &[String]) -> anyhow::Result<Vec<Proposal>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let all = match folder.filter(|folder| folder.join("proposals").is_dir()) {
        Some(folder) => {
            let rules = licensing(Some(folder), law)?;
            let files = read_folder(folder).context("the law files are faulty")?;
            let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            license::proposals_of(&rules, files).context("the law files are faulty")?
        }
        None => license::proposals().to_vec(),
    };
    let mut found: Vec<Proposal> = Vec::new();
    for name in names {
        let mut matching = all.iter().filter(|proposal| proposal.id == *name || name == "all").peekable();
        if matching.peek().is_none() {
            let known: Vec<&str> = all.iter().map(|proposal| proposal.id.as_str()).collect();
            return Err(usage(format!("no proposal is named {name:?}; there are all, {}", known.join(", "))));
        }
        for proposal in matching {
            if !found.iter().any(|known| known.id == proposal.id) {
                found.push(proposal.clone());
            }
        }
    }
    Ok(found)
}

/// The built-in license rules, or those of a folder.
pub(super) fn licensing(folder: Option<&Path>, law: &Law) -> anyhow::Result<Rules> {
    Ok(match folder {
        Some(folder) => {
            let files = read_folder(folder).context("the law files are faulty")?;
            let files = || files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            let destinations = Destinations::load(law, files()).context("the law files are faulty")?;
            Rules::Folder(Box::new(Licensing::load(law, destinations, files()).context("the law files are faulty")?))
        }
        None => Rules::BuiltIn(Licensing::embedded()),
    })
}

/// The license rules asked for.
pub(super) enum Rules {
    BuiltIn(&'static Licensing),
    Folder(Box<Licensing>),
}

impl Rules {
    /// For those that keep them.
    pub(super) fn into_cow(self) -> std::borrow::Cow<'static, Licensing> {
        match self {
            Self::BuiltIn(rules) => std::borrow::Cow::Borrowed(rules),
            Self::Folder(rules) => std::borrow::Cow::Owned(*rules),
        }
    }
}

impl std::ops::Deref for Rules {
    type Target = Licensing;

    fn deref(&self) -> &Licensing {
        match self {
            Self::BuiltIn(rules) => rules,
            Self::Folder(rules) => rules,
        }
    }
}

/// The readings asked for: those of license rules, and those of measuring.
pub(super) fn all_readings(how: &HowArgs, rules: &Licensing) -> anyhow::Result<(Readings, Choices)> {
    let (mut readings, mut choices) = (Readings::default(), Choices::default());
    for (name, choice) in &how.reading {
        if rules.readings().iter().any(|reading| reading.name == *name) {
            choices.set(rules.readings(), name, choice).map_err(usage)?;
        } else {
            readings.set(name, choice).map_err(usage)?;
        }
    }
    Ok((readings, choices))
}

/// The readings asked for.
pub(super) fn readings(how: &HowArgs) -> anyhow::Result<Readings> {
    let mut readings = Readings::default();
    for (name, choice) in &how.reading {
        readings.set(name, choice).map_err(usage)?;
    }
    Ok(readings)
}

/// Whether to color: on a terminal, unless `NO_COLOR` is set.
pub(super) fn style() -> report::text::Style {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    report::text::Style { color: std::io::stdout().is_terminal() && !no_color }
}

/// The width of tables: that of the terminal as the shell gives it, or a page's.
fn width() -> u16 {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.unwrap_or(if std::io::stdout().is_terminal() { 120 } else { 160 })
}

/// Writes answers in a format. `several` were asked for: JSON is then an array, however many there are.
pub(super) fn write(answers: &[Determination], format: Format, explain: bool, several: bool) -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let proposals = answers.first().map_or(&[][..], Determination::proposals);
    if matches!(format, Format::Table | Format::Md) && !proposals.is_empty() {
        writeln!(out, "Answers under {}, which is not law:\n", proposals.join(" and "))?;
    }
    match format {
        Format::Table => writeln!(out, "{}", report::table::table(answers, width()))?,
        Format::Md => write!(out, "{}", report::markdown::table(answers))?,
        Format::Text => {
            for (i, answer) in answers.iter().enumerate() {
                if i > 0 {
                    writeln!(out)?;
                }
                let text = if explain {
                    report::text::explain_styled(answer, style())
                } else {
                    report::text::summary(answer, style())
                };
                write!(out, "{text}")?;
            }
        }
        Format::Csv => {
            let mut csv = match proposals {
                [] => report::csv::Writer::new(&mut out)?,
                _ => report::csv::Writer::supposing(&mut out)?,
            };
            for answer in answers {
                csv.write(answer)?;
            }
            csv.finish()?;
        }
        Format::Json => {
            let documents: Vec<_> = answers.iter().map(report::json::document).collect();
            match &documents[..] {
                [one] if !several => serde_json::to_writer_pretty(&mut out, one)?,
                several => serde_json::to_writer_pretty(&mut out, several)?,
            }
            writeln!(out)?;
        }
        Format::Jsonl => {
            for answer in answers {
                serde_json::to_writer(&mut out, &report::json::document(answer))?;
                writeln!(out)?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
