//! Expressions compiled to whole numbers.
//!
//! Each expression becomes a step over a denominator that is the same at all points of a grid, so that its value is one
//! integer; how large it can be is known before, so nothing overflows. Along one axis a step is `base + slope × value`.

use super::grid::{Axis, Integers, least_multiple};
use super::question::Comparison;
use crate::design::expression::Expression;
use crate::quantity::Exact;
use std::collections::HashMap;

/// Whole numbers of some size.
pub(super) trait Int: Copy + Ord + Default + Send + Sync + 'static {
    /// Every value and product stays below this.
    const LIMIT: i128;
    fn narrow(value: i128) -> Self;
    fn wide(self) -> i128;
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
}

macro_rules! int {
    ($($type:ident $bits:literal),*) => {$(
        impl Int for $type {
            const LIMIT: i128 = 1 << $bits;
            #[inline(always)]
            fn narrow(value: i128) -> Self { value as $type }
            #[inline(always)]
            fn wide(self) -> i128 { i128::from(self) }
            // Sizes were proven: there is nothing to check.
            #[inline(always)]
            fn add(self, other: Self) -> Self { self.wrapping_add(other) }
            #[inline(always)]
            fn sub(self, other: Self) -> Self { self.wrapping_sub(other) }
            #[inline(always)]
            fn mul(self, other: Self) -> Self { self.wrapping_mul(other) }
        }
    )*};
}
int!(i64 62, i128 124);

/// How a step is computed from steps before it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Op {
    Constant(i128),
    Axis(usize),
    /// `a × first + b × second`.
    Sum([usize; 2], [i128; 2]),
    Product([usize; 2]),
    /// The larger (or smaller) of `a × first` and `b × second`.
    Extreme([usize; 2], [i128; 2], bool),
}

/// One step.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) op: Op,
    /// The axes it depends on, one bit each.
    pub(super) axes: u64,
    /// The axes along which it is not `base + slope × value` piece by piece.
    pub(super) curved: u64,
    /// The axes along which it has pieces.
    pub(super) pieces: u64,
    /// The largest size of its value, taking every term with its sign as it is worst.
    size: i128,
    /// Between these lies its value.
    bounds: [i128; 2],
    /// What its value is to be divided by.
    pub(super) denominator: i128,
}

/// `left × a + right × b` is at least `least`.
#[derive(Copy, Clone, Debug)]
pub(super) struct Test {
    pub(super) left: usize,
    pub(super) a: i128,
    pub(super) right: usize,
    pub(super) b: i128,
    pub(super) least: i128,
}

/// Steps in the order of their computation, and the tests on them.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) tests: Vec<Test>,
    pub(super) axes: Vec<Integers>,
    known: HashMap<(Op, i128), usize>,
    size: i128,
}

impl Program {
    /// A program over the values of axes. `None`: they do not fit.
    pub(super) fn new(axes: &[Axis], places: usize) -> Option<(Self, Vec<Option<usize>>)> {
        if axes.len() > 64 {
            return None;
        }
        let mut program = Self::default();
        let mut steps = vec![None; places];
        for (index, axis) in axes.iter().enumerate() {
            let (integers, denominator) = axis.integers()?;
            let bounds = match &integers {
                Integers::Steps { from, step } => {
                    [*from, step.checked_mul(i128::from(axis.count() - 1))?.checked_add(*from)?]
                }
                Integers::List(values) => {
                    let end = |most: bool| if most { values.iter().max() } else { values.iter().min() };
                    [end(false).copied().unwrap_or(0), end(true).copied().unwrap_or(0)]
                }
            };
            let size = bounds[0].unsigned_abs().max(bounds[1].unsigned_abs());
            program.axes.push(integers);
            let step = Step {
                op: Op::Axis(index),
                axes: 1 << index,
                curved: 0,
                pieces: 0,
                size: i128::try_from(size).ok()?,
                bounds,
                denominator,
            };
            steps[axis.place] = Some(program.push(step)?);
        }
        Some((program, steps))
    }

