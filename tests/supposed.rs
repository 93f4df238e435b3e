//! Law that is not law: bills laid over it, on every verb, never without saying so.

use eccn::determine::classify;
use eccn::law::{Law, Posture};
use eccn::license::{Proposal, proposals};
use std::process::{Command, Output};

fn supposed(names: &[&str]) -> Law {
    let find = |name: &&str| {
        proposals().iter().find(|proposal| proposal.id == **name).and_then(Proposal::supposition).expect("has a test")
    };
    Law::embedded().supposing(&names.iter().map(find).collect::<Vec<_>>())
}

fn eccn(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_eccn")).args(args).output().expect("runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

#[test]
fn the_law_itself_knows_of_no_proposal() {
    assert!(Law::embedded().proposals().is_empty());
    let provisions = Law::embedded().entries().iter().flat_map(|entry| &entry.provisions);
    assert!(provisions.into_iter().all(|provision| !provision.id.starts_with("proposal:")));
    assert_eq!(Law::embedded().supposing(&[]).hash(), Law::embedded().hash());
    let hashes = [supposed(&["gain-ai"]), supposed(&["house-2025"]), supposed(&["gain-ai", "house-2025"])]
        .map(|law| law.hash().to_owned());
    assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2] && !hashes.contains(&Law::embedded().hash().to_owned()));
}

/// A bill's own test, run by the license room, and its paragraph in the statute agree on every part of the catalog.
#[test]
fn the_paragraph_and_the_test_of_a_bill_agree() {
    use eccn::destination::Choices;
    use eccn::license::{Licensing, Transaction, answer_with};
    let rules = Licensing::embedded();
    let day = "2026-07-23".parse().expect("a date");
    let choices = Choices::default();
    let regime = rules.at(day, Posture::Text, &choices).expect("encoded");
    let statute = Law::embedded().at(day, Posture::Text).expect("encoded");
    let tested: Vec<&Proposal> = proposals().iter().filter(|proposal| proposal.supposition().is_some()).collect();
    assert!(tested.len() >= 4);
    for proposal in &tested {
        let law = Law::embedded().supposing(&[proposal.supposition().expect("a test")]);
        let under = law.at(day, Posture::Text).expect("encoded");
        let id = format!("proposal:{}", proposal.id);
        for entry in eccn::catalog::entries() {
            let part = entry.part().expect("read");
            let transaction = Transaction::to(rules.destinations().find("CN").expect("there"));
            let item = classify(&part, &statute, &Default::default());
            let beside = answer_with(&regime, &item, &transaction, &[*proposal]).proposals()[0].meets.expect("a test");
            let answer = classify(&part, &under, &Default::default());
            let met = answer.paragraphs().contains(&id);
            match beside {
                eccn::Truth::Yes => assert!(met, "{} under {id}", part.name),
                eccn::Truth::No => {
                    let possible = answer
                        .possibilities()
                        .iter()
                        .any(|one| one.eccn() == Some(&*id) || one.paragraphs().contains(&id));
                    assert!(!met && !possible, "{} under {id}", part.name);
                }
                // Whether a class is met may be open where the paragraph is certain, never the other way round.
                eccn::Truth::Unknown => {}
            }
        }
    }
}

