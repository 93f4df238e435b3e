//! Sets of possible values: intervals and unions of intervals.

use super::Exact;
use crate::Truth;
use std::cmp::Ordering;

/// The most pieces an [`Extent`] keeps apart. More are joined into one range: wider, so never wrongly certain.
const MAX_PIECES: usize = 64;

/// An interval of non-negative numbers; either end may be open, the upper end may be infinite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    pub(crate) low: Exact,
    pub(crate) low_open: bool,
    /// `None` means without limit.
    pub(crate) high: Option<Exact>,
    pub(crate) high_open: bool,
}

impl Interval {
    /// The single value `value`.
    pub fn point(value: Exact) -> Self {
        Self { low: value.clone(), low_open: false, high: Some(value), high_open: false }
    }

    /// From `low` to `high`, both included; `None` for `high` means without limit.
    pub fn closed(low: Exact, high: Option<Exact>) -> Self {
        let high_open = high.is_none();
        Self { low, low_open: false, high, high_open }
    }

    /// Any number above zero.
    pub fn above_zero() -> Self {
        Self { low_open: true, ..Self::closed(Exact::ZERO, None) }
    }

    /// The lower end and whether it is excluded.
    pub fn low(&self) -> (&Exact, bool) {
        (&self.low, self.low_open)
    }

    /// The upper end and whether it is excluded; `None` means without limit.
    pub fn high(&self) -> Option<(&Exact, bool)> {
        self.high.as_ref().map(|high| (high, self.high_open))
    }

    /// The value, if there is only one.
    pub fn as_point(&self) -> Option<&Exact> {
        (self.high.as_ref() == Some(&self.low)).then_some(&self.low)
    }

    fn is_empty(&self) -> bool {
        self.high.as_ref().is_some_and(|high| match high.cmp(&self.low) {
            Ordering::Less => true,
            Ordering::Equal => self.low_open || self.high_open,
            Ordering::Greater => false,
        })
    }

    /// Whether `value` is inside.
    pub fn contains(&self, value: &Exact) -> bool {
        let above = if self.low_open { value > &self.low } else { value >= &self.low };
        above && self.high.as_ref().is_none_or(|high| if self.high_open { value < high } else { value <= high })
    }

    /// The values in both, or `None` if there are none.
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        let (low, low_open) = match self.low.cmp(&other.low) {
            Ordering::Less => (&other.low, other.low_open),
            Ordering::Greater => (&self.low, self.low_open),
            Ordering::Equal => (&self.low, self.low_open || other.low_open),
        };
        let (high, high_open) = match (&self.high, &other.high) {
            (None, None) => (None, true),
            (Some(high), None) => (Some(high), self.high_open),
            (None, Some(high)) => (Some(high), other.high_open),
            (Some(a), Some(b)) => match a.cmp(b) {
                Ordering::Less => (Some(a), self.high_open),
                Ordering::Greater => (Some(b), other.high_open),
                Ordering::Equal => (Some(a), self.high_open || other.high_open),
            },
        };
        let joined = Self { low: low.clone(), low_open, high: high.cloned(), high_open };
        (!joined.is_empty()).then_some(joined)
    }

    /// How all values of `self` compare with all values of `other`: `Some` only if the order is the same for each pair.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        if let (Some(a), Some(b)) = (self.as_point(), other.as_point()) {
            return Some(a.cmp(b));
        }
        let below = |a: &Self, b: &Self| {
            a.high.as_ref().is_some_and(|high| match high.cmp(&b.low) {
                Ordering::Less => true,
                Ordering::Equal => a.high_open || b.low_open,
                Ordering::Greater => false,
            })
        };
        if below(self, other) {
            Some(Ordering::Less)
        } else if below(other, self) {
            Some(Ordering::Greater)
        } else {
            None
        }
    }

    /// Whether every (yes), no (no) or only some pairs from the two satisfy "at least".
    pub(crate) fn at_least(&self, other: &Self) -> Truth {
        // All a >= all b: the smallest a against the largest b.
        let all = other.high.as_ref().is_some_and(|high| &self.low >= high);
        let none = self.high.as_ref().is_some_and(|high| match high.cmp(&other.low) {
            Ordering::Less => true,
            Ordering::Equal => self.high_open || other.low_open,
            Ordering::Greater => false,
        });
        if all {
            Truth::Yes
        } else if none {
            Truth::No
        } else {
            Truth::Unknown
        }
    }

    fn combine(&self, other: &Self, f: impl Fn(&Exact, &Exact) -> Exact) -> Self {
        Self {
            low: f(&self.low, &other.low),
            low_open: self.low_open || other.low_open,
            high: self.high.as_ref().zip(other.high.as_ref()).map(|(a, b)| f(a, b)),
            high_open: self.high_open || other.high_open,
        }
    }

    fn max(&self, other: &Self) -> Self {
        let (low, low_open) = match self.low.cmp(&other.low) {
            Ordering::Less => (&other.low, other.low_open),
            Ordering::Greater => (&self.low, self.low_open),
            Ordering::Equal => (&self.low, self.low_open && other.low_open),
        };
        let (high, high_open) = match (&self.high, &other.high) {
            (None, _) | (_, None) => (None, true),
            (Some(a), Some(b)) => match a.cmp(b) {
                Ordering::Less => (Some(b), other.high_open),
                Ordering::Greater => (Some(a), self.high_open),
                Ordering::Equal => (Some(a), self.high_open && other.high_open),
            },
        };
        Self { low: low.clone(), low_open, high: high.cloned(), high_open }
    }

    /// All quotients `a / b` with `b` above zero. `None` if `other` holds only zero.
    fn divide(&self, other: &Self) -> Option<Self> {
        if other.high.as_ref().is_some_and(Exact::is_zero) {
            return None;
        }
        // Nothing over anything above zero is nothing.
        if self.high.as_ref().is_some_and(Exact::is_zero) {
            return Some(Self::point(Exact::ZERO));
        }
        let (low, low_open) = match &other.high {
            Some(high) => (&self.low / high, self.low_open || other.high_open),
            None => (Exact::ZERO, !self.low.is_zero() || self.low_open),
        };
        let high = match &self.high {
            Some(high) => high.checked_div(&other.low),
            None => None,
        };
        let high_open = high.is_none() || self.high_open || other.low_open;
        Some(Self { low, low_open, high, high_open })
    }
}

