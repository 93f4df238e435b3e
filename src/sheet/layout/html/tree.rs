//! HTML to a tree of elements and text.
//!
//! `html5gum` takes the tags apart as the standard asks; which element holds which is decided here, by the rules that matter
//! for saved pages: ends that may be left out, tables whose cells hold anything, tags that were never closed. Nesting is
//! bounded, so what walks the tree may recurse.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

/// Deeper elements become children of the one at this depth.
const DEPTH: usize = 120;

/// A place in the tree.
pub(super) type Id = usize;

/// An element or a text.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The tag as it is closed; empty for text and for tags that mean nothing here.
    tag: &'static str,
    /// What it is: its tag, or what its `role` says.
    pub(super) name: &'static str,
    /// The words of a text.
    pub(super) text: String,
    pub(super) children: Vec<Id>,
    pub(super) line: u32,
    /// Classes and id in lower case.
    pub(super) class: String,
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// `scope="row"`
    pub(super) row_header: bool,
    pub(super) hidden: bool,
    /// A table for looks only.
    pub(super) presentation: bool,
    /// Holds paragraphs, lists, tables or the like.
    pub(super) has_block: bool,
    pub(super) has_table: bool,
    parent: Id,
}

impl Node {
    pub(super) const fn is_text(&self) -> bool {
        self.name.is_empty() && self.tag.is_empty() && !self.text.is_empty()
    }

    /// Nothing but white space.
    pub(super) fn is_space(&self) -> bool {
        self.is_text() && self.text.trim().is_empty()
    }

    pub(super) fn is_block(&self) -> bool {
        is_block(self.name)
    }
}

/// The tree; its root is 0.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    stack: Vec<Id>,
}

/// The tags that mean something.
fn known(name: &[u8]) -> &'static str {
    const KNOWN: &[&str] = &[
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "body",
        "blockquote",
        "br",
        "button",
        "canvas",
        "caption",
        "center",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "em",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "i",
        "iframe",
        "img",
        "input",
        "label",
        "li",
        "link",
        "main",
        "menu",
        "meta",
        "nav",
        "noscript",
        "object",
        "ol",
        "option",
        "p",
        "pre",
        "s",
        "script",
        "section",
        "select",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "style",
        "sub",
        "summary",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "video",
        "wbr",
    ];
    let mut lower = [0u8; 12];
    let Some(buffer) = lower.get_mut(..name.len()) else { return "" };
    buffer.copy_from_slice(name);
    buffer.make_ascii_lowercase();
    KNOWN.iter().find(|known| known.as_bytes() == buffer).copied().unwrap_or("")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

fn is_void(name: &str) -> bool {
    matches!(name, "br" | "col" | "hr" | "img" | "input" | "link" | "meta" | "source" | "wbr")
}

/// What is never words of the page.
fn is_unseen(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "svg"
            | "noscript"
            | "iframe"
            | "canvas"
            | "video"
            | "object"
            | "select"
            | "option"
            | "textarea"
            | "head"
            | "input"
            | "colgroup"
            | "dialog"
    )
}

impl Tree {
    /// Reads HTML whose first line has this number.
    pub(super) fn new(html: &str, first: u32) -> Self {
        let mut tree = Self {
            nodes: vec![Node { name: "body", line: first, has_block: true, ..Node::default() }],
            stack: vec![0],
        };
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let bytes = html.as_bytes();
        let (mut seen, mut line) = (0, first);
        let mut line_at = |offset: usize| {
            let offset = offset.min(bytes.len());
            if offset > seen {
                let more = memchr::memchr_iter(b'\n', &bytes[seen..offset]).count();
                line = line.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
                seen = offset;
            }
            line
        };
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => {
                    let line = line_at(tag.span.start);
                    tree.start(&tag, line);
                }
                Token::EndTag(tag) => tree.end(known(&tag.name)),
                Token::String(text) => {
                    let words = String::from_utf8_lossy(&text.value);
                    let lead = words.len() - words.trim_start().len();
                    let breaks = memchr::memchr_iter(b'\n', &words.as_bytes()[..lead]).count();
                    let line = line_at(text.span.start).saturating_add(breaks as u32);
                    tree.text(words.into_owned(), line);
                }
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        tree
    }

