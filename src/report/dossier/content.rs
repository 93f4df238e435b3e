//! What a dossier says, in blocks that a renderer writes.

use super::{Dossier, Input};
use crate::Truth;
use crate::determine::{ReadingEffect, TraceNode};
use crate::facts::{Derivation, Flag, NumericFact};
use crate::law::{Provision, Status};
use crate::part::{Part, Source};
use crate::plot::Scene;
use crate::report::{full_name, governing, needs, text, under};

/// A page.
pub(super) struct Content<'a> {
    pub(super) title: String,
    /// Day and posture.
    pub(super) subtitle: String,
    pub(super) verdict: String,
    pub(super) certain: bool,
    pub(super) sections: Vec<(&'static str, Vec<Block<'a>>)>,
}

/// One thing on a page.
pub(super) enum Block<'a> {
    Text(String),
    List(Vec<String>),
    /// A heading inside a section.
    Heading(String),
    Table {
        head: Vec<&'static str>,
        rows: Vec<Vec<String>>,
    },
    Tree(Vec<Node>),
    /// Words of the law, and where they stand.
    Quote {
        words: String,
        cite: String,
    },
    Picture(&'a Scene),
    /// Where values come from: a mark, a reference that is a link if it is a URL, and a remark.
    Sources(&'a [Source]),
}

/// A line with lines under it.
#[derive(Default)]
pub(super) struct Node {
    pub(super) text: String,
    pub(super) holds: Option<Truth>,
    /// Citations, remarks, places.
    pub(super) notes: Vec<String>,
    pub(super) quote: Option<String>,
    pub(super) under: Vec<Node>,
}

impl Dossier<'_> {
    pub(super) fn content(&self) -> Content<'_> {
        let answer = &self.answer;
        let verdict = match answer.eccn() {
            Some("none") => "none of the entries checked".to_owned(),
            Some(eccn) => eccn.to_owned(),
            None => format!("depends: {}", governing(answer).replace('|', " or ")),
        };
        let posture = answer.posture().words();
        let mut sections =
            vec![("Answer", self.conclusion()), ("Arithmetic", self.arithmetic()), ("Margins", self.margins())];
        if let Some(plane) = &self.plane {
            sections.push(("Picture", vec![Block::Picture(plane)]));
        }
        sections.extend([
            ("Through the law", self.trace()),
            ("Readings", self.readings()),
            ("Remarks", self.remarks()),
            ("Over time", self.over_time()),
            ("Sources", self.sources()),
            ("Not checked", vec![Block::List(answer.not_checked().to_vec())]),
            ("Record", self.record()),
        ]);
        Content {
            title: full_name(answer),
            subtitle: format!("on {}, {posture}{}", answer.date(), under(answer.proposals())),
            verdict,
            certain: answer.is_certain(),
            sections,
        }
    }

    fn conclusion(&self) -> Vec<Block<'_>> {
        let answer = &self.answer;
        let mut blocks = Vec::new();
        let also: Vec<&str> =
            answer.paragraphs().iter().map(String::as_str).filter(|id| Some(*id) != answer.eccn()).collect();
        if !also.is_empty() {
            blocks.push(Block::Text(format!("It also meets {}.", also.join(", "))));
        }
        if !answer.is_certain() {
            blocks.push(Block::Text(format!("The answer depends on {}:", needs(answer).join(", "))));
            let possibility = |possibility: &crate::determine::Possibility| Node {
                text: possibility.eccn().unwrap_or("none of the entries checked").to_owned(),
                under: possibility
                    .when()
                    .iter()
                    .map(|when| Node { text: format!("if {when}"), ..Node::default() })
                    .collect(),
                ..Node::default()
            };
            blocks.push(Block::Tree(answer.possibilities().iter().map(possibility).collect()));
        }
        let nearest = answer.nearest_change().and_then(crate::report::nearest);
        blocks.extend(nearest.map(|nearest| Block::Text(format!("The nearest change: {nearest}."))));
        let assumed = answer.assumptions();
        if !assumed.is_empty() {
            blocks.push(Block::Text(format!("Assumed: {}.", assumed.join("; "))));
        }
        if !answer.notices().is_empty() {
            blocks.push(Block::Heading("On this date".to_owned()));
            blocks.push(Block::List(answer.notices().to_vec()));
        }
        blocks
    }

    fn arithmetic(&self) -> Vec<Block<'_>> {
        let (answer, facts) = (&self.answer, self.answer.facts());
        let mut nodes = Vec::new();
        for fact in answer.asked() {
            match fact {
                NumericFact::PerformanceDensity => {
                    if let Some(density) = facts.performance_density().filter(|density| !density.says_nothing()) {
                        let quotient = text::quotient(answer, &density);
                        let line = format!("performance density {}{quotient}", answer.density_text());
                        nodes.push(Node { text: line, ..Node::default() });
                    }
                }
                fact if facts.numeric(*fact).value.says_nothing() && !text::ALWAYS.contains(fact) => {}
                fact => nodes.extend(steps(&facts.numeric(*fact).derivation)),
            }
        }
        for flag in Flag::ALL {
            let measured = facts.flag(*flag);
            let under: Vec<Node> = steps(&measured.derivation).into_iter().collect();
            if !under.is_empty() {
                nodes.push(Node { text: format!("{}: {}", flag.label(), measured.value), under, ..Node::default() });
            }
        }
        vec![Block::Tree(nodes)]
    }

    fn margins(&self) -> Vec<Block<'_>> {
        let answer = &self.answer;
        let mut blocks = Vec::new();
        let stays: Vec<String> = answer.stays().iter().filter_map(text::stay_line).collect();
        if !stays.is_empty() {
            blocks.push(Block::Text("The answer stays while, all else unchanged,".to_owned()));
            blocks.push(Block::List(stays));
        }
        let row = |margin: &crate::determine::Margin| {
            let number = |value: &crate::quantity::Exact| match value.finite_decimal() {
                Some(_) => value.grouped(),
                None => crate::determine::rounded_density(value, &[]),
            };
            let holds = if margin.holds() { "yes" } else { "no" };
            vec![
                margin.fact().label().to_owned(),
                number(margin.value()),
                format!("{} {}", text::sign(margin.operator()), margin.threshold().grouped()),
                holds.to_owned(),
                number(&margin.difference()),
                margin.provisions().join(", "),
            ]
        };
        if answer.margins().is_empty() {
            blocks.push(Block::Text("No measure that the law compares is known as one number.".to_owned()));
        } else {
            blocks.push(Block::Table {
                head: vec!["measure", "value", "compared with", "holds", "difference", "paragraphs"],
                rows: answer.margins().iter().map(row).collect(),
            });
        }
        blocks
    }

    /// Every paragraph that can classify an item of this form, and the notes that exclude.
    fn trace(&self) -> Vec<Block<'_>> {
        let trace = self.answer.trace();
        let of = |wanted: &[Truth]| -> Vec<Node> {
            trace.iter().filter(|node| wanted.contains(&node.holds)).map(question).collect()
        };
        let mut blocks = Vec::new();
        for (title, wanted) in [
            ("Paragraphs that are met", &[Truth::Yes][..]),
            ("Paragraphs that may be met", &[Truth::Unknown]),
            ("Paragraphs that are not met", &[Truth::No]),
        ] {
            let nodes = of(wanted);
            if !nodes.is_empty() {
                blocks.push(Block::Heading(title.to_owned()));
                blocks.push(Block::Tree(nodes));
            }
        }
        let asked = |provision: &Provision| trace.iter().any(|node| node.text == provision.id);
        let mut named: Vec<&str> = Vec::new();
        for provision in self.statute.provisions().filter(|provision| asked(provision)) {
            named.extend(provision.unless_note.as_deref().filter(|note| !named.contains(note)));
        }
        let notes: Vec<_> = named.into_iter().filter_map(|name| self.statute.note(name)).collect();
        if !notes.is_empty() {
            blocks.push(Block::Heading("Notes that exclude".to_owned()));
            for note in notes {
                let status = sourced(note.status);
                let remark = note.remark.as_ref().map(|remark| format!("; {remark}")).unwrap_or_default();
                let cite = format!("{}: {}{status}{remark}", note.id, note.cite);
                blocks.push(Block::Quote { words: crate::law::reflow(&note.text), cite });
            }
        }
        blocks
    }

    fn readings(&self) -> Vec<Block<'_>> {
        let effects = self.answer.readings();
        if effects.is_empty() {
            return vec![Block::Text("No open question of interpretation touches this part on this day.".to_owned())];
        }
        let law = self.statute.law();
        let node = |effect: &ReadingEffect| {
            let reading = law.readings().iter().find(|reading| reading.name == effect.reading);
            let meaning = |name: &str| {
                let choice = reading.and_then(|reading| reading.choices.iter().find(|choice| choice.name == name));
                choice
                    .map(|choice| format!(": {} (held by {})", choice.meaning.trim(), choice.held_by.trim()))
                    .unwrap_or_default()
            };
            let line = |text: String| Node { text, ..Node::default() };
            let mut under = vec![
                line(format!("taken as {}{}", effect.taken, meaning(&effect.taken))),
                line(format!("the other: {}{}", effect.other, meaning(&effect.other))),
                line(format!("it changes {}; {}", effect.facts.join(", "), text::verdict(&self.answer, effect))),
            ];
            under
                .extend(reading.map(|reading| line(format!("why: {}{}", reading.why.trim(), sourced(reading.status)))));
            let question = reading.map(|reading| format!(": {}", reading.question.trim())).unwrap_or_default();
            Node { text: format!("{}{question}", effect.reading), under, ..Node::default() }
        };
        vec![Block::Tree(effects.iter().map(node).collect())]
    }

    fn remarks(&self) -> Vec<Block<'_>> {
        let answer = &self.answer;
        let mut blocks = Vec::new();
        let lint = |lint: &crate::facts::Lint| {
            let place = lint.location.as_ref().map(|location| format!(" [{location}]")).unwrap_or_default();
            format!("{}: {}{place}", lint.id, lint.message)
        };
        if answer.lints().is_empty() {
            blocks.push(Block::Text("Nothing odd was seen in the input or the answer.".to_owned()));
        } else {
            blocks.push(Block::List(answer.lints().iter().map(lint).collect()));
        }
        if !answer.gaps().is_empty() {
            blocks.push(Block::Heading("The text leaves open".to_owned()));
            blocks.push(Block::List(answer.gaps().to_vec()));
        }
        blocks
    }

    fn over_time(&self) -> Vec<Block<'_>> {
        let row = |moment: &crate::determine::Moment<'_>| {
            let eccn = governing(&moment.answer).replace('|', " or ");
            let changed = if moment.changed { "changed" } else { "" };
            let amendment = moment.amendment;
            vec![
                moment.day.to_string(),
                eccn,
                changed.to_owned(),
                format!("{} ({})", amendment.title, amendment.citation),
            ]
        };
        vec![
            Block::Picture(&self.strip),
            Block::Table { head: vec!["from", "paragraph", "", "rule"], rows: self.moments.iter().map(row).collect() },
        ]
    }

    fn sources(&self) -> Vec<Block<'_>> {
        let Part { sources, retrieved, released, notes, control_status, .. } = self.part;
        let mut blocks = Vec::new();
        if sources.is_empty() {
            blocks.push(Block::Text("The input names no sources.".to_owned()));
        } else {
            blocks.push(Block::Sources(sources));
        }
        let day = |what: &str, day: &Option<String>| day.as_ref().map(|day| format!("{what} {day}"));
        let days: Vec<String> =
            [day("released", released), day("sources read", retrieved)].into_iter().flatten().collect();
        if !days.is_empty() {
            blocks.push(Block::Text(format!("{}.", days.join("; "))));
        }
        let said: Vec<String> = control_status
            .iter()
            .map(|said| match &said.sources[..] {
                [] => said.value.clone(),
                sources => format!("{} [{}]", said.value, sources.join("] [")),
            })
            .collect();
        if !said.is_empty() {
            blocks.push(Block::Heading("What others say of its control status (not used)".to_owned()));
            blocks.push(Block::List(said));
        }
        if !notes.is_empty() {
            blocks.push(Block::Heading("Remarks of the input".to_owned()));
            blocks.push(Block::List(notes.clone()));
        }
        blocks
    }

    fn record(&self) -> Vec<Block<'_>> {
        let law = self.statute.law();
        let line = |what: &str, value: String| vec![what.to_owned(), value];
        let mut rows = vec![
            line("law (SHA-256)", law.hash().to_owned()),
            line("law verified to", format!("{} ({})", law.verified_date(), law.coverage_cite())),
            line("new rules looked for until", law.surveyed_date().to_string()),
            line("day and posture", format!("{}, {}", self.statute.date(), self.statute.posture())),
        ];
        let choices = self.choices();
        let choices = if choices.is_empty() { "the defaults of all readings".to_owned() } else { choices.join("; ") };
        rows.push(line("chosen", choices));
        for Input { name, sha256 } in &self.inputs {
            rows.push(line(&format!("input {name} (SHA-256)"), sha256.clone()));
        }
        rows.push(line("tool", format!("eccn {}", env!("CARGO_PKG_VERSION"))));
        vec![
            Block::Table { head: vec!["", ""], rows },
            Block::Text("Not legal advice. The same inputs, law and version give this page byte by byte.".to_owned()),
        ]
    }
}

