//! The codes of facts that were measured exactly, whatever decimals they have.
//!
//! A value between two scaled integers lies on the same side of every cut as both, if both lie on the same side. So two
//! rows are looked up, one rounded down and one rounded up (the area the other way round, as it divides); if they have one
//! code, it is that of the facts. Only values within a millionth of a threshold have to be evaluated on their own.

use super::columns::{Area, FactColumns, UNKNOWN};
use super::vicinity::Surroundings;
use super::{Answer, Kernel, NO_CODE, SCALE};
use crate::Truth;
use crate::determine;
use crate::facts::{Choice, Facts, Flag, NumericFact};
use crate::quantity::{Exact, Extent};
use std::sync::{Arc, PoisonError};

/// The answer for some facts, and whether no measure is near a threshold; `false` where that is not known.
pub(crate) type Positioned = (Arc<Answer>, bool);

/// The two rows around some facts.
struct Around {
    rows: FactColumns,
    /// A bit for each measure of throughput that may be any amount larger.
    at_least: u8,
}

/// A number rounded down and up; whether it may be any amount larger.
type Rounded = (i64, i64, bool);

fn rounded(value: &Exact, scale: u64) -> Option<(i64, i64)> {
    Some((value.floor_scaled(scale)?, value.ceil_scaled(scale)?))
}

/// A point, nothing known, or "at least".
fn number(extent: &Extent) -> Option<Rounded> {
    if extent.is_anything() {
        return Some((UNKNOWN, UNKNOWN, false));
    }
    let [piece] = extent.pieces() else { return None };
    let (low, open) = piece.low();
    let (floor, ceil) = rounded(low, SCALE)?;
    match piece.high() {
        _ if open => None,
        None => Some((floor, ceil, true)),
        Some((high, false)) if high == low => Some((floor, ceil, false)),
        Some(_) => None,
    }
}

/// Both ends of a range: each rounded down and up.
fn range(extent: &Extent, low_scale: u64) -> Option<([(i64, i64); 2], bool)> {
    if extent.is_anything() {
        return Some(([(UNKNOWN, UNKNOWN); 2], false));
    }
    let [piece] = extent.pieces() else { return None };
    let (low, open) = piece.low();
    let from = rounded(low, low_scale)?;
    match piece.high() {
        _ if open => None,
        None => Some(([from, rounded(low, SCALE)?], true)),
        Some((high, false)) => Some(([from, rounded(high, SCALE)?], false)),
        Some(_) => None,
    }
}

