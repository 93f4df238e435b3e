//! Rows that are not figures: names, headings, and the part that a row is about.

use super::super::claim::{Layer, link};
use super::super::document::{Cell, Table, Text};
use super::super::lexicon::Label;
use super::super::name::{is_known, key, names};
use super::super::said::Said;
use super::column::Role;
use super::{Gather, subject};

impl Gather {
    /// The part that a row is about.
    pub(super) fn row_subject(
        &mut self,
        name: &Cell,
        form: Option<&Cell>,
        body: &[Vec<Cell>],
        named: usize,
        title: Option<usize>,
    ) -> usize {
        let text = &name.text;
        let found = names(&text.text);
        let system = found.iter().any(|name| name.system) || self.is_system(&text.text);
        let same = body.iter().filter(|row| row.get(named).is_some_and(|cell| cell.text.text == text.text)).count();
        let mut full = without_brackets(&text.text);
        // Words about the figures are no part of the name: "Ascend 950PR on Atlas 350, dense".
        if let Some((before, after)) = full.rsplit_once([',', '，'])
            && !self.said(&Text::new(after, 0)).sparsity.is_empty()
        {
            full = before.to_owned();
        }
        // The same name with two forms, or two sizes of memory.
        if let (Some(form), true) = (form, same > 1) {
            full = format!("{full} {}", form.text.text);
        }
        if subject::is_form(&full)
            && let Some(title) = title
        {
            return self.subjects.variant(title, &full);
        }
        // A long line that holds a name, or a name alone.
        let name = match found.as_slice() {
            [one] if full.chars().count() > 48 => one.text.clone(),
            _ => full,
        };
        self.subjects.add(&name, text.line, system)
    }

    /// A row that is a heading: of a part, or of what the rows below are about.
    pub(super) fn section_row(
        &mut self,
        at: usize,
        label: &Cell,
        section: &mut Layer,
        subject: &mut Option<usize>,
        roles: &mut [Role],
    ) {
        let layer = Layer::of(&label.text.text, self.decimals, &self.notes, at, "the row above");
        self.above = layer.said.labels.iter().find_map(|label| link(*label));
        if let ([name], true) =
            (names(&label.text.text).as_slice(), layer.said.formats.is_empty() && layer.said.labels.is_empty())
        {
            let of = self.subjects.add(&name.text, label.text.line, name.system || self.is_system(&label.text.text));
            *subject = Some(of);
            for role in roles.iter_mut() {
                if let Role::Values { subject, .. } = role {
                    *subject = Some(of);
                }
            }
        }
        let mut kept = layer;
        kept.said.formats.clear();
        kept.said.labels.clear();
        *section = kept;
    }

    /// Whether the header of a column names its part, and a cell is no longer form of that name.
    fn is_named_otherwise(&self, role: &Role, cell: &str) -> bool {
        let Role::Values { subject: Some(of), layer } = role else { return false };
        let (own, other) = (key(&self.subjects.all[*of].name), key(cell));
        // GH100 is no longer form of H100.
        let holds = other.find(&own).is_some_and(|at| !other[..at].ends_with(|c: char| c.is_ascii_alphabetic()));
        !names(&layer.text).is_empty() && !self.subjects.all[*of].system && !holds
    }

    pub(super) fn name_row(&mut self, label: &Cell, cells: &[Cell], roles: &mut [Role]) {
        for (role, cell) in roles.iter_mut().zip(cells) {
            if cell.text.is_empty() {
                continue;
            }
            let found = names(&cell.text.text);
            // "Chip | QY102" below a header that names the card.
            if self.is_named_otherwise(role, &cell.text.text) {
                continue;
            }
            let system = found.iter().any(|name| name.system) || self.is_system(&cell.text.text);
            let of = self.subjects.add(&without_brackets(&cell.text.text), label.text.line, system);
            match role {
                Role::Values { subject, .. } => *subject = Some(of),
                Role::Unknown => *role = Role::Values { subject: Some(of), layer: Box::default() },
                _ => {}
            }
        }
        if cells.len() == 1
            && let Some(Role::Values { subject, .. }) = roles.first()
        {
            self.current = *subject;
        }
    }
}

/// Whether the first word of a row names a link, a memory, a process: no part.
pub(super) fn is_no_part(text: &str, said: &Said) -> bool {
    if is_known(text.trim()) {
        return true;
    }
    names(text).is_empty()
        && said.words.len() <= 1
        && said
            .labels
            .iter()
            .any(|label| link(*label).is_some() || matches!(label, Label::Process | Label::Power | Label::Transistors))
}

/// The header of each column, from all header rows.
pub(super) fn combined(table: &Table, count: usize) -> Vec<Text> {
    let width = table.rows.first().map_or(0, Vec::len);
    (0..width)
        .map(|place| {
            let mut whole = Text::default();
            for row in table.rows.iter().take(count) {
                let Some(cell) = row.get(place) else { continue };
                if cell.text.is_empty()
                    || whole.text.split('\u{0}').any(|known| known == cell.text.text)
                    || whole.text.ends_with(&cell.text.text)
                {
                    continue;
                }
                if whole.is_empty() {
                    whole = cell.text.clone();
                } else {
                    whole.text = format!("{} {}", whole.text, cell.text.text);
                }
            }
            whole
        })
        .collect()
}

/// A name without the market in brackets after it: "S3000 (server)" is no server.
pub(super) fn without_market(name: &str) -> &str {
    let markets = ["server", "datacenter", "data center", "服务器", "伺服器", "数据中心", "數據中心", "資料中心"];
    let market = name.trim_end().strip_suffix([')', '）']).and_then(|open| open.rsplit_once(['(', '（']));
    match market {
        Some((own, market)) if markets.contains(&market.trim().to_lowercase().as_str()) => own,
        _ => name,
    }
}

/// A name without what stands in brackets after it.
pub(super) fn without_brackets(name: &str) -> String {
    let clean = subject::clean(name);
    match clean.find(['(', '（']) {
        Some(open) if open > 1 && clean.ends_with([')', '）']) => clean[..open].trim().to_owned(),
        _ => clean,
    }
}
