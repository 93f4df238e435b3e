//! A determination and a transaction to an answer: requirement, exceptions, review, and what would change them.

use super::decide::{Tree, decide};
use super::regime::World;
use super::wording::{failing, is_about, need, path, says};
use super::{Amount, Clause, Kind, Policy, Proposal, ProposalAnswer, Regime, Role, Rule, Transaction, Verb};
use crate::Truth;
use crate::destination::Place;
use crate::determine::Determination;
use crate::facts::{Flag, NumericFact};
use crate::law::{Posture, Status, is_under};
use crate::quantity::{Exact, Extent};
use crate::report::governing;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// One way something can turn out, and under which conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alternative<T> {
    /// What comes out.
    pub outcome: T,
    /// The conditions on what is open: any one of them. Empty: in every case.
    pub when: Vec<String>,
}

/// A rule that requires a license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleAnswer {
    /// Its name in the law files.
    pub id: String,
    /// Whether it holds: yes, or unknown.
    pub holds: Truth,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// Whether an exception is open.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Wherever a license is required.
    Eligible,
    /// In no case.
    NotEligible,
    /// In some cases.
    Depends,
}

impl Standing {
    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::NotEligible => "not eligible",
            Self::Depends => "depends",
        }
    }
}

/// A license exception, or an authorization that takes the place of a license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExceptionAnswer {
    /// Its symbol: `NAC`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Whether it is an exception or an authorization.
    pub kind: Kind,
    /// Whether it is open.
    pub standing: Standing,
    /// If that depends: the conditions under which it is.
    pub when: Vec<String>,
    /// If it is not open: the first thing that bars it.
    pub because: Option<String>,
    /// What it depends on.
    pub needs: Vec<String>,
    /// What the parties must do, with deadlines; those that depend on an amount that is open say so.
    pub duties: Vec<String>,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// A review policy that may apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReviewAnswer {
    /// The policy.
    pub policy: Policy,
    /// The rule's name in the law files.
    pub id: String,
    /// The conditions under which it applies; empty: in every case in which a license is required.
    pub when: Vec<String>,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// A letter, guidance, red flag or tariff that bears on the transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advisory {
    /// Its name in the law files.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it applies: yes, or unknown.
    pub applies: Truth,
    /// What that depends on.
    pub needs: Vec<String>,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// Whether the EAR reach the item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jurisdiction {
    /// Yes, no, or unknown. An answer is given as if it were yes unless it is no.
    pub subject: Truth,
    /// The ways in which they do, or may.
    pub routes: Vec<RuleAnswer>,
    /// What decides.
    pub needs: Vec<String>,
}

/// The answer for one item and one transaction on one day. Made only by [`answer`].
#[derive(Clone, Debug)]
pub struct LicenseAnswer {
    pub(crate) part: String,
    pub(crate) vendor: Option<String>,
    pub(crate) eccn: String,
    pub(crate) classes: Vec<(String, String)>,
    pub(crate) date: Date,
    pub(crate) posture: Posture,
    pub(crate) hash: String,
    pub(crate) destination: Place,
    pub(crate) places: Vec<(Role, Option<(String, String)>)>,
    pub(crate) verb: Option<Verb>,
    pub(crate) order_tpp: Extent,
    pub(crate) license: Vec<Alternative<bool>>,
    pub(crate) license_needs: Vec<String>,
    pub(crate) rules: Vec<RuleAnswer>,
    pub(crate) exceptions: Vec<ExceptionAnswer>,
    pub(crate) reviews: Vec<ReviewAnswer>,
    pub(crate) review_needs: Vec<String>,
    pub(crate) advisories: Vec<Advisory>,
    pub(crate) jurisdiction: Jurisdiction,
    pub(crate) changes: Vec<String>,
    pub(crate) questions: Vec<(String, String, String)>,
    pub(crate) readings: Vec<String>,
    pub(crate) proposals: Vec<ProposalAnswer>,
    pub(crate) assumptions: Vec<String>,
    pub(crate) notices: Vec<String>,
    pub(crate) not_checked: Vec<String>,
}

