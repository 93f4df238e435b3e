//! Every point of a range as a row: its number, the values of its axes, its facts and its answer.

use super::classes::Known;
use super::lines::{Lines, Run};
use super::program::{Int, exact};
use super::{Compiled, SHOWN, Sweep};
use crate::batch::{BatchError, Target};
use crate::determine::rounded_density;
use crate::facts::NumericFact;
use crate::quantity::Exact;
use std::io::Write as _;
use std::ops::Range;

/// How rows are written.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum RowFormat {
    /// Comma-separated values with a header.
    Csv,
    /// Parquet; every column is text, without loss.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// How many points are written between two calls of `progress`.
const PART: u64 = 1 << 16;

/// Where rows go.
enum Sink {
    Csv {
        target: Target,
        row: Vec<u8>,
    },
    #[cfg(feature = "parquet")]
    Parquet {
        writer: Box<crate::batch::ParquetWriter>,
        texts: Vec<crate::batch::ParquetTexts>,
        rows: usize,
    },
}

/// Rows of a Parquet file handed over at a time.
#[cfg(feature = "parquet")]
const BATCH: usize = 8192;

impl Sink {
    fn new(format: RowFormat, mut target: Target, names: &[String]) -> Result<Self, BatchError> {
        match format {
            RowFormat::Csv => {
                let mut header = ::csv::Writer::from_writer(Vec::new());
                // Writing to memory does not fail.
                let _ = header.write_record(names);
                target.text(&header.into_inner().unwrap_or_default())?;
                Ok(Self::Csv { target, row: Vec::new() })
            }
            #[cfg(feature = "parquet")]
            RowFormat::Parquet => Ok(Self::Parquet {
                writer: Box::new(crate::batch::ParquetWriter::new(target, None, names)?),
                texts: vec![Default::default(); names.len()],
                rows: 0,
            }),
        }
    }

    /// Adds a row; no cell holds a comma, a quote or a line break.
    fn row<'c>(&mut self, cells: impl Iterator<Item = &'c [u8]>) -> Result<(), BatchError> {
        match self {
            Self::Csv { target, row } => {
                for (place, cell) in cells.enumerate() {
                    if place > 0 {
                        row.push(b',');
                    }
                    row.extend_from_slice(cell);
                }
                row.push(b'\n');
                if row.len() > 1 << 16 {
                    target.text(row)?;
                    row.clear();
                }
                Ok(())
            }
            #[cfg(feature = "parquet")]
            Self::Parquet { writer, texts, rows } => {
                for (text, cell) in texts.iter_mut().zip(cells) {
                    text.push(|bytes| bytes.extend_from_slice(cell));
                }
                *rows += 1;
                if *rows < BATCH {
                    return Ok(());
                }
                *rows = 0;
                writer.take(texts, None)?;
                texts.iter_mut().for_each(crate::batch::ParquetTexts::clear);
                Ok(())
            }
        }
    }

    fn finish(self) -> Result<(), BatchError> {
        match self {
            Self::Csv { mut target, row } => {
                target.text(&row)?;
                target.finish()
            }
            #[cfg(feature = "parquet")]
            Self::Parquet { mut writer, texts, .. } => {
                writer.take(&texts, None)?;
                writer.finish()
            }
        }
    }
}

impl Sweep<'_, '_> {
    /// The names of the columns of [`write`](Self::write).
    pub fn columns(&self) -> Vec<String> {
        let axes = self.grid.axes.iter().map(|axis| axis.name.clone());
        let facts = SHOWN.iter().map(|fact| fact.name().to_owned());
        let density = NumericFact::PerformanceDensity.name().to_owned();
        std::iter::once("point".to_owned()).chain(axes).chain(facts).chain([density, "eccn".to_owned()]).collect()
    }

    /// Writes a row for each point of a range, in order. Numbers are decimals, or fractions where there is no finite one;
    /// densities are rounded.
    ///
    /// # Errors
    /// If the target cannot be written.
    pub fn write(
        &self,
        range: Range<u64>,
        format: RowFormat,
        target: Target,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(), BatchError> {
        let range = range.start.min(self.points())..range.end.min(self.points());
        let sink = Sink::new(format, target, &self.columns())?;
        let mut rows = Rows::new(self, sink);
        match &self.compiled {
            Some(compiled) if compiled.program.fits::<i64>() => rows.integers::<i64>(compiled, range, progress)?,
            Some(compiled) => rows.integers::<i128>(compiled, range, progress)?,
            None => rows.fractions(range, progress)?,
        }
        rows.sink.finish()
    }
}

struct Rows<'r, 's, 'law> {
    sweep: &'r Sweep<'s, 'law>,
    sink: Sink,
    densities: Vec<Exact>,
    /// The texts of the values of each axis, for lists and for ranges that are not long.
    texts: Vec<Vec<Vec<u8>>>,
    cells: Vec<Vec<u8>>,
    governing: Vec<Vec<u8>>,
}

