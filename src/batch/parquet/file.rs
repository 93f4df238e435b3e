//! A Parquet file and what its columns hold.

use crate::batch::BatchError;
use crate::batch::input::{Stamp, Stream};
use crate::batch::layout::Layout;
use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::{ChunkReader, Length};
use parquet::schema::types::ColumnDescriptor;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// A Parquet file that was opened.
#[derive(Debug)]
pub(crate) struct File {
    pub(in crate::batch) name: String,
    pub(super) metadata: ParquetMetaData,
    pub(in crate::batch) columns: Vec<Column>,
    pub(super) bytes: Pieces,
}

/// A row group.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(super) file: Arc<File>,
    pub(super) index: usize,
}

/// A leaf of the schema.
#[derive(Clone, Debug)]
pub(in crate::batch) struct Column {
    /// Its path, joined by points.
    pub(in crate::batch) name: String,
    pub(in crate::batch) kind: Kind,
    /// The definition level of a value that is there.
    pub(super) level: i16,
}

/// How the values of a column are read.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(in crate::batch) enum Kind {
    Truth,
    Single,
    Double,
    /// With so many decimals.
    Integer {
        decimals: usize,
        signed: bool,
    },
    /// An integer in bytes, the highest first, with so many decimals.
    Bytes {
        decimals: usize,
    },
    Text,
    Date,
    /// In so many nanoseconds.
    Time {
        unit: i64,
    },
    /// Nothing that a cell could show.
    Unread(&'static str),
}

impl Kind {
    /// Whether the values are numbers.
    pub(in crate::batch) fn is_number(self) -> bool {
        matches!(self, Self::Single | Self::Double | Self::Integer { .. } | Self::Bytes { .. })
    }

    fn of(column: &ColumnDescriptor) -> Self {
        if column.max_rep_level() > 0 {
            return Self::Unread("a row has several values of it");
        }
        let scale = |scale: i32| usize::try_from(scale).ok().filter(|scale| *scale <= 38);
        let decimals = match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Decimal(decimal)), _) => Some(scale(decimal.scale)),
            (None, ConvertedType::DECIMAL) => Some(scale(column.type_scale())),
            _ => None,
        };
        let decimals = match decimals {
            Some(None) => return Self::Unread("its decimals are more than are understood"),
            Some(decimals) => decimals,
            None => None,
        };
        let nanoseconds = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => 1_000_000,
            TimeUnit::MICROS => 1_000,
            TimeUnit::NANOS => 1,
        };
        let other = Self::Unread("it is of a type that has no text");
        match (column.physical_type(), column.logical_type_ref(), column.converted_type()) {
            (Type::BOOLEAN, ..) => Self::Truth,
            (Type::FLOAT, ..) => Self::Single,
            (Type::DOUBLE, ..) => Self::Double,
            (Type::INT96, ..) => Self::Time { unit: 1 },
            (Type::INT32 | Type::INT64, ..) if decimals.is_some() => {
                Self::Integer { decimals: decimals.unwrap_or(0), signed: true }
            }
            (Type::INT32, Some(LogicalType::Date), _) | (Type::INT32, None, ConvertedType::DATE) => Self::Date,
            (Type::INT64, Some(LogicalType::Timestamp(stamp)), _) => Self::Time { unit: nanoseconds(&stamp.unit) },
            (Type::INT64, None, ConvertedType::TIMESTAMP_MILLIS) => Self::Time { unit: 1_000_000 },
            (Type::INT64, None, ConvertedType::TIMESTAMP_MICROS) => Self::Time { unit: 1_000 },
            (Type::INT32 | Type::INT64, Some(LogicalType::Integer(integer)), _) => {
                Self::Integer { decimals: 0, signed: integer.is_signed }
            }
            (Type::INT32 | Type::INT64, None, converted) => match converted {
                ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                    Self::Integer { decimals: 0, signed: false }
                }
                ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS => other,
                _ => Self::Integer { decimals: 0, signed: true },
            },
            (Type::INT32 | Type::INT64, Some(_), _) => other,
            (Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY, logical, converted) => match (decimals, logical, converted)
            {
                (Some(decimals), ..) => Self::Bytes { decimals },
                (None, Some(LogicalType::String | LogicalType::Enum | LogicalType::Json), _) => Self::Text,
                (None, None, ConvertedType::BSON | ConvertedType::INTERVAL) | (None, Some(_), _) => other,
                // Old writers do not say that texts are texts.
                (None, None, _) => Self::Text,
            },
        }
    }
}

