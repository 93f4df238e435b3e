//! The values in a cell or a clause: numbers with their units and with what is said of each.

use super::lexicon::{Label, Qualifier, Sense};
use super::said::Said;
use super::token::{Kind, Token};
use super::unit::{Quantity, Unit};
use crate::quantity::Exact;

/// One number with its unit and the words that belong to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) number: Exact,
    /// The upper end, where it is a range.
    pub(super) to: Option<Exact>,
    pub(super) unit: Option<Unit>,
    pub(super) said: Said,
    /// The words before a colon: the variant, the format or the kind that the value is for.
    pub(super) lead: Option<String>,
    /// How many of them: "2 × 814 mm²".
    pub(super) times: Option<Exact>,
    /// Where it stands in the text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where its number stands.
    pub(super) at: usize,
    /// Joined to the value before it by `|` or `/`.
    pub(super) paired: bool,
}

/// The values of a text, in order.
pub(super) fn values(text: &str, tokens: &[Token<'_>]) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let segments = segments(tokens);
    // The labels of the words before, on the same line: "Memory: 16 GB, 119.4 GB/s".
    let mut labels = Vec::new();
    for Segment { tokens: segment, joined, line, newline, bracket } in &segments {
        let own = Said::of(segment);
        if *line {
            labels.clear();
        }
        if !own.labels.is_empty() {
            labels.clone_from(&own.labels);
        }
        let Some(mut value) = value(text, segment) else {
            // Words alone belong to the value before them; before any value, to the first.
            if let Some(last) = found.last_mut() {
                last.said = last.said.clone().within(&own);
            }
            continue;
        };
        // "312 TFLOPS (624 with sparsity)", "FP16 312 TFLOPS, TF32 156": the unit of the one before.
        if let Some(last) =
            found.last().filter(|last| last.unit.as_ref().is_some_and(|unit| unit.kind == Quantity::Rate))
        {
            let named = !value.said.formats.is_empty();
            if value.unit.is_none() && (*bracket && !named && !value.said.sparsity.is_empty() || named && !*newline) {
                value.unit.clone_from(&last.unit);
            }
            if *bracket && !named && !value.said.sparsity.is_empty() {
                value.said.formats.clone_from(&last.said.formats);
            }
        }
        if value.said.labels.is_empty() && value.said.formats.is_empty() && !found.is_empty() {
            value.said.labels.clone_from(&labels);
        }
        let paired = *joined && !found.is_empty();
        found.push(Value { paired, ..value });
    }
    // "2.25/4.5 PF": the unit of the next one of a pair counts for those before it.
    for at in (1..found.len()).rev() {
        if found[at].paired && found[at - 1].unit.is_none() {
            found[at - 1].unit = found[at].unit.clone();
        }
    }
    found
}

/// Tokens between separators.
struct Segment<'s, 't> {
    tokens: &'s [Token<'t>],
    /// Whether the separator before was `|` or `/`.
    joined: bool,
    /// Whether it begins a line, or follows a semicolon.
    line: bool,
    /// Whether it begins a line.
    newline: bool,
    /// Whether it stands in a bracket.
    bracket: bool,
}

