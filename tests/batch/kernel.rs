//! The kernel on single parts: the catalog on every day, by every instruction set.

use eccn::catalog;
use eccn::determine::determine;
use eccn::facts::{Choice, Facts, Flag, NumericFact};
use eccn::kernel::{Area, FactColumns, Instructions, Kernel, SCALE, Shape, UNKNOWN};
use eccn::law::{Law, Posture};
use eccn::measure::{Circumstances, Measurement, Readings, measure};
use eccn::part::Part;
use eccn::quantity::{Exact, Extent};
use eccn::report;

/// A number as millionths, if it is one.
fn scaled(extent: &Extent) -> Option<i64> {
    if extent.says_nothing() {
        return Some(UNKNOWN);
    }
    let text = (extent.as_point()? * &Exact::from(SCALE)).finite_decimal()?;
    text.parse().ok()
}

/// All facts have a column here.
pub(crate) fn shape() -> Shape {
    use NumericFact::{DramBandwidth, IoBandwidth, SingleEndedIo, TransceiverRate, Transistors};
    Shape {
        tops_ranged: true,
        numeric: vec![IoBandwidth, DramBandwidth, Transistors, SingleEndedIo, TransceiverRate],
        flags: vec![Flag::Datacenter, Flag::HasHbm, Flag::ProgrammableLogic, Flag::AdvancedLogic],
        choices: vec![Choice::Form, Choice::Cryptography],
    }
}

/// The facts of one part as a row of columns; `None` if columns cannot hold them.
pub(crate) fn columns(facts: &Facts) -> Option<FactColumns> {
    let form = facts.choice(Choice::Form).value?;
    if form == "memory" || form == "computer" {
        return None;
    }
    let shape = shape();
    let mut columns = FactColumns::unknown(&shape, 1);
    let of = |fact: NumericFact| &facts.numeric(fact).value;
    columns.tpp[0] = scaled(of(NumericFact::Tpp))?;
    let tops = of(NumericFact::Tops);
    if !tops.says_nothing() {
        let [piece] = tops.pieces() else { return None };
        columns.tops[0] = scaled(&Extent::point(piece.high()?.0.clone()))?;
        columns.tops_low_64[0] = scaled(&Extent::point(piece.low().0 * &Exact::from(64)))?;
    }
    let bits = of(NumericFact::BitsTops2022);
    if !bits.says_nothing() {
        let [piece] = bits.pieces() else { return None };
        columns.bits_tops_low[0] = scaled(&Extent::point(piece.low().0.clone()))?;
        columns.bits_tops_high[0] = scaled(&Extent::point(piece.high()?.0.clone()))?;
    }
    let area = of(NumericFact::ApplicableDieArea);
    let is = match (area.as_point(), area.pieces()) {
        (Some(area), _) if area.is_zero() => Area::Planar,
        (Some(_), _) => Area::NonPlanar,
        (None, [zero, value]) if zero.as_point().is_some_and(Exact::is_zero) => {
            columns.area[0] = scaled(&Extent::point(value.as_point()?.clone()))?;
            Area::IfNonPlanar
        }
        (None, [piece]) if piece.high().is_none() && piece.low().0.is_zero() => {
            if piece.low().1 {
                Area::UnknownNonPlanar
            } else {
                Area::Unknown
            }
        }
        _ => return None,
    };
    if is == Area::NonPlanar {
        columns.area[0] = scaled(area)?;
    }
    columns.area_is[0] = is as u8;
    for (column, fact) in columns.numeric.iter_mut().zip(&shape.numeric) {
        column[0] = scaled(of(*fact))?;
    }
    for (column, flag) in columns.flags.iter_mut().zip(&shape.flags) {
        column[0] = match facts.flag(*flag).value {
            eccn::Truth::No => 0,
            eccn::Truth::Yes => 1,
            eccn::Truth::Unknown => 2,
        };
    }
    for (column, choice) in columns.choices.iter_mut().zip(&shape.choices) {
        let word = facts.choice(*choice).value;
        let place = choice.values().iter().position(|value| Some(*value) == word);
        column[0] = place.unwrap_or(choice.values().len()) as u8;
    }
    Some(columns)
}

