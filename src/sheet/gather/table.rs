//! Tables: parts as columns, parts as rows, one part.

use super::super::claim::{Layer, link};
use super::super::density::Density;
use super::super::document::{Cell, Table, Text};
use super::super::lexicon::{Label, Status};
use super::super::name::names;
use super::column::{REMARKS, Role};
use super::row::{combined, is_no_part, without_brackets};
use super::{Gather, subject};

impl Gather {
    pub(super) fn table(&mut self, at: usize, table: &Table) {
        if let Some(rest) = without_title(table) {
            return self.table(at, &rest);
        }
        if let Some(caption) = &table.caption {
            let layer = Layer::of(&caption.text, self.decimals, &self.notes, at, "the title of the table");
            if let [name] = names(&caption.text).as_slice() {
                let system = name.system || self.is_system(&caption.text);
                self.current = Some(self.subjects.add(&name.text, caption.line, system));
            }
            self.headings.push((7, layer));
        }
        self.above =
            self.headings.iter().rev().find_map(|(_, layer)| layer.said.labels.iter().find_map(|label| link(*label)));
        let heads_count = self.header_rows(table);
        // Names whose numbers look like cells: "Widget 10 | Widget 20" as "Widget", "10 Widget", "20".
        let first = if table.header_rows.is_none() { table.rows.first() } else { None };
        let (heads_count, heads) = match first.and_then(|row| joined(row)).filter(|_| heads_count <= 1) {
            Some(heads) => (1, heads),
            None => (heads_count, apart(combined(table, heads_count))),
        };
        let topic = |text: &Text| {
            self.said(text).topic().is_some_and(|topic| {
                !matches!(topic, super::super::said::Topic::Fact(Label::Name | Label::Vendor | Label::Form))
            })
        };
        let body = table.rows.get(heads_count..).unwrap_or_default();
        // "H100 PCIe" names a part and no link.
        let is_label = |cell: &Cell| topic(&cell.text) && names(&cell.text.text).is_empty();
        let down = body.iter().filter(|row| row.first().is_some_and(is_label)).count();
        let across = heads.iter().skip(1).filter(|head| topic(head)).count();
        let name_column = heads.iter().skip(1).any(|head| {
            let said = self.said(head);
            said.words.is_empty()
                && said.labels.first() == Some(&Label::Name)
                && said.labels.len() == 1
                && said.formats.is_empty()
        });
        let listed = self.column_of_names(&heads, body);
        if heads_count > 0
            && (across >= 1 || (name_column || listed.is_some()) && down == 0)
            && (across > down || down == 0)
            && !body.is_empty()
        {
            self.rows(at, &heads, body, listed);
        } else {
            self.columns(at, &heads, table, heads_count);
        }
        self.headings.retain(|(level, _)| *level < 7);
        self.above = None;
    }

