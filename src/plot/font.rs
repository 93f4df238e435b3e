//! The letters of pictures: how wide a text is, and the outlines that a PNG is drawn with.
//!
//! One font for all: a subset of Roboto (see `font/README.md`). An SVG names it first and similar fonts after it, and says
//! how long each text is, so that labels which do not overlap here overlap nowhere.

use std::sync::LazyLock;
use ttf_parser::Face;

/// What an SVG asks for, from the font that is measured here to ones that every machine has.
pub(super) const FAMILIES: &str = "Roboto, Arimo, 'Liberation Sans', Helvetica, Arial, 'DejaVu Sans', sans-serif";

static FACE: LazyLock<Face<'static>> = LazyLock::new(|| {
    // Cannot fail in a build that passed its tests: the font is a part of the program.
    Face::parse(include_bytes!("font/roboto-subset.ttf"), 0).expect("the font of this build is in order")
});

/// How wide a letter that the font does not have is taken to be, in parts of the size: letters of Chinese are square.
const FOREIGN: f64 = 1.0;

/// The width of a text at a size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let units = f64::from(FACE.units_per_em());
    let advance = |c: char| match FACE.glyph_index(c).and_then(|glyph| FACE.glyph_hor_advance(glyph)) {
        Some(advance) => f64::from(advance) / units,
        None => FOREIGN,
    };
    text.chars().map(advance).sum::<f64>() * size
}

/// The longest beginning of a text that is at most `limit` wide, with an ellipsis if something is left out.
pub(super) fn shortened(text: &str, size: f64, limit: f64) -> String {
    if width(text, size) <= limit {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept, size) + width("…", size) > limit {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

/// The lines of a text that are at most `limit` wide, broken between words.
pub(super) fn wrapped(text: &str, size: f64, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(" ", size) + width(word, size) <= limit => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(shortened(word, size, limit)),
        }
    }
    lines
}

/// Whether the font has a letter.
#[cfg(feature = "png")]
pub(super) fn has(c: char) -> bool {
    FACE.glyph_index(c).is_some()
}

/// A letter's outline, for a builder to take.
#[cfg(feature = "png")]
pub(super) type Glyph<'g> = &'g dyn Fn(&mut dyn ttf_parser::OutlineBuilder);

/// Hands on each letter's outline with its distance from the start of the text and the pixels of a unit; returns the width.
#[cfg(feature = "png")]
pub(super) fn outlines(text: &str, size: f64, mut put: impl FnMut(Glyph<'_>, f64, f64)) -> f64 {
    let scale = size / f64::from(FACE.units_per_em());
    let mut at = 0.0;
    for c in text.chars() {
        let glyph = FACE.glyph_index(c).unwrap_or_default();
        let draw = |builder: &mut dyn ttf_parser::OutlineBuilder| {
            let _ = FACE.outline_glyph(glyph, builder);
        };
        put(&draw, at, scale);
        at += width(c.encode_utf8(&mut [0; 4]), size);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_add_up_and_grow_with_the_size() {
        let (one, two) = (width("TPP", 10.0), width("TPP", 20.0));
        assert!((two - 2.0 * one).abs() < 1e-9 && one > 10.0 && one < 30.0, "{one}");
        assert!((width("T", 10.0) + width("PP", 10.0) - one).abs() < 1e-9);
        assert_eq!(width("昇騰", 10.0), 20.0);
    }

    #[test]
    fn a_text_is_cut_to_its_room_and_says_so() {
        assert_eq!(shortened("H100 SXM5", 10.0, 500.0), "H100 SXM5");
        let cut = shortened("A very long name of a part", 10.0, 60.0);
        assert!(cut.ends_with('…') && width(&cut, 10.0) <= 60.0, "{cut}");
    }

    #[test]
    fn lines_break_between_words() {
        let lines = wrapped("one two three four", 10.0, 45.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| width(line, 10.0) <= 45.0), "{lines:?}");
        assert_eq!(lines.join(" "), "one two three four");
    }
}
