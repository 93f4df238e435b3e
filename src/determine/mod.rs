//! Facts and statute to a determination: certain, or dependent on exactly stated boundaries.
//!
//! ```
//! use eccn::determine::{Question, classify};
//! use eccn::law::{Law, Posture};
//! use eccn::part::{Cited, Market, Part};
//! use eccn::quantity::{Known, parse};
//!
//! let statute = Law::embedded().at("2024-01-01".parse()?, Posture::Text)?;
//! let part = Part {
//!     name: "a design".into(),
//!     stated_tpp: Some(Cited::new(Known::exact(parse::quantity("2,000 TPP")?))),
//!     market: Some(Cited::new(Market::from_words("datacenter"))),
//!     ..Part::default()
//! };
//! let answer = classify(&part, &statute, &Question::default());
//! assert!(!answer.is_certain());
//! assert_eq!(answer.possibilities()[0].eccn(), Some("3A090.a.2"));
//! assert_eq!(answer.possibilities()[0].when(), ["applicable die area at most 337.837837… mm² (2000 / 5.92)"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod margin;
mod readings;
mod timeline;
mod trace;
mod tree;
mod wording;
mod world;

pub use margin::{Margin, Stay};
pub use readings::ReadingEffect;
pub use timeline::{Moment, timeline};
pub use trace::TraceNode;

use crate::Truth;
use crate::facts::{Choice, FactName, Facts, Flag, Lint, Measured, NumericFact};
use crate::law::{Effect, Posture, Statute};
use crate::measure::{Circumstances, Measurement, Readings, measure};
use crate::part::Part;
use crate::quantity::{Exact, Extent};
use jiff::civil::Date;
use tree::Tree;
use world::{Outcome, World};

/// What is asked besides the part and the day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// The choice for each open question of interpretation.
    pub readings: Readings,
    /// Facts that are about an export and not about the part.
    pub circumstances: Circumstances,
}

/// One way the answer can turn out.
#[derive(Clone, Debug, PartialEq)]
pub struct Possibility {
    eccn: Option<String>,
    paragraphs: Vec<String>,
    when: Vec<String>,
}

impl Possibility {
    /// The governing paragraph; `None`: none of the entries checked.
    pub fn eccn(&self) -> Option<&str> {
        self.eccn.as_deref()
    }

    /// Every paragraph that is met in each case of this possibility.
    pub fn paragraphs(&self) -> &[String] {
        &self.paragraphs
    }

    /// The conditions on missing values under which it turns out so: any one of them.
    pub fn when(&self) -> &[String] {
        &self.when
    }
}

/// The answer for one part on one day, with everything it rests on.
///
/// Made only by [`classify`] and [`determine`]: an answer cannot exist without the evaluation behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Determination {
    part: String,
    vendor: Option<String>,
    date: Date,
    posture: Posture,
    law_hash: String,
    proposals: Vec<String>,
    facts: Facts,
    possibilities: Vec<Possibility>,
    paragraphs: Vec<String>,
    needs: Vec<&'static str>,
    margins: Vec<Margin>,
    stays: Vec<Stay>,
    trace: Vec<TraceNode>,
    readings: Vec<ReadingEffect>,
    lints: Vec<Lint>,
    gaps: Vec<String>,
    notices: Vec<String>,
    not_checked: Vec<String>,
    thresholds: Vec<Exact>,
    asked: Vec<NumericFact>,
}

/// Measures and classifies a part, and says which open readings would change the answer.
pub fn classify(part: &Part, statute: &Statute<'_>, question: &Question) -> Determination {
    let measurement = measure(part, &question.readings, &question.circumstances);
    let mut answer = determine(&measurement, statute);
    answer.part.clone_from(&part.name);
    answer.vendor.clone_from(&part.vendor);
    answer.readings = readings::effects(part, statute, question, &answer);
    let if_sparse = readings::if_sparse(part, statute, question, &answer);
    for lint in answer.lints.iter_mut().filter(|lint| lint.id == "sparsity-unstated") {
        lint.message.push_str(&match &if_sparse {
            Some(eccn) => format!("; if they are 2:4 sparse, the answer is {}", eccn.replace('|', " or ")),
            None => "; if they are 2:4 sparse, the answer stays".to_owned(),
        });
    }
    answer
}

