//! Columns of numbers that stand in a file as numbers, not as text.

use super::print::write_scaled;
use crate::kernel::{SCALE, Work};
use crate::quantity::Exact;
use std::io::Write as _;

/// A column of numbers of some rows.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) values: Values,
    /// Whether a row has a value; where it has none, the number is not looked at.
    pub(super) there: Vec<bool>,
}

/// Numbers as files hold them.
#[derive(Debug)]
#[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only Parquet holds numbers as such"))]
pub(super) enum Values {
    /// Finite. Each stands for the shortest decimal that is read as the same double.
    Doubles(Vec<f64>),
    /// With so many decimals.
    Integers(Vec<i64>, usize),
    /// With so many decimals.
    Wide(Vec<i128>, usize),
}

impl Numbers {
    /// Appends the number of a row as text; nothing if there is none.
    pub(super) fn write(&self, row: usize, out: &mut Vec<u8>) {
        if !self.there[row] {
            return;
        }
        match &self.values {
            Values::Doubles(values) => write_double(values[row], out),
            Values::Integers(values, 0) => {
                out.extend_from_slice(itoa::Buffer::new().format(values[row]).as_bytes());
            }
            Values::Integers(values, decimals) => write_decimal(values[row].into(), *decimals, out),
            Values::Wide(values, decimals) => write_decimal(values[row], *decimals, out),
        }
    }

