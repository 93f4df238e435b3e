//! The words that qualify a number: one table for labels and values.

use super::error::Fault;
use crate::part::{Confidence, Direction, Engine, Format, Scope, Sparsity};
use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while1};
use nom::character::complete::{digit1, one_of, space0, space1};
use nom::combinator::{map_opt, not, opt, value};
use nom::error::{Error, ErrorKind};
use nom::{IResult, Parser};
use std::ops::Range;

/// What a word says of the number beside it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Sparsity(Sparsity),
    Engine(Engine),
    Scope(Scope),
    Confidence(Confidence),
    Direction(Direction),
    /// The accumulator's bit length.
    Accumulate(u16),
    /// The number counts this many times.
    Times(u32),
    /// Says nothing that matters.
    Noise,
}

/// What a [`Word`] is about; says which words a field takes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Sparsity,
    Engine,
    Scope,
    Confidence,
    Direction,
    Accumulate,
    Times,
    Noise,
}

impl Word {
    pub(super) fn topic(self) -> Topic {
        match self {
            Self::Sparsity(_) => Topic::Sparsity,
            Self::Engine(_) => Topic::Engine,
            Self::Scope(_) => Topic::Scope,
            Self::Confidence(_) => Topic::Confidence,
            Self::Direction(_) => Topic::Direction,
            Self::Accumulate(_) => Topic::Accumulate,
            Self::Times(_) => Topic::Times,
            Self::Noise => Topic::Noise,
        }
    }
}

/// Every spelling, a longer one before those it starts with. A space stands for spaces or a hyphen.
const PHRASES: &[(&str, Word)] = &[
    ("without structured sparsity", Word::Sparsity(Sparsity::Dense)),
    ("without sparsity", Word::Sparsity(Sparsity::Dense)),
    ("non sparse", Word::Sparsity(Sparsity::Dense)),
    ("dense", Word::Sparsity(Sparsity::Dense)),
    ("with 2:4 structured sparsity", Word::Sparsity(Sparsity::TwoOfFour)),
    ("with 2:4 sparsity", Word::Sparsity(Sparsity::TwoOfFour)),
    ("2:4 structured sparsity", Word::Sparsity(Sparsity::TwoOfFour)),
    ("2:4 sparsity", Word::Sparsity(Sparsity::TwoOfFour)),
    ("2:4 sparse", Word::Sparsity(Sparsity::TwoOfFour)),
    ("with structured sparsity 2:4", Word::Sparsity(Sparsity::TwoOfFour)),
    ("structured sparsity 2:4", Word::Sparsity(Sparsity::TwoOfFour)),
    ("with structured sparsity", Word::Sparsity(Sparsity::Sparse)),
    ("structured sparsity", Word::Sparsity(Sparsity::Sparse)),
    ("with sparsity", Word::Sparsity(Sparsity::Sparse)),
    ("sparsity", Word::Sparsity(Sparsity::Sparse)),
    ("sparse", Word::Sparsity(Sparsity::Sparse)),
    ("non tensor core", Word::Engine(Engine::Vector)),
    ("non tensor", Word::Engine(Engine::Vector)),
    ("tensor cores", Word::Engine(Engine::Matrix)),
    ("tensor core", Word::Engine(Engine::Matrix)),
    ("tensor", Word::Engine(Engine::Matrix)),
    ("matrix cores", Word::Engine(Engine::Matrix)),
    ("matrix core", Word::Engine(Engine::Matrix)),
    ("matrix", Word::Engine(Engine::Matrix)),
    ("xmx", Word::Engine(Engine::Matrix)),
    ("amx", Word::Engine(Engine::Matrix)),
    ("mxu", Word::Engine(Engine::Matrix)),
    ("vector", Word::Engine(Engine::Vector)),
    ("cuda cores", Word::Engine(Engine::Vector)),
    ("cuda core", Word::Engine(Engine::Vector)),
    ("cuda", Word::Engine(Engine::Vector)),
    ("shader cores", Word::Engine(Engine::Vector)),
    ("shaders", Word::Engine(Engine::Vector)),
    ("shader", Word::Engine(Engine::Vector)),
    ("simd", Word::Engine(Engine::Vector)),
    ("per die", Word::Scope(Scope::Die)),
    ("per package", Word::Scope(Scope::Package)),
    ("per chip", Word::Scope(Scope::Package)),
    ("per card", Word::Scope(Scope::Item)),
    ("per board", Word::Scope(Scope::Item)),
    ("card total", Word::Scope(Scope::Item)),
    ("board total", Word::Scope(Scope::Item)),
    ("total", Word::Scope(Scope::Item)),
    ("derived", Word::Confidence(Confidence::Derived)),
    ("disputed", Word::Confidence(Confidence::Disputed)),
    ("low confidence", Word::Confidence(Confidence::Low)),
    ("bidirectional", Word::Direction(Direction::Bidirectional)),
    ("bi directional", Word::Direction(Direction::Bidirectional)),
    ("unidirectional", Word::Direction(Direction::OneWay)),
    ("one way", Word::Direction(Direction::OneWay)),
    ("per direction", Word::Direction(Direction::OneWay)),
    ("each direction", Word::Direction(Direction::OneWay)),
    ("theoretical", Word::Noise),
    ("peak", Word::Noise),
    ("performance", Word::Noise),
    ("compute", Word::Noise),
    ("throughput", Word::Noise),
    ("transistors", Word::Noise),
];

