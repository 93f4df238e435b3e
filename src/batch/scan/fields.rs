//! Whole records to the places of their fields.

use crate::kernel::Instructions;

/// Where the records and fields of some bytes are.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// The end of each field: a delimiter, or the end of the record. There is room for more after those used.
    ends: Vec<u32>,
    used: usize,
    /// For each record: where it starts, where its last field ends, and the index after its last field's end.
    records: Vec<Record>,
}

/// Where one record is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it starts.
    pub start: u32,
    /// Where its last field ends, before the line end.
    pub end: u32,
    first: u32,
    last: u32,
}

impl Record {
    /// How many fields it has.
    pub fn fields(&self) -> usize {
        (self.last - self.first) as usize
    }
}

impl Records {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.used = 0;
        self.records.clear();
    }

    /// Makes room for `more` ends, and gives it.
    #[inline(always)]
    fn room(&mut self, more: usize) -> &mut [u32] {
        if self.ends.len() - self.used < more {
            self.grow(more);
        }
        &mut self.ends[self.used..]
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        self.ends.resize((self.used + more).max(2 * self.ends.len()).max(1024), 0);
    }

    #[inline(always)]
    fn end(&mut self, end: u32) {
        self.room(1)[0] = end;
        self.used += 1;
    }

    /// A record.
    ///
    /// # Panics
    /// If there are not so many.
    pub fn get(&self, record: usize) -> Record {
        self.records[record]
    }

    /// Where a record starts, the place of its first field's end, and how many fields it has.
    #[inline(always)]
    pub(crate) fn place(&self, record: usize) -> (u32, u32, usize) {
        let record = self.records[record];
        (record.start, record.first, record.fields())
    }

    /// The ends of the fields of all records.
    pub(crate) fn all_ends(&self) -> &[u32] {
        &self.ends[..self.used]
    }

    /// The ends of a record's fields.
    #[inline(always)]
    pub(crate) fn ends(&self, record: Record) -> &[u32] {
        &self.ends[record.first as usize..record.last as usize]
    }

    /// Where a field starts and ends. A quoted field has its quotes in it; [`text`](super::text) takes them off.
    ///
    /// # Panics
    /// If the record has not so many.
    #[inline(always)]
    pub fn field(&self, record: Record, index: usize) -> (usize, usize) {
        let ends = self.ends(record);
        let start = if index == 0 { record.start } else { ends[index - 1] + 1 };
        (start as usize, ends[index] as usize)
    }

    /// Adds a record whose fields end at `ends`: for input that is no CSV.
    pub(crate) fn push(&mut self, start: u32, ends: impl IntoIterator<Item = u32>) {
        let first = self.used as u32;
        let mut last = start;
        for end in ends {
            self.end(end);
            last = end;
        }
        self.records.push(Record { start, end: last, first, last: self.used as u32 });
    }
}

/// Finds records and fields.
///
/// ```
/// use eccn::batch::scan::{Records, Scanner, text};
/// let bytes = b"name,area\n\"A, \"\"B\"\"\",814\n";
/// let mut records = Records::default();
/// Scanner::new(b',').scan(bytes, &mut records);
/// let (start, end) = records.field(records.get(1), 0);
/// assert_eq!((records.len(), text(&bytes[start..end], true).as_ref()), (2, "A, \"B\""));
/// ```
#[derive(Copy, Clone, Debug)]
pub struct Scanner {
    delimiter: u8,
    instructions: Instructions,
}

/// What the masks of 64 bytes say.
#[derive(Copy, Clone)]
struct Masks {
    /// Delimiters, line ends and quotes.
    any: u64,
    /// Line feeds only.
    feeds: u64,
    /// Quotes and carriage returns only: nearly always none.
    rare: u64,
}

impl Scanner {
    /// For fields between `delimiter`, with the best instructions that the machine has.
    pub fn new(delimiter: u8) -> Self {
        Self { delimiter, instructions: Instructions::best() }
    }

    /// The same with other instructions: for testing and measuring.
    ///
    /// # Panics
    /// If the machine does not have them.
    pub fn with_instructions(self, instructions: Instructions) -> Self {
        assert!(Instructions::available().contains(&instructions), "this machine has no {instructions:?}");
        Self { instructions, ..self }
    }

