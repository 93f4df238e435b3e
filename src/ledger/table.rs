//! A ledger as CSV: rows in, the same rows with what they come to out.

use super::{Amount, Authorization, Entry, Flag, Ledger, Posting};
use crate::destination::Place;
use crate::determine::classify;
use crate::facts::NumericFact;
use crate::law::{Law, Posture, is_under};
use crate::license::{Licensing, Verb};
use csv::{ByteRecord, ReaderBuilder, WriterBuilder};
use jiff::civil::Date;
use std::collections::HashMap;
use std::fmt;
use std::io::{BufRead as _, BufReader, Read, Write};

/// The columns that a ledger adds.
pub const COLUMNS: [&str; 6] = ["row_tpp", "flag", "total_tpp", "left_tpp", "why", "error"];

/// The columns that a ledger reads: name, whether it has to be there.
const INPUT: [(&str, bool); 11] = [
    ("date", true),
    ("part", false),
    ("tpp", false),
    ("quantity", true),
    ("consignee", true),
    ("parent", false),
    ("location", true),
    ("hq", false),
    ("parent_hq", false),
    ("verb", false),
    ("authorization", true),
];

/// How many names of parts and places are kept; beyond that each is looked up anew.
const MOST_KEPT: usize = 65_536;

/// Why a ledger cannot be read or written.
#[derive(Debug)]
pub enum TableError {
    /// The file is no CSV, or cannot be read.
    Read(csv::Error),
    /// The output cannot be written.
    Write(csv::Error),
    /// The header lacks a column, or has one twice.
    Header(String),
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => write!(f, "the ledger cannot be read: {error}"),
            Self::Write(error) => write!(f, "the output cannot be written: {error}"),
            Self::Header(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for TableError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) | Self::Write(error) => Some(error),
            Self::Header(_) => None,
        }
    }
}

/// What came of a run.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be understood; each says why.
    pub errors: u64,
    /// Rows that exceed a limit, or whose authorization is not open.
    pub flagged: u64,
}

/// Posts every row of `input` to `ledger`, and writes it to `out` with what it comes to. Rows keep their order and cells.
///
/// Part names are those of the catalog, classified by `law`; a column `tpp` goes before them.
///
/// ```
/// use eccn::destination::Choices;
/// use eccn::ledger::{Ledger, Limits, run};
/// use eccn::license::Licensing;
/// let csv = "date,part,quantity,consignee,location,authorization\n2025-06-01,H100 SXM5,1700,Example Cloud,PL,lpp\n";
/// let mut ledger = Ledger::new(Limits::embedded(), Licensing::embedded(), Choices::default());
/// let mut out = Vec::new();
/// run(csv.as_bytes(), Some(&mut out), &mut ledger, eccn::law::Law::embedded())?;
/// let row = String::from_utf8(out)?.lines().nth(1).unwrap().to_owned();
/// assert!(row.contains(",26914400,exceeds,26914400,26900000,"), "{row}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the input is no CSV or lacks a column, or the output cannot be written.
pub fn run(
    input: impl Read,
    out: Option<&mut dyn Write>,
    ledger: &mut Ledger<'_>,
    law: &Law,
) -> Result<Outcome, TableError> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let start = input.fill_buf().map_err(|error| TableError::Read(error.into()))?;
    let delimiter = delimiter(start);
    let mut reader = ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(input);
    let header = reader.byte_headers().map_err(TableError::Read)?.clone();
    let columns = columns(&header)?;
    let mut writer = out.map(|out| WriterBuilder::new().delimiter(delimiter).from_writer(out));
    if let Some(writer) = &mut writer {
        for cell in &header {
            writer.write_field(cell).map_err(TableError::Write)?;
        }
        writer.write_record(COLUMNS).map_err(TableError::Write)?;
    }
    let mut names = Names { law, rules: ledger.rules, parts: HashMap::new(), found: HashMap::new() };
    let mut outcome = Outcome::default();
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(TableError::Read)? {
        outcome.rows += 1;
        let line = record.position().map_or(0, csv::Position::line);
        let posted = post(&record, &columns, &mut names, ledger, header.len());
        if posted.is_err() {
            ledger.error();
            outcome.errors += 1;
        }
        let flagged = |posting: &Posting| matches!(posting.flag, Flag::Exceeds | Flag::NotEligible);
        outcome.flagged += u64::from(posted.as_ref().is_ok_and(flagged));
        let Some(writer) = &mut writer else { continue };
        for cell in &record {
            writer.write_field(cell).map_err(TableError::Write)?;
        }
        // What is added stands under its header also where a row is short.
        for _ in record.len()..header.len() {
            writer.write_field("").map_err(TableError::Write)?;
        }
        let text = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        let cells = match posted {
            Ok(posting) => [
                posting.tpp.to_string(),
                posting.flag.as_str().to_owned(),
                text(posting.total),
                text(posting.left),
                posting.why.into_owned(),
                String::new(),
            ],
            Err(message) => {
                let nothing = String::new;
                [nothing(), nothing(), nothing(), nothing(), nothing(), format!("line {line}: {message}")]
            }
        };
        writer.write_record(cells).map_err(TableError::Write)?;
    }
    if let Some(writer) = &mut writer {
        writer.flush().map_err(|error| TableError::Write(error.into()))?;
    }
    Ok(outcome)
}

/// What stands between fields: a comma, or a semicolon or tab where the header has no comma.
fn delimiter(start: &[u8]) -> u8 {
    let header = start.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    *b",;\t".iter().find(|delimiter| header.contains(delimiter)).unwrap_or(&b',')
}

