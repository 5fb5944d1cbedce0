//! What there is to learn from.

use super::categories::Categories;
use super::without::Without;
use crate::text::Analyzer;
use ndarray::Array2;

/// Sentence vectors, one a row.
pub type Vectors = Array2<f32>;

use std::sync::Arc;

/// A unit like another, found by the index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbour {
    /// Its place among the [`Lessons`].
    pub unit: usize,
    /// The index's score (BM25); only its order matters here.
    pub score: f32,
}

/// Coded units as the classifier sees them. All lists of units are in the same order, all lists of codes too.
pub struct Lessons {
    /// Splits and stems.
    pub analyzer: Arc<Analyzer>,
    /// What was said.
    pub texts: Vec<String>,
    /// The codes of each unit, as places in `codes`; none for talk that was read and left uncoded.
    pub codes_of: Vec<Vec<usize>>,
    /// The condensed unit of each unit, empty where there is none: more words of the codes it bears.
    pub condensed: Vec<String>,
    /// What the interviewer asked before each unit, empty where nothing was asked.
    pub questions: Vec<String>,
    /// The unit right before each in its transcript, by its place; `None` at the beginning and where the order is unknown.
    pub previous: Vec<Option<usize>>,
    /// Participant (else transcript) of each unit: what is held out together.
    pub groups: Vec<usize>,
    /// The units most like each unit by the index, best first, itself left out.
    pub neighbours: Vec<Vec<Neighbour>>,
    /// Sentence vectors of the units, one a row; `None` without an encoder.
    pub vectors: Option<Array2<f32>>,
    /// Further talk of the study, where there are few units: how common words are and what all talk has in common is learnt from
    /// it, and nothing else.
    pub heard: Vec<String>,
    /// Its sentence vectors.
    pub heard_vectors: Option<Array2<f32>>,
    /// The codes to choose from.
    pub codes: Vec<CodeWords>,
    /// What the codes lie in.
    pub categories: Categories,
    /// Sentence vectors of the codes' names and definitions, one a row.
    pub code_vectors: Option<Array2<f32>>,
    /// Evidence left out on purpose.
    pub without: Without,
}

/// What a code says of itself.
#[derive(Debug, Clone, Default)]
pub struct CodeWords {
    /// Name, definition and inclusion notes as one text; nothing that a participant said.
    pub text: String,
}

impl Lessons {
    /// Number of units.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no unit.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// How many of the `chosen` units bear each code.
    pub fn examples_per_code(&self, chosen: &[usize]) -> Vec<usize> {
        let mut counts = vec![0; self.codes.len()];
        for &unit in chosen {
            for &code in &self.codes_of[unit] {
                counts[code] += 1;
            }
        }
        counts
    }
}
