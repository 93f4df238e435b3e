//! One row after another: what is counted, against which limit, and what is left.

use super::{Amount, Authorization, Entry, Flag, Ledger, LedgerError, Posting, cumulative, group, lower, slot};
use crate::destination::Place;
use jiff::civil::Date;

/// How many rows of the table of national validated end users there are at most.
const QUARTERS: usize = 64;

impl Ledger<'_> {
    /// Adds a row to the totals and says what it comes to. A row that exceeds a limit is counted all the same: it was
    /// shipped, or is to be.
    ///
    /// # Errors
    /// If quantity times TPP, or a total, is more than can be counted.
    pub fn post(&mut self, entry: &Entry<'_>) -> Result<Posting, LedgerError> {
        let tpp = entry.tpp.times(entry.quantity).ok_or(LedgerError)?;
        // What goes to China or Macau, or stays in the United States, also counts for the 50 % test.
        let posting = if entry.counts { self.counted(entry, tpp)? } else { plain(tpp, Flag::NotCounted, NOT_A) };
        if entry.counts {
            self.half(entry, tpp)?;
        }
        self.rows += 1;
        self.flags[posting.flag as usize] += 1;
        Ok(posting)
    }

    fn counted(&mut self, entry: &Entry<'_>, tpp: Amount) -> Result<Posting, LedgerError> {
        let bar = self.bar(entry);
        if let Some(bar) = bar.as_ref().filter(|bar| bar.too_early) {
            return Ok(Posting { why: bar.why.clone().into(), ..plain(tpp, Flag::NotEligible, "") });
        }
        let mut posting = self.against_limit(entry, tpp)?;
        // What may not go is counted all the same where it counts against a limit.
        if let Some(bar) = bar {
            (posting.flag, posting.why) = (Flag::NotEligible, bar.why.into());
        }
        Ok(posting)
    }

    fn against_limit(&mut self, entry: &Entry<'_>, tpp: Amount) -> Result<Posting, LedgerError> {
        match entry.authorization {
            Authorization::Lpp => {
                let group = group(&mut self.key, entry);
                let years = slot(&mut self.lpp, group);
                let year = entry.date.year();
                let place = years.iter().position(|(known, _)| *known == year).unwrap_or(years.len());
                if place == years.len() {
                    years.push((year, Amount::ZERO));
                }
                let before = years[place].1;
                years[place].1 = before.plus(tpp).ok_or(LedgerError)?;
                let total = years[place].1;
                let mut posting = against(tpp, before, total, self.limits.lpp.tpp);
                if tpp >= self.limits.lpp_notice {
                    posting.why = LPP_NOTICE.into();
                    if posting.flag == Flag::Within {
                        posting.flag = Flag::Notice;
                    }
                }
                Ok(posting)
            }
            Authorization::Aia => {
                let before = *slot(&mut self.aia, lower(&mut self.key, entry.consignee));
                let total = before.plus(tpp).ok_or(LedgerError)?;
                *slot(&mut self.aia, lower(&mut self.key, entry.consignee)) = total;
                let notice = total >= self.limits.aia.tpp;
                let (flag, why) = if notice { (Flag::Notice, AIA_NOTICE) } else { (Flag::Within, "") };
                let left = Some(self.limits.aia.tpp.less(total));
                Ok(Posting { tpp, flag, total: Some(total), left, why: why.into() })
            }
            Authorization::License => self.licensed(entry, tpp),
            Authorization::Nveu => self.national(entry, tpp),
            Authorization::Uveu => {
                let us = self.places.leader(entry.parent_hq.or(entry.hq).unwrap_or(entry.location));
                let in_us = self.places.get(us).iso2 == "US" && (entry.parent_hq.is_some() || entry.hq.is_some());
                let place = self.places.leader(entry.location);
                let holdings = slot(&mut self.uveu, group(&mut self.key, entry));
                holdings.in_us |= in_us;
                let held = holdings.by_country.entry(place).or_default();
                *held = held.plus(tpp).ok_or(LedgerError)?;
                Ok(plain(tpp, Flag::Within, UVEU_SHARES))
            }
            Authorization::LicensedShipment => Ok(plain(tpp, Flag::NotCounted, SHIPPED)),
            Authorization::Domestic | Authorization::Other => Ok(plain(tpp, Flag::NotCounted, "")),
        }
    }

    /// A license: counts against the allocation of a country that has one.
    fn licensed(&mut self, entry: &Entry<'_>, tpp: Amount) -> Result<Posting, LedgerError> {
        let (first, last) = self.limits.allocation_period;
        if !(first..=last).contains(&entry.date) {
            return Ok(plain(tpp, Flag::NotCounted, OUTSIDE_PERIOD));
        }
        if self.is_d5(entry.location, entry.date) || self.is(entry.location, "supplement-5a", entry.date) {
            return Ok(plain(tpp, Flag::NotCounted, NO_ALLOCATION));
        }
        let total = self.allocation.entry(self.places.leader(entry.location)).or_default();
        let before = *total;
        *total = before.plus(tpp).ok_or(LedgerError)?;
        let mut posting = against(tpp, before, *total, self.limits.allocation.tpp);
        if posting.flag == Flag::Exceeds {
            posting.why = ALLOCATION_EXCEEDED.into();
        }
        Ok(posting)
    }

    /// A national validated end user: the cumulative base of this and every later quarter stays within its row.
    fn national(&mut self, entry: &Entry<'_>, tpp: Amount) -> Result<Posting, LedgerError> {
        let table = &self.limits.nveu[..self.limits.nveu.len().min(QUARTERS)];
        let quarter = (entry.date.year(), ((entry.date.month() - 1) / 3 + 1) as u8);
        let Some(index) = table.iter().position(|(known, _)| *known == quarter) else {
            return Ok(plain(tpp, Flag::NotEligible, NO_ROW));
        };
        let companies = slot(&mut self.nveu, group(&mut self.key, entry));
        let added =
            companies.entry(self.places.leader(entry.location)).or_insert_with(|| vec![Amount::ZERO; table.len()]);
        let before: Vec<Amount> = cumulative(added);
        added[index] = added[index].plus(tpp).ok_or(LedgerError)?;
        let later = index..table.len();
        let left = later.map(|quarter| table[quarter].1.less(before[quarter])).min().unwrap_or_default();
        let exceeds = tpp > left || before[index..].iter().zip(&table[index..]).any(|(held, row)| *held > row.1);
        let flag = if exceeds { Flag::Exceeds } else { Flag::Within };
        let left = if exceeds { left } else { left.less(tpp) };
        Ok(Posting { tpp, flag, total: before[index].plus(tpp), left: Some(left), why: "".into() })
    }

    fn half(&mut self, entry: &Entry<'_>, tpp: Amount) -> Result<(), LedgerError> {
        let china = entry.authorization == Authorization::License
            && entry.date >= self.limits.half_from
            && matches!(self.places.get(self.places.leader(entry.location)).iso2.as_str(), "CN" | "MO");
        let domestic = entry.authorization == Authorization::Domestic;
        if china || domestic {
            let (to_china, to_us) = slot(&mut self.half, lower(&mut self.key, entry.product));
            let total = if china { to_china } else { to_us };
            *total = total.plus(tpp).ok_or(LedgerError)?;
        }
        Ok(())
    }

    pub(super) fn is(&self, place: Place, group: &str, date: Date) -> bool {
        self.places.is_in(place, group, date, &self.choices) == Some(true)
    }

    /// In Country Group D:5, or Macau.
    fn is_d5(&self, place: Place, date: Date) -> bool {
        self.is(place, "D:5", date) || self.places.get(place).iso2 == "MO"
    }
}

