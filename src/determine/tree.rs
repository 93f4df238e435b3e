//! Every way an answer can turn out, as a decision tree over the facts that are not certain.
//!
//! Each uncertain fact is cut at exactly the values where some comparison changes: at thresholds, and for areas at TPP
//! over a density threshold. Inside a cell every comparison has one answer, so a finite tree covers all cases exactly.
//!
//! Facts are varied independently of each other, TPP and TOPS too, although one rate gives both: where a rate is itself
//! open, the tree may hold a combination that no part has. It is then wider than need be, never wrongly certain.

use super::world::{Outcome, State, World};
use crate::Truth;
use crate::facts::{Choice, FactName, Facts, Flag, NumericFact};
use crate::law::Statute;
use crate::quantity::{Exact, Extent, Interval};

/// A decision tree; `L` is what a leaf holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tree<L> {
    Leaf(L),
    /// Split on a fact, or on the density itself where both TPP and area are open.
    Split {
        on: FactName,
        branches: Vec<Branch<L>>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Branch<L> {
    pub(super) cells: Cells,
    pub(super) tree: Tree<L>,
}

/// The values of the axis that lead into a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cells {
    /// Numbers; `undefined` if also (or only) the absence of an applicable die area does.
    Numbers {
        extent: Option<Extent>,
        undefined: bool,
    },
    Words(Vec<&'static str>),
}

impl Cells {
    fn union(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Numbers { extent: a, undefined: x }, Self::Numbers { extent: b, undefined: y }) => {
                let extent = match (a, b) {
                    (Some(a), Some(b)) => Some(a.union(b)),
                    (one, other) => one.clone().or_else(|| other.clone()),
                };
                Self::Numbers { extent, undefined: *x || *y }
            }
            (Self::Words(a), Self::Words(b)) => Self::Words(a.iter().chain(b).copied().collect()),
            _ => self.clone(),
        }
    }
}

/// The order in which facts are split: first what is asked first, so that trees read naturally.
const ORDER: &[FactName] = &[
    FactName::Choice(Choice::Form),
    FactName::Choice(Choice::Cryptography),
    FactName::Choice(Choice::Exporter),
    FactName::Choice(Choice::Designer),
    FactName::Choice(Choice::Packaging),
    FactName::Flag(Flag::MemoryItem),
    FactName::Flag(Flag::ProgrammableLogic),
    FactName::Flag(Flag::AdvancedLogic),
    FactName::Numeric(NumericFact::Tpp),
    FactName::Flag(Flag::Datacenter),
    FactName::Numeric(NumericFact::ApplicableDieArea),
    FactName::Numeric(NumericFact::PerformanceDensity),
    FactName::Numeric(NumericFact::BitsTops2022),
    FactName::Numeric(NumericFact::MemoryBandwidthDensity),
    FactName::Numeric(NumericFact::App),
    FactName::Flag(Flag::HasHbm),
    FactName::Numeric(NumericFact::Transistors),
    FactName::Numeric(NumericFact::ExportYear),
    FactName::Numeric(NumericFact::SingleEndedIo),
    FactName::Numeric(NumericFact::TransceiverRate),
    FactName::Numeric(NumericFact::Tops),
    FactName::Numeric(NumericFact::IoBandwidth),
    FactName::Numeric(NumericFact::DramBandwidth),
    FactName::Numeric(NumericFact::MemoryAndIoBandwidth),
];

/// Builds the tree of all outcomes that `facts` allow.
pub(super) fn outcomes<'law>(facts: &Facts, statute: &Statute<'law>) -> Tree<Outcome<'law>> {
    let density_alone = facts.numeric(NumericFact::Tpp).value.as_point().is_none()
        && facts.numeric(NumericFact::ApplicableDieArea).value.as_point().is_none();
    let grower = Grower { statute, density_alone };
    let world = World::new(facts);
    let state = State::start(statute).narrowed(&world, statute);
    grower.grow(&world, &state, &mut Vec::new())
}

struct Grower<'s, 'law> {
    statute: &'s Statute<'law>,
    /// Neither TPP nor area is known: the density is an axis of its own.
    density_alone: bool,
}

