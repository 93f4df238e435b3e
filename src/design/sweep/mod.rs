//! The answer at every point of a grid: how many fall where, and which are worth having.
//!
//! Points are not evaluated one by one. What the answer of a point turns on is a handful of comparisons of integers
//! (`program`); along one axis of the grid each changes at most once, so that whole runs of points are counted at a time
//! (`lines`); and each outcome of all comparisons is answered once, by the engine that explains single parts (`classes`).
//! Where the design divides by what differs from point to point, or its numbers do not fit into 128 bits, every point is
//! evaluated in exact fractions, and [`Outcome::exact`] says so.
//!
//! ```
//! use eccn::design::{Design, sweep::{Options, Sweep}};
//! use eccn::determine::Question;
//! use eccn::law::{Law, Posture};
//! use std::ops::ControlFlow;
//!
//! let text = r#"
//! design = "An accelerator"
//! market = "datacenter"
//! [parameters]
//! cores = { from = 1, to = 200, step = 1 }
//! clock = { from = 0.8, to = 2.0, step = 0.001 }
//! [[unit]]
//! name = "core"
//! count = "cores"
//! clock = "clock"
//! macs = { fp16 = 1024 }
//! [[die]]
//! name = "compute"
//! area = "3.5 * cores + 60"
//! node = "TSMC N5"
//! "#;
//! let design = Design::parse(text, "design.toml")?;
//! let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
//! let sweep = Sweep::new(&design, &[], &statute, &Question::default(), &Options::default())?;
//! let outcome = sweep.run(0..sweep.points(), 1, &|_| ControlFlow::Continue(()));
//! assert_eq!(outcome.points(), 200 * 1201);
//! assert_eq!(outcome.governing().values().sum::<u64>(), outcome.points());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod classes;
mod exactly;
mod front;
mod grid;
mod lines;
mod objective;
mod outcome;
mod program;
mod question;
mod rows;

pub use classes::IMPOSSIBLE;
pub use outcome::{FrontPoint, Outcome};
pub use rows::RowFormat;

use super::expression::Expression;
use super::outline::Outline;
use super::part::PointError;
use super::solve::Off;
use super::{Design, Span};
use crate::determine::Question;
use crate::facts::NumericFact;
use crate::law::Statute;
use crate::measure::measure;
use crate::quantity::Exact;
use classes::{Classes, Known};
use front::Front;
use grid::{Axis, Grid, points_of};
use lines::{Lines, Run};
use objective::Objective;
use program::{Int, Program, exact};
use question::{Comparison, comparisons};
use std::cmp::Ordering;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering as Memory};
use std::sync::{Mutex, PoisonError};

/// What is asked of a sweep besides counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Paragraphs that a point of the front must not meet.
    pub off: Vec<String>,
    /// What points of the front are good at: a format, whose TOPS are meant, or a fact (`tpp`). What they cost is the area
    /// of their logic dies.
    pub front: Option<String>,
}

/// A grid over a design, ready to run.
#[derive(Debug)]
pub struct Sweep<'s, 'law> {
    statute: &'s Statute<'law>,
    outline: Outline,
    off: Option<Off>,
    grid: Grid,
    /// What every point of the grid has in common.
    fixed: Vec<Option<Exact>>,
    comparisons: Vec<Comparison>,
    objective: Option<Objective>,
    compiled: Option<Compiled>,
    classes: Classes,
}

#[derive(Clone, Debug)]
struct Compiled {
    program: Program,
    monotone: u64,
    /// The steps of performance and cost.
    front: Option<[usize; 2]>,
    /// The steps of the facts that rows show.
    shown: Vec<Option<usize>>,
}

/// The facts that rows show.
const SHOWN: [NumericFact; 3] = [NumericFact::Tpp, NumericFact::Tops, NumericFact::ApplicableDieArea];

