//! The files under `law/licensing/` to [`Licensing`], refusing whatever is not in order.

use super::files::{PartiesFile, QuestionEntry, RuleEntry, RulesFile, TermsFile};
use super::{Class, Clause, Designer, Licensing, Notice, Party, Question, Rule, Term};
use crate::Truth;
use crate::destination::{Destinations, OpenReading};
use crate::digest::hex;
use crate::law::load::{File, Loader};
use crate::law::{Amendment, Law, LawErrors};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use toml::Spanned;

impl Licensing {
    /// Reads the files under `law/licensing/`, given as (name, text); others count for the hash only if they are about
    /// destinations. Rules are dated by the amendments of `destinations`, those of `law` among them.
    ///
    /// # Errors
    /// Every fault found, with its place: unknown keys, clauses that cannot be read, names that nothing has, two
    /// versions of one rule in force at once.
    pub fn load<'a>(
        law: &Law,
        destinations: Destinations,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, LawErrors> {
        let files: BTreeMap<&str, &str> = files.into_iter().collect();
        let mut loader = Loader::default();
        let loaded = licensing(&mut loader, law, destinations, &files);
        loader.end(loaded)
    }
}

fn licensing(
    loader: &mut Loader,
    law: &Law,
    destinations: Destinations,
    files: &BTreeMap<&str, &str>,
) -> Option<Licensing> {
    let file = loader.named(files, "law/licensing/terms.toml")?;
    let parties_file = loader.named(files, "law/licensing/parties.toml")?;
    let terms: TermsFile = loader.read(file)?;
    let parties: PartiesFile = loader.read(parties_file)?;
    let mut readings: Vec<OpenReading> = destinations.readings().to_vec();
    for reading in terms.reading {
        readings.push(crate::destination::load::open_reading(loader, file, reading));
    }
    let classes: Vec<Class> = terms
        .class
        .into_iter()
        .map(Spanned::into_inner)
        .map(|class| Class {
            name: class.name,
            label: class.label,
            paragraphs: class.paragraphs,
            cite: class.cite,
            status: class.status,
        })
        .collect();
    let mut reader = Reader { loader, destinations: &destinations, clauses: Vec::new() };
    let mut named = Vec::new();
    for entry in terms.term {
        let span = entry.span();
        let entry = entry.into_inner();
        let bounds = reader.bounds(file, entry.from.as_ref(), entry.until.as_ref());
        let (Some((from, until)), Some(means)) = (bounds, reader.clause(file, &entry.means)) else { continue };
        let term = Term {
            name: entry.name,
            from,
            until,
            means,
            says: entry.says,
            cite: entry.cite,
            status: entry.status,
            remark: entry.remark,
        };
        let versions = named.iter().filter(|known: &&Term| known.name == term.name);
        let versions: Vec<_> = versions.map(|known| (known.from, known.until)).collect();
        reader.no_overlap(file, span, &versions, (from, until));
        named.push(term);
    }
    let mut questions = Vec::new();
    for entry in terms.question {
        questions.extend(question(&mut reader, file, entry));
    }
    let mut rules = |name: &str| {
        let file = reader.loader.named(files, &format!("law/licensing/{name}.toml"))?;
        let read: RulesFile = reader.loader.read(file)?;
        let mut rules: Vec<Rule> = Vec::new();
        for entry in read.rule {
            let span = entry.span();
            let Some(rule) = rule(&mut reader, file, name, entry) else { continue };
            let apart = |known: &&Rule| {
                !rule.classes.is_empty()
                    && !known.classes.is_empty()
                    && !known.classes.iter().any(|class| rule.classes.contains(class))
            };
            let versions =
                rules.iter().filter(|known| known.id == rule.id && known.posture == rule.posture && !apart(known));
            let versions: Vec<_> = versions.map(|known| (known.from, known.until)).collect();
            reader.no_overlap(file, span, &versions, (rule.from, rule.until));
            rules.push(rule);
        }
        Some(rules)
    };
    let (requirements, exceptions, reviews) = (rules("requirements"), rules("exceptions"), rules("review"));
    let (advisories, routes) = (rules("advisories"), rules("jurisdiction"));
    let clauses = std::mem::take(&mut reader.clauses);
    let known = Known { classes: &classes, terms: &named, questions: &questions, readings: &readings };
    for (file, start, clause) in &clauses {
        known.check(loader, &destinations, *file, *start, clause);
    }
    cycles(loader, &named);
    let mut designers = Vec::new();
    for entry in parties.designer {
        match destinations.find(entry.hq.get_ref()) {
            Ok(hq) => {
                let (vendors, cite, status) = (entry.vendors, entry.cite, entry.status);
                let cite = entry.remark.map_or(cite.clone(), |remark| format!("{cite}; {remark}"));
                designers.push(Designer { hq, vendors, cite, status });
            }
            Err(error) => loader.fault(parties_file, entry.hq.span(), error.to_string()),
        }
    }
    let mut listed = Vec::new();
    for entry in parties.party {
        let lapses = entry.lapses.as_ref().map(|day| loader.date(parties_file, day));
        let from = loader.amendment(parties_file, &entry.from, destinations.amendments());
        let (Some(from), false) = (from, lapses == Some(None)) else { continue };
        let names = std::iter::once(entry.name).chain(entry.also).collect();
        let from = destinations.amendments()[from].effective;
        let (lapses, cite, status) = (lapses.flatten(), entry.cite, entry.status);
        listed.push(Party { names, list: format!("{}-party", entry.list), from, lapses, cite, status });
    }
    let mut hasher = Sha256::new();
    hasher.update(law.hash());
    let ours = |name: &str| name.starts_with("law/licensing/") || name.starts_with("law/destinations/");
    for (name, text) in files.iter().filter(|(name, _)| ours(name)) {
        for piece in [name, text] {
            hasher.update((piece.len() as u64).to_le_bytes());
            hasher.update(piece);
        }
    }
    let coverage = terms.coverage;
    Some(Licensing {
        hash: hex(hasher),
        first: law.first_date(),
        verified: law.verified_date(),
        cite: coverage.cite,
        not_checked: coverage.not_checked,
        destinations,
        classes,
        terms: named,
        questions,
        readings,
        designers,
        parties: listed,
        requirements: requirements?,
        exceptions: exceptions?,
        reviews: reviews?,
        advisories: advisories?,
        routes: routes?,
    })
}

