//! Names of parts in a text.

use super::lexicon::{Lexicon, WORDS, is_word, narrow};
use super::phrases::holds;
use super::unit::unit;
use serde::Deserialize;
use std::sync::LazyLock;

/// A name and where it stands, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Of something that holds several accelerators.
    pub(super) system: bool,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Kind {
    Family,
    Alone,
    Suffix,
    System,
    Never,
}

#[derive(Deserialize)]
struct File {
    name: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    kind: String,
    words: Vec<String>,
}

static NAMES: LazyLock<Lexicon<Kind>> = LazyLock::new(|| {
    let mut lexicon = Lexicon::new();
    let Ok(file) = toml::from_str::<File>(include_str!("words/names.toml")) else { return lexicon };
    for entry in &file.name {
        let kind = match entry.kind.as_str() {
            "family" => Kind::Family,
            "alone" => Kind::Alone,
            "suffix" => Kind::Suffix,
            "system" => Kind::System,
            _ => Kind::Never,
        };
        entry.words.iter().for_each(|word| lexicon.add(word, false, kind));
    }
    lexicon
});

/// All names in a text, in order, none overlapping another.
pub(super) fn names(text: &str) -> Vec<Name> {
    if !text.contains(|c: char| ('\u{ff01}'..='\u{ff5e}').contains(&c)) {
        return plain_names(text);
    }
    // Full-width letters: found in the plain text, placed in the printed one.
    let (mut plain, mut places) = (String::new(), Vec::new());
    for (at, letter) in text.char_indices() {
        places.push((plain.len(), at));
        plain.push(narrow(letter));
    }
    places.push((plain.len(), text.len()));
    let place = |at: usize| places.iter().find(|(plain, _)| *plain >= at).map_or(text.len(), |(_, printed)| *printed);
    plain_names(&plain)
        .into_iter()
        .map(|name| Name { start: place(name.start), end: place(name.end), ..name })
        .collect()
}

/// Whether a text begins with something that is known and no part: a memory, a link.
pub(super) fn is_known(text: &str) -> bool {
    known(text).is_some_and(|length| length == text.len())
}

