//! The names of the facts, as conditions in `law/` write them.

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $label:literal $(, $unit:literal)?;)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in conditions and clauses, JSON and CSV.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The name for people.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }

            /// The one with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|fact| fact.name() == name)
            }
        }

        vocabulary!(@unit $name $($variant $($unit)?;)*);
    };
    (@unit NumericFact $($variant:ident $unit:literal;)*) => {
        impl NumericFact {
            /// The unit, for people; may be empty.
            pub fn unit(self) -> &'static str {
                match self { $(Self::$variant => $unit),* }
            }
        }
    };
    (@unit $name:ident $($variant:ident;)*) => {};
}
pub(crate) use vocabulary;

vocabulary! {
    /// A fact that is a number.
    NumericFact {
        /// 2 × MacTOPS × bit length, dense, best format per processing unit, summed over the processing units of the
        /// integrated circuit (3A090 Technical Notes 1 to 3).
        Tpp = "tpp", "TPP", "";
        /// All die area of logic dies made on a node with non-planar transistors (3A090 Technical Note 4). Zero: there is none.
        ApplicableDieArea = "applicable_die_area", "applicable die area", "mm²";
        /// TPP over applicable die area (3A090 Technical Note 4).
        PerformanceDensity = "performance_density", "performance density", "";
        /// 2 × MacTOPS, not multiplied by the bit length (3A991.p Technical Note 3).
        Tops = "tops", "TOPS", "TOPS";
        /// The October 2022 measure: bit length (of inputs or output) times TOPS (87 FR 62186).
        BitsTops2022 = "bits_tops_2022", "bits × TOPS (2022)", "";
        /// Aggregate bidirectional transfer rate over all inputs and outputs other than to volatile memory.
        IoBandwidth = "io_bandwidth", "I/O bandwidth", "GB/s";
        /// Total DRAM bandwidth.
        DramBandwidth = "dram_bandwidth", "DRAM bandwidth", "GB/s";
        /// DRAM and I/O bandwidth together. No rule in force asks for it; bills do.
        MemoryAndIoBandwidth = "memory_and_io_bandwidth", "DRAM and I/O bandwidth together", "GB/s";
        /// Memory bandwidth over package or stack area (technical note to 3A090.c).
        MemoryBandwidthDensity = "memory_bandwidth_density", "memory bandwidth density", "GB/s/mm²";
        /// Aggregated approximated transistor count of the final packaged integrated circuit, in billions (§ 772.1).
        Transistors = "transistors", "transistors", "billion";
        /// Adjusted Peak Performance (Category 4 Technical Note).
        App = "app", "APP", "WT";
        /// Single-ended digital input/outputs of a field programmable logic device (3A001.a.7.a).
        SingleEndedIo = "single_ended_io", "single-ended I/O", "";
        /// Aggregate one-way peak serial transceiver data rate (3A001.a.7.b).
        TransceiverRate = "transceiver_rate", "transceiver rate", "Gb/s";
        /// The calendar year in which the export, reexport or transfer is completed (Note 1 to 3A090.a).
        ExportYear = "export_year", "export year", "";
    }
}

vocabulary! {
    /// A fact that is yes or no.
    Flag {
        /// Designed or marketed for use in datacenters (Note 2 to 3A090).
        Datacenter = "datacenter", "designed or marketed for datacenters";
        /// The final packaged integrated circuit contains high-bandwidth memory.
        HasHbm = "has_hbm", "contains high-bandwidth memory";
        /// The item is itself a memory device or stack (3A090.c).
        MemoryItem = "memory_item", "is a memory device";
        /// A field programmable logic device.
        ProgrammableLogic = "programmable_logic", "field programmable logic device";
        /// An "applicable advanced logic integrated circuit": 16/14 nm node or below, or non-planar (§ 772.1).
        AdvancedLogic = "advanced_logic", "applicable advanced logic integrated circuit";
    }
}

vocabulary! {
    /// A fact that is one of several words.
    Choice {
        /// The kind of item.
        Form = "form", "item form";
        /// Cryptography as a described function.
        Cryptography = "cryptography", "cryptography";
        /// Who exports: the presumption of Note 1 to 3A090.a binds fabricators and OSAT companies only.
        Exporter = "exporter", "exporter";
        /// The standing of the designer under Note 1.a.
        Designer = "designer", "integrated circuit designer";
        /// Who packages the die, and where (Note 1.b and 1.c).
        Packaging = "packaging", "packaging";
    }
}

impl Choice {
    /// The words the fact can have.
    pub fn values(self) -> &'static [&'static str] {
        match self {
            Self::Form => &["integrated-circuit", "memory", "assembly", "computer"],
            Self::Cryptography => &["none", "5a002.a", "5a992.c"],
            Self::Exporter => &["other", "front-end-fabricator", "osat"],
            Self::Designer => &["other", "approved", "authorized"],
            Self::Packaging => &["other", "fabricator-outside-d5", "approved-osat"],
        }
    }
}

/// Any fact, by its kind.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactName {
    /// A fact that is a number.
    Numeric(NumericFact),
    /// A fact that is yes or no.
    Flag(Flag),
    /// A fact that is one of several words.
    Choice(Choice),
}

impl FactName {
    /// The name in conditions, JSON and CSV.
    pub fn name(self) -> &'static str {
        match self {
            Self::Numeric(fact) => fact.name(),
            Self::Flag(flag) => flag.name(),
            Self::Choice(choice) => choice.name(),
        }
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Numeric(fact) => fact.label(),
            Self::Flag(flag) => flag.label(),
            Self::Choice(choice) => choice.label(),
        }
    }
}
