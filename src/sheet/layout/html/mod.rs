//! HTML: product pages as browsers save them, pages of encyclopedias, tables in other texts.
//!
//! `html5gum` was chosen as the parser: it follows the tokenizer of the standard (it passes the tests of html5lib), tells
//! where each tag stands, has no dependencies and never panics on broken markup. A tree builder that follows the standard to
//! the letter would bring a dozen crates and no lines.

mod inline;
mod table;
mod tree;

use self::inline::Run;
use self::tree::{Id, Tree};
use super::lines::{Lines, Manner};
use super::notes;
use super::out::Out;
use super::pairs;
use super::paragraph::is_title;

/// Reads a page.
pub(super) fn layout(text: &str, out: &mut Out<'_>) {
    let page = Page { tree: Tree::new(text, 1) };
    if !page.tree.nodes.iter().any(|node| node.name == "h1" && !node.hidden)
        && let Some(title) = page.tree.nodes.iter().position(|node| node.name == "title")
    {
        let run = page.inline(title);
        out.heading(1, &run.text(), run.line);
    }
    page.blocks(0, out, Part::Page);
}

/// Reads HTML that stands in a Markdown text: an element that begins a line, up to its end.
pub(super) fn embedded(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    let name = embedded_name(of.get(at).trim_start())?;
    let (open, close) = (format!("<{name}"), format!("</{name}"));
    let (mut depth, mut end) = (0usize, at);
    while end < of.lines.len() {
        let line = of.get(end).to_ascii_lowercase();
        depth = (depth + line.matches(&open).count()).saturating_sub(line.matches(&close).count());
        end += 1;
        if depth == 0 {
            break;
        }
    }
    read(&of.lines[at..end].join("\n"), of.number(at), out);
    Some(end)
}

/// Reads a piece of HTML in another text.
pub(super) fn read(text: &str, first: u32, out: &mut Out<'_>) {
    let page = Page { tree: Tree::new(text, first) };
    page.blocks(0, out, Part::Page);
}

/// Whether a line of Markdown begins with an element that is read as HTML.
pub(super) fn is_embedded(line: &str) -> bool {
    embedded_name(line).is_some()
}

fn embedded_name(line: &str) -> Option<&'static str> {
    let rest = line.strip_prefix('<')?;
    ["table", "dl", "ul", "ol", "script", "style", "details"].into_iter().find(|name| {
        rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && rest[name.len()..].starts_with(['>', ' ', '\t'])
            || rest.eq_ignore_ascii_case(name)
    })
}

/// The words of a piece of HTML.
pub(super) fn fragment(text: &str) -> String {
    let page = Page { tree: Tree::new(text, 1) };
    page.cell(0).text()
}

/// The characters of an entity.
pub(super) fn fragment_raw(text: &str) -> String {
    Tree::new(text, 1).nodes.into_iter().map(|node| node.text).collect()
}

/// Where a block stands.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Part {
    Page,
    /// Only notes are kept.
    Footer,
    /// Depth of a list in another.
    List(u8),
}

struct Page {
    tree: Tree,
}

impl Page {
    /// What belongs to the site and not to the page.
    fn is_furniture(&self, id: Id) -> bool {
        const NAMES: &[&str] = &[
            "nav",
            "navbar",
            "navigation",
            "menu",
            "submenu",
            "breadcrumb",
            "breadcrumbs",
            "cookie-banner",
            "cookie",
            "cookies",
            "navbox",
            "noprint",
            "mw-editsection",
            "mw-head",
            "mw-panel",
            "mw-navigation",
            "toc",
            "catlinks",
            "skip-link",
            "sidebar-nav",
            "site-header",
            "social",
            "share",
            "pagination",
            "mw-jump-link",
            "mw-cite-backlink",
        ];
        let node = &self.tree.nodes[id];
        match node.name {
            "nav" => return true,
            "header" => return !node.has_table && !self.holds(id, &["h1", "h2"]),
            "button" => return true,
            "div" | "ul" | "ol" | "span" | "section" | "aside" | "p" | "menu" => {}
            _ => return false,
        }
        !node.has_table && node.class.split_whitespace().any(|class| NAMES.contains(&class))
    }

