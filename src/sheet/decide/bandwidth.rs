//! Bandwidth to the memory, to other accelerators and to the host.

use super::super::claim::{Claim, What};
use super::super::lexicon::{Direction, Label};
use super::super::reading::Fact;
use super::{Case, doubt, same};
use crate::quantity::Exact;

const FIELDS: &[(&str, &[Label])] = &[
    ("memory_bandwidth", &[Label::MemoryBandwidth]),
    ("interconnect_bandwidth", &[Label::Interconnect]),
    ("pcie_bandwidth", &[Label::Host]),
];

pub(super) fn decide(case: &mut Case<'_>) {
    for (field, labels) in FIELDS {
        let mut claims = of(case, labels);
        // Ethernet ports are links to other accelerators where nothing else is.
        if claims.is_empty() && *field == "interconnect_bandwidth" {
            claims = of(case, &[Label::Network]);
            claims.retain(|claim| format!("{} {}", claim.label, claim.text).to_lowercase().contains("ethernet"));
        }
        if let Some(fact) = one(field, &claims) {
            case.facts.push(fact);
        }
    }
}

fn of<'c>(case: &Case<'c>, labels: &[Label]) -> Vec<&'c Claim> {
    case.claims
        .iter()
        .copied()
        .filter(|claim| matches!(&claim.what, What::Bandwidth(label) if labels.contains(label)))
        .filter(|claim| {
            let text = format!("{} {}", claim.label, claim.text).to_lowercase();
            !["per pin", "/pin", "per stack", "per lane", "每引脚", "effective bandwidth", "等效带宽"]
                .iter()
                .any(|word| text.contains(word))
        })
        .collect()
}

fn one(field: &str, claims: &[&Claim]) -> Option<Fact> {
    let first = claims.first()?;
    let sound: Vec<&&Claim> = claims.iter().filter(|claim| doubt(claim).is_none() && claim.times.is_none()).collect();
    let fact = |claim: &Claim, certain: bool, why: &str| Fact {
        field: field.to_owned(),
        certain,
        value: claim.number.lossless(),
        unit: "GB/s",
        density: "",
        direction: match claim.direction {
            Some(Direction::Both) => "both directions",
            Some(Direction::OneWay) => "one way",
            _ => "",
        },
        why: why.to_owned(),
        line: claim.line,
        label: claim.label.clone(),
        text: claim.text.clone(),
    };
    let Some(best) = sound.first() else {
        let why = doubt(first).unwrap_or_else(|| "several times a bandwidth".to_owned());
        return Some(fact(first, false, &why));
    };
    if sound.iter().all(|other| same(&other.number, &other.step, &best.number, &best.step)) {
        // The figure that names its direction, or has more digits.
        let named = sound.iter().find(|claim| matches!(claim.direction, Some(Direction::Both | Direction::OneWay)));
        let finest = sound.iter().min_by(|a, b| a.step.cmp(&b.step)).unwrap_or(best);
        return Some(fact(named.unwrap_or(finest), true, "said"));
    }
    // "450 GB/s each way (900 GB/s both ways)".
    let both = sound.iter().find(|claim| {
        sound.iter().all(|other| {
            let twice = &other.number * &Exact::from(2);
            same(&other.number, &other.step, &claim.number, &claim.step)
                || other.direction == Some(Direction::OneWay) && same(&twice, &other.step, &claim.number, &claim.step)
        })
    });
    if let Some(both) = both {
        return Some(fact(both, true, "both directions together; one way is printed, too"));
    }
    Some(fact(best, false, "several figures"))
}
