//! Which U.S. export-control paragraph an accelerator falls under, on any date, with the reason.
//!
//! A datasheet goes in, a determination comes out, and every step between can be read:
//!
//! ```text
//! datasheet text ─► Part ──measure──► Facts ──determine(law on a date)──► Determination ──► report
//! ```
//!
//! ```
//! let part = eccn::catalog::find("H100 SXM5").one()?;
//! let statute = eccn::law::Law::embedded().at("2024-01-01".parse()?, eccn::law::Posture::Text)?;
//! let answer = eccn::determine::classify(&part, &statute, &Default::default());
//! assert_eq!(answer.eccn(), Some("3A090.a.1"));
//! println!("{}", eccn::report::text::explain(&answer));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`quantity`]: exact numbers with units.
//! - [`part`]: what a part is. [`datasheet`]: text to a part. [`catalog`]: real parts, built in.
//! - [`facts`]: the regulation's own terms. [`measure`]: a part to facts.
//! - [`law`]: the regulation as dated data. [`determine`]: facts and law to a [`determine::Determination`].
//! - [`destination`]: destinations and their country groups on any day.
//! - [`license`]: a determination and a transaction to a license answer. [`ledger`]: TPP against its limits.
//! - [`weights`]: whether model weights are 4E091.
//! - [`report`]: a determination as text, JSON, CSV or Markdown, or as a dossier. [`plot`]: pictures of the law and of parts.
//! - [`diff`]: what moved, and because of which amendment or value. [`gate`]: parts against denied paragraphs and a lock.
//! - [`reconcile`]: our answers beside a vendor's, and why they differ.
//!
//! Nothing here is legal advice.

pub mod batch;
pub mod catalog;
pub mod datasheet;
pub mod design;
pub mod destination;
pub mod determine;
pub mod diff;
pub mod digest;
mod embedded;
pub mod facts;
pub mod gate;
pub mod kernel;
pub mod law;
pub mod ledger;
pub mod license;
pub mod measure;
pub mod part;
pub mod plot;
pub mod quantity;
pub mod reconcile;
pub mod report;
pub mod sheet;
mod truth;
pub mod weights;

pub use truth::Truth;

/// The README's example runs with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
