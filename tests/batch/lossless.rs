//! Whatever comes in comes out, from every format to every other.

use super::table::{batch, eccn_only, text};
use eccn::batch::{Added, Options, OutputFormat};
use serde_json::Value;

fn to(output: OutputFormat) -> Options {
    Options { output: Some(output), ..Options::default() }
}

fn objects(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
}

#[test]
fn long_rows_and_headers_that_are_there_twice_keep_their_cells_in_json() {
    let input = b"name,fp8_dense_tops,note,note,,#6,eccn,eccn\nA,600,one,two,three,,x,y,extra,more\nB\n";
    let (out, outcome) = batch(input, &to(OutputFormat::Jsonl));
    let out = String::from_utf8(out).expect("text");
    let rows = objects(&out);
    assert_eq!(rows.len(), 2);
    for (key, value) in [
        ("note", "one"),
        ("note_2", "two"),
        ("", "three"),
        ("eccn", "x"),
        ("eccn_2", "y"),
        ("#9", "extra"),
        ("#10", "more"),
    ] {
        assert_eq!(rows[0][key], value, "{key:?} in {out}");
    }
    assert_eq!(rows[1]["eccn_3"], Value::Null, "{out}");
    assert!(outcome.remarks.iter().any(|remark| remark.contains("\"note\" is there twice")), "{:?}", outcome.remarks);
    // No key of an object hides another.
    assert_eq!(rows[0].as_object().map(|row| row.len()), Some(8 + 2 + Added::ALL.len()));
}

#[test]
fn lines_that_are_no_objects_keep_their_text() {
    let input = b"{\"name\":\"A\",\"fp8_dense_tops\":600}\nnot, json\n{\"name\":\"B\",\"name\":\"C\"}\n\"x\xff\"\n";
    let (out, outcome) = batch(input, &to(OutputFormat::Csv));
    let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(&out[..]);
    let rows: Vec<csv::ByteRecord> = reader.byte_records().map(|row| row.expect("a row of as many cells")).collect();
    let cell = |row: usize, column: usize| String::from_utf8_lossy(&rows[row][column]).into_owned();
    assert_eq!((rows.len(), outcome.tally.rows), (4, 4));
    assert_eq!(cell(1, 0), "not, json");
    assert!(cell(1, 10).contains("line 2: the line is not a JSON object") && cell(1, 10).contains("not, json"));
    assert_eq!(cell(2, 0), "{\"name\":\"B\",\"name\":\"C\"}");
    assert!(cell(2, 10).contains("the key \"name\" is there twice"), "{}", cell(2, 10));
    assert_eq!(&rows[3][0], b"\"x\xff\"");
    // As JSON, bytes that are no UTF-8 are read as Windows-1252, as in CSV.
    let lines = text(input, &eccn_only());
    assert!(lines.ends_with("{\"input\":\"\\\"xÿ\\\"\",\"eccn\":null}\n"), "{lines}");
}

#[test]
fn columns_of_json_stand_in_the_order_of_its_keys() {
    let input = b"{\"name\":\"A\",\"fp8_dense_tops\":600,\"b\":1,\"a\":{\"z\":2,\"y\":3}}\n";
    let out = text(input, &Options { output: Some(OutputFormat::Csv), ..eccn_only() });
    assert_eq!(out, "name,fp8_dense_tops,b,a.z,a.y,eccn\nA,600,1,2,3,3A090.a.1\n");
}

#[test]
fn keys_that_come_too_late_for_a_column_are_remarked() {
    let mut input = "{\"name\":\"A\",\"fp8_dense_tops\":600}\n".repeat(60_000);
    input.push_str("{\"name\":\"A\",\"fp8_dense_tops\":600,\"comment\":\"x\"}\n");
    let (_, outcome) = batch(input.as_bytes(), &to(OutputFormat::Csv));
    assert!(outcome.remarks[0].contains("\"comment\" in 1 lines"), "{:?}", outcome.remarks);
    assert!(batch(input.as_bytes(), &to(OutputFormat::Jsonl)).1.remarks.is_empty());
}

