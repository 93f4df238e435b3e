//! The best among the values that keep off.

use super::objective::Objective;
use super::{Best, Goal, Off, Proof};
use crate::design::expression::Expression;
use crate::design::headroom::step_within;
use crate::design::lever::Lever;
use crate::design::profile::{Fraction, Holds, Stretch};
use crate::facts::NumericFact;
use crate::law::Statute;
use crate::quantity::{Exact, Interval};
use std::cmp::Ordering;

/// One billionth: as wide as brackets are.
fn wide() -> Exact {
    Exact::ratio(1, 1_000_000_000)
}

/// What a fraction comes to.
enum Limit {
    At(Exact),
    /// Beyond all numbers: above, or below.
    Beyond(bool),
}

/// What a fraction comes to at an end of its piece; `inside` is a number of the piece.
fn limit(fraction: &Fraction, end: &Exact, inside: &Exact) -> Limit {
    let (mut top, mut bottom) = (fraction.top.clone(), fraction.bottom.clone());
    while let (Some(less), Some(least)) = (top.without_root(end), bottom.without_root(end)) {
        (top, bottom) = (less, least);
    }
    match top.value(end).checked_div(&bottom.value(end)) {
        Some(value) => Limit::At(value),
        None if top.is_zero() => Limit::At(Exact::ZERO),
        None => Limit::Beyond((top.sign(end) == Ordering::Greater) == (bottom.sign(inside) == Ordering::Greater)),
    }
}

/// What a fraction comes to where its number grows without end.
fn far_out(fraction: &Fraction) -> Limit {
    let (Some(top), Some(bottom)) = (fraction.top.leading(), fraction.bottom.leading()) else {
        return Limit::At(Exact::ZERO);
    };
    match fraction.top.degree().cmp(&fraction.bottom.degree()) {
        Ordering::Less => Limit::At(Exact::ZERO),
        Ordering::Equal => Limit::At(top.checked_div(bottom).unwrap_or(Exact::ZERO)),
        Ordering::Greater => Limit::Beyond(top.is_negative() == bottom.is_negative()),
    }
}

pub(super) struct Search<'s, 'law> {
    pub(super) lever: &'s Lever,
    pub(super) objective: &'s Objective,
    pub(super) off: &'s Off,
    pub(super) statute: &'s Statute<'law>,
    pub(super) goal: &'s Goal,
}

/// The best of the values to choose from.
#[derive(Default)]
pub(super) struct Steps {
    pub(super) best: Option<Proof>,
    /// The next better one, which does not keep off.
    pub(super) next: Option<Proof>,
    /// Whether the next better one is beyond the range.
    pub(super) ends: bool,
}

