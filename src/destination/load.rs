//! The files under `law/destinations/` to [`Destinations`], refusing whatever is not in order.

use super::files::{ChangesFile, DestinationEntry, DestinationsFile, GroupsFile, MembershipEntry, OpenReadingEntry};
use super::{Destination, DestinationNote, Destinations, Group, Membership, OpenReading, Place, Tier};
use crate::law::load::{File, Loader};
use crate::law::{Amendment, Law, LawErrors, ReadingChoice};
use std::collections::BTreeMap;
use toml::Spanned;

impl Destinations {
    /// Reads the files under `law/destinations/`, given as (name, text); others are left alone. Rows are dated by the
    /// amendments of `law` and by those of `changes.toml`.
    ///
    /// # Errors
    /// Every fault found, with its place: unknown keys, codes that are none or stand twice, a group or amendment that
    /// no file holds, a destination that is twice in one group on one day.
    pub fn load<'a>(law: &Law, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, LawErrors> {
        let files: BTreeMap<&str, &str> = files.into_iter().collect();
        let mut loader = Loader::default();
        let loaded = destinations(&mut loader, law, &files);
        loader.end(loaded)
    }
}

fn destinations(loader: &mut Loader, law: &Law, files: &BTreeMap<&str, &str>) -> Option<Destinations> {
    let places_file = loader.named(files, "law/destinations/destinations.toml")?;
    let groups_file = loader.named(files, "law/destinations/groups.toml")?;
    let changes_file = loader.named(files, "law/destinations/changes.toml")?;
    let places: DestinationsFile = loader.read(places_file)?;
    let groups: GroupsFile = loader.read(groups_file)?;
    let changes: ChangesFile = loader.read(changes_file)?;
    let mut amendments = loader.amendments(changes_file, changes.amendment);
    amendments.extend(law.amendments().iter().cloned());
    amendments.sort_by_key(|amendment| amendment.effective);
    let coverage = places.coverage;
    let (first, verified) = (loader.date(places_file, &coverage.first)?, loader.date(places_file, &coverage.verified)?);
    let mut list = Vec::new();
    for (entries, listed) in [(places.destination, true), (places.unlisted, false)] {
        for entry in entries {
            place(loader, places_file, entry, listed, &mut list);
        }
    }
    for (index, leader) in list.iter().map(|(_, leader)| leader).enumerate().collect::<Vec<_>>() {
        let Some((span, code)) = leader else { continue };
        match list.iter().position(|(other, _)| other.iso2 == *code) {
            Some(found) if found != index && list[found].1.is_none() => {}
            _ => loader.fault(places_file, span.clone(), format!("{code:?} is no destination to follow")),
        }
    }
    let follow: Vec<Option<usize>> = list
        .iter()
        .map(|(_, leader)| leader.as_ref().and_then(|(_, code)| list.iter().position(|(other, _)| other.iso2 == *code)))
        .collect();
    let mut destinations: Vec<Destination> = list.into_iter().map(|(destination, _)| destination).collect();
    for (destination, follows) in destinations.iter_mut().zip(follow) {
        destination.follows = follows.map(Place);
    }
    let names: Vec<Group> = groups
        .group
        .into_iter()
        .map(Spanned::into_inner)
        .map(|group| Group { name: group.name, title: group.title, cite: group.cite })
        .collect();
    let readings: Vec<OpenReading> =
        groups.reading.into_iter().map(|reading| open_reading(loader, groups_file, reading)).collect();
    let mut rows: Vec<Membership> = Vec::new();
    for entry in groups.membership {
        let span = entry.span();
        let Some(row) =
            membership(loader, groups_file, entry.into_inner(), (&destinations, &names, &amendments, &readings))
        else {
            continue;
        };
        if let Some(twice) = rows.iter().find_map(|known| overlap(known, &row, &amendments)) {
            let name = &destinations[twice].name;
            let message = format!("{name} is twice in {} on some day: give one row an `until`", names[row.group].name);
            loader.fault(groups_file, span, message);
        }
        rows.push(row);
    }
    let mut tiers = Vec::new();
    for entry in groups.tier {
        let entry = entry.into_inner();
        let mut of = Vec::new();
        for word in &entry.of {
            let known = names.iter().any(|group| group.name == *word.get_ref())
                || destinations.iter().any(|destination| destination.iso2 == *word.get_ref());
            if !known {
                loader.fault(groups_file, word.span(), format!("{:?} is no group and no destination", word.get_ref()));
            }
            of.push(word.get_ref().clone());
        }
        tiers.push(Tier { tier: entry.tier, of, meaning: entry.meaning, cite: entry.cite });
    }
    Some(Destinations {
        first,
        verified,
        cite: coverage.cite,
        unlisted: coverage.unlisted,
        unlisted_cite: coverage.unlisted_cite,
        destinations,
        groups: names,
        memberships: rows,
        tiers,
        readings,
        amendments,
    })
}

/// The entry's destination, and the span and code of the one it follows.
type Entry = (Destination, Option<(std::ops::Range<usize>, String)>);

