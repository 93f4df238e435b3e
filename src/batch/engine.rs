//! Records in, answers out: what every worker does with a chunk of rows.

use super::Decimal;
use super::block::{Block, LINTS, NOT_WHOLE, Program, Table};
use super::layout::Layout;
use super::long::Answers;
use super::print::{Short, write_scaled};
use super::row::{self, CellError};
use super::table::Chunk;
use crate::determine::{self, Question, Stay};
use crate::facts::NumericFact;
use crate::kernel::{Answer, Area, Kernel, NO_CODE, SCALE, Surroundings, Vicinity};
use crate::law::Statute;
use crate::measure::measure;
use crate::part::Part;
use crate::quantity::Exact;
use crate::report;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// A column that is added to each row.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// The governing paragraph, `none`, the possible ones joined by `|`, or nothing where the row has an error.
    Eccn,
    /// Every paragraph that is met in any case, joined by `;`.
    Paragraphs,
    /// `certain`, `depends`, or `error`.
    Certainty,
    /// Total processing performance.
    Tpp,
    /// Performance density, to four decimals.
    PerformanceDensity,
    /// The nearest change of the answer.
    Margin,
    /// The missing values that decide, joined by `;`.
    Needs,
    /// Names of remarks, joined by `;`.
    Lints,
    /// What is wrong with the row.
    Error,
}

impl Added {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Eccn,
        Self::Paragraphs,
        Self::Certainty,
        Self::Tpp,
        Self::PerformanceDensity,
        Self::Margin,
        Self::Needs,
        Self::Lints,
        Self::Error,
    ];

    /// Its header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Eccn => "eccn",
            Self::Paragraphs => "paragraphs",
            Self::Certainty => "certainty",
            Self::Tpp => "tpp",
            Self::PerformanceDensity => "performance_density",
            Self::Margin => "margin",
            Self::Needs => "needs",
            Self::Lints => "lints",
            Self::Error => "error",
        }
    }
}

/// The law and the columns of one run: shared by its workers.
#[derive(Debug)]
pub struct Engine<'s, 'law> {
    pub(super) layout: Layout,
    question: Question,
    kernel: Kernel<'s, 'law>,
    /// The same law on a second day.
    second: Option<Kernel<'s, 'law>>,
    statutes: (&'s Statute<'law>, Option<&'s Statute<'law>>),
    around: Option<Surroundings>,
    /// The density thresholds in ten-thousandths, cut off: what a rounded density may be mistaken for.
    densities: Vec<i64>,
    /// All rows go the exact way: for tests.
    exact_only: bool,
    /// The columns that are asked for.
    wanted: Vec<Added>,
    /// In the long form, the answers of all parts.
    pub(super) long: Option<Answers>,
}

impl<'s, 'law> Engine<'s, 'law> {
    /// For rows laid out as `layout` says. `second`: the statute of a second day whose answer is added.
    ///
    /// # Errors
    /// If a default cannot be read.
    pub fn new(
        layout: Layout,
        statute: &'s Statute<'law>,
        second: Option<&'s Statute<'law>>,
        question: Question,
    ) -> Result<Self, CellError> {
        let program = Program::new(&layout, &question.readings)?;
        let kernel = |statute: &'s Statute<'law>| {
            let all = Part::default();
            Kernel::new(statute, &all, &question.readings, &question.circumstances, program.shape().clone())
        };
        let first = kernel(statute);
        Ok(Self {
            around: first.surroundings(),
            densities: statute
                .thresholds(NumericFact::PerformanceDensity)
                .iter()
                .filter_map(|threshold| threshold.floor_scaled(10_000))
                .collect(),
            kernel: first,
            second: second.map(kernel),
            statutes: (statute, second),
            layout,
            question,
            exact_only: false,
            wanted: Added::ALL.to_vec(),
            long: None,
        })
    }

    /// The same, with every row going the way of single parts: slow, and by definition right.
    pub fn exact(mut self) -> Self {
        self.exact_only = true;
        self
    }

    /// The same for a run that asks for some columns only.
    pub(super) fn wanting(mut self, columns: &[Added]) -> Self {
        self.wanted = columns.to_vec();
        self
    }

    /// What each column holds.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The second day, if one was asked for.
    pub fn second_day(&self) -> Option<jiff::civil::Date> {
        self.statutes.1.map(Statute::date)
    }
}

