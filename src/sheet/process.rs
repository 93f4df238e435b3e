//! The process that a text names, and whether its transistors are planar.

use super::lexicon::is_word;
use super::process_table::PROCESSES;
use crate::part::Transistor;

/// A process as a sheet names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The foundry in English, if it is named, and the process as printed.
    pub(super) name: String,
    pub(super) transistor: Option<Transistor>,
}

/// The first process that a text names. `expected`: the text is the value of a process, or speaks of one; short names
/// (`N7`, `4N`) count then.
pub(super) fn process(text: &str, expected: bool) -> Option<Named> {
    // "12nm?" is a guess.
    if text.contains("nm?") || text.contains("nm？") {
        return None;
    }
    // Every process has a digit in its name.
    if !expected && !text.contains(|c: char| c.is_numeric()) {
        return None;
    }
    let found = begins(text).find_map(|at| PROCESSES.names.longest(&text[at..], expected).map(|found| (at, found)));
    let foundry = foundry(text);
    if found.is_none() && foundry.is_none() && !expected {
        return None;
    }
    let stated = stated_transistor(text);
    if let Some((at, found)) = found {
        let printed = text[at..at + found.length].trim();
        return Some(named(
            printed,
            foundry.as_ref().map(|(name, _)| name.as_str()),
            stated.or(Some(found.meaning.transistor)),
        ));
    }
    // "produced by GlobalFoundries in a 14 nm process", "TSMC's 7 nm line", "由台積電以4N製程代工".
    if let Some((name, _)) = &foundry {
        for node in nodes(text) {
            let whole = format!("{name} {node}");
            if let Some(found) = PROCESSES.names.longest(&whole, true).filter(|found| found.length == whole.len()) {
                return Some(Named { transistor: stated.or(Some(found.meaning.transistor)), name: whole });
            }
        }
    }
    if !expected {
        return None;
    }
    let size = nodes(text).find_map(|node| {
        let digits = node.find(|c: char| !c.is_ascii_digit())?;
        node[digits..].trim_start().starts_with("nm").then(|| (node[..digits].to_owned(), node.clone()))
    });
    if let Some((size, printed)) = size {
        let bare = PROCESSES.bare.get(&size).copied();
        let name = foundry.as_ref().map_or(printed.clone(), |(name, _)| format!("{name} {printed}"));
        return Some(Named { name, transistor: stated.or(bare) });
    }
    stated.map(|transistor| Named { name: text.trim().to_owned(), transistor: Some(transistor) })
}

/// Whether a clause is nothing but the size of a node: "released in 2022, 7nm, 22 billion transistors".
pub(super) fn is_node_alone(sentence: &str) -> bool {
    sentence.split([',', '，', '、', ';', '；']).any(|clause| {
        let clause = clause.trim_matches(|c: char| c.is_whitespace() || c == '*');
        // "AWS's first 3 nm chip".
        let chip =
            ["nm chip", "nm silicon", "nm die", "nm芯片", "nm 芯片"].iter().find_map(|end| clause.split_once(end));
        let size = chip.map(|(before, _)| {
            let before = before.trim_end();
            &before[before.trim_end_matches(|c: char| c.is_ascii_digit()).len()..]
        });
        let size =
            size.or_else(|| clause.strip_suffix("nm").or_else(|| clause.strip_suffix("纳米")).map(str::trim_end));
        size.is_some_and(|size| (1..=2).contains(&size.len()) && size.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// The foundry that a text names, in English, and how it is printed.
pub(super) fn foundry(text: &str) -> Option<(String, String)> {
    begins(text).find_map(|at| {
        let found = PROCESSES.foundries.longest(&text[at..], false)?;
        Some((found.meaning.clone(), text[at..at + found.length].to_owned()))
    })
}

fn stated_transistor(text: &str) -> Option<Transistor> {
    begins(text).find_map(|at| PROCESSES.transistors.longest(&text[at..], false).map(|found| *found.meaning))
}

fn named(printed: &str, foundry: Option<&str>, transistor: Option<Transistor>) -> Named {
    let own = PROCESSES.foundries.longest(printed, false);
    let name = match (own, foundry) {
        (Some(own), _) => {
            let rest = printed[own.length..].trim();
            // "Intel 7" is the name of the process.
            format!("{} {rest}", own.meaning).trim().to_owned()
        }
        (None, Some(foundry)) => format!("{foundry} {printed}"),
        (None, None) => printed.to_owned(),
    };
    Named { name, transistor }
}

/// Words that may be a node: `14 nm`, `4N`, `N+2`, `7nm+`.
fn nodes(text: &str) -> impl Iterator<Item = String> {
    let plain: String =
        text.chars().map(super::lexicon::narrow).collect::<String>().replace("纳米", "nm").replace("奈米", "nm");
    let mut found = Vec::new();
    for at in begins(&plain) {
        let rest = &plain[at..];
        let length = rest.find(|c: char| !(is_word(c) || c == '+')).unwrap_or(rest.len());
        let word = &rest[..length];
        if !word.chars().any(|c| c.is_ascii_digit()) || word.len() > 10 {
            continue;
        }
        let after = rest[length..].trim_start_matches([' ', '-', '\u{a0}']);
        if word.bytes().all(|b| b.is_ascii_digit()) {
            if after.starts_with("nm") && !after[2..].starts_with(is_word) {
                let plus = if after[2..].starts_with('+') { "+" } else { "" };
                found.push(format!("{word} nm{plus}"));
            }
            continue;
        }
        found.push(word.to_owned());
    }
    found.into_iter()
}

/// The places where a word may begin.
fn begins(text: &str) -> impl Iterator<Item = usize> {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, letter)| {
        let begins = !(letter.is_whitespace() || is_word(before) && is_word(letter));
        before = letter;
        begins.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_in_words() {
        let found = |text: &str, expected| process(text, expected).map(|found| (found.name, found.transistor));
        let fin = Some(Transistor::NonPlanar);
        assert_eq!(found("TSMC 4N", true), Some(("TSMC 4N".to_owned(), fin)));
        assert_eq!(
            found("produced by GlobalFoundries in a 14 nm process", false),
            Some(("GlobalFoundries 14 nm".to_owned(), fin))
        );
        assert_eq!(found("由台積電以4N製程代工", true), Some(("TSMC 4N".to_owned(), fin)));
        assert_eq!(found("comes from SMIC (N+2)", false), Some(("SMIC N+2".to_owned(), fin)));
        assert_eq!(found("22 nm", true), Some(("22 nm".to_owned(), None)));
        assert_eq!(found("28 nm", true).unwrap().1, Some(Transistor::Planar));
        assert_eq!(found("7 nm", true).unwrap().1, fin);
        assert_eq!(found("house process X1", true), None);
        assert_eq!(found("TSMC 28 nm (planar)", true).unwrap().1, Some(Transistor::Planar));
        assert_eq!(found("a road, the N7, and GaAs", false), None);
    }
}
