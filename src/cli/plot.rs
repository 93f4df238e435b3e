//! `eccn plot`.

use super::args::{TableArgs, WhenArgs};
use super::columns::{TOLD, is_table, read_table};
use super::input::{Parts, is_sheet};
use super::{Exit, asked, output, usage};
use clap::Args;
use eccn::determine::Question;
use eccn::facts::NumericFact;
use eccn::law::{Law, Posture};
use eccn::license::Transaction;
use eccn::measure::Circumstances;
use eccn::part::Part;
use eccn::plot::{Options, Panels, Picture, PlotError, Review, View, planes, strip};
use jiff::civil::Date;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct PlotArgs {
    /// Part names, part files, printed datasheets, folders of part files, - for standard input, or tables (.csv, .jsonl,
    /// .parquet, also compressed)
    #[arg(value_name = "PART|FILE|DIR|-")]
    input: Vec<String>,
    /// Draw every part of the catalog
    #[arg(long, conflicts_with = "input")]
    all: bool,
    /// What is drawn: TPP and performance density; bits × TOPS and I/O bandwidth (October 2022 rule); TPP and DRAM bandwidth
    /// with license review and tariffs (2026); or parts over the days of the law
    #[arg(long, default_value = "tpp-pd", value_parser = ["tpp-pd", "2022", "2026", "timeline"])]
    view: String,
    /// The file to write, an .svg or a .png; - is standard output, as SVG
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    when: WhenArgs,
    /// Whether circuits are for datacenters [default: a panel for each kind of which there are parts]
    #[arg(long, value_parser = ["datacenter", "other", "both"])]
    panel: Option<String>,
    /// The ends of the axis along the page, such as 1000..20000 [default: by the law and the parts]
    #[arg(long, value_name = "LOW..HIGH", value_parser = range)]
    x: Option<(f64, f64)>,
    /// The ends of the axis up the page
    #[arg(long, value_name = "LOW..HIGH", value_parser = range)]
    y: Option<(f64, f64)>,
    /// Where items go, for the view 2026: to an end user of the destination itself [default: CN]
    #[arg(long, value_name = "PLACE")]
    to: Option<String>,
    /// Pixels of a PNG for each of the picture [default: 2]
    #[arg(long, value_name = "FACTOR", value_parser = scale)]
    scale: Option<f64>,
    #[command(flatten)]
    table: TableArgs,
}

fn range(text: &str) -> Result<(f64, f64), String> {
    let expected = || format!("expected two numbers above zero, the lower first, such as 1000..20000; found {text:?}");
    let (low, high) = text.split_once("..").ok_or_else(expected)?;
    let number = |text: &str| text.trim().replace(',', "").parse::<f64>().ok().filter(|number| number.is_finite());
    match (number(low), number(high)) {
        (Some(low), Some(high)) if 0.0 < low && low * 1.01 < high => Ok((low, high)),
        _ => Err(expected()),
    }
}

fn scale(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|scale| (0.1..=10.0).contains(scale));
    number.ok_or_else(|| format!("expected a number from 0.1 to 10, found {text:?}"))
}

impl PlotArgs {
    /// Refuses an option that the picture would not show.
    fn fit(&self, view: View, format: Format) -> anyhow::Result<()> {
        let strip = view == View::Timeline;
        let idle = [
            (self.to.is_some() && view != View::Review2026, "--to is for the view 2026"),
            (self.scale.is_some() && format == Format::Svg, "--scale is for a PNG; an SVG has no pixels"),
            (strip && self.panel.is_some(), "--panel is for the views of a plane, not for the timeline"),
            (
                strip && (self.x.is_some() || self.y.is_some()),
                "--x and --y are for the views of a plane, not for the timeline",
            ),
        ];
        idle.iter().find(|(idle, _)| *idle).map_or(Ok(()), |(_, why)| Err(usage(*why)))
    }
}

pub(super) fn run(args: &PlotArgs) -> anyhow::Result<Exit> {
    let format = Format::of(&args.output)?;
    let law = args.when.how.law()?;
    let view = View::from_name(&args.view).unwrap_or_default();
    args.fit(view, format)?;
    let posture = args.when.how.posture;
    // The target first: what cannot be written need not be drawn.
    let mut target = output::target(&args.output)?;
    let (parts, failures) = parts(args)?;
    let picture = match view {
        View::Timeline => {
            let until = args.when.as_of.unwrap_or_else(|| law.verified_date());
            if until <= law.first_date() {
                return Err(usage(format!("a strip of days begins on {}; give a later day", law.first_date())));
            }
            let question = args.when.how.question()?;
            strip(&parts, &law, posture, until, &Options { question, ..Options::default() })
        }
        view => plane(args, view, &law, posture, &parts)?,
    };
    let bytes = format.bytes(&picture, args.scale.unwrap_or(2.0))?;
    target.text(&bytes)?;
    target.finish()?;
    tell(&picture, format);
    if failures > 0 {
        say!(
            "eccn: {failures} input(s) or row(s) could not be read; {} part(s) are in the picture's data",
            parts.len()
        );
        return Ok(Exit::Failure);
    }
    Ok(Exit::Success)
}