impl File {
    /// Opens what `stream` reads: the file itself, or a copy of its bytes if they are compressed or come from elsewhere.
    pub(in crate::batch) fn open(mut stream: Stream) -> Result<Self, BatchError> {
        let name = stream.name.clone();
        let fail = |error: io::Error| BatchError::Read { file: name.clone(), error };
        let plain = stream.path().filter(|path| starts_as_parquet(path)).map(Path::to_owned);
        let (file, in_place) = match plain {
            Some(path) => (std::fs::File::open(&path).map_err(fail)?, true),
            None => {
                let mut file = tempfile::tempfile().map_err(BatchError::temporary)?;
                stream.copy(&mut file)?;
                (file, false)
            }
        };
        let metadata = file.metadata().map_err(fail)?;
        let stamp = if in_place { Some(Stamp::of(&metadata)) } else { None };
        let bytes = Pieces(Arc::new(OnDisk { file, length: metadata.len(), stamp }));
        let read = || ParquetMetaDataReader::new().parse_and_finish(&bytes);
        let metadata = guarded(&name, read)?;
        let schema = metadata.file_metadata().schema_descr();
        let leaf = |column: &Arc<ColumnDescriptor>| Column {
            name: column.path().parts().join("."),
            kind: Kind::of(column),
            level: column.max_def_level(),
        };
        let columns = schema.columns().iter().map(leaf).collect();
        Ok(Self { name, columns, bytes, metadata })
    }

    /// Takes columns out of a layout whose values are no cells.
    pub(in crate::batch) fn leave_out(&self, layout: &mut Layout) {
        for (place, column) in self.columns.iter().enumerate() {
            let Kind::Unread(why) = column.kind else { continue };
            if layout.columns.iter().any(|column| column.index == place) {
                layout.columns.retain(|column| column.index != place);
                layout.unused.push((place, why.to_owned()));
            }
        }
    }

    /// An error about the file.
    pub(super) fn fault(&self, message: impl std::fmt::Display) -> BatchError {
        fault(&self.name, message)
    }

    /// What the file was when it was opened, if it is the one that was named.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        self.bytes.0.stamp
    }

    /// Fails if the file is not what it was.
    pub(super) fn unchanged(&self) -> Result<(), BatchError> {
        let Some(stamp) = self.stamp() else { return Ok(()) };
        let fail = |error: io::Error| BatchError::Read { file: self.name.clone(), error };
        stamp.check(&self.name, Stamp::of(&self.bytes.0.file.metadata().map_err(fail)?))
    }

    /// Whether this is the file that was named, not a copy of what it holds.
    pub(super) fn is_in_place(&self) -> bool {
        self.stamp().is_some()
    }

    /// Copies the whole file.
    pub(super) fn copy(&self, to: &mut std::fs::File) -> Result<(), BatchError> {
        let mut all = At { bytes: self.bytes.clone(), at: 0 };
        io::copy(&mut all, to).map(drop).map_err(BatchError::temporary)
    }
}

fn fault(name: &str, message: impl std::fmt::Display) -> BatchError {
    let message = message.to_string();
    let message = message.strip_prefix("Parquet error: ").unwrap_or(&message);
    BatchError::Input(format!("{name}: not to be read as Parquet: {message}"))
}

/// Runs what reads a file. A damaged file may make the reader panic: then this is an error like any other.
pub(super) fn guarded<T>(name: &str, read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, BatchError> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)) {
        Ok(result) => result.map_err(|error| fault(name, error)),
        Err(_) => Err(fault(name, "the file is damaged")),
    }
}

fn starts_as_parquet(path: &Path) -> bool {
    let mut head = [0; 4];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && &head == b"PAR1"
}

/// The bytes of a file, which workers read at several places at once.
#[derive(Clone, Debug)]
pub(super) struct Pieces(Arc<OnDisk>);

#[derive(Debug)]
struct OnDisk {
    file: std::fs::File,
    length: u64,
    /// What it was, if it is to stay as it is.
    stamp: Option<Stamp>,
}

impl Pieces {
    #[cfg(unix)]
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.0.file, buffer, at)
    }

    #[cfg(windows)]
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(&self.0.file, buffer, at)
    }
}

/// A reader from some place on.
pub(super) struct At {
    bytes: Pieces,
    at: u64,
}

impl Read for At {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Length for Pieces {
    fn len(&self) -> u64 {
        self.0.length
    }
}

impl ChunkReader for Pieces {
    type T = io::BufReader<At>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        // Mostly for the header of a page.
        Ok(io::BufReader::with_capacity(2048, At { bytes: self.clone(), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        // What a damaged file says of a length is not believed before it is read.
        if start.checked_add(length as u64).is_none_or(|end| end > self.0.length) {
            return Err(ParquetError::EOF(format!("{length} bytes at {start} are beyond the end of the file")));
        }
        let mut bytes = Vec::with_capacity(length);
        At { bytes: self.clone(), at: start }.take(length as u64).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF("the file ends early".to_owned()));
        }
        Ok(bytes.into())
    }
}
