//! Remarks on a part's values.

use crate::Truth;
use crate::facts::{Facts, Lint, NumericFact};
use crate::part::{Confidence, DieRole, Part, Scope, Sparsity, Status};
use crate::quantity::Exact;

/// The largest die one exposure makes: 26 mm × 33 mm, the field of a lithography scanner.
pub(crate) const RETICLE_MM2: u64 = 858;

pub(super) fn plausibility(part: &Part, facts: &Facts, lints: &mut Vec<Lint>) {
    match part.status {
        Status::Released => {}
        Status::Announced => lints.push(Lint::new("announced", "announced, not yet sold: the values may change")),
        Status::Reported => {
            lints.push(Lint::new("reported", "known only from reports: the values are not the maker's"))
        }
    }
    if part.units.iter().any(|unit| unit.count == 1 && !unit.macs.is_empty()) {
        lints.push(Lint::new(
            "unit-count",
            "multiply-accumulates per clock are of one unit, and the part has one: is that so?",
        ));
    }
    let of_item = |rate: &crate::part::Rate| rate.scope == Scope::Item;
    let several = super::throughput::integrated_circuits(part) > 1;
    if several && part.units.iter().flat_map(|unit| &unit.rates).any(|rate| !of_item(rate)) {
        lints.push(Lint::new("rates-per-circuit", "the item holds several integrated circuits; rates that do not say \"per card\" are taken as those of one circuit"));
    }
    if let Some(market) = part.market.as_ref().filter(|market| market.value.datacenter == Truth::Unknown) {
        lints.push(
            Lint::new(
                "market-unclear",
                format!(
                    "{:?} does not say whether the part is designed or marketed for datacenters",
                    market.value.text
                ),
            )
            .at(&market.location),
        );
    }
    unstated_sparsity(part, lints);
    half_precision_differs(part, lints);
    reticle(part, lints);
    unsure(part, facts, lints);
}

fn unstated_sparsity(part: &Part, lints: &mut Vec<Lint>) {
    let unstated: Vec<_> = part
        .units
        .iter()
        .flat_map(|unit| &unit.rates)
        .filter(|rate| rate.sparsity == Sparsity::Unstated && !rate.value.value.is_unknown())
        .collect();
    if let Some(first) = unstated.first() {
        let formats: Vec<_> = unstated.iter().map(|rate| rate.format.to_string()).collect();
        let message = format!(
            "the input does not say whether these rates are dense or sparse; they are taken as dense: {}",
            formats.join(", ")
        );
        lints.push(Lint::new("sparsity-unstated", message).at(&first.value.location));
    }
}

/// FP16 and BF16 run at one rate on nearly every design; a difference is often a slip.
fn half_precision_differs(part: &Part, lints: &mut Vec<Lint>) {
    for unit in &part.units {
        let best = |name: &str| {
            let dense = unit.rates.iter().filter(|rate| rate.format.name() == name && rate.sparsity == Sparsity::Dense);
            dense
                .filter_map(|rate| rate.value.value.as_exact().map(|value| (value.clone(), rate)))
                .max_by(|a, b| a.0.cmp(&b.0))
        };
        if let (Some((fp16, rate)), Some((bf16, _))) = (best("FP16"), best("BF16"))
            && fp16 != bf16
        {
            let message = format!(
                "the dense FP16 rate ({}) differs from the dense BF16 rate ({})",
                fp16.grouped(),
                bf16.grouped()
            );
            lints.push(Lint::new("fp16-bf16-differ", message).at(&rate.value.location));
        }
    }
}

fn reticle(part: &Part, lints: &mut Vec<Lint>) {
    for die in part.dies.iter().filter(|die| die.role != DieRole::Interposer) {
        let Some(area) = &die.area else { continue };
        if area.value.extent().low().0 > &Exact::from(RETICLE_MM2) {
            let message = format!(
                "{}: {} is above the reticle limit of {RETICLE_MM2} mm²; is it the area of several dies, of the package, or of a wafer-scale part?",
                die.name, area.value
            );
            lints.push(Lint::new("above-reticle", message).at(&area.location));
        }
    }
}

/// Says when the TPP or the area rests on values that their source marks as unsure.
fn unsure(part: &Part, facts: &Facts, lints: &mut Vec<Lint>) {
    let rates = part
        .units
        .iter()
        .flat_map(|unit| &unit.rates)
        .map(|rate| (format!("{} rate", rate.format), rate.value.confidence, &rate.value.location));
    let areas = part.dies.iter().filter_map(|die| {
        let area = die.area.as_ref()?;
        Some((format!("{} area", die.name), area.confidence, &area.location))
    });
    // Only what the facts rest on: a derivation names the place of the values it uses.
    let used = |location: &Option<crate::part::Location>| {
        [NumericFact::Tpp, NumericFact::ApplicableDieArea]
            .iter()
            .any(|fact| rests_on(&facts.numeric(*fact).derivation, location))
    };
    for (name, confidence, location) in rates.chain(areas) {
        if confidence != Confidence::Stated && location.is_some() && used(location) {
            lints.push(Lint::new("unsure-value", format!("the {name} is {}", confidence.as_str())).at(location));
        }
    }
}

fn rests_on(derivation: &crate::facts::Derivation, location: &Option<crate::part::Location>) -> bool {
    &derivation.location == location || derivation.from.iter().any(|step| rests_on(step, location))
}
