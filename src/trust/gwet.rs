//! Gwet's AC1.

use super::percent::{beyond_chance, percent, shares};
use super::ratings::Ratings;

/// Gwet's AC1 for any number of coders and missing judgements (Gwet 2008, 2014).
///
/// Chance agreement is Σ π(c) (1 − π(c)) / (q − 1) over q categories: unlike κ it stays high where nearly all units are in one category.
/// `None` where no unit was judged by two coders, or there is one category only.
pub fn gwet(ratings: &Ratings) -> Option<f64> {
    let categories = ratings.categories() as f64;
    let spread: f64 = shares(ratings)
        .iter()
        .map(|share| share * (1.0 - share))
        .sum();
    let agreed = percent(ratings)?;
    (categories > 1.0).then(|| beyond_chance(agreed, spread / (categories - 1.0)))?
}

#[cfg(test)]
mod tests {
    use super::super::ratings::tests::{ABSTRACTORS, FOUR_RATERS, crossed, ratings};
    use super::*;

    #[test]
    fn published_examples() {
        // Gwet (2014): 0.77544 and 0.8493305.
        let four = gwet(&ratings(&FOUR_RATERS, 5)).unwrap();
        assert!((four - 0.77544).abs() < 5e-6, "{four}");
        let two = gwet(&crossed(&ABSTRACTORS)).unwrap();
        assert!((two - 0.849_330_5).abs() < 5e-8, "{two}");
    }

    #[test]
    fn a_code_that_nobody_gave_is_full_agreement() {
        assert_eq!(gwet(&ratings(&["11", "11"], 2)), Some(1.0));
        assert_eq!(gwet(&ratings(&["11"], 1)), None);
    }
}
