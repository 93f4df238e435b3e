//! Measures: what is made of rates, dies and links, with the words of the derivation.

use eccn::Truth;
use eccn::datasheet;
use eccn::facts::{Derivation, Flag, NumericFact};
use eccn::measure::{Circumstances, Measurement, Readings, measure};
use eccn::quantity::{Exact, Known, Tops};

fn sheet(rows: &str) -> Measurement {
    under(rows, &[])
}

fn under(rows: &str, readings: &[(&str, &str)]) -> Measurement {
    let part = datasheet::parse(&format!("# X1\n\n{rows}\n"), "x1.md").unwrap_or_else(|errors| panic!("{errors}"));
    let mut chosen = Readings::default();
    for (name, choice) in readings {
        chosen.set(name, choice).expect("a reading");
    }
    measure(&part, &chosen, &Circumstances::default())
}

fn value(measured: &Measurement, fact: NumericFact) -> String {
    Known::<Tops>::from_extent(measured.facts.numeric(fact).value.clone()).describe(false)
}

fn tpp(rows: &str) -> String {
    value(&sheet(rows), NumericFact::Tpp)
}

fn has_lint(measured: &Measurement, id: &str) -> bool {
    measured.lints.iter().any(|lint| lint.id == id)
}

fn words(step: &Derivation) -> String {
    let inner: String = step.from.iter().map(words).collect();
    format!("{}\n{inner}", step.text)
}

#[test]
fn the_best_format_counts_and_the_runner_up_is_named() {
    let measured =
        sheet("FP8 tensor: 1,979 TFLOPS dense\nFP16 tensor: 989.4 TFLOPS dense\nTF32 tensor: 494.7 TFLOPS dense");
    let text = words(&measured.facts.numeric(NumericFact::Tpp).derivation);
    assert!(text.contains("15,832 = 1,979 TFLOPS FP8 dense × 8; next best FP16 15,830.4"), "{text}");
    assert_eq!(value(&measured, NumericFact::Tops), "1979");
}

#[test]
fn sparse_rates_are_never_used_as_they_are() {
    // Both are printed: the dense one counts.
    assert_eq!(tpp("FP8: 1,979 TFLOPS dense; 3,958 TFLOPS with 2:4 sparsity"), "15832");
    // Only a 2:4 rate: half of it.
    assert_eq!(tpp("FP8: 3,958 TFLOPS with 2:4 sparsity"), "15832");
    // A sparse rate without a pattern bounds the dense one and is not halved.
    let measured = sheet("FP8: 3,958 TFLOPS with sparsity\nFP16: 500 TFLOPS dense");
    assert_eq!(value(&measured, NumericFact::Tpp), "8000 to 31664");
    assert!(has_lint(&measured, "sparse-only"));
    // An unknown dense rate does not hide a 2:4 one.
    assert_eq!(tpp("FP8: unknown; 3,958 TFLOPS with 2:4 sparsity"), "at least 15832");
    // Another accumulator is another rate.
    assert_eq!(
        tpp("FP16, FP32 accumulate: 100 TFLOPS dense\nFP16, FP16 accumulate: 400 TFLOPS with 2:4 sparsity"),
        "3200"
    );
    // Another engine too.
    assert_eq!(tpp("FP16 vector: 100 TFLOPS dense\nFP16 tensor: 400 TFLOPS with 2:4 sparsity"), "3200");
}

#[test]
fn a_rate_that_does_not_say_is_taken_as_dense_and_said_so() {
    let measured = sheet("FP8: 1,979 TFLOPS");
    assert_eq!(value(&measured, NumericFact::Tpp), "15832");
    assert!(has_lint(&measured, "sparsity-unstated"));
    assert!(!has_lint(&sheet("FP8: 1,979 TFLOPS dense"), "sparsity-unstated"));
}

#[test]
fn formats_compete_and_units_add_up() {
    assert_eq!(tpp("INT8: 100 TOPS dense\nINT4: 300 TOPS dense"), "1200");
    assert_eq!(
        tpp("## Processing unit: GPU\nFP16: 50 TFLOPS dense\n## Processing unit: NPU\nINT8: 40 TOPS dense"),
        "1120"
    );
    assert_eq!(tpp("## Processing unit: core, × 4\nINT8: 40 TOPS dense"), "1280");
}

#[test]
fn mixed_formats_count_their_largest_input() {
    assert_eq!(tpp("FP8 × FP4: 100 TFLOPS dense"), "800");
    assert_eq!(tpp("W4A16: 100 TOPS dense"), "1600");
    assert_eq!(tpp("6-bit: 3,000 TOPS dense"), "18000");
}

#[test]
fn tf32_counts_32_bits_or_19() {
    let rows = "TF32: 190 TFLOPS dense\nBF16: 190 TFLOPS dense";
    assert_eq!(tpp(rows), "6080");
    assert_eq!(value(&under(rows, &[("tf32-bits", "19")]), NumericFact::Tpp), "3610");
}

