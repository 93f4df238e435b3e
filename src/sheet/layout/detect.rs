//! How a text is written, judged by its first lines.

use super::Layout;
use super::pipes::is_delimiter;
use super::tabs;

/// So much of a text is looked at.
const BYTES: usize = 1 << 16;

/// Signs of each layout.
#[derive(Default)]
struct Signs {
    lines: usize,
    tags: usize,
    cells: usize,
    markdown: usize,
    rst: usize,
    tabs: usize,
    wiki: bool,
}

/// Finds out how a text is written.
pub(super) fn layout(text: &str) -> Layout {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let text = if text.len() > BYTES { &text[..text.floor_char_boundary(BYTES)] } else { text };
    let start = text.as_bytes().iter().take(15).map(u8::to_ascii_lowercase).collect::<Vec<_>>();
    if start.starts_with(b"<!doctype")
        || start.starts_with(b"<html")
        || start.starts_with(b"<?xml")
        || start.starts_with(b"<head")
        || start.starts_with(b"<body")
    {
        return Layout::Html;
    }
    let signs = signs(text);
    if signs.wiki {
        return Layout::Plain;
    }
    let html = signs.tags >= 3 || signs.cells >= 2 || (text.starts_with('<') && signs.tags > 0);
    if html && signs.markdown == 0 && signs.rst < 2 && signs.tags * 3 >= signs.lines.min(30) {
        // Lines of text above a table are Markdown, which may hold HTML; lines with tags are a piece of a page.
        let first = text.lines().next().unwrap_or_default();
        let below = !first.contains('<') && text.contains("\n<table");
        return if below { Layout::Markdown } else { Layout::Html };
    }
    if signs.rst > 0 && signs.rst >= signs.markdown {
        return Layout::Rst;
    }
    if signs.markdown > 0 {
        return Layout::Markdown;
    }
    if html {
        return if text.starts_with('<') { Layout::Html } else { Layout::Markdown };
    }
    if signs.tabs >= 2 || (signs.tabs == 1 && signs.lines <= 3) {
        return Layout::Tabs;
    }
    if tabs::separator(text).is_some() {
        return Layout::Tabs;
    }
    Layout::Plain
}

fn signs(text: &str) -> Signs {
    let mut signs = Signs::default();
    let mut before = "";
    for line in text.lines() {
        let trimmed = line.trim();
        let Some(&first) = trimmed.as_bytes().first() else {
            before = "";
            continue;
        };
        signs.lines += 1;
        if memchr::memchr(b'<', line.as_bytes()).is_some() {
            tags(trimmed, &mut signs);
        }
        if let Some(at) = memchr::memchr(b'\t', line.trim_end().as_bytes()) {
            signs.tabs += usize::from(!line[..at].trim().is_empty() || line[at..].trim().contains('\t'));
        }
        match first {
            b'{' if trimmed.starts_with("{|") => signs.wiki = true,
            b'#' => {
                let rest = trimmed.trim_start_matches('#');
                // A row of `#` underlines in reStructuredText.
                signs.markdown += usize::from(rest.starts_with(' ') && trimmed.len() - rest.len() <= 6);
            }
            b'`' => signs.markdown += usize::from(trimmed.starts_with("```")),
            b'[' => signs.markdown += usize::from(trimmed.starts_with("[^") && trimmed.contains("]:")),
            b'.' => signs.rst += 2 * usize::from(is_directive(trimmed)),
            b':' => signs.rst += usize::from(is_field(trimmed)),
            b'=' => {
                signs.rst += usize::from(trimmed.contains(' ') && trimmed.bytes().all(|b| matches!(b, b'=' | b' ')));
            }
            b'+' => signs.rst += usize::from(trimmed.starts_with("+==")),
            b'*' | b'_' | b'-' if trimmed.contains("**") => {
                signs.markdown +=
                    usize::from(trimmed.matches("**").count() >= 2 && trimmed.chars().any(char::is_alphanumeric));
            }
            _ => {}
        }
        let bytes = trimmed.as_bytes();
        if first != b'`' && memchr::memchr(b'`', bytes).is_some() {
            let marked = trimmed.contains(":sup:`") || trimmed.contains("`_") || trimmed.contains("``");
            signs.rst += usize::from(marked);
        }
        if memchr::memchr(b'-', bytes).is_some()
            && memchr::memchr(b'|', bytes).or(memchr::memchr(b'|', before.as_bytes())).is_some()
            && is_delimiter(trimmed)
            && (first == b'|' || before.contains('|'))
        {
            signs.markdown += 2;
        }
        if memchr::memchr(b'[', bytes).is_some() && (trimmed.contains("](http") || trimmed.contains("[^")) {
            signs.markdown += 1;
        }
        before = trimmed;
    }
    signs
}

