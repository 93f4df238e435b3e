//! A scene as SVG: the same bytes for the same scene, on light and on dark pages.

use super::color::Tone;
use super::font;
use super::scene::{Anchor, Line, Mark, Scene, Shape, Text};
use crate::report::markup::escape;
use std::collections::BTreeSet;
use std::fmt::Write as _;

impl Scene {
    /// The picture as a file of its own. It names no other file and runs nothing.
    pub fn to_svg(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write_svg(&mut out, true);
        out
    }

    /// The picture as an element for a page that has [`style`] among its styles.
    pub(crate) fn to_svg_element(&self) -> String {
        let mut out = String::new();
        self.write_svg(&mut out, false);
        out
    }

    fn write_svg(&self, out: &mut String, alone: bool) {
        let (width, height) = (number(self.width), number(self.height));
        let size = if alone { format!(" width=\"{width}\" height=\"{height}\"") } else { String::new() };
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\"{size} class=\"plot\" \
             font-family=\"{}\" role=\"img\">",
            font::FAMILIES
        );
        let _ = writeln!(out, "<title>{}</title>", escape(&self.title));
        let _ = writeln!(out, "<desc>{}</desc>", escape(&self.description));
        if alone {
            let _ = writeln!(out, "<style>{}</style>", style([self]));
        }
        self.marks.iter().for_each(|mark| write_mark(out, mark));
        out.push_str("</svg>\n");
    }

    fn tones(&self) -> BTreeSet<Tone> {
        fn walk(marks: &[Mark], found: &mut BTreeSet<Tone>) {
            for mark in marks {
                match mark {
                    Mark::Shape { fill, line, .. } => {
                        found.extend(fill.iter().chain(line.as_ref().map(|line| &line.tone)))
                    }
                    Mark::Text(text) => {
                        found.insert(text.tone);
                        found.extend(text.rim.then_some(Tone::Paper));
                    }
                    Mark::Group { marks, .. } => walk(marks, found),
                }
            }
        }
        let mut found = BTreeSet::new();
        walk(&self.marks, &mut found);
        found
    }
}

/// The colors that pictures have on dark screens. On light ones and on paper they have those written beside each shape.
pub(crate) fn style<'s>(scenes: impl IntoIterator<Item = &'s Scene>) -> String {
    let tones: BTreeSet<Tone> = scenes.into_iter().flat_map(Scene::tones).collect();
    let mut out = String::from("@media screen and (prefers-color-scheme:dark){");
    for tone in tones {
        let (name, dark) = (tone.name(), tone.colors().1);
        let _ = write!(out, ".f-{name}{{fill:{dark}}}.s-{name}{{stroke:{dark}}}");
    }
    out.push('}');
    out
}

/// Pixels with at most two decimals: what is smaller nobody sees, and machines may round it differently.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn write_mark(out: &mut String, mark: &Mark) {
    match mark {
        Mark::Shape { shape, fill, line } => {
            let paint = paint(*fill, *line);
            let _ = writeln!(out, "{} {paint}/>", element(shape));
        }
        Mark::Text(text) => write_text(out, text),
        Mark::Group { title, marks } => {
            let _ = writeln!(out, "<g><title>{}</title>", escape(title));
            marks.iter().for_each(|mark| write_mark(out, mark));
            out.push_str("</g>\n");
        }
    }
}

/// The beginning of the element of a shape.
fn element(shape: &Shape) -> String {
    match shape {
        Shape::Rect { x, y, width, height, round } => {
            let round = if *round > 0.0 { format!(" rx=\"{}\"", number(*round)) } else { String::new() };
            let (x, y, width, height) = (number(*x), number(*y), number(*width), number(*height));
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{round}")
        }
        Shape::Circle { x, y, radius } => {
            format!("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"", number(*x), number(*y), number(*radius))
        }
        Shape::Rings(rings) => {
            let rings: String = rings.iter().map(|ring| path(ring, true)).collect();
            format!("<path d=\"{rings}\" fill-rule=\"evenodd\"")
        }
        Shape::Path { points, closed } => format!("<path d=\"{}\"", path(points, *closed)),
    }
}

fn path(points: &[(f64, f64)], closed: bool) -> String {
    let mut out = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let _ = write!(out, "{}{} {}", if index == 0 { 'M' } else { 'L' }, number(*x), number(*y));
    }
    if closed {
        out.push('Z');
    }
    out
}

fn paint(fill: Option<Tone>, line: Option<Line>) -> String {
    let mut classes = Vec::new();
    let mut out = match fill {
        Some(tone) => {
            classes.push(format!("f-{}", tone.name()));
            format!("fill=\"{}\"", tone.colors().0)
        }
        None => "fill=\"none\"".to_owned(),
    };
    if let Some(Line { tone, width, dash }) = line {
        classes.push(format!("s-{}", tone.name()));
        let _ = write!(out, " stroke=\"{}\" stroke-width=\"{}\"", tone.colors().0, number(width));
        if let Some((dash, gap)) = dash {
            let _ = write!(out, " stroke-dasharray=\"{} {}\"", number(dash), number(gap));
        }
    }
    if !classes.is_empty() {
        let _ = write!(out, " class=\"{}\"", classes.join(" "));
    }
    out
}

fn write_text(out: &mut String, text: &Text) {
    let anchor = match text.anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let place = if text.upward {
        format!("transform=\"translate({} {}) rotate(-90)\"", number(text.x), number(text.y))
    } else {
        format!("x=\"{}\" y=\"{}\"", number(text.x), number(text.y))
    };
    let (name, (light, _)) = (text.tone.name(), text.tone.colors());
    let (rim, class) = if text.rim {
        let rim = format!(
            " stroke=\"{}\" stroke-width=\"2.5\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
            Tone::Paper.colors().0
        );
        (rim, " s-paper")
    } else {
        (String::new(), "")
    };
    // The length makes other fonts take the same room; a few letters would only look stretched.
    let length = if text.text.chars().count() > 3 {
        let length = number(font::width(&text.text, text.size));
        format!(" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\"")
    } else {
        String::new()
    };
    let _ = writeln!(
        out,
        "<text {place} font-size=\"{}\"{anchor} fill=\"{light}\" class=\"f-{name}{class}\"{rim}{length}>{}</text>",
        number(text.size),
        escape(&text.text)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Scene {
        let mut scene = Scene::new(100.0, 50.0, "a <b>", "c & d");
        scene.group("<script>alert(1)</script>", |scene| {
            scene.rect((0.0, -0.001, 10.125, 5.0), Tone::Tint(0));
            scene.label((1.0, 2.0), 10.0, Tone::Ink, Anchor::End, "x \"y\"");
        });
        scene
    }

    #[test]
    fn texts_are_inert_and_numbers_short() {
        let svg = scene().to_svg();
        assert!(!svg.contains("<script"), "{svg}");
        assert!(svg.contains("&lt;script&gt;") && svg.contains("x &quot;y&quot;"));
        assert!(svg.contains("<rect x=\"0\" y=\"0\" width=\"10.12\" height=\"5\""), "{svg}");
    }

    #[test]
    fn an_element_has_no_style_of_its_own_and_the_page_has_all_colors() {
        let scene = scene();
        assert!(!scene.to_svg_element().contains("<style"));
        assert!(style([&scene]).contains(".f-tint0{fill:#5a2620}"));
        assert!(scene.to_svg().contains("prefers-color-scheme"));
    }
}
