//! Fonts: codes to characters and widths.
//!
//! What a code means is taken from the font's Unicode map, then from the names of its shapes, then from its encoding. A
//! symbolic font that says none of it has codes of its own invention: they are left undecoded.

use super::cmap::CMap;
use super::{dictionary, number};
use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_16BE};
use lopdf::{Dictionary, Document, Object};
use std::collections::BTreeMap;

/// The most bytes a Unicode map unfolds to.
const MAP: usize = 4 << 20;

/// How codes are parted.
enum Codes {
    /// One byte each.
    One,
    /// Two bytes each.
    Two,
    /// As the CMap says, two bytes each where it says nothing.
    Map(CMap),
    /// As in an encoding of text.
    Text(&'static Encoding),
}

/// A font.
pub(super) struct Font {
    codes: Codes,
    unicode: CMap,
    /// For codes of one byte: their characters.
    simple: Vec<Option<String>>,
    widths: BTreeMap<u32, (u32, f64)>,
    /// The width of a code that has none, in thousandths; nothing: as usual for its character.
    missing: Option<f64>,
    fixed: bool,
}

impl Font {
    pub(super) fn new(document: &Document, font: &Dictionary) -> Self {
        let stream = |holder: &Dictionary, key: &[u8]| {
            let stream = holder.get_deref(key, document).ok()?.as_stream().ok()?;
            stream.get_plain_content_with_limit(MAP).ok()
        };
        let unicode = stream(font, b"ToUnicode").map(|map| CMap::parse(&map)).unwrap_or_default();
        let name = font.get_deref(b"BaseFont", document).and_then(Object::as_name).unwrap_or(b"");
        let subtype = font.get_deref(b"Subtype", document).and_then(Object::as_name).unwrap_or(b"");
        let fixed = memchr::memmem::find(name, b"Courier").is_some() || memchr::memmem::find(name, b"Mono").is_some();
        let mut out =
            Self { codes: Codes::One, unicode, simple: Vec::new(), widths: BTreeMap::new(), missing: None, fixed };
        if subtype == b"Type0" {
            out.codes = match font.get_deref(b"Encoding", document) {
                Ok(Object::Name(name)) => predefined(name).map_or(Codes::Two, Codes::Text),
                _ => Codes::Map(stream(font, b"Encoding").map(|map| CMap::parse(&map)).unwrap_or_default()),
            };
            out.composite_widths(document, font);
        } else {
            out.simple = simple(document, font, name, subtype);
            out.simple_widths(document, font, subtype);
        }
        out
    }

    /// The first code of a string, and how many bytes it has.
    pub(super) fn code(&self, bytes: &[u8]) -> (u32, u8) {
        let length = match &self.codes {
            Codes::One => 1,
            Codes::Two => 2,
            Codes::Map(map) => map.length(bytes).unwrap_or(2),
            Codes::Text(encoding) if *encoding == UTF_16BE => match bytes {
                [0xd8..=0xdb, ..] => 4,
                _ => 2,
            },
            Codes::Text(encoding) => match bytes {
                [0..=0x80, ..] => 1,
                [0xa0..=0xdf, ..] if *encoding == SHIFT_JIS => 1,
                [_, b'0'..=b'9', ..] if *encoding == GB18030 => 4,
                _ => 2,
            },
        };
        let length = usize::from(length).clamp(1, bytes.len().max(1));
        let code = bytes.iter().take(length).fold(0, |code, byte| code << 8 | u32::from(*byte));
        (code, u8::try_from(length).unwrap_or(1))
    }

    /// The characters of a code.
    pub(super) fn text(&self, code: u32, length: u8) -> Option<String> {
        // Some programs write the codes of the map with more or fewer bytes than the font has them.
        if let Some(text) = [length, 1, 2].iter().find_map(|length| self.unicode.text(*length, code)) {
            return Some(text.to_owned());
        }
        match &self.codes {
            Codes::One => self.simple.get(usize::try_from(code).ok()?)?.clone(),
            Codes::Two | Codes::Map(_) => None,
            Codes::Text(encoding) => {
                let bytes = code.to_be_bytes();
                let from = bytes.len().checked_sub(usize::from(length))?;
                let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[from..])?;
                Some(text.into_owned())
            }
        }
    }

    /// The width of a code, in thousandths of the size.
    pub(super) fn width(&self, code: u32, text: Option<&str>) -> f64 {
        let known = self.widths.range(..=code).next_back().filter(|(_, (last, _))| code <= *last).map(|(_, (_, w))| *w);
        known.or(self.missing).unwrap_or_else(|| match text.and_then(|text| text.chars().next()) {
            _ if self.fixed => 600.0,
            Some(c) => usual(c),
            None => 556.0,
        })
    }

