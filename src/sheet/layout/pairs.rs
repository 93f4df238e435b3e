//! `label: value`: which lines are pairs and which are sentences with a colon.

use super::words::is_cjk;

/// Longer labels are sentences.
const LABEL: usize = 90;
/// Longer values are sentences.
const VALUE: usize = 240;

/// Takes a line apart at its colon. The value may be empty.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let (label, value) = at_colon(text)?;
    let told = value.ends_with(['.', '。']) && label.split(' ').count() > 3 && value.split(' ').count() > 2;
    (!told && !is_sentence(value)).then_some((label, value))
}

/// As [`split`], for lines of which it is known that they hold no sentence.
pub(super) fn at_colon(text: &str) -> Option<(&str, &str)> {
    let mut words = 0;
    let mut before = ' ';
    let mut depth = 0u32;
    for (at, c) in text.char_indices() {
        if at > LABEL {
            return None;
        }
        let after = &text[at + c.len_utf8()..];
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            ' ' if before != ' ' => words += 1,
            '。' | '；' | '！' | '？' | ';' | '!' => return None,
            '.' if after.starts_with(' ')
                && after.trim_start().starts_with(char::is_uppercase)
                && !is_abbreviation(&text[..at]) =>
            {
                return None;
            }
            ':' | '：' if depth == 0 => {
                let tight = !after.is_empty() && !after.starts_with([' ', '\t', '\n']);
                let fits = c == '：'
                    || !tight
                    || is_cjk(before)
                    || (!after.starts_with(['/', ':', '\\'])
                        && last_word(&text[..at]).chars().any(char::is_alphabetic)
                        && before != ':');
                // The colon of `2:4` is none, but one may follow.
                if fits {
                    let label = text[..at].trim();
                    return (words <= 11 && label.chars().any(char::is_alphanumeric)).then(|| (label, after.trim()));
                }
            }
            _ => {}
        }
        before = c;
    }
    None
}

/// `Max.`, `approx.`, `No.`, one letter.
fn is_abbreviation(before: &str) -> bool {
    let word = last_word(before);
    ["max", "min", "approx", "no", "typ", "incl", "inc", "vs", "mem"].iter().any(|a| word.eq_ignore_ascii_case(a))
}

fn last_word(text: &str) -> &str {
    text.rsplit([' ', '(', '（']).next().unwrap_or_default()
}

/// Whether a text holds more than one sentence, or is as long as one.
pub(super) fn is_sentence(text: &str) -> bool {
    text.len() > VALUE
        || text.trim_end_matches(['。', '；']).contains(['。', '；'])
        || text.match_indices(". ").any(|(at, _)| {
            text[at + 2..].starts_with(char::is_uppercase) && !is_abbreviation(&text[..at]) && text[..at].contains(' ')
        })
}

/// `label = value`, in a run of such lines.
pub(super) fn at_equals(text: &str) -> Option<(&str, &str)> {
    let (label, value) = text.split_once(" = ").or_else(|| text.split_once('＝'))?;
    let fits = label.len() <= 60 && !value.contains(" = ") && !label.contains(['.', ';', '。']);
    (fits && !label.trim().is_empty() && !value.trim().is_empty()).then(|| (label.trim(), value.trim()))
}

/// `label ..... value`: three dots or more, or two `…`, between the two.
pub(super) fn at_leader(text: &str) -> Option<(&str, &str)> {
    // Most lines have no such thing.
    let bytes = text.as_bytes();
    let dotted = memchr::memchr_iter(b'.', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'.' | b' ')));
    if !dotted && (text.is_ascii() || !text.contains(['…', '·'])) {
        return None;
    }
    let start =
        text.find("...").or_else(|| text.find("……")).or_else(|| text.find(". . .")).or_else(|| text.find("···"))?;
    let is_dot = |c: char| matches!(c, '.' | '…' | '·' | ' ');
    let value = text[start..].trim_start_matches(is_dot);
    let label = text[..start].trim_end_matches(is_dot).trim();
    // One ellipsis at the end of a word is no leader.
    let dots = text[start..text.len() - value.len()]
        .chars()
        .map(|c| usize::from(c != ' ') + usize::from(c == '…'))
        .sum::<usize>();
    let fits =
        dots >= 4 || (dots == 3 && text[..start].ends_with(' ') && text[..text.len() - value.len()].ends_with(' '));
    (fits && !label.is_empty() && !value.trim().is_empty() && label.len() <= LABEL).then(|| (label, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found() {
        for (text, label, value) in [
            ("FP64: 1 TFLOPS", "FP64", "1 TFLOPS"),
            ("NAME        : Gaudi 3 OAM", "NAME", "Gaudi 3 OAM"),
            ("Chip:                 Dojo D1", "Chip", "Dojo D1"),
            ("显存：48GB", "显存", "48GB"),
            ("显存:48GB", "显存", "48GB"),
            ("NVLink:900GB/s", "NVLink", "900GB/s"),
            ("Rates (2:4): 5", "Rates (2:4)", "5"),
            ("Max. power: 5 W", "Max. power", "5 W"),
            ("FP16, 2:4 sparse: 624 TFLOPS", "FP16, 2:4 sparse", "624 TFLOPS"),
            ("H100 SXM5:", "H100 SXM5", ""),
            ("Rates: FP16 362.1 TFLOPS dense; FP64 90.5 TFLOPS", "Rates", "FP16 362.1 TFLOPS dense; FP64 90.5 TFLOPS"),
        ] {
            assert_eq!(split(text), Some((label, value)), "{text}");
        }
    }

    #[test]
    fn sentences_are_no_pairs() {
        for text in [
            "Evaluation chip A. Process: TSMC 16FFC.",
            "with 2:4 sparsity",
            "see https://example.com",
            "750 TOPS; note: dense",
            "Process: TSMC 16FFC in two fabs. Die area: 100 mm².",
            "no colon at all",
            "A server holds eight: 6.9 petaFLOPS of FP8.",
            "10:30 at night",
        ] {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn leaders_and_equals_are_found() {
        assert_eq!(at_leader("Process ............ TSMC 28 nm"), Some(("Process", "TSMC 28 nm")));
        assert_eq!(at_leader("Process……台积电"), Some(("Process", "台积电")));
        assert_eq!(at_leader("somebody counted twice..."), None);
        assert_eq!(at_leader("well... it is"), None);
        assert_eq!(at_equals("Chip = Ascend 910"), Some(("Chip", "Ascend 910")));
    }
}
