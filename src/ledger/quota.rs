//! How many of a part are within an amount of TPP.

use super::Amount;
use serde::Serialize;

/// How many items fit into a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// How many fit.
    pub count: u128,
    /// TPP of that many.
    pub used: String,
    /// TPP left then.
    pub left: String,
    /// TPP by which one more would exceed the limit.
    pub one_more_exceeds_by: String,
}

/// How many items of `each` TPP fit into `limit`. `None` if `each` is nothing.
///
/// ```
/// use eccn::ledger::{Amount, quota};
/// let quota = quota(Amount::whole(26_900_000), Amount::whole(15_832)).unwrap();
/// assert_eq!((quota.count, quota.left.as_str(), quota.one_more_exceeds_by.as_str()), (1_699, "1432", "14400"));
/// ```
pub fn quota(limit: Amount, each: Amount) -> Option<Quota> {
    let count = limit.fits(each)?;
    let left = Amount::from_millionths(limit.millionths() - each.millionths() * count);
    Some(Quota {
        count,
        used: limit.less(left).to_string(),
        left: left.to_string(),
        one_more_exceeds_by: each.less(left).to_string(),
    })
}
