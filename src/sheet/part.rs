//! A part of a sheet as a [`Part`], with the sheet as its source and all doubts kept.

use super::reading::{Fact, Open, ReadPart};
use crate::part::{
    Cited, Confidence, Die, DieRole, Direction, Engine, Link, Location, Part, ProcessingUnit, Rate, Scope, Source,
    Sparsity, Transistor,
};
use crate::quantity::parse::decimal;
use crate::quantity::{Exact, Known, Quantity, Unit};
use std::sync::Arc;

/// Where a sheet comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The file it was read from.
    pub file: String,
    /// The page it was saved from; the file where there is none.
    pub url: Option<String>,
    /// The day it was retrieved, `2026-11-22`.
    pub retrieved: Option<String>,
}

impl ReadPart {
    /// This part for classification, or as a part file ([`datasheet::print`](crate::datasheet::print)).
    ///
    /// Certain values are exact. A rate that may be sparse only bounds the dense rate from above; a lower bound or a
    /// measured rate bounds it from below; of a rumor nothing follows. Every value that is not certain is also told in
    /// [`Part::notes`].
    ///
    /// ```
    /// use eccn::sheet::{Layout, Origin, read};
    /// let page = "# Widget X100\n\n| INT8 dense | 400 TOPS |\n|---|---|\n| FP8 | 900 TFLOPS |\n";
    /// let reading = read(&Layout::Markdown.read(page));
    /// let part = reading.parts[0].to_part(&Origin { file: "x100.md".into(), ..Origin::default() });
    /// assert_eq!(part.units[0].rates.len(), 2);
    /// assert!(eccn::datasheet::print(&part).contains("| INT8 | 400 TOPS dense [1] |"));
    /// ```
    pub fn to_part(&self, origin: &Origin) -> Part {
        let mut part = Part {
            name: if self.name.is_empty() { stem(&origin.file) } else { self.name.clone() },
            retrieved: origin.retrieved.clone(),
            ..Part::default()
        };
        let file: Arc<str> = origin.file.as_str().into();
        let reader = Reader { file };
        let scope = if self.circuits.is_some_and(|count| count > 1) { Scope::Item } else { Scope::Package };
        let rates: Vec<Rate> = self.facts.iter().filter_map(|fact| reader.rate(fact, scope)).collect();
        if !rates.is_empty() {
            part.units.push(ProcessingUnit { name: "processor".to_owned(), rates, ..ProcessingUnit::default() });
        }
        if let Some(circuits) = self.circuits.and_then(|count| u32::try_from(count).ok()) {
            part.integrated_circuits = Some(Cited { sources: vec!["1".to_owned()], ..Cited::new(circuits) });
        }
        part.dies.extend(self.die(&reader));
        part.memory.bandwidth = self.certain("memory_bandwidth").and_then(|fact| reader.number(fact));
        for (field, name) in [("interconnect_bandwidth", "Interconnect"), ("pcie_bandwidth", "PCIe")] {
            let Some(fact) = self.certain(field) else { continue };
            let direction = if fact.direction == "one way" { Direction::OneWay } else { Direction::Bidirectional };
            part.links.extend(reader.number(fact).map(|bandwidth| Link {
                name: name.to_owned(),
                bandwidth,
                direction,
            }));
        }
        if self.preliminary {
            part.notes.push("The sheet calls its values preliminary.".to_owned());
        }
        for fact in self.facts.iter().filter(|fact| !fact.certain) {
            let value = fact.to.as_ref().map_or_else(|| fact.value.clone(), |to| format!("{} to {to}", fact.value));
            part.notes.push(format!(
                "Not decided by the sheet, line {}: {} {value} {}: {}.",
                fact.line, fact.field, fact.unit, fact.why
            ));
        }
        part.notes
            .extend(self.lints.iter().map(|lint| format!("Warning {}, line {}: {}.", lint.name, lint.line, lint.text)));
        let reference = origin.url.clone().unwrap_or_else(|| origin.file.clone());
        let remark = origin.url.as_ref().map(|_| format!("read from {}", stem(&origin.file)));
        part.sources.push(Source { id: "1".to_owned(), reference, remark });
        part
    }

    fn die(&self, reader: &Reader) -> Option<Die> {
        let each = self.certain("die_area");
        let total = self.certain("die_area_total");
        let (count, process, name) = (self.certain("dies"), self.certain("process"), self.certain("process_name"));
        if each.is_none() && total.is_none() && count.is_none() && process.is_none() && name.is_none() {
            return None;
        }
        let number: Option<u32> = count.and_then(|fact| fact.value.parse().ok());
        let area = match (each, total) {
            (Some(each), _) => reader.number(each),
            (None, Some(total)) => {
                // All of them together: each has its share, whatever their sizes.
                let share = decimal(&total.value).ok()?.checked_div(&Exact::from(u64::from(number.unwrap_or(1))))?;
                let value = Known::exact(Quantity::new(share).ok()?);
                Some(Cited { confidence: Confidence::Derived, ..reader.cited(total, value) })
            }
            (None, None) => None,
        };
        Some(Die {
            name: "compute die".to_owned(),
            role: DieRole::Compute,
            count: count.zip(number).map(|(fact, number)| reader.cited(fact, number)),
            area,
            node: name.map(|fact| reader.cited(fact, fact.value.clone())),
            transistor: process.map(|fact| {
                let planar = fact.value == "planar";
                reader.cited(fact, if planar { Transistor::Planar } else { Transistor::NonPlanar })
            }),
        })
    }
}

struct Reader {
    file: Arc<str>,
}

impl Reader {
    fn cited<T>(&self, fact: &Fact, value: T) -> Cited<T> {
        Cited {
            value,
            confidence: if fact.density == "half of a sparse rate" { Confidence::Derived } else { Confidence::Stated },
            sources: vec!["1".to_owned()],
            location: Some(Location { file: Arc::clone(&self.file), line: fact.line.max(1), column: 1 }),
        }
    }

    fn number<U: Unit>(&self, fact: &Fact) -> Option<Cited<Known<U>>> {
        let value = Quantity::new(decimal(&fact.value).ok()?).ok()?;
        Some(self.cited(fact, Known::exact(value)))
    }

    fn rate(&self, fact: &Fact, scope: Scope) -> Option<Rate> {
        let format = fact.format.clone()?;
        let low = Quantity::new(decimal(&fact.value).ok()?).ok()?;
        let high = fact.to.as_ref().and_then(|to| Quantity::new(decimal(to).ok()?).ok());
        let said = matches!(fact.density, "dense");
        let (value, sparsity) = match (fact.certain, fact.open) {
            (true, _) => (Known::exact(low), Sparsity::Dense),
            (false, Open::Nothing) => return None,
            (false, Open::Above) => (Known::range(low, None).ok()?, Sparsity::Dense),
            (false, Open::Within) if said => (Known::range(low, high).ok()?, Sparsity::Dense),
            (false, Open::Within) => (Known::exact(high?), Sparsity::Sparse),
            (false, Open::Below) => (Known::exact(low), Sparsity::Sparse),
        };
        let vector = fact.field.ends_with("_vector");
        let engine = if vector { Engine::Vector } else { Engine::Unstated };
        Some(Rate { format, engine, sparsity, accumulate: fact.accumulate, scope, value: self.cited(fact, value) })
    }
}

/// The name of a file without folders and ending.
fn stem(file: &str) -> String {
    std::path::Path::new(file).file_stem().map_or_else(|| file.to_owned(), |stem| stem.to_string_lossy().into_owned())
}
