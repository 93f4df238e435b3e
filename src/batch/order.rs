//! Finished chunks to the output, in the order of the rows.

use super::BatchError;
use super::sink::Sink;
use super::tally::Tally;
use super::target::Target;
use super::write::Work;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many finished chunks may wait for one before them, for each worker: enough that a worker that is held up for a
/// moment does not hold up the others.
const WAITING: usize = 3;

/// Takes what workers have made, as they finish it, and writes it in order. Whoever finishes the chunk that is next writes
/// it and those that wait for it; nobody else waits, unless too much is waiting already.
pub(super) struct Order {
    state: Mutex<State>,
    out: Mutex<Out>,
    changed: Condvar,
    /// How many may wait.
    most: usize,
}

#[derive(Default)]
struct State {
    next: u64,
    finished: BTreeMap<u64, Work>,
    /// Memory to be used again.
    spare: Vec<Work>,
    /// Someone is writing.
    writing: bool,
}

/// Where everything goes.
pub(super) struct Out {
    pub(super) rows: Option<Sink>,
    pub(super) errors: Option<Target>,
    pub(super) tally: Tally,
}

impl Order {
    pub(super) fn new(rows: Option<Sink>, errors: Option<Target>, workers: usize) -> Self {
        let out = Out { rows, errors, tally: Tally::default() };
        let most = WAITING * workers;
        Self { state: Mutex::default(), out: Mutex::new(out), changed: Condvar::new(), most }
    }

    /// Hands in the work of chunk `number`; `work` is another one afterwards.
    pub(super) fn put(&self, number: u64, work: &mut Work, stopped: impl Fn() -> bool) -> Result<(), BatchError> {
        let mut state = self.state();
        while state.next != number && state.finished.len() >= self.most {
            if stopped() {
                return Ok(());
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let spare = state.spare.pop().unwrap_or_default();
        state.finished.insert(number, std::mem::replace(work, spare));
        if state.writing {
            return Ok(());
        }
        state.writing = true;
        loop {
            let next = state.next;
            let Some(mut done) = state.finished.remove(&next) else { break };
            drop(state);
            self.write(&done)?;
            done.start();
            state = self.state();
            state.next += 1;
            state.spare.push(done);
            self.changed.notify_all();
        }
        state.writing = false;
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, work: &Work) -> Result<(), BatchError> {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rows) = &mut out.rows {
            rows.take(work)?;
        }
        match out.errors.as_mut().map(|errors| errors.put(&work.errors)) {
            // Its reader needs no more. The rows go on.
            Some(Err(BatchError::Write { error, .. })) if error.kind() == ErrorKind::BrokenPipe => out.errors = None,
            written => written.unwrap_or(Ok(()))?,
        }
        out.tally.merge(&work.tally);
        Ok(())
    }

    /// Wakes all who wait: the run has stopped.
    pub(super) fn stop(&self) {
        let _held = self.state();
        self.changed.notify_all();
    }

    /// What was written to, when all is done.
    pub(super) fn finish(self) -> Out {
        self.out.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
