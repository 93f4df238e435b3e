//! Parquet in and out: the same answers as for the same rows in CSV, and the input's columns as they were.

use eccn::batch::{Inputs, Options, Outcome, OutputFormat, Progress, Target, run};
use eccn::determine::Question;
use eccn::law::{Law, Posture};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, FloatType, Int32Type,
    Int64Type,
};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::record::{Field, Row};
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// A column with a value or none for each row.
enum Column {
    Double(Vec<Option<f64>>),
    Single(Vec<Option<f32>>),
    Int32(Vec<Option<i32>>),
    Int64(Vec<Option<i64>>),
    Bool(Vec<Option<bool>>),
    Text(Vec<Option<String>>),
    Fixed(Vec<Option<Vec<u8>>>),
}

impl Column {
    fn write(&self, group: &mut SerializedRowGroupWriter<'_, File>, rows: std::ops::Range<usize>) {
        fn present<T: Clone>(values: &[Option<T>]) -> (Vec<T>, Vec<i16>) {
            (
                values.iter().flatten().cloned().collect(),
                values.iter().map(|value| i16::from(value.is_some())).collect(),
            )
        }
        macro_rules! write {
            ($kind:ty, $values:expr, $map:expr) => {{
                let (values, levels) = present(&$values[rows]);
                let values: Vec<_> = values.into_iter().map($map).collect();
                let mut column = group.next_column().expect("a writer").expect("a column");
                column.typed::<$kind>().write_batch(&values, Some(&levels), None).expect("to be written");
                column.close().expect("to be closed");
            }};
        }
        match self {
            Self::Double(values) => write!(DoubleType, values, |value| value),
            Self::Single(values) => write!(FloatType, values, |value| value),
            Self::Int32(values) => write!(Int32Type, values, |value| value),
            Self::Int64(values) => write!(Int64Type, values, |value| value),
            Self::Bool(values) => write!(BoolType, values, |value| value),
            Self::Text(values) => write!(ByteArrayType, values, |value: String| ByteArray::from(value.as_str())),
            Self::Fixed(values) => {
                write!(FixedLenByteArrayType, values, |value| FixedLenByteArray::from(ByteArray::from(value)));
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Double(values) => values.len(),
            Self::Single(values) => values.len(),
            Self::Int32(values) => values.len(),
            Self::Int64(values) => values.len(),
            Self::Bool(values) => values.len(),
            Self::Text(values) => values.len(),
            Self::Fixed(values) => values.len(),
        }
    }
}

fn texts(values: &[&str]) -> Column {
    Column::Text(values.iter().map(|value| (!value.is_empty()).then(|| (*value).to_owned())).collect())
}

/// Writes columns under a schema, in row groups of `size`.
fn write(path: &Path, fields: &str, columns: &[Column], size: usize, version: WriterVersion) {
    let schema = Arc::new(parse_message_type(&format!("message schema {{ {fields} }}")).expect("a schema"));
    let properties = WriterProperties::builder()
        .set_writer_version(version)
        .set_compression(if size.is_multiple_of(2) {
            Compression::SNAPPY
        } else {
            Compression::ZSTD(ZstdLevel::default())
        })
        .set_data_page_row_count_limit(97)
        .set_write_batch_size(31)
        .build();
    let file = File::create(path).expect("a file");
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).expect("a writer");
    let rows = columns[0].len();
    for from in (0..rows).step_by(size) {
        let mut group = writer.next_row_group().expect("a group");
        for column in columns {
            column.write(&mut group, from..(from + size).min(rows));
        }
        group.close().expect("to be closed");
    }
    writer.close().expect("to be closed");
}

/// The bytes of what comes out under `name`, or only counts if it is `None`.
fn try_batch(input: &Path, name: Option<&Path>, options: &Options) -> Result<Outcome, String> {
    let inputs = Inputs::open(&[input.to_owned()], options, &Progress::default()).map_err(|error| error.to_string())?;
    let statute = Law::embedded().at("2026-07-23".parse().expect("a day"), Posture::Text).expect("a day");
    let target = name.map(|name| Target::file(name).expect("a target"));
    run(inputs, options, (&statute, None), &Question::default(), target, None).map_err(|error| error.to_string())
}

