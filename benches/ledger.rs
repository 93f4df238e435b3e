//! A ledger of a hundred thousand rows, with its totals asserted.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use eccn::destination::Choices;
use eccn::law::Law;
use eccn::ledger::{Amount, Ledger, Limits, run};
use eccn::license::Licensing;
use std::fmt::Write as _;
use std::hint::black_box;

const ROWS: u64 = 100_000;

fn rows() -> String {
    let mut csv = String::from("date,tpp,quantity,consignee,parent,location,authorization\n");
    for row in 0..ROWS {
        // From February on: the limits took effect in January 2025.
        let (month, group) = (row % 11 + 2, row % 97);
        let place = ["PL", "BR", "SA", "IN"][(row % 4) as usize];
        let authorization = ["lpp", "license", "nveu"][(row % 3) as usize];
        let _ =
            writeln!(csv, "2025-{month:02}-01,15832.5,{},site {group},group {group},{place},{authorization}", row % 5);
    }
    csv
}

fn totals(csv: &str) -> u64 {
    let mut ledger = Ledger::new(Limits::embedded(), Licensing::embedded(), Choices::default());
    let mut out = std::io::sink();
    let outcome = run(csv.as_bytes(), Some(&mut out), &mut ledger, Law::embedded());
    let outcome = outcome.expect("a ledger");
    assert_eq!((outcome.rows, outcome.errors), (ROWS, 0));
    let lines = ledger.summary();
    let of = |limit: &str| lines.iter().filter(|line| line.limit == limit).map(|line| line.total).sum::<Amount>();
    // Rows in which row % 3 is 0, 1, 2: the sum of row % 5 over them, times TPP.
    let quantity = |rest: u64| (0..ROWS).filter(|row| row % 3 == rest).map(|row| row % 5).sum::<u64>();
    let each: Amount = "15832.5".parse().expect("a number");
    assert_eq!(of("lpp"), each.times(quantity(0)).expect("fits"));
    assert_eq!(of("allocation"), each.times(quantity(1)).expect("fits"));
    // What a company may have received by the end of a quarter counts from the first one on.
    let year: Amount =
        lines.iter().filter(|line| line.limit == "nveu" && line.period == "2025Q4").map(|line| line.total).sum();
    assert_eq!(year, each.times(quantity(2)).expect("fits"));
    outcome.rows
}

fn ledger(c: &mut Criterion) {
    let csv = rows();
    let mut group = c.benchmark_group("ledger");
    group.throughput(Throughput::Elements(ROWS));
    group.sample_size(10);
    group.bench_function("rows", |b| b.iter(|| totals(black_box(&csv))));
    group.finish();
}

criterion_group!(benches, ledger);
criterion_main!(benches);
