//! Pictures of the law and of parts in it: SVG, and PNG.
//!
//! Regions are found by evaluating the law in every cell between the thresholds of the statute: no threshold is written
//! here, and a law read from another folder is drawn as it is. The same input gives the same bytes.
//!
//! ```
//! use eccn::law::{Law, Posture};
//! use eccn::plot::{Options, View, planes};
//! let statute = Law::embedded().at("2024-01-01".parse()?, Posture::Text)?;
//! let parts = [eccn::catalog::find("H100 SXM5").one()?, eccn::catalog::find("H20 96GB").one()?];
//! let picture = planes(View::TppPd, &parts, &statute, &Options::default())?;
//! let svg = picture.scene.to_svg();
//! assert!(svg.starts_with("<?xml") && svg.contains(">3A090.a.2<") && svg.contains(">H20 96GB<"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod axis;
mod chart;
mod color;
mod font;
mod marker;
mod panel;
mod place;
#[cfg(feature = "png")]
mod png;
mod regions;
mod scene;
mod spots;
mod strip;
mod svg;
pub(crate) mod tiles;

pub use chart::Review;
#[cfg(feature = "png")]
pub use png::PngError;
pub use regions::Regions;
pub use scene::Scene;
pub use spots::Omitted;
pub use strip::strip;
pub(crate) use svg::style;

use crate::Truth;
use crate::determine::Question;
use crate::digest;
use crate::facts::NumericFact;
use crate::law::Statute;
use crate::part::Part;
use crate::report::day;
use chart::Chart;
use color::Tone;
use jiff::civil::Date;
use marker::marker;
use panel::{LAW_ROOM, Panel, SMALL, Windows};
use place::Area;
use scene::{Anchor, Line, Shape};
use spots::Spot;
use std::fmt;

/// What a picture shows.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// TPP and performance density, and the paragraphs of the day (from 2023-11-17).
    #[default]
    TppPd,
    /// I/O bandwidth and bits × TOPS, and the paragraphs of the October 2022 rule.
    Rule2022,
    /// TPP and total DRAM bandwidth: how an application is reviewed, and tariffs (from 2026-01-15).
    Review2026,
    /// Parts and the days on which the law changed.
    Timeline,
}

impl View {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::TppPd, Self::Rule2022, Self::Review2026, Self::Timeline];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::TppPd => "tpp-pd",
            Self::Rule2022 => "2022",
            Self::Review2026 => "2026",
            Self::Timeline => "timeline",
        }
    }

    /// The view of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }

    fn x_title(self) -> &'static str {
        match self {
            Self::Rule2022 => "aggregate bidirectional transfer rate over all I/O, GB/s",
            _ => "total processing performance (TPP)",
        }
    }

    fn y_title(self) -> &'static str {
        match self {
            Self::TppPd | Self::Timeline => "performance density (TPP per mm² of applicable die area)",
            Self::Rule2022 => "bit length × TOPS",
            Self::Review2026 => "total DRAM bandwidth, GB/s",
        }
    }
}

/// Which circuits the shades of a plane are for.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Panels {
    /// Datacenter, not datacenter or both: those of which there are parts.
    #[default]
    OfParts,
    /// Circuits designed or marketed for datacenters.
    Datacenter,
    /// Other circuits.
    NotDatacenter,
    /// One panel for each.
    Both,
}

/// What is asked besides the parts and the law.
#[derive(Clone, Debug, Default)]
pub struct Options<'a> {
    /// Readings and circumstances.
    pub question: Question,
    /// Which panels there are.
    pub panels: Panels,
    /// The ends of the axis along the page, if not by the law and the parts.
    pub x: Option<(f64, f64)>,
    /// The ends of the axis up the page.
    pub y: Option<(f64, f64)>,
    /// For [`View::Review2026`]: the license rules and the transaction.
    pub review: Option<Review<'a>>,
}

/// A picture, and what is to be said beside it.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What is drawn.
    pub scene: Scene,
    /// Parts that are not shown.
    pub omitted: Vec<Omitted>,
    /// How many parts have a mark and no name: there was no room.
    pub unnamed: usize,
    /// How many parts lie below or left of what is shown.
    pub below: usize,
}

