//! The golden suite: the cases under `tests/cases/`, through the library and through the program.
//!
//! `tests/cases/README.md` says how a case is written. Expected answers are derived from the text of the regulation, not
//! from what the program prints.

use eccn::datasheet;
use eccn::determine::{Determination, Question, classify};
use eccn::facts::Choice;
use eccn::law::{Effect, Law, Posture};
use eccn::measure::{Circumstances, Readings};
use eccn::part::{Part, Sparsity};
use eccn::report::csv;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// How many cases there are at least.
const MINIMUM: usize = 170;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    // What is asked.
    as_of: Date,
    #[serde(default)]
    posture: Posture,
    part: Option<String>,
    sheet: Option<String>,
    #[serde(default)]
    given: Given,
    #[serde(default)]
    readings: BTreeMap<String, String>,
    // What is to come out.
    eccn: Option<OneOrMany>,
    paragraphs: Option<Vec<String>>,
    tpp: Option<String>,
    performance_density: Option<String>,
    needs: Option<Vec<String>>,
    when: Option<Vec<String>>,
    #[serde(default)]
    lints: Vec<String>,
    #[serde(default)]
    absent_lints: Vec<String>,
    #[serde(default)]
    readings_shown: Vec<String>,
    #[serde(default)]
    absent_readings: Vec<String>,
    notices: Option<String>,
    absent_notices: Option<String>,
    gaps: Option<String>,
    error: Option<String>,
    // Why.
    cite: String,
    #[expect(dead_code, reason = "for the reader of the case")]
    why: Option<String>,
    known_failure: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn list(&self) -> Vec<&str> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many.iter().map(String::as_str).collect(),
        }
    }
}

/// The values, by the names of the flags of `eccn classify`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default)]
    rates: BTreeMap<String, String>,
    #[serde(default)]
    macs: BTreeMap<String, String>,
    units: Option<String>,
    clock: Option<String>,
    tpp: Option<String>,
    die_area: Option<String>,
    node: Option<String>,
    datacenter: Option<String>,
    io: Option<String>,
    memory_bandwidth: Option<String>,
    memory_type: Option<String>,
    memory_area: Option<String>,
    transistors: Option<String>,
    app: Option<String>,
    form: Option<String>,
    integrated_circuits: Option<String>,
    cryptography: Option<String>,
    fpga: Option<String>,
    exporter: Option<String>,
    designer: Option<String>,
    packaging: Option<String>,
}

impl Given {
    /// The values of the part: flag, label in a part file, value.
    fn values(&self) -> Vec<(&'static str, &'static str, &str)> {
        let all = [
            ("--units", "Units", &self.units),
            ("--clock", "Clock", &self.clock),
            ("--tpp", "TPP", &self.tpp),
            ("--die-area", "Die area", &self.die_area),
            ("--node", "Process", &self.node),
            ("--datacenter", "Datacenter", &self.datacenter),
            ("--memory-bandwidth", "Memory bandwidth", &self.memory_bandwidth),
            ("--memory-type", "Memory type", &self.memory_type),
            ("--memory-area", "Package area", &self.memory_area),
            ("--transistors", "Transistors", &self.transistors),
            ("--app", "APP", &self.app),
            ("--form", "Form", &self.form),
            ("--integrated-circuits", "Integrated circuits", &self.integrated_circuits),
            ("--cryptography", "Cryptography", &self.cryptography),
            ("--fpga", "FPGA", &self.fpga),
        ];
        all.into_iter().filter_map(|(flag, label, value)| Some((flag, label, value.as_deref()?))).collect()
    }

    /// The values of the export: flag, fact, value.
    fn circumstances(&self) -> Vec<(&'static str, Choice, &str)> {
        let all = [
            ("--exporter", Choice::Exporter, &self.exporter),
            ("--designer", Choice::Designer, &self.designer),
            ("--packaging", Choice::Packaging, &self.packaging),
        ];
        all.into_iter().filter_map(|(flag, choice, value)| Some((flag, choice, value.as_deref()?))).collect()
    }

    fn describes_a_part(&self) -> bool {
        !self.rates.is_empty() || !self.macs.is_empty() || self.io.is_some() || !self.values().is_empty()
    }

