//! The law files: they load, say where they come from, and faulty ones are refused with a place.

use eccn::law::{Law, LawErrors, Posture, Status};

const AMENDMENTS: &str = include_str!("../law/amendments.toml");
const READINGS: &str = include_str!("../law/readings.toml");

/// The built-in amendments and readings with one entry file of the given provisions.
fn load(provisions: &str) -> Result<Law, LawErrors> {
    let entry = format!("eccn = \"3A090\"\nheading = \"h\"\ncite = \"c\"\n{provisions}");
    Law::load([
        ("law/amendments.toml", AMENDMENTS),
        ("law/readings.toml", READINGS),
        ("law/entries/3A090.toml", entry.as_str()),
    ])
}

fn provision(more: &str) -> String {
    format!(
        "[[provision]]\nid = \"3A090.a.1\"\nfrom = \"acs-ifr-2023\"\nforms = [\"integrated-circuit\"]\nwhen = \"tpp >= 4800\"\nrank = 1\ntext = \"t\"\ncite = \"c\"\nstatus = \"primary\"\n{more}\n"
    )
}

fn errors(provisions: &str) -> String {
    load(provisions).expect_err("refused").to_string()
}

#[test]
fn the_built_in_law_loads_and_every_provision_is_cited() {
    let law = Law::embedded();
    assert_eq!(law.hash().len(), 64);
    for provision in law.entries().iter().flat_map(|entry| &entry.provisions) {
        assert!(!provision.cite.is_empty() && !provision.text.is_empty(), "{}", provision.id);
    }
    assert!(load(&provision("")).is_ok());
}

#[test]
fn what_is_from_memory_says_so() {
    let law = Law::embedded();
    let versions = law.entries().iter().flat_map(|entry| &entry.provisions);
    let unsure: Vec<_> = versions.filter(|provision| provision.status == Status::Memory).map(|p| &p.id).collect();
    assert!(unsure.iter().any(|id| *id == "4A090.a"), "{unsure:?}");
    assert!(law.amendments().iter().any(|amendment| amendment.status == Status::Secondary));
}

#[test]
fn faults_are_refused_with_their_place() {
    let line = provision("").lines().position(|line| line.starts_with("when")).expect("a when") + 4;
    let unknown_fact = provision("").replace("tpp >=", "ttp >=");
    assert!(
        errors(&unknown_fact).contains(&format!("law/entries/3A090.toml:{line}:9: \"ttp\" is not a fact")),
        "{}",
        errors(&unknown_fact)
    );
    assert!(errors(&unknown_fact).contains("did you mean tpp?"));
    assert!(errors(&provision("surprise = 1")).contains("unknown field `surprise`"));
    assert!(errors(&provision("").replace("cite = \"c\"", "cite = \"\"")).contains("has no citation"));
    assert!(errors(&provision("").replace("acs-ifr-2023", "acs-ifr-2033")).contains("is no amendment"));
    assert!(
        errors(&provision("").replace("integrated-circuit", "boat")).contains("expected one of integrated-circuit")
    );
    assert!(errors(&provision("").replace("3A090.a.1", "3A091.a.1")).contains("does not belong in the file of 3A090"));
    assert!(errors(&provision("unless = \"meets 3A999\"")).contains("refers to 3A999"));
    assert!(errors(&provision("unless = \"meets 3A090.a\"")).contains("refers to itself"));
    assert!(errors(&provision("until = \"acs-ifr-2022\"")).contains("a version ends after it starts"));
    assert!(errors(&format!("{}{}", provision(""), provision(""))).contains("two versions of one provision"));
}

#[test]
fn versions_that_follow_each_other_do_not_overlap() {
    let older = provision("until = \"acs-ifr-2023\"").replacen("from = \"acs-ifr-2023\"", "from = \"acs-ifr-2022\"", 1);
    assert!(load(&format!("{older}{}", provision(""))).is_ok());
}

#[test]
fn dates_outside_the_law_are_refused_or_noticed() {
    let law = Law::embedded();
    let at = |date: &str| law.at(date.parse().expect("a date"), Posture::Text);
    let error = at("2022-10-20").expect_err("too early").to_string();
    assert!(error.contains("2022-10-21"), "{error}");
    assert!(at("2022-10-21").expect("covered").notices().is_empty());
    let later = at("2026-07-24").expect("answered");
    assert!(later.notices().iter().any(|notice| notice.contains("verified as of 2026-07-23")));
    assert!(!at("2026-07-23").expect("covered").notices().iter().any(|notice| notice.contains("verified as of")));
}

#[test]
fn the_clocks_of_a_rule_differ_by_posture() {
    let law = Law::embedded();
    let has = |date: &str, posture: Posture, id: &str| {
        let statute = law.at(date.parse().expect("a date"), posture).expect("covered");
        statute.provisions().any(|provision| provision.id == id)
    };
    for (date, text, enforced) in [
        ("2024-12-01", false, false),
        ("2024-12-02", true, false),
        ("2024-12-30", true, false),
        ("2024-12-31", true, true),
    ] {
        assert_eq!(has(date, Posture::Text, "3A090.c"), text, "{date}");
        assert_eq!(has(date, Posture::Enforced, "3A090.c"), enforced, "{date}");
    }
}

#[test]
fn a_suspension_takes_a_provision_out_of_the_enforced_law_only() {
    let suspended = AMENDMENTS.replace("suspends = []", "suspends = [\"3A090.a\"]");
    let entry = format!(
        "eccn = \"3A090\"\nheading = \"h\"\ncite = \"c\"\n{}",
        provision("").replace("acs-ifr-2023", "ai-diffusion-2025")
    );
    let law = Law::load([
        ("law/amendments.toml", suspended.as_str()),
        ("law/readings.toml", READINGS),
        ("law/entries/3A090.toml", entry.as_str()),
    ])
    .expect("in order");
    let count = |date: &str, posture: Posture| {
        law.at(date.parse().expect("a date"), posture).expect("covered").provisions().count()
    };
    assert_eq!(
        (count("2025-05-12", Posture::Text), count("2025-05-12", Posture::Enforced)),
        (1, 0),
        "compliance is not yet due"
    );
    assert_eq!((count("2025-05-20", Posture::Text), count("2025-05-20", Posture::Enforced)), (1, 0), "not enforced");
}

#[test]
fn the_hash_follows_the_content() {
    let law = load(&provision("")).expect("in order");
    let other = load(&provision("").replace("4800", "4801")).expect("in order");
    assert_ne!(law.hash(), other.hash());
    assert_eq!(law.hash(), load(&provision("")).expect("in order").hash());
}
