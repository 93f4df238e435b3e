//! What is asked: which law, on which day, with which readings.

use super::args::{HowArgs, WhenArgs};
use super::usage;
use anyhow::Context as _;
use eccn::destination::{Choices, Destinations};
use eccn::determine::Question;
use eccn::digest;
use eccn::law::{Law, Statute, read_folder};
use eccn::license::{self, Licensing, Proposal};
use eccn::measure::Readings;
use jiff::civil::Date;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

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
        let (short, built_in) = (digest::short(law.hash()), digest::short(Law::embedded().hash()));
        say!("eccn: law {short} of {}; the built-in law is {built_in}", folder.display());
    }
    Ok(Source::Folder(Box::new(law)))
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

impl HowArgs {
    /// The law asked for, with the bills and drafts asked for laid over it.
    pub(super) fn law(&self) -> anyhow::Result<Source> {
        law_with(self.law.as_deref(), &self.proposal)
    }

    /// The readings asked for: those of license rules, and those of measuring.
    pub(super) fn readings(&self, rules: &Licensing) -> anyhow::Result<(Readings, Choices)> {
        let (mut readings, mut choices) = (Readings::default(), Choices::default());
        for (name, choice) in &self.reading {
            if rules.readings().iter().any(|reading| reading.name == *name) {
                choices.set(rules.readings(), name, choice).map_err(usage)?;
            } else {
                readings.set(name, choice).map_err(usage)?;
            }
        }
        Ok((readings, choices))
    }

    /// How parts are measured, where no license is asked about.
    pub(super) fn question(&self) -> anyhow::Result<Question> {
        let mut question = Question::default();
        for (name, choice) in &self.reading {
            question.readings.set(name, choice).map_err(usage)?;
        }
        Ok(question)
    }
}

impl WhenArgs {
    /// The day asked about: today, if none is given.
    pub(super) fn date(&self) -> anyhow::Result<Date> {
        self.as_of.map_or_else(today, Ok)
    }

    /// The law of the day and the posture asked about.
    pub(super) fn statute<'l>(&self, law: &'l Law) -> anyhow::Result<Statute<'l>> {
        law.at(self.date()?, self.how.posture).map_err(|error| usage(error.to_string()))
    }
}

/// The current date in UTC.
pub(super) fn today() -> anyhow::Result<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let days = i64::try_from(seconds / 86_400)?;
    Ok(Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days)?)?)
}
