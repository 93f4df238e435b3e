//! Where labels stand: near what they name, on nothing else; the same places on every run.

use std::collections::HashMap;

/// A rectangle on the page: left, top, right, bottom.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    pub(super) fn around((x, y): (f64, f64), width: f64, height: f64) -> Self {
        Self { left: x - width / 2.0, top: y - height / 2.0, right: x + width / 2.0, bottom: y + height / 2.0 }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn inside(&self, other: &Self) -> bool {
        self.left >= other.left && self.right <= other.right && self.top >= other.top && self.bottom <= other.bottom
    }

    /// The point of the rectangle that is nearest to another.
    pub(super) fn nearest(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (x.clamp(self.left, self.right), y.clamp(self.top, self.bottom))
    }

    /// Whether a straight line passes through.
    fn crossed(&self, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> bool {
        // The part of the line, from 0 to 1, that lies between both pairs of sides.
        let between = |from: f64, to: f64, low: f64, high: f64| -> Option<(f64, f64)> {
            if (to - from).abs() < 1e-9 {
                return (from > low && from < high).then_some((0.0, 1.0));
            }
            let (a, b) = ((low - from) / (to - from), (high - from) / (to - from));
            Some((a.min(b), a.max(b)))
        };
        let (Some(x), Some(y)) = (between(x0, x1, self.left, self.right), between(y0, y1, self.top, self.bottom))
        else {
            return false;
        };
        x.0.max(y.0).max(0.0) < x.1.min(y.1).min(1.0)
    }
}

/// What is taken, in squares of the page so that few have to be looked at.
#[derive(Debug, Default)]
pub(super) struct Taken {
    areas: Vec<Area>,
    squares: HashMap<(i32, i32), Vec<usize>>,
    leaders: Vec<((f64, f64), (f64, f64))>,
}

/// The side of a square.
const SQUARE: f64 = 32.0;

impl Taken {
    pub(super) fn add(&mut self, area: Area) {
        for square in squares(&area) {
            self.squares.entry(square).or_default().push(self.areas.len());
        }
        self.areas.push(area);
    }

    fn is_free(&self, area: &Area) -> bool {
        let near = squares(area).filter_map(|square| self.squares.get(&square)).flatten();
        near.into_iter().all(|index| !self.areas[*index].meets(area))
    }

    /// How many things an area would cover.
    pub(super) fn covered(&self, area: &Area) -> usize {
        self.areas.iter().filter(|other| other.meets(area)).count()
    }

    /// Whether a leader passes through nothing but what it starts from, and crosses no other.
    fn passes(&self, from: (f64, f64), to: (f64, f64)) -> bool {
        let bounds = Area {
            left: from.0.min(to.0),
            right: from.0.max(to.0) + 0.1,
            top: from.1.min(to.1),
            bottom: from.1.max(to.1) + 0.1,
        };
        let start = Area::around(from, 2.0, 2.0);
        let near = squares(&bounds).filter_map(|square| self.squares.get(&square)).flatten();
        let mut things = near.map(|index| &self.areas[*index]);
        things.all(|area| area.meets(&start) || !area.crossed(from, to))
            && !self.leaders.iter().any(|(a, b)| cross(from, to, *a, *b))
    }
}

fn squares(area: &Area) -> impl Iterator<Item = (i32, i32)> + use<> {
    let index = |value: f64| (value / SQUARE).floor() as i32;
    let (left, right, top, bottom) = (index(area.left), index(area.right), index(area.top), index(area.bottom));
    (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}

fn cross(a: (f64, f64), b: (f64, f64), c: (f64, f64), d: (f64, f64)) -> bool {
    let side = |p: (f64, f64), q: (f64, f64), r: (f64, f64)| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// Something that wants a label.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    /// What it names.
    pub(super) at: (f64, f64),
    /// How far the label stays from that point at least.
    pub(super) radius: f64,
    /// The size of the label.
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Where a label went.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) area: Area,
    /// From the point to the label, where that is not plain to see.
    pub(super) leader: Option<((f64, f64), (f64, f64))>,
}

/// Distances from the point that are tried, from near to far.
const DISTANCES: [f64; 9] = [2.0, 6.0, 14.0, 24.0, 36.0, 50.0, 68.0, 90.0, 116.0];

/// From this distance on there is a leader.
const WITH_LEADER: f64 = 6.0;

/// How many directions are tried.
const DIRECTIONS: usize = 24;

/// The directions in the order in which they are tried: right, then to and fro around the point.
fn directions() -> impl Iterator<Item = (f64, f64)> {
    (0..DIRECTIONS).map(|index| {
        let step = index.div_ceil(2) as f64 * if index % 2 == 0 { 1.0 } else { -1.0 };
        let angle = step * std::f64::consts::TAU / DIRECTIONS as f64;
        (angle.cos(), angle.sin())
    })
}

