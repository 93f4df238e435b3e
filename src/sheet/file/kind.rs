//! What a file is: by its first bytes, then by its name.

use super::super::Layout;
use super::error::Problem;

/// What a file is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A PDF file.
    Pdf,
    /// A zip archive with a workbook.
    Workbook,
    /// Text, of a layout if the name tells it.
    Text(Option<Layout>),
}

/// How far from its start a PDF file may have its mark: readers have always searched the first kilobyte.
const PDF_SEARCH: usize = 1024;

const SAVE_TEXT: &str = "save it as PDF, as HTML or as text";
const SAVE_WORKBOOK: &str = "save it as XLSX";
const RECOGNIZE: &str = "run a text recognizer (OCR) on it, or type the figures in";
const UNPACK: &str = "unpack it and give the file that is in it";

/// First bytes of what is not read, with its name and what to do.
const REFUSED: &[(&[u8], &str, &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "a PNG image", RECOGNIZE),
    (b"\xff\xd8\xff", "a JPEG image", RECOGNIZE),
    (b"GIF87a", "a GIF image", RECOGNIZE),
    (b"GIF89a", "a GIF image", RECOGNIZE),
    (b"II*\0", "a TIFF image", RECOGNIZE),
    (b"MM\0*", "a TIFF image", RECOGNIZE),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"{\\rtf", "a rich-text (RTF) document", SAVE_TEXT),
    (b"%!PS", "a PostScript file", "convert it to PDF"),
    (b"\x7fELF", "a program", "give a datasheet"),
    (b"PAR1", "a Parquet file", "batches of parts are read by another command"),
    (b"bplist00", "a web archive", "save the page as HTML"),
    (b"wOF2", "a font", "give a datasheet"),
];

/// The directory of a compound file spells the names of its streams so.
const fn utf16<const N: usize, const M: usize>(name: &[u8; N]) -> [u8; M] {
    let mut out = [0; M];
    let mut i = 0;
    while i < N && 2 * i < M {
        out[2 * i] = name[i];
        i += 1;
    }
    out
}

/// Finds out what a file is.
pub(super) fn of(bytes: &[u8], name: &str) -> Result<Kind, Problem> {
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    if memchr::memmem::find(&bytes[..bytes.len().min(PDF_SEARCH)], b"%PDF-")
        .is_some_and(|at| at == 0 || !textual(&bytes[..at]))
    {
        return Ok(Kind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(compound(bytes));
    }
    if let Some((_, what, help)) = REFUSED.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Err(Problem::Kind { what, help });
    }
    if bytes.len() >= 12 && bytes.starts_with(b"RIFF") && &bytes[8..12] == b"WEBP" {
        return Err(Problem::Kind { what: "a WebP image", help: RECOGNIZE });
    }
    if mail(bytes) {
        return Err(Problem::Kind { what: "a page saved as MHTML, or a mail", help: "save the page as HTML" });
    }
    Ok(Kind::Text(layout(name)))
}

/// Whether a file begins with the head of a mail, as pages saved as one file do: their text is coded a second time.
fn mail(bytes: &[u8]) -> bool {
    let head = bytes[..bytes.len().min(PDF_SEARCH)].to_ascii_lowercase();
    let has = |words: &[u8]| memchr::memmem::find(&head, words).is_some();
    has(b"mime-version:") && has(b"content-type:")
}

/// Whether what stands before `%PDF-` is text: a page that speaks of the format is not a file of it.
fn textual(head: &[u8]) -> bool {
    head.iter().filter(|b| b.is_ascii_alphabetic()).count() > 8
}

