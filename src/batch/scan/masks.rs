//! The separators of 64 bytes, as bits and as places: once for every machine, once for AVX2 and once for AVX-512.

use super::fields::run;
use super::records::Records;

/// What the masks of 64 bytes say.
#[derive(Copy, Clone)]
pub(super) struct Masks {
    /// Delimiters, line ends and quotes.
    pub(super) any: u64,
    /// Line feeds only.
    pub(super) feeds: u64,
    /// Quotes and carriage returns only: nearly always none.
    pub(super) rare: u64,
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn scan_avx2(bytes: &[u8], delimiter: u8, records: &mut Records) {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
    };
    let splat = |byte: u8| _mm256_set1_epi8(byte as i8);
    let (comma, feed, turn, quote) = (splat(delimiter), splat(b'\n'), splat(b'\r'), splat(b'"'));
    let masks = |block: &[u8; 64]| {
        let half = |from: usize| {
            let half: &[u8; 32] = block[from..from + 32].try_into().unwrap_or(&[0; 32]);
            #[allow(unsafe_code)]
            // SAFETY: 32 bytes are read from an array of 32 bytes; the instruction wants no alignment.
            let bytes = unsafe { _mm256_loadu_si256(half.as_ptr().cast::<__m256i>()) };
            let feeds = _mm256_cmpeq_epi8(bytes, feed);
            let rare = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, turn), _mm256_cmpeq_epi8(bytes, quote));
            let any = _mm256_or_si256(_mm256_or_si256(feeds, rare), _mm256_cmpeq_epi8(bytes, comma));
            let bits = |vector| u64::from(_mm256_movemask_epi8(vector) as u32);
            (bits(any), bits(feeds), bits(rare))
        };
        let (low, high) = (half(0), half(32));
        Masks { any: low.0 | high.0 << 32, feeds: low.1 | high.1 << 32, rare: low.2 | high.2 << 32 }
    };
    run(bytes, delimiter, records, masks, flatten);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn scan_avx512(bytes: &[u8], delimiter: u8, records: &mut Records) {
    use std::arch::x86_64::{
        __m512i, _mm512_add_epi32, _mm512_cmpeq_epi8_mask, _mm512_loadu_si512, _mm512_maskz_compress_epi32,
        _mm512_set1_epi8, _mm512_set1_epi32, _mm512_setr_epi32,
    };
    let splat = |byte: u8| _mm512_set1_epi8(byte as i8);
    let (comma, feed, turn, quote) = (splat(delimiter), splat(b'\n'), splat(b'\r'), splat(b'"'));
    let masks = |block: &[u8; 64]| {
        #[allow(unsafe_code)]
        // SAFETY: 64 bytes are read from an array of 64 bytes; the instruction wants no alignment.
        let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast::<__m512i>()) };
        let feeds = _mm512_cmpeq_epi8_mask(bytes, feed);
        let rare = _mm512_cmpeq_epi8_mask(bytes, turn) | _mm512_cmpeq_epi8_mask(bytes, quote);
        Masks { any: feeds | rare | _mm512_cmpeq_epi8_mask(bytes, comma), feeds, rare }
    };
    let steps = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    let flatten = |at: u32, mask: u64, room: &mut [u32; ROOM]| {
        let mut done = 0usize;
        for quarter in [0u32, 16, 32, 48] {
            let mask = (mask >> quarter) as u16;
            let places = _mm512_add_epi32(steps, _mm512_set1_epi32(at.wrapping_add(quarter) as i32));
            let places = _mm512_maskz_compress_epi32(mask, places);
            #[allow(unsafe_code)]
            // SAFETY: both are 64 bytes in which all bits are allowed.
            let places: [u32; 16] = unsafe { std::mem::transmute(places) };
            // At most 48 are done before the last quarter.
            if let Some(room) = room.get_mut(done..done + 16) {
                room.copy_from_slice(&places);
            }
            done += mask.count_ones() as usize;
        }
    };
    run(bytes, delimiter, records, masks, flatten);
}

/// How many places may be written for a block of 64 bytes.
pub(super) const ROOM: usize = 64;

/// Writes the places of the bits of `mask`, counted from `at`. What stands behind them is written over.
#[inline(always)]
pub(super) fn flatten(at: u32, mask: u64, room: &mut [u32; ROOM]) {
    let (mut rest, count) = (mask, mask.count_ones() as usize);
    // Eight at a time, some of them for nothing: how many there are is not foreseen.
    for eight in room.chunks_exact_mut(8).take(count.div_ceil(8)) {
        for place in eight {
            *place = at.wrapping_add(rest.trailing_zeros());
            rest &= rest.wrapping_sub(1);
        }
    }
}

#[inline(always)]
pub(super) fn masks_portable(block: &[u8; 64], delimiter: u8) -> Masks {
    let mut masks = Masks { any: 0, feeds: 0, rare: 0 };
    for (i, byte) in block.iter().enumerate() {
        let (feed, rare) = (*byte == b'\n', matches!(byte, b'\r' | b'"'));
        masks.feeds |= u64::from(feed) << i;
        masks.rare |= u64::from(rare) << i;
        masks.any |= u64::from(feed || rare || *byte == delimiter) << i;
    }
    masks
}
