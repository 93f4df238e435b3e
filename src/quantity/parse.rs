//! Decimal text to exact numbers, with SI prefixes and unit words.
//!
//! The `number` and `unit_word` parsers are `nom` parsers that stop at the first byte they do not understand, for use
//! inside a larger grammar. [`quantity`], [`rate`] and [`decimal`] want the whole text.

use super::unit::{
    Count, GBPerSecond, GBPerSecondPerMm2, GigabitsPerSecond, Gigahertz, Quantity, SquareMillimeters, Tops, Tpp,
    TppPerMm2, TransistorsBillion, Unit, WeightedTeraflops,
};
use super::{Exact, QuantityError};
use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while, take_while1};
use nom::character::complete::{char, digit1, one_of};
use nom::combinator::{opt, recognize, verify};
use nom::multi::{many0_count, many1_count};
use nom::{IResult, Parser};

/// The most digits a number may be written with.
pub const MAX_DIGITS: usize = 64;
/// The largest power of ten, up or down, in an exponent.
pub const MAX_EXPONENT: i32 = 64;

/// A number at the start of `input`: digits with optional thousands separators (`1,979`, `1_979`, `1 979` with a
/// narrow or no-break space), decimals, and an exponent (`1.979e15`, `1.979 × 10^15`).
///
/// # Errors
/// A `nom` error if no number starts here. A number with more than [`MAX_DIGITS`] digits is not one either; see
/// [`decimal`] for an error that says so.
pub fn number(input: &str) -> IResult<&str, Exact> {
    let (rest, (whole, fraction, exponent)) = number_parts(input)?;
    let fail = || nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Digit));
    let digits = format!("{whole}{fraction}");
    // Zeros after the point cost as much as other digits: 10^(their count) is the denominator.
    let too_long = digits.trim_start_matches('0').len() > MAX_DIGITS || fraction.len() > 2 * MAX_DIGITS;
    if too_long || exponent.abs() > MAX_EXPONENT {
        return Err(fail());
    }
    let shift = i32::try_from(fraction.len()).map_err(|_| fail())?;
    Exact::from_digits(&digits, exponent - shift).map(|value| (rest, value)).ok_or_else(fail)
}

/// Whole digits, fraction digits and exponent of the number at the start of `input`.
fn number_parts(input: &str) -> IResult<&str, (String, &str, i32)> {
    let (rest, whole) = opt(alt((grouped, digit1))).parse(input)?;
    let (rest, fraction) = opt((char('.'), digit1).map(|(_, digits)| digits)).parse(rest)?;
    if whole.is_none() && fraction.is_none() {
        return Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Digit)));
    }
    let (rest, exponent) = opt(exponent).parse(rest)?;
    let whole = whole.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    Ok((rest, (whole, fraction.unwrap_or_default(), exponent.unwrap_or(0))))
}

/// One to three digits, then one or more groups of a separator and exactly three digits.
fn grouped(input: &str) -> IResult<&str, &str> {
    let mut first = verify(digit1, |d: &str| d.len() <= 3);
    let (rest, _) = first.parse(input)?;
    let separator = one_of(",_'\u{a0}\u{202f}\u{2009}").parse(rest).map(|(_, c)| c)?;
    let group = (char(separator), verify(digit1, |d: &str| d.len() == 3));
    let (rest, _) = many1_count(group).parse(rest)?;
    Ok((rest, &input[..input.len() - rest.len()]))
}

fn exponent(input: &str) -> IResult<&str, i32> {
    let e = recognize(one_of("eE"));
    let times = recognize((
        take_while(|c| c == ' '),
        one_of("×xX*·"),
        take_while(|c| c == ' '),
        tag("10"),
        alt((tag("^"), tag("**"))),
    ));
    let sign = opt(one_of("+-"));
    let (rest, (_, sign, digits)) = (alt((e, times)), sign, digit1).parse(input)?;
    let value: i32 = digits.parse().unwrap_or(i32::MAX);
    Ok((rest, if sign == Some('-') { -value } else { value }))
}

