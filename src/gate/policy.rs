//! What is denied.

use crate::law::{Law, is_under};

/// Which paragraphs a part may not come under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    deny: Vec<String>,
    allow_depends: bool,
}

impl Policy {
    /// Denies entries (`3A090`), paragraphs (`3A090.a`) and what is under them. With `allow_depends`, a part passes that comes
    /// under one for some of the missing values only.
    ///
    /// # Errors
    /// If a name is that of no paragraph the law has or had: a typing error must not open the gate.
    ///
    /// ```
    /// use eccn::gate::Policy;
    /// use eccn::law::Law;
    /// let error = Policy::new(&["3A09O.a".to_owned()], false, Law::embedded()).unwrap_err();
    /// assert!(error.contains("did you mean \"3A090.a\"?"), "{error}");
    /// ```
    pub fn new(deny: &[String], allow_depends: bool, law: &Law) -> Result<Self, String> {
        let ids = || law.entries().iter().flat_map(|entry| &entry.provisions).map(|provision| provision.id.as_str());
        let mut denied: Vec<String> = Vec::new();
        for name in deny.iter().map(|name| name.trim()) {
            let known = ids().map(|id| prefix_like(id, name)).find(|prefix| prefix.eq_ignore_ascii_case(name));
            match known {
                Some(known) if !denied.iter().any(|there| there == known) => denied.push(known.to_owned()),
                Some(_) => {}
                None => {
                    let closest = ids().map(|id| prefix_like(id, name)).max_by(|a, b| {
                        let near = |prefix: &str| strsim::jaro_winkler(&prefix.to_lowercase(), &name.to_lowercase());
                        near(a).total_cmp(&near(b)).then(b.cmp(a))
                    });
                    let hint = closest.map(|id| format!("; did you mean {id:?}?")).unwrap_or_default();
                    return Err(format!(
                        "{name:?} is no entry or paragraph of the law, on any day{hint} (`eccn law list` has them all)"
                    ));
                }
            }
        }
        Ok(Self { deny: denied, allow_depends })
    }

    /// What is denied, in the order given.
    pub fn denied(&self) -> &[String] {
        &self.deny
    }

    /// Whether a part passes that comes under a denied paragraph for some of the missing values only.
    pub fn allows_depends(&self) -> bool {
        self.allow_depends
    }

    /// The denied name that a paragraph is, or is under.
    pub(super) fn denies(&self, paragraph: &str) -> Option<&str> {
        self.deny.iter().map(String::as_str).find(|name| is_under(paragraph, name))
    }
}

/// The beginning of a paragraph's id with as many levels as `name` has.
fn prefix_like<'id>(id: &'id str, name: &str) -> &'id str {
    let levels = name.matches('.').count();
    let end = id.match_indices('.').nth(levels).map_or(id.len(), |(at, _)| at);
    &id[..end]
}