impl<'law> Grower<'_, 'law> {
    fn grow(&self, world: &World<'_>, state: &State<'law>, done: &mut Vec<FactName>) -> Tree<Outcome<'law>> {
        let mut asked = Vec::new();
        for provision in &state.open {
            world.open_facts(self.statute, provision, &mut asked);
        }
        let next = ORDER.iter().copied().find(|axis| !done.contains(axis) && self.is_open(world, *axis, &asked));
        // Nothing is open; or every fact is cut and still a comparison is open, which cannot be by construction: then
        // the cautious answer is the one with every open provision met.
        let Some(axis) = next else { return Tree::Leaf(state.outcome()) };
        done.push(axis);
        let mut branches: Vec<Branch<Outcome<'law>>> = Vec::new();
        for (cells, world) in self.cut(world, axis) {
            let state = state.narrowed(&world, self.statute);
            let tree = self.grow(&world, &state, done);
            match branches.iter_mut().find(|branch| branch.tree == tree) {
                Some(same) => same.cells = same.cells.union(&cells),
                None => branches.push(Branch { cells, tree }),
            }
        }
        done.pop();
        if branches.len() == 1 { branches.swap_remove(0).tree } else { Tree::Split { on: axis, branches } }
    }

    fn is_open(&self, world: &World<'_>, axis: FactName, asked: &[FactName]) -> bool {
        let numeric = |fact| asked.contains(&FactName::Numeric(fact));
        let density = numeric(NumericFact::PerformanceDensity);
        let vague = |fact| world.numeric(fact).as_point().is_none();
        match axis {
            FactName::Numeric(NumericFact::PerformanceDensity) => density && self.density_alone,
            FactName::Numeric(NumericFact::ApplicableDieArea) => {
                density && !self.density_alone && vague(NumericFact::ApplicableDieArea)
            }
            FactName::Numeric(NumericFact::Tpp) => (numeric(NumericFact::Tpp) || density) && vague(NumericFact::Tpp),
            FactName::Numeric(fact) => numeric(fact) && vague(fact),
            FactName::Flag(flag) => asked.contains(&axis) && world.flag(flag) == Truth::Unknown,
            FactName::Choice(choice) => asked.contains(&axis) && world.choice(choice).is_none(),
        }
    }

    /// The cells of an axis that are possible in `world`, each with the world narrowed to it.
    fn cut<'a>(&self, world: &World<'a>, axis: FactName) -> Vec<(Cells, World<'a>)> {
        match axis {
            FactName::Flag(flag) => [Truth::Yes, Truth::No]
                .into_iter()
                .map(|value| (Cells::Words(vec![value.as_str()]), world.clone().with_flag(flag, value)))
                .collect(),
            FactName::Choice(choice) => choice
                .values()
                .iter()
                .map(|value| (Cells::Words(vec![value]), world.clone().with_choice(choice, value)))
                .collect(),
            FactName::Numeric(NumericFact::PerformanceDensity) => self.cut_density(world),
            FactName::Numeric(fact) => {
                let extent = world.numeric(fact);
                let mut out = Vec::new();
                for cell in partition(&self.cuts(world, fact)) {
                    let Some(inside) = extent.intersect(&cell) else { continue };
                    let undefined =
                        fact == NumericFact::ApplicableDieArea && cell.as_point().is_some_and(Exact::is_zero);
                    let label = (!undefined).then(|| Extent::new(vec![cell]));
                    out.push((Cells::Numbers { extent: label, undefined }, world.clone().with_numeric(fact, inside)));
                }
                out
            }
        }
    }

    /// The values of `fact` at which some comparison changes.
    fn cuts(&self, world: &World<'_>, fact: NumericFact) -> Vec<Exact> {
        let densities = || self.statute.thresholds(NumericFact::PerformanceDensity);
        let mut cuts = self.statute.thresholds(fact).to_vec();
        match fact {
            NumericFact::Tpp => {
                let area = world.numeric(NumericFact::ApplicableDieArea);
                if let Some(area) = area.as_point().filter(|area| !area.is_zero()) {
                    cuts.extend(densities().iter().map(|density| density * area));
                }
            }
            NumericFact::ApplicableDieArea => {
                cuts.push(Exact::ZERO);
                if let Some(tpp) = world.numeric(NumericFact::Tpp).as_point() {
                    cuts.extend(densities().iter().filter_map(|density| tpp.checked_div(density)));
                }
            }
            NumericFact::IoBandwidth => cuts.extend(self.rest_of_sum(world, NumericFact::DramBandwidth)),
            NumericFact::DramBandwidth => cuts.extend(self.rest_of_sum(world, NumericFact::IoBandwidth)),
            _ => {}
        }
        cuts.sort();
        cuts.dedup();
        cuts
    }

    /// What thresholds on DRAM and I/O bandwidth together leave for the one, where the other is known.
    fn rest_of_sum(&self, world: &World<'_>, other: NumericFact) -> Vec<Exact> {
        let other = world.numeric(other);
        let Some(other) = other.as_point() else { return Vec::new() };
        let thresholds = self.statute.thresholds(NumericFact::MemoryAndIoBandwidth).iter();
        thresholds.map(|threshold| threshold - other).filter(|rest| !rest.is_negative()).collect()
    }

    /// Worlds by the density itself, where neither TPP nor area is known.
    fn cut_density<'a>(&self, world: &World<'a>) -> Vec<(Cells, World<'a>)> {
        let area = world.numeric(NumericFact::ApplicableDieArea);
        let mut out = Vec::new();
        if let Some(possible) = world.numeric(NumericFact::Tpp).divide(&area) {
            for cell in partition(self.statute.thresholds(NumericFact::PerformanceDensity)) {
                let Some(inside) = possible.intersect(&cell) else { continue };
                let cells = Cells::Numbers { extent: Some(Extent::new(vec![cell])), undefined: false };
                out.push((cells, world.clone().with_density(Some(inside))));
            }
        }
        if area.contains(&Exact::ZERO) {
            out.push((Cells::Numbers { extent: None, undefined: true }, world.clone().with_density(None)));
        }
        out
    }
}

