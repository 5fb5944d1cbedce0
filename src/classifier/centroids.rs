//! What a code's examples have in common: the mean of their sparse vectors (Rocchio 1971), seen from beyond the middle of all.

use super::middle::{Place, View};
use super::sparse::{SparseRow, SparseRows};
use std::sync::Arc;

/// The typical words of each code: one weight per column and code.
///
/// With `p` the place seen from and `w` one over an example's distance from there, a code's mean is `Σ w·row − p·Σ w`.
pub struct Centroids {
    /// `Σ w·row` by column and code.
    weights: Vec<f32>,
    means: Vec<Mean>,
    place: Arc<Place>,
}

/// A code's mean as seen from the place.
#[derive(Clone, Copy, Default)]
struct Mean {
    /// `Σ w`.
    weight: f32,
    /// The product of `Σ w·row` with the place.
    along: f32,
    /// How far it is from the place.
    length: f32,
}

impl Centroids {
    /// Learns from the units at `chosen`, as seen from a place.
    pub fn fit(
        rows: &SparseRows,
        place: Arc<Place>,
        chosen: &[usize],
        codes_of: &[Vec<usize>],
        codes: usize,
    ) -> Self {
        let mut centroids = Self {
            weights: vec![0.0; place.columns() * codes],
            means: vec![Mean::default(); codes],
            place,
        };
        for &unit in chosen {
            centroids.add(rows.row(unit), &codes_of[unit]);
        }
        centroids.measure();
        centroids
    }

    fn add(&mut self, row: SparseRow<'_>, codes: &[usize]) {
        if row.ids.is_empty() || codes.is_empty() {
            return;
        }
        let View { along, distance } = self.place.view(row);
        let weight = 1.0 / distance;
        let count = self.means.len();
        for (column, value) in row.iter() {
            for &code in codes {
                self.weights[column * count + code] += value * weight;
            }
        }
        for &code in codes {
            self.means[code].weight += weight;
            self.means[code].along += along * weight;
        }
    }

    /// Measures how far the means are from the place.
    fn measure(&mut self) {
        let mut squares = vec![0.0_f32; self.means.len()];
        for column in self.weights.chunks_exact(self.means.len().max(1)) {
            for (square, weight) in squares.iter_mut().zip(column) {
                *square += weight * weight;
            }
        }
        for (mean, square) in self.means.iter_mut().zip(squares) {
            let whole =
                square - 2.0 * mean.weight * mean.along + mean.weight.powi(2) * self.place.square;
            mean.length = whole.max(1e-9).sqrt();
        }
    }

    /// The cosine of a unit with every code's mean; 0 for a code without examples, and for a unit without a known word.
    pub fn likeness(&self, row: SparseRow<'_>) -> Vec<f32> {
        let count = self.means.len();
        let mut all = vec![0.0; count];
        if row.ids.is_empty() {
            return all;
        }
        for (column, value) in row.iter() {
            let weights = &self.weights[column * count..(column + 1) * count];
            for (sum, weight) in all.iter_mut().zip(weights) {
                *sum += value * weight;
            }
        }
        let View { along, distance } = self.place.view(row);
        for (sum, mean) in all.iter_mut().zip(&self.means) {
            if mean.weight > 0.0 {
                let product = *sum - mean.weight * (along - self.place.square) - mean.along;
                *sum = product / (distance * mean.length);
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::super::middle::{BEYOND, of_vectors, turn};
    use super::*;
    use ndarray::{Array2, Axis, array};

    #[test]
    fn means_are_those_of_dense_rows() {
        let dense: Array2<f32> = array![
            [1.0, 0.5, 0.0, 0.0],
            [1.0, 0.0, 0.5, 0.0],
            [1.0, 0.0, 0.0, 0.7],
            [0.2, 0.0, 0.9, 0.3],
            [0.9, 0.9, 0.0, 0.0]
        ];
        let rows = SparseRows::of_dense(&dense);
        let chosen = [0, 1, 2, 3];
        let codes_of = vec![vec![0], vec![0, 1], vec![], vec![1], vec![2]];
        let place = Place::beyond(chosen.iter().map(|unit| rows.row(*unit)), 4);
        let centroids = Centroids::fit(&rows, Arc::new(place), &chosen, &codes_of, 3);
        let learnt = dense.select(Axis(0), &chosen);
        let place = of_vectors([&learnt].into_iter(), 4) * BEYOND;
        let mut seen = dense;
        turn(&mut seen, &place);
        for unit in 0..5 {
            let likeness = centroids.likeness(rows.row(unit));
            for (code, examples) in [[0, 1], [1, 3]].iter().enumerate() {
                let mean = &seen.row(examples[0]) + &seen.row(examples[1]);
                let expected = seen.row(unit).dot(&mean) / mean.dot(&mean).sqrt();
                assert!(
                    (likeness[code] - expected).abs() < 1e-5,
                    "{unit}: {likeness:?} {expected}"
                );
            }
            // The third code has no example among the chosen units.
            assert!(likeness[2].abs() < f32::EPSILON);
        }
    }

    #[test]
    fn a_unit_without_a_known_word_is_like_no_code_and_teaches_nothing() {
        let rows = SparseRows::from_rows(&[vec![(0, 1.0)], vec![], vec![(1, 1.0)]]);
        let codes_of = [vec![0], vec![0], vec![1]];
        let place = Arc::new(Place::beyond(rows.iter(), 2));
        let of = |chosen: &[usize]| Centroids::fit(&rows, Arc::clone(&place), chosen, &codes_of, 2);
        assert_eq!(of(&[0, 1, 2]).likeness(rows.row(1)), [0.0, 0.0]);
        assert_eq!(
            of(&[0, 1, 2]).likeness(rows.row(0)),
            of(&[0, 2]).likeness(rows.row(0))
        );
    }
}
