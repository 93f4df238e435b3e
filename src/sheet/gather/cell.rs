//! A cell beside its label: its values, whose they are, and what is said around them.

use super::super::claim::{Claim, Layer, What, counts_hardware, is_per_clock, link, step, what};
use super::super::density::Density;
use super::super::document::Text;
use super::super::lexicon::{Label, Scope, Status};
use super::super::name::names;
use super::super::phrases::holds;
use super::super::process;
use super::super::said::{Said, Topic};
use super::super::token::tokens;
use super::super::unit::Quantity;
use super::super::value::{Value, values};
use super::several::{doubled, with_label};
use super::{Gather, Rest, count, subject};
use crate::part::Engine;
use crate::quantity::Exact;

impl Gather {
    /// Takes the claims of a cell beside its label. `layers` from the nearest on.
    pub(super) fn cell(&mut self, at: usize, subject: Option<usize>, label: &Text, cell: &Text, layers: &[Layer]) {
        let row = layers.first().map(|layer| layer.said.clone()).unwrap_or_default();
        if let Some(label) = row.labels.iter().find_map(|label| link(*label)) {
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
        if let Some(each) = self.listed(label, cell, layers) {
            for (part, own) in &each {
                self.cell(at, subject, &part.label, own, &with_label(layers, part));
            }
            return;
        }
        let marked = if self.sparsity_noted { marked(cell) } else { None };
        let cell = marked.as_ref().unwrap_or(cell);
        let tokens = tokens(&cell.text, self.decimals, true);
        let mut found = values(&cell.text, &tokens);
        // "4/4.9 TB/s".
        let is_bandwidth = |value: &Value| value.unit.as_ref().is_some_and(|unit| unit.kind == Quantity::Bandwidth);
        let differ = |two: &[Value]| {
            let plain =
                two.iter().all(|value| value.lead.is_none()) && (two[0].unit.is_none() || is_bandwidth(&two[0]));
            two[1].paired && is_bandwidth(&two[1]) && plain && two[0].number != two[1].number
        };
        if found.windows(2).any(differ) {
            return self.set_aside(label, cell, "two figures, and of what each is is not said");
        }
        let doubled = self.sparsity_noted && row.formats.len() <= 1 && doubled(&mut found);
        let context = self.context();
        // A formula, or a column of rates per clock.
        let per_clock = layers.iter().any(|layer| is_per_clock(&layer.text));
        if per_clock || is_formula(&cell.text) {
            self.set_aside(label, cell, "a formula, or a rate of something smaller than a part");
            return;
        }
        if !row.formats.is_empty() && is_unpublished(&cell.text) {
            self.simple(subject, What::Unpublished(row.formats.clone(), row.engine), Exact::from(0), label, cell);
            return;
        }
        let mut previous: Option<u32> = None;
        let each = self.by_position(&label.text, &found);
        for (place, value) in found.iter().enumerate() {
            let mut own = Layer::from_said(value.said.clone(), "", &self.notes, at, "the words beside it");
            if let Some(of) = each.get(place) {
                (own.said.formats, own.said.engine) = (of.formats.clone(), of.engine);
                said_any |= self.value(subject, &of.label, cell, value, &own, &with_label(layers, of), &context, None);
                continue;
            }
            if doubled && own.density.is_none() && own.pair.is_none() {
                own.density = Some((
                    if place == 0 { Density::Dense } else { Density::Sparse },
                    "a pair of which one is twice the other, where a note speaks of sparsity".to_owned(),
                ));
            }
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
    pub(super) fn value(
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
        let mut of_section = true;
        for layer in context {
            // "Specifications" under "Benchmark results" are no results.
            of_section &=
                !holds!(&layer.text, &["specification", "specs", "规格", "規格"]) || layer.said.status.is_some();
            all.status = all.status.or(layer.said.status.filter(|_| of_section));
            // "H100 Tensor Core GPU" is a name.
            all.engine = all.engine.or(layer.said.engine.filter(|_| names(&layer.text).is_empty()));
        }
        let Some((mut what, factor, bare)) = what(value, &own.said, &row, &all) else { return false };
        // "2.9 EF per 72-GPU rack".
        if matches!(own.said.scope, Some(Scope::System | Scope::Rack)) || factor >= Exact::from(1_000_000) {
            return false;
        }
        if let What::Bandwidth(Label::Bandwidth) = what {
            let named = row.labels.contains(&Label::Bandwidth) || row.words.is_empty();
            let Some(above) = self.above.filter(|_| named) else { return false };
            what = What::Bandwidth(above);
        }
        if bare && matches!(what, What::Rate(_)) && counts_hardware(&label.text) {
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
        // A remark that takes it back.
        if let Some(taken) =
            layers.iter().filter_map(|layer| layer.density.clone()).find(|(d, _)| *d == Density::Contradictory)
            && own.density.is_none()
        {
            density = Some(taken);
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
            // "13.5 PFLOPS (15 PFLOPS in GB300)".
            [name, ..] if value.lead.is_none() && is_elsewhere(&cell.text[value.start..], name.start) => {
                let of = self.subjects.refer(&name.text, cell.line, name.system, subject);
                if subject.is_some() && Some(of) != subject {
                    return false;
                }
                subject
            }
            _ => subject,
        };
        self.claims.push(Claim {
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
            // "8.0 TB/s (some sources report 7.7 TB/s)".
            status: all.status.or(holds!(
                &cell.text,
                &["some sources", "other sources", "sources vary", "sources differ"]
            )
            .then_some(Status::Rumor)),
            qualifier: all.qualifier,
            group: group.map(|(group, place, _)| (group, place)),
            ..self.claim(subject, what, scale(&value.number), cell.line, &label.text, &cell.text)
        });
        true
    }

    /// The part that a value in a cell of several variants is of: "PCIe: 1,513 / SXM: 1,979".
    pub(super) fn variant(&mut self, subject: Option<usize>, value: &Value, row: &Said) -> Option<usize> {
        let Some(lead) = value.lead.as_deref().map(str::trim).filter(|lead| !lead.is_empty()) else { return subject };
        let said = self.said_of(lead);
        let own_topic = said.topic().is_some_and(|topic| {
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
    pub(super) fn context(&self) -> Vec<Layer> {
        self.lead.iter().cloned().chain(self.headings.iter().rev().map(|(_, layer)| layer.clone())).collect()
    }

    /// A process named in a cell or a sentence.
    pub(super) fn process(&mut self, subject: Option<usize>, label: &Text, cell: &Text, expected: bool) -> bool {
        let label_is_other = count::is_other_die(&label.text);
        if label_is_other {
            return false;
        }
        // "4nm process: made for datacenters": the label names it.
        let of_label = || process::process(&label.text, expected).filter(|_| !label.text.is_empty());
        let expected = expected || process::is_node_alone(&cell.text);
        let named = process::process(&cell.text, expected).or_else(of_label).or_else(|| {
            let is_word = cell.text.chars().any(char::is_alphabetic) && cell.text.chars().count() <= 60;
            if !is_word || !self.said_of(&label.text).labels.contains(&Label::Process) {
                return None;
            }
            let missing = self.said_of(&cell.text).missing;
            let tokens = tokens(&cell.text, self.decimals, true);
            let figures = values(&cell.text, &tokens).iter().any(|value| {
                value.unit.as_ref().is_some_and(|unit| !matches!(unit.kind, Quantity::Length | Quantity::Letter))
            });
            let lower = label.text.trim().to_lowercase();
            let of_cluster = matches!(lower.as_str(), "node" | "nodes" | "节点" | "節點") || lower.contains("one node");
            (!figures && !of_cluster && !missing).then(|| process::Named { name: cell.text.clone(), transistor: None })
        });
        let Some(mut named) = named else { return false };
        // "TSMC Manufacturing Process | 7 nm".
        if let (Some((maker, _)), None) = (process::foundry(&label.text), process::foundry(&named.name)) {
            named.name = format!("{maker} {}", named.name);
        }
        self.simple(subject, What::Process(named), Exact::from(0), label, cell);
        true
    }

    /// A claim that is no printed rate: a process, a count.
    pub(super) fn simple(&mut self, subject: Option<usize>, what: What, number: Exact, label: &Text, cell: &Text) {
        let said = self.said_of(&cell.text);
        let status = said.status.filter(|status| *status == Status::Rumor);
        let line = cell.line.max(label.line);
        self.claims.push(Claim { status, ..self.claim(subject, what, number, line, &label.text, &cell.text) });
    }

    /// A claim at this place of which nothing is said but the number.
    pub(super) fn claim(
        &self,
        subject: Option<usize>,
        what: What,
        number: Exact,
        line: u32,
        label: &str,
        text: &str,
    ) -> Claim {
        Claim {
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
            status: None,
            qualifier: None,
            group: None,
            list: self.list,
            section: self.section,
            line,
            label: label.to_owned(),
            text: text.to_owned(),
        }
    }
}

/// A pair whose last figure bears the bare number of a note, with the number as its mark: "312/624 2".
fn marked(cell: &Text) -> Option<Text> {
    let (figures, mark) = cell.text.rsplit_once(' ')?;
    let is_mark = (1..=2).contains(&mark.len()) && mark.bytes().all(|byte| byte.is_ascii_digit());
    let pair = figures.contains(['/', '|']) && figures.ends_with(|c: char| c.is_ascii_digit());
    (is_mark && pair).then(|| Text::new(format!("{figures}^{{{mark}}}"), cell.line))
}

/// Whether the word before a name says that the figure is of that.
fn is_elsewhere(text: &str, name: usize) -> bool {
    let before = text.get(..name).unwrap_or_default();
    matches!(before.split_whitespace().next_back(), Some("in" | "on" | "for" | "of"))
}

/// Whether a cell calculates: "2 * 1695 * 1e6 = 35.58e12".
pub(super) fn is_formula(text: &str) -> bool {
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
