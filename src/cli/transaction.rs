//! Flags to a transaction.

use super::args::TransactionArgs;
use super::usage;
use eccn::Truth;
use eccn::destination::Place;
use eccn::license::{Licensing, Role, Transaction, Verb, Whereabouts};
use eccn::quantity::{Extent, parse};
use jiff::civil::Date;

/// The transaction that the flags describe, to one destination. `local`: an end user of the destination itself unless the
/// flags say otherwise.
pub(super) fn transaction(
    args: &TransactionArgs,
    to: &str,
    local: bool,
    rules: &Licensing,
    date: Date,
) -> anyhow::Result<Transaction> {
    let place = |name: &str| rules.destinations().find(name).map_err(|error| usage(error.to_string()));
    let mut transaction = Transaction::to(place(to)?);
    if local {
        transaction.of_the_destination_itself();
    }
    let flags = [
        (Role::Location, &args.located),
        (Role::Hq, &args.hq),
        (Role::Parent, &args.parent),
        (Role::Exporter, &args.from),
        (Role::Designer, &args.designer_hq),
    ];
    for (role, text) in flags {
        let Some(text) = text else { continue };
        let whereabouts = match (text.as_str(), role) {
            ("unknown", _) => Whereabouts::Unknown,
            ("local", _) => Whereabouts::SameAs(Role::Destination),
            ("same" | "none", Role::Parent) => Whereabouts::SameAs(Role::Hq),
            (name, _) => Whereabouts::At(place(name)?),
        };
        transaction.set(role, whereabouts);
    }
    movement(args, &mut transaction, rules)?;
    for (what, text, slot) in [
        ("--quantity", &args.quantity, &mut transaction.quantity),
        ("--lpp-tpp", &args.lpp_tpp, &mut transaction.received_lpp),
        ("--licensed-tpp", &args.licensed_tpp, &mut transaction.licensed),
        ("--aia-tpp", &args.aia_tpp, &mut transaction.received_aia),
        ("--china-tpp", &args.china_tpp, &mut transaction.shipped_china),
        ("--us-tpp", &args.us_tpp, &mut transaction.shipped_us),
    ] {
        if let Some(text) = text {
            *slot = number(what, text)?;
        }
    }
    if let Some(name) = &args.party {
        match rules.party(name, date) {
            Some(party) => {
                transaction.answers.insert(party.list.clone(), Truth::Yes);
                let lapses =
                    party.lapses.map(|day| format!(", which lapses on {day} without notice")).unwrap_or_default();
                transaction.assumed.push(format!(
                    "{name} is named ({}) [{}]{lapses}",
                    party.cite,
                    party.status.as_str()
                ));
            }
            None => transaction.assumed.push(format!("{name} is named in no supplement that is encoded")),
        }
    }
    for (name, answer) in &args.answer {
        let known = || rules.questions().iter().map(|question| question.name.as_str()).collect::<Vec<_>>().join(", ");
        if !rules.questions().iter().any(|question| question.name == *name) {
            return Err(usage(format!("no question is named {name:?}; there are {}", known())));
        }
        let answer = answer.parse().map_err(|error| usage(format!("--answer {name}: {error}")))?;
        transaction.answers.insert(name.clone(), answer);
    }
    Ok(transaction)
}

/// What is done, and from where: each follows from the other where it can.
fn movement(args: &TransactionArgs, transaction: &mut Transaction, rules: &Licensing) -> anyhow::Result<()> {
    let us = rules.destinations().find("US").ok();
    let place = |place: Option<Place>| place.map(|place| rules.destinations().leader(place));
    let (from, to) = (place(transaction.place(Role::Exporter)), place(transaction.place(Role::Destination)));
    let verb = match (args.verb, &args.from, from) {
        (None, None, _) => {
            transaction.assume_export_from_us(rules);
            return Ok(());
        }
        (Some(Verb::Reexport | Verb::Transfer), _, Some(_)) if from == us => {
            return Err(usage("a reexport or an in-country transfer does not start in the United States: give --from"));
        }
        (Some(verb), _, _) => Some(verb),
        (None, _, None) => None,
        (None, _, Some(_)) if from == us => Some(Verb::Export),
        (None, _, Some(_)) if from == to => Some(Verb::Transfer),
        (None, _, Some(_)) => Some(Verb::Reexport),
    };
    transaction.verb = verb;
    // A transfer within the destination starts there.
    if args.from.is_none() && verb == Some(Verb::Transfer) {
        transaction.set(Role::Exporter, Whereabouts::SameAs(Role::Destination));
    }
    if args.from.is_none() && verb == Some(Verb::Export) {
        if let Some(us) = us {
            transaction.set(Role::Exporter, Whereabouts::At(us));
        }
        transaction.assumed.push("an export from the United States, because no other place is stated".to_owned());
    }
    Ok(())
}

fn number(flag: &str, text: &str) -> anyhow::Result<Extent> {
    if text.trim() == "unknown" {
        return Ok(Extent::anything());
    }
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '_' | ' ')).collect();
    let value = parse::decimal(&plain).map_err(|error| usage(format!("{flag} {text:?}: {error}")))?;
    if value.is_negative() {
        return Err(usage(format!("{flag} {text:?}: expected zero or more")));
    }
    Ok(Extent::point(value))
}
