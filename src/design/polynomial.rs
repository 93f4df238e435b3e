//! Polynomials of one number with exact coefficients, and where they are zero.

use crate::quantity::Exact;
use std::cmp::Ordering;

/// Coefficients from the constant one up; the last is not zero.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Polynomial(Vec<Exact>);

/// A place where something changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Root {
    /// Exactly here.
    At(Exact),
    /// At one place between the two, neither included: it has no exact form here. Found by bisection.
    Between(Exact, Exact),
    /// Perhaps between the two, at no place or at several: where a curve turns just beside zero.
    Perhaps(Exact, Exact),
}

impl Root {
    pub(super) fn low(&self) -> &Exact {
        match self {
            Self::At(at) => at,
            Self::Between(low, _) | Self::Perhaps(low, _) => low,
        }
    }

    pub(super) fn high(&self) -> &Exact {
        match self {
            Self::At(at) => at,
            Self::Between(_, high) | Self::Perhaps(_, high) => high,
        }
    }
}

/// Brackets are this fine: ends are whole multiples of 10^-DIGITS.
const DIGITS: u64 = 1_000_000_000;

impl Polynomial {
    pub(super) fn new(mut coefficients: Vec<Exact>) -> Self {
        while coefficients.last().is_some_and(Exact::is_zero) {
            coefficients.pop();
        }
        Self(coefficients)
    }

    pub(super) fn constant(value: Exact) -> Self {
        Self::new(vec![value])
    }

    /// The number itself.
    pub(super) fn identity() -> Self {
        Self(vec![Exact::ZERO, Exact::ONE])
    }

    pub(super) fn degree(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a + b)
    }

    pub(super) fn minus(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a - b)
    }

    fn combine(&self, other: &Self, f: impl Fn(&Exact, &Exact) -> Exact) -> Self {
        let zero = Exact::ZERO;
        let at = |polynomial: &Self, i: usize| polynomial.0.get(i).unwrap_or(&zero).clone();
        Self::new((0..self.0.len().max(other.0.len())).map(|i| f(&at(self, i), &at(other, i))).collect())
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let mut product = vec![Exact::ZERO; (self.0.len() + other.0.len()).saturating_sub(1)];
        for (i, a) in self.0.iter().enumerate() {
            for (j, b) in other.0.iter().enumerate() {
                product[i + j] = &product[i + j] + &(a * b);
            }
        }
        Self::new(product)
    }

    pub(super) fn scaled(&self, factor: &Exact) -> Self {
        Self::new(self.0.iter().map(|coefficient| coefficient * factor).collect())
    }

    /// The same line with 1 as its last coefficient.
    pub(super) fn normal(&self) -> Self {
        match self.0.last().and_then(|last| Exact::ONE.checked_div(last)) {
            Some(factor) => self.scaled(&factor),
            None => self.clone(),
        }
    }

    pub(super) fn value(&self, at: &Exact) -> Exact {
        self.0.iter().rev().fold(Exact::ZERO, |sum, coefficient| &(&sum * at) + coefficient)
    }

    pub(super) fn sign(&self, at: &Exact) -> Ordering {
        self.value(at).cmp(&Exact::ZERO)
    }

    pub(super) fn derivative(&self) -> Self {
        let places = 1..self.0.len() as u64;
        Self::new(places.zip(self.0.iter().skip(1)).map(|(i, coefficient)| coefficient * &Exact::from(i)).collect())
    }

    /// The coefficient that decides far out; `None` for zero.
    pub(super) fn leading(&self) -> Option<&Exact> {
        self.0.last()
    }

    /// The polynomial over `x - at`, if `at` is a root.
    pub(super) fn without_root(&self, at: &Exact) -> Option<Self> {
        if self.is_zero() || !self.sign(at).is_eq() {
            return None;
        }
        let mut quotient: Vec<Exact> = Vec::with_capacity(self.0.len());
        let mut carried = Exact::ZERO;
        for coefficient in self.0.iter().skip(1).rev() {
            carried = &(&carried * at) + coefficient;
            quotient.push(carried.clone());
        }
        quotient.reverse();
        Some(Self::new(quotient))
    }

    /// How much the polynomial can differ from its value at `low` between the two.
    pub(super) fn reach(&self, low: &Exact, high: &Exact) -> Exact {
        let steep = Self(self.derivative().0.iter().map(Exact::magnitude).collect());
        steep.value(&high.magnitude().max(low.magnitude())) * (high - low)
    }

    /// A number beyond which, in size, there is no root.
    fn bound(&self) -> Exact {
        let Some((last, rest)) = self.0.split_last() else { return Exact::ONE };
        let shares = rest.iter().filter_map(|coefficient| coefficient.magnitude().checked_div(&last.magnitude()));
        &shares.max().unwrap_or(Exact::ZERO) + &Exact::ONE
    }

    /// Every root above `low` and below `high` (`None`: without limit), rising. A polynomial that is zero everywhere has
    /// none: nothing changes.
    pub(super) fn roots(&self, low: &Exact, high: Option<&Exact>) -> Vec<Root> {
        if self.degree() == 0 {
            return Vec::new();
        }
        let inside = |at: &Exact| at > low && high.is_none_or(|high| at < high);
        if self.degree() == 1 {
            let root = (Exact::ZERO - self.0[0].clone()) / self.0[1].clone();
            return if inside(&root) { vec![Root::At(root)] } else { Vec::new() };
        }
        let bound = self.bound();
        let high = high.map_or_else(|| bound.clone().max(low + &Exact::ONE), Clone::clone);
        // Between two neighbors among these the polynomial rises or falls all the way.
        let turns = self.derivative().roots(low, Some(&high));
        let mut roots: Vec<Root> = Vec::new();
        let mut from = low.clone();
        for turn in turns.iter().map(Some).chain([None]) {
            let to = turn.map_or(&high, Root::low);
            roots.extend(self.crossing(&from, to));
            match turn {
                Some(Root::At(at)) if self.sign(at).is_eq() => roots.push(Root::At(at.clone())),
                Some(Root::Between(a, b) | Root::Perhaps(a, b)) if self.may_vanish(a, b) => {
                    roots.push(Root::Perhaps(a.clone(), b.clone()));
                }
                _ => {}
            }
            from = turn.map_or_else(|| high.clone(), |turn| turn.high().clone());
        }
        roots
    }

    /// Whether there may be a root from `low` to `high`, judged by how steep the polynomial can be there.
    fn may_vanish(&self, low: &Exact, high: &Exact) -> bool {
        self.value(low).magnitude() <= self.reach(low, high)
    }

    /// The one root between two numbers between which it rises or falls all the way.
    fn crossing(&self, low: &Exact, high: &Exact) -> Option<Root> {
        let (below, above) = (self.sign(low), self.sign(high));
        if below.is_eq() || above.is_eq() || below == above {
            return None;
        }
        let scale = Exact::from(DIGITS);
        let (mut from, mut to) = (low.clone(), high.clone());
        let fine = Exact::ONE / scale;
        while &to - &from > fine {
            let middle = round(&((&from + &to) / Exact::from(2)), &from, &to);
            match self.sign(&middle) {
                Ordering::Equal => return Some(Root::At(middle)),
                sign if sign == below => from = middle,
                _ => to = middle,
            }
        }
        // A root with a short form is that, exactly.
        let simple = simplest(&from, &to);
        Some(if self.sign(&simple).is_eq() { Root::At(simple) } else { Root::Between(from, to) })
    }
}

