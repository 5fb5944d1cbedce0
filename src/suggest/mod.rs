//! Evidence and probabilities → ranked suggestions that say why. Pure: values in, values out.
//!
//! ```text
//!  stretch ─┬─ Peer learning      0.81 ✓  like F4 "they taught one another ..." · words: taught, group
//!           └─ Networked learning 0.22    defined as "..."
//! ```

mod explain;
mod order;

pub use explain::{explain, explain_in_full};
pub use order::Order;

use serde::{Deserialize, Serialize};

/// What emic proposes for one stretch of a transcript.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The study's name.
    pub study: String,
    /// The transcript's name.
    pub transcript: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Line of the transcript on which it begins, from 1.
    pub line: usize,
    /// The participant who speaks, by pseudonym.
    pub participant: Option<String>,
    /// What was said.
    pub text: String,
    /// The sentence encoder in use: what kind it is and its name, or `none`.
    #[serde(default)]
    pub model: String,
    /// The codes proposed, likeliest first.
    pub codes: Vec<SuggestedCode>,
}

/// A code proposed for a stretch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuggestedCode {
    /// Its name or full path.
    pub code: String,
    /// Its name, with as much of the path as tells it from the other codes of the study.
    #[serde(default)]
    pub name: String,
    /// How likely a coder would give it.
    pub probability: f64,
    /// Whether the probability reaches the threshold that cross-validation found for the code, and a reason speaks for it.
    pub accepted: bool,
    /// That threshold; above 1 where no probability would be enough.
    #[serde(default)]
    pub threshold: f64,
    /// Units learnt from that bear the code.
    #[serde(default)]
    pub examples: usize,
    /// Whether a coder has given it to this very unit: so in contradictions, where another code is proposed beside it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub given: bool,
    /// The coders who have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_by: Vec<String>,
    /// Which views speak for it, and which prefer another code.
    #[serde(default)]
    pub leaning: Leaning,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// The views that prefer a code to all others, and those that prefer another, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaning {
    /// Views that speak for it.
    pub towards: Vec<String>,
    /// Views that speak for another code.
    pub away: Vec<String>,
}

/// One reason for a suggestion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// A unit that bears the code and is like the stretch.
    Quote {
        /// The unit's name or number.
        unit: String,
        /// Who said it, where known.
        #[serde(skip_serializing_if = "Option::is_none")]
        participant: Option<String>,
        /// What was said.
        text: String,
        /// How like the two are, from 0 to 1.
        likeness: f64,
    },
    /// Words of the stretch that speak for the code, the strongest first.
    Words(Vec<String>),
    /// The code's definition: all there is for a code without an example.
    Definition(String),
    /// What the code is called, where that is like the stretch and all there is.
    Name(String),
    /// The code's category, where of all categories it is likeliest; the narrowest, where there are several.
    Category(String),
    /// Nothing in particular: how often codes are given says it all.
    Common,
}

impl Suggestion {
    /// The probability of the likeliest code; 0 where none is proposed.
    pub fn probability(&self) -> f64 {
        self.codes.first().map_or(0.0, |c| c.probability)
    }

    /// The suggestion with nothing but its [`Suggestion::likely_codes`]; `None` where there is none.
    pub fn likely(&self, least: f64) -> Option<Self> {
        let codes: Vec<SuggestedCode> = self.likely_codes(least).cloned().collect();
        (!codes.is_empty()).then(|| Self {
            codes,
            ..self.clone()
        })
    }

    /// The codes that are to be accepted from a probability on: not given yet, and reaching it and their threshold.
    pub fn likely_codes(&self, least: f64) -> impl Iterator<Item = &SuggestedCode> {
        let is_likely = move |c: &&SuggestedCode| c.accepted && !c.given && c.probability >= least;
        self.codes.iter().filter(is_likely)
    }

    /// Whether any code reaches its threshold. Where none does, emic abstains.
    pub fn is_accepted(&self) -> bool {
        self.codes.iter().any(|c| c.accepted)
    }
}
