//! Which values of a part changed, and which of them moved its answer.

use super::fewest;
use crate::kernel::PartAnswers;
use crate::part::{Cited, Die, Part, ProcessingUnit, Rate};
use serde::Serialize;
use std::fmt::Display;

/// A value that is not the same in two descriptions of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueChange {
    /// What it is the value of: `FP8 dense`, `die area of GH100`.
    pub value: String,
    /// What it was; `not stated` if it was not there.
    pub was: String,
    /// What it is.
    pub is: String,
}

/// A change with the way to make it.
struct Aspect<'a> {
    change: ValueChange,
    apply: Box<dyn Fn(&mut Part) + 'a>,
}

/// The values that changed from one description of a part to another, in a fixed order. Names and sources are none.
///
/// ```
/// use eccn::datasheet::parse;
/// let old = parse("# X1\nINT8: 400 TOPS dense\nDie area: 300 mm²\n", "x1.md")?;
/// let new = parse("# X1\nINT8: 500 TOPS dense\nDie area: 300 mm²\n", "x1.md")?;
/// let changed = eccn::diff::changed(&old, &new);
/// assert_eq!((changed[0].value.as_str(), changed[0].was.as_str(), changed[0].is.as_str()), ("INT8 dense", "400 TOPS", "500 TOPS"));
/// # Ok::<(), eccn::datasheet::DatasheetErrors>(())
/// ```
pub fn changed(old: &Part, new: &Part) -> Vec<ValueChange> {
    aspects(old, new).into_iter().map(|aspect| aspect.change).collect()
}

/// The values that changed, and the sets of them, by place, that bring the new answer about: each of one value alone, if one
/// does; else one set of as few as found. No set if the answers are the same, or if no values that are known of do it.
///
/// ```
/// use eccn::kernel::PartAnswers;
/// use eccn::law::{Law, Posture};
/// let sheet = |rate: &str, area: &str| format!("# X\nMarket: datacenter\nINT8: {rate} dense\nDies: 1\nDie area: {area}\nProcess: TSMC N5\n");
/// let old = eccn::datasheet::parse(&sheet("250 TOPS", "700 mm²"), "x.md")?;
/// let new = eccn::datasheet::parse(&sheet("251 TOPS", "300 mm²"), "x.md")?;
/// let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
/// let answers = PartAnswers::new(&statute, Default::default());
/// let (changed, sets) = eccn::diff::responsible(&old, &new, &answers);
/// // The area alone makes it 3A090.a.2; the rate changed, too, and does nothing.
/// assert_eq!((changed.len(), sets), (2, vec![vec![1]]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn responsible(old: &Part, new: &Part, answers: &PartAnswers<'_, '_>) -> (Vec<ValueChange>, Vec<Vec<usize>>) {
    let aspects = aspects(old, new);
    let after = answers.of(new).1;
    let sets = match answers.of(old).1.governing == after.governing {
        true => Vec::new(),
        false => fewest(aspects.len(), |set| {
            let mut part = old.clone();
            set.iter().for_each(|place| (aspects[*place].apply)(&mut part));
            answers.of(&part).1.governing == after.governing
        }),
    };
    (aspects.into_iter().map(|aspect| aspect.change).collect(), sets)
}

fn text<T>(value: Option<&T>, write: impl Fn(&T) -> String) -> String {
    value.map_or_else(|| "not stated".to_owned(), write)
}

fn cited<T: Display>(value: &Cited<T>) -> String {
    value.value.to_string()
}

/// The aspects of one field that is there or not.
fn field<'a, T: Clone + PartialEq>(
    out: &mut Vec<Aspect<'a>>,
    name: &str,
    (old, new): (&Option<Cited<T>>, &'a Option<Cited<T>>),
    write: impl Fn(&Cited<T>) -> String,
    at: impl Fn(&mut Part) -> Option<&mut Option<Cited<T>>> + 'a,
) {
    if old.as_ref().map(|old| &old.value) == new.as_ref().map(|new| &new.value) {
        return;
    }
    let change =
        ValueChange { value: name.to_owned(), was: text(old.as_ref(), &write), is: text(new.as_ref(), &write) };
    let apply = move |part: &mut Part| {
        if let Some(place) = at(part) {
            place.clone_from(new);
        }
    };
    out.push(Aspect { change, apply: Box::new(apply) });
}