fn plain_names(text: &str) -> Vec<Name> {
    let mut found: Vec<Name> = Vec::new();
    let mut at = 0;
    let mut before = ' ';
    while let Some(letter) = text[at..].chars().next() {
        let begins = !(is_word(before) && is_word(letter)) && before != '-' && before != '.';
        if begins && let Some(name) = name(text, at) {
            at = name.end;
            before = text[..at].chars().next_back().unwrap_or(' ');
            found.push(name);
            continue;
        }
        // What is known as something else is no name: HBM3, FP16, PCIe Gen5.
        let skip = if begins { known(&text[at..]) } else { None };
        let mut length = skip.unwrap_or(letter.len_utf8());
        before = text[at..at + length].chars().next_back().unwrap_or(' ');
        // Nothing begins within a word.
        if before.is_ascii_alphanumeric() {
            length += text.as_bytes()[at + length..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            before = char::from(text.as_bytes()[at + length - 1]);
        }
        at += length;
    }
    found
}

/// The length of a word at the start that is known and is no name.
fn known(text: &str) -> Option<usize> {
    let never = NAMES.longest(text, false).filter(|found| *found.meaning == Kind::Never).map(|found| found.length);
    let word = WORDS.longest(text, false).map(|found| found.length);
    never.max(word)
}

/// The name that begins at a place.
fn name(text: &str, start: usize) -> Option<Name> {
    let rest = &text[start..];
    let digits = || NAMES.before_digits(rest).filter(|found| matches!(found.meaning, Kind::Family | Kind::Alone));
    let word = NAMES.longest(rest, false).or_else(digits);
    let (mut end, mut whole, mut system) = (start, false, false);
    match word.as_ref().map(|found| (*found.meaning, found.length)) {
        Some((Kind::Never, _)) => return None,
        Some((Kind::System, length)) => (end, whole, system) = (start + length, true, true),
        // "a 2:4 pattern" is not the A2.
        Some((Kind::Alone, length)) if length <= 3 && !is_code(&rest[..length]) => {}
        Some((Kind::Alone, length)) => (end, whole) = (start + length, true),
        Some((Kind::Family, length)) => end = start + length,
        Some((Kind::Suffix, _)) | None => {}
    }
    if end > start && !system {
        // A number belongs to the family before it: "Gaudi 3", "TPU v5p", "昇腾910B", "MLU370-X8".
        while let Some(length) = model_after_family(&text[end..], !whole) {
            end += length;
            whole = true;
        }
    }
    // "HGX H100": what it holds belongs to the name. System words one after the other are walked, not held inside each
    // other: a text may be nothing but such words.
    let held_after = |end: usize| {
        let gap = text[end..].len() - text[end..].trim_start_matches([' ', '\u{a0}']).len();
        (gap == 1).then_some(end + gap)
    };
    if system {
        let mut held = held_after(end);
        while let Some(at) = held {
            let next = NAMES.longest(&text[at..], false).filter(|next| *next.meaning == Kind::System);
            let Some(next) = next else { break };
            end = at + next.length;
            held = held_after(end);
        }
        if let Some(held) = held.and_then(|at| name(text, at)) {
            return Some(Name { text: text[start..held.end].to_owned(), start, end: held.end, system: true });
        }
    }
    if end == start || !whole {
        let code = code(rest)?;
        if end > start && !whole {
            return None;
        }
        end = start + code;
    }
    loop {
        let more = &text[end..];
        let trimmed = more.trim_start_matches([' ', '\u{a0}', '-', '\u{2011}']);
        let gap = more.len() - trimmed.len();
        if gap > 1 || trimmed.is_empty() || (gap == 0 && more.starts_with(is_word)) {
            break;
        }
        let Some(length) = suffix(trimmed, gap) else { break };
        end += gap + length;
        // "GB200 NVL72", "MI300X Platform".
        system |= NAMES.longest(&text[start..], false).is_some_and(|found| *found.meaning == Kind::System);
    }
    let text_of = text[start..end].trim().to_owned();
    // "256 H100s" are several.
    system |= text_of.strip_suffix('s').is_some_and(|one| {
        one.ends_with(|c: char| c.is_ascii_digit()) && one.contains(|c: char| c.is_ascii_uppercase())
    });
    system |= text_of.split([' ', '-']).any(|word| {
        let found = NAMES.longest(word, false);
        found.is_some_and(|found| *found.meaning == Kind::System && found.length == word.len())
    });
    Some(Name { text: text_of, start, end, system })
}

/// A number, letter or word that belongs to a family before it, with the space between.
fn model_after_family(text: &str, first: bool) -> Option<usize> {
    let trimmed = text.trim_start_matches([' ', '\u{a0}', '-', '\u{2011}', '®', '™']);
    let gap = text.len() - trimmed.len();
    let length = trimmed.find(|c: char| !(is_word(c) || c == '-' || c == '+')).unwrap_or(trimmed.len());
    let word = trimmed[..length].trim_end_matches(['-', '+']);
    if gap > 4 || word.is_empty() || is_superscript(word) {
        return None;
    }
    let digits = word.chars().any(|c| c.is_ascii_digit());
    // "Quadro RTX A系列" is a family.
    let capital = word.len() <= 2
        && word.chars().all(|c| c.is_ascii_uppercase())
        && !trimmed[length..].trim_start().starts_with('系');
    let is_unit = {
        let from = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
        from > 0
            && from < word.len()
            && unit(&word[from..]).is_some_and(|(_, length)| length == word.len() - from)
            && word[from..].len() > 1
    };
    let known = WORDS.longest(trimmed, false).is_some_and(|found| found.length >= word.len());
    let after = trimmed[length..].trim_start();
    let is_value = word.chars().all(|c| c.is_ascii_digit()) && unit(after).is_some();
    (!is_unit && !known && !is_value && (digits || (first && capital))).then_some(gap + word.len())
}

/// Whether a short name is written as one: `T4`.
fn is_code(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || !c.is_ascii())
}

fn is_superscript(word: &str) -> bool {
    word.chars().all(|c| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | 'ª'))
}

/// The length of a code of capital letters and digits at the start: `H100`, `MI300X`, `MLU370-X8`, `BR104`.
fn code(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let run = |from: usize, is: fn(&u8) -> bool| bytes[from.min(bytes.len())..].iter().take_while(|b| is(b)).count();
    let letters = run(0, u8::is_ascii_uppercase);
    let hyphen = usize::from(letters > 0 && bytes.get(letters) == Some(&b'-'));
    let digits = run(letters + hyphen, u8::is_ascii_digit);
    if !(1..=6).contains(&letters) || !(1..=4).contains(&digits) || letters == 1 && digits == 1 {
        return None;
    }
    if hyphen == 1 && digits < 3 {
        return None;
    }
    let mut end = letters + hyphen + digits;
    end += run(end, u8::is_ascii_alphanumeric);
    while bytes.get(end) == Some(&b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) {
        let next = run(end + 1, u8::is_ascii_alphanumeric);
        // "H100-class" is the name and a word.
        if bytes[end + 1..end + 1 + next].iter().any(u8::is_ascii_lowercase) {
            break;
        }
        end += 1 + next;
    }
    let word = &text[..end];
    let goes_on = text[end..].chars().next().is_some_and(|c| is_word(c) && !is_superscript(&c.to_string()));
    let lower = word.bytes().skip(letters).filter(u8::is_ascii_lowercase).count();
    (!goes_on && lower <= 3 && end <= 20 && known(text).is_none()).then_some(end)
}

