//! Law that is not law: paragraphs laid over the ones in force, to see what a bill or a draft would do.

use super::{Amendment, Condition, Effect, Entry, Law, Provision, Status};
use crate::digest::hex;
use crate::part::Form;
use sha2::{Digest as _, Sha256};

/// What the names of supposed paragraphs start with, so that no answer under one can be taken for law.
pub(crate) const PREFIX: &str = "proposal:";

/// A paragraph that a bill or a draft would add.
#[derive(Clone, Debug, PartialEq)]
pub struct Supposition {
    /// The name of the bill or draft: `gain-ai`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// How far it got.
    pub state: String,
    /// Its test.
    pub when: Condition,
    /// Where its paragraph stands in the order of precedence among paragraphs met.
    pub rank: u32,
    /// What it would do.
    pub text: String,
    /// Where that is from.
    pub cite: String,
    /// How well it is sourced.
    pub status: Status,
}

impl Law {
    /// This law with paragraphs that are no law laid over it, as if they had been in force on every day.
    ///
    /// Answers under it name them ([`Determination::proposals`](crate::determine::Determination::proposals)), and carry
    /// a hash that is neither this law's nor that of other suppositions.
    ///
    /// ```
    /// use eccn::law::{Condition, Law, Posture, Status, Supposition};
    /// let lower = Supposition {
    ///     name: "lower".into(),
    ///     title: "A lower threshold".into(),
    ///     state: "an example".into(),
    ///     when: Condition::parse("tpp >= 1000")?,
    ///     rank: 500,
    ///     text: "TPP of 1000 or more".into(),
    ///     cite: "nowhere".into(),
    ///     status: Status::Inference,
    /// };
    /// let law = Law::embedded().supposing(&[lower]);
    /// let part = eccn::catalog::find("L2").one()?;
    /// let day = "2026-07-23".parse()?;
    /// let answer = |law: &Law| {
    ///     let statute = law.at(day, Posture::Text).unwrap();
    ///     eccn::determine::classify(&part, &statute, &Default::default()).eccn().map(str::to_owned)
    /// };
    /// assert_eq!(answer(Law::embedded()).as_deref(), Some("3A991.p.1"));
    /// assert_eq!(answer(&law).as_deref(), Some("proposal:lower"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn supposing(&self, supposed: &[Supposition]) -> Self {
        let mut law = self.clone();
        let mut hasher = Sha256::new();
        hasher.update(&self.hash);
        for supposition in supposed {
            let Supposition { name, title, state, when, rank, text, cite, status } = supposition.clone();
            let id = format!("{PREFIX}{name}");
            for piece in [&id, &when.to_string(), &rank.to_string()] {
                hasher.update((piece.len() as u64).to_le_bytes());
                hasher.update(piece);
            }
            let from = law.amendments.len();
            law.amendments.push(Amendment {
                id: id.clone(),
                title: title.clone(),
                citation: cite.clone(),
                published: None,
                effective: law.first,
                compliance: None,
                changes: text.clone(),
                status,
                note: Some(state.clone()),
                enforcement: Vec::new(),
                supposed: true,
            });
            let provision = Provision {
                id: id.clone(),
                from,
                until: None,
                forms: vec![Form::IntegratedCircuit, Form::Assembly, Form::Computer],
                when,
                unless: None,
                unless_note: None,
                rank,
                effect: Effect::Classifies,
                text: format!("{title}: {text}"),
                cite: cite.clone(),
                status,
                remark: Some(format!("Not law: {state}")),
            };
            law.entries.push(Entry { eccn: id, heading: title, cite, notes: Vec::new(), provisions: vec![provision] });
            law.proposals.push(name);
        }
        if !supposed.is_empty() {
            law.hash = hex(hasher);
        }
        law
    }

    /// The names of the bills and drafts laid over this law; of the law itself there are none.
    pub fn proposals(&self) -> &[String] {
        &self.proposals
    }
}
