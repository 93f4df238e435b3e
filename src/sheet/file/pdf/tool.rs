//! The program `pdftotext`, where it is installed.

use super::super::limits::Limits;
use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::sync::mpsc;

/// The most text taken from it.
const MOST: u64 = 64 << 20;

/// The text of a PDF file as `pdftotext -layout` prints it; nothing if it is not installed, fails, prints nothing, prints
/// too much or takes too long.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Option<String> {
    read_by(OsStr::new("pdftotext"), bytes, limits)
}

fn read_by(program: &OsStr, bytes: &[u8], limits: &Limits) -> Option<String> {
    let mut file = tempfile::Builder::new().prefix("sheet").suffix(".pdf").tempfile().ok()?;
    file.write_all(bytes).ok()?;
    let mut child = Command::new(program)
        .args(["-layout", "-enc", "UTF-8", "-l"])
        .arg(limits.pages.saturating_add(1).to_string())
        .arg(file.path())
        .arg("-")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let pipe = child.stdout.take();
    let (send, receive) = mpsc::sync_channel(1);
    let most = limits.unpacked.min(MOST);
    let reading = std::thread::Builder::new().spawn(move || {
        let mut out = Vec::new();
        let read = pipe.map(|pipe| pipe.take(most + 1).read_to_end(&mut out));
        // Nobody waits any more after the deadline.
        let _ = send.send(matches!(read, Some(Ok(_))).then_some(out));
    });
    let out = reading.ok().and_then(|_| receive.recv_timeout(limits.time).ok()).flatten();
    let out = out.filter(|out| out.len() as u64 <= most);
    if out.is_none() {
        // It may be gone already; then there is nothing to end.
        let _ = child.kill();
    }
    let ended = child.wait().ok()?;
    let text = String::from_utf8(out.filter(|_| ended.success())?).ok()?;
    let pages = text.matches('\u{c}').count();
    (pages <= limits.pages && !text.trim().is_empty()).then(|| text.replace('\u{c}', "\n"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::time::{Duration, Instant};

    /// What is got from a program of these lines.
    fn got(script: &str, limits: &Limits) -> Option<String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("program");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        read_by(path.as_os_str(), b"%PDF-1.4 bytes", limits)
    }

    #[test]
    fn what_it_prints_is_taken_within_limits() {
        let limits = Limits { time: Duration::from_secs(5), unpacked: 1000, pages: 2, ..Limits::default() };
        assert_eq!(got("cat \"$6\"", &limits).as_deref(), Some("%PDF-1.4 bytes"));
        assert_eq!(got("printf 'FP16\\fINT8\\f'", &limits).as_deref(), Some("FP16\nINT8\n"));
        assert_eq!(got("printf 'a\\fb\\fc\\f'", &limits), None);
        assert_eq!(got("echo text; exit 3", &limits), None);
        assert_eq!(got("echo", &limits), None);
        assert_eq!(got("printf '\\377'", &limits), None);
        assert_eq!(got("exec cat /dev/zero", &limits), None);
        let start = Instant::now();
        assert_eq!(got("exec sleep 60", &Limits { time: Duration::from_millis(200), ..limits.clone() }), None);
        assert!(start.elapsed() < Duration::from_secs(20));
        assert_eq!(read_by(OsStr::new("/no/such/program"), b"", &limits), None);
    }
}
