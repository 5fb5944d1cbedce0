//! Krippendorff's alpha for coders who cut the text themselves.

use serde::Serialize;
use std::collections::BTreeMap;

/// The gaps between units are a category of their own.
const GAP: usize = usize::MAX;

/// A stretch of the text and its category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Segment {
    /// First character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The category that the coder gave it.
    pub category: usize,
}

/// The α family for unitizing (Krippendorff, Mathet, Bouvry & Widlöcher 2016).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Unitizing {
    /// uα: agreement about units, gaps and categories together. `None` where coders marked nothing.
    pub u: Option<f64>,
    /// |uα: agreement about what belongs to any unit.
    pub bar_u: Option<f64>,
    /// cuα: agreement about the categories of what two coders both marked. `None` where they used fewer than two categories there.
    pub cu: Option<f64>,
    /// The share of the text that a pair of coders both marked.
    pub covered: f64,
}

/// The α family of coders who each marked units that do not overlap in a text of `length` characters.
///
/// Chance is what all units, moved about the text, would give: a unit is drawn as a whole (its length squared is taken out of the
/// expected coincidences), a gap character by character. `None` with fewer than two coders, an empty text, or units of one coder that
/// overlap or leave the text.
pub fn unitizing(coders: &[Vec<Segment>], length: usize) -> Option<Unitizing> {
    if coders.len() < 2 || length == 0 {
        return None;
    }
    let coders: Vec<Vec<Segment>> = coders
        .iter()
        .map(|units| with_gaps(units, length))
        .collect::<Option<_>>()?;
    let seen = Coincidences::of(&coders);
    let expected = Expected::of(&coders, &seen);
    let both = Both::of(&coders, &seen);
    Some(Unitizing {
        u: alpha(
            seen.total - seen.agreed(|_| true),
            seen.total - expected.agreed(),
        ),
        bar_u: alpha(
            seen.margin(GAP) - seen.at(GAP, GAP),
            expected.margin(GAP) - expected.at(GAP, GAP),
        ),
        cu: both.alpha(&seen),
        covered: both.total / seen.total,
    })
}

fn alpha(observed: f64, expected: f64) -> Option<f64> {
    (expected > 1e-9).then(|| 1.0 - observed / expected)
}

/// The units in the order of the text and the gaps between them; `None` where they overlap or leave the text.
fn with_gaps(units: &[Segment], length: usize) -> Option<Vec<Segment>> {
    let mut units: Vec<Segment> = units.iter().copied().filter(|u| u.start < u.end).collect();
    units.sort_unstable();
    let mut all = Vec::with_capacity(units.len() * 2 + 1);
    let mut place = 0;
    for unit in units {
        if unit.start < place || unit.end > length || unit.category == GAP {
            return None;
        }
        all.extend(gap(place, unit.start));
        all.push(unit);
        place = unit.end;
    }
    all.extend(gap(place, length));
    Some(all)
}

fn gap(start: usize, end: usize) -> Option<Segment> {
    (start < end).then_some(Segment {
        start,
        end,
        category: GAP,
    })
}

/// Every two segments of different coders that share characters, in both orders, with how many.
fn intersections(coders: &[Vec<Segment>], mut see: impl FnMut(&Segment, &Segment, f64)) {
    for (ours, theirs) in each_with_each(coders) {
        let mut first = 0;
        for unit in ours {
            first += theirs[first..].partition_point(|t| t.end <= unit.start);
            for other in theirs[first..].iter().take_while(|t| t.start < unit.end) {
                let shared = unit.end.min(other.end) - unit.start.max(other.start);
                see(unit, other, shared as f64);
            }
        }
    }
}

/// Each coder with each other one, both ways round.
fn each_with_each(coders: &[Vec<Segment>]) -> impl Iterator<Item = (&[Segment], &[Segment])> {
    coders.iter().enumerate().flat_map(|(i, ours)| {
        let others = coders.iter().enumerate().filter(move |(j, _)| *j != i);
        others.map(move |(_, theirs)| (ours.as_slice(), theirs.as_slice()))
    })
}

/// The observed coincidences of categories, in characters: equation 1.
struct Coincidences {
    matrix: BTreeMap<(usize, usize), f64>,
    total: f64,
}

impl Coincidences {
    fn of(coders: &[Vec<Segment>]) -> Self {
        let mut matrix = BTreeMap::new();
        let others = coders.len() as f64 - 1.0;
        intersections(coders, |unit, other, shared| {
            *matrix.entry((unit.category, other.category)).or_default() += shared / others;
        });
        Self {
            total: matrix.values().sum(),
            matrix,
        }
    }

    fn at(&self, c: usize, k: usize) -> f64 {
        self.matrix.get(&(c, k)).copied().unwrap_or(0.0)
    }

    fn margin(&self, c: usize) -> f64 {
        let row = self.matrix.range((c, 0)..=(c, usize::MAX));
        row.map(|(_, n)| n).sum()
    }

    fn agreed(&self, counts: impl Fn(usize) -> bool) -> f64 {
        let diagonal = self
            .matrix
            .iter()
            .filter(|((c, k), _)| c == k && counts(*c));
        diagonal.map(|(_, n)| n).sum()
    }

