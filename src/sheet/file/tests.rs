//! Files made to be read, and files made to do harm.

use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

mod samples;

use samples::*;

fn limits() -> Limits {
    Limits { pdftotext: PdfToText::Never, ..Limits::default() }
}

#[cfg(feature = "pdf")]
fn text(bytes: &[u8], name: &str) -> String {
    match open(bytes, name, &limits()).unwrap().content {
        Content::Text { text, .. } => text,
        Content::Document(document) => panic!("{document:?}"),
    }
}

fn problem(bytes: &[u8], name: &str) -> Problem {
    open(bytes, name, &limits()).unwrap_err().problem
}

#[test]
fn texts_keep_the_layout_of_their_name() {
    let opened = open(b"\xef\xbb\xbf| FP16 | 989.4 |", "a.md", &limits()).unwrap();
    assert_eq!(opened.content, Content::Text { text: "| FP16 | 989.4 |".to_owned(), hint: Some(Layout::Markdown) });
    assert_eq!(opened.reader.to_string(), "text (UTF-8)");
    assert_eq!(problem(b" \n\t", "a.txt"), Problem::Empty);
}

#[test]
fn a_file_beyond_the_limit_is_refused_before_it_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("table.txt");
    // 200 MB that take no room on the disk.
    std::fs::File::create(&path).unwrap().set_len(200_000_000).unwrap();
    let start = Instant::now();
    let error = read_file(&path, &limits()).unwrap_err().to_string();
    assert!(error.contains("191 MiB") && error.contains("64 MiB") && error.contains("table.txt"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(1));
    let small = Limits { bytes: 10, ..limits() };
    assert!(matches!(open(b"12345678901", "a", &small).unwrap_err().problem, Problem::TooLarge { .. }));
    assert!(read_file(directory.path(), &limits()).unwrap_err().to_string().contains("directory"));
    assert!(read_file(&directory.path().join("none"), &limits()).is_err());
}

#[cfg(unix)]
#[test]
fn a_file_without_a_size_is_read_within_the_limit() {
    let error = read_file(Path::new("/dev/zero"), &Limits { bytes: 1000, ..limits() }).unwrap_err();
    assert!(matches!(error.problem, Problem::TooLarge { .. }));
}

#[cfg(feature = "pdf")]
mod pdf_files {
    use super::*;

    #[test]
    fn columns_stay_below_each_other() {
        let content = "BT /F1 10 Tf 72 700 Td (FP16 Tensor Core) Tj ET BT /F1 10 Tf 292 700 Td (989.4 TFLOPS) Tj ET \
            BT /F1 10 Tf 72 682 Td (INT8) Tj 220 0 Td (1,979 TOPS) Tj ET \
            BT /F1 10 Tf 1 0 0 1 72 664 Tm (FP) Tj (32) Tj 220 0 Td [(6) -20 (7 TFL) 5 (OPS)] TJ ET";
        let text = text(&pdf(&[content]), "a.pdf");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        let at = lines[0].find("989.4 TFLOPS").unwrap();
        assert_eq!(lines[1].find("1,979 TOPS"), Some(at), "{text}");
        assert_eq!(lines[2].find("67 TFLOPS"), Some(at), "{text}");
        assert!(lines[2].starts_with("FP32  "), "{text}");
    }

    #[test]
    fn numbers_of_footnotes_are_no_digits() {
        let content = "BT /F1 10 Tf 72 700 Td (1,979) Tj /F1 6 Tf 4 Ts (3) Tj 0 Ts ET \
            BT /F1 10 Tf 72 680 Td (814 mm) Tj ET BT /F1 6 Tf 107 684 Td (2) Tj ET \
            BT /F1 10 Tf 72 660 Td (700 W) Tj /F1 6 Tf 3.5 Ts (a,b) Tj ET";
        let text = text(&pdf(&[content]), "a.pdf");
        assert!(text.contains("1,979³"), "{text}");
        assert!(text.contains("814 mm²"), "{text}");
        assert!(text.contains("700 W^{a,b}"), "{text}");
    }

