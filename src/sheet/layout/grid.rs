//! A table while it is read: cells that span several places, rows of different length, and limits.

use super::super::{Cell, Table, Text};

/// A wider row is kept as prose.
const WIDTH: usize = 256;
/// A table of more places is kept as prose from there on.
const PLACES: usize = 1 << 20;
/// So many bytes of spanning cells are repeated in each of their places; after that, only their places are.
const REPEATED: usize = 1 << 22;

/// Rows of a table that is not finished.
#[derive(Default)]
pub(super) struct Grid {
    pub(super) caption: Option<Text>,
    pub(super) header_rows: Option<usize>,
    pub(super) header_columns: Option<usize>,
    rows: Vec<Vec<Option<Cell>>>,
    width: usize,
    /// For each column, how many more rows a cell from above covers, and which row it is in.
    covered: Vec<(usize, usize)>,
    repeated: usize,
    rest: Vec<Text>,
}

impl Grid {
    /// Begins a row.
    pub(super) fn row(&mut self) {
        let row = self.rows.len();
        let mut cells: Vec<Option<Cell>> = Vec::new();
        for column in 0..self.covered.len() {
            let (left, origin) = self.covered[column];
            if left == 0 {
                continue;
            }
            self.covered[column].0 -= 1;
            if cells.len() <= column {
                cells.resize(column + 1, None);
            }
            cells[column] = self.rows.get(origin).and_then(|row| row.get(column)).cloned().flatten().map(|cell| {
                let cell = Cell { repeated: true, ..cell };
                if self.repeated > REPEATED { Cell { text: Text::new("", cell.text.line), ..cell } } else { cell }
            });
            self.repeated += cells[column].as_ref().map_or(0, |cell| cell.text.text.len());
        }
        self.width = self.width.max(cells.len());
        self.rows.push(cells);
        debug_assert_eq!(self.rows.len(), row + 1);
    }

    /// Adds a cell at the next free place of the last row.
    pub(super) fn cell(&mut self, cell: Cell, columns: usize, rows: usize) {
        if self.rows.is_empty() {
            self.row();
        }
        let row = self.rows.len() - 1;
        let cells = &mut self.rows[row];
        let start = cells.iter().position(Option::is_none).unwrap_or(cells.len());
        // `colspan="1000"` means the whole table.
        let columns = if columns > WIDTH { self.width.saturating_sub(start) } else { columns };
        let end = start + columns.max(1);
        if end > WIDTH || (self.width.max(end)) * (row + 1) > PLACES {
            if !cell.text.is_empty() {
                self.rest.push(cell.text);
            }
            return;
        }
        if cells.len() < end {
            cells.resize(end, None);
        }
        if self.covered.len() < end {
            self.covered.resize(end, (0, 0));
        }
        let places = cells[start..end].iter_mut().zip(&mut self.covered[start..end]);
        for (column, (place, covered)) in (start..end).zip(places) {
            // A cell that would run into one from above ends there.
            if place.is_some() {
                break;
            }
            *covered = (rows.saturating_sub(1), row);
            let mut copy = Cell {
                repeated: cell.repeated || column > start,
                header: cell.header,
                text: Text::new("", cell.text.line),
            };
            if column == start || self.repeated <= REPEATED {
                copy.text.text.clone_from(&cell.text.text);
            }
            if copy.repeated {
                self.repeated += copy.text.text.len();
            }
            *place = Some(copy);
        }
        self.width = self.width.max(end);
    }

    /// Cells from above end here: a new section of the table.
    pub(super) fn section(&mut self) {
        for covered in &mut self.covered {
            covered.0 = 0;
        }
    }