fn aspects<'a>(old: &Part, new: &'a Part) -> Vec<Aspect<'a>> {
    let mut out = Vec::new();
    units(&mut out, old, new);
    dies(&mut out, old, new);
    macro_rules! fields {
        ($($name:literal: $($path:ident).+, $write:expr;)*) => {
            $(field(&mut out, $name, (&old.$($path).+, &new.$($path).+), $write, |part| Some(&mut part.$($path).+));)*
        };
    }
    fields! {
        "stated TPP": stated_tpp, cited;
        "item form": form, cited;
        "integrated circuits": integrated_circuits, cited;
        "market": market, |market| market.value.text.clone();
        "cryptography": cryptography, cited;
        "field programmable logic": programmable_logic, cited;
        "kind of memory": memory.kind, cited;
        "memory bandwidth": memory.bandwidth, cited;
        "area of the memory": memory.area, cited;
        "transistors": transistors, cited;
        "single-ended I/O": single_ended_io, cited;
        "transceiver rate": transceiver_rate, cited;
        "stated APP": stated_app, cited;
    }
    let link =
        |part: &Part| part.links.iter().map(|link| (link.bandwidth.value.clone(), link.direction)).collect::<Vec<_>>();
    if link(old) != link(new) {
        let words = |part: &Part| match &part.links[..] {
            [] => "not stated".to_owned(),
            links => links.iter().map(|link| link.bandwidth.value.to_string()).collect::<Vec<_>>().join(" + "),
        };
        let change = ValueChange { value: "links".to_owned(), was: words(old), is: words(new) };
        out.push(Aspect { change, apply: Box::new(|part| part.links.clone_from(&new.links)) });
    }
    out
}

/// How often a name stood before the place of a list: things of one name are told apart by their order.
fn turn<T>(list: &[T], place: usize, name: impl Fn(&T) -> &str) -> usize {
    list[..place].iter().filter(|before| name(before) == name(&list[place])).count()
}

fn nth<'l, T>(list: &'l [T], wanted: &str, turn: usize, name: impl Fn(&T) -> &str) -> Option<&'l T> {
    list.iter().filter(|one| name(one) == wanted).nth(turn)
}

fn unit_name(unit: &ProcessingUnit) -> &str {
    &unit.name
}

fn die_name(die: &Die) -> &str {
    &die.name
}

fn unit_of<'p>(part: &'p mut Part, name: &str, turn: usize) -> Option<&'p mut ProcessingUnit> {
    part.units.iter_mut().filter(|unit| unit.name == name).nth(turn)
}

fn units<'a>(out: &mut Vec<Aspect<'a>>, old: &Part, new: &'a Part) {
    let several = old.units.len().max(new.units.len()) > 1;
    // Where each has one unit, it is the same one whatever its name.
    let alone = old.units.len() == 1 && new.units.len() == 1;
    for (place, unit) in new.units.iter().enumerate() {
        let turn = turn(&new.units, place, unit_name);
        let before = if alone { old.units.first() } else { nth(&old.units, &unit.name, turn, unit_name) };
        let Some(before) = before else {
            let is = unit.rates.iter().map(|rate| format!("{} {}", label(rate), rate.value.value));
            let is = if unit.rates.is_empty() { "there".to_owned() } else { is.collect::<Vec<_>>().join(", ") };
            let value = format!("processing unit {}", unit.name);
            let change = ValueChange { value, was: "not there".to_owned(), is };
            out.push(Aspect { change, apply: Box::new(|part| part.units.push(unit.clone())) });
            continue;
        };
        let name = before.name.clone();
        let of = if several { format!(" of {name}") } else { String::new() };
        let at = move |part: &mut Part, change: &dyn Fn(&mut ProcessingUnit)| {
            if let Some(unit) = unit_of(part, &name, turn) {
                change(unit);
            }
        };
        unit_values(out, before, unit, &of, at);
    }
    for (place, unit) in old.units.iter().enumerate().filter(|_| !alone) {
        let (turn, name) = (turn(&old.units, place, unit_name), unit.name.clone());
        if nth(&new.units, &name, turn, unit_name).is_some() {
            continue;
        }
        let change = ValueChange {
            value: format!("processing unit {name}"),
            was: "there".to_owned(),
            is: "not there".to_owned(),
        };
        let apply = move |part: &mut Part| {
            let place =
                part.units.iter().enumerate().filter(|(_, unit)| unit.name == name).map(|(place, _)| place).nth(turn);
            if let Some(place) = place {
                part.units.remove(place);
            }
        };
        out.push(Aspect { change, apply: Box::new(apply) });
    }
}

