//! License answers beside the golden transactions: what is open covers what is known, amounts bind, files are checked, and
//! the smaller commands answer.

use eccn::Truth;
use eccn::destination::{Choices, Destinations};
use eccn::determine::{Determination, classify};
use eccn::law::{Law, Posture};
use eccn::license::{LicenseAnswer, Licensing, Role, Standing, Transaction, Verb, Whereabouts, answer, proposals};
use eccn::quantity::{Exact, Extent, parse};
use eccn::report::{license as report, map};
use eccn::weights::{Rules, Synthetic, Training};
use proptest::prelude::*;
use std::process::Command;

const PARTS: [&str; 6] = ["H100 SXM5", "L40", "GeForce RTX 4090", "H20 96GB", "H200 SXM", "Ascend 910B"];
const DAYS: [&str; 9] = [
    "2022-11-01",
    "2023-02-01",
    "2024-01-01",
    "2024-06-01",
    "2025-03-01",
    "2025-06-01",
    "2026-02-01",
    "2026-06-15",
    "2026-08-01",
];

fn item(part: &str, day: &str, posture: Posture) -> Determination {
    let part = eccn::catalog::find(part).one().expect("a part");
    let statute = Law::embedded().at(day.parse().expect("a date"), posture).expect("covered");
    classify(&part, &statute, &Default::default())
}

fn ask(item: &Determination, transaction: &Transaction) -> LicenseAnswer {
    let choices = Choices::default();
    let regime = Licensing::embedded().at(item.date(), item.posture(), &choices).expect("covered");
    answer(&regime, item, transaction)
}

fn places() -> Vec<eccn::destination::Place> {
    Destinations::embedded().all().filter(|(_, known)| known.listed).map(|(place, _)| place).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// What comes out for a place that is known is among what comes out while it is not.
    #[test]
    fn open_facts_cover_known_ones(
        part in 0..PARTS.len(),
        day in 0..DAYS.len(),
        enforced in any::<bool>(),
        to in any::<prop::sample::Index>(),
        hq in any::<prop::sample::Index>(),
        parent in any::<prop::sample::Index>(),
        verb in 0..3usize,
    ) {
        let posture = if enforced { Posture::Enforced } else { Posture::Text };
        let item = item(PARTS[part], DAYS[day], posture);
        let places = places();
        let mut open = Transaction::to(*to.get(&places));
        open.set(Role::Exporter, Whereabouts::At(Destinations::embedded().find("US").expect("known")));
        let mut known = open.clone();
        known.set(Role::Hq, Whereabouts::At(*hq.get(&places)));
        known.set(Role::Parent, Whereabouts::At(*parent.get(&places)));
        known.verb = Some(Verb::ALL[verb]);
        let (open, known) = (ask(&item, &open), ask(&item, &known));
        if open.license() != "depends" {
            prop_assert_eq!(open.license(), known.license());
        }
        let policies: Vec<_> = open.reviews().iter().map(|review| review.policy).collect();
        for review in known.reviews() {
            prop_assert!(policies.contains(&review.policy), "{:?} is not among {:?}", review.policy, policies);
        }
        for exception in known.exceptions() {
            let before = open.exceptions().iter().find(|found| found.id == exception.id).map(|found| found.standing);
            match before {
                Some(Standing::Eligible) => prop_assert_eq!(exception.standing, Standing::Eligible),
                Some(Standing::NotEligible) => prop_assert_eq!(exception.standing, Standing::NotEligible),
                _ => {}
            }
        }
        prop_assert!(known.not_checked().len() > 2);
    }

    /// Adding items never opens LPP, and never lifts a policy of denial.
    #[test]
    fn more_items_never_make_a_limit_less_binding(few in 0u64..60_000, more in 0u64..60_000, before in 0u64..30_000_000) {
        let item = item("H100 SXM5", "2025-06-01", Posture::Text);
        let ask = |quantity: u64| {
            let mut transaction = Transaction::to(Destinations::embedded().find("PL").expect("known"));
            transaction.of_the_destination_itself();
            transaction.assume_export_from_us(Licensing::embedded());
            transaction.quantity = Extent::point(Exact::from(quantity));
            transaction.received_lpp = Extent::point(Exact::from(before));
            transaction.licensed = Extent::point(Exact::from(before));
            self::ask(&item, &transaction)
        };
        let (few, many) = (ask(few), ask(few + more));
        let open = |answer: &LicenseAnswer| answer.exceptions_text().contains("LPP");
        prop_assert!(open(&few) || !open(&many));
        prop_assert!(few.review_text() != "policy-of-denial" || many.review_text() == "policy-of-denial");
    }
}