/// Words a value may hold whatever it is of.
pub(super) const PLAIN: &[Topic] = &[Topic::Confidence, Topic::Times, Topic::Noise];

/// The phrase in lower case at the start of `input`, in any case, with its words apart by spaces or a hyphen and no
/// letter or digit after it.
pub(super) fn phrase<'a>(phrase: &'static str) -> impl Fn(&'a str) -> IResult<&'a str, &'a str> {
    move |input| {
        // Nearly every phrase of the table starts otherwise. A letter beyond ASCII may be another case of one in it.
        let other = |first: &u8| first.is_ascii() && first.to_ascii_lowercase() != phrase.as_bytes()[0];
        if input.as_bytes().first().is_none_or(other) {
            return Err(nom::Err::Error(Error::new(input, ErrorKind::Tag)));
        }
        let mut rest = input;
        for (i, word) in phrase.split(' ').enumerate() {
            if i > 0 {
                let trimmed = rest.trim_start_matches([' ', '\t', '-', '\u{a0}', '\u{2011}']);
                if trimmed.len() == rest.len() {
                    return Err(nom::Err::Error(Error::new(input, ErrorKind::Tag)));
                }
                rest = trimmed;
            }
            rest = tag_no_case(word)(rest)?.0;
        }
        boundary(rest)?;
        Ok((rest, &input[..input.len() - rest.len()]))
    }
}

/// No letter or digit comes next.
fn boundary(input: &str) -> IResult<&str, ()> {
    match input.chars().next() {
        Some(c) if c.is_alphanumeric() => Err(nom::Err::Error(Error::new(input, ErrorKind::AlphaNumeric))),
        _ => Ok((input, ())),
    }
}

/// A qualifying word or phrase at the start of `input`.
pub(super) fn word(input: &str) -> IResult<&str, Word> {
    alt((accumulate, times, listed)).parse(input)
}

/// A qualifying phrase of the table.
fn listed(input: &str) -> IResult<&str, Word> {
    for (spelling, word) in PHRASES {
        if let Ok((rest, _)) = phrase(spelling)(input) {
            return Ok((rest, *word));
        }
    }
    Err(nom::Err::Error(Error::new(input, ErrorKind::Alt)))
}

/// `FP32 accumulate`, `with FP16 accumulation`, `32-bit acc`.
fn accumulate(input: &str) -> IResult<&str, Word> {
    let bits = map_opt(take_while1(|c: char| c.is_ascii_alphanumeric() || c == '-'), |name: &str| {
        (name.len() <= 16).then(|| name.parse::<Format>().ok()).flatten().map(|format| format.bits())
    });
    let noun = alt((phrase("accumulate"), phrase("accumulation"), phrase("accumulator"), phrase("acc")));
    let (rest, (_, bits, _, _)) = (opt((phrase("with"), space1)), bits, space1, noun).parse(input)?;
    Ok((rest, Word::Accumulate(bits)))
}

