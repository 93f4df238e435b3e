//! How far each fact of a row is from the value at which its answer changes.
//!
//! Which ends a range has follows from the row's code and the order of its thresholds; where exactly they lie, from the
//! row's own numbers. So the ranges are found once for each code, as formulas, and computed for each row in integers.

use super::columns::{Area, FactColumns, UNKNOWN};
use super::cuts::{DensityCut, passed, reached};
use super::{Kernel, SCALE};
use crate::determine::{self, Stay};
use crate::facts::NumericFact;
use crate::law::Statute;
use crate::quantity::Exact;
use crate::report;
use std::cmp::Ordering;
use std::sync::{Arc, PoisonError};

/// Where a range ends, in terms of the row.
#[derive(Copy, Clone, Debug, PartialEq)]
enum At {
    /// At a threshold: numerator and denominator of its scaled value.
    Threshold(i128, i128),
    /// At a density threshold times the row's area.
    DensityTimesArea(i128, i128),
    /// At the row's TPP over a density threshold.
    TppOverDensity(i128, i128),
}

/// A number as numerator and denominator, not reduced.
type Ratio = (i128, i128);

fn compare(a: Ratio, b: Ratio) -> Ordering {
    (a.0 * b.1).cmp(&(b.0 * a.1))
}

#[derive(Clone, Debug, PartialEq)]
struct End {
    at: At,
    /// The number it lies at, where that is the same for all rows.
    text: Option<String>,
    beyond: String,
}

/// The range of one fact, as formulas.
#[derive(Clone, Debug, PartialEq)]
struct Range {
    fact: NumericFact,
    below: Option<End>,
    above: Option<End>,
}

/// The ranges of all rows of one code and order of thresholds. `None` if some end has no formula: then each row is
/// computed on its own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Vicinity(Option<Vec<Range>>);

/// The zones around thresholds in which a vendor's own figure may be on the other side.
#[derive(Clone, Debug, Default)]
struct Near {
    tpp: Vec<(i64, i64)>,
    density: Vec<(DensityCut, DensityCut)>,
    bits_tops: Vec<(i64, i64)>,
}

impl Near {
    fn new(statute: &Statute<'_>) -> Option<Self> {
        let close = statute.law().close_call();
        let ends = |threshold: &Exact| {
            let low = threshold - &(threshold * &close.below);
            (low, threshold + &(threshold * &close.above))
        };
        let zones = |fact: NumericFact| -> Option<Vec<(i64, i64)>> {
            let zone = |threshold: &Exact| {
                let (low, high) = ends(threshold);
                Some((reached(&low, SCALE)?, passed(&high, SCALE)?))
            };
            statute.thresholds(fact).iter().map(zone).collect()
        };
        let densities = statute.thresholds(NumericFact::PerformanceDensity).iter().map(|threshold| {
            let (low, high) = ends(threshold);
            Some((DensityCut::new(&low, 0)?, DensityCut::new(&high, 1)?))
        });
        let near = Self {
            tpp: zones(NumericFact::Tpp)?,
            density: densities.collect::<Option<_>>()?,
            bits_tops: zones(NumericFact::BitsTops2022)?,
        };
        // One bit a zone; two for a range.
        (near.tpp.len() + near.density.len() + 2 * near.bits_tops.len() <= 64).then_some(near)
    }

    /// One bit for each zone that the row lies in.
    fn of(&self, columns: &FactColumns, row: usize, has_area: bool) -> u64 {
        let mut bits = 0;
        let mut add = |inside: bool| bits = bits << 1 | u64::from(inside);
        let tpp = columns.tpp[row];
        for (low, beyond) in &self.tpp {
            add((*low..*beyond).contains(&tpp));
        }
        for (low, beyond) in &self.density {
            let wide = |cut: &DensityCut| {
                let (left, right) = (i128::from(cut.denominator) * i128::from(tpp), i128::from(cut.numerator));
                left >= right * i128::from(columns.area[row]) + i128::from(cut.beyond)
            };
            add(has_area && tpp != UNKNOWN && wide(low) && !wide(beyond));
        }
        for (low, beyond) in &self.bits_tops {
            add((*low..*beyond).contains(&columns.bits_tops_low[row]));
            add((*low..*beyond).contains(&columns.bits_tops_high[row]));
        }
        bits
    }
}

