//! The condition grammar of law files.
//!
//! ```text
//! condition  = conjunction { "or" conjunction }
//! conjunction = term { "and" term }
//! term       = "not" term | "(" condition ")" | comparison | membership | reference | flag
//! comparison = numeric-fact ( ">=" | ">" | "<=" | "<" | "==" ) number
//! membership = choice-fact "is" word | choice-fact "in" "(" word { "," word } ")"
//! reference  = "meets" provision-id-or-prefix
//! ```
//!
//! `and` binds tighter than `or`. Facts are those of [`crate::facts`]; numbers are exact decimals.

use crate::facts::{Choice, Flag, NumericFact};
use crate::quantity::{Exact, parse};
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::combinator::value;
use nom::{IResult, Offset, Parser};
use std::fmt;

/// How deep parentheses and `not` may nest.
const MAX_DEPTH: usize = 50;

/// A parsed condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of them.
    All(Vec<Condition>),
    /// Any of them.
    Any(Vec<Condition>),
    /// The opposite.
    Not(Box<Condition>),
    /// A numeric fact against a threshold.
    Compare {
        /// The fact.
        fact: NumericFact,
        /// The comparison.
        operator: Operator,
        /// The threshold, as the law writes it.
        threshold: Exact,
    },
    /// A yes-or-no fact.
    Flag(Flag),
    /// A fact that is one of the given words.
    OneOf {
        /// The fact.
        choice: Choice,
        /// The words that fit.
        values: Vec<&'static str>,
    },
    /// The parameters of another provision, or of any under a prefix, are met, whatever the item's form.
    Meets(String),
}

/// A comparison.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Operator {
    /// "X or more".
    AtLeast,
    /// "greater than X", "exceeding X".
    Above,
    /// "X or less", "not exceeding X".
    AtMost,
    /// "less than X", "below X".
    Below,
    /// Exactly X.
    Equal,
}

impl Operator {
    /// Whether a value that stands in this order to the threshold meets it.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::AtLeast => order.is_ge(),
            Self::Above => order.is_gt(),
            Self::AtMost => order.is_le(),
            Self::Below => order.is_lt(),
            Self::Equal => order.is_eq(),
        }
    }

    /// The sign in conditions.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::Above => ">",
            Self::AtMost => "<=",
            Self::Below => "<",
            Self::Equal => "==",
        }
    }
}

/// A text that is not a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError {
    /// What is wrong.
    pub message: String,
    /// Byte offset in the condition's text.
    pub offset: usize,
    /// Length of the offending text in bytes.
    pub length: usize,
}

impl fmt::Display for ConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConditionError {}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// Says what was expected and where; for a misspelled fact it names the closest one.
    ///
    /// ```
    /// use eccn::law::Condition;
    /// let condition = Condition::parse("tpp >= 1600 and performance_density >= 5.92")?;
    /// assert_eq!(condition.to_string(), "tpp >= 1600 and performance_density >= 5.92");
    /// let error = Condition::parse("tpp >= 1600 and perf_density >= 5.92").unwrap_err();
    /// assert_eq!((error.offset, error.length), (16, 12));
    /// # Ok::<(), eccn::law::ConditionError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let parser = Grammar { text };
        let (rest, condition) = parser.condition(text, 0)?;
        let rest = skip(rest);
        if rest.is_empty() { Ok(condition) } else { Err(parser.expected("\"and\", \"or\" or the end", rest)) }
    }

    /// Calls `visit` with this condition and every one inside it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Condition)) {
        visit(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.walk(visit)),
            Self::Not(inner) => inner.walk(visit),
            _ => {}
        }
    }
}

/// Writes parts with a word between them, groups in brackets.
pub(crate) fn write_joined<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    parts: &[T],
    word: &str,
    is_group: impl Fn(&T) -> bool,
) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            write!(f, " {word} ")?;
        }
        if is_group(part) { write!(f, "({part})")? } else { write!(f, "{part}")? }
    }
    Ok(())
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |f: &mut fmt::Formatter<'_>, parts: &[Self], word: &str| {
            write_joined(f, parts, word, |part| matches!(part, Self::All(_) | Self::Any(_)))
        };
        match self {
            Self::All(parts) => join(f, parts, "and"),
            Self::Any(parts) => join(f, parts, "or"),
            Self::Not(inner) if matches!(**inner, Self::All(_) | Self::Any(_)) => write!(f, "not ({inner})"),
            Self::Not(inner) => write!(f, "not {inner}"),
            Self::Compare { fact, operator, threshold } => {
                write!(f, "{} {} {threshold}", fact.name(), operator.as_str())
            }
            Self::Flag(flag) => f.write_str(flag.name()),
            Self::OneOf { choice, values } if values.len() == 1 => write!(f, "{} is {}", choice.name(), values[0]),
            Self::OneOf { choice, values } => write!(f, "{} in ({})", choice.name(), values.join(", ")),
            Self::Meets(id) => write!(f, "meets {id}"),
        }
    }
}

