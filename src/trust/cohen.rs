//! Cohen's kappa.

use super::percent::beyond_chance;
use super::ratings::Ratings;

/// Cohen's κ of two coders over the units that both judged; with more coders the mean over all pairs (Light 1971).
///
/// κ = (p_o − p_e) / (1 − p_e): p_o is the share of units in which they agree, p_e = Σ p_a(c) · p_b(c) over the categories with
/// each coder's own shares (Cohen 1960). Units that both left without the code agree, too: leaving them out, or multiplying the
/// shares of yes and no instead of adding their products, gives another number that is not κ. `None` where no pair has judged a
/// common unit, or both used one category only.
pub fn cohen(ratings: &Ratings) -> Option<f64> {
    let found = ratings.pairs(of_two);
    (!found.is_empty()).then(|| found.iter().sum::<f64>() / found.len() as f64)
}

fn of_two(ratings: &Ratings, a: usize, b: usize) -> Option<f64> {
    let categories = ratings.categories();
    let (mut of_a, mut of_b) = (vec![0.0; categories], vec![0.0; categories]);
    let (mut agreed, mut total) = (0.0, 0.0);
    for unit in ratings.units() {
        if let (Some(one), Some(other)) = (unit.judged[a], unit.judged[b]) {
            total += unit.weight;
            of_a[one] += unit.weight;
            of_b[other] += unit.weight;
            if one == other {
                agreed += unit.weight;
            }
        }
    }
    if total == 0.0 {
        return None;
    }
    let by_chance: f64 = of_a.iter().zip(&of_b).map(|(a, b)| a * b).sum();
    beyond_chance(agreed / total, by_chance / (total * total))
}

#[cfg(test)]
mod tests {
    use super::super::ratings::tests::{ABSTRACTORS, crossed, ratings};
    use super::*;

    #[test]
    fn published_example() {
        // Gwet (2014), two abstractors: 0.7964094.
        let kappa = cohen(&crossed(&ABSTRACTORS)).unwrap();
        assert!((kappa - 0.796_409_4).abs() < 5e-8, "{kappa}");
    }

    /// The table of Cohen (1960, table 2b on p. 45: 200 judgements of two clinicians), whose κ he gives as 0.492; he printed it again as
    /// proportions in 1968.
    #[test]
    fn cohens_own_table() {
        let kappa = cohen(&crossed(&[&[88, 14, 18], &[10, 40, 10], &[2, 6, 12]])).unwrap();
        assert!((kappa - 0.492).abs() < 5e-4, "{kappa}");
    }

    /// Two coders who each gave the code to a tenth of the text, independently of one another: 0.82 of it is judged alike, which
    /// is just what chance gives. A product in the place of the sum, (0.82 - 0.1 · 0.9 · 0.1 · 0.9) / (1 - ...), would say 0.82.
    #[test]
    fn independent_coders_agree_no_more_than_chance() {
        let kappa = cohen(&crossed(&[&[810, 90], &[90, 10]])).unwrap();
        assert!(kappa.abs() < 1e-12, "{kappa}");
    }

    #[test]
    fn three_coders_are_the_mean_of_their_pairs() {
        let three = ratings(&["111", "122", "221", "112", "222"], 2);
        let pairs = [(0, 1), (0, 2), (1, 2)].map(|(a, b)| cohen(&three.of_pair(a, b)).unwrap());
        let mean = pairs.iter().sum::<f64>() / 3.0;
        assert!((cohen(&three).unwrap() - mean).abs() < 1e-12);
    }

    #[test]
    fn one_category_says_nothing() {
        assert_eq!(cohen(&ratings(&["11", "11"], 2)), None);
        assert_eq!(cohen(&ratings(&["1.", ".1"], 2)), None);
    }
}
