//! The cells of rows.

use super::worker::{Found, Rendered, Worker};
use super::{Added, certainty};
use crate::batch::print::{Short, write_scaled};
use crate::determine;
use crate::facts::NumericFact;
use crate::kernel::{Answer, Area, SCALE};
use crate::quantity::Exact;

impl Worker<'_> {
    /// The answer with a number.
    pub(in crate::batch) fn answer_at(&self, place: usize) -> &Answer {
        &self.rendered[place].answer
    }

    /// Appends a cell that depends on the row's own numbers, as text without quotes.
    pub(in crate::batch) fn write(&self, column: Added, found: Found<'_>, out: &mut Vec<u8>) {
        let (row, code, rendered) = match found {
            Found::Odd(answer) => return out.extend_from_slice(answer.get(column).as_bytes()),
            Found::Code { row, code, rendered, .. } => (row, code, rendered),
        };
        let facts = &self.block.facts;
        match column {
            Added::Eccn => out.extend_from_slice(rendered.answer.governing.as_bytes()),
            Added::Paragraphs => out.extend_from_slice(rendered.paragraphs.as_bytes()),
            Added::Certainty => out.extend_from_slice(certainty(rendered.answer.certain).as_bytes()),
            Added::Needs => out.extend_from_slice(rendered.needs.as_bytes()),
            Added::Tpp => write_scaled(out, facts.tpp[row]),
            Added::PerformanceDensity => self.density(row, out),
            Added::Margin => self.margin(row, code, rendered, out),
            Added::Lints => self.lints(row, code, rendered, out),
            Added::Error => {}
        }
    }

    /// Appends a cell that can be said shortly; `false` if it cannot.
    #[inline(always)]
    pub(in crate::batch) fn short(&self, column: Added, found: Found<'_>, out: &mut Short) -> bool {
        let Found::Code { row, rendered, .. } = found else { return false };
        match column {
            Added::Eccn => match &rendered.short {
                Some((bytes, length)) => out.sixteen(bytes, *length),
                None => return false,
            },
            Added::Tpp => out.scaled(self.block.facts.tpp[row]),
            Added::PerformanceDensity => match self.rounded_density(row) {
                Ok(Some(rounded)) => out.ten_thousandths(rounded),
                Ok(None) => {}
                Err(_) => return false,
            },
            Added::Certainty => {
                out.sixteen(if rendered.answer.certain { b"certain         " } else { b"depends         " }, 7);
            }
            Added::Error => {}
            Added::Paragraphs | Added::Margin | Added::Needs | Added::Lints => return false,
        }
        true
    }

    fn density(&self, row: usize, out: &mut Vec<u8>) {
        let mut short = Short::new();
        match self.rounded_density(row) {
            Ok(Some(rounded)) => short.ten_thousandths(rounded),
            Ok(None) => {}
            Err(value) => {
                let thresholds = self.engine.statutes.0.thresholds(NumericFact::PerformanceDensity);
                return out.extend_from_slice(determine::rounded_density(&value, thresholds).as_bytes());
            }
        }
        out.extend_from_slice(short.text());
    }

    /// The performance density in ten-thousandths, `None` if there is none. `Err`: rounded so, it would be mistaken for one
    /// on the other side of a threshold.
    #[inline(always)]
    fn rounded_density(&self, row: usize) -> Result<Option<u64>, Exact> {
        let facts = &self.block.facts;
        let (tpp, area, is) = (facts.tpp[row], facts.area[row], facts.area_is[row]);
        if tpp < 0 || is == Area::Planar as u8 {
            return Ok(None);
        }
        if is != Area::NonPlanar as u8 && is != Area::IfNonPlanar as u8 {
            // Nothing over anything is nothing.
            return Ok((tpp == 0).then_some(0));
        }
        // Half away from zero: floor((20000 × tpp + area) / (2 × area)).
        let rounded = match tpp.checked_mul(20_000) {
            Some(scaled) => (scaled as u64 + area as u64) / (2 * area as u64),
            None => ((i128::from(tpp) * 20_000 + i128::from(area)) / (2 * i128::from(area))) as u64,
        };
        let mistakable = self.engine.densities.contains(&(rounded as i64));
        if mistakable && i128::from(rounded) * i128::from(area) != i128::from(tpp) * 10_000 {
            return Err(Exact::ratio(tpp, SCALE) / Exact::ratio(area, SCALE));
        }
        Ok(Some(rounded))
    }

    fn margin(&self, row: usize, code: i64, rendered: &Rendered, out: &mut Vec<u8>) {
        if !rendered.answer.certain {
            return;
        }
        let kernel = &self.engine.kernel;
        let order = kernel.order(&self.block.facts, row);
        let mut recent = self.recent.borrow_mut();
        let place =
            (code as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(order.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let slot = &mut recent[(place >> 54) as usize];
        match slot {
            Some((known, vicinity)) if *known == (code, order) => kernel.margin(vicinity, &self.block.facts, row, out),
            _ => {
                let vicinity = kernel.vicinity(&self.block.facts, row, code, order);
                kernel.margin(&vicinity, &self.block.facts, row, out);
                *slot = Some(((code, order), vicinity));
            }
        }
    }

    fn lints(&self, row: usize, code: i64, rendered: &Rendered, out: &mut Vec<u8>) {
        let start = out.len();
        let mut push = |name: &str| {
            if out.len() > start {
                out.push(b';');
            }
            out.extend_from_slice(name.as_bytes());
        };
        // Nearly always the same few of them: joined once.
        let own = &self.joined[usize::from(self.block.lints[row])];
        if !own.is_empty() {
            push(own);
        }
        rendered.answer.lints.iter().for_each(|name| push(name));
        let facts = &self.block.facts;
        let close = match &self.engine.around {
            Some(around) => self.engine.kernel.is_close(around, facts, row, code),
            None => determine::vicinity(&self.engine.kernel.facts(facts, row), self.engine.statutes.0).1,
        };
        if close {
            push("too-close-to-call");
        }
    }
}
