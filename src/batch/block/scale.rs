//! From the digits of a cell to millionths of its base unit.

use super::*;

/// By the number of decimals, the factor from digits to millionths of the base unit; 0 where it is no whole number or the
/// product may be too large.
pub(super) fn factors(multiplier: &Exact) -> [i64; 8] {
    let mut factors = [0; 8];
    for (decimals, factor) in factors.iter_mut().enumerate() {
        let scale = Exact::from(SCALE).checked_div(&Exact::from(10u64.pow(decimals as u32)));
        let exact = scale.map(|scale| &scale * multiplier);
        let whole = exact.and_then(|exact| exact.floor_scaled(1).filter(|low| exact.ceil_scaled(1) == Some(*low)));
        // Eight digits times this stay below 2^63.
        *factor = whole.filter(|factor| *factor < 90_000_000_000).unwrap_or(0);
    }
    factors
}

impl Scale {
    /// Digits and decimals to a scaled integer, or [`ODD`].
    #[inline(always)]
    fn quick(&self, digits: u64, decimals: usize) -> i64 {
        let factor = self.factors[decimals & 7];
        let value = (digits as i64).wrapping_mul(factor);
        if factor == 0 || value > self.limit { ODD } else { value }
    }

    /// Numbers as they stand in the file, from row `from` on.
    pub(super) fn take(&self, numbers: &Numbers, from: usize, values: &mut [i64], odd: &mut [bool]) {
        let there = &numbers.there[from..];
        match (&numbers.values, self.tens) {
            (Values::Doubles(doubles), Some(tens)) => {
                let doubles = &doubles[from..];
                let (limit, missing, odd) = (self.limit, MISSING, ODD);
                dispatch(Instructions::best(), Scaling { tens, limit, doubles, there, values, missing, odd });
            }
            (Values::Integers(integers, decimals @ ..8), _) => {
                for ((value, integer), there) in values.iter_mut().zip(&integers[from..]).zip(there) {
                    let quick = (0..100_000_000).contains(integer);
                    let scaled = if quick { self.quick(*integer as u64, *decimals) } else { ODD };
                    *value = if *there { scaled } else { MISSING };
                }
            }
            _ => values.iter_mut().zip(there).for_each(|(value, there)| *value = if *there { ODD } else { MISSING }),
        }
        for (row, value) in values.iter_mut().enumerate().filter(|(_, value)| **value == ODD) {
            *value = self.exact(&numbers.text(from + row), Decimal::Point);
            odd[row] |= *value == ODD;
        }
    }

    /// A cell of any kind to a scaled integer, [`MISSING`] or [`ODD`].
    #[inline(never)]
    pub(super) fn exact(&self, text: &str, decimal: Decimal) -> i64 {
        if cell::is_missing(text) {
            return MISSING;
        }
        fn value<U: UnitWords>(text: &str, column: &Column, decimal: Decimal) -> Option<Exact> {
            cell::known::<U>(text, column, decimal).ok()?.as_exact().cloned()
        }
        let column = &self.column;
        let Some(kind) = column.meaning.kind() else { return ODD };
        let text = match column.fact() {
            Some(ColumnFact::BitLength) => {
                text.trim().trim_end_matches(|c: char| c.is_alphabetic() || c == '-' || c == ' ')
            }
            _ => text,
        };
        let exact = match kind {
            Kind::Throughput => value::<Tops>(text, column, decimal),
            Kind::Tpp => value::<Tpp>(text, column, decimal),
            Kind::Area => value::<SquareMillimeters>(text, column, decimal),
            Kind::Bandwidth => value::<GBPerSecond>(text, column, decimal),
            Kind::Transceiver => value::<GigabitsPerSecond>(text, column, decimal),
            Kind::Transistors => value::<TransistorsBillion>(text, column, decimal),
            Kind::Clock => value::<Gigahertz>(text, column, decimal),
            Kind::App => value::<WeightedTeraflops>(text, column, decimal),
            Kind::Count => value::<Count>(text, column, decimal),
        };
        let scaled = exact.and_then(|exact| {
            let (low, high) = (exact.floor_scaled(SCALE)?, exact.ceil_scaled(SCALE)?);
            (low == high).then_some(low)
        });
        scaled.filter(|scaled| (0..=LARGEST).contains(scaled)).unwrap_or(ODD)
    }
}
