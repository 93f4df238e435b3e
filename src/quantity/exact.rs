//! One exact rational number.

use dashu_base::{Abs, DivRem, Signed};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use std::fmt;

/// An exact rational number of any size.
///
/// Sums, products and comparisons are exact. Values read from text come with bounds (see
/// [`parse`](super::parse) and [`Unit`](super::Unit)), so nothing grows without limit.
///
/// ```
/// use eccn::quantity::Exact;
/// let tpp = Exact::from(1600);
/// let limit = Exact::ratio(592, 100);
/// // The largest area at which the density is still 5.92: exact, although it has no finite decimal form.
/// let area = tpp.clone() / limit.clone();
/// assert_eq!(area.to_string(), "270.270270…");
/// assert!(limit * area == tpp);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(RBig);

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self(RBig::ZERO);
    /// One.
    pub const ONE: Self = Self(RBig::ONE);

    /// `numerator / denominator`.
    ///
    /// # Panics
    /// If `denominator` is zero.
    pub fn ratio(numerator: i64, denominator: u64) -> Self {
        assert!(denominator != 0, "a ratio needs a denominator other than zero");
        Self(RBig::from_parts(IBig::from(numerator), UBig::from(denominator)))
    }

    /// `digits × 10^exponent`, where `digits` holds ASCII digits only. `None` if it does not.
    pub(crate) fn from_digits(digits: &str, exponent: i32) -> Option<Self> {
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let digits = UBig::from_str_radix(digits, 10).ok()?;
        let power = UBig::from(10u8).pow(exponent.unsigned_abs() as usize);
        Some(Self(if exponent >= 0 { RBig::from(digits * power) } else { RBig::from_parts(IBig::from(digits), power) }))
    }

    /// The smallest integer that is `self × scale` or more. `None` if it does not fit.
    pub(crate) fn ceil_scaled(&self, scale: u64) -> Option<i64> {
        i64::try_from((&self.0 * RBig::from(scale)).ceil()).ok()
    }

    /// The largest integer that is `self × scale` or less. `None` if it does not fit.
    pub(crate) fn floor_scaled(&self, scale: u64) -> Option<i64> {
        i64::try_from((&self.0 * RBig::from(scale)).floor()).ok()
    }

    /// Numerator and denominator in lowest terms. `None` if they do not fit.
    pub(crate) fn fraction(&self) -> Option<(i64, i64)> {
        let numerator = i64::try_from(self.0.numerator().clone()).ok()?;
        Some((numerator, i64::try_from(self.0.denominator().clone()).ok()?))
    }

    /// The nearest number of 64 bits: for drawing, never to decide.
    pub(crate) fn approximate(&self) -> f64 {
        self.0.to_f64().value()
    }

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// The distance from zero.
    pub fn magnitude(&self) -> Self {
        Self(self.0.clone().abs())
    }

    /// `self / divisor`, or `None` if the divisor is zero.
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        (!divisor.is_zero()).then(|| Self(&self.0 / &divisor.0))
    }

    /// The decimal form if it is finite, without an exponent and without trailing zeros.
    ///
    /// ```
    /// use eccn::quantity::Exact;
    /// assert_eq!(Exact::ratio(15832, 10).finite_decimal().as_deref(), Some("1583.2"));
    /// assert_eq!(Exact::ratio(1, 3).finite_decimal(), None);
    /// ```
    pub fn finite_decimal(&self) -> Option<String> {
        if let Some((numerator, denominator)) = self.fraction() {
            return small_decimal(numerator, denominator.unsigned_abs());
        }
        let mut rest = self.0.denominator().clone();
        let (mut twos, mut fives) = (0usize, 0usize);
        for (prime, count) in [(2u8, &mut twos), (5u8, &mut fives)] {
            loop {
                let (quotient, remainder) = (&rest).div_rem(&UBig::from(prime));
                if remainder != UBig::ZERO {
                    break;
                }
                rest = quotient;
                *count += 1;
            }
        }
        (rest == UBig::ONE).then(|| self.truncated(twos.max(fives)))
    }

    /// The value without loss: the finite decimal if there is one, else a fraction such as `50000/37`.
    ///
    /// ```
    /// use eccn::quantity::Exact;
    /// assert_eq!(Exact::ratio(7, 3).lossless(), "7/3");
    /// assert_eq!(Exact::ratio(7, 4).lossless(), "1.75");
    /// ```
    pub fn lossless(&self) -> String {
        self.finite_decimal().unwrap_or_else(|| format!("{}/{}", self.0.numerator(), self.0.denominator()))
    }

    /// Rounded half away from zero to `digits` decimal places, trailing zeros kept: for people to read, never to
    /// decide.
    pub fn rounded(&self, digits: usize) -> String {
        let half = RBig::from_parts(IBig::from(5), UBig::from(10u8).pow(digits + 1));
        let moved = if self.is_negative() { &self.0 - half } else { &self.0 + half };
        Self(moved).truncated(digits)
    }

    /// Cut off after `digits` decimal places, as a number.
    pub(crate) fn cut(&self, digits: usize) -> Self {
        let scale = RBig::from(UBig::from(10u8).pow(digits));
        Self(RBig::from((&self.0 * &scale).trunc()) / scale)
    }

    /// Cut off after `digits` decimal places.
    fn truncated(&self, digits: usize) -> String {
        let scale = UBig::from(10u8).pow(digits);
        let scaled = (&self.0 * RBig::from(scale)).trunc();
        let sign = if scaled.is_negative() { "-" } else { "" };
        let text = format!("{:0>width$}", scaled.abs().to_string(), width = digits + 1);
        let (whole, fraction) = text.split_at(text.len() - digits);
        if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// The value with thousands separators, as people print it: `15,832`.
    ///
    /// A value without a finite decimal form is cut after six places and ends with `…`.
    pub fn grouped(&self) -> String {
        let text = self.to_string();
        let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
        let whole_len = text.find('.').unwrap_or(text.len());
        let mut out = String::from(sign);
        for (i, c) in text[..whole_len].chars().enumerate() {
            if i > 0 && (whole_len - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        out + &text[whole_len..]
    }
}

/// The finite decimal of a fraction in lowest terms that fits into machine words; most do.
fn small_decimal(numerator: i64, denominator: u64) -> Option<String> {
    let (mut rest, mut digits) = (denominator, [0usize; 2]);
    for (prime, count) in [2, 5].into_iter().zip(&mut digits) {
        while rest.is_multiple_of(prime) {
            rest /= prime;
            *count += 1;
        }
    }
    if rest != 1 {
        return None;
    }
    let sign = if numerator < 0 { "-" } else { "" };
    let (size, denominator) = (u128::from(numerator.unsigned_abs()), u128::from(denominator));
    let mut out = format!("{sign}{}", size / denominator);
    let mut rest = size % denominator;
    if rest > 0 {
        out.push('.');
    }
    // As many digits as the larger exponent: in lowest terms the last is no zero.
    while rest > 0 {
        rest *= 10;
        out.push(char::from(b'0' + (rest / denominator) as u8));
        rest %= denominator;
    }
    Some(out)
}

impl fmt::Display for Exact {
    /// The finite decimal if there is one, else six decimal places, cut off, and `…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.finite_decimal() {
            Some(text) => f.write_str(&text),
            None => write!(f, "{}…", self.truncated(6)),
        }
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lossless())
    }
}

