//! Files as people have them: what is read of them and what comes out.

use eccn::batch::{Added, ColumnMap, Inputs, Layout, Mapping, Options, Outcome, Progress, Rates, Target, run};
use eccn::determine::Question;
use eccn::law::{Law, Posture};
use std::io::Write;
use std::sync::{Arc, Mutex};

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

pub(super) fn batch(input: &[u8], options: &Options) -> (Vec<u8>, Outcome) {
    let inputs = Inputs::read("rows.csv", std::io::Cursor::new(input.to_vec()), options, &Progress::default());
    let statute = Law::embedded().at("2026-07-23".parse().expect("a day"), Posture::Text).expect("a day");
    let out = Shared::default();
    let question = Question::default();
    let target = Some(Target::stream(out.clone()));
    let outcome = run(inputs.expect("a table"), options, (&statute, None), &question, target, None).expect("a run");
    let written = out.0.lock().expect("one writer").clone();
    (written, outcome)
}

pub(super) fn text(input: &[u8], options: &Options) -> String {
    String::from_utf8_lossy(&batch(input, options).0).into_owned()
}

pub(super) fn eccn_only() -> Options {
    Options { add: vec![eccn::batch::Added::Eccn], ..Options::default() }
}

#[test]
fn every_byte_of_the_input_stays_in_its_place() {
    let input = b"\xef\xbb\xbfpart,fp8_dense_tops,note\r\n\r\n\"A\nB\",600,\"x \"\"y\"\"\"\r\nC,1,\xb2\0\n\n\nD,2,last";
    let expected = "\u{feff}part,fp8_dense_tops,note,eccn\r\n\r\n\"A\nB\",600,\"x \"\"y\"\"\",3A090.a.1\r\nC,1,\u{fffd}\0,3A991.p.2|none\n\n\nD,2,last,3A991.p.2|none";
    assert_eq!(text(input, &eccn_only()), expected);
}

#[test]
fn separators_and_decimal_signs_are_found_out() {
    let semicolons = "Name;FP16 (TFLOPS);Fläche;die area (mm²)\nA;312,5;x;826,0\n";
    assert!(text(semicolons.as_bytes(), &eccn_only()).ends_with("A;312,5;x;826,0;3A090.a.1\n"));
    let tabs = "name\tfp8_dense_tops\nA\t600\n";
    assert_eq!(text(tabs.as_bytes(), &eccn_only()), "name\tfp8_dense_tops\teccn\nA\t600\t3A090.a.1\n");
    // Nothing says whether 1,979 is two or two thousand: the row says so.
    let unclear = text(b"name;fp8_dense_tops\nA;1,979\n", &Options::default());
    assert!(unclear.contains("thousands or decimals?"), "{unclear}");
}

#[test]
fn other_encodings_are_read() {
    let utf16: Vec<u8> = "\u{feff}name,fp8_dense_tops\nÄ,600\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(text(&utf16, &eccn_only()), "name,fp8_dense_tops,eccn\nÄ,600,3A090.a.1\n");
    let latin1 = b"name,fp8_dense_tops,die area (mm\xb2)\nA,600,814\n";
    assert!(text(latin1, &eccn_only()).ends_with("A,600,814,3A090.a.1\n"));
}

#[test]
fn ragged_rows_are_kept_and_say_so() {
    let (out, outcome) = batch(b"name,fp8_dense_tops,x\nA\nB,600,1,2\nC,600,1\n", &Options::default());
    let out = String::from_utf8(out).expect("text");
    let lines: Vec<&str> = out.lines().collect();
    assert!(
        lines[1].starts_with("A,,,") && lines[1].contains("line 2: the row has 1 field, the header has 3"),
        "{out}"
    );
    assert!(lines[2].starts_with("B,600,1,2,") && lines[2].contains("line 3: the row has 4 fields"), "{out}");
    assert!(lines[3].starts_with("C,600,1,3A090.a.1"), "{out}");
    assert_eq!((outcome.tally.rows, outcome.tally.errors), (3, 2));
}