/// The same, with what bills and drafts would say beside it.
pub fn answer_with(
    regime: &Regime<'_>,
    item: &Determination,
    transaction: &Transaction,
    proposals: &[&Proposal],
) -> LicenseAnswer {
    let mut answer = answer(regime, item, transaction);
    if !proposals.is_empty() {
        let world = world(regime, item, transaction, &mut Vec::new());
        answer.proposals = proposals.iter().map(|proposal| proposal.answer(&world)).collect();
    }
    answer
}

/// What a review comes to: not needed, or the place of a rule among those in force, if one holds.
type Review = Option<Option<usize>>;

/// Answers for an item that was determined under the same day and posture.
pub fn answer(regime: &Regime<'_>, item: &Determination, transaction: &Transaction) -> LicenseAnswer {
    let mut assumptions = transaction.assumed.clone();
    let world = world(regime, item, transaction, &mut assumptions);
    let all = regime.law.destinations();
    let jurisdiction = jurisdiction(regime, &world);
    let reached = jurisdiction.subject != Truth::No;
    let required = decide(&world, &|world| requirement(world));
    let required = if reached { required } else { Tree::Leaf(None) };
    let verdict = required.map(&Option::is_some);
    let may_be = verdict.certain() != Some(&false);
    let review = decide(&world, &|world| review(world));
    let mut answer = LicenseAnswer {
        part: item.part().to_owned(),
        vendor: item.vendor().map(str::to_owned),
        eccn: governing(item),
        classes: world.classes.iter().map(|class| ((*class).to_owned(), label(regime, class))).collect(),
        date: regime.date,
        posture: regime.posture,
        hash: regime.law.hash().to_owned(),
        destination: transaction.place(Role::Destination).unwrap_or(Place(0)),
        places: Role::ALL
            .iter()
            .map(|role| {
                let known = match &*world.places[world.roles[*role as usize] as usize] {
                    [place] => Some((all.get(*place).iso2.clone(), all.get(*place).name.clone())),
                    _ => None,
                };
                (*role, known)
            })
            .collect(),
        verb: transaction.verb,
        order_tpp: world.amount(Amount::OrderTpp).clone(),
        license: alternatives(regime, &verdict),
        license_needs: needs(&verdict),
        rules: if reached { rules(&world, &regime.requirements) } else { Vec::new() },
        exceptions: if may_be { exceptions(regime, &world) } else { Vec::new() },
        reviews: if may_be { reviews(regime, &review) } else { Vec::new() },
        review_needs: if may_be { needs(&review) } else { Vec::new() },
        advisories: advisories(regime, &world, item.part()),
        jurisdiction,
        changes: if reached { changes(regime, &world, transaction, item) } else { Vec::new() },
        questions: Vec::new(),
        readings: Vec::new(),
        proposals: Vec::new(),
        assumptions,
        notices: notices(regime, item),
        not_checked: item.not_checked().iter().filter(|line| !line.contains("license requirements")).cloned().collect(),
    };
    answer.not_checked.extend(regime.law.not_checked().iter().cloned());
    answer.readings = readings(regime, item, transaction);
    let asked = answer.needs();
    for question in regime.law.questions().iter().filter(|question| asked.contains(&question.name)) {
        answer.questions.push((question.name.clone(), question.asks.clone(), question.cite.clone()));
    }
    answer
}

