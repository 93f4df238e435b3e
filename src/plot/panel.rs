//! One plane on the page: shaded regions, lines of the law, parts, and their names.

use super::axis::{Axis, spread, window};
use super::chart::Chart;
use super::color::Tone;
use super::marker::{RADIUS, marker};
use super::place::{Area, Placed, Taken, Wish, place};
use super::regions::{Frame, Regions};
use super::scene::{Anchor, Line, Mark, Scene, Shape, Text};
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

impl Drawing<'_> {
    fn shade(&mut self, regions: &Regions, frame: &Frame<'_>) {
        for (outcome, rings) in regions.outlines(frame) {
            let text = &regions.outcomes()[outcome];
            let tone = self.palette.tint(text);
            self.scene.group(text.replace('|', " or "), |scene| scene.shape(Shape::Rings(rings), Some(tone), None));
        }
    }

    fn outlines(&mut self, regions: &Regions, frame: &Frame<'_>) {
        for (_, rings) in regions.outlines(frame) {
            self.scene.shape(Shape::Rings(rings), None, Some(Line::new(Tone::Law, 0.8)));
        }
    }

    /// Frames with a dashed line, named inside if there is room.
    fn tariffs(&mut self, tariffs: &Regions, frame: &Frame<'_>) {
        for (outcome, rings) in tariffs.outlines(frame) {
            let title = tariffs.outcomes()[outcome].clone();
            if !title.is_empty() {
                let line = Line::new(Tone::Other, 1.6).dashed(4.0, 2.5);
                self.scene.group(title, |scene| scene.shape(Shape::Rings(rings), None, Some(line)));
            }
        }
    }

    fn name_tariffs(&mut self, tariffs: &Regions, frame: &Frame<'_>) {
        let named = (0..tariffs.outcomes().len()).filter(|outcome| !tariffs.outcomes()[*outcome].is_empty());
        let rooms: Vec<(usize, (f64, f64, f64, f64))> =
            named.filter_map(|outcome| Some((outcome, *tariffs.rooms(outcome, frame).first()?))).collect();
        let size = |(outcome, (left, top, right, bottom)): &(usize, (f64, f64, f64, f64))| Wish {
            at: ((left + right) / 2.0, (top + bottom) / 2.0),
            radius: ((right - left).min(bottom - top) / 2.0).max(2.0),
            width: font::width(&tariffs.outcomes()[*outcome], SMALL) + 3.0,
            height: SMALL + 1.5,
        };
        let wishes: Vec<Wish> = rooms.iter().map(size).collect();
        let placed = place(&wishes, &mut self.taken, &self.plane, 120.0);
        for ((outcome, _), placed) in rooms.iter().zip(placed) {
            let Some(Placed { area, leader }) = placed else { continue };
            if let Some((from, to)) = leader {
                self.scene.line(from, to, Line::new(Tone::Other, 0.7));
            }
            let middle = ((area.left + area.right) / 2.0, area.bottom - 2.8);
            self.scene.label(middle, SMALL, Tone::Other, Anchor::Middle, tariffs.outcomes()[*outcome].clone());
        }
    }

    fn grid(&mut self) {
        let Area { left, top, right, bottom } = self.plane;
        let line = Line::new(Tone::Faint, 0.4);
        for (value, _) in self.x.ticks().into_iter().filter(|(_, name)| name.is_some()) {
            self.scene.line((self.x.at(value), top), (self.x.at(value), bottom), line);
        }
        for (value, _) in self.y.ticks().into_iter().filter(|(_, name)| name.is_some()) {
            self.scene.line((left, self.y.at(value)), (right, self.y.at(value)), line);
        }
    }

    /// Whether some possible place of the spot is inside the window.
    fn is_visible(&self, spot: &Spot) -> bool {
        let touches = |axis: &Axis, (low, high): Range| low <= axis.ends().1 && high >= axis.ends().0;
        spot.pieces().iter().any(|(x, y)| touches(&self.x, *x) && touches(&self.y, *y))
    }

    /// The corners of a piece in pixels.
    fn corners(&self, (x, y): &(Range, Range)) -> ((f64, f64), (f64, f64)) {
        ((self.x.at(x.0), self.y.at(y.0)), (self.x.at(x.1), self.y.at(y.1)))
    }

    /// Ranges as bars, alternatives joined by a thin line.
    fn bars(&mut self, spots: &[&Spot]) {
        for spot in spots.iter().filter(|spot| !spot.is_point()) {
            let tone = self.palette.mark(&spot.outcome.text).map_or(Tone::Other, Tone::Mark);
            let unknown = spot.x.is_none() || spot.y.is_none();
            let path = |from, to| Shape::Path { points: vec![from, to], closed: false };
            let mut marks = Vec::new();
            if unknown {
                let line = Line::new(Tone::Muted, 0.4).dashed(0.8, 3.2);
                for piece in spot.pieces() {
                    let (from, to) = self.corners(&piece);
                    if from.0 == to.0 || from.1 == to.1 {
                        marks.push(Mark::Shape { shape: path(from, to), fill: None, line: Some(line) });
                    }
                }
            } else {
                for bar in self.strokes(spot) {
                    let shape = path(bar.from, bar.to);
                    marks.push(Mark::Shape { shape, fill: None, line: Some(Line::new(tone, 1.3)) });
                    marks.extend(ends(&bar, tone));
                }
                for pair in spot.pieces().windows(2) {
                    let (from, to) = (self.corners(&pair[0]).1, self.corners(&pair[1]).0);
                    let line = Line::new(tone, 0.8).dashed(1.5, 1.5);
                    marks.push(Mark::Shape { shape: path(from, to), fill: None, line: Some(line) });
                }
            }
            self.scene.marks.push(Mark::Group { title: spot.titles.join("\n"), marks });
        }
    }

    /// The bars of a spot: one for each side that is a range, crossing where its name belongs; one that goes on without end
    /// to the right is a short arrow.
    fn strokes(&self, spot: &Spot) -> Vec<Bar> {
        let mut bars = Vec::new();
        for piece in spot.pieces() {
            let (from, to) = self.corners(&piece);
            let open = |axis: &Axis, value: f64| !axis.holds(value);
            let (x_open, y_open) = (
                (open(&self.x, piece.0.0), open(&self.x, piece.0.1)),
                (open(&self.y, piece.1.0), open(&self.y, piece.1.1)),
            );
            if spot.together && from != to {
                bars.push(Bar { from, to, open: (x_open.0 || y_open.0, x_open.1 || y_open.1) });
                continue;
            }
            let (x, y) = self.middle(&piece);
            if from.1 != to.1 {
                bars.push(Bar { from: (x, from.1), to: (x, to.1), open: y_open });
            }
            if from.0 != to.0 {
                let right = if piece.0.1.is_infinite() { (from.0 + ARROW).min(to.0) } else { to.0 };
                bars.push(Bar { from: (from.0, y), to: (right, y), open: x_open });
            }
        }
        bars
    }

    /// Where the bars of a piece cross: in the middle of each side that ends, at the known end of one that does not.
    fn middle(&self, piece: &(Range, Range)) -> (f64, f64) {
        let (from, to) = self.corners(piece);
        let of = |(_, high): Range, from: f64, to: f64| if high.is_infinite() { from } else { (from + to) / 2.0 };
        (of(piece.0, from.0, to.0), of(piece.1, from.1, to.1))
    }

    /// The places in the plane at which a spot has marks: points, and the ends of alternatives.
    fn points(&self, spot: &Spot) -> Vec<(f64, f64)> {
        if spot.x.is_none() || spot.y.is_none() {
            return Vec::new();
        }
        let pieces = spot.pieces();
        let point = |(x, y): &&(Range, Range)| x.0 == x.1 && y.0 == y.1;
        let inside = |(x, y): &&(Range, Range)| self.x.holds(x.0) && self.y.holds(y.0);
        pieces.iter().filter(point).filter(inside).map(|piece| self.corners(piece).0).collect()
    }

    /// Where a spot's name belongs: its first point, the middle of its first bar, or the known end of one that goes on.
    fn anchor(&self, spot: &Spot) -> (f64, f64) {
        if let Some(point) = self.points(spot).first() {
            return *point;
        }
        self.middle(&spot.pieces()[0])
    }

    fn occupy(&mut self, spots: &[&Spot]) {
        for spot in spots {
            for at in self.points(spot) {
                self.taken.add(Area::around(at, 2.0 * RADIUS + 1.0, 2.0 * RADIUS + 1.0));
            }
            if !spot.is_point() && spot.x.is_some() && spot.y.is_some() {
                // A bar is taken piece by piece, so that no name lies on it.
                for Bar { from, to, .. } in self.strokes(spot) {
                    let steps = ((to.0 - from.0).hypot(to.1 - from.1) / 8.0).ceil().min(100.0) as usize;
                    for step in 0..=steps {
                        let share = step as f64 / steps.max(1) as f64;
                        let at = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
                        self.taken.add(Area::around(at, 3.0, 3.0));
                    }
                }
            }
        }
    }

    fn marks(&mut self, spots: &[&Spot]) {
        for spot in spots {
            let points = self.points(spot);
            let rank = self.palette.mark(&spot.outcome.text);
            if !points.is_empty() {
                self.scene.group(spot.titles.join("\n"), |scene| {
                    points.iter().for_each(|at| marker(scene, *at, rank, spot.outcome.certain));
                });
            }
        }
    }

    fn names(&mut self, spots: &[&Spot]) {
        let named: Vec<&&Spot> = spots.iter().filter(|spot| spot.x.is_some() && spot.y.is_some()).collect();
        let wishes: Vec<Wish> = named
            .iter()
            .map(|spot| Wish {
                at: self.anchor(spot),
                radius: RADIUS,
                width: font::width(&spot.label(), LABEL) + 3.0,
                height: LABEL + 1.5,
            })
            .collect();
        // With very many names, long leaders would be a web.
        let reach = if named.len() > 200 { 30.0 } else { 120.0 };
        let placed = place(&wishes, &mut self.taken, &self.plane, reach);
        for (spot, placed) in named.iter().zip(placed) {
            let Some(Placed { area, leader }) = placed else {
                self.shown.unnamed += spot.names.len();
                continue;
            };
            if let Some((from, to)) = leader {
                self.scene.line(from, to, Line::new(Tone::Muted, 0.6));
            }
            let middle = ((area.left + area.right) / 2.0, area.bottom - 2.8);
            self.scene.label(middle, LABEL, Tone::Ink, Anchor::Middle, spot.label());
        }
    }

    /// Names of parts whose place up the page is not known, above the plane, read upward.
    fn above(&mut self, spots: &[&Spot]) {
        let mut unknown: Vec<&Spot> = spots.iter().copied().filter(|spot| spot.y.is_none()).collect();
        if unknown.is_empty() {
            return;
        }
        let Area { left, top, right, .. } = self.plane;
        let at = |drawing: &Self, spot: &Spot| drawing.anchor(spot).0;
        unknown.sort_by(|a, b| at(self, a).total_cmp(&at(self, b)));
        let room = ((right - left) / RAIL_STEP) as usize;
        let wanted: Vec<f64> = unknown.iter().map(|spot| at(self, spot)).collect();
        let kept: Vec<usize> = evenly(unknown.len(), room);
        self.shown.unnamed += unknown.len() - kept.len();
        let places =
            spread(&kept.iter().map(|index| wanted[*index]).collect::<Vec<_>>(), RAIL_STEP, (left + 4.0, right - 4.0));
        for (index, place) in kept.iter().zip(places) {
            let (spot, x) = (unknown[*index], wanted[*index]);
            self.scene.line((x, top - 8.0), (place, top - 20.0), Line::new(Tone::Muted, 0.5));
            let name = font::shortened(&spot.label(), SMALL, RAIL_TEXT);
            self.scene.marks.push(Mark::Text(Text {
                x: place + 3.2,
                y: top - 22.5,
                size: SMALL,
                tone: Tone::Ink,
                anchor: Anchor::Start,
                upward: true,
                rim: false,
                text: name,
            }));
        }
        for (spot, x) in unknown.iter().zip(&wanted) {
            let rank = self.palette.mark(&spot.outcome.text);
            self.scene
                .group(spot.titles.join("\n"), |scene| marker(scene, (*x, top - 6.0), rank, spot.outcome.certain));
        }
    }

    /// Names of parts whose place along the page is not known, to the right of the plane.
    fn beside(&mut self, spots: &[&Spot]) {
        let mut unknown: Vec<&Spot> =
            spots.iter().copied().filter(|spot| spot.x.is_none() && spot.y.is_some()).collect();
        if unknown.is_empty() {
            return;
        }
        let Area { top, right, bottom, .. } = self.plane;
        let at = |drawing: &Self, spot: &Spot| drawing.anchor(spot).1;
        unknown.sort_by(|a, b| at(self, a).total_cmp(&at(self, b)));
        let wanted: Vec<f64> = unknown.iter().map(|spot| at(self, spot)).collect();
        let kept = evenly(unknown.len(), ((bottom - top) / RAIL_STEP) as usize);
        self.shown.unnamed += unknown.len() - kept.len();
        let places =
            spread(&kept.iter().map(|index| wanted[*index]).collect::<Vec<_>>(), RAIL_STEP, (top + 4.0, bottom - 4.0));
        for (index, place) in kept.iter().zip(places) {
            let (spot, y) = (unknown[*index], wanted[*index]);
            self.scene.line((right + LAW_ROOM + 4.0, y), (right + LAW_ROOM + 44.0, place), Line::new(Tone::Muted, 0.5));
            let name = font::shortened(&spot.label(), SMALL, RAIL_TEXT);
            self.scene.text((right + LAW_ROOM + 47.0, place + 3.2), SMALL, Tone::Ink, Anchor::Start, name);
        }
        for (spot, y) in unknown.iter().zip(&wanted) {
            let rank = self.palette.mark(&spot.outcome.text);
            self.scene.group(spot.titles.join("\n"), |scene| {
                marker(scene, (right + LAW_ROOM, *y), rank, spot.outcome.certain)
            });
        }
    }

    /// The paragraph of each region, where it covers the least.
    fn name_regions(&mut self, regions: &Regions, frame: &Frame<'_>) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (outcome, text) in regions.outcomes().iter().enumerate() {
            let tone = self.palette.mark(text).map_or(Tone::Other, Tone::Mark);
            let Some((lines, at, upward)) = self.region_place(regions, outcome, &short(text), frame) else { continue };
            let step = REGION + 2.0;
            for (index, line) in lines.into_iter().enumerate() {
                let down = index as f64 * step;
                let (x, y) = if upward { at } else { (at.0, at.1 + down) };
                marks.push(Mark::Text(Text {
                    x,
                    y,
                    size: REGION,
                    tone,
                    anchor: Anchor::Middle,
                    upward,
                    rim: true,
                    text: line,
                }));
            }
        }
        marks
    }

    /// Where a region's name goes: its lines, the middle of the first, and whether it is read upward.
    fn region_place(
        &mut self,
        regions: &Regions,
        outcome: usize,
        text: &str,
        frame: &Frame<'_>,
    ) -> Option<(Vec<String>, (f64, f64), bool)> {
        let mut best: Option<(usize, Area, Vec<String>, bool)> = None;
        for (left, top, right, bottom) in regions.rooms(outcome, frame).into_iter().take(6) {
            let (width, height) = (right - left - 8.0, bottom - top - 8.0);
            for upward in [false, true] {
                let (along, across) = if upward { (height, width) } else { (width, height) };
                let lines =
                    if upward { vec![text.to_owned()] } else { font::wrapped(text, REGION, along.clamp(0.0, 190.0)) };
                let longest = lines.iter().map(|line| font::width(line, REGION)).fold(0.0, f64::max);
                let tall = lines.len() as f64 * (REGION + 2.0);
                let cut = lines.join(" ") != text;
                if longest > along || tall > across || cut {
                    continue;
                }
                let (w, h) = if upward { (tall, longest) } else { (longest, tall) };
                for (right_share, down_share) in [
                    (0.0, 0.0),
                    (1.0, 0.0),
                    (0.0, 1.0),
                    (1.0, 1.0),
                    (0.5, 0.0),
                    (0.5, 1.0),
                    (0.5, 0.5),
                    (0.0, 0.5),
                    (1.0, 0.5),
                ] {
                    let area = Area {
                        left: left + 4.0 + right_share * (width - w),
                        top: top + 4.0 + down_share * (height - h),
                        right: left + 4.0 + right_share * (width - w) + w,
                        bottom: top + 4.0 + down_share * (height - h) + h,
                    };
                    let covered = self.taken.covered(&area) * 2 + usize::from(upward);
                    if best.as_ref().is_none_or(|(least, ..)| covered < *least) {
                        best = Some((covered, area, lines.clone(), upward));
                    }
                }
            }
        }
        let (_, area, lines, upward) = best?;
        self.taken.add(area);
        let middle = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0);
        Some(if upward {
            (lines, (area.right - 3.2, middle.1), true)
        } else {
            (lines, (middle.0, area.top + REGION - 1.0), false)
        })
    }

    /// Ticks, their numbers, the law's own numbers, and what the axes measure.
    fn scales(&mut self, chart: &Chart<'_>, panel: &Panel<'_>) {
        let Area { left, top, right, bottom } = self.plane;
        for (value, name) in self.x.ticks() {
            let (x, length) = (self.x.at(value), if name.is_some() { 5.0 } else { 3.0 });
            self.scene.line((x, bottom), (x, bottom + length), Line::new(Tone::Ink, 0.8));
            if let Some(name) = name {
                self.scene.text((x, bottom + 16.0), LABEL, Tone::Ink, Anchor::Middle, name);
            }
        }
        for (value, name) in self.y.ticks() {
            let (y, length) = (self.y.at(value), if name.is_some() { 5.0 } else { 3.0 });
            self.scene.line((left, y), (left - length, y), Line::new(Tone::Ink, 0.8));
            if let Some(name) = name {
                self.scene.text((left - 8.0, y + 3.5), LABEL, Tone::Ink, Anchor::End, name);
            }
        }
        self.scene.text(((left + right) / 2.0, bottom + 49.0), AXIS, Tone::Ink, Anchor::Middle, chart.view.x_title());
        self.scene.upward((left - 44.0, (top + bottom) / 2.0), AXIS, Tone::Ink, chart.view.y_title());
        for along in [true, false] {
            let own = chart.cuts(if along { chart.x() } else { chart.y() });
            let lines = panel.lines(along, (self.x.ends(), self.y.ends()));
            self.law_numbers(lines.into_iter().filter(|line| own.contains(line)).collect(), along);
        }
    }

    /// The numbers at which the law draws lines: below the plane and right of it.
    fn law_numbers(&mut self, mut lines: Vec<&Exact>, along: bool) {
        let Area { right, bottom, .. } = self.plane;
        let axis = if along { self.x } else { self.y };
        lines.sort();
        lines.dedup();
        lines.retain(|line| axis.holds(line.approximate()));
        if !along {
            lines.reverse();
        }
        let wanted: Vec<f64> = lines.iter().map(|line| axis.at(line.approximate())).collect();
        let widest = lines.iter().map(|line| font::width(&line.grouped(), SMALL)).fold(0.0, f64::max);
        let gap = if along { widest + 6.0 } else { SMALL + 2.0 };
        let ends = if along { (self.plane.left, right) } else { (self.plane.top, bottom) };
        for ((line, at), place) in lines.iter().zip(&wanted).zip(spread(&wanted, gap, ends)) {
            let stroke = Line::new(Tone::Law, 0.7);
            if along {
                self.scene.line((*at, bottom), (*at, bottom + 7.0), Line::new(Tone::Law, 1.4));
                if (place - at).abs() > 2.0 {
                    self.scene.line((*at, bottom + 19.0), (place, bottom + 23.0), stroke);
                }
                self.scene.text((place, bottom + 31.0), SMALL, Tone::Law, Anchor::Middle, line.grouped());
            } else {
                self.scene.line((right, *at), (right + 10.0, place), stroke);
                self.scene.text((right + 12.0, place + 3.2), SMALL, Tone::Law, Anchor::Start, line.grouped());
            }
        }
    }
}

