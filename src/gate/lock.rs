//! `eccn.lock`: the answers that people have accepted, a part each, so that a change is a visible difference in review.

use super::check::Checked;
use crate::law::Posture;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt::{self, Write as _};

/// The version of the file's form.
const VERSION: u32 = 1;

/// What stands at its head.
const HEAD: &str = "\
# Answers of `eccn check` that were accepted. Review a change here like a change of code.
# Written by `eccn check --update-lock`; sorted by file and part; not for editing by hand.
";

/// An answer for one part of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Accepted {
    /// The file, relative to the lock's folder, with `/`.
    pub file: String,
    /// The part's name.
    pub name: String,
    /// The governing paragraph; where it depends, the possible ones, strictest first. `none`: none of the entries checked.
    pub outcomes: Vec<String>,
    /// TPP, as in CSV output; empty if nothing is known of it.
    pub tpp: String,
    /// Performance density, likewise.
    pub performance_density: String,
    /// The day whose law was applied.
    pub as_of: Date,
    /// The posture.
    pub posture: Posture,
    /// Readings that are not the default ones, as `name=choice`.
    pub readings: Vec<String>,
    /// Bills and drafts that were laid over the law.
    pub proposals: Vec<String>,
    /// SHA-256 of the law.
    pub law: String,
    /// SHA-256 of the file.
    pub input: String,
}

impl Accepted {
    /// The outcomes in words.
    pub fn eccn(&self) -> String {
        self.outcomes.join(" or ")
    }
}

/// The accepted answers of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The answers, sorted by file and part.
    parts: Vec<Accepted>,
}

