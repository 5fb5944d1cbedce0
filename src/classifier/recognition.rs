//! Which codes emic recognises at all.

use super::threshold::{Acceptance, Held};

/// With fewer units held out nothing is said against a code.
const LEAST_UNITS: usize = 5;
/// With fewer units held out a code is recognised that does better than chance at all: too few to ask for certainty.
const ENOUGH_UNITS: usize = 20;

/// One-sided 5 % of the normal distribution.
const BEYOND_CHANCE: f64 = 1.645;

/// Which of the codes are recognised in units that were held out: their own units get higher probabilities than the others
/// do (Mann & Whitney 1947), by more than chance would give where [`ENOUGH_UNITS`] were held out (normal approximation,
/// one-sided 5 %); or half of what is accepted is right, as of a code that most units bear. A code of which fewer than
/// [`LEAST_UNITS`] were held out is given the benefit of the doubt.
///
/// `missed` counts for each code the held-out units that bear it and for which it was hopeless from the outset; `units` is
/// the number of units held out.
pub(super) fn recognised(
    held: &[Held],
    missed: &[usize],
    units: usize,
    acceptance: &Acceptance,
) -> Vec<bool> {
    let mut accepted = vec![(0, 0); missed.len()];
    for h in acceptance.accepted(held) {
        let (right, all) = &mut accepted[h.code];
        *right += usize::from(h.right);
        *all += 1;
    }
    let mut own: Vec<Vec<(f64, bool)>> = vec![Vec::new(); missed.len()];
    for h in held {
        own[h.code].push((h.probability, h.right));
    }
    own.iter_mut()
        .zip(missed)
        .zip(accepted)
        .map(|((pairs, &missed), (taken, all))| {
            let right = pairs.iter().filter(|(_, right)| *right).count() + missed;
            let least = if right < ENOUGH_UNITS {
                0.0
            } else {
                BEYOND_CHANCE
            };
            let is_mostly_right = taken >= LEAST_UNITS && 2 * taken >= all;
            right < LEAST_UNITS || is_mostly_right || beyond_chance(pairs, missed, units) > least
        })
        .collect()
}

/// The standardised Mann-Whitney U of right over wrong pairs; pairs not listed stand together at the end.
fn beyond_chance(pairs: &mut [(f64, bool)], missed: usize, units: usize) -> f64 {
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let listed = pairs.iter().filter(|(_, right)| *right).count();
    let right = (listed + missed) as f64;
    let wrong = (units as f64 - right).max((pairs.len() - listed) as f64);
    if right == 0.0 || wrong == 0.0 {
        return 0.0;
    }
    let unlisted = wrong - (pairs.len() - listed) as f64;
    let (mut below, mut u) = (unlisted, missed as f64 * unlisted / 2.0);
    for equal in pairs.chunk_by(|a, b| a.0 == b.0) {
        let ours = equal.iter().filter(|(_, right)| *right).count() as f64;
        let others = equal.len() as f64 - ours;
        u += ours * (below + others / 2.0);
        below += others;
    }
    (u - right * wrong / 2.0) / (right * wrong * (right + wrong + 1.0) / 12.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(code: usize, probability: f64, right: bool) -> Held {
        Held {
            unit: 0,
            code,
            probability,
            right,
        }
    }

    /// Nothing is accepted.
    fn silent(codes: usize) -> Acceptance {
        Acceptance::uniform(1.1, codes, false)
    }

    fn spread(code: usize, right: impl Fn(usize) -> bool) -> Vec<Held> {
        (0..100)
            .map(|i| held(code, i as f64 / 100.0, right(i)))
            .collect()
    }

    #[test]
    fn a_code_is_recognised_where_its_own_units_stand_out() {
        let mut all = spread(0, |i| i >= 80);
        all.extend(spread(1, |i| i % 5 == 2));
        all.extend(spread(2, |i| i < 10));
        all.extend(spread(3, |i| i < 4));
        all.extend(spread(4, |i| i % 10 == 6));
        let expected = [true, false, false, true, true];
        assert_eq!(recognised(&all, &[0; 5], 100, &silent(5)), expected);
    }

    #[test]
    fn the_statistic_is_the_textbooks() {
        // Right pairs at ranks 3, 5 and 6 of 6: U = 2 + 3 + 3 = 8 of 9; mean 4.5, variance 3 * 3 * 7 / 12.
        let mut pairs = [
            (0.1, false),
            (0.2, false),
            (0.3, true),
            (0.4, false),
            (0.5, true),
            (0.6, true),
        ];
        let expected = (8.0 - 4.5) / (5.25_f64).sqrt();
        assert!((beyond_chance(&mut pairs, 0, 6) - expected).abs() < 1e-12);
        let mut ties = [(0.5, true), (0.5, false), (0.5, false)];
        assert_eq!(beyond_chance(&mut ties, 0, 3), 0.0);
    }

    #[test]
    fn units_for_which_a_code_was_hopeless_count_against_it() {
        let all: Vec<Held> = (0..20)
            .map(|i| held(0, 0.2 + i as f64 / 100.0, i > 9))
            .collect();
        assert_eq!(recognised(&all, &[0], 100, &silent(1)), [true]);
        assert_eq!(recognised(&all, &[30], 100, &silent(1)), [false]);
    }

    #[test]
    fn what_most_units_bear_is_recognised_though_nothing_stands_out() {
        let mut all = spread(0, |_| true);
        all.extend(spread(1, |i| i % 5 > 0));
        all.extend(spread(2, |i| i % 5 == 0));
        let acceptance = Acceptance::uniform(0.25, 3, false);
        let expected = [true, true, false];
        assert_eq!(recognised(&all, &[0; 3], 100, &acceptance), expected);
    }

    #[test]
    fn nothing_is_held_against_a_study_that_has_just_begun() {
        let one = [held(0, 0.4, false)];
        assert_eq!(recognised(&one, &[0, 0], 1, &silent(2)), [true, true]);
        assert!(recognised(&[], &[], 0, &silent(0)).is_empty());
    }
}
