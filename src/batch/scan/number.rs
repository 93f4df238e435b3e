//! Plain decimal numbers of up to eight characters, eight at a time in a register.

use crate::kernel::Work;

/// A number as its digits without the point, and how many stood after it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// All digits as one number.
    pub digits: u64,
    /// How many of them stood after the point: below 8.
    pub decimals: usize,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const ZEROS: u64 = 0x3030_3030_3030_3030;
const HIGH: u64 = 0x8080_8080_8080_8080;
const POINTS: u64 = ONES * b'.' as u64;

/// The cell in the upper bytes of a word, zeros before it. `length` is 1 to 8.
#[inline(always)]
pub(in crate::batch) fn word(bytes: &[u8], start: usize, end: usize, length: usize) -> u64 {
    match end.checked_sub(8).and_then(|from| bytes.get(from..end)) {
        Some(eight) => {
            let gone = 64u32.wrapping_sub((length as u32) << 3) & 63;
            u64::from_le_bytes(eight.try_into().unwrap_or([0; 8])) >> gone << gone
        }
        None => {
            let mut eight = [0; 8];
            if let Some(cell) = bytes.get(start..end) {
                eight[8 - length..].copy_from_slice(cell);
            }
            u64::from_le_bytes(eight)
        }
    }
}

/// By the place of the point, 8 if there is none: the bytes before it.
const BEFORE: [u64; 9] = {
    let mut masks = [u64::MAX; 9];
    let mut at = 0;
    while at < 8 {
        masks[at] = (1 << (8 * at)) - 1;
        at += 1;
    }
    masks
};

/// Likewise, the bytes after it.
const AFTER: [u64; 9] = {
    let mut masks = [0; 9];
    let mut at = 0;
    while at < 7 {
        masks[at] = !((1 << (8 * (at + 1))) - 1);
        at += 1;
    }
    masks
};

/// Likewise, how many digits follow.
const DECIMALS: [u8; 9] = [7, 6, 5, 4, 3, 2, 1, 0, 0];

/// Reads `bytes[start..end]`: digits with at most one point between them, one to eight characters in all. `None` for
/// anything else, which need not be wrong.
///
/// There is one branch for all that can be wrong, and none on what the number looks like.
///
/// ```
/// use eccn::batch::scan::number::{Plain, plain};
/// assert_eq!(plain(b"a,989.4,b", 2, 7), Some(Plain { digits: 9894, decimals: 1 }));
/// assert_eq!(plain(b"1e3", 0, 3), None);
/// ```
#[inline(always)]
pub fn plain(bytes: &[u8], start: usize, end: usize) -> Option<Plain> {
    let length = end.wrapping_sub(start);
    if length.wrapping_sub(1) >= 8 {
        return None;
    }
    // Zeros in front change nothing.
    let blank = 8usize.wrapping_sub(length);
    let filled = word(bytes, start, end, length) | (ZEROS & BEFORE[blank]);
    // The lowest byte that is a point.
    let differs = filled ^ POINTS;
    let point = differs.wrapping_sub(ONES) & !differs & HIGH;
    let at = (point.trailing_zeros() >> 3) as usize;
    let pointed = u64::from(point != 0);
    let before = (filled & BEFORE[at]) << (pointed << 3);
    let digits = before | (filled & AFTER[at]) | (b'0' as u64).wrapping_mul(pointed);
    let not_digits = (digits.wrapping_add(0x4646_4646_4646_4646) | digits.wrapping_sub(ZEROS)) & HIGH;
    // ".5" and "5." are left to the reader that knows more.
    if not_digits != 0 || at == 7 || at == blank {
        return None;
    }
    Some(Plain { digits: eight_digits(digits), decimals: usize::from(DECIMALS[at]) })
}

/// No characters, in place of a number.
pub(in crate::batch) const MISSING: i64 = -1;
/// Characters that are not a plain number, in place of a number.
pub(in crate::batch) const ODD: i64 = -2;

/// How many cells are read at a time.
pub(in crate::batch) const CELLS: usize = 64;

/// Numbers of a column of cells, each times the factor for its decimals: [`MISSING`] for no characters, [`ODD`] for anything
/// that is not plain, is above `limit`, or has a factor of 0. As [`plain`], but without any branch.
pub(in crate::batch) struct Scaled<'c, P> {
    pub(in crate::batch) bytes: &'c [u8],
    /// Where the cell of each row starts and ends.
    pub(in crate::batch) places: P,
    pub(in crate::batch) factors: &'c [i64; 8],
    pub(in crate::batch) limit: i64,
    pub(in crate::batch) values: &'c mut [i64],
    /// Set if there is an odd one.
    pub(in crate::batch) odd: &'c mut bool,
}