/// A unit word at the start of `input`: letters, `²`/`^2`/`2` after millimeters, and further such words after `/`.
///
/// # Errors
/// A `nom` error if no unit word starts here.
pub fn unit_word(input: &str) -> IResult<&str, &str> {
    let letters = || take_while1(|c: char| c.is_ascii_alphabetic());
    let length = || (alt((tag_no_case("mm"), tag_no_case("cm"))), alt((tag("²"), tag("^2"), tag("2"))));
    let part = || alt((recognize(length()), letters()));
    let phrase = alt((tag_no_case("square millimeters"), tag_no_case("sq. mm"), tag_no_case("sq mm")));
    alt((phrase, recognize((part(), many0_count((char('/'), part())))))).parse(input)
}

/// The whole of `text` as one number.
///
/// # Errors
/// Says what is wrong and where: no number, too many digits, a comma that does not separate thousands, text left over.
///
/// ```
/// use eccn::quantity::{Exact, parse};
/// assert_eq!(parse::decimal("1,979.5")?, Exact::ratio(19795, 10));
/// assert_eq!(parse::decimal("1.979e15")?.to_string(), "1979000000000000");
/// assert!(parse::decimal("1,97").unwrap_err().to_string().contains("thousands"));
/// # Ok::<(), eccn::quantity::QuantityError>(())
/// ```
pub fn decimal(text: &str) -> Result<Exact, QuantityError> {
    let (value, end) = leading_number(text)?;
    let rest = text[end..].trim();
    if rest.is_empty() {
        return Ok(value);
    }
    let end = text.trim_end().len() - rest.len();
    let hint = if rest.starts_with(',') {
        "a comma separates thousands, in groups of three digits; the decimal sign is a point"
    } else {
        "expected nothing after the number"
    };
    Err(QuantityError::new(format!("{hint}, found {rest:?}"), end, end + rest.len()))
}

/// The number at the start of `text`, after spaces, and where it ends.
fn leading_number(text: &str) -> Result<(Exact, usize), QuantityError> {
    let start = text.len() - text.trim_start().len();
    match number(&text[start..]) {
        Ok((rest, value)) => Ok((value, text.len() - rest.len())),
        Err(_) => Err(no_number(text, start)),
    }
}

fn no_number(text: &str, start: usize) -> QuantityError {
    let Ok((rest, (whole, fraction, exponent))) = number_parts(&text[start..]) else {
        let found = text[start..].split_whitespace().next().unwrap_or("nothing");
        let negative = if found.starts_with(['-', '−']) { " (a negative value has no meaning here)" } else { "" };
        return QuantityError::new(format!("expected a number, found {found:?}{negative}"), start, text.len());
    };
    let end = text.len() - rest.len();
    let message = if exponent.abs() > MAX_EXPONENT {
        format!("out of range: the exponent {exponent} is beyond the bound of {MAX_EXPONENT}")
    } else {
        let digits = whole.len() + fraction.len();
        format!("out of range: {digits} digits, the bound is {MAX_DIGITS}")
    };
    QuantityError::new(message, start, end)
}

/// The whole of `text` as a number with a unit of `U`. Without a unit word the number is taken to be in `U` itself.
///
/// # Errors
/// Names what was expected; the span points at the number or the unit word that is wrong.
///
/// ```
/// use eccn::quantity::{GBPerSecond, Quantity, SquareMillimeters, parse};
/// assert_eq!(parse::quantity::<GBPerSecond>("3.35 TB/s")?.to_string(), "3350 GB/s");
/// assert_eq!(parse::quantity::<SquareMillimeters>("814")?.to_string(), "814 mm²");
/// # Ok::<(), eccn::quantity::QuantityError>(())
/// ```
pub fn quantity<U: UnitWords>(text: &str) -> Result<Quantity<U>, QuantityError> {
    let (value, end) = leading_number(text)?;
    let rest = &text[end..];
    let start = end + rest.len() - rest.trim_start().len();
    let word = text[start..].trim_end();
    let scale = if word.is_empty() { Some(Exact::ONE) } else { U::multiplier(word) };
    let Some(scale) = scale else {
        return Err(QuantityError::new(format!("expected {}, found {word:?}", U::EXPECTED), start, start + word.len()));
    };
    Quantity::new(value * scale).map_err(|error| QuantityError::new(error.to_string(), 0, end))
}

