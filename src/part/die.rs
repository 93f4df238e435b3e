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

    /// Reads `planar`, `non-planar`, `FinFET`, `GAA`, `RibbonFET` and the like; `None` if the text has none of them, or both kinds.
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
        let non_planar = non_planar.iter().any(|word| lower.contains(word));
        let rest = lower.replace("non-planar", "").replace("nonplanar", "").replace("non planar", "");
        let planar = rest.contains("planar") || lower.contains("fd-soi") || lower.contains("fdsoi");
        match (planar, non_planar) {
            (true, false) => Some(Self::Planar),
            (false, true) => Some(Self::NonPlanar),
            // Neither, or a contradiction.
            _ => None,
        }
    }
}

/// The transistor architecture that follows from a process name.
///
/// Follows the foundries' own descriptions: TSMC's first FinFET node is 16FF (28HPC and 20SoC are planar), Samsung's is
/// 14LPE, GlobalFoundries' is 14LPP, SMIC's is 14 nm, Intel's is 22 nm. `None` if the name is not understood, names
/// nodes of both kinds, contradicts itself, or could be either (22 nm without a foundry).
///
/// ```
/// use eccn::part::{Transistor, foundry_node};
/// assert_eq!(foundry_node("TSMC 4N"), Some(Transistor::NonPlanar));
/// assert_eq!(foundry_node("2.5D CoWoS, TSMC 28 nm"), Some(Transistor::Planar));
/// assert_eq!(foundry_node("GF 12FDX"), Some(Transistor::Planar));
/// assert_eq!(foundry_node("22 nm"), None);
/// assert_eq!(foundry_node("an unnamed process"), None);
/// ```
pub fn foundry_node(text: &str) -> Option<Transistor> {
    if let Some(stated) = Transistor::from_words(text) {
        return Some(stated);
    }
    let lower = text.to_lowercase();
    if lower.contains("planar") || lower.contains("finfet") {
        // Both words: `from_words` refused them.
        return None;
    }
    if ["n+1", "n+2", "n+3"].iter().any(|name| lower.contains(name)) {
        return Some(Transistor::NonPlanar);
    }
    let kind = |node: &Node| match (node.nanometers, node.family.as_str()) {
        (_, "fdx") => Some(Transistor::Planar),
        (_, "ff" | "ffl" | "ffn" | "ffc" | "ffp" | "ffe") => Some(Transistor::NonPlanar),
        (size, _) if size <= 16 => Some(Transistor::NonPlanar),
        (22, _) if lower.contains("intel") => Some(Transistor::NonPlanar),
        (22, "") if !lower.contains("tsmc") && !lower.contains("gf") && !lower.contains("umc") => None,
        (size, _) if size >= 20 => Some(Transistor::Planar),
        _ => None,
    };
    let kinds: Vec<_> = nodes(&lower).iter().map(kind).collect();
    let first = *kinds.first()?;
    kinds.iter().all(|kind| *kind == first).then_some(first).flatten()
}

/// The size in nanometers of the smallest node that a process name gives; `None` if it gives none. Names such as `4N`
/// and `Intel 7` count as 4 and 7, as the foundries mean them.
///
/// ```
/// use eccn::part::node_size;
/// assert_eq!(node_size("TSMC 28 nm"), Some(28));
/// assert_eq!(node_size("Samsung 8N"), Some(8));
/// assert_eq!(node_size("0.13 µm"), Some(130));
/// assert_eq!(node_size("Fab 15, planar"), None);
/// ```
pub fn node_size(text: &str) -> Option<u32> {
    nodes(&text.to_lowercase()).iter().map(|node| node.nanometers).min()
}

/// A node as a process name gives it: `16FFC` is 16 of the family `ffc`.
struct Node {
    nanometers: u32,
    family: String,
}

/// The letters that foundries put after a size: `7LPP`, `4N`, `28HPC+`.
const FAMILIES: &[&str] = &[
    "nm", "n", "np", "ff", "ffl", "ffn", "ffc", "ffp", "ffe", "hpc", "hpcp", "hpm", "hpl", "hp", "lp", "lpp", "lpe",
    "lpu", "lpa", "lph", "ulp", "gae", "gap", "fdx", "soc", "g", "p", "e", "x",
];

/// Every node that a process name (in lower case) gives. A number is one only with `nm`, with `µm`, with a foundry's
/// letters around it (`N5`, `SF3`, `4N`, `16FFC`), after `Intel`, or as `18A`.
fn nodes(lower: &str) -> Vec<Node> {
    let mut found = Vec::new();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '.').filter(|word| !word.is_empty()).collect();
    for (i, word) in words.iter().enumerate() {
        let next = words.get(i + 1).copied().unwrap_or("");
        let before = i.checked_sub(1).and_then(|i| words.get(i)).copied().unwrap_or("");
        let split = |word: &str| {
            let end = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
            (word[..end].to_owned(), word[end..].to_owned())
        };
        let (number, letters) = split(word.trim_end_matches('.'));
        let micrometers = |unit: &str| matches!(unit, "um" | "µm" | "μm" | "micron" | "microns");
        if micrometers(&letters) || (letters.is_empty() && micrometers(next)) {
            // 0.13 µm is 130 nm.
            let (whole, fraction) = number.split_once('.').unwrap_or((&number, "0"));
            let thousandths: String = format!("{fraction:0<3}").chars().take(3).collect();
            if let (Ok(whole), Ok(part)) = (whole.parse::<u32>(), thousandths.parse::<u32>()) {
                found.push(Node { nanometers: whole.saturating_mul(1000).saturating_add(part), family: String::new() });
            }
            continue;
        }
        let prefixed = ["n", "sf"].iter().find_map(|prefix| {
            let (digits, rest) = split(word.strip_prefix(prefix)?);
            (!digits.is_empty() && (rest.is_empty() || FAMILIES.contains(&rest.as_str()))).then_some((digits, rest))
        });
        let (number, family) = if let Some(named) = prefixed {
            named
        } else if letters.is_empty() && (next == "nm" || before == "intel") {
            (number, String::new())
        } else if matches!(*word, "18a" | "20a" | "14a") {
            ("2".to_owned(), String::new())
        } else if !number.is_empty() && FAMILIES.contains(&letters.as_str()) {
            (number, if letters == "nm" { String::new() } else { letters })
        } else {
            continue;
        };
        if let Some(nanometers) = number.parse().ok().filter(|size| (1..=1000).contains(size)) {
            found.push(Node { nanometers, family });
        }
    }
    found
}
