//! Vendors' classes beside ours: a case for each cause, and the published ones that are known.

use eccn::law::{Law, Posture};
use eccn::part::Part;
use eccn::reconcile::{Cause, Compared, Reconciler, Reconciliation, Vendor};

fn map(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(what, header)| ((*what).to_owned(), (*header).to_owned())).collect()
}

/// A part file beside a row of a vendor.
fn compare(sheet: &str, row: &str) -> Compared {
    on("2026-07-23", sheet, row)
}

fn on(day: &str, sheet: &str, row: &str) -> Compared {
    let part = eccn::datasheet::parse(&format!("# X\n\n{sheet}"), "x.md").expect("read");
    let csv = format!("part,eccn,tpp,form,cryptography,datacenter\nX,{row}\n");
    let columns = ["part", "eccn", "tpp", "form", "cryptography", "datacenter"].map(|name| (name, name));
    let vendor = Vendor::read("v.csv", csv.as_bytes(), &map(&columns)).expect("read");
    let mut report = reconcile(day, &[part], &vendor);
    assert_eq!(report.compared.len(), 1);
    report.compared.remove(0)
}

fn reconcile(day: &str, parts: &[Part], vendor: &Vendor) -> Reconciliation {
    let statute = Law::embedded().at(day.parse().expect("a date"), Posture::Text).expect("encoded");
    Reconciler::new(&statute, Default::default()).all(parts, vendor)
}

const CHIP: &str = "Market: datacenter\nINT8: 250 TOPS dense\nDies: 1\nDie area: 300 mm²\nProcess: TSMC N5\n";

#[test]
fn agreement_is_no_difference() {
    let same = compare(CHIP, "3A090.a.2,2000,,,");
    assert!(same.agrees && same.causes.is_empty() && same.cause() == "agrees");
    // Less precise, otherwise spelled, with thousands, without a TPP.
    for row in ["3A090.a,\"2,000\",,,", "3a090a2,,,,", "3A090,2000,,,", ",2000,,,"] {
        assert!(compare(CHIP, row).agrees, "{row}");
    }
    // Rounded as the vendor's is.
    let uneven = CHIP.replace("250 TOPS", "250.03 TOPS");
    assert!(compare(&uneven, "3A090.a,2000,,,").agrees);
    assert!(!compare(&uneven, "3A090.a,2000.0001,,,").agrees);
}

#[test]
fn a_clock_above_the_datasheet() {
    let found = compare(CHIP, "3A090.a,2016,,,");
    assert_eq!(found.causes, [Cause::ClockAboveDatasheet]);
    assert_eq!(found.explanation, "1.0080 times the datasheet's clock");
    // It moves the answer, too: 1,590 is 3A991.p, 1,608 is 3A090.a.2.
    let below = CHIP.replace("250 TOPS", "198.75 TOPS").replace("300 mm²", "250 mm²");
    let found = compare(&below, "3A090.a.2,1608,,,");
    assert_eq!((found.eccn.as_str(), &found.causes[..]), ("3A991.p.1", &[Cause::ClockAboveDatasheet][..]));
    // A TPP farther off than the law files say that vendors' figures are is not the clock's.
    assert_eq!(compare(CHIP, "3A090.a,2200,,,").causes, [Cause::Unexplained]);
}

#[test]
fn a_clock_below_the_datasheet() {
    let found = compare(CHIP, "3A090.a,1996,,,");
    assert_eq!(found.causes, [Cause::ClockBelowDatasheet]);
    assert_eq!(compare(CHIP, "3A090.a,1970,,,").causes, [Cause::Unexplained]);
}

#[test]
fn a_board_and_a_computer() {
    let found = compare(CHIP, "4A090.a,2000,,,");
    assert_eq!((&found.causes[..], found.explanation.as_str()), (&[Cause::Form][..], "as an assembly"));
    // The vendor's own column says so: then there is nothing to explain.
    assert!(compare(CHIP, "4A090.a,2000,board,,").agrees);
    let below = CHIP.replace("250 TOPS", "10 TOPS");
    assert_eq!(compare(&below, "4A994.l,,,,").causes, [Cause::Form]);
    // 4A003.z.1: a computer of more than 70 WT. Eight circuits of 10 TFLOPS FP64 are 72 WT.
    let node = format!("Integrated circuits: 8\nFP64: 10 TFLOPS dense\n{CHIP}");
    let found = compare(&node, "4A003.z.1,2000,,,");
    assert_eq!((&found.causes[..], found.explanation.as_str()), (&[Cause::Form][..], "as a computer"));
    let small = format!("Integrated circuits: 7\nFP64: 10 TFLOPS dense\n{CHIP}");
    assert_eq!(compare(&small, "4A003.z.1,2000,,,").causes, [Cause::Unexplained]);
    // Before the paragraph was parted, under its older name.
    assert_eq!(on("2024-06-01", &node, "4A003.z.1,2000,,,").causes, [Cause::Form]);
}

#[test]
fn cryptography() {
    let found = compare(CHIP, "5A002.z.1,2000,,,");
    assert_eq!(found.causes, [Cause::Cryptography]);
    assert_eq!(found.explanation, "with cryptography described in 5A002.a");
    assert_eq!(compare(CHIP, "5A992.z,2000,,,").causes, [Cause::Cryptography]);
    assert_eq!(compare(&CHIP.replace("250 TOPS", "10 TOPS"), "5A992.c,,,,").causes, [Cause::Cryptography]);
    assert!(compare(CHIP, "5A002.z.1.a,2000,computer,5A002.a,").agrees);
}

