//! Parts inside the plane: marks, bars of what is not known exactly, and names.

use super::super::axis::Axis;
use super::super::color::Tone;
use super::super::font;
use super::super::marker::{RADIUS, marker};
use super::super::place::{Area, Placed, Wish, place};
use super::super::scene::{Anchor, Line, Mark, Shape};
use super::super::spots::{Range, Spot};
use super::{Drawing, LABEL};

impl Drawing<'_> {
    /// Whether some possible place of the spot is inside the window.
    pub(super) fn is_visible(&self, spot: &Spot) -> bool {
        let touches = |axis: &Axis, (low, high): Range| low <= axis.ends().1 && high >= axis.ends().0;
        spot.pieces().iter().any(|(x, y)| touches(&self.x, *x) && touches(&self.y, *y))
    }

    /// The corners of a piece in pixels.
    fn corners(&self, (x, y): &(Range, Range)) -> ((f64, f64), (f64, f64)) {
        ((self.x.at(x.0), self.y.at(y.0)), (self.x.at(x.1), self.y.at(y.1)))
    }

    /// Ranges as bars, alternatives joined by a thin line.
    pub(super) fn bars(&mut self, spots: &[&Spot]) {
        for spot in spots.iter().filter(|spot| !spot.is_point()) {
            let tone = self.palette.mark(&spot.outcome.text).map_or(Tone::Other, Tone::Mark);
            let unknown = spot.x.is_none() || spot.y.is_none();
            let path = |from, to| Shape::Path { points: vec![from, to], closed: false };
            let mut marks = Vec::new();
            if unknown {
                let line = Line::new(Tone::Muted, 0.4).dashed(0.8, 3.2);
                for piece in spot.pieces() {
                    let (from, to) = self.corners(&piece);
                    if from.0 == to.0 || from.1 == to.1 {
                        marks.push(Mark::Shape { shape: path(from, to), fill: None, line: Some(line) });
                    }
                }
            } else {
                for bar in self.strokes(spot) {
                    let shape = path(bar.from, bar.to);
                    marks.push(Mark::Shape { shape, fill: None, line: Some(Line::new(tone, 1.3)) });
                    marks.extend(ends(&bar, tone));
                }
                for pair in spot.pieces().windows(2) {
                    let (from, to) = (self.corners(&pair[0]).1, self.corners(&pair[1]).0);
                    let line = Line::new(tone, 0.8).dashed(1.5, 1.5);
                    marks.push(Mark::Shape { shape: path(from, to), fill: None, line: Some(line) });
                }
            }
            self.scene.marks.push(Mark::Group { title: spot.titles.join("\n"), marks });
        }
    }

    /// The bars of a spot: one for each side that is a range, crossing where its name belongs; one that goes on without end
    /// to the right is a short arrow.
    fn strokes(&self, spot: &Spot) -> Vec<Bar> {
        let mut bars = Vec::new();
        for piece in spot.pieces() {
            let (from, to) = self.corners(&piece);
            let open = |axis: &Axis, value: f64| !axis.holds(value);
            let (x_open, y_open) = (
                (open(&self.x, piece.0.0), open(&self.x, piece.0.1)),
                (open(&self.y, piece.1.0), open(&self.y, piece.1.1)),
            );
            if spot.together && from != to {
                bars.push(Bar { from, to, open: (x_open.0 || y_open.0, x_open.1 || y_open.1) });
                continue;
            }
            let (x, y) = self.middle(&piece);
            if from.1 != to.1 {
                bars.push(Bar { from: (x, from.1), to: (x, to.1), open: y_open });
            }
            if from.0 != to.0 {
                let right = if piece.0.1.is_infinite() { (from.0 + ARROW).min(to.0) } else { to.0 };
                bars.push(Bar { from: (from.0, y), to: (right, y), open: x_open });
            }
        }
        bars
    }

    /// Where the bars of a piece cross: in the middle of each side that ends, at the known end of one that does not.
    fn middle(&self, piece: &(Range, Range)) -> (f64, f64) {
        let (from, to) = self.corners(piece);
        let of = |(_, high): Range, from: f64, to: f64| if high.is_infinite() { from } else { (from + to) / 2.0 };
        (of(piece.0, from.0, to.0), of(piece.1, from.1, to.1))
    }

    /// The places in the plane at which a spot has marks: points, and the ends of alternatives.
    fn points(&self, spot: &Spot) -> Vec<(f64, f64)> {
        if spot.x.is_none() || spot.y.is_none() {
            return Vec::new();
        }
        let pieces = spot.pieces();
        let point = |(x, y): &&(Range, Range)| x.0 == x.1 && y.0 == y.1;
        let inside = |(x, y): &&(Range, Range)| self.x.holds(x.0) && self.y.holds(y.0);
        pieces.iter().filter(point).filter(inside).map(|piece| self.corners(piece).0).collect()
    }

    /// Where a spot's name belongs: its first point, the middle of its first bar, or the known end of one that goes on.
    pub(super) fn anchor(&self, spot: &Spot) -> (f64, f64) {
        if let Some(point) = self.points(spot).first() {
            return *point;
        }
        self.middle(&spot.pieces()[0])
    }

    pub(super) fn occupy(&mut self, spots: &[&Spot]) {
        for spot in spots {
            for at in self.points(spot) {
                self.taken.add(Area::around(at, 2.0 * RADIUS + 1.0, 2.0 * RADIUS + 1.0));
            }
            if !spot.is_point() && spot.x.is_some() && spot.y.is_some() {
                // A bar is taken piece by piece, so that no name lies on it.
                for Bar { from, to, .. } in self.strokes(spot) {
                    let steps = ((to.0 - from.0).hypot(to.1 - from.1) / 8.0).ceil().min(100.0) as usize;
                    for step in 0..=steps {
                        let share = step as f64 / steps.max(1) as f64;
                        let at = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
                        self.taken.add(Area::around(at, 3.0, 3.0));
                    }
                }
            }
        }
    }

    pub(super) fn marks(&mut self, spots: &[&Spot]) {
        for spot in spots {
            let points = self.points(spot);
            let rank = self.palette.mark(&spot.outcome.text);
            if !points.is_empty() {
                self.scene.group(spot.titles.join("\n"), |scene| {
                    points.iter().for_each(|at| marker(scene, *at, rank, spot.outcome.certain));
                });
            }
        }
    }

    pub(super) fn names(&mut self, spots: &[&Spot]) {
        let named: Vec<&&Spot> = spots.iter().filter(|spot| spot.x.is_some() && spot.y.is_some()).collect();
        let wishes: Vec<Wish> = named
            .iter()
            .map(|spot| Wish {
                at: self.anchor(spot),
                radius: RADIUS,
                width: font::width(&spot.label(), LABEL) + 3.0,
                height: LABEL + 1.5,
            })
            .collect();
        // With very many names, long leaders would be a web.
        let reach = if named.len() > 200 { 30.0 } else { 120.0 };
        let placed = place(&wishes, &mut self.taken, &self.plane, reach);
        for (spot, placed) in named.iter().zip(placed) {
            let Some(Placed { area, leader }) = placed else {
                self.shown.unnamed += spot.names.len();
                continue;
            };
            if let Some((from, to)) = leader {
                self.scene.line(from, to, Line::new(Tone::Muted, 0.6));
            }
            let middle = ((area.left + area.right) / 2.0, area.bottom - 2.8);
            self.scene.label(middle, LABEL, Tone::Ink, Anchor::Middle, spot.label());
        }
    }
}

