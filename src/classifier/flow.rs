//! What the talk around a unit says about its codes: a topic lasts over several units, and one leads to another.
//!
//! Counted on the coded units; asked in a second look ([`super::second_look`]), when something is expected of each unit.

use super::lessons::Lessons;
use super::ranker::probability;

/// Numbers that the talk around a unit gives for a code: what the unit before says, and the unit after.
pub const AROUND: usize = 2;

/// Examples that a code's neighbours must outweigh.
const SMOOTHING: f32 = 5.0;
/// Weight of the usual shares beside what a neighbour is expected to bear: where that is little, it says little.
const SILENCE: f32 = 0.2;
/// Shares below this are as good as none.
const LEAST_SHARE: f32 = 1e-3;

/// Which codes stand beside which in the talk.
#[derive(Debug, Clone)]
pub struct Flow {
    next: Counts,
    ahead: Counts,
    /// Units that bear each code.
    examples: Vec<f32>,
    /// Each code's share of the coded units.
    usual: Vec<f32>,
}

/// For each code how often each other one stands beside it, sorted by the other's place.
type Counts = Vec<Vec<(usize, f32)>>;

/// What a unit bears, or is expected to: codes with their probabilities.
pub type Expected = Vec<(usize, f32)>;

/// What a first look expects: these codes with the probabilities of their logits.
pub fn expected(looked: impl Iterator<Item = (usize, f64)>) -> Expected {
    looked
        .map(|(code, logit)| (code, probability(logit) as f32))
        .collect()
}

impl Flow {
    /// Counts neighbours among the `chosen` units; `None` where none is known to stand beside another.
    pub fn fit(lessons: &Lessons, chosen: &[usize]) -> Option<Self> {
        let count = lessons.codes.len();
        let mut known = vec![false; lessons.len()];
        chosen.iter().for_each(|&unit| known[unit] = true);
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for &unit in chosen {
            if let Some(previous) = lessons.previous[unit].filter(|previous| known[*previous]) {
                for &before in &lessons.codes_of[previous] {
                    pairs.extend(lessons.codes_of[unit].iter().map(|&code| (before, code)));
                }
            }
        }
        if pairs.is_empty() {
            return None;
        }
        let examples = lessons.examples_per_code(chosen);
        let is_coded = |unit: &&usize| !lessons.codes_of[**unit].is_empty();
        let coded = chosen.iter().filter(is_coded).count() as f32;
        Some(Self {
            next: counted(pairs.iter().copied(), count),
            ahead: counted(pairs.iter().map(|&(before, code)| (code, before)), count),
            usual: examples
                .iter()
                .map(|&n| (n as f32 + 0.5) / (coded + 1.0))
                .collect(),
            examples: examples.iter().map(|&n| n as f32).collect(),
        })
    }

    /// How much likelier than usual the unit before and the one after make a code, as logarithms; 0 where there is none.
    pub fn around(
        &self,
        code: usize,
        before: Option<&Expected>,
        after: Option<&Expected>,
    ) -> [f32; AROUND] {
        [(&self.next, before), (&self.ahead, after)].map(|(beside, neighbour)| {
            neighbour.map_or(0.0, |neighbour| self.lift(beside, neighbour, code))
        })
    }

    fn lift(&self, beside: &Counts, neighbour: &Expected, code: usize) -> f32 {
        let usual = self.usual[code];
        let (mut sum, mut weight) = (SILENCE * usual, SILENCE);
        for &(other, probability) in neighbour {
            let row = &beside[other];
            let pairs = row
                .binary_search_by_key(&code, |(code, _)| *code)
                .map_or(0.0, |at| row[at].1);
            let share = (pairs + SMOOTHING * usual) / (self.examples[other] + SMOOTHING);
            sum += probability * share;
            weight += probability;
        }
        ((sum / weight + LEAST_SHARE) / (usual + LEAST_SHARE)).ln()
    }
}

fn counted(pairs: impl Iterator<Item = (usize, usize)>, count: usize) -> Counts {
    let mut beside: Counts = vec![Vec::new(); count];
    for (one, other) in pairs {
        let row = &mut beside[one];
        match row.binary_search_by_key(&other, |(code, _)| *code) {
            Ok(at) => row[at].1 += 1.0,
            Err(at) => row.insert(at, (other, 1.0)),
        }
    }
    beside
}

#[cfg(test)]
mod tests {
    use super::super::categories::Categories;
    use super::super::lessons::CodeWords;
    use super::super::without::Without;
    use super::*;
    use crate::study::Language;
    use crate::text::Analyzer;
    use std::sync::Arc;

    /// One transcript in which code 1 follows code 0 each time, and code 2 stands anywhere.
    fn talk() -> Lessons {
        let codes = [0, 1, 2, 0, 1, 0, 1, 2, 0, 1];
        let count = codes.len();
        Lessons {
            analyzer: Arc::new(Analyzer::new(&Language::english())),
            texts: vec![String::new(); count],
            condensed: vec![String::new(); count],
            questions: vec![String::new(); count],
            previous: (0..count).map(|place| place.checked_sub(1)).collect(),
            codes_of: codes.iter().map(|code| vec![*code]).collect(),
            groups: vec![0; count],
            neighbours: vec![Vec::new(); count],
            vectors: None,
            heard: Vec::new(),
            heard_vectors: None,
            codes: vec![CodeWords::default(); 3],
            categories: Categories::default(),
            code_vectors: None,
            without: Without::default(),
        }
    }

    #[test]
    fn what_usually_follows_is_made_likelier_and_what_never_does_less() {
        let lessons = talk();
        let everything: Vec<usize> = (0..lessons.len()).collect();
        let flow = Flow::fit(&lessons, &everything).unwrap();
        let zero = vec![(0, 1.0)];
        assert!(flow.around(1, Some(&zero), None)[0] > 0.4);
        assert!(flow.around(2, Some(&zero), None)[0] < -0.4);
        assert_eq!(flow.around(1, Some(&zero), None)[1], 0.0);
        assert!(flow.around(0, None, Some(&vec![(1, 1.0)]))[1] > 0.4);
        let doubtful = vec![(0, 0.1)];
        assert!(flow.around(1, Some(&doubtful), None)[0] < flow.around(1, Some(&zero), None)[0]);
        assert!(flow.around(1, Some(&Vec::new()), None)[0].abs() < 1e-6);
    }

    #[test]
    fn only_what_was_chosen_is_counted() {
        let lessons = talk();
        assert!(Flow::fit(&lessons, &[0, 2, 4]).is_none());
        let flow = Flow::fit(&lessons, &[0, 1, 4]).unwrap();
        assert!(flow.around(1, Some(&vec![(0, 1.0)]), None)[0] > 0.0);
    }
}