fn batch(input: &Path, output: &Path, options: &Options) -> String {
    try_batch(input, Some(output), options).expect("a run");
    String::from_utf8_lossy(&std::fs::read(output).expect("an output")).into_owned()
}

fn to(format: OutputFormat) -> Options {
    Options { output: Some(format), threads: Some(2), ..Options::default() }
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    (folder, path)
}

fn rows(path: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(File::open(path).expect("a file")).expect("Parquet");
    reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect()
}

const CSV: &str = "part,fp8_dense_tops,die_area_mm2,planar,datacenter,note\n\
    H100,1979,814,no,yes,\n\
    \"a, \"\"b\"\"\",206.164,278.6,no,no,x\n\
    empty,,,,,\n\
    odd,1e400x,5,no,yes,Ä\n\
    range,100-700,,,yes,\n";

#[test]
fn from_csv_to_parquet_and_back() {
    let (_kept, folder) = folder();
    let path = |name: &str| folder.join(name);
    std::fs::write(path("in.csv"), CSV).expect("to be written");
    let straight = batch(&path("in.csv"), &path("out.csv"), &to(OutputFormat::Csv));
    batch(&path("in.csv"), &path("out.parquet"), &to(OutputFormat::Parquet));
    // Our columns are there already: with none added, the cells come out as they went in.
    let nothing = Options { add: Vec::new(), ..to(OutputFormat::Csv) };
    assert_eq!(batch(&path("out.parquet"), &path("back.csv"), &nothing), straight);
    let first = &rows(&path("out.parquet"))[0];
    let columns: Vec<(&String, &Field)> = first.get_column_iter().collect();
    assert_eq!(columns[1], (&"fp8_dense_tops".to_owned(), &Field::Str("1979".to_owned())));
    assert_eq!(columns[5], (&"note".to_owned(), &Field::Null));
    assert_eq!(columns[9], (&"tpp".to_owned(), &Field::Str("15832".to_owned())));
    // Ours alone.
    batch(&path("in.csv"), &path("ours.parquet"), &Options { only: true, ..to(OutputFormat::Parquet) });
    assert_eq!(rows(&path("ours.parquet"))[0].get_column_iter().next().map(|(name, _)| name.as_str()), Some("eccn"));
}

#[test]
fn columns_have_names_of_their_own_and_no_cell_is_lost() {
    let (_kept, folder) = folder();
    let path = |name: &str| folder.join(name);
    std::fs::write(path("in.csv"), "part,fp8_dense_tops,note,note\nA,600,one,two,three,four\n").expect("to be written");
    batch(&path("in.csv"), &path("out.parquet"), &to(OutputFormat::Parquet));
    let row = &rows(&path("out.parquet"))[0];
    let cell = |name: &str| row.get_column_iter().find(|(column, _)| *column == name).map(|(_, cell)| cell.to_string());
    assert_eq!((cell("note").as_deref(), cell("note_2").as_deref()), (Some("\"one\""), Some("\"two\"")));
    let error = cell("error").expect("a column");
    assert!(error.contains("the header has 4; beyond it: \"three\", \"four\""), "{error}");
}

