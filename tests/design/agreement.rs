//! Sweeps, headroom and solutions say of each point what the engine that explains says of its part.

use eccn::Truth;
use eccn::batch::Target;
use eccn::design::solve::{Goal, solve};
use eccn::design::sweep::{IMPOSSIBLE, Options, RowFormat, Sweep};
use eccn::design::{Design, headroom::headroom};
use eccn::determine::{Question, determine};
use eccn::facts::NumericFact;
use eccn::kernel::{Area, FactColumns, Kernel, SCALE, Shape};
use eccn::law::{Law, Posture, Statute};
use eccn::measure::measure;
use eccn::quantity::{Exact, Extent};
use eccn::report::governing;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// A random design: texts that are put together, so that what fails can be read.
#[derive(Clone, Debug)]
struct Case {
    text: String,
    date: &'static str,
    readings: Vec<(&'static str, &'static str)>,
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(texts)
}

const WHOLE: &[&str] = &["{ from = 1, to = 9, step = 2 }", "[3, 1, 8]", "6", "{ from = 2, to = 5, step = 1 }"];
const CLOCK: &[&str] =
    &["{ from = 0.7, to = 2.2, step = 0.25 }", "[1.1, 0.9, 2.05]", "1.5", "{ from = \"1/3\", to = 2, step = \"1/7\" }"];
const SIZE: &[&str] =
    &["{ from = 20, to = 620, step = 150 }", "[858, 300.5, 120]", "270.25", "{ from = 100, to = 101.2, step = 0.3 }"];
const COUNTS: &[&str] = &["w", "w * 3 + 1", "max(w, 3) * 2", "20", "9 - w"];
const MACS: &[&str] = &["4096 * w", "8192", "max(3000 * w, 9000)", "w * w * 900", "2500.5 * w"];
const CLOCKS: &[&str] =
    &["\"clk\"", "\"0.7 * clk + 0.2\"", "\"min(clk, 1.7)\"", "{ base = \"clk\", boost = \"2.4 - clk\" }", "1.3"];
const WIDE: &[&str] = &["7000 * w", "9000 * clk", "4000", "min(20000, 30000 - 3000 * w)"];
const AREAS: &[&str] =
    &["ar", "0.9 * w * ar", "400 - 60 * w", "ar / 3", "90000 / ar", "min(ar, 200 + 10 * w)", "300", "ar * clk"];
const MARKETS: &[&str] = &["market = \"datacenter\"", "market = \"consumer\"", ""];
const LINKS: &[&str] =
    &["[links]\na = 64", "[links]\na = { bandwidth = \"60 * w\", direction = \"one-way\" }\nb = 200", ""];
const DIES: &[&str] = &[
    "",
    "[[die]]\nname = \"io\"\nrole = \"io\"\ncount = 2\narea = \"20 * w\"\nnode = \"TSMC N6\"",
    "[[die]]\nname = \"memory\"\nrole = \"memory\"\narea = 100",
];
const NODES: &[&str] = &["TSMC N5", "TSMC N5", "TSMC 28 nm"];
const DATES: &[&str] = &["2022-12-01", "2024-01-01", "2026-07-23"];
const READINGS: &[&[(&str, &str)]] = &[
    &[],
    &[("io-dies", "not-counted")],
    &[("planar-only", "density-unlimited")],
    &[("bit-length-2022", "inputs"), ("tf32-bits", "19")],
];