    /// Finds the records of `bytes`, which start at the start of a record and end at the end of one.
    ///
    /// # Panics
    /// If there are 4 GiB or more.
    #[allow(unsafe_code)]
    pub fn scan(&self, bytes: &[u8], records: &mut Records) {
        assert!(bytes.len() < u32::MAX as usize, "a block of records is smaller than 4 GiB");
        records.clear();
        match self.instructions {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: instructions are chosen only where the machine has them; all machines with AVX2 have those others.
            Instructions::Avx2 => unsafe { scan_avx2(bytes, self.delimiter, records) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Instructions::Avx512 => unsafe { scan_avx512(bytes, self.delimiter, records) },
            _ => run(bytes, self.delimiter, records, |block| masks_portable(block, self.delimiter), flatten),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn scan_avx2(bytes: &[u8], delimiter: u8, records: &mut Records) {
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
fn scan_avx512(bytes: &[u8], delimiter: u8, records: &mut Records) {
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
const ROOM: usize = 64;

/// Writes the places of the bits of `mask`, counted from `at`. What stands behind them is written over.
#[inline(always)]
fn flatten(at: u32, mask: u64, room: &mut [u32; ROOM]) {
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
fn masks_portable(block: &[u8; 64], delimiter: u8) -> Masks {
    let mut masks = Masks { any: 0, feeds: 0, rare: 0 };
    for (i, byte) in block.iter().enumerate() {
        let (feed, rare) = (*byte == b'\n', matches!(byte, b'\r' | b'"'));
        masks.feeds |= u64::from(feed) << i;
        masks.rare |= u64::from(rare) << i;
        masks.any |= u64::from(feed || rare || *byte == delimiter) << i;
    }
    masks
}

/// Walks over the separators of `bytes` in blocks of 64.
#[inline(always)]
fn run(
    bytes: &[u8],
    delimiter: u8,
    out: &mut Records,
    masks: impl Fn(&[u8; 64]) -> Masks,
    flatten: impl Fn(u32, u64, &mut [u32; ROOM]),
) {
    let mut walk = Walk { bytes, delimiter, out, start: 0, field: 0, first: 0 };
    let mut at = 0;
    while at < bytes.len() {
        let mut padded = [0u8; 64];
        let (block, length) = match bytes.get(at..at + 64) {
            Some(block) => (<&[u8; 64]>::try_from(block).unwrap_or(&[0; 64]), 64),
            None => {
                let rest = &bytes[at..];
                padded[..rest.len()].copy_from_slice(rest);
                (&padded, rest.len())
            }
        };
        let mut found = masks(block);
        let inside = if length == 64 { u64::MAX } else { (1 << length) - 1 };
        found.any &= inside;
        found.feeds &= inside;
        found.rare &= inside;
        if found.rare == 0 && walk.plain(at, found, &flatten) {
            at += length;
            continue;
        }
        let mut next = at + length;
        while found.any != 0 {
            let bit = found.any.trailing_zeros() as usize;
            let place = at + bit;
            if (found.feeds | found.rare) >> bit & 1 == 0 {
                walk.out.end(place as u32);
                walk.field = place + 1;
            } else if let Some(beyond) = walk.special(place) {
                // The rest of the block, from where the special thing ends.
                if beyond >= at + 64 {
                    next = beyond;
                    break;
                }
                let done = beyond - at;
                found.any &= u64::MAX << done;
                continue;
            }
            found.any &= found.any - 1;
        }
        at = next;
    }
    walk.finish();
}

struct Walk<'w> {
    bytes: &'w [u8],
    delimiter: u8,
    out: &'w mut Records,
    /// Where the record starts.
    start: usize,
    /// Where the field starts.
    field: usize,
    /// The index of the record's first field end.
    first: usize,
}

impl Walk<'_> {
    /// A block at `at` with delimiters and line feeds only. `false` if it has an empty line, and nothing is done.
    #[inline(always)]
    fn plain(&mut self, at: usize, found: Masks, flatten: &impl Fn(u32, u64, &mut [u32; ROOM])) -> bool {
        // An empty line: two line feeds together, or one where a record starts.
        let first = self.start == at && found.feeds & 1 == 1;
        if first || found.feeds & (found.feeds << 1) != 0 {
            return false;
        }
        let base = self.out.used;
        if let Some(room) = self.out.room(ROOM).first_chunk_mut() {
            flatten(at as u32, found.any, room);
        }
        self.out.used += found.any.count_ones() as usize;
        let mut feeds = found.feeds;
        while feeds != 0 {
            let bit = feeds.trailing_zeros();
            let place = at.wrapping_add(bit as usize);
            let before = (found.any & (1u64 << bit).wrapping_sub(1)).count_ones() as usize;
            let last = base.wrapping_add(before).wrapping_add(1);
            let record =
                Record { start: self.start as u32, end: place as u32, first: self.first as u32, last: last as u32 };
            self.out.records.push(record);
            (self.start, self.first) = (place.wrapping_add(1), last);
            feeds &= feeds.wrapping_sub(1);
        }
        if found.any != 0 {
            self.field = at + 64 - found.any.leading_zeros() as usize;
        }
        true
    }

    /// A line end or a quote at `place`. Gives where to go on, if not at the next byte.
    #[inline(always)]
    fn special(&mut self, place: usize) -> Option<usize> {
        match self.bytes[place] {
            b'"' => (self.field == place).then(|| self.quoted(place)),
            _ => {
                self.record(place);
                let pair = self.bytes[place] == b'\r' && self.bytes.get(place + 1) == Some(&b'\n');
                let next = place + 1 + usize::from(pair);
                (self.start, self.field) = (next, next);
                pair.then_some(next)
            }
        }
    }

    /// Ends the record at `end`; a line with nothing in it is none.
    #[inline(always)]
    fn record(&mut self, end: usize) {
        if end == self.start {
            return;
        }
        self.out.end(end as u32);
        let last = self.out.used;
        let record = Record { start: self.start as u32, end: end as u32, first: self.first as u32, last: last as u32 };
        self.out.records.push(record);
        self.first = last;
    }

    /// A quoted field that opens at `place`: gives the byte after its closing quote.
    #[cold]
    fn quoted(&mut self, place: usize) -> usize {
        let mut at = place + 1;
        while let Some(quote) = memchr::memchr(b'"', &self.bytes[at..]) {
            at += quote + 1;
            if self.bytes.get(at) != Some(&b'"') {
                // A quote further on in this field is a letter like any other.
                return at;
            }
            at += 1;
        }
        self.bytes.len()
    }

    /// The last record may have no line end.
    fn finish(&mut self) {
        let end = self.bytes.len();
        if self.start < end {
            self.record(end);
        }
        debug_assert!(self.out.all_ends().is_sorted() || self.delimiter == 0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Splitter, is_open, text};
    use super::*;
    use proptest::prelude::*;

    fn by_csv(bytes: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
        reader.byte_records().map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
    }

    fn by_us(bytes: &[u8], scanner: Scanner) -> Vec<Vec<Vec<u8>>> {
        let mut records = Records::default();
        scanner.scan(bytes, &mut records);
        (0..records.len())
            .map(|record| {
                let record = records.get(record);
                let field = |index| {
                    let (start, end) = records.field(record, index);
                    let raw = &bytes[start..end];
                    if raw.first() == Some(&b'"') { super::super::unquoted(raw) } else { raw.to_vec() }
                };
                (0..record.fields()).map(field).collect()
            })
            .collect()
    }

    fn check(bytes: &[u8]) {
        for delimiter in [b',', b';', b'\t'] {
            let expected = by_csv(bytes, delimiter);
            for instructions in Instructions::available() {
                let found = by_us(bytes, Scanner::new(delimiter).with_instructions(instructions));
                assert_eq!(found, expected, "{instructions:?}: {:?}", String::from_utf8_lossy(bytes));
            }
        }
    }

    /// In blocks of any size, the same records come out.
    fn check_split(bytes: &[u8], step: usize) {
        let whole = by_us(bytes, Scanner::new(b','));
        let mut splitter = Splitter::new(b',');
        let (mut found, mut buffer, mut at) = (Vec::new(), Vec::new(), 0);
        loop {
            let next = (at + step).min(bytes.len());
            buffer.extend_from_slice(&bytes[at..next]);
            at = next;
            let end = splitter.advance(&buffer, at == bytes.len());
            found.extend(by_us(&buffer[..end], Scanner::new(b',')));
            buffer.drain(..end);
            splitter.taken(end);
            if at == bytes.len() {
                break;
            }
        }
        assert_eq!(found, whole, "in steps of {step}: {:?}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn the_same_fields_as_csv() {
        for text in [
            "a,b\n1,2\n",
            "a,b\r\n1,2",
            "a,\"b\nc\",d\n",
            "\"a\"\"b\",c\n",
            "a\"b,c\"\n",
            "\"a\"b\"c\",d\n",
            "\"open,\nto the end",
            "\n\n\na\n\n",
            "a\r\rb\r\n\n\rc",
            ",,\n,\n",
            "\"\",\"\"\n",
            "a,\"\"\"\"\n",
            "\"a\"\r\n\"b\"",
            "\"a\",",
            "x\n,",
            "\0,\u{e9}\n",
        ] {
            check(text.as_bytes());
            for step in 1..5 {
                check_split(text.as_bytes(), step);
            }
        }
        let long = format!("{},\"{}\"\r\n", "x".repeat(200), "y,\n".repeat(100)).repeat(3);
        check(long.as_bytes());
        check_split(long.as_bytes(), 7);
    }

    #[test]
    fn quotes_that_never_close() {
        for field in ["\"", "\"a", "\"a\"\"", "\"\"\""] {
            assert!(is_open(field.as_bytes()), "{field}");
        }
        for field in ["\"\"", "\"a\"b", "\"a\"\"\"", "a\"", ""] {
            assert!(!is_open(field.as_bytes()), "{field}");
        }
    }

    #[test]
    fn text_of_cells() {
        assert_eq!(text(b"\"a\"\"b\"", true), "a\"b");
        assert_eq!(text(b"\"a\"", false), "\"a\"");
        assert_eq!(text(b"814 mm\xb2", true), "814 mm²");
        assert_eq!(text(b"\x80", true), "€");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn any_bytes_as_csv_reads_them(bytes in "[a-c,;\t\"\r\n]{0,150}", step in 1usize..80) {
            check(bytes.as_bytes());
            check_split(bytes.as_bytes(), step);
        }
    }
}
