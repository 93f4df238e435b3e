//! Properties that hold for every input, checked against an oracle that shares no arithmetic with the crate.

use eccn::Truth;
use eccn::determine::{Determination, Question, classify, determine};
use eccn::facts::{Choice, Facts, Flag, Measured, NumericFact};
use eccn::law::{Condition, Law, Posture, Statute};
use eccn::measure::Measurement;
use eccn::part::{Cited, Die, DieRole, Market, Part, Transistor};
use eccn::quantity::{Exact, Extent, Interval, Known, Quantity, SquareMillimeters, Tpp, parse};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

/// Decimal text to a rational, by shifting digits: the oracle's own reader.
fn rational(text: &str) -> BigRational {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().expect("digits");
    let scale = BigInt::from(10u8).pow(u32::try_from(fraction.len()).expect("few digits"));
    BigRational::new(digits, scale)
}

/// Decimals of up to 30 digits, with the point anywhere.
fn decimal() -> impl Strategy<Value = String> {
    ("[0-9]{1,15}", "[0-9]{0,15}")
        .prop_map(|(whole, fraction)| if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") })
}

/// TPP values that gather around the thresholds.
fn tpp() -> impl Strategy<Value = String> {
    let border = prop_oneof![Just("1600"), Just("2400"), Just("4800")];
    prop_oneof![
        3 => (border, prop_oneof![Just("-"), Just("0"), Just("+")], 1usize..25).prop_map(|(border, side, digits)| match side {
            "-" => format!("{}.{}", border.parse::<u32>().expect("number") - 1, "9".repeat(digits)),
            "+" => format!("{border}.{}1", "0".repeat(digits)),
            _ => border.to_owned(),
        }),
        // From 600 up: a TPP that is only stated bounds TOPS by 64 bits, and below 512 that may miss 8 TOPS.
        2 => "([6-9][0-9]{2}|[1-9][0-9]{3,4})(\\.[0-9]{1,8})?",
    ]
}

/// Areas, many of them exactly or almost TPP over a density threshold.
fn area_for(tpp: &str) -> impl Strategy<Value = String> + use<> {
    let tpp = rational(tpp);
    let near = (prop_oneof![Just("5.92"), Just("3.2"), Just("1.6")], 0u32..18, -1i32..=1).prop_map(
        move |(density, digits, step)| {
            // The quotient cut to some digits, and one unit of the last digit either side.
            let scale = BigInt::from(10u8).pow(digits);
            let scaled =
                (&tpp / rational(density) * BigRational::from(scale.clone())).to_integer() + BigInt::from(step);
            let (whole, fraction) = (&scaled / &scale, &scaled % &scale);
            if digits == 0 {
                whole.to_string()
            } else {
                format!("{whole}.{fraction:0>width$}", fraction = fraction.to_string(), width = digits as usize)
            }
        },
    );
    prop_oneof![3 => near, 1 => "[1-9][0-9]{0,3}(\\.[0-9]{1,6})?"]
        .prop_filter("above zero", |area| area.bytes().any(|b| (b'1'..=b'9').contains(&b)))
}

fn statute() -> Statute<'static> {
    Law::embedded().at("2024-01-01".parse().expect("date"), Posture::Text).expect("covered")
}

fn quantity<U: parse::UnitWords>(text: &str) -> Known<U> {
    Known::exact(parse::quantity::<U>(text).expect("a quantity"))
}

fn design(tpp: &str, area: Option<&str>, datacenter: Truth) -> Part {
    let die = Die {
        name: "die".into(),
        role: DieRole::Compute,
        count: Some(Cited::new(1)),
        area: area.map(|area| Cited::new(quantity::<SquareMillimeters>(area))),
        node: None,
        transistor: Some(Cited::new(Transistor::NonPlanar)),
    };
    Part {
        name: "design".into(),
        stated_tpp: Some(Cited::new(quantity::<Tpp>(tpp))),
        dies: vec![die],
        market: Some(Cited::new(Market { text: "as given".into(), datacenter })),
        ..Part::default()
    }
}

fn answer(tpp: &str, area: Option<&str>, datacenter: Truth) -> Determination {
    classify(&design(tpp, area, datacenter), &statute(), &Question::default())
}

