//! Sheets written in the manner of real ones, read and compared with what a careful person gets from them.
//!
//! `tests/sheets/README.md` explains the expected files. The test prints precision and recall; `ECCN_SHEETS=DIR` runs it on
//! another folder of the same form, where it prints every difference and asserts nothing but the form of the files.

#![allow(clippy::print_stdout, reason = "the table of precision and recall")]

use eccn::sheet::file::{Limits, open_file};
use eccn::sheet::{ReadPart, Reading, read};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Keys that are counted.
const KEYS: &[&str] = &[
    "fp64",
    "fp32",
    "tf32",
    "bf16",
    "fp16",
    "fp8",
    "fp6",
    "fp4",
    "int16",
    "int8",
    "int4",
    "mx9",
    "mx6",
    "blockfp8",
    "fp64_vector",
    "fp32_vector",
    "die_area",
    "die_area_total",
    "dies",
    "process",
    "process_name",
    "memory_bandwidth",
    "interconnect_bandwidth",
    "pcie_bandwidth",
];

#[derive(Debug, Default)]
struct Score {
    wanted: usize,
    found: usize,
    wrong: usize,
    tpp_wanted: usize,
    tpp_found: usize,
    tpp_wrong: usize,
    lints_wanted: usize,
    lints_found: usize,
    open_wanted: usize,
    open_found: usize,
    differences: Vec<String>,
}

fn folder() -> PathBuf {
    std::env::var_os("ECCN_SHEETS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets"), PathBuf::from)
}

/// Each sheet with its expected reading.
fn sheets() -> Vec<(PathBuf, toml::Table)> {
    let mut found: Vec<(PathBuf, toml::Table)> = Vec::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for expected in files.iter().filter(|file| file.to_string_lossy().ends_with(".expected.toml")) {
        let stem = expected.file_name().unwrap().to_string_lossy().replace(".expected.toml", "");
        let is_sheet = |file: &&PathBuf| {
            file.file_stem().is_some_and(|name| name.to_string_lossy() == stem) && **file != *expected
        };
        let sheet = files.iter().find(is_sheet).unwrap_or_else(|| panic!("{}: no sheet beside it", expected.display()));
        let table = std::fs::read_to_string(expected)
            .unwrap()
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", expected.display()));
        found.push((sheet.clone(), table));
    }
    found
}

fn words(name: &str) -> Vec<String> {
    let spaced: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// How well two names fit: the share of the words of the shorter one that the other has.
fn fit(expected: &str, read: &str) -> f64 {
    let (a, b) = (words(expected), words(read));
    let together = |words: &[String]| words.concat();
    if together(&a) == together(&b) {
        return 2.0;
    }
    let shared = a.iter().filter(|word| b.contains(word)).count() as f64;
    let contained = together(&a).contains(&together(&b)) || together(&b).contains(&together(&a));
    if shared == 0.0 && !contained {
        return 0.0;
    }
    (shared + f64::from(u8::from(contained))) / a.len().max(b.len()) as f64
}

/// A quantity in its base unit, in thousandths, or a word.
fn plain(value: &str) -> String {
    let mut words = value.split_whitespace();
    let (Some(number), unit) = (words.next(), words.next()) else { return value.to_owned() };
    let Ok(number) = number.replace(',', "").parse::<f64>() else {
        return value.to_lowercase().replace([' ', '-'], "");
    };
    let factor = match unit {
        Some("TB/s" | "PFLOPS" | "POPS") => 1000.0,
        Some("GiB/s") => 1.073_741_824,
        Some("TiB/s") => 1_099.511_627_776,
        Some("GFLOPS") => 0.001,
        _ => 1.0,
    };
    format!("{:.4}", number * factor)
}

fn text(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn table<'t>(part: &'t toml::Table, key: &str) -> BTreeMap<&'t str, String> {
    let of = part.get(key).and_then(toml::Value::as_table);
    of.into_iter().flatten().map(|(key, value)| (key.as_str(), text(value))).collect()
}