/// Non-negative numbers cut at `cuts` (rising): below the first, the first itself, between, and so on.
fn partition(cuts: &[Exact]) -> Vec<Interval> {
    let mut cells = Vec::with_capacity(2 * cuts.len() + 1);
    let (mut low, mut low_open) = (Exact::ZERO, false);
    for cut in cuts {
        if cut > &low {
            cells.push(Interval { low, low_open, high: Some(cut.clone()), high_open: true });
        }
        cells.push(Interval::point(cut.clone()));
        (low, low_open) = (cut.clone(), true);
    }
    cells.push(Interval { low, low_open, high: None, high_open: true });
    cells
}

impl<L> Tree<L> {
    /// The same tree with each leaf replaced; branches that become equal are joined.
    pub(super) fn map<M: PartialEq>(&self, leaf: &impl Fn(&L) -> M) -> Tree<M> {
        match self {
            Self::Leaf(value) => Tree::Leaf(leaf(value)),
            Self::Split { on, branches } => {
                let mut joined: Vec<Branch<M>> = Vec::new();
                for branch in branches {
                    let tree = branch.tree.map(leaf);
                    match joined.iter_mut().find(|known| known.tree == tree) {
                        Some(same) => same.cells = same.cells.union(&branch.cells),
                        None => joined.push(Branch { cells: branch.cells.clone(), tree }),
                    }
                }
                if joined.len() == 1 { joined.swap_remove(0).tree } else { Tree::Split { on: *on, branches: joined } }
            }
        }
    }

    /// Calls `visit` with every leaf and the branches that lead to it.
    pub(super) fn leaves<'t>(&'t self, visit: &mut impl FnMut(&[(FactName, &'t Cells)], &'t L)) {
        fn walk<'t, L>(
            tree: &'t Tree<L>,
            path: &mut Vec<(FactName, &'t Cells)>,
            visit: &mut impl FnMut(&[(FactName, &'t Cells)], &'t L),
        ) {
            match tree {
                Tree::Leaf(leaf) => visit(path, leaf),
                Tree::Split { on, branches } => {
                    for branch in branches {
                        path.push((*on, &branch.cells));
                        walk(&branch.tree, path, visit);
                        path.pop();
                    }
                }
            }
        }
        walk(self, &mut Vec::new(), visit);
    }

    /// The governing paragraphs of the leaves joined by `|`, strictest first; `none` where no entry checked is met.
    pub(super) fn governing(&self, statute: &Statute<'_>, of: impl Fn(&L) -> Option<&str>) -> String {
        let mut names: Vec<Option<&str>> = Vec::new();
        self.leaves(&mut |_, leaf| {
            let name = of(leaf);
            if !names.contains(&name) {
                names.push(name);
            }
        });
        names.sort_by_key(|name| statute.rank(*name));
        names.into_iter().map(|name| name.unwrap_or("none")).collect::<Vec<_>>().join("|")
    }

    /// The axes that the tree splits on, in order of first use.
    pub(super) fn axes(&self) -> Vec<FactName> {
        let mut axes = Vec::new();
        self.leaves(&mut |path, _| {
            for (axis, _) in path {
                if !axes.contains(axis) {
                    axes.push(*axis);
                }
            }
        });
        axes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_covers_every_number_once() {
        let cuts = [Exact::ratio(16, 10), Exact::ratio(32, 10), Exact::ratio(592, 100)];
        let cells = partition(&cuts);
        assert_eq!(cells.len(), 7);
        for value in [Exact::ZERO, Exact::ratio(16, 10), Exact::from(2), Exact::ratio(592, 100), Exact::from(9)] {
            assert_eq!(cells.iter().filter(|cell| cell.contains(&value)).count(), 1, "{value}");
        }
    }

    #[test]
    fn a_cut_at_zero_makes_zero_a_cell_of_its_own() {
        let cells = partition(&[Exact::ZERO, Exact::from(5)]);
        assert_eq!(cells[0], Interval::point(Exact::ZERO));
        assert!(!cells[1].contains(&Exact::ZERO) && cells[1].contains(&Exact::ONE));
        assert_eq!(cells.len(), 4);
    }
}
