//! Running text: sentences with figures, lines of lists, notes.

use super::super::claim::{Claim, Layer, What, step};
use super::super::density::{Density, speaks_of_all, stated};
use super::super::document::Text;
use super::super::lexicon::{Label, Scope, Sense, Status};
use super::super::name::{Name, names};
use super::super::process;
use super::super::said::Said;
use super::super::token::{Token, tokens};
use super::super::unit::Quantity;
use super::cell::is_formula;
use super::figure::{bind_brackets, clause, density, figures, formats_in, items, qualifier, sentences, status};
use super::owner::{compares, is_compared, is_set_apart};
use super::pairing::pair;
use super::{Gather, Rest};
use crate::quantity::Exact;

impl Gather {
    /// A paragraph, a line of a list, or a note.
    pub(super) fn words(&mut self, at: usize, text: &Text, note: bool) {
        if note || self.notes.is_note(at) {
            let (_, density) = stated(&text.text);
            if note && density.is_some() {
                // A note without a mark, or one whose mark nobody uses, may speak of the whole table above.
                self.statement(&text.text, text.line);
            }
            self.rest.push(Rest { line: text.line, text: text.text.clone(), why: "a note" });
            return;
        }
        if is_formula(&text.text) {
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
        // "X2, based on the X1:" is about the X2.
        let own: Vec<&Name> = named.iter().filter(|name| !compares(&text.text, name)).collect();
        // Several parts named before any figure: of none, until one is named again.
        if let [first, second, ..] = own.as_slice()
            && figures(&all).first().is_none_or(|figure| all[figure.tokens.start].start > second.end)
            && first.start < 40
        {
            self.current = None;
        }
        let rumor =
            all.iter().any(|token| token.sense() == Some(&Sense::Status(Status::Rumor))).then_some(Status::Rumor);
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
        if let [name] = own.as_slice()
            && !is_set_apart(&text.text[..name.start])
        {
            let title = text.text.chars().count() <= 100 && name.start <= 24;
            if title || self.current.is_none() {
                let clause = text.text.split([',', ';', '，', '；', '。', '、']).next().unwrap_or_default();
                let system = name.system || self.is_system(clause) && !text.text.to_lowercase().contains("card with");
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
            let layer = Layer::of(last, self.decimals, &self.notes, at, "the line above");
            if (layer.density.is_some() || layer.pair.is_some())
                && layer
                    .density
                    .as_ref()
                    .is_none_or(|(density, _)| speaks_of_all(&text.text, *density) || *density == Density::Dense)
            {
                self.lead = Some(layer);
            }
        }
        if !understood {
            self.ignore(text);
        }
    }

    /// Gives the process that a sentence names to all parts that it lists: "S60 and S2000, made in 12 nm".
    fn process_of_all(&mut self, named: &[Name], sentence: &Text) {
        let empty = Text::new("", sentence.line);
        let one = sentence.text.matches("nm").count() == 1
            && !["respectively", "分别", "分別"].iter().any(|word| sentence.text.contains(word));
        let expected = process::is_node_alone(&sentence.text);
        if one && process::process(&sentence.text, expected).is_some() {
            for name in named {
                let of = self.subjects.refer(&name.text, sentence.line, false, None);
                self.process(Some(of), &empty, sentence, expected);
            }
        }
    }

    /// One sentence. Whether anything was made of it.
    fn sentence(&mut self, text: &str, tokens: &[Token<'_>], named: &[Name], line: u32, rumor: Option<Status>) -> bool {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
        let sentence = &text[first.start..last.end];
        let figures = figures(tokens);
        let whole = Text::new(sentence, line);
        let rates: Vec<usize> = (0..figures.len()).filter(|at| self.is_rate(&figures[*at], tokens)).collect();
        if rates.is_empty() {
            self.statement(sentence, line);
        }
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
                ..self.claim(subject, what, scale(&figure.number), line, "", sentence)
            });
        }
        let last_subject = subjects.last().copied();
        let of = match (last_subject, named) {
            (Some((Some(subject), false)), _) => Some(subject),
            (None, [name]) if !name.system && !is_compared(&text[first.start..name.start]) => {
                Some(self.subjects.refer(&name.text, line, false, self.current))
            }
            _ => self.current.filter(|_| named.is_empty()),
        };
        let has_words = tokens.iter().any(|token| matches!(token.sense(), Some(Sense::Label(Label::Process))));
        let before = self.claims.len();
        if of.is_some() || self.current.is_none() {
            let expected = has_words
                || process::is_node_alone(sentence)
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
            let asked =
                text[last.start..].trim_start_matches(|c| c != '?' && c != '？' && c != '\n').starts_with(['?', '？'])
                    || sentence.trim_end().ends_with(['?', '？']);
            if asked {
                // "12nm?"
            } else if process::process(sentence, process::is_node_alone(sentence)).is_some()
                || expected && process::foundry(sentence).is_some()
                || has_words
            {
                self.process(of, &empty, &whole, expected);
            }
            if of.is_some() {
                self.count(&Text::new(before_next_name(sentence, first.start, named), line), of);
            }
        }
        if figures.iter().all(|figure| figure.unit.kind == Quantity::Length) && are_listed(text, named) {
            self.process_of_all(named, &whole);
        }
        understood |= self.claims.len() > before;
        if named.iter().any(|name| is_set_apart(&text[first.start..name.start])) {
            // What is told apart is spoken of in this sentence only.
        } else if let Some((Some(subject), false)) = last_subject {
            self.current = Some(subject);
        } else if let (None, Some(of), [name]) = (last_subject, of, named)
            && !name.system
            && (understood || self.current.is_none() || sentence.trim().len() <= name.text.len() + 8)
        {
            self.current = Some(of);
        }
        understood
    }
}

/// Of a sentence with several names what stands before the last one and its adjectives: "the X1 and the dual-die X2".
fn before_next_name<'t>(sentence: &'t str, start: usize, named: &[Name]) -> &'t str {
    let number = |at: &usize| {
        sentence[*at..].trim_start_matches(|c: char| c != ' ').trim_start().starts_with(|c: char| c.is_ascii_digit())
    };
    let model = sentence.find("dual-die ").filter(number).map(|at| at + "dual-die ".len());
    let Some(last) = model.or(named.last().filter(|_| named.len() > 1).map(|name| name.start.saturating_sub(start)))
    else {
        return sentence;
    };
    let before = sentence.get(..last).unwrap_or(sentence);
    let clause = before.rfind([',', ';', '，', '；', '、']).max(before.rfind(" and "));
    let dies =
        ["dual", "two-die", "multi-die", "双", "雙"].iter().any(|word| before[clause.unwrap_or(0)..].contains(word));
    if dies { &before[..clause.unwrap_or(0)] } else { sentence }
}

/// Whether names stand one after the other as a list: "S60 / S2000", "A and B".
fn are_listed(text: &str, named: &[Name]) -> bool {
    let joins = |pair: &[Name]| {
        let between = text.get(pair[0].end..pair[1].start).unwrap_or_default();
        let between = between.trim_matches([' ', '*', '/', '、', ',', '，', '和', '与', '及', '與', '&']);
        between.is_empty() || between == "and"
    };
    named.len() > 1 && named.iter().all(|name| !name.system) && named.windows(2).all(joins)
}
