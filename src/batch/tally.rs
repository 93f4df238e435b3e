//! Counts of a run.

use std::collections::BTreeMap;

/// How many rows had which answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All rows.
    pub rows: u64,
    /// Rows whose answer depends on something.
    pub depends: u64,
    /// Rows with an error.
    pub errors: u64,
    /// Rows by group and governing paragraph. Without a grouping column, the group is empty.
    pub counts: Counts,
    /// Rows by governing paragraph and that of the second day, if there is one. Rows with an error have `error` on both.
    pub changes: Counts,
}

/// Rows by two words.
type Counts = BTreeMap<String, BTreeMap<String, u64>>;

fn count(all: &mut Counts, outer: &str, inner: &str, rows: u64) {
    if rows == 0 {
        return;
    }
    if !all.contains_key(outer) {
        all.insert(outer.to_owned(), BTreeMap::new());
    }
    if let Some(counts) = all.get_mut(outer) {
        match counts.get_mut(inner) {
            Some(count) => *count += rows,
            None => drop(counts.insert(inner.to_owned(), rows)),
        }
    }
}

impl Tally {
    /// Counts `rows` rows of a group with an answer.
    pub(super) fn add(&mut self, group: &str, eccn: &str, rows: u64) {
        count(&mut self.counts, group, eccn, rows);
    }

    /// Counts `rows` rows with an answer on either day.
    pub(super) fn change(&mut self, first: &str, second: &str, rows: u64) {
        count(&mut self.changes, first, second, rows);
    }

    /// Adds another run's, or another worker's, counts.
    pub(super) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.depends += other.depends;
        self.errors += other.errors;
        for (group, counts) in &other.counts {
            for (eccn, rows) in counts {
                self.add(group, eccn, *rows);
            }
        }
        for (first, counts) in &other.changes {
            for (second, rows) in counts {
                self.change(first, second, *rows);
            }
        }
    }

    /// All rows with one answer, whatever their group.
    pub fn by_answer(&self) -> BTreeMap<&str, u64> {
        let mut all = BTreeMap::new();
        for counts in self.counts.values() {
            for (eccn, rows) in counts {
                *all.entry(eccn.as_str()).or_insert(0) += rows;
            }
        }
        all
    }
}
