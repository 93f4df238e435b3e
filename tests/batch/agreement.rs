//! Rows answered by columns and codes against the same rows answered as single parts.

use eccn::batch::{Added, BatchError, Engine, Inputs, Mapping, Options, Progress, Row};
use eccn::determine::Question;
use eccn::facts::Choice;
use eccn::law::{Law, Posture};
use eccn::measure::{Circumstances, Readings};
use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::prelude::*;

/// The last day before every rule, and its first: effective and compliance dates.
fn days() -> Vec<Date> {
    let law = Law::embedded();
    let mut days = Vec::new();
    for amendment in law.amendments() {
        for day in [Some(amendment.effective), amendment.compliance].into_iter().flatten() {
            days.extend([day.checked_sub(1.day()).expect("a day before"), day]);
        }
    }
    days.extend(["2026-12-31", "2028-06-01", "2029-01-01"].map(|day| day.parse::<Date>().expect("a day")));
    days.retain(|day| *day >= law.first_date());
    days.sort_unstable();
    days.dedup();
    days
}

/// Headers, each with the kind of cells it has.
const TABLES: &[&[(&str, Cell)]] = &[
    &[
        ("part", Cell::Name),
        ("fp16_dense_tflops", Cell::Rate(16)),
        ("bf16_dense_tflops", Cell::Rate(16)),
        ("FP8 (TOPS)", Cell::Rate(8)),
        ("tf32_dense_tflops", Cell::Rate(32)),
        ("int4_dense_tops", Cell::Rate(4)),
        ("die_area_mm2", Cell::Area),
        ("planar", Cell::Planar),
        ("datacenter", Cell::Truth),
    ],
    &[
        ("name", Cell::Name),
        ("TPP", Cell::Rate(1)),
        ("Die Size (mm^2)", Cell::Area),
        ("Process", Cell::Node),
        ("Market", Cell::Market),
        ("form", Cell::Form),
        ("cryptography", Cell::Cryptography),
        ("io_bandwidth (GB/s)", Cell::Io),
    ],
    &[
        ("name", Cell::Name),
        ("tops", Cell::Rate(8)),
        ("bit length", Cell::Bits),
        ("die area", Cell::Area),
        ("non_planar", Cell::Truth),
        ("die count", Cell::Count),
        ("memory type", Cell::Memory),
        ("transistors (billion)", Cell::Transistors),
        ("fpga", Cell::Truth),
        ("single ended io", Cell::Pins),
    ],
    &[
        ("name", Cell::Name),
        ("FP16 tensor (TFLOPS)", Cell::Rate(16)),
        ("FP16 vector (GFLOPS)", Cell::Giga(16)),
        ("fp64_tflops", Cell::Rate(64)),
        ("tpp", Cell::Rate(1)),
        ("area (mm2)", Cell::Area),
        ("Process Size (nm)", Cell::Nanometers),
        ("Foundry", Cell::Foundry),
        ("data center", Cell::Truth),
        ("integrated circuits", Cell::Count),
    ],
    &[
        ("name", Cell::Name),
        ("core_count", Cell::Cores),
        ("macs per clock", Cell::Macs),
        ("clock (MHz)", Cell::Clock),
        ("format", Cell::Format),
        ("die area", Cell::Area),
        ("planar", Cell::Planar),
        ("datacenter", Cell::Truth),
    ],
];

#[derive(Copy, Clone, Debug)]
enum Cell {
    Name,
    /// Throughput in TOPS of a format of so many bits.
    Rate(u64),
    Giga(u64),
    Area,
    Planar,
    Truth,
    Node,
    Nanometers,
    Foundry,
    Market,
    Form,
    Cryptography,
    Io,
    Bits,
    Count,
    Memory,
    Transistors,
    Pins,
    Cores,
    Macs,
    Clock,
    Format,
}

/// Areas of which every density threshold is a TPP with few decimals, and others.
const AREAS: [&str; 9] = ["50", "100", "270.27", "278.6", "405", "814", "859", "1000", "0.5"];

