//! Bandwidth to the memory, to other accelerators and to the host.

use super::super::claim::{Claim, What};
use super::super::lexicon::{Direction, Label, Scope};
use super::super::phrases::holds;
use super::super::reading::Fact;
use super::{Case, doubt, fact, same};
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
            let of_a_share = |text: &str| {
                holds!(text, &["per pin", "/pin", "per stack", "per lane", "每引脚", "effective bandwidth", "等效带宽"])
            };
            !of_a_share(&claim.label) && !of_a_share(&claim.text)
        })
        .collect()
}

/// Why a bandwidth is not certainly that of the part.
fn open(field: &str, claim: &Claim) -> Option<String> {
    if let Some(why) = doubt(claim) {
        return Some(why);
    }
    if claim.times.is_some() {
        return Some("several times a bandwidth".to_owned());
    }
    if claim.scope == Some(Scope::Die) {
        return Some("of one die".to_owned());
    }
    let text = format!("{} {}", claim.label, claim.text).to_lowercase();
    let of_one_link = holds!(
        &text,
        &[
            "per link",
            " link bandwidth",
            "per-link",
            "/link",
            "each link",
            "wide link",
            "each of ",
            "between gpus",
            "each running",
            "each accessible",
            "each provide",
            "connection each",
            "每条",
            "单链路",
            "per port",
        ]
    );
    if of_one_link {
        return Some("may be of one link".to_owned());
    }
    if holds!(&text, &["aggregate i/o", "i/o aggregate", "total i/o"]) {
        return Some("of all links together, that to the host among them".to_owned());
    }
    // "8 links, peak 128 GB/s".
    let counted = text.match_indices(" links").any(|(at, _)| text[..at].ends_with(|c: char| c.is_ascii_digit()));
    if counted && claim.number <= Exact::from(128) || of_counted_links(&text) {
        return Some("behind a count of links; of one or of all is not said".to_owned());
    }
    // What no single part reaches is a figure of several, or of memory on the chip.
    let (most, pcie) = match field {
        "memory_bandwidth" => (33_000, false),
        "interconnect_bandwidth" => (9_000, true),
        _ => (600, false),
    };
    if claim.number < Exact::from(if field == "interconnect_bandwidth" { 8 } else { 2 }) {
        return Some("less than any accelerator has".to_owned());
    }
    if claim.number > Exact::from(most) {
        return Some("more than any single part is known to have: of several, or of memory on the chip".to_owned());
    }
    let named = || {
        holds!(
            &text,
            &[
                "nvlink",
                "infinity",
                "xgmi",
                "mlu-link",
                "neuronlink",
                "ici",
                "blink",
                "hccs",
                "mtlink",
                "metaxlink",
                "roce",
                "ethernet",
                "xe link",
                "ualink",
                "link",
            ]
        )
    };
    let is_pcie = [16, 32, 64, 128, 256].iter().any(|rate| claim.number == Exact::from(*rate));
    (pcie && is_pcie && !named()).then(|| "which link is not said; it may be PCIe".to_owned())
}

/// Whether a count of links stands before a figure that is not said to be of all: "8× Infinity Fabric, 128 GB/s".
fn of_counted_links(text: &str) -> bool {
    let counted = ["nvlink", "infinity", "xgmi", "links", "mtlink", "hccs", "ici"].iter().any(|link| {
        text.match_indices(link).any(|(at, _)| {
            let before = text[..at].trim_end();
            let count = before.strip_suffix(['×', 'x']).unwrap_or_default().trim_end();
            count.ends_with(|c: char| c.is_ascii_digit())
        })
    });
    counted && !holds!(text, &["total", "aggregate", "combined", "together", "总", "總", "聚合", "合计", "合計"])
}

fn one(field: &str, claims: &[&Claim]) -> Option<Fact> {
    let first = claims.first()?;
    let sound: Vec<&&Claim> = claims.iter().filter(|claim| open(field, claim).is_none()).collect();
    let fact = |claim: &Claim, certain: bool, why: &str| Fact {
        direction: match claim.direction {
            Some(Direction::Both) => "both directions",
            Some(Direction::OneWay) => "one way",
            _ => "",
        },
        ..fact(claim, field, claim.number.lossless(), "GB/s", certain, why)
    };
    let Some(best) = sound.first() else {
        let why = open(field, first).unwrap_or_default();
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
