//! A design's facts as expressions of its parameters: what [`measure`](crate::measure) finds at a point, for all points.
//!
//! Only what is a number of a design can differ from point to point; everything else is measured once, from the design
//! with every number at one. That these expressions say what `measure` says of each point is tested by properties, and
//! checked again at the corners of each grid.

use super::expression::Expression;
use super::field::Kind;
use super::part::PointError;
use super::{Design, Unit};
use crate::facts::{Facts, Measured, NumericFact};
use crate::measure::{Board, Circumstances, Readings, bits, bits_2022, counts, measure, memory_and_io_bandwidth};
use crate::part::{Format, Transistor};
use crate::quantity::{Exact, Extent, Interval};

/// The facts of a design.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    /// What is the same at all points.
    base: Facts,
    /// Facts that are numbers: from the first to the second expression.
    pub(super) numeric: Vec<(NumericFact, Expression, Expression)>,
    /// Of DRAM and I/O bandwidth together only one is described: what stands in `numeric` is where the fact begins.
    together_at_least: bool,
    /// The numbers that have to be possible, with their names.
    pub(super) numbers: Vec<(String, Kind, Expression)>,
}

/// `parts` added up.
fn sum(parts: impl IntoIterator<Item = Expression>) -> Expression {
    parts.into_iter().fold(Expression::number(0), Expression::plus)
}

impl Outline {
    pub(super) fn new(design: &Design, readings: &Readings, circumstances: &Circumstances) -> Result<Self, PointError> {
        // Every kind of number can be one.
        let mut ones = design.clone();
        ones.fields.iter_mut().for_each(|field| field.value = Expression::number(1));
        let base = measure(&ones.part(&[])?, readings, circumstances).facts;
        let circuits = || match (readings.board, design.circuits) {
            (Board::Aggregated, Some(field)) => design.expression(field),
            _ => Expression::number(1),
        };
        let total = |weight: &dyn Fn(&Format) -> Exact| {
            let units = design.units.iter().filter_map(|unit| design.best(unit, weight));
            circuits().times(sum(units))
        };
        let mut numeric = Vec::new();
        let mut exactly = |fact: NumericFact, value: Expression| numeric.push((fact, value.clone(), value));
        exactly(NumericFact::Tpp, total(&|format| bits(format, readings)));
        exactly(NumericFact::Tops, total(&|_| Exact::ONE));
        if let Some(area) = design.applicable_area(readings) {
            exactly(NumericFact::ApplicableDieArea, circuits().times(area));
        }
        if !design.links.is_empty() {
            exactly(NumericFact::IoBandwidth, design.io_bandwidth());
        }
        for (fact, field) in
            [(NumericFact::DramBandwidth, design.memory_bandwidth), (NumericFact::Transistors, design.transistors)]
        {
            if let Some(field) = field {
                exactly(fact, design.expression(field));
            }
        }
        let links = (!design.links.is_empty()).then(|| design.io_bandwidth());
        let memory = design.memory_bandwidth.map(|field| design.expression(field));
        let together_at_least = links.is_some() != memory.is_some();
        if links.is_some() || memory.is_some() {
            exactly(NumericFact::MemoryAndIoBandwidth, sum(links.into_iter().chain(memory)));
        }
        if let Some(app) = design.adjusted_peak() {
            exactly(NumericFact::App, app);
        }
        let of_2022 = |high: bool| {
            total(&|format| {
                let (low, most) = bits_2022(format, None, readings);
                if high { most } else { low }
            })
        };
        numeric.push((NumericFact::BitsTops2022, of_2022(false), of_2022(true)));
        let numbers = design.fields.iter().map(|field| (field.path.clone(), field.kind, field.value.clone()));
        Ok(Self { base, numeric, together_at_least, numbers: numbers.collect() })
    }

    /// The expression of a fact that is one number.
    pub(super) fn of(&self, fact: NumericFact) -> Option<&Expression> {
        let open = fact == NumericFact::MemoryAndIoBandwidth && self.together_at_least;
        let found = self.numeric.iter().find(|(known, low, high)| *known == fact && low == high && !open);
        found.map(|(_, low, _)| low)
    }

    /// The same with one fact given by another expression.
    pub(super) fn with(&self, fact: NumericFact, value: Expression) -> Self {
        let mut outline = self.clone();
        outline.numeric.retain(|(known, _, _)| *known != fact);
        outline.numeric.push((fact, value.clone(), value));
        outline
    }

