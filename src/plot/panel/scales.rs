//! Grid, ticks, the law's own numbers, and what the axes measure.

use super::super::axis::spread;
use super::super::chart::Chart;
use super::super::color::Tone;
use super::super::font;
use super::super::place::Area;
use super::super::scene::{Anchor, Line};
use super::{AXIS, Drawing, LABEL, Panel, SMALL};
use crate::quantity::Exact;

impl Drawing<'_> {
    pub(super) fn grid(&mut self) {
        let Area { left, top, right, bottom } = self.plane;
        let line = Line::new(Tone::Faint, 0.4);
        for (value, _) in self.x.ticks().into_iter().filter(|(_, name)| name.is_some()) {
            self.scene.line((self.x.at(value), top), (self.x.at(value), bottom), line);
        }
        for (value, _) in self.y.ticks().into_iter().filter(|(_, name)| name.is_some()) {
            self.scene.line((left, self.y.at(value)), (right, self.y.at(value)), line);
        }
    }

    /// Ticks, their numbers, the law's own numbers, and what the axes measure.
    pub(super) fn scales(&mut self, chart: &Chart<'_>, panel: &Panel<'_>) {
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
    pub(super) fn law_numbers(&mut self, mut lines: Vec<&Exact>, along: bool) {
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
