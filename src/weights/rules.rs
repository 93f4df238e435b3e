//! The numbers and words of 4E091, from `law/licensing/weights.toml`.

use crate::law::load::{File, Loader};
use crate::law::{Law, LawErrors, Posture};
use crate::quantity::{Exact, parse};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use toml::Spanned;

/// 4E091 as data.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The day it took effect, and the day compliance was first required.
    pub dates: (Date, Date),
    /// So many operations or more.
    pub operations: Exact,
    /// Operations per parameter and token.
    pub factor: Exact,
    pub(super) derivative_operations: Exact,
    pub(super) derivative_percent: Exact,
    pub(super) synthetic_percent: Exact,
    /// The words of the entry.
    pub text: String,
    pub(super) note_2_text: String,
    /// Whether it is enforced.
    pub status: String,
    /// The license requirement and policy.
    pub license: String,
    pub(super) cites: Cites,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cites {
    pub(super) operations: String,
    #[expect(dead_code, reason = "for the reader of the file")]
    factor: String,
    pub(super) published: String,
    pub(super) derivative: String,
    pub(super) note_2: String,
    pub(super) synthetic: String,
    license: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    operations: String,
    #[expect(dead_code, reason = "for the reader of the file")]
    derivative: String,
    note_2: String,
    #[expect(dead_code, reason = "for the reader of the file")]
    synthetic: String,
    status: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightsFile {
    from: Spanned<String>,
    operations: Spanned<String>,
    factor: Spanned<String>,
    derivative_operations: Spanned<String>,
    derivative_percent: Spanned<String>,
    synthetic_percent: Spanned<String>,
    cite: Cites,
    text: Texts,
}

static EMBEDDED: LazyLock<Rules> =
    LazyLock::new(|| match Rules::load(Law::embedded(), crate::embedded::LAW.iter().copied()) {
        Ok(rules) => rules,
        // Cannot happen in a released build: a test loads the same file.
        Err(errors) => panic!("the rules on model weights this build carries are faulty:\n{errors}"),
    });

impl Rules {
    /// Those this crate was built with.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads `law/licensing/weights.toml` out of law files given as (name, text).
    ///
    /// # Errors
    /// Every fault found, with its place.
    pub fn load<'a>(law: &Law, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, LawErrors> {
        let files: BTreeMap<&str, &str> = files.into_iter().collect();
        let mut loader = Loader::default();
        let loaded = rules(&mut loader, law, &files);
        loader.end(loaded)
    }
}

fn rules(loader: &mut Loader, law: &Law, files: &BTreeMap<&str, &str>) -> Option<Rules> {
    let file = loader.named(files, "law/licensing/weights.toml")?;
    let read: WeightsFile = loader.read(file)?;
    let from = &law.amendments()[loader.amendment(file, &read.from, law.amendments())?];
    Some(Rules {
        dates: (from.starts(Posture::Text), from.starts(Posture::Enforced)),
        operations: number(loader, file, &read.operations)?,
        factor: number(loader, file, &read.factor)?,
        derivative_operations: number(loader, file, &read.derivative_operations)?,
        derivative_percent: number(loader, file, &read.derivative_percent)?,
        synthetic_percent: number(loader, file, &read.synthetic_percent)?,
        text: read.text.operations,
        note_2_text: read.text.note_2,
        status: read.text.status,
        license: read.cite.license.clone(),
        cites: read.cite,
    })
}

fn number(loader: &mut Loader, file: File<'_>, text: &Spanned<String>) -> Option<Exact> {
    parse::decimal(text.get_ref()).map_err(|error| loader.fault(file, text.span(), error.to_string())).ok()
}
