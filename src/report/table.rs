//! Many determinations as one table.

use super::{full_name, governing, margin_or_needs, remarks, tpp};
use crate::determine::Determination;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// The narrowest table drawn.
const MIN_WIDTH: u16 = 80;

/// A table with a row a part, no wider than `width` where its words allow that.
pub fn table<'a>(answers: impl IntoIterator<Item = &'a Determination>, width: u16) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_BORDERS_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width.max(MIN_WIDTH))
        .set_header(["part", "TPP", "PD", "ECCN", "margin, or what it depends on", "remarks"]);
    for answer in answers {
        let last = margin_or_needs(answer);
        let eccn = governing(answer).replace('|', " or ");
        table.add_row([full_name(answer), tpp(answer), answer.density_text(), eccn, last, remarks(answer).join(" ")]);
    }
    for column in [1, 2] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let drawn = table.to_string();
    drawn.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
