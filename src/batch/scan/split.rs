//! Where the last whole record in a growing buffer ends.

/// Looks for record ends outside quotes, never twice at the same bytes.
#[derive(Clone, Debug)]
pub(crate) struct Splitter {
    /// What stands between fields; `None` if quotes mean nothing and each line is a record.
    delimiter: Option<u8>,
    /// How far the buffer has been looked at.
    seen: usize,
    /// Inside a quoted field: where its opening quote stands.
    open: Option<usize>,
    /// The end of the last whole record.
    end: usize,
}

impl Splitter {
    /// For a buffer that starts at the start of a record.
    pub(crate) fn new(delimiter: u8) -> Self {
        Self { delimiter: Some(delimiter), seen: 0, open: None, end: 0 }
    }

    /// For records of one line each.
    pub(crate) fn lines() -> Self {
        Self { delimiter: None, seen: 0, open: None, end: 0 }
    }

    /// Looks at what was added to `buffer` and gives the end of the last whole record in it; 0 if there is none yet.
    ///
    /// `last`: nothing more will come, so that the buffer ends with the end of a record.
    pub(crate) fn advance(&mut self, buffer: &[u8], last: bool) -> usize {
        // The last byte may be a quote or a carriage return whose meaning the next byte decides.
        let until = if last { buffer.len() } else { buffer.len().saturating_sub(1) };
        while self.seen < until {
            if self.open.is_some() {
                self.inside(buffer, until);
            } else {
                self.outside(buffer, until);
            }
        }
        if last { buffer.len() } else { self.end }
    }

    /// From `seen`, outside quotes, to the next opening quote.
    fn outside(&mut self, buffer: &[u8], until: usize) {
        let mut from = self.seen;
        let quote = loop {
            let Some(delimiter) = self.delimiter else { break until };
            match memchr::memchr(b'"', &buffer[from..until]) {
                None => break until,
                Some(at) => {
                    let at = from + at;
                    // A quote opens a field only where one starts.
                    let before = at.checked_sub(1).map_or(b'\n', |before| buffer[before]);
                    if before == b'\n' || before == b'\r' || before == delimiter {
                        self.open = Some(at);
                        break at;
                    }
                    from = at + 1;
                }
            }
        };
        if let Some(at) = memchr::memrchr2(b'\n', b'\r', &buffer[self.seen..quote]) {
            let at = self.seen + at;
            // The two bytes of a Windows line end stay together.
            let pair = buffer[at] == b'\r' && buffer.get(at + 1) == Some(&b'\n');
            self.end = at + 1 + usize::from(pair);
        }
        self.seen = if self.open.is_some() { quote + 1 } else { until };
    }

    /// From `seen`, inside quotes, to after the closing one.
    fn inside(&mut self, buffer: &[u8], until: usize) {
        let Some(at) = memchr::memchr(b'"', &buffer[self.seen..until]) else {
            self.seen = until;
            return;
        };
        let at = self.seen + at;
        if buffer.get(at + 1) == Some(&b'"') {
            self.seen = at + 2;
        } else {
            self.open = None;
            self.seen = at + 1;
        }
    }

    /// Starts again after the bytes before the last record end were taken out of the buffer.
    pub(crate) fn taken(&mut self, taken: usize) {
        self.seen = self.seen.saturating_sub(taken);
        self.open = self.open.map(|open| open.saturating_sub(taken));
        self.end = 0;
    }

    /// Whether the buffer ends inside a quoted field, and where it opens.
    pub(crate) fn open_quote(&self) -> Option<usize> {
        self.open
    }
}