/// Applies the statute to facts that are already measured.
pub fn determine(measurement: &Measurement, statute: &Statute<'_>) -> Determination {
    let facts = dated(&measurement.facts, statute);
    let tree = tree::outcomes(&facts, statute);
    let governing: Tree<Option<&str>> = tree.map(&|outcome: &Outcome<'_>| outcome.governing());
    let possibilities = possibilities(&tree, &governing, &facts, statute);
    let paragraphs = always_met(&tree);
    let mut gaps: Vec<String> = Vec::new();
    tree.leaves(&mut |_, outcome| {
        for gap in &outcome.gaps {
            if let Some(provision) = statute.provisions().find(|provision| provision.id == *gap) {
                let text = format!("{gap}: {}", provision.remark.as_deref().unwrap_or(&provision.text));
                if !gaps.contains(&text) {
                    gaps.push(text);
                }
            }
        }
    });
    let asked = asked(&facts, statute);
    let mut lints = measurement.lints.clone();
    lints.extend(presumed(&paragraphs, statute));
    let alone = margin::each_alone(&facts, statute, &asked);
    lints.extend(margin::close_calls(&facts, statute, &alone));
    Determination {
        part: String::new(),
        vendor: None,
        date: statute.date(),
        posture: statute.posture(),
        law_hash: statute.law().hash().to_owned(),
        proposals: statute.law().proposals().to_vec(),
        possibilities,
        paragraphs: paragraphs.into_iter().map(str::to_owned).collect(),
        needs: governing.axes().into_iter().map(FactName::name).collect(),
        margins: margin::margins(&facts, statute, &asked),
        stays: margin::stays(&facts, statute, &alone),
        trace: trace::trace(&facts, statute),
        readings: Vec::new(),
        lints,
        gaps,
        notices: statute.notices().to_vec(),
        not_checked: statute.law().not_checked().to_vec(),
        thresholds: statute.thresholds(NumericFact::PerformanceDensity).to_vec(),
        asked,
        facts,
    }
}

/// What a table says of an answer, without its reasons: for engines that answer many rows with one evaluation.
pub(crate) struct Brief {
    /// The governing paragraph, `none`, or the possible ones joined by `|`, strictest first.
    pub(crate) governing: String,
    /// Whether there is one possibility only.
    pub(crate) certain: bool,
    /// Every paragraph that is met whatever the missing values are.
    pub(crate) paragraphs: Vec<String>,
    /// Every paragraph that is met for some of the missing values.
    pub(crate) possible: Vec<String>,
    /// The missing values that decide.
    pub(crate) needs: Vec<&'static str>,
    /// Remarks that follow from the answer itself.
    pub(crate) lints: Vec<&'static str>,
}

/// The [`Brief`] of the determination that [`determine`] would make of these facts.
pub(crate) fn brief(facts: &Facts, statute: &Statute<'_>) -> Brief {
    let facts = dated(facts, statute);
    let tree = tree::outcomes(&facts, statute);
    let governing: Tree<Option<&str>> = tree.map(&|outcome: &Outcome<'_>| outcome.governing());
    let paragraphs = always_met(&tree);
    let names = governing.governing(statute, |leaf| *leaf);
    Brief {
        certain: !names.contains('|'),
        governing: names,
        needs: governing.axes().into_iter().map(FactName::name).collect(),
        lints: presumed(&paragraphs, statute).iter().map(|lint| lint.id).collect(),
        possible: ever_met(&tree).into_iter().map(str::to_owned).collect(),
        paragraphs: paragraphs.into_iter().map(str::to_owned).collect(),
    }
}

/// Which paragraphs some facts meet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Standing<'law> {
    /// The governing paragraph, `none`, or the possible ones joined by `|`, strictest first.
    pub(crate) governing: String,
    /// Every paragraph that is met whatever the missing values are, in order of precedence.
    pub(crate) met: Vec<&'law str>,
    /// Every paragraph that is met for some value of what is missing.
    pub(crate) possible: Vec<&'law str>,
}

/// The [`Standing`] of the determination that [`determine`] would make of these facts.
pub(crate) fn standing<'law>(facts: &Facts, statute: &Statute<'law>) -> Standing<'law> {
    let tree = tree::outcomes(&dated(facts, statute), statute);
    let governing = tree.governing(statute, |outcome| outcome.governing());
    let mut possible: Vec<&'law str> = Vec::new();
    tree.leaves(&mut |_, outcome| {
        for id in &outcome.met {
            if !possible.contains(id) {
                possible.push(id);
            }
        }
    });
    Standing { governing, met: always_met(&tree), possible }
}

