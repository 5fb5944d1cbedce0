//! How wide the columns of a table are.
//!
//! First every column gets what its longest word needs, so that none is broken; then the rest of the page goes to those with long
//! cells, which may be read over several lines: to each by the root of what it lacks, and to none more than it lacks.

use super::printed::{Cell, PrintedTable};
use crate::text::is_right_to_left;
use unicode_width::UnicodeWidthStr;

/// Letters across a page, upright and on its side.
const UPRIGHT: f64 = 100.0;
const ON_ITS_SIDE: f64 = 150.0;
/// No word asks for more than this, in letters: longer ones are broken.
const LONGEST_WORD: usize = 18;
/// A letter in bold, and the room between columns, in letters.
const BOLD: f64 = 1.15;
const GAP: f64 = 3.0;
/// Letters of Arabic script are wider than those of Latin.
const WIDE_SCRIPT: f64 = 1.25;
/// A step that a name is set in, in letters.
const STEP: f64 = 2.5;
/// Nine cells of ten are no longer than what a column asks for.
const MOST_CELLS: f64 = 0.9;

/// The share of the width for each column, adding up to 1.
pub(super) fn widths(table: &PrintedTable) -> Vec<f64> {
    let across = match table.is_wide() {
        true => ON_ITS_SIDE,
        false => UPRIGHT,
    };
    let wanted: Vec<Wanted> = (0..table.columns.len())
        .map(|at| Wanted::of(table, at))
        .collect();
    let mut widths: Vec<f64> = wanted.iter().map(|w| w.least).collect();
    let mut rest = across - widths.iter().sum::<f64>();
    // Who has all it lacks leaves the others more; so many rounds as there can be of them.
    for _ in 0..wanted.len() {
        let lacks: Vec<f64> = widths
            .iter()
            .zip(&wanted)
            .map(|(width, w)| (w.usual - width).max(0.0))
            .collect();
        let all: f64 = lacks.iter().map(|lack| lack.sqrt()).sum();
        if rest < 1.0 || all <= 0.0 {
            break;
        }
        let mut given = 0.0;
        for (width, lack) in widths.iter_mut().zip(&lacks) {
            let more = (rest * lack.sqrt() / all).min(*lack);
            *width += more;
            given += more;
        }
        rest -= given;
    }
    let all: f64 = widths.iter().sum();
    widths.into_iter().map(|width| width / all).collect()
}

/// What a column asks for, in letters.
struct Wanted {
    /// Its longest word on a line.
    least: f64,
    /// Most of its cells on a line.
    usual: f64,
}

impl Wanted {
    fn of(table: &PrintedTable, at: usize) -> Self {
        let mut longest = longest(&table.columns[at].title) * BOLD;
        let mut lengths = vec![table.columns[at].title.width()];
        for cell in table.rows.iter().filter_map(|row| row.get(at)) {
            let (bold, indent) = match cell {
                Cell::Name { depth, .. } => (BOLD, STEP * *depth as f64),
                _ => (1.0, 0.0),
            };
            let paragraphs = cell.paragraphs();
            for paragraph in &paragraphs {
                longest = longest.max(self::longest(paragraph) * bold + indent);
            }
            lengths.push(paragraphs.iter().map(|p| p.width()).sum());
        }
        lengths.sort_unstable();
        let most = (lengths.len() as f64 * MOST_CELLS) as usize;
        let usual = lengths
            .get(most)
            .or(lengths.last())
            .copied()
            .unwrap_or_default();
        Self {
            least: longest + GAP,
            usual: usual as f64 + GAP,
        }
    }
}

/// The longest stretch that a line does not break, in letters.
fn longest(text: &str) -> f64 {
    let words = text.split(|c: char| c.is_whitespace() || c == '-');
    // Between signs twice as wide as letters, lines break.
    let width = |word: &str| match word.width() > word.chars().count() {
        true => 4,
        false => word.width().min(LONGEST_WORD),
    };
    let longest = words.map(width).max().unwrap_or_default() as f64;
    match text.chars().any(is_right_to_left) {
        true => longest * WIDE_SCRIPT,
        false => longest,
    }
}

#[cfg(test)]
mod tests {
    use crate::exchange::tables::printed::Cell;
    use crate::exchange::tables::sample::ladder;

    #[test]
    fn words_are_whole_and_long_cells_get_the_rest() {
        let mut table = ladder();
        table.columns[1].title = "Participants".into();
        table.rows[0][2] = Cell::Text("word ".repeat(100));
        table.rows[1][2] = Cell::Text("很长".repeat(200));
        let widths = table.widths();
        assert!((widths.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(widths[1] * 100.0 > 13.0 && widths[1] < 0.25, "{widths:?}");
        assert!(widths[2] > 0.6, "{widths:?}");
    }

    #[test]
    fn tables_without_rows_or_columns_are_no_fault() {
        let mut table = ladder();
        table.rows.clear();
        assert_eq!(table.widths().len(), 3);
        table.columns.clear();
        assert!(table.widths().is_empty());
    }

    #[test]
    fn more_words_than_the_page_has_room_for_share_it() {
        let mut table = ladder();
        let wide = table.columns[2].clone();
        table.columns.extend(vec![wide; 40]);
        table
            .rows
            .iter_mut()
            .for_each(|row| row.extend(vec![Cell::text("w".repeat(90)); 40]));
        assert!((table.widths().iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
