//! A document to claims: which part each number is of, and what is said around it.

mod column;
mod count;
mod pairing;
mod prose;
mod subject;
mod table;

pub(super) use subject::Subject;

use super::claim::{Claim, Layer, What, step, what};
use super::density::{Density, Notes, speaks_of_all, stated};
use super::document::{Block, Document, Text};
use super::lexicon::{Label, Scope, Status};
use super::name::names;
use super::process;
use super::said::Said;
use super::token::{Decimals, tokens};
use super::value::{Value, values};
use crate::part::Engine;
use crate::quantity::Exact;
use std::cell::RefCell;
use std::collections::HashMap;
use subject::Subjects;

/// Words that are not part of any claim, with their line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    pub(super) line: u32,
    pub(super) text: String,
    /// Why nothing was made of it; empty if it was not understood.
    pub(super) why: &'static str,
}

/// Everything found on a sheet.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) subjects: Vec<Subject>,
    pub(super) claims: Vec<Claim>,
    pub(super) rest: Vec<Rest>,
}

/// A sentence about all figures around it.
#[derive(Clone, Debug)]
struct Statement {
    density: Density,
    section: u32,
    list: Option<u32>,
    line: u32,
}

pub(super) struct Gather {
    notes: Notes,
    decimals: Decimals,
    subjects: Subjects,
    claims: Vec<Claim>,
    rest: Vec<Rest>,
    /// What the numbers are of unless something nearer says otherwise.
    current: Option<usize>,
    /// Headings above, by level, as context.
    headings: Vec<(u8, Layer)>,
    /// The sentence right above a table or list.
    lead: Option<Layer>,
    statements: Vec<Statement>,
    section: u32,
    list: u32,
    groups: u32,
    said: RefCell<HashMap<String, Said>>,
    /// Somewhere it is said that figures are dense as far as possible.
    hedged: bool,
    /// It is said that a part holds two processors of its own.
    inside: bool,
    /// The level of the heading of each section.
    levels: Vec<u8>,
    /// What a heading-like row said about bandwidth: memory or a link.
    above: Option<Label>,
}

/// Reads a document.
pub(super) fn gather(document: &Document) -> Gathered {
    let mut gather = Gather {
        notes: Notes::of(document),
        decimals: decimals(document),
        subjects: Subjects::default(),
        claims: Vec::new(),
        rest: Vec::new(),
        current: None,
        headings: Vec::new(),
        lead: None,
        statements: Vec::new(),
        section: 0,
        list: 0,
        groups: 0,
        said: RefCell::default(),
        hedged: hedged(document),
        inside: false,
        levels: vec![0],
        above: None,
    };
    for (at, block) in document.blocks.iter().enumerate() {
        gather.block(at, block);
    }
    gather.apply_statements();
    gather.subjects.settle(&mut gather.claims);
    Gathered { subjects: gather.subjects.all, claims: gather.claims, rest: gather.rest }
}

impl Gather {
    fn block(&mut self, at: usize, block: &Block) {
        match block {
            Block::Heading { level, text } => self.heading(at, *level, text),
            Block::Table(table) => {
                self.list += 1;
                self.table(at, table);
                self.lead = None;
                self.list += 1;
            }
            Block::Pair { label, value } => self.pair(at, label, value),
            Block::Note { mark, text } if !mark.is_empty() => {
                self.rest.push(Rest { line: text.line, text: text.text.clone(), why: "a note" });
            }
            Block::Prose(text) | Block::Note { text, .. } => {
                let is_note = matches!(block, Block::Note { .. });
                self.words(at, text, is_note);
            }
        }
    }