prop_compose! {
    fn case()(
        (w, clk, ar) in (one_of(WHOLE), one_of(CLOCK), one_of(SIZE)),
        (count, macs, clock) in (one_of(COUNTS), one_of(MACS), one_of(CLOCKS)),
        (wide, area, market) in (one_of(WIDE), one_of(AREAS), one_of(MARKETS)),
        (links, die, node) in (one_of(LINKS), one_of(DIES), one_of(NODES)),
        format in one_of(&["int8", "tf32"]),
        date in one_of(DATES),
        readings in prop::sample::select(READINGS),
    ) -> Case {
        let text = format!(
            "design = \"X\"\n{market}\n[parameters]\nw = {w}\nclk = {clk}\nar = {ar}\n\
             [[unit]]\nname = \"u\"\ncount = \"{count}\"\nclock = {clock}\nmacs = {{ fp16 = \"{macs}\", {format} = \"{wide}\" }}\n\
             [[unit]]\nname = \"v\"\nrates = {{ int8 = 2 }}\n\
             [[die]]\nname = \"d\"\narea = \"{area}\"\nnode = \"{node}\"\n{die}\n{links}\n"
        );
        Case { text, date, readings: readings.to_vec() }
    }
}

impl Case {
    fn question(&self) -> Question {
        let mut question = Question::default();
        for (name, choice) in &self.readings {
            question.readings.set(name, choice).expect("a reading");
        }
        question
    }

    fn design(&self) -> Design {
        super::design(&self.text)
    }
}

fn statute(date: &str) -> Statute<'static> {
    Law::embedded().at(date.parse().expect("a date"), Posture::Text).expect("a covered day")
}

/// The governing paragraph at a point, by measuring and determining the part.
fn scalar(design: &Design, point: &[Exact], statute: &Statute<'_>, question: &Question) -> String {
    match design.part(point) {
        Ok(part) => governing(&determine(&measure(&part, &question.readings, &question.circumstances), statute)),
        Err(_) => IMPOSSIBLE.to_owned(),
    }
}

/// The kernel's answer to a point, if its numbers are whole millionths.
fn kernel(design: &Design, point: &[Exact], statute: &Statute<'_>, question: &Question) -> Option<String> {
    let part = design.part(point).ok()?;
    let facts = measure(&part, &question.readings, &question.circumstances).facts;
    let scale = Exact::from(SCALE);
    let whole = |value: &Exact| (value * &scale).lossless().parse::<i64>().ok();
    let ends = |extent: &Extent| Some((whole(extent.low().0)?, whole(extent.high()?.0)?));
    let number = |fact| facts.numeric(fact).value.as_point().and_then(whole);
    let shape = Shape { numeric: vec![NumericFact::IoBandwidth], ..Shape::default() };
    let kernel = Kernel::new(statute, &part, &question.readings, &question.circumstances, shape);
    let mut columns = FactColumns::unknown(kernel.shape(), 1);
    columns.tpp[0] = number(NumericFact::Tpp)?;
    columns.tops[0] = number(NumericFact::Tops)?;
    let bits = ends(&facts.numeric(NumericFact::BitsTops2022).value)?;
    (columns.bits_tops_low[0], columns.bits_tops_high[0]) = bits;
    let area = number(NumericFact::ApplicableDieArea)?;
    columns.area[0] = area;
    columns.area_is[0] = if area == 0 { Area::Planar } else { Area::NonPlanar } as u8;
    if !facts.numeric(NumericFact::IoBandwidth).value.is_anything() {
        columns.numeric[0][0] = number(NumericFact::IoBandwidth)?;
    }
    kernel.answers(&columns)[0].as_ref().map(|answer| answer.governing.clone())
}

