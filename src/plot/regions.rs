//! A plane cut at the lines of the law, and what holds in each cell: found by evaluating the law there.

use crate::quantity::Exact;

/// A plane of two measures: cells between the lines of the law, and what holds in each.
///
/// The lines themselves and their crossings are cells of their own, so that "or more" and "more than" differ.
#[derive(Clone, Debug)]
pub struct Regions {
    x: Vec<Exact>,
    y: Vec<Exact>,
    /// The outcome of each cell, row by row from below.
    cells: Vec<usize>,
    outcomes: Vec<String>,
}

/// The number of the cell of a value among the cells that `cuts` make: even between cuts, odd at one.
fn cell(cuts: &[Exact], value: &Exact) -> usize {
    match cuts.binary_search(value) {
        Ok(at) => 2 * at + 1,
        Err(below) => 2 * below,
    }
}

/// A value of each cell that `cuts`, all above zero and rising, make of the numbers above zero.
fn representatives(cuts: &[Exact]) -> Vec<Exact> {
    let half = Exact::ratio(1, 2);
    let mut values = Vec::with_capacity(2 * cuts.len() + 1);
    let mut below = Exact::ZERO;
    for cut in cuts {
        values.push(&(&below + cut) * &half);
        values.push(cut.clone());
        below.clone_from(cut);
    }
    values.push(if below.is_zero() { Exact::ONE } else { &below * &Exact::from(2) });
    values
}

/// The numbers of the spaces between cuts that a window shows.
fn visible(cuts: &[Exact], (low, high): (f64, f64)) -> std::ops::Range<usize> {
    let below = |end: f64| cuts.iter().filter(|cut| cut.approximate() <= end).count();
    below(low)..cuts.iter().filter(|cut| cut.approximate() < high).count() + 1
}

impl Regions {
    /// Cuts the plane at `x` and `y` and asks in every cell.
    pub(super) fn new(x: Vec<Exact>, y: Vec<Exact>, mut ask: impl FnMut(&Exact, &Exact) -> String) -> Self {
        let tidy = |mut cuts: Vec<Exact>| {
            cuts.retain(|cut| !cut.is_zero() && !cut.is_negative());
            cuts.sort();
            cuts.dedup();
            cuts
        };
        let (x, y) = (tidy(x), tidy(y));
        let mut regions = Self { cells: Vec::new(), outcomes: Vec::new(), x, y };
        let across = representatives(&regions.x);
        for up in representatives(&regions.y) {
            for right in &across {
                let outcome = ask(right, &up);
                let known = regions.outcomes.iter().position(|known| *known == outcome);
                regions.cells.push(known.unwrap_or(regions.outcomes.len()));
                if known.is_none() {
                    regions.outcomes.push(outcome);
                }
            }
        }
        regions
    }

    /// What holds at a point: the governing paragraph, or the possible ones joined by `|`.
    pub fn at(&self, x: &Exact, y: &Exact) -> &str {
        let row = 2 * self.x.len() + 1;
        &self.outcomes[self.cells[cell(&self.y, y) * row + cell(&self.x, x)]]
    }

    /// Everything that holds somewhere.
    pub fn outcomes(&self) -> &[String] {
        &self.outcomes
    }

    /// The lines across which something changes inside a window, along `x` and along `y`.
    pub(super) fn lines(&self, x: (f64, f64), y: (f64, f64)) -> (Vec<&Exact>, Vec<&Exact>) {
        let (columns, rows) = (visible(&self.x, x), visible(&self.y, y));
        let both = |range: &std::ops::Range<usize>, at: &usize| range.contains(at) && range.contains(&(at + 1));
        let across = (0..self.x.len()).filter(|at| both(&columns, at));
        let across = across.filter(|at| rows.clone().any(|row| self.open(*at, row) != self.open(at + 1, row)));
        let up = (0..self.y.len()).filter(|at| both(&rows, at));
        let up = up.filter(|at| columns.clone().any(|column| self.open(column, *at) != self.open(column, at + 1)));
        (across.map(|at| &self.x[at]).collect(), up.map(|at| &self.y[at]).collect())
    }

