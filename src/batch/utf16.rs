//! UTF-16 to UTF-8, as a reader.

use std::io::{self, Read};

/// Gives the UTF-8 of UTF-16 bytes, without the byte order mark. What is no text becomes U+FFFD.
pub(super) struct Utf16<R> {
    inner: R,
    little: bool,
    /// Bytes not yet decoded: less than a character.
    rest: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    first: bool,
    ended: bool,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(inner: R, little: bool) -> Self {
        Self { inner, little, rest: Vec::new(), text: Vec::new(), given: 0, first: true, ended: false }
    }

    fn more(&mut self) -> io::Result<()> {
        let mut block = [0; 16 * 1024];
        let read = self.inner.read(&mut block)?;
        self.ended = read == 0;
        self.rest.extend_from_slice(&block[..read]);
        let unit = |pair: &[u8]| {
            let pair = [pair[0], pair[1]];
            if self.little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
        };
        let mut units: Vec<u16> = self.rest.chunks_exact(2).map(unit).collect();
        // A pair of surrogates may be cut in two.
        if !self.ended && units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
            units.pop();
        }
        let used = units.len() * 2;
        if self.first && units.first() == Some(&0xfeff) {
            units.remove(0);
        }
        self.first &= used == 0;
        self.text.clear();
        self.given = 0;
        let mut bytes = [0; 4];
        for character in char::decode_utf16(units) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.text.extend_from_slice(character.encode_utf8(&mut bytes).as_bytes());
        }
        self.rest.drain(..used);
        if self.ended && !self.rest.is_empty() {
            self.rest.clear();
            self.text.extend_from_slice("\u{fffd}".as_bytes());
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            self.more()?;
        }
        let given = buffer.len().min(self.text.len() - self.given);
        buffer[..given].copy_from_slice(&self.text[self.given..self.given + given]);
        self.given += given;
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte at a time.
    struct Drip(Vec<u8>, usize);

    impl Read for Drip {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some(byte) = self.0.get(self.1) else { return Ok(0) };
            buffer[0] = *byte;
            self.1 += 1;
            Ok(1)
        }
    }

    #[test]
    fn both_byte_orders_in_any_pieces() {
        let text = "fläche;mm²\r\n814;𝄞\n";
        for little in [true, false] {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            let bytes: Vec<u8> =
                units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect();
            let mut out = String::new();
            Utf16::new(&bytes[..], little).read_to_string(&mut out).unwrap();
            assert_eq!(out, text);
            let mut out = String::new();
            Utf16::new(Drip(bytes, 0), little).read_to_string(&mut out).unwrap();
            assert_eq!(out, text);
        }
    }

    #[test]
    fn what_is_cut_off_is_marked() {
        let mut out = String::new();
        Utf16::new(&[0x41, 0, 0x42][..], true).read_to_string(&mut out).unwrap();
        assert_eq!(out, "A\u{fffd}");
    }
}
