//! Determinations: what depends on what, how far each value may move, what is too close to call.

use eccn::datasheet;
use eccn::determine::{Determination, Question, classify, determine};
use eccn::facts::{Choice, Facts, Flag, Measured, NumericFact};
use eccn::law::{Law, Posture};
use eccn::measure::Measurement;
use eccn::quantity::{Exact, Extent};

fn on(date: &str, rows: &str) -> Determination {
    let part = datasheet::parse(&format!("# X1\n\n{rows}\n"), "x1.md").unwrap_or_else(|errors| panic!("{errors}"));
    let statute = Law::embedded().at(date.parse().expect("a date"), Posture::Text).expect("covered");
    classify(&part, &statute, &Question::default())
}

fn answer(rows: &str) -> Determination {
    on("2024-01-01", rows)
}

fn lints(answer: &Determination) -> Vec<&str> {
    answer.lints().iter().map(|lint| lint.id).collect()
}

const DATACENTER: &str = "Market: datacenter\nProcess: TSMC N5\nDie count: 1\n";

#[test]
fn a_missing_area_turns_the_answer_at_exact_areas() {
    let open = answer("TPP: 2,000\nMarket: datacenter");
    assert_eq!(open.eccn(), None);
    assert_eq!(open.certainty(), "depends");
    assert_eq!(open.needs(), ["applicable_die_area"]);
    let said: Vec<(Option<&str>, Vec<String>)> =
        open.possibilities().iter().map(|p| (p.eccn(), p.when().to_vec())).collect();
    assert_eq!(
        said,
        [
            (Some("3A090.a.2"), vec!["applicable die area at most 337.837837… mm² (2000 / 5.92)".to_owned()]),
            (
                Some("3A090.b.2"),
                vec!["applicable die area above 337.837837… and at most 625 mm² (2000 / 5.92)".to_owned()]
            ),
            (
                Some("3A991.p.1"),
                vec!["applicable die area above 625 mm², or no logic die on a non-planar node".to_owned()]
            ),
        ]
    );
}

#[test]
fn a_missing_market_is_asked_for_only_where_it_matters() {
    assert_eq!(answer("TPP: 2,000\nDie area: 300 mm²\nDie count: 1\nProcess: TSMC N5").needs(), ["datacenter"]);
    assert_eq!(answer("TPP: 4,800\nDie area: 300 mm²\nDie count: 1\nProcess: TSMC N5").eccn(), Some("3A090.a.1"));
    assert_eq!(answer("TPP: 1,000\nDie area: 300 mm²\nDie count: 1\nProcess: TSMC N5").eccn(), Some("3A991.p.1"));
}

#[test]
fn where_tpp_and_area_are_both_open_density_decides() {
    let open = answer("FP8: at least 250 TFLOPS dense\nMarket: datacenter\nProcess: TSMC N5");
    assert_eq!(open.needs(), ["tpp", "performance_density"]);
    let first = &open.possibilities()[0];
    assert_eq!((first.eccn(), first.when()), (Some("3A090.a.1"), &["TPP 4,800 or more".to_owned()][..]));
    assert!(
        open.possibilities()[1].when()[0].contains("performance density 5.92 or more"),
        "{:?}",
        open.possibilities()[1]
    );
}

#[test]
fn alternatives_are_answered_one_by_one() {
    let same = answer(&format!("{DATACENTER}INT8: 700 or 800 TOPS dense\nDie area: 500 mm²"));
    assert_eq!(same.eccn(), Some("3A090.a.1"));
    let split = answer(&format!("{DATACENTER}INT8: 500 or 700 TOPS dense\nDie area: 800 mm²"));
    let found: Vec<_> = split.possibilities().iter().map(|p| p.eccn()).collect();
    assert_eq!(found, [Some("3A090.a.1"), Some("3A090.b.1")]);
    assert_eq!(split.possibilities()[1].paragraphs(), ["3A090.b.1", "3A090.b.2"]);
}

