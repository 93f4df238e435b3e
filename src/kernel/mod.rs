//! Many rows at once: a statute compiled to integer comparisons over columns of facts.
//!
//! A determination is a finite decision tree: what it says (governing paragraph, paragraphs met, missing values that
//! decide) depends only on which side of each threshold each fact lies. The kernel computes that position, a *code*, for
//! every row with integer comparisons (densities by cross-multiplication), and has [`determine`] answer
//! each code that occurs once. So both engines speak from one law and one evaluation; what is fast is finding the code.
//!
//! ```
//! use eccn::kernel::{Area, FactColumns, Kernel, SCALE, Shape};
//! use eccn::law::{Law, Posture};
//! use eccn::measure::{Circumstances, Readings};
//! use eccn::part::{Cited, Market, Part};
//!
//! let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
//! let all = Part { market: Some(Cited::new(Market::from_words("datacenter"))), ..Part::default() };
//! let kernel = Kernel::new(&statute, &all, &Readings::default(), &Circumstances::default(), Shape::default());
//! let scale = SCALE as i64;
//! let mut columns = FactColumns::unknown(kernel.shape(), 2);
//! columns.tpp = vec![4800 * scale, 1600 * scale];
//! columns.tops = vec![300 * scale, 100 * scale];
//! columns.area = vec![814 * scale, 270 * scale];
//! columns.area_is = vec![Area::NonPlanar as u8; 2];
//! let answers: Vec<_> = kernel.answers(&columns).into_iter().map(|answer| answer.unwrap().governing.clone()).collect();
//! assert_eq!(answers, ["3A090.a.1", "3A090.a.2"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod columns;
mod cuts;
mod parts;
mod passes;
mod plan;
mod position;
mod vicinity;

pub use columns::{Area, FactColumns, SCALE, Shape, UNKNOWN};
pub use parts::PartAnswers;
pub use passes::Instructions;
pub(crate) use passes::{Work, dispatch};
pub(crate) use vicinity::{Surroundings, Vicinity};

use crate::Truth;
use crate::determine;
use crate::facts::{Facts, Measured, NumericFact};
use crate::law::Statute;
use crate::measure::{Circumstances, Readings, measure};
use crate::part::Part;
use crate::quantity::{Exact, Extent, Interval};
use plan::Plan;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Adds the rates of one processing unit to a column of totals: of rates that compete, each times its weight, the largest
/// counts. Rates and totals are scaled; [`UNKNOWN`] where there is none.
///
/// With bit lengths as weights the totals are TPP, with ones they are TOPS.
///
/// ```
/// use eccn::kernel::{UNKNOWN, add_unit};
/// let (fp16, fp8) = ([125, 100, UNKNOWN], [250, UNKNOWN, UNKNOWN]);
/// let mut tpp = [UNKNOWN; 3];
/// add_unit(&mut tpp, &[(&fp16, 16), (&fp8, 8)]);
/// assert_eq!(tpp, [2000, 1600, UNKNOWN]);
/// ```
///
/// # Panics
/// If a column is shorter than the totals.
pub fn add_unit(totals: &mut [i64], rates: &[(&[i64], i64)]) {
    let with = Instructions::best();
    for (block, total) in totals.chunks_mut(passes::BLOCK).enumerate() {
        passes::dispatch(with, passes::Best { total, rates, start: block * passes::BLOCK });
    }
}

/// What is said of every row with the same code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The governing paragraph, `none`, or the possible ones joined by `|`, strictest first.
    pub governing: String,
    /// Whether the governing paragraph is the same whatever the missing values are.
    pub certain: bool,
    /// Every paragraph that is met whatever the missing values are, in order of precedence.
    pub paragraphs: Vec<String>,
    /// Every paragraph that is met for some of the missing values.
    pub possible: Vec<String>,
    /// The missing values that decide.
    pub needs: Vec<&'static str>,
    /// Names of remarks that follow from the answer.
    pub lints: Vec<&'static str>,
}

impl From<determine::Brief> for Answer {
    fn from(brief: determine::Brief) -> Self {
        let determine::Brief { governing, certain, paragraphs, possible, needs, lints } = brief;
        Self { governing, certain, paragraphs, possible, needs, lints }
    }
}

/// A statute compiled for rows of a [`Shape`].
#[derive(Debug)]
pub struct Kernel<'s, 'law> {
    statute: &'s Statute<'law>,
    base: Facts,
    shape: Shape,
    plan: Option<Plan>,
    instructions: Instructions,
    answers: Mutex<HashMap<i64, Arc<Answer>>>,
    /// Answers where a measure may be any amount larger.
    open: Mutex<HashMap<(i64, u64, u8), Arc<Answer>>>,
    vicinities: Mutex<HashMap<(i64, u64), Arc<Vicinity>>>,
    closeness: Mutex<HashMap<(i64, u64, u64), bool>>,
}

/// The code of a row that this engine cannot answer: a value too large, or a law that asks what columns do not hold.
pub const NO_CODE: i64 = -1;

