//! A determination as JSON, as `schema/determination.schema.json` describes it.
//!
//! Numbers are strings: exact decimals, or fractions where there is no finite one, so that no reader rounds them.

use super::governing;
use crate::determine::{Determination, ReadingEffect, TraceNode};
use crate::facts::{Choice, Derivation, Flag, Lint, Measured, NumericFact};
use crate::quantity::{Exact, Extent};
use serde::Serialize;
use std::collections::BTreeMap;

/// The JSON Schema of [`document`].
pub const SCHEMA: &str = include_str!("../../schema/determination.schema.json");

/// A determination as JSON.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    schema: &'static str,
    part: &'a str,
    vendor: Option<&'a str>,
    as_of: String,
    posture: &'static str,
    law: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    proposals: &'a [String],
    eccn: String,
    paragraphs: &'a [String],
    certainty: &'static str,
    possibilities: Vec<Possible<'a>>,
    needs: &'a [&'static str],
    facts: BTreeMap<&'static str, Fact<'a>>,
    margins: Vec<Margin<'a>>,
    stays: Vec<Stay<'a>>,
    readings: &'a [ReadingEffect],
    lints: &'a [Lint],
    gaps: &'a [String],
    assumptions: Vec<&'a str>,
    notices: &'a [String],
    not_checked: &'a [String],
    trace: &'a [TraceNode],
}

#[derive(Debug, Serialize)]
struct Possible<'a> {
    eccn: &'a str,
    paragraphs: &'a [String],
    when: &'a [String],
}

#[derive(Debug, Serialize)]
struct Fact<'a> {
    /// Numbers as intervals, words as themselves; nothing known is null.
    #[serde(flatten)]
    value: Value<'a>,
    unit: &'static str,
    assumed: bool,
    derivation: Option<&'a Derivation>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Number { values: Option<Vec<Piece>> },
    Word { value: Option<&'a str> },
}

#[derive(Debug, Serialize)]
struct Piece {
    low: String,
    low_excluded: bool,
    high: Option<String>,
    high_excluded: bool,
}

#[derive(Debug, Serialize)]
struct Margin<'a> {
    fact: &'static str,
    value: String,
    operator: &'static str,
    threshold: String,
    difference: String,
    holds: bool,
    provisions: &'a [String],
}

#[derive(Debug, Serialize)]
struct Stay<'a> {
    fact: &'static str,
    value: String,
    range: Piece,
    below: Option<&'a str>,
    above: Option<&'a str>,
}

fn piece(interval: &crate::quantity::Interval) -> Piece {
    let (low, low_excluded) = interval.low();
    let high = interval.high();
    Piece {
        low: low.lossless(),
        low_excluded,
        high: high.map(|(high, _)| high.lossless()),
        high_excluded: high.is_some_and(|(_, excluded)| excluded),
    }
}

fn number<'a>(extent: Option<&Extent>) -> Value<'a> {
    let known = extent.filter(|extent| !extent.says_nothing());
    Value::Number { values: known.map(|extent| extent.pieces().iter().map(piece).collect()) }
}

fn fact<'a, T>(measured: &'a Measured<T>, value: Value<'a>, unit: &'static str) -> Fact<'a> {
    let derivation = Some(&measured.derivation).filter(|derivation| !derivation.text.is_empty());
    Fact { value, unit, assumed: measured.assumed, derivation }
}

/// The determination in the shape of the schema.
pub fn document(answer: &Determination) -> Document<'_> {
    let mut facts = BTreeMap::new();
    let density = answer.facts().performance_density();
    for name in NumericFact::ALL {
        let entry = match name {
            NumericFact::PerformanceDensity => {
                Fact { value: number(density.as_ref()), unit: "TPP/mm²", assumed: false, derivation: None }
            }
            name => {
                let measured = answer.facts().numeric(*name);
                fact(measured, number(Some(&measured.value)), name.unit())
            }
        };
        facts.insert(name.name(), entry);
    }
    for name in Flag::ALL {
        let measured = answer.facts().flag(*name);
        facts.insert(name.name(), fact(measured, Value::Word { value: Some(measured.value.as_str()) }, ""));
    }
    for name in Choice::ALL {
        let measured = answer.facts().choice(*name);
        facts.insert(name.name(), fact(measured, Value::Word { value: measured.value }, ""));
    }
    let text = |value: &Exact| value.lossless();
    Document {
        schema: "eccn-determination/1",
        part: answer.part(),
        vendor: answer.vendor(),
        as_of: answer.date().to_string(),
        posture: answer.posture().as_str(),
        law: answer.law_hash(),
        proposals: answer.proposals(),
        eccn: governing(answer),
        paragraphs: answer.paragraphs(),
        certainty: answer.certainty(),
        possibilities: answer
            .possibilities()
            .iter()
            .map(|possibility| Possible {
                eccn: possibility.eccn().unwrap_or("none"),
                paragraphs: possibility.paragraphs(),
                when: possibility.when(),
            })
            .collect(),
        needs: answer.needs(),
        facts,
        margins: answer
            .margins()
            .iter()
            .map(|margin| Margin {
                fact: margin.fact().name(),
                value: text(margin.value()),
                operator: margin.operator().as_str(),
                threshold: text(margin.threshold()),
                difference: text(&margin.difference()),
                holds: margin.holds(),
                provisions: margin.provisions(),
            })
            .collect(),
        stays: answer
            .stays()
            .iter()
            .map(|stay| Stay {
                fact: stay.fact().name(),
                value: text(stay.value()),
                range: piece(stay.range()),
                below: stay.below().map(|beyond| beyond.unwrap_or("none")),
                above: stay.above().map(|beyond| beyond.unwrap_or("none")),
            })
            .collect(),
        readings: answer.readings(),
        lints: answer.lints(),
        gaps: answer.gaps(),
        assumptions: answer.assumptions(),
        notices: answer.notices(),
        not_checked: answer.not_checked(),
        trace: answer.trace(),
    }
}