#[test]
fn json_fits_the_published_schema() {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    let schema: serde_json::Value = serde_json::from_str(report::SCHEMA).expect("JSON");
    compiler.add_resource("schema.json", schema).expect("a schema");
    let compiled = compiler.compile("schema.json", &mut schemas).expect("compiles");
    for part in PARTS {
        for to in ["CN", "DE", "AE", "GL", "US"] {
            let item = item(part, "2026-02-01", Posture::Text);
            let transaction = Transaction::to(Destinations::embedded().find(to).expect("known"));
            let document = serde_json::to_value(report::document(&ask(&item, &transaction))).expect("JSON");
            if let Err(error) = schemas.validate(&document, compiled) {
                panic!("{part} to {to}: {error}");
            }
        }
    }
    assert!(schemas.validate(&serde_json::json!({"schema": "eccn-license/1"}), compiled).is_err());
}

#[test]
fn faulty_files_are_refused_with_their_place() {
    const NAMES: [&str; 8] =
        ["terms", "requirements", "exceptions", "review", "advisories", "jurisdiction", "parties", "limits"];
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/law/licensing");
    let load = |changed: &str, from: &str, to: &str| {
        let files: Vec<(String, String)> = NAMES
            .iter()
            .map(|name| {
                let text = std::fs::read_to_string(format!("{root}/{name}.toml")).expect("there");
                assert!(*name != changed || text.contains(from), "{from} is in {name}");
                let text = if *name == changed { text.replacen(from, to, 1) } else { text };
                (format!("law/licensing/{name}.toml"), text)
            })
            .collect();
        let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let rules = Licensing::load(Law::embedded(), Destinations::embedded().clone(), files);
        rules.map(drop).map_err(|errors| errors.to_string())
    };
    assert_eq!(load("", "", ""), Ok(()));
    let error = |file: &str, from: &str, to: &str| load(file, from, to).expect_err("refused");
    let unknown = error("requirements", "class is a and core-destination", "class is a and cor-destination");
    assert!(unknown.contains("law/licensing/requirements.toml:"), "{unknown}");
    assert!(
        unknown.contains("\"cor-destination\" is not a term") && unknown.contains("did you mean core-destination?")
    );
    assert!(error("review", "policy = \"case-by-case\"", "policy = \"as-they-like\"").contains("unknown variant"));
    assert!(
        error("terms", "destination in (CU, IQ", "destination in (QQ, IQ")
            .contains("\"QQ\" is not a group or ISO code")
    );
    assert!(error("requirements", "class is c", "class is q").contains("\"q\" is not a class"));
    assert!(
        error("exceptions", "classes = [\"weights\"]", "classes = [\"wights\"]").contains("\"wights\" is not a class")
    );
    let twice = error("exceptions", "classes = [\"weights\"]", "classes = [\"weights\", \"a\"]");
    assert!(twice.contains("two versions of this are in force"), "{twice}");
    assert!(
        error("exceptions", "reading lpp-gate is permissive", "reading lpp-gate is lax")
            .contains("a reading with this")
    );
    assert!(error("exceptions", "until = \"corrections-2024\"", "").contains("two versions of this are in force"));
    assert!(error("jurisdiction", "when = \"us-origin\"", "when = \"us-origin and\"").contains("found the end"));
    assert!(error("parties", "hq = \"CA\"", "hq = \"Canda\"").contains("did you mean Canada"));
    assert!(
        error("terms", "means = \"class is a and datacenter\"", "means = \"datacenter-a\"")
            .contains("has to stand before it")
    );
}

/// Every reading, and no other, changes an answer that the golden transactions hold; here: they exist and are named.
#[test]
fn conflicts_of_the_text_are_readings_with_a_conservative_default() {
    let readings = Licensing::embedded().readings();
    let names: Vec<(&str, &str)> = readings.iter().map(|known| (known.name.as_str(), known.default.as_str())).collect();
    let expected =
        [("d5-list", "bis-table"), ("lpp-gate", "strict"), ("allocation-by", "location"), ("aia-weights", "strict")];
    assert_eq!(names, expected);
}

