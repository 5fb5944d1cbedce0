//! Which units are held out together.

use std::collections::BTreeMap;

/// A part of the units that is judged by what was learnt from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// Learnt from.
    pub learnt: Vec<usize>,
    /// Judged.
    pub held_out: Vec<usize>,
}

/// Cuts the units into at most `count` parts of about the same size such that no group (participant) is in two parts.
/// With a single group each unit is a group of its own. Deterministic; fewer than two units give no fold.
pub fn grouped_folds(groups: &[usize], count: usize) -> Vec<Fold> {
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
    by_size.sort_by_key(|units| (std::cmp::Reverse(units.len()), scattered(units[0])));
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

/// A fixed shuffle of numbers, so that neighbours in a file do not all fall into one part.
fn scattered(unit: usize) -> u64 {
    (unit as u64 + 1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_group_is_on_both_sides_and_every_unit_is_judged_once() {
        let groups: Vec<usize> = (0..100).map(|i| i % 7).collect();
        let folds = grouped_folds(&groups, 5);
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

    #[test]
    fn one_participant_is_cut_by_units_and_one_unit_not_at_all() {
        assert_eq!(grouped_folds(&[3, 3, 3], 5).len(), 3);
        assert!(grouped_folds(&[1], 5).is_empty());
        assert!(grouped_folds(&[], 5).is_empty());
    }
}
