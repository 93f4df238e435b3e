//! What words and counts in cells say.

use crate::Truth;
use crate::batch::header::{self, yes_or_no};
use crate::batch::layout::Column;
use crate::batch::meaning::{ColumnFact, Meaning};
use crate::part::{Format, Sparsity, Transistor};
use crate::quantity::{Count, Exact, Known};

/// Yes or no, in words or figures.
pub(in crate::batch) fn truth(text: &str) -> Result<Truth, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "1.0" | "x" | "✓" => Ok(Truth::Yes),
        "0" | "0.0" => Ok(Truth::No),
        other => yes_or_no(other).map_or_else(|| other.parse(), Ok),
    }
}

/// Whether transistors are planar: yes or no, or words that say it.
pub(in crate::batch) fn planar(text: &str) -> Result<Truth, String> {
    match Transistor::from_words(text) {
        Some(Transistor::Planar) => Ok(Truth::Yes),
        Some(Transistor::NonPlanar) => Ok(Truth::No),
        None => truth(text),
    }
}

/// A node in nanometers as a process name.
pub(in crate::batch) fn node(text: &str, unit: Option<&str>) -> String {
    let text = text.trim();
    match unit {
        Some(unit) if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') => {
            format!("{} {unit}", text.strip_suffix(".0").unwrap_or(text))
        }
        _ => text.to_owned(),
    }
}

/// The process name that several columns give together.
pub(in crate::batch) fn process(foundry: Option<&str>, nodes: &[String]) -> Option<String> {
    let name = nodes.join(", ");
    match foundry {
        _ if name.is_empty() => None,
        Some(foundry) => Some(format!("{foundry} {name}")),
        None => Some(name),
    }
}

/// Whether a column of TOPS says that they are dense.
pub(in crate::batch) fn tops_sparsity(column: &Column) -> Sparsity {
    if column.header.to_lowercase().contains("dense") { Sparsity::Dense } else { Sparsity::Unstated }
}

/// A whole number above zero.
pub(in crate::batch) fn whole(known: &Known<Count>) -> Result<u32, String> {
    let number = known
        .as_exact()
        .and_then(|exact| exact.floor_scaled(1).filter(|floor| Exact::from(floor.unsigned_abs()) == *exact));
    number
        .and_then(|number| u32::try_from(number).ok())
        .filter(|number| *number > 0)
        .ok_or_else(|| "expected a whole number above 0".to_owned())
}

/// A format as a cell gives it: `FP16`, `FP64 Tensor Core`.
pub(in crate::batch) fn text_format(text: &str) -> Result<Format, String> {
    if let Ok(format) = text.parse::<Format>() {
        return Ok(format);
    }
    match header::propose(text) {
        header::Proposal::Column { meaning: Meaning::Rate(rate), .. } => Ok(rate.format),
        _ => Err(text.parse::<Format>().err().map(|error| error.to_string()).unwrap_or_default()),
    }
}

/// Whether dies are planar by a default of `planar` or `non_planar`.
pub(in crate::batch) fn planar_default(fact: ColumnFact, value: &str) -> Option<Truth> {
    match fact {
        ColumnFact::Planar => planar(value).ok(),
        ColumnFact::NonPlanar => match Transistor::from_words(value) {
            Some(transistor) => Some(Truth::from(transistor == Transistor::Planar)),
            None => truth(value).ok().map(Truth::negate),
        },
        _ => None,
    }
}