/// Millionths as a decimal.
fn decimal(millionths: i64) -> String {
    let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A rate whose TPP lies at a threshold of TPP or of density for the area, or one step beside it.
fn rate(bits: u64, area: &str, pick: usize, step: i64, giga: bool) -> String {
    let area: f64 = area.parse::<f64>().unwrap_or(500.0).clamp(0.0, 1e6);
    let thresholds =
        [1600.0, 2400.0, 4800.0, 512.0, 5.92 * area, 3.2 * area, 1.6 * area, 4.736 * area, 8.0 * bits as f64];
    // Only where the test looks is found with floats; what is decided there is not.
    let tops = (thresholds[pick % thresholds.len()] / bits as f64 * 1e6).round() as i64 + step;
    let tops = tops.max(0);
    if giga { decimal(tops * 1000) } else { decimal(tops) }
}

/// A number a hair above another of millionths, with more decimals than columns hold.
fn hair(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    format!("{whole}.{fraction:0<6}0000001")
}

fn odd() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("n/a"),
        Just("unknown"),
        Just("280 to 320"),
        Just("at least 300"),
        Just("at least 100.0000001"),
        Just("at most 300"),
        Just("1,979"),
        Just("abc"),
        Just("12345678901234567890.5"),
        Just("1e3"),
        Just("100.00000000001"),
        Just("-5"),
        Just(" 7 "),
    ]
}

fn number(base: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    prop_oneof![12 => base, 2 => Just(String::new()), 1 => odd().prop_map(str::to_owned)].boxed()
}

fn words(words: &'static [&'static str]) -> BoxedStrategy<String> {
    proptest::sample::select(words).prop_map(str::to_owned).boxed()
}

fn cell(cell: Cell, area: &str) -> BoxedStrategy<String> {
    let area = area.to_owned();
    let near = move |bits: u64, giga: bool| {
        let area = area.clone();
        let step = prop_oneof![Just(0i64), Just(1), Just(-1), Just(1000), Just(-1000), -2_000_000i64..2_000_000];
        let hairs = prop_oneof![4 => Just(None), 1 => Just(Some(0)), 1 => Just(Some(-1))];
        number((0usize..20, step, hairs).prop_map(move |(pick, step, below)| match below {
            Some(below) => hair(&rate(bits, &area, pick, step + below, giga)),
            None => rate(bits, &area, pick, step, giga),
        }))
    };
    match cell {
        Cell::Name => words(&["A", "\"B, C\"", "Ünï"]),
        Cell::Rate(bits) => near(bits, false),
        Cell::Giga(bits) => near(bits, true),
        Cell::Area => number(Just(String::new())),
        Cell::Planar => words(&["yes", "no", "", "unknown", "FinFET", "planar", "perhaps"]),
        Cell::Truth => words(&["yes", "no", "", "unknown", "true", "0", "maybe"]),
        Cell::Node => words(&["TSMC N7", "28 nm", "22 nm", "", "4N FinFET", "TSMC 16FFC", "Intel 7", "unheard of"]),
        Cell::Nanometers => words(&["5", "5.0", "28", "22", "", "16"]),
        Cell::Foundry => words(&["TSMC", "Intel", "", "SMIC"]),
        Cell::Market => words(&["datacenter", "gaming", "", "professional"]),
        Cell::Form => words(&["", "chip", "card", "server", "hbm", "boat"]),
        Cell::Cryptography => words(&["", "none", "5A002.a", "5A992.c", "secret"]),
        Cell::Io => number(
            proptest::sample::select(&["600", "599.999", "150", "149.9", "0", "900"][..]).prop_map(str::to_owned),
        ),
        Cell::Bits => {
            number(proptest::sample::select(&["8", "16", "4", "8-bit", "19", "0", "2000"][..]).prop_map(str::to_owned))
        }
        Cell::Count => words(&["1", "", "2", "0", "1.5"]),
        Cell::Memory => words(&["HBM3", "GDDR6", ""]),
        Cell::Transistors => {
            number(proptest::sample::select(&["30", "29.999", "35", "40", "80"][..]).prop_map(str::to_owned))
        }
        Cell::Pins => words(&["", "700", "701", "199", "200"]),
        Cell::Cores => words(&["108", "1", "", "132", "1.5"]),
        Cell::Macs => words(&["1024", "512", "", "0"]),
        Cell::Clock => words(&["1410", "1410.1234567", "", "1085.069", "1000"]),
        Cell::Format => words(&["fp16", "TF32", "FP8", "", "fq9"]),
    }
}

fn row(table: &'static [(&'static str, Cell)]) -> impl Strategy<Value = String> {
    let area = prop_oneof![
        6 => proptest::sample::select(&AREAS[..]).prop_map(str::to_owned),
        1 => Just(String::new()),
        1 => Just("0".to_owned()),
        1 => proptest::sample::select(&AREAS[..]).prop_map(hair),
        1 => Just("0.0000001".to_owned()),
        1 => odd().prop_map(str::to_owned),
    ];
    area.prop_flat_map(move |area| {
        let cells: Vec<BoxedStrategy<String>> = table
            .iter()
            .map(|(_, kind)| match kind {
                Cell::Area => Just(area.clone()).boxed(),
                kind => cell(*kind, &area),
            })
            .collect();
        cells.prop_map(|cells| {
            let quoted = cells.iter().map(|cell| match cell.contains(',') && !cell.starts_with('"') {
                true => format!("\"{cell}\""),
                false => cell.clone(),
            });
            quoted.collect::<Vec<_>>().join(",")
        })
    })
}