/// What is said of one row, in the order of [`Added::ALL`] but for what is computed when it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowAnswer {
    /// The cells of [`Added::ALL`].
    pub cells: [String; 9],
    /// The governing paragraph on the second day.
    pub second: Option<String>,
}

impl RowAnswer {
    /// A cell.
    pub fn get(&self, column: Added) -> &str {
        &self.cells[column as usize]
    }

    pub(super) fn error(message: String) -> Self {
        let mut row = Self::default();
        row.cells[Added::Certainty as usize] = "error".to_owned();
        row.cells[Added::Error as usize] = message;
        row.second = Some(String::new());
        row
    }
}

/// An answer with its cells joined, found once for each code.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) answer: Arc<Answer>,
    pub(super) paragraphs: String,
    pub(super) needs: String,
    /// The governing paragraph, if it has no more than sixteen bytes, and how many it has.
    short: Option<([u8; 16], usize)>,
}

/// One worker's memory.
#[derive(Debug)]
pub(super) struct Worker<'e> {
    pub(super) engine: &'e Engine<'e, 'e>,
    program: Program,
    pub(super) block: Block,
    codes: Vec<i64>,
    second: Vec<i64>,
    rendered: Vec<Rendered>,
    first_index: Index,
    second_index: Index,
    /// Ranges met lately, by a hash of code and order: most rows are like one before.
    recent: RefCell<Vec<Recent>>,
    /// For each row, the places of the answers of its codes from 1 on; 0 for an answer of its own.
    found: Vec<(u32, u32)>,
    /// Where the rows of the block are.
    places: Vec<(u32, u32)>,
    /// Rows of the block that went the exact way, by row.
    odd: HashMap<usize, RowAnswer>,
}

/// The ranges of rows of one code and order of thresholds.
type Recent = Option<((i64, u64), Arc<Vicinity>)>;

/// From codes to places in a list of answers.
#[derive(Debug)]
enum Index {
    Direct(Vec<u32>),
    Hashed(HashMap<i64, u32>),
}

/// Codes up to here are looked up in a table.
const DIRECT: usize = 1 << 20;

impl Index {
    fn new(codes: usize) -> Self {
        if codes <= DIRECT { Self::Direct(vec![0; codes]) } else { Self::Hashed(HashMap::new()) }
    }

    /// The place of a code's answer from 1 on; 0 if it is not known yet.
    #[inline(always)]
    fn get(&self, code: i64) -> u32 {
        match self {
            Self::Direct(table) => table.get(code as usize).copied().unwrap_or(0),
            Self::Hashed(map) => map.get(&code).copied().unwrap_or(0),
        }
    }

    fn set(&mut self, code: i64, place: u32) {
        match self {
            Self::Direct(table) => table[code as usize] = place,
            Self::Hashed(map) => drop(map.insert(code, place)),
        }
    }
}

/// How many rows are turned into columns at a time.
pub(super) const ROWS: usize = 512;

/// What is known of a row of the block.
#[derive(Copy, Clone)]
pub(super) enum Found<'w> {
    /// By its code.
    Code { row: usize, code: i64, place: usize, rendered: &'w Rendered, second: Option<&'w Rendered> },
    /// On its own.
    Odd(&'w RowAnswer),
}

impl<'e> Worker<'e> {
    pub(super) fn new(engine: &'e Engine<'e, 'e>) -> Self {
        #[expect(clippy::expect_used, reason = "the engine was made with the same layout")]
        let program =
            Program::new(&engine.layout, &engine.question.readings).expect("a layout that was compiled before");
        let asks = |kernel: &Kernel<'_, '_>| kernel.asks(NumericFact::BitsTops2022);
        let asks_2022 = asks(&engine.kernel) || engine.second.as_ref().is_some_and(asks);
        Self {
            program: if asks_2022 { program } else { program.without_2022() },
            block: Block::default(),
            codes: Vec::new(),
            second: Vec::new(),
            rendered: Vec::new(),
            first_index: Index::new(engine.kernel.codes_possible()),
            second_index: Index::new(engine.second.as_ref().map_or(0, Kernel::codes_possible)),
            recent: RefCell::new(vec![None; 1024]),
            found: Vec::new(),
            places: Vec::new(),
            odd: HashMap::new(),
            engine,
        }
    }

