//! Krippendorff's alpha for given units.

use super::ratings::Ratings;

/// Krippendorff's α for nominal categories, any number of coders and missing judgements (Krippendorff 2011).
///
/// α = 1 − D_o / D_e from the matrix of coincidences: each unit judged by m ≥ 2 coders adds its m(m − 1) ordered pairs, each
/// counted 1 / (m − 1). Departure: a run of equal units counts as often as it is long. `None` where no unit was judged by two coders,
/// or only one category was used.
pub fn krippendorff(ratings: &Ratings) -> Option<f64> {
    let categories = ratings.categories();
    let mut values = vec![0.0; categories];
    let mut agreed = 0.0;
    for unit in ratings.units() {
        let judges = unit.judges();
        if judges >= 2.0 {
            for (value, count) in values.iter_mut().zip(unit.counts(categories)) {
                *value += unit.weight * count;
                agreed += unit.weight * count * (count - 1.0) / (judges - 1.0);
            }
        }
    }
    let total: f64 = values.iter().sum();
    let unequal = total * total - values.iter().map(|n| n * n).sum::<f64>();
    (unequal > 1e-9).then(|| 1.0 - (total - 1.0) * (total - agreed) / unequal)
}

#[cfg(test)]
mod tests {
    use super::super::ratings::tests::{ABSTRACTORS, FOUR_RATERS, crossed, ratings};
    use super::*;

    fn near(ratings: &Ratings, published: f64, digits: i32) {
        let alpha = krippendorff(ratings).unwrap();
        let half = 0.5 * 10_f64.powi(-digits);
        assert!(
            (alpha - published).abs() < half,
            "{alpha}, published {published}"
        );
    }

    #[test]
    fn published_examples() {
        // Krippendorff (2011): A, two observers, binary; C, four observers with missing data.
        near(
            &ratings(
                &["12", "22", "12", "11", "11", "12", "11", "11", "21", "11"],
                2,
            ),
            0.095,
            3,
        );
        near(&ratings(&FOUR_RATERS, 5), 0.743, 3);
        // Gwet (2014), two abstractors.
        near(&crossed(&ABSTRACTORS), 0.797_258_5, 7);
    }

    #[test]
    fn a_run_counts_as_often_as_it_is_long() {
        let mut runs = Ratings::new(2, 2);
        runs.add(&[Some(0), Some(0)], 5.0, 0);
        runs.add(&[Some(1), Some(1)], 3.0, 1);
        runs.add(&[Some(1), Some(0)], 2.0, 2);
        let units = ["11", "11", "11", "11", "11", "22", "22", "22", "21", "21"];
        let (a, b) = (krippendorff(&runs), krippendorff(&ratings(&units, 2)));
        assert!((a.unwrap() - b.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn one_category_says_nothing() {
        assert_eq!(krippendorff(&ratings(&["11", "11"], 2)), None);
    }
}
