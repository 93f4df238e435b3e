//! Everything about one part's answer on one page, as HTML or Markdown.
//!
//! What it says is decided once, in `content.rs`; the renderers only write it. A page holds everything it shows, asks
//! for nothing from elsewhere, and has the same bytes for the same inputs.

mod content;
mod html;
mod markdown;

use crate::determine::{Determination, Moment, Question, classify, timeline};
use crate::facts::{Choice, NumericFact};
use crate::law::Statute;
use crate::part::Part;
use crate::plot::{Options, Picture, Scene, View, planes, strip};

/// An input and what it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name: a file, a part of the catalog, `<command line>`.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A part's answer with everything it rests on, before it is written.
///
/// ```
/// use eccn::law::{Law, Posture};
/// use eccn::report::dossier::Dossier;
/// let part = eccn::catalog::find("H20 96GB").one()?;
/// let statute = Law::embedded().at("2024-01-01".parse()?, Posture::Text)?;
/// let question = Default::default();
/// let dossier = Dossier::new(&part, &statute, &question, Vec::new());
/// let page = dossier.to_html();
/// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("3A991.p.1"));
/// assert_eq!(page, dossier.to_html());
/// assert!(dossier.to_markdown().starts_with("# NVIDIA H20 96GB"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Dossier<'a> {
    part: &'a Part,
    statute: &'a Statute<'a>,
    question: &'a Question,
    answer: Determination,
    moments: Vec<Moment<'a>>,
    /// The plane with the part on it, if it has a place there, and the strip of days.
    plane: Option<Scene>,
    strip: Scene,
    inputs: Vec<Input>,
}

impl<'a> Dossier<'a> {
    /// Classifies the part and gathers what the page will say. `inputs` are what the part was read from.
    pub fn new(part: &'a Part, statute: &'a Statute<'a>, question: &'a Question, inputs: Vec<Input>) -> Self {
        let options = Options { question: question.clone(), ..Options::default() };
        let law = statute.law();
        let of_2022 = statute.thresholds(NumericFact::PerformanceDensity).is_empty();
        let view = if of_2022 { View::Rule2022 } else { View::TppPd };
        let one = std::slice::from_ref(part);
        let shown = |picture: &Picture| picture.omitted.is_empty() && picture.below == 0;
        let until = statute.date().max(law.verified_date());
        Self {
            answer: classify(part, statute, question),
            moments: timeline(part, law, statute.posture(), question),
            plane: planes(view, one, statute, &options).ok().filter(shown).map(|picture| picture.scene),
            strip: strip(one, law, statute.posture(), until, &options).scene,
            part,
            statute,
            question,
            inputs,
        }
    }

    /// The answer.
    pub fn answer(&self) -> &Determination {
        &self.answer
    }

    /// The page as HTML.
    pub fn to_html(&self) -> String {
        html::page(&self.content())
    }

    /// The page as Markdown; pictures are named and left out.
    pub fn to_markdown(&self) -> String {
        markdown::page(&self.content())
    }

    /// What was chosen besides the part and the day: readings, and facts about the export.
    fn choices(&self) -> Vec<String> {
        let law = self.statute.law();
        let readings = law.readings().iter().filter_map(|reading| {
            let taken = self.question.readings.get(&reading.name)?;
            (taken != reading.default).then(|| format!("reading {} = {taken}", reading.name))
        });
        let circumstances = &self.question.circumstances;
        let words = [
            (Choice::Exporter, circumstances.exporter),
            (Choice::Designer, circumstances.designer),
            (Choice::Packaging, circumstances.packaging),
        ];
        let stated = words.into_iter().filter(|(_, word)| *word != "other");
        readings.chain(stated.map(|(choice, word)| format!("{}: {word}", choice.label()))).collect()
    }
}
