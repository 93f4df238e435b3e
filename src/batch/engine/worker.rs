//! One worker: rows to codes, codes to answers.

use super::{Added, Engine, RowAnswer};
use crate::batch::block::{Block, LINTS, Program, Table};
use crate::batch::cell::is_missing;
use crate::batch::licenses::Vendor;
use crate::batch::meaning::ColumnFact;
use crate::batch::table::Chunk;
use crate::facts::NumericFact;
use crate::kernel::{Answer, Kernel, NO_CODE, Vicinity};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// An answer with its cells joined, found once for each code.
#[derive(Debug)]
pub(in crate::batch) struct Rendered {
    pub(in crate::batch) answer: Arc<Answer>,
    pub(in crate::batch) paragraphs: String,
    pub(in crate::batch) needs: String,
    /// The governing paragraph, if it has no more than sixteen bytes, and how many it has.
    pub(super) short: Option<([u8; 16], usize)>,
}

/// One worker's memory.
#[derive(Debug)]
pub(in crate::batch) struct Worker<'e> {
    pub(in crate::batch) engine: &'e Engine<'e, 'e>,
    program: Program,
    pub(in crate::batch) block: Block,
    codes: Vec<i64>,
    second: Vec<i64>,
    pub(super) rendered: Vec<Rendered>,
    first_index: Index,
    second_index: Index,
    /// Ranges met lately, by a hash of code and order: most rows are like one before.
    pub(super) recent: RefCell<Vec<Recent>>,
    /// For each row, the places of the answers of its codes from 1 on; 0 for an answer of its own.
    found: Vec<(u32, u32)>,
    /// The names of a row's own remarks, joined, by their bits.
    pub(super) joined: Vec<String>,
    /// Rows of the block that went the exact way, by row.
    odd: HashMap<usize, RowAnswer>,
    /// License columns by code, by where numbers stand to the limits of license rules, and by vendor.
    licensed: RefCell<HashMap<(i64, u64, Vendor), Cells>>,
    /// The vendor of each row of the block; none if nobody asks.
    vendors: Vec<Vendor>,
    /// Vendors by the text of their cell.
    known_vendors: HashMap<String, Vendor>,
}

/// License columns of rows that are alike.
type Cells = Arc<Vec<String>>;

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

/// How many texts of vendors are kept; beyond that each is looked up anew.
const MOST_VENDORS: usize = 4096;

/// How many rows are turned into columns at a time.
pub(in crate::batch) const ROWS: usize = 512;

/// What is known of a row of the block.
#[derive(Copy, Clone)]
pub(in crate::batch) enum Found<'w> {
    /// By its code.
    Code { row: usize, code: i64, place: usize, rendered: &'w Rendered, second: Option<&'w Rendered> },
    /// On its own.
    Odd(&'w RowAnswer),
}