/// What [`Kernel::vicinity`] needs besides the kernel: made once.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings(Near);

impl Surroundings {
    /// Whether a row lies in no zone.
    pub(super) fn is_far(&self, columns: &FactColumns, row: usize) -> bool {
        self.0.of(columns, row, Area::from_code(columns.area_is[row]).has_value()) == 0
    }
}

impl Kernel<'_, '_> {
    /// The zones around thresholds. `None` if they do not fit into 64 bits: then no row has a code either.
    pub(crate) fn surroundings(&self) -> Option<Surroundings> {
        self.plan.as_ref()?;
        Near::new(self.statute).map(Surroundings)
    }

    /// What decides about ranges besides the code: the order of thresholds at the row's area, and whether measures are
    /// single numbers.
    #[inline]
    pub(crate) fn order(&self, columns: &FactColumns, row: usize) -> u64 {
        let Some(plan) = &self.plan else { return 0 };
        let has_area = Area::from_code(columns.area_is[row]).has_value();
        let order = if has_area { plan.area.cell(columns.area[row]) as u64 } else { 0 };
        let single = |low: i64, high: i64| u64::from(low == high);
        let bits = single(columns.bits_tops_low[row], columns.bits_tops_high[row]);
        let tops = match self.shape.tops_ranged {
            true => single(columns.tops_low_64[row], columns.tops[row].saturating_mul(64)),
            false => 1,
        };
        order << 2 | bits << 1 | tops
    }

    /// The ranges over which the answers of rows like this stay.
    pub(crate) fn vicinity(&self, columns: &FactColumns, row: usize, code: i64, order: u64) -> Arc<Vicinity> {
        let key = (code, order);
        if let Some(known) = self.vicinities.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let (stays, _) = determine::vicinity(&self.facts(columns, row), self.statute);
        let vicinity = Arc::new(Vicinity(stays.iter().map(|stay| self.range(stay, columns, row)).collect()));
        self.vicinities.lock().unwrap_or_else(PoisonError::into_inner).insert(key, vicinity.clone());
        vicinity
    }

    /// Whether a throughput measure of a row lies too near a change to call.
    pub(crate) fn is_close(&self, around: &Surroundings, columns: &FactColumns, row: usize, code: i64) -> bool {
        let has_area = Area::from_code(columns.area_is[row]).has_value();
        let near = around.0.of(columns, row, has_area);
        if near == 0 {
            // As nearly all rows.
            return false;
        }
        let key = (code, self.order(columns, row), near);
        if let Some(known) = self.closeness.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return *known;
        }
        let (_, close) = determine::vicinity(&self.facts(columns, row), self.statute);
        self.closeness.lock().unwrap_or_else(PoisonError::into_inner).insert(key, close);
        close
    }

    /// The nearest change of a certain row in words; nothing if there is none.
    pub(crate) fn margin(&self, vicinity: &Vicinity, columns: &FactColumns, row: usize, out: &mut Vec<u8>) {
        match &vicinity.0 {
            Some(ranges) => nearest(ranges, &self.values(columns, row), out),
            None => {
                let (stays, _) = determine::vicinity(&self.facts(columns, row), self.statute);
                let text = Stay::nearest_of(&stays).and_then(report::nearest).unwrap_or_default();
                out.extend_from_slice(text.as_bytes());
            }
        }
    }

    fn values<'c>(&'c self, columns: &'c FactColumns, row: usize) -> Values<'c> {
        Values { kernel_numeric: &self.shape.numeric, columns, row }
    }

    /// A range as formulas. `None` if an end is neither a threshold nor follows from one.
    fn range(&self, stay: &Stay, columns: &FactColumns, row: usize) -> Option<Range> {
        let fact = stay.fact();
        let exact = |scaled: i64| Exact::ratio(scaled, SCALE);
        let at = |end: &Exact| -> Option<At> {
            let threshold = |threshold: &Exact| {
                let (numerator, denominator) = threshold.fraction()?;
                Some((i128::from(numerator), i128::from(denominator)))
            };
            if let Some(found) = self.statute.thresholds(fact).iter().find(|threshold| *threshold == end) {
                let (numerator, denominator) = threshold(found)?;
                return Some(At::Threshold(numerator * SCALE as i128, denominator));
            }
            let densities = self.statute.thresholds(NumericFact::PerformanceDensity);
            match fact {
                NumericFact::Tpp => {
                    let area = exact(columns.area[row]);
                    let (n, d) = threshold(densities.iter().find(|density| &(*density * &area) == end)?)?;
                    Some(At::DensityTimesArea(n, d))
                }
                NumericFact::ApplicableDieArea => {
                    let tpp = exact(columns.tpp[row]);
                    let (n, d) = threshold(densities.iter().find(|density| *density * end == tpp)?)?;
                    Some(At::TppOverDensity(n, d))
                }
                _ => None,
            }
        };
        let end = |end: Option<&Exact>, beyond: Option<Option<&str>>| -> Option<Option<End>> {
            let (Some(end), Some(beyond)) = (end, beyond) else { return Some(None) };
            let beyond = beyond.unwrap_or("none").replace('|', " or ");
            let at = at(end)?;
            let text = matches!(at, At::Threshold(..)).then(|| end.to_string());
            Some(Some(End { at, text, beyond }))
        };
        Some(Range {
            fact,
            below: end(Some(stay.range().low().0), stay.below())?,
            above: end(stay.range().high().map(|(high, _)| high), stay.above())?,
        })
    }
}