/// The start and end of a version, as places of amendments.
type Bounds = (Option<usize>, Option<usize>);

/// Reads clauses and dates of rules, and keeps the clauses to be checked when every name is known.
struct Reader<'l, 'f, 'd> {
    loader: &'l mut Loader,
    destinations: &'d Destinations,
    /// Each clause with its file and the offset of its text there.
    clauses: Vec<(File<'f>, usize, Clause)>,
}

impl<'f> Reader<'_, 'f, '_> {
    fn clause(&mut self, file: File<'f>, text: &Spanned<String>) -> Option<Clause> {
        // The span holds the quotes; clauses are written on one line without escapes.
        let start = text.span().start + 1;
        match Clause::parse(text.get_ref()) {
            Ok(clause) => {
                self.clauses.push((file, start, clause.clone()));
                Some(clause)
            }
            Err(error) => {
                let start = start + error.offset;
                self.loader.fault(file, start..start + error.length, error.message);
                None
            }
        }
    }

    /// The name of a class, to be checked like those in clauses.
    fn class(&mut self, file: File<'f>, name: Spanned<String>) -> String {
        let start = name.span().start + 1;
        let name = name.into_inner();
        self.clauses.push((file, start, Clause::Class(vec![name.clone()])));
        name
    }

    fn bounds(
        &mut self,
        file: File<'f>,
        from: Option<&Spanned<String>>,
        until: Option<&Spanned<String>>,
    ) -> Option<Bounds> {
        let amendments = self.destinations.amendments();
        let mut find = |id: Option<&Spanned<String>>| match id {
            Some(id) => self.loader.amendment(file, id, amendments).map(Some),
            None => Some(None),
        };
        let (start, end) = (find(from)?, find(until)?);
        let day = |index: usize| amendments[index].effective;
        if let (Some(start), Some(end), Some(until)) = (start, end, until)
            && day(end) <= day(start)
        {
            self.loader.fault(file, until.span(), "a version ends after it starts");
        }
        Some((start, end))
    }

    fn no_overlap(&mut self, file: File<'f>, span: std::ops::Range<usize>, versions: &[Bounds], new: Bounds) {
        let amendments: &[Amendment] = self.destinations.amendments();
        let day = |index: usize| amendments[index].effective;
        let before = |end: Option<usize>, start: Option<usize>| {
            end.is_some_and(|end| start.is_some_and(|start| day(end) <= day(start)))
        };
        if versions.iter().any(|old| !before(old.1, new.0) && !before(new.1, old.0)) {
            let message = "two versions of this are in force at once: give the older one an `until`";
            self.loader.fault(file, span, message);
        }
    }
}

fn question<'f>(reader: &mut Reader<'_, 'f, '_>, file: File<'f>, entry: Spanned<QuestionEntry>) -> Option<Question> {
    let span = entry.span();
    let entry = entry.into_inner();
    if entry.default.is_some() != entry.assumed.is_some() {
        reader.loader.fault(file, span.clone(), "a default and the words that say it is assumed go together");
    }
    let implied = match (&entry.implied, &entry.implied_until, entry.implied_says) {
        (Some(clause), Some(until), Some(says)) => {
            Some((reader.clause(file, clause)?, reader.loader.date(file, until)?, says))
        }
        (None, None, None) => None,
        _ => {
            reader.loader.fault(file, span, "implied, implied_until and implied_says go together");
            None
        }
    };
    Some(Question {
        name: entry.name,
        asks: entry.asks,
        default: entry.default.unwrap_or(Truth::Unknown),
        assumed: entry.assumed,
        implied,
        cite: entry.cite,
        status: entry.status,
    })
}

