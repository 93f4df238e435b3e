//! Values given as flags: a part of their own, or put over what a file says.

use super::args::ValueArgs;
use super::input::input;
use super::usage;
use eccn::datasheet;
use eccn::part::{Cited, Location, Market, Part, Sparsity};
use eccn::report::dossier::Input;
use std::fmt::Write as _;
use std::sync::Arc;

/// The name of values given as flags, in places and in derivations.
const COMMAND_LINE: &str = "<command line>";

impl ValueArgs {
    /// The flags as a part of their own; `None` if none was given.
    ///
    /// They are written as a part file and read by its grammar, so that flags and files understand the same values.
    pub(super) fn part(&self) -> anyhow::Result<Option<Part>> {
        let Some(sheet) = self.sheet()? else { return Ok(None) };
        let mut part = datasheet::parse(&sheet, COMMAND_LINE).map_err(|errors| {
            let mut message = String::from("a value flag cannot be read");
            for error in errors.iter() {
                let _ = write!(message, "\n  {}: {}", error.line_text(), error.message());
                if let Some(expected) = error.expected() {
                    let _ = write!(message, "; expected {expected}");
                }
                if let Some(help) = error.suggestion() {
                    let _ = write!(message, "; {help}");
                }
            }
            usage(message)
        })?;
        // A flag is what the user vouches for: a rate is dense unless it says otherwise.
        for rate in
            part.units.iter_mut().flat_map(|unit| &mut unit.rates).filter(|rate| rate.sparsity == Sparsity::Unstated)
        {
            rate.sparsity = Sparsity::Dense;
        }
        if let Some(datacenter) = self.datacenter {
            let file: Arc<str> = COMMAND_LINE.into();
            let location = Some(Location { file, line: 1, column: 1 });
            let market = Market { text: format!("--datacenter {datacenter}"), datacenter };
            part.market = Some(Cited { location, ..Cited::new(market) });
        }
        Ok(Some(part))
    }

    /// What the flags say as an input, with its hash; `None` if none was given.
    pub(super) fn digest(&self) -> anyhow::Result<Option<Input>> {
        let market = self.datacenter.map(|datacenter| format!("datacenter: {datacenter}\n")).unwrap_or_default();
        Ok(self.sheet()?.map(|sheet| input(COMMAND_LINE, format!("{sheet}{market}").as_bytes())))
    }

    /// The flags as a part file.
    fn sheet(&self) -> anyhow::Result<Option<String>> {
        let given = self.rate.iter().chain(&self.macs).map(|(_, value)| value).chain(
            [&self.clock, &self.tpp, &self.die_area, &self.node, &self.io, &self.memory_bandwidth, &self.memory_type]
                .into_iter()
                .chain([&self.memory_area, &self.transistors, &self.app])
                .flatten(),
        );
        // A flag is one row: a line break would smuggle in another.
        if let Some(value) = given.into_iter().find(|value| value.contains(char::is_control)) {
            return Err(usage(format!("a value flag holds a control character: {value:?}")));
        }
        // Rows of the item, and rows of its processing unit.
        let (mut item, mut unit): (String, String) = (String::new(), String::new());
        let area = self.die_area.as_ref().map(|area| with_unit(area, "mm²"));
        let simple = [
            ("TPP", self.tpp.clone()),
            ("Die count", self.die_area.as_ref().map(|_| "1".to_owned())),
            ("Die area", area),
            ("Process", self.node.clone()),
            ("Memory bandwidth", self.memory_bandwidth.as_ref().map(|rate| with_unit(rate, "GB/s"))),
            ("Memory type", self.memory_type.clone()),
            ("Package area", self.memory_area.as_ref().map(|area| with_unit(area, "mm²"))),
            ("Transistors", self.transistors.clone()),
            ("APP", self.app.as_ref().map(|app| with_unit(app, "WT"))),
            ("Form", self.form.map(|form| form.to_string())),
            ("Integrated circuits", self.integrated_circuits.map(|count| count.to_string())),
            ("Cryptography", self.cryptography.map(|cryptography| cryptography.to_string())),
            ("FPGA", self.fpga.map(|fpga| fpga.to_string())),
        ];
        for (label, value) in simple {
            if let Some(value) = value {
                let _ = writeln!(item, "{label}: {value}");
            }
        }
        for (format, rate) in &self.rate {
            let _ = writeln!(unit, "{format}: {}", with_unit(rate, "TOPS"));
        }
        for (format, count) in &self.macs {
            let _ = writeln!(unit, "{format} multiply-accumulates per clock: {count}");
        }
        if let Some(units) = self.units {
            let _ = writeln!(unit, "Units: {units}");
        }
        if let Some(clock) = &self.clock {
            let _ = writeln!(unit, "Clock: {}", with_unit(clock, "GHz"));
        }
        if item.is_empty() && unit.is_empty() && self.io.is_none() && self.datacenter.is_none() {
            return Ok(None);
        }
        let mut sheet = format!("# design\n\n{item}\n");
        if !unit.is_empty() {
            let _ = write!(sheet, "## Processing unit: design\n\n{unit}\n");
        }
        if let Some(io) = &self.io {
            let _ = write!(sheet, "## Links\n\nlinks as given: {} bidirectional\n", with_unit(io, "GB/s"));
        }
        Ok(Some(sheet))
    }
}

