//! How the model of each study codes the units of the others.

use super::nodes::Nodes;
use super::{Asked, Coded};
use crate::classifier::Question;
use crate::compare::{CodedQuote, CrossCoding};
use crate::error::Result;
use crate::project::learning::Learnt;
use crate::project::{Meaning, Project};
use crate::study::{CodeId, StudyId};
use std::collections::{BTreeMap, HashMap};

/// Coded units that a study needs before its model has anything to say about another.
const ENOUGH: usize = 20;
/// Units of a study that another's model codes, at most: a mean over more would hardly differ.
const ASKED: usize = 1_000;

/// Units that a code needs on its own side: a mean over fewer is chance, and a code without examples is judged by its name alone.
const FEWEST: usize = 3;

/// A code of the model, a code that units bear, and the mean probability of the one on the other's units.
type Mean = (CodeId, CodeId, f64);

/// Mean probabilities: which study's model on which study's units, which code on which.
#[derive(Default)]
pub(super) struct Crossed(HashMap<(StudyId, StudyId), Vec<Mean>>);

impl Crossed {
    /// What the two studies' models say of each other.
    pub fn between(&self, left: StudyId, right: StudyId) -> Option<CrossCoding> {
        let mut both = CrossCoding::default();
        for way in [(left, right), (right, left)] {
            for &(code, on, mean) in self.0.get(&way)? {
                both.insert(code, on, mean);
            }
        }
        Some(both)
    }
}

impl Project {
    /// Trains a model on each study that has enough coded units, and lets it code those of the others.
    pub(super) fn crossed(&mut self, asked: &Asked<'_>, nodes: &Nodes) -> Result<Crossed> {
        let units_of = |study: &Coded| -> Vec<&CodedQuote> {
            let own = asked.quotes.iter().filter(|q| q.study == study.0.id);
            own.collect()
        };
        let rich: Vec<(&Coded, Vec<&CodedQuote>)> = asked
            .studies
            .iter()
            .map(|study| (study, units_of(study)))
            .filter(|(_, units)| units.len() >= ENOUGH)
            .collect();
        let mut crossed = Crossed::default();
        if rich.len() < 2 || asked.request.meaning == Meaning::Off {
            return Ok(crossed);
        }
        let coder = asked
            .request
            .coders
            .first()
            .map_or(asked.coder, String::as_str);
        for ((study, _), own) in &rich {
            let learnt = self.learn(study, coder, &asked.request.meaning)?;
            for ((other, _), units) in rich.iter().filter(|((s, _), _)| s.id != study.id) {
                let every = units.len().div_ceil(ASKED).max(1);
                let units: Vec<&CodedQuote> = units.iter().step_by(every).copied().collect();
                let means = self.means(&learnt, own, &units, nodes)?;
                crossed.0.insert((study.id, other.id), means);
            }
        }
        Ok(crossed)
    }

    /// For each node of the model and each node of the units, the mean probability of the one on the units of the other.
    fn means(
        &mut self,
        learnt: &Learnt,
        own: &[&CodedQuote],
        units: &[&CodedQuote],
        nodes: &Nodes,
    ) -> Result<Vec<Mean>> {
        let teacher = &learnt.teacher;
        let texts: Vec<&str> = units.iter().map(|unit| unit.text.as_str()).collect();
        let neighbours = teacher.look_up.of_texts(&texts)?;
        let vectors = self.encoded(teacher.encoder(), &texts)?;
        let questions: Vec<Question<'_>> = texts
            .iter()
            .zip(&neighbours)
            .enumerate()
            .map(|(at, (text, near))| teacher.question(text, near, vectors.as_ref(), at))
            .collect();
        let bearing = with_enough(units, nodes);
        let taught = with_enough(own, nodes);
        let mut sums: BTreeMap<(CodeId, CodeId), f64> = BTreeMap::new();
        for (unit, scored) in units.iter().zip(teacher.model.score(&questions)) {
            let mut unlikely: BTreeMap<CodeId, f64> = BTreeMap::new();
            for judged in scored {
                for &node in nodes.of(learnt.codes[judged.code]) {
                    *unlikely.entry(node).or_insert(1.0) *= 1.0 - judged.probability;
                }
            }
            for on in nodes.of_quote(unit) {
                for (&code, &unlikely) in unlikely.iter().filter(|(c, _)| taught.contains_key(c)) {
                    *sums.entry((code, on)).or_default() += 1.0 - unlikely;
                }
            }
        }
        let mean = |((code, on), sum): ((CodeId, CodeId), f64)| {
            Some((code, on, sum / *bearing.get(&on)? as f64))
        };
        Ok(sums.into_iter().filter_map(mean).collect())
    }
}

/// The units of each node, of those that have enough.
fn with_enough(units: &[&CodedQuote], nodes: &Nodes) -> BTreeMap<CodeId, usize> {
    let mut counted: BTreeMap<CodeId, usize> = BTreeMap::new();
    for node in units.iter().flat_map(|unit| nodes.of_quote(unit)) {
        *counted.entry(node).or_default() += 1;
    }
    counted.retain(|_, units| *units >= FEWEST);
    counted
}