const NOT_A: &str = "not of the .a class: counts against no limit";
const LPP_NOTICE: &str = "tell BIS before export (§ 740.29(g)(3))";
const AIA_NOTICE: &str = "the certification goes to BIS before the first shipment (§ 740.27(c))";
const SHIPPED: &str = "what is licensed counts, not what is shipped";
const OUTSIDE_PERIOD: &str = "outside the period of the allocations";
const NO_ALLOCATION: &str = "this destination has no allocation";
const ALLOCATION_EXCEEDED: &str = "policy of denial (§ 742.6(b)(10)(iii)(B)(2))";
const NO_ROW: &str = "the table of § 748.15 has no row for this quarter";
const UVEU_SHARES: &str = "shares are in the summary";

/// A row that counts against no fixed limit.
fn plain(tpp: Amount, flag: Flag, why: &'static str) -> Posting {
    Posting { tpp, flag, total: None, left: None, why: why.into() }
}

fn against(tpp: Amount, before: Amount, total: Amount, limit: Amount) -> Posting {
    let exceeds = total > limit;
    let left = limit.less(if exceeds { before } else { total });
    let flag = if exceeds { Flag::Exceeds } else { Flag::Within };
    Posting { tpp, flag, total: Some(total), left: Some(left), why: "".into() }
}