/// The open readings under which something else would come out.
fn readings(regime: &Regime<'_>, item: &Determination, transaction: &Transaction) -> Vec<String> {
    // What a reading can move: the requirement with its policy, and each exception.
    let outcome = |regime: &Regime<'_>| {
        let world = world(regime, item, transaction, &mut Vec::new());
        let exceptions: Vec<_> = exceptions(regime, &world)
            .into_iter()
            .filter(|exception| exception.standing != Standing::NotEligible)
            .map(|exception| match exception.standing {
                Standing::Depends => format!("{}?", exception.id),
                _ => exception.id,
            })
            .collect();
        let cases: Vec<_> = summary(&world).cases().into_iter().map(|(case, _)| summary_words(case)).collect();
        let exceptions = if exceptions.is_empty() {
            "no exception".to_owned()
        } else {
            format!("exceptions {}", exceptions.join(", "))
        };
        format!("{}; {exceptions}", cases.join(", or "))
    };
    let now = outcome(regime);
    let all = regime.law.readings();
    let mut found = Vec::new();
    for reading in all {
        let taken = regime.choices.get(all, &reading.name);
        for other in reading.choices.iter().filter(|choice| choice.name != taken) {
            let mut choices = regime.choices.clone();
            let there = choices
                .set(all, &reading.name, &other.name)
                .ok()
                .and_then(|()| regime.law.at(regime.date, regime.posture, &choices).ok().map(|there| outcome(&there)));
            if let Some(there) = there.filter(|there| *there != now) {
                found
                    .push(format!("{}: taken as {taken}; as {}: {there} ({})", reading.name, other.name, reading.cite));
            }
        }
    }
    found
}

fn label(regime: &Regime<'_>, class: &str) -> String {
    let found = regime.law.classes().iter().find(|known| known.name == class);
    found.map_or_else(String::new, |found| found.label.clone())
}

/// The classes that the item can be of, strictest first.
fn classes<'r>(regime: &'r Regime<'r>, item: &Determination) -> Vec<&'r str> {
    let of = |paragraphs: &[String]| {
        let holds = |class: &&super::Class| {
            class.paragraphs.iter().any(|prefix| paragraphs.iter().any(|id| is_under(id, prefix)))
        };
        let found = regime.law.classes().iter().find(holds);
        found.map_or("none", |class| class.name.as_str())
    };
    let mut found: Vec<&str> = Vec::new();
    for possibility in item.possibilities() {
        let class = of(possibility.paragraphs());
        if !found.contains(&class) {
            found.push(class);
        }
    }
    found
}

fn world<'r>(
    regime: &'r Regime<'r>,
    item: &Determination,
    transaction: &Transaction,
    assumptions: &mut Vec<String>,
) -> World<'r> {
    let law = regime.law;
    let all = law.destinations();
    let everywhere: std::rc::Rc<[Place]> = all
        .all()
        .filter(|(_, destination)| destination.listed && destination.follows.is_none())
        .map(|(place, _)| place)
        .collect();
    let designer = item.vendor().and_then(|vendor| {
        law.designers.iter().find(|known| known.vendors.iter().any(|name| name.eq_ignore_ascii_case(vendor)))
    });
    let place = |role: Role| match (transaction.place(role), designer) {
        (Some(place), _) => std::rc::Rc::from([place]),
        (None, Some(designer)) if role == Role::Designer => std::rc::Rc::from([designer.hq]),
        _ => everywhere.clone(),
    };
    let facts = item.facts();
    let number = |fact| facts.numeric(fact).value.clone();
    let (tpp, dram, io) =
        (number(NumericFact::Tpp), number(NumericFact::DramBandwidth), number(NumericFact::IoBandwidth));
    let mut amounts = transaction.amounts(&tpp);
    amounts.push((Amount::MemoryAndIoBandwidth, dram.add(&io)));
    // Without an applicable die area no density test is met.
    let density = facts.performance_density().unwrap_or_else(|| Extent::point(Exact::ZERO));
    amounts.push((Amount::PerformanceDensity, density));
    amounts.push((Amount::Tpp, tpp));
    amounts.push((Amount::DramBandwidth, dram));
    amounts.push((Amount::IoBandwidth, io));
    amounts.push((Amount::MemoryBandwidthDensity, number(NumericFact::MemoryBandwidthDensity)));
    amounts.push((Amount::Transistors, number(NumericFact::Transistors)));
    let mut answers = BTreeMap::new();
    for question in law.questions() {
        let given = transaction.answers.get(&question.name).copied();
        answers.insert(question.name.as_str(), given.unwrap_or(question.default));
    }
    let mut world = World {
        regime,
        roles: std::array::from_fn(|index| transaction.resolve(Role::ALL[index])),
        places: std::array::from_fn(|index| place(Role::ALL[index])),
        classes: classes(regime, item),
        verbs: transaction.verb.map_or_else(|| Verb::ALL.to_vec(), |verb| vec![verb]),
        amounts,
        flags: Flag::ALL.iter().map(|flag| (*flag, facts.flag(*flag).value)).collect(),
        answers,
        decided: Vec::new(),
    };
    for question in law.questions().iter().filter(|question| !transaction.answers.contains_key(&question.name)) {
        if let Some((clause, until, says)) = &question.implied
            && regime.date < *until
            && world.holds(clause) == Ok(true)
        {
            world.answers.insert(&question.name, Truth::Yes);
            let source =
                designer.map_or(String::new(), |known| format!(" [{}: {}]", known.status.as_str(), known.cite));
            assumptions.push(format!("{}: {says}{source}", question.name));
        }
    }
    // An assumed answer is told where something turns on it.
    for question in law.questions().iter().filter(|question| !transaction.answers.contains_key(&question.name)) {
        let Some(assumed) =
            question.assumed.as_ref().filter(|_| world.answers[question.name.as_str()] == question.default)
        else {
            continue;
        };
        let mut open = world.clone();
        open.answers.insert(&question.name, Truth::Unknown);
        let is_asked = |tree: Vec<&Clause>| tree.iter().any(|leaf| need(leaf) == question.name);
        let turns = is_asked(decide(&open, &|world| requirement(world)).map(&Option::is_some).forks())
            || regime.exceptions.iter().any(|rule| is_asked(standing(&open, rule).forks()));
        if turns && !assumptions.contains(assumed) {
            assumptions.push(assumed.clone());
        }
    }
    world
}