impl<'s, 'law> Sweep<'s, 'law> {
    /// Prepares a sweep over every parameter that is a range or a list, with some set to one value.
    ///
    /// # Errors
    /// If a range has no step, the grid is too large to be numbered, or the options name what there is not.
    pub fn new(
        design: &Design,
        set: &[(String, Exact)],
        statute: &'s Statute<'law>,
        question: &Question,
        options: &Options,
    ) -> Result<Self, PointError> {
        let given: Vec<usize> = set.iter().map(|(name, _)| design.find(name)).collect::<Result<_, _>>()?;
        let mut fixed = design.partial_point(set)?;
        let mut axes = Vec::new();
        for (place, parameter) in design.parameters.iter().enumerate() {
            if given.contains(&place) {
                continue;
            }
            let named = (parameter.name.clone(), parameter.unit, place);
            let too_many = || PointError::new(format!("{} has more values than can be counted", parameter.name));
            let axis = match &parameter.span {
                Span::Fixed => continue,
                Span::List(values) => Axis::list(named, values.clone()),
                Span::Range(from, to, step) => {
                    let step = step.clone().or_else(|| parameter.whole.then_some(Exact::ONE));
                    let step = step.ok_or_else(|| {
                        PointError::new(format!("{} is a range without a step: a grid needs one", parameter.name))
                    })?;
                    Axis::steps(named, from.clone(), to, step).ok_or_else(too_many)?
                }
            };
            fixed[place] = None;
            axes.push(axis);
        }
        let grid = Grid::new(axes).ok_or_else(|| PointError::new("the grid has more than 10^18 points"))?;
        let outline = Outline::new(design, &question.readings, &question.circumstances)?;
        let off = (!options.off.is_empty()).then(|| Off::new(&options.off, statute)).transpose()?;
        let objective = options.front.as_ref().map(|what| Objective::new(design, &outline, what)).transpose()?;
        let fixed_in = |comparison: Comparison| Comparison {
            left: comparison.left.fixed(&fixed),
            right: comparison.right.as_ref().map(|(factor, right)| (factor.clone(), right.fixed(&fixed))),
            ..comparison
        };
        let moves = |comparison: &Comparison| {
            let right = comparison.right.as_ref().map(|(_, right)| right.constant());
            comparison.left.constant().is_none() || right.is_some_and(|right| right.is_none())
        };
        let mut sweep = Self {
            comparisons: comparisons(&outline, statute).into_iter().map(fixed_in).filter(moves).collect(),
            compiled: None,
            classes: Classes::default(),
            statute,
            outline,
            off,
            grid,
            fixed,
            objective,
        };
        sweep.compiled = sweep.compile();
        sweep.check(design, question)?;
        Ok(sweep)
    }

    /// How many points the grid has.
    pub fn points(&self) -> u64 {
        self.grid.points()
    }

    /// The names of the axes, their units and how many values each has, in order: the last changes fastest.
    pub fn axes(&self) -> Vec<(&str, &'static str, u64)> {
        self.grid.axes.iter().map(|axis| (axis.name.as_str(), axis.unit, axis.count())).collect()
    }

    /// What points of the front are good at.
    pub fn objective(&self) -> Option<&str> {
        self.objective.as_ref().map(|objective| objective.label.as_str())
    }

    /// Everything in integers. `None`: it does not fit.
    fn compile(&self) -> Option<Compiled> {
        let (mut program, axes) = Program::new(&self.grid.axes, self.fixed.len())?;
        for comparison in &self.comparisons {
            program.test(comparison, &axes)?;
        }
        if program.tests.len() > 64 {
            return None;
        }
        let mut step = |expression: &Expression| program.compile(&expression.fixed(&self.fixed), &axes);
        let front = match &self.objective {
            Some(objective) => Some([step(&objective.performance)?, step(&objective.cost)?]),
            None => None,
        };
        let shown = SHOWN.iter().map(|fact| match self.outline.of(*fact) {
            Some(expression) => step(expression).map(Some),
            None => Some(None),
        });
        let shown = shown.collect::<Option<_>>()?;
        let monotone = self.grid.axes.iter().enumerate().filter(|(_, axis)| axis.is_monotone());
        let monotone = monotone.fold(0, |bits, (place, _)| bits | 1 << place);
        program.fits::<i128>().then_some(Compiled { program, monotone, front, shown })
    }

