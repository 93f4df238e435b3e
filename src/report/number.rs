//! Numbers and ranges for people, without loss where there is room.

use crate::quantity::{Exact, Interval};
use serde::Serialize;

/// The most decimals that are printed as such.
const DECIMALS: usize = 12;
/// The longest fraction that is printed beside its decimals.
const FRACTION: usize = 24;

/// A number with thousands separators; one without a finite decimal form, or with a very long one, is cut after six
/// places and followed by its fraction, if that is short.
pub(crate) fn exact(value: &Exact) -> String {
    let short = |text: &String| text.split_once('.').is_none_or(|(_, places)| places.len() <= DECIMALS);
    match value.finite_decimal().filter(short) {
        Some(_) => value.grouped(),
        None => {
            let fraction = value.fraction().map(|(top, bottom)| format!(" ({top}/{bottom})"));
            let cut = value.cut(6).grouped();
            format!("{cut}…{}", fraction.filter(|text| text.len() <= FRACTION).unwrap_or_default())
        }
    }
}

/// A number with its unit.
pub(crate) fn with_unit(value: &Exact, unit: &str) -> String {
    format!("{} {unit}", exact(value)).trim_end().to_owned()
}

/// A range in words: `at least 2,400 and below 4,800`.
pub(crate) fn range(range: &Interval, unit: &str) -> String {
    if let Some(value) = range.as_point() {
        return format!("exactly {}", with_unit(value, unit));
    }
    let (low, low_open) = range.low();
    let low = match (low.is_zero(), low_open) {
        (true, false) => None,
        (_, true) => Some(format!("above {}", with_unit(low, unit))),
        (_, false) => Some(format!("at least {}", with_unit(low, unit))),
    };
    let high = range
        .high()
        .map(|(high, open)| format!("{} {}", if open { "below" } else { "at most" }, with_unit(high, unit)));
    match (low, high) {
        (Some(low), Some(high)) => format!("{low} and {high}"),
        (low, high) => low.or(high).unwrap_or_else(|| "any".to_owned()),
    }
}

/// A range for machines; numbers are texts, without loss.
#[derive(Debug, Serialize)]
pub(super) struct RangeDocument {
    low: String,
    low_included: bool,
    high: Option<String>,
    high_included: bool,
}

impl RangeDocument {
    pub(super) fn of(range: &Interval) -> Self {
        Self {
            low: range.low().0.lossless(),
            low_included: !range.low().1,
            high: range.high().map(|(high, _)| high.lossless()),
            high_included: range.high().is_some_and(|(_, open)| !open),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_stand_beside_what_is_cut() {
        assert_eq!(exact(&Exact::ratio(3125, 5632)), "0.554865… (3125/5632)");
        assert_eq!(exact(&Exact::ratio(48_000_001, 10_000)), "4,800.0001");
        assert_eq!(with_unit(&Exact::from(858), "mm²"), "858 mm²");
    }

    #[test]
    fn ranges_say_which_ends_are_in() {
        let mut of = Interval::closed(Exact::from(2400), Some(Exact::from(4800)));
        assert_eq!(range(&of, ""), "at least 2,400 and at most 4,800");
        of.high_open = true;
        assert_eq!(range(&of, "GHz"), "at least 2,400 GHz and below 4,800 GHz");
        assert_eq!(range(&Interval::closed(Exact::ZERO, None), ""), "any");
    }
}
