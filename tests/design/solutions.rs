//! Goals whose objective turns, breaks off or never ends; what may be met; and what is refused.

use super::{design, statute};
use eccn::design::Design;
use eccn::design::headroom::headroom;
use eccn::design::solve::{Goal, Solution, solve};
use eccn::determine::Question;
use eccn::quantity::Exact;
use eccn::quantity::parse::decimal;
use eccn::report;
use proptest::prelude::*;

/// A design far off every paragraph but 3A991.p, with `x` moving what follows from it.
fn with(parameters: &str) -> Design {
    design(&format!(
        "design = \"D\"\nmarket = \"consumer\"\n[parameters]\n{parameters}\n[[unit]]\nname = \"u\"\nrates = {{ fp16 = 50 }}\n\
         [[die]]\nname = \"a\"\narea = 800\nnode = \"TSMC N5\"\n"
    ))
}

fn goal(what: &str, maximize: bool) -> Goal {
    Goal { off: vec!["3A090".to_owned()], maximize, what: what.to_owned(), by: Some("x".to_owned()), step: None }
}

fn solution(design: &Design, goal: &Goal) -> Solution {
    let point = design.point(&[]).expect("a point");
    solve(design, &point, goal, &statute("2024-06-01"), &Question::default()).expect("a solution")
}

#[test]
fn the_best_step_may_lie_inside_a_range() {
    let design = with("x = { value = 1, from = 0, to = 10, step = 1 }\ncost = \"(x - 4.2) * (x - 4.2) + 100\"");
    let found = solution(&design, &goal("cost", false));
    let best = found.best().expect("a best value");
    assert_eq!((best.value().to_string().as_str(), best.is_reached()), ("100", true));
    assert_eq!(found.on_grid().expect("a step").value().to_string(), "4");
    // The largest is at the end of the range: the next step is beyond it.
    let found = solution(&design, &goal("cost", true));
    assert_eq!(found.on_grid().expect("a step").value().to_string(), "10");
    assert!(found.next_on_grid().is_none());
    let statute = statute("2024-06-01");
    let text = report::solve::text("D", &found, &statute, report::text::Style::default());
    assert!(text.contains("  the next step is beyond the range of x\n"), "{text}");
}

#[test]
fn poles_have_no_limit_and_asymptotes_have_one() {
    let pole = with(
        "x = 10\ncost = \"100 + 50 / x\"\nsteep = \"100 / ((x - 2.5) * (x - 2.5)) + 100\"\nshare = \"100 * x / (x + 5)\"\nroot = \"1 / (x * x - 2)\"",
    );
    assert!(solution(&pole, &goal("cost", true)).is_unlimited());
    assert!(solution(&pole, &goal("steep", true)).is_unlimited());
    assert!(solution(&pole, &goal("root", true)).is_unlimited());
    assert!(solution(&pole, &goal("root", false)).is_unlimited());
    for (what, maximize, value) in [("cost", false, "100"), ("steep", false, "100"), ("share", true, "100")] {
        let found = solution(&pole, &goal(what, maximize));
        let best = found.best().unwrap_or_else(|| panic!("{what}"));
        assert_eq!((best.value().to_string().as_str(), best.is_reached()), (value, false), "{what}");
        assert!(found.at_limit().is_none());
    }
    let smallest = solution(&pole, &goal("share", false));
    let best = smallest.best().expect("a best value");
    assert_eq!((best.value().to_string().as_str(), best.is_reached()), ("0", true));
}

#[test]
fn a_list_without_a_value_that_keeps_off_says_so() {
    let text = "design = \"D\"\nmarket = \"datacenter\"\n[parameters]\nx = [1000, 2000]\n[[unit]]\nname = \"u\"\ncount = 100\n\
                clock = 1\nmacs = { fp16 = \"x\" }\n[[die]]\nname = \"a\"\narea = 200\nnode = \"TSMC N5\"\n";
    let design = design(text);
    let goal = Goal { by: None, ..goal("x", true) };
    let statute = statute("2024-06-01");
    let point = design.point(&[("x".to_owned(), Exact::from(1000))]).expect("a point");
    let found = solve(&design, &point, &goal, &statute, &Question::default()).expect("a solution");
    assert!(found.on_grid().is_none());
    let text = report::solve::text("D", &found, &statute, report::text::Style::default());
    assert!(text.contains("\nof the list: no value keeps off 3A090\n"), "{text}");
    let stepped = Goal { step: Some(Exact::ONE), ..goal };
    let error = solve(&design, &point, &stepped, &statute, &Question::default()).unwrap_err();
    assert!(error.to_string().contains("has a list of values"), "{error}");
}

