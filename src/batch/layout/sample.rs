//! What the first rows of a file say of its columns: whether they hold what their headers promise, how numbers are
//! written, and what has to be assumed.

use super::{Column, ColumnFact, Form, Kind, Layout, Meaning};
use crate::batch::cell::{self, Decimal, is_missing};
use crate::batch::row;
use crate::batch::table::Chunk;
use crate::part::{Cryptography, Sparsity};
use crate::quantity::{Exact, parse};
use std::borrow::Cow;

/// What stands between the fields of a file that has such.
pub(in crate::batch) type Delimiter = Option<u8>;

/// The cells of a column that say something.
fn cells<'a>(rows: &'a Chunk, column: &Column) -> impl Iterator<Item = Cow<'a, str>> {
    let index = column.index;
    let texts = (0..rows.records.len()).filter_map(move |record| rows.text(record, index));
    texts.filter(|text| !is_missing(text) && !matches!(text.trim(), "?" | "unknown"))
}

impl Layout {
    /// Looks at some rows: leaves out columns that do not hold what their headers promise, finds how numbers are written
    /// unless that is `stated`, and notes what is taken for granted.
    pub(in crate::batch) fn look(&mut self, rows: &Chunk, delimiter: Delimiter, stated: bool) {
        let mut left_out = Vec::new();
        for column in self.columns.iter().filter(|column| !column.stated) {
            if let Some(why) = not_held(column, rows) {
                left_out.push((column.index, why));
            }
        }
        self.leave_out(left_out);
        let computers = self.has(ColumnFact::Form);
        self.columns.iter_mut().for_each(|column| column.computers = computers);
        if let (Some(delimiter), false) = (delimiter, stated) {
            self.decimal = self.sign(rows, delimiter).0;
            if self.decimal == Decimal::Comma {
                self.remarks
                    .push("numbers are read with a decimal comma (--decimal point, if they are not)".to_owned());
            }
        }
        let doubts = self.doubts(rows);
        self.leave_out(doubts);
        self.note(Some(rows));
    }

    fn leave_out(&mut self, columns: Vec<(usize, String)>) {
        self.columns.retain(|column| columns.iter().all(|(index, _)| *index != column.index));
        self.unused.extend(columns);
        self.unused.sort_by_key(|(index, _)| *index);
    }

    /// How numbers are written, by the cells of columns that hold numbers; and one that may be thousands or decimals.
    pub(in crate::batch) fn sign(&self, rows: &Chunk, delimiter: u8) -> (Decimal, Option<String>) {
        // Between commas, only a quoted cell has one.
        if delimiter == b',' && memchr::memchr(b'"', &rows.bytes[..rows.filled]).is_none() {
            return (Decimal::Point, None);
        }
        let number = |column: &&Column| column.meaning.kind().is_some() || column.fact() == Some(ColumnFact::Value);
        let (mut comma, mut point, mut either) = (false, false, None);
        for column in self.columns.iter().filter(number) {
            for text in cells(rows, column) {
                match sign_of(&text) {
                    Some(Sign::Comma) => comma = true,
                    Some(Sign::Point) => point = true,
                    Some(Sign::Either) => drop(either.get_or_insert_with(|| text.trim().to_owned())),
                    None => {}
                }
            }
        }
        let sign = match (comma, point) {
            // A slip such as "1,97" does not make decimals of thousands.
            (true, false) if delimiter == b',' && either.is_some() => Decimal::Undecided,
            (true, false) => Decimal::Comma,
            (false, true) => Decimal::Point,
            _ if delimiter == b',' => Decimal::Point,
            _ => Decimal::Undecided,
        };
        (sign, either)
    }

