//! Rows to a Parquet file.

use super::file::Group;
use super::texts::Texts;
use crate::batch::BatchError;
use crate::batch::target::Target;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArrayType;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::sync::Arc;

/// Rows of a row group, where the input has none.
const ROWS: usize = 100_000;

/// The key under which Arrow keeps a copy of the schema, which would not be that of the output.
const ARROW_SCHEMA: &str = "ARROW:schema";

/// Writes rows, the input's columns as they are or as texts, then ours.
pub(crate) struct Writer {
    writer: SerializedFileWriter<Target>,
    name: String,
    /// Columns that are texts, not yet written.
    texts: Vec<Texts>,
    /// The schema of the input whose columns are copied.
    schema: Option<TypePtr>,
}

impl Writer {
    /// Writes columns of texts to `target`, after those of `input` if there is one, whose [groups](Group) then come with
    /// the rows.
    pub(crate) fn new(target: Target, input: Option<&super::File>, names: &[String]) -> Result<Self, BatchError> {
        let name = target.name().to_owned();
        let open = || {
            let file = input.map(|input| input.metadata.file_metadata());
            let schema = file.map(|file| file.schema_descr().root_schema_ptr());
            let mut fields = schema.as_ref().map(|schema| schema.get_fields().to_vec()).unwrap_or_default();
            for name in names {
                let field = Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                    .with_repetition(Repetition::OPTIONAL)
                    .with_logical_type(Some(LogicalType::String))
                    .with_converted_type(ConvertedType::UTF8);
                fields.push(Arc::new(field.build()?));
            }
            let root = schema.as_ref().map_or("schema", |schema| schema.name());
            let all = Type::group_type_builder(root).with_fields(fields).build()?;
            let kept = file
                .and_then(|file| file.key_value_metadata())
                .map(|pairs| pairs.iter().filter(|pair| pair.key != ARROW_SCHEMA).cloned().collect::<Vec<_>>());
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::default()))
                .set_created_by(format!("eccn version {}", env!("CARGO_PKG_VERSION")))
                .set_key_value_metadata(kept)
                // Columns that are copied come without an index of their pages, and a file has it of all columns or none.
                .set_statistics_enabled(EnabledStatistics::Chunk)
                .set_offset_index_disabled(true)
                .build();
            let writer = SerializedFileWriter::new(target, Arc::new(all), Arc::new(properties))?;
            Ok((writer, schema))
        };
        let (writer, schema) = open().map_err(|error| fault(&name, error))?;
        Ok(Self { writer, name, texts: vec![Texts::default(); names.len()], schema })
    }

    /// Takes columns of texts, with the row group that they belong to if its columns are copied.
    pub(crate) fn take(&mut self, texts: &[Texts], group: Option<&Group>) -> Result<(), BatchError> {
        self.texts.iter_mut().zip(texts).for_each(|(all, more)| all.append(more));
        if group.is_none() && self.texts.first().map_or(0, Texts::len) < ROWS {
            return Ok(());
        }
        if let (Some(group), Some(schema)) = (group, &self.schema)
            && !group.has_schema(schema)
        {
            return Err(group.file.fault("its columns are not of the same types as those of the first file"));
        }
        self.flush(group)
    }

    fn flush(&mut self, group: Option<&Group>) -> Result<(), BatchError> {
        let Self { writer, texts, name, .. } = self;
        let write = || {
            let mut out = writer.next_row_group()?;
            if let Some(group) = group {
                group.copy(&mut out)?;
            }
            for texts in texts {
                let (values, levels) = texts.drain();
                let column = out.next_column()?;
                let mut column = column.ok_or_else(|| ParquetError::General("a column too many".to_owned()))?;
                column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
                column.close()?;
            }
            out.close().map(drop)
        };
        write().map_err(|error| fault(name, error))
    }

    /// Writes what is left and the end of the file.
    pub(crate) fn finish(mut self) -> Result<(), BatchError> {
        if self.texts.first().map_or(0, Texts::len) > 0 {
            self.flush(None)?;
        }
        self.writer.into_inner().map_err(|error| fault(&self.name, error))?.finish()
    }
}

fn fault(target: &str, error: ParquetError) -> BatchError {
    let error = match error {
        ParquetError::External(error) => match error.downcast::<std::io::Error>() {
            Ok(error) => *error,
            Err(error) => std::io::Error::other(error),
        },
        error => std::io::Error::other(error),
    };
    BatchError::Write { target: target.to_owned(), error }
}

impl Group {
    fn metadata(&self) -> &RowGroupMetaData {
        self.file.metadata.row_group(self.index)
    }

    fn has_schema(&self, schema: &TypePtr) -> bool {
        self.file.metadata.file_metadata().schema_descr().root_schema().get_fields() == schema.get_fields()
    }

    /// Copies the bytes of all columns as they are.
    fn copy(&self, out: &mut SerializedRowGroupWriter<'_, Target>) -> Result<(), ParquetError> {
        let rows = u64::try_from(self.metadata().num_rows()).unwrap_or(0);
        // Where a file does not say how it orders values, its least and greatest are not to be passed on as ours.
        let ordered = self.file.metadata.file_metadata().column_orders().is_some();
        for chunk in self.metadata().columns() {
            let metadata: ColumnChunkMetaData =
                if ordered { chunk.clone() } else { chunk.clone().into_builder().clear_statistics().build()? };
            let close = ColumnCloseResult {
                bytes_written: u64::try_from(chunk.compressed_size()).unwrap_or(0),
                rows_written: rows,
                metadata,
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            };
            out.append_column(&self.file.bytes, close)?;
        }
        Ok(())
    }
}
