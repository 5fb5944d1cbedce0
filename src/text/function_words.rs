//! Words that say nothing by themselves: "and", «و», "的".

use super::Analyzer;
use crate::study::Language;
use std::collections::HashSet;

/// The function words of a language, as an analyzer has them: NLTK's list, or that of Stopwords ISO where there is none. Empty
/// for a language that has neither.
pub(super) fn function_words(analyzer: &Analyzer, language: &Language) -> HashSet<String> {
    let listed = stop_words::lookup(language.code()).unwrap_or_default();
    let words = listed.iter().filter_map(|entry| {
        let [word] = <[_; 1]>::try_from(analyzer.tokens(entry)).ok()?;
        Some(word.word)
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_known_and_others_are_not() {
        for (language, function, content) in [
            ("en", ["the", "Other", "and"], ["room", "work", "home"]),
            ("fa", ["و", "از", "کردم"], ["بیمار", "درمان", "استاد"]),
            ("zh", ["的", "对", "吧"], ["导管", "病人", "论文"]),
            ("hu", ["és", "a", "hogy"], ["oltás", "orvos", "gyerek"]),
        ] {
            let analyzer = Analyzer::new(&Language::new(language));
            let is_function = |word: &str| {
                let token = analyzer.tokens(word).remove(0);
                analyzer.is_function_word(&token)
            };
            for word in function {
                assert!(is_function(word), "{language}: {word}");
            }
            for word in content {
                assert!(!is_function(word), "{language}: {word}");
            }
        }
        let unknown = Analyzer::new(&Language::new("xx"));
        assert!(!unknown.is_function_word(&unknown.tokens("the").remove(0)));
    }
}