/// [`quantity`] for throughput.
///
/// # Errors
/// As [`quantity`].
///
/// ```
/// use eccn::quantity::parse;
/// for text in ["1979 TFLOPS", "1.979 PFLOPS", "1979000 GOPS", "1.979e15 FLOP/s", "1,979", "1.979 petaFLOPS"] {
///     assert_eq!(parse::rate(text)?.to_string(), "1979 TOPS");
/// }
/// # Ok::<(), eccn::quantity::QuantityError>(())
/// ```
pub fn rate(text: &str) -> Result<Quantity<Tops>, QuantityError> {
    quantity(text)
}

/// Units that can be read from text.
pub trait UnitWords: Unit {
    /// What a unit word of this kind looks like, for errors.
    const EXPECTED: &'static str;
    /// The factor from the unit `word` to this unit, or `None` if it is not one of its words.
    fn multiplier(word: &str) -> Option<Exact>;
}

/// The power of ten of an SI prefix, as a letter or a word, whatever its case; the empty prefix is 0.
fn prefix(text: &str) -> Option<i32> {
    Some(match text.to_ascii_lowercase().as_str() {
        "" => 0,
        "k" | "kilo" => 3,
        "m" | "mega" => 6,
        "g" | "giga" => 9,
        "t" | "tera" => 12,
        "p" | "peta" => 15,
        "e" | "exa" => 18,
        "z" | "zetta" => 21,
        _ => return None,
    })
}

fn power_of_ten(exponent: i32) -> Option<Exact> {
    Exact::from_digits("1", exponent)
}

/// `word` without one of `endings` (longest first), and the power of ten of the prefix before it.
fn prefixed(word: &str, endings: &[&str]) -> Option<i32> {
    let lower = word.to_ascii_lowercase();
    endings.iter().find_map(|ending| prefix(lower.strip_suffix(ending)?))
}

impl UnitWords for Tops {
    const EXPECTED: &'static str = "a throughput such as TOPS, TFLOPS, GOPS, PFLOPS or FLOP/s";
    fn multiplier(word: &str) -> Option<Exact> {
        let compact: String = word.chars().filter(|c| !c.is_whitespace()).collect();
        let endings = ["flop/sec", "flops/s", "flop/s", "op/sec", "ops/s", "op/s", "flops", "flop", "ops"];
        if let Some(power) = prefixed(&compact, &endings) {
            return power_of_ten(power - 12);
        }
        // `TF` and `PF` on slides.
        prefixed(&compact, &["f"]).filter(|power| *power >= 9).and_then(|power| power_of_ten(power - 12))
    }
}

/// Accepts only the unit's own symbols.
macro_rules! symbols {
    ($($unit:ident: $expected:literal, $($word:literal => $num:literal / $den:literal),*;)*) => {$(
        impl UnitWords for $unit {
            const EXPECTED: &'static str = $expected;
            fn multiplier(word: &str) -> Option<Exact> {
                match word.trim().to_lowercase().as_str() {
                    $($word => Some(Exact::ratio($num, $den)),)*
                    _ => None,
                }
            }
        }
    )*};
}

