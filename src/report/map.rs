//! All destinations at once: by outcome in a table, and as a map of tiles.

use crate::destination::Destinations;
use crate::license::{LicenseAnswer, Policy, Standing};
use crate::plot::Scene;
use crate::plot::tiles;
use serde::Serialize;
use std::fmt::Write as _;

/// What a destination comes to, for a color and a line of a table.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// No license is required by the rules encoded.
    NotRequired,
    /// A license is required, and an exception or authorization is open in every case.
    Exception,
    /// A license, presumption of approval.
    Approval,
    /// A license, case by case, or the policy depends.
    CaseByCase,
    /// A license, denied or presumed to be, or part 746.
    Denial,
    /// Whether one is required depends.
    Depends,
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::NotRequired, Self::Exception, Self::Approval, Self::CaseByCase, Self::Denial, Self::Depends];

    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotRequired => "no license required by these rules",
            Self::Exception => "license required; an exception is open",
            Self::Approval => "license required; presumption of approval",
            Self::CaseByCase => "license required; case by case, or it depends",
            Self::Denial => "license required; presumption or policy of denial, or part 746",
            Self::Depends => "whether a license is required depends",
        }
    }

    /// The group of an answer.
    pub fn of(answer: &LicenseAnswer) -> Self {
        match answer.license() {
            "not-required" => return Self::NotRequired,
            "depends" => return Self::Depends,
            _ => {}
        }
        if answer.exceptions().iter().any(|exception| exception.standing == Standing::Eligible) {
            return Self::Exception;
        }
        let policies: Vec<Policy> = answer.reviews().iter().map(|review| review.policy).collect();
        match &policies[..] {
            [] => Self::CaseByCase,
            all if all.iter().all(|policy| *policy == Policy::PresumptionOfApproval) => Self::Approval,
            all if all.iter().all(|policy| policy.denies()) => Self::Denial,
            _ => Self::CaseByCase,
        }
    }
}

/// A map, as JSON.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    title: &'a str,
    destinations: Vec<Tile<'a>>,
    not_checked: &'a [String],
}

/// One destination of a map.
#[derive(Debug, Serialize)]
struct Tile<'a> {
    destination: &'a str,
    name: &'a str,
    group: Group,
    license: &'static str,
    exceptions: String,
    review: String,
    needs: Vec<String>,
}

/// Every destination, and what was not checked, as JSON.
pub fn document<'a>(answers: &'a [LicenseAnswer], all: &'a Destinations, title: &'a str) -> Document<'a> {
    let tile = |answer: &LicenseAnswer| {
        let destination = all.get(answer.destination());
        Tile {
            destination: &destination.iso2,
            name: &destination.name,
            group: Group::of(answer),
            license: answer.license(),
            exceptions: answer.exceptions_text(),
            review: answer.review_text(),
            needs: answer.needs(),
        }
    };
    Document {
        title,
        destinations: answers.iter().map(tile).collect(),
        not_checked: answers.first().map_or(&[], LicenseAnswer::not_checked),
    }
}

/// Outcomes with the destinations of each, and what was not checked.
pub fn table(answers: &[LicenseAnswer], all: &Destinations) -> String {
    let mut out = String::new();
    for group in Group::ALL {
        let codes: Vec<&str> = answers
            .iter()
            .filter(|answer| Group::of(answer) == group)
            .map(|answer| all.get(answer.destination()).iso2.as_str())
            .collect();
        if !codes.is_empty() {
            let _ = writeln!(out, "{} ({})", group.label(), codes.len());
            for line in codes.chunks(30) {
                let _ = writeln!(out, "  {}", line.join(" "));
            }
        }
    }
    out
}

/// A map of tiles, colored by outcome, with a legend. Destinations without a tile are named below it.
pub fn scene(answers: &[LicenseAnswer], all: &Destinations, title: &str) -> Scene {
    let place = |group: Group| Group::ALL.iter().position(|known| *known == group).unwrap_or_default();
    let tile = |answer: &LicenseAnswer| {
        let destination = all.get(answer.destination());
        let group = Group::of(answer);
        let exceptions = answer.exceptions_text();
        let more = if exceptions.is_empty() { String::new() } else { format!("; {exceptions}") };
        tiles::Tile {
            code: destination.iso2.clone(),
            title: format!("{}: {}{more}", destination.name, group.label()),
            group: place(group),
        }
    };
    let tiles: Vec<tiles::Tile> = answers.iter().map(tile).collect();
    let legend = Group::ALL.map(|group| {
        let count = answers.iter().filter(|answer| Group::of(answer) == group).count();
        format!("{} ({count})", group.label())
    });
    let remark = "Not checked: the Entity List, end uses and end users under part 744, sanctions under part 746. Not legal advice.";
    tiles::map(title, &tiles, &legend, &[remark.to_owned()])
}