/// The numbers of one row.
struct Values<'c> {
    kernel_numeric: &'c [NumericFact],
    columns: &'c FactColumns,
    row: usize,
}

impl Values<'_> {
    fn of(&self, fact: NumericFact) -> i128 {
        let column = match fact {
            NumericFact::Tpp => &self.columns.tpp,
            NumericFact::ApplicableDieArea => &self.columns.area,
            NumericFact::Tops => &self.columns.tops,
            NumericFact::BitsTops2022 => &self.columns.bits_tops_high,
            fact => match self.kernel_numeric.iter().position(|named| *named == fact) {
                Some(index) => &self.columns.numeric[index],
                None => return 0,
            },
        };
        i128::from(column[self.row])
    }

    fn end(&self, end: &End) -> Ratio {
        match end.at {
            At::Threshold(numerator, denominator) => (numerator, denominator),
            At::DensityTimesArea(n, d) => (n * self.of(NumericFact::ApplicableDieArea), d),
            At::TppOverDensity(n, d) => (d * self.of(NumericFact::Tpp), n),
        }
    }
}

/// Writes the nearest change: the words of [`report::nearest`], computed in integers.
fn nearest(ranges: &[Range], values: &Values<'_>, out: &mut Vec<u8>) {
    struct Change<'r> {
        fact: NumericFact,
        distance: Ratio,
        end: &'r End,
        upper: bool,
        share: Ratio,
    }
    let mut best: Option<Change<'_>> = None;
    for range in ranges {
        let value = values.of(range.fact);
        let distance = |end: &End, sign: i128| {
            let (numerator, denominator) = values.end(end);
            ((numerator - value * denominator) * sign, denominator)
        };
        let below = range.below.as_ref().map(|end| (distance(end, -1), end, false));
        let above = range.above.as_ref().map(|end| (distance(end, 1), end, true));
        let nearer = match (below, above) {
            (Some(below), Some(above)) if compare(below.0, above.0).is_le() => Some(below),
            (Some(_), Some(above)) => Some(above),
            (below, above) => below.or(above),
        };
        let Some((distance, end, upper)) = nearer.filter(|_| value != 0) else { continue };
        let share = (distance.0, distance.1 * value);
        if best.as_ref().is_none_or(|best| compare(share, best.share).is_lt()) {
            best = Some(Change { fact: range.fact, distance, end, upper, share });
        }
    }
    let Some(change) = best else { return };
    let label = change.fact.label();
    out.extend_from_slice(label.as_bytes());
    let number = |out: &mut Vec<u8>, (numerator, denominator): Ratio| {
        write_ratio(out, numerator.unsigned_abs(), denominator.unsigned_abs() * u128::from(SCALE));
    };
    let beyond = |out: &mut Vec<u8>, open: &str| {
        match &change.end.text {
            Some(text) => out.extend_from_slice(text.as_bytes()),
            None => number(out, values.end(change.end)),
        }
        out.extend_from_slice(open.as_bytes());
        out.extend_from_slice(change.end.beyond.as_bytes());
        out.push(b')');
    };
    if change.distance.0 == 0 {
        out.extend_from_slice(b" at ");
        return beyond(out, if change.upper { " (above it " } else { " (below it " });
    }
    out.push(b' ');
    number(out, change.distance);
    let unit = change.fact.unit();
    if !unit.is_empty() && unit != label {
        out.push(b' ');
        out.extend_from_slice(unit.as_bytes());
    }
    out.extend_from_slice(if change.upper { b" below " } else { b" above " });
    beyond(out, " (");
}