/// A lock that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockError {
    message: String,
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LockError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LockFile {
    version: u32,
    #[serde(default)]
    part: Vec<toml::Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    name: String,
    eccn: Outcomes,
    tpp: String,
    performance_density: String,
    as_of: String,
    posture: Posture,
    #[serde(default)]
    readings: Vec<String>,
    #[serde(default)]
    proposals: Vec<String>,
    law: String,
    input: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Outcomes {
    One(String),
    Several(Vec<String>),
}

impl Lock {
    /// Answers as a lock.
    pub fn new(mut parts: Vec<Accepted>) -> Self {
        parts.sort_by(|a, b| (&a.file, &a.name).cmp(&(&b.file, &b.name)));
        Self { parts }
    }

    /// The answers, sorted by file and part.
    pub fn parts(&self) -> &[Accepted] {
        &self.parts
    }

    /// The accepted answer for a part of a file.
    pub fn find(&self, file: &str, name: &str) -> Option<&Accepted> {
        let found = self.parts.binary_search_by(|part| (part.file.as_str(), part.name.as_str()).cmp(&(file, name)));
        found.ok().map(|place| &self.parts[place])
    }

    /// Reads a lock. `name` is the name of the file, for errors.
    ///
    /// # Errors
    /// Says where, what was expected, and what to do.
    ///
    /// ```
    /// use eccn::gate::Lock;
    /// assert_eq!(Lock::parse("version = 1\n", "eccn.lock")?, Lock::default());
    /// let error = Lock::parse("version = 1\nparts = 3\n", "eccn.lock").unwrap_err().to_string();
    /// assert!(error.starts_with("eccn.lock:2:1: unknown field `parts`"), "{error}");
    /// # Ok::<(), eccn::gate::LockError>(())
    /// ```
    pub fn parse(text: &str, name: &str) -> Result<Self, LockError> {
        let fail = |at: usize, message: &str| {
            let before = &text[..text.floor_char_boundary(at)];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let message = message.trim_end();
            let help = "restore it from version control, or remove it and run `eccn check --update-lock`";
            LockError { message: format!("{name}:{line}:{column}: {message}; {help}") }
        };
        let read: LockFile =
            toml::from_str(text).map_err(|error| fail(error.span().map_or(0, |span| span.start), error.message()))?;
        if read.version != VERSION {
            return Err(fail(
                0,
                &format!("version {} of the lock; this program reads version {VERSION}", read.version),
            ));
        }
        let mut parts: Vec<Accepted> = Vec::new();
        let mut seen: HashSet<(String, String)> = HashSet::new();
        for entry in read.part {
            let at = entry.span().start;
            let entry = entry.into_inner();
            let as_of = entry
                .as_of
                .parse()
                .map_err(|_| fail(at, &format!("expected a date such as 2026-07-23, found {:?}", entry.as_of)))?;
            let outcomes = match entry.eccn {
                Outcomes::One(eccn) => vec![eccn],
                Outcomes::Several(outcomes) if outcomes.len() > 1 => outcomes,
                Outcomes::Several(_) => return Err(fail(at, "eccn is one paragraph, or a list of several")),
            };
            let Entry { file, name, tpp, performance_density, posture, readings, proposals, law, input, .. } = entry;
            let accepted = Accepted {
                file,
                name,
                outcomes,
                tpp,
                performance_density,
                as_of,
                posture,
                readings,
                proposals,
                law,
                input,
            };
            if !seen.insert((accepted.file.clone(), accepted.name.clone())) {
                return Err(fail(at, &format!("a second answer for {:?} of {}", accepted.name, accepted.file)));
            }
            parts.push(accepted);
        }
        Ok(Self::new(parts))
    }

    /// This lock with the answers of parts that were checked, without those that are gone.
    ///
    /// An answer that is the same, from the same bytes under the same law, stays as it was accepted, with its day.
    pub fn updated(&self, checked: &[Checked], gone: &[Accepted]) -> Self {
        let mut parts: Vec<Accepted> = Vec::new();
        for part in checked {
            let answer = &part.answer;
            let known = self.find(&answer.file, &answer.name);
            parts.push(match known {
                Some(known) if *answer == (Accepted { as_of: answer.as_of, ..known.clone() }) => known.clone(),
                _ => answer.clone(),
            });
        }
        let keys: HashSet<(&str, &str)> = checked
            .iter()
            .map(|part| &part.answer)
            .chain(gone)
            .map(|part| (part.file.as_str(), part.name.as_str()))
            .collect();
        let known = |part: &&Accepted| !keys.contains(&(part.file.as_str(), part.name.as_str()));
        parts.extend(self.parts.iter().filter(known).cloned());
        Self::new(parts)
    }

    /// The lock as text: the same answers give the same bytes.
    pub fn print(&self) -> String {
        let mut out = format!("{HEAD}version = {VERSION}\n");
        for part in &self.parts {
            let list = |items: &[String]| items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
            let eccn = match &part.outcomes[..] {
                [one] => quoted(one),
                several => format!("[{}]", list(several)),
            };
            out.push_str("\n[[part]]\n");
            let mut row = |key: &str, value: String| {
                let _ = writeln!(out, "{key} = {value}");
            };
            row("file", quoted(&part.file));
            row("name", quoted(&part.name));
            row("eccn", eccn);
            row("tpp", quoted(&part.tpp));
            row("performance_density", quoted(&part.performance_density));
            row("as_of", quoted(&part.as_of.to_string()));
            row("posture", quoted(part.posture.as_str()));
            if !part.readings.is_empty() {
                row("readings", format!("[{}]", list(&part.readings)));
            }
            if !part.proposals.is_empty() {
                row("proposals", format!("[{}]", list(&part.proposals)));
            }
            row("law", quoted(&part.law));
            row("input", quoted(&part.input));
        }
        out
    }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(file: &str, name: &str, outcomes: &[&str]) -> Accepted {
        Accepted {
            file: file.to_owned(),
            name: name.to_owned(),
            outcomes: outcomes.iter().map(|outcome| (*outcome).to_owned()).collect(),
            tpp: "2000".to_owned(),
            performance_density: String::new(),
            as_of: Date::constant(2026, 7, 23),
            posture: Posture::Text,
            readings: Vec::new(),
            proposals: Vec::new(),
            law: "00".to_owned(),
            input: "11".to_owned(),
        }
    }

    #[test]
    fn what_is_printed_is_read_back_and_sorted() {
        let odd = "a \"quoted\" \\ name\u{7}\nof two lines";
        let mut more = accepted("b.md", odd, &["3A090.a.1", "none"]);
        more.readings = vec!["tf32-bits=19".to_owned()];
        more.proposals = vec!["gain-ai".to_owned()];
        let lock =
            Lock::new(vec![more.clone(), accepted("a.md", "z", &["none"]), accepted("a.md", "b", &["3A991.p.1"])]);
        let text = lock.print();
        assert_eq!(Lock::parse(&text, "eccn.lock").expect("read"), lock);
        assert_eq!(Lock::parse(&text, "eccn.lock").expect("read").print(), text);
        assert_eq!(lock.find("b.md", odd), Some(&more));
        assert_eq!(lock.find("b.md", "z"), None);
        let names: Vec<&str> = lock.parts().iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["b", "z", odd]);
    }

    #[test]
    fn what_is_not_in_order_is_refused() {
        let one = Lock::new(vec![accepted("a.md", "a", &["none"])]).print();
        let again = format!("{one}{}", &one[one.find("\n[[part]]").expect("there")..]);
        let faults = [
            (again, "a second answer for \"a\" of a.md"),
            (one.replace("2026-07-23", "2026-13-23"), "expected a date such as 2026-07-23"),
            (one.replace("version = 1", "version = 9"), "this program reads version 1"),
            (one.replace("\"none\"", "[]"), "one paragraph, or a list of several"),
            (one.replace("posture = \"text\"", "posture = \"texts\""), "unknown variant"),
            ("version = ".to_owned(), "eccn.lock:1:"),
        ];
        for (text, expected) in faults {
            let error = Lock::parse(&text, "eccn.lock").expect_err("refused").to_string();
            assert!(error.contains(expected) && error.contains("--update-lock"), "{error}");
        }
    }
}
