//! A quote as it is shown and as files carry it.

use crate::study::CodedUnit;
use serde::Serialize;

/// A passage found. Every position counts Unicode code points, as in all that leaves emic.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quote {
    /// What was said, where, by whom, and its codes as full paths. `id` is the unit's name in the file it came from, else
    /// `unit N`; for a stretch that no unit covers, its transcript and place.
    #[serde(flatten)]
    pub unit: CodedUnit,
    /// Everyone who coded it.
    pub coders: Vec<String>,
    /// The line of the transcript it begins on, from 1.
    pub line: usize,
    /// Where in the text the words asked for stand; nowhere where only the translation or the condensed unit has them.
    pub marks: Vec<(usize, usize)>,
    /// The part of the text worth showing: all of it unless it is long.
    pub snippet: (usize, usize),
    /// BM25 score; higher is better; comparable within one search only.
    pub score: f32,
}
