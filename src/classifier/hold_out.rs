//! Evidence for units that were not learnt from: what the ranker learns from and is judged by.

use super::calibration::First;
use super::evidence::{Numbers, Part, Seen, Views, cosine};
use super::features::Vocabulary;
use super::folds::Fold;
use super::lessons::{Lessons, Neighbour};
use super::sparse::{SparseRow, SparseRows};
use super::stop::Stop;
use ndarray::{Array2, ArrayView1, Axis};
use rayon::prelude::*;

/// Codes of a unit that the ranker looks at; the others are hopeless.
const CANDIDATES: usize = 24;

/// Units whose vectors are multiplied with all others' at once.
pub const TOGETHER: usize = 64;

/// Units and codes as sparse vectors.
pub struct Sparse {
    /// The columns.
    pub vocabulary: Vocabulary,
    /// The units.
    pub rows: SparseRows,
    codebook: SparseRows,
    questions: Option<SparseRows>,
}

/// A held-out unit with its evidence.
pub struct HeldOut {
    /// Which unit.
    pub unit: usize,
    /// Its likeliest codes.
    pub pairs: Vec<Pair>,
    /// Codes that it bears and that had an example, but are not among the likeliest.
    pub missed: Vec<usize>,
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
        let asked = lessons
            .questions
            .iter()
            .any(|question| !question.is_empty());
        let questions = asked.then(|| vocabulary.rows(&lessons.questions, &lessons.analyzer));
        Self {
            questions,
            vocabulary,
            rows,
            codebook,
        }
    }

    /// What can be learnt from the `chosen` units.
    pub fn views(
        &self,
        lessons: &Lessons,
        chosen: &[usize],
        stands_for: usize,
        stop: &Stop,
    ) -> Views {
        let columns = self.vocabulary.len();
        let codebook = self.codebook_of(lessons, chosen);
        Views::fit(
            lessons,
            &self.rows,
            columns,
            codebook,
            self.questions.as_ref(),
            &Part {
                units: chosen,
                stands_for,
                stop,
            },
        )
    }

    /// The codes' own words and those of the chosen units as they were condensed.
    fn codebook_of(&self, lessons: &Lessons, chosen: &[usize]) -> SparseRows {
        if chosen
            .iter()
            .all(|&unit| lessons.condensed[unit].is_empty())
        {
            return self.codebook.clone();
        }
        let mut words: Vec<String> = lessons.codes.iter().map(|c| c.text.clone()).collect();
        for &unit in chosen {
            for &code in &lessons.codes_of[unit] {
                words[code].push('\n');
                words[code].push_str(&lessons.condensed[unit]);
            }
        }
        self.vocabulary.rows(&words, &lessons.analyzer)
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

/// Learns from one part of a fold and gathers evidence for the other, as a model of `stands_for` units would.
///
/// The code of the unit before is shown for every second unit only: later it is known where a coder works through a
/// transcript, and unknown where a whole transcript is new. `neighbours` has a list for each unit of the lessons; after a
/// `stop` the answer is of no use.
pub fn hold_out(
    lessons: &Lessons,
    neighbours: &[Vec<Neighbour>],
    sparse: &Sparse,
    fold: &Fold,
    stands_for: usize,
    stop: &Stop,
) -> Vec<HeldOut> {
    let views = sparse.views(lessons, &fold.learnt, stands_for, stop);
    let mut learnt = vec![false; lessons.len()];
    fold.learnt.iter().for_each(|&unit| learnt[unit] = true);
    let examples = lessons.examples_per_code(&fold.learnt);
    let judged = |unit: usize, vectors: Option<(ArrayView1<'_, f32>, ArrayView1<'_, f32>)>| {
        let known = neighbours[unit].iter().copied().filter(|n| learnt[n.unit]);
        let seen = Seen {
            row: sparse.rows.row(unit),
            asked: sparse.questions.as_ref().map(|q| q.row(unit)),
            before: if unit.is_multiple_of(2) {
                &lessons.before[unit]
            } else {
                &[]
            },
            neighbours: sparse.alike(sparse.rows.row(unit), known),
            meaning: vectors.as_ref().map(|(v, l)| (v.view(), l.view())),
        };
        let (evidence, _) = views.evidence(lessons, &seen);
        let pair = |code: usize| Pair {
            code,
            numbers: evidence[code],
            right: lessons.codes_of[unit].contains(&code),
            taught: examples[code] > 0,
        };
        let likeliest = candidates(&evidence);
        let own = lessons.codes_of[unit].iter().copied();
        HeldOut {
            unit,
            missed: own
                .filter(|code| examples[*code] > 0 && !likeliest.contains(code))
                .collect(),
            pairs: likeliest.into_iter().map(pair).collect(),
        }
    };
    fold.held_out
        .par_chunks(TOGETHER)
        .filter(|_| !stop.is_asked())
        .flat_map_iter(|units| {
            let vectors = lessons
                .vectors
                .as_ref()
                .map(|all| all.select(Axis(0), units));
            let likeness = vectors.as_ref().and_then(|v| views.likeness(v));
            units
                .iter()
                .enumerate()
                .map(|(place, &unit)| {
                    judged(unit, rows_at(vectors.as_ref(), likeness.as_ref(), place))
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The rows of a unit's vector and likeness, where there are both.
pub fn rows_at<'m>(
    vectors: Option<&'m Array2<f32>>,
    likeness: Option<&'m Array2<f32>>,
    place: usize,
) -> Option<(ArrayView1<'m, f32>, ArrayView1<'m, f32>)> {
    Some((vectors?.row(place), likeness?.row(place)))
}

/// The codes worth the ranker's look: the best by a plain sum of the views.
pub fn candidates(evidence: &[Numbers]) -> Vec<usize> {
    if evidence.len() <= CANDIDATES {
        return (0..evidence.len()).collect();
    }
    let plain =
        |n: &Numbers| n[0] + 2.0 * n[3] + 2.0 * n[6] + n[8] + 2.0 * n[13] + 2.0 * n[17] + n[20];
    let mut codes: Vec<(f32, usize)> = evidence.iter().map(plain).zip(0..).collect();
    codes.select_nth_unstable_by(CANDIDATES, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    codes.truncate(CANDIDATES);
    let mut codes: Vec<usize> = codes.into_iter().map(|(_, code)| code).collect();
    codes.sort_unstable();
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
