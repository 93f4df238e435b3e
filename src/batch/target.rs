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

fn hold(path: &Path) {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
}

fn release(path: &Path) {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner).retain(|held| held != path);
}

/// A copy of an input that can be read but once. It is gone when this is, or when the process is interrupted.
pub(super) struct Temporary(tempfile::NamedTempFile);

impl Temporary {
    pub(super) fn new() -> io::Result<Self> {
        let file = tempfile::Builder::new().prefix("eccn-").tempfile()?;
        hold(file.path());
        Ok(Self(file))
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn file(&mut self) -> &mut std::fs::File {
        self.0.as_file_mut()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        release(self.0.path());
    }
}

/// Where a link leads in the end, though nothing may be there yet.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..40 {
        let Ok(next) = std::fs::read_link(&path) else { return Ok(path) };
        path = path.parent().map_or_else(|| next.clone(), |folder| folder.join(&next));
    }
    Err(io::Error::other("this is a link that leads in a circle"))
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
        if path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator) {
            return Err(fail(io::Error::other("this is a folder, and a file was expected")));
        }
        let found = match std::fs::metadata(path) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            // A name that is too long, or a file where a folder should be.
            Err(error) => return Err(fail(error)),
        };
        // A device or a pipe is written to as it is.
        if found.as_ref().is_some_and(|found| !found.is_file()) {
            let file = std::fs::OpenOptions::new().write(true).open(path).map_err(fail)?;
            return Ok(Self { out: Out::Stream(Box::new(file)), name: name.clone() });
        }
        // What a link points to is replaced, not the link.
        let path = if found.is_some() { std::fs::canonicalize(path) } else { followed(path) }.map_err(fail)?;
        // A file that may not be written to is not to be replaced either.
        if found.is_some() {
            std::fs::OpenOptions::new().append(true).open(&path).map_err(fail)?;
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let Some(file_name) = path.file_name() else {
            return Err(fail(io::Error::other("this names no file")));
        };
        // A name may be as long as names can be: then there is no room for more of it.
        let stem: String = file_name.to_string_lossy().chars().take(50).collect();
        let mut builder = tempfile::Builder::new();
        let prefix = format!(".{stem}.");
        builder.prefix(&prefix).suffix(".partial");
        #[cfg(unix)]
        let permissions = {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = found.map_or(0o666, |metadata| metadata.permissions().mode());
            std::fs::Permissions::from_mode(mode)
        };
        #[cfg(unix)]
        builder.permissions(permissions);
        let beside = |error: io::Error| {
            let why = match error.kind() {
                io::ErrorKind::NotFound if !folder.is_dir() => format!("there is no folder {}", folder.display()),
                kind => format!("{kind}: a file cannot be made in the folder {}", folder.display()),
            };
            fail(io::Error::new(error.kind(), why))
        };
        let temporary = builder.tempfile_in(folder).map_err(beside)?;
        hold(temporary.path());
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
                release(&held);
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