/// The first rule that requires a license; `None`: none does.
fn requirement(world: &World<'_>) -> Result<Option<usize>, Clause> {
    let mut open = None;
    for (index, rule) in world.regime.requirements.iter().enumerate() {
        match world.holds(&rule.when) {
            Ok(true) => return Ok(Some(index)),
            Ok(false) => {}
            Err(leaf) => open = open.or(Some(leaf)),
        }
    }
    open.map_or(Ok(None), Err)
}

fn review(world: &World<'_>) -> Result<Review, Clause> {
    if requirement(world)?.is_none() {
        return Ok(None);
    }
    for (index, rule) in world.regime.reviews.iter().enumerate() {
        if world.holds(&rule.when)? {
            return Ok(Some(Some(index)));
        }
    }
    Ok(Some(None))
}

/// Whether an exception is open; `None` where no license is required.
fn standing(world: &World<'_>, rule: &Rule) -> Tree<Option<bool>> {
    decide(world, &|world| match requirement(world)? {
        None => Ok(None),
        Some(_) => world.holds(&rule.when).map(Some),
    })
}

fn alternatives<T: Clone + PartialEq>(regime: &Regime<'_>, tree: &Tree<T>) -> Vec<Alternative<T>> {
    let certain = tree.certain().is_some();
    tree.cases()
        .into_iter()
        .map(|(outcome, paths)| Alternative {
            outcome,
            when: if certain { Vec::new() } else { paths.iter().map(|steps| path(regime, steps)).collect() },
        })
        .collect()
}