struct Grammar<'a> {
    text: &'a str,
}

type Parsed<'a, T> = Result<(&'a str, T), ConditionError>;

fn skip(input: &str) -> &str {
    input.trim_start()
}

fn word(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')).parse(input)
}

fn operator(input: &str) -> IResult<&str, Operator> {
    alt((
        value(Operator::AtLeast, alt((tag(">="), tag("≥")))),
        value(Operator::AtMost, alt((tag("<="), tag("≤")))),
        value(Operator::Equal, tag("==")),
        value(Operator::Above, tag(">")),
        value(Operator::Below, tag("<")),
    ))
    .parse(input)
}

/// The rest after `keyword`, if `input` starts with it as a whole word.
fn keyword<'a>(input: &'a str, keyword: &str) -> Option<&'a str> {
    let (rest, found) = word(skip(input)).ok()?;
    (found == keyword).then_some(rest)
}

impl<'a> Grammar<'a> {
    fn expected(&self, what: &str, at: &str) -> ConditionError {
        let found: &str =
            word(at).map_or_else(|_| at.get(..at.chars().next().map_or(0, char::len_utf8)).unwrap_or(""), |(_, w)| w);
        let shown = if found.is_empty() { "the end".to_owned() } else { format!("{found:?}") };
        ConditionError {
            message: format!("expected {what}, found {shown}"),
            offset: self.text.offset(at),
            length: found.len(),
        }
    }

