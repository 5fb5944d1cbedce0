//! Whether what bears a code in late interviews is still like what bore it in early ones.

use super::random::Random;
use serde::Serialize;

/// Splits that are tried by chance.
pub const SPLITS: usize = 999;
/// A side with fewer interviews that bear the code says nothing.
pub const INTERVIEWS: usize = 3;
/// A side with fewer units that bear it says nothing.
pub const UNITS: usize = 5;
const SEED: u64 = 0xd21f;

/// How well early examples of a code recognise late ones.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Drift {
    /// The mean cosine of the late units with the centroid of the early ones.
    pub likeness: f64,
    /// The mean of the same over splits of the interviews by chance.
    pub by_chance: f64,
    /// Where nine in ten of those lie.
    pub range: (f64, f64),
    /// The share of splits by chance, this one counted among them, in which the likeness is as low or lower.
    pub p: f64,
}

/// The drift of one code. `interviews` has, in the order of collection, the vectors (of length 1) of the units that bear the code in each
/// interview that has any; the first `early` of them are the early ones.
///
/// A test by permutation (Fisher 1935; Phipson & Smyth 2010 for the share, which is never 0): whole interviews change sides, because units of one
/// interview are not independent, and sides keep their number of interviews. It asks whether order matters, not why: people, guide and
/// coder change with time, too. `None` where a side has fewer than [`INTERVIEWS`] interviews or [`UNITS`] units.
pub fn drift(interviews: &[Vec<Vec<f32>>], early: usize) -> Option<Drift> {
    let units = |side: &[Vec<Vec<f32>>]| side.iter().map(Vec::len).sum::<usize>();
    let (first, last) = interviews.split_at_checked(early)?;
    let enough = |side: &[Vec<Vec<f32>>]| side.len() >= INTERVIEWS && units(side) >= UNITS;
    if !enough(first) || !enough(last) {
        return None;
    }
    // Of sums alone the mean cosine can be told: the sum of the late units times the centroid.
    let sums: Vec<(Vec<f64>, usize)> = interviews.iter().map(|own| (sum(own), own.len())).collect();
    let mut order: Vec<usize> = (0..sums.len()).collect();
    let likeness = of_split(&sums, &order, early);
    let mut random = Random::new(SEED);
    let mut found: Vec<f64> = Vec::with_capacity(SPLITS);
    for _ in 0..SPLITS {
        random.shuffle(&mut order);
        found.push(of_split(&sums, &order, early));
    }
    let as_low = found
        .iter()
        .filter(|other| **other <= likeness + 1e-12)
        .count();
    found.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| found[((SPLITS - 1) as f64 * share).round() as usize];
    Some(Drift {
        likeness,
        by_chance: found.iter().sum::<f64>() / SPLITS as f64,
        range: (at(0.05), at(0.95)),
        p: (as_low + 1) as f64 / (SPLITS + 1) as f64,
    })
}

fn sum(vectors: &[Vec<f32>]) -> Vec<f64> {
    let width = vectors.iter().map(Vec::len).max().unwrap_or(0);
    let mut sum = vec![0.0; width];
    for vector in vectors {
        for (sum, value) in sum.iter_mut().zip(vector) {
            *sum += f64::from(*value);
        }
    }
    sum
}

fn of_split(sums: &[(Vec<f64>, usize)], order: &[usize], early: usize) -> f64 {
    let width = sums.iter().map(|(sum, _)| sum.len()).max().unwrap_or(0);
    let mut sides = [vec![0.0; width], vec![0.0; width]];
    let mut late = 0;
    for (place, &interview) in order.iter().enumerate() {
        let (sum, units) = &sums[interview];
        let side = usize::from(place >= early);
        late += side * units;
        for (total, value) in sides[side].iter_mut().zip(sum) {
            *total += value;
        }
    }
    let [first, last] = sides;
    let dot: f64 = first.iter().zip(&last).map(|(a, b)| a * b).sum();
    let length = first.iter().map(|a| a * a).sum::<f64>().sqrt();
    dot / (length * late as f64).max(1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An interview of so many units that point in one direction of the plane.
    fn interview(degrees: f64, units: usize) -> Vec<Vec<f32>> {
        let (y, x) = degrees.to_radians().sin_cos();
        vec![vec![x as f32, y as f32]; units]
    }

    #[test]
    fn the_likeness_is_the_mean_cosine_with_the_centroid() {
        let early = [0.0, 0.0, 0.0].map(|d| interview(d, 2));
        let late = [60.0, 60.0, 90.0].map(|d| interview(d, 2));
        let found = drift(&[early, late].concat(), 3).unwrap();
        assert!(
            (found.likeness - (0.5 + 0.5 + 0.0) / 3.0).abs() < 1e-6,
            "{found:?}"
        );
    }

    #[test]
    fn a_change_in_the_middle_is_found_and_none_is_not() {
        let changed: Vec<_> = (0..12)
            .map(|n| interview(if n < 6 { 0.0 } else { 70.0 } + f64::from(n), 3))
            .collect();
        let found = drift(&changed, 6).unwrap();
        assert!(
            found.p < 0.01 && found.likeness < found.range.0,
            "{found:?}"
        );
        assert_eq!(drift(&changed, 6), Some(found), "the same every time");
        let mixed: Vec<_> = (0..12)
            .map(|n| interview(f64::from(n % 2) * 70.0 + f64::from(n), 3))
            .collect();
        let found = drift(&mixed, 6).unwrap();
        assert!(found.p > 0.2, "{found:?}");
    }

    #[test]
    fn too_little_says_nothing() {
        let few: Vec<_> = (0..5).map(|n| interview(f64::from(n), 9)).collect();
        assert_eq!(drift(&few, 2), None);
        let thin: Vec<_> = (0..6).map(|n| interview(f64::from(n), 1)).collect();
        assert_eq!(drift(&thin, 3), None);
        assert_eq!(drift(&[], 1), None);
    }
}
