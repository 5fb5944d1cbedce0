//! The numbers that speak for or against a code, and how they are gathered.
//!
//! Each view fails in its own way: words need the same words, neighbours need one good example, meaning needs the
//! encoder's language, words and meaning together need several examples, the codebook needs a telling name or definition.

use super::centroids::Centroids;
use super::codebook_words::CodebookWords;
use super::flow::Flow;
use super::hold_out::Sparse;
use super::lessons::{Lessons, Neighbour};
use super::linear::{Linear, Row, Rows, Start, Training};
use super::meaning::{Meaning, Nearest};
use super::middle::Place;
use super::model::Earlier;
use super::sparse::{SparseRow, SparseRows};
use super::stop::Stop;
use ndarray::{Array2, ArrayView1};
use std::borrow::Cow;
use std::sync::Arc;

/// How many numbers there are for a (unit, code) pair.
pub const NUMBERS: usize = 25;

/// Their names, in order, as the ablation table and the explanations call them.
pub const NAMES: [&str; NUMBERS] = [
    "words: margin",
    "words: standing",
    "words: share",
    "neighbours: votes",
    "neighbours: best",
    "neighbours: standing",
    "typical words: likeness",
    "typical words: standing",
    "codebook: likeness",
    "codebook: standing",
    "prior",
    "examples",
    "meaning: nearest",
    "meaning: nearest three",
    "meaning: standing",
    "meaning: votes",
    "meaning: centre",
    "meaning: codebook",
    "meaning: codebook standing",
    "context: question",
    "together: margin",
    "together: standing",
    "together: share",
    "category: lead",
    "category: standing",
];

/// The evidence for one (unit, code) pair; see [`NAMES`].
pub type Numbers = [f32; NUMBERS];

/// Neighbours that vote.
const VOTERS: usize = 20;

/// What was learnt from some of the units, ready to judge others.
pub struct Views {
    /// Over words; where there are no vectors also against categories, behind the codes.
    words: Linear,
    /// Over words and vectors, against codes and categories.
    together: Option<Linear>,
    centroids: Centroids,
    codebook: CodebookWords,
    /// What was asked before each code's examples; `None` where nothing was.
    questions: Option<Centroids>,
    meaning: Option<Meaning>,
    flow: Option<Flow>,
    prior: Vec<f32>,
    examples: Vec<f32>,
}

/// Units to learn from, and what they stand for.
pub struct Part<'a> {
    /// The units.
    pub units: &'a [usize],
    /// The number of units of the model that these stand for: in a fold, all units. Numbers of examples are told as they
    /// will be there, so that the ranker meets the same later.
    pub stands_for: usize,
    /// Where the linear models start, if not from nothing.
    pub earlier: Option<&'a Earlier<'a>>,
    /// Whether what is learnt is still wanted.
    pub stop: &'a Stop,
}

/// One unit as the views see it.
pub struct Seen<'a> {
    /// Its sparse vector.
    pub row: SparseRow<'a>,
    /// What the interviewer asked, as a sparse vector.
    pub asked: Option<SparseRow<'a>>,
    /// Its neighbours among the units learnt from: (unit, likeness from 0 to 1), best first.
    pub neighbours: Vec<Neighbour>,
    /// Its sentence vector, and its cosines with the units learnt from ([`Views::likeness`]).
    pub meaning: Option<(ArrayView1<'a, f32>, ArrayView1<'a, f32>)>,
}

impl Views {
    /// Learns from a part of the units; `codebook` has the codes as sparse vectors.
    pub fn fit(lessons: &Lessons, sparse: &Sparse, codebook: &SparseRows, part: &Part<'_>) -> Self {
        let (rows, columns) = (&sparse.rows, sparse.vocabulary.len());
        let chosen = part.units;
        let count = lessons.codes.len();
        let examples = lessons.examples_per_code(chosen);
        let whole = part.stands_for as f32 / chosen.len().max(1) as f32;
        let coded = chosen
            .iter()
            .filter(|&&u| !lessons.codes_of[u].is_empty())
            .count();
        let learn = |by_vectors: bool| linear(lessons, sparse, part, by_vectors);
        let has_vectors = lessons.vectors.is_some();
        let (words, (together, meaning)) = rayon::join(
            || learn(false),
            || {
                rayon::join(
                    || has_vectors.then(|| learn(true)),
                    || Meaning::fit(lessons, chosen),
                )
            },
        );
        Self {
            words,
            together,
            centroids: Centroids::fit(
                rows,
                Arc::clone(&sparse.place),
                chosen,
                &lessons.codes_of,
                count,
            ),
            codebook: CodebookWords::of(codebook, columns),
            questions: (sparse.questions.as_ref()).map(|rows| {
                let asked = chosen.iter().map(|unit| rows.row(*unit));
                let place = Arc::new(Place::beyond(asked, columns));
                Centroids::fit(rows, place, chosen, &lessons.codes_of, count)
            }),
            meaning,
            flow: Flow::fit(lessons, chosen),
            prior: examples
                .iter()
                .map(|&n| ((n as f32 + 0.5) / (coded as f32 + 1.0)).ln())
                .collect(),
            examples: examples
                .iter()
                .map(|&n| (n as f32 * whole).ln_1p())
                .collect(),
        }
    }