    fn heading(&mut self, at: usize, level: u8, text: &Text) {
        self.section += 1;
        self.levels.push(level);
        self.list += 1;
        self.above = None;
        self.headings.retain(|(above, _)| *above < level);
        let layer = Layer::of(&text.text, self.decimals, &self.notes, at, "the heading");
        self.above = layer.said.labels.iter().find_map(|label| super::claim::link(*label));
        self.headings.push((level, layer));
        let named = names(&text.text);
        match named.as_slice() {
            [] => {
                // "Maker Widget": a title without a code may still be the name of the only part.
                if level == 1 {
                    self.subjects.title = self.subjects.title.take().or_else(|| Some(text.clone()));
                }
            }
            [name, rest @ ..] if alias(&text.text, name, rest) => {
                // "GPU of the GB200".
                let one_of = text.text[..name.start].trim_end().ends_with(" of the") && text.text.chars().count() <= 60;
                let system = !one_of && (name.system || self.is_system(&text.text));
                let own = if one_of { &text.text } else { &name.text };
                let of = if one_of {
                    self.subjects.add(own, text.line, system)
                } else {
                    self.subjects.refer(own, text.line, system, None)
                };
                self.subjects.alias(of, rest);
                self.current = Some(of);
            }
            [first, ..] => {
                // Several in a title: of none, until one is named.
                self.subjects.mentioned(first);
                self.current = None;
            }
        }
        // A heading that gives figures, too.
        if text.text.chars().any(|c| c.is_ascii_digit()) {
            self.count(text, self.current);
        }
        if named.is_empty() && !self.headings.iter().any(|(_, layer)| !layer.said.labels.is_empty()) {
            self.ignore(text);
        }
    }

    /// What the words of a text say. Labels are asked for again and again.
    fn said_of(&self, text: &str) -> Said {
        if let Some(said) = self.said.borrow().get(text) {
            return said.clone();
        }
        let said = Said::of(&tokens(text, self.decimals, true));
        if text.len() <= 200 {
            self.said.borrow_mut().insert(text.to_owned(), said.clone());
        }
        said
    }

    /// Whether words say that figures are of something that holds several accelerators.
    fn is_system(&self, text: &str) -> bool {
        let scope = self.said_of(&text).scope;
        matches!(scope, Some(Scope::System | Scope::Rack | Scope::Superchip)) || count::of_several(text)
    }

    fn pair(&mut self, at: usize, label: &Text, value: &Text) {
        if is_formula(&format!("{} {}", label.text, value.text)) {
            return self.set_aside(label, value, "a formula");
        }
        let said = self.said_of(&label.text);
        let named = names(&label.text);
        // "Model: H20 96GB".
        let only_name = said.words.is_empty()
            && said.labels.iter().all(|label| matches!(label, Label::Name))
            && said.labels.contains(&Label::Name);
        if only_name && said.formats.is_empty() && !value.is_empty() && self.is_name_value(&value.text) {
            self.list += 1;
            self.above = None;
            let found = names(&value.text);
            if count::of_several(&value.text) && !value.text.to_lowercase().contains("card with") {
                return self.set_aside(label, value, "of something that holds several");
            }
            let name = match found.as_slice() {
                [one] if one.text.len() * 2 >= value.text.len() => one.text.clone(),
                _ => subject::clean(&value.text),
            };
            let system = self.is_system(&value.text) || found.iter().any(|name| name.system);
            self.current = Some(self.subjects.add(&name, label.line, system));
            self.count(value, self.current);
            return;
        }
        // "Training tile: 25 chips": what follows with this word is of several.
        if said.topic().is_none() && count::of_several(&value.text) {
            self.subjects.systems.extend(label.text.split_whitespace().last().map(str::to_lowercase));
            return self.set_aside(label, value, "of something that holds several");
        }
        if self.subjects.is_system_word(&label.text) {
            return self.set_aside(label, value, "of something that holds several");
        }
        if let [name] = named.as_slice()
            && said.formats.is_empty()
        {
            let system = name.system || self.is_system(&label.text);
            let name = if label.text.split_whitespace().count() <= 5 && label.text.contains(" of ") {
                label.text.clone()
            } else {
                name.text.clone()
            };
            let system = system && !label.text.contains(" of the ");
            let subject = self.subjects.add(&name, label.line, system);
            self.list += 1;
            if value.is_empty() {
                self.current = Some(subject);
                return;
            }
            let before = self.current;
            self.current = Some(subject);
            let own = Layer::of(&label.text, self.decimals, &self.notes, at, "its label");
            self.cell(at, Some(subject), label, value, &[own]);
            self.current = if system { before } else { Some(subject) };
            return;
        }
        if self.is_system(&label.text) {
            return self.set_aside(label, value, "of something that holds several");
        }
        if value.is_empty() {
            return self.words(at, label, false);
        }
        let layer = Layer::of(&label.text, self.decimals, &self.notes, at, "its label");
        self.cell(at, self.current, label, value, &[layer]);
    }

