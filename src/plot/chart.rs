//! What a plane is about: its two measures, what holds at a point of it, and where a part stands.

use super::regions::Regions;
use super::{PlotError, View};
use crate::determine::{Question, brief, determine};
use crate::facts::{Facts, Measured, NumericFact};
use crate::law::Statute;
use crate::license::{Amount, Kind, LicenseAnswer, Policy, Regime, Transaction, answer};
use crate::measure::{MOST_BITS, Measurement, measure, tops_of_tpp};
use crate::part::{Cited, Market, Part};
use crate::quantity::{Exact, Extent};
use crate::{Truth, kernel::Kernel, kernel::Shape};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The license rules and the transaction that a picture of them is about.
#[derive(Copy, Clone, Debug)]
pub struct Review<'a> {
    /// The license rules of the day.
    pub regime: &'a Regime<'a>,
    /// Where it goes, to whom, from where.
    pub transaction: &'a Transaction,
}

/// A plane of two measures under the law of a day.
pub(super) struct Chart<'a> {
    pub(super) view: View,
    pub(super) statute: &'a Statute<'a>,
    question: &'a Question,
    review: Option<Review<'a>>,
    kernel: Kernel<'a, 'a>,
    /// How strict each outcome is that came up so far: the smaller, the stricter.
    ranks: RefCell<BTreeMap<String, (u32, u32)>>,
}

/// What is said where no license is required.
pub(super) const NO_LICENSE: &str = "no license required by these rules";

/// What holds of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) text: String,
    pub(super) certain: bool,
}

impl<'a> Chart<'a> {
    /// # Errors
    /// If the law of the day does not ask about the measures of this view, or asks in a way that no plane can show.
    pub(super) fn new(
        view: View,
        statute: &'a Statute<'a>,
        question: &'a Question,
        review: Option<Review<'a>>,
    ) -> Result<Self, PlotError> {
        if view == View::Review2026 && review.is_none() {
            return Err(PlotError::NoReview);
        }
        let chart = Self {
            view,
            statute,
            question,
            review,
            kernel: Kernel::new(
                statute,
                &Part::default(),
                &question.readings,
                &question.circumstances,
                Shape::of_all(statute),
            ),
            ranks: RefCell::default(),
        };
        if !statute.thresholds(NumericFact::ApplicableDieArea).is_empty() {
            return Err(PlotError::AreaLimit);
        }
        let asked = |fact: &NumericFact| !chart.cuts(*fact).is_empty();
        match [chart.x(), chart.y()].iter().find(|fact| !asked(fact)) {
            Some(fact) => Err(PlotError::NotAsked { fact: *fact, date: statute.date(), other: None }),
            None => Ok(chart),
        }
    }

    /// The measure along the page.
    pub(super) fn x(&self) -> NumericFact {
        match self.view {
            View::TppPd | View::Review2026 | View::Timeline => NumericFact::Tpp,
            View::Rule2022 => NumericFact::IoBandwidth,
        }
    }

    /// The measure up the page.
    pub(super) fn y(&self) -> NumericFact {
        match self.view {
            View::TppPd | View::Timeline => NumericFact::PerformanceDensity,
            View::Rule2022 => NumericFact::BitsTops2022,
            View::Review2026 => NumericFact::DramBandwidth,
        }
    }

    /// What the law of this view compares a measure with.
    pub(super) fn cuts(&self, fact: NumericFact) -> Vec<Exact> {
        if let Some(Review { regime, .. }) = self.review.filter(|_| self.view == View::Review2026) {
            let amount = if fact == NumericFact::Tpp { Amount::Tpp } else { Amount::DramBandwidth };
            let mut cuts = regime.limits(amount);
            cuts.extend(regime.limits_of(Kind::Tariff, amount));
            return cuts;
        }
        self.statute.thresholds(fact).to_vec()
    }

    /// Every value of a measure at which something may change.
    fn all_cuts(&self, fact: NumericFact) -> Vec<Exact> {
        let mut cuts = self.cuts(fact);
        cuts.extend(self.statute.thresholds(fact).iter().cloned());
        if matches!(fact, NumericFact::Tpp | NumericFact::BitsTops2022) {
            // TOPS are between this measure over the longest and over the shortest operation.
            for tops in self.statute.thresholds(NumericFact::Tops) {
                cuts.extend([tops.clone(), tops * &Exact::from(MOST_BITS)]);
            }
        }
        cuts
    }

    /// A plain integrated circuit, for datacenters or not, of which nothing else is known.
    fn base(&self, datacenter: bool) -> Facts {
        let part = Part {
            market: Some(Cited::new(Market { text: String::new(), datacenter: Truth::from(datacenter) })),
            ..Part::default()
        };
        measure(&part, &self.question.readings, &self.question.circumstances).facts
    }

