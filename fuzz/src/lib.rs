//! What each fuzz target does with its bytes. `cargo test` runs the same functions over `regressions/`.
//!
//! `cargo fuzz run datasheet_text fuzz/corpus/datasheet_text fuzz/seeds/datasheet_text`

use eccn::batch::{
    Added, ColumnMap, CsvFormat, Engine, Form, Inputs, Layout, MapColumn, Mapping, Meaning, Options, Progress, Row,
    Target as Output, header, run,
};
use eccn::datasheet::{DatasheetErrors, parse, parse_json, parse_toml, print};
use eccn::destination::Choices;
use eccn::determine::Question;
use eccn::gate::Lock;
use eccn::law::{Condition, Law, Posture, Statute};
use eccn::ledger::{Ledger, Limits};
use eccn::license::{Clause, Licensing};
use eccn::part::Part;
use eccn::reconcile::Vendor;
use eccn::sheet::file::{Limits as FileLimits, open};
use eccn::sheet::{Block, Document, Layout as Sheet, Origin, Text};
use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex, OnceLock};

/// A fuzz target.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also that of its folders.
pub const ALL: &[(&str, Target)] = &[
    ("datasheet_text", datasheet_text),
    ("part_toml", part_toml),
    ("part_json", part_json),
    ("design", design),
    ("condition", condition),
    ("law_file", law_file),
    ("clause", clause),
    ("ledger", ledger),
    ("lock", lock),
    ("vendor_table", vendor_table),
    ("batch_rows", batch_rows),
    ("column_map", column_map),
    ("sheet_html", sheet_html),
    ("sheet_table", sheet_table),
    ("sheet_prose", sheet_prose),
    ("sheet_pdf", sheet_pdf),
];

/// A Markdown part file.
pub fn datasheet_text(bytes: &[u8]) {
    check(bytes, parse);
}

/// A TOML part file.
pub fn part_toml(bytes: &[u8]) {
    check(bytes, parse_toml);
}

/// A design file; one that is read is a part at the point where it stands, if it stands at one.
pub fn design(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(design) = eccn::design::Design::parse(&text, "design.toml") {
        let _ = design.point(&[]).and_then(|point| design.part(&point));
    }
}

/// A JSON part file.
pub fn part_json(bytes: &[u8]) {
    check(bytes, parse_json);
}

/// A saved page.
pub fn sheet_html(bytes: &[u8]) {
    sheet(&Sheet::Html.read(&String::from_utf8_lossy(bytes)));
}

/// A text with tables, whatever its layout.
pub fn sheet_table(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    sheet(&Sheet::of(&text).read(&text));
}

/// Running text.
pub fn sheet_prose(bytes: &[u8]) {
    let text = Text::new(String::from_utf8_lossy(bytes), 1);
    sheet(&Document { blocks: vec![Block::Prose(text)] });
}

/// The bytes of a PDF file.
pub fn sheet_pdf(bytes: &[u8]) {
    let limits = FileLimits { bytes: 1 << 20, ..FileLimits::default() };
    if let Ok(opened) = open(bytes, "fuzz.pdf", &limits) {
        sheet(&opened.content.into_document());
    }
}

/// A reading becomes part files that can be read, and names nothing that is not on the sheet.
fn sheet(document: &Document) {
    let reading = eccn::sheet::read(document);
    for read in &reading.parts {
        assert!(!read.facts.is_empty());
        let part = read.to_part(&Origin { file: "fuzz.txt".to_owned(), ..Origin::default() });
        let printed = print(&part);
        if let Err(errors) = parse(&printed, "printed") {
            panic!("{errors}\n\nprinted as:\n{printed}");
        }
    }
}

/// Nothing panics, errors can be drawn, and what is read survives printing.
fn check(bytes: &[u8], read: fn(&str, &str) -> Result<Part, DatasheetErrors>) {
    let text = String::from_utf8_lossy(bytes);
    match read(&text, "fuzz") {
        Ok(part) => {
            let printed = print(&part);
            match parse(&printed, "printed") {
                Ok(again) => assert_eq!(again, part, "printed as:\n{printed}"),
                Err(errors) => panic!("{errors}\n\nprinted as:\n{printed}"),
            }
        }
        Err(errors) => {
            assert!(errors.iter().count() > 0);
            for error in &errors {
                assert!(error.line() > 0 && error.column() > 0);
            }
            assert!(!errors.to_string().is_empty());
        }
    }
}

/// A condition of a law file: what is read survives printing, and an error points into the text.
pub fn condition(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Condition::parse(&text) {
        Ok(condition) => {
            let printed = condition.to_string();
            assert_eq!(Condition::parse(&printed).as_ref(), Ok(&condition), "printed as {printed}");
        }
        Err(error) => assert!(text.get(error.offset..error.offset + error.length).is_some(), "{error:?}"),
    }
}

/// A clause of a license rule: read, printed and read again.
pub fn clause(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Clause::parse(&text) {
        Ok(clause) => {
            let printed = clause.to_string();
            assert_eq!(Clause::parse(&printed).as_ref(), Ok(&clause), "printed as {printed}");
        }
        Err(error) => assert!(text.get(error.offset..error.offset + error.length).is_some(), "{error:?}"),
    }
}

