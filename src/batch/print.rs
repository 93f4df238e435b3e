//! Numbers to text, eight digits at a time in a register.

use crate::kernel::SCALE;

/// A short text on the stack, to be appended at once.
pub(super) struct Short {
    bytes: [u8; Self::ROOM],
    length: usize,
}

impl Short {
    const ROOM: usize = 128;

    #[inline(always)]
    pub(super) fn new() -> Self {
        Self { bytes: [0; Self::ROOM], length: 0 }
    }

    /// Whether any number fits in yet.
    #[inline(always)]
    pub(super) fn has_room(&self) -> bool {
        self.length <= Self::ROOM - 64
    }

    #[inline(always)]
    pub(super) fn text(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    #[inline(always)]
    pub(super) fn byte(&mut self, byte: u8) {
        self.eight(u64::from(byte), 1);
    }

    /// The first `length` bytes of sixteen.
    #[inline(always)]
    pub(super) fn sixteen(&mut self, bytes: &[u8; 16], length: usize) {
        if let Some(room) = self.bytes[self.length..].first_chunk_mut() {
            *room = *bytes;
        }
        self.length += length;
    }

    /// The lowest `length` bytes of a word.
    #[inline(always)]
    fn eight(&mut self, word: u64, length: usize) {
        if let Some(room) = self.bytes[self.length..].first_chunk_mut() {
            *room = word.to_le_bytes();
        }
        self.length += length;
    }

    #[inline(always)]
    fn whole(&mut self, number: u64) {
        match number {
            0..100_000_000 => {
                let digits = digits(number);
                // The last digit stays in any case.
                let blank = (digits | 1 << 56).trailing_zeros() as usize >> 3;
                self.eight((digits | ZEROS) >> (8 * blank), 8 - blank);
            }
            _ => {
                for byte in itoa::Buffer::new().format(number).bytes() {
                    self.byte(byte);
                }
            }
        }
    }

    /// A number of millionths without trailing zeros; nothing if it is not known.
    #[inline(always)]
    pub(super) fn scaled(&mut self, scaled: i64) {
        if scaled < 0 {
            return;
        }
        let scaled = scaled as u64;
        self.whole(scaled / SCALE);
        let fraction = scaled % SCALE;
        if fraction > 0 {
            self.byte(b'.');
            let digits = digits(fraction * 100);
            self.eight(digits | ZEROS, 8 - (digits.leading_zeros() as usize >> 3));
        }
    }

    /// A number of ten-thousandths, with all four decimals.
    #[inline(always)]
    pub(super) fn ten_thousandths(&mut self, number: u64) {
        self.whole(number / 10_000);
        self.eight(u64::from(b'.') | (digits(number % 10_000) | ZEROS) >> 32 << 8, 5);
    }
}

/// A number of millionths without trailing zeros; nothing if it is not known.
pub(super) fn write_scaled(out: &mut Vec<u8>, scaled: i64) {
    let mut short = Short::new();
    short.scaled(scaled);
    out.extend_from_slice(short.text());
}

const ZEROS: u64 = 0x3030_3030_3030_3030;

/// The eight decimal digits of a number below 10^8, the first in the lowest byte.
#[inline(always)]
fn digits(number: u64) -> u64 {
    // Each step splits the numbers in a word in two: of four digits, of two, of one. The quotients are by multiplication,
    // exact for numbers so small.
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let high = (fours.wrapping_mul(10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = high | (fours.wrapping_sub(high.wrapping_mul(100)) << 16);
    let high = (twos.wrapping_mul(103) >> 10) & 0x000f_000f_000f_000f;
    high | (twos.wrapping_sub(high.wrapping_mul(10)) << 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_fours_of_digits() {
        for number in 0..10_000u64 {
            for number in [number, number * 10_000 + 9_999, 99_990_000 + number] {
                let expected = format!("{number:08}").into_bytes();
                assert_eq!((digits(number) | ZEROS).to_le_bytes().to_vec(), expected);
            }
        }
    }

    proptest! {
        #[test]
        fn as_the_slow_way(number in prop_oneof![0..2_000_000_000u64, 0..=i64::MAX as u64]) {
            let mut short = Short::new();
            short.ten_thousandths(number);
            short.byte(b' ');
            short.scaled(number as i64);
            let fraction = format!(".{:06}", number % SCALE);
            let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
            let whole = number / SCALE;
            let expected = format!("{}.{:04} {whole}{fraction}", number / 10_000, number % 10_000);
            prop_assert_eq!(String::from_utf8_lossy(short.text()), expected);
        }
    }
}
