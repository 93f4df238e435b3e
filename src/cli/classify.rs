//! `eccn classify`.

use super::args::{ClassifyArgs, Format, ValueArgs};
use super::input::{Parts, overlay};
use super::{Exit, output, usage};
use eccn::catalog;
use eccn::determine::{Question, classify};
use eccn::facts::Choice;
use eccn::measure::Circumstances;
use jiff::civil::Date;
use std::time::{SystemTime, UNIX_EPOCH};

pub(super) fn run(args: &ClassifyArgs) -> anyhow::Result<Exit> {
    let law = output::supposed_law(&args.when.how)?;
    let date = args.when.as_of.map_or_else(today, Ok)?;
    let statute = law.at(date, args.when.how.posture).map_err(|error| usage(error.to_string()))?;
    let question = Question { readings: output::readings(&args.when.how)?, circumstances: circumstances(&args.values) };
    let mut parts = Parts { sheets: args.sheet, ..Parts::default() };
    for argument in &args.input {
        parts.read(argument)?;
    }
    if args.all {
        for entry in catalog::entries() {
            parts.read(entry.name)?;
        }
    }
    let flags = args.values.part()?;
    if args.input.is_empty() && !args.all {
        let Some(design) = &flags else {
            return Err(usage(
                "nothing to classify: give a part name, a file, a folder, - or values such as --rate fp8=1979",
            ));
        };
        parts.parts.push(design.clone());
    } else if let Some(flags) = &flags {
        for part in &mut parts.parts {
            overlay(part, flags);
        }
    }
    let answers: Vec<_> = parts.parts.iter().map(|part| classify(part, &statute, &question)).collect();
    let several = args.all || answers.len() > 1 || args.input.len() > 1;
    let format = args.format.unwrap_or(if several && !args.explain { Format::Table } else { Format::Text });
    if !answers.is_empty() || matches!(format, Format::Csv | Format::Json | Format::Jsonl) {
        output::write(&answers, format, args.explain, several || answers.is_empty())?;
    }
    // The other formats carry the notices in themselves.
    if matches!(format, Format::Table | Format::Csv | Format::Md) && statute.is_after_verification() {
        for notice in statute.notices().iter().take(1) {
            say!("eccn: {notice}");
        }
    }
    if parts.failures > 0 {
        say!("eccn: {} input(s) could not be read; {} part(s) were answered", parts.failures, answers.len());
        return Ok(Exit::Failure);
    }
    Ok(Exit::Success)
}

/// Who exports, designs and packages, by the flags.
pub(super) fn circumstances(values: &ValueArgs) -> Circumstances {
    Circumstances {
        exporter: word(Choice::Exporter, &values.exporter),
        designer: word(Choice::Designer, &values.designer),
        packaging: word(Choice::Packaging, &values.packaging),
    }
}

pub(super) fn word(choice: Choice, given: &str) -> &'static str {
    choice.values().iter().copied().find(|value| *value == given).unwrap_or("other")
}

/// The current date in UTC.
pub(super) fn today() -> anyhow::Result<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let days = i64::try_from(seconds / 86_400)?;
    Ok(Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days)?)?)
}
