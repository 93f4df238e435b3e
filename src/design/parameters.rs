//! Parameters: numbers with a name, ranges and lists of them, and what follows from others.

use super::expression::Expression;
use super::grammar::{any_unit, is_name, measured};
use super::table::{Scalar, Table, Value, scalar};
use crate::datasheet::{DatasheetErrorKind, Fault, Faults, nearest, quote};
use crate::quantity::Exact;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

/// The most parameters of one design.
const MAX_PARAMETERS: usize = 100;
/// The most values of one list.
const MAX_VALUES: usize = 100_000;

/// Something that may move: a parameter, or a number that is written into a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) value: Option<Exact>,
    pub(super) whole: bool,
    pub(super) written: bool,
    pub(super) unit: &'static str,
    /// The unit that its values are written in, if any is.
    pub(super) written_in: Option<&'static str>,
    pub(super) range: Range<usize>,
}

/// The values that a parameter may have.
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    /// One, until asked otherwise.
    Fixed,
    /// From the first to the second, both included; every one, or in steps from the first.
    Range(Exact, Exact, Option<Exact>),
    /// These, in the order of the file.
    List(Vec<Exact>),
}

impl Parameter {
    /// Its name; that of a number in a field is its path, `die.compute.area`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The values it may have.
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// Its value as the design stands, if there is one.
    pub fn value(&self) -> Option<&Exact> {
        self.value.as_ref()
    }

    /// Whether it counts something, so that only whole numbers make sense.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether it is a number written into a field and no parameter.
    pub fn is_written(&self) -> bool {
        self.written
    }

    /// Its unit, if it is all of a field that has one.
    pub fn unit(&self) -> &'static str {
        self.unit
    }

    /// The step between values that make sense, and one of them: of a range with a step, and of whole numbers.
    pub(crate) fn grid(&self) -> Option<(Exact, Exact)> {
        match &self.span {
            Span::Range(from, _, Some(step)) => Some((from.clone(), step.clone())),
            _ if self.whole => Some((Exact::ZERO, Exact::ONE)),
            _ => None,
        }
    }
}

/// The parameters of a file, each either free or an expression of others.
pub(super) struct Parameters<'t> {
    names: Vec<&'t str>,
    known: BTreeMap<&'t str, Name>,
    pub(super) free: Vec<Parameter>,
    pub(super) derived: Vec<(String, Expression)>,
}

/// What is known of a name so far.
enum Name {
    Means(Expression),
    Written(Scalar),
    /// On the way to its own meaning.
    Open,
    /// Its fault was told.
    Faulty,
}

impl<'t> Parameters<'t> {
    /// Reads the table `parameters`.
    pub(super) fn read(file: &'t str, table: Option<Table<'t>>, faults: &mut Faults) -> Self {
        let mut all = Self { names: Vec::new(), known: BTreeMap::new(), free: Vec::new(), derived: Vec::new() };
        let entries: Vec<_> = table.iter().flat_map(Table::all).collect();
        for (name, range, value) in &entries {
            all.names.push(name);
            let known = if all.names.len() > MAX_PARAMETERS {
                let message = format!("{} parameters; the most that are read are {MAX_PARAMETERS}", entries.len());
                Err(Fault::new(DatasheetErrorKind::TooLong, range.clone(), message))
            } else if is_name(name) {
                all.first(file, name, range, value, faults)
            } else {
                let message = format!("{} is no name of a parameter", quote(name));
                Err(Fault::new(DatasheetErrorKind::Label, range.clone(), message)
                    .expected("letters, digits and _, not starting with a digit; not min or max"))
            };
            let known = faults.keep(known).unwrap_or(Name::Faulty);
            all.known.insert(name, known);
        }
        for name in all.names.clone() {
            if matches!(all.known.get(name), Some(Name::Written(_))) {
                // A fault in it is told where it is written.
                let _ = all.meaning(name, faults);
                if let Some(Name::Means(expression)) = all.known.get(name) {
                    all.derived.push((name.to_owned(), expression.clone()));
                }
            }
        }
        all
    }

    /// What a value says without looking at other parameters.
    fn first(
        &mut self,
        file: &str,
        name: &str,
        range: &Range<usize>,
        value: Value<'t>,
        faults: &mut Faults,
    ) -> Result<Name, Fault> {
        let said = Cell::new(None);
        let (span, today) = match value.get_ref() {
            toml::de::DeValue::Array(_) => (Span::List(list(file, value, &said)?), None),
            toml::de::DeValue::Table(table) => choice(file, Table::new(file, table), &value.span(), faults, &said)?,
            _ => {
                let written = scalar(file, value)?;
                match number(&written, &said) {
                    Ok(Some(value)) => (Span::Fixed, Some(value)),
                    Ok(None) => return Ok(Name::Written(written)),
                    Err(fault) => return Err(fault),
                }
            }
        };
        let today = today.or_else(|| match &span {
            Span::List(values) if values.len() == 1 => values.first().cloned(),
            _ => None,
        });
        let place = self.free.len();
        self.free.push(Parameter {
            name: name.to_owned(),
            span,
            value: today,
            whole: false,
            written: false,
            unit: "",
            written_in: said.get(),
            range: range.clone(),
        });
        Ok(Name::Means(Expression::Free(place)))
    }

