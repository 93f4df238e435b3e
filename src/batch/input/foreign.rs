//! Files that are no tables, by their first bytes.

/// How a file starts, what it is then, and what to do.
const KINDS: &[(&[u8], &str)] = &[
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel workbook (.xls): save its sheet as CSV, or run `libreoffice --convert-to csv FILE`",
    ),
    (b"%PDF", "a PDF: its tables have to be copied out as CSV first, for instance with `tabula` or a spreadsheet"),
    (b"\xff\xfe\0\0", "UTF-32 text: convert it with `iconv -f UTF-32 -t UTF-8 FILE`"),
    (b"\0\0\xfe\xff", "UTF-32 text: convert it with `iconv -f UTF-32 -t UTF-8 FILE`"),
    (b"BZh", "compressed with bzip2: unpack it with `bzip2 -dc FILE | eccn batch -`"),
    (b"\xfd7zXZ\0", "compressed with xz: unpack it with `xz -dc FILE | eccn batch -`"),
    (b"\x04\x22\x4d\x18", "compressed with lz4: unpack it with `lz4 -dc FILE | eccn batch -`"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it, and give the table in it"),
    (
        b"SQLite format 3\0",
        "an SQLite database: write the table with `sqlite3 -header -csv FILE 'select * from TABLE'`",
    ),
    (b"ARROW1", "an Arrow file: write it as Parquet or CSV"),
    (b"<!DOCTYPE", "an HTML page, not the table itself: download the file that the page shows"),
    (b"<!doctype", "an HTML page, not the table itself: download the file that the page shows"),
    (b"<html", "an HTML page, not the table itself: download the file that the page shows"),
    (b"<?xml", "XML: write its table as CSV or JSON lines"),
];

/// What a file that starts with `head` is, and how to make a table of it; `None` if it may be one.
pub(super) fn what(head: &[u8]) -> Option<String> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let has = |part: &[u8]| memchr::memmem::find(head, part).is_some();
        let convert = "save its sheet as CSV, or run `libreoffice --convert-to csv FILE`";
        return Some(if has(b"opendocument.spreadsheet") {
            format!("an OpenDocument spreadsheet (.ods): {convert}")
        } else if has(b"[Content_Types].xml") || has(b"xl/") || has(b"_rels/") || has(b"docProps/") {
            format!("an Excel workbook (.xlsx): {convert}")
        } else {
            "a ZIP archive: unpack it, and give the table in it".to_owned()
        });
    }
    let body = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let found = KINDS.iter().find(|(start, _)| body.starts_with(start)).map(|(_, what)| (*what).to_owned());
    found.or_else(|| {
        // Rows in brackets have no names that could be told.
        let inside = body.trim_ascii_start().strip_prefix(b"[")?.trim_ascii_start();
        inside.starts_with(b"[").then(|| {
            "a JSON array of arrays, whose columns have no names: give an array of objects, JSON lines or CSV"
                .to_owned()
        })
    })
}

/// The byte order of UTF-16 text without a mark; `Some(true)` has the low byte first. Every other byte of such text is zero
/// nearly always, and of no other text.
pub(super) fn utf16(head: &[u8]) -> Option<bool> {
    let pairs = head.len() / 2;
    let zeros = |side: usize| head.chunks_exact(2).filter(|pair| pair[side] == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    match (high, low) {
        (0, zeros) if pairs >= 8 && zeros * 4 >= pairs * 3 => Some(true),
        (zeros, 0) if pairs >= 8 && zeros * 4 >= pairs * 3 => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_table_is_named() {
        let named = |head: &[u8], word: &str| what(head).is_some_and(|what| what.contains(word));
        assert!(named(b"PK\x03\x04\x14\0\x06\0[Content_Types].xml", "Excel workbook (.xlsx)"));
        assert!(named(b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ".ods"));
        assert!(named(b"PK\x03\x04parts.csv", "ZIP archive"));
        assert!(named(b"\xd0\xcf\x11\xe0\xa1", ".xls"));
        assert!(named(b"%PDF-1.7", "PDF"));
        assert!(named(b"\xef\xbb\xbf [ [\"a\"]]", "array of arrays"));
        assert_eq!(what(b"PKG,fp8\n"), None);
        assert_eq!(what(b"[name],fp8\n"), None);
    }

    #[test]
    fn utf16_is_told_from_text_with_zeros() {
        let text = "name,fp8_dense_tops\n\u{4e2d},1\n";
        let bytes = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        assert_eq!(utf16(&bytes(u16::to_le_bytes)), Some(true));
        assert_eq!(utf16(&bytes(u16::to_be_bytes)), Some(false));
        assert_eq!(utf16(text.as_bytes()), None);
        assert_eq!(utf16(&[0; 64]), None);
        assert_eq!(utf16(b"a\0b\0c\0,fp8_dense_tops,d\n"), None);
    }
}
