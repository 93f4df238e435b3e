//! Whole records to the places of their fields.

use super::masks::{Masks, ROOM, flatten, masks_portable};
#[cfg(target_arch = "x86_64")]
use super::masks::{scan_avx2, scan_avx512};
use super::records::{Record, Records};
use crate::kernel::Instructions;

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

/// Walks over the separators of `bytes` in blocks of 64.
#[inline(always)]
pub(super) fn run(
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
            self.out.add(record);
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
        self.out.add(record);
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
