//! Dies to applicable die area.

use super::readings::{IoDies, Readings};
use super::throughput::{circuits, describe, step_of};
use crate::Truth;
use crate::facts::{Derivation, Lint, Measured};
use crate::part::{Cited, Die, DieRole, Form, Part, Transistor, foundry_node, node_size};
use crate::quantity::{Exact, Extent, Interval, Known, SquareMillimeters};

/// "'Applicable die area' is measured in millimeters squared and includes all die area of logic dies manufactured with
/// a process node that uses a non-planar transistor architecture." (3A090 Technical Note 4)
///
/// Zero means that there is no such die.
pub(super) fn applicable_die_area(part: &Part, readings: &Readings, lints: &mut Vec<Lint>) -> Measured<Extent> {
    if part.form.as_ref().is_some_and(|form| form.value == Form::Memory) {
        return Measured::derived(Extent::point(Exact::ZERO), Derivation::step("a memory device has no logic die"));
    }
    let counted: Vec<&Die> = part.dies.iter().filter(|die| counts(die.role, readings)).collect();
    let skipped = part.dies.iter().filter(|die| die.role.is_logic() && !counts(die.role, readings));
    if counted.is_empty() {
        let text = "no logic die is described: the applicable die area is unknown";
        return Measured::derived(Extent::anything(), Derivation::step(text));
    }
    let mut total = Extent::point(Exact::ZERO);
    let mut steps = Vec::new();
    for die in counted {
        let (area, step) = area_of(die, lints);
        total = total.add(&area);
        steps.push(step);
    }
    steps.extend(skipped.map(|die| {
        Derivation::step(format!("{}: {} die, not counted under this reading", die.name, die.role.as_str()))
    }));
    // On a board taken as a whole, the density is that of all its circuits.
    let circuits = circuits(part, readings);
    if circuits > 1 {
        total = total.scale(&Exact::from(u64::from(circuits)));
        steps.push(Derivation::step(format!("times {circuits} integrated circuits")));
    }
    let text = match total.as_point() {
        Some(area) if area.is_zero() => "no logic die on a non-planar node: there is no applicable die area".to_owned(),
        _ => format!("applicable die area {}{}", describe(&total), if total.is_anything() { "" } else { " mm²" }),
    };
    Measured::derived(total, Derivation::step(text).from(steps))
}

/// Whether the area of a die of this role counts, if it is on a non-planar node.
pub(crate) fn counts(role: DieRole, readings: &Readings) -> bool {
    match readings.io_dies {
        IoDies::Counted => role.is_logic(),
        IoDies::NotCounted => role == DieRole::Compute,
    }
}

/// Planar, non-planar, or not known.
fn transistor(die: &Die) -> Option<Transistor> {
    let stated = die.transistor.as_ref().map(|transistor| transistor.value);
    stated.or_else(|| foundry_node(&die.node.as_ref()?.value))
}

fn area_of(die: &Die, lints: &mut Vec<Lint>) -> (Extent, Derivation) {
    let node = die.node.as_ref().map_or("an unstated node", |node| &node.value);
    let name = if die.name.is_empty() { "die" } else { &die.name };
    let none = Extent::point(Exact::ZERO);
    let count = die.count.as_ref().map_or(1, |count| count.value);
    let zero = |area: &Cited<Known<SquareMillimeters>>| area.value.as_exact().is_some_and(Exact::is_zero);
    if let Some(area) = die.area.as_ref().filter(|area| zero(area)) {
        lints.push(
            Lint::new("zero-area", format!("{name}: an area of 0 is no area; it is taken as unknown"))
                .at(&area.location),
        );
    }
    let Some(area) = die.area.as_ref().filter(|area| !zero(area)) else {
        let above_zero = Extent::new(vec![Interval::above_zero()]);
        return match transistor(die) {
            Some(Transistor::Planar) => (none, Derivation::step(format!("{name}: planar ({node}), does not count"))),
            Some(Transistor::NonPlanar) => {
                (above_zero, Derivation::step(format!("{name}: non-planar ({node}), area unknown")))
            }
            None => (Extent::anything(), Derivation::step(format!("{name}: area unknown, {node}"))),
        };
    };
    if die.count.is_none() && die.area.is_some() {
        lints.push(
            Lint::new("die-count-assumed", format!("{name}: the number of dies is not stated; one is assumed"))
                .at(&area.location),
        );
    }
    let all = area.value.extent().scale(&Exact::from(u64::from(count)));
    let product = if count == 1 { String::new() } else { format!(" = {count} × {} mm²", area.value.describe(true)) };
    match transistor(die) {
        Some(Transistor::NonPlanar) => {
            let text = format!("{name}: {} mm²{product}, non-planar ({node})", describe(&all));
            (all, step_of(area, text))
        }
        Some(Transistor::Planar) => {
            (none, step_of(area, format!("{name}: {} mm²{product}, planar ({node}), does not count", describe(&all))))
        }
        None => {
            let text = format!("{name}: {} mm²{product} if non-planar, which is unknown ({node})", describe(&all));
            (none.union(&all), step_of(area, text))
        }
    }
}

/// The largest node that makes a die "advanced" whatever its transistors, in nanometers.
pub(crate) const ADVANCED_NODE_NM: u32 = 16;

/// Whether the part is an "applicable advanced logic integrated circuit": made on a 16/14 nm node or below, or on a
/// node with non-planar transistors (§ 772.1).
pub(super) fn advanced_logic(part: &Part) -> Measured<Truth> {
    let logic: Vec<&Die> = part.dies.iter().filter(|die| die.role.is_logic()).collect();
    let size = |die: &Die| die.node.as_ref().and_then(|node| node_size(&node.value));
    let advanced = |die: &&&Die| {
        transistor(die) == Some(Transistor::NonPlanar) || size(die).is_some_and(|size| size <= ADVANCED_NODE_NM)
    };
    if let Some(die) = logic.iter().find(advanced) {
        let text = format!("{}: on a 16/14 nm node or below, or with non-planar transistors", die.name);
        return Measured::derived(Truth::Yes, Derivation::step(text));
    }
    // A die that is only said to be planar may still be of a small node.
    let old = |die: &&Die| transistor(die) == Some(Transistor::Planar) && size(die).is_some();
    if !logic.is_empty() && logic.iter().all(old) {
        return Measured::derived(Truth::No, Derivation::step("every logic die is planar and above 16/14 nm"));
    }
    Measured::new(Truth::Unknown)
}