    fn simple_widths(&mut self, document: &Document, font: &Dictionary, subtype: &[u8]) {
        let deref = |key: &[u8]| font.get_deref(key, document).ok();
        let first = deref(b"FirstChar").and_then(|o| number(document, o)).unwrap_or(0.0) as u32;
        let Some(widths) = deref(b"Widths").and_then(|o| o.as_array().ok()) else { return };
        // The shapes of a Type 3 font have a scale of their own.
        let scale = match (subtype, deref(b"FontMatrix").and_then(|o| o.as_array().ok())) {
            (b"Type3", Some(matrix)) => matrix.first().and_then(|o| number(document, o)).unwrap_or(0.001) * 1000.0,
            _ => 1.0,
        };
        for (code, width) in (first..=255).zip(widths) {
            if let Some(width) = number(document, width) {
                self.widths.insert(code, (code, width * scale));
            }
        }
        let descriptor = dictionary(document, font, b"FontDescriptor");
        self.missing = descriptor.and_then(|d| number(document, d.get(b"MissingWidth").ok()?)).filter(|w| *w > 0.0);
    }

    fn composite_widths(&mut self, document: &Document, font: &Dictionary) {
        self.missing = Some(1000.0);
        let descendants = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array).ok();
        let Some(inner) = descendants.and_then(|d| document.dereference(d.first()?).ok()?.1.as_dict().ok()) else {
            return;
        };
        if let Some(width) = inner.get(b"DW").ok().and_then(|o| number(document, o)) {
            self.missing = Some(width);
        }
        let Ok(array) = inner.get_deref(b"W", document).and_then(Object::as_array) else { return };
        let mut at = 0;
        while let Some(first) = array.get(at).and_then(|o| number(document, o)) {
            let first = first as u32;
            match array.get(at + 1).and_then(|o| document.dereference(o).ok()).map(|(_, o)| o) {
                Some(Object::Array(each)) => {
                    for (code, width) in (first..=0xffff).zip(each) {
                        self.widths.insert(code, (code, number(document, width).unwrap_or(1000.0)));
                    }
                    at += 2;
                }
                Some(last) => {
                    let (Some(last), Some(width)) =
                        (number(document, last), array.get(at + 2).and_then(|o| number(document, o)))
                    else {
                        return;
                    };
                    self.widths.insert(first, (last as u32, width));
                    at += 3;
                }
                None => return,
            }
        }
    }
}

/// Encodings of composite fonts that are encodings of text.
fn predefined(name: &[u8]) -> Option<&'static Encoding> {
    let has = |part: &[u8]| memchr::memmem::find(name, part).is_some();
    if has(b"UCS2") || has(b"UTF16") {
        Some(UTF_16BE)
    } else if has(b"GBK") || has(b"GB-EUC") || has(b"GBpc-EUC") {
        Some(GB18030)
    } else if has(b"B5") {
        Some(BIG5)
    } else if has(b"RKSJ") {
        Some(SHIFT_JIS)
    } else if has(b"KSC") {
        Some(EUC_KR)
    } else {
        None
    }
}