/// The value with a unit, if it is a bare number (or range, or alternatives) without one.
fn with_unit(value: &str, unit: &str) -> String {
    let bare = value.trim().ends_with(|c: char| c.is_ascii_digit());
    let has_unit = value.chars().any(char::is_alphabetic) && !bare;
    if bare && !value.contains('^') && !has_unit { format!("{} {unit}", value.trim()) } else { value.trim().to_owned() }
}

/// Puts the values of `flags` in place of those of `part`.
pub(super) fn overlay(part: &mut Part, flags: &Part) {
    fn take<T: Clone>(into: &mut Option<T>, from: &Option<T>) {
        if from.is_some() {
            into.clone_from(from);
        }
    }
    take(&mut part.form, &flags.form);
    take(&mut part.integrated_circuits, &flags.integrated_circuits);
    take(&mut part.market, &flags.market);
    take(&mut part.programmable_logic, &flags.programmable_logic);
    take(&mut part.cryptography, &flags.cryptography);
    take(&mut part.transistors, &flags.transistors);
    take(&mut part.stated_app, &flags.stated_app);
    take(&mut part.memory.kind, &flags.memory.kind);
    take(&mut part.memory.bandwidth, &flags.memory.bandwidth);
    take(&mut part.memory.area, &flags.memory.area);
    if !flags.links.is_empty() {
        part.links.clone_from(&flags.links);
    }
    if flags.stated_tpp.is_some() {
        part.stated_tpp.clone_from(&flags.stated_tpp);
        part.units.clear();
    }
    overlay_units(part, flags);
    overlay_dies(part, flags);
}

/// A rate given as a flag replaces the rates of that format; other formats stay.
fn overlay_units(part: &mut Part, flags: &Part) {
    let Some(given) = flags.units.first() else { return };
    let Some(unit) = part.units.first_mut() else {
        part.units.clone_from(&flags.units);
        return;
    };
    for rate in &given.rates {
        unit.rates.retain(|known| known.format != rate.format);
        unit.rates.push(rate.clone());
    }
    // An architecture given as flags replaces the published rates of its formats too.
    for macs in &given.macs {
        unit.rates.retain(|known| known.format != macs.format);
        unit.macs.retain(|known| known.format != macs.format);
        unit.macs.push(macs.clone());
    }
    if given.clock.is_some() {
        unit.clock.clone_from(&given.clock);
    }
    if !given.macs.is_empty() {
        unit.count = given.count;
    }
}

/// A die area given as a flag replaces the logic dies; a node alone is the node of those that have none.
fn overlay_dies(part: &mut Part, flags: &Part) {
    let Some(given) = flags.dies.first() else { return };
    if given.area.is_some() {
        // The node is kept where all logic dies of the file have one and the same.
        let mut logic = part.dies.iter().filter(|die| die.role.is_logic());
        let first = logic.next().map(|die| (die.node.clone(), die.transistor.clone()));
        let shared =
            first.filter(|(node, transistor)| logic.all(|die| die.node == *node && die.transistor == *transistor));
        let (node, transistor) = shared.unwrap_or_default();
        part.dies.retain(|die| !die.role.is_logic());
        let own = given.node.is_some() || given.transistor.is_some();
        let mut die = given.clone();
        if !own {
            (die.node, die.transistor) = (node, transistor);
        }
        part.dies.push(die);
        return;
    }
    if part.dies.is_empty() {
        part.dies.push(given.clone());
    }
    for die in part.dies.iter_mut().filter(|die| die.role.is_logic()) {
        die.node.clone_from(&given.node);
        die.transistor.clone_from(&given.transistor);
    }
}
