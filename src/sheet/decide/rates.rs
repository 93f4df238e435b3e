//! Rates: which are dense, and which of several counts.

use super::super::claim::{Claim, What, is_per_clock};
use super::super::density::Density;
use super::super::gather::Gathered;
use super::super::lexicon::{Scope, Sense};
use super::super::reading::{Fact, Open};
use super::super::token::{Decimals, Kind, tokens};
use super::choose::{choose, identities, one_field_each, several_formats};
use super::{doubt, same};
use crate::part::{Engine, Format};
use crate::quantity::Exact;
use std::borrow::Cow;

/// How it is known that a rate is dense.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Said at the rate, in its row, in its column or for the whole table.
    Said,
    /// Half of a rate that is sparse by a ratio of two.
    Halved,
    /// Other rates of its table are marked as sparse, and it is not.
    Unmarked,
    /// Nobody sells sparse rates of this kind.
    Kind,
    /// It equals a dense rate of the part, as the bit lengths require.
    Identity,
}

/// One rate of a part in one format.
#[derive(Clone, Debug)]
pub(super) struct Rate {
    /// The key of its fact, but for "_vector".
    key: String,
    pub(super) format: Format,
    /// Of vector hardware, where the sheet has a higher rate of matrix hardware, too.
    pub(super) vector: bool,
    /// The dense rate, or the printed number where it is not known.
    pub(super) value: Exact,
    pub(super) step: Exact,
    /// The printed number.
    pub(super) printed: Exact,
    pub(super) how: Option<How>,
    pub(super) why: String,
    pub(super) density: Option<Density>,
    pub(super) engine: Option<Engine>,
    pub(super) open: Open,
    pub(super) accumulate: Option<u16>,
    pub(super) scope: Option<Scope>,
    pub(super) list: u32,
    pub(super) line: u32,
    pub(super) label: String,
    pub(super) text: String,
    pub(super) group: Option<(u32, usize)>,
}

impl Rate {
    /// Rate times bit length.
    pub(super) fn product(&self) -> Exact {
        &self.value * &Exact::from(u64::from(self.format.bits()))
    }

    pub(super) fn product_step(&self) -> Exact {
        &self.step * &Exact::from(u64::from(self.format.bits()))
    }

    pub(super) fn doubt(&mut self, why: impl Into<String>) {
        self.how = None;
        self.why = why.into();
    }

    /// The key of its fact.
    pub(super) fn field(&self) -> Cow<'_, str> {
        if self.vector { Cow::Owned(format!("{}_vector", self.key)) } else { Cow::Borrowed(&self.key) }
    }

    pub(super) fn fact(&self) -> Fact {
        let integer =
            self.format.name().starts_with("INT") || self.format.name() == "MX9" || self.format.name() == "MX6";
        let density = match (self.how, self.density) {
            (Some(How::Halved), _) => "half of a sparse rate",
            (Some(_), _) => "dense",
            (None, Some(Density::Dense)) => "dense",
            (None, Some(density)) if density.is_sparse() => "sparse",
            (None, Some(_)) => "unclear",
            (None, None) => "not said",
        };
        Fact {
            field: self.field().into_owned(),
            certain: self.how.is_some(),
            value: self.value.lossless(),
            unit: if integer { "TOPS" } else { "TFLOPS" },
            density,
            direction: "",
            why: self.why.clone(),
            to: (self.printed > self.value && self.how.is_none() && self.open == Open::Within)
                .then(|| self.printed.lossless()),
            open: self.open,
            format: Some(self.format.clone()),
            accumulate: self.accumulate,
            line: self.line,
            label: self.label.clone(),
            text: self.text.clone(),
        }
    }
}

