//! The loops over columns, and the choice of the instruction set they run on.
//!
//! Each loop is written once, over plain slices, so that the compiler can vectorize it; it is compiled three times, for
//! what every machine has, for AVX2 and for AVX-512, and the best the machine has is taken at run time. All three give
//! the same answers.

use super::columns::FactColumns;
use super::cuts::{DensityCut, LANE};
use super::plan::Plan;

/// Which copy of the loops to run.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instructions {
    /// What every machine of the architecture has.
    Portable,
    /// x86-64 with AVX2.
    Avx2,
    /// x86-64 with AVX-512 F, BW, DQ and VL.
    Avx512,
}

impl Instructions {
    /// The best that this machine has.
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if has_avx512() {
            return Self::Avx512;
        } else if is_x86_feature_detected!("avx2") {
            return Self::Avx2;
        }
        Self::Portable
    }

    /// All that this machine has, the best last.
    pub fn available() -> Vec<Self> {
        let mut found = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                found.push(Self::Avx2);
            }
            if has_avx512() {
                found.push(Self::Avx512);
            }
        }
        found
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
}

/// How many rows one pass runs over: codes and columns of a block stay in the first-level cache.
pub(super) const BLOCK: usize = 1024;

/// Work that is compiled for each instruction set. `run` has to be `#[inline(always)]`, as all it calls.
pub(crate) trait Work {
    fn run(self);
}

/// Does `work` with the given instructions.
///
/// # Panics
/// If the machine does not have them.
#[allow(unsafe_code)]
pub(crate) fn dispatch(with: Instructions, work: impl Work) {
    match with {
        Instructions::Portable => work.run(),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => {
            assert!(is_x86_feature_detected!("avx2"), "this machine has no AVX2");
            // SAFETY: the line above makes sure that the machine has the instructions the function is compiled for.
            unsafe { avx2(work) }
        }
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => {
            assert!(has_avx512(), "this machine has no AVX-512");
            // SAFETY: as above.
            unsafe { avx512(work) }
        }
        #[cfg(not(target_arch = "x86_64"))]
        _ => panic!("this machine is not x86-64"),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2(work: impl Work) {
    work.run();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn avx512(work: impl Work) {
    work.run();
}

/// The largest of several rates, each times its weight, added to a total: rates of one processing unit.
pub(super) struct Best<'b> {
    /// The sum so far; [`UNKNOWN`](super::UNKNOWN) where no unit has a rate.
    pub(super) total: &'b mut [i64],
    pub(super) rates: &'b [(&'b [i64], i64)],
    pub(super) start: usize,
}

impl Work for Best<'_> {
    #[inline(always)]
    fn run(self) {
        let mut best = [super::UNKNOWN; BLOCK];
        let best = &mut best[..self.total.len()];
        for (rates, weight) in self.rates {
            let rates = &rates[self.start..self.start + best.len()];
            for (best, rate) in best.iter_mut().zip(rates) {
                let weighted = rate.wrapping_mul(*weight);
                *best = if weighted > *best { weighted } else { *best };
            }
        }
        // Nothing known and nothing known is nothing known.
        for (total, best) in self.total.iter_mut().zip(best) {
            let sum = (*total).max(0).wrapping_add((*best).max(0));
            *total = if (*total & *best) < 0 { super::UNKNOWN } else { sum };
        }
    }
}

/// The codes of rows, from one row of the columns on.
pub(super) struct Codes<'c> {
    pub(super) plan: &'c Plan,
    pub(super) columns: &'c FactColumns,
    pub(super) start: usize,
    pub(super) codes: &'c mut [i64],
}

impl Work for Codes<'_> {
    #[inline(always)]
    fn run(self) {
        codes(self.plan, self.columns, self.start, self.codes);
    }
}

