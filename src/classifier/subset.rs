//! Part of the lessons, as if the other units had never been read.

use super::lessons::{Lessons, Neighbour};
use ndarray::Axis;
use std::sync::Arc;

/// Where each unit of the whole stands among the chosen ones, if it is one of them.
pub(super) struct Places(Vec<Option<usize>>);

impl Places {
    /// The places of the `chosen` units of `all`, in the order chosen.
    pub(super) fn of(chosen: &[usize], all: usize) -> Self {
        let mut places = vec![None; all];
        for (place, &unit) in chosen.iter().enumerate() {
            places[unit] = Some(place);
        }
        Self(places)
    }

    /// The place of a unit, if it was chosen.
    pub(super) fn of_unit(&self, unit: usize) -> Option<usize> {
        self.0[unit]
    }

    /// Those of the `neighbours` that were chosen, by their places.
    pub(super) fn keep(&self, neighbours: &[Neighbour]) -> Vec<Neighbour> {
        neighbours
            .iter()
            .filter_map(|neighbour| {
                self.0[neighbour.unit].map(|unit| Neighbour {
                    unit,
                    score: neighbour.score,
                })
            })
            .collect()
    }
}

impl Lessons {
    /// The lessons of the `chosen` units alone, in the order chosen (each at most once). The codes stay as they are.
    ///
    /// A unit keeps those of its neighbours that were chosen too; their places are counted anew.
    pub fn subset(&self, chosen: &[usize]) -> Lessons {
        let places = Places::of(chosen, self.len());
        let units = || chosen.iter().copied();
        Lessons {
            analyzer: Arc::clone(&self.analyzer),
            texts: units().map(|unit| self.texts[unit].clone()).collect(),
            condensed: units().map(|unit| self.condensed[unit].clone()).collect(),
            questions: units().map(|unit| self.questions[unit].clone()).collect(),
            previous: units()
                .map(|unit| self.previous[unit].and_then(|unit| places.of_unit(unit)))
                .collect(),
            codes_of: units().map(|unit| self.codes_of[unit].clone()).collect(),
            groups: units().map(|unit| self.groups[unit]).collect(),
            neighbours: units()
                .map(|unit| places.keep(&self.neighbours[unit]))
                .collect(),
            vectors: self
                .vectors
                .as_ref()
                .map(|vectors| vectors.select(Axis(0), chosen)),
            heard: self.heard.clone(),
            heard_vectors: self.heard_vectors.clone(),
            codes: self.codes.clone(),
            categories: self.categories.clone(),
            code_vectors: self.code_vectors.clone(),
            without: self.without.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::categories::Categories;
    use super::super::lessons::CodeWords;
    use super::super::without::Without;
    use super::*;
    use crate::study::Language;
    use crate::text::Analyzer;
    use ndarray::array;

    #[test]
    fn the_chosen_units_keep_all_that_is_theirs_and_point_at_each_other() {
        let analyzer = Arc::new(Analyzer::new(&Language::english()));
        let near = |unit, score| Neighbour { unit, score };
        let lessons = Lessons {
            analyzer,
            texts: ["one", "دو", "三", "🙂"].map(String::from).to_vec(),
            condensed: vec![String::new(); 4],
            questions: vec![String::new(); 4],
            previous: vec![None, Some(0), None, Some(2)],
            codes_of: vec![vec![0], vec![], vec![1], vec![0, 1]],
            groups: vec![7, 7, 8, 9],
            neighbours: vec![
                vec![near(3, 2.0), near(1, 1.0)],
                vec![],
                vec![near(1, 3.0)],
                vec![near(1, 2.0), near(2, 1.5), near(0, 1.0)],
            ],
            vectors: Some(array![[0.0], [1.0], [2.0], [3.0]]),
            heard: Vec::new(),
            heard_vectors: None,
            codes: vec![CodeWords::default(); 2],
            categories: Categories::default(),
            code_vectors: Some(array![[5.0], [6.0]]),
            without: Without::default(),
        };
        let part = lessons.subset(&[3, 0, 2]);
        assert_eq!(part.texts, ["🙂", "one", "三"]);
        assert_eq!(part.codes_of, [vec![0, 1], vec![0], vec![1]]);
        assert_eq!(part.groups, [9, 7, 8]);
        assert_eq!(part.previous, [Some(2), None, None]);
        assert_eq!(
            part.neighbours,
            [vec![near(2, 1.5), near(1, 1.0)], vec![near(0, 2.0)], vec![]]
        );
        assert_eq!(part.vectors, Some(array![[3.0], [0.0], [2.0]]));
        assert_eq!(part.codes.len(), 2);
        assert_eq!(part.code_vectors, lessons.code_vectors);
    }

    #[test]
    fn nothing_chosen_leaves_no_unit() {
        let analyzer = Arc::new(Analyzer::new(&Language::english()));
        let lessons = Lessons {
            analyzer,
            texts: vec!["one".to_owned()],
            condensed: vec![String::new()],
            questions: vec![String::new()],
            previous: vec![None],
            codes_of: vec![vec![0]],
            groups: vec![0],
            neighbours: vec![vec![]],
            vectors: None,
            heard: Vec::new(),
            heard_vectors: None,
            codes: vec![CodeWords::default()],
            categories: Categories::default(),
            code_vectors: None,
            without: Without::default(),
        };
        let part = lessons.subset(&[]);
        assert!(part.is_empty());
        assert_eq!(part.codes.len(), 1);
    }
}
