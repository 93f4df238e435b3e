//! Numbers of a design that may follow from others, and their exact values.

use crate::quantity::Exact;
use std::sync::Arc;

/// The most numbers and names in one expression, names of expressions counted with what they stand for.
pub(super) const MAX_TERMS: usize = 1000;

/// An exact expression over the free numbers of a design, which are named by their places.
///
/// Parts are shared: a parameter that is used in many places is held once.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    Number(Exact),
    Free(usize),
    Add(Arc<[Expression; 2]>),
    Subtract(Arc<[Expression; 2]>),
    Multiply(Arc<[Expression; 2]>),
    Divide(Arc<[Expression; 2]>),
    Least(Arc<[Expression]>),
    Most(Arc<[Expression]>),
}

impl Expression {
    pub(super) fn number(value: u64) -> Self {
        Self::Number(Exact::from(value))
    }

    pub(super) fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => Self::Number(a + b),
            (Self::Number(zero), other) | (other, Self::Number(zero)) if zero.is_zero() => other,
            (a, b) => Self::Add(Arc::new([a, b])),
        }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => Self::Number(a - b),
            (a, b) => Self::Subtract(Arc::new([a, b])),
        }
    }

    pub(super) fn times(self, other: Self) -> Self {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => Self::Number(a * b),
            (Self::Number(factor), other) | (other, Self::Number(factor)) => other.scaled(factor),
            (a, b) => Self::Multiply(Arc::new([a, b])),
        }
    }

    /// Times a number; numbers stand first, and are multiplied into each other.
    fn scaled(self, factor: Exact) -> Self {
        match self {
            other if factor == Exact::ONE => other,
            Self::Multiply(parts) => match &parts[..] {
                [Self::Number(own), rest] => rest.clone().scaled(own * &factor),
                _ => Self::Multiply(Arc::new([Self::Number(factor), Self::Multiply(parts)])),
            },
            other => Self::Multiply(Arc::new([Self::Number(factor), other])),
        }
    }

    /// The same where some free numbers have these values.
    pub(super) fn fixed(&self, values: &[Option<Exact>]) -> Self {
        let both = |pair: &[Self; 2], with: fn(Self, Self) -> Self| with(pair[0].fixed(values), pair[1].fixed(values));
        let each = |parts: &[Self]| parts.iter().map(|part| part.fixed(values)).collect::<Arc<[Self]>>();
        let folded = |expression: Self| expression.constant().map_or(expression, Self::Number);
        match self {
            Self::Number(_) => self.clone(),
            Self::Free(place) => match values.get(*place) {
                Some(Some(value)) => Self::Number(value.clone()),
                _ => self.clone(),
            },
            Self::Add(parts) => both(parts, Self::plus),
            Self::Subtract(parts) => both(parts, Self::minus),
            Self::Multiply(parts) => both(parts, Self::times),
            Self::Divide(parts) => both(parts, Self::over),
            Self::Least(parts) => folded(Self::Least(each(parts))),
            Self::Most(parts) => folded(Self::Most(each(parts))),
        }
    }

    pub(super) fn over(self, other: Self) -> Self {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) if !b.is_zero() => Self::Number(a / b),
            (a, Self::Number(b)) if !b.is_zero() => a.scaled(Exact::ONE / b),
            (a, b) => Self::Divide(Arc::new([a, b])),
        }
    }

    /// The largest of several; of one, that.
    pub(super) fn most(mut parts: Vec<Self>) -> Option<Self> {
        if parts.len() <= 1 { parts.pop() } else { Some(Self::Most(parts.into())) }
    }

    /// The value, if the numbers of the design do not matter.
    pub(super) fn constant(&self) -> Option<Exact> {
        let mut free = Vec::new();
        self.free(&mut free);
        if free.is_empty() { self.value(&[]) } else { None }
    }

    /// The value where the free numbers have these values. `None`: a division by zero.
    pub(super) fn value(&self, free: &[Exact]) -> Option<Exact> {
        let pair = |pair: &[Self; 2]| Some((pair[0].value(free)?, pair[1].value(free)?));
        Some(match self {
            Self::Number(value) => value.clone(),
            Self::Free(index) => free.get(*index)?.clone(),
            Self::Add(parts) => pair(parts).map(|(a, b)| a + b)?,
            Self::Subtract(parts) => pair(parts).map(|(a, b)| a - b)?,
            Self::Multiply(parts) => pair(parts).map(|(a, b)| a * b)?,
            Self::Divide(parts) => pair(parts).and_then(|(a, b)| a.checked_div(&b))?,
            Self::Least(parts) => Self::values(parts, free)?.into_iter().min()?,
            Self::Most(parts) => Self::values(parts, free)?.into_iter().max()?,
        })
    }

    fn values(parts: &[Self], free: &[Exact]) -> Option<Vec<Exact>> {
        parts.iter().map(|part| part.value(free)).collect()
    }

    fn parts(&self) -> &[Self] {
        match self {
            Self::Number(_) | Self::Free(_) => &[],
            Self::Add(parts) | Self::Subtract(parts) | Self::Multiply(parts) | Self::Divide(parts) => &parts[..],
            Self::Least(parts) | Self::Most(parts) => parts,
        }
    }

    /// Adds the places of the free numbers it depends on.
    pub(super) fn free(&self, found: &mut Vec<usize>) {
        if let Self::Free(index) = self
            && !found.contains(index)
        {
            found.push(*index);
        }
        self.parts().iter().for_each(|part| part.free(found));
    }

    /// Whether it is a whole number whenever `whole` free numbers are.
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Self::Number(value) => value.fraction().is_some_and(|(_, denominator)| denominator == 1),
            Self::Free(_) => true,
            Self::Divide(_) => false,
            _ => self.parts().iter().all(Self::is_whole),
        }
    }

    pub(super) fn terms(&self) -> usize {
        // A sum that ends early: shared parts can be many more than what is written.
        fn add(expression: &Expression, total: &mut usize) {
            if *total > MAX_TERMS {
                return;
            }
            match expression {
                Expression::Number(_) | Expression::Free(_) => *total += 1,
                _ => expression.parts().iter().for_each(|part| add(part, total)),
            }
        }
        let mut total = 0;
        add(self, &mut total);
        total
    }
}