/// Columns of every type that is read, with their cells as texts.
fn every_type(path: &Path) {
    let fields = "required binary part (UTF8); optional double fp16_dense_tflops; optional float fp8_dense_tops; \
        optional int32 die_area (DECIMAL(9,2)); optional int64 int8_dense_tops; optional boolean datacenter; \
        optional int32 launched (DATE); optional int64 seen (TIMESTAMP(MILLIS,true)); \
        optional fixed_len_byte_array(9) price (DECIMAL(20,3)); optional int64 serial (INTEGER(64,false)); \
        optional binary planar (UTF8); optional int64 length (TIME(MICROS,true));";
    let columns = [
        Column::Text(["a", "b", "c"].map(|text| Some(text.to_owned())).to_vec()),
        Column::Double(vec![Some(0.1 + 0.2), None, Some(f64::NAN)]),
        Column::Single(vec![Some(0.1), Some(1979.0), None]),
        Column::Int32(vec![Some(81_400), Some(-5), None]),
        Column::Int64(vec![Some(600), Some(i64::MAX), None]),
        Column::Bool(vec![Some(true), Some(false), None]),
        Column::Int32(vec![Some(0), Some(20_000), None]),
        Column::Int64(vec![Some(0), Some(1_700_000_000_123), None]),
        Column::Fixed(vec![Some([vec![0; 7], vec![0x06, 0x07]].concat()), Some(vec![0xff; 9]), None]),
        Column::Int64(vec![Some(1), Some(-1), None]),
        texts(&["no", "", "yes"]),
        Column::Int64(vec![Some(1), None, None]),
    ];
    write(path, fields, &columns, 2, WriterVersion::PARQUET_1_0);
}

#[test]
fn every_type_has_a_text() {
    let (_kept, folder) = folder();
    every_type(&folder.join("in.parquet"));
    let nothing = Options { add: Vec::new(), ..to(OutputFormat::Csv) };
    let expected = "part,fp16_dense_tflops,fp8_dense_tops,die_area,int8_dense_tops,datacenter,launched,seen,price,\
        serial,planar,length\n\
        a,0.30000000000000004,0.1,814.00,600,true,1970-01-01,1970-01-01T00:00:00Z,1.543,1,no,\n\
        b,,1979,-0.05,9223372036854775807,false,2024-10-04,2023-11-14T22:13:20.123Z,-0.001,18446744073709551615,,\n\
        c,,,,,,,,,,yes,\n";
    assert_eq!(batch(&folder.join("in.parquet"), &folder.join("out.csv"), &nothing), expected);
    // As numbers for the kernel or as texts, the answers are the same: those of the CSV file.
    std::fs::write(folder.join("in.csv"), expected).expect("to be written");
    let answers = |name: &str| {
        let only = Options { only: true, ..to(OutputFormat::Csv) };
        batch(&folder.join(name), &folder.join("answers.csv"), &only).replace("row 2", "line 3")
    };
    assert_eq!(answers("in.parquet"), answers("in.csv"));
    assert!(
        answers("in.parquet").contains("line 3: column \"\"die_area\"\": \"\"-0.05\"\""),
        "{}",
        answers("in.parquet")
    );
    let lines = batch(&folder.join("in.parquet"), &folder.join("out.jsonl"), &to(OutputFormat::Jsonl));
    assert!(lines.starts_with("{\"part\":\"a\",\"fp16_dense_tflops\":\"0.30000000000000004\","), "{lines}");
}

#[test]
fn columns_of_the_input_come_out_as_they_are() {
    let (_kept, folder) = folder();
    let (input, output) = (folder.join("in.parquet"), folder.join("out.parquet"));
    every_type(&input);
    batch(&input, &output, &to(OutputFormat::Parquet));
    let (before, after) = (rows(&input), rows(&output));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        let width = before.len();
        let texts = |row: &Row| row.get_column_iter().take(width).map(|cell| format!("{cell:?}")).collect::<Vec<_>>();
        assert_eq!(texts(before), texts(after));
        assert_eq!(after.len(), width + 9);
    }
    let open = |path: &Path| SerializedFileReader::new(File::open(path).expect("a file")).expect("Parquet");
    let (before, after) = (open(&input), open(&output));
    assert_eq!(before.metadata().num_row_groups(), after.metadata().num_row_groups());
    for (before, after) in before.metadata().row_groups().iter().zip(after.metadata().row_groups()) {
        assert_eq!(before.num_rows(), after.num_rows());
        for (before, after) in before.columns().iter().zip(after.columns()) {
            assert_eq!(before.column_descr(), after.column_descr());
            assert_eq!((before.compressed_size(), before.statistics()), (after.compressed_size(), after.statistics()));
        }
    }
}