    fn flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        for (format, rate) in &self.rates {
            flags.extend(["--rate".to_owned(), format!("{format}={rate}")]);
        }
        for (format, count) in &self.macs {
            flags.extend(["--macs".to_owned(), format!("{format}={count}")]);
        }
        flags.extend(self.values().into_iter().flat_map(|(flag, _, value)| [flag.to_owned(), value.to_owned()]));
        flags.extend(self.io.iter().flat_map(|io| ["--io".to_owned(), io.clone()]));
        flags.extend(self.circumstances().into_iter().flat_map(|(flag, _, value)| [flag.to_owned(), value.to_owned()]));
        flags
    }

    /// The same values as a part file.
    fn sheet(&self) -> String {
        let mut sheet = String::from("# design\n\n");
        let (of_unit, of_item): (Vec<_>, Vec<_>) =
            self.values().into_iter().partition(|(flag, _, _)| matches!(*flag, "--units" | "--clock"));
        for (_, label, value) in of_item {
            let _ = writeln!(sheet, "{label}: {value}");
        }
        if self.die_area.is_some() {
            // A flag gives the area of the dies together.
            sheet.push_str("Die count: 1\n");
        }
        if !of_unit.is_empty() {
            sheet.push_str("\n## Processing unit\n\n");
        }
        for (_, label, value) in of_unit {
            let _ = writeln!(sheet, "{label}: {value}");
        }
        for (format, rate) in &self.rates {
            let _ = writeln!(sheet, "{format}: {rate}");
        }
        for (format, count) in &self.macs {
            let _ = writeln!(sheet, "{format} multiply-accumulates per clock: {count}");
        }
        if let Some(io) = &self.io {
            let _ = writeln!(sheet, "\n## Links\n\nlinks as given: {io} bidirectional");
        }
        sheet
    }
}

impl Case {
    fn part(&self) -> Result<Part, String> {
        match (&self.part, &self.sheet, self.given.describes_a_part()) {
            (Some(name), None, false) => eccn::catalog::find(name).one().map_err(|error| error.to_string()),
            (None, Some(sheet), false) => datasheet::read(sheet, "case.md").map_err(|error| error.to_string()),
            (None, None, true) => {
                let sheet = self.given.sheet();
                let mut part = datasheet::parse(&sheet, "case.md").map_err(|error| format!("{error}\n{sheet}"))?;
                // Rates given as flags are dense unless they say otherwise.
                for rate in part.units.iter_mut().flat_map(|unit| &mut unit.rates) {
                    if rate.sparsity == Sparsity::Unstated {
                        rate.sparsity = Sparsity::Dense;
                    }
                }
                Ok(part)
            }
            _ => Err("a case has either a part, or a sheet, or given values".into()),
        }
    }

    fn answer(&self) -> Result<Determination, String> {
        let statute = Law::embedded().at(self.as_of, self.posture).map_err(|error| error.to_string())?;
        Ok(classify(&self.part()?, &statute, &self.question()?))
    }

    fn question(&self) -> Result<Question, String> {
        let mut readings = Readings::default();
        for (name, choice) in &self.readings {
            readings.set(name, choice)?;
        }
        let mut circumstances = Circumstances::default();
        for (_, choice, value) in self.given.circumstances() {
            let known = choice.values().iter().find(|known| **known == value);
            let word = known.ok_or_else(|| format!("{value:?} is none of {:?}", choice.values()))?;
            match choice {
                Choice::Exporter => circumstances.exporter = word,
                Choice::Designer => circumstances.designer = word,
                _ => circumstances.packaging = word,
            }
        }
        Ok(Question { readings, circumstances })
    }

    fn arguments(&self) -> Vec<String> {
        let mut arguments = vec!["classify".to_owned()];
        arguments.extend(self.part.clone());
        arguments.extend(self.sheet.as_ref().map(|_| "-".to_owned()));
        arguments.extend(["--as-of".to_owned(), self.as_of.to_string()]);
        arguments.extend(["--posture".to_owned(), self.posture.to_string()]);
        for (name, choice) in &self.readings {
            arguments.extend(["--reading".to_owned(), format!("{name}={choice}")]);
        }
        arguments.extend(self.given.flags());
        arguments.extend(["--format".to_owned(), "csv".to_owned()]);
        arguments
    }
}

/// What differs, a line each.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn equal(&mut self, what: &str, expected: &str, found: &str) {
        if expected != found {
            self.0.push(format!("{what}: expected {expected:?}, found {found:?}"));
        }
    }

    fn hold(&mut self, what: &str, expected: &[String], found: &[&str]) {
        for one in expected.iter().filter(|one| !found.contains(&one.as_str())) {
            self.0.push(format!("{what}: expected {one:?} among {found:?}"));
        }
    }

    fn lack(&mut self, what: &str, unwanted: &[String], found: &[&str]) {
        for one in unwanted.iter().filter(|one| found.contains(&one.as_str())) {
            self.0.push(format!("{what}: {one:?} is not expected, found {found:?}"));
        }
    }

    /// `none`, or a text that one of `found` contains.
    fn mention(&mut self, what: &str, expected: Option<&String>, found: &[String]) {
        let Some(expected) = expected else { return };
        let fits =
            if expected == "none" { found.is_empty() } else { found.iter().any(|one| one.contains(expected.as_str())) };
        if !fits {
            self.0.push(format!("{what}: expected {expected:?}, found {found:?}"));
        }
    }
}