/// A ledger: as many rows come out as go in, and totals are those of the rows.
pub fn ledger(bytes: &[u8]) {
    let mut ledger = Ledger::new(Limits::embedded(), Licensing::embedded(), Choices::default());
    let mut out = Vec::new();
    if let Ok(outcome) = eccn::ledger::run(bytes, Some(&mut out), &mut ledger, Law::embedded()) {
        assert_eq!(ledger.rows(), (outcome.rows, outcome.errors));
        assert!(ledger.summary().iter().all(|line| line.left <= line.of));
    }
}

/// An entry file beside the amendments and readings that the crate is built with.
pub fn law_file(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let files = [
        ("law/amendments.toml", include_str!("../../law/amendments.toml")),
        ("law/readings.toml", include_str!("../../law/readings.toml")),
        ("law/entries/3A090.toml", &*text),
    ];
    if let Err(errors) = Law::load(files) {
        assert!(!errors.0.is_empty() && !errors.to_string().is_empty());
    }
}

/// A table. The bits of the first byte say how it is read: the delimiter, whether the columns are proposed or the first of
/// them is the TPP and the second the area, whether there is a header, and whether the law is that of today or of a day
/// with next to no rules, where answers take a fraction of the time. The rest is the file.
///
/// The same rows come out as `csv` finds, both ways of answering them say the same, and what a run writes is the input
/// with fields added at the end of each record.
pub fn batch_rows(bytes: &[u8]) {
    let Some((how, table)) = bytes.split_first() else { return };
    let delimiter = b",;\t|"[usize::from(how & 3)];
    let stated = |header: &str, name: &str| MapColumn {
        header: header.to_owned(),
        meaning: Some(Meaning::from_name(name).expect("a fact")),
        unit: None,
    };
    let map = |columns| ColumnMap { columns, ..ColumnMap::default() };
    let maps =
        [None, Some(map(vec![stated("#1", "tpp"), stated("#2", "die_area")])), Some(map(vec![stated("#1", "tpp")]))];
    let no_header = how & 8 != 0;
    for map in if how & 4 == 0 { &maps[..1] } else { &maps[1..] } {
        let options = Options {
            mapping: Mapping { map: map.clone(), ..Mapping::default() },
            csv: CsvFormat { delimiter: Some(delimiter), no_header },
            threads: Some(1),
            ..Options::default()
        };
        // Columns that are not clear, or a file with nothing in it.
        let Some(inputs) = read(table, &options) else { continue };
        answered(table, inputs, &options, delimiter, statute(how & 16 != 0));
        return;
    }
}

fn statute(today: bool) -> &'static Statute<'static> {
    static STATUTES: OnceLock<[Statute<'static>; 2]> = OnceLock::new();
    let statutes = STATUTES.get_or_init(|| {
        let law = Law::embedded();
        let days = [law.first_date(), "2026-07-23".parse().expect("a day")];
        days.map(|day| law.at(day, Posture::Text).expect("a day"))
    });
    &statutes[usize::from(today)]
}

fn read(table: &[u8], options: &Options) -> Option<Inputs> {
    Inputs::read("fuzz", Cursor::new(table.to_vec()), options, &Progress::default()).ok()
}

fn answered(table: &[u8], inputs: Inputs, options: &Options, delimiter: u8, statute: &Statute<'_>) {
    let layout = inputs.layout().clone();
    let compile = || Engine::new(layout.clone(), statute, None, Question::default()).expect("no defaults");
    let (fast, exact) = (compile(), compile().exact());
    let rows: Option<Vec<Row>> = fast.rows(inputs).map(Result::ok).collect();
    // A compressed file may break off.
    let Some(rows) = rows else { return };
    let exact: Vec<Row> =
        exact.rows(read(table, options).expect("read before")).map(|row| row.expect("a row")).collect();
    assert_eq!(rows, exact, "by columns and by single parts");

    let written = Shared::default();
    let target = Some(Output::stream(written.clone()));
    let inputs = read(table, options).expect("read before");
    let outcome = run(inputs, options, (statute, None), &Question::default(), target, None).expect("a run");
    assert_eq!(outcome.tally.rows, rows.len() as u64);
    let written = std::mem::take(&mut *written.0.lock().expect("one writer"));

    // Packed or UTF-16 files are other bytes than they say, and JSON lines are no CSV.
    let body = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    let other: [&[u8]; 5] = [b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xfe\xff", b"PAR1"];
    if other.iter().any(|mark| table.starts_with(mark)) || is_utf16(table) {
        return;
    }
    // JSON over several lines comes out as other lines.
    let start = body.trim_ascii_start();
    let inside = |open: u8| start.strip_prefix(&[open]);
    let array = inside(b'[').is_some_and(|inside| inside.trim_ascii_start().starts_with(b"{"));
    let broken =
        |inside: &[u8]| inside.split(|byte| *byte == b'\n').next().is_some_and(|end| end.trim_ascii().is_empty());
    if array || inside(b'{').is_some_and(broken) {
        return;
    }
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') {
        return json_lines(body, &rows, &written);
    }
    let records = |bytes: &[u8]| -> Vec<Vec<Vec<u8>>> {
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).delimiter(delimiter);
        let record = |record: csv::ByteRecord| record.iter().map(<[u8]>::to_vec).collect();
        reader.from_reader(bytes).into_byte_records().map(|found| record(found.expect("a record"))).collect()
    };
    let (before, after) = (records(table), records(&written));
    let headers = usize::from(!options.csv.no_header);
    assert_eq!(rows.len(), before.len() - headers, "rows that csv finds");
    assert_eq!(after.len(), before.len(), "records written");
    for (before, after) in before.iter().zip(&after) {
        let width = before.len().max(layout.headers.len());
        assert_eq!(after.len(), width + Added::ALL.len(), "fields of {before:?}");
        let padding = std::iter::repeat(Vec::new());
        assert!(before.iter().cloned().chain(padding).take(width).eq(after[..width].iter().cloned()), "{after:?}");
    }
    for (row, before) in rows.iter().zip(&before[headers..]) {
        assert_eq!(row.cells.len(), before.len());
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        assert!(row.cells.iter().zip(before).all(|(cell, field)| text(field).is_none_or(|field| field == *cell)));
    }
}

