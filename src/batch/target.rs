//! Where output goes: a file that appears whole or not at all, or a stream.

use super::BatchError;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A file under a temporary name until it is complete, or standard output.
pub struct Target {
    name: String,
    out: Out,
}

enum Out {
    File { temporary: tempfile::NamedTempFile, path: PathBuf },
    Stream(Box<dyn Write + Send>),
}

/// Temporary files that an interrupted process has to remove.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes the temporary files of this process: for a handler of interrupts, just before it exits.
pub fn discard_temporary_files() {
    for path in TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        // It may be gone already.
        let _ = std::fs::remove_file(path);
    }
}

impl Target {
    /// Standard output, or any other stream.
    pub fn stream(out: impl Write + Send + 'static) -> Self {
        Self { name: "standard output".to_owned(), out: Out::Stream(Box::new(out)) }
    }

    /// A file. Until [`finish`](Self::finish) it has a temporary name in the same folder, and what was there before stays.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub fn file(path: &Path) -> Result<Self, BatchError> {
        let name = path.display().to_string();
        let fail = |error: io::Error| BatchError::Write { target: name.clone(), error };
        if path.is_dir() {
            return Err(fail(io::Error::other("this is a folder")));
        }
        // A device or a pipe is written to as it is.
        if path.exists() && !path.is_file() {
            let file = std::fs::OpenOptions::new().write(true).open(path).map_err(fail)?;
            return Ok(Self { out: Out::Stream(Box::new(file)), name: name.clone() });
        }
        // What a link points to is replaced, not the link.
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        // A file that may not be written to is not to be replaced either.
        if path.exists() {
            std::fs::OpenOptions::new().append(true).open(&path).map_err(fail)?;
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let stem = path.file_name().map(|name| format!(".{}.", name.to_string_lossy())).unwrap_or_default();
        let mut builder = tempfile::Builder::new();
        builder.prefix(&stem).suffix(".partial");
        #[cfg(unix)]
        let permissions = {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).map_or(0o666, |metadata| metadata.permissions().mode());
            std::fs::Permissions::from_mode(mode)
        };
        #[cfg(unix)]
        builder.permissions(permissions);
        let temporary = builder.tempfile_in(folder).map_err(fail)?;
        TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner).push(temporary.path().to_owned());
        Ok(Self { out: Out::File { temporary, path }, name: name.clone() })
    }

    /// What errors call it.
    #[cfg(feature = "parquet")]
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Writes a text.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn text(&mut self, bytes: &[u8]) -> Result<(), BatchError> {
        self.put(bytes)
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<(), BatchError> {
        self.write_all(bytes).map_err(|error| BatchError::Write { target: self.name.clone(), error })
    }

    /// Puts the file under its name, after everything is on disk.
    ///
    /// # Errors
    /// If it cannot be; then nothing is under the final name that was not there before.
    pub fn finish(self) -> Result<(), BatchError> {
        let name = self.name;
        let fail = |error: io::Error| BatchError::Write { target: name.clone(), error };
        match self.out {
            Out::Stream(mut stream) => stream.flush().map_err(fail),
            Out::File { temporary, path } => {
                temporary.as_file().sync_all().map_err(fail)?;
                let held = temporary.path().to_owned();
                temporary.persist(&path).map_err(|error| fail(error.error))?;
                TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != held);
                // The rename itself is in the folder.
                if let Some(folder) = path.parent().and_then(|folder| std::fs::File::open(folder).ok()) {
                    let _ = folder.sync_all();
                }
                Ok(())
            }
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Out::File { temporary, .. } => temporary.as_file_mut().write(bytes),
            Out::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Out::File { temporary, .. } => temporary.as_file_mut().flush(),
            Out::Stream(stream) => stream.flush(),
        }
    }
}
