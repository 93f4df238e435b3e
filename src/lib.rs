//! TODO
pub mod datasheet;
pub mod part;
pub mod quantity;
mod truth;
pub use truth::Truth;
