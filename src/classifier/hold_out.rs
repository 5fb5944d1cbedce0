//! Evidence for units that were not learnt from: what the ranker learns from and is judged by.

use super::calibration::First;
use super::evidence::{Numbers, Seen, Views, cosine};
use super::features::Vocabulary;
use super::folds::Fold;
use super::lessons::{Lessons, Neighbour};
use super::sparse::{SparseRow, SparseRows};
use rayon::prelude::*;

/// Codes of a unit that the ranker looks at; the others are hopeless.
const CANDIDATES: usize = 24;

/// Units and codes as sparse vectors.
pub struct Sparse {
    /// The columns.
    pub vocabulary: Vocabulary,
    /// The units.
    pub rows: SparseRows,
    codebook: SparseRows,
}

/// A held-out unit with its evidence.
pub struct HeldOut {
    /// Which unit.
    pub unit: usize,
    /// Its likeliest codes.
    pub pairs: Vec<Pair>,
}

/// The evidence for one code of a held-out unit.
#[derive(Clone, Copy)]
pub struct Pair {
    /// Which code.
    pub code: usize,
    /// What speaks for and against it.
    pub numbers: Numbers,
    /// Whether the unit bears it.
    pub right: bool,
    /// Whether it had an example among the units learnt from.
    pub taught: bool,
}

impl Sparse {
    /// The vocabulary of the lessons, and their units and codes in its columns.
    pub fn learn(lessons: &Lessons) -> Self {
        let (vocabulary, rows) = Vocabulary::learn(&lessons.texts, &lessons.analyzer);
        let words: Vec<&str> = lessons.codes.iter().map(|c| c.text.as_str()).collect();
        let codebook = vocabulary.rows(&words, &lessons.analyzer);
        Self {
            vocabulary,
            rows,
            codebook,
        }
    }

    /// What can be learnt from the `chosen` units.
    pub fn views(&self, lessons: &Lessons, chosen: &[usize]) -> Views {
        let columns = self.vocabulary.len();
        Views::fit(lessons, &self.rows, columns, &self.codebook, chosen)
    }

    /// The neighbours with their likeness by all words and n-grams, the likest first.
    pub fn alike(
        &self,
        row: SparseRow<'_>,
        neighbours: impl Iterator<Item = Neighbour>,
    ) -> Vec<Neighbour> {
        let mut found: Vec<Neighbour> = neighbours
            .map(|n| Neighbour {
                unit: n.unit,
                score: cosine(row, self.rows.row(n.unit)),
            })
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.unit.cmp(&b.unit)));
        found
    }
}

/// Learns from one part of a fold and gathers evidence for the other.
pub fn hold_out(lessons: &Lessons, sparse: &Sparse, fold: &Fold) -> Vec<HeldOut> {
    let views = sparse.views(lessons, &fold.learnt);
    let mut learnt = vec![false; lessons.len()];
    fold.learnt.iter().for_each(|&unit| learnt[unit] = true);
    let examples = lessons.examples_per_code(&fold.learnt);
    fold.held_out
        .par_iter()
        .map(|&unit| {
            let known = lessons.neighbours[unit]
                .iter()
                .copied()
                .filter(|n| learnt[n.unit]);
            let seen = Seen {
                row: sparse.rows.row(unit),
                neighbours: sparse.alike(sparse.rows.row(unit), known),
                vector: lessons.vectors.as_ref().map(|v| v.row(unit)),
            };
            let evidence = views.evidence(lessons, &seen);
            let pair = |code: usize| Pair {
                code,
                numbers: evidence[code],
                right: lessons.codes_of[unit].contains(&code),
                taught: examples[code] > 0,
            };
            HeldOut {
                unit,
                pairs: candidates(&evidence).into_iter().map(pair).collect(),
            }
        })
        .collect()
}

/// The codes worth the ranker's look: the best by a plain sum of the views.
pub fn candidates(evidence: &[Numbers]) -> Vec<usize> {
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

/// The first suggestion of each coded unit, by these logits of its pairs.
pub fn first(logits: &[f64], rights: impl Fn(usize) -> bool) -> Option<First> {
    let best = (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b]).then(b.cmp(a)))?;
    let second = (0..logits.len())
        .filter(|i| *i != best)
        .map(|i| logits[i])
        .fold(f64::NEG_INFINITY, f64::max);
    Some(First {
        logit: logits[best],
        second: if second.is_finite() {
            second
        } else {
            logits[best]
        },
        right: rights(best),
    })
}