symbols! {
    Tpp: "TPP", "tpp" => 1 / 1;
    TppPerMm2: "TPP/mm²", "tpp/mm²" => 1 / 1, "tpp/mm2" => 1 / 1, "tpp/mm^2" => 1 / 1;
    SquareMillimeters: "an area in mm²", "mm²" => 1 / 1, "mm2" => 1 / 1, "mm^2" => 1 / 1, "sq mm" => 1 / 1,
        "sq. mm" => 1 / 1, "square millimeters" => 1 / 1, "cm²" => 100 / 1, "cm2" => 100 / 1, "cm^2" => 100 / 1;
    GBPerSecondPerMm2: "GB/s/mm²", "gb/s/mm²" => 1 / 1, "gb/s/mm2" => 1 / 1, "gb/s/mm^2" => 1 / 1;
    Gigahertz: "a clock in GHz or MHz", "ghz" => 1 / 1, "mhz" => 1 / 1000, "khz" => 1 / 1000000, "hz" => 1 / 1000000000;
    TransistorsBillion: "a transistor count such as 80 billion", "billion" => 1 / 1, "billion transistors" => 1 / 1,
        "bn" => 1 / 1, "b" => 1 / 1, "million" => 1 / 1000, "million transistors" => 1 / 1000,
        "trillion" => 1000 / 1, "trillion transistors" => 1000 / 1, "transistors" => 1 / 1000000000;
    Count: "a plain number", "x" => 1 / 1, "×" => 1 / 1;
    WeightedTeraflops: "weighted teraFLOPS (WT)", "wt" => 1 / 1;
}

impl UnitWords for GBPerSecond {
    const EXPECTED: &'static str = "a bandwidth such as GB/s, TB/s or Gb/s";
    fn multiplier(word: &str) -> Option<Exact> {
        let compact: String = word.chars().filter(|c| !c.is_whitespace()).collect();
        let stem = ["/sec", "/s", "ps"].iter().find_map(|ending| compact.strip_suffix(ending))?;
        let lower = stem.to_ascii_lowercase();
        let binary = |prefix: &str, power: usize| {
            let bytes = (0..power).fold(Exact::ONE, |product, _| product * Exact::from(1024));
            (lower == prefix).then(|| bytes * Exact::ratio(1, 1_000_000_000))
        };
        if let Some(scale) = binary("mib", 2).or(binary("gib", 3)).or(binary("tib", 4)) {
            return Some(scale);
        }
        if let Some(power) = prefixed(stem, &["byte", "bytes"]) {
            return power_of_ten(power - 9);
        }
        if let Some(power) = prefixed(stem, &["bit", "bits"]) {
            return Some(power_of_ten(power - 9)? * Exact::ratio(1, 8));
        }
        let bytes = stem.strip_suffix('B').and_then(prefix);
        let bits = stem.strip_suffix('b').and_then(prefix);
        match (bytes, bits) {
            (Some(power), _) => power_of_ten(power - 9),
            (_, Some(power)) => Some(power_of_ten(power - 9)? * Exact::ratio(1, 8)),
            _ => None,
        }
    }
}