    /// Whether a value reads like a name: no number with a unit of a rate, not long.
    fn is_name_value(&self, text: &str) -> bool {
        let said = self.said_of(&text);
        let unit = values(text, &tokens(text, self.decimals, true)).iter().any(|value| {
            value.unit.as_ref().is_some_and(|unit| {
                use super::unit::Quantity as Q;
                matches!(unit.kind, Q::Rate | Q::Area | Q::Bandwidth | Q::Frequency | Q::Power)
            })
        });
        let count = text.trim_start().chars().next().is_some_and(|c| c.is_ascii_digit()) && names(text).is_empty();
        !unit && !count && said.formats.is_empty() && text.chars().count() <= 80 && !said.missing
    }

    fn set_aside(&mut self, label: &Text, value: &Text, why: &'static str) {
        self.rest.push(Rest { line: value.line.max(label.line), text: format!("{}: {}", label.text, value.text), why });
    }

    fn ignore(&mut self, text: &Text) {
        if !text.is_empty() {
            self.rest.push(Rest { line: text.line, text: text.text.clone(), why: "" });
        }
    }

    /// Takes the claims of a cell beside its label. `layers` from the nearest on.
    fn cell(&mut self, at: usize, subject: Option<usize>, label: &Text, cell: &Text, layers: &[Layer]) {
        let row = layers.first().map(|layer| layer.said.clone()).unwrap_or_default();
        if let Some(label) = row.labels.iter().find_map(|label| super::claim::link(*label)) {
            self.above = Some(label);
        }
        let scope = self.said_of(&label.text).scope;
        if matches!(scope, Some(Scope::System | Scope::Rack)) && !row.labels.contains(&Label::Host) {
            return self.set_aside(label, cell, "of something that holds several");
        }
        let mut said_any = false;
        if row.labels.contains(&Label::Process) {
            said_any |= self.process(subject, label, cell, true);
        } else if !count::is_other_die(&label.text) {
            said_any |= self.process(
                subject,
                label,
                cell,
                row.labels.iter().any(|l| matches!(l, Label::DieArea | Label::DieCount)),
            );
        }
        let tokens = tokens(&cell.text, self.decimals, true);
        let found = values(&cell.text, &tokens);
        let context = self.context();
        // A formula, or a column of rates per clock.
        let per_clock = layers.iter().any(|layer| super::claim::is_per_clock(&layer.text));
        if per_clock || is_formula(&cell.text) {
            self.set_aside(label, cell, "a formula, or a rate of something smaller than a part");
            return;
        }
        if !row.formats.is_empty() && is_unpublished(&cell.text) {
            self.simple(subject, What::Unpublished(row.formats.clone(), row.engine), Exact::from(0), label, cell);
            return;
        }
        let mut previous: Option<u32> = None;
        for (place, value) in found.iter().enumerate() {
            let own = Layer::from_said(value.said.clone(), "", &self.notes, at, "the words beside it");
            let next_paired = found.get(place + 1).is_some_and(|next| next.paired);
            let group = if value.paired {
                previous
            } else if next_paired {
                self.groups += 1;
                Some(self.groups)
            } else {
                None
            };
            previous = group;
            let index = group.map(|group| {
                let first = found[..=place].iter().rposition(|value| !value.paired).unwrap_or(0);
                (group, place - first, found[first..].iter().skip(1).take_while(|value| value.paired).count() + 1)
            });
            said_any |= self.value(subject, label, cell, value, &own, layers, &context, index);
        }
        if row.engine == Some(Engine::Matrix)
            && row.formats.is_empty()
            && !row.labels.contains(&Label::Rate)
            && !said_any
        {
            let none = row.missing || found.is_empty() && Said::of(&tokens).missing;
            let counted = found.first().is_some_and(|value| value.unit.is_none());
            if none || counted {
                self.simple(subject, What::Matrix(!none), Exact::from(0), label, cell);
                said_any = true;
            }
        }
        said_any |= self.count_in(label, cell, subject, &row);
        if !said_any {
            let why = if row.topic().is_some() || found.is_empty() && row.missing {
                "no value that is asked for"
            } else {
                ""
            };
            self.rest.push(Rest { line: cell.line, text: format!("{}: {}", label.text, cell.text), why });
        }
    }

