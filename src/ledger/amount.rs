//! An amount of TPP as an exact integer.

use std::fmt;
use std::iter::Sum;

/// Millionths in one TPP.
const SCALE: u128 = 1_000_000;

/// An exact amount of TPP, in millionths. Sums and products are checked, never rounded: 10^18 TPP takes 80 of 128 bits.
///
/// ```
/// use eccn::ledger::Amount;
/// let a40: Amount = "2395.2".parse()?;
/// assert_eq!(a40.times(1_000_000_000_000).unwrap().to_string(), "2395200000000000");
/// assert!("1.0000001".parse::<Amount>().is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u128);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A whole number of TPP.
    pub fn whole(tpp: u64) -> Self {
        Self(u128::from(tpp) * SCALE)
    }

    /// So many millionths of a TPP.
    pub fn from_millionths(millionths: u128) -> Self {
        Self(millionths)
    }

    /// The amount in millionths of a TPP.
    pub fn millionths(self) -> u128 {
        self.0
    }

    /// So many times the amount. `None` if that does not fit.
    pub fn times(self, count: u64) -> Option<Self> {
        self.0.checked_mul(u128::from(count)).map(Self)
    }

    /// The sum. `None` if it does not fit.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// What is left of it; zero if `other` is more.
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// How often `each` fits into it. `None` if `each` is nothing.
    pub fn fits(self, each: Self) -> Option<u128> {
        self.0.checked_div(each.0)
    }

    /// Whether it is no more than `percent` of `whole`. Compared as integers; amounts past that are never within.
    pub fn is_within(self, percent: u8, whole: Self) -> bool {
        let (part, bound) = (self.0.checked_mul(100), whole.0.checked_mul(u128::from(percent)));
        matches!((part, bound), (Some(part), Some(bound)) if part <= bound)
    }

    /// That percentage of it, rounded down to a millionth.
    pub fn percent(self, percent: u8) -> Self {
        Self(self.0 / 100 * u128::from(percent) + self.0 % 100 * u128::from(percent) / 100)
    }

    /// The amount with thousands separators.
    pub fn grouped(self) -> String {
        let whole = (self.0 / SCALE).to_string();
        let mut out = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out + &fraction(self.0)
    }
}

/// `.2`, or nothing.
fn fraction(millionths: u128) -> String {
    let rest = millionths % SCALE;
    if rest == 0 { String::new() } else { format!(".{rest:06}").trim_end_matches('0').to_owned() }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0 / SCALE, fraction(self.0))
    }
}

impl Sum for Amount {
    /// The sum of amounts that are known to fit.
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |sum, amount| Self(sum.0.saturating_add(amount.0)))
    }
}

impl std::str::FromStr for Amount {
    type Err = String;

    /// Digits, with up to six decimals; commas, spaces and underscores between digits do not count.
    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("expected TPP as a number such as 15832 or 2395.2, found {text:?}");
        let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        if decimals.len() > 6 {
            return Err(format!(
                "TPP is counted in millionths; {text:?} has more than six decimals: round it yourself"
            ));
        }
        if whole.is_empty() && decimals.is_empty() {
            return Err(fault());
        }
        let mut value: u128 = 0;
        let digits = whole.bytes().filter(|byte| !matches!(byte, b',' | b'_' | b' '));
        let padding = std::iter::repeat_n(b'0', 6 - decimals.len());
        for byte in digits.chain(decimals.bytes()).chain(padding) {
            let digit = (byte as char).to_digit(10).ok_or_else(fault)?;
            value = value
                .checked_mul(10)
                .and_then(|value| value.checked_add(u128::from(digit)))
                .ok_or_else(|| format!("{text:?} is more TPP than can be counted"))?;
        }
        Ok(Self(value))
    }
}
