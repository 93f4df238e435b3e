//! Numeric formats and their bit lengths.

use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A numeric format of the inputs of a multiply, with the bit length that the regulation multiplies by.
///
/// "For purposes of 3A090, 'bit length of the operation' for a multiply-accumulate computation is the largest
/// bit-length of the inputs to the multiply operation" (Technical Note 1.c): a mixed format such as FP8 × FP4 counts
/// as 8.
///
/// ```
/// use eccn::part::Format;
/// assert_eq!("bf16".parse::<Format>()?.bits(), 16);
/// assert_eq!("FP8 E4M3".parse::<Format>()?.to_string(), "FP8 E4M3");
/// assert_eq!("fp8 x fp4".parse::<Format>()?.bits(), 8);
/// assert_eq!("W4A16".parse::<Format>()?.bits(), 16);
/// assert_eq!("6-bit".parse::<Format>()?.bits(), 6);
/// # Ok::<(), eccn::part::FormatError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Format {
    name: String,
    bits: u16,
}

/// Names as printed, with every spelling read (compared in lower case without spaces, `-` and `_`) and bit length.
/// TF32 is stored in 32 bits and has 19 significant ones; which counts is a reading of the law, not a fact of the part.
const NAMED: &[(&str, u16, &[&str])] = &[
    ("FP64", 64, &["fp64", "double", "doubleprecision", "f64", "float64"]),
    ("FP32", 32, &["fp32", "single", "singleprecision", "f32", "float32"]),
    ("TF32", 32, &["tf32", "tensorfloat32", "xf32"]),
    ("FP16", 16, &["fp16", "half", "halfprecision", "f16", "float16"]),
    ("BF16", 16, &["bf16", "bfloat16"]),
    ("FP8", 8, &["fp8", "f8", "float8", "cfp8", "hif8", "hf8"]),
    ("FP8 E4M3", 8, &["fp8e4m3", "e4m3"]),
    ("FP8 E5M2", 8, &["fp8e5m2", "e5m2"]),
    ("FP6", 6, &["fp6", "f6"]),
    ("FP4", 4, &["fp4", "f4", "hif4"]),
    ("NVFP4", 4, &["nvfp4"]),
    ("MXFP8", 8, &["mxfp8"]),
    ("MXFP6", 6, &["mxfp6"]),
    ("MXFP4", 4, &["mxfp4"]),
    ("MXINT8", 8, &["mxint8"]),
    ("MX9", 9, &["mx9"]),
    ("MX6", 6, &["mx6"]),
    ("BLOCKFP16", 16, &["blockfp16", "bfp16"]),
    ("BLOCKFP8", 8, &["blockfp8", "bfp8"]),
    ("BLOCKFP4", 4, &["blockfp4", "bfp4"]),
    ("INT64", 64, &["int64"]),
    ("INT32", 32, &["int32"]),
    ("INT16", 16, &["int16"]),
    ("INT8", 8, &["int8", "i8", "uint8"]),
    ("INT4", 4, &["int4", "i4", "uint4"]),
    ("INT2", 2, &["int2"]),
    ("INT1", 1, &["int1", "binary", "1bit"]),
];

/// The longest name read; keeps nested mixed formats shallow.
const MAX_NAME: usize = 40;

impl Format {
    /// The format's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The largest bit length of the inputs. TF32 is given as 32, its storage.
    pub fn bits(&self) -> u16 {
        self.bits
    }

    /// Whether this is TF32, whose bit length is a question of interpretation.
    pub fn is_tf32(&self) -> bool {
        self.name == "TF32"
    }

    /// Formats whose names are read without an explicit bit count.
    pub fn known_names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _, _)| *name)
    }

    fn custom(bits: u16) -> Self {
        Self { name: format!("{bits}-bit"), bits }
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        let key: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect::<String>().to_lowercase();
        let error = || FormatError { text: text.trim().to_owned() };
        if key.len() > MAX_NAME {
            return Err(error());
        }
        if let Some((name, bits, _)) = NAMED.iter().find(|(_, _, spellings)| spellings.contains(&key.as_str())) {
            return Ok(Self { name: (*name).to_owned(), bits: *bits });
        }
        if let Some(bits) = key.strip_suffix("bit").or_else(|| key.strip_suffix("bits")) {
            let bits = bits.parse().ok().filter(|bits| (1..=1024).contains(bits)).ok_or_else(error)?;
            return Ok(Self::custom(bits));
        }
        // Weights and activations: W4A16.
        if let Some((weights, activations)) = key.strip_prefix('w').and_then(|rest| rest.split_once('a')) {
            let bits = |digits: &str| digits.parse::<u16>().ok().filter(|bits| (1..=1024).contains(bits));
            let bits = bits(weights).zip(bits(activations)).map(|(w, a)| w.max(a)).ok_or_else(error)?;
            return Ok(Self { name: key.to_uppercase(), bits });
        }
        // Two inputs: FP8 × FP4.
        let split = key.split_once('×').or_else(|| key.split_once('*')).or_else(|| {
            let at = key.char_indices().skip(1).find(|(i, c)| *c == 'x' && !key[..*i].ends_with('m'))?.0;
            Some((&key[..at], &key[at + 1..]))
        });
        if let Some((a, b)) = split.filter(|(a, b)| !a.is_empty() && !b.is_empty()) {
            let (a, b) = (a.parse::<Self>().map_err(|_| error())?, b.parse::<Self>().map_err(|_| error())?);
            let bits = a.bits.max(b.bits);
            return Ok(Self { name: format!("{} × {}", a.name, b.name), bits });
        }
        Err(error())
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name)
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

/// A text that names no numeric format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    text: String,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} names no numeric format; known are {} and N-bit",
            self.text,
            Format::known_names().collect::<Vec<_>>().join(", ")
        )
    }
}

impl std::error::Error for FormatError {}