/// A picture that cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlotError {
    /// The law of the day does not ask about a measure of the view.
    NotAsked {
        /// The measure.
        fact: NumericFact,
        /// The day.
        date: Date,
        /// A day on which the law asks.
        other: Option<Date>,
    },
    /// The law limits the die area itself, which a plane with a density cannot show.
    AreaLimit,
    /// The view needs license rules.
    NoReview,
}

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAsked { fact, date, other } => {
                write!(f, "the law of {date} sets no line on {}: there is nothing to draw", fact.label())?;
                match other {
                    Some(other) => write!(f, "; the nearest day on which it does is {other} (--as-of {other})"),
                    None => Ok(()),
                }
            }
            Self::AreaLimit => f.write_str(
                "this law sets a limit on the applicable die area itself, which this plane has no place for",
            ),
            Self::NoReview => f.write_str("this view is about license rules, and none were given"),
        }
    }
}

impl std::error::Error for PlotError {}

/// The regions of a view under a statute: the governing paragraph at every point, for a plain circuit that is or is not
/// designed or marketed for datacenters.
///
/// ```
/// use eccn::law::{Law, Posture};
/// use eccn::plot::{Options, View, regions};
/// use eccn::quantity::Exact;
/// let statute = Law::embedded().at("2024-01-01".parse()?, Posture::Text)?;
/// let plane = regions(View::TppPd, &statute, &Options::default(), true)?;
/// let at = |tpp: u64, density: i64| plane.at(&Exact::from(tpp), &Exact::ratio(density, 100));
/// assert_eq!((at(4800, 1), at(1600, 592), at(2400, 591), at(1600, 320)), ("3A090.a.1", "3A090.a.2", "3A090.b.1", "3A090.b.2"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the law of the day does not ask about the measures of the view.
pub fn regions(
    view: View,
    statute: &Statute<'_>,
    options: &Options<'_>,
    datacenter: bool,
) -> Result<Regions, PlotError> {
    Ok(Chart::new(view, statute, &options.question, options.review)?.regions(datacenter))
}

/// The colors of a picture: the stricter, the earlier. Paragraphs of the main ECCN are
/// warm, others cool; where nothing may be met, it is pale.
struct Palette {
    outcomes: Vec<String>,
    places: Vec<u8>,
}

impl Palette {
    fn new(mut outcomes: Vec<String>, rank: impl Fn(&str) -> (u32, u32)) -> Self {
        outcomes.sort_by(|a, b| rank(a).cmp(&rank(b)).then(a.cmp(b)));
        outcomes.dedup();
        let entry = |outcome: &str| outcome.split_once('.').map(|(entry, _)| entry.to_owned());
        let count = |outcome: &String| outcomes.iter().filter(|other| entry(other) == entry(outcome)).count();
        // Of those with as many paragraphs the strictest: `max_by_key` takes the last.
        let main = outcomes.iter().rev().max_by_key(|outcome| count(outcome)).and_then(|outcome| entry(outcome));
        let mut free: Vec<u8> = Vec::new();
        let mut places = Vec::new();
        for outcome in &outcomes {
            if free.is_empty() {
                free = color::WARM_TO_COOL.to_vec();
            }
            let free_of_all = outcome.split('|').any(|way| way == "none") || outcome == chart::NO_LICENSE;
            places.push(match (free_of_all, entry(outcome) == main) {
                (true, _) => color::PALEST,
                (_, true) => free.remove(0),
                // The first cool one, or what is left.
                (_, false) => {
                    let cool = free.iter().position(|place| *place >= color::COOL).unwrap_or(free.len() - 1);
                    free.remove(cool)
                }
            });
        }
        Self { outcomes, places }
    }

    fn place(&self, outcome: &str) -> Option<u8> {
        let place = self.outcomes.iter().position(|known| known == outcome)?;
        self.places.get(place).copied()
    }

    fn tint(&self, outcome: &str) -> Tone {
        self.place(outcome).map_or(Tone::Paper, Tone::Tint)
    }

    /// The place of an outcome's mark; of one that depends, that of the strictest it can be.
    fn mark(&self, outcome: &str) -> Option<u8> {
        self.place(outcome).or_else(|| self.place(outcome.split('|').next()?))
    }
}

/// Pixels around and between things.
const EDGE: f64 = 16.0;
const LEFT: f64 = 60.0;
const BELOW: f64 = 60.0;

