//! Footnotes, and values with their provenance.

use super::Assembler;
use crate::datasheet::error::{DatasheetErrorKind, Fault, Faults, quote};
use crate::datasheet::label::{Label, find};
use crate::datasheet::layout::{Content, Sheet};
use crate::datasheet::marks::{MAX_MARKS, Mark, is_source_id, trailing};
use crate::datasheet::section::Section;
use crate::datasheet::span::Span;
use crate::datasheet::value::{Item, missing};
use crate::datasheet::words::{Said, Word, word};
use crate::part::{Cited, Confidence, Part, Source, Sparsity};
use std::collections::{HashMap, HashSet};

/// The notes and sources that marks refer to.
pub(super) struct Marks {
    sources: HashSet<String>,
    /// By sign: what the note says of sparsity.
    notes: HashMap<String, Option<Sparsity>>,
}

/// What the marks of one value come to.
pub(super) struct Marked {
    pub(super) sources: Vec<String>,
    /// What a note says of sparsity.
    pub(super) sparsity: Option<Sparsity>,
}

impl Marks {
    /// Finds the notes and sources of a sheet; the sources go into `part`.
    pub(super) fn collect(sheet: &Sheet<'_>, part: &mut Part, faults: &mut Faults) -> Self {
        let mut marks = Self { sources: HashSet::new(), notes: HashMap::new() };
        for row in &sheet.rows {
            let section = sheet.sections.get(row.section).unwrap_or(&Section::Head);
            match &row.content {
                Content::Note { sign, text, .. } => marks.note(sign.text, text.text),
                Content::Prose { span, text, .. } if *section == Section::Sources => {
                    if let Some(source) = faults.keep(marks.source(*span, text)) {
                        part.sources.push(source);
                    }
                }
                Content::Prose { text, sign: Some(sign), .. } => marks.note(sign.text, text),
                Content::Pair { label: text, value, starred: Some(sign), .. } => {
                    if let Some(note) = starred_note(*text, *value, section) {
                        marks.note(sign.text, &note);
                    }
                }
                _ => {}
            }
        }
        marks
    }

    /// `[id]: reference (remark)`
    fn source(&mut self, span: Span<'_>, text: &str) -> Result<Source, Fault> {
        let parts = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let Some((id, rest)) = parts.filter(|(id, _)| is_source_id(id)) else {
            return Err(Fault::new(DatasheetErrorKind::Footnote, span.range(), "this is no source")
                .expected("`[id]: https://…`, the id in letters, digits, `-`, `_` and `.`"));
        };
        let rest = rest.strip_prefix(':').unwrap_or(rest).trim();
        if rest.is_empty() {
            return Err(Fault::new(DatasheetErrorKind::Footnote, span.range(), format!("source [{id}] is empty")));
        }
        if !self.sources.insert(id.to_owned()) {
            return Err(Fault::duplicate(span.range(), format!("source [{id}] is given twice")));
        }
        let (reference, remark) = remark(rest);
        Ok(Source { id: id.to_owned(), reference: reference.to_owned(), remark: remark.map(str::to_owned) })
    }

    fn note(&mut self, sign: &str, text: &str) {
        let meaning = sparsity(text);
        let slot = self.notes.entry(sign.to_owned()).or_insert(None);
        *slot = meaning.or(*slot);
    }

    /// Looks up `marks`.
    ///
    /// # Errors
    /// If one has no source or note.
    pub(super) fn resolve<'m>(&self, marks: impl IntoIterator<Item = &'m Mark<'m>>) -> Result<Marked, Fault> {
        let mut found = Marked { sources: Vec::new(), sparsity: None };
        for (i, mark) in marks.into_iter().enumerate() {
            match mark {
                Mark::Source(span) | Mark::Note(span) if i >= MAX_MARKS => {
                    return Err(Fault::value(span.range(), format!("more than {MAX_MARKS} footnote marks")));
                }
                Mark::Source(id) if !self.sources.contains(id.text) => {
                    let message = format!("footnote [{}] has no source", id.text);
                    return Err(Fault::new(DatasheetErrorKind::Footnote, id.range(), message)
                        .expected(format!("a line `[{}]: …` under `## Sources`", id.text)));
                }
                Mark::Source(id) if found.sources.iter().any(|known| known == id.text) => {}
                Mark::Source(id) => found.sources.push(id.text.to_owned()),
                Mark::Note(sign) => found.sparsity = self.meaning(*sign)?.or(found.sparsity),
            }
        }
        Ok(found)
    }

    /// What the note of a sign says; `¹²` without a note of its own is `¹` and `²`.
    fn meaning(&self, sign: Span<'_>) -> Result<Option<Sparsity>, Fault> {
        if let Some(meaning) = self.notes.get(sign.text) {
            return Ok(*meaning);
        }
        let mut all = None;
        for c in sign.text.chars() {
            match self.notes.get(c.encode_utf8(&mut [0; 4]) as &str) {
                Some(meaning) if c != '*' => all = meaning.or(all),
                _ => {
                    let message = format!("the mark {} has no note", sign.text);
                    return Err(Fault::new(DatasheetErrorKind::Footnote, sign.range(), message)
                        .expected(format!("a line that begins with {}", sign.text)));
                }
            }
        }
        Ok(all)
    }
}