#[test]
fn an_answer_under_a_bill_says_so_in_every_form() {
    let day = ["--as-of", "2026-07-23", "--proposal", "gain-ai"];
    let classify = |more: &[&str]| out(&eccn(&[&["classify", "RTX 4090 D"], &day[..], more].concat()));
    let text = classify(&[]);
    assert!(
        text.lines()
            .next()
            .is_some_and(|line| line.ends_with("as codified, under gain-ai, which is not law: proposal:gain-ai")),
        "{text}"
    );
    for format in ["table", "md"] {
        assert!(classify(&["--format", format]).starts_with("Answers under gain-ai, which is not law:"), "{format}");
    }
    let csv = classify(&["--format", "csv"]);
    assert!(
        csv.lines().next().is_some_and(|line| line.ends_with(",proposals"))
            && csv.lines().nth(1).is_some_and(|line| line.ends_with(",gain-ai")),
        "{csv}"
    );
    let json: serde_json::Value = serde_json::from_str(&classify(&["--format", "json"])).expect("JSON");
    assert_eq!(json["proposals"][0], "gain-ai");
    assert!(json["notices"][0].as_str().is_some_and(|notice| notice.starts_with("proposal:gain-ai is not law")));
    let plain: serde_json::Value =
        serde_json::from_str(&out(&eccn(&["classify", "RTX 4090 D", "--as-of", "2026-07-23", "--format", "json"])))
            .expect("JSON");
    assert!(plain.get("proposals").is_none() && plain["law"] != json["law"]);
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    let schema = serde_json::from_str(eccn::report::json::SCHEMA).expect("JSON");
    compiler.add_resource("schema.json", schema).expect("a schema");
    let compiled = compiler.compile("schema.json", &mut schemas).expect("compiles");
    assert!(schemas.validate(&json, compiled).is_ok());

    let batch = out(&eccn(&[&["batch", "examples/parts.csv", "--quiet"], &day[..]].concat()));
    assert!(
        batch.lines().next().is_some_and(|line| line.contains(",eccn_under_gain-ai,paragraphs_under_gain-ai,")),
        "{batch}"
    );
    assert!(batch.contains("proposal:gain-ai"));
    let lines = out(&eccn(&[&["batch", "examples/parts.csv", "--quiet", "--format", "jsonl"], &day[..]].concat()));
    assert!(lines.contains("\"eccn_under_gain-ai\":"), "{lines}");
    let timeline = out(&eccn(&["timeline", "RTX 4090 D", "--proposal", "gain-ai"]));
    assert!(
        timeline.starts_with("GeForce RTX 4090 D, under gain-ai, which is not law\n")
            && timeline.contains("proposal:gain-ai"),
        "{timeline}"
    );
    let license = out(&eccn(&[&["license", "RTX 4090 D", "--to", "CN,DE", "--format", "csv"], &day[..]].concat()));
    assert!(
        license.lines().next().is_some_and(|line| line.ends_with(",proposal:gain-ai")) && license.contains(",yes\n"),
        "{license}"
    );
    let map = out(&eccn(&[&["map", "RTX 4090 D"], &day[..]].concat()));
    assert!(map.lines().next().is_some_and(|line| line.ends_with("gain-ai (not law): met")), "{map}");
}

#[test]
fn a_name_that_is_none_and_a_bill_without_a_test_are_refused() {
    let output = eccn(&["classify", "l4", "--proposal", "gain"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there are all, gain-ai"));
    let output = eccn(&["classify", "l4", "--proposal", "remote-access"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no test that can be run"));
}

/// DRAM and I/O bandwidth together: what is known of both decides, what is known of one leaves an exact boundary.
#[test]
fn bandwidth_together_is_the_sum_wherever_it_is_asked() {
    let law = supposed(&["gain-ai"]);
    let statute = law.at("2026-07-23".parse().expect("a date"), Posture::Text).expect("encoded");
    let ask = |dram: &str, io: &str| {
        let text = format!(
            "# X\n\nMarket: consumer\nINT8: 10 TOPS dense\nDies: 1\nDie area: 500 mm²\nProcess: TSMC N5\n{dram}{io}"
        );
        classify(&eccn::datasheet::parse(&text, "x.md").expect("read"), &statute, &Default::default())
    };
    let io = |rate: &str| format!("\n## Links\n\nPCIe: {rate} bidirectional\n");
    assert_eq!(ask("Memory bandwidth: 4000 GB/s\n", &io("1000 GB/s")).eccn(), Some("proposal:gain-ai"));
    assert_eq!(ask("Memory bandwidth: 4000 GB/s\n", &io("999.999 GB/s")).eccn(), Some("3A991.p.1"));
    let open = ask("Memory bandwidth: 4000 GB/s\n", "");
    let possible: Vec<(Option<&str>, &[String])> =
        open.possibilities().iter().map(|one| (one.eccn(), one.when())).collect();
    assert_eq!(possible[0].0, Some("proposal:gain-ai"));
    assert_eq!(possible[0].1, ["I/O bandwidth 1,000 GB/s or more"], "{possible:?}");
    // The range over which the answer stays heeds the sum.
    let near = ask("Memory bandwidth: 4000 GB/s\n", &io("900 GB/s"));
    let stay = near.stays().iter().find(|stay| stay.fact() == eccn::facts::NumericFact::DramBandwidth).expect("there");
    assert_eq!(stay.range().high().expect("an end").0.to_string(), "4100");
    let stay = near.stays().iter().find(|stay| stay.fact() == eccn::facts::NumericFact::IoBandwidth).expect("there");
    assert_eq!(stay.range().high().expect("an end").0.to_string(), "1000");
}
