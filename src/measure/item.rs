//! Facts about the item as a whole: memory, links, market, form, and who exports it.

use super::throughput::{describe, step_of};
use crate::Truth;
use crate::facts::{Choice, Derivation, Facts, Measured, NumericFact};
use crate::part::{Cited, Cryptography, Direction, Form, Part};
use crate::quantity::{Exact, Extent, Known, Unit};

/// Facts that are about an export and not about the part. Each defaults to `other`: nobody whom Note 1 to 3A090.a
/// addresses.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// Who exports, reexports or transfers: a word of [`Choice::Exporter`].
    pub exporter: &'static str,
    /// The standing of the designer: a word of [`Choice::Designer`].
    pub designer: &'static str,
    /// Who packaged the circuit, and where: a word of [`Choice::Packaging`].
    pub packaging: &'static str,
}

impl Default for Circumstances {
    fn default() -> Self {
        Self { exporter: "other", designer: "other", packaging: "other" }
    }
}

impl Circumstances {
    pub(super) fn record(&self, facts: &mut Facts) {
        for (choice, word) in
            [(Choice::Exporter, self.exporter), (Choice::Designer, self.designer), (Choice::Packaging, self.packaging)]
        {
            facts.set_choice(
                choice,
                Measured::derived(Some(word), Derivation::step(format!("{} as given", choice.label()))),
            );
        }
    }
}

fn stated<U: Unit>(value: &Option<Cited<Known<U>>>, label: &str) -> Measured<Extent> {
    match value {
        Some(value) => {
            Measured::derived(value.value.extent().clone(), step_of(value, format!("{label} {}", value.value)))
        }
        None => Measured::derived(Extent::anything(), Derivation::step(format!("{label} is not stated"))),
    }
}

/// Aggregate bidirectional transfer rate over all inputs and outputs other than to volatile memories.
pub(super) fn io_bandwidth(part: &Part) -> Measured<Extent> {
    if part.links.is_empty() {
        return Measured::derived(
            Extent::anything(),
            Derivation::step("no link is described: the I/O bandwidth is unknown"),
        );
    }
    let mut total = Extent::point(Exact::ZERO);
    let mut steps = Vec::new();
    for link in &part.links {
        let (both, text) = match link.direction {
            Direction::Bidirectional => {
                (link.bandwidth.value.extent().clone(), format!("{}: {}", link.name, link.bandwidth.value))
            }
            Direction::OneWay => (
                link.bandwidth.value.extent().scale(&Exact::from(2)),
                format!("{}: {} one way, counted in both directions", link.name, link.bandwidth.value),
            ),
        };
        total = total.add(&both);
        steps.push(step_of(&link.bandwidth, text));
    }
    let text = format!("I/O bandwidth {} GB/s, both directions, all links", describe(&total));
    Measured::derived(total, Derivation::step(text).from(steps))
}

pub(super) fn dram_bandwidth(part: &Part) -> Measured<Extent> {
    stated(&part.memory.bandwidth, "DRAM bandwidth")
}

/// The sum of the two, where both are known or bounded.
pub(crate) fn memory_and_io_bandwidth(facts: &Facts) -> Measured<Extent> {
    let (dram, io) = (facts.numeric(NumericFact::DramBandwidth), facts.numeric(NumericFact::IoBandwidth));
    let total = dram.value.add(&io.value);
    let text = match total.says_nothing() {
        true => "DRAM and I/O bandwidth together are not known".to_owned(),
        false => format!("DRAM and I/O bandwidth together {} GB/s", describe(&total)),
    };
    Measured::derived(total, Derivation::step(text).from([dram.derivation.clone(), io.derivation.clone()]))
}

/// Bandwidth over the area of the package or stack, for memory devices.
pub(super) fn memory_bandwidth_density(part: &Part) -> Measured<Extent> {
    if !is_memory(part) {
        return Measured::derived(Extent::anything(), Derivation::step("asked of memory devices only"));
    }
    let bandwidth = stated(&part.memory.bandwidth, "memory bandwidth");
    let area = stated(&part.memory.area, "area of the package or stack");
    let density = bandwidth.value.divide(&area.value).unwrap_or_else(Extent::anything);
    let text = format!("memory bandwidth density {} GB/s/mm²", describe(&density));
    Measured::derived(density, Derivation::step(text).from([bandwidth.derivation, area.derivation]))
}

pub(super) fn transistors(part: &Part) -> Measured<Extent> {
    stated(&part.transistors, "transistors")
}

pub(super) fn single_ended_io(part: &Part) -> Measured<Extent> {
    stated(&part.single_ended_io, "single-ended I/O")
}

pub(super) fn transceiver_rate(part: &Part) -> Measured<Extent> {
    stated(&part.transceiver_rate, "transceiver rate")
}

/// Designed or marketed for use in datacenters: per product, not per die.
pub(super) fn datacenter(part: &Part) -> Measured<Truth> {
    match &part.market {
        Some(market) => Measured::derived(
            market.value.datacenter,
            step_of(market, format!("market: {} → datacenter {}", market.value.text, market.value.datacenter)),
        ),
        None => Measured::derived(Truth::Unknown, Derivation::step("the market is not stated")),
    }
}

pub(super) fn has_hbm(part: &Part) -> Measured<Truth> {
    match &part.memory.kind {
        Some(kind) => {
            let hbm = kind.value.to_ascii_uppercase().contains("HBM");
            Measured::derived(hbm.into(), step_of(kind, format!("memory: {}", kind.value)))
        }
        None => Measured::derived(Truth::Unknown, Derivation::step("the kind of memory is not stated")),
    }
}

fn is_memory(part: &Part) -> bool {
    part.form.as_ref().is_some_and(|form| form.value == Form::Memory)
}

pub(super) fn memory_item(part: &Part) -> Measured<Truth> {
    Measured::derived(is_memory(part).into(), Derivation::step("by the item form"))
}

pub(super) fn programmable_logic(part: &Part) -> Measured<Truth> {
    match &part.programmable_logic {
        Some(stated) => {
            Measured::derived(stated.value, step_of(stated, format!("field programmable logic: {}", stated.value)))
        }
        None => Measured::assumed(
            Truth::No,
            "not a field programmable logic device, because the input does not say that it is one",
        ),
    }
}

pub(super) fn form(part: &Part) -> Measured<Option<&'static str>> {
    match &part.form {
        Some(form) => Measured::derived(Some(form.value.as_str()), step_of(form, format!("item form: {}", form.value))),
        None => Measured::assumed(
            Some(Form::IntegratedCircuit.as_str()),
            "a packaged integrated circuit, because the input does not state the item form",
        ),
    }
}

pub(super) fn cryptography(part: &Part) -> Measured<Option<&'static str>> {
    match &part.cryptography {
        Some(stated) => {
            Measured::derived(Some(stated.value.as_str()), step_of(stated, format!("cryptography: {}", stated.value)))
        }
        None => Measured::assumed(
            Some(Cryptography::None.as_str()),
            "no cryptography described in Category 5 Part 2, because the input does not state any",
        ),
    }
}