    /// The evidence of one unit for every code, and the units nearest in meaning that bear it.
    pub fn evidence(&self, lessons: &Lessons, seen: &Seen<'_>) -> (Vec<Numbers>, Vec<Nearest>) {
        let count = lessons.codes.len();
        let margins = self.words.margins(Row {
            words: seen.row,
            vector: None,
        });
        let (votes, best) = votes(lessons, &seen.neighbours, count);
        let likeness = self.centroids.likeness(seen.row);
        let codebook = self.codebook.likeness(seen.row);
        let mut all = vec![[0.0; NUMBERS]; count];
        let mut nearest = vec![Nearest::default(); count];
        let (margins, of_categories) = margins.split_at(count);
        put_margins(&mut all, 0, margins);
        if self.together.is_none() {
            put_category(&mut all, lessons, of_categories, margins);
        }
        put(&mut all, 3, &votes);
        put(&mut all, 4, &best);
        put(&mut all, 5, &standing(&votes));
        put(&mut all, 6, &likeness);
        put(&mut all, 7, &standing(&likeness));
        put(&mut all, 8, &codebook);
        put(&mut all, 9, &standing(&codebook));
        put(&mut all, 10, &self.prior);
        put(&mut all, 11, &self.examples);
        if let (Some(meaning), Some((vector, likeness))) = (&self.meaning, seen.meaning) {
            let found = meaning.evidence(lessons, vector, likeness);
            let three = found.nearest_three();
            put(&mut all, 12, &found.nearest());
            put(&mut all, 13, &three);
            put(&mut all, 14, &standing(&three));
            put(&mut all, 15, &found.votes);
            put(&mut all, 16, &found.centre);
            put(&mut all, 17, &found.codebook);
            put(&mut all, 18, &standing(&found.codebook));
            nearest = found.examples;
            if let Some(together) = &self.together {
                let margins = together.margins(Row {
                    words: seen.row,
                    vector: Some(vector),
                });
                let (margins, of_categories) = margins.split_at(count);
                put_margins(&mut all, 20, margins);
                put_category(&mut all, lessons, of_categories, margins);
            }
        }
        if let (Some(questions), Some(asked)) = (&self.questions, seen.asked) {
            put(&mut all, 19, &questions.likeness(asked));
        }
        lessons.without.blank(&mut all);
        (all, nearest)
    }

    /// The cosines of some units' vectors (rows) with the units learnt from (columns); `None` without an encoder.
    pub fn likeness(&self, vectors: &Array2<f32>) -> Option<Array2<f32>> {
        Some(self.meaning.as_ref()?.likeness(vectors))
    }

    /// Which codes stand beside which; `None` where that is unknown.
    pub fn flow(&self) -> Option<&Flow> {
        self.flow.as_ref()
    }

    /// The linear model over words, for saying which words spoke.
    pub fn words(&self) -> &Linear {
        &self.words
    }
}

impl Earlier<'_> {
    /// Where one of the linear models starts: that over words, or that over words and vectors; `None` if there was none.
    fn start(&self, sparse: &Sparse, by_vectors: bool) -> Option<Start<'_>> {
        let (before, views) = (&self.model.sparse, &self.model.views);
        let rows = Rows {
            words: &before.rows,
            columns: before.vocabulary.len(),
            vectors: (self.model.lessons.vectors.as_ref()).filter(|_| by_vectors),
        };
        Some(Start {
            linear: if by_vectors {
                views.together.as_ref()?
            } else {
                &views.words
            },
            rows: sparse.has_columns_of(before).then_some(rows),
            units: &self.units,
            codes: &self.codes,
        })
    }
}

