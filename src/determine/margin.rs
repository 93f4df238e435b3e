//! How far each fact can move before the answer does, and values too close to a threshold to call.

use super::tree::{Cells, Tree, outcomes};
use super::world::Outcome;
use crate::facts::{FactName, Facts, Lint, Measured, NumericFact};
use crate::law::{CloseCall, Condition, Effect, Operator, Statute};
use crate::quantity::{Exact, Extent, Interval};

/// The facts for which ranges are given: those that a design or a datasheet can change.
const MOVABLE: &[NumericFact] = &[
    NumericFact::Tpp,
    NumericFact::ApplicableDieArea,
    NumericFact::BitsTops2022,
    NumericFact::IoBandwidth,
    NumericFact::DramBandwidth,
    NumericFact::MemoryBandwidthDensity,
    NumericFact::Tops,
    NumericFact::App,
    NumericFact::Transistors,
    NumericFact::SingleEndedIo,
    NumericFact::TransceiverRate,
];

/// The measures of throughput, which vendors and datasheets give differently.
const THROUGHPUT: &[NumericFact] = &[NumericFact::Tpp, NumericFact::BitsTops2022];

/// The distance of an exact fact from one threshold of one provision.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    pub(super) fact: NumericFact,
    pub(super) value: Exact,
    pub(super) operator: Operator,
    pub(super) threshold: Exact,
    pub(super) provisions: Vec<String>,
}

impl Margin {
    /// The fact.
    pub fn fact(&self) -> NumericFact {
        self.fact
    }

    /// Its value.
    pub fn value(&self) -> &Exact {
        &self.value
    }

    /// The comparison that the provisions make.
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// The threshold.
    pub fn threshold(&self) -> &Exact {
        &self.threshold
    }

    /// The provisions that put this threshold on the fact.
    pub fn provisions(&self) -> &[String] {
        &self.provisions
    }

    /// Whether the comparison holds.
    pub fn holds(&self) -> bool {
        self.operator.holds(self.value.cmp(&self.threshold))
    }

    /// The value minus the threshold.
    pub fn difference(&self) -> Exact {
        &self.value - &self.threshold
    }
}

/// The range of one fact, all others unchanged, over which the governing paragraph stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Stay {
    pub(super) fact: NumericFact,
    pub(super) value: Exact,
    pub(super) range: Interval,
    pub(super) below: Option<Option<String>>,
    pub(super) above: Option<Option<String>>,
}

impl Stay {
    /// The fact.
    pub fn fact(&self) -> NumericFact {
        self.fact
    }

    /// Its value.
    pub fn value(&self) -> &Exact {
        &self.value
    }

    /// The range.
    pub fn range(&self) -> &Interval {
        &self.range
    }

    /// The governing paragraph just below the range: `None` if the range has no lower end, `Some(None)` for "none".
    pub fn below(&self) -> Option<Option<&str>> {
        self.below.as_ref().map(Option::as_deref)
    }

    /// The governing paragraph just above the range, likewise.
    pub fn above(&self) -> Option<Option<&str>> {
        self.above.as_ref().map(Option::as_deref)
    }

    /// Of several ranges, the one with the end that is closest in proportion to the value.
    pub(crate) fn nearest_of(stays: &[Self]) -> Option<&Self> {
        let share = |stay: &Self| {
            let (distance, _, _) = stay.nearest()?;
            distance.checked_div(&stay.value)
        };
        let candidates = stays.iter().filter_map(|stay| Some((share(stay)?, stay)));
        candidates.min_by(|a, b| a.0.cmp(&b.0)).map(|(_, stay)| stay)
    }

    /// The nearer end of the range: the distance to it, the end, and the paragraph beyond it.
    pub fn nearest(&self) -> Option<(Exact, &Exact, Option<&str>)> {
        let down = self.below().map(|beyond| (&self.value - self.range.low().0, self.range.low().0, beyond));
        let up = self.above().zip(self.range.high()).map(|(beyond, (high, _))| (high - &self.value, high, beyond));
        match (down, up) {
            (Some(down), Some(up)) => Some(if down.0 <= up.0 { down } else { up }),
            (down, up) => down.or(up),
        }
    }
}

