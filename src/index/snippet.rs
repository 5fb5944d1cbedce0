//! The part of a long passage worth showing.

use crate::study::Span;

/// Passages up to this many bytes are shown whole.
pub const SNIPPET: usize = 280;

/// The stretch of `text` of about [`SNIPPET`] bytes with the most marks, cut between words; all of a short text.
pub fn snippet(text: &str, marks: &[Span]) -> Span {
    if text.len() <= SNIPPET {
        return Span::new(0, text.len());
    }
    let fits = |first: usize| {
        let room = marks[first].start + SNIPPET * 3 / 4;
        marks[first..].iter().take_while(|m| m.end <= room).count()
    };
    // The earliest of the fullest.
    let best = (0..marks.len()).max_by_key(|&i| (fits(i), std::cmp::Reverse(i)));
    let Some(first) = best else {
        return Span::new(0, word_end(text, SNIPPET));
    };
    let last = marks[first + fits(first).max(1) - 1].end;
    let spare = SNIPPET.saturating_sub(last - marks[first].start);
    let start = marks[first].start.saturating_sub(spare / 2);
    let start = start.min(text.len() - SNIPPET);
    let start = word_start(text, start).min(marks[first].start);
    Span::new(start, word_end(text, (start + SNIPPET).max(last)))
}

/// How far, in bytes, a cut is moved to stand between words.
const NEAR: usize = 24;

/// The first character boundary at or after `at`.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len())
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or(text.len())
}

/// The first byte of the first word at or after `at`, unless the next space is far.
fn word_start(text: &str, at: usize) -> usize {
    let at = boundary(text, at);
    if at == 0 {
        return 0;
    }
    let near = boundary(text, at + NEAR);
    let space = text[at..near].find(char::is_whitespace);
    space.map_or(at, |space| {
        let rest = &text[at + space..];
        text.len() - rest.trim_start().len()
    })
}

/// One past the last word that ends at or after `at`, unless the next space is far.
fn word_end(text: &str, at: usize) -> usize {
    let at = boundary(text, at);
    let near = boundary(text, at + NEAR);
    let space = text[at..near].find(char::is_whitespace);
    match space {
        Some(space) => at + space,
        None if near == text.len() => near,
        None => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(snippet("short", &[]), Span::new(0, 5));
        assert_eq!(snippet("", &[]), Span::new(0, 0));
    }

    #[test]
    fn the_fullest_stretch_is_shown() {
        let text = format!(
            "one {}two two two {}",
            "word ".repeat(200),
            "word ".repeat(200)
        );
        let at = text.find("two").unwrap();
        let marks = [
            Span::new(0, 3),
            Span::new(at, at + 3),
            Span::new(at + 4, at + 7),
        ];
        let shown = snippet(&text, &marks);
        assert!(shown.contains(marks[1]) && shown.contains(marks[2]));
        assert!(shown.of(&text).unwrap().starts_with("word"));
        assert!(shown.len() < SNIPPET + 30);
    }

    proptest! {
        #[test]
        fn it_fits_every_text(text in "[a 我😀ی]{0,400}", at in 0..900_usize) {
            let start = boundary(&text, at.min(text.len()));
            let end = boundary(&text, start + 1);
            let mark = Span::new(start, end);
            let marks = if start < text.len() { vec![mark] } else { vec![] };
            let shown = snippet(&text, &marks);
            prop_assert!(shown.of(&text).is_some());
            prop_assert!(marks.is_empty() || shown.contains(mark), "{shown:?} {mark:?}");
        }
    }
}