    /// The values of all parameters at a point of the grid.
    fn point(&self, point: u64) -> Vec<Exact> {
        let mut values: Vec<Exact> = self.fixed.iter().map(|value| value.clone().unwrap_or(Exact::ZERO)).collect();
        for (axis, index) in self.grid.axes.iter().zip(self.grid.indices(point)) {
            values[axis.place] = axis.value(index);
        }
        values
    }

    /// That the expressions say what measuring says, at the corners of the grid. They always should: this is so that a
    /// mistake in the program is an error, and not a wrong table.
    fn check(&self, design: &Design, question: &Question) -> Result<(), PointError> {
        let corners = self.grid.axes.len().min(6);
        for corner in 0..1u32 << corners {
            let indices = self.grid.axes.iter().enumerate().map(|(place, axis)| {
                let last = place < corners && corner >> place & 1 == 1;
                (if last { axis.count() - 1 } else { 0 }) * self.grid.stride(place)
            });
            let point = self.point(indices.sum());
            let Ok(part) = design.part(&point) else { continue };
            let measured = measure(&part, &question.readings, &question.circumstances).facts;
            let ours = self.outline.facts(&point, true)?;
            let differ =
                NumericFact::ALL.iter().find(|fact| measured.numeric(**fact).value != ours.numeric(**fact).value);
            if let Some(fact) = differ {
                return Err(PointError::new(format!("{} of a sweep differs from that of its points", fact.label())));
            }
        }
        Ok(())
    }

    /// Looks at the points of a range, with so many workers. `progress` is called with points done, now and then; when it
    /// breaks off, what was begun is done, and [`Outcome::range`] says how far that is.
    pub fn run(&self, range: Range<u64>, workers: usize, progress: Progress<'_>) -> Outcome {
        let range = range.start.min(self.points())..range.end.min(self.points());
        match &self.compiled {
            Some(compiled) if compiled.program.fits::<i64>() => self.counted::<i64>(compiled, range, workers, progress),
            Some(compiled) => self.counted::<i128>(compiled, range, workers, progress),
            None => self.evaluated(range, workers, progress),
        }
    }

    fn counted<T: Int>(
        &self,
        compiled: &Compiled,
        range: Range<u64>,
        workers: usize,
        progress: Progress<'_>,
    ) -> Outcome {
        let points = range.end.saturating_sub(range.start);
        // Pieces large enough that lines are long, and so many that workers end together.
        let pieces = self.grid.pieces(range.clone(), (points / 64).max(1 << 22));
        let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        let all: Mutex<(Vec<u64>, Front<T>)> = Mutex::default();
        let also: Vec<usize> = compiled.front.into_iter().flatten().collect();
        let lines = Lines::<T>::new(&compiled.program, &also, compiled.monotone);
        let work = || {
            let mut lines = lines.clone();
            let mut worker = Worker {
                sweep: self,
                known: Known::new(compiled.program.tests.len()),
                counts: Vec::new(),
                allowed: Vec::new(),
                front: Front::default(),
                steps: compiled.front,
            };
            while !stop.load(Memory::Relaxed)
                && let Some(piece) = pieces.get(next.fetch_add(1, Memory::Relaxed))
            {
                lines.run(&self.grid, piece, None, &mut |run| worker.take(run));
                if progress(points_of(piece)).is_break() {
                    stop.store(true, Memory::Relaxed);
                }
            }
            let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
            add(&mut all.0, &worker.counts);
            all.1.join(worker.front);
        };
        std::thread::scope(|scope| {
            for _ in 1..workers.min(pieces.len()).max(1) {
                scope.spawn(work);
            }
            work();
        });
        let (counts, front) = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        let denominators = compiled.front.map(|steps| steps.map(|step| compiled.program.steps[step].denominator));
        let front = front.into_steps().map(|(cost, performance, point)| {
            let [of_performance, of_cost] = denominators.unwrap_or([1, 1]);
            (exact(cost.wide(), of_cost), exact(performance.wide(), of_performance), point)
        });
        // Pieces are taken in order, and each that was taken is done.
        let done: u64 = pieces.iter().take(next.into_inner()).map(points_of).sum();
        self.outcome(range.start..range.start + done, &counts, front.collect(), false)
    }

