//! The values of one column of a batch of rows.

use super::file::{Column, Kind};
use crate::batch::numbers::{Numbers, Values, widened};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray, Int96};
use parquet::errors::ParquetError;
use std::io::Write as _;

/// Reads one column.
pub(super) struct ColumnCells {
    pub(super) column: usize,
    kind: Kind,
    level: i16,
    reader: ColumnReader,
    levels: Vec<i16>,
    /// Whether a row has a value.
    there: Vec<bool>,
    found: Found,
    /// The next value of `found`: those of rows that have none are left out.
    next: usize,
}

/// Values that become text.
enum Found {
    /// A number for each row.
    Numbers(Numbers),
    Truths(Vec<bool>),
    Texts(Vec<ByteArray>),
    Days(Vec<i32>),
    Times(Vec<i64>),
}

impl ColumnCells {
    pub(super) fn new(place: usize, column: &Column, reader: ColumnReader) -> Self {
        Self {
            column: place,
            kind: column.kind,
            level: column.level,
            reader,
            levels: Vec::new(),
            there: Vec::new(),
            found: Found::Truths(Vec::new()),
            next: 0,
        }
    }

    /// Leaves out the next `rows` rows.
    pub(super) fn skip(&mut self, rows: usize) -> Result<(), ParquetError> {
        let skipped = match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::Int32ColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::Int64ColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::Int96ColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::FloatColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::DoubleColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::ByteArrayColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::FixedLenByteArrayColumnReader(reader) => reader.skip_records(rows)?,
        };
        if skipped == rows { Ok(()) } else { Err(short(rows, skipped)) }
    }

    /// Reads the next `rows` rows. `spent`: numbers whose memory is used again.
    pub(super) fn read(&mut self, rows: usize, spent: Option<Numbers>) -> Result<(), ParquetError> {
        self.next = 0;
        let Self { kind, level, reader, levels, there, found, .. } = self;
        let (level, kind) = (*level, *kind);
        let before = match std::mem::replace(found, Found::Truths(Vec::new())) {
            Found::Numbers(numbers) => Some(numbers),
            other => {
                *found = other;
                spent
            }
        };
        let texts = |values: Vec<FixedLenByteArray>| values.into_iter().map(ByteArray::from).collect::<Vec<_>>();
        let decimals = match kind {
            Kind::Integer { decimals, .. } | Kind::Bytes { decimals } => decimals,
            _ => 0,
        };
        *found = match reader {
            ColumnReader::BoolColumnReader(reader) => {
                let mut values = Vec::with_capacity(rows);
                take(reader, rows, level, (levels, there), &mut values)?;
                Found::Truths(values)
            }
            ColumnReader::Int32ColumnReader(reader) => {
                let mut values = Vec::with_capacity(rows);
                take(reader, rows, level, (levels, there), &mut values)?;
                match kind {
                    Kind::Date => Found::Days(values),
                    Kind::Integer { signed: false, .. } => {
                        let values = values.into_iter().map(|value| i64::from(value as u32));
                        Found::Numbers(integers(values, there, decimals))
                    }
                    _ => Found::Numbers(integers(values.into_iter().map(i64::from), there, decimals)),
                }
            }
            ColumnReader::Int64ColumnReader(reader) => {
                let mut values = Vec::with_capacity(rows);
                take(reader, rows, level, (levels, there), &mut values)?;
                match kind {
                    Kind::Time { .. } => Found::Times(values),
                    Kind::Integer { signed: false, .. } if values.iter().any(|value| *value < 0) => {
                        let values = values.into_iter().map(|value| i128::from(value as u64));
                        Found::Numbers(Numbers {
                            values: Values::Wide(spread(values, there), decimals),
                            there: there.clone(),
                        })
                    }
                    _ => Found::Numbers(integers(values.into_iter(), there, decimals)),
                }
            }
            ColumnReader::Int96ColumnReader(reader) => {
                let mut values: Vec<Int96> = Vec::with_capacity(rows);
                take(reader, rows, level, (levels, there), &mut values)?;
                Found::Times(values.iter().map(Int96::to_nanos).collect())
            }
            ColumnReader::FloatColumnReader(reader) => {
                let mut values = Vec::with_capacity(rows);
                take(reader, rows, level, (levels, there), &mut values)?;
                let mut doubles = values.into_iter().map(widened).collect();
                Found::Numbers(finite(&mut doubles, there, before))
            }
            ColumnReader::DoubleColumnReader(reader) => {
                let mut values = Vec::with_capacity(rows);
                take(reader, rows, level, (levels, there), &mut values)?;
                Found::Numbers(finite(&mut values, there, before))
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                let mut values = Vec::with_capacity(rows);
                take(reader, rows, level, (levels, there), &mut values)?;
                bytes(values, kind, there)?
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                let mut values = Vec::with_capacity(rows);
                take(reader, rows, level, (levels, there), &mut values)?;
                bytes(texts(values), kind, there)?
            }
        };
        Ok(())
    }

    /// Appends the text of a row's cell. Rows are asked for one after the other.
    pub(super) fn write(&mut self, row: usize, out: &mut Vec<u8>) {
        if let Found::Numbers(numbers) = &self.found {
            return numbers.write(row, out);
        }
        if !self.there[row] {
            return;
        }
        let next = self.next;
        self.next += 1;
        // Writing to memory does not fail.
        match &self.found {
            Found::Numbers(_) => {}
            Found::Truths(values) => out.extend_from_slice(if values[next] { b"true" } else { b"false" }),
            Found::Texts(values) => out.extend_from_slice(values[next].data()),
            Found::Days(values) => {
                let day = jiff::civil::date(1970, 1, 1)
                    .checked_add(jiff::Span::new().try_days(values[next]).unwrap_or_default());
                drop(day.map(|day| write!(out, "{day}")));
            }
            Found::Times(values) => {
                let unit = if let Kind::Time { unit } = self.kind { unit } else { 1 };
                let time = jiff::Timestamp::from_nanosecond(i128::from(values[next]) * i128::from(unit));
                drop(time.map(|time| write!(out, "{time}")));
            }
        }
    }

    /// The numbers that were read, if they are.
    pub(super) fn numbers(&mut self) -> Option<Numbers> {
        match std::mem::replace(&mut self.found, Found::Truths(Vec::new())) {
            Found::Numbers(numbers) => Some(numbers),
            other => {
                self.found = other;
                None
            }
        }
    }
}

