//! Sentence vectors against a code's examples: the nearest ones, their centre, and the code's own words.
//!
//! Examples are seen from beyond the middle of the units learnt from ([`super::middle`]), names and definitions from the middle
//! itself.

use super::lessons::{Lessons, Neighbour};
use super::middle::{BEYOND, of_vectors, seen_from, turn};
use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView1, Axis};
use rayon::prelude::*;
use std::iter::once;

/// Units nearest in meaning that vote.
const VOTERS: usize = 20;
/// Units whose likeness with a single other one is computed at once.
const TOGETHER: usize = 2_048;

/// What was learnt from the vectors of some units.
pub struct Meaning {
    chosen: Vec<usize>,
    /// What the units have in common.
    middle: Array1<f32>,
    /// The place beyond it, from which examples are seen.
    place: Array1<f32>,
    /// The units' vectors as seen from there.
    vectors: Array2<f32>,
    centres: Array2<f32>,
    codebook: Option<Array2<f32>>,
}

/// The three examples of a code that are nearest to a unit, nearest first; fewer where fewer point its way at all.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Nearest([Option<Neighbour>; 3]);

/// The evidence of one unit for every code.
pub struct MeaningEvidence {
    /// The code's nearest examples with their cosines.
    pub examples: Vec<Nearest>,
    /// Its share of the votes of the nearest units.
    pub votes: Vec<f32>,
    /// Cosine with the mean of its examples.
    pub centre: Vec<f32>,
    /// Cosine with its name and definition.
    pub codebook: Vec<f32>,
}

impl Meaning {
    /// Learns from the `chosen` units; `None` where the lessons have no vectors.
    pub fn fit(lessons: &Lessons, chosen: &[usize]) -> Option<Self> {
        let all = lessons.vectors.as_ref()?;
        let mut vectors = all.select(Axis(0), chosen);
        let middle = of_vectors(
            once(&vectors).chain(&lessons.heard_vectors),
            vectors.ncols(),
        );
        let place = &middle * BEYOND;
        turn(&mut vectors, &place);
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
        Some(Self {
            chosen: chosen.to_vec(),
            middle,
            place,
            vectors,
            centres,
            codebook: lessons.code_vectors.clone().map(|mut codes| {
                let middle = of_vectors(once(&codes), codes.ncols());
                turn(&mut codes, &middle);
                codes
            }),
        })
    }

    /// The cosines of some units (rows) with all units learnt from (columns): one matrix product.
    ///
    /// A single unit's row is cut into pieces for all threads; each number gets the same bits either way.
    pub fn likeness(&self, units: &Array2<f32>) -> Array2<f32> {
        let mut units = units.clone();
        turn(&mut units, &self.place);
        if units.nrows() > 1 {
            return units.dot(&self.vectors.t());
        }
        let mut likeness = Array2::zeros((units.nrows(), self.vectors.nrows()));
        likeness
            .axis_chunks_iter_mut(Axis(1), TOGETHER)
            .into_par_iter()
            .zip(self.vectors.axis_chunks_iter(Axis(0), TOGETHER))
            .for_each(|(mut piece, vectors)| {
                general_mat_mul(1.0, &units, &vectors.t(), 0.0, &mut piece);
            });
        likeness
    }

    /// The evidence of a unit with this vector and its row of [`Meaning::likeness`].
    pub fn evidence(
        &self,
        lessons: &Lessons,
        vector: ArrayView1<'_, f32>,
        likeness: ArrayView1<'_, f32>,
    ) -> MeaningEvidence {
        let count = lessons.codes.len();
        let mut examples = vec![Nearest::default(); count];
        for (&unit, &score) in self.chosen.iter().zip(likeness) {
            for &code in &lessons.codes_of[unit] {
                examples[code].see(Neighbour { unit, score });
            }
        }
        MeaningEvidence {
            examples,
            votes: self.votes(lessons, likeness, count),
            centre: self.centres.dot(&seen_from(&self.place, vector)).to_vec(),
            codebook: match &self.codebook {
                Some(codes) => codes.dot(&seen_from(&self.middle, vector)).to_vec(),
                None => vec![0.0; count],
            },
        }
    }

    fn votes(&self, lessons: &Lessons, likeness: ArrayView1<'_, f32>, count: usize) -> Vec<f32> {
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

impl MeaningEvidence {
    /// For each code the cosine with its nearest example.
    pub fn nearest(&self) -> Vec<f32> {
        let best = |nearest: &Nearest| nearest.scores().next().unwrap_or(0.0);
        self.examples.iter().map(best).collect()
    }

    /// For each code the mean cosine with its three nearest examples (fewer if it has fewer).
    pub fn nearest_three(&self) -> Vec<f32> {
        self.examples.iter().map(Nearest::mean).collect()
    }
}

impl Nearest {
    /// The examples found, nearest first.
    pub fn iter(&self) -> impl Iterator<Item = Neighbour> + '_ {
        self.0.iter().flatten().copied()
    }

    fn scores(&self) -> impl Iterator<Item = f32> + '_ {
        self.iter().map(|example| example.score)
    }

    fn mean(&self) -> f32 {
        match self.iter().count() {
            0 => 0.0,
            found => self.scores().sum::<f32>() / found as f32,
        }
    }

    /// Takes note of another example.
    pub(super) fn see(&mut self, example: Neighbour) {
        let farther = |kept: &Option<Neighbour>| kept.is_none_or(|k| example.score > k.score);
        if example.score > 0.0
            && let Some(place) = self.0.iter().position(farther)
        {
            self.0[place..].rotate_right(1);
            self.0[place] = Some(example);
        }
    }
}
