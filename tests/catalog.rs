//! The catalog: every file reads, and the parts the project promises are there.

use eccn::catalog::{entries, find};
use eccn::determine::{Question, classify};
use eccn::law::{Law, Posture};
use std::collections::BTreeMap;

#[test]
fn every_file_reads_and_names_its_sources() {
    let mut count = 0;
    for entry in entries() {
        let part = entry.part().unwrap_or_else(|errors| panic!("{}\n{errors}", entry.path));
        assert_eq!(part.name, entry.name, "{}", entry.path);
        assert!(!part.sources.is_empty(), "{} has no source", entry.path);
        assert!(part.vendor.is_some(), "{} has no vendor", entry.path);
        assert!(part.released.is_some() || part.retrieved.is_some(), "{} has no date", entry.path);
        for rate in part.units.iter().flat_map(|unit| &unit.rates).filter(|rate| !rate.value.value.is_unknown()) {
            assert!(!rate.value.sources.is_empty(), "{}: the {} rate has no source", entry.path, rate.format);
        }
        count += 1;
    }
    assert!(count >= 120, "{count} parts");
}

#[test]
fn every_part_can_be_classified_under_every_amendment() {
    let law = Law::embedded();
    let parts: Vec<_> = entries().map(|entry| entry.part().expect("reads")).collect();
    for date in ["2022-10-21", "2023-11-17", "2025-01-16"] {
        let statute = law.at(date.parse().expect("a date"), Posture::Text).expect("covered");
        for part in &parts {
            let answer = classify(part, &statute, &Question::default());
            assert!(!answer.possibilities().is_empty(), "{}", part.name);
        }
    }
}

#[test]
fn no_name_means_two_parts() {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for entry in entries() {
        for name in std::iter::once(entry.name).chain(entry.aliases.iter().copied()) {
            let key: String = name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
            if let Some(other) = seen.insert(key, entry.path) {
                assert_eq!(other, entry.path, "{name} names two parts");
            }
        }
    }
}

#[test]
fn families_and_spellings_are_found() {
    for (query, least) in
        [("h100", 3), ("a100", 3), ("ascend", 8), ("gaudi", 4), ("mi300", 0), ("tpu", 5), ("rtx 4090", 1)]
    {
        assert!(find(query).entries().len() >= least, "{query}: {:?}", find(query).entries().len());
    }
    for name in [
        "A800 SXM 80GB",
        "H100 PCIe 80GB",
        "h100 nvl",
        "h20",
        "l40s",
        "b100",
        "RTX4090",
        "rtx 4090 d",
        "5090",
        "mi308x",
        "tpu v7",
        "wse-3",
        "ascend 910b",
        "ascend 910d",
        "mlu590",
        "br100",
        "c500 oam",
        "jetson agx orin",
        "xeon 6980p",
        "hbm3e",
        "versal",
    ] {
        assert!(!find(name).entries().is_empty(), "{name}");
    }
    let miss = find("h1000").one().expect_err("no such part").to_string();
    assert!(miss.contains("did you mean"), "{miss}");
}
