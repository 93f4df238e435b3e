//! What moved, and because of what: the law between two days or two laws, or the values between two tables.
//!
//! A cause is never guessed. Each candidate, an amended paragraph or a changed value, is put in place alone and the answer
//! determined again; only what brings the other answer about is named. Where no single one does, as few as possible together.
//!
//! ```
//! use eccn::diff::Days;
//! use eccn::law::{Law, Posture};
//! let days = Days::new(Law::embedded(), Posture::Text, "2023-01-01".parse()?, "2024-01-01".parse()?, Default::default())?;
//! let moved = days.moved(&eccn::catalog::find("H800 SXM5").one()?).unwrap();
//! assert_eq!((moved.before.as_str(), moved.after.as_str()), ("3A991.p.1", "3A090.a.1"));
//! let because = &moved.steps[0].because[0];
//! assert_eq!(because.paragraph, "3A090.a.1");
//! assert_eq!(because.amendment.as_ref().unwrap().id, "acs-ifr-2023");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod law;
mod table;
mod value;

pub use law::{AmendmentNote, Because, Days, Laws, Moved, Step};
pub use table::{RowChange, TableSummary, parts, tables};
pub use value::{ValueChange, changed, responsible};

/// The smallest set of candidates found that brings `after` about: one alone, if one does; else what is left when each that
/// can be taken away has been. Nothing, if not even all of them do.
///
/// `try_out` says whether the candidates at these places, all put in place, bring it about.
pub(crate) fn fewest(count: usize, mut try_out: impl FnMut(&[usize]) -> bool) -> Vec<Vec<usize>> {
    let alone: Vec<Vec<usize>> = (0..count).map(|one| vec![one]).filter(|one| try_out(one)).collect();
    if !alone.is_empty() {
        return alone;
    }
    let mut kept: Vec<usize> = (0..count).collect();
    if kept.len() < 2 || !try_out(&kept) {
        return Vec::new();
    }
    for one in 0..count {
        let without: Vec<usize> = kept.iter().copied().filter(|kept| *kept != one).collect();
        if !without.is_empty() && try_out(&without) {
            kept = without;
        }
    }
    vec![kept]
}

#[cfg(test)]
mod tests {
    use super::fewest;

    #[test]
    fn one_alone_before_several_and_no_more_than_needed() {
        assert_eq!(fewest(3, |set| set.contains(&1)), [vec![1]]);
        assert_eq!(fewest(3, |set| !set.is_empty()), [vec![0], vec![1], vec![2]]);
        assert_eq!(fewest(4, |set| set.contains(&0) && set.contains(&3)), [vec![0, 3]]);
        assert!(fewest(4, |_| false).is_empty() && fewest(0, |_| true).is_empty());
    }
}
