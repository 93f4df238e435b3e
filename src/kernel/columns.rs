//! Facts of many rows, a column each, as scaled integers.

use crate::facts::{Choice, Flag, NumericFact};
use crate::law::Statute;

/// A numeric column holds millionths of the fact's unit: 1 TPP is 1,000,000.
pub const SCALE: u64 = 1_000_000;

/// A number that is not known.
pub const UNKNOWN: i64 = -1;

/// What is known of the applicable die area of a row.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Area {
    /// The area in the column is on a node with non-planar transistors: it is the applicable die area.
    NonPlanar = 0,
    /// All logic dies are planar: there is no applicable die area.
    Planar = 1,
    /// The area in the column counts if the node is non-planar, which is not known.
    IfNonPlanar = 2,
    /// Non-planar, of unknown size.
    UnknownNonPlanar = 3,
    /// Nothing is known.
    #[default]
    Unknown = 4,
}

impl Area {
    /// How many there are.
    pub(super) const COUNT: i64 = 5;

    pub(super) fn from_code(code: u8) -> Self {
        [Self::NonPlanar, Self::Planar, Self::IfNonPlanar, Self::UnknownNonPlanar][..]
            .get(usize::from(code))
            .copied()
            .unwrap_or(Self::Unknown)
    }

    /// Whether the column's area is looked at.
    pub fn has_value(self) -> bool {
        matches!(self, Self::NonPlanar | Self::IfNonPlanar)
    }
}

/// Which facts differ from row to row, besides throughput and area. All others are those of the kernel's base facts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Whether TOPS may be a range, as where only a TPP is stated. If not, both bounds are one column.
    pub tops_ranged: bool,
    /// Numeric facts with a column.
    pub numeric: Vec<NumericFact>,
    /// Yes-or-no facts with a column.
    pub flags: Vec<Flag>,
    /// Word facts with a column.
    pub choices: Vec<Choice>,
}

impl Shape {
    /// The columns of everything in which parts can differ under a statute.
    pub(crate) fn of_all(statute: &Statute<'_>) -> Self {
        use NumericFact::{ApplicableDieArea, BitsTops2022, ExportYear, PerformanceDensity, Tops, Tpp};
        // Columns of their own, and the year of the day that is asked about.
        let own = [Tpp, Tops, BitsTops2022, ApplicableDieArea, PerformanceDensity, ExportYear];
        let asked = |fact: &NumericFact| !own.contains(fact) && !statute.thresholds(*fact).is_empty();
        Self {
            tops_ranged: true,
            numeric: NumericFact::ALL.iter().copied().filter(asked).collect(),
            flags: Flag::ALL.to_vec(),
            choices: Choice::ALL.to_vec(),
        }
    }
}

/// A block of rows. All columns have the same length; those of [`Shape`] are in its order.
#[derive(Clone, Debug, Default)]
pub struct FactColumns {
    /// Total processing performance, or [`UNKNOWN`].
    pub tpp: Vec<i64>,
    /// 64 times the least TOPS possible, or [`UNKNOWN`]. Looked at only if [`Shape::tops_ranged`].
    pub tops_low_64: Vec<i64>,
    /// The most TOPS possible, or [`UNKNOWN`].
    pub tops: Vec<i64>,
    /// The least the October 2022 measure can be, or [`UNKNOWN`].
    pub bits_tops_low: Vec<i64>,
    /// The most the October 2022 measure can be, or [`UNKNOWN`].
    pub bits_tops_high: Vec<i64>,
    /// The die area, 0 where [`area_is`](Self::area_is) has no value.
    pub area: Vec<i64>,
    /// [`Area`] as a number.
    pub area_is: Vec<u8>,
    /// The columns of [`Shape::numeric`].
    pub numeric: Vec<Vec<i64>>,
    /// The columns of [`Shape::flags`]: 0 no, 1 yes, 2 not known.
    pub flags: Vec<Vec<u8>>,
    /// The columns of [`Shape::choices`]: the place of the word in [`Choice::values`], or their number if not known.
    pub choices: Vec<Vec<u8>>,
}

impl FactColumns {
    /// Columns for `rows` rows of which nothing is known.
    pub fn unknown(shape: &Shape, rows: usize) -> Self {
        let mut columns = Self::default();
        columns.reset(shape, rows);
        columns
    }

    /// Makes these columns `rows` long with nothing known, keeping their memory.
    pub fn reset(&mut self, shape: &Shape, rows: usize) {
        let numbers = |column: &mut Vec<i64>, value: i64| {
            column.clear();
            column.resize(rows, value);
        };
        for column in
            [&mut self.tpp, &mut self.tops_low_64, &mut self.tops, &mut self.bits_tops_low, &mut self.bits_tops_high]
        {
            numbers(column, UNKNOWN);
        }
        numbers(&mut self.area, 0);
        self.area_is.clear();
        self.area_is.resize(rows, Area::Unknown as u8);
        self.numeric.resize_with(shape.numeric.len(), Vec::new);
        self.numeric.iter_mut().for_each(|column| numbers(column, UNKNOWN));
        self.flags.resize_with(shape.flags.len(), Vec::new);
        for column in &mut self.flags {
            column.clear();
            column.resize(rows, 2);
        }
        self.choices.resize_with(shape.choices.len(), Vec::new);
        for (column, choice) in self.choices.iter_mut().zip(&shape.choices) {
            column.clear();
            column.resize(rows, choice.values().len() as u8);
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.tpp.len()
    }
}
