//! Pictures of many parts, from the table's bytes to the picture's. Every benchmark asserts its answer.

use criterion::{Criterion, criterion_group, criterion_main};
use eccn::batch::{Inputs, Options as TableOptions, Progress, Target, parts, run};
use eccn::catalog;
use eccn::law::{Law, Posture, Statute};
use eccn::plot::{Options, View, planes, strip};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;

/// A table of 1,000 designs on both sides of every line, and what the engine for tables makes of them.
fn table(statute: &Statute<'_>) -> (String, BTreeMap<String, usize>) {
    let mut rows = String::from("part,fp8_dense_tops,die_area_mm2,node,datacenter\n");
    for row in 0..1000_u32 {
        let (tops, area) = (40 + row * 37 % 2000, 60 + row * 53 % 800);
        let market = if row % 3 == 0 { "no" } else { "yes" };
        let _ = writeln!(rows, "D{row},{tops},{area},TSMC N5,{market}");
    }
    let options = TableOptions::default();
    let inputs = Inputs::read("designs.csv", std::io::Cursor::new(rows.clone()), &options, &Progress::default())
        .expect("a table");
    let sink = Target::stream(std::io::sink());
    let outcome = run(inputs, &options, (statute, None), &Default::default(), Some(sink), None).expect("answered");
    let counts = outcome.tally.by_answer().into_iter().map(|(answer, count)| (answer.to_owned(), count as usize));
    let counts = counts.collect();
    (rows, counts)
}

fn thousand(c: &mut Criterion) {
    let statute = Law::embedded().at("2024-01-01".parse().expect("date"), Posture::Text).expect("covered");
    let (rows, counts) = table(&statute);
    let draw = || {
        let options = TableOptions::default();
        let inputs = Inputs::read("designs.csv", std::io::Cursor::new(rows.clone()), &options, &Progress::default())
            .expect("a table");
        let mut found = Vec::new();
        parts(inputs, |row| found.push(row.part.expect("a part"))).expect("read");
        planes(View::TppPd, black_box(&found), &statute, &Options::default()).expect("drawn").scene.to_svg()
    };
    // The picture says of each part what the other engine says.
    let svg = draw();
    for (answer, count) in &counts {
        assert_eq!(svg.matches(&format!(": {answer}; TPP")).count(), *count, "{answer}");
    }
    assert_eq!(counts.values().sum::<usize>(), 1000);
    c.bench_function("plot/1,000 parts/tpp-pd", |b| b.iter(|| assert_eq!(draw(), svg)));
}

fn whole_catalog(c: &mut Criterion) {
    let statute = Law::embedded().at("2024-01-01".parse().expect("date"), Posture::Text).expect("covered");
    let parts: Vec<_> = catalog::entries().map(|entry| entry.part().expect("in order")).collect();
    let plane = || planes(View::TppPd, &parts, &statute, &Options::default()).expect("drawn");
    let svg = plane().scene.to_svg();
    c.bench_function("plot/catalog/tpp-pd", |b| b.iter(|| assert_eq!(plane().scene.to_svg(), svg)));
    let day = "2026-07-23".parse().expect("date");
    let days = || strip(&parts, Law::embedded(), Posture::Text, day, &Options::default()).scene.to_svg();
    let svg = days();
    c.bench_function("plot/catalog/timeline", |b| b.iter(|| assert_eq!(days(), svg)));
}

criterion_group!(benches, thousand, whole_catalog);
criterion_main!(benches);
