//! Bytes of a text to the text.
//!
//! In this order: a byte-order mark, the encoding that the caller names, UTF-8 if it is valid, the encoding that an HTML
//! page declares, UTF-16 that shows in the zero bytes of ASCII. What is left is not guessed: GB 18030, Big5, Shift_JIS and
//! Windows-1252 all accept nearly every sequence of bytes, and a wrong guess turns `平方毫米` into other signs and nobody
//! notices.

use super::error::Problem;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How far into a page its declaration is searched. Browsers search the first kilobyte; saved pages often have more first.
const DECLARATION: usize = 4096;

/// The text, and the name of its encoding.
pub(super) fn decode(bytes: &[u8], named: Option<&str>) -> Result<(String, &'static str), Problem> {
    if bytes.starts_with(b"\xff\xfe\0\0") || bytes.starts_with(b"\0\0\xfe\xff") {
        return Err(unknown("it begins like UTF-32"));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strict(encoding, &bytes[mark..], "its byte-order mark says");
    }
    if let Some(name) = named {
        let encoding = Encoding::for_label_no_replacement(name.trim().as_bytes())
            .ok_or_else(|| unknown(format!("no encoding is named `{name}`")))?;
        // Chance gives two Chinese signs the look of UTF-8, but one-byte text hardly ever.
        if encoding.is_single_byte() && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
            return Err(unknown(format!("the given name is {}, but it is UTF-8", encoding.name())));
        }
        return strict(encoding, bytes, "the given name is");
    }
    if let Some(encoding) = utf16(bytes) {
        return strict(encoding, bytes, "its zero bytes look like");
    }
    if memchr::memchr(0, bytes).is_some() {
        return Err(unknown("it has zero bytes, as a file that is not text has"));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        // ISO-2022 and HZ are written in ASCII and would pass.
        if bytes.contains(&0x1b) && declared(bytes).is_some_and(|e| e != UTF_8 && !e.is_ascii_compatible()) {
            return Err(unknown("it declares an encoding with escape sequences"));
        }
        return Ok((text.to_owned(), UTF_8.name()));
    }
    match declared(bytes) {
        Some(encoding) => strict(encoding, bytes, "the page declares"),
        None => {
            let at = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), |_| 0);
            let line = memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
            Err(unknown(format!("it is not UTF-8 from line {line} on, and it declares nothing")))
        }
    }
}

fn unknown(found: impl Into<String>) -> Problem {
    Problem::Encoding { found: found.into() }
}

/// Decodes, and fails where a sequence of bytes means nothing.
fn strict(encoding: &'static Encoding, bytes: &[u8], why: &str) -> Result<(String, &'static str), Problem> {
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| unknown(format!("{why} {}, but some of its bytes mean nothing there", encoding.name())))?;
    // C1 control characters are in no text: they are what bytes of another encoding become in a one-byte encoding.
    if text.chars().any(|c| matches!(c, '\0' | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}')) {
        return Err(unknown(format!("{why} {}, but that gives control characters", encoding.name())));
    }
    Ok((text.into_owned(), encoding.name()))
}

/// UTF-16 without a mark: many zero bytes, all of them on one side, as ASCII letters, digits and spaces have them.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(1 << 14) & !1];
    if bytes.len() < 8 || bytes.len() % 2 == 1 {
        return None;
    }
    let pairs = sample.len() / 2;
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    match (zeros(0), zeros(1)) {
        (0, low) if low * 5 >= pairs => Some(UTF_16LE),
        (high, 0) if high * 5 >= pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding that an HTML or XML page declares: `<meta charset="gbk">`, `<meta … content="text/html; charset=gbk">`,
/// `<?xml … encoding="gbk"?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(DECLARATION)].to_ascii_lowercase();
    let mut from = 0;
    while let Some(open) = memchr::memchr(b'<', &head[from..]).map(|at| from + at) {
        let close = memchr::memchr(b'>', &head[open..]).map_or(head.len(), |at| open + at);
        let tag = &head[open + 1..close];
        let key: Option<&[u8]> = match tag {
            [b'm', b'e', b't', b'a', ..] => Some(b"charset"),
            [b'?', b'x', b'm', b'l', ..] => Some(b"encoding"),
            _ => None,
        };
        if let Some(found) = key.and_then(|key| attribute(tag, key)) {
            let encoding = Encoding::for_label_no_replacement(found)?;
            // A page in UTF-16 could not have been read up to here.
            return Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding });
        }
        from = open + 1;
    }
    None
}

/// What follows `key =` up to a quote, a blank, `;` or the end.
fn attribute<'a>(tag: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let at = memchr::memmem::find(tag, key)? + key.len();
    let rest = tag[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| b"\"'; /?>\t\r\n".contains(b)).unwrap_or(rest.len());
    (end > 0).then_some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes, None).map(|(text, _)| text).unwrap()
    }

    fn utf16_bytes(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn unicode_with_and_without_marks() {
        let sheet = "INT8 稠密 1979 TOPS\n";
        assert_eq!(text(sheet.as_bytes()), sheet);
        assert_eq!(text(&[b"\xef\xbb\xbf", sheet.as_bytes()].concat()), sheet);
        for big in [false, true] {
            let bytes = utf16_bytes(sheet, big);
            assert_eq!(text(&bytes), sheet);
            let mark: &[u8] = if big { b"\xfe\xff" } else { b"\xff\xfe" };
            assert_eq!(text(&[mark, &bytes].concat()), sheet);
        }
    }

    #[test]
    fn declared_and_named_encodings() {
        let page = |label: &str| {
            format!(
                "<html><head><meta http-equiv=Content-Type content=\"text/html; charset={label}\">芯片面積 814 平方毫米"
            )
        };
        for label in ["gbk", "gb2312", "gb18030", "big5"] {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let page = page(label);
            let (bytes, _, bad) = encoding.encode(&page);
            assert!(!bad, "{label}");
            assert_eq!(text(&bytes), page);
            let (bytes, ..) = encoding.encode("芯片面積 814 平方毫米");
            assert_eq!(decode(&bytes, Some(label)).unwrap().0, "芯片面積 814 平方毫米");
            assert!(matches!(decode(&bytes, None), Err(Problem::Encoding { .. })), "{label}");
        }
        assert_eq!(
            text(b"<?xml version='1.0' encoding='windows-1252'?>814 mm\xb2"),
            "<?xml version='1.0' encoding='windows-1252'?>814 mm²"
        );
        assert_eq!(decode(b"\x83_\x83C 814", Some("Shift_JIS")).unwrap().0, "ダイ 814");
    }

    #[test]
    fn what_cannot_be_told_is_an_error() {
        assert!(decode(b"814 mm\xb2", None).unwrap_err().to_string().contains("line 1"));
        assert!(decode(b"a\0b", None).is_err());
        assert!(decode(b"814 mm\xb2", Some("no such")).unwrap_err().to_string().contains("no such"));
        assert!(decode("平方毫米".as_bytes(), Some("windows-1252")).is_err());
        assert!(decode(b"<meta charset=gbk>\xff\xff", None).is_err());
        assert!(decode(b"\xff\xfe\0\0a\0\0\0", None).is_err());
    }
}
