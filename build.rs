//! Lists the files under `law/` and `datasheets/` so that the binary carries them.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut code = String::new();
    for (name, folder, extension) in [("LAW", "law", "toml"), ("DATASHEETS", "datasheets", "md")] {
        println!("cargo::rerun-if-changed={folder}");
        let mut files = Vec::new();
        collect(&Path::new(&root).join(folder), folder, extension, &mut files)?;
        files.sort();
        let _ = writeln!(code, "pub(crate) static {name}: &[(&str, &str)] = &[");
        for file in files {
            let _ = writeln!(code, "    ({file:?}, include_str!({:?})),", format!("{root}/{file}"));
        }
        code.push_str("];\n");
    }
    fs::write(Path::new(&out).join("embedded.rs"), code)
}

fn collect(folder: &Path, name: &str, extension: &str, files: &mut Vec<String>) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file = entry.file_name();
        let path = format!("{name}/{}", file.to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &path, extension, files)?;
        } else if path.ends_with(&format!(".{extension}")) {
            files.push(path);
        }
    }
    Ok(())
}
