//! Arguments to parts: names, files, folders, standard input, flags.

use super::args::ValueArgs;
use super::values::overlay;
use super::{read, usage};
use anyhow::Context as _;
use eccn::design::Design;
use eccn::digest::sha256;
use eccn::part::Part;
use eccn::report::dossier::Input;
use eccn::sheet::Origin;
use eccn::{catalog, datasheet};
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

/// Parts that were read, and how many inputs could not be.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
    pub(super) failures: usize,
    /// Read every file as a printed sheet, and none as a part file.
    pub(super) sheets: bool,
    /// What was read, with a hash of its bytes, is kept here for those that print it.
    pub(super) inputs: Option<Vec<Input>>,
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

    fn hashed(&mut self, name: &str, bytes: &[u8]) {
        if let Some(inputs) = &mut self.inputs {
            inputs.push(input(name, bytes));
        }
    }

    fn keep(&mut self, result: Result<Part, impl std::fmt::Display>) {
        match result {
            Ok(part) => self.parts.push(part),
            Err(error) => self.fail(error),
        }
    }

    /// Reads all arguments, or the catalog, and puts the values given as flags over what they say; without arguments the flags
    /// are a part of their own. `false`: nothing was given.
    pub(super) fn read_all<'s>(
        &mut self,
        arguments: impl IntoIterator<Item = &'s String>,
        catalog: bool,
        values: &ValueArgs,
    ) -> anyhow::Result<bool> {
        let mut given = catalog;
        for argument in arguments {
            given = true;
            self.read(argument)?;
        }
        if catalog {
            self.catalog()?;
        }
        match values.part()? {
            Some(flags) if given => self.parts.iter_mut().for_each(|part| overlay(part, &flags)),
            Some(design) => self.parts.push(design),
            None => return Ok(given),
        }
        Ok(true)
    }

    /// The one part that an argument and the flags name; `None` where it could not be read, which was told.
    pub(super) fn one(
        &mut self,
        argument: &Option<String>,
        values: &ValueArgs,
        what: &str,
    ) -> anyhow::Result<Option<Part>> {
        if !self.read_all(argument, false, values)? {
            return Err(usage("no part: give a part name, a file, - or values such as --tpp 5000"));
        }
        match &self.parts[..] {
            [] => Ok(None),
            [part] => Ok(Some(part.clone())),
            several => {
                let names: Vec<&str> = several.iter().map(|part| part.name.as_str()).collect();
                Err(usage(format!("{what} is about one part, and this names {}", names.join(", "))))
            }
        }
    }

    /// Reads every part of the catalog.
    pub(super) fn catalog(&mut self) -> anyhow::Result<()> {
        catalog::entries().try_for_each(|entry| self.read(entry.name))
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
            self.hashed(entry.path, entry.text().as_bytes());
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
        let (bytes, reading, left_out) = match read::sheet(path, None) {
            Ok(found) => found,
            Err(error) => return self.fail(format_args!("eccn: {error}")),
        };
        self.hashed(&path.display().to_string(), &bytes);
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
        self.hashed(&name, &bytes);
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
pub(super) fn input(name: &str, bytes: &[u8]) -> Input {
    Input { name: name.to_owned(), sha256: sha256(bytes) }
}

/// Whether a file is a printed sheet by its name: a part file ends in .md, .toml or .json.
pub(super) fn is_sheet(path: &Path) -> bool {
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
    let is_part = |path: &Path| {
        path.extension().is_some_and(|extension| extension == "md" || extension == "toml" || extension == "json")
    };
    files_in(folder, &is_part)
}

/// The printed datasheets of a folder and those in it, in order.
pub(super) fn sheet_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    files_in(folder, &|path| is_sheet(path) || path.extension().is_some_and(|extension| extension == "md"))
}

fn files_in(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(folder, wanted, &mut files).with_context(|| folder.display().to_string())?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, wanted: &dyn Fn(&Path) -> bool, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        // A README beside the others is none of them.
        let readme = path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"));
        if path.is_dir() {
            collect(&path, wanted, files)?;
        } else if wanted(&path) && !readme {
            files.push(path);
        }
    }
    Ok(())
}