    /// The facts at a point. `real`: it has to be one of a part, with whole numbers of units and no number beyond bounds.
    pub(super) fn facts(&self, point: &[Exact], real: bool) -> Result<Facts, PointError> {
        for (path, kind, expression) in &self.numbers {
            let value = expression.value(point);
            let Some(value) = value else { return Err(PointError::new(format!("{path}: a division by zero"))) };
            // Between two whole numbers of units there is no part, but a side of each line.
            let message = if real { kind.refuse(&value) } else { kind.below_least(&value) };
            if let Some(message) = message {
                return Err(PointError::new(format!("{path}: {message}")));
            }
        }
        let mut facts = self.base.clone();
        for (fact, low, high) in &self.numeric {
            let zero = || PointError::new(format!("{}: a division by zero", fact.label()));
            let (low, high) = (low.value(point).ok_or_else(zero)?, high.value(point).ok_or_else(zero)?);
            facts.set_numeric(*fact, Measured::new(Extent::new(vec![Interval::closed(low, Some(high))])));
        }
        if self.together_at_least {
            let together = memory_and_io_bandwidth(&facts);
            facts.set_numeric(NumericFact::MemoryAndIoBandwidth, together);
        }
        Ok(facts)
    }
}

impl Design {
    pub(super) fn expression(&self, field: usize) -> Expression {
        self.fields[field].value.clone()
    }

    /// Tera-operations per second of a unit in each of its formats.
    fn rates(&self, unit: &Unit) -> Vec<(Format, Expression)> {
        let count = unit.count.map_or(Expression::number(1), |field| self.expression(field));
        let clock = Expression::most(unit.clocks.iter().map(|(_, field)| self.expression(*field)).collect());
        // Two operations a multiply-accumulate; GHz is 10^9, tera 10^12.
        let all = count
            .clone()
            .times(clock.unwrap_or(Expression::number(0)))
            .times(Expression::Number(Exact::ratio(2, 1000)));
        let of = |(format, field): &(Format, usize), factor: &Expression| {
            (format.clone(), self.expression(*field).times(factor.clone()))
        };
        let macs = unit.macs.iter().map(|format| of(format, &all));
        macs.chain(unit.rates.iter().map(|format| of(format, &count))).collect()
    }

    /// The largest rate times weight of a unit.
    fn best(&self, unit: &Unit, weight: &dyn Fn(&Format) -> Exact) -> Option<Expression> {
        let weighted = |(format, rate): (Format, Expression)| Expression::Number(weight(&format)).times(rate);
        Expression::most(self.rates(unit).into_iter().map(weighted).collect())
    }

    /// Dense TOPS in one format, summed over the units that have it. `None`: none has.
    pub(super) fn tops_in(&self, format: &Format) -> Option<Expression> {
        let rates = self.units.iter().flat_map(|unit| self.rates(unit));
        let found: Vec<Expression> = rates.filter(|(known, _)| known == format).map(|(_, rate)| rate).collect();
        (!found.is_empty()).then(|| sum(found))
    }

    fn adjusted_peak(&self) -> Option<Expression> {
        let rates = self.units.iter().flat_map(|unit| self.rates(unit));
        let best =
            Expression::most(rates.filter(|(format, _)| format.name() == "FP64").map(|(_, rate)| rate).collect())?;
        let circuits = self.circuits.map_or(Expression::number(1), |field| self.expression(field));
        Some(Expression::Number(Exact::ratio(9, 10)).times(best).times(circuits))
    }

    fn area(&self, counts: impl Fn(&super::Die) -> bool) -> Expression {
        sum(self.dies.iter().filter(|die| counts(die)).map(|die| {
            let count = die.count.map_or(Expression::number(1), |field| self.expression(field));
            count.times(self.expression(die.area))
        }))
    }

    /// The applicable die area; `None`: no logic die is described, so it is unknown.
    fn applicable_area(&self, readings: &Readings) -> Option<Expression> {
        let counted = |die: &super::Die| counts(die.role, readings);
        self.dies.iter().any(counted).then(|| self.area(|die| counted(die) && die.transistor == Transistor::NonPlanar))
    }

    /// The area of all logic dies, planar ones too: what silicon costs.
    pub(super) fn logic_area(&self) -> Expression {
        self.area(|die| die.role.is_logic())
    }

    fn io_bandwidth(&self) -> Expression {
        sum(self.links.iter().map(|link| {
            let ways = Expression::number(if link.one_way { 2 } else { 1 });
            ways.times(self.expression(link.bandwidth))
        }))
    }
}
