//! Lists of phrases, any of which a text may hold.

use aho_corasick::AhoCorasick;

/// Phrases that are looked for in one pass over a text, whatever the case of their ASCII letters.
#[derive(Debug)]
pub(super) struct Phrases {
    list: &'static [&'static str],
    automaton: Option<AhoCorasick>,
}

impl Phrases {
    pub(super) fn new(list: &'static [&'static str]) -> Self {
        Self { list, automaton: AhoCorasick::builder().ascii_case_insensitive(true).build(list).ok() }
    }

    /// The phrases.
    pub(super) fn list(&self) -> &'static [&'static str] {
        self.list
    }

    /// Whether a text holds one of them, also within a word.
    pub(super) fn any_in(&self, text: &str) -> bool {
        match &self.automaton {
            Some(automaton) => automaton.is_match(text),
            // Too many phrases for the automaton, which no list here has.
            None => self.list.iter().any(|phrase| text.to_lowercase().contains(&phrase.to_lowercase())),
        }
    }
}

/// Whether a text holds one of a constant list of phrases, whatever the case of their ASCII letters.
macro_rules! holds {
    ($text:expr, $list:expr) => {{
        static PHRASES: std::sync::LazyLock<$crate::sheet::phrases::Phrases> =
            std::sync::LazyLock::new(|| $crate::sheet::phrases::Phrases::new($list));
        PHRASES.any_in($text)
    }};
}
pub(super) use holds;

#[cfg(test)]
mod tests {
    #[test]
    fn a_phrase_is_found_anywhere_in_any_case() {
        let found = |text: &str| holds!(text, &["base die", "稀疏", "IOD"]);
        assert!(found("the Base Die") && found("非稀疏算力") && found("two iods"));
        assert!(!found("a die") && !found(""));
    }
}
