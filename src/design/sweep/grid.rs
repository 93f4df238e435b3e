//! The points of a sweep: every combination of the values of its axes, numbered from 0, the last axis fastest.

use crate::quantity::Exact;
use std::ops::Range;

/// The most points a grid may have.
const MAX_POINTS: u128 = 1_000_000_000_000_000_000;

/// The values of one parameter.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    pub(crate) name: String,
    pub(crate) unit: &'static str,
    /// The parameter's place in the design.
    pub(super) place: usize,
    values: Values,
}

#[derive(Clone, Debug)]
enum Values {
    Steps { from: Exact, step: Exact, count: u64 },
    List(Vec<Exact>),
}

impl Axis {
    /// The multiples of a step from `from` up to `to`. `None`: too many to count.
    pub(super) fn steps(
        (name, unit, place): (String, &'static str, usize),
        from: Exact,
        to: &Exact,
        step: Exact,
    ) -> Option<Self> {
        let places = (to - &from).checked_div(&step)?.floor_scaled(1)?;
        let count = u64::try_from(places).ok()?.checked_add(1)?;
        Some(Self { name, unit, place, values: Values::Steps { from, step, count } })
    }

    pub(super) fn list((name, unit, place): (String, &'static str, usize), values: Vec<Exact>) -> Self {
        Self { name, unit, place, values: Values::List(values) }
    }

    pub(crate) fn count(&self) -> u64 {
        match &self.values {
            Values::Steps { count, .. } => *count,
            Values::List(values) => values.len() as u64,
        }
    }

    /// The value at an index below [`count`](Self::count).
    pub(crate) fn value(&self, index: u64) -> Exact {
        match &self.values {
            Values::Steps { from, step, .. } => from + &(step * &Exact::from(index)),
            Values::List(values) => values.get(index as usize).cloned().unwrap_or(Exact::ZERO),
        }
    }

    /// Whether values rise, or fall, all the way.
    pub(super) fn is_monotone(&self) -> bool {
        match &self.values {
            Values::Steps { .. } => true,
            Values::List(values) => {
                values.windows(2).all(|pair| pair[0] < pair[1]) || values.windows(2).all(|pair| pair[0] > pair[1])
            }
        }
    }

    /// The values as whole numbers over one denominator: first, step and count, or all of them. `None`: too large.
    pub(super) fn integers(&self) -> Option<(Integers, i128)> {
        let parts: Vec<&Exact> = match &self.values {
            Values::Steps { from, step, .. } => vec![from, step],
            Values::List(values) => values.iter().collect(),
        };
        let mut denominator: i128 = 1;
        for part in &parts {
            let (_, own) = part.fraction()?;
            denominator = least_multiple(denominator, i128::from(own))?;
        }
        let scaled = |value: &Exact| {
            let (top, bottom) = value.fraction()?;
            i128::from(top).checked_mul(denominator / i128::from(bottom))
        };
        let integers = match &self.values {
            Values::Steps { from, step, .. } => Integers::Steps { from: scaled(from)?, step: scaled(step)? },
            Values::List(values) => Integers::List(values.iter().map(scaled).collect::<Option<_>>()?),
        };
        Some((integers, denominator))
    }
}

/// The values of an axis times its denominator.
#[derive(Clone, Debug)]
pub(super) enum Integers {
    Steps { from: i128, step: i128 },
    List(Vec<i128>),
}

pub(super) fn least_multiple(a: i128, b: i128) -> Option<i128> {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x).checked_mul(b)
}

/// A part of the grid: for each axis a range of its indices.
pub(super) type Part = Vec<Range<u64>>;

/// All axes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    pub(crate) axes: Vec<Axis>,
    /// How many points one step of each axis is.
    strides: Vec<u64>,
    points: u64,
}

impl Grid {
    /// `None`: more points than can be numbered.
    pub(super) fn new(axes: Vec<Axis>) -> Option<Self> {
        let mut strides = vec![1; axes.len()];
        let mut points: u128 = 1;
        for (place, axis) in axes.iter().enumerate().rev() {
            strides[place] = u64::try_from(points).ok()?;
            points = points.checked_mul(u128::from(axis.count()))?;
            if points > MAX_POINTS {
                return None;
            }
        }
        Some(Self { axes, strides, points: u64::try_from(points).ok()? })
    }

