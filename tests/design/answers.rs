//! Answers that must come out, computed again by hand.

use super::{design, statute};
use eccn::design::solve::{Goal, solve};
use eccn::design::sweep::{Options, Sweep};
use eccn::determine::Question;
use eccn::quantity::parse::decimal;
use num_rational::Ratio;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

type Rational = Ratio<i128>;

fn rational(top: i128, bottom: i128) -> Rational {
    Rational::new(top, bottom)
}

/// 3A090.a and .b, 3A991.p.1 from 2023-11-17 on, for datacenter parts with little I/O, from the words of the paragraphs.
fn governs(tops: Rational, bits: i128, area: Rational) -> &'static str {
    let tpp = tops * bits;
    let density = tpp / area;
    let at_least = |value: i128| tpp >= rational(value, 1);
    let (low, middle, high) = (rational(16, 10), rational(32, 10), rational(592, 100));
    if at_least(4800) {
        "3A090.a.1"
    } else if at_least(1600) && density >= high {
        "3A090.a.2"
    } else if at_least(2400) && density >= low && density < high {
        "3A090.b.1"
    } else if at_least(1600) && density >= middle && density < high {
        "3A090.b.2"
    } else if tops >= rational(8, 1) {
        "3A991.p.1"
    } else {
        "none"
    }
}

const FAMILY: &str = r#"
design = "FP16 family"
market = "datacenter"
[parameters]
cores = { from = 8, to = 160, step = 4 }
lanes = [1, 2, 4]
array = [16, 24, 32, 64]
clock = { from = 0.80, to = 2.00, step = 0.01 }
area = "120 + cores * (0.9 + 0.0011 * lanes * array * array)"
[[unit]]
name = "core"
count = "cores"
clock = "clock"
macs = { fp16 = "lanes * array * array" }
[[die]]
name = "compute"
area = "area"
node = "TSMC N5"
[links]
PCIe = 64
"#;

#[test]
fn a_sweep_counts_what_rational_arithmetic_counts() {
    let (design, statute) = (design(FAMILY), statute("2026-07-23"));
    let sweep = Sweep::new(&design, &[], &statute, &Question::default(), &Options::default()).expect("a sweep");
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    let mut points = 0;
    for cores in (8..=160).step_by(4) {
        for lanes in [1, 2, 4] {
            for array in [16, 24, 32, 64] {
                for clock in 80..=200 {
                    let macs = lanes * array * array;
                    // GHz × 10^9 × 2 operations over 10^12.
                    let tops = rational(cores * macs * 2 * clock, 100 * 1000);
                    let area = rational(120, 1) + rational(cores, 1) * (rational(9, 10) + rational(11, 10_000) * macs);
                    *expected.entry(governs(tops, 16, area).to_owned()).or_default() += 1;
                    points += 1;
                }
            }
        }
    }
    assert!(points >= 20_000);
    assert_eq!(sweep.points(), points);
    for workers in [1, 3] {
        let outcome = sweep.run(0..points, workers, &|_| ControlFlow::Continue(()));
        assert_eq!(outcome.governing(), &expected);
        assert!(!outcome.exact());
    }
    assert!(expected.len() >= 5, "every paragraph is there: {expected:?}");
    // In parts, as one would resume it.
    let mut sum: BTreeMap<String, u64> = BTreeMap::new();
    for range in [0..1, 1..12_345, 12_345..12_345, 12_345..points] {
        let outcome = sweep.run(range.clone(), 2, &|_| ControlFlow::Continue(()));
        assert_eq!(outcome.range(), range);
        for (eccn, count) in outcome.governing() {
            *sum.entry(eccn.clone()).or_default() += count;
        }
    }
    assert_eq!(sum, expected);
}

/// 1,000 × 15,001 points; with `divided`, each is evaluated on its own.
fn large(divided: bool) -> String {
    let area = if divided { "800 + cores / clock" } else { "800 + cores" };
    format!(
        r#"
design = "Large"
market = "datacenter"
[parameters]
cores = {{ from = 1, to = 1000, step = 1 }}
clock = {{ from = 0.5, to = 2, step = 0.0001 }}
[[unit]]
name = "core"
count = "cores"
clock = "clock"
macs = {{ fp16 = 1024 }}
[[die]]
name = "compute"
area = "{area}"
node = "TSMC N5"
"#
    )
}