    #[test]
    fn forms_quotes_and_turned_pages() {
        let text = text(
            &pdf(&[
                "BT /F1 10 Tf 14 TL 72 700 Td (one) Tj (two) ' 0 0 (three) \" ET BT 0 1 -1 0 300 300 Tm /F1 10 Tf (turned) Tj ET",
            ]),
            "a.pdf",
        );
        assert_eq!(text, "one\ntwo\nthree\n\nturned\n");
    }

    #[test]
    fn text_that_nobody_sees_is_counted() {
        let opened = open(
            &pdf(&["BT /F1 10 Tf 72 700 Td (seen) Tj ET BT /F1 10 Tf 72 -700 Td (off) Tj ET BT .7 .7 -.7 .7 300 300 Tm /F1 40 Tf (DRAFT) Tj ET"]),
            "a.pdf",
            &limits(),
        )
        .unwrap();
        assert_eq!(opened.content, Content::Text { text: "seen\n".to_owned(), hint: Some(Layout::Plain) });
        assert_eq!(opened.left_out.len(), 2, "{:?}", opened.left_out);
    }

    #[test]
    fn pages_are_limited() {
        let pages = vec!["BT /F1 10 Tf 72 700 Td (page) Tj ET"; 30];
        let bytes = pdf(&pages);
        assert_eq!(text(&bytes, "a.pdf").matches("page").count(), 30);
        let error = open(&bytes, "a.pdf", &Limits { pages: 29, ..limits() }).unwrap_err();
        assert!(error.to_string().contains("29 pages"), "{error}");
        // A tree whose nodes each name the next twice: 2^64 pages in a few lines.
        let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned()];
        objects.extend((2..66).map(|n| format!("<< /Type /Pages /Count 2 /Kids [{0} 0 R {0} 0 R] >>", n + 1)));
        objects.push("<< /Type /Page /MediaBox [0 0 9 9] >>".to_owned());
        let problem = problem(&objects_pdf(&objects), "a.pdf");
        assert!(
            matches!(problem, Problem::TooLarge { .. } | Problem::Damaged { .. } | Problem::NoText { .. }),
            "{problem}"
        );
    }

    #[test]
    fn webs_of_forms_end() {
        // Each form calls itself and the next twice.
        let mut objects = vec![
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /XObject << /X 4 0 R >> >> >>".to_owned(),
        ];
        let content = "/X Do /X Do /X Do /X Do";
        objects.push(format!(
            "<< /Type /XObject /Subtype /Form /Resources << /XObject << /X 4 0 R >> >> /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        ));
        let start = Instant::now();
        let quick = Limits { time: Duration::from_secs(3), ..limits() };
        open(&objects_pdf(&objects), "a.pdf", &quick).unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn bombs_are_refused() {
        let zeros = deflated(&vec![b' '; 17 << 20]);
        let page = stream_pdf(&zeros, "/Filter /FlateDecode");
        let tight = Limits { unpacked: 8 << 20, ..limits() };
        let error = open(&page, "a.pdf", &tight).unwrap_err();
        assert!(matches!(error.problem, Problem::TooLarge { .. }), "{error}");
        let objects = stream_pdf(&zeros, "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode");
        assert!(matches!(problem(&objects, "a.pdf"), Problem::TooLarge { .. }));
        let mut many = b"%PDF-1.4\n1 0 obj\n[".to_vec();
        many.extend(b"0 ".repeat(9 << 20));
        many.extend(b"]\nendobj\n");
        assert!(matches!(problem(&many, "a.pdf"), Problem::TooLarge { .. }));
    }

    #[test]
    fn pieces_of_files_are_errors_or_text() {
        let whole = pdf(&["BT /F1 10 Tf 72 700 Td (FP16 989.4) Tj ET", "BT /F1 10 Tf 72 700 Td (INT8) Tj ET"]);
        for length in 0..whole.len() {
            let _ = open(&whole[..length], "a.pdf", &limits());
        }
    }
}

#[cfg(feature = "xlsx")]
mod workbooks {
    use super::super::super::{Block, Cell, Table};
    use super::*;

    fn rows(table: &Table) -> Vec<Vec<&str>> {
        table.rows.iter().map(|row| row.iter().map(|cell| cell.text.text.as_str()).collect()).collect()
    }

    fn blocks(sheet: &str) -> (Vec<Block>, Vec<String>) {
        let opened = open(&workbook(sheet), "a.xlsx", &limits()).unwrap();
        match opened.content {
            Content::Document(document) => (document.blocks, opened.left_out),
            Content::Text { text, .. } => panic!("{text}"),
        }
    }

    #[test]
    fn a_sheet_is_a_heading_a_table_and_notes() {
        let (blocks, left_out) = blocks(
            r#"<cols><col min="3" max="3" hidden="1"/></cols><sheetData>
            <row r="1"><c r="A1" t="inlineStr"><is><t>Accelerators</t></is></c></row>
            <row r="3"><c r="A3" t="inlineStr"><is><t>Format</t></is></c><c r="B3" t="inlineStr"><is><t>Both</t></is></c><c r="C3"><v>7</v></c></row>
            <row r="4"><c r="A4" t="inlineStr"><is><t>FP16</t></is></c><c r="B4"><v>989.39999999999998</v></c><c r="D4" s="1"><v>1978.9</v></c></row>
            <row r="5" hidden="1"><c r="A5" t="inlineStr"><is><t>FP8</t></is></c><c r="B5"><v>1</v></c></row>
            <row r="6"><c r="A6" t="inlineStr"><is><t>Share</t></is></c><c r="B6" s="2"><v>0.5</v></c><c r="D6" s="3"><v>45369</v></c></row>
            <row r="8"><c r="A8" t="inlineStr"><is><t>* With sparsity</t></is></c></row>
            </sheetData><mergeCells><mergeCell ref="B3:D3"/></mergeCells>"#,
        );
        assert_eq!(
            left_out,
            ["a hidden row of the sheet `Data`", "a hidden column of the sheet `Data`", "the hidden sheet `Prices`"]
        );
        let [Block::Heading { .. }, Block::Prose(title), Block::Table(table), Block::Note { mark, text }] =
            blocks.as_slice()
        else {
            panic!("{blocks:#?}");
        };
        assert_eq!(title.text, "Accelerators");
        assert_eq!((mark.as_str(), text.text.as_str(), text.line), ("*", "With sparsity", 8));
        assert_eq!(
            rows(table),
            [["Format", "Both", "Both"], ["FP16", "989.4", "1,979 TOPS"], ["Share", "50%", "2024-03-18"]]
        );
        let repeated: Vec<bool> = table.rows[0].iter().map(|cell: &Cell| cell.repeated).collect();
        assert_eq!(repeated, [false, false, true]);
        assert_eq!(table.rows[2][0].text.line, 6);
    }

    #[test]
    fn far_cells_do_not_make_a_large_table() {
        let (blocks, _) = blocks(
            r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>
            <row r="1048576"><c r="A1048576"><v>3</v></c><c r="XFD1048576"><v>4</v></c></row></sheetData>
            <mergeCells><mergeCell ref="A1:A1048575"/></mergeCells>"#,
        );
        let Some(Block::Table(table)) = blocks.get(1) else { panic!("{blocks:?}") };
        assert_eq!(table.rows.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2]);
    }

    #[test]
    fn cells_are_limited() {
        // A diagonal: few cells, but a table of their square.
        let names = |n: u32| char::from(b'A' + u8::try_from(n).unwrap());
        let diagonal: String =
            (0..20).map(|n| format!("<row r=\"{0}\"><c r=\"{1}{0}\"><v>1</v></c></row>", n + 1, names(n))).collect();
        let bytes = workbook(&format!("<sheetData>{diagonal}</sheetData>"));
        assert!(open(&bytes, "a.xlsx", &Limits { cells: 400, ..limits() }).is_ok());
        let error = open(&bytes, "a.xlsx", &Limits { cells: 399, ..limits() }).unwrap_err();
        assert!(error.to_string().contains("399 cells"), "{error}");
    }

    #[test]
    fn bombs_are_refused_whatever_they_declare() {
        let sheet = format!("<sheetData>{}</sheetData>", " ".repeat(9 << 20));
        let mut bytes = workbook(&sheet);
        let tight = Limits { unpacked: 8 << 20, ..limits() };
        let start = Instant::now();
        let error = open(&bytes, "a.xlsx", &tight).unwrap_err();
        assert!(error.to_string().contains("says it unfolds to 10 MiB"), "{error}");
        // The same with sizes that lie.
        understate(&mut bytes);
        let error = open(&bytes, "a.xlsx", &tight).unwrap_err();
        assert!(matches!(error.problem, Problem::TooLarge { .. } | Problem::Damaged { .. }), "{error}");
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn pieces_of_files_are_errors() {
        let whole = workbook("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
        for length in (0..whole.len()).step_by(7) {
            assert!(open(&whole[..length], "a.xlsx", &limits()).is_err());
        }
        let broken = workbook("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</row></sheetData");
        assert!(open(&broken, "a.xlsx", &limits()).is_err());
    }
}

/// The sheets that the whole reading is tried on. They are not in the published package.
#[test]
fn sheets_of_the_corpus() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets");
    for file in std::fs::read_dir(directory).into_iter().flatten() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let opened = open_file(&path, &limits());
        if std::env::var_os("SHOW").is_some() && (name.ends_with("pdf") || name.ends_with("xlsx")) {
            show(&name, &opened);
        }
        match name.as_str() {
            "pdf-encrypted.pdf" if cfg!(feature = "pdf") => {
                assert!(matches!(opened.unwrap_err().problem, Problem::Encrypted { .. }));
            }
            "pdf-image-only.pdf" if cfg!(feature = "pdf") => {
                assert!(matches!(opened.unwrap_err().problem, Problem::NoText { .. }));
            }
            _ if name.ends_with(".pdf") && !cfg!(feature = "pdf") => assert!(opened.is_err()),
            _ if name.ends_with(".xlsx") && !cfg!(feature = "xlsx") => assert!(opened.is_err()),
            _ => assert!(opened.is_ok(), "{name}: {opened:?}"),
        }
    }
}

fn show(name: &str, opened: &Result<Opened, FileError>) {
    match opened {
        Ok(Opened { content: Content::Text { text, .. }, .. }) => eprintln!("== {name}\n{text}"),
        other => eprintln!("== {name}\n{other:?}"),
    }
}

/// What is read must be within the limits, and whatever is not must say what to do.
fn any_answer_is_sound(bytes: &[u8], name: &str) {
    let start = Instant::now();
    match open(bytes, name, &limits()) {
        Ok(opened) => drop(opened.content.into_document()),
        Err(error) => assert!(error.to_string().starts_with(name)),
    }
    assert!(start.elapsed() < Duration::from_secs(10));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..2000), name in "[a-z]{1,3}\\.(pdf|xlsx|txt|html|md)") {
        any_answer_is_sound(&bytes, &name);
    }

    #[test]
    fn any_bytes_behind_a_mark_get_an_answer(
        magic in prop::sample::select(vec![&b"%PDF-1.4\n"[..], b"PK\x03\x04 xl/", b"\xff\xfe", b"\xfe\xff", b"<meta charset=gbk>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
        bytes in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        any_answer_is_sound(&[magic, &bytes].concat(), "a");
    }

    #[test]
    fn damaged_files_get_an_answer(which in 0..3_usize, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = match which {
            0 => pdf(&["BT /F1 10 Tf 72 700 Td (FP16 989.4) Tj ET q 1 0 0 1 3 4 cm /X Do Q"]),
            1 => stream_pdf(&deflated(b"BT /F1 10 Tf 72 700 Td (FP16 989.4) Tj ET"), "/Filter /FlateDecode"),
            #[cfg(feature = "xlsx")]
            2 => workbook("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row></sheetData>"),
            _ => pdf(&[""; 3]),
        };
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        any_answer_is_sound(&bytes, "a");
    }

    #[cfg(feature = "pdf")]
    #[test]
    fn any_content_of_a_page_gets_an_answer(content in "([0-9. ()<>\\[\\]/a-zA-Z'\"*-]|BT |ET |Tj |TJ |Td |Tm |/F1 9 Tf |cm |Do |q |Q ){0,200}") {
        any_answer_is_sound(&pdf(&[&format!("BT /F1 10 Tf 9 9 Td {content}")]), "a.pdf");
    }
}
