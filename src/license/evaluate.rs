//! A determination and a transaction to an answer: requirement, exceptions and review.

use super::answer::{
    Advisory, Alternative, ExceptionAnswer, Jurisdiction, LicenseAnswer, ReviewAnswer, RuleAnswer, Standing,
};
use super::change::{changes, readings};
use super::decide::{Tree, decide};
use super::regime::World;
use super::setting::{label, world};
use super::wording::{failing, need, path};
use super::{Amount, Clause, Item, Kind, Policy, Proposal, Regime, Role, Rule, Transaction};
use crate::Truth;
use crate::destination::Place;

/// The same, with what bills and drafts would say beside it.
pub fn answer_with<'i>(
    regime: &Regime<'_>,
    item: impl Into<Item<'i>>,
    transaction: &Transaction,
    proposals: &[&Proposal],
) -> LicenseAnswer {
    let item = item.into();
    let mut answer = answer(regime, &item, transaction);
    if !proposals.is_empty() {
        let world = world(regime, &item, transaction, None);
        answer.proposals = proposals.iter().map(|proposal| proposal.answer(&world)).collect();
    }
    answer
}

/// What a review comes to: not needed, or the place of a rule among those in force, if one holds.
pub(super) type Review = Option<Option<usize>>;

/// Answers for an item that was determined under the same day and posture.
pub fn answer<'i>(regime: &Regime<'_>, item: impl Into<Item<'i>>, transaction: &Transaction) -> LicenseAnswer {
    let item = item.into();
    let mut answer = brief(regime, &item, transaction);
    if answer.jurisdiction.subject != Truth::No {
        let world = world(regime, &item, transaction, None);
        answer.changes = changes(regime, &world, transaction, &item);
    }
    answer.readings = readings(regime, &item, transaction);
    answer
}

/// The same without what would change it and the readings that touch it, which take several times as long: for
/// columns of many rows or destinations.
pub fn brief<'i>(regime: &Regime<'_>, item: impl Into<Item<'i>>, transaction: &Transaction) -> LicenseAnswer {
    let item = &item.into();
    let mut assumptions = transaction.assumed.clone();
    let world = world(regime, item, transaction, Some(&mut assumptions));
    let all = regime.law.destinations();
    let jurisdiction = jurisdiction(regime, &world);
    let reached = jurisdiction.subject != Truth::No;
    let required = decide(&world, &|world| requirement(world));
    let required = if reached { required } else { Tree::Leaf(None) };
    let verdict = required.map(&Option::is_some);
    let may_be = verdict.certain() != Some(&false);
    let review = decide(&world, &|world| review(world));
    let mut answer = LicenseAnswer {
        part: item.part.to_string(),
        vendor: item.vendor.as_deref().map(str::to_owned),
        eccn: item.eccn.clone(),
        hardware: item.hardware,
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
        advisories: advisories(regime, &world, &item.part),
        jurisdiction,
        changes: Vec::new(),
        questions: Vec::new(),
        readings: Vec::new(),
        proposals: Vec::new(),
        assumptions,
        notices: notices(regime, item),
        not_checked: item.not_checked.iter().filter(|line| !line.contains("license requirements")).cloned().collect(),
    };
    answer.not_checked.extend(regime.law.not_checked().iter().cloned());
    let asked = answer.needs();
    for question in regime.law.questions().iter().filter(|question| asked.contains(&question.name)) {
        answer.questions.push((question.name.clone(), question.asks.clone(), question.cite.clone()));
    }
    answer
}

/// The first rule that requires a license; `None`: none does.
pub(super) fn requirement(world: &World<'_>) -> Result<Option<usize>, Clause> {
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

pub(super) fn review(world: &World<'_>) -> Result<Review, Clause> {
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
pub(super) fn standing(world: &World<'_>, rule: &Rule) -> Tree<Option<bool>> {
    decide(world, &|world| match requirement(world)? {
        None => Ok(None),
        Some(_) => world.holds(&rule.when).map(Some),
    })
}

/// Whether a clause holds, whatever is open.
pub(super) fn in_every_case(world: &World<'_>, clause: &Clause) -> Truth {
    decide(world, &|world| world.holds(clause)).certain().map_or(Truth::Unknown, |holds| Truth::from(*holds))
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

pub(super) fn exceptions(regime: &Regime<'_>, world: &World<'_>) -> Vec<ExceptionAnswer> {
    let asked = |rule: &&&Rule| {
        rule.classes.is_empty() || world.classes.iter().any(|class| rule.classes.iter().any(|known| known == class))
    };
    regime.exceptions.iter().filter(asked).map(|rule| exception(regime, world, rule)).collect()
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

fn notices(regime: &Regime<'_>, item: &Item<'_>) -> Vec<String> {
    let mut notices = item.notices.clone();
    for reading in regime.law.destinations().readings() {
        let choice = regime.choices.get(regime.law.readings(), &reading.name);
        if choice != reading.default {
            notices.push(format!("{} is read as {choice}", reading.name));
        }
    }
    notices
}