#[test]
fn a_sweep_that_is_stopped_says_how_far_it_came_and_goes_on_from_there() {
    let statute = statute("2026-07-23");
    let go_on = |_| ControlFlow::Continue(());
    for (divided, whole) in [(false, 0..15_001_000), (true, 7_000..60_000)] {
        let design = design(&large(divided));
        let sweep = Sweep::new(&design, &[], &statute, &Question::default(), &Options::default()).expect("a sweep");
        for workers in [1, 3] {
            let first = sweep.run(whole.clone(), workers, &|_| ControlFlow::Break(()));
            let (range, counted) = (first.range(), first.governing().values().sum::<u64>());
            assert_eq!((range.start, counted, first.exact()), (whole.start, first.points(), divided));
            assert!(range.start < range.end && range.end < whole.end, "{range:?}");
            let rest = sweep.run(range.end..whole.end, workers, &go_on);
            let mut sum = first.governing().clone();
            rest.governing().iter().for_each(|(eccn, count)| *sum.entry(eccn.clone()).or_default() += count);
            assert_eq!(&sum, sweep.run(whole.clone(), workers, &go_on).governing());
        }
    }
}

const H100_LIKE: &str = r#"
design = "H100-like"
market = "datacenter"
[parameters]
clock = { value = 0.5, from = 0.1, to = 3, step = 0.001 }
[[unit]]
name = "SM"
count = 132
clock = "clock"
macs = { fp16 = 2048 }
[[die]]
name = "compute"
area = 858
node = "TSMC 4N"
"#;

fn goal(off: &str, maximize: bool, what: &str) -> Goal {
    Goal { off: vec![off.to_owned()], maximize, what: what.to_owned(), by: None, step: None }
}

#[test]
fn the_largest_clock_below_4800_is_found_with_its_proof() {
    let (design, statute) = (design(H100_LIKE), statute("2026-07-23"));
    let point = design.point(&[]).expect("a point");
    let solution = solve(&design, &point, &goal("3A090.a.1", true, "clock"), &statute, &Question::default());
    let solution = solution.expect("solved");
    // 132 × 2,048 × 2 × 16 / 1,000 = 8,650.752 TPP a GHz; 4,800 / 8,650.752 = 3125 / 5632.
    let best = solution.best().expect("a limit");
    assert_eq!((best.value().lossless().as_str(), best.is_reached(), best.bracket()), ("3125/5632", false, None));
    let limit = solution.at_limit().expect("a proof");
    assert_eq!((limit.tpp().map(ToString::to_string).as_deref(), limit.governing()), (Some("4800"), Some("3A090.a.1")));
    let (step, next) = (solution.on_grid().expect("a step"), solution.next_on_grid().expect("the next"));
    assert_eq!(step.value().to_string(), "0.554");
    assert_eq!((step.holds(), step.tpp().map(ToString::to_string).as_deref()), (true, Some("4792.516608")));
    assert_eq!(next.value().to_string(), "0.555");
    assert_eq!((next.holds(), next.tpp().map(ToString::to_string).as_deref()), (false, Some("4801.16736")));
    assert_eq!(next.governing(), Some("3A090.a.1"));
}