fn segments<'s, 't>(tokens: &'s [Token<'t>]) -> Vec<Segment<'s, 't>> {
    let mut all = Vec::new();
    let (mut start, mut joined, mut line, mut newline, mut bracket) = (0, false, true, true, false);
    let has_number = |tokens: &[Token<'_>]| tokens.iter().any(|token| matches!(token.kind, Kind::Number(_)));
    let has_bandwidth = |from: usize, to: usize| {
        (from..to).any(|at| matches!(&tokens[at].kind, Kind::Unit(unit) if unit.kind == Quantity::Bandwidth))
    };
    for (at, token) in tokens.iter().enumerate() {
        let separates = match token.kind {
            Kind::Sign('|' | ';' | '\n' | '→') => true,
            // A slash between numbers, or between values that are complete: not that of "FP16/BF16".
            Kind::Sign('/') => {
                let format = |at: Option<usize>| {
                    matches!(at.and_then(|at| tokens.get(at)).and_then(Token::sense), Some(Sense::Format(_)))
                };
                let of_formats = format(at.checked_sub(1)) && format(Some(at + 1));
                !of_formats && has_number(&tokens[start..at]) && has_number(&tokens[at + 1..])
            }
            // A comma between two values, and a bracket that holds another one.
            Kind::Sign(',') => has_number(&tokens[start..at]) && has_number(&tokens[at + 1..]),
            // "128 GB LPDDR5X @ 273 GB/s".
            Kind::Sign('@') | Kind::Word("at") => has_number(&tokens[start..at]) && has_bandwidth(at, tokens.len()),
            Kind::Sign('(') => has_number(&tokens[start..at]) && has_number(inside(&tokens[at + 1..])),
            _ => false,
        };
        // "NVLink 400 GB/s PCIe Gen5: 128 GB/s": the name of another link.
        let link = matches!(token.sense(), Some(Sense::Label(Label::Interconnect | Label::Host | Label::Network)));
        if separates || link && has_bandwidth(start, at) && has_bandwidth(at, tokens.len()) {
            all.push(Segment { tokens: &tokens[start..at], joined, line, newline, bracket });
            start = at + usize::from(separates);
            joined = matches!(token.kind, Kind::Sign('|' | '/'));
            line = matches!(token.kind, Kind::Sign('\n' | ';'));
            newline = token.is_sign('\n');
            bracket = token.is_sign('(');
        }
    }
    all.push(Segment { tokens: &tokens[start..], joined, line, newline, bracket });
    all.retain(|segment| !segment.tokens.is_empty());
    all.into_iter().flat_map(apart).collect()
}

/// A segment of several rates, each with its format, in pieces: before each number, or before each format, whichever comes
/// first: "624 TOPS @ INT8 312 TFLOPS @ BF16".
fn apart<'s, 't>(segment: Segment<'s, 't>) -> Vec<Segment<'s, 't>> {
    let tokens = segment.tokens;
    let is_rate = |at: usize| {
        matches!(tokens[at].kind, Kind::Number(_))
            && unit_after(tokens, at).is_some_and(|unit| unit.kind == Quantity::Rate)
    };
    let is_format = |at: usize| matches!(tokens[at].sense(), Some(Sense::Format(_)));
    let rates: Vec<usize> = (0..tokens.len()).filter(|at| is_rate(*at)).collect();
    let formats: Vec<usize> = (0..tokens.len()).filter(|at| is_format(*at)).collect();
    let (Some(first), Some(format)) = (rates.first(), formats.first()) else { return vec![segment] };
    if rates.len() < 2 {
        return vec![segment];
    }
    // A format begins a piece only right after a rate: "FP16/BF16 312 TFLOPS INT8 624 TOPS".
    let starts: Vec<usize> = if first < format {
        rates.clone()
    } else {
        let after_rate =
            |at: &usize| rates.iter().any(|rate| rate < at && !formats.iter().any(|other| other > rate && other < at));
        formats.iter().copied().filter(after_rate).collect()
    };
    let mut pieces = Vec::new();
    let mut from = 0;
    for start in starts.into_iter().filter(|start| *start > 0) {
        if start > from && (from > 0 || start > *first) {
            pieces.push(from..start);
            from = start;
        }
    }
    pieces.push(from..tokens.len());
    let Segment { joined, line, newline, bracket, .. } = segment;
    pieces
        .into_iter()
        .enumerate()
        .map(|(nth, piece)| Segment {
            tokens: &tokens[piece],
            joined: joined && nth == 0,
            line: line && nth == 0,
            newline: newline && nth == 0,
            bracket,
        })
        .collect()
}

/// The tokens up to the closing bracket.
fn inside<'s, 't>(tokens: &'s [Token<'t>]) -> &'s [Token<'t>] {
    let end = tokens.iter().position(|token| token.is_sign(')')).unwrap_or(tokens.len());
    &tokens[..end]
}

/// The unit of a number: right after it, or after the formats that it is in: "671 BF16/FP16 TFLOPS".
pub(super) fn unit_after(tokens: &[Token<'_>], at: usize) -> Option<Unit> {
    let between = |token: &&Token<'_>| {
        matches!(token.kind, Kind::Sign('/' | '(' | ')'))
            || matches!(token.sense(), Some(Sense::Format(_) | Sense::Sparsity(_) | Sense::Engine(_)))
    };
    let skipped = tokens[at + 1..].iter().take(9).take_while(between).count();
    match tokens.get(at + 1 + skipped).map(|token| &token.kind) {
        Some(Kind::Unit(unit)) if skipped == 0 || unit.kind == Quantity::Rate => Some(unit.clone()),
        _ => None,
    }
}

