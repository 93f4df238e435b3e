//! A document to claims: which part each number is of, and what is said around it.

mod cell;
mod column;
mod count;
mod figure;
mod flat;
mod owner;
mod pairing;
mod prose;
mod row;
mod several;
mod statement;
mod subject;
mod table;

pub(super) use subject::Subject;

use super::claim::{Claim, Layer, link};
use super::density::{Density, stated};
use super::document::{Block, Document, Text};
use super::footnote::Notes;
use super::lexicon::{Label, Scope};
use super::name::{Name, names};
use super::phrases::holds;
use super::said::Said;
use super::token::{Decimals, tokens};
use super::unit::Quantity;
use super::value::values;
use cell::is_formula;
use row::{without_brackets, without_market};
use statement::{Statement, hedged};
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
    /// A short line or note speaks of sparse rates.
    sparsity_noted: bool,
    /// It is said that a part holds two processors of its own.
    inside: bool,
    /// The headings above that name parts, with their levels.
    named: Vec<(u8, usize)>,
    /// The level of the heading of each section.
    levels: Vec<u8>,
    /// What a heading-like row said about bandwidth: memory or a link.
    above: Option<Label>,
}

/// Reads a document.
pub(super) fn gather(document: &Document) -> Gathered {
    let rebuilt = flat::rebuilt(document);
    let document = rebuilt.as_ref().unwrap_or(document);
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
        sparsity_noted: document.blocks.iter().any(notes_sparsity),
        inside: false,
        named: Vec::new(),
        levels: vec![0],
        above: None,
    };
    for (at, block) in document.blocks.iter().enumerate() {
        gather.block(at, block);
    }
    gather.apply_statements();
    for claim in gather.subjects.settle(&mut gather.claims) {
        let text = if claim.label.is_empty() { claim.text } else { format!("{}: {}", claim.label, claim.text) };
        gather.rest.push(Rest { line: claim.line, text, why: "of a family; of which of its parts is not said" });
    }
    Gathered { subjects: gather.subjects.all, claims: gather.claims, rest: gather.rest }
}

