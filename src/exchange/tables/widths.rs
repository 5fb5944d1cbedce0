//! How wide the columns of a table are.

use super::printed::PrintedTable;
use unicode_width::UnicodeWidthStr;

/// No word asks for more than this, in letters: longer ones are broken.
const LONGEST_WORD: usize = 16;
/// A long cell may be read over several lines, a short one stays on one: width grows with the root of the length.
const OF_LENGTH: f64 = 2.6;
/// Room between columns, in letters.
const GAP: f64 = 2.0;

/// The share of the width for each column, adding up to 1.
pub(super) fn widths(table: &PrintedTable) -> Vec<f64> {
    let wanted: Vec<f64> = (0..table.columns.len())
        .map(|at| wanted(table, at))
        .collect();
    let all: f64 = wanted.iter().sum();
    wanted.into_iter().map(|width| width / all).collect()
}

fn wanted(table: &PrintedTable, at: usize) -> f64 {
    let mut texts = vec![table.columns[at].title.clone()];
    let mut lengths: Vec<usize> = Vec::new();
    for row in &table.rows {
        let paragraphs = row
            .get(at)
            .map(|cell| cell.paragraphs())
            .unwrap_or_default();
        lengths.push(paragraphs.iter().map(|p| p.width()).sum());
        texts.extend(paragraphs);
    }
    let words = texts.iter().flat_map(|text| text.split_whitespace());
    let longest = words.map(|word| word.width().min(LONGEST_WORD)).max();
    lengths.sort_unstable();
    let long = lengths
        .get(lengths.len() * 9 / 10)
        .copied()
        .unwrap_or_default();
    let by_length = OF_LENGTH * (long as f64).sqrt();
    (longest.unwrap_or_default() as f64).max(by_length) + GAP
}

#[cfg(test)]
mod tests {
    use crate::exchange::tables::printed::Cell;
    use crate::exchange::tables::sample::ladder;

    #[test]
    fn long_cells_get_more_and_all_of_it_is_given() {
        let mut table = ladder();
        table.rows[0][2] = Cell::Text("很长 ".repeat(200));
        table.rows[1][2] = Cell::Text("word ".repeat(100));
        let widths = table.widths();
        assert!((widths.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(widths[2] > widths[0]);
        table.rows.clear();
        assert_eq!(table.widths().len(), 3);
        table.columns.clear();
        assert!(table.widths().is_empty());
    }
}
