//! What keeps a layout from being used: columns that are ambiguous, unclear or missing.

use super::{Column, ColumnFact, Form, Layout, LayoutError, Meaning, RateColumn, error};
use crate::part::Engine;

impl Layout {
    /// Whether the layout can be used.
    ///
    /// # Errors
    /// The first thing that keeps it from being used: see [`new`](Self::new).
    pub fn usable(&self) -> Result<(), LayoutError> {
        // A header that stands twice is told by its place.
        let name = |column: &Column| {
            let same = |header: &&String| header.trim().eq_ignore_ascii_case(column.header.trim());
            match self.headers.iter().filter(same).count() {
                0 | 1 => format!("{:?}", column.header),
                _ => format!("{:?} (#{})", column.header, column.index + 1),
            }
        };
        let list = |columns: &[&Column]| columns.iter().map(|column| name(column)).collect::<Vec<_>>().join(", ");
        if let Some((_, why)) = self.unused.iter().find(|(_, why)| why.starts_with("unclear: ")) {
            let why = why.trim_start_matches("unclear: ");
            if why.contains("--unit ") {
                return error(why);
            }
            return error(format!(
                "{why}\n  say what it holds with --column FACT=HEADER, or that it is of no use with --column unused=HEADER"
            ));
        }
        let many = |fact: ColumnFact| matches!(fact, ColumnFact::Node | ColumnFact::Units | ColumnFact::Macs);
        for column in &self.columns {
            let Some(fact) = column.fact().filter(|fact| !many(*fact)) else { continue };
            let same: Vec<&Column> = self.columns.iter().filter(|other| other.fact() == Some(fact)).collect();
            if same.len() > 1 {
                return error(format!(
                    "{} columns may hold {}: {}\n  pick one with --column {}=HEADER",
                    same.len(),
                    fact.name(),
                    list(&same),
                    fact.name()
                ));
            }
        }
        for (i, column) in self.columns.iter().enumerate() {
            let Meaning::Rate(rate) = &column.meaning else { continue };
            let rival = |other: &&Column| matches!(&other.meaning, Meaning::Rate(other) if !tell_apart(rate, other));
            let rivals: Vec<&Column> = self.columns[i + 1..].iter().filter(rival).collect();
            if !rivals.is_empty() {
                let fact = column.name();
                return error(format!(
                    "{} columns may hold {fact}: {}\n  pick one with --column {fact}=HEADER, or leave the others out with \
                     --column unused=HEADER",
                    rivals.len() + 1,
                    list(&[&[column][..], &rivals].concat())
                ));
            }
        }
        let find = |fact: ColumnFact| self.columns.iter().find(|column| column.fact() == Some(fact));
        if self.form == Form::Wide {
            for fact in [ColumnFact::Condition, ColumnFact::Unit, ColumnFact::Field, ColumnFact::Value] {
                if let Some(column) = find(fact) {
                    return error(format!(
                        "{:?} is of a table with several rows a part, which this is not\n  say --layout long, name what it holds \
                         with --column FACT=HEADER, or leave it out with --column unused=HEADER",
                        column.header
                    ));
                }
            }
        }
        if let (Some(area), true) = (find(ColumnFact::DieArea), find(ColumnFact::DieCount).is_some()) {
            let header = area.header.to_lowercase();
            if ["total", "applicable", "all dies", "sum"].iter().any(|word| header.contains(word)) {
                return error(format!(
                    "{:?} may be the area of all dies, and the number of dies has a column too\n  if it is the area of one die, \
                     say --column die_area=HEADER; if of all, --column unused=HEADER for the number of dies",
                    area.header
                ));
            }
        }
        // Memory is asked for its bandwidth and area.
        let memory = self.has(ColumnFact::Form) || self.has(ColumnFact::MemoryArea);
        let throughput = |column: &Column| match &column.meaning {
            Meaning::Rate(_) => true,
            Meaning::Fact(ColumnFact::MemoryBandwidth) => memory,
            Meaning::Fact(fact) => {
                matches!(fact, ColumnFact::Tpp | ColumnFact::Tops | ColumnFact::Macs | ColumnFact::Value)
            }
        };
        if !self.columns.iter().any(throughput) {
            let headers: Vec<String> = self.headers.iter().map(|header| format!("{header:?}")).collect();
            return error(format!(
                "no column gives throughput (a format such as FP16, TOPS with bit length, TPP, or multiply-accumulates)\n  \
                 the columns are {}\n  say which with --column fp16=HEADER; `eccn columns FILE` shows what was understood",
                if headers.is_empty() { "none: the file has no header".to_owned() } else { headers.join(", ") }
            ));
        }
        let has = |fact: ColumnFact| self.has(fact);
        if has(ColumnFact::Tops) && !has(ColumnFact::BitLength) && !has(ColumnFact::Format) {
            return error(
                "a column of TOPS needs the bit length of each row: name its column with --column bit_length=HEADER, or \
                 give one for all with --default bit_length=8",
            );
        }
        if has(ColumnFact::Macs) && !(has(ColumnFact::Clock) && has(ColumnFact::Units)) {
            return error(
                "multiply-accumulates per clock need columns for the clock and for the number of units: --column \
                 clock=HEADER, --column units=HEADER, or --default units=1",
            );
        }
        if has(ColumnFact::Macs) && !(has(ColumnFact::Format) || has(ColumnFact::BitLength)) {
            return error("multiply-accumulates need a format: --default format=fp16");
        }
        Ok(())
    }
}

/// Whether two columns of rates are of different things: of other formats, units or accumulators, or one of matrix and one
/// of vector hardware. Where only one says that it is dense, the other may be the same rate with sparsity.
fn tell_apart(a: &RateColumn, b: &RateColumn) -> bool {
    if (&a.format, &a.processing_unit, a.accumulate) != (&b.format, &b.processing_unit, b.accumulate) {
        return true;
    }
    let both_say = a.engine != Engine::Unstated && b.engine != Engine::Unstated;
    a.engine != b.engine && (both_say || a.sparsity == b.sparsity)
}
