//! The grammar of one value cell: items, alternatives, ranges, units, qualifying words, footnote marks.
//!
//! ```text
//! cell      = item { (";" | "|" | "/ ") item }
//! item      = { word } amount { word | "(" words ")" | mark }
//! amount    = "unknown" | piece { "or" piece }
//! piece     = [ "at least" | "above" | "at most" | "below" | "up to" ] number [ ("to" | "–") ["below"] number ]
//! number    = digits [ unit ]
//! ```
//!
//! It knows no labels: which unit and which words make sense is for [`Item::known`] and [`Item::said`] to be told.

use super::error::{Fault, quote};
use super::marks::{MAX_MARKS, Mark, marks};
use super::span::Span;
use super::words::{PLAIN, Said, Topic, Word, phrase, word};
use crate::quantity::parse::{self, UnitWords};
use crate::quantity::{Exact, Extent, Interval, Known, Quantity};
use nom::branch::alt;
use nom::bytes::complete::{tag, take_until};
use nom::character::complete::{char, one_of, space0};
use nom::combinator::{map, opt, success, value};
use nom::multi::separated_list1;
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};
use std::ops::Range;

/// The most alternatives one value may have.
const MAX_ALTERNATIVES: usize = 64;

/// The most digits a value may take when it is written out, before and after the point.
const MAX_WRITTEN: usize = parse::MAX_DIGITS;

/// One value with everything written beside it.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    /// All of it.
    pub(super) span: Span<'a>,
    /// The number itself, for errors.
    amount_span: Span<'a>,
    amount: Amount<'a>,
    words: Vec<(Word, Range<usize>)>,
    pub(super) marks: Vec<Mark<'a>>,
}

#[derive(Clone, Debug)]
enum Amount<'a> {
    Unknown,
    Pieces(Vec<Piece<'a>>),
}

#[derive(Clone, Debug)]
struct Piece<'a> {
    lead: Lead,
    first: Number<'a>,
    /// The upper end and whether it is excluded.
    to: Option<(bool, Number<'a>)>,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Lead {
    Exactly,
    AtLeast,
    Above,
    AtMost,
    Below,
    UpTo,
}

#[derive(Clone, Debug)]
struct Number<'a> {
    value: Exact,
    digits: &'a str,
    unit: Option<&'a str>,
}

/// Reads a whole cell.
///
/// # Errors
/// Points at the first text that fits nowhere.
pub(super) fn items(cell: Span<'_>) -> Result<Vec<Item<'_>>, Fault> {
    let mut items = Vec::new();
    let mut rest = cell.text;
    loop {
        let (after, item) = item(cell, rest)?;
        items.push(item);
        let after = after.trim_start();
        if after.is_empty() {
            return Ok(items);
        }
        rest = separator(after).map_err(|_| leftover(cell, after))?.0;
    }
}

/// Reads a cell that holds one item.
///
/// # Errors
/// As [`items`], and if there is more than one.
pub(super) fn single(cell: Span<'_>) -> Result<Item<'_>, Fault> {
    let mut all = items(cell)?.into_iter();
    match (all.next(), all.next()) {
        (Some(only), None) => Ok(only),
        (_, Some(second)) => {
            Err(Fault::value(second.span.range(), "one value is expected here, and this is a second one")
                .help("write alternatives with `or`"))
        }
        (None, None) => Err(missing(cell)),
    }
}

pub(super) fn missing(cell: Span<'_>) -> Fault {
    Fault::value(cell.range(), "a value is missing").help("write `unknown`, or leave the line out")
}

fn separator(input: &str) -> IResult<&str, ()> {
    alt((value((), one_of(";|")), value((), tag("\\|")), value((), tag("/ ")))).parse(input)
}

/// Words, commas and spaces between them, into `words`; stops at the first other thing.
fn words<'a>(cell: Span<'a>, mut rest: &'a str, words: &mut Vec<(Word, Range<usize>)>) -> &'a str {
    loop {
        let input = rest.trim_start_matches(gap);
        let Ok((after, found)) = word(input) else { return rest };
        words.push((found, cell.part(&input[..input.len() - after.len()]).range()));
        rest = after;
    }
}

/// What may stand between words.
fn gap(c: char) -> bool {
    c.is_whitespace() || c == ','
}

fn item<'a>(cell: Span<'a>, input: &'a str) -> Result<(&'a str, Item<'a>), Fault> {
    let start = input.trim_start();
    let mut said = Vec::new();
    let rest = words(cell, start, &mut said).trim_start_matches(gap);
    let before = rest;
    let (mut rest, amount) = amount(rest).map_err(|_| no_amount(cell, before))?;
    let amount_span = cell.part(&before[..before.len() - rest.len()]).trim();
    if matches!(&amount, Amount::Pieces(pieces) if pieces.len() > MAX_ALTERNATIVES) {
        return Err(Fault::value(amount_span.range(), format!("more than {MAX_ALTERNATIVES} alternatives")));
    }
    if let Some(digit) = rest.strip_prefix(',').and_then(|after| after.chars().next())
        && digit.is_ascii_digit()
    {
        let all = &before[..before.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',').len()];
        return Err(Fault::value(cell.part(all).range(), format!("{} is not a number", quote(all)))
            .help("a comma separates thousands, in groups of three digits; the decimal sign is a point"));
    }

    let mut found_marks = Vec::new();
    loop {
        rest = words(cell, rest, &mut said);
        let input = rest.trim_start_matches(gap);
        if let Ok((after, mut these)) = marks(cell, input) {
            found_marks.append(&mut these);
            if found_marks.len() > MAX_MARKS {
                return Err(Fault::value(cell.part(input).range(), format!("more than {MAX_MARKS} footnote marks")));
            }
            rest = after;
        } else if let Ok((after, inner)) = group(input) {
            let before = said.len();
            let left = words(cell, inner, &mut said).trim_start_matches(gap);
            if !left.is_empty() {
                // After `unknown`, brackets hold the reason.
                if !matches!(amount, Amount::Unknown) {
                    return Err(leftover(cell, left));
                }
                said.truncate(before);
            }
            rest = after;
        } else {
            break;
        }
    }
    let span = cell.part(&start[..start.len() - rest.len()]).trim();
    Ok((rest, Item { span, amount_span, amount, words: said, marks: found_marks }))
}

