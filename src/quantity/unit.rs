//! Units as types, each with its bounds.

use super::{Exact, QuantityError};
use std::fmt;
use std::marker::PhantomData;

/// A unit of measure.
pub trait Unit: Copy + Clone + fmt::Debug + Ord + 'static {
    /// The symbol printed after a number.
    const SYMBOL: &'static str;
    /// The largest value accepted, as a power of ten. A larger one is an error that names this bound.
    const MAX_EXPONENT: u32;
}

macro_rules! units {
    ($($(#[$doc:meta])* $name:ident $symbol:literal $max:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name;
        impl Unit for $name {
            const SYMBOL: &'static str = $symbol;
            const MAX_EXPONENT: u32 = $max;
        }
    )*};
}

units! {
    /// Tera (10^12) operations per second; one multiply-accumulate counts as two (3A090 Technical Note 1.b).
    Tops "TOPS" 12;
    /// Total processing performance: TOPS times the bit length of the operation (3A090 Technical Note 1).
    Tpp "TPP" 15;
    /// The October 2022 measure: bit length per operation times TOPS (87 FR 62186, 3A090.a).
    BitsTops "bit·TOPS" 15;
    /// Square millimeters.
    SquareMillimeters "mm²" 9;
    /// Performance density: TPP per square millimeter (3A090 Technical Note 4).
    TppPerMm2 "TPP/mm²" 15;
    /// Gigabytes (10^9 bytes) per second.
    GBPerSecond "GB/s" 12;
    /// Memory bandwidth density: GB/s per square millimeter (technical note to 3A090.c).
    GBPerSecondPerMm2 "GB/s/mm²" 12;
    /// Gigabits (10^9 bits) per second.
    GigabitsPerSecond "Gb/s" 12;
    /// Gigahertz.
    Gigahertz "GHz" 6;
    /// Billions (10^9) of transistors.
    TransistorsBillion "billion" 9;
    /// A plain count: units, multiply-accumulates per clock, pins.
    Count "" 15;
    /// Adjusted Peak Performance in weighted teraFLOPS (Technical Note on "APP", Category 4).
    WeightedTeraflops "WT" 12;
}

/// An exact, non-negative number of some unit, inside the unit's bounds.
///
/// ```
/// use eccn::quantity::{Exact, Quantity, SquareMillimeters};
/// let area = Quantity::<SquareMillimeters>::new(Exact::from(814))?;
/// assert_eq!(area.to_string(), "814 mm²");
/// # Ok::<(), eccn::quantity::QuantityError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity<U> {
    value: Exact,
    unit: PhantomData<U>,
}

impl<U: Unit> Quantity<U> {
    /// A value of this unit.
    ///
    /// # Errors
    /// If the value is negative or above the unit's bound; the message names the bound.
    pub fn new(value: Exact) -> Result<Self, QuantityError> {
        let symbol = U::SYMBOL;
        if value.is_negative() {
            return Err(QuantityError::new(format!("a value in {symbol} cannot be below 0"), 0, 0));
        }
        if value > Self::max() {
            let max = U::MAX_EXPONENT;
            let message = format!("out of range: the largest value accepted is 10^{max} {symbol}");
            return Err(QuantityError::new(message.trim_end(), 0, 0));
        }
        Ok(Self { value, unit: PhantomData })
    }

    fn max() -> Exact {
        Exact::from(10u64.pow(U::MAX_EXPONENT))
    }

    /// The number.
    pub fn value(&self) -> &Exact {
        &self.value
    }
}

impl<U: Unit> fmt::Display for Quantity<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if U::SYMBOL.is_empty() { write!(f, "{}", self.value) } else { write!(f, "{} {}", self.value, U::SYMBOL) }
    }
}

impl<U: Unit> fmt::Debug for Quantity<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