/// The characters of the codes of a simple font.
fn simple(document: &Document, font: &Dictionary, name: &[u8], subtype: &[u8]) -> Vec<Option<String>> {
    let encoding = font.get_deref(b"Encoding", document).ok();
    let named = match encoding {
        Some(Object::Name(name)) => Some(name.as_slice()),
        Some(Object::Dictionary(inner)) => inner.get_deref(b"BaseEncoding", document).and_then(Object::as_name).ok(),
        _ => None,
    };
    let descriptor = dictionary(document, font, b"FontDescriptor");
    let flags = descriptor.and_then(|d| d.get_deref(b"Flags", document).ok()?.as_i64().ok()).unwrap_or(0);
    let embedded =
        descriptor.is_some_and(|d| [&b"FontFile"[..], b"FontFile2", b"FontFile3"].iter().any(|key| d.has(key)));
    let has = |part: &[u8]| memchr::memmem::find(name, part).is_some();
    let base: Option<&[u8]> = match named {
        Some(named) => Some(named),
        None if subtype == b"Type3" || has(b"Symbol") || has(b"Dingbats") => None,
        None if embedded && flags & 4 != 0 => None,
        None if subtype == b"TrueType" => Some(b"WinAnsiEncoding"),
        None => Some(b"StandardEncoding"),
    };
    let mut out: Vec<Option<String>> = match base {
        Some(base) => table(base),
        None if has(b"Symbol") && !embedded => (0..=255).map(symbol).collect(),
        None => vec![None; 256],
    };
    let differences = match encoding {
        Some(Object::Dictionary(inner)) => inner.get_deref(b"Differences", document).and_then(Object::as_array).ok(),
        _ => None,
    };
    let mut code = 0_usize;
    for entry in differences.into_iter().flatten().take(1024) {
        match document.dereference(entry).map(|(_, o)| o) {
            Ok(Object::Integer(next)) => code = usize::try_from(*next).unwrap_or(256),
            Ok(Object::Name(name)) => {
                if let Some(place) = out.get_mut(code) {
                    *place = glyph(name);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    out
}

/// An encoding of one byte, by its name, out of the tables of lopdf.
fn table(name: &[u8]) -> Vec<Option<String>> {
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Name(name.to_vec()));
    decode(&font, (0..=255).collect())
}

/// Each byte through the encoding of a font made for it.
fn decode(font: &Dictionary, bytes: Vec<u8>) -> Vec<Option<String>> {
    let empty = Document::new();
    let Ok(encoding) = font.get_font_encoding(&empty) else { return vec![None; bytes.len()] };
    bytes.iter().map(|b| encoding.bytes_to_string(&[*b]).ok().filter(|text| !text.is_empty())).collect()
}

/// The characters of a shape, by its name: of the lists of lopdf, or as `uni00B2`, `u1F600`, `f_i`, `one.sups`.
fn glyph(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok().filter(|name| !name.is_empty() && *name != ".notdef")?;
    if let Some((stem, variant)) = name.split_once('.') {
        let text = glyph(stem.as_bytes())?;
        return match variant {
            _ if variant.starts_with("sup") => text.chars().map(|c| super::lines::raised(c).or(Some(c))).collect(),
            _ => Some(text),
        };
    }
    if name.contains('_') {
        return name.split('_').map(|part| glyph(part.as_bytes())).collect();
    }
    let hex = |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    if let Some(digits) = name.strip_prefix("uni").filter(|d| d.len() >= 4 && d.len() % 4 == 0 && d.is_ascii()) {
        return digits.as_bytes().chunks(4).map(|four| hex(std::str::from_utf8(four).ok()?)).collect();
    }
    if let Some(c) = name.strip_prefix('u').filter(|d| (4..=6).contains(&d.len())).and_then(hex) {
        return Some(c.to_string());
    }
    // A font whose only shape has this name; code 1 means nothing in the encoding below it, should the name be unknown.
    let mut font = Dictionary::new();
    let mut encoding = Dictionary::new();
    encoding.set("Differences", vec![Object::Integer(1), Object::Name(name.as_bytes().to_vec())]);
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", encoding);
    decode(&font, vec![1]).pop().flatten()
}

/// The signs of the standard symbol font that datasheets use.
fn symbol(code: u8) -> Option<String> {
    Some(match code {
        b' ' | b'0'..=b'9' | b'(' | b')' | b'+' | b',' | b'.' | b'/' | b':' | b'%' | b'=' | b'<' | b'>' | b'|' => {
            char::from(code).to_string()
        }
        b'-' => "−".to_owned(),
        b'm' => "μ".to_owned(),
        0xa3 => "≤".to_owned(),
        0xb0 => "°".to_owned(),
        0xb1 => "±".to_owned(),
        0xb3 => "≥".to_owned(),
        0xb4 => "×".to_owned(),
        0xb7 => "•".to_owned(),
        0xd2 | 0xe2 => "®".to_owned(),
        0xd4 | 0xe4 => "™".to_owned(),
        _ => return None,
    })
}

/// The usual width of a character in a face like Helvetica, for the standard fonts, whose files need not say it.
fn usual(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' => 222.0,
        ' ' | '.' | ',' | ':' | ';' | '!' | '|' | '/' | 'I' | 'f' | 't' | '[' | ']' | '\\' => 278.0,
        '(' | ')' | '-' | 'r' | '`' => 333.0,
        '"' | '*' | '•' => 370.0,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 500.0,
        '+' | '<' | '=' | '>' | '~' | '±' | '×' => 584.0,
        'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' | '&' => 667.0,
        'C' | 'D' | 'H' | 'N' | 'R' | 'U' | 'w' => 722.0,
        'G' | 'O' | 'Q' => 778.0,
        'm' | 'M' => 833.0,
        '%' => 889.0,
        'W' => 944.0,
        '@' | '—' | '™' => 1000.0,
        'F' | 'T' | 'Z' => 611.0,
        c if u32::from(c) >= 0x2e80 => 1000.0,
        _ => 556.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_shapes() {
        for (name, text) in [
            ("A", "A"),
            ("one", "1"),
            ("onesuperior", "¹"),
            ("one.sups", "¹"),
            ("uni00B2", "²"),
            ("uni00660069", "fi"),
            ("u1F600", "😀"),
            ("f_i", "fi"),
            ("hyphen", "-"),
            ("dagger", "†"),
        ] {
            assert_eq!(glyph(name.as_bytes()).as_deref(), Some(text), "{name}");
        }
        for name in ["g23", "C0_12", ".notdef", "", "unknown name", "uniXYZW"] {
            assert_eq!(glyph(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn encodings_of_one_byte() {
        let table = table(b"WinAnsiEncoding");
        assert_eq!(table[0xb2].as_deref(), Some("²"));
        assert_eq!(table[b'A' as usize].as_deref(), Some("A"));
        assert_eq!(super::table(b"StandardEncoding")[1], None);
    }
}
