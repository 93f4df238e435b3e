//! A column of texts.

use bytes::Bytes;
use parquet::data_type::ByteArray;

/// Texts one after the other. One without letters is no value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a text that `write` appends.
    pub(crate) fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.bytes);
        self.ends.push(self.bytes.len());
    }

    /// Adds all texts of another column.
    pub(super) fn append(&mut self, more: &Self) {
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&more.bytes);
        self.ends.extend(more.ends.iter().map(|end| before + end));
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The texts that are values, and for each text whether it is one, as definition levels. Nothing is left.
    pub(super) fn drain(&mut self) -> (Vec<ByteArray>, Vec<i16>) {
        let bytes = Bytes::from(std::mem::take(&mut self.bytes));
        let mut start = 0;
        let (mut values, mut levels) = (Vec::with_capacity(self.ends.len()), Vec::with_capacity(self.ends.len()));
        for end in self.ends.drain(..) {
            levels.push(i16::from(end > start));
            if end > start {
                values.push(ByteArray::from(bytes.slice(start..end)));
            }
            start = end;
        }
        (values, levels)
    }
}
