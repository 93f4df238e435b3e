//! Inputs that once broke a reader, or might, and those that the fuzzers start from: each file of
//! `fuzz/regressions/TARGET/` and `fuzz/seeds/TARGET/` goes through the same function as in the fuzz target of that name.

#[path = "../../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "a library of its own there, a module here")]
mod targets;

/// Runs every file of a folder; how many there were by target.
fn replay(folder: &str) -> Vec<usize> {
    let root = format!("{}/fuzz/{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut counts = Vec::new();
    for (name, run) in targets::ALL {
        let mut count = 0;
        for entry in std::fs::read_dir(format!("{root}/{name}")).unwrap() {
            let path = entry.unwrap().path();
            eprintln!("{}", path.display());
            run(&std::fs::read(&path).unwrap());
            count += 1;
        }
        counts.push(count);
    }
    counts
}

#[test]
fn regressions_stay_fixed() {
    assert!(replay("regressions").iter().all(|files| *files > 0));
}

#[test]
fn seeds_are_read() {
    assert!(replay("seeds").iter().all(|files| *files > 0));
}
