//! Files as people have them: what is read of them and what comes out.

use eccn::batch::{Inputs, Options, Outcome, Progress, Target, run};
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

#[test]
fn columns_that_are_not_clear_are_refused() {
    let refused = |csv: &str| {
        let options = Options::default();
        match Inputs::read("rows.csv", std::io::Cursor::new(csv.to_owned()), &options, &Progress::default()) {
            Ok(_) => panic!("{csv:?} was accepted"),
            Err(error) => error.to_string(),
        }
    };
    assert!(refused("a,b\n1,2\n").contains("no column gives throughput"));
    let two = refused("name,fp16_tflops,die area,die size\n");
    assert!(two.contains("2 columns may hold die_area: \"die area\", \"die size\""), "{two}");
    assert!(refused("name,FP4 (Sparse | Dense)\n").contains("dense and of sparse"));
    assert!(refused("name,fp16_tflops,Die size (mm)\n").contains("unit \"mm\""));
    assert!(refused("").contains("empty"));
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
