//! Design files: what is read, and what is refused and where.

use super::{design, statute};
use eccn::design::Design;
use proptest::prelude::*;

fn refused(text: &str) -> String {
    match Design::parse(text, "d.toml") {
        Ok(_) => panic!("read:\n{text}"),
        Err(errors) => errors.to_string(),
    }
}

/// A whole design with lines added to its parameters and its die.
fn with(parameters: &str, unit: &str, die: &str) -> String {
    format!(
        "design = \"X\"\n[parameters]\n{parameters}\n[[unit]]\nname = \"u\"\n{unit}\n[[die]]\nname = \"d\"\n{die}\n"
    )
}

const UNIT: &str = "count = 4\nclock = 1.5\nmacs = { fp16 = 512 }";
const DIE: &str = "area = 300\nnode = \"TSMC N5\"";

#[test]
fn faults_have_places_and_hints() {
    for (text, expected) in [
        (with("a = \"0.9 * b + 1\"\nb = \"a\"", UNIT, DIE), "d.toml:4:6: \"a\" follows from itself"),
        (
            with("a = \"0.9 * corse\"\ncores = 4", UNIT, DIE),
            "d.toml:3:12: there is no parameter \"corse\"; did you mean \"cores\"?",
        ),
        (with("a = { from = 2, to = 1 }", UNIT, DIE), "d.toml:3:22: this is below \"from\""),
        (with("a = { from = 1, to = 2, step = 0 }", UNIT, DIE), "a step is above 0"),
        (with("a = { from = 1, to = 2, stop = 0 }", UNIT, DIE), "unknown key \"stop\""),
        (with("a = [1, 2, 1]", UNIT, DIE), "1 stands in this list twice"),
        (with("min = 1", UNIT, DIE), "\"min\" is no name of a parameter"),
        (with("a = { value = 3, from = 4, to = 5 }", UNIT, DIE), "not one of the values"),
        (with("", UNIT, "aera = 300\nnode = \"TSMC N5\""), "unknown key \"aera\""),
        (with("", UNIT, "area = 300"), "non-planar transistors is not said"),
        (with("", UNIT, "area = -3\nnode = \"TSMC N5\""), "-3 mm² is not above 0"),
        (with("c = 2.5", "count = \"c\"\nclock = 1\nmacs = { fp16 = 1 }", DIE), "2.5 is not a whole number"),
        (with("c = 2", "count = \"c / 2\"\nclock = 1\nmacs = { fp16 = 1 }", DIE), "this may not be a whole number"),
        (with("", "count = 4\nmacs = { fp16 = 512 }", DIE), "a unit with macs needs a clock"),
        (with("", "clock = 1\nmacs = { fp17 = 512 }", DIE), "\"fp17\" names no numeric format"),
        (with("", "rates = { fp16 = \"1 GBps\" }", DIE), "\"GBps\" is no unit of this"),
        ("[parameters]\na = 1\n".to_owned(), "the design has no name"),
        ("design = \"X\"\n".to_owned(), "no processing unit"),
        ("design = \"X\"\ndesign = \"Y\"\n".to_owned(), "d.toml:2:1: "),
        ("design = \"X\"\nform = \"memory\"\n".to_owned(), "a memory is a part file"),
    ] {
        let said = refused(&text);
        assert!(said.contains(expected), "{text}\n{said}");
    }
}

#[test]
fn bins_links_and_units_become_a_part() {
    let text = r#"
design = "Bins"
vendor = "ACME"
form = "assembly"
integrated-circuits = 2
market = "workstation"
datacenter = "yes"
[parameters]
tiles = 4
[[unit]]
name = "tensor"
count = "tiles * 2"
clock = { base = "1100 MHz", boost = 1.41 }
macs = { fp16 = 1024, int8 = 2048 }
[[unit]]
name = "dsp"
rates = { int8 = "2 TOPS" }
[[die]]
name = "tile"
count = "tiles"
area = "100 mm²"
node = "TSMC N5"
[[die]]
name = "base"
role = "base"
area = 300
transistor = "planar"
[memory]
type = "HBM3"
stacks = 4
bandwidth = "4 * 0.8 TB/s"
[links]
fabric = { bandwidth = 100, direction = "one-way" }
"#;
    let design = design(text);
    let part = design.part(&design.point(&[]).expect("a point")).expect("a part");
    let answer = eccn::determine::classify(&part, &super::statute("2026-07-23"), &Default::default());
    // 8 × 1.41 × (1,024 × 16 or 2,048 × 8) × 2 / 1,000 + 2 × 8, and 4 × 100 mm².
    assert_eq!(eccn::report::governing(&answer), "4A994.l");
    let facts = answer.facts();
    let point = |fact| facts.numeric(fact).value.as_point().expect("known").to_string();
    assert_eq!(point(eccn::facts::NumericFact::Tpp), "385.62304");
    assert_eq!(point(eccn::facts::NumericFact::ApplicableDieArea), "400");
    assert_eq!(point(eccn::facts::NumericFact::IoBandwidth), "200");
    assert_eq!(point(eccn::facts::NumericFact::DramBandwidth), "3200");
}

proptest! {
    /// No text is followed into a panic.
    #[test]
    fn any_text_is_read_or_refused(text in "(design|\\[parameters\\]|\\[\\[unit\\]\\]|\\[\\[die\\]\\]|a|area|=|\"|[0-9.+*/() \n{},]|from|to|clock|macs|fp16){0,60}") {
        if let Ok(design) = Design::parse(&text, "x.toml") {
            let _ = design.point(&[]).and_then(|point| design.part(&point));
        }
    }
}

#[test]
fn the_documented_keys_are_the_ones_that_are_read() {
    let page = std::fs::read_to_string("docs/design-files.md").expect("the page");
    let (_, example) = page.split_once("```toml\n").expect("an example");
    let (example, _) = example.split_once("```").expect("its end");
    let design = design(example);
    let point = design.point(&[("lanes".to_owned(), eccn::quantity::Exact::from(2))]).expect("a point");
    let part = design.part(&point).expect("a part");
    assert_eq!((part.units.len(), part.dies.len(), part.links.len()), (2, 1, 2));
    let answer = eccn::determine::classify(&part, &statute("2024-06-01"), &Default::default());
    // 64 × 2 × 2 × 2 × 32 × 32 × 1.4 GHz of INT8, beside vector units of FP32.
    assert_eq!(answer.eccn(), Some("3A090.a.1"));
}
