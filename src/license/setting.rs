//! The world that clauses are asked about: the item's class and numbers, the places, and what is assumed.

use super::decide::decide;
use super::evaluate::{requirement, review, standing};
use super::regime::World;
use super::wording::need;
use super::{Amount, Clause, Item, Regime, Role, Transaction, Verb};
use crate::Truth;
use crate::destination::Place;
use crate::facts::{Flag, NumericFact};
use crate::law::is_under;
use crate::quantity::{Exact, Extent};
use std::collections::BTreeMap;

pub(super) fn label(regime: &Regime<'_>, class: &str) -> String {
    let found = regime.law.classes().iter().find(|known| known.name == class);
    found.map_or_else(String::new, |found| found.label.clone())
}

/// The classes that the item can be of, strictest first.
fn classes<'r>(regime: &'r Regime<'r>, item: &Item<'_>) -> Vec<&'r str> {
    let of = |paragraphs: &[String]| {
        let holds = |class: &&super::Class| {
            class.paragraphs.iter().any(|prefix| paragraphs.iter().any(|id| is_under(id, prefix)))
        };
        let found = regime.law.classes().iter().find(holds);
        found.map_or("none", |class| class.name.as_str())
    };
    let mut found: Vec<&str> = Vec::new();
    for paragraphs in &item.possibilities {
        let class = of(paragraphs);
        if !found.contains(&class) {
            found.push(class);
        }
    }
    found
}

/// The world of a transaction; `told` takes what was assumed, in words, which takes longer than the rest.
pub(super) fn world<'r>(
    regime: &'r Regime<'r>,
    item: &Item<'_>,
    transaction: &Transaction,
    told: Option<&mut Vec<String>>,
) -> World<'r> {
    let law = regime.law;
    let all = law.destinations();
    let everywhere: std::rc::Rc<[Place]> = all
        .all()
        .filter(|(_, destination)| destination.listed && destination.follows.is_none())
        .map(|(place, _)| place)
        .collect();
    let designer = item.vendor.as_deref().and_then(|vendor| law.designer(vendor));
    let place = |role: Role| match (transaction.place(role), designer) {
        (Some(place), _) => std::rc::Rc::from([place]),
        (None, Some(designer)) if role == Role::Designer => std::rc::Rc::from([designer.hq]),
        _ => everywhere.clone(),
    };
    let facts = &item.facts;
    let number = |fact| facts.numeric(fact).value.clone();
    let (tpp, dram, io) =
        (number(NumericFact::Tpp), number(NumericFact::DramBandwidth), number(NumericFact::IoBandwidth));
    let mut amounts = transaction.amounts(&tpp);
    amounts.push((Amount::MemoryAndIoBandwidth, dram.add(&io)));
    // Without an applicable die area no density test is met.
    let none = || Extent::point(Exact::ZERO);
    let density = match facts.performance_density() {
        None => none(),
        // Whether there is one is not known.
        Some(density) if number(NumericFact::ApplicableDieArea).contains(&Exact::ZERO) => density.union(&none()),
        Some(density) => density,
    };
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
    let mut implied = Vec::new();
    for question in law.questions().iter().filter(|question| !transaction.answers.contains_key(&question.name)) {
        if let Some((clause, until, says)) = &question.implied
            && regime.date < *until
            && world.holds(clause) == Ok(true)
        {
            world.answers.insert(&question.name, Truth::Yes);
            let source =
                designer.map_or(String::new(), |known| format!(" [{}: {}]", known.status.as_str(), known.cite));
            implied.push(format!("{}: {says}{source}", question.name));
        }
    }
    let Some(assumptions) = told else { return world };
    assumptions.append(&mut implied);
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
            || is_asked(decide(&open, &|world| review(world)).forks())
            || regime.exceptions.iter().any(|rule| is_asked(standing(&open, rule).forks()));
        if turns && !assumptions.contains(assumed) {
            assumptions.push(assumed.clone());
        }
    }
    world
}