fn compare(sheet: &str, expected: &toml::Table, reading: &Reading, score: &mut Score) {
    let parts: Vec<&toml::Table> = expected
        .get("part")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_table)
        .collect();
    let name = |part: &toml::Table| part.get("name").map(text).unwrap_or_default();
    let mut free: Vec<&ReadPart> = reading.parts.iter().collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        for (other, read) in reading.parts.iter().enumerate() {
            let fit = fit(&name(part), &read.name);
            // The only part of a sheet is that part, whatever it is called.
            let only = parts.len() == 1 && reading.parts.len() == 1;
            if fit > 0.0 || only {
                pairs.push((fit, place, other));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut taken, mut used) = (vec![None; parts.len()], vec![false; reading.parts.len()]);
    for (_, place, other) in pairs {
        if taken[place].is_none() && !used[other] {
            taken[place] = Some(&reading.parts[other]);
            used[other] = true;
        }
    }
    free.retain(|part| !taken.iter().flatten().any(|taken| std::ptr::eq(*taken, *part)));
    for (part, read) in parts.iter().zip(&taken) {
        one(sheet, part, *read, score);
    }
    for extra in free {
        for fact in extra.facts.iter().filter(|fact| fact.certain && fact.field != "dies") {
            score.wrong += 1;
            score.differences.push(format!(
                "WRONG {sheet}: {} is no part: {} = {} (line {})",
                extra.name, fact.field, fact.value, fact.line
            ));
        }
    }
}

fn one(sheet: &str, part: &toml::Table, read: Option<&ReadPart>, score: &mut Score) {
    let name = part.get("name").map(text).unwrap_or_default();
    let (values, unknown, if_dense) = (table(part, "values"), table(part, "unknown"), table(part, "if_dense"));
    let certain = |key: &str| read.and_then(|read| read.certain(key));
    for (key, value) in &values {
        score.wanted += 1;
        match certain(key) {
            Some(fact) if agrees(key, value, &fact.value) => score.found += 1,
            Some(fact) if *key == "process_name" => {
                score.differences.push(format!("name  {sheet}: {name}: {key} is {}, expected {value}", fact.value))
            }
            Some(fact) => {
                score.wrong += 1;
                score.differences.push(format!(
                    "WRONG {sheet}: {name}: {key} is {} (line {}), expected {value}",
                    fact.value, fact.line
                ));
            }
            None => {
                let open = read.and_then(|read| read.facts.iter().find(|fact| fact.field == *key));
                let why = open.map(|fact| format!(" ({} {})", fact.value, fact.why)).unwrap_or_default();
                score.differences.push(format!(
                    "miss  {sheet}: {name}: {key}, expected {value}{why}{}",
                    if read.is_none() { " (no such part)" } else { "" }
                ));
            }
        }
    }
    for fact in read.iter().flat_map(|read| &read.facts).filter(|fact| fact.certain) {
        let known = KEYS.contains(&fact.field.as_str());
        let vector = fact.field.ends_with("_vector");
        if values.contains_key(fact.field.as_str())
            || !known
            || vector
            || fact.field == "process_name"
            || fact.field == "dies" && fact.value == "1"
        {
            continue;
        }
        score.wrong += 1;
        let why = unknown.get(fact.field.as_str()).map_or("not listed", String::as_str);
        score.differences.push(format!(
            "WRONG {sheet}: {name}: {} is {} (line {}: {}), but: {why}",
            fact.field, fact.value, fact.line, fact.why
        ));
    }
    for (key, value) in &if_dense {
        score.open_wanted += 1;
        let open = read.and_then(|read| read.facts.iter().find(|fact| !fact.certain && fact.field == *key));
        if open.is_some_and(|fact| plain(&fact.value) == plain(value)) {
            score.open_found += 1;
        } else {
            score.differences.push(format!("open  {sheet}: {name}: {key}, printed {value}"));
        }
    }
    let tpp = read.and_then(|read| read.tpp.clone());
    match (part.get("tpp").map(text), tpp) {
        (Some(wanted), found) => {
            score.tpp_wanted += 1;
            if found.as_deref().is_some_and(|found| plain(found) == plain(&wanted)) {
                score.tpp_found += 1;
            } else {
                score.tpp_wrong += usize::from(found.is_some());
                score.differences.push(format!("tpp   {sheet}: {name}: {found:?}, expected {wanted}"));
            }
        }
        (None, Some(found)) => {
            score.tpp_wrong += 1;
            score.differences.push(format!("TPP   {sheet}: {name}: {found}, where the sheet decides none"));
        }
        (None, None) => {}
    }
    for lint in part.get("lints").and_then(toml::Value::as_array).into_iter().flatten() {
        score.lints_wanted += 1;
        if read.is_some_and(|read| read.lints.iter().any(|given| given.name == text(lint))) {
            score.lints_found += 1;
        } else {
            score.differences.push(format!("lint  {sheet}: {name}: {lint}"));
        }
    }
}

