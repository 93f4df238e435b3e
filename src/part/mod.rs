//! What a part is: processing units, dies, memory, links, market and form, each value with its source.
//!
//! A [`Part`] is what a datasheet says, and nothing else. It knows no law: [`measure`](crate::measure) turns it into
//! the facts that the law asks about.

mod die;
mod format;
mod item;
mod memory;
mod provenance;
mod unit;

pub use die::{Die, DieRole, Transistor, foundry_node, node_size};
pub use format::{Format, FormatError};
pub use item::{Cryptography, Form, Market, Status};
pub use memory::{Direction, Link, Memory};
pub use provenance::{Cited, Confidence, Location, Source};
pub use unit::{Engine, MacRate, ProcessingUnit, Rate, Scope, Sparsity};

use crate::Truth;
use crate::quantity::{Count, GigabitsPerSecond, Known, Tpp, TransistorsBillion, WeightedTeraflops};

/// One part as its datasheet, part file or command line describes it.
///
/// Everything but the name may be missing; a missing value is unknown, not zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// The name it is sold under.
    pub name: String,
    /// Who makes or sells it.
    pub vendor: Option<String>,
    /// Other names it is found under.
    pub aliases: Vec<String>,
    /// Released, announced, or only reported.
    pub status: Status,
    /// When it was released, as the source writes it: `2022-03-22`, `2023`.
    pub released: Option<String>,
    /// When the sources were read.
    pub retrieved: Option<String>,
    /// What kind of item it is. `None`: not stated.
    pub form: Option<Cited<Form>>,
    /// How many packaged integrated circuits the item holds. `None`: not stated, taken as one.
    pub integrated_circuits: Option<Cited<u32>>,
    /// Whom it is sold to.
    pub market: Option<Cited<Market>>,
    /// Whether it is a field programmable logic device. `None`: not stated.
    pub programmable_logic: Option<Cited<Truth>>,
    /// Whether cryptography is a described function. `None`: not stated.
    pub cryptography: Option<Cited<Cryptography>>,
    /// Processing units that can work at the same time.
    pub units: Vec<ProcessingUnit>,
    /// Dies in one package.
    pub dies: Vec<Die>,
    /// Its memory, or the memory it is.
    pub memory: Memory,
    /// Input and output other than to volatile memory.
    pub links: Vec<Link>,
    /// Transistors in the package.
    pub transistors: Option<Cited<Known<TransistorsBillion>>>,
    /// Single-ended digital input/outputs of a field programmable logic device.
    pub single_ended_io: Option<Cited<Known<Count>>>,
    /// Aggregate one-way peak serial transceiver data rate of a field programmable logic device.
    pub transceiver_rate: Option<Cited<Known<GigabitsPerSecond>>>,
    /// The TPP the sheet itself states. Used only if no rate is given; compared with ours otherwise.
    pub stated_tpp: Option<Cited<Known<Tpp>>>,
    /// Adjusted Peak Performance the sheet states.
    pub stated_app: Option<Cited<Known<WeightedTeraflops>>>,
    /// Power, as the source writes it. Not used by any rule.
    pub power: Option<Cited<String>>,
    /// What vendors, agencies or the press say of its control status. Not used by any rule.
    pub control_status: Vec<Cited<String>>,
    /// Remarks for the reader, one paragraph each.
    pub notes: Vec<String>,
    /// Where the values come from.
    pub sources: Vec<Source>,
}
