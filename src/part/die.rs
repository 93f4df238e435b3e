//! Dies, their process nodes and transistor architecture.

use super::Cited;
use crate::quantity::{Known, SquareMillimeters};
use serde::Serialize;

/// A kind of die in the package.
#[derive(Clone, Debug, PartialEq)]
pub struct Die {
    /// Its name: `GH100`, `XCD`.
    pub name: String,
    /// What it does.
    pub role: DieRole,
    /// How many of it one package holds. `None`: not stated.
    pub count: Option<Cited<u32>>,
    /// The area of one. `None`: not stated.
    pub area: Option<Cited<Known<SquareMillimeters>>>,
    /// The process node as the source names it.
    pub node: Option<Cited<String>>,
    /// Planar or non-planar, where the source says it. Else it follows from the node, if that is known.
    pub transistor: Option<Cited<Transistor>>,
}

/// What a die does.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DieRole {
    /// Logic that computes.
    #[default]
    Compute,
    /// Logic for input and output.
    Io,
    /// A logic die under others, with logic of its own (cache, fabric).
    Base,
    /// Memory: not a logic die.
    Memory,
    /// A passive interposer or bridge: not a logic die.
    Interposer,
    /// A dummy die without circuits.
    Dummy,
}

impl DieRole {
    /// Whether a die of this role is a logic die.
    pub fn is_logic(self) -> bool {
        matches!(self, Self::Compute | Self::Io | Self::Base)
    }

    /// The word for it in part files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compute => "compute",
            Self::Io => "I/O",
            Self::Base => "base",
            Self::Memory => "memory",
            Self::Interposer => "interposer",
            Self::Dummy => "dummy",
        }
    }
}

/// The transistor architecture of a process node.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transistor {
    /// Planar: the die area does not count.
    Planar,
    /// FinFET or gate-all-around: the die area counts.
    NonPlanar,
}

impl Transistor {
    /// The word for it in part files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planar => "planar",
            Self::NonPlanar => "non-planar",
        }
    }

    /// Reads `planar`, `non-planar`, `FinFET`, `GAA`, `RibbonFET` and the like; `None` if the text has none of them.
    ///
    /// ```
    /// use eccn::part::Transistor;
    /// assert_eq!(Transistor::from_words("TSMC N7 FinFET"), Some(Transistor::NonPlanar));
    /// assert_eq!(Transistor::from_words("bulk planar"), Some(Transistor::Planar));
    /// assert_eq!(Transistor::from_words("TSMC 7 nm"), None);
    /// ```
    pub fn from_words(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let non_planar = [
            "non-planar",
            "nonplanar",
            "non planar",
            "finfet",
            "gaa",
            "gate-all-around",
            "ribbonfet",
            "mbcfet",
            "nanosheet",
            "tri-gate",
            "trigate",
        ];
        if non_planar.iter().any(|word| lower.contains(word)) {
            Some(Self::NonPlanar)
        } else if lower.contains("planar") || lower.contains("fd-soi") || lower.contains("fdsoi") {
            Some(Self::Planar)
        } else {
            None
        }
    }
}

/// The node size in nanometers that a process name states or is known for, and its transistor architecture.
///
/// Follows the foundries' own descriptions: TSMC's first FinFET node is 16FF (28HPC and 20SoC are planar), Samsung's is
/// 14LPE, GlobalFoundries' is 14LPP, SMIC's is 14 nm, Intel's is 22 nm. `None` if the name is not understood.
///
/// ```
/// use eccn::part::{Transistor, foundry_node};
/// assert_eq!(foundry_node("TSMC 4N"), Some(Transistor::NonPlanar));
/// assert_eq!(foundry_node("TSMC 28 nm"), Some(Transistor::Planar));
/// assert_eq!(foundry_node("an unnamed process"), None);
/// ```
pub fn foundry_node(text: &str) -> Option<Transistor> {
    if let Some(stated) = Transistor::from_words(text) {
        return Some(stated);
    }
    let lower = text.to_lowercase();
    let intel = lower.contains("intel");
    // Intel's names without nanometers: Intel 7, 4, 3 (FinFET), 20A, 18A (RibbonFET).
    if lower.contains("18a") || lower.contains("20a") {
        return Some(Transistor::NonPlanar);
    }
    if lower.contains("n+1") || lower.contains("n+2") || lower.contains("n+3") {
        return Some(Transistor::NonPlanar);
    }
    let size = node_size(text)?;
    let first_fin = if intel { 22 } else { 16 };
    if size <= first_fin {
        Some(Transistor::NonPlanar)
    } else if size >= 20 {
        Some(Transistor::Planar)
    } else {
        None
    }
}

/// The size in nanometers that a process name gives: the first number in it from 2 to 180. Names such as `4N` and
/// `Intel 7` count as 4 and 7, as the foundries mean them.
///
/// ```
/// use eccn::part::node_size;
/// assert_eq!(node_size("TSMC 28 nm"), Some(28));
/// assert_eq!(node_size("Samsung 8N"), Some(8));
/// assert_eq!(node_size("planar"), None);
/// ```
pub fn node_size(text: &str) -> Option<u32> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    numbers.find(|size| (2..=180).contains(size))
}
