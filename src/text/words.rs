//! Text to tokens.

use super::function_words::function_words;
use super::stem::Stemming;
use super::{normalise, persian};
use crate::study::{Language, Span};
use jieba_rs::Jieba;
use std::collections::HashSet;
use std::sync::{LazyLock, OnceLock};
use unicode_segmentation::UnicodeSegmentation;

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

pub(super) const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The word, normalised but not stemmed; a Persian verb without its prefix.
    pub word: String,
    /// What stands for it in the index and the classifier: its stem, without accents.
    pub term: String,
    /// Where it stands in the text.
    pub span: Span,
}

/// Splits and stems the text of one language.
///
/// Words end where Unicode says (UAX #29), Chinese runs are cut by a dictionary, Persian words at the zero-width non-joiner (without
/// their endings and the prefixes of verbs, however these are written),
/// scripts written without spaces (Thai, Lao, Khmer, Burmese, kana) into overlapping pairs of characters; emoji are words.
pub struct Analyzer {
    language: Language,
    stemming: Stemming,
    function_words: OnceLock<HashSet<String>>,
}

impl Analyzer {
    /// The analyzer of `language`. Every language has one.
    pub fn new(language: &Language) -> Self {
        Self {
            language: language.clone(),
            stemming: Stemming::of(language),
            function_words: OnceLock::new(),
        }
    }

    /// The language it is for.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// Whether inflection is handled by stems. Where not, character n-grams must carry it.
    pub fn has_stemmer(&self) -> bool {
        !matches!(self.stemming, Stemming::None)
    }

    /// The words of `text` in order.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        self.for_each_word(text, |word, span| {
            tokens.push(Token {
                term: self.stemming.term(&word),
                word,
                span,
            });
        });
        tokens
    }

    /// Whether a word of a text says nothing by itself, as "and" does.
    pub fn is_function_word(&self, token: &Token) -> bool {
        self.function_words
            .get_or_init(|| function_words(self, &self.language))
            .contains(&token.word)
    }

    /// The terms of `text` in order.
    pub fn terms(&self, text: &str) -> Vec<String> {
        self.tokens(text).into_iter().map(|t| t.term).collect()
    }

    fn for_each_word(&self, text: &str, mut each: impl FnMut(String, Span)) {
        let mut run: Option<(Script, Span)> = None;
        for (at, segment) in text.split_word_bound_indices() {
            let script = Script::of(segment);
            let here = Span::new(at, at + segment.len());
            match &mut run {
                Some((running, span)) if *running == script && span.end == at => {
                    span.end = here.end
                }
                _ => {
                    emit_run(text, run.take(), &mut each);
                    match script {
                        Script::Nothing => {}
                        Script::Spaced => spaced(segment, at, &mut each),
                        Script::Han | Script::Unspaced => run = Some((script, here)),
                    }
                }
            }
        }
        emit_run(text, run, &mut each);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Spaced,
    Han,
    Unspaced,
    Nothing,
}

impl Script {
    fn of(segment: &str) -> Self {
        if segment.is_ascii() {
            return if segment.bytes().any(|b| b.is_ascii_alphanumeric()) {
                Self::Spaced
            } else {
                Self::Nothing
            };
        }
        match segment
            .chars()
            .find(|c| c.is_alphanumeric() || is_emoji(*c))
        {
            Some(c) if is_han(c) => Self::Han,
            Some(c) if is_unspaced(c) => Self::Unspaced,
            Some(_) => Self::Spaced,
            None => Self::Nothing,
        }
    }
}

/// Whether a character is a Chinese one, in whatever language.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '々')
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3041}'..='\u{30ff}')
}

/// Whether there is a letter, a digit or an emoji in a text.
pub fn says_something(text: &str) -> bool {
    text.contains(|c: char| c.is_alphanumeric() || is_emoji(c))
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}')
}

fn emit_run(text: &str, run: Option<(Script, Span)>, each: &mut impl FnMut(String, Span)) {
    let Some((script, span)) = run else { return };
    let run = &text[span.start..span.end];
    if script == Script::Han {
        let mut at = span.start;
        for word in JIEBA.cut(run, true) {
            let word = word.word;
            each(normalise(word), Span::new(at, at + word.len()));
            at += word.len();
        }
    } else {
        pairs(run, span.start, each);
    }
}

