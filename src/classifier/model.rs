//! Lessons to model, unit to probabilities.

use super::aim::Aim;
use super::defaults::Defaults;
use super::evidence::{Numbers, Seen, Views};
use super::hold_out::{Sparse, TOGETHER, candidates, rows_at};
use super::judgement::Judgement;
use super::lessons::{Lessons, Neighbour};
use super::meaning::Nearest;
use super::stop::Stop;
use super::threshold::Scope;
use crate::error::{Error, Result};
use ndarray::{ArrayView1, Axis, stack};
use rayon::prelude::*;
use serde::Serialize;

/// A trained model: ask it with [`Model::score`].
pub struct Model {
    pub(super) lessons: Lessons,
    pub(super) sparse: Sparse,
    pub(super) views: Views,
    pub(super) judgement: Judgement,
    examples: Vec<usize>,
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
    /// The code's examples nearest in meaning.
    pub nearest: Nearest,
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
    /// [`Error::Internal`] where the ranker's optimiser fails.
    pub fn fit(lessons: Lessons, defaults: &Defaults) -> Result<Self> {
        let sparse = Sparse::learn(&lessons);
        let stop = Stop::default();
        let (views, judgement) = rayon::join(
            || all_views(&lessons, &sparse, &stop),
            || Judgement::fit(&lessons, &lessons.neighbours, &sparse, defaults, &stop),
        );
        let judgement = judgement?.ok_or_else(|| Error::internal("learning was stopped"))?;
        Ok(Self::of(lessons, sparse, views, judgement))
    }

    /// Learns from the lessons all but how to judge: several times faster than [`Model::fit`]. The neighbours of the lessons
    /// are not needed. `None` after a `stop`.
    pub fn judged_by(lessons: Lessons, judgement: Judgement, stop: &Stop) -> Option<Self> {
        let sparse = Sparse::learn(&lessons);
        let views = all_views(&lessons, &sparse, stop);
        (!stop.is_asked()).then(|| Self::of(lessons, sparse, views, judgement))
    }

    /// How [`Model::fit`] would judge after the same lessons with these neighbours; `None` after a `stop`.
    ///
    /// # Errors
    /// As [`Model::fit`].
    pub fn judged_anew(
        &self,
        neighbours: &[Vec<Neighbour>],
        defaults: &Defaults,
        stop: &Stop,
    ) -> Result<Option<Judgement>> {
        Judgement::fit(&self.lessons, neighbours, &self.sparse, defaults, stop)
    }

    fn of(lessons: Lessons, sparse: Sparse, views: Views, judgement: Judgement) -> Self {
        let everything: Vec<usize> = (0..lessons.len()).collect();
        Self {
            examples: lessons.examples_per_code(&everything),
            lessons,
            sparse,
            views,
            judgement,
        }
    }

    /// The likeliest codes for each unit, best first. Runs in parallel; the answer does not depend on the number of threads.
    pub fn score(&self, questions: &[Question<'_>]) -> Vec<Vec<Scored>> {
        self.score_by(&self.judgement, questions)
    }

    /// [`Model::score`] with another judgement on the same evidence.
    pub fn score_by(&self, judgement: &Judgement, questions: &[Question<'_>]) -> Vec<Vec<Scored>> {
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
                            judgement,
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
        judgement: &Judgement,
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
        let (evidence, nearest) = self.views.evidence(&self.lessons, &seen);
        let codes = candidates(&evidence);
        let logits: Vec<f64> = codes
            .iter()
            .map(|&code| {
                judgement
                    .judge
                    .logit(&evidence[code], self.examples[code] > 0)
            })
            .collect();
        let mut ordered: Vec<usize> = (0..codes.len()).collect();
        // By logit: what stands behind a first suggestion may have been brought down to the same probability.
        ordered.sort_by(|a, b| {
            logits[*b]
                .total_cmp(&logits[*a])
                .then(codes[*a].cmp(&codes[*b]))
        });
        let probabilities = judgement.judge.probabilities(&logits);
        let mut scored: Vec<Scored> = ordered
            .into_iter()
            .map(|place| (codes[place], probabilities[place]))
            .map(|(code, probability)| Scored {
                code,
                probability,
                accepted: false,
                threshold: judgement.acceptance.thresholds[code],
                numbers: evidence[code],
                nearest: nearest[code],
            })
            .collect();
        for (place, s) in scored.iter_mut().enumerate() {
            s.accepted = self.standing_by(judgement, s, place) == Standing::Accepted;
        }
        scored
    }

    /// How it judges.
    pub fn judgement(&self) -> &Judgement {
        &self.judgement
    }

    /// Whether a code that came at this place (from 0) of a unit's codes is accepted, else what kept it from that.
    pub fn standing(&self, scored: &Scored, place: usize) -> Standing {
        self.standing_by(&self.judgement, scored, place)
    }

    fn standing_by(&self, judgement: &Judgement, scored: &Scored, place: usize) -> Standing {
        // A code without an example may be looked at, but nothing shows yet that emic recognises it.
        if self.examples[scored.code] == 0 {
            Standing::WithoutExample
        } else if !judgement.recognised[scored.code] {
            Standing::NotRecognised
        } else if scored.probability < scored.threshold {
            Standing::BelowThreshold
        } else if place > 0 && judgement.acceptance.scope == Scope::First {
            Standing::BehindAnother
        } else {
            Standing::Accepted
        }
    }

    /// Chooses the thresholds anew for another aim; a new model aims at balance.
    pub fn aim(&mut self, aim: Aim) {
        self.judgement.aim(&self.lessons, aim);
    }

    /// The codes that have an example but are not recognised yet, with the number of their units: in units that were held
    /// out they did no better than chance, or none of their units could be held out while another taught them. They are
    /// never accepted.
    pub fn not_recognised(&self) -> Vec<(usize, usize)> {
        let examples = self.examples.iter().copied().enumerate();
        examples
            .filter(|(code, n)| *n > 0 && !self.judgement.recognised[*code])
            .collect()
    }

    /// The codes that reach the precision asked for at no probability.
    pub fn out_of_reach(&self) -> Vec<usize> {
        let thresholds = self.judgement.acceptance.thresholds.iter().enumerate();
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
        let learnt = self
            .judgement
            .acceptance
            .thresholds
            .iter()
            .zip(&self.examples);
        learnt
            .map(|(&t, &examples)| (examples > 0).then_some(t))
            .collect()
    }
}

fn all_views(lessons: &Lessons, sparse: &Sparse, stop: &Stop) -> Views {
    let everything: Vec<usize> = (0..lessons.len()).collect();
    sparse.views(lessons, &everything, lessons.len(), stop)
}
