//! Model weights: whether ECCN 4E091 holds, from operations that are reported or computed.
//!
//! Numbers are exact; what is not known is carried to the answer.
//!
//! ```
//! use eccn::Truth;
//! use eccn::quantity::{Extent, parse};
//! use eccn::weights::{Rules, Training, answer};
//! let training = |operations: &str| Training {
//!     operations: Extent::point(parse::decimal(operations).unwrap()),
//!     published: Truth::No,
//!     ..Training::default()
//! };
//! assert_eq!(answer(Rules::embedded(), &training("9.9e25")).controlled, Truth::No);
//! assert_eq!(answer(Rules::embedded(), &training("1e26")).controlled, Truth::Yes);
//! ```

mod rules;

pub use rules::Rules;

use crate::Truth;
use crate::quantity::{Exact, Extent, describe};
use jiff::civil::Date;
use serde::Serialize;

/// Seconds in an hour, times operations in a TFLOP.
const OPERATIONS_PER_TFLOPS_HOUR: (u64, u64) = (3_600, 1_000_000_000_000);

/// What is known of the training of a model.
#[derive(Clone, Debug)]
pub struct Training {
    /// Operations of pre-training and any later training, without curation of data.
    pub operations: Extent,
    /// Whether the weights are published (§ 734.7(a)).
    pub published: Truth,
    /// If the model is derived from a published one: the additional operations. `None`: it is not.
    pub additional: Option<Extent>,
    /// The operations of Note 2, of which the additional ones are a share.
    pub note_2_operations: Extent,
    /// Whether Note 2 takes the model out: it was trained with fewer operations than a model as capable as the most
    /// advanced published one needs.
    pub note_2: Truth,
    /// If data that a single model generated and that is not published was trained on.
    pub synthetic: Option<Synthetic>,
}

/// Training on data that a single model generated and that is not published.
#[derive(Clone, Debug)]
pub struct Synthetic {
    /// The share of the operations that train on it, in percent.
    pub percent: Extent,
    /// Operations of generating it.
    pub generating: Extent,
    /// Operations of training the model that generated it.
    pub training: Extent,
    /// Whether that model's weights are published.
    pub published: Truth,
}

impl Default for Training {
    /// Nothing is known, and nothing is derived or synthetic.
    fn default() -> Self {
        Self {
            operations: Extent::anything(),
            published: Truth::Unknown,
            additional: None,
            note_2_operations: Extent::anything(),
            note_2: Truth::Unknown,
            synthetic: None,
        }
    }
}

/// One test on the way to the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What was asked, with its numbers.
    pub text: String,
    /// What came out.
    pub holds: Truth,
    /// Where it stands.
    pub cite: String,
}

/// Whether 4E091 holds, and why.
#[derive(Clone, Debug, Serialize)]
pub struct WeightsAnswer {
    /// Whether the weights are 4E091; unknown: that depends on `needs`.
    pub controlled: Truth,
    /// Operations that count, for people.
    pub operations: String,
    /// The tests, in order.
    pub steps: Vec<Step>,
    /// What is missing.
    pub needs: Vec<&'static str>,
    /// What no numbers can decide.
    pub undecided: Vec<String>,
}

/// 6 × parameters × tokens.
pub fn from_parameters(rules: &Rules, parameters: &Extent, tokens: &Extent) -> Extent {
    parameters.multiply(tokens).scale(&rules.factor)
}

/// Chips × hours × peak (TFLOPS) × utilization (0 to 1).
pub fn from_chips(chip_hours: &Extent, peak_tflops: &Extent, utilization: &Extent) -> Extent {
    let (seconds, tera) = OPERATIONS_PER_TFLOPS_HOUR;
    chip_hours.multiply(peak_tflops).multiply(utilization).scale(&(Exact::from(seconds) * Exact::from(tera)))
}

/// Whether 4E091 holds on a day: before it took effect nothing is.
pub fn answer_on(rules: &Rules, training: &Training, date: Date) -> WeightsAnswer {
    let mut answer = answer(rules, training);
    let (effective, _) = rules.dates;
    if date < effective {
        let text = format!("4E091 is in effect on {date}, from {effective} on");
        answer.steps = vec![Step { text, holds: Truth::No, cite: rules.cites.operations.clone() }];
        answer.controlled = Truth::No;
        answer.needs.clear();
        answer.undecided.clear();
    }
    answer
}