/// Counts tags that mean something.
fn tags(line: &str, signs: &mut Signs) {
    for at in memchr::memchr_iter(b'<', line.as_bytes()) {
        let rest = &line[at + 1..];
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let length = rest.bytes().take(10).take_while(u8::is_ascii_alphanumeric).count();
        if !rest[length..].starts_with(['>', ' ', '/', '\n']) && length != rest.len() {
            continue;
        }
        match rest[..length].to_ascii_lowercase().as_str() {
            "td" | "tr" | "th" | "table" => {
                signs.cells += 1;
                signs.tags += 1;
            }
            "p" | "div" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "h1" | "h2" | "h3" | "h4" | "section" | "span"
            | "tbody" | "thead" | "body" | "head" | "meta" | "article" | "main" => signs.tags += 1,
            _ => {}
        }
    }
}

/// `.. name:: …`, `.. [1] …`, `.. |x| replace:: …`, `.. _target:`
fn is_directive(line: &str) -> bool {
    let Some(rest) = line.strip_prefix(".. ") else { return false };
    rest.starts_with("[#")
        || (rest.starts_with('[') && rest.contains("] "))
        || (rest.starts_with('_') && rest.ends_with(':'))
        || rest.contains("::")
}

/// `:Label: value`
fn is_field(line: &str) -> bool {
    line[1..].find(": ").is_some_and(|end| end > 0 && end < 60 && !line[1..].starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_are_told_apart() {
        for (text, expected) in [
            ("<!DOCTYPE html><p>x", Layout::Html),
            ("<table><tr><td>a<td>b", Layout::Html),
            ("Words first\n<table>\n<tr><td>a</td></tr>\n</table>", Layout::Markdown),
            ("# Title\n\n<table>\n<tr><td>a</td></tr>\n</table>", Layout::Markdown),
            ("a | b\n--|--\n1 | 2", Layout::Markdown),
            ("**Bold**\n\n- x", Layout::Markdown),
            (".. list-table::\n\n   * - a", Layout::Rst),
            (":FP64: 1\n:FP32: 2", Layout::Rst),
            ("Title\n#####\n\n.. csv-table:: x", Layout::Rst),
            ("a\tb\nc\td", Layout::Tabs),
            ("a,b\n1,2\n3,4", Layout::Tabs),
            ("{| class=x\n| a<sup>2</sup> || b\n|}", Layout::Plain),
            ("FP64: 1\nFP32: 2", Layout::Plain),
            ("x < 5 and y > 3, see <b", Layout::Plain),
            ("", Layout::Plain),
        ] {
            assert_eq!(Layout::of(text), expected, "{text}");
        }
    }

    #[test]
    fn the_sheets_of_the_corpus() {
        for entry in std::fs::read_dir("tests/sheets").unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let expected = match path.extension().and_then(|ending| ending.to_str()) {
                Some("html") => Layout::Html,
                Some("rst") => Layout::Rst,
                _ if name.starts_with("tsv-") || name.starts_with("wiki-copied") => Layout::Tabs,
                _ if name.starts_with("pdftext-") || name.starts_with("label-") || name.starts_with("prose-") => {
                    Layout::Plain
                }
                _ if name.starts_with("md-") => Layout::Markdown,
                _ => continue,
            };
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            if !name.ends_with(".toml") && name != "README.md" {
                assert_eq!(Layout::of(&text), expected, "{name}");
            }
        }
    }
}
