//! One plane on the page: shaded regions, lines of the law, parts, and their names.

mod law;
mod parts;
mod rails;
mod scales;

use super::axis::{Axis, window};
use super::chart::Chart;
use super::color::Tone;
use super::place::{Area, Taken};
use super::regions::{Frame, Regions};
use super::scene::{Anchor, Line, Scene, Shape};
use super::spots::{Range, Spot};
use super::{Palette, font};
use crate::quantity::Exact;

/// Sizes of letters.
pub(super) const SMALL: f64 = 9.5;
const LABEL: f64 = 10.0;
const REGION: f64 = 11.5;
const AXIS: f64 = 12.0;

/// The distance between names that are read upward.
const RAIL_STEP: f64 = 10.5;

/// A panel before it is drawn.
pub(super) struct Panel<'p> {
    pub(super) title: String,
    pub(super) spots: Vec<&'p Spot>,
    pub(super) regions: Regions,
    pub(super) tariffs: Option<Regions>,
}

/// What every panel of a picture shares.
pub(super) struct Windows {
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
}

/// What became of the names.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// How many parts have a mark and no name.
    pub(super) unnamed: usize,
    /// How many parts are below the window.
    pub(super) below: usize,
}

impl Windows {
    /// Around the law's own numbers and those of the parts, unless they are given.
    pub(super) fn new(chart: &Chart<'_>, panels: &[Panel<'_>], given: (Option<Range>, Option<Range>)) -> Self {
        let spots = || panels.iter().flat_map(|panel| &panel.spots);
        let of = |fact, numbers: Vec<f64>| {
            let own = chart.cuts(fact);
            let everywhere = ((0.0, f64::INFINITY), (0.0, f64::INFINITY));
            let along = fact == chart.x();
            let mut lines: Vec<Exact> =
                panels.iter().flat_map(|panel| panel.lines(along, everywhere)).cloned().collect();
            lines.retain(|line| own.contains(line));
            window(&lines, numbers.into_iter())
        };
        Self {
            x: given.0.unwrap_or_else(|| of(chart.x(), spots().flat_map(|spot| spot.numbers().0).collect())),
            y: given.1.unwrap_or_else(|| of(chart.y(), spots().flat_map(|spot| spot.numbers().1).collect())),
        }
    }
}

impl Panel<'_> {
    /// The lines along one side across which something changes.
    fn lines(&self, along: bool, window: (Range, Range)) -> Vec<&Exact> {
        let mut lines: Vec<&Exact> = Vec::new();
        for regions in std::iter::once(&self.regions).chain(&self.tariffs) {
            let (x, y) = regions.lines(window.0, window.1);
            lines.extend(if along { x } else { y });
        }
        lines
    }

    /// The outcomes of the regions that a window shows.
    pub(super) fn visible(&self, windows: &Windows) -> Vec<String> {
        self.regions.visible(windows.x, windows.y)
    }
}

/// How high planes are: more where many names stand beside them.
pub(super) fn height(panels: &[Panel<'_>]) -> f64 {
    let beside = |panel: &Panel<'_>| panel.spots.iter().filter(|spot| spot.x.is_none()).count();
    let names = panels.iter().map(beside).max().unwrap_or_default();
    (names as f64 * RAIL_STEP + 20.0).clamp(470.0, 680.0)
}

/// How high the rail of names above the plane is: as high as the longest name of a part whose place up the page is not known.
pub(super) fn rail(panels: &[Panel<'_>]) -> f64 {
    let names = panels.iter().flat_map(|panel| &panel.spots).filter(|spot| spot.y.is_none());
    let longest = names.map(|spot| font::width(&spot.label(), SMALL)).fold(0.0, f64::max);
    if longest > 0.0 { longest.min(RAIL_TEXT) + 34.0 } else { 0.0 }
}

const RAIL_TEXT: f64 = 110.0;

/// The room at the right for the law's own numbers.
pub(super) const LAW_ROOM: f64 = 46.0;

/// The room at the right for names of parts whose place along the page is not known.
pub(super) fn margin(panels: &[Panel<'_>]) -> f64 {
    let names = panels.iter().flat_map(|panel| &panel.spots).filter(|spot| spot.x.is_none());
    let longest = names.map(|spot| font::width(&spot.label(), SMALL)).fold(0.0, f64::max);
    if longest > 0.0 { longest.min(RAIL_TEXT) + 52.0 } else { 0.0 }
}

/// Draws a panel whose plane fills `plane`.
pub(super) fn draw(
    scene: &mut Scene,
    chart: &Chart<'_>,
    panel: &Panel<'_>,
    windows: &Windows,
    plane: Area,
    rail: f64,
    palette: &Palette,
) -> Shown {
    let (x, y) = (Axis::new(windows.x, (plane.left, plane.right)), Axis::new(windows.y, (plane.bottom, plane.top)));
    let (to_x, to_y) = (|value: f64| x.at(value), |value: f64| y.at(value));
    let frame = Frame { x: (x.ends(), &to_x), y: (y.ends(), &to_y) };
    let mut drawing = Drawing { scene, x, y, plane, palette, taken: Taken::default(), shown: Shown::default() };
    drawing.shade(&panel.regions, &frame);
    drawing.grid();
    drawing.outlines(&panel.regions, &frame);
    if let Some(tariffs) = &panel.tariffs {
        drawing.tariffs(tariffs, &frame);
    }
    // The frame itself, above the shades and below the marks.
    let Area { left, top, right, bottom } = plane;
    drawing.scene.shape(
        Shape::Rect { x: left, y: top, width: right - left, height: bottom - top, round: 0.0 },
        None,
        Some(Line::new(Tone::Ink, 1.0)),
    );
    let visible: Vec<&Spot> = panel.spots.iter().copied().filter(|spot| drawing.is_visible(spot)).collect();
    drawing.shown.below += panel.spots.len() - visible.len();
    drawing.bars(&visible);
    drawing.occupy(&visible);
    let names = drawing.name_regions(&panel.regions, &frame);
    drawing.marks(&visible);
    drawing.names(&visible);
    if let Some(tariffs) = &panel.tariffs {
        drawing.name_tariffs(tariffs, &frame);
    }
    drawing.scene.marks.extend(names);
    drawing.above(&visible);
    drawing.beside(&visible);
    drawing.scales(chart, panel);
    drawing.scene.text((left, top - rail - 26.0), 13.0, Tone::Ink, Anchor::Start, panel.title.clone());
    drawing.shown
}

struct Drawing<'d> {
    scene: &'d mut Scene,
    x: Axis,
    y: Axis,
    plane: Area,
    palette: &'d Palette,
    taken: Taken,
    shown: Shown,
}

/// A region's name: `3A991.p.1|3A991.p.2|none` is `3A991.p.1, 3A991.p.2 or none`.
pub(super) fn short(outcome: &str) -> String {
    match outcome.rsplit_once('|') {
        Some((others, last)) => format!("{} or {last}", others.replace('|', ", ")),
        None => outcome.to_owned(),
    }
}