/// Draws parts on a plane of two measures.
///
/// # Errors
/// If the law of the day does not ask about the measures of the view.
pub fn planes(view: View, parts: &[Part], statute: &Statute<'_>, options: &Options<'_>) -> Result<Picture, PlotError> {
    let chart = Chart::new(view, statute, &options.question, options.review)?;
    let (spots, mut omitted) = spots::spots(&chart, parts);
    let panels = panels(&chart, &spots, options.panels, &mut omitted);
    let windows = Windows::new(&chart, &panels, (options.x, options.y));
    let (rail, margin) = (panel::rail(&panels), panel::margin(&panels));
    let outcomes = panels.iter().flat_map(|panel| panel.visible(&windows)).collect();
    let palette = Palette::new(outcomes, |outcome| chart.rank(outcome));
    let width = if panels.len() == 1 { 760.0 } else { 610.0 };
    let height = panel::height(&panels);
    let step = LEFT + width + LAW_ROOM + margin;
    let total = 2.0 * EDGE + step * panels.len() as f64;
    let top = 84.0 + rail;
    let bottom = top + height;
    let title = title(view, statute);
    let shown = panels.iter().flat_map(|panel| &panel.spots).flat_map(|spot| &spot.names).count();
    let description = format!("{}; {shown} parts are shown.", view.y_title());
    let mut scene = Scene::new(total, 100.0, title.clone(), description);
    scene.rect((0.0, 0.0, total, 0.0), Tone::Paper);
    scene.text((EDGE, 28.0), 16.0, Tone::Ink, Anchor::Start, title);
    let (mut unnamed, mut below) = (0, 0);
    for (index, panel) in panels.iter().enumerate() {
        let left = EDGE + LEFT + step * index as f64;
        let plane = Area { left, top, right: left + width, bottom };
        let shown = panel::draw(&mut scene, &chart, panel, &windows, plane, rail, &palette);
        (unnamed, below) = (unnamed + shown.unnamed, below + shown.below);
    }
    let mut at = bottom + BELOW + 14.0;
    at = legend(&mut scene, &palette, &panels, at);
    at = notes(&mut scene, &remarks(&chart, &panels, unnamed, below, omitted.len()), at);
    finish(&mut scene, at + 6.0);
    Ok(Picture { scene, omitted, unnamed, below })
}

/// Sets the page's height, and its ground with it.
fn finish(scene: &mut Scene, height: f64) {
    scene.height = height;
    if let Some(scene::Mark::Shape { shape: Shape::Rect { height: ground, .. }, .. }) = scene.marks.first_mut() {
        *ground = height;
    }
}

/// The panels, each with the parts that belong to it; those of which it is not known belong to all.
fn panels<'s>(chart: &Chart<'_>, spots: &'s [Spot], asked: Panels, omitted: &mut Vec<Omitted>) -> Vec<Panel<'s>> {
    let any = |truth: Truth| spots.iter().any(|spot| spot.datacenter == truth);
    let sides: &[bool] = match asked {
        Panels::Datacenter => &[true],
        Panels::NotDatacenter => &[false],
        Panels::Both => &[true, false],
        // Before the rule that asks, it makes no difference.
        Panels::OfParts if !asks_market(chart) => &[true],
        Panels::OfParts => match (any(Truth::Yes), any(Truth::No), any(Truth::Unknown)) {
            (_, false, false) => &[true],
            (false, true, false) => &[false],
            _ => &[true, false],
        },
    };
    let alone = sides.len() == 1;
    let makes_none = alone && asked == Panels::OfParts;
    for spot in spots {
        let belongs = |side: &bool| makes_none || spot.datacenter != Truth::from(!side);
        if !sides.iter().any(belongs) {
            let why = "it is not of the kind that was asked for".to_owned();
            omitted.extend(spot.names.iter().map(|name| Omitted { name: name.clone(), why: why.clone() }));
        }
    }
    let panel = |datacenter: &bool| Panel {
        title: match (datacenter, asks_market(chart)) {
            (_, false) => "whatever the market".to_owned(),
            (true, _) => "designed or marketed for datacenters".to_owned(),
            (false, _) => "neither designed nor marketed for datacenters".to_owned(),
        },
        spots: spots.iter().filter(|spot| makes_none || spot.datacenter != Truth::from(!datacenter)).collect(),
        regions: chart.regions(*datacenter),
        tariffs: chart.tariffs(),
    };
    sides.iter().map(panel).collect()
}

/// Whether it makes a difference anywhere on the plane what a circuit is marketed for.
fn asks_market(chart: &Chart<'_>) -> bool {
    let (yes, no) = (chart.regions(true), chart.regions(false));
    yes.outcomes() != no.outcomes()
}