    fn categories(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.matrix.keys().map(|(c, _)| *c).collect();
        all.dedup();
        all
    }
}

/// The coincidences that chance gives: equation 4.
struct Expected<'s> {
    seen: &'s Coincidences,
    /// What cannot meet itself, of each category.
    own: BTreeMap<usize, f64>,
    factor: f64,
}

impl<'s> Expected<'s> {
    fn of(coders: &[Vec<Segment>], seen: &'s Coincidences) -> Self {
        let mut own: BTreeMap<usize, f64> = BTreeMap::new();
        for segment in coders.iter().flatten() {
            let length = (segment.end - segment.start) as f64;
            let alone = if segment.category == GAP {
                length
            } else {
                length * length
            };
            *own.entry(segment.category).or_default() += alone;
        }
        let possible = seen.total * seen.total - own.values().sum::<f64>();
        Self {
            factor: if possible > 1e-9 {
                seen.total / possible
            } else {
                0.0
            },
            own,
            seen,
        }
    }

    fn at(&self, c: usize, k: usize) -> f64 {
        let own = self.own.get(&c).filter(|_| c == k).copied().unwrap_or(0.0);
        self.factor * (self.seen.margin(c) * self.seen.margin(k) - own)
    }

    fn margin(&self, c: usize) -> f64 {
        self.seen.categories().iter().map(|&k| self.at(c, k)).sum()
    }

    fn agreed(&self) -> f64 {
        self.seen.categories().iter().map(|&c| self.at(c, c)).sum()
    }
}

/// What two coders both marked: section 5.3.
struct Both {
    margins: BTreeMap<usize, f64>,
    total: f64,
    own: BTreeMap<usize, f64>,
    others: f64,
}

impl Both {
    fn of(coders: &[Vec<Segment>], seen: &Coincidences) -> Self {
        let categories = seen.categories().into_iter().filter(|c| *c != GAP);
        let margins: BTreeMap<usize, f64> = categories
            .map(|c| (c, seen.margin(c) - seen.at(c, GAP)))
            .collect();
        let mut own: BTreeMap<usize, f64> = BTreeMap::new();
        for (ours, theirs) in each_with_each(coders) {
            for unit in ours.iter().filter(|unit| unit.category != GAP) {
                let shared = marked_within(theirs, unit);
                *own.entry(unit.category).or_default() += shared * shared;
            }
        }
        Self {
            total: margins.values().sum(),
            margins,
            own,
            others: coders.len() as f64 - 1.0,
        }
    }

    /// cuα: equations 10 and 11.
    fn alpha(&self, seen: &Coincidences) -> Option<f64> {
        let used = self
            .margins
            .values()
            .filter(|margin| **margin > 0.0)
            .count();
        if used < 2 {
            return None;
        }
        let all_own: f64 = self.own.values().sum();
        let possible = self.total - all_own / (self.total * self.others);
        let own = |c: &usize| self.own.get(c).copied().unwrap_or(0.0) / self.others;
        let agreed: f64 = self.margins.iter().map(|(c, m)| m * m - own(c)).sum();
        let observed = self.total - seen.agreed(|c| c != GAP);
        (possible > 1e-9).then(|| alpha(observed, self.total - agreed / possible))?
    }
}

