//! Printed rates and architectures to the dense modes of a processing unit, as rates of one package.

use super::throughput::{describe, integrated_circuits, step_of};
use crate::facts::{Derivation, Lint};
use crate::part::{DieRole, Engine, Format, Part, ProcessingUnit, Rate, Scope, Sparsity};
use crate::quantity::{Exact, Extent, Interval, Known};

/// One dense operation format of one processing unit, as a rate of the whole package.
pub(super) struct Mode<'a> {
    pub(super) format: &'a Format,
    pub(super) engine: Engine,
    pub(super) accumulate: Option<u16>,
    pub(super) rate: Extent,
    pub(super) step: Derivation,
}

/// The dense modes of a unit: published rates first, then those computed from the architecture.
pub(super) fn modes<'a>(unit: &'a ProcessingUnit, part: &Part, lints: &mut Vec<Lint>) -> Vec<Mode<'a>> {
    let mut modes: Vec<Mode<'a>> = Vec::new();
    let dense = |rate: &&Rate| matches!(rate.sparsity, Sparsity::Dense | Sparsity::Unstated);
    for rate in &unit.rates {
        let unit_word = if rate.format.name().contains("INT") { "TOPS" } else { "TFLOPS" };
        let printed = if rate.value.value.is_unknown() {
            format!("{} rate unknown", rate.format)
        } else {
            format!("{} {unit_word} {}", rate.value.value.describe(true), rate.format)
        };
        let has_dense = || {
            unit.rates.iter().filter(dense).any(|other| {
                !other.value.value.is_unknown()
                    && other.format == rate.format
                    && (other.engine == rate.engine
                        || other.engine == Engine::Unstated
                        || rate.engine == Engine::Unstated)
                    && (other.accumulate == rate.accumulate || other.accumulate.is_none() || rate.accumulate.is_none())
            })
        };
        let (value, text) = match rate.sparsity {
            Sparsity::Dense => (rate.value.value.extent().clone(), format!("{printed} dense")),
            Sparsity::Unstated => (rate.value.value.extent().clone(), printed),
            Sparsity::TwoOfFour | Sparsity::Sparse if has_dense() => continue,
            Sparsity::TwoOfFour => {
                let half = rate.value.value.extent().scale(&Exact::ratio(1, 2));
                let text = format!(
                    "{} {unit_word} {} dense, half of {printed} with 2:4 sparsity",
                    describe(&half),
                    rate.format
                );
                (half, text)
            }
            Sparsity::Sparse => {
                let bound = rate.value.value.extent().high().map(|(high, _)| high.clone());
                lints.push(
                    Lint::new("sparse-only", format!("{printed} is a sparse rate of unstated pattern and no dense rate is given: the dense rate is unknown, at most this"))
                        .at(&rate.value.location),
                );
                let value = Extent::new(vec![Interval::closed(Exact::ZERO, bound)]);
                (
                    value,
                    format!(
                        "dense {} rate unknown: only a sparse rate is given, {printed}, and its pattern is not stated",
                        rate.format
                    ),
                )
            }
        };
        let (value, scaled) = in_package(value, rate.scope, part);
        let mut step = step_of(&rate.value, text);
        if !scaled.is_empty() {
            step.text = format!("{}{scaled}", step.text);
        }
        // Where the count is that of an architecture, a published rate is of the whole.
        let count = if unit.macs.is_empty() && unit.clock.is_none() { unit.count } else { 1 };
        if count != 1 {
            step.text = format!("{} × {} units", step.text, unit.count);
        }
        modes.push(Mode {
            format: &rate.format,
            engine: rate.engine,
            accumulate: rate.accumulate,
            rate: value.scale(&Exact::from(u64::from(count))),
            step,
        });
    }
    from_architecture(unit, &mut modes, lints);
    modes
}

/// A printed rate as a rate of one package, and how it was converted.
fn in_package(value: Extent, scope: Scope, part: &Part) -> (Extent, String) {
    match scope {
        Scope::Package => (value, String::new()),
        Scope::Item => {
            let circuits = integrated_circuits(part);
            let share = value.scale(&Exact::ratio(1, u64::from(circuits)));
            (
                share,
                if circuits == 1 { String::new() } else { format!(" ÷ {circuits} integrated circuits on the board") },
            )
        }
        Scope::Die => {
            let mut compute = part.dies.iter().filter(|die| die.role == DieRole::Compute);
            match (compute.next().and_then(|die| die.count.as_ref()), compute.next()) {
                (Some(count), None) => {
                    let dies = Exact::from(u64::from(count.value));
                    (value.scale(&dies), format!(" × {dies} dies"))
                }
                _ => {
                    let at_least = Interval::closed(value.low().0.clone(), None);
                    (Extent::new(vec![at_least]), " per die, of an unstated number of dies".into())
                }
            }
        }
    }
}

/// Adds the modes that follow from multiply-accumulates per clock, for formats without a published rate.
fn from_architecture<'a>(unit: &'a ProcessingUnit, modes: &mut Vec<Mode<'a>>, lints: &mut Vec<Lint>) {
    for macs in &unit.macs {
        let per_clock = &macs.per_clock.value;
        let clock = unit.clock.as_ref().map_or_else(Known::unknown, |clock| clock.value.clone());
        // 2 operations a multiply-accumulate; GHz is 10^9, tera is 10^12.
        let factor = Exact::ratio(2 * i64::from(unit.count), 1000);
        let rate = per_clock.extent().multiply(clock.extent()).scale(&factor);
        let text = format!(
            "{} TOPS {} ({} × {} multiply-accumulates per clock × 2 × {})",
            describe(&rate),
            macs.format,
            if unit.count == 1 { "1 unit".to_owned() } else { format!("{} units", unit.count) },
            per_clock.describe(true),
            clock
        );
        // A published rate that is unknown hides nothing.
        modes.retain(|mode| mode.format != &macs.format || !mode.rate.says_nothing());
        let published = modes.iter().find(|mode| mode.format == &macs.format && mode.engine != Engine::Vector);
        if let Some(published) = published {
            if let (Some(stated), Some(computed)) = (published.rate.as_point(), rate.as_point())
                && (computed - stated).magnitude() * Exact::from(100) > stated.clone()
            {
                lints.push(
                    Lint::new(
                        "architecture-differs",
                        format!(
                            "{text}, but the published rate is {} TOPS; the published rate is used",
                            stated.grouped()
                        ),
                    )
                    .at(&macs.per_clock.location),
                );
            }
            continue;
        }
        modes.push(Mode {
            format: &macs.format,
            engine: Engine::Matrix,
            accumulate: None,
            rate,
            step: step_of(&macs.per_clock, text),
        });
    }
}