    fn condition(&self, input: &'a str, depth: usize) -> Parsed<'a, Condition> {
        self.chain(input, "or", Condition::Any, |rest| {
            self.chain(rest, "and", Condition::All, |rest| self.term(rest, depth))
        })
    }

    /// `item { word item }`, flattened into one node if there is more than one item.
    fn chain(
        &self,
        input: &'a str,
        separator: &str,
        node: fn(Vec<Condition>) -> Condition,
        item: impl Fn(&'a str) -> Parsed<'a, Condition>,
    ) -> Parsed<'a, Condition> {
        let (mut rest, first) = item(input)?;
        let mut parts = vec![first];
        while let Some(after) = keyword(rest, separator) {
            let (next, part) = item(after)?;
            parts.push(part);
            rest = next;
        }
        Ok((rest, if parts.len() == 1 { parts.swap_remove(0) } else { node(parts) }))
    }

    fn term(&self, input: &'a str, depth: usize) -> Parsed<'a, Condition> {
        let input = skip(input);
        if depth > MAX_DEPTH {
            return Err(self.expected(&format!("no more than {MAX_DEPTH} nested parentheses"), input));
        }
        if let Some(rest) = input.strip_prefix('(') {
            let (rest, inner) = self.condition(rest, depth + 1)?;
            let rest = skip(rest);
            return rest.strip_prefix(')').map(|rest| (rest, inner)).ok_or_else(|| self.expected("\")\"", rest));
        }
        if let Some(rest) = keyword(input, "not") {
            let (rest, inner) = self.term(rest, depth + 1)?;
            return Ok((rest, Condition::Not(Box::new(inner))));
        }
        if let Some(rest) = keyword(input, "meets") {
            let rest = skip(rest);
            let (rest, id) = word(rest).map_err(|_| self.expected("a provision such as 3A090.a", rest))?;
            return Ok((rest, Condition::Meets(id.to_owned())));
        }
        let (rest, name) = word(input).map_err(|_| self.expected("a fact, \"not\", \"meets\" or \"(\"", input))?;
        if let Some(flag) = Flag::from_name(name) {
            return Ok((rest, Condition::Flag(flag)));
        }
        if let Some(choice) = Choice::from_name(name) {
            return self.membership(rest, choice);
        }
        if let Some(fact) = NumericFact::from_name(name) {
            return self.comparison(rest, fact);
        }
        Err(self.unknown_fact(name, input))
    }

    fn comparison(&self, input: &'a str, fact: NumericFact) -> Parsed<'a, Condition> {
        let input = skip(input);
        let (rest, operator) = operator(input).map_err(|_| self.expected(">=, >, <=, < or ==", input))?;
        let rest = skip(rest);
        let (rest, threshold) = parse::number(rest).map_err(|_| self.expected("a number", rest))?;
        Ok((rest, Condition::Compare { fact, operator, threshold }))
    }

    fn membership(&self, input: &'a str, choice: Choice) -> Parsed<'a, Condition> {
        let one = |rest: &'a str| -> Parsed<'a, &'static str> {
            let rest = skip(rest);
            let expected = || self.expected(&format!("one of {}", choice.values().join(", ")), rest);
            let (after, found) = word(rest).map_err(|_| expected())?;
            let value = choice.values().iter().find(|value| **value == found).ok_or_else(expected)?;
            Ok((after, *value))
        };
        if let Some(rest) = keyword(input, "is") {
            let (rest, value) = one(rest)?;
            return Ok((rest, Condition::OneOf { choice, values: vec![value] }));
        }
        let Some(rest) = keyword(input, "in") else {
            return Err(self.expected("\"is\" or \"in\"", skip(input)));
        };
        let rest = skip(rest);
        let mut rest = rest.strip_prefix('(').ok_or_else(|| self.expected("\"(\"", rest))?;
        let mut values = Vec::new();
        loop {
            let (after, value) = one(rest)?;
            values.push(value);
            let after: &'a str =
                take_while::<_, _, nom::error::Error<&str>>(char::is_whitespace)(after).map_or(after, |(r, _)| r);
            if let Some(end) = after.strip_prefix(')') {
                return Ok((end, Condition::OneOf { choice, values }));
            }
            rest = after.strip_prefix(',').ok_or_else(|| self.expected("\",\" or \")\"", after))?;
        }
    }

    fn unknown_fact(&self, name: &str, at: &str) -> ConditionError {
        let names = NumericFact::ALL
            .iter()
            .map(|f| f.name())
            .chain(Flag::ALL.iter().map(|f| f.name()))
            .chain(Choice::ALL.iter().map(|f| f.name()));
        let closest = names.max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
        let hint = closest.map(|closest| format!("; did you mean {closest}?")).unwrap_or_default();
        ConditionError {
            message: format!("{name:?} is not a fact that a condition can name{hint}"),
            offset: self.text.offset(at),
            length: name.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (String, usize, usize) {
        let error = Condition::parse(text).unwrap_err();
        (error.message, error.offset, error.length)
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let text = "datacenter or tpp >= 4800 and not has_hbm";
        let parsed = Condition::parse(text).unwrap();
        assert!(matches!(&parsed, Condition::Any(parts) if matches!(parts[1], Condition::All(_))));
        assert_eq!(parsed.to_string(), "datacenter or (tpp >= 4800 and not has_hbm)");
    }

    #[test]
    fn printing_and_reading_again_gives_the_same() {
        for text in [
            "tpp >= 1600 and performance_density >= 5.92",
            "not (datacenter or tpp < 4800)",
            "form in (assembly, computer) and meets 3A090.a",
            "cryptography is 5a992.c",
            "export_year == 2027 and transistors < 35",
        ] {
            let parsed = Condition::parse(text).unwrap();
            assert_eq!(Condition::parse(&parsed.to_string()).unwrap(), parsed);
        }
    }

    #[test]
    fn errors_say_what_was_expected_and_where() {
        assert_eq!(error("tpp >= "), ("expected a number, found the end".into(), 7, 0));
        assert_eq!(error("tpp 4800"), ("expected >=, >, <=, < or ==, found \"4800\"".into(), 4, 4));
        assert_eq!(error("(tpp >= 1"), ("expected \")\", found the end".into(), 9, 0));
        assert_eq!(error("tpp >= 1 tops"), ("expected \"and\", \"or\" or the end, found \"tops\"".into(), 9, 4));
        assert_eq!(
            error("tppp >= 1"),
            ("\"tppp\" is not a fact that a condition can name; did you mean tpp?".into(), 0, 4)
        );
        assert_eq!(
            error("form is boat"),
            ("expected one of integrated-circuit, memory, assembly, computer, found \"boat\"".into(), 8, 4)
        );
        assert_eq!(error("form on boat").1, 5);
        assert_eq!(error("meets").0, "expected a provision such as 3A090.a, found the end");
    }

    #[test]
    fn deep_nesting_is_refused_not_overflowed() {
        let deep = format!("{}tpp > 1{}", "(".repeat(10_000), ")".repeat(10_000));
        assert!(error(&deep).0.contains("nested"));
        assert!(error(&"not ".repeat(10_000)).0.contains("nested"));
    }
}
