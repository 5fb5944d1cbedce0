//! What all units have in common, taken away before they are compared.
//!
//! Talk about one subject points one way, whatever it says. Units are therefore compared as seen from a place beyond their
//! middle: there units that say nothing of their own come together, and the means of codes whose examples differ much, which
//! plain cosines let stand in the foreground. How much that brings is in benches/RESULTS.md.

use super::sparse::SparseRow;
use ndarray::{Array1, Array2, ArrayView1, Axis, Zip};

/// How many times as far as the middle the place is that units are seen from. Between two and four times is much the same.
pub const BEYOND: f32 = 3.0;

/// So many units count as having nothing in common: the middle of a few is mostly what each of them says.
const UNITS_OF_THEIR_OWN: f32 = 8.0;

/// The middle of the rows of some matrices.
pub fn of_vectors<'v>(parts: impl Iterator<Item = &'v Array2<f32>>, columns: usize) -> Array1<f32> {
    let (mut sum, mut count) = (Array1::zeros(columns), UNITS_OF_THEIR_OWN);
    for part in parts {
        sum += &part.sum_axis(Axis(0));
        count += part.nrows() as f32;
    }
    sum / count
}

/// Turns rows into what they are as seen from a place.
pub fn turn(vectors: &mut Array2<f32>, place: &Array1<f32>) {
    Zip::from(vectors.rows_mut()).par_for_each(|mut row| {
        let turned = seen_from(place, row.view());
        row.assign(&turned);
    });
}

/// A vector as seen from a place, of length 1; nothing where they are the same.
pub fn seen_from(place: &Array1<f32>, vector: ArrayView1<'_, f32>) -> Array1<f32> {
    let rest = &vector - place;
    let norm = rest.dot(&rest).sqrt().max(1e-9);
    rest / norm
}

/// The place beyond the middle of sparse rows. No row is made dense for being seen from there.
pub struct Place {
    at: Vec<f32>,
    /// Square of its distance from nothing.
    pub square: f32,
}

/// A sparse row as seen from a place.
#[derive(Clone, Copy)]
pub struct View {
    /// The row's product with the place.
    pub along: f32,
    /// How far the row is from the place.
    pub distance: f32,
}

impl Place {
    /// The place beyond the middle of rows of so many columns. Rows without anything do not count.
    pub fn beyond<'r>(rows: impl Iterator<Item = SparseRow<'r>>, columns: usize) -> Self {
        let (mut at, mut count) = (vec![0.0_f32; columns], UNITS_OF_THEIR_OWN);
        for row in rows.filter(|row| !row.ids.is_empty()) {
            count += 1.0;
            for (column, value) in row.iter() {
                at[column] += value;
            }
        }
        at.iter_mut().for_each(|sum| *sum *= BEYOND / count);
        let square = at.iter().map(|x| x * x).sum();
        Self { at, square }
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.at.len()
    }

    /// A row as seen from here.
    pub fn view(&self, row: SparseRow<'_>) -> View {
        let along: f32 = row
            .iter()
            .map(|(column, value)| value * self.at[column])
            .sum();
        let square = row.square() - 2.0 * along + self.square;
        View {
            along,
            distance: square.max(1e-9).sqrt(),
        }
    }

    /// The cosine of two rows as seen from here; 0 where one has nothing.
    pub fn likeness(&self, one: SparseRow<'_>, other: SparseRow<'_>) -> f32 {
        if one.ids.is_empty() || other.ids.is_empty() {
            return 0.0;
        }
        let [a, b] = [one, other].map(|row| self.view(row));
        (one.product(other) - a.along - b.along + self.square) / (a.distance * b.distance)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sparse::SparseRows;
    use super::*;
    use ndarray::array;

    #[test]
    fn sparse_rows_are_seen_as_dense_ones() {
        let dense = array![
            [1.0, 0.5, 0.0, 0.0],
            [1.0, 0.0, 0.5, 0.0],
            [1.0, 0.0, 0.0, 0.7],
            [0.2, 0.0, 0.9, 0.0]
        ];
        let sparse = SparseRows::of_dense(&dense);
        let place = Place::beyond(sparse.iter(), 4);
        let mut seen = dense.clone();
        turn(&mut seen, &(of_vectors([&dense].into_iter(), 4) * BEYOND));
        for one in 0..4 {
            for other in 0..4 {
                let likeness = place.likeness(sparse.row(one), sparse.row(other));
                let expected = seen.row(one).dot(&seen.row(other));
                assert!(
                    (likeness - expected).abs() < 1e-5,
                    "{one} {other}: {likeness} {expected}"
                );
            }
        }
    }

    #[test]
    fn who_says_what_hardly_anybody_says_is_more_alike_than_who_says_what_all_say() {
        let everybody: Vec<_> = (3..40).map(|own| vec![(0, 1.0), (own, 0.4)]).collect();
        let place = Place::beyond(SparseRows::from_rows(&everybody).iter(), 40);
        let rows = SparseRows::from_rows(&[
            vec![(0, 1.0), (1, 1.0)],
            vec![(0, 1.0)],
            vec![(1, 1.0), (2, 1.0)],
        ]);
        let (asked, common, own) = (rows.row(0), rows.row(1), rows.row(2));
        assert!(asked.cosine(common) > asked.cosine(own));
        assert!(place.likeness(asked, common) < place.likeness(asked, own));
    }

    #[test]
    fn rows_without_anything_are_like_nothing_and_move_nothing() {
        let sparse = SparseRows::from_rows(&[vec![(0, 1.0)], vec![], vec![(1, 1.0)]]);
        let place = Place::beyond(sparse.iter(), 2);
        assert!(place.likeness(sparse.row(0), sparse.row(1)).abs() < f32::EPSILON);
        let without = SparseRows::from_rows(&[vec![(0, 1.0)], vec![(1, 1.0)]]);
        let same = Place::beyond(without.iter(), 2);
        assert!((place.square - same.square).abs() < f32::EPSILON);
    }

    #[test]
    fn without_units_nothing_is_in_common() {
        let nothing = of_vectors(std::iter::empty(), 3);
        assert_eq!(nothing, array![0.0, 0.0, 0.0]);
        let vector = array![0.0, 3.0, 4.0];
        assert_eq!(seen_from(&nothing, vector.view()), array![0.0, 0.6, 0.8]);
        assert_eq!(seen_from(&vector, vector.view()), array![0.0, 0.0, 0.0]);
    }

    #[test]
    fn the_middle_of_a_few_is_near_nothing() {
        let one = array![[1.0, 0.0]];
        let many =
            Array2::from_shape_fn((992, 2), |(_, column)| if column == 0 { 1.0 } else { 0.0 });
        assert!(of_vectors([&one].into_iter(), 2)[0] < 0.12);
        assert!(of_vectors([&one, &many].into_iter(), 2)[0] > 0.99);
    }
}