/// How many characters of a unit lie in units of another coder.
fn marked_within(theirs: &[Segment], unit: &Segment) -> f64 {
    let first = theirs.partition_point(|t| t.end <= unit.start);
    let touching = theirs[first..].iter().take_while(|t| t.start < unit.end);
    let marked = touching.filter(|t| t.category != GAP);
    marked
        .map(|t| (unit.end.min(t.end) - unit.start.max(t.start)) as f64)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(of: &[(usize, usize, usize)]) -> Vec<Segment> {
        let segment = |&(start, end, category): &(usize, usize, usize)| Segment {
            start,
            end,
            category,
        };
        of.iter().map(segment).collect()
    }

    fn near(found: Option<f64>, wanted: f64) {
        let found = found.unwrap();
        assert!((found - wanted).abs() < 1e-9, "{found}, wanted {wanted}");
    }

    /// By hand: observed coincidences 4, 4, 4, 8; expected 20 · (64 - 32) / 356 and 20 · (144 - 12) / 356 on the diagonal.
    #[test]
    fn two_coders_by_hand() {
        let found = unitizing(&[units(&[(0, 4, 1)]), units(&[(2, 6, 1)])], 10).unwrap();
        near(found.u, 1.0 - 8.0 / (20.0 - 20.0 * (32.0 + 132.0) / 356.0));
        // One category: the distinction of unit and gap is all there is, and (8 · 12) of 356 coincide by chance.
        near(found.bar_u, 1.0 - 4.0 / (20.0 * 96.0 / 356.0));
        assert_eq!(found.cu, None);
        near(Some(found.covered), 0.2);
    }

    /// By hand: both marked [0, 4) and [6, 8): margins 6 and 6 of 12. Own: (4² + 2²) for the first coder's units, 4² + 2² for the other's.
    #[test]
    fn the_categories_of_what_both_marked_by_hand() {
        let first = units(&[(0, 4, 1), (6, 9, 2)]);
        let second = units(&[(0, 4, 1), (5, 8, 1)]);
        let found = unitizing(&[first, second], 10).unwrap();
        // Margins 4 + 4 + 2 for category 1 and 2 for category 2; agreed 8 of 12.
        let possible = 12.0 - 40.0 / 12.0;
        let expected = 12.0 - (100.0 - 36.0 + 4.0 - 4.0) / possible;
        near(found.cu, 1.0 - 4.0 / expected);
    }

    /// The example of another program after the same paper, the Python package krippendorff-unitized-alpha: its page gives
    /// 0.5671992508994135. It leaves places between gap and unit empty, so the gaps are given here, too.
    #[test]
    fn another_program_finds_the_same() {
        let coder = |of: &[(usize, usize, usize)]| units(of);
        let coders = [
            coder(&[
                (0, 2, GAP),
                (3, 14, 1),
                (15, 21, GAP),
                (22, 52, 1),
                (53, 55, GAP),
            ]),
            coder(&[
                (0, 2, GAP),
                (3, 9, 1),
                (10, 21, GAP),
                (22, 52, 1),
                (53, 55, GAP),
            ]),
            coder(&[(0, 21, GAP), (22, 45, 1), (46, 55, GAP)]),
        ];
        let seen = Coincidences::of(&coders);
        let expected = Expected::of(&coders, &seen);
        let u = alpha(
            seen.total - seen.agreed(|_| true),
            seen.total - expected.agreed(),
        );
        near(u, 0.567_199_250_899_413_5);
    }

    /// Krippendorff 2019 (Content Analysis, 4th edition), figure 12.11: three coders, 60 characters; printed are uα .510, |uα .413 and
    /// cuα .724. The stretches are as the R package quallmer 0.4.0 read them off the figure, whose borders between units of one category
    /// the numbers hang on: with other borders among those of category 6 this formula gives all three as printed, so that only uα is
    /// held to the printed digits here.
    #[test]
    fn the_figure_of_the_book() {
        let coders = [
            units(&[
                (0, 7, 1),
                (7, 13, 2),
                (30, 32, 5),
                (32, 37, 6),
                (37, 44, 6),
                (44, 60, 7),
            ]),
            units(&[(0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)]),
            units(&[
                (0, 7, 1),
                (7, 13, 4),
                (13, 21, 5),
                (32, 37, 6),
                (37, 41, 6),
                (41, 44, 6),
            ]),
        ];
        let found = unitizing(&coders, 60).unwrap();
        assert_eq!(format!("{:.3}", found.u.unwrap()), "0.510");
        assert!((found.bar_u.unwrap() - 0.413).abs() < 0.001);
        assert!((found.cu.unwrap() - 0.724).abs() < 0.002);
    }

    /// The example of a second program after the paper of 2016, unitized_alpha in Python, of three coders who disagree: to the
    /// digits that it prints.
    #[test]
    fn a_second_program_finds_the_same_of_all_three() {
        let coders = [
            units(&[(2, 5, 1), (9, 11, 1), (12, 20, 2)]),
            units(&[(2, 5, 1), (7, 15, 2)]),
            units(&[(2, 5, 1), (10, 15, 2)]),
        ];
        let found = unitizing(&coders, 20).unwrap();
        let printed = [found.u, found.bar_u, found.cu].map(|one| format!("{:.3}", one.unwrap()));
        assert_eq!(printed, ["0.474", "0.433", "0.779"]);
        assert_eq!(format!("{:.4}", found.covered), "0.3833");
    }

    #[test]
    fn equal_coders_agree_wholly_and_shifted_ones_less() {
        let one = units(&[(0, 10, 1), (20, 35, 2), (50, 55, 1)]);
        let same = unitizing(&[one.clone(), one.clone(), one.clone()], 80).unwrap();
        for alpha in [same.u, same.bar_u, same.cu] {
            near(alpha, 1.0);
        }
        let shifted = units(&[(3, 13, 1), (23, 38, 2), (53, 58, 1)]);
        let less = unitizing(&[one.clone(), shifted], 80).unwrap();
        assert!(less.u.unwrap() < 0.8 && less.u.unwrap() > 0.3, "{less:?}");
        near(less.cu, 1.0);
        let elsewhere = units(&[(11, 19, 1), (36, 49, 2)]);
        let none = unitizing(&[one, elsewhere], 80).unwrap();
        assert!(none.u.unwrap() < 0.0, "{none:?}");
    }

    #[test]
    fn what_cannot_be_compared() {
        let one = units(&[(0, 4, 1)]);
        assert_eq!(unitizing(std::slice::from_ref(&one), 10), None);
        assert_eq!(
            unitizing(&[one.clone(), units(&[(0, 4, 1), (3, 5, 2)])], 10),
            None
        );
        assert_eq!(unitizing(&[one.clone(), units(&[(8, 11, 1)])], 10), None);
        let nothing = unitizing(&[Vec::new(), Vec::new()], 10).unwrap();
        assert_eq!(nothing.u, None);
    }
}