impl Search<'_, '_> {
    fn allowed(&self, stretches: &[Stretch<'_>], index: usize) -> bool {
        let stands = |index: usize| {
            let holds = stretches.get(index).map(|stretch| &stretch.holds);
            matches!(holds, Some(Holds::Stands(standing)) if self.off.broken(standing).is_none())
        };
        match stretches[index].holds {
            Holds::Bracket { once: true } => stands(index + 1) && index.checked_sub(1).is_some_and(stands),
            _ => stands(index),
        }
    }

    /// Where the paragraphs are kept off, each with whether its ends lie in a bracket.
    pub(super) fn feasible(&self, stretches: &[Stretch<'_>]) -> Vec<(Interval, [bool; 2])> {
        let mut found: Vec<(Interval, [bool; 2])> = Vec::new();
        let mut open = false;
        for (index, stretch) in stretches.iter().enumerate() {
            if !self.allowed(stretches, index) {
                open = false;
                continue;
            }
            let bracket = |index: Option<usize>| {
                let beside = index.and_then(|index| stretches.get(index));
                beside.is_some_and(|stretch| matches!(stretch.holds, Holds::Bracket { .. }))
            };
            match found.last_mut().filter(|_| open) {
                Some((range, ends)) => {
                    (range.high, range.high_open) = (stretch.range.high.clone(), stretch.range.high_open);
                    ends[1] = bracket(Some(index + 1));
                }
                None => {
                    let ends = [bracket(index.checked_sub(1)), bracket(Some(index + 1))];
                    found.push((stretch.range.clone(), ends));
                }
            }
            open = true;
        }
        found
    }

    /// The best value, and whether there is no limit.
    pub(super) fn best(&self, feasible: &[(Interval, [bool; 2])]) -> (Option<Best>, bool) {
        let mut best: Option<Best> = None;
        for (range, ends) in feasible {
            let candidates = match &self.objective.value {
                Some(value) => self.along(value, range, *ends),
                None => Some(vec![self.itself(range, *ends)]),
            };
            let Some(candidates) = candidates else { return (None, true) };
            for candidate in candidates.into_iter().flatten() {
                let better = best.as_ref().is_none_or(|best| {
                    self.order(&candidate.value, &best.value).then(candidate.reached.cmp(&best.reached)).is_gt()
                });
                if better {
                    best = Some(candidate);
                }
            }
        }
        // What moves itself is without limit where no range has an end on that side.
        let endless = self.objective.value.is_none()
            && self.goal.maximize
            && feasible.iter().any(|(range, _)| range.high.is_none());
        if endless { (None, true) } else { (best, false) }
    }

    /// Greater is better for this goal.
    fn order(&self, a: &Exact, b: &Exact) -> Ordering {
        if self.goal.maximize { a.cmp(b) } else { b.cmp(a) }
    }

    /// The better end of a range of what moves itself.
    fn itself(&self, range: &Interval, ends: [bool; 2]) -> Option<Best> {
        let (value, open, bracket) = match (self.goal.maximize, &range.high) {
            (true, Some(high)) => (high.clone(), range.high_open, ends[1].then(|| high + &wide())),
            (true, None) => return None,
            (false, _) => (range.low.clone(), range.low_open, ends[0].then(|| &range.low - &wide())),
        };
        Some(Best { value, reached: !open, bracket, at: None, far: false })
    }

    /// The ends of a range and the places inside where what is looked for turns; `None` if there is no limit to it.
    fn along(&self, value: &Expression, range: &Interval, ends: [bool; 2]) -> Option<Vec<Option<Best>>> {
        let line = self.lever.line();
        let of = |at: &Exact| value.value(&line.at(at));
        let (runs, brackets) = line.runs(value, range);
        let mut found = Vec::new();
        for run in &runs {
            let middle =
                run.high.as_ref().map_or_else(|| &run.low + &Exact::ONE, |high| (&run.low + high) / Exact::from(2));
            for end in [Some(&run.low), run.high.as_ref()].into_iter().flatten() {
                let limit = match limit(&run.fraction, end, &middle) {
                    Limit::At(limit) => limit,
                    Limit::Beyond(above) if above == self.goal.maximize => return None,
                    Limit::Beyond(_) => continue,
                };
                let in_bracket = (end == &range.low && ends[0]) || (Some(end) == range.high.as_ref() && ends[1]);
                let outer = if end == &range.low { end - &wide() } else { end + &wide() };
                let reached = range.contains(end) && of(end).as_ref() == Some(&limit);
                let bracket = in_bracket.then(|| of(&outer)).flatten();
                found.push(Some(Best { value: limit, reached, bracket, at: Some(end.clone()), far: false }));
            }
            if run.high.is_none() {
                match far_out(&run.fraction) {
                    Limit::At(value) => {
                        found.push(Some(Best { value, reached: false, bracket: None, at: None, far: true }));
                    }
                    Limit::Beyond(above) if above == self.goal.maximize => return None,
                    Limit::Beyond(_) => {}
                }
            }
            for turn in run.fraction.slope().roots(&run.low, run.high.as_ref()) {
                let Some(value) = of(turn.low()) else { continue };
                // Where the turn has no exact form: no value there is better than this.
                let bracket = (turn.low() < turn.high()).then(|| {
                    let Fraction { top, bottom } = &run.fraction;
                    let (top_reach, bottom_reach) =
                        (top.reach(turn.low(), turn.high()), bottom.reach(turn.low(), turn.high()));
                    let (top, bottom) = (top.value(turn.low()), bottom.value(turn.low()));
                    let worst = if self.goal.maximize {
                        (top + top_reach).checked_div(&(bottom - bottom_reach))
                    } else {
                        (top - top_reach).checked_div(&(bottom + bottom_reach))
                    };
                    worst.unwrap_or_else(|| value.clone())
                });
                found.push(Some(Best { value, reached: true, bracket, at: Some(turn.low().clone()), far: false }));
            }
        }
        let beyond = &wide() * &Exact::from(1000);
        // At a pole without an exact form it goes beyond all limits inside the bracket.
        for (low, high) in &brackets {
            // A little further away it is far less.
            let beside = |at: &Exact| if at == low { low - &beyond } else { high + &beyond };
            let steep = |at: &Exact| match (of(at), of(&beside(at))) {
                (Some(near), Some(far)) => near.magnitude() > far.magnitude() * Exact::from(100),
                (near, _) => near.is_none(),
            };
            let better = |at: &Exact| of(at).is_none_or(|value| value.is_negative() != self.goal.maximize);
            if (steep(low) && better(low)) || (steep(high) && better(high)) {
                return None;
            }
        }
        Some(found)
    }

    /// The best step, the next better one, and whether that one is beyond the values to choose from.
    pub(super) fn stepped(&self, start: &Exact, step: &Exact, ranges: &[Interval]) -> Steps {
        let line = self.lever.line();
        let value = |at: &Exact| match &self.objective.value {
            Some(value) => value.value(&line.at(at)),
            None => Some(at.clone()),
        };
        let mut best: Option<(Exact, Exact)> = None;
        for range in ranges {
            // The first and the last step, and those beside each place where what is looked for turns or breaks off.
            let mut pieces = vec![range.clone()];
            if let Some(value) = &self.objective.value {
                let (runs, _) = line.runs(value, range);
                for run in &runs {
                    let turns = run.fraction.slope().roots(&run.low, run.high.as_ref());
                    let marks = turns.iter().flat_map(|turn| [turn.low().clone(), turn.high().clone()]);
                    let mut marks: Vec<Exact> = marks.chain([run.low.clone()]).chain(run.high.clone()).collect();
                    marks.sort();
                    marks.dedup();
                    let between = marks.windows(2).map(|pair| Interval::closed(pair[0].clone(), Some(pair[1].clone())));
                    pieces.extend(between);
                    let last = marks.last().filter(|_| run.high.is_none());
                    pieces.extend(last.map(|last| Interval::closed(last.clone(), None)));
                }
            }
            for piece in &pieces {
                for first in [true, false] {
                    let Some(at) = step_within(start, step, piece, first).filter(|at| range.contains(at)) else {
                        continue;
                    };
                    let Some(value) = value(&at) else { continue };
                    if best.as_ref().is_none_or(|(_, best)| self.order(&value, best).is_gt()) {
                        best = Some((at, value));
                    }
                }
            }
        }
        let Some((at, reached)) = best else { return Steps::default() };
        // The neighbor on the side that would be better.
        let neighbors = [&at + step, &at - step];
        let mut better = neighbors.iter().filter(|next| {
            !next.is_negative() && value(next).is_some_and(|value| self.order(&value, &reached).is_gt())
        });
        let next = better.next();
        let ends = next.is_some_and(|next| !self.lever.domain.contains(next));
        Steps { best: Some(self.proof(&at)), next: next.filter(|_| !ends).map(|next| self.proof(next)), ends }
    }

    /// The best value of a list, and the next better one.
    pub(super) fn listed(&self, values: &[Exact]) -> Steps {
        let mut proofs: Vec<Proof> = values.iter().map(|value| self.proof(value)).collect();
        proofs.sort_by(|a, b| {
            let key = |proof: &Proof| proof.objective.clone().unwrap_or_else(|| proof.value.clone());
            if self.goal.maximize { key(b).cmp(&key(a)) } else { key(a).cmp(&key(b)) }
        });
        match proofs.iter().position(Proof::holds) {
            Some(best) => Steps {
                next: best.checked_sub(1).map(|next| proofs[next].clone()),
                best: Some(proofs.swap_remove(best)),
                ends: false,
            },
            None => Steps { next: proofs.pop(), ..Steps::default() },
        }
    }

    pub(super) fn proof(&self, at: &Exact) -> Proof {
        let line = self.lever.line();
        let point = line.at(at);
        let of = |fact| line.outline.of(fact)?.value(&point);
        let standing = line.standing(self.statute, at);
        Proof {
            value: at.clone(),
            objective: self.objective.value.as_ref().and_then(|value| value.value(&point)),
            tpp: of(NumericFact::Tpp),
            area: of(NumericFact::ApplicableDieArea),
            broken: standing.as_ref().ok().and_then(|standing| self.off.broken(standing)).map(str::to_owned),
            governing: standing.map(|standing| standing.governing).map_err(|error| error.to_string()),
        }
    }
}
