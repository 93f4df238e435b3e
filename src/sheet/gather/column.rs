//! What the columns of a table are: parts, kinds of figures, units.

use super::super::claim::Layer;
use super::super::density::Density;
use super::super::document::{Table, Text};
use super::super::lexicon::Label;
use super::super::name::{key, names};
use super::super::said::Said;
use super::super::token::tokens;
use super::super::unit::{Quantity, unit};
use super::super::value::values;
use super::row::without_market;
use super::{Gather, subject};

/// Headers of columns that remark on the figures of their row.
pub(super) const REMARKS: [&str; 11] =
    ["note", "notes", "remark", "remarks", "comment", "comments", "备注", "備註", "说明", "說明", "備考"];

/// What a column holds.
#[derive(Clone, Debug)]
pub(super) enum Role {
    /// Values of a part, or of whatever the table is about.
    Values {
        subject: Option<usize>,
        layer: Box<Layer>,
    },
    Unit,
    /// Something that is not understood.
    Unknown,
    /// Words that belong to the label of the row.
    Condition,
}

pub(super) const GENERIC: &[&str] = &[
    "value",
    "values",
    "specification",
    "specifications",
    "spec",
    "specs",
    "figure",
    "figures",
    "detail",
    "details",
    "rate",
    "rates",
    "data",
    "amount",
    "result",
    "description",
    "number",
    "数值",
    "规格",
    "参数",
    "数据",
    "说明",
    "指标",
    "數值",
    "規格",
    "參數",
    "數據",
    "說明",
    "内容",
    "內容",
    "值",
    "项目",
    "項目",
    "项",
    "属性",
    "特性",
    "指标项",
    "规格项",
    "仕様",
    "配置",
    "性能",
    "parameter",
    "parameters",
    "item",
    "metric",
    "attribute",
    "property",
    "category",
    "feature",
    "features",
    "performance",
    "peak",
    "typical",
    "peak rate",
    "throughput",
];

impl Gather {
    /// How many of the first rows are headers.
    pub(super) fn header_rows(&self, table: &Table) -> usize {
        let Some(first) = table.rows.first() else { return 0 };
        if let Some(count) = table.header_rows {
            // A layout that wants a header gets the first row of figures where there is none.
            let is_data = count == 1
                && first.len() == 2
                && self.said(&first[0].text).topic().is_some()
                && self.has_figure(&first[1].text.text);
            return if is_data { 0 } else { count.min(table.rows.len()) };
        }
        if first.len() < 2 || first.iter().skip(1).any(|cell| self.has_figure(&cell.text.text)) {
            return 0;
        }
        let label = self.said(&first[0].text);
        let name_row =
            label.labels.iter().all(|label| matches!(label, Label::Name | Label::Rate | Label::Form | Label::Vendor))
                && label.formats.is_empty();
        let topics = first.iter().skip(1).filter(|cell| self.said(&cell.text).topic().is_some()).count();
        // "Interconnect | V100 | A100".
        let parts = first.iter().skip(1).filter(|cell| !names(&cell.text.text).is_empty()).count();
        if parts + 1 == first.len() {
            return 1;
        }
        if label.topic().is_some() && !name_row && (topics + 1 < first.len() || first.len() == 2) {
            return 0;
        }
        // A second row without a label and without figures: "40GB | 80GB".
        let further = table.rows.iter().skip(1).take(2).take_while(|row| {
            let blank = row.first().is_some_and(|cell| cell.text.is_empty() || cell.repeated);
            blank
                && row.len() > 1
                && !row.iter().skip(1).any(|cell| self.has_figure(&cell.text.text))
                && row.iter().skip(1).any(|cell| !cell.text.is_empty())
        });
        1 + further.count()
    }

    /// Whether a text holds a figure that a header would not: a rate, an area, a bandwidth, a bare number.
    pub(super) fn has_figure(&self, text: &str) -> bool {
        let tokens = tokens(text, self.decimals, true);
        values(text, &tokens).iter().any(|value| match &value.unit {
            Some(unit) => matches!(unit.kind, Quantity::Rate | Quantity::Area | Quantity::Bandwidth | Quantity::Power),
            None => text.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')),
        })
    }

    pub(super) fn said(&self, text: &Text) -> Said {
        self.said_of(&text.text)
    }