/// `( … )`
fn group(input: &str) -> IResult<&str, &str> {
    delimited(char('('), take_until(")"), char(')')).parse(input)
}

fn amount(input: &str) -> IResult<&str, Amount<'_>> {
    let unknown = alt((phrase("unknown"), phrase("not published"), phrase("not disclosed"), phrase("undisclosed")));
    let or = delimited(space0, phrase("or"), space0);
    alt((value(Amount::Unknown, unknown), map(separated_list1(or, piece), Amount::Pieces))).parse(input)
}

fn piece(input: &str) -> IResult<&str, Piece<'_>> {
    let lead = alt((
        value(Lead::AtLeast, alt((phrase("at least"), tag("≥"), tag(">=")))),
        value(Lead::Above, alt((phrase("above"), phrase("more than"), phrase("over"), tag(">")))),
        value(Lead::AtMost, alt((phrase("at most"), tag("≤"), tag("<=")))),
        value(Lead::Below, alt((phrase("below"), phrase("less than"), phrase("under"), tag("<")))),
        value(Lead::UpTo, phrase("up to")),
        success(Lead::Exactly),
    ));
    let (rest, (lead, _, first)) = (lead, space0, number).parse(input)?;
    if !matches!(lead, Lead::Exactly | Lead::Above) {
        return Ok((rest, Piece { lead, first, to: None }));
    }
    let dash = alt((phrase("to"), tag("–"), tag("—"), tag("-"), tag("~"), tag("～")));
    let below = map(opt((phrase("below"), space0)), |word| word.is_some());
    let (rest, to) = opt(preceded((space0, dash, space0), (below, number))).parse(rest)?;
    Ok((rest, Piece { lead, first, to }))
}

/// A number and, unless a word with a meaning of its own comes next, its unit.
fn number(input: &str) -> IResult<&str, Number<'_>> {
    let (rest, value) = parse::number(input)?;
    let digits = &input[..input.len() - rest.len()];
    let after = rest.trim_start_matches([' ', '\t', '\u{a0}', '\u{202f}', '\u{2009}']);
    let meant = word(after).is_ok() || phrase("or")(after).is_ok() || phrase("to")(after).is_ok();
    match parse::unit_word(after) {
        Ok((rest, unit)) if !meant => Ok((rest, Number { value, digits, unit: Some(unit) })),
        _ => Ok((rest, Number { value, digits, unit: None })),
    }
}

/// Text after a value that fits nowhere.
fn leftover(cell: Span<'_>, rest: &str) -> Fault {
    let end = rest.find([';', '|', '[', ')']).filter(|end| *end > 0).unwrap_or(rest.len());
    let text = rest[..end].trim_end();
    let at = cell.at + nom::Offset::offset(cell.text, rest);
    Fault::value(at..at + text.len(), format!("{} is not understood here", quote(text)))
        .expected("a unit, a word such as `dense` or `with sparsity`, a mark such as `[1]`, or `;` and another value")
}

