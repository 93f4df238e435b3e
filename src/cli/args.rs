//! What can be typed. Help, man page and completions come from here.

use clap::{Args, Parser, Subcommand, ValueEnum};
use eccn::law::Posture;
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
    Classify(Box<ClassifyArgs>),
    /// Classify every row of spec tables (CSV, JSON lines, Parquet): the rows come out with answers added
    Batch(Box<BatchArgs>),
    /// Show what was understood of a table's columns, as a column map to check and edit
    Columns(ColumnsArgs),
    /// Check part and design files against denied paragraphs and against accepted answers (eccn.lock)
    Check(Box<super::check::CheckArgs>),
    /// Show which parts moved between two days, two laws or two tables, and because of which amendment or value
    Diff(Box<super::diff::DiffArgs>),
    /// Put our answers beside a vendor's published ECCNs and TPP, and explain the differences by cause
    Reconcile(Box<super::reconcile::ReconcileArgs>),
    /// List the parts of the catalog
    Parts(PartsArgs),
    /// Show what a printed datasheet (PDF, HTML, XLSX, text) says: parts, values, what is certain, what was not understood
    Read(ReadArgs),
    /// Show the law: amendments, paragraphs, or check law files
    Law(LawArgs),
    /// Show what every amendment made of a part
    Timeline(TimelineArgs),
    /// Say whether a license is required to a destination, which exceptions are open, and how an application is reviewed
    License(Box<LicenseArgs>),
    /// Post shipments and licenses of a CSV file to a ledger of TPP: totals, what is left, what exceeds
    Ledger(LedgerArgs),
    /// Say how many of a part are within an amount of TPP
    Quota(QuotaArgs),
    /// Show all destinations at once for a part: as a table, CSV, JSON, or a tile map (SVG)
    Map(Box<MapArgs>),
    /// Write all about one part's answer on one page: HTML, or Markdown
    Dossier(Box<super::dossier::DossierArgs>),
    /// Draw parts and the law's regions: SVG or PNG
    Plot(Box<super::plot::PlotArgs>),
    /// Say whether model weights are ECCN 4E091, from parameters and tokens, operations, or chip-hours
    Weights(Box<super::weights::WeightsArgs>),
    /// Check the presumption of Note 1 to 3A090.a for a front-end fabricator or OSAT company
    Foundry(Box<FoundryArgs>),
    /// Show a destination's country groups on a day, and what changed them
    Destination(DestinationArgs),
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