/// The rows of a sweep as written to a file.
fn rows(sweep: &Sweep<'_, '_>) -> Vec<Vec<String>> {
    let file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file");
    let target = Target::file(file.path()).expect("a target");
    sweep.write(0..sweep.points(), RowFormat::Csv, target, &|_| {}).expect("written");
    let text = std::fs::read_to_string(file.path()).expect("text");
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// The values of a row's axes, set on the design.
fn point_of(design: &Design, sweep: &Sweep<'_, '_>, row: &[String]) -> Vec<Exact> {
    let value = |text: &str| match text.split_once('/') {
        Some((top, bottom)) => Exact::ratio(top.parse().expect("a number"), bottom.parse().expect("a number")),
        None => eccn::quantity::parse::decimal(text).expect("a number"),
    };
    let axes = sweep.axes();
    let set: Vec<(String, Exact)> =
        axes.iter().zip(&row[1..]).map(|((name, _, _), text)| ((*name).to_owned(), value(text))).collect();
    design.point(&set).expect("a point")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sweeps_say_what_the_scalar_engine_and_the_kernel_say(case in case(), cut in 0u64..400) {
        let (design, statute, question) = (case.design(), statute(case.date), case.question());
        let options = Options { off: vec!["3A090".to_owned()], front: Some("fp16".to_owned()) };
        let sweep = Sweep::new(&design, &[], &statute, &question, &options).expect("a sweep");
        let rows = rows(&sweep);
        prop_assert_eq!(rows.len() as u64, sweep.points());
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let mut good: Vec<(Exact, Exact, u64)> = Vec::new();
        let mut allowed = 0;
        for (number, row) in rows.iter().enumerate() {
            prop_assert_eq!(&row[0], &number.to_string());
            let point = point_of(&design, &sweep, row);
            let expected = scalar(&design, &point, &statute, &question);
            prop_assert_eq!(row.last().expect("an answer"), &expected, "{:?}", row);
            if let Some(answer) = kernel(&design, &point, &statute, &question) {
                prop_assert_eq!(&answer, &expected, "the kernel on {:?}", row);
            }
            *counts.entry(expected.clone()).or_default() += 1;
            if expected != IMPOSSIBLE && !expected.contains("3A090") {
                allowed += 1;
                let part = design.part(&point).expect("a part");
                let fp16 = &part.units[0];
                let rate = fp16.macs[0].per_clock.value.as_exact().expect("exact")
                    * fp16.clock.as_ref().expect("a clock").value.as_exact().expect("exact");
                let rate = rate * Exact::ratio(2 * i64::from(fp16.count), 1000);
                let areas = part.dies.iter().filter(|die| die.role.is_logic()).map(|die| {
                    let count = die.count.as_ref().map_or(1, |count| u64::from(count.value));
                    die.area.as_ref().expect("an area").value.as_exact().expect("exact") * &Exact::from(count)
                });
                good.push((areas.fold(Exact::ZERO, |sum, area| sum + area), rate, number as u64));
            }
        }
        let whole = sweep.run(0..sweep.points(), 2, &|_| ControlFlow::Continue(()));
        prop_assert_eq!(whole.governing(), &counts);
        prop_assert_eq!(whole.allowed(), allowed);
        // Nothing that is good is better than a point of the front, and every point of the front is good.
        let front: Vec<_> = whole.front().iter().map(|point| (point.area.clone(), point.performance.clone(), point.point)).collect();
        let better = |a: &(Exact, Exact, u64), b: &(Exact, Exact, u64)| {
            a.0 <= b.0 && a.1 >= b.1 && ((&a.0, &a.1) != (&b.0, &b.1) || a.2 < b.2)
        };
        let mut expected: Vec<_> = good.iter().filter(|point| !good.iter().any(|other| better(other, point))).cloned().collect();
        expected.sort();
        prop_assert_eq!(front, expected);
        let cut = cut.min(sweep.points());
        let mut halves: BTreeMap<String, u64> = BTreeMap::new();
        for range in [0..cut, cut..sweep.points()] {
            for (eccn, count) in sweep.run(range, 1, &|_| ControlFlow::Continue(())).governing() {
                *halves.entry(eccn.clone()).or_default() += count;
            }
        }
        prop_assert_eq!(&halves, &counts);
    }

    #[test]
    fn within_its_room_a_design_keeps_its_answer(case in case()) {
        let (design, statute, question) = (case.design(), statute(case.date), case.question());
        let set: Vec<_> = design.parameters().iter().filter_map(|parameter| design.start(parameter.name())).collect();
        let point = design.point(&set).expect("a point");
        if design.part(&point).is_err() {
            return Ok(());
        }
        let today = scalar(&design, &point, &statute, &question);
        let room = headroom(&design, &point, &statute, &question).expect("headroom");
        prop_assert_eq!(&governing(room.answer()), &today);
        for room in room.rooms() {
            let Ok(place) = design.find(room.name()) else { continue };
            if design.parameters()[place].name() != room.name() || design.parameters()[place].is_whole() {
                continue;
            }
            let at = |value: Exact| {
                let mut moved = point.clone();
                moved[place] = value;
                scalar(&design, &moved, &statute, &question)
            };
            let (low, low_open) = room.stays().low();
            let small = Exact::ratio(1, 1_000_000_000_000);
            let high = room.stays().high();
            let mut inside = vec![room.value().clone()];
            match high {
                Some((high, open)) => {
                    inside.push((low + high) / Exact::from(2));
                    if !open { inside.push(high.clone()); }
                }
                None => inside.push(low + &Exact::from(1000)),
            }
            if !low_open { inside.push(low.clone()); }
            for value in inside {
                prop_assert_eq!(at(value.clone()), today.clone(), "{} at {}", room.name(), value);
            }
            // Beyond an end the answer is the one that is told; where the end itself is open, also at the end. Within a
            // bracket nothing is told.
            let wide = Exact::ratio(2, 1_000_000_000);
            if let Some(above) = room.above() {
                let (high, _) = high.expect("an end");
                let step = if room.is_bracketed() { &wide } else { &small };
                prop_assert_eq!(at(high + step), above, "{} above {}", room.name(), high);
            }
            if let Some(below) = room.below() {
                let step = if room.is_bracketed() { &wide } else { &small };
                if low > step {
                    prop_assert_eq!(at(low - step), below, "{} below {}", room.name(), low);
                }
            }
        }
    }

    #[test]
    fn the_best_step_is_the_best_of_all_steps(case in case(), maximize in any::<bool>(), entry in one_of(&["3A090", "3A090.a", "3A090.a.1", "3A991"])) {
        let text = case.text.replace("1/3", "0.4").replace("1/7", "0.1");
        let (design, statute, question) = (super::design(&text), statute(case.date), case.question());
        let set: Vec<_> = design.parameters().iter().filter_map(|parameter| design.start(parameter.name())).collect();
        let point = design.point(&set).expect("a point");
        let goal = Goal { off: vec![entry.to_owned()], maximize, what: "clk".to_owned(), by: None, step: None };
        let Some(place) = design.parameters().iter().position(|parameter| parameter.name() == "clk") else { return Ok(()) };
        let values: Vec<Exact> = match design.parameters()[place].span() {
            eccn::design::Span::Fixed => return Ok(()),
            eccn::design::Span::List(values) => values.clone(),
            eccn::design::Span::Range(from, to, step) => {
                let step = step.as_ref().expect("a step");
                (0..200u64).map(|index| from + &(step * &Exact::from(index))).take_while(|value| value <= to).collect()
            }
        };
        let keeps_off = |value: &Exact| {
            let mut moved = point.clone();
            moved[place] = value.clone();
            design.part(&moved).is_ok_and(|part| {
                let answer = determine(&measure(&part, &question.readings, &question.circumstances), &statute);
                let under = |id: &str| id == entry || id.starts_with(&format!("{entry}."));
                let met = answer.trace().iter().any(|node| under(&node.text) && node.holds != Truth::No);
                !met
            })
        };
        let mut expected: Vec<&Exact> = values.iter().filter(|value| keeps_off(value)).collect();
        expected.sort();
        let expected = if maximize { expected.last() } else { expected.first() };
        let found = solve(&design, &point, &goal, &statute, &question).expect("solved");
        // Between whole numbers of units there are no parts; the clock has none.
        prop_assert_eq!(found.on_grid().map(|proof| proof.value().clone()), expected.map(|value| (*value).clone()));
        if let (Some(best), Some(step)) = (found.best(), found.on_grid()) {
            let reaches = if maximize { best.value() >= step.value() } else { best.value() <= step.value() };
            prop_assert!(reaches || best.bracket().is_some());
        }
    }
}
