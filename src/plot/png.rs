//! A scene as PNG, with the font that is measured: the same pixels on every machine.

use super::color::Tone;
use super::font;
use super::scene::{Anchor, Line, Mark, Scene, Shape, Text};
use std::fmt;
use tiny_skia::{Color, FillRule, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform};

/// A PNG that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PngError {
    /// The picture is too large to be held in pixels.
    TooLarge {
        /// Its width in pixels.
        width: u64,
        /// Its height in pixels.
        height: u64,
    },
    /// It cannot be encoded.
    Encoding(String),
}

impl fmt::Display for PngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { width, height } => {
                write!(f, "a PNG of {width} × {height} pixels is too large; write an SVG, or draw fewer parts")
            }
            Self::Encoding(why) => write!(f, "the PNG cannot be encoded: {why}"),
        }
    }
}

impl std::error::Error for PngError {}

/// The most pixels that a PNG may have: 400 MB of memory.
const MOST_PIXELS: u64 = 100_000_000;

impl Scene {
    /// The picture as PNG on light paper, `scale` pixels of the file for each of the picture.
    ///
    /// # Errors
    /// If it would be too large.
    pub fn to_png(&self, scale: f64) -> Result<Vec<u8>, PngError> {
        let (width, height) = ((self.width * scale).ceil() as u64, (self.height * scale).ceil() as u64);
        let too_large = || PngError::TooLarge { width, height };
        if width * height > MOST_PIXELS {
            return Err(too_large());
        }
        let side = |pixels: u64| u32::try_from(pixels).map_err(|_| too_large());
        let mut page = Pixmap::new(side(width)?, side(height)?).ok_or_else(too_large)?;
        page.fill(color(Tone::Paper));
        let transform = Transform::from_scale(scale as f32, scale as f32);
        self.marks.iter().for_each(|mark| paint(&mut page, mark, transform));
        page.encode_png().map_err(|error| PngError::Encoding(error.to_string()))
    }

    /// The letters of the picture's texts that the font does not have: boxes stand for them in a PNG.
    pub fn letters_without_shape(&self) -> Vec<char> {
        let mut missing: Vec<char> =
            self.texts().iter().flat_map(|text| text.text.chars()).filter(|c| !font::has(*c)).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }
}

fn color(tone: Tone) -> Color {
    let hex = tone.colors().0;
    let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or_default();
    Color::from_rgba8(part(1), part(3), part(5), 255)
}

fn ink(tone: Tone) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(color(tone));
    paint
}

fn paint(page: &mut Pixmap, mark: &Mark, transform: Transform) {
    match mark {
        Mark::Shape { shape, fill, line } => {
            let Some(path) = path(shape) else { return };
            if let Some(tone) = fill {
                page.fill_path(&path, &ink(*tone), FillRule::EvenOdd, transform, None);
            }
            if let Some(line) = line {
                page.stroke_path(&path, &ink(line.tone), &stroke(*line), transform, None);
            }
        }
        Mark::Text(text) => write(page, text, transform),
        Mark::Group { marks, .. } => marks.iter().for_each(|mark| paint(page, mark, transform)),
    }
}

fn stroke(line: Line) -> Stroke {
    let dash = line.dash.and_then(|(dash, gap)| StrokeDash::new(vec![dash as f32, gap as f32], 0.0));
    Stroke { width: line.width as f32, dash, ..Stroke::default() }
}

fn path(shape: &Shape) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let mut ring = |points: &[(f64, f64)], closed: bool| {
        for (index, (x, y)) in points.iter().enumerate() {
            let (x, y) = (*x as f32, *y as f32);
            if index == 0 { builder.move_to(x, y) } else { builder.line_to(x, y) }
        }
        if closed {
            builder.close();
        }
    };
    match shape {
        Shape::Path { points, closed } => ring(points, *closed),
        Shape::Rings(rings) => rings.iter().for_each(|points| ring(points, true)),
        Shape::Circle { x, y, radius } => builder.push_circle(*x as f32, *y as f32, *radius as f32),
        Shape::Rect { x, y, width, height, round } => {
            let round = round.min(width / 2.0).min(height / 2.0) as f32;
            let (left, top) = (*x as f32, *y as f32);
            let (right, bottom) = ((x + width) as f32, (y + height) as f32);
            builder.move_to(left + round, top);
            builder.line_to(right - round, top);
            builder.quad_to(right, top, right, top + round);
            builder.line_to(right, bottom - round);
            builder.quad_to(right, bottom, right - round, bottom);
            builder.line_to(left + round, bottom);
            builder.quad_to(left, bottom, left, bottom - round);
            builder.line_to(left, top + round);
            builder.quad_to(left, top, left + round, top);
            builder.close();
        }
    }
    builder.finish()
}

/// Outlines of letters, in units of the font with `y` upward, to a path in pixels of the picture.
struct Pen<'b> {
    builder: &'b mut PathBuilder,
    scale: f32,
    right: f32,
}

impl Pen<'_> {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.right + x * self.scale, -y * self.scale)
    }
}

impl ttf_parser::OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.builder.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.builder.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.builder.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.builder.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.builder.close();
    }
}

fn write(page: &mut Pixmap, text: &Text, transform: Transform) {
    let mut builder = PathBuilder::new();
    let width = font::outlines(&text.text, text.size, |glyph, right, scale| {
        glyph(&mut Pen { builder: &mut builder, scale: scale as f32, right: right as f32 });
    });
    let Some(path) = builder.finish() else { return };
    let shift = match text.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => -width / 2.0,
        Anchor::End => -width,
    };
    let mut place = transform.pre_translate(text.x as f32, text.y as f32);
    if text.upward {
        place = place.pre_rotate(-90.0);
    }
    let place = place.pre_translate(shift as f32, 0.0);
    if text.rim {
        let rim = Stroke { width: 2.5, line_join: LineJoin::Round, ..Stroke::default() };
        page.stroke_path(&path, &ink(Tone::Paper), &rim, place, None);
    }
    page.fill_path(&path, &ink(text.tone), FillRule::Winding, place, None);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_the_same_pixels_every_time_and_letters_are_drawn() {
        let mut scene = Scene::new(60.0, 20.0, "", "");
        scene.rect((0.0, 0.0, 30.0, 20.0), Tone::Tint(0));
        scene.text((32.0, 15.0), 12.0, Tone::Ink, Anchor::Start, "TPP");
        let png = scene.to_png(2.0).expect("small");
        assert_eq!(png, scene.to_png(2.0).expect("small"));
        let page = Pixmap::decode_png(&png).expect("a PNG");
        assert_eq!((page.width(), page.height()), (120, 40));
        let at = |x: u32, y: u32| page.pixel(x, y).expect("inside").demultiply();
        assert_eq!((at(10, 10).red(), at(10, 10).green()), (0xf4, 0xb8));
        let dark = (64..120).flat_map(|x| (0..40).map(move |y| (x, y))).filter(|(x, y)| at(*x, *y).red() < 60).count();
        assert!(dark > 40, "{dark} dark pixels");
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let error = Scene::new(1e5, 1e5, "", "").to_png(2.0).expect_err("too large");
        assert!(error.to_string().starts_with("a PNG of 200000 × 200000 pixels is too large"), "{error}");
    }

    #[test]
    fn letters_that_the_font_lacks_are_named() {
        let mut scene = Scene::new(10.0, 10.0, "", "");
        scene.text((0.0, 0.0), 10.0, Tone::Ink, Anchor::Start, "昇 910 ≥");
        assert_eq!(scene.letters_without_shape(), ['昇']);
    }
}