#[derive(Debug, Args)]
pub(super) struct ClassifyArgs {
    /// Part names, part files (.md, .toml, .json), printed datasheets (.pdf, .html, .xlsx, .rst, .txt, .tsv), folders of
    /// part files, or - for standard input
    #[arg(value_name = "PART|FILE|DIR|-")]
    pub(super) input: Vec<String>,
    /// Classify every part of the catalog
    #[arg(long, conflicts_with = "input")]
    pub(super) all: bool,
    /// Read files as datasheets as they are printed, whatever their endings
    #[arg(long)]
    pub(super) sheet: bool,
    #[command(flatten)]
    pub(super) when: WhenArgs,
    /// Show every derivation, every condition and the words of the law
    #[arg(long)]
    pub(super) explain: bool,
    /// How to print: one part is explained in text, several are a table, unless this says otherwise
    #[arg(long, value_enum)]
    pub(super) format: Option<Format>,
    #[command(flatten)]
    pub(super) values: ValueArgs,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table with a row a part
    Table,
    /// A text a part
    Text,
    /// A JSON object, or an array if there are several parts
    Json,
    /// A JSON object a line
    Jsonl,
    /// CSV with a header
    Csv,
    /// A Markdown table
    Md,
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
    /// Who exports, for the presumption of Note 1 to 3A090.a
    #[arg(long, value_parser = ["other", "front-end-fabricator", "osat"], default_value = "other")]
    pub(super) exporter: String,
    /// Standing of the designer under Note 1.a
    #[arg(long, value_parser = ["other", "approved", "authorized"], default_value = "other")]
    pub(super) designer: String,
    /// Who packaged the circuit, under Note 1.b and 1.c
    #[arg(long, value_parser = ["other", "fabricator-outside-d5", "approved-osat"], default_value = "other")]
    pub(super) packaging: String,
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

#[derive(Debug, Args)]
pub(super) struct BatchArgs {
    /// Tables: CSV, JSON lines or Parquet, also compressed with gzip or zstd; - is standard input
    #[arg(value_name = "FILE|-", required = true)]
    pub(super) input: Vec<String>,
    #[command(flatten)]
    pub(super) when: WhenArgs,
    /// Write here instead of to standard output (-); the file appears when it is complete
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// The format of the output [default: that of the output's name, or of the input; for Parquet, CSV]
    #[arg(long, value_enum)]
    pub(super) format: Option<TableFormat>,
    /// Which columns to add [default: eccn,paragraphs,certainty,tpp,performance_density,margin,needs,lints,error]
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', value_parser = added)]
    pub(super) add: Vec<eccn::batch::Added>,
    /// Write the added columns without those of the input
    #[arg(long)]
    pub(super) only: bool,
    /// Also add, for each of these destinations, whether a license is required, exceptions and review; for end users of the
    /// destination itself unless --hq or --parent say otherwise
    #[arg(long, value_name = "PLACE", value_delimiter = ',', conflicts_with_all = ["counts", "summary"])]
    pub(super) to: Vec<String>,
    /// Where end users are headquartered, for --to
    #[arg(long, value_name = "PLACE", requires = "to")]
    pub(super) hq: Option<String>,
    /// Where their ultimate parents are headquartered, for --to
    #[arg(long, value_name = "PLACE", requires = "to")]
    pub(super) parent: Option<String>,
    /// Where items leave from, for --to [default: the United States]
    #[arg(long, value_name = "PLACE", requires = "to")]
    pub(super) from: Option<String>,
    /// Also add the answer of this day, and whether it differs
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) diff_date: Option<Date>,
    /// Write only how many rows have which answer; with --diff-date, which answers on both days
    #[arg(long, conflicts_with_all = ["add", "only"])]
    pub(super) counts: bool,
    /// Write only how many rows of each word of this column have which answer [default column: the vendor]
    #[arg(long, value_name = "COLUMN", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["add", "only", "diff_date", "counts"])]
    pub(super) summary: Option<String>,
    /// Collect the errors of rows in this file, a line each
    #[arg(long, value_name = "FILE")]
    pub(super) errors: Option<PathBuf>,
    /// Exit with 3 if any row has an error
    #[arg(long)]
    pub(super) strict: bool,
    /// Put an apostrophe before cells of the input that a spreadsheet would take for a formula
    #[arg(long)]
    pub(super) escape_formulas: bool,
    /// How many rows are worked on at once [default: as many as there are cores]
    #[arg(long, value_name = "COUNT")]
    pub(super) threads: Option<usize>,
    /// No progress bar and no closing line
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Who exports, for the presumption of Note 1 to 3A090.a
    #[arg(long, value_parser = ["other", "front-end-fabricator", "osat"], default_value = "other")]
    pub(super) exporter: String,
    /// Standing of the designer under Note 1.a
    #[arg(long, value_parser = ["other", "approved", "authorized"], default_value = "other")]
    pub(super) designer: String,
    /// Who packaged the circuit, under Note 1.b and 1.c
    #[arg(long, value_parser = ["other", "fabricator-outside-d5", "approved-osat"], default_value = "other")]
    pub(super) packaging: String,
    #[command(flatten)]
    pub(super) table: TableArgs,
}

fn added(name: &str) -> Result<eccn::batch::Added, String> {
    let all = eccn::batch::Added::ALL;
    let names = || all.map(eccn::batch::Added::name).join(", ");
    all.into_iter().find(|added| added.name() == name.trim()).ok_or_else(|| format!("expected one of {}", names()))
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// CSV
    Csv,
    /// A JSON object a line
    Jsonl,
    /// Parquet, to a file
    Parquet,
}

#[derive(Debug, Args)]
pub(super) struct ColumnsArgs {
    /// A table
    #[arg(value_name = "FILE|-")]
    pub(super) input: String,
    #[command(flatten)]
    pub(super) table: TableArgs,
}

