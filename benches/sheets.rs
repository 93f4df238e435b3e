//! Printed sheets: text to parts. `cargo bench --bench sheets`.
//!
//! Each round reads all text sheets of `tests/sheets/` (one page each) and asserts how much was certain.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use eccn::sheet::{Layout, read};
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The text sheets.
fn texts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let is_text = |path: &std::path::PathBuf| {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        !matches!(&*extension, "toml" | "pdf" | "xlsx") && path.file_name().unwrap() != "README.md"
    };
    files.iter().filter(|path| is_text(path)).map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// How many values are certain.
fn certain(texts: &[String]) -> usize {
    let one = |text: &String| {
        let reading = read(&Layout::of(text).read(text));
        reading.parts.iter().flat_map(|part| &part.facts).filter(|fact| fact.certain).count()
    };
    texts.iter().map(one).sum()
}

fn sheets(c: &mut Criterion) {
    let texts = texts();
    let expected = certain(&texts);
    assert!(expected > 700, "{expected}");
    let mut group = c.benchmark_group("sheets");
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("one core", |b| b.iter(|| assert_eq!(certain(black_box(&texts)), expected)));
    group.bench_function("two workers", |b| {
        b.iter(|| {
            // Whoever is done takes the next one, as `eccn read` does.
            let next = AtomicUsize::new(0);
            let work = || {
                let take = || texts.get(next.fetch_add(1, Ordering::Relaxed));
                std::iter::from_fn(take).map(|text| certain(black_box(std::slice::from_ref(text)))).sum::<usize>()
            };
            let total = std::thread::scope(|scope| {
                let other = scope.spawn(work);
                work() + other.join().unwrap()
            });
            assert_eq!(total, expected);
        });
    });
    group.bench_function("layouts alone", |b| {
        b.iter(|| texts.iter().map(|text| Layout::of(text).read(text).blocks.len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, sheets);
criterion_main!(benches);
