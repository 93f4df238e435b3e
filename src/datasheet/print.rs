//! A part as canonical Markdown.

use super::section::multiplied;
use super::span::Span;
use crate::part::{
    Cited, Confidence, Die, Direction, Engine, Link, MacRate, Market, Part, ProcessingUnit, Rate, Scope, Sparsity,
    Status, Transistor,
};
use crate::quantity::{Known, Unit};
use std::fmt::Write as _;

/// The canonical part file of a part: reading it gives the part back.
///
/// This holds for every part that can be written: its texts are single lines without marks at their end, its numbers
/// have a finite decimal form, and no name is given twice. [`parse`](super::parse) makes no others.
///
/// ```
/// let part = eccn::datasheet::parse("Name: X1\nINT8 tensor: 0.4 POPS dense\n", "x1.md")?;
/// assert_eq!(eccn::datasheet::print(&part), "\
/// ## X1
///
/// - Status: released
///
/// ### Processing unit
///
/// | Format | Rate |
/// | --- | --- |
/// | INT8 tensor | 400 TOPS dense |
/// ");
/// # Ok::<(), eccn::datasheet::DatasheetErrors>(())
/// ```
pub fn print(part: &Part) -> String {
    let mut out = format!("# {}\n\n", escape(&part.name));
    head(part, &mut out);
    part.units.iter().for_each(|unit| processing_unit(unit, &mut out));
    dies(&part.dies, &mut out);
    memory(part, &mut out);
    links(&part.links, &mut out);
    if let Some(power) = &part.power {
        out.push_str("\n## Power\n\n");
        line("Power", &text(power), &mut out);
    }
    if !part.control_status.is_empty() {
        out.push_str("\n## Control status\n\n");
        part.control_status.iter().for_each(|status| bullet(&escape(&text(status)), &mut out));
    }
    if !part.notes.is_empty() {
        out.push_str("\n## Notes\n\n");
        part.notes.iter().for_each(|note| bullet(note, &mut out));
    }
    if !part.sources.is_empty() {
        out.push_str("\n## Sources\n\n");
        for source in &part.sources {
            let remark = source.remark.as_ref().map(|remark| format!(" ({remark})")).unwrap_or_default();
            bullet(&format!("[{}]: {}{remark}", source.id, source.reference), &mut out);
        }
    }
    out
}

fn head(part: &Part, out: &mut String) {
    let mut plain = |label: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            line(label, value, out);
        }
    };
    plain("Vendor", part.vendor.as_deref());
    plain("Also known as", Some(&part.aliases.join(", ")));
    plain("Status", Some(Status::as_str(part.status)));
    plain("Released", part.released.as_deref());
    plain("Retrieved", part.retrieved.as_deref());
    if let Some(form) = &part.form {
        line("Form", &cite(&form.value.as_str().replace('-', " "), form), out);
    }
    if let Some(circuits) = &part.integrated_circuits {
        line("Integrated circuits", &cite(&circuits.value.to_string(), circuits), out);
    }
    if let Some(cited) = &part.market {
        let Market { text, datacenter } = &cited.value;
        if text.is_empty() {
            line("Datacenter", &cite(datacenter.as_str(), cited), out);
        } else {
            line("Market", &cite(text, cited), out);
            if Market::from_words(text).datacenter != *datacenter {
                line("Datacenter", datacenter.as_str(), out);
            }
        }
    }
    if let Some(programmable) = &part.programmable_logic {
        line("Field programmable logic", &cite(programmable.value.as_str(), programmable), out);
    }
    if let Some(cryptography) = &part.cryptography {
        line("Cryptography", &cite(cryptography.value.as_str(), cryptography), out);
    }
    quantity("Transistors", part.transistors.as_ref(), out);
    quantity("Single-ended I/O", part.single_ended_io.as_ref(), out);
    quantity("Transceiver rate", part.transceiver_rate.as_ref(), out);
    quantity("TPP", part.stated_tpp.as_ref(), out);
    quantity("APP", part.stated_app.as_ref(), out);
}

