//! Conditions evaluated over facts, some of which are narrowed to a cell.

use crate::Truth;
use crate::facts::{Choice, FactName, Facts, Flag, NumericFact};
use crate::law::{Condition, Effect, Operator, Provision, Statute};
use crate::part::Form;
use crate::quantity::{Exact, Extent, Interval};
use std::borrow::Cow;

/// The facts, with some narrowed to a part of what is possible.
#[derive(Clone)]
pub(super) struct World<'a> {
    facts: &'a Facts,
    numeric: Vec<(NumericFact, Extent)>,
    /// `Some(None)`: there is no applicable die area, so the density is not defined.
    density: Option<Option<Extent>>,
    flags: Vec<(Flag, Truth)>,
    choices: Vec<(Choice, &'static str)>,
}

impl<'a> World<'a> {
    pub(super) fn new(facts: &'a Facts) -> Self {
        Self { facts, numeric: Vec::new(), density: None, flags: Vec::new(), choices: Vec::new() }
    }

    pub(super) fn with_numeric(mut self, fact: NumericFact, value: Extent) -> Self {
        self.numeric.push((fact, value));
        self
    }

    pub(super) fn with_density(mut self, density: Option<Extent>) -> Self {
        self.density = Some(density);
        self
    }

    pub(super) fn with_flag(mut self, flag: Flag, value: Truth) -> Self {
        self.flags.push((flag, value));
        self
    }

    pub(super) fn with_choice(mut self, choice: Choice, value: &'static str) -> Self {
        self.choices.push((choice, value));
        self
    }

    pub(super) fn numeric(&self, fact: NumericFact) -> Cow<'_, Extent> {
        if let Some((_, value)) = self.numeric.iter().find(|(named, _)| *named == fact) {
            return Cow::Borrowed(value);
        }
        match fact {
            // It follows what its parts are narrowed to.
            NumericFact::MemoryAndIoBandwidth => {
                let io = self.numeric(NumericFact::IoBandwidth);
                Cow::Owned(self.numeric(NumericFact::DramBandwidth).add(&io))
            }
            fact => Cow::Borrowed(&self.facts.numeric(fact).value),
        }
    }

    pub(super) fn flag(&self, flag: Flag) -> Truth {
        let narrowed = self.flags.iter().find(|(named, _)| *named == flag);
        narrowed.map_or_else(|| self.facts.flag(flag).value, |(_, value)| *value)
    }

    pub(super) fn choice(&self, choice: Choice) -> Option<&'static str> {
        let narrowed = self.choices.iter().find(|(named, _)| *named == choice);
        narrowed.map_or_else(|| self.facts.choice(choice).value, |(_, value)| Some(*value))
    }

    /// Whether the item is one that `provision` can classify and meets its parameters.
    pub(super) fn meets(&self, statute: &Statute<'_>, provision: &Provision) -> Truth {
        match self.fits(provision) {
            Truth::No => Truth::No,
            fits => fits.and(self.parameters(statute, provision)),
        }
    }

    /// Whether the item's form is one that `provision` can classify.
    pub(super) fn fits(&self, provision: &Provision) -> Truth {
        match self.choice(Choice::Form) {
            Some(form) => provision.forms.iter().map(|fits| Form::as_str(*fits)).any(|fits| fits == form).into(),
            None => Truth::Unknown,
        }
    }

    fn parameters(&self, statute: &Statute<'_>, provision: &Provision) -> Truth {
        let when = self.evaluate(statute, &provision.when);
        if when == Truth::No {
            return when;
        }
        let unless = provision.unless.as_ref().map_or(Truth::No, |unless| self.evaluate(statute, unless));
        when.and(unless.negate())
    }

    /// The facts that keep the truth of `provision` open: those in the parts of its conditions that are open.
    pub(super) fn open_facts(&self, statute: &Statute<'_>, provision: &Provision, found: &mut Vec<FactName>) {
        if self.fits(provision) == Truth::Unknown {
            found.push(FactName::Choice(Choice::Form));
        }
        for condition in provision.conditions() {
            self.open_in(statute, condition, found);
        }
    }

    fn open_in(&self, statute: &Statute<'_>, condition: &Condition, found: &mut Vec<FactName>) {
        if self.evaluate(statute, condition) != Truth::Unknown {
            return;
        }
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.open_in(statute, part, found));
            }
            Condition::Not(inner) => self.open_in(statute, inner, found),
            Condition::Compare { fact, .. } => {
                found.push(FactName::Numeric(*fact));
                if *fact == NumericFact::MemoryAndIoBandwidth {
                    found.extend([NumericFact::IoBandwidth, NumericFact::DramBandwidth].map(FactName::Numeric));
                }
            }
            Condition::Flag(flag) => found.push(FactName::Flag(*flag)),
            Condition::OneOf { choice, .. } => found.push(FactName::Choice(*choice)),
            Condition::Meets(prefix) => {
                for provision in statute.under(prefix) {
                    if self.parameters(statute, provision) == Truth::Unknown {
                        for condition in provision.conditions() {
                            self.open_in(statute, condition, found);
                        }
                    }
                }
            }
        }
    }

    pub(super) fn evaluate(&self, statute: &Statute<'_>, condition: &Condition) -> Truth {
        match condition {
            Condition::All(parts) => parts.iter().fold(Truth::Yes, |all, part| {
                if all == Truth::No { all } else { all.and(self.evaluate(statute, part)) }
            }),
            Condition::Any(parts) => {
                parts.iter().fold(
                    Truth::No,
                    |any, part| if any == Truth::Yes { any } else { any.or(self.evaluate(statute, part)) },
                )
            }
            Condition::Not(inner) => self.evaluate(statute, inner).negate(),
            Condition::Compare { fact: NumericFact::PerformanceDensity, operator, threshold } => {
                self.compare_density(*operator, threshold)
            }
            Condition::Compare { fact, operator, threshold } => compare(&self.numeric(*fact), *operator, threshold),
            Condition::Flag(flag) => self.flag(*flag),
            Condition::OneOf { choice, values } => {
                self.choice(*choice).map_or(Truth::Unknown, |value| values.contains(&value).into())
            }
            Condition::Meets(prefix) => statute.under(prefix).iter().fold(Truth::No, |any, provision| {
                if any == Truth::Yes { any } else { any.or(self.parameters(statute, provision)) }
            }),
        }
    }

    /// TPP / area against a threshold, by comparing TPP with threshold × area: never by dividing.
    fn compare_density(&self, operator: Operator, threshold: &Exact) -> Truth {
        let undefined = || {
            let unlimited = self.facts.density_unlimited_without_area;
            Truth::from(unlimited && matches!(operator, Operator::AtLeast | Operator::Above))
        };
        if let Some(density) = &self.density {
            return density.as_ref().map_or_else(undefined, |density| compare(density, operator, threshold));
        }
        let area = self.numeric(NumericFact::ApplicableDieArea);
        let mut answer: Option<Truth> = area.contains(&Exact::ZERO).then(undefined);
        if let Some(area) = area.intersect(&Interval::above_zero()) {
            let border = area.scale(threshold);
            for tpp in self.numeric(NumericFact::Tpp).pieces() {
                for border in border.pieces() {
                    let here = compare_intervals(tpp, operator, border);
                    answer = Some(answer.map_or(here, |so_far| if so_far == here { here } else { Truth::Unknown }));
                }
            }
        }
        answer.unwrap_or(Truth::Unknown)
    }
}

