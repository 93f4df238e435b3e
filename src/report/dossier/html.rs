//! A dossier as one HTML page that asks for nothing from elsewhere.
//!
//! It is also well-formed XML, and its content security policy forbids scripts and requests.

use super::content::{Block, Content, Node};
use crate::part::Source;
use crate::plot::{Scene, style};
use crate::report::markup::escape;
use std::fmt::Write as _;

const STYLE: &str = include_str!("style.css");

pub(super) fn page(content: &Content<'_>) -> String {
    let pictures = content.sections.iter().flat_map(|(_, blocks)| blocks).filter_map(|block| match block {
        Block::Picture(scene) => Some(*scene),
        _ => None,
    });
    let pictures: Vec<&Scene> = pictures.collect();
    let title = escape(&content.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n\
         <link rel=\"icon\" href=\"data:,\"/>\n\
         <title>{title}: {}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n<main>\n",
        escape(&content.verdict),
        style(pictures)
    );
    let certainty = if content.certain { "certain" } else { "depends" };
    let _ = writeln!(out, "<header>\n<h1>{title}</h1>\n<p class=\"when\">{}</p>", escape(&content.subtitle));
    let _ = writeln!(out, "<p class=\"verdict {certainty}\">{}</p>", escape(&content.verdict));
    out.push_str("<p class=\"advice\">Not legal advice. What was <a href=\"#not-checked\">not checked</a> is listed below.</p>\n</header>\n");
    out.push_str("<nav>\n");
    for (name, _) in &content.sections {
        let _ = writeln!(out, "<a href=\"#{}\">{name}</a>", anchor(name));
    }
    out.push_str("</nav>\n");
    for (name, blocks) in &content.sections {
        let _ = writeln!(out, "<section id=\"{}\">\n<h2>{name}</h2>", anchor(name));
        blocks.iter().for_each(|block| write_block(&mut out, block));
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn anchor(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn write_block(out: &mut String, block: &Block<'_>) {
    match block {
        Block::Text(text) => {
            let _ = writeln!(out, "<p>{}</p>", escape(text));
        }
        Block::Heading(text) => {
            let _ = writeln!(out, "<h3>{}</h3>", escape(text));
        }
        Block::List(lines) => {
            out.push_str("<ul>\n");
            for line in lines {
                let _ = writeln!(out, "<li>{}</li>", escape(line));
            }
            out.push_str("</ul>\n");
        }
        Block::Table { head, rows } => {
            out.push_str("<table>\n");
            if head.iter().any(|cell| !cell.is_empty()) {
                let cells: String = head.iter().map(|cell| format!("<th>{cell}</th>")).collect();
                let _ = writeln!(out, "<thead><tr>{cells}</tr></thead>");
            }
            out.push_str("<tbody>\n");
            for row in rows {
                let cells: String = row.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
                let _ = writeln!(out, "<tr>{cells}</tr>");
            }
            out.push_str("</tbody>\n</table>\n");
        }
        Block::Tree(nodes) => write_nodes(out, nodes),
        Block::Quote { words, cite } => write_quote(out, words, Some(cite)),
        Block::Picture(scene) => {
            let _ = writeln!(out, "<figure>\n{}</figure>", scene.to_svg_element());
        }
        Block::Sources(sources) => {
            out.push_str("<ul class=\"sources\">\n");
            for Source { id, reference, remark } in *sources {
                let remark = remark.as_ref().map(|remark| format!(" ({})", escape(remark))).unwrap_or_default();
                let _ = writeln!(out, "<li>[{}] {}{remark}</li>", escape(id), link(reference));
            }
            out.push_str("</ul>\n");
        }
    }
}

/// A link if the reference is a URL of the web, else its text. Nothing else becomes a link: `javascript:` is a text.
fn link(reference: &str) -> String {
    let text = escape(reference);
    let web = ["https://", "http://"].iter().any(|scheme| reference.to_ascii_lowercase().starts_with(scheme));
    if web && !reference.contains(char::is_whitespace) {
        format!("<a href=\"{text}\" rel=\"noreferrer noopener nofollow\">{text}</a>")
    } else {
        text.into_owned()
    }
}

fn write_nodes(out: &mut String, nodes: &[Node]) {
    out.push_str("<ul class=\"tree\">\n");
    for node in nodes {
        out.push_str("<li>");
        let _ = write!(out, "<span class=\"line\">{}", escape(&node.text));
        if let Some(holds) = node.holds {
            let _ = write!(out, " <b class=\"{holds}\">{holds}</b>", holds = holds.as_str());
        }
        out.push_str("</span>");
        for note in &node.notes {
            let _ = write!(out, "\n<span class=\"note\">{}</span>", escape(note));
        }
        if let Some(words) = &node.quote {
            out.push('\n');
            write_quote(out, words, None);
        }
        if !node.under.is_empty() {
            out.push('\n');
            write_nodes(out, &node.under);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

fn write_quote(out: &mut String, words: &str, cite: Option<&str>) {
    out.push_str("<blockquote>");
    for line in words.lines() {
        let _ = write!(out, "<p>{}</p>", escape(line));
    }
    if let Some(cite) = cite {
        let _ = write!(out, "<footer>{}</footer>", escape(cite));
    }
    out.push_str("</blockquote>\n");
}
