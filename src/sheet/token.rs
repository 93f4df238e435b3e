//! A line of a sheet as tokens: numbers, units, words of the trade, footnote marks, punctuation.

use super::lexicon::{Sense, WORDS, is_word, narrow};
use super::unit::{Unit, unit};
use crate::quantity::Exact;

/// A token and where it stands, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind<'t> {
    Number(Exact),
    Unit(Unit),
    Sense(&'static Sense),
    /// A footnote mark without its brackets.
    Mark(&'t str),
    /// Punctuation; full-width forms as the ordinary ones, `、` as `,`, `。` as `.`.
    Sign(char),
    /// Anything else.
    Word(&'t str),
}

/// How numbers are written.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Decimals {
    #[default]
    Point,
    Comma,
}

/// The most tokens looked at in one text.
const MOST: usize = 20_000;

/// All tokens of a text. `short`: spellings count that mean something only where a label or a value is expected.
pub(super) fn tokens(text: &str, decimals: Decimals, short: bool) -> Vec<Token<'_>> {
    let mut reader = Reader { text, at: 0, decimals, short, tokens: Vec::new() };
    while reader.at < text.len() && reader.tokens.len() < MOST {
        reader.step();
    }
    reader.tokens
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    decimals: Decimals,
    short: bool,
    tokens: Vec<Token<'t>>,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind<'t>, length: usize) {
        let start = self.at;
        self.at += length;
        self.tokens.push(Token { kind, start, end: self.at });
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        let plain = narrow(first);
        if plain != '\n' && (plain.is_whitespace() || matches!(first, '\u{200b}' | '\u{feff}' | '\u{ad}')) {
            self.at += first.len_utf8();
            return;
        }
        if let Some((mark, length)) = mark(rest) {
            return self.push(Kind::Mark(mark), length);
        }
        let after_number = matches!(self.tokens.last(), Some(Token { kind: Kind::Number(_), .. }));
        if plain.is_ascii_digit() {
            // "2:4", "8-bit floating point".
            if let Some(found) = WORDS.longest(rest, self.short).filter(|found| {
                matches!(found.meaning, Sense::Sparsity(_) | Sense::Format(_))
                    && !rest[..found.length].bytes().all(|b| b.is_ascii_digit())
            }) {
                return self.push(Kind::Sense(found.meaning), found.length);
            }
            let name = self.name_ahead();
            if name.is_none()
                && let Some((number, length)) = number(rest, self.decimals, self.tokens.is_empty())
            {
                return self.push(Kind::Number(number), length);
            }
        }
        // "384-bit", "7-nm".
        let hyphen =
            usize::from(after_number && first == '-' && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()));
        let expects =
            after_number || matches!(self.tokens.last(), Some(Token { kind: Kind::Mark(_) | Kind::Sign('('), .. }));
        if expects && let Some((found, length)) = unit(&rest[hyphen..]) {
            return self.push(Kind::Unit(found), hyphen + length);
        }
        if let Some(found) = WORDS.longest(rest, self.short) {
            // A number does not begin with the hyphen that means "no value".
            let dash =
                *found.meaning == Sense::Missing && found.length == first.len_utf8() && !self.alone(found.length);
            if !dash {
                return self.push(Kind::Sense(found.meaning), found.length);
            }
        }
        if let Some((found, length)) = unit(rest) {
            return self.push(Kind::Unit(found), length);
        }
        if !is_word(first) {
            let sign = match plain {
                '、' => ',',
                '。' => '.',
                '–' | '−' => '-',
                // With a space around it a dash that joins clauses.
                '—' if !after_number => '—',
                '—' => '-',
                '／' => '/',
                '｜' => '|',
                sign => sign,
            };
            let kind = if is_letter(first) { Kind::Word(&rest[..first.len_utf8()]) } else { Kind::Sign(sign) };
            return self.push(kind, first.len_utf8());
        }
        let length = word_length(rest);
        self.push(Kind::Word(&rest[..length]), length);
    }

    /// A word that begins with digits and is no number with a unit: `4N`, `16FFC`, `910B`.
    fn name_ahead(&self) -> Option<usize> {
        let rest = self.rest();
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let letters = &rest[digits..];
        let length = letters.find(|c: char| !is_word(c)).unwrap_or(letters.len());
        let run = &letters[..length];
        if run.is_empty() || digits > 5 || unit(letters).is_some() || WORDS.longest(letters, true).is_some() {
            return None;
        }
        // 1.5e12, 2x.
        let exponent = run.starts_with(['e', 'E']) && run[1..].bytes().all(|b| b.is_ascii_digit());
        (!exponent && !matches!(run, "x" | "X")).then_some(digits + length)
    }

    /// Whether nothing but a sign stands before and after the next `length` bytes.
    fn alone(&self, length: usize) -> bool {
        let before = self.text[..self.at].trim_end();
        let after = self.text[self.at + length..].trim_start();
        let ends = |c: char| matches!(narrow(c), '|' | '/' | ';' | ',' | ')' | '(' | ':' | '\n');
        (before.is_empty() || before.ends_with(ends)) && (after.is_empty() || after.starts_with(ends))
    }
}

