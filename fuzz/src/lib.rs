//! What each fuzz target does with its bytes. `cargo test` runs the same functions over `regressions/`.
//!
//! `cargo fuzz run datasheet_text fuzz/corpus/datasheet_text fuzz/seeds/datasheet_text`

use eccn::datasheet::{DatasheetErrors, parse, parse_json, parse_toml, print};
use eccn::law::{Condition, Law};
use eccn::part::Part;

/// A fuzz target.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also that of its folders.
pub const ALL: &[(&str, Target)] = &[
    ("datasheet_text", datasheet_text),
    ("part_toml", part_toml),
    ("part_json", part_json),
    ("condition", condition),
    ("law_file", law_file),
];

/// A Markdown part file.
pub fn datasheet_text(bytes: &[u8]) {
    check(bytes, parse);
}

/// A TOML part file.
pub fn part_toml(bytes: &[u8]) {
    check(bytes, parse_toml);
}

/// A JSON part file.
pub fn part_json(bytes: &[u8]) {
    check(bytes, parse_json);
}

/// Nothing panics, errors can be drawn, and what is read survives printing.
fn check(bytes: &[u8], read: fn(&str, &str) -> Result<Part, DatasheetErrors>) {
    let text = String::from_utf8_lossy(bytes);
    match read(&text, "fuzz") {
        Ok(part) => {
            let printed = print(&part);
            match parse(&printed, "printed") {
                Ok(again) => assert_eq!(again, part, "printed as:\n{printed}"),
                Err(errors) => panic!("{errors}\n\nprinted as:\n{printed}"),
            }
        }
        Err(errors) => {
            assert!(errors.iter().count() > 0);
            for error in &errors {
                assert!(error.line() > 0 && error.column() > 0);
            }
            assert!(!errors.to_string().is_empty());
        }
    }
}

/// A condition of a law file: what is read survives printing, and an error points into the text.
pub fn condition(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Condition::parse(&text) {
        Ok(condition) => {
            let printed = condition.to_string();
            assert_eq!(Condition::parse(&printed).as_ref(), Ok(&condition), "printed as {printed}");
        }
        Err(error) => assert!(text.get(error.offset..error.offset + error.length).is_some(), "{error:?}"),
    }
}

/// An entry file beside the amendments and readings that the crate is built with.
pub fn law_file(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let files = [
        ("law/amendments.toml", include_str!("../../law/amendments.toml")),
        ("law/readings.toml", include_str!("../../law/readings.toml")),
        ("law/entries/3A090.toml", &*text),
    ];
    if let Err(errors) = Law::load(files) {
        assert!(!errors.0.is_empty() && !errors.to_string().is_empty());
    }
}
