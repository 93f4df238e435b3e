//! A document to statements: what a label is about, which values stand beside it, and what the words around them say.
//! Nothing is decided here; what is not understood is kept.

use super::document::{Block, Cell, Document, Table, Text};
use super::lexicon::{Label, PROCESSES, is_word};
use super::said::{Said, Topic};
use super::token::{Decimals, tokens};
use super::value::{Value, values};
use crate::part::{Engine, Transistor};
use serde::Serialize;

/// What was understood of a sheet, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reading {
    /// Labels with their values, in the order of the sheet.
    pub statements: Vec<Statement>,
    /// Everything else, with its line.
    pub ignored: Vec<Ignored>,
}

/// Words that were not understood.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ignored {
    /// Where they stand.
    pub line: u32,
    /// The words.
    pub text: String,
}

/// One label with the values beside it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// The line of the values.
    pub line: u32,
    /// The heading of the row or column that the values stand in: nearly always a part.
    pub of: Option<String>,
    /// The label as printed.
    pub label: String,
    /// What it is about: `rate`, `die area`, `memory bandwidth`.
    pub about: String,
    /// The values.
    pub values: Vec<StatedValue>,
    /// The values as printed.
    pub text: String,
    /// The process that the values name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process: Option<StatedProcess>,
}

/// A process as the table of processes has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StatedProcess {
    /// Who makes it.
    pub foundry: String,
    /// Whether its transistors are planar.
    pub planar: bool,
}

/// One number with what is said of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StatedValue {
    /// The number in its base unit: TOPS, mm², GB/s; as printed where no unit is known.
    pub number: String,
    /// The upper end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What the unit measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Numeric formats named beside it or in its label.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<String>,
    /// Matrix or vector hardware.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<&'static str>,
    /// What is said of sparsity.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sparsity: Vec<String>,
    /// Footnote marks at the value or its label.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// The words before a colon in the cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

/// Reads a document.
///
/// ```
/// use eccn::sheet::{Layout, read};
/// let reading = read(&Layout::Markdown.read("| | X1 |\n|---|---|\n| INT8 (dense) | 400 TOPS |\n| Die area | 300 mm² |\n"));
/// let about: Vec<_> = reading.statements.iter().map(|statement| statement.about.as_str()).collect();
/// assert_eq!(about, ["rate", "die area"]);
/// assert_eq!(reading.statements[0].values[0].number, "400");
/// ```
pub fn read(document: &Document) -> Reading {
    let mut reading = Reading::default();
    for block in &document.blocks {
        match block {
            Block::Pair { label, value } => {
                let said = words(label);
                reading.state(None, label, &said, value);
            }
            Block::Table(table) => reading.table(table),
            Block::Heading { text, .. } | Block::Prose(text) | Block::Note { text, .. } => reading.ignore(text),
        }
    }
    reading
}

fn words(text: &Text) -> Said {
    Said::of(&tokens(&text.text, Decimals::Point, true))
}

impl Reading {
    fn ignore(&mut self, text: &Text) {
        if !text.is_empty() {
            self.ignored.push(Ignored { line: text.line, text: text.text.clone() });
        }
    }

    fn state(&mut self, of: Option<&Text>, label: &Text, said: &Said, cell: &Text) {
        let Some(topic) = said.topic() else {
            self.ignore(label);
            return self.ignore(cell);
        };
        let tokens = tokens(&cell.text, Decimals::Point, true);
        let values: Vec<StatedValue> = values(&cell.text, &tokens).iter().map(|value| stated(value, said)).collect();
        self.statements.push(Statement {
            line: cell.line,
            of: of.map(|of| of.text.clone()),
            label: label.text.clone(),
            about: about(topic),
            values,
            process: process(&cell.text).filter(|_| topic == Topic::Fact(Label::Process)),
            text: cell.text.clone(),
        });
    }

    /// A table whose labels stand in the first column, or in the first row: where more of them are understood.
    fn table(&mut self, table: &Table) {
        if let Some(caption) = &table.caption {
            self.ignore(caption);
        }
        let Some(head) = table.rows.first() else { return };
        let understood = |cells: &mut dyn Iterator<Item = &Cell>| {
            cells.filter(|cell| !cell.repeated && words(&cell.text).topic().is_some()).count()
        };
        let down = understood(&mut table.rows.iter().filter_map(|row| row.first()));
        let across = understood(&mut head.iter().skip(1));
        if across > down {
            let labels: Vec<Said> = head.iter().map(|cell| words(&cell.text)).collect();
            for row in &table.rows[1..] {
                let Some((name, cells)) = row.split_first() else { continue };
                for ((cell, label), said) in cells.iter().zip(&head[1..]).zip(&labels[1..]) {
                    self.state(Some(&name.text), &label.text, said, &cell.text);
                }
            }
            return;
        }
        // The first row names the columns, if its own first cell is no label.
        let named = head.first().is_some_and(|cell| words(&cell.text).topic().is_none());
        for row in &table.rows[usize::from(named)..] {
            let Some((label, cells)) = row.split_first() else { continue };
            let said = words(&label.text);
            for (place, cell) in cells.iter().enumerate() {
                let of = head.get(place + 1).filter(|_| named).map(|of| &of.text);
                self.state(of, &label.text, &said, &cell.text);
            }
        }
    }
}

fn stated(value: &Value, label: &Said) -> StatedValue {
    let unit = value.unit.as_ref().or(label.unit.as_ref());
    let said = value.said.clone().within(label);
    let number = |number: &crate::quantity::Exact| {
        let scaled = unit.map_or_else(|| number.clone(), |unit| number * &unit.factor);
        match &value.times {
            Some(times) => format!("{times} × {scaled}"),
            None => scaled.to_string(),
        }
    };
    StatedValue {
        number: number(&value.number),
        to: value.to.as_ref().map(number),
        unit: unit.map(|unit| format!("{:?}", unit.kind).to_lowercase()),
        formats: said.formats.iter().map(|format| format.name().to_owned()).collect(),
        engine: said.engine.and_then(|engine| match engine {
            Engine::Matrix => Some("matrix"),
            Engine::Vector => Some("vector"),
            Engine::Unstated => None,
        }),
        sparsity: said.sparsity.iter().map(|say| format!("{say:?}").to_lowercase()).collect(),
        marks: said.marks,
        variant: value.lead.clone(),
    }
}

/// The first process that a text names.
fn process(text: &str) -> Option<StatedProcess> {
    let mut before = ' ';
    text.char_indices().find_map(|(at, letter)| {
        let begins = !(is_word(before) && is_word(letter));
        before = letter;
        let found = PROCESSES.longest(&text[at..], true).filter(|_| begins)?.meaning;
        Some(StatedProcess { foundry: found.foundry.clone(), planar: found.transistor == Transistor::Planar })
    })
}

fn about(topic: Topic) -> String {
    match topic {
        Topic::Rate => "rate".to_owned(),
        Topic::UnsaidRate => "rate of unsaid format".to_owned(),
        Topic::Fact(label) => {
            let mut words = String::new();
            for letter in format!("{label:?}").chars() {
                if letter.is_uppercase() && !words.is_empty() {
                    words.push(' ');
                }
                words.extend(letter.to_lowercase());
            }
            words
        }
    }
}
