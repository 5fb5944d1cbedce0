//! What no unit covers yet.

use crate::study::Span;

/// The stretches of `candidates` that `units` leave uncovered, trimmed, each with at least one letter or digit.
///
/// ```text
/// candidates  [-----------][-----------][-----------]
/// units       [--------]        [---]
/// uncoded                   [--]     [-][-----------]
/// ```
/// A candidate of which units cover half or more counts as covered altogether. Both lists may be in any order and overlap.
pub fn uncoded(text: &str, candidates: &[Span], units: &[Span]) -> Vec<Span> {
    let covered = joined(units);
    candidates
        .iter()
        .filter(|candidate| !candidate.is_empty())
        .flat_map(|&candidate| left_over(candidate, &covered))
        .filter_map(|span| span.trimmed(text))
        .filter(|span| {
            span.of(text)
                .is_some_and(|words| words.contains(char::is_alphanumeric))
        })
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
    let left: usize = pieces.iter().map(|piece| piece.len()).sum();
    if left * 2 <= candidate.len() {
        pieces.clear();
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_unit_that_cuts_a_character_leaves_nothing_broken() {
        assert!(uncoded("چرا", &[Span::new(0, 6)], &[Span::new(0, 1)]).is_empty());
        assert!(uncoded("", &[], &[]).is_empty());
    }
}
