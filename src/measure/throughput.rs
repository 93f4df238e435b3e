//! Rates to TPP, TOPS and the October 2022 measure.

use super::modes::{Mode, modes};
use super::readings::{BitLength2022, Board, Readings, TensorPlusVector, Tf32Bits};
use crate::facts::{Derivation, Lint, Measured};
use crate::part::{Cited, Engine, Form, Format, Part};
use crate::quantity::{Exact, Extent, Interval, Known, Tops};

/// The facts that follow from rates.
pub(super) struct Throughput {
    pub(super) tpp: Measured<Extent>,
    pub(super) tops: Measured<Extent>,
    pub(super) bits_tops_2022: Measured<Extent>,
    pub(super) app: Measured<Extent>,
}

pub(super) fn throughput(part: &Part, readings: &Readings, lints: &mut Vec<Lint>) -> Throughput {
    if part.units.is_empty() {
        return without_units(part, readings);
    }
    let circuits = circuits(part, readings);
    let mut tpp = Sum::new("TPP", circuits);
    let mut tops = Sum::new("TOPS", circuits);
    let mut bits_tops = Sum::new("bits × TOPS (2022)", circuits);
    let mut app: Option<Extent> = None;
    for (index, unit) in part.units.iter().enumerate() {
        let name = if unit.name.is_empty() { format!("unit {}", index + 1) } else { unit.name.clone() };
        let modes = modes(unit, part, lints);
        tpp.add(best(&name, &modes, readings, &|mode| {
            let bits = bits(mode.format, readings);
            (bits.clone(), bits)
        }));
        tops.add(best(&name, &modes, &Readings::default(), &|_| (Exact::ONE, Exact::ONE)));
        bits_tops.add(best(&name, &modes, readings, &|mode| bits_2022(mode.format, mode.accumulate, readings)));
        for mode in modes.iter().filter(|mode| mode.format.name() == "FP64") {
            let so_far = app.take().unwrap_or_else(|| Extent::point(Exact::ZERO));
            app = Some(so_far.max(&mode.rate));
        }
    }
    if let (Some(stated), Some(ours)) = (&part.stated_tpp, tpp.total().as_point())
        && stated.value.as_exact().is_some_and(|stated| stated != ours)
    {
        lints.push(
            Lint::new(
                "stated-tpp-differs",
                format!("the sheet states a TPP of {}; its rates give {}", stated.value.describe(true), ours.grouped()),
            )
            .at(&stated.location),
        );
    }
    Throughput {
        tpp: tpp.measured(),
        tops: tops.measured(),
        bits_tops_2022: bits_tops.measured(),
        app: adjusted_peak(part, app),
    }
}

/// Adjusted Peak Performance from the best 64-bit rate: 0.9 (the weight of vector processors) × teraFLOPS × processors.
fn adjusted_peak(part: &Part, fp64: Option<Extent>) -> Measured<Extent> {
    if let Some(stated) = &part.stated_app {
        return Measured::derived(
            stated.value.extent().clone(),
            step_of(stated, format!("APP {} as stated", stated.value)),
        );
    }
    let Some(fp64) = fp64 else { return Measured::new(Extent::anything()) };
    let circuits = Exact::from(u64::from(integrated_circuits(part)));
    let app = fp64.scale(&Exact::ratio(9, 10)).scale(&circuits);
    let times = if circuits == Exact::ONE { String::new() } else { format!(" × {circuits} integrated circuits") };
    let text = format!("APP {} = 0.9 × the best 64-bit rate{times}", describe(&app));
    Measured::derived(app, Derivation::step(text))
}

