//! The grammar of numbers that follow from others.
//!
//! ```text
//! sum     = product { ("+" | "-") product }
//! product = factor { ("*" | "/") factor }
//! factor  = "-" factor | "(" sum ")" | ("min" | "max") "(" sum { "," sum } ")" | name | number [ unit ]
//! ```
//!
//! A number with a unit counts in the unit of its dimension: GHz, mm², GB/s, TOPS, billions of transistors.

use super::expression::{Expression, MAX_TERMS};
use crate::quantity::parse::{UnitWords, number, unit_word};
use crate::quantity::{Exact, GBPerSecond, Gigahertz, SquareMillimeters, Tops, TransistorsBillion, Unit as _};
use nom::bytes::complete::take_while1;
use nom::{IResult, Offset, Parser};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// How deep parentheses may nest.
const MAX_DEPTH: usize = 64;
/// The longest text of one expression, in bytes.
const MAX_TEXT: usize = 4000;

/// What is wrong with an expression, and where in its text.
#[derive(Debug)]
pub(super) struct ExpressionError {
    pub(super) message: String,
    pub(super) range: Range<usize>,
}

/// What a unit is in the unit of its field; `None`: it is none that fits there.
pub(super) type Units<'u> = dyn Fn(&str) -> Option<Exact> + 'u;

/// What a name stands for; an error is a message for the name's place.
pub(super) type Lookup<'l> = dyn FnMut(&str) -> Result<Expression, String> + 'l;

impl Expression {
    /// Reads a text.
    pub(super) fn parse(text: &str, units: &Units<'_>, lookup: &mut Lookup<'_>) -> Result<Self, ExpressionError> {
        if text.len() > MAX_TEXT {
            let message = format!("an expression of {} bytes; the longest read has {MAX_TEXT}", text.len());
            return Err(ExpressionError { message, range: 0..0 });
        }
        let mut grammar = Grammar { text, units, lookup };
        let (rest, found) = grammar.sum(text, 0)?;
        let rest = rest.trim_start();
        if !rest.is_empty() {
            return Err(grammar.expected("an operator (+ - * /) or the end", rest));
        }
        if found.terms() > MAX_TERMS {
            let message = format!("this comes to more than {MAX_TERMS} numbers and names");
            return Err(ExpressionError { message, range: 0..text.len() });
        }
        Ok(found)
    }
}

struct Grammar<'t, 'l, 'f> {
    text: &'t str,
    units: &'l Units<'f>,
    lookup: &'l mut Lookup<'f>,
}

type Parsed<'t> = Result<(&'t str, Expression), ExpressionError>;

fn name(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_alphanumeric() || c == '_').parse(input)
}

/// Whether parameters may be called so.
pub(super) fn is_name(text: &str) -> bool {
    name(text).is_ok_and(|(rest, _)| rest.is_empty())
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && !matches!(text, "min" | "max")
}

/// Any unit of a design: for parameters, which do not say what they are a number of.
pub(super) fn any_unit(word: &str) -> Option<Exact> {
    measured(word).map(|(factor, _)| factor)
}

/// How many of a unit of the fields a word for a unit is, and which.
pub(super) fn measured(word: &str) -> Option<(Exact, &'static str)> {
    let words = [
        (Gigahertz::multiplier(word), Gigahertz::SYMBOL),
        (SquareMillimeters::multiplier(word), SquareMillimeters::SYMBOL),
        (GBPerSecond::multiplier(word), GBPerSecond::SYMBOL),
        (Tops::multiplier(word), Tops::SYMBOL),
        (TransistorsBillion::multiplier(word), TransistorsBillion::SYMBOL),
    ];
    words.into_iter().find_map(|(factor, symbol)| Some((factor?, symbol)))
}

impl<'t> Grammar<'t, '_, '_> {
    fn fault(&self, message: impl Into<String>, at: &str, length: usize) -> ExpressionError {
        let start = self.text.offset(at);
        ExpressionError { message: message.into(), range: start..start + length }
    }

    fn expected(&self, what: &str, at: &str) -> ExpressionError {
        let found = name(at).map_or_else(|_| at.chars().next().map_or(0, char::len_utf8), |(_, word)| word.len());
        let shown = if found == 0 { "the end".to_owned() } else { format!("{:?}", &at[..found]) };
        self.fault(format!("expected {what}, found {shown}"), at, found)
    }

