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

    /// Fleiss (1971), table 1: thirty patients, six diagnoses each of depression, personality disorder, schizophrenia, neurosis and other;
    /// κ = 0.430.
    #[test]
    fn fleiss_own_table() {
        let patients = [
            "00060", "03003", "01401", "00006", "03030", "20400", "00402", "20310", "20040",
            "00006", "10050", "11040", "03300", "10050", "02031", "00501", "30012", "51000",
            "02040", "10203", "00006", "01050", "02013", "20040", "10041", "05010", "40002",
            "02040", "10500", "00006",
        ];
        let mut six = Ratings::new(6, 5);
        for (block, row) in patients.iter().enumerate() {
            let counts = row.bytes().map(|digit| usize::from(digit - b'0'));
            let judged = counts
                .enumerate()
                .flat_map(|(category, n)| vec![Some(category); n]);
            six.add(&judged.collect::<Vec<_>>(), 1.0, block);
        }
        let kappa = fleiss(&six).unwrap();
        assert!((kappa - 0.430).abs() < 5e-4, "{kappa}");
    }

    #[test]
    fn one_category_says_nothing() {
        assert_eq!(fleiss(&ratings(&["111", "11."], 2)), None);
    }
}
