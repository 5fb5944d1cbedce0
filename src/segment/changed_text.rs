//! Where stretches of a text lie once the text was changed: a difference by sentences, then words, then letters.

use crate::study::Span;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::ops::Range;
use std::time::{Duration, Instant};

/// Texts that have nothing in common are given up after this; what is left counts as written anew.
const LONGEST: Duration = Duration::from_secs(20);
/// Stretches of more words, or letters, than this on both sides together are not looked into.
const MOST_WORDS: usize = 40_000;
const MOST_LETTERS: usize = 4_000;
/// Of the letters of a stretch at least this share must be left where it was, or it is looked for elsewhere.
const LEAST_LEFT: f64 = 0.5;
/// Words of so many letters are found elsewhere even if they stand there several times.
const LONG_ENOUGH: usize = 24;
/// Shorter ones are not looked for elsewhere: `yes` is everywhere.
const TOO_SHORT: usize = 6;

/// A text before and after it was changed.
pub struct ChangedText<'t> {
    old: &'t str,
    new: &'t str,
    /// Stretches of the old text in its order, without gaps, and what became of them.
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    old: Range<usize>,
    new: Range<usize>,
    is_same: bool,
}

/// What became of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It lies here, letter by letter.
    Same(Span),
    /// It lies here, with other words in it.
    Changed(Span),
    /// It was taken out and put in here.
    Elsewhere(Span),
    /// It is gone; it stood at this byte.
    Gone(usize),
}

impl<'t> ChangedText<'t> {
    /// The difference between two texts. Linear in what is the same; bounded in time for what is not.
    pub fn between(old: &'t str, new: &'t str) -> Self {
        let deadline = Instant::now() + LONGEST;
        let mut pieces = Vec::new();
        for piece in difference(old, new, &sentences(old), &sentences(new), (0, 0), deadline) {
            if piece.is_same {
                pieces.push(piece);
                continue;
            }
            pieces.extend(by_words(old, new, piece, deadline));
        }
        Self { old, new, pieces }
    }

    /// What became of a stretch of the old text.
    pub fn moved(&self, span: Span) -> Moved {
        let here = self.here(span);
        let Some(words) = span.of(self.old) else {
            return Moved::Gone(here.start);
        };
        if here.of(self.new) == Some(words) && self.left(span) == letters(words) {
            return Moved::Same(here);
        }
        let share = self.left(span) as f64 / letters(words).max(1) as f64;
        if letters(words) > 0 && share >= LEAST_LEFT {
            return here
                .trimmed(self.new)
                .map_or(Moved::Gone(here.start), Moved::Changed);
        }
        self.elsewhere(words, here.start)
            .map_or(Moved::Gone(here.start), Moved::Elsewhere)
    }

    /// Where the ends of a stretch lie, whatever became of what is between them.
    pub fn here(&self, span: Span) -> Span {
        let first = self
            .pieces
            .partition_point(|piece| piece.old.end <= span.start);
        let start = match self.pieces.get(first) {
            None => self.new.len(),
            Some(piece) if piece.is_same => {
                piece.new.start + span.start.saturating_sub(piece.old.start)
            }
            Some(piece) if span.start <= piece.old.start => piece.new.start,
            Some(piece) => piece.new.end,
        };
        let after = self
            .pieces
            .partition_point(|piece| piece.old.start < span.end);
        let end = match after.checked_sub(1).and_then(|at| self.pieces.get(at)) {
            None => start,
            Some(piece) if piece.is_same => {
                piece.new.start + span.end.min(piece.old.end).saturating_sub(piece.old.start)
            }
            Some(piece) if span.end >= piece.old.end => piece.new.end,
            Some(piece) => piece.new.start,
        };
        Span::new(start, end.max(start))
    }

    /// Letters of the stretch that are left where it was.
    fn left(&self, span: Span) -> usize {
        let first = self
            .pieces
            .partition_point(|piece| piece.old.end <= span.start);
        let within = self.pieces[first..]
            .iter()
            .take_while(|piece| piece.old.start < span.end);
        within
            .filter(|piece| piece.is_same)
            .filter_map(|piece| {
                self.old
                    .get(piece.old.start.max(span.start)..piece.old.end.min(span.end))
            })
            .map(letters)
            .sum()
    }