    fn outcome(&self, range: Range<u64>, counts: &[u64], front: Vec<(Exact, Exact, u64)>, exact: bool) -> Outcome {
        let mut outcome = Outcome { range, exact, ..Outcome::default() };
        for (class, count) in self.classes.list().iter().zip(counts).filter(|(_, count)| **count > 0) {
            *outcome.governing.entry(class.governing.clone()).or_default() += count;
            for id in &class.met {
                *outcome.met.entry(id.clone()).or_default() += count;
            }
            outcome.allowed += if class.allowed { *count } else { 0 };
        }
        outcome.front = front
            .into_iter()
            .map(|(area, performance, point)| FrontPoint {
                point,
                values: self.grid.axes.iter().zip(self.grid.indices(point)).map(|(axis, at)| axis.value(at)).collect(),
                area,
                performance,
                governing: self.governing(point),
            })
            .collect();
        outcome
    }

    /// The governing paragraph of one point, by the engine that explains.
    fn governing(&self, point: u64) -> String {
        match self.outline.facts(&self.point(point), true) {
            Ok(facts) => crate::determine::standing(&facts, self.statute).governing,
            Err(_) => IMPOSSIBLE.to_owned(),
        }
    }

    fn class_of(&self, mask: Option<u64>, point: u64) -> usize {
        self.classes.of(mask, || self.point(point), &self.outline, self.statute, self.off.as_ref())
    }
}

fn add(all: &mut Vec<u64>, more: &[u64]) {
    if all.len() < more.len() {
        all.resize(more.len(), 0);
    }
    all.iter_mut().zip(more).for_each(|(all, more)| *all += more);
}

/// Told of points done; says whether to go on.
pub type Progress<'p> = &'p (dyn Fn(u64) -> ControlFlow<()> + Sync);

struct Worker<'w, 's, 'law, T> {
    sweep: &'w Sweep<'s, 'law>,
    known: Known,
    counts: Vec<u64>,
    allowed: Vec<bool>,
    front: Front<T>,
    steps: Option<[usize; 2]>,
}

impl<T: Int> Worker<'_, '_, '_, T> {
    #[inline]
    fn take(&mut self, run: &Run<'_, T>) {
        let class = self.known.get(run.mask, || self.sweep.class_of(Some(run.mask), run.first));
        if class >= self.counts.len() {
            self.counts.resize(class + 1, 0);
            self.allowed = self.sweep.classes.list().iter().map(|class| class.allowed).collect();
        }
        self.counts[class] += run.len();
        if let Some(steps) = self.steps
            && self.allowed[class]
        {
            self.offer(run, steps);
        }
    }

    /// Offers the points of a run to the front: only those that can be on it.
    fn offer(&mut self, run: &Run<'_, T>, [performance, cost]: [usize; 2]) {
        let last = run.len() - 1;
        let ends = |step: usize| (run.value(step, 0), run.value(step, last));
        let (p, c) = (ends(performance), ends(cost));
        let front = &mut self.front;
        let add = |front: &mut Front<T>, place: u64| {
            front.add(run.value(performance, place), run.value(cost, place), run.first + place * run.stride);
        };
        match (run.direction(performance), run.direction(cost)) {
            // One end is at least as good as all others.
            (Ordering::Equal | Ordering::Less, Ordering::Equal | Ordering::Greater) => add(front, 0),
            (Ordering::Equal | Ordering::Greater, Ordering::Equal | Ordering::Less) => add(front, last),
            _ => {
                if !front.covers(&p.0.max(p.1), &c.0.min(c.1)) {
                    (0..=last).for_each(|place| add(front, place));
                }
            }
        }
    }
}
