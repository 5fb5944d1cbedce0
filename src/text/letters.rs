//! Words found again in a text that spells them in another way: white space, half-spaces, letter forms and case aside.

use super::normalise::letter;
use super::words::ZERO_WIDTH_NON_JOINER;
use crate::study::Span;
use unicode_normalization::UnicodeNormalization;

const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// A text by its letters alone, in one spelling.
pub struct Letters<'t> {
    text: &'t str,
    letters: String,
    /// Where each character that has letters begins: in `letters`, and in the text.
    origins: Vec<(usize, usize)>,
}

impl<'t> Letters<'t> {
    /// The letters of a text.
    pub fn of(text: &'t str) -> Self {
        let mut letters = String::with_capacity(text.len());
        let mut origins = Vec::new();
        for (at, c) in text.char_indices() {
            let before = letters.len();
            letters.extend(bare(c));
            if letters.len() > before {
                origins.push((before, at));
            }
        }
        Self {
            text,
            letters,
            origins,
        }
    }

    /// The places in the text where words have the same letters; none where they have no letter.
    pub fn places(&self, words: &str) -> Vec<Span> {
        let wanted: String = words.chars().flat_map(bare).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let found = self.letters.match_indices(&wanted);
        found
            .map(|(at, found)| self.span(at, at + found.len()))
            .collect()
    }

    /// From these bytes of the letters to those of the text, with the signs that stand on the last letter.
    fn span(&self, start: usize, end: usize) -> Span {
        let last = self.origin(end - 1);
        let rest = &self.text[last..];
        let on_it = |c: &char| c.is_alphabetic() && bare(*c).next().is_none();
        let signs = rest.chars().skip(1).take_while(on_it);
        let length: usize = rest.chars().take(1).chain(signs).map(char::len_utf8).sum();
        Span::new(self.origin(start), last + length)
    }

    /// Where the character begins in the text that has this byte of the letters.
    fn origin(&self, at: usize) -> usize {
        let next = self.origins.partition_point(|(begin, _)| *begin <= at);
        let origin = self.origins.get(next.saturating_sub(1));
        origin.map_or(0, |(_, origin)| *origin)
    }
}

/// Whether two texts have the same letters.
pub fn is_spelt_alike(one: &str, other: &str) -> bool {
    one == other || one.chars().flat_map(bare).eq(other.chars().flat_map(bare))
}

/// A name as the eye takes it in: its letters, words apart, but not how letters are written and what parts the words.
pub fn looks(name: &str) -> String {
    let parts = |c: char| c.is_whitespace() || c == ZERO_WIDTH_NON_JOINER;
    let words = name.split(parts).map(|word| word.chars().flat_map(bare));
    let words: Vec<String> = words.map(Iterator::collect).collect();
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|w| !w.is_empty())
        .collect();
    words.join(" ")
}

/// The letters of a character as [`super::normalise`] writes them, but decomposed (NFKD), for a character is looked at by itself.
fn bare(c: char) -> impl Iterator<Item = char> {
    let is_letter =
        |c: &char| !c.is_whitespace() && *c != ZERO_WIDTH_NON_JOINER && *c != ZERO_WIDTH_JOINER;
    std::iter::once(c)
        .nfkd()
        .flat_map(char::to_lowercase)
        .filter_map(letter)
        .filter(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_and_their_spelling_does_not() {
        assert!(is_spelt_alike("من  خسته\nبودم", "من خسته بودم "));
        assert!(is_spelt_alike("مي‌ترسيدم", "می ترسیدم"));
        assert!(is_spelt_alike("خانۀ خودم", "خانهٔ خودم"));
        assert!(is_spelt_alike("خانۀ", "خانه"));
        assert!(is_spelt_alike("cafe\u{301}", "CAFÉ"));
        assert!(!is_spelt_alike("I was", "I were"));
    }

    #[test]
    fn names_look_alike_word_by_word() {
        assert_eq!(looks(" بی‌اعتمادي  بیماران"), looks("بی اعتمادی بيماران"));
        assert_eq!(looks("Cafe\u{301}  life"), looks("café Life"));
        assert_ne!(looks("1 1"), looks("11"));
        assert_eq!(looks("\u{200c} "), "");
    }

    #[test]
    fn words_are_found_where_they_stand_whole() {
        let text = "😀 گفتم: مُدَرِّسِ ما مي‌ترسید. Le CAFÉ";
        let letters = Letters::of(text);
        let found = |words| -> Vec<&str> {
            let places = letters.places(words);
            places.iter().map(|span| span.of(text).unwrap()).collect()
        };
        assert_eq!(found("مدرس"), ["مُدَرِّسِ"]);
        assert_eq!(found("می ترسيد"), ["مي‌ترسید"]);
        assert_eq!(found("cafe\u{301}"), ["CAFÉ"]);
        assert_eq!(found("cafe"), ["CAFÉ"]);
        assert!(found("\u{200c} ").is_empty() && found("nobody").is_empty());
    }
}
