//! Processing units and their rates.

use super::{Cited, Format};
use crate::quantity::{Count, Gigahertz, Known, Tops};
use serde::Serialize;

/// A group of hardware that runs one operation format at a time.
///
/// Formats on one unit compete: the best counts. Different units of a part can work at the same time: they add up.
/// The rates are of one unit; [`count`](Self::count) says how many there are.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessingUnit {
    /// Its name: `GPU`, `NPU`, `CPU cores`.
    pub name: String,
    /// How many of them there are.
    pub count: u32,
    /// Published throughput.
    pub rates: Vec<Rate>,
    /// Multiply-accumulates per clock, where the throughput is to be computed from the architecture.
    pub macs: Vec<MacRate>,
    /// The clock for [`macs`](Self::macs).
    pub clock: Option<Cited<Known<Gigahertz>>>,
}

impl Default for ProcessingUnit {
    fn default() -> Self {
        Self { name: String::new(), count: 1, rates: Vec::new(), macs: Vec::new(), clock: None }
    }
}

/// One published throughput.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// The numeric format of the inputs.
    pub format: Format,
    /// Matrix (tensor) or vector hardware.
    pub engine: Engine,
    /// With or without sparsity.
    pub sparsity: Sparsity,
    /// Bit length of the accumulator or output, where the sheet says it.
    pub accumulate: Option<u16>,
    /// What the number is a rate of.
    pub scope: Scope,
    /// The throughput.
    pub value: Cited<Known<Tops>>,
}

/// Multiply-accumulates that one unit performs in one clock.
#[derive(Clone, Debug, PartialEq)]
pub struct MacRate {
    /// The numeric format of the inputs.
    pub format: Format,
    /// Multiply-accumulates per clock and unit. One is two operations.
    pub per_clock: Cited<Known<Count>>,
}

/// The hardware behind a rate.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// The sheet does not say.
    #[default]
    Unstated,
    /// Tensor cores, matrix cores, systolic arrays.
    Matrix,
    /// Shader or CUDA cores, vector units.
    Vector,
}

/// What kind of matrix a rate is for.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sparsity {
    /// The sheet does not say. Taken as dense, and the answer says so.
    #[default]
    Unstated,
    /// Dense matrices.
    Dense,
    /// Sparse matrices, with no word on the pattern. Never used as a rate: it only bounds the dense one from above.
    Sparse,
    /// Sparse matrices with 2:4 structure: exactly twice the dense rate.
    TwoOfFour,
}

/// What a number is a rate of.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// One packaged integrated circuit, or one unit where the part counts several.
    #[default]
    Package,
    /// One compute die; a package holds as many as its die list says.
    Die,
    /// The whole item: a board or system with all its integrated circuits.
    Item,
}
