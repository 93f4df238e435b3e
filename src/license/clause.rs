//! The clauses of `law/licensing/`: what a rule asks of a transaction.
//!
//! ```text
//! clause    = conjunction { "or" conjunction }
//! conjunction = term { "and" term }
//! term      = "not" term | "(" clause ")" | place | class | verb | amount | "reading" NAME "is" CHOICE | NAME
//! place     = role "in" ( WORD | "(" WORD { "," WORD } ")" )
//! class     = "class" ( "is" WORD | "in" "(" … ")" )          verb = "verb" likewise
//! amount    = AMOUNT ( ">=" | ">" | "<=" | "<" | "==" ) number
//! ```
//!
//! A bare name is a yes-or-no fact of the item (`datacenter`, `has_hbm`), a term or a question. `and` binds tighter.

use super::{Amount, Role, Verb};
use crate::facts::Flag;
use crate::law::{ConditionError, Operator, write_joined};
use crate::quantity::{Exact, parse};
use std::fmt;

/// How deep parentheses and `not` may nest.
const MAX_DEPTH: usize = 50;

/// A parsed clause.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// All of them.
    All(Vec<Clause>),
    /// Any of them.
    Any(Vec<Clause>),
    /// The opposite.
    Not(Box<Clause>),
    /// A place of the transaction is in one of the groups, or is one of the destinations, given by ISO code.
    Place {
        /// Whose place.
        role: Role,
        /// Groups and ISO codes.
        of: Vec<String>,
    },
    /// The item's class is one of these.
    Class(Vec<String>),
    /// The verb is one of these.
    Verb(Vec<Verb>),
    /// An amount against a limit.
    Amount {
        /// The amount.
        amount: Amount,
        /// The comparison.
        operator: Operator,
        /// The limit, as the law writes it.
        limit: Exact,
    },
    /// A yes-or-no fact of the item.
    Flag(Flag),
    /// A reading is taken in this way.
    Reading {
        /// Its name.
        name: String,
        /// The choice.
        choice: String,
    },
    /// A term or a question.
    Name(String),
}