/// The ranges over which the answer of [`determine`] stays, and whether some value is too close to call.
pub(crate) fn vicinity(facts: &Facts, statute: &Statute<'_>) -> (Vec<Stay>, bool) {
    let facts = dated(facts, statute);
    let asked = asked(&facts, statute);
    let alone = margin::each_alone(&facts, statute, &asked);
    (margin::stays(&facts, statute, &alone), !margin::close_calls(&facts, statute, &alone).is_empty())
}

/// Every paragraph that is met in all outcomes, in order of precedence.
fn always_met<'law>(tree: &Tree<Outcome<'law>>) -> Vec<&'law str> {
    let mut common: Option<Vec<&'law str>> = None;
    tree.leaves(&mut |_, outcome| match &mut common {
        Some(common) => common.retain(|id| outcome.met.contains(id)),
        None => common = Some(outcome.met.clone()),
    });
    common.unwrap_or_default()
}

/// Every paragraph that is met in some outcome.
fn ever_met<'law>(tree: &Tree<Outcome<'law>>) -> Vec<&'law str> {
    let mut met: Vec<&'law str> = Vec::new();
    tree.leaves(&mut |_, outcome| {
        for id in &outcome.met {
            if !met.contains(id) {
                met.push(id);
            }
        }
    });
    met
}

/// A remark for every paragraph met that only presumes.
fn presumed(paragraphs: &[&str], statute: &Statute<'_>) -> Vec<Lint> {
    let presumed = statute.provisions().filter(|provision| provision.effect == Effect::Presumes);
    presumed
        .filter(|provision| paragraphs.contains(&provision.id.as_str()))
        .map(|provision| {
            let text =
                "presumed to be there, not shown to be; the presumption binds this exporter until it is overcome";
            Lint::new("presumption", format!("{}: {text} ({})", provision.id, provision.cite))
        })
        .collect()
}

/// The facts with the year of the day that is asked about.
fn dated(facts: &Facts, statute: &Statute<'_>) -> Facts {
    let mut facts = facts.clone();
    let year = Exact::from(u64::from(statute.date().year().unsigned_abs()));
    facts.set_numeric(NumericFact::ExportYear, Measured::new(Extent::point(year)));
    facts
}

/// The numeric facts that the provisions for an item of this form ask about, themselves or through others.
fn asked(facts: &Facts, statute: &Statute<'_>) -> Vec<NumericFact> {
    let world = World::new(facts);
    let fitting = statute.asking().filter(|(provision, _)| world.fits(provision) != Truth::No);
    let named: Vec<FactName> = fitting.flat_map(|(_, asks)| asks).copied().collect();
    let density = named.contains(&FactName::Numeric(NumericFact::PerformanceDensity));
    let sum = named.contains(&FactName::Numeric(NumericFact::MemoryAndIoBandwidth));
    let asks = |fact: NumericFact| {
        named.contains(&FactName::Numeric(fact))
            || density && matches!(fact, NumericFact::Tpp | NumericFact::ApplicableDieArea)
            || sum && matches!(fact, NumericFact::DramBandwidth | NumericFact::IoBandwidth)
    };
    NumericFact::ALL.iter().copied().filter(|fact| asks(*fact)).collect()
}

/// The distinct governing paragraphs, strictest first, each with the conditions that lead to it.
fn possibilities(
    tree: &Tree<Outcome<'_>>,
    governing: &Tree<Option<&str>>,
    facts: &Facts,
    statute: &Statute<'_>,
) -> Vec<Possibility> {
    let mut found: Vec<Possibility> = Vec::new();
    tree.leaves(&mut |_, outcome| {
        let eccn = outcome.governing();
        let met = || outcome.met.iter().map(|id| (*id).to_owned());
        match found.iter_mut().find(|known| known.eccn.as_deref() == eccn) {
            Some(known) => known.paragraphs.retain(|id| outcome.met.contains(&id.as_str())),
            None => {
                found.push(Possibility { eccn: eccn.map(str::to_owned), paragraphs: met().collect(), when: Vec::new() })
            }
        }
    });
    governing.leaves(&mut |path, eccn| {
        if let Some(known) = found.iter_mut().find(|known| known.eccn.as_deref() == *eccn)
            && !path.is_empty()
        {
            known.when.push(wording::conditions(path, facts));
        }
    });
    let rank =
        |id: &str| statute.provisions().find(|provision| provision.id == id).map_or(u32::MAX, |found| found.rank);
    found.sort_by_key(|possibility| possibility.eccn.as_deref().map_or(u32::MAX, rank));
    found
}

