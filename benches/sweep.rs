//! Sweeps, with their counts asserted against plain loops over integers.
//!
//! `counts` is a grid as designers write them; `short` has only short axes, which is the worst there is; `front` also
//! looks for the points worth having.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use eccn::design::Design;
use eccn::design::sweep::{Options, Outcome, Sweep};
use eccn::determine::Question;
use eccn::law::{Law, Posture, Statute};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::ops::ControlFlow;

/// Values of one axis: first, step and how many.
type Axis = (i64, i64, i64);

/// cores × lanes × arrays × tiles × clock (in MHz), and an area that follows.
struct Family {
    cores: Axis,
    lanes: Axis,
    arrays: Axis,
    tiles: Axis,
    clock: Axis,
}

const COUNTS: Family =
    Family { cores: (2, 2, 100), lanes: (1, 1, 8), arrays: (64, 64, 10), tiles: (1, 1, 10), clock: (500, 2, 1000) };
const SHORT: Family =
    Family { cores: (8, 8, 24), lanes: (1, 1, 24), arrays: (64, 64, 24), tiles: (1, 1, 24), clock: (500, 60, 24) };

impl Family {
    fn design(&self) -> Design {
        let axis = |(from, step, count): Axis| {
            format!("{{ from = {from}, to = {}, step = {step} }}", from + step * (count - 1))
        };
        let text = format!(
            "design = \"family\"\nmarket = \"datacenter\"\n[parameters]\ncores = {}\nlanes = {}\narray = {}\ntiles = {}\nclock = {}\n\
             [[unit]]\nname = \"core\"\ncount = \"cores * tiles\"\nclock = \"clock / 1000\"\nmacs = {{ fp16 = \"lanes * array\" }}\n\
             [[die]]\nname = \"tile\"\ncount = \"tiles\"\narea = \"30 + cores * (0.5 + 0.004 * lanes * array)\"\nnode = \"TSMC N5\"\n\
             [links]\nPCIe = 64\n",
            axis(self.cores),
            axis(self.lanes),
            axis(self.arrays),
            axis(self.tiles),
            axis(self.clock)
        );
        Design::parse(&text, "family.toml").expect("a design")
    }

    /// The paragraphs by plain loops: TPP in millionths, area in thousandths of mm².
    fn expected(&self) -> BTreeMap<String, u64> {
        let values = |(from, step, count): Axis| (0..count).map(move |index| from + step * index);
        let mut counts = [0u64; 6];
        for cores in values(self.cores) {
            for lanes in values(self.lanes) {
                for array in values(self.arrays) {
                    for tiles in values(self.tiles) {
                        let area = tiles * (30_000 + cores * (500 + 4 * lanes * array));
                        for clock in values(self.clock) {
                            let tops = cores * tiles * clock * lanes * array * 2;
                            let tpp = tops * 16;
                            // TPP / 10^6 over area / 10^3 against hundredths.
                            let dense = |hundredths: i64| tpp >= area * hundredths * 10;
                            let place = if tpp >= 4_800_000_000 {
                                0
                            } else if tpp >= 1_600_000_000 && dense(592) {
                                1
                            } else if tpp >= 2_400_000_000 && dense(160) {
                                2
                            } else if tpp >= 1_600_000_000 && dense(320) {
                                3
                            } else if tops >= 8_000_000 {
                                4
                            } else {
                                5
                            };
                            counts[place] += 1;
                        }
                    }
                }
            }
        }
        let names = ["3A090.a.1", "3A090.a.2", "3A090.b.1", "3A090.b.2", "3A991.p.1", "none"];
        names.into_iter().map(str::to_owned).zip(counts).filter(|(_, count)| *count > 0).collect()
    }
}

fn run(sweep: &Sweep<'_, '_>, expected: &BTreeMap<String, u64>) -> Outcome {
    // One worker: the goal is for one core.
    let outcome = sweep.run(0..sweep.points(), 1, &|_| ControlFlow::Continue(()));
    assert_eq!(outcome.governing(), expected);
    outcome
}

fn sweeps(c: &mut Criterion) {
    let statute: Statute<'_> =
        Law::embedded().at("2026-07-23".parse().expect("a date"), Posture::Text).expect("a covered day");
    let mut group = c.benchmark_group("sweep");
    group.sample_size(10);
    let front = Options { off: vec!["3A090".to_owned()], front: Some("fp16".to_owned()) };
    for (name, family, options) in
        [("counts", &COUNTS, Options::default()), ("short", &SHORT, Options::default()), ("front", &COUNTS, front)]
    {
        let (design, expected) = (family.design(), family.expected());
        let sweep = Sweep::new(&design, &[], &statute, &Question::default(), &options).expect("a sweep");
        assert!(!run(&sweep, &expected).exact());
        group.throughput(Throughput::Elements(sweep.points()));
        group.bench_function(name, |b| b.iter(|| run(black_box(&sweep), &expected)));
    }
    group.finish();
}

criterion_group!(benches, sweeps);
criterion_main!(benches);
