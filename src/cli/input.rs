//! Arguments to parts: names, files, folders, standard input, flags.

use super::args::ValueArgs;
use super::{read, usage};
use anyhow::Context as _;
use eccn::design::Design;
use eccn::part::{Cited, Location, Market, Part, Sparsity};
use eccn::report::dossier::Input;
use eccn::sheet::Origin;
use eccn::{catalog, datasheet};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Parts that were read, and how many inputs could not be.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
    pub(super) failures: usize,
    /// Read every file as a printed sheet, and none as a part file.
    pub(super) sheets: bool,
    /// What was read, with a hash of its bytes.
    pub(super) inputs: Vec<Input>,
    /// What is wrong is kept here in place of being told, for those that tell it in their own way.
    pub(super) kept: Option<Vec<String>>,
}

impl Parts {
    fn fail(&mut self, message: impl std::fmt::Display) {
        self.failures += 1;
        match &mut self.kept {
            Some(kept) => kept.push(message.to_string()),
            None => say!("{message}"),
        }
    }

    fn keep(&mut self, result: Result<Part, impl std::fmt::Display>) {
        match result {
            Ok(part) => self.parts.push(part),
            Err(error) => self.fail(error),
        }
    }

    /// Reads one argument: `-`, a file or folder that exists, or a name in the catalog.
    pub(super) fn read(&mut self, argument: &str) -> anyhow::Result<()> {
        let path = Path::new(argument);
        if argument == "-" {
            if std::io::stdin().is_terminal() {
                say!("eccn: reading a part from the terminal; end it with Ctrl-D");
            }
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).context("standard input")?;
            self.text(bytes, STANDARD_INPUT.to_owned());
        } else if path.is_dir() {
            let files = part_files(path)?;
            if files.is_empty() {
                self.fail(format_args!("{argument}: no part files (.md, .toml, .json) in this folder"));
            }
            for file in files {
                self.file(&file);
            }
        } else if path.is_file() {
            self.file(path);
        } else {
            self.name(argument);
        }
        Ok(())
    }

    fn name(&mut self, argument: &str) {
        let matches = catalog::find(argument);
        if matches.entries().is_empty() {
            let looks_like_path = argument.contains(['/', '\\'])
                || Path::new(argument).extension().is_some_and(|e| e == "md" || e == "toml" || e == "json");
            if looks_like_path {
                self.fail(format_args!("eccn: {argument}: no such file or folder"));
            } else {
                self.fail(format_args!("eccn: {}", matches.miss()));
            }
        }
        if matches.entries().len() > 1 {
            say!("eccn: {argument:?} names {} parts; a full name picks one", matches.entries().len());
        }
        for entry in matches.entries() {
            self.inputs.push(input(entry.path, entry.text().as_bytes()));
            self.keep(entry.part());
        }
    }

    /// Reads a file: a part file, or a printed sheet by its ending.
    pub(super) fn file(&mut self, path: &Path) {
        if self.sheets || is_sheet(path) {
            return self.sheet(path);
        }
        match std::fs::read(path) {
            Ok(bytes) => self.text(bytes, path.display().to_string()),
            Err(error) => self.fail(format_args!("eccn: {}: {error}", path.display())),
        }
    }

    /// The parts of a sheet as a vendor prints it.
    fn sheet(&mut self, path: &Path) {
        let (reading, left_out) = match read::sheet(path, None) {
            Ok(found) => found,
            Err(error) => return self.fail(format_args!("eccn: {error}")),
        };
        if let Ok(bytes) = std::fs::read(path) {
            self.inputs.push(input(&path.display().to_string(), &bytes));
        }
        if self.kept.is_none() {
            for what in left_out {
                say!("eccn: {}: {what}", path.display());
            }
            read::summary(path, &reading);
        }
        if reading.parts.is_empty() {
            self.fail(format_args!(
                "eccn: {}: no part was found; `eccn read` shows what was and was not understood",
                path.display()
            ));
        }
        let origin = Origin { file: path.display().to_string(), ..Origin::default() };
        self.parts.extend(reading.parts.iter().map(|part| part.to_part(&origin)));
    }

    /// A design at the point where it stands today.
    fn design(&mut self, text: &str, name: &str) {
        match Design::parse(text, name) {
            Ok(design) => match design.point(&[]).and_then(|point| design.part(&point)) {
                Ok(part) => self.parts.push(part),
                Err(error) => self.fail(format_args!("{name}: {error}")),
            },
            Err(errors) => self.fail(errors),
        }
    }

    fn text(&mut self, bytes: Vec<u8>, name: String) {
        self.inputs.push(input(&name, &bytes));
        // Line ends of old: a carriage return alone.
        let old = |text: String| if text.contains('\n') { text } else { text.replace('\r', "\n") };
        match String::from_utf8(bytes).map(old) {
            Ok(text) if Design::is_design(&text) => self.design(&text, &name),
            Ok(text) if name == STANDARD_INPUT => self.keep(match sniff(&text) {
                Kind::Json => datasheet::parse_json(&text, &name),
                Kind::Toml => datasheet::parse_toml(&text, &name),
                Kind::Markdown => datasheet::parse(&text, &name),
            }),
            Ok(text) => {
                let part = datasheet::read(&text, &name);
                let hint = part.is_err() && self.kept.is_none();
                self.keep(part);
                if hint {
                    say!("eccn: {name}: a part file was expected; if this is a datasheet as printed, add --sheet");
                }
            }
            Err(error)
                if error.as_bytes().starts_with(&[0xff, 0xfe]) || error.as_bytes().starts_with(&[0xfe, 0xff]) =>
            {
                self.fail(format_args!("{name}: this looks like UTF-16 text; save it as UTF-8"));
            }
            Err(error) => {
                let line =
                    error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count()
                        + 1;
                self.fail(format_args!("{name}:{line}: not UTF-8 text; save it as UTF-8"));
            }
        }
    }
}

/// An input with the hash of its bytes.
fn input(name: &str, bytes: &[u8]) -> Input {
    let digest = Sha256::digest(bytes);
    Input { name: name.to_owned(), sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect() }
}

/// Whether a file is a printed sheet by its name: a part file ends in .md, .toml or .json.
fn is_sheet(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    matches!(
        extension.as_str(),
        "pdf" | "html" | "htm" | "xhtml" | "mhtml" | "xlsx" | "xlsm" | "rst" | "txt" | "tsv" | "wiki"
    )
}

/// The name of standard input in places.
const STANDARD_INPUT: &str = "<standard input>";

/// What a text without a file name is written in.
enum Kind {
    Markdown,
    Toml,
    Json,
}

/// JSON starts with a brace; TOML's first line that says something is a table header or `key = value`.
fn sniff(text: &str) -> Kind {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or("");
    let key = line.split_once('=').map(|(key, _)| key.trim());
    let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_.\"".contains(c));
    if line.starts_with('{') {
        Kind::Json
    } else if key.is_some_and(is_key) || (line.starts_with('[') && line.ends_with(']')) {
        Kind::Toml
    } else {
        Kind::Markdown
    }
}

/// The part files of a folder and those in it, in order.
pub(super) fn part_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(folder, &mut files).with_context(|| folder.display().to_string())?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "md" || extension == "toml" || extension == "json")
        {
            // A README beside part files is not one.
            let readme = path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"));
            if !readme {
                files.push(path);
            }
        }
    }
    Ok(())
}

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