fn processing_unit(unit: &ProcessingUnit, out: &mut String) {
    out.push_str("\n## Processing unit");
    if !unit.name.is_empty() {
        let _ = write!(out, ": {}", escape(&unit.name));
    }
    // A name that ends as if with a count needs one after it.
    if unit.count != 1 || multiplied(Span::new(&unit.name, 0)).1.is_some() {
        let _ = write!(out, ", × {}", unit.count);
    }
    out.push('\n');
    if unit.clock.is_some() || !unit.macs.is_empty() {
        out.push('\n');
    }
    quantity("Clock", unit.clock.as_ref(), out);
    for MacRate { format, per_clock } in &unit.macs {
        quantity(&format!("{format} multiply-accumulates per clock"), Some(per_clock), out);
    }
    if unit.rates.is_empty() {
        return;
    }
    table(&["Format", "Rate"], out);
    // Rates that differ only in sparsity and the like share a row, as on the vendors' sheets.
    for rates in unit.rates.chunk_by(|a, b| rate_label(a) == rate_label(b)) {
        let values: Vec<String> = rates.iter().map(rate_value).collect();
        row(&[&rate_label(&rates[0]), &values.join("; ")], out);
    }
}

fn rate_label(rate: &Rate) -> String {
    let engine = match rate.engine {
        Engine::Unstated => "",
        Engine::Matrix => " tensor",
        Engine::Vector => " vector",
    };
    let accumulate = match rate.accumulate {
        None => String::new(),
        Some(bits @ (16 | 32 | 64)) if is_integer(rate) => format!(", INT{bits} accumulate"),
        Some(bits @ (16 | 32 | 64)) => format!(", FP{bits} accumulate"),
        Some(bits) => format!(", {bits}-bit accumulate"),
    };
    format!("{}{engine}{accumulate}", rate.format)
}

fn rate_value(rate: &Rate) -> String {
    let known = &rate.value.value;
    let mut out = known.describe(true);
    if !known.is_unknown() {
        out.push_str(if is_integer(rate) { " TOPS" } else { " TFLOPS" });
    }
    out.push_str(match rate.sparsity {
        Sparsity::Unstated => "",
        Sparsity::Dense => " dense",
        Sparsity::Sparse => " with sparsity",
        Sparsity::TwoOfFour => " with 2:4 sparsity",
    });
    out.push_str(match rate.scope {
        Scope::Package => "",
        Scope::Die => " per die",
        Scope::Item => " per card",
    });
    cite(&out, &rate.value)
}

fn is_integer(rate: &Rate) -> bool {
    rate.format.name().contains("INT")
}

fn dies(dies: &[Die], out: &mut String) {
    if dies.is_empty() {
        return;
    }
    out.push_str("\n## Dies\n");
    // The transistor has a column of its own only where the process cell cannot say it.
    let apart = dies.iter().any(|die| process(die).is_none());
    let header: &[&str] = if apart {
        &["Die", "Role", "Count", "Area", "Process", "Transistor"]
    } else {
        &["Die", "Role", "Count", "Area", "Process"]
    };
    table(header, out);
    for die in dies {
        let count = die.count.as_ref().map(|count| cite(&count.value.to_string(), count)).unwrap_or_default();
        let area = die.area.as_ref().map(known).unwrap_or_default();
        let node = die.node.as_ref().map(|node| node_cell(node, die)).unwrap_or_default();
        let transistor = die.transistor.as_ref().map(|t| cite(t.value.as_str(), t)).unwrap_or_default();
        let role = die.role.as_str();
        if apart {
            row(&[&die.name, role, &count, &area, &node, &transistor], out);
        } else {
            row(&[&die.name, role, &count, &area, &process(die).unwrap_or_default()], out);
        }
    }
}

/// Node and transistor in one cell, if that says both as they are.
fn process(die: &Die) -> Option<String> {
    match (&die.node, &die.transistor) {
        (None, None) => Some(String::new()),
        (None, Some(transistor)) => Some(cite(transistor.value.as_str(), transistor)),
        (Some(node), None) => Some(text(node)),
        (Some(node), Some(transistor)) if node.with(transistor.value) == *transistor => {
            if Transistor::from_words(&node.value) == Some(transistor.value) && !changes(&node.value) {
                Some(text(node))
            } else {
                let both = format!("{}, {}", node.value, transistor.value.as_str());
                (Transistor::from_words(&both) == Some(transistor.value)).then(|| cite(&both, node))
            }
        }
        _ => None,
    }
}