    fn top(&self) -> Id {
        self.stack.last().copied().unwrap_or(0)
    }

    /// The nearest open element of these tags, not beyond the edges.
    fn open(&self, tags: &[&str], edges: &[&str]) -> Option<usize> {
        for at in (1..self.stack.len()).rev() {
            let tag = self.nodes[self.stack[at]].tag;
            if tags.contains(&tag) {
                return Some(at);
            }
            if edges.contains(&tag) {
                return None;
            }
        }
        None
    }

    fn close(&mut self, tags: &[&str], edges: &[&str]) {
        if let Some(at) = self.open(tags, edges) {
            self.stack.truncate(at);
        }
    }

    fn text(&mut self, text: String, line: u32) {
        let mut parent = self.top();
        if matches!(self.nodes[parent].tag, "table" | "tbody" | "thead" | "tfoot" | "tr") {
            if text.trim().is_empty() {
                return;
            }
            parent = self.outside_table();
        }
        let id = self.nodes.len();
        self.nodes.push(Node { text, line, parent, ..Node::default() });
        self.nodes[parent].children.push(id);
    }

    /// Where words go that stand in a table but in no cell.
    fn outside_table(&self) -> Id {
        self.open(&["table"], &[]).map_or(0, |at| self.nodes[self.stack[at]].parent)
    }

    fn start(&mut self, tag: &StartTag<usize>, line: u32) {
        let name = known(&tag.name);
        match name {
            "html" | "body" => return,
            "li" => self.close(&["li"], &["ul", "ol", "menu", "table", "td", "th"]),
            "dt" | "dd" => self.close(&["dt", "dd"], &["dl", "table", "td", "th"]),
            "td" | "th" => {
                self.close(&["td", "th", "caption"], &["table"]);
                if self.open(&["tr"], &["table"]).is_none() {
                    if self.open(&["table"], &[]).is_none() {
                        return;
                    }
                    self.push("tr", "tr", line);
                } else {
                    self.keep(&["tr"]);
                }
            }
            "tr" => {
                self.close(&["tr"], &["table"]);
                if self.open(&["table"], &[]).is_none() {
                    return;
                }
                self.keep(&["thead", "tbody", "tfoot", "table"]);
            }
            "thead" | "tbody" | "tfoot" => {
                if self.open(&["table"], &[]).is_none() {
                    return;
                }
                self.keep(&["table"]);
            }
            "option" => self.close(&["option"], &["select"]),
            _ => {}
        }
        if is_block(name) {
            self.close(&["p"], &["table", "td", "th", "li", "div", "button", "dd", "section", "article", "caption"]);
            if !matches!(name, "td" | "th" | "tr" | "thead" | "tbody" | "tfoot") {
                self.close(&["h1", "h2", "h3", "h4", "h5", "h6"], &["table", "td", "th", "li", "div"]);
            }
        }
        let role =
            tag.attributes.get(b"role".as_slice()).map(|role| String::from_utf8_lossy(role).to_ascii_lowercase());
        let kind = match role.as_deref() {
            Some("table" | "grid" | "treegrid") => "table",
            Some("rowgroup") => "tbody",
            Some("row") => "tr",
            Some("cell" | "gridcell") => "td",
            Some("columnheader" | "rowheader") => "th",
            Some("navigation" | "search" | "menubar" | "banner") if name != "header" => "nav",
            Some("contentinfo") => "footer",
            Some("heading") if name == "div" || name == "span" => "h3",
            _ => name,
        };
        let id = self.push(name, kind, line);
        let node = &mut self.nodes[id];
        node.row_header = role.as_deref() == Some("rowheader");
        node.presentation = matches!(role.as_deref(), Some("presentation" | "none"));
        for (attribute, value) in &tag.attributes {
            let value = || String::from_utf8_lossy(value).to_ascii_lowercase();
            match attribute.as_slice() {
                b"class" | b"id" => {
                    node.class.push(' ');
                    node.class.push_str(&value());
                }
                b"colspan" | b"aria-colspan" => node.columns = number(&value()),
                b"rowspan" | b"aria-rowspan" => {
                    node.rows = if value().trim() == "0" { usize::from(u16::MAX) } else { number(&value()) }
                }
                b"scope" => node.row_header = value().starts_with("row"),
                b"hidden" => node.hidden = value() != "until-found",
                b"style" => {
                    let style: String = value().chars().filter(|c| !c.is_whitespace()).collect();
                    node.hidden |= style.contains("display:none") || style.contains("visibility:hidden");
                }
                _ => {}
            }
        }
        node.hidden |= is_unseen(name);
        if tag.self_closing || is_void(name) {
            // `<div/>` opens an element in HTML; only elements that mean nothing are taken at their word.
            if is_void(name) || name.is_empty() || name == "svg" {
                self.stack.retain(|&open| open != id);
            }
        }
    }