    fn is_footer(&self, id: Id) -> bool {
        let node = &self.tree.nodes[id];
        node.name == "footer"
            || (matches!(node.name, "div" | "section")
                && !node.has_table
                && node
                    .class
                    .split_whitespace()
                    .any(|class| matches!(class, "footer" | "site-footer" | "page-footer" | "copyright")))
    }

    /// Whether an element of these names is inside.
    fn holds(&self, id: Id, names: &[&str]) -> bool {
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            let node = &self.tree.nodes[id];
            if names.contains(&node.name) {
                return true;
            }
            todo.extend(&node.children);
        }
        false
    }

    /// Reads the children of an element.
    fn blocks(&self, id: Id, out: &mut Out<'_>, part: Part) {
        let node = &self.tree.nodes[id];
        if part != Part::Footer
            && matches!(node.name, "div" | "section" | "ul" | "ol" | "article" | "form")
            && self.grid(id, out)
        {
            return;
        }
        let mut run = Run::default();
        for &child in &node.children {
            let node = &self.tree.nodes[child];
            if node.hidden || self.is_furniture(child) {
                continue;
            }
            if node.is_text() || !(node.is_block() || node.has_block) {
                self.inline_into(child, &mut run);
                continue;
            }
            self.flush(&mut run, out, part);
            self.block(child, out, part);
        }
        self.flush(&mut run, out, part);
    }

    /// Puts words out that stood between blocks.
    fn flush(&self, run: &mut Run, out: &mut Out<'_>, part: Part) {
        let words = std::mem::take(run);
        for (line, text) in words.lines() {
            self.words(&text, line, out, part);
        }
    }

    fn words(&self, text: &str, line: u32, out: &mut Out<'_>, part: Part) {
        if part != Part::Footer || is_note(text, out) {
            out.words(text, line);
        }
    }

    fn block(&self, id: Id, out: &mut Out<'_>, part: Part) {
        let node = &self.tree.nodes[id];
        match node.name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" if !node.has_table => {
                let run = self.inline(id);
                let level = node.name[1..].parse().unwrap_or(4);
                if part != Part::Footer {
                    out.heading(level, &run.text().replace('\n', " "), run.line);
                }
            }
            "table" => self.table(id, out),
            "ul" | "ol" | "menu" => self.list(id, out, part),
            "li" => self.item(id, out, part),
            "dl" => self.definitions(id, out, part),
            "pre" if !node.has_table => {
                let mut text = String::new();
                self.raw(id, &mut text);
                // A `<br>` makes more lines than the source has.
                let lines = Lines::new(&text, node.line, Manner::Plain);
                Lines { last: self.end_line(id).max(node.line), ..lines }.read(out);
            }
            "hr" => {}
            _ if self.is_footer(id) => self.blocks(id, out, Part::Footer),
            _ => self.blocks(id, out, part),
        }
    }

    /// The text of an element as it stands.
    fn raw(&self, id: Id, text: &mut String) {
        let node = &self.tree.nodes[id];
        text.push_str(&node.text);
        if node.name == "br" {
            text.push('\n');
        }
        for &child in &node.children {
            self.raw(child, text);
        }
    }

    fn list(&self, id: Id, out: &mut Out<'_>, part: Part) {
        let node = &self.tree.nodes[id];
        let named = |class: &str, names: &[&str]| names.iter().any(|name| class.contains(name));
        if named(&node.class, &["references", "footnote", "endnote"]) {
            let mut number = 0;
            for &child in &node.children {
                if self.tree.nodes[child].name == "li" {
                    number += 1;
                    let run = self.cell(child);
                    out.note(&number.to_string(), run.text().trim_start_matches(['^', '↑', ' ']), run.line);
                }
            }
            return;
        }
        let depth = if let Part::List(depth) = part { depth.saturating_add(1) } else { 0 };
        let part = if part == Part::Footer { part } else { Part::List(depth) };
        self.blocks(id, out, part);
        if depth == 0 && part != Part::Footer {
            out.close(5, self.end_line(id));
        }
    }

    /// The line of the last thing in an element.
    fn end_line(&self, id: Id) -> u32 {
        let mut id = id;
        while let Some(&last) = self.tree.nodes[id].children.last() {
            id = last;
        }
        self.tree.nodes[id].line
    }

    /// One bullet: `<b>label</b> value` is a pair, one with bullets of its own is their heading.
    fn item(&self, id: Id, out: &mut Out<'_>, part: Part) {
        let node = &self.tree.nodes[id];
        let level = 5 + if let Part::List(depth) = part { depth.min(1) } else { 0 };
        if part != Part::Footer {
            out.close(level, node.line);
        }
        if self.holds(id, &["ul", "ol", "dl", "table"]) {
            let mut run = Run::default();
            let mut nested = Vec::new();
            for &child in &node.children {
                let kind = &self.tree.nodes[child];
                if !kind.hidden
                    && (kind.has_table
                        || matches!(kind.name, "ul" | "ol" | "dl" | "table")
                        || self.holds(child, &["ul", "ol", "dl"]))
                {
                    nested.push(child);
                } else if nested.is_empty() {
                    self.inline_into(child, &mut run);
                }
            }
            let text = run.text().replace('\n', " ");
            let title = text.trim_end_matches([':', '：']).trim();
            if part != Part::Footer && is_title(title) && pairs::split(&text).is_none_or(|(_, value)| value.is_empty())
            {
                out.open(level, title, run.line);
            } else {
                self.words(&text, run.line, out, part);
            }
            let first = nested.first().copied();
            for &child in &node.children {
                if first.is_some_and(|first| child >= first) && !self.tree.nodes[child].hidden {
                    let block = &self.tree.nodes[child];
                    if block.is_block() || block.has_block {
                        self.block(child, out, part);
                    } else {
                        let mut run = Run::default();
                        self.inline_into(child, &mut run);
                        self.flush(&mut run, out, part);
                    }
                }
            }
            return;
        }
        if part != Part::Footer && self.pair_of(id, out) {
            return;
        }
        if node.has_block {
            let run = self.cell(id);
            let text = run.text();
            // A bullet of one paragraph is that paragraph.
            for line in text.split('\n') {
                self.words(line, run.line, out, part);
            }
            return;
        }
        let run = self.cell(id);
        let text = run.text();
        if part != Part::Footer
            && let Some((label, value)) = self.bold_label(id, &text)
        {
            out.pair(&label, &value, run.line);
        } else {
            for line in text.split('\n') {
                self.words(line, run.line, out, part);
            }
        }
    }

    /// `<b>label</b> value`
    fn bold_label(&self, id: Id, text: &str) -> Option<(String, String)> {
        let mut children = self.tree.nodes[id].children.iter().filter(|&&child| {
            let node = &self.tree.nodes[child];
            !(node.hidden || node.is_space())
        });
        let first = *children.next()?;
        if !matches!(self.tree.nodes[first].name, "b" | "strong") {
            return None;
        }
        let label = self.inline(first).text();
        let value = text.strip_prefix(label.as_str())?;
        let value = value.trim_start_matches([':', '：', '–', '—', ' ', '\n']);
        let value = value.strip_prefix("- ").unwrap_or(value);
        let label = label.trim_end_matches([':', '：', ' ']);
        // Bold words at the start of a sentence are no label.
        let fits = is_title(label)
            && label.len() <= 90
            && !pairs::is_sentence(value)
            && !value.starts_with(char::is_lowercase);
        (fits && !value.is_empty()).then(|| (label.to_owned(), value.to_owned()))
    }

    /// `<dt>` and `<dd>`, also if pairs of them are wrapped.
    fn definitions(&self, id: Id, out: &mut Out<'_>, part: Part) {
        let mut parts = Vec::new();
        for &child in &self.tree.nodes[id].children {
            match self.tree.nodes[child].name {
                "dt" | "dd" => parts.push(child),
                _ if self.tree.nodes[child].hidden => {}
                _ => parts.extend(
                    self.tree.nodes[child]
                        .children
                        .iter()
                        .filter(|&&inner| matches!(self.tree.nodes[inner].name, "dt" | "dd")),
                ),
            }
        }
        let mut at = 0;
        while at < parts.len() {
            let start = at;
            while at < parts.len() && self.tree.nodes[parts[at]].name == "dt" {
                at += 1;
            }
            let values = at;
            while at < parts.len() && self.tree.nodes[parts[at]].name == "dd" {
                at += 1;
            }
            let text = |parts: &[Id]| {
                parts
                    .iter()
                    .map(|&part| self.cell(part).text())
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n")
            };
            let label = text(&parts[start..values]);
            let line = self.tree.nodes[parts[start]].line;
            if parts[values..at].iter().any(|&value| self.tree.nodes[value].has_table) {
                out.heading(5, &label, line);
                for &value in &parts[values..at] {
                    self.blocks(value, out, part);
                }
            } else if part != Part::Footer {
                let label = label.replace('\n', ", ");
                out.pair(label.trim_end_matches([':', '：']), &text(&parts[values..at]), line);
            }
        }
    }
}