#[test]
fn a_late_key_that_is_named_like_ours_is_kept_apart() {
    let mut input = "{\"name\":\"A\",\"fp8_dense_tops\":600}\n".repeat(60_000);
    input.push_str("{\"name\":\"A\",\"fp8_dense_tops\":600,\"eccn\":\"theirs\"}\n");
    let out = text(input.as_bytes(), &eccn_only());
    let last: Value = serde_json::from_str(out.lines().last().expect("a line")).expect("an object");
    assert!(last["input"].as_str().is_some_and(|line| line.contains("theirs")) && last["eccn"].is_null(), "{last}");
}

#[test]
fn arrays_and_objects_of_several_lines_are_read() {
    let array = "\u{feff}[\n  {\n    \"name\": \"A\",\n    \"fp8_dense_tops\": 600\n  },\n  {\"name\": \"B\", \"fp8_dense_tops\": \"x\"}\n]\n";
    let out = text(array.as_bytes(), &Options { add: vec![Added::Eccn, Added::Error], ..Options::default() });
    let rows = objects(&out);
    assert_eq!((&rows[0]["name"], &rows[0]["eccn"]), (&"A".into(), &"3A090.a.1".into()), "{out}");
    assert!(rows[1]["error"].as_str().is_some_and(|error| error.starts_with("row 2: column")), "{out}");
    let object = "{\n  \"name\": \"A\",\n  \"fp8_dense_tops\": 600\n}\n";
    assert_eq!(objects(&text(object.as_bytes(), &eccn_only()))[0]["eccn"], "3A090.a.1");
}

#[test]
fn utf16_without_a_mark_is_read() {
    let bytes: Vec<u8> = "name,fp8_dense_tops\nÄ,600\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (out, outcome) = batch(&bytes, &eccn_only());
    assert_eq!(String::from_utf8_lossy(&out), "name,fp8_dense_tops,eccn\nÄ,600,3A090.a.1\n");
    assert!(outcome.remarks[0].contains("UTF-16"), "{:?}", outcome.remarks);
}

#[test]
fn escaping_changes_no_other_byte() {
    let escape = |options: Options| Options { escape_formulas: true, ..options };
    let input = b"\xef\xbb\xbf\r\n=name,fp8_dense_tops,\"@n\"\r\n\r\n=1+1,600,\"+x\"\r\n\n\"a\r\nb\",600,\"\"-2\n\xb2,600,\"\"\"=\"\"\"";
    let expected = b"\xef\xbb\xbf\r\n'=name,fp8_dense_tops,\"'@n\",eccn\r\n\r\n'=1+1,600,\"'+x\",3A090.a.1\r\n\n\"a\r\nb\",600,\"\"'-2,3A090.a.1\n\xb2,600,\"\"\"=\"\"\",3A090.a.1";
    let out = batch(input, &escape(eccn_only())).0;
    assert_eq!(String::from_utf8_lossy(&out), String::from_utf8_lossy(expected));
    assert!(out == expected);
    // Without one to escape it is as if it were not said.
    let plain = b"name,fp8_dense_tops\r\n\r\nA,600\r\n";
    assert_eq!(batch(plain, &escape(eccn_only())).0, batch(plain, &eccn_only()).0);
    let json = b"{\"=name\":\"=1\",\"fp8_dense_tops\":600}\n";
    let out = text(json, &escape(Options { output: Some(OutputFormat::Csv), ..eccn_only() }));
    assert_eq!(out, "'=name,fp8_dense_tops,eccn\n'=1,600,3A090.a.1\n");
}

#[test]
fn a_row_of_nothing_is_still_a_row() {
    let options = Options { add: vec![Added::Error], only: true, ..Options::default() };
    let out = text(b"name,fp8_dense_tops\nA,600\nB,x\nC,600\n", &options);
    let rows = csv::Reader::from_reader(out.as_bytes()).into_records().filter(Result::is_ok).count();
    assert_eq!(rows, 3, "{out:?}");
}
