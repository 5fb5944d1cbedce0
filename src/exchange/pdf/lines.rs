//! Characters to pieces of lines.

use super::right_to_left::{in_order_of_reading, is_right_to_left};
use super::show::Glyph;

/// As a share of the size of letters: a gap from which on words are divided, ...
const WORD_GAP: f64 = 0.18;
/// ... from which on a line falls into pieces (columns, cells of a table), ...
const PIECE_GAP: f64 = 1.6;
/// ... and how far letters of a line may stand up or down.
const SAME_LINE: f64 = 0.4;
/// A letter printed twice for boldness lies as near to the first as this share of its size.
const TWICE: f64 = 0.1;

/// A piece of a line: all that stands together on one height.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub y: f64,
    pub size: f64,
    pub is_right_to_left: bool,
}

/// The pieces from above to below, those of one height from left to right.
pub(super) fn lines(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.retain(|glyph| glyph.size > 0.0);
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut found = Vec::new();
    let mut row: Vec<Glyph> = Vec::new();
    let mut height: Option<(f64, f64)> = None;
    for glyph in glyphs {
        let is_same = height.is_some_and(|(y, size)| {
            glyph.y - y <= SAME_LINE * size.min(glyph.size.max(size / 2.0))
        });
        if !is_same {
            pieces(std::mem::take(&mut row), &mut found);
        }
        height = Some(if is_same {
            height.unwrap_or_default()
        } else {
            (glyph.y, glyph.size)
        });
        row.push(glyph);
    }
    pieces(row, &mut found);
    found
}

fn pieces(mut row: Vec<Glyph>, found: &mut Vec<Line>) {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut piece: Vec<Glyph> = Vec::new();
    for glyph in row {
        let Some(last) = piece.last() else {
            if !glyph.text.trim().is_empty() {
                piece.push(glyph);
            }
            continue;
        };
        let size = last.size.max(glyph.size);
        let is_twice = glyph.text == last.text
            && (glyph.left - last.left).abs() < TWICE * size
            && !glyph.text.trim().is_empty();
        if is_twice {
            continue;
        }
        // Spaces are measured, not believed: some programs put one into every gap.
        if glyph.text.trim().is_empty() {
            continue;
        }
        let gap = glyph.left - last.right;
        if gap > PIECE_GAP * size {
            found.extend(piece_of(std::mem::take(&mut piece)));
        } else if gap > WORD_GAP * size {
            let (left, right, y) = (last.right, glyph.left, last.y);
            piece.push(Glyph {
                text: " ".to_owned(),
                left,
                right,
                y,
                size,
            });
        }
        piece.push(glyph);
    }
    found.extend(piece_of(piece));
}

fn piece_of(glyphs: Vec<Glyph>) -> Option<Line> {
    let (first, last) = (glyphs.first()?, glyphs.last()?);
    let (left, right, y) = (first.left, last.right, first.y);
    let mut sizes: Vec<f64> = glyphs.iter().map(|glyph| glyph.size).collect();
    sizes.sort_by(f64::total_cmp);
    let size = sizes[sizes.len() / 2];
    let is_rtl = is_right_to_left(glyphs.iter().map(|glyph| glyph.text.as_str()));
    let text = in_order_of_reading(glyphs.into_iter().map(|glyph| glyph.text).collect(), is_rtl);
    Some(Line {
        text: text.trim().to_owned(),
        left,
        right,
        y,
        size,
        is_right_to_left: is_rtl,
    })
    .filter(|line| !line.text.is_empty())
}