    fn push(&mut self, step: Step) -> Option<usize> {
        if step.size >= i128::LIMIT || step.denominator >= i128::LIMIT {
            return None;
        }
        if let Some(known) = self.known.get(&(step.op, step.denominator)) {
            return Some(*known);
        }
        self.size = self.size.max(step.size);
        self.known.insert((step.op, step.denominator), self.steps.len());
        self.steps.push(step);
        Some(self.steps.len() - 1)
    }

    /// Whether every value fits into a type.
    pub(super) fn fits<T: Int>(&self) -> bool {
        self.size < T::LIMIT
    }

    /// Compiles an expression. `None`: it divides by what differs from point to point, or its numbers are too large.
    pub(super) fn compile(&mut self, expression: &Expression, axes: &[Option<usize>]) -> Option<usize> {
        match expression {
            Expression::Number(value) => {
                let (top, bottom) = value.fraction()?;
                let (top, denominator) = (i128::from(top), i128::from(bottom));
                let (size, bounds) = (top.abs(), [top, top]);
                self.push(Step { op: Op::Constant(top), axes: 0, curved: 0, pieces: 0, size, bounds, denominator })
            }
            Expression::Free(place) => *axes.get(*place)?,
            Expression::Add(parts) => self.sum(&parts[0], &parts[1], 1, axes),
            Expression::Subtract(parts) => self.sum(&parts[0], &parts[1], -1, axes),
            Expression::Multiply(parts) => {
                let (a, b) = (self.compile(&parts[0], axes)?, self.compile(&parts[1], axes)?);
                let (first, second) = (&self.steps[a], &self.steps[b]);
                // No product is larger than the sizes', which is checked first.
                let size = first.size.checked_mul(second.size)?;
                let products = first.bounds.map(|x| second.bounds.map(|y| x * y));
                let (low, high) = (products.iter().flatten().min()?, products.iter().flatten().max()?);
                let step = Step {
                    op: Op::Product([a, b]),
                    bounds: [*low, *high],
                    axes: first.axes | second.axes,
                    curved: first.curved | second.curved | first.axes & second.axes,
                    pieces: first.pieces | second.pieces,
                    size,
                    denominator: first.denominator.checked_mul(second.denominator)?,
                };
                self.push(step)
            }
            Expression::Divide(_) => None,
            Expression::Least(parts) => self.extreme(parts, false, axes),
            Expression::Most(parts) => self.extreme(parts, true, axes),
        }
    }

    /// Two steps over one denominator: the factors that bring them there, and it.
    fn common(&self, a: usize, b: usize) -> Option<([i128; 2], i128)> {
        let (first, second) = (self.steps[a].denominator, self.steps[b].denominator);
        let denominator = least_multiple(first, second)?;
        Some(([denominator / first, denominator / second], denominator))
    }

    fn sum(&mut self, a: &Expression, b: &Expression, sign: i128, axes: &[Option<usize>]) -> Option<usize> {
        let (a, b) = (self.compile(a, axes)?, self.compile(b, axes)?);
        let (factors, denominator) = self.common(a, b)?;
        self.push(self.joined(
            a,
            b,
            factors,
            denominator,
            |factors| Op::Sum([a, b], [factors[0], sign * factors[1]]),
            0,
        )?)
    }

