//! Thresholds as cuts of the number line: integers that a scaled value is compared with.

use super::SCALE;
use crate::facts::NumericFact;
use crate::law::{Operator, Statute};
use crate::quantity::Exact;

/// How many cuts one pass over a column compares with; shorter lists are filled up with cuts that nothing reaches.
pub(super) const LANE: usize = 4;

/// The scaled values from which on some comparison answers otherwise, rising.
///
/// For whole scaled values, "at least T" and "above T" are both "at least some integer", whatever decimals T has: the
/// cell of a value says how every comparison with it comes out.
#[derive(Clone, Debug, Default)]
pub(super) struct Cuts {
    lanes: Vec<[i64; LANE]>,
    count: usize,
}

impl Cuts {
    fn new(mut values: Vec<i64>) -> Self {
        values.sort_unstable();
        values.dedup();
        let fill = |chunk: &[i64]| {
            let mut lane = [i64::MAX; LANE];
            lane[..chunk.len()].copy_from_slice(chunk);
            lane
        };
        Self { count: values.len(), lanes: values.chunks(LANE).map(fill).collect() }
    }

    /// The cuts of every comparison that provisions in force make with `fact`, for values scaled by `SCALE × factor`.
    /// `None` if one does not fit into 64 bits.
    pub(super) fn of(statute: &Statute<'_>, fact: NumericFact, factor: u64) -> Option<Self> {
        let scale = SCALE * factor;
        let mut values = Vec::new();
        for (operator, threshold) in statute.comparisons(fact) {
            let (at_least, above) = (reached(&threshold, scale)?, passed(&threshold, scale)?);
            match operator {
                Operator::AtLeast | Operator::Below => values.push(at_least),
                Operator::Above | Operator::AtMost => values.push(above),
                Operator::Equal => values.extend([at_least, above]),
            }
        }
        Some(Self::new(values))
    }

    /// [`of`](Self::of) for TPP, with zero as a cell of its own: its density is 0 whatever the area.
    pub(super) fn of_tpp(statute: &Statute<'_>) -> Option<Self> {
        let cuts = Self::of(statute, NumericFact::Tpp, 1)?;
        Some(Self::new(cuts.values().chain([1]).collect()))
    }

    /// The areas at which the order of the TPP thresholds and of the thresholds of density times area changes.
    pub(super) fn of_area(statute: &Statute<'_>) -> Option<Self> {
        let mut values = Vec::new();
        for tpp in statute.thresholds(NumericFact::Tpp) {
            for density in statute.thresholds(NumericFact::PerformanceDensity) {
                if let Some(area) = tpp.checked_div(density) {
                    values.extend([reached(&area, SCALE)?, passed(&area, SCALE)?]);
                }
            }
        }
        Some(Self::new(values))
    }

    fn values(&self) -> impl Iterator<Item = i64> {
        self.lanes.iter().flatten().copied().take(self.count)
    }

    /// The cuts in groups of [`LANE`].
    pub(super) fn lanes(&self) -> &[[i64; LANE]] {
        &self.lanes
    }

    /// The cell of a value: how many cuts it reaches.
    pub(super) fn cell(&self, value: i64) -> i64 {
        self.values().filter(|cut| value >= *cut).count() as i64
    }

    /// How many cells there are, one of them for a value that is not known.
    pub(super) fn cells(&self) -> i64 {
        self.count as i64 + 2
    }
}

/// A threshold on density, compared as `denominator × TPP ≥ numerator × area`: never by dividing.
#[derive(Copy, Clone, Debug)]
pub(super) struct DensityCut {
    pub(super) numerator: i64,
    pub(super) denominator: i64,
    /// 1 where the density has to be above the threshold, 0 where it has to reach it.
    pub(super) beyond: i64,
}

impl DensityCut {
    /// A cut that nothing reaches.
    pub(super) const NEVER: Self = Self { numerator: 0, denominator: 0, beyond: 1 };

    /// Every comparison with the density; `None` if one does not fit into 64 bits.
    pub(super) fn of(statute: &Statute<'_>) -> Option<Vec<Self>> {
        let mut cuts: Vec<(Exact, i64)> = Vec::new();
        for (operator, threshold) in statute.comparisons(NumericFact::PerformanceDensity) {
            match operator {
                Operator::AtLeast | Operator::Below => cuts.push((threshold, 0)),
                Operator::Above | Operator::AtMost => cuts.push((threshold, 1)),
                Operator::Equal => cuts.extend([(threshold.clone(), 0), (threshold, 1)]),
            }
        }
        cuts.sort();
        cuts.dedup();
        cuts.iter().map(|(threshold, beyond)| Self::new(threshold, *beyond)).collect()
    }

    pub(super) fn new(threshold: &Exact, beyond: i64) -> Option<Self> {
        let (numerator, denominator) = threshold.fraction()?;
        Some(Self { numerator, denominator, beyond })
    }
}

/// The smallest scaled integer that is at least `threshold`.
pub(super) fn reached(threshold: &Exact, scale: u64) -> Option<i64> {
    threshold.ceil_scaled(scale)
}

/// The smallest scaled integer above `threshold`.
pub(super) fn passed(threshold: &Exact, scale: u64) -> Option<i64> {
    threshold.floor_scaled(scale)?.checked_add(1)
}
