//! Kinds of file that are known by their headers, and what the headers leave unsaid in them.

use super::header::{Proposal, last_part, propose};
use super::layout::dense;
use super::meaning::{ColumnFact, Meaning, RateColumn};
use crate::part::{Engine, Sparsity};

/// A known kind of file.
pub(super) struct Dialect {
    pub(super) name: &'static str,
    is: fn(&[String]) -> bool,
    /// What a header means in it.
    pub(super) read: fn(&str) -> Proposal,
}

const DIALECTS: &[Dialect] = &[
    Dialect { name: "Epoch AI Machine Learning Hardware", is: is_epoch, read: read_epoch },
    Dialect { name: "TechPowerUp export", is: is_techpowerup, read: read_techpowerup },
    Dialect { name: "LLMCompass design sweep", is: is_llmcompass, read: read_llmcompass },
];

/// The known kind of file with these headers.
pub(super) fn detect(headers: &[String]) -> Option<&'static Dialect> {
    DIALECTS.iter().find(|dialect| (dialect.is)(headers))
}

/// The last part of a header, its words joined by single spaces, in lower case.
fn plain(header: &str) -> String {
    let part = last_part(header.trim()).to_lowercase();
    let words = part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn any(headers: &[String], test: impl Fn(&str) -> bool) -> bool {
    headers.iter().any(|header| test(&plain(header)))
}

// Epoch AI, "Machine Learning Hardware". Its editions differ in order and names of columns; rates are in operations per
// second. The rates of every part checked against its maker's sheet are dense; the headers do not say so. The half
// precision column is a shader rate for some parts and a matrix rate for others: the better of it and the tensor column
// counts. Its own TPP is a check only: it counts TF32 as 19 bits. Its bandwidths between chips are of one kind of link,
// not the aggregate of all.

fn is_epoch(headers: &[String]) -> bool {
    let name = any(headers, |header| matches!(header, "hardware name" | "name of the hardware"));
    name && any(headers, |header| header.ends_with("performance flop s") || header.ends_with("performance op s"))
}

fn read_epoch(header: &str) -> Proposal {
    let half = plain(header).starts_with("fp tf32 tensor performance");
    // The largest of the others.
    if matches!(plain(header).as_str(), "ml op s" | "max performance") {
        return Proposal::Other;
    }
    match if half { propose("TF32 tensor performance (FLOP/s)") } else { propose(header) } {
        Proposal::Column { meaning: Meaning::Rate(rate), unit } => {
            Proposal::Column { meaning: Meaning::Rate(dense(&rate)), unit }
        }
        other => other,
    }
}

// TechPowerUp's database, and tables made from it: throughput is that of the shaders. The matrix hardware of the same part
// is usually faster and is not in the table, so that a rate only says "at least".

fn is_techpowerup(headers: &[String]) -> bool {
    let half = any(headers, |header| {
        matches!(header, "fp16 half" | "fp16 half performance" | "half float performance gflop s" | "fp16")
    });
    half && any(headers, |header| matches!(header, "rops" | "tmus" | "shading units" | "render output processors"))
}

fn read_techpowerup(header: &str) -> Proposal {
    match propose(header) {
        Proposal::Column { meaning: Meaning::Rate(rate), unit } => {
            let engine = match rate.format.name() {
                "BF16" | "TF32" => Engine::Matrix,
                _ => Engine::Vector,
            };
            let rate = RateColumn { engine, at_least: true, sparsity: Sparsity::Dense, ..rate };
            Proposal::Column { meaning: Meaning::Rate(rate), unit }
        }
        // Counts of shaders are no processing units with multiply-accumulates of their own.
        Proposal::Column {
            meaning: Meaning::Fact(ColumnFact::Units | ColumnFact::Macs | ColumnFact::Clock), ..
        } => Proposal::Other,
        other => other,
    }
}

// LLMCompass describes a design by counts of its parts; the matrix rate is their product: 2 × cores × compute chiplets ×
// sublanes × multiply-accumulates per cycle × array height × array width × frequency.

fn is_llmcompass(headers: &[String]) -> bool {
    any(headers, |header| header == "core count") && any(headers, |header| header == "sublane count")
}

fn read_llmcompass(header: &str) -> Proposal {
    match plain(header).as_str() {
        // Cores on the die, of which some are switched off.
        "physical core count" => Proposal::Other,
        "data type" => propose("format"),
        // The process of the I/O die is not that of the cores.
        "process node" if header.contains("io.") => Proposal::Other,
        _ => propose(header),
    }
}