#[test]
fn a_value_on_a_threshold_is_on_it() {
    let (_kept, folder) = folder();
    // 206.164 × 8 = 1649.312 and 1649.312 / 278.6 = 5.92: with the area a hundredth larger it is not reached.
    let fields = "optional double fp8_dense_tops; optional double die_area_mm2; optional binary planar (UTF8);";
    let columns = [
        Column::Double(vec![Some(206.164), Some(206.164), Some(600.0), Some(599.999_999)]),
        Column::Double(vec![Some(278.6), Some(278.61), None, Some(10_000.0)]),
        texts(&["no", "no", "no", "no"]),
    ];
    let path = folder.join("in.parquet");
    write(&path, fields, &columns, 3, WriterVersion::PARQUET_2_0);
    let ours = batch(&path, &folder.join("out.csv"), &Options { only: true, ..to(OutputFormat::Csv) });
    let lines: Vec<&str> = ours.lines().collect();
    assert!(lines[1].starts_with("3A090.a.2|"), "{ours}");
    assert!(lines[1].contains(",1649.312,5.9200,") && !lines[2].contains("3A090.a.2"), "{ours}");
    assert!(lines[3].starts_with("3A090.a.1,") && lines[4].starts_with("3A991.p.1,"), "{ours}");
    let outcome = try_batch(&path, None, &Options::default()).expect("a run");
    assert_eq!(outcome.tally.by_answer().get("3A090.a.1"), Some(&1));
}

#[test]
fn a_damaged_file_is_an_error() {
    let (_kept, folder) = folder();
    let whole = folder.join("in.parquet");
    every_type(&whole);
    let bytes = std::fs::read(&whole).expect("a file");
    let damaged = folder.join("damaged.parquet");
    let read = |bytes: &[u8]| {
        std::fs::write(&damaged, bytes).expect("to be written");
        try_batch(&damaged, Some(&folder.join("out.csv")), &to(OutputFormat::Csv))
    };
    for length in (4..bytes.len()).step_by(7) {
        let error = read(&bytes[..length]).expect_err("a part of a file");
        assert!(error.contains("damaged.parquet"), "{error}");
        assert!(!folder.join("out.csv").exists());
    }
    // Bytes lost from the middle: the footer is there, and what it says is not.
    assert!(read(&[&bytes[..100], &bytes[400..]].concat()).is_err());
}

#[test]
fn columns_with_several_values_in_a_row_are_not_used() {
    let (_kept, folder) = folder();
    let path = folder.join("in.parquet");
    let schema = parse_message_type(
        "message schema { optional group spec { optional double fp8_dense_tops; } \
         optional group fp16_dense_tflops (LIST) { repeated group list { optional double element; } } }",
    );
    let file = File::create(&path).expect("a file");
    let schema = Arc::new(schema.expect("a schema"));
    let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    let mut column = group.next_column().expect("a writer").expect("a column");
    column.typed::<DoubleType>().write_batch(&[600.0], Some(&[2, 1]), None).expect("to be written");
    column.close().expect("to be closed");
    let mut column = group.next_column().expect("a writer").expect("a column");
    let lists = column.typed::<DoubleType>();
    lists.write_batch(&[9000.0, 9000.0, 1.0], Some(&[3, 3, 3]), Some(&[0, 1, 0])).expect("to be written");
    column.close().expect("to be closed");
    group.close().expect("to be closed");
    writer.close().expect("to be closed");
    // The list is no column of FP16 rates: what is asked for is found, and nothing else counts.
    let mapping = eccn::batch::Mapping {
        columns: vec![("fp8".to_owned(), "spec.fp8_dense_tops".to_owned())],
        ..eccn::batch::Mapping::default()
    };
    let options = Options { add: vec![eccn::batch::Added::Tpp], mapping, ..to(OutputFormat::Csv) };
    let out = batch(&path, &folder.join("out.csv"), &options);
    assert_eq!(out, "spec.fp8_dense_tops,fp16_dense_tflops.list.element,tpp\n600,,4800\n,,\n");
}

