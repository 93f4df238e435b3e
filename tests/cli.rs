//! The binary, driven as a user would.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// The examples in the README and in `tests/cmd/`. `TRYCMD=overwrite cargo test printed_examples` rewrites them.
#[test]
fn printed_examples() {
    trycmd::TestCases::new().case("README.md").case("tests/cmd/*.md");
}

fn eccn(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_eccn"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("written");
    child.wait_with_output().expect("ends")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

#[test]
fn a_part_file_on_standard_input_may_be_markdown_toml_or_json() {
    let args = ["classify", "-", "--as-of", "2024-01-01", "--format", "csv"];
    for text in [
        "# NPU\n\nMarket: datacenter\nINT8: 250 TOPS dense\nDie area: 300 mm²\nProcess: TSMC N5\nDies: 1\n",
        "# a comment\nname = \"NPU\"\nmarket = \"datacenter\"\n[[unit]]\nname = \"NPU\"\nrates = { int8 = \"250 TOPS dense\" }\n[[die]]\nname = \"die\"\ncount = 1\narea = \"300 mm²\"\nnode = \"TSMC N5\"\n",
        "{\"name\": \"NPU\", \"market\": \"datacenter\", \"unit\": [{\"name\": \"NPU\", \"rates\": {\"int8\": \"250 TOPS dense\"}}], \"die\": [{\"name\": \"die\", \"count\": 1, \"area\": \"300 mm²\", \"node\": \"TSMC N5\"}]}",
    ] {
        let output = eccn(&args, text);
        let row = stdout(&output).lines().nth(1).map(str::to_owned);
        assert_eq!(
            row.as_deref(),
            Some("NPU,2024-01-01,text,3A090.a.2,3A090.a.2,certain,2000,6.6667,TPP 224 above 1776 (3A090.b.2),,"),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn a_bad_line_is_shown_with_a_caret_and_the_exit_code_is_1() {
    let output = eccn(&["classify", "-", "--as-of", "2024-01-01"], "# NPU\n\nINT8: 250 TOPS dense\nDie are: 300 mm²\n");
    let error = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1));
    assert!(error.contains("<standard input>:4:1") && error.contains('^') && error.contains("Die area"), "{error}");
    assert!(output.stdout.is_empty());
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let folder = std::env::temp_dir().join(format!("eccn-bytes-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("part.md");
    std::fs::write(&file, b"# NPU\n\nINT8: \xff\xfe\n").expect("written");
    let output = eccn(&["classify", file.to_str().expect("text")], "");
    std::fs::remove_dir_all(&folder).expect("removed");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("part.md:3: not UTF-8"));
}

#[test]
fn json_fits_the_published_schema() {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    let schema: serde_json::Value = serde_json::from_str(&stdout(&eccn(&["schema"], ""))).expect("JSON");
    compiler.add_resource("schema.json", schema).expect("a schema");
    let compiled = compiler.compile("schema.json", &mut schemas).expect("compiles");
    let output = eccn(&["classify", "--all", "--as-of", "2025-06-01", "--format", "jsonl"], "");
    let text = stdout(&output);
    assert!(text.lines().count() >= 120);
    for line in text.lines() {
        let document: serde_json::Value = serde_json::from_str(line).expect("JSON");
        if let Err(error) = schemas.validate(&document, compiled) {
            panic!("{}: {error}", document["part"]);
        }
    }
    // A schema that accepts anything would pass too.
    assert!(schemas.validate(&serde_json::json!({"schema": "eccn-determination/1"}), compiled).is_err());
}

#[test]
fn the_reader_may_leave_early() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_eccn"))
        .args(["classify", "--all", "--as-of", "2024-01-01", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn completions_and_the_man_page_come_from_the_same_definition() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(stdout(&eccn(&["completions", shell], "")).contains("classify"));
    }
    let page = stdout(&eccn(&["man"], ""));
    assert!(page.contains(".TH eccn") && page.contains("\\-\\-as\\-of"));
}

#[test]
fn law_files_of_a_folder_are_checked_and_applied() {
    let folder = std::env::temp_dir().join(format!("eccn-law-{}", std::process::id()));
    let entries = folder.join("entries");
    std::fs::create_dir_all(&entries).expect("a folder");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("law");
    for name in ["amendments.toml", "readings.toml"] {
        std::fs::copy(root.join(name), folder.join(name)).expect("copied");
    }
    for entry in std::fs::read_dir(root.join("entries")).expect("a folder") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, entries.join(path.file_name().expect("a name"))).expect("copied");
    }
    let law = folder.to_str().expect("text");
    let same = stdout(&eccn(&["law", "check", law], ""));
    let whole = stdout(&eccn(&["law", "check"], ""));
    assert_eq!(Some(same.trim_end()), whole.lines().next(), "a folder on classification alone");
    let file = entries.join("3A090.toml");
    let text = std::fs::read_to_string(&file).expect("text");
    std::fs::write(&file, text.replace("when = \"tpp >= 4800\"", "when = \"tpp >= 2000\"")).expect("written");
    let changed = stdout(&eccn(&["classify", "h20", "--law", law, "--as-of", "2024-01-01", "--format", "csv"], ""));
    assert!(changed.contains(",3A090.a.1,"), "{changed}");
    std::fs::write(&file, text.replace("when = \"tpp >= 4800\"", "when = \"ttp >= 4800\"")).expect("written");
    let refused = eccn(&["law", "check", law], "");
    std::fs::remove_dir_all(&folder).expect("removed");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("did you mean tpp?"));
}

