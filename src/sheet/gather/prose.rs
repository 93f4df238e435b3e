//! Running text: sentences with figures, lines of lists, notes.

use super::super::claim::{Claim, What, link, step};
use super::super::density::{Density, half_is_stated, stated};
use super::super::document::Text;
use super::super::lexicon::{Label, Qualifier, Say, Scope, Sense, Status, WORDS};
use super::super::name::{Name, names};
use super::super::said::Said;
use super::super::token::{Kind, Token, tokens};
use super::super::unit::{Quantity, Unit};
use super::pairing::{Item, pair};
use super::{Gather, Rest};
use crate::part::Format;
use crate::quantity::Exact;
use std::ops::Range;

/// A number with its unit in a sentence.
#[derive(Clone, Debug)]
struct Figure {
    number: Exact,
    to: Option<Exact>,
    times: Option<Exact>,
    unit: Unit,
    /// Places of its tokens.
    tokens: Range<usize>,
}

impl Gather {
    /// A paragraph, a line of a list, or a note.
    pub(super) fn words(&mut self, at: usize, text: &Text, note: bool) {
        if note || self.notes.is_note(at) {
            let (_, density) = stated(&text.text);
            if note && density.is_some() {
                // A note without a mark, or one whose mark nobody uses, may speak of the whole table above.
                self.statement(&text.text, text.line, None);
            }
            self.rest.push(Rest { line: text.line, text: text.text.clone(), why: "a note" });
            return;
        }
        if super::is_formula(&text.text) {
            self.rest.push(Rest { line: text.line, text: text.text.clone(), why: "a formula" });
            return;
        }
        let lower = text.text.to_lowercase();
        self.inside |= [
            "contains 2 gpus",
            "contains two gpus",
            "has 2 gpus",
            "has two gpus",
            "two gpus on",
            "dual-gpu",
            "two gcds",
            "2 gcds",
        ]
        .iter()
        .any(|word| lower.contains(word));
        let all = tokens(&text.text, self.decimals, true);
        let named = names(&text.text);
        // "GPU of the GB200:" as the head of a list.
        if let ([_], Some(head)) = (named.as_slice(), text.text.trim_end().strip_suffix([':', '：']))
            && head.chars().count() <= 60
            && figures(&all).is_empty()
        {
            return self.pair(at, &Text::new(head, text.line), &Text::default());
        }
        let paragraph = Said::of(&all);
        let rumor = (paragraph.status == Some(Status::Rumor)
            || all.iter().any(|token| token.sense() == Some(&Sense::Status(Status::Rumor))))
        .then_some(Status::Rumor);
        let mut understood = false;
        let start = self.current;
        for range in sentences(&all) {
            let sentence = &all[range];
            let (Some(first), Some(last)) = (sentence.first(), sentence.last()) else { continue };
            let bytes = first.start..last.end;
            let inside: Vec<Name> = named.iter().filter(|name| bytes.contains(&name.start)).cloned().collect();
            understood |= self.sentence(&text.text, sentence, &inside, text.line, rumor);
        }
        // A short line that begins with a name is a title of what follows.
        if let [name] = named.as_slice() {
            let title = text.text.chars().count() <= 100 && name.start <= 24;
            if title || self.current.is_none() {
                let system =
                    name.system || self.is_system(&text.text) && !text.text.to_lowercase().contains("card with");
                let of = self.subjects.refer(&name.text, text.line, system, self.current);
                if !understood || start.is_none() {
                    self.current = Some(of);
                    self.list += 1;
                    self.above = None;
                }
                self.count(text, Some(of));
                understood = true;
            }
        }
        if text.text.trim_end().ends_with([':', '：']) || text.text.chars().count() < 160 && !understood {
            let clause = text.text.trim_end().trim_end_matches([':', '：', ')', '.']);
            let clause = clause.rsplit(['.', ';', '。', '；']).next().unwrap_or(clause);
            let last = if stated(clause).1 == Some(Density::Contradictory) {
                clause.rsplit([',', '，']).next().unwrap_or(clause)
            } else {
                clause
            };
            let layer = super::Layer::of(last, self.decimals, &self.notes, at, "the line above");
            if (layer.density.is_some() || layer.pair.is_some())
                && layer
                    .density
                    .as_ref()
                    .is_none_or(|(density, _)| super::speaks_of_all(&text.text, *density) || *density == Density::Dense)
            {
                self.lead = Some(layer);
            }
        }
        if !understood {
            self.ignore(text);
        }
    }

