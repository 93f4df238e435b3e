//! Where records and fields are.

/// Where the records and fields of some bytes are.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// The end of each field: a delimiter, or the end of the record. There is room for more after those used.
    ends: Vec<u32>,
    pub(super) used: usize,
    /// Some record has not as many fields as the first.
    uneven: bool,
    /// For each record: where it starts, where its last field ends, and the index after its last field's end.
    pub(super) records: Vec<Record>,
}

/// Where one record is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it starts.
    pub start: u32,
    /// Where its last field ends, before the line end.
    pub end: u32,
    pub(super) first: u32,
    pub(super) last: u32,
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
        self.uneven = false;
        self.records.clear();
    }

    /// Makes room for `more` ends, and gives it.
    #[inline(always)]
    pub(super) fn room(&mut self, more: usize) -> &mut [u32] {
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
    pub(super) fn end(&mut self, end: u32) {
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

    /// Adds a record whose fields end at `ends`, of which there is at least one.
    #[cfg(feature = "parquet")]
    pub(crate) fn push_all(&mut self, start: u32, ends: &[u32]) {
        let first = self.used as u32;
        self.room(ends.len())[..ends.len()].copy_from_slice(ends);
        self.used += ends.len();
        let end = ends.last().copied().unwrap_or(start);
        self.add(Record { start, end, first, last: self.used as u32 });
    }

    #[inline(always)]
    pub(super) fn add(&mut self, record: Record) {
        let before = self.records.first().unwrap_or(&record);
        self.uneven |= record.last.wrapping_sub(record.first) != before.last.wrapping_sub(before.first);
        self.records.push(record);
    }

    /// The ends of the fields of some records, if all records have `width` fields.
    pub(crate) fn regular(&self, records: std::ops::Range<usize>, width: usize) -> Option<&[u32]> {
        let first = self.records.get(records.start).filter(|first| !self.uneven && first.fields() == width)?;
        let start = first.first as usize;
        self.ends.get(start..start + records.len() * width).filter(|_| width > 0)
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
        self.add(Record { start, end: last, first, last: self.used as u32 });
    }
}
