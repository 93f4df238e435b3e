//! How far each value of a design can move before the answer does.
//!
//! ```
//! use eccn::design::{Design, headroom::headroom};
//! use eccn::determine::Question;
//! use eccn::law::{Law, Posture};
//!
//! let text = r#"
//! design = "An accelerator"
//! market = "datacenter"
//! [[unit]]
//! name = "SM"
//! count = 132
//! clock = 0.5
//! macs = { fp16 = 2048 }
//! [[die]]
//! name = "compute"
//! area = 814
//! node = "TSMC 4N"
//! "#;
//! let design = Design::parse(text, "design.toml")?;
//! let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
//! let room = headroom(&design, &design.point(&[])?, &statute, &Question::default())?;
//! let clock = room.rooms().iter().find(|room| room.name() == "unit.SM.clock").unwrap();
//! // 3A090.b.1 from TPP 2,400 to below 4,800, and 4,800 / (132 × 2,048 × 2 × 16 / 1,000) GHz is where a.1 begins.
//! let (end, open) = clock.stays().high().unwrap();
//! assert_eq!((end.lossless().as_str(), open, clock.above()), ("3125/5632", true, Some("3A090.a.1")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Design;
use super::lever::{Lever, Moved};
use super::outline::Outline;
use super::part::PointError;
use super::profile::{Holds, Profile};
use crate::determine::{self, Determination, Question, classify};
use crate::facts::NumericFact;
use crate::law::{Effect, Statute};
use crate::quantity::{Exact, Interval};

/// How far a design can move.
#[derive(Clone, Debug)]
pub struct Headroom {
    pub(crate) answer: Determination,
    pub(crate) rooms: Vec<Room>,
    /// The paragraphs that can classify an item of this form, in the law's own order.
    pub(crate) paragraphs: Vec<Standing>,
}

/// Whether a paragraph is met.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    Yes,
    /// For some of the missing values.
    Perhaps,
    No,
}

impl Met {
    fn of(standing: &determine::Standing<'_>, paragraph: &str) -> Self {
        match (standing.met.contains(&paragraph), standing.possible.contains(&paragraph)) {
            (true, _) => Self::Yes,
            (false, true) => Self::Perhaps,
            (false, false) => Self::No,
        }
    }
}

/// One paragraph, and how far each value is from changing whether it is met.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) paragraph: String,
    pub(crate) met: Met,
    /// By the place of a room in [`Headroom::rooms`].
    pub(crate) changes: Vec<(usize, Change)>,
}

/// The room of one value.
#[derive(Clone, Debug)]
pub struct Room {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) unit: &'static str,
    pub(crate) kind: Moved,
    pub(crate) value: Exact,
    pub(crate) stays: Interval,
    pub(crate) below: Option<String>,
    pub(crate) above: Option<String>,
    /// Of a value with steps: the first and the last step at which the answer stays.
    pub(crate) steps: Option<(Exact, Option<Exact>)>,
    /// Whether an end is only bracketed: it lies within a billionth beyond the one given.
    pub(crate) bracketed: bool,
}

/// Where a value crosses a line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// The number at the line.
    pub(crate) at: Exact,
    /// Whether the line is crossed at the number itself, and not only beyond it.
    pub(crate) reached: bool,
    pub(crate) upward: bool,
    /// What the paragraph is beyond it.
    pub(crate) becomes: Met,
}

impl Change {
    /// The distance from `value`.
    pub(crate) fn distance(&self, value: &Exact) -> Exact {
        (&self.at - value).magnitude()
    }
}

impl Headroom {
    /// The answer at the point.
    pub fn answer(&self) -> &Determination {
        &self.answer
    }

    /// The room of every fact and every number of the design.
    pub fn rooms(&self) -> &[Room] {
        &self.rooms
    }

    /// The nearest change of the answer in one direction: of all rooms the one whose end is closest in proportion.
    pub fn nearest(&self, upward: bool) -> Option<&Room> {
        let share = |room: &&Room| room.distance(upward)?.checked_div(&room.value);
        let candidates = self.rooms.iter().filter_map(|room| Some((share(&room)?, room)));
        candidates.min_by(|a, b| a.0.cmp(&b.0)).map(|(_, room)| room)
    }
}