#[test]
fn the_catalog_on_every_rules_first_day() {
    let law = Law::embedded();
    let parts: Vec<Part> = catalog::entries().map(|entry| entry.part().expect("a part of the catalog")).collect();
    let (mut compared, mut elsewhere) = (0, 0);
    for amendment in law.amendments() {
        for posture in [Posture::Text, Posture::Enforced] {
            let Ok(statute) = law.at(amendment.effective, posture) else { continue };
            let (readings, circumstances) = (Readings::default(), Circumstances::default());
            let kernels: Vec<Kernel<'_, '_>> = Instructions::available()
                .into_iter()
                .map(|set| {
                    Kernel::new(&statute, &Part::default(), &readings, &circumstances, shape()).with_instructions(set)
                })
                .collect();
            for part in &parts {
                let measurement = measure(part, &readings, &circumstances);
                let Some(columns) = columns(&measurement.facts) else {
                    elsewhere += 1;
                    continue;
                };
                let expected = determine(&Measurement { lints: Vec::new(), ..measurement }, &statute);
                for kernel in &kernels {
                    let answers = kernel.answers(&columns);
                    let answer = answers[0].as_ref().expect("a code");
                    assert_eq!(answer.governing, report::governing(&expected), "{} on {}", part.name, statute.date());
                    assert_eq!(answer.paragraphs, expected.paragraphs(), "{} on {}", part.name, statute.date());
                    assert_eq!(answer.needs, expected.needs(), "{} on {}", part.name, statute.date());
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 1000 && compared > 2 * elsewhere, "{compared} compared, {elsewhere} not for columns");
}

/// Every threshold of TPP and density: the value itself, and one least step either side, on every instruction set and at
/// every place of a block.
#[test]
fn boundaries_are_exact() {
    let law = Law::embedded();
    let statute = law.at("2026-07-23".parse().expect("a day"), Posture::Text).expect("a day");
    let shape = Shape { flags: vec![Flag::Datacenter], ..Shape::default() };
    let (mut columns, mut expected) = (FactColumns::unknown(&shape, 0), Vec::new());
    let mut push = |tpp: i64, area: i64, paragraph: &'static str| {
        columns.tpp.push(tpp);
        columns.tops.push(100_000_000);
        columns.tops_low_64.push(6_400_000_000);
        columns.bits_tops_low.push(tpp);
        columns.bits_tops_high.push(tpp);
        columns.area.push(area);
        columns.area_is.push(Area::NonPlanar as u8);
        columns.flags[0].push(1);
        expected.push(paragraph);
    };
    const ONE: i64 = SCALE as i64;
    for copies in 0..300 {
        // 592 × 278.6 mm² is a TPP with few decimals: 1649.312 on 278.6 mm² is exactly 5.92.
        for (tpp, area, below, at) in [
            (4800 * ONE, 10_000 * ONE, "3A991.p.1", "3A090.a.1"),
            (1_649_312_000, 278_600_000, "3A090.b.2", "3A090.a.2"),
            (1600 * ONE, 500 * ONE, "3A991.p.1", "3A090.b.2"),
            (2400 * ONE, 1500 * ONE, "3A991.p.1", "3A090.b.1"),
            (3200 * ONE, 1000 * ONE, "3A090.b.1", "3A090.b.1"),
        ] {
            push(tpp - 1, area, below);
            push(tpp, area, at);
            push(tpp + 1, area, at);
            if copies % 7 == 0 {
                push(tpp, area + 1, if tpp == 4800 * ONE { at } else { below_by_area(tpp) });
            }
        }
    }
    fn below_by_area(tpp: i64) -> &'static str {
        match tpp {
            1_649_312_000 => "3A090.b.2",
            1_600_000_000 => "3A991.p.1",
            2_400_000_000 => "3A991.p.1",
            _ => "3A090.b.1",
        }
    }
    for set in Instructions::available() {
        let (readings, circumstances) = (Readings::default(), Circumstances::default());
        let kernel = Kernel::new(&statute, &Part::default(), &readings, &circumstances, shape.clone());
        let answers = kernel.with_instructions(set).answers(&columns);
        for (row, (answer, expected)) in answers.iter().zip(&expected).enumerate() {
            let answer = answer.as_ref().expect("a code");
            let (tpp, area) = (columns.tpp[row], columns.area[row]);
            assert_eq!(answer.governing, *expected, "TPP {tpp} on {area}, by {set:?}");
        }
    }
}

/// What is too large to be multiplied in 64 bits has no code.
#[test]
fn what_does_not_fit_is_left_to_the_other_engine() {
    let law = Law::embedded();
    let statute = law.at("2026-07-23".parse().expect("a day"), Posture::Text).expect("a day");
    let kernel =
        Kernel::new(&statute, &Part::default(), &Readings::default(), &Circumstances::default(), Shape::default());
    let mut columns = FactColumns::unknown(kernel.shape(), 3);
    columns.tpp = vec![i64::MAX, 5_000_000_000, 5_000_000_000];
    columns.tops = vec![1; 3];
    columns.area = vec![1, i64::MAX, 1];
    columns.area_is = vec![Area::NonPlanar as u8; 3];
    let answers = kernel.answers(&columns);
    assert_eq!(answers.iter().map(Option::is_some).collect::<Vec<_>>(), [false, false, true]);
}
