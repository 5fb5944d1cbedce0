//! How sure a coefficient is.

use super::random::Random;
use super::ratings::Ratings;
use serde::Serialize;

/// How often blocks are drawn.
pub const DRAWS: usize = 1_000;
/// The share of the draws within the interval.
pub const WITHIN: f64 = 0.95;
const SEED: u64 = 0x5eed;

/// A coefficient with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The coefficient for all units.
    pub value: f64,
    /// Where it lies in [`WITHIN`] of the draws; `None` where fewer than two blocks were judged, or in half of the draws the
    /// coefficient has no value.
    pub interval: Option<(f64, f64)>,
}

/// A figure of agreement; `None` where it has no value.
pub type Coefficient = fn(&Ratings) -> Option<f64>;

/// Coefficients with the percentile intervals of the bootstrap (Efron 1979): blocks of units are drawn with replacement,
/// [`DRAWS`] times, by fixed seeds. `None` for a coefficient that has no value.
pub fn estimates<const N: usize>(
    ratings: &Ratings,
    coefficients: [Coefficient; N],
) -> [Option<Estimate>; N] {
    let (mut patterns, which) = ratings.patterns();
    let values = coefficients.map(|coefficient| coefficient(&patterns));
    let blocks = ratings.blocks();
    let mut drawn: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(DRAWS));
    let mut random = Random::new(SEED);
    let draws = if blocks >= 2 { DRAWS } else { 0 };
    for _ in 0..draws {
        let mut times = vec![0.0; blocks];
        for _ in 0..blocks {
            times[random.next() % blocks] += 1.0;
        }
        let mut weights = vec![0.0; patterns.units().len()];
        for (unit, &pattern) in ratings.units().iter().zip(&which) {
            weights[pattern] += unit.weight * times[unit.block];
        }
        patterns.reweigh(&weights);
        for (drawn, coefficient) in drawn.iter_mut().zip(coefficients) {
            drawn.extend(coefficient(&patterns));
        }
    }
    let mut drawn = drawn.into_iter();
    values.map(|value| {
        let interval = drawn.next().and_then(within);
        value.map(|value| Estimate { value, interval })
    })
}

fn within(mut drawn: Vec<f64>) -> Option<(f64, f64)> {
    drawn.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| drawn[((drawn.len() - 1) as f64 * share).round() as usize];
    (drawn.len() * 2 >= DRAWS).then(|| (at((1.0 - WITHIN) / 2.0), at((1.0 + WITHIN) / 2.0)))
}

#[cfg(test)]
mod tests {
    use super::super::cohen::cohen;
    use super::super::ratings::tests::{ABSTRACTORS, crossed};
    use super::*;

    #[test]
    fn the_interval_is_near_the_published_one() {
        // Gwet (2014), two abstractors: (0.68, 0.913) by the large-sample formula.
        let [found] = estimates(&crossed(&ABSTRACTORS), [cohen]);
        let found = found.unwrap();
        let (low, high) = found.interval.unwrap();
        assert!(
            (low - 0.68).abs() < 0.03 && (high - 0.913).abs() < 0.03,
            "{low} {high}"
        );
        assert!(low < found.value && found.value < high);
        assert_eq!(estimates(&crossed(&ABSTRACTORS), [cohen]), [Some(found)]);
    }

    #[test]
    fn a_single_block_has_no_interval() {
        let mut one = Ratings::new(2, 2);
        one.add(&[Some(0), Some(0)], 5.0, 0);
        one.add(&[Some(1), Some(0)], 5.0, 0);
        one.add(&[Some(1), Some(1)], 5.0, 0);
        let [found] = estimates(&one, [cohen]);
        assert_eq!(found.unwrap().interval, None);
    }
}