/// What a zip archive holds, by the names in it, which are not compressed.
fn zip(bytes: &[u8]) -> Result<Kind, Problem> {
    // The directory stands at the end; the names also stand before each entry, at the start.
    const NEAR: usize = 1 << 20;
    let (head, tail) = (&bytes[..bytes.len().min(NEAR)], &bytes[bytes.len().saturating_sub(NEAR)..]);
    let holds = |name: &[u8]| [head, tail].iter().any(|part| memchr::memmem::find(part, name).is_some());
    let refused = |what, help| Err(Problem::Kind { what, help });
    if holds(b"xl/workbook.bin") {
        refused("a binary workbook (XLSB)", SAVE_WORKBOOK)
    } else if holds(b"xl/") {
        Ok(Kind::Workbook)
    } else if holds(b"word/document") {
        refused("a Word document (DOCX)", SAVE_TEXT)
    } else if holds(b"ppt/") {
        refused("a presentation (PPTX)", SAVE_TEXT)
    } else if holds(b"opendocument.spreadsheet") {
        refused("an OpenDocument spreadsheet (ODS)", SAVE_WORKBOOK)
    } else if holds(b"opendocument.") {
        refused("an OpenDocument file", SAVE_TEXT)
    } else if holds(b"application/epub+zip") {
        refused("an EPUB book", SAVE_TEXT)
    } else {
        refused("a zip archive", UNPACK)
    }
}

/// What a compound file of the old Office formats holds.
fn compound(bytes: &[u8]) -> Problem {
    let holds = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    if holds(&utf16::<16, 32>(b"EncryptedPackage")) {
        Problem::Encrypted { what: "workbook" }
    } else if holds(&utf16::<12, 24>(b"WordDocument")) {
        Problem::Kind { what: "an old Word document (DOC)", help: SAVE_TEXT }
    } else if holds(&utf16::<8, 16>(b"Workbook")) {
        Problem::Kind { what: "an old workbook (XLS)", help: SAVE_WORKBOOK }
    } else if holds(&utf16::<10, 20>(b"PowerPoint")) {
        Problem::Kind { what: "an old presentation (PPT)", help: SAVE_TEXT }
    } else {
        Problem::Kind { what: "a file of an old Office format", help: "save it as PDF, XLSX or text" }
    }
}

/// The layout that the ending of a name promises. Other endings promise none.
fn layout(name: &str) -> Option<Layout> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "html" | "htm" | "xhtml" | "shtml" => Layout::Html,
        "md" | "markdown" | "mkd" => Layout::Markdown,
        "rst" | "rest" => Layout::Rst,
        "tsv" | "tab" => Layout::Tabs,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_go_before_the_name() {
        assert_eq!(of(b"%PDF-1.7\n", "a.txt"), Ok(Kind::Pdf));
        assert_eq!(of(b"\0\0\n%PDF-1.7\n", "a"), Ok(Kind::Pdf));
        assert_eq!(of(b"A file of this kind begins with %PDF-1.7", "a.md"), Ok(Kind::Text(Some(Layout::Markdown))));
        assert_eq!(of(b"PK\x03\x04 xl/workbook.xml", "a.zip"), Ok(Kind::Workbook));
        assert_eq!(of(b"label: value", "A.TSV"), Ok(Kind::Text(Some(Layout::Tabs))));
        assert_eq!(of(b"label: value", "sheet"), Ok(Kind::Text(None)));
        assert_eq!(of(b"", "sheet"), Err(Problem::Empty));
    }

    #[test]
    fn what_is_not_read_is_named() {
        let what = |bytes: &[u8]| match of(bytes, "sheet.pdf") {
            Err(Problem::Kind { what, .. }) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(what(b"PK\x03\x04 word/document.xml"), "a Word document (DOCX)");
        assert_eq!(what(b"PK\x03\x04 ppt/slides"), "a presentation (PPTX)");
        assert_eq!(what(b"PK\x03\x04 readme.txt"), "a zip archive");
        assert_eq!(what(b"\x1f\x8b\x08"), "a gzip archive");
        assert_eq!(what(b"\x89PNG\r\n\x1a\n\0"), "a PNG image");
        assert_eq!(
            what(b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;"),
            "a page saved as MHTML, or a mail"
        );
        let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 W\0o\0r\0k\0b\0o\0o\0k\0".to_vec();
        assert_eq!(what(&old), "an old workbook (XLS)");
        old.truncate(8);
        assert_eq!(what(&old), "a file of an old Office format");
    }
}