/// Whether words in a footer are worth keeping.
fn is_note(text: &str, out: &Out<'_>) -> bool {
    const WORDS: &[&str] = &[
        "sparsity",
        "sparse",
        "dense",
        "preliminary",
        "subject to change",
        "footnote",
        "稀疏",
        "稠密",
        "note:",
        "notes:",
    ];
    notes::leading(text, &out.used).is_some() && !text.starts_with('©') || {
        let lower = text.to_lowercase();
        WORDS.iter().any(|word| lower.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::tests::{line, show};

    fn html(text: &str) -> Vec<String> {
        show(&Layout::Html.read(text))
    }

    #[test]
    fn what_is_not_seen_is_not_read() {
        let text = "<head><style>.a{width:814px}</style></head><nav><a>FP8</a></nav><script>var t='<td>9</td>'</script>\
            <p style='display: none'>1</p><div hidden>2</div><ul class=menu><li>3</li></ul><p>Words</p>\
            <footer><p>© 2026, call 555</p><p>* With sparsity</p></footer>";
        assert_eq!(html(text), ["P Words", "N[*] With sparsity"]);
    }

    #[test]
    fn lists_and_definitions_are_pairs() {
        let text = "<ul><li><b>Memory</b> 80 GB</li><li>TDP: 700 W</li><li>Seven parts</li></ul><dl><dt>FP8<dd>865<dt>TDP</dt><dd>600 W</dl>";
        assert_eq!(html(text), ["Memory => 80 GB", "TDP => 700 W", "P Seven parts", "FP8 => 865", "TDP => 600 W"]);
    }

    #[test]
    fn nested_lists_are_sections() {
        assert_eq!(
            html("<ul><li>RTX<ul><li>FP8: 5</li></ul></li><li>Rack: 7</li></ul><p>x"),
            ["#5 RTX", "FP8 => 5", "#5 ", "Rack => 7", "P x"]
        );
    }

    #[test]
    fn superscripts_breaks_and_entities() {
        assert_eq!(
            html("<p>814&nbsp;mm<sup>2</sup>, 1&shy;979<sup>*</sup><sup><a>[3]</a></sup> tera<wbr>FLOPS<br>next"),
            ["P 814 mm^{2}, 1979*^{[3]} teraFLOPS", "P next"]
        );
    }

    #[test]
    fn rows_of_boxes_are_pairs_or_tables() {
        let pairs = "<div><div><span>FP64</span><span>34</span></div><div><div>FP32</div><div>67</div></div></div>";
        assert_eq!(html(pairs), ["FP64 => 34", "FP32 => 67"]);
        let table = "<div><div><div></div><div>A</div><div>B</div></div><div><div>FP8</div><div>1</div><div>2</div></div></div>";
        assert_eq!(html(table), ["T", "| A | B", "FP8 | 1 | 2"]);
    }

    #[test]
    fn references_are_notes() {
        assert_eq!(html("<ol class=references><li>^ Slides<li>Ibid.</ol>"), ["N[1] Slides", "N[2] Ibid."]);
    }

    #[test]
    fn lines_are_those_of_the_source() {
        let document =
            Layout::Html.read("<p>\r\n a\r\n</p>\n<h2>b</h2>\n<table>\n<tr><td>x<td>é\n<tr><td>y<td>2</table>\n<p>c");
        assert_eq!(document.blocks.iter().map(line).collect::<Vec<_>>(), [2, 4, 6, 8]);
    }

    #[test]
    fn deep_nesting_is_no_danger() {
        for tag in ["<div>", "<ul><li>", "<table><tr><td>", "<b>", "<span><p>", "<dl><dd>", "<sup>", "<blockquote>x"] {
            let text = format!("{}FP8: 5", tag.repeat(20_000));
            assert!(!Layout::Html.read(&text).blocks.is_empty(), "{tag}");
        }
    }
}
