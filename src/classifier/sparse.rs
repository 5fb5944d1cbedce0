//! Rows of few numbers among many columns.

use std::cmp::Ordering;

/// A matrix stored by rows, zeros left out (compressed sparse rows). Row `i` is `ids[starts[i]..starts[i + 1]]`, ascending.
#[derive(Debug, Clone, Default)]
pub struct SparseRows {
    starts: Vec<usize>,
    ids: Vec<u32>,
    values: Vec<f32>,
}

/// One row: columns in ascending order and their values.
#[derive(Debug, Clone, Copy)]
pub struct SparseRow<'a> {
    /// The columns that are not zero.
    pub ids: &'a [u32],
    /// Their values.
    pub values: &'a [f32],
}

impl SparseRows {
    /// A matrix of these rows, each a list of (column, value).
    pub fn from_rows(rows: &[Vec<(u32, f32)>]) -> Self {
        let mut matrix = Self {
            starts: vec![0],
            ..Self::default()
        };
        for row in rows {
            matrix.ids.extend(row.iter().map(|(id, _)| id));
            matrix.values.extend(row.iter().map(|(_, value)| value));
            matrix.starts.push(matrix.ids.len());
        }
        matrix
    }

    /// A matrix of rows of others with the same columns.
    pub fn of<'r>(rows: impl Iterator<Item = SparseRow<'r>>) -> Self {
        let mut matrix = Self {
            starts: vec![0],
            ..Self::default()
        };
        for row in rows {
            matrix.ids.extend(row.ids);
            matrix.values.extend(row.values);
            matrix.starts.push(matrix.ids.len());
        }
        matrix
    }

    /// The same as a dense matrix.
    #[cfg(test)]
    pub fn of_dense(matrix: &ndarray::Array2<f32>) -> Self {
        let row = |row: ndarray::ArrayView1<'_, f32>| -> Vec<(u32, f32)> {
            let columns = (0..).zip(row.iter().copied());
            columns.filter(|(_, value)| *value != 0.0).collect()
        };
        Self::from_rows(&matrix.outer_iter().map(row).collect::<Vec<_>>())
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The rows in their order.
    pub fn iter(&self) -> impl Iterator<Item = SparseRow<'_>> {
        (0..self.len()).map(|i| self.row(i))
    }

    /// Row `i`.
    pub fn row(&self, i: usize) -> SparseRow<'_> {
        let range = self.starts[i]..self.starts[i + 1];
        SparseRow {
            ids: &self.ids[range.clone()],
            values: &self.values[range],
        }
    }
}

impl SparseRow<'_> {
    /// Columns with their values.
    pub fn iter(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.ids
            .iter()
            .zip(self.values)
            .map(|(&id, &value)| (id as usize, value))
    }

    /// Sum of the products of what stands in the same columns.
    pub fn product(&self, other: SparseRow<'_>) -> f32 {
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while i < self.ids.len() && j < other.ids.len() {
            match self.ids[i].cmp(&other.ids[j]) {
                Ordering::Less => i += 1,
                Ordering::Greater => j += 1,
                Ordering::Equal => {
                    sum += self.values[i] * other.values[j];
                    i += 1;
                    j += 1;
                }
            }
        }
        sum
    }

    /// The cosine with another row; 0 where one is empty.
    pub fn cosine(&self, other: SparseRow<'_>) -> f32 {
        match self.product(other) {
            0.0 => 0.0,
            product => product / (self.square() * other.square()).sqrt(),
        }
    }

    /// Sum of squares.
    pub fn square(&self) -> f32 {
        self.values.iter().map(|v| v * v).sum()
    }
}
