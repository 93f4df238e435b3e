//! Files of every kind, through the program: several of them, those that can be read but once, those that are no tables.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const LONG: &str = "part,field,value,unit\nA,fp8,1979,TFLOPS\nB,fp8,1,TFLOPS\nA,die_area,814,mm2\n";

struct Desk(TempDir);

impl Desk {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        for (name, bytes) in files {
            std::fs::write(desk.path(name), bytes).expect("written");
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eccn"));
        command.current_dir(self.0.path()).arg("batch").args(args).args(["--as-of", "2026-07-23", "-q"]);
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("runs")
    }

    /// What comes out of a run that goes well.
    fn out(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    #[track_caller]
    fn fails(&self, code: i32, args: &[&str], words: &[&str]) {
        let output = self.run(args);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{said}");
        for word in words {
            assert!(said.contains(word), "{word:?} is not in: {said}");
        }
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const ECCN: [&str; 2] = ["--add", "eccn"];

fn with<'a>(first: &[&'a str], second: &[&'a str]) -> Vec<&'a str> {
    [first, second].concat()
}

#[test]
fn files_are_joined_at_whole_rows() {
    let desk = Desk::new(&[
        ("a.csv", b"name,fp8_dense_tops\r\nA,600"),
        ("b.csv", b"\xef\xbb\xbfname,fp8_dense_tops\nB,\"600\n"),
        ("c.csv", b"name,fp8_dense_tops\nC,600"),
    ]);
    let output = desk.run(&with(&["a.csv", "b.csv", "c.csv"], &ECCN));
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(out.starts_with("name,fp8_dense_tops,eccn\r\nA,600,3A090.a.1\r\nB,\"600\n\","), "{out:?}");
    assert!(out.ends_with("\nC,600,3A090.a.1"), "{out:?}");
    // What is to be said of a file is said, though another follows.
    assert!(said(&output).contains("b.csv: the quote that opens in line 2 never closes"), "{}", said(&output));
}

#[test]
fn files_that_are_written_differently_are_named() {
    let desk = Desk::new(&[
        ("a.csv", b"name,fp8_dense_tops\nA,600\n"),
        ("b.csv", b"name;fp8_dense_tops\nB;600\n"),
        ("comma.csv", b"name;fp8_dense_tops\nB;600,5\n"),
        ("point.csv", b"name;fp8_dense_tops\nB;600.5\n"),
        ("unclear.csv", b"name;fp8_dense_tops\nB;1.979\n"),
        ("c.jsonl", b"{\"name\":\"C\",\"fp8_dense_tops\":600}\n"),
    ]);
    desk.fails(1, &["a.csv", "b.csv"], &["b.csv: its fields are separated by ';', those of a.csv by ','"]);
    desk.fails(
        1,
        &["comma.csv", "point.csv"],
        &["point.csv: its numbers are written with a decimal point", "comma.csv"],
    );
    desk.fails(1, &["comma.csv", "unclear.csv"], &["unclear.csv", "1.979", "--decimal"]);
    // Before anything is read, not when its turn comes.
    desk.fails(1, &["a.csv", "b.csv", "missing.csv"], &["missing.csv: No such file"]);
    desk.fails(1, &["a.csv", "c.jsonl"], &["c.jsonl is JSON, and a.csv is CSV"]);
    // Whole numbers are written alike everywhere, and what is stated holds.
    assert_eq!(desk.out(&with(&["comma.csv", "b.csv"], &ECCN)).lines().count(), 3);
    assert_eq!(desk.out(&with(&["comma.csv", "unclear.csv", "--decimal", "comma"], &ECCN)).lines().count(), 3);
}

#[test]
fn what_is_no_table_is_named() {
    let desk = Desk::new(&[
        ("parts.xlsx", b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml"),
        ("parts.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("parts.pdf", b"%PDF-1.7\n"),
        ("rows.json", b"[[\"name\", \"fp8\"], [\"A\", 600]]"),
        ("cut.json", b"[\n {\"name\": \"A\", \"fp8_dense_tops\": 600},\n {\"na"),
    ]);
    desk.fails(1, &["parts.xlsx"], &["parts.xlsx is an Excel workbook (.xlsx)", "as CSV"]);
    desk.fails(1, &["parts.xls"], &["(.xls)", "as CSV"]);
    desk.fails(1, &["parts.pdf"], &["parts.pdf is a PDF"]);
    desk.fails(1, &["rows.json"], &["array of arrays"]);
    desk.fails(1, &["cut.json"], &["cut.json", "cut off"]);
}

#[test]
fn columns_that_are_not_there_are_errors_of_the_command_line() {
    let desk = Desk::new(&[("a.csv", b"name,fp8_dense_tops\nA,600\n"), ("b.csv", b"name,price\nA,600\n")]);
    desk.fails(2, &["a.csv", "--column", "die_area=area"], &["a.csv: there is no column \"area\""]);
    desk.fails(2, &["a.csv", "--unit", "fp8=kg"], &["kg"]);
    desk.fails(2, &["a.csv", "--default", "nonsense=1"], &["nonsense"]);
    desk.fails(2, &["a.csv", "--summary", "vendor"], &["a.csv: there is no column \"vendor\""]);
    // That a file has no rates is the file's.
    desk.fails(1, &["b.csv"], &["no column gives throughput"]);
    desk.fails(2, &["a.csv", "--errors", "./a.csv"], &["would replace the input"]);
}

#[test]
fn answers_of_two_days_are_counted_together() {
    let desk = Desk::new(&[(
        "a.csv",
        b"name,tpp,die_area,node,datacenter\nA,9600,814,TSMC 4N,yes\nB,x,,,\nC,9600,814,TSMC 4N,yes\n",
    )]);
    let out = desk.out(&["a.csv", "--counts", "--diff-date", "2022-10-21"]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "eccn,eccn_on_2022-10-21,rows");
    assert!(lines[1].starts_with("3A090.a.1,3A") && lines[1].ends_with(",2"), "{out}");
    assert_eq!(lines[2..], ["error,error,1"]);
}

#[test]
fn a_dash_is_standard_output() {
    let desk = Desk::new(&[("a.csv", b"name,fp8_dense_tops\nA,600\n")]);
    assert_eq!(desk.out(&with(&["a.csv", "-o", "-"], &ECCN)), "name,fp8_dense_tops,eccn\nA,600,3A090.a.1\n");
    assert!(!desk.path("-").exists());
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::io::{BufRead as _, BufReader, Write as _};

    fn pipe(desk: &Desk, name: &str) {
        assert!(Command::new("mkfifo").arg(desk.path(name)).status().expect("runs").success());
    }

    #[test]
    fn the_long_form_of_what_can_be_read_but_once() {
        let desk = Desk::new(&[("a.csv", LONG.as_bytes())]);
        pipe(&desk, "pipe");
        let answered = |args: &[&str]| {
            let child = desk.command(&with(args, &ECCN)).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
            std::fs::write(desk.path("pipe"), LONG).expect("written");
            let output = child.expect("starts").wait_with_output().expect("ends");
            assert!(output.status.success(), "{}", said(&output));
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        let alone = desk.out(&with(&["a.csv"], &ECCN));
        assert!(alone.contains("A,die_area,814,mm2,3A090.a.1\n"), "{alone}");
        assert_eq!(answered(&["pipe"]), alone);
        // Beside a file, whichever comes first.
        let rows: String = alone.split_inclusive('\n').skip(1).collect();
        assert_eq!(answered(&["pipe", "a.csv"]), format!("{alone}{rows}"));
        assert_eq!(answered(&["a.csv", "pipe"]), format!("{alone}{rows}"));
    }

    #[test]
    fn an_error_in_a_pipe_has_the_name_of_the_pipe() {
        let desk = Desk::new(&[("a.csv", LONG.as_bytes())]);
        pipe(&desk, "pipe");
        let child = desk.command(&["a.csv", "pipe"]).stdout(Stdio::piped()).spawn().expect("starts");
        std::fs::write(desk.path("pipe"), "part,field,value,unit\nC,fp8,x,TFLOPS\n").expect("written");
        let output = child.wait_with_output().expect("ends");
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(out.contains("pipe: line 2: "), "{out}");
    }

    /// A run that waits in the middle of its input, as its output is not read.
    fn held_up(desk: &Desk, args: &[&str]) -> (std::process::Child, BufReader<std::process::ChildStdout>) {
        let mut child = desk.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        out.read_line(&mut String::new()).expect("a line");
        (child, out)
    }

    #[test]
    fn an_input_that_is_written_over_is_noticed() {
        let text = format!("name,fp8_dense_tops\n{}", "a part with a name,600\n".repeat(200_000));
        let desk = Desk::new(&[("a.csv", text.as_bytes())]);
        let (child, mut out) = held_up(&desk, &["a.csv", "--threads", "1"]);
        let file = std::fs::OpenOptions::new().write(true).open(desk.path("a.csv")).expect("a file");
        // As many bytes as before.
        std::thread::sleep(std::time::Duration::from_millis(20));
        (&file).write_all(text.replace("600", "100").as_bytes()).expect("written");
        std::io::copy(&mut out, &mut std::io::sink()).expect("read to the end");
        let output = child.wait_with_output().expect("ends");
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("a.csv changed while it was read: it was written to"), "{}", said(&output));
    }

    #[test]
    fn a_closed_standard_error_is_no_reason_to_stop() {
        let desk = Desk::new(&[("a.csv", b"name,fp8_dense_tops\nA,600\nB,x\n")]);
        let mut command = Command::new(env!("CARGO_BIN_EXE_eccn"));
        command.arg("batch").arg(desk.path("a.csv")).args(["--as-of", "2026-07-23", "--strict", "--add", "eccn"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        drop(child.stderr.take());
        let output = child.wait_with_output().expect("ends");
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "name,fp8_dense_tops,eccn\nA,600,3A090.a.1\nB,x,\n");
        // And where the error itself is all there is to say.
        let mut child = Command::new(env!("CARGO_BIN_EXE_eccn"));
        let mut child = child.args(["batch", "no-such.csv"]).stderr(Stdio::piped()).spawn().expect("starts");
        drop(child.stderr.take());
        assert_eq!(child.wait().expect("ends").code(), Some(1));
    }

    #[test]
    fn whoever_reads_the_errors_may_leave() {
        let text = format!("name,fp8_dense_tops\n{}", "a part with a name,x\n".repeat(20_000));
        let desk = Desk::new(&[("a.csv", text.as_bytes())]);
        let mut child = desk
            .command(&["a.csv", "--errors", "/dev/stdout", "-o", "out.csv"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        drop(child.stdout.take());
        assert!(child.wait().expect("ends").success());
        assert_eq!(std::fs::read_to_string(desk.path("out.csv")).expect("a file").lines().count(), 20_001);
    }

    #[test]
    fn names_of_outputs() {
        let desk = Desk::new(&[("a.csv", b"name,fp8_dense_tops\nA,600\n")]);
        let to = |name: &str| desk.out(&with(&["a.csv", "-o", name], &ECCN));
        // As long as names can be, and longer.
        let longest = format!("{}.csv", "x".repeat(251));
        to(&longest);
        assert!(desk.path(&longest).is_file());
        desk.fails(1, &["a.csv", "-o", &format!("x{longest}")], &["cannot be written", "too long"]);
        let accents = format!("{}.csv", "ä".repeat(120));
        to(&accents);
        assert!(desk.path(&accents).is_file());
        // A link to nothing is followed; the link stays.
        std::fs::create_dir(desk.path("folder")).expect("a folder");
        let link = |to: &str, from: &str| std::os::unix::fs::symlink(to, desk.path(from)).expect("a link");
        link("folder/new.csv", "link.csv");
        to("link.csv");
        assert!(desk.path("folder/new.csv").is_file() && desk.path("link.csv").is_symlink());
        link("no/new.csv", "nowhere.csv");
        desk.fails(1, &["a.csv", "-o", "nowhere.csv"], &["nowhere.csv cannot be written: there is no folder no"]);
        link("one.csv", "other.csv");
        link("other.csv", "one.csv");
        desk.fails(1, &["a.csv", "-o", "one.csv"], &["one.csv cannot be written"]);
        for name in ["folder", "folder/", "new/"] {
            desk.fails(1, &["a.csv", "-o", name], &["cannot be written: this is a folder"]);
        }
        desk.fails(1, &["a.csv", "-o", "no/out.csv"], &["no/out.csv cannot be written: there is no folder no"]);
    }

    #[test]
    fn a_quote_that_never_closes_does_not_fill_the_memory() {
        let desk = Desk::new(&[]);
        let mut command = desk.command(&["-", "--threads", "1"]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts");
        let mut input = child.stdin.take().expect("piped");
        input.write_all(b"name,fp8_dense_tops\nA,600\nB\n\"C,1\n").expect("written");
        let block = "a part with a name,600\n".repeat(50_000);
        // It stops reading some time.
        while input.write_all(block.as_bytes()).is_ok() {}
        drop(input);
        let output = child.wait_with_output().expect("ends");
        assert_eq!(output.status.code(), Some(1));
        let said = said(&output);
        for word in ["standard input: the record that starts in line 4", "128 MiB", "the quote that opens in line 4"] {
            assert!(said.contains(word), "{word:?} is not in: {said}");
        }
    }

    #[test]
    fn a_field_of_a_hundred_megabytes_is_a_field() {
        let desk = Desk::new(&[]);
        let mut child = desk
            .command(&["-", "--add", "eccn", "--threads", "1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut input = child.stdin.take().expect("piped");
        let writer = std::thread::spawn(move || {
            input.write_all(b"name,fp8_dense_tops,note\nA,600,\"").expect("written");
            let block = [b'x'; 1_000_000];
            (0..100).for_each(|_| input.write_all(&block).expect("written"));
            input.write_all(b"\"\nB,600,\n").expect("written");
        });
        let output = child.wait_with_output().expect("ends");
        writer.join().expect("ends");
        assert!(output.status.success());
        assert!(output.stdout.ends_with(b"xxx\",3A090.a.1\nB,600,,3A090.a.1\n"));
        assert!(output.stdout.len() > 100_000_000);
    }
}
