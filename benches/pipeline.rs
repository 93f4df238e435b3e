//! The scalar pipeline, stage by stage. Every benchmark asserts its answer.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use eccn::catalog;
use eccn::datasheet;
use eccn::determine::{Question, classify, determine};
use eccn::facts::NumericFact;
use eccn::law::{Law, Posture, Statute};
use eccn::measure::measure;
use eccn::part::Part;
use eccn::quantity::parse;
use std::hint::black_box;
use std::process::Command;

const H100: &str = include_str!("../datasheets/nvidia/h100-sxm5.md");

fn statute() -> Statute<'static> {
    Law::embedded().at("2024-01-01".parse().expect("date"), Posture::Text).expect("covered")
}

fn h100() -> Part {
    datasheet::parse(H100, "h100-sxm5.md").expect("reads")
}

fn quantity(c: &mut Criterion) {
    c.bench_function("quantity/parse/1,979 TFLOPS", |b| {
        b.iter(|| assert_eq!(parse::rate(black_box("1,979 TFLOPS")).expect("a rate").value(), &1979.into()));
    });
    c.bench_function("quantity/parse/30 digits", |b| {
        let text = "123456789012.345678901234567890";
        b.iter(|| {
            assert_eq!(
                parse::rate(black_box(text)).expect("a rate").value().to_string(),
                "123456789012.34567890123456789"
            )
        });
    });
}

fn file(c: &mut Criterion) {
    let mut group = c.benchmark_group("datasheet");
    group.throughput(Throughput::Bytes(H100.len() as u64));
    group.bench_function("parse/h100-sxm5.md", |b| {
        b.iter(|| assert_eq!(datasheet::parse(black_box(H100), "h100-sxm5.md").expect("reads").name, "H100 SXM5"));
    });
    group.finish();
}

fn law(c: &mut Criterion) {
    let files = [
        "amendments",
        "readings",
        "entries/3A001",
        "entries/3A090",
        "entries/3A991",
        "entries/4A003",
        "entries/4A090",
        "entries/4A994",
        "entries/5A002",
        "entries/5A992",
    ];
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/law/");
    let files: Vec<(String, String)> = files
        .iter()
        .map(|name| {
            (format!("law/{name}.toml"), std::fs::read_to_string(format!("{root}{name}.toml")).expect("a law file"))
        })
        .collect();
    c.bench_function("law/load/all files", |b| {
        b.iter(|| {
            let law = Law::load(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).expect("in order");
            assert_eq!(law.hash(), Law::embedded().hash());
        });
    });
    c.bench_function("law/at/2024-01-01", |b| b.iter(|| assert_eq!(statute().thresholds(NumericFact::Tpp).len(), 3)));
}

fn determination(c: &mut Criterion) {
    let (statute, part, question) = (statute(), h100(), Question::default());
    c.bench_function("measure/h100", |b| {
        b.iter(|| {
            assert!(
                measure(black_box(&part), &question.readings, &question.circumstances)
                    .facts
                    .performance_density()
                    .is_some()
            )
        });
    });
    let measurement = measure(&part, &question.readings, &question.circumstances);
    c.bench_function("determine/h100", |b| {
        b.iter(|| assert_eq!(determine(black_box(&measurement), &statute).eccn(), Some("3A090.a.1")));
    });
    c.bench_function("classify/h100", |b| {
        b.iter(|| assert_eq!(classify(black_box(&part), &statute, &question).eccn(), Some("3A090.a.1")));
    });
    let unknown = catalog::find("MI308X").one().expect("in the catalog");
    c.bench_function("classify/nothing known", |b| {
        b.iter(|| assert!(!classify(black_box(&unknown), &statute, &question).is_certain()));
    });
    let known: Vec<Part> = catalog::entries().map(|entry| entry.part().expect("reads")).collect();
    let parts: Vec<&Part> = known.iter().cycle().take(1000).collect();
    let mut group = c.benchmark_group("classify");
    group.sample_size(10).throughput(Throughput::Elements(1000));
    group.bench_function("1,000 parts of the catalog", |b| {
        let count = || parts.iter().filter(|part| classify(part, &statute, &question).is_certain()).count();
        let certain = count();
        assert!((700..=900).contains(&certain), "{certain} of the catalog's parts are certain");
        b.iter(|| assert_eq!(count(), certain));
    });
    group.finish();
}

/// From the start of the process to its end, the first result included.
fn process(c: &mut Criterion) {
    let mut group = c.benchmark_group("process");
    for (name, args) in [
        ("version", &["--version"][..]),
        ("classify h100-sxm5 --format csv", &["classify", "h100-sxm5", "--as-of", "2024-01-01", "--format", "csv"][..]),
        (
            "classify --rate",
            &[
                "classify",
                "--rate",
                "fp8=1979",
                "--die-area",
                "814",
                "--node",
                "non-planar",
                "--datacenter",
                "yes",
                "--as-of",
                "2024-01-01",
                "--format",
                "csv",
            ][..],
        ),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| {
                let output = Command::new(env!("CARGO_BIN_EXE_eccn")).args(args).output().expect("runs");
                assert!(output.status.success());
                assert!(args[0] != "classify" || String::from_utf8_lossy(&output.stdout).contains(",3A090.a.1,"));
            });
        });
    }
    group.finish();
}

criterion_group!(benches, quantity, file, law, determination, process);
criterion_main!(benches);
