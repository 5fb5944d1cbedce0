//! Lessons to model, unit to probabilities.

use super::aim::Aim;
use super::defaults::Defaults;
use super::evidence::{Numbers, Seen, Views};
use super::folds::{Fold, grouped_folds};
use super::hold_out::{HeldOut, Sparse, TOGETHER, candidates, hold_out, rows_at};
use super::judge::Judge;
use super::lessons::{Lessons, Neighbour};
use super::recognition::recognised;
use super::threshold::{Acceptance, Held, Scope};
use crate::error::Result;
use ndarray::{ArrayView1, Axis, stack};
use rayon::prelude::*;
use serde::Serialize;

/// Held-out units beyond this number teach the ranker nothing more.
const ENOUGH_HELD_OUT: usize = 3_000;

/// A trained model: ask it with [`Model::score`].
pub struct Model {
    pub(super) lessons: Lessons,
    pub(super) sparse: Sparse,
    pub(super) views: Views,
    judge: Judge,
    pub(super) acceptance: Acceptance,
    examples: Vec<usize>,
    /// What it said of units that were held out.
    pub(super) held: Vec<Held>,
    /// Whether each code is recognised in them.
    pub(super) recognised: Vec<bool>,
}

/// A code with its probability for a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Its place among the codes of the lessons.
    pub code: usize,
    /// How likely a coder would give it.
    pub probability: f64,
    /// Whether the probability reaches the code's threshold.
    pub accepted: bool,
    /// The least probability at which it would be accepted; above 1 where no probability is enough.
    pub threshold: f64,
    /// What spoke for and against it.
    pub numbers: Numbers,
}

/// Whether a code is accepted for a unit, else what keeps it from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is accepted.
    Accepted,
    /// It has no example yet.
    WithoutExample,
    /// It is not recognised in units that were held out.
    NotRecognised,
    /// It does not reach its threshold.
    BelowThreshold,
    /// It reaches its threshold, but another code is likelier and in this study units bear one code each.
    BehindAnother,
}

/// A unit to be judged.
pub struct Question<'q> {
    /// What was said.
    pub text: &'q str,
    /// What the interviewer asked before it; empty where nothing was asked.
    pub asked: &'q str,
    /// The codes of the coded unit before it, as far as it is coded.
    pub before: &'q [usize],
    /// The lessons' units most like it by the index, best first.
    pub neighbours: Vec<Neighbour>,
    /// Its sentence vector.
    pub vector: Option<ArrayView1<'q, f32>>,
}

impl Model {
    /// Learns from the lessons; `defaults` judge until the study has evidence of its own.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] where the ranker's optimiser fails.
    pub fn fit(lessons: Lessons, defaults: &Defaults) -> Result<Self> {
        let sparse = Sparse::learn(&lessons);
        let everything: Vec<usize> = (0..lessons.len()).collect();
        let (views, gathered) = rayon::join(
            || sparse.views(&lessons, &everything, lessons.len()),
            || {
                folds_for(&lessons.groups)
                    .par_iter()
                    .map(|fold| hold_out(&lessons, &sparse, fold, lessons.len()))
                    .collect::<Vec<_>>()
            },
        );
        let gathered: Vec<HeldOut> = gathered.into_iter().flatten().collect();
        let judge = Judge::fit(&lessons, &gathered, defaults)?;
        let examples = lessons.examples_per_code(&everything);
        let held = held(&judge, &gathered);
        let mut missed = vec![0; lessons.codes.len()];
        for &code in gathered.iter().flat_map(|h| &h.missed) {
            missed[code] += 1;
        }
        let recognised = recognised(&held, &missed, gathered.len());
        let acceptance = acceptance(&lessons, &held, Aim::Balanced);
        Ok(Self {
            examples,
            held,
            recognised,
            lessons,
            sparse,
            views,
            judge,
            acceptance,
        })
    }