/// The place of each column of [`INPUT`].
fn columns(header: &ByteRecord) -> Result<[Option<usize>; INPUT.len()], TableError> {
    let names: Vec<String> = header
        .iter()
        .map(|cell| String::from_utf8_lossy(cell).trim().to_lowercase().replace([' ', '-'], "_"))
        .collect();
    let mut columns = [None; INPUT.len()];
    for (place, (name, required)) in columns.iter_mut().zip(INPUT) {
        let mut found = names.iter().enumerate().filter(|(_, header)| header.trim_start_matches('\u{feff}') == name);
        *place = found.next().map(|(column, _)| column);
        if found.next().is_some() {
            return Err(TableError::Header(format!("the header has {name:?} twice: rename the one that is not meant")));
        }
        if required && place.is_none() {
            return Err(missing(name, &names));
        }
    }
    if columns[1].is_none() && columns[2].is_none() {
        return Err(missing("part\" or \"tpp", &names));
    }
    Ok(columns)
}

fn missing(name: &str, names: &[String]) -> TableError {
    let all: Vec<&str> = INPUT.iter().map(|(name, _)| *name).collect();
    TableError::Header(format!(
        "the header has no column \"{name}\"; a ledger has the columns {} (part or tpp), found {}",
        all.join(", "),
        names.join(", ")
    ))
}

/// Names of parts and places met before.
struct Names<'a> {
    law: &'a Law,
    rules: &'a Licensing,
    parts: HashMap<String, Result<(Amount, bool), String>>,
    found: HashMap<String, Result<Place, String>>,
}

impl Names<'_> {
    fn place(&mut self, text: &str) -> Result<Place, String> {
        if let Some(known) = self.found.get(text) {
            return known.clone();
        }
        let found = self.rules.destinations().find(text).map_err(|error| error.to_string());
        if self.found.len() < MOST_KEPT {
            self.found.insert(text.to_owned(), found.clone());
        }
        found
    }

    /// TPP of an item, and whether it is of the .a class.
    fn part(&mut self, text: &str) -> Result<(Amount, bool), String> {
        if let Some(known) = self.parts.get(text) {
            return known.clone();
        }
        let found = self.look_up(text);
        if self.parts.len() < MOST_KEPT {
            self.parts.insert(text.to_owned(), found.clone());
        }
        found
    }

    fn look_up(&self, text: &str) -> Result<(Amount, bool), String> {
        let part = crate::catalog::find(text).one().map_err(|error| error.to_string())?;
        let statute = self.law.at(self.law.verified_date(), Posture::Text).map_err(|error| error.to_string())?;
        let answer = classify(&part, &statute, &Default::default());
        let tpp = &answer.facts().numeric(NumericFact::Tpp).value;
        let Some(value) = tpp.as_point() else {
            return Err(format!("TPP of {text:?} is not one number: give it in a column tpp"));
        };
        let circuits = part.integrated_circuits.as_ref().map_or(1, |count| u64::from(count.value));
        let each: Amount = value.to_string().parse()?;
        let class = self.rules.classes().iter().find(|class| class.name == "a");
        let is_a = |id: &String| class.is_some_and(|class| class.paragraphs.iter().any(|prefix| is_under(id, prefix)));
        Ok((each.times(circuits).ok_or("the amount is too large")?, answer.paragraphs().iter().any(is_a)))
    }
}

fn post(
    record: &ByteRecord,
    columns: &[Option<usize>; INPUT.len()],
    names: &mut Names<'_>,
    ledger: &mut Ledger<'_>,
    width: usize,
) -> Result<Posting, String> {
    if record.len() != width {
        return Err(format!("the row has {} fields, the header has {width}", record.len()));
    }
    let cell = |column: usize| -> Result<&str, String> {
        let bytes = columns[column].and_then(|place| record.get(place)).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|_| format!("column {:?}: not UTF-8 text", INPUT[column].0))?;
        Ok(text.trim())
    };
    let in_column = |column: usize| move |message: String| format!("column {:?}: {message}", INPUT[column].0);
    let [date, part, tpp, quantity] = [cell(0)?, cell(1)?, cell(2)?, cell(3)?];
    let date: Date =
        date.parse().map_err(|_| format!("column \"date\": expected a date such as 2025-06-01, found {date:?}"))?;
    let first = names.rules.first_date();
    if date < first {
        return Err(format!("column \"date\": {date} is before {first}, the first day that is encoded"));
    }
    let (tpp, counts) = match (tpp, part) {
        ("", "") => return Err("neither part nor tpp is given".to_owned()),
        ("", part) => names.part(part).map_err(in_column(1))?,
        (tpp, _) => (tpp.parse().map_err(in_column(2))?, true),
    };
    let plain: String = quantity.chars().filter(|c| !matches!(c, ',' | '_' | ' ')).collect();
    let quantity: u64 = plain
        .parse()
        .map_err(|_| format!("column \"quantity\": expected a whole number of items, found {quantity:?}"))?;
    let consignee = cell(4)?;
    if consignee.is_empty() {
        return Err("column \"consignee\": a shipment has a consignee".to_owned());
    }
    let location = names.place(cell(6)?).map_err(in_column(6))?;
    let mut optional = |column: usize| match cell(column)? {
        "" | "unknown" => Ok(None),
        text => names.place(text).map(Some).map_err(in_column(column)),
    };
    let (hq, parent_hq) = (optional(7)?, optional(8)?);
    let verb = match cell(9)? {
        "" | "unknown" => None,
        text => Some(text.to_lowercase().parse::<Verb>().map_err(in_column(9))?),
    };
    let authorization: Authorization = cell(10)?.parse().map_err(in_column(10))?;
    let entry = Entry {
        date,
        tpp,
        quantity,
        product: part,
        counts,
        consignee,
        parent: cell(5)?,
        location,
        hq,
        parent_hq,
        verb,
        authorization,
    };
    ledger.post(&entry).map_err(|error| error.to_string())
}