    fn joined(
        &self,
        a: usize,
        b: usize,
        factors: [i128; 2],
        denominator: i128,
        op: impl Fn([i128; 2]) -> Op,
        pieces: u64,
    ) -> Option<Step> {
        let (first, second) = (&self.steps[a], &self.steps[b]);
        let size = |step: &Step, factor: i128| step.size.checked_mul(factor);
        let size = size(first, factors[0])?.checked_add(size(second, factors[1])?)?;
        let op = op(factors);
        let scaled = |step: &Step, factor: i128| {
            let ends = step.bounds.map(|end| end * factor);
            [ends[0].min(ends[1]), ends[0].max(ends[1])]
        };
        let bounds = match op {
            Op::Extreme(_, [a, b], most) => {
                let (x, y) = (scaled(first, a), scaled(second, b));
                let pick = |x: i128, y: i128| if most { x.max(y) } else { x.min(y) };
                [pick(x[0], y[0]), pick(x[1], y[1])]
            }
            Op::Sum(_, [a, b]) => {
                let (x, y) = (scaled(first, a), scaled(second, b));
                [x[0] + y[0], x[1] + y[1]]
            }
            _ => [-size, size],
        };
        Some(Step {
            op,
            bounds,
            axes: first.axes | second.axes,
            curved: first.curved | second.curved,
            pieces: first.pieces | second.pieces | pieces,
            size,
            denominator,
        })
    }

    fn extreme(&mut self, parts: &[Expression], most: bool, axes: &[Option<usize>]) -> Option<usize> {
        let mut best: Option<usize> = None;
        for part in parts {
            let next = self.compile(part, axes)?;
            best = Some(match best {
                None => next,
                Some(so_far) => {
                    let (factors, denominator) = self.common(so_far, next)?;
                    let pieces = self.steps[so_far].axes | self.steps[next].axes;
                    let op = |factors| Op::Extreme([so_far, next], factors, most);
                    self.push(self.joined(so_far, next, factors, denominator, op, pieces)?)?
                }
            });
        }
        best
    }

    /// Compiles a comparison. `Some(None)`: it comes out alike at all points.
    pub(super) fn test(&mut self, comparison: &Comparison, axes: &[Option<usize>]) -> Option<Option<usize>> {
        let left = self.compile(&comparison.left, axes)?;
        let (top, bottom) = comparison.threshold.fraction()?;
        let (top, bottom) = (i128::from(top), i128::from(bottom));
        let unit = self.steps[left].denominator;
        // left / unit - (p / q) × right / other ≥ top / bottom, times all denominators.
        let (right, p, q, other) = match &comparison.right {
            None => (left, 0, 1, 1),
            Some((factor, right)) => {
                let right = self.compile(right, axes)?;
                let (p, q) = factor.fraction()?;
                (right, i128::from(p), i128::from(q), self.steps[right].denominator)
            }
        };
        let product = |factors: &[i128]| factors.iter().try_fold(1i128, |product, factor| product.checked_mul(*factor));
        let a = product(&[q, other, bottom])?;
        let b = -product(&[p, unit, bottom])?;
        let least = product(&[top, unit, q, other])?.checked_add(i128::from(comparison.above))?;
        let size = |step: usize, factor: i128| self.steps[step].size.checked_mul(factor.abs());
        let size = size(left, a)?.checked_add(size(right, b)?)?.checked_add(least.abs())?;
        if size >= i128::LIMIT {
            return None;
        }
        let ends = |step: usize, factor: i128| {
            let ends = self.steps[step].bounds.map(|end| end * factor);
            [ends[0].min(ends[1]), ends[0].max(ends[1])]
        };
        let (x, y) = (ends(left, a), ends(right, b));
        if x[0] + y[0] >= least || x[1] + y[1] < least {
            return Some(None);
        }
        self.size = self.size.max(size);
        self.tests.push(Test { left, a, right, b, least });
        Some(Some(self.tests.len() - 1))
    }

    /// The axes along which every step that matters is straight, piece by piece.
    pub(super) fn curved(&self, also: &[usize]) -> u64 {
        let tests = self.tests.iter().flat_map(|test| [test.left, test.right]);
        tests.chain(also.iter().copied()).fold(0, |curved, step| curved | self.steps[step].curved)
    }
}

/// A step's value over its denominator.
pub(super) fn exact(value: i128, denominator: i128) -> Exact {
    let digits = |value: i128| Exact::from_digits(&value.unsigned_abs().to_string(), 0).unwrap_or(Exact::ZERO);
    let size = digits(value).checked_div(&digits(denominator)).unwrap_or(Exact::ZERO);
    if value < 0 { Exact::ZERO - size } else { size }
}