#[test]
fn json_lines_keep_their_bytes() {
    let input = b"{\"part\": \"A\", \"fp8_dense_tops\": 600.0 }\n\n{\"part\":\"B\",\"spec\":{\"x\":1}}\nnot json\n{}\n";
    let out = text(input, &eccn_only());
    let expected = "{\"part\": \"A\", \"fp8_dense_tops\": 600.0 ,\"eccn\":\"3A090.a.1\"}";
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], expected);
    assert!(lines[1].starts_with("{\"part\":\"B\",\"spec\":{\"x\":1},\"eccn\":"), "{out}");
    assert_eq!(lines[2], "{\"input\":\"not json\",\"eccn\":null}");
    assert!(lines[3].starts_with("{\"eccn\":\"3A090.a.1|"), "{out}");
}

#[test]
fn a_long_form_gives_each_row_its_parts_answer() {
    let input = "part,field,value,unit,condition\nA,fp8,1979,TFLOPS,dense\nB,fp8,100,TFLOPS,dense\nA,fp8,3958,TFLOPS,sparse\n\
                 A,die_area,814,mm2,na\nB,fp16,x,TFLOPS,\n";
    let out = text(input.as_bytes(), &Options::default());
    let lines: Vec<&str> = out.lines().collect();
    for row in [1, 3, 4] {
        assert!(lines[row].contains(",3A090.a.1,") && lines[row].contains(",15832,"), "{out}");
    }
    assert!(lines[2].contains("error") && lines[2].contains("line 6"), "{out}");
}

#[test]
fn cells_that_start_a_formula_can_be_escaped() {
    let input = b"name,fp8_dense_tops\n=1+1,600\n\"-x\",600\n";
    assert!(text(input, &eccn_only()).contains("\n=1+1,600,"));
    let out = text(input, &Options { escape_formulas: true, ..eccn_only() });
    assert!(out.contains("\n'=1+1,600,") && out.contains("\n\"'-x\",600,"), "{out}");
}

#[test]
fn many_rows_come_out_in_order_whatever_the_number_of_workers() {
    let mut input = String::from("name,fp8_dense_tops,note\n");
    for row in 0..60_000 {
        let note = if row % 997 == 0 { "\"a\nb,\"" } else { "n" };
        input.push_str(&format!("part {row},{},{note}\n", row % 2000));
    }
    let with = |threads: usize| text(input.as_bytes(), &Options { threads: Some(threads), ..Options::default() });
    let one = with(1);
    assert_eq!(one.lines().filter(|line| line.starts_with("part ")).count(), 60_000);
    for threads in [2, 5] {
        assert!(with(threads) == one, "{threads} workers");
    }
}

/// What a table is refused with.
fn refused_with(csv: &str, mapping: Mapping) -> String {
    let options = Options { mapping, ..Options::default() };
    match Inputs::read("rows.csv", std::io::Cursor::new(csv.to_owned()), &options, &Progress::default()) {
        Ok(_) => panic!("{csv:?} was accepted"),
        Err(error) => error.to_string(),
    }
}

fn refused(csv: &str) -> String {
    refused_with(csv, Mapping::default())
}

/// What the columns of a table are taken for.
fn layout(csv: &str, mapping: Mapping) -> Layout {
    let options = Options { mapping, ..Options::default() };
    let inputs = Inputs::read("rows.csv", std::io::Cursor::new(csv.to_owned()), &options, &Progress::default());
    inputs.expect("a table").layout().clone()
}

fn flags(columns: &[(&str, &str)], units: &[(&str, &str)]) -> Mapping {
    let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    Mapping { columns: pairs(columns), units: pairs(units), ..Mapping::default() }
}

/// The last line of the output: the answer of the last row.
fn last_answer(csv: &str, add: &[Added], mapping: Mapping) -> String {
    let options = Options { add: add.to_vec(), only: true, mapping, ..Options::default() };
    text(csv.as_bytes(), &options).lines().next_back().unwrap_or_default().to_owned()
}

/// The error of the last row.
fn last_error(csv: &str) -> String {
    last_answer(csv, &[Added::Error], Mapping::default())
}