impl Clause {
    /// Reads a clause.
    ///
    /// # Errors
    /// Says what was expected and where.
    ///
    /// ```
    /// use eccn::license::Clause;
    /// let clause = Clause::parse("class is a and destination in (D:5, MO) and not hq in US")?;
    /// assert_eq!(clause.to_string(), "class is a and destination in (D:5, MO) and not hq in US");
    /// let error = Clause::parse("destination of CN").unwrap_err();
    /// assert_eq!(error.to_string(), "expected \"in\", found \"of\"");
    /// # Ok::<(), eccn::law::ConditionError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let mut reader = Reader { text, at: 0 };
        let clause = reader.any(0)?;
        reader.skip();
        if reader.rest().is_empty() { Ok(clause) } else { Err(reader.expected("\"and\", \"or\" or the end")) }
    }

    /// Calls `visit` with this clause and every one inside it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.walk(visit)),
            Self::Not(inner) => inner.walk(visit),
            _ => {}
        }
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |f: &mut fmt::Formatter<'_>, parts: &[Self], word: &str| {
            write_joined(f, parts, word, |part| matches!(part, Self::All(_) | Self::Any(_)))
        };
        let list = |words: &[&str]| match words {
            [one] => (*one).to_owned(),
            several => format!("({})", several.join(", ")),
        };
        let strs = |words: &'_ [String]| list(&words.iter().map(String::as_str).collect::<Vec<_>>());
        let link = |length: usize| if length == 1 { "is" } else { "in" };
        match self {
            Self::All(parts) => join(f, parts, "and"),
            Self::Any(parts) => join(f, parts, "or"),
            Self::Not(inner) if matches!(**inner, Self::All(_) | Self::Any(_)) => write!(f, "not ({inner})"),
            Self::Not(inner) => write!(f, "not {inner}"),
            Self::Place { role, of } => write!(f, "{} in {}", role.name(), strs(of)),
            Self::Class(of) => write!(f, "class {} {}", link(of.len()), strs(of)),
            Self::Verb(of) => {
                let names: Vec<&str> = of.iter().map(|verb| verb.name()).collect();
                write!(f, "verb {} {}", link(of.len()), list(&names))
            }
            Self::Amount { amount, operator, limit } => {
                write!(f, "{} {} {limit}", amount.name(), operator.as_str())
            }
            Self::Flag(flag) => f.write_str(flag.name()),
            Self::Reading { name, choice } => write!(f, "reading {name} is {choice}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The word at the cursor, or the sign, without moving.
    fn peek(&mut self) -> &'a str {
        self.skip();
        let rest = self.rest();
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.');
        let word = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        let end = if word == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { word };
        &rest[..end]
    }

    fn expected(&mut self, what: &str) -> ConditionError {
        let found = self.peek();
        let shown = if found.is_empty() { "the end".to_owned() } else { format!("{found:?}") };
        ConditionError { message: format!("expected {what}, found {shown}"), offset: self.at, length: found.len() }
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek() == word;
        if found {
            self.at += word.len();
        }
        found
    }

    fn word(&mut self, what: &str) -> Result<&'a str, ConditionError> {
        let found = self.peek();
        if !found.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Err(self.expected(what));
        }
        self.at += found.len();
        Ok(found)
    }

    fn any(&mut self, depth: usize) -> Result<Clause, ConditionError> {
        self.chain("or", Clause::Any, |reader| reader.chain("and", Clause::All, |reader| reader.term(depth)))
    }

    fn chain(
        &mut self,
        separator: &str,
        node: fn(Vec<Clause>) -> Clause,
        item: impl Fn(&mut Self) -> Result<Clause, ConditionError>,
    ) -> Result<Clause, ConditionError> {
        let mut parts = vec![item(self)?];
        while self.take(separator) {
            parts.push(item(self)?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { node(parts) })
    }

    fn term(&mut self, depth: usize) -> Result<Clause, ConditionError> {
        if depth > MAX_DEPTH {
            return Err(self.expected(&format!("no more than {MAX_DEPTH} nested parentheses")));
        }
        if self.take("(") {
            let inner = self.any(depth + 1)?;
            return if self.take(")") { Ok(inner) } else { Err(self.expected("\")\"")) };
        }
        if self.take("not") {
            return Ok(Clause::Not(Box::new(self.term(depth + 1)?)));
        }
        let start = self.at;
        let name = self.word("a fact of the transaction, \"not\" or \"(\"")?;
        if name == "class" {
            return Ok(Clause::Class(self.membership()?.into_iter().map(str::to_owned).collect()));
        }
        if name == "verb" {
            self.skip();
            let from = self.at;
            let verbs = self.membership()?.into_iter().map(str::parse).collect::<Result<_, String>>();
            return verbs.map(Clause::Verb).map_err(|message| ConditionError {
                message,
                offset: from,
                length: self.at - from,
            });
        }
        if name == "reading" {
            let name = self.word("the name of a reading")?.to_owned();
            if !self.take("is") {
                return Err(self.expected("\"is\""));
            }
            return Ok(Clause::Reading { name, choice: self.word("a choice")?.to_owned() });
        }
        if let Some(role) = Role::from_name(name) {
            if !self.take("in") {
                return Err(self.expected("\"in\""));
            }
            let of = self.list()?.into_iter().map(str::to_owned).collect();
            return Ok(Clause::Place { role, of });
        }
        if let Some(amount) = Amount::from_name(name) {
            return self.comparison(amount);
        }
        if let Some(flag) = Flag::from_name(name) {
            return Ok(Clause::Flag(flag));
        }
        if matches!(name, "and" | "or" | "in" | "is") {
            self.at = start;
            return Err(self.expected("a fact of the transaction, \"not\" or \"(\""));
        }
        Ok(Clause::Name(name.to_owned()))
    }

    fn membership(&mut self) -> Result<Vec<&'a str>, ConditionError> {
        if self.take("is") {
            return Ok(vec![self.word("a word")?]);
        }
        if self.take("in") { self.list() } else { Err(self.expected("\"is\" or \"in\"")) }
    }

    fn list(&mut self) -> Result<Vec<&'a str>, ConditionError> {
        if !self.take("(") {
            return Ok(vec![self.word("a group, an ISO code or \"(\"")?]);
        }
        let mut words = vec![self.word("a word")?];
        while self.take(",") {
            words.push(self.word("a word")?);
        }
        if self.take(")") { Ok(words) } else { Err(self.expected("\",\" or \")\"")) }
    }

    fn comparison(&mut self, amount: Amount) -> Result<Clause, ConditionError> {
        self.skip();
        let signs = [
            (">=", Operator::AtLeast),
            ("<=", Operator::AtMost),
            ("==", Operator::Equal),
            (">", Operator::Above),
            ("<", Operator::Below),
        ];
        let Some((sign, operator)) = signs.into_iter().find(|(sign, _)| self.rest().starts_with(sign)) else {
            return Err(self.expected(">=, >, <=, < or =="));
        };
        self.at += sign.len();
        self.skip();
        let Ok((rest, limit)) = parse::number(self.rest()) else { return Err(self.expected("a number")) };
        self.at = self.text.len() - rest.len();
        Ok(Clause::Amount { amount, operator, limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_and_reading_again_gives_the_same() {
        for text in [
            "class in (a, b) and not datacenter-a and (d5-or-macau or verb is transfer)",
            "lpp_tpp <= 26900000 and reading lpp-gate is permissive",
            "not (class is a or hq in D:5)",
            "destination in (A:5, supplement-5a, CN) or datacenter",
            "memory_bandwidth_density < 3.3",
        ] {
            let parsed = Clause::parse(text).unwrap();
            assert_eq!(parsed.to_string(), text);
            assert_eq!(Clause::parse(&parsed.to_string()).unwrap(), parsed);
        }
    }

    #[test]
    fn errors_say_what_was_expected_and_where() {
        let error = |text: &str| {
            let error = Clause::parse(text).unwrap_err();
            (error.message, error.offset, error.length)
        };
        assert_eq!(error("tpp >= "), ("expected a number, found the end".into(), 7, 0));
        assert_eq!(error("class on a"), ("expected \"is\" or \"in\", found \"on\"".into(), 6, 2));
        assert_eq!(error("hq in (D:5"), ("expected \",\" or \")\", found the end".into(), 10, 0));
        assert_eq!(error("class is a b"), ("expected \"and\", \"or\" or the end, found \"b\"".into(), 11, 1));
        assert!(error("verb is throw").0.contains("export, reexport or transfer"));
        assert!(error(&"(".repeat(10_000)).0.contains("nested"));
        assert!(error(&"not ".repeat(10_000)).0.contains("nested"));
        assert_eq!(error("é").1, 0);
    }
}