/// The longest axis whose texts are kept.
const MAX_TEXTS: u64 = 100_000;

impl<'r, 's, 'law> Rows<'r, 's, 'law> {
    fn new(sweep: &'r Sweep<'s, 'law>, sink: Sink) -> Self {
        let texts = sweep.grid.axes.iter().map(|axis| match axis.count() {
            count if count <= MAX_TEXTS => (0..count).map(|index| axis.value(index).lossless().into_bytes()).collect(),
            _ => Vec::new(),
        });
        Self {
            densities: sweep.statute.thresholds(NumericFact::PerformanceDensity).to_vec(),
            texts: texts.collect(),
            cells: vec![Vec::new(); sweep.columns().len()],
            governing: Vec::new(),
            sweep,
            sink,
        }
    }

    fn integers<T: Int>(
        &mut self,
        compiled: &Compiled,
        range: Range<u64>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(), BatchError> {
        let also: Vec<usize> = compiled.shown.iter().flatten().copied().collect();
        let mut lines = Lines::<T>::new(&compiled.program, &also, compiled.monotone);
        let mut known = Known::new(compiled.program.tests.len());
        let last = self.sweep.grid.axes.len().checked_sub(1);
        for piece in self.sweep.grid.pieces(range, PART) {
            let mut result = Ok(());
            lines.run(&self.sweep.grid, &piece, last, &mut |run| {
                if result.is_ok() {
                    let class = known.get(run.mask, || self.sweep.class_of(Some(run.mask), run.first));
                    result = self.run(compiled, run, class);
                }
            });
            result?;
            progress(super::points_of(&piece));
        }
        Ok(())
    }

    fn run<T: Int>(&mut self, compiled: &Compiled, run: &Run<'_, T>, class: usize) -> Result<(), BatchError> {
        for place in 0..run.len() {
            let number = run.first + place * run.stride;
            self.start(number);
            let axes = self.sweep.grid.axes.len();
            let mut values = [None; SHOWN.len()];
            for (slot, (step, value)) in compiled.shown.iter().zip(&mut values).enumerate() {
                let cell = &mut self.cells[1 + axes + slot];
                cell.clear();
                if let Some(step) = step {
                    let (top, bottom) = (run.value(*step, place).wide(), compiled.program.steps[*step].denominator);
                    decimal(top, bottom, cell);
                    *value = Some((top, bottom));
                }
            }
            let cell = &mut self.cells[1 + axes + SHOWN.len()];
            cell.clear();
            // TPP over area: the first and the last of what is shown.
            if let (Some(tpp), Some(area)) = (values[0], values[SHOWN.len() - 1])
                && !density(tpp, area, &self.densities, cell)
                && let Some(density) = exact(tpp.0, tpp.1).checked_div(&exact(area.0, area.1))
            {
                cell.extend_from_slice(rounded_density(&density, &self.densities).as_bytes());
            }
            self.end(class)?;
        }
        Ok(())
    }

    fn fractions(&mut self, range: Range<u64>, progress: &(dyn Fn(u64) + Sync)) -> Result<(), BatchError> {
        let mut known = Known::new(usize::MAX);
        for number in range.clone() {
            let class = self.sweep.class_at(number, &mut known);
            let point = self.sweep.point(number);
            self.start(number);
            let values = SHOWN.map(|fact| self.sweep.outline.of(fact).and_then(|value| value.value(&point)));
            let axes = self.sweep.grid.axes.len();
            for (slot, value) in values.iter().enumerate() {
                let text = value.as_ref().map(Exact::lossless).unwrap_or_default();
                self.cells[1 + axes + slot] = text.into_bytes();
            }
            let density = values[0].as_ref().zip(values[SHOWN.len() - 1].as_ref());
            let density = density.and_then(|(tpp, area)| tpp.checked_div(area));
            let text = density.map(|density| rounded_density(&density, &self.densities)).unwrap_or_default();
            self.cells[1 + axes + SHOWN.len()] = text.into_bytes();
            self.end(class)?;
            if (number + 1 - range.start).is_multiple_of(PART) {
                progress(PART);
            }
        }
        Ok(())
    }

    /// The number and the values of the axes.
    fn start(&mut self, number: u64) {
        let mut digits = itoa::Buffer::new();
        self.cells[0].clear();
        self.cells[0].extend_from_slice(digits.format(number).as_bytes());
        for (place, axis) in self.sweep.grid.axes.iter().enumerate() {
            let index = number / self.sweep.grid.stride(place) % axis.count();
            let cell = &mut self.cells[1 + place];
            cell.clear();
            match self.texts[place].get(index as usize) {
                Some(text) => cell.extend_from_slice(text),
                None => {
                    let _ = write!(cell, "{}", axis.value(index).lossless());
                }
            }
        }
    }

    fn end(&mut self, class: usize) -> Result<(), BatchError> {
        if class >= self.governing.len() {
            let classes = self.sweep.classes.list();
            self.governing = classes.into_iter().map(|class| class.governing.into_bytes()).collect();
        }
        let (last, first) = (self.cells.len() - 1, &self.cells[..self.cells.len() - 1]);
        debug_assert_eq!(first.len(), last);
        self.sink.row(first.iter().map(Vec::as_slice).chain([self.governing[class].as_slice()]))
    }
}

/// The most decimals that are written without fractions being looked for.
const PLACES: u32 = 9;
const SCALE: i128 = 10i128.pow(PLACES);

/// A fraction in decimals, if they end; else as a fraction.
fn decimal(top: i128, bottom: i128, out: &mut Vec<u8>) {
    let scaled = top.checked_mul(SCALE).filter(|scaled| scaled % bottom == 0).map(|scaled| scaled / bottom);
    match scaled.filter(|scaled| *scaled >= 0) {
        Some(scaled) => places(scaled, PLACES as usize, true, out),
        None => out.extend_from_slice(exact(top, bottom).lossless().as_bytes()),
    }
}

/// A number of 10^-`digits`, without zeros at the end if `trim`.
fn places(scaled: i128, digits: usize, trim: bool, out: &mut Vec<u8>) {
    let power = 10i128.pow(digits as u32);
    let mut number = itoa::Buffer::new();
    out.extend_from_slice(number.format(scaled / power).as_bytes());
    let mut fraction = scaled % power;
    let mut text = [b'0'; 16];
    for place in text[..digits].iter_mut().rev() {
        *place = b'0' + (fraction % 10) as u8;
        fraction /= 10;
    }
    let used =
        if trim { text[..digits].iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1) } else { digits };
    if used > 0 {
        out.push(b'.');
        out.extend_from_slice(&text[..used]);
    }
}