/// The rates of a part, one for each field.
pub(super) fn rates(claims: &[&Claim], gathered: &Gathered) -> Vec<Rate> {
    let mut all: Vec<Rate> = Vec::new();
    for claim in claims {
        let What::Rate(formats) = &claim.what else { continue };
        if is_per_clock(&claim.label)
            || claim.label.is_empty() && is_per_clock(&claim.text) && claim.text.len() < 120
            || claim.bare && !is_plain(&claim.text)
        {
            continue;
        }
        // "Single precision (TF32)" is TF32.
        let narrow = formats.iter().any(|format| matches!(format.name(), "FP16" | "BF16"));
        let mixed = narrow
            && (claim.engine == Some(Engine::Matrix)
                || claim.label.to_lowercase().contains("mixed")
                || claim.label.contains("混合"));
        // "FP16/FP32 mixed precision" multiplies FP16.
        let tf32 = formats.iter().any(Format::is_tf32) || mixed;
        for format in formats.iter().filter(|format| !(tf32 && format.name() == "FP32")) {
            all.push(first_look(claim, format, gathered));
        }
    }
    for rate in all.iter_mut().filter(|rate| rate.engine != Some(Engine::Matrix) && rate.how != Some(How::Kind)) {
        let of_matrix = |claim: &&&Claim| matches!(&claim.what, What::Unpublished(formats, Some(Engine::Matrix)) if formats.contains(&rate.format));
        if let Some(open) = claims.iter().find(of_matrix) {
            let line = open.line;
            rate.doubt(format!("the rate of matrix hardware is not published (line {line})"));
        }
    }
    // FP32 as high as TF32 is TF32 under another name, unless vector hardware has the same rate in 16 bits.
    let of_vector = |rate: &&Rate| matches!(rate.format.name(), "FP16" | "BF16") && rate.engine != Some(Engine::Matrix);
    let singles: Vec<(Exact, Exact)> =
        all.iter().filter(of_vector).map(|rate| (rate.printed.clone(), rate.step.clone())).collect();
    let tf32: Vec<(Exact, Exact)> =
        all.iter().filter(|rate| rate.format.is_tf32()).map(|rate| (rate.printed.clone(), rate.step.clone())).collect();
    for rate in all.iter_mut().filter(|rate| rate.format.name() == "FP32" && rate.engine != Some(Engine::Vector)) {
        let vector = singles.iter().any(|(printed, step)| same(printed, step, &rate.printed, &rate.step));
        if !vector && tf32.iter().any(|(printed, step)| same(printed, step, &rate.printed, &rate.step)) {
            rate.doubt("as high as TF32: it may be that under another name");
        }
    }
    // So is FP32 of matrix hardware that is more than four times that of vector hardware.
    let vector: Option<Exact> = all
        .iter()
        .filter(|rate| rate.format.name() == "FP32" && rate.engine != Some(Engine::Matrix))
        .map(|rate| rate.printed.clone())
        .max();
    for rate in all.iter_mut().filter(|rate| rate.format.name() == "FP32" && rate.engine == Some(Engine::Matrix)) {
        if vector.as_ref().is_some_and(|vector| rate.printed > vector * &Exact::from(4)) {
            rate.doubt("more than four times the rate of vector hardware: it may be that of TF32");
        }
    }
    several_formats(&mut all, claims);
    identities(&mut all);
    let mut formats: Vec<Format> = Vec::new();
    for rate in &all {
        if !formats.contains(&rate.format) {
            formats.push(rate.format.clone());
        }
    }
    let mut found: Vec<Rate> = Vec::new();
    for format in &formats {
        choose(all.iter().filter(|rate| rate.format == *format).cloned().collect(), &mut found);
    }
    one_field_each(found)
}

