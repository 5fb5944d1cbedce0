//! Which stemmer a language has.

use super::{fold_marks, persian};
use crate::study::Language;
use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;

/// How the words of a language are brought to their stem.
pub enum Stemming {
    /// One of the Snowball stemmers.
    Snowball(Stemmer),
    /// Light suffix stripping ([`persian`]).
    Persian,
    /// None: the word stands as it is, and character n-grams carry inflection.
    None,
}

impl Stemming {
    /// The way of `language`.
    pub fn of(language: &Language) -> Self {
        match language.code() {
            "fa" => Self::Persian,
            code => snowball(code).map_or(Self::None, |a| Self::Snowball(Stemmer::create(a))),
        }
    }

    /// The term for a normalised word.
    pub fn term(&self, word: &str) -> String {
        match self {
            Self::Snowball(stemmer) => match stemmer.stem(word) {
                Cow::Borrowed(stem) => fold_marks(stem),
                Cow::Owned(stem) => fold_marks(&stem),
            },
            Self::Persian => persian::stem(word),
            Self::None => fold_marks(word),
        }
    }
}

fn snowball(code: &str) -> Option<Algorithm> {
    use Algorithm::*;
    Some(match code {
        "ar" => Arabic,
        "da" => Danish,
        "nl" => Dutch,
        "en" => English,
        "fi" => Finnish,
        "fr" => French,
        "de" => German,
        "el" => Greek,
        "hu" => Hungarian,
        "it" => Italian,
        "nb" | "nn" | "no" => Norwegian,
        "pt" => Portuguese,
        "ro" => Romanian,
        "ru" => Russian,
        "es" => Spanish,
        "sv" => Swedish,
        "ta" => Tamil,
        "tr" => Turkish,
        _ => return None,
    })
}
