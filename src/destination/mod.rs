//! Destinations and their country groups on any day.
//!
//! Codes, names and dated membership are data under `law/destinations/`. Hong Kong follows China; Macau is not in D:5 and
//! is named beside it; a territory without a row of its own is unresolved, not unrestricted.
//!
//! ```
//! use eccn::destination::{Choices, Destinations};
//! let destinations = Destinations::embedded();
//! let cambodia = destinations.find("Cambodia")?;
//! let in_d5 = |day: &str| destinations.is_in(cambodia, "D:5", day.parse().unwrap(), &Choices::default());
//! assert_eq!((in_d5("2026-02-02"), in_d5("2026-02-03")), (Some(true), Some(false)));
//! # Ok::<(), eccn::destination::DestinationError>(())
//! ```

mod files;
mod find;
pub(crate) mod load;
mod reading;

pub(crate) use files::OpenReadingEntry;
pub use find::DestinationError;
pub use reading::{Choices, OpenReading};

use crate::law::{Amendment, Law, Status};
use jiff::civil::Date;
use std::sync::LazyLock;

/// A destination of one [`Destinations`]: its place in the list.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub(crate) usize);

/// A country or territory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// ISO 3166-1 alpha-2: `AE`.
    pub iso2: String,
    /// ISO 3166-1 alpha-3: `ARE`.
    pub iso3: String,
    /// The name in the country groups.
    pub name: String,
    /// Other names it is found under.
    pub also: Vec<String>,
    /// The destination whose groups it shares: China, for Hong Kong.
    pub follows: Option<Place>,
    /// What a reader would otherwise get wrong.
    pub note: Option<DestinationNote>,
    /// Whether the country groups have a row for it, or for the one it follows. If not, its groups are not known.
    pub listed: bool,
}

/// A remark on a destination, with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationNote {
    /// The remark.
    pub text: String,
    /// Where it is from.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
}

/// A country group, or a paragraph of a supplement that lists destinations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// `D:5`, `supplement-5a`.
    pub name: String,
    /// What it lists.
    pub title: String,
    /// Where it stands.
    pub cite: String,
}

/// Members of a group over one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The group: an index into [`Destinations::groups`].
    pub group: usize,
    members: Vec<usize>,
    /// Since this amendment, an index into [`Destinations::amendments`]; `None`: since before the first day.
    pub from: Option<usize>,
    /// Until this amendment; `None`: still.
    pub until: Option<usize>,
    reading: Option<(String, String)>,
    /// Where it stands.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
    /// A remark of the editors.
    pub remark: Option<String>,
}

/// A tier of the AI Diffusion framework. The word is the press's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// 1, 2 or 3.
    pub tier: u8,
    of: Vec<String>,
    /// Which destinations it holds, in the regulation's words.
    pub meaning: String,
    /// Where that stands.
    pub cite: String,
}

/// Every destination, every group, and who is in which when.
#[derive(Clone, Debug)]
pub struct Destinations {
    first: Date,
    verified: Date,
    cite: String,
    unlisted: String,
    unlisted_cite: String,
    destinations: Vec<Destination>,
    groups: Vec<Group>,
    memberships: Vec<Membership>,
    tiers: Vec<Tier>,
    readings: Vec<OpenReading>,
    amendments: Vec<Amendment>,
}

/// One change of a destination's groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// The day.
    pub day: Date,
    /// The group.
    pub group: &'a Group,
    /// Whether it joins; if not, it leaves.
    pub joins: bool,
    /// The rule.
    pub amendment: &'a str,
    /// Its citation.
    pub citation: &'a str,
}

static EMBEDDED: LazyLock<Destinations> =
    LazyLock::new(|| match Destinations::load(Law::embedded(), crate::embedded::LAW.iter().copied()) {
        Ok(destinations) => destinations,
        // Cannot happen in a released build: a test loads the same files.
        Err(errors) => panic!("the destinations this build carries are faulty:\n{errors}"),
    });

impl Destinations {
    /// Those this crate was built with.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The first day covered.
    pub fn first_date(&self) -> Date {
        self.first
    }

    /// The last day to which membership was verified.
    pub fn verified_date(&self) -> Date {
        self.verified
    }

    /// What the lists rest on.
    pub fn coverage_cite(&self) -> &str {
        &self.cite
    }

    /// What holds of a territory without a row of its own, and where that stands.
    pub fn unlisted(&self) -> (&str, &str) {
        (&self.unlisted, &self.unlisted_cite)
    }

