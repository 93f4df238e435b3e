//! Real parts, built in: the files under `datasheets/`.
//!
//! Looking a part up reads only headings; a part is parsed when it is asked for.

use crate::datasheet::{self, DatasheetErrors};
use crate::embedded::DATASHEETS;
use crate::part::Part;
use std::fmt;

/// One part file of the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path in the repository: `datasheets/nvidia/h100-sxm5.md`.
    pub path: &'static str,
    /// The part's name.
    pub name: &'static str,
    /// The vendor.
    pub vendor: &'static str,
    /// Other names.
    pub aliases: Vec<&'static str>,
    text: &'static str,
}

impl Entry {
    fn new((path, text): &(&'static str, &'static str)) -> Self {
        let mut entry = Self { path, name: "", vendor: "", aliases: Vec::new(), text };
        for line in text.lines().take_while(|line| !line.starts_with("## ")) {
            let line = line.trim();
            if let Some(name) = line.strip_prefix("# ") {
                entry.name = name.trim();
            } else if let Some((label, value)) = line.trim_start_matches("- ").split_once(':') {
                match label.trim() {
                    "Vendor" => entry.vendor = value.trim(),
                    "Also known as" => entry.aliases = value.split(',').map(str::trim).collect(),
                    _ => {}
                }
            }
        }
        entry
    }

    /// The part.
    ///
    /// # Errors
    /// If the file is faulty; a test makes sure that none is.
    pub fn part(&self) -> Result<Part, DatasheetErrors> {
        datasheet::parse(self.text, self.path)
    }

    /// The part file itself.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The file's name without folder and ending.
    fn stem(&self) -> &'static str {
        self.path.rsplit('/').next().and_then(|file| file.strip_suffix(".md")).unwrap_or(self.path)
    }

    /// Every name that the entry answers to, compared as [`key`]s.
    fn names(&self) -> impl Iterator<Item = String> {
        let with_vendor = format!("{} {}", self.vendor, self.name);
        [self.name.to_owned(), with_vendor, self.stem().to_owned()]
            .into_iter()
            .chain(self.aliases.iter().map(|alias| (*alias).to_owned()))
    }

    /// Whether the [`key`] of one of the names is `query`. Asked of every entry for every name: nothing is built.
    fn is_named(&self, query: &str) -> bool {
        let is = |names: &[&str]| {
            let letters = names.iter().flat_map(|name| name.chars()).filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_lowercase).eq(query.chars())
        };
        is(&[self.name])
            || is(&[self.stem()])
            || is(&[self.vendor, self.name])
            || self.aliases.iter().any(|alias| is(&[alias]))
    }

    /// Whether the query is made of some words of one of the names, in order: `h100` and `h100 80gb` fit
    /// `H100 PCIe 80GB`, `rtx4090` fits `GeForce RTX 4090`.
    fn fits(&self, query: &str) -> bool {
        self.names().any(|name| {
            let words: Vec<String> = words(&name).collect();
            spells(&words, query)
        })
    }
}

/// Every part of the catalog, in order of path.
pub fn entries() -> impl Iterator<Item = Entry> {
    DATASHEETS.iter().map(Entry::new)
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// A name without spaces, signs and case.
fn key(text: &str) -> String {
    words(text).collect()
}

/// Whether `query` is the concatenation of some of `words`, in order.
fn spells(words: &[String], query: &str) -> bool {
    if query.is_empty() {
        return true;
    }
    words
        .iter()
        .enumerate()
        .any(|(i, word)| query.strip_prefix(word.as_str()).is_some_and(|rest| spells(&words[i + 1..], rest)))
}

/// What a name was found to mean.
#[derive(Clone, Debug)]
pub struct Matches {
    query: String,
    found: Vec<Entry>,
}

/// Finds parts by name, forgiving case, spaces and signs. A full name, alias or file name finds that part; part of one
/// finds the whole family.
///
/// ```
/// use eccn::catalog::find;
/// assert_eq!(find("geforce-rtx 4090d").one()?.name, "GeForce RTX 4090 D");
/// assert!(find("h100").entries().len() > 2);
/// let miss = find("h1000").one().unwrap_err();
/// assert!(miss.to_string().contains("H100"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn find(query: &str) -> Matches {
    let wanted = key(query);
    let mut found: Vec<Entry> = Vec::new();
    if !wanted.is_empty() {
        found = entries().filter(|entry| entry.is_named(&wanted)).collect();
        if found.is_empty() {
            found = entries().filter(|entry| entry.fits(&wanted)).collect();
        }
    }
    Matches { query: query.to_owned(), found }
}

impl Matches {
    /// The parts found.
    pub fn entries(&self) -> &[Entry] {
        &self.found
    }

    /// The one part that was meant.
    ///
    /// # Errors
    /// If nothing matches (with suggestions), several parts do (with their names), or the file is faulty.
    pub fn one(&self) -> Result<Part, FindError> {
        match &self.found[..] {
            [entry] => entry.part().map_err(FindError::Faulty),
            [] => Err(self.miss()),
            several => {
                let names = several.iter().map(|entry| entry.name).collect();
                Err(FindError::Several { query: self.query.clone(), names })
            }
        }
    }

    /// The error that says that nothing matches, with the closest names.
    pub fn miss(&self) -> FindError {
        let wanted = key(&self.query);
        let mut scored: Vec<(f64, &'static str)> = entries()
            .map(|entry| {
                let score = |name: String| strsim::jaro_winkler(&key(&name), &wanted);
                (entry.names().map(score).fold(0.0, f64::max), entry.name)
            })
            .filter(|(score, _)| *score > 0.75)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let suggestions = scored.into_iter().take(5).map(|(_, name)| name).collect();
        FindError::Nothing { query: self.query.clone(), suggestions }
    }
}

/// Why a name does not lead to one part.
#[derive(Clone, Debug)]
pub enum FindError {
    /// Nothing is named so.
    Nothing {
        /// What was looked for.
        query: String,
        /// The closest names.
        suggestions: Vec<&'static str>,
    },
    /// Several parts fit.
    Several {
        /// What was looked for.
        query: String,
        /// Their names.
        names: Vec<&'static str>,
    },
    /// The file is faulty.
    Faulty(DatasheetErrors),
}

impl fmt::Display for FindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing { query, suggestions } => {
                write!(f, "no file and no part of the catalog is named {query:?}")?;
                if suggestions.is_empty() {
                    write!(f, "; `eccn parts` lists them")
                } else {
                    write!(f, "; did you mean {}?", suggestions.join(", "))
                }
            }
            Self::Several { query, names } => write!(f, "{query:?} names several parts: {}", names.join(", ")),
            Self::Faulty(errors) => errors.fmt(f),
        }
    }
}

impl std::error::Error for FindError {}