fn csv() -> impl Strategy<Value = String> {
    proptest::sample::select(TABLES).prop_flat_map(|table| {
        let header: Vec<&str> = table.iter().map(|(header, _)| *header).collect();
        let header = header.join(",");
        proptest::collection::vec(row(table), 1..40).prop_map(move |rows| format!("{header}\n{}\n", rows.join("\n")))
    })
}

fn readings() -> impl Strategy<Value = Readings> {
    let choices = [
        ("tf32-bits", ["32", "19"]),
        ("tensor-plus-vector", ["best-mode", "added"]),
        ("board", ["per-package", "aggregated"]),
        ("planar-only", ["density-not-met", "density-unlimited"]),
        ("bit-length-2022", ["inputs-or-output", "inputs"]),
    ];
    proptest::collection::vec(0usize..2, choices.len()).prop_map(move |picks| {
        let mut readings = Readings::default();
        for ((name, words), pick) in choices.iter().zip(picks) {
            readings.set(name, words[pick]).expect("a reading");
        }
        readings
    })
}

fn circumstances() -> impl Strategy<Value = Circumstances> {
    let word = |choice: Choice| proptest::sample::select(choice.values());
    prop_oneof![
        2 => Just(Circumstances::default()),
        1 => (word(Choice::Exporter), word(Choice::Designer), word(Choice::Packaging))
            .prop_map(|(exporter, designer, packaging)| Circumstances { exporter, designer, packaging }),
    ]
}

/// What holds where a row does not say.
fn defaults() -> impl Strategy<Value = Vec<(String, String)>> {
    let one = proptest::sample::select(
        &[
            ("planar", "no"),
            ("planar", "yes"),
            ("non_planar", "yes"),
            ("datacenter", "yes"),
            ("datacenter", "no"),
            ("format", "fp16"),
            ("format", "TF32"),
            ("units", "100"),
            ("die_count", "2"),
            ("form", "card"),
            ("node", "TSMC N7"),
            ("bit_length", "8"),
            ("cryptography", "5A002.a"),
        ][..],
    );
    let pair = one.prop_map(|(fact, value)| (fact.to_owned(), value.to_owned()));
    prop_oneof![2 => Just(Vec::new()), 3 => pair.prop_map(|pair| vec![pair])]
}

fn answers(csv: &str, engine: &Engine<'_, '_>, options: &Options) -> Vec<Row> {
    let inputs = Inputs::read("rows.csv", std::io::Cursor::new(csv.to_owned()), options, &Progress::default());
    engine.rows(inputs.expect("a table")).map(|row| row.expect("a row")).collect()
}

/// How many tables are tried: `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(160)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_say_the_same_of_every_row(
        csv in csv(),
        day in proptest::sample::select(days()),
        second in proptest::sample::select(days()),
        enforced in any::<bool>(),
        readings in readings(),
        circumstances in circumstances(),
        defaults in defaults(),
    ) {
        let posture = if enforced { Posture::Enforced } else { Posture::Text };
        let law = Law::embedded();
        let (first, second) = (law.at(day, posture).expect("a day"), law.at(second, posture).expect("a day"));
        let question = Question { readings, circumstances };
        let mapping = Mapping { defaults: defaults.clone(), ..Mapping::default() };
        let options = Options { mapping, ..Options::default() };
        let inputs = Inputs::read("rows.csv", std::io::Cursor::new(csv.clone()), &options, &Progress::default());
        // A column whose cells are all of another kind is refused as a whole.
        prop_assume!(!matches!(inputs, Err(BatchError::Layout { .. })));
        let layout = inputs.expect("a table").layout().clone();
        let fast = Engine::new(layout.clone(), &first, Some(&second), question.clone()).expect("an engine");
        let exact = Engine::new(layout, &first, Some(&second), question).expect("an engine").exact();
        let (fast, exact) = (answers(&csv, &fast, &options), answers(&csv, &exact, &options));
        prop_assert_eq!(fast.len(), exact.len());
        for (fast, exact) in fast.iter().zip(&exact) {
            for column in Added::ALL {
                prop_assert_eq!(
                    fast.answer.get(column), exact.answer.get(column),
                    "{} of {:?} on {} under {:?}, by default {:?}\n{}", column.name(), fast.cells, day, readings, defaults, csv.lines().next().unwrap_or("")
                );
            }
            prop_assert_eq!(&fast.answer.second, &exact.answer.second, "{:?} on {}", fast.cells, day);
        }
    }
}