impl Room {
    /// The name of the value: a parameter, the path of a number, or a fact.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value at the point.
    pub fn value(&self) -> &Exact {
        &self.value
    }

    /// The values at which the answer stays, all else unchanged.
    pub fn stays(&self) -> &Interval {
        &self.stays
    }

    /// The answer just below; `None`: it stays down to zero, or no such part can be.
    pub fn below(&self) -> Option<&str> {
        self.below.as_deref()
    }

    /// The answer just above, likewise.
    pub fn above(&self) -> Option<&str> {
        self.above.as_deref()
    }

    /// Whether an end has no exact form: it lies within a billionth beyond the one given.
    pub fn is_bracketed(&self) -> bool {
        self.bracketed
    }

    /// Whether the answer stays whatever the value is.
    pub fn is_free(&self) -> bool {
        self.below.is_none() && self.above.is_none() && self.stays.high().is_none()
    }

    /// The distance to the end above or below, if the answer changes there.
    pub(crate) fn distance(&self, upward: bool) -> Option<Exact> {
        match upward {
            true => self.above.as_ref().and(self.stays.high()).map(|(high, _)| high - &self.value),
            false => self.below.as_ref().map(|_| &self.value - self.stays.low().0),
        }
    }
}

/// The facts that have a room of their own.
const FACTS: &[NumericFact] = &[
    NumericFact::Tpp,
    NumericFact::PerformanceDensity,
    NumericFact::ApplicableDieArea,
    NumericFact::Tops,
    NumericFact::IoBandwidth,
    NumericFact::DramBandwidth,
    NumericFact::Transistors,
];

/// How far the design can move from a point.
///
/// # Errors
/// If the point is no possible part.
pub fn headroom(
    design: &Design,
    point: &[Exact],
    statute: &Statute<'_>,
    question: &Question,
) -> Result<Headroom, PointError> {
    let answer = classify(&design.part(point)?, statute, question);
    let outline = Outline::new(design, &question.readings, &question.circumstances)?;
    let asked = |fact: &&NumericFact| {
        let dense = **fact == NumericFact::PerformanceDensity;
        answer.asked().contains(fact) || dense && answer.asked().contains(&NumericFact::ApplicableDieArea)
    };
    let mut levers: Vec<Lever> =
        FACTS.iter().filter(asked).filter_map(|fact| Lever::fact(&outline, *fact, point)).collect();
    // Parameters first, as the file has them; then numbers of fields.
    let places = 0..design.parameters().len();
    levers.extend(places.map(|place| Lever::parameter(design, &outline, place, point)));
    let everything = Interval::closed(Exact::ZERO, None);
    let form = answer.facts().choice(crate::facts::Choice::Form).value;
    let fitting = statute
        .provisions()
        .filter(|provision| provision.effect != Effect::Gap)
        .filter(|provision| form.is_none_or(|form| provision.forms.iter().any(|fits| fits.as_str() == form)));
    let here = determine::standing(answer.facts(), statute);
    let mut paragraphs: Vec<Standing> = Vec::new();
    for provision in fitting {
        let met = Met::of(&here, &provision.id);
        if !paragraphs.iter().any(|known| known.paragraph == provision.id) {
            paragraphs.push(Standing { paragraph: provision.id.clone(), met, changes: Vec::new() });
        }
    }
    let mut rooms = Vec::new();
    for lever in &levers {
        let profile = lever.profile(statute, &everything);
        let Some(room) = room(lever, &profile) else { continue };
        let place = rooms.len();
        rooms.push(room);
        for standing in &mut paragraphs {
            for upward in [false, true] {
                let change = change(lever, &profile, &standing.paragraph, standing.met, upward);
                standing.changes.extend(change.map(|change| (place, change)));
            }
        }
    }
    paragraphs.retain(|standing| standing.met != Met::No || !standing.changes.is_empty());
    Ok(Headroom { answer, rooms, paragraphs })
}

