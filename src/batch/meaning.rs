//! What a column can hold, and in which units.

use crate::part::{Engine, Format, Sparsity};
use crate::quantity::parse::UnitWords;
use crate::quantity::{
    Count, Exact, GBPerSecond, GigabitsPerSecond, Gigahertz, SquareMillimeters, Tops, Tpp, TransistorsBillion,
    WeightedTeraflops,
};

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// Throughput in one format.
    Rate(RateColumn),
    /// Anything else.
    Fact(ColumnFact),
}

/// Throughput in one format.
#[derive(Clone, Debug, PartialEq)]
pub struct RateColumn {
    /// The numeric format.
    pub format: Format,
    /// Matrix or vector hardware, if the header says.
    pub engine: Engine,
    /// [`Sparsity::Dense`] or [`Sparsity::Unstated`]: sparse columns are never used.
    pub sparsity: Sparsity,
    /// The processing unit the rate is of. Units add up; formats of one unit compete.
    pub processing_unit: String,
    /// The bit length in which products are added up, if the header says. It matters to the October 2022 rule.
    pub accumulate: Option<u16>,
    /// Whether the part may be faster than the column says: a table of shader rates.
    pub at_least: bool,
}

impl RateColumn {
    /// A rate of the part's only processing unit.
    pub fn new(format: Format, sparsity: Sparsity) -> Self {
        Self {
            format,
            engine: Engine::Unstated,
            sparsity,
            processing_unit: String::new(),
            accumulate: None,
            at_least: false,
        }
    }

    /// Whether a table with this column shows how fast its parts are at best. Rates of 32 and 64 bits are often those of
    /// vector hardware, with faster matrix hardware beside it; so are those of 16 bits that do not say what they are.
    pub(crate) fn shows_peak(&self) -> bool {
        let matrix = matches!(self.format.name(), "BF16" | "TF32");
        self.engine != Engine::Vector
            && match self.format.bits() {
                ..16 => true,
                _ if matrix => true,
                16 => self.sparsity == Sparsity::Dense || self.engine == Engine::Matrix,
                _ => false,
            }
    }
}

