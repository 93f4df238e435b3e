//! Parts and the days on which the law changed, each stretch in the color of its governing paragraph.

use super::axis::spread;
use super::color::Tone;
use super::panel::{SMALL, short};
use super::scene::{Anchor, Line, Mark, Scene, Shape, Text};
use super::spots::full_name;
use super::{EDGE, Options, Palette, Picture, finish, font, imprint, notes};
use crate::determine::brief;
use crate::kernel::{Kernel, Shape as Columns};
use crate::law::{Amendment, Law, Posture, Statute};
use crate::measure::{Measurement, measure};
use crate::part::Part;
use crate::report::under;
use jiff::civil::Date;

const ROW: f64 = 17.0;
const NAMES: f64 = 190.0;
const WIDTH: f64 = 900.0;

/// A stretch of days with one answer.
struct Stretch {
    from: Date,
    outcome: String,
    title: String,
}

/// Draws a row a part: which paragraph governed from which day on.
///
/// `until` is the last day that is drawn.
///
/// ```
/// use eccn::law::{Law, Posture};
/// use eccn::plot::{Options, strip};
/// let parts = [eccn::catalog::find("H800 SXM5").one()?];
/// let picture = strip(&parts, Law::embedded(), Posture::Text, "2026-07-23".parse()?, &Options::default());
/// assert!(picture.scene.to_svg().contains("from 2023-11-17: 3A090.a.1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn strip(parts: &[Part], law: &Law, posture: Posture, until: Date, options: &Options<'_>) -> Picture {
    let question = &options.question;
    let measured: Vec<Measurement> =
        parts.iter().map(|part| measure(part, &question.readings, &question.circumstances)).collect();
    let days: Vec<(Date, &Amendment)> =
        law.days(posture).into_iter().filter(|(day, _)| *day >= law.first_date() && *day <= until).collect();
    let mut rows: Vec<Vec<Stretch>> = parts.iter().map(|_| Vec::new()).collect();
    let mut ranks = std::collections::BTreeMap::new();
    for (day, amendment) in &days {
        let Ok(statute) = law.at(*day, posture) else { continue };
        for (row, outcome) in rows.iter_mut().zip(outcomes(&statute, &measured, options)) {
            let first = outcome.split('|').next().filter(|first| *first != "none");
            let rank = (statute.rank(first), outcome.matches('|').count() as u32);
            // What depends has the color of the strictest it can be, and no ground.
            let strictest = outcome.split('|').next().unwrap_or_default().to_owned();
            let known = ranks.entry(strictest).or_insert(rank);
            *known = rank.min(*known);
            if row.last().is_none_or(|before| before.outcome != outcome) {
                let title = format!("from {day}: {}; {}, {}", short(&outcome), amendment.title, amendment.citation);
                row.push(Stretch { from: *day, outcome, title });
            }
        }
    }
    let palette = Palette::new(ranks.keys().cloned().collect(), |outcome| ranks[outcome]);
    let scene = draw(parts, law, posture, until, &days, &rows, &palette);
    Picture { scene, omitted: Vec::new(), unnamed: 0, below: 0 }
}

/// The governing paragraphs of all parts on a day.
fn outcomes(statute: &Statute<'_>, measured: &[Measurement], options: &Options<'_>) -> Vec<String> {
    let question = &options.question;
    let kernel =
        Kernel::new(statute, &Part::default(), &question.readings, &question.circumstances, Columns::of_all(statute));
    let one = |measurement: &Measurement| match kernel.answer_of(&measurement.facts, None) {
        Some((answer, _)) => answer.governing.clone(),
        None => brief(&measurement.facts, statute).governing,
    };
    measured.iter().map(one).collect()
}

