//! Chinese by single characters: a dictionary may cut a query and a text at different places.

use crate::study::Span;
use crate::text::{is_han, normalise};

/// Stands for what is between two runs of characters, so that no phrase reaches over it.
const BETWEEN: &str = "\u{1e}";

/// A Chinese character in its normal form, or what is between two runs of them.
pub(super) struct Character {
    pub term: String,
    pub span: Span,
}

/// The Chinese characters of a text in order; empty where it has none.
///
/// Signs and spaces between two runs are one [`BETWEEN`]; where a letter or digit is among them, two.
pub(super) fn characters(text: &str) -> Vec<Character> {
    let mut all: Vec<Character> = Vec::new();
    let mut gap = 0;
    for (at, c) in text.char_indices() {
        if !is_han(c) {
            gap = gap.max(1 + usize::from(c.is_alphanumeric()));
            continue;
        }
        if !all.is_empty() {
            all.extend((0..gap).map(|_| Character {
                term: BETWEEN.to_owned(),
                span: Span::new(at, at),
            }));
        }
        gap = 0;
        all.push(Character {
            term: normalise(c.encode_utf8(&mut [0; 4])),
            span: Span::new(at, at + c.len_utf8()),
        });
    }
    all
}

/// The characters of words that are Chinese alone; empty for all others.
pub(super) fn asked(words: &str) -> Vec<String> {
    if words.contains(|c: char| c.is_alphanumeric() && !is_han(c)) {
        return Vec::new();
    }
    characters(words).into_iter().map(|c| c.term).collect()
}

/// The places in a text where characters that were [`asked`] for stand side by side.
pub(super) fn places(text: &[Character], asked: &[String]) -> Vec<Span> {
    let found = text
        .windows(asked.len().max(1))
        .filter(|window| window.iter().map(|c| &c.term).eq(asked));
    found
        .map(|window| Span::new(window[0].span.start, window[window.len() - 1].span.end))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stands_within_a_longer_one_and_over_no_sign() {
        let found = |text, words| -> Vec<&str> {
            let places = places(&characters(text), &asked(words));
            places.iter().map(|span| span.of(text).unwrap()).collect()
        };
        assert_eq!(found("站在手术台上", "手术台"), ["手术台"]);
        assert_eq!(found("手术，台上；手术台", "手术台"), ["手术台"]);
        assert_eq!(found("医院，实习", "医院 实习"), ["医院，实习"]);
        assert!(found("医院 CT 实习", "医院 实习").is_empty());
        assert!(found("手术台", "CT手术").is_empty());
        assert!(found("", "手术").is_empty() && found("手术", "").is_empty());
        assert!(characters("no Chinese").is_empty());
    }
}