fn needs<T: Clone + PartialEq>(tree: &Tree<T>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for leaf in tree.forks() {
        let name = need(leaf);
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// The rules that hold, or may.
fn rules(world: &World<'_>, rules: &[&Rule]) -> Vec<RuleAnswer> {
    let truth = |rule: &&Rule| world.holds(&rule.when).map_or(Truth::Unknown, Truth::from);
    let answer = |rule: &&Rule| RuleAnswer {
        id: rule.id.clone(),
        holds: truth(rule),
        text: rule.text.clone(),
        cite: rule.cite.clone(),
        status: rule.status,
        remark: rule.remark.clone(),
    };
    rules.iter().map(answer).filter(|rule| rule.holds != Truth::No).collect()
}

fn exceptions(regime: &Regime<'_>, world: &World<'_>) -> Vec<ExceptionAnswer> {
    regime.exceptions.iter().map(|rule| exception(regime, world, rule)).collect()
}

fn exception(regime: &Regime<'_>, world: &World<'_>, rule: &Rule) -> ExceptionAnswer {
    let tree = standing(world, rule);
    let cases = tree.cases();
    let can = |wanted: bool| cases.iter().any(|(case, _)| *case == Some(wanted));
    let standing = match (can(true), can(false)) {
        (true, true) => Standing::Depends,
        (true, false) => Standing::Eligible,
        _ => Standing::NotEligible,
    };
    let ways = cases.iter().find(|(case, _)| *case == Some(true)).map_or(&[][..], |(_, paths)| paths);
    let mut duties = rule.duties.clone();
    for notice in &rule.notices {
        match world.holds(&notice.when) {
            Ok(true) => duties.push(format!("{} ({})", notice.text, notice.cite)),
            Ok(false) => {}
            Err(_) => duties.push(format!("depends on the amount: {} ({})", notice.text, notice.cite)),
        }
    }
    let depends = standing == Standing::Depends;
    ExceptionAnswer {
        id: rule.id.clone(),
        title: rule.title.clone().unwrap_or_else(|| rule.id.clone()),
        kind: rule.kind.unwrap_or(Kind::Exception),
        standing,
        when: if depends { ways.iter().map(|steps| path(regime, steps)).collect() } else { Vec::new() },
        because: if standing == Standing::NotEligible { failing(world, &rule.when) } else { None },
        needs: if depends { needs(&tree) } else { Vec::new() },
        duties: if standing == Standing::NotEligible { Vec::new() } else { duties },
        text: rule.text.clone(),
        cite: rule.cite.clone(),
        status: rule.status,
        remark: rule.remark.clone(),
    }
}

fn reviews(regime: &Regime<'_>, tree: &Tree<Review>) -> Vec<ReviewAnswer> {
    let cases: Vec<_> = tree.cases().into_iter().filter_map(|(case, paths)| Some((case?, paths))).collect();
    let one = cases.len() == 1;
    let found = cases.into_iter().filter_map(|(case, paths)| {
        let rule = regime.reviews[case?];
        Some(ReviewAnswer {
            policy: rule.policy.unwrap_or(Policy::NoneStated),
            id: rule.id.clone(),
            when: if one { Vec::new() } else { paths.iter().map(|steps| path(regime, steps)).collect() },
            text: rule.text.clone(),
            cite: rule.cite.clone(),
            status: rule.status,
            remark: rule.remark.clone(),
        })
    });
    found.collect()
}

fn advisories(regime: &Regime<'_>, world: &World<'_>, part: &str) -> Vec<Advisory> {
    let part = part.to_lowercase();
    let named =
        |rule: &&&Rule| rule.parts.is_empty() || rule.parts.iter().any(|name| part.contains(&name.to_lowercase()));
    let answer = |rule: &&Rule| {
        let tree = decide(world, &|world| world.holds(&rule.when));
        let applies = tree.certain().map_or(Truth::Unknown, |applies| Truth::from(*applies));
        Advisory {
            id: rule.id.clone(),
            title: rule.title.clone().unwrap_or_else(|| rule.id.clone()),
            kind: rule.kind.unwrap_or(Kind::Guidance),
            applies,
            needs: needs(&tree),
            text: rule.text.clone(),
            cite: rule.cite.clone(),
            status: rule.status,
            remark: rule.remark.clone(),
        }
    };
    regime.advisories.iter().filter(named).map(answer).filter(|found| found.applies != Truth::No).collect()
}

fn jurisdiction(regime: &Regime<'_>, world: &World<'_>) -> Jurisdiction {
    let any = |world: &World<'_>| {
        let mut open = None;
        for rule in &regime.routes {
            match world.holds(&rule.when) {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                Err(leaf) => open = open.or(Some(leaf)),
            }
        }
        open.map_or(Ok(false), Err)
    };
    let tree = decide(world, &any);
    let subject = tree.certain().map_or(Truth::Unknown, |reached| Truth::from(*reached));
    let mut routes = rules(world, &regime.routes);
    if subject == Truth::Yes {
        routes.retain(|route| route.holds == Truth::Yes);
    }
    Jurisdiction { subject, routes, needs: needs(&tree) }
}

/// License and policy in one: what is compared where something else is assumed.
fn summary(world: &World<'_>) -> Tree<Option<Option<Policy>>> {
    let policy = |review: &Review| review.map(|rule| rule.and_then(|rule| world.regime.reviews[rule].policy));
    decide(world, &|world| review(world)).map(&policy)
}

fn summary_words(outcome: Option<Option<Policy>>) -> String {
    match outcome {
        None => "no license required by these rules".to_owned(),
        Some(None) => "license required".to_owned(),
        Some(Some(policy)) => format!("license required, {}", policy.label()),
    }
}

/// What would come out if one thing were otherwise.
fn changes(regime: &Regime<'_>, world: &World<'_>, transaction: &Transaction, item: &Determination) -> Vec<String> {
    let now = summary(world);
    let outcomes: Vec<_> = now.cases().into_iter().map(|(outcome, _)| outcome).collect();
    let mut found: Vec<String> = Vec::new();
    let mut compare = |open: &World<'_>, is_open: &dyn Fn(&Clause) -> bool| {
        summary(open).leaves(&mut |steps, outcome| {
            let turns: Vec<String> = steps
                .iter()
                .filter(|(leaf, _)| is_open(leaf))
                .map(|(leaf, holds)| says(regime, leaf, *holds))
                .collect();
            if !turns.is_empty() && !outcomes.contains(outcome) {
                let line = format!("if {}: {}", turns.join(", and "), summary_words(*outcome));
                if !found.contains(&line) {
                    found.push(line);
                }
            }
        });
    };
    let all = regime.law.destinations();
    let everywhere = all.all().filter(|(_, known)| known.listed && known.follows.is_none()).map(|(place, _)| place);
    let everywhere: std::rc::Rc<[Place]> = everywhere.collect();
    for role in [Role::Hq, Role::Parent, Role::Exporter] {
        if transaction.place(role).is_some() {
            let mut open = world.clone();
            open.roles[role as usize] = role;
            open.places[role as usize] = everywhere.clone();
            compare(&open, &|leaf| is_about(leaf, role));
        }
    }
    if transaction.verb.is_some() {
        let mut open = world.clone();
        open.verbs = Verb::ALL.to_vec();
        compare(&open, &|leaf| matches!(leaf, Clause::Verb(_)));
    }
    for question in regime.law.questions() {
        if world.answers[question.name.as_str()] != Truth::Unknown {
            let mut open = world.clone();
            open.answers.insert(&question.name, Truth::Unknown);
            compare(&open, &|leaf| need(leaf) == question.name);
        }
    }
    let words = |outcomes: &[Option<Option<Policy>>]| {
        outcomes.iter().map(|outcome| summary_words(*outcome)).collect::<Vec<_>>().join("; or ")
    };
    let other = match regime.posture {
        Posture::Text => Posture::Enforced,
        Posture::Enforced => Posture::Text,
    };
    let on = |date: Date, posture: Posture| {
        let then = regime.law.at(date, posture, regime.choices).ok()?;
        let world = self::world(&then, item, transaction, &mut Vec::new());
        Some(summary(&world).cases().into_iter().map(|(outcome, _)| outcome).collect::<Vec<_>>())
    };
    if let Some(there) = on(regime.date, other).filter(|there| *there != outcomes) {
        let posture = if other == Posture::Text { "as codified" } else { "as enforced" };
        found.push(format!("{posture}, on the same day: {}", words(&there)));
    }
    let mut days: Vec<(Date, &str)> = Vec::new();
    for amendment in all.amendments() {
        for day in [Some(amendment.effective), amendment.compliance].into_iter().flatten() {
            if day > regime.date {
                days.push((day, &amendment.title));
            }
        }
    }
    days.sort();
    let next = days.into_iter().find_map(|(day, title)| {
        let then = on(day, regime.posture).filter(|then| *then != outcomes)?;
        Some(format!("from {day} on, for an item of the same class: {} ({title})", words(&then)))
    });
    found.extend(next);
    found
}

