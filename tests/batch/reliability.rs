//! Runs that go wrong, through the program: what is under the final name afterwards, and what is said.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

const HEADER: &str = "name,fp8_dense_tops,die_area_mm2,node,datacenter\n";
const OPTIONS: [&str; 4] = ["--as-of", "2026-07-23", "--add", "eccn"];

/// A file of so many rows. Numbers start at `from`, so that two files differ.
fn rows(count: usize, from: usize) -> String {
    let row = |row: usize| format!("part {},{},{},TSMC 4N,yes\n", from + row, row % 2000, 100 + row % 700);
    std::iter::once(HEADER.to_owned()).chain((0..count).map(row)).collect()
}

/// A folder with an input in it.
struct Desk {
    folder: TempDir,
    input: PathBuf,
}

impl Desk {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("in.csv");
        std::fs::write(&input, text).expect("written");
        Self { folder, input }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eccn"));
        command.arg("batch").arg(&self.input).args(OPTIONS);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn to(&self, target: &Path) -> Command {
        let mut command = self.command();
        command.arg("-o").arg(target);
        command
    }

    /// The names in the folder other than the input, sorted.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| name != "in.csv").collect();
        names.sort();
        names
    }

    /// What a run gives that nothing disturbs.
    fn expected(&self) -> Vec<u8> {
        let output = self.command().arg("-q").output().expect("runs");
        assert!(output.status.success(), "{}", said(&output));
        output.stdout
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn fails(output: &Output, words: &[&str]) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
}

