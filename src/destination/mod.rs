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
pub(crate) mod load;

pub(crate) use files::OpenReadingEntry;

use crate::law::{Amendment, Law, ReadingChoice, Status};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;
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

/// An open question of interpretation about destinations or licenses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenReading {
    /// Its name on the command line.
    pub name: String,
    /// The question.
    pub question: String,
    /// The choice taken unless another is asked for.
    pub default: String,
    /// Why that is the default.
    pub why: String,
    /// What it moves.
    pub moves: String,
    /// How well the default is sourced.
    pub status: Status,
    /// Where the conflict stands.
    pub cite: String,
    /// The choices.
    pub choices: Vec<ReadingChoice>,
}

/// Choices other than the default, by name of the reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(BTreeMap<String, String>);

impl Choices {
    /// Takes `choice` for the reading `name`, which is one of `readings`.
    ///
    /// # Errors
    /// If there is no such reading or choice; names those there are.
    pub fn set(&mut self, readings: &[OpenReading], name: &str, choice: &str) -> Result<(), String> {
        let names = || readings.iter().map(|reading| reading.name.as_str()).collect::<Vec<_>>().join(", ");
        let reading = readings
            .iter()
            .find(|reading| reading.name == name)
            .ok_or_else(|| format!("no reading is named {name:?}; there are {}", names()))?;
        if !reading.choices.iter().any(|known| known.name == choice) {
            let known: Vec<&str> = reading.choices.iter().map(|known| known.name.as_str()).collect();
            return Err(format!("{name} is one of {}, found {choice:?}", known.join(", ")));
        }
        self.0.insert(name.to_owned(), choice.to_owned());
        Ok(())
    }

    /// The choice made for `name`; the default of `readings` if none was.
    pub fn get<'a>(&'a self, readings: &'a [OpenReading], name: &str) -> &'a str {
        let default = || readings.iter().find(|reading| reading.name == name).map_or("", |found| &found.default);
        self.0.get(name).map_or_else(default, String::as_str)
    }

    /// The choices made, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, choice)| (name.as_str(), choice.as_str()))
    }
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

    /// The destination with this code or name; case, accents and signs do not matter.
    ///
    /// # Errors
    /// If there is none; names the closest ones.
    pub fn find(&self, text: &str) -> Result<Place, DestinationError> {
        let wanted = key(text);
        let names = |destination: &Destination| {
            let names = [&destination.iso2, &destination.iso3, &destination.name].into_iter().chain(&destination.also);
            names.map(|name| key(name)).collect::<Vec<_>>()
        };
        if let Some((place, _)) = self.all().find(|(_, destination)| names(destination).contains(&wanted)) {
            return Ok(place);
        }
        let mut scored: Vec<(f64, String)> = self
            .all()
            .map(|(_, destination)| {
                let score = |name: &String| strsim::jaro_winkler(name, &wanted);
                let best = names(destination).iter().filter(|name| name.len() > 3).map(score).fold(0.0, f64::max);
                (best, format!("{} ({})", destination.name, destination.iso2))
            })
            .filter(|(score, _)| *score > 0.8)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let suggestions = scored.into_iter().take(3).map(|(_, name)| name).collect();
        Err(DestinationError { text: text.to_owned(), suggestions })
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

/// A text that names no destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationError {
    text: String,
    suggestions: Vec<String>,
}

impl fmt::Display for DestinationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no destination", self.text)?;
        if self.suggestions.is_empty() {
            f.write_str("; expected a name or an ISO 3166 code such as AE or ARE, `eccn destination --all` lists them")
        } else {
            write!(f, "; did you mean {}?", self.suggestions.join(" or "))
        }
    }
}

impl std::error::Error for DestinationError {}

/// A name without case, accents, spaces and signs.
fn key(text: &str) -> String {
    let plain = |c: char| match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'Å' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' | 'Ç' => 'c',
        c => c,
    };
    text.chars().map(plain).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_find_one_destination_each() {
        let all = Destinations::embedded();
        for (place, destination) in all.all() {
            for name in [&destination.iso2, &destination.iso3, &destination.name].into_iter().chain(&destination.also) {
                assert_eq!(all.find(name), Ok(place), "{name}");
                assert_eq!(all.find(&name.to_lowercase()), Ok(place), "{name}");
            }
        }
        assert_eq!(all.find("Cote d’Ivoire"), all.find("CI"));
        let error = all.find("Germny").unwrap_err().to_string();
        assert!(error.contains("Germany (DE)"), "{error}");
    }

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
