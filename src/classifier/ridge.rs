//! A linear model on sentence vectors: least squares with a ridge (Hoerl & Kennard 1970), all codes in one solution.
//!
//! With the targets +1 and -1 this is the least-squares support vector machine (Suykens & Vandewalle 1999) without a kernel.

use super::stop::Stop;
use ndarray::{Array1, Array2, Axis};

/// Units whose products are summed up at once.
const TOGETHER: usize = 4_096;

/// Penalty per unit of weight, chosen on the sets named in benches/RESULTS.md.
const PENALTY: f64 = 1.0;

/// Weights (codes × dimensions) and intercepts (codes) that answer +1 for a code's examples and -1 for the others.
///
/// `vectors` has the row of unit `chosen[i]` at place i; `weights[unit]` is how much a unit counts.
/// After a `stop` the answer is of no use.
pub fn fit(
    vectors: &Array2<f32>,
    chosen: &[usize],
    codes_of: &[Vec<usize>],
    weights: &[f32],
    codes: usize,
    stop: &Stop,
) -> (Array2<f32>, Array1<f32>) {
    let dimensions = vectors.ncols();
    let weight: Array1<f32> = chosen.iter().map(|&u| weights[u]).collect();
    let total = weight.sum().max(1e-9);
    let mut mean = Array1::<f32>::zeros(dimensions);
    let mut gram = Array2::<f64>::zeros((dimensions, dimensions));
    let mut right = Array2::<f64>::zeros((dimensions, codes));
    let mut share = Array1::<f32>::zeros(codes);
    let pieces = vectors
        .axis_chunks_iter(Axis(0), TOGETHER)
        .zip(weight.axis_chunks_iter(Axis(0), TOGETHER))
        .zip(chosen.chunks(TOGETHER));
    for ((vectors, weight), chosen) in pieces {
        if stop.is_asked() {
            break;
        }
        let weighted = &vectors * &weight.insert_axis(Axis(1));
        mean += &weighted.sum_axis(Axis(0));
        gram += &weighted.t().dot(&vectors).mapv(f64::from);
        for (row, &unit) in weighted.outer_iter().zip(chosen) {
            for &code in &codes_of[unit] {
                share[code] += weights[unit] / total;
                let mut column = right.column_mut(code);
                column.zip_mut_with(&row, |sum, v| *sum += 2.0 * f64::from(*v));
            }
        }
    }
    mean /= total;
    for a in 0..dimensions {
        for b in 0..dimensions {
            gram[[a, b]] -= f64::from(total * mean[a] * mean[b]);
        }
        gram[[a, a]] += PENALTY * f64::from(total) / dimensions as f64 + 1e-6;
        for code in 0..codes {
            right[[a, code]] -= 2.0 * f64::from(total * share[code] * mean[a]);
        }
    }
    let solution = solve(gram, right).mapv(|v| v as f32);
    let ridge = solution.t().to_owned();
    let intercepts = share.mapv(|s| 2.0 * s - 1.0) - ridge.dot(&mean);
    (ridge, intercepts)
}

/// Solves A X = B for symmetric positive definite A by Cholesky's decomposition.
fn solve(mut a: Array2<f64>, mut b: Array2<f64>) -> Array2<f64> {
    let n = a.nrows();
    for j in 0..n {
        let (above, mut below) = a.view_mut().split_at(Axis(0), j);
        let _ = above;
        let pivot_row = below.row(0).to_owned();
        let head = pivot_row.slice(ndarray::s![..j]);
        let pivot = (pivot_row[j] - head.dot(&head)).max(1e-12).sqrt();
        below[[0, j]] = pivot;
        for i in 1..below.nrows() {
            let sum = below.slice(ndarray::s![i, ..j]).dot(&head);
            below[[i, j]] = (below[[i, j]] - sum) / pivot;
        }
    }
    for i in 0..n {
        let (done, mut rest) = b.view_mut().split_at(Axis(0), i);
        let mut row = rest.row_mut(0);
        let known = a.slice(ndarray::s![i, ..i]);
        row -= &known.dot(&done);
        row /= a[[i, i]];
    }
    for i in (0..n).rev() {
        let (mut rest, done) = b.view_mut().split_at(Axis(0), i + 1);
        let mut row = rest.row_mut(i);
        let known = a.slice(ndarray::s![i + 1.., i]);
        row -= &known.dot(&done);
        row /= a[[i, i]];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn cholesky_solves() {
        let a = array![[4.0, 2.0, 0.4], [2.0, 3.0, 0.5], [0.4, 0.5, 2.0]];
        let x = array![[1.0, -1.0], [2.0, 0.5], [-3.0, 4.0]];
        let found = solve(a.clone(), a.dot(&x));
        assert!((&found - &x).iter().all(|d| d.abs() < 1e-9), "{found}");
    }

    #[test]
    fn the_margin_has_the_sign_of_the_example() {
        let vectors = array![[1.0_f32, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9]];
        let codes_of = vec![vec![0], vec![0], vec![1], vec![1]];
        let (ridge, intercepts) = fit(
            &vectors,
            &[0, 1, 2, 3],
            &codes_of,
            &[1.0; 4],
            2,
            &Stop::default(),
        );
        let margins = vectors.dot(&ridge.t()) + &intercepts;
        for (row, codes) in margins.outer_iter().zip(&codes_of) {
            assert!(row[codes[0]] > 0.0 && row[1 - codes[0]] < 0.0, "{margins}");
        }
    }
}
