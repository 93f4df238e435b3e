//! Tables in the markup of wikis: `{| … |- … |}`.

use super::super::{Cell, Text};
use super::grid::Grid;
use super::html;
use super::lines::Lines;
use super::out::Out;
use super::words::superscript;

/// Reads the table that begins at a line.
pub(super) fn read(of: &Lines<'_>, at: usize, out: &mut Out<'_>) -> Option<usize> {
    let mut notes = Vec::new();
    let mut cells: Vec<Open> = Vec::new();
    let mut grid = Grid::default();
    let mut end = at + 1;
    let (mut headers, mut leading) = (0, true);
    let mut begun = false;
    let mut flush = |cells: &mut Vec<Open>, grid: &mut Grid, notes: &mut Vec<(String, u32)>| {
        if cells.is_empty() {
            return;
        }
        leading &= cells.iter().all(|cell| cell.header) && cells.len() > 1;
        grid.row();
        headers += usize::from(leading);
        for open in cells.drain(..) {
            let text = words(&open.text, open.line, notes);
            grid.cell(
                Cell { text: Text::new(text, open.line), header: open.header, repeated: false },
                open.columns,
                open.rows,
            );
        }
    };
    while end < of.lines.len() {
        let line = of.get(end).trim();
        if line.starts_with("{|") {
            break;
        }
        let number = of.number(end);
        end += 1;
        if line.starts_with("|}") {
            begun = true;
            break;
        }
        if let Some(caption) = line.strip_prefix("|+") {
            let caption = words(caption, number, &mut notes);
            grid.caption = Some(Text::new(caption, number)).filter(|text| !text.is_empty());
        } else if line.starts_with("|-") {
            flush(&mut cells, &mut grid, &mut notes);
        } else if let Some(rest) = line.strip_prefix(['|', '!']) {
            let header = line.starts_with('!');
            for cell in split(rest, header) {
                let (columns, rows, text) = attributes(cell);
                cells.push(Open { text: text.to_owned(), line: number, header, columns, rows });
            }
        } else if let Some(last) = cells.last_mut() {
            last.text.push('\n');
            last.text.push_str(line.trim_start_matches('*'));
        }
    }
    flush(&mut cells, &mut grid, &mut notes);
    if !begun && grid.len() == 0 {
        return None;
    }
    grid.header_rows = (headers > 0).then_some(headers);
    out.table(grid);
    for (at, (note, line)) in notes.into_iter().enumerate() {
        let letter = char::from(b'a' + u8::try_from(at % 26).unwrap_or_default());
        out.note(&letter.to_string(), &note, line);
    }
    Some(end)
}

/// A cell while its lines are read.
struct Open {
    text: String,
    line: u32,
    header: bool,
    columns: usize,
    rows: usize,
}

/// The cells on one line, not parted inside of links and templates.
fn split(line: &str, header: bool) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut depth = 0i32;
    let bytes = line.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"[[" | b"{{" => {
                depth += 1;
                at += 1;
            }
            b"]]" | b"}}" => {
                depth -= 1;
                at += 1;
            }
            two if depth <= 0 && (two == b"||" || (header && two == b"!!")) => {
                found.push(&line[start..at]);
                start = at + 2;
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
    found.push(&line[start..]);
    found
}

/// `rowspan="2" | words`
fn attributes(cell: &str) -> (usize, usize, &str) {
    let Some((head, text)) = cell.split_once('|') else { return (1, 1, cell) };
    if head.contains(['[', '{', '<']) || !head.contains('=') && !head.trim().is_empty() {
        return (1, 1, cell);
    }
    let value = |name: &str| {
        let rest = &head[head.find(name)? + name.len()..];
        let digits: String =
            rest.trim_start_matches([' ', '=', '"', '\'']).chars().take_while(char::is_ascii_digit).take(5).collect();
        digits.parse().ok()
    };
    (value("colspan").unwrap_or(1), value("rowspan").unwrap_or(1), text)
}