fn plane(args: &PlotArgs, view: View, law: &Law, posture: Posture, parts: &[Part]) -> anyhow::Result<Picture> {
    let today = asked::today()?;
    let date = match args.when.as_of {
        Some(date) => date,
        // The rule of 2022 is no longer in force: its last day.
        None if view == View::Rule2022 => last_day(law, posture, today, NumericFact::BitsTops2022).unwrap_or(today),
        None => today,
    };
    let statute = law.at(date, posture).map_err(|error| usage(error.to_string()))?;
    let rules = asked::licensing(args.when.how.law.as_deref(), law)?;
    let (readings, choices) = args.when.how.readings(&rules)?;
    let regime = rules.at(date, posture, &choices).map_err(|error| usage(error.to_string()))?;
    let place =
        rules.destinations().find(args.to.as_deref().unwrap_or("CN")).map_err(|error| usage(error.to_string()))?;
    let mut transaction = Transaction::to(place);
    transaction.of_the_destination_itself();
    transaction.assume_export_from_us(&rules);
    let options = Options {
        question: Question { readings, circumstances: Circumstances::default() },
        panels: match args.panel.as_deref() {
            Some("datacenter") => Panels::Datacenter,
            Some("other") => Panels::NotDatacenter,
            Some(_) => Panels::Both,
            None => Panels::OfParts,
        },
        x: args.x,
        y: args.y,
        review: (view == View::Review2026).then_some(Review { regime: &regime, transaction: &transaction }),
    };
    planes(view, parts, &statute, &options).map_err(|error| match error {
        PlotError::NotAsked { date, .. } if view == View::Review2026 => usage(format!(
            "on {date} no license review or tariff turned on TPP and DRAM bandwidth: there is nothing to draw; give a later day, such as --as-of {}",
            law.verified_date()
        )),
        PlotError::NotAsked { fact, date, .. } => {
            let other = nearest_day(law, posture, date, fact);
            usage(PlotError::NotAsked { fact, date, other }.to_string())
        }
        error => error.into(),
    })
}

/// The last day up to `until` on which the law asks about a fact.
fn last_day(law: &Law, posture: Posture, until: Date, fact: NumericFact) -> Option<Date> {
    let asks = |day: Date| law.at(day, posture).is_ok_and(|statute| !statute.thresholds(fact).is_empty());
    if asks(until) {
        return Some(until);
    }
    let days = law.days(posture).into_iter().map(|(day, _)| day).filter(|day| *day <= until);
    let eves = days.filter_map(|day| day.yesterday().ok());
    eves.filter(|day| asks(*day)).max()
}

/// The day nearest to one on which the law does not ask about a fact, on which it does.
fn nearest_day(law: &Law, posture: Posture, date: Date, fact: NumericFact) -> Option<Date> {
    let asks = |day: &Date| law.at(*day, posture).is_ok_and(|statute| !statute.thresholds(fact).is_empty());
    let later = law.days(posture).into_iter().map(|(day, _)| day).find(|day| *day > date && asks(day));
    last_day(law, posture, date, fact).or(later)
}

/// All parts that the arguments name, and how many inputs or rows could not be read.
fn parts(args: &PlotArgs) -> anyhow::Result<(Vec<Part>, usize)> {
    if args.input.is_empty() && !args.all {
        return Err(usage("nothing to draw: give part names, files or tables, or --all for the catalog"));
    }
    let mut all = Parts::default();
    for argument in &args.input {
        if is_table(argument) && !is_sheet(Path::new(argument)) {
            read_table(&args.table, argument, &mut all)?;
        } else {
            all.read(argument)?;
        }
    }
    if args.all {
        all.catalog()?;
    }
    if all.parts.is_empty() {
        anyhow::bail!("no part could be read: there is nothing to draw");
    }
    Ok((all.parts, all.failures))
}

/// What is told beside the picture.
fn tell(picture: &Picture, format: Format) {
    for omitted in picture.omitted.iter().take(TOLD) {
        say!("eccn: not shown: {}: {}", omitted.name, omitted.why);
    }
    if picture.omitted.len() > TOLD {
        say!("eccn: not shown: {} more parts", picture.omitted.len() - TOLD);
    }
    if picture.unnamed > 0 {
        say!(
            "eccn: {} part(s) have a mark without a name, for want of room; --x, --y and --panel show less",
            picture.unnamed
        );
    }
    #[cfg(feature = "png")]
    if format == Format::Png {
        let missing: String = picture.scene.letters_without_shape().into_iter().collect();
        if !missing.is_empty() {
            say!(
                "eccn: the font of PNG files has no shape for {missing}: boxes stand for these letters; an SVG shows them"
            );
        }
    }
    let _ = format;
}

/// What a picture is written as.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Format {
    Svg,
    Png,
}

impl Format {
    fn of(path: &Path) -> anyhow::Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Self::Svg);
        }
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("svg") => Ok(Self::Svg),
            Some("png") if cfg!(feature = "png") => Ok(Self::Png),
            Some("png") => Err(usage("this build writes no PNG (feature png); write an .svg")),
            _ => Err(usage(format!("{}: a picture is written as .svg or .png", path.display()))),
        }
    }

    #[cfg_attr(not(feature = "png"), expect(unused_variables, clippy::unnecessary_wraps))]
    fn bytes(self, picture: &Picture, scale: f64) -> anyhow::Result<Vec<u8>> {
        match self {
            #[cfg(feature = "png")]
            Self::Png => Ok(picture.scene.to_png(scale)?),
            _ => Ok(picture.scene.to_svg().into_bytes()),
        }
    }
}
