//! Destinations by code or name.

use super::{Destination, Destinations, Place};
use std::fmt;

/// How alike a name has to be to be suggested.
const CLOSE: f64 = 0.87;

impl Destinations {
    /// The destination with this code or name; case, accents and signs do not matter.
    ///
    /// # Errors
    /// If there is none; names the closest ones.
    pub fn find(&self, text: &str) -> Result<Place, DestinationError> {
        let wanted = key(text);
        let names = |destination: &Destination| {
            let names = [&destination.iso2, &destination.iso3, &destination.name].into_iter().chain(&destination.also);
            names.map(|name| key(name)).collect::<Vec<_>>()
        };
        if let Some((place, _)) = self.all().find(|(_, destination)| names(destination).contains(&wanted)) {
            return Ok(place);
        }
        let mut scored: Vec<(f64, String)> = self
            .all()
            .map(|(_, destination)| {
                let score = |name: &String| strsim::jaro_winkler(name, &wanted);
                let best = names(destination).iter().filter(|name| name.len() > 3).map(score).fold(0.0, f64::max);
                (best, format!("{} ({})", destination.name, destination.iso2))
            })
            .filter(|(score, _)| *score > CLOSE)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let suggestions = scored.into_iter().take(3).map(|(_, name)| name).collect();
        Err(DestinationError { text: text.to_owned(), suggestions })
    }
}

/// A text that names no destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationError {
    text: String,
    suggestions: Vec<String>,
}

impl fmt::Display for DestinationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no destination", self.text)?;
        if self.suggestions.is_empty() {
            f.write_str("; expected a name or an ISO 3166 code such as AE or ARE, `eccn destination --all` lists them")
        } else {
            write!(f, "; did you mean {}?", self.suggestions.join(" or "))
        }
    }
}

impl std::error::Error for DestinationError {}

/// A name without case, accents, spaces and signs.
fn key(text: &str) -> String {
    let plain = |c: char| match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'Å' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' | 'Ç' => 'c',
        c => c,
    };
    text.chars().map(plain).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_find_one_destination_each() {
        let all = Destinations::embedded();
        for (place, destination) in all.all() {
            for name in [&destination.iso2, &destination.iso3, &destination.name].into_iter().chain(&destination.also) {
                assert_eq!(all.find(name), Ok(place), "{name}");
                assert_eq!(all.find(&name.to_lowercase()), Ok(place), "{name}");
            }
        }
        assert_eq!(all.find("Cote d’Ivoire"), all.find("CI"));
        let error = all.find("Germny").unwrap_err().to_string();
        assert!(error.contains("Germany (DE)"), "{error}");
        let error = all.find("Atlantis").unwrap_err().to_string();
        assert!(error.contains("expected a name or an ISO 3166 code"), "{error}");
    }
}
