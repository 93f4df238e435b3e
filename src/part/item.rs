//! The item as a product: form, market, cryptography, status.

use crate::Truth;
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal $(| $alias:literal)*),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word for it in part files, flags and output.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            /// Case, spaces, `-` and `_` do not matter.
            fn from_str(text: &str) -> Result<Self, String> {
                let key = |t: &str| t.trim().to_lowercase().replace([' ', '_'], "-");
                match key(text).as_str() {
                    $($word $(| $alias)* => Ok(Self::$variant),)*
                    _ => Err(format!("expected one of {}, found {:?}", [$($word),*].join(", "), text.trim())),
                }
            }
        }
    };
}

words! {
    /// What kind of item it is. The same integrated circuit has another ECCN on a board or in a computer.
    Form {
        /// A packaged integrated circuit (Category 3).
        #[default]
        IntegratedCircuit = "integrated-circuit" | "ic" | "chip",
        /// A memory device or stack (Category 3).
        Memory = "memory" | "memory-stack" | "hbm",
        /// A card, module or board: an "electronic assembly" (Category 4).
        Assembly = "assembly" | "electronic-assembly" | "board" | "card" | "module",
        /// A computer or server (Category 4).
        Computer = "computer" | "server" | "system",
    }
}

words! {
    /// Whether cryptography for data confidentiality is a described function of the item (Category 5 Part 2).
    Cryptography {
        /// None, or none that Category 5 Part 2 describes.
        #[default]
        None = "none" | "no",
        /// Described in 5A002.a.
        Described = "5a002.a" | "5a002" | "described" | "yes",
        /// Mass market encryption, 5A992.c.
        MassMarket = "5a992.c" | "5a992" | "mass-market",
    }
}

words! {
    /// How sure it is that the part exists as described.
    Status {
        /// Sold, or used by its maker.
        #[default]
        Released = "released" | "shipping",
        /// Announced by its maker, not yet sold.
        Announced = "announced",
        /// Known only from the press.
        Reported = "reported" | "rumored",
    }
}

/// Whom the part is sold to, and whether that means that it is designed or marketed for use in datacenters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Market {
    /// The words of the source: `datacenter`, `consumer`, `datacenter (cloud only)`.
    pub text: String,
    /// Designed or marketed for use in datacenters.
    pub datacenter: Truth,
}

impl Market {
    /// Reads the words: `datacenter`, `data center`, `server` and `cloud` mean yes; `consumer`, `workstation`,
    /// `desktop`, `embedded`, `automotive`, `edge`, `mobile`, `laptop`, `gaming` and `developer` mean no; both kinds
    /// together mean yes, because designed *or* marketed is enough; anything else is unknown.
    ///
    /// ```
    /// use eccn::{Truth, part::Market};
    /// assert_eq!(Market::from_words("Data center (cloud only)").datacenter, Truth::Yes);
    /// assert_eq!(Market::from_words("consumer").datacenter, Truth::No);
    /// assert_eq!(Market::from_words("not for datacenters").datacenter, Truth::No);
    /// assert_eq!(Market::from_words("designed for datacenters: no").datacenter, Truth::Unknown);
    /// assert_eq!(Market::from_words("professional").datacenter, Truth::Unknown);
    /// ```
    pub fn from_words(text: &str) -> Self {
        let mut lower = text.to_lowercase();
        for spelling in ["data center", "data-center", "data centre", "data-centre", "datacentre"] {
            lower = lower.replace(spelling, "datacenter");
        }
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let denied = has(&[
            "not for datacenter",
            "not designed or marketed for",
            "non-datacenter",
            "not datacenter",
            "no datacenter",
        ]);
        let negated = lower
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| matches!(word, "no" | "not" | "non" | "never" | "without"));
        let datacenter = if denied {
            Truth::No
        } else if negated {
            // What exactly is denied is not for us to guess.
            Truth::Unknown
        } else if has(&["datacenter", "server", "cloud", "hyperscale", "supercomput", "hpc"]) {
            Truth::Yes
        } else if has(&[
            "consumer",
            "workstation",
            "desktop",
            "embedded",
            "automotive",
            "edge",
            "mobile",
            "laptop",
            "gaming",
            "developer",
            "phone",
            "robot",
            "vehicle",
        ]) {
            Truth::No
        } else {
            Truth::Unknown
        };
        Self { text: text.trim().to_owned(), datacenter }
    }
}