/// The set of values a quantity may have: a union of disjoint intervals in rising order, never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    pieces: Vec<Interval>,
}

impl Extent {
    /// The union of the given intervals.
    ///
    /// # Panics
    /// If there is none.
    pub fn new(mut pieces: Vec<Interval>) -> Self {
        pieces.retain(|piece| !piece.is_empty());
        assert!(!pieces.is_empty(), "an extent holds at least one value");
        pieces.sort_by(|a, b| a.low.cmp(&b.low).then(a.low_open.cmp(&b.low_open)));
        let mut joined: Vec<Interval> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match joined.last_mut() {
                Some(last) if touches(last, &piece) => *last = hull(last, &piece),
                _ => joined.push(piece),
            }
        }
        if joined.len() > MAX_PIECES {
            let whole = hull(&joined[0], &joined[joined.len() - 1]);
            joined = vec![whole];
        }
        Self { pieces: joined }
    }

    /// One value.
    pub fn point(value: Exact) -> Self {
        Self { pieces: vec![Interval::point(value)] }
    }

    /// Any non-negative value.
    pub fn anything() -> Self {
        Self { pieces: vec![Interval::closed(Exact::ZERO, None)] }
    }

    /// The intervals, in rising order.
    pub fn pieces(&self) -> &[Interval] {
        &self.pieces
    }

    /// The value, if there is only one.
    pub fn as_point(&self) -> Option<&Exact> {
        match &self.pieces[..] {
            [only] => only.as_point(),
            _ => None,
        }
    }

    /// Whether nothing at all is known: any non-negative value.
    pub fn is_anything(&self) -> bool {
        matches!(&self.pieces[..], [only] if only.high.is_none() && only.low.is_zero() && !only.low_open)
    }

    /// Whether nothing is known beyond the value being zero or more, or above zero.
    pub fn says_nothing(&self) -> bool {
        matches!(&self.pieces[..], [only] if only.high.is_none() && only.low.is_zero())
    }

    /// The smallest value and whether it is excluded.
    pub fn low(&self) -> (&Exact, bool) {
        self.pieces[0].low()
    }

    /// The largest value and whether it is excluded; `None` means without limit.
    pub fn high(&self) -> Option<(&Exact, bool)> {
        self.pieces[self.pieces.len() - 1].high()
    }

    /// Whether `value` may be the value.
    pub fn contains(&self, value: &Exact) -> bool {
        self.pieces.iter().any(|piece| piece.contains(value))
    }

    /// The values in both, or `None` if there are none.
    pub fn intersect(&self, other: &Interval) -> Option<Self> {
        let pieces: Vec<_> = self.pieces.iter().filter_map(|piece| piece.intersect(other)).collect();
        (!pieces.is_empty()).then(|| Self::new(pieces))
    }

    fn pairwise(&self, other: &Self, f: impl Fn(&Interval, &Interval) -> Interval) -> Self {
        let mut pieces = Vec::with_capacity(self.pieces.len() * other.pieces.len());
        for a in &self.pieces {
            pieces.extend(other.pieces.iter().map(|b| f(a, b)));
        }
        Self::new(pieces)
    }

    /// All sums.
    pub fn add(&self, other: &Self) -> Self {
        self.pairwise(other, |a, b| a.combine(b, |x, y| x + y))
    }

    /// All products.
    pub fn multiply(&self, other: &Self) -> Self {
        self.pairwise(other, |a, b| a.combine(b, |x, y| x * y))
    }

    /// All values times `factor`, which is not negative.
    pub fn scale(&self, factor: &Exact) -> Self {
        self.multiply(&Self::point(factor.clone()))
    }

    /// The larger of the two, for each pair.
    pub fn max(&self, other: &Self) -> Self {
        self.pairwise(other, Interval::max)
    }

    /// All quotients by the values above zero of `other`; `None` if it has none.
    pub fn divide(&self, other: &Self) -> Option<Self> {
        let mut pieces = Vec::new();
        for a in &self.pieces {
            pieces.extend(other.pieces.iter().filter_map(|b| a.divide(b)));
        }
        (!pieces.is_empty()).then(|| Self::new(pieces))
    }

    /// Both sets together.
    pub fn union(&self, other: &Self) -> Self {
        Self::new(self.pieces.iter().chain(&other.pieces).cloned().collect())
    }
}