    /// One sentence. Whether anything was made of it.
    fn sentence(&mut self, text: &str, tokens: &[Token<'_>], named: &[Name], line: u32, rumor: Option<Status>) -> bool {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
        let sentence = &text[first.start..last.end];
        let figures = figures(tokens);
        let whole = Text::new(sentence, line);
        let rates: Vec<usize> = (0..figures.len()).filter(|at| self.is_rate(&figures[*at], tokens)).collect();
        let own = if rates.is_empty() && !figures.is_empty() { None } else { Some(()) };
        if rates.is_empty() {
            self.statement(sentence, line, None);
        }
        let _ = own;
        let mut understood = false;
        // Who and what each figure is of.
        let subjects: Vec<(Option<usize>, bool)> =
            figures.iter().map(|figure| self.subject_at(text, tokens, figure, named, line)).collect();
        let items = items(tokens, &figures, &rates, text);
        let mut formats = pair(&items);
        bind_brackets(tokens, &figures, &rates, text, &mut formats);
        let status = status(tokens).or(rumor);
        for (nth, figure) in figures.iter().enumerate() {
            let (subject, system) = subjects[nth];
            let what = if let Some(found) = rates.iter().position(|at| *at == nth) {
                let range = formats.iter().find(|(rate, _)| *rate == found).and_then(|(_, range)| range.clone());
                let formats = range.map(|range| formats_in(&tokens[range])).unwrap_or_default();
                Some(if formats.is_empty() { What::UnsaidRate } else { What::Rate(formats) })
            } else {
                self.other(text, tokens, figure, &figures)
            };
            let Some(what) = what else { continue };
            understood = true;
            if system {
                self.rest.push(Rest { line, text: sentence.to_owned(), why: "of something that holds several" });
                continue;
            }
            let clause = clause(tokens, figure);
            let around = Said::of(&tokens[clause.clone()]);
            let (density, why) = if rates.contains(&nth) {
                density(text, tokens, figure, &figures, &rates)
            } else {
                (None, String::new())
            };
            let scale = |number: &Exact| number * &figure.unit.factor;
            self.claims.push(Claim {
                subject,
                what,
                number: scale(&figure.number),
                to: figure.to.as_ref().map(scale),
                step: scale(&step(&figure.number)),
                times: figure.times.clone(),
                bare: false,
                density,
                why,
                engine: around.engine,
                accumulate: around.accumulate,
                direction: around.direction,
                scope: around.scope.filter(|scope| *scope == Scope::Die).or_else(|| {
                    let lower = sentence.to_lowercase();
                    let one = ["each gpu", "per gpu", "2 gpus", "two gpus", "each gcd", "per gcd"]
                        .iter()
                        .any(|word| lower.contains(word));
                    (self.inside && one).then_some(Scope::Die)
                }),
                status,
                qualifier: qualifier(tokens, figure),
                group: None,
                list: self.list,
                section: self.section,
                line,
                label: String::new(),
                text: sentence.to_owned(),
            });
        }
        let last_subject = subjects.last().copied();
        let of = match (last_subject, named) {
            (Some((Some(subject), false)), _) => Some(subject),
            (None, [name]) if !name.system => Some(self.subjects.refer(&name.text, line, false, self.current)),
            _ => self.current.filter(|_| named.is_empty()),
        };
        let has_words = tokens.iter().any(|token| matches!(token.sense(), Some(Sense::Label(Label::Process))));
        let before = self.claims.len();
        if of.is_some() || self.current.is_none() {
            let expected = has_words
                || [
                    "made in",
                    "made by",
                    "made with",
                    "built",
                    "produced",
                    "fabricated",
                    "manufactured",
                    "comes from",
                    "come from",
                    "line",
                    "代工",
                    "工艺",
                    "製程",
                    "采用",
                    "nm",
                ]
                .iter()
                .any(|word| sentence.contains(word));
            let empty = Text::new("", line);
            if super::super::process::process(sentence, false).is_some()
                || expected && super::super::process::foundry(sentence).is_some()
                || has_words
            {
                self.process(of, &empty, &whole, expected);
            }
            if of.is_some() {
                self.count(&whole, of);
            }
        }
        understood |= self.claims.len() > before;
        if let Some((Some(subject), false)) = last_subject {
            self.current = Some(subject);
        } else if let (None, Some(of), [name]) = (last_subject, of, named)
            && !name.system
            && (understood || self.current.is_none() || sentence.trim().len() <= name.text.len() + 8)
        {
            self.current = Some(of);
        }
        understood
    }

    /// Whether a figure is a rate: its unit says so, or a bare letter beside a format or a word for rates.
    fn is_rate(&self, figure: &Figure, tokens: &[Token<'_>]) -> bool {
        match figure.unit.kind {
            Quantity::Rate => true,
            Quantity::Letter => {
                let said = Said::of(&tokens[clause(tokens, figure)]);
                !said.formats.is_empty() || said.labels.contains(&Label::Rate)
            }
            _ => false,
        }
    }

    /// Which part a figure is of, and whether it is of something larger.
    fn subject_at(
        &mut self,
        text: &str,
        tokens: &[Token<'_>],
        figure: &Figure,
        named: &[Name],
        line: u32,
    ) -> (Option<usize>, bool) {
        let place = tokens[figure.tokens.start].start;
        let start = tokens[0].start;
        let compares = |name: &Name| is_compared(&text[start..name.start]);
        // A part that is only compared has the figures of its own clause.
        let breaks = |from: usize| text[from..place.max(from)].contains([',', ';', '—', '–', ')', '，', '；', '）']);
        let before = named.iter().rev().find(|name| name.end <= place && !(compares(name) && breaks(name.end)));
        let only = if let [only] = named { Some(only).filter(|name| !compares(name)) } else { None };
        // Words for something larger, since the name or the word for one part.
        let mut system = before.is_some_and(|name| name.system);
        let from = before.map_or(start, |name| name.end);
        for token in tokens.iter().filter(|token| token.start >= from && token.start < place) {
            match token.sense() {
                Some(Sense::Scope(Scope::System | Scope::Rack | Scope::Superchip)) => system = true,
                Some(Sense::Scope(_)) => system = false,
                _ => {}
            }
        }
        let words = text[from..place].to_lowercase();
        if [
            "node of",
            "组成",
            "总算力",
            "總算力",
            "pod ",
            "cluster",
            "server holds",
            "servers",
            "eight cards",
            "集群",
            "组成的",
            "整机",
            "a rack",
            "supercomputer",
        ]
        .iter()
        .any(|word| words.contains(word))
        {
            system = true;
        }
        if [
            "per chip",
            "each chip",
            "every chip",
            "each package",
            "per gpu",
            "each gpu",
            "one gpu",
            "a single",
            "单颗",
            "单卡",
            "每颗",
        ]
        .iter()
        .any(|word| words.contains(word))
            && !before.is_some_and(|name| name.system)
        {
            system = false;
        }
        // After the figure: "for the rack".
        let after = &tokens[clause(tokens, figure)];
        let own = Said::of(after).scope;
        if matches!(own, Some(Scope::System | Scope::Rack)) && before.is_none_or(|name| name.system) {
            system = true;
        }
        if figure.unit.kind == Quantity::Rate && figure.unit.factor >= Exact::from(1_000_000) {
            system = true;
        }
        let name = before.or(only);
        let subject = match name {
            Some(name) => Some(self.subjects.refer(&name.text, line, name.system, self.current)),
            None => self.current,
        };
        let of_system = subject.is_some_and(|subject| self.subjects.all[subject].system);
        (subject, system || of_system)
    }

    /// What a figure that is no rate is about.
    fn other(&self, text: &str, tokens: &[Token<'_>], figure: &Figure, figures: &[Figure]) -> Option<What> {
        let own = clause(tokens, figure);
        let label_in = |range: Range<usize>, of: &dyn Fn(Label) -> Option<Label>| {
            let before = tokens[range.start..figure.tokens.start.max(range.start).min(range.end)].iter().rev();
            let after = tokens[figure.tokens.end.min(range.end)..range.end].iter();
            before
                .chain(after)
                .find_map(|token| if let Some(Sense::Label(label)) = token.sense() { of(*label) } else { None })
        };
        match figure.unit.kind {
            Quantity::Bandwidth => {
                let words = text[tokens[own.start].start..tokens[own.end - 1].end].to_lowercase();
                if ["external i/o", "i/o总", "sum of all"].iter().any(|word| words.contains(word)) {
                    return None;
                }
                if let Some(label) = label_in(own.clone(), &link) {
                    return Some(What::Bandwidth(label));
                }
                // The last word for a memory or a link before, if no other bandwidth has taken it.
                let earlier = figures
                    .iter()
                    .rfind(|other| other.tokens.end <= figure.tokens.start && other.unit.kind == Quantity::Bandwidth);
                let from = earlier.map_or(0, |other| clause(tokens, other).end);
                let label = label_in(from.min(own.start)..own.start, &link);
                // "32 GB at 1,638 GB/s".
                let beside = figures
                    .iter()
                    .rfind(|other| other.tokens.end <= figure.tokens.start)
                    .filter(|other| other.unit.kind == Quantity::Bytes && figure.tokens.start - other.tokens.end <= 4);
                label.or(self.above).or(beside.map(|_| Label::MemoryBandwidth)).map(What::Bandwidth)
            }
            Quantity::Area
                if tokens[own.clone()].iter().any(|token| token.sense() == Some(&Sense::Scope(Scope::Die))) =>
            {
                Some(What::Area(Label::DieArea))
            }
            Quantity::Area => {
                let of = |label: Label| {
                    matches!(
                        label,
                        Label::DieArea
                            | Label::ChipArea
                            | Label::PackageArea
                            | Label::InterposerArea
                            | Label::Wafer
                            | Label::DieCount
                    )
                    .then_some(if label == Label::DieCount { Label::DieArea } else { label })
                };
                let found = label_in(own, &of)
                    .or_else(|| label_in(0..figure.tokens.start, &of))
                    .or_else(|| label_in(figure.tokens.end..tokens.len(), &of));
                // "together they cover 1,074 square millimeters", after a sentence about dies.
                let earlier = || {
                    let before = text[..tokens[figure.tokens.start].start].to_lowercase();
                    (before.contains(" die") || before.contains("silicon")).then_some(Label::DieArea)
                };
                found.or_else(earlier).map(What::Area)
            }
            _ => None,
        }
    }
}

/// Whether the words before a name compare with it: "ahead of Nvidia's", "相比第一代".
fn is_compared(before: &str) -> bool {
    let lower = before.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().rev().take(4).collect();
    let english = [
        "than",
        "versus",
        "vs",
        "vs.",
        "compared",
        "ahead",
        "behind",
        "unlike",
        "outperforms",
        "outperforming",
        "beats",
        "rivals",
        "rivaling",
        "succeeds",
        "successor",
        "replaces",
    ];
    let last: String = lower.chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
    words.iter().any(|word| english.contains(word))
        || ["相比", "相较", "比", "較", "较", "对标", "超过", "與", "与"].iter().any(|word| last.contains(word))
}

/// The sentences of a text, as ranges of its tokens.
fn sentences(tokens: &[Token<'_>]) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        if matches!(token.kind, Kind::Sign('.' | ';' | '；' | '!' | '！' | '?' | '\n')) {
            all.push(start..at);
            start = at + 1;
        }
    }
    all.push(start..tokens.len());
    all.retain(|range| !range.is_empty());
    all
}

fn figures(tokens: &[Token<'_>]) -> Vec<Figure> {
    let mut found: Vec<Figure> = Vec::new();
    let mut at = 0;
    let unit = |at: usize| {
        if let Some(Kind::Unit(unit)) = tokens.get(at).map(|token| &token.kind) { Some(unit.clone()) } else { None }
    };
    let number = |at: usize| {
        if let Some(Kind::Number(number)) = tokens.get(at).map(|token| &token.kind) {
            Some(number.clone())
        } else {
            None
        }
    };
    while at < tokens.len() {
        let Some(first) = number(at) else {
            at += 1;
            continue;
        };
        let start = at;
        let mut value = first;
        let mut times = None;
        let mut next = at + 1;
        if let (Some(Quantity::Times), Some(second)) = (unit(next).map(|unit| unit.kind), number(next + 1)) {
            times = Some(std::mem::replace(&mut value, second));
            next += 2;
        }
        let mut own = unit(next).or_else(|| super::super::value::unit_after(tokens, next - 1));
        let mut end = next + usize::from(unit(next).is_some());
        let mut to = None;
        let dash = tokens.get(end).is_some_and(|token| {
            matches!(token.kind, Kind::Sign('-' | '~' | '～') | Kind::Word("to" | "至" | "到"))
                || token.sense() == Some(&Sense::Missing)
        });
        if dash && let (Some(high), Some(high_unit)) = (number(end + 1), unit(end + 2)) {
            to = Some(high);
            own = Some(high_unit);
            end += 3;
        }
        if let Some(unit) = own.filter(|unit| unit.kind != Quantity::Times) {
            found.push(Figure { number: value, to, times, unit, tokens: start..end });
        }
        at = end.max(start + 1);
    }
    found
}

/// The tokens of the clause that a figure stands in: between commas; brackets are a part of theirs.
fn clause(tokens: &[Token<'_>], figure: &Figure) -> Range<usize> {
    let ends = |token: &Token<'_>| {
        matches!(token.kind, Kind::Sign(',' | '，' | ':' | '：' | '—') | Kind::Word("while" | "whereas" | "but"))
    };
    let start = tokens[..figure.tokens.start].iter().rposition(ends).map_or(0, |at| at + 1);
    let end = tokens[figure.tokens.end..].iter().position(ends).map_or(tokens.len(), |at| figure.tokens.end + at);
    start..end
}

/// Rates, formats and commas in their order.
fn items(tokens: &[Token<'_>], figures: &[Figure], rates: &[usize], text: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some(place) = rates.iter().position(|rate| figures[*rate].tokens.start == at) {
            items.push(Item::Rate(place));
            at = figures[rates[place]].tokens.end;
            continue;
        }
        if is_format(&tokens[at], text) {
            let start = at;
            at += 1;
            // "FP16 and BF16", "FP16（半精度）".
            loop {
                let joined = tokens[at..]
                    .iter()
                    .take(3)
                    .take_while(|token| {
                        matches!(
                            token.kind,
                            Kind::Sign('/' | '(' | ')' | '|' | '+' | '&')
                                | Kind::Word("and" | "or" | "和" | "与" | "及" | "與")
                        )
                    })
                    .count();
                let next = at + joined;
                if tokens.get(next).is_some_and(|token| is_format(token, text)) {
                    at = next + 1;
                } else {
                    break;
                }
            }
            items.push(Item::Formats(start..at));
            continue;
        }
        if matches!(tokens[at].kind, Kind::Sign(',' | '，' | ':' | '：' | '—') | Kind::Word("while" | "whereas")) {
            items.push(Item::Comma);
        }
        at += 1;
    }
    items
}

/// A format in brackets after a rate, and a rate in brackets after a format, belong together: "750 TOPS (INT8)".
fn bind_brackets(
    tokens: &[Token<'_>],
    figures: &[Figure],
    rates: &[usize],
    text: &str,
    pairs: &mut [(usize, Option<Range<usize>>)],
) {
    for (place, range) in pairs.iter_mut() {
        let figure = &figures[rates[*place]].tokens;
        let open = tokens.get(figure.end).is_some_and(|token| matches!(token.kind, Kind::Sign('(' | '@')));
        let mut end = figure.end + 1;
        while open
            && tokens.get(end).is_some_and(|token| {
                is_format(token, text) || matches!(token.kind, Kind::Sign('/') | Kind::Word("and" | "和"))
            })
        {
            end += 1;
        }
        if open && end > figure.end + 1 {
            *range = Some(figure.end + 1..end);
            continue;
        }
        let before =
            figure.start.checked_sub(2).filter(|at| tokens[at + 1].is_sign('(') && is_format(&tokens[*at], text));
        if let Some(at) = before {
            *range = Some(at..at + 1);
        }
    }
}

/// Whether a token is a format in running text, where short words ("half", "single") are none.
fn is_format(token: &Token<'_>, text: &str) -> bool {
    let Some(Sense::Format(format)) = token.sense() else { return false };
    let long = WORDS.longest(&text[token.start..], false);
    long.is_some_and(|found| matches!(found.meaning, Sense::Format(other) if other == format))
}

fn formats_in(tokens: &[Token<'_>]) -> Vec<Format> {
    let mut all: Vec<Format> = Vec::new();
    for token in tokens {
        if let Some(Sense::Format(format)) = token.sense()
            && !all.contains(format)
        {
            all.push(format.clone());
        }
    }
    all
}

fn status(tokens: &[Token<'_>]) -> Option<Status> {
    tokens.iter().find_map(|token| match token.sense() {
        Some(Sense::Status(status @ (Status::Measured | Status::Rumor))) => Some(*status),
        _ => None,
    })
}

/// The word at a figure, right before or after it: "up to", "over", "约", "以上".
fn qualifier(tokens: &[Token<'_>], figure: &Figure) -> Option<Qualifier> {
    let near = |at: usize| match tokens.get(at).and_then(Token::sense) {
        Some(Sense::Qualifier(qualifier)) => Some(*qualifier),
        _ => None,
    };
    let sign = |at: usize| {
        matches!(tokens.get(at).map(|token| &token.kind), Some(Kind::Sign('~' | '≈'))).then_some(Qualifier::About)
    };
    let before = figure.tokens.start.checked_sub(1).and_then(|at| near(at).or_else(|| sign(at)));
    before
        .or_else(|| figure.tokens.start.checked_sub(2).and_then(near))
        .or_else(|| near(figure.tokens.end).filter(|found| *found != Qualifier::UpTo))
}

/// What a sentence says of the density of one of its rates.
fn density(
    text: &str,
    tokens: &[Token<'_>],
    figure: &Figure,
    figures: &[Figure],
    rates: &[usize],
) -> (Option<Density>, String) {
    let says = |range: Range<usize>| -> Vec<Say> {
        tokens[range]
            .iter()
            .filter_map(|token| if let Some(Sense::Sparsity(say)) = token.sense() { Some(*say) } else { None })
            .collect()
    };
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return (None, String::new()) };
    let sentence = &text[first.start..last.end];
    let why = || "its sentence".to_owned();
    let own_clause = clause(tokens, figure);
    // Between the rate before it and the one after it.
    let before = rates.iter().map(|at| &figures[*at]).rfind(|other| other.tokens.end <= figure.tokens.start);
    let after = rates.iter().map(|at| &figures[*at]).find(|other| other.tokens.start >= figure.tokens.end);
    let from = before.map_or(0, |other| other.tokens.end).max(own_clause.start);
    let to = after.map_or(tokens.len(), |other| other.tokens.start).min(own_clause.end);
    let behind = Density::of(&says(figure.tokens.end.min(to)..to));
    let ahead = Density::of(&says(from.min(figure.tokens.start)..figure.tokens.start));
    // "BF16稠密算力780": ahead of the first or of each; "312 TFLOPS dense": behind.
    let all: Vec<Say> = says(0..tokens.len());
    let whole = Density::of(&all);
    let general = ["all ", "均", "皆", "兩者", "两者", "都是", "each", "both", "every", "without any"]
        .iter()
        .any(|word| sentence.to_lowercase().contains(word));
    if half_is_stated(sentence) && whole.is_some() {
        return (Some(Density::TwiceDense), why());
    }
    if general && rates.len() > 1 && whole.is_some() && whole != Some(Density::Contradictory) {
        return (whole, why());
    }
    if let Some(own) = behind.or(ahead) {
        return (Some(own), why());
    }
    if rates.len() == 1 {
        return (whole.filter(|whole| *whole != Density::Contradictory), why());
    }
    // Said before the first rate, and nothing else since: it holds for all.
    let first_rate = rates.first().map_or(0, |at| figures[*at].tokens.start);
    let lead = Density::of(&says(0..first_rate));
    let later = says(first_rate..tokens.len());
    match lead {
        Some(lead) if later.is_empty() => (Some(lead), why()),
        _ => (None, String::new()),
    }
}
