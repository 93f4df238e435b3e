//! Column maps: what each column of a file holds, written down by a person.
//!
//! ```toml
//! [[column]]
//! header = "FP16 (TFLOPS)"
//! fact = "fp16"
//! sparsity = "dense"
//!
//! [default]
//! datacenter = "yes"
//! ```

use super::cell::Decimal;
use super::layout::{Form, Layout, place};
use super::meaning::{ColumnFact, Meaning};
use crate::part::{Engine, Sparsity};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A column map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnMap {
    /// The columns; one without meaning is left out on purpose.
    pub columns: Vec<MapColumn>,
    /// What holds where a row does not say.
    pub defaults: Vec<(ColumnFact, String)>,
    /// One row a part, or several.
    pub form: Option<Form>,
    /// How numbers are written.
    pub decimal: Option<Decimal>,
}

/// A column of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapColumn {
    /// Its header.
    pub header: String,
    /// What it holds.
    pub meaning: Option<Meaning>,
    /// The unit of its numbers.
    pub unit: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    #[serde(default)]
    column: Vec<ColumnText>,
    #[serde(default)]
    default: BTreeMap<String, String>,
    form: Option<String>,
    decimal: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnText {
    header: String,
    fact: String,
    unit: Option<String>,
    sparsity: Option<String>,
    engine: Option<String>,
    processing_unit: Option<String>,
    accumulate: Option<u16>,
    #[serde(default)]
    at_least: bool,
}

impl ColumnMap {
    /// Reads a map.
    ///
    /// # Errors
    /// In words, with the line where TOML gives it: not TOML, an unknown key, or an unknown fact, unit or word.
    ///
    /// ```
    /// use eccn::batch::ColumnMap;
    /// let map = ColumnMap::parse("[[column]]\nheader = 'tensor'\nfact = 'fp16'\nunit = 'GFLOPS'\n")?;
    /// assert_eq!(map.columns[0].meaning.as_ref().unwrap().name(), "fp16");
    /// assert!(ColumnMap::parse("[[column]]\nheader = 'x'\nfact = 'fq16'\n").is_err());
    /// # Ok::<(), String>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: FileText = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut map = Self::default();
        for column in file.column {
            let header = column.header.clone();
            let at = |message: String| format!("column {header:?}: {message}");
            map.columns.push(column.read().map_err(at)?);
        }
        for (name, value) in file.default {
            match Meaning::from_name(&name) {
                Ok(Meaning::Fact(fact)) => map.defaults.push((fact, value)),
                _ => return Err(format!("[default]: {name:?} is not a fact that can have a default")),
            }
        }
        map.form = match file.form.as_deref() {
            None => None,
            Some("wide") => Some(Form::Wide),
            Some("long") => Some(Form::Long),
            Some(other) => return Err(format!("form: expected wide or long, found {other:?}")),
        };
        map.decimal = match file.decimal.as_deref() {
            None => None,
            Some("point") => Some(Decimal::Point),
            Some("comma") => Some(Decimal::Comma),
            Some(other) => return Err(format!("decimal: expected point or comma, found {other:?}")),
        };
        Ok(map)
    }
}

impl ColumnText {
    fn read(self) -> Result<MapColumn, String> {
        let mut meaning = match self.fact.as_str() {
            "unused" => None,
            "?" => return Err("its fact is still \"?\": write what it holds, or \"unused\"".to_owned()),
            name => Some(Meaning::from_name(name)?),
        };
        match &mut meaning {
            Some(Meaning::Rate(rate)) => {
                rate.sparsity = match self.sparsity.as_deref() {
                    None | Some("unstated") => Sparsity::Unstated,
                    Some("dense") => Sparsity::Dense,
                    Some(other) => {
                        return Err(format!(
                            "sparsity: expected dense or unstated, found {other:?}; a sparse column is never used"
                        ));
                    }
                };
                rate.engine = match self.engine.as_deref() {
                    None | Some("unstated") => Engine::Unstated,
                    Some("matrix") => Engine::Matrix,
                    Some("vector") => Engine::Vector,
                    Some(other) => return Err(format!("engine: expected matrix, vector or unstated, found {other:?}")),
                };
                rate.processing_unit = self.processing_unit.unwrap_or_default();
                rate.accumulate = self.accumulate.filter(|bits| (1..=1024).contains(bits));
                rate.at_least = self.at_least;
            }
            _ if self.sparsity.is_some()
                || self.engine.is_some()
                || self.processing_unit.is_some()
                || self.accumulate.is_some()
                || self.at_least =>
            {
                return Err("sparsity, engine, processing_unit, accumulate and at_least are for rates".to_owned());
            }
            _ => {}
        }
        let kind = meaning.as_ref().and_then(Meaning::kind);
        let fits = |unit: &String| match (kind, &meaning) {
            (Some(kind), _) => kind.multiplier(unit).is_some(),
            (None, Some(Meaning::Fact(ColumnFact::Node))) => unit == "nm",
            _ => false,
        };
        if let Some(unit) = self.unit.as_ref().filter(|unit| !fits(unit)) {
            let expected = kind.map_or("no unit here", |kind| kind.expected());
            return Err(format!("{unit:?} is not its unit; expected {expected}"));
        }
        Ok(MapColumn { header: self.header, meaning, unit: self.unit })
    }
}