#[test]
fn vector_and_matrix_rates_compete_unless_read_otherwise() {
    let rows = "FP16 tensor: 148 TFLOPS dense\nFP32 vector: 44 TFLOPS dense";
    assert_eq!(tpp(rows), "2368");
    assert_eq!(value(&under(rows, &[("tensor-plus-vector", "added")]), NumericFact::Tpp), "3776");
}

#[test]
fn rates_of_dies_and_boards_become_rates_of_the_package() {
    let dies =
        "FP16: 100 TFLOPS dense per die\n## Dies\n| Die | Count | Area |\n| --- | --- | --- |\n| GCD | 2 | 700 mm² |\n";
    assert_eq!(tpp(dies), "3200");
    assert_eq!(tpp("FP16: 100 TFLOPS dense per die"), "at least 1600");
    let board = "Form: assembly\nIntegrated circuits: 4\nINT8: 870 TOPS dense per card";
    assert_eq!(tpp(board), "1740");
    assert_eq!(value(&under(board, &[("board", "aggregated")]), NumericFact::Tpp), "6960");
}

#[test]
fn the_architecture_gives_the_rate_that_no_sheet_does() {
    let rows = "## Processing unit: SM\nUnits: 108\nFP16 multiply-accumulates per clock: 1,024\nClock: 1.41 GHz";
    assert_eq!(tpp(rows), "4989.91104");
    let text = words(&sheet(rows).facts.numeric(NumericFact::Tpp).derivation);
    assert!(text.contains("108 units × 1,024 multiply-accumulates per clock × 2 × 1.41 GHz"), "{text}");
    // A published rate counts, and a large difference is said.
    let both =
        "## Processing unit: SM\nFP16: 250 TFLOPS dense\nFP16 multiply-accumulates per clock: 100,000\nClock: 1.3 GHz";
    assert_eq!(tpp(both), "4000");
    assert!(has_lint(&sheet(both), "architecture-differs"));
    let close = both.replace("250 TFLOPS", "259 TFLOPS");
    assert!(!has_lint(&sheet(&close), "architecture-differs"));
}

#[test]
fn a_stated_tpp_is_used_only_without_rates_and_compared_otherwise() {
    let measured = sheet("TPP: 5,000");
    assert_eq!(value(&measured, NumericFact::Tpp), "5000");
    assert_eq!(value(&measured, NumericFact::Tops), "78.125 to 5000");
    assert_eq!(value(&measured, NumericFact::BitsTops2022), "5000 to 160000");
    let both = sheet("TPP: 5,000\nFP8: 600 TFLOPS dense");
    assert_eq!(value(&both, NumericFact::Tpp), "4800");
    assert!(has_lint(&both, "stated-tpp-differs"));
    assert!(!has_lint(&sheet("TPP: 4,800\nFP8: 600 TFLOPS dense"), "stated-tpp-differs"));
}

#[test]
fn the_2022_measure_counts_the_accumulator() {
    let bits = |rows: &str, readings: &[(&str, &str)]| value(&under(rows, readings), NumericFact::BitsTops2022);
    assert_eq!(bits("FP16: 100 TFLOPS dense", &[]), "1600 to 3200");
    assert_eq!(bits("FP16, FP32 accumulate: 100 TFLOPS dense", &[]), "3200");
    assert_eq!(bits("FP64: 100 TFLOPS dense", &[]), "6400");
    assert_eq!(bits("FP16: 100 TFLOPS dense", &[("bit-length-2022", "inputs")]), "1600");
}

#[test]
fn only_logic_dies_on_non_planar_nodes_count() {
    let table = |rows: &str| {
        format!("## Dies\n| Die | Role | Count | Area | Process |\n| --- | --- | --- | --- | --- |\n{rows}")
    };
    let area = |rows: &str| value(&sheet(&table(rows)), NumericFact::ApplicableDieArea);
    assert_eq!(
        area(
            "| a | compute | 2 | 100 mm² | TSMC N5 |\n| b | I/O | 1 | 50 mm² | TSMC N6 |\n| c | memory | 4 | 110 mm² | TSMC N5 |"
        ),
        "250"
    );
    assert_eq!(area("| a | compute | 1 | 100 mm² | TSMC N5 |\n| b | I/O | 1 | 50 mm² | TSMC 28 nm |"), "100");
    assert_eq!(area("| a | compute | 1 | 100 mm² | TSMC N5 |\n| b | interposer | 1 | 900 mm² | TSMC 65 nm |"), "100");
    assert_eq!(area("| a | compute | 1 | 100 mm² | TSMC 28 nm |"), "0");
    assert_eq!(area("| a | compute | 1 | 100 mm² | |"), "0 or 100");
    assert_eq!(area("| a | compute | 1 | 100 mm² | TSMC N5 |\n| b | I/O | 1 | | TSMC N6 |"), "above 100");
    let io = table(
        "| a | compute | 1 | 100 mm² | TSMC N5 |\n| b | I/O | 1 | 50 mm² | TSMC N6 |\n| c | base | 1 | 30 mm² | TSMC N6 |",
    );
    assert_eq!(value(&under(&io, &[("io-dies", "not-counted")]), NumericFact::ApplicableDieArea), "100");
    assert!(has_lint(&sheet(&table("| a | compute | | 100 mm² | TSMC N5 |")), "die-count-assumed"));
    assert!(has_lint(&sheet(&table("| a | compute | 1 | 858.1 mm² | TSMC N5 |")), "above-reticle"));
    assert!(!has_lint(&sheet(&table("| a | compute | 1 | 858 mm² | TSMC N5 |")), "above-reticle"));
}

