//! What `docs/` tells people to copy works as it stands.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;
use yaml_rust2::{Yaml, YamlLoader};

const SMALL: &str =
    "# Small\n\nMarket: datacenter\nINT8: 10 TOPS dense\nDies: 1\nDie area: 300 mm²\nProcess: TSMC N5\n";

fn doc(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("designs")).expect("a folder");
    std::fs::write(folder.path().join("designs/small.md"), SMALL).expect("written");
    folder
}

/// Runs a command in a project, with `eccn` on its path.
fn shell(folder: &Path, program: &str, args: &[&str]) -> Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_eccn")).parent().expect("a folder").to_path_buf();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&paths))).expect("a path");
    Command::new(program)
        .args(args)
        .current_dir(folder)
        .env("PATH", paths)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("runs")
}

#[test]
fn the_workflow_is_yaml_and_its_commands_run() {
    let text = std::fs::read_to_string(doc("ci/workflow.yml")).expect("there");
    let documents = YamlLoader::load_from_str(&text).expect("YAML");
    let [workflow] = &documents[..] else { panic!("one document") };
    // A bare `on` is a key here, and no truth value.
    let triggers = &workflow["on"];
    assert!(triggers["push"].as_hash().is_some() && triggers["schedule"].as_vec().is_some(), "{triggers:?}");
    let steps = workflow["jobs"]["check"]["steps"].as_vec().expect("steps");
    let folder = project();
    let mut ran = 0;
    for step in steps {
        assert!(step["uses"].as_str().is_some() != step["run"].as_str().is_some(), "{step:?}");
        let Yaml::String(command) = &step["run"] else { continue };
        if command.starts_with("eccn ") {
            let output = shell(folder.path(), "sh", &["-c", command]);
            assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
            ran += 1;
        }
    }
    assert_eq!(ran, 4);
    for report in ["eccn.sarif", "eccn.xml", "eccn.spdx.json"] {
        let length = std::fs::metadata(folder.path().join(report)).expect("there").len();
        assert!(length > 200 && text.contains(report), "{report}");
    }
}

#[test]
fn the_hook_stops_a_commit_that_moves_an_answer() {
    let git = |folder: &Path, args: &[&str]| shell(folder, "git", args);
    let folder = project();
    let at = folder.path();
    if !Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("git is not here: the hook is not run");
        return;
    }
    assert!(git(at, &["init", "-q"]).status.success());
    for (key, value) in [("user.name", "A"), ("user.email", "a@example.org")] {
        assert!(git(at, &["config", key, value]).status.success());
    }
    std::fs::create_dir_all(at.join(".git/hooks")).expect("a folder");
    std::fs::copy(doc("ci/pre-commit"), at.join(".git/hooks/pre-commit")).expect("copied");
    let commit = || {
        assert!(git(at, &["add", "-A"]).status.success());
        git(at, &["commit", "-q", "-m", "a change"])
    };
    assert!(shell(at, "eccn", &["check", "designs", "--update-lock"]).status.success());
    let output = commit();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // A commit that touches no design is not checked.
    std::fs::write(at.join("notes.txt"), "x").expect("written");
    assert!(commit().status.success());
    std::fs::write(at.join("designs/small.md"), SMALL.replace("10 TOPS", "11 TOPS")).expect("written");
    let output = commit();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && said.contains("eccn check designs --update-lock && git add eccn.lock"),
        "{said}"
    );
    assert!(shell(at, "eccn", &["check", "designs", "--update-lock"]).status.success());
    assert!(commit().status.success());
    // What is denied stays out, accepted or not.
    std::fs::write(at.join("designs/large.md"), SMALL.replace("Small", "Large").replace("10 TOPS", "900 TOPS"))
        .expect("written");
    let _ = shell(at, "eccn", &["check", "designs", "--update-lock"]);
    assert!(!commit().status.success());
}

#[test]
fn every_command_in_the_docs_is_one() {
    for name in ["gate.md", "reconcile.md"] {
        let text = std::fs::read_to_string(doc(name)).expect("there");
        let commands = text.split('`').skip(1).step_by(2).filter_map(|code| code.strip_prefix("eccn "));
        let mut seen = 0;
        for command in commands {
            let verb = command.split(' ').next().expect("a verb");
            let output = shell(Path::new("."), "eccn", &[verb, "--help"]);
            assert!(output.status.success(), "{name}: {command}");
            let help = String::from_utf8_lossy(&output.stdout).into_owned();
            for flag in command.split(' ').filter(|word| word.starts_with("--")) {
                assert!(help.contains(flag), "{name}: {command}: {flag}");
            }
            seen += 1;
        }
        assert!(seen > 0, "{name}");
        // Links lead somewhere.
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(doc(link).exists(), "{name}: {link}");
        }
    }
}