/// Why no amount starts at `rest`.
fn no_amount(cell: Span<'_>, rest: &str) -> Fault {
    let at = cell.at + nom::Offset::offset(cell.text, rest);
    let text = rest.split([';', '|']).next().unwrap_or(rest).trim_end();
    if text.is_empty() {
        return Fault::value(at..at, "a value is missing").help("write `unknown`, or leave the line out");
    }
    // For digits the number parser knows best what is wrong, such as too many of them.
    if text.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && let Err(error) = parse::decimal(text.split_whitespace().next().unwrap_or(text))
    {
        let span = error.span();
        return Fault::value(at + span.start..at + span.end, error.to_string());
    }
    let word = text.split_whitespace().next().unwrap_or(text);
    let fault = |length| Fault::value(at..at + length, format!("{} is not a number", quote(&text[..length])));
    let rough = ["~", "≈", "about", "approx", "approximately", "ca.", "circa", "around", "roughly"];
    if word.starts_with(['-', '−']) {
        fault(word.len()).help("a negative value has no meaning here")
    } else if rough.iter().any(|r| text.to_lowercase().starts_with(r)) {
        fault(text.len()).help("a rough value is a range: `800 to 830`; or give the number and `(low confidence)`")
    } else {
        fault(text.len()).expected("a number with its unit, a range such as `280 to 320`, or `unknown`")
    }
}

/// How a number of a field is to be taken.
#[derive(Copy, Clone, Debug, Default)]
pub(super) struct Reading<'a> {
    /// A number may stand without a unit: it is a plain count, or the unit is the label itself.
    pub(super) bare: bool,
    /// The value is a peak, so `up to` says nothing; elsewhere it is a bound.
    pub(super) peak: bool,
    /// The unit that the label or the column header gives.
    pub(super) unit: Option<&'a str>,
    /// The factor that a number without a unit is multiplied by, in place of a unit.
    pub(super) scale: Option<&'a Exact>,
}

impl<'a> Item<'a> {
    /// What the words say together.
    ///
    /// # Errors
    /// If a word is about none of `topics`, or two contradict each other.
    pub(super) fn said(&self, topics: &[Topic]) -> Result<Said, Fault> {
        let mut said = Said::default();
        for (word, range) in &self.words {
            if !topics.contains(&word.topic()) {
                return Err(Fault::value(range.clone(), "this word has no meaning for such a value"));
            }
            said.add(*word, range.clone())?;
        }
        Ok(said)
    }

    /// [`said`](Self::said) for a field whose numbers take no words but confidence and `×N`.
    ///
    /// # Errors
    /// As [`said`](Self::said).
    pub(super) fn plain(&self) -> Result<Said, Fault> {
        self.said(PLAIN)
    }

    /// The possible values in the unit `U`, each multiplied by all of `times`.
    ///
    /// # Errors
    /// If a unit is missing or wrong, or a value is out of bounds.
    pub(super) fn known<U: UnitWords>(&self, reading: Reading<'_>, times: &[u32]) -> Result<Known<U>, Fault> {
        let pieces = match &self.amount {
            Amount::Unknown => return Ok(Known::unknown()),
            Amount::Pieces(pieces) => pieces,
        };
        // A number without a unit takes that of the next number that has one: `280 or 313 TFLOPS`.
        let mut unit = None;
        let mut intervals = Vec::with_capacity(pieces.len());
        for piece in pieces.iter().rev() {
            let to = match &piece.to {
                Some((open, number)) => Some((self.convert::<U>(number, &mut unit, reading, times)?, *open)),
                None => None,
            };
            let first = self.convert::<U>(&piece.first, &mut unit, reading, times)?;
            intervals.push(self.interval(piece.lead, first, to, reading)?);
        }
        Ok(Known::from_extent(Extent::new(intervals)))
    }

    fn interval(
        &self,
        lead: Lead,
        first: Exact,
        to: Option<(Exact, bool)>,
        reading: Reading<'_>,
    ) -> Result<Interval, Fault> {
        let from_zero = |high, high_open| Interval { low: Exact::ZERO, low_open: false, high: Some(high), high_open };
        Ok(match (lead, to) {
            (_, Some((high, high_open))) => {
                let low_open = lead == Lead::Above;
                if high < first || (high == first && (low_open || high_open)) {
                    let message = "a range goes from its smaller value to its larger one";
                    return Err(Fault::value(self.amount_span.range(), message));
                }
                Interval { low: first, low_open, high: Some(high), high_open }
            }
            (Lead::Exactly, None) => Interval::point(first),
            (Lead::UpTo, None) if reading.peak => Interval::point(first),
            (Lead::AtLeast, None) => Interval::closed(first, None),
            (Lead::Above, None) => Interval { low_open: true, ..Interval::closed(first, None) },
            (Lead::AtMost | Lead::UpTo, None) => from_zero(first, false),
            (Lead::Below, None) if first.is_zero() => {
                return Err(Fault::value(self.amount_span.range(), "nothing is below 0"));
            }
            (Lead::Below, None) => from_zero(first, true),
        })
    }

