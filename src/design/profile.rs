//! What becomes of a design while one number moves and all others stay.
//!
//! Every comparison that the law makes is one of expressions of the number; where min, max and the best of several formats
//! take turns, the line is cut first. On each piece facts are fractions of polynomials, and a comparison changes only at
//! roots: exact where they have a short form (always, where facts are linear), bracketed where not. Between roots the
//! answer is that of any point, and it is the scalar engine that gives it.

use super::expression::Expression;
use super::outline::Outline;
use super::part::PointError;
use super::polynomial::{Polynomial, Root};
use crate::determine::{Standing, standing};
use crate::facts::NumericFact;
use crate::law::Statute;
use crate::quantity::{Exact, Interval};

/// What holds over a stretch of the line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Holds<'law> {
    /// These paragraphs.
    Stands(Standing<'law>),
    /// No such part can be: why.
    Impossible(String),
    /// Something changes somewhere here, at a number that has no exact form. `once`: it is one comparison, so that every
    /// value here stands as one of the two neighbors do.
    Bracket {
        /// Whether only one comparison changes.
        once: bool,
    },
}

/// A stretch of the line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stretch<'law> {
    pub(crate) range: Interval,
    pub(crate) holds: Holds<'law>,
}

/// The whole line in stretches, rising; neighbors differ.
#[derive(Clone, Debug)]
pub(crate) struct Profile<'law> {
    pub(crate) stretches: Vec<Stretch<'law>>,
}

/// A number that moves: its place, and a point that holds all others.
#[derive(Clone, Debug)]
pub(super) struct Line<'o> {
    pub(super) outline: &'o Outline,
    pub(super) place: usize,
    pub(super) point: Vec<Exact>,
}

/// A fraction; the denominator is above zero on the piece it is for.
pub(super) struct Fraction {
    pub(super) top: Polynomial,
    pub(super) bottom: Polynomial,
}

/// A piece of a range on which an expression is one fraction.
pub(super) struct Run {
    pub(super) fraction: Fraction,
    pub(super) low: Exact,
    pub(super) high: Option<Exact>,
}

impl Fraction {
    /// A polynomial with the sign of the derivative.
    pub(super) fn slope(&self) -> Polynomial {
        let rising = self.top.derivative().times(&self.bottom);
        rising.minus(&self.top.times(&self.bottom.derivative()))
    }
}

/// The most pieces a line is cut into.
const MAX_PIECES: usize = 2000;

