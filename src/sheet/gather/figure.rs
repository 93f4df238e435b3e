//! The figures of a sentence: numbers with units, the formats and clauses around them.

use super::super::density::{Density, half_is_stated};
use super::super::lexicon::{Qualifier, Say, Sense, Status, WORDS};
use super::super::token::{Kind, Token};
use super::super::unit::{Quantity, Unit};
use super::super::value::unit_after;
use super::pairing::Item;
use crate::part::Format;
use crate::quantity::Exact;
use std::ops::Range;

/// A number with its unit in a sentence.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) number: Exact,
    pub(super) to: Option<Exact>,
    pub(super) times: Option<Exact>,
    pub(super) unit: Unit,
    /// Places of its tokens.
    pub(super) tokens: Range<usize>,
}

/// The sentences of a text, as ranges of its tokens.
pub(super) fn sentences(tokens: &[Token<'_>]) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        if matches!(token.kind, Kind::Sign('.' | ';' | '；' | '!' | '！' | '?' | '\n')) {
            all.push(start..at);
            start = at + 1;
        }
    }
    all.push(start..tokens.len());
    all.retain(|range| !range.is_empty());
    all
}

pub(super) fn figures(tokens: &[Token<'_>]) -> Vec<Figure> {
    let mut found: Vec<Figure> = Vec::new();
    let mut at = 0;
    let unit = |at: usize| {
        if let Some(Kind::Unit(unit)) = tokens.get(at).map(|token| &token.kind) { Some(unit.clone()) } else { None }
    };
    let number = |at: usize| {
        if let Some(Kind::Number(number)) = tokens.get(at).map(|token| &token.kind) {
            Some(number.clone())
        } else {
            None
        }
    };
    while at < tokens.len() {
        let Some(first) = number(at) else {
            at += 1;
            continue;
        };
        let start = at;
        let mut value = first;
        let mut times = None;
        let mut next = at + 1;
        if let (Some(Quantity::Times), Some(second)) = (unit(next).map(|unit| unit.kind), number(next + 1)) {
            times = Some(std::mem::replace(&mut value, second));
            next += 2;
        }
        let mut own = unit(next).or_else(|| unit_after(tokens, next - 1)).or_else(|| unit_through(tokens, next));
        let mut end = next + usize::from(unit(next).is_some());
        let mut to = None;
        let dash = tokens.get(end).is_some_and(|token| {
            matches!(token.kind, Kind::Sign('-' | '~' | '～') | Kind::Word("to" | "至" | "到"))
                || token.sense() == Some(&Sense::Missing)
        });
        if dash && let (Some(high), Some(high_unit)) = (number(end + 1), unit(end + 2)) {
            to = Some(high);
            own = Some(high_unit);
            end += 3;
        }
        if let Some(unit) = own.filter(|unit| unit.kind != Quantity::Times) {
            found.push(Figure { number: value, to, times, unit, tokens: start..end });
        }
        at = end.max(start + 1);
    }
    found
}

/// The unit that follows a later number of a row of rates: "354 dense INT8 / 177 dense BF16 TFLOP/s".
fn unit_through(tokens: &[Token<'_>], from: usize) -> Option<Unit> {
    let between =
        |token: &Token<'_>| matches!(token.sense(), Some(Sense::Format(_) | Sense::Sparsity(_) | Sense::Engine(_)));
    let mut at = from;
    for _ in 0..8 {
        let words = tokens.get(at..)?.iter().take_while(|token| between(token)).count();
        if !tokens.get(at + words)?.is_sign('/') || words == 0 {
            return None;
        }
        let number = at + words + 1;
        let Kind::Number(_) = tokens.get(number)?.kind else { return None };
        let unit = unit_after(tokens, number).filter(|unit| unit.kind == Quantity::Rate);
        if unit.is_some() {
            return unit;
        }
        at = number + 1;
    }
    None
}

/// The tokens of the clause that a figure stands in: between commas; brackets are a part of theirs.
pub(super) fn clause(tokens: &[Token<'_>], figure: &Figure) -> Range<usize> {
    let ends = |token: &Token<'_>| {
        matches!(token.kind, Kind::Sign(',' | '，' | ':' | '：' | '—') | Kind::Word("while" | "whereas" | "but"))
    };
    let start = tokens[..figure.tokens.start].iter().rposition(ends).map_or(0, |at| at + 1);
    let end = tokens[figure.tokens.end..].iter().position(ends).map_or(tokens.len(), |at| figure.tokens.end + at);
    start..end
}

/// Rates, formats and commas in their order.
pub(super) fn items(tokens: &[Token<'_>], figures: &[Figure], rates: &[usize], text: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some(place) = rates.iter().position(|rate| figures[*rate].tokens.start == at) {
            items.push(Item::Rate(place));
            at = figures[rates[place]].tokens.end;
            continue;
        }
        if is_format(&tokens[at], text) {
            let start = at;
            at += 1;
            // "FP16 and BF16", "FP16（半精度）".
            loop {
                let joined = tokens[at..]
                    .iter()
                    .take(3)
                    .take_while(|token| {
                        matches!(
                            token.kind,
                            Kind::Sign('/' | '(' | ')' | '|' | '+' | '&')
                                | Kind::Word("and" | "or" | "和" | "与" | "及" | "與")
                        )
                    })
                    .count();
                let next = at + joined;
                if tokens.get(next).is_some_and(|token| is_format(token, text)) {
                    at = next + 1;
                } else {
                    break;
                }
            }
            items.push(Item::Formats(start..at));
            continue;
        }
        if matches!(tokens[at].kind, Kind::Sign(',' | '，' | ':' | '：' | '—') | Kind::Word("while" | "whereas")) {
            items.push(Item::Comma);
        }
        at += 1;
    }
    items
}

/// A format in brackets after a rate, and a rate in brackets after a format, belong together: "750 TOPS (INT8)".
pub(super) fn bind_brackets(
    tokens: &[Token<'_>],
    figures: &[Figure],
    rates: &[usize],
    text: &str,
    pairs: &mut [(usize, Option<Range<usize>>)],
) {
    // "312 teraflops of dense FP16 (624 with sparsity)": both are of the format between them.
    for at in 1..pairs.len() {
        let (one, other) = (figures[rates[pairs[at - 1].0]].tokens.end, figures[rates[pairs[at].0]].tokens.start);
        let Some(between) = tokens.get(one..other) else { continue };
        let Some(bracket) = between.iter().rposition(|token| token.is_sign('(')) else { continue };
        let formats = |range: Range<usize>| range.filter(|at| is_format(&between[*at], text)).collect::<Vec<_>>();
        let (before, inside) = (formats(0..bracket), formats(bracket..between.len()));
        let apart =
            between[..bracket].iter().any(|token| token.is_sign(',') || token.is_sign(';') || token.is_sign('('));
        if let ([format], [], false) = (before.as_slice(), inside.as_slice(), apart)
            && pairs[at - 1].1.as_ref().is_none_or(|range| range.contains(&(one + format)))
        {
            let range = Some(one + format..one + format + 1);
            (pairs[at - 1].1, pairs[at].1) = (range.clone(), range);
        }
    }
    for (place, range) in pairs.iter_mut() {
        let figure = &figures[rates[*place]].tokens;
        let open = tokens.get(figure.end).is_some_and(|token| matches!(token.kind, Kind::Sign('(' | '@')));
        let mut end = figure.end + 1;
        while open
            && tokens.get(end).is_some_and(|token| {
                is_format(token, text) || matches!(token.kind, Kind::Sign('/') | Kind::Word("and" | "和"))
            })
        {
            end += 1;
        }
        if open && end > figure.end + 1 {
            *range = Some(figure.end + 1..end);
            continue;
        }
        let before =
            figure.start.checked_sub(2).filter(|at| tokens[at + 1].is_sign('(') && is_format(&tokens[*at], text));
        if let Some(at) = before {
            *range = Some(at..at + 1);
        }
    }
}

/// Whether a token is a format in running text, where short words ("half", "single") are none.
pub(super) fn is_format(token: &Token<'_>, text: &str) -> bool {
    let Some(Sense::Format(format)) = token.sense() else { return false };
    let long = WORDS.longest(&text[token.start..], false);
    long.is_some_and(|found| matches!(found.meaning, Sense::Format(other) if other == format))
}

pub(super) fn formats_in(tokens: &[Token<'_>]) -> Vec<Format> {
    let mut all: Vec<Format> = Vec::new();
    for token in tokens {
        if let Some(Sense::Format(format)) = token.sense()
            && !all.contains(format)
        {
            all.push(format.clone());
        }
    }
    all
}

pub(super) fn status(tokens: &[Token<'_>]) -> Option<Status> {
    tokens.iter().find_map(|token| match token.sense() {
        Some(Sense::Status(status @ (Status::Measured | Status::Rumor))) => Some(*status),
        _ => None,
    })
}

/// The word at a figure, right before or after it: "up to", "over", "约", "以上".
pub(super) fn qualifier(tokens: &[Token<'_>], figure: &Figure) -> Option<Qualifier> {
    let near = |at: usize| match tokens.get(at).and_then(Token::sense) {
        Some(Sense::Qualifier(qualifier)) => Some(*qualifier),
        _ => None,
    };
    let sign = |at: usize| {
        matches!(tokens.get(at).map(|token| &token.kind), Some(Kind::Sign('~' | '≈'))).then_some(Qualifier::About)
    };
    let before = figure.tokens.start.checked_sub(1).and_then(|at| near(at).or_else(|| sign(at)));
    before
        .or_else(|| figure.tokens.start.checked_sub(2).and_then(near))
        .or_else(|| near(figure.tokens.end).filter(|found| *found != Qualifier::UpTo))
}

/// What a sentence says of the density of one of its rates.
pub(super) fn density(
    text: &str,
    tokens: &[Token<'_>],
    figure: &Figure,
    figures: &[Figure],
    rates: &[usize],
) -> (Option<Density>, String) {
    let says = |range: Range<usize>| -> Vec<Say> {
        tokens[range]
            .iter()
            .filter_map(|token| if let Some(Sense::Sparsity(say)) = token.sense() { Some(*say) } else { None })
            .collect()
    };
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return (None, String::new()) };
    let sentence = &text[first.start..last.end];
    let why = || "its sentence".to_owned();
    let own_clause = clause(tokens, figure);
    // Between the rate before it and the one after it.
    let before = rates.iter().map(|at| &figures[*at]).rfind(|other| other.tokens.end <= figure.tokens.start);
    let after = rates.iter().map(|at| &figures[*at]).find(|other| other.tokens.start >= figure.tokens.end);
    let from = before.map_or(0, |other| other.tokens.end).max(own_clause.start);
    let to = after.map_or(tokens.len(), |other| other.tokens.start).min(own_clause.end);
    let behind = Density::of(&says(figure.tokens.end.min(to)..to));
    let ahead = Density::of(&says(from.min(figure.tokens.start)..figure.tokens.start));
    // "BF16稠密算力780": ahead of the first or of each; "312 TFLOPS dense": behind.
    let all: Vec<Say> = says(0..tokens.len());
    let whole = Density::of(&all);
    let general = ["all ", "均", "皆", "兩者", "两者", "都是", "each", "both", "every", "without any"]
        .iter()
        .any(|word| sentence.to_lowercase().contains(word));
    if half_is_stated(sentence) && whole.is_some() {
        return (Some(Density::TwiceDense), why());
    }
    if general && rates.len() > 1 && whole.is_some() && whole != Some(Density::Contradictory) {
        return (whole, why());
    }
    if let Some(own) = behind.or(ahead) {
        return (Some(own), why());
    }
    if rates.len() == 1 {
        return (whole.filter(|whole| *whole != Density::Contradictory), why());
    }
    // Said before the first rate, and nothing else since: it holds for all.
    let first_rate = rates.first().map_or(0, |at| figures[*at].tokens.start);
    let lead = Density::of(&says(0..first_rate));
    let later = says(first_rate..tokens.len());
    match lead {
        Some(lead) if later.is_empty() => (Some(lead), why()),
        _ => (None, String::new()),
    }
}