    /// The facts of such a circuit at a point of the plane.
    fn facts(&self, base: &Facts, x: &Exact, y: &Exact) -> Facts {
        let mut facts = base.clone();
        let mut set = |fact: NumericFact, value: Extent| facts.set_numeric(fact, Measured::new(value));
        let of_tpp = match self.view {
            View::Rule2022 => y,
            _ => x,
        };
        set(NumericFact::Tops, tops_of_tpp(&Extent::point(of_tpp.clone())));
        set(self.x(), Extent::point(x.clone()));
        match (self.y(), x.checked_div(y)) {
            // A density is held as the area that gives it.
            (NumericFact::PerformanceDensity, Some(area)) => {
                set(NumericFact::ApplicableDieArea, Extent::point(area));
            }
            (fact, _) => set(fact, Extent::point(y.clone())),
        }
        facts
    }

    /// What holds in each cell of the plane.
    pub(super) fn regions(&self, datacenter: bool) -> Regions {
        let base = self.base(datacenter);
        Regions::new(self.all_cuts(self.x()), self.all_cuts(self.y()), |x, y| {
            let facts = self.facts(&base, x, y);
            match self.license(&Measurement { facts: facts.clone(), lints: Vec::new() }) {
                Some(answer) => self.license_outcome(&answer).text,
                None => self.paragraphs(&facts).text,
            }
        })
    }

    /// Where tariffs apply, by title.
    pub(super) fn tariffs(&self) -> Option<Regions> {
        self.review.filter(|_| self.view == View::Review2026)?;
        let base = self.base(true);
        Some(Regions::new(self.all_cuts(self.x()), self.all_cuts(self.y()), |x, y| {
            let facts = self.facts(&base, x, y);
            let answer = self.license(&Measurement { facts, lints: Vec::new() });
            let tariffs = answer.iter().flat_map(LicenseAnswer::advisories);
            let holds = tariffs.filter(|tariff| tariff.kind == Kind::Tariff && tariff.applies == Truth::Yes);
            holds.map(|tariff| tariff.title.as_str()).collect::<Vec<_>>().join("; ")
        }))
    }

    /// The governing paragraph of facts.
    fn paragraphs(&self, facts: &Facts) -> Outcome {
        let (text, certain) = match self.kernel.answer_of(facts, None) {
            Some((answer, _)) => (answer.governing.clone(), answer.certain),
            None => {
                let brief = brief(facts, self.statute);
                (brief.governing, brief.certain)
            }
        };
        let first = text.split('|').next().filter(|first| *first != "none");
        let rank = (self.statute.rank(first), text.matches('|').count() as u32);
        self.ranks.borrow_mut().insert(text.clone(), rank);
        Outcome { text, certain }
    }

    fn license(&self, measurement: &Measurement) -> Option<LicenseAnswer> {
        let review = self.review.filter(|_| self.view == View::Review2026)?;
        Some(answer(review.regime, &determine(measurement, self.statute), review.transaction))
    }

    /// Requirement and review in words.
    fn license_outcome(&self, answer: &LicenseAnswer) -> Outcome {
        let mut policies: Vec<&str> = Vec::new();
        for review in answer.reviews() {
            if !policies.contains(&review.policy.label()) {
                policies.push(review.policy.label());
            }
        }
        let exceptions = match answer.exceptions_text() {
            none if none.is_empty() => none,
            some => format!("; exception {}", some.replace(';', ", ")),
        };
        let policies = format!("{}{exceptions}", policies.join(" or "));
        let text = match answer.license() {
            "not-required" => NO_LICENSE.to_owned(),
            "required" => format!("license: {policies}"),
            _ => format!("license required or not; if so, {policies}"),
        };
        let rank = match answer.license() {
            "not-required" => 4,
            "required" if answer.reviews().iter().all(|review| review.policy.denies()) => 0,
            "required" if answer.reviews().iter().any(|review| review.policy == Policy::CaseByCase) => 1,
            "required" => 2,
            _ => 3,
        };
        self.ranks.borrow_mut().insert(text.clone(), (rank, policies.len() as u32));
        Outcome { certain: answer.license() != "depends" && answer.reviews().len() <= 1, text }
    }

    /// What holds of a part.
    pub(super) fn outcome(&self, measurement: &Measurement) -> Outcome {
        match self.license(measurement) {
            Some(answer) => self.license_outcome(&answer),
            None => self.paragraphs(&measurement.facts),
        }
    }

    /// Measures a part as the answers of this picture do.
    pub(super) fn measured(&self, part: &Part) -> Measurement {
        measure(part, &self.question.readings, &self.question.circumstances)
    }

    /// The possible values of a part along both sides; `None`: the measure is not defined for it.
    pub(super) fn extents(&self, facts: &Facts) -> (Option<Extent>, Option<Extent>) {
        let of = |fact: NumericFact| match fact {
            NumericFact::PerformanceDensity => facts.performance_density(),
            fact => Some(facts.numeric(fact).value.clone()),
        };
        (of(self.x()), of(self.y()))
    }

    /// Orders outcomes from strict to free.
    pub(super) fn rank(&self, outcome: &str) -> (u32, u32) {
        self.ranks.borrow().get(outcome).copied().unwrap_or((u32::MAX, 0))
    }
}
