//! Characters to words: normalise, split, stem. The index and the classifier share it, so that they mean the same by a word.
//!
//! ```
//! use emic::study::Language;
//! use emic::text::Analyzer;
//!
//! let english = Analyzer::new(&Language::english());
//! assert_eq!(english.terms("They learned; we're learning."), ["they", "learn", "we'r", "learn"]);
//! ```

mod counting;
mod detect;
mod direction;
mod function_words;
mod grams;
mod normalise;
mod persian;
mod spacing;
mod stem;
mod words;

pub use counting::{counted, grouped};
pub use detect::{detect, detect_all};
pub use direction::{Direction, is_right_to_left, runs};
pub use grams::character_grams;
pub use normalise::{fold_marks, normalise};
pub use spacing::is_same_but_for_space;
pub use words::{Analyzer, Token, says_something};
