//! Columns of words, each different word read once.

use super::block::Table;
use super::cell::is_missing;
use super::layout::{Column, Layout};
use super::meaning::ColumnFact;
use super::row;
use super::scan::number::word;
use crate::Truth;
use crate::facts::Choice;
use crate::part::{Cryptography, Form, Market, Transistor, foundry_node, node_size};
use std::collections::HashMap;

/// What a word of some column says, packed.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// The cell is empty and there is no default.
    Missing,
    /// Not understood here.
    Odd,
    /// Yes, no or unknown.
    Truth(Truth),
    /// The place of a word in its choice.
    Choice(u8),
    /// A process: planar or not, its size at most 16 nm, its size known.
    Node { planar: Option<bool>, small: bool, sized: bool },
    /// A numeric format: its bits, and whether they are a question of interpretation.
    Format { bits: u16, tf32: bool },
}

impl Word {
    pub(super) fn is_odd(self) -> bool {
        matches!(self, Self::Odd)
    }

    /// 0 for a word that is no truth, 1 for unknown, 2 for yes, 3 for no.
    #[inline(always)]
    pub(super) fn truth_code(self) -> u8 {
        match self {
            Self::Truth(Truth::Unknown) => 1,
            Self::Truth(Truth::Yes) => 2,
            Self::Truth(Truth::No) => 3,
            _ => 0,
        }
    }

    /// 0 for a word that does not tell whether a process is planar, 2 for planar, 3 for non-planar.
    #[inline(always)]
    pub(super) fn planar_code(self) -> u8 {
        match self {
            Self::Node { planar: Some(true), .. } => 2,
            Self::Node { planar: Some(false), .. } => 3,
            _ => 0,
        }
    }

    pub(super) fn choice(self) -> Option<u8> {
        if let Self::Choice(place) = self { Some(place) } else { None }
    }

    pub(super) fn bits(self) -> Option<(u16, bool)> {
        if let Self::Format { bits, tf32 } = self { Some((bits, tf32)) } else { None }
    }

    /// Whether a single logic die makes an "applicable advanced logic integrated circuit": as
    /// [`measure`](crate::measure) finds it.
    pub(super) fn advanced(planar: Option<bool>, node: Option<Self>) -> Truth {
        let (small, sized) = match node {
            Some(Self::Node { small, sized, .. }) => (small, sized),
            _ => (false, false),
        };
        match planar {
            Some(false) => Truth::Yes,
            _ if small => Truth::Yes,
            Some(true) if sized => Truth::No,
            _ => Truth::Unknown,
        }
    }
}

/// The most different words remembered; a column with more is read again and again.
const MOST: usize = 4096;

/// A column of words. The columns of a process name count as one.
#[derive(Debug)]
pub(super) struct WordColumn {
    fact: ColumnFact,
    /// The columns with their units; the foundry first.
    columns: Vec<(usize, ColumnFact, Option<String>)>,
    default: Word,
    /// The foundry and the node where a row does not say.
    process: (Option<String>, Option<String>),
    /// Words of up to eight bytes of a single column, with those bytes and their number: each has one place.
    short: Vec<(u64, u8, Word)>,
    known: HashMap<Vec<u8>, Word>,
    key: Vec<u8>,
}

impl WordColumn {
    pub(super) fn new(fact: ColumnFact, column: &Column) -> Self {
        let columns = match column.index {
            usize::MAX => Vec::new(),
            index => vec![(index, fact, column.unit.clone())],
        };
        Self {
            fact,
            columns,
            default: Word::Missing,
            process: (None, None),
            short: Vec::new(),
            known: HashMap::new(),
            key: Vec::new(),
        }
    }

    pub(super) fn fact(&self) -> ColumnFact {
        self.fact
    }

    /// Reads all columns of the process together, with their defaults.
    pub(super) fn of_process(&mut self, layout: &Layout) {
        let is = |fact: Option<ColumnFact>| matches!(fact, Some(ColumnFact::Node | ColumnFact::Foundry));
        let columns = layout.columns.iter().filter(|column| is(column.fact()));
        self.columns =
            columns.map(|column| (column.index, column.fact().unwrap_or(self.fact), column.unit.clone())).collect();
        let default = |fact: ColumnFact| layout.default_of(fact).map(str::to_owned);
        self.process = (default(ColumnFact::Foundry), default(ColumnFact::Node));
        self.default = self.process_of(&[]);
    }

    pub(super) fn set_default(&mut self, value: &str) {
        self.default = self.word(value);
    }

    /// The word of a cell that says nothing.
    pub(super) fn missing(&self) -> Word {
        self.default
    }