impl Kernel<'_, '_> {
    /// The answer for facts that were measured as those of [`Kernel::new`] were. `None`: no code says it.
    pub(crate) fn answer_of(&self, facts: &Facts, around: Option<&Surroundings>) -> Option<Positioned> {
        let Around { rows, at_least } = self.around(facts)?;
        let mut codes = Vec::new();
        self.codes(&rows, &mut codes);
        let code = codes[0];
        let cell = |row: usize| self.plan.as_ref().map_or(0, |plan| plan.area.cell(rows.area[row]));
        if codes[1] != code || code == NO_CODE || at_least > 0 && cell(0) != cell(1) {
            return None;
        }
        let far = at_least == 0 && around.is_some_and(|around| (0..2).all(|row| around.is_far(&rows, row)));
        if at_least == 0 {
            return Some((self.answer(&rows, 0, code)?, far));
        }
        // Where a measure may be larger, the order of thresholds decides about the answers that it can come to.
        let key = (code, cell(0) as u64, at_least);
        if let Some(known) = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Some((known.clone(), far));
        }
        let answer = Arc::new(Answer::from(determine::brief(facts, self.statute)));
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(key, answer.clone());
        Some((answer, far))
    }

    /// The rows around some facts. `None` if they do not fit into columns of this kernel.
    fn around(&self, facts: &Facts) -> Option<Around> {
        let of = |fact: NumericFact| &facts.numeric(fact).value;
        let named = |fact: NumericFact| {
            use NumericFact::{ApplicableDieArea, BitsTops2022, Tops, Tpp};
            matches!(fact, Tpp | Tops | BitsTops2022 | ApplicableDieArea) || self.shape.numeric.contains(&fact)
        };
        let same = NumericFact::ALL
            .iter()
            // What the law of the day does not ask about changes no answer.
            .filter(|fact| !named(**fact) && self.asks(**fact))
            .all(|fact| of(*fact) == &self.base.numeric(*fact).value)
            && Flag::ALL
                .iter()
                .filter(|flag| !self.shape.flags.contains(flag))
                .all(|flag| facts.flag(*flag).value == self.base.flag(*flag).value)
            && Choice::ALL
                .iter()
                .filter(|choice| !self.shape.choices.contains(choice))
                .all(|choice| facts.choice(*choice).value == self.base.choice(*choice).value)
            && facts.density_unlimited_without_area == self.base.density_unlimited_without_area;
        if !same {
            return None;
        }
        let mut rows = FactColumns::unknown(&self.shape, 2);
        let mut at_least = 0;
        let put = |column: &mut Vec<i64>, (floor, ceil): (i64, i64)| *column = vec![floor, ceil];
        let (floor, ceil, open) = number(of(NumericFact::Tpp))?;
        put(&mut rows.tpp, (floor, ceil));
        at_least |= u8::from(open);
        let (tops, open) = range(of(NumericFact::Tops), SCALE * if self.shape.tops_ranged { 64 } else { 1 })?;
        if !self.shape.tops_ranged && tops[0] != tops[1] {
            return None;
        }
        let [mut low, high] = tops;
        if self.shape.tops_ranged && low.0 != UNKNOWN {
            // The finer scale of the lower end must not put it above the upper one, which is rounded down as well.
            low.0 = low.0.min(high.0.saturating_mul(64));
        }
        put(&mut rows.tops_low_64, low);
        put(&mut rows.tops, high);
        at_least |= u8::from(open) << 1;
        let (bits, open) = range(of(NumericFact::BitsTops2022), SCALE)?;
        put(&mut rows.bits_tops_low, bits[0]);
        put(&mut rows.bits_tops_high, bits[1]);
        at_least |= u8::from(open) << 2;
        let (is, area) = area(of(NumericFact::ApplicableDieArea))?;
        // The area divides: the row with the larger measures gets the smaller area.
        rows.area = vec![area.1, area.0];
        rows.area_is = vec![is as u8; 2];
        for (fact, column) in self.shape.numeric.iter().zip(&mut rows.numeric) {
            let (floor, ceil, open) = number(of(*fact))?;
            if open {
                return None;
            }
            put(column, (floor, ceil));
        }
        for (flag, column) in self.shape.flags.iter().zip(&mut rows.flags) {
            column.fill(match facts.flag(*flag).value {
                Truth::No => 0,
                Truth::Yes => 1,
                Truth::Unknown => 2,
            });
        }
        for (choice, column) in self.shape.choices.iter().zip(&mut rows.choices) {
            let word = facts.choice(*choice).value;
            let place = choice.values().iter().position(|value| Some(*value) == word);
            // Memory and computers have measures of their own.
            if *choice == Choice::Form && matches!(word, Some("memory" | "computer")) {
                return None;
            }
            column.fill(place.unwrap_or(choice.values().len()) as u8);
        }
        Some(Around { rows, at_least })
    }
}

/// What is known of the area, and the area itself rounded down and up.
fn area(extent: &Extent) -> Option<(Area, (i64, i64))> {
    let positive = |value: &Exact| rounded(value, SCALE).filter(|(floor, _)| *floor > 0);
    if extent.is_anything() {
        return Some((Area::Unknown, (0, 0)));
    }
    match extent.pieces() {
        [piece] => match (piece.as_point(), piece.high()) {
            (Some(value), _) if value.is_zero() => Some((Area::Planar, (0, 0))),
            (Some(value), _) => Some((Area::NonPlanar, positive(value)?)),
            (None, None) if piece.low() == (&Exact::ZERO, true) => Some((Area::UnknownNonPlanar, (0, 0))),
            _ => None,
        },
        [none, some] if none.as_point().is_some_and(Exact::is_zero) => {
            Some((Area::IfNonPlanar, positive(some.as_point()?)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::determine::{Question, classify};
    use crate::kernel::PartAnswers;
    use crate::law::{Law, Posture};

    /// Rates whose decimals go on beyond those of columns, each on a kernel that has answered nothing yet.
    #[test]
    fn rates_of_many_decimals_are_answered() {
        let law = Law::embedded();
        for date in ["2022-11-01", "2024-06-01", "2026-07-23"] {
            let statute = law.at(date.parse().unwrap(), Posture::Text).unwrap();
            for rate in ["311.8915584", "0.12345678901", "149.99999999", "300.00000001", "4.0000003"] {
                let text = format!(
                    "# part\n\nDie area: 826 mm²\nProcess: TSMC N7\n\n## Processing unit: core\n\nFP16: {rate} TFLOPS\n"
                );
                let part = crate::datasheet::parse(&text, "part.md").unwrap();
                let question = Question::default();
                let brief = PartAnswers::new(&statute, question.clone()).of(&part).1.governing.clone();
                assert_eq!(brief, crate::report::governing(&classify(&part, &statute, &question)), "{rate} on {date}");
            }
        }
    }
}
