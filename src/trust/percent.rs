//! Percent agreement.

use super::ratings::{Ratings, Unit};

/// The share of pairs of judgements of the same unit that agree, from 0 to 1; `None` where no unit was judged by two coders.
///
/// With more than two coders the mean over units of the share of agreeing pairs (Fleiss 1971, P; Gwet 2014 for missing
/// judgements). It does not take out what chance alone would give.
pub fn percent(ratings: &Ratings) -> Option<f64> {
    let pairable = ratings.pairable();
    let agreeing = ratings.units().iter().filter_map(|unit| {
        let share = agreeing(unit, ratings.categories())?;
        Some(share * unit.weight)
    });
    (pairable > 0.0).then(|| agreeing.sum::<f64>() / pairable)
}

/// The share of pairs of judgements of a unit that agree; `None` with fewer than two.
fn agreeing(unit: &Unit, categories: usize) -> Option<f64> {
    let judges = unit.judges();
    let same: f64 = unit.counts(categories).iter().map(|n| n * (n - 1.0)).sum();
    (judges >= 2.0).then(|| same / (judges * (judges - 1.0)))
}

/// What is left of an observed agreement above one expected: 0 no more than chance, 1 all; `None` where chance alone gives all,
/// because only one category was used.
pub(super) fn beyond_chance(observed: f64, expected: f64) -> Option<f64> {
    (expected < 1.0 - 1e-12).then(|| (observed - expected) / (1.0 - expected))
}

/// The share of each category: over units, the mean of the shares of their judges (Gwet 2014).
pub(super) fn shares(ratings: &Ratings) -> Vec<f64> {
    let mut shares = vec![0.0; ratings.categories()];
    let mut total = 0.0;
    for unit in ratings.units() {
        let judges = unit.judges();
        if judges > 0.0 {
            total += unit.weight;
            for (share, count) in shares.iter_mut().zip(unit.counts(ratings.categories())) {
                *share += unit.weight * count / judges;
            }
        }
    }
    shares
        .iter()
        .map(|share| share / f64::max(total, 1e-12))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::ratings::tests::{ABSTRACTORS, FOUR_RATERS, crossed, ratings};
    use super::*;

    #[test]
    fn published_examples() {
        assert!((percent(&crossed(&ABSTRACTORS)).unwrap() - 0.89).abs() < 1e-9);
        // Gwet (2014): 0.81818.
        let four = percent(&ratings(&FOUR_RATERS, 5)).unwrap();
        assert!((four - 0.81818).abs() < 5e-6, "{four}");
    }

    #[test]
    fn nobody_to_compare_with() {
        assert_eq!(percent(&ratings(&["1.", ".2"], 2)), None);
    }
}