    /// Answers the rows `rows` of `chunk`; [`found`](Self::found) then gives each, counted from the first of them.
    pub(super) fn answer(&mut self, chunk: &Chunk, rows: std::ops::Range<usize>) {
        let width = self.engine.layout.headers.len();
        if let Some(answers) = &self.engine.long {
            self.odd.clear();
            self.found.clear();
            self.found.resize(rows.len(), (0, 0));
            for (row, record) in rows.enumerate() {
                self.odd.insert(row, answers.of(&self.engine.layout, chunk, record));
            }
            return;
        }
        let Self { program, block, places, .. } = self;
        program.start(block, rows.len());
        let (bytes, quoting) = chunk.cells();
        places.clear();
        for record in rows.clone() {
            let (start, first, fields) = chunk.records.place(record);
            let whole = fields == width && !self.engine.exact_only;
            if !whole {
                program.skip(block, places.len());
            }
            places.push((start, if whole { first } else { NOT_WHOLE }));
        }
        program.take(
            block,
            &Table {
                bytes,
                quoting,
                ends: chunk.records.all_ends(),
                rows: places,
                regular: Table::regular(places, chunk.records.all_ends(), width),
                numbers: &chunk.numbers,
                from: rows.start,
            },
        );
        program.finish(block);
        self.engine.kernel.codes(&block.facts, &mut self.codes);
        if let Some(second) = &self.engine.second {
            second.codes(&block.facts, &mut self.second);
        }
        self.odd.clear();
        self.found.clear();
        for row in 0..self.codes.len() {
            let code = if self.block.is_odd(row) { NO_CODE } else { self.codes[row] };
            let mut place = self.first_index.get(code);
            let mut second = 0;
            if self.engine.second.is_some() {
                second = self.second_index.get(self.second[row]);
                place = if second == 0 { 0 } else { place };
            }
            if place == 0 {
                (place, second) = self.learn(chunk, rows.start, row);
            }
            self.found.push((place, second));
        }
    }

    /// Sees to it that the answer of a row is known here. Gives the places of the answers of its codes; 0 for an answer of
    /// its own.
    #[cold]
    fn learn(&mut self, chunk: &Chunk, from: usize, row: usize) -> (u32, u32) {
        let beyond = self.codes[row] == NO_CODE || (self.engine.second.is_some() && self.second[row] == NO_CODE);
        if self.block.is_odd(row) || beyond {
            let answer = self.engine.explain(chunk, from + row);
            self.odd.insert(row, answer);
            return (0, 0);
        }
        let engine = self.engine;
        let (first, mut second) = (self.place(&engine.kernel, row, self.codes[row], false), 0);
        if let Some(kernel) = &engine.second {
            second = self.place(kernel, row, self.second[row], true);
        }
        (first, second)
    }

    fn place(&mut self, kernel: &Kernel<'_, '_>, row: usize, code: i64, second: bool) -> u32 {
        let known = if second { self.second_index.get(code) } else { self.first_index.get(code) };
        if known > 0 {
            return known;
        }
        self.render(kernel, row, code);
        let place = self.rendered.len() as u32;
        let index = if second { &mut self.second_index } else { &mut self.first_index };
        index.set(code, place);
        place
    }

    fn render(&mut self, kernel: &Kernel<'_, '_>, row: usize, code: i64) {
        #[expect(clippy::expect_used, reason = "rows without a code were sorted out")]
        let answer = kernel.answer(&self.block.facts, row, code).expect("a code");
        let (paragraphs, needs) = (answer.paragraphs.join(";"), answer.needs.join(";"));
        let governing = answer.governing.as_bytes();
        let short = (governing.len() <= 16).then(|| {
            let mut bytes = [0; 16];
            bytes[..governing.len()].copy_from_slice(governing);
            (bytes, governing.len())
        });
        self.rendered.push(Rendered { answer, paragraphs, needs, short });
    }