    /// The same words elsewhere: where they stand once, or the nearest place for long ones.
    fn elsewhere(&self, words: &str, near: usize) -> Option<Span> {
        let length = letters(words);
        if length < TOO_SHORT {
            return None;
        }
        let mut places = self.new.match_indices(words).map(|(at, _)| at).take(1_000);
        let found: Vec<usize> = if length >= LONG_ENOUGH {
            places.collect()
        } else {
            places.by_ref().take(2).collect()
        };
        let is_sure = found.len() == 1 || length >= LONG_ENOUGH;
        let at = found
            .into_iter()
            .min_by_key(|at| at.abs_diff(near))
            .filter(|_| is_sure)?;
        Some(Span::new(at, at + words.len()))
    }
}

/// Letters and signs, white space aside.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

fn by_words(old: &str, new: &str, piece: Piece, deadline: Instant) -> Vec<Piece> {
    let (before, after) = (&old[piece.old.clone()], &new[piece.new.clone()]);
    let (one, other) = (words(before), words(after));
    if one.is_empty() || other.is_empty() || one.len() + other.len() > MOST_WORDS {
        return vec![piece];
    }
    let start = (piece.old.start, piece.new.start);
    let mut found = Vec::new();
    for piece in difference(before, after, &one, &other, start, deadline) {
        match piece.is_same {
            true => found.push(piece),
            false => found.extend(by_letters(old, new, piece, deadline)),
        }
    }
    found
}

fn by_letters(old: &str, new: &str, piece: Piece, deadline: Instant) -> Vec<Piece> {
    let (before, after) = (&old[piece.old.clone()], &new[piece.new.clone()]);
    if before.is_empty() || after.is_empty() || before.len() + after.len() > MOST_LETTERS {
        return vec![piece];
    }
    let start = (piece.old.start, piece.new.start);
    difference(
        before,
        after,
        &each_letter(before),
        &each_letter(after),
        start,
        deadline,
    )
}

/// The difference of two texts by these parts of them, counted from `start`.
fn difference(
    old: &str,
    new: &str,
    one: &[Range<usize>],
    other: &[Range<usize>],
    start: (usize, usize),
    deadline: Instant,
) -> Vec<Piece> {
    let texts = |text: &'_ str, parts: &[Range<usize>]| -> Vec<String> {
        parts
            .iter()
            .map(|part| text[part.clone()].to_owned())
            .collect()
    };
    let (before, after) = (texts(old, one), texts(new, other));
    let bounds = |parts: &[Range<usize>], text: &str, at: usize| {
        parts.get(at).map_or(text.len(), |part| part.start)
    };
    let ops = capture_diff_slices_deadline(Algorithm::Patience, &before, &after, Some(deadline));
    ops.iter()
        .map(|op| {
            let (from, to) = (op.old_range(), op.new_range());
            Piece {
                old: start.0 + bounds(one, old, from.start)..start.0 + bounds(one, old, from.end),
                new: start.1 + bounds(other, new, to.start)..start.1 + bounds(other, new, to.end),
                is_same: matches!(op, DiffOp::Equal { .. }),
            }
        })
        .collect()
}

/// Parts that end with a line or a sentence.
fn sentences(text: &str) -> Vec<Range<usize>> {
    cut(text, |last, next| {
        last == '\n'
            || (matches!(last, '.' | '?' | '!' | '؟' | '。' | '！' | '？') && next.is_whitespace())
            || last == '。'
    })
}

/// Words, and signs and white space between them; where words have no spaces, letters.
fn words(text: &str) -> Vec<Range<usize>> {
    let is_dense = |c: char| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}');
    let kind = |c: char| match c {
        c if is_dense(c) => 0,
        c if c.is_alphanumeric() || matches!(c, '\u{200c}' | '\u{200d}' | '\'' | '’') => 1,
        c if c.is_whitespace() => 2,
        _ => 0,
    };
    cut(text, |last, next| {
        kind(last) == 0 || kind(last) != kind(next)
    })
}