/// How well words are sourced, where they were not read in the original.
fn sourced(status: Status) -> String {
    if status == Status::Primary { String::new() } else { format!(" [{}]", status.as_str()) }
}

/// A derivation as lines with their places and sources; none if nothing was derived.
fn steps(derivation: &Derivation) -> Option<Node> {
    if derivation.text.is_empty() {
        return None;
    }
    // Flags have no place worth naming.
    let place = derivation.location.as_ref().filter(|location| !location.file.starts_with('<'));
    let mut places: Vec<String> = place.iter().map(ToString::to_string).collect();
    places.extend(derivation.sources.iter().map(|source| format!("source [{source}]")));
    Some(Node {
        text: derivation.text.clone(),
        notes: if places.is_empty() { Vec::new() } else { vec![places.join(", ")] },
        under: derivation.from.iter().filter_map(steps).collect(),
        ..Node::default()
    })
}

/// A question of the trace with its answer.
fn question(node: &TraceNode) -> Node {
    let status = node.status.as_ref().map(|status| format!(" [{status}]")).unwrap_or_default();
    let mut notes: Vec<String> = node.cite.iter().map(|cite| format!("{cite}{status}")).collect();
    notes.extend(node.remark.clone());
    Node {
        text: node.text.clone(),
        holds: Some(node.holds),
        notes,
        quote: node.quote.clone(),
        under: node.because.iter().map(question).collect(),
    }
}