/// Whether 4E091 holds, once it is in effect.
pub fn answer(rules: &Rules, training: &Training) -> WeightsAnswer {
    let number = |extent: &Extent| describe(extent, scientific);
    let mut steps = Vec::new();
    let mut needs = Vec::new();
    let mut step = |text: String, holds: Truth, cite: &str| {
        steps.push(Step { text, holds, cite: cite.to_owned() });
        holds
    };
    let published = step("the weights are published".to_owned(), training.published, &rules.cites.published);
    let mut operations = training.operations.clone();
    if let Some(synthetic) = &training.synthetic {
        let counts = above(&synthetic.percent, &rules.synthetic_percent);
        let text = format!(
            "{} % of the operations, more than {} %, train on unpublished data that a single model generated",
            number(&synthetic.percent),
            rules.synthetic_percent
        );
        step(text, counts, &rules.cites.synthetic);
        let nothing = Extent::point(Exact::ZERO);
        let with = |added: &Extent, counts: Truth| match counts {
            Truth::Yes => added.clone(),
            Truth::No => nothing.clone(),
            Truth::Unknown => nothing.union(added),
        };
        let own = with(&synthetic.training, synthetic.published.negate());
        operations = operations.add(&with(&synthetic.generating.add(&own), counts));
    }
    let many = at_least(&operations, &rules.operations);
    let text = format!("operations {} are {} or more", number(&operations), scientific(&rules.operations));
    let many = step(text, many, &rules.cites.operations);
    let derived = match &training.additional {
        None => Truth::No,
        Some(additional) => {
            let share = training.note_2_operations.scale(&(&rules.derivative_percent / &Exact::from(100)));
            let bound = share.max(&Extent::point(rules.derivative_operations.clone()));
            let text = format!(
                "derived from a published model with additional operations {} of no more than {}, the higher of {} and {} % of the operations of Note 2",
                number(additional),
                number(&bound),
                scientific(&rules.derivative_operations),
                rules.derivative_percent
            );
            step(text, exceeds(additional, &bound).negate(), &rules.cites.derivative)
        }
    };
    let controlled = many.and(published.negate()).and(derived.negate());
    let note_2 = training.note_2;
    if controlled != Truth::No {
        step("Note 2 takes the model out".to_owned(), note_2, &rules.cites.note_2);
    }
    let controlled = if note_2 == Truth::Yes { Truth::No } else { controlled };
    if controlled == Truth::Unknown {
        let open = [(published, "published"), (many, "operations"), (derived, "additional_operations")];
        needs.extend(open.into_iter().filter(|(truth, _)| *truth == Truth::Unknown).map(|(_, name)| name));
    }
    let mut undecided = Vec::new();
    if controlled != Truth::No && note_2 == Truth::Unknown {
        undecided.push(format!("{} ({})", rules.note_2_text, rules.cites.note_2));
    }
    WeightsAnswer { controlled, operations: number(&operations), steps, needs, undecided }
}

/// `3.8e25` where that is shorter than all the digits.
fn scientific(value: &Exact) -> String {
    let text = value.to_string();
    let digits = text.trim_end_matches('0');
    if text.contains('.') || text.len() < 8 || digits.is_empty() {
        return value.grouped();
    }
    let exponent = text.len() - 1;
    match digits.split_at(1) {
        (first, "") => format!("{first}e{exponent}"),
        (first, rest) => format!("{first}.{rest}e{exponent}"),
    }
}

fn at_least(value: &Extent, limit: &Exact) -> Truth {
    if value.low().0 >= limit {
        return Truth::Yes;
    }
    let below = value.high().is_some_and(|(high, open)| high < limit || open && high == limit);
    if below { Truth::No } else { Truth::Unknown }
}

fn above(value: &Extent, limit: &Exact) -> Truth {
    let (low, open) = value.low();
    if low > limit || open && low == limit {
        return Truth::Yes;
    }
    if value.high().is_some_and(|(high, _)| high <= limit) { Truth::No } else { Truth::Unknown }
}

/// Whether every value of `a` is more than every value of `b`.
fn exceeds(a: &Extent, b: &Extent) -> Truth {
    let (low, open) = a.low();
    let all = b.high().is_some_and(|(high, high_open)| low > high || (open || high_open) && low == high);
    let none = a.high().is_some_and(|(high, _)| high <= b.low().0);
    match (all, none) {
        (true, _) => Truth::Yes,
        (_, true) => Truth::No,
        _ => Truth::Unknown,
    }
}
