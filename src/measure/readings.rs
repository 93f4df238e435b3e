//! The choices of interpretation that measuring takes.
//!
//! The questions and their sources are data, in `law/readings.toml`; here is only which way each goes.

use crate::part::{DieRole, Engine, Part};

macro_rules! readings {
    ($($(#[$doc:meta])* $field:ident: $type:ident = $name:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
            pub enum $type { $($(#[$vdoc])* $variant),* }
        )*

        /// One choice for each open question of interpretation. The default is the default of each question.
        ///
        /// ```
        /// use eccn::measure::Readings;
        /// let mut readings = Readings::default();
        /// readings.set("tf32-bits", "19")?;
        /// assert_eq!(readings.get("tf32-bits"), Some("19"));
        /// assert!(readings.set("tf32-bits", "18").unwrap_err().contains("32, 19"));
        /// # Ok::<(), String>(())
        /// ```
        #[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
        pub struct Readings {
            $($(#[$doc])* pub $field: $type,)*
        }

        impl Readings {
            /// The names of the questions.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// Makes the choice named `choice` for the question named `name`.
            ///
            /// # Errors
            /// If there is no such question or choice; the message lists what there is.
            pub fn set(&mut self, name: &str, choice: &str) -> Result<(), String> {
                match name {
                    $($name => {
                        self.$field = match choice {
                            $($word => $type::$variant,)*
                            _ => return Err(format!("reading {name} has the choices {}; found {choice:?}", [$($word),*].join(", "))),
                        };
                        Ok(())
                    })*
                    _ => Err(format!("there is no reading {name:?}; there are {}", Self::NAMES.join(", "))),
                }
            }

            /// The choice made for the question named `name`.
            pub fn get(&self, name: &str) -> Option<&'static str> {
                Some(match name {
                    $($name => match self.$field { $($type::$variant => $word),* },)*
                    _ => return None,
                })
            }
        }
    };
}

readings! {
    /// The bit length of TF32.
    tf32_bits: Tf32Bits = "tf32-bits" {
        /// 32, as stored.
        #[default]
        Stored = "32",
        /// 19, as significant.
        Significant = "19",
    }
    /// Whether I/O and base dies count in the applicable die area.
    io_dies: IoDies = "io-dies" {
        /// They count.
        #[default]
        Counted = "counted",
        /// Only compute dies count.
        NotCounted = "not-counted",
    }
    /// Whether matrix and vector rates of one unit are added.
    tensor_plus_vector: TensorPlusVector = "tensor-plus-vector" {
        /// The best single mode counts.
        #[default]
        BestMode = "best-mode",
        /// The best of each are added.
        Added = "added",
    }
    /// Whether TPP is per package or for the board.
    board: Board = "board" {
        /// Per package.
        #[default]
        PerPackage = "per-package",
        /// Summed over the item.
        Aggregated = "aggregated",
    }
    /// The density of a part without non-planar logic dies.
    planar_only: PlanarOnly = "planar-only" {
        /// No density test is met.
        #[default]
        DensityNotMet = "density-not-met",
        /// Every "or more" density test is met.
        DensityUnlimited = "density-unlimited",
    }
    /// Whether outputs count in the bit length of the October 2022 rule.
    bit_length_2022: BitLength2022 = "bit-length-2022" {
        /// The larger of inputs and output.
        #[default]
        InputsOrOutput = "inputs-or-output",
        /// Inputs only.
        Inputs = "inputs",
    }
}

/// Whether a part has anything that the question named `reading` is about. Where it has not, every choice gives the same
/// facts.
pub(crate) fn concerns(reading: &str, part: &Part) -> bool {
    let mut units = part.units.iter();
    match reading {
        "tf32-bits" => units.any(|unit| {
            unit.rates.iter().any(|rate| rate.format.is_tf32()) || unit.macs.iter().any(|macs| macs.format.is_tf32())
        }),
        "io-dies" => part.dies.iter().any(|die| matches!(die.role, DieRole::Io | DieRole::Base)),
        "tensor-plus-vector" => units.any(|unit| unit.rates.iter().any(|rate| rate.engine == Engine::Vector)),
        "board" => part.integrated_circuits.as_ref().is_some_and(|count| count.value > 1),
        _ => true,
    }
}
