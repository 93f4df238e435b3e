//! Golden transactions: the cases under `tests/cases/transactions/`, through the library and through the program.
//!
//! `tests/cases/README.md` says how a case is written. Expected answers are derived from the text of the regulation, not
//! from what the program prints.

use eccn::license::Kind;
use eccn::report::license as report;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// How many transactions there are at least.
const MINIMUM: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    part: Option<String>,
    /// Operations of training, where the item is unpublished model weights.
    operations: Option<String>,
    /// Values, by the names of the flags of `eccn license`.
    #[serde(default)]
    given: BTreeMap<String, String>,
    to: String,
    located: Option<String>,
    hq: Option<String>,
    parent: Option<String>,
    from: Option<String>,
    verb: Option<String>,
    designer_hq: Option<String>,
    party: Option<String>,
    quantity: Option<String>,
    lpp_tpp: Option<String>,
    licensed_tpp: Option<String>,
    aia_tpp: Option<String>,
    china_tpp: Option<String>,
    us_tpp: Option<String>,
    #[serde(default)]
    answers: BTreeMap<String, String>,
    #[serde(default)]
    readings: BTreeMap<String, String>,
    as_of: String,
    posture: Option<String>,
    // What is to come out.
    license: String,
    eccn: Option<String>,
    exceptions: Option<String>,
    review: Option<String>,
    needs: Option<Vec<String>>,
    letters: Option<Vec<String>>,
    jurisdiction: Option<String>,
    mentions: Option<String>,
    // Why.
    #[expect(dead_code, reason = "for the reader of the case")]
    why: Option<String>,
    cite: String,
}

