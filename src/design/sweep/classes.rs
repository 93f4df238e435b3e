//! Outcomes of all tests, and the answer of each: found once, by the engine that explains single parts.

use crate::design::outline::Outline;
use crate::design::solve::Off;
use crate::determine::standing;
use crate::law::Statute;
use crate::quantity::Exact;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The governing paragraph of points that are no possible part.
pub const IMPOSSIBLE: &str = "impossible";

/// What is said of every point with one outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Class {
    /// The governing paragraph, the possible ones joined by `|`, `none`, or [`IMPOSSIBLE`].
    pub(super) governing: String,
    /// Every paragraph that is met whatever is not known.
    pub(super) met: Vec<String>,
    /// Whether the paragraphs that must not be met are not, and cannot be.
    pub(super) allowed: bool,
}

/// The classes found so far, for all workers.
#[derive(Debug, Default)]
pub(super) struct Classes {
    all: Mutex<(HashMap<u64, usize>, Vec<Class>)>,
}

impl Classes {
    /// The class of an outcome; `point` is one that has it. `None`: an outcome that has no bits, and is answered anew.
    pub(super) fn of(
        &self,
        mask: Option<u64>,
        point: impl FnOnce() -> Vec<Exact>,
        outline: &Outline,
        statute: &Statute<'_>,
        off: Option<&Off>,
    ) -> usize {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = mask.and_then(|mask| all.0.get(&mask)) {
            return *known;
        }
        let class = match outline.facts(&point(), true) {
            Ok(facts) => {
                let standing = standing(&facts, statute);
                Class {
                    allowed: off.is_none_or(|off| off.broken(&standing).is_none()),
                    met: standing.met.iter().map(|id| (*id).to_owned()).collect(),
                    governing: standing.governing,
                }
            }
            Err(_) => Class { governing: IMPOSSIBLE.to_owned(), met: Vec::new(), allowed: false },
        };
        let place = match all.1.iter().position(|known| *known == class) {
            Some(place) => place,
            None => {
                all.1.push(class);
                all.1.len() - 1
            }
        };
        if let Some(mask) = mask {
            all.0.insert(mask, place);
        }
        place
    }

    /// All classes, in the order in which they were found.
    pub(super) fn list(&self) -> Vec<Class> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

/// What one worker knows of classes: no lock for what it has met before.
#[derive(Clone, Debug)]
pub(super) struct Known {
    last: (u64, usize),
    /// By outcome, where they are few; one more than the class.
    table: Vec<u32>,
    map: HashMap<u64, usize>,
}

/// With at most so many tests, outcomes are places of a table.
const TABLE_BITS: usize = 16;

impl Known {
    pub(super) fn new(tests: usize) -> Self {
        let table = if tests <= TABLE_BITS { vec![0; 1 << tests] } else { Vec::new() };
        Self { last: (u64::MAX, usize::MAX), table, map: HashMap::new() }
    }

    #[inline]
    pub(super) fn get(&mut self, mask: u64, find: impl FnOnce() -> usize) -> usize {
        if self.last.0 == mask && self.last.1 != usize::MAX {
            return self.last.1;
        }
        let class = match self.table.get_mut(mask as usize) {
            Some(0) => {
                let class = find();
                self.table[mask as usize] = class as u32 + 1;
                class
            }
            Some(class) => *class as usize - 1,
            None => *self.map.entry(mask).or_insert_with(find),
        };
        self.last = (mask, class);
        class
    }
}