/// A line `* label: value` that is no field but says what the mark `*` means.
pub(super) fn starred_note(label: Span<'_>, value: Span<'_>, section: &Section) -> Option<String> {
    let note = || format!("{}: {}", collapse(label.text), collapse(value.text));
    find(label, section).is_none().then(note).filter(|note| sparsity(note).is_some())
}

/// A remark in brackets at the end of a source, apart.
fn remark(text: &str) -> (&str, Option<&str>) {
    let Some(inner) = text.strip_suffix(')') else { return (text, None) };
    let mut depth = 1usize;
    for (at, c) in inner.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let reference = inner[..at].trim_end();
            let remark = inner[at + 1..].trim();
            let apart = reference.len() < at && !reference.is_empty() && !remark.is_empty();
            return if apart { (reference, Some(remark)) } else { (text, None) };
        }
    }
    (text, None)
}

/// What a note says of the sparsity of the rates it belongs to.
fn sparsity(note: &str) -> Option<Sparsity> {
    let lower = note.to_lowercase();
    let twice = ["half", "2:4", "twice", "double", "50%", "2x", "2×"].iter().any(|word| lower.contains(word));
    let rest = lower.replace("without sparsity", "").replace("without structured sparsity", "");
    if rest.contains("spars") || (twice && rest.len() < lower.len()) {
        Some(if twice { Sparsity::TwoOfFour } else { Sparsity::Sparse })
    } else {
        (rest.len() < lower.len()).then_some(Sparsity::Dense)
    }
}

/// `text` with single spaces, and bars without their backslash.
pub(super) fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("\\|", "|")
}

/// `text` without `(disputed)` and the like at its end, and that confidence.
fn confidence(text: &str) -> (&str, Confidence) {
    if let Some((stem, inner)) = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('('))
        && let Ok(("", Word::Confidence(confidence))) = word(inner.trim())
    {
        let stem = stem.trim_end();
        if !stem.is_empty() {
            return (stem, confidence);
        }
    }
    (text, Confidence::Stated)
}

impl<'a> Assembler<'a, '_> {
    /// `value` with the provenance that the item and its label give it.
    ///
    /// # Errors
    /// If a mark has no source or note.
    pub(super) fn cited<T>(
        &self,
        label: &Label<'a>,
        item: &Item<'a>,
        said: &Said,
        value: T,
    ) -> Result<Cited<T>, Fault> {
        let marked = self.marks.resolve(label.marks.iter().chain(&item.marks))?;
        Ok(Cited {
            value,
            confidence: said.confidence.unwrap_or_default(),
            sources: marked.sources,
            location: Some(self.source.locate(item.span.at)),
        })
    }

    /// A value that is text.
    ///
    /// # Errors
    /// If it is empty, or a mark has no source or note.
    pub(super) fn text(&self, marks: &[Mark<'_>], value: Span<'_>) -> Result<Cited<String>, Fault> {
        let (text, own) = trailing(value);
        let marked = self.marks.resolve(marks.iter().chain(&own))?;
        let (stem, confidence) = confidence(text.text);
        let collapsed = collapse(stem);
        if collapsed.is_empty() {
            return Err(missing(value));
        }
        let location = Some(self.source.locate(text.at));
        Ok(Cited { value: collapsed, confidence, sources: marked.sources, location })
    }

    /// A text with its provenance, understood by `read`.
    ///
    /// # Errors
    /// As [`text`](Self::text), and what `read` says.
    pub(super) fn words<T>(
        &self,
        marks: &[Mark<'_>],
        value: Span<'_>,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Cited<T>, Fault> {
        let text = self.text(marks, value)?;
        let (written, _) = trailing(value);
        let understood = read(&text.value).map_err(|message| match message.split_once(", found ") {
            Some((expected, _)) => Fault::value(written.range(), format!("{} is not understood", quote(&text.value)))
                .expected(expected.trim_start_matches("expected ")),
            None => Fault::value(written.range(), message),
        })?;
        Ok(text.with(understood))
    }
}
