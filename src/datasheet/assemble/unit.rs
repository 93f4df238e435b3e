//! Processing units and their rates.

use super::Assembler;
use crate::datasheet::error::{DatasheetErrorKind, Fault, Faults, quote};
use crate::datasheet::label::{Field, Label, label};
use crate::datasheet::span::Span;
use crate::datasheet::value::{Item, Reading, items};
use crate::datasheet::words::{Said, Topic, word};
use crate::part::{Format, MacRate, ProcessingUnit, Rate, Sparsity};
use crate::quantity::parse::unit_word;
use std::collections::HashSet;
use std::ops::Range;

/// What tells the rates of a part apart: unit, format, engine, sparsity, accumulator, scope.
pub(super) type RateKey = (usize, Format, u8, u8, Option<u16>, u8);

/// The longest column header that is looked at, in bytes.
const MAX_HEADER: usize = 100;

/// The words beside a rate.
const TOPICS: &[Topic] =
    &[Topic::Sparsity, Topic::Engine, Topic::Scope, Topic::Confidence, Topic::Accumulate, Topic::Times, Topic::Noise];

/// What the header of a column says of the values under it.
#[derive(Clone, Default)]
struct Column<'a> {
    said: Said,
    unit: Option<&'a str>,
}

impl<'a> Assembler<'a, '_> {
    pub(super) fn open_unit(&mut self, name: String, count: Option<u32>, span: Range<usize>) -> Result<(), Fault> {
        let name = super::cite::collapse(&name);
        let named = self.name('u', &name, "processing unit", span);
        self.unit = Some(self.part.units.len());
        self.part.units.push(ProcessingUnit { name, count: count.unwrap_or(1), ..ProcessingUnit::default() });
        self.scalars.retain(|field| !matches!(field, Field::UnitCount | Field::Clock));
        if count.is_some() {
            self.scalars.push(Field::UnitCount);
        }
        named
    }

    /// The unit that a row belongs to: that of the section, else the default one.
    fn current_unit(&mut self) -> usize {
        if let Some(unit) = self.unit.or(self.default_unit) {
            return unit;
        }
        let unit = self.part.units.len();
        self.part.units.push(ProcessingUnit::default());
        self.default_unit = Some(unit);
        unit
    }

    /// Count, clock and multiply-accumulates of a unit.
    pub(super) fn unit_row(&mut self, label: &Label<'a>, text: Span<'a>, value: Span<'a>) -> Result<(), Fault> {
        let unit = self.current_unit();
        let bare = Reading { bare: true, ..Reading::default() };
        match &label.field {
            Field::UnitCount => {
                self.once(&label.field, text)?;
                if let Some(count) = self.count(label, value)? {
                    self.part.units[unit].count = count.value;
                }
            }
            Field::Clock => {
                self.once(&label.field, text)?;
                let clock = self.quantity(label, value, Reading { peak: true, ..Reading::default() })?;
                self.part.units[unit].clock = Some(clock);
            }
            Field::Macs(formats) => {
                let per_clock = self.quantity(label, value, bare)?;
                for format in formats {
                    if !self.macs.insert((unit, format.clone())) {
                        return Err(Fault::duplicate(text.range(), format!("{} is given twice", quote(text.text))));
                    }
                    self.part.units[unit].macs.push(MacRate { format: format.clone(), per_clock: per_clock.clone() });
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A row `FORMAT | values`.
    pub(super) fn rates(
        &mut self,
        label: &Label<'a>,
        value: Span<'a>,
        hint: Option<Span<'a>>,
        faults: &mut Faults,
    ) -> Result<(), Fault> {
        let mut column = match hint {
            Some(header) => match column(header) {
                Some(column) => column,
                None if speaks_of_sparsity(header.text) => {
                    return Err(Fault::new(
                        DatasheetErrorKind::Table,
                        header.range(),
                        "this header speaks of sparsity but is not understood",
                    )
                    .expected("a column such as Rate, Dense, With sparsity, With 2:4 sparsity"));
                }
                None => Column::default(),
            },
            None => Column::default(),
        };
        column.unit = label.unit.or(column.unit);
        for item in items(value)? {
            let result = self.rate(label, &column, &item);
            faults.keep(result);
        }
        Ok(())
    }

    /// A row of rates with a column for dense, sparse and the like.
    pub(super) fn rate_cells(&mut self, header: &[Span<'a>], cells: &[Span<'a>], faults: &mut Faults) {
        let (Some((first, cells)), Some(header)) = (cells.split_first(), header.get(1..)) else { return };
        let Some(label) = faults.keep(label(*first, &self.section)) else { return };
        if !matches!(label.field, Field::Rate(..)) {
            faults.push(
                Fault::new(DatasheetErrorKind::Table, first.range(), "only rates and dies have tables of many columns")
                    .expected("a row `| label | value |`"),
            );
            return;
        }
        for (name, cell) in header.iter().zip(cells) {
            let Some(mut column) = column(*name) else {
                faults.push(
                    Fault::new(
                        DatasheetErrorKind::Table,
                        cell.range(),
                        format!("this stands under {}, which is not understood", quote(name.text)),
                    )
                    .expected("a column such as Rate, Dense, With sparsity"),
                );
                return;
            };
            column.unit = label.unit.or(column.unit);
            if matches!(cell.text, "" | "-" | "–" | "—" | "N/A" | "n/a") {
                continue;
            }
            if let Some(items) = faults.keep(items(*cell)) {
                for item in items {
                    let result = self.rate(&label, &column, &item);
                    faults.keep(result);
                }
            }
        }
    }

    fn rate(&mut self, label: &Label<'a>, column: &Column<'a>, item: &Item<'a>) -> Result<(), Fault> {
        let Field::Rate(formats, label_said) = &label.field else { return Ok(()) };
        let own = item.said(TOPICS)?;
        let said = merged(&[&own, &column.said, label_said])
            .ok_or_else(|| Fault::value(item.span.range(), "the label or the column says otherwise of this value"))?;
        let reading = Reading { peak: true, unit: column.unit, ..Reading::default() };
        let known = item.known(reading, &said.times)?;
        let value = self.cited(label, item, &said, known)?;
        let noted = self.marks.resolve(label.marks.iter().chain(&item.marks))?.sparsity;
        let unit = self.current_unit();
        for format in formats {
            let rate = Rate {
                format: format.clone(),
                engine: said.engine.unwrap_or_default(),
                sparsity: said.sparsity.or(noted).unwrap_or(Sparsity::Unstated),
                accumulate: said.accumulate,
                scope: said.scope.unwrap_or_default(),
                value: value.clone(),
            };
            let key = (unit, format.clone(), rate.engine as u8, rate.sparsity as u8, rate.accumulate, rate.scope as u8);
            insert(&mut self.rates, key, item, format)?;
            self.part.units[unit].rates.push(rate);
        }
        Ok(())
    }
}

fn insert(seen: &mut HashSet<RateKey>, key: RateKey, item: &Item<'_>, format: &Format) -> Result<(), Fault> {
    if seen.insert(key) {
        return Ok(());
    }
    let message = format!("there is such a rate of {format} already");
    Err(Fault::duplicate(item.span.range(), message)
        .help("say what sets the two apart, such as `dense`; or write alternatives with `or`"))
}

/// What several places say together, the first of them first; `None` if they contradict each other.
fn merged(all: &[&Said]) -> Option<Said> {
    fn one<T: Copy + PartialEq>(values: impl Iterator<Item = Option<T>>) -> Option<Option<T>> {
        let mut stated = None;
        for value in values.flatten() {
            if stated.is_some_and(|stated| stated != value) {
                return None;
            }
            stated = Some(value);
        }
        Some(stated)
    }
    // "2:4" in one place is the exact form of "sparse" in another.
    let two_of_four = all.iter().any(|said| said.sparsity == Some(Sparsity::TwoOfFour));
    let sparsity = all.iter().map(|said| match said.sparsity {
        Some(Sparsity::Sparse) if two_of_four => Some(Sparsity::TwoOfFour),
        other => other,
    });
    Some(Said {
        sparsity: one(sparsity)?,
        engine: one(all.iter().map(|said| said.engine))?,
        scope: one(all.iter().map(|said| said.scope))?,
        confidence: all.iter().filter_map(|said| said.confidence).max(),
        direction: None,
        accumulate: one(all.iter().map(|said| said.accumulate))?,
        times: all.iter().flat_map(|said| said.times.iter().copied()).collect(),
    })
}

/// Reads a column header: qualifying words and a unit. `None` if it holds anything else.
/// Whether a text that is no value says something of sparsity.
pub(super) fn speaks_of_sparsity(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains("spars") || text.contains("稀疏")
}

fn column<'a>(header: Span<'a>) -> Option<Column<'a>> {
    let mut column = Column::default();
    let mut rest = header.text;
    // Each row reads its header again.
    if rest.len() > MAX_HEADER {
        return None;
    }
    loop {
        // A footnote mark on a header adds nothing to its words.
        rest = rest.trim_start_matches([' ', ',', '(', ')', '[', ']', '*', '†', '‡', '¹', '²', '³']);
        if rest.is_empty() {
            return Some(column);
        }
        if let Ok((after, found)) = word(rest) {
            column.said.add(found, 0..0).ok()?;
            rest = after;
            continue;
        }
        let (after, found) = unit_word(rest).ok()?;
        let noise = ["rate", "rates", "value", "specification", "peak"].contains(&found.to_lowercase().as_str());
        if !noise {
            <crate::quantity::Tops as crate::quantity::parse::UnitWords>::multiplier(found)?;
            column.unit = Some(found);
        }
        rest = after;
    }
}
