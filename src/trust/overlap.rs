//! How far two coders' stretches of one code cover each other.

use super::ratings::Ratings;

/// How far what was given a code by one coder was given it by another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// 2 · both / (first + second): the harmonic mean of precision and recall with either coder as the standard, also called
    /// Dice's coefficient (Dice 1945).
    pub f1: f64,
    /// both / either (Jaccard 1912).
    pub jaccard: f64,
}

/// The overlap of a code, category 1 of two, over the units that both coders of a pair judged; with more coders the mean over all
/// pairs. `None` where no pair has anything with the code.
pub fn overlap(ratings: &Ratings) -> Option<Overlap> {
    let found = ratings.pairs(of_two);
    let mean = |of: fn(&Overlap) -> f64| found.iter().map(of).sum::<f64>() / found.len() as f64;
    (!found.is_empty()).then(|| Overlap {
        f1: mean(|o| o.f1),
        jaccard: mean(|o| o.jaccard),
    })
}

fn of_two(ratings: &Ratings, a: usize, b: usize) -> Option<Overlap> {
    let (mut both, mut one) = (0.0, 0.0);
    for unit in ratings.units() {
        match (unit.judged[a], unit.judged[b]) {
            (Some(1), Some(1)) => both += unit.weight,
            (Some(1), Some(_)) | (Some(_), Some(1)) => one += unit.weight,
            _ => {}
        }
    }
    (both + one > 0.0).then(|| Overlap {
        f1: 2.0 * both / (2.0 * both + one),
        jaccard: both / (both + one),
    })
}

#[cfg(test)]
mod tests {
    use super::super::ratings::tests::{crossed, ratings};
    use super::*;

    #[test]
    fn f1_and_jaccard() {
        let found = overlap(&crossed(&[&[810, 90], &[90, 10]])).unwrap();
        assert!((found.f1 - 0.1).abs() < 1e-12);
        assert!((found.jaccard - 10.0 / 190.0).abs() < 1e-12);
    }

    #[test]
    fn what_one_coder_has_not_judged_does_not_count() {
        let found = overlap(&ratings(&["22", "2.", "21"], 2)).unwrap();
        assert!((found.jaccard - 0.5).abs() < 1e-12);
        assert_eq!(overlap(&ratings(&["11", "2."], 2)), None);
    }
}