/// A part that lists no processing units: its stated TPP, or none because it is a memory, or nothing known.
fn without_units(part: &Part, readings: &Readings) -> Throughput {
    let unknown = || Measured::new(Extent::anything());
    if part.form.as_ref().is_some_and(|form| form.value == Form::Memory) {
        let none = || {
            Measured::derived(Extent::point(Exact::ZERO), Derivation::step("a memory device has no processing unit"))
        };
        return Throughput { tpp: none(), tops: none(), bits_tops_2022: none(), app: none() };
    }
    let Some(stated) = &part.stated_tpp else {
        return Throughput {
            tpp: unknown(),
            tops: unknown(),
            bits_tops_2022: unknown(),
            app: adjusted_peak(part, None),
        };
    };
    let circuits = circuits(part, readings);
    let tpp = stated.value.extent().scale(&Exact::from(u64::from(circuits)));
    let times = if circuits == 1 { String::new() } else { format!(", times {circuits} integrated circuits") };
    let step = || step_of(stated, format!("TPP {} as stated{times}", stated.value.describe(true)));
    let tops = tops_of_tpp(&tpp);
    let bits_tops = match readings.bit_length_2022 {
        BitLength2022::Inputs => tpp.clone(),
        BitLength2022::InputsOrOutput => Extent::new(vec![Interval::closed(
            tpp.low().0.clone(),
            tpp.high().map(|(high, _)| high * &Exact::from(32)),
        )]),
    };
    let bound = |text: &str| Derivation::step(text).from([step()]);
    Throughput {
        tpp: Measured::derived(tpp, step()),
        tops: Measured::derived(
            tops,
            bound("the format is not stated: TPP divided by 64 bits at most, 1 bit at least"),
        ),
        bits_tops_2022: Measured::derived(bits_tops, bound("the accumulator is not stated")),
        app: adjusted_peak(part, None),
    }
}

/// The longest operation of which a TPP whose format is not known may be, in bits.
pub(crate) const MOST_BITS: u64 = 64;

/// The TOPS that a TPP can come from where the format is not known: one bit at least, [`MOST_BITS`] at most.
pub(crate) fn tops_of_tpp(tpp: &Extent) -> Extent {
    let low = tpp.scale(&Exact::ratio(1, MOST_BITS));
    let ends = low.pieces().iter().zip(tpp.pieces());
    let range = |(low, high): (&Interval, &Interval)| {
        Interval::closed(low.low().0.clone(), high.high().map(|(high, _)| high.clone()))
    };
    Extent::new(ends.map(range).collect())
}

/// How many integrated circuits TPP and area are summed over.
pub(super) fn circuits(part: &Part, readings: &Readings) -> u32 {
    match readings.board {
        Board::PerPackage => 1,
        Board::Aggregated => integrated_circuits(part),
    }
}

pub(super) fn integrated_circuits(part: &Part) -> u32 {
    part.integrated_circuits.as_ref().map_or(1, |count| count.value.max(1))
}

/// The derivation step of a value read from the input.
pub(super) fn step_of<T>(value: &Cited<T>, text: impl Into<String>) -> Derivation {
    let mut text = text.into();
    if !value.confidence.as_str().is_empty() {
        text = format!("{text} ({})", value.confidence.as_str());
    }
    Derivation { text, location: value.location.clone(), sources: value.sources.clone(), from: Vec::new() }
}

/// A number, a range or alternatives, for people.
pub(super) fn describe(extent: &Extent) -> String {
    Known::<Tops>::from_extent(extent.clone()).describe(true)
}

/// The bit length of a format, as the law counts it from 2023-11-17 on.
pub(crate) fn bits(format: &Format, readings: &Readings) -> Exact {
    let bits = match readings.tf32_bits {
        Tf32Bits::Significant if format.is_tf32() => 19,
        _ => format.bits(),
    };
    Exact::from(u64::from(bits))
}

/// The smallest and largest bit length that the October 2022 rule may have counted.
pub(crate) fn bits_2022(format: &Format, accumulate: Option<u16>, readings: &Readings) -> (Exact, Exact) {
    let input = bits(format, readings);
    if readings.bit_length_2022 == BitLength2022::Inputs {
        return (input.clone(), input);
    }
    let largest = |bits: u64| input.clone().max(Exact::from(bits));
    match accumulate {
        Some(bits) => (largest(u64::from(bits)), largest(u64::from(bits))),
        None => (input.clone(), largest(32)),
    }
}

/// A fact summed over processing units.
struct Sum {
    name: &'static str,
    circuits: u32,
    total: Extent,
    steps: Vec<Derivation>,
}

