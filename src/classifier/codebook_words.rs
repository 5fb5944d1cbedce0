//! A unit against the names and definitions of the codes: all there is for a code without an example.

use super::sparse::{SparseRow, SparseRows};

/// The codes' own words by column, so that a unit meets only the words it has.
pub struct CodebookWords {
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
    codes: usize,
}

impl CodebookWords {
    /// The words of each code (a row of `codebook`) among so many columns.
    pub fn of(codebook: &SparseRows, columns: usize) -> Self {
        let mut by_column: Vec<(u32, u32, f32)> = Vec::new();
        for code in 0..codebook.len() {
            let row = codebook.row(code);
            let norm = row.square().sqrt().max(f32::MIN_POSITIVE);
            by_column.extend(
                row.iter()
                    .map(|(column, value)| (column as u32, code as u32, value / norm)),
            );
        }
        by_column.sort_unstable_by_key(|(column, code, _)| (*column, *code));
        let starts = (0..=columns as u32)
            .scan(0, |at, column| {
                while by_column.get(*at).is_some_and(|(c, _, _)| *c < column) {
                    *at += 1;
                }
                Some(*at as u32)
            })
            .collect();
        Self {
            starts,
            entries: by_column
                .into_iter()
                .map(|(_, code, value)| (code, value))
                .collect(),
            codes: codebook.len(),
        }
    }

    /// The cosine of a unit with every code's words.
    pub fn likeness(&self, row: SparseRow<'_>) -> Vec<f32> {
        let mut all = vec![0.0; self.codes];
        for (column, value) in row.iter() {
            for (code, weight) in
                &self.entries[self.starts[column] as usize..self.starts[column + 1] as usize]
            {
                all[*code as usize] += value * weight;
            }
        }
        let norm = row.square().sqrt().max(f32::MIN_POSITIVE);
        all.iter_mut().for_each(|sum| *sum /= norm);
        all
    }
}
