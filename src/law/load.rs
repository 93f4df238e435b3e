//! Law files to [`Law`], refusing whatever is not in order.

use super::files::{AmendmentEntry, AmendmentsFile, EntryFile, ProvisionEntry, ReadingsFile};
use super::is_under;
use super::{
    Amendment, CloseCall, Condition, Entry, Law, LawError, LawErrors, Note, Provision, Reading, ReadingChoice,
    Suspension,
};
use crate::digest::hex;
use crate::measure::Readings;
use crate::part::Form;
use crate::quantity::{Exact, parse};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use toml::Spanned;

impl Law {
    /// Reads the law files under `folder`: `amendments.toml`, `readings.toml` and `entries/*.toml`.
    ///
    /// # Errors
    /// Every fault found, each with file, line and column.
    pub fn from_dir(folder: &Path) -> Result<Self, LawErrors> {
        let fail = |path: &Path, error: std::io::Error| {
            LawErrors(vec![LawError::whole(&path.display().to_string(), error.to_string())])
        };
        let mut paths = vec![folder.join("amendments.toml"), folder.join("readings.toml")];
        let entries = folder.join("entries");
        for entry in std::fs::read_dir(&entries).map_err(|error| fail(&entries, error))? {
            let path = entry.map_err(|error| fail(&entries, error))?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
        let mut files = Vec::new();
        for path in paths {
            let text = std::fs::read_to_string(&path).map_err(|error| fail(&path, error))?;
            let relative = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((format!("law/{relative}"), text));
        }
        Self::load(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    }

    /// Reads law files given as (name, text); names are as in the repository: `law/entries/3A090.toml`.
    ///
    /// # Errors
    /// Every fault found: unknown keys, unknown facts, a provision without a citation, two versions of one provision
    /// in force at once, a reference to nothing, a circular reference, a date that is none.
    pub fn load<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, LawErrors> {
        let files: BTreeMap<&str, &str> = files.into_iter().collect();
        let mut loader = Loader::default();
        let law = loader.law(&files);
        loader.end(law)
    }
}

/// Whether a file is about classification: those of destinations and licenses are read by other rooms.
fn is_classification(name: &str) -> bool {
    let other = ["law/destinations/", "law/licensing/", "law/proposals/"];
    !other.iter().any(|folder| name.starts_with(folder))
}

/// A file being read: its name and text, for errors.
#[derive(Copy, Clone)]
pub(crate) struct File<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

/// Reads law files and collects what is wrong with them.
#[derive(Default)]
pub(crate) struct Loader {
    errors: Vec<LawError>,
}

impl Loader {
    /// What was loaded, unless something is wrong.
    pub(crate) fn end<T>(self, loaded: Option<T>) -> Result<T, LawErrors> {
        match loaded {
            Some(loaded) if self.errors.is_empty() => Ok(loaded),
            _ => Err(LawErrors(self.errors)),
        }
    }

    /// The file of this name; a fault if there is none.
    pub(crate) fn named<'a>(&mut self, files: &BTreeMap<&'a str, &'a str>, name: &str) -> Option<File<'a>> {
        let found = files.get_key_value(name).map(|(name, text)| File { name, text });
        if found.is_none() {
            self.errors.push(LawError::whole(name, "this file is missing"));
        }
        found
    }

    /// The place of the amendment that `id` names.
    pub(crate) fn amendment(
        &mut self,
        file: File<'_>,
        id: &Spanned<String>,
        amendments: &[Amendment],
    ) -> Option<usize> {
        let found = amendments.iter().position(|amendment| &amendment.id == id.get_ref());
        if found.is_none() {
            self.fault(file, id.span(), format!("{:?} is no amendment in amendments.toml", id.get_ref()));
        }
        found
    }

    pub(crate) fn fault(&mut self, file: File<'_>, span: std::ops::Range<usize>, message: impl Into<String>) {
        self.errors.push(LawError::at(file.name, file.text, span, message));
    }

    pub(crate) fn read<T: DeserializeOwned>(&mut self, file: File<'_>) -> Option<T> {
        match toml::from_str(file.text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(file, error.span().unwrap_or(0..0), error.message());
                None
            }
        }
    }

    fn law(&mut self, files: &BTreeMap<&str, &str>) -> Option<Law> {
        let amendments_file = self.named(files, "law/amendments.toml")?;
        let readings_file = self.named(files, "law/readings.toml")?;
        let amendments: AmendmentsFile = self.read(amendments_file)?;
        let readings: ReadingsFile = self.read(readings_file)?;
        let coverage = &amendments.statute;
        let first = self.date(amendments_file, &coverage.first)?;
        let verified = self.date(amendments_file, &coverage.verified)?;
        let surveyed = self.date(amendments_file, &coverage.surveyed)?;
        let close = &amendments.close_call;
        let below = self.percent(amendments_file, &close.below_percent)?;
        let above = self.percent(amendments_file, &close.above_percent)?;
        let close_call = CloseCall { below, above, reason: close.reason.clone() };
        let amendments = self.amendments(amendments_file, amendments.amendment);
        let readings = self.readings(readings_file, readings);
        let mut entries = Vec::new();
        for (name, text) in files.iter().filter(|(name, _)| name.starts_with("law/entries/")) {
            let file = File { name, text };
            if let Some(entry) = self.read(file).and_then(|entry| self.entry(file, entry, &amendments)) {
                entries.push(entry);
            }
        }
        self.references(&entries);
        let mut hasher = Sha256::new();
        for (name, text) in files.iter().filter(|(name, _)| is_classification(name)) {
            hasher.update((name.len() as u64).to_le_bytes());
            hasher.update(name);
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text);
        }
        let hash = hex(hasher);
        let (coverage_cite, not_checked) = (coverage.cite.clone(), coverage.not_checked.clone());
        Some(Law {
            hash,
            first,
            verified,
            surveyed,
            coverage_cite,
            not_checked,
            close_call,
            amendments,
            entries,
            readings,
            proposals: Vec::new(),
        })
    }