/// Whether two intervals, the first starting no later, overlap or meet without a gap.
fn touches(first: &Interval, second: &Interval) -> bool {
    first.high.as_ref().is_none_or(|high| match high.cmp(&second.low) {
        Ordering::Less => false,
        Ordering::Equal => !(first.high_open && second.low_open),
        Ordering::Greater => true,
    })
}

fn hull(first: &Interval, second: &Interval) -> Interval {
    let (high, high_open) = match (&first.high, &second.high) {
        (None, _) | (_, None) => (None, true),
        (Some(a), Some(b)) => match a.cmp(b) {
            Ordering::Less => (Some(b), second.high_open),
            Ordering::Greater => (Some(a), first.high_open),
            Ordering::Equal => (Some(a), first.high_open && second.high_open),
        },
    };
    Interval { low: first.low.clone(), low_open: first.low_open, high: high.cloned(), high_open }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[u64]) -> Extent {
        Extent::new(values.iter().map(|v| Interval::point(Exact::from(*v))).collect())
    }

    #[test]
    fn alternatives_stay_apart_and_equal_ones_join() {
        assert_eq!(points(&[3, 1, 3]).pieces().len(), 2);
        assert_eq!(points(&[1, 3]).add(&points(&[10, 20])), points(&[11, 13, 21, 23]));
        assert_eq!(points(&[1, 3]).max(&points(&[2])), points(&[2, 3]));
    }

    #[test]
    fn many_alternatives_become_a_range_that_holds_them_all() {
        let many = points(&(0..100).collect::<Vec<_>>());
        assert_eq!(many.pieces().len(), 1);
        assert!(many.contains(&Exact::from(0)) && many.contains(&Exact::from(99)));
        assert!(!many.contains(&Exact::from(100)));
    }

    #[test]
    fn half_open_neighbours_join_only_if_the_border_is_in_one() {
        let open_end = Interval { high_open: true, ..Interval::closed(Exact::ZERO, Some(Exact::ONE)) };
        let open_start = Interval { low_open: true, ..Interval::closed(Exact::ONE, Some(Exact::from(2))) };
        assert_eq!(Extent::new(vec![open_end.clone(), open_start]).pieces().len(), 2);
        assert_eq!(Extent::new(vec![open_end, Interval::point(Exact::ONE)]).pieces().len(), 1);
    }

    #[test]
    fn nothing_over_any_area_is_nothing() {
        let zero = Extent::point(Exact::ZERO);
        assert_eq!(zero.divide(&Extent::new(vec![Interval::above_zero()])), Some(zero.clone()));
        assert_eq!(zero.divide(&Extent::anything()), Some(zero.clone()));
        assert_eq!(zero.divide(&zero), None);
    }

    #[test]
    fn dividing_by_any_positive_area_reaches_any_density() {
        let area = Interval::above_zero();
        let density = Extent::point(Exact::from(1600)).divide(&Extent::new(vec![area])).unwrap();
        assert_eq!(density.low(), (&Exact::ZERO, true));
        assert_eq!(density.high(), None);
        assert_eq!(points(&[5]).divide(&points(&[0])), None);
        assert_eq!(points(&[6]).divide(&points(&[2, 3])), Some(points(&[2, 3])));
    }

    #[test]
    fn at_least_is_certain_only_when_every_pair_agrees() {
        let range = Interval::closed(Exact::from(2), Some(Exact::from(4)));
        assert_eq!(range.at_least(&Interval::point(Exact::from(2))), Truth::Yes);
        assert_eq!(range.at_least(&Interval::point(Exact::from(3))), Truth::Unknown);
        assert_eq!(range.at_least(&Interval::point(Exact::from(5))), Truth::No);
        let open = Interval { high_open: true, ..range };
        assert_eq!(open.at_least(&Interval::point(Exact::from(4))), Truth::No);
    }
}