#[test]
fn certain_means_the_governing_paragraph_whatever_else_is_met() {
    let open = answer("TPP: 36,000\nMarket: datacenter\nProcess: TSMC N5");
    assert!(open.is_certain());
    assert_eq!((open.eccn(), open.paragraphs()), (Some("3A090.a.1"), &["3A090.a.1".to_owned()][..]));
}

#[test]
fn each_value_says_how_far_it_may_move() {
    let h20 = answer(&format!("{DATACENTER}FP8: 296 TFLOPS dense\nDie area: 814 mm²"));
    let stay = |fact| h20.stays().iter().find(|stay| stay.fact() == fact).expect("a range");
    let tpp = stay(NumericFact::Tpp);
    assert_eq!(tpp.range().high(), Some((&Exact::from(2400), true)));
    // Down to nothing it stays 3A991.p.1: the 296 TOPS are another fact.
    assert_eq!((tpp.above(), tpp.below()), (Some(Some("3A090.b.1")), None));
    let area = stay(NumericFact::ApplicableDieArea);
    assert_eq!(area.range().low(), (&Exact::from(740), true));
    assert_eq!(area.below(), Some(Some("3A090.b.2")));
    assert_eq!(area.above(), None);
    let (distance, end, beyond) = h20.nearest_change().expect("a change").nearest().expect("an end");
    assert_eq!((distance, end.clone(), beyond), (Exact::from(32), Exact::from(2400), Some("3A090.b.1")));
}

#[test]
fn margins_name_the_thresholds_and_who_sets_them() {
    let part = answer(&format!("{DATACENTER}FP8: 296 TFLOPS dense\nDie area: 814 mm²"));
    let margin = part
        .margins()
        .iter()
        .find(|m| m.fact() == NumericFact::Tpp && m.threshold() == &Exact::from(2400))
        .expect("a margin");
    assert_eq!(margin.difference().to_string(), "-32");
    assert_eq!(margin.operator().as_str(), ">=");
    assert_eq!(margin.provisions(), ["3A090.b.1"]);
    let density = part.margins().iter().find(|m| m.fact() == NumericFact::PerformanceDensity).expect("a margin");
    assert_eq!(density.value(), &Exact::ratio(2368, 814));
    // Nothing that only boards or computers are asked.
    assert!(part.margins().iter().all(|m| m.fact() != NumericFact::App));
}

#[test]
fn six_percent_below_and_one_above_are_too_close_to_call() {
    let close = |tpp: &str| {
        lints(&answer(&format!("{DATACENTER}TPP: {tpp}\nDie area: 1,000 mm²"))).contains(&"too-close-to-call")
    };
    for (tpp, expected) in
        [("4511.999", false), ("4512", true), ("4799.999", true), ("4800", true), ("4848", true), ("4848.001", false)]
    {
        assert_eq!(close(tpp), expected, "{tpp}");
    }
}

#[test]
fn a_close_call_says_how_close_and_to_what() {
    let message = |tpp: &str| {
        let found = answer(&format!("{DATACENTER}TPP: {tpp}\nDie area: 1,000 mm²"));
        found
            .lints()
            .iter()
            .find(|lint| lint.id == "too-close-to-call")
            .map(|lint| lint.message.clone())
            .unwrap_or_default()
    };
    assert!(message("2,368").starts_with("TPP 2,368 is 1.33 % below 2,400, where"), "{}", message("2,368"));
    assert!(message("2,412").starts_with("TPP 2,412 is 0.50 % above 2,400, where"), "{}", message("2,412"));
}

#[test]
fn a_density_line_can_be_too_close_too() {
    // 2,000 / 628 = 3.18…: at 2,009.6 the density is 3.2.
    let a10 = answer(&format!("{DATACENTER}TPP: 2,000\nDie area: 628 mm²"));
    assert_eq!(a10.eccn(), Some("3A991.p.1"));
    let message = &a10.lints().iter().find(|lint| lint.id == "too-close-to-call").expect("a remark").message;
    assert!(message.contains("2,009.6 (performance density 3.2)"), "{message}");
}