    /// The number of a row as text.
    pub(super) fn text(&self, row: usize) -> String {
        let mut out = Vec::new();
        self.write(row, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }
}

fn write_double(value: f64, out: &mut Vec<u8>) {
    match (Tens { factor: SCALE as f64, over: false }).scaled(value, LONGEST) {
        Some(scaled) => write_scaled(out, scaled),
        // Writing to memory does not fail.
        None => drop(write!(out, "{value}")),
    }
}

fn write_decimal(value: i128, decimals: usize, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    let digits = format!("{:0width$}", value.unsigned_abs(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    out.extend_from_slice(whole.as_bytes());
    if decimals > 0 {
        out.push(b'.');
        out.extend_from_slice(fraction.as_bytes());
    }
}

/// Two decimals of at most fifteen digits are never read as the same double. So one of them that is read as some double is
/// the shortest that is.
const LONGEST: i64 = 1_000_000_000_000_000;

/// A factor that is a power of ten, by which a double becomes an integer.
#[derive(Copy, Clone, Debug)]
pub(super) struct Tens {
    factor: f64,
    /// It divides.
    over: bool,
}

impl Tens {
    /// From a unit to millionths of its base unit, `multiplier` being the factor to the base unit. `None` if it is no power
    /// of ten, or one that a double does not hold.
    pub(super) fn of(multiplier: &Exact) -> Option<Self> {
        let factor = multiplier * &Exact::from(SCALE);
        (0..=15u32).find_map(|power| {
            let tens = 10u64.pow(power);
            let (times, over) = (factor == Exact::from(tens), &factor * &Exact::from(tens) == Exact::ONE);
            (times || over).then_some(Self { factor: tens as f64, over })
        })
    }

    /// The shortest decimal of `value` times the factor, if that is a whole number from 0 to `limit`; `limit` is at most
    /// 10^15. `None` also where this way cannot tell.
    #[inline(always)]
    pub(super) fn scaled(self, value: f64, limit: i64) -> Option<i64> {
        debug_assert!(limit <= LONGEST);
        let product = if self.over { value / self.factor } else { value * self.factor };
        let whole = (product + 0.5) as i64;
        // The product may be a little off. Back from the integer, division and multiplication are rounded once, as reading
        // the decimal is: they give the same double only if the decimal does.
        let back = if self.over { whole as f64 * self.factor } else { whole as f64 / self.factor };
        (back == value && whole <= limit && value.is_sign_positive()).then_some(whole)
    }
}

/// [`Tens::scaled`] of a column, without branches: `missing` where there is no number, `odd` where it gives none.
pub(super) struct Scaling<'c> {
    pub(super) tens: Tens,
    pub(super) limit: i64,
    pub(super) doubles: &'c [f64],
    pub(super) there: &'c [bool],
    pub(super) values: &'c mut [i64],
    /// In place of a number.
    pub(super) missing: i64,
    pub(super) odd: i64,
}

impl Work for Scaling<'_> {
    #[inline(always)]
    fn run(self) {
        let Self { tens: Tens { factor, over }, limit, doubles, there, values, missing, odd } = self;
        // Added to a number below it, this leaves the nearest whole number in the lowest 52 bits.
        const WHOLE: f64 = (1u64 << 52) as f64;
        let rows = values.iter_mut().zip(doubles).zip(there);
        for ((value, double), there) in rows {
            let product = if over { *double / factor } else { *double * factor };
            let shifted = product + WHOLE;
            let whole = shifted - WHOLE;
            let back = if over { whole * factor } else { whole / factor };
            let exact = (back == *double) & (product < WHOLE / 2.0) & (double.to_bits() >> 63 == 0);
            let scaled = (shifted.to_bits() & ((1 << 52) - 1)) as i64;
            let found = if exact & (scaled <= limit) { scaled } else { odd };
            *value = if *there { found } else { missing };
        }
    }
}

/// The double whose shortest decimal is that of a single: 0.1 for 0.1.
#[cfg(feature = "parquet")]
pub(super) fn widened(value: f32) -> f64 {
    // Two decimals of at most six digits are never read as the same single.
    let mut factor = 1.0;
    for _ in 0..4 {
        let whole = (f64::from(value) * factor + 0.5) as i64;
        if !(0..1_000_000).contains(&whole) {
            break;
        }
        let decimal = whole as f64 / factor;
        if decimal as f32 == value && value.is_sign_positive() {
            return decimal;
        }
        factor *= 10.0;
    }
    format!("{value}").parse().unwrap_or(f64::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(value: f64) -> String {
        let numbers = Numbers { values: Values::Doubles(vec![value]), there: vec![true] };
        numbers.text(0)
    }

    #[test]
    fn powers_of_ten_only() {
        assert!(Tens::of(&Exact::ONE).is_some_and(|tens| tens.factor == 1e6 && !tens.over));
        assert!(Tens::of(&Exact::ratio(1, 1_000_000_000_000)).is_some_and(|tens| tens.factor == 1e6 && tens.over));
        assert!(Tens::of(&Exact::from(2u64)).is_none());
    }

    #[test]
    fn decimals_as_they_are() {
        let numbers = Numbers { values: Values::Wide(vec![-5, 1_649_312], 3), there: vec![true; 2] };
        assert_eq!((numbers.text(0), numbers.text(1)), ("-0.005".to_owned(), "1649.312".to_owned()));
        let tens = Tens { factor: 1e6, over: false };
        assert_eq!(tens.scaled(1649.312, LONGEST), Some(1_649_312_000));
        assert_eq!(tens.scaled(0.1 + 0.2, LONGEST), None);
        assert_eq!(tens.scaled(-1.0, LONGEST), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]
        #[test]
        fn the_shortest_decimal(digits in 0u64..10_000_000_000_000_000, decimals in 0u32..12, power in -3i32..15) {
            for value in [digits as f64 / 10f64.powi(decimals as i32), f64::from_bits(digits << 10)] {
                prop_assert_eq!(text(value), format!("{value}"));
                // Times a power of ten: the same as of the decimal.
                let (factor, over) = (10f64.powi(power.abs()), power < 0);
                if let Some(whole) = (Tens { factor, over }).scaled(value, LONGEST) {
                    let exact = crate::quantity::parse::decimal(&format!("{value}")).map_err(|_| TestCaseError::fail("no number"))?;
                    let tens = Exact::from(10u64.pow(power.unsigned_abs()));
                    let whole = Exact::from(whole as u64);
                    let same = if over { &whole * &tens == exact } else { whole == &exact * &tens };
                    prop_assert!(same);
                }
                let mut column = [0; 2];
                let (tens, limit, doubles, there) = (Tens { factor, over }, LONGEST, &[value; 2], &[true, false]);
                Scaling { tens, limit, doubles, there, values: &mut column, missing: -1, odd: -2 }.run();
                prop_assert_eq!(column, [tens.scaled(value, limit).unwrap_or(-2), -1]);
            }
        }

        #[cfg(feature = "parquet")]
        #[test]
        fn singles_by_their_shortest_decimal(digits in 0u32..100_000_000, decimals in 0u32..8, bits: u32) {
            for value in [(f64::from(digits) / 10f64.powi(decimals as i32)) as f32, f32::from_bits(bits)] {
                if value.is_finite() {
                    prop_assert_eq!(format!("{}", widened(value)), format!("{value}"));
                }
            }
        }
    }
}
