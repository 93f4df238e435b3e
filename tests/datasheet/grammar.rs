//! The format rule by rule: what a line means.

use super::good;
use eccn::Truth;
use eccn::part::{
    Confidence, Cryptography, DieRole, Direction, Engine, Form, Part, Rate, Scope, Sparsity, Status, Transistor,
};

/// The rates of a sheet that holds only this line.
fn rates(line: &str) -> Vec<Rate> {
    let mut part = good(&format!(
        "# X\n{line}\n\n† With sparsity\n\n‡ Shown with sparsity. Specifications are one-half lower without sparsity.\n\n§ Preliminary\n\n## Sources\n- [1]: a\n- [2]: b\n"
    ));
    std::mem::take(&mut part.units[0].rates)
}

fn rate(line: &str) -> Rate {
    let mut rates = rates(line);
    assert_eq!(rates.len(), 1, "{line}");
    rates.remove(0)
}

fn value(cell: &str) -> String {
    rate(&format!("INT8: {cell}")).value.value.to_string()
}

#[test]
fn values() {
    for (cell, expected) in [
        ("1,979 TOPS", "1979 TOPS"),
        ("1.979 PFLOPS", "1979 TOPS"),
        ("1979000 GOPS", "1979 TOPS"),
        ("280 or 313 or 320 TOPS", "280 or 313 or 320 TOPS"),
        ("280 TOPS or 0.313 POPS", "280 or 313 TOPS"),
        ("280 to 320 TOPS", "280 to 320 TOPS"),
        ("280–320 TOPS", "280 to 320 TOPS"),
        ("280 - 320 TOPS", "280 to 320 TOPS"),
        ("above 280 to below 320 TOPS", "above 280 to below 320 TOPS"),
        ("at least 280 TOPS", "at least 280 TOPS"),
        ("at most 280 TOPS", "at most 280 TOPS"),
        ("below 280 TOPS", "below 280 TOPS"),
        ("up to 280 TOPS", "280 TOPS"),
        ("280 TOPS ×2", "560 TOPS"),
        ("2x 280 TOPS", "560 TOPS"),
        ("2 × 280 TOPS", "560 TOPS"),
        ("2 × 10^15 OPS", "2000 TOPS"),
        ("140 to 160 TOPS (×2)", "280 to 320 TOPS"),
        ("unknown", "unknown"),
        ("unknown (not published)", "unknown"),
        ("not published", "unknown"),
        ("**400 TOPS**", "400 TOPS"),
    ] {
        assert_eq!(value(cell), expected, "{cell}");
    }
}

#[test]
fn words_beside_a_rate() {
    for (cell, sparsity) in [
        ("4 TOPS", Sparsity::Unstated),
        ("4 TOPS dense", Sparsity::Dense),
        ("4 TOPS (without sparsity)", Sparsity::Dense),
        ("4 TOPS with sparsity", Sparsity::Sparse),
        ("4 TOPS, sparse", Sparsity::Sparse),
        ("4 TOPS with 2:4 sparsity", Sparsity::TwoOfFour),
        ("2:4 sparse 4 TOPS", Sparsity::TwoOfFour),
        ("4 TOPS (structured sparsity 2:4)", Sparsity::TwoOfFour),
        ("4 TOPS†", Sparsity::Sparse),
        ("4 TOPS ‡ [1]", Sparsity::TwoOfFour),
        ("4 TOPS dense †", Sparsity::Dense),
        ("4 TOPS§", Sparsity::Unstated),
    ] {
        assert_eq!(rate(&format!("INT8: {cell}")).sparsity, sparsity, "{cell}");
    }
    for (cell, scope) in [
        ("4 TOPS per die", Scope::Die),
        ("4 TOPS per chip", Scope::Package),
        ("4 TOPS (per package)", Scope::Package),
        ("4 TOPS per board", Scope::Item),
        ("4 TOPS card total", Scope::Item),
    ] {
        assert_eq!(rate(&format!("INT8: {cell}")).scope, scope, "{cell}");
    }
    for (cell, confidence) in [
        ("4 TOPS (derived)", Confidence::Derived),
        ("4 or 5 TOPS disputed", Confidence::Disputed),
        ("4 TOPS (dense, low confidence)", Confidence::Low),
        ("unknown (disputed)", Confidence::Disputed),
    ] {
        assert_eq!(rate(&format!("INT8: {cell}")).value.confidence, confidence, "{cell}");
    }
    assert_eq!(rate("FP16: 4 TFLOPS with FP32 accumulate").accumulate, Some(32));
    let rate = rate("FP16: 4 TFLOPS [1][2][1]");
    assert_eq!(rate.value.sources, ["1", "2"]);
    let place = rate.value.location.unwrap();
    assert_eq!((place.line, place.column), (2, 7));
}

