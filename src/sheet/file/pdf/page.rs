//! What stands on a page, and where: the operators of its content followed.

use super::super::error::Problem;
use super::super::guard::slow;
use super::super::limits::Limits;
use super::font::Font;
use super::{WHAT, broken, dictionary, inherited, number, too_large};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Instant;

/// Forms within forms, at most.
const FORMS: usize = 12;

/// The most characters of a page: a page of a book has three thousand.
const CHARACTERS: usize = 200_000;

/// A character in its place. Coordinates are turned so that its line runs to the right.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// Where it begins and ends.
    pub(super) from: f64,
    pub(super) to: f64,
    /// Its baseline, upwards.
    pub(super) baseline: f64,
    pub(super) size: f64,
    /// By how many right angles it is turned.
    pub(super) turn: u8,
    pub(super) text: String,
}

/// A matrix as PDF writes it.
type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
fn then(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

/// Reads the pages of a document.
pub(super) struct Reader<'a> {
    document: &'a Document,
    limits: &'a Limits,
    deadline: Instant,
    fonts: HashMap<*const Dictionary, Rc<Font>>,
    glyphs: Vec<Glyph>,
    /// The bytes that contents of this page may still unfold to.
    room: usize,
    frame: Option<[f64; 4]>,
    operations: u64,
    pub(super) decoded: usize,
    pub(super) undecoded: usize,
    outside: usize,
    slanted: usize,
    broken: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Document, limits: &'a Limits, deadline: Instant) -> Self {
        Self {
            document,
            limits,
            deadline,
            fonts: HashMap::new(),
            glyphs: Vec::new(),
            room: 0,
            frame: None,
            operations: 0,
            decoded: 0,
            undecoded: 0,
            outside: 0,
            slanted: 0,
            broken: 0,
        }
    }

    /// The characters of a page.
    pub(super) fn read(&mut self, page: ObjectId) -> Result<Vec<Glyph>, Problem> {
        self.glyphs.clear();
        self.room = usize::try_from(self.limits.unpacked).unwrap_or(usize::MAX);
        self.frame = [&b"CropBox"[..], b"MediaBox"].iter().find_map(|key| self.frame(page, key));
        let content = self.document.get_page_content_with_limit(page, self.room).map_err(|e| broken(e, self.limits))?;
        self.room -= content.len().min(self.room);
        let resources = inherited(self.document, page, b"Resources").and_then(|o| o.as_dict().ok());
        self.follow(&content, resources, IDENTITY, 0)?;
        Ok(std::mem::take(&mut self.glyphs))
    }

    /// What was left out on all pages so far, in words.
    pub(super) fn left_out(&self) -> Vec<String> {
        [
            (self.outside, "characters that stand outside their pages"),
            (self.slanted, "characters on slanted lines, as watermarks have them"),
            (self.broken, "parts of pages whose content is damaged"),
        ]
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{what}: {count}"))
        .collect()
    }

    fn frame(&self, page: ObjectId, key: &[u8]) -> Option<[f64; 4]> {
        let array = inherited(self.document, page, key)?.as_array().ok()?;
        let numbers: Vec<f64> = array.iter().filter_map(|o| number(self.document, o)).collect();
        let &[a, b, c, d] = numbers.as_slice() else { return None };
        (a != c && b != d).then(|| [a.min(c), b.min(d), a.max(c), b.max(d)])
    }

    fn follow(
        &mut self,
        content: &[u8],
        resources: Option<&'a Dictionary>,
        matrix: Matrix,
        depth: usize,
    ) -> Result<(), Problem> {
        let (mut text, mut line) = (IDENTITY, IDENTITY);
        let mut state = State {
            matrix,
            font: None,
            size: 0.0,
            spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut stack = Vec::new();
        for operation in Content::decode_iter(content) {
            self.operations += 1;
            if self.operations.is_multiple_of(256) && Instant::now() > self.deadline {
                return Err(slow(WHAT, self.limits));
            }
            let Ok(Operation { operator, operands }) = operation else {
                self.broken += 1;
                break;
            };
            let at = |index: usize| operands.get(index).and_then(|o| number(self.document, o)).unwrap_or(0.0);
            let six = || [at(0), at(1), at(2), at(3), at(4), at(5)];
            let string = |index: usize| match operands.get(index) {
                Some(Object::String(bytes, _)) => bytes.as_slice(),
                _ => &[],
            };
            let name = |index: usize| operands.get(index).and_then(|o| o.as_name().ok()).unwrap_or(b"");
            match operator.as_str() {
                "q" if stack.len() < 512 => stack.push(state.clone()),
                "Q" => state = stack.pop().unwrap_or(state),
                "cm" => state.matrix = then(six(), state.matrix),
                "BT" => (text, line) = (IDENTITY, IDENTITY),
                "Tf" => {
                    state.size = at(1);
                    state.font = self.font(resources, name(0));
                }
                "Tc" => state.spacing = at(0),
                "Tw" => state.word_spacing = at(0),
                "Tz" => state.scale = at(0) / 100.0,
                "TL" => state.leading = at(0),
                "Ts" => state.rise = at(0),
                "Tm" => (text, line) = (six(), six()),
                "Td" | "TD" => {
                    if operator == "TD" {
                        state.leading = -at(1);
                    }
                    line = then([1.0, 0.0, 0.0, 1.0, at(0), at(1)], line);
                    text = line;
                }
                "T*" | "'" | "\"" => {
                    line = then([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line);
                    text = line;
                    match operator.as_str() {
                        "'" => self.show(&state, &mut text, string(0))?,
                        "\"" => {
                            (state.word_spacing, state.spacing) = (at(0), at(1));
                            self.show(&state, &mut text, string(2))?;
                        }
                        _ => {}
                    }
                }
                "Tj" => self.show(&state, &mut text, string(0))?,
                "TJ" => {
                    for part in operands.first().and_then(|o| o.as_array().ok()).into_iter().flatten() {
                        match part {
                            Object::String(bytes, _) => self.show(&state, &mut text, bytes)?,
                            other => {
                                let back =
                                    number(self.document, other).unwrap_or(0.0) / 1000.0 * state.size * state.scale;
                                text = then([1.0, 0.0, 0.0, 1.0, -back, 0.0], text);
                            }
                        }
                    }
                }
                "Do" => self.form(resources, name(0), state.matrix, depth)?,
                "gs" => {
                    // A graphics state may choose the font, too.
                    let states = resources.and_then(|r| dictionary(self.document, r, b"ExtGState"));
                    let chosen = states.and_then(|s| dictionary(self.document, s, name(0)));
                    let font = chosen.and_then(|s| s.get_deref(b"Font", self.document).ok()?.as_array().ok());
                    if let Some([font, size]) = font.map(Vec::as_slice) {
                        state.size = number(self.document, size).unwrap_or(state.size);
                        let font = self.document.dereference(font).ok().and_then(|(_, o)| o.as_dict().ok());
                        state.font = font.map(|font| self.load(font));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn form(
        &mut self,
        resources: Option<&'a Dictionary>,
        name: &[u8],
        matrix: Matrix,
        depth: usize,
    ) -> Result<(), Problem> {
        let objects = resources.and_then(|r| dictionary(self.document, r, b"XObject"));
        let Some(Object::Stream(form)) = objects.and_then(|o| o.get_deref(name, self.document).ok()) else {
            return Ok(());
        };
        let subtype = form.dict.get_deref(b"Subtype", self.document).and_then(Object::as_name);
        if !matches!(subtype, Ok(b"Form")) {
            return Ok(());
        }
        if depth >= FORMS {
            self.broken += 1;
            return Ok(());
        }
        let Ok(content) = form.get_plain_content_with_limit(self.room) else {
            return Err(too_large("a page of this PDF file", self.limits));
        };
        // Even an empty form costs something, so that no web of forms is followed for long.
        self.room = self.room.saturating_sub(content.len().max(1024));
        let own = form.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array).ok();
        let own: Vec<f64> = own.into_iter().flatten().filter_map(|o| number(self.document, o)).collect();
        let own: Matrix = own.try_into().unwrap_or(IDENTITY);
        let inner = dictionary(self.document, &form.dict, b"Resources").or(resources);
        self.follow(&content, inner, then(own, matrix), depth + 1)
    }

    fn font(&mut self, resources: Option<&'a Dictionary>, name: &[u8]) -> Option<Rc<Font>> {
        let fonts = dictionary(self.document, resources?, b"Font")?;
        let font = dictionary(self.document, fonts, name)?;
        Some(self.load(font))
    }

    /// Fonts are told apart by where they are in the document, which does not change.
    fn load(&mut self, font: &'a Dictionary) -> Rc<Font> {
        let document = self.document;
        self.fonts.entry(std::ptr::from_ref(font)).or_insert_with(|| Rc::new(Font::new(document, font))).clone()
    }

    fn show(&mut self, state: &State, text: &mut Matrix, mut bytes: &[u8]) -> Result<(), Problem> {
        let Some(font) = &state.font else {
            self.undecoded += bytes.len();
            return Ok(());
        };
        while !bytes.is_empty() {
            let (code, length) = font.code(bytes);
            bytes = &bytes[usize::from(length).min(bytes.len())..];
            let shown = font.text(code, length);
            let width = font.width(code, shown.as_deref()) / 1000.0 * state.size * state.scale;
            let place = then(then([state.scale, 0.0, 0.0, 1.0, 0.0, state.rise], *text), state.matrix);
            self.place(place, width / nonzero(state.scale), state.size, shown);
            if self.glyphs.len() > CHARACTERS {
                return Err(Problem::TooLarge {
                    what: "the number of characters on a page of this PDF file".to_owned(),
                    limit: format!("{CHARACTERS} characters"),
                    help: "copy the table that matters out of it as text",
                });
            }
            let word = if code == 32 && length == 1 { state.word_spacing } else { 0.0 };
            let step = width + (state.spacing + word) * state.scale;
            *text = then([1.0, 0.0, 0.0, 1.0, step, 0.0], *text);
        }
        Ok(())
    }

    /// Keeps a character, `width` and `size` in the space of `place`.
    fn place(&mut self, place: Matrix, width: f64, size: f64, text: Option<String>) {
        match &text {
            Some(_) => self.decoded += 1,
            None => self.undecoded += 1,
        }
        let (x, y) = (place[4], place[5]);
        let along = place[0].hypot(place[1]);
        let height = (size * place[2].hypot(place[3])).abs();
        if ![x, y, along, height, width].iter().all(|v| v.is_finite() && v.abs() < 1e6) {
            self.outside += 1;
            return;
        }
        if let Some([left, bottom, right, top]) = self.frame
            && !((left - 2.0..=right + 2.0).contains(&x) && (bottom - 2.0..=top + 2.0).contains(&y))
        {
            self.outside += usize::from(text.as_deref().is_none_or(|t| !t.trim().is_empty()));
            return;
        }
        // A negative size turns the letters around with the line.
        let angle = place[1].atan2(place[0]) / std::f64::consts::FRAC_PI_2;
        let quarter = angle.round();
        if (angle - quarter).abs() > 0.1 {
            self.slanted += 1;
            return;
        }
        let turn = quarter.rem_euclid(4.0) as u8;
        let (x, y) = match turn {
            0 => (x, y),
            1 => (y, -x),
            2 => (-x, -y),
            _ => (-y, x),
        };
        let end = x + width * along;
        let text = text.unwrap_or_else(|| '\u{fffd}'.to_string());
        self.glyphs.push(Glyph { from: x.min(end), to: x.max(end), baseline: y, size: height, turn, text });
    }
}

fn nonzero(value: f64) -> f64 {
    if value == 0.0 { 1.0 } else { value }
}
