//! What comes out of a sweep.

use crate::quantity::Exact;
use std::collections::BTreeMap;
use std::ops::Range;

/// What came out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    pub(super) range: Range<u64>,
    pub(super) governing: BTreeMap<String, u64>,
    pub(super) met: BTreeMap<String, u64>,
    pub(super) allowed: u64,
    pub(super) front: Vec<FrontPoint>,
    pub(super) exact: bool,
}

/// A point of the front.
#[derive(Clone, Debug, PartialEq)]
pub struct FrontPoint {
    /// Its number.
    pub point: u64,
    /// The value of each axis, in the order of the grid.
    pub values: Vec<Exact>,
    /// The area of its logic dies.
    pub area: Exact,
    /// What it is good at.
    pub performance: Exact,
    /// Its governing paragraph.
    pub governing: String,
}

impl Outcome {
    /// How many points were looked at.
    pub fn points(&self) -> u64 {
        self.range.end - self.range.start
    }

    /// Which points, by their numbers; the last is not included.
    pub fn range(&self) -> Range<u64> {
        self.range.clone()
    }

    /// How many points each paragraph governs; `none` where no entry checked is met, [`IMPOSSIBLE`](super::IMPOSSIBLE) where there is no part.
    pub fn governing(&self) -> &BTreeMap<String, u64> {
        &self.governing
    }

    /// How many points meet each paragraph, whether it governs or not.
    pub fn met(&self) -> &BTreeMap<String, u64> {
        &self.met
    }

    /// How many points keep off the paragraphs of [`Options::off`](super::Options::off); all possible ones, if there are none.
    pub fn allowed(&self) -> u64 {
        self.allowed
    }

    /// The points worth having, by rising area.
    pub fn front(&self) -> &[FrontPoint] {
        &self.front
    }

    /// Whether every point was evaluated on its own, because the design does not fit into integers.
    pub fn exact(&self) -> bool {
        self.exact
    }
}
