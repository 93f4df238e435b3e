//! Tables of HTML: sections, spans, header cells, tables in tables.

use super::super::super::{Cell, Text};
use super::super::grid::Grid;
use super::super::out::Out;
use super::tree::Id;
use super::{Page, Part};

/// A row and whether it stands in `<thead>`.
struct Row {
    id: Id,
    head: bool,
    section: Id,
}

impl Page {
    /// Puts a table out, and after it the tables in its cells.
    pub(super) fn table(&self, id: Id, out: &mut Out<'_>) {
        let mut rows = Vec::new();
        let mut caption = None;
        self.rows(id, id, false, &mut rows, &mut caption);
        if self.is_layout(id, &rows) {
            for row in &rows {
                for &cell in &self.tree.nodes[row.id].children {
                    if !self.tree.nodes[cell].hidden {
                        self.blocks(cell, out, Part::Page);
                    }
                }
            }
            return;
        }
        let mut grid = Grid::default();
        grid.caption = caption;
        let mut nested = Vec::new();
        let (mut all_header, mut any_header, mut heads) = (0, false, 0);
        let mut leading: Option<usize> = None;
        let mut section = None;
        for row in &rows {
            if section.replace(row.section).is_some_and(|last| last != row.section) {
                grid.section();
            }
            let cells: Vec<Id> =
                self.tree.nodes[row.id].children.iter().copied().filter(|&cell| self.is_cell(cell)).collect();
            if cells.is_empty() {
                continue;
            }
            grid.row();
            let index = grid.len() - 1;
            let headers = cells.iter().take_while(|&&cell| self.tree.nodes[cell].name == "th").count();
            let is_header = headers == cells.len() && (cells.len() > 1 || self.tree.nodes[cells[0]].columns > 1);
            let scoped = cells.iter().any(|&cell| self.tree.nodes[cell].row_header);
            if row.head {
                heads = index + 1;
            } else if is_header && all_header == index && !scoped {
                all_header = index + 1;
            } else if !is_header {
                // Columns of headers are those that all rows of the body have.
                let count = if scoped {
                    cells.iter().take_while(|&&cell| self.tree.nodes[cell].row_header).count()
                } else {
                    headers
                };
                let spans: usize = cells[..count].iter().map(|&cell| self.tree.nodes[cell].columns.min(50)).sum();
                if cells.len() > 1 {
                    leading = Some(leading.map_or(spans, |least| least.min(spans)));
                }
            }
            any_header |= headers > 0;
            for cell in cells {
                let node = &self.tree.nodes[cell];
                let run = self.cell(cell);
                let header = node.name == "th";
                grid.cell(
                    Cell { text: Text::new(run.text(), run.line), header, repeated: false },
                    node.columns,
                    node.rows,
                );
                if node.has_table {
                    self.nested(cell, &mut nested);
                }
            }
        }
        let header_rows = heads.max(all_header);
        grid.header_rows = if heads > 0 || all_header > 0 || any_header { Some(header_rows) } else { None };
        grid.header_columns = leading.filter(|&columns| columns > 0);
        out.table(grid);
        for table in nested {
            self.table(table, out);
        }
    }

    fn is_cell(&self, id: Id) -> bool {
        let node = &self.tree.nodes[id];
        !node.hidden && matches!(node.name, "td" | "th")
    }

    /// The rows of a table, not those of tables in it.
    fn rows(&self, id: Id, section: Id, head: bool, rows: &mut Vec<Row>, caption: &mut Option<Text>) {
        for &child in &self.tree.nodes[id].children {
            let node = &self.tree.nodes[child];
            match node.name {
                _ if node.hidden => {}
                "tr" => rows.push(Row { id: child, head, section }),
                "caption" => {
                    let run = self.cell(child);
                    *caption = Some(Text::new(run.text().replace('\n', " "), run.line)).filter(|text| !text.is_empty());
                }
                "table" | "td" | "th" => {}
                "thead" => self.rows(child, child, true, rows, caption),
                "tbody" | "tfoot" => self.rows(child, child, head, rows, caption),
                // Boxes around the rows of a table made of boxes.
                _ => self.rows(child, section, head, rows, caption),
            }
        }
    }

