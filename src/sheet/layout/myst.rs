//! MyST, the Markdown of Sphinx: a `{list-table}` in a fence becomes a table with pipes, line for line.

use std::borrow::Cow;

/// A text whose `{list-table}` directives are tables with pipes. The number of lines stays.
pub(super) fn tables(text: &str) -> Cow<'_, str> {
    if !text.contains("{list-table}") {
        return Cow::Borrowed(text);
    }
    let mut out: Vec<String> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        let fence: String = trimmed.chars().take_while(|c| matches!(c, '`' | ':')).collect();
        let Some(title) = trimmed[fence.len()..].strip_prefix("{list-table}").filter(|_| fence.len() >= 3) else {
            out.push(line.to_owned());
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != fence).collect();
        out.push(if title.trim().is_empty() { String::new() } else { format!("**{}**", title.trim()) });
        let count = body.len();
        let mut table = rows(&body);
        table.insert(0, String::new());
        // The closing fence is a line, too.
        table.resize(table.len().max(count + 1), String::new());
        out.extend(table);
    }
    Cow::Owned(out.join("\n"))
}

/// The rows of a list of lists as lines with pipes, the delimiter after the first.
fn rows(body: &[&str]) -> Vec<String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in body.iter().filter(|line| !line.trim_start().starts_with(':')) {
        let mut words = line.trim();
        let starts = words == "*" || words.starts_with("* ");
        if starts {
            rows.push(Vec::new());
            words = words[1..].trim_start();
        }
        let Some(row) = rows.last_mut() else { continue };
        if let Some(cell) = words.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            row.push(cell.trim().replace('|', "\\|"));
        } else if let Some(cell) = row.last_mut().filter(|_| !words.is_empty()) {
            *cell = format!("{cell} {}", words.replace('|', "\\|"));
        }
    }
    let width = rows.first().map_or(0, Vec::len);
    let line = |row: &Vec<String>| format!("| {} |", row.join(" | "));
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    if width > 0 {
        lines.insert(1, format!("|{}", "---|".repeat(width)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_table_becomes_a_table_with_pipes() {
        let text =
            "a\n```{list-table} Rates of X\n:header-rows: 1\n\n*\n  - Type\n  - TFLOPS\n*\n  - FP64\n  - 90.5\n```\nb";
        let plain = tables(text);
        assert!(plain.contains("**Rates of X**\n\n| Type | TFLOPS |\n|---|---|\n| FP64 | 90.5 |"), "{plain}");
        assert_eq!(plain.lines().count(), text.lines().count());
        assert_eq!(tables("no table"), "no table");
        let _ = tables("```{list-table}");
    }
}