/// The node in a table with a column for the transistor.
fn node_cell(node: &Cited<String>, die: &Die) -> String {
    match &die.transistor {
        Some(transistor) if changes(&node.value) => {
            cite(&format!("{}, {}", node.value, transistor.value.as_str()), node)
        }
        _ => text(node),
    }
}

/// Whether a node's own words would be taken for those of its transistor.
fn changes(node: &str) -> bool {
    let bare = ["planar", "non-planar", "nonplanar"].iter().any(|word| node.eq_ignore_ascii_case(word));
    bare || node.rsplit_once(',').is_some_and(|(_, after)| Transistor::from_words(after).is_some())
}

fn memory(part: &Part, out: &mut String) {
    let memory = &part.memory;
    let rows = [
        ("Type", memory.kind.as_ref().map(text)),
        ("Capacity", memory.capacity.as_ref().map(text)),
        ("Bandwidth", memory.bandwidth.as_ref().map(known)),
        ("Area", memory.area.as_ref().map(known)),
        ("Stacks", memory.stacks.as_ref().map(known)),
    ];
    if rows.iter().all(|(_, value)| value.is_none()) {
        return;
    }
    out.push_str("\n## Memory\n");
    table(&["Property", "Value"], out);
    for (label, value) in rows {
        if let Some(value) = value {
            row(&[label, &value], out);
        }
    }
}

fn links(links: &[Link], out: &mut String) {
    if links.is_empty() {
        return;
    }
    out.push_str("\n## Links\n");
    table(&["Link", "Rate"], out);
    for link in links {
        let direction = match link.direction {
            Direction::Bidirectional => "bidirectional",
            Direction::OneWay => "one-way",
        };
        let value = cite(&format!("{} {direction}", bare(&link.bandwidth.value)), &link.bandwidth);
        row(&[&link.name, &value], out);
    }
}

/// `text` with the confidence and the sources of `cited`.
fn cite<T>(text: &str, cited: &Cited<T>) -> String {
    let mut out = text.to_owned();
    if cited.confidence != Confidence::Stated {
        let _ = write!(out, " ({})", cited.confidence.as_str());
    }
    if !cited.sources.is_empty() {
        out.push(' ');
        cited.sources.iter().for_each(|id| {
            let _ = write!(out, "[{id}]");
        });
    }
    out
}

fn text(cited: &Cited<String>) -> String {
    cite(&cited.value, cited)
}

/// `text` so that its own backslash before a bar is not taken for an escape.
fn escape(text: &str) -> String {
    text.replace("\\|", "\\\\|")
}

fn known<U: Unit>(cited: &Cited<Known<U>>) -> String {
    cite(&bare(&cited.value), cited)
}

/// The possible values with their unit. `TPP` and plain counts need none: the label says it.
fn bare<U: Unit>(known: &Known<U>) -> String {
    let text = known.describe(true);
    if known.is_unknown() || matches!(U::SYMBOL, "" | "TPP") { text } else { format!("{text} {}", U::SYMBOL) }
}

fn quantity<U: Unit>(label: &str, cited: Option<&Cited<Known<U>>>, out: &mut String) {
    if let Some(cited) = cited {
        line(label, &known(cited), out);
    }
}

fn line(label: &str, value: &str, out: &mut String) {
    let _ = writeln!(out, "- {label}: {}", escape(value));
}

fn bullet(text: &str, out: &mut String) {
    let _ = writeln!(out, "- {text}");
}

fn table(header: &[&str], out: &mut String) {
    out.push('\n');
    row(header, out);
    let _ = writeln!(out, "|{}", " --- |".repeat(header.len()));
}

fn row(cells: &[&str], out: &mut String) {
    for cell in cells {
        let _ = write!(out, "| {} ", cell.replace('|', "\\|"));
    }
    out.push_str("|\n");
}