impl From<u64> for Exact {
    fn from(value: u64) -> Self {
        Self(RBig::from(value))
    }
}

macro_rules! arithmetic {
    ($($trait:ident $method:ident $op:tt),*) => {$(
        impl std::ops::$trait for Exact {
            type Output = Exact;
            fn $method(self, other: Self) -> Exact { Exact(self.0 $op other.0) }
        }
        impl std::ops::$trait<&Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact { Exact(&self.0 $op &other.0) }
        }
    )*};
}
arithmetic!(Add add +, Sub sub -, Mul mul *, Div div /);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_print_in_full_or_say_that_they_are_cut() {
        for (value, text) in [
            (Exact::ratio(1, 8), "0.125"),
            (Exact::ratio(-3, 4), "-0.75"),
            (Exact::ratio(1, 3), "0.333333…"),
            (Exact::ratio(1, 64), "0.015625"),
            (Exact::ratio(7, 20), "0.35"),
            (Exact::from(15832), "15832"),
        ] {
            assert_eq!(value.to_string(), text);
        }
    }

    #[test]
    fn small_and_large_fractions_print_alike() {
        // Beyond machine words by a factor that divides out of the digits.
        let large = Exact(RBig::from(UBig::from(10u8).pow(30)));
        for numerator in [-7, -1, 0, 1, 3, 49, 1_000_003, i64::MAX, i64::MIN + 1] {
            for denominator in [1, 2, 5, 8, 10, 40, 625, 1 << 20, 9_765_625, 3, 700] {
                let value = Exact::ratio(numerator, denominator);
                let text = value.finite_decimal();
                let slow = (&value * &large).finite_decimal().map(|_| (&value * &large) / large.clone());
                assert_eq!(slow.as_ref().and_then(Exact::finite_decimal), text);
                let Some(text) = text else { continue };
                assert_eq!(text.parse::<f64>().expect("a number"), numerator as f64 / denominator as f64, "{text}");
                let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len());
                assert_eq!(value.truncated(digits), text);
                assert!(digits == 0 || !text.ends_with('0'), "{text}");
            }
        }
    }

    #[test]
    fn rounding_goes_half_away_from_zero() {
        for (value, digits, text) in [
            (Exact::ratio(15832, 814), 2, "19.45"),
            (Exact::ratio(5, 2), 0, "3"),
            (Exact::ratio(-5, 2), 0, "-3"),
            (Exact::ratio(1, 1000), 2, "0.00"),
            (Exact::ratio(5, 1000), 2, "0.01"),
            (Exact::ratio(4, 1000), 2, "0.00"),
        ] {
            assert_eq!(value.rounded(digits), text);
        }
    }

    #[test]
    fn groups_of_three() {
        for (value, text) in [(999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(Exact::from(value).grouped(), text);
        }
        assert_eq!(Exact::ratio(-12345, 10).grouped(), "-1,234.5");
    }

    #[test]
    fn arithmetic_is_exact() {
        let third = Exact::ONE.checked_div(&Exact::from(3)).expect("not zero");
        assert_eq!(&(&third + &third) + &third, Exact::ONE);
        assert_eq!(Exact::ONE.checked_div(&Exact::ZERO), None);
        assert_eq!((Exact::from(2) - Exact::from(5)).magnitude(), Exact::from(3));
        assert!((Exact::from(2) - Exact::from(5)).is_negative());
    }
}