/// Whether a short line says of figures that they are sparse.
fn notes_sparsity(block: &Block) -> bool {
    // "2.  Effective TOPS using the Sparsity feature" may look like a label and a value.
    let is_number = |text: &str| {
        let number = text.trim_end_matches(['.', ')']);
        number.len() < text.len() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let says_sparse = |text: &str| stated(text).1.is_some_and(Density::is_sparse);
    let is_note = |text: &str| text.chars().count() <= 160 && says_sparse(text);
    match block {
        Block::Note { text, .. } | Block::Prose(text) => {
            let is_effective = |line: &str| holds!(line, &["effective"]) && is_note(line);
            is_note(&text.text) || text.text.split(['\n', '.', ')']).any(is_effective)
        }
        Block::Pair { label, value } => is_number(&label.text) && is_note(&value.text),
        Block::Table(table) => table.rows.iter().any(|row| {
            matches!(row.as_slice(), [number, note, ..] if is_number(&number.text.text) && is_note(&note.text.text))
        }),
        Block::Heading { .. } => false,
    }
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
            Block::Note { mark, text } if !mark.is_empty() && self.notes.is_note(at) => {
                self.rest.push(Rest { line: text.line, text: text.text.clone(), why: "a note" });
            }
            Block::Prose(text) | Block::Note { text, .. } => {
                let is_note = matches!(block, Block::Note { mark, .. } if mark.is_empty());
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
        self.above = layer.said.labels.iter().find_map(|label| link(*label));
        self.headings.push((level, layer));
        let named = names(&text.text);
        match named.as_slice() {
            [] => {
                // "Maker Widget": a title without a code may still be the name of the only part.
                if level == 1 {
                    self.subjects.title = self.subjects.title.take().or_else(|| Some(text.clone()));
                }
                self.unnamed_heading(level, text);
            }
            [name, rest @ ..] if alias(&text.text, name, rest) => {
                // "GPU of the GB200".
                let one_of = text.text[..name.start].trim_end().ends_with(" of the") && text.text.chars().count() <= 60;
                let head = text.text[name.start..].split(['—', '–', '(', '（', '：', ':']).next().unwrap_or_default();
                let before = &text.text[..name.start];
                let system = !one_of && (name.system || self.is_system(head) || self.is_system(before));
                let own = if one_of { &text.text } else { &name.text };
                let of = if one_of {
                    self.subjects.add(own, text.line, system)
                } else {
                    self.subjects.refer(own, text.line, system, None)
                };
                self.subjects.alias(of, rest);
                self.current = Some(of);
                self.named.retain(|(above, _)| *above < level);
                self.named.push((level, of));
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

    /// A heading without a known name ends what the text of the section before was about.
    fn unnamed_heading(&mut self, level: u8, text: &Text) {
        let beside = self.named.last().is_some_and(|(named, _)| *named == level);
        if beside && self.may_be_name(&text.text) {
            // Beside headings that name parts: a part that no list has.
            let of = self.subjects.add(&without_brackets(&text.text), text.line, false);
            self.named.pop();
            self.named.push((level, of));
            self.current = Some(of);
            return;
        }
        let said = self.said_of(&text.text);
        let generic = column::GENERIC.iter().any(|word| text.text.to_lowercase().contains(word));
        if !beside || !(generic || said.topic().is_some()) {
            self.named.retain(|(above, _)| *above < level);
        }
        let parts = self.subjects.all.iter().filter(|subject| !subject.system).count();
        match self.named.last() {
            Some((_, of)) => self.current = Some(*of),
            None if parts > 1 => self.current = None,
            None => {}
        }
    }

    /// Whether a heading may be the name of a part that no list has: a few words with a capital, none of them of the trade.
    fn may_be_name(&self, text: &str) -> bool {
        let said = self.said_of(text);
        let plain =
            said.labels.is_empty() && said.formats.is_empty() && said.sparsity.is_empty() && said.unit.is_none();
        let words = text.split_whitespace().count();
        plain
            && (2..=6).contains(&words)
            && text.chars().count() <= 48
            && text.split_whitespace().take(3).filter(|word| word.starts_with(char::is_uppercase)).count() >= 2
            && !text.contains([':', '：', '?', '？', '&', ',', '/'])
            && !text.split_whitespace().any(|word| column::GENERIC.contains(&word.to_lowercase().as_str()))
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
        let text = without_market(text);
        let scope = self.said_of(text).scope;
        matches!(scope, Some(Scope::System | Scope::Rack | Scope::Superchip)) || count::of_several(text)
    }

    fn pair(&mut self, at: usize, label: &Text, value: &Text) {
        if is_formula(&format!("{} {}", label.text, value.text)) {
            return self.set_aside(label, value, "a formula");
        }
        // "GeForce RTX", "4090": a name whose number was taken for a value.
        let whole = format!("{} {}", label.text, value.text);
        if value.text.chars().count() <= 12
            && value.text.starts_with(|c: char| c.is_ascii_digit())
            && matches!(names(&whole).as_slice(), [name] if name.start < label.text.len() && name.end == whole.len())
        {
            return self.words(at, &Text::new(whole, label.line), false);
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
        if let [name, rest @ ..] = named.as_slice()
            && said.formats.is_empty()
            && alias(&label.text, name, rest)
        {
            let system = name.system || self.is_system(&label.text);
            let name = if label.text.split_whitespace().count() <= 5 && label.text.contains(" of ") {
                label.text.clone()
            } else {
                name.text.clone()
            };
            let system = system && !label.text.contains(" of the ");
            let subject = self.subjects.add(&name, label.line, system);
            self.subjects.alias(subject, rest);
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
        self.cell(at, self.form_in_label(&label.text), label, value, &[layer]);
    }

    /// The part at hand, or the one form of it that a label names in brackets: "Compute (SXM)".
    fn form_in_label(&self, label: &str) -> Option<usize> {
        let form = label.trim_end().strip_suffix([')', '）']).and_then(|open| open.rsplit_once(['(', '（']));
        let form = form.map(|(_, form)| form.trim()).filter(|form| subject::is_only_form(form));
        form.and_then(|form| self.subjects.form_of(self.current?, form)).or(self.current)
    }

    /// Whether a value reads like a name: no number with a unit of a rate, not long.
    fn is_name_value(&self, text: &str) -> bool {
        let said = self.said_of(text);
        let unit = values(text, &tokens(text, self.decimals, true)).iter().any(|value| {
            value.unit.as_ref().is_some_and(|unit| {
                matches!(
                    unit.kind,
                    Quantity::Rate | Quantity::Area | Quantity::Bandwidth | Quantity::Frequency | Quantity::Power
                )
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
}

/// Whether further names in a title are other names of the first: "思元270 (MLU270)".
fn alias(text: &str, first: &Name, rest: &[Name]) -> bool {
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
