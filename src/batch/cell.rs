//! One cell to a value: the exact way. The fast way is in [`scan::number`](super::scan).

use super::layout::Column;
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

/// A number above this in a column of rates without a unit is not believed to be in TOPS: no chip has it, and a file in
/// GFLOPS would.
pub(super) const LARGEST_WITHOUT_UNIT: u64 = 20_000;

/// Reads a number cell that is not [missing](is_missing).
///
/// # Errors
/// In words.
pub(super) fn known<U: UnitWords>(text: &str, column: &Column, decimal: Decimal) -> Result<Known<U>, String> {
    let text = text.trim();
    if text.len() <= 16 && UNKNOWN.contains(&text.to_lowercase().as_str()) {
        return Ok(Known::unknown());
    }
    let text = pointed(without_ratio(text), decimal)?;
    let known = match exact::<U>(&text, column) {
        Some(value) => Known::exact(value),
        None => datasheet::cell::<U>(&text, &column.multiplier, column.is_rate())?,
    };
    let bare = column.is_rate() && column.unit.is_none() && !text.contains(char::is_alphabetic);
    let highest = known.extent().high().map(|(high, _)| high);
    if bare && highest.is_some_and(|high| *high > Exact::from(LARGEST_WITHOUT_UNIT)) {
        return Err(format!(
            "is it TOPS? The column has no unit and no chip is known to reach this; say so with --unit {}=UNIT",
            column.name()
        ));
    }
    Ok(known)
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
fn pointed(text: &str, decimal: Decimal) -> Result<Cow<'_, str>, String> {
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
