//! Every point on its own, in exact fractions: for designs that do not fit into integers.

use super::classes::Known;
use super::front::Front;
use super::{Outcome, Progress, Sweep, add};
use crate::quantity::Exact;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// How many points a worker takes at a time.
const PART: u64 = 4096;

impl Sweep<'_, '_> {
    pub(super) fn evaluated(&self, range: Range<u64>, workers: usize, progress: Progress<'_>) -> Outcome {
        let (next, stop) = (AtomicU64::new(range.start), AtomicBool::new(false));
        let all: Mutex<(Vec<u64>, Front<Exact>)> = Mutex::default();
        let work = || {
            let mut known = Known::new(usize::MAX);
            let mut counts: Vec<u64> = Vec::new();
            let mut front = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let start = next.fetch_add(PART, Ordering::Relaxed);
                if start >= range.end {
                    break;
                }
                let end = (start + PART).min(range.end);
                for number in start..end {
                    let class = self.class_at(number, &mut known);
                    if class >= counts.len() {
                        counts.resize(class + 1, 0);
                    }
                    counts[class] += 1;
                    front.extend(self.offered(number, class));
                }
                let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                front.drain(..).for_each(|(performance, cost, point)| all.1.add(performance, cost, point));
                drop(all);
                if progress(end - start).is_break() {
                    stop.store(true, Ordering::Relaxed);
                }
            }
            add(&mut all.lock().unwrap_or_else(PoisonError::into_inner).0, &counts);
        };
        std::thread::scope(|scope| {
            for _ in 1..workers.max(1) {
                scope.spawn(work);
            }
            work();
        });
        let (counts, front) = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        let done = next.into_inner().min(range.end);
        self.outcome(range.start..done, &counts, front.into_steps().collect(), true)
    }

    /// The class of a point.
    pub(super) fn class_at(&self, number: u64, known: &mut Known) -> usize {
        let point = self.point(number);
        // A division by zero is an outcome without bits, as are more comparisons than there are bits.
        let mut comparisons = self.comparisons.iter().enumerate();
        let mask = comparisons.try_fold(0u64, |mask, (place, comparison)| {
            let holds = comparison.holds(&point).filter(|_| place < 64)?;
            Some(mask | u64::from(holds) << place)
        });
        match mask {
            Some(mask) => known.get(mask, || self.class_of(Some(mask), number)),
            None => self.class_of(None, number),
        }
    }

    fn offered(&self, number: u64, class: usize) -> Option<(Exact, Exact, u64)> {
        let objective = self.objective.as_ref()?;
        if !self.classes.list().get(class)?.allowed {
            return None;
        }
        let point = self.point(number);
        Some((objective.performance.value(&point)?, objective.cost.value(&point)?, number))
    }
}
