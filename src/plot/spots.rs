//! Parts as points and bars: where they stand on a plane, as far as it is known.

use super::chart::{Chart, Outcome};
use crate::Truth;
use crate::facts::Flag;
use crate::part::Part;
use crate::quantity::{Exact, Extent};

/// A part on a plane. Parts of one outcome at one place are one spot with several names.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) names: Vec<String>,
    /// What is said when one points at it.
    pub(super) titles: Vec<String>,
    pub(super) outcome: Outcome,
    pub(super) datacenter: Truth,
    /// Where it may stand. Nothing is known of a side that is `None`.
    pub(super) x: Option<Vec<Range>>,
    pub(super) y: Option<Vec<Range>>,
    /// Whether each range of `x` goes with the range of `y` of the same place: both grow with one cause.
    pub(super) together: bool,
}

/// A range of a side; an infinite end is no end.
pub(super) type Range = (f64, f64);

/// A part that is not on the plane, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Omitted {
    /// The part.
    pub name: String,
    /// Why it is not shown.
    pub why: String,
}

/// The part's name with its vendor's, unless it starts with that.
pub(super) fn full_name(part: &Part) -> String {
    match &part.vendor {
        Some(vendor) if !part.name.starts_with(vendor.as_str()) => format!("{vendor} {}", part.name),
        _ => part.name.clone(),
    }
}

fn ranges(extent: &Extent) -> Option<Vec<Range>> {
    if extent.says_nothing() {
        return None;
    }
    let range = |piece: &crate::quantity::Interval| {
        let high = piece.high().map_or(f64::INFINITY, |(high, _)| high.approximate());
        (piece.low().0.approximate(), high)
    };
    Some(extent.pieces().iter().map(range).collect())
}

/// The possible values in words.
fn words(extent: Option<&Extent>, label: &str, unit: &str) -> String {
    let number = |value: &Exact| if value.finite_decimal().is_some() { value.grouped() } else { value.rounded(2) };
    let text = match extent {
        Some(extent) => crate::quantity::describe(extent, number),
        None => "not defined".to_owned(),
    };
    let unit =
        if unit.is_empty() || extent.is_none_or(Extent::says_nothing) { String::new() } else { format!(" {unit}") };
    format!("{label} {text}{unit}")
}

/// The spots of parts, and the parts that have none.
pub(super) fn spots(chart: &Chart<'_>, parts: &[Part]) -> (Vec<Spot>, Vec<Omitted>) {
    let (mut spots, mut omitted): (Vec<Spot>, Vec<Omitted>) = (Vec::new(), Vec::new());
    for part in parts {
        let measurement = chart.measured(part);
        let (x, y) = chart.extents(&measurement.facts);
        let why = match (&x, &y) {
            (None, _) => Some(format!("its {} is not defined", chart.x().label())),
            (_, None) => Some(format!("its {} is not defined", chart.y().label())),
            (Some(x), _) if x.as_point().is_some_and(Exact::is_zero) => Some(format!("its {} is 0", chart.x().label())),
            (_, Some(y)) if y.as_point().is_some_and(Exact::is_zero) => Some(format!("its {} is 0", chart.y().label())),
            (Some(x), Some(y)) if x.says_nothing() && y.says_nothing() => {
                Some(format!("neither {} nor {} is known", chart.x().label(), chart.y().label()))
            }
            _ => None,
        };
        if let Some(why) = why {
            omitted.push(Omitted { name: full_name(part), why });
            continue;
        }
        let outcome = chart.outcome(&measurement);
        let name = full_name(part);
        let title = format!(
            "{name}: {}; {}; {}",
            outcome.text.replace('|', " or "),
            words(x.as_ref(), chart.x().label(), chart.x().unit()),
            words(y.as_ref(), chart.y().label(), chart.y().unit())
        );
        let spot = Spot {
            names: vec![part.name.clone()],
            titles: vec![title],
            outcome,
            datacenter: measurement.facts.flag(Flag::Datacenter).value,
            together: x.as_ref().zip(y.as_ref()).is_some_and(|(x, y)| {
                use crate::facts::NumericFact::{ApplicableDieArea, PerformanceDensity};
                let area = &measurement.facts.numeric(ApplicableDieArea).value;
                chart.y() == PerformanceDensity
                    && area.as_point().is_some()
                    && x.as_point().is_none()
                    && x.pieces().len() == y.pieces().len()
            }),
            x: x.as_ref().and_then(ranges),
            y: y.as_ref().and_then(ranges),
        };
        let same = |known: &&mut Spot| {
            known.x == spot.x
                && known.y == spot.y
                && known.outcome == spot.outcome
                && known.datacenter == spot.datacenter
        };
        match spots.iter_mut().filter(|_| spot.x.is_some() && spot.y.is_some()).find(same) {
            Some(known) => {
                known.names.extend(spot.names);
                known.titles.extend(spot.titles);
            }
            None => spots.push(spot),
        }
    }
    (spots, omitted)
}

impl Spot {
    /// Whether the spot is a single point.
    pub(super) fn is_point(&self) -> bool {
        let one = |ranges: &Option<Vec<Range>>| matches!(ranges.as_deref(), Some([(low, high)]) if low == high);
        one(&self.x) && one(&self.y)
    }

    /// The possible places as ranges of both sides.
    pub(super) fn pieces(&self) -> Vec<(Range, Range)> {
        let everything = [(0.0, f64::INFINITY)];
        let (x, y) = (self.x.as_deref().unwrap_or(&everything), self.y.as_deref().unwrap_or(&everything));
        if self.together {
            return x.iter().copied().zip(y.iter().copied()).collect();
        }
        x.iter().flat_map(|x| y.iter().map(|y| (*x, *y))).collect()
    }

    /// The numbers that an axis has to reach, for each side.
    pub(super) fn numbers(&self) -> (impl Iterator<Item = f64> + '_, impl Iterator<Item = f64> + '_) {
        let ends = |ranges: &Option<Vec<Range>>| {
            ranges.clone().unwrap_or_default().into_iter().flat_map(|(low, high)| [low, high])
        };
        (ends(&self.x), ends(&self.y))
    }

    /// The name, or several: a few of them, and how many more.
    pub(super) fn label(&self) -> String {
        match &self.names[..] {
            [one] => one.clone(),
            [one, two] => format!("{one}, {two}"),
            [one, two, three] if three.len() < 12 => format!("{one}, {two}, {three}"),
            [one, two, rest @ ..] => format!("{one}, {two} + {}", rest.len()),
            [] => String::new(),
        }
    }
}