fn notices(regime: &Regime<'_>, item: &Determination) -> Vec<String> {
    let mut notices = item.notices().to_vec();
    for reading in regime.law.destinations().readings() {
        let choice = regime.choices.get(regime.law.readings(), &reading.name);
        if choice != reading.default {
            notices.push(format!("{} is read as {choice}", reading.name));
        }
    }
    notices
}

impl LicenseAnswer {
    /// The part's name.
    pub fn part(&self) -> &str {
        &self.part
    }

    /// The governing paragraph, or the possible ones joined by `|`.
    pub fn eccn(&self) -> &str {
        &self.eccn
    }

    /// The destination.
    pub fn destination(&self) -> Place {
        self.destination
    }

    /// `required`, `not-required` or `depends`. Exceptions are apart: they are for items that need a license.
    pub fn license(&self) -> &'static str {
        match &self.license[..] {
            [one] if one.outcome => "required",
            [_] => "not-required",
            _ => "depends",
        }
    }

    /// The ways the requirement can turn out.
    pub fn alternatives(&self) -> &[Alternative<bool>] {
        &self.license
    }

    /// The rules that require a license, or may.
    pub fn rules(&self) -> &[RuleAnswer] {
        &self.rules
    }

    /// Exceptions and authorizations; none if no license is required.
    pub fn exceptions(&self) -> &[ExceptionAnswer] {
        &self.exceptions
    }

    /// The exceptions that are open joined by `;`, those that depend with a `?` behind.
    pub fn exceptions_text(&self) -> String {
        let word = |exception: &ExceptionAnswer| match exception.standing {
            Standing::Eligible => Some(exception.id.clone()),
            Standing::Depends => Some(format!("{}?", exception.id)),
            Standing::NotEligible => None,
        };
        self.exceptions.iter().filter_map(word).collect::<Vec<_>>().join(";")
    }

    /// The review policies that may apply, if a license is required.
    pub fn reviews(&self) -> &[ReviewAnswer] {
        &self.reviews
    }

    /// The policies joined by `|`, each once; empty if no license is required.
    pub fn review_text(&self) -> String {
        let mut policies: Vec<&str> = Vec::new();
        for review in &self.reviews {
            if !policies.contains(&review.policy.as_str()) {
                policies.push(review.policy.as_str());
            }
        }
        policies.join("|")
    }

    /// Letters, guidance, red flags and tariffs.
    pub fn advisories(&self) -> &[Advisory] {
        &self.advisories
    }

    /// Whether the EAR reach the item.
    pub fn jurisdiction(&self) -> &Jurisdiction {
        &self.jurisdiction
    }

    /// What bills and drafts would say, if they were asked for.
    pub fn proposals(&self) -> &[ProposalAnswer] {
        &self.proposals
    }

    /// What would come out if one thing were otherwise.
    pub fn changes(&self) -> &[String] {
        &self.changes
    }

    /// What was assumed.
    pub fn assumptions(&self) -> &[String] {
        &self.assumptions
    }

    /// What this answer does not cover.
    pub fn not_checked(&self) -> &[String] {
        &self.not_checked
    }

    /// Everything open that the license, an exception or the review turns on, and, where a
    /// license is not required in every case, the letters that may require one.
    pub fn needs(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let exceptions = self.exceptions.iter().flat_map(|exception| &exception.needs);
        for need in self.license_needs.iter().chain(&self.review_needs).chain(exceptions) {
            if !found.contains(need) {
                found.push(need.clone());
            }
        }
        let may_bind = self.license() != "required";
        let letters = self.advisories.iter().filter(|advisory| may_bind && advisory.kind == Kind::Letter);
        found.extend(letters.map(|letter| match letter.applies {
            Truth::Yes => format!("letter:{}", letter.id),
            _ => format!("letter:{}?", letter.id),
        }));
        found
    }
}