/// Whether every other byte is zero, as in UTF-16.
fn is_utf16(table: &[u8]) -> bool {
    let head = &table[..table.len().min(512)];
    head.iter().filter(|byte| **byte == 0).count() * 3 >= head.len()
}

/// A line of output for each line of input, each an object; what was an object is kept.
fn json_lines(body: &[u8], rows: &[Row], written: &[u8]) {
    let lines = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        lines.filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
    };
    let (before, after) = (lines(body), lines(written));
    assert_eq!((rows.len(), after.len()), (before.len(), before.len()), "lines");
    for (before, after) in before.iter().zip(&after) {
        let kept = before.strip_suffix(b"}").is_some_and(|stem| after.starts_with(stem));
        assert!(kept || after.starts_with(b"{\"input\":"), "{}", String::from_utf8_lossy(after));
        assert!(after.ends_with(b"}"));
    }
}

/// What was written.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("one writer").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A lock: what is read is printed, and what is printed is read as the same.
pub fn lock(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Lock::parse(&text, "eccn.lock") {
        Ok(lock) => {
            let printed = lock.print();
            assert_eq!(Lock::parse(&printed, "eccn.lock").as_ref(), Ok(&lock), "{printed}");
        }
        Err(error) => assert!(error.to_string().starts_with("eccn.lock:")),
    }
}

/// A vendor's table with a map to its first two or three columns.
pub fn vendor_table(bytes: &[u8]) {
    let map = [("part", "Circuit"), ("eccn", "ECCN"), ("tpp", "TPP per GPU")];
    let map = map.map(|(what, header)| (what.to_owned(), header.to_owned()));
    match Vendor::read("vendor.csv", bytes, &map) {
        Ok(vendor) => assert!(vendor.rows().iter().all(|row| row.fault.is_some() || !row.part.is_empty())),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// A column map, then after a NUL the headers that it is for, with tabs between them.
///
/// A layout that can be used survives printing as a map, whether it was proposed or mapped.
pub fn column_map(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (map, headers) = text.split_once('\0').unwrap_or(("", &text));
    let headers: Vec<String> = headers.split('\t').map(str::to_owned).collect();
    for header in &headers {
        header::propose(header);
    }
    printed(&headers, &Mapping::default());
    match ColumnMap::parse(map) {
        Ok(map) => printed(&headers, &Mapping { map: Some(map), ..Mapping::default() }),
        Err(message) => assert!(!message.is_empty()),
    }
}

fn printed(headers: &[String], mapping: &Mapping) {
    let Ok(layout) = Layout::proposed(headers, mapping) else { return };
    let text = layout.to_map();
    let usable = layout.usable();
    let again = match ColumnMap::parse(&text) {
        Ok(map) => Layout::new(headers, &Mapping { map: Some(map), ..Mapping::default() }),
        Err(_) if usable.is_err() => return,
        Err(message) => panic!("{message}\n\nprinted as:\n{text}"),
    };
    match (usable, again) {
        (Ok(()), Ok(again)) => assert_eq!(content(&again), content(&layout), "printed as:\n{text}"),
        (Ok(()), Err(error)) => panic!("{error}\n\nprinted as:\n{text}"),
        (Err(_), _) => {}
    }
}

/// What a map has to keep. It says the unit that was assumed.
type Content<'l> = (Vec<(usize, &'l Meaning, Option<&'l str>)>, Form, Vec<String>);

fn content(layout: &Layout) -> Content<'_> {
    let columns = layout.columns.iter().map(|column| {
        let assumed = column.meaning.kind().map(|kind| kind.base_unit()).filter(|unit| !unit.is_empty());
        (column.index, &column.meaning, column.unit.as_deref().or(assumed))
    });
    let mut defaults: Vec<String> =
        layout.defaults.iter().map(|(fact, value)| format!("{} = {value:?}", fact.name())).collect();
    defaults.sort();
    (columns.collect(), layout.form, defaults)
}
