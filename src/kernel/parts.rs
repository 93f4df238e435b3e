//! Parts of any kind, one after the other: by position where a code says it, else by the evaluation behind it.

use super::{Answer, Kernel, Shape};
use crate::determine::{self, Question};
use crate::facts::{Choice, Facts, Flag, NumericFact};
use crate::law::Statute;
use crate::measure::measure;
use crate::part::Part;
use std::sync::Arc;

/// Answers for parts that come from anywhere: what [`determine`](determine::determine) would say, without margins, trace and
/// readings, and mostly without an evaluation.
///
/// ```
/// use eccn::kernel::PartAnswers;
/// use eccn::law::{Law, Posture};
/// let statute = Law::embedded().at("2024-01-01".parse()?, Posture::Text)?;
/// let answers = PartAnswers::new(&statute, Default::default());
/// let (facts, answer) = answers.of(&eccn::catalog::find("L4").one()?);
/// assert_eq!(answer.governing, "3A090.a.2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PartAnswers<'s, 'law> {
    kernel: Kernel<'s, 'law>,
    statute: &'s Statute<'law>,
    question: Question,
}

impl<'s, 'law> PartAnswers<'s, 'law> {
    /// Under a statute and a question.
    pub fn new(statute: &'s Statute<'law>, question: Question) -> Self {
        use NumericFact::{ApplicableDieArea, BitsTops2022, ExportYear, PerformanceDensity, Tops, Tpp};
        let own = [Tpp, Tops, BitsTops2022, ApplicableDieArea, PerformanceDensity, ExportYear];
        let all = |choice: &&Choice| matches!(choice, Choice::Form | Choice::Cryptography);
        let shape = Shape {
            tops_ranged: true,
            numeric: NumericFact::ALL.iter().copied().filter(|fact| !own.contains(fact)).collect(),
            flags: Flag::ALL.to_vec(),
            choices: Choice::ALL.iter().filter(all).copied().collect(),
        };
        let kernel = Kernel::new(statute, &Part::default(), &question.readings, &question.circumstances, shape);
        Self { kernel, statute, question }
    }

    /// The facts of a part, and its answer.
    pub fn of(&self, part: &Part) -> (Facts, Arc<Answer>) {
        let facts = measure(part, &self.question.readings, &self.question.circumstances).facts;
        let answer = self.of_facts(&facts);
        (facts, answer)
    }

    /// The answer for facts that were measured under the same question.
    pub fn of_facts(&self, facts: &Facts) -> Arc<Answer> {
        match self.kernel.answer_of(facts, None) {
            Some((answer, _)) => answer,
            None => Arc::new(Answer::from(determine::brief(facts, self.statute))),
        }
    }

    /// The statute.
    pub fn statute(&self) -> &'s Statute<'law> {
        self.statute
    }

    /// The question.
    pub fn question(&self) -> &Question {
        &self.question
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Law, Posture};

    #[test]
    fn the_catalog_is_answered_as_by_the_evaluation() {
        for (day, posture) in
            [("2022-12-01", Posture::Text), ("2024-01-01", Posture::Text), ("2026-07-23", Posture::Enforced)]
        {
            let statute = Law::embedded().at(day.parse().expect("a date"), posture).expect("encoded");
            let answers = PartAnswers::new(&statute, Question::default());
            for entry in crate::catalog::entries() {
                let mut part = entry.part().expect("read");
                for form in crate::part::Form::ALL {
                    part.form = Some(crate::part::Cited::new(*form));
                    let (facts, answer) = answers.of(&part);
                    let expected = Answer::from(determine::brief(&facts, &statute));
                    assert_eq!(*answer, expected, "{} as {form} on {day}", part.name);
                }
            }
        }
    }
}