#[test]
fn what_counts_has_whole_steps_and_units_have_to_fit() {
    let text = "design = \"D\"\n[parameters]\nx = { value = 10, from = 1, to = 20 }\n[[unit]]\nname = \"u\"\ncount = \"x\"\n\
                clock = 1\nmacs = { fp16 = 1000 }\n";
    let counted = design(text);
    let half = Goal { by: None, step: Some(decimal("0.5").expect("a number")), ..goal("x", true) };
    let point = counted.point(&[]).expect("a point");
    let error = solve(&counted, &point, &half, &statute("2024-06-01"), &Question::default()).unwrap_err();
    assert!(error.to_string().contains("counts something"), "{error}");
    let clash = text
        .replace("clock = 1\n", "clock = \"speed\"\n")
        .replace("[parameters]\n", "[parameters]\nspeed = \"100 mm²\"\n");
    let error = Design::parse(&clash, "d.toml").unwrap_err().to_string();
    assert!(error.contains("\"speed\" is in mm², and unit.u.clock follows from it"), "{error}");
    assert!(
        Design::is_design(&format!("\u{feff}{text}")) && Design::parse(&format!("\u{feff}{text}"), "d.toml").is_ok()
    );
}

#[test]
fn what_may_be_met_is_not_called_unmet() {
    let design = design(
        "design = \"D\"\nmarket = \"datacenter\"\n[[unit]]\nname = \"u\"\ncount = 50\nclock = 1\nmacs = { fp16 = 1024 }\n",
    );
    let statute = statute("2024-06-01");
    let found =
        headroom(&design, &design.point(&[]).expect("a point"), &statute, &Question::default()).expect("headroom");
    let text = report::headroom::text(&found, report::text::Style::default());
    assert!(text.contains("\ndepends on applicable die area\n"), "{text}");
    assert!(text.contains("\n  3A090.a.2: may be met; not met\n    below TPP 1,600 (− 38.4)\n"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// The best step is the best of all steps, and nothing is beyond the best value.
    #[test]
    fn no_step_is_better(a in -9i64..9, b in -9i64..9, c in -9i64..9, d in -3i64..3, e in 1i64..40, maximize: bool) {
        let (first, last) = (0i64, 12);
        let value = |x: i64| {
            let (top, bottom) = (a * x * x + b * x + c, d * x + e);
            (bottom != 0).then(|| Exact::ratio(top, 1).checked_div(&Exact::ratio(bottom, 1))).flatten()
        };
        let design = with(&format!(
            "x = {{ value = 1, from = {first}, to = {last}, step = 1 }}\nof = \"({a} * x * x + {b} * x + {c}) / ({d} * x + {e})\""
        ));
        prop_assume!(design.point(&[]).is_ok() && value(1).is_some());
        let found = solution(&design, &goal("of", maximize));
        let all = (first..=last).filter_map(|x| Some((value(x)?, x)));
        let best = if maximize { all.max_by(|a, b| a.0.cmp(&b.0)) } else { all.min_by(|a, b| a.0.cmp(&b.0)) };
        let (best, _) = best.expect("a value");
        if found.is_unlimited() {
            // Only at a pole inside the range.
            prop_assert!(d != 0 && (d * first + e).signum() != (d * last + e).signum() || d * last + e == 0);
            return Ok(());
        }
        let step = found.on_grid().expect("a step").value().to_string().parse::<i64>().expect("a whole number");
        prop_assert_eq!(value(step), Some(best.clone()));
        let limit = found.best().expect("a best value");
        let end = limit.bracket().unwrap_or(limit.value());
        let inside = if maximize { &best <= end.max(limit.value()) } else { &best >= end.min(limit.value()) };
        prop_assert!(inside);
    }
}