/// The distance of every exact fact from every threshold that a provision in force for this item puts on it.
pub(super) fn margins(facts: &Facts, statute: &Statute<'_>, asked: &[NumericFact]) -> Vec<Margin> {
    let mut margins: Vec<Margin> = Vec::new();
    for provision in statute.provisions().filter(|provision| provision.effect != Effect::Gap) {
        for condition in provision.conditions() {
            condition.walk(&mut |part| {
                let Condition::Compare { fact, operator, threshold } = part else { return };
                if !asked.contains(fact) {
                    return;
                }
                let value = match fact {
                    NumericFact::PerformanceDensity => {
                        facts.performance_density().and_then(|density| density.as_point().cloned())
                    }
                    NumericFact::ExportYear => None,
                    fact => facts.numeric(*fact).value.as_point().cloned(),
                };
                let Some(value) = value else { return };
                let same = |margin: &&mut Margin| {
                    margin.fact == *fact && margin.operator == *operator && margin.threshold == *threshold
                };
                if let Some(known) = margins.iter_mut().find(same) {
                    if !known.provisions.contains(&provision.id) {
                        known.provisions.push(provision.id.clone());
                    }
                    return;
                }
                let (fact, operator, threshold) = (*fact, *operator, threshold.clone());
                margins.push(Margin { fact, value, operator, threshold, provisions: vec![provision.id.clone()] });
            });
        }
    }
    margins
}

/// The tree over one fact alone: that fact open, all others as they are.
fn alone<'law>(facts: &Facts, fact: NumericFact, statute: &Statute<'law>) -> Tree<Outcome<'law>> {
    let mut open = facts.clone();
    let everything = match fact {
        // A part that has an applicable die area keeps one.
        NumericFact::ApplicableDieArea => Extent::new(vec![Interval::above_zero()]),
        _ => Extent::anything(),
    };
    open.set_numeric(fact, Measured::new(everything));
    outcomes(&open, statute)
}

/// For every movable fact of which something is known, the tree over it alone.
pub(super) fn each_alone<'law>(
    facts: &Facts,
    statute: &Statute<'law>,
    asked: &[NumericFact],
) -> Vec<(NumericFact, Tree<Outcome<'law>>)> {
    let told = |fact: &NumericFact| match facts.numeric(*fact).value.as_point() {
        // No applicable die area is not an area that could move.
        Some(value) => *fact != NumericFact::ApplicableDieArea || !value.is_zero(),
        None => THROUGHPUT.contains(fact) && !facts.numeric(*fact).value.says_nothing(),
    };
    let facts_told = MOVABLE.iter().copied().filter(|fact| asked.contains(fact) && told(fact));
    facts_told.map(|fact| (fact, alone(facts, fact, statute))).collect()
}