fn title(view: View, statute: &Statute<'_>) -> String {
    let what = match view {
        View::TppPd => "Paragraphs by TPP and performance density",
        View::Rule2022 => "Paragraphs by I/O bandwidth and bit length × TOPS",
        View::Review2026 => "License review and tariffs by TPP and DRAM bandwidth",
        View::Timeline => "Paragraphs over time",
    };
    format!("{what} on {}", day(statute))
}

/// The line that stands under every picture.
fn imprint(hash: &str) -> String {
    format!("Law {}, eccn {}. Not legal advice.", digest::short(hash), env!("CARGO_PKG_VERSION"))
}

/// What is to be said under a plane.
fn remarks(chart: &Chart<'_>, panels: &[Panel<'_>], unnamed: usize, below: usize, omitted: usize) -> Vec<String> {
    let mut out = Vec::new();
    let shaded = match chart.view {
        View::Review2026 => {
            "Shades: an export from the United States to the destination and end user asked about, of a plain integrated circuit. Dashed: Section 232 tariffs on imports, which are no export control."
        }
        _ => {
            "Shades: a plain integrated circuit without cryptography or programmable logic; borders belong to the side that the paragraph gives them."
        }
    };
    out.push(shaded.to_owned());
    let spots = || panels.iter().flat_map(|panel| &panel.spots);
    let mut marks = vec!["Marks: each part's own answer"];
    if spots().any(|spot| !spot.outcome.certain) {
        marks.push("hollow if it depends on what is not known");
    }
    if spots().any(|spot| !spot.is_point() && spot.x.is_some() && spot.y.is_some()) {
        marks.push("bars are ranges, dotted lines join alternatives");
    }
    if spots().any(|spot| spot.x.is_none() || spot.y.is_none()) {
        marks.push("parts on the rim could be anywhere along their dotted line");
    }
    if spots().next().is_some() {
        out.push(format!("{}.", marks.join("; ")));
    }
    let mut counts = Vec::new();
    let mut count = |number: usize, what: &str| {
        if number > 0 {
            counts.push(format!("{number} {what}"));
        }
    };
    count(unnamed, "without a name for want of room");
    count(below, "below or left of what is shown");
    count(omitted, "not shown because a measure is not known or not defined, or by choice");
    if !counts.is_empty() {
        out.push(format!("Parts: {}.", counts.join("; ")));
    }
    let notice = chart.statute.notices().first().filter(|_| chart.statute.is_after_verification());
    out.extend(notice.map(|notice| format!("On this date: {notice}.")));
    out.push(imprint(chart.statute.law().hash()));
    out
}

/// Swatches and marks with their words, in lines; returns where the next thing goes.
fn legend(scene: &mut Scene, palette: &Palette, panels: &[Panel<'_>], top: f64) -> f64 {
    let (mut x, mut y) = (EDGE, top);
    let limit = scene.width - EDGE;
    let others = panels.iter().flat_map(|panel| &panel.spots).any(|spot| palette.mark(&spot.outcome.text).is_none());
    let mut entries: Vec<(Option<&String>, String)> =
        palette.outcomes.iter().map(|outcome| (Some(outcome), panel::short(outcome))).collect();
    if others {
        entries.push((None, "another paragraph, of an item that is no plain circuit".to_owned()));
    }
    for (outcome, text) in entries {
        let width = 30.0 + font::width(&text, SMALL + 0.5) + 16.0;
        if x + width > limit && x > EDGE {
            (x, y) = (EDGE, y + 18.0);
        }
        let tone = outcome.map_or(Tone::Paper, |outcome| palette.tint(outcome));
        let swatch = Shape::Rect { x, y: y - 10.0, width: 22.0, height: 13.0, round: 2.0 };
        scene.shape(swatch, Some(tone), Some(Line::new(Tone::Law, 0.6)));
        marker(scene, (x + 11.0, y - 3.5), outcome.and_then(|outcome| palette.mark(outcome)), true);
        scene.text((x + 28.0, y), SMALL + 0.5, Tone::Ink, Anchor::Start, text);
        x += width;
    }
    y + 22.0
}

/// Paragraphs of small text; returns where the next thing goes.
fn notes(scene: &mut Scene, notes: &[String], top: f64) -> f64 {
    let mut y = top;
    for note in notes {
        for line in font::wrapped(note, SMALL, scene.width - 2.0 * EDGE) {
            scene.text((EDGE, y), SMALL, Tone::Muted, Anchor::Start, line);
            y += 13.0;
        }
    }
    y
}
