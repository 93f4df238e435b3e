//! What moved, as text, CSV or JSON lines, a part after the other.

use super::under;
use crate::diff::{Because, Moved, RowChange, Step, ValueChange};
use crate::law::Statute;
use std::io::{self, Write};

/// How to write.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// A row for each cause.
    Csv,
    /// An object a part.
    Jsonl,
}

enum Out<W: Write> {
    Text(W),
    Csv(Box<csv::Writer<W>>),
    Jsonl(W),
}

impl<W: Write> Out<W> {
    fn new(out: W, format: Format, columns: &[&str]) -> io::Result<Self> {
        Ok(match format {
            Format::Text => Self::Text(out),
            Format::Jsonl => Self::Jsonl(out),
            Format::Csv => {
                let mut rows = csv::Writer::from_writer(out);
                rows.write_record(columns)?;
                Self::Csv(Box::new(rows))
            }
        })
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Text(mut out) | Self::Jsonl(mut out) => out.flush(),
            Self::Csv(mut rows) => rows.flush(),
        }
    }
}

fn words(governing: &str) -> String {
    governing.replace('|', " or ")
}

/// Writes what the law moved.
pub struct Laws<W: Write> {
    out: Out<W>,
}

impl<W: Write> Laws<W> {
    /// The columns of CSV: a row for each paragraph that brings a step about, alone or together with others.
    pub const COLUMNS: [&'static str; 12] = [
        "part",
        "before",
        "after",
        "day",
        "step_before",
        "step_after",
        "paragraph",
        "was",
        "is",
        "cite",
        "amendment",
        "together",
    ];

    /// Starts; `title` says what is compared, in text.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(out: W, format: Format, title: &str) -> io::Result<Self> {
        let mut out = Out::new(out, format, &Self::COLUMNS)?;
        if let Out::Text(out) = &mut out {
            writeln!(out, "{title}")?;
        }
        Ok(Self { out })
    }

    /// Writes a part.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, part: &str, moved: &Moved) -> io::Result<()> {
        match &mut self.out {
            Out::Text(out) => {
                writeln!(out, "{part}: {} → {}", words(&moved.before), words(&moved.after))?;
                moved.steps.iter().try_for_each(|step| writeln!(out, "  {step}"))
            }
            Out::Jsonl(out) => {
                let document = serde_json::json!({ "part": part, "before": moved.before, "after": moved.after, "steps": moved.steps });
                serde_json::to_writer(&mut *out, &document)?;
                writeln!(out)
            }
            Out::Csv(rows) => {
                for step in &moved.steps {
                    let none: &[Option<&Because>] = &[None];
                    let some: Vec<Option<&Because>> = step.because.iter().map(Some).collect();
                    for because in if some.is_empty() { none } else { &some } {
                        rows.write_record(row(part, moved, step, *because))?;
                    }
                }
                Ok(())
            }
        }
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self) -> io::Result<()> {
        self.out.finish()
    }
}

fn row(part: &str, moved: &Moved, step: &Step, because: Option<&Because>) -> [String; 12] {
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let together = if step.together { "yes" } else { "no" };
    let amendment = because.and_then(|because| because.amendment.as_ref());
    [
        part.to_owned(),
        moved.before.clone(),
        moved.after.clone(),
        step.day.map(|day| day.to_string()).unwrap_or_default(),
        step.before.clone(),
        step.after.clone(),
        match because {
            Some(because) => because.paragraph.clone(),
            None if step.year => "the year of the export".to_owned(),
            None => String::new(),
        },
        text(because.and_then(|because| because.was.as_ref())),
        text(because.and_then(|because| because.is.as_ref())),
        text(because.map(|because| &because.cite)),
        amendment.map(|note| format!("{} ({})", note.id, note.citation)).unwrap_or_default(),
        together.to_owned(),
    ]
}

/// Writes what values moved.
pub struct Values<W: Write> {
    out: Out<W>,
}

impl<W: Write> Values<W> {
    /// The columns of CSV: a row for each value that brings the change about.
    pub const COLUMNS: [&'static str; 9] =
        ["part", "change", "before", "after", "value", "was", "is", "together", "error"];

    /// Starts, under a statute.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(out: W, format: Format, statute: &Statute<'_>) -> io::Result<Self> {
        let mut out = Out::new(out, format, &Self::COLUMNS)?;
        if let Out::Text(out) = &mut out {
            let law = statute.law();
            writeln!(out, "On {}, {}{}", statute.date(), statute.posture().words(), under(law.proposals()))?;
        }
        Ok(Self { out })
    }

    /// Writes what became of a part.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, change: &RowChange) -> io::Result<()> {
        let side = |answer: &Option<String>| answer.as_deref().map(words).unwrap_or_else(|| "unread".to_owned());
        match &mut self.out {
            Out::Jsonl(out) => {
                serde_json::to_writer(&mut *out, change)?;
                writeln!(out)
            }
            Out::Text(out) => {
                let part = &change.part;
                match change.change {
                    "added" => writeln!(out, "{part}: added, {}", side(&change.after))?,
                    "removed" => writeln!(out, "{part}: removed, was {}", side(&change.before))?,
                    _ => writeln!(out, "{part}: {} → {}", side(&change.before), side(&change.after))?,
                }
                if let Some(error) = &change.error {
                    writeln!(out, "  {error}")?;
                }
                if change.change == "moved" {
                    writeln!(out, "  {}", because(change))?;
                }
                Ok(())
            }
            Out::Csv(rows) => {
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                let together = change.because.iter().any(|set| set.len() > 1);
                let mut row = |value: Option<&ValueChange>| {
                    rows.write_record([
                        change.part.as_str(),
                        change.change,
                        &text(&change.before),
                        &text(&change.after),
                        value.map_or("", |value| value.value.as_str()),
                        value.map_or("", |value| value.was.as_str()),
                        value.map_or("", |value| value.is.as_str()),
                        if together { "yes" } else { "no" },
                        &text(&change.error),
                    ])
                };
                if change.because.is_empty() {
                    row(None)?;
                }
                for place in change.because.iter().flatten() {
                    row(change.values.get(*place))?;
                }
                Ok(())
            }
        }
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self) -> io::Result<()> {
        self.out.finish()
    }
}

/// Because of which values, in a sentence.
fn because(change: &RowChange) -> String {
    let value = |place: &usize| {
        let found = change.values.get(*place);
        found.map(|value| format!("{} {} → {}", value.value, value.was, value.is)).unwrap_or_default()
    };
    let sets: Vec<String> =
        change.because.iter().map(|set| set.iter().map(value).collect::<Vec<_>>().join(" and ")).collect();
    let others = change.values.len() - change.because.iter().flatten().count().min(change.values.len());
    let rest = if others == 0 { String::new() } else { format!("; {others} other values changed") };
    match &sets[..] {
        [] => "no value that changed was found to do it".to_owned(),
        [one] if change.because[0].len() > 1 => format!("because of {one}, none of them alone{rest}"),
        sets => format!("because of {}{rest}", sets.join("; or, alone, of ")),
    }
}