    /// What holds somewhere inside a window.
    pub(super) fn visible(&self, x: (f64, f64), y: (f64, f64)) -> Vec<String> {
        let (columns, rows) = (visible(&self.x, x), visible(&self.y, y));
        let cells = rows.flat_map(|row| columns.clone().map(move |column| (column, row)));
        let mut found: Vec<usize> = cells.map(|(column, row)| self.open(column, row)).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|outcome| self.outcomes[outcome].clone()).collect()
    }

    /// What holds between the lines.
    fn open(&self, column: usize, row: usize) -> usize {
        self.cells[2 * row * (2 * self.x.len() + 1) + 2 * column]
    }

    /// The lines with the ends of a window around them, in pixels; lines outside of it are at its ends.
    fn edges(cuts: &[Exact], ends: (f64, f64), to: &dyn Fn(f64) -> f64) -> Vec<f64> {
        let inner = cuts.iter().map(|cut| to(cut.approximate()));
        std::iter::once(to(ends.0)).chain(inner).chain(std::iter::once(to(ends.1))).collect()
    }

    /// The outlines of every region in pixels, by outcome.
    pub(super) fn outlines(&self, frame: &Frame<'_>) -> Vec<(usize, Vec<Ring>)> {
        let (xs, ys) = self.pixels(frame);
        let outcomes = (0..self.outcomes.len()).map(|outcome| (outcome, self.rings(outcome, &xs, &ys)));
        outcomes.filter(|(_, rings)| !rings.is_empty()).collect()
    }

    fn pixels(&self, frame: &Frame<'_>) -> (Vec<f64>, Vec<f64>) {
        (Self::edges(&self.x, frame.x.0, frame.x.1), Self::edges(&self.y, frame.y.0, frame.y.1))
    }

    /// The borders of an outcome as closed rings: every side of a cell whose neighbor is of another outcome, chained.
    fn rings(&self, outcome: usize, xs: &[f64], ys: &[f64]) -> Vec<Ring> {
        let visible = |edges: &[f64], at: usize| (edges[at + 1] - edges[at]).abs() > 1e-6;
        let is = |column: isize, row: isize| {
            let inside = (0..xs.len() as isize - 1).contains(&column) && (0..ys.len() as isize - 1).contains(&row);
            inside && self.open(column as usize, row as usize) == outcome
        };
        // Corner to corner, with the region to the left.
        let mut sides: Vec<(Corner, Corner)> = Vec::new();
        for row in 0..ys.len() - 1 {
            for column in (0..xs.len() - 1).filter(|column| visible(xs, *column) && visible(ys, row)) {
                let (c, r) = (column as isize, row as isize);
                if !is(c, r) {
                    continue;
                }
                let corner = |right: usize, up: usize| (column + right, row + up);
                // A neighbor that is squeezed to nothing at the window's end is no neighbor.
                let other = |column: isize, row: isize| {
                    !is(column, row) || !visible(xs, column as usize) || !visible(ys, row as usize)
                };
                sides.extend(other(c, r - 1).then(|| (corner(0, 0), corner(1, 0))));
                sides.extend(other(c + 1, r).then(|| (corner(1, 0), corner(1, 1))));
                sides.extend(other(c, r + 1).then(|| (corner(1, 1), corner(0, 1))));
                sides.extend(other(c - 1, r).then(|| (corner(0, 1), corner(0, 0))));
            }
        }
        let mut rings = Vec::new();
        while let Some((start, mut at)) = sides.pop() {
            let mut corners = vec![start];
            while at != start {
                corners.push(at);
                let Some(next) = sides.iter().position(|(from, _)| *from == at) else { break };
                at = sides.swap_remove(next).1;
            }
            rings.push(straightened(&corners).into_iter().map(|(x, y)| (xs[x], ys[y])).collect());
        }
        rings
    }

    /// The largest rectangles of an outcome in pixels (left, top, right, bottom), the largest first.
    pub(super) fn rooms(&self, outcome: usize, frame: &Frame<'_>) -> Vec<(f64, f64, f64, f64)> {
        let (xs, ys) = self.pixels(frame);
        let mut found = Vec::new();
        for left in 0..xs.len() - 1 {
            for right in left..xs.len() - 1 {
                for low in 0..ys.len() - 1 {
                    for high in low..ys.len() - 1 {
                        let all = (left..=right).all(|c| (low..=high).all(|r| self.open(c, r) == outcome));
                        let (width, height) = ((xs[right + 1] - xs[left]).abs(), (ys[high + 1] - ys[low]).abs());
                        if all && width > 1.0 && height > 1.0 {
                            found.push((xs[left], ys[high + 1].min(ys[low]), xs[right + 1], ys[low].max(ys[high + 1])));
                        }
                    }
                }
            }
        }
        let size = |(left, top, right, bottom): &(f64, f64, f64, f64)| (right - left) * (bottom - top);
        found.sort_by(|a, b| size(b).total_cmp(&size(a)));
        found
    }
}

