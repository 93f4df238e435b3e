//! What is drawn, before it is written in any format: shapes and texts with roles in place of colors.

use super::color::Tone;

/// A picture: a page of a size, and what is on it, from back to front.
#[derive(Clone, Debug)]
pub struct Scene {
    pub(super) width: f64,
    pub(super) height: f64,
    /// What the picture is called, for who cannot see it.
    pub(super) title: String,
    /// What it shows, in a sentence.
    pub(super) description: String,
    pub(super) marks: Vec<Mark>,
}

/// One thing on the page.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    Shape {
        shape: Shape,
        fill: Option<Tone>,
        line: Option<Line>,
    },
    Text(Text),
    /// Things that belong together, with a text that is shown when one points at them.
    Group {
        title: String,
        marks: Vec<Mark>,
    },
}

/// A form on the page, in pixels from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Rect {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        round: f64,
    },
    Circle {
        x: f64,
        y: f64,
        radius: f64,
    },
    /// Several rings; what an even number of them surround is outside.
    Rings(Vec<Vec<(f64, f64)>>),
    Path {
        points: Vec<(f64, f64)>,
        closed: bool,
    },
}

/// How a line is drawn.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) tone: Tone,
    pub(super) width: f64,
    /// Lengths of dashes and gaps.
    pub(super) dash: Option<(f64, f64)>,
}

impl Line {
    pub(super) fn new(tone: Tone, width: f64) -> Self {
        Self { tone, width, dash: None }
    }

    pub(super) fn dashed(mut self, dash: f64, gap: f64) -> Self {
        self.dash = Some((dash, gap));
        self
    }
}

/// Which point of a text stands at its place.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text. `y` is the baseline.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) tone: Tone,
    pub(super) anchor: Anchor,
    /// Read from below to above.
    pub(super) upward: bool,
    /// With a rim in the page's color, to be read on top of lines.
    pub(super) rim: bool,
    pub(super) text: String,
}

impl Scene {
    pub(crate) fn new(width: f64, height: f64, title: impl Into<String>, description: impl Into<String>) -> Self {
        Self { width, height, title: title.into(), description: description.into(), marks: Vec::new() }
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (f64, f64) {
        (self.width, self.height)
    }

    pub(super) fn rect(&mut self, (x, y, width, height): (f64, f64, f64, f64), fill: Tone) {
        self.shape(Shape::Rect { x, y, width, height, round: 0.0 }, Some(fill), None);
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), line: Line) {
        self.shape(Shape::Path { points: vec![from, to], closed: false }, None, Some(line));
    }

    pub(super) fn shape(&mut self, shape: Shape, fill: Option<Tone>, line: Option<Line>) {
        self.marks.push(Mark::Shape { shape, fill, line });
    }

    pub(super) fn text(&mut self, (x, y): (f64, f64), size: f64, tone: Tone, anchor: Anchor, text: impl Into<String>) {
        let text = text.into();
        self.marks.push(Mark::Text(Text { x, y, size, tone, anchor, upward: false, rim: false, text }));
    }

    /// A text with a rim.
    pub(super) fn label(&mut self, (x, y): (f64, f64), size: f64, tone: Tone, anchor: Anchor, text: impl Into<String>) {
        let text = text.into();
        self.marks.push(Mark::Text(Text { x, y, size, tone, anchor, upward: false, rim: true, text }));
    }

    /// A text that is read from below to above, centered at `(x, y)`.
    pub(super) fn upward(&mut self, (x, y): (f64, f64), size: f64, tone: Tone, text: impl Into<String>) {
        let (text, anchor) = (text.into(), Anchor::Middle);
        self.marks.push(Mark::Text(Text { x, y, size, tone, anchor, upward: true, rim: false, text }));
    }

    /// Draws what `draw` draws as one thing that says `title` when one points at it.
    pub(super) fn group(&mut self, title: impl Into<String>, draw: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.marks);
        draw(self);
        let marks = std::mem::replace(&mut self.marks, before);
        self.marks.push(Mark::Group { title: title.into(), marks });
    }

    /// Every text of the picture.
    #[cfg(any(test, feature = "png"))]
    pub(super) fn texts(&self) -> Vec<&Text> {
        fn walk<'s>(marks: &'s [Mark], found: &mut Vec<&'s Text>) {
            for mark in marks {
                match mark {
                    Mark::Text(text) => found.push(text),
                    Mark::Group { marks, .. } => walk(marks, found),
                    Mark::Shape { .. } => {}
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.marks, &mut found);
        found
    }
}
