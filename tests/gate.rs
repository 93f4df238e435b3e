//! `eccn check` as a project would use it, and its reports against their schemas.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const NPU: &str = "name = \"NPU\"\nmarket = \"datacenter\"\n\n[[unit]]\nname = \"NPU\"\ncount = 4\nclock = \"1.5 GHz\"\nmacs = { int8 = 16384 }\n\n[[die]]\nname = \"compute\"\ncount = 1\narea = \"310 mm²\"\nnode = \"TSMC N5\"\n";
const OPEN: &str = "# Open\n\nMarket: datacenter\nINT8: 250 TOPS dense\nProcess: TSMC N5\nDies: 1\n";
const SMALL: &str =
    "# Small\n\nMarket: datacenter\nINT8: 10 TOPS dense\nDies: 1\nDie area: 300 mm²\nProcess: TSMC N5\n";

/// A project with some designs.
fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, text).expect("written");
}

fn check(folder: &TempDir, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_eccn"));
    command.arg("check").args(args).current_dir(folder.path());
    if !args.contains(&"--as-of") {
        command.args(["--as-of", "2026-07-23"]);
    }
    command.output().expect("runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("a code")
}

fn lock(folder: &TempDir) -> String {
    std::fs::read_to_string(folder.path().join("eccn.lock")).expect("a lock")
}

#[test]
fn what_is_denied_ends_with_1_and_what_is_not_with_0() {
    let folder = project(&[("designs/small.md", SMALL), ("designs/l4.md", include_str!("../datasheets/nvidia/l4.md"))]);
    let output = check(&folder, &["designs", "--deny", "3A090.a,3A090.b"]);
    assert_eq!(code(&output), 1, "{}", out(&output));
    assert!(out(&output).contains("denied             designs/l4.md:17:16: L4 is 3A090.a.2: 3A090.a is denied"));
    assert!(!out(&output).contains("Small"));
    assert_eq!(code(&check(&folder, &["designs/small.md", "--deny", "3A090"])), 0);
    assert_eq!(code(&check(&folder, &["designs", "--deny", "3A090.b"])), 0);
    assert_eq!(code(&check(&folder, &["designs", "--deny", "3A991"])), 1);
    // On another day the same part is not.
    assert_eq!(code(&check(&folder, &["designs", "--deny", "3A090.a", "--as-of", "2023-01-01"])), 0);
    // A board is denied by its own entry, not by that of the circuit on it.
    write(
        folder.path(),
        "board.md",
        &include_str!("../datasheets/nvidia/l4.md").replacen("Vendor:", "Form: assembly\nVendor:", 1),
    );
    assert_eq!(code(&check(&folder, &["board.md", "--deny", "3A090"])), 0);
    assert_eq!(code(&check(&folder, &["board.md", "--deny", "4A090.a"])), 1);
}

#[test]
fn a_paragraph_that_is_met_is_denied_though_another_governs() {
    // TPP 4,800 on 814 mm²: .a.1 governs, .b.2 is met.
    let text = "# Both\n\nMarket: datacenter\nTPP: 4800\nDies: 1\nDie area: 814 mm²\nProcess: TSMC N5\n";
    let folder = project(&[("both.md", text)]);
    let output = check(&folder, &["both.md", "--deny", "3A090.b"]);
    assert!(code(&output) == 1 && out(&output).contains("is 3A090.a.1 and meets 3A090.b.2"), "{}", out(&output));
}

#[test]
fn what_depends_is_denied_unless_it_is_allowed() {
    let folder = project(&[("open.md", OPEN)]);
    let output = check(&folder, &["open.md", "--deny", "3A090.a"]);
    assert_eq!(code(&output), 1);
    let text = out(&output);
    assert!(text.contains("may-be-denied") && text.contains("applicable die area at most 337.837837… mm²"), "{text}");
    assert_eq!(code(&check(&folder, &["open.md", "--deny", "3A090.a", "--allow-depends"])), 0);
    // Every possible outcome is under it: there is nothing to allow.
    let all = ["open.md", "--deny", "3A090,3A991", "--allow-depends"];
    assert_eq!(code(&check(&folder, &all)), 1);
    assert_eq!(code(&check(&folder, &["open.md", "--deny", "5A002"])), 0);
}

#[test]
fn errors_of_use_and_of_inputs_end_with_2() {
    let folder = project(&[("bad.toml", "bad = "), ("good.md", SMALL), ("empty/readme.txt", "")]);
    let typo = check(&folder, &["good.md", "--deny", "3A09O.a"]);
    assert!(code(&typo) == 2 && String::from_utf8_lossy(&typo.stderr).contains("did you mean \"3A090.a\"?"));
    for args in
        [&["bad.toml"][..], &["good.md", "bad.toml"], &["nothing.md"], &["empty"], &["good.md", "--lock", "no.lock"]]
    {
        assert_eq!(code(&check(&folder, args)), 2, "{args:?}");
    }
    write(folder.path(), "eccn.lock", "version = 1\nparts = 3\n");
    let output = check(&folder, &["good.md"]);
    assert_eq!(code(&output), 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("eccn.lock:2:1: unknown field `parts`"));
    // A lock is not written over where not everything could be read.
    write(folder.path(), "eccn.lock", "version = 1\n");
    assert_eq!(code(&check(&folder, &["good.md", "bad.toml", "--update-lock"])), 2);
    assert_eq!(lock(&folder), "version = 1\n");
}

#[test]
fn accepted_answers_pass_whatever_the_day_until_they_move() {
    let folder = project(&[("designs/npu.toml", NPU), ("designs/small.md", SMALL)]);
    assert_eq!(code(&check(&folder, &["designs", "--update-lock"])), 0);
    let first = lock(&folder);
    assert!(
        first.contains("file = \"designs/npu.toml\"\nname = \"NPU\"\neccn = \"3A991.p.1\"\ntpp = \"1572.864\"\n"),
        "{first}"
    );
    // The same bytes again, also on another day, in another order, from another place.
    for args in [
        &["designs", "--update-lock"][..],
        &["designs/small.md", "designs/npu.toml", "--update-lock"],
        &["designs", "--update-lock", "--as-of", "2026-06-01"],
    ] {
        assert_eq!((code(&check(&folder, args)), lock(&folder)), (0, first.clone()), "{args:?}");
    }
    assert_eq!(code(&check(&folder, &["designs", "--as-of", "2025-01-01"])), 0);
    // A remark that changes nothing of the answer passes, and says so.
    write(folder.path(), "designs/small.md", &format!("{SMALL}Released: 2026\n"));
    let output = check(&folder, &["designs"]);
    assert!(code(&output) == 0 && out(&output).contains("the file changed, the answer did not"), "{}", out(&output));
    // A faster clock moves it.
    write(folder.path(), "designs/npu.toml", &NPU.replace("1.5 GHz", "1.8 GHz"));
    let output = check(&folder, &["designs"]);
    let text = out(&output);
    assert_eq!(code(&output), 1);
    assert!(text.contains("designs/npu.toml:8:17: NPU differs from the lock: ECCN 3A991.p.1 → 3A090.a.2, TPP 1572.864 → 1887.4368, performance density 5.0738 → 6.0885; because: the file changed"), "{text}");
    assert_eq!(code(&check(&folder, &["designs", "--update-lock"])), 0);
    assert_eq!(code(&check(&folder, &["designs"])), 0);
    // Only what changed is another line: that is what a reviewer sees.
    let (old, new): (Vec<_>, Vec<_>) =
        (first.lines().map(str::to_owned).collect(), lock(&folder).lines().map(str::to_owned).collect());
    let changed = old.iter().zip(&new).filter(|(old, new)| old != new).count();
    assert_eq!((old.len(), changed), (new.len(), 5), "eccn, tpp, density, input, and the input of the other file");
}

#[test]
fn what_the_law_moved_is_said_with_the_amendment() {
    let folder = project(&[("h800.md", include_str!("../datasheets/nvidia/h800-sxm5.md"))]);
    assert_eq!(code(&check(&folder, &["h800.md", "--update-lock", "--as-of", "2023-01-01"])), 0);
    let output = check(&folder, &["h800.md", "--as-of", "2024-01-01"]);
    let text = out(&output);
    assert!(code(&output) == 1 && text.contains("ECCN 3A991.p.1 → 3A090.a.1"), "{text}");
    assert!(
        text.contains("on 2023-11-17: 3A090.a.1 changed from") && text.contains("acs-ifr-2023, 88 FR 73458"),
        "{text}"
    );
    assert!(!text.contains("the file changed"), "{text}");
    // Another law, on the same day.
    let law = tempfile::tempdir().expect("a folder");
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/law")), law.path());
    let entry = law.path().join("entries/3A090.toml");
    let changed = std::fs::read_to_string(&entry).expect("read").replace("io_bandwidth >= 600", "io_bandwidth >= 300");
    std::fs::write(&entry, changed).expect("written");
    let output = check(&folder, &["h800.md", "--as-of", "2023-01-01", "--law", law.path().to_str().expect("text")]);
    let text = out(&output);
    assert!(code(&output) == 1 && text.contains("because: the law files changed (from "), "{text}");
    // A bill that is no law.
    let output = check(
        &folder,
        &["h800.md", "--as-of", "2023-01-01", "--proposal", "ai-overwatch", "--deny", "proposal:ai-overwatch"],
    );
    let text = out(&output);
    assert!(text.lines().next().is_some_and(|line| line.contains("under ai-overwatch, which is not law")), "{text}");
    assert!(
        text.contains("is proposal:ai-overwatch")
            && text.contains("other proposals are asked for: ai-overwatch, not the default"),
        "{text}"
    );
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("read") {
        let entry = entry.expect("read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

#[test]
fn what_is_new_or_gone_does_not_pass_until_it_is_accepted() {
    let folder = project(&[("a/npu.toml", NPU), ("a/small.md", SMALL), ("b/open.md", OPEN)]);
    assert_eq!(code(&check(&folder, &["a", "b", "--update-lock"])), 0);
    assert!(lock(&folder).contains("eccn = [\"3A090.a.2\", \"3A090.b.2\", \"3A991.p.1\"]"), "{}", lock(&folder));
    std::fs::remove_file(folder.path().join("a/small.md")).expect("removed");
    write(folder.path(), "a/new.md", &SMALL.replace("Small", "New"));
    let text = out(&check(&folder, &["a"]));
    assert!(
        text.contains("gone-from-lock     a/small.md: Small was 3A991.p.1")
            && text.contains("not-in-lock        a/new.md"),
        "{text}"
    );
    // Only what was looked through can be gone.
    assert_eq!(code(&check(&folder, &["b"])), 0);
    assert_eq!(code(&check(&folder, &["a/npu.toml"])), 0);
    assert_eq!(code(&check(&folder, &["a", "--update-lock"])), 0);
    let text = lock(&folder);
    assert!(!text.contains("small.md") && text.contains("a/new.md") && text.contains("b/open.md"), "{text}");
    // From a folder below, the names stay.
    let below = Command::new(env!("CARGO_BIN_EXE_eccn"))
        .args(["check", ".", "--lock", "../eccn.lock", "--as-of", "2026-07-23"])
        .current_dir(folder.path().join("a"))
        .output()
        .expect("runs");
    assert_eq!(code(&below), 0, "{}", out(&below));
}

/// A project in which everything that can be wrong is.
fn troubled() -> TempDir {
    let folder = project(&[
        ("d/denied <&\"part\">.md", &include_str!("../datasheets/nvidia/l4.md").replace("# L4", "# L4 <\"&'>\u{1}")),
        ("d/open.md", OPEN),
        ("d/moved.toml", NPU),
        ("d/gone.md", SMALL),
    ]);
    assert_eq!(code(&check(&folder, &["d", "--update-lock"])), 0);
    write(folder.path(), "d/moved.toml", &NPU.replace("1.5 GHz", "1.8 GHz"));
    std::fs::remove_file(folder.path().join("d/gone.md")).expect("removed");
    write(folder.path(), "d/new.md", &SMALL.replace("Small", "New"));
    write(folder.path(), "d/bad.toml", "name = \"x\"\nbad = \n");
    folder
}

fn report(folder: &TempDir, format: &str) -> String {
    let args = ["d", "nothing.md", "--deny", "3A090.a", "--format", format];
    let output = check(folder, &args);
    assert_eq!(code(&output), 2);
    assert_eq!(out(&check(folder, &args)), out(&output), "the same bytes");
    out(&output)
}

/// What is wrong with a document under a schema.
fn faults(schema: &str, document: &Value) -> Option<String> {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    compiler.add_resource("urn:test", serde_json::from_str(schema).expect("JSON")).expect("a schema");
    let compiled = compiler.compile("urn:test", &mut schemas).expect("compiles");
    schemas.validate(document, compiled).err().map(|error| format!("{error:#}"))
}

#[test]
fn sarif_fits_its_schema() {
    let schema = include_str!("schemas/sarif-2.1.0-rtm.5.json");
    let mut document: Value = serde_json::from_str(&report(&troubled(), "sarif")).expect("JSON");
    assert_eq!(faults(schema, &document), None);
    let results = document["runs"][0]["results"].as_array().expect("results");
    let kinds: Vec<&str> = results.iter().filter_map(|result| result["ruleId"].as_str()).collect();
    let expected = [
        "unreadable",
        "unreadable",
        "denied",
        "differs-from-lock",
        "denied",
        "not-in-lock",
        "may-be-denied",
        "gone-from-lock",
    ];
    for kind in expected {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    let rules = &document["runs"][0]["tool"]["driver"]["rules"];
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let bad = results.iter().find(|result| result["ruleId"] == "unreadable").expect("there");
    assert_eq!(bad["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
    // The schema would notice.
    document["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(faults(schema, &document).is_some());
    let empty = project(&[("d/small.md", SMALL)]);
    let output = check(&empty, &["d", "--deny", "3A090", "--format", "sarif"]);
    let document: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!((code(&output), faults(schema, &document)), (0, None));
}

#[test]
fn spdx_fits_what_is_published_of_its_classes() {
    let schema = include_str!("schemas/spdx-3.1-export-control.schema.json");
    let mut document: Value = serde_json::from_str(&report(&troubled(), "spdx")).expect("JSON");
    assert_eq!(faults(schema, &document), None);
    let graph = document["@graph"].as_array().expect("elements").clone();
    let ids: Vec<&str> = graph.iter().filter_map(|element| element["spdxId"].as_str()).collect();
    let assessments: Vec<&Value> =
        graph.iter().filter(|element| element["type"] == "operations_ExportControlClassificationAssessment").collect();
    assert_eq!(assessments.len(), 4);
    // Every reference is to an element of the document.
    for assessment in &assessments {
        assert!(ids.contains(&assessment["operations_assessedElement"].as_str().expect("an id")));
        for result in assessment["operations_assessmentResult"].as_array().expect("results") {
            assert!(ids.contains(&result["operations_exportControlSpecification"].as_str().expect("an id")));
        }
    }
    let open = assessments
        .iter()
        .find(|assessment| assessment["name"].as_str().is_some_and(|name| name.starts_with("Open")))
        .expect("there");
    let outcomes: Vec<&str> = open["operations_assessmentResult"]
        .as_array()
        .expect("results")
        .iter()
        .filter_map(|result| result["operations_exportClassification"].as_str())
        .collect();
    assert_eq!(outcomes, ["3A090.a.2", "3A090.b.2", "3A991.p.1"]);
    let spdx = graph.iter().find(|element| element["type"] == "SpdxDocument").expect("there");
    for list in ["element", "rootElement"] {
        for id in spdx[list].as_array().expect("ids") {
            assert!(ids.contains(&id.as_str().expect("an id")));
        }
    }
    document["@graph"][0]["createdBy"] = Value::Array(Vec::new());
    assert!(faults(schema, &document).is_some());
}

/// An element of XML as far as JUnit's form needs it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("{} has no {name}", self.name))
    }

    fn count(&self, name: &str) -> usize {
        self.get(name).parse().expect("a number")
    }
}

/// Reads XML and refuses what is not well-formed.
fn xml(text: &str) -> Element {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = vec![Element::default()];
    let element = |start: &quick_xml::events::BytesStart<'_>| {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.expect("an attribute");
            let value = attribute.value.to_string();
            assert!(!value.contains(['<', '"']), "{value}");
            (attribute.key.as_ref().to_owned(), value)
        });
        Element { name: start.name().as_ref().to_owned(), attributes: attributes.collect(), children: Vec::new() }
    };
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => {
                let element = element(&start);
                open.last_mut().expect("open").children.push(element);
            }
            Event::End(_) => {
                let done = open.pop().expect("open");
                open.last_mut().expect("open").children.push(done);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut root = open.pop().expect("the document");
    assert_eq!(root.children.len(), 1);
    root.children.remove(0)
}

/// The structure that `junit-10.xsd` asks for, by hand: there is no validator of XML Schema here.
#[test]
fn junit_has_the_structure_that_readers_expect() {
    let text = report(&troubled(), "junit");
    let suites = xml(&text);
    assert_eq!(suites.name, "testsuites");
    assert!(!text.contains('\u{1}'), "no control character");
    let [suite] = &suites.children[..] else { panic!("one suite") };
    assert_eq!(suite.name, "testsuite");
    assert!(!suite.get("name").is_empty() && suite.get("timestamp").len() == 19);
    let [properties, cases @ ..] = &suite.children[..] else { panic!("properties first") };
    assert!(
        properties.name == "properties"
            && properties
                .children
                .iter()
                .all(|one| one.name == "property" && !one.get("name").is_empty() && !one.get("value").is_empty())
    );
    let (mut failures, mut errors) = (0, 0);
    for case in cases {
        assert_eq!(case.name, "testcase");
        assert!(!case.get("name").is_empty() && !case.get("classname").is_empty() && case.get("time") == "0");
        assert!(case.children.len() <= 1);
        for problem in &case.children {
            assert!(
                !problem.get("message").is_empty() && !problem.get("type").is_empty() && problem.children.is_empty()
            );
            match problem.name.as_str() {
                "failure" => failures += 1,
                "error" => errors += 1,
                other => panic!("{other}"),
            }
        }
    }
    for element in [&suites, suite] {
        assert_eq!(
            (element.count("tests"), element.count("failures"), element.count("errors")),
            (cases.len(), failures, errors)
        );
    }
    assert_eq!((cases.len(), failures, errors), (7, 5, 2));
}

#[test]
fn json_says_the_same() {
    let document: Value = serde_json::from_str(&report(&troubled(), "json")).expect("JSON");
    assert_eq!(document["schema"], "eccn-check/1");
    assert_eq!(document["passes"], false);
    let parts = document["parts"].as_array().expect("parts");
    assert_eq!(parts.len(), 4);
    let moved = parts.iter().find(|part| part["file"] == "d/moved.toml").expect("there");
    assert_eq!(moved["outcomes"][0], "3A090.a.2");
    assert_eq!(moved["line"], 8);
    assert_eq!(
        (document["gone"].as_array().map(Vec::len), document["unreadable"].as_array().map(Vec::len)),
        (Some(1), Some(2))
    );
}