#[test]
fn labels_of_rates() {
    for (label, format, engine) in [
        ("FP16", "FP16", Engine::Unstated),
        ("FP16 tensor", "FP16", Engine::Matrix),
        ("FP16 Tensor Core", "FP16", Engine::Matrix),
        ("Peak FP16 Matrix performance", "FP16", Engine::Matrix),
        ("BFLOAT16 (XMX)", "BF16", Engine::Matrix),
        ("FP32 (non-Tensor)", "FP32", Engine::Vector),
        ("FP32 CUDA cores", "FP32", Engine::Vector),
        ("FP8 E4M3 tensor", "FP8 E4M3", Engine::Matrix),
        ("FP8 × FP4 tensor", "FP8 × FP4", Engine::Matrix),
        ("W4A16", "W4A16", Engine::Unstated),
        ("6-bit", "6-bit", Engine::Unstated),
        ("INT8 (TOPS)", "INT8", Engine::Unstated),
    ] {
        let rate = rate(&format!("| {label} | 4 TOPS |"));
        assert_eq!((rate.format.name(), rate.engine), (format, engine), "{label}");
    }
    assert_eq!(rate("FP16 tensor, FP32 accumulate: 4 TFLOPS").accumulate, Some(32));
    assert_eq!(rate("INT8 (dense): 4 TOPS").sparsity, Sparsity::Dense);
    assert_eq!(rate("INT8 with sparsity: 4 TOPS").sparsity, Sparsity::Sparse);
    assert_eq!(rate("INT8†: 4 TOPS").sparsity, Sparsity::Sparse);
    assert_eq!(rate("INT8 [1]: 4 TOPS [2]").value.sources, ["1", "2"]);
    assert_eq!(rate("INT8 (TOPS): 4").value.value.to_string(), "4 TOPS");
    let both = rates("FP16/BF16 tensor: 4 TFLOPS");
    assert_eq!(both.iter().map(|rate| rate.format.name()).collect::<Vec<_>>(), ["FP16", "BF16"]);
    let items = rates("INT8: 4 TOPS dense; 8 TOPS with 2:4 sparsity / 2 TOPS per die");
    assert_eq!(items.len(), 3);
}

#[test]
fn a_vendor_style_sheet() {
    let part = good(include_str!("vendor-style.md"));
    let rates: Vec<String> = part.units[0]
        .rates
        .iter()
        .map(|rate| format!("{} {:?} {:?} {}", rate.format, rate.engine, rate.sparsity, rate.value.value))
        .collect();
    assert_eq!(
        rates,
        [
            "FP16 Matrix Dense 200 TOPS",
            "FP16 Matrix TwoOfFour 400 TOPS",
            "BF16 Matrix Dense 200 TOPS",
            "FP32 Vector Dense 50 TOPS",
            "FP8 Matrix TwoOfFour 1600 TOPS",
            "INT8 Matrix TwoOfFour 1600 TOPS",
            "INT4 Matrix Sparse 1600 TOPS",
            "INT4 Matrix Dense 800 TOPS",
        ]
    );
    assert_eq!(part.transistors.unwrap().value.to_string(), "50 billion");
    assert_eq!(part.links[0].bandwidth.value.to_string(), "400 GB/s");
    assert_eq!(part.links[0].direction, Direction::OneWay);
    assert_eq!(part.notes.len(), 2);
}

