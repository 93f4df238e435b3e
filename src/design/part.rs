//! A point of a design as a part.

use super::field::{Kind, quantity};
use super::{Design, Span};
use crate::part::{Cited, Die, Direction, Engine, Link, MacRate, Memory, Part, ProcessingUnit, Rate, Scope, Sparsity};
use crate::quantity::{Exact, Known, Unit};
use std::fmt;

/// A point that is no possible part, or no point of the design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointError {
    pub(super) message: String,
}

impl PointError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for PointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PointError {}

impl Design {
    /// The place of a parameter by its name, or by the end of its path where only one ends so.
    ///
    /// # Errors
    /// If there is none, or several end so; the message lists what there is.
    pub fn find(&self, name: &str) -> Result<usize, PointError> {
        let all = || self.parameters.iter().enumerate();
        if let Some((place, _)) = all().find(|(_, parameter)| parameter.name == name) {
            return Ok(place);
        }
        let ending = format!(".{name}");
        let found: Vec<_> = all().filter(|(_, parameter)| parameter.name.ends_with(&ending)).collect();
        let names = |found: &[(usize, &super::Parameter)]| {
            found.iter().map(|(_, parameter)| parameter.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        match &found[..] {
            [(place, _)] => Ok(*place),
            [] if self.derived.iter().any(|(derived, _)| derived == name) => {
                Err(PointError::new(format!("{name} follows from other parameters; set those")))
            }
            [] => {
                let all: Vec<_> = all().collect();
                Err(PointError::new(format!("{} has no parameter {name:?}; it has {}", self.name, names(&all))))
            }
            several => Err(PointError::new(format!("{name:?} may be any of {}", names(several)))),
        }
    }

    /// The first value of a parameter that has no value today, for a search that is about to move it.
    pub fn start(&self, name: &str) -> Option<(String, Exact)> {
        let parameter = &self.parameters[self.find(name).ok()?];
        let first = match &parameter.span {
            _ if parameter.value.is_some() => return None,
            Span::Fixed => return None,
            Span::Range(from, _, _) => from.clone(),
            Span::List(values) => values.first()?.clone(),
        };
        Some((parameter.name.clone(), first))
    }

    /// The point that the design stands at, with some parameters set to other values.
    ///
    /// # Errors
    /// If a name is not a parameter, or a parameter has several values and none of them is today's.
    ///
    /// ```
    /// # use eccn::design::Design;
    /// let text = "design = \"X\"\n[parameters]\nclock = { from = 1, to = 2 }\n[[unit]]\nclock = \"clock\"\nmacs = { fp16 = 512 }\n";
    /// let design = Design::parse(text, "x.toml")?;
    /// assert!(design.point(&[]).unwrap_err().to_string().contains("--set clock="));
    /// let point = design.point(&[("clock".to_owned(), eccn::quantity::parse::decimal("1.5")?)])?;
    /// assert_eq!(point[0].to_string(), "1.5");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn point(&self, set: &[(String, Exact)]) -> Result<Vec<Exact>, PointError> {
        let open = self.partial_point(set)?;
        let missing: Vec<&super::Parameter> =
            open.iter().zip(&self.parameters).filter(|(value, _)| value.is_none()).map(|(_, name)| name).collect();
        if let Some(parameter) = missing.first() {
            let names: Vec<&str> = missing.iter().map(|parameter| parameter.name.as_str()).collect();
            return Err(PointError::new(format!(
                "{} may have several values; say which by value = … in the file; commands on designs also take --set {}=…",
                names.join(", "),
                parameter.name
            )));
        }
        Ok(open.into_iter().flatten().collect())
    }

    /// [`point`](Self::point), with nothing for parameters that have no value today.
    pub(super) fn partial_point(&self, set: &[(String, Exact)]) -> Result<Vec<Option<Exact>>, PointError> {
        let mut point: Vec<Option<Exact>> = self.parameters.iter().map(|parameter| parameter.value.clone()).collect();
        for (name, value) in set {
            let place = self.find(name)?;
            let parameter = &self.parameters[place];
            if let Some(wrong) = Kind::Stacks.refuse(value).filter(|_| parameter.whole) {
                return Err(PointError::new(format!("{name} counts something: {wrong}")));
            }
            if let Span::List(values) = &parameter.span
                && !values.contains(value)
            {
                return Err(PointError::new(format!("{value} is not in the list of {name}")));
            }
            point[place] = Some(value.clone());
        }
        Ok(point)
    }

    /// The value of a field at a point.
    fn at(&self, field: usize, point: &[Exact]) -> Result<Exact, PointError> {
        let field = &self.fields[field];
        let wrong = |message: String| PointError::new(format!("{}: {}: {message}", field.location, field.path));
        let value = field.value.value(point).ok_or_else(|| wrong("a division by zero".to_owned()))?;
        match field.kind.refuse(&value) {
            None => Ok(value),
            Some(message) => Err(wrong(message)),
        }
    }

    fn cited<U: Unit>(&self, field: usize, point: &[Exact]) -> Result<Cited<Known<U>>, PointError> {
        let value = quantity::<U>(self.at(field, point)?).map_err(PointError::new)?;
        Ok(Cited { location: Some(self.fields[field].location.clone()), ..Cited::new(Known::exact(value)) })
    }

    fn count(&self, field: usize, point: &[Exact]) -> Result<Cited<u32>, PointError> {
        let value = self.at(field, point)?;
        let count = value.fraction().and_then(|(count, _)| u32::try_from(count).ok());
        let count = count.ok_or_else(|| PointError::new(format!("{value} is not a count")))?;
        Ok(Cited { location: Some(self.fields[field].location.clone()), ..Cited::new(count) })
    }

    /// The design at a point as a part, for everything that is done with parts.
    ///
    /// # Errors
    /// If some number is impossible there: an area that is not above zero, a value beyond the bounds of its unit.
    pub fn part(&self, point: &[Exact]) -> Result<Part, PointError> {
        let mut part = Part {
            name: self.name.clone(),
            vendor: self.vendor.clone(),
            form: self.form.clone(),
            market: self.market.clone(),
            cryptography: self.cryptography.clone(),
            programmable_logic: self.programmable_logic.clone(),
            ..Part::default()
        };
        part.integrated_circuits = self.circuits.map(|field| self.count(field, point)).transpose()?;
        part.transistors = self.transistors.map(|field| self.cited(field, point)).transpose()?;
        for unit in &self.units {
            let mut made = ProcessingUnit { name: unit.name.clone(), ..ProcessingUnit::default() };
            made.count = unit.count.map(|field| self.count(field, point)).transpose()?.map_or(1, |count| count.value);
            for (_, field) in &unit.clocks {
                let clock = self.cited(*field, point)?;
                let faster = made
                    .clock
                    .as_ref()
                    .is_none_or(|best: &Cited<Known<_>>| best.value.as_exact() < clock.value.as_exact());
                if faster {
                    made.clock = Some(clock);
                }
            }
            for (format, field) in &unit.macs {
                made.macs.push(MacRate { format: format.clone(), per_clock: self.cited(*field, point)? });
            }
            for (format, field) in &unit.rates {
                made.rates.push(Rate {
                    format: format.clone(),
                    engine: Engine::Unstated,
                    sparsity: Sparsity::Dense,
                    accumulate: None,
                    scope: Scope::Package,
                    value: self.cited(*field, point)?,
                });
            }
            part.units.push(made);
        }
        for die in &self.dies {
            let count = die.count.map(|field| self.count(field, point)).transpose()?;
            part.dies.push(Die {
                name: die.name.clone(),
                role: die.role,
                // A die that is listed once is there once: a design says what it is.
                count: Some(count.unwrap_or_else(|| Cited::new(1))),
                area: Some(self.cited(die.area, point)?),
                node: die.node.clone(),
                transistor: Some(Cited::new(die.transistor)),
            });
        }
        part.memory = Memory {
            kind: self.memory_kind.clone(),
            bandwidth: self.memory_bandwidth.map(|field| self.cited(field, point)).transpose()?,
            stacks: self.memory_stacks.map(|field| self.cited(field, point)).transpose()?,
            ..Memory::default()
        };
        for link in &self.links {
            let direction = if link.one_way { Direction::OneWay } else { Direction::Bidirectional };
            part.links.push(Link { name: link.name.clone(), bandwidth: self.cited(link.bandwidth, point)?, direction });
        }
        part.notes = self.notes(point);
        Ok(part)
    }

    /// What a reader of the part has to know: at which point of the design it is.
    fn notes(&self, point: &[Exact]) -> Vec<String> {
        let free = self.parameters.iter().zip(point).filter(|(parameter, _)| !parameter.written);
        let values: Vec<String> = free.map(|(parameter, value)| format!("{} = {value}", parameter.name)).collect();
        if values.is_empty() { Vec::new() } else { vec![format!("design point: {}", values.join(", "))] }
    }
}
