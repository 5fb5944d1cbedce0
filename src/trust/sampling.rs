//! A sample that has something of everything.

use super::random::Random;
use std::collections::{BTreeMap, BTreeSet};

const SEED: u64 = 0x2ec0de;

/// Draws units for a second look, stratified by code: of each code's units this share, rounded up, the rarest codes first; a unit drawn for
/// one of its codes counts for the others. The order is one in which neighbours have nothing to do with each other. Drawn by a fixed seed
/// and each unit's own number, so that a larger share keeps what a smaller one drew and units added later move none.
pub fn stratified(units: &[(i64, Vec<i64>)], share: f64) -> Vec<i64> {
    let mut of_code: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (unit, codes) in units {
        for code in codes {
            of_code.entry(*code).or_default().push(*unit);
        }
    }
    let mut codes: Vec<(usize, i64)> = of_code
        .iter()
        .map(|(code, units)| (units.len(), *code))
        .collect();
    codes.sort_unstable();
    let mut drawn: BTreeSet<i64> = BTreeSet::new();
    for (number, code) in codes {
        let wanted = (number as f64 * share.clamp(0.0, 1.0)).ceil() as usize;
        let mut own = of_code.remove(&code).unwrap_or_default();
        own.sort_unstable_by_key(|unit| rank(*unit));
        let has = own.iter().filter(|unit| drawn.contains(unit)).count();
        let more: Vec<i64> = own
            .into_iter()
            .filter(|unit| !drawn.contains(unit))
            .collect();
        drawn.extend(more.into_iter().take(wanted.saturating_sub(has)));
    }
    let mut drawn: Vec<i64> = drawn.into_iter().collect();
    drawn.sort_unstable_by_key(|unit| rank(*unit));
    drawn
}

fn rank(unit: i64) -> (usize, i64) {
    (
        Random::new(SEED ^ unit.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15)).next(),
        unit,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred units of one code, ten of them of a second one too, and three of a third alone.
    fn units() -> Vec<(i64, Vec<i64>)> {
        let common = (0..100).map(|unit| (unit, if unit < 10 { vec![1, 2] } else { vec![1] }));
        common
            .chain((100..103).map(|unit| (unit, vec![3])))
            .collect()
    }

    #[test]
    fn every_code_is_drawn_in_proportion() {
        let drawn = stratified(&units(), 0.1);
        let of = |from: i64, to: i64| {
            drawn
                .iter()
                .filter(|unit| (from..to).contains(*unit))
                .count()
        };
        assert_eq!((of(0, 100), of(100, 103)), (10, 1));
        assert!(of(0, 10) >= 1);
        assert!(!drawn.is_sorted(), "{drawn:?}");
        assert_eq!(stratified(&units(), 1.0).len(), 103);
        assert!(stratified(&units(), 0.0).is_empty());
        assert!(stratified(&[], 0.5).is_empty());
    }

    #[test]
    fn the_same_units_are_drawn_again() {
        let drawn = stratified(&units(), 0.1);
        assert_eq!(stratified(&units(), 0.1), drawn);
        let more = stratified(&units(), 0.3);
        let kept = drawn.iter().filter(|unit| more.contains(unit)).count();
        assert!(kept >= drawn.len() - 1, "{drawn:?} {more:?}");
    }
}
