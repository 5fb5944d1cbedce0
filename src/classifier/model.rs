//! Lessons to model, unit to probabilities.

use super::evidence::{Numbers, Seen, Views, cosine};
use super::features::Vocabulary;
use super::folds::{Fold, grouped_folds};
use super::lessons::{Lessons, Neighbour};
use super::ranker::{Judged, Ranker, probability};
use super::sparse::SparseRows;
use super::threshold::{Acceptance, Held};
use crate::error::Result;
use ndarray::ArrayView1;
use rayon::prelude::*;

/// Held-out units beyond this number teach the ranker nothing more.
const ENOUGH_HELD_OUT: usize = 4_000;
/// Judged pairs beyond this number cost time and change nothing.
const ENOUGH_PAIRS: usize = 60_000;
/// With this many right pairs of its own a study's ranker weighs as much as the default one.
const ENOUGH_RIGHT: f64 = 200.0;
/// Codes of a unit that the ranker looks at; the others are hopeless.
pub(super) const CANDIDATES: usize = 24;

/// A trained model: ask it with [`Model::score`].
pub struct Model {
    lessons: Lessons,
    sparse: Sparse,
    views: Views,
    ranker: Ranker,
    acceptance: Acceptance,
    held: Vec<Held>,
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
    /// What spoke for and against it.
    pub numbers: Numbers,
}

/// A unit to be judged.
pub struct Question<'q> {
    /// What was said.
    pub text: &'q str,
    /// The lessons' units most like it by the index, best first.
    pub neighbours: Vec<Neighbour>,
    /// Its sentence vector.
    pub vector: Option<ArrayView1<'q, f32>>,
}

impl Model {
    /// Learns from the lessons.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] where the ranker's optimiser fails.
    pub fn fit(lessons: Lessons, default: &Ranker) -> Result<Self> {
        let sparse = Sparse::learn(&lessons);
        let everything: Vec<usize> = (0..lessons.len()).collect();
        let folds = folds_for(&lessons);
        let (views, gathered) = rayon::join(
            || sparse.views(&lessons, &everything),
            || {
                folds
                    .par_iter()
                    .map(|fold| gather(&lessons, &sparse, fold))
                    .collect::<Vec<_>>()
            },
        );
        let gathered: Vec<HeldOut> = gathered.into_iter().flatten().collect();
        let ranker = fit_ranker(&gathered, default)?;
        let held = judge(&ranker, &gathered);
        let single = lessons.codes_of.iter().all(|codes| codes.len() <= 1);
        let acceptance = if held.is_empty() {
            Acceptance::uniform(0.5, lessons.codes.len(), single)
        } else {
            Acceptance::fit(&held, &lessons.examples_per_code(&everything), single)
        };
        Ok(Self {
            lessons,
            sparse,
            views,
            ranker,
            acceptance,
            held,
        })
    }

    /// The likeliest codes for a unit, best first.
    pub fn score(&self, question: &Question<'_>) -> Vec<Scored> {
        let rows = self
            .sparse
            .vocabulary
            .rows(&[question.text], &self.lessons.analyzer);
        let seen = Seen {
            row: rows.row(0),
            neighbours: alike(
                &self.sparse.rows,
                rows.row(0),
                question.neighbours.iter().copied(),
            ),
            vector: question.vector.as_ref().map(|v| v.view()),
        };
        let evidence = self.views.evidence(&self.lessons, &seen);
        let mut scored: Vec<Scored> = candidates(&evidence)
            .into_iter()
            .map(|code| Scored {
                code,
                probability: probability(self.ranker.logit(&evidence[code])),
                accepted: false,
                numbers: evidence[code],
            })
            .collect();
        scored.sort_by(|a, b| {
            b.probability
                .total_cmp(&a.probability)
                .then(a.code.cmp(&b.code))
        });
        for (place, s) in scored.iter_mut().enumerate() {
            let reaches = s.probability >= self.acceptance.thresholds[s.code];
            s.accepted = reaches && (place == 0 || !self.acceptance.single);
        }
        scored
    }

    /// What it learnt from.
    pub fn lessons(&self) -> &Lessons {
        &self.lessons
    }

    /// Probabilities for units that were held out while learning.
    pub fn held(&self) -> &[Held] {
        &self.held
    }
}

struct HeldOut {
    unit: usize,
    /// (code, evidence, right)
    pairs: Vec<(usize, Numbers, bool)>,
}

fn folds_for(lessons: &Lessons) -> Vec<Fold> {
    let count = if lessons.len() < 2_000 { 5 } else { 4 };
    let mut folds = grouped_folds(&lessons.groups, count);
    let mut judged = 0;
    folds.retain(|fold| {
        let wanted = judged < ENOUGH_HELD_OUT;
        judged += fold.held_out.len();
        wanted
    });
    folds
}