    /// The first column whose cells are names of parts, whatever its header.
    fn column_of_names(&self, heads: &[Text], body: &[Vec<Cell>]) -> Option<usize> {
        let width = body.first().map_or(0, Vec::len);
        let is_part = |cell: &Cell| {
            let text = &cell.text.text;
            text.chars().count() <= 60
                && matches!(names(text).as_slice(), [name, ..] if name.start <= 24)
                && !self.has_figure(text)
                && self.said_of(text).formats.is_empty()
        };
        (0..width).filter(|place| !heads.get(*place).is_some_and(is_instance)).find(|place| {
            let cells = body.iter().filter_map(|row| row.get(*place)).filter(|cell| !cell.text.is_empty());
            let mut keys: Vec<String> = Vec::new();
            let (mut parts, mut all) = (0, 0);
            for cell in cells {
                all += 1;
                if is_part(cell) {
                    parts += 1;
                    let key = super::super::name::key(&cell.text.text);
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
            }
            keys.len() >= 2 && parts * 3 >= all * 2
        })
    }

    /// Parts as rows.
    fn rows(&mut self, at: usize, heads: &[Text], body: &[Vec<Cell>], listed: Option<usize>) {
        let said: Vec<_> = heads.iter().map(|head| self.said(head)).collect();
        let is_name = |place: usize| {
            said[place].labels.first() == Some(&Label::Name)
                && said[place].formats.is_empty()
                && said[place].unit.is_none()
        };
        let named = listed.or_else(|| (0..heads.len()).find(|place| is_name(*place))).unwrap_or(0);
        let form = (0..heads.len())
            .find(|place| said[*place].labels.first() == Some(&Label::Form) && said[*place].formats.is_empty());
        let memory = (0..heads.len())
            .find(|place| said[*place].labels.first() == Some(&Label::MemoryCapacity) && *place != named);
        let layers: Vec<Layer> =
            heads.iter().map(|head| Layer::of(&head.text, self.decimals, &self.notes, at, "its column")).collect();
        let mut group = Layer::default();
        let mut of = None;
        let title = self.current;
        let of_instances = heads.get(named).is_some_and(is_instance);
        // Beside a column of instances a figure is of one part only if its header says so.
        let beside_instances = !of_instances && heads.iter().any(is_instance);
        let of_one = |head: &Text| {
            let head = head.text.to_lowercase();
            ["gpu", "per", "chip", "accelerator", "单卡", "芯片"].iter().any(|word| head.contains(word))
        };
        // The only bandwidth of a table of parts is that of the memory.
        let bandwidths = said
            .iter()
            .filter(|said| {
                said.labels.contains(&Label::Bandwidth)
                    || said.labels.iter().any(|label| link(*label).is_some())
                        && said.unit.as_ref().is_some_and(|unit| unit.kind == super::super::unit::Quantity::Bandwidth)
            })
            .count();
        let links = said.iter().any(|said| {
            said.labels
                .iter()
                .any(|label| matches!(link(*label), Some(Label::Interconnect | Label::Host | Label::Network)))
        });
        // "SXM4 40GB" and "PCIe 80GB", one above the other, are forms of the part above the table.
        let all_forms = |row: &Vec<Cell>| {
            row.get(named).is_some_and(|cell| subject::is_only_form(&without_brackets(&cell.text.text)))
        };
        let of_forms = title.is_some() && body.len() > 1 && body.iter().all(all_forms);
        for row in body {
            let filled = row.iter().filter(|cell| !cell.text.is_empty() && !cell.repeated).count();
            let Some(name) = row.get(named) else { continue };
            if filled == 1 && row.len() > 2 && row.iter().any(|cell| cell.repeated || cell.text.is_empty()) {
                let cell = row.iter().find(|cell| !cell.text.is_empty() && !cell.repeated);
                group = cell
                    .map(|cell| Layer::of(&cell.text.text, self.decimals, &self.notes, at, "the row above"))
                    .unwrap_or_default();
                continue;
            }
            let own = Layer::of(&name.text.text, self.decimals, &self.notes, at, "its row");
            if !of_forms && is_no_part(&name.text.text, &self.said(&name.text)) {
                of = None;
                self.ignore(&name.text);
                continue;
            }
            if !name.text.is_empty() {
                // A word that is no name of a part, in a column that is not one of names.
                let text = &name.text.text;
                if names(text).is_empty() && !is_name(named) && !subject::is_form(&without_brackets(text)) {
                    of = None;
                    self.ignore(&name.text);
                    continue;
                }
                let subject =
                    self.row_subject(name, form.or(memory).and_then(|form| row.get(form)), body, named, title);
                self.subjects.all[subject].system |= of_instances;
                of = Some(subject);
            }
            let status = own.said.status;
            if let Some(subject) = of
                && status == Some(Status::Preliminary)
            {
                self.subjects.all[subject].preliminary = true;
            }
            let plain = |layer: &Layer| Layer {
                said: super::super::said::Said {
                    status: layer.said.status,
                    scope: layer.said.scope,
                    ..Default::default()
                },
                ..layer.clone()
            };
            let (mut own, group_layer) = (plain(&own), plain(&group));
            for (place, cell) in row.iter().enumerate().filter(|(place, _)| heads.get(*place).is_some_and(is_remark)) {
                let Some(of) = said.get(place).filter(|said| said.topic().is_none()).and(Some(&cell.text.text)) else {
                    continue;
                };
                self.remark(of, &mut own);
            }
            self.count(&name.text, of);
            self.above = (bandwidths == 1 && !links).then_some(Label::MemoryBandwidth);
            for (place, cell) in row.iter().enumerate() {
                let head_said = said.get(place);
                let only_unit = head_said.filter(|said| {
                    said.labels.is_empty()
                        && said.formats.is_empty()
                        && said.words.is_empty()
                        && said.unit.as_ref().is_some_and(|unit| unit.kind == super::super::unit::Quantity::Bandwidth)
                });
                if let Some(label) = head_said
                    .and_then(|said| said.labels.iter().find_map(|label| link(*label)))
                    .or(only_unit.map(|_| Label::MemoryBandwidth))
                {
                    self.above = Some(label);
                }
                if place == named || Some(place) == form || cell.text.is_empty() {
                    continue;
                }
                let (Some(head), Some(layer)) = (heads.get(place), layers.get(place)) else { continue };
                if beside_instances && !of_one(head) {
                    self.set_aside(head, &cell.text, "may be of something that holds several");
                    continue;
                }
                self.cell(at, of, head, &cell.text, &[layer.clone(), own.clone(), group_layer.clone()]);
            }
        }
    }

    /// What a remark beside the figures of a row takes from them: "estimate of the industry", "sparse included".
    fn remark(&self, text: &str, own: &mut Layer) {
        for clause in text.split([',', ';', '，', '；', '。', '、']) {
            let said = self.said_of(clause);
            let estimate = clause.to_lowercase().contains("estimat").then_some(Status::Rumor);
            own.said.status = estimate.or(own.said.status).or(said.status);
            let counts = clause.contains(|c: char| c.is_ascii_digit());
            if !said.sparsity.is_empty() && !counts && said.formats.is_empty() {
                own.density = Some((Density::Contradictory, "the remark in its row".to_owned()));
            }
        }
    }

    /// Parts as columns, or one part.
    fn columns(&mut self, at: usize, heads: &[Text], table: &Table, first: usize) {
        let width = table.rows.first().map_or(0, Vec::len);
        let mut subject = self.current;
        let mut corner = Layer::default();
        if let Some(head) = heads.first() {
            corner = Layer::of(&head.text, self.decimals, &self.notes, at, "the header");
            if let [name] = names(&head.text).as_slice() {
                let of = self.subjects.add(&name.text, head.line, name.system || self.is_system(&head.text));
                (subject, self.current) = (Some(of), Some(of));
            }
            corner.said =
                super::super::said::Said { unit: corner.said.unit, status: corner.said.status, ..Default::default() };
        }
        let empty: Vec<Text> = vec![Text::default(); width];
        let heads = if first == 0 { &empty[..] } else { heads };
        let mut roles = self.roles(at, heads, table, first, subject);
        for role in &roles {
            if let Role::Values { subject: Some(subject), layer } = role
                && layer.said.status == Some(Status::Preliminary)
            {
                self.subjects.all[*subject].preliminary = true;
            }
        }
        // Rows that name their part each.
        let labels = |row: &Vec<Cell>| {
            row.iter()
                .take(if row.len() > 2 { 2 } else { 1 })
                .flat_map(|cell| names(&cell.text.text))
                .map(|name| super::super::name::key(&name.text))
                .next()
        };
        let mut of_rows: Vec<String> = table.rows.iter().skip(first).filter_map(labels).collect();
        let (rows, filled) = (of_rows.len(), table.rows.len() - first);
        of_rows.sort_unstable();
        of_rows.dedup();
        let by_label = of_rows.len() > 1
            && rows * 2 > filled
            && roles.iter().filter(|role| matches!(role, Role::Values { .. })).count() == 1;
        let mut section = Layer::default();
        for row in table.rows.iter().skip(first) {
            let Some((label, cells)) = row.split_first() else { continue };
            if cells.is_empty() {
                self.words(at, &label.text, false);
                continue;
            }
            if cells.iter().all(|cell| cell.text.is_empty() || (cell.repeated && cell.text.text == label.text.text)) {
                self.section_row(at, label, &mut section, &mut subject, &mut roles);
                continue;
            }
            // A row of names.
            let said = self.said(&label.text);
            let plain_label = said.formats.is_empty() && said.unit.is_none();
            let label_of_names = plain_label
                && said.words.is_empty()
                && said.labels.contains(&Label::Name)
                && said.labels.iter().all(|label| matches!(label, Label::Name))
                && cells.iter().any(|cell| self.is_name_value(&cell.text.text) && !cell.text.is_empty());
            // Names in nearly all cells: a second header, whatever its label.
            let filled = cells.iter().filter(|cell| !cell.text.is_empty()).count();
            let with_names = cells
                .iter()
                .filter(|cell| !names(&cell.text.text).is_empty() && self.is_name_value(&cell.text.text))
                .count();
            let of_names = plain_label
                && filled > 1
                && with_names * 4 > filled * 3
                && said.topic().is_none_or(|topic| matches!(topic, super::super::said::Topic::Fact(Label::Name)));
            if label_of_names || of_names {
                self.name_row(label, cells, &mut roles);
                continue;
            }
            let condition: String = roles
                .iter()
                .zip(cells)
                .filter(|(role, _)| matches!(role, Role::Condition))
                .map(|(_, cell)| cell.text.text.as_str())
                .collect::<Vec<_>>()
                .join(" ");
            let unit = roles
                .iter()
                .zip(cells)
                .find(|(role, _)| matches!(role, Role::Unit))
                .map(|(_, cell)| cell.text.text.clone());
            let whole = Text::new(format!("{} {condition}", label.text.text).trim().to_owned(), label.text.line);
            let own = Layer::of(&whole.text, self.decimals, &self.notes, at, "its label");
            // "A100 FP16 Tensor Core | 312 TFLOPS".
            let named = if by_label { names(&whole.text) } else { Vec::new() };
            let mut before: Option<String> = None;
            for (role, cell) in roles.clone().iter().zip(cells) {
                let Role::Values { subject: of, layer } = role else {
                    if matches!(role, Role::Unknown) {
                        self.ignore(&cell.text);
                    }
                    continue;
                };
                if cell.text.is_empty() {
                    continue;
                }
                let mut value = cell.text.clone();
                // "Same as on the left".
                if matches!(value.text.trim().to_lowercase().as_str(), "同左" | "same" | "ditto" | "←" | "\"" | "〃")
                    && let Some(left) = before
                {
                    value.text.clone_from(&left);
                }
                before = Some(value.text.clone());
                if let Some(unit) = &unit {
                    value.text = format!("{} {unit}", value.text);
                    if own.said.labels.contains(&Label::Process) {
                        value.text = format!("{condition} {}", value.text);
                    }
                }
                let mut of = of.or(subject).or(self.current);
                if by_label {
                    let Some(name) = named.first() else {
                        self.ignore(&whole);
                        continue;
                    };
                    of = Some(self.subjects.add(&name.text, whole.line, name.system));
                }
                self.cell(at, of, &whole, &value, &[own.clone(), (**layer).clone(), section.clone(), corner.clone()]);
            }
        }
    }
}

/// Whether a column holds remarks on the figures of its row.
fn is_remark(head: &Text) -> bool {
    REMARKS.contains(&subject::clean(&head.text).to_lowercase().as_str())
}

/// A header whose names all stand in its first cell, put where they belong: "Widget A Widget B" above two columns.
fn apart(heads: Vec<Text>) -> Vec<Text> {
    let Some((first, rest)) = heads.split_first() else { return heads };
    let found = names(&first.text);
    if rest.len() < 2 || found.len() != rest.len() || !rest.iter().all(Text::is_empty) {
        return heads;
    }
    let ends = found.iter().skip(1).map(|name| name.start).chain([first.text.len()]);
    let named = found.iter().zip(ends).map(|(name, end)| Text::new(first.text[name.start..end].trim(), first.line));
    std::iter::once(Text::new(first.text[..found[0].start].trim(), first.line)).chain(named).collect()
}

/// The header in a row of names whose numbers were taken for cells.
fn joined(row: &[Cell]) -> Option<Vec<Text>> {
    let (first, rest) = row.split_first()?;
    let is_piece =
        |cell: &Cell| cell.text.text.starts_with(|c: char| c.is_ascii_digit()) && names(&cell.text.text).len() <= 1;
    if rest.len() < 2 || !rest.iter().all(is_piece) {
        return None;
    }
    let text = row.iter().map(|cell| cell.text.text.as_str()).collect::<Vec<_>>().join(" ");
    let whole = Text::new(text, first.text.line);
    let blank = rest.iter().map(|_| Text::default());
    let heads = apart(std::iter::once(whole).chain(blank).collect());
    heads.iter().skip(1).all(|head| !head.is_empty()).then_some(heads)
}

/// Whether a column names instances, servers and pods, which hold several parts each.
fn is_instance(head: &Text) -> bool {
    let head = head.text.to_lowercase();
    // "Chips/Pod" counts parts and is no figure of a pod; "process node" is none at all.
    if ["process", "technology", "nm", "chips", "gpus", "cards", "accelerators", "size", "卡数", "规模", "規模"]
        .iter()
        .any(|word| head.contains(word))
    {
        return false;
    }
    ["instance", "server", "node", "system", "cluster", "pod", "slice", "machine", "实例", "服务器", "整机", "机型"]
        .iter()
        .any(|word| head.contains(word))
}

/// A table without a first row that is one cell over its whole width: that is its title.
fn without_title(table: &Table) -> Option<Table> {
    let [first, second, _, ..] = table.rows.as_slice() else { return None };
    let spans = |row: &[Cell]| row.len() > 2 && row.iter().skip(1).all(|cell| cell.repeated);
    (table.caption.is_none() && spans(first) && !first[0].text.is_empty() && !spans(second)).then(|| Table {
        caption: Some(first[0].text.clone()),
        rows: table.rows[1..].to_vec(),
        header_rows: table.header_rows.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0),
        header_columns: table.header_columns,
    })
}
