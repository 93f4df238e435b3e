//! Designs: parts that are not finished, with numbers that may still move.
//!
//! A design file describes processing units, dies, memory and links by numbers that may be expressions of parameters, and
//! parameters may be ranges or lists. With every parameter at one value a design is a [`Part`](crate::part::Part) and goes
//! the ordinary way. Around that point three questions are answered, all exactly:
//!
//! - [`headroom`]: how far can each value move before the answer does, and which line is nearest?
//! - [`solve`]: what is the largest or smallest value of one number that stays off a paragraph?
//! - [`sweep`]: what is the answer at every point of a grid, and which points are worth having?
//!
//! ```
//! use eccn::design::Design;
//! use eccn::determine::classify;
//! use eccn::law::{Law, Posture};
//!
//! let text = r#"
//! design = "An accelerator"
//! market = "datacenter"
//!
//! [parameters]
//! cores = 64
//! clock = "1.5 GHz"
//!
//! [[unit]]
//! name = "core"
//! count = "cores"
//! clock = "clock"
//! macs = { fp16 = 1024 }
//!
//! [[die]]
//! name = "compute"
//! area = "4.5 * cores + 60"
//! node = "TSMC N5"
//! "#;
//! let design = Design::parse(text, "design.toml")?;
//! let part = design.part(&design.point(&[])?)?;
//! let statute = Law::embedded().at("2026-07-23".parse()?, Posture::Text)?;
//! let answer = classify(&part, &statute, &Default::default());
//! assert_eq!(answer.eccn(), Some("3A090.a.2")); // TPP 3,145.728 on 348 mm²
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod expression;
mod field;
mod file;
mod grammar;
pub mod headroom;
mod lever;
mod outline;
mod parameters;
mod part;
mod polynomial;
mod profile;
pub mod solve;
pub mod sweep;
mod table;

pub use lever::Moved;
pub use parameters::{Parameter, Span};
pub use part::PointError;

use crate::Truth;
use crate::datasheet::{DatasheetErrors, Faults, Source};
use crate::part::{Cited, Cryptography, DieRole, Form, Format, Market, Transistor};
use expression::Expression;
use field::Field;
use std::sync::Arc;

/// The largest design file read, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// A design: the shape of a part, with numbers that may move.
#[derive(Clone, Debug)]
pub struct Design {
    name: String,
    vendor: Option<String>,
    file: Arc<str>,
    form: Option<Cited<Form>>,
    market: Option<Cited<Market>>,
    cryptography: Option<Cited<Cryptography>>,
    programmable_logic: Option<Cited<Truth>>,
    /// What may move: parameters in the order of the file, then every number written into a field.
    parameters: Vec<Parameter>,
    /// Parameters that follow from others.
    derived: Vec<(String, Expression)>,
    fields: Vec<Field>,
    circuits: Option<usize>,
    units: Vec<Unit>,
    dies: Vec<Die>,
    memory_kind: Option<Cited<String>>,
    memory_bandwidth: Option<usize>,
    memory_stacks: Option<usize>,
    transistors: Option<usize>,
    links: Vec<Link>,
}

/// A processing unit; numbers are places in [`Design::fields`].
#[derive(Clone, Debug)]
struct Unit {
    name: String,
    count: Option<usize>,
    /// Its clocks, with the names of their bins. The highest counts.
    clocks: Vec<(String, usize)>,
    macs: Vec<(Format, usize)>,
    rates: Vec<(Format, usize)>,
}

/// A kind of die.
#[derive(Clone, Debug)]
struct Die {
    name: String,
    role: DieRole,
    count: Option<usize>,
    area: usize,
    node: Option<Cited<String>>,
    transistor: Transistor,
}

/// A link.
#[derive(Clone, Debug)]
struct Link {
    name: String,
    one_way: bool,
    bandwidth: usize,
}

impl Design {
    /// Reads a design file. `file` is the name that errors and places carry; nothing is opened.
    ///
    /// # Errors
    /// All that is wrong with it, each with line, column and the offending text; of errors in the TOML itself only the
    /// first.
    ///
    /// ```
    /// use eccn::design::Design;
    /// let errors = Design::parse("design = \"X\"\n[parameters]\narea = \"0.9 * corse\"\ncores = 4\n", "x.toml").unwrap_err();
    /// assert!(errors.to_string().starts_with("x.toml:3:15: there is no parameter \"corse\"; did you mean \"cores\"?\n"));
    /// ```
    pub fn parse(text: &str, file: &str) -> Result<Self, DatasheetErrors> {
        let source = Source::new(text, file);
        let mut faults = Faults::default();
        let design = file::read(text, &source, &mut faults);
        match design {
            Some(design) => faults.finish(design, &source),
            None => {
                Err(faults.finish((), &source).err().unwrap_or_else(|| unreachable!("nothing is read without a fault")))
            }
        }
    }

    /// Whether a text is a design file and no part file: it has a key `design` before its first table.
    ///
    /// ```
    /// use eccn::design::Design;
    /// assert!(Design::is_design("# ours\ndesign = \"X\"\n"));
    /// assert!(!Design::is_design("name = \"X\"\n[notes]\ndesign = \"Y\"\n"));
    /// ```
    pub fn is_design(text: &str) -> bool {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let top = text.lines().map(str::trim_start).take_while(|line| !line.starts_with('['));
        top.filter_map(|line| line.split_once('=')).any(|(key, _)| key.trim() == "design")
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file it was read from.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What may move: the parameters of the file in its order, then every number that is written into a field.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }
}
