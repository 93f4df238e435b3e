//! A destination's groups for people and machines.

use crate::destination::{Choices, Destinations, Place};
use crate::law::Status;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt::Write as _;

/// The columns of [`row`].
pub const COLUMNS: [&str; 7] = ["destination", "iso3", "name", "as_of", "groups", "tier", "changes"];

/// A destination on a day, as JSON.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    destination: &'a str,
    iso3: &'a str,
    name: &'a str,
    as_of: String,
    /// Absent: the groups of this territory are not known.
    groups: Option<Vec<GroupDocument<'a>>>,
    tier: Option<TierDocument<'a>>,
    follows: Option<&'a str>,
    note: Option<Cited<'a>>,
    changes: Option<Vec<ChangeDocument<'a>>>,
    unresolved: Option<Cited<'a>>,
}

#[derive(Debug, Serialize)]
struct GroupDocument<'a> {
    name: &'a str,
    title: &'a str,
    since: Option<String>,
    cite: &'a str,
    status: Status,
}

#[derive(Debug, Serialize)]
struct TierDocument<'a> {
    tier: u8,
    meaning: &'a str,
    cite: &'a str,
}

#[derive(Debug, Serialize)]
struct Cited<'a> {
    text: &'a str,
    cite: &'a str,
    status: Option<Status>,
}

#[derive(Debug, Serialize)]
struct ChangeDocument<'a> {
    day: String,
    group: &'a str,
    joins: bool,
    amendment: &'a str,
    citation: &'a str,
}

/// A destination on a day.
pub fn document<'a>(all: &'a Destinations, place: Place, date: Date, choices: &'a Choices) -> Document<'a> {
    let destination = all.get(place);
    let groups = all.groups_of(place, date, choices).map(|groups| {
        let shown = groups.into_iter().map(|(group, row)| GroupDocument {
            name: &group.name,
            title: &group.title,
            since: row.from.map(|from| all.amendments()[from].effective.to_string()),
            cite: &row.cite,
            status: row.status,
        });
        shown.collect()
    });
    let changes = all.changes(place, choices).map(|changes| {
        let shown = changes.into_iter().map(|change| ChangeDocument {
            day: change.day.to_string(),
            group: &change.group.name,
            joins: change.joins,
            amendment: change.amendment,
            citation: change.citation,
        });
        shown.collect()
    });
    let unlisted = || Cited { text: all.unlisted().0, cite: all.unlisted().1, status: None };
    Document {
        destination: &destination.iso2,
        iso3: &destination.iso3,
        name: &destination.name,
        as_of: date.to_string(),
        groups,
        tier: all.tier(place, date, choices).map(|tier| TierDocument {
            tier: tier.tier,
            meaning: &tier.meaning,
            cite: &tier.cite,
        }),
        follows: destination.follows.map(|leader| all.get(leader).name.as_str()),
        note: destination.note.as_ref().map(|note| Cited {
            text: &note.text,
            cite: &note.cite,
            status: Some(note.status),
        }),
        changes,
        unresolved: (!destination.listed).then(unlisted),
    }
}

/// The cells of a row, in the order of [`COLUMNS`]. `unresolved` in place of groups: they are not known.
pub fn row(all: &Destinations, place: Place, date: Date, choices: &Choices) -> [String; 7] {
    let document = document(all, place, date, choices);
    let join = |words: Vec<String>| words.join(";");
    let groups = document.groups.map(|groups| join(groups.iter().map(|group| group.name.to_owned()).collect()));
    let changes = document.changes.unwrap_or_default();
    let sign = |change: &ChangeDocument<'_>| {
        format!("{} {}{}", change.day, if change.joins { "+" } else { "-" }, change.group)
    };
    [
        document.destination.to_owned(),
        document.iso3.to_owned(),
        document.name.to_owned(),
        document.as_of,
        groups.unwrap_or_else(|| "unresolved".to_owned()),
        document.tier.map(|tier| tier.tier.to_string()).unwrap_or_default(),
        join(changes.iter().map(sign).collect()),
    ]
}

/// ` [memory]` and the like; nothing where primary text was read.
pub(crate) fn mark(status: Status) -> String {
    if status == Status::Primary { String::new() } else { format!(" [{}]", status.as_str()) }
}

/// A destination for a person to read.
pub fn text(all: &Destinations, place: Place, date: Date, choices: &Choices) -> String {
    let document = document(all, place, date, choices);
    let mut out = format!("{} ({}, {}) on {date}\n", document.name, document.destination, document.iso3);
    if let Some(leader) = document.follows {
        let _ = writeln!(out, "  follows {leader}");
    }
    if let Some(unresolved) = document.unresolved {
        let _ = writeln!(out, "  groups unresolved: {} {} ({})", document.name, unresolved.text, unresolved.cite);
    }
    if let Some(groups) = &document.groups {
        let names: Vec<&str> = groups.iter().map(|group| group.name).collect();
        let _ = writeln!(out, "  groups {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") });
        for group in groups {
            let since = group.since.as_ref().map(|since| format!(", since {since}")).unwrap_or_default();
            let _ = writeln!(out, "    {}  {}{since} ({}){}", group.name, group.title, group.cite, mark(group.status));
        }
    }
    if let Some(tier) = document.tier {
        let _ = writeln!(out, "  tier {} of the AI Diffusion framework: {} ({})", tier.tier, tier.meaning, tier.cite);
    }
    if let Some(note) = document.note {
        let _ = writeln!(out, "  {} ({}){}", note.text, note.cite, note.status.map(mark).unwrap_or_default());
    }
    if let Some(changes) = document.changes.filter(|changes| !changes.is_empty()) {
        let _ = writeln!(out, "\nChanges since {}", all.first_date());
        for change in changes {
            let verb = if change.joins { "joins" } else { "leaves" };
            let _ =
                writeln!(out, "  {}  {verb} {}: {} ({})", change.day, change.group, change.amendment, change.citation);
        }
    }
    if date > all.verified_date() {
        let _ = writeln!(out, "\nOn this date\n  country groups were verified to {} only", all.verified_date());
    }
    out
}
