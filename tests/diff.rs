//! What moved, and because of what: held against answering both sides in full.

use eccn::batch::{Inputs, Options, Progress};
use eccn::determine::classify;
use eccn::diff::{Days, Laws, RowChange, TableSummary, changed, responsible, tables};
use eccn::kernel::PartAnswers;
use eccn::law::{Law, Posture, Statute};
use eccn::part::Part;
use eccn::report::governing;
use proptest::prelude::*;

fn catalog() -> Vec<Part> {
    eccn::catalog::entries().map(|entry| entry.part().expect("read")).collect()
}

fn at<'law>(law: &'law Law, day: &str, posture: Posture) -> Statute<'law> {
    law.at(day.parse().expect("a date"), posture).expect("encoded")
}

#[test]
fn what_moved_between_two_days_is_what_differs_in_full() {
    let law = Law::embedded();
    let parts = catalog();
    for (from, to, posture) in [
        ("2022-12-01", "2024-01-01", Posture::Text),
        ("2024-01-01", "2022-12-01", Posture::Text),
        ("2023-11-01", "2024-04-10", Posture::Enforced),
        ("2024-12-01", "2026-07-23", Posture::Text),
        ("2024-01-01", "2024-01-01", Posture::Text),
    ] {
        let (first, last) = (at(law, from, posture), at(law, to, posture));
        let days = Days::new(law, posture, first.date(), last.date(), Default::default()).expect("encoded");
        for part in &parts {
            let full = |statute: &Statute<'_>| governing(&classify(part, statute, &Default::default()));
            let (before, after) = (full(&first), full(&last));
            match days.moved(part) {
                None => assert_eq!(before, after, "{}", part.name),
                Some(moved) => {
                    assert_eq!((&moved.before, &moved.after), (&before, &after), "{}", part.name);
                    assert_ne!(before, after);
                    // Steps lead from one to the other, each on a day on which the answer is that, and not the day before.
                    let mut last = before;
                    for step in &moved.steps {
                        assert_eq!(step.before, last);
                        let day = step.day.expect("a day");
                        let there = if step.backward { &step.before } else { &step.after };
                        assert_eq!(full(&law.at(day, posture).expect("encoded")), *there, "{} on {day}", part.name);
                        assert!(step.year || !step.because.is_empty(), "{}: {step}", part.name);
                        assert!(
                            step.because.iter().all(|because| because.amendment.is_some()),
                            "{}: {step}",
                            part.name
                        );
                        last.clone_from(&step.after);
                    }
                    assert_eq!(last, after);
                }
            }
        }
    }
}

#[test]
fn a_suspension_is_named_as_what_it_is() {
    let law = Law::embedded();
    let suspended = law.amendments().iter().find(|amendment| {
        amendment.enforcement.iter().any(|period| {
            law.entries()
                .iter()
                .flat_map(|entry| &entry.provisions)
                .any(|provision| period.suspends.contains(&provision.id))
        })
    });
    // Suspensions of classifications are data: where there is none, there is nothing to name.
    if let Some(rule) = suspended {
        assert!(!rule.enforcement.is_empty());
    }
}

/// The law files with one text replaced.
fn changed_law(file: &str, from: &str, to: &str) -> Law {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/law");
    let mut files = eccn::law::read_folder(folder.as_ref()).expect("read");
    let (_, text) = files.iter_mut().find(|(name, _)| name == file).expect("there");
    assert!(text.contains(from));
    *text = text.replace(from, to);
    Law::load(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).expect("in order")
}