/// The name of a rate: `FP16 dense, matrix`.
fn label(rate: &Rate) -> String {
    use crate::part::{Engine, Scope, Sparsity};
    let sparsity = match rate.sparsity {
        Sparsity::Unstated => "",
        Sparsity::Dense => " dense",
        Sparsity::Sparse => " sparse",
        Sparsity::TwoOfFour => " 2:4 sparse",
    };
    let engine = match rate.engine {
        Engine::Unstated => "",
        Engine::Matrix => ", matrix",
        Engine::Vector => ", vector",
    };
    let scope = match rate.scope {
        Scope::Package => "",
        Scope::Die => ", a die",
        Scope::Item => ", the item",
    };
    format!("{}{sparsity}{engine}{scope}", rate.format)
}

fn unit_values<'a>(
    out: &mut Vec<Aspect<'a>>,
    old: &ProcessingUnit,
    new: &'a ProcessingUnit,
    of: &str,
    at: impl Fn(&mut Part, &dyn Fn(&mut ProcessingUnit)) + Clone + 'a,
) {
    let same = |a: &Rate, b: &Rate| {
        (&a.format, a.engine, a.sparsity, a.accumulate, a.scope)
            == (&b.format, b.engine, b.sparsity, b.accumulate, b.scope)
    };
    let mut push = |value: String, was: String, is: String, change: Box<dyn Fn(&mut ProcessingUnit) + 'a>| {
        let at = at.clone();
        let change_of = ValueChange { value: format!("{value}{of}"), was, is };
        out.push(Aspect { change: change_of, apply: Box::new(move |part| at(part, &*change)) });
    };
    let value = |rate: &Rate| rate.value.value.to_string();
    for rate in &new.rates {
        let before = old.rates.iter().find(|before| same(before, rate));
        if before.is_some_and(|before| before.value.value == rate.value.value) {
            continue;
        }
        let apply = move |unit: &mut ProcessingUnit| {
            unit.rates.retain(|known| !same(known, rate));
            unit.rates.push(rate.clone());
        };
        push(label(rate), text(before, value), value(rate), Box::new(apply));
    }
    for rate in old.rates.iter().filter(|rate| !new.rates.iter().any(|after| same(after, rate))) {
        let gone = rate.clone();
        let apply = move |unit: &mut ProcessingUnit| unit.rates.retain(|known| !same(known, &gone));
        push(label(rate), value(rate), "not stated".to_owned(), Box::new(apply));
    }
    for macs in &new.macs {
        let before = old.macs.iter().find(|before| before.format == macs.format);
        if before.is_some_and(|before| before.per_clock.value == macs.per_clock.value) {
            continue;
        }
        let apply = move |unit: &mut ProcessingUnit| {
            unit.macs.retain(|known| known.format != macs.format);
            unit.macs.push(macs.clone());
        };
        let was = text(before, |before| before.per_clock.value.to_string());
        let name = format!("{} multiply-accumulates per clock", macs.format);
        push(name, was, macs.per_clock.value.to_string(), Box::new(apply));
    }
    for macs in old.macs.iter().filter(|macs| !new.macs.iter().any(|after| after.format == macs.format)) {
        let gone = macs.format.clone();
        let apply = move |unit: &mut ProcessingUnit| unit.macs.retain(|known| known.format != gone);
        let name = format!("{} multiply-accumulates per clock", macs.format);
        push(name, macs.per_clock.value.to_string(), "not stated".to_owned(), Box::new(apply));
    }
    if old.count != new.count {
        let apply = |unit: &mut ProcessingUnit| unit.count = new.count;
        push("count of units".to_owned(), old.count.to_string(), new.count.to_string(), Box::new(apply));
    }
    if old.clock.as_ref().map(|clock| &clock.value) != new.clock.as_ref().map(|clock| &clock.value) {
        let apply = |unit: &mut ProcessingUnit| unit.clock.clone_from(&new.clock);
        push("clock".to_owned(), text(old.clock.as_ref(), cited), text(new.clock.as_ref(), cited), Box::new(apply));
    }
}

