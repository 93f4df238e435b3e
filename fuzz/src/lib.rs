//! What each fuzz target does with its bytes. `cargo test` runs the same functions over `regressions/`.
//!
//! `cargo fuzz run datasheet_text fuzz/corpus/datasheet_text fuzz/seeds/datasheet_text`

use eccn::datasheet::{DatasheetErrors, parse, parse_json, parse_toml, print};
use eccn::part::Part;

/// A fuzz target.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also that of its folders.
pub const ALL: &[(&str, Target)] =
    &[("datasheet_text", datasheet_text), ("part_toml", part_toml), ("part_json", part_json)];

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