#[test]
fn a_line_that_changes_nothing_is_never_too_close() {
    // Not for datacenters: 2,400 means nothing.
    let consumer = answer("Market: consumer\nTPP: 2,390\nDie area: 500 mm²\nDie count: 1\nProcess: TSMC N5");
    assert!(!lints(&consumer).contains(&"too-close-to-call"));
}

#[test]
fn readings_that_touch_a_part_are_shown_and_say_whether_they_matter() {
    let rows = format!("{DATACENTER}TF32: 190 TFLOPS dense\nBF16: 190 TFLOPS dense\nDie area: 800 mm²");
    let part = answer(&rows);
    let effect = part.readings().iter().find(|effect| effect.reading == "tf32-bits").expect("shown");
    assert!(effect.changes_answer);
    assert_eq!((effect.taken.as_str(), effect.other.as_str(), effect.eccn.as_str()), ("32", "19", "3A090.b.1"));
    let h100 = answer(&format!("{DATACENTER}FP8: 1,979 TFLOPS dense\nDie area: 814 mm²"));
    assert!(h100.readings().is_empty());
}

#[test]
fn the_2022_measure_is_read_only_in_its_time() {
    let rows = "FP16: 312 TFLOPS dense\nMarket: datacenter\n## Links\nNVLink: 664 GB/s bidirectional";
    assert_eq!(on("2023-06-01", rows).eccn(), Some("3A090.a.1"));
    assert!(on("2023-06-01", rows).readings().iter().any(|effect| effect.reading == "bit-length-2022"));
    assert!(on("2024-01-01", rows).readings().iter().all(|effect| effect.reading != "bit-length-2022"));
    let slow = rows.replace("664", "599.999");
    assert_eq!(on("2023-06-01", &slow).eccn(), Some("3A991.p.1"));
    // 2,000 × 8 bits: below 4,800 by inputs, above it if outputs of 32 bits count.
    let depends = on("2023-06-01", "INT8: 250 TOPS dense\n## Links\nfabric: 700 GB/s bidirectional");
    assert_eq!(depends.needs(), ["bits_tops_2022"]);
}

#[test]
fn the_trace_asks_what_the_law_asks() {
    let part = answer(&format!("{DATACENTER}FP8: 1,979 TFLOPS dense\nDie area: 814 mm²"));
    let node = part.trace().iter().find(|node| node.text == "3A090.a.2").expect("asked");
    assert_eq!(node.holds, eccn::Truth::Yes);
    assert!(node.quote.as_ref().expect("quoted").contains("'performance density' of 5.92 or more"));
    assert!(
        node.because[0].because[1].text.contains("15,832 against 5.92 × 814 mm² = 4,818.88"),
        "{:?}",
        node.because[0].because[1].text
    );
    assert!(part.trace().iter().all(|node| !node.text.starts_with("4A090")), "boards are not asked about");
}

#[test]
fn a_presumption_is_called_one() {
    let part =
        datasheet::parse("# X1\n\nProcess: TSMC N5\nTPP: 1,000\nTransistors: 60 billion\n", "x1.md").expect("reads");
    let statute = Law::embedded().at("2025-06-01".parse().expect("a date"), Posture::Text).expect("covered");
    let mut question = Question::default();
    question.circumstances.exporter = "osat";
    let found = classify(&part, &statute, &question);
    assert_eq!(found.eccn(), Some("3A090.a.note-1"));
    assert!(lints(&found).contains(&"presumption"));
}