impl Line<'_> {
    /// The point with the number at another value.
    pub(super) fn at(&self, value: &Exact) -> Vec<Exact> {
        let mut point = self.point.clone();
        point[self.place] = value.clone();
        point
    }

    /// Runs along `domain`.
    pub(super) fn profile<'law>(&self, statute: &Statute<'law>, domain: &Interval) -> Profile<'law> {
        // Roots, and whether each is of a comparison; not so are those at which the line had to be cut.
        let mut roots: Vec<(Root, bool)> = Vec::new();
        let mut open = vec![(domain.low.clone(), domain.high.clone())];
        let mut pieces = 0;
        while let Some((low, high)) = open.pop() {
            pieces += 1;
            match self.changes(statute, &low, high.as_ref()) {
                Ok(found) => roots.extend(found.into_iter().map(|root| (root, true))),
                Err(cut) => {
                    if pieces < MAX_PIECES {
                        open.push((low, Some(cut.low().clone())));
                        open.push((cut.high().clone(), high));
                    }
                    roots.push((cut, false));
                }
            }
        }
        self.assemble(statute, domain, roots)
    }

    /// The stretches between roots, and the roots themselves.
    fn assemble<'law>(&self, statute: &Statute<'law>, domain: &Interval, roots: Vec<(Root, bool)>) -> Profile<'law> {
        let mut exact: Vec<Exact> = Vec::new();
        let mut brackets: Vec<(Exact, Exact, bool)> = Vec::new();
        for (root, of_comparison) in roots {
            let once = of_comparison && matches!(root, Root::Between(..));
            match root {
                Root::At(at) => exact.push(at),
                Root::Between(low, high) | Root::Perhaps(low, high) => {
                    exact.extend([low.clone(), high.clone()]);
                    brackets.push((low, high, once));
                }
            }
        }
        exact.extend([Some(domain.low.clone()), domain.high.clone()].into_iter().flatten());
        exact.sort();
        exact.dedup();
        let mut stretches: Vec<Stretch<'law>> = Vec::new();
        let mut push = |range: Interval, holds: Holds<'law>| match stretches.last_mut() {
            Some(last) if last.holds == holds => {
                (last.range.high, last.range.high_open) = (range.high, range.high_open);
            }
            _ => stretches.push(Stretch { range, holds }),
        };
        for (index, at) in exact.iter().enumerate() {
            if domain.contains(at) {
                push(Interval::point(at.clone()), self.holds(statute, at));
            }
            let next = exact.get(index + 1);
            if next.is_none() && domain.high.is_some() {
                break;
            }
            let middle = match next {
                Some(next) => (at + next) / Exact::from(2),
                None => at + &Exact::ONE,
            };
            let range = Interval { low: at.clone(), low_open: true, high: next.cloned(), high_open: true };
            let mut here = brackets.iter().filter(|(low, high, _)| low <= &middle && &middle <= high);
            let holds = match (here.next(), here.next()) {
                (None, _) => self.holds(statute, &middle),
                (Some((_, _, once)), None) => {
                    let sides = (self.holds(statute, at), next.map(|next| self.holds(statute, next)));
                    match sides {
                        (left, Some(right)) if *once && left == right => left,
                        _ => Holds::Bracket { once: *once },
                    }
                }
                _ => Holds::Bracket { once: false },
            };
            push(range, holds);
        }
        Profile { stretches }
    }

    /// The paragraphs met where the number has a value.
    pub(super) fn standing<'law>(&self, statute: &Statute<'law>, at: &Exact) -> Result<Standing<'law>, PointError> {
        Ok(standing(&self.outline.facts(&self.at(at), false)?, statute))
    }

    /// The pieces of a range on which an expression is one fraction, and the brackets between them.
    pub(super) fn runs(&self, expression: &Expression, range: &Interval) -> (Vec<Run>, Vec<(Exact, Exact)>) {
        let (mut runs, mut brackets) = (Vec::new(), Vec::new());
        let mut open = vec![(range.low.clone(), range.high.clone())];
        for _ in 0..MAX_PIECES {
            let Some((low, high)) = open.pop() else { break };
            match (Piece { line: self, low: &low, high: high.as_ref() }).fraction(expression) {
                Ok(fraction) => runs.push(Run { fraction, low, high }),
                Err(cut) => {
                    if cut.low() < cut.high() {
                        brackets.push((cut.low().clone(), cut.high().clone()));
                    }
                    open.push((low, Some(cut.low().clone())));
                    open.push((cut.high().clone(), high));
                }
            }
        }
        (runs, brackets)
    }

    fn holds<'law>(&self, statute: &Statute<'law>, at: &Exact) -> Holds<'law> {
        match self.standing(statute, at) {
            Ok(standing) => Holds::Stands(standing),
            // The number that is refused differs along a stretch; what is wrong with it does not.
            Err(error) => Holds::Impossible(error.message.split(':').next().unwrap_or_default().to_owned()),
        }
    }

    /// Where comparisons change between two numbers, or where the line has to be cut first.
    fn changes(&self, statute: &Statute<'_>, low: &Exact, high: Option<&Exact>) -> Result<Vec<Root>, Root> {
        let piece = Piece { line: self, low, high };
        // Two comparisons that are one and the same line change at one root.
        let mut lines: Vec<Polynomial> = Vec::new();
        let mut change = |polynomial: Polynomial| {
            let line = polynomial.normal();
            if !lines.contains(&line) {
                lines.push(line);
            }
        };
        let against = |fraction: &Fraction, threshold: &Exact| fraction.top.minus(&fraction.bottom.scaled(threshold));
        let mut tpp = None;
        let mut area = None;
        for (fact, least, most) in &self.outline.numeric {
            let thresholds = statute.thresholds(*fact);
            let dense = matches!(fact, NumericFact::Tpp | NumericFact::ApplicableDieArea);
            if thresholds.is_empty() && !dense {
                continue;
            }
            let ends = [Some(least), (least != most).then_some(most)];
            for expression in ends.into_iter().flatten() {
                let fraction = piece.fraction(expression)?;
                // A TPP or an area of zero is a case of its own.
                for threshold in thresholds.iter().chain(&[Exact::ZERO]) {
                    change(against(&fraction, threshold));
                }
                match fact {
                    NumericFact::Tpp => tpp = Some(fraction),
                    NumericFact::ApplicableDieArea => area = Some(fraction),
                    _ => {}
                }
            }
        }
        if let (Some(tpp), Some(area)) = (tpp, area) {
            for threshold in statute.thresholds(NumericFact::PerformanceDensity) {
                let border = area.top.times(&tpp.bottom).scaled(threshold);
                change(tpp.top.times(&area.bottom).minus(&border));
            }
        }
        for (_, _, expression) in &self.outline.numbers {
            change(piece.fraction(expression)?.top);
        }
        Ok(lines.iter().flat_map(|line| line.roots(low, high)).collect())
    }
}

