//! The parts that a sheet speaks of.

use super::super::claim::{Claim, What};
use super::super::document::Text;
use super::super::name::{Name, key};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A part, or something that holds several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Subject {
    pub(in super::super) name: String,
    key: String,
    pub(in super::super) line: u32,
    pub(in super::super) system: bool,
    /// The part that this one is a form of.
    base: Option<usize>,
    pub(in super::super) preliminary: bool,
    /// How many accelerators it holds, if its name says so.
    pub(in super::super) holds: Option<u64>,
}

#[derive(Debug, Default)]
pub(super) struct Subjects {
    pub(super) all: Vec<Subject>,
    by_key: HashMap<String, usize>,
    /// The title, if it holds no name.
    pub(super) title: Option<Text>,
    /// Last words of labels that stand for several: "tile".
    pub(super) systems: Vec<String>,
    mentioned: Vec<String>,
    /// Other names of a part.
    aliases: Vec<(String, usize)>,
}

impl Subjects {
    /// The subject of a name, known or new.
    pub(super) fn add(&mut self, name: &str, line: u32, system: bool) -> usize {
        let name_as_printed = name.to_owned();
        let name = clean(name);
        let key = key(&name);
        if let Some(&known) = self.by_key.get(&key) {
            self.all[known].system |= system;
            return known;
        }
        self.by_key.insert(key.clone(), self.all.len());
        self.all.push(Subject {
            name,
            key,
            line,
            system,
            base: None,
            preliminary: false,
            holds: super::count::held(&name_as_printed),
        });
        self.all.len() - 1
    }

    /// The subject of a name in running text: a name that begins the name of the current one means that.
    pub(super) fn refer(&mut self, name: &str, line: u32, system: bool, current: Option<usize>) -> usize {
        let wanted = key(name);
        if let Some((_, of)) = self.aliases.iter().find(|(alias, of)| begins(&wanted, alias) && current == Some(*of)) {
            return *of;
        }
        if let Some(current) = current.filter(|current| begins(&self.all[*current].key, &wanted) && !system) {
            return current;
        }
        let mut longer = self
            .all
            .iter()
            .enumerate()
            .filter(|(_, subject)| begins(&subject.key, &wanted) && subject.system == system);
        if let (Some((at, _)), None) = (longer.next(), longer.next())
            && !self.by_key.contains_key(&wanted)
        {
            return at;
        }
        // "B70" after "Arc Pro B70".
        let mut ending = self
            .all
            .iter()
            .enumerate()
            .filter(|(_, subject)| wanted.len() >= 3 && subject.key.ends_with(&wanted) && subject.system == system);
        if let (Some((at, _)), None) = (ending.next(), ending.next())
            && !self.by_key.contains_key(&wanted)
        {
            return at;
        }
        self.add(name, line, system)
    }

    /// Further names of a part.
    pub(super) fn alias(&mut self, of: usize, names: &[Name]) {
        self.aliases.extend(names.iter().map(|name| (key(&name.text), of)));
    }

    pub(super) fn mentioned(&mut self, name: &Name) {
        self.mentioned.push(name.text.clone());
    }

    /// A form of a part: its PCIe card, its SXM module.
    pub(super) fn variant(&mut self, base: usize, form: &str) -> usize {
        let name = format!("{} {}", self.all[base].name, form);
        let at = self.add(&name, self.all[base].line, self.all[base].system);
        if at != base {
            self.all[at].base = Some(base);
        }
        at
    }

    /// The form of a part that has these words in its name, if there is one and no more.
    pub(super) fn form_of(&self, base: usize, words: &str) -> Option<usize> {
        let words = words.to_lowercase();
        let is_it = |own: &Subject| {
            own.base == Some(base) && own.name.to_lowercase().split_whitespace().any(|word| word == words)
        };
        let mut forms = self.all.iter().enumerate().filter(|(_, own)| is_it(own)).map(|(at, _)| at);
        let only = forms.next()?;
        forms.next().is_none().then_some(only)
    }

    /// Whether a label begins with a word that stands for several.
    pub(super) fn is_system_word(&self, label: &str) -> bool {
        let first = label.split_whitespace().next().map(str::to_lowercase);
        first.is_some_and(|first| self.systems.contains(&first))
    }

    /// Names without rates that begin the names of two parts and more that have some: H100 above H100 SXM and H100 NVL.
    fn families(&self, claims: &[Claim]) -> Vec<usize> {
        let mut rated = vec![false; self.all.len()];
        for claim in claims.iter().filter(|claim| matches!(claim.what, What::Rate(_))) {
            claim.subject.into_iter().for_each(|of| rated[of] = true);
        }
        // How many parts with rates have a name that goes on after these words.
        let mut members: HashMap<&str, usize> = HashMap::new();
        for (own, _) in self.all.iter().zip(&rated).filter(|(_, rated)| **rated) {
            for (end, _) in own.name.match_indices([' ', '-']) {
                *members.entry(&own.name[..end]).or_default() += 1;
            }
        }
        let is_family = |of: &usize| {
            let own = &self.all[*of];
            !own.system && !rated[*of] && members.get(own.name.as_str()).is_some_and(|count| *count >= 2)
        };
        (0..self.all.len()).filter(is_family).collect()
    }