/// `×2`, `x 2`, `2x`, `8 links`.
fn times(input: &str) -> IResult<&str, Word> {
    let count = || map_opt(digit1, |digits: &str| digits.parse::<u32>().ok().filter(|count| *count > 0));
    // "x 2.5" and "x 2,000" are no counts, and "2 × 10^15" is one number.
    let after = (one_of("×xX"), space0, count(), not((one_of(".,"), digit1)), boundary).map(|(_, _, count, ..)| count);
    let sign = alt((value((), (one_of("xX"), boundary)), value((), one_of("×")), value((), phrase("links"))));
    let before = (count(), space0, sign, not((space0, tag("10"), one_of("^*")))).map(|(count, ..)| count);
    alt((after, before)).map(Word::Times).parse(input)
}

/// What the words beside one number say together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) sparsity: Option<Sparsity>,
    pub(super) engine: Option<Engine>,
    pub(super) scope: Option<Scope>,
    pub(super) confidence: Option<Confidence>,
    pub(super) direction: Option<Direction>,
    pub(super) accumulate: Option<u16>,
    /// Each `×N`, in order.
    pub(super) times: Vec<u32>,
}

impl Said {
    /// Adds a word.
    ///
    /// # Errors
    /// If it contradicts an earlier one.
    pub(super) fn add(&mut self, word: Word, range: Range<usize>) -> Result<(), Fault> {
        fn set<T: PartialEq>(slot: &mut Option<T>, new: T) -> bool {
            let same = slot.as_ref().is_none_or(|old| *old == new);
            *slot = Some(new);
            same
        }
        let agrees = match word {
            // "sparse" beside "2:4" adds nothing.
            Word::Sparsity(Sparsity::Sparse) if self.sparsity == Some(Sparsity::TwoOfFour) => true,
            Word::Sparsity(Sparsity::TwoOfFour) if self.sparsity == Some(Sparsity::Sparse) => {
                self.sparsity = Some(Sparsity::TwoOfFour);
                true
            }
            Word::Sparsity(new) => set(&mut self.sparsity, new),
            Word::Engine(new) => set(&mut self.engine, new),
            Word::Scope(new) => set(&mut self.scope, new),
            Word::Confidence(new) => set(&mut self.confidence, new),
            Word::Direction(new) => set(&mut self.direction, new),
            Word::Accumulate(new) => set(&mut self.accumulate, new),
            Word::Times(count) => {
                self.times.push(count);
                self.times.len() <= 4
            }
            Word::Noise => true,
        };
        if agrees { Ok(()) } else { Err(Fault::value(range, "this contradicts an earlier word about the same number")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Option<Word> {
        word(text).ok().filter(|(rest, _)| rest.is_empty()).map(|(_, word)| word)
    }

    #[test]
    fn every_phrase_is_read_whole() {
        for (spelling, expected) in PHRASES {
            assert_eq!(whole(spelling), Some(*expected), "{spelling}: a shorter phrase stands before it");
            assert_eq!(whole(&spelling.to_uppercase()), Some(*expected));
        }
    }

    #[test]
    fn counts() {
        for (text, count) in [("×2", 2), ("x 8", 8), ("2x", 2), ("8 links", 8), ("2 ×", 2), ("X4", 4)] {
            assert_eq!(whole(text), Some(Word::Times(count)), "{text}");
        }
        for text in ["x 2.5", "×0", "2 × 10^15", "x86b", "2xb", "99999999999x"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn words_end_where_letters_end() {
        assert_eq!(whole("densely"), None);
        assert_eq!(word("dense,").map(|(rest, _)| rest), Ok(","));
        assert_eq!(whole("FP32 accumulate"), Some(Word::Accumulate(32)));
        assert_eq!(whole("with 19-bit accumulation"), Some(Word::Accumulate(19)));
    }

    #[test]
    fn contradictions_are_found() {
        let mut said = Said::default();
        assert!(said.add(Word::Sparsity(Sparsity::TwoOfFour), 0..0).is_ok());
        assert!(said.add(Word::Sparsity(Sparsity::Sparse), 0..0).is_ok(), "less exact, not different");
        assert!(said.add(Word::Sparsity(Sparsity::Dense), 0..0).is_err());
    }
}