fn rule<'f>(reader: &mut Reader<'_, 'f, '_>, file: File<'f>, name: &str, entry: Spanned<RuleEntry>) -> Option<Rule> {
    let span = entry.span();
    let entry = entry.into_inner();
    if entry.cite.get_ref().trim().is_empty() {
        reader.loader.fault(file, entry.cite.span(), format!("{} has no citation", entry.id));
    }
    if entry.policy.is_some() != (name == "review") {
        let message = format!("{}: a policy is for review.toml, and needed there", entry.id);
        reader.loader.fault(file, span.clone(), message);
    }
    if entry.kind.is_none() && name == "advisories" {
        reader.loader.fault(file, span, format!("{}: an advisory has a kind", entry.id));
    }
    let bounds = reader.bounds(file, entry.from.as_ref(), entry.until.as_ref());
    let when = reader.clause(file, &entry.when);
    let classes = entry.classes.into_iter().map(|class| reader.class(file, class)).collect();
    let mut notices = Vec::new();
    for notice in entry.notice {
        let when = reader.clause(file, &notice.when)?;
        notices.push(Notice { when, text: notice.text, cite: notice.cite });
    }
    let (from, until) = bounds?;
    Some(Rule {
        id: entry.id,
        title: entry.title,
        classes,
        from,
        until,
        clock: entry.clock,
        posture: entry.posture,
        kind: entry.kind,
        policy: entry.policy,
        when: when?,
        parts: entry.parts,
        duties: entry.duties,
        notices,
        text: entry.text,
        cite: entry.cite.into_inner(),
        status: entry.status,
        remark: entry.remark,
    })
}

/// Every name that a clause may use.
struct Known<'a> {
    classes: &'a [Class],
    terms: &'a [Term],
    questions: &'a [Question],
    readings: &'a [OpenReading],
}

impl Known<'_> {
    fn check(&self, loader: &mut Loader, destinations: &Destinations, file: File<'_>, start: usize, clause: &Clause) {
        let mut unknown: Vec<(String, &str)> = Vec::new();
        clause.walk(&mut |part| match part {
            Clause::Place { of, .. } => {
                let known = |word: &&String| {
                    destinations.groups().iter().any(|group| group.name == **word)
                        || destinations.all().any(|(_, destination)| destination.iso2 == **word)
                };
                unknown.extend(of.iter().filter(|word| !known(word)).map(|word| (word.clone(), "a group or ISO code")));
            }
            Clause::Class(of) => {
                let known = |word: &&String| self.classes.iter().any(|class| class.name == **word);
                unknown.extend(of.iter().filter(|word| !known(word)).map(|word| (word.clone(), "a class")));
            }
            Clause::Reading { name, choice } => {
                let fits = |reading: &OpenReading| {
                    reading.name == *name && reading.choices.iter().any(|known| known.name == *choice)
                };
                if !self.readings.iter().any(fits) {
                    unknown.push((name.clone(), "a reading with this choice"));
                }
            }
            Clause::Name(name) => {
                let named = self.terms.iter().any(|term| term.name == *name)
                    || self.questions.iter().any(|question| question.name == *name);
                if !named {
                    unknown.push((name.clone(), "a term, a question or a fact"));
                }
            }
            _ => {}
        });
        for (word, what) in unknown {
            let text = file.text.get(start..).unwrap_or("");
            let offset = start + text.find(word.as_str()).unwrap_or(0);
            let names = self.terms.iter().map(|term| &term.name).chain(self.questions.iter().map(|asked| &asked.name));
            let closest =
                names.max_by(|a, b| strsim::jaro_winkler(a, &word).total_cmp(&strsim::jaro_winkler(b, &word)));
            let hint = match closest {
                Some(closest) if what.starts_with("a term") => format!("; did you mean {closest}?"),
                _ => String::new(),
            };
            loader.fault(file, offset..offset + word.len(), format!("{word:?} is not {what}{hint}"));
        }
    }
}

/// No term leads back to itself: meanings are read in the order of the file, and only what stands earlier is used.
fn cycles(loader: &mut Loader, terms: &[Term]) {
    for (index, term) in terms.iter().enumerate() {
        term.means.walk(&mut |part| {
            let Clause::Name(name) = part else { return };
            let first = terms.iter().position(|other| other.name == *name);
            if first.is_some_and(|first| first >= index || terms[first].name == term.name) {
                let message = format!("{} uses {name}, which has to stand before it", term.name);
                let file = File { name: "law/licensing/terms.toml", text: "" };
                loader.fault(file, 0..0, message);
            }
        });
    }
}
