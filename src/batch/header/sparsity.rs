//! What a text says of sparsity.

use super::languages;
use super::words::{opened, words};

/// What words say of sparsity.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(in crate::batch) enum Said {
    Nothing,
    Dense,
    Sparse,
    Both,
}

/// What words say of sparsity, and the words without those that deny it or state it.
pub(super) fn sparsity(words: Vec<String>) -> (Vec<String>, Said) {
    let denies = |word: &str| matches!(word, "without" | "no" | "non" | "not" | "ohne" | "sans" | "wo" | "excluding");
    let between = |word: &str| matches!(word, "structured" | "with" | "fine" | "grained" | "2:4" | "2:1" | "any");
    let mut gone = vec![false; words.len()];
    let (mut dense, mut sparse) = (false, false);
    for (i, word) in words.iter().enumerate() {
        if matches!(word.as_str(), "nonsparse" | "nonsparsity" | "unsparse" | "unsparsed" | "unsparsified") {
            (dense, gone[i]) = (true, true);
            continue;
        }
        if word == "dense" {
            dense = true;
            continue;
        }
        if !(word.starts_with("spars") || matches!(word.as_str(), "2:4" | "2:1" | "structured")) || gone[i] {
            continue;
        }
        gone[i] = true;
        let mut from = i;
        while from > 0 && between(&words[from - 1]) {
            from -= 1;
        }
        let slashed = from >= 2 && words[from - 1] == "o" && words[from - 2] == "w";
        let denied = (from > 0 && denies(&words[from - 1])) || slashed;
        let off = words.get(i + 1).is_some_and(|next| matches!(next.as_str(), "off" | "disabled"));
        if denied || off {
            let start = from - if slashed { 2 } else { usize::from(denied) };
            gone[start..=i].fill(true);
            if off {
                gone[i + 1] = true;
            }
            dense = true;
        } else if word.starts_with("spars") || !words[i..].iter().any(|word| word.starts_with("spars")) {
            gone[from..=i].fill(true);
            sparse = true;
        }
    }
    let said = match (dense, sparse) {
        (true, true) => Said::Both,
        (true, false) => Said::Dense,
        (false, true) => Said::Sparse,
        (false, false) => Said::Nothing,
    };
    (words.into_iter().zip(gone).filter(|(_, gone)| !gone).map(|(word, _)| word).collect(), said)
}

/// What a text says of sparsity.
pub(in crate::batch) fn said_of(text: &str) -> Said {
    sparsity(words(&languages::translated(&opened(text)), true).0).1
}