/// What the library answers otherwise than the case says.
fn through_library(case: &Case) -> Vec<String> {
    let mut differences = Differences::default();
    let answer = match (case.answer(), &case.error) {
        (Ok(answer), None) => answer,
        (Err(error), Some(expected)) => {
            if !error.contains(expected.as_str()) {
                differences.0.push(format!("error: expected {expected:?}, found {error:?}"));
            }
            return differences.0;
        }
        (Ok(answer), Some(expected)) => {
            return vec![format!("error: expected {expected:?}, found the answer {:?}", csv::row(&answer)[3])];
        }
        (Err(error), None) => return vec![format!("error: {error}")],
    };
    let row = csv::row(&answer);
    match &case.eccn {
        Some(eccn) => differences.equal("eccn", &eccn.list().join("|"), &row[3]),
        None => differences.0.push("the case expects no eccn and no error".into()),
    }
    if let Some(paragraphs) = &case.paragraphs {
        differences.equal("paragraphs", &paragraphs.join(";"), &row[4]);
    }
    if let Some(tpp) = &case.tpp {
        differences.equal("tpp", tpp, &row[6]);
    }
    if let Some(density) = &case.performance_density {
        let decimals = density.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let found = match answer.facts().performance_density() {
            None => "undefined".to_owned(),
            Some(extent) => extent.as_point().map_or_else(|| row[7].clone(), |value| value.rounded(decimals)),
        };
        differences.equal("performance_density", density, &found);
    }
    if let Some(needs) = &case.needs {
        differences.equal("needs", &needs.join(";"), &row[9]);
    }
    if let Some(when) = &case.when {
        let found: Vec<&str> = answer.possibilities().iter().flat_map(|one| one.when()).map(String::as_str).collect();
        differences.equal("when", &when.join("\n"), &found.join("\n"));
    }
    let lints: Vec<&str> = answer.lints().iter().map(|lint| lint.id).collect();
    differences.hold("lints", &case.lints, &lints);
    differences.lack("lints", &case.absent_lints, &lints);
    let readings: Vec<&str> = answer.readings().iter().map(|effect| effect.reading.as_str()).collect();
    differences.hold("readings_shown", &case.readings_shown, &readings);
    differences.lack("readings_shown", &case.absent_readings, &readings);
    differences.mention("notices", case.notices.as_ref(), answer.notices());
    if let Some(unwanted) = &case.absent_notices
        && answer.notices().iter().any(|notice| notice.contains(unwanted.as_str()))
    {
        differences.0.push(format!("notices: {unwanted:?} is not expected, found {:?}", answer.notices()));
    }
    differences.mention("gaps", case.gaps.as_ref(), answer.gaps());
    differences.0
}

/// What the program prints otherwise than the library answers. The cells are those of the library's CSV row, so a case
/// that passes there and agrees here holds for both.
fn through_program(case: &Case) -> Vec<String> {
    let program = |error: std::io::Error| vec![format!("the program cannot be run: {error}")];
    let started = Command::new(env!("CARGO_BIN_EXE_eccn"))
        .args(case.arguments())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => return program(error),
    };
    if let Some(mut stdin) = child.stdin.take() {
        // A program that stops before it reads is seen by its exit code.
        let _ = stdin.write_all(case.sheet.as_deref().unwrap_or_default().as_bytes());
    }
    let output = match child.wait_with_output() {
        Ok(output) => output,
        Err(error) => return program(error),
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    if let Some(expected) = &case.error {
        let fits = !output.status.success() && errors.contains(expected.as_str());
        return if fits {
            Vec::new()
        } else {
            vec![format!("error: expected {expected:?}, found {:?} and {errors:?}", output.status.code())]
        };
    }
    if !output.status.success() {
        return vec![format!("{:?}: {errors}", case.arguments())];
    }
    let mut differences = Differences::default();
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<::csv::StringRecord> = reader.records().filter_map(Result::ok).collect();
    let ([row], Ok(answer)) = (&rows[..], case.answer()) else {
        return vec![format!("expected one row, found {text:?}")];
    };
    // The first cell is the name, which flags do not give.
    for ((column, library), printed) in csv::COLUMNS.iter().zip(csv::row(&answer)).zip(row).skip(1) {
        differences.equal(&format!("library and program differ in {column}"), &library, printed);
    }
    differences.0
}

/// Every case with the name of its file.
fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("tests/cases: {error}"));
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let file: CaseFile = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(text.starts_with("# "), "{name} does not begin with a comment that says what it covers");
        cases.extend(file.case.into_iter().map(|case| (name.clone(), case)));
    }
    cases
}

