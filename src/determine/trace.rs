//! What was asked and what came out, as a plain tree. Renderers only read it.

use super::world::World;
use crate::Truth;
use crate::facts::{Facts, NumericFact};
use crate::law::{Condition, Provision, Statute};
use crate::quantity::{Exact, Extent, Known, Tops};
use serde::Serialize;

/// One question and its answer, with the questions it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TraceNode {
    /// The question: a paragraph, a condition, a comparison with its numbers.
    pub text: String,
    /// The answer.
    pub holds: Truth,
    /// Where the question stands in the law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cite: Option<String>,
    /// The words of the law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// How well the words are sourced, where they are not primary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// A remark of the law's editors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// The questions it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<TraceNode>,
}

impl TraceNode {
    fn new(text: impl Into<String>, holds: Truth) -> Self {
        Self { text: text.into(), holds, cite: None, quote: None, status: None, remark: None, because: Vec::new() }
    }
}

/// The provisions that can classify an item of this form, each with its conditions and their values.
pub(super) fn trace(facts: &Facts, statute: &Statute<'_>) -> Vec<TraceNode> {
    let world = World::new(facts);
    statute
        .provisions()
        .filter(|provision| world.fits(provision) != Truth::No)
        .map(|provision| provision_node(&world, facts, statute, provision))
        .collect()
}

fn provision_node(world: &World<'_>, facts: &Facts, statute: &Statute<'_>, provision: &Provision) -> TraceNode {
    let mut node = TraceNode::new(provision.id.clone(), world.meets(statute, provision));
    node.cite = Some(provision.cite.clone());
    node.quote = Some(crate::law::reflow(&provision.text));
    node.status = (provision.status != crate::law::Status::Primary).then(|| provision.status.as_str().to_owned());
    node.remark.clone_from(&provision.remark);
    node.because.push(condition_node(world, facts, statute, &provision.when));
    if let Some(unless) = &provision.unless {
        let mut exclusion = condition_node(world, facts, statute, unless);
        let note = provision.unless_note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        exclusion.text = format!("unless{note}: {}", exclusion.text);
        node.because.push(exclusion);
    }
    node
}

fn condition_node(world: &World<'_>, facts: &Facts, statute: &Statute<'_>, condition: &Condition) -> TraceNode {
    let holds = world.evaluate(statute, condition);
    let inner = |parts: &[Condition]| parts.iter().map(|part| condition_node(world, facts, statute, part)).collect();
    match condition {
        Condition::All(parts) => TraceNode { because: inner(parts), ..TraceNode::new("all of", holds) },
        Condition::Any(parts) => TraceNode { because: inner(parts), ..TraceNode::new("any of", holds) },
        Condition::Not(part) => {
            TraceNode { because: inner(std::slice::from_ref(part)), ..TraceNode::new("not", holds) }
        }
        Condition::Compare { fact, operator, threshold } => {
            let value = match fact {
                NumericFact::PerformanceDensity => density(facts, threshold),
                // A year has no thousands.
                NumericFact::ExportYear => {
                    let year = facts.numeric(*fact).value.as_point().map(ToString::to_string).unwrap_or_default();
                    return TraceNode::new(
                        format!("{} {year} {} {threshold}", fact.label(), sign(operator.as_str())),
                        holds,
                    );
                }
                fact => shown(&facts.numeric(*fact).value),
            };
            let unit = if fact.unit().is_empty() { String::new() } else { format!(" {}", fact.unit()) };
            TraceNode::new(
                format!("{} {value} {} {}{unit}", fact.label(), sign(operator.as_str()), threshold.grouped()),
                holds,
            )
        }
        Condition::Flag(flag) => TraceNode::new(format!("{}: {}", flag.label(), facts.flag(*flag).value), holds),
        Condition::OneOf { choice, values } => {
            let value = facts.choice(*choice).value.unwrap_or("unknown");
            TraceNode::new(format!("{} is {} (it is {value})", choice.label(), values.join(" or ")), holds)
        }
        Condition::Meets(prefix) => TraceNode::new(format!("meets the parameters of {prefix}"), holds),
    }
}

fn sign(operator: &str) -> &str {
    match operator {
        ">=" => "≥",
        "<=" => "≤",
        "==" => "=",
        other => other,
    }
}

fn shown(extent: &Extent) -> String {
    let text = Known::<Tops>::from_extent(extent.clone()).describe(true);
    if extent.as_point().is_some() { text } else { format!("({text})") }
}

/// A density with the comparison that is made in its place: TPP against threshold × area.
fn density(facts: &Facts, threshold: &Exact) -> String {
    let area = facts.numeric(NumericFact::ApplicableDieArea).value.as_point();
    let tpp = facts.numeric(NumericFact::Tpp).value.as_point();
    match (facts.performance_density(), tpp, area) {
        (None, _, _) => "(not defined: no applicable die area)".into(),
        (Some(density), Some(tpp), Some(area)) => {
            let border = threshold * area;
            let digits = density.as_point().map(|density| density.rounded(4)).unwrap_or_default();
            format!("{digits} (TPP {} against {threshold} × {area} mm² = {})", tpp.grouped(), border.grouped())
        }
        (Some(density), _, _) => shown(&density),
    }
}