#[inline(always)]
fn codes(plan: &Plan, columns: &FactColumns, start: usize, codes: &mut [i64]) {
    let rows = start..start + codes.len();
    let tpp = &columns.tpp[rows.clone()];
    let area = &columns.area[rows.clone()];
    start_of_code(codes, &columns.area_is[rows.clone()]);
    for lane in plan.density.chunks(LANE) {
        let mut cuts = [DensityCut::NEVER; LANE];
        cuts[..lane.len()].copy_from_slice(lane);
        densities(codes, tpp, area, &cuts, plan.density_stride);
    }
    if tpp.iter().fold(0, |any, tpp| any | tpp) < 0 {
        for lane in plan.area.lanes() {
            areas(codes, tpp, area, lane, plan.area_stride);
        }
    }
    for axis in &plan.axes {
        let column = &axis.column(columns)[rows.clone()];
        unknown(codes, column, axis.stride * (axis.cuts.cells() - 1));
        for lane in axis.cuts.lanes() {
            cells(codes, column, lane, axis.stride);
        }
    }
    for words in &plan.words {
        let column = &words.column(columns)[rows.clone()];
        for (code, word) in codes.iter_mut().zip(column) {
            *code = code.wrapping_add(i64::from(*word).wrapping_mul(words.stride));
        }
    }
    out_of_range(codes, tpp, plan.tpp_limit);
    out_of_range(codes, area, plan.area_limit);
}

// Sums here wrap on purpose: no code of a row in range comes near the limits of 64 bits, and checks for overflow keep a
// loop from being vectorized.

/// How many of these hold.
#[inline(always)]
fn count(reached: [bool; LANE]) -> i64 {
    let [a, b, c, d] = reached;
    (a as i64).wrapping_add(b as i64).wrapping_add((c as i64).wrapping_add(d as i64))
}

/// The code starts as the area's state: the innermost axis.
#[inline(always)]
fn start_of_code(codes: &mut [i64], area_is: &[u8]) {
    for (code, is) in codes.iter_mut().zip(area_is) {
        *code = i64::from(*is);
    }
}

#[inline(always)]
fn cells(codes: &mut [i64], column: &[i64], cuts: &[i64; LANE], stride: i64) {
    let [a, b, c, d] = *cuts;
    for (code, value) in codes.iter_mut().zip(column) {
        *code = code.wrapping_add(count([*value >= a, *value >= b, *value >= c, *value >= d]).wrapping_mul(stride));
    }
}

/// A value below zero is not known: it reaches no cut, and is a cell of its own.
#[inline(always)]
fn unknown(codes: &mut [i64], column: &[i64], offset: i64) {
    for (code, value) in codes.iter_mut().zip(column) {
        *code = code.wrapping_add((*value >> 63) & offset);
    }
}

#[inline(always)]
fn densities(codes: &mut [i64], tpp: &[i64], area: &[i64], cuts: &[DensityCut; LANE], stride: i64) {
    let [a, b, c, d] = *cuts;
    for ((code, tpp), area) in codes.iter_mut().zip(tpp).zip(area) {
        let reached = |cut: DensityCut| {
            let (left, right) = (cut.denominator.wrapping_mul(*tpp), cut.numerator.wrapping_mul(*area));
            left >= right.wrapping_add(cut.beyond)
        };
        *code = code.wrapping_add(count([reached(a), reached(b), reached(c), reached(d)]).wrapping_mul(stride));
    }
}

/// Where TPP is not known, the area decides which densities can come with which TPP.
#[inline(always)]
fn areas(codes: &mut [i64], tpp: &[i64], area: &[i64], cuts: &[i64; LANE], stride: i64) {
    let [a, b, c, d] = *cuts;
    for ((code, tpp), area) in codes.iter_mut().zip(tpp).zip(area) {
        let cell = count([*area >= a, *area >= b, *area >= c, *area >= d]);
        *code = code.wrapping_add(cell.wrapping_mul(stride) & (*tpp >> 63));
    }
}

/// A value too large to be multiplied in 64 bits is not for this engine.
#[inline(always)]
fn out_of_range(codes: &mut [i64], column: &[i64], limit: i64) {
    for (code, value) in codes.iter_mut().zip(column) {
        *code |= i64::from(*value > limit).wrapping_neg();
    }
}
