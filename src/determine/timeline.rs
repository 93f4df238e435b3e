//! What every amendment made of a part.

use super::{Determination, Question, classify};
use crate::law::{Amendment, Law, Posture};
use crate::part::Part;
use jiff::civil::Date;

/// What one amendment made of a part.
#[derive(Clone, Debug)]
pub struct Moment<'law> {
    /// The day from which it counts: of effect, or of compliance if the enforced law is asked about.
    pub day: Date,
    /// The amendment.
    pub amendment: &'law Amendment,
    /// The answer of that day.
    pub answer: Determination,
    /// Whether the answer differs from the one before; the first always does.
    pub changed: bool,
}

/// The answers of all days from which an amendment counts, in order.
///
/// ```
/// use eccn::determine::{Question, timeline};
/// use eccn::law::{Law, Posture};
/// let part = eccn::catalog::find("H800 SXM5").one()?;
/// let moments = timeline(&part, Law::embedded(), Posture::Text, &Question::default());
/// let changes: Vec<String> = moments.iter().filter(|moment| moment.changed).map(|moment| moment.day.to_string()).collect();
/// assert_eq!(changes, ["2022-10-21", "2023-11-17"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn timeline<'law>(part: &Part, law: &'law Law, posture: Posture, question: &Question) -> Vec<Moment<'law>> {
    let mut moments: Vec<Moment<'law>> = Vec::new();
    for (day, amendment) in law.days(posture) {
        let Ok(statute) = law.at(day, posture) else { continue };
        let answer = classify(part, &statute, question);
        let same = |before: &Moment<'_>| {
            before.answer.possibilities() == answer.possibilities() && before.answer.paragraphs() == answer.paragraphs()
        };
        let changed = !moments.last().is_some_and(same);
        moments.push(Moment { day, amendment, answer, changed });
    }
    moments
}
