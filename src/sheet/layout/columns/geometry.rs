//! Which places belong to which column.
//!
//! A chunk that reaches across a gap of another line spans several columns. All other chunks, laid over each other, give
//! the columns: places that touch or overlap are one column.

use super::Row;

/// Columns as places, from left to right.
#[derive(Debug)]
pub(super) struct Columns {
    /// First place of a column and the place after its last.
    pub(super) places: Vec<(usize, usize)>,
}

impl Columns {
    /// Finds the columns of lines; `None` if they contradict each other.
    pub(super) fn of(rows: &[Row<'_>]) -> Option<Self> {
        let width = rows.iter().filter_map(|row| row.chunks.last()).map(|chunk| chunk.end).max().unwrap_or_default();
        // For each place, where the first gap ends that begins there or to the right.
        let mut gap = vec![usize::MAX; width + 2];
        for row in rows {
            for pair in row.chunks.windows(2) {
                gap[pair[0].end] = gap[pair[0].end].min(pair[1].start);
            }
        }
        for place in (0..=width).rev() {
            gap[place] = gap[place].min(gap[place + 1]);
        }
        let spans = |start: usize, end: usize| gap[start] <= end;
        let mut used = vec![false; width + 1];
        for chunk in rows.iter().flat_map(|row| &row.chunks) {
            if !spans(chunk.start, chunk.end) {
                used[chunk.start..chunk.end].fill(true);
            }
        }
        let mut places = Vec::new();
        let mut start = None;
        for (place, &used) in used.iter().enumerate() {
            match (used, start) {
                (true, None) => start = Some(place),
                (false, Some(from)) => {
                    places.push((from, place));
                    start = None;
                }
                _ => {}
            }
        }
        let mut columns = Self { places };
        columns.center(rows);
        // No two chunks of a line in one column.
        let sound = rows.iter().all(|row| {
            row.chunks.windows(2).all(|pair| {
                match (columns.range(pair[0].start, pair[0].end), columns.range(pair[1].start, pair[1].end)) {
                    (Some((_, left)), Some((right, _))) => left < right,
                    _ => false,
                }
            })
        });
        (sound && columns.places.len() > 1).then_some(columns)
    }

    /// A column whose chunks all stand alone beside their label, between two other columns, is no column: they are centered
    /// over both.
    fn center(&mut self, rows: &[Row<'_>]) {
        let mut alone = vec![true; self.places.len()];
        let mut filled = vec![0usize; self.places.len()];
        for row in rows {
            for chunk in &row.chunks {
                if let Some((low, high)) = self.range(chunk.start, chunk.end) {
                    for column in low..=high {
                        filled[column] += 1;
                        alone[column] &= row.chunks.len() == 2 && row.chunks[0].start < self.places[0].1 && low == high;
                    }
                }
            }
        }
        let last = self.places.len().saturating_sub(1);
        let mut column = 0;
        self.places.retain(|_| {
            let inner = column > 1 && column < last;
            let kept = !inner
                || !alone[column]
                || alone[column - 1]
                || alone[column + 1]
                || filled[column - 1] < 2 * filled[column];
            column += 1;
            kept
        });
    }

    /// The columns that a chunk touches; those on both sides if it stands between two.
    pub(super) fn range(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        // What touches a column without a space is over it: only chunks that span do.
        let low = self.places.partition_point(|place| place.1 < start);
        let high = self.places.partition_point(|place| place.0 <= end);
        if low < high {
            return Some((low, high - 1));
        }
        (low > 0 && low < self.places.len()).then(|| (low - 1, low))
    }
}