/// The words of a cell. Footnotes in it are collected, references go.
fn words(text: &str, line: u32, notes: &mut Vec<(String, u32)>) -> String {
    let text = without_references(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['{', '[', '\'']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(inner) = rest.strip_prefix("{{") {
            // Templates in templates are rare and short: the inner one ends first.
            let Some(end) = inner.find("}}") else {
                out.push_str(rest);
                rest = "";
                break;
            };
            template(&inner[..end], line, notes, &mut out);
            rest = &inner[end + 2..];
        } else if let Some(inner) = rest.strip_prefix("[[") {
            let Some(end) = inner.find("]]") else {
                out.push_str(inner);
                rest = "";
                break;
            };
            let link = &inner[..end];
            if !link.starts_with("File:") && !link.starts_with("Image:") {
                out.push_str(link.rsplit('|').next().unwrap_or(link));
            }
            rest = &inner[end + 2..];
        } else if let Some(inner) = rest.strip_prefix('[')
            && inner.starts_with("http")
            && let Some(end) = inner.find(']')
        {
            out.push_str(inner[..end].split_once(' ').map_or("", |(_, words)| words));
            rest = &inner[end + 1..];
        } else if rest.starts_with("''") {
            rest = rest.trim_start_matches('\'');
        } else {
            let length = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..length]);
            rest = &rest[length..];
        }
    }
    out.push_str(rest);
    if out.contains(['<', '&']) {
        // The words may hold line ends that HTML would take for spaces.
        return html::fragment(&out.replace('\n', "<br>"));
    }
    super::words::collapse_lines(&out)
}

fn without_references(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<ref") {
        out.push_str(&rest[..at]);
        let tag = &rest[at..];
        let Some(close) = tag.find('>') else { return out };
        rest = if tag[..close].ends_with('/') {
            &tag[close + 1..]
        } else {
            match tag.find("</ref>") {
                Some(end) => &tag[end + 6..],
                None => return out,
            }
        };
    }
    out.push_str(rest);
    out
}

/// A template: units and words are kept, notes are collected, the rest goes.
fn template(inner: &str, line: u32, notes: &mut Vec<(String, u32)>, out: &mut String) {
    let mut parts = inner.split('|').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let mut plain = parts.filter(|part| {
        !part.split_once('=').is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
    });
    match name.as_str() {
        "!" => out.push('|'),
        "efn" | "note" | "refn" => {
            if let Some(text) = plain.next() {
                let letter = char::from(b'a' + u8::try_from(notes.len() % 26).unwrap_or_default());
                notes.push((text.to_owned(), line));
                out.push_str(&superscript(&letter.to_string()));
            }
        }
        "convert" | "cvt" => {
            let parts: Vec<&str> = plain.take(2).collect();
            out.push_str(&parts.join(" "));
        }
        "nowrap" | "nobr" | "small" | "val" | "ubl" | "plainlist" | "unbulleted list" | "center" | "abbr"
        | "tooltip" | "sup" => {
            let parts: Vec<&str> =
                if matches!(name.as_str(), "abbr" | "tooltip") { plain.take(1).collect() } else { plain.collect() };
            let words = parts.join("\n");
            if name == "sup" { out.push_str(&superscript(&words)) } else { out.push_str(&words) }
        }
        "n/a" | "na" | "no" | "yes" | "unknown" | "dunno" | "tba" => {
            let word = match name.as_str() {
                "na" | "n/a" => "N/A",
                "no" => "No",
                "yes" => "Yes",
                _ => "?",
            };
            out.push_str(plain.next().unwrap_or(word));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::tests::show;

    #[test]
    fn a_table_of_a_wiki() {
        let text = "\
{| class=\"wikitable\"
|+ Rates
! rowspan=\"2\" | Model !! colspan=\"2\" | Rate
|-
! FP16 !! INT8
|-
| '''[[Tesla T4|T4]]'''{{efn|Low card.}} || 65.1 || 130<ref name=\"t\">{{cite|pages=8}}</ref>
|-
| A2
| 545&nbsp;mm<sup>2</sup>
| {{n/a}}
|}
";
        assert_eq!(
            show(&Layout::Plain.read(text)),
            [
                "T h=2 Rates",
                "Model | Rate | ~Rate",
                "~Model | FP16 | INT8",
                "T4^{a} | 65.1 | 130",
                "A2 | 545 mm^{2} | N/A",
                "N[a] Low card."
            ]
        );
    }
}
