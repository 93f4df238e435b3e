//! A dossier as Markdown. Pictures are only in the HTML form.

use super::content::{Block, Content, Node};
use crate::part::Source;
use std::fmt::Write as _;

pub(super) fn page(content: &Content<'_>) -> String {
    let mut out = format!("# {}\n\n{}\n\n", inert(&content.title), inert(&content.subtitle));
    let _ = writeln!(out, "**{}**\n\nNot legal advice. What was not checked is listed below.", inert(&content.verdict));
    for (name, blocks) in &content.sections {
        let _ = writeln!(out, "\n## {name}");
        blocks.iter().for_each(|block| write_block(&mut out, block));
    }
    out
}

/// A text that Markdown shows as it is, on one line: signs that it is made of are escaped.
fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn write_block(out: &mut String, block: &Block<'_>) {
    out.push('\n');
    match block {
        Block::Text(text) => {
            let _ = writeln!(out, "{}", inert(text));
        }
        Block::Heading(text) => {
            let _ = writeln!(out, "### {}", inert(text));
        }
        Block::List(lines) => {
            for line in lines {
                let _ = writeln!(out, "- {}", inert(line));
            }
        }
        Block::Table { head, rows } => {
            let _ = writeln!(out, "| {} |", head.join(" | "));
            let _ = writeln!(out, "|{}", " --- |".repeat(head.len()));
            for row in rows {
                let cells: Vec<String> = row.iter().map(|cell| inert(cell)).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
        }
        Block::Tree(nodes) => write_nodes(out, nodes, 0),
        Block::Quote { words, cite } => {
            for line in words.lines() {
                let _ = writeln!(out, "> {}\n>", inert(line));
            }
            let _ = writeln!(out, "> {}", inert(cite));
        }
        Block::Picture(_) => out.push_str("(The picture is in the HTML form of this dossier.)\n"),
        Block::Sources(sources) => {
            for Source { id, reference, remark } in *sources {
                let remark = remark.as_ref().map(|remark| format!(" ({})", inert(remark))).unwrap_or_default();
                let _ = writeln!(out, "- \\[{}\\] {}{remark}", inert(id), link(reference));
            }
        }
    }
}

/// A URL of the web between angle brackets, which makes it a link; else a text.
fn link(reference: &str) -> String {
    let web = ["https://", "http://"].iter().any(|scheme| reference.to_ascii_lowercase().starts_with(scheme));
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '`');
    if web && reference.chars().all(plain) { format!("<{reference}>") } else { inert(reference) }
}

fn write_nodes(out: &mut String, nodes: &[Node], depth: usize) {
    let pad = "  ".repeat(depth);
    for node in nodes {
        let holds = node.holds.map(|holds| format!(" **{}**", holds.as_str())).unwrap_or_default();
        let _ = writeln!(out, "{pad}- {}{holds}", inert(&node.text));
        for note in &node.notes {
            let _ = writeln!(out, "{pad}  - {}", inert(note));
        }
        for line in node.quote.iter().flat_map(|words| words.lines()) {
            let _ = writeln!(out, "{pad}  - “{}”", inert(line));
        }
        write_nodes(out, &node.under, depth + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_names_is_inert() {
        assert_eq!(inert("<b>*x*</b>\n# y"), "&lt;b&gt;\\*x\\*&lt;/b&gt; \\# y");
        assert_eq!(link("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(link("https://a.example/b"), "<https://a.example/b>");
        assert_eq!(link("https://a.example/<b>"), "https://a.example/&lt;b&gt;");
    }
}