fn draw(
    parts: &[Part],
    law: &Law,
    asked: Posture,
    until: Date,
    days: &[(Date, &Amendment)],
    rows: &[Vec<Stretch>],
    palette: &Palette,
) -> Scene {
    let under = under(law.proposals());
    let title = format!("Paragraphs from {} to {until}, {}{under}", law.first_date(), asked.words());
    let total = EDGE + NAMES + WIDTH + EDGE;
    let mut scene = Scene::new(total, 100.0, title.clone(), format!("{} parts, a row each.", parts.len()));
    scene.rect((0.0, 0.0, total, 0.0), Tone::Paper);
    scene.text((EDGE, 28.0), 16.0, Tone::Ink, Anchor::Start, title);
    let (left, right) = (EDGE + NAMES, EDGE + NAMES + WIDTH);
    let length = days_between(law.first_date(), until).max(1.0);
    let at = |day: Date| left + (right - left) * (days_between(law.first_date(), day) / length).clamp(0.0, 1.0);
    let top = 46.0 + rules(&mut scene, days, rows, &at, (left, right), rows.len());
    for (index, (part, stretches)) in parts.iter().zip(rows).enumerate() {
        let y = top + ROW * index as f64;
        let name = font::shortened(&full_name(part), SMALL + 0.5, NAMES - 12.0);
        scene.text((left - 8.0, y + 12.0), SMALL + 0.5, Tone::Ink, Anchor::End, name);
        for (index, stretch) in stretches.iter().enumerate() {
            let (from, to) = (at(stretch.from), stretches.get(index + 1).map_or(right, |next| at(next.from)));
            let (tint, mark) = (palette.tint(&stretch.outcome), palette.mark(&stretch.outcome));
            scene.group(format!("{}, {}", full_name(part), stretch.title), |scene| {
                let shape = Shape::Rect { x: from, y: y + 1.5, width: to - from, height: ROW - 3.0, round: 1.5 };
                let line = match (tint, mark) {
                    (Tone::Paper, Some(mark)) => Line::new(Tone::Mark(mark), 0.8).dashed(2.0, 1.5),
                    _ => Line::new(Tone::Paper, 0.6),
                };
                scene.shape(shape, Some(tint), Some(line));
                let text = font::shortened(&short(&stretch.outcome), SMALL, to - from - 8.0);
                if text.chars().count() > 4 || text == short(&stretch.outcome) {
                    let tone = mark.map_or(Tone::Ink, Tone::Mark);
                    scene.text((from + 5.0, y + 12.0), SMALL, tone, Anchor::Start, text);
                }
            });
        }
    }
    let bottom = top + ROW * rows.len() as f64;
    for year in i32::from(law.first_date().year()) + 1..=i32::from(until.year()) {
        let Some(day) = i16::try_from(year).ok().and_then(|year| Date::new(year, 1, 1).ok()) else { continue };
        scene.line((at(day), bottom), (at(day), bottom + 5.0), Line::new(Tone::Ink, 0.8));
        scene.text((at(day), bottom + 16.0), SMALL, Tone::Ink, Anchor::Middle, year.to_string());
    }
    scene.line((left, bottom), (right, bottom), Line::new(Tone::Ink, 0.8));
    let mut lines =
        vec!["From the day on which each rule took effect (or, as enforced, required compliance). Dashed: depends on what is not known.".to_owned()];
    if until > law.verified_date() {
        lines.push(format!("The law was verified to {}; what came later is not in it.", law.verified_date()));
    }
    lines.push(imprint(law.hash()));
    let end = notes(&mut scene, &lines, bottom + 36.0);
    finish(&mut scene, end + 6.0);
    scene
}

/// The rules over their days, read upward: dark where some part's answer changed. Returns the height.
fn rules(
    scene: &mut Scene,
    days: &[(Date, &Amendment)],
    rows: &[Vec<Stretch>],
    at: &dyn Fn(Date) -> f64,
    ends: (f64, f64),
    count: usize,
) -> f64 {
    let changed = |day: Date| rows.iter().any(|row| row.iter().any(|stretch| stretch.from == day));
    let texts: Vec<String> = days.iter().map(|(day, rule)| format!("{day}  {}", cite(rule))).collect();
    let height = texts.iter().map(|text| font::width(text, SMALL)).fold(0.0, f64::max) + 16.0;
    let wanted: Vec<f64> = days.iter().map(|(day, _)| at(*day)).collect();
    let (top, bottom) = (46.0 + height, 46.0 + height + ROW * count as f64);
    for (((day, rule), text), (x, place)) in
        days.iter().zip(texts).zip(wanted.iter().zip(spread(&wanted, SMALL + 2.0, (ends.0 + 4.0, ends.1 - 2.0))))
    {
        let strong = changed(*day);
        let line = Line::new(if strong { Tone::Law } else { Tone::Faint }, if strong { 0.9 } else { 0.5 });
        scene.line((*x, top), (*x, bottom), line);
        scene.line((*x, top), (place, top - 9.0), line);
        let tone = if strong { Tone::Ink } else { Tone::Muted };
        let text = Text {
            x: place + 3.2,
            y: top - 12.0,
            size: SMALL,
            tone,
            anchor: Anchor::Start,
            upward: true,
            rim: false,
            text,
        };
        scene.marks.push(Mark::Group {
            title: format!("{day}: {} ({})", rule.title, rule.citation),
            marks: vec![Mark::Text(text)],
        });
    }
    height
}

/// The citation up to its first comma, as far as there is room.
fn cite(rule: &Amendment) -> String {
    let first = rule.citation.split([',', ';']).next().unwrap_or_default();
    font::shortened(first, SMALL, 110.0)
}

fn days_between(from: Date, to: Date) -> f64 {
    from.until(to).map_or(0.0, |span| f64::from(span.get_days()))
}
