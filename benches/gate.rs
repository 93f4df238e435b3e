//! `eccn check` as a whole, from the start of the process to its end: 1,000 design files. Asserts its answer.

use criterion::{Criterion, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::process::{Command, Output};

const DESIGNS: usize = 1_000;

/// A design around the lines of 3A090: some above, some below.
fn design(number: usize) -> String {
    let mut text = format!("name = \"NPU {number}\"\nmarket = \"datacenter\"\n\n");
    let _ =
        writeln!(text, "[[unit]]\nname = \"NPU\"\ncount = {}\nclock = \"1.{} GHz\"", 2 + number % 7, 10 + number % 80);
    let _ = writeln!(text, "macs = {{ int8 = {}, fp16 = {} }}\n", 16_384 + 4 * number, 4_096 + number);
    let _ = writeln!(
        text,
        "[[die]]\nname = \"compute\"\ncount = 1\narea = \"{} mm²\"\nnode = \"TSMC N5\"\n",
        150 + number % 600
    );
    let _ = writeln!(text, "[memory]\ntype = \"HBM3\"\nbandwidth = \"{} GB/s\"", 400 + number);
    text
}

fn check(folder: &std::path::Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_eccn"))
        .args(["check", "designs", "--deny", "3A090.a", "--as-of", "2026-07-23"])
        .current_dir(folder)
        .output()
        .expect("runs")
}

fn gate(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("designs")).expect("a folder");
    let mut denied = 0;
    let law = eccn::law::Law::embedded();
    let statute = law.at("2026-07-23".parse().expect("a date"), eccn::law::Posture::Text).expect("encoded");
    for number in 0..DESIGNS {
        let text = design(number);
        // What is to come out, by the evaluation that explains single parts.
        let part = eccn::datasheet::parse_toml(&text, "design.toml").expect("read");
        let answer = eccn::determine::classify(&part, &statute, &Default::default());
        denied += usize::from(answer.paragraphs().iter().any(|id| id.starts_with("3A090.a.")));
        std::fs::write(folder.path().join(format!("designs/{number:04}.toml")), text).expect("written");
    }
    assert!((100..DESIGNS - 100).contains(&denied), "{denied} denied");
    let expected = format!("eccn: {} of {DESIGNS} parts pass; {denied} denied\n", DESIGNS - denied);
    criterion.bench_function("check of 1,000 design files", |bencher| {
        bencher.iter(|| {
            let output = check(folder.path());
            assert_eq!(output.status.code(), Some(1));
            assert_eq!(String::from_utf8_lossy(&output.stderr), expected);
        });
    });
}

criterion_group!(benches, gate);
criterion_main!(benches);
