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
mod letters;
mod normalise;
mod persian;
mod spreadsheet;
mod stem;
mod words;

pub use counting::{counted, grouped};
pub use detect::{detect, detect_all};
pub use direction::{Direction, is_right_to_left, runs};
pub use grams::character_grams;
pub use letters::{Letters, is_spelt_alike, looks};
pub use normalise::{fold_marks, normalise};
pub use spreadsheet::byte_order_mark;
pub use words::{Analyzer, Token, is_han, says_something};
