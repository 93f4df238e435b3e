//! PDF files to text, with columns kept by spaces as `pdftotext -layout` does.
//!
//! The file is parsed and decrypted by lopdf. What stands on a page is followed here, because tables need the places of
//! words: [`page`] follows the operators, [`font`] and [`cmap`] decode characters, [`lines`] puts them into lines. A
//! character that the file gives no Unicode for becomes U+FFFD and is counted, never guessed.

mod bounds;
mod cmap;
mod font;
mod lines;
mod page;
mod tool;

use super::error::{Problem, size};
use super::guard::{self, damaged, slow};
use super::limits::{Limits, PdfToText};
use super::{Content, Layout, Opened, Reader};
use lopdf::{Dictionary, Document, Error, LoadOptions, Object, ObjectId};
use std::fmt::Write as _;
use std::time::Instant;

/// What a PDF file is called in errors.
const WHAT: &str = "PDF file";

/// Objects within objects, at most: trees of pages and chains of references are not deeper.
const DEPTH: usize = 32;

/// What the built-in reader got.
struct Read {
    text: String,
    pages: usize,
    /// Characters without Unicode.
    undecoded: usize,
    left_out: Vec<String>,
}

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Opened, Problem> {
    let tool = || tool::read(bytes, limits);
    if limits.pdftotext == PdfToText::First
        && let Some(text) = tool()
    {
        return Ok(opened(text, Reader::PdfToText, Vec::new()));
    }
    let own = built_in(bytes, limits);
    // What the tool cannot mend, or must not: a limit is a limit.
    let needed = match &own {
        Ok(read) => read.undecoded > 0,
        Err(problem) => matches!(problem, Problem::Damaged { .. } | Problem::NoText { .. }),
    };
    if needed
        && limits.pdftotext == PdfToText::IfNeeded
        && let Some(text) = tool()
        && !text.contains('\u{fffd}')
    {
        return Ok(opened(text, Reader::PdfToText, Vec::new()));
    }
    let mut read = own?;
    if read.undecoded > 0 {
        read.left_out.push(match read.undecoded {
            1 => "a character whose font does not say what it is".to_owned(),
            n => format!("{n} characters whose fonts do not say what they are"),
        });
    }
    Ok(opened(read.text, Reader::Pdf { pages: read.pages }, read.left_out))
}

fn opened(text: String, reader: Reader, left_out: Vec<String>) -> Opened {
    Opened { content: Content::Text { text, hint: Some(Layout::Plain) }, reader, left_out }
}

fn built_in(bytes: &[u8], limits: &Limits) -> Result<Read, Problem> {
    let (bytes, bounds) = (bytes.to_vec(), limits.clone());
    guard::run(WHAT, limits, move |deadline| document(&bytes, &bounds, deadline))
}

fn document(bytes: &[u8], limits: &Limits, deadline: Instant) -> Result<Read, Problem> {
    bounds::check(bytes, limits, deadline)?;
    let options = LoadOptions::with_max_decompressed_size(bounds::OBJECTS);
    let document = Document::load_mem_with_options(bytes, options).map_err(|e| broken(e, limits))?;
    if document.is_encrypted() {
        return Err(Problem::Encrypted { what: WHAT });
    }
    let mut pages = Vec::new();
    for page in document.page_iter() {
        pages.push(page);
        if pages.len() > limits.pages {
            return Err(Problem::TooLarge {
                what: "the number of pages in this PDF file".to_owned(),
                limit: format!("{} pages", limits.pages),
                help: "save the pages that matter as a file of their own",
            });
        }
    }
    if pages.is_empty() {
        return Err(damaged(WHAT, "it has no pages, or they cannot be found"));
    }
    let mut left_out = Vec::new();
    let said = count(&document).unwrap_or(pages.len());
    if said > pages.len() {
        left_out.push(format!("{} of {said} pages, which cannot be found in the damaged file", said - pages.len()));
    }
    let mut reader = page::Reader::new(&document, limits, deadline);
    let (mut text, mut bare) = (String::new(), 0);
    for (index, id) in pages.iter().enumerate() {
        let glyphs = reader.read(*id)?;
        if index > 0 {
            text.push('\n');
        }
        if glyphs.is_empty() {
            bare += 1;
        }
        lines::write(&glyphs, &mut text);
        if Instant::now() > deadline {
            return Err(slow(WHAT, limits));
        }
        if text.len() as u64 > limits.unpacked {
            return Err(too_large("the text of this PDF file", limits));
        }
    }
    if text.trim().is_empty() {
        let pages = match pages.len() {
            1 => "one page".to_owned(),
            n => format!("{n} pages"),
        };
        return Err(Problem::NoText { pages });
    }
    if reader.decoded < reader.undecoded {
        return Err(damaged(WHAT, "its fonts do not say which characters their shapes are"));
    }
    if bare > 0 {
        left_out.push(match bare {
            1 => "a page without text, which may be a picture of text".to_owned(),
            n => format!("{n} pages without text, which may be pictures of text"),
        });
    }
    left_out.extend(reader.left_out());
    Ok(Read { text, pages: pages.len(), undecoded: reader.undecoded, left_out })
}

/// How many pages the file says it has.
fn count(document: &Document) -> Option<usize> {
    let root = document.catalog().ok()?.get_deref(b"Pages", document).ok()?.as_dict().ok()?;
    usize::try_from(root.get_deref(b"Count", document).ok()?.as_i64().ok()?).ok()
}

fn too_large(what: &str, limits: &Limits) -> Problem {
    Problem::TooLarge {
        what: what.to_owned(),
        limit: size(limits.unpacked),
        help: "this is no ordinary datasheet; save the pages that matter as a file of their own, or as text",
    }
}

fn broken(error: Error, limits: &Limits) -> Problem {
    match error {
        Error::InvalidPassword | Error::Decryption(_) => Problem::Encrypted { what: WHAT },
        Error::UnsupportedSecurityHandler(_) => Problem::Encrypted { what: WHAT },
        Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            too_large("what this PDF file unfolds to", limits)
        }
        error => {
            let mut why = String::new();
            let _ = write!(why, "{error}");
            damaged(WHAT, why)
        }
    }
}

/// A dictionary under a key, itself or by reference; a stream counts with its dictionary.
fn dictionary<'a>(document: &'a Document, holder: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    match holder.get_deref(key, document).ok()? {
        Object::Dictionary(found) => Some(found),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// A number, itself or by reference.
fn number(document: &Document, object: &Object) -> Option<f64> {
    match document.dereference(object).ok()?.1 {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(f64::from(*value)),
        _ => None,
    }
}

/// What a page has itself or gets from the tree above it.
fn inherited<'a>(document: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..DEPTH {
        if let Ok(found) = node.get_deref(key, document) {
            return Some(found);
        }
        node = dictionary(document, node, b"Parent")?;
    }
    None
}