    /// What a name stands for.
    pub(super) fn meaning(&mut self, name: &str, faults: &mut Faults) -> Result<Expression, String> {
        let Some((&own, _)) = self.known.get_key_value(name) else { return Err(self.missing(name)) };
        let written = match self.known.get(name) {
            Some(Name::Means(expression)) => return Ok(expression.clone()),
            Some(Name::Open) => return Err(format!("{name:?} follows from itself")),
            Some(Name::Written(written)) => written.clone(),
            // One fault is enough.
            Some(Name::Faulty) | None => return Ok(Expression::Number(Exact::ONE)),
        };
        self.known.insert(own, Name::Open);
        let found = Expression::parse(&written.text, &any_unit, &mut |name| self.meaning(name, faults));
        let known = match found {
            Ok(expression) => Name::Means(expression),
            Err(error) => {
                faults.push(Fault::value(shifted(&written, &error.range), error.message));
                Name::Faulty
            }
        };
        self.known.insert(own, known);
        match self.known.get(name) {
            Some(Name::Means(expression)) => Ok(expression.clone()),
            _ => Ok(Expression::Number(Exact::ONE)),
        }
    }

    fn missing(&self, name: &str) -> String {
        match nearest(name, self.names.iter().copied()) {
            Some(near) => format!("there is no parameter {name:?}; did you mean {near:?}?"),
            None if self.names.is_empty() => format!("there is no parameter {name:?}: the file has no [parameters]"),
            None => format!("there is no parameter {name:?}; there are {}", self.names.join(", ")),
        }
    }
}

/// A byte range of a text as one of the file.
pub(super) fn shifted(written: &Scalar, range: &Range<usize>) -> Range<usize> {
    written.at + range.start..written.at + range.end
}

/// The unit that a value was written in.
type Said = Cell<Option<&'static str>>;

/// A text without names as a number; `None` if it has names.
fn number(written: &Scalar, said: &Said) -> Result<Option<Exact>, Fault> {
    let mut named = false;
    let unit = |word: &str| {
        let (factor, symbol) = measured(word)?;
        said.set(Some(symbol));
        Some(factor)
    };
    let found = Expression::parse(&written.text, &unit, &mut |_| {
        named = true;
        Ok(Expression::Number(Exact::ONE))
    });
    match found {
        _ if named => Ok(None),
        Err(error) => Err(Fault::value(shifted(written, &error.range), error.message)),
        Ok(expression) => match expression.constant() {
            Some(value) => Ok(Some(value)),
            None => Err(Fault::value(written.range(), "a division by zero")),
        },
    }
}

/// A number in a place where none may follow from others.
fn plain(file: &str, value: Value<'_>, said: &Said) -> Result<Exact, Fault> {
    let written = scalar(file, value)?;
    let named = || Fault::value(written.range(), format!("{} is not a number", quote(&written.text)));
    number(&written, said)?
        .ok_or_else(|| named().expected("a number: what a grid holds does not follow from other parameters"))
}

fn list(file: &str, value: Value<'_>, said: &Said) -> Result<Vec<Exact>, Fault> {
    let values = value.get_ref().as_array().map_or(&[][..], |array| array);
    if values.is_empty() || values.len() > MAX_VALUES {
        let message = format!("a list of {} values", values.len());
        return Err(Fault::value(value.span(), message).expected(format!("1 to {MAX_VALUES}")));
    }
    let mut found: Vec<Exact> = Vec::new();
    for value in values {
        found.push(plain(file, value, said)?);
    }
    let mut sorted: Vec<&Exact> = found.iter().collect();
    sorted.sort();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Fault::duplicate(value.span(), format!("{} stands in this list twice", pair[0]))),
        None => Ok(found),
    }
}

/// `{ from, to, step, value }` or `{ values, value }`.
fn choice(
    file: &str,
    mut table: Table<'_>,
    range: &Range<usize>,
    faults: &mut Faults,
    said: &Said,
) -> Result<(Span, Option<Exact>), Fault> {
    let mut get =
        |key| table.get(key).map(|value| plain(file, value, said).map(|number| (number, value.span()))).transpose();
    let (from, to, step, today) = (get("from")?, get("to")?, get("step")?, get("value")?);
    let values = table.get("values").map(|value| list(file, value, said)).transpose()?;
    table.finish(faults);
    let wrong = |range: &Range<usize>, message: &str| Err(Fault::value(range.clone(), message));
    let span = match (from, to, values) {
        (Some((from, _)), Some((to, place)), None) => {
            if to < from {
                return wrong(&place, "this is below \"from\"");
            }
            match &step {
                Some((step, place)) if step.is_zero() || step.is_negative() => {
                    return wrong(place, "a step is above 0");
                }
                _ => Span::Range(from, to, step.map(|(step, _)| step)),
            }
        }
        (None, None, Some(values)) if step.is_none() => Span::List(values),
        (None, None, None) if step.is_none() && today.is_some() => Span::Fixed,
        _ => {
            return Err(Fault::value(range.clone(), "this is neither a range nor a list")
                .expected("{ from = …, to = …, step = … }, { values = [ … ] } or a number, each also with value = …"));
        }
    };
    let Some((today, place)) = today else { return Ok((span, None)) };
    let inside = match &span {
        Span::Fixed => true,
        Span::Range(from, to, _) => from <= &today && &today <= to,
        Span::List(values) => values.contains(&today),
    };
    if inside {
        Ok((span, Some(today)))
    } else {
        wrong(&place, "this is not one of the values that the parameter may have")
    }
}