/// A density with four decimals. `false`: it has to be looked at more closely, because it would look like a threshold,
/// there is none, or its numbers are too large.
fn density(
    (tpp, of_tpp): (i128, i128),
    (area, of_area): (i128, i128),
    thresholds: &[Exact],
    out: &mut Vec<u8>,
) -> bool {
    const FOUR: i128 = 10_000;
    let rounded = || {
        let top = tpp.checked_mul(of_area)?.checked_mul(2 * FOUR)?;
        let bottom = area.checked_mul(of_tpp)?;
        if tpp < 0 || bottom <= 0 {
            return None;
        }
        // Half away from zero.
        Some(top.checked_add(bottom)? / bottom.checked_mul(2)?)
    };
    let Some(rounded) = rounded() else { return false };
    let near = |threshold: &Exact| {
        threshold
            .fraction()
            .is_none_or(|(top, bottom)| rounded.checked_mul(i128::from(bottom)) == i128::from(top).checked_mul(FOUR))
    };
    if thresholds.iter().any(near) {
        return false;
    }
    places(rounded, 4, false, out);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_written_as_exact_ones_are(top in 0i64..10_000_000_000, bottom in prop_oneof![1u64..5000, Just(1000u64), Just(1_000_000_000)]) {
            let mut out = Vec::new();
            decimal(i128::from(top), i128::from(bottom), &mut out);
            prop_assert_eq!(String::from_utf8(out).unwrap(), Exact::ratio(top, bottom).lossless());
        }

        #[test]
        fn densities_are_rounded_as_exact_ones_are(tpp in 0i64..6_000_000, area in 1i64..900_000, near in any::<bool>()) {
            let thresholds = [Exact::ratio(16, 10), Exact::ratio(32, 10), Exact::ratio(592, 100)];
            // Half of them near a threshold.
            let tpp = if near { area * 592 / 100 + tpp % 3 } else { tpp };
            let mut out = Vec::new();
            let quick = density((i128::from(tpp), 10), (i128::from(area), 10), &thresholds, &mut out);
            let expected = rounded_density(&Exact::ratio(tpp, area.unsigned_abs()), &thresholds);
            prop_assert!(!quick || String::from_utf8(out).unwrap() == expected);
        }
    }
}
