//! The solution of a goal, as text and as JSON.

use super::number::{RangeDocument, exact, range, with_unit};
use super::text::Style;
use super::{Head, day, foot};
use crate::design::solve::{Proof, Solution};
use crate::determine::rounded_density;
use crate::facts::NumericFact;
use crate::law::Statute;
use crate::quantity::Exact;
use serde::Serialize;
use std::fmt::Write as _;

/// The value, its proof, and where else the paragraphs are kept off.
pub fn text(design: &str, solution: &Solution, statute: &Statute<'_>, style: Style) -> String {
    let goal = &solution.goal;
    let mut out = String::new();
    let most = if goal.maximize { "largest" } else { "smallest" };
    let by = if solution.moves_itself() { String::new() } else { format!(", moving {}", solution.mover) };
    let _ = writeln!(out, "{design} on {}: the {most} {} off {}{by}", day(statute), solution.what, goal.off.join(", "));
    let _ = writeln!(out, "  {}", style.strong(&answer(solution)));
    if let Some(proof) = &solution.at_limit {
        let _ = writeln!(out, "  {}", line(solution, proof));
    }
    if let Some(step) = &solution.step
        && !solution.unlimited
    {
        let steps = with_unit(step, solution.mover_unit);
        match &solution.on_grid {
            Some(proof) => {
                let _ = writeln!(out, "in steps of {steps}");
                let _ = writeln!(out, "  {}", style.strong(&line(solution, proof)));
                if let Some(next) = &solution.next {
                    let _ = writeln!(out, "  {}", line(solution, next));
                }
                if solution.ends {
                    let _ = writeln!(out, "  the next step is beyond the range of {}", solution.mover);
                }
            }
            None => {
                let _ = writeln!(out, "in steps of {steps}: no step keeps off {}", goal.off.join(", "));
            }
        }
    } else if solution.listed {
        match &solution.on_grid {
            Some(proof) => {
                let _ = writeln!(out, "of the list\n  {}", style.strong(&line(solution, proof)));
            }
            None => {
                let none = format!("of the list: no value keeps off {}", goal.off.join(", "));
                let _ = writeln!(out, "{}", style.strong(&none));
            }
        }
        if let Some(next) = &solution.next {
            let _ = writeln!(out, "  {}", line(solution, next));
        }
    }
    if !solution.feasible.is_empty() {
        let ranges: Vec<String> = solution.feasible.iter().map(|part| range(part, solution.mover_unit)).collect();
        let _ = writeln!(out, "off {} where {} is {}", goal.off.join(", "), solution.mover, ranges.join("; or "));
    }
    let _ = writeln!(out, "today {}", line(solution, &solution.today));
    for notice in statute.notices() {
        let _ = writeln!(out, "\nNote: {notice}");
    }
    out.push_str(&foot(statute.law().hash()));
    out
}

fn answer(solution: &Solution) -> String {
    if solution.unlimited {
        return format!("no limit: {} is kept off however far {} moves", solution.goal.off.join(", "), solution.mover);
    }
    let Some(best) = &solution.best else {
        return format!(
            "none: {} is not kept off anywhere where {} is {}",
            solution.goal.off.join(", "),
            solution.mover,
            range(&solution.domain, solution.mover_unit)
        );
    };
    let value = with_unit(&best.value, solution.unit);
    if best.far {
        let side = if solution.goal.maximize { "below" } else { "above" };
        return format!("{side} {value}, and the nearer to it the larger {} is", solution.mover);
    }
    match (&best.bracket, best.reached, solution.goal.maximize) {
        (Some(bracket), _, _) => {
            let (low, high) = if bracket < &best.value { (bracket, &best.value) } else { (&best.value, bracket) };
            format!(
                "between {} and {}: it has no exact form, and this is found by bisection",
                exact(low),
                with_unit(high, solution.unit)
            )
        }
        (None, true, _) => value,
        (None, false, true) => format!("below {value}"),
        (None, false, false) => format!("above {value}"),
    }
}

