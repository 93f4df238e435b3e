//! Dies: how many, how large, made in which process.

use super::super::claim::{Claim, What};
use super::super::lexicon::{Label, Scope, Status};
use super::super::phrases::holds;
use super::super::reading::Lint;
use super::{Case, count, doubt, fact, same};
use crate::part::Transistor;
use crate::quantity::Exact;

/// The largest area that one exposure can print: 26 mm × 33 mm.
const RETICLE: u64 = 858;

pub(super) fn decide(case: &mut Case<'_>) {
    let dies = dies(case);
    area(case, dies);
    process(case);
}

fn dies(case: &mut Case<'_>) -> Option<u64> {
    let claims = case.claims.clone();
    let times = claims
        .iter()
        .find(|claim| matches!(claim.what, What::Area(Label::DieArea | Label::ChipArea)) && claim.times.is_some());
    let first = claims.iter().find(|claim| claim.what == What::Dies).or(times)?;
    let counted = if claims.iter().any(|claim| claim.what == What::Dies) {
        count(&claims, &What::Dies)
    } else {
        first.times.as_ref().and_then(|times| times.finite_decimal()?.parse().ok())
    };
    let rumor = first.status == Some(Status::Rumor);
    let value = counted.map_or_else(|| first.number.lossless(), |count| count.to_string());
    let why = if rumor {
        "a rumor"
    } else if counted.is_none() {
        "several counts"
    } else {
        "said"
    };
    case.facts.push(fact(first, "dies", value, "", counted.is_some() && !rumor, why));
    counted
}

/// What an area is of.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Of {
    Each,
    Total,
    Unsaid,
}

fn area(case: &mut Case<'_>, dies: Option<u64>) {
    let claims = case.claims.clone();
    let areas: Vec<&Claim> = claims
        .iter()
        .copied()
        .filter(|claim| matches!(claim.what, What::Area(Label::DieArea | Label::ChipArea)))
        .collect();
    let Some(first) = areas.first() else {
        if let Some(package) = claims.iter().find(|claim| matches!(claim.what, What::Area(Label::PackageArea))) {
            case.facts.push(fact(
                package,
                "die_area",
                package.number.lossless(),
                "mm²",
                false,
                "the size of the package, not of a die",
            ));
            case.lints.push(Lint {
                name: "package-area",
                text: format!("{} mm² is the size of a package; the die is not given", package.number),
                line: package.line,
            });
        }
        return;
    };
    let one_die = dies.unwrap_or(1) == 1;
    let mut each: Vec<&Claim> = Vec::new();
    let mut total: Vec<&Claim> = Vec::new();
    let mut why = None;
    for claim in &areas {
        if let Some(doubt) = doubt(claim) {
            why = why.or(Some(doubt));
            continue;
        }
        let large = claim.number > Exact::from(RETICLE);
        match of(claim) {
            Of::Each if large => why = Some("above the reticle limit".to_owned()),
            Of::Each => each.push(claim),
            Of::Total if one_die && dies.is_some() => each.push(claim),
            Of::Total => total.push(claim),
            Of::Unsaid if large && dies.is_none_or(|dies| dies < 2) => {
                case.lints.push(Lint {
                    name: "reticle",
                    text: format!(
                        "{} mm² is more than one exposure can print ({RETICLE} mm²), and no count of dies is given",
                        claim.number
                    ),
                    line: claim.line,
                });
                why = Some("above the reticle limit, and no count of dies is given".to_owned());
            }
            Of::Unsaid if large => total.push(claim),
            Of::Unsaid if one_die => each.push(claim),
            Of::Unsaid => why = Some("of one die or of all of them: not said".to_owned()),
        }
    }
    for (field, found) in [("die_area", each), ("die_area_total", total)] {
        let Some(claim) = found.first() else { continue };
        let agree = found.iter().all(|other| same(&other.number, &other.step, &claim.number, &claim.step));
        let best = found.iter().min_by(|a, b| a.step.cmp(&b.step)).unwrap_or(claim);
        let why = if agree { "said".to_owned() } else { "several areas".to_owned() };
        case.facts.push(fact(best, field, best.number.lossless(), "mm²", agree, &why));
    }
    if !case.facts.iter().any(|fact| fact.field.starts_with("die_area"))
        && let Some(why) = why
    {
        case.facts.push(fact(first, "die_area", first.number.lossless(), "mm²", false, &why));
    }
}

fn of(claim: &Claim) -> Of {
    let text = format!("{} {}", claim.label, claim.text);
    if claim.times.is_some()
        || claim.scope == Some(Scope::Die)
        || holds!(&text, &["each", "per die", "每颗", "单die", "单颗", "per gcd", "per xcd", "one of its"])
    {
        return Of::Each;
    }
    if holds!(&text, &["total", "together", "combined", "all dies", "in sum", "合计", "总面积", "總面積", "合計"])
    {
        return Of::Total;
    }
    Of::Unsaid
}

fn process(case: &mut Case<'_>) {
    let claims = case.claims.clone();
    let named: Vec<(&Claim, &super::super::process::Named)> = claims
        .iter()
        .filter_map(|claim| if let What::Process(named) = &claim.what { Some((*claim, named)) } else { None })
        .collect();
    let Some((first, _)) = named.first() else { return };
    let rumor = named.iter().all(|(claim, _)| claim.status == Some(Status::Rumor));
    let known: Vec<Transistor> = named.iter().filter_map(|(_, named)| named.transistor).collect();
    let agree = known.windows(2).all(|pair| pair[0] == pair[1]);
    let best = named.iter().find(|(_, named)| named.transistor.is_some()).map_or(named[0], |found| *found);
    case.facts.push(fact(
        best.0,
        "process_name",
        best.1.name.clone(),
        "",
        !rumor,
        if rumor { "a rumor" } else { "said" },
    ));
    let (value, why) = match known.first() {
        Some(Transistor::Planar) => ("planar", "by the table of processes"),
        Some(_) => ("non-planar", "by the table of processes"),
        None => ("", "the name does not tell"),
    };
    let why = if !agree {
        "several processes"
    } else if rumor {
        "a rumor"
    } else {
        why
    };
    case.facts.push(fact(first, "process", value.to_owned(), "", agree && !rumor && !known.is_empty(), why));
}
