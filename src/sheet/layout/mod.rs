//! Text to a [`Document`]. One layout a file.

mod boxes;
mod columns;
mod detect;
mod flowed;
mod grid;
mod html;
mod lines;
mod markdown;
mod myst;
mod notes;
mod out;
mod pairs;
mod paragraph;
mod pipes;
mod rst;
mod tabs;
mod vertical;
mod wiki;
mod words;

use self::lines::{Lines, Manner};
use self::out::Out;
use super::Document;

/// How a text is written.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// HTML, whole or a fragment.
    Html,
    /// Markdown, with its tables.
    Markdown,
    /// reStructuredText, with its list-tables and grid tables.
    Rst,
    /// Text in which tabs stand between columns.
    Tabs,
    /// Any other text: columns by spaces, `label: value` lines, bullets, prose.
    Plain,
}

impl Layout {
    /// Finds out how a text is written.
    pub fn of(text: &str) -> Self {
        detect::layout(text)
    }

    /// Reads a text that is written so.
    pub fn read(self, text: &str) -> Document {
        let mut out = Out::new(text);
        match self {
            Self::Html => html::layout(text, &mut out),
            Self::Markdown => Lines::new(&myst::tables(text), 1, Manner::Markdown).read(&mut out),
            Self::Tabs => tabs::layout(text, &mut out),
            Self::Rst => rst::layout(text, &mut out),
            Self::Plain => Lines::new(text, 1, Manner::Plain).read(&mut out),
        }
        out.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Block;
    use super::*;

    /// Blocks as short lines.
    pub(super) fn show(document: &Document) -> Vec<String> {
        let mut lines = Vec::new();
        for block in &document.blocks {
            match block {
                Block::Heading { level, text } => lines.push(format!("#{level} {text}")),
                Block::Pair { label, value } => lines.push(format!("{label} => {value}").replace('\n', "/")),
                Block::Prose(text) => lines.push(format!("P {text}")),
                Block::Note { mark, text } => lines.push(format!("N[{mark}] {text}")),
                Block::Table(table) => {
                    let mut head = String::from("T");
                    if let Some(rows) = table.header_rows {
                        head.push_str(&format!(" h={rows}"));
                    }
                    if let Some(columns) = table.header_columns {
                        head.push_str(&format!(" c={columns}"));
                    }
                    if let Some(caption) = &table.caption {
                        head.push_str(&format!(" {caption}"));
                    }
                    lines.push(head);
                    for row in &table.rows {
                        assert_eq!(row.len(), table.rows[0].len());
                        let cells: Vec<String> = row
                            .iter()
                            .map(|cell| format!("{}{}", if cell.repeated { "~" } else { "" }, cell.text))
                            .collect();
                        lines.push(cells.join(" | ").replace('\n', "/").replace("|  |", "| |").trim().to_owned());
                    }
                }
            }
        }
        lines
    }

    /// The line of a block.
    pub(super) fn line(block: &Block) -> u32 {
        match block {
            Block::Heading { text, .. } | Block::Prose(text) | Block::Note { text, .. } => text.line,
            Block::Pair { label, .. } => label.line,
            Block::Table(table) => table.rows[0][0].text.line,
        }
    }

    /// Prints what the sheets become: `SHEETS=rst cargo test --lib layout::tests::sheets -- --ignored --nocapture`.
    #[test]
    #[ignore = "prints"]
    #[allow(clippy::print_stdout)]
    fn sheets() {
        let wanted = std::env::var("SHEETS").unwrap_or_default();
        let mut paths: Vec<_> = std::fs::read_dir("tests/sheets").unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !name.contains(&wanted) || name.ends_with(".toml") || name == "README.md" {
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let layout = Layout::of(&text);
            println!("=== {name} {layout:?}\n{}", show(&layout.read(&text)).join("\n"));
        }
    }

    /// Pieces of all layouts, to be strung together at random.
    const PIECES: &[&str] = &[
        "<table>",
        "<tr>",
        "<td>",
        "<th colspan=3>",
        "<td rowspan=9>",
        "</table>",
        "</td>",
        "<p>",
        "<ul>",
        "<li>",
        "</ul>",
        "<dl>",
        "<dt>",
        "<dd>",
        "<sup>",
        "</sup>",
        "<b>",
        "<br>",
        "<div role=row>",
        "<h1>",
        "<pre>",
        "<!--",
        "<script>",
        "&nbsp;",
        "&#x110000;",
        "{|",
        "|}",
        "|-",
        "|+",
        "||",
        "!!",
        "| a | b |",
        "|---|---|",
        "\\|",
        "**",
        "*",
        "_",
        "`",
        "[^1]",
        "[^1]: ",
        "[a](b)",
        "~~",
        "# ",
        "- ",
        "  - ",
        "* ",
        "> ",
        "```",
        "---",
        "====",
        "=== ===",
        "+---+---+",
        "+===+===+",
        "| x | y |",
        "┌──┬──┐",
        "│",
        "└──┴──┘",
        ".. list-table:: t",
        "   :header-rows: 1",
        "   * - a",
        "     - b",
        ".. csv-table::",
        ".. note::",
        ".. |x| replace:: y",
        "|x|",
        ":sup:`2`",
        ":FP64: 1",
        ".. [1] note",
        "[1]_",
        "\t",
        "  ",
        "    ",
        "\u{3000}",
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\u{c}",
        "FP16",
        "312 TFLOPS",
        "1,979*",
        "* With sparsity",
        "显存：48GB",
        "稠密",
        "²",
        "¹",
        "Label: value",
        "label ..... value",
        "a = b",
        "•",
        ".",
        ":",
        "\"",
        ";",
        ",",
        "\0",
        "\u{feff}",
        "\u{200b}",
        "Ａ",
        "<",
        ">",
        "\\",
    ];

    const LAYOUTS: [Layout; 5] = [Layout::Html, Layout::Markdown, Layout::Rst, Layout::Tabs, Layout::Plain];

    /// What holds of every document.
    fn check(text: &str) {
        let lines = u32::try_from(text.split('\n').count()).unwrap();
        Layout::of(text);
        for layout in LAYOUTS {
            let document = layout.read(text);
            let mut texts = Vec::new();
            for block in &document.blocks {
                match block {
                    Block::Heading { level, text } => {
                        assert!((1..=6).contains(level));
                        texts.push(text);
                    }
                    Block::Pair { label, value } => texts.extend([label, value]),
                    Block::Prose(text) | Block::Note { text, .. } => texts.push(text),
                    Block::Table(table) => {
                        assert!(!table.rows.is_empty() && table.rows[0].len() > 1, "{layout:?}");
                        assert!(table.rows.iter().all(|row| row.len() == table.rows[0].len()), "{layout:?}");
                        assert!(table.header_rows.unwrap_or(0) <= table.rows.len(), "{layout:?}");
                        texts.extend(table.rows.iter().flatten().map(|cell| &cell.text));
                        texts.extend(&table.caption);
                    }
                }
            }
            for found in texts {
                assert!((1..=lines).contains(&found.line), "{layout:?} {found:?} of {lines} lines");
                assert!(!found.text.contains("  ") && found.text.trim() == found.text, "{layout:?} {found:?}");
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_text_is_read(text in "\\PC{0,200}") {
            check(&text);
        }

        #[test]
        fn any_markup_is_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
            check(&pieces.concat());
        }

        #[test]
        fn any_lines_are_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
            check(&pieces.join("\n"));
        }

        /// Words that stand between spaces are all kept, in all columns that spaces can make.
        #[test]
        fn no_word_of_plain_text_is_lost(lines in proptest::collection::vec("([a-z0-9]{1,6} {1,6}){1,6}", 1..20)) {
            let text = lines.join("\n");
            let shown = show(&Layout::Plain.read(&text)).join(" ");
            for word in text.split_whitespace() {
                proptest::prop_assert!(shown.contains(word) || word.len() < 4, "{word} of {text:?} in {shown}");
            }
        }
    }

    /// Time that grows faster than the text would show here as a test that does not end.
    #[test]
    fn long_repetitions_are_read_in_time() {
        for piece in PIECES.iter().chain(&[
            "a  b\n",
            "a\tb\n",
            "1. x\n",
            "- x\n  - y\n",
            "FP8: 5\n",
            "((((",
            "[[[[",
            "{{{{",
            "a  b  c\n\n",
            "*a ",
            "x ... ",
            "a. * ",
            ". * ",
            "* ",
            "^{",
            "|x| ",
            "`a",
        ]) {
            for joint in ["", " ", "\n"] {
                let text = [*piece, joint].concat().repeat(2000);
                for layout in LAYOUTS {
                    let document = layout.read(&text);
                    assert!(document.blocks.len() <= text.len() + 1);
                }
            }
        }
    }
}