/// Units and codes as sparse vectors.
pub(super) struct Sparse {
    vocabulary: Vocabulary,
    rows: SparseRows,
    codebook: SparseRows,
}

impl Sparse {
    pub(super) fn learn(lessons: &Lessons) -> Self {
        let (vocabulary, rows) = Vocabulary::learn(&lessons.texts, &lessons.analyzer);
        let code_texts: Vec<&str> = lessons.codes.iter().map(|c| c.text.as_str()).collect();
        let codebook = vocabulary.rows(&code_texts, &lessons.analyzer);
        Self {
            vocabulary,
            rows,
            codebook,
        }
    }

    fn views(&self, lessons: &Lessons, chosen: &[usize]) -> Views {
        Views::fit(
            lessons,
            &self.rows,
            self.vocabulary.len(),
            &self.codebook,
            chosen,
        )
    }
}

/// Learns from one part of a fold and judges the other: the pairs with their answers.
pub(super) fn hold_out(lessons: &Lessons, sparse: &Sparse, fold: &Fold) -> Vec<Judged> {
    gather(lessons, sparse, fold)
        .into_iter()
        .flat_map(|held| held.pairs)
        .map(|(_, numbers, right)| Judged { numbers, right })
        .collect()
}

fn gather(lessons: &Lessons, sparse: &Sparse, fold: &Fold) -> Vec<HeldOut> {
    let views = sparse.views(lessons, &fold.learnt);
    let rows = &sparse.rows;
    let mut learnt = vec![false; lessons.len()];
    fold.learnt.iter().for_each(|&unit| learnt[unit] = true);
    let taught = lessons.examples_per_code(&fold.learnt);
    fold.held_out
        .par_iter()
        .map(|&unit| {
            let known = lessons.neighbours[unit]
                .iter()
                .copied()
                .filter(|n| learnt[n.unit]);
            let seen = Seen {
                row: rows.row(unit),
                neighbours: alike(rows, rows.row(unit), known),
                vector: lessons.vectors.as_ref().map(|v| v.row(unit)),
            };
            let evidence = views.evidence(lessons, &seen);
            let pairs = candidates(&evidence)
                .into_iter()
                .filter(|&code| taught[code] > 0)
                .map(|code| (code, evidence[code], lessons.codes_of[unit].contains(&code)))
                .collect();
            HeldOut { unit, pairs }
        })
        .collect()
}

/// The neighbours with their likeness by all words and n-grams, the likest first.
fn alike(
    rows: &SparseRows,
    row: super::sparse::SparseRow<'_>,
    neighbours: impl Iterator<Item = Neighbour>,
) -> Vec<Neighbour> {
    let mut found: Vec<Neighbour> = neighbours
        .map(|n| Neighbour {
            unit: n.unit,
            score: cosine(row, rows.row(n.unit)),
        })
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.unit.cmp(&b.unit)));
    found
}

/// The codes worth the ranker's look: the best by a plain sum of the views.
fn candidates(evidence: &[Numbers]) -> Vec<usize> {
    let mut codes: Vec<usize> = (0..evidence.len()).collect();
    if codes.len() > CANDIDATES {
        let plain = |code: &usize| {
            let n = &evidence[*code];
            n[0] + 2.0 * n[3] + 2.0 * n[6] + n[8] + 2.0 * n[13] + 2.0 * n[17] + n[20]
        };
        codes.sort_by(|a, b| plain(b).total_cmp(&plain(a)).then(a.cmp(b)));
        codes.truncate(CANDIDATES);
        codes.sort_unstable();
    }
    codes
}

fn fit_ranker(gathered: &[HeldOut], default: &Ranker) -> Result<Ranker> {
    let pairs: usize = gathered.iter().map(|h| h.pairs.len()).sum();
    let every = pairs.div_ceil(ENOUGH_PAIRS).max(1);
    let judged: Vec<Judged> = gathered
        .iter()
        .step_by(every)
        .flat_map(|h| h.pairs.iter())
        .map(|&(_, numbers, right)| Judged { numbers, right })
        .collect();
    let right = judged.iter().filter(|j| j.right).count() as f64;
    let own = right / (right + ENOUGH_RIGHT);
    Ok(match Ranker::fit(&judged)? {
        Some(ranker) => default.blended(&ranker, own),
        None => default.clone(),
    })
}

fn judge(ranker: &Ranker, gathered: &[HeldOut]) -> Vec<Held> {
    gathered
        .par_iter()
        .flat_map_iter(|h| {
            h.pairs.iter().map(|(code, numbers, right)| Held {
                unit: h.unit,
                code: *code,
                probability: probability(ranker.logit(numbers)),
                right: *right,
            })
        })
        .collect()
}
