//! What the words beside a value say, wherever they stand: in the label, in the header, in the cell, in a note.

use super::lexicon::{Direction, Label, Qualifier, Say, Scope, Sense, Status};
use super::token::{Kind, Token};
use super::unit::{Quantity, Unit};
use crate::part::{Engine, Format};

/// Everything said, in the order in which it is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    pub(super) formats: Vec<Format>,
    /// A rate in a format that is not named.
    pub(super) unsaid_format: bool,
    pub(super) engine: Option<Engine>,
    pub(super) other_engine: bool,
    pub(super) accumulate: Option<u16>,
    pub(super) sparsity: Vec<Say>,
    pub(super) labels: Vec<Label>,
    pub(super) direction: Option<Direction>,
    pub(super) scope: Option<Scope>,
    pub(super) status: Option<Status>,
    pub(super) qualifier: Option<Qualifier>,
    pub(super) missing: bool,
    pub(super) marks: Vec<String>,
    pub(super) unit: Option<Unit>,
    /// Words that are not understood.
    pub(super) words: Vec<String>,
}

impl Said {
    pub(super) fn of(tokens: &[Token<'_>]) -> Self {
        let mut said = Self::default();
        for (at, token) in tokens.iter().enumerate() {
            // "FP16 only, no BF16".
            let denied = at > 0 && matches!(tokens[at - 1].kind, Kind::Word("no" | "No" | "without" | "无" | "not"));
            if denied && matches!(token.sense(), Some(Sense::Format(_))) {
                continue;
            }
            said.add(token);
        }
        said
    }

    pub(super) fn add(&mut self, token: &Token<'_>) {
        match &token.kind {
            Kind::Mark(mark) => self.marks.push((*mark).to_owned()),
            Kind::Word(word) => self.words.push((*word).to_owned()),
            Kind::Unit(unit) if unit.kind != Quantity::Times => {
                self.unit = self.unit.take().or_else(|| Some(unit.clone()))
            }
            Kind::Sign('~' | '≈') => self.qualifier = Some(Qualifier::About),
            Kind::Sense(sense) => self.sense(sense),
            _ => {}
        }
    }

    fn sense(&mut self, sense: &Sense) {
        match sense {
            Sense::Format(format) if !self.formats.contains(format) => self.formats.push(format.clone()),
            Sense::Format(_) => {}
            Sense::FormatUnsaid => self.unsaid_format = true,
            // "Non-Tensor" after "Tensor" does not occur; the first word counts.
            Sense::Engine(engine) => self.engine = self.engine.or(Some(*engine)),
            Sense::OtherEngine => self.other_engine = true,
            Sense::Accumulate(bits) => self.accumulate = Some(*bits),
            Sense::Sparsity(say) if !self.sparsity.contains(say) => self.sparsity.push(*say),
            Sense::Sparsity(_) => {}
            Sense::Label(label) => self.labels.push(*label),
            Sense::Direction(direction) => {
                // "Total, both directions": what says more counts.
                if self.direction.is_none_or(|known| known == Direction::Unclear) {
                    self.direction = Some(*direction);
                }
            }
            Sense::Status(status) => self.status = Some(*status),
            Sense::Scope(scope) => self.scope = self.scope.max(Some(*scope)),
            Sense::Qualifier(qualifier) => self.qualifier = Some(*qualifier),
            Sense::Missing => self.missing = true,
        }
    }

    /// What is said here, and what is said around where nothing is said here.
    pub(super) fn within(mut self, around: &Self) -> Self {
        if self.formats.is_empty() {
            self.formats.clone_from(&around.formats);
        }
        self.unsaid_format |= around.unsaid_format;
        self.engine = self.engine.or(around.engine);
        self.other_engine |= around.other_engine;
        self.accumulate = self.accumulate.or(around.accumulate);
        if self.sparsity.is_empty() {
            self.sparsity.clone_from(&around.sparsity);
        }
        if self.labels.is_empty() {
            self.labels.clone_from(&around.labels);
        }
        self.direction = match (self.direction, around.direction) {
            (None | Some(Direction::Unclear), Some(around)) => Some(around),
            (own, _) => own,
        };
        self.scope = self.scope.or(around.scope);
        self.status = self.status.or(around.status);
        self.qualifier = self.qualifier.or(around.qualifier);
        for mark in &around.marks {
            if !self.marks.contains(mark) {
                self.marks.push(mark.clone());
            }
        }
        self.unit = self.unit.or_else(|| around.unit.clone());
        self
    }

    /// What the row is about, if it is not about a rate.
    pub(super) fn topic(&self) -> Option<Topic> {
        let strong = |label: &&Label| {
            !matches!(label, Label::Rate | Label::Form | Label::Name | Label::Units | Label::MemoryType)
        };
        let label = self.labels.iter().find(strong).copied();
        let rate_unit = self.unit.as_ref().is_some_and(|unit| unit.kind == Quantity::Rate);
        if self.other_engine {
            return None;
        }
        match label {
            // "FP8 memory bandwidth" does not occur; "FP16 compute, per die" does.
            Some(label) if self.formats.is_empty() && !rate_unit => Some(Topic::Fact(label)),
            Some(label @ (Label::MemoryBandwidth | Label::OnChipBandwidth | Label::Power | Label::Transistors)) => {
                Some(Topic::Fact(label))
            }
            _ if !self.formats.is_empty() => Some(Topic::Rate),
            _ if self.unsaid_format || rate_unit => Some(Topic::UnsaidRate),
            _ if self.labels.contains(&Label::Name) => Some(Topic::Fact(Label::Name)),
            _ if self.labels.contains(&Label::Rate) => Some(Topic::UnsaidRate),
            _ => self.labels.first().copied().map(Topic::Fact),
        }
    }
}

/// What a row or a value is about.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// A rate in formats that are named.
    Rate,
    /// A rate in a format that is not.
    UnsaidRate,
    Fact(Label),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::token::{Decimals, tokens};

    fn topic(label: &str) -> Option<Topic> {
        Said::of(&tokens(label, Decimals::Point, true)).topic()
    }

    #[test]
    fn labels() {
        for label in [
            "FP16",
            "FP16 Tensor Core",
            "Peak INT8 Tensor TOPS",
            "Half precision, dense",
            "TF32 tensor¹",
            "半精度算力",
            "FP16 with FP32 accumulate",
            "Single-Precision Performance",
            "INT8 (TOPS)",
            "FP8, no sparsity",
        ] {
            assert_eq!(topic(label), Some(Topic::Rate), "{label}");
        }
        for (label, fact) in [
            ("Die size (both)", Label::DieArea),
            ("GPU Memory Bandwidth", Label::MemoryBandwidth),
            ("NVLink, both directions together", Label::Interconnect),
            ("Memory Interface", Label::BusWidth),
            ("Transistor Count", Label::Transistors),
            ("Manufacturing Process", Label::Process),
            ("Max thermal design power", Label::Power),
            ("显存带宽", Label::MemoryBandwidth),
            ("封装面积", Label::PackageArea),
        ] {
            assert_eq!(topic(label), Some(Topic::Fact(fact)), "{label}");
        }
        assert_eq!(topic("Tensor performance"), Some(Topic::UnsaidRate));
        assert_eq!(topic("RT Core performance"), None);
    }
}