fn each_letter(text: &str) -> Vec<Range<usize>> {
    cut(text, |_, _| true)
}

fn cut(text: &str, is_cut: impl Fn(char, char) -> bool) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        if last.is_some_and(|last| is_cut(last, c)) {
            parts.push(start..at);
            start = at;
        }
        last = Some(c);
    }
    if start < text.len() {
        parts.push(start..text.len());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What became of the words between `[` and `]` of the old text.
    fn check(old: &str, new: &str, wanted: &str) {
        let (start, end) = (old.find('[').unwrap(), old.find(']').unwrap() - 1);
        let plain = old.replacen('[', "", 1).replacen(']', "", 1);
        let changed = ChangedText::between(&plain, new);
        let shown = match changed.moved(Span::new(start, end)) {
            Moved::Same(span) => format!("same {}", span.of(new).unwrap()),
            Moved::Changed(span) => format!("changed {}", span.of(new).unwrap()),
            Moved::Elsewhere(span) => format!("elsewhere {}", span.of(new).unwrap()),
            Moved::Gone(at) => format!("gone {at}"),
        };
        assert_eq!(shown, wanted, "{old} -> {new}");
    }

    #[test]
    fn stretches_follow_their_words() {
        check(
            "M4: [I was tired]. So.",
            "Ward 3\nM4: I was tired. So.",
            "same I was tired",
        );
        check(
            "M4: [I was teh tired one]. So.",
            "M4: I was the tired one. So.",
            "changed I was the tired one",
        );
        check("a [teh dog] b", "a the dog b", "changed the dog");
        check(
            "M4: [I was tired]. So.",
            "M4: Well, I was very tired now. So.",
            "changed I was very tired",
        );
        check(
            "من [خیلی خسته بودم] 😀.",
            "خب، من خیلی خسته‌ بودم 😀😀.",
            "changed خیلی خسته‌ بودم",
        );
        check(
            "我[害怕极了]。他走了。",
            "他走了。我害怕极了。",
            "same 害怕极了",
        );
        check(
            "First this. [The nights were long for us.] Then that. And more of it.",
            "First this. Then that. And more of it. The nights were long for us.",
            "elsewhere The nights were long for us.",
        );
        check("He said. [yes]. Then.", "He said. Then. yes yes", "gone 8");
        check("[all of it]", "", "gone 0");
        check("a []b", "a b", "same ");
    }

    #[test]
    fn texts_without_anything_in_common_end() {
        let one: String = (0..60_000).map(|n| format!("w{n} ")).collect();
        let other: String = (0..60_000).map(|n| format!("v{n} ")).collect();
        let changed = ChangedText::between(&one, &other);
        assert!(matches!(changed.moved(Span::new(100, 200)), Moved::Gone(_)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn spans_fit_and_same_words_are_the_same(old in "[ab .\n我😀م]{0,60}", new in "[ab .\n我😀م]{0,60}") {
            let changed = ChangedText::between(&old, &new);
            let mut covered = 0;
            for piece in &changed.pieces {
                prop_assert_eq!(piece.old.start, covered);
                covered = piece.old.end;
                prop_assert!(!piece.is_same || old[piece.old.clone()] == new[piece.new.clone()]);
            }
            prop_assert_eq!(covered, old.len());
            let bounds: Vec<usize> = old.char_indices().map(|(at, _)| at).chain([old.len()]).collect();
            for start in &bounds {
                for end in bounds.iter().filter(|end| *end >= start) {
                    let span = Span::new(*start, *end);
                    prop_assert!(changed.here(span).of(&new).is_some());
                    match changed.moved(span) {
                        Moved::Same(to) | Moved::Elsewhere(to) => prop_assert_eq!(to.of(&new), span.of(&old)),
                        Moved::Changed(to) => prop_assert!(to.of(&new).is_some()),
                        Moved::Gone(at) => prop_assert!(new.is_char_boundary(at)),
                    }
                }
            }
        }
    }
}