    /// Adds a row of plain cells.
    pub(super) fn plain<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>, line: u32) {
        self.row();
        for text in cells {
            self.cell(Cell { text: Text::new(text, line), ..Cell::default() }, 1, 1);
        }
    }

    /// How many rows there are.
    pub(super) const fn len(&self) -> usize {
        self.rows.len()
    }

    /// The table, if it has any words, and what did not fit. Empty rows and empty columns at the end are dropped.
    pub(super) fn finish(self) -> (Option<Table>, Vec<Text>) {
        let mut rows: Vec<Vec<Cell>> = Vec::with_capacity(self.rows.len());
        let mut header_rows = self.header_rows;
        let has_words = |cell: &Option<Cell>| cell.as_ref().is_some_and(|cell| !cell.text.is_empty());
        let own = |cell: &Option<Cell>| cell.as_ref().is_some_and(|cell| !cell.text.is_empty() && !cell.repeated);
        let width = self.rows.iter().filter_map(|row| row.iter().rposition(own)).max().map_or(0, |last| last + 1);
        let mut rest = self.rest;
        for (index, row) in self.rows.into_iter().enumerate() {
            if !row.iter().any(has_words) {
                if let Some(headers) = &mut header_rows
                    && index < self.header_rows.unwrap_or(0)
                {
                    *headers -= 1;
                }
                continue;
            }
            if (rows.len() + 1) * width > PLACES {
                rest.extend(row.into_iter().flatten().filter(|cell| !cell.repeated).map(|cell| cell.text));
                continue;
            }
            let line = row.iter().flatten().map(|cell| cell.text.line).min().unwrap_or_default();
            let empty = || Cell { text: Text::new("", line), ..Cell::default() };
            let mut cells: Vec<Cell> = row.into_iter().take(width).map(|cell| cell.unwrap_or_else(empty)).collect();
            cells.resize_with(width, empty);
            rows.push(cells);
        }
        if rows.is_empty() {
            return (None, rest);
        }
        let table = Table { caption: self.caption, rows, header_rows, header_columns: self.header_columns };
        (Some(table), rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell {
        Cell { text: Text::new(text, 1), ..Cell::default() }
    }

    fn words(table: &Table) -> Vec<Vec<&str>> {
        table.rows.iter().map(|row| row.iter().map(|cell| cell.text.text.as_str()).collect()).collect()
    }

    #[test]
    fn spanning_cells_stand_in_all_their_places() {
        let mut grid = Grid::default();
        grid.row();
        grid.cell(cell("a"), 1, 2);
        grid.cell(cell("b"), 2, 1);
        grid.row();
        grid.cell(cell("c"), 1, 1);
        grid.cell(cell("d"), 1, 1);
        let table = grid.finish().0.unwrap();
        assert_eq!(words(&table), [["a", "b", "b"], ["a", "c", "d"]]);
        assert!(table.rows[1][0].repeated && table.rows[0][2].repeated && !table.rows[0][1].repeated);
    }

    #[test]
    fn rows_are_of_one_length_and_empty_ones_go() {
        let mut grid = Grid { header_rows: Some(1), ..Grid::default() };
        grid.plain(["", "", ""], 1);
        grid.plain(["a", "b", ""], 2);
        grid.plain(["c"], 3);
        let table = grid.finish().0.unwrap();
        assert_eq!(words(&table), [["a", "b"], ["c", ""]]);
        assert_eq!(table.header_rows, Some(0));
    }

    #[test]
    fn limits_hold_and_nothing_is_lost() {
        let mut grid = Grid::default();
        grid.row();
        for _ in 0..300 {
            grid.cell(cell("x"), 1, 60000);
        }
        grid.row();
        grid.cell(cell("whole"), 1000, 1);
        let (table, rest) = grid.finish();
        assert_eq!(table.unwrap().rows[0].len(), 256);
        assert_eq!(rest.len(), 45);
    }

    #[test]
    fn long_cells_are_not_repeated_without_end() {
        let mut grid = Grid::default();
        let long = "x".repeat(1 << 20);
        for _ in 0..20 {
            grid.row();
            grid.cell(cell(&long), 200, 1);
        }
        let table = grid.finish().0.unwrap();
        let bytes: usize = table.rows.iter().flatten().map(|cell| cell.text.text.len()).sum();
        assert!(bytes < 40 << 20);
    }
}