#[derive(Debug, Args)]
pub(super) struct PartsArgs {
    /// Part of a name or vendor
    pub(super) query: Option<String>,
    /// Print the part file itself
    #[arg(long, requires = "query")]
    pub(super) show: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReadArgs {
    /// Datasheets as printed: PDF, HTML, XLSX, Markdown, reStructuredText, text with columns, prose
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Write each part as a part file with its source into this folder; a file that exists is left as it is
    #[arg(long, value_name = "DIR")]
    pub(super) write: Option<PathBuf>,
    /// The page the datasheet was saved from, as the source in part files
    #[arg(long, value_name = "URL")]
    pub(super) source: Option<String>,
    /// The day it was saved, as in 2026-11-22
    #[arg(long, value_name = "DATE")]
    pub(super) retrieved: Option<jiff::civil::Date>,
    /// The character encoding of a text that does not tell: gb18030, big5, windows-1252
    #[arg(long)]
    pub(super) encoding: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct LawArgs {
    #[command(subcommand)]
    pub(super) command: LawCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum LawCommand {
    /// List amendments, paragraphs and open readings
    List {
        /// Read law files from this folder
        #[arg(long, value_name = "DIR")]
        law: Option<PathBuf>,
    },
    /// Show a paragraph or entry with all its versions (3A090.a.2, 3A090), or a license rule, exception or term (NAC, groups-d-b)
    Show {
        /// The paragraph
        paragraph: String,
        /// Read law files from this folder
        #[arg(long, value_name = "DIR")]
        law: Option<PathBuf>,
    },
    /// Check law files: the built-in ones, or those of a folder
    Check {
        /// The folder
        folder: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(super) struct TimelineArgs {
    /// A part name, a part file, or - for standard input
    #[arg(value_name = "PART|FILE|-")]
    pub(super) input: String,
    #[command(flatten)]
    pub(super) how: HowArgs,
    /// How to print
    #[arg(long, value_parser = ["text", "csv"], default_value = "text")]
    pub(super) format: String,
}

#[derive(Debug, Args)]
pub(super) struct DestinationArgs {
    /// Names or ISO 3166 codes of destinations
    #[arg(value_name = "DESTINATION", required_unless_present = "all")]
    pub(super) input: Vec<String>,
    /// Show every destination and unlisted territory
    #[arg(long, conflicts_with = "input")]
    pub(super) all: bool,
    /// The day asked about, such as 2024-01-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<Date>,
    /// Another choice for an open question of interpretation, such as d5-list=state-list
    #[arg(long, value_name = "NAME=CHOICE", value_parser = pair)]
    pub(super) reading: Vec<(String, String)>,
    /// Read law files from this folder in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) law: Option<PathBuf>,
    /// How to print [default: text; with --all, csv]
    #[arg(long, value_parser = ["text", "csv", "json"])]
    pub(super) format: Option<String>,
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

#[derive(Debug, Args)]
pub(super) struct LicenseArgs {
    /// Part names, part files (.md, .toml, .json), folders of part files, or - for standard input
    #[arg(value_name = "PART|FILE|DIR|-")]
    pub(super) input: Vec<String>,
    /// Where it goes: names or ISO 3166 codes, separated by commas
    #[arg(long, value_name = "PLACE", value_delimiter = ',', required = true)]
    pub(super) to: Vec<String>,
    #[command(flatten)]
    pub(super) when: WhenArgs,
    /// Show the words of the law, every condition, and why exceptions are not open
    #[arg(long)]
    pub(super) explain: bool,
    /// How to print [default: text; for several answers, csv]
    #[arg(long, value_parser = ["text", "csv", "json"])]
    pub(super) format: Option<String>,
    #[command(flatten)]
    pub(super) transaction: TransactionArgs,
    #[command(flatten)]
    pub(super) values: ValueArgs,
}

#[derive(Debug, Args)]
pub(super) struct LedgerArgs {
    /// CSV with the columns date, part or tpp, quantity, consignee, parent, location, hq, parent_hq, verb, authorization; -
    /// is standard input
    #[arg(value_name = "FILE|-")]
    pub(super) input: String,
    /// Write totals and limits as CSV in place of the rows
    #[arg(long)]
    pub(super) summary: bool,
    /// Exit with 3 if a row exceeds a limit, is not eligible or has an error
    #[arg(long)]
    pub(super) strict: bool,
    /// Another choice for an open question of interpretation, such as d5-list=state-list
    #[arg(long, value_name = "NAME=CHOICE", value_parser = pair)]
    pub(super) reading: Vec<(String, String)>,
    /// Read law files from this folder in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) law: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct QuotaArgs {
    /// An amount of TPP, or the name of a limit: lpp, lpp-notice, allocation, aia, nveu-2026Q1
    #[arg(value_name = "TPP|LIMIT")]
    pub(super) limit: String,
    /// Part names or part files
    #[arg(value_name = "PART|FILE|-", required = true)]
    pub(super) input: Vec<String>,
    /// How to print
    #[arg(long, value_parser = ["text", "csv"], default_value = "text")]
    pub(super) format: String,
    /// Read law files from this folder in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) law: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct MapArgs {
    /// A part name, a part file, or - for standard input
    #[arg(value_name = "PART|FILE|-")]
    pub(super) input: Option<String>,
    #[command(flatten)]
    pub(super) when: WhenArgs,
    /// How to print
    #[arg(long, value_parser = ["table", "csv", "json", "svg"], default_value = "table")]
    pub(super) format: String,
    #[command(flatten)]
    pub(super) transaction: TransactionArgs,
    #[command(flatten)]
    pub(super) values: ValueArgs,
}

#[derive(Debug, Args)]
pub(super) struct FoundryArgs {
    /// A part name, a part file, or - for standard input
    #[arg(value_name = "PART|FILE|-")]
    pub(super) input: Option<String>,
    #[command(flatten)]
    pub(super) when: WhenArgs,
    #[command(flatten)]
    pub(super) values: ValueArgs,
}
