//! Exact numbers with their units as types.
//!
//! Every number in this crate is read from decimal text into an exact rational and is never a float, so a
//! threshold comparison gives exactly what rational arithmetic on the written decimals gives.
//!
//! - [`Exact`]: one exact rational number.
//! - [`Quantity`]: an [`Exact`] with a [`Unit`], inside the unit's bounds.
//! - [`Known`]: what is known of a quantity: one value, several alternatives, a range, or nothing.
//! - [`parse`]: decimal text with SI prefixes and unit words.
//!
//! ```
//! use eccn::quantity::{Known, Quantity, Tops, parse};
//! let rate: Quantity<Tops> = parse::rate("1.979 PFLOPS")?;
//! assert_eq!(rate.to_string(), "1979 TOPS");
//! assert!(Known::exact(rate) != Known::unknown());
//! # Ok::<(), eccn::quantity::QuantityError>(())
//! ```

mod error;
mod exact;
mod extent;
mod known;
pub mod parse;
mod unit;

pub use error::QuantityError;
pub use exact::Exact;
pub use extent::{Extent, Interval};
pub use known::Known;
pub(crate) use known::describe;
pub use unit::{
    BitsTops, Count, GBPerSecond, GBPerSecondPerMm2, GigabitsPerSecond, Gigahertz, Quantity, SquareMillimeters, Tops,
    Tpp, TppPerMm2, TransistorsBillion, Unit, WeightedTeraflops,
};