#[test]
fn columns_that_are_not_clear_are_refused() {
    assert!(refused("a,b\n1,2\n").contains("no column gives throughput"));
    let two = refused("name,fp16_tflops,die area,die size\n");
    assert!(two.contains("2 columns may hold die_area: \"die area\", \"die size\""), "{two}");
    assert!(refused("name,FP4 (Sparse | Dense)\n").contains("dense and of sparse"));
    assert!(refused("name,fp16_tflops,Die size (mm)\n").contains("unit \"mm\""));
    assert!(refused("name,fp8_dense_tops,Number of chiplets\n").contains("logic dies"));
    assert!(refused("Name,Value\nA,300\n").contains("several rows a part"));
    assert!(refused("name,fp8_dense_tops,TOPS,Bits\nA,1,2,256\n").contains("\"Bits\" holds no bit lengths"));
    assert!(refused("").contains("empty"));
}

#[test]
fn rates_of_32_and_64_bits_are_lower_bounds() {
    let of = |csv: &str, rates: Option<Rates>| {
        let mapping = Mapping { rates, ..Mapping::default() };
        last_answer(csv, &[Added::Certainty, Added::Tpp], mapping)
    };
    let vector = "name,FP32 (GFLOPS),FP64 (GFLOPS),die area (mm²),datacenter\nA,19490,9746,826,yes\n";
    assert_eq!(of(vector, None), "depends,623.744..");
    assert_eq!(of(vector, Some(Rates::Complete)), "certain,623.744");
    let remarks = layout(vector, Mapping::default()).remarks.join("\n");
    assert!(remarks.contains("\"at least\": \"FP32 (GFLOPS)\", \"FP64 (GFLOPS)\""), "{remarks}");
    // FP16 that does not say whether it is of matrix hardware, and FP16 that does.
    let half = |header: &str| format!("name,{header},die area (mm²),datacenter\nA,78,826,yes\n");
    for (header, answer) in [
        ("FP16 (TFLOPS)", "depends,1248.."),
        ("FP16 vector (TFLOPS)", "depends,1248.."),
        ("FP16 tensor (TFLOPS)", "certain,1248"),
        ("FP16 dense (TFLOPS)", "certain,1248"),
        ("BF16 (TFLOPS)", "certain,1248"),
        ("INT8 (TOPS)", "certain,624"),
    ] {
        assert_eq!(of(&half(header), None), answer, "{header}");
    }
    // Whoever names the column says that it is dense.
    let named = flags(&[("fp16", "FP16 (TFLOPS)")], &[]);
    assert_eq!(last_answer(&half("FP16 (TFLOPS)"), &[Added::Certainty], named), "certain");
    let long = "part,field,value,unit\nA,FP32,67,TFLOPS\nA,die area,814,mm2\nA,datacenter,yes,\n";
    assert_eq!(of(long, None), "depends,2144..");
    assert_eq!(of(long, Some(Rates::Complete)), "certain,2144");
}

#[test]
fn two_columns_of_one_rate_are_refused() {
    let twice = "name,FP16 TFLOPS,FP16 TFLOPS\nA,200,989\n";
    let error = refused(twice);
    assert!(error.contains("2 columns may hold fp16: \"FP16 TFLOPS\" (#2), \"FP16 TFLOPS\" (#3)"), "{error}");
    assert_eq!(last_answer(twice, &[Added::Tpp], flags(&[("fp16", "#2")], &[])), "3200");
    let error = refused("name,FP16 TFLOPS,FP16 Dense TFLOPS\n");
    assert!(error.contains("\"FP16 TFLOPS\", \"FP16 Dense TFLOPS\"") && error.contains("--column unused"), "{error}");
    // Rates of other hardware, or added up in another format, are no rivals.
    for header in [
        "FP16 vector TFLOPS,FP16 tensor TFLOPS",
        "FP16 TFLOPS,FP16 tensor dense TFLOPS",
        "FP16 tensor TFLOPS with FP16 accumulate,FP16 tensor TFLOPS with FP32 accumulate",
    ] {
        assert!(
            last_answer(&format!("name,{header}\nA,78,312\n"), &[Added::Tpp], Mapping::default()).starts_with("4992")
        );
    }
}