/// A number cell: near thresholds, with many digits, or none.
fn number() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        1 => Just(None),
        4 => (0u32..2_000_000u32).prop_map(|thousandths| Some(f64::from(thousandths) / 1000.0)),
        2 => prop::sample::select(vec![600.0, 300.0, 200.0, 206.164, 278.6, 100.0, 37.5, 0.0, 1e9, 25_000.0]).prop_map(Some),
        1 => (0.0..3000.0f64).prop_map(Some),
        1 => prop::sample::select(vec![-1.0, -0.0, 1e300, f64::INFINITY, 5e-324, 0.1 + 0.2]).prop_map(Some),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_same_counts_and_answers_as_from_csv(
        cells in prop::collection::vec((number(), number(), number(), 0usize..4, 0usize..3, 0i32..2000), 1..400),
        size in 1usize..300,
        second: bool,
    ) {
        let (_kept, folder) = folder();
        let path = |name: &str| folder.join(name);
        let words = ["", "no", "yes", "unknown"];
        let fields = "optional double fp8_dense_tops; optional float fp16_dense_tflops; optional double die_area_mm2; \
            optional binary planar (UTF8); optional boolean datacenter; optional int32 int4_dense_tops;";
        let single = |value: f64| (value.abs() < 1e30).then_some(value as f32);
        let columns = [
            Column::Double(cells.iter().map(|cell| cell.0).collect()),
            Column::Single(cells.iter().map(|cell| cell.1.and_then(single)).collect()),
            Column::Double(cells.iter().map(|cell| cell.2).collect()),
            texts(&cells.iter().map(|cell| words[cell.3]).collect::<Vec<_>>()),
            Column::Bool(cells.iter().map(|cell| [None, Some(true), Some(false)][cell.4]).collect()),
            Column::Int32(cells.iter().map(|cell| Some(cell.5)).collect()),
        ];
        let mut csv = String::from("fp8_dense_tops,fp16_dense_tflops,die_area_mm2,planar,datacenter,int4_dense_tops\n");
        let text = |value: Option<f64>| value.filter(|value| value.is_finite()).map_or(String::new(), |value| format!("{value}"));
        for (fp8, fp16, area, planar, datacenter, int4) in &cells {
            let fp16 = fp16.and_then(single).map_or(String::new(), |value| format!("{value}"));
            let datacenter = ["", "true", "false"][*datacenter];
            csv.push_str(&format!("{},{fp16},{},{},{datacenter},{int4}\n", text(*fp8), text(*area), words[*planar]));
        }
        std::fs::write(path("in.csv"), csv).expect("to be written");
        let version = if second { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 };
        write(&path("in.parquet"), fields, &columns, size, version);
        let counts = |name: &str| try_batch(&path(name), None, &Options::default()).expect("a run").tally;
        prop_assert_eq!(counts("in.parquet"), counts("in.csv"));
        let answers = |name: &str| {
            let text = batch(&path(name), &path("out.csv"), &Options { only: true, ..to(OutputFormat::Csv) });
            // Rows and lines are counted differently.
            text.lines().map(|line| match (line.find("row "), line.find("line ")) {
                (Some(at), _) | (_, Some(at)) => format!("{}{}", &line[..at], line[at..].split_once(':').map_or("", |(_, rest)| rest)),
                _ => line.to_owned(),
            }).collect::<Vec<_>>()
        };
        prop_assert_eq!(answers("in.parquet"), answers("in.csv"));
        // With all cells as texts.
        let options = to(OutputFormat::Csv);
        let whole = |name: &str| {
            batch(&path(name), &path("out.csv"), &options).lines().map(|line| line.split("row ").next().unwrap_or("").split("line ").next().unwrap_or("").to_owned()).collect::<Vec<_>>()
        };
        prop_assert_eq!(whole("in.parquet"), whole("in.csv"));
    }
}