    /// The words of all whole rows. Whether there is one that is not understood.
    pub(super) fn read(&mut self, table: &Table<'_>, words: &mut [Word]) -> bool {
        let mut odd = false;
        let mut put = |word: &mut Word, found: Word| {
            odd |= found.is_odd();
            *word = found;
        };
        match (&self.columns[..], table.regular) {
            ([(column, ..)], Some((width, ends))) if *column > 0 => {
                let column = *column;
                for (row, (word, ends)) in words.iter_mut().zip(ends.chunks_exact(width)).enumerate() {
                    let (start, end) = (ends[column - 1].wrapping_add(1) as usize, ends[column] as usize);
                    put(word, self.cell(table, row, start, end));
                }
            }
            ([(column, ..)], _) => {
                let column = *column;
                for (row, word) in words.iter_mut().enumerate().filter(|(row, _)| table.is_whole(*row)) {
                    let (start, end) = table.cell(row, column);
                    put(word, self.cell(table, row, start, end));
                }
            }
            _ => {
                for (row, word) in words.iter_mut().enumerate().filter(|(row, _)| table.is_whole(*row)) {
                    put(word, self.look_up(table, row));
                }
            }
        }
        odd
    }

    /// The word of the only cell of a row.
    #[inline(always)]
    fn cell(&mut self, table: &Table<'_>, row: usize, start: usize, end: usize) -> Word {
        let length = end.wrapping_sub(start);
        if length > 8 {
            return self.look_up(table, row);
        }
        if length == 0 {
            return self.default;
        }
        let bytes = word(table.bytes, start, end, length);
        // The length tells a cell from one with zero bytes before it.
        let key = bytes.wrapping_add(length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = (key >> 58) as usize;
        match self.short.get(place) {
            Some((known, long, word)) if *known == bytes && *long == length as u8 => *word,
            _ => {
                let word = self.look_up(table, row);
                self.short.resize(64, (0, 0, Word::Missing));
                self.short[place] = (bytes, length as u8, word);
                word
            }
        }
    }

    #[inline(never)]
    fn look_up(&mut self, table: &Table<'_>, row: usize) -> Word {
        let cell = |column: usize| {
            let (start, end) = table.cell(row, column);
            &table.bytes[start..end]
        };
        self.key.clear();
        for (i, (column, ..)) in self.columns.iter().enumerate() {
            if i > 0 {
                self.key.push(0);
            }
            self.key.extend_from_slice(cell(*column));
        }
        if let Some(word) = self.known.get(&self.key) {
            return *word;
        }
        let text = |column: usize| {
            let (start, end) = table.cell(row, column);
            table.text(start, end).into_owned()
        };
        let texts: Vec<String> = self.columns.iter().map(|(column, ..)| text(*column)).collect();
        let word = match self.fact {
            ColumnFact::Node => self.process_of(&texts),
            _ if is_missing(&texts[0]) => self.default,
            _ => self.word(&texts[0]),
        };
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(self.key.clone(), word);
        word
    }

    fn process_of(&self, texts: &[String]) -> Word {
        let (mut foundry, mut nodes) = (None, Vec::new());
        for (text, (_, fact, unit)) in texts.iter().zip(&self.columns).filter(|(text, _)| !is_missing(text)) {
            match fact {
                ColumnFact::Foundry => foundry = Some(text.trim().to_owned()),
                _ => nodes.push(row::node(text, unit.as_deref())),
            }
        }
        if nodes.is_empty() {
            nodes.extend(self.process.1.clone());
        }
        let foundry = foundry.or_else(|| self.process.0.clone());
        let Some(name) = row::process(foundry.as_deref(), &nodes) else { return Word::Missing };
        let size = node_size(&name);
        Word::Node {
            planar: foundry_node(&name).map(|transistor| transistor == Transistor::Planar),
            small: size.is_some_and(|size| size <= crate::measure::ADVANCED_NODE_NM),
            sized: size.is_some(),
        }
    }

    /// A word by itself.
    fn word(&self, text: &str) -> Word {
        let truth = |truth: Result<Truth, String>| truth.map_or(Word::Odd, Word::Truth);
        let place = |choice: Choice, word: &str| {
            let found = choice.values().iter().position(|value| *value == word);
            found.map_or(Word::Odd, |place| Word::Choice(place as u8))
        };
        match self.fact {
            ColumnFact::Datacenter | ColumnFact::ProgrammableLogic => truth(row::truth(text)),
            ColumnFact::Planar => truth(row::planar(text)),
            ColumnFact::NonPlanar => match Transistor::from_words(text) {
                Some(transistor) => Word::Truth((transistor == Transistor::NonPlanar).into()),
                None => truth(row::truth(text)),
            },
            ColumnFact::Market => Word::Truth(Market::from_words(text).datacenter),
            ColumnFact::Form => text.parse::<Form>().map_or(Word::Odd, |form| place(Choice::Form, form.as_str())),
            ColumnFact::Cryptography => {
                text.parse::<Cryptography>().map_or(Word::Odd, |found| place(Choice::Cryptography, found.as_str()))
            }
            ColumnFact::MemoryKind => Word::Truth(text.to_ascii_uppercase().contains("HBM").into()),
            ColumnFact::Format => row::text_format(text)
                .map_or(Word::Odd, |format| Word::Format { bits: format.bits(), tf32: format.is_tf32() }),
            _ => Word::Odd,
        }
    }
}
