//! How far a design can move, as text and as JSON.

use super::number::{RangeDocument, exact, range, with_unit};
use super::text::Style;
use super::{foot, full_name, governing, needs, under};
use crate::design::Moved;
use crate::design::headroom::{Change, Headroom, Met, Room};
use crate::facts::NumericFact;
use crate::quantity::Exact;
use serde::Serialize;
use std::fmt::Write as _;

/// The answer, the room of each value, the lines, and the nearest of them.
pub fn text(headroom: &Headroom, style: Style) -> String {
    let answer = headroom.answer();
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} on {}, {}{}: {}",
        full_name(answer),
        answer.date(),
        answer.posture().words(),
        under(answer.proposals()),
        style.strong(&governing(answer).replace('|', " or "))
    );
    if !answer.is_certain() {
        let _ = writeln!(out, "depends on {}", needs(answer).join(", "));
    }
    for (title, upward) in [("up", true), ("down", false)] {
        let line = match headroom.nearest(upward) {
            Some(room) => format!("nearest line {title}: {}", nearest(room, upward)),
            None => format!("nearest line {title}: none"),
        };
        let _ = writeln!(out, "{line}");
    }
    let _ = writeln!(out, "\nThe answer stays while, all else unchanged,");
    for kind in [true, false] {
        let fact = |room: &&Room| matches!(room.kind, Moved::Fact(_)) == kind;
        for room in headroom.rooms().iter().filter(fact).filter(|room| !room.is_free()) {
            let _ = writeln!(out, "  {}", stays(room));
        }
    }
    let free: Vec<&str> = headroom.rooms().iter().filter(|room| room.is_free()).map(|room| &*room.label).collect();
    if !free.is_empty() {
        let _ = writeln!(out, "  whatever these are: {}", free.join(", "));
    }
    let _ = writeln!(out, "\nLines");
    for standing in &headroom.paragraphs {
        // What it becomes: said once, unless not all lines lead to the same.
        let first = standing.changes.first().map(|(_, change)| change.becomes);
        let same = first.filter(|first| standing.changes.iter().all(|(_, change)| change.becomes == *first));
        let met = word(standing.met);
        let head = match (first, same) {
            (None, _) => format!("{met}, whatever moves alone"),
            (_, Some(becomes)) => format!("{met}; {}", word(becomes)),
            (_, None) => met.to_owned(),
        };
        let _ = writeln!(out, "  {}: {head}", style.strong(&standing.paragraph));
        for (place, change) in &standing.changes {
            let becomes = if same.is_none() { format!(": {}", word(change.becomes)) } else { String::new() };
            let _ = writeln!(out, "    {}{becomes}", crossing(&headroom.rooms[*place], change));
        }
    }
    for notice in answer.notices() {
        let _ = writeln!(out, "\nNote: {notice}");
    }
    let changing: Vec<_> = answer.readings().iter().filter(|reading| reading.changes_answer).collect();
    for reading in changing {
        let _ = writeln!(
            out,
            "\nReading {}: taken as {}; as {} the answer is {}",
            reading.reading,
            reading.taken,
            reading.other,
            reading.eccn.replace('|', " or ")
        );
    }
    out.push_str(&foot(answer.law_hash()));
    out
}

/// Whether a paragraph is met, in words.
fn word(met: Met) -> &'static str {
    match met {
        Met::Yes => "met",
        Met::Perhaps => "may be met",
        Met::No => "not met",
    }
}

fn nearest(room: &Room, upward: bool) -> String {
    let beyond = if upward { room.above() } else { room.below() };
    let end = if upward { room.stays.high() } else { Some(room.stays.low()) };
    let Some((end, open)) = end else { return String::new() };
    let distance = room.distance(upward).unwrap_or(Exact::ZERO);
    let percent = distance.checked_div(&room.value).map(|share| (share * Exact::from(100)).rounded(2));
    format!(
        "{} {} {} ({} %) {} {}: {}",
        room.label,
        if upward { "+" } else { "−" },
        with_unit(&distance, room.unit),
        percent.unwrap_or_default(),
        if open { "to" } else { "beyond" },
        with_unit(end, room.unit),
        beyond.unwrap_or_default().replace('|', " or ")
    )
}

