//! Two tables of parts, matched by name: what moved, and because of which values.

use super::value::{ValueChange, responsible};
use crate::batch::{self, Added, BatchError, Engine, Form, Inputs, Layout};
use crate::determine::Question;
use crate::kernel::PartAnswers;
use crate::law::Statute;
use crate::part::Part;
use serde::Serialize;
use std::collections::{HashMap, VecDeque};

/// What became of a part from one table to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowChange {
    /// The part's name, with its vendor's if both tables have one.
    pub part: String,
    /// `moved`, `added`, `removed` or `error`.
    pub change: &'static str,
    /// The governing paragraph in the old table, or the possible ones joined by `|`; `None` if it is not there.
    pub before: Option<String>,
    /// The same in the new table.
    pub after: Option<String>,
    /// The values that are not the same, of a part that moved.
    pub values: Vec<ValueChange>,
    /// The sets of values, by place, that bring the new answer about: each alone, or one of several together. Empty if none was
    /// found.
    pub because: Vec<Vec<usize>>,
    /// What is wrong with a row, of an `error`.
    pub error: Option<String>,
}

/// How many parts had which fate.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableSummary {
    /// Parts with the same answer in both.
    pub same: u64,
    /// Parts whose answer is another one.
    pub moved: u64,
    /// Parts of the new table alone.
    pub added: u64,
    /// Parts of the old table alone.
    pub removed: u64,
    /// Parts with an error in either.
    pub errors: u64,
}

/// A row of the old table, as far as it is needed.
struct Kept {
    /// Its place among all rows.
    row: usize,
    answer: Result<String, String>,
    source: Source,
}

enum Source {
    /// The cells of the layout's columns, joined.
    Cells(Box<str>),
    Part(Box<Part>),
}

/// What stands between cells that are kept.
const BETWEEN: char = '\u{1f}';

/// A row as it is read from a table.
struct Read {
    key: String,
    answer: Result<String, String>,
    source: Source,
}

/// Compares two tables under one statute and hands what is not the same to `emit`: what is in the new table in its order, then
/// what is in the old one alone. Rows are matched by name, whatever their order; of several rows of one name the first is
/// matched with the first.
///
/// Memory holds a short text for each row of the old table; the new one is streamed. Time grows with the number of rows.
///
/// ```
/// use eccn::batch::{Inputs, Options, Progress};
/// use eccn::law::{Law, Posture};
/// let head = "part,fp8_dense_tops,die_area_mm2,node,datacenter\n";
/// let table = |rows: &str| Inputs::read("t.csv", std::io::Cursor::new(format!("{head}{rows}")), &Options::default(), &Progress::default());
/// let old = table("A,250,700,TSMC N5,yes\nB,10,100,TSMC N5,yes\n")?;
/// let new = table("C,1,1,TSMC N5,yes\nA,250,300,TSMC N5,yes\n")?;
/// let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
/// let mut changes = Vec::new();
/// let summary = eccn::diff::tables(old, new, &statute, &Default::default(), |change| changes.push(change))?;
/// assert_eq!((summary.moved, summary.added, summary.removed), (1, 1, 1));
/// assert_eq!((changes[1].part.as_str(), changes[1].values[0].value.as_str()), ("A", "die area"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a table cannot be read, or has no column of names.
pub fn tables(
    old: Inputs,
    new: Inputs,
    statute: &Statute<'_>,
    question: &Question,
    mut emit: impl FnMut(RowChange),
) -> Result<TableSummary, BatchError> {
    let (layouts, names) =
        ([old.layout().clone(), new.layout().clone()], [old.name().to_owned(), new.name().to_owned()]);
    for (layout, name) in layouts.iter().zip(names) {
        if !has(layout, "name") {
            let message = "no column holds the part's name, by which rows are matched (--column name=HEADER)";
            return Err(BatchError::Input(format!("{name}: {message}")));
        }
    }
    let vendors = layouts.iter().all(|layout| has(layout, "vendor"));
    let engine = |layout: &Layout| {
        let engine = Engine::new(layout.clone(), statute, None, question.clone()).map_err(BatchError::Default)?;
        Ok::<_, BatchError>(engine.wanting(&[Added::Eccn, Added::Error]))
    };
    let (before, after) = (engine(&layouts[0])?, engine(&layouts[1])?);
    let answers = PartAnswers::new(statute, question.clone());
    let mut kept: HashMap<String, VecDeque<Kept>> = HashMap::new();
    let mut row = 0;
    each(&before, old, vendors, &answers, &mut |read| {
        let Read { key, answer, source } = read;
        kept.entry(key).or_default().push_back(Kept { row, answer, source });
        row += 1;
    })?;
    let mut summary = TableSummary::default();
    each(&after, new, vendors, &answers, &mut |read| {
        let found = kept.get_mut(&read.key).and_then(VecDeque::pop_front);
        if let Some(change) = compare(found, read, (&before, &after), &answers, &mut summary) {
            emit(change);
        }
    })?;
    let mut gone: Vec<(usize, String, Result<String, String>)> = kept
        .into_iter()
        .flat_map(|(key, rows)| rows.into_iter().map(move |kept| (kept.row, key.clone(), kept.answer)))
        .collect();
    gone.sort_by_key(|(row, ..)| *row);
    for (_, part, answer) in gone {
        summary.removed += 1;
        let (before, error) = (answer.clone().ok(), answer.err());
        emit(RowChange { before, error, ..bare(part, "removed") });
    }
    Ok(summary)
}

fn bare(part: String, change: &'static str) -> RowChange {
    RowChange { part, change, before: None, after: None, values: Vec::new(), because: Vec::new(), error: None }
}

