//! The best among the values that keep off.

use super::objective::Objective;
use super::{Best, Goal, Off, Proof};
use crate::design::headroom::step_within;
use crate::design::lever::Lever;
use crate::design::profile::{Holds, Stretch};
use crate::facts::NumericFact;
use crate::law::Statute;
use crate::quantity::{Exact, Interval};

pub(super) struct Search<'s, 'law> {
    pub(super) lever: &'s Lever,
    pub(super) objective: &'s Objective,
    pub(super) off: &'s Off,
    pub(super) statute: &'s Statute<'law>,
    pub(super) goal: &'s Goal,
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
            for (candidate, unlimited) in self.candidates(range, *ends) {
                if unlimited {
                    return (None, true);
                }
                let better = best.as_ref().is_none_or(|best| {
                    let order = candidate.value.cmp(&best.value);
                    let order = if self.goal.maximize { order } else { order.reverse() };
                    order.then(candidate.reached.cmp(&best.reached)).is_gt()
                });
                if better {
                    best = Some(candidate);
                }
            }
        }
        (best, false)
    }

    /// The ends of a range, and the places inside where what is looked for turns.
    fn candidates(&self, range: &Interval, ends: [bool; 2]) -> Vec<(Best, bool)> {
        // One billionth: as wide as brackets are.
        let wide = Exact::ratio(1, 1_000_000_000);
        let low = Best {
            value: range.low.clone(),
            reached: !range.low_open,
            bracket: ends[0].then(|| &range.low - &wide),
            at: None,
        };
        let high = range.high.as_ref().map(|high| Best {
            value: high.clone(),
            reached: !range.high_open,
            bracket: ends[1].then(|| high + &wide),
            at: None,
        });
        let Some(value) = &self.objective.value else {
            return match (self.goal.maximize, high) {
                (true, Some(high)) => vec![(high, false)],
                (true, None) => vec![(low, true)],
                (false, _) => vec![(low, false)],
            };
        };
        let line = self.lever.line();
        let of = |at: &Exact| value.value(&line.at(at));
        let mut found = Vec::new();
        for end in std::iter::once(low).chain(high.clone()) {
            if let Some(value) = of(&end.value) {
                let bracket = end.bracket.as_ref().and_then(of);
                found.push((Best { at: Some(end.value.clone()), value, bracket, ..end }, false));
            }
        }
        for turn in line.turns(value, range) {
            if let Some(value) = of(&turn) {
                found.push((Best { value, reached: true, bracket: None, at: Some(turn) }, false));
            }
        }
        if high.is_none() {
            // Far out: if it is better there than anywhere near, it goes on so.
            let far = &range.low + &Exact::from(1_000_000_000);
            let best = found.iter().map(|(best, _)| &best.value);
            let best = if self.goal.maximize { best.max() } else { best.min() };
            let beyond = of(&far).zip(best).is_some_and(
                |(far, best)| {
                    if self.goal.maximize { &far > best } else { &far < best }
                },
            );
            found.extend(found.first().cloned().filter(|_| beyond).map(|(best, _)| (best, true)));
        }
        found
    }

    /// The best step, and the next.
    pub(super) fn stepped(&self, start: &Exact, step: &Exact, ranges: &[Interval]) -> (Option<Proof>, Option<Proof>) {
        let value = |at: &Exact| match &self.objective.value {
            Some(value) => value.value(&self.lever.line().at(at)),
            None => Some(at.clone()),
        };
        let mut best: Option<(Exact, Exact)> = None;
        for range in ranges {
            for first in [true, false] {
                let Some(at) = step_within(start, step, range, first) else { continue };
                let Some(value) = value(&at) else { continue };
                let better = best.as_ref().is_none_or(
                    |(_, best)| {
                        if self.goal.maximize { &value > best } else { &value < best }
                    },
                );
                if better {
                    best = Some((at, value));
                }
            }
        }
        let Some((at, reached)) = best else { return (None, None) };
        // The neighbor on the side that would be better.
        let neighbors = [&at + step, &at - step];
        let next = neighbors.iter().filter(|next| !next.is_negative()).find(|next| {
            value(next).is_some_and(|value| if self.goal.maximize { value > reached } else { value < reached })
        });
        (Some(self.proof(&at)), next.map(|next| self.proof(next)))
    }

    /// The best value of a list, and the next better one.
    pub(super) fn listed(&self, values: &[Exact]) -> (Option<Proof>, Option<Proof>) {
        let mut proofs: Vec<Proof> = values.iter().map(|value| self.proof(value)).collect();
        proofs.sort_by(|a, b| {
            let key = |proof: &Proof| proof.objective.clone().unwrap_or_else(|| proof.value.clone());
            if self.goal.maximize { key(b).cmp(&key(a)) } else { key(a).cmp(&key(b)) }
        });
        match proofs.iter().position(Proof::holds) {
            Some(best) => (Some(proofs[best].clone()), best.checked_sub(1).map(|next| proofs[next].clone())),
            None => (None, proofs.pop()),
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
