//! Logarithmic axes: from numbers to pixels, and where ticks stand.
//!
//! Everything here is for drawing. What lies on which side of a threshold is decided on exact numbers, elsewhere.

use crate::quantity::Exact;

/// A logarithmic axis over some pixels.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) struct Axis {
    /// The numbers at both ends.
    low: f64,
    high: f64,
    /// The pixels at both ends; the second is the smaller one where numbers grow upward.
    from: f64,
    to: f64,
}

/// A tick of an axis: its number, and its text if it has one.
pub(super) type Tick = (f64, Option<String>);

impl Axis {
    /// From `low` to `high`, which are above zero, over pixels.
    pub(super) fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Self {
        Self { low, high, from, to }
    }

    /// Both ends.
    pub(super) fn ends(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// The pixel of a number; of one beyond an end, the pixel of the end.
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = (value.clamp(self.low, self.high) / self.low).log10() / (self.high / self.low).log10();
        self.from + share * (self.to - self.from)
    }

    /// Whether a number is between the ends.
    pub(super) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Ticks at 1, 2 and 5 of each decade with their numbers, and at the other digits without, if there is room.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let decades = (self.high / self.low).log10();
        let room = (self.to - self.from).abs() / decades;
        let named: &[u32] = match room {
            room if room >= 110.0 => &[1, 2, 5],
            room if room >= 70.0 => &[1, 3],
            _ => &[1],
        };
        let mut ticks = Vec::new();
        for decade in self.low.log10().floor() as i32..=self.high.log10().floor() as i32 {
            for digit in 1..10_u32 {
                let value = f64::from(digit) * 10_f64.powi(decade);
                if self.holds(value) {
                    ticks.push((value, named.contains(&digit).then(|| plain(digit, decade))));
                }
            }
        }
        ticks
    }
}

/// `digit × 10^decade` with thousands separators.
fn plain(digit: u32, decade: i32) -> String {
    match u64::try_from(decade) {
        Ok(zeros) => Exact::from(u64::from(digit) * 10_u64.saturating_pow(zeros as u32)).grouped(),
        Err(_) => format!("0.{}{digit}", "0".repeat((-decade - 1) as usize)),
    }
}

/// The part of an axis that is shown: all lines of the law with some room around them, and all numbers, save those far
/// below the lowest line.
pub(super) fn window(lines: &[Exact], numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    let lines: Vec<f64> = lines.iter().map(Exact::approximate).filter(|line| *line > 0.0).collect();
    let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
    for number in numbers.filter(|number| *number > 0.0 && number.is_finite()) {
        (low, high) = (low.min(number / 1.3), high.max(number * 1.25));
    }
    let first = lines.iter().copied().fold(f64::INFINITY, f64::min);
    let last = lines.iter().copied().fold(0.0, f64::max);
    match first.is_finite() {
        true => (low.clamp(first / 8.0, first / 2.0), high.max(last * 3.0)),
        false if low.is_finite() => (low / 2.0, high * 2.0),
        false => (1.0, 1000.0),
    }
}

/// Places near the wanted ones, rising, at least `gap` apart and between `low` and `high` as far as there is room; the
/// wanted ones are rising.
pub(super) fn spread(wanted: &[f64], gap: f64, (low, high): (f64, f64)) -> Vec<f64> {
    // Runs of places that stand gap by gap, each at the mean of what its members want.
    let mut runs: Vec<(f64, usize)> = Vec::new();
    let length = |count: usize| gap * (count.max(1) - 1) as f64;
    let inside = |start: f64, count: usize| start.min(high - length(count)).max(low);
    for place in wanted {
        let mut run = (inside(*place, 1), 1);
        while let Some(before) = runs.last().copied() {
            if before.0 + length(before.1) + gap <= run.0 + 1e-9 {
                break;
            }
            runs.pop();
            let count = before.1 + run.1;
            let shifted = before.1 as f64 * before.0 + run.1 as f64 * (run.0 - gap * before.1 as f64);
            run = (inside(shifted / count as f64, count), count);
        }
        runs.push(run);
    }
    runs.iter().flat_map(|(start, count)| (0..*count).map(move |index| start + gap * index as f64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_to_pixels_by_their_logarithm() {
        let axis = Axis::new((10.0, 1000.0), (0.0, 200.0));
        assert_eq!((axis.at(10.0), axis.at(100.0), axis.at(1000.0)), (0.0, 100.0, 200.0));
        assert_eq!((axis.at(1.0), axis.at(1e9)), (0.0, 200.0));
        let upward = Axis::new((0.1, 10.0), (400.0, 0.0));
        assert!((upward.at(1.0) - 200.0).abs() < 1e-9);
    }

    #[test]
    fn ticks_are_readable() {
        let axis = Axis::new((150.0, 60_000.0), (0.0, 600.0));
        let named: Vec<String> = axis.ticks().into_iter().filter_map(|(_, text)| text).collect();
        assert_eq!(named, ["200", "500", "1,000", "2,000", "5,000", "10,000", "20,000", "50,000"]);
        let small: Vec<String> =
            Axis::new((0.04, 2.0), (0.0, 600.0)).ticks().into_iter().filter_map(|(_, text)| text).collect();
        assert_eq!(small, ["0.05", "0.1", "0.2", "0.5", "1", "2"]);
    }

    #[test]
    fn spread_places_keep_their_order_and_their_distance() {
        let places = spread(&[10.0, 11.0, 12.0, 50.0], 10.0, (0.0, 100.0));
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 10.0 - 1e-9), "{places:?}");
        assert_eq!(places[3], 50.0);
        assert!((places[1] - 11.0).abs() < 1e-9, "{places:?}");
        let edge = spread(&[99.0, 100.0, 100.0], 10.0, (0.0, 100.0));
        assert!((edge[2] - 100.0).abs() < 1e-9 && (edge[0] - 80.0).abs() < 1e-9, "{edge:?}");
        let low = spread(&[1.0, 2.0], 10.0, (0.0, 100.0));
        assert!(low[0] >= 0.0 && low[1] - low[0] >= 10.0 - 1e-9, "{low:?}");
    }

    #[test]
    fn a_window_holds_every_line_and_every_number_that_is_not_far_below() {
        let lines = [Exact::from(1600), Exact::from(4800)];
        assert_eq!(window(&lines, [].into_iter()), (800.0, 14_400.0));
        let (low, high) = window(&lines, [1.0, 40_000.0].into_iter());
        assert_eq!((low, high), (200.0, 50_000.0));
    }
}
