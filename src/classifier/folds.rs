//! Which units are held out together.

use super::scattered::scattered;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// A part of the units that is judged by what was learnt from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// Learnt from.
    pub learnt: Vec<usize>,
    /// Judged.
    pub held_out: Vec<usize>,
}

/// Cuts the units into at most `count` parts of about the same size such that no group (participant) is in two parts.
/// With a single group each unit is a group of its own. Of groups of the same size those whose first units bear the same code
/// (`codes_of`; of several the one that came first) are spread over the parts, so that few examples are not held out together.
/// Deterministic, whatever numbers the codes have; fewer than two units give no fold.
pub fn grouped_folds(groups: &[usize], codes_of: &[Vec<usize>], count: usize) -> Vec<Fold> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (unit, &group) in groups.iter().enumerate() {
        members.entry(group).or_default().push(unit);
    }
    if members.len() < 2 {
        members = (0..groups.len()).map(|unit| (unit, vec![unit])).collect();
    }
    let parts = count.min(members.len());
    if parts < 2 {
        return Vec::new();
    }
    let mut by_size: Vec<Vec<usize>> = members.into_values().collect();
    let mut first_with: HashMap<usize, usize> = HashMap::new();
    for (unit, codes) in codes_of.iter().enumerate() {
        for code in codes {
            first_with.entry(*code).or_insert(unit);
        }
    }
    by_size.sort_by_key(|units| {
        let alike = codes_of[units[0]].iter().map(|code| first_with[code]).min();
        (Reverse(units.len()), alike, scattered(units[0] as u64))
    });
    let mut held_out: Vec<Vec<usize>> = vec![Vec::new(); parts];
    for units in by_size {
        if let Some(smallest) = held_out.iter_mut().min_by_key(|part| part.len()) {
            smallest.extend(units);
        }
    }
    held_out
        .into_iter()
        .map(|mut part| {
            part.sort_unstable();
            let learnt = (0..groups.len())
                .filter(|unit| part.binary_search(unit).is_err())
                .collect();
            Fold {
                learnt,
                held_out: part,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_group_is_on_both_sides_and_every_unit_is_judged_once() {
        let groups: Vec<usize> = (0..100).map(|i| i % 7).collect();
        let folds = grouped_folds(&groups, &vec![Vec::new(); 100], 5);
        assert_eq!(folds.len(), 5);
        let mut judged: Vec<usize> = folds.iter().flat_map(|f| f.held_out.clone()).collect();
        judged.sort_unstable();
        assert_eq!(judged, (0..100).collect::<Vec<_>>());
        for fold in &folds {
            for unit in &fold.held_out {
                assert!(fold.learnt.iter().all(|l| groups[*l] != groups[*unit]));
            }
        }
    }

    /// In which part each unit is held out.
    fn parts(folds: &[Fold], units: usize) -> Vec<usize> {
        let mut part_of = vec![0; units];
        for (part, fold) in folds.iter().enumerate() {
            fold.held_out.iter().for_each(|&unit| part_of[unit] = part);
        }
        part_of
    }

    #[test]
    fn what_stands_together_in_a_file_is_not_held_out_together() {
        for size in 40..700 {
            let groups: Vec<usize> = (0..size).collect();
            let part_of = parts(&grouped_folds(&groups, &vec![vec![0]; size], 5), size);
            for apart in 1..4 {
                let pairs = (apart..size).filter(|&unit| part_of[unit] == part_of[unit - apart]);
                let share = pairs.count() as f64 / (size - apart) as f64;
                assert!(share < 0.45, "{share} of {size} units, {apart} apart");
            }
        }
    }

    #[test]
    fn the_few_examples_of_a_code_are_held_out_one_by_one() {
        for few in 2..6 {
            let size = 40 * few;
            let codes: Vec<Vec<usize>> = (0..size).map(|unit| vec![unit / few]).collect();
            let groups: Vec<usize> = (0..size).collect();
            let part_of = parts(&grouped_folds(&groups, &codes, 5), size);
            for code in 0..40 {
                let mut own = part_of[code * few..(code + 1) * few].to_vec();
                own.sort_unstable();
                own.dedup();
                assert_eq!(own.len(), few);
            }
        }
    }

    #[test]
    fn the_numbers_of_the_codes_do_not_matter() {
        let groups: Vec<usize> = (0..60).collect();
        let codes = |number: fn(usize) -> usize| -> Vec<Vec<usize>> {
            let of = |unit: usize| vec![number(unit % 7), number(7 + unit % 3)];
            (0..60).map(of).collect()
        };
        let (up, down) = (codes(|code| code), codes(|code| 99 - code));
        assert_eq!(
            grouped_folds(&groups, &up, 5),
            grouped_folds(&groups, &down, 5)
        );
    }

    #[test]
    fn one_participant_is_cut_by_units_and_one_unit_not_at_all() {
        assert_eq!(grouped_folds(&[3, 3, 3], &vec![Vec::new(); 3], 5).len(), 3);
        assert!(grouped_folds(&[1], &[Vec::new()], 5).is_empty());
        assert!(grouped_folds(&[], &[], 5).is_empty());
    }
}