impl Case {
    fn arguments(&self, format: &str) -> Vec<String> {
        let mut arguments = match &self.operations {
            None => vec!["license".to_owned()],
            Some(operations) => {
                ["weights", "--published", "no", "--operations", operations].map(str::to_owned).to_vec()
            }
        };
        arguments.extend(self.part.clone());
        let flags = [
            ("--to", Some(&self.to)),
            ("--as-of", Some(&self.as_of)),
            ("--posture", self.posture.as_ref()),
            ("--located", self.located.as_ref()),
            ("--hq", self.hq.as_ref()),
            ("--parent", self.parent.as_ref()),
            ("--from", self.from.as_ref()),
            ("--verb", self.verb.as_ref()),
            ("--designer-hq", self.designer_hq.as_ref()),
            ("--party", self.party.as_ref()),
            ("--quantity", self.quantity.as_ref()),
            ("--lpp-tpp", self.lpp_tpp.as_ref()),
            ("--licensed-tpp", self.licensed_tpp.as_ref()),
            ("--aia-tpp", self.aia_tpp.as_ref()),
            ("--china-tpp", self.china_tpp.as_ref()),
            ("--us-tpp", self.us_tpp.as_ref()),
        ];
        for (flag, value) in flags {
            arguments.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value.clone()]));
        }
        for (name, value) in &self.given {
            arguments.extend([format!("--{}", name.replace('_', "-")), value.clone()]);
        }
        for (flag, pairs) in [("--answer", &self.answers), ("--reading", &self.readings)] {
            arguments.extend(pairs.iter().flat_map(|(name, value)| [flag.to_owned(), format!("{name}={value}")]));
        }
        arguments.extend(["--format".to_owned(), format.to_owned()]);
        arguments
    }

    fn run(&self, format: &str) -> Result<String, String> {
        let output = Command::new(env!("CARGO_BIN_EXE_eccn"))
            .args(self.arguments(format))
            .output()
            .map_err(|error| error.to_string())?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    fn differences(&self) -> Result<Vec<String>, String> {
        let document = self.run("json")?;
        let found: serde_json::Value = serde_json::from_str(&document).map_err(|error| error.to_string())?;
        let found = if self.operations.is_some() { found["licenses"][0].clone() } else { found };
        let mut differences = Vec::new();
        let mut equal = |what: &str, expected: &str, found: &str| {
            if expected != found {
                differences.push(format!("{what}: expected {expected:?}, found {found:?}"));
            }
        };
        let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let list =
            |value: &serde_json::Value| -> Vec<serde_json::Value> { value.as_array().cloned().unwrap_or_default() };
        equal("license", &self.license, &word(&found["license"]));
        if let Some(eccn) = &self.eccn {
            equal("eccn", eccn, &word(&found["eccn"]));
        }
        if let Some(expected) = &self.exceptions {
            let shown = list(&found["exceptions"]).into_iter().filter_map(|one| match one["standing"].as_str() {
                Some("eligible") => Some(word(&one["id"])),
                Some("depends") => Some(format!("{}?", word(&one["id"]))),
                _ => None,
            });
            equal("exceptions", expected, &shown.collect::<Vec<_>>().join(";"));
        }
        if let Some(expected) = &self.review {
            let mut policies: Vec<String> = Vec::new();
            for one in list(&found["reviews"]) {
                if !policies.contains(&word(&one["policy"])) {
                    policies.push(word(&one["policy"]));
                }
            }
            policies.sort();
            let mut expected: Vec<&str> = expected.split('|').filter(|word| !word.is_empty()).collect();
            expected.sort_unstable();
            equal("review", &expected.join("|"), &policies.join("|"));
        }
        if let Some(expected) = &self.needs {
            let mut shown: Vec<String> = list(&found["needs"]).iter().map(word).collect();
            shown.sort();
            let mut expected = expected.clone();
            expected.sort();
            equal("needs", &expected.join(";"), &shown.join(";"));
        }
        if let Some(expected) = &self.letters {
            let letter = Kind::Letter.as_str();
            let shown = list(&found["advisories"]);
            let shown = shown.iter().filter(|one| one["kind"] == letter && one["applies"] == "yes");
            equal("letters", &expected.join(";"), &shown.map(|one| word(&one["id"])).collect::<Vec<_>>().join(";"));
        }
        if let Some(expected) = &self.jurisdiction {
            equal("jurisdiction", expected, &word(&found["jurisdiction"]["subject"]));
        }
        if list(&found["not_checked"]).len() < 3 {
            differences.push("the answer does not say what was not checked".to_owned());
        }
        if let Some(mention) = &self.mentions {
            let text = self.run("text")?;
            if !text.contains(mention.as_str()) {
                differences.push(format!("expected {mention:?} in\n{text}"));
            }
        }
        Ok(differences)
    }
}

fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/transactions");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let file: CaseFile = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        cases.extend(file.case.into_iter().map(|case| (name.clone(), case)));
    }
    cases
}

#[test]
fn golden_transactions_come_out_as_expected() {
    let cases = cases();
    assert!(cases.len() >= MINIMUM, "{} transactions", cases.len());
    let answer = |(file, case): &(String, Case)| -> Vec<String> {
        assert!(!case.cite.trim().is_empty(), "{file}: {} has no citation", case.name);
        let differences = case.differences().unwrap_or_else(|error| vec![error]);
        differences.iter().map(|one| format!("{file}: {}: {one}", case.name)).collect()
    };
    // Each case is a process of its own.
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let faults: Vec<String> = std::thread::scope(|scope| {
        let chunks = cases.chunks(cases.len().div_ceil(threads));
        let running: Vec<_> =
            chunks.map(|chunk| scope.spawn(|| chunk.iter().flat_map(answer).collect::<Vec<_>>())).collect();
        running.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(faults.is_empty(), "{} of {} cases:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

/// The columns that the issue of this feature names, in their order.
#[test]
fn rows_have_the_published_columns() {
    assert_eq!(report::COLUMNS.join(","), "part,eccn,destination,as_of,posture,license,exceptions,review,needs");
}

/// Every rule is cited and worded.
#[test]
fn rules_are_cited() {
    for (file, rule) in eccn::license::Licensing::embedded().rules() {
        assert!(!rule.cite.is_empty() && !rule.text.is_empty(), "{file}: {}", rule.id);
    }
}