    pub(crate) fn date(&mut self, file: File<'_>, text: &Spanned<String>) -> Option<Date> {
        match text.get_ref().parse() {
            Ok(date) => Some(date),
            Err(_) => {
                self.fault(
                    file,
                    text.span(),
                    format!("expected a date such as 2023-11-17, found {:?}", text.get_ref()),
                );
                None
            }
        }
    }

    fn percent(&mut self, file: File<'_>, text: &Spanned<String>) -> Option<Exact> {
        match parse::decimal(text.get_ref()) {
            Ok(percent) => Some(percent * Exact::ratio(1, 100)),
            Err(error) => {
                self.fault(file, text.span(), error.to_string());
                None
            }
        }
    }

    pub(crate) fn amendments(&mut self, file: File<'_>, entries: Vec<Spanned<AmendmentEntry>>) -> Vec<Amendment> {
        let mut amendments: Vec<Amendment> = Vec::new();
        for entry in entries {
            let span = entry.span();
            let entry = entry.into_inner();
            if amendments.iter().any(|known| known.id == entry.id) {
                self.fault(file, span.clone(), format!("a second amendment {:?}", entry.id));
            }
            if entry.citation.trim().is_empty() {
                self.fault(file, span.clone(), format!("amendment {:?} has no citation", entry.id));
            }
            let mut enforcement = Vec::new();
            for period in entry.enforcement {
                let from = self.date(file, &period.from);
                let until = period.until.as_ref().and_then(|until| self.date(file, until));
                let Some(from) = from else { continue };
                let (suspends, what, cite, status) = (period.suspends, period.what, period.cite, period.status);
                enforcement.push(Suspension { from, until, suspends, what, cite, status });
            }
            let Some(effective) = self.date(file, &entry.effective) else { continue };
            let compliance = entry.compliance.as_ref().and_then(|date| self.date(file, date));
            if compliance.is_some_and(|compliance| compliance < effective) {
                self.fault(file, span, "compliance cannot be required before the rule takes effect");
            }
            amendments.push(Amendment {
                id: entry.id,
                title: entry.title,
                citation: entry.citation,
                published: entry.published.as_ref().and_then(|date| self.date(file, date)),
                effective,
                compliance,
                changes: entry.changes,
                status: entry.status,
                note: entry.note,
                enforcement,
                supposed: false,
            });
        }
        amendments.sort_by_key(|amendment| amendment.effective);
        amendments
    }

