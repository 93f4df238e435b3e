//! Remarks on what looks wrong. Each has a page in `docs/lints/`.

use super::super::claim::What;
use super::super::density::Density;
use super::super::reading::Lint;
use super::rates::{How, Rate};
use super::{Case, same};
use crate::quantity::Exact;

/// The warnings that a reading can carry; each has a page in `docs/lints/`.
pub const LINTS: &[&str] = &[
    "doubled-mac",
    "fp16-bf16-differ",
    "int8-below-fp8",
    "tf32-above-fp16",
    "fp8-not-double",
    "sparse-ratio",
    "reticle",
    "package-area",
    "bus-width",
    "tpp-disagrees",
];

/// Remarks on rates. A doubled multiply-accumulate makes its rate unknown.
pub(super) fn rates(case: &mut Case<'_>) {
    let find = |field: &str| {
        case.rates
            .iter()
            .find(|rate| {
                rate.field() == field
                    && (rate.how.is_some() || rate.density != Some(Density::Sparse) && rate.density.is_some())
            })
            .cloned()
    };
    let (fp16, bf16, fp8, int8, tf32) = (find("fp16"), find("bf16"), find("fp8"), find("int8"), find("tf32"));
    let mut lints: Vec<(&'static str, String, u32)> = Vec::new();
    let equal = |a: &Rate, b: &Rate, factor: u64| {
        let factor = Exact::from(factor);
        same(&a.value, &a.step, &(&b.value * &factor), &(&b.step * &factor))
    };
    let mut doubled = false;
    if let (Some(fp16), Some(bf16)) = (&fp16, &bf16)
        && !equal(fp16, bf16, 1)
        && fp16.how != Some(How::Kind)
        && bf16.how != Some(How::Kind)
    {
        lints.push(("fp16-bf16-differ", format!("FP16 is {} and BF16 {}", fp16.value, bf16.value), fp16.line));
        let int8_is_equal = int8.as_ref().is_none_or(|int8| equal(int8, fp16, 1));
        let tf32_is_half = tf32.as_ref().is_some_and(|tf32| equal(bf16, tf32, 2));
        if equal(fp16, bf16, 2) && int8_is_equal && tf32_is_half {
            doubled = true;
            lints.push(("doubled-mac", format!("FP16 ({}) is twice BF16 ({}), where TF32 and INT8 fit BF16: each multiply-accumulate may be counted twice over", fp16.value, bf16.value), fp16.line));
        }
    }
    if let (Some(int8), Some(fp8)) = (&int8, &fp8)
        && int8.value < fp8.value
        && !equal(int8, fp8, 1)
    {
        lints.push(("int8-below-fp8", format!("INT8 is {} and FP8 {}", int8.value, fp8.value), int8.line));
    }
    let sixteen = fp16.as_ref().or(bf16.as_ref());
    if let (Some(tf32), Some(sixteen)) = (&tf32, sixteen)
        && (tf32.value > sixteen.value || equal(tf32, sixteen, 1))
    {
        lints.push((
            "tf32-above-fp16",
            format!("TF32 is {} and {} {}", tf32.value, sixteen.format.name(), sixteen.value),
            tf32.line,
        ));
    }
    if let (Some(fp8), Some(sixteen)) = (&fp8, sixteen)
        && !equal(fp8, sixteen, 2)
    {
        lints.push((
            "fp8-not-double",
            format!(
                "FP8 is {}, and twice {} would be {}",
                fp8.value,
                sixteen.format.name(),
                &sixteen.value * &Exact::from(2)
            ),
            fp8.line,
        ));
    }
    sparse_ratio(case, &mut lints);
    for rate in case.rates.iter_mut().filter(|rate| doubled && rate.field() == "fp16") {
        rate.doubt("twice BF16 where TF32 fits BF16: a multiply-accumulate may be counted twice over");
    }
    case.lints.extend(lints.into_iter().map(|(name, text, line)| Lint { name, text, line }));
}

/// A sparse rate that is not twice the dense one.
fn sparse_ratio(case: &Case<'_>, lints: &mut Vec<(&'static str, String, u32)>) {
    for rate in &case.rates {
        let dense = rate.how.is_some() && rate.how != Some(How::Halved) || rate.density == Some(Density::Dense);
        if !dense {
            continue;
        }
        for claim in &case.claims {
            let What::Rate(formats) = &claim.what else { continue };
            let tf32 = rate.format.name() == "FP32" && formats.iter().any(crate::part::Format::is_tf32);
            if tf32
                || !formats.contains(&rate.format)
                || !claim.density.is_some_and(Density::is_sparse)
                || claim.scope == Some(crate::sheet::lexicon::Scope::Die)
            {
                continue;
            }
            let (two, step) = (Exact::from(2), &rate.step * &Exact::from(2));
            if !same(&(&rate.value * &two), &step, &claim.number, &claim.step) {
                lints.push((
                    "sparse-ratio",
                    format!("{}: sparse {} and dense {}", rate.format.name(), claim.number, rate.value),
                    claim.line,
                ));
                return;
            }
        }
    }
}

/// A TPP printed on the sheet that is not that of its rates, and one that was multiplied with the width of a memory bus.
pub(super) fn stated_tpp(case: &mut Case<'_>, ours: Option<&Exact>) {
    let widths: Vec<&Exact> =
        case.claims.iter().filter(|claim| claim.what == What::BusWidth).map(|claim| &claim.number).collect();
    for claim in case.claims.iter().filter(|claim| claim.what == What::Tpp) {
        let of_bus = |rate: &Rate| {
            widths.iter().any(|width| same(&(&rate.value * width), &(&rate.step * width), &claim.number, &claim.step))
        };
        if let Some(rate) = case.rates.iter().find(|rate| of_bus(rate)) {
            let text = format!(
                "the TPP of {} is the {} rate times the width of the memory bus, which is no bit length of an operation",
                claim.number,
                rate.format.name()
            );
            case.lints.push(Lint { name: "bus-width", text, line: claim.line });
        }
    }
    let Some(ours) = ours else { return };
    for claim in &case.claims {
        if claim.what == What::Tpp && claim.to.is_none() && !same(ours, &Exact::from(1), &claim.number, &claim.step) {
            case.lints.push(Lint {
                name: "tpp-disagrees",
                text: format!("the sheet says {}, its rates give {}", claim.number, ours.lossless()),
                line: claim.line,
            });
        }
    }
}
