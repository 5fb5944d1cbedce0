//! The same word, the same pseudonym, everywhere.

use super::folded::{folded, is_border};
use crate::study::Span;
use std::collections::HashMap;

/// Found words and their pseudonyms.
pub struct Replacements {
    /// By the first character of the word, in its folded form; the longest word first.
    by_first: HashMap<char, Vec<(Vec<char>, String)>>,
}

/// A text with its words replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The new text.
    pub text: String,
    /// How many words were replaced.
    pub count: usize,
    /// Where each lay in the old text, and where its pseudonym lies in the new one, in order.
    places: Vec<(Span, Span)>,
}

impl Replacements {
    /// These words and their pseudonyms. Of a word that comes twice the last one counts; empty words are passed over.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut by_first: HashMap<char, Vec<(Vec<char>, String)>> = HashMap::new();
        for (word, pseudonym) in words {
            let word: Vec<char> = word.trim().chars().map(folded).collect();
            let Some(first) = word.first() else {
                continue;
            };
            let like = by_first.entry(*first).or_default();
            like.retain(|(known, _)| *known != word);
            like.push((word, pseudonym.to_owned()));
        }
        for like in by_first.values_mut() {
            like.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        Self { by_first }
    }

    /// A text with every word replaced that stands there as a whole word (in Chinese, anywhere).
    pub fn replace(&self, text: &str) -> Replaced {
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let mut new = String::with_capacity(text.len());
        let mut places = Vec::new();
        let mut at = 0;
        while let Some(&(start, c)) = chars.get(at) {
            let Some((length, pseudonym)) = self.at(&chars, at) else {
                new.push(c);
                at += 1;
                continue;
            };
            let end = chars.get(at + length).map_or(text.len(), |(end, _)| *end);
            let begins = new.len();
            new.push_str(pseudonym);
            places.push((Span::new(start, end), Span::new(begins, new.len())));
            at += length;
        }
        Replaced {
            text: new,
            count: places.len(),
            places,
        }
    }

    /// The longest word that stands at this character: how many characters it has, and its pseudonym.
    fn at(&self, chars: &[(usize, char)], at: usize) -> Option<(usize, &str)> {
        let character = |at: usize| chars.get(at).map(|(_, c)| *c);
        let like = self.by_first.get(&folded(character(at)?))?;
        let before = at.checked_sub(1).and_then(character);
        if !is_border(before, character(at)) {
            return None;
        }
        let fits = |word: &[char]| {
            let is_same = word
                .iter()
                .enumerate()
                .all(|(nth, c)| character(at + nth).map(folded) == Some(*c));
            is_same && is_border(character(at + word.len() - 1), character(at + word.len()))
        };
        like.iter()
            .find(|(word, _)| fits(word))
            .map(|(word, pseudonym)| (word.len(), pseudonym.as_str()))
    }
}

impl Replaced {
    /// Where a stretch of the old text lies now. One that began or ended within a replaced word now holds the whole pseudonym.
    pub fn moved(&self, span: Span) -> Span {
        let start = self.moved_position(span.start, |pseudonym| pseudonym.start);
        let end = self.moved_position(span.end, |pseudonym| pseudonym.end);
        Span::new(start, end.max(start))
    }

    fn moved_position(&self, position: usize, within: impl Fn(Span) -> usize) -> usize {
        let after = self.places.partition_point(|(old, _)| old.start < position);
        match after.checked_sub(1).and_then(|last| self.places.get(last)) {
            None => position,
            Some((old, new)) if position < old.end => within(*new),
            Some((old, new)) => new.end + (position - old.end),
        }
    }

    /// Where each replaced word lay in the old text.
    pub fn found(&self) -> impl Iterator<Item = Span> {
        self.places.iter().map(|(old, _)| *old)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn replaced(text: &str) -> Replaced {
        Replacements::new([
            ("Ahmadi", "[Person 1]"),
            ("Sara Ahmadi", "[Person 2]"),
            ("کاظمی", "[فرد 3]"),
            ("王医生", "[人物4]"),
            ("0912 345", "[phone 5]"),
            ("", "nothing"),
        ])
        .replace(text)
    }

    #[test]
    fn whole_words_are_replaced_the_longest_first() {
        for (text, expected) in [
            (
                "Dr. Ahmadi's ward; Sara Ahmadi",
                "Dr. [Person 1]'s ward; [Person 2]",
            ),
            ("Ahmadinejad, ahmadi", "Ahmadinejad, ahmadi"),
            ("كاظمي و کاظمی‌ها", "[فرد 3] و [فرد 3]‌ها"),
            ("找王医生说", "找[人物4]说"),
            ("۰۹۱۲ ۳۴۵ or 0912 3456", "[phone 5] or 0912 3456"),
            ("", ""),
        ] {
            assert_eq!(replaced(text).text, expected);
        }
        assert_eq!(replaced("Ahmadi 😀 Ahmadi").count, 2);
    }

    #[test]
    fn stretches_go_with_their_words() {
        let text = "x Ahmadi y 😀 Sara Ahmadi z";
        let now = replaced(text);
        for (old, new) in [
            ("x", "x"),
            ("Ahmadi y", "[Person 1] y"),
            ("y 😀 Sara", "y 😀 [Person 2]"),
            ("adi y", "[Person 1] y"),
            ("z", "z"),
            (text, "x [Person 1] y 😀 [Person 2] z"),
        ] {
            let start = text.find(old).unwrap();
            let moved = now.moved(Span::new(start, start + old.len()));
            assert_eq!(moved.of(&now.text), Some(new), "{old}");
        }
    }

    proptest! {
        #[test]
        fn every_stretch_stays_between_characters_and_in_order(text in "[xA ]{0,3}(Ahmadi|کاظمی|😀|王医生| ){0,8}") {
            let now = replaced(&text);
            let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            for (nth, &start) in borders.iter().enumerate() {
                for &end in &borders[nth..] {
                    let moved = now.moved(Span::new(start, end));
                    prop_assert!(moved.of(&now.text).is_some(), "{start} {end} {moved:?}");
                }
            }
            prop_assert_eq!(now.moved(Span::new(0, text.len())), Span::new(0, now.text.len()));
        }
    }
}
