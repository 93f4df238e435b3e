//! Which rows and columns of a workbook are hidden. Calamine does not tell.

use super::super::error::Problem;
use super::super::guard::damaged;
use super::{Cells, WHAT};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

/// What is hidden on a sheet, from 0.
#[derive(Default)]
pub(super) struct Hidden {
    rows: BTreeSet<u32>,
    columns: Vec<(u32, u32)>,
}

impl Hidden {
    pub(super) fn row(&self, row: u32) -> bool {
        self.rows.contains(&row)
    }

    pub(super) fn column(&self, column: u32) -> bool {
        self.columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    /// What of the filled cells is left out, in words.
    pub(super) fn words(&self, sheet: &str, cells: &Cells) -> Vec<String> {
        let (mut rows, mut columns) = (BTreeSet::new(), BTreeSet::new());
        for (row, column) in cells.keys() {
            if self.row(*row) {
                rows.insert(row);
            } else if self.column(*column) {
                columns.insert(column);
            }
        }
        let said = |count: usize, one: &str| match count {
            0 => None,
            1 => Some(format!("a hidden {one} of the sheet `{sheet}`")),
            n => Some(format!("{n} hidden {one}s of the sheet `{sheet}`")),
        };
        [said(rows.len(), "row"), said(columns.len(), "column")].into_iter().flatten().collect()
    }
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What is hidden on each sheet, by its name. Paths are looked up as calamine does: relative to `xl/`, or from the root.
pub(super) fn of(bytes: &[u8]) -> Result<BTreeMap<String, Hidden>, Problem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(WHAT, e.to_string()))?;
    let mut targets = BTreeMap::new();
    elements(&mut archive, "xl/_rels/workbook.xml.rels", |name, element| {
        if let ("Relationship", Some(id), Some(target)) = (name, attribute(element, "Id"), attribute(element, "Target"))
        {
            targets.insert(id, target);
        }
        true
    })?;
    let mut sheets = Vec::new();
    elements(&mut archive, "xl/workbook.xml", |name, element| {
        if let ("sheet", Some(title), Some(id)) = (name, attribute(element, "name"), attribute(element, "id")) {
            sheets.push((title, id));
        }
        true
    })?;
    let mut out = BTreeMap::new();
    for (title, id) in sheets {
        let Some(target) = targets.get(&id) else { continue };
        let path = match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None if target.starts_with("xl/") => target.clone(),
            None => format!("xl/{target}"),
        };
        out.insert(title, sheet(&mut archive, &path)?);
    }
    Ok(out)
}

fn sheet(archive: &mut Archive<'_>, path: &str) -> Result<Hidden, Problem> {
    let mut hidden = Hidden::default();
    let mut next = 0;
    elements(archive, path, |name, element| {
        let number = |key| attribute(element, key).and_then(|value| value.parse::<u32>().ok());
        let is = |key| matches!(attribute(element, key).as_deref(), Some("1" | "true"));
        match name {
            "col" if is("hidden") || width_is_zero(element) => {
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    hidden.columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                }
            }
            "row" => {
                let row = number("r").map_or(next, |r| r.saturating_sub(1));
                next = row.saturating_add(1);
                if is("hidden") {
                    hidden.rows.insert(row);
                }
            }
            _ => {}
        }
        name != "mergeCells"
    })?;
    Ok(hidden)
}

/// A column of no width is as hidden as one that says so.
fn width_is_zero(element: &BytesStart<'_>) -> bool {
    attribute(element, "width").and_then(|width| width.parse::<f64>().ok()) == Some(0.0)
}

/// Calls `each` for every element of a part, by its name without prefix, until it returns false. A part that is not there
/// has none.
fn elements(
    archive: &mut Archive<'_>,
    path: &str,
    mut each: impl FnMut(&str, &BytesStart<'_>) -> bool,
) -> Result<(), Problem> {
    let wanted = (0..archive.len()).find(|i| {
        archive.name_for_index(*i).is_some_and(|name| name.is_ok_and(|name| name.eq_ignore_ascii_case(path)))
    });
    let Some(index) = wanted else { return Ok(()) };
    let part = archive.by_index(index).map_err(|e| damaged(WHAT, e.to_string()))?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part.take(u64::MAX)));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|e| damaged(WHAT, format!("{path}: {e}")))? {
            Event::Start(element) | Event::Empty(element) if !each(element.local_name().as_ref(), &element) => {
                return Ok(());
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The value of an attribute, by its name without prefix.
fn attribute(element: &BytesStart<'_>, key: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == key)?;
    Some(
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(|_| found.value.to_string(), |value| value.into_owned()),
    )
}
