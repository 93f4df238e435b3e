//! Directives, footnotes and comments: everything that begins with two dots.

use super::super::super::{Cell, Text};
use super::super::grid::Grid;
use super::super::html;
use super::super::lines::{Lines, Manner};
use super::super::out::Out;
use super::super::words::join;
use super::{DEPTH, State, field, indent};

/// The lines of a directive.
struct Body<'t> {
    caption: String,
    options: Vec<(&'t str, &'t str)>,
    /// First line of its content, and the line after its last.
    from: usize,
    end: usize,
}

impl Body<'_> {
    fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|option| option.0 == name).map(|option| option.1)
    }

    fn count(&self, name: &str) -> usize {
        self.option(name).and_then(|value| value.trim().parse().ok()).unwrap_or(0)
    }
}

/// Reads what two dots begin.
pub(super) fn read(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> usize {
    let line = of.get(at);
    let base = indent(line);
    let mut end = at + 1;
    // Deeper lines belong to it, and empty ones between them.
    let mut next = end;
    while next < of.lines.len() {
        let line = of.get(next);
        if !line.trim().is_empty() {
            if indent(line) <= base {
                break;
            }
            end = next + 1;
        }
        next += 1;
    }
    let rest = line.trim_start().trim_start_matches("..").trim();
    let number = of.number(at);
    if let Some((label, words)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let mut text = of.words(words);
        for line in at + 1..end {
            join(&mut text, &of.words(of.get(line)));
        }
        out.note(&of.rst.label(label, true), &text, number);
        return end;
    }
    let Some((name, argument)) = rest.split_once("::").filter(|(name, _)| is_name(name)) else { return end };
    let mut body = Body { caption: of.words(argument), options: Vec::new(), from: at + 1, end };
    while body.from < end {
        let line = of.get(body.from).trim();
        match field(line) {
            Some(option) => body.options.push(option),
            // The caption goes on up to the options.
            None if !line.is_empty()
                && body.options.is_empty()
                && !body.caption.is_empty()
                && name.ends_with("table") =>
            {
                join(&mut body.caption, &of.words(line));
            }
            None => break,
        }
        body.from += 1;
    }
    match name {
        "list-table" | "flat-table" => list_table(of, &body, number, out),
        "csv-table" => csv_table(of, &body, number, out),
        "note" | "warning" | "tip" | "important" | "hint" | "attention" | "caution" | "seealso" => {
            note(of, &body, number, out)
        }
        "code-block" | "code" | "literalinclude" | "parsed-literal" | "sourcecode" => {
            inner(of, &body, Manner::Plain, out)
        }
        "raw" if body.caption == "html" => {
            let text = of.lines[body.from..end].join("\n");
            html::read(&text, of.number(body.from), out);
        }
        "meta" | "image" | "figure" | "toctree" | "contents" | "index" | "raw" | "math" | "include" | "highlight"
        | "default-role" | "role" | "todo" | "currentmodule" | "module" => {}
        // Tabs, cards, topics and what is not known: words that may matter.
        _ => {
            if name != "container"
                && name != "class"
                && name != "rst-class"
                && name != "only"
                && name != "tabularcolumns"
            {
                out.heading(5, &body.caption, number);
            }
            inner(of, &body, Manner::Rst, out);
        }
    }
    end
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.' | b'+'))
}

/// Reads the content of a directive as a text of its own.
fn inner(of: &Lines<'_>, body: &Body<'_>, manner: Manner, out: &mut Out<'_>) {
    if body.from >= body.end {
        return;
    }
    if of.rst.depth >= DEPTH {
        for line in body.from..body.end {
            out.prose(&of.words(of.get(line)), of.number(line));
        }
        return;
    }
    let lines = &of.lines[body.from..body.end];
    let margin = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line)).min().unwrap_or_default();
    let lines = lines.iter().map(|line| line.get(margin..).unwrap_or_default()).collect();
    let state = State { substitutions: of.rst.substitutions.clone(), depth: of.rst.depth + 1, ..State::default() };
    Lines { lines, first: of.number(body.from), last: of.last, manner, rst: state, ..Lines::new("", 0, manner) }
        .read(out);
}

fn note(of: &Lines<'_>, body: &Body<'_>, number: u32, out: &mut Out<'_>) {
    let lines =
        of.lines[body.from..body.end].iter().enumerate().map(|(at, line)| (of.number(body.from + at), line.trim()));
    let first = lines.clone().find(|(_, line)| !line.is_empty());
    let paragraphs = lines
        .clone()
        .skip_while(|(_, line)| line.is_empty())
        .filter(|(_, line)| line.is_empty() || line.starts_with(['-', '*', '|', '+', '.']))
        .count();
    let line = if body.caption.is_empty() { first.map_or(number, |(line, _)| line) } else { number };
    if paragraphs > 0 {
        out.note("", &body.caption, line);
        inner(of, body, Manner::Rst, out);
        return;
    }
    let mut text = body.caption.clone();
    for (_, line) in lines {
        join(&mut text, &of.words(line));
    }
    out.note("", &text, line);
}

