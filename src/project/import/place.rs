//! Where in a transcript the words of a unit stand.

use crate::project::code_points::CodePoints;
use crate::study::{CoderId, Span};
use crate::text::{Letters, is_spelt_alike};
use std::cell::OnceCell;
use std::collections::HashSet;

/// A transcript's text, to place units in.
pub(super) struct Places<'t> {
    text: &'t str,
    points: CodePoints<'t>,
    letters: OnceCell<Letters<'t>>,
    used: HashSet<(CoderId, Span)>,
}

/// How a unit was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placed {
    /// Where the file says.
    AsGiven(Span),
    /// Where its words stand, and nowhere else.
    Found(Span),
    /// At the first of several places where its words stand that this coder's units have not taken yet.
    FirstOfSeveral(Span),
    /// Its words are not in the transcript.
    Nowhere,
}

impl<'t> Places<'t> {
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            points: CodePoints::of(text),
            letters: OnceCell::new(),
            used: HashSet::new(),
        }
    }

    /// Places the words of a unit: at the code points `given` where they stand there (spelling aside), else where they
    /// are found, character by character or at least by their letters.
    pub fn place(&mut self, words: &str, given: Option<(usize, usize)>, coder: CoderId) -> Placed {
        let words = words.trim();
        if let Some(span) = given.and_then(|(start, end)| self.points.span(start, end)) {
            let there = span.of(self.text).unwrap_or_default();
            if words.is_empty() || is_spelt_alike(there, words) {
                self.used.insert((coder, span));
                return Placed::AsGiven(span);
            }
        }
        if words.is_empty() {
            return Placed::Nowhere;
        }
        let mut found = self.exact(words, coder);
        if found.1 == 0 {
            found = self.loose(words, coder);
        }
        let (Some(span), count) = found else {
            return Placed::Nowhere;
        };
        self.used.insert((coder, span));
        if count > 1 {
            Placed::FirstOfSeveral(span)
        } else {
            Placed::Found(span)
        }
    }

    /// The first free place (else the first), and whether there are more: 0, 1 or 2.
    fn exact(&self, words: &str, coder: CoderId) -> (Option<Span>, usize) {
        let spans = self
            .text
            .match_indices(words)
            .map(|(at, found)| Span::new(at, at + found.len()));
        self.first_free(spans, coder)
    }

    fn loose(&self, words: &str, coder: CoderId) -> (Option<Span>, usize) {
        let letters = self.letters.get_or_init(|| Letters::of(self.text));
        self.first_free(letters.places(words).into_iter(), coder)
    }

    fn first_free(
        &self,
        spans: impl Iterator<Item = Span>,
        coder: CoderId,
    ) -> (Option<Span>, usize) {
        let mut count = 0;
        let mut first = None;
        let mut free = None;
        for span in spans {
            count += 1;
            first = first.or(Some(span));
            if free.is_none() && !self.used.contains(&(coder, span)) {
                free = Some(span);
            }
            if free.is_some() && count > 1 {
                break;
            }
        }
        (free.or(first), count.min(2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINA: CoderId = CoderId(1);
    const JONAS: CoderId = CoderId(2);

    fn check(text: &str, words: &str, given: Option<(usize, usize)>, wanted: &str) {
        let placed = Places::new(text).place(words, given, MINA);
        let shown = match placed {
            Placed::AsGiven(s) => format!("given {}", s.of(text).unwrap()),
            Placed::Found(s) => format!("found {}", s.of(text).unwrap()),
            Placed::FirstOfSeveral(s) => format!("several {}", s.of(text).unwrap()),
            Placed::Nowhere => "nowhere".into(),
        };
        assert_eq!(shown, wanted, "{words}");
    }

    #[test]
    fn words_are_found_in_every_script() {
        let text = "M: من می‌ترسیدم 😀.\nI was  afraid, 我害怕。 I was afraid?";
        check(text, "می‌ترسیدم 😀", Some((6, 17)), "given می‌ترسیدم 😀");
        check(text, "می‌ترسیدم 😀", Some((0, 5)), "found می‌ترسیدم 😀");
        check(text, "我害怕。", None, "found 我害怕。");
        check(text, "I was afraid", None, "found I was afraid");
        check(text, "I  was\nafraid,", None, "found I was  afraid,");
        check(text, "من مي ترسيدم", None, "found من می‌ترسیدم");
        check(text, "a", None, "several a");
        check(text, "nobody", Some((0, 900)), "nowhere");
        check(text, "", None, "nowhere");
        check(text, " ", Some((0, 1)), "given M");
        check("", "", Some((0, 0)), "given ");
        check("", "a", Some((0, 0)), "nowhere");
    }

    #[test]
    fn each_coder_takes_the_places_in_turn() {
        let text = "yes, yes, yes";
        let mut places = Places::new(text);
        let starts: Vec<usize> = [MINA, MINA, JONAS, MINA, MINA]
            .map(|coder| match places.place("yes", None, coder) {
                Placed::FirstOfSeveral(span) => span.start,
                other => panic!("{other:?}"),
            })
            .to_vec();
        assert_eq!(starts, [0, 5, 0, 10, 0]);
    }
}
