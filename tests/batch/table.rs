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

fn batch(input: &[u8], options: &Options) -> (Vec<u8>, Outcome) {
    let inputs = Inputs::read("rows.csv", std::io::Cursor::new(input.to_vec()), options, &Progress::default());
    let statute = Law::embedded().at("2026-07-23".parse().expect("a day"), Posture::Text).expect("a day");
    let out = Shared::default();
    let question = Question::default();
    let target = Some(Target::stream(out.clone()));
    let outcome = run(inputs.expect("a table"), options, (&statute, None), &question, target, None).expect("a run");
    let written = out.0.lock().expect("one writer").clone();
    (written, outcome)
}

fn text(input: &[u8], options: &Options) -> String {
    String::from_utf8_lossy(&batch(input, options).0).into_owned()
}

fn eccn_only() -> Options {
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