    /// The roles of the columns after the first.
    pub(super) fn roles(
        &mut self,
        at: usize,
        heads: &[Text],
        table: &Table,
        first_row: usize,
        subject: Option<usize>,
    ) -> Vec<Role> {
        let several = heads.len() > 2;
        let corner = heads.first().map(|head| self.said(head)).unwrap_or_default();
        let lists = heads.first().is_none_or(|head| {
            let corner = subject::clean(&head.text).to_lowercase();
            corner.is_empty() || GENERIC.contains(&corner.as_str())
        });
        let named = corner.labels.contains(&Label::Name);
        let mut roles: Vec<Role> = Vec::new();
        for (place, head) in heads.iter().enumerate().skip(1) {
            let cells = || {
                table
                    .rows
                    .iter()
                    .skip(first_row)
                    .filter_map(|row| row.get(place))
                    .map(|cell| cell.text.text.as_str())
                    .filter(|text| !text.is_empty())
            };
            let role = self.role(at, head, subject, (several, named, lists), cells());
            roles.push(role);
        }
        self.tell_apart(heads, &mut roles);
        // Three columns and more without any header: whose they are, a later row may say. So with names that do not fit.
        let unfit = heads.len() > 2 && heads.first().is_some_and(|head| names(&head.text).len() > 1);
        if (heads.len() > 3 || unfit) && heads.iter().skip(1).all(Text::is_empty) {
            let rows = table.rows.len() - first_row.min(table.rows.len());
            let figures = |place: usize| {
                let cells = table.rows.iter().skip(first_row).filter_map(|row| row.get(place));
                cells.filter(|cell| self.has_figure(&cell.text.text)).count() * 3 >= rows
            };
            let of_figures: Vec<usize> = (1..heads.len()).filter(|place| figures(*place)).collect();
            for (place, role) in roles.iter_mut().enumerate() {
                // One column of figures, and words beside it.
                if matches!(role, Role::Values { .. }) && (unfit || of_figures != [place + 1]) {
                    *role = Role::Unknown;
                }
            }
        }
        // A column without a header continues the part before it.
        for place in 1..roles.len() {
            if heads[place + 1].is_empty()
                && let Role::Values { subject: Some(before), .. } = &roles[place - 1]
            {
                let before = *before;
                if let Role::Values { subject, .. } = &mut roles[place] {
                    *subject = Some(before);
                }
            }
        }
        roles
    }