    /// Every destination, unlisted territories last.
    pub fn all(&self) -> impl Iterator<Item = (Place, &Destination)> {
        self.destinations.iter().enumerate().map(|(index, destination)| (Place(index), destination))
    }

    /// One destination.
    pub fn get(&self, place: Place) -> &Destination {
        &self.destinations[place.0]
    }

    /// The groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The rules and letters that rows are dated by, in order of effect.
    pub fn amendments(&self) -> &[Amendment] {
        &self.amendments
    }

    /// The open questions of interpretation.
    pub fn readings(&self) -> &[OpenReading] {
        &self.readings
    }

    /// The destination whose rows count for `place`: China for Hong Kong, else itself.
    pub fn leader(&self, place: Place) -> Place {
        self.get(place).follows.unwrap_or(place)
    }

    /// Whether `place` is in the group of this name on a day. `None`: the groups of this territory are not known.
    ///
    /// # Panics
    /// If no group has this name.
    pub fn is_in(&self, place: Place, group: &str, date: Date, choices: &Choices) -> Option<bool> {
        let found = self.groups.iter().position(|known| known.name == group);
        let group = found.unwrap_or_else(|| panic!("{group} is a group of the law files"));
        self.get(place).listed.then(|| self.row(self.leader(place), group, date, choices).is_some())
    }

    /// The groups of `place` on a day, each with the row that says so. `None`: not known.
    pub fn groups_of(&self, place: Place, date: Date, choices: &Choices) -> Option<Vec<(&Group, &Membership)>> {
        let leader = self.leader(place);
        let row = |(index, group)| self.row(leader, index, date, choices).map(|row| (group, row));
        self.get(place).listed.then(|| self.groups.iter().enumerate().filter_map(row).collect())
    }

    /// The tier of `place` in the AI Diffusion framework on a day. `None`: not known, or the framework is not yet there.
    pub fn tier(&self, place: Place, date: Date, choices: &Choices) -> Option<&Tier> {
        let begun = self
            .memberships
            .iter()
            .any(|row| self.groups[row.group].name.starts_with("supplement-5") && self.covers(row, date));
        let destination = self.get(place);
        if !begun || !destination.listed {
            return None;
        }
        let holds = |word: &String| {
            *word == self.get(self.leader(place)).iso2
                || self.groups.iter().any(|group| group.name == *word)
                    && self.is_in(place, word, date, choices) == Some(true)
        };
        self.tiers.iter().find(|tier| tier.of.is_empty() || tier.of.iter().any(holds))
    }

    /// Every change of the groups of `place`, oldest first. `None`: its groups are not known.
    pub fn changes(&self, place: Place, choices: &Choices) -> Option<Vec<Change<'_>>> {
        let leader = self.leader(place);
        if !self.get(place).listed {
            return None;
        }
        let mut found = Vec::new();
        for row in self.memberships.iter().filter(|row| row.members.contains(&leader.0) && self.read(row, choices)) {
            for (bound, joins) in [(row.from, true), (row.until, false)] {
                let Some(amendment) = bound.map(|index| &self.amendments[index]) else { continue };
                let (group, day) = (&self.groups[row.group], amendment.effective);
                found.push(Change { day, group, joins, amendment: &amendment.title, citation: &amendment.citation });
            }
        }
        found.sort_by_key(|change| (change.day, change.joins));
        Some(found)
    }

    fn row(&self, leader: Place, group: usize, date: Date, choices: &Choices) -> Option<&Membership> {
        self.memberships.iter().find(|row| {
            row.group == group && row.members.contains(&leader.0) && self.read(row, choices) && self.covers(row, date)
        })
    }

    fn read(&self, row: &Membership, choices: &Choices) -> bool {
        row.reading.as_ref().is_none_or(|(name, choice)| choices.get(&self.readings, name) == choice)
    }

    fn covers(&self, row: &Membership, date: Date) -> bool {
        let day = |index: usize| self.amendments[index].effective;
        row.from.is_none_or(|from| day(from) <= date) && row.until.is_none_or(|until| date < day(until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn followers_share_groups_and_territories_are_not_resolved() {
        let all = Destinations::embedded();
        let day = "2026-07-23".parse().unwrap();
        let none = Choices::default();
        let groups = |name: &str| all.groups_of(all.find(name).unwrap(), day, &none);
        assert_eq!(groups("HK"), groups("CN"));
        assert_eq!(groups("LI"), groups("CH"));
        assert_eq!(groups("Greenland"), None);
        assert_eq!(all.is_in(all.find("MO").unwrap(), "D:5", day, &none), Some(false));
    }
}
