//! Numbers as a spreadsheet displays them.

/// The most significant digits that `General` displays; beyond them are the remains of binary arithmetic.
const GENERAL: usize = 11;

/// A number in a number format (`#,##0.0 "TFLOPS"`, `0%`). A format that is not understood shows the number as `General`
/// does.
pub(super) fn shown(value: f64, format: &str) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let sections = sections(format);
    let plain = |section: &&str| section.trim().is_empty() || section.trim().eq_ignore_ascii_case("general");
    let (section, signed) = match sections.as_slice() {
        [] => return general(value),
        [only] => (*only, true),
        [positive, negative] => {
            if value < 0.0 {
                (*negative, false)
            } else {
                (*positive, true)
            }
        }
        [positive, negative, zero, ..] => match value {
            v if v < 0.0 => (*negative, false),
            0.0 => (*zero, true),
            _ => (*positive, true),
        },
    };
    if sections.len() == 1 && plain(&section) {
        return general(value);
    }
    let value = if signed { value } else { value.abs() };
    formatted(value, section).unwrap_or_else(|| general(value))
}

/// Without a format: no more digits than a cell shows.
fn general(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    let size = value.abs().log10().floor();
    if !(-9.0..15.0).contains(&size) {
        return format!("{value:e}");
    }
    // Digits after the point, so that all together are `GENERAL`.
    let after = (GENERAL as f64 - 1.0 - size).clamp(0.0, 20.0) as usize;
    let text = format!("{value:.after$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// The sections of a format, parted by `;` outside quotes.
fn sections(format: &str) -> Vec<&str> {
    let (mut out, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in format.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            '\\' if !quoted => escaped = true,
            ';' if !quoted => {
                out.push(&format[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(&format[start..]);
    out
}

/// What a section of a format says.
#[derive(Default)]
struct Section {
    before: String,
    after: String,
    digits: bool,
    least: usize,
    always: usize,
    most: usize,
    grouped: bool,
    thousands: i32,
    percent: bool,
}

/// A number in a section, or nothing if the section holds what is not understood: exponents, fractions, conditions.
fn formatted(value: f64, section: &str) -> Option<String> {
    let section = parse(section)?;
    if !section.digits {
        // Words only, as in `"n/a"`: they are displayed instead of the number.
        return (!section.before.is_empty()).then(|| section.before.clone());
    }
    let scaled = if section.percent { value * 100.0 } else { value } / 1000_f64.powi(section.thousands);
    let text = format!("{:.*}", section.most, rounded(scaled.abs(), section.most));
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let keep = fraction.trim_end_matches('0').len().max(section.always);
    let whole = if section.least == 0 && whole == "0" { "" } else { whole };
    let whole = format!("{whole:0>width$}", width = section.least);
    let mut out = section.before.clone();
    if scaled < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.insert(0, '-');
    }
    out.push_str(&if section.grouped { grouped(&whole) } else { whole });
    if keep > 0 {
        out.push('.');
        out.push_str(&fraction[..keep]);
    }
    out.push_str(&section.after);
    Some(out.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Halves are rounded up as people see them: 1.005 has no binary equal, yet it is displayed as 1.01.
fn rounded(value: f64, digits: usize) -> f64 {
    let nudged: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    let power = 10_f64.powi(i32::try_from(digits).unwrap_or(0));
    let scaled: f64 = format!("{:.14e}", nudged * power).parse().unwrap_or(nudged * power);
    if scaled.is_finite() && scaled < 1e15 { scaled.round() / power } else { value }
}

fn parse(section: &str) -> Option<Section> {
    let mut out = Section::default();
    let mut chars = section.chars().peekable();
    let (mut point, mut commas) = (false, 0);
    while let Some(c) = chars.next() {
        let mut literal = |c: char| if out.digits { out.after.push(c) } else { out.before.push(c) };
        match c {
            '0' | '#' | '?' => {
                if !out.after.trim().is_empty() {
                    return None;
                }
                // A comma between digits groups them.
                out.grouped |= out.digits && commas > 0 && !point;
                commas = 0;
                out.digits = true;
                if point {
                    out.most += 1;
                    out.always = if c == '0' { out.most } else { out.always };
                } else {
                    out.least += usize::from(c == '0');
                }
            }
            '.' if !point => {
                point = true;
                out.digits = true;
            }
            ',' if out.digits => commas += 1,
            ',' => literal(c),
            '%' => {
                out.percent = true;
                literal(c);
            }
            '"' => chars.by_ref().take_while(|c| *c != '"').for_each(literal),
            '\\' => literal(chars.next()?),
            '_' => {
                chars.next();
                literal(' ');
            }
            '*' => drop(chars.next()),
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // `[$€-407]` is a sign and a country; `[Red]` a color; the rest are conditions.
                match inner.strip_prefix('$') {
                    Some(money) => money.split('-').next().unwrap_or("").chars().for_each(literal),
                    None if inner.starts_with(['<', '>', '=']) => return None,
                    None => {}
                }
            }
            'E' | 'e' | '/' | '@' => return None,
            c => literal(c),
        }
    }
    // Commas at the end divide by a thousand each.
    out.thousands = commas;
    (out.most <= 20 && commas <= 5).then_some(out)
}

fn grouped(whole: &str) -> String {
    let length = whole.len();
    let mut out = String::with_capacity(length + length / 3);
    for (at, c) in whole.chars().enumerate() {
        if at > 0 && (length - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn general_hides_what_binary_arithmetic_leaves() {
        for (value, text) in [
            (989.4, "989.4"),
            (989.399_999_999_999_9, "989.4"),
            (0.1 + 0.2, "0.3"),
            (1979.0, "1979"),
            (-3.35, "-3.35"),
            (1.0 / 3.0, "0.33333333333"),
            (1.979e15, "1.979e15"),
            (0.0, "0"),
        ] {
            assert_eq!(shown(value, "General"), text);
            assert_eq!(shown(value, ""), text);
        }
    }

    #[test]
    fn formats_show_what_the_reader_of_the_sheet_sees() {
        for (value, format, text) in [
            (989.4, "0.0", "989.4"),
            (989.4, "0", "989"),
            (1978.9, "#,##0", "1,979"),
            (1_979_000.0, "#,##0.00", "1,979,000.00"),
            (989.4, "#,##0.0\\ \"TFLOPS\"", "989.4 TFLOPS"),
            (0.5, "0%", "50%"),
            (0.125, "0.0%", "12.5%"),
            (3_350.0, "0.00,\" TB/s\"", "3.35 TB/s"),
            (1.005, "0.00", "1.01"),
            (0.5, "#.##", ".5"),
            (5.0, "0.##", "5"),
            (-4.0, "0;(0)", "(4)"),
            (0.0, "0;-0;\"n/a\"", "n/a"),
            (700.0, "[Blue]0\" W\"", "700 W"),
            (1979.0, "0.00E+00", "1979"),
            (12.0, "_(* #,##0_);_(* (#,##0)", "12"),
        ] {
            assert_eq!(shown(value, format), text, "{format}");
        }
    }
}
