//! Dies, from a table or from single lines.

use super::{Assembler, cite};
use crate::datasheet::error::{DatasheetErrorKind, Fault, Faults, quote};
use crate::datasheet::label::{Field, Label};
use crate::datasheet::marks::trailing;
use crate::datasheet::section::Section;
use crate::datasheet::span::Span;
use crate::datasheet::value::Reading;
use crate::part::{Die, DieRole, Transistor};

/// A column of a table of dies.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Role,
    Count,
    Area,
    Process,
    Transistor,
}

/// Every header, in lower case.
const HEADERS: &[(&str, Column)] = &[
    ("die", Column::Name),
    ("dies", Column::Name),
    ("chiplet", Column::Name),
    ("name", Column::Name),
    ("role", Column::Role),
    ("function", Column::Role),
    ("count", Column::Count),
    ("number", Column::Count),
    ("area", Column::Area),
    ("die area", Column::Area),
    ("size", Column::Area),
    ("die size", Column::Area),
    ("process", Column::Process),
    ("process node", Column::Process),
    ("node", Column::Process),
    ("transistor", Column::Transistor),
    ("transistors", Column::Transistor),
];

/// Every word for a role, in lower case.
const ROLES: &[(&str, DieRole)] = &[
    ("", DieRole::Compute),
    ("compute", DieRole::Compute),
    ("logic", DieRole::Compute),
    ("i/o", DieRole::Io),
    ("io", DieRole::Io),
    ("base", DieRole::Base),
    ("memory", DieRole::Memory),
    ("hbm", DieRole::Memory),
    ("interposer", DieRole::Interposer),
    ("bridge", DieRole::Interposer),
    ("dummy", DieRole::Dummy),
];

/// Whether a header is that of a table of dies.
pub(super) fn is_table(header: &[Span<'_>], section: &Section) -> bool {
    *section == Section::Dies || header.first().and_then(|cell| column(*cell)).is_some_and(|(c, _)| c == Column::Name)
}

/// The column of a header, and the unit in its brackets.
fn column(header: Span<'_>) -> Option<(Column, Option<&str>)> {
    let (text, unit) = match header.text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((text, unit)) => (text.trim(), Some(unit.trim())),
        None => (header.text, None),
    };
    HEADERS.iter().find(|(name, _)| text.eq_ignore_ascii_case(name)).map(|(_, column)| (*column, unit))
}

fn empty() -> Die {
    Die { name: String::new(), role: DieRole::Compute, count: None, area: None, node: None, transistor: None }
}

impl<'a> Assembler<'a, '_> {
    /// One row of a table of dies.
    pub(super) fn die_row(&mut self, header: &[Span<'a>], cells: &[Span<'a>]) -> Result<(), Fault> {
        let mut die = empty();
        // Marks beside the name hold for the whole row.
        let mut label = Label { field: Field::DieArea, marks: Vec::new(), unit: None };
        for (name, cell) in header.iter().zip(cells) {
            let Some((column, unit)) = column(*name) else {
                let names: Vec<&str> = HEADERS.iter().map(|(name, _)| *name).collect();
                return Err(Fault::new(
                    DatasheetErrorKind::Table,
                    name.range(),
                    format!("unknown column {} of a table of dies", quote(name.text)),
                )
                .expected(format!("one of {}", names.join(", "))));
            };
            label.unit = unit;
            match column {
                Column::Name => {
                    let (name, marks) = trailing(*cell);
                    self.marks.resolve(&marks)?;
                    die.name = cite::collapse(name.text);
                    label.marks = marks;
                    self.name('d', &die.name, "die", name.range())?;
                }
                Column::Role => die.role = role(*cell)?,
                _ if cell.is_empty() || matches!(cell.text, "-" | "–" | "—") => {}
                Column::Count => die.count = self.count(&label, *cell)?,
                Column::Area => die.area = Some(self.quantity(&label, *cell, Reading::default())?),
                Column::Process => self.process(&mut die, &label, *cell)?,
                Column::Transistor => {
                    die.transistor = Some(self.words(&label.marks, *cell, |text| {
                        Transistor::from_words(text)
                            .ok_or_else(|| format!("expected planar, non-planar, FinFET or GAA, found {text:?}"))
                    })?);
                }
            }
        }
        self.part.dies.push(die);
        Ok(())
    }

    /// `TSMC 4N, non-planar`: the node before the comma, the transistor after it or anywhere.
    fn process(&self, die: &mut Die, label: &Label<'a>, cell: Span<'a>) -> Result<(), Fault> {
        let text = self.text(&label.marks, cell)?;
        let transistor = Transistor::from_words(&text.value);
        let bare = ["planar", "non-planar", "nonplanar"].contains(&text.value.to_lowercase().as_str());
        let node = match text.value.rsplit_once(',') {
            Some((node, after)) if Transistor::from_words(after).is_some() => Some(node.trim().to_owned()),
            _ if bare => None,
            _ => Some(text.value.clone()),
        };
        // A column of its own says it better.
        if die.transistor.is_none() {
            die.transistor = transistor.map(|transistor| text.with(transistor));
        }
        die.node = node.filter(|node| !node.is_empty()).map(|node| text.with(node));
        Ok(())
    }

    /// `Die area`, `Process node` and `Die count` on lines of their own describe one default compute die.
    pub(super) fn default_die_row(&mut self, label: &Label<'a>, text: Span<'a>, value: Span<'a>) -> Result<(), Fault> {
        self.once(&label.field, text)?;
        let mut die = match &self.default_die {
            Some((index, _)) => std::mem::replace(&mut self.part.dies[*index], empty()),
            None => {
                self.default_die = Some((self.part.dies.len(), text.range()));
                self.part.dies.push(empty());
                empty()
            }
        };
        let result = match label.field {
            Field::DieCount => self.count(label, value).map(|count| die.count = count),
            Field::DieArea => self.quantity(label, value, Reading::default()).map(|area| die.area = Some(area)),
            Field::DieNode => self.process(&mut die, label, value),
            _ => Ok(()),
        };
        if let Some((index, _)) = self.default_die {
            self.part.dies[index] = die;
        }
        result
    }

    /// One die cannot be described both by lines of its own and by a table: its area would count twice.
    pub(super) fn check_default_die(&self, faults: &mut Faults) {
        if let Some((_, range)) = &self.default_die
            && self.part.dies.len() > 1
        {
            faults.push(
                Fault::duplicate(range.clone(), "the table of dies describes the dies already")
                    .help("move this into the table"),
            );
        }
    }
}

fn role(cell: Span<'_>) -> Result<DieRole, Fault> {
    let lower = cell.text.to_lowercase();
    ROLES.iter().find(|(name, _)| *name == lower).map(|(_, role)| *role).ok_or_else(|| {
        Fault::value(cell.range(), format!("{} is not a role of a die", quote(cell.text)))
            .expected("compute, I/O, base, memory, interposer or dummy")
    })
}
