//! Memory and links.

use super::Cited;
use crate::quantity::{Count, GBPerSecond, Known, SquareMillimeters};
use serde::Serialize;

/// The memory a part has, or is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// Its kind, as the source names it: `HBM3`, `GDDR6`.
    pub kind: Option<Cited<String>>,
    /// Its capacity, as the source writes it. Not used by any rule.
    pub capacity: Option<Cited<String>>,
    /// Total bandwidth.
    pub bandwidth: Option<Cited<Known<GBPerSecond>>>,
    /// Area of the memory package, or of the stack if it has none. For memory parts.
    pub area: Option<Cited<Known<SquareMillimeters>>>,
    /// Memory stacks or devices in the package.
    pub stacks: Option<Cited<Known<Count>>>,
}

/// An input or output path other than to volatile memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Its name: `NVLink`, `PCIe Gen5 x16`.
    pub name: String,
    /// Total rate of all lanes of this path, in the direction given.
    pub bandwidth: Cited<Known<GBPerSecond>>,
    /// Whether the rate counts both directions.
    pub direction: Direction,
}

/// Which directions a link's rate counts.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Both directions together, as the regulation's "aggregate bidirectional transfer rate". Also taken where the
    /// sheet does not say.
    #[default]
    Bidirectional,
    /// One direction: counted twice.
    OneWay,
}
