//! Sentences that speak of all figures around them: "all rates are dense".

use super::super::claim::{What, is_always_dense};
use super::super::density::{Density, half_is_stated, speaks_of_all, stated};
use super::super::document::{Block, Document};
use super::super::footnote::tells_of_mark;
use super::Gather;

/// A sentence about all figures around it.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    density: Density,
    /// Only of rates that are sparse.
    of_sparse: bool,
    section: u32,
    line: u32,
}

impl Gather {
    /// Notes what a sentence says of all figures around it.
    pub(super) fn statement(&mut self, text: &str, line: u32) {
        let (_, density) = stated(text);
        // What a mark means holds where it stands; by how much sparse rates are higher holds for all of them.
        let of_sparse = tells_of_mark(text);
        if of_sparse && !half_is_stated(text) {
            return;
        }
        if let Some(density) = density.filter(|density| speaks_of_all(text, *density)) {
            self.statements.push(Statement { density, of_sparse, section: self.section, line });
        }
    }

    /// Gives rates that nothing nearer speaks of what a sentence says of all.
    pub(super) fn apply_statements(&mut self) {
        let levels = self.levels.clone();
        // A sentence right before a heading leads the table below it, if its own section has none.
        let last: Vec<(u32, u32)> = self.claims.iter().map(|claim| (claim.section, claim.line)).collect();
        let leads = |statement: &Statement, section: u32| {
            section == statement.section + 1
                && !last.iter().any(|(of, line)| *of == statement.section && *line > statement.line)
        };
        for claim in &mut self.claims {
            let rate = matches!(claim.what, What::Rate(_) | What::UnsaidRate);
            if !rate || claim.density.is_some_and(|density| density != Density::Sparse) {
                continue;
            }
            let mut fitting = self.statements.iter().filter(|statement| {
                within(&levels, statement.section, claim.section) || leads(statement, claim.section)
            });
            // The ratio of rates that are sparse: "Dense values are half of sparse values."
            if claim.density.is_some() {
                if let Some(half) = fitting.find(|statement| statement.density == Density::TwiceDense) {
                    claim.density = Some(Density::TwiceDense);
                    claim.why = format!("{}, and the sentence in line {}", claim.why, half.line);
                }
                continue;
            }
            let mut fitting = fitting.filter(|statement| !statement.of_sparse);
            let Some(first) = fitting.next() else { continue };
            if first.density.is_sparse() && is_always_dense(claim) {
                continue;
            }
            let differs = fitting.any(|other| other.density != first.density);
            claim.density = Some(if differs { Density::Contradictory } else { first.density });
            claim.why = format!("the sentence in line {}", first.line);
        }
    }
}

/// Whether a sheet says of its figures that they are dense as far as possible.
pub(super) fn hedged(document: &Document) -> bool {
    let hedges = [
        "尽可能",
        "尽量",
        "盡可能",
        "盡量",
        "as far as possible",
        "where possible",
        "wherever possible",
        "大多为稠密",
        "unless noted",
        "unless otherwise",
    ];
    document.blocks.iter().any(|block| {
        let (Block::Prose(text) | Block::Note { text, .. }) = block else { return false };
        let lower = text.text.to_lowercase();
        hedges.iter().any(|hedge| lower.contains(hedge))
            && ["dense", "稠密", "sparsity", "稀疏"].iter().any(|word| lower.contains(word))
    })
}

/// Whether a section is the one of a sentence or lies below it.
fn within(levels: &[u8], own: u32, other: u32) -> bool {
    let (own, other) = (own as usize, other as usize);
    own == other || own < other && levels[own + 1..=other].iter().all(|level| *level > levels[own])
}