fn first_look(claim: &Claim, format: &Format, gathered: &Gathered) -> Rate {
    let two = Exact::from(2);
    let mut rate = Rate {
        key: format.name().to_lowercase().replace("nvfp4", "fp4").replace("mxfp", "fp"),
        format: format.clone(),
        vector: false,
        value: claim.number.clone(),
        step: claim.step.clone(),
        printed: claim.to.clone().unwrap_or_else(|| claim.number.clone()),
        how: None,
        why: "says neither dense nor sparse, and nothing decides".to_owned(),
        density: claim.density,
        engine: claim.engine,
        open: super::open_kind(claim),
        accumulate: claim.accumulate,
        scope: claim.scope,
        list: claim.list,
        line: claim.line,
        label: claim.label.clone(),
        text: claim.text.clone(),
        group: claim.group,
    };
    let kind = matches!(format.name(), "FP64" | "FP32")
        || claim.engine == Some(Engine::Vector) && !claim.label.is_empty() && matches!(format.name(), "FP16" | "BF16");
    let far = ["the heading", "the line above", "the title of the table", "the sentence"]
        .iter()
        .any(|place| claim.why.starts_with(place));
    let density = claim.density.filter(|density| {
        let other = density.is_sparse() || *density == Density::Contradictory;
        !(kind && far && other)
    });
    match density {
        Some(Density::Dense) => (rate.how, rate.why) = (Some(How::Said), format!("said by {}", claim.why)),
        Some(Density::TwiceDense) => {
            (rate.how, rate.why) = (
                Some(How::Halved),
                format!("half of {}: {} says that it is sparse by a ratio of two", claim.number, claim.why),
            );
            rate.value = claim.number.checked_div(&two).unwrap_or_else(|| claim.number.clone());
            rate.step = claim.step.checked_div(&two).unwrap_or_else(|| claim.step.clone());
        }
        Some(Density::Sparse) => rate.why = "sparse, and the sheet does not say by which ratio".to_owned(),
        Some(Density::Other) => rate.why = "sparse by another ratio than two".to_owned(),
        Some(Density::Vague) => rate.why = "effective, neither dense nor sparse".to_owned(),
        Some(Density::Contradictory) => rate.why = "dense and sparse at once".to_owned(),
        None if kind => (rate.how, rate.why) = (Some(How::Kind), "rates of this kind are dense".to_owned()),
        None => {
            let marked = gathered.claims.iter().find(|other| {
                let near = !claim.label.is_empty() || other.line == claim.line || other.subject == claim.subject;
                other.list == claim.list
                    && near
                    && other.density.is_some_and(Density::is_sparse)
                    && matches!(other.what, What::Rate(_) | What::UnsaidRate)
            });
            if let Some(marked) = marked {
                (rate.how, rate.why) = (
                    Some(How::Unmarked),
                    format!("sparse rates are marked here (line {}), and this one is not", marked.line),
                );
                if let Some(other) = looks_sparse(claim, format, gathered) {
                    rate.doubt(format!("not marked, but as high as the sparse rate in line {other}"));
                }
            }
        }
    }
    if let Some(why) = doubt(claim) {
        rate.doubt(why);
    } else if claim.times.is_some() {
        rate.doubt("several times a rate");
    } else if let Some(why) = board_differs(claim, gathered) {
        rate.doubt(why);
    }
    rate
}

/// The line of a rate of the part that is marked as sparse and is as high as this one, which is not.
fn looks_sparse(claim: &Claim, format: &Format, gathered: &Gathered) -> Option<u32> {
    let product = |claim: &Claim, format: &Format| &claim.number * &Exact::from(u64::from(format.bits()));
    let own = product(claim, format);
    // Its own sparse rate is printed, and twice as high: it is the dense one.
    let twice = &claim.number * &Exact::from(2);
    let mate = gathered.claims.iter().any(|other| {
        other.subject == claim.subject
            && other.density.is_some_and(Density::is_sparse)
            && matches!(&other.what, What::Rate(formats) if formats.contains(format))
            && (other.accumulate == claim.accumulate
                || claim.group.is_some_and(|(group, _)| other.group.is_some_and(|(of, _)| of == group)))
            && same(&twice, &(&claim.step * &Exact::from(2)), &other.number, &other.step)
    });
    if mate {
        return None;
    }
    gathered.claims.iter().find_map(|other| {
        let What::Rate(formats) = &other.what else { return None };
        let sparse = other.subject == claim.subject && other.density.is_some_and(Density::is_sparse);
        let is_same = |of: &&Format| {
            let bits = Exact::from(u64::from(of.bits()));
            same(
                &own,
                &(&claim.step * &Exact::from(u64::from(format.bits()))),
                &product(other, of),
                &(&other.step * &bits),
            )
        };
        (sparse && formats.iter().any(|of| is_same(&of))).then_some(other.line)
    })
}