/// Talk that was read and left uncoded speaks against every code, but less than another code's example does.
const WEIGHT_OF_SILENCE: f32 = 0.5;

/// A linear model over words, or over words and vectors. The one that sees most tells categories apart, too.
fn linear(lessons: &Lessons, sparse: &Sparse, part: &Part<'_>, by_vectors: bool) -> Linear {
    let vectors = lessons.vectors.as_ref();
    let count = lessons.codes.len();
    let sees_most = by_vectors == vectors.is_some();
    let (codes, count) = match lessons.categories.count() {
        categories if sees_most && categories > 0 => {
            let with_categories = lessons.categories.beside(&lessons.codes_of, count);
            (Cow::Owned(with_categories), count + categories)
        }
        _ => (Cow::Borrowed(&lessons.codes_of), count),
    };
    let weight = |codes: &Vec<usize>| match codes.is_empty() {
        true => WEIGHT_OF_SILENCE,
        false => 1.0,
    };
    let weights: Vec<f32> = lessons.codes_of.iter().map(weight).collect();
    let training = Training {
        rows: Rows {
            words: &sparse.rows,
            columns: sparse.vocabulary.len(),
            vectors: vectors.filter(|_| by_vectors),
        },
        chosen: part.units,
        codes: &codes,
        weights: &weights,
    };
    let start = part
        .earlier
        .and_then(|earlier| earlier.start(sparse, by_vectors));
    Linear::fit(&training, count, start.as_ref(), part.stop)
}

fn put(all: &mut [Numbers], place: usize, values: &[f32]) {
    for (numbers, value) in all.iter_mut().zip(values) {
        numbers[place] = *value;
    }
}

/// Puts a linear model's margins, how they stand and what they share at three places in a row.
fn put_margins(all: &mut [Numbers], first: usize, margins: &[f32]) {
    put(all, first, margins);
    put(all, first + 1, &standing(margins));
    put(all, first + 2, &share(margins));
}

/// Puts what the codes' categories have by a linear model, from the mean of all codes on, and how it stands; nothing where no
/// category tells codes apart.
fn put_category(all: &mut [Numbers], lessons: &Lessons, of_categories: &[f32], margins: &[f32]) {
    if of_categories.is_empty() {
        return;
    }
    let mut lead = lessons.categories.mean(of_categories, margins);
    let mean = lead.iter().sum::<f32>() / lead.len() as f32;
    lead.iter_mut().for_each(|value| *value -= mean);
    put(all, 23, &lead);
    put(all, 24, &standing(&lead));
}

/// Each neighbour votes for its codes with the fourth power of its likeness; a code's share of the votes, and its best voter's likeness.
fn votes(lessons: &Lessons, neighbours: &[Neighbour], count: usize) -> (Vec<f32>, Vec<f32>) {
    let (mut votes, mut best) = (vec![0.0; count], vec![0.0_f32; count]);
    let mut total = 0.02;
    for neighbour in neighbours.iter().take(VOTERS) {
        let weight = neighbour.score.powi(4);
        total += weight;
        for &code in &lessons.codes_of[neighbour.unit] {
            votes[code] += weight;
            best[code] = best[code].max(neighbour.score);
        }
    }
    votes.iter_mut().for_each(|vote| *vote /= total);
    (votes, best)
}

/// How far each value stands above the best of the others.
pub fn standing(values: &[f32]) -> Vec<f32> {
    let (mut first, mut second, mut at) = (f32::NEG_INFINITY, f32::NEG_INFINITY, usize::MAX);
    for (i, &value) in values.iter().enumerate() {
        if value > first {
            (second, first, at) = (first, value, i);
        } else if value > second {
            second = value;
        }
    }
    values
        .iter()
        .enumerate()
        .map(|(i, value)| {
            let rival = if i == at { second } else { first };
            if rival.is_finite() {
                value - rival
            } else {
                0.0
            }
        })
        .collect()
}

/// Softmax of the values, three times as sharp.
fn share(values: &[f32]) -> Vec<f32> {
    let top = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let raised: Vec<f32> = values.iter().map(|v| ((v - top) * 3.0).exp()).collect();
    let total: f32 = raised.iter().sum();
    raised
        .iter()
        .map(|r| r / total.max(f32::MIN_POSITIVE))
        .collect()
}