#[test]
fn a_changed_threshold_moves_those_parts_of_the_catalog_that_it_should() {
    let law = changed_law(
        "law/entries/3A090.toml",
        "tpp >= 1600 and performance_density >= 5.92",
        "tpp >= 2000 and performance_density >= 5.92",
    );
    assert_ne!(law.hash(), Law::embedded().hash());
    let (first, second) = (at(Law::embedded(), "2026-07-23", Posture::Text), at(&law, "2026-07-23", Posture::Text));
    let laws = Laws::new(&first, &second, Default::default());
    let mut certain = Vec::new();
    for part in catalog() {
        let full = |statute: &Statute<'_>| governing(&classify(&part, statute, &Default::default()));
        let moved = laws.moved(&part);
        assert_eq!(moved.is_some(), full(&first) != full(&second), "{}", part.name);
        let Some(moved) = moved else { continue };
        let because = &moved.steps[0].because;
        assert_eq!(because.len(), 1, "{}", part.name);
        assert_eq!(because[0].paragraph, "3A090.a.2");
        assert!(because[0].was.as_ref().is_some_and(|was| was.starts_with("tpp >= 1600 and")));
        assert!(because[0].is.as_ref().is_some_and(|is| is.starts_with("tpp >= 2000 and")));
        if !moved.before.contains('|') {
            certain.push(part.name.clone());
        }
    }
    // The L4, at 1,936 and 6.58, is the part of the catalog that this line is about.
    assert_eq!(certain, ["L4"]);
    // An unchanged copy moves nothing.
    let copy = changed_law("law/entries/3A090.toml", "tpp >= 1600", "tpp >= 1600");
    let copy = at(&copy, "2026-07-23", Posture::Text);
    let laws = Laws::new(&first, &copy, Default::default());
    assert!(catalog().iter().all(|part| laws.moved(part).is_none()));
}

fn table(text: &str) -> Inputs {
    let text = text.to_owned();
    Inputs::read("t.csv", std::io::Cursor::new(text), &Options::default(), &Progress::default()).expect("read")
}

fn compare(old: &str, new: &str) -> (TableSummary, Vec<RowChange>) {
    let statute = at(Law::embedded(), "2026-07-23", Posture::Text);
    let mut changes = Vec::new();
    let summary =
        tables(table(old), table(new), &statute, &Default::default(), |change| changes.push(change)).expect("read");
    (summary, changes)
}

const HEAD: &str = "part,fp8_dense_tops,die_area_mm2,node,datacenter";

#[test]
fn rows_are_matched_by_name_in_any_order_and_columns_in_any_order() {
    let old = format!("{HEAD}\nA,250,700,TSMC N5,yes\nB,250,700,TSMC N5,yes\nC,250,300,TSMC N5,yes\n");
    let new = "node,datacenter,die_area_mm2,part,fp8_dense_tops\nTSMC N5,yes,300,C,250\nTSMC N5,yes,300,B,250\nTSMC N5,yes,700,A,250\n";
    let (summary, changes) = compare(&old, new);
    assert_eq!(summary, TableSummary { same: 2, moved: 1, ..TableSummary::default() });
    assert_eq!((changes.len(), changes[0].part.as_str(), &changes[0].because[..]), (1, "B", &[vec![0]][..]));
    let value = &changes[0].values[0];
    assert_eq!((value.value.as_str(), value.was.as_str(), value.is.as_str()), ("die area", "700 mm²", "300 mm²"));
}

#[test]
fn one_value_alone_several_that_each_do_it_and_several_together() {
    // To 1,700 TPP on 500 mm²: the rate alone does it, the area alone does not.
    let (_, changes) =
        compare(&format!("{HEAD}\nA,100,520,TSMC N5,yes\n"), &format!("{HEAD}\nA,212.5,500,TSMC N5,yes\n"));
    assert_eq!(names(&changes[0]), [["FP8 dense"]]);
    // A planar node and another market each take it out.
    let (_, changes) =
        compare(&format!("{HEAD}\nA,250,300,TSMC N5,yes\n"), &format!("{HEAD}\nA,250,300,TSMC 28 nm,no\n"));
    assert_eq!(names(&changes[0]), [["process"], ["market"]]);
    // Neither 1,590 on 250 mm² nor 1,700 on 600 mm² is 3A090; 1,700 on 250 mm² is.
    let (_, changes) =
        compare(&format!("{HEAD}\nA,198.75,600,TSMC N5,yes\n"), &format!("{HEAD}\nA,212.5,250,TSMC N5,yes\n"));
    assert_eq!(names(&changes[0]), [["FP8 dense", "die area"]]);
}

