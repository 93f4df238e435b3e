//! Conditions on missing values, in words.

use super::tree::Cells;
use crate::facts::{FactName, Facts, NumericFact};
use crate::quantity::{Exact, Extent, Interval};

/// The most decimals a rounded density is printed with before it is given in full.
const MAX_DIGITS: usize = 12;

/// All conditions on a path through the tree, joined by "and".
pub(super) fn conditions(path: &[(FactName, &Cells)], facts: &Facts) -> String {
    let several = path.len() > 1;
    let parts: Vec<String> = path
        .iter()
        .map(|(axis, cells)| {
            let text = condition(*axis, cells, facts);
            let both = matches!(cells, Cells::Numbers { extent: Some(_), undefined: true });
            if several && both { format!("({text})") } else { text }
        })
        .collect();
    parts.join(" and ")
}

fn condition(axis: FactName, cells: &Cells, facts: &Facts) -> String {
    match cells {
        Cells::Words(words) => format!("{}: {}", axis.label(), words.join(" or ")),
        Cells::Numbers { extent, undefined } => {
            let FactName::Numeric(fact) = axis else { return axis.label().to_owned() };
            let mut parts = Vec::new();
            // Only as far as the value is known to lie.
            let known = facts.numeric(fact).value.pieces();
            let known = match fact {
                NumericFact::PerformanceDensity => None,
                _ => known.first().zip(known.last()).map(|(first, last)| Interval {
                    low: first.low.clone(),
                    low_open: first.low_open,
                    high: last.high.clone(),
                    high_open: last.high_open,
                }),
            };
            let clipped = extent
                .as_ref()
                .map(|extent| known.and_then(|known| extent.intersect(&known)).unwrap_or_else(|| extent.clone()));
            if let Some(extent) = &clipped {
                parts.push(format!("{} {}{}", fact.label(), range(extent, fact), origin(extent, fact, facts)));
            }
            if *undefined {
                parts.push("no logic die on a non-planar node".to_owned());
            }
            parts.join(", or ")
        }
    }
}

/// A set of numbers in words. Areas and densities are above zero, so "above 0 to 5" is simply "at most 5".
fn range(extent: &Extent, fact: NumericFact) -> String {
    let positive = matches!(
        fact,
        NumericFact::ApplicableDieArea | NumericFact::PerformanceDensity | NumericFact::MemoryBandwidthDensity
    );
    let unit = if fact.unit().is_empty() { String::new() } else { format!(" {}", fact.unit()) };
    let pieces: Vec<String> = extent.pieces().iter().map(|piece| interval(piece, positive, &unit)).collect();
    pieces.join(" or ")
}

fn interval(piece: &Interval, positive: bool, unit: &str) -> String {
    let (low, low_open) = piece.low();
    let from_zero = low.is_zero() && (positive || !low_open);
    match (piece.as_point(), piece.high()) {
        (Some(value), _) => format!("exactly {}{unit}", value.grouped()),
        (None, None) if from_zero => "any".to_owned(),
        (None, None) if low_open => format!("above {}{unit}", low.grouped()),
        (None, None) => format!("{}{unit} or more", low.grouped()),
        (None, Some((high, true))) if from_zero => format!("below {}{unit}", high.grouped()),
        (None, Some((high, false))) if from_zero => format!("at most {}{unit}", high.grouped()),
        (None, Some((high, high_open))) => {
            let from = if low_open { "above" } else { "at least" };
            let to = if high_open { "below" } else { "at most" };
            format!("{from} {} and {to} {}{unit}", low.grouped(), high.grouped())
        }
    }
}

/// Where an area border is TPP over a density threshold, the quotient itself: it may have no finite decimal form.
fn origin(extent: &Extent, fact: NumericFact, facts: &Facts) -> String {
    let tpp = facts.numeric(NumericFact::Tpp).value.as_point();
    let (NumericFact::ApplicableDieArea, Some(tpp)) = (fact, tpp) else { return String::new() };
    let mut quotients = Vec::new();
    for piece in extent.pieces() {
        let ends = [Some(piece.low().0), piece.high().map(|(high, _)| high)];
        for end in ends.into_iter().flatten().filter(|end| !end.is_zero() && end.finite_decimal().is_none()) {
            if let Some(density) = tpp.checked_div(end) {
                let text = format!("{tpp} / {density}");
                if !quotients.contains(&text) {
                    quotients.push(text);
                }
            }
        }
    }
    if quotients.is_empty() { String::new() } else { format!(" ({})", quotients.join(", ")) }
}

/// Densities rounded to two decimals, or more; see [`rounded`].
pub(super) fn density(extent: &Extent, thresholds: &[Exact]) -> String {
    crate::quantity::describe(extent, |value| rounded(value, 2, thresholds))
}

/// A value rounded to `digits` decimals, or more where rounding would land on a threshold that the value is not.
pub(super) fn rounded(value: &Exact, digits: usize, thresholds: &[Exact]) -> String {
    let misleads = |text: &String| {
        let shown = crate::quantity::parse::decimal(text).ok();
        shown.is_some_and(|shown| &shown != value && thresholds.contains(&shown))
    };
    let candidates = (digits..=MAX_DIGITS).map(|digits| value.rounded(digits));
    candidates.into_iter().find(|text| !misleads(text)).unwrap_or_else(|| value.to_string())
}
