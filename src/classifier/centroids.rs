//! What a code's examples have in common: the mean of their sparse vectors (Rocchio 1971), without the mean of all units.

use super::sparse::{SparseRow, SparseRows};

/// The typical words of each code: one weight per column and code.
pub struct Centroids {
    codes: usize,
    weights: Vec<f32>,
}

impl Centroids {
    /// Learns from the units at `chosen`.
    pub fn fit(
        rows: &SparseRows,
        columns: usize,
        chosen: &[usize],
        codes_of: &[Vec<usize>],
        codes: usize,
    ) -> Self {
        let mut weights = vec![0.0_f32; columns * codes];
        for &unit in chosen {
            for (column, value) in rows.row(unit).iter() {
                for &code in &codes_of[unit] {
                    weights[column * codes + code] += value;
                }
            }
        }
        let mut norms = vec![0.0_f32; codes];
        for column in weights.chunks_exact(codes.max(1)) {
            for (norm, weight) in norms.iter_mut().zip(column) {
                *norm += weight * weight;
            }
        }
        for column in weights.chunks_exact_mut(codes.max(1)) {
            for (weight, norm) in column.iter_mut().zip(&norms) {
                *weight /= norm.sqrt().max(1e-9);
            }
        }
        Self { codes, weights }
    }

    /// The cosine of a unit with every code's centroid; 0 for a code without examples.
    pub fn likeness(&self, row: SparseRow<'_>) -> Vec<f32> {
        let mut all = vec![0.0; self.codes];
        for (column, value) in row.iter() {
            let weights = &self.weights[column * self.codes..(column + 1) * self.codes];
            for (sum, weight) in all.iter_mut().zip(weights) {
                *sum += value * weight;
            }
        }
        let norm = row.square().sqrt().max(1e-9);
        all.iter_mut().for_each(|sum| *sum /= norm);
        all
    }
}