#[test]
fn a_target_that_cannot_be_written_is_named() {
    let desk = Desk::new(&rows(3, 0));
    let missing = desk.path("missing").join("out.csv");
    fails(&desk.to(&missing).output().expect("runs"), &["missing/out.csv"]);
    // A file where a folder should be, and a folder where a file should be.
    fails(&desk.to(&desk.input.join("out.csv")).output().expect("runs"), &["in.csv/out.csv"]);
    fails(&desk.to(desk.folder.path()).output().expect("runs"), &["folder"]);
    assert_eq!(desk.files(), [""; 0]);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};

    /// Bytes that no pipe holds, nor a pipe and all that is read ahead.
    const LARGE: usize = 120_000;

    fn mode(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("ours");
    }

    /// Runs as somebody who is not allowed everything; `None` if that cannot be arranged.
    fn unprivileged(mut command: Command, desk: &Desk) -> Option<Output> {
        if std::fs::metadata(desk.folder.path()).expect("a folder").uid() != 0 {
            return command.output().ok();
        }
        let nobody = |command: &mut Command| {
            command.uid(65534).gid(65534);
        };
        let mut probe = Command::new(env!("CARGO_BIN_EXE_eccn"));
        nobody(probe.arg("--version").stdout(Stdio::null()));
        if !probe.status().is_ok_and(|status| status.success()) {
            return None;
        }
        nobody(&mut command);
        command.output().ok()
    }

    #[test]
    fn what_is_protected_is_not_replaced() {
        let desk = Desk::new(&rows(3, 0));
        let (folder, file) = (desk.path("folder"), desk.path("out.csv"));
        std::fs::create_dir(&folder).expect("a folder");
        std::fs::write(&file, "old").expect("written");
        mode(&folder, 0o555);
        mode(&file, 0o444);
        mode(desk.folder.path(), 0o777);
        let target = folder.join("out.csv");
        if let Some(output) = unprivileged(desk.to(&target), &desk) {
            fails(&output, &["folder/out.csv", "ermission denied"]);
            assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 0);
        }
        if let Some(output) = unprivileged(desk.to(&file), &desk) {
            fails(&output, &["out.csv", "ermission denied"]);
        }
        assert_eq!(std::fs::read_to_string(&file).expect("a file"), "old");
        assert_eq!(desk.files(), ["folder", "out.csv"]);
        mode(&folder, 0o755);
    }

    #[test]
    fn an_input_that_changes_is_noticed() {
        let text = rows(LARGE, 0);
        for shorter in [true, false] {
            let desk = Desk::new(&text);
            // Once to standard output, once to a file whose run is held up by its list of errors.
            for to_file in [false, true] {
                let text = if to_file { &text[..text.len() / 2] } else { &text[..] };
                std::fs::write(&desk.input, text).expect("written");
                let mut command = desk.command();
                command.args(["--threads", "1"]);
                if to_file {
                    // Every row has an error: a name is neither yes nor no.
                    command.arg("-o").arg(desk.path("out.csv")).args(["--errors", "/dev/stdout"]);
                    command.args(["--column", "planar=name"]);
                }
                let mut child = command.spawn().expect("starts");
                let mut out = BufReader::new(child.stdout.take().expect("piped"));
                // One line read: the input is open, and the pipe is too small for all lines.
                out.read_line(&mut String::new()).expect("a line");
                let file = std::fs::OpenOptions::new().append(true).open(&desk.input).expect("a file");
                match shorter {
                    true => file.set_len(text.len() as u64 - 7).expect("ours"),
                    false => (&file).write_all(b"one more,1,,,\n").expect("written"),
                }
                std::io::copy(&mut out, &mut std::io::sink()).expect("read to the end");
                let output = child.wait_with_output().expect("ends");
                fails(&output, &["in.csv changed while it was read", "nothing was written under the final name"]);
                assert_eq!(desk.files(), [""; 0]);
            }
        }
    }

    #[test]
    fn a_full_disk_leaves_nothing() {
        let desk = Desk::new(&rows(20_000, 0));
        if Path::new("/dev/full").exists() {
            let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
            let output = desk.command().stdout(full).output().expect("runs");
            fails(&output, &["standard output cannot be written: No space left on device"]);
            fails(&desk.to(Path::new("/dev/full")).output().expect("runs"), &["/dev/full", "No space left on device"]);
        }
        // Files of a few blocks only. Without the trap the signal ends the program, with it writing fails.
        let limited = |trap: &str| {
            let script = format!("{trap} ulimit -f 64; exec \"$0\" \"$@\"");
            let mut command = Command::new("sh");
            command.args(["-c", &script, env!("CARGO_BIN_EXE_eccn"), "batch"]).arg(&desk.input).args(OPTIONS);
            command.arg("-o").arg(desk.path("out.csv")).stdin(Stdio::null()).output().expect("runs")
        };
        for old in [None, Some("old")] {
            if let Some(old) = old {
                std::fs::write(desk.path("out.csv"), old).expect("written");
            }
            fails(&limited("trap '' XFSZ;"), &["out.csv cannot be written: File too large"]);
            assert_eq!(desk.files(), old.map(|_| "out.csv").into_iter().collect::<Vec<_>>());
            let output = limited("");
            assert!(output.status.code() != Some(0), "{}", said(&output));
            assert_eq!(std::fs::read_to_string(desk.path("out.csv")).ok().as_deref(), old);
            // The signal leaves no time to remove it.
            for name in desk.files().iter().filter(|name| name.ends_with(".partial")) {
                std::fs::remove_file(desk.path(name)).expect("ours");
            }
        }
    }

    #[test]
    fn killed_at_any_moment_nothing_half_is_under_the_final_name() {
        let times: u32 = std::env::var("ECCN_KILLS").ok().and_then(|times| times.parse().ok()).unwrap_or(20);
        let desk = Desk::new(&rows(20_000, 0));
        let (expected, target) = (desk.expected(), desk.path("out.csv"));
        let undisturbed = (0..4).map(|_| {
            let started = std::time::Instant::now();
            assert!(desk.to(&target).arg("-q").status().expect("runs").success());
            started.elapsed()
        });
        let whole = undisturbed.min().expect("some runs");
        // Spread evenly, with more of them near the end, where the name changes.
        let (mut seed, mut before, mut left) = (u64::from(std::process::id()) | 1, 0, 0);
        for time in 0..times {
            let old = (time % 2 == 0).then_some("old\n");
            match old {
                Some(old) => std::fs::write(&target, old).expect("written"),
                None => drop(std::fs::remove_file(&target)),
            }
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let part = (seed >> 33) as f64 / (1u64 << 31) as f64;
            let part = if time % 3 == 0 { 0.8 + 0.3 * part } else { 1.05 * part };
            let mut child = desk.to(&target).arg("-q").spawn().expect("starts");
            std::thread::sleep(whole.mul_f64(part));
            child.kill().expect("ours");
            let status = child.wait().expect("ended");
            let found = std::fs::read(&target).ok();
            let complete = found.as_ref() == Some(&expected);
            assert!(complete || found.as_deref() == old.map(str::as_bytes), "neither old nor complete: {status}");
            assert!(complete || !status.success());
            before += u32::from(!complete);
            for name in desk.files().iter().filter(|name| name.ends_with(".partial")) {
                left += 1;
                std::fs::remove_file(desk.path(name)).expect("ours");
            }
        }
        eprintln!("{times} runs killed: {before} before the name changed, {left} temporary files left");
    }

    #[test]
    fn of_two_runs_to_one_target_one_wins() {
        let (one, other) = (Desk::new(&rows(20_000, 0)), Desk::new(&rows(15_000, 1_000_000)));
        let complete = [one.expected(), other.expected()];
        for _ in 0..5 {
            let target = one.path("out.csv");
            let mut children: Vec<Child> =
                [&one, &other].iter().map(|desk| desk.to(&target).arg("-q").spawn().expect("starts")).collect();
            for child in &mut children {
                assert!(child.wait().expect("ends").success());
            }
            assert!(complete.contains(&std::fs::read(&target).expect("a file")));
            assert_eq!(one.files(), ["out.csv"]);
        }
    }

    #[test]
    fn a_reader_may_leave() {
        let desk = Desk::new(&rows(LARGE, 0));
        let mut child = desk.command().arg("-q").spawn().expect("starts");
        let mut first = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut first).expect("a line");
        let output = child.wait_with_output().expect("ends");
        assert_eq!(first.trim_end(), format!("{},eccn", HEADER.trim_end()));
        assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""));
    }

    /// Starts a run that waits for its input, as far as its temporary file.
    fn waiting(desk: &Desk) -> (Child, BufReader<std::process::ChildStderr>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eccn"));
        command.args(["batch", "-", "-o"]).arg(desk.path("out.csv")).args(OPTIONS);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts");
        // The header is looked for in the first block, so a block has to come.
        child.stdin.as_mut().expect("piped").write_all(rows(LARGE, 0).as_bytes()).expect("written");
        let mut said = BufReader::new(child.stderr.take().expect("piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("a line");
        assert!(line.starts_with("eccn: columns: name"), "{line}");
        assert!(desk.files().iter().any(|name| name.ends_with(".partial")));
        (child, said)
    }

    #[test]
    fn an_interrupt_leaves_nothing() {
        for old in [None, Some("old")] {
            let desk = Desk::new("");
            if let Some(old) = old {
                std::fs::write(desk.path("out.csv"), old).expect("written");
            }
            let (mut child, mut said) = waiting(&desk);
            let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
            assert!(kill.expect("runs").success());
            let status = child.wait().expect("ends");
            let mut rest = String::new();
            said.read_to_string(&mut rest).expect("text");
            assert_eq!((status.code(), status.signal()), (Some(130), None), "{rest}");
            assert!(rest.contains("interrupted; nothing was written under the final name"), "{rest}");
            assert_eq!(desk.files(), old.map(|_| "out.csv").into_iter().collect::<Vec<_>>());
            assert_eq!(std::fs::read_to_string(desk.path("out.csv")).ok().as_deref(), old);
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn memory_does_not_grow_with_the_input() {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eccn"));
        command.args(["batch", "-", "-q", "-o", "/dev/null"]).args(OPTIONS);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("starts");
        let mut input = child.stdin.take().expect("piped");
        let block = rows(20_000, 0);
        input.write_all(HEADER.as_bytes()).expect("written");
        for _ in 0..100 {
            input.write_all(&block.as_bytes()[HEADER.len()..]).expect("written");
        }
        // All but what a pipe holds has been read, and the program waits for more.
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it runs");
        drop(input);
        assert!(child.wait().expect("ends").success());
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
        eprintln!("2 million rows: {kilobytes} kB at most");
        assert!(kilobytes < 64 * 1024, "{kilobytes} kB");
    }
}
