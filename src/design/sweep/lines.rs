//! A box of the grid, line by line along one axis, in runs of points at which all tests come out alike.
//!
//! Along a line every test is `base + slope × value ≥ 0`, so it changes at most once; where, is found by halving. A run is
//! counted whole, however long it is: that is what makes a sweep faster than any evaluation of points. Along an axis on
//! which some step is curved, or values go up and down, lines are single points.

use super::grid::{Grid, Integers, Part};
use super::program::{Int, Op, Program};
use std::ops::Range;

/// Points next to each other on one line with one outcome of all tests.
#[derive(Clone, Debug)]
pub(super) struct Run<'r, T> {
    /// One bit a test.
    pub(super) mask: u64,
    /// The number of the first point.
    pub(super) first: u64,
    /// How many points later the next one is.
    pub(super) stride: u64,
    /// The indices along the line.
    pub(super) range: Range<u64>,
    pub(super) lines: &'r Lines<T>,
}

impl<T: Int> Run<'_, T> {
    /// How many points there are.
    pub(super) fn len(&self) -> u64 {
        self.range.end - self.range.start
    }

    /// The value of a step at a point of the run.
    #[inline]
    pub(super) fn value(&self, step: usize, place: u64) -> T {
        let Lines { base, slope, values, .. } = self.lines;
        match values.get(self.lines.inner) {
            Some(values) => base[step].add(slope[step].mul(values.at(self.range.start + place))),
            None => base[step],
        }
    }

    /// Whether a step rises (or falls) along the run.
    #[inline]
    pub(super) fn direction(&self, step: usize) -> std::cmp::Ordering {
        self.value(step, self.len() - 1).cmp(&self.value(step, 0))
    }
}

#[derive(Copy, Clone, Debug)]
struct Test<T> {
    left: usize,
    a: T,
    right: usize,
    b: T,
    least: T,
}

/// The values of an axis.
#[derive(Clone, Debug)]
enum Values<T> {
    Steps(T, T),
    List(Vec<T>),
}

impl<T: Int> Values<T> {
    #[inline(always)]
    fn at(&self, index: u64) -> T {
        match self {
            Self::Steps(from, step) => from.add(step.mul(T::narrow(i128::from(index)))),
            Self::List(values) => values[index as usize],
        }
    }
}

/// A program on integers of one size, with the values of its steps on the line it is at.
#[derive(Clone, Debug)]
pub(super) struct Lines<T> {
    steps: Vec<(Op, [T; 2])>,
    axes_of: Vec<u64>,
    pieces_of: Vec<u64>,
    tests: Vec<Test<T>>,
    values: Vec<Values<T>>,
    /// The axes along which lines may run.
    straight: u64,
    base: Vec<T>,
    slope: Vec<T>,
    /// The axis of lines; one past the last if lines are points.
    inner: usize,
}

impl<T: Int> Lines<T> {
    /// `also`: steps whose values are asked for besides those of the tests. `monotone`: axes whose values rise or fall.
    pub(super) fn new(program: &Program, also: &[usize], monotone: u64) -> Self {
        let pair = |pair: [i128; 2]| pair.map(T::narrow);
        let steps = program.steps.iter().map(|step| match step.op {
            Op::Constant(value) => (step.op, pair([value, 0])),
            Op::Sum(_, factors) | Op::Extreme(_, factors, _) => (step.op, pair(factors)),
            Op::Axis(_) | Op::Product(_) => (step.op, pair([0, 0])),
        });
        let test = |test: &super::program::Test| Test {
            left: test.left,
            a: T::narrow(test.a),
            right: test.right,
            b: T::narrow(test.b),
            least: T::narrow(test.least),
        };
        Self {
            steps: steps.collect(),
            axes_of: program.steps.iter().map(|step| step.axes).collect(),
            pieces_of: program.steps.iter().map(|step| step.pieces).collect(),
            tests: program.tests.iter().map(test).collect(),
            values: program
                .axes
                .iter()
                .map(|values| match values {
                    Integers::Steps { from, step } => Values::Steps(T::narrow(*from), T::narrow(*step)),
                    Integers::List(values) => Values::List(values.iter().map(|value| T::narrow(*value)).collect()),
                })
                .collect(),
            straight: monotone & !program.curved(also),
            base: vec![T::default(); program.steps.len()],
            slope: vec![T::default(); program.steps.len()],
            inner: program.axes.len(),
        }
    }