#[test]
fn rates_without_a_unit_are_tops_or_refused() {
    let table = "name,FP32,FP64,die area (mm²)\nA,2.1,0.1,200\nB,12740,199,276\n";
    let error = refused(table);
    assert!(
        error.contains("\"FP32\" has no unit and holds numbers up to 12,740") && error.contains("--unit fp32=GFLOPS")
    );
    let units = flags(&[], &[("fp32", "GFLOPS"), ("fp64", "GFLOPS")]);
    assert_eq!(last_answer(table, &[Added::Tpp], units), "407.68..");
    // One of them in GFLOPS: the other may be as well.
    let one = refused_with(table, flags(&[], &[("fp64", "GFLOPS")]));
    assert!(one.contains("\"FP32\" has no unit"), "{one}");
    let plausible = "name,INT8\nA,1979\n";
    assert_eq!(last_answer(plausible, &[Added::Tpp], Mapping::default()), "15832");
    let remarks = layout(plausible, Mapping::default()).remarks;
    assert_eq!(
        remarks,
        [
            "headers without a unit are taken as TOPS: \"INT8\" (--unit says otherwise)",
            "neither dense nor sparse, taken as dense: \"INT8\"",
        ]
    );
    // Cells with units of their own need none above them.
    assert!(
        layout("name,INT8\nA,1979 TOPS\n", Mapping::default()).remarks.iter().all(|remark| !remark.contains("--unit"))
    );
    // Far down the file it is the row's error.
    let rows = "A,1979\n".repeat(40_000);
    assert!(last_error(&format!("name,INT8\n{rows}B,989400\n")).contains("is it TOPS?"));
}

#[test]
fn values_that_no_part_has_are_errors() {
    for (csv, expected) in [
        ("name,FP16 dense (TFLOPS)\nA,1000000000\n", "no part has more than 250,000 TOPS: is the unit right?"),
        ("name,FP8 dense (PFLOPS)\nA,\"1,979\"\n", "no part has more than 500,000 TOPS"),
        ("name,FP8 dense (TFLOPS),Area (mm2)\nA,200,25000\n", "the dies of no package have 25,000 mm²"),
        ("name,FP8 dense (TFLOPS),Transistors (billion)\nA,9,54200\n", "no part has more than 10,000 billion"),
    ] {
        assert!(last_error(csv).contains(expected), "{csv}: {}", last_error(csv));
    }
    // A whole wafer, and a whole rack.
    let believed = |csv: &str| last_answer(csv, &[Added::Certainty], Mapping::default()) != "error";
    assert!(believed("name,FP16 dense (TFLOPS),die area (mm²)\nA,12500,46225\n"));
    assert!(believed("name,FP4 dense (PFLOPS),form\nA,5000,computer\n"));
}

#[test]
fn a_sparse_column_is_not_named_by_a_slip() {
    let csv = "name,FP16 sparse TFLOPS\nA,2000\n";
    for header in ["FP16 sparse TFLOPS", "#2"] {
        let error = refused_with(csv, flags(&[("fp16", header)], &[]));
        assert!(error.contains("its rates are sparse, which never count") && error.contains("column map"), "{error}");
    }
    let map = |sparsity: &str| {
        let text = format!("[[column]]\nheader = 'FP16 sparse TFLOPS'\nfact = 'fp16'\nunit = 'TFLOPS'\n{sparsity}");
        Mapping { map: Some(ColumnMap::parse(&text).expect("a map")), ..Mapping::default() }
    };
    assert!(refused_with(csv, map("")).contains("sparsity = \"dense\""));
    assert_eq!(last_answer(csv, &[Added::Tpp], map("sparsity = 'dense'\n")), "32000");
}

