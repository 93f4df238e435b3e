//! Inputs that are read twice, though some can be read but once.

use super::Inputs;
use crate::batch::BatchError;
use crate::batch::input::{InputFile, Stream};
use crate::batch::run::{Options, Progress};
use crate::batch::target::Temporary;
use std::sync::Arc;

impl Inputs {
    /// The same inputs from the start, to be read twice. What can be read but once (standard input, a pipe) is copied.
    pub(in crate::batch) fn twice(mut self, options: &Options) -> Result<(Self, Self), BatchError> {
        let mut kept = Vec::new();
        let mut files = Vec::with_capacity(self.files.len().max(1));
        if self.files.is_empty() {
            // A reader that is no file.
            let (copy, file) = self.keep(&self.name.clone(), None)?;
            kept.push(copy);
            files.push(file);
        }
        for (at, file) in std::mem::take(&mut self.files).into_iter().enumerate() {
            let stamp = if at == 0 { self.source.stamp() } else { file.on_disk() };
            if stamp.is_some() {
                files.push(InputFile { stamp, ..file });
                continue;
            }
            let (copy, file) = self.keep(&file.name, (at > 0).then_some(&file))?;
            kept.push(copy);
            files.push(file);
        }
        let first = Self::first_of(files.clone(), options, &Progress::default())?;
        let mut again = Self::first_of(files, options, &self.progress)?;
        again.remarks = self.remarks;
        again.kept = kept;
        Ok((first, again))
    }

    /// Copies to a temporary file what `file` gives, or the input that is open.
    fn keep(&mut self, name: &str, file: Option<&InputFile>) -> Result<(Temporary, InputFile), BatchError> {
        let mut kept = Temporary::new().map_err(BatchError::temporary)?;
        match file {
            None => {
                let head = self.csv.as_ref().map_or(&[][..], |header| &header.raw);
                self.source.keep(head, kept.file())?;
                self.remarks.extend(self.source.remarks());
            }
            Some(file) => {
                let (mut stream, _) = Stream::open(file, &Arc::default())?;
                stream.copy(kept.file())?;
            }
        }
        let file = InputFile { path: kept.path().to_owned(), name: name.to_owned(), stamp: None };
        Ok((kept, file))
    }
}