    /// Adds the claim of one value.
    #[expect(clippy::too_many_arguments, reason = "a value, its place and what is said around it")]
    fn value(
        &mut self,
        subject: Option<usize>,
        label: &Text,
        cell: &Text,
        value: &Value,
        own: &Layer,
        layers: &[Layer],
        context: &[Layer],
        group: Option<(u32, usize, usize)>,
    ) -> bool {
        let row = layers.first().map(|layer| layer.said.clone()).unwrap_or_default();
        let mut all = own.said.clone();
        for layer in layers {
            all = all.within(&layer.said);
        }
        for layer in context {
            all.status = all.status.or(layer.said.status);
            all.engine = all.engine.or(layer.said.engine);
        }
        let Some((mut what, factor, bare)) = what(value, &own.said, &row, &all) else { return false };
        if let What::Bandwidth(Label::Bandwidth) = what {
            let named = row.labels.contains(&Label::Bandwidth) || row.words.is_empty();
            let Some(above) = self.above.filter(|_| named) else { return false };
            what = What::Bandwidth(above);
        }
        if bare && matches!(what, What::Rate(_)) && super::claim::counts_hardware(&label.text) {
            return false;
        }
        if count::is_other_die(&label.text) && matches!(what, What::Area(_) | What::Dies) {
            return false;
        }
        let mut density = None;
        let nearest = |layers: &[Layer]| layers.iter().find_map(|layer| layer.density.clone());
        if let Some((_, place, 2)) = group
            && value.lead.is_none()
            && own.density.is_none()
        {
            let pair = layers.iter().chain(context).find_map(|layer| layer.pair);
            density = pair.map(|pair| (pair[place.min(1)], "the order that the sheet names".to_owned()));
        }
        if let (Some(pair), Some((_, place, 2))) = (own.pair, group) {
            density = density.or_else(|| Some((pair[place.min(1)], "its footnote".to_owned())));
        }
        density = density.or_else(|| own.density.clone());
        if density.is_none() {
            let near = nearest(layers);
            // Words of the row and of the column that exclude each other.
            let differs = layers
                .iter()
                .filter_map(|layer| layer.density.as_ref())
                .any(|(density, _)| near.as_ref().is_some_and(|(near, _)| density.is_sparse() != near.is_sparse()));
            density =
                if differs { Some((Density::Contradictory, "its label and its column".to_owned())) } else { near };
        }
        if density.is_none() && own.pair.is_some() {
            density = Some((Density::Contradictory, "the words beside it".to_owned()));
        }
        density = density.or_else(|| nearest(context));
        // "Dense as far as possible": what is not said at the figure itself is not certain.
        if self.hedged
            && let Some((Density::Dense, why)) = &density
            && !why.contains("beside")
        {
            density = Some((Density::Vague, why.clone()));
        }
        let (density, why) = density.map_or((None, String::new()), |(density, why)| (Some(density), why));
        let scale = |number: &Exact| number * &factor;
        let subject = self.variant(subject, value, &row);
        // "H100 900 GB/s → H800 400 GB/s": a figure of another part is set aside.
        let subject = match names(cell.text.get(value.start..value.end).unwrap_or_default()).as_slice() {
            [name, ..] if value.lead.is_none() && name.end <= value.at.saturating_sub(value.start) => {
                let of = self.subjects.refer(&name.text, cell.line, name.system, subject);
                if subject.is_some() && Some(of) != subject {
                    return false;
                }
                Some(of)
            }
            _ => subject,
        };
        self.claims.push(Claim {
            subject,
            what,
            number: scale(&value.number),
            to: value.to.as_ref().map(scale),
            step: scale(&step(&value.number)),
            times: value.times.clone(),
            bare,
            density,
            why,
            engine: all.engine,
            accumulate: all.accumulate,
            direction: all.direction,
            scope: all.scope,
            status: all.status,
            qualifier: all.qualifier,
            group: group.map(|(group, place, _)| (group, place)),
            list: self.list,
            section: self.section,
            line: cell.line,
            label: label.text.clone(),
            text: cell.text.clone(),
        });
        true
    }

