//! Bills and drafts: tests that are no law, run only when asked for.

use super::regime::World;
use super::{Clause, Licensing};
use crate::Truth;
use crate::facts::NumericFact;
use crate::law::load::Loader;
use crate::law::{Condition, LawErrors, Status, Supposition};
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
    /// Where its paragraph would stand in the order of precedence, when an answer is asked for under it.
    pub rank: u32,
    /// What it would do.
    pub effect: String,
    /// Where that is from.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// Its test as a condition on facts.
    condition: Option<Condition>,
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
    rank: u32,
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

/// The proposals of other law files, given as (name, text).
///
/// # Errors
/// Every fault found.
///
/// ```
/// # use eccn::license::{Licensing, proposals_of};
/// let text = "[[proposal]]\nid = \"x\"\ntitle = \"X\"\nkind = \"draft\"\nstate = \"an example\"\n\
///     when = \"tpp >= 4800\"\nrank = 500\neffect = \"none\"\ncite = \"nowhere\"\nstatus = \"inference\"\n";
/// let found = proposals_of(Licensing::embedded(), [("law/proposals/proposals.toml", text)])?;
/// assert_eq!(found[0].supposition().unwrap().when.to_string(), "tpp >= 4800");
/// # Ok::<(), eccn::law::LawErrors>(())
/// ```
pub fn proposals_of<'a>(
    rules: &Licensing,
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<Proposal>, LawErrors> {
    load(rules, files)
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
        let condition = match &when {
            None => None,
            Some(clause) => match condition(clause, rules) {
                Ok(condition) => Some(condition),
                Err(what) => {
                    let span = entry.when.as_ref().map_or(0..0, Spanned::span);
                    loader.fault(file, span, format!("{what} is nothing that a proposal can ask of an item"));
                    None
                }
            },
        };
        let (id, title, kind, state) = (entry.id, entry.title, entry.kind, entry.state);
        let (effect, cite, status) = (entry.effect, entry.cite, entry.status);
        let rank = entry.rank;
        proposals.push(Proposal { id, title, kind, state, when, rank, effect, cite, status, condition });
    }
    Some(proposals)
}

/// The clause as a condition on facts. What no fact answers is the error.
fn condition(clause: &Clause, rules: &Licensing) -> Result<Condition, String> {
    let all = |parts: &[Clause]| parts.iter().map(|part| condition(part, rules)).collect::<Result<Vec<_>, _>>();
    Ok(match clause {
        Clause::All(parts) => Condition::All(all(parts)?),
        Clause::Any(parts) => Condition::Any(all(parts)?),
        Clause::Not(inner) => Condition::Not(Box::new(condition(inner, rules)?)),
        Clause::Flag(flag) => Condition::Flag(*flag),
        Clause::Amount { amount, operator, limit } => {
            let fact = NumericFact::from_name(amount.name()).ok_or_else(|| format!("{:?}", amount.name()))?;
            Condition::Compare { fact, operator: *operator, threshold: limit.clone() }
        }
        // The paragraphs that make a class, by their parameters.
        Clause::Class(names) => {
            let classes = rules.classes().iter().filter(|class| names.contains(&class.name));
            Condition::Any(classes.flat_map(|class| &class.paragraphs).cloned().map(Condition::Meets).collect())
        }
        other => return Err(format!("{:?}", other.to_string())),
    })
}

impl Proposal {
    /// The paragraph that it would add; `None` if it has no test that can be run.
    ///
    /// ```
    /// let proposals = eccn::license::proposals();
    /// let gain = proposals.iter().find(|proposal| proposal.id == "gain-ai").unwrap();
    /// let law = eccn::law::Law::embedded().supposing(&[gain.supposition().unwrap()]);
    /// assert_eq!(law.proposals(), ["gain-ai"]);
    /// ```
    pub fn supposition(&self) -> Option<Supposition> {
        Some(Supposition {
            name: self.id.clone(),
            title: self.title.clone(),
            state: self.state.clone(),
            when: self.condition.clone()?,
            rank: self.rank,
            text: self.effect.clone(),
            cite: self.cite.clone(),
            status: self.status,
        })
    }

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