/// For every movable fact that is exact, the range over which the governing paragraph stays.
pub(super) fn stays(facts: &Facts, statute: &Statute<'_>, trees: &[(NumericFact, Tree<Outcome<'_>>)]) -> Vec<Stay> {
    let mut stays = Vec::new();
    for (fact, tree) in trees {
        let Some(value) = facts.numeric(*fact).value.as_point() else { continue };
        let tree = tree.map(&|outcome: &Outcome<'_>| outcome.governing().map(str::to_owned));
        let Tree::Split { on: FactName::Numeric(on), branches } = &tree else { continue };
        if on != fact {
            continue;
        }
        let mut pieces: Vec<(Interval, &Tree<Option<String>>)> = Vec::new();
        for branch in branches {
            if let Cells::Numbers { extent: Some(extent), .. } = &branch.cells {
                pieces.extend(extent.pieces().iter().map(|piece| (piece.clone(), &branch.tree)));
            }
        }
        pieces.sort_by(|a, b| a.0.low.cmp(&b.0.low).then(a.0.low_open.cmp(&b.0.low_open)));
        let Some(here) = pieces.iter().position(|(piece, _)| piece.contains(value)) else { continue };
        if !matches!(pieces[here].1, Tree::Leaf(_)) {
            continue;
        }
        let beyond = |index: Option<usize>| {
            index.and_then(|index| pieces.get(index)).map(|(_, tree)| {
                let names = tree.governing(statute, |leaf| leaf.as_deref());
                (names != "none").then_some(names)
            })
        };
        stays.push(Stay {
            fact: *fact,
            value: value.clone(),
            range: pieces[here].0.clone(),
            below: beyond(here.checked_sub(1)),
            above: beyond(Some(here + 1)),
        });
    }
    stays
}

/// Remarks where a throughput measure lies so near a value at which the answer changes that the vendor's own figure may
/// be on the other side.
pub(super) fn close_calls(
    facts: &Facts,
    statute: &Statute<'_>,
    trees: &[(NumericFact, Tree<Outcome<'_>>)],
) -> Vec<Lint> {
    let close = statute.law().close_call();
    let mut lints = Vec::new();
    for (fact, tree) in trees.iter().filter(|(fact, _)| THROUGHPUT.contains(fact)) {
        let fact = *fact;
        let extent = &facts.numeric(fact).value;
        let Tree::Split { on: FactName::Numeric(on), branches } = tree else { continue };
        if *on != fact {
            continue;
        }
        let mut borders: Vec<&Exact> = branches
            .iter()
            .filter_map(|branch| match &branch.cells {
                Cells::Numbers { extent, .. } => extent.as_ref(),
                Cells::Words(_) => None,
            })
            .flat_map(ends)
            .filter(|border| !border.is_zero())
            .collect();
        borders.sort();
        borders.dedup();
        let mut values: Vec<&Exact> = ends(extent).collect();
        values.dedup();
        for border in borders {
            for value in &values {
                lints.extend(close_call(facts, statute, fact, value, border, close));
            }
        }
    }
    lints
}

/// The ends of all pieces of an extent.
fn ends(extent: &Extent) -> impl Iterator<Item = &Exact> {
    extent.pieces().iter().flat_map(|piece| [Some(piece.low().0), piece.high().map(|(high, _)| high)]).flatten()
}

/// The remark that `value` lies too near `border`, if it does.
fn close_call(
    facts: &Facts,
    statute: &Statute<'_>,
    fact: NumericFact,
    value: &Exact,
    border: &Exact,
    close: &CloseCall,
) -> Option<Lint> {
    let distance = border - value;
    let near = if distance.is_negative() { border * &close.above } else { border * &close.below };
    if distance.magnitude() > near {
        return None;
    }
    let percent = (distance.magnitude().checked_div(border)? * Exact::from(100)).rounded(2);
    let side = match (distance.is_zero(), distance.is_negative()) {
        (true, _) => "exactly at".to_owned(),
        (_, true) => format!("{percent} % above"),
        (_, false) => format!("{percent} % below"),
    };
    let area = facts.numeric(NumericFact::ApplicableDieArea).value.as_point().filter(|_| fact == NumericFact::Tpp);
    let density = area.and_then(|area| {
        let thresholds = statute.thresholds(NumericFact::PerformanceDensity);
        thresholds.iter().find(|threshold| &(*threshold * area) == border)
    });
    let what = match density {
        Some(density) if !statute.thresholds(fact).contains(border) => {
            format!("{} (performance density {density})", border.grouped())
        }
        _ => border.grouped(),
    };
    let message = format!(
        "{} {} is {side} {what}, where the answer changes: too close to call from a datasheet; ask the vendor for its own figure",
        fact.label(),
        value.grouped(),
    );
    Some(Lint::new("too-close-to-call", message))
}