#[test]
fn advanced_logic_follows_the_nodes() {
    let flag = |rows: &str| sheet(rows).facts.flag(Flag::AdvancedLogic).value;
    assert_eq!(flag("Process: TSMC N7"), Truth::Yes);
    assert_eq!(flag("Process: TSMC 28 nm"), Truth::No);
    assert_eq!(flag("Die area: 100 mm²"), Truth::Unknown);
    assert_eq!(flag("Process: planar"), Truth::Unknown);
}

#[test]
fn links_add_up_in_both_directions() {
    let io = |rows: &str| value(&sheet(&format!("## Links\n{rows}")), NumericFact::IoBandwidth);
    assert_eq!(io("NVLink: 900 GB/s bidirectional\nPCIe: 64 GB/s one-way"), "1028");
    assert_eq!(io("fabric: at least 300 GB/s bidirectional"), "at least 300");
    assert_eq!(value(&sheet("FP16: 1 TFLOPS dense"), NumericFact::IoBandwidth), "unknown");
}

#[test]
fn memory_parts_have_a_density_and_no_throughput() {
    let measured = sheet("Form: memory\n## Memory\nType: HBM3\nBandwidth: 242 GB/s\nArea: 121 mm²");
    assert_eq!(value(&measured, NumericFact::MemoryBandwidthDensity), "2");
    assert_eq!(value(&measured, NumericFact::Tpp), "0");
    assert_eq!(measured.facts.flag(Flag::MemoryItem).value, Truth::Yes);
    assert_eq!(measured.facts.flag(Flag::HasHbm).value, Truth::Yes);
    assert_eq!(sheet("Memory type: GDDR6").facts.flag(Flag::HasHbm).value, Truth::No);
    assert_eq!(value(&sheet("Memory type: GDDR6"), NumericFact::MemoryBandwidthDensity), "unknown");
}

#[test]
fn adjusted_peak_performance_is_0_9_of_the_64_bit_rate() {
    let app = |rows: &str| value(&sheet(rows), NumericFact::App);
    assert_eq!(app("FP64 vector: 34 TFLOPS dense\nFP64 tensor: 67 TFLOPS dense"), "60.3");
    assert_eq!(app("Integrated circuits: 8\nFP64 tensor: 67 TFLOPS dense"), "482.4");
    assert_eq!(app("FP32: 67 TFLOPS dense"), "unknown");
    assert_eq!(app("APP: 71 WT\nFP64: 1 TFLOPS dense"), "71");
}

#[test]
fn unsure_values_are_said_only_where_the_facts_rest_on_them() {
    let lints = |rows: &str| sheet(rows).lints.iter().filter(|lint| lint.id == "unsure-value").count();
    assert_eq!(lints("FP8: 600 TFLOPS dense (derived)\nFP16: 100 TFLOPS dense (derived)"), 1);
    assert_eq!(lints("FP8: 600 TFLOPS dense"), 0);
    assert!(has_lint(&sheet("Status: announced"), "announced"));
    assert!(has_lint(&sheet("Status: reported"), "reported"));
    assert!(has_lint(&sheet("FP16: 100 TFLOPS dense\nBF16: 101 TFLOPS dense"), "fp16-bf16-differ"));
    assert!(!has_lint(&sheet("FP16: 100 TFLOPS dense\nBF16: 100 TFLOPS dense"), "fp16-bf16-differ"));
}

#[test]
fn density_is_tpp_over_area() {
    let rows = "FP8: 1,979 TFLOPS dense\nDie area: 814 mm²\nDie count: 1\nProcess: TSMC 4N";
    let density = sheet(rows).facts.performance_density().expect("defined");
    assert_eq!(density.as_point(), Some(&Exact::ratio(15832, 814)));
    assert_eq!(
        sheet("FP8: 1,979 TFLOPS dense\nDie area: 814 mm²\nProcess: TSMC 28 nm").facts.performance_density(),
        None
    );
}

