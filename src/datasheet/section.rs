//! The sections of a part file.

use super::error::{DatasheetErrorKind, Fault, quote};
use super::span::Span;
use super::words::{Word, word};
use std::ops::Range;

/// Which section a row stands in. It decides between labels that several sections share, such as `Bandwidth`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Before the first heading.
    Head,
    /// `Processing unit: NAME, × 2`. Two headings are two units, whatever their names.
    Unit {
        name: String,
        count: Option<u32>,
        span: Range<usize>,
    },
    Dies,
    Memory,
    Links,
    Power,
    /// What others say of the control status: prose.
    ControlStatus,
    /// Prose.
    Notes,
    Sources,
}

/// Every heading, in lower case, but processing units.
const HEADINGS: &[(&str, Section)] = &[
    ("dies", Section::Dies),
    ("die", Section::Dies),
    ("chiplets", Section::Dies),
    ("memory", Section::Memory),
    ("links", Section::Links),
    ("link", Section::Links),
    ("interconnect", Section::Links),
    ("interconnects", Section::Links),
    ("i/o", Section::Links),
    ("power", Section::Power),
    ("control status", Section::ControlStatus),
    ("export control status", Section::ControlStatus),
    ("notes", Section::Notes),
    ("sources", Section::Sources),
    ("references", Section::Sources),
];

impl Section {
    /// Whether its lines are prose and not labels with values.
    pub(super) fn is_prose(&self) -> bool {
        matches!(self, Self::ControlStatus | Self::Notes | Self::Sources)
    }

    /// The section under the heading `text`.
    ///
    /// # Errors
    /// If there is no such section.
    pub(super) fn from_heading(text: Span<'_>) -> Result<Self, Fault> {
        let lower = text.text.to_ascii_lowercase();
        if let Some((_, section)) = HEADINGS.iter().find(|(name, _)| *name == lower) {
            return Ok(section.clone());
        }
        let unit = lower.strip_prefix("processing unit").map(|rest| rest.strip_prefix('s').unwrap_or(rest));
        let Some(rest) = unit.filter(|rest| rest.is_empty() || rest.starts_with([':', ' ', ',', '('])) else {
            let names = "Processing unit: NAME, Dies, Memory, Links, Power, Control status, Notes, Sources";
            return Err(Fault::new(
                DatasheetErrorKind::Label,
                text.range(),
                format!("unknown section {}", quote(text.text)),
            )
            .expected(format!("one of {names}")));
        };
        if lower.contains("spars") {
            let message = "a heading does not say whether rates are sparse";
            return Err(Fault::new(DatasheetErrorKind::Label, text.range(), message)
                .expected("the word at each rate, or in the head of its column"));
        }
        Ok(Self::unit(text.part(&text.text[text.text.len() - rest.len()..])))
    }

    /// The section of a processing unit with this name, which may end with `, × 2`.
    pub(super) fn unit(text: Span<'_>) -> Self {
        let (name, count) = multiplied(text.part(text.text.trim_start_matches([':', ' '])).trim());
        Self::Unit { name: name.text.to_owned(), count, span: text.trim().range() }
    }
}

/// A name with `, × 2`, `× 2` or `(×2)` at its end, apart.
pub(super) fn multiplied(name: Span<'_>) -> (Span<'_>, Option<u32>) {
    let inner = name.text.strip_suffix(')').unwrap_or(name.text);
    let Some(start) = inner.rfind(['×', 'x', 'X']) else { return (name, None) };
    let before = &inner[..start];
    let opened = before.trim_end().strip_suffix('(');
    let closed = inner.len() < name.text.len();
    let stem = match (opened, closed) {
        (Some(stem), true) => stem,
        (None, false) if before.is_empty() || before.ends_with([' ', ',']) => comma(before.trim_end()),
        _ => return (name, None),
    };
    match word(&inner[start..]) {
        Ok(("", Word::Times(count))) => (name.part(stem).trim(), Some(count)),
        _ => (name, None),
    }
}

fn comma(text: &str) -> &str {
    text.strip_suffix(',').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Option<(String, Option<u32>)> {
        match Section::from_heading(Span::new(text, 0)).ok()? {
            Section::Unit { name, count, .. } => Some((name, count)),
            _ => None,
        }
    }

    #[test]
    fn unit_headings_hold_a_name_and_a_count() {
        assert_eq!(unit("Processing unit: GPU"), Some(("GPU".into(), None)));
        assert_eq!(unit("Processing unit: NPU, × 2"), Some(("NPU".into(), Some(2))));
        assert_eq!(unit("processing unit: NPU core (×16)"), Some(("NPU core".into(), Some(16))));
        assert_eq!(unit("Processing unit: NPU x2"), Some(("NPU".into(), Some(2))));
        assert_eq!(unit("Processing unit"), Some((String::new(), None)));
        assert_eq!(unit("Processing unit: XMX2"), Some(("XMX2".into(), None)), "an x inside a name is no count");
        assert_eq!(unit("Processing unity"), None);
    }
}