/// Finds a place for every wish that has one within `page`, at most `reach` away, those in the thick of things first.
pub(super) fn place(wishes: &[Wish], taken: &mut Taken, page: &Area, reach: f64) -> Vec<Option<Placed>> {
    let mut order: Vec<(usize, usize)> = Vec::with_capacity(wishes.len());
    let mut near = Near::default();
    wishes.iter().for_each(|wish| near.add(wish.at));
    for (index, wish) in wishes.iter().enumerate() {
        order.push((near.around(wish.at), index));
    }
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let directions: Vec<(f64, f64)> = directions().collect();
    let mut placed = vec![None; wishes.len()];
    for (_, index) in order {
        placed[index] = find(&wishes[index], taken, page, reach, &directions);
        if let Some(Placed { area, leader }) = placed[index] {
            taken.add(area);
            taken.leaders.extend(leader);
        }
    }
    placed
}

fn find(wish: &Wish, taken: &Taken, page: &Area, reach: f64, directions: &[(f64, f64)]) -> Option<Placed> {
    for distance in DISTANCES.into_iter().filter(|distance| *distance <= reach) {
        for (right, down) in directions {
            let away = wish.radius + distance;
            let center = (wish.at.0 + right * (away + wish.width / 2.0), wish.at.1 + down * (away + wish.height / 2.0));
            let area = Area::around(center, wish.width, wish.height);
            if !area.inside(page) || !taken.is_free(&area) {
                continue;
            }
            let leader = (distance >= WITH_LEADER).then(|| (wish.at, area.nearest(wish.at)));
            if leader.is_none_or(|(from, to)| taken.passes(from, to)) {
                return Some(Placed { area, leader });
            }
        }
    }
    None
}

/// How many points are in the same part of the page.
#[derive(Default)]
struct Near(HashMap<(i32, i32), usize>);

impl Near {
    fn square((x, y): (f64, f64)) -> (i32, i32) {
        ((x / 60.0).floor() as i32, (y / 60.0).floor() as i32)
    }

    fn add(&mut self, at: (f64, f64)) {
        *self.0.entry(Self::square(at)).or_default() += 1;
    }

    fn around(&self, at: (f64, f64)) -> usize {
        let (x, y) = Self::square(at);
        let squares = (-1..=1).flat_map(|right| (-1..=1).map(move |down| (x + right, y + down)));
        squares.filter_map(|square| self.0.get(&square)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: Area = Area { left: 0.0, top: 0.0, right: 600.0, bottom: 400.0 };

    proptest! {
        #[test]
        fn labels_overlap_nothing_and_stay_on_the_page(points in proptest::collection::vec((0.0..600.0, 0.0..400.0), 0..120)) {
            let mut taken = Taken::default();
            for at in &points {
                taken.add(Area::around(*at, 6.0, 6.0));
            }
            let wishes: Vec<Wish> =
                points.iter().map(|at| Wish { at: *at, radius: 3.0, width: 50.0, height: 10.0 }).collect();
            let placed = place(&wishes, &mut taken, &PAGE, 120.0);
            let areas: Vec<Area> = placed.iter().flatten().map(|placed| placed.area).collect();
            for (index, area) in areas.iter().enumerate() {
                prop_assert!(area.inside(&PAGE));
                prop_assert!(areas[..index].iter().all(|other| !other.meets(area)));
                prop_assert!(points.iter().all(|at| !Area::around(*at, 6.0, 6.0).meets(area)));
            }
            for (placed, at) in placed.iter().zip(&points) {
                if let Some(Placed { leader: Some((from, _)), .. }) = placed {
                    prop_assert_eq!(from, at);
                }
            }
        }
    }

    #[test]
    fn a_lone_point_has_its_label_to_the_right_without_a_leader() {
        let wish = Wish { at: (100.0, 100.0), radius: 3.0, width: 40.0, height: 10.0 };
        let placed = place(&[wish], &mut Taken::default(), &PAGE, 100.0)[0].expect("there is room");
        assert_eq!(placed, Placed { area: Area { left: 105.0, top: 95.0, right: 145.0, bottom: 105.0 }, leader: None });
    }

    #[test]
    fn lines_are_seen_to_pass_through() {
        let area = Area { left: 10.0, top: 10.0, right: 20.0, bottom: 20.0 };
        assert!(area.crossed((0.0, 15.0), (30.0, 15.0)) && area.crossed((5.0, 5.0), (25.0, 25.0)));
        assert!(!area.crossed((0.0, 15.0), (9.0, 15.0)) && !area.crossed((0.0, 25.0), (30.0, 25.0)));
        assert!(cross((0.0, 0.0), (10.0, 10.0), (0.0, 10.0), (10.0, 0.0)));
        assert!(!cross((0.0, 0.0), (10.0, 10.0), (20.0, 0.0), (20.0, 10.0)));
    }
}