impl<'e> Worker<'e> {
    pub(in crate::batch) fn new(engine: &'e Engine<'e, 'e>) -> Self {
        #[expect(clippy::expect_used, reason = "the engine was made with the same layout")]
        let program =
            Program::new(&engine.layout, &engine.question.readings).expect("a layout that was compiled before");
        let asks = |kernel: &Kernel<'_, '_>| kernel.asks(NumericFact::BitsTops2022);
        let asks_2022 = asks(&engine.kernel) || engine.second.as_ref().is_some_and(asks);
        Self {
            program: program.only(asks_2022, engine.wanted.contains(&Added::Lints)),
            block: Block::default(),
            codes: Vec::new(),
            second: Vec::new(),
            rendered: Vec::new(),
            first_index: Index::new(engine.kernel.codes_possible()),
            second_index: Index::new(engine.second.as_ref().map_or(0, Kernel::codes_possible)),
            recent: RefCell::new(vec![None; 1024]),
            found: Vec::new(),
            joined: (0..=u8::MAX)
                .map(|bits| {
                    let names = LINTS.iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1);
                    names.map(|(_, name)| *name).collect::<Vec<_>>().join(";")
                })
                .collect(),
            odd: HashMap::new(),
            licensed: RefCell::default(),
            vendors: Vec::new(),
            known_vendors: HashMap::new(),
            engine,
        }
    }

    /// Answers the rows `rows` of `chunk`; [`found`](Self::found) then gives each, counted from the first of them.
    pub(in crate::batch) fn answer(&mut self, chunk: &Chunk, rows: std::ops::Range<usize>) {
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
        let Self { program, block, .. } = self;
        program.start(block, rows.len());
        let (bytes, quoting) = chunk.cells();
        let width = Some(width).filter(|_| !self.engine.exact_only);
        let regular = width.and_then(|width| Some((width, chunk.records.regular(rows.clone(), width)?)));
        let numbers = &chunk.numbers;
        let table = Table { bytes, quoting, records: &chunk.records, from: rows.start, width, regular, numbers };
        if regular.is_none() {
            for row in (0..rows.len()).filter(|row| !table.is_whole(*row)) {
                program.skip(block, row);
            }
        }
        program.take(block, &table);
        program.finish(block);
        self.engine.kernel.codes(&block.facts, &mut self.codes);
        if let Some(second) = &self.engine.second {
            second.codes(&block.facts, &mut self.second);
        }
        self.vendors(chunk, rows.clone());
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

    /// Whose the rows are, if license columns are asked for.
    fn vendors(&mut self, chunk: &Chunk, rows: std::ops::Range<usize>) {
        let Some(licenses) = &self.engine.licenses else { return };
        let layout = &self.engine.layout;
        let of = |fact: &ColumnFact| *fact == ColumnFact::Vendor;
        let default = layout.defaults.iter().find(|(fact, _)| of(fact)).map(|(_, name)| licenses.vendor(name));
        let column = layout.columns.iter().find(|column| column.fact().as_ref().is_some_and(of));
        self.vendors.clear();
        self.vendors.resize(rows.len(), default.unwrap_or(0));
        let Some(column) = column else { return };
        for (vendor, record) in self.vendors.iter_mut().zip(rows) {
            let text = chunk.text(record, column.index).unwrap_or_default();
            if is_missing(&text) {
                continue;
            }
            *vendor = match self.known_vendors.get(&*text) {
                Some(known) => *known,
                None => {
                    let found = licenses.vendor(&text);
                    if self.known_vendors.len() < MOST_VENDORS {
                        self.known_vendors.insert(text.into_owned(), found);
                    }
                    found
                }
            };
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

    /// The license columns of a row of the block; `None` if none are asked for.
    #[inline]
    pub(in crate::batch) fn licenses(&self, found: Found<'_>) -> Option<Cells> {
        let licenses = self.engine.licenses.as_ref()?;
        let (row, code) = match found {
            Found::Odd(answer) if answer.licenses.is_empty() => return Some(Arc::new(licenses.nothing())),
            Found::Odd(answer) => return Some(Arc::new(answer.licenses.clone())),
            Found::Code { row, code, .. } => (row, code),
        };
        let facts = &self.block.facts;
        let (kernel, vendor) = (&self.engine.kernel, self.vendors[row]);
        let fresh = || Arc::new(licenses.of_facts(kernel.facts(facts, row), vendor, self.engine.statutes.0));
        let Some(rank) = licenses.rank(facts, kernel.shape(), row) else { return Some(fresh()) };
        Some(self.licensed.borrow_mut().entry((code, rank, vendor)).or_insert_with(fresh).clone())
    }

    /// The answer of a row of the block.
    #[inline(always)]
    pub(in crate::batch) fn found(&self, row: usize) -> Found<'_> {
        match self.found[row] {
            (0, _) => Found::Odd(&self.odd[&row]),
            (first, second) => {
                let place = first as usize - 1;
                let second = (second as usize).checked_sub(1).map(|second| &self.rendered[second]);
                Found::Code { row, code: self.codes[row], place, rendered: &self.rendered[place], second }
            }
        }
    }
}