#[test]
fn the_decimal_sign_is_that_of_number_columns() {
    let read = |csv: &str| last_answer(csv, &[Added::Tpp], Mapping::default());
    // Another column's point says nothing; quoted cells say as much as others.
    let unclear = "Name;FP8 dense (TFLOPS);Compute Capability\nB;1.979;9.0\n";
    assert!(last_error(unclear).contains("thousands or decimals?"));
    assert_eq!(read("Name;FP8 dense (TFLOPS);Version\nA;989,4;9.0\nB;1.979;9.0\n"), "15832");
    assert_eq!(read("\"Name\";\"FP8 dense (TFLOPS)\"\n\"A\";\"989,4\"\n\"B\";\"1.979\"\n"), "15832");
    assert_eq!(read("name,FP8 dense (TFLOPS)\nA,\"989,4\"\n"), "7915.2");
    let comma = layout("name,FP8 dense (TFLOPS)\nA,\"989,4\"\n", Mapping::default());
    assert!(comma.remarks[0].contains("decimal comma"), "{:?}", comma.remarks);
    let semicolons = layout("name;FP8 dense (TFLOPS)\nA;989,4\n", Mapping::default());
    assert!(semicolons.remarks[0].contains("separated by ';'"), "{:?}", semicolons.remarks);
    // A slip is an error with its cure, and does not make decimals of thousands.
    let slip = "name,FP8 dense (TFLOPS)\nA,989.4\nB,\"97,5\"\n";
    assert!(last_error(slip).contains("say --decimal comma"), "{}", last_error(slip));
    assert!(last_error("name,FP8 dense (TFLOPS)\nA,\"97,5\"\nB,\"1,979\"\n").contains("thousands or decimals?"));
}

#[test]
fn columns_of_words_are_not_what_their_headers_seem() {
    let csv =
        "GPU,Die,Form,App,FP8 dense (TFLOPS),Die Size (mm²)\nA,GH100,PCIe,Training,600,814\nB,AD102,SXM,Any,600,609\n";
    let layout = layout(csv, Mapping::default());
    let facts: Vec<String> = layout.columns.iter().map(|column| column.meaning.name()).collect();
    assert_eq!(facts, ["name", "fp8", "die_area"]);
    let why = layout.unused.iter().map(|(_, why)| why.as_str()).collect::<Vec<_>>().join("\n");
    assert!(
        why.contains("words such as \"GH100\"") && why.contains("\"PCIe\"") && why.contains("\"Training\""),
        "{why}"
    );
    assert_eq!(last_answer(csv, &[Added::Eccn], Mapping::default()), "3A090.a.1");
    // One cell that fits, and the others are errors of their rows.
    assert!(last_error("name,fp8_dense_tops,form\nA,1,card\nB,1,PCIe\n").contains("PCIe"));
}

#[test]
fn numbers_as_people_write_them() {
    for (cell, tpp) in [
        ("800.", "6400"),
        ("800. TFLOPS", "6400"),
        ("+1000", "8000"),
        ("1 979", "15832"),
        ("1\u{a0}979", "15832"),
        ("1\u{2009}979", "15832"),
        ("1\u{202f}979", "15832"),
        ("1 979 TFLOPS", "15832"),
        ("1'979", "15832"),
    ] {
        let csv = format!("name,FP8 dense (TFLOPS)\nA,{cell}\n");
        assert_eq!(last_answer(&csv, &[Added::Tpp], Mapping::default()), tpp, "{cell:?}: {}", last_error(&csv));
    }
    for (cell, expected) in [
        ("312 624", "one number or two?"),
        ("~800", "a rough value is a range"),
        ("1 97", "is not understood"),
        ("+ 5", "is not a number"),
    ] {
        let csv = format!("name,FP8 dense (TFLOPS)\nA,{cell}\n");
        assert!(last_error(&csv).contains(expected), "{cell:?}: {}", last_error(&csv));
    }
}

#[test]
fn transistors_without_a_unit_are_left_out() {
    let layout_of = |csv: &str| layout(csv, Mapping::default());
    let bare = layout_of("name,fp8_dense_tops,Transistors\nA,600,54200\n");
    assert!(bare.unused.iter().any(|(_, why)| why.contains("millions or billions?")), "{:?}", bare.unused);
    let said = layout_of("name,fp8_dense_tops,Transistors\nA,600,\"54,200 million\"\n");
    assert!(said.columns.iter().any(|column| column.meaning.name() == "transistors"));
}

