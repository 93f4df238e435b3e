//! A vendor's table of published classifications.

use crate::Truth;
use crate::law::is_under;
use crate::part::{Cited, Cryptography, Form, Market, Part};
use crate::quantity::{Exact, parse};
use std::fmt;

/// What columns can hold.
const COLUMNS: [&str; 6] = ["part", "eccn", "tpp", "form", "cryptography", "datacenter"];

/// A row of a vendor's table.
#[derive(Clone, Debug, PartialEq)]
pub struct VendorRow {
    /// Its line in the file.
    pub line: u64,
    /// The part.
    pub part: String,
    /// Its ECCN as it stands there; empty if none is given.
    pub eccn: String,
    /// Its TPP.
    pub tpp: Option<Exact>,
    /// What kind of item the vendor classifies, if a column says it.
    pub form: Option<Form>,
    /// Its cryptography, if a column says it.
    pub cryptography: Option<Cryptography>,
    /// Whether it is for datacenters, if a column says it.
    pub datacenter: Option<Truth>,
    /// What in the row cannot be read.
    pub fault: Option<String>,
}

impl VendorRow {
    /// The part as the vendor's own columns describe it.
    pub(super) fn described(&self, part: &Part) -> Part {
        let mut part = part.clone();
        if let Some(form) = self.form {
            part.form = Some(Cited::new(form));
        }
        if let Some(cryptography) = self.cryptography {
            part.cryptography = Some(Cited::new(cryptography));
        }
        if let Some(datacenter) = self.datacenter {
            part.market = Some(Cited::new(Market { text: format!("the vendor: datacenter {datacenter}"), datacenter }));
        }
        part
    }

    /// Whether a governing paragraph is the vendor's: the same, or one of the two is more precise than the other.
    pub(super) fn has(&self, governing: &str) -> bool {
        let vendor = normal(&self.eccn);
        // EAR99 says that no entry applies; that none of those checked does is as much as can be said here.
        vendor.is_empty()
            || (vendor == "EAR99" && governing == "none")
            || is_under(governing, &vendor)
            || is_under(&vendor, governing)
    }

    /// Whether a TPP is the vendor's: the same, or the same when rounded to a whole number as the vendor's is.
    pub(super) fn has_tpp(&self, tpp: &Exact) -> bool {
        self.tpp.as_ref().is_none_or(|stated| {
            let whole = stated.finite_decimal().is_some_and(|text| !text.contains('.'));
            stated == tpp || whole && tpp.rounded(0) == stated.to_string()
        })
    }
}

