//! Cells that contradict the rest of their table: a rate that every other part has in another ratio.

use super::rates::{How, Rate};
use super::{Case, same};
use crate::quantity::Exact;

/// Pairs of formats whose ratio a family of parts shares.
const PAIRS: &[(&str, &str)] =
    &[("tf32", "fp16"), ("tf32", "bf16"), ("int8", "fp8"), ("bf16", "fp16"), ("fp8", "fp16"), ("int8", "fp16")];

/// Marks rates as unknown that differ by a factor of two from what all other parts of their table have.
pub(super) fn outliers(cases: &mut [(usize, Case<'_>)]) {
    let mut doubts: Vec<(usize, String, String)> = Vec::new();
    for (one, other) in PAIRS {
        let ratios: Vec<Option<Ratio<'_>>> = cases.iter().map(|(_, case)| ratio(case, one, other)).collect();
        for (at, own) in ratios.iter().enumerate() {
            let Some(own) = own else { continue };
            let Some(list) = cases[at].1.rates.iter().find(|rate| rate.field() == *one).map(|rate| rate.list) else {
                continue;
            };
            let peers: Vec<&Ratio<'_>> = ratios
                .iter()
                .enumerate()
                .filter(|(peer, _)| *peer != at)
                .filter_map(|(_, peer)| peer.as_ref().filter(|peer| peer.list == list))
                .collect();
            let Some(first) = peers.first() else { continue };
            // Two parts alone do not tell which of them is wrong, unless one of them is right within itself.
            if !peers.iter().all(|peer| peer.is(first)) || own.is(first) || !own.is_twice(first) {
                continue;
            }
            let (field, agreeing) = odd_one(&cases[at].1, one, other);
            if agreeing {
                doubts.push((
                    at,
                    field,
                    format!("against {other}, twice or half of what the other parts of the table have"),
                ));
            }
        }
    }
    for (at, field, why) in doubts {
        for rate in cases[at].1.rates.iter_mut().filter(|rate| rate.field() == field && rate.how == Some(How::Said)) {
            rate.doubt(why.clone());
        }
    }
}

struct Ratio<'c> {
    a: &'c Rate,
    b: &'c Rate,
    list: u32,
}

impl Ratio<'_> {
    /// Whether a/b equals the ratio of another part within the printed digits.
    fn is(&self, other: &Self) -> bool {
        self.compare(other, 1)
    }

    fn is_twice(&self, other: &Self) -> bool {
        self.compare(other, 2) || other.compare(self, 2)
    }

    /// a/b = factor · c/d, as a·d = factor · c·b.
    fn compare(&self, other: &Self, factor: u64) -> bool {
        let factor = Exact::from(factor);
        let left = &self.a.value * &other.b.value;
        let right = &(&factor * &other.a.value) * &self.b.value;
        let steps = &(&self.a.step * &other.b.value) + &(&self.a.value * &other.b.step);
        let more = &factor * &(&(&other.a.step * &self.b.value) + &(&other.a.value * &self.b.step));
        same(&left, &steps, &right, &more)
    }
}

fn ratio<'c>(case: &'c Case<'_>, one: &str, other: &str) -> Option<Ratio<'c>> {
    let of = |field: &str| case.rates.iter().find(|rate| rate.field() == field && rate.how.is_some());
    let (a, b) = (of(one)?, of(other)?);
    (a.list == b.list).then_some(Ratio { list: a.list, a, b })
}

/// The one of two fields that fewer other rates of the part agree with, and whether the other has any that agree.
fn odd_one(case: &Case<'_>, one: &str, other: &str) -> (String, bool) {
    let agreeing = |field: &str| {
        let Some(own) = case.rates.iter().find(|rate| rate.field() == field) else { return 0 };
        case.rates
            .iter()
            .filter(|rate| rate.how.is_some() && rate.field() != field && rate.field() != one && rate.field() != other)
            .filter(|rate| same(&rate.product(), &rate.product_step(), &own.product(), &own.product_step()))
            .count()
    };
    let (first, second) = (agreeing(one), agreeing(other));
    if first < second { (one.to_owned(), second > 0) } else { (other.to_owned(), first > second) }
}