/// The length of a word that belongs to a name before it.
fn suffix(text: &str, gap: usize) -> Option<usize> {
    if let Some(found) = NAMES.longest(text, false) {
        match found.meaning {
            Kind::Suffix if gap > 0 => {
                // "PCIe Gen5" and "PCIe: 128" are a link, and "x 2" a count.
                let after = text[found.length..].trim_start();
                let link = text[..found.length].eq_ignore_ascii_case("pcie")
                    && after.starts_with(|c: char| c.is_ascii_digit() || c == 'G' || c == 'x');
                let single = found.length == 1 && !text.starts_with(|c: char| c.is_ascii_uppercase());
                let times = text.starts_with(['x', 'X', '×']) && after.starts_with(|c: char| c.is_ascii_digit());
                return (!link && !single && !times).then_some(found.length);
            }
            Kind::System if gap > 0 => return Some(found.length),
            Kind::Never => return None,
            _ => {}
        }
    }
    // "80GB", "32 GB".
    let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|digits| (1..=3).contains(digits))?;
    let after = &text[digits..];
    let space = after.len() - after.trim_start_matches(' ').len();
    let is_size = after[space..].starts_with("GB") && !after[space + 2..].starts_with(|c: char| is_word(c) || c == '/');
    (space <= 1 && is_size).then_some(digits + space + 2)
}

/// A name without its maker and the words that all names share, for comparing.
pub(super) fn key(name: &str) -> String {
    const COMMON: &[&str] = &[
        "nvidia",
        "amd",
        "intel",
        "instinct",
        "geforce",
        "tesla",
        "huawei",
        "google",
        "cloud tpu",
        "tensor core gpu",
        "gpu",
        "accelerator",
        "cambricon",
        "graphics card",
        "aws",
        "data center",
        "英伟达",
        "华为",
        "寒武纪",
    ];
    const ASCEND: &[&str] = &["昇騰", "升腾", "ascend"];
    let mut key = name.to_lowercase();
    key.retain(|letter| !matches!(letter, '®' | '™'));
    if holds!(&key, COMMON) {
        for word in COMMON {
            key = key.replace(word, if *word == "cloud tpu" { "tpu" } else { "" });
        }
    }
    let mut key: String = key.chars().filter(|c| c.is_alphanumeric() || *c == '+').collect();
    if holds!(&key, ASCEND) {
        ASCEND.iter().for_each(|spelling| key = key.replace(spelling, "昇腾"));
    }
    if key.is_empty() { name.to_lowercase() } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<String> {
        names(text).into_iter().map(|name| if name.system { format!("({})", name.text) } else { name.text }).collect()
    }

    #[test]
    fn names_are_found_and_other_codes_are_not() {
        assert_eq!(show("H100 SXM, one-page summary"), ["H100 SXM"]);
        assert_eq!(show("The AD102 die of 609 mm² with HBM3 and FP16"), [""; 0]);
        assert_eq!(show("the NVIDIA A100 80GB PCIe and MI300X"), ["A100 80GB PCIe", "MI300X"]);
        assert_eq!(show("GeForce RTX 4070 Ti SUPER"), ["GeForce RTX 4070 Ti SUPER"]);
        assert_eq!(show("Instinct MI250X accelerator"), ["Instinct MI250X"]);
        assert_eq!(show("一颗昇腾910B采用双die"), ["昇腾910B"]);
        assert_eq!(show("eight H100s against one L40S"), ["(H100s)", "L40S"]);
        assert_eq!(show("HGX H100, DGX B200 and GB200 NVL72"), ["(HGX H100)", "(DGX B200)", "(GB200 NVL72)"]);
        assert_eq!(
            show("MLU370-X8 card, TPU v5p, Gaudi 3, Trainium2"),
            ["MLU370-X8", "TPU v5p", "Gaudi 3", "Trainium2"]
        );
        assert_eq!(show("700W, 80GB, 2:4, 384-bit, PCIe Gen5 x16, NVLink 5"), [""; 0]);
        assert_eq!(show("Cloud AI 100 Ultra and T4"), ["Cloud AI 100 Ultra", "T4"]);
        assert_eq!(show(&"DGX ".repeat(200_000)).len(), 1);
        assert_eq!(key("NVIDIA GeForce RTX 4090"), key("RTX 4090"));
    }
}
