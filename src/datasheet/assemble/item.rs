//! Values of the item as a whole, and of its memory: each is given once.

use super::{Assembler, cite};
use crate::Truth;
use crate::datasheet::error::Fault;
use crate::datasheet::label::{Field, Label};
use crate::datasheet::marks::trailing;
use crate::datasheet::span::Span;
use crate::datasheet::value::{Reading, single};
use crate::part::{Cited, Market, Status};
use crate::quantity::parse::UnitWords;
use crate::quantity::{Count, Known};

impl<'a> Assembler<'a, '_> {
    pub(super) fn scalar(&mut self, label: &Label<'a>, text: Span<'a>, value: Span<'a>) -> Result<(), Fault> {
        self.once(&label.field, text)?;
        let marks = &label.marks[..];
        let bare = Reading { bare: true, ..Reading::default() };
        let peak = Reading { peak: true, ..Reading::default() };
        match label.field {
            Field::Name if self.part.name.is_empty() => self.part.name = self.words_only(label, value)?,
            Field::Name => return Err(Fault::duplicate(text.range(), "the title already names the part")),
            Field::Vendor => self.part.vendor = Some(self.words_only(label, value)?),
            Field::Aliases => {
                let names = self.words_only(label, value)?;
                let names: Vec<String> = names.split(',').map(|name| name.trim().to_owned()).collect();
                if names.iter().any(String::is_empty) {
                    return Err(Fault::value(value.range(), "a name in this list is empty"));
                }
                self.part.aliases = names;
            }
            Field::Status => {
                self.part.status = self.words(marks, value, |text| text.parse::<Status>())?.value;
            }
            Field::Released => self.part.released = Some(self.words_only(label, value)?),
            Field::Retrieved => self.part.retrieved = Some(self.words_only(label, value)?),
            Field::Form => self.part.form = Some(self.words(marks, value, str::parse)?),
            Field::Circuits => self.part.integrated_circuits = self.count(label, value)?,
            Field::Market => {
                let mut market = self.words(marks, value, |text| Ok(Market::from_words(text)))?;
                if let Some(stated) = self.part.market.take() {
                    market = joined(market, &stated);
                    market.value.datacenter = stated.value.datacenter;
                }
                self.part.market = Some(market);
            }
            Field::Datacenter => {
                let datacenter = self.words(marks, value, str::parse::<Truth>)?;
                let stated = datacenter.value;
                let market = match self.part.market.take() {
                    Some(market) => joined(market, &datacenter),
                    None => datacenter.with(Market { text: String::new(), datacenter: stated }),
                };
                self.part.market = Some(Cited { value: Market { datacenter: stated, ..market.value }, ..market });
            }
            Field::ProgrammableLogic => self.part.programmable_logic = Some(self.words(marks, value, str::parse)?),
            Field::Cryptography => self.part.cryptography = Some(self.words(marks, value, str::parse)?),
            Field::Tpp => self.part.stated_tpp = Some(self.quantity(label, value, bare)?),
            Field::App => self.part.stated_app = Some(self.quantity(label, value, bare)?),
            Field::Transistors => self.part.transistors = Some(self.quantity(label, value, Reading::default())?),
            Field::SingleEndedIo => self.part.single_ended_io = Some(self.quantity(label, value, bare)?),
            Field::TransceiverRate => self.part.transceiver_rate = Some(self.quantity(label, value, peak)?),
            Field::Power => self.part.power = Some(self.text(marks, value)?),
            Field::MemoryKind => self.part.memory.kind = Some(self.text(marks, value)?),
            Field::MemoryCapacity => self.part.memory.capacity = Some(self.text(marks, value)?),
            Field::MemoryBandwidth => self.part.memory.bandwidth = Some(self.quantity(label, value, peak)?),
            Field::MemoryArea => self.part.memory.area = Some(self.quantity(label, value, Reading::default())?),
            Field::MemoryStacks => self.part.memory.stacks = Some(self.quantity(label, value, bare)?),
            // The caller sends rates, units, dies and links elsewhere.
            Field::Rate(..) | Field::Macs(_) | Field::UnitCount | Field::Clock | Field::Link(_) => {}
            Field::DieCount | Field::DieArea | Field::DieNode => {}
        }
        Ok(())
    }

    /// A text whose provenance is not kept; its marks are still to be good.
    fn words_only(&self, label: &Label<'a>, value: Span<'a>) -> Result<String, Fault> {
        let (text, own) = trailing(value);
        self.marks.resolve(label.marks.iter().chain(&own))?;
        Ok(cite::collapse(text.text))
    }

    /// One number with a unit.
    pub(super) fn quantity<U: UnitWords>(
        &self,
        label: &Label<'a>,
        value: Span<'a>,
        reading: Reading<'_>,
    ) -> Result<Cited<Known<U>>, Fault> {
        let item = single(value)?;
        let said = item.plain()?;
        let known = item.known(Reading { unit: label.unit, ..reading }, &said.times)?;
        self.cited(label, &item, &said, known)
    }

    /// One whole number; `unknown` is as good as none.
    pub(super) fn count(&self, label: &Label<'a>, value: Span<'a>) -> Result<Option<Cited<u32>>, Fault> {
        let cited: Cited<Known<Count>> = self.quantity(label, value, Reading { bare: true, ..Reading::default() })?;
        if cited.value.is_unknown() {
            return Ok(None);
        }
        let digits = cited.value.as_exact().and_then(|exact| exact.finite_decimal());
        match digits.and_then(|digits| digits.parse::<u32>().ok()).filter(|count| *count > 0) {
            Some(count) => Ok(Some(cited.with(count))),
            None => Err(Fault::value(trailing(value).0.range(), "this is not a count")
                .expected(format!("one whole number from 1 to {}", u32::MAX))),
        }
    }
}

/// The market with the provenance of what was said of it elsewhere added.
fn joined<T>(market: Cited<Market>, other: &Cited<T>) -> Cited<Market> {
    let mut sources = market.sources;
    for source in &other.sources {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    Cited { sources, confidence: market.confidence.max(other.confidence), ..market }
}