impl Determination {
    /// The part's name.
    pub fn part(&self) -> &str {
        &self.part
    }

    /// The part's vendor.
    pub fn vendor(&self) -> Option<&str> {
        self.vendor.as_deref()
    }

    /// The day.
    pub fn date(&self) -> Date {
        self.date
    }

    /// The posture.
    pub fn posture(&self) -> Posture {
        self.posture
    }

    /// The content hash of the law that was applied.
    pub fn law_hash(&self) -> &str {
        &self.law_hash
    }

    /// The bills and drafts that were laid over the law; the answer is then not what the law says.
    pub fn proposals(&self) -> &[String] {
        &self.proposals
    }

    /// The facts that the law was applied to.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Whether the governing paragraph is the same whatever the missing values are.
    pub fn is_certain(&self) -> bool {
        self.possibilities.len() == 1
    }

    /// `certain` or `depends`.
    pub fn certainty(&self) -> &'static str {
        if self.is_certain() { "certain" } else { "depends" }
    }

    /// The governing paragraph if it is certain: `Some("none")` where no entry checked is met, `None` where it depends.
    pub fn eccn(&self) -> Option<&str> {
        self.is_certain().then(|| self.possibilities[0].eccn().unwrap_or("none"))
    }

    /// The ways the governing paragraph can turn out; one if it is certain.
    pub fn possibilities(&self) -> &[Possibility] {
        &self.possibilities
    }

    /// Every paragraph that is met whatever the missing values are, in order of precedence.
    pub fn paragraphs(&self) -> &[String] {
        &self.paragraphs
    }

    /// The numeric facts that the law of the day asks about for an item of this form.
    pub fn asked(&self) -> &[NumericFact] {
        &self.asked
    }

    /// The missing values that decide.
    pub fn needs(&self) -> &[&'static str] {
        &self.needs
    }

    /// Distances to thresholds.
    pub fn margins(&self) -> &[Margin] {
        &self.margins
    }

    /// Ranges over which the governing paragraph stays.
    pub fn stays(&self) -> &[Stay] {
        &self.stays
    }

    /// The nearest change: of all ranges, the end that is closest in proportion to the value.
    pub fn nearest_change(&self) -> Option<&Stay> {
        Stay::nearest_of(&self.stays)
    }

    /// What was asked of each provision and what came out.
    pub fn trace(&self) -> &[TraceNode] {
        &self.trace
    }

    /// The open questions of interpretation that touch this part, and whether they change the answer.
    pub fn readings(&self) -> &[ReadingEffect] {
        &self.readings
    }

    /// Remarks.
    pub fn lints(&self) -> &[Lint] {
        &self.lints
    }

    /// Places where the text of the law leaves this case open.
    pub fn gaps(&self) -> &[String] {
        &self.gaps
    }

    /// What a reader has to know about the law on this day.
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// What this answer does not cover.
    pub fn not_checked(&self) -> &[String] {
        &self.not_checked
    }

    /// What was assumed because the input does not state it.
    pub fn assumptions(&self) -> Vec<&str> {
        let choices = Choice::ALL.iter().map(|choice| {
            let measured = self.facts.choice(*choice);
            (measured.assumed, measured.derivation.text.as_str())
        });
        let flags = Flag::ALL.iter().map(|flag| {
            let measured = self.facts.flag(*flag);
            (measured.assumed, measured.derivation.text.as_str())
        });
        choices.chain(flags).filter(|(assumed, _)| *assumed).map(|(_, text)| text).collect()
    }

    /// The performance density for people: two decimals, or as many as it takes not to look like a threshold that it
    /// is not. Empty if it is not defined.
    pub fn density_text(&self) -> String {
        let Some(density) = self.facts.performance_density() else { return String::new() };
        if density.says_nothing() { "unknown".to_owned() } else { wording::density(&density, &self.thresholds) }
    }

    /// A density rounded for a cell: see [`rounded_density`].
    pub(crate) fn density_digits(&self, density: &Exact) -> String {
        rounded_density(density, &self.thresholds)
    }
}

/// A density rounded for a cell: four decimals, or as many as it takes not to look like a threshold that it is not.
pub(crate) fn rounded_density(density: &Exact, thresholds: &[Exact]) -> String {
    wording::rounded(density, 4, thresholds)
}