/// How long the arrow is that says "or more".
const ARROW: f64 = 18.0;

/// A range on the page, and whether it goes on beyond each end.
struct Bar {
    from: (f64, f64),
    to: (f64, f64),
    open: (bool, bool),
}

/// A bar's ends: a stroke across where it ends, an arrowhead where it goes on.
fn ends(bar: &Bar, tone: Tone) -> Vec<Mark> {
    let upright = bar.from.0 == bar.to.0;
    let mut marks = Vec::new();
    for ((x, y), other, open) in [(bar.from, bar.to, bar.open.0), (bar.to, bar.from, bar.open.1)] {
        let inward = if upright { (other.1 - y).signum() } else { (other.0 - x).signum() };
        let points = match (open, upright) {
            (true, true) => vec![(x - 3.0, y + 5.0 * inward), (x, y), (x + 3.0, y + 5.0 * inward)],
            (true, false) => vec![(x + 5.0 * inward, y - 3.0), (x, y), (x + 5.0 * inward, y + 3.0)],
            (false, true) => vec![(x - 3.0, y), (x + 3.0, y)],
            (false, false) => vec![(x, y - 3.0), (x, y + 3.0)],
        };
        let shape = Shape::Path { points, closed: false };
        marks.push(Mark::Shape { shape, fill: None, line: Some(Line::new(tone, 1.1)) });
    }
    marks
}