    /// Whether a table only arranges the page: it holds tables or sections, and has one row or one cell in each.
    fn is_layout(&self, id: Id, rows: &[Row]) -> bool {
        let table = &self.tree.nodes[id];
        let cells = |row: &Row| self.tree.nodes[row.id].children.iter().filter(|&&cell| self.is_cell(cell)).count();
        let sections = || rows.iter().any(|row| self.holds(row.id, &["table", "h1", "h2", "h3", "ul"]));
        let narrow = rows.len() == 1 || rows.iter().all(|row| cells(row) <= 1);
        if table.presentation && (rows.len() < 2 || table.has_table) {
            return true;
        }
        narrow
            && sections()
            && (table.has_table
                || rows.iter().all(|row| cells(row) <= 1)
                || rows.iter().any(|row| self.holds(row.id, &["h1", "h2"])))
    }

    /// The tables in a cell.
    fn nested(&self, id: Id, found: &mut Vec<Id>) {
        for &child in &self.tree.nodes[id].children {
            if self.tree.nodes[child].hidden {
                continue;
            }
            if self.tree.nodes[child].name == "table" {
                found.push(child);
            } else {
                self.nested(child, found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Layout;
    use super::super::super::tests::show;

    fn html(text: &str) -> Vec<String> {
        show(&Layout::Html.read(text))
    }

    #[test]
    fn spans_and_header_rows() {
        let text = "<table><caption>Cards</caption><thead><tr><th rowspan=2>F<th colspan=2>PCIe<th>SXM<tr><th>40<th>80<th>80</thead>\
            <tr><td>FP64<td colspan=3>9.7<tr><td rowspan=2>Mem<td>a<td>b<td>c<tr><td>d<td>e<td>f</table>";
        assert_eq!(
            html(text),
            [
                "T h=2 Cards",
                "F | PCIe | ~PCIe | SXM",
                "~F | 40 | 80 | 80",
                "FP64 | 9.7 | ~9.7 | ~9.7",
                "Mem | a | b | c",
                "~Mem | d | e | f"
            ]
        );
    }

    #[test]
    fn header_columns() {
        assert_eq!(
            html("<table><tr><th>Model<th>A<th>B<tr><th>Die<td>1<td>2</table>"),
            ["T h=1 c=1", "Model | A | B", "Die | 1 | 2"]
        );
        assert_eq!(
            html("<table><tr><th scope=row>Die<td>1<tr><th scope=row>TDP<td>2</table>"),
            ["T h=0 c=1", "Die | 1", "TDP | 2"]
        );
    }

    #[test]
    fn markup_without_ends() {
        assert_eq!(
            html(
                "<h1>A40<p><table><tr><td>Memory<td>48 GB<tr><td>INT8<td>299</td></td><tr><td>TDP<td>300</table><td>stray<p>Die"
            ),
            ["#1 A40", "T", "Memory | 48 GB", "INT8 | 299", "TDP | 300", "P stray", "P Die"]
        );
    }

    #[test]
    fn tables_in_tables() {
        let text = "<table><tr><td><ul class=menu><li>x</ul><td><h2>M</h2><table><tr><td>a<td>1<tr><td colspan=2><table><tr><td>b<td>2<tr><td>c<td>3</table>\
            <tr><td>d<td>4</table></table>";
        assert_eq!(html(text), ["#2 M", "T", "a | 1", "d | 4", "T", "b | 2", "c | 3"]);
    }

    #[test]
    fn lines_in_cells() {
        assert_eq!(
            html(
                "<table><tr><td>x<td>NVLink: 900<br>PCIe: 128<tr><td>y<td><ul><li>a<li>b</ul><tr><td>z<td><p>c</p><p>d</p></table>"
            ),
            ["T", "x | NVLink: 900/PCIe: 128", "y | a/b", "z | c/d"]
        );
    }

    #[test]
    fn tables_of_roles() {
        let text = "<div role=table><div role=row><span role=columnheader>F</span><span role=columnheader>A</span></div>\
            <div role=row><span role=rowheader>FP8</span><span role=cell>5</span></div></div>";
        assert_eq!(html(text), ["T h=1 c=1", "F | A", "FP8 | 5"]);
    }
}