/// Writes a fraction as [`Exact`] prints itself: the finite decimal if there is one, else six places, cut off, and `…`.
fn write_ratio(out: &mut Vec<u8>, numerator: u128, denominator: u128) {
    let (mut odd, mut twos, mut fives) = (denominator.max(1), 0u32, 0u32);
    if let (true, Ok(numerator)) = (odd == u128::from(SCALE), u64::try_from(numerator)) {
        return write_decimal(out, numerator / SCALE, numerator % SCALE, 6, true);
    }
    let shift = odd.trailing_zeros();
    (odd, twos) = (odd >> shift, twos + shift);
    // Nearly all numbers fit into 64 bits, where division is quick.
    if let (Ok(mut small), Ok(numerator), Ok(denominator)) =
        (u64::try_from(odd), u64::try_from(numerator), u64::try_from(denominator))
    {
        while small.is_multiple_of(5) {
            (small, fives) = (small / 5, fives + 1);
        }
        let digits = twos.max(fives);
        let factor = 2u64.checked_pow(digits - twos).zip(5u64.checked_pow(digits - fives));
        let factor = factor.and_then(|(twos, fives)| twos.checked_mul(fives));
        if !numerator.is_multiple_of(small) {
            let (whole, rest) = (numerator / denominator, numerator % denominator);
            let places = u128::from(rest) * 1_000_000 / u128::from(denominator);
            return write_decimal(out, whole, places as u64, 6, false);
        }
        if let Some(scaled) = factor.and_then(|factor| (numerator / small).checked_mul(factor))
            && let Some(power) = 10u64.checked_pow(digits)
        {
            return write_decimal(out, scaled / power, scaled % power, digits as usize, true);
        }
    }
    let exact = |number: u128| Exact::from_digits(&number.to_string(), 0).unwrap_or(Exact::ZERO);
    let value = exact(numerator).checked_div(&exact(denominator.max(1))).unwrap_or(Exact::ZERO);
    out.extend_from_slice(value.to_string().as_bytes());
}

/// Writes a number with `digits` places, `fraction` of them; without zeros at the end if it is complete, else with `…`.
fn write_decimal(out: &mut Vec<u8>, whole: u64, mut fraction: u64, digits: usize, complete: bool) {
    let mut number = itoa::Buffer::new();
    out.extend_from_slice(number.format(whole).as_bytes());
    let mut places = [b'0'; 20];
    for place in places[..digits].iter_mut().rev() {
        *place = b'0' + (fraction % 10) as u8;
        fraction /= 10;
    }
    let used = match complete {
        true => places[..digits].iter().rposition(|place| *place != b'0').map_or(0, |last| last + 1),
        false => digits,
    };
    if used > 0 {
        out.push(b'.');
        out.extend_from_slice(&places[..used]);
    }
    if !complete {
        out.extend_from_slice("…".as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fractions_print_as_exact_numbers_do(
            numerator in prop_oneof![0u64..5000, any::<u64>()],
            denominator in prop_oneof![
                1u64..2000,
                (1u64..200).prop_map(|n| n * 1_000_000),
                (0u32..19).prop_map(|power| 10u64.pow(power)),
                1u64..u64::MAX,
            ],
        ) {
            let mut out = Vec::new();
            write_ratio(&mut out, u128::from(numerator), u128::from(denominator));
            let expected = Exact::from(numerator).checked_div(&Exact::from(denominator)).unwrap().to_string();
            prop_assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