fn pairs(run: &str, offset: usize, each: &mut impl FnMut(String, Span)) {
    let bounds: Vec<usize> = run
        .char_indices()
        .map(|(i, _)| i)
        .chain([run.len()])
        .collect();
    let width = 2.min(bounds.len() - 1);
    for pair in bounds.windows(width + 1) {
        let (start, end) = (pair[0], pair[width]);
        each(
            normalise(&run[start..end]),
            Span::new(offset + start, offset + end),
        );
    }
}

/// A word, or the parts of one that are set apart by zero-width non-joiners. The prefix `می` says nothing by itself.
fn spaced(segment: &str, at: usize, each: &mut impl FnMut(String, Span)) {
    if !segment.contains(ZERO_WIDTH_NON_JOINER) {
        let word = normalise(segment);
        if persian::verb_prefix(&word) != Some("") {
            each(word, Span::new(at, at + segment.len()));
        }
        return;
    }
    let mut start = at;
    let mut prefix = None;
    for (i, piece) in segment.split(ZERO_WIDTH_NON_JOINER).enumerate() {
        let word = normalise(piece);
        let end = start + piece.len();
        let is_suffix = i > 0 && persian::is_detached_suffix(&word);
        if let Some(stays) = persian::verb_prefix(&word) {
            prefix = Some((stays, start));
        } else if !word.is_empty() && !is_suffix {
            let (stays, first) = prefix.take().unwrap_or(("", start));
            each(format!("{stays}{word}"), Span::new(first, end));
        }
        start = end + ZERO_WIDTH_NON_JOINER.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(language: &str, text: &str) -> Vec<String> {
        Analyzer::new(&Language::new(language)).terms(text)
    }

    #[test]
    fn inflections_meet_in_one_term() {
        assert_eq!(
            terms("en", "Self-directed learners LEARNED"),
            ["self", "direct", "learner", "learn"]
        );
        assert_eq!(terms("de", "Schwestern")[0], terms("de", "Schwester")[0]);
        assert_eq!(terms("fa", "کتاب‌ها"), terms("fa", "كتابها"));
        for spelling in ["می‌پرسید", "مي‌پرسيد", "می پرسید", "میپرسید"]
        {
            assert_eq!(terms("fa", spelling), ["پرسید"], "{spelling}");
        }
        assert_eq!(terms("fa", "نمی‌پرسید نميپرسيد"), ["نپرسید", "نپرسید"]);
        assert_eq!(terms("fa", "می‌شود میشود"), ["شود", "شود"]);
        assert_eq!(terms("fa", "میزبان میدان"), ["میزب", "مید"]);
        assert_eq!(terms("fa", "آموزش"), terms("fa", "اموزش"));
        assert_eq!(terms("fa", "استادامون"), terms("fa", "استاد"));
    }

    #[test]
    fn chinese_is_cut_into_words_also_within_english() {
        assert_eq!(
            terms("zh", "我们在医院实习"),
            ["我们", "在", "医院", "实习"]
        );
        assert!(terms("en", "the 医院 ward").contains(&"医院".to_owned()));
    }

    #[test]
    fn scripts_without_spaces_give_overlapping_pairs() {
        assert_eq!(terms("ja", "です"), ["です"]);
        assert_eq!(terms("th", "กขค").len(), 2);
    }

    #[test]
    fn spans_point_at_the_word_as_written() {
        let text = "«Résumé» 我们 می‌روم 😀!";
        for token in Analyzer::new(&Language::english()).tokens(text) {
            let written = token.span.of(text).unwrap();
            let whole = normalise(written);
            assert_eq!(whole.trim_start_matches("می\u{200c}"), token.word);
        }
    }

    #[test]
    fn emoji_are_words_and_punctuation_is_not() {
        assert_eq!(terms("en", "😀 — … ؟ 。 !"), ["😀"]);
        assert!(terms("en", "").is_empty());
    }
}
