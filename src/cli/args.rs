//! What can be typed. Help, man page and completions come from here.

use clap::{Args, Parser, Subcommand};
use eccn::facts::Choice;
use eccn::law::Posture;
use eccn::measure::Circumstances;
use jiff::civil::Date;
use std::path::PathBuf;

/// Which U.S. export-control paragraph an accelerator falls under, on any date, with the reason.
#[derive(Debug, Parser)]
#[command(name = "eccn", version, max_term_width = 100, after_help = after_help())]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What the process returns, and when.
pub(super) const EXIT_CODES: [(&str, &str); 5] = [
    ("0", "everything was answered, or the reader of the output left"),
    (
        "1",
        "an input cannot be read or used, an output cannot be written, or law files are faulty; `classify` answers the rest; of `check`: a part is denied or differs from the lock",
    ),
    (
        "2",
        "the command line is wrong, or it or a column map names what the table has not; of `check`: also an input that cannot be read",
    ),
    ("3", "rows of a batch have errors and --strict was given"),
    ("130", "interrupted"),
];

fn after_help() -> String {
    let codes: Vec<String> = EXIT_CODES.iter().map(|(code, when)| format!("{code} {when}")).collect();
    let codes = codes.join("; ");
    format!(
        "Exit codes: {codes}.\n\nThis is not legal advice. Each answer says what it rests on and what was not checked."
    )
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Classify parts: from the catalog, from files, or from numbers given as flags
    Classify(Box<super::classify::ClassifyArgs>),
    /// Classify every row of spec tables (CSV, JSON lines, Parquet): the rows come out with answers added
    Batch(Box<super::batch::BatchArgs>),
    /// Show what was understood of a table's columns, as a column map to check and edit
    Columns(super::columns::ColumnsArgs),
    /// Check part and design files against denied paragraphs and against accepted answers (eccn.lock)
    Check(Box<super::check::CheckArgs>),
    /// Show which parts moved between two days, two laws or two tables, and because of which amendment or value
    Diff(Box<super::diff::DiffArgs>),
    /// Put our answers beside a vendor's published ECCNs and TPP, and explain the differences by cause
    Reconcile(Box<super::reconcile::ReconcileArgs>),
    /// List the parts of the catalog
    Parts(super::parts::PartsArgs),
    /// Show what a printed datasheet (PDF, HTML, XLSX, text) says: parts, values, what is certain, what was not understood
    Read(super::read::ReadArgs),
    /// Show the law: amendments, paragraphs, or check law files
    Law(super::law::LawArgs),
    /// Show what every amendment made of a part
    Timeline(super::timeline::TimelineArgs),
    /// Say whether a license is required to a destination, which exceptions are open, and how an application is reviewed
    License(Box<super::license::LicenseArgs>),
    /// Post shipments and licenses of a CSV file to a ledger of TPP: totals, what is left, what exceeds
    Ledger(super::ledger::LedgerArgs),
    /// Say how many of a part are within an amount of TPP
    Quota(super::ledger::QuotaArgs),
    /// Show all destinations at once for a part: as a table, CSV, JSON, or a tile map (SVG)
    Map(Box<super::map::MapArgs>),
    /// Write all about one part's answer on one page: HTML, or Markdown
    Dossier(Box<super::dossier::DossierArgs>),
    /// Draw parts and the law's regions: SVG or PNG
    Plot(Box<super::plot::PlotArgs>),
    /// Say whether model weights are ECCN 4E091, from parameters and tokens, operations, or chip-hours
    Weights(Box<super::weights::WeightsArgs>),
    /// Check the presumption of Note 1 to 3A090.a for a front-end fabricator or OSAT company
    Foundry(Box<super::foundry::FoundryArgs>),
    /// Show a destination's country groups on a day, and what changed them
    Destination(super::destination::DestinationArgs),
    /// Say how far each value of a design can move before its answer does, and which line is nearest
    Headroom(super::headroom::HeadroomArgs),
    /// Find the largest or smallest value of a design that stays off a paragraph, with its proof
    Solve(super::solve::SolveArgs),
    /// Count the paragraphs over every combination of a design's parameters, write them out, or find those worth having
    Sweep(super::sweep::SweepArgs),
    /// Print the JSON Schema of `classify --format json`, or of `license --format json`
    Schema {
        /// Whose
        #[arg(value_parser = ["classify", "license"], default_value = "classify")]
        of: String,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

/// The day, the posture, the readings and the law files.
#[derive(Debug, Args)]
pub(super) struct WhenArgs {
    /// The day whose law applies, such as 2024-01-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<Date>,
    #[command(flatten)]
    pub(super) how: HowArgs,
}

#[derive(Debug, Args)]
pub(super) struct HowArgs {
    /// The law as codified (text) or as enforced
    #[arg(long, default_value = "text", value_parser = posture)]
    pub(super) posture: Posture,
    /// Another choice for an open question of interpretation; `eccn law list` names them
    #[arg(long, value_name = "NAME=CHOICE", value_parser = pair)]
    pub(super) reading: Vec<(String, String)>,
    /// Read law files from this folder in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) law: Option<PathBuf>,
    /// Answer as if a bill or draft that is no law were in force, and say so; for licenses, run its test beside the answer. A
    /// name that is none is answered with the list
    #[arg(long, value_name = "NAME|all")]
    pub(super) proposal: Vec<String>,
}

fn posture(text: &str) -> Result<Posture, String> {
    text.parse()
}

pub(super) fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date such as 2024-01-01".to_owned())
}

pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err(format!("expected NAME=VALUE, found {text:?}")),
    }
}

