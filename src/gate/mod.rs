//! A gate for continuous integration: parts against denied paragraphs and against the answers that were accepted.
//!
//! [`Policy`] says what is denied, [`Lock`] holds the answers that people have accepted, and [`Gate::check`] says of each part
//! whether it may pass, and if not, why: which paragraph, under which condition, or what moved since it was accepted.
//!
//! ```
//! use eccn::gate::{Gate, Item, Lock, Policy};
//! use eccn::law::{Law, Posture};
//!
//! let text = "# NPU\nMarket: datacenter\nINT8: 250 TOPS dense\nDies: 1\nDie area: 300 mm²\nProcess: TSMC N5\n";
//! let part = eccn::datasheet::parse(text, "npu.md")?;
//! let item = Item { file: "npu.md".into(), input: eccn::digest::sha256(text.as_bytes()), part };
//! let law = Law::embedded();
//! let statute = law.at("2026-07-23".parse()?, Posture::Text)?;
//! let policy = Policy::new(&["3A090.a".to_owned()], false, law)?;
//! let gate = Gate::new(&statute, Default::default(), policy);
//! let report = gate.check(&[item], Some(&Lock::default()), &[]);
//! assert_eq!(report.parts[0].answer.outcomes, ["3A090.a.2"]);
//! assert_eq!(report.parts[0].problems[0].kind(), "denied");
//! assert_eq!(report.parts[0].problems[1].kind(), "not-in-lock");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cause;
mod check;
mod lock;
mod policy;

pub use check::{Checked, Difference, Gate, Item, Problem, Report, Unread};
pub use lock::{Accepted, Lock, LockError};
pub use policy::Policy;