/// A piece of a line.
struct Piece<'p> {
    line: &'p Line<'p>,
    low: &'p Exact,
    high: Option<&'p Exact>,
}

impl Piece<'_> {
    /// A number inside.
    fn middle(&self) -> Exact {
        self.high.map_or_else(|| self.low + &Exact::ONE, |high| (self.low + high) / Exact::from(2))
    }

    /// The expression as a fraction, or where the piece has to be cut for it to be one.
    fn fraction(&self, expression: &Expression) -> Result<Fraction, Root> {
        let constant = |value: Exact| {
            let one = Polynomial::constant(Exact::ONE);
            Fraction { top: Polynomial::constant(value), bottom: one }
        };
        let pair = |pair: &[Expression; 2]| Ok((self.fraction(&pair[0])?, self.fraction(&pair[1])?));
        Ok(match expression {
            Expression::Number(value) => constant(value.clone()),
            Expression::Free(place) if *place == self.line.place => {
                Fraction { top: Polynomial::identity(), ..constant(Exact::ONE) }
            }
            Expression::Free(place) => constant(self.line.point[*place].clone()),
            Expression::Add(parts) => self.sum(pair(parts)?, Polynomial::plus),
            Expression::Subtract(parts) => self.sum(pair(parts)?, Polynomial::minus),
            Expression::Multiply(parts) => {
                let (a, b) = pair(parts)?;
                Fraction { top: a.top.times(&b.top), bottom: a.bottom.times(&b.bottom) }
            }
            Expression::Divide(parts) => {
                let (a, b) = pair(parts)?;
                if b.top.is_zero() {
                    // Nowhere is there a value: every point says so itself.
                    return Ok(constant(Exact::ZERO));
                }
                if let Some(root) = b.top.roots(self.low, self.high).into_iter().next() {
                    return Err(root);
                }
                let sign = if b.top.value(&self.middle()).is_negative() { -1 } else { 1 };
                let sign = Exact::ratio(sign, 1);
                Fraction { top: a.top.times(&b.bottom).scaled(&sign), bottom: a.bottom.times(&b.top).scaled(&sign) }
            }
            Expression::Least(parts) => self.extreme(parts, false)?,
            Expression::Most(parts) => self.extreme(parts, true)?,
        })
    }

    fn sum(&self, (a, b): (Fraction, Fraction), with: fn(&Polynomial, &Polynomial) -> Polynomial) -> Fraction {
        if a.bottom == b.bottom {
            return Fraction { top: with(&a.top, &b.top), bottom: a.bottom };
        }
        Fraction { top: with(&a.top.times(&b.bottom), &b.top.times(&a.bottom)), bottom: a.bottom.times(&b.bottom) }
    }

    /// The part that is the largest (or smallest) on the whole piece.
    fn extreme(&self, parts: &[Expression], most: bool) -> Result<Fraction, Root> {
        let mut best: Option<Fraction> = None;
        for part in parts {
            let next = self.fraction(part)?;
            let Some(so_far) = best else {
                best = Some(next);
                continue;
            };
            let difference = next.top.times(&so_far.bottom).minus(&so_far.top.times(&next.bottom));
            if let Some(root) = difference.roots(self.low, self.high).into_iter().next() {
                return Err(root);
            }
            let larger = difference.value(&self.middle()) > Exact::ZERO;
            best = Some(if larger == most { next } else { so_far });
        }
        // The grammar gives at least one part.
        Ok(best
            .unwrap_or(Fraction { top: Polynomial::constant(Exact::ZERO), bottom: Polynomial::constant(Exact::ONE) }))
    }
}