fn short(expected: usize, found: usize) -> ParquetError {
    ParquetError::General(format!("a column has {found} values where the file says that there are {expected} more"))
}

/// Reads the values of `rows` rows, and which rows have one.
fn take<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    level: i16,
    (levels, there): (&mut Vec<i16>, &mut Vec<bool>),
    values: &mut Vec<T::T>,
) -> Result<(), ParquetError> {
    levels.clear();
    let (records, read, _) = reader.read_records(rows, Some(levels), None, values)?;
    there.clear();
    match level {
        0 => there.resize(records, true),
        level => there.extend(levels.iter().map(|at| *at == level)),
    }
    if records != rows || there.len() != rows || read != values.len() {
        return Err(short(rows, records.min(there.len())));
    }
    Ok(())
}

/// A value for each row.
fn spread<T: Copy + Default>(mut values: impl Iterator<Item = T>, there: &[bool]) -> Vec<T> {
    let value = |there: &bool| if *there { values.next() } else { None };
    there.iter().map(value).map(Option::unwrap_or_default).collect()
}

fn integers(values: impl Iterator<Item = i64>, there: &[bool], decimals: usize) -> Numbers {
    Numbers { values: Values::Integers(spread(values, there), decimals), there: there.to_vec() }
}

/// A double for each row, where it is a number.
fn finite(values: &mut Vec<f64>, there: &[bool], before: Option<Numbers>) -> Numbers {
    let (mut doubles, mut finite) = match before {
        Some(Numbers { values: Values::Doubles(doubles), there }) => (doubles, there),
        _ => (Vec::new(), Vec::new()),
    };
    finite.clear();
    if values.len() == there.len() {
        std::mem::swap(&mut doubles, values);
    } else {
        doubles.clear();
        let mut next = 0;
        doubles.extend(there.iter().map(|there| {
            let value = values.get(next).copied().unwrap_or_default();
            next += usize::from(*there);
            value
        }));
    }
    finite.extend(doubles.iter().zip(there).map(|(double, there)| *there & double.is_finite()));
    Numbers { values: Values::Doubles(doubles), there: finite }
}

/// Texts, or integers in bytes.
fn bytes(values: Vec<ByteArray>, kind: Kind, there: &[bool]) -> Result<Found, ParquetError> {
    let Kind::Bytes { decimals } = kind else { return Ok(Found::Texts(values)) };
    let mut integers = Vec::with_capacity(values.len());
    for value in &values {
        let bytes = value.data();
        let negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
        let fill = if negative { 0xff } else { 0 };
        let (more, rest) = bytes.split_at(bytes.len().saturating_sub(16));
        let fits = more.iter().all(|byte| *byte == fill)
            && (more.is_empty() || rest.first().is_some_and(|byte| (*byte >= 0x80) == negative));
        if !fits {
            return Err(ParquetError::General("a decimal has more digits than are understood".to_owned()));
        }
        let mut whole = [fill; 16];
        whole[16 - rest.len()..].copy_from_slice(rest);
        integers.push(i128::from_be_bytes(whole));
    }
    let narrow: Option<Vec<i64>> = integers.iter().map(|integer| i64::try_from(*integer).ok()).collect();
    let values = match narrow {
        Some(narrow) => Values::Integers(spread(narrow.into_iter(), there), decimals),
        None => Values::Wide(spread(integers.into_iter(), there), decimals),
    };
    Ok(Found::Numbers(Numbers { values, there: there.to_vec() }))
}