#[test]
fn assumptions_are_few_and_said() {
    let part = answer("FP8: 1,979 TFLOPS dense");
    assert_eq!(part.assumptions().len(), 3);
    let told = answer("FP8: 1,979 TFLOPS dense\nForm: integrated circuit\nCryptography: none\nFPGA: no");
    assert!(told.assumptions().is_empty());
}

#[test]
fn an_answer_never_looks_like_a_threshold_that_it_misses() {
    let part = answer(&format!("{DATACENTER}TPP: 1,600\nDie area: 270.270271 mm²"));
    assert_eq!(part.eccn(), Some("3A090.b.2"));
    assert_eq!(part.density_text(), "5.91999998");
}

#[test]
fn every_possible_value_can_be_too_close() {
    assert!(
        lints(&answer(&format!("{DATACENTER}TPP: 2,352 or 2,360\nDie area: 500 mm²"))).contains(&"too-close-to-call")
    );
    assert!(lints(&answer("TPP: 4,790 to 4,795\nMarket: consumer")).contains(&"too-close-to-call"));
    assert!(!lints(&answer("TPP: 3,000 to 4,000\nMarket: consumer")).contains(&"too-close-to-call"));
}

#[test]
fn a_reading_that_moves_only_the_conditions_changes_the_answer() {
    let part = answer("TPP: 2,000\nMarket: datacenter");
    let effect = part.readings().iter().find(|effect| effect.reading == "planar-only").expect("shown");
    assert!(effect.changes_answer);
}

#[test]
fn conditions_reach_only_as_far_as_the_value_may_lie() {
    let part = answer("TPP: 2,000\nMarket: datacenter\nDie area: 300 to 500 mm²\nDie count: 1\nProcess: TSMC N5");
    assert_eq!(
        part.possibilities()[1].when(),
        ["applicable die area above 337.837837… and at most 500 mm² (2000 / 5.92)"]
    );
}

#[test]
fn a_rate_that_may_be_sparse_says_what_would_come_of_it() {
    let message = |rate: &str| {
        let found = answer(&format!("{DATACENTER}FP8: {rate} TFLOPS\nDie area: 814 mm²"));
        found.lints().iter().find(|lint| lint.id == "sparsity-unstated").expect("said").message.clone()
    };
    assert!(message("600").ends_with("if they are 2:4 sparse, the answer is 3A090.b.1"), "{}", message("600"));
    assert!(message("4,000").ends_with("the answer stays"), "{}", message("4,000"));
}

#[test]
fn an_unknown_form_is_answered_form_by_form() {
    let mut facts = Facts::unknown();
    for (fact, value) in [
        (NumericFact::Tpp, 5000),
        (NumericFact::ApplicableDieArea, 3000),
        (NumericFact::Tops, 100),
        (NumericFact::IoBandwidth, 100),
        (NumericFact::App, 1),
    ] {
        facts.set_numeric(fact, Measured::new(Extent::point(Exact::from(value))));
    }
    facts.set_flag(Flag::Datacenter, Measured::new(eccn::Truth::Yes));
    facts.set_flag(Flag::MemoryItem, Measured::new(eccn::Truth::No));
    facts.set_flag(Flag::ProgrammableLogic, Measured::new(eccn::Truth::No));
    facts.set_choice(Choice::Cryptography, Measured::new(Some("none")));
    facts.set_choice(Choice::Exporter, Measured::new(Some("other")));
    let statute = Law::embedded().at("2024-01-01".parse().expect("a date"), Posture::Text).expect("covered");
    let found = determine(&Measurement { facts, lints: Vec::new() }, &statute);
    assert_eq!(found.needs(), ["form"]);
    let said: Vec<_> = found.possibilities().iter().map(|p| (p.eccn(), p.when().join("; "))).collect();
    assert_eq!(
        said,
        [
            (Some("4A090.a"), "item form: assembly or computer".to_owned()),
            (Some("3A090.a.1"), "item form: integrated-circuit".to_owned()),
            (None, "item form: memory".to_owned()),
        ]
    );
}