    /// Columns whose numbers cannot be what a number without a unit is taken for, with what to do.
    fn doubts(&self, rows: &Chunk) -> Vec<(usize, String)> {
        let unitless = |column: &&Column| matches!(column.meaning, Meaning::Rate(_)) && column.unit.is_none();
        let highest = |column: &Column| {
            let bare = cells(rows, column).filter_map(|text| bare(&text, self.decimal));
            bare.max()
        };
        let above = self.columns.iter().filter(unitless).find_map(|column| {
            let most = Exact::from(cell::largest(column, true)?);
            highest(column).filter(|highest| *highest > most).map(|highest| (column, highest))
        });
        let mut doubts = Vec::new();
        if let Some((first, highest)) = above {
            // One is not in TOPS: then neither are the others beside it.
            for column in self.columns.iter().filter(unitless).filter(|column| highest_of(rows, column, self.decimal)) {
                let name = first.name();
                let why = format!(
                    "unclear: {:?} has no unit and holds numbers up to {}: TFLOPS, GFLOPS or FLOP/s?\n  say which with --unit \
                     {name}=GFLOPS, and likewise for every rate without a unit",
                    first.header,
                    highest.grouped()
                );
                doubts.push((column.index, why));
            }
        }
        for column in self.columns.iter().filter(|column| !column.stated) {
            let fact = column.fact();
            if fact == Some(ColumnFact::Transistors) && column.unit.is_none() && highest(column).is_some() {
                let why = "no unit: millions or billions? Say with --column transistors=HEADER and --unit transistors=billion";
                doubts.push((column.index, why.to_owned()));
            }
            // "Bits" and "bit width" may be of a bus; a "bit length" is of an operation, and its cells are right or wrong.
            let header = column.header.to_lowercase();
            let vague = ["length", "operand", "operation", "precision"].iter().all(|word| !header.contains(word));
            let bits = || cells(rows, column).filter_map(|text| bare(&text, self.decimal)).min();
            if fact == Some(ColumnFact::BitLength)
                && vague
                && let Some(bits) = bits().filter(|bits| *bits > Exact::from(64))
            {
                let why =
                    format!("unclear: {:?} holds no bit lengths of operations, only such as {bits}", column.header);
                doubts.push((column.index, why));
            }
        }
        doubts
    }

    /// Notes what is taken for granted. Without rows, numbers are supposed to stand in every column.
    pub(in crate::batch) fn note(&mut self, rows: Option<&Chunk>) {
        let list = |columns: &[&Column]| {
            let names: Vec<String> = columns.iter().take(4).map(|column| format!("{:?}", column.header)).collect();
            let more = if columns.len() > 4 { format!(" and {} more", columns.len() - 4) } else { String::new() };
            names.join(", ") + &more
        };
        let numbers = |column: &&Column| {
            let bare = |rows: &Chunk| rows.records.is_empty() || highest_of(rows, column, self.decimal);
            column.unit.is_none() && rows.is_none_or(bare)
        };
        let mut remarks = Vec::new();
        let mut units: Vec<String> = Vec::new();
        for kind in [Kind::Throughput, Kind::Area, Kind::Bandwidth, Kind::Transceiver] {
            let of_kind = |column: &&Column| column.meaning.kind() == Some(kind);
            let columns: Vec<&Column> = self.columns.iter().filter(of_kind).filter(numbers).collect();
            if !columns.is_empty() {
                units.push(format!("{}: {}", kind.base_unit(), list(&columns)));
            }
        }
        if !units.is_empty() {
            remarks.push(format!("headers without a unit are taken as {} (--unit says otherwise)", units.join("; ")));
        }
        let rates = |test: fn(&crate::batch::RateColumn) -> bool| -> Vec<&Column> {
            let is = |column: &&Column| matches!(&column.meaning, Meaning::Rate(rate) if test(rate));
            self.columns.iter().filter(is).collect()
        };
        let unstated = rates(|rate| rate.sparsity == Sparsity::Unstated);
        if !unstated.is_empty() && self.form == Form::Wide {
            remarks.push(format!("neither dense nor sparse, taken as dense: {}", list(&unstated)));
        }
        let bound = rates(|rate| rate.at_least);
        if !bound.is_empty() && self.rates.is_none() {
            remarks.push(format!(
                "rates are taken as \"at least\": {} may be slower than the part's matrix hardware or than its shorter formats \
                 (--rates complete, if they show the best)",
                list(&bound)
            ));
        }
        self.remarks.extend(remarks);
    }
}

