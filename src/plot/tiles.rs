//! Destinations as tiles, roughly where they are on a map.

use super::color::Tone;
use super::scene::{Anchor, Line, Scene, Shape};
use super::{EDGE, font, notes};

/// The places of tiles.
const PLACES: &str = include_str!("tiles.csv");

/// Pixels from one tile to the next.
const STEP: f64 = 28.0;

/// One destination of a map.
pub(crate) struct Tile {
    /// Its ISO code.
    pub(crate) code: String,
    /// What is said when one points at it.
    pub(crate) title: String,
    /// The place of its group in the legend.
    pub(crate) group: usize,
}

/// Draws tiles with a legend of groups, the tiles that the map has no place for, and remarks.
pub(crate) fn map(title: &str, tiles: &[Tile], legend: &[String], remarks: &[String]) -> Scene {
    let places: Vec<(&str, usize, usize)> = PLACES.lines().filter_map(place).collect();
    let columns = places.iter().map(|(_, column, _)| column + 1).max().unwrap_or(1);
    let rows = places.iter().map(|(_, _, row)| row + 1).max().unwrap_or(1);
    let (width, top) = (columns as f64 * STEP + 2.0 * EDGE, 46.0);
    let mut scene = Scene::new(width, 100.0, title, format!("{} destinations by outcome.", tiles.len()));
    scene.rect((0.0, 0.0, width, 0.0), Tone::Paper);
    scene.text((EDGE, 28.0), 16.0, Tone::Ink, Anchor::Start, font::shortened(title, 16.0, width - 2.0 * EDGE));
    let mut lines = Vec::new();
    for tile in tiles {
        let Some((_, column, row)) = places.iter().find(|(code, _, _)| *code == tile.code) else {
            lines.push(tile.title.clone());
            continue;
        };
        let (x, y) = (EDGE + *column as f64 * STEP, top + *row as f64 * STEP);
        let group = u8::try_from(tile.group).unwrap_or(u8::MAX);
        scene.group(tile.title.clone(), |scene| {
            let shape = Shape::Rect { x, y, width: STEP - 2.0, height: STEP - 2.0, round: 3.0 };
            scene.shape(shape, Some(Tone::Tile(group)), Some(Line::new(Tone::Muted, 0.5)));
            scene.text((x + STEP / 2.0 - 1.0, y + 17.0), 11.0, Tone::OnTile(group), Anchor::Middle, tile.code.clone());
        });
    }
    let mut y = top + rows as f64 * STEP + 18.0;
    for (group, text) in legend.iter().enumerate() {
        let swatch = Shape::Rect { x: EDGE, y, width: 14.0, height: 14.0, round: 2.0 };
        let tone = Tone::Tile(u8::try_from(group).unwrap_or(u8::MAX));
        scene.shape(swatch, Some(tone), Some(Line::new(Tone::Muted, 0.5)));
        scene.text((EDGE + 22.0, y + 11.0), 11.5, Tone::Ink, Anchor::Start, text.clone());
        y += 19.0;
    }
    lines.extend_from_slice(remarks);
    let end = notes(&mut scene, &lines, y + 14.0);
    super::finish(&mut scene, end + 6.0);
    scene
}

fn place(line: &str) -> Option<(&str, usize, usize)> {
    let mut cells = line.split(',');
    let (code, column, row) = (cells.next()?, cells.next()?, cells.next()?);
    Some((code, column.parse().ok()?, row.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tiles_have_one_place_and_no_code_has_two() {
        let places: Vec<(&str, usize, usize)> = PLACES.lines().filter_map(place).collect();
        assert!(places.len() > 190);
        for (index, (code, column, row)) in places.iter().enumerate() {
            let same = |other: &&(&str, usize, usize)| other.0 == *code || (other.1, other.2) == (*column, *row);
            assert_eq!(places[..index].iter().find(same), None, "{code}");
        }
    }
}