/// `at 0.555 GHz TPP is 4,801.16736, performance density 5.5958: 3A090.a.1 is met`.
fn line(solution: &Solution, proof: &Proof) -> String {
    let mut text = format!("at {} {}", solution.mover, with_unit(&proof.value, solution.mover_unit));
    if let Some(objective) = &proof.objective {
        let _ = write!(text, ", {} is {}", solution.what, exact(objective));
    }
    // Not said twice, where it is what moves or what is looked for.
    let said = [&solution.mover, &solution.what].iter().any(|what| *what == NumericFact::Tpp.label());
    if let Some(tpp) = proof.tpp.as_ref().filter(|_| !said) {
        let _ = write!(text, ", TPP is {}", exact(tpp));
    }
    if let (Some(tpp), Some(area)) = (&proof.tpp, &proof.area) {
        match tpp.checked_div(area) {
            Some(density) => {
                let density = rounded_density(&density, &solution.densities);
                let _ = write!(text, ", performance density {density} on {}", with_unit(area, "mm²"));
            }
            None => text.push_str(", no applicable die area"),
        }
    }
    match (&proof.governing, &proof.broken) {
        (Err(why), _) => {
            let _ = write!(text, ": no such part ({why})");
        }
        (Ok(governing), Some(broken)) if governing == broken => {
            let _ = write!(text, ": {broken}");
        }
        (Ok(governing), Some(broken)) => {
            let _ = write!(text, ": {}, and {broken} is or may be met", governing.replace('|', " or "));
        }
        (Ok(governing), None) => {
            let _ = write!(text, ": {}", governing.replace('|', " or "));
        }
    }
    text
}

/// A solution as JSON.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    design: &'a str,
    off: &'a [String],
    goal: &'static str,
    what: &'a str,
    unit: &'a str,
    moves: &'a str,
    moves_unit: &'a str,
    unlimited: bool,
    best: Option<BestDocument>,
    step: Option<String>,
    on_grid: Option<ProofDocument<'a>>,
    next_on_grid: Option<ProofDocument<'a>>,
    at_limit: Option<ProofDocument<'a>>,
    today: ProofDocument<'a>,
    feasible: Vec<RangeDocument>,
}

#[derive(Debug, Serialize)]
struct BestDocument {
    value: String,
    reached: bool,
    bracket: Option<String>,
    at: Option<String>,
}

#[derive(Debug, Serialize)]
struct ProofDocument<'a> {
    value: String,
    objective: Option<String>,
    tpp: Option<String>,
    applicable_die_area: Option<String>,
    eccn: Option<&'a str>,
    impossible: Option<&'a str>,
    broken: Option<&'a str>,
    holds: bool,
}

fn proof(proof: &Proof) -> ProofDocument<'_> {
    ProofDocument {
        value: proof.value.lossless(),
        objective: proof.objective.as_ref().map(Exact::lossless),
        tpp: proof.tpp.as_ref().map(Exact::lossless),
        applicable_die_area: proof.area.as_ref().map(Exact::lossless),
        eccn: proof.governing.as_deref().ok(),
        impossible: proof.governing.as_ref().err().map(String::as_str),
        broken: proof.broken.as_deref(),
        holds: proof.holds(),
    }
}

/// A solution as JSON; numbers are texts, without loss.
pub fn document<'a>(design: &'a str, solution: &'a Solution, statute: &'a Statute<'_>) -> Document<'a> {
    Document {
        head: Head::new("eccn-solution/1", statute),
        design,
        off: &solution.goal.off,
        goal: if solution.goal.maximize { "maximize" } else { "minimize" },
        what: &solution.what,
        unit: solution.unit,
        moves: &solution.mover,
        moves_unit: solution.mover_unit,
        unlimited: solution.unlimited,
        best: solution.best.as_ref().map(|best| BestDocument {
            value: best.value.lossless(),
            reached: best.reached,
            bracket: best.bracket.as_ref().map(Exact::lossless),
            at: best.at.as_ref().map(Exact::lossless),
        }),
        step: solution.step.as_ref().map(Exact::lossless),
        on_grid: solution.on_grid.as_ref().map(proof),
        next_on_grid: solution.next.as_ref().map(proof),
        at_limit: solution.at_limit.as_ref().map(proof),
        today: proof(&solution.today),
        feasible: solution.feasible.iter().map(RangeDocument::of).collect(),
    }
}
