//! Designs: headroom, solve and sweep against the engine that explains, the kernel, and arithmetic of another library.

mod agreement;
mod answers;
mod files;
mod solutions;

use eccn::design::Design;
use eccn::law::{Law, Posture, Statute};

fn statute(date: &str) -> Statute<'static> {
    Law::embedded().at(date.parse().expect("a date"), Posture::Text).expect("a covered day")
}

fn design(text: &str) -> Design {
    Design::parse(text, "design.toml").unwrap_or_else(|errors| panic!("{errors}\n{text}"))
}