/// Whether a column has a number without a unit.
fn highest_of(rows: &Chunk, column: &Column, decimal: Decimal) -> bool {
    cells(rows, column).any(|text| bare(&text, decimal).is_some())
}

/// A number without a unit.
fn bare(text: &str, decimal: Decimal) -> Option<Exact> {
    let pointed = cell::pointed(text.trim(), decimal).ok()?;
    parse::decimal(&pointed).ok()
}

enum Sign {
    Comma,
    Point,
    /// Thousands or decimals.
    Either,
}

/// What the number in a cell says of decimal signs.
fn sign_of(text: &str) -> Option<Sign> {
    let text = text.trim().trim_start_matches(['+', '~', '<', '>', '≥', '≤', ' ']);
    let number = &text[..text.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(text.len())];
    let decimal = |sign: char| if sign == ',' { Sign::Comma } else { Sign::Point };
    let other = |sign: char| if sign == ',' { Sign::Point } else { Sign::Comma };
    let last = number.rfind([',', '.'])?;
    let sign = if number[last..].starts_with(',') { ',' } else { '.' };
    let (whole, fraction) = (&number[..last], &number[last + 1..]);
    if whole.is_empty() || fraction.is_empty() {
        return None;
    }
    Some(if whole.contains(sign) {
        other(sign)
    } else if whole.contains([',', '.']) || fraction.len() != 3 || whole.len() > 3 || whole.starts_with('0') {
        decimal(sign)
    } else {
        Sign::Either
    })
}

/// Why a column does not hold what its header promises: none of its cells can be that.
fn not_held(column: &Column, rows: &Chunk) -> Option<String> {
    let fact = column.fact()?;
    let holds: &dyn Fn(&str) -> bool = match fact {
        ColumnFact::Form => &|text| text.parse::<crate::part::Form>().is_ok(),
        ColumnFact::Cryptography => &|text| text.parse::<Cryptography>().is_ok(),
        ColumnFact::Datacenter | ColumnFact::ProgrammableLogic => &|text| row::truth(text).is_ok(),
        ColumnFact::Planar | ColumnFact::NonPlanar => &|text| row::planar(text).is_ok(),
        // A word such as GH100 in place of a number, not a number that is hard to read.
        _ if fact.kind().is_some() => &|text| {
            let words = ["at ", "up to", "above", "below", "over", "under", "less", "more", "about", "ca"];
            let lower = text.trim().to_lowercase();
            !lower.starts_with(char::is_alphabetic) || words.iter().any(|word| lower.starts_with(word))
        },
        _ => return None,
    };
    let mut first = None;
    for text in cells(rows, column) {
        if holds(&text) {
            return None;
        }
        first.get_or_insert_with(|| text.trim().chars().take(30).collect::<String>());
    }
    first.map(|text| format!("its cells are words such as {text:?}, not the {} that its header promises", fact.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_tell_their_decimal_sign() {
        let sign = |text: &str| match sign_of(text) {
            Some(Sign::Comma) => "comma",
            Some(Sign::Point) => "point",
            Some(Sign::Either) => "either",
            None => "neither",
        };
        for (text, expected) in [
            ("989,4", "comma"),
            ("1.979,5 TFLOPS", "comma"),
            ("1.979.000", "comma"),
            ("0,125", "comma"),
            ("989.4", "point"),
            ("1,979.5", "point"),
            ("1,979,000", "point"),
            ("1979.000", "point"),
            ("1,979", "either"),
            ("1.979", "either"),
            ("1979", "neither"),
            ("800.", "neither"),
            ("A100", "neither"),
        ] {
            assert_eq!(sign(text), expected, "{text}");
        }
    }
}
