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
    pub counts: BTreeMap<String, BTreeMap<String, u64>>,
}

impl Tally {
    /// Counts `rows` rows of a group with an answer.
    pub(super) fn add(&mut self, group: &str, eccn: &str, rows: u64) {
        if rows == 0 {
            return;
        }
        if !self.counts.contains_key(group) {
            self.counts.insert(group.to_owned(), BTreeMap::new());
        }
        if let Some(counts) = self.counts.get_mut(group) {
            match counts.get_mut(eccn) {
                Some(count) => *count += rows,
                None => drop(counts.insert(eccn.to_owned(), rows)),
            }
        }
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