    fn role<'t>(
        &mut self,
        at: usize,
        head: &Text,
        subject: Option<usize>,
        (several, named, lists): (bool, bool, bool),
        mut cells: impl Iterator<Item = &'t str> + Clone,
    ) -> Role {
        let own = without_market(&head.text);
        let mut layer = Layer::of(own, self.decimals, &self.notes, at, "its column");
        let plain = subject::clean(&head.text).to_lowercase();
        let is_unit = |text: &str| {
            unit(text.trim()).is_some_and(|(_, length)| length == text.trim().len())
                || matches!(text.trim(), "W" | "GHz" | "nm" | "A" | "V" | "%" | "-")
        };
        if matches!(plain.as_str(), "unit" | "units" | "单位" | "單位")
            || plain.is_empty() && cells.clone().count() > 0 && cells.clone().all(is_unit)
        {
            return Role::Unit;
        }
        let conditions = ["condition", "conditions", "mode", "条件", "模式", "precision", "data type", "format"];
        if (REMARKS.contains(&plain.as_str()) || conditions.contains(&plain.as_str()))
            && cells.clone().any(|text| !self.has_figure(text))
        {
            return Role::Condition;
        }
        // A second column of labels: "Memory | Bandwidth | 768 GB/s".
        let filled = cells.clone().count();
        let labels = cells
            .clone()
            .filter(|text| self.said(&Text::new(*text, 0)).topic().is_some() && !self.has_figure(text))
            .count();
        if several
            && filled >= 2
            && labels * 2 > filled
            && !cells.clone().any(|text| self.has_figure(text))
            && names(&head.text).is_empty()
        {
            return Role::Condition;
        }
        if plain.starts_with("vs ") || plain.starts_with("vs. ") {
            return Role::Unknown;
        }
        let values = |layer: Layer, subject: Option<usize>| Role::Values { subject, layer: Box::new(layer) };
        let found = names(own);
        if !found.is_empty() {
            let system = found.iter().any(|name| name.system) || self.is_system(&head.text);
            let name = &found[0];
            let of = self.subjects.add(&name.text, head.line, system);
            layer.said.labels.clear();
            layer.said.formats.clear();
            return values(layer, Some(of));
        }
        if plain.is_empty() || GENERIC.contains(&plain.as_str()) {
            return values(layer, subject);
        }
        if self.is_system(&head.text) {
            let of = self.subjects.add(&head.text, head.line, true);
            return values(layer, Some(of));
        }
        if subject::is_form(&plain) && !plain.contains('/') && !plain.contains('|') {
            layer.said.labels.clear();
            let of = subject.map(|subject| self.subjects.variant(subject, &subject::clean(&head.text)));
            let of = of.or_else(|| Some(self.subjects.add(&head.text, head.line, false)));
            return values(layer, of);
        }
        let said_something = layer.density.is_some()
            || layer.pair.is_some()
            || layer.said.scope.is_some()
            || layer.said.unit.is_some()
            || !layer.said.labels.is_empty()
            || !layer.said.formats.is_empty()
            || !layer.said.sparsity.is_empty();
        if said_something || plain.contains(" / ") || (!several && subject.is_some()) || cells.next().is_none() {
            return values(layer, subject);
        }
        // Words that say nothing else are a name only where the first column says so.
        let letters = named && plain.chars().any(char::is_alphabetic) && plain.chars().count() <= 60;
        // Beside a list of parameters a code names a part: "Parameter | Widget 140 | Widget 170".
        if letters || lists && is_code(&plain) {
            let of = self.subjects.add(&head.text, head.line, false);
            return values(layer, Some(of));
        }
        if several { Role::Unknown } else { values(layer, subject) }
    }

    /// Two columns that seem to be of one part are of two, if nothing but their names tells them apart.
    fn tell_apart(&mut self, heads: &[Text], roles: &mut [Role]) {
        let of = |role: &Role| {
            if let Role::Values { subject: Some(subject), layer } = role {
                Some((
                    *subject,
                    layer.density.as_ref().map(|(density, _)| *density),
                    layer.said.scope,
                    layer.pair.is_some(),
                ))
            } else {
                None
            }
        };
        let same: Vec<usize> = (0..roles.len())
            .filter(|place| {
                let Some(own) = of(&roles[*place]) else { return false };
                (0..roles.len()).any(|other| {
                    other != *place
                        && of(&roles[other]).is_some_and(|of| of == own)
                        && key(&subject::clean(&heads[other + 1].text)) != key(&subject::clean(&heads[*place + 1].text))
                        && !names(&heads[*place + 1].text).is_empty()
                })
            })
            .collect();
        for place in same {
            let head = &heads[place + 1];
            let (system, density) = match &roles[place] {
                Role::Values { subject: Some(subject), layer } => {
                    (self.subjects.all[*subject].system, layer.density.as_ref().map(|(density, _)| *density))
                }
                _ => (false, None),
            };
            if density.is_some_and(Density::is_sparse) {
                continue;
            }
            let new = self.subjects.add(&head.text, head.line, system);
            if let Role::Values { subject, .. } = &mut roles[place] {
                *subject = Some(new);
            }
        }
    }
}

/// Whether a header is letters with a number, and neither a time nor a multiple: "Max 1550", "v5p".
fn is_code(head: &str) -> bool {
    let words: Vec<&str> = head.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    let is_time = |word: &str| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        matches!(first, "q" | "h") && rest.len() == 1
            || word.len() == 4 && (word.starts_with("19") || word.starts_with("20"))
            || word.contains(['年', '月'])
    };
    let is_multiple = |word: &str| {
        let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        rest.len() < word.len() && matches!(rest, "x" | "×" | "%")
    };
    let letters = head.chars().any(char::is_alphabetic);
    let number = words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()));
    let counts = ["gen", "phase", "version", "table", "note", "page", "vs", "vs.", "rev", "step", "level", "source"];
    letters
        && number
        && words.len() <= 5
        && head.chars().count() <= 40
        && !head.contains(['/', '|', '→', '÷', '+', '=', '%', '$'])
        && !words.iter().any(|word| is_time(word) || is_multiple(word) || counts.contains(word))
}