fn compare(extent: &Extent, operator: Operator, threshold: &Exact) -> Truth {
    if let Some(value) = extent.as_point() {
        return operator.holds(value.cmp(threshold)).into();
    }
    let threshold = Interval::point(threshold.clone());
    let mut pieces = extent.pieces().iter().map(|piece| compare_intervals(piece, operator, &threshold));
    let first = pieces.next().unwrap_or(Truth::Unknown);
    if pieces.all(|piece| piece == first) { first } else { Truth::Unknown }
}

fn compare_intervals(left: &Interval, operator: Operator, right: &Interval) -> Truth {
    match operator {
        Operator::AtLeast => left.at_least(right),
        Operator::Below => left.at_least(right).negate(),
        Operator::AtMost => right.at_least(left),
        Operator::Above => right.at_least(left).negate(),
        Operator::Equal => match left.compare(right) {
            Some(order) => order.is_eq().into(),
            None => Truth::Unknown,
        },
    }
}

/// The provisions met so far on the way down a tree, and those whose truth is open.
pub(super) struct State<'law> {
    met: Vec<&'law Provision>,
    pub(super) open: Vec<&'law Provision>,
}

impl<'law> State<'law> {
    /// Nothing decided yet.
    pub(super) fn start(statute: &Statute<'law>) -> Self {
        Self { met: Vec::new(), open: statute.provisions().collect() }
    }

    /// What a narrower world decides of what is open. What is decided stays so: a narrower world only knows more.
    pub(super) fn narrowed(&self, world: &World<'_>, statute: &Statute<'law>) -> Self {
        let mut next = Self { met: self.met.clone(), open: Vec::new() };
        for provision in &self.open {
            match world.meets(statute, provision) {
                Truth::Yes => next.met.push(provision),
                Truth::No => {}
                Truth::Unknown => next.open.push(provision),
            }
        }
        next
    }

    /// The outcome, taking every open provision as met.
    pub(super) fn outcome(&self) -> Outcome<'law> {
        let mut met: Vec<&'law Provision> = self.met.clone();
        met.extend(&self.open);
        met.sort_by_key(|provision| provision.rank);
        let (gaps, met): (Vec<_>, Vec<_>) = met.into_iter().partition(|provision| provision.effect == Effect::Gap);
        let ids =
            |provisions: Vec<&'law Provision>| provisions.into_iter().map(|provision| provision.id.as_str()).collect();
        Outcome { met: ids(met), gaps: ids(gaps) }
    }
}

/// What a world comes to: the paragraphs met, in order of precedence, and the gaps of the text it touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome<'law> {
    pub(super) met: Vec<&'law str>,
    pub(super) gaps: Vec<&'law str>,
}

impl<'law> Outcome<'law> {
    pub(super) fn governing(&self) -> Option<&'law str> {
        self.met.first().copied()
    }
}
