//! Real and written sheets, read and printed.

use eccn::datasheet::{parse, print};

const H100: &str = include_str!("h100-sxm5.md");

#[test]
fn h100() {
    let part = parse(H100, "h100.md").unwrap_or_else(|e| panic!("{e}"));
    println!("{part:#?}\n{}", print(&part));
    let again = parse(&print(&part), "h100.md").unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(part, again);
}