    /// The part that a value in a cell of several variants is of: "PCIe: 1,513 / SXM: 1,979".
    fn variant(&mut self, subject: Option<usize>, value: &Value, row: &Said) -> Option<usize> {
        let Some(lead) = value.lead.as_deref().map(str::trim).filter(|lead| !lead.is_empty()) else { return subject };
        let said = self.said_of(&lead);
        let own_topic = said.topic().is_some_and(|topic| {
            use super::said::Topic;
            !matches!(topic, Topic::Fact(Label::Form | Label::Name))
                && !(matches!(topic, Topic::Fact(Label::Host))
                    && (row.labels.contains(&Label::MemoryBandwidth) || !row.formats.is_empty()))
        });
        if own_topic || !said.sparsity.is_empty() || said.scope.is_some() || lead.chars().count() > 24 {
            return subject;
        }
        if let [name] = names(lead).as_slice() {
            return Some(self.subjects.add(&name.text, 0, name.system));
        }
        if !subject::is_form(lead) {
            return subject;
        }
        let base = subject?;
        Some(self.subjects.variant(base, lead))
    }

    /// Headings and the sentence above, from the nearest on.
    fn context(&self) -> Vec<Layer> {
        self.lead.iter().cloned().chain(self.headings.iter().rev().map(|(_, layer)| layer.clone())).collect()
    }

    /// A process named in a cell or a sentence.
    fn process(&mut self, subject: Option<usize>, label: &Text, cell: &Text, expected: bool) -> bool {
        let label_is_other = count::is_other_die(&label.text);
        if label_is_other {
            return false;
        }
        let named = process::process(&cell.text, expected).or_else(|| {
            let is_label = self.said_of(&label.text).labels.contains(&Label::Process);
            let missing = self.said_of(&cell.text).missing;
            let is_word = cell.text.chars().any(char::is_alphabetic) && cell.text.chars().count() <= 60;
            let tokens = tokens(&cell.text, self.decimals, true);
            let figures = values(&cell.text, &tokens).iter().any(|value| {
                use super::unit::Quantity as Q;
                value.unit.as_ref().is_some_and(|unit| !matches!(unit.kind, Q::Length | Q::Letter))
            });
            let lower = label.text.trim().to_lowercase();
            let of_cluster = matches!(lower.as_str(), "node" | "nodes" | "节点" | "節點") || lower.contains("one node");
            (is_label && is_word && !figures && !of_cluster && !missing)
                .then(|| process::Named { name: cell.text.clone(), transistor: None })
        });
        let Some(named) = named else { return false };
        self.simple(subject, What::Process(named), Exact::from(0), label, cell);
        true
    }

    /// A claim that is no printed rate: a process, a count.
    fn simple(&mut self, subject: Option<usize>, what: What, number: Exact, label: &Text, cell: &Text) {
        let said = self.said_of(&cell.text);
        let status = said.status.filter(|status| *status == Status::Rumor);
        self.claims.push(Claim {
            subject,
            what,
            number,
            to: None,
            step: Exact::from(1),
            times: None,
            bare: true,
            density: None,
            why: String::new(),
            engine: None,
            accumulate: None,
            direction: None,
            scope: None,
            status,
            qualifier: None,
            group: None,
            list: self.list,
            section: self.section,
            line: cell.line.max(label.line),
            label: label.text.clone(),
            text: cell.text.clone(),
        });
    }

    /// Notes what a sentence says of all figures around it.
    fn statement(&mut self, text: &str, line: u32, list: Option<u32>) {
        let (_, density) = stated(text);
        if let Some(density) = density.filter(|density| speaks_of_all(text, *density)) {
            self.statements.push(Statement { density, section: self.section, list, line });
        }
    }

    /// Gives rates that nothing nearer speaks of what a sentence says of all.
    fn apply_statements(&mut self) {
        let levels = self.levels.clone();
        // A sentence right before a heading leads the table below it, if its own section has none.
        let last: Vec<(u32, u32)> = self.claims.iter().map(|claim| (claim.section, claim.line)).collect();
        let leads = |statement: &Statement, section: u32| {
            section == statement.section + 1
                && !last.iter().any(|(of, line)| *of == statement.section && *line > statement.line)
        };
        for claim in &mut self.claims {
            if claim.density.is_some() || !matches!(claim.what, What::Rate(_) | What::UnsaidRate) {
                continue;
            }
            let mut fitting = self.statements.iter().filter(|statement| {
                statement.list.map_or_else(
                    || within(&levels, statement.section, claim.section) || leads(statement, claim.section),
                    |list| list == claim.list,
                )
            });
            let Some(first) = fitting.next() else { continue };
            let far = first.density.is_sparse();
            if far && super::claim::is_always_dense(claim) {
                continue;
            }
            let differs = fitting.any(|other| other.density != first.density);
            claim.density = Some(if differs { Density::Contradictory } else { first.density });
            claim.why = format!("the sentence in line {}", first.line);
        }
    }
}