#[test]
fn a_sheet_without_sections() {
    let part = good(include_str!("plain.md"));
    assert_eq!(part.name, "Example NPU 1");
    assert_eq!(part.vendor.as_deref(), Some("ACME"));
    assert_eq!(part.form.unwrap().value, Form::Assembly);
    assert_eq!(part.market.unwrap().value.datacenter, Truth::No);
    assert_eq!(part.units[0].rates.len(), 2);
    let die = &part.dies[0];
    assert_eq!(die.area.as_ref().unwrap().value.to_string(), "300 mm²");
    assert_eq!(die.node.as_ref().unwrap().value, "TSMC 7 nm FinFET");
    assert_eq!(die.transistor.as_ref().unwrap().value, Transistor::NonPlanar);
    assert_eq!(part.memory.kind.unwrap().value, "GDDR6");
    assert_eq!(part.links[0].name, "PCIe Gen4 x8");
    assert_eq!(part.power.unwrap().value, "75 W");
}

#[test]
fn chiplets_and_units() {
    let part: Part = good(include_str!("npu-chiplets.md"));
    assert_eq!(part.status, Status::Announced);
    assert_eq!(part.cryptography.as_ref().unwrap().value, Cryptography::MassMarket);
    let market = part.market.as_ref().unwrap();
    assert_eq!((market.value.text.as_str(), market.value.datacenter), ("professional", Truth::Yes));
    assert_eq!((&market.sources[..], market.confidence), (&["b".to_owned()][..], Confidence::Disputed));
    assert_eq!(part.stated_tpp.as_ref().unwrap().value.to_string(), "at least 4800 TPP");

    let [npu, cpu] = &part.units[..] else { panic!("two units") };
    assert_eq!((npu.name.as_str(), npu.count), ("NPU core", 16));
    assert_eq!(npu.clock.as_ref().unwrap().value.to_string(), "1.41 GHz");
    assert_eq!(npu.macs[0].per_clock.value.to_string(), "1024");
    assert_eq!(npu.macs[1].per_clock.value.to_string(), "2048 or 4096");
    assert_eq!((cpu.name.as_str(), cpu.count), ("CPU", 2));
    assert!(cpu.rates[1].value.value.is_unknown());
    assert_eq!(cpu.rates[2].scope, Scope::Die);

    let [xcd, iod, hbm, bridge] = &part.dies[..] else { panic!("four dies") };
    assert_eq!(xcd.count.as_ref().unwrap().value, 2);
    assert_eq!(xcd.area.as_ref().unwrap().value.to_string(), "above 300 to below 320 mm²");
    assert_eq!(xcd.transistor.as_ref().unwrap().sources, ["b"]);
    assert_eq!(iod.role, DieRole::Io);
    assert_eq!(iod.node.as_ref().unwrap().value, "TSMC 6 nm, EUV");
    assert_eq!(iod.transistor, None);
    assert!(hbm.area.as_ref().unwrap().value.is_unknown());
    assert_eq!(bridge.name, "silicon | bridge");
    assert_eq!(bridge.transistor.as_ref().unwrap().value, Transistor::Planar);

    assert_eq!(part.memory.bandwidth.as_ref().unwrap().value.to_string(), "4800 GB/s");
    assert_eq!(part.control_status[0].value, "named in a letter, a copy of which is public");
    assert_eq!(part.control_status[0].sources, ["b"]);
    assert_eq!(part.notes, ["A paragraph of prose over two lines.", "A bullet: with a colon."]);
    assert_eq!(part.sources[0].reference, "https://example.org/a");
    assert_eq!(part.sources[0].remark.as_deref(), Some("first half (2024)"));
}

#[test]
fn process_cells() {
    let die = |cell: &str| {
        let part = good(&format!("# X\nProcess: {cell}\n"));
        let die = &part.dies[0];
        (die.node.as_ref().map(|node| node.value.clone()), die.transistor.as_ref().map(|t| t.value))
    };
    assert_eq!(die("TSMC 4N, non-planar"), (Some("TSMC 4N".into()), Some(Transistor::NonPlanar)));
    assert_eq!(die("TSMC 16 nm FinFET"), (Some("TSMC 16 nm FinFET".into()), Some(Transistor::NonPlanar)));
    assert_eq!(die("28 nm, planar"), (Some("28 nm".into()), Some(Transistor::Planar)));
    assert_eq!(die("TSMC 7 nm, EUV"), (Some("TSMC 7 nm, EUV".into()), None));
    assert_eq!(die("non-planar"), (None, Some(Transistor::NonPlanar)));
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_do_not_matter() {
    let text = include_str!("h100-sxm5.md");
    assert_eq!(good(&format!("\u{feff}{}", text.replace('\n', "\r\n"))), good(text));
}
