//! One cell to a value: the exact way. The fast way is in [`scan::number`](super::scan).

use super::layout::Column;
use super::meaning::{ColumnFact, Kind, Meaning};
use crate::datasheet;
use crate::quantity::parse::{self, UnitWords};
use crate::quantity::{Exact, Known, Quantity};
use std::borrow::Cow;

/// Cells that say that there is no value, in lower case.
const MISSING: &[&str] = &[
    "",
    "-",
    "–",
    "—",
    "--",
    "n/a",
    "na",
    "n.a.",
    "#n/a",
    "—n/a",
    "nan",
    "null",
    "none",
    "nil",
    ".",
    "…",
    "..",
    "void",
    "<na>",
    "n/d",
    "nd",
    "not available",
    "not applicable",
    "unspecified",
];

/// Cells that say that there is a value and that it is not known.
const UNKNOWN: &[&str] = &["unknown", "?", "tbd", "tba", "not disclosed", "undisclosed", "not published"];

/// Whether a cell says that there is no value.
pub(super) fn is_missing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || (text.len() <= 16 && MISSING.contains(&text.to_lowercase().as_str()))
}

/// How numbers are written in the file.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Decimal {
    /// `1,979.5`: the usual in files separated by commas.
    #[default]
    Point,
    /// `1.979,5`.
    Comma,
    /// Not yet known: a number that would be another one under the other style is refused.
    Undecided,
}

/// The total processing performance, in round figures, that no part reaches: twice that of the largest wafer.
const NO_PART: u64 = 4_000_000;
/// The same for a number that says no unit: a rate above it is hardly one in TOPS.
const NO_CHIP: u64 = 80_000;
/// More than the dies of any package have together, and what a whole wafer has, in mm².
const DIES: u64 = 10_000;
const WAFER: std::ops::RangeInclusive<u64> = 40_000..=50_000;

/// What no value of a column is above, in its base unit. `bare`: the number has no unit of its own.
pub(super) fn largest(column: &Column, bare: bool) -> Option<u64> {
    let says_unit = column.unit.is_some() || !bare;
    if column.computers && column.meaning.kind() != Some(Kind::Transistors) {
        return None;
    }
    match &column.meaning {
        Meaning::Rate(rate) => {
            let bits = u64::from(rate.format.bits().max(1));
            Some(match says_unit {
                true => NO_PART / bits,
                // Rates of 32 and 64 bits are often in GFLOPS, and those of chips are far below others.
                false if bits >= 32 && !rate.format.is_tf32() => 400,
                false => NO_CHIP / bits,
            })
        }
        Meaning::Fact(ColumnFact::Tops) => Some(if says_unit { NO_PART / 4 } else { NO_CHIP / 4 }),
        Meaning::Fact(ColumnFact::Tpp) => Some(NO_PART),
        Meaning::Fact(ColumnFact::DieArea) => Some(DIES),
        Meaning::Fact(ColumnFact::MemoryBandwidth | ColumnFact::IoBandwidth) => Some(100_000_000),
        // 54200 is in millions, 54.2 in billions, or 54.2 in millions of long ago.
        Meaning::Fact(ColumnFact::Transistors) => Some(if says_unit { 10_000 } else { 0 }),
        Meaning::Fact(ColumnFact::Clock) => Some(20),
        Meaning::Fact(_) => None,
    }
}

/// Why a value is not believed.
fn too_large(column: &Column, high: &Exact, bare: bool) -> Option<String> {
    let most = largest(column, bare).filter(|most| *high > Exact::from(*most))?;
    let (name, says_unit) = (column.name(), column.unit.is_some() || !bare);
    Some(match column.fact() {
        Some(ColumnFact::DieArea) => {
            let says_die = column.stated || column.header.to_lowercase().contains("die") || !column.header.is_ascii();
            let wafer = *high >= Exact::from(*WAFER.start()) && *high <= Exact::from(*WAFER.end());
            if says_die && wafer {
                return None;
            }
            format!(
                "the dies of no package have {} mm²: is it the area of a board, or of a whole wafer?",
                high.grouped()
            )
        }
        Some(ColumnFact::Transistors) if !says_unit => {
            format!("millions or billions? Say which with --unit {name}=million or --unit {name}=billion")
        }
        _ if !says_unit => format!(
            "is it TOPS? The column has no unit and no chip is known to reach this; say so with --unit {name}=UNIT"
        ),
        _ => {
            let unit = column.meaning.kind().map_or("", Kind::base_unit);
            let most = Exact::from(most).grouped();
            format!(
                "no part has more than {most} {unit}: is the unit right? For whole systems, say --default form=computer"
            )
        }
    })
}

