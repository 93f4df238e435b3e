//! Other people's code on other people's files: kept from ending the program, by time and by panic.

use super::error::Problem;
use super::limits::Limits;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Instant;

/// Stack of the thread. The readers limit their own depth; this leaves room for builds without optimization.
const STACK: usize = 16 << 20;

/// Runs `work` in a thread of its own until the deadline, which it gets too.
///
/// A thread, because a library that loops cannot be stopped from within: after the deadline the answer is given without
/// it. Our own code watches the deadline, so that the thread is left behind only if the library never comes back; it ends
/// with the program then. A panic in a library becomes an error: there is no state to be left half-changed, since all of
/// it belongs to the thread.
pub(super) fn run<T: Send + 'static>(
    what: &'static str,
    limits: &Limits,
    work: impl FnOnce(Instant) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let deadline = Instant::now().checked_add(limits.time).unwrap_or_else(Instant::now);
    let (send, receive) = mpsc::sync_channel(1);
    std::thread::Builder::new()
        .name(format!("reading a {what}"))
        .stack_size(STACK)
        .spawn(move || {
            let answer = catch_unwind(AssertUnwindSafe(|| work(deadline))).unwrap_or_else(|panic| {
                let words = panic.downcast_ref::<String>().map(String::as_str);
                let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
                Err(damaged(what, format!("its reader gave up ({words})")))
            });
            // Nobody waits any more after the deadline.
            let _ = send.send(answer);
        })
        .map_err(|e| damaged(what, format!("no thread for it ({e})")))?;
    receive.recv_timeout(limits.time).unwrap_or_else(|_| Err(slow(what, limits)))
}

pub(super) fn slow(what: &'static str, limits: &Limits) -> Problem {
    Problem::Slow { what, seconds: limits.time.as_secs() }
}

pub(super) fn damaged(what: &'static str, why: impl Into<String>) -> Problem {
    let help = match what {
        "workbook" => "open it and save it again as XLSX, or as text",
        _ => "open it and print it to a new PDF file, or copy the text out of it",
    };
    Problem::Damaged { what, why: why.into(), help }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn panics_and_endless_work_become_errors() {
        let panicked = run::<()>("PDF file", &Limits::default(), |_| panic!("index 3"));
        assert!(panicked.unwrap_err().to_string().contains("index 3"));
        let limits = Limits { time: Duration::from_millis(50), ..Limits::default() };
        let slow = run("PDF file", &limits, |_| {
            std::thread::sleep(Duration::from_millis(500));
            Ok(())
        });
        assert!(matches!(slow, Err(Problem::Slow { .. })));
        assert_eq!(run("PDF file", &Limits::default(), |_| Ok(3)), Ok(3));
    }
}