    /// One number in the unit `U`; `unit` is the unit of the number after it.
    fn convert<U: UnitWords>(
        &self,
        number: &Number<'a>,
        unit: &mut Option<&'a str>,
        reading: Reading<'_>,
        times: &[u32],
    ) -> Result<Exact, Fault> {
        *unit = number.unit.or(*unit);
        let range = self.span.part(number.digits).range();
        let scale = match (*unit, reading.unit) {
            (Some(word), _) => U::multiplier(word).ok_or_else(|| {
                Fault::value(self.span.part(word).range(), format!("{} is not a unit of this", quote(word)))
                    .expected(U::EXPECTED)
            })?,
            (None, Some(word)) => U::multiplier(word).unwrap_or(Exact::ONE),
            (None, None) if let Some(scale) = reading.scale => scale.clone(),
            (None, None) if reading.bare => Exact::ONE,
            (None, None) => {
                return Err(Fault::value(range, "this number has no unit").expected(U::EXPECTED));
            }
        };
        let scaled = times.iter().fold(&number.value * &scale, |value, count| value * Exact::from(u64::from(*count)));
        let too_long = scaled.finite_decimal().is_none_or(|text| text.len() > MAX_WRITTEN);
        if too_long {
            let message = format!("out of range: written out in {}, it has over {MAX_WRITTEN} digits", U::SYMBOL);
            return Err(Fault::value(range, message));
        }
        match Quantity::<U>::new(scaled) {
            Ok(quantity) => Ok(quantity.value().clone()),
            Err(error) => Err(Fault::value(range, error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::{Direction, Scope, Sparsity};
    use crate::quantity::{GBPerSecond, SquareMillimeters, Tops};

    fn one(text: &str) -> Item<'_> {
        single(Span::new(text, 0)).unwrap()
    }

    fn area(text: &str, reading: Reading<'_>) -> String {
        one(text).known::<SquareMillimeters>(reading, &[]).unwrap().to_string()
    }

    #[test]
    fn items_know_their_place() {
        let cell = Span::new("494.7 TFLOPS dense [2]; 989 TFLOPS with 2:4 sparsity [1]", 100);
        let all = items(cell).unwrap();
        assert_eq!(all.iter().map(|item| item.span.at).collect::<Vec<_>>(), [100, 124]);
        assert_eq!(all[1].said(&[Topic::Sparsity]).unwrap().sparsity, Some(Sparsity::TwoOfFour));
        assert_eq!(all[1].marks, [Mark::Source(Span::new("1", 154))]);
    }

    #[test]
    fn words_stand_before_after_and_in_brackets() {
        for text in ["dense per die 4 TOPS", "4 TOPS dense, per die", "4 TOPS (per die, dense)"] {
            let said = one(text).said(&[Topic::Sparsity, Topic::Scope]).unwrap();
            assert_eq!((said.sparsity, said.scope), (Some(Sparsity::Dense), Some(Scope::Die)), "{text}");
        }
        let item = one("8 links 50 GB/s one-way");
        let said = item.said(&[Topic::Times, Topic::Direction]).unwrap();
        assert_eq!((said.times.as_slice(), said.direction), (&[8][..], Some(Direction::OneWay)));
        let known = item.known::<GBPerSecond>(Reading::default(), &said.times).unwrap();
        assert_eq!(known.to_string(), "400 GB/s");
    }

    #[test]
    fn a_unit_may_come_from_the_header_or_the_next_number() {
        assert_eq!(area("814", Reading { unit: Some("mm²"), ..Reading::default() }), "814 mm²");
        assert_eq!(area("8 cm²", Reading { unit: Some("mm²"), ..Reading::default() }), "800 mm²");
        assert_eq!(area("2 or 3 cm²", Reading::default()), "200 or 300 mm²");
        assert!(one("814").known::<SquareMillimeters>(Reading::default(), &[]).is_err());
    }

    #[test]
    fn up_to_is_a_bound_unless_the_value_is_a_peak() {
        assert_eq!(area("up to 800 mm²", Reading::default()), "at most 800 mm²");
        assert_eq!(area("up to 800 mm²", Reading { peak: true, ..Reading::default() }), "800 mm²");
    }

    #[test]
    fn numbers_that_cannot_be_written_out_are_out_of_range() {
        let tiny = one("1e-64 OPS").known::<Tops>(Reading::default(), &[]);
        assert!(format!("{:?}", tiny.unwrap_err()).contains("over 64 digits"));
        let zeros = format!("0.{}1 TOPS", "0".repeat(100_000));
        assert!(items(Span::new(&zeros, 0)).is_err());
    }

    #[test]
    fn long_cells_take_bounded_time() {
        for piece in ["1 or ", "(", "[1]", "dense ", "* ", "1 TOPS; ", "2x ", "¹", "a"] {
            let _ = items(Span::new(&piece.repeat(200_000 / piece.len()), 0));
        }
    }
}
