//! All destinations at once: by outcome in a table, and as a map of tiles.

use crate::destination::Destinations;
use crate::license::{LicenseAnswer, Policy, Standing};
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

    /// Colors that people with any color vision can tell apart, light to dark.
    fn color(self) -> &'static str {
        match self {
            Self::NotRequired => "#e8e8e8",
            Self::Exception => "#a6dba0",
            Self::Approval => "#92c5de",
            Self::CaseByCase => "#fdae61",
            Self::Denial => "#b2182b",
            Self::Depends => "#ffffff",
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
            all if all.iter().all(|policy| {
                matches!(policy, Policy::PresumptionOfDenial | Policy::PolicyOfDenial | Policy::SeePart746)
            }) =>
            {
                Self::Denial
            }
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

/// The places of tiles.
const TILES: &str = include_str!("tiles.csv");

/// Pixels from one tile to the next.
const STEP: usize = 26;

/// A map of tiles as SVG, colored by outcome, with a legend. Destinations without a tile are named below it.
pub fn svg(answers: &[LicenseAnswer], all: &Destinations, title: &str) -> String {
    let tiles: Vec<(&str, usize, usize)> = TILES
        .lines()
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (code, column, row) = (cells.next()?, cells.next()?, cells.next()?);
            Some((code, column.parse().ok()?, row.parse().ok()?))
        })
        .collect();
    let columns = tiles.iter().map(|(_, column, _)| column + 1).max().unwrap_or(1);
    let rows = tiles.iter().map(|(_, _, row)| row + 1).max().unwrap_or(1);
    let (width, top) = (columns * STEP + 20, 40);
    let legend = top + rows * STEP + 16;
    let height = legend + Group::ALL.len() * 18 + 70;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" role=\"img\">"
    );
    let _ = writeln!(out, "<title>{}</title>", escape(title));
    let _ = writeln!(out, "<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>");
    let _ = writeln!(out, "<text x=\"10\" y=\"24\" font-size=\"15\">{}</text>", escape(title));
    let mut without = Vec::new();
    for answer in answers {
        let destination = all.get(answer.destination());
        let group = Group::of(answer);
        let Some((code, column, row)) = tiles.iter().find(|(code, _, _)| *code == destination.iso2) else {
            without.push(format!("{}: {}", destination.name, group.label()));
            continue;
        };
        let (x, y) = (10 + column * STEP, top + row * STEP);
        let ink = if group == Group::Denial { "#ffffff" } else { "#222222" };
        let exceptions = answer.exceptions_text();
        let more = if exceptions.is_empty() { String::new() } else { format!("; {exceptions}") };
        let _ = writeln!(
            out,
            "<g><title>{}: {}{}</title><rect x=\"{x}\" y=\"{y}\" width=\"24\" height=\"24\" rx=\"3\" fill=\"{}\" stroke=\"#999999\"/><text x=\"{}\" y=\"{}\" font-size=\"11\" text-anchor=\"middle\" fill=\"{ink}\">{code}</text></g>",
            escape(&destination.name),
            group.label(),
            escape(&more),
            group.color(),
            x + 12,
            y + 16,
        );
    }
    for (line, group) in Group::ALL.into_iter().enumerate() {
        let count = answers.iter().filter(|answer| Group::of(answer) == group).count();
        let y = legend + line * 18;
        let _ = writeln!(
            out,
            "<rect x=\"10\" y=\"{y}\" width=\"14\" height=\"14\" rx=\"2\" fill=\"{}\" stroke=\"#999999\"/><text x=\"30\" y=\"{}\" font-size=\"12\">{} ({count})</text>",
            group.color(),
            y + 11,
            group.label()
        );
    }
    let mut y = legend + Group::ALL.len() * 18 + 14;
    let mut below = without;
    below.push(
        "Not checked: the Entity List, end uses and end users under part 744, sanctions under part 746. Not legal advice."
            .to_owned(),
    );
    for line in below {
        let _ = writeln!(out, "<text x=\"10\" y=\"{y}\" font-size=\"11\">{}</text>", escape(&line));
        y += 15;
    }
    out.push_str("</svg>\n");
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