impl<'s, 'law> Kernel<'s, 'law> {
    /// Compiles `statute`. Facts without a column are those of `all`, a part that says what holds of every row.
    pub fn new(
        statute: &'s Statute<'law>,
        all: &Part,
        readings: &Readings,
        circumstances: &Circumstances,
        shape: Shape,
    ) -> Self {
        Self {
            plan: Plan::new(statute, &shape),
            base: measure(all, readings, circumstances).facts,
            instructions: Instructions::best(),
            answers: Mutex::default(),
            open: Mutex::default(),
            vicinities: Mutex::default(),
            closeness: Mutex::default(),
            statute,
            shape,
        }
    }

    /// The same on other instructions, for measuring and testing.
    ///
    /// # Panics
    /// If the machine does not have them.
    pub fn with_instructions(mut self, instructions: Instructions) -> Self {
        assert!(Instructions::available().contains(&instructions), "this machine has no {instructions:?}");
        self.instructions = instructions;
        self
    }

    /// The columns it is compiled for.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// How many different codes there can be.
    pub fn codes_possible(&self) -> usize {
        self.plan.as_ref().map_or(0, |plan| plan.codes as usize)
    }

    /// The code of every row: rows with the same code have the same answer. [`NO_CODE`] where there is none.
    ///
    /// # Panics
    /// If a column has another length than `columns.tpp`.
    pub fn codes(&self, columns: &FactColumns, codes: &mut Vec<i64>) {
        codes.clear();
        codes.resize(columns.rows(), NO_CODE);
        let Some(plan) = &self.plan else { return };
        for (block, codes) in codes.chunks_mut(passes::BLOCK).enumerate() {
            let work = passes::Codes { plan, columns, start: block * passes::BLOCK, codes };
            passes::dispatch(self.instructions, work);
        }
    }

    /// Whether the law of the day asks about a numeric fact.
    pub(crate) fn asks(&self, fact: NumericFact) -> bool {
        !self.statute.thresholds(fact).is_empty()
    }

    /// The answer of the row `row`, whose code is `code`. `None` for [`NO_CODE`].
    ///
    /// Found once for each code, by the evaluation that explains single parts.
    pub fn answer(&self, columns: &FactColumns, row: usize, code: i64) -> Option<Arc<Answer>> {
        if code == NO_CODE {
            return None;
        }
        let known = |answers: &HashMap<i64, Arc<Answer>>| answers.get(&code).cloned();
        if let Some(answer) = known(&self.answers.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Some(answer);
        }
        let brief = determine::brief(&self.facts(columns, row), self.statute);
        let answer = Arc::new(Answer::from(brief));
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(code, answer.clone());
        Some(answer)
    }

    /// The answers of all rows; `None` for a row that is too large for this engine.
    pub fn answers(&self, columns: &FactColumns) -> Vec<Option<Arc<Answer>>> {
        let mut codes = Vec::new();
        self.codes(columns, &mut codes);
        codes.iter().enumerate().map(|(row, code)| self.answer(columns, row, *code)).collect()
    }

    /// The facts of one row, as the engine that explains would have measured them.
    pub fn facts(&self, columns: &FactColumns, row: usize) -> Facts {
        let mut facts = self.base.clone();
        let exact = |scaled: i64, scale: u64| Exact::ratio(scaled, scale);
        let point = |scaled: i64| match scaled {
            UNKNOWN => Extent::anything(),
            scaled => Extent::point(exact(scaled, SCALE)),
        };
        let range = |low: i64, low_scale: u64, high: i64| match (low, high) {
            (UNKNOWN, _) | (_, UNKNOWN) => Extent::anything(),
            (low, high) => Extent::new(vec![Interval::closed(exact(low, low_scale), Some(exact(high, SCALE)))]),
        };
        let mut set = |fact: NumericFact, value: Extent| facts.set_numeric(fact, Measured::new(value));
        set(NumericFact::Tpp, point(columns.tpp[row]));
        set(
            NumericFact::Tops,
            if self.shape.tops_ranged {
                range(columns.tops_low_64[row], SCALE * 64, columns.tops[row])
            } else {
                point(columns.tops[row])
            },
        );
        set(NumericFact::BitsTops2022, range(columns.bits_tops_low[row], SCALE, columns.bits_tops_high[row]));
        let area = || Extent::point(exact(columns.area[row], SCALE));
        let none = || Extent::point(Exact::ZERO);
        set(
            NumericFact::ApplicableDieArea,
            match Area::from_code(columns.area_is[row]) {
                Area::NonPlanar => area(),
                Area::Planar => none(),
                Area::IfNonPlanar => none().union(&area()),
                Area::UnknownNonPlanar => Extent::new(vec![Interval::above_zero()]),
                Area::Unknown => Extent::anything(),
            },
        );
        for (fact, column) in self.shape.numeric.iter().zip(&columns.numeric) {
            set(*fact, point(column[row]));
        }
        for (flag, column) in self.shape.flags.iter().zip(&columns.flags) {
            let truth = [Truth::No, Truth::Yes].get(usize::from(column[row])).copied().unwrap_or(Truth::Unknown);
            facts.set_flag(*flag, Measured::new(truth));
        }
        for (choice, column) in self.shape.choices.iter().zip(&columns.choices) {
            facts.set_choice(*choice, Measured::new(choice.values().get(usize::from(column[row])).copied()));
        }
        facts
    }
}
