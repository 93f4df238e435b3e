//! Where answers go: the law asked for, the terminal, the format.

use super::args::{Format, HowArgs};
use super::usage;
use anyhow::Context as _;
use eccn::destination::{Choices, Destinations};
use eccn::determine::Determination;
use eccn::law::{Law, read_folder};
use eccn::license::Licensing;
use eccn::measure::Readings;
use eccn::report;
use std::io::{IsTerminal as _, Write};

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

/// The built-in law, or the one in a folder.
pub(super) fn law(folder: Option<&std::path::Path>) -> anyhow::Result<Source> {
    Ok(match folder {
        Some(folder) => Source::Folder(Box::new(Law::from_dir(folder).context("the law files are faulty")?)),
        None => Source::BuiltIn(Law::embedded()),
    })
}

/// The built-in license rules, or those of a folder.
pub(super) fn licensing(folder: Option<&std::path::Path>, law: &Law) -> anyhow::Result<Rules> {
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
            let mut csv = report::csv::Writer::new(&mut out)?;
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