#[test]
fn proposals_are_asked_for_or_not_there() {
    let item = item("H20 96GB", "2025-12-01", Posture::Text);
    let transaction = Transaction::to(Destinations::embedded().find("CN").expect("known"));
    assert!(ask(&item, &transaction).proposals().is_empty());
    let choices = Choices::default();
    let regime = Licensing::embedded().at(item.date(), item.posture(), &choices).expect("covered");
    let all: Vec<_> = proposals().iter().collect();
    let answer = eccn::license::answer_with(&regime, &item, &transaction, &all);
    let meets = |id: &str| answer.proposals().iter().find(|found| found.id == id).expect("there").meets;
    // H20: TPP 2,368 and 4,000 GB/s are below, I/O of 900 GB/s and memory together are not: 4,900 or 5,028 by the sheet.
    assert_eq!(meets("ai-overwatch"), Some(Truth::No));
    assert_eq!(meets("chip-security"), Some(Truth::No));
    assert_eq!(meets("gatekeeper-2024"), None);
}

#[test]
fn weights_are_counted_as_the_entry_says() {
    let rules = Rules::embedded();
    let number = |text: &str| Extent::point(parse::decimal(text).expect("a number"));
    let of = |training: &Training| eccn::weights::answer(rules, training).controlled;
    let plain = |operations: &str, published: Truth| {
        of(&Training { operations: number(operations), published, ..Training::default() })
    };
    // 10^26 "or more"; published weights are out whatever they took.
    assert_eq!(plain("9.9e25", Truth::No), Truth::No);
    assert_eq!(plain("99999999999999999999999999", Truth::No), Truth::No);
    assert_eq!(plain("1e26", Truth::No), Truth::Yes);
    assert_eq!(plain("1e27", Truth::Yes), Truth::No);
    assert_eq!(plain("1e27", Truth::Unknown), Truth::Unknown);
    assert_eq!(of(&Training::default()), Truth::Unknown);
    // 6 × 405e9 × 15.6e12 = 3.7908e25.
    let counted = eccn::weights::from_parameters(rules, &number("405e9"), &number("15.6e12"));
    assert_eq!(counted, number("3.7908e25"));
    // 1,000 hours of one chip at 1,000 TFLOPS and 50 %: 1.8e21.
    let hours = eccn::weights::from_chips(&number("1000"), &number("1000"), &number("0.5"));
    assert_eq!(hours, number("1.8e21"));
    // Derived from a published model: more than the higher of 2.5e25 and 25 % of the operations of Note 2.
    let derived = |additional: &str, note_2: &str| {
        of(&Training {
            operations: number("2e26"),
            published: Truth::No,
            additional: Some(number(additional)),
            note_2_operations: if note_2.is_empty() { Extent::anything() } else { number(note_2) },
            ..Training::default()
        })
    };
    assert_eq!(derived("2.5e25", "1e25"), Truth::No);
    assert_eq!(derived("2.6e25", "1e25"), Truth::Yes);
    assert_eq!(derived("4e25", "1.6e26"), Truth::No);
    assert_eq!(derived("4.1e25", "1.6e26"), Truth::Yes);
    assert_eq!(derived("2.4e25", ""), Truth::No);
    assert_eq!(derived("3e25", ""), Truth::Unknown);
    // Synthetic data counts above 10 %, not at 10 %; the generator's training only if its weights are unpublished.
    let synthetic = |percent: &str, published: Truth| {
        of(&Training {
            operations: number("9.5e25"),
            published: Truth::No,
            synthetic: Some(Synthetic {
                percent: number(percent),
                generating: number("1e24"),
                training: number("5e25"),
                published,
            }),
            ..Training::default()
        })
    };
    assert_eq!(synthetic("10", Truth::No), Truth::No);
    assert_eq!(synthetic("10.1", Truth::No), Truth::Yes);
    assert_eq!(synthetic("10.1", Truth::Yes), Truth::No);
    assert_eq!(synthetic("10.1", Truth::Unknown), Truth::Unknown);
    // Note 2 is nothing that numbers decide: said so, and followed if it is answered.
    let note_2 = |note_2: Truth| {
        eccn::weights::answer(
            rules,
            &Training { operations: number("1e26"), published: Truth::No, note_2, ..Training::default() },
        )
    };
    assert!(note_2(Truth::Unknown).undecided[0].contains("Note 2"));
    assert_eq!(note_2(Truth::Yes).controlled, Truth::No);
}

