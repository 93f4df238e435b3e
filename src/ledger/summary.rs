//! Totals at the end, in an order that does not depend on that of the rows.

use super::{Amount, Flag, Holdings, Ledger, cumulative, slot};
use crate::destination::Place;

/// Whether a limit holds.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It does.
    Within,
    /// It does not.
    Exceeds,
    /// The amount at which BIS has to be told is reached.
    Notice,
}

impl Verdict {
    /// The word in summaries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Exceeds => "exceeds",
            Self::Notice => "notice",
        }
    }
}

/// One total against one limit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// `lpp`, `allocation`, `aia`, `nveu`, `uveu-outside`, `uveu-country`, `uveu-outside-us`, `half`.
    pub limit: &'static str,
    /// The group, consignee, company or product; empty for allocations.
    pub who: String,
    /// The country, by ISO code; empty where the limit is not by country.
    pub country: String,
    /// The year or quarter; empty where the limit has none.
    pub period: String,
    /// What is counted.
    pub total: Amount,
    /// The limit: an amount, or the share in TPP of what it is a share of.
    pub of: Amount,
    /// What is left of it; nothing if it is exceeded.
    pub left: Amount,
    /// Whether it holds.
    pub verdict: Verdict,
    /// Where the limit stands.
    pub cite: String,
}

impl Line {
    /// The header of summaries.
    pub const COLUMNS: [&'static str; 9] =
        ["limit", "who", "country", "period", "tpp", "of", "left", "verdict", "cite"];

    /// The cells of a row, in the order of [`COLUMNS`](Self::COLUMNS).
    pub fn row(&self) -> [String; 9] {
        [
            self.limit.to_owned(),
            self.who.clone(),
            self.country.clone(),
            self.period.clone(),
            self.total.to_string(),
            self.of.to_string(),
            self.left.to_string(),
            self.verdict.as_str().to_owned(),
            self.cite.clone(),
        ]
    }
}

impl Ledger<'_> {
    /// How many rows there were, and how many could not be read.
    pub fn rows(&self) -> (u64, u64) {
        (self.rows, self.errors)
    }

    /// How many rows came to this.
    pub fn flagged(&self, flag: Flag) -> u64 {
        self.flags[flag as usize]
    }

    /// Every total against its limit, in order of limit, name, country and period.
    pub fn summary(&self) -> Vec<Line> {
        let limits = self.limits;
        let mut lines = Vec::new();
        let fixed = |limit, who: &str, country: String, period: String, total: Amount, of: Amount, cite: &str| Line {
            limit,
            who: who.to_owned(),
            country,
            period,
            total,
            of,
            left: of.less(total),
            verdict: if total > of { Verdict::Exceeds } else { Verdict::Within },
            cite: cite.to_owned(),
        };
        for (who, years) in &self.lpp {
            for (year, total) in years {
                let period = year.to_string();
                lines.push(fixed("lpp", who, String::new(), period, *total, limits.lpp.tpp, &limits.lpp.cite));
            }
        }
        for (who, total) in &self.aia {
            let mut line = fixed("aia", who, String::new(), String::new(), *total, limits.aia.tpp, &limits.aia.cite);
            line.verdict = if *total >= limits.aia.tpp { Verdict::Notice } else { Verdict::Within };
            lines.push(line);
        }
        let (first, last) = limits.allocation_period;
        for (place, total) in &self.allocation {
            let period = format!("{}-{}", first.year(), last.year());
            let (of, cite) = (limits.allocation.tpp, &limits.allocation.cite);
            lines.push(fixed("allocation", "", self.code(*place), period, *total, of, cite));
        }
        for (who, countries) in &self.nveu {
            for (place, added) in countries {
                for ((((year, quarter), of), total), more) in limits.nveu.iter().zip(cumulative(added)).zip(added) {
                    // Between additions the total stays and the limit rises.
                    if *more > Amount::ZERO || total > *of {
                        let period = format!("{year}Q{quarter}");
                        let cite = &limits.nveu_source.cite;
                        lines.push(fixed("nveu", who, self.code(*place), period, total, *of, cite));
                    }
                }
            }
        }
        for (who, holdings) in &self.uveu {
            self.shares(who, holdings, &mut lines);
        }
        for (who, (china, us)) in &self.half {
            if *china > Amount::ZERO {
                lines.push(share(
                    "half",
                    who,
                    String::new(),
                    *china,
                    *us,
                    limits.half_percent,
                    &limits.half_source.cite,
                ));
            }
        }
        lines.sort();
        lines
    }

