//! Where the cells of a block of rows are.

use super::*;

/// Where the cells of a block of rows are.
#[derive(Copy, Clone, Debug)]
pub(in crate::batch) struct Table<'c> {
    pub(in crate::batch) bytes: &'c [u8],
    /// Whether quotes around a cell are not part of it.
    pub(in crate::batch) quoting: bool,
    /// The ends of all fields.
    pub(in crate::batch) ends: &'c [u32],
    /// For each row, where it starts and the place of its first field's end; [`NOT_WHOLE`] if it lacks fields.
    pub(in crate::batch) rows: &'c [(u32, u32)],
    /// What [`regular`](Self::regular()) says of these rows.
    pub(in crate::batch) regular: Option<(usize, &'c [u32])>,
    /// By column, those that are numbers in the file.
    pub(in crate::batch) numbers: &'c [Option<Numbers>],
    /// Where the rows start in them.
    pub(in crate::batch) from: usize,
}

/// In place of a row's first field: the row is not as wide as the header.
pub(in crate::batch) const NOT_WHOLE: u32 = u32::MAX;

impl<'c> Table<'c> {
    /// Where a cell starts and ends; `None` if the row has too few or too many.
    #[inline(always)]
    pub(in crate::batch) fn place(&self, (start, first): (u32, u32), column: usize) -> Option<(usize, usize)> {
        if first == NOT_WHOLE {
            return None;
        }
        let at = first as usize + column;
        let start = if column == 0 { start } else { self.ends[at - 1] + 1 };
        Some((start as usize, self.ends[at] as usize))
    }

    /// The width of all rows and the ends of their fields, if all rows are whole and follow each other.
    pub(in crate::batch) fn regular(rows: &[(u32, u32)], ends: &'c [u32], width: usize) -> Option<(usize, &'c [u32])> {
        let first = rows.first()?.1 as usize;
        let whole = rows.iter().enumerate().all(|(row, (_, at))| *at as usize == first + row * width);
        let ends = ends.get(first..first + rows.len() * width)?;
        (whole && width > 0).then_some((width, ends))
    }

    pub(in crate::batch) fn is_whole(&self, row: usize) -> bool {
        self.rows[row].1 != NOT_WHOLE
    }

    /// The bytes of a cell of a whole row.
    #[inline(always)]
    pub(in crate::batch) fn cell(&self, row: usize, column: usize) -> (usize, usize) {
        self.place(self.rows[row], column).unwrap_or((0, 0))
    }

    /// The text of a cell.
    pub(in crate::batch) fn text(&self, start: usize, end: usize) -> Cow<'c, str> {
        crate::batch::scan::text(&self.bytes[start..end], self.quoting)
    }

    /// The plain numbers of a column; whether there are cells that are none.
    pub(super) fn scaled(&self, column: usize, factors: &[i64; 8], limit: i64, values: &mut [i64]) -> bool {
        let mut odd = false;
        let (bytes, rows) = (self.bytes, self.rows);
        let with = Instructions::best();
        match self.regular {
            // As nearly always: the field ends of a row stand after those of the row before.
            Some((width, ends)) if column > 0 => {
                let place = |row: usize| {
                    let at = row.wrapping_mul(width).wrapping_add(column);
                    let start = ends[at.wrapping_sub(1)].wrapping_add(1);
                    (start as usize, ends[at] as usize)
                };
                dispatch(with, Scaled { bytes, place, factors, limit, values, odd: &mut odd });
            }
            _ => {
                let place = |row: usize| self.place(rows[row], column).unwrap_or((0, 0));
                dispatch(with, Scaled { bytes, place, factors, limit, values, odd: &mut odd });
            }
        }
        odd
    }
}