    fn readings(&mut self, file: File<'_>, readings: ReadingsFile) -> Vec<Reading> {
        let mut out: Vec<Reading> = Vec::new();
        for entry in readings.reading {
            let span = entry.span();
            let entry = entry.into_inner();
            if out.iter().any(|known| known.name == entry.name) {
                self.fault(file, span.clone(), format!("a second reading {:?}", entry.name));
            }
            for choice in entry.choice.iter().map(|choice| &choice.name).chain([&entry.default]) {
                if let Err(message) = Readings::default().set(&entry.name, choice) {
                    self.fault(file, span.clone(), message);
                }
            }
            if Readings::default().get(&entry.name).is_some_and(|default| default != entry.default) {
                self.fault(file, span, format!("the default of {:?} differs from the measure's", entry.name));
            }
            let choices = entry.choice.into_iter();
            out.push(Reading {
                name: entry.name,
                question: entry.question,
                default: entry.default,
                why: entry.why,
                moves: entry.moves,
                status: entry.status,
                choices: choices
                    .map(|choice| ReadingChoice { name: choice.name, meaning: choice.meaning, held_by: choice.held_by })
                    .collect(),
            });
        }
        out
    }

    fn entry(&mut self, file: File<'_>, entry: EntryFile, amendments: &[Amendment]) -> Option<Entry> {
        let eccn = entry.eccn.get_ref().clone();
        if file.name != format!("law/entries/{eccn}.toml") {
            self.fault(file, entry.eccn.span(), format!("the file of {eccn} is named {eccn}.toml"));
        }
        let mut notes: Vec<Note> = Vec::new();
        for note in entry.note {
            let Some((from, until)) = self.period(file, &note.from, note.until.as_ref(), amendments) else { continue };
            let id = note.id.get_ref().clone();
            let versions = notes.iter().filter(|known| known.id == id).map(|known| (known.from, known.until));
            self.no_overlap(file, note.id.span(), versions.collect(), (from, until), amendments);
            let (text, cite, status, remark) = (note.text, note.cite, note.status, note.remark);
            notes.push(Note { id, from, until, text, cite, status, remark });
        }
        let mut provisions: Vec<Provision> = Vec::new();
        for provision in entry.provision {
            let Some(provision) = self.provision(file, provision.into_inner(), &eccn, amendments, &provisions, &notes)
            else {
                continue;
            };
            provisions.push(provision);
        }
        Some(Entry { eccn, heading: entry.heading, cite: entry.cite, notes, provisions })
    }