    fn shares(&self, who: &str, holdings: &Holdings, lines: &mut Vec<Line>) {
        let total: Amount = holdings.by_country.values().copied().sum();
        let (outside, country, outside_us) = self.limits.uveu_percent;
        let cite = &self.limits.uveu_source.cite;
        // Supplement No. 5(a) has not changed since it took effect: the last day of the period tells.
        let day = self.limits.allocation_period.1;
        let foreign = |place: &Place| !self.is(*place, "supplement-5a", day);
        let held = |wanted: &dyn Fn(&Place) -> bool| {
            holdings.by_country.iter().filter(|(place, _)| wanted(place)).map(|(_, held)| *held).sum::<Amount>()
        };
        lines.push(share("uveu-outside", who, String::new(), held(&foreign), total, outside, cite));
        for (place, held) in holdings.by_country.iter().filter(|(place, _)| foreign(place)) {
            lines.push(share("uveu-country", who, self.code(*place), *held, total, country, cite));
        }
        if holdings.in_us {
            let abroad = held(&|place: &Place| self.places.get(*place).iso2 != "US");
            lines.push(share("uveu-outside-us", who, String::new(), abroad, total, outside_us, cite));
        }
    }

    fn code(&self, place: Place) -> String {
        self.places.get(place).iso2.clone()
    }

    /// Adds the totals of another ledger under the same limits: the rows of one may be cut into several.
    pub fn merge(&mut self, other: Self) {
        let add = |to: &mut Amount, more: Amount| *to = [*to, more].into_iter().sum();
        for (who, years) in other.lpp {
            let known = slot(&mut self.lpp, &who);
            for (year, more) in years {
                match known.iter_mut().find(|(known, _)| *known == year) {
                    Some((_, total)) => add(total, more),
                    None => known.push((year, more)),
                }
            }
        }
        for (who, more) in other.aia {
            add(slot(&mut self.aia, &who), more);
        }
        for (place, more) in other.allocation {
            add(self.allocation.entry(place).or_default(), more);
        }
        for (who, countries) in other.nveu {
            let known = slot(&mut self.nveu, &who);
            for (place, quarters) in countries {
                let totals = known.entry(place).or_insert_with(|| vec![Amount::ZERO; quarters.len()]);
                totals.iter_mut().zip(quarters).for_each(|(total, more)| add(total, more));
            }
        }
        for (who, holdings) in other.uveu {
            let known = slot(&mut self.uveu, &who);
            known.in_us |= holdings.in_us;
            for (place, more) in holdings.by_country {
                add(known.by_country.entry(place).or_default(), more);
            }
        }
        for (who, (china, us)) in other.half {
            let known = slot(&mut self.half, &who);
            add(&mut known.0, china);
            add(&mut known.1, us);
        }
        self.rows += other.rows;
        self.errors += other.errors;
        self.flags.iter_mut().zip(other.flags).for_each(|(known, more)| *known += more);
    }
}

/// A share against a percentage, compared as integers.
fn share(
    limit: &'static str,
    who: &str,
    country: String,
    part: Amount,
    whole: Amount,
    percent: u8,
    cite: &str,
) -> Line {
    let of = whole.percent(percent);
    Line {
        limit,
        who: who.to_owned(),
        country,
        period: String::new(),
        total: part,
        of,
        left: of.less(part),
        verdict: if part.is_within(percent, whole) { Verdict::Within } else { Verdict::Exceeds },
        cite: cite.to_owned(),
    }
}