    /// The answer of a row of the block.
    #[inline(always)]
    pub(super) fn found(&self, row: usize) -> Found<'_> {
        match self.found[row] {
            (0, _) => Found::Odd(&self.odd[&row]),
            (first, second) => {
                let place = first as usize - 1;
                let second = (second as usize).checked_sub(1).map(|second| &self.rendered[second]);
                Found::Code { row, code: self.codes[row], place, rendered: &self.rendered[place], second }
            }
        }
    }

    /// The answer with a number.
    pub(super) fn answer_at(&self, place: usize) -> &Answer {
        &self.rendered[place].answer
    }

    /// Appends a cell that depends on the row's own numbers, as text without quotes.
    pub(super) fn write(&self, column: Added, found: Found<'_>, out: &mut Vec<u8>) {
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
    pub(super) fn short(&self, column: Added, found: Found<'_>, out: &mut Short) -> bool {
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
        for (bit, name) in LINTS.iter().enumerate() {
            if self.block.lints[row] >> bit & 1 == 1 {
                push(name);
            }
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

impl Engine<'_, '_> {
    /// A row of a chunk on its own, as a single part would be answered.
    fn explain(&self, chunk: &Chunk, record: usize) -> RowAnswer {
        let place = chunk.records.get(record);
        let width = self.layout.headers.len();
        let line = || chunk.line(record);
        if let Some(fault) = chunk.fault(record) {
            return RowAnswer::error(format!("{}: {fault}", line()));
        }
        if place.fields() != width {
            let (has, s) = (place.fields(), if place.fields() == 1 { "" } else { "s" });
            return RowAnswer::error(format!("{}: the row has {has} field{s}, the header has {width}", line()));
        }
        let part = row::part(&self.layout, |column| {
            let text = chunk.text(record, column).unwrap_or_default();
            // The point of a number of the file is no question of how its texts are written.
            let swap = self.layout.decimal == Decimal::Comma && chunk.numbers(column).is_some();
            if swap { text.replace('.', ",").into() } else { text }
        });
        match part {
            Ok(part) => self.answer_part(&part),
            Err(error) => RowAnswer::error(format!("{}: {error}", line())),
        }
    }

    /// The answer of a part, as cells; those that nobody asks for may be empty.
    pub(super) fn answer_part(&self, part: &Part) -> RowAnswer {
        let measurement = measure(part, &self.question.readings, &self.question.circumstances);
        let facts = &measurement.facts;
        let mut row = RowAnswer::default();
        let known = if self.exact_only { None } else { self.kernel.answer_of(facts, self.around.as_ref()) };
        match known {
            Some((answer, far)) => {
                let thresholds = self.statutes.0.thresholds(NumericFact::PerformanceDensity);
                let density = |value: &Exact| determine::rounded_density(value, thresholds);
                let wants = |column: Added| self.wanted.contains(&column);
                let vicinity = (wants(Added::Margin) && answer.certain || wants(Added::Lints) && !far)
                    .then(|| determine::vicinity(facts, self.statutes.0));
                let mut lints: Vec<&str> = measurement.lints.iter().map(|lint| lint.id).collect();
                lints.extend(&answer.lints);
                let mut put = |column: Added, text: String| row.cells[column as usize] = text;
                if let Some((stays, close)) = vicinity {
                    lints.extend(close.then_some("too-close-to-call"));
                    if answer.certain {
                        put(Added::Margin, Stay::nearest_of(&stays).and_then(report::nearest).unwrap_or_default());
                    }
                }
                lints.dedup();
                put(Added::Eccn, answer.governing.clone());
                put(Added::Paragraphs, answer.paragraphs.join(";"));
                put(Added::Certainty, certainty(answer.certain).to_owned());
                put(Added::Tpp, report::compact(&facts.numeric(NumericFact::Tpp).value, ToString::to_string));
                let densities = facts.performance_density();
                put(Added::PerformanceDensity, densities.map(|all| report::compact(&all, density)).unwrap_or_default());
                put(Added::Needs, answer.needs.join(";"));
                put(Added::Lints, lints.join(";"));
            }
            None => {
                let cells = report::csv::row(&determine::determine(&measurement, self.statutes.0));
                for (cell, text) in row.cells.iter_mut().zip(cells.into_iter().skip(3)) {
                    *cell = text;
                }
            }
        }
        row.second = self.statutes.1.map(|statute| {
            let known =
                self.second.as_ref().filter(|_| !self.exact_only).and_then(|kernel| kernel.answer_of(facts, None));
            known.map_or_else(|| determine::brief(facts, statute).governing, |(answer, _)| answer.governing.clone())
        });
        row
    }
}

pub(super) fn certainty(certain: bool) -> &'static str {
    if certain { "certain" } else { "depends" }
}
