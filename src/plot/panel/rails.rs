//! Names of parts of which one number is not known, above and beside the plane.

use super::super::axis::spread;
use super::super::color::Tone;
use super::super::font;
use super::super::marker::marker;
use super::super::place::Area;
use super::super::scene::{Anchor, Line, Mark, Text};
use super::super::spots::Spot;
use super::{Drawing, LAW_ROOM, RAIL_STEP, RAIL_TEXT, SMALL};

impl Drawing<'_> {
    /// Names of parts whose place up the page is not known, above the plane, read upward.
    pub(super) fn above(&mut self, spots: &[&Spot]) {
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
    pub(super) fn beside(&mut self, spots: &[&Spot]) {
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
}

/// Some of `count` things, at most `room`, evenly taken.
fn evenly(count: usize, room: usize) -> Vec<usize> {
    if count <= room { (0..count).collect() } else { (0..room).map(|index| index * count / room).collect() }
}