/// A number near `value` with at most nine decimals, strictly between `low` and `high`; `value` itself if there is none.
fn round(value: &Exact, low: &Exact, high: &Exact) -> Exact {
    let rounded = value.floor_scaled(DIGITS).map(|scaled| Exact::ratio(scaled, DIGITS));
    rounded.filter(|rounded| low < rounded && rounded < high).unwrap_or_else(|| value.clone())
}

/// The number with the smallest denominator between two non-negative numbers, neither included.
fn simplest(low: &Exact, high: &Exact) -> Exact {
    let Some(whole) = low.floor_scaled(1).and_then(|whole| u64::try_from(whole).ok()) else { return low.clone() };
    let next = Exact::from(whole + 1);
    if &next < high {
        return next;
    }
    let whole = Exact::from(whole);
    let (low, high) = (low - &whole, high - &whole);
    // Both are now from 0 to 1; the simplest is one over the simplest between their inverses.
    let inverse = |value: &Exact| Exact::ONE.checked_div(value);
    let Some(from) = inverse(&high) else { return whole };
    let inner = match inverse(&low) {
        Some(to) => simplest(&from, &to),
        None => Exact::from(from.floor_scaled(1).and_then(|floor| u64::try_from(floor).ok()).unwrap_or(0) + 1),
    };
    whole + inverse(&inner).unwrap_or(Exact::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn polynomial(coefficients: &[i64]) -> Polynomial {
        Polynomial::new(coefficients.iter().map(|coefficient| Exact::ratio(*coefficient, 1)).collect())
    }

    #[test]
    fn roots_with_a_short_form_are_exact() {
        // (x - 1)(2x - 3)(3x - 7)
        let product = polynomial(&[-1, 1]).times(&polynomial(&[-3, 2])).times(&polynomial(&[-7, 3]));
        let roots = product.roots(&Exact::ZERO, None);
        assert_eq!(roots, [Root::At(Exact::ONE), Root::At(Exact::ratio(3, 2)), Root::At(Exact::ratio(7, 3))]);
        assert_eq!(product.roots(&Exact::ONE, Some(&Exact::from(2))), [Root::At(Exact::ratio(3, 2))]);
        // A root where it only touches zero.
        let square = polynomial(&[-5, 3]).times(&polynomial(&[-5, 3]));
        assert_eq!(square.roots(&Exact::ZERO, None), [Root::At(Exact::ratio(5, 3))]);
    }

    #[test]
    fn roots_without_one_are_bracketed() {
        let roots = polynomial(&[-2, 0, 1]).roots(&Exact::ZERO, None);
        let [Root::Between(low, high)] = &roots[..] else { panic!("{roots:?}") };
        assert_eq!((low.to_string().as_str(), high.to_string().as_str()), ("1.414213562", "1.414213563"));
        assert!(polynomial(&[2, 0, 1]).roots(&Exact::ZERO, None).is_empty());
    }

    proptest! {
        /// Between two roots that are found the sign is one and the same.
        #[test]
        fn no_change_of_sign_is_missed(coefficients in prop::collection::vec(-20i64..20, 1..6)) {
            let polynomial = polynomial(&coefficients);
            let roots = polynomial.roots(&Exact::ZERO, Some(&Exact::from(30)));
            for pair in roots.windows(2) {
                prop_assert!(pair[0].high() <= pair[1].low());
            }
            let steps: Vec<Exact> = (1..3000).map(|i| Exact::ratio(i, 101)).collect();
            for pair in steps.windows(2).filter(|pair| pair[1] < Exact::from(30)) {
                let (a, b) = (polynomial.sign(&pair[0]), polynomial.sign(&pair[1]));
                let between = roots.iter().any(|root| root.low() <= &pair[1] && root.high() >= &pair[0]);
                prop_assert!(a == b || between, "{:?} {:?}", pair, roots);
            }
        }
    }
}
