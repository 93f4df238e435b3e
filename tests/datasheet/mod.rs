//! Part files: real and written sheets, read, printed and broken.

mod errors;
mod fuzz_regressions;
mod grammar;
mod keyed;
mod properties;

use eccn::datasheet::{parse, print};
use eccn::part::Part;

/// Real and written sheets, each with the reason why it is here.
pub(crate) const SHEETS: &[(&str, &str)] = &[
    // The example of the format's description: every section, alternatives, a disputed value.
    ("h100-sxm5.md", include_str!("h100-sxm5.md")),
    // Real: disputed rates, two dies whose area nobody published, remarks beside the sources.
    ("ascend-910c.md", include_str!("ascend-910c.md")),
    // Real: sparse rates that are not twice the dense ones, a link list that is not complete, no dies at all.
    ("trainium2.md", include_str!("trainium2.md")),
    // No sections and no tables: labels alone decide.
    ("plain.md", include_str!("plain.md")),
    // As a vendor prints it: bold labels, `*` for sparse rates, columns for dense and sparse, several spellings.
    ("vendor-style.md", include_str!("vendor-style.md")),
    // Several units that work at the same time, throughput from the architecture, chiplets, bounds and ranges.
    ("npu-chiplets.md", include_str!("npu-chiplets.md")),
];

/// The part of a good sheet.
pub(crate) fn good(text: &str) -> Part {
    parse(text, "test.md").unwrap_or_else(|errors| panic!("{errors}\n\nin:\n{text}"))
}

/// What is said of a bad sheet.
pub(crate) fn bad(text: &str) -> String {
    match parse(text, "test.md") {
        Ok(part) => panic!("this was read: {part:#?}"),
        Err(errors) => errors.to_string(),
    }
}

#[test]
fn sheets_survive_printing() {
    for (name, text) in SHEETS {
        let part = good(text);
        let printed = print(&part);
        assert_eq!(good(&printed), part, "{name}:\n{printed}");
        assert_eq!(print(&good(&printed)), printed, "{name}: printing is canonical");
    }
}