#[test]
fn process_names_are_read_by_their_nodes_not_by_any_number() {
    use eccn::part::{Transistor, foundry_node};
    for (name, expected) in [
        ("2.5D CoWoS, TSMC 28 nm", Some(Transistor::Planar)),
        ("Fab 15, 28 nm", Some(Transistor::Planar)),
        ("3D-stacked 40nm", Some(Transistor::Planar)),
        ("0.13 um", Some(Transistor::Planar)),
        ("Foo X9", None),
        ("GF 12FDX", Some(Transistor::Planar)),
        ("22FFL", Some(Transistor::NonPlanar)),
        ("22nm", None),
        ("Intel 22 nm", Some(Transistor::NonPlanar)),
        ("planar FinFET", None),
        ("TSMC 16FF+ / 28nm", None),
        ("TSMC 5nm | 6nm FinFET", Some(Transistor::NonPlanar)),
        ("TSMC N7+ (EUV)", Some(Transistor::NonPlanar)),
        ("TSMC 4NP", Some(Transistor::NonPlanar)),
        ("TSMC 12FFN", Some(Transistor::NonPlanar)),
        ("Samsung 8N", Some(Transistor::NonPlanar)),
        ("Samsung SF3", Some(Transistor::NonPlanar)),
        ("SMIC N+2", Some(Transistor::NonPlanar)),
        ("SMIC 7nm (N+1/N+2 disputed)", Some(Transistor::NonPlanar)),
        ("Intel 7", Some(Transistor::NonPlanar)),
        ("Intel 3 + Intel 7", Some(Transistor::NonPlanar)),
        ("Intel 18A", Some(Transistor::NonPlanar)),
        ("28HPC+", Some(Transistor::Planar)),
        ("16FFC", Some(Transistor::NonPlanar)),
        ("TSMC 20SoC", Some(Transistor::Planar)),
        ("7 nm", Some(Transistor::NonPlanar)),
        ("unknown", None),
    ] {
        assert_eq!(foundry_node(name), expected, "{name}");
    }
}

#[test]
fn an_area_of_zero_is_none() {
    let measured = sheet("TPP: 2,000\nDie area: 0 mm²\nDie count: 1\nProcess: TSMC N5");
    assert_eq!(value(&measured, NumericFact::ApplicableDieArea), "above 0");
    assert!(has_lint(&measured, "zero-area"));
}

#[test]
fn the_count_of_an_architecture_does_not_multiply_a_published_rate() {
    let rows = "## Processing unit: SM\nUnits: 108\nClock: 1.41 GHz\nFP16: 312 TFLOPS dense";
    assert_eq!(tpp(rows), "4992");
    let hidden = "## Processing unit: SM\nUnits: 108\nClock: 1.41 GHz\nFP16: unknown\nFP16 multiply-accumulates per clock: 1,024";
    assert_eq!(tpp(hidden), "4989.91104", "an unknown rate hides nothing");
}

#[test]
fn a_board_taken_as_a_whole_sums_a_stated_tpp_too() {
    let rows = "Form: assembly\nIntegrated circuits: 3\nTPP: 2,000\nDie area: 300 mm²\nDie count: 1\nProcess: TSMC N5";
    let whole = under(rows, &[("board", "aggregated")]);
    assert_eq!(value(&whole, NumericFact::Tpp), "6000");
    assert_eq!(value(&whole, NumericFact::ApplicableDieArea), "900");
}

#[test]
fn what_denies_a_market_is_never_a_yes() {
    let datacenter = |words: &str| sheet(&format!("Market: {words}")).facts.flag(Flag::Datacenter).value;
    assert_eq!(datacenter("no datacenter use"), Truth::No);
    assert_eq!(datacenter("designed for datacenters - no"), Truth::Unknown);
    assert_eq!(datacenter("Data Centre"), Truth::Yes);
    assert_eq!(datacenter("HPC"), Truth::Yes);
    assert!(has_lint(&sheet("Market: professional"), "market-unclear"));
}

#[test]
fn sparsity_in_a_head_is_read_or_refused() {
    let table =
        |head: &str| format!("## Processing unit: GPU\n\n| Spec | {head} |\n| --- | --- |\n| FP16 | 1,979 TFLOPS |\n");
    assert_eq!(tpp(&table("With sparsity*").replace("TFLOPS |", "TFLOPS |\n\n* With sparsity")), "at most 31664");
    assert_eq!(tpp(&table("With 2:4 sparsity")), "15832");
    for sheet in [table("Peak, sparsity enabled"), table("Rate").replace("GPU", "GPU with sparsity")] {
        let errors = datasheet::parse(&format!("# X1\n\n{sheet}"), "x1.md").expect_err("refused").to_string();
        assert!(errors.contains("spars"), "{errors}");
    }
}