fn dies<'a>(out: &mut Vec<Aspect<'a>>, old: &Part, new: &'a Part) {
    let several = old.dies.len().max(new.dies.len()) > 1;
    let alone = old.dies.len() == 1 && new.dies.len() == 1;
    for (place, die) in new.dies.iter().enumerate() {
        let turn = turn(&new.dies, place, die_name);
        let before = if alone { old.dies.first() } else { nth(&old.dies, &die.name, turn, die_name) };
        let Some(before) = before else {
            let is = text(die.area.as_ref(), cited);
            let is = if is == "not stated" { "there".to_owned() } else { is };
            let change = ValueChange { value: format!("die {}", die.name), was: "not there".to_owned(), is };
            out.push(Aspect { change, apply: Box::new(|part| part.dies.push(die.clone())) });
            continue;
        };
        let of = if several { format!(" of {}", before.name) } else { String::new() };
        die_values(out, before, die, &of, turn);
    }
    for (place, die) in old.dies.iter().enumerate().filter(|_| !alone) {
        let (turn, name) = (turn(&old.dies, place, die_name), die.name.clone());
        if nth(&new.dies, &name, turn, die_name).is_some() {
            continue;
        }
        let change = ValueChange { value: format!("die {name}"), was: "there".to_owned(), is: "not there".to_owned() };
        let apply = move |part: &mut Part| {
            let place =
                part.dies.iter().enumerate().filter(|(_, die)| die.name == name).map(|(place, _)| place).nth(turn);
            if let Some(place) = place {
                part.dies.remove(place);
            }
        };
        out.push(Aspect { change, apply: Box::new(apply) });
    }
}

fn die_values<'a>(out: &mut Vec<Aspect<'a>>, old: &Die, new: &'a Die, of: &str, turn: usize) {
    macro_rules! fields {
        ($($label:literal: $field:ident, $write:expr;)*) => {$({
            let name = old.name.clone();
            let label = format!("{}{of}", $label);
            field(out, &label, (&old.$field, &new.$field), $write, move |part| {
                let mut named = part.dies.iter_mut().filter(|die| die.name == name);
                named.nth(turn).map(|die| &mut die.$field)
            });
        })*};
    }
    fields! {
        "die area": area, cited;
        "die count": count, cited;
        "process": node, cited;
        "transistor architecture": transistor, |transistor| transistor.value.as_str().to_owned();
    }
    if old.role != new.role {
        let name = old.name.clone();
        let change = ValueChange {
            value: format!("role{of}"),
            was: old.role.as_str().to_owned(),
            is: new.role.as_str().to_owned(),
        };
        let apply = move |part: &mut Part| {
            if let Some(die) = part.dies.iter_mut().filter(|die| die.name == name).nth(turn) {
                die.role = new.role;
            }
        };
        out.push(Aspect { change, apply: Box::new(apply) });
    }
}
