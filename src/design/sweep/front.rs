//! The points worth having: no other has more of one thing for as little of the other.

use std::collections::BTreeMap;

/// A staircase: cost to the most performance for it, and the point with the smallest number that has both. Both rise.
#[derive(Clone, Debug)]
pub(super) struct Front<T> {
    steps: BTreeMap<T, (T, u64)>,
}

impl<T> Default for Front<T> {
    fn default() -> Self {
        Self { steps: BTreeMap::new() }
    }
}

impl<T: Ord + Clone> Front<T> {
    /// Whether no point that performs at most so well and costs at least so much can be on the front.
    #[inline]
    pub(super) fn covers(&self, performance: &T, cost: &T) -> bool {
        let best = self.steps.range(..=cost.clone()).next_back();
        best.is_some_and(|(at, (reached, _))| reached > performance || reached == performance && at < cost)
    }

    /// Takes a point, if no other is as good.
    pub(super) fn add(&mut self, performance: T, cost: T, point: u64) {
        if let Some((at, (reached, known))) = self.steps.range_mut(..=cost.clone()).next_back()
            && *reached >= performance
        {
            if *reached == performance && *at == cost {
                *known = (*known).min(point);
            }
            return;
        }
        while let Some((at, (reached, _))) = self.steps.range(cost.clone()..).next() {
            if *reached > performance {
                break;
            }
            let at = at.clone();
            self.steps.remove(&at);
        }
        self.steps.insert(cost, (performance, point));
    }

    pub(super) fn join(&mut self, other: Self) {
        for (cost, (performance, point)) in other.steps {
            self.add(performance, cost, point);
        }
    }

    /// Cost, performance and point, rising.
    pub(super) fn into_steps(self) -> impl Iterator<Item = (T, T, u64)> {
        self.steps.into_iter().map(|(cost, (performance, point))| (cost, performance, point))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_front_is_what_nothing_is_better_than(points in prop::collection::vec((0i64..12, 0i64..12), 0..60)) {
            let mut front = Front::default();
            for (number, (performance, cost)) in points.iter().enumerate() {
                let covered = front.covers(performance, cost);
                let before: Vec<_> = front.clone().into_steps().collect();
                front.add(*performance, *cost, number as u64);
                prop_assert!(!covered || before == front.clone().into_steps().collect::<Vec<_>>());
            }
            let better = |a: &(i64, i64), b: &(i64, i64)| a.0 >= b.0 && a.1 <= b.1 && a != b;
            let mut expected: Vec<(i64, i64, u64)> = Vec::new();
            for (number, point) in points.iter().enumerate() {
                let first = points.iter().position(|other| other == point) == Some(number);
                if first && !points.iter().any(|other| better(other, point)) {
                    expected.push((point.1, point.0, number as u64));
                }
            }
            expected.sort_unstable();
            prop_assert_eq!(front.into_steps().collect::<Vec<_>>(), expected);
        }
    }
}
