//! Words of reStructuredText: roles, references, substitutions and emphasis become the words that a reader sees.

use super::super::words::{collapse, superscript};
use super::State;

/// Marks that lie further apart do not belong together.
const WINDOW: usize = 400;

/// The words of a piece of text.
pub(super) fn words(text: &str, state: &State) -> String {
    if !text.bytes().any(|b| matches!(b, b'*' | b'`' | b'|' | b'\\' | b'_' | b':' | b'[')) {
        return collapse(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let before = out.chars().next_back();
        let used = match c {
            '\\' => rest[1..].chars().next().map(|next| {
                if !next.is_whitespace() {
                    out.push(next);
                }
                1 + next.len_utf8()
            }),
            '`' => quoted(rest, &mut out),
            ':' => role(rest, &mut out),
            '|' => substitution(rest, state, &mut out),
            '[' => reference(rest, state, &mut out),
            '*' => emphasis(rest, before, &mut out),
            '_' if before.is_some_and(char::is_alphanumeric)
                && rest.trim_start_matches('_').starts_with([' ', '.', ',', ')']) =>
            {
                Some(1)
            }
            '_' if before.is_some_and(char::is_alphanumeric) && rest.len() == 1 => Some(1),
            _ => None,
        };
        match used {
            Some(used) => at += used,
            None => {
                out.push(c);
                at += c.len_utf8();
            }
        }
    }
    collapse(&out)
}

fn window(text: &str) -> &str {
    if text.len() > WINDOW { &text[..text.floor_char_boundary(WINDOW)] } else { text }
}

/// ``` ``literal`` ```, `` `words <target>`_ ``
fn quoted(rest: &str, out: &mut String) -> Option<usize> {
    if let Some(inner) = rest.strip_prefix("``") {
        let end = window(inner).find("``")?;
        out.push_str(&inner[..end]);
        return Some(end + 4);
    }
    let inner = &rest[1..];
    let end = window(inner).find('`')?;
    out.push_str(without_target(&inner[..end]));
    let after = &inner[end + 1..];
    Some(end + 2 + (after.len() - after.trim_start_matches('_').len()).min(2))
}

fn without_target(text: &str) -> &str {
    match text.rfind('<') {
        Some(at) if text.ends_with('>') && at > 0 => text[..at].trim_end(),
        _ => text,
    }
}

/// `` :sup:`2` ``
fn role(rest: &str, out: &mut String) -> Option<usize> {
    let end = window(&rest[1..]).find(":`")?;
    let name = &rest[1..=end];
    if name.is_empty()
        || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'+' | b'_' | b'.'))
    {
        return None;
    }
    let inner = &rest[end + 3..];
    let length = window(inner).find('`')?;
    let text = inner[..length].replace('\\', "");
    match name {
        "sup" | "superscript" => out.push_str(&superscript(&text)),
        _ => out.push_str(without_target(&text)),
    }
    Some(end + 3 + length + 1)
}

/// `|name|`
fn substitution(rest: &str, state: &State, out: &mut String) -> Option<usize> {
    let inner = &rest[1..];
    let end = window(inner).find('|')?;
    out.push_str(state.substitutions.get(&inner[..end])?);
    let after = &inner[end + 1..];
    Some(end + 2 + (after.len() - after.trim_start_matches('_').len()).min(2))
}

/// `[1]_`, `[#name]_`, `[*]_`
fn reference(rest: &str, state: &State, out: &mut String) -> Option<usize> {
    let inner = &rest[1..];
    let end = window(inner).find("]_")?;
    let label = &inner[..end];
    if label.is_empty() || label.contains([' ', '[', ']']) {
        return None;
    }
    // The mark follows its word, also where a space has to stand between the two.
    out.truncate(out.trim_end().len());
    out.push_str(&superscript(&state.label(label, false)));
    Some(end + 3)
}

/// `*words*`, `**words**`
fn emphasis(rest: &str, before: Option<char>, out: &mut String) -> Option<usize> {
    let mark = if rest.starts_with("**") { "**" } else { "*" };
    let opens =
        before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '<' | '-' | '/' | ':' | '\'' | '"'));
    let inner = &rest[mark.len()..];
    if !opens || inner.starts_with(char::is_whitespace) || inner.is_empty() {
        return None;
    }
    let end = window(inner).find(mark).filter(|&end| end > 0)?;
    if inner[..end].ends_with(char::is_whitespace) || inner[end + mark.len()..].starts_with(char::is_alphanumeric) {
        return None;
    }
    out.push_str(&inner[..end]);
    Some(end + 2 * mark.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_words() {
        let mut state = State::default();
        state.substitutions.insert("reg".to_owned(), "®".to_owned());
        for (text, expected) in [
            ("750 mm\\ :sup:`2`", "750 mm^{2}"),
            ("**bold** and *small* 5*", "bold and small 5*"),
            ("``code*``", "code*"),
            ("`H100 <https://x.y>`_ and link_ x", "H100 and link x"),
            (":doc:`MI300X <a/b>` rates", "MI300X rates"),
            ("CDNA\\ |reg|, |other|", "CDNA®, |other|"),
            ("INT8 [#i]_", "INT8^{i}"),
            ("a [#]_ b [#]_ c [*]_", "a^{1} b^{2} c*"),
            ("2:4 and 5 | 6", "2:4 and 5 | 6"),
            ("fp16_rate", "fp16_rate"),
        ] {
            assert_eq!(words(text, &state), expected, "{text}");
        }
    }
}
