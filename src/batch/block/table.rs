//! Where the cells of a block of rows are.

use super::*;

/// Where the cells of a block of rows are.
#[derive(Copy, Clone, Debug)]
pub(in crate::batch) struct Table<'c> {
    pub(in crate::batch) bytes: &'c [u8],
    /// Whether quotes around a cell are not part of it.
    pub(in crate::batch) quoting: bool,
    pub(in crate::batch) records: &'c Records,
    /// The first record of the block.
    pub(in crate::batch) from: usize,
    /// How many fields a whole row has; none is whole if there is no such number.
    pub(in crate::batch) width: Option<usize>,
    /// The width of all rows and the ends of their fields, if all are whole.
    pub(in crate::batch) regular: Option<(usize, &'c [u32])>,
    /// By column, those that are numbers in the file.
    pub(in crate::batch) numbers: &'c [Option<Numbers>],
}

impl<'c> Table<'c> {
    /// Where a cell starts and ends; `None` if the row has too few or too many.
    #[inline(always)]
    fn place(&self, row: usize, column: usize) -> Option<(usize, usize)> {
        let record = self.records.get(self.from + row);
        (Some(record.fields()) == self.width).then(|| self.records.field(record, column))
    }

    /// Whether a row has as many fields as the header.
    pub(in crate::batch) fn is_whole(&self, row: usize) -> bool {
        self.regular.is_some() || Some(self.records.get(self.from + row).fields()) == self.width
    }

    /// The bytes of a cell of a whole row.
    #[inline(always)]
    pub(in crate::batch) fn cell(&self, row: usize, column: usize) -> (usize, usize) {
        self.place(row, column).unwrap_or((0, 0))
    }

    /// The text of a cell.
    pub(in crate::batch) fn text(&self, start: usize, end: usize) -> Cow<'c, str> {
        crate::batch::scan::text(&self.bytes[start..end], self.quoting)
    }

    /// The plain numbers of a column; whether there are cells that are none.
    pub(super) fn scaled(&self, column: usize, factors: &[i64; 8], limit: i64, values: &mut [i64]) -> bool {
        let mut odd = false;
        let bytes = self.bytes;
        let with = Instructions::best();
        match self.regular {
            // As nearly always: the field ends of a row stand after those of the row before.
            Some((width, ends)) if column > 0 => {
                let places = ends.chunks_exact(width).map(|row| {
                    let start = row[column.wrapping_sub(1)].wrapping_add(1);
                    (start as usize, row[column] as usize)
                });
                dispatch(with, Scaled { bytes, places, factors, limit, values, odd: &mut odd });
            }
            _ => {
                let places = (0..values.len()).map(|row| self.cell(row, column));
                dispatch(with, Scaled { bytes, places, factors, limit, values, odd: &mut odd });
            }
        }
        odd
    }
}
