//! A stretch of a transcript.

use serde::{Deserialize, Serialize};

/// A half-open range of **bytes** of a transcript's UTF-8 text, always on character boundaries.
///
/// Files that leave emic count Unicode code points instead; [`Span::to_chars`] and [`Span::from_chars`] convert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether nothing is covered.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly within this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text covered, or `None` where the span does not fit the text or cuts a character.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// The same stretch counted in Unicode code points; `None` where it does not fit `text`.
    pub fn to_chars(self, text: &str) -> Option<(usize, usize)> {
        let start = text.get(..self.start)?.chars().count();
        Some((start, start + self.of(text)?.chars().count()))
    }

    /// The span of the code points `start..end` of `text`; `None` where the text is shorter or `end < start`.
    pub fn from_chars(text: &str, start: usize, end: usize) -> Option<Self> {
        let mut bounds = text
            .char_indices()
            .map(|(i, _)| i)
            .chain(std::iter::once(text.len()));
        let first = bounds.nth(start)?;
        if end == start {
            return Some(Self::new(first, first));
        }
        let last = bounds.nth(end.checked_sub(start)? - 1)?;
        Some(Self::new(first, last))
    }

    /// The span without the white space at both ends of the text it covers.
    pub fn trimmed(self, text: &str) -> Option<Self> {
        let covered = self.of(text)?;
        let start = self.start + covered.len() - covered.trim_start().len();
        Some(Self::new(start, start + covered.trim().len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_and_bytes_convert_both_ways_in_every_script() {
        let text = "a😀b می‌رود 我害怕";
        let total = text.chars().count();
        for start in 0..=total {
            for end in start..=total {
                let span = Span::from_chars(text, start, end).unwrap();
                let covered: String = text.chars().skip(start).take(end - start).collect();
                assert_eq!(span.of(text), Some(covered.as_str()));
                assert_eq!(span.to_chars(text), Some((start, end)));
            }
        }
        assert_eq!(Span::from_chars(text, 0, total + 1), None);
        assert_eq!(Span::from_chars(text, 3, 2), None);
    }

    #[test]
    fn a_span_that_cuts_a_character_covers_nothing() {
        assert_eq!(Span::new(0, 2).of("😀"), None);
        assert_eq!(Span::new(1, 99).to_chars("abc"), None);
    }

    #[test]
    fn trimming_keeps_the_words_only() {
        let text = "  hello \u{3000}";
        assert_eq!(
            Span::new(0, text.len()).trimmed(text).unwrap().of(text),
            Some("hello")
        );
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 5)));
        assert!(Span::new(0, 4).overlaps(Span::new(3, 5)));
    }
}
