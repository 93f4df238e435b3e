//! SHA-256 as answers print it: which law, and which inputs, an answer was given for.

use sha2::{Digest as _, Sha256};

/// SHA-256 of bytes, in hexadecimal: 64 digits, small letters.
///
/// ```
/// let hash = eccn::digest::sha256(b"abc");
/// assert_eq!(eccn::digest::short(&hash), "ba7816bf8f01");
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    hex(Sha256::new_with_prefix(bytes))
}

/// The digits of what was hashed piece by piece.
pub(crate) fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first twelve digits of a hash, as answers print it; what is no hash is printed whole.
pub fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