/// A range on the page, and whether it goes on beyond each end.
struct Bar {
    from: (f64, f64),
    to: (f64, f64),
    open: (bool, bool),
}

/// How long the arrow is that says "or more".
const ARROW: f64 = 18.0;

/// A bar's ends: a stroke across where it ends, an arrowhead where it goes on.
fn ends(bar: &Bar, tone: Tone) -> Vec<Mark> {
    let upright = bar.from.0 == bar.to.0;
    let mut marks = Vec::new();
    for ((x, y), other, open) in [(bar.from, bar.to, bar.open.0), (bar.to, bar.from, bar.open.1)] {
        let inward = if upright { (other.1 - y).signum() } else { (other.0 - x).signum() };
        let points = match (open, upright) {
            (true, true) => vec![(x - 3.0, y + 5.0 * inward), (x, y), (x + 3.0, y + 5.0 * inward)],
            (true, false) => vec![(x + 5.0 * inward, y - 3.0), (x, y), (x + 5.0 * inward, y + 3.0)],
            (false, true) => vec![(x - 3.0, y), (x + 3.0, y)],
            (false, false) => vec![(x, y - 3.0), (x, y + 3.0)],
        };
        let shape = Shape::Path { points, closed: false };
        marks.push(Mark::Shape { shape, fill: None, line: Some(Line::new(tone, 1.1)) });
    }
    marks
}

/// Some of `count` things, at most `room`, evenly taken.
fn evenly(count: usize, room: usize) -> Vec<usize> {
    if count <= room { (0..count).collect() } else { (0..room).map(|index| index * count / room).collect() }
}

/// A region's name: `3A991.p.1|3A991.p.2|none` is `3A991.p.1, 3A991.p.2 or none`.
pub(super) fn short(outcome: &str) -> String {
    match outcome.rsplit_once('|') {
        Some((others, last)) => format!("{} or {last}", others.replace('|', ", ")),
        None => outcome.to_owned(),
    }
}