#[test]
fn a_map_has_every_destination_once() {
    let item = item("H100 SXM5", "2025-06-01", Posture::Enforced);
    let all = Destinations::embedded();
    let answers: Vec<LicenseAnswer> = all
        .all()
        .filter(|(_, known)| known.listed && known.iso2 != "US")
        .map(|(place, _)| {
            let mut transaction = Transaction::to(place);
            transaction.of_the_destination_itself();
            transaction.assume_export_from_us(Licensing::embedded());
            ask(&item, &transaction)
        })
        .collect();
    assert_eq!(answers.len(), 201);
    let svg = map::scene(&answers, all, "H100 <SXM5> & co").to_svg();
    assert_eq!(svg.matches("<g><title>").count(), 201, "every destination has a tile");
    assert!(svg.contains("H100 &lt;SXM5&gt; &amp; co") && svg.contains("Not checked"));
    let table = map::table(&answers, all);
    let listed = table.lines().filter(|line| line.starts_with("  ")).flat_map(str::split_whitespace).count();
    assert_eq!(listed, 201);
}

/// License columns of a table say what `eccn license` says of each row, in every format.
#[test]
fn tables_and_single_answers_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("parts.csv");
    let rows = "part,fp8_dense_tops,die_area_mm2,node,datacenter\na,1979,814,TSMC 4N,yes\nb,362,609,TSMC 4N,yes\nc,660.6,609,TSMC 4N,no\nd,2625,814,TSMC 4N,yes\ne,x,814,TSMC 4N,yes\nf,1.1234567,814,TSMC 4N,yes\n";
    std::fs::write(&path, rows).expect("written");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_eccn")).args(arguments).output().expect("runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (String::from_utf8(output.stdout).expect("text"), String::from_utf8(output.stderr).expect("text"))
    };
    let path = path.to_str().expect("text");
    let (table, told) =
        run(&["batch", path, "--as-of", "2026-02-01", "--to", "CN,DE", "--add", "eccn", "--only", "--quiet"]);
    assert!(told.contains("licenses: not checked: the Entity List"), "{told}");
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "eccn,license_CN,exceptions_CN,review_CN,license_DE,exceptions_DE,review_DE");
    assert_eq!(lines[5], ",,,,,,");
    // TPP of d is 21,000: no case-by-case review, whatever its memory.
    assert!(lines[4].starts_with("3A090.a.1,required,,presumption-of-denial,required,"), "{}", lines[4]);
    for (row, flags) in [
        (1, ["fp8=1979", "814", "yes"]),
        (2, ["fp8=362", "609", "yes"]),
        (3, ["fp8=660.6", "609", "no"]),
        (4, ["fp8=2625", "814", "yes"]),
        (6, ["fp8=1.1234567", "814", "yes"]),
    ] {
        let (single, _) = run(&[
            "license",
            "--rate",
            flags[0],
            "--die-area",
            flags[1],
            "--datacenter",
            flags[2],
            "--node",
            "TSMC 4N",
            "--to",
            "CN,DE",
            "--hq",
            "local",
            "--parent",
            "same",
            "--as-of",
            "2026-02-01",
            "--format",
            "csv",
        ]);
        let cells: Vec<Vec<&str>> = single.lines().skip(1).map(|line| line.split(',').collect()).collect();
        let joined = format!("{},{},{}", cells[0][1], cells[0][5..8].join(","), cells[1][5..8].join(","));
        assert_eq!(lines[row], joined, "row {row}");
    }
    let (json, _) = run(&["batch", path, "--as-of", "2026-02-01", "--to", "AE", "--format", "jsonl", "--quiet"]);
    assert!(json.lines().next().expect("a row").contains("\"license_AE\":\"required\""), "{json}");
}

#[test]
fn the_foundry_check_says_what_overcomes_the_presumption() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_eccn")).args(arguments).output().expect("runs");
        String::from_utf8(output.stdout).expect("text")
    };
    let design = ["--tpp", "1000", "--die-area", "300", "--datacenter", "no", "--node", "TSMC N5"];
    let with = |transistors: &str, memory: &str| {
        let more = ["--transistors", transistors, "--memory-type", memory, "--as-of", "2027-03-01"];
        run(&[&["foundry"][..], &design, &more].concat())
    };
    let lines = |text: &str| text.lines().skip(1).take(5).map(|line| line.contains("not presumed")).collect::<Vec<_>>();
    // 29 billion: below 30; 34 without HBM: below 35 in 2027; 34 with HBM and 36: not.
    assert_eq!(lines(&with("29 billion", "HBM3")), [false, true, true, true, true]);
    assert_eq!(lines(&with("34 billion", "GDDR6")), [false, true, true, true, true]);
    assert_eq!(lines(&with("34 billion", "HBM3")), [false, true, true, false, false]);
    assert_eq!(lines(&with("36 billion", "GDDR6")), [false, true, true, false, false]);
}