impl UnitWords for GigabitsPerSecond {
    const EXPECTED: &'static str = "a data rate such as Gb/s or Tb/s";
    fn multiplier(word: &str) -> Option<Exact> {
        GBPerSecond::multiplier(word).map(|gigabytes| gigabytes * Exact::from(8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base<U: UnitWords>(text: &str) -> String {
        quantity::<U>(text).map_or_else(|error| error.to_string(), |value| value.value().to_string())
    }

    #[test]
    fn throughput_in_every_spelling() {
        for (text, tops) in [
            ("1979", "1979"),
            ("1979 TOPS", "1979"),
            ("1979 TOP/s", "1979"),
            ("1979 Tops", "1979"),
            ("1.979 POPS", "1979"),
            ("1979000 GOPS", "1979"),
            ("1979000000 MOPS", "1979"),
            ("1979 TFLOPS", "1979"),
            ("1979 TFLOP/s", "1979"),
            ("1979 teraFLOPS", "1979"),
            ("1.979 PFLOPS", "1979"),
            ("1.979 PF", "1979"),
            ("0.001979 EFLOPS", "1979"),
            ("1979000 GFLOPS", "1979"),
            ("1.979e15 FLOP/s", "1979"),
            ("1.979 × 10^15 FLOPS", "1979"),
            ("1,979.5 TFLOPS", "1979.5"),
        ] {
            assert_eq!(base::<Tops>(text), tops, "{text}");
        }
        for text in ["1979 TB/s", "1979 T", "1979 F", "1979 MF", "1979 W"] {
            assert!(base::<Tops>(text).starts_with("expected a throughput"), "{text}: {}", base::<Tops>(text));
        }
    }

    #[test]
    fn bandwidth_tells_bits_from_bytes() {
        for (text, gigabytes) in [
            ("3350", "3350"),
            ("3350 GB/s", "3350"),
            ("3.35 TB/s", "3350"),
            ("3350 GBps", "3350"),
            ("3350 Gbyte/s", "3350"),
            ("3350000 MB/s", "3350"),
            ("26800 Gb/s", "3350"),
            ("26800 Gbps", "3350"),
            ("26.8 Tbit/s", "3350"),
            ("1000 GiB/s", "1073.741824"),
            ("1000000 MiB/s", "1048.576"),
            ("1 TiB/s", "1099.511627776"),
        ] {
            assert_eq!(base::<GBPerSecond>(text), gigabytes, "{text}");
        }
        assert_eq!(base::<GigabitsPerSecond>("500 Gb/s"), "500");
        assert_eq!(base::<GigabitsPerSecond>("1 GB/s"), "8");
    }

    #[test]
    fn the_other_units() {
        for text in ["8.14 cm²", "814 mm2", "814 mm^2", "814 square millimeters", "814 sq mm"] {
            assert_eq!(base::<SquareMillimeters>(text), "814", "{text}");
        }
        assert_eq!(base::<Gigahertz>("1410 MHz"), "1.41");
        assert_eq!(base::<Gigahertz>("1.41e9 Hz"), "1.41");
        for text in ["80 billion", "80000 million", "0.08 trillion", "8e10 transistors"] {
            assert_eq!(base::<TransistorsBillion>(text), "80", "{text}");
        }
    }

    #[test]
    fn what_is_no_number_says_why() {
        let error = |text: &str| decimal(text).unwrap_err().to_string();
        assert_eq!(error(""), "expected a number, found \"nothing\"");
        assert!(error("-5").contains("negative"));
        assert!(error("1,97").contains("thousands"));
        assert!(error("1,9799").contains("thousands"));
        assert!(error("12,34,567").contains("thousands"));
        assert!(error("1e65").contains("beyond the bound of 64"));
        assert!(error(&"9".repeat(65)).contains("65 digits, the bound is 64"));
        assert!(decimal(&"9".repeat(64)).is_ok());
        assert!(decimal("1e64").is_ok());
        assert!(error("12 34").contains("found \"34\""));
    }

    #[test]
    fn out_of_range_names_the_bound() {
        let error = quantity::<Tops>("1000000000001 TOPS").unwrap_err();
        assert_eq!(error.to_string(), "out of range: the largest value accepted is 10^12 TOPS");
        assert_eq!(error.span(), 0..13);
        assert!(quantity::<Tops>("1000000000000 TOPS").is_ok());
        assert!(quantity::<Count>("1e16").unwrap_err().to_string().ends_with("10^15"));
    }

    #[test]
    fn separators_group_three_digits() {
        for text in ["1,979,000", "1_979_000", "1\u{a0}979\u{a0}000", "1'979'000"] {
            assert_eq!(decimal(text).unwrap(), Exact::from(1_979_000), "{text}");
        }
        assert!(decimal("1,979_000").is_err());
    }
}