    fn sum(&mut self, input: &'t str, depth: usize) -> Parsed<'t> {
        let (mut rest, mut sum) = self.product(input, depth)?;
        while let Some(sign) = rest.trim_start().chars().next().filter(|c| matches!(c, '+' | '-' | '−')) {
            let (after, term) = self.product(&rest.trim_start()[sign.len_utf8()..], depth)?;
            sum = if sign == '+' { sum.plus(term) } else { sum.minus(term) };
            rest = after;
        }
        Ok((rest, sum))
    }

    fn product(&mut self, input: &'t str, depth: usize) -> Parsed<'t> {
        let (mut rest, mut product) = self.factor(input, depth)?;
        while let Some(sign) = rest.trim_start().chars().next().filter(|c| matches!(c, '*' | '×' | '/')) {
            let at = &rest.trim_start()[sign.len_utf8()..];
            let (after, factor) = self.factor(at, depth)?;
            if sign == '/' && factor == Expression::Number(Exact::ZERO) {
                return Err(self.fault("a division by zero", at.trim_start(), at.trim().len().min(1)));
            }
            product = if sign == '/' { product.over(factor) } else { product.times(factor) };
            rest = after;
        }
        Ok((rest, product))
    }

    fn factor(&mut self, input: &'t str, depth: usize) -> Parsed<'t> {
        let input = input.trim_start();
        if depth > MAX_DEPTH {
            return Err(self.fault(format!("parentheses deeper than {MAX_DEPTH}"), input, 1));
        }
        if let Some(inner) = input.strip_prefix(['-', '−']) {
            let (rest, value) = self.factor(inner, depth + 1)?;
            return Ok((rest, Expression::Number(Exact::ZERO).minus(value)));
        }
        if let Some(inner) = input.strip_prefix('(') {
            let (rest, value) = self.sum(inner, depth + 1)?;
            return Ok((self.closing(rest)?, value));
        }
        if input.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return self.written(input);
        }
        let Ok((rest, word)) = name(input) else {
            return Err(self.expected("a number, a name, \"(\", \"min\" or \"max\"", input));
        };
        if matches!(word, "min" | "max") {
            let Some(mut rest) = rest.trim_start().strip_prefix('(') else {
                return Err(self.expected(&format!("\"(\" after {word}"), rest.trim_start()));
            };
            let mut parts = Vec::new();
            loop {
                let (after, part) = self.sum(rest, depth + 1)?;
                parts.push(part);
                match after.trim_start().strip_prefix(',') {
                    Some(next) => rest = next,
                    None => {
                        let rest = self.closing(after)?;
                        let parts: Arc<[Expression]> = parts.into();
                        let both = if word == "min" { Expression::Least(parts) } else { Expression::Most(parts) };
                        return Ok((rest, both.constant().map_or(both, Expression::Number)));
                    }
                }
            }
        }
        match (self.lookup)(word) {
            Ok(value) => Ok((rest, value)),
            Err(message) => Err(self.fault(message, input, word.len())),
        }
    }

    fn closing(&self, rest: &'t str) -> Result<&'t str, ExpressionError> {
        let rest = rest.trim_start();
        rest.strip_prefix(')').ok_or_else(|| self.expected("an operator, \",\" or \")\"", rest))
    }

    /// A number, and the unit behind it.
    fn written(&self, input: &'t str) -> Parsed<'t> {
        let Ok((rest, value)) = number(input) else {
            return Err(self.fault("this number is too long, or its exponent too large", input, 1));
        };
        let after = rest.trim_start();
        let Ok((_, word)) = unit_word(after) else { return Ok((rest, Expression::Number(value))) };
        // `GB/s` is a unit; of `GHz/x` only the beginning is.
        let mut candidate = word;
        loop {
            if let Some(factor) = (self.units)(candidate) {
                return Ok((&after[candidate.len()..], Expression::Number(value * factor)));
            }
            match candidate.rfind('/') {
                Some(cut) => candidate = &candidate[..cut],
                None => break,
            }
        }
        let message = format!("{candidate:?} is no unit of this; to multiply by a parameter, write * before its name");
        Err(self.fault(message, after, candidate.len()))
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Expression, ExpressionError> {
        Expression::parse(text, &any_unit, &mut |name| match name {
            "cores" => Ok(Expression::Free(0)),
            "clock" => Ok(Expression::Free(1)),
            _ => Err(format!("there is no parameter {name:?}")),
        })
    }

    fn at(text: &str, cores: u64) -> String {
        parse(text).expect(text).value(&[Exact::from(cores), Exact::ratio(3, 2)]).expect("a value").lossless()
    }

    #[test]
    fn expressions_are_exact() {
        for (text, value) in [
            ("0.9 * cores + 120", "129"),
            ("120 + 0.9*cores", "129"),
            ("2 * (cores - 1) * clock", "27"),
            ("cores / 3", "10/3"),
            ("1 / 3 * 3", "1"),
            ("10 - 4 - 3", "3"),
            ("-cores + 20", "10"),
            ("max(cores, 8, 12) - min(cores, 8)", "4"),
            ("1410 MHz", "1.41"),
            ("2 * 1.5 TB/s", "3000"),
            ("8.14 cm²", "814"),
        ] {
            assert_eq!(at(text, 10), value, "{text}");
        }
    }

    #[test]
    fn errors_point_at_the_fault() {
        for (text, start, message) in [
            ("0.9 * corse", 6, "there is no parameter \"corse\""),
            ("0.9 cores", 4, "\"cores\" is no unit of this"),
            ("(cores + 1", 10, "expected an operator, \",\" or \")\", found the end"),
            ("cores 2", 6, "expected an operator"),
            ("* 2", 0, "expected a number"),
            ("cores / 0", 8, "a division by zero"),
            ("min cores", 4, "expected \"(\" after min"),
            ("", 0, "found the end"),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.range.start, start, "{text}: {error}");
            assert!(error.message.contains(message), "{text}: {error}");
        }
    }

    #[test]
    fn deep_and_long_texts_are_refused_not_followed() {
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&"-".repeat(100_000)).is_err());
        assert!(parse(&"1*cores+".repeat(5_000)).is_err());
        assert_eq!(parse("cores / 0").map_err(|error| error.range).unwrap_err(), 8..9);
        assert_eq!(parse("1 / (cores - cores)").expect("parses").value(&[Exact::ONE, Exact::ONE]), None);
    }
}
