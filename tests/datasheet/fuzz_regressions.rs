//! Inputs that once broke a reader, or might: each file of `fuzz/regressions/TARGET/` goes through the same function
//! as in the fuzz target of that name.

#[path = "../../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "a library of its own there, a module here")]
mod targets;

#[test]
fn regressions_stay_fixed() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/regressions");
    let mut count = 0;
    for (name, run) in targets::ALL {
        for entry in std::fs::read_dir(format!("{root}/{name}")).unwrap() {
            let path = entry.unwrap().path();
            eprintln!("{}", path.display());
            run(&std::fs::read(&path).unwrap());
            count += 1;
        }
    }
    assert!(count > 0);
}
