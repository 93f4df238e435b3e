//! How much of a file is read, and how.

use std::time::Duration;

/// Bounds within which a file is read. Beyond them reading ends with an error that says so: nothing is cut off silently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest file, in bytes.
    pub bytes: u64,
    /// The most bytes that compressed contents may unfold to: the parts of a workbook together, the page of a PDF file.
    pub unpacked: u64,
    /// The most pages of a PDF file.
    pub pages: usize,
    /// The most cells of a workbook, empty ones between filled ones included.
    pub cells: usize,
    /// The longest time for a PDF file or a workbook.
    pub time: Duration,
    /// The encoding of the text, as its name on the web (`gbk`, `shift_jis`), where the file does not tell it. It yields to
    /// a byte-order mark and to nothing else.
    pub encoding: Option<String>,
    /// When the program `pdftotext` is asked, if it is installed.
    pub pdftotext: PdfToText,
}

/// When the program `pdftotext` is asked for the text of a PDF file.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum PdfToText {
    /// Never.
    Never,
    /// If the built-in reader fails, or meets characters that it cannot decode. The built-in reader goes first because it
    /// keeps superscripts apart: where `pdftotext` prints `1,9793`, it has `1,979³`.
    #[default]
    IfNeeded,
    /// First, and the built-in reader if that fails.
    First,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            unpacked: 256 << 20,
            pages: 500,
            cells: 1_000_000,
            time: Duration::from_secs(20),
            encoding: None,
            pdftotext: PdfToText::default(),
        }
    }
}