/// Whether the figure of a board of several, in the same row, gives another value for each.
fn board_differs(claim: &Claim, gathered: &Gathered) -> Option<String> {
    gathered.claims.iter().find_map(|other| {
        let system = gathered.subjects.get(other.subject?).filter(|subject| subject.system)?;
        let place = |claim: &Claim| claim.group.map(|(_, place)| place);
        if other.list != claim.list
            || other.label != claim.label
            || other.line != claim.line
            || place(other) != place(claim)
            || other.what != claim.what
        {
            return None;
        }
        let number = Exact::from(system.holds?);
        let each = other.number.checked_div(&number)?;
        let step = other.step.checked_div(&number)?;
        (!same(&each, &step, &claim.number, &Exact::from(0))).then(|| format!("{} gives {each} for each", system.name))
    })
}

/// Whether a text is a number and nothing that changes its meaning: not "1:64", not "2 per clock".
fn is_plain(text: &str) -> bool {
    tokens(text, Decimals::Point, true).iter().all(|token| match &token.kind {
        Kind::Number(_) | Kind::Mark(_) | Kind::Unit(_) => true,
        Kind::Sign(sign) => matches!(sign, '/' | '|' | '(' | ')' | ',' | '~' | '\n' | '-'),
        Kind::Sense(sense) => {
            matches!(sense, Sense::Sparsity(_) | Sense::Qualifier(_) | Sense::Missing | Sense::Format(_))
        }
        Kind::Word(_) => false,
    })
}

/// Total processing performance of one circuit, if nothing that is printed could be higher.
pub(super) fn tpp(rates: &[Rate], claims: &[&Claim], circuits: Option<u64>) -> Option<Exact> {
    let known: Vec<&Rate> = rates.iter().filter(|rate| rate.how.is_some()).collect();
    let best = known.iter().map(|rate| rate.product()).max()?;
    let narrow = rates.iter().any(|rate| rate.format.bits() <= 16 || rate.format.is_tf32());
    let none = claims.iter().any(|claim| claim.what == What::Matrix(false));
    if !narrow && !none {
        return None;
    }
    // Matrix hardware whose rate is not known, or is given without a format, would set it.
    let matrix = claims.iter().any(|claim| claim.what == What::Matrix(true) || claim.what == What::UnsaidRate);
    if matrix && !known.iter().any(|rate| rate.format.bits() <= 16 || rate.format.is_tf32()) {
        return None;
    }
    let open = rates.iter().filter(|rate| rate.how.is_none()).any(|rate| {
        let bits = Exact::from(u64::from(rate.format.bits()));
        let bound = rate.why.starts_with("a lower bound");
        bound || &rate.printed * &bits > best
    });
    // A rate of matrix hardware that is not published, in a width of which no other rate is known.
    let unpublished = claims.iter().any(|claim| {
        let What::Unpublished(formats, Some(Engine::Matrix)) = &claim.what else { return false };
        formats.iter().any(|format| {
            format.bits() >= 8
                && format.bits() <= 16
                && !known.iter().any(|rate| rate.format.bits() == format.bits() && rate.engine == Some(Engine::Matrix))
        })
    });
    // "113.8 Tensor TFLOPS", where no other rate is of matrix hardware.
    let of_matrix = known.iter().any(|rate| rate.engine == Some(Engine::Matrix) && rate.format.bits() <= 16);
    let unsaid = !of_matrix
        && claims.iter().any(|claim| {
            claim.what == What::UnsaidRate
                && claim.engine == Some(Engine::Matrix)
                && known.iter().all(|rate| rate.printed < claim.number)
        });
    if open || unpublished || unsaid {
        return None;
    }
    // A count of circuits that the sheet contradicts.
    let counts = claims.iter().any(|claim| claim.what == What::Circuits);
    let circuits = match (circuits, counts) {
        (Some(circuits), _) => circuits,
        (None, true) => return None,
        (None, false) => 1,
    };
    best.checked_div(&Exact::from(circuits))
}
