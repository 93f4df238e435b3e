//! Tables: the kernel on each instruction set, numbers, fields, and the whole way. Every benchmark asserts its answer.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use eccn::batch::scan::number::plain;
use eccn::batch::scan::{Records, Scanner};
use eccn::batch::{Added, Inputs, Options, Progress, Target, run};
use eccn::determine::Question;
use eccn::facts::Flag;
use eccn::kernel::{Area, FactColumns, Instructions, Kernel, NO_CODE, SCALE, Shape, add_unit};
use eccn::law::{Law, Posture, Statute};
use eccn::measure::{Circumstances, Readings};
use eccn::part::Part;
use std::fmt::Write as _;
use std::hint::black_box;

fn statute() -> Statute<'static> {
    Law::embedded().at("2026-07-23".parse().expect("date"), Posture::Text).expect("covered")
}

/// A row of numbers that looks like no other for a while.
fn number(row: u64, salt: u64, below: u64) -> u64 {
    (row.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(salt.wrapping_mul(0x2545_f491_4f6c_dd1d)) >> 33) % below
}

/// Rates in six formats, area, planar and market: what a table of parts has.
struct Table {
    rates: Vec<Vec<i64>>,
    facts: FactColumns,
}

const BITS: [i64; 6] = [64, 32, 16, 16, 8, 8];

fn table(rows: usize, shape: &Shape) -> Table {
    let mut facts = FactColumns::unknown(shape, rows);
    let scale = SCALE as i64;
    let column = |salt: u64, below: u64| (0..rows as u64).map(move |row| number(row, salt, below) as i64 * scale / 10);
    let rates = (0..6).map(|salt| column(salt, 4000).collect()).collect();
    facts.area = column(7, 9000).map(|area| area + scale).collect();
    for row in 0..rows {
        facts.area_is[row] = if row % 32 == 0 { Area::IfNonPlanar } else { Area::NonPlanar } as u8;
        facts.flags[0][row] = (number(row as u64, 9, 20) < 18) as u8;
    }
    Table { rates, facts }
}

/// From columns in the cache, and from columns in memory: rates to TPP and TOPS, facts to codes.
fn kernel(c: &mut Criterion) {
    let statute = statute();
    let shape = Shape { flags: vec![Flag::Datacenter], ..Shape::default() };
    for (name, rows) in [("1,024 rows", 1024), ("4,000,000 rows", 4_000_000)] {
        let Table { rates, mut facts } = table(rows, &shape);
        let weighted: Vec<(&[i64], i64)> = rates.iter().zip(BITS).map(|(rates, bits)| (&rates[..], bits)).collect();
        let plain: Vec<(&[i64], i64)> = rates.iter().map(|rates| (&rates[..], 1)).collect();
        add_unit(&mut facts.tpp, &weighted);
        add_unit(&mut facts.tops, &plain);
        let mut group = c.benchmark_group(format!("kernel/codes/{name}"));
        // TPP, TOPS and area in 8 bytes each, two words.
        group.throughput(Throughput::Bytes(rows as u64 * 26));
        let mut expected: Option<Vec<i64>> = None;
        for set in Instructions::available() {
            let kernel =
                Kernel::new(&statute, &Part::default(), &Readings::default(), &Circumstances::default(), shape.clone())
                    .with_instructions(set);
            let mut codes = Vec::new();
            kernel.codes(&facts, &mut codes);
            assert!(codes.iter().all(|code| *code != NO_CODE));
            // One answer on every instruction set.
            assert!(expected.get_or_insert_with(|| codes.clone()) == &codes);
            group.bench_function(BenchmarkId::from_parameter(format!("{set:?}")), |b| {
                b.iter(|| kernel.codes(black_box(&facts), &mut codes));
            });
        }
        group.finish();
        let mut group = c.benchmark_group(format!("kernel/rates/{name}"));
        group.throughput(Throughput::Bytes(rows as u64 * 56));
        let mut tpp = vec![0; rows];
        group.bench_function("TPP of six formats", |b| {
            b.iter(|| {
                tpp.fill(eccn::kernel::UNKNOWN);
                add_unit(&mut tpp, black_box(&weighted));
            });
            assert_eq!(tpp, facts.tpp);
        });
        group.finish();
    }
}