impl<P: Iterator<Item = (usize, usize)>> Work for Scaled<'_, P> {
    #[inline(always)]
    fn run(self) {
        let (mut words, mut lengths) = ([0u64; CELLS], [0u64; CELLS]);
        let mut places = self.places;
        for values in self.values.chunks_mut(CELLS) {
            let cells = words.iter_mut().zip(&mut lengths).take(values.len());
            for ((word, length), (start, end)) in cells.zip(&mut places) {
                (*word, *length) = (eight(self.bytes, start, end), end.wrapping_sub(start) as u64);
            }
            *self.odd |= scaled(&words, &lengths, self.factors, self.limit, values);
        }
    }
}

/// The eight bytes that end at `end`: the last of them are those of the cell, if it has no more.
#[inline(always)]
fn eight(bytes: &[u8], start: usize, end: usize) -> u64 {
    match bytes.get(end.wrapping_sub(8)..end) {
        Some(eight) => u64::from_le_bytes(eight.try_into().unwrap_or([0; 8])),
        None => first_eight(bytes, start, end),
    }
}

/// The same at the start of all bytes.
#[cold]
fn first_eight(bytes: &[u8], start: usize, end: usize) -> u64 {
    let length = end.wrapping_sub(start);
    if length.wrapping_sub(1) < 8 { word(bytes, start, end, length) } else { 0 }
}

/// Whether there is an odd one.
#[inline(always)]
fn scaled(words: &[u64; CELLS], lengths: &[u64; CELLS], factors: &[i64; 8], limit: i64, values: &mut [i64]) -> bool {
    let mut any = 0;
    for ((value, word), length) in values.iter_mut().zip(words).zip(lengths) {
        // Bits before the cell. With no characters, or too many, what follows makes no sense and is not used.
        let gone = 64u64.wrapping_sub(*length << 3) & 63;
        let first = 1u64 << gone;
        let blank = first.wrapping_sub(1);
        let filled = (*word & !blank) | (ZEROS & blank);
        // The lowest bit of the lowest byte that is a point; no bit if there is none.
        let differs = filled ^ POINTS;
        let points = differs.wrapping_sub(ONES) & !differs & HIGH;
        let point = (points & points.wrapping_neg()) >> 7;
        let below = point.wrapping_sub(1);
        let above = !(point << 8).wrapping_sub(1);
        let (before, after) = (filled & below, filled & above);
        let digits = if point == 0 { filled } else { before << 8 | after | u64::from(b'0') };
        let not_digits = (digits.wrapping_add(0x4646_4646_4646_4646) | digits.wrapping_sub(ZEROS)) & HIGH;
        let mut factor = factors[0];
        for (decimals, of_so_many) in factors.iter().enumerate().take(7).skip(1) {
            factor = if point == 1 << (56 - 8 * decimals) { *of_so_many } else { factor };
        }
        let number = (eight_digits(digits) as i64).wrapping_mul(factor);
        // ".5" and "5." are left to the reader that knows more.
        let pointless = (point == first) | (point == 1 << 56);
        let bad = (not_digits != 0) | pointless | (factor == 0) | (number > limit) | (*length > 8);
        let found = if bad { ODD } else { number };
        let found = if *length == 0 { MISSING } else { found };
        any |= u64::from(found == ODD);
        *value = found;
    }
    any != 0
}

/// Eight ASCII digits, the first in the lowest byte, as a number.
#[inline(always)]
fn eight_digits(text: u64) -> u64 {
    let pairs = (text & 0x0f0f_0f0f_0f0f_0f0f).wrapping_mul(2561) >> 8;
    let fours = (pairs & 0x00ff_00ff_00ff_00ff).wrapping_mul(6_553_601) >> 16;
    (fours & 0x0000_ffff_0000_ffff).wrapping_mul(42_949_672_960_001) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slow(text: &str) -> Option<Plain> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let pointed = text.contains('.');
        let fits = !whole.is_empty() && digits(whole) && digits(fraction) && (!pointed || !fraction.is_empty());
        (fits && text.len() <= 8)
            .then(|| Plain { digits: format!("{whole}{fraction}").parse().unwrap(), decimals: fraction.len() })
    }

    #[test]
    fn numbers_at_the_start_and_inside() {
        for text in
            ["0", "5", "12.5", "1979", "0.001", "99999999", "1234567.", ".5", "1.2.3", "-1", "1e3", "", "123456789"]
        {
            for pad in ["", "x", "abcdefgh", "99999999,"] {
                let bytes = format!("{pad}{text},9");
                let found = plain(bytes.as_bytes(), pad.len(), pad.len() + text.len());
                assert_eq!(found, slow(text), "{bytes:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_cell_as_by_the_slow_way(text in "[0-9.,x/:\\-\u{e9}]{0,9}", pad in "[0-9a-z,]{0,9}") {
            let bytes = format!("{pad}{text},1");
            prop_assert_eq!(plain(bytes.as_bytes(), pad.len(), pad.len() + text.len()), slow(&text));
        }
    }
}
