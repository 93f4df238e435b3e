//! License columns of rows answered by codes against those of the same rows answered as single parts.

use eccn::batch::{Engine, Inputs, Licenses, Options, Progress, Row};
use eccn::destination::{Choices, Destinations};
use eccn::determine::Question;
use eccn::law::{Law, Posture};
use eccn::license::{Licensing, Transaction};
use proptest::prelude::*;
use std::borrow::Cow;
use std::sync::Arc;

const HEADER: &str = "name,vendor,FP8 dense (TOPS),die_area_mm2,memory bandwidth (GB/s),memory type,datacenter,node";

/// Cells of each column. TPP is eight times the rate: 21,000 is 2,625 TOPS.
const CELLS: [&[&str]; 8] = [
    &["A"],
    &["NVIDIA", " nvidia", "Huawei", "Samsung", "Nobody", "", "n/a"],
    &["2624.999999", "2625", "2625.000001", "1979", "600", "599.999999", "200", "", "1.1234567"],
    &["814", "100", ""],
    &["6499.999999", "6500", "6500.000001", "4800", "", "unknown", "6499.9999999"],
    &["HBM3", "GDDR6", ""],
    &["yes", "no", ""],
    &["TSMC 4N", "28 nm", ""],
];

const TARGETS: [&str; 5] = ["CN", "DE", "SA", "SG", "IR"];

/// Days on both sides of the rules that ask for more than a classification.
const DAYS: [&str; 8] =
    ["2022-12-01", "2023-12-01", "2024-12-31", "2025-06-01", "2026-01-14", "2026-01-15", "2026-12-30", "2026-12-31"];

fn table() -> impl Strategy<Value = String> {
    let cells: Vec<_> = CELLS.iter().map(|cells| proptest::sample::select(*cells)).collect();
    let row = cells.prop_map(|cells| cells.join(","));
    proptest::collection::vec(row, 1..16).prop_map(|rows| format!("{HEADER}\n{}\n", rows.join("\n")))
}

fn licenses(day: &str, posture: Posture) -> Arc<Licenses> {
    let places = Destinations::embedded();
    let targets = TARGETS.map(|code| {
        let mut transaction = Transaction::to(places.find(code).expect("known"));
        transaction.of_the_destination_itself();
        transaction.assume_export_from_us(Licensing::embedded());
        (code.to_owned(), transaction)
    });
    let day = day.parse().expect("a date");
    let rules = Cow::Borrowed(Licensing::embedded());
    Arc::new(Licenses::new(rules, Choices::default(), day, posture, targets.to_vec()).expect("covered"))
}

/// The license cells of every row, by codes or as single parts.
fn cells(csv: &str, day: &str, posture: Posture, exact: bool) -> Vec<Vec<String>> {
    let options = Options::default();
    let read = || Inputs::read("rows.csv", std::io::Cursor::new(csv.to_owned()), &options, &Progress::default());
    let statute = Law::embedded().at(day.parse().expect("a date"), posture).expect("a day");
    let layout = read().expect("a table").layout().clone();
    let engine = Engine::new(layout, &statute, None, Question::default()).expect("an engine");
    let engine = engine.licensed(licenses(day, posture));
    let engine = if exact { engine.exact() } else { engine };
    let rows: Vec<Row> = engine.rows(read().expect("a table")).map(|row| row.expect("a row")).collect();
    rows.into_iter().map(|row| row.answer.licenses).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn license_columns_do_not_depend_on_the_way(
        csv in table(),
        day in proptest::sample::select(&DAYS[..]),
        enforced in any::<bool>(),
    ) {
        let posture = if enforced { Posture::Enforced } else { Posture::Text };
        let (fast, exact) = (cells(&csv, day, posture, false), cells(&csv, day, posture, true));
        prop_assert_eq!(fast.len(), exact.len());
        for ((fast, exact), row) in fast.iter().zip(&exact).zip(csv.lines().skip(1)) {
            prop_assert_eq!(fast, exact, "{} on {}", row, day);
        }
    }
}

/// The review of January 2026 (TPP below 21,000 and DRAM bandwidth below 6,500 GB/s), at both limits and a step beside
/// them, in both orders of the rows: rows of one classification are not of one answer.
#[test]
fn bandwidth_and_vendor_of_each_row_count() {
    let rows = [
        ("A,NVIDIA,2624.999999,814,6499.999999,HBM3,yes,TSMC 4N", "case-by-case|presumption-of-denial"),
        ("A,NVIDIA,2625,814,6499.999999,HBM3,yes,TSMC 4N", "presumption-of-denial"),
        ("A,NVIDIA,2624.999999,814,6500,HBM3,yes,TSMC 4N", "presumption-of-denial"),
        ("A,NVIDIA,2624.999999,814,6500.000001,HBM3,yes,TSMC 4N", "presumption-of-denial"),
        ("A,NVIDIA,2624.999999,814,,HBM3,yes,TSMC 4N", "case-by-case|presumption-of-denial"),
    ];
    for reverse in [false, true] {
        let mut rows = rows.to_vec();
        if reverse {
            rows.reverse();
        }
        let lines: Vec<&str> = rows.iter().map(|(row, _)| *row).collect();
        let found = cells(&format!("{HEADER}\n{}\n", lines.join("\n")), "2026-02-01", Posture::Text, false);
        for ((row, review), cells) in rows.iter().zip(found) {
            assert_eq!(cells[2], *review, "{row}");
        }
    }
    // AIA asks for an authorized designer: every one headquartered in A:1 or A:5 until 2026-12-31, and none of China.
    let csv = format!(
        "{HEADER}\nA,Huawei,1979,814,4800,HBM3,yes,TSMC 4N\nB,NVIDIA,1979,814,4800,HBM3,yes,TSMC 4N\nC,,1979,814,4800,HBM3,yes,TSMC 4N\n"
    );
    let of = |day: &str| -> Vec<String> {
        cells(&csv, day, Posture::Text, false).into_iter().map(|cells| cells[4].clone()).collect()
    };
    assert_eq!(of("2026-12-30"), ["AIA?;LPP?", "AIA;LPP?", "AIA?;LPP?"]);
    assert_eq!(of("2026-12-31"), ["AIA?;LPP?", "AIA?;LPP?", "AIA?;LPP?"]);
}
