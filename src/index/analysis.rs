//! Texts to terms: the analyzers of all languages that occur, side by side.

use super::passage::Passage;
use crate::study::Language;
use crate::text::{Analyzer, Token, character_grams, detect};
use std::collections::BTreeMap;

/// Length of the character grams that carry inflection where there is no stemmer, and the shortest word that has them.
pub(super) const GRAM: usize = 4;

/// The analyzers of several languages, in the order of their codes.
#[derive(Default)]
pub(super) struct Analyzers(BTreeMap<Language, Analyzer>);

impl Analyzers {
    /// Those of `languages`.
    pub fn of(languages: impl IntoIterator<Item = Language>) -> Self {
        Self(
            languages
                .into_iter()
                .map(|l| (l.clone(), Analyzer::new(&l)))
                .collect(),
        )
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Analyzer> {
        self.0.values()
    }

    /// Whether some language has no stemmer, so that grams are worth asking for.
    pub fn any_without_stemmer(&self) -> bool {
        self.iter().any(|a| !a.has_stemmer())
    }

    /// Whether the words of `language` have grams in the index.
    pub fn is_stemless(&self, language: &Language) -> bool {
        self.0.get(language).is_some_and(|a| !a.has_stemmer())
    }

    /// The tokens of `text` in `language`, also where that language does not occur in the index.
    pub fn tokens(&self, text: &str, language: &Language) -> Vec<Token> {
        match self.0.get(language) {
            Some(analyzer) => analyzer.tokens(text),
            None => Analyzer::new(language).tokens(text),
        }
    }

    /// What `text` may mean: its terms in each language, equal readings once.
    ///
    /// Splitting does not depend on the language, only the stems do, so that all readings are of one length.
    pub fn readings(&self, text: &str) -> Vec<Vec<String>> {
        let mut readings: Vec<Vec<String>> = self.iter().map(|a| a.terms(text)).collect();
        readings.sort_unstable();
        readings.dedup();
        readings.retain(|r| !r.is_empty());
        readings
    }
}

/// The languages in which `passage` is analysed: of the text, the condensed unit and the translation.
///
/// A condensed unit in Latin letters beside a text in others, and a translation in plain letters, are English.
pub(super) struct PassageLanguages {
    pub text: Language,
    pub condensed: Language,
    pub translation: Language,
}

impl PassageLanguages {
    pub fn of(passage: &Passage) -> Self {
        let condensed = passage.condensed.as_deref().unwrap_or_default();
        let translation = passage.translation.as_deref().unwrap_or_default();
        Self {
            condensed: if is_latin(condensed) && !is_latin(&passage.text) {
                Language::english()
            } else {
                passage.language.clone()
            },
            translation: if translation.is_ascii() {
                Language::english()
            } else {
                detect(translation)
            },
            text: passage.language.clone(),
        }
    }
}

fn is_latin(text: &str) -> bool {
    text.chars()
        .find(|c| c.is_alphabetic())
        .is_none_or(|c| c < '\u{250}')
}

/// The character grams of a normalised word; none for a short one.
pub(super) fn grams(word: &str) -> Vec<String> {
    let mut grams = Vec::new();
    if word.chars().count() >= GRAM {
        character_grams(word, GRAM..=GRAM, |gram| grams.push(gram.to_owned()));
    }
    grams
}

/// How many grams of a word another must share to count as its inflection: half of them, at least two.
pub(super) fn grams_to_share(grams: usize) -> usize {
    grams.div_ceil(2).max(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_in_every_language_once() {
        let all = Analyzers::of(["en", "fa", "zh", "de"].map(Language::new));
        assert_eq!(
            all.readings("learning"),
            [vec!["learn".to_owned()], vec!["learning".to_owned()]]
        );
        assert_eq!(all.readings("😀"), [vec!["😀".to_owned()]]);
        assert!(all.readings("—").is_empty());
        for reading in all.readings("self-directed 我们在医院") {
            assert_eq!(reading.len(), 5);
        }
    }

    #[test]
    fn a_latin_gloss_beside_persian_is_english() {
        let mut passage =
            Passage::of_text(crate::study::UnitId(1), "می‌ترسیدم", &Language::new("fa"));
        passage.condensed = Some("fear of failing".into());
        passage.translation = Some("I was afraid".into());
        let languages = PassageLanguages::of(&passage);
        assert_eq!(languages.text.code(), "fa");
        assert_eq!(languages.condensed.code(), "en");
        assert_eq!(languages.translation.code(), "en");
    }
}