fn stays(room: &Room) -> String {
    let mut text =
        format!("{} ({}) is {}", room.label, with_unit(&room.value, room.unit), range(&room.stays, room.unit));
    if let Some((first, last)) = &room.steps {
        let steps = match last {
            Some(last) if last == first => format!("only {}", exact(first)),
            Some(last) => format!("{} to {}", exact(first), exact(last)),
            None => format!("from {}", exact(first)),
        };
        let _ = write!(text, "; in its steps {steps}");
    }
    if room.bracketed {
        text.push_str("; an end has no exact form and lies within a billionth");
    }
    let beyond: Vec<String> = [("below", room.below()), ("above", room.above())]
        .into_iter()
        .filter_map(|(side, beyond)| Some(format!("{side} {}", beyond?.replace('|', " or "))))
        .collect();
    if !beyond.is_empty() {
        let _ = write!(text, " ({})", beyond.join(", "));
    }
    text
}

fn crossing(room: &Room, change: &Change) -> String {
    let words = match (change.upward, change.reached) {
        (true, true) => "from",
        (true, false) => "above",
        (false, true) => "down from",
        (false, false) => "below",
    };
    let distance = change.distance(&room.value);
    let sign = if change.upward { "+" } else { "−" };
    let mut text = format!(
        "{words} {} {} ({sign} {})",
        room.label,
        with_unit(&change.at, room.unit),
        with_unit(&distance, room.unit)
    );
    if let Moved::Fact(NumericFact::PerformanceDensity) = room.kind {
        text.push_str(", TPP unchanged");
    }
    text
}

/// Headroom as JSON.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    schema: &'static str,
    determination: super::json::Document<'a>,
    rooms: Vec<RoomDocument<'a>>,
    lines: Vec<LineDocument<'a>>,
}

#[derive(Debug, Serialize)]
struct RoomDocument<'a> {
    name: &'a str,
    unit: &'static str,
    of: &'static str,
    value: String,
    #[serde(flatten)]
    stays: RangeDocument,
    first_step: Option<String>,
    last_step: Option<String>,
    below: Option<&'a str>,
    above: Option<&'a str>,
    bracketed: bool,
}

#[derive(Debug, Serialize)]
struct LineDocument<'a> {
    paragraph: &'a str,
    met: bool,
    may_be_met: bool,
    changes: Vec<ChangeDocument<'a>>,
}

#[derive(Debug, Serialize)]
struct ChangeDocument<'a> {
    name: &'a str,
    direction: &'static str,
    at: String,
    at_included: bool,
    distance: String,
    becomes: &'static str,
}

/// Headroom as JSON; numbers are texts, without loss.
pub fn document(headroom: &Headroom) -> Document<'_> {
    let rooms = headroom.rooms.iter().map(|room| RoomDocument {
        name: &room.name,
        unit: room.unit,
        of: match room.kind {
            Moved::Fact(_) => "fact",
            Moved::Parameter => "parameter",
            Moved::Field => "field",
        },
        value: room.value.lossless(),
        stays: RangeDocument::of(&room.stays),
        first_step: room.steps.as_ref().map(|(first, _)| first.lossless()),
        last_step: room.steps.as_ref().and_then(|(_, last)| last.as_ref()).map(Exact::lossless),
        below: room.below(),
        above: room.above(),
        bracketed: room.bracketed,
    });
    let lines = headroom.paragraphs.iter().map(|standing| LineDocument {
        paragraph: &standing.paragraph,
        met: standing.met == Met::Yes,
        may_be_met: standing.met == Met::Perhaps,
        changes: standing
            .changes
            .iter()
            .map(|(place, change)| ChangeDocument {
                name: &headroom.rooms[*place].name,
                direction: if change.upward { "up" } else { "down" },
                at: change.at.lossless(),
                at_included: change.reached,
                distance: change.distance(&headroom.rooms[*place].value).lossless(),
                becomes: word(change.becomes),
            })
            .collect(),
    });
    Document {
        schema: "eccn-headroom/1",
        determination: super::json::document(&headroom.answer),
        rooms: rooms.collect(),
        lines: lines.collect(),
    }
}