impl Layout {
    /// The layout as a column map, with a remark for each column that is left out.
    pub fn to_map(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut out = String::new();
        if let Some(dialect) = self.dialect {
            let _ = writeln!(out, "# Read as: {dialect}.");
        }
        for remark in &self.remarks {
            let _ = writeln!(out, "# {remark}");
        }
        let form = if self.form == Form::Long { "long" } else { "wide" };
        let _ = writeln!(out, "form = \"{form}\"");
        if self.decimal == Decimal::Comma {
            let _ = writeln!(out, "decimal = \"comma\"");
        }
        if !self.defaults.is_empty() {
            let _ = writeln!(out, "\n[default]");
            for (fact, value) in &self.defaults {
                let _ = writeln!(out, "{} = {}", fact.name(), quoted(value));
            }
        }
        for (index, header) in self.headers.iter().enumerate() {
            // A header that stands twice, or would be taken for a place, is named by its place.
            let twice =
                self.headers.iter().filter(|other| other.trim().eq_ignore_ascii_case(header.trim())).count() > 1;
            let name = if twice || place(&self.headers, header).is_some() {
                format!("#{}", index + 1)
            } else {
                header.clone()
            };
            let Some(column) = self.columns.iter().find(|column| column.index == index) else {
                let unclear = self.unused.iter().find(|(unused, why)| *unused == index && why.starts_with("unclear: "));
                if let Some((_, why)) = unclear {
                    let why = why.replace('\n', " ");
                    // Not to be run with before a person has decided.
                    let _ = writeln!(out, "\n[[column]]\nheader = {}\nfact = \"?\" # {why}", quoted(&name));
                    continue;
                }
                let why = self.unused.iter().find(|(unused, _)| *unused == index).map_or("", |(_, why)| why.as_str());
                let _ = write!(out, "\n[[column]]\nheader = {}\nfact = \"unused\"", quoted(&name));
                let _ = writeln!(out, "{}", if why.is_empty() { String::new() } else { format!(" # {why}") });
                continue;
            };
            let _ = writeln!(out, "\n[[column]]\nheader = {}\nfact = {}", quoted(&name), quoted(&column.name()));
            match (&column.unit, column.meaning.kind()) {
                (Some(unit), _) => {
                    let _ = writeln!(out, "unit = {}", quoted(unit));
                }
                (None, Some(kind)) if !kind.base_unit().is_empty() => {
                    let _ = writeln!(out, "# unit = {} # assumed: the header does not say", quoted(kind.base_unit()));
                }
                _ => {}
            }
            let Meaning::Rate(rate) = &column.meaning else { continue };
            let _ = match rate.sparsity {
                Sparsity::Dense => writeln!(out, "sparsity = \"dense\""),
                _ => writeln!(out, "sparsity = \"unstated\" # taken as dense; the rows say so in lints"),
            };
            match rate.engine {
                Engine::Matrix => drop(writeln!(out, "engine = \"matrix\"")),
                Engine::Vector => drop(writeln!(out, "engine = \"vector\"")),
                Engine::Unstated => {}
            }
            if !rate.processing_unit.is_empty() {
                let _ = writeln!(out, "processing_unit = {}", quoted(&rate.processing_unit));
            }
            if let Some(bits) = rate.accumulate {
                let _ = writeln!(out, "accumulate = {bits}");
            }
            if rate.at_least {
                let _ = writeln!(out, "at_least = true # the part may have faster hardware than this column shows");
            }
        }
        out
    }
}