fn value(text: &str, tokens: &[Token<'_>]) -> Option<Value> {
    let all: Vec<(usize, Exact)> = tokens
        .iter()
        .enumerate()
        .filter_map(
            |(at, token)| if let Kind::Number(number) = &token.kind { Some((at, number.clone())) } else { None },
        )
        .collect();
    let mut numbers = all.into_iter();
    let (mut at, mut number) = numbers.next()?;
    // "Bridge for 2 GPUs: 600 GB/s": the number that has a unit.
    let has_unit = |at: usize| unit_after(tokens, at).is_some();
    let ranges = |at: usize| {
        tokens.get(at + 1).is_some_and(|token| {
            matches!(token.kind, Kind::Sign(_) | Kind::Word("to" | "至" | "到"))
                || token.sense() == Some(&Sense::Missing)
        }) && matches!(tokens.get(at + 2).map(|token| &token.kind), Some(Kind::Number(_)))
    };
    if !has_unit(at)
        && !ranges(at)
        && let Some((next, following)) = numbers.clone().find(|(at, _)| has_unit(*at))
    {
        (at, number) = (next, following);
        numbers = Vec::new().into_iter();
    }
    let unit_at = |at: usize| unit_after(tokens, at);
    let mut times = None;
    // "2 × 814 mm²".
    if unit_at(at).is_some_and(|unit| unit.kind == Quantity::Times)
        && let Some((next, following)) = numbers.next()
    {
        times = Some(std::mem::replace(&mut number, following));
        at = next;
    }
    let mut to = None;
    let mut unit = unit_at(at);
    let after = at + 1 + usize::from(unit.is_some());
    let dash = |token: &Token<'_>| {
        matches!(token.kind, Kind::Sign('-' | '~' | '～') | Kind::Word("to" | "至" | "到"))
            || token.sense() == Some(&Sense::Missing)
    };
    if tokens.get(after).is_some_and(dash)
        && let Some(Kind::Number(high)) = tokens.get(after + 1).map(|token| &token.kind)
    {
        to = Some(high.clone());
        unit = unit_at(after + 1).or(unit);
    }
    let lead = tokens[..at].iter().position(|token| token.is_sign(':')).map(|colon| {
        let from = tokens[0].start;
        text[from..tokens[colon].start].trim().to_owned()
    });
    // "156 TFLOPS @ TF32 支持 FP32、FP64": formats that it takes, not those of the rate.
    let from = tokens[at].start;
    let takes = ["支持", "支援", " supports", " supporting"].iter().filter_map(|word| text[from..].find(word)).min();
    let upto = takes.map_or(tokens.len(), |found| tokens.partition_point(|token| token.start < from + found));
    let mut said = Said::of(&tokens[..upto]);
    (said.missing, said.unit) = (false, None);
    // "4.8 TB/s, 43% more over the widget before": a word far from the number does not bound it.
    let bounds = |place: usize| matches!(tokens[place].sense(), Some(Sense::Qualifier(_)));
    let near = at.saturating_sub(4)..(after + 3).min(tokens.len());
    if said.qualifier.is_some_and(|found| found != Qualifier::About) && !near.into_iter().any(bounds) {
        said.qualifier = None;
    }
    if to.is_some() && said.qualifier == Some(Qualifier::About) {
        said.qualifier = None;
    }
    let (start, end) = (tokens[0].start, tokens[tokens.len() - 1].end);
    let at = tokens[at].start;
    Some(Value { number, to, unit, said, lead, times, start, end, at, paired: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::token::{Decimals, tokens};

    fn show(text: &str) -> Vec<String> {
        let tokens = tokens(text, Decimals::Point, true);
        let one = |value: &Value| {
            let unit = value.unit.as_ref().map(|unit| format!(" {:?}", unit.kind)).unwrap_or_default();
            let to = value.to.as_ref().map(|to| format!("..{to}")).unwrap_or_default();
            let lead = value.lead.as_ref().map(|lead| format!("{lead}: ")).unwrap_or_default();
            let times = value.times.as_ref().map(|times| format!("{times} × ")).unwrap_or_default();
            let scaled = value.unit.as_ref().map_or(value.number.clone(), |unit| &value.number * &unit.factor);
            format!(
                "{lead}{times}{scaled}{to}{unit} {:?}{}",
                value.said.sparsity,
                if value.paired { " paired" } else { "" }
            )
        };
        values(text, &tokens).iter().map(one).collect()
    }

    #[test]
    fn cells() {
        assert_eq!(show("1,979 / 3,958 TFLOPS"), ["1979 Rate []", "3958 Rate [] paired"]);
        assert_eq!(show("2.25/4.5 PF"), ["2250 Rate []", "4500 Rate [] paired"]);
        assert_eq!(show("PCIe: 1,513 / SXM: 1,979 TOPS"), ["PCIe: 1513 Rate []", "SXM: 1979 Rate [] paired"]);
        assert_eq!(show("312 TFLOPS (624 with sparsity)"), ["312 Rate []", "624 Rate [Sparse]"]);
        assert_eq!(show("312 TFLOPS (dense)"), ["312 Rate [Dense]"]);
        assert_eq!(show("2 × 814 mm²"), ["2 × 814 Area []"]);
        assert_eq!(show("350-400 W"), ["350..400 Power []"]);
        assert_eq!(show("80 GB HBM3, 3.35 TB/s"), ["80 Bytes []", "3350 Bandwidth []"]);
        assert_eq!(show("128 GB 256-bit @ 273 GB/s"), ["128 Bytes []", "273 Bandwidth []"]);
        assert_eq!(show("FP64 9.7 TFLOPS; FP64 Tensor Core 19.5"), ["9.7 Rate []", "19.5 Rate []"]);
        assert_eq!(show("N/A"), [""; 0]);
        assert_eq!(show("624 TOPS @ INT8 312 TFLOPS @ BF16"), ["624 Rate []", "312 Rate []"]);
    }
}
