//! Fleiss' kappa.

use super::percent::{beyond_chance, percent, shares};
use super::ratings::Ratings;

/// Fleiss' κ for any number of coders (Fleiss 1971), in the form for missing judgements of Gwet (2014).
///
/// Chance agreement is Σ π(c)², with π(c) the share of category c over all coders: they are taken for interchangeable. `None` where
/// no unit was judged by two coders, or only one category was used.
pub fn fleiss(ratings: &Ratings) -> Option<f64> {
    let by_chance = shares(ratings).iter().map(|share| share * share).sum();
    beyond_chance(percent(ratings)?, by_chance)
}

#[cfg(test)]
mod tests {
    use super::super::ratings::tests::{FOUR_RATERS, ratings};
    use super::*;

    #[test]
    fn published_examples() {
        // Gwet (2014), four raters with missing ratings: 0.76117.
        let four = fleiss(&ratings(&FOUR_RATERS, 5)).unwrap();
        assert!((four - 0.76117).abs() < 5e-6, "{four}");
        // The worked table of ten subjects by fourteen raters that textbooks print after Fleiss (1971): 0.210.
        let table = [
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ];
        let mut fourteen = Ratings::new(14, 5);
        for (block, row) in table.iter().enumerate() {
            let judged = (0..5).flat_map(|category| vec![Some(category); row[category]]);
            fourteen.add(&judged.collect::<Vec<_>>(), 1.0, block);
        }
        let kappa = fleiss(&fourteen).unwrap();
        assert!((kappa - 0.210).abs() < 5e-4, "{kappa}");
    }

    #[test]
    fn one_category_says_nothing() {
        assert_eq!(fleiss(&ratings(&["111", "11."], 2)), None);
    }
}
