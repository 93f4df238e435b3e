//! CMaps: which Unicode the codes of a font stand for, and how many bytes a code has.

use std::collections::HashMap;

/// The most codes of one CMap; a font has no more glyphs than this.
const MOST: usize = 70_000;

/// A CMap.
#[derive(Default)]
pub(super) struct CMap {
    /// Number of bytes, lowest and highest code.
    lengths: Vec<(u8, u32, u32)>,
    /// Unicode by number of bytes and code.
    unicode: HashMap<(u8, u32), String>,
}

/// What a CMap is written with.
enum Token<'a> {
    Code(Vec<u8>),
    Open,
    Close,
    Word(&'a [u8]),
}

impl CMap {
    /// Reads what is understood and passes over the rest.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut out = Self::default();
        let mut tokens = Tokens(bytes);
        let mut section: &[u8] = b"";
        let mut codes: Vec<Vec<u8>> = Vec::new();
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(word) if word.starts_with(b"begin") => {
                    section = word;
                    codes.clear();
                }
                Token::Word(word) if word.starts_with(b"end") => section = b"",
                Token::Code(code) => codes.push(code),
                Token::Open if section == b"beginbfrange" && codes.len() == 2 => {
                    let mut each = Vec::new();
                    for token in tokens.by_ref() {
                        match token {
                            Token::Code(code) => each.push(code),
                            _ => break,
                        }
                    }
                    if let Some((length, low)) = code(&codes[0]) {
                        for (at, text) in (0_u32..).zip(&each) {
                            out.put(length, low.saturating_add(at), utf16(text));
                        }
                    }
                    codes.clear();
                }
                _ => {}
            }
            match (section, codes.as_slice()) {
                (b"begincodespacerange", [low, high]) => {
                    if let (Some((length, low)), Some((_, high))) = (code(low), code(high)) {
                        out.lengths.push((length, low, high));
                    }
                    codes.clear();
                }
                (b"beginbfchar", [from, to]) => {
                    if let Some((length, from)) = code(from) {
                        out.put(length, from, utf16(to));
                    }
                    codes.clear();
                }
                (b"beginbfrange", [low, high, to]) => {
                    if let (Some((length, low)), Some((_, high))) = (code(low), code(high)) {
                        out.range(length, low, high, to);
                    }
                    codes.clear();
                }
                _ => {}
            }
        }
        out
    }

    /// The Unicode of a code.
    pub(super) fn text(&self, length: u8, code: u32) -> Option<&str> {
        self.unicode.get(&(length, code)).map(String::as_str)
    }

    /// How many bytes the first code of `bytes` has, if it is in a range.
    pub(super) fn length(&self, bytes: &[u8]) -> Option<u8> {
        (1..=4_u8).find(|length| {
            bytes.get(..usize::from(*length)).and_then(code).is_some_and(|(_, first)| {
                self.lengths.iter().any(|(of, low, high)| of == length && within(*of, first, *low, *high))
            })
        })
    }

    fn put(&mut self, length: u8, code: u32, text: Option<String>) {
        if let Some(text) = text.filter(|text| !text.is_empty() && !text.contains('\0'))
            && self.unicode.len() < MOST
        {
            self.unicode.insert((length, code), text);
        }
    }

    /// A run of codes for a run of characters: only the last unit counts up.
    fn range(&mut self, length: u8, low: u32, high: u32, to: &[u8]) {
        let Some((last, before)) = to.split_last_chunk::<2>().map(|(before, last)| (u16::from_be_bytes(*last), before))
        else {
            return;
        };
        for (step, code) in (0_u16..=u16::MAX).zip(low..=high) {
            let Some(unit) = last.checked_add(step) else { break };
            let units = [before, &unit.to_be_bytes()].concat();
            self.put(length, code, utf16(&units));
            if self.unicode.len() >= MOST {
                break;
            }
        }
    }
}

/// Each byte of a code has its own range.
fn within(length: u8, code: u32, low: u32, high: u32) -> bool {
    (0..u32::from(length)).all(|byte| {
        let of = |value: u32| (value >> (8 * byte)) & 0xff;
        (of(low)..=of(high)).contains(&of(code))
    })
}

fn code(bytes: &[u8]) -> Option<(u8, u32)> {
    let length = u8::try_from(bytes.len()).ok().filter(|length| (1..=4).contains(length))?;
    Some((length, bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte))))
}

fn utf16(bytes: &[u8]) -> Option<String> {
    if let [byte] = bytes {
        return Some(char::from(*byte).to_string());
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.0 = self.0.trim_ascii_start();
            let first = *self.0.first()?;
            let rest = &self.0[1..];
            match first {
                b'%' => self.0 = &rest[memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())..],
                b'<' if rest.first() != Some(&b'<') => {
                    let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
                    self.0 = rest.get(end + 1..).unwrap_or(&[]);
                    return Some(Token::Code(hex(&rest[..end])));
                }
                b'[' | b']' => {
                    self.0 = rest;
                    return Some(if first == b'[' { Token::Open } else { Token::Close });
                }
                _ => {
                    let end = rest.iter().position(|b| b.is_ascii_whitespace() || b"<>[]()/%".contains(b));
                    let (word, rest) = self.0.split_at(end.unwrap_or(rest.len()) + 1);
                    self.0 = rest;
                    return Some(Token::Word(word));
                }
            }
        }
    }
}

fn hex(text: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = text.iter().filter_map(|b| char::from(*b).to_digit(16)).map(|d| d as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_ranges_and_arrays() {
        let map = CMap::parse(
            b"1 begincodespacerange <0000> <ffff> endcodespacerange % codes\n\
              2 beginbfchar <0003> <0020> <0004><D83DDE00> endbfchar\n\
              2 beginbfrange <0010> <0019> <0030> <0020> <0021> [<00660069> <00B2>] endbfrange",
        );
        assert_eq!(map.text(2, 3), Some(" "));
        assert_eq!(map.text(2, 4), Some("😀"));
        assert_eq!(map.text(2, 0x19), Some("9"));
        assert_eq!(map.text(2, 0x20), Some("fi"));
        assert_eq!(map.text(2, 0x21), Some("²"));
        assert_eq!(map.text(1, 3), None);
        assert_eq!(map.length(b"\0\x03"), Some(2));
        assert_eq!(map.length(b"\0"), None);
    }

    #[test]
    fn nonsense_is_passed_over() {
        for bytes in [&b"beginbfrange <00> <ffffffff> <0000> <"[..], b"beginbfchar <> <> [ [ ] >>", b"beginbfrange [<"]
        {
            CMap::parse(bytes);
        }
        assert!(CMap::parse(b"beginbfrange <00000000> <ffffffff> <0001> endbfrange").unicode.len() <= MOST);
    }
}
