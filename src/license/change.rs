//! What would come out if one thing were otherwise: another place, verb, answer, reading, posture or day.

use super::answer::Standing;
use super::decide::{Tree, decide};
use super::evaluate::{Review, exceptions, review};
use super::regime::World;
use super::setting::world;
use super::wording::{is_about, need, says};
use super::{Clause, Item, Policy, Regime, Role, Transaction, Verb};
use crate::Truth;
use crate::destination::Place;
use crate::law::Posture;
use jiff::civil::Date;

/// The open readings under which something else would come out.
pub(super) fn readings(regime: &Regime<'_>, item: &Item<'_>, transaction: &Transaction) -> Vec<String> {
    // What a reading can move: the requirement with its policy, and each exception.
    let outcome = |regime: &Regime<'_>| {
        let world = world(regime, item, transaction, None);
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
pub(super) fn changes(
    regime: &Regime<'_>,
    world: &World<'_>,
    transaction: &Transaction,
    item: &Item<'_>,
) -> Vec<String> {
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
        let world = super::setting::world(&then, item, transaction, None);
        Some(summary(&world).cases().into_iter().map(|(outcome, _)| outcome).collect::<Vec<_>>())
    };
    if let Some(there) = on(regime.date, other).filter(|there| *there != outcomes) {
        found.push(format!("{}, on the same day: {}", other.words(), words(&there)));
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
