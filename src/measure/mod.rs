//! A part to the facts that the law asks about, each with its derivation.
//!
//! ```
//! use eccn::facts::NumericFact;
//! use eccn::measure::{Circumstances, Readings, measure};
//! use eccn::part::{Cited, Engine, Part, ProcessingUnit, Rate, Scope, Sparsity};
//! use eccn::quantity::{Known, parse};
//!
//! let fp8 = Rate {
//!     format: "fp8".parse()?,
//!     engine: Engine::Matrix,
//!     sparsity: Sparsity::Dense,
//!     accumulate: None,
//!     scope: Scope::Package,
//!     value: Cited::new(Known::exact(parse::rate("1,979 TFLOPS")?)),
//! };
//! let unit = ProcessingUnit { name: "GPU".into(), rates: vec![fp8], ..ProcessingUnit::default() };
//! let part = Part { name: "H100".into(), units: vec![unit], ..Part::default() };
//! let measured = measure(&part, &Readings::default(), &Circumstances::default());
//! let tpp = measured.facts.numeric(NumericFact::Tpp);
//! assert_eq!(tpp.value.as_point().unwrap().to_string(), "15832");
//! assert_eq!(tpp.derivation.from[0].text, "GPU: 15,832 = 1,979 TFLOPS FP8 dense × 8");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod area;
mod item;
mod lints;
mod modes;
mod readings;
mod throughput;

pub(crate) use area::{ADVANCED_NODE_NM, counts};
pub use item::Circumstances;
pub(crate) use item::memory_and_io_bandwidth;
pub(crate) use lints::RETICLE_MM2;
pub(crate) use readings::concerns;
pub use readings::{BitLength2022, Board, IoDies, PlanarOnly, Readings, TensorPlusVector, Tf32Bits};
pub(crate) use throughput::{MOST_BITS, tops_of_tpp};
pub(crate) use throughput::{bits, bits_2022};

use crate::facts::{Choice, Facts, Flag, Lint, NumericFact};
use crate::part::Part;

/// The facts of a part, and remarks on the way they were reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// The facts.
    pub facts: Facts,
    /// Remarks.
    pub lints: Vec<Lint>,
}

/// Measures a part in the regulation's terms, under the given readings.
pub fn measure(part: &Part, readings: &Readings, circumstances: &Circumstances) -> Measurement {
    let mut facts = Facts::unknown();
    let mut lints = Vec::new();
    let throughput = throughput::throughput(part, readings, &mut lints);
    facts.set_numeric(NumericFact::Tpp, throughput.tpp);
    facts.set_numeric(NumericFact::Tops, throughput.tops);
    facts.set_numeric(NumericFact::BitsTops2022, throughput.bits_tops_2022);
    facts.set_numeric(NumericFact::App, throughput.app);
    facts.set_numeric(NumericFact::ApplicableDieArea, area::applicable_die_area(part, readings, &mut lints));
    facts.density_unlimited_without_area = readings.planar_only == PlanarOnly::DensityUnlimited;
    facts.set_numeric(NumericFact::IoBandwidth, item::io_bandwidth(part));
    facts.set_numeric(NumericFact::DramBandwidth, item::dram_bandwidth(part));
    let together = memory_and_io_bandwidth(&facts);
    facts.set_numeric(NumericFact::MemoryAndIoBandwidth, together);
    facts.set_numeric(NumericFact::MemoryBandwidthDensity, item::memory_bandwidth_density(part));
    facts.set_numeric(NumericFact::Transistors, item::transistors(part));
    facts.set_numeric(NumericFact::SingleEndedIo, item::single_ended_io(part));
    facts.set_numeric(NumericFact::TransceiverRate, item::transceiver_rate(part));
    facts.set_flag(Flag::Datacenter, item::datacenter(part));
    facts.set_flag(Flag::HasHbm, item::has_hbm(part));
    facts.set_flag(Flag::MemoryItem, item::memory_item(part));
    facts.set_flag(Flag::ProgrammableLogic, item::programmable_logic(part));
    facts.set_flag(Flag::AdvancedLogic, area::advanced_logic(part));
    facts.set_choice(Choice::Form, item::form(part));
    facts.set_choice(Choice::Cryptography, item::cryptography(part));
    circumstances.record(&mut facts);
    lints::plausibility(part, &facts, &mut lints);
    Measurement { facts, lints }
}