    /// Runs over a box. `inner`: the axis along which to run; `None`: the longest that can be.
    pub(super) fn run(&mut self, grid: &Grid, part: &Part, inner: Option<usize>, visit: &mut impl FnMut(&Run<'_, T>)) {
        let length = |axis: &usize| part[*axis].end - part[*axis].start;
        if part.iter().any(|range| range.is_empty()) {
            return;
        }
        let can = |axis: &usize| self.straight >> axis & 1 == 1;
        let longest = (0..part.len()).filter(can).max_by_key(length).filter(|axis| length(axis) > 1);
        self.inner = inner.map_or(longest, |axis| Some(axis).filter(can)).unwrap_or(part.len());
        let outer: Vec<usize> = (0..part.len()).filter(|axis| *axis != self.inner).collect();
        // The steps to be computed again when the axes from this one on have moved.
        let again: Vec<Vec<usize>> = (0..=outer.len()).map(|level| self.depending(&outer[level..])).collect();
        let all: Vec<usize> = (0..self.steps.len()).collect();
        let line = part.get(self.inner).cloned().unwrap_or(0..1);
        let stride = if self.inner < part.len() { grid.stride(self.inner) } else { 1 };
        let mut index: Vec<u64> = part.iter().map(|range| range.start).collect();
        let mut steps = &all;
        loop {
            let place = |axis: usize| index[axis] * grid.stride(axis);
            let first = outer.iter().map(|axis| place(*axis)).sum();
            self.line(steps, &all, &index, line.clone(), first, stride, visit);
            let Some(level) = (0..outer.len()).rev().find(|level| index[outer[*level]] + 1 < part[outer[*level]].end)
            else {
                return;
            };
            index[outer[level]] += 1;
            for axis in &outer[level + 1..] {
                index[*axis] = part[*axis].start;
            }
            steps = &again[level];
        }
    }

    /// The steps that depend on some of the axes, or on which of its pieces a line is.
    fn depending(&self, axes: &[usize]) -> Vec<usize> {
        let moved = axes.iter().fold(0u64, |moved, axis| moved | 1 << axis);
        let pieces = if self.inner < 64 { 1u64 << self.inner } else { 0 };
        let again = |step: &usize| self.axes_of[*step] & moved != 0 || self.pieces_of[*step] & pieces != 0;
        (0..self.steps.len()).filter(again).collect()
    }

    #[allow(clippy::too_many_arguments)]
    fn line(
        &mut self,
        steps: &[usize],
        all: &[usize],
        index: &[u64],
        line: Range<u64>,
        first: u64,
        stride: u64,
        visit: &mut impl FnMut(&Run<'_, T>),
    ) {
        let mut open = line;
        let mut steps = steps;
        while open.start < open.end {
            let mut piece = open.clone();
            // Where two parts of a maximum change places the line is cut, and what lies before is done first.
            while let Err(cut) = self.compute(steps, index, &piece) {
                piece.end = cut;
                steps = all;
            }
            self.runs(&piece, first, stride, visit);
            if piece.end < open.end {
                steps = all;
            }
            open.start = piece.end;
        }
    }

    /// The steps on a piece of a line, or the first index of the piece behind it.
    #[inline]
    fn compute(&mut self, steps: &[usize], index: &[u64], piece: &Range<u64>) -> Result<(), u64> {
        for step in steps {
            let (op, [a, b]) = self.steps[*step];
            let (base, slope) = match op {
                Op::Constant(_) => (a, T::default()),
                Op::Axis(axis) if axis == self.inner => (T::default(), T::narrow(1)),
                Op::Axis(axis) => (self.values[axis].at(index[axis]), T::default()),
                Op::Sum([x, y], _) => {
                    (a.mul(self.base[x]).add(b.mul(self.base[y])), a.mul(self.slope[x]).add(b.mul(self.slope[y])))
                }
                // One of the two does not move along the line.
                Op::Product([x, y]) => (
                    self.base[x].mul(self.base[y]),
                    self.base[x].mul(self.slope[y]).add(self.slope[x].mul(self.base[y])),
                ),
                Op::Extreme([x, y], _, most) => {
                    let first = (a.mul(self.base[x]), a.mul(self.slope[x]));
                    let second = (b.mul(self.base[y]), b.mul(self.slope[y]));
                    let ahead = (first.0.sub(second.0), first.1.sub(second.1));
                    let at_first = self.reaches(ahead, piece.start);
                    if self.reaches(ahead, piece.end - 1) != at_first {
                        return Err(self.turn(ahead, piece, at_first));
                    }
                    if at_first == most { first } else { second }
                }
            };
            (self.base[*step], self.slope[*step]) = (base, slope);
        }
        Ok(())
    }

    /// Whether `base + slope × value` is zero or more at an index of the line.
    #[inline(always)]
    fn reaches(&self, (base, slope): (T, T), index: u64) -> bool {
        match self.values.get(self.inner) {
            Some(values) => base.add(slope.mul(values.at(index))) >= T::default(),
            None => base >= T::default(),
        }
    }

    /// The first index at which it is no longer as at the start.
    #[inline]
    fn turn(&self, line: (T, T), piece: &Range<u64>, at_first: bool) -> u64 {
        let (mut same, mut other) = (piece.start, piece.end - 1);
        while other - same > 1 {
            let middle = same + (other - same) / 2;
            if self.reaches(line, middle) == at_first {
                same = middle;
            } else {
                other = middle;
            }
        }
        other
    }

    fn runs(&self, piece: &Range<u64>, first: u64, stride: u64, visit: &mut impl FnMut(&Run<'_, T>)) {
        let mut mask = 0u64;
        // Where tests change, in the order of the line.
        let mut turns = [(0u64, 0u64); 64];
        let mut count = 0;
        for (bit, test) in self.tests.iter().enumerate() {
            let base = test.a.mul(self.base[test.left]).add(test.b.mul(self.base[test.right])).sub(test.least);
            let slope = test.a.mul(self.slope[test.left]).add(test.b.mul(self.slope[test.right]));
            let at_first = self.reaches((base, slope), piece.start);
            mask |= u64::from(at_first) << bit;
            if slope != T::default() && self.reaches((base, slope), piece.end - 1) != at_first {
                let mut place = count;
                let turn = (self.turn((base, slope), piece, at_first), 1 << bit);
                while place > 0 && turns[place - 1].0 > turn.0 {
                    turns[place] = turns[place - 1];
                    place -= 1;
                }
                turns[place] = turn;
                count += 1;
            }
        }
        let mut start = piece.start;
        let mut emit = |mask: u64, range: Range<u64>| {
            if !range.is_empty() {
                visit(&Run { mask, first: first + range.start * stride, stride, range, lines: self });
            }
        };
        for (at, bit) in &turns[..count] {
            emit(mask, start..*at);
            (mask, start) = (mask ^ bit, *at);
        }
        emit(mask, start..piece.end);
    }
}