/// A closed outline in pixels.
pub(super) type Ring = Vec<(f64, f64)>;

type Corner = (usize, usize);

/// The ends of both axes, and the way from numbers to pixels.
pub(super) struct Frame<'a> {
    pub(super) x: ((f64, f64), &'a dyn Fn(f64) -> f64),
    pub(super) y: ((f64, f64), &'a dyn Fn(f64) -> f64),
}

/// A ring without the corners at which it goes straight on.
fn straightened(corners: &[Corner]) -> Vec<Corner> {
    let count = corners.len();
    let turns = |at: &usize| {
        let (before, here, after) = (corners[(at + count - 1) % count], corners[*at], corners[(at + 1) % count]);
        !(before.0 == here.0 && here.0 == after.0 || before.1 == here.1 && here.1 == after.1)
    };
    (0..count).filter(turns).map(|at| corners[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `low` below 2 and left of 10; `high` elsewhere; the line itself is `high`.
    fn plane() -> Regions {
        let (ten, two) = (Exact::from(10), Exact::from(2));
        Regions::new(vec![ten.clone(), Exact::from(5)], vec![two.clone()], |x, y| {
            if *x < ten && *y < two { "low".to_owned() } else { "high".to_owned() }
        })
    }

    #[test]
    fn lines_belong_to_the_side_that_the_law_gives_them() {
        let regions = plane();
        let at = |x: i64, y: i64| regions.at(&Exact::ratio(x, 10), &Exact::ratio(y, 10));
        assert_eq!((at(99, 19), at(100, 19), at(99, 20), at(1, 1)), ("low", "high", "high", "low"));
        // Nothing changes at 5.
        let (x, y) = regions.lines((0.0, f64::INFINITY), (0.0, f64::INFINITY));
        assert_eq!((x, y), (vec![&Exact::from(10)], vec![&Exact::from(2)]));
        // Above 2 nothing changes at 10.
        assert_eq!(regions.lines((1.0, 100.0), (3.0, 100.0)), (vec![], vec![]));
        assert_eq!(regions.visible((1.0, 100.0), (3.0, 100.0)), ["high"]);
    }

    #[test]
    fn outlines_are_rings_without_needless_corners() {
        let regions = plane();
        let (x, y) = (|value: f64| value, |value: f64| 100.0 - value);
        let frame = Frame { x: ((1.0, 50.0), &x), y: ((1.0, 60.0), &y) };
        let outlines = regions.outlines(&frame);
        let low = &outlines.iter().find(|(outcome, _)| regions.outcomes()[*outcome] == "low").expect("drawn").1;
        assert_eq!(low.len(), 1);
        let mut corners = low[0].clone();
        corners.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
        assert_eq!(corners, [(1.0, 98.0), (1.0, 99.0), (10.0, 98.0), (10.0, 99.0)]);
        let high = &outlines.iter().find(|(outcome, _)| regions.outcomes()[*outcome] == "high").expect("drawn").1;
        assert_eq!((high.len(), high[0].len()), (1, 6), "an L");
    }
}
