//! Where answers go: the terminal, a file, the format.

use super::classify::Format;
use eccn::batch::Target;
use eccn::determine::Determination;
use eccn::report;
use std::io::{IsTerminal as _, Write};
use std::path::Path;

/// The file that appears when it is complete; `-` is standard output.
pub(super) fn target(path: &Path) -> anyhow::Result<Target> {
    Ok(if path.as_os_str() == "-" { Target::stream(std::io::stdout()) } else { Target::file(path)? })
}

/// Whether to color: on a terminal, unless `NO_COLOR` is set.
pub(super) fn style() -> report::text::Style {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    report::text::Style { color: std::io::stdout().is_terminal() && !no_color }
}

/// The width of tables: that of the terminal as the shell gives it, or a page's.
fn width() -> u16 {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.unwrap_or(if std::io::stdout().is_terminal() { 120 } else { 160 })
}

/// Writes answers in a format. `several` were asked for: JSON is then an array, however many there are.
pub(super) fn write(answers: &[Determination], format: Format, explain: bool, several: bool) -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let proposals = answers.first().map_or(&[][..], Determination::proposals);
    if matches!(format, Format::Table | Format::Md) && !proposals.is_empty() {
        writeln!(out, "Answers under {}, which is not law:\n", proposals.join(" and "))?;
    }
    match format {
        Format::Table => writeln!(out, "{}", report::table::table(answers, width()))?,
        Format::Md => write!(out, "{}", report::markdown::table(answers))?,
        Format::Text => {
            for (i, answer) in answers.iter().enumerate() {
                if i > 0 {
                    writeln!(out)?;
                }
                let text = if explain {
                    report::text::explain_styled(answer, style())
                } else {
                    report::text::summary(answer, style())
                };
                write!(out, "{text}")?;
            }
        }
        Format::Csv => {
            let mut csv = match proposals {
                [] => report::csv::Writer::new(&mut out)?,
                _ => report::csv::Writer::supposing(&mut out)?,
            };
            for answer in answers {
                csv.write(answer)?;
            }
            csv.finish()?;
        }
        Format::Json => {
            let documents: Vec<_> = answers.iter().map(report::json::document).collect();
            match &documents[..] {
                [one] if !several => serde_json::to_writer_pretty(&mut out, one)?,
                several => serde_json::to_writer_pretty(&mut out, several)?,
            }
            writeln!(out)?;
        }
        Format::Jsonl => {
            for answer in answers {
                serde_json::to_writer(&mut out, &report::json::document(answer))?;
                writeln!(out)?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