    fn provision(
        &mut self,
        file: File<'_>,
        entry: ProvisionEntry,
        eccn: &str,
        amendments: &[Amendment],
        earlier: &[Provision],
        notes: &[Note],
    ) -> Option<Provision> {
        let id = entry.id.get_ref().clone();
        if !is_under(&id, eccn) {
            self.fault(file, entry.id.span(), format!("{id} does not belong in the file of {eccn}"));
        }
        if entry.cite.get_ref().trim().is_empty() {
            self.fault(file, entry.cite.span(), format!("{id} has no citation"));
        }
        if let Some(note) = &entry.unless_note
            && !notes.iter().any(|known| &known.id == note)
        {
            self.fault(file, entry.id.span(), format!("{id} rests on {note}, which this file does not hold"));
        }
        let mut forms = Vec::new();
        for form in &entry.forms {
            match form.get_ref().parse::<Form>() {
                Ok(form) => forms.push(form),
                Err(message) => self.fault(file, form.span(), message),
            }
        }
        let period = self.period(file, &entry.from, entry.until.as_ref(), amendments);
        let when = self.condition(file, &entry.when);
        let unless = entry.unless.as_ref().map(|text| self.condition(file, text));
        let ((from, until), when) = (period?, when?);
        let versions = earlier.iter().filter(|known| known.id == id).map(|known| (known.from, known.until));
        self.no_overlap(file, entry.id.span(), versions.collect(), (from, until), amendments);
        Some(Provision {
            id,
            from,
            until,
            forms,
            when,
            unless: match unless {
                Some(condition) => Some(condition?),
                None => None,
            },
            unless_note: entry.unless_note,
            rank: entry.rank,
            effect: entry.effect,
            text: entry.text,
            cite: entry.cite.into_inner(),
            status: entry.status,
            remark: entry.remark,
        })
    }

    fn condition(&mut self, file: File<'_>, text: &Spanned<String>) -> Option<Condition> {
        match Condition::parse(text.get_ref()) {
            Ok(condition) => Some(condition),
            Err(error) => {
                // The span holds the quotes; conditions are written on one line without escapes.
                let start = text.span().start + 1 + error.offset;
                self.fault(file, start..start + error.length, error.message);
                None
            }
        }
    }

    /// The amendments at the start and end of a version.
    fn period(
        &mut self,
        file: File<'_>,
        from: &Spanned<String>,
        until: Option<&Spanned<String>>,
        amendments: &[Amendment],
    ) -> Option<(usize, Option<usize>)> {
        let mut find = |id: &Spanned<String>| self.amendment(file, id, amendments);
        let start = find(from)?;
        let Some(until) = until else { return Some((start, None)) };
        let end = find(until)?;
        if amendments[end].effective <= amendments[start].effective {
            self.fault(file, until.span(), "a version ends after it starts");
        }
        Some((start, Some(end)))
    }

    fn no_overlap(
        &mut self,
        file: File<'_>,
        span: std::ops::Range<usize>,
        versions: Vec<(usize, Option<usize>)>,
        new: (usize, Option<usize>),
        amendments: &[Amendment],
    ) {
        let start = |index: usize| amendments[index].effective;
        let ends_after = |until: Option<usize>, day: Date| until.is_none_or(|until| start(until) > day);
        let overlaps = |old: (usize, Option<usize>)| ends_after(old.1, start(new.0)) && ends_after(new.1, start(old.0));
        if versions.into_iter().any(overlaps) {
            self.fault(file, span, "two versions of one provision are in force at once: give the older one an `until`");
        }
    }

    /// Every `meets` names something, and none leads back to itself.
    fn references(&mut self, entries: &[Entry]) {
        let provisions: Vec<&Provision> = entries.iter().flat_map(|entry| &entry.provisions).collect();
        let mut targets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for provision in &provisions {
            for condition in provision.conditions() {
                condition.walk(&mut |part| {
                    let Condition::Meets(prefix) = part else { return };
                    let found: Vec<_> = provisions.iter().filter(|other| is_under(&other.id, prefix)).collect();
                    if found.is_empty() {
                        let message = format!("{} refers to {prefix}, which no file holds", provision.id);
                        self.errors.push(LawError::whole("law/entries", message));
                    }
                    targets.entry(&provision.id).or_default().extend(found.iter().map(|other| other.id.as_str()));
                });
            }
        }
        for id in targets.keys() {
            let mut reached = BTreeSet::new();
            let mut open: Vec<&str> = targets[id].iter().copied().collect();
            while let Some(next) = open.pop() {
                if reached.insert(next) {
                    open.extend(targets.get(next).into_iter().flatten());
                }
            }
            if reached.contains(id) {
                self.errors
                    .push(LawError::whole("law/entries", format!("{id} refers to itself, directly or through others")));
            }
        }
    }
}