macro_rules! facts {
    ($($(#[$doc:meta])* $variant:ident = $word:literal $(: $kind:ident)?;)*) => {
        /// What a column holds that is not a rate.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ColumnFact { $($(#[$doc])* $variant),* }

        impl ColumnFact {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name in column maps and flags.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The kind of quantity; `None` for words.
            pub fn kind(self) -> Option<Kind> {
                match self { $(Self::$variant => facts!(@kind $($kind)?)),* }
            }
        }
    };
    (@kind) => { None };
    (@kind $kind:ident) => { Some(Kind::$kind) };
}

facts! {
    /// The part's name.
    Name = "name";
    /// Who makes it.
    Vendor = "vendor";
    /// Total processing performance as such. Used where a row gives no rate.
    Tpp = "tpp": Tpp;
    /// The rate of a row that says its bit length in another column.
    Tops = "tops": Throughput;
    /// The bit length of the rate in `tops`.
    BitLength = "bit_length": Count;
    /// The numeric format of the rate in `tops` or `value`.
    Format = "format";
    /// Area of one logic die.
    DieArea = "die_area": Area;
    /// How many logic dies of that area the package holds.
    DieCount = "die_count": Count;
    /// Whether the dies have planar transistors.
    Planar = "planar";
    /// Whether the dies have non-planar transistors.
    NonPlanar = "non_planar";
    /// The process node.
    Node = "node";
    /// Who makes the dies.
    Foundry = "foundry";
    /// Designed or marketed for use in datacenters.
    Datacenter = "datacenter";
    /// Whom it is sold to, in words.
    Market = "market";
    /// The kind of item.
    Form = "form";
    /// Cryptography as a described function.
    Cryptography = "cryptography";
    /// The kind of memory.
    MemoryKind = "memory_type";
    /// Total DRAM bandwidth, or that of a memory part.
    MemoryBandwidth = "memory_bandwidth": Bandwidth;
    /// Area of a memory package or stack.
    MemoryArea = "memory_area": Area;
    /// Aggregate bidirectional transfer rate of all links other than to volatile memory.
    IoBandwidth = "io_bandwidth": Bandwidth;
    /// Transistors in the package.
    Transistors = "transistors": Transistors;
    /// How many integrated circuits the item holds.
    Circuits = "integrated_circuits": Count;
    /// Whether it is a field programmable logic device.
    ProgrammableLogic = "field_programmable";
    /// Single-ended digital input/outputs.
    SingleEndedIo = "single_ended_io": Count;
    /// Aggregate one-way serial transceiver rate.
    TransceiverRate = "transceiver_rate": Transceiver;
    /// Adjusted Peak Performance.
    App = "app": App;
    /// A factor of the number of processing units; several columns multiply.
    Units = "units": Count;
    /// A factor of the multiply-accumulates per clock and unit; several columns multiply.
    Macs = "macs": Count;
    /// The clock of the multiply-accumulates.
    Clock = "clock": Clock;
    /// In the long form: what the row's value is of.
    Field = "field";
    /// In the long form: the value.
    Value = "value";
    /// In the long form: the value's unit.
    Unit = "unit";
    /// In the long form: dense or sparse.
    Condition = "condition";
}

/// A kind of quantity.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// TOPS.
    Throughput,
    /// TPP.
    Tpp,
    /// mm².
    Area,
    /// GB/s.
    Bandwidth,
    /// Gb/s.
    Transceiver,
    /// Billions.
    Transistors,
    /// GHz.
    Clock,
    /// WT.
    App,
    /// A plain number.
    Count,
}

impl Kind {
    /// The unit in which values are kept.
    pub fn base_unit(self) -> &'static str {
        match self {
            Self::Throughput => "TOPS",
            Self::Tpp => "TPP",
            Self::Area => "mm²",
            Self::Bandwidth => "GB/s",
            Self::Transceiver => "Gb/s",
            Self::Transistors => "billion",
            Self::Clock => "GHz",
            Self::App => "WT",
            Self::Count => "",
        }
    }

    /// What a unit of this kind looks like, for errors.
    pub(crate) fn expected(self) -> &'static str {
        match self {
            Self::Throughput => Tops::EXPECTED,
            Self::Tpp => Tpp::EXPECTED,
            Self::Area => SquareMillimeters::EXPECTED,
            Self::Bandwidth => GBPerSecond::EXPECTED,
            Self::Transceiver => GigabitsPerSecond::EXPECTED,
            Self::Transistors => TransistorsBillion::EXPECTED,
            Self::Clock => Gigahertz::EXPECTED,
            Self::App => WeightedTeraflops::EXPECTED,
            Self::Count => Count::EXPECTED,
        }
    }

    /// The factor from the unit `word` to the base unit; `None` if it is not a unit of this kind.
    pub fn multiplier(self, word: &str) -> Option<Exact> {
        let word = word.trim();
        match self {
            Self::Throughput => Tops::multiplier(word),
            // Epoch AI's "bit-OP/s": operations per second times bits.
            Self::Tpp => {
                Tpp::multiplier(word).or_else(|| word.to_lowercase().strip_prefix("bit-").and_then(Tops::multiplier))
            }
            Self::Area => SquareMillimeters::multiplier(word),
            Self::Bandwidth => GBPerSecond::multiplier(word),
            Self::Transceiver => GigabitsPerSecond::multiplier(word),
            Self::Transistors => match word.to_lowercase().as_str() {
                "millions" => Some(Exact::ratio(1, 1000)),
                "billions" => Some(Exact::ONE),
                word => TransistorsBillion::multiplier(word),
            },
            Self::Clock => Gigahertz::multiplier(word),
            Self::App => WeightedTeraflops::multiplier(word),
            Self::Count => match word.to_lowercase().as_str() {
                "count" | "number" | "dies" | "chips" | "units" | "bits" | "pcs" | "#" => Some(Exact::ONE),
                word => Count::multiplier(word),
            },
        }
    }
}

impl Meaning {
    /// Its name in column maps: a fact, or the name of a format.
    pub fn name(&self) -> String {
        match self {
            Self::Rate(rate) => rate.format.name().to_lowercase(),
            Self::Fact(fact) => fact.name().to_owned(),
        }
    }

    /// The kind of quantity; `None` for words, and for the long form's values.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Rate(_) => Some(Kind::Throughput),
            Self::Fact(fact) => fact.kind(),
        }
    }

    /// The meaning with this name; a format means a dense rate, because whoever names a column vouches for it.
    ///
    /// # Errors
    /// Names what there is.
    pub fn from_name(name: &str) -> Result<Self, String> {
        let key = name.trim().to_lowercase().replace([' ', '-'], "_");
        if let Some(fact) = ColumnFact::ALL.iter().find(|fact| fact.name() == key) {
            return Ok(Self::Fact(*fact));
        }
        match name.parse::<Format>() {
            Ok(format) => Ok(Self::Rate(RateColumn::new(format, Sparsity::Dense))),
            Err(_) => {
                let facts: Vec<&str> = ColumnFact::ALL.iter().map(|fact| fact.name()).collect();
                Err(format!(
                    "{name:?} is neither a numeric format such as fp16 or int8 nor one of {}",
                    facts.join(", ")
                ))
            }
        }
    }
}