/// An ECCN as the law writes it: `4a090A` and `4A090a.` are `4A090.a`, `5A002z1` is `5A002.z.1`. What stands behind it in
/// brackets is a remark.
fn normal(eccn: &str) -> String {
    let text = eccn.split('(').next().unwrap_or_default().trim();
    let text = text.get(..4).filter(|word| word.eq_ignore_ascii_case("eccn")).map_or(text, |_| &text[4..]);
    let letters: Vec<char> = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    if letters.len() < 5 {
        return text.to_ascii_uppercase();
    }
    let (head, tail) = letters.split_at(5);
    let mut out: String = head.iter().map(char::to_ascii_uppercase).collect();
    let mut digits = false;
    for c in tail {
        if !(digits && c.is_ascii_digit()) {
            out.push('.');
        }
        digits = c.is_ascii_digit();
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Whether a text has the shape of an ECCN, `EAR99` among them: category, group, three digits, and behind them letters and
/// numbers in turn.
fn is_eccn(text: &str) -> bool {
    let text = normal(text);
    let mut levels = text.split('.');
    let head: Vec<char> = levels.next().unwrap_or_default().chars().collect();
    let [category, group, number @ ..] = &head[..] else { return false };
    let entry = category.is_ascii_digit()
        && ('A'..='E').contains(group)
        && number.len() == 3
        && number.iter().all(char::is_ascii_digit);
    let in_turn = |(depth, level): (usize, &str)| {
        let digits = level.len() <= 2 && level.chars().all(|c| c.is_ascii_digit());
        if depth % 2 == 0 { !digits } else { digits }
    };
    text == "EAR99" || entry && levels.enumerate().all(in_turn)
}

/// A vendor's table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vendor {
    rows: Vec<VendorRow>,
}

/// A table that cannot be used, or a map that does not fit it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorError(String);

impl fmt::Display for VendorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for VendorError {}

impl Vendor {
    /// Reads a table in CSV. `map` says which header holds what: `part` and `eccn`, and as there are `tpp`, `form`,
    /// `cryptography` and `datacenter`.
    ///
    /// What a cell holds that cannot be read is a fault of its row.
    ///
    /// # Errors
    /// If the map lacks part or eccn, names what is not in the header, or the table is no CSV.
    pub fn read(name: &str, bytes: &[u8], map: &[(String, String)]) -> Result<Self, VendorError> {
        let fail = |message: String| VendorError(format!("{name}: {message}"));
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        let headers = reader.byte_headers().map_err(|error| fail(error.to_string()))?.clone();
        let headers: Vec<String> =
            headers.iter().map(|header| String::from_utf8_lossy(header).trim().to_owned()).collect();
        let mut places: [Option<usize>; COLUMNS.len()] = [None; COLUMNS.len()];
        for (what, header) in map {
            let Some(column) = COLUMNS.iter().position(|known| known == what) else {
                return Err(VendorError(format!("--map {what}={header}: expected one of {}", COLUMNS.join(", "))));
            };
            let is = |known: &String| known == header || known.eq_ignore_ascii_case(header);
            let Some(place) = headers.iter().position(is) else {
                return Err(fail(format!("no column is named {header:?}; there are {}", headers.join(", "))));
            };
            places[column] = Some(place);
        }
        let need = |column: usize| {
            let missing =
                || VendorError(format!("--map has to say which column holds {}: {0}=HEADER", COLUMNS[column]));
            places[column].ok_or_else(missing)
        };
        let (part, eccn) = (need(0)?, need(1)?);
        let mut rows = Vec::new();
        for record in reader.byte_records() {
            let record = record.map_err(|error| fail(error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |place: Option<usize>| {
                let bytes = place.and_then(|place| record.get(place)).unwrap_or_default();
                String::from_utf8_lossy(bytes).trim().to_owned()
            };
            let mut fault = None;
            let mut note = |header: usize, text: &str, expected: &str| {
                let header = places[header].and_then(|place| headers.get(place)).cloned().unwrap_or_default();
                fault.get_or_insert_with(|| format!("line {line}: column {header:?}: {text:?}; expected {expected}"));
            };
            let mut row = VendorRow {
                line,
                part: cell(Some(part)),
                eccn: stated(cell(Some(eccn))),
                tpp: None,
                form: None,
                cryptography: None,
                datacenter: None,
                fault: None,
            };
            if row.part.is_empty() {
                note(0, "", "the name of a part");
            }
            if !row.eccn.is_empty() && !is_eccn(&row.eccn) {
                note(1, &row.eccn, "one ECCN such as 4A090.a or 5A992.c, EAR99, or nothing");
            }
            match stated(cell(places[2])).as_str() {
                "" => {}
                text => match number(text) {
                    Some(tpp) => row.tpp = Some(tpp),
                    None => note(2, text, "a number such as 4,707"),
                },
            }
            match stated(cell(places[3])).as_str() {
                "" => {}
                text => match text.parse() {
                    Ok(form) => row.form = Some(form),
                    Err(error) => note(3, text, &error),
                },
            }
            match stated(cell(places[4])).as_str() {
                "" => {}
                text => match text.parse() {
                    Ok(cryptography) => row.cryptography = Some(cryptography),
                    Err(error) => note(4, text, &error),
                },
            }
            match stated(cell(places[5])).to_lowercase().as_str() {
                "" => {}
                "y" | "true" => row.datacenter = Some(Truth::Yes),
                "n" | "false" => row.datacenter = Some(Truth::No),
                text => match text.parse() {
                    Ok(datacenter) => row.datacenter = Some(datacenter),
                    Err(_) => note(5, text, "yes, no or unknown"),
                },
            }
            row.fault = fault;
            rows.push(row);
        }
        Ok(Self { rows })
    }

    /// Its rows, in order.
    pub fn rows(&self) -> &[VendorRow] {
        &self.rows
    }
}

/// The text of a cell, or nothing where it only says that there is nothing.
fn stated(text: String) -> String {
    let nothing = ["-", "–", "—", "n/a", "na", "none stated", "not stated", "unknown", "tbd"];
    if nothing.iter().any(|word| text.eq_ignore_ascii_case(word)) { String::new() } else { text }
}

/// A number with or without thousands: `4,707`, `15 840`, `2392.5`.
fn number(text: &str) -> Option<Exact> {
    let groups: Vec<&str> = text.split(',').collect();
    // A comma that stands before three digits each time parts thousands; any other is not for us to guess.
    let thousands = groups.iter().skip(1).all(|group| group.split('.').next().is_some_and(|digits| digits.len() == 3));
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}')).collect();
    if thousands { parse::decimal(&plain).ok().filter(|number| !number.is_negative()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_an_eccn_are_one() {
        let pairs = [
            ("4A090.a", "4A090.a"),
            ("4a090a", "4A090.a"),
            (" 5A002.z.1 ", "5A002.z.1"),
            ("5A002z1", "5A002.z.1"),
            ("3A090", "3A090"),
            ("3A001.a.10", "3A001.a.10"),
            ("ear99", "EAR99"),
            ("ECCN 4A090.a (NAC)", "4A090.a"),
            ("3A001.b.2.a.1", "3A001.b.2.a.1"),
        ];
        for (text, expected) in pairs {
            assert_eq!(normal(text), expected);
            assert!(is_eccn(text), "{text}");
        }
        for text in ["XXXX", "", "4A09", "4A090.a NAC", "5A992.c / 4A994.l", "no license", "3F090", "EAR 98"] {
            assert!(!is_eccn(text), "{text}");
        }
    }

    #[test]
    fn numbers_with_and_without_thousands() {
        assert_eq!(number("4,707"), Some(Exact::from(4707)));
        assert_eq!(number("15 840"), Some(Exact::from(15840)));
        assert_eq!(number("2392.5"), Some(Exact::ratio(23925, 10)));
        assert_eq!((number("47,07"), number("-3"), number("many")), (None, None, None));
    }

    #[test]
    fn a_map_that_does_not_fit_and_cells_that_cannot_be_read_are_said() {
        let map =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
        let csv = b"Model,ECCN,TPP\nX,4A090.a,lots\n,4A090.a,1\nY,-,\n";
        let read = |pairs: &[(&str, &str)]| Vendor::read("v.csv", csv, &map(pairs));
        let whole = [("part", "model"), ("eccn", "ECCN"), ("tpp", "TPP")];
        let faults: Vec<Option<String>> =
            read(&whole).expect("read").rows().iter().map(|row| row.fault.clone()).collect();
        assert_eq!(faults[0].as_deref(), Some("line 2: column \"TPP\": \"lots\"; expected a number such as 4,707"));
        assert!(faults[1].as_deref().is_some_and(|fault| fault.contains("the name of a part")) && faults[2].is_none());
        assert!(read(&[("part", "Model")]).expect_err("refused").to_string().contains("eccn=HEADER"));
        assert!(read(&[("part", "Name")]).expect_err("refused").to_string().contains("there are Model, ECCN, TPP"));
        assert!(read(&[("price", "ECCN")]).expect_err("refused").to_string().contains("expected one of part, eccn"));
    }
}