/// Letters of a script without spaces.
fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric()
}

/// A word with the digits, pluses and inner hyphens that belong to a name: `MLU370-X8`, `N+2`, `7nm+`.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let joins = |next: Option<&(usize, char)>| next.is_some_and(|(_, next)| is_word(*next));
        let inner = matches!(letter, '-' | '+' | '.' | '_') && joins(letters.peek());
        if !(is_word(letter) || inner || letter == '+') {
            break;
        }
        end = at + letter.len_utf8();
    }
    end.max(text.chars().next().map_or(0, char::len_utf8))
}

/// A footnote mark at the start of a text, and how long it is with its brackets.
/// Whether a text holds a letter that begins a footnote mark.
pub(super) fn may_hold_mark(text: &str) -> bool {
    text.contains(|c: char| matches!(c, '*' | '^' | '[') || !c.is_ascii() && mark(c.encode_utf8(&mut [0; 4])).is_some())
}

fn mark(text: &str) -> Option<(&str, usize)> {
    let first = text.chars().next()?;
    match first {
        '*' | '†' | '‡' | '§' | '¶' => {
            let length = text.chars().take_while(|c| *c == first).map(char::len_utf8).sum();
            Some((&text[..length], length))
        }
        '¹' | '²' | '³' | '⁴' | '⁵' | '⁶' | '⁷' | '⁸' | '⁹' | '⁰' | 'ª' | 'ᵃ' | 'ᵇ' | '①'..='⑳' =>
        {
            let length = first.len_utf8();
            Some((&text[..length], length))
        }
        '^' => {
            let inside = text.strip_prefix("^{")?;
            let end = inside.find('}').filter(|end| *end > 0 && *end <= 12)?;
            Some((inside[..end].trim_matches(['[', ']', '(', ')']), end + 3))
        }
        '[' => {
            let inside = &text[1..];
            let end = inside.find(']').filter(|end| *end > 0 && *end <= 3)?;
            let label = &inside[..end];
            let plain = label.bytes().all(|b| b.is_ascii_digit()) || label.len() == 1 && label != "-" && label != " ";
            plain.then_some((label, end + 2))
        }
        _ => None,
    }
}

