//! Properties over generated text and generated parts.

use super::SHEETS;
use eccn::Truth;
use eccn::datasheet::{parse, parse_json, parse_toml, print};
use eccn::part::*;
use eccn::quantity::parse::UnitWords;
use eccn::quantity::{Exact, Known, Quantity};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// The ids of sources in every generated part.
const IDS: &[&str] = &["1", "2", "nv-8k", "b_3"];

/// Texts that stand for themselves: names, prose, and what looks like grammar but is none.
fn text() -> impl Strategy<Value = String> {
    let odd = [
        "814 mm²",
        "a | b",
        "a \\| b",
        "HBM3 (8-high)",
        "(disputed) not",
        "2:4",
        "label: value",
        "# no heading",
        "- no bullet",
        "ends with a bar |",
        "x, non-planar",
        "稀疏",
        "a ** b",
        "[1] first",
        "https://example.org/a(b)",
        "planar",
        "NPU × 2",
        "\"quoted\"",
        "back\\slash",
    ];
    prop_oneof!["[A-Za-z][A-Za-z0-9 .+/&:;'-]{0,20}[A-Za-z0-9]", select(odd.to_vec()).prop_map(str::to_owned),]
        .prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn cited<T: std::fmt::Debug + Clone>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Cited<T>> {
    let confidences = vec![Confidence::Stated, Confidence::Derived, Confidence::Disputed, Confidence::Low];
    let sources = subsequence(IDS, 0..=IDS.len()).prop_shuffle();
    (value, select(confidences), sources).prop_map(|(value, confidence, sources)| {
        let sources = sources.into_iter().map(str::to_owned).collect();
        Cited { value, confidence, sources, location: None }
    })
}

fn quantity<U: UnitWords>() -> impl Strategy<Value = Quantity<U>> {
    (0i64..1_000_000_000, select(vec![1u64, 2, 10, 1000, 1_000_000])).prop_map(|(numerator, denominator)| {
        Quantity::new(Exact::ratio(numerator, denominator)).unwrap_or_else(|_| Quantity::new(Exact::ONE).unwrap())
    })
}

fn known<U: UnitWords>() -> impl Strategy<Value = Known<U>> {
    prop_oneof![
        4 => quantity().prop_map(Known::exact),
        1 => Just(Known::unknown()),
        1 => vec(quantity(), 1..5).prop_map(|all| Known::one_of(all).unwrap()),
        1 => (quantity(), of(quantity())).prop_map(|(a, b)| match b {
            Some(b) if b < a => Known::range(b, Some(a)).unwrap(),
            b => Known::range(a, b).unwrap(),
        }),
    ]
}

fn format() -> impl Strategy<Value = Format> {
    let custom = ["6-bit", "W4A16", "FP8 × FP4", "MX9 × INT8", "BF16 × W2A8", "1024-bit"];
    prop_oneof![select(Format::known_names().collect::<Vec<_>>()), select(custom.to_vec())]
        .prop_map(|name| name.parse().unwrap())
}

fn rate() -> impl Strategy<Value = Rate> {
    (
        format(),
        select(vec![Engine::Unstated, Engine::Matrix, Engine::Vector]),
        select(vec![Sparsity::Unstated, Sparsity::Dense, Sparsity::Sparse, Sparsity::TwoOfFour]),
        of(prop_oneof![select(vec![16u16, 32, 64]), 1u16..=1024]),
        select(vec![Scope::Package, Scope::Die, Scope::Item]),
        cited(known()),
    )
        .prop_map(|(format, engine, sparsity, accumulate, scope, value)| Rate {
            format,
            engine,
            sparsity,
            accumulate,
            scope,
            value,
        })
}

fn unit() -> impl Strategy<Value = ProcessingUnit> {
    let macs = (format(), cited(known())).prop_map(|(format, per_clock)| MacRate { format, per_clock });
    let count = prop_oneof![Just(1u32), 1u32..=u32::MAX];
    (prop_oneof![Just(String::new()), text()], count, vec(rate(), 0..6), vec(macs, 0..3), of(cited(known()))).prop_map(
        |(name, count, mut rates, mut macs, clock)| {
            let mut seen = Vec::new();
            rates.retain(|rate| {
                let key = (rate.format.clone(), rate.engine, rate.sparsity, rate.accumulate, rate.scope);
                let new = !seen.contains(&key);
                seen.push(key);
                new
            });
            let mut seen = Vec::new();
            macs.retain(|mac| {
                let new = !seen.contains(&mac.format);
                seen.push(mac.format.clone());
                new
            });
            ProcessingUnit { name, count, rates, macs, clock }
        },
    )
}

fn die() -> impl Strategy<Value = Die> {
    let roles =
        vec![DieRole::Compute, DieRole::Io, DieRole::Base, DieRole::Memory, DieRole::Interposer, DieRole::Dummy];
    let transistors = select(vec![Transistor::Planar, Transistor::NonPlanar]);
    (text(), select(roles), of(cited(1u32..=u32::MAX)), of(cited(known())), of(cited(text())), of(cited(transistors)))
        .prop_map(|(name, role, count, area, node, mut transistor)| {
            // A node whose words name the transistor says it.
            if let Some(node) = &node
                && let Some(stated) = Transistor::from_words(&node.value)
            {
                transistor = transistor.or(Some(node.with(stated)));
            }
            Die { name, role, count, area, node, transistor }
        })
}

fn memory() -> impl Strategy<Value = Memory> {
    (of(cited(text())), of(cited(text())), of(cited(known())), of(cited(known())), of(cited(known())))
        .prop_map(|(kind, capacity, bandwidth, area, stacks)| Memory { kind, capacity, bandwidth, area, stacks })
}

fn link() -> impl Strategy<Value = Link> {
    (text(), cited(known()), select(vec![Direction::Bidirectional, Direction::OneWay]))
        .prop_map(|(name, bandwidth, direction)| Link { name, bandwidth, direction })
}

fn market() -> impl Strategy<Value = Market> {
    (prop_oneof![Just(String::new()), text(), Just("cloud, edge".to_owned())], truth())
        .prop_map(|(text, datacenter)| Market { text, datacenter })
}

fn truth() -> impl Strategy<Value = Truth> {
    select(vec![Truth::Yes, Truth::No, Truth::Unknown])
}

fn part() -> impl Strategy<Value = Part> {
    let alias = text().prop_filter("a comma ends an alias", |text| !text.contains(','));
    let item = (
        of(cited(select(Form::ALL))),
        of(cited(1u32..=u32::MAX)),
        of(cited(market())),
        of(cited(truth())),
        of(cited(select(Cryptography::ALL))),
        select(Status::ALL),
    );
    let texts = (of(text()), vec(alias, 0..3), of(text()), of(text()), of(cited(text())), vec(cited(text()), 0..3));
    let stated = (of(cited(known())), of(cited(known())), of(cited(known())), of(cited(known())), of(cited(known())));
    let groups = (vec(unit(), 0..3), vec(die(), 0..4), memory(), vec(link(), 0..4), vec(text(), 0..3));
    (text(), item, texts, stated, groups, vec((text(), of("[a-z;()]{1,5}( [a-z]{1,3})?")), IDS.len())).prop_map(
        |(name, item, texts, stated, groups, sources)| {
            let (form, integrated_circuits, market, programmable_logic, cryptography, status) = item;
            let (vendor, aliases, released, retrieved, power, control_status) = texts;
            let (transistors, single_ended_io, transceiver_rate, stated_tpp, stated_app) = stated;
            let (mut units, mut dies, memory, mut links, notes) = groups;
            let sources = IDS.iter().zip(sources).map(|(id, (reference, remark))| {
                let remark =
                    remark.filter(|remark| !remark.contains(['(', ')'])).map(|remark| remark.trim().to_owned());
                Source { id: (*id).to_owned(), reference: reference.replace(['(', ')'], ""), remark }
            });
            let sources = sources.collect();
            unique(&mut units, |unit| &unit.name);
            unique(&mut dies, |die| &die.name);
            unique(&mut links, |link| &link.name);
            Part {
                name,
                vendor,
                aliases,
                status,
                released,
                retrieved,
                form,
                integrated_circuits,
                market,
                programmable_logic,
                cryptography,
                units,
                dies,
                memory,
                links,
                transistors,
                single_ended_io,
                transceiver_rate,
                stated_tpp,
                stated_app,
                power,
                control_status,
                notes,
                sources,
            }
        },
    )
}

/// Drops all but the first of each name.
fn unique<T>(all: &mut Vec<T>, name: impl Fn(&T) -> &String) {
    let mut seen = Vec::new();
    all.retain(|one| {
        let new = !seen.contains(name(one));
        seen.push(name(one).clone());
        new || name(one).is_empty()
    });
}

/// A real sheet with a few characters changed, dropped or doubled.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), select("|:#*[]()-×²†;, 0x\n".chars().collect::<Vec<_>>()), 0u8..3);
    (select(SHEETS), vec(edit, 1..8)).prop_map(|((_, text), edits)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (index, c, kind) in edits {
            let at = index.index(chars.len());
            match kind {
                0 => chars[at] = c,
                1 => chars.insert(at, c),
                _ => drop(chars.remove(at)),
            }
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_part_reads_as_itself(part in part()) {
        let printed = print(&part);
        match parse(&printed, "printed.md") {
            Ok(again) => prop_assert_eq!(again, part, "printed as:\n{}", printed),
            Err(errors) => prop_assert!(false, "{}\n\nprinted as:\n{}", errors, printed),
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,200}") {
        for read in [parse, parse_toml, parse_json] {
            if let Err(errors) = read(&text, "x") {
                prop_assert!(!errors.to_string().is_empty());
            }
        }
    }

    #[test]
    fn broken_sheets_give_errors_or_parts_that_print(text in mutated()) {
        match parse(&text, "x.md") {
            Ok(part) => {
                let printed = print(&part);
                match parse(&printed, "printed.md") {
                    Ok(again) => prop_assert_eq!(again, part, "printed as:\n{}", printed),
                    Err(errors) => prop_assert!(false, "{}\n\nprinted as:\n{}", errors, printed),
                }
            }
            Err(errors) => for error in &errors {
                prop_assert!(error.line_text().is_char_boundary(error.span().start));
                prop_assert!(error.to_string().contains(error.message()));
            }
        }
    }
}