    /// "B70" and "Arc Pro B70" are one part, unless a list has both.
    fn join_short_names(&self, claims: &mut [Claim]) {
        // The names that end in these words: the first of them, and how many there are.
        let mut longer: HashMap<(&str, bool), (usize, usize)> = HashMap::new();
        for (at, own) in self.all.iter().enumerate() {
            for (end, _) in own.name.match_indices(' ') {
                longer.entry((&own.name[end + 1..], own.system)).or_insert((at, 0)).1 += 1;
            }
        }
        let mut lists = vec![HashSet::new(); self.all.len()];
        for claim in claims.iter() {
            claim.subject.into_iter().for_each(|of| {
                lists[of].insert(claim.list);
            });
        }
        let mut joined: Vec<Option<usize>> = vec![None; self.all.len()];
        for (short, own) in self.all.iter().enumerate() {
            let Some(&(long, 1)) = longer.get(&(own.name.as_str(), own.system)) else { continue };
            if lists[short].is_disjoint(&lists[long]) {
                let own = std::mem::take(&mut lists[short]);
                lists[long].extend(own);
                joined[short] = Some(long);
            }
        }
        for claim in claims {
            while let Some(long) = claim.subject.and_then(|of| joined[of]) {
                claim.subject = Some(long);
            }
        }
    }

    /// Gives what is said of a part with several forms to each of them, and what is said of nothing to the only part.
    /// Returns the claims of a family whose parts the sheet lists, since it does not say of which they are.
    pub(super) fn settle(&mut self, claims: &mut Vec<Claim>) -> Vec<Claim> {
        let mut forms_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (form, base) in self.all.iter().enumerate().filter_map(|(at, own)| Some((at, own.base?))) {
            forms_of.entry(base).or_default().push(form);
        }
        for (base, forms) in forms_of {
            let own: Vec<Claim> = claims.iter().filter(|claim| claim.subject == Some(base)).cloned().collect();
            claims.retain(|claim| claim.subject != Some(base));
            for form in forms {
                claims.extend(own.iter().cloned().map(|claim| Claim { subject: Some(form), ..claim }));
            }
        }
        self.join_short_names(claims);
        let families = self.families(claims);
        let of_family = |claim: &Claim| claim.subject.is_some_and(|of| families.contains(&of));
        let aside: Vec<Claim> = claims.iter().filter(|claim| of_family(claim)).cloned().collect();
        claims.retain(|claim| !of_family(claim));
        self.settle_unnamed(claims);
        aside
    }

    /// Gives what is said of nothing to the only part.
    fn settle_unnamed(&mut self, claims: &mut [Claim]) {
        let used: BTreeSet<usize> = claims.iter().filter_map(|claim| claim.subject).collect();
        let used: Vec<usize> = used.into_iter().collect();
        let parts: Vec<usize> = used.iter().copied().filter(|at| !self.all[*at].system).collect();
        if !claims.iter().any(|claim| claim.subject.is_none()) {
            return;
        }
        let only = match (parts.as_slice(), used.as_slice()) {
            ([only], [_]) => Some(*only),
            ([], []) => match self.all.iter().filter(|subject| !subject.system).count() {
                1 => self.all.iter().position(|subject| !subject.system),
                0 if self.all.is_empty() && claims.iter().filter(|claim| !claim.label.is_empty()).count() >= 2 => {
                    let (name, line) = match (&self.title, self.mentioned.as_slice()) {
                        (Some(title), []) => (title.text.clone(), title.line),
                        (None, []) => (String::new(), 0),
                        _ => return,
                    };
                    Some(self.add(&name, line, false))
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(only) = only {
            claims.iter_mut().filter(|claim| claim.subject.is_none()).for_each(|claim| claim.subject = Some(only));
        }
    }
}

/// Whether a name begins with another one, whose number does not go on: H200 does not begin with H20.
fn begins(name: &str, with: &str) -> bool {
    let number = with.ends_with(|c: char| c.is_ascii_digit());
    name.strip_prefix(with).is_some_and(|rest| !(number && rest.starts_with(|c: char| c.is_ascii_digit())))
}

/// A name as it is shown: without marks, brackets that only explain, and spaces around.
pub(super) fn clean(name: &str) -> String {
    let mut text: String = name.replace('\n', " ");
    while let (Some(open), Some(close)) = (text.find("^{"), text.find('}')) {
        if open < close { text.replace_range(open..=close, "") } else { break }
    }
    while let Some(open) = text.find('[') {
        match text[open..].find(']') {
            Some(close) if close <= 4 => text.replace_range(open..=open + close, ""),
            _ => break,
        }
    }
    let is_mark =
        |c: char| matches!(c, '*' | '†' | '‡' | '§' | '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '®' | '™' | ':' | '①'..='⑳');
    text.trim_matches(|c: char| c.is_whitespace() || is_mark(c))
        .replace(['®', '™'], "")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether words are nothing but a form of a part: `SXM4 40GB`, `PCIe`.
pub(super) fn is_only_form(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    words.peek().is_some() && words.all(|word| is_form(word) && !word.contains(['/', ':']))
}

/// Whether a word is the form of a part: `SXM`, `PCIe`, `80GB`.
pub(super) fn is_form(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let known = ["sxm", "pcie", "nvl", "oam", "pci-e", "mezzanine"].iter().any(|form| text.starts_with(form));
    let size = text.trim_end_matches(" gb").trim_end_matches("gb").parse::<u32>().is_ok_and(|size| size > 0)
        && text.ends_with("gb");
    known || size
}