fn agrees(key: &str, expected: &str, found: &str) -> bool {
    if key == "process_name" {
        let letters =
            |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '+').collect::<String>();
        return letters(expected) == letters(found);
    }
    plain(expected) == plain(found)
}

fn share(found: usize, wanted: usize) -> f64 {
    if wanted == 0 { 100.0 } else { 100.0 * found as f64 / wanted as f64 }
}

#[test]
fn sheets_are_read_as_a_careful_person_reads_them() {
    let all = sheets();
    assert!(all.len() >= 40, "{} sheets", all.len());
    let mut styles: BTreeMap<String, Score> = BTreeMap::new();
    for (file, expected) in &all {
        let sheet = file.file_name().unwrap().to_string_lossy().into_owned();
        let style = expected.get("style").map(text).unwrap_or_else(|| panic!("{sheet}: no style"));
        let score = styles.entry(style).or_default();
        let opened = open_file(file, &Limits::default());
        match (expected.get("error").or(expected.get("or_error")).map(text), opened) {
            (_, Ok(opened)) if !expected.contains_key("error") => {
                compare(&sheet, expected, &read(&opened.content.into_document()), score)
            }
            (Some(wanted), Err(error)) => {
                let said = error.to_string().to_lowercase();
                assert!(said.contains(&wanted) || wanted == "no text" && said.contains("text"), "{sheet}: {said}");
            }
            (wanted, opened) => panic!("{sheet}: expected {wanted:?}, got {:?}", opened.map(|opened| opened.reader)),
        }
    }
    let mut total = Score::default();
    println!("{:<24} {:>6} {:>6} {:>6} {:>8} {:>5}", "style", "values", "found", "wrong", "recall", "TPP");
    for (style, score) in &mut styles {
        println!(
            "{style:<24} {:>6} {:>6} {:>6} {:>7.1}% {:>2}/{}",
            score.wanted,
            score.found,
            score.wrong,
            share(score.found, score.wanted),
            score.tpp_found,
            score.tpp_wanted
        );
        total.wanted += score.wanted;
        total.found += score.found;
        total.wrong += score.wrong;
        total.tpp_wanted += score.tpp_wanted;
        total.tpp_found += score.tpp_found;
        total.tpp_wrong += score.tpp_wrong;
        total.lints_wanted += score.lints_wanted;
        total.lints_found += score.lints_found;
        total.open_wanted += score.open_wanted;
        total.open_found += score.open_found;
        total.differences.append(&mut score.differences);
    }
    for difference in &total.differences {
        println!("{difference}");
    }
    let precision = share(total.found, total.found + total.wrong);
    println!(
        "precision {precision:.2} % of {} certain values, recall {:.1} % of {}, TPP {}/{} ({} wrong), warnings {}/{}, open values {}/{}",
        total.found + total.wrong,
        share(total.found, total.wanted),
        total.wanted,
        total.tpp_found,
        total.tpp_wanted,
        total.tpp_wrong,
        total.lints_found,
        total.lints_wanted,
        total.open_found,
        total.open_wanted
    );
    if std::env::var_os("ECCN_SHEETS").is_some() {
        return;
    }
    assert_eq!((total.wrong, total.tpp_wrong), (0, 0), "values stated as certain that are wrong");
    assert!(share(total.found, total.wanted) >= 95.0, "recall");
    assert!(share(total.tpp_found, total.tpp_wanted) >= 90.0, "TPP");
    assert_eq!(total.lints_found, total.lints_wanted, "warnings");
}

/// Each warning has a page, and each page is of a warning.
#[test]
fn warnings_have_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lints");
    let mut pages: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    pages.sort();
    let mut names: Vec<&str> = eccn::sheet::LINTS.to_vec();
    names.sort_unstable();
    assert_eq!(pages, names);
    for name in names {
        let text = std::fs::read_to_string(folder.join(format!("{name}.md"))).unwrap();
        assert!(text.starts_with(&format!("# {name}\n")), "{name}");
        assert!(text.contains("## What to do"), "{name}");
    }
}
