//! Bills and drafts: tests that are no law, run only when asked for.

use super::regime::World;
use super::{Clause, Licensing};
use crate::Truth;
use crate::law::load::Loader;
use crate::law::{LawErrors, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use toml::Spanned;

/// A bill or a draft.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its name on the command line.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `bill` or `draft`.
    pub kind: String,
    /// How far it got.
    pub state: String,
    /// Its test; `None`: it has none that can be run.
    pub when: Option<Clause>,
    /// What it would do.
    pub effect: String,
    /// Where that is from.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
}

/// What a proposal would say of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProposalAnswer {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How far it got.
    pub state: String,
    /// Whether the item meets its test. `None`: it has none that can be run.
    pub meets: Option<Truth>,
    /// What it would do.
    pub effect: String,
    /// Where that is from.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProposalsFile {
    proposal: Vec<ProposalEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProposalEntry {
    id: String,
    title: String,
    kind: String,
    state: String,
    when: Option<Spanned<String>>,
    effect: String,
    cite: String,
    status: Status,
}

static EMBEDDED: LazyLock<Vec<Proposal>> =
    LazyLock::new(|| match load(Licensing::embedded(), crate::embedded::LAW.iter().copied()) {
        Ok(proposals) => proposals,
        // Cannot happen in a released build: a test loads the same file.
        Err(errors) => panic!("the proposals this build carries are faulty:\n{errors}"),
    });

/// The proposals this crate was built with.
///
/// ```
/// assert!(eccn::license::proposals().iter().any(|proposal| proposal.id == "gain-ai"));
/// ```
pub fn proposals() -> &'static [Proposal] {
    &EMBEDDED
}

fn load<'a>(
    rules: &Licensing,
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<Proposal>, LawErrors> {
    let files: BTreeMap<&str, &str> = files.into_iter().collect();
    let mut loader = Loader::default();
    let loaded = read(&mut loader, rules, &files);
    loader.end(loaded)
}

fn read(loader: &mut Loader, rules: &Licensing, files: &BTreeMap<&str, &str>) -> Option<Vec<Proposal>> {
    let file = loader.named(files, "law/proposals/proposals.toml")?;
    let read: ProposalsFile = loader.read(file)?;
    let mut proposals = Vec::new();
    for entry in read.proposal {
        let when = match &entry.when {
            None => None,
            Some(text) => match Clause::parse(text.get_ref()) {
                Ok(clause) => Some(clause),
                Err(error) => {
                    let start = text.span().start + 1 + error.offset;
                    loader.fault(file, start..start + error.length, error.message);
                    None
                }
            },
        };
        // Only items are asked about: a name of a term or question would be one that nothing answers.
        let mut named = Vec::new();
        if let Some(clause) = &when {
            clause.walk(&mut |part| match part {
                Clause::Name(name) => named.push(name.clone()),
                Clause::Class(of) => {
                    let known = |word: &String| rules.classes().iter().any(|class| class.name == *word);
                    named.extend(of.iter().filter(|word| !known(word)).cloned());
                }
                _ => {}
            });
        }
        for name in named {
            let span = entry.when.as_ref().map_or(0..0, Spanned::span);
            loader.fault(file, span, format!("{name:?} is nothing that a proposal can ask of an item"));
        }
        let (id, title, kind, state) = (entry.id, entry.title, entry.kind, entry.state);
        let (effect, cite, status) = (entry.effect, entry.cite, entry.status);
        proposals.push(Proposal { id, title, kind, state, when, effect, cite, status });
    }
    Some(proposals)
}

impl Proposal {
    pub(super) fn answer(&self, world: &World<'_>) -> ProposalAnswer {
        ProposalAnswer {
            id: self.id.clone(),
            title: self.title.clone(),
            state: self.state.clone(),
            meets: self.when.as_ref().map(|when| world.holds(when).map_or(Truth::Unknown, Truth::from)),
            effect: self.effect.clone(),
            cite: self.cite.clone(),
            status: self.status,
        }
    }
}