#[test]
fn license_rules_of_a_folder_are_checked_and_applied() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("law");
    for (name, text) in eccn::law::read_folder(&root).expect("reads") {
        let path = folder.path().join(name.strip_prefix("law/").expect("a law file"));
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let law = folder.path().to_str().expect("text");
    assert_eq!(stdout(&eccn(&["law", "check", law], "")), stdout(&eccn(&["law", "check"], "")));
    let file = folder.path().join("licensing/review.toml");
    let text = std::fs::read_to_string(&file).expect("text");
    std::fs::write(&file, text.replace("tpp < 21000", "tpp < 15000")).expect("written");
    let ask = |law: &[&str]| {
        let question = ["license", "h200-sxm", "--to", "CN", "--hq", "CN", "--as-of", "2026-02-01", "--format", "csv"];
        stdout(&eccn(&[&question[..], law].concat(), ""))
    };
    assert!(ask(&[]).contains(",case-by-case|presumption-of-denial,"));
    assert!(ask(&["--law", law]).contains(",required,,presumption-of-denial,"), "{}", ask(&["--law", law]));
    std::fs::write(&file, text.replace("tpp < 21000", "tpp < many")).expect("written");
    let refused = eccn(&["law", "check", law], "");
    assert_eq!(refused.status.code(), Some(1));
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        told.contains("law/licensing/review.toml:") && told.contains("expected a number, found \"many\""),
        "{told}"
    );
    let shown = stdout(&eccn(&["law", "show", "NAC"], ""));
    assert!(shown.contains("2023-11-17 to before 2024-04-04") && shown.contains("740.8"), "{shown}");
}

#[test]
fn a_timeline_of_the_enforced_law_goes_by_compliance() {
    let first = |posture: &str| {
        let text = stdout(&eccn(&["timeline", "hbm3e", "--posture", posture, "--format", "csv"], ""));
        let row = text.lines().find(|row| row.contains("3A090.c")).expect("a row").to_owned();
        row.split(',').nth(1).expect("a date").to_owned()
    };
    assert_eq!((first("text").as_str(), first("enforced").as_str()), ("2024-12-02", "2024-12-31"));
}

#[test]
fn flags_that_cannot_be_meant_are_refused() {
    for args in [
        &["classify", "l4", "--units", "2"][..],
        &["classify", "--macs", "fp16=1024", "--clock", "1.4"],
        &["classify", "--tpp", "2000", "--rate", "fp8=1"],
        &["classify", "--tpp", "2000", "--node", "N5\nTPP: 1"],
        &["classify", "l4", "--as-of", "2024-13-01"],
    ] {
        let output = eccn(args, "");
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn an_area_given_for_a_part_keeps_its_node() {
    let row = stdout(&eccn(&["classify", "l4", "--die-area", "300", "--as-of", "2024-01-01", "--format", "csv"], ""));
    assert!(row.contains(",3A090.a.2,3A090.a.2,certain,1936,6.4533,"), "{row}");
}

#[test]
fn several_answers_are_an_array_and_none_is_an_empty_one() {
    let json = |args: &[&str]| -> serde_json::Value {
        let mut all = vec!["classify", "--as-of", "2024-01-01", "--format", "json"];
        all.extend(args);
        serde_json::from_str(&stdout(&eccn(&all, ""))).expect("JSON")
    };
    assert!(json(&["l4"]).is_object());
    assert_eq!(json(&["l4", "nosuchpart"]).as_array().map(Vec::len), Some(1));
    assert_eq!(json(&["nosuchpart"]).as_array().map(Vec::len), Some(0));
}
