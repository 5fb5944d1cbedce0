//! Sentence vectors against a code's examples: the nearest ones, their centre, a linear model, and the code's own words.

use super::lessons::Lessons;
use ndarray::{Array1, Array2, ArrayView1, Axis};

/// Units nearest in meaning that vote.
const VOTERS: usize = 20;
/// Ridge penalty per unit of weight, chosen on the sets named in benches/RESULTS.md.
const PENALTY: f64 = 1.0;

/// What was learnt from the vectors of some units.
pub struct Meaning {
    chosen: Vec<usize>,
    vectors: Array2<f32>,
    centres: Array2<f32>,
    ridge: Array2<f32>,
    intercepts: Array1<f32>,
    codebook: Option<Array2<f32>>,
}

/// The evidence of one unit for every code.
pub struct MeaningEvidence {
    /// Cosine with the code's nearest example.
    pub nearest: Vec<f32>,
    /// Mean cosine with its three nearest examples (fewer if it has fewer).
    pub nearest_three: Vec<f32>,
    /// Its share of the votes of the nearest units.
    pub votes: Vec<f32>,
    /// Cosine with the mean of its examples.
    pub centre: Vec<f32>,
    /// The linear model's margin.
    pub margins: Vec<f32>,
    /// Cosine with its name and definition.
    pub codebook: Vec<f32>,
}

impl Meaning {
    /// Learns from the `chosen` units; `None` where the lessons have no vectors.
    pub fn fit(lessons: &Lessons, chosen: &[usize], weights: &[f32]) -> Option<Self> {
        let all = lessons.vectors.as_ref()?;
        let vectors = all.select(Axis(0), chosen);
        let count = lessons.codes.len();
        let mut centres = Array2::<f32>::zeros((count, vectors.ncols()));
        for (row, &unit) in vectors.outer_iter().zip(chosen) {
            for &code in &lessons.codes_of[unit] {
                centres.row_mut(code).scaled_add(1.0, &row);
            }
        }
        for mut centre in centres.outer_iter_mut() {
            let norm = centre.dot(&centre).sqrt().max(1e-9);
            centre /= norm;
        }
        let (ridge, intercepts) =
            super::ridge::fit(&vectors, chosen, &lessons.codes_of, weights, count, PENALTY);
        Some(Self {
            chosen: chosen.to_vec(),
            vectors,
            centres,
            ridge,
            intercepts,
            codebook: lessons.code_vectors.clone(),
        })
    }

    /// The evidence of a unit with this vector.
    pub fn evidence(&self, lessons: &Lessons, vector: ArrayView1<'_, f32>) -> MeaningEvidence {
        let count = lessons.codes.len();
        let likeness = self.vectors.dot(&vector);
        let mut best: Vec<[f32; 3]> = vec![[0.0; 3]; count];
        for (&unit, &value) in self.chosen.iter().zip(&likeness) {
            for &code in &lessons.codes_of[unit] {
                keep_best(&mut best[code], value);
            }
        }
        MeaningEvidence {
            nearest: best.iter().map(|b| b[0]).collect(),
            nearest_three: best.iter().map(mean_of_found).collect(),
            votes: self.votes(lessons, &likeness, count),
            centre: self.centres.dot(&vector).to_vec(),
            margins: (self.ridge.dot(&vector) + &self.intercepts).to_vec(),
            codebook: self
                .codebook
                .as_ref()
                .map_or_else(|| vec![0.0; count], |codes| codes.dot(&vector).to_vec()),
        }
    }

    fn votes(&self, lessons: &Lessons, likeness: &Array1<f32>, count: usize) -> Vec<f32> {
        let mut order: Vec<usize> = (0..likeness.len()).collect();
        let voters = VOTERS.min(order.len());
        let nearer = |a: &usize, b: &usize| likeness[*b].total_cmp(&likeness[*a]).then(a.cmp(b));
        if voters < order.len() {
            order.select_nth_unstable_by(voters, nearer);
        }
        order.truncate(voters);
        order.sort_unstable_by(nearer);
        let mut votes = vec![0.0; count];
        let mut total = 1e-6;
        for place in order {
            let weight = (likeness[place].max(0.0) * 8.0).exp() - 1.0;
            total += weight;
            for &code in &lessons.codes_of[self.chosen[place]] {
                votes[code] += weight;
            }
        }
        votes.iter_mut().for_each(|vote| *vote /= total);
        votes
    }
}

fn keep_best(best: &mut [f32; 3], value: f32) {
    if value > best[0] {
        *best = [value, best[0], best[1]];
    } else if value > best[1] {
        *best = [best[0], value, best[1]];
    } else if value > best[2] {
        best[2] = value;
    }
}

fn mean_of_found(best: &[f32; 3]) -> f32 {
    let found: Vec<f32> = best.iter().copied().filter(|b| *b > 0.0).collect();
    if found.is_empty() {
        0.0
    } else {
        found.iter().sum::<f32>() / found.len() as f32
    }
}
