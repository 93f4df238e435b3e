//! What things are painted with: a name for each role, with a color on light and one on dark paper.
//!
//! Regions are tinted from strict to free in an order that also prints well without color; marks are the same hues,
//! strong enough to be read on their tint. Outcomes also differ in the shape of their mark.

/// A role that something is painted for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tone {
    /// The page.
    Paper,
    /// Text and frames.
    Ink,
    /// Text of less weight.
    Muted,
    /// Grid lines.
    Faint,
    /// Lines of the law.
    Law,
    /// The tint of the outcome of this rank, from strict to free.
    Tint(u8),
    /// The mark of an outcome of this rank.
    Mark(u8),
    /// The mark of an outcome that has no region.
    Other,
    /// A tile of the map, by the outcome's place.
    Tile(u8),
    /// Letters on such a tile.
    OnTile(u8),
}

/// How many tints and marks there are; more outcomes begin again.
pub(super) const TINTS: usize = 8;

/// All but the palest.
pub(super) const WARM_TO_COOL: [u8; TINTS - 1] = [0, 1, 2, 3, 4, 5, 6];

/// The first of the cool ones.
pub(super) const COOL: u8 = 4;

/// The palest.
pub(super) const PALEST: u8 = 7;

const TINT: [(&str, &str); TINTS] = [
    ("#f4b8aa", "#5a2620"),
    ("#f8d1a6", "#573a1a"),
    ("#f8e6a8", "#4d4518"),
    ("#dbe8b0", "#39461d"),
    ("#cbe1ee", "#1f3b4f"),
    ("#dcd6ea", "#37304c"),
    ("#e6e6e9", "#303238"),
    ("#f4f4f5", "#212328"),
];

const MARK: [(&str, &str); TINTS] = [
    ("#a50f15", "#ff8f7d"),
    ("#b35300", "#ffb36b"),
    ("#7d6300", "#f3d65f"),
    ("#47701a", "#b9d96a"),
    ("#1a5c8e", "#7fc3ef"),
    ("#5b4596", "#bda9f0"),
    ("#5f5f68", "#b9b9c2"),
    ("#84848c", "#8f8f98"),
];

/// Colors that people with any color vision can tell apart, light to dark.
const TILE: [(&str, &str); 6] = [
    ("#e4e4e6", "#3a3c42"),
    ("#a6dba0", "#2f6b2f"),
    ("#92c5de", "#2c6788"),
    ("#fdae61", "#9a5a10"),
    ("#b2182b", "#c94a4f"),
    ("#ffffff", "#15171b"),
];

const ON_TILE: [(&str, &str); 6] = [
    ("#222226", "#e6e6ea"),
    ("#1a2b1a", "#eef7ee"),
    ("#14242e", "#eef5fa"),
    ("#2e1d08", "#fdf3e6"),
    ("#ffffff", "#ffffff"),
    ("#222226", "#e6e6ea"),
];

impl Tone {
    /// The colors on light and on dark paper.
    pub(super) fn colors(self) -> (&'static str, &'static str) {
        match self {
            Self::Paper => ("#ffffff", "#15171b"),
            Self::Ink => ("#1b1b1f", "#ececf0"),
            Self::Muted => ("#55555e", "#a9a9b3"),
            Self::Faint => ("#c9c9cf", "#3d4048"),
            Self::Law => ("#3c3c44", "#c4c4cc"),
            Self::Tint(rank) => TINT[usize::from(rank) % TINTS],
            Self::Mark(rank) => MARK[usize::from(rank) % TINTS],
            Self::Other => ("#8e2f86", "#e79be0"),
            Self::Tile(place) => TILE[usize::from(place) % TILE.len()],
            Self::OnTile(place) => ON_TILE[usize::from(place) % ON_TILE.len()],
        }
    }

    /// The name in style sheets.
    pub(super) fn name(self) -> String {
        match self {
            Self::Paper => "paper".to_owned(),
            Self::Ink => "ink".to_owned(),
            Self::Muted => "muted".to_owned(),
            Self::Faint => "faint".to_owned(),
            Self::Law => "law".to_owned(),
            Self::Tint(rank) => format!("tint{}", usize::from(rank) % TINTS),
            Self::Mark(rank) => format!("mark{}", usize::from(rank) % TINTS),
            Self::Other => "other".to_owned(),
            Self::Tile(place) => format!("tile{}", usize::from(place) % TILE.len()),
            Self::OnTile(place) => format!("ontile{}", usize::from(place) % ON_TILE.len()),
        }
    }
}
