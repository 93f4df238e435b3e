//! Workbooks (XLSX): every visible sheet becomes a heading and a table.
//!
//! Cells are as displayed: numbers in their number format, dates and percentages as text. Hidden sheets, rows and columns
//! are left out, and that is said. Single cells above a table are its title, single cells below it are its notes.

mod blocks;
mod bounds;
mod hidden;
mod number;

use super::error::Problem;
use super::guard::{self, damaged, slow};
use super::limits::Limits;
use super::{Content, Document, Opened, Reader};
use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::time::Instant;

/// What a workbook is called in errors.
const WHAT: &str = "workbook";

/// The filled cells of a sheet, by row and column from 0.
type Cells = BTreeMap<(u32, u32), String>;

/// Joined cells: first row and column, last row and column.
type Merged = ((u32, u32), (u32, u32));

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Opened, Problem> {
    let (bytes, bounds) = (bytes.to_vec(), limits.clone());
    guard::run(WHAT, limits, move |deadline| workbook(bytes, &bounds, deadline))
}

fn workbook(bytes: Vec<u8>, limits: &Limits, deadline: Instant) -> Result<Opened, Problem> {
    bounds::check(&bytes, limits, deadline)?;
    let mut hidden = hidden::of(&bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let sheets = book.sheets_metadata().to_vec();
    let mut document = Document::default();
    let mut left_out = Vec::new();
    let mut room = limits.cells;
    for sheet in sheets {
        if sheet.visible != SheetVisible::Visible {
            left_out.push(format!("the hidden sheet `{}`", sheet.name));
            continue;
        }
        if sheet.typ != SheetType::WorkSheet {
            left_out.push(format!("`{}`, which is no sheet of cells", sheet.name));
            continue;
        }
        let merged = book.merge_cells_by_sheet_name(&sheet.name).map_err(broken)?;
        let merged: Vec<Merged> = merged.iter().map(|d| (d.start, d.end)).collect();
        let cells = cells(&mut book, &sheet.name, limits, room, deadline)?;
        let hidden = hidden.remove(&sheet.name).unwrap_or_default();
        left_out.extend(hidden.words(&sheet.name, &cells));
        let used = blocks::sheet(&sheet.name, &cells, &merged, &hidden, room, &mut document.blocks);
        room = used.and_then(|used| room.checked_sub(used)).ok_or_else(|| too_many(limits))?;
    }
    Ok(Opened { content: Content::Document(document), reader: Reader::Workbook, left_out })
}

/// The filled cells of a sheet, as displayed.
fn cells(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    sheet: &str,
    limits: &Limits,
    room: usize,
    deadline: Instant,
) -> Result<Cells, Problem> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(broken)?;
    let formats: Vec<String> = reader
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().map_or_else(String::new, |format| format.format_code.clone()))
        .collect();
    let mut cells = Cells::new();
    let mut seen = 0_usize;
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(broken)? {
        seen += 1;
        if seen.is_multiple_of(1024) && Instant::now() > deadline {
            return Err(slow(WHAT, limits));
        }
        let text = shown(cell.get_value(), formats.get(style).map_or("", String::as_str));
        if !text.is_empty() {
            cells.insert(cell.get_position(), text);
        }
        if cells.len() > room {
            return Err(too_many(limits));
        }
    }
    Ok(cells)
}

/// A cell as displayed. Lines within it stay.
fn shown(value: &DataRef<'_>, format: &str) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(value) => number::shown(*value as f64, format),
        DataRef::Float(value) => number::shown(*value, format),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => words(text),
        DataRef::SharedString(text) => words(text),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(time) => date(time),
        DataRef::Error(error) => error.to_string(),
    }
}

/// White space collapsed within each line, and empty lines gone.
fn words(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// `2024-03-18`, with the time if there is one; a time alone or a duration as hours.
fn date(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let value = time.as_f64();
    if time.is_duration() || (0.0..1.0).contains(&value) {
        let seconds = (value * 86_400.0).round() as i64;
        return format!("{}:{:02}:{:02}", seconds / 3600, (seconds / 60 % 60).abs(), (seconds % 60).abs());
    }
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

fn too_many(limits: &Limits) -> Problem {
    Problem::TooLarge {
        what: "the number of cells in this workbook".to_owned(),
        limit: format!("{} cells", limits.cells),
        help: "save the table that matters as a workbook of its own",
    }
}

fn broken(error: XlsxError) -> Problem {
    match error {
        XlsxError::Password => Problem::Encrypted { what: WHAT },
        other => damaged(WHAT, other.to_string()),
    }
}