/// Values for a part that has no file, or that a file leaves out. A flag overrides the file.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Values (they describe a new part, or override what the input says)")]
pub(super) struct ValueArgs {
    /// Dense throughput of a format: fp8=1979, "fp16=989.4 TFLOPS", "int8=280 or 320 TOPS" (TOPS if no unit)
    #[arg(long, value_name = "FORMAT=RATE", value_parser = pair)]
    pub(super) rate: Vec<(String, String)>,
    /// Multiply-accumulates per clock and unit: fp16=1024; with --clock and --units
    #[arg(long, value_name = "FORMAT=COUNT", value_parser = pair, requires = "units", requires = "clock")]
    pub(super) macs: Vec<(String, String)>,
    /// How many processing units there are
    #[arg(long, value_name = "COUNT", requires = "macs")]
    pub(super) units: Option<u32>,
    /// Clock, such as "1.41 GHz" (GHz if no unit)
    #[arg(long, requires = "macs")]
    pub(super) clock: Option<String>,
    /// Total processing performance, where it is known as such
    #[arg(long, conflicts_with_all = ["rate", "macs"])]
    pub(super) tpp: Option<String>,
    /// Area of the logic dies in mm²: 814, "700 to 814"
    #[arg(long, value_name = "AREA")]
    pub(super) die_area: Option<String>,
    /// Process node or transistor architecture: non-planar, planar, "TSMC N5"
    #[arg(long)]
    pub(super) node: Option<String>,
    /// Designed or marketed for use in datacenters: yes, no or unknown
    #[arg(long)]
    pub(super) datacenter: Option<eccn::Truth>,
    /// Aggregate bidirectional transfer rate of all links other than to volatile memory (GB/s if no unit)
    #[arg(long, value_name = "RATE")]
    pub(super) io: Option<String>,
    /// Total DRAM bandwidth (GB/s if no unit)
    #[arg(long, value_name = "RATE")]
    pub(super) memory_bandwidth: Option<String>,
    /// Kind of memory, such as HBM3
    #[arg(long, value_name = "KIND")]
    pub(super) memory_type: Option<String>,
    /// Area of a memory package or stack in mm², for memory parts
    #[arg(long, value_name = "AREA")]
    pub(super) memory_area: Option<String>,
    /// Transistors in the package, such as "80 billion"
    #[arg(long)]
    pub(super) transistors: Option<String>,
    /// Adjusted Peak Performance in WT, for computers
    #[arg(long)]
    pub(super) app: Option<String>,
    /// Item form: integrated-circuit, memory, assembly or computer
    #[arg(long)]
    pub(super) form: Option<eccn::part::Form>,
    /// How many integrated circuits the item holds
    #[arg(long, value_name = "COUNT")]
    pub(super) integrated_circuits: Option<u32>,
    /// Cryptography as a described function: none, 5A002.a or 5A992.c
    #[arg(long)]
    pub(super) cryptography: Option<eccn::part::Cryptography>,
    /// Whether it is a field programmable logic device: yes or no
    #[arg(long)]
    pub(super) fpga: Option<eccn::Truth>,
    #[command(flatten)]
    pub(super) who: WhoArgs,
}

/// Who exports, designs and packages.
#[derive(Debug, Default, Args)]
pub(super) struct WhoArgs {
    /// Who exports, for the presumption of Note 1 to 3A090.a
    #[arg(long, value_parser = ["other", "front-end-fabricator", "osat"], default_value = "other")]
    exporter: String,
    /// Standing of the designer under Note 1.a
    #[arg(long, value_parser = ["other", "approved", "authorized"], default_value = "other")]
    designer: String,
    /// Who packaged the circuit, under Note 1.b and 1.c
    #[arg(long, value_parser = ["other", "fabricator-outside-d5", "approved-osat"], default_value = "other")]
    packaging: String,
}

