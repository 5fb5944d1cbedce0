//! What no unit covers yet.

use crate::study::Span;
use crate::text::says_something;

/// The stretches of `candidates` that `units` leave uncovered, trimmed, each with at least one letter, digit or emoji.
///
/// ```text
/// candidates  [-----------][-----------][-----------]
/// units       [--------]        [---]
/// uncoded                   [--]     [-][-----------]
/// ```
/// A candidate of which units cover half or more counts as covered altogether. Both lists may be in any order and overlap.
/// The punctuation that ended the unit before is left out with the white space.
pub fn uncoded(text: &str, candidates: &[Span], units: &[Span]) -> Vec<Span> {
    pieces(text, candidates, units, |candidate, left| {
        left * 2 > candidate.len()
    })
}

/// All that `units` leave over of `candidates`, each with at least one letter, digit or emoji: [`uncoded`] without the rule of the
/// half, for when no word may be lost.
pub fn remainders(text: &str, candidates: &[Span], units: &[Span]) -> Vec<Span> {
    pieces(text, candidates, units, |_, _| true)
}

/// The `spans` as they stand, in order, that overlap neither a unit nor another one before them, each with at least one letter,
/// digit or emoji.
pub fn free(text: &str, mut spans: Vec<Span>, units: &[Span]) -> Vec<Span> {
    let covered = joined(units);
    let mut end = 0;
    spans.sort();
    spans.retain(|&span| {
        let is_free = span.start >= end
            && left_over(span, &covered) == [span]
            && span.of(text).is_some_and(says_something);
        if is_free {
            end = span.end;
        }
        is_free
    });
    spans
}

/// What is left over of each candidate that counts, given how many bytes of it are left.
fn pieces(
    text: &str,
    candidates: &[Span],
    units: &[Span],
    counts: impl Fn(Span, usize) -> bool,
) -> Vec<Span> {
    let covered = joined(units);
    let left = candidates.iter().flat_map(|&candidate| {
        let mut pieces = left_over(candidate, &covered);
        if !counts(candidate, pieces.iter().map(|piece| piece.len()).sum()) {
            pieces.clear();
        }
        pieces
            .into_iter()
            .map(move |piece| begun(text, candidate, piece))
    });
    with_words(text, left)
}

/// A piece of a candidate without what ended the unit before it.
fn begun(text: &str, candidate: Span, piece: Span) -> Span {
    match piece.of(text) {
        Some(words) if piece.start > candidate.start => {
            let kept = words.trim_start_matches(ends_what_stands_before);
            Span::new(piece.end - kept.len(), piece.end)
        }
        _ => piece,
    }
}

fn ends_what_stands_before(c: char) -> bool {
    c.is_whitespace() || ",.;:!?…)]}”’»،؛؟۔。，、；：！？）】」』》".contains(c)
}

fn with_words(text: &str, spans: impl Iterator<Item = Span>) -> Vec<Span> {
    spans
        .filter_map(|span| span.trimmed(text))
        .filter(|span| span.of(text).is_some_and(says_something))
        .collect()
}

/// The units in order, those that touch or overlap as one.
fn joined(units: &[Span]) -> Vec<Span> {
    let mut sorted: Vec<Span> = units
        .iter()
        .copied()
        .filter(|unit| !unit.is_empty())
        .collect();
    sorted.sort();
    let mut joined: Vec<Span> = Vec::with_capacity(sorted.len());
    for unit in sorted {
        match joined.last_mut() {
            Some(last) if unit.start <= last.end => last.end = last.end.max(unit.end),
            _ => joined.push(unit),
        }
    }
    joined
}

fn left_over(candidate: Span, covered: &[Span]) -> Vec<Span> {
    let first = covered.partition_point(|unit| unit.end <= candidate.start);
    let overlapping = covered[first..]
        .iter()
        .take_while(|unit| unit.start < candidate.end);
    let mut pieces = Vec::new();
    let mut at = candidate.start;
    for unit in overlapping {
        if unit.start > at {
            pieces.push(Span::new(at, unit.start));
        }
        at = unit.end.min(candidate.end);
    }
    if at < candidate.end {
        pieces.push(Span::new(at, candidate.end));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_free_overlaps_nothing() {
        let span = |start, end| Span { start, end };
        let text = "one two three … four";
        let spans = vec![
            span(8, 13),
            span(0, 7),
            span(4, 7),
            span(14, 17),
            span(18, 22),
        ];
        let units = [span(12, 13)];
        assert_eq!(free(text, spans, &units), [span(0, 7), span(18, 22)]);
        assert_eq!(free(text, vec![span(0, 3)], &[span(3, 4)]), [span(0, 3)]);
    }

    fn check(units: &[(usize, usize)], wanted: &[&str]) {
        let text = "0123456789 abcdefghij";
        let candidates = [Span::new(0, 10), Span::new(11, 21)];
        let units: Vec<Span> = units.iter().map(|&(a, b)| Span::new(a, b)).collect();
        let found = uncoded(text, &candidates, &units);
        let shown: Vec<_> = found.iter().map(|span| span.of(text).unwrap()).collect();
        assert_eq!(shown, wanted);
    }

    #[test]
    fn what_is_half_covered_counts_as_covered() {
        check(&[], &["0123456789", "abcdefghij"]);
        check(&[(0, 5)], &["abcdefghij"]);
        check(&[(0, 4)], &["456789", "abcdefghij"]);
        check(&[(3, 5), (13, 15)], &["012", "56789", "ab", "efghij"]);
        check(&[(0, 3), (2, 3), (8, 13)], &["cdefghij"]);
        check(&[(0, 21)], &[]);
        check(&[(0, 3), (12, 12)], &["3456789", "abcdefghij"]);
    }

    #[test]
    fn remainders_lose_no_word() {
        let text = "01234567.9 ?! abc";
        let candidates = [Span::new(0, 10), Span::new(11, 17), Span::new(17, 17)];
        let left = remainders(text, &candidates, &[Span::new(2, 8), Span::new(14, 16)]);
        let shown: Vec<_> = left.iter().map(|span| span.of(text).unwrap()).collect();
        assert_eq!(shown, ["01", "9", "c"]);
    }

    #[test]
    fn the_full_stop_of_the_unit_before_begins_nothing() {
        for (coded, end, next) in [
            ("I still do it", ".", "Then I wrote them all down."),
            ("هنوز انجامش می‌دهم", "؟", "بعد همه را نوشتم، سی و یک تا."),
            ("我还在做", "。", "后来我全都写下来了，一共三十一个。"),
        ] {
            let text = format!("{coded}{end}\n\n{next}");
            let left = uncoded(
                &text,
                &[Span::new(0, text.len())],
                &[Span::new(0, coded.len())],
            );
            let shown: Vec<_> = left.iter().map(|span| span.of(&text).unwrap()).collect();
            assert_eq!(shown, [next]);
        }
    }

    #[test]
    fn a_unit_that_cuts_a_character_leaves_nothing_broken() {
        assert!(uncoded("چرا", &[Span::new(0, 6)], &[Span::new(0, 1)]).is_empty());
        assert!(uncoded("", &[], &[]).is_empty());
    }
}