/// Rows are bullets, their cells are bullets in them.
fn list_table(of: &Lines<'_>, body: &Body<'_>, number: u32, out: &mut Out<'_>) {
    let mut grid = Grid::default();
    grid.caption = Some(Text::new(body.caption.clone(), number)).filter(|text| !text.is_empty());
    grid.header_rows = Some(body.count("header-rows"));
    grid.header_columns = body.option("stub-columns").map(|_| body.count("stub-columns"));
    let stubs = body.count("stub-columns");
    let (mut row_indent, mut cell_indent) = (None, None);
    let mut row: Vec<Cell> = Vec::new();
    let mut begun = false;
    let mut gap = false;
    let mut lost: Vec<usize> = Vec::new();
    let headers = grid.header_rows.unwrap_or(0);
    let flush = |row: &mut Vec<Cell>, grid: &mut Grid| {
        if row.is_empty() {
            return;
        }
        grid.row();
        let in_head = grid.len() <= headers;
        for (column, cell) in row.drain(..).enumerate() {
            grid.cell(Cell { header: in_head || column < stubs, ..cell }, 1, 1);
        }
    };
    for at in body.from..body.end {
        let line = of.get(at);
        let mut text = line.trim();
        let mut deep = indent(line);
        if text.is_empty() {
            gap = true;
            continue;
        }
        let marked = |text: &str| text.starts_with(['*', '-', '+']) && (text.len() == 1 || text[1..].starts_with(' '));
        if marked(text) && row_indent.is_none_or(|known| known == deep) {
            row_indent = Some(deep);
            flush(&mut row, &mut grid);
            begun = true;
            let rest = &text[1..];
            deep += 1 + rest.len() - rest.trim_start().len();
            text = rest.trim_start();
            cell_indent = None;
            if text.is_empty() {
                continue;
            }
        }
        if !begun {
            lost.push(at);
            continue;
        }
        if marked(text) && cell_indent.is_none_or(|known| known == deep) {
            cell_indent = Some(deep);
            row.push(Cell { text: Text::new(of.words(&text[1..]), of.number(at)), ..Cell::default() });
        } else if let Some(cell) = row.last_mut() {
            let words = of.words(
                text.strip_prefix("- ")
                    .or_else(|| text.strip_prefix("* "))
                    .or_else(|| text.strip_prefix("| "))
                    .unwrap_or(text),
            );
            if (gap || marked(text) || text.starts_with("| ")) && !cell.text.is_empty() {
                cell.text.text.push('\n');
                cell.text.text.push_str(&words);
            } else {
                join(&mut cell.text.text, &words);
            }
        } else {
            lost.push(at);
        }
        gap = false;
    }
    flush(&mut row, &mut grid);
    out.table(grid);
    for at in lost {
        out.prose(&of.words(of.get(at)), of.number(at));
    }
}

fn csv_table(of: &Lines<'_>, body: &Body<'_>, number: u32, out: &mut Out<'_>) {
    let mut grid = Grid::default();
    grid.caption = Some(Text::new(body.caption.clone(), number)).filter(|text| !text.is_empty());
    grid.header_columns = body.option("stub-columns").map(|_| body.count("stub-columns"));
    let delimiter = match body.option("delim").map(str::trim) {
        Some("tab") => b'\t',
        Some("space") => b' ',
        Some(other) => other.bytes().next().unwrap_or(b','),
        None => b',',
    };
    let mut headers = body.count("header-rows");
    if let Some(header) = body.option("header") {
        rows(of, header, delimiter, number, &mut grid);
        headers += grid.len();
    }
    grid.header_rows = Some(headers);
    let text: Vec<&str> = of.lines[body.from..body.end].iter().map(|line| line.trim()).collect();
    rows(of, &text.join("\n"), delimiter, of.number(body.from), &mut grid);
    out.table(grid);
}

fn rows(of: &Lines<'_>, text: &str, delimiter: u8, first: u32, grid: &mut Grid) {
    // A quotation may follow a space.
    let mut text = text.to_owned();
    if delimiter != b' ' {
        for spaces in ["  \"", " \""] {
            text = text.replace(&format!("{}{spaces}", char::from(delimiter)), &format!("{}\"", char::from(delimiter)));
        }
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .buffer_capacity(text.len().clamp(64, 1 << 16))
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let Ok(record) = record else { break };
        let line =
            record.position().map_or(0, |position| u32::try_from(position.line()).unwrap_or(1).saturating_sub(1));
        grid.plain(record.iter().map(|cell| of.words(cell)), first.saturating_add(line));
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Layout;
    use super::super::super::tests::show;

    fn rst(text: &str) -> Vec<String> {
        show(&Layout::Rst.read(text))
    }

    #[test]
    fn list_tables() {
        let text = "\
.. list-table:: Rates of one GCD
   :header-rows: 1
   :stub-columns: 1

   * - Type
     - One GCD
   * - FP64
     -
   * - Links
     - Fabric: 1

       PCIe: 2
";
        assert_eq!(rst(text), ["T h=1 c=1 Rates of one GCD", "Type | One GCD", "FP64 |", "Links | Fabric: 1/PCIe: 2"]);
    }

    #[test]
    fn csv_tables() {
        let text = ".. csv-table:: Rates\n   :header: \"Type\", \"A, B\"\n\n   FP64, \"1,979\"\n   FP32, 2\n";
        assert_eq!(rst(text), ["T h=1 Rates", "Type | A, B", "FP64 | 1,979", "FP32 | 2"]);
    }

    #[test]
    fn other_directives() {
        let text = ".. meta::\n   :keywords: FP64\n\n.. _here:\n\n.. a comment\n\n.. note:: All dense.\n\n.. tab-item:: MI300X\n\n   FP8: 5\n\nEnd of it.\n";
        assert_eq!(rst(text), ["N[] All dense.", "#5 MI300X", "FP8 => 5", "P End of it."]);
    }

    #[test]
    fn directives_in_directives_are_bounded() {
        let mut text = String::new();
        for depth in 0..200 {
            text.push_str(&format!("{}.. topic:: t\n\n", " ".repeat(depth)));
        }
        assert!(!rst(&text).is_empty());
    }
}