impl WhoArgs {
    pub(super) fn circumstances(&self) -> Circumstances {
        let word = |choice: Choice, given: &str| {
            choice.values().iter().copied().find(|value| *value == given).unwrap_or("other")
        };
        Circumstances {
            exporter: word(Choice::Exporter, &self.exporter),
            designer: word(Choice::Designer, &self.designer),
            packaging: word(Choice::Packaging, &self.packaging),
        }
    }
}

/// What the columns of a table hold, and how it is written.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Columns")]
pub(super) struct TableArgs {
    /// Read what columns hold from this file, as `eccn columns` prints it
    #[arg(long, value_name = "FILE")]
    pub(super) map: Option<PathBuf>,
    /// What a column holds: fp16="FP16 dense", die_area=area_mm2, unused=notes; #3 is the third column
    #[arg(long, value_name = "FACT=HEADER", value_parser = pair)]
    pub(super) column: Vec<(String, String)>,
    /// The unit of a column's numbers: fp16=FLOP/s, die_area=cm2
    #[arg(long, value_name = "FACT=UNIT", value_parser = pair)]
    pub(super) unit: Vec<(String, String)>,
    /// What holds where a row does not say: datacenter=yes, planar=no, die_count=1, form=assembly
    #[arg(long, value_name = "FACT=VALUE", value_parser = pair)]
    pub(super) default: Vec<(String, String)>,
    /// Whether the rate columns show how fast a part is at best, or at least [default: by their headers]
    #[arg(long, value_parser = ["complete", "at-least"])]
    pub(super) rates: Option<String>,
    /// Whether a row is a part (wide) or one fact of a part (long)
    #[arg(long, value_parser = ["wide", "long"])]
    pub(super) layout: Option<String>,
    /// What stands between fields: a character, or tab
    #[arg(long, value_parser = delimiter)]
    pub(super) delimiter: Option<u8>,
    /// The decimal sign of numbers
    #[arg(long, value_parser = ["point", "comma"])]
    pub(super) decimal: Option<String>,
    /// The file has no header; columns are named #1, #2 and so on
    #[arg(long)]
    pub(super) no_header: bool,
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err(format!("expected one character that is no letter, digit or quote, or tab; found {text:?}")),
    }
}

/// Who is on the other side, and what is done.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Transaction (what is not given stays open in the answer)")]
pub(super) struct TransactionArgs {
    /// Where the end user is, if not at the destination
    #[arg(long, value_name = "PLACE")]
    pub(super) located: Option<String>,
    /// Where the end user is headquartered: a destination, or local: at the destination, or unknown
    #[arg(long, value_name = "PLACE")]
    pub(super) hq: Option<String>,
    /// Where its ultimate parent is headquartered: a destination, or same: it has none, or unknown
    #[arg(long, value_name = "PLACE")]
    pub(super) parent: Option<String>,
    /// Where the item leaves from, or unknown [default: the United States, and the answer says so]
    #[arg(long, value_name = "PLACE")]
    pub(super) from: Option<String>,
    /// What is done: export, reexport or transfer (in-country) [default: what --from makes it]
    #[arg(long, value_name = "VERB")]
    pub(super) verb: Option<eccn::license::Verb>,
    /// Where the designer of the circuit is headquartered [default: as known for the vendor]
    #[arg(long, value_name = "PLACE")]
    pub(super) designer_hq: Option<String>,
    /// The end user by name, if a supplement may name it (G42, Microsoft)
    #[arg(long, value_name = "NAME")]
    pub(super) party: Option<String>,
    /// How many items
    #[arg(long, value_name = "COUNT")]
    pub(super) quantity: Option<String>,
    /// TPP that the corporate group has received under LPP this calendar year
    #[arg(long, value_name = "TPP")]
    pub(super) lpp_tpp: Option<String>,
    /// TPP licensed to the country from 2025 on
    #[arg(long, value_name = "TPP")]
    pub(super) licensed_tpp: Option<String>,
    /// TPP that the consignee has received under AIA
    #[arg(long, value_name = "TPP")]
    pub(super) aia_tpp: Option<String>,
    /// TPP of this product shipped to China and Macau so far
    #[arg(long, value_name = "TPP")]
    pub(super) china_tpp: Option<String>,
    /// TPP of this product shipped to customers in the United States for use there
    #[arg(long, value_name = "TPP")]
    pub(super) us_tpp: Option<String>,
    /// An answer to a question that only the parties can answer: us-supply=yes
    #[arg(long, value_name = "NAME=yes|no|unknown", value_parser = pair)]
    pub(super) answer: Vec<(String, String)>,
}