/// A number at the start of a text: digits with groups, a decimal sign, an exponent.
/// `first`: nothing stands before it, so that an ordinary space before three digits groups as well: "1 978.9".
pub(super) fn number(text: &str, decimals: Decimals, first: bool) -> Option<(Exact, usize)> {
    let mut all = [(0, ' '); 48];
    let count = all.iter_mut().zip(text.char_indices()).map(|(letter, (at, c))| *letter = (at, narrow(c))).count();
    let letters = &all[..count];
    let is_digit = |at: usize| letters.get(at).is_some_and(|(_, c)| c.is_ascii_digit());
    let run = |from: usize| (from..).take_while(|at| is_digit(*at)).count();
    let mut digits = String::new();
    let mut at = run(0);
    if at == 0 {
        return None;
    }
    let push = |digits: &mut String, from: usize, to: usize| digits.extend(letters[from..to].iter().map(|(_, c)| *c));
    push(&mut digits, 0, at);
    let (point, group) = if decimals == Decimals::Comma { (',', '.') } else { ('.', ',') };
    // Groups of three after one to three digits.
    if at <= 3 {
        loop {
            let sign = letters.get(at).map(|(_, c)| *c);
            // A narrow or no-break space groups; an ordinary one may begin another number.
            let printed = letters.get(at).and_then(|(place, _)| text[*place..].chars().next());
            let space = matches!(printed, Some('\u{a0}' | '\u{2009}' | '\u{202f}')) || first && printed == Some(' ');
            let grouping = space || sign.is_some_and(|c| c == group || matches!(c, '\'' | '’'));
            if !grouping || run(at + 1) != 3 {
                break;
            }
            push(&mut digits, at + 1, at + 4);
            at += 4;
        }
    }
    let mut exponent = 0i32;
    if letters.get(at).is_some_and(|(_, c)| *c == point) && is_digit(at + 1) {
        let fraction = run(at + 1);
        push(&mut digits, at + 1, at + 1 + fraction);
        exponent -= fraction as i32;
        at += 1 + fraction;
    } else if decimals == Decimals::Point && letters.get(at).is_some_and(|(_, c)| *c == ',') && is_digit(at + 1) {
        // 3,35: not a group, and no decimal sign of this sheet.
        return None;
    }
    if letters.get(at).is_some_and(|(_, c)| matches!(c, 'e' | 'E')) {
        let sign = usize::from(letters.get(at + 1).is_some_and(|(_, c)| matches!(c, '+' | '-')));
        let power = run(at + 1 + sign);
        if (1..=2).contains(&power) {
            let text: String = letters[at + 1 + sign..at + 1 + sign + power].iter().map(|(_, c)| *c).collect();
            let power_of: i32 = text.parse().ok()?;
            let negative = sign == 1 && letters[at + 1].1 == '-';
            exponent += if negative { -power_of } else { power_of };
            at += 1 + sign + power;
        }
    }
    let length = letters.get(at).map_or_else(
        || letters.last().map_or(0, |(at, _)| at + text[*at..].chars().next().map_or(0, char::len_utf8)),
        |(at, _)| *at,
    );
    Some((Exact::from_digits(&digits, exponent)?, length))
}

impl Token<'_> {
    pub(super) fn sense(&self) -> Option<&'static Sense> {
        if let Kind::Sense(sense) = self.kind { Some(sense) } else { None }
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let one = |token: &Token<'_>| match &token.kind {
            Kind::Number(number) => number.to_string(),
            Kind::Unit(unit) => format!("{:?}", unit.kind),
            Kind::Sense(Sense::Format(format)) => format.name().to_owned(),
            Kind::Sense(sense) => format!("{sense:?}"),
            Kind::Mark(mark) => format!("^{mark}"),
            Kind::Sign(sign) => sign.to_string(),
            Kind::Word(word) => format!("{word:?}"),
        };
        tokens(text, Decimals::Point, true).iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn values() {
        assert_eq!(show("1,979 teraFLOPS*"), "1979 Rate ^*");
        assert_eq!(show("989.4TFLOPS¹"), "989.4 Rate ^¹");
        assert_eq!(show("1979 | 3958"), "1979 | 3958");
        assert_eq!(show("1,979 / 3,958"), "1979 / 3958");
        assert_eq!(show("2.25/4.5 PF"), "2.25 / 4.5 Rate");
        assert_eq!(show("~814 mm²"), "Qualifier(About) 814 Area");
        assert_eq!(show("826平方毫米"), "826 Area");
        assert_eq!(show("1.979e15 FLOP/s"), "1979000000000000 Rate");
        assert_eq!(show("３１２ ＴＦＬＯＰＳ（稠密）"), "312 Rate ( Sparsity(Dense) )");
        assert_eq!(show("384-bit"), "384 Bits");
        assert_eq!(show("TSMC 4N"), "\"TSMC\" \"4N\"");
        assert_eq!(show("7 nm"), "7 Length");
        assert_eq!(show("–"), "Missing");
        assert_eq!(show("3.35 TB/s"), "3.35 Bandwidth");
        assert_eq!(show("1024 TOPS INT8、512 TFLOPS BF16"), "1024 Rate INT8 , 512 Rate BF16");
        assert_eq!(show("H100 SXM5"), "\"H100\" Label(Form)");
        assert_eq!(show("mm^{2}"), "Area");
    }
}