#[test]
fn market() {
    let consumer = CHIP.replace("datacenter", "consumer");
    let found = compare(&consumer, "3A090.a.2,2000,,,");
    assert_eq!((found.eccn.as_str(), &found.causes[..]), ("3A991.p.1", &[Cause::Market][..]));
    assert_eq!(found.explanation, "designed or marketed for datacenters");
    let found = compare(CHIP, "3A991.p,2000,,,");
    assert_eq!(
        (&found.causes[..], found.explanation.as_str()),
        (&[Cause::Market][..], "not designed or marketed for datacenters")
    );
}

#[test]
fn interpretation() {
    // TF32 of 100 TFLOPS: 3,200 as 32 bits, 1,900 as 19.
    let sheet = "Market: datacenter\nTF32: 100 TFLOPS dense\nDies: 1\nDie area: 700 mm²\nProcess: TSMC N5\n";
    let found = compare(sheet, "3A991.p,1900,,,");
    assert_eq!((found.eccn.as_str(), &found.causes[..]), ("3A090.b.1", &[Cause::Interpretation][..]));
    assert_eq!(found.explanation, "with tf32-bits read as 19");
    // A board of two circuits counted together.
    let board = format!("Form: assembly\nIntegrated circuits: 2\n{}", CHIP.replace("300 mm²", "900 mm²"));
    let found = compare(&board, "4A090.b,4000,,,");
    assert_eq!(
        (&found.causes[..], found.explanation.as_str()),
        (&[Cause::Interpretation][..], "with board read as aggregated")
    );
}

#[test]
fn a_missing_number() {
    let sheet = "Market: datacenter\nINT8: 250 TOPS dense\nDies: 1\nProcess: TSMC N5\n";
    let found = compare(sheet, "3A090.b,2000,,,");
    assert_eq!(
        (&found.causes[..], found.explanation.as_str()),
        (&[Cause::NumberMissing][..], "for some of the missing values")
    );
    let found = compare(sheet, "4A090.b,2000,,,");
    assert_eq!(found.causes, [Cause::Form, Cause::NumberMissing]);
}

#[test]
fn what_no_trial_gives_is_unexplained() {
    let found = compare(CHIP, "3A001.a.7,2000,,,");
    assert_eq!(
        (&found.causes[..], found.explanation.as_str()),
        (&[Cause::Unexplained][..], "nothing tried gives the vendor's 3A001.a.7")
    );
    // Its ECCN is the board's; its TPP nobody's.
    let found = compare(CHIP, "4A090.a,9000,,,");
    assert_eq!(found.causes, [Cause::Form, Cause::Unexplained]);
    assert_eq!(found.explanation, "as an assembly; nothing tried gives the vendor's TPP of 9,000");
    let found = compare(CHIP, "9A999,9000,,,");
    assert_eq!(found.explanation, "nothing tried gives the vendor's 9A999 and TPP of 9,000");
}

#[test]
fn as_few_causes_as_do_it_and_all_that_do() {
    let found = compare(&CHIP.replace("datacenter", "consumer"), "4A090.a,2016,,,");
    assert_eq!(found.causes, [Cause::ClockAboveDatasheet, Cause::Form, Cause::Market]);
    // A computer of few 64-bit operations is under 4A090, too; of one whose rate is not known that is open.
    let found = compare(&format!("FP64: 1 TFLOPS dense\n{CHIP}"), "4A090.a,2000,,,");
    assert_eq!(found.alternatives, ["as a computer"]);
    assert!(compare(CHIP, "4A090.a,2000,,,").alternatives.is_empty());
}

#[test]
fn nothing_is_dropped() {
    let parts: Vec<Part> =
        ["L4", "L40", "H100 SXM5"].map(|name| eccn::catalog::find(name).one().expect("there")).to_vec();
    let csv = "m,e\nNVIDIA l-4,4A090.a\nL4 Tensor Core GPU,4A090.a\nnobody,4A090.a\n,4A090.a\n";
    let vendor = Vendor::read("v.csv", csv.as_bytes(), &map(&[("part", "m"), ("eccn", "e")])).expect("read");
    let report = reconcile("2026-07-23", &parts, &vendor);
    assert_eq!(report.compared.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(report.vendor_unmatched.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(report.ours_unmatched, ["L40", "H100 SXM5"]);
    assert_eq!(eccn::report::reconcile::rows(&report).len(), 6);
    // Two parts of one name are not told apart by guessing.
    let twice = [parts[0].clone(), parts[0].clone()];
    let report = reconcile("2026-07-23", &twice, &vendor);
    assert!(report.compared.is_empty() && report.vendor_unmatched[0].why.starts_with("names several"));
}

/// Classes that NVIDIA states, as far as they are known: each is explained, and how.
#[test]
fn published_classes_are_explained() {
    let parts: Vec<Part> = eccn::catalog::entries().map(|entry| entry.part().expect("read")).collect();
    let csv = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/vendor-classes.csv")).expect("there");
    let columns = map(&[("part", "Circuit"), ("eccn", "ECCN"), ("tpp", "TPP per GPU")]);
    let vendor = Vendor::read("vendor-classes.csv", &csv, &columns).expect("read");
    let report = reconcile("2026-07-31", &parts, &vendor);
    let counts: Vec<(String, u64)> = report.counts().into_iter().collect();
    let expected = [
        ("clock-above-datasheet + cryptography", 2),
        ("clock-above-datasheet + form", 8),
        ("clock-below-datasheet + form", 3),
        ("cryptography", 2),
        ("form", 3),
    ];
    assert_eq!(counts, expected.map(|(cause, count)| (cause.to_owned(), count)));
    let unmatched: Vec<&str> = report.vendor_unmatched.iter().map(|row| row.part.as_str()).collect();
    assert_eq!(unmatched, ["RTX A6000", "GeForce RTX 5080"]);
}
