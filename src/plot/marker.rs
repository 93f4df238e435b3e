//! The marks of outcomes: each has a form of its own, so that they differ without color.

use super::color::Tone;
use super::scene::{Line, Scene, Shape};

/// How far a mark reaches from its middle.
pub(super) const RADIUS: f64 = 3.6;

/// Draws the mark of the outcome of a rank; hollow where the answer depends on what is not known.
pub(super) fn marker(scene: &mut Scene, at: (f64, f64), rank: Option<u8>, certain: bool) {
    let tone = rank.map_or(Tone::Other, Tone::Mark);
    let (fill, line) = if certain { (tone, Line::new(Tone::Paper, 0.7)) } else { (Tone::Paper, Line::new(tone, 1.3)) };
    scene.shape(form(at, rank), Some(fill), Some(line));
}

fn form((x, y): (f64, f64), rank: Option<u8>) -> Shape {
    // Of about the same area.
    let corners = |angles: &[f64], radius: f64| {
        let point = |angle: &f64| {
            let angle = angle.to_radians();
            (x + radius * angle.sin(), y - radius * angle.cos())
        };
        Shape::Path { points: angles.iter().map(point).collect(), closed: true }
    };
    match rank.map(|rank| rank % 8) {
        Some(0) => Shape::Circle { x, y, radius: RADIUS },
        Some(1) => corners(&[45.0, 135.0, 225.0, 315.0], RADIUS * 1.3),
        Some(2) => corners(&[0.0, 120.0, 240.0], RADIUS * 1.45),
        Some(3) => corners(&[0.0, 90.0, 180.0, 270.0], RADIUS * 1.35),
        Some(4) => corners(&[180.0, 300.0, 60.0], RADIUS * 1.45),
        Some(5) => corners(&[0.0, 72.0, 144.0, 216.0, 288.0], RADIUS * 1.2),
        Some(6) => corners(&[30.0, 90.0, 150.0, 210.0, 270.0, 330.0], RADIUS * 1.15),
        Some(_) => Shape::Circle { x, y, radius: RADIUS * 0.75 },
        None => {
            // A cross.
            let (a, b) = (RADIUS * 0.45, RADIUS * 1.2);
            let points = [
                (a, a),
                (a, b),
                (-a, b),
                (-a, a),
                (-b, a),
                (-b, -a),
                (-a, -a),
                (-a, -b),
                (a, -b),
                (a, -a),
                (b, -a),
                (b, a),
            ];
            Shape::Path { points: points.iter().map(|(right, down)| (x + right, y + down)).collect(), closed: true }
        }
    }
}
