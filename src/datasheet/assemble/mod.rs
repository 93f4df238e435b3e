//! Rows with their labels and values to a [`Part`].

mod cite;
mod die;
mod item;
mod unit;

use super::error::{DatasheetErrorKind, Fault, Faults, quote};
use super::label::{Field, Label, label};
use super::layout::{Content, Row, Sheet};
use super::section::Section;
use super::span::{Source, Span};
use super::value::Reading;
use super::words::{PLAIN, Topic};
use crate::part::{Direction, Format, Link, Part};
use cite::Marks;
use std::collections::HashSet;

/// Makes the part that a sheet describes. What cannot be understood goes into `faults`.
pub(super) fn part(sheet: Sheet<'_>, source: &Source<'_>, faults: &mut Faults) -> Part {
    let mut part = Part::default();
    let marks = Marks::collect(&sheet, &mut part, faults);
    let mut assembler = Assembler {
        source,
        marks,
        part,
        section: Section::Head,
        scalars: Vec::new(),
        names: HashSet::new(),
        rates: HashSet::new(),
        macs: HashSet::new(),
        unit: None,
        default_unit: None,
        default_die: None,
    };
    if let Some(title) = sheet.title {
        assembler.part.name = cite::collapse(title.text);
    }
    let mut rows = sheet.rows.into_iter().peekable();
    for (index, section) in sheet.sections.into_iter().enumerate() {
        faults.keep(assembler.open(section));
        while let Some(row) = rows.next_if(|row| row.section <= index) {
            if faults.full() {
                return assembler.part;
            }
            assembler.row(row, faults);
        }
    }
    assembler.check_default_die(faults);
    if assembler.part.name.is_empty() {
        faults.push(
            Fault::new(DatasheetErrorKind::Missing, 0..0, "the part has no name").help("begin the file with `# NAME`"),
        );
    }
    assembler.part
}

struct Assembler<'a, 's> {
    source: &'s Source<'a>,
    marks: Marks,
    part: Part,
    section: Section,
    /// The fields of the item that were given; each may be given once.
    scalars: Vec<Field>,
    /// The names that were given to units (`u`), dies (`d`) and links (`l`).
    names: HashSet<(char, String)>,
    /// What tells two rates of the part apart.
    rates: HashSet<unit::RateKey>,
    /// The formats of each unit whose multiply-accumulates are given.
    macs: HashSet<(usize, Format)>,
    /// The processing unit of the current section.
    unit: Option<usize>,
    /// The unnamed unit of rates outside of sections.
    default_unit: Option<usize>,
    /// The unnamed die of `Die area` and the like, and where it was first spoken of.
    default_die: Option<(usize, std::ops::Range<usize>)>,
}

impl<'a> Assembler<'a, '_> {
    fn open(&mut self, section: Section) -> Result<(), Fault> {
        self.unit = None;
        self.section = section;
        match self.section.clone() {
            Section::Unit { name, count, span } => self.open_unit(name, count, span),
            _ => Ok(()),
        }
    }

    /// Notes that a name is in use.
    fn name(&mut self, kind: char, name: &str, what: &str, range: std::ops::Range<usize>) -> Result<(), Fault> {
        if name.is_empty() || self.names.insert((kind, name.to_owned())) {
            return Ok(());
        }
        Err(Fault::duplicate(range, format!("the {what} {} is given twice", quote(name))))
    }

    fn row(&mut self, row: Row<'a>, faults: &mut Faults) {
        match row.content {
            Content::Pair { label: text, value, starred, hint } => {
                let note = starred.and_then(|_| cite::starred_note(text, value, &self.section));
                if let Some(note) = note {
                    self.part.notes.push(format!("* {note}"));
                } else if let Some(label) = faults.keep(label(text, &self.section)) {
                    self.pair(label, text, value, hint, faults);
                }
            }
            Content::Cells { header, cells } => {
                if die::is_table(&header, &self.section) {
                    let result = self.die_row(&header, &cells);
                    faults.keep(result);
                } else {
                    self.rate_cells(&header, &cells, faults);
                }
            }
            Content::Note { line, .. } => self.part.notes.push(cite::collapse(line.text)),
            Content::Prose { span, text, .. } => match self.section {
                Section::ControlStatus => {
                    let status = self.text(&[], Span::new(&text, span.at));
                    if let Some(mut status) = faults.keep(status) {
                        status.location = Some(self.source.locate(span.at));
                        self.part.control_status.push(status);
                    }
                }
                Section::Notes => self.part.notes.push(text),
                // Sources were read first.
                _ => {}
            },
        }
    }

    fn pair(&mut self, label: Label<'a>, text: Span<'a>, value: Span<'a>, hint: Option<Span<'a>>, faults: &mut Faults) {
        if value.is_empty() {
            faults.push(
                Fault::value(value.range(), format!("{} has no value", quote(text.text)))
                    .help("write `unknown`, or leave the line out"),
            );
            return;
        }
        let result = match &label.field {
            Field::Rate(..) => self.rates(&label, value, hint, faults),
            Field::Macs(_) | Field::UnitCount | Field::Clock => self.unit_row(&label, text, value),
            Field::DieArea | Field::DieCount | Field::DieNode => self.default_die_row(&label, text, value),
            Field::Link(name) => self.link(name, &label, text, value),
            _ => self.scalar(&label, text, value),
        };
        faults.keep(result);
    }

    /// Notes that a field is given, which may be once only.
    fn once(&mut self, field: &Field, text: Span<'_>) -> Result<(), Fault> {
        if self.scalars.contains(field) {
            return Err(Fault::duplicate(text.range(), format!("{} is given twice", quote(text.text))));
        }
        self.scalars.push(field.clone());
        Ok(())
    }

    fn link(&mut self, name: &str, label: &Label<'a>, text: Span<'a>, value: Span<'a>) -> Result<(), Fault> {
        let name = cite::collapse(name);
        self.name('l', &name, "link", text.range())?;
        let item = super::value::single(value)?;
        let topics: Vec<Topic> = PLAIN.iter().copied().chain([Topic::Direction]).collect();
        let said = item.said(&topics)?;
        let reading = Reading { peak: true, ..Reading::default() };
        let known = item.known(reading, &said.times)?;
        let bandwidth = self.cited(label, &item, &said, known)?;
        let direction = said.direction.unwrap_or(Direction::Bidirectional);
        self.part.links.push(Link { name, bandwidth, direction });
        Ok(())
    }
}
