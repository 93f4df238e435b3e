//! Several values in one cell: what each of them is.

use super::super::claim::Layer;
use super::super::document::Text;
use super::super::token::tokens;
use super::super::unit::Quantity;
use super::super::value::{Value, values};
use super::Gather;
use crate::part::{Engine, Format};
use crate::quantity::Exact;

/// One of several things that a label names.
pub(super) struct Position {
    pub(super) label: Text,
    pub(super) formats: Vec<Format>,
    pub(super) engine: Option<Engine>,
}

/// The layers of a cell, the label's own reduced to one of the things it names.
pub(super) fn with_label(layers: &[Layer], of: &Position) -> Vec<Layer> {
    let mut layers = layers.to_vec();
    if let Some(first) = layers.first_mut() {
        (first.said.formats, first.said.engine) = (of.formats.clone(), of.engine);
    }
    layers
}

impl Gather {
    /// The pieces of a cell beside a label of three formats and more, in their order: "Dense BF16 / FP8 / FP4", "989 / 1,979 / -".
    pub(super) fn listed(&self, label: &Text, cell: &Text, layers: &[Layer]) -> Option<Vec<(Position, Text)>> {
        let formats = &layers.first()?.said.formats;
        let names: Vec<&str> = label.text.split('/').map(str::trim).collect();
        let pieces: Vec<&str> = cell.text.split(" / ").map(str::trim).collect();
        if names.len() < 3 || pieces.len() != names.len() || formats.len() != names.len() {
            return None;
        }
        let mut each = Vec::new();
        for (name, piece) in names.iter().zip(&pieces) {
            let said = self.said_of(name);
            if said.formats.len() != 1 || values(piece, &tokens(piece, self.decimals, true)).len() > 1 {
                return None;
            }
            let of = Position { label: Text::new(*name, label.line), formats: said.formats, engine: said.engine };
            each.push((of, Text::new(*piece, cell.line)));
        }
        Some(each)
    }

    /// What each of several values is, where the label names as many hardware units in the same order: "FP64 / FP64 Tensor".
    pub(super) fn by_position(&self, label: &str, found: &[Value]) -> Vec<Position> {
        let paired = found.iter().skip(1).all(|value| value.paired) && found.iter().all(|value| value.lead.is_none());
        // "FP64 (matrix / vector)".
        let bracket = label.find(['(', '（']).zip(label.rfind([')', '）'])).filter(|(open, close)| open < close);
        if let Some((open, close)) = bracket.filter(|_| paired && found.len() == 2) {
            let inside = label[open..close].trim_start_matches(['(', '（']);
            let formats = self.said_of(&label[..open]).formats;
            let each: Vec<Position> = inside
                .split('/')
                .map(|part| Position {
                    label: Text::new(label, 0),
                    formats: formats.clone(),
                    engine: self.said_of(part.trim()).engine,
                })
                .collect();
            let engines = each.iter().all(|of| of.engine.is_some());
            if each.len() == 2 && formats.len() == 1 && engines && each[0].engine != each[1].engine {
                return each;
            }
        }
        if found.len() < 2 || label.split(" / ").count() != found.len() {
            return Vec::new();
        }
        let parts: Vec<Position> = label
            .split(" / ")
            .map(|part| {
                let said = self.said_of(part);
                Position { label: Text::new(part.trim(), 0), formats: said.formats, engine: said.engine }
            })
            .collect();
        let named = parts.iter().all(|part| !part.formats.is_empty());
        let differ = parts.iter().any(|part| part.engine != parts[0].engine);
        if paired && named && differ { parts } else { Vec::new() }
    }
}

/// Whether two rates are one and its double: "312/624". The mark of a note may have become a last digit: "312/6243".
pub(super) fn doubled(found: &mut [Value]) -> bool {
    let [first, second] = found else { return false };
    let is_rate = |value: &Value| value.unit.as_ref().is_none_or(|unit| unit.kind == Quantity::Rate);
    if !second.paired || !is_rate(first) || !is_rate(second) || first.to.is_some() || second.to.is_some() {
        return false;
    }
    let twice = &first.number * &Exact::from(2);
    if second.number == twice {
        return true;
    }
    let whole = twice.finite_decimal().filter(|text| !text.contains('.'));
    let glued = second.number.finite_decimal().and_then(|text| {
        let (number, mark) = text.split_at_checked(text.len().checked_sub(1)?)?;
        (whole.as_deref() == Some(number)).then(|| mark.to_owned())
    });
    let Some(mark) = glued else { return false };
    second.number = twice;
    second.said.marks.push(mark);
    true
}