fn room(lever: &Lever, profile: &Profile<'_>) -> Option<Room> {
    let here = profile.stretches.iter().position(|stretch| stretch.range.contains(&lever.value))?;
    let governing = |holds: &Holds<'_>| match holds {
        Holds::Stands(standing) => Some(standing.governing.clone()),
        Holds::Impossible(_) | Holds::Bracket { .. } => None,
    };
    let today = governing(&profile.stretches[here].holds)?;
    let stands = |index: usize| {
        profile.stretches.get(index).and_then(|stretch| governing(&stretch.holds)).as_deref() == Some(&today)
    };
    // One comparison that changes between two neighbors that stay: so does what is between them.
    let same = |index: &usize| match profile.stretches[*index].holds {
        Holds::Bracket { once: true } => stands(index + 1) && index.checked_sub(1).is_some_and(stands),
        _ => stands(*index),
    };
    let first = (0..=here).rev().take_while(same).last()?;
    let last = (here..profile.stretches.len()).take_while(same).last()?;
    let (low, high) = (&profile.stretches[first].range, &profile.stretches[last].range);
    let stays =
        Interval { low: low.low.clone(), low_open: low.low_open, high: high.high.clone(), high_open: high.high_open };
    // Beyond a bracket is what it leads to.
    let beyond = |mut indices: Box<dyn Iterator<Item = usize> + '_>| {
        indices.find_map(|index| match &profile.stretches[index].holds {
            Holds::Bracket { .. } => None,
            holds => Some(governing(holds)),
        })?
    };
    let bracket = |index: Option<usize>| {
        index
            .and_then(|index| profile.stretches.get(index))
            .is_some_and(|stretch| matches!(stretch.holds, Holds::Bracket { .. }))
    };
    let steps = lever.grid.as_ref().and_then(|(start, step)| {
        let first = step_within(start, step, &stays, true)?;
        Some((first, step_within(start, step, &stays, false)))
    });
    Some(Room {
        name: lever.name.clone(),
        label: lever.label().to_owned(),
        unit: lever.unit,
        kind: lever.kind,
        value: lever.value.clone(),
        below: beyond(Box::new((0..first).rev())),
        above: beyond(Box::new(last + 1..profile.stretches.len())),
        bracketed: bracket(first.checked_sub(1)) || bracket(Some(last + 1)),
        stays,
        steps,
    })
}

/// The first or the last value `start + n × step` in an interval; `None`: it has none on that side.
pub(super) fn step_within(start: &Exact, step: &Exact, range: &Interval, first: bool) -> Option<Exact> {
    let (end, open) = if first { range.low() } else { range.high()? };
    let places = (end - start).checked_div(step)?;
    let place = if first { places.ceil_scaled(1)? } else { places.floor_scaled(1)? };
    let at = |place: i64| start + &(step * &Exact::ratio(place, 1));
    let mut value = at(place);
    if open && &value == end {
        value = at(if first { place.checked_add(1)? } else { place.checked_sub(1)? });
    }
    range.contains(&value).then_some(value)
}

/// Where a paragraph begins or ceases to be met.
fn change(lever: &Lever, profile: &Profile<'_>, paragraph: &str, met: Met, upward: bool) -> Option<Change> {
    let here = profile.stretches.iter().position(|stretch| stretch.range.contains(&lever.value))?;
    let outward: Box<dyn Iterator<Item = usize>> =
        if upward { Box::new(here + 1..profile.stretches.len()) } else { Box::new((0..here).rev()) };
    for index in outward {
        let stretch = &profile.stretches[index];
        let becomes = match &stretch.holds {
            Holds::Stands(standing) => Met::of(standing, paragraph),
            Holds::Impossible(_) => return None,
            Holds::Bracket { .. } => continue,
        };
        if becomes != met {
            let (at, open) = if upward { stretch.range.low() } else { stretch.range.high()? };
            return Some(Change { at: at.clone(), reached: !open, upward, becomes });
        }
    }
    None
}