#[test]
fn one_die_of_858_mm2_just_below_4800_escapes_nothing() {
    let (design, statute) = (design(H100_LIKE), statute("2026-07-23"));
    let question = Question::default();
    // From 0.5548 GHz (TPP 4,799.437) on, to the last Hz below 4,800; and every smaller die with it.
    let text = H100_LIKE
        .replace(
            "{ value = 0.5, from = 0.1, to = 3, step = 0.001 }",
            "{ from = 0.5548, to = 0.554865056, step = 0.000000001 }",
        )
        .replace("[[unit]]", "area = { from = 100, to = 858, step = 1 }\n[[unit]]")
        .replace("area = 858", "area = \"area\"");
    let family = super::design(&text);
    let options = Options { off: vec!["3A090".to_owned()], front: Some("fp16".to_owned()) };
    let sweep = Sweep::new(&family, &[], &statute, &question, &options).expect("a sweep");
    assert_eq!(sweep.points(), 65_057 * 759);
    let outcome = sweep.run(0..sweep.points(), 2, &|_| ControlFlow::Continue(()));
    assert_eq!(outcome.allowed(), 0, "no point escapes");
    assert!(outcome.front().is_empty());
    assert_eq!(outcome.governing().keys().collect::<Vec<_>>(), ["3A090.a.2", "3A090.b.1"]);
    let largest = [("area".to_owned(), decimal("858").expect("a number"))];
    let sweep = Sweep::new(&family, &largest, &statute, &question, &options).expect("a sweep");
    let outcome = sweep.run(0..sweep.points(), 1, &|_| ControlFlow::Continue(()));
    assert_eq!(outcome.governing().iter().collect::<Vec<_>>(), [(&"3A090.b.1".to_owned(), &65_057)]);
    // The smallest density of the family: 4,799.437… / 858, which is 5.59.
    assert!(rational(8_650_752 * 5548, 10_000_000) / rational(858, 1) >= rational(559, 100));
    // At 0.554 GHz, the last step of 1 MHz, TPP 4,792.516608 needs more than 4,792.516608 / 1.6 mm².
    let point = design.point(&[("clock".to_owned(), decimal("0.554").expect("a number"))]).expect("a point");
    let solution = solve(&design, &point, &goal("3A090", false, "area"), &statute, &question).expect("solved");
    let best = solution.best().expect("a limit");
    assert_eq!((best.value().to_string().as_str(), best.is_reached()), ("2995.32288", false));
    assert_eq!(solution.at_limit().expect("a proof").governing(), Some("3A090.b.1"));
    let stepped = Goal { step: Some(decimal("1").expect("a number")), ..goal("3A090", false, "area") };
    let solution = solve(&design, &point, &stepped, &statute, &question).expect("solved");
    let (step, next) = (solution.on_grid().expect("a step"), solution.next_on_grid().expect("the next"));
    assert_eq!((step.value().to_string().as_str(), step.governing()), ("2996", Some("3A991.p.1")));
    assert_eq!((next.value().to_string().as_str(), next.governing()), ("2995", Some("3A090.b.1")));
}

#[test]
fn what_cannot_be_kept_off_is_said() {
    let (design, statute) = (design(H100_LIKE), statute("2026-07-23"));
    let point = design.point(&[]).expect("a point");
    let at = |off: &str, maximize, what: &str| {
        solve(&design, &point, &goal(off, maximize, what), &statute, &Question::default()).expect("solved")
    };
    // TPP 4,325.376 with any area up to a third of a wafer is in 3A090; beyond 2,703.36 mm² it is not, without limit.
    assert!(at("3A090", true, "area").is_unlimited());
    let fixed = super::design(&H100_LIKE.replace("from = 0.1", "from = 0.3"));
    let point = fixed.point(&[]).expect("a point");
    let none = solve(&fixed, &point, &goal("3A090", true, "clock"), &statute, &Question::default()).expect("solved");
    assert!(none.best().is_none() && none.on_grid().is_none() && none.feasible().is_empty() && !none.is_unlimited());
    let wrong = solve(
        &design,
        &design.point(&[]).expect("a point"),
        &goal("3A091", true, "clock"),
        &statute,
        &Question::default(),
    );
    assert!(wrong.unwrap_err().to_string().contains("3A090.a.1"));
}

/// Where a number enters twice, the line is a root without an exact form: it is bracketed, and both sides are shown.
#[test]
fn curved_lines_are_bracketed() {
    let text = H100_LIKE.replace("macs = { fp16 = 2048 }", "macs = { fp16 = \"2048 * clock\" }");
    let (design, statute) = (super::design(&text), statute("2026-07-23"));
    let point = design.point(&[]).expect("a point");
    let solution = solve(&design, &point, &goal("3A090.a.1", true, "clock"), &statute, &Question::default());
    let solution = solution.expect("solved");
    let best = solution.best().expect("a limit");
    // 8,650.752 × clock² = 4,800.
    let square = |value: &eccn::quantity::Exact| value * value;
    let line = decimal("4800").expect("a number") / decimal("8650.752").expect("a number");
    let above = best.bracket().expect("a bracket");
    assert!(square(best.value()) < line && line < square(above));
    assert!((above - best.value()) <= decimal("0.000000001").expect("a number"));
    assert_eq!(solution.on_grid().expect("a step").value().to_string(), "0.744");
    assert!(!solution.next_on_grid().expect("the next").holds());
}
