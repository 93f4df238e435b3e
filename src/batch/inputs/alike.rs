//! Whether the files of a run can be read as one table.

use crate::batch::{BatchError, Decimal};

/// How a file is written.
pub(super) struct Writing {
    pub(super) delimiter: u8,
    pub(super) decimal: Decimal,
    /// A number of the first rows that may be thousands or decimals.
    pub(super) unclear: Option<String>,
}

/// Fails if a file's fields are not separated, or its numbers not written, as those of the first.
pub(super) fn same_writing(
    (first, one): (&str, &Writing),
    (name, other): (&str, &Writing),
    sniffed: bool,
) -> Result<(), BatchError> {
    let differ = |message: String| Err(BatchError::Input(message));
    if one.delimiter != other.delimiter {
        let sign = |byte: u8| char::from(byte).escape_default().to_string();
        let (here, there) = (sign(other.delimiter), sign(one.delimiter));
        return differ(format!(
            "{name}: its fields are separated by '{here}', those of {first} by '{there}'; give files of one kind to a run, \
             or say --delimiter"
        ));
    }
    if !sniffed || one.decimal == other.decimal {
        return Ok(());
    }
    let sign = |decimal: Decimal| if decimal == Decimal::Comma { "comma" } else { "point" };
    match (one.decimal, other.decimal, &other.unclear) {
        (Decimal::Undecided, ..) | (_, Decimal::Undecided, None) => Ok(()),
        (_, Decimal::Undecided, Some(number)) => differ(format!(
            "{name}: its first rows do not tell whether {number} is thousands or decimals; {first} is written with a decimal \
             {}; say --decimal comma or --decimal point, if it holds for all files",
            sign(one.decimal)
        )),
        (there, here, _) => differ(format!(
            "{name}: its numbers are written with a decimal {}, those of {first} with a decimal {}; give files of one kind \
             to a run",
            sign(here),
            sign(there)
        )),
    }
}

/// Fails if the headers of a file are not those of the first.
pub(super) fn same_header(name: &str, first: &[String], other: &[String]) -> Result<(), BatchError> {
    if first == other {
        return Ok(());
    }
    let difference = difference(first, other);
    Err(BatchError::Input(format!("{name}: its header differs from that of the first file: {difference}")))
}

/// In words, the first place where two headers differ.
fn difference(first: &[String], other: &[String]) -> String {
    let at = first.iter().zip(other).position(|(a, b)| a != b).unwrap_or(first.len().min(other.len()));
    let name = |names: &[String]| names.get(at).map_or("nothing".to_owned(), |name| format!("{name:?}"));
    format!("column {} is {} there and {} here", at + 1, name(first), name(other))
}