/// Reads a number cell that is not [missing](is_missing).
///
/// # Errors
/// In words.
pub(super) fn known<U: UnitWords>(text: &str, column: &Column, decimal: Decimal) -> Result<Known<U>, String> {
    let text = text.trim();
    if text.len() <= 16 && UNKNOWN.contains(&text.to_lowercase().as_str()) {
        return Ok(Known::unknown());
    }
    let plain = plain(without_ratio(text))?;
    let read = |decimal: Decimal| -> Result<Known<U>, String> {
        let text = pointed(&plain, decimal)?;
        match exact::<U>(&text, column) {
            Some(value) => Ok(Known::exact(value)),
            None => datasheet::cell::<U>(&text, &column.multiplier, column.is_rate()),
        }
    };
    let known = read(decimal).map_err(|message| match decimal {
        Decimal::Point if plain.contains(',') && read(Decimal::Comma).is_ok() => {
            format!("{message}; if the comma is a decimal sign, say --decimal comma")
        }
        Decimal::Comma if plain.contains('.') && read(Decimal::Point).is_ok() => {
            format!("{message}; numbers are read with a decimal comma: if the point is the decimal sign, say --decimal point")
        }
        _ => message,
    })?;
    // "1e3" and "1 × 10^3" have no unit either.
    let bare = !text.contains(|c: char| c.is_alphabetic() && !matches!(c, 'e' | 'E' | 'x' | 'X'));
    match known.extent().high().and_then(|(high, _)| too_large(column, high, bare)) {
        Some(message) => Err(message),
        None => Ok(known),
    }
}

/// The text without a plus sign before its number, without spaces between its groups of three digits, and without a
/// point that no digit follows.
fn plain(text: &str) -> Result<Cow<'_, str>, String> {
    if text.starts_with(['~', '≈', '∼']) {
        return Err("a rough value is a range: write \"780 to 820\", or the number alone".to_owned());
    }
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let signed = text.strip_prefix('+').filter(|rest| digit(rest.chars().next())).unwrap_or(text);
    let end = signed.find(|c: char| !c.is_ascii_digit() && !matches!(c, ' ' | '\u{2007}')).unwrap_or(signed.len());
    let groups: Vec<&str> = signed[..end].trim_end().split([' ', '\u{2007}']).collect();
    let three = |group: &&str| group.len() == 3;
    if groups.len() > 1 && digit(signed.chars().next()) {
        let whole = (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(three);
        if !whole {
            // Two numbers, perhaps; the grammar of cells says what it does not understand.
            return Ok(Cow::Borrowed(signed));
        }
        if groups.len() == 2 && groups[0].len() > 1 && signed[..end].contains(' ') {
            return Err("one number or two? Write it without the space between its digits".to_owned());
        }
        let rest = &signed[signed[..end].trim_end().len()..];
        return Ok(Cow::Owned(groups.concat() + rest));
    }
    let stem = signed.trim_end_matches(|c: char| c.is_alphabetic() || matches!(c, '²' | '^' | '/' | ' '));
    match stem.strip_suffix(['.', ',']) {
        Some(number) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && stem.ends_with('.') => {
            Ok(Cow::Owned(format!("{number}{}", &signed[stem.len()..])))
        }
        _ => Ok(Cow::Borrowed(signed)),
    }
}

/// The common case: one number, with or without a unit of its own.
pub(super) fn exact<U: UnitWords>(text: &str, column: &Column) -> Option<Quantity<U>> {
    match parse::decimal(text) {
        Ok(number) => Quantity::new(&number * &column.multiplier).ok(),
        Err(_) => parse::quantity::<U>(text).ok(),
    }
}

/// `1,290.2 GFLOPS (1:64)` without the ratio of rates, which says nothing of sparsity.
fn without_ratio(text: &str) -> &str {
    let Some((stem, inner)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) else { return text };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match inner.split_once(':') {
        Some((a, b)) if digits(a) && digits(b) => stem.trim_end(),
        _ => text,
    }
}

/// The text with a decimal point.
pub(super) fn pointed(text: &str, decimal: Decimal) -> Result<Cow<'_, str>, String> {
    match decimal {
        Decimal::Point => Ok(Cow::Borrowed(text)),
        Decimal::Comma => {
            let swap = |c: char| match c {
                ',' => '.',
                '.' => ',',
                c => c,
            };
            Ok(Cow::Owned(text.chars().map(swap).collect()))
        }
        // One comma or point with three digits after it: thousands, or decimals.
        Decimal::Undecided if grouped_or_decimal(text) => {
            Err("thousands or decimals? Say --decimal comma or --decimal point".to_owned())
        }
        Decimal::Undecided if text.contains(',') && !text.contains('.') => pointed(text, Decimal::Comma),
        Decimal::Undecided => Ok(Cow::Borrowed(text)),
    }
}

/// Whether a number reads differently with a decimal comma and with a decimal point: `1,979`, `1.979`.
fn grouped_or_decimal(text: &str) -> bool {
    let number: &str = text.split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').next().unwrap_or("");
    let parts: Vec<&str> = number.split([',', '.']).collect();
    parts.len() == 2 && (1..=3).contains(&parts[0].len()) && parts[1].len() == 3
}