/// What memory gives at best: the sum of a column as long as those of the kernel, to be set against its bytes a second.
fn memory(c: &mut Criterion) {
    let column: Vec<i64> = (0..26_000_000 / 8 * 4).collect();
    let sum = column.iter().fold(0i64, |sum, value| sum.wrapping_add(*value));
    let mut group = c.benchmark_group("memory");
    group.throughput(Throughput::Bytes(column.len() as u64 * 8));
    group.bench_function("read", |b| {
        b.iter(|| assert_eq!(black_box(&column).iter().fold(0i64, |sum, value| sum.wrapping_add(*value)), sum));
    });
    group.finish();
}

/// A table as text.
fn csv(rows: u64) -> String {
    let mut text =
        String::from("part,vendor,fp32_tflops,fp16_dense_tflops,fp8_dense_tops,die_area_mm2,planar,datacenter,tdp_w\n");
    for row in 0..rows {
        let name = if number(row, 1, 100) == 0 { format!("\"part {row}, boxed\"") } else { format!("part {row}") };
        let rate = |salt: u64| match number(row, salt, 10) {
            0 => String::new(),
            _ => format!("{}.{}", number(row, salt + 20, 2000), number(row, salt + 40, 10)),
        };
        let area = 50 + number(row, 5, 800);
        let _ = writeln!(text, "{name},Acme,{},{},{},{area}.5,no,yes,{}", rate(2), rate(3), rate(4), area * 2);
    }
    text
}

fn scan(c: &mut Criterion) {
    let text = csv(10_000);
    let bytes = text.as_bytes();
    let mut group = c.benchmark_group("scan");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    let mut records = Records::default();
    for (name, scanner) in [
        ("fields", Scanner::new(b',')),
        ("fields, portable", Scanner::new(b',').with_instructions(Instructions::Portable)),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| {
                scanner.scan(black_box(bytes), &mut records);
                assert_eq!(records.len(), 10_001);
            });
        });
    }
    let mut record = csv::ByteRecord::new();
    group.bench_function("fields, by the csv crate", |b| {
        b.iter(|| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(black_box(bytes));
            let mut count = 0;
            while reader.read_byte_record(&mut record).expect("a record") {
                count += 1;
            }
            assert_eq!(count, 10_001);
        });
    });
    group.finish();
    let cells: Vec<(usize, usize)> = (1..records.len())
        .flat_map(|record| (2..6).map(move |field| (record, field)))
        .map(|(record, field)| records.field(records.get(record), field))
        .collect();
    let numbers = cells.iter().filter(|(start, end)| plain(bytes, *start, *end).is_some()).count();
    let mut group = c.benchmark_group("numbers");
    group.throughput(Throughput::Elements(cells.len() as u64));
    group.bench_function("plain", |b| {
        b.iter(|| {
            let read = cells.iter().filter(|(start, end)| plain(black_box(bytes), *start, *end).is_some()).count();
            assert_eq!(read, numbers);
        });
    });
    group.bench_function("f64::from_str", |b| {
        b.iter(|| {
            let number = |(start, end): &&(usize, usize)| text[*start..*end].parse::<f64>().is_ok();
            assert_eq!(black_box(&cells).iter().filter(number).count(), numbers);
        });
    });
    group.finish();
}

/// 100,000 rows in and out, in memory.
fn whole(c: &mut Criterion) {
    let statute = statute();
    let text = csv(100_000);
    let mut group = c.benchmark_group("whole/100,000 rows");
    group.throughput(Throughput::Elements(100_000));
    group.sample_size(20);
    let three = vec![Added::Eccn, Added::Tpp, Added::PerformanceDensity];
    for (name, add, rows) in
        [("counts", three.clone(), false), ("three columns", three, true), ("all columns", Added::ALL.to_vec(), true)]
    {
        let options = Options { add, ..Options::default() };
        group.bench_function(name, |b| {
            b.iter(|| {
                let input = std::io::Cursor::new(text.clone());
                let inputs = Inputs::read("rows.csv", input, &options, &Progress::default()).expect("a table");
                let target = rows.then(|| Target::stream(std::io::sink()));
                let outcome =
                    run(inputs, &options, (&statute, None), &Question::default(), target, None).expect("a run");
                assert_eq!((outcome.tally.rows, outcome.tally.errors), (100_000, 0));
            });
        });
    }
    group.finish();
}

criterion_group!(benches, kernel, memory, scan, whole);
criterion_main!(benches);