    /// Closes what is open above the nearest of these tags in this table.
    fn keep(&mut self, tags: &[&str]) {
        let at = self.stack.iter().rposition(|&id| tags.contains(&self.nodes[id].tag) || self.nodes[id].tag == "table");
        if let Some(at) = at {
            self.stack.truncate(at + 1);
        }
    }

    fn push(&mut self, tag: &'static str, name: &'static str, line: u32) -> Id {
        let mut parent = self.top();
        // In a table only its parts are at home.
        let above = self.nodes[parent].tag;
        let fits = match above {
            "table" => matches!(tag, "tr" | "thead" | "tbody" | "tfoot" | "caption" | "colgroup" | "col"),
            "thead" | "tbody" | "tfoot" => tag == "tr",
            "tr" => matches!(tag, "td" | "th"),
            _ => true,
        };
        if !fits && !matches!(tag, "script" | "style" | "template") {
            parent = self.outside_table();
        }
        let id = self.nodes.len();
        self.nodes.push(Node {
            tag: if tag.is_empty() { "?" } else { tag },
            name,
            line,
            parent,
            columns: 1,
            rows: 1,
            ..Node::default()
        });
        self.nodes[parent].children.push(id);
        if is_block(name) {
            let mut above = parent;
            while !self.nodes[above].has_block || (name == "table" && !self.nodes[above].has_table) {
                self.nodes[above].has_block = true;
                self.nodes[above].has_table |= name == "table";
                if above == 0 {
                    break;
                }
                above = self.nodes[above].parent;
            }
        }
        if self.stack.len() < DEPTH {
            self.stack.push(id);
        }
        id
    }

    fn end(&mut self, name: &'static str) {
        let edges: &[&str] = match name {
            "html" | "body" => return,
            "br" => return,
            "table" => &[],
            "tr" | "thead" | "tbody" | "tfoot" | "td" | "th" | "caption" => &["table"],
            _ => &["td", "th", "table", "caption"],
        };
        if name.is_empty() {
            // Tags that mean nothing hold what follows until they end.
            if self.nodes[self.top()].tag == "?" {
                self.stack.pop();
            }
            return;
        }
        let names: &[&str] = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => &["h1", "h2", "h3", "h4", "h5", "h6"],
            _ => &[name],
        };
        self.close(names, edges);
        if self.stack.is_empty() {
            self.stack.push(0);
        }
    }
}

fn number(text: &str) -> usize {
    let digits: String = text.trim().chars().take_while(char::is_ascii_digit).take(6).collect();
    digits.parse().unwrap_or(1).max(1)
}