/// Lists each failing case with its differences.
fn report<'c>(failures: impl Iterator<Item = (&'c String, &'c Case, Vec<String>)>) {
    let mut report = String::new();
    let mut count = 0;
    for (file, case, differences) in failures.filter(|(_, _, differences)| !differences.is_empty()) {
        count += 1;
        let _ = writeln!(report, "{file}: {} (as of {}, {})", case.name, case.as_of, case.posture);
        for difference in differences {
            let _ = writeln!(report, "  {difference}");
        }
    }
    assert!(count == 0, "{count} case(s) failed:\n{report}");
}

#[test]
fn the_library_answers_every_case() {
    let cases = cases();
    report(
        cases
            .iter()
            .filter(|(_, case)| case.known_failure.is_none())
            .map(|(file, case)| (file, case, through_library(case))),
    );
}

#[test]
fn the_program_answers_every_case() {
    let cases = cases();
    report(
        cases
            .iter()
            .filter(|(_, case)| case.known_failure.is_none())
            .map(|(file, case)| (file, case, through_program(case))),
    );
}

/// The columnar engine on the cases whose facts are single numbers. Ranges, memory and computers are not for columns.
#[test]
fn the_kernel_answers_every_case_it_can_hold() {
    let (mut compared, mut elsewhere) = (0, 0);
    for (place, case) in cases() {
        let (Ok(part), Ok(answer)) = (case.part(), case.answer()) else { continue };
        let question = case.question().expect("a question");
        let measurement = eccn::measure::measure(&part, &question.readings, &question.circumstances);
        let Some(columns) = crate::batch::kernel::columns(&measurement.facts) else {
            elsewhere += 1;
            continue;
        };
        let statute = Law::embedded().at(case.as_of, case.posture).expect("a day");
        let shape = crate::batch::kernel::shape();
        let all = Part::default();
        let kernel = eccn::kernel::Kernel::new(&statute, &all, &question.readings, &question.circumstances, shape);
        let found = kernel.answers(&columns);
        let found = found[0].as_ref().unwrap_or_else(|| panic!("{place}: {} has no code", case.name));
        assert_eq!(found.governing, eccn::report::governing(&answer), "{place}: {}", case.name);
        assert_eq!(found.paragraphs, answer.paragraphs(), "{place}: {}", case.name);
        assert_eq!(found.needs, answer.needs(), "{place}: {}", case.name);
        compared += 1;
    }
    assert!(compared > 3 * elsewhere, "{compared} compared, {elsewhere} not for columns");
}

#[test]
fn what_is_known_to_fail_still_does() {
    let cases = cases();
    report(cases.iter().filter_map(|(file, case)| {
        let reason = case.known_failure.as_ref()?;
        let passes = through_library(case).is_empty() && through_program(case).is_empty();
        let message = format!("passes now; take `known_failure` out ({reason})");
        Some((file, case, if passes { vec![message] } else { Vec::new() }))
    }));
}

#[test]
fn there_are_enough_cases() {
    let count = cases().len();
    assert!(count >= MINIMUM, "{count} cases, fewer than {MINIMUM}");
}

#[test]
fn every_case_is_cited_and_has_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    for (file, case) in cases() {
        assert!(!case.cite.trim().is_empty(), "{file}: {} has no cite", case.name);
        assert!(case.known_failure.is_none_or(|reason| !reason.trim().is_empty()), "{file}: {}", case.name);
        assert!(names.insert((file.clone(), case.name.clone())), "{file}: {:?} is there twice", case.name);
    }
}

#[test]
fn every_version_of_every_provision_has_a_case() {
    let law = Law::embedded();
    let mut covered: BTreeSet<(String, usize)> = BTreeSet::new();
    for (_, case) in cases() {
        let Ok(statute) = law.at(case.as_of, case.posture) else { continue };
        let governing = case.eccn.as_ref().map(OneOrMany::list).unwrap_or_default();
        for provision in statute.provisions() {
            let expected = match provision.effect {
                Effect::Gap => case.gaps.as_ref().is_some_and(|gap| gap.contains(provision.id.as_str())),
                _ => {
                    governing.contains(&provision.id.as_str())
                        || case.paragraphs.as_ref().is_some_and(|met| met.contains(&provision.id))
                }
            };
            if expected {
                covered.insert((provision.id.clone(), provision.from));
            }
        }
    }
    let all = law.entries().iter().flat_map(|entry| &entry.provisions);
    let missing: Vec<String> = all
        .filter(|provision| !covered.contains(&(provision.id.clone(), provision.from)))
        .map(|provision| format!("{} from {}", provision.id, law.amendments()[provision.from].id))
        .collect();
    assert!(missing.is_empty(), "no case expects {}", missing.join(", "));
}
