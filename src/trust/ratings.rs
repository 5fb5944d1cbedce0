//! What several coders said of the same units.

use std::collections::HashMap;

/// Judgements of the same units by several coders, each unit in one category by each coder who judged it.
///
/// Categories and coders are numbered from 0. For a single code there are two categories: 0 left it out, 1 gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratings {
    coders: usize,
    categories: usize,
    units: Vec<Unit>,
}

/// One unit, or a run of equal ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Each coder's category; `None` where she has not judged the unit.
    pub judged: Vec<Option<usize>>,
    /// How many units this stands for: 1, or the characters of a run.
    pub weight: f64,
    /// Units of one block (a turn, a transcript) are drawn together for intervals: they do not err independently.
    pub block: usize,
}

impl Unit {
    /// How many coders put the unit into each category.
    pub(super) fn counts(&self, categories: usize) -> Vec<f64> {
        let mut counts = vec![0.0; categories];
        for &category in self.judged.iter().flatten() {
            counts[category] += 1.0;
        }
        counts
    }

    /// How many coders judged it.
    pub(super) fn judges(&self) -> f64 {
        self.judged.iter().flatten().count() as f64
    }
}

impl Ratings {
    /// Nothing judged yet by `coders` coders in `categories` categories.
    pub fn new(coders: usize, categories: usize) -> Self {
        Self {
            coders,
            categories,
            units: Vec::new(),
        }
    }

    /// Adds a unit. Categories out of range and further coders are left out.
    pub fn add(&mut self, judged: &[Option<usize>], weight: f64, block: usize) {
        let known = |category: &Option<usize>| category.filter(|c| *c < self.categories);
        let mut judged: Vec<Option<usize>> = judged.iter().map(known).collect();
        judged.resize(self.coders, None);
        self.units.push(Unit {
            judged,
            weight,
            block,
        });
    }

    /// Number of coders.
    pub fn coders(&self) -> usize {
        self.coders
    }

    /// Number of categories.
    pub fn categories(&self) -> usize {
        self.categories
    }

    /// The units.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Units that at least two coders judged, by weight.
    pub fn pairable(&self) -> f64 {
        let pairable = self.units.iter().filter(|unit| unit.judges() >= 2.0);
        pairable.map(|unit| unit.weight).sum()
    }

    /// What is found of each pair of coders, where there is anything.
    pub(super) fn pairs<T>(&self, of_two: impl Fn(&Self, usize, usize) -> Option<T>) -> Vec<T> {
        let pairs = (1..self.coders).flat_map(|b| (0..b).map(move |a| (a, b)));
        pairs.filter_map(|(a, b)| of_two(self, a, b)).collect()
    }

    /// The judgements of two of the coders alone.
    pub fn of_pair(&self, a: usize, b: usize) -> Self {
        let mut pair = Self::new(2, self.categories);
        for unit in &self.units {
            pair.add(&[unit.judged[a], unit.judged[b]], unit.weight, unit.block);
        }
        pair
    }

    /// The different ways in which units were judged, each once and with the weight of all, and which of them each unit is.
    pub(super) fn patterns(&self) -> (Self, Vec<usize>) {
        let mut known = HashMap::new();
        let mut patterns = Self::new(self.coders, self.categories);
        let which = self.units.iter().map(|unit| {
            let next = known.len();
            let place = *known.entry(&unit.judged).or_insert(next);
            if place == next {
                patterns.add(&unit.judged, 0.0, 0);
            }
            patterns.units[place].weight += unit.weight;
            place
        });
        let which = which.collect();
        (patterns, which)
    }

    /// Gives the units these weights, in their order.
    pub(super) fn reweigh(&mut self, weights: &[f64]) {
        for (unit, weight) in self.units.iter_mut().zip(weights) {
            unit.weight = *weight;
        }
    }

    /// One more than the greatest block.
    pub(super) fn blocks(&self) -> usize {
        let last = self.units.iter().map(|unit| unit.block).max();
        last.map_or(0, |block| block + 1)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// One unit a line, a digit (from 1) a coder, `.` where she has not judged.
    pub(crate) fn ratings(lines: &[&str], categories: usize) -> Ratings {
        let mut ratings = Ratings::new(lines[0].len(), categories);
        for (block, line) in lines.iter().enumerate() {
            let digit = |c: char| c.to_digit(10).map(|d| d as usize - 1);
            let judged: Vec<Option<usize>> = line.chars().map(digit).collect();
            ratings.add(&judged, 1.0, block);
        }
        ratings
    }

    /// Two coders by the table of how often they put units into (row, column).
    pub(crate) fn crossed(table: &[&[usize]]) -> Ratings {
        let mut ratings = Ratings::new(2, table.len());
        for (a, row) in table.iter().enumerate() {
            for (b, &times) in row.iter().enumerate() {
                for _ in 0..times {
                    let block = ratings.units.len();
                    ratings.add(&[Some(a), Some(b)], 1.0, block);
                }
            }
        }
        ratings
    }

    /// Four raters, twelve subjects, five categories, some ratings missing: Gwet (2014), page 120, and as reliability data
    /// with missing values Krippendorff (2011).
    pub(crate) const FOUR_RATERS: [&str; 12] = [
        "11.1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11",
        "..3.",
    ];

    /// A hundred pregnant women by two abstractors: Gwet (2014).
    pub(crate) const ABSTRACTORS: [&[usize]; 3] = [&[13, 0, 0], &[0, 20, 7], &[0, 4, 56]];

    #[test]
    fn what_one_coder_alone_judged_is_not_pairable() {
        let ratings = ratings(&FOUR_RATERS, 5);
        assert_eq!(ratings.pairable(), 11.0);
        assert_eq!(ratings.of_pair(0, 1).pairable(), 9.0);
    }

    #[test]
    fn unknown_categories_and_coders_are_left_out() {
        let mut ratings = Ratings::new(2, 2);
        ratings.add(&[Some(0), Some(7), Some(1)], 1.0, 0);
        ratings.add(&[Some(1)], 1.0, 1);
        assert_eq!(ratings.units()[0].judged, [Some(0), None]);
        assert_eq!(ratings.units()[1].judged, [Some(1), None]);
    }
}