#[test]
fn yes_and_no_in_other_languages() {
    for (word, eccn) in
        [("ja", "3A090.b.1"), ("oui", "3A090.b.1"), ("是", "3A090.b.1"), ("はい", "3A090.b.1"), ("1.0", "3A090.b.1")]
    {
        let csv = format!("name,FP8 dense (TFLOPS),die area (mm²),FinFET,datacenter\nA,400,608,yes,{word}\n");
        assert_eq!(last_answer(&csv, &[Added::Eccn], Mapping::default()), eccn, "{word}");
    }
    for word in ["nein", "non", "no", "否", "无", "いいえ", "FALSCH", "0.0"] {
        let csv = format!("name,FP8 dense (TFLOPS),die area (mm²),FinFET,datacenter\nA,400,608,oui,{word}\n");
        assert_eq!(last_answer(&csv, &[Added::Eccn], Mapping::default()), "3A991.p.1", "{word}");
    }
}

#[test]
fn a_quote_that_never_closes_is_closed_before_what_is_added() {
    let (out, outcome) = batch(b"name,fp8_dense_tops,note\nA,600,\"x\nB,1,y", &eccn_only());
    assert_eq!(String::from_utf8_lossy(&out), "name,fp8_dense_tops,note,eccn\nA,600,\"x\nB,1,y\",3A090.a.1");
    assert_eq!(outcome.remarks, ["rows.csv: the quote that opens in line 2 never closes"]);
    let escaped = text(b"name,fp8_dense_tops\nA,\"600", &Options { escape_formulas: true, ..eccn_only() });
    assert_eq!(escaped, "name,fp8_dense_tops,eccn\nA,\"600\",3A090.a.1");
    assert_eq!(text(b"name,\"fp8_dense_tops", &eccn_only()), "name,\"fp8_dense_tops\",eccn\n");
}

#[test]
fn errors_name_their_lines_in_files_of_many_errors() {
    let mut input = String::from("name,fp8_dense_tops\n\n");
    (0..50_000).for_each(|row| input.push_str(["A,x\n", "A,1\n", "\"A\nB\",x\n"][row % 3]));
    let out = text(input.as_bytes(), &Options { add: vec![eccn::batch::Added::Error], ..Options::default() });
    // Three rows take four lines; the first of them is in line 3.
    let stated = out.split("line ").skip(1).map(|rest| rest.split(':').next().and_then(|line| line.parse().ok()));
    let stated: Vec<usize> = stated.map(|line| line.expect("a line")).collect();
    let expected = (0..50_000).filter(|row| row % 3 != 1).map(|row| 3 + row / 3 * 4 + row % 3);
    assert!(stated.iter().copied().eq(expected));
}

#[test]
fn lines_that_are_no_json_are_answered_in_linear_time() {
    let mut input = String::from("{\"part\":\"A\",\"fp8_dense_tops\":600}\n");
    input.push_str(&"x\n".repeat(200_000));
    let (out, outcome) = batch(input.as_bytes(), &eccn_only());
    assert_eq!((outcome.tally.rows, outcome.tally.errors), (200_001, 200_000));
    assert!(out.ends_with(b"{\"input\":\"x\",\"eccn\":null}\n"));
}

/// Breaks at its third write.
struct Broken(usize);

impl Write for Broken {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += 1;
        assert!(self.0 < 3, "broken");
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_worker_that_panics_does_not_keep_the_others_waiting() {
    let input = format!("name,fp8_dense_tops\n{}", "a part with a name,600\n".repeat(150_000));
    let (done, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let options = Options { threads: Some(4), ..eccn_only() };
        let inputs = Inputs::read("rows.csv", std::io::Cursor::new(input), &options, &Progress::default());
        let statute = Law::embedded().at("2026-07-23".parse().expect("a day"), Posture::Text).expect("a day");
        let (question, target) = (Question::default(), Some(Target::stream(Broken(0))));
        let run = || run(inputs.expect("a table"), &options, (&statute, None), &question, target, None);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err();
        done.send(panicked).expect("awaited");
    });
    let panicked = ended.recv_timeout(std::time::Duration::from_secs(120));
    assert_eq!(panicked, Ok(true), "the panic comes through, and soon");
}
