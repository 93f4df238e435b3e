//! Clauses in words.

use super::regime::Regime;
use super::{Clause, Role, Verb};
use crate::law::Operator;

/// The name of what a leaf asks for, as CSV and JSON have it under `needs`.
pub(super) fn need(leaf: &Clause) -> String {
    match leaf {
        Clause::Place { role, .. } => role.name().to_owned(),
        Clause::Class(_) => "class".to_owned(),
        Clause::Verb(_) => "verb".to_owned(),
        Clause::Amount { amount, .. } => amount.name().to_owned(),
        Clause::Flag(flag) => flag.name().to_owned(),
        Clause::Name(name) => name.clone(),
        Clause::Reading { name, .. } => name.clone(),
        Clause::All(_) | Clause::Any(_) | Clause::Not(_) => leaf.to_string(),
    }
}

/// A way to an answer in words.
pub(super) fn path(regime: &Regime<'_>, path: &[(Clause, bool)]) -> String {
    let words: Vec<String> = path.iter().map(|(leaf, holds)| says(regime, leaf, *holds)).collect();
    if words.is_empty() { "in every case".to_owned() } else { words.join(", and ") }
}

/// A leaf that holds, or does not, in words.
pub(super) fn says(regime: &Regime<'_>, leaf: &Clause, holds: bool) -> String {
    let not = if holds { "" } else { "not " };
    match leaf {
        Clause::Place { role, of } => format!("{} is {not}in {}", role.label(), places(regime, of)),
        Clause::Class(of) => format!("the item is {not}of class {}", of.join(" or ")),
        Clause::Verb(of) => {
            let words: Vec<&str> = of.iter().copied().map(Verb::label).collect();
            format!("it is {not}{}", words.join(" or "))
        }
        Clause::Amount { amount, operator, limit } => {
            let word = match (operator, holds) {
                (Operator::AtLeast, true) | (Operator::Below, false) => "at least",
                (Operator::Above, true) | (Operator::AtMost, false) => "above",
                (Operator::AtMost, true) | (Operator::Above, false) => "at most",
                (Operator::Below, true) | (Operator::AtLeast, false) => "below",
                (Operator::Equal, true) => "exactly",
                (Operator::Equal, false) => "not",
            };
            format!("{} is {word} {}", amount.label(), limit.grouped())
        }
        Clause::Flag(flag) => format!("{}: {}", flag.label(), if holds { "yes" } else { "no" }),
        Clause::Reading { name, choice } => format!("{name} is {not}read as {choice}"),
        Clause::Name(name) => format!("{name}: {}", if holds { "yes" } else { "no" }),
        Clause::All(_) | Clause::Any(_) | Clause::Not(_) => {
            if holds {
                leaf.to_string()
            } else {
                format!("not ({leaf})")
            }
        }
    }
}

fn places(regime: &Regime<'_>, of: &[String]) -> String {
    let all = regime.law().destinations();
    let word = |word: &String| {
        if word == "supplement-5a" {
            return "Supplement No. 5(a) to part 740".to_owned();
        }
        if all.groups().iter().any(|group| group.name == *word) {
            return word.clone();
        }
        all.find(word).map_or_else(|_| word.clone(), |place| all.get(place).name.clone())
    };
    let words: Vec<String> = of.iter().map(word).collect();
    let joined = match &words[..] {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        words => words.join(", "),
    };
    if words.first().is_some_and(|first| first.contains(':')) { format!("Country Group {joined}") } else { joined }
}

/// Why a clause does not hold, in words: the first of its parts that fails.
pub(super) fn failing(world: &super::regime::World<'_>, clause: &Clause) -> Option<String> {
    match clause {
        Clause::All(parts) => {
            let part = parts.iter().find(|part| world.holds(part) == Ok(false))?;
            failing(world, part)
        }
        // A reading that could be taken otherwise is no reason; what it is about is.
        Clause::Any(parts) if world.holds(clause) == Ok(false) => {
            let reasons: Vec<String> = parts
                .iter()
                .filter(|part| !matches!(part, Clause::Reading { .. }))
                .filter_map(|part| failing(world, part))
                .collect();
            Some(reasons.join(", and ")).filter(|reasons| !reasons.is_empty())
        }
        Clause::Not(inner) => (world.holds(inner) == Ok(true)).then(|| why(world, inner, true)),
        clause => (world.holds(clause) == Ok(false)).then(|| why(world, clause, false)),
    }
}

fn why(world: &super::regime::World<'_>, clause: &Clause, holds: bool) -> String {
    if let Clause::Name(name) = clause
        && let Some(term) = world.regime.term(name)
    {
        return if holds { format!("{name}: {}", term.says) } else { format!("not {name}: {}", term.says) };
    }
    says(world.regime, clause, holds)
}

/// Whether a leaf is about the place of `role`.
pub(super) fn is_about(leaf: &Clause, role: Role) -> bool {
    matches!(leaf, Clause::Place { role: found, .. } if *found == role)
}