impl Sum {
    fn new(name: &'static str, circuits: u32) -> Self {
        Self { name, circuits, total: Extent::point(Exact::ZERO), steps: Vec::new() }
    }

    fn add(&mut self, (value, step): (Extent, Derivation)) {
        self.total = self.total.add(&value);
        self.steps.push(step);
    }

    fn total(&self) -> Extent {
        self.total.scale(&Exact::from(u64::from(self.circuits)))
    }

    fn measured(self) -> Measured<Extent> {
        let total = self.total();
        let mut text = format!("{} {}", self.name, describe(&total));
        if self.steps.len() > 1 {
            text.push_str(", summed over processing units that can work at the same time");
        }
        if self.circuits > 1 {
            text = format!("{text}, times {} integrated circuits", self.circuits);
        }
        Measured::derived(total, Derivation::step(text).from(self.steps))
    }
}

/// The largest rate times weight over the modes of a unit, with the runner-up in the derivation.
fn best(
    name: &str,
    modes: &[Mode<'_>],
    readings: &Readings,
    weight: &dyn Fn(&Mode<'_>) -> (Exact, Exact),
) -> (Extent, Derivation) {
    if modes.is_empty() {
        return (Extent::anything(), Derivation::step(format!("{name}: no rate is given")));
    }
    if readings.tensor_plus_vector == TensorPlusVector::Added && modes.iter().any(|mode| mode.engine == Engine::Vector)
    {
        let of = |vector: bool| {
            modes.iter().filter(move |mode| (mode.engine == Engine::Vector) == vector).collect::<Vec<_>>()
        };
        let (matrix, vector) = (of(false), of(true));
        let parts: Vec<_> = [matrix, vector]
            .into_iter()
            .filter(|modes| !modes.is_empty())
            .map(|modes| best_of(name, &modes, weight))
            .collect();
        let total = parts.iter().fold(Extent::point(Exact::ZERO), |sum, (value, _)| sum.add(value));
        let text = format!("{name}: {} with matrix and vector rates added", describe(&total));
        return (total, Derivation::step(text).from(parts.into_iter().map(|(_, step)| step)));
    }
    best_of(name, &modes.iter().collect::<Vec<_>>(), weight)
}

fn best_of(name: &str, modes: &[&Mode<'_>], weight: &dyn Fn(&Mode<'_>) -> (Exact, Exact)) -> (Extent, Derivation) {
    let mut weighted: Vec<(Extent, String, &Mode<'_>)> = modes
        .iter()
        .map(|mode| {
            let (low, high) = weight(mode);
            let factor = if low == high { low.to_string() } else { format!("{low} to {high}") };
            let value = mode.rate.multiply(&Extent::new(vec![Interval::closed(low, Some(high))]));
            (value, factor, *mode)
        })
        .collect();
    // The largest upper end first; without limit before any; of equals the shorter format.
    weighted.sort_by(|(a, _, x), (b, _, y)| {
        let by_value = match (a.high(), b.high()) {
            (None, None) => b.low().0.cmp(a.low().0),
            (None, Some(_)) => std::cmp::Ordering::Less,
            (Some(_), None) => std::cmp::Ordering::Greater,
            (Some((a, _)), Some((b, _))) => b.cmp(a),
        };
        by_value.then(x.format.bits().cmp(&y.format.bits()))
    });
    let total = weighted.iter().skip(1).fold(weighted[0].0.clone(), |best, (value, _, _)| best.max(value));
    let (_, factor, mode) = &weighted[0];
    let mut text = match factor.as_str() {
        "1" => format!("{name}: {}", mode.step.text),
        factor => format!("{name}: {} = {} × {factor}", describe(&total), mode.step.text),
    };
    if let Some((value, _, other)) = weighted.iter().skip(1).find(|(_, _, other)| other.format != mode.format) {
        text = format!("{text}; next best {} {}", other.format, describe(value));
    }
    (
        total,
        Derivation { text, location: mode.step.location.clone(), sources: Vec::new(), from: vec![mode.step.clone()] },
    )
}