/// Whether a sheet says of its figures that they are dense as far as possible.
fn hedged(document: &Document) -> bool {
    let hedges = [
        "尽可能",
        "尽量",
        "盡可能",
        "盡量",
        "as far as possible",
        "where possible",
        "wherever possible",
        "大多为稠密",
        "unless noted",
        "unless otherwise",
    ];
    document.blocks.iter().any(|block| {
        let (Block::Prose(text) | Block::Note { text, .. }) = block else { return false };
        let lower = text.text.to_lowercase();
        hedges.iter().any(|hedge| lower.contains(hedge))
            && ["dense", "稠密", "sparsity", "稀疏"].iter().any(|word| lower.contains(word))
    })
}

/// Whether a section is the one of a sentence or lies below it.
fn within(levels: &[u8], own: u32, other: u32) -> bool {
    let (own, other) = (own as usize, other as usize);
    own == other || own < other && levels[own + 1..=other].iter().all(|level| *level > levels[own])
}

/// Whether a cell calculates: "2 * 1695 * 1e6 = 35.58e12".
fn is_formula(text: &str) -> bool {
    if text.contains(" * ") && text.contains(" = ") {
        return true;
    }
    let digit_after = |at: usize, length: usize| {
        text[at + length..].trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '(')
    };
    text.match_indices(" * ").any(|(at, found)| digit_after(at, found.len()))
        || text.match_indices(" = ").any(|(at, _)| {
            text[..at].chars().any(|c| c.is_ascii_digit()) && text[at + 3..].starts_with(|c: char| c.is_ascii_digit())
        })
}

/// Whether a cell says that there is a value and that it is not known.
fn is_unpublished(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    matches!(
        text.as_str(),
        "?" | "??"
            | "tbd"
            | "tba"
            | "unknown"
            | "not disclosed"
            | "undisclosed"
            | "not published"
            | "未公布"
            | "未公开"
            | "未披露"
            | "待定"
            | "未知"
            | "未公佈"
    ) || ["未公开", "未公布", "not published", "not disclosed"].iter().any(|word| text.starts_with(word))
}

/// Whether further names in a title are other names of the first: "思元270 (MLU270)".
fn alias(text: &str, first: &super::name::Name, rest: &[super::name::Name]) -> bool {
    match rest {
        [] => true,
        [second] => matches!(text[first.end..second.start].trim(), "(" | "（" | "["),
        _ => false,
    }
}

/// Whether a sheet writes decimal commas: some number can only be read so, and none has a decimal point.
fn decimals(document: &Document) -> Decimals {
    let (mut comma, mut point) = (false, false);
    let mut look = |text: &str| {
        let letters: Vec<char> = text.chars().collect();
        for at in 1..letters.len() {
            if !matches!(letters[at], ',' | '.') || !letters[at - 1].is_ascii_digit() {
                continue;
            }
            let after = letters[at + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
            let before = letters[..at].iter().rev().take_while(|c| c.is_ascii_digit()).count();
            let isolated = letters.get(at.wrapping_sub(before + 1)).is_none_or(|c| !matches!(c, ',' | '.'))
                && letters.get(at + 1 + after).is_none_or(|c| {
                    !matches!(c, ',' | '.') || !letters.get(at + 2 + after).is_some_and(char::is_ascii_digit)
                });
            if isolated && matches!(after, 1 | 2) {
                if letters[at] == ',' { comma = true } else { point = true }
            }
        }
    };
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } | Block::Prose(text) | Block::Note { text, .. } => look(&text.text),
            Block::Pair { label, value } => {
                look(&label.text);
                look(&value.text);
            }
            Block::Table(table) => table.rows.iter().flatten().for_each(|cell| look(&cell.text.text)),
        }
    }
    if comma && !point { Decimals::Comma } else { Decimals::Point }
}