/// The rule of 2023-11-17, written out by hand over rationals.
fn oracle(tpp: &str, area: &str, datacenter: bool) -> Vec<&'static str> {
    let (tpp, area) = (rational(tpp), rational(area));
    let density = &tpp / &area;
    let spared = !datacenter && tpp < rational("4800");
    let mut met = Vec::new();
    if tpp >= rational("4800") {
        met.push("3A090.a.1");
    }
    if tpp >= rational("1600") && density >= rational("5.92") && !spared {
        met.push("3A090.a.2");
    }
    if tpp >= rational("2400")
        && tpp < rational("4800")
        && density >= rational("1.6")
        && density < rational("5.92")
        && !spared
    {
        met.push("3A090.b.1");
    }
    if tpp >= rational("1600") && density >= rational("3.2") && density < rational("5.92") && !spared {
        met.push("3A090.b.2");
    }
    met
}

/// What a law with the one condition `tops OPERATOR THRESHOLD` says of a value.
fn evaluated(value: &Exact, operator: &str, threshold: &str) -> bool {
    let entry = format!(
        "eccn = \"3A991\"\nheading = \"h\"\ncite = \"c\"\n[[provision]]\nid = \"3A991.p\"\nfrom = \"acs-ifr-2022\"\nforms = [\"integrated-circuit\"]\nwhen = \"tops {operator} {threshold}\"\nrank = 1\ntext = \"t\"\ncite = \"c\"\nstatus = \"primary\"\n"
    );
    let files = [
        ("law/amendments.toml", include_str!("../law/amendments.toml")),
        ("law/readings.toml", include_str!("../law/readings.toml")),
        ("law/entries/3A991.toml", entry.as_str()),
    ];
    let law = Law::load(files).expect("in order");
    let mut facts = Facts::unknown();
    facts.set_numeric(NumericFact::Tops, Measured::new(Extent::point(value.clone())));
    facts.set_choice(Choice::Form, Measured::new(Some("integrated-circuit")));
    let statute = law.at("2024-01-01".parse().expect("date"), Posture::Text).expect("covered");
    determine(&Measurement { facts, lints: Vec::new() }, &statute).eccn() == Some("3A991.p")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// A comparison in a condition decides as rationals do, for any two decimals of up to 30 digits.
    #[test]
    fn comparisons_are_exact(value in decimal(), threshold in decimal(), near in any::<bool>()) {
        let threshold = if near { value.clone() } else { threshold };
        let exact = parse::decimal(&value).expect("a decimal");
        for (operator, expected) in [(">=", rational(&value) >= rational(&threshold)), ("<", rational(&value) < rational(&threshold)), (">", rational(&value) > rational(&threshold))] {
            prop_assert_eq!(evaluated(&exact, operator, &threshold), expected, "{} {} {}", value, operator, threshold);
        }
        let parsed = parse::decimal(&threshold).expect("a decimal");
        prop_assert_eq!(exact.cmp(&parsed), rational(&value).cmp(&rational(&threshold)));
        prop_assert_eq!((&exact * &parsed) == parsed, rational(&value) * rational(&threshold) == rational(&threshold));
    }

    /// The answer is what the rule gives over rationals, at and around every boundary.
    #[test]
    fn the_2023_rule_equals_the_oracle((tpp, area) in tpp().prop_flat_map(|tpp| { let area = area_for(&tpp); (Just(tpp), area) }), datacenter in any::<bool>()) {
        let found = answer(&tpp, Some(&area), datacenter.into());
        let expected = oracle(&tpp, &area, datacenter);
        prop_assert!(found.is_certain());
        let met: Vec<&str> = found.paragraphs().iter().map(String::as_str).filter(|id| id.starts_with("3A090")).collect();
        prop_assert_eq!(&met, &expected);
        if let Some(governing) = expected.first() {
            prop_assert_eq!(found.eccn(), Some(*governing));
        }
    }

    /// With the area missing, the answer at any area is one of the possibilities, and each possibility comes true for
    /// some area at or beside a border.
    #[test]
    fn possibilities_are_neither_too_few_nor_too_many(tpp in tpp(), datacenter in any::<bool>()) {
        let open = answer(&tpp, None, datacenter.into());
        let mut seen: Vec<String> = Vec::new();
        for density in ["5.92", "3.2", "1.6"] {
            for nudge in ["0.999", "1", "1.001"] {
                let mut part = design(&tpp, Some("1"), datacenter.into());
                let area = parse::decimal(&tpp).expect("tpp") / (parse::decimal(density).expect("density") * parse::decimal(nudge).expect("nudge"));
                part.dies[0].area = Some(Cited::new(Known::from_extent(Extent::point(area))));
                let certain = classify(&part, &statute(), &Question::default());
                seen.push(certain.eccn().expect("certain").to_owned());
            }
        }
        let possible: Vec<&str> = open.possibilities().iter().map(|p| p.eccn().unwrap_or("none")).collect();
        for eccn in &seen {
            prop_assert!(possible.contains(&eccn.as_str()), "{eccn} not in {possible:?}");
        }
        for eccn in possible {
            prop_assert!(seen.iter().any(|s| s == eccn), "{eccn} is never reached");
        }
    }

    /// More throughput never leaves 3A090.a.
    #[test]
    fn more_tpp_never_leaves_a(tpp in tpp(), more in "[0-9]{1,4}", area in "[1-9][0-9]{1,3}", datacenter in any::<bool>()) {
        let in_a = |found: &Determination| found.eccn().is_some_and(|eccn| eccn.starts_with("3A090.a"));
        let before = answer(&tpp, Some(&area), datacenter.into());
        let sum = parse::decimal(&tpp).expect("tpp") + parse::decimal(&more).expect("more");
        let after = answer(&sum.to_string(), Some(&area), datacenter.into());
        prop_assert!(!in_a(&before) || in_a(&after));
    }

    /// A range is answered with certainty only if both ends, and everything between, are.
    #[test]
    fn a_range_is_as_certain_as_its_values(low in tpp(), width in "[0-9]{1,4}", inside in 0u8..=10, area in "[1-9][0-9]{1,3}") {
        let low = parse::decimal(&low).expect("low");
        let width = parse::decimal(&width).expect("width");
        let high = &low + &width;
        let mut part = design("1", Some(&area), Truth::Yes);
        let range = Extent::new(vec![Interval::closed(low.clone(), Some(high))]);
        part.stated_tpp = Some(Cited::new(Known::from_extent(range)));
        let open = classify(&part, &statute(), &Question::default());
        let value = low + width * Exact::ratio(i64::from(inside), 10);
        part.stated_tpp = Some(Cited::new(Known::exact(Quantity::new(value).expect("in bounds"))));
        let certain = classify(&part, &statute(), &Question::default());
        let eccn = certain.eccn().expect("certain");
        prop_assert!(open.possibilities().iter().any(|p| p.eccn().unwrap_or("none") == eccn));
    }

    /// Nothing that can be typed as a number, a quantity or a condition panics.
    #[test]
    fn readers_never_panic(text in "\\PC{0,60}") {
        let _ = parse::decimal(&text);
        let _ = parse::rate(&text);
        let _ = parse::quantity::<SquareMillimeters>(&text);
        let _ = parse::quantity::<eccn::quantity::GBPerSecond>(&text);
        let _ = Condition::parse(&text);
        let _ = text.parse::<eccn::part::Format>();
        let _ = eccn::catalog::find(&text).one();
    }

    /// Printing a number and reading it again gives the same number.
    #[test]
    fn numbers_survive_printing(text in decimal()) {
        let value = parse::decimal(&text).expect("a decimal");
        prop_assert_eq!(&parse::decimal(&value.to_string()).expect("printed"), &value);
        prop_assert_eq!(&parse::decimal(&value.grouped()).expect("grouped"), &value);
    }
}

/// Facts of which nothing is known give every answer that some part has.
#[test]
fn nothing_known_excludes_nothing() {
    let mut facts = Facts::unknown();
    facts.set_choice(Choice::Form, Measured::new(Some("integrated-circuit")));
    facts.set_choice(Choice::Cryptography, Measured::new(Some("none")));
    facts.set_choice(Choice::Exporter, Measured::new(Some("other")));
    facts.set_flag(Flag::ProgrammableLogic, Measured::new(Truth::No));
    let open = determine(&Measurement { facts, lints: Vec::new() }, &statute());
    let possible: Vec<_> = open.possibilities().iter().map(|p| p.eccn().unwrap_or("none")).collect();
    assert_eq!(possible, ["3A090.a.1", "3A090.a.2", "3A090.b.1", "3A090.b.2", "3A991.p.1", "3A991.p.2", "none"]);
}