fn has(layout: &Layout, name: &str) -> bool {
    layout.columns.iter().any(|column| column.meaning.name() == name)
}

fn compare(
    old: Option<Kept>,
    new: Read,
    (before, after): (&Engine<'_, '_>, &Engine<'_, '_>),
    answers: &PartAnswers<'_, '_>,
    summary: &mut TableSummary,
) -> Option<RowChange> {
    let Some(old) = old else {
        summary.added += 1;
        let (after, error) = (new.answer.clone().ok(), new.answer.err());
        return Some(RowChange { after, error, ..bare(new.key, "added") });
    };
    let (was, is) = match (old.answer, new.answer) {
        (Ok(was), Ok(is)) => (was, is),
        (was, is) => {
            summary.errors += 1;
            let error = [("old: ", was.as_ref().err()), ("new: ", is.as_ref().err())];
            let texts = error.iter().filter_map(|(which, error)| Some(format!("{which}{}", error.as_ref()?)));
            let error = Some(texts.collect::<Vec<_>>().join("; "));
            return Some(RowChange { before: was.ok(), after: is.ok(), error, ..bare(new.key, "error") });
        }
    };
    if was == is {
        summary.same += 1;
        return None;
    }
    summary.moved += 1;
    let part = |source: Source, engine: &Engine<'_, '_>| match source {
        Source::Part(part) => Ok(*part),
        Source::Cells(cells) => engine.part_of(&cells.split(BETWEEN).collect::<Vec<_>>()),
    };
    let (values, because) = match (part(old.source, before), part(new.source, after)) {
        (Ok(old), Ok(new)) => responsible(&old, &new, answers),
        // Rows with an answer can be read.
        _ => Default::default(),
    };
    Some(RowChange { before: Some(was), after: Some(is), values, because, ..bare(new.key, "moved") })
}

/// Hands every part of a table to `take`.
fn each<'e>(
    engine: &'e Engine<'e, 'e>,
    inputs: Inputs,
    vendors: bool,
    answers: &PartAnswers<'_, '_>,
    take: &mut dyn FnMut(Read),
) -> Result<(), BatchError> {
    let key = |vendor: Option<&str>, name: &str| match vendor.filter(|vendor| vendors && !vendor.trim().is_empty()) {
        Some(vendor) => format!("{} {}", vendor.trim(), name.trim()),
        None => name.trim().to_owned(),
    };
    if engine.layout().form == Form::Long {
        return batch::parts(inputs, |found| match found.part {
            Ok(part) => take(Read {
                key: key(part.vendor.as_deref(), &part.name),
                answer: Ok(answers.of(&part).1.governing.clone()),
                source: Source::Part(Box::new(part)),
            }),
            Err(error) => take(Read { key: error.clone(), answer: Err(error), source: Source::Cells("".into()) }),
        });
    }
    let place = |name: &str| engine.layout().columns.iter().position(|column| column.meaning.name() == name);
    let (name, vendor) = (place("name"), place("vendor"));
    let mut rows = engine.rows(inputs);
    while let Some(row) = rows.next() {
        let row = row?;
        let used = rows.used();
        let cell = |place: Option<usize>| place.and_then(|place| used.get(place)).map(String::as_str);
        let answer = match row.answer.get(Added::Error) {
            "" => Ok(row.answer.get(Added::Eccn).to_owned()),
            error => Err(error.to_owned()),
        };
        let cells: Vec<String> = used.iter().map(|cell| cell.replace(BETWEEN, " ")).collect();
        let source = Source::Cells(cells.join(&BETWEEN.to_string()).into());
        take(Read { key: key(cell(vendor), cell(name).unwrap_or_default()), answer, source });
    }
    Ok(())
}

/// Compares parts that were read one by one, as [`tables`] does; of several of one name the first is matched with the first.
///
/// ```
/// use eccn::law::{Law, Posture};
/// let read = |rate: &str| eccn::datasheet::parse(&format!("# X\nINT8: {rate} dense\n"), "x.md");
/// let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
/// let mut changes = Vec::new();
/// eccn::diff::parts(vec![read("1 TOPS")?], vec![read("900 TOPS")?], &statute, &Default::default(), |change| changes.push(change));
/// assert_eq!((changes[0].change, changes[0].values[0].is.as_str()), ("moved", "900 TOPS"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn parts(
    old: Vec<Part>,
    new: Vec<Part>,
    statute: &Statute<'_>,
    question: &Question,
    mut emit: impl FnMut(RowChange),
) -> TableSummary {
    let answers = PartAnswers::new(statute, question.clone());
    let mut kept: HashMap<String, VecDeque<(usize, Part)>> = HashMap::new();
    for (row, part) in old.into_iter().enumerate() {
        kept.entry(part.name.clone()).or_default().push_back((row, part));
    }
    let mut summary = TableSummary::default();
    for part in new {
        let after = answers.of(&part).1.governing.clone();
        let Some((_, old)) = kept.get_mut(&part.name).and_then(VecDeque::pop_front) else {
            summary.added += 1;
            emit(RowChange { after: Some(after), ..bare(part.name, "added") });
            continue;
        };
        let before = answers.of(&old).1.governing.clone();
        if before == after {
            summary.same += 1;
            continue;
        }
        summary.moved += 1;
        let (values, because) = responsible(&old, &part, &answers);
        emit(RowChange { before: Some(before), after: Some(after), values, because, ..bare(part.name, "moved") });
    }
    let mut gone: Vec<(usize, Part)> = kept.into_values().flatten().collect();
    gone.sort_by_key(|(row, _)| *row);
    for (_, part) in gone {
        summary.removed += 1;
        let before = Some(answers.of(&part).1.governing.clone());
        emit(RowChange { before, ..bare(part.name, "removed") });
    }
    summary
}
