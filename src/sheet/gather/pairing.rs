//! Which rate in a sentence is in which format.

use std::ops::Range;

/// What stands in a sentence, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A rate, by its place among the values of the sentence.
    Rate(usize),
    /// Formats that stand together: "FP16 and BF16".
    Formats(Range<usize>),
    /// The end of a clause.
    Comma,
}

/// For each rate the formats it is in, where the sentence decides it.
///
/// A sentence that begins with a format and ends with a rate names the format first each time; one that begins with a
/// rate and ends with a format names it after. Else a clause decides that holds one of each.
pub(super) fn pair(items: &[Item]) -> Vec<(usize, Option<Range<usize>>)> {
    let plain: Vec<&Item> = items.iter().filter(|item| **item != Item::Comma).collect();
    let rates: Vec<usize> =
        plain.iter().filter_map(|item| if let Item::Rate(rate) = item { Some(*rate) } else { None }).collect();
    let formats: Vec<&Range<usize>> =
        plain.iter().filter_map(|item| if let Item::Formats(range) = item { Some(range) } else { None }).collect();
    if formats.is_empty() {
        return rates.into_iter().map(|rate| (rate, None)).collect();
    }
    let clause = |rate: usize| -> Option<Range<usize>> {
        let of = items.split(|item| *item == Item::Comma).find(|clause| clause.contains(&Item::Rate(rate)))?;
        let mut inside =
            of.iter().filter_map(|item| if let Item::Formats(range) = item { Some(range.clone()) } else { None });
        let (one, other) = (inside.next(), inside.next());
        let rates = of.iter().filter(|item| matches!(item, Item::Rate(_))).count();
        if other.is_some() || rates > 1 && one.is_some() { adjacent(of, rate) } else { one }
    };
    let first_is_format = matches!(plain.first(), Some(Item::Formats(_)));
    let last_is_format = matches!(plain.last(), Some(Item::Formats(_)));
    // Two groups of formats in a row: whose are they?
    let regular = !plain.windows(2).any(|pair| matches!(pair, [Item::Formats(_), Item::Formats(_)]));
    rates
        .iter()
        .map(|rate| {
            let at = plain.iter().position(|item| **item == Item::Rate(*rate)).unwrap_or(0);
            let before = plain[..at]
                .iter()
                .rev()
                .find_map(|item| if let Item::Formats(range) = item { Some(range.clone()) } else { None });
            let after = plain[at..]
                .iter()
                .find_map(|item| if let Item::Formats(range) = item { Some(range.clone()) } else { None });
            let found = match (first_is_format, last_is_format) {
                (true, false) if regular => before,
                (false, true) if regular => after,
                _ => clause(*rate),
            };
            (*rate, found)
        })
        .collect()
}

/// In a clause of several rates and formats the format right after a rate, or right before it, if the clause alternates.
fn adjacent(clause: &[Item], rate: usize) -> Option<Range<usize>> {
    let rates = clause.iter().filter(|item| matches!(item, Item::Rate(_))).count();
    let formats = clause.len() - rates;
    let at = clause.iter().position(|item| *item == Item::Rate(rate))?;
    let of = |item: Option<&Item>| if let Some(Item::Formats(range)) = item { Some(range.clone()) } else { None };
    if rates == formats && matches!(clause.first(), Some(Item::Rate(_))) {
        of(clause.get(at + 1))
    } else if rates == formats {
        of(at.checked_sub(1).and_then(|before| clause.get(before)))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let mut rates = 0;
        let items: Vec<Item> = text
            .chars()
            .map(|c| match c {
                ',' => Item::Comma,
                'R' => {
                    rates += 1;
                    Item::Rate(rates - 1)
                }
                c => Item::Formats(c as usize - 'a' as usize..c as usize - 'a' as usize + 1),
            })
            .collect();
        let letter = |range: Option<Range<usize>>| range.map_or('?', |range| char::from(b'a' + range.start as u8));
        pair(&items).into_iter().map(|(_, range)| letter(range)).collect()
    }

    #[test]
    fn rates_and_formats() {
        assert_eq!(show("aR,bR"), "ab");
        assert_eq!(show("Ra,Rb"), "ab");
        assert_eq!(show("RaRb"), "ab");
        assert_eq!(show("aRR,bRR"), "aabb");
        assert_eq!(show("R,R,R"), "???");
        assert_eq!(show("aR,Rb"), "ab");
        assert_eq!(show("Ra,bR"), "ab");
        assert_eq!(show("Ra,R"), "a?");
        assert_eq!(show("Ra,bR,cR,d"), "abc");
    }
}
