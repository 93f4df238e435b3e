//! A folder of law files.

use super::{LawError, LawErrors};
use std::path::{Path, PathBuf};

/// Every law file under `folder` as (name, text), named as in the repository: `law/destinations/groups.toml`.
///
/// # Errors
/// If a folder or file cannot be read; says which.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("readings.toml"), "")?;
/// let files = eccn::law::read_folder(folder.path())?;
/// assert_eq!(files[0].0, "law/readings.toml");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_folder(folder: &Path) -> Result<Vec<(String, String)>, LawErrors> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|error| fail(&path, &error))?;
        let relative = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        files.push((format!("law/{relative}"), text));
    }
    Ok(files)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), LawErrors> {
    for entry in std::fs::read_dir(folder).map_err(|error| fail(folder, &error))? {
        let path = entry.map_err(|error| fail(folder, &error))?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    Ok(())
}

fn fail(path: &Path, error: &std::io::Error) -> LawErrors {
    LawErrors(vec![LawError::whole(&path.display().to_string(), error.to_string())])
}
