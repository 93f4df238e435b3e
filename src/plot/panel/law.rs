//! Regions of the law: shades, frames, and their names.

use super::super::color::Tone;
use super::super::font;
use super::super::place::{Area, Placed, Wish, place};
use super::super::regions::{Frame, Regions};
use super::super::scene::{Anchor, Line, Mark, Shape, Text};
use super::{Drawing, REGION, SMALL, short};

impl Drawing<'_> {
    pub(super) fn shade(&mut self, regions: &Regions, frame: &Frame<'_>) {
        for (outcome, rings) in regions.outlines(frame) {
            let text = &regions.outcomes()[outcome];
            let tone = self.palette.tint(text);
            self.scene.group(text.replace('|', " or "), |scene| scene.shape(Shape::Rings(rings), Some(tone), None));
        }
    }

    pub(super) fn outlines(&mut self, regions: &Regions, frame: &Frame<'_>) {
        for (_, rings) in regions.outlines(frame) {
            self.scene.shape(Shape::Rings(rings), None, Some(Line::new(Tone::Law, 0.8)));
        }
    }

    /// Frames with a dashed line, named inside if there is room.
    pub(super) fn tariffs(&mut self, tariffs: &Regions, frame: &Frame<'_>) {
        for (outcome, rings) in tariffs.outlines(frame) {
            let title = tariffs.outcomes()[outcome].clone();
            if !title.is_empty() {
                let line = Line::new(Tone::Other, 1.6).dashed(4.0, 2.5);
                self.scene.group(title, |scene| scene.shape(Shape::Rings(rings), None, Some(line)));
            }
        }
    }

    pub(super) fn name_tariffs(&mut self, tariffs: &Regions, frame: &Frame<'_>) {
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

    /// The paragraph of each region, where it covers the least.
    pub(super) fn name_regions(&mut self, regions: &Regions, frame: &Frame<'_>) -> Vec<Mark> {
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
    pub(super) fn region_place(
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
}
