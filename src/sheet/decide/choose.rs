//! Which of several rates in one format counts.

use super::super::claim::{Claim, What};
use super::super::density::Density;
use super::super::lexicon::Scope;
use super::rates::{How, Rate};
use super::same;
use crate::part::Engine;
use crate::quantity::Exact;

/// As many figures in a cell as formats in its label: which is which is not said, unless they are equal.
pub(super) fn several_formats(all: &mut [Rate], claims: &[&Claim]) {
    for claim in claims {
        let What::Rate(formats) = &claim.what else { continue };
        let Some((group, _)) = claim.group else { continue };
        let figures: Vec<&&Claim> =
            claims.iter().filter(|other| other.group.is_some_and(|(of, _)| of == group)).collect();
        let equal = figures.windows(2).all(|pair| pair[0].number == pair[1].number);
        if formats.len() < 2
            || figures.len() != formats.len()
            || equal
            || figures.iter().any(|figure| figure.density.is_some())
        {
            continue;
        }
        for rate in all.iter_mut().filter(|rate| rate.group.is_some_and(|(of, _)| of == group)) {
            rate.doubt("as many figures as formats, and neither order nor density is said");
        }
    }
}

/// Rates that nothing speaks of, and that equal a dense rate of the part as the bit lengths require.
pub(super) fn identities(all: &mut [Rate]) {
    let is_base = |rate: &Rate| {
        matches!(rate.how, Some(How::Said | How::Halved | How::Unmarked))
            && !matches!(rate.format.name(), "FP64" | "FP32")
            && rate.engine != Some(Engine::Vector)
    };
    let bases: Vec<Rate> = all.iter().filter(|rate| is_base(rate)).cloned().collect();
    for rate in all
        .iter_mut()
        .filter(|rate| rate.how.is_none() && rate.density.is_none() && rate.why.starts_with("says neither"))
    {
        let equal = |base: &&Rate| same(&rate.product(), &rate.product_step(), &base.product(), &base.product_step());
        if let Some(base) = bases.iter().find(equal) {
            rate.why = format!(
                "equal to the dense {} in line {}, as their bit lengths require",
                base.format.name(),
                base.line
            );
            rate.how = Some(How::Identity);
        }
    }
}

/// Which of several rates in one format counts.
pub(super) fn choose(mut rates: Vec<Rate>, found: &mut Vec<Rate>) {
    // A rate of one die says nothing of the package, where that is printed, too.
    if rates.iter().any(|rate| rate.scope != Some(Scope::Die)) {
        rates.retain(|rate| rate.scope != Some(Scope::Die));
    }
    let matrix = rates.iter().any(|rate| rate.engine == Some(Engine::Matrix));
    let is_vector = |rate: &Rate| {
        let sparse = rate.density.is_some_and(Density::is_sparse);
        rate.engine == Some(Engine::Vector) || matrix && !sparse && rate.engine != Some(Engine::Matrix)
    };
    let (low, high): (Vec<Rate>, Vec<Rate>) = rates.into_iter().partition(is_vector);
    let highest = low
        .iter()
        .filter(|rate| rate.how.is_some() || rate.density.is_none())
        .max_by(|a, b| a.printed.cmp(&b.printed))
        .cloned();
    let best_low = one_of(low);
    let best_high = one_of(high);
    match (best_high, best_low) {
        (Some(mut high), Some(mut low)) => {
            // A higher rate of lesser hardware: one of them is of something else.
            if let Some(other) = highest.filter(|other| {
                low.how.is_none()
                    && other.printed > high.value
                    && !same(&other.printed, &other.step, &high.value, &high.step)
            }) {
                high.doubt(format!("line {} has {} for hardware of less", other.line, other.printed));
            }
            // The higher one is the peak of the part.
            if high.how.is_some()
                && low.how.is_some()
                && low.value > high.value
                && !same(&low.value, &low.step, &high.value, &high.step)
            {
                found.push(low);
                return;
            }
            low.vector = true;
            found.push(high);
            found.push(low);
        }
        (Some(one), None) | (None, Some(one)) => found.push(one),
        (None, None) => {}
    }
}

/// The rate that all of several say, or the higher one where only the accumulators differ.
pub(super) fn one_of(rates: Vec<Rate>) -> Option<Rate> {
    let known: Vec<&Rate> = rates.iter().filter(|rate| rate.how.is_some()).collect();
    let said: Vec<&Rate> = known.iter().filter(|rate| rate.how != Some(How::Halved)).copied().collect();
    let looked: &[&Rate] = if said.is_empty() { &known } else { &said };
    let Some(first) = looked.first() else {
        // None is known: the lowest printed one is the nearest to a dense rate.
        return rates.into_iter().min_by(|a, b| a.printed.cmp(&b.printed));
    };
    let agree = looked.iter().all(|rate| same(&rate.value, &rate.step, &first.value, &first.step));
    if agree {
        let mut best = (*looked.iter().min_by(|a, b| a.step.cmp(&b.step))?).clone();
        // A rumor or a bound beside it does not matter, another plain figure does.
        if let Some(other) = rates.iter().find(|rate| {
            rate.how.is_none()
                && rate.density.is_none()
                && rate.why.starts_with("says neither")
                && !same(&rate.printed, &rate.step, &best.value, &best.step)
        }) {
            let twice = &best.value * &Exact::from(2);
            if !same(&twice, &best.step, &other.printed, &other.step) && other.printed != best.printed {
                best.doubt(format!("line {} has {} for the same", other.line, other.printed));
            }
        }
        return Some(best);
    }
    let accumulates: Vec<Option<u16>> = looked.iter().map(|rate| rate.accumulate).collect();
    let differ = accumulates.iter().any(|bits| *bits != accumulates[0]);
    if differ {
        // Of each width one figure: the highest counts.
        let one_each = looked.iter().all(|rate| {
            looked
                .iter()
                .filter(|other| other.accumulate == rate.accumulate)
                .all(|other| same(&other.value, &other.step, &rate.value, &rate.step))
        });
        if one_each {
            let mut best = (*looked.iter().max_by(|a, b| a.value.cmp(&b.value))?).clone();
            best.why = format!("{}; the higher of the rates by accumulator", best.why);
            return Some(best);
        }
    }
    let mut best = (**first).clone();
    let other = looked.iter().find(|rate| !same(&rate.value, &rate.step, &first.value, &first.step))?;
    best.printed = looked.iter().map(|rate| rate.printed.clone()).max()?;
    best.doubt(format!(
        "contradicted: {} in line {} and {} in line {}",
        first.value, first.line, other.value, other.line
    ));
    Some(best)
}

/// FP4, NVFP4 and MXFP4 share a field.
pub(super) fn one_field_each(rates: Vec<Rate>) -> Vec<Rate> {
    let mut kept: Vec<Rate> = Vec::new();
    for rate in rates {
        let Some(known) = kept.iter_mut().find(|known| known.field() == rate.field()) else {
            kept.push(rate);
            continue;
        };
        let agree = same(&known.value, &known.step, &rate.value, &rate.step);
        match (known.how, rate.how) {
            (None, Some(_)) => *known = rate,
            (Some(_), Some(_)) if !agree && rate.value > known.value => *known = rate,
            _ => {}
        }
    }
    kept
}