/// The names of the values that do it, set by set.
fn names(change: &RowChange) -> Vec<Vec<&str>> {
    let name = |place: &usize| change.values[*place].value.as_str();
    change.because.iter().map(|set| set.iter().map(name).collect()).collect()
}

#[test]
fn rows_of_one_side_rows_of_one_name_and_rows_with_errors_are_all_told() {
    let old = format!(
        "{HEAD}\nA,1,700,TSMC N5,yes\nA,250,300,TSMC N5,yes\ngone,250,300,TSMC N5,yes\nbad,x,300,TSMC N5,yes\n"
    );
    let new = format!(
        "{HEAD}\nnew,250,300,TSMC N5,yes\nA,1,700,TSMC N5,yes\nA,250,700,TSMC N5,yes\nbad,250,300,TSMC N5,yes\n"
    );
    let (summary, changes) = compare(&old, &new);
    assert_eq!(summary, TableSummary { same: 1, moved: 1, added: 1, removed: 1, errors: 1 });
    let fates: Vec<(&str, &str)> = changes.iter().map(|change| (change.part.as_str(), change.change)).collect();
    assert_eq!(fates, [("new", "added"), ("A", "moved"), ("bad", "error"), ("gone", "removed")]);
    assert!(changes[2].error.as_ref().is_some_and(|error| error.starts_with("old: line 5: column \"fp8_dense_tops\"")));
    let statute = at(Law::embedded(), "2026-07-23", Posture::Text);
    let nameless = table("fp8_dense_tops,die_area_mm2\n1,2\n");
    let error = tables(nameless, table(&old), &statute, &Default::default(), |_| {}).expect_err("refused");
    assert!(error.to_string().contains("--column name=HEADER"), "{error}");
}

#[test]
fn tables_with_several_rows_a_part_are_compared_too() {
    let long = |rate: &str| {
        format!(
            "part,vendor,field,value,unit,condition\nA,V,int8,{rate},TOPS,dense\nA,V,die_area,300,mm2,na\nA,V,market,datacenter,,na\nA,V,process_node,TSMC N5,,na\n"
        )
    };
    let (summary, changes) = compare(&long("100"), &long("250"));
    assert_eq!(summary.moved, 1, "{changes:?}");
    assert_eq!(names(&changes[0]), [["INT8 dense"]]);
    assert_eq!(changes[0].part, "V A");
}

/// Parts around the lines of 3A090.
fn part() -> impl Strategy<Value = Part> {
    let node = prop_oneof![Just("TSMC N5"), Just("TSMC 28 nm"), Just("an unnamed process")];
    let market = prop_oneof![Just("datacenter"), Just("consumer"), Just("professional")];
    let area = proptest::option::of(100u32..900);
    (1u32..700, 1u32..400, area, node, market, any::<bool>()).prop_map(|(int8, fp16, area, node, market, board)| {
        let area = area.map(|area| format!("Die area: {area} mm²\n")).unwrap_or_default();
        let form = if board { "Form: assembly\n" } else { "" };
        let text = format!("# X\n\n{form}Market: {market}\nINT8: {int8} TOPS dense\nFP16: {fp16} TFLOPS dense\nDies: 1\n{area}Process: {node}\n");
        eccn::datasheet::parse(&text, "x.md").expect("read")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Putting every changed value in place makes the new part; so a moved answer always has a cause.
    #[test]
    fn every_move_has_a_cause_and_no_value_too_many(old in part(), new in part()) {
        let statute = at(Law::embedded(), "2026-07-23", Posture::Text);
        let answers = PartAnswers::new(&statute, Default::default());
        let (values, sets) = responsible(&old, &new, &answers);
        prop_assert_eq!(&values, &changed(&old, &new));
        let moved = answers.of(&old).1.governing != answers.of(&new).1.governing;
        prop_assert_eq!(moved, !sets.is_empty(), "{:?}", values);
        prop_assert!(sets.len() < 2 || sets.iter().all(|set| set.len() == 1));
    }
}
