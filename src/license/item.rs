//! What a license is asked for: a part that was determined, or model weights.

use crate::Truth;
use crate::determine::Determination;
use crate::facts::{Facts, Flag, Measured, NumericFact};
use crate::quantity::{Exact, Extent};
use crate::report::governing;
use crate::weights::WeightsAnswer;
use std::borrow::Cow;

/// An item, as far as license rules ask about it.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    pub(super) part: Cow<'a, str>,
    pub(super) vendor: Option<Cow<'a, str>>,
    pub(super) eccn: String,
    /// The paragraphs met in each way the classification can turn out.
    pub(super) possibilities: Vec<Vec<String>>,
    pub(super) facts: Cow<'a, Facts>,
    pub(super) notices: Vec<String>,
    pub(super) not_checked: Vec<String>,
    /// Whether it is a thing that somebody designed, and not software or technology.
    pub(super) hardware: bool,
}

/// The entry of model weights.
const WEIGHTS: &str = "4E091";

/// Facts with every number zero.
fn nothing() -> Facts {
    let mut facts = Facts::unknown();
    for fact in NumericFact::ALL {
        facts.set_numeric(*fact, Measured::new(Extent::point(Exact::ZERO)));
    }
    facts
}

impl<'a> Item<'a> {
    /// Model weights of this name, 4E091 as far as `answer` says so.
    ///
    /// Weights have no throughput, area or bandwidth: every number of theirs is zero, and every yes-or-no fact no.
    ///
    /// ```
    /// use eccn::Truth;
    /// use eccn::destination::Choices;
    /// use eccn::law::Posture;
    /// use eccn::license::{Item, Licensing, Transaction, answer};
    /// use eccn::quantity::{Extent, parse};
    /// use eccn::weights::{Rules, Training};
    /// let operations = Extent::point(parse::decimal("1e26")?);
    /// let training = Training { operations, published: Truth::No, note_2: Truth::No, ..Training::default() };
    /// let weights = Item::weights("a model", &eccn::weights::answer(Rules::embedded(), &training));
    /// let (law, choices) = (Licensing::embedded(), Choices::default());
    /// let transaction = Transaction::to(law.destinations().find("SG")?);
    /// let answer = answer(&law.at("2025-06-01".parse()?, Posture::Text, &choices)?, weights, &transaction);
    /// assert_eq!((answer.eccn(), answer.license()), ("4E091", "required"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn weights(name: &'a str, answer: &WeightsAnswer) -> Self {
        let mut facts = nothing();
        for flag in Flag::ALL {
            facts.set_flag(*flag, Measured::new(Truth::No));
        }
        let controlled = || vec![WEIGHTS.to_owned()];
        let (eccn, possibilities) = match answer.controlled {
            Truth::Yes => (WEIGHTS.to_owned(), vec![controlled()]),
            Truth::No => ("none".to_owned(), vec![Vec::new()]),
            Truth::Unknown => (format!("{WEIGHTS}|none"), vec![controlled(), Vec::new()]),
        };
        Self {
            part: Cow::Borrowed(name),
            vendor: None,
            eccn,
            possibilities,
            facts: Cow::Owned(facts),
            notices: Vec::new(),
            not_checked: vec!["entries for model weights other than 4E091".to_owned()],
            hardware: false,
        }
    }

    /// Something that meets these paragraphs, with every number zero and nothing else known.
    pub(super) fn of_paragraphs(paragraphs: &[String]) -> Self {
        Self {
            part: Cow::Borrowed(""),
            vendor: None,
            eccn: String::new(),
            possibilities: vec![paragraphs.to_vec()],
            facts: Cow::Owned(nothing()),
            notices: Vec::new(),
            not_checked: Vec::new(),
            hardware: true,
        }
    }

    /// The same with remarks on the day.
    #[must_use]
    pub fn noted(mut self, notices: &[String]) -> Self {
        self.notices.extend_from_slice(notices);
        self
    }

    /// The same of a vendor, which may tell where the designer is headquartered.
    #[must_use]
    pub fn of_vendor(mut self, vendor: Option<&'a str>) -> Self {
        self.vendor = vendor.map(Cow::Borrowed);
        self
    }
}

impl<'a> From<&'a Determination> for Item<'a> {
    fn from(answer: &'a Determination) -> Self {
        Self {
            part: Cow::Borrowed(answer.part()),
            vendor: answer.vendor().map(Cow::Borrowed),
            eccn: governing(answer),
            possibilities: answer.possibilities().iter().map(|one| one.paragraphs().to_vec()).collect(),
            facts: Cow::Borrowed(answer.facts()),
            notices: answer.notices().to_vec(),
            not_checked: answer.not_checked().to_vec(),
            hardware: true,
        }
    }
}

impl<'a> From<&'a Item<'_>> for Item<'a> {
    fn from(item: &'a Item<'_>) -> Self {
        Item {
            part: Cow::Borrowed(&*item.part),
            vendor: item.vendor.as_deref().map(Cow::Borrowed),
            facts: Cow::Borrowed(&*item.facts),
            eccn: item.eccn.clone(),
            possibilities: item.possibilities.clone(),
            notices: item.notices.clone(),
            not_checked: item.not_checked.clone(),
            hardware: item.hardware,
        }
    }
}