    pub(crate) fn points(&self) -> u64 {
        self.points
    }

    pub(super) fn stride(&self, axis: usize) -> u64 {
        self.strides[axis]
    }

    /// The index on each axis of a point.
    pub(crate) fn indices(&self, mut point: u64) -> Vec<u64> {
        let split = |stride: &u64| {
            let index = point / stride;
            point %= stride;
            index
        };
        self.strides.iter().map(split).collect()
    }

    /// The points of a range as boxes, rising: all of each box before any of the next.
    pub(super) fn boxes(&self, range: Range<u64>) -> Vec<Part> {
        let mut boxes = Vec::new();
        let mut from = range.start;
        while from < range.end {
            // The largest block that starts here, is whole, and ends in the range: a run on one axis, all of those inside.
            let left = range.end - from;
            let mut axis = 0;
            while axis < self.axes.len() && (!from.is_multiple_of(self.strides[axis]) || self.strides[axis] > left) {
                axis += 1;
            }
            let indices = self.indices(from);
            let Some(stride) = self.strides.get(axis).copied() else {
                // No axes: one point.
                boxes.push(Vec::new());
                break;
            };
            let run = (left / stride).min(self.axes[axis].count() - indices[axis]);
            let part = indices.iter().zip(&self.axes).enumerate().map(|(place, (index, of))| match place.cmp(&axis) {
                std::cmp::Ordering::Less => *index..index + 1,
                std::cmp::Ordering::Equal => *index..index + run,
                std::cmp::Ordering::Greater => 0..of.count(),
            });
            boxes.push(part.collect());
            from += run * stride;
        }
        boxes
    }

    /// The boxes of a range cut into pieces of at most about `size` points, in the same order.
    pub(super) fn pieces(&self, range: Range<u64>, size: u64) -> Vec<Part> {
        let mut pieces = Vec::new();
        let mut open = self.boxes(range);
        open.reverse();
        while let Some(part) = open.pop() {
            let first = part.iter().position(|range| range.end - range.start > 1);
            match first.filter(|_| points_of(&part) > size) {
                Some(axis) => {
                    let middle = part[axis].start.midpoint(part[axis].end);
                    let (mut low, mut high) = (part.clone(), part);
                    low[axis].end = middle;
                    high[axis].start = middle;
                    open.extend([high, low]);
                }
                None => pieces.push(part),
            }
        }
        pieces
    }
}

pub(super) fn points_of(part: &Part) -> u64 {
    part.iter().map(|range| range.end - range.start).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grid(counts: &[u64]) -> Grid {
        let axis = |(place, count): (usize, &u64)| {
            let values = (0..*count).map(Exact::from).collect();
            Axis::list((format!("a{place}"), "", place), values)
        };
        Grid::new(counts.iter().enumerate().map(axis).collect()).expect("countable")
    }

    fn numbers(grid: &Grid, part: &Part) -> Vec<u64> {
        let mut found = vec![0];
        for (axis, range) in part.iter().enumerate() {
            let stride = grid.stride(axis);
            found = found.iter().flat_map(|start| range.clone().map(move |index| start + index * stride)).collect();
        }
        found
    }

    proptest! {
        #[test]
        fn boxes_hold_every_point_once_and_in_order(
            counts in prop::collection::vec(1u64..5, 0..5),
            (a, b) in (0u64..700, 0u64..700),
            size in 1u64..50,
        ) {
            let grid = grid(&counts);
            let (from, to) = (a.min(b).min(grid.points()), a.max(b).min(grid.points()));
            for parts in [grid.boxes(from..to), grid.pieces(from..to, size)] {
                let found: Vec<u64> = parts.iter().flat_map(|part| numbers(&grid, part)).collect();
                prop_assert_eq!(found, (from..to).collect::<Vec<_>>());
            }
        }
    }
}
