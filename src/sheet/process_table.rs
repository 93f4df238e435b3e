//! The table of processes, foundries and transistor words: `words/processes.toml`, where each stands with its source.

use super::lexicon::Lexicon;
use crate::part::Transistor;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A process as the table of processes has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Process {
    pub(super) foundry: String,
    pub(super) transistor: Transistor,
}

#[derive(Deserialize)]
struct ProcessFile {
    process: Vec<ProcessEntry>,
    foundry: Vec<FoundryEntry>,
    transistor: Vec<TransistorEntry>,
    bare: Vec<BareEntry>,
}

#[derive(Deserialize)]
struct FoundryEntry {
    name: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
struct TransistorEntry {
    kind: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct BareEntry {
    sizes: Vec<String>,
    conclude: String,
}

#[derive(Deserialize)]
struct ProcessEntry {
    names: Vec<String>,
    #[serde(default)]
    short: Vec<String>,
    foundry: String,
    transistor: String,
}

/// Names of processes, and what is said of transistors where no process is named.
pub(super) struct Processes {
    pub(super) names: Lexicon<Process>,
    pub(super) foundries: Lexicon<String>,
    pub(super) transistors: Lexicon<Transistor>,
    /// Sizes in nanometers without a foundry, where they decide.
    pub(super) bare: HashMap<String, Transistor>,
}

fn transistor(word: &str) -> Option<Transistor> {
    match word {
        "planar" => Some(Transistor::Planar),
        "unknown" => None,
        _ => Some(Transistor::NonPlanar),
    }
}

/// The table of processes.
pub(super) static PROCESSES: LazyLock<Processes> = LazyLock::new(|| {
    let mut table = Processes {
        names: Lexicon::new(),
        foundries: Lexicon::new(),
        transistors: Lexicon::new(),
        bare: HashMap::new(),
    };
    let Ok(file) = toml::from_str::<ProcessFile>(include_str!("words/processes.toml")) else { return table };
    for entry in &file.process {
        let Some(transistor) = transistor(&entry.transistor) else { continue };
        let process = Process { foundry: entry.foundry.clone(), transistor };
        for (names, short) in [(&entry.names, false), (&entry.short, true)] {
            for name in names {
                table.names.add(name, short, process.clone());
                // "Intel 7 process" is "Intel 7" where a process is expected.
                for word in [" process", " node", " technology", "工艺", "製程"] {
                    if let Some(name) = name.strip_suffix(word) {
                        table.names.add(name, true, process.clone());
                    }
                }
            }
        }
    }
    for entry in &file.foundry {
        entry.names.iter().for_each(|name| table.foundries.add(name, false, entry.name.clone()));
    }
    for entry in &file.transistor {
        let Some(transistor) = transistor(&entry.kind) else { continue };
        entry.words.iter().for_each(|word| table.transistors.add(word, false, transistor));
    }
    for entry in &file.bare {
        let Some(transistor) = transistor(&entry.conclude) else { continue };
        entry.sizes.iter().for_each(|size| {
            table.bare.insert(size.clone(), transistor);
        });
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_are_found() {
        let found = |text: &str, short| PROCESSES.names.longest(text, short).map(|found| found.meaning.transistor);
        assert_eq!(found("TSMC 4N", false), Some(Transistor::NonPlanar));
        assert_eq!(found("28HPC", true), Some(Transistor::Planar));
        assert_eq!(found("N7", false), None);
        assert_eq!(found("中芯国际 N+2", false), Some(Transistor::NonPlanar));
    }
}