fn place(loader: &mut Loader, file: File<'_>, entry: Spanned<DestinationEntry>, listed: bool, list: &mut Vec<Entry>) {
    let span = entry.span();
    let entry = entry.into_inner();
    let is_code = |code: &str, length| code.len() == length && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_code(&entry.iso2, 2) || !is_code(&entry.iso3, 3) {
        let message =
            format!("expected ISO 3166-1 codes such as AE and ARE, found {:?} and {:?}", entry.iso2, entry.iso3);
        loader.fault(file, span.clone(), message);
    }
    if list.iter().any(|(other, _)| other.iso2 == entry.iso2 || other.iso3 == entry.iso3) {
        loader.fault(file, span.clone(), format!("{} or {} stands here a second time", entry.iso2, entry.iso3));
    }
    let note = match (entry.note, entry.cite, entry.status) {
        (Some(text), Some(cite), Some(status)) => Some(DestinationNote { text, cite, status }),
        (None, None, None) => None,
        _ => {
            loader.fault(file, span.clone(), "a note, its cite and its status go together");
            None
        }
    };
    let (iso2, iso3, name, also) = (entry.iso2, entry.iso3, entry.name, entry.also);
    let destination = Destination { iso2, iso3, name, also, follows: None, note, listed };
    list.push((destination, entry.follows.map(|code| (span, code))));
}

/// What a membership row is checked against.
type Known<'a> = (&'a [Destination], &'a [Group], &'a [Amendment], &'a [OpenReading]);

fn membership(
    loader: &mut Loader,
    file: File<'_>,
    entry: MembershipEntry,
    (destinations, groups, amendments, readings): Known<'_>,
) -> Option<Membership> {
    let group = groups.iter().position(|group| group.name == *entry.group.get_ref());
    if group.is_none() {
        loader.fault(file, entry.group.span(), format!("{:?} is no group of this file", entry.group.get_ref()));
    }
    let mut bound = |id: &Option<Spanned<String>>| match id {
        Some(id) => loader.amendment(file, id, amendments).map(Some),
        None => Some(None),
    };
    let (from, until) = (bound(&entry.from), bound(&entry.until));
    let mut members = Vec::new();
    for code in &entry.members {
        match destinations.iter().position(|destination| destination.iso2 == *code.get_ref()) {
            Some(found) if destinations[found].follows.is_none() && destinations[found].listed => members.push(found),
            Some(_) => loader.fault(
                file,
                code.span(),
                format!("{} is in no group itself: it follows another or is unlisted", code.get_ref()),
            ),
            None => loader.fault(file, code.span(), format!("{:?} is no destination of this law", code.get_ref())),
        }
    }
    let reading = entry.reading.map(|text| {
        let pair = text.get_ref().split_once('=').map(|(name, choice)| (name.to_owned(), choice.to_owned()));
        let fits = pair.as_ref().is_some_and(|(name, choice)| {
            readings
                .iter()
                .any(|reading| reading.name == *name && reading.choices.iter().any(|known| known.name == *choice))
        });
        if !fits {
            loader.fault(file, text.span(), "expected NAME=CHOICE of a reading of this file");
        }
        pair.unwrap_or_default()
    });
    let (cite, status, remark) = (entry.cite, entry.status, entry.remark);
    Some(Membership { group: group?, members, from: from?, until: until?, reading, cite, status, remark })
}

/// A destination that two rows of one group hold on one day under one reading.
fn overlap(a: &Membership, b: &Membership, amendments: &[Amendment]) -> Option<usize> {
    let other_choice = a.reading.is_some() && b.reading.is_some() && a.reading != b.reading;
    if a.group != b.group || other_choice {
        return None;
    }
    let day = |index: Option<usize>| index.map(|index| amendments[index].effective);
    let before = |end: Option<jiff::civil::Date>, start: Option<jiff::civil::Date>| {
        end.is_some_and(|end| start.is_some_and(|start| end <= start))
    };
    let apart = before(day(a.until), day(b.from)) || before(day(b.until), day(a.from));
    if apart { None } else { a.members.iter().copied().find(|member| b.members.contains(member)) }
}

/// A reading and its choices, with the default among them.
pub(crate) fn open_reading(loader: &mut Loader, file: File<'_>, entry: Spanned<OpenReadingEntry>) -> OpenReading {
    let span = entry.span();
    let entry = entry.into_inner();
    let choices: Vec<ReadingChoice> = entry
        .choice
        .into_iter()
        .map(|choice| ReadingChoice { name: choice.name, meaning: choice.meaning, held_by: choice.held_by })
        .collect();
    if !choices.iter().any(|choice| choice.name == entry.default) {
        loader.fault(file, span, format!("the default {:?} is none of the choices", entry.default));
    }
    OpenReading {
        name: entry.name,
        question: entry.question,
        default: entry.default,
        why: entry.why,
        moves: entry.moves,
        status: entry.status,
        cite: entry.cite,
        choices,
    }
}