    /// The likeliest codes for each unit, best first. Runs in parallel; the answer does not depend on the number of threads.
    pub fn score(&self, questions: &[Question<'_>]) -> Vec<Vec<Scored>> {
        questions
            .par_chunks(TOGETHER)
            .flat_map_iter(|together| {
                let views: Option<Vec<ArrayView1<'_, f32>>> =
                    together.iter().map(|q| q.vector).collect();
                let vectors = views.and_then(|rows| stack(Axis(0), &rows).ok());
                let likeness = vectors.as_ref().and_then(|v| self.views.likeness(v));
                together
                    .iter()
                    .enumerate()
                    .map(|(place, question)| {
                        self.score_one(
                            question,
                            rows_at(vectors.as_ref(), likeness.as_ref(), place),
                        )
                    })
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    fn score_one(
        &self,
        question: &Question<'_>,
        meaning: Option<(ArrayView1<'_, f32>, ArrayView1<'_, f32>)>,
    ) -> Vec<Scored> {
        let sparse = &self.sparse;
        let rows = sparse
            .vocabulary
            .rows(&[question.text], &self.lessons.analyzer);
        let asked = sparse
            .vocabulary
            .rows(&[question.asked], &self.lessons.analyzer);
        let seen = Seen {
            row: rows.row(0),
            asked: Some(asked.row(0)),
            before: question.before,
            neighbours: sparse.alike(rows.row(0), question.neighbours.iter().copied()),
            meaning: meaning
                .as_ref()
                .map(|(vector, likeness)| (vector.view(), likeness.view())),
        };
        let evidence = self.views.evidence(&self.lessons, &seen);
        let codes = candidates(&evidence);
        let logits: Vec<f64> = codes
            .iter()
            .map(|&code| self.judge.logit(&evidence[code], self.examples[code] > 0))
            .collect();
        let mut ordered: Vec<usize> = (0..codes.len()).collect();
        // By logit: what stands behind a first suggestion may have been brought down to the same probability.
        ordered.sort_by(|a, b| {
            logits[*b]
                .total_cmp(&logits[*a])
                .then(codes[*a].cmp(&codes[*b]))
        });
        let probabilities = self.judge.probabilities(&logits);
        let mut scored: Vec<Scored> = ordered
            .into_iter()
            .map(|place| (codes[place], probabilities[place]))
            .map(|(code, probability)| Scored {
                code,
                probability,
                accepted: false,
                threshold: self.acceptance.thresholds[code],
                numbers: evidence[code],
            })
            .collect();
        for (place, s) in scored.iter_mut().enumerate() {
            s.accepted = self.standing(s, place) == Standing::Accepted;
        }
        scored
    }

    /// Whether a code that came at this place (from 0) of a unit's codes is accepted, else what kept it from that.
    pub fn standing(&self, scored: &Scored, place: usize) -> Standing {
        // A code without an example may be looked at, but nothing shows yet that emic recognises it.
        if self.examples[scored.code] == 0 {
            Standing::WithoutExample
        } else if !self.recognised[scored.code] {
            Standing::NotRecognised
        } else if scored.probability < scored.threshold {
            Standing::BelowThreshold
        } else if place > 0 && self.acceptance.scope == Scope::First {
            Standing::BehindAnother
        } else {
            Standing::Accepted
        }
    }

    /// Chooses the thresholds anew for another aim; a new model aims at balance.
    pub fn aim(&mut self, aim: Aim) {
        self.acceptance = acceptance(&self.lessons, &self.held, aim);
    }

    /// The codes that have an example but are not recognised yet, with the number of their units: in units that were held
    /// out they did no better than chance, or none of their units could be held out while another taught them. They are
    /// never accepted.
    pub fn not_recognised(&self) -> Vec<(usize, usize)> {
        let examples = self.examples.iter().copied().enumerate();
        examples
            .filter(|(code, n)| *n > 0 && !self.recognised[*code])
            .collect()
    }

    /// The codes that reach the precision asked for at no probability.
    pub fn out_of_reach(&self) -> Vec<usize> {
        let thresholds = self.acceptance.thresholds.iter().enumerate();
        let out = thresholds.filter(|(code, t)| **t > 1.0 && self.examples[*code] > 0);
        out.map(|(code, _)| code).collect()
    }

    /// Units that bear each code.
    pub fn examples(&self) -> &[usize] {
        &self.examples
    }

    /// What it learnt from.
    pub fn lessons(&self) -> &Lessons {
        &self.lessons
    }

    /// From which probability on each code is accepted; `None` for a code without an example.
    pub fn thresholds(&self) -> Vec<Option<f64>> {
        let learnt = self.acceptance.thresholds.iter().zip(&self.examples);
        learnt
            .map(|(&t, &examples)| (examples > 0).then_some(t))
            .collect()
    }
}

/// What is said of the held-out units, code by code.
fn held(judge: &Judge, gathered: &[HeldOut]) -> Vec<Held> {
    gathered
        .par_iter()
        .flat_map_iter(|h| {
            let probabilities = judge.probabilities(&judge.logits(h));
            h.pairs
                .iter()
                .zip(probabilities)
                .filter(|(pair, _)| pair.taught)
                .map(|(pair, probability)| Held {
                    unit: h.unit,
                    code: pair.code,
                    probability,
                    right: pair.right,
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn acceptance(lessons: &Lessons, held: &[Held], aim: Aim) -> Acceptance {
    let single = lessons.codes_of.iter().all(|codes| codes.len() <= 1);
    if held.is_empty() {
        let threshold = aim.precision().unwrap_or(0.5);
        Acceptance::uniform(threshold, lessons.codes.len(), single)
    } else {
        Acceptance::fit(held, lessons.codes.len(), single, aim)
    }
}

/// The units that are held out while learning from units of these groups: those whose neighbours are needed.
pub fn held_out_units(groups: &[usize]) -> Vec<usize> {
    let mut units: Vec<usize> = folds_for(groups)
        .into_iter()
        .flat_map(|fold| fold.held_out)
        .collect();
    units.sort_unstable();
    units
}

/// As many folds as it takes to judge enough units; of a large fold every so manieth unit is judged.
fn folds_for(groups: &[usize]) -> Vec<Fold> {
    let count = if groups.len() < 2_000 { 5 } else { 4 };
    let mut folds = grouped_folds(groups, count);
    let mut judged = 0;
    folds.retain_mut(|fold| {
        let wanted = judged < ENOUGH_HELD_OUT;
        let every = (fold.held_out.len() / ENOUGH_HELD_OUT).max(1);
        fold.held_out = fold.held_out.iter().copied().step_by(every).collect();
        judged += fold.held_out.len();
        wanted
    });
    folds
}
